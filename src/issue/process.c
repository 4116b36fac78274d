/* The process for the report: phases, deadlines, tracks, commitments, windows of silence, weapons
 * that were present, findings, casualties. docs/formats/process.md. */
#include "issue/process.h"
#include "assess/assess.h"
#include "base/idmap.h"
#include "document/said.h"

#include <stdlib.h>

typedef struct pc {
    const state *s;
    report_data *d;
    const reading_tables *const *tables;
    arena *a;
} pc;

/* ---- phases */

static tr_err say_running(const pc *c, const phase_line *l, kept_words *out)
{
    const phase *p = &c->s->ag->phases[l->phase];
    const char *words = !l->stated            ? N_("no condition of its own")
                        : l->begun == TRUTH_F ? N_("not begun")
                        : l->begun == TRUTH_U ? N_("whether it has begun is not known")
                        : l->over == TRUTH_T  ? N_("over")
                        : l->over == TRUTH_U && !p->rule.ends && !p->rule.continues_while
                            ? N_("running; nothing states its end")
                        : l->over == TRUTH_U ? N_("begun; whether it is over is not known")
                                             : N_("running");
    return SAY_ONE(c->a, out, words);
}

static truth phase_over_at(const phase_rule *r, truth begun, span at)
{
    if (begun == TRUTH_F) return TRUTH_F;
    if (!r->ends && !r->continues_while) return TRUTH_U;
    truth ended = r->ends ? expression_test(r->ends, at) : TRUTH_F;
    truth runs = r->continues_while ? expression_test(r->continues_while, at) : TRUTH_T;
    return truth_or(ended, truth_and(begun, truth_not(runs)));
}

/* Whatever the phase's own conditions say, each of its readings answers for itself. */
static void count_in_force(const pc *c, phase_line *l)
{
    incident probe = {.kind = INC_INCIDENT,
                      .acts = 1u << ACT_STRIKE_HIT,
                      .when = {c->d->process.at, c->d->process.at}};
    for (size_t r = 0; r < c->d->n_readings; r++) {
        if (c->d->phase_of[r] != l->phase) continue;
        truth t = assess_one(c->tables[r], &probe).test[TEST_IN_FORCE];
        l->n_readings++;
        l->n_in_force += t == TRUTH_T;
        l->n_open += t == TRUTH_U;
    }
}

static tr_err collect_phases(const pc *c)
{
    process_data *p = &c->d->process;
    const agreement *ag = c->s->ag;
    p->phases = arena_alloc_n(c->a, ag->n_phases + 1, sizeof *p->phases);
    if (p->phases == NULL) return TR_ERR_NOMEM;
    for (size_t i = 0; i < ag->n_phases; i++) {
        const phase_rule *r = &ag->phases[i].rule;
        phase_line *l = &p->phases[p->n_phases++];
        span at = {p->at, p->at};
        *l = (phase_line){.phase = i, .begun = TRUTH_U, .over = TRUTH_U};
        l->stated = r->begins || r->ends || r->continues_while;
        if (r->begins) l->begun = expression_test(r->begins, at);
        if (l->stated && !r->begins) l->begun = TRUTH_T;
        l->over = phase_over_at(r, l->begun, at);
        count_in_force(c, l);
        TR_TRY(say_running(c, l, &l->why));
    }
    return TR_OK;
}

/* ---- deadlines ahead */

typedef VEC(ahead_line) ahead_vec;

static tr_err add_ahead(const pc *c, ahead_vec *v, str id, str rg, const moment *m, kept_words what)
{
    span s = moment_hull(m);
    if (!m->given || (span_known(s) && s.to < c->d->process.at)) return TR_OK;
    ahead_line *l = VEC_PUSH(c->a, v);
    if (l == NULL) return TR_ERR_NOMEM;
    *l = (ahead_line){
        .when = s, .n_alts = m->n_alts, .id = id, .reading = rg, .what = what, .hull = m->hull};
    return TR_OK;
}

