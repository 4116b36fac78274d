/* What entries of coding make of a state: the incidents that people coded here. */
#include "mission/coding_parts.h"
#include "document/said.h"

/* All that a row of incidents has but its id. */
static const char *const *const names = feed_incident_columns + 1;

bool coding_field_ok(str name)
{
    for (size_t i = 0; names[i]; i++) {
        if (str_is(name, names[i])) return true;
    }
    return false;
}

void coding_field_names(buf *b)
{
    for (size_t i = 0; names[i]; i++)
        buf_f(b, i ? " %s" : "%s", names[i]);
}

coded_field *coding_find_field(const field_vec *v, const char *name)
{
    for (size_t i = 0; i < v->n; i++) {
        if (str_is(v->items[i].name, name)) return &v->items[i];
    }
    return NULL;
}

tr_err coding_add_field(arena *a, field_vec *v, const char *name, str value, str from)
{
    coded_field *x = VEC_PUSH(a, v);
    if (x == NULL) return TR_ERR_NOMEM;
    *x = (coded_field){str_of(name), arena_str(a, value), from};
    return x->value.ptr ? TR_OK : TR_ERR_NOMEM;
}

/* ---- The incident */

static str value_of(const field_vec *v, const char *name)
{
    const coded_field *x = coding_find_field(v, name);
    if (x) return x->value;
    return strcmp(name, "kind") == 0 ? STR("incident") : (str){0};
}

static tr_err as_table(str id, const field_vec *fields, arena *a, str *out)
{
    buf b;
    buf_init(&b, 1 << 20);
    buf_z(&b, feed_incident_columns[0]);
    for (size_t i = 0; names[i]; i++)
        buf_f(&b, ",%s", names[i]);
    buf_c(&b, '\n');
    csv_field(&b, id);
    for (size_t i = 0; names[i]; i++) {
        buf_c(&b, ',');
        csv_field(&b, value_of(fields, names[i]));
    }
    buf_c(&b, '\n');
    return buf_take(&b, a, out);
}

tr_err coding_make_incident(fold *f, str id, const field_vec *fields, int64_t entry, incident *out)
{
    tz_db db;
    str bytes;
    incident_vec rows = {0};
    feed_result r;
    feed_context c = fold_context(f, entry, &db);
    TR_TRY(as_table(id, fields, f->a, &bytes));
    TR_TRY(feed_incidents(bytes, "fields", &c, f->a, &rows, &r, f->diag));
    if (rows.n != 1) {
        const tr_diag *why = r.n_rejects ? &r.rejects[0].diag : NULL;
        diag_set(f->diag, why ? why->code : CODE_ROW_ID, "", 0, 0, "%s",
                 why ? why->msg : "the fields make no incident");
        return TR_ERR_DATA;
    }
    *out = rows.items[0];
    return TR_OK;
}

/* ---- The entry, and back */

tr_err coding_push_text(arena *a, str_list *l, str s)
{
    str *slot = VEC_PUSH(a, l);
    if (slot == NULL || s.ptr == NULL) return TR_ERR_NOMEM;
    *slot = s;
    return TR_OK;
}

tr_err coding_write_lists(const field_vec *fields, arena *a, str_list *values, str_list *origins)
{
    for (size_t i = 0; i < fields->n; i++) {
        const coded_field *x = &fields->items[i];
        TR_TRY(coding_push_text(
            a, values, arena_printf(a, STR_FMT "=" STR_FMT, STR_ARG(x->name), STR_ARG(x->value))));
        TR_TRY(coding_push_text(a, origins, arena_str(a, x->from)));
    }
    return TR_OK;
}

static tr_err read_lists(const ledger_entry *e, arena *a, coding_line *out)
{
    const node *v = node_at(e->body, "fields"), *o = node_at(e->body, "origins"),
               *r = node_at(e->body, "records");
    field_vec fields = {0};
    const node *y = o ? o->first : NULL;
    for (const node *x = v ? v->first : NULL; x; x = x->next) {
        size_t eq = str_find(x->text, '=');
        coded_field *f = VEC_PUSH(a, &fields);
        if (f == NULL) return TR_ERR_NOMEM;
        *f =
            (coded_field){str_upto(x->text, eq), str_from(x->text, eq + 1), y ? y->text : (str){0}};
        y = y ? y->next : NULL;
    }
    out->fields = fields.items;
    out->n_fields = fields.n;
    for (const node *x = r ? r->first : NULL; x; x = x->next)
        TR_TRY(coding_push_text(a, &out->records, arena_str(a, x->text)));
    return TR_OK;
}

const coding_line *coding_find_line(const state *s, str id)
{
    for (size_t i = 0; i < s->codings.n; i++) {
        if (str_eq(s->codings.items[i].id, id)) return &s->codings.items[i];
    }
    return NULL;
}

