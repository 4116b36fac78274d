/* Instants that hang on others: "48 hours after the list is handed over". Each is worked out when
 * somebody asks for it, from the node that has the id, so that the order of the file does not
 * matter; a circle is found on the way. */
#include "agreement/read.h"

enum { MAX_CHAIN = 500 };

static named *name_at(const rd *r, str id)
{
    size_t at;
    return idmap_find(&r->ids, id, &at) ? &r->names[at] : NULL;
}

const named *rd_named(const rd *r, str id)
{
    return name_at(r, id);
}

typedef VEC(named) named_vec;

static void index_list(rd *r, named_vec *v, const node *list, const char *name, const node *of)
{
    if (list == NULL || list->kind == NODE_SCALAR) return;
    bool one = list->kind == NODE_MAP;
    for (const node *n = one ? list : list->first; n && r->fatal == TR_OK;
         n = one ? NULL : n->next) {
        str id = n->kind == NODE_MAP ? str_trim(node_text(n, "id")) : (str){0};
        size_t at;
        if (id.len == 0 || idmap_find(&r->ids, id, &at)) continue; /* twice: told elsewhere */
        named *x = VEC_PUSH(r->a, v);
        if (x == NULL || idmap_add(&r->ids, r->a, id, v->n - 1) != TR_OK) {
            r->fatal = TR_ERR_NOMEM;
            return;
        }
        *x = (named){.id = id, .n = n, .reading = of, .list = name};
    }
}

void rd_index(rd *r, const node *root)
{
    static const char *const lists[] = {"start",       "end",       "conditions", "release",
                                        "suspension",  "extension", "renewal",    "termination",
                                        "obligations", NULL};
    static const char *const tops[] = {"events", "conditions", "phases", "readings", NULL};
    named_vec v = {0};
    for (size_t i = 0; tops[i]; i++)
        index_list(r, &v, node_at(root, tops[i]), tops[i], NULL);
    const node *readings = node_at(root, "readings");
    const node *first = readings && readings->kind == NODE_LIST ? readings->first : NULL;
    for (const node *n = first; n; n = n->next) {
        for (size_t i = 0; n->kind == NODE_MAP && lists[i]; i++)
            index_list(r, &v, node_at(n, lists[i]), lists[i], n);
    }
    r->names = v.items;
    r->n_names = v.n;
}

/* ---- Alternatives */

static bool same_span(span a, span b)
{
    return a.from == b.from && a.to == b.to;
}

/* One that is there already says nothing new. */
void rd_add_alternative(rd *r, moment *m, span s)
{
    m->given = true;
    for (size_t i = 0; i < m->n_alts; i++) {
        if (same_span(m->alts[i], s)) return;
    }
    if ((m->hull && m->n_alts) || m->n_alts == MAX_ALTERNATIVES) {
        span all = moment_hull(m);
        m->alts[0] = (span){s.from < all.from ? s.from : all.from, s.to > all.to ? s.to : all.to};
        m->n_alts = 1;
        m->hull = true;
        return;
    }
    if (m->n_alts == 0) m->alts = arena_alloc_n(r->a, MAX_ALTERNATIVES, sizeof *m->alts);
    if (m->alts == NULL) {
        r->fatal = TR_ERR_NOMEM;
        return;
    }
    m->alts[m->n_alts++] = s;
}

/* ---- Calendar */

static int64_t local_days(const tz *z, usec_t t)
{
    civil c = tz_to_local(z, t);
    return civil_to_days(c.year, c.month, c.day);
}

static civil months_on(civil c, int64_t months)
{
    int64_t m = (int64_t)c.year * 12 + (c.month - 1) + months;
    c.year = (int)(m / 12);
    c.month = (int)(m % 12) + 1;
    int last = days_in_month(c.year, c.month);
    if (c.day > last) c.day = last;
    return c;
}

usec_t rd_later(const tz *zone, usec_t t, int64_t length, time_unit unit)
{
    if (unit == TIME_UNIT_HOURS) return t + length * USEC_HOUR;
    if (unit == TIME_UNIT_NONE) return t;
    civil c = zone ? tz_to_local(zone, t) : usec_to_civil(t);
    if (unit == TIME_UNIT_MONTHS) {
        c = months_on(c, length);
    } else {
        days_to_civil(civil_to_days(c.year, c.month, c.day) + length, &c.year, &c.month, &c.day);
    }
    return zone ? tz_to_utc(zone, &c).from : civil_to_usec(&c);
}

