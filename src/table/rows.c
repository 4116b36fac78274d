#include "table/rows.h"

#include "base/hash.h"
#include "table/json_rows.h"
#include "table/survey.h"

#include <stdlib.h>
#include <string.h>

enum { MAX_FIELDS = CSV_MAX_FIELDS + 2, SCRATCH_BYTES = 64 * 1024 * 1024 };

struct rows {
    csv_source src;
    csv_bytes bytes; /* rows_open_bytes */
    const char *file;
    const event_mapping *m;
    const tz *zone;
    table_form plain, *form;
    csv_reader *csv;
    json_rows json;
    arena keep, scratch;
    str names[MAX_FIELDS], tags[MAX_FIELDS];
    size_t n_file, n; /* columns of the file; with our own behind them */
    cell_type type[MAX_FIELDS];
    date_orders orders;
    bool asked[MAX_FIELDS], comma[MAX_FIELDS],
        day[MAX_FIELDS]; /* decimal comma; midnight is the day */
    int position_at;     /* column of positions; -1: none */
    bool uses_geometry, rewrites, whole_cells;
    csv_row header;
    str fields[MAX_FIELDS];
    unsigned cols[MAX_FIELDS], lines[MAX_FIELDS];
    unsigned names_later; /* a later line that has the needed names; 0: none */
};

/* ---- Names */

/* What the adapters' names stand for: the kind of value, and the HXL tag that says the same. */
static const struct {
    const char *name;
    cell_type type;
    const char *tag;
} meanings[] = {
    {"lat", CELL_LAT, "#geo+lat"},
    {"latitude", CELL_LAT, "#geo+lat"},
    {"lon", CELL_LON, "#geo+lon"},
    {"lng", CELL_LON, "#geo+lon"},
    {"longitude", CELL_LON, "#geo+lon"},
    {"y", CELL_LAT, NULL},
    {"x", CELL_LON, NULL},
    {"radius_m", CELL_NUMBER, NULL},
    {"watched", CELL_NUMBER, NULL},
    {"count", CELL_NUMBER, NULL},
    {"brightness", CELL_NUMBER, NULL},
    {"bright_ti4", CELL_NUMBER, NULL},
    {"bright_ti5", CELL_NUMBER, NULL},
    {"bright_t31", CELL_NUMBER, NULL},
    {"scan", CELL_NUMBER, NULL},
    {"track", CELL_NUMBER, NULL},
    {"frp", CELL_NUMBER, NULL},
    {"mag", CELL_NUMBER, NULL},
    {"horizontalError", CELL_NUMBER, NULL},
    {"smajax", CELL_NUMBER, NULL},
    {"sminax", CELL_NUMBER, NULL},
    {"date", CELL_OPEN, "#date+occurred"},
    {"day", CELL_DATE, "#date"},
    {"instant", CELL_WHEN, NULL},
    {"time", CELL_CLOCK, "#date+time"},
    {"acq_date", CELL_DATE, NULL},
    {"event_date", CELL_DATE, "#date+occurred"},
    {"date_start", CELL_DAY, "#date+start"},
    {"date_end", CELL_DAY, "#date+end"},
    {"datetime", CELL_SPACED, NULL},
    {"started_at", CELL_WHEN, "#date+start"},
    {"finished_at", CELL_WHEN, "#date+end"},
    {"scraped_at", CELL_WHEN, NULL},
    {"utc_lo", CELL_UTC, NULL},
    {"utc_hi", CELL_UTC, NULL},
    {"event_utc", CELL_UTC, NULL},
    {"page_date", CELL_DATE, NULL},
    {"event_date_stated", CELL_DATE, NULL},
    {"event_time_stated", CELL_CLOCK, NULL},
    {"period_start", CELL_WHEN, "#date+start"},
    {"period_end", CELL_WHEN, "#date+end"},
    {"said_on", CELL_DATE, NULL},
    {"id", CELL_TEXT, "#event+id"},
    {"category", CELL_CATEGORY, "#event+type"},
    {"place", CELL_TEXT, "#loc+name"},
    {"source", CELL_TEXT, "#meta+source"},
    {"text", CELL_TEXT, "#event+description"},
};

static const size_t n_meanings = sizeof meanings / sizeof meanings[0];

static size_t meaning_of(const char *name)
{
    size_t i = 0;
    while (i < n_meanings && strcmp(meanings[i].name, name) != 0)
        i++;
    return i;
}

static cell_type type_of(const char *name)
{
    size_t i = meaning_of(name);
    if (i < n_meanings) return meanings[i].type;
    str s = str_of(name); /* registries have names of their own for the same */
    if (str_eq_nocase(s, STR("latitude"))) return CELL_LAT;
    return str_eq_nocase(s, STR("longitude")) ? CELL_LON : CELL_TEXT;
}

static int exactly(const rows *r, str name)
{
    for (size_t i = 0; i < r->n_file; i++) {
        if (str_eq(r->names[i], name)) return (int)i;
    }
    return -1;
}

