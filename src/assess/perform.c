/* Obligations to perform: rule implementation/1 of docs/formats/performance.md. The scale of four
 * steps is that of the peace accords matrix and the barometers that followed it; the thresholds are
 * ours. */
#include "assess/assess.h"

#include <stdlib.h>

enum { NOT_SAID = -1 };

/* Reports of one act, together. */
typedef struct act {
    bool whole; /* some report is of the whole and not of a part */
    str key;
    int64_t day, low, high;    /* of its quantity; the earliest day said */
    int state_low, state_high; /* 0 to 3; NOT_SAID: no report says */
    bool has_quantity;
} act;

/* What a state says of an obligation of this kind; a state of another kind says nothing. */
static int state_score(const obligation *o, str s)
{
    bool notice = o->kind == OBL_NOTIFY;
    if (notice && str_is(s, "in_time")) return 3;
    if (notice && str_is(s, "late")) return 0;
    if (!notice && str_is(s, "done")) return 3;
    if (!notice && str_is(s, "partly")) return 2;
    if (!notice && str_is(s, "begun")) return 1;
    if (!notice && str_is(s, "none")) return 0;
    return NOT_SAID;
}

static str key_of(const performance *p)
{
    return p->act.len ? p->act : p->id;
}

static int by_key(const void *x, const void *y)
{
    const performance *const *a = x, *const *b = y;
    int c = str_cmp(key_of(*a), key_of(*b));
    return c ? c : str_cmp_natural((*a)->id, (*b)->id);
}

static const quantity_part *part_named(const obligation *o, str id)
{
    for (size_t i = 0; id.len && i < o->n_parts; i++) {
        if (str_eq(o->parts[i].id, id)) return &o->parts[i];
    }
    return NULL;
}

/* A report of a part says of the whole that it was at least as much; and nothing, where another
 * report of the act is of the whole. */
static void add_part_report(act *x, const performance *p, bool first)
{
    if (first)
        *x = (act){.key = key_of(p), .day = p->day, .state_low = NOT_SAID, .state_high = NOT_SAID};
    if (p->day < x->day) x->day = p->day;
    if (x->whole || !p->has_quantity) return;
    if (p->quantity > x->low) x->low = p->quantity;
    if (p->quantity > x->high) x->high = p->quantity;
}

static void add_report(const obligation *o, act *x, const performance *p, bool first)
{
    int s = state_score(o, p->state);
    if (first)
        *x = (act){.key = key_of(p), .day = p->day, .state_low = NOT_SAID, .state_high = NOT_SAID};
    if (!x->whole) x->low = x->high = 0; /* what parts said of it */
    x->whole = true;
    if (p->day < x->day) x->day = p->day;
    if (s != NOT_SAID && (x->state_low == NOT_SAID || s < x->state_low)) x->state_low = s;
    if (s > x->state_high) x->state_high = s;
    if (!p->has_quantity) return;
    if (!x->has_quantity) x->low = x->high = p->quantity;
    if (p->quantity < x->low) x->low = p->quantity;
    if (p->quantity > x->high) x->high = p->quantity;
    x->has_quantity = true;
}

typedef struct asked {
    const obligation *o;
    const quantity_part *part; /* NULL: the whole */
} asked;

/* Whether a report says anything of what is asked. */
static bool concerns(const asked *q, const performance *p)
{
    const quantity_part *own = part_named(q->o, p->part);
    if (!str_eq(p->obligation, q->o->id)) return false;
    if (p->part.len && own == NULL) return false; /* of a part that it does not have */
    return q->part ? own == q->part : own == NULL || !own->beside;
}

static void take_report(const asked *q, act *x, const performance *p, bool first)
{
    if (q->part == NULL && part_named(q->o, p->part))
        add_part_report(x, p, first);
    else
        add_report(q->o, x, p, first);
}

