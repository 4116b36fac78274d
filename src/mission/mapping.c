#include "mission/mapping.h"

#include <stdlib.h>
#include <string.h>

typedef struct mapper {
    const char *file, *dir;
    feed_kind kind;
    arena *a;
    diag_list *faults;
} mapper;

static void fault(mapper *r, diag_code code, const node *at, const char *fmt, ...) TR_PRINTF(4, 5);
static void fault(mapper *r, diag_code code, const node *at, const char *fmt, ...)
{
    va_list ap;
    tr_diag *d = diag_list_push(r->a, r->faults);
    va_start(ap, fmt);
    diag_vset(d, code, r->file, at->line, at->col, fmt, ap);
    va_end(ap);
}

/* ---- Keys */

static const char *const options[] = {"zone",     "default_radius_m", "encoding",  "gazetteer",
                                      "position", "position_order",   "separator", "date_format",
                                      "sheet",    "categories"};

static bool is_option(str key)
{
    for (size_t i = 0; i < sizeof options / sizeof options[0]; i++) {
        if (str_is(key, options[i])) return true;
    }
    return false;
}

static bool is_text(const node *n)
{
    return n->kind == NODE_SCALAR && n->text.len > 0;
}

static void check_key(mapper *r, const node *n)
{
    node at = {.line = n->key_line, .col = n->key_col};
    if (!is_option(n->key) && !kind_has_column(r->kind, n->key, r->a))
        fault(r, CODE_AG_KEY, &at, "'" STR_FMT "' is neither a column of the kind %s nor an option",
              STR_ARG(n->key), feed_kind_word(r->kind));
    if (!str_is(n->key, "categories") && !is_text(n))
        fault(r, CODE_AG_SHAPE, n, "'" STR_FMT "' is one word or text", STR_ARG(n->key));
}

static void check_values(mapper *r, const node *map, const event_mapping *m)
{
    double number;
    if (!cell_format_ok(m->date_format))
        fault(
            r, CODE_AG_VALUE, node_at(map, "date_format"),
            "a date_format has %%d, %%m or %%b, and %%Y, or is excel, excel1904, unix or unix_ms");
    if (m->position.len && !cell_position_order_ok(m->position_order))
        fault(r, CODE_AG_VALUE, node_at(map, "position"),
              "a column of positions needs its position_order: \"lat,lon\", \"lon,lat\" or wkt");
    if (m->separator.len && (m->separator.len != 1 || !strchr(",;\t|", m->separator.ptr[0])))
        fault(r, CODE_AG_VALUE, node_at(map, "separator"),
              "a separator is \",\", \";\", \"|\" or tab");
    if (m->default_radius_m.len && (!str_to_double(m->default_radius_m, &number) || !(number > 0)))
        fault(r, CODE_AG_VALUE, node_at(map, "default_radius_m"), "a radius is metres above 0");
}

/* ---- Categories */

static int by_key(const void *a, const void *b)
{
    return str_cmp((*(const node *const *)a)->key, (*(const node *const *)b)->key);
}

static tr_err sorted_children(const node *map, arena *a, const node ***out)
{
    size_t i = 0;
    *out = arena_alloc_n(a, map->n + 1, sizeof(const node *));
    if (*out == NULL) return TR_ERR_NOMEM;
    for (const node *n = map->first; n; n = n->next)
        (*out)[i++] = n;
    if (i) qsort(*out, i, sizeof(const node *), by_key);
    return TR_OK;
}

static tr_err put_map(mapper *r, const node *map, buf *b)
{
    const node **all;
    TR_TRY(sorted_children(map, r->a, &all));
    buf_c(b, '{');
    for (size_t i = 0; i < map->n; i++) {
        if (!is_text(all[i])) fault(r, CODE_AG_SHAPE, all[i], "a word and its category");
        if (i) buf_c(b, ',');
        json_text(b, all[i]->key);
        buf_c(b, ':');
        json_text(b, all[i]->text);
    }
    buf_c(b, '}');
    return TR_OK;
}

typedef struct word_row {
    str word, category;
} word_row;

static int by_word(const void *a, const void *b)
{
    return str_cmp(((const word_row *)a)->word, ((const word_row *)b)->word);
}

