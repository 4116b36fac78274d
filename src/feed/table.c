#include "feed/table.h"

#include <stdlib.h>
#include <string.h>

#define BOOKS_BYTES ((size_t)4 << 30)

static tr_err check_header(table *t, tr_diag *diag)
{
    const csv_row *h = rows_header(t->rows);
    for (size_t i = 0; i < h->n; i++) {
        for (size_t j = 0; j < i; j++) {
            if (h->fields[i].len == 0 || !str_eq(h->fields[i], h->fields[j])) continue;
            diag_set(diag, CODE_CSV_DUP_COLUMN, t->file, h->line, h->cols[i],
                     "the column '" STR_FMT "' occurs twice", STR_ARG(h->fields[i]));
            return TR_ERR_DATA;
        }
    }
    return TR_OK;
}

static tr_err find_columns(table *t, size_t n_needed, str received, const event_mapping *mapping,
                           tr_diag *diag)
{
    for (size_t i = 0; i < t->n_names; i++) {
        str want = mapping ? node_text(mapping->all, t->names[i]) : (str){0};
        t->at[i] = rows_find(t->rows, t->names[i]);
        if (t->at[i] == TABLE_NO_COLUMN && want.len) {
            rows_not_mapped(t->rows, want, diag);
            return TR_ERR_DATA;
        }
        if (t->at[i] != TABLE_NO_COLUMN || i >= n_needed) continue;
        rows_missing(t->rows, CODE_CSV_MISSING_COLUMN, t->names[i], "", diag);
        return TR_ERR_DATA;
    }
    t->received_at = rows_find_time(t->rows, received.len ? received : STR("received"));
    if (received.len == 0 || t->received_at != TABLE_NO_COLUMN) return TR_OK;
    diag_set(diag, CODE_CSV_MISSING_COLUMN, t->file, rows_header(t->rows)->line, 1,
             "the column '" STR_FMT "' is missing", STR_ARG(received));
    return TR_ERR_DATA;
}

tr_err table_open(table *t, str bytes, const char *file, const char *const *names, size_t n_needed,
                  const feed_context *c, arena *a, feed_result *result, tr_diag *diag)
{
    rows_need need = {names, n_needed};
    *t = (table){.file = file, .a = a, .result = result, .names = names};
    *result = (feed_result){0};
    arena_init(&t->books, BOOKS_BYTES);
    while (names[t->n_names])
        t->n_names++;
    TR_TRY(rows_open_bytes(bytes, file, feed_how(c), &need, 1, &t->rows, diag));
    tr_err e = check_header(t, diag);
    if (e == TR_OK) e = find_columns(t, n_needed, c->received_column, c->mapping, diag);
    if (e != TR_OK) table_close(t);
    return e;
}

void table_close(table *t)
{
    rows_close(t->rows);
    t->rows = NULL;
    arena_clear(&t->books);
}

static feed_reject *new_reject(table *t, size_t record, str raw)
{
    feed_result *r = t->result;
    feed_reject *x = vec_push(t->a, (void *)&r->rejects, &r->n_rejects, &r->cap_rejects, sizeof *x);
    if (x == NULL) return NULL;
    x->record = record;
    x->raw = arena_str(t->a, raw);
    return x->raw.ptr ? x : NULL;
}

static tr_err set_aside(table *t, const tr_diag *why)
{
    feed_reject *x = new_reject(t, t->record, t->row.raw);
    if (x == NULL) return TR_ERR_NOMEM;
    x->diag = *why;
    t->result->set_aside++;
    return TR_OK;
}

tr_err table_next(table *t)
{
    for (;;) {
        tr_diag d = {0};
        tr_err e = rows_next(t->rows, &t->row, &d);
        if (e != TR_OK && e != TR_ERR_DATA) return e;
        t->record++;
        t->result->received++;
        if (e == TR_OK) return TR_OK;
        TR_TRY(set_aside(t, &d));
    }
}

str table_field(const table *t, size_t name)
{
    if (t->at[name] == TABLE_NO_COLUMN) return (str){0};
    return str_trim(t->row.fields[t->at[name]]);
}

/* Tables repeat themselves: sides, kinds, regions, dates. A short text that stood in a row not long
 * ago is held once. */
str table_keep(table *t, str s, tr_err *err)
{
    if (s.len == 0) return (str){0};
    str *recent = s.len <= TABLE_SHORT_BYTES ? &t->recent[hash64(s) % TABLE_RECENT] : NULL;
    if (recent && str_eq(*recent, s)) return *recent;
    s = arena_str(t->a, s);
    if (s.ptr == NULL) *err = TR_ERR_NOMEM;
    if (s.ptr && recent) *recent = s;
    return s;
}