/* The only name that is the same but for case and outer blanks. */
static int without_case(const rows *r, str name)
{
    int found = -1;
    for (size_t i = 0; i < r->n_file; i++) {
        if (!str_eq_nocase(r->names[i], str_trim(name))) continue;
        if (found >= 0) return -1;
        found = (int)i;
    }
    return found;
}

/* "#geo+lat" fits the tag "#geo +lat +start": the same hashtag and all attributes asked for. */
static bool tag_fits(str tag, const char *want)
{
    str rest = str_of(want), piece;
    bool first = true;
    while (str_cut(&rest, '+', &piece)) {
        bool found = false;
        str have = tag, one;
        for (bool head = true; !found && str_cut(&have, '+', &one); head = false)
            found = head == first && str_eq_nocase(str_trim(one), piece);
        if (!found) return false;
        first = false;
    }
    return true;
}

/* Dates of something else than what happened. */
static bool is_other_date(str tag)
{
    static const char *const others[] = {"+reported", "+updated", "+created", "+published",
                                         "+start",    "+end",     "+time",    NULL};
    for (size_t i = 0; others[i]; i++) {
        if (str_has_nocase(tag, others[i])) return true;
    }
    return false;
}

/* The only column with the tag; of several, the one that has just this tag. */
static int with_tag(const rows *r, const char *want, bool exact, bool plain_date)
{
    int found = -1;
    for (size_t i = 0; i < r->n_file; i++) {
        str tag = r->tags[i];
        bool fits = exact ? str_eq_nocase(tag, str_of(want)) : tag.len && tag_fits(tag, want);
        if (!fits || (plain_date && is_other_date(tag))) continue;
        if (found >= 0) return -1;
        found = (int)i;
    }
    return found;
}

static int by_tag(const rows *r, const char *want)
{
    int at;
    if (want == NULL) return -1;
    if ((at = with_tag(r, want, true, false)) >= 0) return at;
    if ((at = with_tag(r, want, false, false)) >= 0) return at;
    if (strcmp(want, "#date+occurred") != 0) return -1;
    at = with_tag(r, "#date", true, false); /* of what happened, if nothing else is said */
    return at >= 0 ? at : with_tag(r, "#date", false, true);
}

/* Latitude and longitude go by a few names everywhere; the only column that has one of them. */
static int by_alias(const rows *r, cell_type t)
{
    static const char *const lat[] = {"lat", "latitude", NULL}, *const lon[] = {"lon", "long",
                                                                                "lng", "longitude",
                                                                                NULL};
    const char *const *names = t == CELL_LAT ? lat : lon;
    int found = -1;
    if (t != CELL_LAT && t != CELL_LON) return -1;
    for (size_t i = 0; names[i]; i++) {
        int at = without_case(r, str_of(names[i]));
        if (at >= 0 && found >= 0) return -1;
        if (at >= 0) found = at;
    }
    return found;
}

static int of_geometry(rows *r, cell_type t)
{
    int at = t == CELL_LAT ? r->json.lat_at : t == CELL_LON ? r->json.lon_at : -1;
    if (at >= 0) r->uses_geometry = true;
    return at;
}

static int of_position(const rows *r, cell_type t)
{
    if (r->position_at < 0 || (t != CELL_LAT && t != CELL_LON)) return -1;
    return (int)r->n_file + (t == CELL_LON);
}

static str mapped(const rows *r, const char *name)
{
    return r->m ? node_text(r->m->all, name) : (str){0};
}

/* What the record says it was; the names of the mapping and of the adapter must fit exactly. */
static int as_recorded(rows *r, const char *name, cell_type t)
{
    const str *was = form_find(&r->form->columns, str_of(name));
    str want = mapped(r, name);
    if (was) {
        int at = exactly(r, *was);
        if (at >= 0 && (at == r->json.lat_at || at == r->json.lon_at)) r->uses_geometry = true;
        return at;
    }
    if (want.len) return exactly(r, want);
    if (of_position(r, t) >= 0) return of_position(r, t);
    return exactly(r, str_of(name));
}

/* The column, and whether it has to be written down because the plain reading would not find it. */
static int recognise(rows *r, const char *name, cell_type t, bool *note)
{
    str want = mapped(r, name);
    int at;
    *note = false;
    if (want.len) {
        if ((at = exactly(r, want)) >= 0) return at;
        *note = true;
        if ((at = without_case(r, want)) >= 0) return at;
        char tag[64];
        (void)snprintf(tag, sizeof tag, STR_FMT, STR_ARG(str_upto(want, sizeof tag - 1)));
        return want.ptr[0] == '#' ? by_tag(r, tag) : -1;
    }
    if ((at = of_position(r, t)) >= 0) return at;
    if ((at = exactly(r, str_of(name))) >= 0) return at;
    *note = true;
    if ((at = without_case(r, str_of(name))) >= 0) return at;
    if ((at = by_alias(r, t)) >= 0) return at;
    size_t i = meaning_of(name);
    if (i < n_meanings && (at = by_tag(r, meanings[i].tag)) >= 0) return at;
    return of_geometry(r, t);
}