/* A table of two columns: the file's word, the category. The header is theirs to name. */
static tr_err put_file(mapper *r, const node *at, buf *b)
{
    VEC(word_row) rows = {0};
    csv_reader *csv = NULL;
    csv_row row;
    tr_diag d = {0};
    str bytes, path = arena_printf(r->a, "%s/" STR_FMT, r->dir, STR_ARG(at->text));
    if (path.ptr == NULL) return TR_ERR_NOMEM;
    tr_err e = host_read_file(path.ptr, HOST_FILE_BYTES, r->a, &bytes, &d);
    if (e == TR_OK) e = csv_open_bytes(bytes, path.ptr, &csv);
    if (e == TR_OK) e = csv_next(csv, &row, &d);
    while (e == TR_OK && (e = csv_next(csv, &row, &d)) == TR_OK) {
        word_row *x = VEC_PUSH(r->a, &rows);
        if (x == NULL) e = TR_ERR_NOMEM;
        if (x && row.n >= 2)
            *x = (word_row){arena_str(r->a, str_trim(row.fields[0])),
                            arena_str(r->a, str_trim(row.fields[1]))};
        if (x && row.n < 2)
            fault(r, CODE_CSV_COLUMNS, at, "%s:%u: a word and its category are needed", path.ptr,
                  row.line);
    }
    csv_close(csv);
    if (e == TR_ERR_NOMEM) return e;
    if (e != TR_ERR_ABSENT) fault(r, d.code, at, "%s", d.msg[0] ? d.msg : "no table of categories");
    if (rows.n) qsort(rows.items, rows.n, sizeof *rows.items, by_word);
    buf_c(b, '{');
    for (size_t i = 0; i < rows.n; i++) {
        if (i && str_eq(rows.items[i].word, rows.items[i - 1].word)) {
            fault(r, CODE_AG_DUP_ID, at, "'" STR_FMT "' stands twice in %s",
                  STR_ARG(rows.items[i].word), path.ptr);
            continue;
        }
        if (i) buf_c(b, ',');
        json_text(b, rows.items[i].word);
        buf_c(b, ':');
        json_text(b, rows.items[i].category);
    }
    buf_c(b, '}');
    return TR_OK;
}

/* ---- The text */

static const char *const listed[] = {
#define X(key) #key,
    EVENT_MAPPING_LIST(X)
#undef X
};
enum { N_LISTED = sizeof listed / sizeof listed[0] };

static bool is_listed(str key)
{
    for (size_t i = 0; i < N_LISTED; i++) {
        if (str_is(key, listed[i])) return true;
    }
    return false;
}

static void put_member(buf *b, str key, str value)
{
    if (b->len > 1) buf_c(b, ',');
    json_text(b, key);
    buf_c(b, ':');
    json_text(b, str_is(key, "separator") && str_is(value, "tab") ? STR("\t") : value);
}

/* The keys of events in the order they always had, then the others by name. */
static tr_err put_all(mapper *r, const node *map, buf *b)
{
    const node **all, *categories = node_at(map, "categories");
    TR_TRY(sorted_children(map, r->a, &all));
    buf_c(b, '{');
    for (size_t i = 0; i < N_LISTED; i++) {
        str v = node_text(map, listed[i]);
        if (v.len) put_member(b, str_of(listed[i]), v);
    }
    for (size_t i = 0; i < map->n; i++) {
        if (is_listed(all[i]->key) || str_is(all[i]->key, "categories")) continue;
        put_member(b, all[i]->key, all[i]->text);
    }
    if (categories) {
        buf_z(b, b->len > 1 ? ",\"categories\":" : "\"categories\":");
        TR_TRY(categories->kind == NODE_MAP ? put_map(r, categories, b)
                                            : put_file(r, categories, b));
    }
    buf_c(b, '}');
    return buf_err(b);
}

tr_err mapping_read(const node *n, const char *file, feed_kind kind, const char *dir, arena *a,
                    str *text, event_mapping *out, diag_list *faults)
{
    mapper r = {file, dir, kind, a, faults};
    size_t before = faults->n + faults->dropped;
    const node *again;
    buf b;
    if (n->kind != NODE_MAP) {
        fault(&r, CODE_AG_SHAPE, n, "a map of keys and values is expected");
        return TR_OK;
    }
    for (const node *c = n->first; c; c = c->next)
        check_key(&r, c);
    if (faults->n + faults->dropped > before) return TR_OK;
    buf_init(&b, 4 << 20);
    tr_err e = put_all(&r, n, &b);
    if (e == TR_OK)
        e = buf_take(&b, a, text);
    else
        buf_free(&b);
    TR_TRY(e);
    TR_TRY(json_read(*text, "mapping", a, &again, NULL));
    *out = event_mapping_read(again);
    check_values(&r, n, out);
    return TR_OK;
}

tr_err mapping_read_file(const char *path, feed_kind kind, arena *a, str *text, event_mapping *out,
                         diag_list *faults, tr_diag *diag)
{
    str bytes, s = str_of(path);
    const node *root = NULL;
    size_t slash = s.len - path_base(s).len;
    str dir = slash ? arena_str(a, str_upto(s, slash)) : STR(".");
    if (dir.ptr == NULL) return TR_ERR_NOMEM;
    TR_TRY(host_read_file(path, HOST_FILE_BYTES, a, &bytes, diag));
    TR_TRY(yaml_read(bytes, path, a, &root, diag));
    const node *inner = node_at(root, "mapping"); /* with or without its name around it */
    return mapping_read(inner ? inner : root, path, kind, dir.ptr, a, text, out, faults);
}
