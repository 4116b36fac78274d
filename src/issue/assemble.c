/* A state to everything that a report shows: assessed, counted, sorted. */
#include "assess/assess.h"
#include "document/said.h"
#include "issue/corrections.h"
#include "study/diverge.h"
#include "issue/duties.h"
#include "issue/process.h"
#include "issue/unlisted.h"
#include "study/possible_ends.h"
#include "evidence/evidence.h"
#include "evidence/existence.h"
#include "mission/ladder.h"
#include "study/trend.h"
#include "base/idmap.h"

#include <stdlib.h>
#include <string.h>

typedef struct bd {
    const mission *m;
    const state *s;
    report_data *d;
    const reading_tables **tables;
    fusion f;
    arena *a;
    ladder_book book;
    arena scratch; /* for one explanation */
    idmap texts;   /* words that are kept already; the same clauses decide most incidents */
    str_list kept;
    struct {
        const char *says;
        kept_words words;
    } states[8]; /* why a state is what it is, where nobody decided it: a few sentences */
    size_t n_states;
} bd;

/* What find_reasons needs. */
typedef struct assessed_with {
    const agreement *ag;
    const reading_tables *const *tables; /* by report_data.readings */
} assessed_with;

static tr_err find_reasons(const void *ctx, const report_row *row, size_t r, arena *a,
                           answer_reasons *out)
{
    const assessed_with *with = ctx;
    explanation x;
    TR_TRY(assess_explain(with->ag, with->tables[r], row->in, a, &x));
    for (unsigned t = 1; t < TEST__N; t++) {
        out->words[t] = x.reason[t].words;
        out->deciding[t] = x.reason[t].deciding;
    }
    return TR_OK;
}

/* ---- readings
 * -------------------------------------------------------------------------------------- */

static tr_err choose_readings(bd *b)
{
    const agreement *ag = b->s->ag;
    assess_opts o = ASSESS_OPTS_DEFAULT;
    on_record *rec = arena_alloc(b->a, sizeof *rec);
    if (rec == NULL) return TR_ERR_NOMEM;
    assessed_with *with = arena_alloc(b->a, sizeof *with);
    if (with == NULL) return TR_ERR_NOMEM;
    TR_TRY(state_on_record(b->s, b->a, rec));
    o.practice = b->m->practice;
    o.record = b->d->record = rec;
    b->d->practice = o.practice;
    b->d->place_yes = o.place_yes;
    b->d->place_no = o.place_no;
    b->d->readings = arena_alloc_n(b->a, ag->n_readings + 1, sizeof *b->d->readings);
    b->d->phase_of = arena_alloc_n(b->a, ag->n_readings + 1, sizeof *b->d->phase_of);
    b->tables = arena_alloc_n(b->a, ag->n_readings + 1, sizeof *b->tables);
    if (!b->d->readings || !b->d->phase_of || !b->tables) return TR_ERR_NOMEM;
    *with = (assessed_with){.ag = ag, .tables = b->tables};
    b->d->assessed_with = with;
    b->d->find_reasons = find_reasons;
    for (size_t p = 0; p < ag->n_phases; p++) {
        for (size_t i = 0; i < ag->n_readings; i++) {
            if (!str_eq(ag->readings[i].phase, ag->phases[p].id)) continue;
            b->d->phase_of[b->d->n_readings] = p;
            b->d->readings[b->d->n_readings] = &ag->readings[i];
            TR_TRY(assess_compile(ag, &ag->readings[i], &o, b->a, &b->tables[b->d->n_readings++]));
        }
    }
    return TR_OK;
}

/* ---- rows
 * ------------------------------------------------------------------------------------------ */

static tr_err keep_text(bd *b, str words, uint32_t *out)
{
    size_t at;
    if (idmap_find(&b->texts, words, &at)) {
        *out = (uint32_t)at;
        return TR_OK;
    }
    str *slot = VEC_PUSH(b->a, &b->kept);
    if (slot == NULL) return TR_ERR_NOMEM;
    if (b->kept.n > UINT32_MAX) return TR_ERR_LIMIT;
    *slot = arena_str(b->a, words);
    *out = (uint32_t)(b->kept.n - 1);
    return slot->ptr ? idmap_add(&b->texts, b->a, *slot, b->kept.n - 1) : TR_ERR_NOMEM;
}

static tr_err join(bd *b, const str_list *l, uint32_t *out)
{
    buf t;
    buf_init(&t, 1 << 20);
    for (size_t i = 0; i < l->n; i++)
        buf_f(&t, "%s" STR_FMT, i ? "; " : "", STR_ARG(l->items[i]));
    tr_err e = buf_err(&t);
    if (e == TR_OK) e = keep_text(b, buf_str(&t), out);
    buf_free(&t);
    return e;
}

