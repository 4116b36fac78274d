/* Accounts and sessions in a file of SQLite. */
#include "people/people.h"

#include "base/buf.h"
#include "text/text.h"

#include <pthread.h>
#include <sodium.h>
#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { TOKEN_BYTES = 32, HASH_HEX = 64, TRIES = 4096, TRIES_OF_NAME = 10, TRIES_OF_ADDRESS = 600 };
#define MINUTE_US (INT64_C(60) * 1000000)

static const char schema[] =
    "CREATE TABLE IF NOT EXISTS person(name TEXT PRIMARY KEY, folded TEXT UNIQUE, role TEXT, side "
    "TEXT, pass TEXT, sealed TEXT, active INTEGER, added_usec INTEGER, added_by TEXT) WITHOUT "
    "ROWID;"
    "CREATE TABLE IF NOT EXISTS invite(token TEXT PRIMARY KEY, name TEXT, until_usec INTEGER) "
    "WITHOUT ROWID;"
    "CREATE TABLE IF NOT EXISTS session(token TEXT PRIMARY KEY, name TEXT, csrf TEXT, made_usec "
    "INTEGER, seen_usec INTEGER) WITHOUT ROWID;"
    "CREATE TABLE IF NOT EXISTS reading_key(token TEXT PRIMARY KEY, name TEXT, made_usec INTEGER) "
    "WITHOUT ROWID;"
    "CREATE TABLE IF NOT EXISTS draft(name TEXT PRIMARY KEY, words TEXT) WITHOUT ROWID;"
    "CREATE TABLE IF NOT EXISTS second(name TEXT PRIMARY KEY, asked INTEGER, sealed TEXT, step "
    "INTEGER) WITHOUT ROWID;"
    "CREATE TABLE IF NOT EXISTS far_key(name TEXT PRIMARY KEY, open TEXT) WITHOUT ROWID;"
    "CREATE TABLE IF NOT EXISTS seen(name TEXT PRIMARY KEY, entries INTEGER) WITHOUT ROWID;";

enum {
    SEED_BYTES = 32,
    SALT_BYTES = crypto_pwhash_SALTBYTES,
    NONCE_BYTES = crypto_secretbox_NONCEBYTES,
    AROUND_BYTES = SALT_BYTES + NONCE_BYTES + crypto_secretbox_MACBYTES,
    SEALED_MOST = AROUND_BYTES + SEED_BYTES, /* a seed or a secret: SECRET_CHARS are as many */
    SEALED_HEX = 2 * SEALED_MOST
};
_Static_assert((int)SECRET_CHARS <= (int)SEED_BYTES, "a secret has the room of a seed");

/* The key of somebody who has come in. */
typedef struct open_key {
    char token[HASH_HEX + 1];
    char seed[SEED_HEX + 1];
    int64_t since;
} open_key;

typedef struct tries {
    int64_t minute;
    unsigned n;
} tries;

struct people {
    sqlite3 *db;
    sqlite3_stmt *session_of;
    pthread_mutex_t lock;    /* of db and tries */
    pthread_mutex_t hashing; /* one passphrase at a time: each takes 64 MiB */
    tries by_name[TRIES], by_address[TRIES];
    unsigned char tries_key[crypto_shorthash_KEYBYTES]; /* so that nobody can choose a place */
    open_key *keys;                                     /* under `lock` too */
    size_t n_keys, cap_keys;
    char nobody[crypto_pwhash_STRBYTES]; /* the hash of a passphrase that nobody has */
};

/* ---- Roles */

const char *role_word(role r)
{
    static const char *const words[] = {
#define X(name, word, says) word,
#include "people/roles.def"
#undef X
    };
    return r < ROLE__N ? words[r] : "";
}

const char *role_says(role r)
{
    static const char *const words[] = {
#define X(name, word, says) says,
#include "people/roles.def"
#undef X
    };
    return r < ROLE__N ? words[r] : "";
}

bool role_from(str word, role *out)
{
    for (int r = 0; r < ROLE__N; r++) {
        if (!str_is(word, role_word((role)r))) continue;
        *out = (role)r;
        return true;
    }
    return false;
}

bool role_signs(role r)
{
    return r == ROLE_OFFICER || r == ROLE_REVIEWER || r == ROLE_CHIEF || r == ROLE_LIAISON;
}

/* ---- Keys */

static bool stretch(str passphrase, const unsigned char salt[SALT_BYTES],
                    unsigned char key[crypto_secretbox_KEYBYTES])
{
    return crypto_pwhash(key, crypto_secretbox_KEYBYTES, passphrase.ptr, passphrase.len, salt,
                         crypto_pwhash_OPSLIMIT_INTERACTIVE, crypto_pwhash_MEMLIMIT_INTERACTIVE,
                         crypto_pwhash_ALG_ARGON2ID13) == 0;
}

