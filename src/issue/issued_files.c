/* The files under reports/ against what the record says was issued. */
#include "host/folder.h"
#include "issue/outputs.h"
#include "issue/verify_parts.h"
#include "base/idmap.h"

/* ---- reports/ */

/* What an entry says was issued: path and folder are below the mission's, and empty in older
 * entries and for what was written elsewhere. */
typedef struct issued {
    uint64_t entry;
    str folder, path, file, sha;
    str pages; /* digest of the list of its pages; empty: it has none */
} issued;
typedef VEC(issued) issued_vec;

static tr_err add_issued(vf *v, issued_vec *out, const ledger_entry *e, report_format f)
{
    issued *x = VEC_PUSH(v->a, out);
    if (x == NULL) return TR_ERR_NOMEM;
    *x = (issued){.entry = e->index,
                  .folder = entry_text(e, "folder"),
                  .file = str_of(report_format_file(f)),
                  .sha = entry_text(e, "sha256"),
                  .pages = entry_text(e, "pages")};
    if (x->folder.len == 0) return TR_OK;
    x->path = arena_printf(v->a, STR_FMT "/" STR_FMT, STR_ARG(x->folder), STR_ARG(x->file));
    return x->path.ptr ? TR_OK : TR_ERR_NOMEM;
}

static tr_err list_issued(vf *v, issued_vec *out)
{
    for (uint64_t i = 0; i < record_size(v->r); i++) {
        ledger_entry e;
        report_format f;
        if (ledger_entry_parse(record_entry(v->r, i), i, v->a, &e, NULL) == TR_OK &&
            str_is(e.type, "publish") && report_format_from(entry_text(&e, "format"), &f))
            TR_TRY(add_issued(v, out, &e, f));
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

static str parent(str path)
{
    str last = last_part(path);
    return str_upto(path, path.len - last.len - (last.len < path.len));
}

static bool issue_has_path(const issued_vec *all, str path)
{
    for (size_t i = 0; i < all->n; i++) {
        if (str_eq(all->items[i].path, path)) return true;
    }
    return false;
}

/* In a folder of pages, or in one that was in the making: they are looked at with their list. */
static bool is_page(str rel)
{
    return str_has(rel, "/" REPORT_PAGES_FOLDER "/");
}

static bool is_new_page(str rel)
{
    return str_has(rel, "/" PAGES_NEW "/");
}

static tr_err check_report_files(vf *v, const issued_vec *all, const str_list *files)
{
    for (size_t i = 0; i < files->n; i++) {
        char hex[SHA256_HEX + 1] = "";
        bool ok = false;
        str path = arena_printf(v->a, "reports/" STR_FMT, STR_ARG(files->items[i])),
            file = last_part(files->items[i]);
        if (path.ptr == NULL) return TR_ERR_NOMEM;
        if (is_page(files->items[i]) || is_new_page(files->items[i])) continue;
        if (str_ends(file, ".new")) {
            verify_note(v, "%s: left by an interrupted write; the same command again replaces it",
                        path.ptr);
            continue;
        }
        TR_TRY(verify_hash_at(v, path.ptr, hex, &ok));
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
    if (!host_exists(whole.ptr)) return TR_OK;
    TR_TRY(verify_hash_at(v, other.ptr, hex, yes));
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
        if (!later && !host_exists(path.ptr)) TR_TRY(tell_missing(v, x));
    }
    return TR_OK;
}

/* ---- Pages: their list is what the entry states, and the list states each of them. */

/* The issue whose file is in the folder, by the digest of its file; if none does, the last one. */
static tr_err current_issue(vf *v, const issued_vec *all, str folder, const issued **out)
{
    char hex[SHA256_HEX + 1] = "";
    bool ok = false, found = false;
    str path = arena_printf(v->a, STR_FMT "/%s", STR_ARG(folder), report_format_file(FORMAT_HTML));
    *out = NULL;
    if (path.ptr == NULL) return TR_ERR_NOMEM;
    TR_TRY(verify_hash_at(v, path.ptr, hex, &ok));
    for (size_t i = 0; i < all->n; i++) {
        const issued *x = &all->items[i];
        if (!str_eq(x->path, path)) continue;
        bool same = ok && str_is(x->sha, hex);
        if (same || !found) *out = x;
        found = found || same;
    }
    return TR_OK;
}

static tr_err tell_no_list(vf *v, const issued *x)
{
    char hex[SHA256_HEX + 1] = "";
    bool ok = false;
    str other = arena_printf(v->a, STR_FMT "/" PAGES_NEW "/" PAGES_LIST, STR_ARG(x->folder));
    if (other.ptr == NULL) return TR_ERR_NOMEM;
    TR_TRY(verify_hash_at(v, other.ptr, hex, &ok));
    if (ok && str_is(x->pages, hex))
        verify_note(v,
                    STR_FMT "/" REPORT_PAGES_FOLDER
                            ": issued by entry %llu; its last step was interrupted, and the same "
                            "command again completes it",
                    STR_ARG(x->folder), (unsigned long long)x->entry);
    else
        verify_wrong(v,
                     STR_FMT "/" REPORT_PAGES_FOLDER "/" PAGES_LIST
                             ": issued by entry %llu and not there",
                     STR_ARG(x->folder), (unsigned long long)x->entry);
    return TR_OK;
}

/* Reads the list of pages when it is the one that was issued; says so when it is not. */
static tr_err read_list(vf *v, const issued *x, str *out)
{
    char hex[SHA256_HEX + 1] = "";
    bool ok = false;
    str rel =
            arena_printf(v->a, STR_FMT "/" REPORT_PAGES_FOLDER "/" PAGES_LIST, STR_ARG(x->folder)),
        path = arena_printf(v->a, "%s/" STR_FMT, v->m->dir, STR_ARG(rel));
    *out = (str){0};
    if (rel.ptr == NULL || path.ptr == NULL) return TR_ERR_NOMEM;
    TR_TRY(verify_hash_at(v, rel.ptr, hex, &ok));
    if (!ok) return tell_no_list(v, x);
    if (str_is(x->pages, hex)) return host_read_file(path.ptr, HOST_FILE_BYTES, v->a, out, NULL);
    verify_wrong(v, STR_FMT ": its bytes are not those that were issued", STR_ARG(rel));
    return TR_OK;
}

static tr_err check_page(vf *v, str rel, str sha)
{
    char hex[SHA256_HEX + 1] = "";
    bool ok = false;
    TR_TRY(verify_hash_at(v, rel.ptr, hex, &ok));
    if (!ok)
        verify_wrong(v, STR_FMT ": in the list of pages and not there", STR_ARG(rel));
    else if (!str_is(sha, hex))
        verify_wrong(v, STR_FMT ": its bytes are not those that were issued", STR_ARG(rel));
    return TR_OK;
}

/* "digest  name" a line; `known` takes the names. */
static tr_err check_listed(vf *v, str folder, str list, idmap *known)
{
    str line;
    while (str_cut(&list, '\n', &line)) {
        str sha = str_upto(line, SHA256_HEX), name = str_from(line, SHA256_HEX + 2);
        str rel = arena_printf(v->a, STR_FMT "/" REPORT_PAGES_FOLDER "/" STR_FMT, STR_ARG(folder),
                               STR_ARG(name));
        if (line.len == 0) continue;
        if (rel.ptr == NULL) return TR_ERR_NOMEM;
        TR_TRY(idmap_add(known, v->a, rel, 0));
        TR_TRY(check_page(v, rel, sha));
    }
    return TR_OK;
}

/* Pages that no list names; a folder that was in the making. */
static tr_err check_unlisted(vf *v, str folder, const str_list *files, bool sure,
                             const idmap *known)
{
    str pages = arena_printf(v->a, STR_FMT "/" REPORT_PAGES_FOLDER "/", STR_ARG(folder)),
        made = arena_printf(v->a, STR_FMT "/" PAGES_NEW "/", STR_ARG(folder));
    size_t n_new = 0, at;
    if (pages.ptr == NULL || made.ptr == NULL) return TR_ERR_NOMEM;
    for (size_t i = 0; i < files->n; i++) {
        str rel = arena_printf(v->a, "reports/" STR_FMT, STR_ARG(files->items[i]));
        if (rel.ptr == NULL) return TR_ERR_NOMEM;
        n_new += str_starts(rel, made.ptr);
        if (sure && str_starts(rel, pages.ptr) && !str_ends(rel, "/" PAGES_LIST) &&
            !idmap_find(known, rel, &at))
            verify_wrong(v, STR_FMT ": no entry says that it was issued", STR_ARG(rel));
    }
    if (n_new)
        verify_note(v,
                    STR_FMT "/" PAGES_NEW ": left by an interrupted write; the same command again "
                            "replaces it",
                    STR_ARG(folder));
    return TR_OK;
}

static tr_err check_pages_of(vf *v, const issued_vec *all, str folder, const str_list *files)
{
    idmap known = {0};
    const issued *x;
    str list = {0};
    TR_TRY(current_issue(v, all, folder, &x));
    if (x && x->pages.len) TR_TRY(read_list(v, x, &list));
    TR_TRY(check_listed(v, folder, list, &known));
    /* with a damaged list nothing is said of pages that it may have named */
    bool sure = x == NULL || x->pages.len == 0 || list.len;
    return check_unlisted(v, folder, files, sure, &known);
}

/* Each folder with a page that was issued or that is there, once. */
static tr_err check_pages(vf *v, const issued_vec *all, const str_list *files)
{
    idmap done = {0};
    size_t at;
    for (size_t i = 0; i < all->n + files->n; i++) {
        bool issue = i < all->n;
        str rel = issue ? (str){0} : files->items[i - all->n];
        str folder = issue ? all->items[i].folder : (str){0};
        if (!issue && (is_page(rel) || is_new_page(rel))) {
            folder = arena_printf(v->a, "reports/" STR_FMT, STR_ARG(parent(parent(rel))));
            if (folder.ptr == NULL) return TR_ERR_NOMEM;
        }
        if (folder.len == 0 || idmap_find(&done, folder, &at)) continue;
        TR_TRY(idmap_add(&done, v->a, folder, 0));
        TR_TRY(check_pages_of(v, all, folder, files));
    }
    return TR_OK;
}

/* ---- Heads that issued reports state */

/* An issued report states a size and the root of that many entries. */
static tr_err check_stated_head(vf *v, const char *where, const node *data)
{
    const node *p = node_at(data, "provenance");
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

/* The provenance is the last member of a report, so its end is enough, however large it is. */
enum { REPORT_END_BYTES = 16 * 1024 * 1024 };

static tr_err provenance_of(const char *path, arena *a, str *out)
{
    static const char key[] = "\"provenance\":";
    str end;
    TR_TRY(host_read_end(path, REPORT_END_BYTES, a, &end, NULL));
    size_t at = end.len;
    while (at > 0 && !str_starts(str_from(end, at - 1), key))
        at--;
    if (at == 0) return TR_ERR_DATA;
    end = str_from(end, at - 1);
    *out = arena_printf(a, "{" STR_FMT, STR_ARG(end));
    return out->ptr ? TR_OK : TR_ERR_NOMEM;
}

static tr_err check_report_heads(vf *v, const str_list *files)
{
    for (size_t i = 0; i < files->n; i++) {
        arena a;
        str bytes;
        const node *data = NULL;
        str where = arena_printf(v->a, "reports/" STR_FMT, STR_ARG(files->items[i]));
        str path = arena_printf(v->a, "%s/" STR_FMT, v->m->dir, STR_ARG(where));
        if (where.ptr == NULL || path.ptr == NULL) return TR_ERR_NOMEM;
        if (!str_is(last_part(files->items[i]), "report.json")) continue;
        arena_init(&a, FEED_SCRATCH_BYTES);
        tr_err e = provenance_of(path.ptr, &a, &bytes);
        if (e == TR_OK) e = json_read(bytes, where.ptr, &a, &data, NULL);
        if (e == TR_OK) e = check_stated_head(v, where.ptr, data);
        arena_clear(&a);
        if (e == TR_ERR_NOMEM) return e; /* what cannot be read is told as edited */
    }
    return TR_OK;
}

tr_err verify_issued(vf *v)
{
    issued_vec all = {0};
    str_list files;
    TR_TRY(list_issued(v, &all));
    TR_TRY(verify_list(v, "reports", &files));
    TR_TRY(check_report_files(v, &all, &files));
    TR_TRY(check_missing(v, &all));
    TR_TRY(check_pages(v, &all, &files));
    return check_report_heads(v, &files);
}