static tr_err answer_row(bd *b, report_row *row)
{
    row->answers = arena_alloc_n(b->a, b->d->n_readings + 1, sizeof *row->answers);
    if (row->answers == NULL) return TR_ERR_NOMEM;
    for (size_t r = 0; r < b->d->n_readings; r++) {
        explanation x;
        answer *w = &row->answers[r];
        arena_reset(&b->scratch);
        TR_TRY(assess_deciding(b->s->ag, b->tables[r], row->in, &b->scratch, &x));
        w->verdict = (uint8_t)x.result.verdict;
        TR_TRY(join(b, &x.deciding, &w->decided_by));
        for (unsigned t = 1; t < TEST__N; t++)
            w->test[t] = (uint8_t)x.result.test[t];
        w->straddles = x.reason[TEST_IN_FORCE].straddles && x.result.test[TEST_IN_FORCE] == TRUTH_U;
    }
    return TR_OK;
}

/* With one bound known, that bound places the incident; with none, it stands outside every period
 * and is listed apart. */
static bool in_period(const report_data *d, const incident *in)
{
    span w = in->when;
    if (d->period_from == USEC_UNKNOWN || d->period_to == USEC_UNKNOWN) return true;
    if (w.from == USEC_UNKNOWN && w.to == USEC_UNKNOWN) return false;
    if (w.from == USEC_UNKNOWN) return w.to > d->period_from && w.to <= d->period_to;
    if (w.to == USEC_UNKNOWN) return w.from >= d->period_from && w.from < d->period_to;
    bool point = w.from == w.to;
    return w.from < d->period_to && (w.to > d->period_from || (point && w.from == d->period_from));
}

/* A decision on what the incident was before somebody changed its coding. */
static bool is_overtaken(const state *s, const incident *in, const decision_line *d)
{
    for (size_t i = 0; in->coding.bytes.len && i < s->codings.n; i++) {
        if (str_eq(s->codings.items[i].id, in->id)) return s->codings.items[i].entry > d->entry;
    }
    return false;
}

static tr_err say_decided(const ladder_view *v, const decision_line *d, bool overtaken, arena *a,
                          kept_words *out)
{
    saying s;
    saying_open(&s);
    if (v->second.len)
        doc_say(&s.w, "by {one} and {other}: {reason}", A_TEXT("one", d->by),
                A_TEXT("other", v->second), A_TEXT("reason", d->reason));
    else
        doc_say(&s.w, "by {one}: {reason}", A_TEXT("one", d->by), A_TEXT("reason", d->reason));
    if (v->n_dissents) doc_say(&s.w, "; dissent is on record");
    if (overtaken) doc_say(&s.w, "; decided before its coding was last changed");
    if (!ladder_state_counts(v->status)) doc_say(&s.w, "; in no count");
    return saying_take(&s, a, out);
}

static tr_err say_once(bd *b, const char *says, kept_words *out)
{
    size_t i = 0;
    while (i < b->n_states && strcmp(b->states[i].says, says) != 0)
        i++;
    if (i == b->n_states) {
        if (i == sizeof b->states / sizeof b->states[0]) return SAY_ONE(b->a, out, says);
        TR_TRY(SAY_ONE(b->a, &b->states[i].words, says));
        b->states[b->n_states++].says = says;
    }
    *out = b->states[i].words;
    return TR_OK;
}

/* What the evidence gives, whatever anybody decided. */
static void work_out_status(report_row *row)
{
    bool named = row->in->place.len > 0 && row->in->states.n == 1 && !row->from_claims;
    bool place = row->in->adm1.len > 0 || row->in->has_position || named,
         dated = span_known(row->in->when);
    const uint32_t attempts = 1u << ACT_INTERCEPTION | 1u << ACT_ATTEMPT | 1u << ACT_ABORTED;
    bool differ = (row->in->acts & attempts) && (row->in->acts & ~attempts);
    bool two = row->n_origins >= 2 && !differ;
    row->worked_out = row->no_event      ? N_("no event stated")
                      : !place || !dated ? N_("claim")
                      : two              ? N_("corroborated")
                                         : N_("alleged");
    row->worked_why = two                ? N_("two independent origins")
                      : !place || !dated ? N_("no time or no place")
                      : differ           ? N_("the sides say different things")
                      : row->from_claims ? N_("one side says so")
                                         : N_("coded by a person; no second origin recorded");
}

static tr_err say_status(bd *b, report_row *row)
{
    ladder_view v = ladder_in(&b->book, row->in->id);
    work_out_status(row);
    row->n_open_reviews = v.n_open;
    row->n_dissents = v.n_dissents;
    if (v.status.len) {
        const decision_line *d = v.decision;
        row->status = v.status;
        return say_decided(&v, d, is_overtaken(b->s, row->in, d), b->a, &row->status_reason);
    }
    row->status = str_of(row->worked_out);
    return say_once(b, row->worked_why, &row->status_reason);
}

static tr_err set_status(bd *b, report_row *row)
{
    TR_TRY(say_status(b, row));
    row->stands = ladder_state_counts(row->status);
    row->counted = row->in_period && row->stands;
    return TR_OK;
}