static tr_err ahead_clauses(const pc *c, const reading *r, ahead_vec *v)
{
    for (size_t i = 0; i < r->n_clauses; i++) {
        const clause *x = &r->clauses[i];
        bool window = x->kind == CLAUSE_START || x->kind == CLAUSE_END;
        moment m = {.alts = x->alts, .n_alts = x->n_alts, .given = true, .hull = x->hull};
        kept_words what;
        if (x->unstated || x->open || (!window && x->kind != CLAUSE_TERMINATION)) continue;
        if (window) {
            TR_TRY(
                SAY_ONE(c->a, &what,
                        x->kind == CLAUSE_START ? N_("it begins to bind") : N_("its term ends")));
            TR_TRY(add_ahead(c, v, x->id, r->id, &m, what));
        }
        for (size_t k = 0; x->kind == CLAUSE_TERMINATION && k < x->n_notices; k++) {
            TR_TRY(SAY_ONE(c->a, &what, "ended by notice of {side}",
                           A_TEXT("side", x->notices[k].by.len ? x->notices[k].by : STR("?"))));
            TR_TRY(add_ahead(c, v, x->id, r->id, &x->notices[k].effect, what));
        }
    }
    return TR_OK;
}

/* The term that runs on the day of the report, on one path: those before it were not surely ended.
 */
static const renewed_term *running_term(const pc *c, const reading *r, const renewal_path *p)
{
    for (size_t k = 0; k < p->n_terms; k++) {
        const renewed_term *t = &p->terms[k];
        if (t->before.to >= c->d->process.at) return t;
        if (term_renewed(r, t) == TRUTH_F) return NULL;
    }
    return NULL;
}

static tr_err ahead_term(const pc *c, const reading *r, const renewed_term *t, ahead_vec *v)
{
    span *both = arena_alloc_n(c->a, 2, sizeof *both);
    kept_words what;
    truth on = term_renewed(r, t);
    str id = r->clauses[t->clause].id;
    if (both == NULL) return TR_ERR_NOMEM;
    both[0] = t->last_notice;
    both[1] = t->before;
    moment last = {.alts = &both[0], .n_alts = 1, .given = true};
    moment end = {.alts = &both[1], .n_alts = 1, .given = true};
    if (on != TRUTH_F && !r->clauses[t->clause].renewed_by_act) {
        TR_TRY(SAY_ONE(c->a, &what, "the last instant at which notice stops the renewal"));
        TR_TRY(add_ahead(c, v, id, r->id, &last, what));
    }
    TR_TRY(SAY_ONE(c->a, &what,
                   on == TRUTH_F ? N_("the term ends; it is not renewed, as the record stands")
                                 : N_("the term ends, unless it is renewed")));
    return add_ahead(c, v, id, r->id, &end, what);
}

static tr_err ahead_renewals(const pc *c, const reading *r, ahead_vec *v)
{
    const renewed_term *told = NULL;
    for (size_t i = 0; i < r->n_paths; i++) {
        const renewed_term *t = running_term(c, r, &r->paths[i]);
        bool same = t && told && t->before.from == told->before.from &&
                    t->before.to == told->before.to && t->clause == told->clause;
        if (t == NULL || same) continue;
        TR_TRY(ahead_term(c, r, t, v));
        told = t;
    }
    return TR_OK;
}

static tr_err ahead_duties(const pc *c, const reading *r, ahead_vec *v)
{
    kept_words what;
    for (size_t i = 0; i < r->n_obligations; i++) {
        const obligation *o = &r->obligations[i];
        TR_TRY(SAY_ONE(c->a, &what, "{what}", A_TEXT("what", o->what)));
        if (o->due.given) TR_TRY(add_ahead(c, v, o->id, r->id, &o->due, what));
        for (size_t k = 0; k < o->n_schedule; k++) {
            const schedule_step *s = &o->schedule[k];
            TR_TRY(SAY_ONE(c->a, &what, "{n} {unit}: {what}", A_N("n", s->quantity),
                           A_TEXT("unit", o->unit), A_TEXT("what", o->what)));
            TR_TRY(add_ahead(c, v, o->id, r->id, &s->by, what));
        }
    }
    return TR_OK;
}

