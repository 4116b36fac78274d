/* Persons: their keys in the record, and in whose name acts are signed. docs/formats/ledger.md. */
#include "face/face.h"
#include "mission/ladder.h"

#include <string.h>

/* ---- Whose key this is */

static tr_err read_key(task *k, str path, sign_key *out)
{
    str pem;
    TR_TRY(host_read_file(task_path(k, path), 65536, k->a, &pem, &k->d));
    tr_err e = sign_key_read(pem, out);
    return e == TR_ERR_DATA
               ? task_refuse(k, "'" STR_FMT "' is no private Ed25519 key in PEM", STR_ARG(path))
               : e;
}

/* From `key` or `seed`; false: neither was given. */
static tr_err key_of(task *k, sign_key *out, bool *given)
{
    uint8_t seed[SIGN_KEY_BYTES];
    str path = task_value(k, "key"), hex = task_value(k, "seed");
    *given = path.len || hex.len;
    if (path.len && hex.len) return task_refuse(k, "either --key or a seed");
    if (path.len) return read_key(k, path, out);
    if (hex.len && !sign_from_hex(hex, seed, SIGN_KEY_BYTES))
        return task_refuse(k, "a seed is 64 hexadecimal digits");
    return hex.len ? sign_key_of_seed(seed, out) : TR_OK;
}

/* A key whose private half is elsewhere: `prepare`, or signatures, each an instant, a blank and the
 * signature. */
static tr_err far_of(task *k, truce_mission *m)
{
    str one, at;
    str hex = task_value(k, "public");
    m->far = (far_key){.gathers = task_yes(k, "prepare"), .a = &m->far_room, .given = host_now()};
    if (!sign_from_hex(hex, m->far.open, SIGN_KEY_BYTES))
        return task_refuse(k, "a public key is 64 hexadecimal digits");
    for (size_t i = 0; task_nth(k, "signature", i, &one); i++) {
        far_entry *x = VEC_PUSH(m->far.a, &m->far.entries);
        if (x == NULL) return TR_ERR_NOMEM;
        if (!str_cut(&one, ' ', &at) || one.len != SIGN_HEX)
            return task_refuse(k, "a signature is an instant, a blank and 128 hexadecimal digits");
        *x = (far_entry){.at = arena_str(m->far.a, at), .signature = arena_str(m->far.a, one)};
        if (!x->at.ptr || !x->signature.ptr) return TR_ERR_NOMEM;
    }
    m->far.checks = m->far.gathers && m->far.entries.n > 0;
    memcpy(m->signs.open, m->far.open, SIGN_KEY_BYTES);
    m->far_signs = m->signed_by = true;
    return TR_OK;
}

truce_code truce_sign(truce_mission *m, const truce_setting *settings)
{
    static const char *const knows[] = {"key",      "seed",       "at-desk?", "public",
                                        "prepare?", "signature*", NULL};
    task k;
    sign_key_forget(&m->signs);
    m->signed_by = m->far_signs = false;
    if (m->r) record_sign(m->r, NULL, (str){0}, false); /* what is added without a name, too */
    arena_reset(&m->far_room);
    tr_err e = task_begin(&k, m->t, settings, knows);
    if (e == TR_OK) e = key_of(&k, &m->signs, &m->signed_by);
    if (e == TR_OK && task_value(&k, "public").len) e = far_of(&k, m);
    if (e != TR_OK) m->signed_by = m->far_signs = false;
    m->at_desk = e == TR_OK && task_yes(&k, "at-desk");
    return task_end(&k, e, NULL);
}

truce_code truce_to_sign(truce_mission *m, truce_answer **out)
{
    static const char *const knows[] = {NULL};
    task k;
    tr_err e = task_begin(&k, m->t, NULL, knows);
    bool asks = m->far_signs && m->far.gathers && !m->far.checks;
    if (e == TR_OK && m->far_signs && m->far.checks && m->far.next < m->far.entries.n)
        e = task_refuse(&k, "more is signed than would be recorded now: sign again");
    for (size_t i = 0; e == TR_OK && asks && i < m->far.entries.n; i++) {
        const far_entry *x = &m->far.entries.items[i];
        buf_f(&k.out, STR_FMT " ", STR_ARG(x->at));
        for (size_t c = 0; c < x->bytes.len; c++)
            buf_f(&k.out, "%02x", (unsigned char)x->bytes.ptr[c]);
        buf_c(&k.out, '\n');
    }
    return task_end(&k, e, out);
}

