/* The process around the clauses: events, phases that hang on one another, parties that join and
 * leave, tracks of negotiation, classes of weapons, renewal and notice, amendments. */
#include "agreement/read.h"

#include <stdlib.h>
#include <string.h>

/* ---- Events ------------------------------------------------------------------------------- */

/* An event by which a party joins or leaves says when, where its own entry does not. */
static void date_by_event(rd *r, str party, const char *what, moment *out)
{
    for (size_t i = 0; i < r->ag->n_events; i++) {
        const happening *e = &r->ag->events[i];
        if (!str_is(e->what, what) || !str_eq(e->by, party)) continue;
        out->given = true;
        for (size_t k = 0; k < e->at.n_alts; k++)
            rd_add_alternative(r, out, e->at.alts[k]);
    }
}

static void add_change(rd *r, actor *a, span at, bool in, size_t *cap)
{
    membership *x = vec_push(r->a, (void *)&a->changes, &a->n_changes, cap, sizeof *x);
    if (x == NULL)
        r->fatal = TR_ERR_NOMEM;
    else
        *x = (membership){at, in};
}

static int by_time(const void *x, const void *y)
{
    const membership *a = x, *b = y;
    if (a->at.from != b->at.from) return a->at.from < b->at.from ? -1 : 1;
    if (a->at.to != b->at.to) return a->at.to < b->at.to ? -1 : 1;
    return (int)a->in - (int)b->in;
}

/* A party may come, go, and come again: what its own line states, else each event. */
static void date_membership(rd *r, actor *a)
{
    bool own_in = a->joined.given, own_out = a->left.given;
    size_t cap = 0;
    if (own_in) add_change(r, a, moment_hull(&a->joined), true, &cap);
    if (own_out) add_change(r, a, moment_hull(&a->left), false, &cap);
    for (size_t i = 0; i < r->ag->n_events && r->fatal == TR_OK; i++) {
        const happening *e = &r->ag->events[i];
        bool in = str_is(e->what, "accession"), out = str_is(e->what, "withdrawal");
        if (!str_eq(e->by, a->id) || !(in ? !own_in : out && !own_out)) continue;
        add_change(r, a, moment_hull(&e->at), in, &cap);
    }
    if (r->fatal != TR_OK) return;
    if (a->n_changes) qsort(a->changes, a->n_changes, sizeof *a->changes, by_time);
    if (!own_in) date_by_event(r, a->id, "accession", &a->joined);
    if (!own_out) date_by_event(r, a->id, "withdrawal", &a->left);
}

typedef VEC(happening) happening_vec;

static void read_event(rd *r, const node *n, happening_vec *v)
{
    static const char *const keys[] = {"id",    "what",  "at",   "between", "not_by", "by", "of",
                                       "track", "words", "from", "zone",    "note",   NULL};
    if (!rd_map(r, n, keys, "an event")) return;
    happening *e = VEC_PUSH(r->a, v);
    if (e == NULL) {
        r->fatal = TR_ERR_NOMEM;
        return;
    }
    *e = (happening){.id = rd_id(r, n),
                     .what = rd_text(r, n, "what", true),
                     .by = rd_text(r, n, "by", false),
                     .of = rd_text(r, n, "of", false),
                     .track = rd_text(r, n, "track", false),
                     .words = rd_text(r, n, "words", false),
                     .from = rd_texts(r, n, "from"),
                     .not_by = USEC_UNKNOWN,
                     .line = n->line,
                     .col = n->col};
    const tz *zone = rd_zone(r, n);
    const node *not_by = node_at(n, "not_by");
    rd_when(r, n, zone, &e->at); /* once more below, with what the record says */
    if (not_by && !rd_instant(r, not_by, zone, &e->not_by, NULL)) e->not_by = USEC_UNKNOWN;
    const moment *all = e->id.len && rd_named(r, e->id) ? rd_instants_of(r, e->id, n) : NULL;
    if (all) {
        e->differ = e->at.n_alts && all->n_alts > e->at.n_alts;
        const after_rule *after = e->at.after;
        e->at = *all;
        e->at.after = after;
    }
}

