/* What lies in a mission's folder, file by file, against what the record says should lie there. */
#include "app/folder.h"
#include "app/index_sum.h"
#include "app/streams.h"
#include "app/verify_parts.h"

#include <string.h>

static tr_err hash_at(vf *v, const char *rel, char hex[SHA256_HEX + 1], bool *ok)
{
    sha256 h;
    str path = arena_printf(v->a, "%s/%s", v->m->dir, rel);
    if (path.ptr == NULL) return TR_ERR_NOMEM;
    tr_err e = app_hash_file(path.ptr, &h, NULL);
    *ok = e == TR_OK;
    if (e == TR_OK) sha256_hex(&h, hex);
    return e == TR_ERR_NOMEM ? e : TR_OK;
}

static tr_err list_of(vf *v, const char *part, str_list *out)
{
    str dir = arena_printf(v->a, "%s/%s", v->m->dir, part);
    return dir.ptr ? folder_list(dir.ptr, v->a, out) : TR_ERR_NOMEM;
}

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
    TR_TRY(list_of(v, "blobs", &all));
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
        TR_TRY(hash_at(v, path.ptr, hex, &ok));
        if (!ok || !str_is(str_from(rel, 3), hex))
            verify_wrong(v, "%s: its bytes have another digest", path.ptr);
    }
    return TR_OK;
}

/* ---- reports/ */

typedef struct issued {
    uint64_t entry;
    str path, sha; /* path below the mission's folder; empty: older entries, or written elsewhere */
    str file;      /* the last part of it */
} issued;
typedef VEC(issued) issued_vec;

static tr_err add_issued(vf *v, issued_vec *out, uint64_t entry, str folder, str file, str sha)
{
    issued *x = VEC_PUSH(v->a, out);
    if (x == NULL) return TR_ERR_NOMEM;
    *x = (issued){.entry = entry, .sha = sha, .file = file};
    if (folder.len == 0) return TR_OK;
    x->path = arena_printf(v->a, STR_FMT "/" STR_FMT, STR_ARG(folder), STR_ARG(file));
    return x->path.ptr ? TR_OK : TR_ERR_NOMEM;
}

/* Beside the file itself, its pages: "name sha256" each. */
static tr_err add_pages(vf *v, issued_vec *out, const ledger_entry *e, str folder)
{
    const node *pages = node_at(e->body, "pages");
    for (const node *n = pages ? pages->first : NULL; n; n = n->next) {
        size_t blank = str_find(n->text, ' ');
        TR_TRY(add_issued(v, out, e->index, folder, str_upto(n->text, blank),
                          str_from(n->text, blank + 1)));
    }
    return TR_OK;
}

static tr_err list_issued(vf *v, issued_vec *out)
{
    for (uint64_t i = 0; i < record_size(v->r); i++) {
        ledger_entry e;
        report_format f;
        if (ledger_entry_parse(record_entry(v->r, i), i, v->a, &e, NULL) != TR_OK ||
            !str_is(e.type, "publish") || !report_format_from(entry_text(&e, "format"), &f))
            continue;
        str folder = entry_text(&e, "folder");
        TR_TRY(
            add_issued(v, out, i, folder, str_of(report_format_file(f)), entry_text(&e, "sha256")));
        TR_TRY(add_pages(v, out, &e, folder));
    }
    return TR_OK;
}

static const issued *with_digest(const issued_vec *all, str file, const char *hex)
{
    for (size_t i = 0; i < all->n; i++) {
        if (str_eq(all->items[i].file, file) && str_is(all->items[i].sha, hex))
            return &all->items[i];
    }
    return NULL;
}

static str last_part(str path)
{
    size_t at = path.len;
    while (at > 0 && path.ptr[at - 1] != '/')
        at--;
    return str_from(path, at);
}

static bool issue_has_path(const issued_vec *all, str path)
{
    for (size_t i = 0; i < all->n; i++) {
        if (str_eq(all->items[i].path, path)) return true;
    }
    return false;
}

static tr_err check_report_files(vf *v, const issued_vec *all, const str_list *files)
{
    for (size_t i = 0; i < files->n; i++) {
        char hex[SHA256_HEX + 1] = "";
        bool ok = false;
        str path = arena_printf(v->a, "reports/" STR_FMT, STR_ARG(files->items[i])),
            file = last_part(files->items[i]);
        if (path.ptr == NULL) return TR_ERR_NOMEM;
        if (str_ends(file, ".new")) {
            verify_note(v, "%s: left by an interrupted write; the same command again replaces it",
                        path.ptr);
            continue;
        }
        TR_TRY(hash_at(v, path.ptr, hex, &ok));
        if (ok && with_digest(all, file, hex)) continue;
        if (issue_has_path(all, path))
            verify_wrong(v, "%s: its bytes are not those that were issued", path.ptr);
        else
            verify_wrong(v, "%s: no entry says that it was issued", path.ptr);
    }
    return TR_OK;
}

