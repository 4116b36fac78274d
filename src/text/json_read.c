/* JSON documents: jansson judges, then the tree is built with positions.
 *
 * jansson is strict (RFC 8259, duplicate keys refused here) but forgets where a value stood. Once
 * it has accepted the bytes they are known to be well-formed, so the second pass only has to find
 * its way, not to judge; it still checks every bound. */
#include "text/node.h"

#include <jansson.h>
#include <string.h>

typedef struct json_build {
    str s;
    size_t at, line_start, counted; /* counted: bytes of the line before it make counted_col */
    unsigned counted_col;
    unsigned line;
    arena *a;
    unsigned depth;
    buf scratch;
} json_build;

/* Counted on from the last place asked for, so that a document on one line is not counted from its
 * front for every value. */
static unsigned column(json_build *b)
{
    if (b->counted < b->line_start) {
        b->counted = b->line_start;
        b->counted_col = 1;
    }
    for (; b->counted < b->at; b->counted++) {
        if (((unsigned char)b->s.ptr[b->counted] & 0xC0) != 0x80) b->counted_col++;
    }
    return b->counted_col;
}

static char peek(const json_build *b)
{
    return b->at < b->s.len ? b->s.ptr[b->at] : '\0';
}

static void skip_blanks(json_build *b)
{
    for (;; b->at++) {
        char c = peek(b);
        if (c == '\n') {
            b->line++;
            b->line_start = b->at + 1;
        } else if (c != ' ' && c != '\t' && c != '\r') {
            return;
        }
    }
}

static uint32_t hex4(const json_build *b, size_t at)
{
    uint32_t v = 0;
    for (size_t i = at; i < at + 4 && i < b->s.len; i++) {
        char c = b->s.ptr[i];
        v = v << 4 | (uint32_t)(c <= '9' ? c - '0' : (c | 32) - 'a' + 10);
    }
    return v;
}

static void read_escape(json_build *b)
{
    char c = peek(b);
    b->at++;
    switch (c) {
    case 'n': buf_c(&b->scratch, '\n'); return;
    case 't': buf_c(&b->scratch, '\t'); return;
    case 'r': buf_c(&b->scratch, '\r'); return;
    case 'b': buf_c(&b->scratch, '\b'); return;
    case 'f': buf_c(&b->scratch, '\f'); return;
    case 'u': break;
    default: buf_c(&b->scratch, c); return;
    }
    uint32_t v = hex4(b, b->at);
    b->at += 4;
    if (v >= 0xD800 && v < 0xDC00) {
        v = 0x10000 + ((v - 0xD800) << 10) + (hex4(b, b->at + 2) - 0xDC00);
        b->at += 6;
    }
    utf8_put(&b->scratch, v);
}

static tr_err read_text(json_build *b, str *out)
{
    buf_reset(&b->scratch);
    b->at++;
    while (b->at < b->s.len && peek(b) != '"') {
        char c = peek(b);
        b->at++;
        if (c == '\\') {
            read_escape(b);
        } else {
            buf_c(&b->scratch, c);
        }
    }
    b->at++;
    TR_TRY(buf_err(&b->scratch));
    *out = arena_str(b->a, buf_str(&b->scratch));
    return out->ptr ? TR_OK : TR_ERR_NOMEM;
}

static tr_err read_value(json_build *b, node **out);

static tr_err read_member(json_build *b, node *parent)
{
    str key = {0};
    unsigned line = 0, col = 0;
    if (parent->kind == NODE_MAP) {
        line = b->line;
        col = column(b);
        TR_TRY(read_text(b, &key));
        skip_blanks(b);
        b->at++; /* the colon */
        skip_blanks(b);
    }
    node *child = NULL;
    TR_TRY(read_value(b, &child));
    child->key = key;
    child->key_line = line;
    child->key_col = col;
    node_append(parent, child);
    return TR_OK;
}

static tr_err read_children(json_build *b, node *parent, char close)
{
    if (++b->depth > DOC_MAX_DEPTH) return TR_ERR_LIMIT;
    b->at++;
    skip_blanks(b);
    while (b->at < b->s.len && peek(b) != close) {
        TR_TRY(read_member(b, parent));
        skip_blanks(b);
        if (peek(b) == ',') b->at++;
        skip_blanks(b);
    }
    b->at++;
    b->depth--;
    return TR_OK;
}

static tr_err read_bare(json_build *b, node *n)
{
    size_t start = b->at;
    while (b->at < b->s.len && strchr(",]} \t\r\n", peek(b)) == NULL)
        b->at++;
    n->text = arena_str(b->a, str_upto(str_from(b->s, start), b->at - start));
    char c = b->s.ptr[start];
    n->form = c == 't' || c == 'f' || c == 'n' ? SCALAR_WORD : SCALAR_NUMBER;
    return n->text.ptr ? TR_OK : TR_ERR_NOMEM;
}

static tr_err read_value(json_build *b, node **out)
{
    char c = peek(b);
    node_kind kind = c == '{' ? NODE_MAP : c == '[' ? NODE_LIST : NODE_SCALAR;
    node *n = node_new(b->a, kind, b->line, column(b));
    if (n == NULL) return TR_ERR_NOMEM;
    *out = n;
    if (kind == NODE_MAP) return read_children(b, n, '}');
    if (kind == NODE_LIST) return read_children(b, n, ']');
    if (c != '"') return read_bare(b, n);
    n->form = SCALAR_TEXT;
    return read_text(b, &n->text);
}

static tr_err judge(str bytes, const char *file, tr_diag *diag)
{
    json_error_t err;
    json_t *doc = json_loadb(bytes.ptr ? bytes.ptr : "", bytes.len,
                             JSON_REJECT_DUPLICATES | JSON_DECODE_ANY, &err);
    if (doc) {
        json_decref(doc);
        return TR_OK;
    }
    if (json_error_code(&err) == json_error_out_of_memory) return TR_ERR_NOMEM;
    diag_code code =
        json_error_code(&err) == json_error_duplicate_key ? CODE_YAML_DUP : CODE_JSON_SYNTAX;
    if (json_error_code(&err) == json_error_stack_overflow) code = CODE_LIMIT;
    unsigned line, col;
    text_position(bytes, err.position > 0 ? (size_t)err.position - 1 : 0, &line, &col);
    diag_set(diag, code, file, line, col, "%s", err.text);
    return TR_ERR_DATA;
}

tr_err json_read(str bytes, const char *file, arena *a, const node **out, tr_diag *diag)
{
    TR_TRY(doc_check_bytes(bytes, file, diag));
    TR_TRY(judge(bytes, file, diag));
    json_build b = {.counted_col = 1, .s = bytes, .line = 1, .a = a};
    buf_init(&b.scratch, DOC_MAX_BYTES);
    node *root = NULL;
    skip_blanks(&b);
    tr_err e = read_value(&b, &root);
    buf_free(&b.scratch);
    if (e == TR_ERR_LIMIT) {
        diag_set(diag, CODE_LIMIT, file, b.line, column(&b), "nested too deeply (64 levels)");
        return TR_ERR_DATA;
    }
    if (e == TR_OK) *out = root;
    return e;
}