static int ahead_by_time(const void *x, const void *y)
{
    const ahead_line *a = x, *b = y;
    bool u = !span_known(a->when), w = !span_known(b->when);
    if (u != w) return u ? 1 : -1;
    if (a->when.from != b->when.from) return a->when.from < b->when.from ? -1 : 1;
    int k = str_cmp(a->reading, b->reading);
    if (k == 0) k = str_cmp(a->id, b->id);
    return k ? k : said_order(a->what, b->what);
}

/* Notice was given, or its phase is over: no term of it is ahead. */
static bool is_over(const pc *c, const reading *r)
{
    for (size_t i = 0; i < c->d->n_readings; i++) {
        if (c->d->readings[i] == r) return surely_ended(c->tables[i], c->d->process.at);
    }
    return false;
}

/* Alternatives of one deadline that come out the same are told once. */
static void drop_repeated(ahead_vec *v)
{
    size_t n = 0;
    for (size_t i = 0; i < v->n; i++) {
        if (n && ahead_by_time(&v->items[n - 1], &v->items[i]) == 0 &&
            v->items[n - 1].when.to == v->items[i].when.to)
            continue;
        v->items[n++] = v->items[i];
    }
    v->n = n;
}

static tr_err collect_ahead(const pc *c)
{
    ahead_vec v = {0};
    const agreement *ag = c->s->ag;
    for (size_t i = 0; i < ag->n_readings; i++) {
        bool over = is_over(c, &ag->readings[i]);
        if (!over) TR_TRY(ahead_clauses(c, &ag->readings[i], &v));
        if (!over) TR_TRY(ahead_renewals(c, &ag->readings[i], &v));
        TR_TRY(ahead_duties(c, &ag->readings[i], &v));
    }
    for (size_t i = 0; i < ag->n_tracks; i++) {
        const negotiation_track *t = &ag->tracks[i];
        kept_words what;
        TR_TRY(SAY_ONE(c->a, &what, "talks: {track}", A_TEXT("track", t->title)));
        TR_TRY(add_ahead(c, &v, t->id, (str){0}, &t->opens, what));
        TR_TRY(add_ahead(c, &v, t->id, (str){0}, &t->next, what));
    }
    if (v.n) qsort(v.items, v.n, sizeof *v.items, ahead_by_time);
    drop_repeated(&v);
    c->d->process.ahead = v.items;
    c->d->process.n_ahead = v.n;
    return TR_OK;
}

/* ---- tracks */

static int happenings_by_time(const void *x, const void *y)
{
    const happening *a = *(const happening *const *)x, *b = *(const happening *const *)y;
    span s = moment_hull(&a->at), t = moment_hull(&b->at);
    bool u = !span_known(s), w = !span_known(t);
    if (u != w) return u ? 1 : -1;
    if (!u && s.from != t.from) return s.from < t.from ? -1 : 1;
    return str_cmp_natural(a->id, b->id);
}

static bool is_meeting(str what)
{
    return str_is(what, "talks_met") || str_is(what, "talks_opened") || str_is(what, "met");
}

static bool has_happened(const pc *c, const happening *h)
{
    span s = moment_hull(&h->at);
    return span_known(s) && s.to <= c->d->process.at;
}

static tr_err fill_track(const pc *c, track_line *l)
{
    const agreement *ag = c->s->ag;
    l->last_met = (span){USEC_UNKNOWN, USEC_UNKNOWN};
    l->next = moment_hull(&l->track->next);
    l->events = arena_alloc_n(c->a, ag->n_events + 1, sizeof *l->events);
    if (l->events == NULL) return TR_ERR_NOMEM;
    for (size_t i = 0; i < ag->n_events; i++) {
        if (str_eq(ag->events[i].track, l->track->id)) l->events[l->n_events++] = &ag->events[i];
    }
    if (l->n_events) qsort(l->events, l->n_events, sizeof *l->events, happenings_by_time);
    for (size_t i = 0; i < l->n_events; i++) {
        const happening *h = l->events[i];
        l->n_texts += str_is(h->what, "text_tabled");
        if (!is_meeting(h->what) || !has_happened(c, h)) continue;
        l->n_met++;
        l->last_met = moment_hull(&h->at);
    }
    l->has_days = span_known(l->last_met);
    if (l->has_days) l->days_since = (c->d->process.at - l->last_met.to) / USEC_DAY;
    return TR_OK;
}

