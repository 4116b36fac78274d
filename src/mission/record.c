/* The ledger's files. ledger/entries: one canonical entry a line; ledger/leaves: 32 bytes an entry;
 * ledger/head: origin, size, root. Written and synced in that order, so that after a crash entries
 * may be ahead of leaves, and leaves of the head; opening for writing brings them level again. A
 * torn last line was never acknowledged and is cut off. docs/formats/ledger.md. */
#include "mission/mission.h"

#include <string.h>

enum { RECORD_BYTES = 512 * 1024 * 1024 };

struct record {
    const char *dir;
    arena *a;
    int lock_fd;
    size_t whole;      /* bytes of entries that were read: whole lines */
    uint64_t n_leaves; /* leaves on the disk that were compared */
    unsigned depth;    /* of record_begin */
    bool stale;        /* a write failed: what is on the disk is read again */
    bool torn;
    VEC(str) entries;
    VEC(sha256) leaves;
    ledger_head head;
    const sign_key *signs; /* NULL: nobody does */
    str signs_for;
    bool at_desk;
    far_key *far; /* NULL: the key that signs is here */
};

static tr_err path_of(const record *r, const char *name, buf *out)
{
    buf_init(out, 65536);
    buf_f(out, "%s/ledger/%s", r->dir, name);
    buf_c(out, '\0');
    return buf_err(out);
}

static tr_err io(tr_diag *diag, const char *what, const char *dir)
{
    diag_set(diag, CODE_IO, "", 0, 0, "cannot %s the ledger of '%s'", what, dir);
    return TR_ERR_IO;
}

static tr_err take_lock(record *r, tr_diag *diag)
{
    buf p;
    tr_err e = path_of(r, "lock", &p);
    if (e == TR_OK && host_lock(p.ptr, &r->lock_fd) != TR_OK) e = io(diag, "lock", r->dir);
    buf_free(&p);
    return e;
}

/* All of it or nothing. */
static tr_err add_entry(record *r, str bytes)
{
    sha256 leaf;
    ledger_head grown = r->head;
    size_t n = r->entries.n;
    TR_TRY(ledger_leaf(bytes, &leaf));
    str *slot = VEC_PUSH(r->a, &r->entries);
    sha256 *h = slot ? VEC_PUSH(r->a, &r->leaves) : NULL;
    tr_err e = h ? ledger_head_add(&grown, &leaf) : TR_ERR_NOMEM;
    if (e != TR_OK) {
        r->entries.n = r->leaves.n = n;
        return e;
    }
    *slot = bytes;
    *h = leaf;
    r->head = grown;
    return TR_OK;
}

/* What stands behind the lines that were read; whole lines only. */
static tr_err read_entries(record *r, tr_diag *diag)
{
    buf p;
    str bytes = {0};
    tr_err e = path_of(r, "entries", &p);
    if (e == TR_OK && (r->whole || host_exists(p.ptr)))
        e = host_read_from(p.ptr, r->whole, RECORD_BYTES, r->a, &bytes, diag);
    buf_free(&p);
    if (e == TR_ERR_DAMAGED)
        diag_set(diag, CODE_LEDGER, "", 0, 0, "ledger/entries of '%s' became shorter", r->dir);
    TR_TRY(e);
    r->torn = bytes.len > 0 && bytes.ptr[bytes.len - 1] != '\n';
    while (bytes.len) {
        size_t n = str_find(bytes, '\n');
        if (n == bytes.len) break;
        TR_TRY(add_entry(r, str_upto(bytes, n)));
        r->whole += n + 1;
        bytes = str_from(bytes, n + 1);
    }
    return TR_OK;
}

static tr_err append_file(const record *r, const char *name, const void *bytes, size_t n)
{
    buf p;
    tr_err e = path_of(r, name, &p);
    if (e == TR_OK) e = host_append_file(p.ptr, (str){.ptr = bytes, .len = n});
    buf_free(&p);
    return e;
}

static tr_err write_head(record *r, tr_diag *diag)
{
    buf p, b;
    sha256 root;
    TR_TRY(ledger_head_root(&r->head, &root));
    buf_init(&b, 65536);
    ledger_head_write(&b, STR("truce.local/ledger"), r->head.size, &root);
    tr_err e = path_of(r, "head", &p);
    if (e == TR_OK) e = buf_err(&b);
    if (e == TR_OK) e = host_write_file(p.ptr, buf_str(&b), diag);
    buf_free(&p);
    buf_free(&b);
    return e;
}