/* What is kept of some bytes: salt, nonce, box, in hexadecimal. */
static bool seal(str passphrase, const unsigned char *bytes, size_t n, char sealed[SEALED_HEX + 1])
{
    unsigned char all[SEALED_MOST], key[crypto_secretbox_KEYBYTES];
    randombytes_buf(all, SALT_BYTES + NONCE_BYTES);
    bool good =
        stretch(passphrase, all, key) &&
        crypto_secretbox_easy(all + SALT_BYTES + NONCE_BYTES, bytes, n, all + SALT_BYTES, key) == 0;
    sodium_bin2hex(sealed, SEALED_HEX + 1, all, AROUND_BYTES + n);
    sodium_memzero(key, sizeof key);
    return good;
}

static bool unseal(str passphrase, const char *sealed, unsigned char *bytes, size_t n)
{
    unsigned char all[SEALED_MOST], key[crypto_secretbox_KEYBYTES];
    size_t have = 0;
    bool good = sodium_hex2bin(all, sizeof all, sealed, strlen(sealed), NULL, &have, NULL) == 0 &&
                have == AROUND_BYTES + n && stretch(passphrase, all, key);
    good = good &&
           crypto_secretbox_open_easy(bytes, all + SALT_BYTES + NONCE_BYTES,
                                      n + crypto_secretbox_MACBYTES, all + SALT_BYTES, key) == 0;
    sodium_memzero(key, sizeof key);
    return good;
}

static bool seal_new_seed(str passphrase, char seed_hex[SEED_HEX + 1], char sealed[SEALED_HEX + 1])
{
    unsigned char seed[SEED_BYTES];
    randombytes_buf(seed, sizeof seed);
    bool good = seal(passphrase, seed, sizeof seed, sealed);
    sodium_bin2hex(seed_hex, SEED_HEX + 1, seed, sizeof seed);
    sodium_memzero(seed, sizeof seed);
    return good;
}

static bool unseal_seed(str passphrase, const char *sealed, char seed_hex[SEED_HEX + 1])
{
    unsigned char seed[SEED_BYTES];
    bool good = unseal(passphrase, sealed, seed, sizeof seed);
    if (good) sodium_bin2hex(seed_hex, SEED_HEX + 1, seed, sizeof seed);
    sodium_memzero(seed, sizeof seed);
    return good;
}

static open_key *key_at(people *p, str hashed)
{
    for (size_t i = 0; i < p->n_keys; i++)
        if (str_is(hashed, p->keys[i].token)) return &p->keys[i];
    return NULL;
}

static void forget_key(people *p, open_key *k)
{
    if (!k) return;
    *k = p->keys[--p->n_keys];
    sodium_memzero(&p->keys[p->n_keys], sizeof *k);
}

static bool keep_key(people *p, str hashed, const char *seed, int64_t now)
{
    for (size_t i = p->n_keys; i-- > 0;)
        if (p->keys[i].since < now - SESSION_WHOLE_US) forget_key(p, &p->keys[i]);
    if (p->n_keys == p->cap_keys) {
        size_t cap = p->cap_keys ? 2 * p->cap_keys : 16;
        open_key *more = calloc(cap, sizeof *more); /* not realloc: what was there is wiped */
        if (!more) return false;
        if (p->n_keys) memcpy(more, p->keys, p->n_keys * sizeof *more);
        if (p->keys) sodium_memzero(p->keys, p->cap_keys * sizeof *more);
        free(p->keys);
        p->keys = more;
        p->cap_keys = cap;
    }
    open_key *k = &p->keys[p->n_keys++];
    (void)snprintf(k->token, sizeof k->token, STR_FMT, STR_ARG(hashed));
    (void)snprintf(k->seed, sizeof k->seed, "%s", seed);
    k->since = now;
    return true;
}

/* ---- SQLite, in few words */

typedef struct question {
    sqlite3_stmt *q;
    int at;
    bool bad, stays;
} question;

static question ask(people *p, const char *sql)
{
    question x = {0};
    x.bad = sqlite3_prepare_v2(p->db, sql, -1, &x.q, NULL) != SQLITE_OK;
    return x;
}
/* The same, of a question of every request: what SQLite makes of its words stays in `q`. */
static question ask_again(people *p, sqlite3_stmt **q, const char *sql)
{
    question x = {.stays = true};
    if (!*q)
        x.bad = sqlite3_prepare_v3(p->db, sql, -1, SQLITE_PREPARE_PERSISTENT, q, NULL) != SQLITE_OK;
    x.q = *q;
    return x;
}
static void answered(question *x)
{
    if (x->stays)
        (void)sqlite3_reset(x->q);
    else
        (void)sqlite3_finalize(x->q);
}
static void with_text(question *x, str s)
{
    x->bad = x->bad || sqlite3_bind_text(x->q, ++x->at, s.ptr ? s.ptr : "", (int)s.len,
                                         SQLITE_TRANSIENT) != SQLITE_OK;
}
static void with_int(question *x, int64_t v)
{
    x->bad = x->bad || sqlite3_bind_int64(x->q, ++x->at, v) != SQLITE_OK;
}
/* True: a row. */
static bool row(question *x)
{
    if (x->bad) return false;
    int r = sqlite3_step(x->q);
    x->bad = r != SQLITE_ROW && r != SQLITE_DONE;
    return r == SQLITE_ROW;
}
static str cell(const question *x, int column)
{
    const unsigned char *z = sqlite3_column_text(x->q, column);
    return (str){(const char *)z, z ? (size_t)sqlite3_column_bytes(x->q, column) : 0};
}
static people_code done(question *x)
{
    (void)row(x);
    answered(x);
    return x->bad ? PEOPLE_FAILED : PEOPLE_OK;
}

