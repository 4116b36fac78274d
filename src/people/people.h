/* people: who works at the desk, and their sessions. A SQLite file beside the record, desk/desk.db;
 * no evidence is ever in it, and no passphrase: of each an argon2id hash (libsodium, moderate
 * limits of 64 MiB). Tokens of sessions and invitations are 256 random bits, kept as SHA-256.
 *
 * The key by which a person signs is made here, sealed with the passphrase (argon2id, secretbox),
 * and open only in memory, while somebody has come in: after a new start everybody comes in again.
 * Or it is in a browser, and only its public half is here.
 *
 * An unknown name is answered as a wrong passphrase is, after the same work. All functions may be
 * called by several threads at a time. Times are microseconds since 1970. */
#ifndef TRUCE_PEOPLE_PEOPLE_H
#define TRUCE_PEOPLE_PEOPLE_H

#include "base/arena.h"
#include "people/second.h"

typedef enum role {
#define X(name, word, says) ROLE_##name,
#include "people/roles.def"
#undef X
    ROLE__N
} role;
const char *role_word(role r);
const char *role_says(role r);
bool role_from(str word, role *out);

enum {
    TOKEN_CHARS = 43, /* base64url of 32 bytes */
    SEED_HEX = 64,
    PASSPHRASE_LEAST = 15,
    NAME_MOST = 80
};
#define SESSION_IDLE_US (INT64_C(15) * 60 * 1000000)
#define SESSION_WHOLE_US (INT64_C(8) * 3600 * 1000000)
#define INVITE_US (INT64_C(48) * 3600 * 1000000)

typedef struct person {
    str name, side; /* side: of a liaison; else empty */
    role role;
    bool active; /* false: cannot come in any more; what was done stays theirs */
    bool has_passphrase;
    bool second_asked, has_second; /* the keeper asks for a second factor; there is one */
    str added_by;                  /* of who is invited: by whom */
} person;

/* A person who has come in. */
typedef struct session {
    person who;
    str csrf;                /* goes with each form */
    char seed[SEED_HEX + 1]; /* of the key that signs; empty: it is not here, or the role signs
                                nothing */
    char open[SEED_HEX + 1]; /* public half of a key that a browser has; empty: none has */
} session;

typedef struct people people;

typedef enum people_code {
    PEOPLE_OK = 0,
    PEOPLE_NO,    /* wrong name or passphrase; no such session, token or person */
    PEOPLE_SHORT, /* the passphrase has fewer than PASSPHRASE_LEAST characters */
    PEOPLE_TAKEN, /* somebody has this name, written this way or nearly so */
    PEOPLE_BAD,   /* a name, side or role that is none */
    PEOPLE_BUSY,  /* too many tries: later */
    PEOPLE_FAILED /* the file cannot be written or read, or no memory */
} people_code;

/** Opens or makes desk/desk.db under `folder`. */
people_code people_open(const char *folder, people **out);
void people_close(people *p);
/** Nobody has an account yet. */
bool people_none(people *p);

/** An account that waits, and the token of its one-time link (TOKEN_CHARS characters and a NUL).
 * For an account that is there: its passphrase is forgotten and its sessions end. `by`: who adds
 * it.
 */
people_code people_invite(people *p, str name, role r, str side, str by, int64_t now,
                          char token[TOKEN_CHARS + 1]);
/** Whom a token invites. */
people_code people_invited(people *p, str token, int64_t now, arena *a, person *out);
/** Whether what the role does is signed. */
bool role_signs(role r);
/** Uses the token up. `seed`: of the new key, for the record; empty where the role signs nothing.
 */
people_code people_welcome(people *p, str token, str passphrase, int64_t now,
                           char seed[SEED_HEX + 1]);

/** From now on this person signs with a key that a browser has, of which the public half is `open`:
 * the one that was kept here is forgotten, sealed and open. */
people_code people_key_is_far(people *p, str name, str open);

/** A new session; an old one of the same browser (`old`, empty: none) ends. `code`: of the second
 * factor, where the person has one; a code is used once, and a wrong one is answered as a wrong
 * passphrase is. */
people_code people_login(people *p, str name, str passphrase, str code, str address, str old,
                         int64_t now, char token[TOKEN_CHARS + 1]);
/** Whether this is the passphrase of the name, for what a session alone does not allow. PEOPLE_NO:
 * it is not; PEOPLE_BUSY: too many tries. */
people_code people_right(people *p, str name, str passphrase, int64_t now);
/** A second factor from now on: the secret, sealed with the passphrase, once a code of it was
 * right. A new link ends it. PEOPLE_NO: passphrase or code is not. */
people_code people_keep_second(people *p, str name, str passphrase, str secret, str code,
                               int64_t now);
/** Whether this person is asked to have one: without it nothing else is open to them. */
people_code people_ask_second(people *p, str name, bool asked);
/** `prolong`: somebody is there; what a page does by itself keeps no session open. */
people_code people_session(people *p, str token, int64_t now, bool prolong, arena *a, session *out);
/** A word by chance that is nothing else's. */
void people_new_word(char out[TOKEN_CHARS + 1]);
/** Wipes what is secret in it. */
void session_forget(session *s);
void people_logout(people *p, str token);

/** A key by which a program of this person's reads the open interfaces, and does nothing else; kept
 * as its SHA-256. An earlier one ends. */
people_code people_new_reading_key(people *p, str name, int64_t now, char token[TOKEN_CHARS + 1]);
people_code people_drop_reading_key(people *p, str name);
/** When it was made; 0: there is none. */
int64_t people_reading_key_made(people *p, str name);
/** Whose it is: a session that has no form and no key to sign with. */
people_code people_by_reading_key(people *p, str token, arena *a, session *out);

/** The draft of an agreement that this person works on; PEOPLE_NO: none yet. No part of the record.
 */
people_code people_draft(people *p, str name, arena *a, str *out);
people_code people_keep_draft(people *p, str name, str text);

/** By name. */
people_code people_list(people *p, arena *a, person **out, size_t *n);
people_code people_set_active(people *p, str name, bool active);
/** Up to which entry of the record the person has seen what there is; 0: nothing. */
int64_t people_seen(people *p, str name);
void people_set_seen(people *p, str name, int64_t entries);

#endif