static tr_err cut_tail(record *r, const char *name, size_t whole)
{
    buf p;
    tr_err e = path_of(r, name, &p);
    if (e == TR_OK && host_exists(p.ptr)) e = host_cut_file(p.ptr, whole);
    buf_free(&p);
    return e;
}

/* Those behind the ones that were compared. */
static tr_err stored_leaves(const record *r, arena *a, str *out, tr_diag *diag)
{
    buf p;
    size_t from = (size_t)r->n_leaves * sizeof(sha256);
    tr_err e = path_of(r, "leaves", &p);
    *out = (str){0};
    if (e == TR_OK && (from || host_exists(p.ptr)))
        e = host_read_from(p.ptr, from, RECORD_BYTES, a, out, diag);
    buf_free(&p);
    if (e == TR_ERR_DAMAGED)
        diag_set(diag, CODE_LEDGER, "", 0, 0, "ledger/leaves of '%s' became shorter", r->dir);
    return e;
}

static tr_err states(const ledger_head *h, str head, buf *b, bool *yes)
{
    sha256 root;
    TR_TRY(ledger_head_root(h, &root));
    buf_reset(b);
    ledger_head_write(b, STR("truce.local/ledger"), h->size, &root);
    *yes = str_eq(buf_str(b), head);
    return buf_err(b);
}

/* The present state first: it is nearly always that. */
static tr_err find_head(const record *r, str head, buf *b, uint64_t *size)
{
    ledger_head h = r->head;
    bool found = false;
    if (h.size) TR_TRY(states(&h, head, b, &found));
    if (!found) h = (ledger_head){0};
    for (uint64_t i = 0; i < r->head.size && !found; i++) {
        TR_TRY(ledger_head_add(&h, &r->leaves.items[i]));
        TR_TRY(states(&h, head, b, &found));
    }
    *size = h.size;
    return found ? TR_OK : TR_ERR_ABSENT;
}

tr_err record_head_size(const record *r, str head, uint64_t *size)
{
    buf b;
    buf_init(&b, 65536);
    tr_err e = find_head(r, head, &b, size);
    buf_free(&b);
    return e;
}

/* The head may be behind the entries, never ahead of them nor beside them. */
static tr_err check_head(const record *r, arena *a, bool *level, tr_diag *diag)
{
    buf p;
    str head = {0};
    uint64_t size = 0;
    tr_err e = path_of(r, "head", &p);
    if (e == TR_OK && host_exists(p.ptr)) e = host_read_file(p.ptr, 65536, a, &head, diag);
    buf_free(&p);
    TR_TRY(e);
    if (head.len == 0) return TR_OK;
    e = record_head_size(r, head, &size);
    if (e == TR_ERR_ABSENT) {
        diag_set(diag, CODE_LEDGER, "", 0, 0,
                 "ledger/head states the size and root of no state of the %llu entries: entries "
                 "are missing or changed",
                 (unsigned long long)r->head.size);
        return TR_ERR_DAMAGED;
    }
    TR_TRY(e);
    *level = size == r->head.size;
    return TR_OK;
}

static tr_err compare_leaves(record *r, str have, tr_diag *diag)
{
    size_t n = have.len / sizeof(sha256);
    if (r->n_leaves + n > r->leaves.n) {
        diag_set(diag, CODE_LEDGER, "", 0, 0,
                 "the ledger holds %zu leaf hashes for %zu entries: entries are missing",
                 (size_t)r->n_leaves + n, r->leaves.n);
        return TR_ERR_DAMAGED;
    }
    for (size_t i = 0; i < n; i++) {
        const sha256 *leaf = &r->leaves.items[r->n_leaves + i];
        if (memcmp(have.ptr + i * sizeof *leaf, leaf->bytes, sizeof *leaf) == 0) continue;
        diag_set(diag, CODE_LEDGER, "", 0, 0,
                 "entry %zu does not have the leaf hash that was stored for it",
                 (size_t)r->n_leaves + i);
        return TR_ERR_DAMAGED;
    }
    r->n_leaves += n;
    return TR_OK;
}

