/* The readable part of a page or of a word processor's document. Nothing of it is run or fetched:
 * tags are looked at for where paragraphs begin, and for what nobody is meant to read.
 *
 * Of a page with an article or a main part only that is taken, and of it no navigation, forms,
 * asides, scripts or what is hidden. Each run of text keeps its place in the file. */
#include "reader/parts.h"

#include <string.h>

enum { NAME_BYTES = 24, DEPTH = 256 };

typedef struct tag {
    char name[NAME_BYTES]; /* lower case */
    bool closes, hidden, empty;
} tag;

typedef struct markup {
    str s;
    arena *a;
    buf out;
    VEC(origin_run) runs;
    VEC(struct quoted_block) blocks;
    bool pending_space, pending_line, any; /* what stands between two pieces of text */
    size_t skip;                           /* depth of what nobody reads; 0: it is read */
    char skipped[NAME_BYTES];
    size_t block_depth;
    bool xml; /* a document: only w:t is text */
    bool in_text;
} markup;

/* ---- tags */

static char lower(char c)
{
    return (char)(c >= 'A' && c <= 'Z' ? c + 32 : c);
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f';
}

/* The end of a tag that begins at `at`, behind its `>`; attributes may hold one in quotes. */
static size_t tag_end(str s, size_t at)
{
    char quote = '\0';
    for (size_t i = at + 1; i < s.len; i++) {
        char c = s.ptr[i];
        if (quote != '\0') {
            if (c == quote) quote = '\0';
        } else if ((c == '"' || c == '\'') && s.ptr[i - 1] == '=') {
            quote = c;
        } else if (c == '>') {
            return i + 1;
        }
    }
    return s.len;
}

static tag read_tag(str s, size_t at, size_t end)
{
    tag t = {.name = ""};
    size_t i = at + 1, n = 0;
    if (i < end && s.ptr[i] == '/') {
        t.closes = true;
        i++;
    }
    for (; i < end && !is_blank(s.ptr[i]) && s.ptr[i] != '>' && s.ptr[i] != '/'; i++) {
        if (n + 1 < sizeof t.name) t.name[n++] = lower(s.ptr[i]);
    }
    t.name[n] = '\0';
    t.empty = end >= 2 && s.ptr[end - 2] == '/';
    for (; i + 6 < end; i++) { /* hidden, aria-hidden="true", display:none */
        if (is_blank(s.ptr[i]) && strncmp(s.ptr + i + 1, "hidden", 6) == 0) t.hidden = true;
        if (strncmp(s.ptr + i, "display:none", end - i < 12 ? end - i : 12) == 0 && end - i >= 12)
            t.hidden = true;
    }
    return t;
}

static bool one_of(const char *name, const char *const *names)
{
    for (size_t i = 0; names[i] != NULL; i++) {
        if (strcmp(name, names[i]) == 0) return true;
    }
    return false;
}

static bool unread(const char *name)
{
    static const char *const names[] = {
        "script", "style",  "noscript", "template", "svg",    "math",   "nav",  "aside",
        "footer", "form",   "button",   "select",   "iframe", "object", "head", "figcaption",
        "menu",   "dialog", "textarea", "canvas",   "audio",  "video",  NULL};
    return one_of(name, names);
}

/* Their content is no markup. */
static bool raw(const char *name)
{
    return strcmp(name, "script") == 0 || strcmp(name, "style") == 0 ||
           strcmp(name, "textarea") == 0;
}

static bool has_no_end(const char *name)
{
    static const char *const names[] = {"br",  "hr",   "img", "input", "meta", "link",  "source",
                                        "wbr", "area", "col", "embed", "base", "track", NULL};
    return one_of(name, names);
}

static bool breaks(const char *name)
{
    static const char *const names[] = {
        "p",     "div",     "br",    "li",         "ul",      "ol",      "h1",   "h2",     "h3",
        "h4",    "h5",      "h6",    "blockquote", "section", "article", "main", "header", "tr",
        "table", "td",      "th",    "hr",         "pre",     "figure",  "dl",   "dt",     "dd",
        "body",  "address", "title", "w:p",        "w:br",    "w:cr",    NULL};
    return one_of(name, names);
}

/* ---- references */