static void say_origins(const coding_line *c, bool stated, doc *w)
{
    size_t n = 0;
    for (size_t i = 0; i < c->n_fields; i++) {
        const coded_field *x = &c->fields[i];
        if ((x->from.len == 0) != stated) continue;
        if (n++)
            doc_text(w, STR(", "));
        else
            doc_say(w, stated ? N_("; stated: ") : N_("; filled: "));
        if (stated)
            doc_text(w, x->name);
        else if (str_is(x->from, CODING_NOT_SAID))
            doc_say(w, "{field}: {from}", A_TEXT("field", x->name), A_KNOWN("from", x->from));
        else
            doc_say(w, "{field} from {from}", A_TEXT("field", x->name), A_TEXT("from", x->from));
    }
}

/* Who coded it, from what, why, and where each field came from. */
static tr_err coding_words(const coding_line *c, arena *a, kept_words *out)
{
    saying s;
    saying_open(&s);
    doc_say(&s.w, "{who}, entry {n}", A_TEXT("who", c->by), A_N("n", c->entry));
    for (size_t i = 0; i < c->records.n; i++)
        doc_say(&s.w, i ? ", {record}" : N_(", from {record}"),
                A_TEXT("record", c->records.items[i]));
    doc_text(&s.w, STR(": "));
    doc_text(&s.w, c->reason);
    say_origins(c, false, &s.w);
    say_origins(c, true, &s.w);
    return saying_take(&s, a, out);
}

static incident *incident_with(state *s, str id)
{
    for (size_t i = 0; i < s->incidents.n; i++) {
        if (str_eq(s->incidents.items[i].id, id)) return &s->incidents.items[i];
    }
    return NULL;
}

static void forget(state *s, str id)
{
    size_t n = 0;
    for (size_t i = 0; i < s->incidents.n; i++) {
        if (!str_eq(s->incidents.items[i].id, id)) s->incidents.items[n++] = s->incidents.items[i];
    }
    s->incidents.n = n;
}

/* What an agreement no longer has is unknown, as for imported incidents. */
static tr_err stand(fold *f, coding_line *c, usec_t at)
{
    incident in;
    field_vec fields = {.items = c->fields, .n = c->n_fields, .cap = c->n_fields};
    TR_TRY(coding_make_incident(f, c->id, &fields, (int64_t)c->entry, &in));
    in.received = at;
    TR_TRY(coding_words(c, f->a, &in.coding));
    incident *slot = incident_with(f->s, c->id);
    if (slot == NULL) slot = VEC_PUSH(f->a, &f->s->incidents);
    if (slot == NULL) return TR_ERR_NOMEM;
    *slot = in;
    return TR_OK;
}

static const coded_field *field_of(const coding_line *c, str name)
{
    for (size_t i = 0; i < c->n_fields; i++) {
        if (str_eq(c->fields[i].name, name)) return &c->fields[i];
    }
    return NULL;
}

/* Fields that are others than before; one that is gone has no value. */
static tr_err changes(const coding_line *before, const coding_line *now, arena *a, str *out)
{
    buf b;
    buf_init(&b, BUF_LIMIT_BYTES);
    for (size_t i = 0; i < now->n_fields; i++) {
        const coded_field *x = &now->fields[i], *was = field_of(before, x->name);
        if (was ? str_eq(was->value, x->value) : x->value.len == 0) continue;
        buf_f(&b, "%s" STR_FMT "=" STR_FMT, b.len ? "\n" : "", STR_ARG(x->name), STR_ARG(x->value));
    }
    for (size_t i = 0; i < before->n_fields; i++) {
        const coded_field *was = &before->fields[i];
        if (was->value.len == 0 || field_of(now, was->name)) continue;
        buf_f(&b, "%s" STR_FMT "=", b.len ? "\n" : "", STR_ARG(was->name));
    }
    return buf_take(&b, a, out);
}

tr_err coding_fold(fold *f, const ledger_entry *e)
{
    coding_line c = {.entry = e->index,
                     .at = e->at,
                     .id = entry_text(e, "item"),
                     .by = entry_text(e, "by"),
                     .reason = entry_text(e, "reason"),
                     .dropped = str_is(entry_text(e, "act"), "drop")};
    coding_line *slot = NULL;
    coding_act *one = VEC_PUSH(f->a, &f->s->coding_acts);
    if (one == NULL) return TR_ERR_NOMEM;
    *one = (coding_act){e->index, e->at, c.id, entry_text(e, "act"), c.by, c.reason, STR("")};
    TR_TRY(read_lists(e, f->a, &c));
    for (size_t i = 0; i < f->s->codings.n; i++) {
        if (str_eq(f->s->codings.items[i].id, c.id)) slot = &f->s->codings.items[i];
    }
    if (slot && c.dropped) { /* what it was, for the act that brings it back */
        c.fields = slot->fields;
        c.n_fields = slot->n_fields;
        c.records = slot->records;
    }
    if (slot && !c.dropped) TR_TRY(changes(slot, &c, f->a, &one->changed));
    if (slot == NULL) slot = VEC_PUSH(f->a, &f->s->codings);
    if (slot == NULL) return TR_ERR_NOMEM;
    *slot = c;
    if (!c.dropped) return stand(f, slot, e->at);
    forget(f->s, c.id);
    return TR_OK;
}
