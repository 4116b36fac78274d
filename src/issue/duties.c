#include "assess/assess.h"
#include "issue/duties.h"

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

tr_err duties_collect(const state *s, arena *a, report_data *d)
{
    size_t n = 0;
    int64_t last = last_day_of(s, d);
    for (size_t r = 0; r < d->n_readings; r++)
        n += d->readings[r]->n_obligations;
    d->duties = arena_alloc_n(a, n + 1, sizeof *d->duties);
    if (d->duties == NULL) return TR_ERR_NOMEM;
    for (size_t r = 0; r < d->n_readings; r++) {
        for (size_t i = 0; i < d->readings[r]->n_obligations; i++) {
            const obligation *o = &d->readings[r]->obligations[i];
            if (!is_performed(o)) continue;
            duty_line *l = &d->duties[d->n_duties++];
            *l = (duty_line){.reading = r, .what = o};
            int64_t until = o->kind == OBL_PERFORM_BY ? last : end_of(d->readings[r], last);
            TR_TRY(perform_of(o, s->performances.items, s->performances.n, start_of(d->readings[r]),
                              until, a, &l->how));
        }
    }
    d->duty_day = last;
    d->acts = s->performances.items;
    d->n_acts = s->performances.n;
    for (size_t i = 0; i < d->n_acts; i++)
        d->n_acts_of_none += !names_one(d, d->acts[i].obligation);
    return TR_OK;
}