static usec_t month_later(const tz *z, usec_t t, int64_t months)
{
    civil c = months_on(tz_to_local(z, t), months);
    return tz_day_start(z, civil_to_days(c.year, c.month, c.day));
}

void rd_count(rd *r, const tz *z, day_count how, int64_t length, span start, moment *out)
{
    usec_t whole = length * USEC_DAY;
    switch (how) {
    case COUNT_ELAPSED:
        rd_add_alternative(r, out, (span){start.from + whole, start.to + whole});
        return;
    case COUNT_INCLUSIVE:
    case COUNT_EXCLUSIVE: {
        int64_t n = length + (how == COUNT_EXCLUSIVE);
        rd_add_alternative(r, out,
                           (span){tz_day_start(z, local_days(z, start.from) + n),
                                  tz_day_start(z, local_days(z, start.to) + n)});
        return;
    }
    case COUNT_MONTH:
        rd_add_alternative(
            r, out, (span){month_later(z, start.from, length), month_later(z, start.to, length)});
        return;
    case COUNT_NONE:
    case COUNT__N: return;
    }
}

/* ---- {after: ID, days: N, count: .., zone: ..} */

static bool read_length(rd *r, const node *n, after_rule *x)
{
    static const struct {
        const char *key;
        time_unit unit;
    } units[] = {
        {"hours", TIME_UNIT_HOURS}, {"days", TIME_UNIT_DAYS}, {"months", TIME_UNIT_MONTHS}};
    int given = 0;
    for (size_t i = 0; i < 3; i++) {
        if (node_at(n, units[i].key) == NULL) continue;
        given++;
        x->unit = units[i].unit;
        x->length = rd_int(r, n, units[i].key, 0, i == 0 ? 876000 : 36500, -1);
    }
    if (given > 1) rd_fault(r, CODE_AG_VALUE, n, "one of hours, days, months is enough");
    return given <= 1 && x->length >= 0;
}

static unsigned read_counts(rd *r, const node *n, after_rule *x)
{
    str_list words = rd_texts(r, n, "count");
    unsigned bits = 0;
    for (size_t i = 0; i < words.n; i++) {
        day_count d;
        if (day_count_from(words.items[i], &d)) {
            bits |= 1u << d;
            continue;
        }
        rd_fault(r, CODE_AG_VALUE, node_at(n, "count"), "'" STR_FMT "' is no day count",
                 STR_ARG(words.items[i]));
    }
    if (x->unit == TIME_UNIT_MONTHS) return 1u << COUNT_MONTH;
    x->count_unstated = x->unit == TIME_UNIT_DAYS && words.n == 0;
    if (x->count_unstated)
        bits = 1u << COUNT_INCLUSIVE | 1u << COUNT_EXCLUSIVE | 1u << COUNT_ELAPSED;
    return bits;
}

static void count_all(rd *r, const after_rule *x, unsigned counts, const tz *zone,
                      const moment *from, moment *out)
{
    for (size_t i = 0; i < from->n_alts; i++) {
        span s = from->alts[i];
        if (x->unit == TIME_UNIT_NONE || x->unit == TIME_UNIT_HOURS) {
            usec_t more = x->unit == TIME_UNIT_HOURS ? x->length * USEC_HOUR : 0;
            rd_add_alternative(r, out, (span){s.from + more, s.to + more});
        }
        for (unsigned how = 1; x->unit >= TIME_UNIT_DAYS && how < COUNT__N; how++) {
            moment one = {0};
            if (counts >> how & 1) rd_count(r, zone, (day_count)how, x->length, s, &one);
            for (size_t k = 0; k < one.n_alts; k++)
                rd_add_alternative(r, out, one.alts[k]);
        }
    }
}