/* ---- Tokens and names */

static void new_token(char out[TOKEN_CHARS + 1])
{
    unsigned char bytes[TOKEN_BYTES];
    randombytes_buf(bytes, sizeof bytes);
    sodium_bin2base64(out, TOKEN_CHARS + 1, bytes, sizeof bytes,
                      sodium_base64_VARIANT_URLSAFE_NO_PADDING);
    sodium_memzero(bytes, sizeof bytes);
}

void people_new_word(char out[TOKEN_CHARS + 1])
{
    new_token(out);
}

/* What is kept of a token: whoever reads the file cannot use it. */
static str hash_of(str token, char hex[HASH_HEX + 1])
{
    unsigned char h[crypto_hash_sha256_BYTES];
    crypto_hash_sha256(h, (const unsigned char *)token.ptr, token.len);
    sodium_bin2hex(hex, HASH_HEX + 1, h, sizeof h);
    return (str){hex, HASH_HEX};
}

/* One person under two spellings of blanks and capitals is one person, as the record has it. */
static bool fold_name(str name, char out[NAME_MOST + 1], str *folded)
{
    size_t n = 0;
    name = str_trim(name);
    if (name.len == 0 || name.len > NAME_MOST || str_is(name, ".") || str_is(name, ".."))
        return false;
    for (size_t i = 0; i < name.len; i++) {
        char c = name.ptr[i];
        if ((unsigned char)c < 0x20 || c == 0x7F || c == '/')
            return false; /* a part of an address */
        if (c == ' ' && n && out[n - 1] == ' ') continue;
        out[n++] = (char)(c >= 'A' && c <= 'Z' ? c + 32 : c);
    }
    *folded = (str){out, n};
    return true;
}

/* ---- The file */

people_code people_open(const char *folder, people **out)
{
    static const char waste[] = "a passphrase that nobody has";
    char path[4096];
    people *p = NULL;
    if (sodium_init() < 0) return PEOPLE_FAILED;
    if (snprintf(path, sizeof path, "%s/desk", folder) >= (int)sizeof path - 16)
        return PEOPLE_FAILED;
    (void)mkdir(path, 0700);
    (void)snprintf(path, sizeof path, "%s/desk/desk.db", folder);
    if (!(p = calloc(1, sizeof *p))) return PEOPLE_FAILED;
    (void)pthread_mutex_init(&p->lock, NULL);
    (void)pthread_mutex_init(&p->hashing, NULL);
    crypto_shorthash_keygen(p->tries_key);
    bool good = sqlite3_open_v2(path, &p->db,
                                SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_FULLMUTEX,
                                NULL) == SQLITE_OK;
    good = good && chmod(path, 0600) == 0 && sqlite3_busy_timeout(p->db, 5000) == SQLITE_OK &&
           sqlite3_exec(p->db, schema, NULL, NULL, NULL) == SQLITE_OK;
    good = good &&
           crypto_pwhash_str(p->nobody, waste, sizeof waste - 1, crypto_pwhash_OPSLIMIT_INTERACTIVE,
                             crypto_pwhash_MEMLIMIT_INTERACTIVE) == 0;
    if (!good) {
        people_close(p);
        return PEOPLE_FAILED;
    }
    *out = p;
    return PEOPLE_OK;
}

void people_close(people *p)
{
    if (!p) return;
    if (p->keys) sodium_memzero(p->keys, p->cap_keys * sizeof *p->keys);
    free(p->keys);
    (void)sqlite3_finalize(p->session_of);
    sqlite3_close(p->db);
    (void)pthread_mutex_destroy(&p->lock);
    (void)pthread_mutex_destroy(&p->hashing);
    free(p);
}

bool people_none(people *p)
{
    (void)pthread_mutex_lock(&p->lock);
    question x = ask(p, "SELECT 1 FROM person LIMIT 1");
    bool none = !row(&x) && !x.bad;
    sqlite3_finalize(x.q);
    (void)pthread_mutex_unlock(&p->lock);
    return none;
}

/* ---- Invitations */

static people_code add_or_reset(people *p, str name, str folded, role r, str side, str by,
                                int64_t now)
{
    question x = ask(p, "SELECT name FROM person WHERE folded = ?");
    with_text(&x, folded);
    bool there = row(&x), same = there && str_eq(cell(&x, 0), name);
    sqlite3_finalize(x.q);
    if (x.bad) return PEOPLE_FAILED;
    if (there && !same) return PEOPLE_TAKEN;
    x = ask(p,
            "INSERT INTO person VALUES(?,?,?,?,'','',1,?,?) ON CONFLICT(name) DO UPDATE SET role = "
            "excluded.role, side = excluded.side, pass = '', sealed = '', active = 1, added_by = "
            "excluded.added_by");
    with_text(&x, name);
    with_text(&x, folded);
    with_text(&x, str_of(role_word(r)));
    with_text(&x, side);
    with_int(&x, now);
    with_text(&x, by);
    return done(&x);
}