/* Leaves that are there must agree; missing ones are added. Nothing else is ever rewritten. */
static tr_err level_with(record *r, arena *a, tr_diag *diag)
{
    str have;
    bool level = false;
    TR_TRY(stored_leaves(r, a, &have, diag));
    TR_TRY(compare_leaves(r, have, diag));
    TR_TRY(check_head(r, a, &level, diag));
    if (r->torn) TR_TRY(cut_tail(r, "entries", r->whole));
    r->torn = false;
    size_t n = (size_t)r->n_leaves;
    if (have.len % sizeof(sha256)) TR_TRY(cut_tail(r, "leaves", n * sizeof(sha256)));
    if (n < r->leaves.n) {
        if (append_file(r, "leaves", r->leaves.items + n, (r->leaves.n - n) * sizeof(sha256)) !=
            TR_OK)
            return io(diag, "write", r->dir);
        r->n_leaves = r->leaves.n;
    }
    return r->leaves.n && !level ? write_head(r, diag) : TR_OK;
}

static tr_err bring_level(record *r, tr_diag *diag)
{
    arena a;
    arena_init(&a, 2 * (size_t)RECORD_BYTES);
    tr_err e = level_with(r, &a, diag);
    arena_clear(&a);
    return e;
}

static tr_err make_folders(const char *dir, tr_diag *diag)
{
    static const char *const names[] = {"ledger", "blobs", "reports"};
    for (size_t i = 0; i < 3; i++) {
        buf p;
        buf_init(&p, 65536);
        buf_f(&p, "%s/%s", dir, names[i]);
        buf_c(&p, '\0');
        tr_err e = buf_err(&p);
        if (e == TR_OK) e = host_make_dir(p.ptr, diag);
        buf_free(&p);
        TR_TRY(e);
    }
    return TR_OK;
}

tr_err record_open(const char *dir, bool write, arena *a, record **out, tr_diag *diag)
{
    record *r = arena_alloc(a, sizeof *r);
    if (r == NULL) return TR_ERR_NOMEM;
    *r = (record){.dir = dir, .a = a, .lock_fd = -1};
    tr_err e = write ? record_begin(r, diag) : read_entries(r, diag);
    if (e != TR_OK) {
        record_close(r);
        return e;
    }
    *out = r;
    return TR_OK;
}

/* After a failed write nobody knows what is on the disk: it is read again, as by one who opens it.
 */
static void forget_stale(record *r)
{
    if (!r->stale) return;
    r->entries.n = r->leaves.n = 0;
    r->head = (ledger_head){0};
    r->whole = 0;
    r->n_leaves = 0;
    r->stale = r->torn = false;
}

tr_err record_level(record *r, tr_diag *diag)
{
    if (r->depth) return TR_OK; /* nobody else adds to it */
    forget_stale(r);
    return read_entries(r, diag);
}

static tr_err read_again(record *r, tr_diag *diag)
{
    forget_stale(r);
    TR_TRY(read_entries(r, diag));
    return bring_level(r, diag);
}

static tr_err begin(record *r, tr_diag *diag)
{
    TR_TRY(make_folders(r->dir, diag));
    TR_TRY(take_lock(r, diag));
    return read_again(r, diag);
}

tr_err record_begin(record *r, tr_diag *diag)
{
    tr_err e = r->depth ? TR_OK : begin(r, diag);
    r->depth++;
    if (e != TR_OK) record_close(r);
    return e;
}

void record_close(record *r)
{
    if (r == NULL || (r->depth && --r->depth)) return;
    host_close(r->lock_fd); /* gives the lock back */
    r->lock_fd = -1;
}

bool record_torn(const record *r)
{
    return r->torn;
}

uint64_t record_size(const record *r)
{
    return r->head.size;
}

str record_entry(const record *r, uint64_t index)
{
    return r->entries.items[index];
}

const ledger_head *record_head(const record *r)
{
    return &r->head;
}

const sha256 *record_leaf(const record *r, uint64_t index)
{
    return &r->leaves.items[index];
}

usec_t record_clock(const record *r, const mission *m)
{
    if (m->clock_start == USEC_UNKNOWN) return host_now();
    return m->clock_start + (usec_t)r->head.size * USEC_SEC;
}

bool record_is_to_come(const mission *m, usec_t from, usec_t ahead)
{
    enum { CLOCKS_APART = 15 };
    return m->clock_start == USEC_UNKNOWN && from != USEC_UNKNOWN &&
           from > host_now() + ahead + CLOCKS_APART * USEC_MINUTE;
}