/* Acts before the first day on which the reading binds are not its performance. */
static tr_err gather(const asked *q, const performance *acts, size_t n, int64_t start,
                     int64_t last_day, arena *a, act **out, performing *p)
{
    const performance **mine = arena_alloc_n(a, n + 1, sizeof *mine);
    act *v = *out = arena_alloc_n(a, n + 1, sizeof *v);
    size_t m = 0;
    if (mine == NULL || v == NULL) return TR_ERR_NOMEM;
    for (size_t i = 0; i < n; i++) {
        p->n_of_no_part += q->part == NULL && acts[i].part.len &&
                           str_eq(acts[i].obligation, q->o->id) &&
                           part_named(q->o, acts[i].part) == NULL;
        if (!concerns(q, &acts[i])) continue;
        p->n_before += acts[i].day < start;
        p->n_after += acts[i].day > last_day;
        if (acts[i].day >= start && acts[i].day <= last_day) mine[m++] = &acts[i];
    }
    if (m) qsort(mine, m, sizeof *mine, by_key);
    for (size_t i = 0; i < m; i++) {
        bool first = i == 0 || !str_eq(key_of(mine[i]), key_of(mine[i - 1]));
        p->n_acts += first;
        take_report(q, &v[p->n_acts - 1], mine[i], first);
    }
    p->n_reports = m;
    p->known = p->n_acts > 0;
    for (size_t i = 0; i < n; i++) { /* another report has the act before it binds, or too late */
        bool outside = acts[i].day < start || acts[i].day > last_day;
        for (size_t k = 0; outside && concerns(q, &acts[i]) && k < p->n_acts; k++) {
            if (str_eq(v[k].key, key_of(&acts[i]))) v[k].low = v[k].state_low = 0;
        }
    }
    return TR_OK;
}

/* ---- By a day */

/* Where the deadline may be one of several instants, the low end takes the earliest and the high
 * end the latest. */
static int64_t last_day_in_time(const obligation *o, bool latest)
{
    usec_t t = latest ? o->deadline.to : o->deadline.from;
    return t == USEC_UNKNOWN ? INT64_MAX : usec_day(t - 1);
}

static pace pace_of(const obligation *o, perform_end *e, bool full, bool latest, int64_t start,
                    int64_t last_day)
{
    bool deadline = o->deadline.to != USEC_UNKNOWN;
    if (full) return e->late ? PACE_DONE_LATE : PACE_DONE;
    if (!deadline) return PACE_NONE;
    int64_t until = last_day_in_time(o, latest);
    if (last_day >= until) return PACE_MISSED;
    if (start == INT64_MIN || last_day < start || e->done <= 0 || o->quantity <= 0)
        return PACE_NONE;
    int64_t took = last_day - start + 1;
    e->has_finish = true;
    e->finish = start + (took * o->quantity + e->done - 1) / e->done - 1;
    return e->finish <= until ? PACE_IN_TIME : PACE_LATE;
}

/* Full: all of it. Intermediate: half of it, or in time at the pace so far. */
static void score_amount(const obligation *o, bool latest, int64_t start, int64_t last_day,
                         int state, perform_end *e)
{
    bool counts = o->quantity > 0;
    bool full = state == 3 || (counts && e->done >= o->quantity);
    e->pace = pace_of(o, e, full, latest, start, last_day);
    bool half = state == 2 || (counts && e->done * 2 >= o->quantity);
    e->score = full                                    ? 3
               : half || e->pace == PACE_IN_TIME       ? 2
               : state >= 1 || (counts && e->done > 0) ? 1
                                                       : 0;
}

/* Of an amount, an act without a quantity may be nothing or all that its word says; without an
 * amount the words are all there is. */
static void score_by(const obligation *o, const act *v, int64_t start, int64_t last_day,
                     performing *p)
{
    int low = 0, high = 0;
    int64_t low_in_time = 0, high_in_time = 0;
    bool low_word = false, high_word = false; /* an act without a number has all of it in time */
    for (size_t i = 0; i < p->n_acts; i++) {
        bool silent = v[i].state_low == NOT_SAID;
        bool surely = v[i].day <= last_day_in_time(o, false);
        bool perhaps = v[i].day <= last_day_in_time(o, true);
        low_in_time += surely ? v[i].low : 0;
        high_in_time += perhaps ? v[i].high : 0;
        if (!v[i].has_quantity) {
            low_word = low_word || (surely && v[i].state_low == 3);
            high_word = high_word || (perhaps && (silent || v[i].state_high == 3));
        }
        p->low.done += v[i].low;
        p->high.done += v[i].high;
        p->n_unquantified += o->quantity > 0 && !v[i].has_quantity;
        if (o->quantity > 0 && v[i].has_quantity) continue;
        int said_low = silent ? 1 : v[i].state_low, said_high = silent ? 3 : v[i].state_high;
        if (o->quantity == 0 && said_low > low) low = said_low;
        if (said_high > high) high = said_high;
    }
    p->has_due = o->quantity > 0;
    p->due = o->quantity;
    bool amount = o->quantity > 0;
    p->low.late = amount ? low_in_time < o->quantity : !low_word;
    p->high.late = !high_word && !(amount && high_in_time >= o->quantity);
    score_amount(o, false, start, last_day, low, &p->low);
    score_amount(o, true, start, last_day, high, &p->high);
}

