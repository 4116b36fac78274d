#include "table/form.h"

#include <stdio.h>
#include <stdlib.h>

static const char *const format_words[] = {"csv", "geojson", "json", "json-lines"};

table_form form_open(arena *a)
{
    return (table_form){.a = a};
}

const str *form_find(const form_pairs *p, str name)
{
    for (size_t i = 0; i < p->n; i++) {
        if (str_eq(p->items[i].name, name)) return &p->items[i].value;
    }
    return NULL;
}

tr_err form_add(table_form *f, form_pairs *p, str name, str value)
{
    if (form_find(p, name)) return TR_OK;
    form_pair *x = VEC_PUSH(f->a, p);
    if (x == NULL) return TR_ERR_NOMEM;
    *x = (form_pair){arena_str(f->a, name), arena_str(f->a, value)};
    return x->name.ptr && x->value.ptr ? TR_OK : TR_ERR_NOMEM;
}

/* ---- JSON */

static tr_err read_pairs(table_form *f, const node *n, form_pairs *out)
{
    for (const node *x = n ? n->first : NULL; x; x = x->next)
        TR_TRY(form_add(f, out, x->key, x->text));
    return TR_OK;
}

tr_err form_read(str json, arena *a, table_form *out)
{
    const node *n = NULL;
    int64_t rules;
    table_form f = {.a = a, .fixed = true};
    *out = f;
    if (json.len == 0) return TR_OK;
    TR_TRY(json_read(json, "form", a, &n, NULL));
    str format = node_text(n, "format"), separator = node_text(n, "separator");
    for (size_t i = 0; i < sizeof format_words / sizeof format_words[0]; i++) {
        if (str_is(format, format_words[i])) f.format = (form_format)i;
    }
    if (separator.len == 1) f.separator = separator.ptr[0];
    f.sep_line = str_is(node_text(n, "sep_line"), "yes");
    f.hxl = str_is(node_text(n, "hxl"), "yes");
    f.header_rows = str_is(node_text(n, "header_rows"), "yes");
    f.empty_rows = str_is(node_text(n, "empty_rows"), "yes");
    if (str_to_i64(node_text(n, "cells"), 1, 1000, &rules)) f.cells = (int)rules;
    TR_TRY(read_pairs(&f, node_at(n, "columns"), &f.columns));
    TR_TRY(read_pairs(&f, node_at(n, "dates"), &f.dates));
    TR_TRY(read_pairs(&f, node_at(n, "days"), &f.days));
    TR_TRY(read_pairs(&f, node_at(n, "decimals"), &f.decimals));
    *out = f;
    return TR_OK;
}

static int by_name(const void *a, const void *b)
{
    return str_cmp(((const form_pair *)a)->name, ((const form_pair *)b)->name);
}

static tr_err write_pairs(buf *b, arena *a, const char *key, const form_pairs *p)
{
    form_pair *sorted = arena_alloc_n(a, p->n + 1, sizeof *sorted);
    if (sorted == NULL) return TR_ERR_NOMEM;
    if (p->n == 0) return TR_OK;
    for (size_t i = 0; i < p->n; i++)
        sorted[i] = p->items[i];
    qsort(sorted, p->n, sizeof *sorted, by_name);
    buf_z(b, b->len > 1 ? ",\"" : "\"");
    buf_z(b, key);
    buf_z(b, "\":{");
    for (size_t i = 0; i < p->n; i++) {
        if (i) buf_c(b, ',');
        json_text(b, sorted[i].name);
        buf_c(b, ':');
        json_text(b, sorted[i].value);
    }
    buf_c(b, '}');
    return TR_OK;
}

static void write_member(buf *b, const char *key, str value)
{
    buf_z(b, b->len > 1 ? ",\"" : "\"");
    buf_z(b, key);
    buf_z(b, "\":");
    json_text(b, value);
}

static tr_err write_all(const table_form *f, arena *a, buf *b)
{
    char separator[2] = {f->separator, '\0'}, rules[12];
    buf_c(b, '{');
    if (f->cells) {
        (void)snprintf(rules, sizeof rules, "%d", f->cells);
        write_member(b, "cells", str_of(rules));
    }
    TR_TRY(write_pairs(b, a, "columns", &f->columns));
    TR_TRY(write_pairs(b, a, "dates", &f->dates));
    TR_TRY(write_pairs(b, a, "days", &f->days));
    TR_TRY(write_pairs(b, a, "decimals", &f->decimals));
    if (f->empty_rows) write_member(b, "empty_rows", STR("yes"));
    if (f->format != FORM_CSV) write_member(b, "format", str_of(format_words[f->format]));
    if (f->header_rows) write_member(b, "header_rows", STR("yes"));
    if (f->hxl) write_member(b, "hxl", STR("yes"));
    if (f->sep_line) write_member(b, "sep_line", STR("yes"));
    if (f->separator) write_member(b, "separator", str_of(separator));
    buf_c(b, '}');
    return buf_err(b);
}

tr_err form_write(const table_form *f, arena *a, str *out)
{
    buf b;
    buf_init(&b, 4 << 20);
    tr_err e = write_all(f, a, &b);
    *out = (str){0};
    if (e == TR_OK && b.len > 2) return buf_take(&b, a, out);
    buf_free(&b);
    return e;
}

/* ---- Words */

static void say(buf *b, const char *words)
{
    if (b->len) buf_z(b, "; ");
    buf_z(b, words);
}

static void say_names(buf *b, const char *before, const form_pairs *p)
{
    if (p->n == 0) return;
    say(b, before);
    for (size_t i = 0; i < p->n; i++) {
        buf_z(b, i ? ", '" : " '");
        buf_s(b, p->items[i].name);
        buf_c(b, '\'');
    }
}

static const char *separator_words(char c)
{
    switch (c) {
    case ';': return "semicolons between fields";
    case '\t': return "tabs between fields";
    case '|': return "bars between fields";
    default: return "commas between fields";
    }
}

tr_err form_words(const table_form *f, arena *a, str *out)
{
    static const char *const formats[] = {"", "read as GeoJSON", "read as JSON",
                                          "read as JSON, one object a line"};
    buf b;
    buf_init(&b, 1 << 20);
    if (f->format != FORM_CSV) say(&b, formats[f->format]);
    if (f->separator || f->sep_line) say(&b, separator_words(f->separator));
    say_names(&b, "decimal commas in", &f->decimals);
    for (size_t i = 0; i < f->dates.n; i++) {
        const form_pair *p = &f->dates.items[i];
        say(&b, str_is(p->value, "d/m/y") ? "day before month in dates with '"
                                          : "month before day in dates with '");
        buf_s(&b, p->name);
        buf_z(&b, "', since no other order fits all of them");
    }
    say_names(&b, "midnight is no clock, but the day, in", &f->days);
    for (size_t i = 0; i < f->columns.n; i++) {
        say(&b, "");
        buf_s(&b, f->columns.items[i].name);
        buf_z(&b, " from the column '");
        buf_s(&b, f->columns.items[i].value);
        buf_c(&b, '\'');
    }
    if (f->hxl) say(&b, "a line of HXL tags");
    if (f->empty_rows) say(&b, "rows of empty fields are no rows");
    if (f->cells) say(&b, "times or degrees rewritten from other notations");
    *out = (str){0};
    if (b.len) return buf_take(&b, a, out);
    tr_err e = buf_err(&b);
    buf_free(&b);
    return e;
}