/* The record adds reports of events of the file, and events of its own. */
static void add_recorded(rd *r, const process_event *p, happening_vec *v, idmap *known)
{
    size_t at;
    happening *e = idmap_find(known, p->id, &at) ? &v->items[at] : NULL;
    if (e == NULL) {
        e = VEC_PUSH(r->a, v);
        if (e == NULL || idmap_add(known, r->a, p->id, v->n - 1) != TR_OK) {
            r->fatal = TR_ERR_NOMEM;
            return;
        }
        *e = (happening){.id = p->id,
                         .what = p->what,
                         .by = p->by,
                         .of = p->of,
                         .track = p->track,
                         .words = p->words,
                         .not_by = p->not_by};
        if (span_known(p->at)) rd_add_alternative(r, &e->at, p->at);
    }
    e->n_reports++;
    e->differ = e->differ || (span_known(p->at) && e->at.n_alts > 1);
    if (p->not_by != USEC_UNKNOWN && (e->not_by == USEC_UNKNOWN || p->not_by > e->not_by))
        e->not_by = p->not_by;
}

static void read_events(rd *r, const node *root)
{
    happening_vec v = {0};
    for (const node *n = rd_list(r, root, "events"); n; n = n->next)
        read_event(r, n, &v);
    idmap known = {0};
    for (size_t i = 0; i < v.n && r->fatal == TR_OK; i++) {
        size_t at;
        if (v.items[i].id.len && !idmap_find(&known, v.items[i].id, &at) &&
            idmap_add(&known, r->a, v.items[i].id, i) != TR_OK)
            r->fatal = TR_ERR_NOMEM;
    }
    for (size_t i = 0; i < r->n_recorded && r->fatal == TR_OK; i++)
        add_recorded(r, &r->recorded[i], &v, &known);
    r->ag->events = v.items;
    r->ag->n_events = v.n;
}

static void read_tracks(rd *r, const node *root)
{
    static const char *const keys[] = {"id",        "title", "host",  "note", "parties",
                                       "matters",   "from",  "opens", "next", "zone",
                                       "confirmed", "span",  "rules", NULL};
    VEC(negotiation_track) v = {0};
    for (const node *n = rd_list(r, root, "tracks"); n; n = n->next) {
        if (!rd_map(r, n, keys, "a track of negotiation")) continue;
        negotiation_track *t = VEC_PUSH(r->a, &v);
        if (t == NULL) {
            r->fatal = TR_ERR_NOMEM;
            return;
        }
        *t = (negotiation_track){.unconfirmed = rd_unconfirmed(r, n),
                                 .id = rd_id(r, n),
                                 .title = rd_text(r, n, "title", true),
                                 .host = rd_text(r, n, "host", false),
                                 .note = rd_text(r, n, "note", false),
                                 .parties = rd_texts(r, n, "parties"),
                                 .matters = rd_texts(r, n, "matters"),
                                 .from = rd_texts(r, n, "from"),
                                 .line = n->line};
        const tz *zone = rd_zone(r, n);
        rd_maybe_when(r, n, zone, "opens", &t->opens);
        rd_maybe_when(r, n, zone, "next", &t->next);
    }
    r->ag->tracks = v.items;
    r->ag->n_tracks = v.n;
}

void rd_process(rd *r, const node *root)
{
    clause_vec conditions = {0};
    read_events(r, root);
    read_tracks(r, root);
    rd_clauses(r, root, "conditions", (str){0}, &conditions);
    r->ag->conditions = conditions.items;
    r->ag->n_conditions = conditions.n;
    for (size_t i = 0; i < r->ag->n_parties; i++)
        date_membership(r, &r->ag->parties[i]);
}

/* ---- Expressions over conditions, events and phases ----------------------------------------- */

static phase_expr *new_expr(rd *r, const node *n, expr_kind kind)
{
    phase_expr *e = arena_alloc(r->a, sizeof *e);
    phase_expr **slot = e ? VEC_PUSH(r->a, &r->exprs) : NULL;
    if (slot == NULL) {
        r->fatal = TR_ERR_NOMEM;
        return NULL;
    }
    *e = (phase_expr){.kind = kind, .not_by = USEC_UNKNOWN, .line = n->line, .col = n->col};
    *slot = e;
    return e;
}