static bool after_moment(rd *r, const node *n, const tz *zone, moment *out)
{
    static const char *const keys[] = {"after", "hours", "days", "months", "count", "zone", NULL};
    after_rule *x = arena_alloc(r->a, sizeof *x);
    if (x == NULL) r->fatal = TR_ERR_NOMEM;
    if (x == NULL || !rd_map(r, n, keys, "an instant after another")) return false;
    *x = (after_rule){.id = rd_text(r, n, "after", true), .line = n->line, .col = n->col};
    bool ok = read_length(r, n, x) && x->id.len > 0;
    unsigned counts = read_counts(r, n, x);
    if (node_at(n, "zone")) zone = rd_zone(r, n);
    x->zone_name = rd_text(r, n, "zone", false);
    bool calendar = x->unit >= TIME_UNIT_DAYS && counts != 1u << COUNT_ELAPSED;
    if (ok && calendar && zone == NULL && node_at(n, "zone") == NULL) {
        rd_fault(r, CODE_AG_TIME, n, "a count of calendar days or months needs a zone of time");
        ok = false;
    }
    if (!ok || (calendar && zone == NULL)) return false;
    const moment *from = rd_instants_of(r, x->id, node_at(n, "after"));
    if (from == NULL) return false;
    *out = (moment){.given = true, .hull = from->hull, .after = x};
    count_all(r, x, counts, zone, from, out);
    return true;
}

bool rd_moment(rd *r, const node *n, const tz *zone, moment *out)
{
    usec_t t;
    *out = (moment){0};
    if (n->kind == NODE_MAP) return after_moment(r, n, zone, out);
    if (!rd_instant(r, n, zone, &t, NULL)) return false;
    rd_add_alternative(r, out, (span){t, t});
    return true;
}

bool rd_moments(rd *r, const node *n, const tz *zone, moment *out, const after_rule **to)
{
    moment a, b;
    *out = (moment){0};
    if (n->kind != NODE_LIST || n->n != 2) {
        rd_fault(r, CODE_AG_SHAPE, n, "two times are expected: [earliest, latest]");
        return false;
    }
    if (!rd_moment(r, n->first, zone, &a) || !rd_moment(r, n->last, zone, &b)) return false;
    out->given = true;
    out->hull = a.hull || b.hull;
    out->after = a.after;
    if (to) *to = b.after;
    for (size_t i = 0; i < a.n_alts; i++) {
        for (size_t k = 0; k < b.n_alts; k++) {
            span s = {a.alts[i].from, b.alts[k].to};
            if (s.from <= s.to) rd_add_alternative(r, out, s);
        }
    }
    bool both = a.n_alts && b.n_alts;
    if (both && out->n_alts == 0)
        rd_fault(r, CODE_AG_TIME, n->last, "the latest time lies before the earliest");
    return !both || out->n_alts;
}

void rd_when(rd *r, const node *map, const tz *zone, moment *out)
{
    const node *at = node_at(map, "at"), *between = node_at(map, "between");
    *out = (moment){0};
    if (at && between) rd_fault(r, CODE_AG_VALUE, between, "one of at, between is enough");
    if (at) (void)rd_moment(r, at, zone, out);
    if (between && !at) (void)rd_moments(r, between, zone, out, NULL);
}

/* ---- What an id stands for */

size_t rd_recorded(const rd *r, str id)
{
    size_t lo = 0, hi = r->n_recorded;
    while (lo < hi) {
        size_t mid = lo + (hi - lo) / 2;
        if (str_cmp_natural(r->recorded[mid].id, id) < 0)
            lo = mid + 1;
        else
            hi = mid;
    }
    return lo;
}

static void event_instants(rd *r, named *x)
{
    moment own;
    rd_when(r, x->n, rd_zone(r, x->n), &own);
    x->at.hull = own.hull;
    for (size_t i = 0; i < own.n_alts; i++)
        rd_add_alternative(r, &x->at, own.alts[i]);
    for (size_t i = rd_recorded(r, x->id);
         i < r->n_recorded && str_cmp_natural(r->recorded[i].id, x->id) == 0; i++) {
        if (str_eq(r->recorded[i].id, x->id) && span_known(r->recorded[i].at))
            rd_add_alternative(r, &x->at, r->recorded[i].at);
    }
}

/* The last change to "met": from then on it has been met. */
static void condition_instants(rd *r, named *x)
{
    const node *met = NULL;
    for (const node *n = rd_list(r, x->n, "states"); n; n = n->next) {
        if (n->kind == NODE_MAP && str_is(str_trim(node_text(n, "state")), "met")) met = n;
    }
    if (met) rd_when(r, met, rd_zone(r, met), &x->at);
}

