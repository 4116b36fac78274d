#include "counts/satscan.h"

#include "base/idmap.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_FIELDS = 24, MOST_YEARS = 400 };
static const double earth_km = 6367; /* as that program has it */

typedef struct line_reader {
    str rest;
    const char *file;
    unsigned line;
    str field[MOST_FIELDS];
    size_t n;
} line_reader;

static bool is_gap(char c)
{
    return c == ' ' || c == '\t' || c == ',' || c == '\r';
}

/* The next line that is not empty; false at the end. */
static bool next_line(line_reader *r)
{
    str line;
    while (r->rest.len && str_cut(&r->rest, '\n', &line)) {
        r->line++;
        r->n = 0;
        for (size_t i = 0; i < line.len && r->n < MOST_FIELDS;) {
            while (i < line.len && is_gap(line.ptr[i]))
                i++;
            size_t from = i;
            while (i < line.len && !is_gap(line.ptr[i]))
                i++;
            if (i > from) r->field[r->n++] = (str){line.ptr + from, i - from};
        }
        if (r->n > 0) return true;
    }
    return false;
}

static tr_err bad(const line_reader *r, diag_code code, const char *what, tr_diag *diag)
{
    diag_set(diag, code, r->file, r->line, 1, "%s", what);
    return TR_ERR_DATA;
}

/* "1991", "91", "2001/11/24": days since 1970 of the day, or of 1 July; `*by_year` without a day.
 */
static bool read_date(str s, int64_t *days, int64_t *year, bool *by_year)
{
    str part;
    int64_t v[3] = {0, 7, 1};
    size_t n = 0;
    while (n < 3 && s.len && str_cut(&s, '/', &part)) {
        if (!str_to_i64(part, 0, 9999, &v[n++])) return false;
    }
    if (n != 1 && n != 3) return false;
    if (v[0] < 100) v[0] += 1900;
    if (!civil_date_ok((int)v[0], (int)v[1], (int)v[2])) return false;
    *days = civil_to_days((int)v[0], (int)v[1], (int)v[2]);
    *year = v[0];
    *by_year = n == 1;
    return true;
}

/* ---- Rows */

typedef struct case_row {
    size_t loc, stratum;
    int64_t days, year;
    double n;
    unsigned line;
} case_row;

typedef struct reader {
    const satscan_files *f;
    arena *a;
    tr_diag *diag;
    idmap locs, strata;
    VEC(str) names;
    VEC(geo_pt) at;
    VEC(case_row) cases, people;
    size_t n_strata;
    bool by_year;
} reader;

static tr_err read_places(reader *r)
{
    line_reader l = {.rest = r->f->places, .file = r->f->places_name};
    while (next_line(&l)) {
        geo_pt p;
        size_t known;
        if (l.n < 3 || !str_to_double(l.field[1], &p.lat_deg) ||
            !str_to_double(l.field[2], &p.lon_deg))
            return bad(&l, CODE_ROW_POSITION, "an identifier and two coordinates are expected",
                       r->diag);
        if (utf8_valid_prefix(l.field[0]) < l.field[0].len)
            return bad(&l, CODE_UTF8, "the identifier is not UTF-8", r->diag);
        if (!r->f->cartesian && !geo_pt_ok(p))
            return bad(&l, CODE_ROW_POSITION, "not a latitude and a longitude", r->diag);
        if (idmap_find(&r->locs, l.field[0], &known))
            return bad(&l, CODE_ROW_DUP_ID, "the place occurs twice", r->diag);
        str *name = VEC_PUSH(r->a, &r->names);
        geo_pt *slot = VEC_PUSH(r->a, &r->at);
        if (name == NULL || slot == NULL) return TR_ERR_NOMEM;
        *name = l.field[0];
        *slot = p;
        TR_TRY(idmap_add(&r->locs, r->a, l.field[0], r->names.n - 1));
    }
    if (r->names.n > 0) return TR_OK;
    return bad(&l, CODE_CSV_HEADER, "no place in the file", r->diag);
}

/* The covariates of a row, as one number. */
static tr_err stratum_of(reader *r, const line_reader *l, size_t from, size_t *out)
{
    buf b;
    str key;
    buf_init(&b, 4096);
    for (size_t i = from; i < l->n; i++) {
        buf_s(&b, l->field[i]);
        buf_c(&b, '|');
    }
    if (idmap_find(&r->strata, buf_str(&b), out)) {
        buf_free(&b);
        return TR_OK;
    }
    TR_TRY(buf_take(&b, r->a, &key));
    *out = r->n_strata++;
    return idmap_add(&r->strata, r->a, key, *out);
}