static tr_err collect_tracks(const pc *c)
{
    process_data *p = &c->d->process;
    const agreement *ag = c->s->ag;
    p->tracks = arena_alloc_n(c->a, ag->n_tracks + 1, sizeof *p->tracks);
    if (p->tracks == NULL) return TR_ERR_NOMEM;
    for (size_t i = 0; i < ag->n_tracks; i++) {
        p->tracks[p->n_tracks] = (track_line){.track = &ag->tracks[i]};
        TR_TRY(fill_track(c, &p->tracks[p->n_tracks++]));
    }
    return TR_OK;
}

/* ---- commitments: who said what of which matter, over time */

static commitment_line *line_of(const pc *c, const statement *s, str matter, commitment_line *v,
                                size_t *n)
{
    for (size_t i = 0; i < *n; i++) {
        if (str_eq(v[i].matter, matter) && str_eq(v[i].side, s->side) &&
            str_eq(v[i].speaker, s->speaker))
            return &v[i];
    }
    commitment_line *l = &v[(*n)++];
    *l = (commitment_line){.matter = matter, .side = s->side, .speaker = s->speaker};
    l->said = arena_alloc_n(c->a, c->s->ag->n_statements + 1, sizeof *l->said);
    return l->said ? l : NULL;
}

static int statements_by_day(const void *x, const void *y)
{
    const statement *a = *(const statement *const *)x, *b = *(const statement *const *)y;
    int k = str_cmp(a->said_on, b->said_on);
    if (k == 0) k = str_cmp(a->said_at, b->said_at);
    return k ? k : str_cmp_natural(a->id, b->id);
}

/* For it, against it, or neither. */
static int stance_of(commitment_act does)
{
    switch (does) {
    case DOES_ANNOUNCES:
    case DOES_AGREES:
    case DOES_ORDERS:
    case DOES_REPEATS:
    case DOES_CONFIRMS: return 1;
    case DOES_DENIES:
    case DOES_WITHDRAWS: return -1;
    case DOES_CONDITIONS:
    case DOES_INVOKES:
    case DOES_NONE:
    case DOES__N: return 0;
    }
    return 0;
}

static void find_turns(commitment_line *l)
{
    int before = 0;
    for (size_t i = 0; i < l->n_said; i++) {
        int now = stance_of(l->said[i]->does);
        if (now == 0) continue;
        if (before && now != before) {
            l->n_turns++;
            l->turn = i;
        }
        before = now;
    }
}

static size_t rank_of(const agreement *ag, str side)
{
    return agreement_party_rank(ag, side);
}

/* Matters in the order in which they are first spoken of; then parties in theirs. */
typedef struct ranked {
    commitment_line l;
    size_t matter, rank;
} ranked;

static int commitments_in_order(const void *x, const void *y)
{
    const ranked *a = x, *b = y;
    if (a->matter != b->matter) return a->matter < b->matter ? -1 : 1;
    if (a->rank != b->rank) return a->rank < b->rank ? -1 : 1;
    int k = str_cmp(a->l.side, b->l.side);
    return k ? k : str_cmp(a->l.speaker, b->l.speaker);
}

static tr_err order_commitments(const pc *c, commitment_line *v, size_t n)
{
    ranked *r = arena_alloc_n(c->a, n + 1, sizeof *r);
    if (r == NULL) return TR_ERR_NOMEM;
    for (size_t i = 0; i < n; i++) {
        size_t first = 0;
        while (!str_eq(v[first].matter, v[i].matter))
            first++;
        r[i] = (ranked){v[i], first, rank_of(c->s->ag, v[i].side)};
    }
    if (n) qsort(r, n, sizeof *r, commitments_in_order);
    for (size_t i = 0; i < n; i++)
        v[i] = r[i].l;
    return TR_OK;
}

