/* What lies in a mission's folder, file by file, against what the record says should lie there. */
#include "host/folder.h"
#include "issue/index_sum.h"
#include "mission/stored_rows.h"
#include "issue/verify_parts.h"

#include <string.h>

/* ---- blobs/ */

static bool is_blob_path(str rel)
{
    sha256 ignored;
    return rel.len == SHA256_HEX + 3 && rel.ptr[2] == '/' &&
           str_eq(str_upto(rel, 2), str_upto(str_from(rel, 3), 2)) &&
           sha256_from_hex(str_from(rel, 3), &ignored);
}

static bool is_leftover(str rel)
{
    return str_ends(rel, ".new") || str_starts(rel, "convert.");
}

static tr_err check_blobs(vf *v)
{
    str_list all;
    TR_TRY(verify_list(v, "blobs", &all));
    for (size_t i = 0; i < all.n; i++) {
        str rel = all.items[i];
        char hex[SHA256_HEX + 1] = "";
        bool ok = false;
        if (!is_blob_path(rel)) {
            if (is_leftover(rel))
                verify_note(
                    v, "blobs/%s: left by an interrupted write; the same command again replaces it",
                    rel.ptr);
            else
                verify_wrong(v, "blobs/%s: its name is no digest", rel.ptr);
            continue;
        }
        str path = arena_printf(v->a, "blobs/%s", rel.ptr);
        if (path.ptr == NULL) return TR_ERR_NOMEM;
        TR_TRY(verify_hash_at(v, path.ptr, hex, &ok));
        if (!ok || !str_is(str_from(rel, 3), hex))
            verify_wrong(v, "%s: its bytes have another digest", path.ptr);
    }
    return TR_OK;
}

/* ---- A head that somebody else keeps */

static tr_err check_kept_head(vf *v)
{
    str head;
    tr_diag d = {0};
    uint64_t size = 0;
    if (v->how.head_file == NULL) return TR_OK;
    tr_err e = host_read_file(v->how.head_file, 65536, v->a, &head, &d);
    if (e != TR_OK) {
        verify_wrong(v, "%s", d.msg);
        return e == TR_ERR_NOMEM ? e : TR_OK;
    }
    e = record_head_size(v->r, head, &size);
    if (e != TR_OK && e != TR_ERR_ABSENT) return e;
    if (e == TR_ERR_ABSENT)
        verify_wrong(v,
                     "%s: no state of the %llu entries has this size and root: the ledger was put "
                     "back, or is another one",
                     v->how.head_file, (unsigned long long)record_size(v->r));
    else
        buf_f(v->said, "%s: the state after %llu of %llu entries\n", v->how.head_file,
              (unsigned long long)size, (unsigned long long)record_size(v->r));
    return TR_OK;
}

/* ---- The mission's own files: copies, of which the record keeps what was imported */

static tr_err is_recorded(vf *v, const char *hex, bool *yes)
{
    *yes = false;
    for (uint64_t i = 0; i < record_size(v->r) && !*yes; i++)
        *yes = str_has(record_entry(v->r, i), hex);
    return TR_OK;
}

static tr_err check_copy(vf *v, str file)
{
    char hex[SHA256_HEX + 1] = "";
    sha256 h;
    bool known;
    str path = file.ptr[0] == '/' ? arena_str(v->a, file)
                                  : arena_printf(v->a, "%s/" STR_FMT, v->m->dir, STR_ARG(file));
    if (path.ptr == NULL) return TR_ERR_NOMEM;
    if (!host_is_regular(path.ptr)) return TR_OK; /* moved away: what was imported is kept */
    TR_TRY(host_hash_file(path.ptr, &h, NULL));
    sha256_hex(&h, hex);
    TR_TRY(is_recorded(v, hex, &known));
    if (!known)
        verify_note(v, STR_FMT ": not in the record as it is now; `truce run` would import it",
                    STR_ARG(file));
    return TR_OK;
}

/* The last report says which mission.yaml it was made with. */
static tr_err check_mission_file(vf *v)
{
    char hex[SHA256_HEX + 1] = "";
    bool ok = false;
    str last = {0};
    for (uint64_t i = 0; i < record_size(v->r); i++) {
        ledger_entry e;
        if (ledger_entry_parse(record_entry(v->r, i), i, v->a, &e, NULL) == TR_OK &&
            str_is(e.type, "publish") && entry_text(&e, "mission").len)
            last = entry_text(&e, "mission");
    }
    TR_TRY(verify_hash_at(v, "mission.yaml", hex, &ok));
    if (ok && last.len && !str_is(last, hex))
        verify_note(v, "mission.yaml: changed since the last report was issued");
    return TR_OK;
}

static tr_err check_copies(vf *v)
{
    const mission *m = v->m;
    TR_TRY(check_mission_file(v));
    TR_TRY(check_copy(v, m->agreement_file));
    if (m->study_file.len) TR_TRY(check_copy(v, m->study_file));
    for (size_t i = 0; i < m->n_sources; i++)
        TR_TRY(check_copy(v, m->sources[i].file));
    return TR_OK;
}

/* ---- Derived files, by their own digests */

static tr_err check_columns(vf *v)
{
    str_list all;
    TR_TRY(verify_list(v, "columns", &all));
    for (size_t i = 0; i < all.n; i++) {
        tr_diag d = {0};
        columns_reader *r = NULL;
        columns_block block;
        str path = arena_printf(v->a, "%s/columns/" STR_FMT, v->m->dir, STR_ARG(all.items[i]));
        if (path.ptr == NULL) return TR_ERR_NOMEM;
        if (str_starts(all.items[i], "check.")) {
            verify_note(v, "columns/" STR_FMT ": left by an interrupted read; it may be removed",
                        STR_ARG(all.items[i]));
            continue;
        }
        tr_err e = columns_open(path.ptr, &r, &d);
        while (e == TR_OK)
            e = columns_next(r, &block, &d);
        columns_close(r);
        if (e == TR_ERR_NOMEM) return e;
        if (e != TR_ERR_ABSENT || r == NULL)
            verify_wrong(
                v, "columns/" STR_FMT ": damaged; remove it, it is made again from the record",
                STR_ARG(all.items[i]));
    }
    return TR_OK;
}

static tr_err check_index(vf *v)
{
    index_state is;
    TR_TRY(index_sum_check(v->m->dir, &is));
    if (is == INDEX_CHANGED)
        verify_wrong(v, "index.db: not as truce left it (index.db.sha256); `truce rebuild` makes "
                        "it anew from the record");
    if (is == INDEX_UNKNOWN)
        verify_note(v, "index.db: its digest is not there; `truce rebuild` makes both anew");
    return TR_OK;
}

tr_err verify_folder(vf *v)
{
    TR_TRY(check_blobs(v));
    TR_TRY(verify_issued(v));
    TR_TRY(check_kept_head(v));
    TR_TRY(check_columns(v));
    TR_TRY(check_index(v));
    return check_copies(v);
}