static phase_expr *read_expr(rd *r, const node *n, const tz *zone);

static void read_operands(rd *r, const node *list, const tz *zone, phase_expr *e)
{
    size_t cap = 0;
    if (list->kind != NODE_LIST || list->n == 0) {
        rd_fault(r, CODE_AG_SHAPE, list, "a list of one or more conditions is expected");
        return;
    }
    for (const node *n = list->first; n; n = n->next) {
        const phase_expr *one = read_expr(r, n, zone);
        const phase_expr **slot =
            one ? vec_push(r->a, (void *)&e->parts, &e->n_parts, &cap, sizeof *slot) : NULL;
        if (one && slot == NULL) r->fatal = TR_ERR_NOMEM;
        if (slot) *slot = one;
    }
}

static phase_expr *read_time_expr(rd *r, const node *n, const tz *zone)
{
    phase_expr *e = new_expr(r, n, EXPR_AFTER);
    if (e == NULL) return NULL;
    if (node_at(n, "after")) {
        (void)rd_moment(r, n, zone, &e->at);
        e->id = rd_text(r, n, "after", true);
    } else {
        rd_when(r, n, node_at(n, "zone") ? rd_zone(r, n) : zone, &e->at);
    }
    return e;
}

/* An id, or a map of one operator. */
static phase_expr *read_expr(rd *r, const node *n, const tz *zone)
{
    static const char *const keys[] = {"all_of", "any_of",  "not",    "over",  "after",
                                       "hours",  "days",    "months", "count", "zone",
                                       "at",     "between", NULL};
    bool never = n->kind == NODE_SCALAR && str_is(str_trim(n->text), "never");
    bool always = n->kind == NODE_SCALAR && str_is(str_trim(n->text), "always");
    if (never || always) return new_expr(r, n, always ? EXPR_ALL : EXPR_ANY); /* of nothing */
    if (n->kind == NODE_SCALAR) {
        phase_expr *e = new_expr(r, n, EXPR_NONE); /* what it asks for is settled at the end */
        if (e) e->id = str_trim(n->text);
        return e;
    }
    if (!rd_map(r, n, keys, "a condition of a phase")) return NULL;
    const node *all = node_at(n, "all_of"), *any = node_at(n, "any_of"), *not = node_at(n, "not");
    const node *over = node_at(n, "over");
    bool time = node_at(n, "after") || node_at(n, "at") || node_at(n, "between");
    if ((all != NULL) + (any != NULL) + (not != NULL) + (over != NULL) + time != 1) {
        rd_fault(r, CODE_AG_MISSING, n,
                 "one of all_of, any_of, not, over, after, at, between is needed");
        return NULL;
    }
    if (time) return read_time_expr(r, n, zone);
    phase_expr *e = new_expr(r, n, all ? EXPR_ALL : any ? EXPR_ANY : not ? EXPR_NOT : EXPR_OVER);
    if (e == NULL) return NULL;
    if (all || any) read_operands(r, all ? all : any, zone, e);
    if (over) e->id = rd_text(r, n, "over", true);
    if (not ) {
        const phase_expr **slot = arena_alloc(r->a, sizeof *slot);
        const phase_expr *one = read_expr(r, not, zone);
        if (slot == NULL) r->fatal = TR_ERR_NOMEM;
        if (slot && one) *slot = one;
        if (slot && one) e->parts = slot;
        e->n_parts = slot && one;
    }
    return e;
}

void rd_rule(rd *r, const node *map, phase_rule *out)
{
    const tz *zone = rd_zone(r, map);
    const node *begins = node_at(map, "begins"), *ends = node_at(map, "ends");
    const node *runs = node_at(map, "continues_while");
    if (begins) out->begins = read_expr(r, begins, zone);
    if (runs) out->continues_while = read_expr(r, runs, zone);
    if (ends) out->ends = read_expr(r, ends, zone);
}

static const clause *find_condition(const agreement *ag, str id)
{
    for (size_t i = 0; i < ag->n_conditions; i++) {
        if (str_eq(ag->conditions[i].id, id)) return &ag->conditions[i];
    }
    for (size_t i = 0; i < ag->n_readings; i++) {
        const reading *rg = &ag->readings[i];
        for (size_t k = 0; k < rg->n_clauses; k++) {
            if (rg->clauses[k].kind == CLAUSE_CONDITION && str_eq(rg->clauses[k].id, id))
                return &rg->clauses[k];
        }
    }
    return NULL;
}