static int rows_by_time(const void *a, const void *b)
{
    return incident_order(((const report_row *)a)->in, ((const report_row *)b)->in);
}

static tr_err coded_rows(bd *b)
{
    const state *s = b->s;
    report_data *d = b->d;
    d->coded = arena_alloc_n(b->a, s->incidents.n + 1, sizeof *d->coded);
    if (d->coded == NULL) return TR_ERR_NOMEM;
    for (size_t i = 0; i < s->incidents.n; i++) {
        report_row *row = &d->coded[d->n_coded++];
        *row = (report_row){.in = &s->incidents.items[i], .n_origins = 1};
        row->in_period = in_period(d, row->in);
        TR_TRY(answer_row(b, row));
        TR_TRY(set_status(b, row));
    }
    if (d->n_coded) qsort(d->coded, d->n_coded, sizeof *d->coded, rows_by_time);
    return TR_OK;
}

static tr_err members_of(bd *b, const fused *g, report_row *row)
{
    row->members = arena_alloc_n(b->a, g->n_members + 1, sizeof *row->members);
    if (row->members == NULL) return TR_ERR_NOMEM;
    for (size_t i = 0; i < g->n_members; i++) {
        member_line *m = &row->members[row->n_members++];
        m->c = b->f.claims[g->members[i]];
        for (size_t k = 0; k < b->f.n_links && i > 0 && m->why.bytes.len == 0; k++) {
            const fuse_link *l = &b->f.links[k];
            if (l->a != g->members[i] && l->b != g->members[i]) continue;
            size_t other = l->a == g->members[i] ? l->b : l->a;
            TR_TRY(SAY_ONE(b->a, &m->why, "with {claim}: {why}",
                           A_TEXT("claim", b->f.claims[other]->id), A_SAID("why", l->reason)));
        }
    }
    return TR_OK;
}

static tr_err fused_rows(bd *b)
{
    report_data *d = b->d;
    TR_TRY(fuse_claims(b->s->claims.items, b->s->claims.n, b->s->links.items, b->s->links.n,
                       &b->s->categories, b->a, &b->f));
    d->n_ambiguous = b->f.n_ambiguous;
    d->fused = arena_alloc_n(b->a, b->f.n_incidents + 1, sizeof *d->fused);
    if (d->fused == NULL) return TR_ERR_NOMEM;
    for (size_t i = 0; i < b->f.n_incidents; i++) {
        const fused *g = &b->f.incidents[i];
        report_row *row = &d->fused[d->n_fused++];
        *row = (report_row){.in = &g->as_incident,
                            .from_claims = true,
                            .n_origins = g->n_origins,
                            .n_pages = g->n_pages,
                            .no_event = g->no_event};
        row->in_period = in_period(d, row->in);
        row->ambiguous = b->f.ambiguous[g->members[0]];
        TR_TRY(members_of(b, g, row));
        TR_TRY(answer_row(b, row));
        TR_TRY(set_status(b, row));
    }
    return TR_OK;
}

static tr_err rows_by_id(const report_row *rows, size_t n, arena *a, idmap *out)
{
    for (size_t i = 0; i < n; i++)
        TR_TRY(idmap_add(out, a, rows[i].in->id, i));
    return TR_OK;
}

/* What was refuted or withdrawn takes no claim from the incident that stands. */
static tr_err standing_incidents(bd *b, arena *a, const incident ***out, size_t *n)
{
    const incident_vec *all = &b->s->incidents;
    *out = arena_alloc_n(a, all->n + 1, sizeof **out);
    if (*out == NULL) return TR_ERR_NOMEM;
    for (size_t i = 0; i < all->n; i++) {
        if (ladder_state_counts(ladder_in(&b->book, all->items[i].id).status))
            (*out)[(*n)++] = &all->items[i];
    }
    return TR_OK;
}

static tr_err matches_of(bd *b, arena *scratch)
{
    match *m = NULL;
    const incident **standing;
    size_t n = 0, n_standing = 0;
    idmap by_coded = {0}, by_fused = {0};
    TR_TRY(standing_incidents(b, scratch, &standing, &n_standing));
    TR_TRY(match_incidents(&b->f, standing, n_standing, b->a, &m, &n));
    if (n == 0) return TR_OK;
    TR_TRY(rows_by_id(b->d->coded, b->d->n_coded, scratch, &by_coded));
    TR_TRY(rows_by_id(b->d->fused, b->d->n_fused, scratch, &by_fused));
    for (size_t i = 0; i < n; i++) {
        str coded = standing[m[i].incident]->id, fused_id = b->f.incidents[m[i].fused].id;
        size_t at_coded, at_fused;
        if (!idmap_find(&by_coded, coded, &at_coded) || !idmap_find(&by_fused, fused_id, &at_fused))
            continue;
        report_row *c = &b->d->coded[at_coded], *f = &b->d->fused[at_fused];
        c->matched = fused_id;
        f->matched = coded;
        c->matched_why = f->matched_why = m[i].reason;
    }
    return TR_OK;
}