/* Leaves and head may be behind the entries: the next who writes brings them level. */
static tr_err follow(record *r, tr_diag *diag)
{
    TR_TRY(append_file(r, "leaves", r->leaves.items[r->leaves.n - 1].bytes, sizeof(sha256)));
    r->n_leaves = r->leaves.n;
    return write_head(r, diag);
}

/* Memory first, then the disk. Once the entry is synced it is recorded: whatever fails after it is
 * not told as its failure, which would have it recorded twice, and is made good, or told, by the
 * next who writes. */
static tr_err commit(record *r, str bytes, tr_diag *diag)
{
    buf line;
    ledger_head before = r->head;
    buf_init(&line, LEDGER_MAX_ENTRY_BYTES + 1);
    buf_s(&line, bytes);
    buf_c(&line, '\n');
    tr_err e = buf_err(&line);
    if (e == TR_OK) e = add_entry(r, bytes);
    bool added = e == TR_OK;
    if (e == TR_OK) e = append_file(r, "entries", line.ptr, line.len);
    if (e == TR_OK) r->whole += line.len;
    if (e != TR_OK && added) {
        r->head = before;
        r->entries.n = r->leaves.n = (size_t)before.size;
    }
    r->stale = r->stale || e == TR_ERR_IO;
    buf_free(&line);
    TR_TRY(e);
    if (follow(r, diag) != TR_OK) r->stale = true;
    return TR_OK;
}

void record_sign(record *r, const sign_key *key, str by, bool at_desk)
{
    r->signs = key;
    r->signs_for = by;
    r->at_desk = at_desk;
    r->far = NULL;
}

void record_sign_far(record *r, far_key *key)
{
    r->far = key;
}

bool record_gathers(const record *r)
{
    return r->far && r->far->gathers;
}

/* What the person at hand says, or the key itself. */
static bool is_signed(const record *r, const entry_member *members, size_t n)
{
    for (size_t i = 0; r->signs && i < n; i++) {
        bool person = strcmp(members[i].key, "t") == 0 && str_is(members[i].text, "person");
        if (person || (strcmp(members[i].key, "by") == 0 && str_eq(members[i].text, r->signs_for)))
            return true;
    }
    return false;
}

/* ---- A key that is elsewhere */

enum { FAR_MOST_S = 120 }; /* between what is to be signed and its signature */

static tr_err far_refuse(tr_diag *diag, const char *words)
{
    diag_set(diag, CODE_NONE, "", 0, 0, "%s", words);
    return TR_ERR_USAGE;
}

/* Of entries that stand at this instant or later: no act is recorded twice by what was signed once.
 */
static tr_err far_is_new(const record *r, usec_t t, str bytes, tr_diag *diag)
{
    tr_err e = TR_OK;
    arena a;
    arena_init(&a, 1 << 20);
    for (uint64_t i = r->head.size; e == TR_OK && i > 0; i--) {
        ledger_entry x;
        e = ledger_entry_parse(r->entries.items[i - 1], i - 1, &a, &x, NULL);
        if (e == TR_OK && x.at < t) break;
        if (e == TR_OK && str_eq(r->entries.items[i - 1], bytes))
            e = far_refuse(diag, "that is recorded already");
        arena_reset(&a);
    }
    arena_clear(&a);
    return e;
}

/* The last instant before which no entry may stand. */
static tr_err far_floor(const record *r, usec_t *out)
{
    const far_key *k = r->far;
    ledger_entry last = {.at = USEC_UNKNOWN};
    arena a;
    if (k->next > 1) { /* of the same act */
        *out = k->entries.items[k->next - 2].t;
        return TR_OK;
    }
    arena_init(&a, 1 << 20);
    tr_err e = r->head.size ? ledger_entry_parse(r->entries.items[r->head.size - 1],
                                                 r->head.size - 1, &a, &last, NULL)
                            : TR_OK;
    *out = last.at;
    arena_clear(&a);
    return e;
}

/* The instant at which the key's owner was asked, written as entries have it: not long before the
 * signatures were given, and not before what stands there. */
static tr_err far_instant(const record *r, const mission *m, far_entry *x, tr_diag *diag)
{
    usec_t now = record_clock(r, m), floor_, given = r->far->given;
    bool first = r->far->next == 1;
    buf same;
    if (!iso_parse_instant(x->at, &x->t)) return far_refuse(diag, "a signature has no instant");
    buf_init(&same, 64);
    when_write_rfc3339(&same, x->t);
    bool written = str_eq(buf_str(&same), x->at);
    buf_free(&same);
    if (m->clock_start != USEC_UNKNOWN) given = now;
    TR_TRY(far_floor(r, &floor_));
    bool late = first && given - x->t > FAR_MOST_S * USEC_SEC;
    if (!written || late || x->t > now || (floor_ != USEC_UNKNOWN && x->t < floor_))
        return far_refuse(diag, "what was signed is not of this moment: sign again");
    return TR_OK;
}