static const phase *find_phase(const agreement *ag, str id)
{
    for (size_t i = 0; i < ag->n_phases; i++) {
        if (str_eq(ag->phases[i].id, id)) return &ag->phases[i];
    }
    return NULL;
}

static void settle_name(rd *r, phase_expr *e)
{
    node at = {.line = e->line, .col = e->col};
    e->phase = find_phase(r->ag, e->id);
    if (e->kind == EXPR_OVER) {
        if (e->phase == NULL)
            rd_fault(r, CODE_AG_REF, &at, "no phase has the id '" STR_FMT "'", STR_ARG(e->id));
        return;
    }
    if (e->phase) {
        e->kind = EXPR_BEGUN;
        const moment *m = e->phase->rule.begins ? NULL : rd_instants_of(r, e->id, &at);
        if (m) e->at = *m;
        return;
    }
    e->condition = find_condition(r->ag, e->id);
    if (e->condition) {
        e->kind = EXPR_CONDITION;
        return;
    }
    e->kind = EXPR_AFTER;
    for (size_t i = 0; i < r->ag->n_events; i++) {
        const happening *h = &r->ag->events[i];
        if (!str_eq(h->id, e->id)) continue;
        e->at = h->at;
        e->not_by = h->not_by;
        return;
    }
    const moment *m = rd_instants_of(r, e->id, &at);
    if (m) e->at = *m;
}

/* A phase whose running hangs, by way of others, on its own. */
typedef struct walk {
    rd *r;
    int *colour; /* by phase: 0 new, 1 open, 2 done */
    unsigned depth;
} walk;

static void walk_phase(walk *w, const phase *p, const phase_expr *from);

static void walk_expr(walk *w, const phase_expr *e)
{
    if (e == NULL) return;
    if (e->phase) walk_phase(w, e->phase, e);
    for (size_t i = 0; i < e->n_parts; i++)
        walk_expr(w, e->parts[i]);
}

static void walk_phase(walk *w, const phase *p, const phase_expr *from)
{
    size_t i = (size_t)(p - w->r->ag->phases);
    if (w->colour[i] == 1) {
        node at = {.line = from->line, .col = from->col};
        rd_fault(w->r, CODE_AG_CYCLE, &at,
                 "phase '" STR_FMT "' (line %u) hangs on itself by way of this condition",
                 STR_ARG(p->id), p->line);
        return;
    }
    if (w->colour[i] == 2 || ++w->depth > 1000) return;
    w->colour[i] = 1;
    walk_expr(w, p->rule.begins);
    walk_expr(w, p->rule.continues_while);
    walk_expr(w, p->rule.ends);
    w->colour[i] = 2;
    w->depth--;
}

void rd_settle_rules(rd *r)
{
    for (size_t i = 0; i < r->exprs.n; i++) {
        phase_expr *e = r->exprs.items[i];
        if (e->kind == EXPR_NONE || e->kind == EXPR_OVER) settle_name(r, e);
    }
    walk w = {.r = r, .colour = arena_alloc_n(r->a, r->ag->n_phases + 1, sizeof *w.colour)};
    if (w.colour == NULL) {
        r->fatal = TR_ERR_NOMEM;
        return;
    }
    for (size_t i = 0; i < r->ag->n_phases; i++)
        walk_phase(&w, &r->ag->phases[i], NULL);
}

/* ---- Renewal and ending by notice ------------------------------------------------------------ */

typedef struct lengths {
    int64_t n[8];
    time_unit unit[8];
    size_t count;
} lengths;