static tr_err collect_commitments(const pc *c)
{
    const agreement *ag = c->s->ag;
    size_t most = 0, n = 0;
    for (size_t i = 0; i < ag->n_statements; i++)
        most += ag->statements[i].does ? ag->statements[i].about.n : 0;
    commitment_line *v = arena_alloc_n(c->a, most + 1, sizeof *v);
    if (v == NULL) return TR_ERR_NOMEM;
    for (size_t i = 0; i < ag->n_statements; i++) {
        const statement *s = &ag->statements[i];
        for (size_t k = 0; s->does && k < s->about.n; k++) {
            commitment_line *l = line_of(c, s, s->about.items[k], v, &n);
            if (l == NULL) return TR_ERR_NOMEM;
            l->said[l->n_said++] = s;
        }
    }
    for (size_t i = 0; i < n; i++) {
        qsort(v[i].said, v[i].n_said, sizeof *v[i].said, statements_by_day);
        find_turns(&v[i]);
    }
    TR_TRY(order_commitments(c, v, n));
    c->d->process.commitments = v;
    c->d->process.n_commitments = n;
    return TR_OK;
}

/* ---- scores */

static void count_score(score_spread *s, const performing *p)
{
    s->n_all++;
    if (p->known && p->low.score == p->high.score)
        s->n[p->low.score]++;
    else
        s->undetermined++;
}

static tr_err collect_spreads(const pc *c)
{
    process_data *p = &c->d->process;
    size_t n = c->s->ag->n_phases;
    p->spreads = arena_alloc_n(c->a, n + 2, sizeof *p->spreads);
    if (p->spreads == NULL) return TR_ERR_NOMEM;
    for (size_t i = 0; i <= n; i++)
        p->spreads[i].phase = i;
    for (size_t i = 0; i < c->d->n_duties; i++) {
        const duty_line *l = &c->d->duties[i];
        count_score(&p->spreads[c->d->phase_of[l->reading]].spread, &l->how);
        count_score(&p->spreads[n].spread, &l->how);
    }
    for (size_t i = 0; i <= n; i++) {
        const score_spread *s = &p->spreads[i].spread;
        size_t known = s->n[0] + s->n[1] + s->n[2] + s->n[3];
        p->spreads[i].has_share = known > 0;
        if (known)
            p->spreads[i].pam_share =
                (double)(s->n[1] + 2 * s->n[2] + 3 * s->n[3]) / (3.0 * (double)known);
    }
    p->n_spreads = c->d->n_duties ? n + 1 : 0;
    return TR_OK;
}

/* ---- windows of silence */

static bool counts_there(const incident *in)
{
    const uint32_t not = 1u << ACT_PRESENCE | 1u << ACT_THREAT | 1u << ACT_CYBER;
    return in->kind == INC_INCIDENT && (in->acts & ~not ) != 0;
}

static truth place_in_window(const pc *c, const silence_window *w, const incident *in)
{
    for (size_t i = 0; w->area.len && i < c->s->ag->n_zones; i++) {
        const area_zone *z = &c->s->ag->zones[i];
        if (!str_eq(z->id, w->area) || z->moving.given || z->shape.kind == GEO_NONE) continue;
        if (!in->has_position) return TRUTH_U;
        double share = geo_share_inside(&z->shape, in->position, in->radius_m);
        return share >= c->d->place_yes ? TRUTH_T : share <= c->d->place_no ? TRUTH_F : TRUTH_U;
    }
    if (!w->has_position || w->radius_m <= 0 || !in->has_position) return TRUTH_U;
    geo_shape disc = {.kind = GEO_CIRCLE, .center = w->position, .radius_m = w->radius_m};
    double share = geo_share_inside(&disc, in->position, in->radius_m);
    return share >= c->d->place_yes ? TRUTH_T : share <= c->d->place_no ? TRUTH_F : TRUTH_U;
}

static truth time_in_window(const silence_window *w, const incident *in)
{
    if (!span_known(in->when)) return TRUTH_U;
    if (in->when.to < w->when.from || in->when.from >= w->when.to) return TRUTH_F;
    return in->when.from >= w->when.from && in->when.to <= w->when.to ? TRUTH_T : TRUTH_U;
}

