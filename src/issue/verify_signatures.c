/* Signatures: each against its entry, its key against those that the record has of the person. */
#include "base/idmap.h"
#include "issue/verify_parts.h"
#include "ledger/sign.h"
#include "mission/ladder.h"

#include <string.h>

typedef struct known_key {
    str name, key;
    uint64_t since;
} known_key;

typedef struct signatures {
    VEC(known_key) known;
    size_t n_signed, n_named;
    idmap seen; /* signatures, so that none stands twice */
} signatures;

static const known_key *key_of(const signatures *s, str name)
{
    const known_key *last = NULL;
    for (size_t i = 0; i < s->known.n; i++)
        if (ladder_same_person(s->known.items[i].name, name)) last = &s->known.items[i];
    return last;
}

static tr_err note_person(vf *v, signatures *s, const ledger_entry *e, sign_state how)
{
    if (how != SIGN_GOOD) {
        verify_wrong(v, "entry %llu: the key of a person, not signed with itself",
                     (unsigned long long)e->index);
        return TR_OK;
    }
    str by = entry_text(e, "by");
    const known_key *adds = key_of(s, by);
    if (adds && !ladder_same_person(by, entry_text(e, "name")))
        verify_wrong(
            v, "entry %llu: a key added in the name of '" STR_FMT "', who signed nothing of it",
            (unsigned long long)e->index, STR_ARG(by));
    known_key *k = VEC_PUSH(v->a, &s->known);
    if (!k) return TR_ERR_NOMEM;
    *k = (known_key){arena_str(v->a, entry_text(e, "name")), arena_str(v->a, entry_text(e, "key")),
                     e->index};
    return k->name.ptr && k->key.ptr ? TR_OK : TR_ERR_NOMEM;
}

static void check_act(vf *v, signatures *s, const ledger_entry *e, sign_state how)
{
    str by = entry_text(e, "by");
    unsigned long long at = e->index;
    if (by.len == 0 && how == SIGN_NONE) return;
    const known_key *k = key_of(s, by);
    if (how == SIGN_BAD) {
        verify_wrong(v, "entry %llu: its signature is not that of its key on its bytes", at);
    } else if (how == SIGN_NONE && k) {
        verify_wrong(v, "entry %llu: not signed, though '" STR_FMT "' has a key since entry %llu",
                     at, STR_ARG(by), (unsigned long long)k->since);
    } else if (how == SIGN_GOOD && !(k && str_eq(k->key, entry_text(e, "key")))) {
        verify_wrong(v, "entry %llu: signed by another key than that of '" STR_FMT "'", at,
                     STR_ARG(by));
    }
    str second = entry_text(e, "second");
    if (second.len && key_of(s, second))
        verify_wrong(v,
                     "entry %llu: names '" STR_FMT "' as a second person, who has a key and signed "
                     "nothing of it",
                     at, STR_ARG(second));
    s->n_signed += how == SIGN_GOOD;
    s->n_named += how == SIGN_NONE;
}

/* A whole entry put in once more is its signature once more. */
static tr_err note_signature(vf *v, signatures *s, const ledger_entry *e)
{
    size_t first = 0;
    str signature = entry_text(e, "signature");
    if (idmap_find(&s->seen, signature, &first)) {
        verify_wrong(v, "entry %llu: the signature of entry %zu once more",
                     (unsigned long long)e->index, first);
        return TR_OK;
    }
    str kept = arena_str(v->a, signature);
    if (!kept.ptr) return TR_ERR_NOMEM;
    return idmap_add(&s->seen, v->a, kept, (size_t)e->index);
}

tr_err verify_signatures(vf *v)
{
    signatures s = {0};
    arena one;
    tr_err e = TR_OK;
    arena_init(&one, (size_t)16 << 20);
    for (uint64_t i = 0; e == TR_OK && i < record_size(v->r); i++) {
        ledger_entry x;
        sign_state how = SIGN_NONE;
        arena_reset(&one);
        e = ledger_entry_parse(record_entry(v->r, i), i, &one, &x, NULL);
        if (e == TR_OK) e = sign_check(record_entry(v->r, i), &one, &how);
        if (e == TR_OK && how != SIGN_NONE) e = note_signature(v, &s, &x);
        if (e != TR_OK) break;
        if (str_is(x.type, "person"))
            e = note_person(v, &s, &x, how);
        else
            check_act(v, &s, &x, how);
    }
    arena_clear(&one);
    if (e == TR_ERR_DATA) e = TR_OK; /* an entry that cannot be read is told elsewhere */
    if (e == TR_OK && s.known.n)
        verify_note(v, "%zu acts are signed; %zu are named, not signed", s.n_signed, s.n_named);
    return e;
}