/* id, number, date or id, date, number; then covariates. */
static tr_err read_rows(reader *r, bool people)
{
    line_reader l = {.rest = people ? r->f->population : r->f->cases,
                     .file = people ? r->f->population_name : r->f->cases_name};
    bool first = true, by_year = false;
    while (next_line(&l)) {
        case_row x;
        bool year_alone;
        size_t number = people ? 2 : 1, date = people ? 1 : 2;
        if (l.n < 3 || !str_to_double(l.field[number], &x.n) || x.n < 0 ||
            !read_date(l.field[date], &x.days, &x.year, &year_alone))
            return bad(&l, CODE_ROW_NUMBER,
                       people ? "an identifier, a date and a number are expected"
                              : "an identifier, a count and a date are expected",
                       r->diag);
        if (!people && fabs(x.n - floor(x.n)) > 0)
            return bad(&l, CODE_ROW_NUMBER, "cases are whole numbers", r->diag);
        if (!idmap_find(&r->locs, l.field[0], &x.loc))
            return bad(&l, CODE_ROW_ID, "the place is not in the file of places", r->diag);
        if (!first && !people && year_alone != by_year)
            return bad(&l, CODE_ROW_TIME, "dates are years throughout, or days throughout",
                       r->diag);
        by_year = year_alone;
        first = false;
        x.line = l.line;
        TR_TRY(stratum_of(r, &l, 3, &x.stratum));
        case_row *slot = people ? VEC_PUSH(r->a, &r->people) : VEC_PUSH(r->a, &r->cases);
        if (slot == NULL) return TR_ERR_NOMEM;
        *slot = x;
    }
    if (!people) r->by_year = by_year;
    if (people ? r->people.n > 0 : r->cases.n > 0) return TR_OK;
    return bad(&l, CODE_CSV_HEADER, people ? "no population in the file" : "no case in the file",
               r->diag);
}

/* ---- Intervals */

typedef struct frame {
    int64_t first; /* year, or day */
    size_t n;
    bool by_year;
} frame;

static int64_t unit_of(const frame *f, const case_row *x)
{
    return f->by_year ? x->year : x->days;
}

static tr_err make_frame(const reader *r, frame *f)
{
    int64_t low = INT64_MAX, high = INT64_MIN;
    *f = (frame){.by_year = r->by_year};
    for (size_t i = 0; i < r->cases.n; i++) {
        int64_t u = unit_of(f, &r->cases.items[i]);
        low = u < low ? u : low;
        high = u > high ? u : high;
    }
    if (r->f->from != USEC_UNKNOWN && r->f->to != USEC_UNKNOWN) {
        int64_t from = r->f->from / USEC_DAY, to = (r->f->to - 1) / USEC_DAY;
        int y[2], m, d;
        days_to_civil(from, &y[0], &m, &d);
        days_to_civil(to, &y[1], &m, &d);
        low = f->by_year ? y[0] : from;
        high = f->by_year ? y[1] : to;
    }
    f->first = low;
    f->n = high >= low ? (size_t)(high - low) + 1 : 0;
    return f->n > 0 && f->n < 20000 ? TR_OK : TR_ERR_LIMIT;
}

static void bounds_of(const frame *f, size_t t, int64_t *from, int64_t *to)
{
    int64_t u = f->first + (int64_t)t;
    *from = f->by_year ? civil_to_days((int)u, 1, 1) : u;
    *to = f->by_year ? civil_to_days((int)u + 1, 1, 1) : u + 1;
}

/* ---- Population, linear between its dates */

static int by_place_stratum_date(const void *x, const void *y)
{
    const case_row *a = x, *b = y;
    if (a->loc != b->loc) return a->loc < b->loc ? -1 : 1;
    if (a->stratum != b->stratum) return a->stratum < b->stratum ? -1 : 1;
    return (a->days > b->days) - (a->days < b->days);
}

static double level_at(const case_row *p, size_t n, double day)
{
    if (day <= (double)p[0].days) return p[0].n;
    for (size_t i = 1; i < n; i++) {
        if (day > (double)p[i].days) continue;
        double part = (day - (double)p[i - 1].days) / (double)(p[i].days - p[i - 1].days);
        return p[i - 1].n + (p[i].n - p[i - 1].n) * part;
    }
    return p[n - 1].n;
}

/* Person-days of an interval: trapezoids between the dates of the population. */
static double person_days(const case_row *p, size_t n, double from, double to)
{
    double sum = 0, at = from;
    for (size_t i = 0; i <= n && at < to; i++) {
        double next = i < n ? (double)p[i].days : to;
        if (next <= at) continue;
        next = fmin(next, to);
        sum += 0.5 * (level_at(p, n, at) + level_at(p, n, next)) * (next - at);
        at = next;
    }
    return sum;
}

typedef struct risk {
    const frame *f;
    double *of_stratum; /* person-days */
    double *cases;      /* of each stratum */
    double *expected;
} risk;

/* Rows of one place and stratum. */
static void add_people(risk *k, const case_row *p, size_t n, bool second)
{
    for (size_t t = 0; t < k->f->n; t++) {
        int64_t from, to;
        bounds_of(k->f, t, &from, &to);
        double days = person_days(p, n, (double)from, (double)to);
        if (!second) {
            k->of_stratum[p->stratum] += days;
        } else if (k->of_stratum[p->stratum] > 0) {
            k->expected[p->loc * k->f->n + t] +=
                days * k->cases[p->stratum] / k->of_stratum[p->stratum];
        }
    }
}

