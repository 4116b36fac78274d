/* The YAML subset, over libyaml's event interface. libyaml 0.2 does not refuse duplicate keys and
 * knows anchors, tags and directives; this file refuses all of them with their position. */
#include "base/idmap.h"
#include "text/node.h"
#include "text/yaml_strict.h"

#include <string.h>
#include <yaml.h>

typedef struct yaml_build {
    arena *a;
    const char *file;
    tr_diag *diag;
    yaml_parser_t parser;
    node *open[DOC_MAX_DEPTH];
    idmap keys[DOC_MAX_DEPTH]; /* of an open map with many, to their lines */
    unsigned depth;
    node *root;
    bool have_key; /* a map is open and its key was read */
    str key;
    unsigned key_line, key_col;
    yaml_lines lines;
    size_t seen; /* bytes up to the end of the last event */
    bool flow[DOC_MAX_DEPTH];
} yaml_build;

static unsigned pos(size_t zero_based)
{
    return zero_based > 100000000 ? 0 : (unsigned)zero_based + 1;
}

static tr_err refuse(yaml_build *b, diag_code code, yaml_mark_t m, const char *what)
{
    diag_set(b->diag, code, b->file, pos(m.line), pos(m.column), "%s", what);
    return TR_ERR_DATA;
}

static tr_err refuse_at(yaml_build *b, size_t line, const char *what)
{
    diag_set(b->diag, CODE_YAML_SYNTAX, b->file, (unsigned)line + 1, 1, "%s", what);
    return TR_ERR_DATA;
}

/* Column of the innermost map in block style; SIZE_MAX when there is none. */
static size_t block_col(const yaml_build *b)
{
    for (unsigned i = b->depth; i > 0; i--) {
        if (!b->flow[i - 1] && b->open[i - 1]->kind == NODE_MAP) return b->open[i - 1]->col - 1;
    }
    return SIZE_MAX;
}

static tr_err check_scalar(yaml_build *b, const yaml_event_t *ev)
{
    size_t first = ev->start_mark.line, last = ev->end_mark.line, bad = 0;
    str text = {.ptr = (const char *)ev->data.scalar.value, .len = ev->data.scalar.length};
    switch (ev->data.scalar.style) {
    case YAML_LITERAL_SCALAR_STYLE:
    case YAML_FOLDED_SCALAR_STYLE: {
        size_t from = yaml_offset(&b->lines, first, ev->start_mark.column),
               to = yaml_offset(&b->lines, first + 1, 0);
        if (yaml_bad_comment(&b->lines, from, to) < to)
            return refuse_at(b, first, "a comment needs a blank before it");
        bad = yaml_bad_block(&b->lines, first, last);
        break;
    }
    case YAML_SINGLE_QUOTED_SCALAR_STYLE:
    case YAML_DOUBLE_QUOTED_SCALAR_STYLE:
        bad = yaml_bad_indent(&b->lines, first, last, block_col(b));
        break;
    case YAML_PLAIN_SCALAR_STYLE:
        if (b->depth && b->flow[b->depth - 1] && text.len &&
            (str_is(text, "-") || text.ptr[0] == '?' || text.ptr[0] == ':')) {
            return refuse(b, CODE_YAML_SUBSET, ev->start_mark,
                          "quote a text in brackets that begins with a sign");
        }
        break;
    case YAML_ANY_SCALAR_STYLE: break;
    }
    return bad ? refuse_at(b, bad, "the line is not indented as it must be") : TR_OK;
}

/* Between two events stand only blanks, comments and signs. */
static tr_err check_gap(yaml_build *b, const yaml_event_t *ev)
{
    size_t from = b->seen, to = yaml_offset(&b->lines, ev->start_mark.line, ev->start_mark.column);
    size_t bad = from < to ? yaml_bad_comment(&b->lines, from, to) : to;
    size_t end = yaml_offset(&b->lines, ev->end_mark.line, ev->end_mark.column);
    if (end > b->seen) b->seen = end;
    if (from >= to || bad == to) return TR_OK;
    unsigned line, col;
    text_position(b->lines.bytes, bad, &line, &col);
    diag_set(b->diag, b->lines.bytes.ptr[bad] == '?' ? CODE_YAML_SUBSET : CODE_YAML_SYNTAX, b->file,
             line, col, "%s",
             b->lines.bytes.ptr[bad] == '?' ? "a complex key (?)"
                                            : "a comment needs a blank before it");
    return TR_ERR_DATA;
}

static node *top(yaml_build *b)
{
    return b->depth ? b->open[b->depth - 1] : NULL;
}

