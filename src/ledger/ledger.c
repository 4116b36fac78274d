#include "ledger/ledger.h"

#include <stdlib.h>
#include <string.h>

static str hash_str(const sha256 *h)
{
    return (str){.ptr = (const char *)h->bytes, .len = sizeof h->bytes};
}

tr_err ledger_leaf(str entry, sha256 *out)
{
    return sha256_of3((str){.ptr = "\0", .len = 1}, entry, (str){0}, out);
}

tr_err ledger_node(const sha256 *left, const sha256 *right, sha256 *out)
{
    return sha256_of3(STR("\1"), hash_str(left), hash_str(right), out);
}

/* Peaks correspond to the set bits of the size, so as many merge as the size has trailing ones. */
tr_err ledger_head_add(ledger_head *h, const sha256 *leaf)
{
    sha256 top = *leaf;
    unsigned n = h->n_peaks;
    for (uint64_t s = h->size; s & 1; s >>= 1) {
        TR_TRY(ledger_node(&h->peaks[n - 1], &top, &top));
        n--;
    }
    if (n == 64) return TR_ERR_LIMIT;
    h->peaks[n] = top;
    h->n_peaks = n + 1;
    h->size++;
    return TR_OK;
}

tr_err ledger_head_root(const ledger_head *h, sha256 *out)
{
    if (h->n_peaks == 0) return sha256_of((str){0}, out);
    sha256 root = h->peaks[h->n_peaks - 1];
    for (unsigned i = h->n_peaks - 1; i > 0; i--)
        TR_TRY(ledger_node(&h->peaks[i - 1], &root, &root));
    *out = root;
    return TR_OK;
}

tr_err ledger_check_inclusion(const sha256 *leaf, uint64_t index, uint64_t size, const sha256 *path,
                              size_t n_path, const sha256 *root)
{
    if (index >= size) return TR_ERR_DAMAGED;
    uint64_t fn = index, sn = size - 1;
    sha256 r = *leaf;
    for (size_t i = 0; i < n_path; i++) {
        if (sn == 0) return TR_ERR_DAMAGED;
        if ((fn & 1) || fn == sn) {
            TR_TRY(ledger_node(&path[i], &r, &r));
            while (!(fn & 1) && fn != 0) {
                fn >>= 1;
                sn >>= 1;
            }
        } else {
            TR_TRY(ledger_node(&r, &path[i], &r));
        }
        fn >>= 1;
        sn >>= 1;
    }
    return sn == 0 && sha256_eq(&r, root) ? TR_OK : TR_ERR_DAMAGED;
}

tr_err ledger_check_consistency(uint64_t size1, const sha256 *root1, uint64_t size2,
                                const sha256 *root2, const sha256 *path, size_t n_path)
{
    if (size1 == 0 || size1 > size2) return TR_ERR_DAMAGED;
    if (size1 == size2) return n_path == 0 && sha256_eq(root1, root2) ? TR_OK : TR_ERR_DAMAGED;
    if (n_path == 0) return TR_ERR_DAMAGED;
    bool whole = (size1 & (size1 - 1)) == 0; /* a power of two: its root starts the path */
    uint64_t fn = size1 - 1, sn = size2 - 1;
    while (fn & 1) {
        fn >>= 1;
        sn >>= 1;
    }
    sha256 fr = whole ? *root1 : path[0], sr = fr;
    for (size_t i = whole ? 0 : 1; i < n_path; i++) {
        if (sn == 0) return TR_ERR_DAMAGED;
        if ((fn & 1) || fn == sn) {
            TR_TRY(ledger_node(&path[i], &fr, &fr));
            TR_TRY(ledger_node(&path[i], &sr, &sr));
            while (!(fn & 1) && fn != 0) {
                fn >>= 1;
                sn >>= 1;
            }
        } else {
            TR_TRY(ledger_node(&sr, &path[i], &sr));
        }
        fn >>= 1;
        sn >>= 1;
    }
    return sn == 0 && sha256_eq(&fr, root1) && sha256_eq(&sr, root2) ? TR_OK : TR_ERR_DAMAGED;
}

/* ---- entries ------------------------------------------------------------------------------------
 */

