#include "agreement/read.h"

#include <stdarg.h>

void rd_fault(rd *r, diag_code code, const node *at, const char *fmt, ...)
{
    static const node start = {.line = 1, .col = 1};
    if (r->mute) return;
    if (at == NULL) at = &start; /* of a key that is not there */
    tr_diag *d = diag_list_push(r->a, r->faults);
    va_list ap;
    va_start(ap, fmt);
    diag_vset(d, code, r->file, at->line, at->col, fmt, ap);
    va_end(ap);
}

static void key_fault(rd *r, diag_code code, const node *member, const char *what)
{
    node at = {.line = member->key_line, .col = member->key_col};
    rd_fault(r, code, &at, "'" STR_FMT "' has no place in %s", STR_ARG(member->key), what);
}

bool rd_map(rd *r, const node *n, const char *const *keys, const char *what)
{
    if (n->kind != NODE_MAP) {
        rd_fault(r, CODE_AG_SHAPE, n, "%s must be a map of keys and values", what);
        return false;
    }
    for (const node *m = n->first; m; m = m->next) {
        size_t i = 0;
        while (keys[i] && !str_is(m->key, keys[i]))
            i++;
        if (keys[i] == NULL) key_fault(r, CODE_AG_KEY, m, what);
    }
    return true;
}

bool rd_unconfirmed(rd *r, const node *map)
{
    str s = rd_text(r, map, "confirmed", false);
    if (s.len && !str_is(s, "no") && !str_is(s, "yes"))
        rd_fault(r, CODE_AG_VALUE, node_at(map, "confirmed"), "'confirmed' is yes or no");
    return str_is(s, "no");
}

str rd_text(rd *r, const node *map, const char *key, bool needed)
{
    const node *n = node_at(map, key);
    if (n == NULL) {
        if (needed) rd_fault(r, CODE_AG_MISSING, map, "'%s' is missing", key);
        return (str){0};
    }
    if (n->kind != NODE_SCALAR) {
        rd_fault(r, CODE_AG_SHAPE, n, "'%s' must be a text", key);
        return (str){0};
    }
    str s = str_trim(n->text);
    if (needed && s.len == 0) rd_fault(r, CODE_AG_MISSING, n, "'%s' is empty", key);
    return s;
}

/* Ids stand in tables, file names of parts and sentences. */
str rd_id(rd *r, const node *map)
{
    str s = rd_text(r, map, "id", true);
    for (size_t i = 0; i < s.len; i++) {
        unsigned char c = (unsigned char)s.ptr[i];
        if (c >= 0x20 && c != 0x7f) continue;
        rd_fault(r, CODE_AG_ID, node_at(map, "id"), "the id holds the control character U+%04X", c);
        break;
    }
    return s;
}

int64_t rd_int(rd *r, const node *map, const char *key, int64_t min, int64_t max, int64_t absent)
{
    const node *n = node_at(map, key);
    int64_t v;
    if (n == NULL) return absent;
    if (n->kind != NODE_SCALAR || !str_to_i64(n->text, min, max, &v)) {
        rd_fault(r, CODE_AG_RANGE, n, "'%s' must be a whole number from %lld to %lld", key,
                 (long long)min, (long long)max);
        return absent;
    }
    return v;
}

bool rd_yes(rd *r, const node *map, const char *key)
{
    const node *n = node_at(map, key);
    if (n == NULL) return false;
    if (n->kind == NODE_SCALAR && (str_is(n->text, "yes") || str_is(n->text, "true"))) return true;
    if (n->kind == NODE_SCALAR && (str_is(n->text, "no") || str_is(n->text, "false"))) return false;
    rd_fault(r, CODE_AG_VALUE, n, "'%s' must be yes or no", key);
    return false;
}

static void add_text(rd *r, str_list *l, const node *n)
{
    if (n->kind != NODE_SCALAR) {
        rd_fault(r, CODE_AG_SHAPE, n, "a text is expected here");
        return;
    }
    str *s = VEC_PUSH(r->a, l);
    if (s == NULL) {
        r->fatal = TR_ERR_NOMEM;
        return;
    }
    *s = str_trim(n->text);
}

str_list rd_texts(rd *r, const node *map, const char *key)
{
    str_list l = {0};
    const node *n = node_at(map, key);
    if (n == NULL) return l;
    if (n->kind == NODE_SCALAR) add_text(r, &l, n);
    if (n->kind == NODE_MAP)
        rd_fault(r, CODE_AG_SHAPE, n, "'%s' must be a text or a list of texts", key);
    if (n->kind == NODE_LIST) {
        for (const node *c = n->first; c; c = c->next)
            add_text(r, &l, c);
    }
    return l;
}

const node *rd_list(rd *r, const node *map, const char *key)
{
    const node *n = node_at(map, key);
    if (n == NULL) return NULL;
    if (n->kind != NODE_LIST) {
        rd_fault(r, CODE_AG_SHAPE, n, "'%s' must be a list", key);
        return NULL;
    }
    return n->first;
}

const tz *rd_zone(rd *r, const node *map)
{
    const node *n = node_at(map, "zone");
    const tz *z = NULL;
    if (n == NULL) return NULL;
    tr_err e = n->kind == NODE_SCALAR ? tz_find(r->zones, n->text, &z) : TR_ERR_ABSENT;
    if (e == TR_ERR_NOMEM) r->fatal = e;
    if (e != TR_OK) {
        rd_fault(r, CODE_AG_ZONE, n, "'" STR_FMT "' is no zone of the tz database",
                 STR_ARG(n->kind == NODE_SCALAR ? n->text : STR("(not a text)")));
        return NULL;
    }
    return z;
}

bool rd_instant(rd *r, const node *n, const tz *zone, usec_t *out, bool *has_clock)
{
    iso_time t;
    if (n->kind != NODE_SCALAR || !iso_parse(n->text, &t)) {
        rd_fault(r, CODE_AG_TIME, n, "'" STR_FMT "' is not a time",
                 STR_ARG(n->kind == NODE_SCALAR ? n->text : STR("(not a text)")));
        return false;
    }
    if (has_clock) *has_clock = t.has_clock;
    if (t.has_offset) {
        *out = civil_to_usec(&t.at) - t.offset_sec * USEC_SEC;
        return true;
    }
    if (zone == NULL) {
        rd_fault(r, CODE_AG_TIME, n, "'" STR_FMT "' needs a zone of time", STR_ARG(n->text));
        return false;
    }
    span s = tz_to_utc(zone, &t.at);
    if (s.from != s.to) {
        rd_fault(r, CODE_AG_TIME, n, "'" STR_FMT "' occurs twice in this zone; write it with Z",
                 STR_ARG(n->text));
        return false;
    }
    *out = s.from;
    return true;
}

const area_zone *rd_area(rd *r, const node *map)
{
    const node *n = node_at(map, "area");
    if (n == NULL) return NULL;
    for (size_t i = 0; n->kind == NODE_SCALAR && i < r->ag->n_zones; i++) {
        if (str_eq(r->ag->zones[i].id, n->text)) return &r->ag->zones[i];
    }
    rd_fault(r, CODE_AG_REF, n, "no zone has this id");
    return NULL;
}

bool rd_area_rule(rd *r, const node *n)
{
    str rule = rd_text(r, n, "rule", false);
    if (rule.len && !str_is(rule, "outside") && !str_is(rule, "inside"))
        rd_fault(r, CODE_AG_VALUE, node_at(n, "rule"), "'rule' is inside or outside");
    return str_is(rule, "outside");
}