str table_copy(table *t, size_t name, tr_err *err)
{
    return table_keep(t, table_field(t, name), err);
}

tr_err table_reject(table *t, size_t name, diag_code code, const char *fmt, ...)
{
    tr_diag d = {0};
    int at = t->at[name];
    va_list ap;
    va_start(ap, fmt);
    diag_vset(&d, code, t->file, at >= 0 ? t->row.lines[at] : t->row.line,
              at >= 0 ? t->row.cols[at] : 1, fmt, ap);
    va_end(ap);
    return set_aside(t, &d);
}

/* Identity of a row is that of its fields, not of its bytes: quoting does not matter. */
static tr_err digest_row(const table *t, sha256 *out)
{
    buf b;
    buf_init(&b, 2 * CSV_MAX_ROW_BYTES);
    for (size_t i = 0; i < t->row.n; i++) {
        buf_s(&b, str_trim(t->row.fields[i]));
        buf_c(&b, '\x1f');
    }
    tr_err e = buf_err(&b);
    if (e == TR_OK) e = sha256_of(buf_str(&b), out);
    buf_free(&b);
    return e;
}

static tr_err row_digest(table *t, sha256 *out)
{
    if (t->digest_of != t->record) TR_TRY(digest_row(t, &t->digest));
    t->digest_of = t->record;
    *out = t->digest;
    return TR_OK;
}

static tr_err note_repeat(table *t, const seen_row *of)
{
    feed_reject *x = new_reject(t, t->record, t->row.raw);
    if (x == NULL) return TR_ERR_NOMEM;
    x->duplicate = true;
    diag_set(&x->diag, CODE_NONE, t->file, t->row.line, 1, "repeats record %zu", of->record);
    t->result->duplicate++;
    return TR_ERR_ABSENT;
}

tr_err table_accept(table *t, str id)
{
    seen_row row = {.id = id,
                    .record = t->record,
                    .line = t->row.line,
                    .first = t->n_seen,
                    .raw = arena_str(&t->books, t->row.raw)};
    if (row.raw.ptr == NULL) return TR_ERR_NOMEM;
    TR_TRY(row_digest(t, &row.digest));
    if (idmap_find(&t->by_id, id, &row.first)) {
        if (sha256_eq(&t->seen[row.first].digest, &row.digest))
            return note_repeat(t, &t->seen[row.first]);
        t->seen[row.first].conflict = true;
    } else {
        TR_TRY(idmap_add(&t->by_id, &t->books, id, t->n_seen));
    }
    seen_row *slot = vec_push(&t->books, (void *)&t->seen, &t->n_seen, &t->cap_seen, sizeof *slot);
    if (slot == NULL) return TR_ERR_NOMEM;
    *slot = row;
    t->result->accepted++;
    return TR_OK;
}

bool table_conflicts(const table *t, size_t n)
{
    return t->seen[t->seen[n].first].conflict;
}

static int rejects_by_record(const void *a, const void *b)
{
    const feed_reject *x = a, *y = b;
    return (x->record > y->record) - (x->record < y->record);
}

tr_err table_settle(table *t)
{
    for (size_t i = 0; i < t->n_seen; i++) {
        const seen_row *row = &t->seen[i];
        if (!table_conflicts(t, i)) continue;
        feed_reject *x = new_reject(t, row->record, row->raw);
        if (x == NULL) return TR_ERR_NOMEM;
        diag_set(&x->diag, CODE_ROW_DUP_ID, t->file, row->line, 1,
                 "several rows have the id '" STR_FMT "' and differ", STR_ARG(row->id));
        t->result->accepted--;
        t->result->set_aside++;
    }
    feed_result *r = t->result;
    if (r->n_rejects) qsort(r->rejects, r->n_rejects, sizeof *r->rejects, rejects_by_record);
    return TR_OK;
}

tr_err table_ref(table *t, const feed_context *c, record_ref *out)
{
    *out = (record_ref){.entry = c->entry, .record = t->record, .line = t->row.line};
    return row_digest(t, &out->digest);
}

/* "2025-04": known by the end of that month. */
static bool end_of_month(str s, usec_t *out)
{
    int64_t year, month;
    if (s.len != 7 || s.ptr[4] != '-') return false;
    if (!str_to_i64(str_upto(s, 4), 1, 9998, &year) || !str_to_i64(str_from(s, 5), 1, 12, &month))
        return false;
    *out = civil_to_days((int)(month == 12 ? year + 1 : year), (int)(month % 12 + 1), 1) * USEC_DAY;
    return true;
}