static tr_err write_node(json_writer *w, const node *n)
{
    int64_t v;
    if (n->kind == NODE_SCALAR && n->form == SCALAR_TEXT) {
        jw_str(w, n->text);
        return TR_OK;
    }
    if (n->kind == NODE_SCALAR) {
        if (n->form != SCALAR_NUMBER ||
            !str_to_i64(n->text, -(INT64_C(1) << 53), INT64_C(1) << 53, &v))
            return TR_ERR_DATA;
        jw_int(w, v);
        return TR_OK;
    }
    bool map = n->kind == NODE_MAP;
    jw_open(w, map ? '{' : '[');
    str last = {0};
    for (const node *c = n->first; c; c = c->next) {
        if (map) {
            char key[64];
            if (c->key.len >= sizeof key || (last.ptr && str_cmp(last, c->key) >= 0))
                return TR_ERR_DATA;
            for (size_t i = 0; i < c->key.len; i++) {
                if ((unsigned char)c->key.ptr[i] >= 0x80) return TR_ERR_DATA;
            }
            last = c->key;
            memcpy(key, c->key.ptr, c->key.len);
            key[c->key.len] = '\0';
            jw_key(w, key);
        }
        TR_TRY(write_node(w, c));
    }
    jw_close(w, map ? '}' : ']');
    return TR_OK;
}

/* Canonical means: writing it again gives the same bytes. */
static tr_err check_canonical(str bytes, const node *body)
{
    buf b;
    json_writer w;
    buf_init(&b, 2 * LEDGER_MAX_ENTRY_BYTES);
    jw_init(&w, &b, false);
    tr_err e = write_node(&w, body);
    if (e == TR_OK) e = buf_err(&b);
    if (e == TR_OK && !str_eq(buf_str(&b), bytes)) e = TR_ERR_DATA;
    buf_free(&b);
    return e;
}

tr_err ledger_entry_parse(str bytes, uint64_t index, arena *a, ledger_entry *out, tr_diag *diag)
{
    ledger_entry e = {.index = index, .at = USEC_UNKNOWN};
    if (bytes.len == 0 || bytes.len > LEDGER_MAX_ENTRY_BYTES) {
        diag_set(diag, CODE_LEDGER, "ledger", 0, 0, "entry %llu has %zu bytes",
                 (unsigned long long)index, bytes.len);
        return TR_ERR_DATA;
    }
    TR_TRY(json_read(bytes, "ledger entry", a, &e.body, diag));
    tr_err c = e.body->kind == NODE_MAP ? check_canonical(bytes, e.body) : TR_ERR_DATA;
    e.type = node_text(e.body, "t");
    if (c == TR_ERR_NOMEM) return c;
    if (c != TR_OK || e.type.len == 0 || entry_int(&e, "v", 0) != LEDGER_FORMAT_VERSION) {
        diag_set(diag, CODE_LEDGER, "ledger", 0, 0,
                 "entry %llu is not in canonical form, or lacks t or v", (unsigned long long)index);
        return TR_ERR_DATA;
    }
    str at = node_text(e.body, "at");
    if (at.len && !iso_parse_instant(at, &e.at)) {
        diag_set(diag, CODE_LEDGER, "ledger", 0, 0, "entry %llu has no readable time",
                 (unsigned long long)index);
        return TR_ERR_DATA;
    }
    *out = e;
    return TR_OK;
}

int64_t entry_int(const ledger_entry *e, const char *key, int64_t absent)
{
    const node *n = node_at(e->body, key);
    int64_t v;
    if (n == NULL || n->kind != NODE_SCALAR || n->form != SCALAR_NUMBER) return absent;
    return str_to_i64(n->text, INT64_MIN, INT64_MAX, &v) ? v : absent;
}

str entry_text(const ledger_entry *e, const char *key)
{
    return node_text(e->body, key);
}

static int members_by_key(const void *a, const void *b)
{
    return strcmp(((const entry_member *)a)->key, ((const entry_member *)b)->key);
}

tr_err ledger_entry_write(buf *out, entry_member *members, size_t n)
{
    json_writer w;
    qsort(members, n, sizeof *members, members_by_key);
    jw_init(&w, out, true);
    jw_open(&w, '{');
    for (size_t i = 0; i < n; i++) {
        const entry_member *m = &members[i];
        jw_key(&w, m->key);
        if (m->list) {
            jw_open(&w, '[');
            for (size_t j = 0; j < m->list->n; j++)
                jw_str(&w, m->list->items[j]);
            jw_close(&w, ']');
        } else if (m->is_number) {
            jw_int(&w, m->number);
        } else {
            jw_str(&w, m->text);
        }
    }
    jw_close(&w, '}');
    TR_TRY(buf_err(out));
    return out->len > LEDGER_MAX_ENTRY_BYTES ? TR_ERR_LIMIT : TR_OK;
}

void ledger_head_write(buf *b, str origin, uint64_t size, const sha256 *root)
{
    char base64[48];
    base64_write(root->bytes, sizeof root->bytes, base64);
    buf_f(b, STR_FMT "\n%llu\n%s\n", STR_ARG(origin), (unsigned long long)size, base64);
}