static void forget_keys_of(people *p, str name)
{
    question x = ask(p, "SELECT token FROM session WHERE name = ?");
    with_text(&x, name);
    while (row(&x))
        forget_key(p, key_at(p, cell(&x, 0)));
    sqlite3_finalize(x.q);
}

static people_code forget_reading_key(people *p, str name)
{
    question x = ask(p, "DELETE FROM reading_key WHERE name = ?");
    with_text(&x, name);
    return done(&x);
}

static people_code forget_sessions(people *p, str name)
{
    forget_keys_of(p, name);
    question x = ask(p, "DELETE FROM session WHERE name = ?");
    with_text(&x, name);
    people_code e = done(&x);
    if (e != PEOPLE_OK) return e;
    e = forget_reading_key(p, name);
    if (e != PEOPLE_OK) return e;
    x = ask(p, "DELETE FROM invite WHERE name = ?");
    with_text(&x, name);
    return done(&x);
}

static people_code forget_second(people *p, str name)
{
    question x = ask(p, "UPDATE second SET sealed = '' WHERE name = ?");
    with_text(&x, name);
    return done(&x);
}

static people_code invite(people *p, str name, str folded, role r, str side, str by, int64_t now,
                          str token)
{
    char hex[HASH_HEX + 1];
    people_code e = add_or_reset(p, name, folded, r, side, by, now);
    if (e == PEOPLE_OK) e = forget_sessions(p, name);
    if (e == PEOPLE_OK)
        e = forget_second(p, name); /* the passphrase that it is sealed with is gone */
    if (e != PEOPLE_OK) return e;
    question x = ask(p, "INSERT INTO invite VALUES(?,?,?)");
    with_text(&x, hash_of(token, hex));
    with_text(&x, name);
    with_int(&x, now + INVITE_US);
    return done(&x);
}

/* All or nothing. */
static people_code in_one(people *p, people_code e)
{
    (void)sqlite3_exec(p->db, e == PEOPLE_OK ? "COMMIT" : "ROLLBACK", NULL, NULL, NULL);
    return e;
}

people_code people_invite(people *p, str name, role r, str side, str by, int64_t now,
                          char token[TOKEN_CHARS + 1])
{
    char room[NAME_MOST + 1];
    str folded;
    name = str_trim(name);
    if (!fold_name(name, room, &folded) || r >= ROLE__N || (r == ROLE_LIAISON) != (side.len > 0))
        return PEOPLE_BAD;
    new_token(token);
    (void)pthread_mutex_lock(&p->lock);
    (void)sqlite3_exec(p->db, "BEGIN IMMEDIATE", NULL, NULL, NULL);
    people_code e = in_one(p, invite(p, name, folded, r, side, by, now, (str){token, TOKEN_CHARS}));
    (void)pthread_mutex_unlock(&p->lock);
    return e;
}

/* What read_person reads, of person p; the second factor with SECOND_OF. */
#define PERSON_COLUMNS                                                                             \
    "p.name, p.role, p.side, p.pass, p.active, coalesce(f.asked, 0), coalesce(f.sealed, '')"
#define SECOND_OF " LEFT JOIN second f ON f.name = p.name "
static people_code read_person(const question *x, arena *a, person *out)
{
    *out = (person){.name = arena_str(a, cell(x, 0)),
                    .side = arena_str(a, cell(x, 2)),
                    .active = sqlite3_column_int(x->q, 4) != 0,
                    .has_passphrase = cell(x, 3).len > 0,
                    .second_asked = sqlite3_column_int(x->q, 5) != 0,
                    .has_second = cell(x, 6).len > 0};
    if (!out->name.ptr || !out->side.ptr || !role_from(cell(x, 1), &out->role))
        return PEOPLE_FAILED;
    return PEOPLE_OK;
}

people_code people_invited(people *p, str token, int64_t now, arena *a, person *out)
{
    char hex[HASH_HEX + 1];
    (void)pthread_mutex_lock(&p->lock);
    question x =
        ask(p, "SELECT " PERSON_COLUMNS ", p.added_by FROM invite i JOIN person p ON p.name = "
               "i.name" SECOND_OF "WHERE i.token = ? AND i.until_usec > ? AND p.active");
    with_text(&x, hash_of(token, hex));
    with_int(&x, now);
    people_code e = row(&x) ? read_person(&x, a, out) : x.bad ? PEOPLE_FAILED : PEOPLE_NO;
    if (e == PEOPLE_OK) out->added_by = arena_str(a, cell(&x, 7));
    sqlite3_finalize(x.q);
    (void)pthread_mutex_unlock(&p->lock);
    return e;
}

static size_t characters(str s)
{
    size_t n = 0;
    for (size_t i = 0; i < s.len; i++)
        n += ((unsigned char)s.ptr[i] & 0xC0) != 0x80;
    return n;
}

