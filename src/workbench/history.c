/* A draft against the incidents of a mission, before anybody signs: which of them its readings
 * would answer differently, by category, place, act and side, and the words that make the
 * difference. When the draft would have been in force is left aside: it is not signed yet. */
#include "assess/assess.h"
#include "base/idmap.h"
#include "workbench/history.h"

#include <stdlib.h>

/* One value of one side of the incidents: a category, a place, an act, who is said to have done it.
 */
typedef struct group {
    const char *kind;
    str value;
    size_t n, n_yes_no, n_open; /* incidents; split between yes and no; open under some reading */
} group;
typedef VEC(group) group_vec;

typedef struct job {
    task *k;
    const state *s;
    const agreement *ag;
    const phase *phase;
    const reading_tables **tables;
    size_t n_tables;
    group_vec groups;
    idmap at; /* kind and value to its group */
    clause_count_vec clauses;
    size_t n_incidents, n_yes_no, n_open, n_same, n_unknown_words;
} job;

/* ---- the incidents in the draft's words */

static tr_err in_the_drafts_words(job *j, const incident *in, incident *out)
{
    str bad;
    *out = *in;
    tr_err e = category_expr_parse(in->category, &j->ag->categories, j->k->a, &out->cat_terms,
                                   &out->n_cat_terms, &bad);
    if (e == TR_ERR_DATA) { /* the draft has no such category: it may be anything in it */
        j->n_unknown_words++;
        e = category_expr_parse(STR("unknown"), &j->ag->categories, j->k->a, &out->cat_terms,
                                &out->n_cat_terms, &bad);
    }
    if (e == TR_ERR_DATA) {
        out->cat_terms = arena_alloc(j->k->a, sizeof *out->cat_terms);
        out->n_cat_terms = 1;
        if (out->cat_terms == NULL) return TR_ERR_NOMEM;
        for (size_t l = 0; l < j->ag->categories.n_leaves; l++)
            cat_set_add(&out->cat_terms[0], l);
        e = TR_OK;
    }
    incident_weapons(j->ag, out);
    return e;
}

/* ---- counting */

static tr_err count_in(job *j, const char *kind, str value, bool yes_no, bool open)
{
    size_t at;
    if (value.len == 0) value = STR("not stated");
    str key = arena_printf(j->k->a, "%s\x1f" STR_FMT, kind, STR_ARG(value));
    if (key.ptr == NULL) return TR_ERR_NOMEM;
    if (!idmap_find(&j->at, key, &at)) {
        group *g = VEC_PUSH(j->k->a, &j->groups);
        if (g == NULL) return TR_ERR_NOMEM;
        *g = (group){.kind = kind, .value = value};
        at = j->groups.n - 1;
        TR_TRY(idmap_add(&j->at, j->k->a, key, at));
    }
    group *g = &j->groups.items[at];
    g->n++;
    g->n_yes_no += yes_no;
    g->n_open += open;
    return TR_OK;
}

static str sides_of(const incident *in, arena *a)
{
    buf b;
    buf_init(&b, 65536);
    for (size_t i = 0; i < in->n_attributions; i++) {
        const attribution *x = &in->attributions[i];
        if (x->kind == ATTRIBUTION_DENIED) continue;
        buf_f(&b, "%s" STR_FMT, b.len ? "; " : "", STR_ARG(x->side));
    }
    str s = buf_err(&b) == TR_OK ? arena_str(a, buf_str(&b)) : (str){0};
    buf_free(&b);
    return s;
}

static tr_err count_all(job *j, const incident *in, bool yes_no, bool open)
{
    str side = sides_of(in, j->k->a);
    if (side.ptr == NULL) return TR_ERR_NOMEM;
    TR_TRY(count_in(j, "category", in->category, yes_no, open));
    TR_TRY(count_in(j, "place",
                    in->adm1.len   ? in->adm1
                    : in->states.n ? in->states.items[0]
                                   : (str){0},
                    yes_no, open));
    TR_TRY(count_in(j, "act", in->act, yes_no, open));
    return count_in(j, "side", side, yes_no, open);
}

static tr_err count_clause(job *j, const reading *r, str id)
{
    for (size_t i = 0; i < j->clauses.n; i++) {
        clause_count *c = &j->clauses.items[i];
        if (c->reading == r && str_eq(c->clause->id, id)) {
            c->n++;
            return TR_OK;
        }
    }
    for (size_t i = 0; i < r->n_clauses; i++) {
        if (!str_eq(r->clauses[i].id, id)) continue;
        clause_count *slot = VEC_PUSH(j->k->a, &j->clauses);
        if (slot == NULL) return TR_ERR_NOMEM;
        *slot = (clause_count){&r->clauses[i], r, 1};
    }
    return TR_OK;
}

static truth without_force(const assessment *a)
{
    truth t = TRUTH_T;
    for (unsigned k = TEST_CATEGORY; k < TEST__N; k++) {
        if (a->test[k] != TRUTH_NONE) t = truth_and(t, a->test[k]);
    }
    return t;
}

