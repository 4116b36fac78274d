/* Word lists: CSV to patterns and entries.
 *
 * A row has the forms of one word or phrase, `|` between them. Within a form `(a|b)` stands for
 * either, `()` for nothing, and a star behind a stem for any ending: "заяв(ив|ила|или)",
 * "припинен*", "cease-fire". A form of several words fits the same words in a row. */
#include "reader/parts.h"

#include <string.h>

enum { FORM_BYTES = 512, FORMS_OF_A_ROW = 4096 };

static uint32_t lower(uint32_t c)
{
    if (c >= 'A' && c <= 'Z') return c + 32;
    if ((c >= 0xC0 && c <= 0xDE && c != 0xD7) || (c >= 0x410 && c <= 0x42F) ||
        (c >= 0x391 && c <= 0x3A9))
        return c + 32;
    if (c >= 0x400 && c <= 0x40F) return c == 0x401 ? 0x435 : c + 80;
    if (c == 0x451) return 0x435; /* with or without its dots */
    if ((c >= 0x100 && c <= 0x137) || (c >= 0x14A && c <= 0x177) || c == 0x490 ||
        (c >= 0x460 && c <= 0x4FF && (c < 0x4C0 || c > 0x4CE)))
        return c | 1;
    if ((c >= 0x139 && c <= 0x148) || (c >= 0x179 && c <= 0x17E)) return c % 2 ? c + 1 : c;
    return c;
}

static bool is_upper(uint32_t c)
{
    return c != 0x451 && lower(c) != c;
}

bool word_has_capital(str w)
{
    size_t at = 0;
    return w.len > 0 && is_upper(utf8_next(w, &at));
}

bool word_all_capitals(str w)
{
    size_t n = 0;
    for (size_t at = 0; at < w.len; n++) {
        uint32_t c = utf8_next(w, &at);
        if (!is_upper(c) && c > '9') return false;
    }
    return n > 1;
}

bool looks_adjective(str low)
{
    static const char *const ends[] = {
        "ий", "ій",  "ый", "ой", "ого", "его", "ому", "ему", "им", "ым", "их", "ых", "ими", "ыми",
        "ої", "ою",  "ую", "юю", "ая",  "яя",  "ое",  "ее",  "ие", "ые", "не", "ке", "ве",  "ні",
        "кі", "ові", "ну", "ку", "ову", "на",  "ка",  "ова", "чу", "ша", "шу", NULL};
    for (size_t i = 0; ends[i] != NULL; i++) {
        if (low.len > 8 && str_ends(low, ends[i])) return true;
    }
    return false;
}

static tr_err fold(str word, bool with_dots, arena *a, str *out)
{
    char *to = arena_alloc(a, word.len + 1);
    size_t n = 0;
    if (to == NULL) return TR_ERR_NOMEM;
    for (size_t at = 0; at < word.len;) {
        uint32_t as_written = utf8_next(word, &at), c = lower(as_written);
        if (with_dots && (as_written == 0x451 || as_written == 0x401)) c = 0x451;
        if (c == 0x2019 || c == 0x2BC || c == 0x2018 || c == 0x60 || c == 0xB4) c = '\'';
        if (c == 0xAD || c == 0x301) continue; /* soft hyphens, marks of stress */
        if (c < 0x80) {
            to[n++] = (char)c;
        } else if (c < 0x800) {
            to[n++] = (char)(0xC0 | c >> 6);
            to[n++] = (char)(0x80 | (c & 63));
        } else { /* as long as it came: lower() leaves those beyond alone */
            size_t back = c < 0x10000 ? 3 : 4;
            memcpy(to + n, word.ptr + at - back, back);
            n += back;
        }
    }
    *out = (str){to, n};
    return TR_OK;
}

tr_err word_fold(str word, arena *a, str *out)
{
    return fold(word, false, a, out);
}

tr_err word_lower(str word, arena *a, str *out)
{
    return fold(word, true, a, out);
}

/* ---- the forms of a row */

typedef struct forms {
    arena *a;
    str_list out;
    char made[FORM_BYTES];
    bool too_many;
} forms;

static tr_err keep_form(forms *f, size_t n)
{
    str s = str_trim((str){f->made, n});
    if (s.len == 0) return TR_OK;
    if (f->out.n >= FORMS_OF_A_ROW) {
        f->too_many = true;
        return TR_OK;
    }
    str *slot = VEC_PUSH(f->a, &f->out);
    if (slot == NULL) return TR_ERR_NOMEM;
    *slot = arena_str(f->a, s);
    return slot->ptr == NULL ? TR_ERR_NOMEM : TR_OK;
}

/* `rest` is what is still to be written behind `n` bytes that are made. */
static tr_err expand(forms *f, size_t n, str rest)
{
    size_t open = str_find(rest, '(');
    if (n + open >= FORM_BYTES) return TR_ERR_DATA;
    memcpy(f->made + n, rest.ptr, open);
    n += open;
    if (open == rest.len) return keep_form(f, n);
    size_t close = str_find(rest, ')');
    if (close == rest.len || close < open) return TR_ERR_DATA;
    str within = {rest.ptr + open + 1, close - open - 1}, one;
    while (str_cut(&within, '|', &one)) {
        if (n + one.len >= FORM_BYTES) return TR_ERR_DATA;
        memcpy(f->made + n, one.ptr, one.len);
        TR_TRY(expand(f, n + one.len, str_from(rest, close + 1)));
    }
    return TR_OK;
}