static people_code set_passphrase(people *p, str name, str token, const char *hash,
                                  const char *sealed)
{
    char hex[HASH_HEX + 1];
    question x = ask(p, "DELETE FROM invite WHERE token = ?");
    with_text(&x, hash_of(token, hex));
    people_code e = done(&x);
    if (e != PEOPLE_OK) return e;
    if (sqlite3_changes(p->db) != 1) return PEOPLE_NO; /* somebody was faster */
    x = ask(p, "DELETE FROM far_key WHERE name = ?");  /* there is a key of the desk again */
    with_text(&x, name);
    e = done(&x);
    if (e != PEOPLE_OK) return e;
    x = ask(p, "UPDATE person SET pass = ?, sealed = ? WHERE name = ?");
    with_text(&x, str_of(hash));
    with_text(&x, str_of(sealed));
    with_text(&x, name);
    return done(&x);
}

/* What is kept of a passphrase, and of a new key under it. */
static bool hash_and_seal(people *p, str passphrase, bool signs, char hash[crypto_pwhash_STRBYTES],
                          char seed[SEED_HEX + 1], char sealed[SEALED_HEX + 1])
{
    (void)pthread_mutex_lock(&p->hashing);
    bool good =
        crypto_pwhash_str(hash, passphrase.ptr, passphrase.len, crypto_pwhash_OPSLIMIT_INTERACTIVE,
                          crypto_pwhash_MEMLIMIT_INTERACTIVE) == 0;
    good = good && (!signs || seal_new_seed(passphrase, seed, sealed));
    (void)pthread_mutex_unlock(&p->hashing);
    return good;
}

people_code people_welcome(people *p, str token, str passphrase, int64_t now,
                           char seed[SEED_HEX + 1])
{
    char hash[crypto_pwhash_STRBYTES], sealed[SEALED_HEX + 1] = "";
    arena a;
    person who;
    seed[0] = '\0';
    if (characters(passphrase) < PASSPHRASE_LEAST) return PEOPLE_SHORT;
    arena_init(&a, (size_t)1 << 20);
    people_code e = people_invited(p, token, now, &a, &who);
    if (e == PEOPLE_OK && !hash_and_seal(p, passphrase, role_signs(who.role), hash, seed, sealed))
        e = PEOPLE_FAILED;
    if (e == PEOPLE_OK) {
        (void)pthread_mutex_lock(&p->lock);
        (void)sqlite3_exec(p->db, "BEGIN IMMEDIATE", NULL, NULL, NULL);
        e = in_one(p, set_passphrase(p, who.name, token, hash, sealed));
        (void)pthread_mutex_unlock(&p->lock);
    }
    arena_clear(&a);
    return e;
}

/* ---- Coming in */

/* Of one name or address, so many a minute. Two that share a place share its count: that refuses
 * sooner, never later. */
static bool too_many(people *p, tries *table, str what, unsigned most, int64_t now)
{
    unsigned char h[crypto_shorthash_BYTES];
    uint64_t at;
    (void)crypto_shorthash(h, (const unsigned char *)(what.ptr ? what.ptr : ""), what.len,
                           p->tries_key);
    memcpy(&at, h, sizeof at);
    tries *t = &table[at % TRIES];
    if (t->minute != now / MINUTE_US) *t = (tries){.minute = now / MINUTE_US};
    return ++t->n > most;
}

typedef struct kept {
    char hash[crypto_pwhash_STRBYTES], name[NAME_MOST + 1], sealed[SEALED_HEX + 1],
        second[SEALED_HEX + 1];
    int64_t step; /* the last one whose code was used */
} kept;

static people_code kept_of(people *p, str folded, kept *out)
{
    question x =
        ask(p, "SELECT p.name, p.pass, p.sealed, coalesce(f.sealed, ''), coalesce(f.step, 0) FROM "
               "person p" SECOND_OF "WHERE p.folded = ? AND p.active AND p.pass <> ''");
    with_text(&x, folded);
    people_code e = row(&x) ? PEOPLE_OK : x.bad ? PEOPLE_FAILED : PEOPLE_NO;
    if (e == PEOPLE_OK) {
        (void)snprintf(out->name, sizeof out->name, STR_FMT, STR_ARG(cell(&x, 0)));
        (void)snprintf(out->hash, sizeof out->hash, STR_FMT, STR_ARG(cell(&x, 1)));
        (void)snprintf(out->sealed, sizeof out->sealed, STR_FMT, STR_ARG(cell(&x, 2)));
        (void)snprintf(out->second, sizeof out->second, STR_FMT, STR_ARG(cell(&x, 3)));
        out->step = sqlite3_column_int64(x.q, 4);
    }
    sqlite3_finalize(x.q);
    return e;
}