/* ---- A person's key becomes an entry */

static tr_err check_person(task *k, const person_vec *all, str name, const char *hex)
{
    const person_line *p = task_person(all, name);
    if (p && !str_eq(p->name, name))
        return task_refuse(k, "the record writes this person '" STR_FMT "'", STR_ARG(p->name));
    for (size_t i = 0; i < all->n; i++) {
        p = &all->items[i];
        if (str_is(p->key, hex) && !str_eq(p->name, name))
            return task_refuse(k, "this is the key of '" STR_FMT "'", STR_ARG(p->name));
    }
    return TR_OK;
}

static tr_err keep_key(task *k, const sign_key *key, str path)
{
    buf b;
    buf_init(&b, 65536);
    tr_err e = sign_key_write(key, &b);
    if (e == TR_OK) e = host_write_secret(task_path(k, path), buf_str(&b), &k->d);
    buf_free(&b);
    return e;
}

static tr_err add_person(task *k, truce_mission *m, str name)
{
    person_vec all = {0};
    sign_key key = {0};
    bool given = false;
    uint64_t index = 0;
    char hex[SIGN_KEY_HEX + 1];
    str by = str_trim(task_value(k, "by")), out = task_value(k, "key-out");
    if (!name.len || !by.len) return task_refuse(k, "a name and --by are needed");
    bool far = task_yes(k, "far");
    TR_TRY(key_of(k, &key, &given));
    if (far && (given || out.len || !m->far_signs))
        return task_refuse(k, "a key that is elsewhere stands alone, and truce_sign names it");
    if (far) key = m->signs;
    if (!far && given == (out.len > 0))
        return task_refuse(k, "either --key-out, or a key that there is");
    if (!given && !far) TR_TRY(sign_key_make(&key));
    sign_hex(key.open, SIGN_KEY_BYTES, hex);
    TR_TRY(task_record(k, m));
    TR_TRY(record_begin(m->r, &k->d));
    k->locked = m->r;
    TR_TRY(record_persons(m->r, k->a, &all));
    TR_TRY(check_person(k, &all, name, hex));
    if (task_person(&all, by) && !ladder_same_person(by, name))
        return task_refuse(k,
                           "'" STR_FMT "' has a key: a key is added by somebody without one, or by "
                           "the person",
                           STR_ARG(by));
    if (out.len) TR_TRY(keep_key(k, &key, out));
    record_sign(m->r, &key, name, task_yes(k, "at-desk"));
    record_sign_far(m->r, far ? &m->far : NULL);
    tr_err e = mission_person(&m->m, m->r, name, by, &index, &k->d);
    record_sign(m->r, NULL, (str){0}, false);
    sign_key_forget(&key);
    TR_TRY(e);
    task_recorded(k, "key", index);
    return TR_OK;
}

static tr_err list_persons(task *k, truce_mission *m)
{
    person_vec all = {0};
    TR_TRY(task_record(k, m));
    TR_TRY(record_persons(m->r, k->a, &all));
    buf_z(&k->out, "entry,name,key,kept_at,added_by\n");
    for (size_t i = 0; i < all.n; i++) {
        const person_line *p = &all.items[i];
        buf_f(&k->out, "%llu,", (unsigned long long)p->entry);
        csv_text(&k->out, p->name);
        buf_c(&k->out, ',');
        csv_text(&k->out, p->key);
        buf_z(&k->out, p->at_desk ? ",desk," : ",person,");
        csv_text(&k->out, p->by);
        buf_c(&k->out, '\n');
    }
    task_figure_is(k, "persons", all.n);
    return TR_OK;
}

truce_code truce_person(truce_mission *m, const char *name, const truce_setting *settings,
                        truce_answer **out)
{
    static const char *const knows[] = {"by", "key", "key-out", "seed", "at-desk?", "far?", NULL};
    task k;
    tr_err e = task_begin(&k, m->t, settings, knows);
    if (e == TR_OK) e = name ? add_person(&k, m, str_trim(str_of(name))) : list_persons(&k, m);
    return task_end(&k, e, out);
}