static void add_length(rd *r, const node *n, lengths *l)
{
    static const char *const keys[] = {"days", "months", NULL};
    int64_t v = 0;
    if (l->count == 8) {
        rd_fault(r, CODE_LIMIT, n, "more than 8 lengths of a term");
        return;
    }
    if (n->kind == NODE_SCALAR && !str_to_i64(n->text, 1, 36500, &v)) {
        rd_fault(r, CODE_AG_RANGE, n, "a whole number of days from 1 to 36500 is expected");
        return;
    }
    l->unit[l->count] = TIME_UNIT_DAYS;
    if (n->kind != NODE_SCALAR) {
        if (!rd_map(r, n, keys, "a length")) return;
        bool months = node_at(n, "months") != NULL;
        v = rd_int(r, n, months ? "months" : "days", 1, 36500, 0);
        l->unit[l->count] = months ? TIME_UNIT_MONTHS : TIME_UNIT_DAYS;
        if (v == 0) rd_fault(r, CODE_AG_MISSING, n, "a length needs 'days' or 'months'");
    }
    l->n[l->count] = v;
    if (v) l->count++;
}

static void read_lengths(rd *r, const node *n, lengths *l)
{
    const node *x = node_at(n, "length");
    if (x == NULL) rd_fault(r, CODE_AG_MISSING, n, "'length' is missing: days, or {months: N}");
    if (x && x->kind != NODE_LIST) add_length(r, x, l);
    for (const node *c = x && x->kind == NODE_LIST ? x->first : NULL; c; c = c->next)
        add_length(r, c, l);
}

static const node *clause_node(const node *of, const char *list, str id, size_t nth)
{
    const node *l = node_at(of, list);
    if (l && l->kind == NODE_MAP) return nth == 0 ? l : NULL;
    for (const node *n = l && l->kind == NODE_LIST ? l->first : NULL; n; n = n->next) {
        str own = n->kind == NODE_MAP ? str_trim(node_text(n, "id")) : (str){0};
        if (id.len && str_eq(own, id)) return n;
    }
    return NULL;
}

static bool is_notice(str what)
{
    return str_is(what, "notice_given") || str_is(what, "notice");
}

static bool of_clause(const happening *e, const reading *rg, const clause *c)
{
    return e->of.len == 0 || str_eq(e->of, c->id) || str_eq(e->of, rg->id);
}

static bool is_listed(const str_list *l, str id)
{
    for (size_t i = 0; i < l->n; i++) {
        if (str_eq(l->items[i], id)) return true;
    }
    return false;
}

/* Whoever goes by that id, name or other name. */
static const actor *who_is(const agreement *ag, str name)
{
    const actor *a = agreement_actor(ag, name);
    for (size_t i = 0; a == NULL && i < ag->n_parties; i++) {
        const actor *p = &ag->parties[i];
        if (str_eq(p->name, name) || is_listed(&p->aliases, name)) a = p;
    }
    return a;
}

/* T: whoever gave it may. "A|B": one of them. U: nobody is named, or somebody nobody knows. */
static truth may_give(const agreement *ag, const clause *c, str by)
{
    truth t = TRUTH_NONE;
    str one = {0};
    if (c->notice_by.n == 0) return TRUTH_T;
    while (by.len && str_cut(&by, '|', &one)) {
        const actor *a = who_is(ag, str_trim(one));
        truth own = a == NULL ? TRUTH_U : is_listed(&c->notice_by, a->id) ? TRUTH_T : TRUTH_F;
        t = truth_agree(t, own);
    }
    return t == TRUTH_NONE ? TRUTH_U : t;
}

static void gather_notices(rd *r, const reading *rg, clause *c)
{
    size_t cap = 0;
    for (size_t i = 0; i < r->ag->n_events; i++) {
        const happening *e = &r->ag->events[i];
        if (!is_notice(e->what) || !of_clause(e, rg, c)) continue;
        truth may = may_give(r->ag, c, e->by);
        if (may == TRUTH_F) continue;
        given_notice *x = vec_push(r->a, (void *)&c->notices, &c->n_notices, &cap, sizeof *x);
        if (x == NULL) {
            r->fatal = TR_ERR_NOMEM;
            return;
        }
        *x = (given_notice){.event = e->id,
                            .by = e->by,
                            .at = moment_hull(&e->at),
                            .unsure = may == TRUTH_U,
                            .not_by = e->not_by,
                            .no_effect_by = USEC_UNKNOWN};
    }
}

