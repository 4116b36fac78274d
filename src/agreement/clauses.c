/* Readings: their clauses, and the arithmetic of their windows. */
#include "agreement/read.h"

#include <stdlib.h>

/* The words of a list of model/kinds.def, for messages. */
#define ITS_WORD(constant, word, says) " " word

typedef VEC(span) span_vec;

/* One clause being read. */
typedef struct cb {
    rd *r;
    const node *n;
    clause *c;
    const tz *zone;
    span_vec alts;
    const clause *starts; /* start clauses of the reading, read before its ends */
    size_t n_starts;
} cb;

static void add_alt(cb *b, usec_t from, usec_t to)
{
    span *s = VEC_PUSH(b->r->a, &b->alts);
    if (s == NULL) {
        b->r->fatal = TR_ERR_NOMEM;
        return;
    }
    *s = (span){from, to};
}

static bool local_date(const cb *b, const node *n, int64_t *days)
{
    iso_time t;
    if (n->kind != NODE_SCALAR || !iso_parse(n->text, &t) || t.has_clock) {
        rd_fault(b->r, CODE_AG_TIME, n, "a date without a clock time is expected");
        return false;
    }
    if (b->zone == NULL) {
        rd_fault(b->r, CODE_AG_TIME, n, "a date needs a zone of time");
        return false;
    }
    *days = civil_to_days(t.at.year, t.at.month, t.at.day);
    return true;
}

/* "Until D" and "midnight on D": the start of D or its end, both are kept. */
static void both_ends_of_day(cb *b, const node *n)
{
    int64_t days;
    if (!local_date(b, n, &days)) return;
    usec_t from = tz_day_start(b->zone, days), to = tz_day_start(b->zone, days + 1);
    add_alt(b, from, from);
    add_alt(b, to, to);
    b->c->midnight = true;
}

static usec_t month_later(const tz *z, usec_t t, int64_t months)
{
    civil c = tz_to_local(z, t);
    int64_t m = (int64_t)c.year * 12 + (c.month - 1) + months;
    c.year = (int)(m / 12);
    c.month = (int)(m % 12) + 1;
    int last = days_in_month(c.year, c.month);
    if (c.day > last) c.day = last;
    return tz_day_start(z, civil_to_days(c.year, c.month, c.day));
}

static int64_t local_days(const tz *z, usec_t t)
{
    civil c = tz_to_local(z, t);
    return civil_to_days(c.year, c.month, c.day);
}

static void count_from(cb *b, day_count how, int64_t length, span start)
{
    usec_t whole = length * USEC_DAY;
    switch (how) {
    case COUNT_ELAPSED: add_alt(b, start.from + whole, start.to + whole); return;
    case COUNT_INCLUSIVE:
        add_alt(b, tz_day_start(b->zone, local_days(b->zone, start.from) + length),
                tz_day_start(b->zone, local_days(b->zone, start.to) + length));
        return;
    case COUNT_EXCLUSIVE:
        add_alt(b, tz_day_start(b->zone, local_days(b->zone, start.from) + length + 1),
                tz_day_start(b->zone, local_days(b->zone, start.to) + length + 1));
        return;
    case COUNT_MONTH:
        add_alt(b, month_later(b->zone, start.from, length),
                month_later(b->zone, start.to, length));
        return;
    case COUNT_NONE:
    case COUNT__N: return;
    }
}

static const clause *counted_start(cb *b)
{
    const node *n = node_at(b->n, "counted_from");
    b->c->counted_from = rd_text(b->r, b->n, "counted_from", true);
    if (n == NULL) return NULL;
    for (size_t i = 0; i < b->n_starts; i++) {
        if (str_eq(b->starts[i].id, b->c->counted_from)) return &b->starts[i];
    }
    rd_fault(b->r, CODE_AG_REF, n, "no start clause of this reading has the id '" STR_FMT "'",
             STR_ARG(b->c->counted_from));
    return NULL;
}

/* The counts that the clause names; all of them when it names none. A month is a count of its own
 * and has no other. */
