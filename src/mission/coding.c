#include "mission/coding_parts.h"

static tr_err refuse(fold *f, diag_code code, const char *words, str id)
{
    diag_set(f->diag, code, "", 0, 0, "'" STR_FMT "' %s", STR_ARG(id), words);
    return TR_ERR_DATA;
}

static bool is_taken(const state *s, str id)
{
    for (size_t i = 0; i < s->incidents.n; i++) {
        if (str_eq(s->incidents.items[i].id, id)) return true;
    }
    for (size_t i = 0; i < s->claims.n; i++) {
        if (str_eq(s->claims.items[i].id, id)) return true;
    }
    return coding_find_line(s, id) != NULL;
}

static bool is_reserved(str id)
{
    int64_t n;
    size_t colon = str_find(id, ':');
    if (str_starts(id, "O-") || str_starts(id, "K-"))
        return str_to_i64(str_from(id, 2), 0, INT64_MAX, &n);
    return colon < id.len && str_to_i64(str_upto(id, colon), 0, INT64_MAX, &n);
}

/* Only what was coded here can be changed or dropped: an imported row is its source's. */
static tr_err check_id(fold *f, const code_order *o, const coding_line **old)
{
    bool make = strcmp(o->act, "make") == 0;
    *old = coding_find_line(f->s, o->id);
    if (make && is_reserved(o->id))
        return refuse(f, CODE_CODING, "has the form of the program's own ids (O-17, K-21, 14:203)",
                      o->id);
    if (make && o->id.len && is_taken(f->s, o->id))
        return refuse(f, CODE_CODING, "is the id of something else in the record", o->id);
    if (!make && *old == NULL)
        return refuse(f, CODE_CODING, "was not coded here, so it cannot be changed or dropped here",
                      o->id);
    if (strcmp(o->act, "drop") == 0 && (*old)->dropped)
        return refuse(f, CODE_CODING, "was dropped already", o->id);
    return TR_OK;
}

static tr_err push_once(arena *a, str_list *l, str s)
{
    for (size_t i = 0; i < l->n; i++) {
        if (str_eq(l->items[i], s)) return TR_OK;
    }
    return coding_push_text(a, l, s);
}

/* A stated latitude is of another place than the longitude that stood beside the old one. */
static bool is_of_old_place(const field_vec *stated, str name)
{
    bool moved = coding_find_field(stated, "lat") || coding_find_field(stated, "lon");
    return moved && (str_is(name, "lat") || str_is(name, "lon") || str_is(name, "radius_m"));
}

static tr_err keep_field(arena *a, field_vec *v, const coded_field *x)
{
    coded_field *slot = coding_find_field(v, arena_str(a, x->name).ptr);
    if (slot == NULL) slot = VEC_PUSH(a, v);
    if (slot == NULL) return TR_ERR_NOMEM;
    *slot = *x;
    return TR_OK;
}

/* First what the person states, then what stood, then what the records say. */
static tr_err fields_of(fold *f, const code_order *o, const coding_line *old, field_vec *out,
                        str_list *records, str_list *differ)
{
    for (size_t i = 0; i < o->stated.n; i++) {
        const coded_field *x = &o->stated.items[i];
        if (!coding_field_ok(x->name))
            return refuse(f, CODE_CODING, "is not a field of an incident", x->name);
        TR_TRY(keep_field(f->a, out, x));
    }
    for (size_t i = 0; old && i < old->n_fields; i++) {
        str name = arena_str(f->a, old->fields[i].name);
        if (name.ptr == NULL) return TR_ERR_NOMEM;
        if (is_of_old_place(&o->stated, name)) continue;
        if (coding_find_field(out, name.ptr) == NULL)
            TR_TRY(keep_field(f->a, out, &old->fields[i]));
    }
    for (size_t i = 0; old && i < old->records.n; i++)
        TR_TRY(push_once(f->a, records, old->records.items[i]));
    for (size_t i = 0; i < o->records.n; i++)
        TR_TRY(push_once(f->a, records, o->records.items[i]));
    return coding_gather(f, records, out, differ);
}

/* As an observation: where the record goes by the clock of the wall, a person codes what was. */
static tr_err check_has_been(fold *f, const incident *in)
{
    str from;
    if (!record_is_to_come(f->m, in->when.from, 0)) return TR_OK;
    TR_TRY(instant_text(f->a, in->when.from, &from));
    diag_set(f->diag, CODE_ROW_TIME, "", 0, 0,
             "the earliest time, " STR_FMT ", is still to come: the day is another", STR_ARG(from));
    return TR_ERR_DATA;
}

static tr_err append(fold *f, record *r, const code_order *o, const coding_line *line,
                     uint64_t *index)
{
    str_list values = {0}, origins = {0};
    field_vec fields = {.items = line->fields, .n = line->n_fields, .cap = line->n_fields};
    TR_TRY(coding_write_lists(&fields, f->a, &values, &origins));
    entry_member e[] = {
        {.key = "t", .text = STR("code")},    {.key = "act", .text = str_of(o->act)},
        {.key = "item", .text = line->id},    {.key = "by", .text = o->by},
        {.key = "reason", .text = o->reason}, {.key = "records", .list = &line->records},
        {.key = "fields", .list = &values},   {.key = "origins", .list = &origins}};
    return record_append(r, f->m, e, sizeof e / sizeof e[0], index, f->diag);
}

static tr_err carry_out(fold *f, record *r, const code_order *o, code_made *made)
{
    const coding_line *old;
    coding_line *line = &made->line;
    field_vec fields = {0};
    incident made_of;
    TR_TRY(check_id(f, o, &old));
    /* the entry that begins an empty ledger comes before it */
    uint64_t next = record_size(r) ? record_size(r) : 1;
    *line = (coding_line){.id = o->id, .by = o->by, .reason = o->reason};
    if (o->id.len == 0) line->id = arena_printf(f->a, "K-%llu", (unsigned long long)next);
    if (line->id.ptr == NULL) return TR_ERR_NOMEM;
    if (strcmp(o->act, "drop") == 0) {
        line->dropped = true;
    } else {
        TR_TRY(fields_of(f, o, old, &fields, &line->records, &made->differ));
        TR_TRY(coding_make_incident(f, line->id, &fields, (int64_t)next, &made_of));
        TR_TRY(check_has_been(f, &made_of));
    }
    line->fields = fields.items;
    line->n_fields = fields.n;
    TR_TRY(append(f, r, o, line, &made->index));
    made->id = line->id;
    return TR_OK;
}

tr_err mission_code(const mission *m, record *r, host_zones *zones, const code_order *order,
                    arena *a, code_made *made, tr_diag *diag)
{
    state s;
    fold f = {.m = m,
              .zones = zones,
              .a = a,
              .s = &s,
              .when = {.size = UINT64_MAX, .instant = USEC_UNKNOWN},
              .diag = diag};
    *made = (code_made){0};
    TR_TRY(record_begin(r, diag));
    tr_err e = mission_fold_for_import(m, r, zones, a, &s, diag);
    if (e == TR_OK) e = carry_out(&f, r, order, made);
    record_close(r);
    return e;
}
