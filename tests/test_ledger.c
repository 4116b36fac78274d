#include "gen.h"
#include "load.h"
#include "tap.h"

#include <dirent.h>
#include <stdlib.h>

static int b64_digit(char c)
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    const char *p = c ? strchr(digits, c) : NULL;
    return p ? (int)(p - digits) : -1;
}

static size_t from_b64(str s, char *out)
{
    size_t n = 0;
    uint32_t acc = 0, bits = 0;
    for (size_t i = 0; i < s.len; i++) {
        int d = b64_digit(s.ptr[i]);
        if (d < 0) continue;
        acc = acc << 6 | (uint32_t)d;
        bits += 6;
        if (bits >= 8) {
            bits -= 8;
            out[n++] = (char)(acc >> bits & 0xFF);
        }
    }
    return n;
}

/* A hash in base64; false when it does not have 32 bytes. */
static bool hash_from(const node *n, sha256 *out)
{
    char bytes[512];
    if (n == NULL || n->text.len > 600) return false;
    size_t len = from_b64(n->text, bytes);
    if (len != 32) return false;
    memcpy(out->bytes, bytes, 32);
    return true;
}

static void roots_of_our_vectors(void)
{
    arena a;
    const node *root = NULL;
    arena_init(&a, MISSION_ARENA_BYTES);
    str text = load_shared(&a, "vectors/ledger_vectors.json");
    if (text.ptr == NULL || json_read(text, "vectors", &a, &root, NULL) != TR_OK) {
        if (text.ptr == NULL) tap_skip = "the shared vectors are not here";
        CHECK(text.ptr == NULL);
        arena_clear(&a);
        return;
    }
    ledger_head h = {0};
    size_t n = 0, roots = 0;
    for (const node *e = node_at(root, "entries_b64")->first;; e = e->next) {
        char key[16];
        sha256 r, want;
        (void)snprintf(key, sizeof key, "%zu", n);
        str hex = node_text(node_at(root, "roots_hex"), key);
        if (hex.len) {
            CHECK_INT(ledger_head_root(&h, &r), TR_OK);
            CHECK(sha256_from_hex(hex, &want) && sha256_eq(&r, &want));
            roots++;
        }
        if (e == NULL) break;
        char *bytes = arena_alloc(&a, e->text.len + 1);
        str entry = {.ptr = bytes, .len = from_b64(e->text, bytes)};
        sha256 leaf;
        ledger_entry parsed;
        tr_diag d = {0};
        CHECK_INT(ledger_leaf(entry, &leaf), TR_OK);
        CHECK_INT(ledger_head_add(&h, &leaf), TR_OK);
        tr_err x = ledger_entry_parse(entry, n, &a, &parsed, &d);
        if (x != TR_OK) printf("# entry %zu: %s\n", n, d.msg);
        CHECK_INT(x, TR_OK);
        n++;
    }
    CHECK_INT(n, 300);
    CHECK(roots > 2);
    printf("# %zu entries, %zu roots\n", n, roots);
    arena_clear(&a);
}

static size_t read_path(const node *list, sha256 *path, size_t max, bool *good)
{
    size_t n = 0;
    for (const node *c = list && list->kind == NODE_LIST ? list->first : NULL; c && n < max; c = c->next) *good &= hash_from(c, &path[n++]);
    return n;
}

typedef struct tally {
    size_t n, wrong;
    bool consistency;
    arena *a;
} tally;

static void one_proof(tally *t, const char *file)
{
    const node *v = NULL;
    sha256 path[128], x, y;
    str text = load_file(t->a, file);
    if (json_read(text, file, t->a, &v, NULL) != TR_OK) { /* an index beyond int64: refused with the file */
        t->n++;
        t->wrong += !str_has(text, "\"wantErr\": true");
        return;
    }
    bool good = true, want_err = str_is(node_text(v, "wantErr"), "true");
    size_t n = read_path(node_at(v, "proof"), path, 128, &good);
    tr_err e = TR_ERR_DAMAGED;
    int64_t i = 0, j = 0;
    if (t->consistency) {
        good &= hash_from(node_at(v, "root1"), &x) && hash_from(node_at(v, "root2"), &y) && str_to_i64(node_text(v, "size1"), 0, INT64_MAX, &i) && str_to_i64(node_text(v, "size2"), 0, INT64_MAX, &j);
        if (good) e = ledger_check_consistency((uint64_t)i, &x, (uint64_t)j, &y, path, n);
        want_err |= i == 0; /* nothing is consistent with an empty tree by proof: refused by decision */
    } else {
        good &= hash_from(node_at(v, "leafHash"), &x) && hash_from(node_at(v, "root"), &y) && str_to_i64(node_text(v, "leafIdx"), 0, INT64_MAX, &i) && str_to_i64(node_text(v, "treeSize"), 0, INT64_MAX, &j);
        if (good) e = ledger_check_inclusion(&x, (uint64_t)i, (uint64_t)j, path, n, &y);
    }
    t->n++;
    if ((e != TR_OK) != want_err) {
        printf("# %s: %s\n", file, e == TR_OK ? "taken" : "refused");
        t->wrong++;
    }
}