static unsigned named_counts(cb *b, bool months)
{
    str_list words = rd_texts(b->r, b->n, "count");
    unsigned bits = 0;
    for (size_t i = 0; i < words.n; i++) {
        day_count d;
        if (!day_count_from(words.items[i], &d)) {
            rd_fault(b->r, CODE_AG_VALUE, node_at(b->n, "count"), "'" STR_FMT "' is no day count",
                     STR_ARG(words.items[i]));
            continue;
        }
        bits |= 1u << d;
        b->c->count = words.n == 1 ? d : COUNT_NONE;
    }
    if (months) return 1u << COUNT_MONTH;
    if (words.n == 0) {
        b->c->count_unstated = true;
        bits = 1u << COUNT_INCLUSIVE | 1u << COUNT_EXCLUSIVE | 1u << COUNT_ELAPSED;
    }
    return bits;
}

static void read_length(cb *b, const node *n, bool months)
{
    int64_t length;
    if (n->kind != NODE_SCALAR || !str_to_i64(n->text, 1, 36500, &length)) {
        rd_fault(b->r, CODE_AG_RANGE, n, "a whole number from 1 to 36500 is expected");
        return;
    }
    const clause *start = counted_start(b);
    unsigned counts = named_counts(b, months);
    b->c->length = length;
    if (start == NULL) return;
    if (b->zone == NULL && counts != 1u << COUNT_ELAPSED) {
        rd_fault(b->r, CODE_AG_TIME, n, "a count of calendar days or months needs a zone of time");
        return;
    }
    for (unsigned how = 1; how < COUNT__N; how++) {
        for (size_t i = 0; (counts >> how & 1) && i < start->n_alts; i++) {
            count_from(b, (day_count)how, length, start->alts[i]);
        }
    }
}

static void read_known(cb *b, const char *key)
{
    const node *n = node_at(b->n, key);
    b->c->unstated = true;
    if (n) (void)rd_instant(b->r, n, b->zone, &b->c->known_until, NULL);
}

static void read_window(cb *b)
{
    rd *r = b->r;
    usec_t t;
    span s;
    const node *on = node_at(b->n, "on"), *at = node_at(b->n, "at");
    const node *between = node_at(b->n, "between"), *until = node_at(b->n, "until");
    const node *midnight = node_at(b->n, "midnight"), *days = node_at(b->n, "days");
    const node *months = node_at(b->n, "months");
    bool unstated = rd_yes(r, b->n, "unstated");
    b->c->open = rd_yes(r, b->n, "open");
    int given = (on != NULL) + (at != NULL) + (between != NULL) + (until != NULL) +
                (midnight != NULL) + (days != NULL) + (months != NULL) + unstated + b->c->open;
    if (given != 1) {
        rd_fault(r, CODE_AG_MISSING, b->n,
                 "one of on, at, between, until, midnight, days, months, unstated, open is needed");
        return;
    }
    if (on) {
        int64_t day;
        if (local_date(b, on, &day)) {
            t = tz_day_start(b->zone, day);
            add_alt(b, t, t);
        }
    }
    if (at && rd_instant(r, at, b->zone, &t, &b->c->has_clock)) add_alt(b, t, t);
    if (between && rd_span(r, between, b->zone, &s)) {
        add_alt(b, s.from, s.to);
        b->c->has_clock = true;
        (void)named_counts(b, true);
    }
    if (until) both_ends_of_day(b, until);
    if (midnight) both_ends_of_day(b, midnight);
    if (days) read_length(b, days, false);
    if (months) read_length(b, months, true);
    if (unstated) read_known(b, b->c->kind == CLAUSE_START ? "running_from" : "known_until");
}

/* ---- kinds of clauses --------------------------------------------------------------------- */