/* The clauses of the tests on which the readings differ, or which leave it open. */
static tr_err blame(job *j, const explanation *x)
{
    for (unsigned k = TEST_CATEGORY; k < TEST__N; k++) {
        bool yes = false, no = false;
        for (size_t i = 0; i < j->n_tables; i++) {
            yes = yes || x[i].result.test[k] == TRUTH_T;
            no = no || x[i].result.test[k] == TRUTH_F;
        }
        for (size_t i = 0; i < j->n_tables; i++) {
            if (!(yes && no) && x[i].result.test[k] != TRUTH_U) continue;
            for (size_t c = 0; c < x[i].reason[k].deciding.n; c++)
                TR_TRY(count_clause(j, tables_reading(j->tables[i]),
                                    x[i].reason[k].deciding.items[c]));
        }
    }
    return TR_OK;
}

static tr_err look_at(job *j, const incident *in, arena *scratch)
{
    incident own;
    explanation *x = arena_alloc_n(scratch, j->n_tables + 1, sizeof *x);
    truth *whole = arena_alloc_n(scratch, j->n_tables + 1, sizeof *whole);
    bool yes = false, no = false, open = false;
    if (x == NULL || whole == NULL) return TR_ERR_NOMEM;
    TR_TRY(in_the_drafts_words(j, in, &own));
    for (size_t i = 0; i < j->n_tables; i++) {
        TR_TRY(assess_deciding(j->ag, j->tables[i], &own, scratch, &x[i]));
        whole[i] = without_force(&x[i].result);
        yes = yes || whole[i] == TRUTH_T;
        no = no || whole[i] == TRUTH_F;
        open = open || whole[i] == TRUTH_U;
    }
    j->n_incidents++;
    j->n_yes_no += yes && no;
    j->n_open += open;
    j->n_same += !(yes && no) && !open;
    TR_TRY(count_all(j, &own, yes && no, open));
    return (yes && no) || open ? blame(j, x) : TR_OK;
}

/* ---- telling */

static int groups_by_split(const void *x, const void *y)
{
    const group *a = x, *b = y;
    int k = strcmp(a->kind, b->kind);
    if (k) return k;
    if (a->n_yes_no != b->n_yes_no) return a->n_yes_no > b->n_yes_no ? -1 : 1;
    if (a->n_open != b->n_open) return a->n_open > b->n_open ? -1 : 1;
    return str_cmp(a->value, b->value);
}

static int clauses_by_count(const void *x, const void *y)
{
    const clause_count *a = x, *b = y;
    if (a->n != b->n) return a->n > b->n ? -1 : 1;
    int k = str_cmp(a->reading->id, b->reading->id);
    return k ? k : str_cmp(a->clause->id, b->clause->id);
}

static void put_groups(job *j, buf *b, const char *kind, const char *title)
{
    bool any = false;
    for (size_t i = 0; i < j->groups.n; i++) {
        const group *g = &j->groups.items[i];
        if (strcmp(g->kind, kind) != 0 || g->n_yes_no + g->n_open == 0) continue;
        if (!any) buf_f(b, "\n%-44s %10s %10s %10s\n", title, "incidents", "yes and no", "open");
        any = true;
        if (g->value.len > 44) buf_f(b, STR_FMT "\n", STR_ARG(g->value));
        str shown = g->value.len > 44 ? (str){0} : g->value;
        buf_f(b, "%-44.*s %10zu %10zu %10zu\n", STR_ARG(shown), g->n, g->n_yes_no, g->n_open);
    }
}

static void put_words(const clause *c, buf *b)
{
    if (c->words.len) {
        buf_f(b, "\"" STR_FMT "\"", STR_ARG(c->words));
        return;
    }
    for (size_t i = 0; i < c->categories.n; i++)
        buf_f(b, "%s" STR_FMT, i ? ", " : "", STR_ARG(c->categories.items[i]));
    if (c->categories.n == 0) buf_f(b, "%s", clause_kind_says(c->kind));
}

static void put_text(job *j, buf *b)
{
    buf_f(b,
          "Phase " STR_FMT
          ": %zu incidents of the mission under %zu readings of the draft, when it "
          "would be in force left aside.\n",
          STR_ARG(j->phase->id), j->n_incidents, j->n_tables);
    buf_f(
        b,
        "All readings agree on %zu; %zu are covered under one and not under another; %zu are open "
        "under some.\n",
        j->n_same, j->n_yes_no, j->n_open);
    if (j->n_unknown_words)
        buf_f(b, "The draft has no category for the target of %zu of them: any may be meant.\n",
              j->n_unknown_words);
    put_groups(j, b, "category", "Category");
    put_groups(j, b, "place", "Place");
    put_groups(j, b, "act", "Act");
    put_groups(j, b, "side", "Said to have done it");
    if (j->clauses.n)
        buf_z(b, "\nWords to clarify, by how many incidents they part or leave open:\n");
    for (size_t i = 0; i < j->clauses.n; i++) {
        const clause_count *c = &j->clauses.items[i];
        buf_f(b, "%6zu  " STR_FMT " " STR_FMT " ", c->n, STR_ARG(c->reading->id),
              STR_ARG(c->clause->id));
        put_words(c->clause, b);
        buf_c(b, '\n');
    }
    buf_c(b, '\n');
}