static int look(rows *r, const char *name, bool *note)
{
    *note = false;
    if (r->form->fixed) return as_recorded(r, name, type_of(name));
    return recognise(r, name, type_of(name), note);
}

static date_order order_with(const rows *r, const char *sign)
{
    const str *order = form_find(&r->form->dates, str_of(sign));
    return order == NULL ? ORDER_NONE : str_is(*order, "d/m/y") ? ORDER_DMY : ORDER_MDY;
}

static void take_type(rows *r, int at, cell_type t)
{
    r->type[at] = t;
    r->orders = (date_orders){order_with(r, "/"), order_with(r, "."), order_with(r, "-")};
    r->day[at] = form_find(&r->form->days, r->names[at]) != NULL;
    r->comma[at] = form_find(&r->form->decimals, r->names[at]) != NULL;
    bool words = t == CELL_CATEGORY && r->m && r->m->categories;
    bool plain = r->form->fixed && r->form->cells == 0 && !r->comma[at] && !words;
    r->rewrites = r->rewrites || (t != CELL_TEXT && !plain);
}

int rows_find(rows *r, const char *name)
{
    bool note;
    int at = look(r, name, &note);
    if (at < 0) return at;
    if (note && form_add(r->form, &r->form->columns, str_of(name), r->names[at]) != TR_OK)
        return -1;
    take_type(r, at, type_of(name));
    return at;
}

int rows_find_time(rows *r, str name)
{
    const str *was = form_find(&r->form->columns, name);
    int at = exactly(r, was ? *was : name);
    if (at < 0 && !r->form->fixed) {
        at = without_case(r, name);
        if (at >= 0 && form_add(r->form, &r->form->columns, name, r->names[at]) != TR_OK) return -1;
    }
    if (at >= 0) take_type(r, at, CELL_WHEN);
    return at;
}

void rows_take(rows *r, size_t at, const char *name)
{
    take_type(r, (int)at, type_of(name));
}

const csv_row *rows_header(const rows *r)
{
    return &r->header;
}

str rows_tag(const rows *r, size_t at)
{
    return r->tags[at];
}

csv_reader *rows_csv(rows *r)
{
    bool bare = r->form->format == FORM_CSV && r->form->separator == 0 && r->position_at < 0 &&
                r->form->dates.n == 0 && r->form->decimals.n == 0;
    return bare ? r->csv : NULL;
}

/* What may be wrong with a header that lacks a column; empty: nobody knows. */
static void header_hint(const rows *r, char *room, size_t size)
{
    str first = r->n_file ? r->names[0] : (str){0};
    iso_time day;
    double number;
    bool data = first.len && (str_to_double(first, &number) || iso_parse(first, &day));
    room[0] = '\0';
    if (r->names_later) {
        (void)snprintf(room, size, ": line %u looks like the header: remove the lines before it",
                       r->names_later);
    } else if (data) {
        (void)snprintf(room, size,
                       ": the first line looks like data: put the names of the columns before it");
    }
}

void rows_missing(rows *r, diag_code code, const char *name, const char *more, tr_diag *diag)
{
    char hint[128];
    header_hint(r, hint, sizeof hint);
    diag_set(diag, code, r->file, r->header.line, 1, "the column '%s' is missing%s%s", name, more,
             hint);
}

void rows_not_mapped(rows *r, str name, tr_diag *diag)
{
    char hint[128];
    header_hint(r, hint, sizeof hint);
    diag_set(diag, CODE_MAP_COLUMN, r->file, r->header.line, 1,
             "the mapping names the column '" STR_FMT "', which the file does not have%s",
             STR_ARG(name), hint);
}

/* ---- Rows */

static bool all_empty(const csv_row *row)
{
    for (size_t i = 0; i < row->n; i++) {
        if (str_trim(row->fields[i]).len) return false;
    }
    return true;
}

static bool skip_empty(rows *r, const csv_row *row)
{
    if (row->n < 2 || !all_empty(row)) return false;
    if (!r->form->fixed) r->form->empty_rows = true;
    return r->form->empty_rows;
}

/* Names once more among the data, as joined files have them. */
static bool repeats_header(const rows *r, const csv_row *row)
{
    if (row->n != r->n_file || (r->form->fixed && !r->form->header_rows)) return false;
    for (size_t i = 0; i < row->n; i++) {
        if (!str_eq(str_trim(row->fields[i]), r->names[i])) return false;
    }
    r->form->header_rows = true;
    return true;
}

static tr_err put(rows *r, size_t at, str was, str now)
{
    if (now.ptr == NULL || str_eq(was, now)) return TR_OK;
    r->fields[at] = arena_str(&r->scratch, now);
    if (!r->form->fixed) r->form->cells = CELL_RULES;
    return r->fields[at].ptr ? TR_OK : TR_ERR_NOMEM;
}

static bool has_day(str s)
{
    iso_time t;
    return s.len > 10 && s.ptr[10] == ' ' && iso_parse(str_upto(s, 10), &t);
}