/* ---- By a schedule */

/* What the steps so far owe: each counts from the day after its time, or that it may be. */
static int64_t steps_owed(const obligation *o, int64_t last_day, bool latest)
{
    int64_t sum = 0;
    for (size_t i = 0; i < o->n_schedule; i++) {
        span s = moment_hull(&o->schedule[i].by);
        usec_t t = latest ? s.to : s.from;
        if (t != USEC_UNKNOWN && usec_day(t - 1) <= last_day) sum += o->schedule[i].quantity;
    }
    return sum;
}

static void next_step(const obligation *o, int64_t last_day, performing *p)
{
    usec_t best = INT64_MAX;
    p->next_by = (span){USEC_UNKNOWN, USEC_UNKNOWN};
    for (size_t i = 0; i < o->n_schedule; i++) {
        span s = moment_hull(&o->schedule[i].by);
        if (s.to == USEC_UNKNOWN || usec_day(s.to - 1) <= last_day || s.to >= best) continue;
        best = s.to;
        p->next_by = s;
    }
    for (size_t i = 0; best != INT64_MAX && i < o->n_schedule; i++) {
        span s = moment_hull(&o->schedule[i].by);
        if (s.to != USEC_UNKNOWN && s.to <= best) p->next_quantity += o->schedule[i].quantity;
    }
}

/* Full: all of it. Intermediate: what the steps so far owe, or half of that. */
static void score_step_end(perform_end *e, int64_t whole, int64_t due, bool over)
{
    bool full = e->done >= whole;
    e->pace = full             ? (e->late ? PACE_DONE_LATE : PACE_DONE)
              : over           ? PACE_MISSED
              : due == 0       ? PACE_NONE
              : e->done >= due ? PACE_IN_TIME
                               : PACE_LATE;
    e->score = full ? 3 : e->done > 0 && e->done * 2 >= due ? 2 : e->done > 0 ? 1 : 0;
}

/* In time at each step that is over: acts by its day. */
static bool late_at_some_step(const obligation *o, const act *v, size_t n, int64_t last_day,
                              bool high)
{
    for (size_t i = 0; i < o->n_schedule; i++) {
        span s = moment_hull(&o->schedule[i].by);
        usec_t t = high ? s.to : s.from;
        if (t == USEC_UNKNOWN || usec_day(t - 1) > last_day) continue;
        int64_t day = usec_day(t - 1), done = 0;
        for (size_t k = 0; k < n; k++)
            done += v[k].day <= day ? (high ? v[k].high : v[k].low) : 0;
        if (done < steps_owed(o, day, high)) return true;
    }
    return false;
}

static void score_schedule(const obligation *o, const act *v, int64_t last_day, performing *p)
{
    int64_t due_low = steps_owed(o, last_day, true), due_high = steps_owed(o, last_day, false);
    p->has_steps = p->has_due = true;
    for (size_t i = 0; i < o->n_schedule; i++)
        p->whole += o->schedule[i].quantity;
    for (size_t i = 0; i < p->n_acts; i++) {
        p->low.done += v[i].low;
        p->high.done += v[i].has_quantity ? v[i].high : v[i].state_high == 0 ? 0 : p->whole;
        p->n_unquantified += !v[i].has_quantity;
    }
    p->due = due_high;
    p->low.late = late_at_some_step(o, v, p->n_acts, last_day, false);
    p->high.late = late_at_some_step(o, v, p->n_acts, last_day, true);
    bool over = true;
    for (size_t i = 0; i < o->n_schedule; i++) {
        span s = moment_hull(&o->schedule[i].by);
        over = over && s.to != USEC_UNKNOWN && usec_day(s.to - 1) <= last_day;
    }
    score_step_end(&p->low, p->whole, due_high, over);
    score_step_end(&p->high, p->whole, due_low, over);
    next_step(o, last_day, p);
}