/* What is to be signed is asked for: no signature is there yet. */
static bool far_asks(const far_key *k)
{
    return k->gathers && !k->checks;
}

/* The entry as it is to be signed, kept for its owner. */
static tr_err far_gather(far_key *k, str at, str bytes)
{
    far_entry *x = VEC_PUSH(k->a, &k->entries);
    if (x == NULL) return TR_ERR_NOMEM;
    *x = (far_entry){.at = arena_str(k->a, at), .bytes = arena_str(k->a, bytes)};
    return x->at.ptr && x->bytes.ptr ? TR_OK : TR_ERR_NOMEM;
}

static tr_err far_check(const record *r, const far_entry *x, str bytes, tr_diag *diag)
{
    sign_state signature = SIGN_GOOD;
    arena a;
    arena_init(&a, 1 << 22);
    tr_err e = sign_check(bytes, &a, &signature);
    arena_clear(&a);
    TR_TRY(e);
    if (signature == SIGN_GOOD) return far_is_new(r, x->t, bytes, diag);
    return far_refuse(diag, "what was signed is not what would be recorded now: sign again");
}

/* ---- One entry */

typedef struct making {
    entry_member all[40];
    size_t n;
    bool with;      /* a signature */
    far_entry *far; /* whose signature it takes; NULL: none from elsewhere */
    sign_room room;
    char open[SIGN_KEY_HEX + 1];
} making;

/* Members that each entry has, and who signs it. */
static void complete(const record *r, making *e, str at)
{
    e->with = is_signed(r, e->all, e->n);
    e->all[e->n++] = (entry_member){.key = "at", .text = at};
    e->all[e->n++] = (entry_member){.key = "v", .number = LEDGER_FORMAT_VERSION, .is_number = true};
    if (e->with && r->at_desk) e->all[e->n++] = (entry_member){.key = "held", .text = STR("desk")};
    if (!e->with || !r->far) return;
    sign_hex(r->far->open, SIGN_KEY_BYTES, e->open);
    e->all[e->n++] = (entry_member){.key = "key", .text = {e->open, SIGN_KEY_HEX}};
    if (e->far) e->all[e->n++] = (entry_member){.key = "signature", .text = e->far->signature};
}

/* The next signature that was given, with its instant. */
static tr_err take_far(const record *r, const mission *m, making *e, str *at, tr_diag *diag)
{
    far_key *k = r->far;
    if (k == NULL || far_asks(k) || !is_signed(r, e->all, e->n)) return TR_OK;
    if (k->next >= k->entries.n) return far_refuse(diag, "a signature is missing: sign again");
    e->far = &k->entries.items[k->next++];
    *at = e->far->at;
    return far_instant(r, m, e->far, diag);
}

static tr_err append_made(record *r, making *e, str at, buf *b, tr_diag *diag)
{
    tr_err x = e->with && !r->far ? sign_members(r->signs, e->all, &e->n, &e->room) : TR_OK;
    if (x == TR_OK) x = ledger_entry_write(b, e->all, e->n);
    if (x == TR_ERR_LIMIT)
        diag_set(diag, CODE_LIMIT, "", 0, 0, "the entry is longer than 65,535 bytes");
    TR_TRY(x);
    if (r->far && far_asks(r->far)) return e->with ? far_gather(r->far, at, buf_str(b)) : TR_OK;
    if (e->far) TR_TRY(far_check(r, e->far, buf_str(b), diag));
    if (record_gathers(r)) return TR_OK;
    str bytes = arena_str(r->a, buf_str(b));
    if (bytes.ptr == NULL) return TR_ERR_NOMEM;
    return commit(r, bytes, diag);
}