/* A clock in a column that is UTC by its name, or by the mapping's zone. */
static str with_zone(const rows *r, str s, char room[CELL_BYTES])
{
    iso_time t;
    if (!iso_parse(s, &t) || !t.has_clock || t.has_offset || s.len + 2 > CELL_BYTES) return s;
    if (r->zone == NULL) {
        memmove(room, s.ptr, s.len);
        room[s.len] = 'Z';
        return (str){room, s.len + 1};
    }
    span is = tz_to_utc(r->zone, &t.at);
    civil back = usec_to_civil(is.from + tz_offset_sec(r->zone, is.from) * USEC_SEC);
    bool exists = back.hour == t.at.hour && back.minute == t.at.minute;
    if (is.from != is.to || !exists) return s; /* the hour occurs twice, or not at all */
    civil c = usec_to_civil(is.from);
    int n = snprintf(room, CELL_BYTES, "%04d-%02d-%02dT%02d:%02d:%02dZ", c.year, c.month, c.day,
                     c.hour, c.minute, c.second);
    return (str){room, (size_t)n};
}

static str format_of(const rows *r)
{
    return r->m ? r->m->date_format : (str){0};
}

/* The word that the mapping's table has for it. */
static str category_for(const rows *r, str word)
{
    for (const node *n = r->m && r->m->categories ? r->m->categories->first : NULL; n;
         n = n->next) {
        if (str_eq(n->key, word)) return n->text;
    }
    return word;
}

/* "2025-03-18T08:30" as a feed that writes a blank and seconds would have it. */
static str spaced(str s, char room[CELL_BYTES])
{
    iso_time t;
    if (!iso_parse(s, &t) || t.has_offset) return (str){0};
    int n = snprintf(room, CELL_BYTES, "%04d-%02d-%02d %02d:%02d:%02d", t.at.year, t.at.month,
                     t.at.day, t.at.hour, t.at.minute, t.at.second);
    return (str){room, (size_t)n};
}

static str rewrite_time(const rows *r, size_t at, str s, char room[CELL_BYTES])
{
    cell_type t = r->type[at];
    iso_time ignored;
    if (has_day(s) && (t == CELL_DAY || (t == CELL_SPACED && s.len == 19)))
        return s; /* as the feed writes it */
    str now = cell_when(s, format_of(r), r->orders, room);
    if (now.ptr == NULL && format_of(r).len && iso_parse(s, &ignored)) {
        /* an adapter would read it, and not as it was declared */
        int n = snprintf(room, CELL_BYTES, STR_FMT " is not as date_format has it", STR_ARG(s));
        return (str){room, n < CELL_BYTES ? (size_t)n : CELL_BYTES - 1};
    }
    if (now.ptr == NULL) return now;
    if (t == CELL_UTC) return with_zone(r, now, room);
    if (t == CELL_SPACED) return spaced(now, room);
    return t == CELL_DATE || (t == CELL_OPEN && r->day[at]) ? cell_day(now) : now;
}

static tr_err rewrite_cell(rows *r, size_t at, str s)
{
    char room[CELL_BYTES];
    str now = {0};
    switch (r->type[at]) {
    case CELL_TEXT:
    case CELL_CATEGORY: return TR_OK;
    case CELL_NUMBER: now = cell_number(s, room); break;
    case CELL_LAT:
    case CELL_LON: now = cell_degrees(s, r->type[at] == CELL_LAT, room); break;
    case CELL_CLOCK: now = cell_clock(s, format_of(r), room); break;
    case CELL_WHEN:
    case CELL_OPEN:
    case CELL_DATE:
    case CELL_DAY:
    case CELL_SPACED:
    case CELL_UTC: now = rewrite_time(r, at, s, room); break;
    }
    return put(r, at, s, now);
}

static tr_err rewrite(rows *r, size_t at)
{
    char room[CELL_BYTES];
    str s = str_trim(r->fields[at]);
    if (s.len == 0) return TR_OK;
    if (r->type[at] == CELL_CATEGORY) {
        r->fields[at] = category_for(r, s);
        return TR_OK;
    }
    if (r->comma[at]) {
        str now = cell_decimal_comma(s, room);
        if (now.ptr && !str_eq(s, now)) {
            s = r->fields[at] = arena_str(&r->scratch, now);
            if (s.ptr == NULL) return TR_ERR_NOMEM;
        }
    }
    if (r->form->fixed && r->form->cells == 0) return TR_OK;
    return rewrite_cell(r, at, s);
}

static tr_err split_position(rows *r)
{
    str s, *lat = &r->fields[r->n_file], *lon = &r->fields[r->n_file + 1];
    if (r->position_at < 0) return TR_OK;
    s = str_trim(r->fields[r->position_at]);
    *lat = *lon = (str){0};
    if (s.len && !cell_position(s, r->m->position_order, lat, lon)) *lat = *lon = s;
    for (size_t i = 0; i < 2; i++) {
        r->cols[r->n_file + i] = r->cols[r->position_at];
        r->lines[r->n_file + i] = r->lines[r->position_at];
    }
    return TR_OK;
}