/* ---- At a rate */

static int by_day(const void *x, const void *y)
{
    const act *a = x, *b = y;
    return (a->day > b->day) - (a->day < b->day);
}

/* Quantity owed in so many days: a week is seven of them, a month a twelfth of 365.25. */
static int64_t owed(const obligation *o, int64_t days)
{
    double each = str_is(o->per, "week") ? 7 : str_is(o->per, "month") ? 365.25 / 12 : 1;
    return (int64_t)((double)o->quantity * (double)days / each + 0.5);
}

/* Full from 95 %: a rate that is met varies about it. */
static int score_rate(int64_t done, int64_t due)
{
    if (done <= 0) return 0;
    return (double)done >= 0.95 * (double)due ? 3 : (double)done >= 0.5 * (double)due ? 2 : 1;
}

/* Days without a report, and acts without a quantity, may have met the rate: of a day, that day's;
 * of a week or a month, or where the word is that it is done, all that is due. */
static void score_at_rate(const obligation *o, act *v, int64_t start, int64_t last_day,
                          performing *p)
{
    bool by_day_rate = str_is(o->per, "day"), all = false;
    int64_t open = 0;
    if (p->n_acts) qsort(v, p->n_acts, sizeof *v, by_day);
    p->n_days = start != INT64_MIN && last_day >= start ? (size_t)(last_day - start) + 1 : 0;
    for (size_t i = 0, end; i < p->n_acts; i = end) {
        int64_t low = 0;
        for (end = i; end < p->n_acts && v[end].day == v[i].day; end++) {
            low += v[end].low;
            p->low.done += v[end].low;
            p->high.done += v[end].high;
            if (v[end].has_quantity) continue;
            p->n_unquantified++;
            all = all || (!by_day_rate && v[end].state_high != 0);
            bool may = by_day_rate && v[end].state_high != 0; /* have met it: so much is missing */
            p->high.done += may && v[end].high < o->quantity ? o->quantity - v[end].high : 0;
        }
        p->n_days_reported++;
        p->n_days_met += by_day_rate && low >= o->quantity;
    }
    p->due = owed(o, (int64_t)p->n_days);
    p->has_due = p->due > 0;
    p->known = p->known && p->has_due; /* without a start nothing says how much was due */
    if (by_day_rate && p->n_days > p->n_days_reported)
        open += (int64_t)(p->n_days - p->n_days_reported);
    p->high.done += owed(o, open);
    if (all && p->high.done < p->due) p->high.done = p->due;
    p->low.score = score_rate(p->low.done, p->due);
    p->high.score = score_rate(p->high.done, p->due);
}

/* ---- Notices: how many there should have been is not known */

static void score_notices(const act *v, performing *p)
{
    for (size_t i = 0; i < p->n_acts; i++) {
        p->low.done += v[i].state_low == 3;
        p->high.done += v[i].state_high == 3 || v[i].state_high == NOT_SAID;
    }
    p->has_due = p->n_acts > 0;
    p->due = (int64_t)p->n_acts;
    perform_end *ends[] = {&p->low, &p->high};
    for (int k = 0; k < 2; k++) {
        int64_t done = ends[k]->done, n = p->due;
        ends[k]->score = done == 0 ? 0 : done == n ? 3 : done * 2 >= n ? 2 : 1;
    }
}

static tr_err perform_asked(const asked *q, const performance *acts, size_t n, int64_t start,
                            int64_t last_day, arena *a, performing *out)
{
    const obligation *o = q->o;
    act *v;
    *out = (performing){.next_by = {USEC_UNKNOWN, USEC_UNKNOWN}};
    TR_TRY(gather(q, acts, n, start, last_day, a, &v, out));
    switch (o->kind) { /* without default: a kind that is forgotten here would be scored 0 */
    case OBL_PERFORM_BY:
        if (o->n_schedule)
            score_schedule(o, v, last_day, out);
        else
            score_by(o, v, start, last_day, out);
        break;
    case OBL_PERFORM_AT_RATE: score_at_rate(o, v, start, last_day, out); break;
    case OBL_NOTIFY: score_notices(v, out); break;
    case OBL_ABSTAIN:
    case OBL_STAY_OUT: /* assessed, not scored */
    case OBL_NONE:
    case OBL__N: break;
    }
    return TR_OK;
}