static void read_scope(cb *b)
{
    static const struct {
        const char *key;
        stance stance;
    } ways[] = {
        {"include", STANCE_INCLUDE}, {"exclude", STANCE_EXCLUDE}, {"unclear", STANCE_UNCLEAR}};
    const node *def = node_at(b->n, "default");
    int given = def != NULL;
    for (size_t i = 0; i < 3; i++) {
        const node *n = node_at(b->n, ways[i].key);
        if (n == NULL) continue;
        given++;
        b->c->stance = ways[i].stance;
        b->c->categories = rd_texts(b->r, b->n, ways[i].key);
        for (size_t j = 0; j < b->c->categories.n; j++) {
            if (taxonomy_find(&b->r->ag->categories, b->c->categories.items[j])) continue;
            rd_fault(b->r, CODE_AG_CATEGORY, n, "'" STR_FMT "' is not in the taxonomy",
                     STR_ARG(b->c->categories.items[j]));
        }
    }
    if (def) {
        b->c->kind = CLAUSE_DEFAULT;
        if (def->kind != NODE_SCALAR || !stance_from(def->text, &b->c->stance)) {
            rd_fault(b->r, CODE_AG_VALUE, def, "'default' is one of:" STANCE_LIST(ITS_WORD));
        }
    }
    if (given != 1)
        rd_fault(b->r, CODE_AG_MISSING, b->n,
                 "one of include, exclude, unclear, default is needed");
}

static bool read_rule(rd *r, const node *n)
{
    str rule = rd_text(r, n, "rule", false);
    if (rule.len && !str_is(rule, "outside") && !str_is(rule, "inside"))
        rd_fault(r, CODE_AG_VALUE, node_at(n, "rule"), "'rule' is inside or outside");
    return str_is(rule, "outside");
}

static void read_place(cb *b)
{
    b->c->states = rd_texts(b->r, b->n, "states");
    b->c->area = rd_area(b->r, b->n);
    b->c->outside = read_rule(b->r, b->n);
    if ((b->c->states.n > 0) == (node_at(b->n, "area") != NULL)) {
        rd_fault(b->r, CODE_AG_MISSING, b->n, "one of states, area is needed");
    }
}

static uint32_t read_act_bits(cb *b, const char *key)
{
    str_list words = rd_texts(b->r, b->n, key);
    uint32_t bits = 0;
    for (size_t i = 0; i < words.n; i++) {
        act_class act;
        if (act_class_from(words.items[i], &act)) {
            bits |= UINT32_C(1) << act;
        } else {
            rd_fault(b->r, CODE_AG_VALUE, node_at(b->n, key), "'" STR_FMT "' is no act class",
                     STR_ARG(words.items[i]));
        }
    }
    return bits;
}

static void read_acts(cb *b)
{
    b->c->acts_include = read_act_bits(b, "count");
    b->c->acts_exclude = read_act_bits(b, "not");
    if (b->c->acts_include & b->c->acts_exclude)
        rd_fault(b->r, CODE_AG_VALUE, b->n, "an act class both counts and does not");
}

static void read_condition(cb *b)
{
    static const char *const words[] = {"met", "not_met", "unknown", NULL};
    if (b->c->words.len == 0) rd_fault(b->r, CODE_AG_MISSING, b->n, "a condition needs 'words'");
    rd_changes(b->r, b->n, "states", words, &b->c->changes, &b->c->n_changes);
}

static usec_t opt_instant(cb *b, const char *key)
{
    const node *n = node_at(b->n, key);
    usec_t t = USEC_UNKNOWN;
    if (n) (void)rd_instant(b->r, n, b->zone, &t, NULL);
    return t;
}

static void read_release(cb *b)
{
    (void)rd_yes(b->r, b->n, "right");
    b->c->automatic = rd_yes(b->r, b->n, "automatic");
    b->c->used_at = opt_instant(b, "used_at");
    b->c->alleged_from = opt_instant(b, "alleged_from");
    b->c->found_at = opt_instant(b, "found_at");
    b->c->used = b->c->used_at != USEC_UNKNOWN;
}

static void read_suspension(cb *b)
{
    const node *begin = node_at(b->n, "begins"), *end = node_at(b->n, "ends");
    b->c->until = (span){USEC_UNKNOWN, USEC_UNKNOWN};
    span s;
    if (begin == NULL)
        rd_fault(b->r, CODE_AG_MISSING, b->n, "'begins' is missing: [earliest, latest]");
    if (begin && rd_span(b->r, begin, b->zone, &s)) add_alt(b, s.from, s.to);
    if (end) (void)rd_span(b->r, end, b->zone, &b->c->until);
}