static tr_err match_rows(bd *b)
{
    arena scratch;
    arena_init(&scratch, MISSION_ARENA_BYTES);
    tr_err e = matches_of(b, &scratch);
    arena_clear(&scratch);
    if (e == TR_OK && b->d->n_fused)
        qsort(b->d->fused, b->d->n_fused, sizeof *b->d->fused, rows_by_time);
    return e;
}

/* ---- counts
 * ---------------------------------------------------------------------------------------- */

static tr_err count_verdicts(bd *b, const report_row *rows, size_t n, verdict_counts **out)
{
    verdict_counts *c = arena_alloc_n(b->a, b->d->n_readings + 1, sizeof *c);
    if (c == NULL) return TR_ERR_NOMEM;
    for (size_t i = 0; i < n; i++) {
        for (size_t r = 0; rows[i].counted && !rows[i].no_event && r < b->d->n_readings; r++)
            c[r].n[rows[i].answers[r].verdict]++;
    }
    *out = c;
    return TR_OK;
}

static int regions_by_name(const void *a, const void *b)
{
    return str_cmp(((const region_line *)a)->name, ((const region_line *)b)->name);
}

typedef VEC(region_line) region_lines;

static region_line *region_named(bd *b, region_lines *v, str name)
{
    if (name.len == 0) name = STR("region not stated");
    for (size_t i = 0; i < v->n; i++) {
        if (str_eq(v->items[i].name, name)) return &v->items[i];
    }
    region_line *l = VEC_PUSH(b->a, v);
    if (l == NULL) return NULL;
    l->name = name;
    l->by_reading = arena_alloc_n(b->a, b->d->n_readings + 1, sizeof *l->by_reading);
    return l->by_reading ? l : NULL;
}

static tr_err count_regions(bd *b)
{
    region_lines v = {0};
    for (size_t i = 0; i < b->d->n_coded; i++) {
        const report_row *row = &b->d->coded[i];
        if (!row->counted) continue;
        region_line *l = region_named(b, &v, row->in->adm1);
        if (l == NULL) return TR_ERR_NOMEM;
        l->coded += row->in->kind == INC_INCIDENT;
        for (size_t r = 0; r < b->d->n_readings; r++)
            l->by_reading[r].n[row->answers[r].verdict]++;
    }
    for (size_t i = 0; i < b->d->n_fused; i++) {
        const report_row *row = &b->d->fused[i];
        if (!row->counted || row->no_event) continue;
        region_line *l = region_named(b, &v, row->in->adm1);
        if (l == NULL) return TR_ERR_NOMEM;
        l->fused++;
    }
    if (v.n) qsort(v.items, v.n, sizeof *v.items, regions_by_name);
    b->d->regions = v.items;
    b->d->n_regions = v.n;
    return TR_OK;
}

/* In-force answers through the period, hour by hour, equal neighbours joined. */
static tr_err list_force(bd *b)
{
    VEC(force_span) v = {0};
    report_data *d = b->d;
    incident probe = {.kind = INC_INCIDENT, .acts = 1u << ACT_STRIKE_HIT};
    if (d->period_from == USEC_UNKNOWN || d->period_to == USEC_UNKNOWN) return TR_OK;
    for (size_t r = 0; r < d->n_readings; r++) {
        for (usec_t t = d->period_from; t < d->period_to; t += USEC_HOUR) {
            probe.when = (span){t, t + USEC_HOUR};
            truth x = assess_one(b->tables[r], &probe).test[TEST_IN_FORCE];
            force_span *last = v.n ? &v.items[v.n - 1] : NULL;
            if (last && last->reading == r && last->answer == x) {
                last->to = probe.when.to;
                continue;
            }
            force_span *slot = VEC_PUSH(b->a, &v);
            if (slot == NULL) return TR_ERR_NOMEM;
            *slot = (force_span){.reading = r, .from = t, .to = probe.when.to, .answer = x};
        }
    }
    d->force = v.items;
    d->n_force = v.n;
    return TR_OK;
}

/* ---- comparison
 * ------------------------------------------------------------------------------------ */

/* Incidents that the same tests and clauses split a pair by. */
typedef struct split_group {
    unsigned tests;
    str_list clauses_a, clauses_b;
    size_t n;
} split_group;
typedef struct pair_splits {
    VEC(uint32_t) rows; /* into report_data.coded */
    VEC(split_group) groups;
} pair_splits;
typedef struct splitting {
    pair_splits *pairs;
    const uint32_t *row; /* of each incident that is compared */
    arena *a;
} splitting;

typedef struct clause_group {
    kept_words words;
    size_t n;
} clause_group;

static int groups_by_size(const void *a, const void *b)
{
    const clause_group *x = a, *y = b;
    if (x->n != y->n) return x->n > y->n ? -1 : 1;
    return said_order(x->words, y->words);
}