static void put_csv(job *j, buf *b)
{
    for (size_t i = 0; i < j->groups.n; i++) {
        const group *g = &j->groups.items[i];
        csv_text(b, j->phase->id);
        buf_f(b, ",%s,", g->kind);
        csv_text(b, g->value);
        buf_f(b, ",%zu,%zu,%zu\n", g->n, g->n_yes_no, g->n_open);
    }
    for (size_t i = 0; i < j->clauses.n; i++) {
        const clause_count *c = &j->clauses.items[i];
        csv_text(b, j->phase->id);
        buf_z(b, ",words,");
        buf t;
        buf_init(&t, 65536);
        buf_f(&t, STR_FMT " " STR_FMT " ", STR_ARG(c->reading->id), STR_ARG(c->clause->id));
        put_words(c->clause, &t);
        csv_text(b, buf_str(&t));
        buf_absorb(b, &t);
        buf_f(b, ",%zu,,\n", c->n);
    }
}

static tr_err compile_phase(job *j, const on_record *rec)
{
    assess_opts o = ASSESS_OPTS_DEFAULT;
    o.record = rec;
    j->tables = arena_alloc_n(j->k->a, j->ag->n_readings + 1, sizeof *j->tables);
    if (j->tables == NULL) return TR_ERR_NOMEM;
    for (size_t i = 0; i < j->ag->n_readings; i++) {
        const reading *r = &j->ag->readings[i];
        if (!str_eq(r->phase, j->phase->id)) continue;
        TR_TRY(assess_compile(j->ag, r, &o, j->k->a, &j->tables[j->n_tables++]));
    }
    return TR_OK;
}

static tr_err one_phase(job *j, const on_record *rec, bool csv)
{
    arena scratch;
    tr_err e = compile_phase(j, rec);
    if (e != TR_OK || j->n_tables < 2) return e;
    arena_init(&scratch, MISSION_ARENA_BYTES);
    for (size_t i = 0; e == TR_OK && i < j->s->incidents.n; i++) {
        arena_reset(&scratch);
        if (j->s->incidents.items[i].kind == INC_INCIDENT)
            e = look_at(j, &j->s->incidents.items[i], &scratch);
    }
    arena_clear(&scratch);
    TR_TRY(e);
    if (j->groups.n) qsort(j->groups.items, j->groups.n, sizeof *j->groups.items, groups_by_split);
    if (j->clauses.n)
        qsort(j->clauses.items, j->clauses.n, sizeof *j->clauses.items, clauses_by_count);
    if (csv)
        put_csv(j, &j->k->out);
    else
        put_text(j, &j->k->out);
    return TR_OK;
}

tr_err history_of(task *k, truce_mission *m, const agreement *ag, bool csv,
                  clause_count_vec *counts, size_t *split, size_t *open)
{
    const state *s;
    on_record rec;
    size_t told = 0;
    *split = 0;
    if (open) *open = 0;
    TR_TRY(task_state(k, m, &s));
    TR_TRY(state_on_record(s, k->a, &rec));
    if (csv) buf_z(&k->out, "phase,by,value,incidents,yes_and_no,open\n");
    for (size_t p = 0; p < ag->n_phases; p++) {
        job j = {.k = k, .s = s, .ag = ag, .phase = &ag->phases[p]};
        TR_TRY(one_phase(&j, &rec, csv));
        told += j.n_tables >= 2;
        *split += j.n_yes_no;
        if (open) *open += j.n_open;
        for (size_t i = 0; counts && i < j.clauses.n; i++) {
            clause_count *slot = VEC_PUSH(k->a, counts);
            if (slot == NULL) return TR_ERR_NOMEM;
            *slot = j.clauses.items[i];
        }
    }
    if (told == 0 && !csv)
        buf_z(&k->out, "No phase of the draft has two readings: there is nothing to compare.\n");
    return TR_OK;
}

static tr_err history(task *k, truce_mission *m, const char *draft)
{
    host_zones *zones = NULL;
    const agreement *ag = NULL;
    size_t split;
    str format = task_value(k, "format");
    bool csv = str_is(format, "csv");
    if (format.len && !csv && !str_is(format, "text"))
        return task_refuse(k, "--format is text or csv");
    TR_TRY(host_zones_open(k->a, &zones));
    TR_TRY(task_agreement(k, draft, zones, &ag));
    TR_TRY(history_of(k, m, ag, csv, NULL, &split, NULL));
    task_figure_is(k, "split", split);
    return TR_OK;
}

truce_code truce_agreement_history(truce_mission *m, const char *draft,
                                   const truce_setting *settings, truce_answer **out)
{
    static const char *const knows[] = {"format", NULL};
    task k;
    tr_err e = task_begin(&k, m->t, settings, knows);
    if (e == TR_OK) e = history(&k, m, draft);
    return task_end(&k, e, out);
}
