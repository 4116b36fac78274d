#include "text/node.h"

#include <string.h>

node *node_new(arena *a, node_kind kind, unsigned line, unsigned col)
{
    node *n = arena_alloc(a, sizeof *n);
    if (n == NULL) return NULL;
    n->kind = kind;
    n->line = line;
    n->col = col;
    return n;
}

void node_append(node *parent, node *child)
{
    if (parent->last) {
        parent->last->next = child;
    } else {
        parent->first = child;
    }
    parent->last = child;
    parent->n++;
}

const node *node_at(const node *map, const char *key)
{
    if (map == NULL || map->kind != NODE_MAP) return NULL;
    for (const node *n = map->first; n; n = n->next) {
        if (str_is(n->key, key)) return n;
    }
    return NULL;
}

str node_text(const node *map, const char *key)
{
    const node *n = node_at(map, key);
    return n && n->kind == NODE_SCALAR ? n->text : (str){0};
}

bool node_same(const node *a, const node *b)
{
    if (a == NULL || b == NULL) return a == b;
    if (a->kind != b->kind || a->n != b->n || !str_eq(a->text, b->text) || !str_eq(a->key, b->key))
        return false;
    const node *x = a->first, *y = b->first; /* as deep as DOC_MAX_DEPTH */
    for (; x != NULL && y != NULL; x = x->next, y = y->next) {
        if (!node_same(x, y)) return false;
    }
    return x == y;
}

tr_err doc_check_bytes(str bytes, const char *file, tr_diag *diag)
{
    unsigned line, col;
    if (bytes.len > DOC_MAX_BYTES) {
        diag_set(diag, CODE_LIMIT, file, 1, 1, "the file has %zu bytes, the limit is %d", bytes.len,
                 (int)DOC_MAX_BYTES);
        return TR_ERR_LIMIT;
    }
    size_t ok = utf8_valid_prefix(bytes);
    if (ok < bytes.len) {
        text_position(bytes, ok, &line, &col);
        diag_set(diag, CODE_UTF8, file, line, col, "byte 0x%02X is not UTF-8",
                 (unsigned)(unsigned char)bytes.ptr[ok]);
        return TR_ERR_DATA;
    }
    const char *nul = bytes.len ? memchr(bytes.ptr, 0, bytes.len) : NULL;
    if (nul) {
        text_position(bytes, (size_t)(nul - bytes.ptr), &line, &col);
        diag_set(diag, CODE_NUL, file, line, col, "a NUL byte in a text file");
        return TR_ERR_DATA;
    }
    return TR_OK;
}