static people_code begin_session(people *p, str name, str old, int64_t now, str token)
{
    char hex[HASH_HEX + 1], csrf[TOKEN_CHARS + 1];
    forget_key(p, key_at(p, hash_of(old, hex)));
    question x = ask(p, "DELETE FROM session WHERE token = ? OR seen_usec < ? OR made_usec < ?");
    with_text(&x, hash_of(old, hex));
    with_int(&x, now - SESSION_IDLE_US);
    with_int(&x, now - SESSION_WHOLE_US);
    people_code e = done(&x);
    if (e != PEOPLE_OK) return e;
    new_token(csrf);
    x = ask(p, "INSERT INTO session VALUES(?,?,?,?,?)");
    with_text(&x, hash_of(token, hex));
    with_text(&x, name);
    with_text(&x, str_of(csrf));
    with_int(&x, now);
    with_int(&x, now);
    return done(&x);
}

/* The step of a code that is right; -1: it is not. */
static int64_t right_code(str passphrase, const kept *k, str code, int64_t now)
{
    char secret[SECRET_CHARS];
    int64_t step = -1;
    if (unseal(passphrase, k->second, (unsigned char *)secret, sizeof secret))
        step = second_step((str){secret, sizeof secret}, code, now, k->step);
    sodium_memzero(secret, sizeof secret);
    return step;
}

/* Once: of two that come with the same code at the same time, one. */
static people_code use_step(people *p, str name, int64_t step)
{
    question x = ask(p, "UPDATE second SET step = ?1 WHERE step < ?1 AND name = ?2");
    with_int(&x, step);
    with_text(&x, name);
    people_code e = done(&x);
    return e == PEOPLE_OK && sqlite3_changes(p->db) != 1 ? PEOPLE_NO : e;
}

people_code people_login(people *p, str name, str passphrase, str code, str address, str old,
                         int64_t now, char token[TOKEN_CHARS + 1])
{
    char room[NAME_MOST + 1], seed[SEED_HEX + 1] = "", hex[HASH_HEX + 1];
    kept k = {0};
    int64_t step = 0;
    str folded;
    if (!fold_name(name, room, &folded)) folded = STR("?");
    (void)pthread_mutex_lock(&p->lock);
    bool busy = too_many(p, p->by_name, folded, TRIES_OF_NAME, now);
    busy = too_many(p, p->by_address, address, TRIES_OF_ADDRESS, now) ||
           busy; /* it may be that of many people */
    people_code known = busy ? PEOPLE_BUSY : kept_of(p, folded, &k);
    (void)pthread_mutex_unlock(&p->lock);
    if (known == PEOPLE_BUSY || known == PEOPLE_FAILED) return known;
    (void)pthread_mutex_lock(&p->hashing);
    bool right = crypto_pwhash_str_verify(known == PEOPLE_OK ? k.hash : p->nobody, passphrase.ptr,
                                          passphrase.len) == 0;
    right = right && known == PEOPLE_OK;
    bool opened = right && (!k.sealed[0] || unseal_seed(passphrase, k.sealed, seed));
    if (right && k.second[0]) step = right_code(passphrase, &k, code, now);
    (void)pthread_mutex_unlock(&p->hashing);
    if (!right || step < 0) return PEOPLE_NO;
    if (!opened) return PEOPLE_FAILED;
    new_token(token);
    (void)pthread_mutex_lock(&p->lock);
    people_code e = step ? use_step(p, str_of(k.name), step) : PEOPLE_OK;
    if (e == PEOPLE_OK) e = begin_session(p, str_of(k.name), old, now, (str){token, TOKEN_CHARS});
    if (e == PEOPLE_OK && seed[0] &&
        !keep_key(p, hash_of((str){token, TOKEN_CHARS}, hex), seed, now))
        e = PEOPLE_FAILED;
    (void)pthread_mutex_unlock(&p->lock);
    sodium_memzero(seed, sizeof seed);
    return e;
}

static people_code read_session(people *p, str hashed, int64_t now, bool prolong, arena *a,
                                session *out)
{
    question x =
        ask_again(p, &p->session_of,
                  "SELECT " PERSON_COLUMNS
                  ", s.csrf, s.seen_usec, coalesce((SELECT open FROM far_key g WHERE g.name = "
                  "p.name), '') FROM session s JOIN person p ON p.name = s.name" SECOND_OF
                  "WHERE s.token = ? AND "
                  "s.seen_usec > ? AND s.made_usec > ? AND p.active");
    with_text(&x, hashed);
    with_int(&x, now - SESSION_IDLE_US);
    with_int(&x, now - SESSION_WHOLE_US);
    people_code e = row(&x) ? read_person(&x, a, &out->who) : x.bad ? PEOPLE_FAILED : PEOPLE_NO;
    int64_t seen = 0;
    if (e == PEOPLE_OK) {
        const open_key *k = key_at(p, hashed);
        out->csrf = arena_str(a, cell(&x, 7));
        (void)snprintf(out->seed, sizeof out->seed, "%s", k ? k->seed : "");
        (void)snprintf(out->open, sizeof out->open, STR_FMT, STR_ARG(cell(&x, 9)));
        seen = sqlite3_column_int64(x.q, 8);
        if (!out->csrf.ptr) e = PEOPLE_FAILED;
        if (e == PEOPLE_OK && !k && !out->open[0] && role_signs(out->who.role))
            e = PEOPLE_NO; /* a new start: the key is not open */
    }
    answered(&x);
    if (e != PEOPLE_OK || !prolong || now - seen < MINUTE_US / 2) return e;
    x = ask(
        p,
        "UPDATE session SET seen_usec = ? WHERE token = ?"); /* not at each page: it is a write */
    with_int(&x, now);
    with_text(&x, hashed);
    return done(&x);
}