static void judge_window(const pc *c, window_line *l)
{
    const silence_window *w = l->what;
    for (size_t i = 0; i < c->d->n_coded; i++) {
        const incident *in = c->d->coded[i].in;
        if (!c->d->coded[i].stands) continue;
        truth when = counts_there(in) ? time_in_window(w, in) : TRUTH_F;
        if (when == TRUTH_F) continue;
        truth all = truth_and(when, place_in_window(c, w, in));
        l->n_inside += all == TRUTH_T;
        l->n_perhaps += all == TRUTH_U;
        if (all == TRUTH_T && l->one == NULL) l->one = in;
    }
    /* That nothing was reported is not that nothing happened: kept needs somebody who says so. */
    bool kept = str_is(w->state, "kept") && l->n_perhaps == 0;
    l->answer = w->when.from >= c->d->process.at            ? WINDOW_AHEAD
                : l->n_inside || str_is(w->state, "broken") ? WINDOW_BROKEN
                : w->when.to > c->d->process.at             ? WINDOW_RUNNING
                : kept                                      ? WINDOW_KEPT
                                                            : WINDOW_UNKNOWN;
}

static tr_err collect_windows(const pc *c)
{
    process_data *p = &c->d->process;
    p->windows = arena_alloc_n(c->a, c->s->windows.n + 1, sizeof *p->windows);
    if (p->windows == NULL) return TR_ERR_NOMEM;
    for (size_t i = 0; i < c->s->windows.n; i++) {
        p->windows[p->n_windows] = (window_line){.what = &c->s->windows.items[i]};
        judge_window(c, &p->windows[p->n_windows++]);
    }
    return TR_OK;
}

/* ---- weapons present */

typedef VEC(presence_line) presence_vec;
typedef VEC(presence_sum) sum_vec;

static presence_sum *sum_for(const pc *c, sum_vec *v, const presence_line *l)
{
    str weapon = c->d->coded[l->row].in->weapon;
    for (size_t i = 0; i < v->n; i++) {
        if (v->items[i].what == l->what && str_eq(v->items[i].weapon, weapon)) return &v->items[i];
    }
    presence_sum *s = VEC_PUSH(c->a, v);
    if (s) *s = (presence_sum){.reading = l->reading, .what = l->what, .weapon = weapon};
    return s;
}

/* The obligation binds some parties, and whoever speaks of these weapons names others. */
static bool is_of_others(const pc *c, const obligation *o, const incident *in)
{
    bool named = false;
    for (size_t i = 0; o->binds && i < in->n_attributions; i++) {
        size_t rank = agreement_party_rank(c->s->ag, in->attributions[i].side);
        if (in->attributions[i].kind == ATTRIBUTION_DENIED) continue;
        if (rank >= c->s->ag->n_parties || (o->binds >> rank & 1)) return false;
        named = true;
    }
    return named;
}

static tr_err add_presence(const pc *c, size_t r, size_t row, const obligation *o, presence_vec *v,
                           sum_vec *sums)
{
    presence_line l = {.reading = r, .row = row, .what = o};
    presence_answers(c->tables[r], o, c->d->coded[row].in, &l.match, &l.inside, &l.allowed);
    if (l.match == TRUTH_F || is_of_others(c, o, c->d->coded[row].in)) return TR_OK;
    presence_line *slot = VEC_PUSH(c->a, v);
    presence_sum *s = sum_for(c, sums, &l);
    if (slot == NULL || s == NULL) return TR_ERR_NOMEM;
    *slot = l;
    s->inside += l.inside == TRUTH_T && l.allowed != TRUTH_T;
    s->allowed += l.inside == TRUTH_T && l.allowed == TRUTH_T;
    s->outside += l.inside == TRUTH_F;
    s->uncertain += l.inside == TRUTH_U;
    return TR_OK;
}