tr_err table_received(table *t, usec_t *out, bool *ok)
{
    iso_time at;
    *ok = true;
    *out = USEC_UNKNOWN;
    if (t->received_at == TABLE_NO_COLUMN) return TR_OK;
    str s = str_trim(t->row.fields[t->received_at]);
    if (s.len == 0) return TR_OK;
    if (iso_parse(s, &at)) {
        usec_t v = civil_to_usec(&at.at) - at.offset_sec * USEC_SEC;
        *out = at.has_clock ? v : v + USEC_DAY;
        return TR_OK;
    }
    if (end_of_month(s, out)) return TR_OK;
    *ok = false;
    tr_diag d = {0};
    diag_set(&d, CODE_ROW_TIME, t->file, t->row.line, t->row.cols[t->received_at],
             "'" STR_FMT "' is not a time of receipt", STR_ARG(s));
    return set_aside(t, &d);
}

/* ---- Whole files of rows with an id */

/* A list of rows of any kind, in the arena. */
typedef struct row_list {
    char *items;
    size_t n, cap;
} row_list;

/* As many rows as the bytes have lines, if that is no more than a few times the bytes: growing by
 * and by would take twice the memory. */
static void reserve(table *t, const table_kind *k, str bytes, row_list *all)
{
    size_t lines = 1;
    for (size_t i = 0; i < bytes.len; i++)
        lines += bytes.ptr[i] == '\n';
    if (lines < 1000 || lines > bytes.len / 40) return;
    all->items = arena_alloc_unset_n(t->a, lines, k->row_bytes);
    all->cap = all->items ? lines : 0;
}

static tr_err push_row(table *t, row_list *all, const void *row, size_t bytes)
{
    if (all->n < all->cap) { /* reserved and not zeroed */
        memcpy(all->items + all->n++ * bytes, row, bytes);
        return TR_OK;
    }
    void *slot = vec_push(t->a, (void *)&all->items, &all->n, &all->cap, bytes);
    if (slot == NULL) return TR_ERR_NOMEM;
    memcpy(slot, row, bytes);
    return TR_OK;
}

static tr_err accept_rows(table *t, const table_kind *k, const feed_context *c, row_list *all,
                          void *row)
{
    tr_err e;
    while ((e = table_next(t)) == TR_OK) {
        bool ok = false;
        str id;
        memset(row, 0, k->row_bytes);
        TR_TRY(k->read(t, c, row, &ok));
        if (!ok) continue;
        memcpy(&id, row, sizeof id);
        tr_err seen = table_accept(t, id);
        if (seen == TR_ERR_ABSENT) continue;
        TR_TRY(seen);
        TR_TRY(push_row(t, all, row, k->row_bytes));
    }
    return e == TR_ERR_ABSENT ? table_settle(t) : e;
}

/* What was there before, then the rows without those that contradict each other. */
static tr_err keep_rows(table *t, const table_kind *k, const feed_context *c, str bytes,
                        row_list *out)
{
    row_list all = {0};
    size_t kept = 0;
    void *row = arena_alloc(t->a, k->row_bytes);
    if (row == NULL) return TR_ERR_NOMEM;
    reserve(t, k, bytes, &all);
    TR_TRY(accept_rows(t, k, c, &all, row));
    for (size_t i = 0; i < all.n; i++) {
        char *from = all.items + i * k->row_bytes, *to = all.items + kept * k->row_bytes;
        if (table_conflicts(t, i)) continue;
        if (from != to) memcpy(to, from, k->row_bytes);
        kept++;
    }
    all.n = all.cap = kept; /* what was reserved beyond is not zeroed: nobody is to push there */
    if (out->n == 0) {
        *out = all;
        return TR_OK;
    }
    for (size_t i = 0; i < all.n; i++)
        TR_TRY(push_row(t, out, all.items + i * k->row_bytes, k->row_bytes));
    return TR_OK;
}

tr_err table_rows(const table_kind *k, str bytes, const char *file, const feed_context *c, arena *a,
                  void *items, size_t *n, size_t *cap, feed_result *result, tr_diag *diag)
{
    table t;
    row_list out = {.n = *n, .cap = *cap};
    memcpy(&out.items, items, sizeof out.items); /* the field is a T *; only its bytes are read */
    TR_TRY(table_open(&t, bytes, file, k->names, k->n_needed, c, a, result, diag));
    tr_err e = keep_rows(&t, k, c, bytes, &out);
    table_close(&t);
    if (e != TR_OK) return e;
    memcpy(items, &out.items, sizeof out.items);
    *n = out.n;
    *cap = out.cap;
    return TR_OK;
}
