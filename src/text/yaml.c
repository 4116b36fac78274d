/* The YAML subset, over libyaml's event interface. libyaml 0.2 does not refuse duplicate keys and
 * knows anchors, tags and directives; this file refuses all of them with their position. */
#include "text/node.h"

#include <string.h>
#include <yaml.h>

typedef struct yaml_build {
    arena *a;
    const char *file;
    tr_diag *diag;
    yaml_parser_t parser;
    node *open[DOC_MAX_DEPTH];
    unsigned depth;
    node *root;
    bool have_key; /* a map is open and its key was read */
    str key;
    unsigned key_line, key_col;
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

static tr_err take_key(yaml_build *b, const yaml_event_t *ev)
{
    str raw = {.ptr = (const char *)ev->data.scalar.value, .len = ev->data.scalar.length};
    for (const node *n = top(b)->first; n; n = n->next) {
        if (str_eq(n->key, raw)) {
            diag_set(b->diag, CODE_YAML_DUP, b->file, pos(ev->start_mark.line),
                     pos(ev->start_mark.column),
                     "key '" STR_FMT "' stands here a second time (first on line %u)", STR_ARG(raw),
                     n->key_line);
            return TR_ERR_DATA;
        }
    }
    b->key = arena_str(b->a, raw);
    if (b->key.ptr == NULL) return TR_ERR_NOMEM;
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

static tr_err on_event(yaml_build *b, const yaml_event_t *ev)
{
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
    case YAML_SEQUENCE_END_EVENT: b->depth--; return TR_OK;
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
    yaml_build b = {.a = a, .file = file, .diag = diag};
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
