#include "issue/duties.h"

#include <stdlib.h>

/* The first day on which the reading binds under every alternative of its start. */
static int64_t start_of(const reading *r)
{
    usec_t latest = USEC_UNKNOWN, grace = 0;
    for (size_t i = 0; i < r->n_clauses; i++) {
        const clause *c = &r->clauses[i];
        if (c->basis == BASIS_PRACTICE) continue;
        if (c->kind == CLAUSE_GRACE && c->grace_usec > grace) grace = c->grace_usec;
        if (c->kind != CLAUSE_START) continue;
        if (c->unstated) return INT64_MIN;
        for (size_t k = 0; k < c->n_alts; k++) {
            if (latest == USEC_UNKNOWN || c->alts[k].to > latest) latest = c->alts[k].to;
        }
    }
    if (r->begun.given) { /* its phase, too */
        span s = moment_hull(&r->begun);
        if (!span_known(s)) return INT64_MIN;
        if (latest == USEC_UNKNOWN || s.to > latest) latest = s.to;
    }
    return latest == USEC_UNKNOWN ? INT64_MIN : usec_day(latest + grace + USEC_DAY - 1);
}

/* The last whole day on which it surely does: before the earliest end that may be meant. */
static int64_t end_of(const reading *r, int64_t last)
{
    const clause *extension = NULL; /* the last one that was agreed, as in the coverage test */
    int64_t first = last;
    for (size_t i = 0; i < r->n_clauses; i++) {
        const clause *c = &r->clauses[i];
        if (c->kind == CLAUSE_EXTENSION && c->basis != BASIS_PRACTICE && extension_agreed(c))
            extension = c;
        if (c->kind != CLAUSE_END || c->basis == BASIS_PRACTICE) continue;
        for (size_t k = 0; k < c->n_alts; k++) {
            int64_t day = usec_day(c->alts[k].from) - 1;
            if (day < first) first = day;
        }
    }
    if (extension == NULL) return first;
    int64_t day = usec_day(extension->until.from) - 1;
    return day < last ? day : last;
}

static int64_t last_day_of(const state *s, const report_data *d)
{
    int64_t last = INT64_MIN;
    if (d->last_day != INT64_MIN) last = d->last_day;
    if (d->period_to != USEC_UNKNOWN && last != INT64_MIN) return last;
    for (size_t i = 0; i < s->performances.n; i++)
        last = s->performances.items[i].day > last ? s->performances.items[i].day : last;
    return last;
}

static bool names_one(const report_data *d, str id)
{
    for (size_t i = 0; i < d->n_duties; i++) {
        if (str_eq(d->duties[i].what->id, id)) return true;
    }
    return false;
}

/* Renewals put the first end off as long as they surely do; a notice, or what its phase hangs on,
 * brings it forward. */
static int64_t end_with_notices(const reading *r, const reading_tables *t, int64_t last)
{
    int64_t end = end_of(r, last), start = start_of(r);
    bool ending = hangs_on_phase(t);
    for (size_t i = 0; i < r->n_clauses; i++)
        ending = ending || r->clauses[i].kind == CLAUSE_TERMINATION;
    if (start == INT64_MIN || (!ending && (r->n_paths == 0 || end == last))) return end;
    return runs_surely_until(t, ending ? start : end + 1, last);
}

typedef struct acts_of {
    const performance *items; /* by obligation, then id */
    size_t n;
} acts_of;

static int by_obligation(const void *x, const void *y)
{
    const performance *a = x, *b = y;
    int c = str_cmp(a->obligation, b->obligation);
    return c ? c : str_cmp_natural(a->id, b->id);
}

/* Those of one obligation among all, which stand by obligation. */
static acts_of acts_under(const acts_of *all, str id)
{
    size_t lo = 0, hi = all->n, end;
    while (lo < hi) {
        size_t mid = lo + (hi - lo) / 2;
        if (str_cmp(all->items[mid].obligation, id) < 0)
            lo = mid + 1;
        else
            hi = mid;
    }
    for (end = lo; end < all->n && str_eq(all->items[end].obligation, id);)
        end++;
    return (acts_of){all->items + lo, end - lo};
}

static tr_err score_duty(const acts_of *all, int64_t start, int64_t until, arena *a, duty_line *l)
{
    const obligation *o = l->what;
    acts_of own = acts_under(all, o->id);
    TR_TRY(perform_of(o, own.items, own.n, start, until, a, &l->how));
    l->parts = arena_alloc_n(a, o->n_parts + 1, sizeof *l->parts);
    l->exchanged = arena_alloc_n(a, o->exchange.n_ratios + 1, sizeof *l->exchanged);
    if (l->parts == NULL || l->exchanged == NULL) return TR_ERR_NOMEM;
    for (size_t i = 0; i < o->n_parts; i++)
        TR_TRY(perform_of_part(o, &o->parts[i], own.items, own.n, start, until, a, &l->parts[i]));
    return o->exchange.given ? exchange_of(o, own.items, own.n, start, until, a, l->exchanged)
                             : TR_OK;
}

static tr_err sorted_acts(const state *s, arena *a, acts_of *out)
{
    performance *v = arena_alloc_n(a, s->performances.n + 1, sizeof *v);
    if (v == NULL) return TR_ERR_NOMEM;
    for (size_t i = 0; i < s->performances.n; i++)
        v[i] = s->performances.items[i];
    if (s->performances.n) qsort(v, s->performances.n, sizeof *v, by_obligation);
    *out = (acts_of){v, s->performances.n};
    return TR_OK;
}

tr_err duties_collect(const state *s, const reading_tables *const *tables, arena *a, report_data *d)
{
    size_t n = 0;
    int64_t last = last_day_of(s, d);
    acts_of all;
    for (size_t r = 0; r < d->n_readings; r++)
        n += d->readings[r]->n_obligations;
    d->duties = arena_alloc_n(a, n + 1, sizeof *d->duties);
    if (d->duties == NULL) return TR_ERR_NOMEM;
    TR_TRY(sorted_acts(s, a, &all));
    for (size_t r = 0; r < d->n_readings; r++) {
        int64_t start = start_of(d->readings[r]);
        for (size_t i = 0; i < d->readings[r]->n_obligations; i++) {
            const obligation *o = &d->readings[r]->obligations[i];
            if (!is_performed(o)) continue;
            duty_line *l = &d->duties[d->n_duties++];
            *l = (duty_line){.reading = r, .what = o};
            int64_t until = o->kind == OBL_PERFORM_BY
                                ? last
                                : end_with_notices(d->readings[r], tables[r], last);
            TR_TRY(score_duty(&all, start, until, a, l));
        }
    }
    d->duty_day = last;
    d->acts = s->performances.items;
    d->n_acts = s->performances.n;
    for (size_t i = 0; i < d->n_acts; i++)
        d->n_acts_of_none += !names_one(d, d->acts[i].obligation);
    return TR_OK;
}