static tr_err attach(yaml_build *b, node *n)
{
    node *parent = top(b);
    if (parent == NULL) {
        b->root = n;
        return TR_OK;
    }
    if (parent->kind == NODE_MAP) {
        n->key = b->key;
        n->key_line = b->key_line;
        n->key_col = b->key_col;
        b->have_key = false;
    }
    node_append(parent, n);
    return TR_OK;
}

/* Of a map with many keys a table is kept, so that a long one is no square. */
static tr_err find_key(yaml_build *b, str key, bool *there, size_t *line)
{
    enum { MANY = 32 };
    const node *map = top(b);
    idmap *keys = &b->keys[b->depth - 1];
    *there = false;
    for (const node *n = map->first; n && keys->n == 0; n = n->next) {
        if (!str_eq(n->key, key)) continue;
        *there = true;
        *line = n->key_line;
        return TR_OK;
    }
    if (map->n < MANY) return TR_OK;
    for (const node *n = map->first; n && keys->n < map->n; n = n->next) {
        size_t known;
        if (!idmap_find(keys, n->key, &known)) TR_TRY(idmap_add(keys, b->a, n->key, n->key_line));
    }
    *there = idmap_find(keys, key, line);
    return TR_OK;
}

static tr_err take_key(yaml_build *b, const yaml_event_t *ev)
{
    str raw = {.ptr = (const char *)ev->data.scalar.value, .len = ev->data.scalar.length};
    bool there;
    size_t line = 0;
    TR_TRY(find_key(b, raw, &there, &line));
    if (there) {
        diag_set(
            b->diag, CODE_YAML_DUP, b->file, pos(ev->start_mark.line), pos(ev->start_mark.column),
            "key '" STR_FMT "' stands here a second time (first on line %zu)", STR_ARG(raw), line);
        return TR_ERR_DATA;
    }
    b->key = arena_str(b->a, raw);
    if (b->key.ptr == NULL) return TR_ERR_NOMEM;
    if (b->keys[b->depth - 1].n > 0)
        TR_TRY(idmap_add(&b->keys[b->depth - 1], b->a, b->key, pos(ev->start_mark.line)));
    b->key_line = pos(ev->start_mark.line);
    b->key_col = pos(ev->start_mark.column);
    b->have_key = true;
    return TR_OK;
}

static tr_err on_scalar(yaml_build *b, const yaml_event_t *ev)
{
    if (ev->data.scalar.anchor) return refuse(b, CODE_YAML_SUBSET, ev->start_mark, "an anchor (&)");
    if (ev->data.scalar.tag) return refuse(b, CODE_YAML_SUBSET, ev->start_mark, "a tag (!)");
    if (top(b) && top(b)->kind == NODE_MAP && !b->have_key) return take_key(b, ev);
    node *n = node_new(b->a, NODE_SCALAR, pos(ev->start_mark.line), pos(ev->start_mark.column));
    if (n == NULL) return TR_ERR_NOMEM;
    n->form = ev->data.scalar.style == YAML_PLAIN_SCALAR_STYLE ? SCALAR_PLAIN : SCALAR_TEXT;
    n->text = arena_str(
        b->a, (str){.ptr = (const char *)ev->data.scalar.value, .len = ev->data.scalar.length});
    return n->text.ptr ? attach(b, n) : TR_ERR_NOMEM;
}

static tr_err on_open(yaml_build *b, const yaml_event_t *ev, node_kind kind, bool anchor, bool tag)
{
    if (anchor) return refuse(b, CODE_YAML_SUBSET, ev->start_mark, "an anchor (&)");
    if (tag) return refuse(b, CODE_YAML_SUBSET, ev->start_mark, "a tag (!)");
    if (top(b) && top(b)->kind == NODE_MAP && !b->have_key) {
        return refuse(b, CODE_YAML_SUBSET, ev->start_mark, "a key that is not plain text");
    }
    if (b->depth == DOC_MAX_DEPTH) {
        return refuse(b, CODE_LIMIT, ev->start_mark, "nested too deeply (64 levels)");
    }
    node *n = node_new(b->a, kind, pos(ev->start_mark.line), pos(ev->start_mark.column));
    if (n == NULL) return TR_ERR_NOMEM;
    TR_TRY(attach(b, n));
    size_t at = yaml_offset(&b->lines, ev->start_mark.line, ev->start_mark.column);
    if (kind == NODE_MAP && at < b->lines.bytes.len && b->lines.bytes.ptr[at] == '?') {
        return refuse(b, CODE_YAML_SUBSET, ev->start_mark, "a complex key (?)");
    }
    b->flow[b->depth] = kind == NODE_MAP
                            ? ev->data.mapping_start.style == YAML_FLOW_MAPPING_STYLE
                            : ev->data.sequence_start.style == YAML_FLOW_SEQUENCE_STYLE;
    b->keys[b->depth] = (idmap){0};
    b->open[b->depth++] = n;
    return TR_OK;
}

