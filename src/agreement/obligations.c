/* Obligations: quantities and their parts, schedules, exchanges, deadlines. */
#include "agreement/read.h"

#define ITS_WORD(constant, word, says) " " word

typedef VEC(obligation) obligation_vec;

/* The one zone that the clauses of the reading name; empty: none, or several. */
static str zone_of_clauses(const node *of)
{
    str one = {0};
    for (const node *list = of ? of->first : NULL; list; list = list->next) {
        bool clauses = list->kind == NODE_LIST && rd_is_clause_list(list->key);
        for (const node *n = clauses ? list->first : NULL; n; n = n->next) {
            str name = n->kind == NODE_MAP ? str_trim(node_text(n, "zone")) : (str){0};
            if (name.len == 0) continue;
            if (one.len && !str_eq(one, name)) return (str){0};
            one = name;
        }
    }
    return one;
}

/* "By 15 May" is by the start of that day or by its end, as "until 15 May" is: both are kept. */
static bool by_a_day(rd *r, const iso_time *t, const tz *zone, moment *out)
{
    int64_t day = civil_to_days(t->at.year, t->at.month, t->at.day);
    usec_t from = tz_day_start(zone, day), to = tz_day_start(zone, day + 1);
    *out = (moment){.given = true};
    rd_add_alternative(r, out, (span){from, from});
    rd_add_alternative(r, out, (span){to, to});
    return true;
}

bool rd_deadline(rd *r, const node *n, const node *of, obligation *o, moment *out)
{
    iso_time t = {0};
    const tz *zone = rd_zone(r, n);
    const node *deadline = node_at(n, "deadline");
    bool text = deadline->kind == NODE_SCALAR;
    bool needs = text ? iso_parse(deadline->text, &t) && !t.has_offset : zone == NULL;
    str name = needs ? rd_text(r, n, "zone", false) : (str){0};
    bool inherited = needs && name.len == 0;
    if (inherited) name = zone_of_clauses(of);
    if (inherited && name.len && tz_find(r->zones, name, &zone) == TR_ERR_NOMEM)
        r->fatal = TR_ERR_NOMEM;
    if (o && text) o->zone_name = name;
    if (o && text) o->zone_inherited = inherited && name.len > 0;
    if (needs && text && !t.has_clock && zone != NULL) return by_a_day(r, &t, zone, out);
    return deadline->kind == NODE_LIST ? rd_moments(r, deadline, zone, out, NULL)
                                       : rd_moment(r, deadline, zone, out);
}

static int64_t quantity_of(rd *r, const node *n)
{
    return rd_int(r, n, "quantity", 0, INT64_C(1000000000000), 0);
}

static void read_parts(rd *r, const node *n, obligation *o)
{
    static const char *const keys[] = {"id",  "quantity", "unit",   "what",
                                       "per", "note",     "beside", NULL};
    VEC(quantity_part) v = {0};
    for (const node *p = rd_list(r, n, "parts"); p; p = p->next) {
        if (!rd_map(r, p, keys, "a part of a quantity")) continue;
        quantity_part *x = VEC_PUSH(r->a, &v);
        if (x == NULL) {
            r->fatal = TR_ERR_NOMEM;
            return;
        }
        *x = (quantity_part){.id = rd_id(r, p),
                             .quantity = quantity_of(r, p),
                             .unit = rd_text(r, p, "unit", false),
                             .what = rd_text(r, p, "what", false),
                             .per = rd_text(r, p, "per", false),
                             .note = rd_text(r, p, "note", false),
                             .beside = rd_yes(r, p, "beside"),
                             .line = p->line};
        if (x->quantity == 0) rd_fault(r, CODE_AG_MISSING, p, "a part needs a 'quantity'");
        if (x->unit.len == 0) x->unit = o->unit;
        if (x->per.len == 0) x->per = o->per;
        for (size_t i = 0; i + 1 < v.n; i++) {
            if (str_eq(v.items[i].id, x->id))
                rd_fault(r, CODE_AG_DUP_ID, p, "two parts have the id '" STR_FMT "'",
                         STR_ARG(x->id));
        }
    }
    o->parts = v.items;
    o->n_parts = v.n;
}

static void read_schedule(rd *r, const node *n, const tz *zone, obligation *o)
{
    static const char *const keys[] = {"by", "quantity", "id", "zone", NULL};
    VEC(schedule_step) v = {0};
    for (const node *p = rd_list(r, n, "schedule"); p; p = p->next) {
        if (!rd_map(r, p, keys, "a step of a schedule")) continue;
        schedule_step *x = VEC_PUSH(r->a, &v);
        const node *by = node_at(p, "by");
        const tz *own = node_at(p, "zone") ? rd_zone(r, p) : zone;
        if (x == NULL) {
            r->fatal = TR_ERR_NOMEM;
            return;
        }
        *x = (schedule_step){
            .quantity = quantity_of(r, p), .id = rd_text(r, p, "id", false), .line = p->line};
        if (by == NULL) rd_fault(r, CODE_AG_MISSING, p, "a step needs 'by', its time");
        if (by) (void)rd_moment(r, by, own, &x->by);
        if (x->quantity == 0) rd_fault(r, CODE_AG_MISSING, p, "a step needs a 'quantity'");
    }
    o->schedule = v.items;
    o->n_schedule = v.n;
}