static void time_notices(rd *r, const tz *zone, clause *c)
{
    for (size_t i = 0; i < c->n_notices; i++) {
        given_notice *x = &c->notices[i];
        if (x->not_by != USEC_UNKNOWN)
            x->no_effect_by = rd_later(zone, x->not_by, c->notice_length, c->notice_unit);
        if (!span_known(x->at)) continue;
        x->effect = (moment){0};
        rd_add_alternative(r, &x->effect,
                           (span){rd_later(zone, x->at.from, c->notice_length, c->notice_unit),
                                  rd_later(zone, x->at.to, c->notice_length, c->notice_unit)});
    }
}

/* Acts of renewal on record, in the order of time. */
static span nth_renewal(const agreement *ag, const reading *rg, const clause *c, size_t nth)
{
    span out = {USEC_UNKNOWN, USEC_UNKNOWN};
    usec_t last = INT64_MIN;
    for (size_t k = 0; k <= nth; k++) {
        const happening *next = NULL;
        for (size_t i = 0; i < ag->n_events; i++) {
            const happening *e = &ag->events[i];
            span at = moment_hull(&e->at);
            if (!str_is(e->what, "renewed") || !of_clause(e, rg, c) || !span_known(at)) continue;
            if (at.from > last && (!next || at.from < moment_hull(&next->at).from)) next = e;
        }
        if (next == NULL) return (span){USEC_UNKNOWN, USEC_UNKNOWN};
        out = moment_hull(&next->at);
        last = out.from;
    }
    return out;
}

/* A renewal as its clause has it. */
typedef struct renewing {
    size_t clause; /* of the reading */
    lengths l;
    const tz *zone;
    int64_t times;
} renewing;

typedef VEC(renewing) renewing_vec;

static span moved(const tz *zone, span s, int64_t length, time_unit unit)
{
    return (span){rd_later(zone, s.from, length, unit), rd_later(zone, s.to, length, unit)};
}

/* All terms from one end on; `choice` has the length of each renewal. */
static void walk_path(rd *r, const reading *rg, const clause_vec *v, const renewing_vec *w,
                      const size_t *choice, span end, renewal_path *out)
{
    size_t cap = 0;
    for (size_t i = 0; i < w->n; i++) {
        const renewing *x = &w->items[i];
        const clause *c = &v->items[x->clause];
        for (int64_t k = 0; k < x->times; k++) {
            if (out->n_terms == MAX_TERMS) {
                out->more = true;
                return;
            }
            renewed_term *t = vec_push(r->a, (void *)&out->terms, &out->n_terms, &cap, sizeof *t);
            if (t == NULL) {
                r->fatal = TR_ERR_NOMEM;
                return;
            }
            *t = (renewed_term){.clause = x->clause,
                                .before = end,
                                .end = moved(x->zone, end, x->l.n[choice[i]], x->l.unit[choice[i]]),
                                .last_notice =
                                    moved(x->zone, end, -c->notice_length, c->notice_unit),
                                .renewed_at = {USEC_UNKNOWN, USEC_UNKNOWN}};
            if (c->renewed_by_act) t->renewed_at = nth_renewal(r->ag, rg, c, (size_t)k);
            end = t->end;
        }
    }
}

static span around_both(span a, span b)
{
    return (span){a.from < b.from ? a.from : b.from, a.to > b.to ? a.to : b.to};
}

/* Too many: their terms laid over one another. */
static void lay_over(renewal_path *all, const renewal_path *one)
{
    for (size_t i = 0; i < all->n_terms && i < one->n_terms; i++) {
        renewed_term *t = &all->terms[i];
        t->before = around_both(t->before, one->terms[i].before);
        t->end = around_both(t->end, one->terms[i].end);
        t->last_notice = around_both(t->last_notice, one->terms[i].last_notice);
    }
    all->more = all->more || one->more;
}

static void add_path(rd *r, reading *rg, size_t *cap, const renewal_path *p)
{
    if (p->n_terms == 0) return;
    if (rg->paths_hull || rg->n_paths == MAX_ALTERNATIVES) {
        for (size_t i = 1; i < rg->n_paths; i++)
            lay_over(&rg->paths[0], &rg->paths[i]);
        rg->n_paths = 1;
        rg->paths_hull = true;
        lay_over(&rg->paths[0], p);
        return;
    }
    renewal_path *slot = vec_push(r->a, (void *)&rg->paths, &rg->n_paths, cap, sizeof *slot);
    if (slot == NULL)
        r->fatal = TR_ERR_NOMEM;
    else
        *slot = *p;
}