tr_err perform_of(const obligation *o, const performance *acts, size_t n, int64_t start,
                  int64_t last_day, arena *a, performing *out)
{
    asked q = {o, NULL};
    return perform_asked(&q, acts, n, start, last_day, a, out);
}

tr_err perform_of_part(const obligation *o, const quantity_part *part, const performance *acts,
                       size_t n, int64_t start, int64_t last_day, arena *a, performing *out)
{
    obligation own = *o; /* the same obligation, of so much */
    own.quantity = part->quantity;
    own.unit = part->unit;
    own.per = part->per;
    own.schedule = NULL;
    own.n_schedule = 0;
    asked q = {&own, part};
    return perform_asked(&q, acts, n, start, last_day, a, out);
}

/* ---- Exchanges: what came back for what was given */

static size_t ratio_for(const exchange_rule *x, str of)
{
    size_t rest = x->n_ratios;
    for (size_t i = 0; i < x->n_ratios; i++) {
        if (x->ratios[i].category.len == 0) rest = i;
        if (of.len && str_eq(x->ratios[i].category, of)) return i;
    }
    return rest;
}

/* Reports of one act: the lowest and the highest of each number. */
typedef struct swap_act {
    int64_t given_low, given_high, got_low, got_high;
    bool given, got;
    size_t ratio;
} swap_act;

static void add_swap(swap_act *x, const performance *p)
{
    if (p->has_quantity) {
        if (!x->given || p->quantity < x->given_low) x->given_low = p->quantity;
        if (!x->given || p->quantity > x->given_high) x->given_high = p->quantity;
        x->given = true;
    }
    if (!p->has_got) return;
    if (!x->got || p->got < x->got_low) x->got_low = p->got;
    if (!x->got || p->got > x->got_high) x->got_high = p->got;
    x->got = true;
}

static void count_swap(exchanged *e, const swap_act *x)
{
    e->n_acts++;
    e->n_given_unsaid += !x->given;
    e->n_got_unsaid += !x->got;
    e->known = e->known || x->given;
    e->got_known = e->got_known || x->got;
    e->given_low += x->given_low;
    e->given_high += x->given_high;
    e->got_low += x->got_low;
    e->got_high += x->got_high;
}

tr_err exchange_of(const obligation *o, const performance *acts, size_t n, int64_t start,
                   int64_t last_day, arena *a, exchanged *out)
{
    const performance **mine = arena_alloc_n(a, n + 1, sizeof *mine);
    size_t m = 0;
    if (mine == NULL) return TR_ERR_NOMEM;
    out[o->exchange.n_ratios] = (exchanged){0};
    for (size_t i = 0; i < o->exchange.n_ratios; i++) {
        const exchange_ratio *r = &o->exchange.ratios[i];
        out[i] = (exchanged){.category = r->category, .gives = r->gives, .gets = r->gets};
    }
    for (size_t i = 0; i < n; i++) {
        bool own =
            str_eq(acts[i].obligation, o->id) && acts[i].day >= start && acts[i].day <= last_day;
        if (own) mine[m++] = &acts[i];
    }
    if (m) qsort(mine, m, sizeof *mine, by_key);
    for (size_t i = 0, end; i < m; i = end) {
        swap_act x = {.ratio = ratio_for(&o->exchange, mine[i]->category)};
        for (end = i; end < m && str_eq(key_of(mine[end]), key_of(mine[i])) &&
                      str_eq(mine[end]->category, mine[i]->category);
             end++)
            add_swap(&x, mine[end]);
        count_swap(&out[x.ratio], &x);
    }
    for (size_t i = 0; i < o->exchange.n_ratios; i++) {
        exchanged *e = &out[i]; /* a part of a unit is owed as a whole one */
        e->due_low = (e->given_low * e->gets + e->gives - 1) / e->gives;
        e->due_high = (e->given_high * e->gets + e->gives - 1) / e->gives;
    }
    return TR_OK;
}