static int sums_in_order(const void *x, const void *y)
{
    const presence_sum *a = x, *b = y;
    if (a->reading != b->reading) return a->reading < b->reading ? -1 : 1;
    int k = str_cmp_natural(a->what->id, b->what->id);
    return k ? k : str_cmp(a->weapon, b->weapon);
}

static tr_err collect_presence(const pc *c)
{
    presence_vec v = {0};
    sum_vec sums = {0};
    for (size_t i = 0; i < c->d->n_coded; i++) {
        const report_row *row = &c->d->coded[i];
        if (!row->counted || row->in->acts != 1u << ACT_PRESENCE) continue;
        for (size_t r = 0; r < c->d->n_readings; r++) {
            for (size_t k = 0; k < c->d->readings[r]->n_obligations; k++) {
                const obligation *o = &c->d->readings[r]->obligations[k];
                if (o->kind == OBL_STAY_OUT) TR_TRY(add_presence(c, r, i, o, &v, &sums));
            }
        }
    }
    if (sums.n) qsort(sums.items, sums.n, sizeof *sums.items, sums_in_order);
    c->d->process.presence = v.items;
    c->d->process.n_presence = v.n;
    c->d->process.sums = sums.items;
    c->d->process.n_sums = sums.n;
    return TR_OK;
}

/* ---- casualties, restrictions, what names nothing */

static int casualties_in_order(const void *x, const void *y)
{
    const casualty_figure *a = *(const casualty_figure *const *)x;
    const casualty_figure *b = *(const casualty_figure *const *)y;
    int k = str_cmp(a->said_by, b->said_by);
    if (k == 0) k = str_cmp_natural(a->incident, b->incident);
    if (k) return k;
    if (a->period.from != b->period.from) return a->period.from < b->period.from ? -1 : 1;
    if (a->period.to != b->period.to) return a->period.to < b->period.to ? -1 : 1;
    if (a->harm != b->harm) return a->harm < b->harm ? -1 : 1;
    if (a->people != b->people) return a->people < b->people ? -1 : 1;
    if (a->as_of != b->as_of) return a->as_of < b->as_of ? -1 : 1;
    return str_cmp_natural(a->id, b->id);
}

static tr_err collect_casualties(const pc *c)
{
    process_data *p = &c->d->process;
    p->casualties = arena_alloc_n(c->a, c->s->casualties.n + 1, sizeof *p->casualties);
    if (p->casualties == NULL) return TR_ERR_NOMEM;
    for (size_t i = 0; i < c->s->casualties.n; i++)
        p->casualties[p->n_casualties++] = &c->s->casualties.items[i];
    if (p->n_casualties)
        qsort(p->casualties, p->n_casualties, sizeof *p->casualties, casualties_in_order);
    return TR_OK;
}

static tr_err collect_restrictions(const pc *c)
{
    process_data *p = &c->d->process;
    const agreement *ag = c->s->ag;
    p->restrictions = arena_alloc_n(c->a, ag->n_events + 1, sizeof *p->restrictions);
    if (p->restrictions == NULL) return TR_ERR_NOMEM;
    for (size_t i = 0; i < ag->n_events; i++) {
        str what = ag->events[i].what;
        if (str_is(what, "movement_denied") || str_is(what, "movement_delayed") ||
            str_is(what, "movement_restricted"))
            p->restrictions[p->n_restrictions++] = &ag->events[i];
    }
    if (p->n_restrictions)
        qsort(p->restrictions, p->n_restrictions, sizeof *p->restrictions, happenings_by_time);
    return TR_OK;
}

/* Rows of incidents by their ids; what names none is counted. */
static size_t row_named(const idmap *m, str id, size_t *unknown)
{
    size_t at;
    if (id.len == 0) return SIZE_MAX;
    if (idmap_find(m, id, &at)) return at;
    ++*unknown;
    return SIZE_MAX;
}