static void read_extension(cb *b)
{
    const node *until = node_at(b->n, "until");
    b->c->until = (span){USEC_UNKNOWN, USEC_UNKNOWN};
    if (until && until->kind == NODE_LIST) (void)rd_span(b->r, until, b->zone, &b->c->until);
    if (until && until->kind != NODE_LIST &&
        rd_instant(b->r, until, b->zone, &b->c->until.from, NULL)) {
        b->c->until.to = b->c->until.from;
    }
    b->c->requires_parties = rd_texts(b->r, b->n, "requires");
    b->c->agreed_by = rd_texts(b->r, b->n, "agreed_by");
}

static void read_grace(cb *b)
{
    b->c->grace_usec = rd_int(b->r, b->n, "hours", 1, 720, 0) * USEC_HOUR;
    if (b->c->grace_usec == 0) rd_fault(b->r, CODE_AG_MISSING, b->n, "'hours' is missing");
}

static void read_reciprocal(cb *b)
{
    if (b->c->words.len == 0)
        rd_fault(b->r, CODE_AG_MISSING, b->n, "a reciprocal clause needs 'words'");
}

#define COMMON "id", "basis", "from", "note", "words", "zone", "zone_assumed"
#define WINDOW                                                                                     \
    "on", "at", "between", "until", "midnight", "days", "months", "count", "counted_from",         \
        "unstated", "open"
typedef struct kind_rule {
    const char *key;
    clause_kind kind;
    void (*read)(cb *b);
    const char *keys[32];
} kind_rule;

/* The order matters in one place only: starts are read before the ends that count from them. */
static const kind_rule kind_rules[] = {
    {"scope", CLAUSE_SCOPE, read_scope, {COMMON, "include", "exclude", "unclear", "default", NULL}},
    {"place", CLAUSE_PLACE, read_place, {COMMON, "states", "area", "rule", NULL}},
    {"acts", CLAUSE_ACT, read_acts, {COMMON, "count", "not", NULL}},
    {"start", CLAUSE_START, read_window, {COMMON, WINDOW, "running_from", NULL}},
    {"end", CLAUSE_END, read_window, {COMMON, WINDOW, "known_until", NULL}},
    {"conditions", CLAUSE_CONDITION, read_condition, {COMMON, "states", NULL}},
    {"release",
     CLAUSE_RELEASE,
     read_release,
     {COMMON, "right", "automatic", "used_at", "alleged_from", "found_at", NULL}},
    {"suspension", CLAUSE_SUSPENSION, read_suspension, {COMMON, "begins", "ends", NULL}},
    {"extension",
     CLAUSE_EXTENSION,
     read_extension,
     {COMMON, "until", "requires", "agreed_by", NULL}},
    {"grace", CLAUSE_GRACE, read_grace, {COMMON, "hours", NULL}},
    {"reciprocal", CLAUSE_RECIPROCAL, read_reciprocal, {COMMON, NULL}},
};
enum { N_KIND_RULES = sizeof kind_rules / sizeof kind_rules[0] };

static void read_common(cb *b)
{
    clause *c = b->c;
    str basis_word = rd_text(b->r, b->n, "basis", true);
    c->id = rd_id(b->r, b->n);
    c->words = rd_text(b->r, b->n, "words", false);
    c->note = rd_text(b->r, b->n, "note", false);
    c->from = rd_texts(b->r, b->n, "from");
    c->zone_assumed = rd_yes(b->r, b->n, "zone_assumed");
    c->zone_name = rd_text(b->r, b->n, "zone", false);
    c->known_until = c->used_at = c->alleged_from = c->found_at = USEC_UNKNOWN;
    b->zone = rd_zone(b->r, b->n);
    if (basis_word.len && !basis_from(basis_word, &c->basis)) {
        rd_fault(b->r, CODE_AG_VALUE, node_at(b->n, "basis"),
                 "'basis' is one of:" BASIS_LIST(ITS_WORD));
    }
}