/* Every choice of one length for each renewal: a disputed length is one length, in all its terms.
 */
static void all_paths(rd *r, reading *rg, const clause_vec *v, const renewing_vec *w, span end,
                      size_t *cap)
{
    enum { MOST = 8 };
    size_t choice[MOST] = {0};
    if (w->n > MOST) return;
    for (bool more = true; more && r->fatal == TR_OK;) {
        renewal_path p = {0};
        walk_path(r, rg, v, w, choice, end, &p);
        add_path(r, rg, cap, &p);
        more = false;
        for (size_t i = 0; i < w->n && !more; i++) {
            more = ++choice[i] < w->items[i].l.count;
            if (!more) choice[i] = 0;
        }
    }
}

static void read_renewing(rd *r, const node *n, size_t at, bool last, renewing_vec *w)
{
    renewing x = {.clause = at, .zone = rd_zone(r, n)};
    read_lengths(r, n, &x.l);
    x.times = rd_int(r, n, "times", 1, 1000, last ? MAX_TERMS + 1 : 1);
    if (x.l.count == 0) return;
    if (w->n == 8) {
        rd_fault(r, CODE_LIMIT, n, "more than 8 renewals of one reading");
        return;
    }
    renewing *slot = VEC_PUSH(r->a, w);
    if (slot == NULL)
        r->fatal = TR_ERR_NOMEM;
    else
        *slot = x;
}

void rd_renewals(rd *r, const node *n, reading *rg, clause_vec *v)
{
    renewing_vec w = {0};
    size_t n_renewals = 0, seen = 0, endings = 0, cap = 0;
    for (size_t i = 0; i < v->n; i++)
        n_renewals += v->items[i].kind == CLAUSE_RENEWAL;
    for (size_t i = 0; i < v->n && r->fatal == TR_OK; i++) {
        clause *c = &v->items[i];
        bool renewal = c->kind == CLAUSE_RENEWAL, ending = c->kind == CLAUSE_TERMINATION;
        if (!renewal && !ending) continue;
        const node *own =
            clause_node(n, renewal ? "renewal" : "termination", c->id, renewal ? seen : endings);
        gather_notices(r, rg, c);
        seen += renewal;
        endings += ending;
        if (own && ending) time_notices(r, rd_zone(r, own), c);
        if (own && renewal) read_renewing(r, own, i, seen == n_renewals, &w);
    }
    for (size_t i = 0; i < v->n; i++) {
        const clause *c = &v->items[i];
        for (size_t k = 0; c->kind == CLAUSE_END && k < c->n_alts; k++)
            all_paths(r, rg, v, &w, c->alts[k], &cap);
    }
}

/* ---- Amendments ------------------------------------------------------------------------------ */

static reading *reading_of_clause(agreement *ag, str id, size_t *at)
{
    for (size_t i = 0; i < ag->n_readings; i++) {
        for (size_t k = 0; k < ag->readings[i].n_clauses; k++) {
            if (!str_eq(ag->readings[i].clauses[k].id, id)) continue;
            *at = k;
            return &ag->readings[i];
        }
    }
    return NULL;
}

static const char *list_of(clause_kind kind)
{
    switch (kind) {
    case CLAUSE_SCOPE:
    case CLAUSE_DEFAULT: return "scope";
    case CLAUSE_PLACE: return "place";
    case CLAUSE_ACT: return "acts";
    case CLAUSE_CONDITION: return "conditions";
    case CLAUSE_EXCEPTION: return "exceptions";
    case CLAUSE_START:
    case CLAUSE_END:
    case CLAUSE_RELEASE:
    case CLAUSE_SUSPENSION:
    case CLAUSE_EXTENSION:
    case CLAUSE_GRACE:
    case CLAUSE_RECIPROCAL:
    case CLAUSE_RENEWAL:
    case CLAUSE_TERMINATION:
    case CLAUSE_NONE:
    case CLAUSE__N: return NULL;
    }
    return NULL;
}

