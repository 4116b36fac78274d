/* What people decide, observe and answer, and alarms of feeds: an entry each. */
#include "mission/mission.h"

static tr_err append_alone(const mission *m, record *r, entry_member *members, size_t n,
                           uint64_t *index, tr_diag *diag)
{
    TR_TRY(record_begin(r, diag));
    tr_err e = record_append(r, m, members, n, index, diag);
    record_close(r);
    return e;
}

/* `versions`: `more` is an id, of which the last version counts, not any. */
static tr_err bytes_into(const mission *m, record *r, const char *type, str bytes,
                         entry_member more, bool versions, bool corrected, arena *a,
                         uint64_t *index, tr_diag *diag)
{
    char hex[SHA256_HEX + 1] = "";
    sha256 h;
    int64_t known = -1;
    TR_TRY(sha256_of(bytes, &h));
    sha256_hex(&h, hex);
    TR_TRY(record_has(r, type, versions ? more.text : (str){0}, hex, a, &known));
    *index = (uint64_t)known;
    if (known >= 0) return TR_OK;
    TR_TRY(blob_put_bytes(m->dir, bytes, hex, diag));
    entry_member e[5] = {{.key = "t", .text = str_of(type)},
                         more,
                         {.key = "sha256", .text = str_of(hex)},
                         {.key = "bytes", .number = (int64_t)bytes.len, .is_number = true}};
    size_t n = 4;
    if (corrected) e[n++] = (entry_member){.key = "corrected", .text = STR("yes")};
    return append_alone(m, r, e, n, index, diag);
}

tr_err mission_announcement(const mission *m, record *r, str bytes, str name, arena *a,
                            tr_diag *diag)
{
    uint64_t index;
    return bytes_into(m, r, "announcement", bytes, (entry_member){.key = "name", .text = name},
                      false, false, a, &index, diag);
}

tr_err mission_draft(const mission *m, record *r, str bytes, str id, bool corrected, arena *a,
                     uint64_t *index, tr_diag *diag)
{
    return bytes_into(m, r, "draft", bytes, (entry_member){.key = "id", .text = id}, true,
                      corrected, a, index, diag);
}

tr_err mission_decide(const mission *m, record *r, const char *kind, const str_list *items, str by,
                      str second, str reason, str status, uint64_t *index, tr_diag *diag)
{
    entry_member e[8] = {{.key = "t", .text = STR("decision")},
                         {.key = "kind", .text = str_of(kind)},
                         {.key = "items", .list = items},
                         {.key = "by", .text = by},
                         {.key = "reason", .text = reason}};
    size_t n = 5;
    if (second.len) e[n++] = (entry_member){.key = "second", .text = second};
    if (status.len) e[n++] = (entry_member){.key = "status", .text = status};
    return append_alone(m, r, e, n, index, diag);
}

tr_err mission_reply(const mission *m, record *r, const char *act, str item, str party, str by,
                     str words, str source, str until, const str_list *attachments, uint64_t *index,
                     tr_diag *diag)
{
    entry_member e[] = {{.key = "t", .text = STR("reply")},
                        {.key = "act", .text = str_of(act)},
                        {.key = "item", .text = item},
                        {.key = "party", .text = party},
                        {.key = "by", .text = by},
                        {.key = "words", .text = words},
                        {.key = "source", .text = source},
                        {.key = "until", .text = until},
                        {.key = "attachments", .list = attachments}};
    return append_alone(m, r, e, sizeof e / sizeof e[0] - (attachments->n == 0), index, diag);
}

/* The same alarm that already stands is not noted again, so that a run repeated appends nothing. */
static bool alarm_stands(const record *r, str feed, str name, str code, str words, arena *a)
{
    bool stands = false;
    for (uint64_t i = 0; i < record_size(r); i++) {
        ledger_entry e;
        if (ledger_entry_parse(record_entry(r, i), i, a, &e, NULL) != TR_OK) continue;
        bool same = str_eq(entry_text(&e, "feed"), feed) && str_eq(entry_text(&e, "name"), name);
        if (!same) continue;
        stands = str_is(e.type, "alarm") && str_eq(entry_text(&e, "code"), code) &&
                 str_eq(entry_text(&e, "words"), words);
    }
    return stands;
}

tr_err mission_alarm(const mission *m, record *r, feed_kind kind, const char *path,
                     const tr_diag *why, tr_diag *diag)
{
    arena a;
    uint64_t index;
    str feed = str_of(feed_kind_word(kind)), name = path_base(str_of(path)),
        code = str_of(diag_code_word(why->code)), words = str_of(why->msg);
    entry_member e[] = {{.key = "t", .text = STR("alarm")},
                        {.key = "feed", .text = feed},
                        {.key = "name", .text = name},
                        {.key = "code", .text = code},
                        {.key = "line", .number = why->line, .is_number = true},
                        {.key = "words", .text = words}};
    arena_init(&a, MISSION_ARENA_BYTES);
    tr_err x = record_begin(r, diag);
    if (x == TR_OK && !alarm_stands(r, feed, name, code, words, &a))
        x = record_append(r, m, e, sizeof e / sizeof e[0], &index, diag);
    record_close(r);
    arena_clear(&a);
    return x;
}

person_line person_of_entry(const ledger_entry *e)
{
    return (person_line){.entry = e->index,
                         .at = e->at,
                         .name = entry_text(e, "name"),
                         .key = entry_text(e, "key"),
                         .by = entry_text(e, "by"),
                         .at_desk = str_is(entry_text(e, "held"), "desk")};
}

tr_err record_persons(const record *r, arena *a, person_vec *out)
{
    for (uint64_t i = 0; i < record_size(r); i++) {
        ledger_entry e;
        if (!str_has(record_entry(r, i), "\"t\":\"person\"")) continue;
        TR_TRY(ledger_entry_parse(record_entry(r, i), i, a, &e, NULL));
        if (!str_is(e.type, "person")) continue;
        person_line *p = VEC_PUSH(a, out);
        if (p == NULL) return TR_ERR_NOMEM;
        *p = person_of_entry(&e);
    }
    return TR_OK;
}

tr_err mission_person(const mission *m, record *r, str name, str by, uint64_t *index, tr_diag *diag)
{
    entry_member e[] = {{.key = "t", .text = STR("person")},
                        {.key = "name", .text = name},
                        {.key = "by", .text = by}};
    return append_alone(m, r, e, sizeof e / sizeof e[0], index, diag);
}

tr_err mission_observe(const mission *m, record *r, entry_member *members, size_t n,
                       uint64_t *index, tr_diag *diag)
{
    return append_alone(m, r, members, n, index, diag);
}