static tr_err forms_of(str cell, forms *f)
{
    unsigned depth = 0;
    size_t from = 0;
    for (size_t i = 0; i <= cell.len; i++) {
        char c = i < cell.len ? cell.ptr[i] : '|';
        if (c == '(') depth++;
        if (c == ')' && depth > 0) depth--;
        if (c != '|' || depth > 0) continue;
        TR_TRY(expand(f, 0, (str){cell.ptr + from, i - from}));
        from = i + 1;
    }
    return TR_OK;
}

/* ---- entries */

static tr_err pattern_of(lexicon *l, str form, arena *a, uint32_t *out)
{
    size_t at;
    str low;
    TR_TRY(word_fold(form, a, &low));
    if (!idmap_find(&l->forms, low, &at)) {
        word_pattern *p = VEC_PUSH(a, &l->patterns);
        if (p == NULL) return TR_ERR_NOMEM;
        at = l->patterns.n - 1;
        *p = (word_pattern){.form = low, .open = low.len > 1 && low.ptr[low.len - 1] == '*'};
        TR_TRY(idmap_add(&l->forms, a, low, at));
    }
    *out = (uint32_t)at;
    return TR_OK;
}

static tr_err add_form(lexicon *l, const lexicon_entry *like, str form, arena *a)
{
    lexicon_entry e = *like;
    str rest = form, one;
    while (str_cut(&rest, ' ', &one)) {
        for (size_t dash; one.len > 0;
             one = str_from(one, dash)) { /* marks are tokens of their own */
            dash = str_find(one, '-');
            if (dash == 0) dash = 1;
            if (e.n_words == ENTRY_WORDS) return TR_ERR_DATA;
            TR_TRY(pattern_of(l, str_upto(one, dash), a, &e.words[e.n_words++]));
        }
    }
    if (e.n_words == 0) return TR_OK;
    lexicon_entry *slot = VEC_PUSH(a, &l->entries);
    if (slot == NULL) return TR_ERR_NOMEM;
    *slot = e;
    uint32_t *of = VEC_PUSH(a, &l->patterns.items[e.words[0]].entries);
    if (of == NULL) return TR_ERR_NOMEM;
    *of = (uint32_t)(l->entries.n - 1);
    return TR_OK;
}

static bool class_of(str word, word_class *out)
{
    static const char *const names[] = {
#define X(name, word) word,
        WORD_CLASSES(X)
#undef X
    };
    for (size_t i = 0; i < WORD_CLASS__N; i++) {
        if (!str_is(word, names[i])) continue;
        *out = (word_class)i;
        return true;
    }
    return false;
}

static tr_err add_row(lexicon *l, const csv_row *row, const char *file, const char *prefix,
                      arena *a, tr_diag *diag)
{
    lexicon_entry e = {0};
    forms f = {.a = a};
    if (row->n < 4 || row->fields[0].len == 0 || !class_of(row->fields[1], &e.class)) {
        diag_set(diag, CODE_ROW_KIND, file, row->line, 1,
                 "a row has id, class, value and forms, and the class is one of the reader's");
        return TR_ERR_DATA;
    }
    e.id = arena_printf(a, "%s" STR_FMT, prefix, STR_ARG(row->fields[0]));
    e.value = arena_str(a, row->fields[2]);
    if (e.id.ptr == NULL || e.value.ptr == NULL) return TR_ERR_NOMEM;
    tr_err err = forms_of(row->fields[3], &f);
    for (size_t i = 0; err == TR_OK && i < f.out.n; i++)
        err = add_form(l, &e, f.out.items[i], a);
    if (err == TR_ERR_DATA || f.too_many) {
        diag_set(diag, CODE_ROW_KIND, file, row->line, row->cols[3],
                 "the forms are too many, too long, or a bracket has no partner");
        return TR_ERR_DATA;
    }
    return err;
}

tr_err lexicon_add(lexicon *l, str csv, const char *prefix, arena *a, tr_diag *diag)
{
    csv_reader *r;
    csv_row row;
    TR_TRY(csv_open_bytes(csv, prefix, &r));
    tr_err e = csv_next(r, &row, diag); /* the heads */
    while (e == TR_OK) {
        e = csv_next(r, &row, diag);
        if (e == TR_OK) e = add_row(l, &row, prefix, prefix, a, diag);
    }
    csv_close(r);
    return e == TR_ERR_ABSENT ? TR_OK : e;
}

/* ---- looking up */

static tr_err fit(const lexicon *l, str form, arena *a, number_list *out)
{
    size_t at;
    if (!idmap_find(&l->forms, form, &at)) return TR_OK;
    uint32_t *slot = VEC_PUSH(a, out);
    if (slot == NULL) return TR_ERR_NOMEM;
    *slot = (uint32_t)at;
    return TR_OK;
}

tr_err lexicon_fits(const lexicon *l, str word, arena *a, number_list *out)
{
    char open[130];
    TR_TRY(fit(l, word, a, out));
    if (word.len > sizeof open - 2) return TR_OK;
    memcpy(open, word.ptr, word.len);
    for (size_t n = word.len; n >= 2; n--) {
        if (n < word.len && ((unsigned char)word.ptr[n] & 0xC0) == 0x80) continue;
        char kept = open[n];
        open[n] = '*';
        TR_TRY(fit(l, (str){open, n + 1}, a, out));
        open[n] = kept;
    }
    return TR_OK;
}