static tr_err no_point(const rows *r, const csv_row *row, tr_diag *diag)
{
    diag_set(diag, CODE_ROW_POSITION, r->file, row->line, row->cols[0],
             "the geometry is no point; a position is a point");
    return TR_ERR_DATA;
}

/* Fields of the reader below, copied so that some can be replaced. */
static tr_err finish(rows *r, csv_row *row, tr_diag *diag)
{
    if (r->uses_geometry && r->json.no_point) return no_point(r, row, diag);
    if (!r->rewrites && r->position_at < 0) return TR_OK;
    for (size_t i = 0; i < row->n && row->fields != r->fields; i++) {
        r->fields[i] = row->fields[i];
        r->cols[i] = row->cols[i];
        r->lines[i] = row->lines[i];
    }
    TR_TRY(split_position(r));
    for (size_t i = 0; i < r->n; i++) {
        if (r->type[i] != CELL_TEXT) TR_TRY(rewrite(r, i));
    }
    row->fields = r->fields;
    row->cols = r->cols;
    row->lines = r->lines;
    row->n = r->n;
    return TR_OK;
}

static tr_err next_json(rows *r, csv_row *out, tr_diag *diag)
{
    unsigned line = 0, col = 1;
    str raw = {0};
    arena_reset(&r->scratch);
    tr_err e = json_rows_next(&r->json, r->fields, &raw, &line, &col, diag);
    if (e != TR_OK && e != TR_ERR_DATA) return e;
    for (size_t i = 0; i < r->n_file; i++) {
        r->cols[i] = col;
        r->lines[i] = line;
    }
    *out = (csv_row){.fields = r->fields,
                     .n = r->n_file,
                     .line = line,
                     .cols = r->cols,
                     .lines = r->lines,
                     .raw = raw};
    return e;
}

static tr_err next_csv(rows *r, csv_row *out, tr_diag *diag)
{
    tr_err e;
    arena_reset(&r->scratch);
    do {
        e = csv_next(r->csv, out, diag);
    } while (e == TR_OK && skip_empty(r, out));
    if (e == TR_OK && repeats_header(r, out)) {
        diag_set(diag, CODE_CSV_HEADER, r->file, out->line, 1, "this looks like the header again");
        return TR_ERR_DATA;
    }
    return e;
}

static tr_err next(rows *r, csv_row *out, bool loose, tr_diag *diag)
{
    tr_err e = r->csv ? next_csv(r, out, diag) : next_json(r, out, diag);
    if (e != TR_OK) return e;
    if (out->n == r->n_file) return finish(r, out, diag);
    if (loose) return TR_OK;
    diag_set(diag, CODE_CSV_COLUMNS, r->file, out->line, 1, "%zu fields, the header has %zu",
             out->n, r->n_file);
    return TR_ERR_DATA;
}

tr_err rows_next(rows *r, csv_row *out, tr_diag *diag)
{
    return next(r, out, false, diag);
}

tr_err rows_next_loose(rows *r, csv_row *out, tr_diag *diag)
{
    return next(r, out, true, diag);
}

/* ---- Opening */

static tr_err keep_names(rows *r, const csv_row *h)
{
    if (h->n > CSV_MAX_FIELDS) return TR_ERR_LIMIT;
    for (size_t i = 0; i < h->n; i++) {
        r->names[i] = arena_str(&r->keep, str_trim(h->fields[i]));
        if (r->names[i].ptr == NULL) return TR_ERR_NOMEM;
        r->cols[i] = h->cols[i];
        r->lines[i] = h->lines[i];
    }
    r->n = r->n_file = h->n;
    return TR_OK;
}

/* How many of a layout's columns are there, if those it needs are; the best of all layouts. */
static size_t score(rows *r, const rows_need *needs, size_t n_needs)
{
    size_t best = 0;
    for (size_t i = 0; i < n_needs; i++) {
        bool all = needs[i].n_needed > 0, note;
        size_t n = 0;
        for (size_t k = 0; needs[i].names[k]; k++) {
            bool there = look(r, needs[i].names[k], &note) >= 0;
            all = all && (there || k >= needs[i].n_needed);
            n += there;
        }
        if (all && n > best) best = n;
    }
    return best;
}

static bool one_is_there(rows *r, const rows_need *needs, size_t n_needs)
{
    return score(r, needs, n_needs) > 0;
}

static bool is_tags(const csv_row *row)
{
    bool some = false;
    for (size_t i = 0; i < row->n; i++) {
        str s = str_trim(row->fields[i]);
        if (s.len && s.ptr[0] != '#') return false;
        some = some || s.len > 1;
    }
    return some;
}

static tr_err keep_tags(rows *r, const csv_row *row)
{
    for (size_t i = 0; i < row->n && i < r->n_file; i++) {
        r->tags[i] = arena_str(&r->keep, str_trim(row->fields[i]));
        if (r->tags[i].ptr == NULL) return TR_ERR_NOMEM;
    }
    return TR_OK;
}