static void walk(tally *t, const char *dir)
{
    DIR *d = opendir(dir);
    for (struct dirent *e; d && (e = readdir(d)) != NULL;) {
        char path[2048];
        if (e->d_name[0] == '.') continue;
        (void)snprintf(path, sizeof path, "%s/%s", dir, e->d_name);
        if (str_ends(str_of(path), ".json")) {
            one_proof(t, path);
        } else {
            walk(t, path);
        }
    }
    if (d) closedir(d);
}

static void published_proofs_as_expected(void)
{
    arena a;
    arena_init(&a, MISSION_ARENA_BYTES);
    for (int k = 0; k < 2; k++) {
        char dir[1200];
        tally t = {.consistency = k == 1, .a = &a};
        (void)snprintf(dir, sizeof dir, "%s/vectors/merkle/%s", shared_dir(), k ? "consistency" : "inclusion");
        walk(&t, dir);
        if (t.n == 0) tap_skip = "the shared vectors are not here";
        CHECK_INT(t.wrong, 0);
        if (t.n) CHECK_INT(t.n, 98);
    }
    arena_clear(&a);
}

static void reference_tree(void)
{
    static const char *const leaves[] = {"", "\x00", "\x10", " !", "01", "@ABC", "PQRSTUVW", "`abcdefghijklmno"};
    static const size_t lens[] = {0, 1, 1, 2, 2, 4, 8, 16};
    ledger_head h = {0};
    for (size_t i = 0; i < 8; i++) {
        sha256 leaf;
        CHECK_INT(ledger_leaf((str){.ptr = leaves[i], .len = lens[i]}, &leaf), TR_OK);
        CHECK_INT(ledger_head_add(&h, &leaf), TR_OK);
    }
    sha256 root;
    char hex[SHA256_HEX + 1];
    CHECK_INT(ledger_head_root(&h, &root), TR_OK);
    sha256_hex(&root, hex);
    CHECK_STR(str_of(hex), "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328");
}

static void entries_must_be_canonical(void)
{
    static const struct {
        const char *text;
        bool good;
    } rows[] = {{"{\"t\":\"x\",\"v\":1}", true}, {"{\"t\":\"x\", \"v\":1}", false}, {"{\"v\":1,\"t\":\"x\"}", false}, {"{\"t\":\"x\",\"v\":1.0}", false}, {"{\"t\":\"x\",\"v\":2}", false}, {"{\"t\":\"x\",\"v\":1,\"w\":null}", false},
                {"{\"t\":\"x\",\"v\":1,\"w\":true}", false}, {"{\"t\":\"\\u0041\",\"v\":1}", false}, {"{\"a\":[\"b\",2],\"t\":\"x\",\"v\":1}", true}, {"[]", false}, {"{\"t\":\"x\",\"t\":\"x\",\"v\":1}", false},
                {"{\"t\":\"x\",\"v\":1}\n", false}, {"{\"at\":\"yesterday\",\"t\":\"x\",\"v\":1}", false}, {"{\"\xC3\xA4\":1,\"t\":\"x\",\"v\":1}", false}, {"{\"n\":9007199254740993,\"t\":\"x\",\"v\":1}", false}};
    arena a;
    arena_init(&a, 1 << 24);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        ledger_entry e;
        tr_err r = ledger_entry_parse(str_of(rows[i].text), 0, &a, &e, NULL);
        if ((r == TR_OK) != rows[i].good) printf("# %s\n", rows[i].text);
        CHECK_INT(r == TR_OK, rows[i].good);
    }
    arena_clear(&a);
}

/* parse(write(x)) = x for any texts. */
static void entries_round_trip(void)
{
    gen g = gen_seeded(8);
    arena a;
    arena_init(&a, 1 << 26);
    for (int i = 0; i < 500; i++) {
        buf b, text;
        buf_init(&b, LEDGER_MAX_ENTRY_BYTES);
        buf_init(&text, 1 << 16);
        for (size_t k = 0; k < gen_below(&g, 40); k++) utf8_put(&text, (uint32_t)(1 + gen_below(&g, k % 3 ? 0x7E : 0xD000)));
        entry_member m[] = {{.key = "v", .number = 1, .is_number = true}, {.key = "t", .text = STR("x")}, {.key = "words", .text = buf_str(&text)}};
        ledger_entry e;
        CHECK_INT(ledger_entry_write(&b, m, 3), TR_OK);
        CHECK_INT(ledger_entry_parse(buf_str(&b), 0, &a, &e, NULL), TR_OK);
        CHECK(str_eq(entry_text(&e, "words"), buf_str(&text)));
        CHECK(str_find(buf_str(&b), '\n') == b.len);
        buf_free(&b);
        buf_free(&text);
        arena_reset(&a);
    }
    arena_clear(&a);
}

static const tap_case cases[] = {CASE(reference_tree), CASE(roots_of_our_vectors), CASE(published_proofs_as_expected), CASE(entries_must_be_canonical), CASE(entries_round_trip)};
TAP_MAIN(cases)
