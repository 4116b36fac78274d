#include "model/model.h"

#include <stdlib.h>
#include <string.h>

#define WORD_CASE(c, w, p) w,
#define SAYS_CASE(c, w, p) p,
#define MODEL_ENUM_BODY(prefix, name, LIST)                                                        \
    static const char *const name##_words[] = {"", LIST(WORD_CASE)};                               \
    static const char *const name##_people[] = {"", LIST(SAYS_CASE)};                              \
    const char *name##_word(name v)                                                                \
    {                                                                                              \
        return v < prefix##__N ? name##_words[v] : "";                                             \
    }                                                                                              \
    const char *name##_says(name v)                                                                \
    {                                                                                              \
        return v < prefix##__N ? name##_people[v] : "";                                            \
    }                                                                                              \
    bool name##_from(str word, name *out)                                                          \
    {                                                                                              \
        for (unsigned i = 1; i < prefix##__N; i++) {                                               \
            if (!str_is(word, name##_words[i])) continue;                                          \
            *out = (name)i;                                                                        \
            return true;                                                                           \
        }                                                                                          \
        return false;                                                                              \
    }
MODEL_ENUM_BODY(TRUTH, truth, TRUTH_LIST)
MODEL_ENUM_BODY(ACT, act_class, ACT_LIST)
MODEL_ENUM_BODY(CLAUSE, clause_kind, CLAUSE_KIND_LIST)
MODEL_ENUM_BODY(STANCE, stance, STANCE_LIST)
MODEL_ENUM_BODY(BASIS, basis, BASIS_LIST)
MODEL_ENUM_BODY(COUNT, day_count, DAY_COUNT_LIST)
MODEL_ENUM_BODY(OBL, obligation_kind, OBLIGATION_LIST)
MODEL_ENUM_BODY(VERDICT, verdict, VERDICT_LIST)
MODEL_ENUM_BODY(INC, incident_kind, INCIDENT_KIND_LIST)
MODEL_ENUM_BODY(TEST, cover_test, TEST_LIST)
MODEL_ENUM_BODY(SATELLITE, satellite, SATELLITE_LIST)
MODEL_ENUM_BODY(PRODUCT, fire_product, PRODUCT_LIST)
MODEL_ENUM_BODY(GRADE, fire_grade, FIRE_GRADE_LIST)
MODEL_ENUM_BODY(THERMAL, thermal_state, THERMAL_STATE_LIST)
MODEL_ENUM_BODY(SEEN, observed, OBSERVED_LIST)
MODEL_ENUM_BODY(PLACE, place_precision, PRECISION_LIST)
MODEL_ENUM_BODY(ATTRIBUTION, attribution_kind, ATTRIBUTION_LIST)

const char *attribution_says(attribution_kind k)
{
    static const char *const says[ATTRIBUTION__N] = {
        [ATTRIBUTION_CLAIMED] = N_("{voice} says that it was {side}"),
        [ATTRIBUTION_ATTRIBUTED] = N_("{voice} says that it was {side}"),
        [ATTRIBUTION_DENIED] = N_("{voice} says that it was not {side}"),
        [ATTRIBUTION_ADMITTED] = N_("{voice} says of its own side that it was {side}"),
        [ATTRIBUTION_ASSESSED] = N_("assessed by {voice}: {side}"),
        [ATTRIBUTION_FOUND] = N_("finding of {voice}: {side}")};
    return k < ATTRIBUTION__N ? says[k] : NULL;
}
MODEL_ENUM_BODY(ACTIVITY, activity, ACTIVITY_LIST)
MODEL_ENUM_BODY(FINDING, finding_act, FINDING_ACT_LIST)
MODEL_ENUM_BODY(OUTCOME, finding_outcome, OUTCOME_LIST)
MODEL_ENUM_BODY(HARM, harm_kind, HARM_LIST)
MODEL_ENUM_BODY(PEOPLE, people_kind, PEOPLE_LIST)
MODEL_ENUM_BODY(DOES, commitment_act, DOES_LIST)
MODEL_ENUM_BODY(EVENT, event_word, EVENT_LIST)
MODEL_ENUM_BODY(TIME_UNIT, time_unit, TIME_UNIT_LIST)

truth truth_and(truth a, truth b)
{
    return a < b ? a : b;
}

truth truth_or(truth a, truth b)
{
    return a > b ? a : b;
}

truth truth_not(truth a)
{
    return a == TRUTH_T ? TRUTH_F : a == TRUTH_F ? TRUTH_T : a;
}

truth truth_agree(truth sum, truth next)
{
    return sum == TRUTH_NONE || sum == next ? next : TRUTH_U;
}

truth span_after(span instant, span when)
{
    if (when.from >= instant.to) return TRUTH_T;
    if (when.to <= instant.from) return TRUTH_F;
    return TRUTH_U;
}

truth span_before(span instant, span when)
{
    if (when.to <= instant.from) return TRUTH_T;
    if (when.from >= instant.to) return TRUTH_F;
    return TRUTH_U;
}

void cat_set_add(cat_set *s, size_t leaf)
{
    s->w[leaf / 64] |= (uint64_t)1 << leaf % 64;
}

bool cat_set_has(const cat_set *s, size_t leaf)
{
    return (s->w[leaf / 64] >> leaf % 64 & 1) != 0;
}

bool category_covers(str prefix, str path)
{
    if (prefix.len > path.len || !str_eq(prefix, str_upto(path, prefix.len))) return false;
    return prefix.len == path.len || path.ptr[prefix.len] == '.';
}

static int by_path(const void *a, const void *b)
{
    return str_cmp(((const category *)a)->path, ((const category *)b)->path);
}

tr_err taxonomy_finish(taxonomy *t)
{
    if (t->n) qsort(t->items, t->n, sizeof *t->items, by_path);
    t->n_leaves = 0;
    for (size_t i = 0; i < t->n; i++) {
        if (t->items[i].is_node) continue;
        if (t->n_leaves == MAX_LEAVES) return TR_ERR_LIMIT;
        t->leaf_item[t->n_leaves] = i;
        t->items[i].leaf = t->n_leaves++;
    }
    for (size_t i = 0; i < t->n; i++) {
        category *c = &t->items[i];
        c->leaves = (cat_set){0};
        for (size_t l = 0; l < t->n_leaves; l++) {
            str path = t->items[t->leaf_item[l]].path;
            if (str_is(c->path, "unknown") || category_covers(c->path, path))
                cat_set_add(&c->leaves, l);
        }
    }
    return TR_OK;
}

const category *taxonomy_find(const taxonomy *t, str path)
{
    size_t lo = 0, hi = t->n;
    while (lo < hi) {
        size_t mid = lo + (hi - lo) / 2;
        int c = str_cmp(t->items[mid].path, path);
        if (c == 0) return &t->items[mid];
        if (c < 0) {
            lo = mid + 1;
        } else {
            hi = mid;
        }
    }
    return NULL;
}

const statement *agreement_statement(const agreement *ag, str id)
{
    for (size_t i = 0; i < ag->n_statements; i++) {
        if (str_eq(ag->statements[i].id, id)) return &ag->statements[i];
    }
    return NULL;
}

const reading *agreement_reading(const agreement *ag, str id)
{
    for (size_t i = 0; i < ag->n_readings; i++) {
        if (str_eq(ag->readings[i].id, id)) return &ag->readings[i];
    }
    return NULL;
}

static const actor *actor_find(const actor *a, size_t n, str id)
{
    for (size_t i = 0; i < n; i++) {
        if (str_eq(a[i].id, id)) return &a[i];
    }
    return NULL;
}

const actor *agreement_actor(const agreement *ag, str id)
{
    const actor *a = actor_find(ag->parties, ag->n_parties, id);
    if (a == NULL) a = actor_find(ag->brokers, ag->n_brokers, id);
    return a ? a : actor_find(ag->others, ag->n_others, id);
}

size_t agreement_party_rank(const agreement *ag, str id)
{
    size_t i = 0;
    while (i < ag->n_parties && !str_eq(ag->parties[i].id, id))
        i++;
    return i;
}

static bool stronger(const clause *c, size_t len, const clause *best, size_t best_len)
{
    if (best == NULL || len > best_len) return true;
    return len == best_len && c->basis == BASIS_PRACTICE && best->basis != BASIS_PRACTICE;
}

const clause *reading_clause_for(const reading *r, str leaf_path, bool practice)
{
    const clause *best = NULL, *fallback = NULL;
    size_t best_len = 0;
    for (size_t i = 0; i < r->n_clauses; i++) {
        const clause *c = &r->clauses[i];
        if (c->basis == BASIS_PRACTICE && !practice) continue;
        if (c->kind == CLAUSE_DEFAULT) fallback = c;
        if (c->kind != CLAUSE_SCOPE) continue;
        for (size_t j = 0; j < c->categories.n; j++) {
            str path = c->categories.items[j];
            if (!category_covers(path, leaf_path) || !stronger(c, path.len, best, best_len))
                continue;
            best = c;
            best_len = path.len;
        }
    }
    return best ? best : fallback;
}

int incident_order(const incident *a, const incident *b)
{
    if (a->when.from != b->when.from) return a->when.from < b->when.from ? -1 : 1;
    return str_cmp_natural(a->id, b->id);
}

static tr_err alternatives_parse(str part, const taxonomy *t, cat_set *out, str *bad)
{
    str one = {0};
    cat_set set = {0};
    while (str_cut(&part, '|', &one)) {
        one = str_trim(one);
        const category *c = taxonomy_find(t, one);
        if (c == NULL) {
            *bad = one;
            return TR_ERR_DATA;
        }
        for (size_t i = 0; i < MAX_LEAVES / 64; i++)
            set.w[i] |= c->leaves.w[i];
    }
    *out = set;
    return TR_OK;
}

tr_err category_expr_parse(str expr, const taxonomy *t, arena *a, cat_set **terms, size_t *n_terms,
                           str *bad)
{
    VEC(cat_set) v = {0};
    str part = {0};
    if (expr.ptr == NULL || expr.len == 0) {
        *bad = (str){0};
        return TR_ERR_DATA;
    }
    while (str_cut(&expr, '+', &part)) {
        cat_set *set = VEC_PUSH(a, &v);
        if (set == NULL) return TR_ERR_NOMEM;
        TR_TRY(alternatives_parse(part, t, set, bad));
    }
    *terms = v.items;
    *n_terms = v.n;
    return TR_OK;
}

tr_err category_expr_shared(category_memory *m, arena *books, str expr, const taxonomy *t, arena *a,
                            cat_set **terms, size_t *n_terms, str *bad)
{
    size_t at;
    if (!idmap_find(&m->at, expr, &at)) {
        category_sets one = {0};
        TR_TRY(category_expr_parse(expr, t, a, &one.terms, &one.n, bad));
        category_sets *slot = VEC_PUSH(books, &m->known);
        str key = arena_str(books, expr);
        if (slot == NULL || key.ptr == NULL) return TR_ERR_NOMEM;
        *slot = one;
        at = m->known.n - 1;
        TR_TRY(idmap_add(&m->at, books, key, at));
    }
    *terms = m->known.items[at].terms;
    *n_terms = m->known.items[at].n;
    return TR_OK;
}

tr_err act_expr_parse(str expr, uint32_t *bits, str *bad)
{
    uint32_t found = 0;
    str one = {0};
    *bad = expr;
    if (expr.ptr == NULL || expr.len == 0) return TR_ERR_DATA;
    while (str_cut(&expr, '|', &one)) {
        act_class act;
        one = str_trim(one);
        if (!act_class_from(one, &act)) {
            *bad = one;
            return TR_ERR_DATA;
        }
        found |= UINT32_C(1) << act;
    }
    *bits = found;
    return TR_OK;
}

const region *region_find(const region *items, size_t n, str words)
{
    words = str_trim(words);
    for (size_t i = 0; i < n; i++) {
        for (size_t j = 0; j < items[i].words.n; j++) {
            if (str_eq(items[i].words.items[j], words)) return &items[i];
        }
    }
    return NULL;
}

const char *check_title(int code)
{
    static const char *const titles[] = {"",
                                         N_("Parts do not sum to the total"),
                                         N_("A cumulative figure falls"),
                                         N_("Different figures for one period"),
                                         N_("Items behind the total"),
                                         N_("Items matched"),
                                         N_("An older event under a later date"),
                                         N_("Interim, period and cumulative figures mixed"),
                                         N_("Regions or places, not events"),
                                         N_("One number for several items"),
                                         N_("A number restated"),
                                         N_("A side contradicts itself"),
                                         N_("The period is not that of the truce"),
                                         N_("A claim of zero")};
    return code >= 1 && code <= 13 ? titles[code] : "";
}

bool extension_agreed(const clause *c)
{
    for (size_t i = 0; i < c->requires_parties.n; i++) {
        bool found = false;
        for (size_t j = 0; j < c->agreed_by.n; j++)
            found |= str_eq(c->requires_parties.items[i], c->agreed_by.items[j]);
        if (!found) return false;
    }
    return c->requires_parties.n > 0 && span_known(c->until);
}

const char *reading_part_word(reading_part p)
{
    static const char *const words[] = {N_("scope"), N_("place"),     N_("act"),
                                        N_("start"), N_("end"),       N_("conditions"),
                                        N_("bound"), N_("exceptions")};
    return words[p];
}

size_t reading_parts(const agreement *ag)
{
    return ag->asks_excepted ? PART__N : ag->asks_bound ? PART_EXCEPTED : PART_BOUND;
}

size_t agreement_unconfirmed(const agreement *ag)
{
    size_t n = 0;
    for (size_t i = 0; i < ag->n_readings; i++) {
        for (size_t k = 0; k < ag->readings[i].n_clauses; k++)
            n += ag->readings[i].clauses[k].unconfirmed;
        for (size_t k = 0; k < ag->readings[i].n_obligations; k++)
            n += ag->readings[i].obligations[k].unconfirmed;
    }
    for (size_t i = 0; i < ag->n_tracks; i++)
        n += ag->tracks[i].unconfirmed;
    return n;
}

const char *ship_kind_word(ship_kind k)
{
    static const char *const words[] = {
#define X(name, word) word,
        SHIP_KINDS(X)
#undef X
    };
    return k < SHIP_KIND__N ? words[k] : "";
}

bool ship_kind_from(str word, ship_kind *out)
{
    for (int k = 0; k < SHIP_KIND__N; k++) {
        if (!str_is(word, ship_kind_word((ship_kind)k))) continue;
        *out = (ship_kind)k;
        return true;
    }
    return false;
}