static tr_err set_position(rows *r, tr_diag *diag)
{
    str want = r->m ? r->m->position : (str){0};
    r->position_at = -1;
    if (want.len == 0) return TR_OK;
    int at = exactly(r, want);
    if (at < 0 && !r->form->fixed) at = without_case(r, want);
    if (at < 0) {
        rows_not_mapped(r, want, diag);
        return TR_ERR_DATA;
    }
    r->position_at = at;
    r->names[r->n_file] = STR("position, latitude");
    r->names[r->n_file + 1] = STR("position, longitude");
    r->header.n = r->n = r->n_file + 2;
    for (size_t i = r->n_file; i < r->n; i++) {
        r->cols[i] = r->cols[at];
        r->lines[i] = r->lines[at];
    }
    return TR_OK;
}

/* The names, the tags behind them, and what the mapping adds; from a reader at the front. */
static tr_err read_header(rows *r, csv_reader *csv, tr_diag *diag)
{
    csv_row row;
    tr_err e = csv_next(csv, &row, diag);
    if (e == TR_OK && r->form->sep_line) e = csv_next(csv, &row, diag);
    if (e == TR_ERR_ABSENT) {
        diag_set(diag, CODE_CSV_HEADER, r->file, 1, 1, "the file is empty");
        return TR_ERR_DATA;
    }
    TR_TRY(e);
    if (row.n && str_starts(str_trim(row.fields[0]), "<")) {
        diag_set(diag, CODE_FEED_HTML, r->file, row.line, 1, "the file is a web page, not data");
        return TR_ERR_DATA;
    }
    TR_TRY(keep_names(r, &row));
    r->header = (csv_row){
        .fields = r->names, .n = row.n, .line = row.line, .cols = r->cols, .lines = r->lines};
    if (r->form->hxl) {
        e = csv_next(csv, &row, diag);
        if (e == TR_OK) TR_TRY(keep_tags(r, &row));
    }
    return TR_OK;
}

static void set_separator(const rows *r, csv_reader *csv)
{
    if (r->form->separator) csv_set_separator(csv, r->form->separator);
}

/* The header once more under another guess, from the first bytes alone. */
static tr_err try_header(rows *r, str sample)
{
    csv_reader *csv = NULL;
    csv_row row;
    tr_diag ignored;
    arena_reset(&r->keep);
    memset(r->tags, 0, sizeof r->tags);
    r->n = r->n_file = 0; /* the names of the guess before are gone */
    TR_TRY(csv_open_bytes(sample, r->file, &csv));
    set_separator(r, csv);
    r->form->hxl = false;
    tr_err e = read_header(r, csv, &ignored);
    if (e == TR_OK && csv_next(csv, &row, &ignored) == TR_OK && row.n == r->n_file &&
        is_tags(&row)) {
        r->form->hxl = true;
        e = keep_tags(r, &row);
    }
    if (e == TR_OK) e = set_position(r, &ignored);
    csv_close(csv);
    return e;
}

static const char separators[] = ",;\t|";

/* A title before the names: where are they? */
static void look_for_names(rows *r, str sample, const rows_need *needs, size_t n_needs)
{
    enum { LINES = 20 };
    str rest = sample, ignored;
    for (unsigned line = 2; line < LINES && str_cut(&rest, '\n', &ignored) && rest.len; line++) {
        for (size_t i = 0; separators[i] && r->names_later == 0; i++) {
            r->form->separator = separators[i];
            if (try_header(r, rest) == TR_OK && one_is_there(r, needs, n_needs))
                r->names_later = line;
        }
    }
}

static bool separator_line(str sample, char *out)
{
    str line = str_trim(str_upto(sample, str_find(sample, '\n')));
    if (line.len != 5 || !str_eq_nocase(str_upto(line, 4), STR("sep="))) return false;
    *out = line.ptr[4];
    return strchr(separators, *out) != NULL;
}

/* The separator under which the needed columns are there; else the one that gives the most. */
static tr_err choose_separator(rows *r, str sample, const rows_need *needs, size_t n_needs)
{
    size_t most = 0, most_known = 0;
    char best = 0, known = 0;
    r->form->separator = 0;
    str declared = r->m ? r->m->separator : (str){0};
    if (separator_line(sample, &r->form->separator)) {
        r->form->sep_line = true;
        if (r->form->separator == ',') r->form->separator = 0;
        return try_header(r, sample);
    }
    for (size_t i = 0; separators[i]; i++) {
        char as = separators[i] == ',' ? 0 : separators[i];
        if (declared.len && declared.ptr[0] != separators[i]) continue;
        r->form->separator = as;
        tr_err e = try_header(r, sample);
        if (e == TR_ERR_NOMEM) return e;
        if (e != TR_OK) continue;
        size_t n = score(r, needs, n_needs);
        if (n > most_known) {
            most_known = n;
            known = as;
        }
        if (r->n_file > most) {
            most = r->n_file;
            best = as;
        }
    }
    if (most_known) {
        r->form->separator = known;
        return try_header(r, sample);
    }
    look_for_names(r, sample, needs, n_needs);
    r->form->separator = best;
    tr_err e = try_header(r, sample);
    return e == TR_ERR_NOMEM ? e : TR_OK; /* the real header says what is wrong with it */
}