/* Cases of covariates that nobody has would be spread over the others. */
static tr_err check_strata(reader *r)
{
    bool *lived = arena_alloc_n(r->a, r->n_strata + 1, sizeof *lived);
    if (lived == NULL) return TR_ERR_NOMEM;
    for (size_t i = 0; i < r->people.n; i++)
        lived[r->people.items[i].stratum] =
            lived[r->people.items[i].stratum] || r->people.items[i].n > 0;
    for (size_t i = 0; i < r->cases.n; i++) {
        if (lived[r->cases.items[i].stratum] || !(r->cases.items[i].n > 0)) continue;
        diag_set(r->diag, CODE_ROW_KIND, r->f->cases_name, r->cases.items[i].line, 1,
                 "no population has the covariates of this case");
        return TR_ERR_DATA;
    }
    return TR_OK;
}

static tr_err check_expected(reader *r, const frame *f, const double *count, const double *expected)
{
    for (size_t i = 0; i < r->names.n * f->n; i++) {
        if (!(count[i] > 0) || expected[i] > 0) continue;
        diag_set(r->diag, CODE_ROW_NUMBER, r->f->population_name, 0, 0,
                 "cases but no population at '" STR_FMT "'", STR_ARG(r->names.items[i / f->n]));
        return TR_ERR_DATA;
    }
    return TR_OK;
}

static tr_err expect(reader *r, const frame *f, double *expected)
{
    risk k = {.f = f, .expected = expected};
    k.of_stratum = arena_alloc_n(r->a, r->n_strata + 1, sizeof(double));
    k.cases = arena_alloc_n(r->a, r->n_strata + 1, sizeof(double));
    if (k.of_stratum == NULL || k.cases == NULL) return TR_ERR_NOMEM;
    for (size_t i = 0; i < r->cases.n; i++)
        k.cases[r->cases.items[i].stratum] += r->cases.items[i].n;
    if (r->people.n) qsort(r->people.items, r->people.n, sizeof(case_row), by_place_stratum_date);
    size_t kept = 0; /* two rows for one place, stratum and date add up */
    for (size_t i = 0; i < r->people.n; i++) {
        case_row *p = r->people.items;
        if (kept > 0 && by_place_stratum_date(&p[kept - 1], &p[i]) == 0) {
            p[kept - 1].n += p[i].n;
        } else {
            p[kept++] = p[i];
        }
    }
    r->people.n = kept;
    TR_TRY(check_strata(r));
    for (int second = 0; second < 2; second++) {
        for (size_t i = 0, end; i < kept; i = end) {
            const case_row *p = &r->people.items[i];
            for (end = i; end < kept && r->people.items[end].loc == p->loc &&
                          r->people.items[end].stratum == p->stratum;
                 end++)
                ;
            add_people(&k, p, end - i, second);
        }
    }
    return TR_OK;
}

/* ---- Distances */

static double distance(const satscan_files *f, geo_pt p, geo_pt q)
{
    const double deg = 3.14159265358979323846 / 180;
    if (f->cartesian) return hypot(p.lat_deg - q.lat_deg, p.lon_deg - q.lon_deg);
    double dy = (q.lat_deg - p.lat_deg) * deg, dx = (q.lon_deg - p.lon_deg) * deg;
    double h = sin(dy / 2) * sin(dy / 2) +
               cos(p.lat_deg * deg) * cos(q.lat_deg * deg) * sin(dx / 2) * sin(dx / 2);
    return 2 * earth_km * asin(sqrt(fmin(1, h)));
}

tr_err satscan_read(const satscan_files *f, arena *a, satscan_world *out, tr_diag *diag)
{
    reader r = {.f = f, .a = a, .diag = diag};
    frame time;
    *out = (satscan_world){0};
    TR_TRY(read_places(&r));
    TR_TRY(read_rows(&r, false));
    if (f->population_name[0]) TR_TRY(read_rows(&r, true));
    TR_TRY(make_frame(&r, &time));
    size_t n = r.names.n;
    double *count = arena_alloc_n(a, n * time.n, sizeof *count),
           *expected = arena_alloc_n(a, n * time.n, sizeof *expected);
    double *apart = arena_alloc_n(a, n * n, sizeof *apart);
    if (!count || !expected || !apart) return TR_ERR_NOMEM;
    for (size_t i = 0; i < r.cases.n; i++) {
        int64_t t = unit_of(&time, &r.cases.items[i]) - time.first;
        if (t >= 0 && t < (int64_t)time.n)
            count[r.cases.items[i].loc * time.n + (size_t)t] += r.cases.items[i].n;
    }
    if (f->population_name[0]) {
        TR_TRY(expect(&r, &time, expected));
        TR_TRY(check_expected(&r, &time, count, expected));
    }
    for (size_t i = 0; i < n * n; i++)
        apart[i] = distance(f, r.at.items[i / n], r.at.items[i % n]);
    bool people = f->population_name[0] != '\0';
    out->data = (scan_data){n, time.n, count, people ? expected : NULL, apart};
    out->names = r.names.items;
    out->by_year = time.by_year;
    out->first = time.first;
    return TR_OK;
}