static size_t reference(str s, size_t at, uint32_t *code)
{
    static const struct {
        const char *name;
        uint32_t code;
    } names[] = {{"amp", '&'},       {"lt", '<'},       {"gt", '>'},        {"quot", '"'},
                 {"apos", '\''},     {"nbsp", 0xA0},    {"ldquo", 0x201C},  {"rdquo", 0x201D},
                 {"lsquo", 0x2018},  {"rsquo", 0x2019}, {"laquo", 0xAB},    {"raquo", 0xBB},
                 {"bdquo", 0x201E},  {"sbquo", 0x201A}, {"lsaquo", 0x2039}, {"rsaquo", 0x203A},
                 {"ndash", 0x2013},  {"mdash", 0x2014}, {"hellip", 0x2026}, {"shy", 0xAD},
                 {"thinsp", 0x2009}, {"ensp", 0x2002},  {"emsp", 0x2003},   {"copy", 0xA9},
                 {"reg", 0xAE},      {"deg", 0xB0},     {"euro", 0x20AC},   {"pound", 0xA3},
                 {"middot", 0xB7},   {"bull", 0x2022},  {"auml", 0xE4},     {"ouml", 0xF6},
                 {"uuml", 0xFC},     {"szlig", 0xDF},   {"eacute", 0xE9},   {"egrave", 0xE8},
                 {"ccedil", 0xE7},   {"aacute", 0xE1},  {"iacute", 0xED},   {"oacute", 0xF3},
                 {"ntilde", 0xF1}};
    size_t i = at + 1;
    uint32_t v = 0;
    if (i < s.len && s.ptr[i] == '#') {
        bool hex = i + 1 < s.len && (s.ptr[i + 1] == 'x' || s.ptr[i + 1] == 'X');
        size_t from = i += hex ? 2 : 1;
        for (; i < s.len && i < from + 8; i++) {
            char c = lower(s.ptr[i]);
            unsigned digit = c >= '0' && c <= '9'          ? (unsigned)(c - '0')
                             : hex && c >= 'a' && c <= 'f' ? (unsigned)(c - 'a') + 10
                                                           : 99;
            if (digit == 99) break;
            v = v * (hex ? 16 : 10) + digit;
        }
        if (i == from || i >= s.len || s.ptr[i] != ';' || v == 0 || v > 0x10FFFF ||
            (v >= 0xD800 && v < 0xE000))
            return 0;
        *code = v;
        return i + 1 - at;
    }
    for (size_t k = 0; k < sizeof names / sizeof *names; k++) {
        size_t n = strlen(names[k].name);
        if (i + n < s.len && memcmp(s.ptr + i, names[k].name, n) == 0 && s.ptr[i + n] == ';') {
            *code = names[k].code;
            return n + 2;
        }
    }
    return 0;
}

/* ---- text */

static tr_err put_run(markup *m, size_t text_from, size_t file_from, size_t length,
                      size_t file_length)
{
    origin_run *last = m->runs.n > 0 ? &m->runs.items[m->runs.n - 1] : NULL;
    if (last != NULL && last->length == last->file_length && length == file_length &&
        last->text_from + last->length == text_from &&
        last->file_from + last->file_length == file_from) {
        last->length += length;
        last->file_length += length;
        return TR_OK;
    }
    origin_run *r = VEC_PUSH(m->a, &m->runs);
    if (r == NULL) return TR_ERR_NOMEM;
    *r = (origin_run){text_from, file_from, length, file_length};
    return TR_OK;
}

static tr_err put_between(markup *m, size_t at)
{
    if (m->any && (m->pending_line || m->pending_space)) {
        TR_TRY(put_run(m, m->out.len, at, 1, 0));
        buf_c(&m->out, m->pending_line ? '\n' : ' ');
    }
    m->pending_line = m->pending_space = false;
    m->any = true;
    return TR_OK;
}

static tr_err put_text(markup *m, size_t from, size_t to)
{
    for (size_t i = from; i < to;) {
        uint32_t code;
        size_t n = m->s.ptr[i] == '&' ? reference(m->s, i, &code) : 0;
        if (is_blank(m->s.ptr[i])) {
            m->pending_space = true;
            i++;
            continue;
        }
        TR_TRY(put_between(m, i));
        size_t at = m->out.len;
        if (n > 0) {
            utf8_put(&m->out, code);
            TR_TRY(put_run(m, at, i, m->out.len - at, n));
            i += n;
            continue;
        }
        size_t end = i + 1;
        while (end < to && !is_blank(m->s.ptr[end]) && m->s.ptr[end] != '&')
            end++;
        buf_put(&m->out, m->s.ptr + i, end - i);
        TR_TRY(put_run(m, at, i, end - i, end - i));
        i = end;
    }
    return buf_err(&m->out);
}

/* ---- structure */

static tr_err quoted(markup *m, const tag *t)
{
    if (t->closes) {
        if (m->block_depth > 0 && --m->block_depth == 0 && m->blocks.n > 0)
            m->blocks.items[m->blocks.n - 1].to = m->out.len;
        return TR_OK;
    }
    if (m->block_depth++ > 0) return TR_OK;
    struct quoted_block *b = VEC_PUSH(m->a, &m->blocks);
    if (b == NULL) return TR_ERR_NOMEM;
    *b = (struct quoted_block){m->out.len, m->out.len};
    return TR_OK;
}

