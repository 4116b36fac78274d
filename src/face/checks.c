/* Whether what a mission published still holds, and its index made anew. */
#include "face/face.h"

#include <errno.h>

/* Acknowledgements that somebody kept ("ack INDEX HASH" a line) must all be in the ledger. */
static tr_err check_acks(task *k, truce_mission *m, const char *path, size_t *lost)
{
    str bytes, line = {0};
    TR_TRY(host_read_file(path, HOST_FILE_BYTES, k->a, &bytes, &k->d));
    TR_TRY(task_record(k, m));
    while (str_cut(&bytes, '\n', &line)) {
        str rest = line, word = {0}, index = {0}, hash = {0};
        int64_t i;
        char hex[SHA256_HEX + 1];
        if (!str_cut(&rest, ' ', &word) || !str_is(word, "ack") || !str_cut(&rest, ' ', &index) ||
            !str_cut(&rest, ' ', &hash))
            continue;
        bool there = str_to_i64(index, 0, INT64_MAX, &i) && (uint64_t)i < record_size(m->r);
        if (there) sha256_hex(record_leaf(m->r, (uint64_t)i), hex);
        if (there && str_is(hash, hex)) continue;
        ++*lost;
        buf_f(&k->out, "lost: " STR_FMT "\n", STR_ARG(line));
    }
    return TR_OK;
}

static tr_err verify(task *k, truce_mission *m)
{
    size_t n_wrong = 0, lost = 0;
    str acks = task_value(k, "acks"), head = task_value(k, "head");
    verify_opts how = {.head_file = head.len ? task_path(k, head) : NULL,
                       .deep = task_yes(k, "deep")};
    if (!host_exists(m->m.dir)) return host_io_fail(&k->d, "open", m->m.dir, ENOENT);
    if (m->r) TR_TRY(task_record(k, m)); /* fewer entries than were read is damage */
    TR_TRY(issue_verify(&m->m, &how, m->zones, k->a, &k->out, &n_wrong, &k->d));
    if (acks.len) TR_TRY(check_acks(k, m, task_path(k, acks), &lost));
    k->answer->negative = n_wrong || lost;
    task_figure_is(k, "wrong", n_wrong + lost);
    return TR_OK;
}

truce_code truce_verify(truce_mission *m, const truce_setting *settings, truce_answer **out)
{
    static const char *const knows[] = {"acks", "head", "deep?", NULL};
    task k;
    tr_err e = task_begin(&k, m->t, settings, knows);
    if (e == TR_OK) e = verify(&k, m);
    return task_end(&k, e, out);
}

static tr_err rebuild(task *k, truce_mission *m)
{
    const state *s;
    report_data d;
    char digest[SHA256_HEX + 1] = "";
    TR_TRY(task_index_data(k, m, all_that_is_known, &s, &d));
    TR_TRY(task_index(k, m, s, &d, true, digest));
    buf_f(&k->out, "%s/index.db made anew from %llu entries; digest of its rows %s\n", m->m.dir,
          (unsigned long long)s->size, digest);
    return TR_OK;
}

truce_code truce_rebuild(truce_mission *m, truce_answer **out)
{
    static const char *const knows[] = {NULL};
    task k;
    tr_err e = task_begin(&k, m->t, NULL, knows);
    if (e == TR_OK) e = rebuild(&k, m);
    return task_end(&k, e, out);
}

/* As little as is needed: nothing, what people did, or all of it. */
static tr_err level_index(task *k, truce_mission *m)
{
    const state *s;
    report_data d;
    char digest[SHA256_HEX + 1];
    bool done;
    uint64_t at;
    TR_TRY(task_record(k, m));
    TR_TRY(record_begin(m->r, &k->d));
    k->locked = m->r;
    TR_TRY(issue_index_is_level(&m->m, m->r, &m->seen, k->a, &done, &at, &k->d));
    if (done) return TR_OK;
    TR_TRY(task_state(k, m, &s));
    TR_TRY(issue_index_more(&m->m, m->r, s, at, k->a, &done, &k->d));
    if (done) return TR_OK;
    TR_TRY(task_index_data(k, m, all_that_is_known, &s, &d));
    return task_index(k, m, s, &d, false, digest);
}

truce_code truce_refresh(truce_mission *m)
{
    static const char *const knows[] = {NULL};
    task k;
    tr_err e = task_begin(&k, m->t, NULL, knows);
    if (e == TR_OK) e = level_index(&k, m);
    return task_end(&k, e, NULL);
}