people_code people_session(people *p, str token, int64_t now, bool prolong, arena *a, session *out)
{
    char hex[HASH_HEX + 1];
    if (token.len != TOKEN_CHARS) return PEOPLE_NO;
    str hashed = hash_of(token, hex);
    (void)pthread_mutex_lock(&p->lock);
    people_code e = read_session(p, hashed, now, prolong, a, out);
    (void)pthread_mutex_unlock(&p->lock);
    return e;
}

people_code people_key_is_far(people *p, str name, str open)
{
    (void)pthread_mutex_lock(&p->lock);
    (void)sqlite3_exec(p->db, "BEGIN IMMEDIATE", NULL, NULL, NULL);
    question x = ask(p, "INSERT OR REPLACE INTO far_key VALUES(?, ?)");
    with_text(&x, name);
    with_text(&x, open);
    people_code e = done(&x);
    if (e == PEOPLE_OK) {
        x = ask(p, "UPDATE person SET sealed = '' WHERE name = ?");
        with_text(&x, name);
        e = done(&x);
    }
    e = in_one(p, e);
    if (e == PEOPLE_OK) forget_keys_of(p, name);
    (void)pthread_mutex_unlock(&p->lock);
    return e;
}

void session_forget(session *s)
{
    sodium_memzero(s->seed, sizeof s->seed);
}

void people_logout(people *p, str token)
{
    char hex[HASH_HEX + 1];
    (void)pthread_mutex_lock(&p->lock);
    question x = ask(p, "DELETE FROM session WHERE token = ?");
    with_text(&x, hash_of(token, hex));
    (void)done(&x);
    forget_key(p, key_at(p, hash_of(token, hex)));
    (void)pthread_mutex_unlock(&p->lock);
}

/* ---- A second factor */

static people_code put_second(people *p, str name, const char *sealed, int64_t step)
{
    question x =
        ask(p, "INSERT INTO second VALUES(?,0,?,?) ON CONFLICT(name) DO UPDATE SET sealed = "
               "excluded.sealed, step = excluded.step");
    with_text(&x, name);
    with_text(&x, str_of(sealed));
    with_int(&x, step);
    return done(&x);
}

people_code people_right(people *p, str name, str passphrase, int64_t now)
{
    char room[NAME_MOST + 1];
    kept k = {0};
    str folded;
    if (!fold_name(name, room, &folded)) return PEOPLE_NO;
    (void)pthread_mutex_lock(&p->lock);
    people_code e =
        too_many(p, p->by_name, folded, TRIES_OF_NAME, now) ? PEOPLE_BUSY : kept_of(p, folded, &k);
    (void)pthread_mutex_unlock(&p->lock);
    if (e != PEOPLE_OK) return e;
    (void)pthread_mutex_lock(&p->hashing);
    bool right = crypto_pwhash_str_verify(k.hash, passphrase.ptr, passphrase.len) == 0;
    (void)pthread_mutex_unlock(&p->hashing);
    return right ? PEOPLE_OK : PEOPLE_NO;
}

people_code people_keep_second(people *p, str name, str passphrase, str secret, str code,
                               int64_t now)
{
    char sealed[SEALED_HEX + 1];
    int64_t step = second_step(secret, code, now, 0);
    people_code e = people_right(p, name, passphrase, now);
    if (e == PEOPLE_OK && step < 0) e = PEOPLE_NO;
    if (e != PEOPLE_OK) return e;
    (void)pthread_mutex_lock(&p->hashing);
    if (!seal(passphrase, (const unsigned char *)secret.ptr, secret.len, sealed)) e = PEOPLE_FAILED;
    (void)pthread_mutex_unlock(&p->hashing);
    (void)pthread_mutex_lock(&p->lock);
    if (e == PEOPLE_OK) e = put_second(p, name, sealed, step);
    (void)pthread_mutex_unlock(&p->lock);
    return e;
}

people_code people_ask_second(people *p, str name, bool asked)
{
    (void)pthread_mutex_lock(&p->lock);
    question x = ask(p, "INSERT INTO second SELECT name, ?1, '', 0 FROM person WHERE name = ?2 ON "
                        "CONFLICT(name) DO UPDATE SET asked = excluded.asked");
    with_int(&x, asked);
    with_text(&x, name);
    people_code e = done(&x);
    if (e == PEOPLE_OK && sqlite3_changes(p->db) != 1) e = PEOPLE_NO;
    (void)pthread_mutex_unlock(&p->lock);
    return e;
}

/* ---- Reading keys */

people_code people_drop_reading_key(people *p, str name)
{
    (void)pthread_mutex_lock(&p->lock);
    people_code e = forget_reading_key(p, name);
    (void)pthread_mutex_unlock(&p->lock);
    return e;
}