static void append(rd *r, reading *rg, const clause_vec *more, amendment *m)
{
    clause_vec all = {0};
    for (size_t i = 0; i < rg->n_clauses + more->n; i++) {
        clause *slot = VEC_PUSH(r->a, &all);
        if (slot == NULL) {
            r->fatal = TR_ERR_NOMEM;
            return;
        }
        *slot = i < rg->n_clauses ? rg->clauses[i] : more->items[i - rg->n_clauses];
        if (i < rg->n_clauses) continue;
        slot->from_time = m->at;
        slot->amended_by = m->id;
        m->n_changed++;
    }
    rg->clauses = all.items;
    rg->n_clauses = all.n;
}

/* Of two amendments of one clause the first ends it; where one is undated nothing is known. */
static bool ends_before(const moment *m, const moment *known)
{
    span a = moment_hull(m), b = moment_hull(known);
    if (!known->given || !span_known(a)) return true;
    return span_known(b) && (a.from != b.from ? a.from < b.from : a.to < b.to);
}

static void change_clause(rd *r, const node *n, amendment *m)
{
    const node *becomes = node_at(n, "becomes");
    bool ends = rd_yes(r, n, "ends");
    size_t at = 0;
    const node *id = node_at(n, "clause");
    if (m->clause.len == 0) { /* not the clause that has no id either */
        rd_fault(r, CODE_AG_MISSING, n, "'clause' is missing: which one is amended");
        return;
    }
    reading *rg = reading_of_clause(r->ag, m->clause, &at);
    if (rg == NULL) {
        rd_fault(r, CODE_AG_REF, id ? id : n, "no clause has the id '" STR_FMT "'",
                 STR_ARG(m->clause));
        return;
    }
    const char *list = list_of(rg->clauses[at].kind);
    if (list == NULL) {
        rd_fault(
            r, CODE_AG_VALUE, id,
            "a clause of this kind is amended by a new one of its own time: scope, place, acts, "
            "conditions and exceptions are replaced");
        return;
    }
    if ((becomes != NULL) == ends) {
        rd_fault(r, CODE_AG_MISSING, n, "one of becomes, ends is needed");
        return;
    }
    m->reading = rg->id;
    if (ends_before(&m->at, &rg->clauses[at].until_time)) rg->clauses[at].until_time = m->at;
    m->n_changed += ends;
    if (becomes == NULL) return;
    clause_vec more = {0};
    rd_one_clause(r, becomes, list, rg->id, &more);
    append(r, rg, &more, m);
}

static void add_clauses(rd *r, const node *n, amendment *m)
{
    static const char *const lists[] = {"scope", "place", "acts", "conditions", "exceptions", NULL};
    const node *adds = node_at(n, "adds");
    reading *rg = NULL;
    m->reading = rd_text(r, n, "reading", true);
    for (size_t i = 0; i < r->ag->n_readings; i++) {
        if (str_eq(r->ag->readings[i].id, m->reading)) rg = &r->ag->readings[i];
    }
    if (rg == NULL) {
        rd_fault(r, CODE_AG_REF, n, "no reading has the id '" STR_FMT "'", STR_ARG(m->reading));
        return;
    }
    if (!rd_map(r, adds, lists, "what an amendment adds")) return;
    clause_vec more = {0};
    for (size_t i = 0; lists[i]; i++)
        rd_clauses(r, adds, lists[i], rg->id, &more);
    append(r, rg, &more, m);
}

/* After the readings: an amendment with a time changes what binds from then on. */
void rd_amend(rd *r, const node *root)
{
    size_t i = 0;
    for (const node *n = rd_list(r, root, "amendments"); n; n = n->next) {
        if (n->kind != NODE_MAP || i == r->ag->n_amendments) continue;
        amendment *m = &r->ag->amendments[i++];
        bool changes = node_at(n, "becomes") || node_at(n, "ends") || node_at(n, "adds");
        rd_when(r, n, rd_zone(r, n), &m->at);
        if (!changes) continue;
        if (!m->at.given) {
            rd_fault(r, CODE_AG_MISSING, n,
                     "an amendment that changes a clause needs 'at' or 'between'");
            continue;
        }
        if (node_at(n, "adds"))
            add_clauses(r, n, m);
        else
            change_clause(r, n, m);
    }
}