static void all_starts(rd *r, const node *of, moment *out)
{
    const node *list = node_at(of, "start");
    const node *first = list && list->kind == NODE_LIST ? list->first : NULL;
    for (const node *n = first; n; n = n->next) {
        str id = n->kind == NODE_MAP ? str_trim(node_text(n, "id")) : (str){0};
        const moment *m = id.len && rd_named(r, id) ? rd_instants_of(r, id, n) : NULL;
        for (size_t i = 0; m && i < m->n_alts; i++)
            rd_add_alternative(r, out, m->alts[i]);
    }
}

static void expr_instants(rd *r, const node *n, const tz *zone, moment *out);

/* All of them: the latest of each combination. */
static void combine(rd *r, const node *list, const tz *zone, bool all, moment *out)
{
    bool first = true, open = false;
    moment sum = {0};
    for (const node *n = list->kind == NODE_LIST ? list->first : NULL; n; n = n->next) {
        moment one = {0}, next = {0};
        expr_instants(r, n, zone, &one);
        open = open || one.n_alts == 0;
        if (first || !all) {
            for (size_t i = 0; i < one.n_alts; i++)
                rd_add_alternative(r, &sum, one.alts[i]);
        }
        for (size_t i = 0; !first && all && i < sum.n_alts; i++) {
            for (size_t k = 0; k < one.n_alts; k++) {
                span a = sum.alts[i], b = one.alts[k];
                rd_add_alternative(
                    r, &next, (span){a.from > b.from ? a.from : b.from, a.to > b.to ? a.to : b.to});
            }
        }
        if (!first && all) sum = next;
        first = false;
    }
    if (all && open) sum.n_alts = 0; /* one of them is not dated */
    *out = sum;
}

/* When an expression becomes true, as far as that is an instant. */
static void expr_instants(rd *r, const node *n, const tz *zone, moment *out)
{
    if (n->kind == NODE_SCALAR) {
        const moment *m = rd_instants_of(r, str_trim(n->text), n);
        if (m) *out = *m;
        return;
    }
    if (n->kind != NODE_MAP) return;
    if (node_at(n, "all_of")) combine(r, node_at(n, "all_of"), zone, true, out);
    if (node_at(n, "any_of")) combine(r, node_at(n, "any_of"), zone, false, out);
    if (node_at(n, "after")) (void)rd_moment(r, n, zone, out);
    if (node_at(n, "at") || node_at(n, "between")) {
        const tz *own = node_at(n, "zone") ? rd_zone(r, n) : zone;
        rd_when(r, n, own, out);
    }
}

static void phase_instants(rd *r, named *x)
{
    const node *begins = node_at(x->n, "begins");
    if (begins) {
        expr_instants(r, begins, rd_zone(r, x->n), &x->at);
        return;
    }
    const node *own = r->reading;
    if (own && str_eq(str_trim(node_text(own, "phase")), x->id)) {
        all_starts(r, own, &x->at);
        x->state = 0; /* another reading has other starts */
        return;
    }
    for (size_t i = 0; i < r->n_names; i++) {
        const named *y = &r->names[i];
        if (y->list == NULL || !str_is(str_of(y->list), "readings")) continue;
        if (str_eq(str_trim(node_text(y->n, "phase")), x->id)) all_starts(r, y->n, &x->at);
    }
}

static void obligation_instants(rd *r, named *x)
{
    const node *deadline = node_at(x->n, "deadline");
    if (deadline) (void)r->deadline(r, x->n, x->reading, NULL, &x->at);
}

static void work_out(rd *r, named *x)
{
    str list = str_of(x->list);
    bool was = r->mute;
    r->mute = true; /* its own faults are told where it is read */
    x->at = (moment){.given = true};
    if (str_is(list, "events")) event_instants(r, x);
    if (str_is(list, "conditions")) condition_instants(r, x);
    if (str_is(list, "phases")) phase_instants(r, x);
    if (str_is(list, "readings")) all_starts(r, x->n, &x->at);
    if (str_is(list, "obligations")) obligation_instants(r, x);
    if (str_is(list, "start") || str_is(list, "end"))
        r->window(r, x->n, x->list, x->reading, &x->at);
    if (str_is(list, "extension") && node_at(x->n, "until"))
        (void)rd_moment(r, node_at(x->n, "until"), rd_zone(r, x->n), &x->at);
    if (str_is(list, "suspension") && node_at(x->n, "begins"))
        (void)rd_moments(r, node_at(x->n, "begins"), rd_zone(r, x->n), &x->at, NULL);
    r->mute = was;
    x->at.given = true;
}

