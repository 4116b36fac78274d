#include "counts/series.h"

#include "counts/plain_table.h"

#include <math.h>
#include <stdlib.h>

enum { S_DAY, S_COUNT, S_EXPOSURE, S_COVERED, S_VOLUME, S__N };
static const char *const columns[] = {"day", "count", "exposure", "covered", "volume"};

static tr_err read_day(const plain_table *r, series_day *d)
{
    iso_time t;
    str covered = plain_field(r, S_COVERED), exposure = plain_field(r, S_EXPOSURE);
    *d = (series_day){.exposure = 1, .line = r->row.line};
    if (!iso_parse(plain_field(r, S_DAY), &t) || t.has_clock)
        return plain_fault(r, S_DAY, CODE_ROW_TIME, "a day as YYYY-MM-DD is expected");
    d->day = civil_to_days(t.at.year, t.at.month, t.at.day);
    if (!str_to_double(plain_field(r, S_COUNT), &d->count) || d->count < 0 || d->count > 1e9 ||
        floor(d->count) < d->count)
        return plain_fault(r, S_COUNT, CODE_ROW_NUMBER, "a whole number of events is expected");
    if (r->at[S_EXPOSURE] >= 0 &&
        (!str_to_double(exposure, &d->exposure) || d->exposure < 0 || d->exposure > 1e9))
        return plain_fault(r, S_EXPOSURE, CODE_ROW_NUMBER,
                           "exposure is a number, 0 where nothing could be observed");
    if (!(d->exposure > 0) && d->count > 0)
        return plain_fault(r, S_EXPOSURE, CODE_ROW_NUMBER,
                           "events on a day on which nothing could be observed");
    if (r->at[S_VOLUME] >= 0 &&
        (!str_to_double(plain_field(r, S_VOLUME), &d->volume) || d->volume < d->count ||
         d->volume > 1e9 || floor(d->volume) < d->volume))
        return plain_fault(r, S_VOLUME, CODE_ROW_NUMBER,
                           "volume is a whole number, as large as count at least");
    d->covered = str_is(covered, "1");
    if (r->at[S_COVERED] >= 0 && !d->covered && !str_is(covered, "0"))
        return plain_fault(r, S_COVERED, CODE_ROW_NUMBER, "covered is 1 or 0");
    return TR_OK;
}

static int by_day(const void *x, const void *y)
{
    const series_day *a = x, *b = y;
    if (a->day != b->day) return a->day < b->day ? -1 : 1;
    return a->covered - b->covered;
}

/* Of each group, over the days of the whole table. */
static void count_missing(series *s)
{
    size_t groups = s->has_groups ? 2 : 1;
    s->n_missing = 0;
    if (s->n == 0) return;
    size_t days = (size_t)(s->days[s->n - 1].day - s->days[0].day) + 1;
    s->n_missing = groups * days - s->n;
    for (size_t i = 0; s->has_groups && i < s->n; i++) {
        bool before = i > 0 && s->days[i - 1].day == s->days[i].day,
             after = i + 1 < s->n && s->days[i + 1].day == s->days[i].day;
        s->uneven = s->uneven || (!before && !after);
    }
}

str series_unit(const series *s)
{
    return s->unit.len ? s->unit : STR("observed days");
}

void series_settle(series *s)
{
    if (s->n) qsort(s->days, s->n, sizeof *s->days, by_day);
    s->uneven = false;
    count_missing(s);
    s->n_unseen = 0;
    for (size_t i = 0; i < s->n; i++)
        s->n_unseen += !(s->days[i].exposure > 0);
}

static tr_err check(const plain_table *r, series *s)
{
    if (s->n) qsort(s->days, s->n, sizeof *s->days, by_day);
    for (size_t i = 1; i < s->n; i++) {
        const series_day *a = &s->days[i - 1], *b = &s->days[i];
        if (a->day == b->day && a->covered == b->covered) {
            unsigned line = a->line > b->line ? a->line : b->line;
            diag_set(r->diag, CODE_ROW_DUP_ID, r->file, line, 1, "the day occurs twice");
            return TR_ERR_DATA;
        }
    }
    for (size_t i = 1; i < s->n; i++) {
        const series_day *a = &s->days[i - 1], *b = &s->days[i];
        if (a->day != b->day || !(fabs(a->volume - b->volume) > 0)) continue;
        diag_set(r->diag, CODE_ROW_NUMBER, r->file, b->line, 1,
                 "the two groups of a day have one source and one volume");
        return TR_ERR_DATA;
    }
    series_settle(s);
    if (s->n > 0) return TR_OK;
    diag_set(r->diag, CODE_CSV_HEADER, r->file, 1, 1, "no day in the table");
    return TR_ERR_DATA;
}

/* Groups first, so that a day of which one group was watched is told. */
static void add_groups(const series *s, watched_days *w)
{
    for (size_t i = 0; i < s->n; i++) {
        const series_day *d = &s->days[i];
        if (w->n > 0 && w->day[w->n - 1] == d->day) {
            w->y[w->n - 1] += d->count;
            w->mixed = w->mixed || fabs(w->e[w->n - 1] - d->exposure) > 0;
            continue;
        }
        w->day[w->n] = d->day;
        w->y[w->n] = d->count;
        w->e[w->n++] = d->exposure;
    }
}

tr_err series_watched(const series *s, arena *a, watched_days *w)
{
    size_t n = 0;
    *w = (watched_days){.day = arena_alloc_n(a, s->n + 1, sizeof *w->day),
                        .y = arena_alloc_n(a, s->n + 1, sizeof *w->y),
                        .e = arena_alloc_n(a, s->n + 1, sizeof *w->e),
                        .even = true,
                        .mixed = s->uneven};
    if (!w->day || !w->y || !w->e) return TR_ERR_NOMEM;
    add_groups(s, w);
    for (size_t i = 0; i < w->n; i++) {
        w->even = w->even && !(fabs(w->e[i] - w->e[0]) > 0);
        if (!(w->e[i] > 0)) continue;
        w->day[n] = w->day[i];
        w->y[n] = w->y[i];
        w->e[n++] = w->e[i];
    }
    w->n = n;
    return TR_OK;
}

void series_only(series *s, bool covered)
{
    size_t n = 0;
    for (size_t i = 0; i < s->n; i++) {
        if (s->days[i].covered == covered) s->days[n++] = s->days[i];
    }
    for (size_t i = 0; i < n; i++)
        s->days[i].covered = false; /* one group is no group */
    s->n = n;
    s->has_groups = false;
    series_settle(s);
}

tr_err series_read(str bytes, const char *file, arena *a, series *out, tr_diag *diag)
{
    plain_table t;
    VEC(series_day) days = {0};
    *out = (series){0};
    tr_err e = plain_open(&t, bytes, file, columns, S__N, S_COUNT + 1, diag);
    while (e == TR_OK && (e = plain_next(&t)) == TR_OK) {
        series_day d;
        if ((e = read_day(&t, &d)) != TR_OK) break;
        series_day *slot = VEC_PUSH(a, &days);
        if (slot) *slot = d;
        e = slot ? TR_OK : TR_ERR_NOMEM;
    }
    plain_close(&t);
    if (e != TR_ERR_ABSENT) return e;
    *out = (series){.days = days.items,
                    .n = days.n,
                    .has_groups = t.at[S_COVERED] >= 0,
                    .has_volume = t.at[S_VOLUME] >= 0};
    return check(&t, out);
}