typedef VEC(clause) clause_vec;

static void read_clause(rd *r, const kind_rule *rule, const node *n, clause_vec *out)
{
    if (!rd_map(r, n, rule->keys, "this clause")) return;
    clause c = {.kind = rule->kind, .line = n->line, .col = n->col};
    cb b = {.r = r, .n = n, .c = &c, .starts = out->items, .n_starts = out->n};
    read_common(&b);
    rule->read(&b);
    c.alts = b.alts.items;
    c.n_alts = b.alts.n;
    clause *slot = VEC_PUSH(r->a, out);
    if (slot == NULL) {
        r->fatal = TR_ERR_NOMEM;
        return;
    }
    *slot = c;
}

/* ---- obligations -------------------------------------------------------------------------- */

typedef VEC(obligation) obligation_vec;

/* The one zone that the clauses of the reading name; empty: none, or several. */
static str zone_of_clauses(const clause_vec *clauses)
{
    str one = {0};
    for (size_t i = 0; i < clauses->n; i++) {
        str name = clauses->items[i].zone_name;
        if (name.len == 0) continue;
        if (one.len && !str_eq(one, name)) return (str){0};
        one = name;
    }
    return one;
}

/* A deadline is a time of the reading: without a zone of its own it has that of the clauses. */
static const tz *zone_of_deadline(rd *r, const node *n, const clause_vec *clauses, obligation *o)
{
    iso_time t;
    const tz *zone = rd_zone(r, n);
    const node *deadline = node_at(n, "deadline");
    bool needs =
        deadline && deadline->kind == NODE_SCALAR && iso_parse(deadline->text, &t) && !t.has_offset;
    if (!needs) return zone;
    o->zone_name = rd_text(r, n, "zone", false);
    if (o->zone_name.len) return zone;
    o->zone_name = zone_of_clauses(clauses);
    o->zone_inherited = o->zone_name.len > 0;
    if (o->zone_inherited && tz_find(r->zones, o->zone_name, &zone) == TR_ERR_NOMEM)
        r->fatal = TR_ERR_NOMEM;
    return zone;
}

static void read_obligation(rd *r, const node *n, const clause_vec *clauses, obligation_vec *out)
{
    static const char *const keys[] = {"id",           "kind", "owed_by",  "owed_to",  "what",
                                       "note",         "from", "category", "area",     "rule",
                                       "quantity",     "unit", "per",      "deadline", "zone",
                                       "notice_hours", NULL};
    if (!rd_map(r, n, keys, "an obligation")) return;
    obligation o = {.line = n->line, .deadline = {USEC_UNKNOWN, USEC_UNKNOWN}};
    str kind = rd_text(r, n, "kind", true);
    if (kind.len && !obligation_kind_from(kind, &o.kind)) {
        rd_fault(r, CODE_AG_VALUE, node_at(n, "kind"),
                 "'kind' is one of:" OBLIGATION_LIST(ITS_WORD));
    }
    o.id = rd_id(r, n);
    o.owed_by = rd_text(r, n, "owed_by", false);
    o.owed_to = rd_text(r, n, "owed_to", false);
    o.what = rd_text(r, n, "what", true);
    o.note = rd_text(r, n, "note", false);
    o.from = rd_texts(r, n, "from");
    o.categories = rd_texts(r, n, "category");
    for (size_t i = 0; i < o.categories.n; i++) {
        if (taxonomy_find(&r->ag->categories, o.categories.items[i])) continue;
        rd_fault(r, CODE_AG_CATEGORY, node_at(n, "category"),
                 "'" STR_FMT "' is not in the taxonomy", STR_ARG(o.categories.items[i]));
    }
    o.area = rd_area(r, n);
    o.outside = read_rule(r, n);
    o.quantity = rd_int(r, n, "quantity", 0, INT64_C(1000000000000), 0);
    o.unit = rd_text(r, n, "unit", false);
    o.per = rd_text(r, n, "per", false);
    o.notice_hours = rd_int(r, n, "notice_hours", 0, 100000, 0);
    const tz *zone = zone_of_deadline(r, n, clauses, &o);
    const node *deadline = node_at(n, "deadline");
    if (deadline && rd_instant(r, deadline, zone, &o.deadline.from, NULL))
        o.deadline.to = o.deadline.from;
    if (o.kind == OBL_PERFORM_AT_RATE && (o.quantity == 0 || o.per.len == 0)) {
        rd_fault(r, CODE_AG_MISSING, n, "a rate needs 'quantity', 'unit' and 'per'");
    }
    if (o.kind == OBL_PERFORM_BY && deadline == NULL && o.note.len == 0) {
        rd_fault(r, CODE_AG_MISSING, n,
                 "perform_by needs a 'deadline', or a 'note' that says that none was stated");
    }
    if (o.kind == OBL_STAY_OUT && o.area == NULL)
        rd_fault(r, CODE_AG_MISSING, n, "stay_out needs an 'area'");
    obligation *slot = VEC_PUSH(r->a, out);
    if (slot == NULL) {
        r->fatal = TR_ERR_NOMEM;
        return;
    }
    *slot = o;
}