/* A name that is asked for and stands over two columns: nobody knows which is meant. */
static tr_err check_doubles(rows *r, tr_diag *diag)
{
    for (size_t i = 0; i < r->n_file; i++) {
        for (size_t k = i + 1; k < r->n_file; k++) {
            bool asked = r->asked[i] || r->asked[k];
            if (!asked || r->names[i].len == 0 || !str_eq(r->names[i], r->names[k])) continue;
            diag_set(diag, CODE_CSV_DUP_COLUMN, r->file, r->header.line, 1,
                     "the column '" STR_FMT "' occurs twice", STR_ARG(r->names[i]));
            return TR_ERR_DATA;
        }
    }
    return TR_OK;
}

/* Which columns hold what; their names are not written down yet. */
static void note_types(rows *r, const rows_need *needs, size_t n_needs)
{
    bool note;
    for (size_t i = 0; i < n_needs; i++) {
        for (size_t k = 0; needs[i].names[k]; k++) {
            int at = look(r, needs[i].names[k], &note);
            if (at < 0) continue;
            r->type[at] = type_of(needs[i].names[k]);
            r->asked[at] = true;
        }
    }
}

static tr_err rewind_source(rows *r)
{
    return r->src.rewind ? r->src.rewind(r->src.ctx) : TR_ERR_USAGE;
}

/* Closes the reader. */
static tr_err tally_rows(const rows *r, csv_reader *csv, survey *s)
{
    size_t n_skip = (size_t)1 + r->form->sep_line + r->form->hxl;
    survey_init(s, r->file, r->names, r->type, r->n_file, r->form->separator != 0 || r->whole_cells,
                format_of(r));
    set_separator(r, csv);
    tr_err e = survey_read(s, csv, n_skip);
    csv_close(csv);
    return e;
}

/* What the whole file says about its columns, where the first rows raise a question. */
static tr_err survey_file(rows *r, str sample, tr_diag *diag)
{
    survey *s = arena_alloc(&r->scratch, sizeof *s);
    csv_reader *csv = NULL;
    if (s == NULL) return TR_ERR_NOMEM;
    TR_TRY(csv_open_bytes(sample, r->file, &csv));
    TR_TRY(tally_rows(r, csv, s));
    if (!survey_asks(s) || r->src.rewind == NULL) return TR_OK;
    TR_TRY(rewind_source(r));
    TR_TRY(csv_open(r->src, r->file, &csv));
    TR_TRY(tally_rows(r, csv, s));
    return survey_settle(s, r->form, diag);
}

static tr_err recognise_csv(rows *r, const rows_need *needs, size_t n_needs, tr_diag *diag)
{
    str sample, head;
    TR_TRY(csv_peek(r->csv, &head));
    sample = arena_str(&r->scratch, head);
    if (sample.ptr == NULL) return TR_ERR_NOMEM;
    TR_TRY(survey_encoding(sample, r->file, r->m ? r->m->encoding : (str){0}, diag));
    TR_TRY(choose_separator(r, sample, needs, n_needs));
    if (r->names_later == 0) {
        note_types(r, needs, n_needs);
        TR_TRY(check_doubles(r, diag));
        size_t whole = sample.len;
        while (whole > 0 && sample.ptr[whole - 1] != '\n')
            whole--;
        TR_TRY(survey_file(r, str_upto(sample, whole ? whole : sample.len), diag));
    }
    memset(r->type, 0, sizeof r->type);
    if (r->src.rewind == NULL) return TR_OK;
    csv_close(r->csv);
    r->csv = NULL;
    TR_TRY(rewind_source(r));
    return csv_open(r->src, r->file, &r->csv);
}

static tr_err open_csv(rows *r, const rows_need *needs, size_t n_needs, tr_diag *diag)
{
    if (!r->form->fixed) TR_TRY(recognise_csv(r, needs, n_needs, diag));
    arena_reset(&r->keep);
    r->n = r->n_file = 0;
    memset(r->tags, 0, sizeof r->tags);
    set_separator(r, r->csv);
    TR_TRY(read_header(r, r->csv, diag));
    return set_position(r, diag);
}

/* What is left of the source, with the bytes that were looked at. */
static tr_err read_all(rows *r, str *out, tr_diag *diag)
{
    str head;
    buf b;
    buf_init(&b, DOC_MAX_BYTES);
    tr_err e = csv_peek(r->csv, &head);
    while (e == TR_OK && head.len) {
        buf_s(&b, head);
        csv_skip(r->csv, head.len, 0);
        e = csv_peek(r->csv, &head);
    }
    if (e == TR_OK) e = buf_err(&b);
    if (e == TR_OK) return buf_take(&b, &r->keep, out);
    if (e == TR_ERR_LIMIT)
        diag_set(diag, CODE_LIMIT, r->file, 0, 0, "JSON larger than %d bytes", (int)DOC_MAX_BYTES);
    buf_free(&b);
    return e;
}