static tr_err append_once(record *r, const mission *m, entry_member *members, size_t n,
                          tr_diag *diag)
{
    making e = {.n = n};
    buf at, b;
    str when;
    if (n + 5 > sizeof e.all / sizeof *e.all) return TR_ERR_USAGE; /* at, v, held, key, signature */
    buf_init(&at, 64);
    buf_init(&b, LEDGER_MAX_ENTRY_BYTES);
    when_write_rfc3339(&at, record_clock(r, m));
    when = buf_str(&at);
    memcpy(e.all, members, n * sizeof *members);
    tr_err x = buf_err(&at);
    if (x == TR_OK) x = take_far(r, m, &e, &when, diag);
    if (x == TR_OK) {
        complete(r, &e, when);
        x = append_made(r, &e, when, &b, diag);
    }
    buf_free(&at);
    buf_free(&b);
    return x;
}

static tr_err first_entry(record *r, const mission *m, tr_diag *diag)
{
    entry_member c[] = {{.key = "t", .text = STR("origin-config")},
                        {.key = "origin", .text = STR("truce.local/ledger")},
                        {.key = "tile", .number = 256, .is_number = true},
                        {.key = "merge_s", .number = 60, .is_number = true},
                        {.key = "beat_s", .number = 600, .is_number = true}};
    return append_once(r, m, c, sizeof c / sizeof c[0], diag);
}

/* JSON's readers take no NUL. */
static bool is_text(str s)
{
    return utf8_valid_prefix(s) == s.len && (s.len == 0 || memchr(s.ptr, 0, s.len) == NULL);
}

/* An entry that cannot be read again would stop every later fold: it is never written. */
static tr_err check_texts(const entry_member *members, size_t n, tr_diag *diag)
{
    for (size_t i = 0; i < n; i++) {
        const str_list *l = members[i].list;
        bool good = is_text(members[i].text);
        for (size_t k = 0; l && k < l->n; k++)
            good = good && is_text(l->items[k]);
        if (good) continue;
        diag_set(diag, CODE_UTF8, "", 0, 0,
                 "'%s' is not text in UTF-8 without a NUL: nothing was recorded", members[i].key);
        return TR_ERR_DATA;
    }
    return TR_OK;
}

tr_err record_append(record *r, const mission *m, entry_member *members, size_t n, uint64_t *index,
                     tr_diag *diag)
{
    tr_err e = TR_OK;
    if (r->depth == 0) return TR_ERR_USAGE;
    if (r->stale) TR_TRY(read_again(r, diag));
    TR_TRY(check_texts(members, n, diag));
    if (r->head.size == 0) e = first_entry(r, m, diag);
    if (e == TR_OK) e = append_once(r, m, members, n, diag);
    if (e == TR_ERR_IO) return io(diag, "write", r->dir); /* never retry a failed sync */
    TR_TRY(e);
    *index = r->head.size ? r->head.size - 1 : 0;
    return TR_OK;
}

tr_err record_last(const record *r, const char *type, const char *sha_hex, arena *a, int64_t *out)
{
    *out = -1;
    for (uint64_t i = r->head.size; i > 0; i--) {
        ledger_entry e;
        TR_TRY(ledger_entry_parse(r->entries.items[i - 1], i - 1, a, &e, NULL));
        if (!str_is(e.type, type)) continue;
        if (str_is(entry_text(&e, "sha256"), sha_hex)) *out = (int64_t)i - 1;
        return TR_OK;
    }
    return TR_OK;
}

tr_err record_has(const record *r, const char *type, str id, const char *sha_hex, arena *a,
                  int64_t *out)
{
    *out = -1;
    const char *mark = arena_printf(a, "\"t\":\"%s\"", type).ptr; /* entries are canonical */
    if (mark == NULL) return TR_ERR_NOMEM;
    for (uint64_t i = 0; i < r->head.size; i++) {
        ledger_entry e;
        if (!str_has(r->entries.items[i], mark)) continue;
        if (id.len == 0 && !str_has(r->entries.items[i], sha_hex)) continue;
        TR_TRY(ledger_entry_parse(r->entries.items[i], i, a, &e, NULL));
        if (!str_is(e.type, type) || (id.len > 0 && !str_eq(entry_text(&e, "id"), id))) continue;
        bool same = str_is(entry_text(&e, "sha256"), sha_hex);
        if (same && *out < 0) *out = (int64_t)i;
        if (!same && id.len > 0) *out = -1;
    }
    return TR_OK;
}

tr_err instant_text(arena *a, usec_t t, str *out)
{
    buf b;
    if (!when_can_be_written(t)) return TR_ERR_LIMIT;
    buf_init(&b, 64);
    if (t != USEC_UNKNOWN) when_write(&b, t);
    return buf_take(&b, a, out);
}