static void say_tests(doc *w, unsigned bits)
{
    bool any = false;
    for (unsigned t = 1; t < TEST__N; t++) {
        if (bits >> t & 1)
            doc_say(w, any ? N_(" and {test}") : "{test}",
                    A_WORD("test", cover_test_says((cover_test)t)));
        any |= bits >> t & 1;
    }
}

static void say_side(doc *w, const reading *r, const str_list *clauses)
{
    doc_text(w, r->id);
    doc_text(w, STR(" "));
    for (size_t i = 0; i < clauses->n && i < 4; i++) {
        if (i) doc_text(w, STR(", "));
        doc_text(w, clauses->items[i]);
    }
    if (clauses->n == 0) doc_say(w, "silent");
    if (clauses->n > 4) doc_say(w, " and {n} more", A_N("n", clauses->n - 4));
}

static tr_err group_words(const split_group *g, const pair_difference *p, arena *a, kept_words *out)
{
    saying t;
    saying_open(&t);
    say_tests(&t.w, g->tests);
    doc_text(&t.w, STR(": "));
    say_side(&t.w, p->a, &g->clauses_a);
    doc_text(&t.w, STR(" / "));
    say_side(&t.w, p->b, &g->clauses_b);
    return saying_take(&t, a, out);
}

/* Many incidents, few groups. */
static tr_err add_split(void *ctx, size_t pair, size_t nth, const split_item *s)
{
    splitting *x = ctx;
    pair_splits *p = &x->pairs[pair];
    size_t g = 0;
    uint32_t *row = VEC_PUSH(x->a, &p->rows);
    if (row == NULL) return TR_ERR_NOMEM;
    *row = x->row[nth];
    while (g < p->groups.n && (p->groups.items[g].tests != s->tests ||
                               !str_list_same(&p->groups.items[g].clauses_a, &s->clauses_a) ||
                               !str_list_same(&p->groups.items[g].clauses_b, &s->clauses_b)))
        g++;
    if (g == p->groups.n) {
        split_group *slot = VEC_PUSH(x->a, &p->groups);
        if (slot == NULL) return TR_ERR_NOMEM;
        slot->tests = s->tests;
        TR_TRY(str_list_copy(&s->clauses_a, x->a, &slot->clauses_a));
        TR_TRY(str_list_copy(&s->clauses_b, x->a, &slot->clauses_b));
    }
    p->groups.items[g].n++;
    return TR_OK;
}

/* Groups that are told alike are one. */
static tr_err describe_pair(bd *b, const pair_difference *p, const pair_splits *x, arena *scratch,
                            pair_line *out)
{
    VEC(clause_group) groups = {0};
    saying t;
    for (size_t i = 0; i < x->groups.n; i++) {
        kept_words words;
        size_t g = 0;
        TR_TRY(group_words(&x->groups.items[i], p, scratch, &words));
        while (g < groups.n && !str_eq(groups.items[g].words.bytes, words.bytes))
            g++;
        if (g == groups.n) {
            clause_group *slot = VEC_PUSH(scratch, &groups);
            if (slot == NULL) return TR_ERR_NOMEM;
            slot->words = words;
        }
        groups.items[g].n += x->groups.items[i].n;
    }
    if (groups.n) qsort(groups.items, groups.n, sizeof *groups.items, groups_by_size);
    saying_open(&t);
    for (size_t i = 0; i < groups.n; i++) {
        if (i) doc_text(&t.w, STR("; "));
        doc_say(&t.w, "{group} ({n})", A_SAID("group", groups.items[i].words),
                A_N("n", groups.items[i].n));
    }
    return saying_take(&t, b->a, &out->clauses);
}

static tr_err list_differing(bd *b, const pair_splits *x, pair_line *out)
{
    out->rows = arena_alloc_n(b->a, x->rows.n + 1, sizeof *out->rows);
    if (out->rows == NULL) return TR_ERR_NOMEM;
    out->differ = x->rows.n;
    if (x->rows.n) memcpy(out->rows, x->rows.items, x->rows.n * sizeof *out->rows);
    return TR_OK;
}

/* The incidents that are compared, and where each stands in report_data.coded. */
typedef struct compared_rows {
    const incident **incidents;
    uint32_t *row;
    size_t n;
} compared_rows;

typedef VEC(pair_line) pair_lines;
typedef VEC(weight_line) weight_lines;

static tr_err list_weights(bd *b, const comparison *c, weight_lines *weights)
{
    for (size_t i = 0; i < c->n_weights; i++) {
        weight_line *w = VEC_PUSH(b->a, weights);
        if (w == NULL) return TR_ERR_NOMEM;
        *w = (weight_line){.clause = c->weights[i].clause->id,
                           .reading = c->weights[i].reading->id,
                           .words = c->weights[i].clause->words,
                           .decides = c->weights[i].decides};
    }
    return TR_OK;
}