/* ---- readings ----------------------------------------------------------------------------- */

static void check_window(rd *r, const node *n, const reading *rg)
{
    usec_t first = INT64_MAX, last = INT64_MIN;
    for (size_t i = 0; i < rg->n_clauses; i++) {
        const clause *c = &rg->clauses[i];
        if (c->kind == CLAUSE_END && (c->unstated || c->open)) last = INT64_MAX;
        for (size_t j = 0; j < c->n_alts; j++) {
            if (c->kind == CLAUSE_START && c->alts[j].from < first) first = c->alts[j].from;
            if (c->kind == CLAUSE_END && c->alts[j].to > last) last = c->alts[j].to;
        }
    }
    if (first != INT64_MAX && last != INT64_MIN && last <= first) {
        rd_fault(r, CODE_AG_WINDOW, n, "the window of reading '" STR_FMT "' is empty",
                 STR_ARG(rg->id));
    }
}

static void read_reading(rd *r, const node *n, reading *out)
{
    static const char *const keys[] = {
        "id",          "holder",  "title",      "phase",     "first_stated", "superseded_by",
        "note",        "scope",   "place",      "acts",      "start",        "end",
        "conditions",  "release", "suspension", "extension", "grace",        "reciprocal",
        "obligations", "state",   NULL};
    static const char *const states[] = {"announced", "agreed",   "ordered", "pending",  "in_force",
                                         "suspended", "released", "expired", "extended", NULL};
    if (!rd_map(r, n, keys, "a reading")) return;
    clause_vec clauses = {0};
    obligation_vec obligations = {0};
    out->id = rd_id(r, n);
    out->holder = rd_text(r, n, "holder", true);
    out->title = rd_text(r, n, "title", true);
    out->phase = rd_text(r, n, "phase", true);
    out->first_stated = rd_text(r, n, "first_stated", false);
    out->superseded_by = rd_text(r, n, "superseded_by", false);
    out->note = rd_text(r, n, "note", false);
    for (size_t i = 0; i < N_KIND_RULES; i++) {
        for (const node *c = rd_list(r, n, kind_rules[i].key); c; c = c->next)
            read_clause(r, &kind_rules[i], c, &clauses);
    }
    for (const node *c = rd_list(r, n, "obligations"); c; c = c->next)
        read_obligation(r, c, &clauses, &obligations);
    rd_changes(r, n, "state", states, &out->states, &out->n_states);
    out->clauses = clauses.items;
    out->n_clauses = clauses.n;
    out->obligations = obligations.items;
    out->n_obligations = obligations.n;
    check_window(r, n, out);
}

void rd_readings(rd *r, const node *root)
{
    VEC(reading) v = {0};
    for (const node *n = rd_list(r, root, "readings"); n; n = n->next) {
        reading *rg = VEC_PUSH(r->a, &v);
        if (rg == NULL) {
            r->fatal = TR_ERR_NOMEM;
            return;
        }
        rg->line = n->line;
        read_reading(r, n, rg);
    }
    r->ag->readings = v.items;
    r->ag->n_readings = v.n;
}