static tr_err take_tag(markup *m, const tag *t)
{
    if (m->skip > 0) { /* wait for the end of what nobody reads */
        if (strcmp(t->name, m->skipped) == 0 && !t->empty)
            m->skip = t->closes ? m->skip - 1 : m->skip + 1;
        return TR_OK;
    }
    if (breaks(t->name)) m->pending_line = true;
    if (strcmp(t->name, "w:tab") == 0) m->pending_space = true;
    if (strcmp(t->name, "w:t") == 0) m->in_text = !t->closes && !t->empty;
    if (strcmp(t->name, "blockquote") == 0) TR_TRY(quoted(m, t));
    if (!t->closes && !t->empty && !has_no_end(t->name) && (unread(t->name) || t->hidden)) {
        (void)snprintf(m->skipped, sizeof m->skipped, "%s", t->name);
        m->skip = 1;
    }
    return TR_OK;
}

static size_t past_raw(str s, size_t at, const char *name)
{
    size_t n = strlen(name);
    for (size_t i = at; i + n + 2 < s.len; i++) {
        const char *p = memchr(s.ptr + i, '<', s.len - i);
        if (p == NULL) return s.len;
        i = (size_t)(p - s.ptr);
        if (i + n + 2 < s.len && s.ptr[i + 1] == '/' &&
            str_eq_nocase((str){s.ptr + i + 2, n}, str_of(name)))
            return i;
    }
    return s.len;
}

static tr_err walk(markup *m, size_t from, size_t to)
{
    for (size_t i = from; i < to;) {
        const char *p = memchr(m->s.ptr + i, '<', to - i);
        size_t open = p == NULL ? to : (size_t)(p - m->s.ptr);
        if (open > i && m->skip == 0 && (!m->xml || m->in_text)) TR_TRY(put_text(m, i, open));
        if (open >= to) break;
        if (to - open >= 4 && memcmp(m->s.ptr + open, "<!--", 4) == 0) {
            const char *end = memmem(m->s.ptr + open + 4, to - open - 4, "-->", 3);
            i = end == NULL ? to : (size_t)(end - m->s.ptr) + 3;
            continue;
        }
        bool is_tag =
            open + 1 < to &&
            (m->s.ptr[open + 1] == '/' || m->s.ptr[open + 1] == '!' || m->s.ptr[open + 1] == '?' ||
             (lower(m->s.ptr[open + 1]) >= 'a' && lower(m->s.ptr[open + 1]) <= 'z'));
        if (!is_tag) { /* a sign, as "less than" */
            if (m->skip == 0 && (!m->xml || m->in_text)) TR_TRY(put_text(m, open, open + 1));
            i = open + 1;
            continue;
        }
        size_t end = tag_end(m->s, open);
        tag t = read_tag(m->s, open, end);
        TR_TRY(take_tag(m, &t));
        i = end;
        if (!m->xml && !t.closes && raw(t.name)) i = past_raw(m->s, end, t.name);
    }
    return TR_OK;
}

/* The part of a page between `<name` and its end; false: it has none. */
static bool part_of(str s, const char *name, size_t *from, size_t *to)
{
    size_t n = strlen(name), best = 0;
    for (size_t i = 0; i + n + 1 < s.len; i++) {
        const char *p = memchr(s.ptr + i, '<', s.len - i);
        if (p == NULL) break;
        i = (size_t)(p - s.ptr);
        if (i + n + 1 >= s.len || !str_eq_nocase((str){s.ptr + i + 1, n}, str_of(name)) ||
            (s.ptr[i + 1 + n] != '>' && !is_blank(s.ptr[i + 1 + n])))
            continue;
        size_t begin = tag_end(s, i), end = past_raw(s, begin, name);
        if (end - begin > best) { /* the longest of several */
            best = end - begin;
            *from = begin;
            *to = end;
        }
        i = end > i ? end - 1 : i;
    }
    return best > 0;
}

static tr_err finish(markup *m, arena *a, str *out)
{
    for (size_t i = 0; i < m->blocks.n; i++) {
        if (m->blocks.items[i].to == m->blocks.items[i].from) m->blocks.items[i].to = m->out.len;
    }
    return buf_take(&m->out, a, out);
}

tr_err html_readable(str bytes, arena *a, source_text *out)
{
    markup m = {.s = bytes, .a = a};
    size_t from = 0, to = bytes.len;
    buf_init(&m.out, READER_TEXT_BYTES + 1024);
    if (!part_of(bytes, "article", &from, &to) && !part_of(bytes, "main", &from, &to)) {
        from = 0;
        to = bytes.len;
    }
    tr_err e = walk(&m, from, to);
    if (e != TR_OK) {
        buf_free(&m.out);
        return e;
    }
    TR_TRY(finish(&m, a, &out->readable));
    out->runs = m.runs.items;
    out->n_runs = m.runs.n;
    out->blocks = m.blocks.items;
    out->n_blocks = m.blocks.n;
    out->in_file = true;
    out->form = STR("html");
    return TR_OK;
}

tr_err docx_readable(str document, arena *a, str *out)
{
    markup m = {.s = document, .a = a, .xml = true};
    buf_init(&m.out, READER_TEXT_BYTES + 1024);
    tr_err e = walk(&m, 0, document.len);
    if (e != TR_OK) {
        buf_free(&m.out);
        return e;
    }
    return finish(&m, a, out);
}