people_code people_new_reading_key(people *p, str name, int64_t now, char token[TOKEN_CHARS + 1])
{
    char hex[HASH_HEX + 1];
    new_token(token);
    (void)pthread_mutex_lock(&p->lock);
    (void)sqlite3_exec(p->db, "BEGIN IMMEDIATE", NULL, NULL, NULL);
    people_code e = forget_reading_key(p, name);
    if (e == PEOPLE_OK) {
        question x = ask(p, "INSERT INTO reading_key VALUES(?,?,?)");
        with_text(&x, hash_of((str){token, TOKEN_CHARS}, hex));
        with_text(&x, name);
        with_int(&x, now);
        e = done(&x);
    }
    e = in_one(p, e);
    (void)pthread_mutex_unlock(&p->lock);
    return e;
}

/* One number of a person; 0: there is none. */
static int64_t number_of(people *p, const char *sql, str name)
{
    (void)pthread_mutex_lock(&p->lock);
    question x = ask(p, sql);
    with_text(&x, name);
    int64_t n = row(&x) ? sqlite3_column_int64(x.q, 0) : 0;
    sqlite3_finalize(x.q);
    (void)pthread_mutex_unlock(&p->lock);
    return n;
}

int64_t people_reading_key_made(people *p, str name)
{
    return number_of(p, "SELECT made_usec FROM reading_key WHERE name = ?", name);
}

people_code people_by_reading_key(people *p, str token, arena *a, session *out)
{
    char hex[HASH_HEX + 1];
    if (token.len != TOKEN_CHARS) return PEOPLE_NO;
    (void)pthread_mutex_lock(&p->lock);
    question x = ask(p, "SELECT " PERSON_COLUMNS " FROM reading_key k JOIN person p ON p.name = "
                        "k.name" SECOND_OF "WHERE k.token = ? AND p.active");
    with_text(&x, hash_of(token, hex));
    people_code e = row(&x) ? read_person(&x, a, &out->who) : x.bad ? PEOPLE_FAILED : PEOPLE_NO;
    sqlite3_finalize(x.q);
    (void)pthread_mutex_unlock(&p->lock);
    return e;
}

/* ---- Drafts */

people_code people_draft(people *p, str name, arena *a, str *out)
{
    (void)pthread_mutex_lock(&p->lock);
    question x = ask(p, "SELECT words FROM draft WHERE name = ?");
    with_text(&x, name);
    people_code e = row(&x) ? PEOPLE_OK : x.bad ? PEOPLE_FAILED : PEOPLE_NO;
    if (e == PEOPLE_OK) *out = arena_str(a, cell(&x, 0));
    if (e == PEOPLE_OK && !out->ptr) e = PEOPLE_FAILED;
    sqlite3_finalize(x.q);
    (void)pthread_mutex_unlock(&p->lock);
    return e;
}

people_code people_keep_draft(people *p, str name, str text)
{
    (void)pthread_mutex_lock(&p->lock);
    question x = ask(
        p, "INSERT INTO draft VALUES(?,?) ON CONFLICT(name) DO UPDATE SET words = excluded.words");
    with_text(&x, name);
    with_text(&x, text);
    people_code e = done(&x);
    (void)pthread_mutex_unlock(&p->lock);
    return e;
}

/* ---- Who there is */

people_code people_list(people *p, arena *a, person **out, size_t *n)
{
    VEC(person) v = {0};
    people_code e = PEOPLE_OK;
    (void)pthread_mutex_lock(&p->lock);
    question x = ask(p, "SELECT " PERSON_COLUMNS " FROM person p" SECOND_OF "ORDER BY p.name");
    while (e == PEOPLE_OK && row(&x)) {
        person *one = VEC_PUSH(a, &v);
        e = one ? read_person(&x, a, one) : PEOPLE_FAILED;
    }
    if (x.bad) e = PEOPLE_FAILED;
    sqlite3_finalize(x.q);
    (void)pthread_mutex_unlock(&p->lock);
    *out = v.items;
    *n = v.n;
    return e;
}

people_code people_set_active(people *p, str name, bool active)
{
    (void)pthread_mutex_lock(&p->lock);
    question x = ask(p, "UPDATE person SET active = ? WHERE name = ?");
    with_int(&x, active);
    with_text(&x, name);
    people_code e = done(&x);
    if (e == PEOPLE_OK && sqlite3_changes(p->db) != 1) e = PEOPLE_NO;
    if (e == PEOPLE_OK && !active) e = forget_sessions(p, name);
    (void)pthread_mutex_unlock(&p->lock);
    return e;
}

int64_t people_seen(people *p, str name)
{
    return number_of(p, "SELECT entries FROM seen WHERE name = ?", name);
}

void people_set_seen(people *p, str name, int64_t entries)
{
    (void)pthread_mutex_lock(&p->lock);
    question x = ask(p, "INSERT OR REPLACE INTO seen VALUES(?,?)");
    with_text(&x, name);
    with_int(&x, entries);
    (void)done(&x);
    (void)pthread_mutex_unlock(&p->lock);
}