static tr_err on_document(yaml_build *b, const yaml_event_t *ev)
{
    if (b->root) return refuse(b, CODE_YAML_SUBSET, ev->start_mark, "a second document");
    if (ev->data.document_start.version_directive ||
        ev->data.document_start.tag_directives.start !=
            ev->data.document_start.tag_directives.end) {
        return refuse(b, CODE_YAML_SUBSET, ev->start_mark, "a directive (%)");
    }
    return TR_OK;
}

static tr_err on_close(yaml_build *b, const yaml_event_t *ev)
{
    const node *n = b->open[--b->depth];
    if (!b->flow[b->depth] || (b->depth && b->flow[b->depth - 1])) return TR_OK;
    size_t bad = yaml_bad_indent(&b->lines, n->line - 1, ev->end_mark.line, block_col(b));
    return bad ? refuse_at(b, bad, "the line is not indented as it must be") : TR_OK;
}

static tr_err on_event(yaml_build *b, const yaml_event_t *ev)
{
    TR_TRY(check_gap(b, ev));
    if (ev->type == YAML_SCALAR_EVENT) TR_TRY(check_scalar(b, ev));
    switch (ev->type) {
    case YAML_DOCUMENT_START_EVENT: return on_document(b, ev);
    case YAML_ALIAS_EVENT: return refuse(b, CODE_YAML_SUBSET, ev->start_mark, "an alias (*)");
    case YAML_SCALAR_EVENT: return on_scalar(b, ev);
    case YAML_MAPPING_START_EVENT:
        return on_open(b, ev, NODE_MAP, ev->data.mapping_start.anchor != NULL,
                       ev->data.mapping_start.tag != NULL);
    case YAML_SEQUENCE_START_EVENT:
        return on_open(b, ev, NODE_LIST, ev->data.sequence_start.anchor != NULL,
                       ev->data.sequence_start.tag != NULL);
    case YAML_MAPPING_END_EVENT:
    case YAML_SEQUENCE_END_EVENT: return on_close(b, ev);
    case YAML_NO_EVENT:
    case YAML_STREAM_START_EVENT:
    case YAML_STREAM_END_EVENT:
    case YAML_DOCUMENT_END_EVENT: return TR_OK;
    }
    return TR_OK;
}

static tr_err parser_failed(yaml_build *b)
{
    const yaml_parser_t *p = &b->parser;
    if (p->error == YAML_MEMORY_ERROR) return TR_ERR_NOMEM;
    yaml_mark_t m = p->problem_mark.line || p->problem_mark.column ? p->problem_mark : p->mark;
    diag_set(b->diag, CODE_YAML_SYNTAX, b->file, pos(m.line), pos(m.column), "%s%s%s",
             p->problem ? p->problem : "not YAML", p->context ? ", " : "",
             p->context ? p->context : "");
    return TR_ERR_DATA;
}

static tr_err read_events(yaml_build *b)
{
    for (bool done = false; !done;) {
        yaml_event_t ev;
        if (!yaml_parser_parse(&b->parser, &ev)) return parser_failed(b);
        done = ev.type == YAML_STREAM_END_EVENT;
        tr_err e = on_event(b, &ev);
        yaml_event_delete(&ev);
        TR_TRY(e);
    }
    return TR_OK;
}

tr_err yaml_read(str bytes, const char *file, arena *a, const node **out, tr_diag *diag)
{
    TR_TRY(doc_check_bytes(bytes, file, diag));
    if (bytes.len == 0) {
        diag_set(diag, CODE_YAML_SYNTAX, file, 1, 1, "the file is empty");
        return TR_ERR_DATA;
    }
    yaml_build b = {.a = a, .file = file, .diag = diag};
    size_t line, col;
    TR_TRY(yaml_lines_of(bytes, a, &b.lines));
    if (yaml_bad_blanks(&b.lines, &line, &col)) {
        diag_set(diag, CODE_YAML_SYNTAX, file, (unsigned)line + 1, (unsigned)col + 1,
                 "a tab in the indentation, or blanks after the last line end");
        return TR_ERR_DATA;
    }
    if (!yaml_parser_initialize(&b.parser)) return TR_ERR_NOMEM;
    yaml_parser_set_encoding(&b.parser, YAML_UTF8_ENCODING);
    yaml_parser_set_input_string(&b.parser, (const unsigned char *)bytes.ptr, bytes.len);
    tr_err e = read_events(&b);
    yaml_parser_delete(&b.parser);
    TR_TRY(e);
    if (b.root == NULL) {
        diag_set(diag, CODE_YAML_SYNTAX, file, 1, 1, "the file is empty");
        return TR_ERR_DATA;
    }
    *out = b.root;
    return TR_OK;
}