static tr_err survey_json(rows *r, const rows_need *needs, size_t n_needs, tr_diag *diag)
{
    survey *s = arena_alloc(&r->keep, sizeof *s);
    csv_row row;
    tr_diag ignored;
    tr_err e;
    if (s == NULL) return TR_ERR_NOMEM;
    note_types(r, needs, n_needs);
    survey_init(s, r->file, r->names, r->type, r->n_file, true, format_of(r));
    while ((e = next_json(r, &row, &ignored)) == TR_OK || e == TR_ERR_DATA) {
        if (e == TR_OK) survey_row(s, &row);
    }
    memset(r->type, 0, sizeof r->type);
    json_rows_rewind(&r->json);
    return e == TR_ERR_ABSENT ? survey_settle(s, r->form, diag) : e;
}

static tr_err open_json(rows *r, const rows_need *needs, size_t n_needs, tr_diag *diag)
{
    str all;
    TR_TRY(read_all(r, &all, diag));
    csv_close(r->csv);
    r->csv = NULL;
    TR_TRY(json_rows_open(&r->json, all, r->file, r->form->format, &r->keep, &r->scratch, diag));
    r->form->format = r->json.format;
    r->n = r->n_file = r->json.names.n;
    for (size_t i = 0; i < r->n_file; i++) {
        r->names[i] = r->json.names.items[i];
        r->cols[i] = r->lines[i] = 1;
    }
    r->header =
        (csv_row){.fields = r->names, .n = r->n, .line = 1, .cols = r->cols, .lines = r->lines};
    TR_TRY(set_position(r, diag));
    return r->form->fixed ? TR_OK : survey_json(r, needs, n_needs, diag);
}

static tr_err open_any(rows *r, const rows_need *needs, size_t n_needs, tr_diag *diag)
{
    str head;
    TR_TRY(csv_open(r->src, r->file, &r->csv));
    if (r->form->fixed)
        return r->form->format == FORM_CSV ? open_csv(r, needs, n_needs, diag)
                                           : open_json(r, needs, n_needs, diag);
    TR_TRY(csv_peek(r->csv, &head));
    TR_TRY(survey_kind(head, r->file, diag));
    return json_rows_looks(head) ? open_json(r, needs, n_needs, diag)
                                 : open_csv(r, needs, n_needs, diag);
}

static tr_err find_zone(rows *r, rows_how how, tr_diag *diag)
{
    if (r->m == NULL || r->m->zone.len == 0 || how.zones == NULL) return TR_OK;
    if (tz_find(how.zones, r->m->zone, &r->zone) == TR_OK) return TR_OK;
    diag_set(diag, CODE_AG_ZONE, r->file, 1, 1, "'" STR_FMT "' is no zone of the tz database",
             STR_ARG(r->m->zone));
    return TR_ERR_DATA;
}

static tr_err open_with(rows *r, rows_how how, const rows_need *needs, size_t n_needs, rows **out,
                        tr_diag *diag)
{
    tr_err e = find_zone(r, how, diag);
    if (e == TR_OK) e = open_any(r, needs, n_needs, diag);
    if (e == TR_OK) {
        *out = r;
        return e;
    }
    rows_close(r);
    return e;
}

static rows *new_rows(const char *file, rows_how how)
{
    rows *r = calloc(1, sizeof *r);
    if (r == NULL) return NULL;
    r->file = file;
    r->m = how.mapping;
    r->plain.fixed = true;
    r->form = how.form && how.form->a ? how.form : &r->plain;
    r->whole_cells = how.whole_cells;
    r->json.lat_at = r->json.lon_at = r->position_at = -1;
    arena_init(&r->keep, JSON_ROWS_BYTES);
    arena_init(&r->scratch, SCRATCH_BYTES);
    return r;
}

tr_err rows_open(csv_source src, const char *file, rows_how how, const rows_need *needs,
                 size_t n_needs, rows **out, tr_diag *diag)
{
    rows *r = new_rows(file, how);
    if (r == NULL) return TR_ERR_NOMEM;
    r->src = src;
    return open_with(r, how, needs, n_needs, out, diag);
}

tr_err rows_open_bytes(str bytes, const char *file, rows_how how, const rows_need *needs,
                       size_t n_needs, rows **out, tr_diag *diag)
{
    rows *r = new_rows(file, how);
    if (r == NULL) return TR_ERR_NOMEM;
    r->src = csv_from_bytes(&r->bytes, bytes);
    return open_with(r, how, needs, n_needs, out, diag);
}

void rows_close(rows *r)
{
    if (r == NULL) return;
    csv_close(r->csv);
    arena_clear(&r->keep);
    arena_clear(&r->scratch);
    free(r);
}

tr_err rows_digest(const csv_row *row, uint64_t out[2])
{
    sha256 h;
    TR_TRY(sha256_of(row->raw, &h));
    for (size_t i = 0; i < 2; i++) {
        out[i] = 0;
        for (size_t j = 0; j < 8; j++)
            out[i] = out[i] << 8 | h.bytes[i * 8 + j];
    }
    return TR_OK;
}