/* Whatever the order of the lines: what hangs on an instant that is worked out is as long. */
static void say_too_long(rd *r, const node *at)
{
    bool was = r->mute;
    r->mute = false;
    r->chain_told = true;
    rd_fault(r, CODE_LIMIT, at, "more than %d instants that hang on one another", MAX_CHAIN);
    r->mute = was;
}

const moment *rd_instants_of(rd *r, str id, const node *at)
{
    named *x = name_at(r, id);
    bool was = r->mute;
    if (x == NULL) {
        rd_fault(r, CODE_AG_REF, at,
                 "no clause, phase, obligation, event or reading has the id '" STR_FMT "'",
                 STR_ARG(id));
        return NULL;
    }
    if (x->state == 1) {
        r->mute = false; /* told once, where the circle closes */
        rd_fault(r, CODE_AG_CYCLE, at,
                 "the time of '" STR_FMT
                 "' (line %u, column %u) hangs on itself by way of this one",
                 STR_ARG(id), x->n->line, x->n->col);
        r->mute = was;
        return NULL;
    }
    bool known = x->state == 2;
    if (r->depth + (known ? x->height : 1) > MAX_CHAIN) {
        if (!r->chain_told) say_too_long(r, at);
        return NULL;
    }
    unsigned beside = r->height;
    if (!known) {
        x->state = 1;
        r->depth++;
        r->height = 0;
        work_out(r, x);
        r->depth--;
        x->height = r->height + 1;
        x->state = x->state == 0 ? 0 : 2;
    }
    r->height = x->height > beside ? x->height : beside;
    return &x->at;
}

void rd_begun(rd *r, const node *n, reading *out)
{
    const named *p = rd_named(r, out->phase);
    const node *own = node_at(n, "begins");
    const node *begins = own                                      ? own
                         : p && str_is(str_of(p->list), "phases") ? node_at(p->n, "begins")
                                                                  : NULL;
    bool was = r->mute;
    if (begins == NULL) return;
    r->mute = true;
    expr_instants(r, begins, rd_zone(r, own ? n : p->n), &out->begun);
    out->begun.given = true;
    r->mute = was;
}

/* ---- Changes of state */

void rd_changes(rd *r, const node *map, const char *key, const char *const *words,
                state_change **out, size_t *n_out)
{
    static const char *const keys[] = {"state", "at", "between", "zone", "from", "note", NULL};
    VEC(state_change) v = {0};
    for (const node *n = rd_list(r, map, key); n; n = n->next) {
        state_change c = {.at = {USEC_UNKNOWN, USEC_UNKNOWN}, .line = n->line};
        if (!rd_map(r, n, keys, "a change of state")) continue;
        c.state = rd_text(r, n, "state", true);
        size_t i = 0;
        while (words[i] && !str_is(c.state, words[i]))
            i++;
        if (c.state.len && words[i] == NULL) {
            rd_fault(r, CODE_AG_VALUE, node_at(n, "state"),
                     "'" STR_FMT "' is no state that this list knows", STR_ARG(c.state));
        }
        const tz *zone = rd_zone(r, n);
        const node *at = node_at(n, "at"), *between = node_at(n, "between");
        moment when = {0};
        if (at) (void)rd_moment(r, at, zone, &when);
        if (between) (void)rd_moments(r, between, zone, &when, NULL);
        if (when.n_alts) c.at = moment_hull(&when);
        if (!at && !between) rd_fault(r, CODE_AG_MISSING, n, "'at' or 'between' is missing");
        c.from = rd_texts(r, n, "from");
        state_change *slot = VEC_PUSH(r->a, &v);
        if (slot == NULL) {
            r->fatal = TR_ERR_NOMEM;
            return;
        }
        if (v.n > 1 && span_known(c.at) && span_known(v.items[v.n - 2].at) &&
            c.at.from < v.items[v.n - 2].at.from) {
            rd_fault(r, CODE_AG_TIME, n, "changes of state stand in the order of time");
        }
        *slot = c;
    }
    *out = v.items;
    *n_out = v.n;
}