/* Interrupted between its entry and its place: whole, under its other name. */
static tr_err is_staged(vf *v, const issued *x, bool *yes)
{
    char hex[SHA256_HEX + 1] = "";
    str other = arena_printf(v->a, STR_FMT ".new", STR_ARG(x->path)),
        whole = arena_printf(v->a, "%s/" STR_FMT, v->m->dir, STR_ARG(other));
    *yes = false;
    if (other.ptr == NULL || whole.ptr == NULL) return TR_ERR_NOMEM;
    if (!app_exists(whole.ptr)) return TR_OK;
    TR_TRY(hash_at(v, other.ptr, hex, yes));
    *yes = *yes && str_is(x->sha, hex);
    return TR_OK;
}

static tr_err tell_missing(vf *v, const issued *x)
{
    bool staged;
    TR_TRY(is_staged(v, x, &staged));
    if (staged)
        verify_note(v,
                    STR_FMT ": issued by entry %llu; its last step was interrupted, and the same "
                            "command again completes it",
                    STR_ARG(x->path), (unsigned long long)x->entry);
    else
        verify_wrong(v, STR_FMT ": issued by entry %llu and not there", STR_ARG(x->path),
                     (unsigned long long)x->entry);
    return TR_OK;
}

static tr_err check_missing(vf *v, const issued_vec *all)
{
    for (size_t i = 0; i < all->n; i++) {
        const issued *x = &all->items[i];
        bool later = false;
        if (x->path.len == 0) continue;
        for (size_t k = i + 1; k < all->n && !later; k++)
            later = str_eq(all->items[k].path, x->path); /* told once, by its last issue */
        str path = arena_printf(v->a, "%s/" STR_FMT, v->m->dir, STR_ARG(x->path));
        if (path.ptr == NULL) return TR_ERR_NOMEM;
        if (!later && !app_exists(path.ptr)) TR_TRY(tell_missing(v, x));
    }
    return TR_OK;
}

/* ---- Heads that somebody else has */

/* An issued report states a size and the root of that many entries. */
static tr_err check_stated_head(vf *v, const char *where, const node *doc)
{
    const node *p = node_at(doc, "provenance");
    str root = node_text(p, "ledger_root");
    int64_t size;
    char hex[SHA256_HEX + 1] = "";
    ledger_head h = {0};
    sha256 have;
    if (!str_to_i64(node_text(p, "ledger_size"), 0, INT64_MAX, &size) || root.len != SHA256_HEX)
        return TR_OK;
    if ((uint64_t)size > record_size(v->r)) {
        verify_wrong(v,
                     "%s: made from %lld entries, and the ledger has %llu: it was put back to an "
                     "earlier state",
                     where, (long long)size, (unsigned long long)record_size(v->r));
        return TR_OK;
    }
    for (int64_t i = 0; i < size; i++)
        TR_TRY(ledger_head_add(&h, record_leaf(v->r, (uint64_t)i)));
    TR_TRY(ledger_head_root(&h, &have));
    sha256_hex(&have, hex);
    if (!str_is(root, hex))
        verify_wrong(v, "%s: made from %lld entries with another root: the ledger is another one",
                     where, (long long)size);
    return TR_OK;
}

static tr_err check_report_heads(vf *v, const str_list *files)
{
    for (size_t i = 0; i < files->n; i++) {
        arena a;
        str bytes;
        const node *doc = NULL;
        str where = arena_printf(v->a, "reports/" STR_FMT, STR_ARG(files->items[i]));
        str path = arena_printf(v->a, "%s/" STR_FMT, v->m->dir, STR_ARG(where));
        if (where.ptr == NULL || path.ptr == NULL) return TR_ERR_NOMEM;
        if (!str_is(last_part(files->items[i]), "report.json")) continue;
        arena_init(&a, FEED_SCRATCH_BYTES);
        tr_err e = app_read_file(path.ptr, APP_FILE_BYTES, &a, &bytes, NULL);
        if (e == TR_OK) e = json_read(bytes, where.ptr, &a, &doc, NULL);
        if (e == TR_OK) e = check_stated_head(v, where.ptr, doc);
        arena_clear(&a);
        if (e == TR_ERR_NOMEM) return e; /* what cannot be read is told as edited */
    }
    return TR_OK;
}

static tr_err check_kept_head(vf *v)
{
    str head;
    tr_diag d = {0};
    uint64_t size = 0;
    if (v->how.head_file == NULL) return TR_OK;
    tr_err e = app_read_file(v->how.head_file, 65536, v->a, &head, &d);
    if (e != TR_OK) {
        verify_wrong(v, "%s", d.msg);
        return e == TR_ERR_NOMEM ? e : TR_OK;
    }
    if (!record_head_size(v->r, head, &size))
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
    if (!app_is_regular(path.ptr)) return TR_OK; /* moved away: what was imported is kept */
    TR_TRY(app_hash_file(path.ptr, &h, NULL));
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
    TR_TRY(hash_at(v, "mission.yaml", hex, &ok));
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
    TR_TRY(list_of(v, "columns", &all));
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
    issued_vec all = {0};
    str_list files;
    TR_TRY(check_blobs(v));
    TR_TRY(list_issued(v, &all));
    TR_TRY(list_of(v, "reports", &files));
    TR_TRY(check_report_files(v, &all, &files));
    TR_TRY(check_missing(v, &all));
    TR_TRY(check_report_heads(v, &files));
    TR_TRY(check_kept_head(v));
    TR_TRY(check_columns(v));
    TR_TRY(check_index(v));
    return check_copies(v);
}