static tr_err compare_phase(bd *b, size_t from, size_t to, const compared_rows *rows,
                            pair_lines *pairs, weight_lines *weights, arena *scratch)
{
    comparison c;
    size_t n = to - from;
    splitting x = {.pairs = arena_alloc_n(scratch, n * n + 1, sizeof *x.pairs),
                   .row = rows->row,
                   .a = scratch};
    if (x.pairs == NULL) return TR_ERR_NOMEM;
    TR_TRY(assess_compare(b->s->ag, b->tables + from, n, rows->incidents, rows->n, add_split, &x,
                          scratch, &c));
    for (size_t i = 0; i < c.n_pairs; i++) {
        pair_line *p = VEC_PUSH(b->a, pairs);
        if (p == NULL) return TR_ERR_NOMEM;
        for (size_t r = from; r < to; r++) {
            if (b->d->readings[r] == c.pairs[i].a) p->a = r;
            if (b->d->readings[r] == c.pairs[i].b) p->b = r;
        }
        TR_TRY(describe_pair(b, &c.pairs[i], &x.pairs[i], scratch, p));
        TR_TRY(list_differing(b, &x.pairs[i], p));
    }
    return list_weights(b, &c, weights);
}

static tr_err gather_compared(bd *b, arena *a, compared_rows *out)
{
    out->incidents = arena_alloc_n(a, b->d->n_coded + 1, sizeof *out->incidents);
    out->row = arena_alloc_n(a, b->d->n_coded + 1, sizeof *out->row);
    if (out->incidents == NULL || out->row == NULL) return TR_ERR_NOMEM;
    for (size_t i = 0; i < b->d->n_coded; i++) {
        if (!b->d->coded[i].counted) continue;
        out->row[out->n] = (uint32_t)i;
        out->incidents[out->n++] = b->d->coded[i].in;
    }
    return TR_OK;
}

static tr_err compare_phases(bd *b, pair_lines *pairs, weight_lines *weights, arena *scratch)
{
    compared_rows rows = {0};
    TR_TRY(gather_compared(b, scratch, &rows));
    for (size_t from = 0, to; from < b->d->n_readings; from = to) {
        to = from;
        while (to < b->d->n_readings && b->d->phase_of[to] == b->d->phase_of[from])
            to++;
        size_t earlier = pairs->n;
        TR_TRY(compare_phase(b, from, to, &rows, pairs, weights, scratch));
        TR_TRY(diverge_phase(b->d, b->tables, from, to, &b->d->divergences[b->d->n_divergences++],
                             pairs->items ? pairs->items + earlier : NULL, pairs->n - earlier));
    }
    return TR_OK;
}

/* What splits each pair takes much room, of which little is kept. */
static tr_err compare_all(bd *b)
{
    pair_lines pairs = {0};
    weight_lines weights = {0};
    arena scratch;
    b->d->divergences = arena_alloc_n(b->a, b->d->n_readings + 1, sizeof *b->d->divergences);
    if (b->d->divergences == NULL) return TR_ERR_NOMEM;
    arena_init(&scratch, MISSION_ARENA_BYTES);
    tr_err e = compare_phases(b, &pairs, &weights, &scratch);
    arena_clear(&scratch);
    b->d->pairs = pairs.items;
    b->d->n_pairs = pairs.n;
    b->d->weights = weights.items;
    b->d->n_weights = weights.n;
    return e;
}

/* ---- what sides said
 * ------------------------------------------------------------------------------- */

/* Sorting by a key that is written out first keeps the comparison free of context. */
typedef struct ranked_total {
    size_t rank;
    total t;
} ranked_total;

static int totals_by_rank(const void *a, const void *b)
{
    const ranked_total *x = a, *y = b;
    if (x->rank != y->rank) return x->rank < y->rank ? -1 : 1;
    int c = str_cmp(x->t.side, y->t.side);
    if (c == 0) c = str_cmp(x->t.said_on, y->t.said_on);
    return c ? c : str_cmp_natural(x->t.id, y->t.id);
}

static tr_err sort_totals(bd *b)
{
    size_t n = b->s->totals.n;
    ranked_total *r = arena_alloc_n(b->a, n + 1, sizeof *r);
    total *out = arena_alloc_n(b->a, n + 1, sizeof *out);
    if (r == NULL || out == NULL) return TR_ERR_NOMEM;
    for (size_t i = 0; i < n; i++)
        r[i] = (ranked_total){.rank = agreement_party_rank(b->s->ag, b->s->totals.items[i].side),
                              .t = b->s->totals.items[i]};
    if (n) qsort(r, n, sizeof *r, totals_by_rank);
    for (size_t i = 0; i < n; i++)
        out[i] = r[i].t;
    b->d->totals = out;
    b->d->n_totals = n;
    return TR_OK;
}

typedef VEC(side_sheet) sheets;

static side_sheet *sheet_of(bd *b, sheets *v, str side)
{
    if (side.len == 0) side = STR("side not stated");
    for (size_t i = 0; i < v->n; i++) {
        if (str_eq(v->items[i].side, side)) return &v->items[i];
    }
    side_sheet *s = VEC_PUSH(b->a, v);
    const actor *who = agreement_actor(b->s->ag, side);
    if (s) *s = (side_sheet){.side = side, .name = who ? who->name : side};
    return s;
}