/* "1:30", "1:50": so many given for so many that come back. */
static bool read_ratio(rd *r, const node *n, exchange_ratio *out)
{
    str text = n->kind == NODE_SCALAR ? str_trim(n->text) : (str){0};
    size_t at = str_find(text, ':');
    if (n->kind == NODE_SCALAR && at < text.len &&
        str_to_i64(str_upto(text, at), 1, 1000000, &out->gives) &&
        str_to_i64(str_from(text, at + 1), 1, 1000000, &out->gets))
        return true;
    rd_fault(r, CODE_AG_VALUE, n, "a ratio is two whole numbers, such as \"1:30\"");
    return false;
}

static void add_ratio(rd *r, const node *n, str of, exchange_rule *x, size_t *cap)
{
    exchange_ratio one = {.category = of, .line = n->line};
    if (!read_ratio(r, n, &one)) return;
    exchange_ratio *slot = vec_push(r->a, (void *)&x->ratios, &x->n_ratios, cap, sizeof *slot);
    if (slot == NULL) {
        r->fatal = TR_ERR_NOMEM;
        return;
    }
    *slot = one;
}

static void read_exchange(rd *r, const node *n, obligation *o)
{
    static const char *const keys[] = {"gives", "gets", "ratio", "by_category", NULL};
    const node *x = node_at(n, "exchange");
    size_t cap = 0;
    if (x == NULL || !rd_map(r, x, keys, "an exchange")) return;
    o->exchange = (exchange_rule){
        .given = true, .gives = rd_text(r, x, "gives", true), .gets = rd_text(r, x, "gets", true)};
    const node *ratio = node_at(x, "ratio"), *by = node_at(x, "by_category");
    if (ratio) add_ratio(r, ratio, (str){0}, &o->exchange, &cap);
    if (by && by->kind != NODE_MAP)
        rd_fault(r, CODE_AG_SHAPE, by, "'by_category' is a map from category to ratio");
    for (const node *m = by && by->kind == NODE_MAP ? by->first : NULL; m; m = m->next)
        add_ratio(r, m, m->key, &o->exchange, &cap);
    if (!ratio && !by)
        rd_fault(r, CODE_AG_MISSING, x, "an exchange needs a 'ratio', or one 'by_category'");
}

static void read_presence(rd *r, const node *n, obligation *o)
{
    str_list words = rd_texts(r, n, "allows");
    for (size_t i = 0; i < words.n; i++) {
        activity a;
        if (activity_from(words.items[i], &a)) {
            o->allows |= UINT32_C(1) << a;
            continue;
        }
        rd_fault(r, CODE_AG_VALUE, node_at(n, "allows"),
                 "'allows' is one of:" ACTIVITY_LIST(ITS_WORD));
    }
    rd_weapon_set(r, n, "weapon_class", &o->weapon_classes, &o->weapons);
}

static void check_needs(rd *r, const node *n, const obligation *o)
{
    const node *deadline = node_at(n, "deadline");
    if (o->kind == OBL_PERFORM_AT_RATE && (o->quantity == 0 || o->per.len == 0)) {
        rd_fault(r, CODE_AG_MISSING, n, "a rate needs 'quantity', 'unit' and 'per'");
    }
    if (o->kind == OBL_PERFORM_BY && deadline == NULL && o->note.len == 0 && o->n_schedule == 0) {
        rd_fault(r, CODE_AG_MISSING, n,
                 "perform_by needs a 'deadline', or a 'note' that says that none was stated");
    }
    if (o->kind == OBL_STAY_OUT && o->area == NULL)
        rd_fault(r, CODE_AG_MISSING, n, "stay_out needs an 'area'");
}

static void read_obligation(rd *r, const node *n, const node *of, obligation_vec *out)
{
    static const char *const keys[] = {
        "id",       "kind",      "owed_by",      "owed_to",  "what",     "note",     "from",
        "category", "area",      "rule",         "quantity", "unit",     "per",      "deadline",
        "zone",     "binds",     "notice_hours", "parts",    "schedule", "exchange", "weapon_class",
        "allows",   "confirmed", "span",         "rules",    "ships",    "counted",  "order",
        NULL};
    if (!rd_map(r, n, keys, "an obligation")) return;
    obligation o = {.unconfirmed = rd_unconfirmed(r, n),
                    .line = n->line,
                    .deadline = {USEC_UNKNOWN, USEC_UNKNOWN}};
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
    o.outside = rd_area_rule(r, n);
    o.quantity = quantity_of(r, n);
    o.unit = rd_text(r, n, "unit", false);
    o.per = rd_text(r, n, "per", false);
    o.notice_hours = rd_int(r, n, "notice_hours", 0, 100000, 0);
    o.binds = rd_binds(r, n, "binds", &o.binds_ids);
    if (node_at(n, "deadline") && rd_deadline(r, n, of, &o, &o.due))
        o.deadline = moment_hull(&o.due);
    read_parts(r, n, &o);
    const tz *zone = rd_zone(r, n);
    str inherited = zone ? (str){0} : zone_of_clauses(of);
    if (inherited.len && tz_find(r->zones, inherited, &zone) == TR_ERR_NOMEM)
        r->fatal = TR_ERR_NOMEM;
    read_schedule(r, n, zone, &o);
    read_exchange(r, n, &o);
    read_presence(r, n, &o);
    rd_sea_obligation(r, n, &o);
    check_needs(r, n, &o);
    obligation *slot = VEC_PUSH(r->a, out);
    if (slot == NULL) {
        r->fatal = TR_ERR_NOMEM;
        return;
    }
    *slot = o;
}

void rd_obligations(rd *r, const node *n, reading *out)
{
    obligation_vec v = {0};
    for (const node *c = rd_list(r, n, "obligations"); c; c = c->next)
        read_obligation(r, c, n, &v);
    out->obligations = v.items;
    out->n_obligations = v.n;
}
