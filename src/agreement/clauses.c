/* Clauses, by the lists they stand in. */
#include "agreement/read.h"

#include <stdlib.h>

/* The words of a list of model/kinds.def, for messages. */
#define ITS_WORD(constant, word, says) " " word

/* One clause being read. */
typedef struct cb {
    rd *r;
    const node *n;
    clause *c;
    const tz *zone;
    moment m; /* its instants */
    const node *reading;
} cb;

static void add_alt(cb *b, usec_t from, usec_t to)
{
    rd_add_alternative(b->r, &b->m, (span){from, to});
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

/* The instants of the start clause that a length counts from: one of the same reading. */
static const moment *counted_start(cb *b)
{
    const node *n = node_at(b->n, "counted_from");
    b->c->counted_from = rd_text(b->r, b->n, "counted_from", true);
    if (n == NULL) return NULL;
    const named *x = rd_named(b->r, b->c->counted_from);
    if (x && x->reading == b->reading && str_is(str_of(x->list), "start"))
        return rd_instants_of(b->r, b->c->counted_from, n);
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
    const moment *start = counted_start(b);
    unsigned counts = named_counts(b, months);
    b->c->length = length;
    if (start == NULL) return;
    if (b->zone == NULL && counts != 1u << COUNT_ELAPSED) {
        rd_fault(b->r, CODE_AG_TIME, n, "a count of calendar days or months needs a zone of time");
        return;
    }
    for (unsigned how = 1; how < COUNT__N; how++) {
        for (size_t i = 0; (counts >> how & 1) && i < start->n_alts; i++) {
            rd_count(b->r, b->zone, (day_count)how, length, start->alts[i], &b->m);
        }
    }
}

/* One instant; where it may be several, the latest or the earliest of them. */
static usec_t instant_of(cb *b, const node *n, bool latest)
{
    moment m;
    if (!rd_moment(b->r, n, b->zone, &m) || m.n_alts == 0) return USEC_UNKNOWN;
    span s = moment_hull(&m);
    return latest ? s.to : s.from;
}

static void read_known(cb *b, const char *key)
{
    const node *n = node_at(b->n, key);
    b->c->unstated = true;
    if (n) b->c->known_until = instant_of(b, n, b->c->kind == CLAUSE_START);
}

static void read_window(cb *b)
{
    rd *r = b->r;
    usec_t t;
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
    if (at && at->kind == NODE_MAP) {
        b->c->has_clock = rd_moment(r, at, b->zone, &b->m);
        b->c->after = b->m.after;
        b->c->count_unstated = b->m.after && b->m.after->count_unstated;
        b->c->length = b->m.after && b->m.after->count_unstated ? b->m.after->length : 0;
    } else if (at && rd_instant(r, at, b->zone, &t, &b->c->has_clock)) {
        add_alt(b, t, t);
    }
    if (between && rd_moments(r, between, b->zone, &b->m, &b->c->after_to)) {
        b->c->has_clock = true;
        b->c->after = b->m.after;
        (void)named_counts(b, true);
    }
    if (until) both_ends_of_day(b, until);
    if (midnight) both_ends_of_day(b, midnight);
    if (days) read_length(b, days, false);
    if (months) read_length(b, months, true);
    if (unstated) read_known(b, b->c->kind == CLAUSE_START ? "running_from" : "known_until");
}

/* ---- kinds of clauses --------------------------------------------------------------------- */

static void read_categories(cb *b, const char *key)
{
    b->c->categories = rd_texts(b->r, b->n, key);
    for (size_t j = 0; j < b->c->categories.n; j++) {
        if (taxonomy_find(&b->r->ag->categories, b->c->categories.items[j])) continue;
        rd_fault(b->r, CODE_AG_CATEGORY, node_at(b->n, key), "'" STR_FMT "' is not in the taxonomy",
                 STR_ARG(b->c->categories.items[j]));
    }
}

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
        read_categories(b, ways[i].key);
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

static void read_place(cb *b)
{
    b->c->states = rd_texts(b->r, b->n, "states");
    b->c->area = rd_area(b->r, b->n);
    b->c->outside = rd_area_rule(b->r, b->n);
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
    return n ? instant_of(b, n, false) : USEC_UNKNOWN;
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

/* [earliest, latest], or one instant after another. */
static bool read_interval(cb *b, const node *n, moment *out)
{
    return n->kind == NODE_MAP ? rd_moment(b->r, n, b->zone, out)
                               : rd_moments(b->r, n, b->zone, out, NULL);
}

static void read_suspension(cb *b)
{
    const node *begin = node_at(b->n, "begins"), *end = node_at(b->n, "ends");
    moment until;
    b->c->until = (span){USEC_UNKNOWN, USEC_UNKNOWN};
    if (begin == NULL)
        rd_fault(b->r, CODE_AG_MISSING, b->n, "'begins' is missing: [earliest, latest]");
    if (begin) read_interval(b, begin, &b->m);
    b->c->after = b->m.after;
    if (end && read_interval(b, end, &until)) b->c->until = moment_hull(&until);
}

static void read_extension(cb *b)
{
    const node *until = node_at(b->n, "until");
    b->c->until = (span){USEC_UNKNOWN, USEC_UNKNOWN};
    moment m = {0};
    if (until && until->kind == NODE_LIST) (void)rd_moments(b->r, until, b->zone, &m, NULL);
    if (until && until->kind != NODE_LIST) (void)rd_moment(b->r, until, b->zone, &m);
    if (m.n_alts) b->c->until = moment_hull(&m);
    b->c->after = m.after;
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

/* ---- renewal, ending by notice, exceptions: agreement/process.c works out their instants ---- */

static void read_notice(cb *b, const node *n)
{
    static const char *const keys[] = {"days", "months", "hours", "by", NULL};
    if (n == NULL || !rd_map(b->r, n, keys, "a notice")) return;
    bool months = node_at(n, "months") != NULL, hours = node_at(n, "hours") != NULL;
    b->c->notice_unit = months ? TIME_UNIT_MONTHS : hours ? TIME_UNIT_HOURS : TIME_UNIT_DAYS;
    b->c->notice_length = rd_int(b->r, n,
                                 months  ? "months"
                                 : hours ? "hours"
                                         : "days",
                                 0, 36500, 0);
    b->c->notice_by = rd_texts(b->r, n, "by");
}

static void read_renewal(cb *b)
{
    const node *by = node_at(b->n, "by");
    str how = rd_text(b->r, b->n, "by", false);
    b->c->renewed_by_act = str_is(how, "act");
    if (how.len && !str_is(how, "silence") && !str_is(how, "act"))
        rd_fault(b->r, CODE_AG_VALUE, by, "'by' is silence or act");
    read_notice(b, node_at(b->n, "notice"));
}

static void read_termination(cb *b)
{
    static const struct {
        const char *key;
        time_unit unit;
    } ways[] = {{"notice_days", TIME_UNIT_DAYS},
                {"notice_months", TIME_UNIT_MONTHS},
                {"notice_hours", TIME_UNIT_HOURS}};
    int given = 0;
    for (size_t i = 0; i < 3; i++) {
        if (node_at(b->n, ways[i].key) == NULL) continue;
        given++;
        b->c->notice_unit = ways[i].unit;
        b->c->notice_length = rd_int(b->r, b->n, ways[i].key, 0, 876000, 0);
    }
    if (given != 1)
        rd_fault(b->r, CODE_AG_MISSING, b->n,
                 "one of notice_days, notice_months, notice_hours is needed");
    b->c->notice_by = rd_texts(b->r, b->n, "by");
    b->c->effect = rd_text(b->r, b->n, "effect", false);
}

static void read_exception(cb *b)
{
    str when = rd_text(b->r, b->n, "when", false);
    b->c->by_finding = str_is(when, "finding");
    if (when.len && !str_is(when, "finding") && !str_is(when, "invoked"))
        rd_fault(b->r, CODE_AG_VALUE, node_at(b->n, "when"), "'when' is invoked or finding");
    if (b->c->words.len == 0) rd_fault(b->r, CODE_AG_MISSING, b->n, "an exception needs 'words'");
    b->c->acts_include = read_act_bits(b, "act");
    read_categories(b, "category");
}

#define COMMON                                                                                     \
    "id", "basis", "from", "note", "words", "zone", "zone_assumed", "language", "confirmed",       \
        "span", "rules"
#define WINDOW                                                                                     \
    "on", "at", "between", "until", "midnight", "days", "months", "count", "counted_from",         \
        "unstated", "open"
typedef struct kind_rule {
    const char *key;
    clause_kind kind;
    void (*read)(cb *b);
    const char *keys[36];
} kind_rule;

static const kind_rule kind_rules[] = {
    {"scope",
     CLAUSE_SCOPE,
     read_scope,
     {COMMON, "include", "exclude", "unclear", "default", "binds", NULL}},
    {"place", CLAUSE_PLACE, read_place, {COMMON, "states", "area", "rule", "binds", NULL}},
    {"acts", CLAUSE_ACT, read_acts, {COMMON, "count", "not", "binds", NULL}},
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
    {"renewal", CLAUSE_RENEWAL, read_renewal, {COMMON, "by", "length", "notice", "times", NULL}},
    {"termination",
     CLAUSE_TERMINATION,
     read_termination,
     {COMMON, "notice_days", "notice_months", "notice_hours", "by", "effect", NULL}},
    {"exceptions",
     CLAUSE_EXCEPTION,
     read_exception,
     {COMMON, "binds", "when", "category", "act", NULL}},
};
enum { N_KIND_RULES = sizeof kind_rules / sizeof kind_rules[0] };

static const kind_rule *rule_of(str key)
{
    for (size_t i = 0; i < N_KIND_RULES; i++) {
        if (str_is(key, kind_rules[i].key)) return &kind_rules[i];
    }
    return NULL;
}

void rd_all_clauses(rd *r, const node *map, str owner, clause_vec *out)
{
    for (size_t i = 0; i < N_KIND_RULES; i++)
        rd_clauses(r, map, kind_rules[i].key, owner, out);
}

bool rd_is_clause_list(str key)
{
    return rule_of(key) != NULL;
}

/* Clauses that an agreement has one of may go without an id and stand for what was said. */
static bool is_plain(clause_kind k)
{
    return k == CLAUSE_RENEWAL || k == CLAUSE_TERMINATION || k == CLAUSE_EXCEPTION;
}

static void read_id(cb *b, const kind_rule *rule, str owner)
{
    if (!is_plain(b->c->kind) || node_at(b->n, "id")) {
        b->c->id = rd_id(b->r, b->n);
        return;
    }
    b->c->id = arena_printf(b->r->a, STR_FMT ".%s", STR_ARG(owner), rule->key);
    if (b->c->id.ptr == NULL) b->r->fatal = TR_ERR_NOMEM;
}

/* All that it rests on is known to exist and no more. */
static bool rests_on_unknown(const agreement *ag, const str_list *from)
{
    for (size_t i = 0; i < from->n; i++) {
        const statement *s = agreement_statement(ag, from->items[i]);
        if (s == NULL || !s->existence_only) return false;
    }
    return from->n > 0;
}

static void read_common(cb *b, const kind_rule *rule, str owner)
{
    clause *c = b->c;
    str basis_word = rd_text(b->r, b->n, "basis", !is_plain(c->kind));
    read_id(b, rule, owner);
    if (basis_word.len == 0 && is_plain(c->kind)) c->basis = BASIS_TEXT;
    c->words = rd_text(b->r, b->n, "words", false);
    c->note = rd_text(b->r, b->n, "note", false);
    c->from = rd_texts(b->r, b->n, "from");
    c->language = rd_text(b->r, b->n, "language", false);
    c->unknown_text = rests_on_unknown(b->r->ag, &c->from);
    c->unconfirmed = rd_unconfirmed(b->r, b->n);
    c->binds = rd_binds(b->r, b->n, "binds", &c->binds_ids);
    c->zone_assumed = rd_yes(b->r, b->n, "zone_assumed");
    c->zone_name = rd_text(b->r, b->n, "zone", false);
    c->known_until = c->used_at = c->alleged_from = c->found_at = USEC_UNKNOWN;
    b->zone = rd_zone(b->r, b->n);
    if (basis_word.len && !basis_from(basis_word, &c->basis)) {
        rd_fault(b->r, CODE_AG_VALUE, node_at(b->n, "basis"),
                 "'basis' is one of:" BASIS_LIST(ITS_WORD));
    }
}

static void read_clause(rd *r, const kind_rule *rule, const node *n, str owner, clause_vec *out)
{
    if (!rd_map(r, n, rule->keys, "this clause")) return;
    clause c = {.kind = rule->kind, .line = n->line, .col = n->col};
    cb b = {.r = r, .n = n, .c = &c, .reading = r->reading};
    read_common(&b, rule, owner);
    rule->read(&b);
    c.alts = b.m.alts;
    c.n_alts = b.m.n_alts;
    c.hull = b.m.hull;
    clause *slot = VEC_PUSH(r->a, out);
    if (slot == NULL) {
        r->fatal = TR_ERR_NOMEM;
        return;
    }
    *slot = c;
}

void rd_one_clause(rd *r, const node *n, const char *list, str owner, clause_vec *out)
{
    const kind_rule *rule = rule_of(str_of(list));
    if (rule) read_clause(r, rule, n, owner, out);
}

void rd_clauses(rd *r, const node *map, const char *list, str owner, clause_vec *out)
{
    const node *l = node_at(map, list);
    const kind_rule *rule = rule_of(str_of(list));
    if (l && rule && is_plain(rule->kind) && l->kind == NODE_MAP) { /* there is one of it */
        read_clause(r, rule, l, owner, out);
        return;
    }
    for (const node *c = rd_list(r, map, list); c; c = c->next)
        rd_one_clause(r, c, list, owner, out);
}

void rd_window_quietly(rd *r, const node *n, const char *list, const node *of, moment *out)
{
    clause c = {.kind = str_is(str_of(list), "start") ? CLAUSE_START : CLAUSE_END};
    const node *running = node_at(n, "running_from");
    cb b = {.r = r, .n = n, .c = &c, .reading = of, .zone = rd_zone(r, n)};
    c.known_until = USEC_UNKNOWN;
    read_window(&b);
    *out = b.m;
    if (running && c.unstated && c.known_until != USEC_UNKNOWN)
        rd_add_alternative(r, out, (span){c.known_until, c.known_until});
}