static tr_err sheet_rows(bd *b, sheets *v)
{
    for (size_t i = 0; i < b->d->n_fused; i++) {
        const report_row *row = &b->d->fused[i];
        if (!row->in_period) continue; /* a side's claim stays what it said */
        side_sheet *s = sheet_of(b, v, row->members[0].c->side);
        if (s == NULL) return TR_ERR_NOMEM;
        s->n_claims += row->n_members;
        s->n_no_event += row->no_event;
        if (row->no_event) continue;
        s->n_incidents++;
        bool itemised = row->in->adm1.len > 0 && row->members[0].c->dated;
        bool coarse = row->in->adm1.len == 0 || !span_known(row->in->when);
        s->n_itemised += itemised;
        s->n_matched += row->matched.len > 0;
        s->n_not_assessable += coarse && row->matched.len == 0;
        s->n_unmatched += !coarse && row->matched.len == 0;
    }
    return TR_OK;
}

static int sheets_by_name(const void *a, const void *b)
{
    return str_cmp(((const side_sheet *)a)->side, ((const side_sheet *)b)->side);
}

static tr_err fill_sheets(bd *b)
{
    sheets v = {0};
    for (size_t i = 0; i < b->s->ag->n_parties; i++) {
        if (sheet_of(b, &v, b->s->ag->parties[i].id) == NULL) return TR_ERR_NOMEM;
    }
    for (size_t i = 0; i < b->d->n_totals; i++) {
        side_sheet *s = sheet_of(b, &v, b->d->totals[i].side);
        if (s == NULL) return TR_ERR_NOMEM;
        s->n_totals++;
    }
    TR_TRY(sheet_rows(b, &v));
    size_t parties = b->s->ag->n_parties;
    if (v.n > parties) qsort(v.items + parties, v.n - parties, sizeof *v.items, sheets_by_name);
    b->d->sheets = v.items;
    b->d->n_sheets = v.n;
    return TR_OK;
}

static tr_err check_said(bd *b)
{
    flag_vec flags = {0};
    TR_TRY(sort_totals(b));
    TR_TRY(fill_sheets(b));
    TR_TRY(reconcile(b->s->ag, b->d->totals, b->d->n_totals, &b->f, b->a, &flags));
    b->d->flags = flags.items;
    b->d->n_flags = flags.n;
    return TR_OK;
}

/* ---- sources and provenance
 * ------------------------------------------------------------------------ */

static tr_err list_sources(bd *b)
{
    VEC(source_line) v = {0};
    VEC(aside_line) asides = {0};
    for (size_t i = 0; i < b->s->batches.n; i++) {
        const batch_line *x = &b->s->batches.items[i];
        if (!x->closed) continue;
        source_line *l = VEC_PUSH(b->a, &v);
        if (l == NULL) return TR_ERR_NOMEM;
        *l = (source_line){.kind = x->kind,
                           .name = x->name,
                           .sha = x->sha,
                           .received = x->received,
                           .accepted = x->accepted,
                           .duplicate = x->duplicate,
                           .set_aside = x->set_aside,
                           .entry = x->entry};
        for (size_t k = 0; k < x->n_rejects; k++) {
            const feed_reject *r = &x->rejects[k];
            if (r->duplicate) continue;
            aside_line *s = VEC_PUSH(b->a, &asides);
            if (s == NULL) return TR_ERR_NOMEM;
            s->file = x->name;
            s->words =
                arena_printf(b->a, "record %zu, line %u, column %u: %s [%s]", r->record,
                             r->diag.line, r->diag.col, r->diag.msg, diag_code_word(r->diag.code));
            if (s->words.ptr == NULL) return TR_ERR_NOMEM;
        }
    }
    b->d->sources = v.items;
    b->d->n_sources = v.n;
    b->d->asides = asides.items;
    b->d->n_asides = asides.n;
    return TR_OK;
}

static tr_err set_head(bd *b, as_of when, span period, str period_words, host_zones *zones)
{
    report_data *d = b->d;
    const state *s = b->s;
    d->mission_id = b->m->id;
    d->title = b->m->title.len ? b->m->title : s->ag->title;
    d->about = b->m->about;
    d->ag = s->ag;
    d->agreement_sha = s->agreement_sha;
    d->period_from = period.from;
    d->period_to = period.to;
    d->period_words = period_words;
    d->as_of = when.instant != USEC_UNKNOWN ? when.instant : s->last_at;
    d->limits = b->m->limits;
    d->n_limits = b->m->n_limits;
    d->decisions = s->decisions.items;
    d->n_decisions = s->decisions.n;
    d->observations = s->observations.items;
    d->n_observations = s->observations.n;
    d->replies = s->replies.items;
    d->n_replies = s->replies.n;
    d->n_waiting = s->waiting.n;
    d->drafts = when.drafts && s->waiting.n > 0;
    d->n_events = s->n_events;
    d->alarms = s->alarms.items;
    d->n_alarms = s->alarms.n;
    d->n_sites = s->sites.n;
    d->ledger_size = s->size;
    d->land = shipped_land();
    sha256_hex(&s->root, d->root_hex);
    d->zones = arena_alloc_n(b->a, 64, sizeof *d->zones);
    if (d->zones == NULL) return TR_ERR_NOMEM;
    d->n_zones = host_zones_used(zones, d->zones, 64);
    return TR_OK;
}