static tr_err find_rows(const pc *c)
{
    process_data *p = &c->d->process;
    idmap m = {0};
    p->finding_row = arena_alloc_n(c->a, p->n_findings + 1, sizeof *p->finding_row);
    p->invocation_row = arena_alloc_n(c->a, p->n_invocations + 1, sizeof *p->invocation_row);
    p->casualty_row = arena_alloc_n(c->a, p->n_casualties + 1, sizeof *p->casualty_row);
    if (!p->finding_row || !p->invocation_row || !p->casualty_row) return TR_ERR_NOMEM;
    for (size_t i = 0; i < c->d->n_coded; i++)
        TR_TRY(idmap_add(&m, c->a, c->d->coded[i].in->id, i));
    for (size_t i = 0; i < p->n_findings; i++) {
        p->finding_row[i] = row_named(&m, p->findings[i].incident, &p->n_unknown);
        p->n_unknown += !agreement_actor(c->s->ag, p->findings[i].body);
    }
    for (size_t i = 0; i < p->n_invocations; i++)
        p->invocation_row[i] = row_named(&m, p->invocations[i].incident, &p->n_unknown);
    for (size_t i = 0; i < p->n_casualties; i++)
        p->casualty_row[i] = row_named(&m, p->casualties[i]->incident, &p->n_unknown);
    return TR_OK;
}

/* ---- all of it */

static bool has_process(const state *s)
{
    const agreement *ag = s->ag;
    bool any = ag->n_events || ag->n_tracks || ag->n_conditions || s->findings.n ||
               s->invocations.n || s->casualties.n || s->windows.n || ag->asks_bound ||
               ag->asks_excepted || ag->weapons.n;
    for (size_t i = 0; i < ag->n_phases; i++)
        any = any || ag->phases[i].rule.begins || ag->phases[i].rule.ends ||
              ag->phases[i].rule.continues_while;
    for (size_t i = 0; i < ag->n_statements; i++)
        any = any || ag->statements[i].does;
    for (size_t i = 0; i < ag->n_readings; i++) {
        const reading *r = &ag->readings[i];
        any = any || r->n_paths || r->rule.begins || r->rule.ends || r->rule.continues_while;
        for (size_t k = 0; k < r->n_clauses; k++)
            any = any || r->clauses[k].kind == CLAUSE_TERMINATION || r->clauses[k].after;
        for (size_t k = 0; k < r->n_obligations; k++)
            any = any || r->obligations[k].n_parts || r->obligations[k].n_schedule ||
                  r->obligations[k].exchange.given || r->obligations[k].due.after;
    }
    return any;
}

/* The last instant of which anything is known, within the report's days. */
static usec_t looked_at(const report_data *d)
{
    bool bound = d->period_to != USEC_UNKNOWN;
    return bound && (d->as_of == USEC_UNKNOWN || d->period_to < d->as_of) ? d->period_to : d->as_of;
}

tr_err process_ahead(const state *s, const reading_tables *const *tables, arena *a, report_data *d)
{
    pc c = {.s = s, .d = d, .tables = tables, .a = a};
    d->process = (process_data){.at = looked_at(d)};
    return d->process.at == USEC_UNKNOWN ? TR_OK : collect_ahead(&c);
}

tr_err process_collect(const state *s, const reading_tables *const *tables, arena *a,
                       report_data *d)
{
    pc c = {.s = s, .d = d, .tables = tables, .a = a};
    process_data *p = &d->process;
    *p = (process_data){.told = has_process(s), .events_fault = s->events_fault};
    p->at = looked_at(d);
    if (p->at == USEC_UNKNOWN) {
        p->told = false;
        return TR_OK;
    }
    p->day = usec_day(p->at);
    if (!p->told) return collect_ahead(&c); /* terms and dates end, whatever else is known */
    p->findings = s->findings.items;
    p->n_findings = s->findings.n;
    p->invocations = s->invocations.items;
    p->n_invocations = s->invocations.n;
    TR_TRY(collect_phases(&c));
    TR_TRY(collect_ahead(&c));
    TR_TRY(collect_tracks(&c));
    TR_TRY(collect_commitments(&c));
    TR_TRY(collect_spreads(&c));
    TR_TRY(collect_windows(&c));
    TR_TRY(collect_presence(&c));
    TR_TRY(collect_casualties(&c));
    TR_TRY(collect_restrictions(&c));
    return find_rows(&c);
}