static tr_err explained_rows(bd *b)
{
    uint32_t none; /* number 0, which a zeroed answer has */
    arena_init(&b->scratch, MISSION_ARENA_BYTES);
    tr_err e = keep_text(b, STR(""), &none);
    if (e == TR_OK) e = ladder_book_of(b->s->decisions.items, b->s->decisions.n, b->a, &b->book);
    if (e == TR_OK) e = coded_rows(b);
    if (e == TR_OK) e = fused_rows(b);
    arena_clear(&b->scratch);
    b->d->texts = b->kept.items;
    return e;
}

static tr_err begin(bd *b, as_of when, span period, str period_words, host_zones *zones)
{
    TR_TRY(set_head(b, when, period, period_words, zones));
    TR_TRY(choose_readings(b));
    return explained_rows(b);
}

/* All that is counted over the rows. */
static tr_err end(bd *b)
{
    report_data *d = b->d;
    assess_opts o = {.practice = d->practice,
                     .place_yes = d->place_yes,
                     .place_no = d->place_no,
                     .record = d->record};
    TR_TRY(ends_collect(&o, b->a, d));
    return grid_collect(b->a, d);
}

tr_err report_assemble_ahead(const mission *m, const state *s, arena *a, report_data *out)
{
    report_data d = {
        .ag = s->ag, .period_from = m->period_from, .period_to = m->period_to, .as_of = s->last_at};
    bd b = {.m = m, .s = s, .d = &d, .a = a};
    if (s->ag == NULL) return TR_ERR_ABSENT;
    TR_TRY(choose_readings(&b));
    TR_TRY(process_ahead(s, b.tables, a, &d));
    *out = d;
    return TR_OK;
}

tr_err report_assemble_counts(const mission *m, const state *s, as_of when, span period,
                              str period_words, host_zones *zones, arena *a, report_data *out)
{
    report_data d = {0};
    bd b = {.m = m, .s = s, .d = &d, .a = a};
    if (s->ag == NULL) return TR_ERR_ABSENT;
    TR_TRY(begin(&b, when, period, period_words, zones));
    TR_TRY(trend_collect(m, s, a, &d));
    TR_TRY(end(&b));
    *out = d;
    return TR_OK;
}

tr_err report_assemble_index(const mission *m, const state *s, as_of when, span period,
                             str period_words, host_zones *zones, arena *a, report_data *out)
{
    report_data d = {0};
    bd b = {.m = m, .s = s, .d = &d, .a = a};
    if (s->ag == NULL) return TR_ERR_ABSENT;
    TR_TRY(begin(&b, when, period, period_words, zones));
    TR_TRY(match_rows(&b));
    TR_TRY(count_verdicts(&b, d.coded, d.n_coded, &d.counts));
    TR_TRY(list_force(&b));
    TR_TRY(check_said(&b));
    TR_TRY(evidence_collect_drawn(m, s, when, zones, a, &d, NULL));
    d.efforts = s->efforts.items;
    d.n_efforts = s->efforts.n;
    TR_TRY(process_ahead(s, b.tables, a, &d));
    *out = d;
    return TR_OK;
}

tr_err report_assemble(const mission *m, const state *s, as_of when, span period, str period_words,
                       host_zones *zones, arena *a, report_data *out)
{
    report_data d = {0};
    bd b = {.m = m, .s = s, .d = &d, .a = a};
    if (s->ag == NULL) return TR_ERR_ABSENT;
    TR_TRY(begin(&b, when, period, period_words, zones));
    TR_TRY(match_rows(&b));
    TR_TRY(unlisted_names(s->ag, s->incidents.items, s->incidents.n, a, d.unlisted));
    TR_TRY(count_verdicts(&b, d.coded, d.n_coded, &d.counts));
    TR_TRY(count_verdicts(&b, d.fused, d.n_fused, &d.fused_counts));
    TR_TRY(count_regions(&b));
    TR_TRY(list_force(&b));
    TR_TRY(compare_all(&b));
    TR_TRY(check_said(&b));
    TR_TRY(list_sources(&b));
    TR_TRY(corrections_list(s, when, a, &d));
    TR_TRY(existence_collect(m, a, &d));
    TR_TRY(evidence_collect(m, s, when, zones, a, &d, NULL));
    TR_TRY(trend_collect(m, s, a, &d));
    TR_TRY(duties_collect(s, b.tables, a, &d));
    TR_TRY(process_collect(s, b.tables, a, &d));
    TR_TRY(end(&b));
    *out = d;
    return TR_OK;
}
