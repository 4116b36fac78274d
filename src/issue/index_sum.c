#include "issue/index_sum.h"

static tr_err path_of(const char *dir, const char *name, buf *p)
{
    buf_init(p, 65536);
    buf_f(p, "%s/%s", dir, name);
    buf_c(p, '\0');
    return buf_err(p);
}

tr_err index_sum_forget(const char *dir)
{
    buf p;
    tr_err e = path_of(dir, "index.db.sha256", &p);
    if (e == TR_OK) e = host_remove(p.ptr);
    buf_free(&p);
    if (e == TR_ERR_ABSENT) return TR_OK;
    return e == TR_OK ? host_sync_dir(dir) : e;
}

tr_err index_sum_write(const char *dir, tr_diag *diag)
{
    buf p, line;
    char hex[SHA256_HEX + 1];
    sha256 h;
    tr_err e = path_of(dir, "index.db", &p);
    if (e == TR_OK) e = host_hash_file(p.ptr, &h, diag);
    buf_free(&p);
    TR_TRY(e);
    sha256_hex(&h, hex);
    buf_init(&line, 256);
    buf_f(&line, "%s  index.db\n", hex); /* as sha256sum -c reads it */
    e = path_of(dir, "index.db.sha256", &p);
    if (e == TR_OK) e = buf_err(&line);
    if (e == TR_OK) e = host_write_file(p.ptr, buf_str(&line), diag);
    buf_free(&line);
    buf_free(&p);
    return e;
}

static tr_err compare(const char *db, const char *sum, index_state *out)
{
    arena a;
    str stated;
    char hex[SHA256_HEX + 1];
    sha256 h;
    arena_init(&a, 65536);
    tr_err e = host_read_file(sum, 256, &a, &stated, NULL);
    if (e == TR_OK) e = host_hash_file(db, &h, NULL);
    if (e == TR_OK) {
        sha256_hex(&h, hex);
        bool same = stated.len == SHA256_HEX + sizeof "  index.db\n" - 1 &&
                    str_starts(stated, hex) && str_ends(stated, "  index.db\n");
        *out = same ? INDEX_GOOD : INDEX_CHANGED;
    }
    arena_clear(&a);
    if (e == TR_ERR_NOMEM) return e;
    if (e != TR_OK) *out = INDEX_CHANGED;
    return TR_OK;
}

tr_err index_sum_check(const char *dir, index_state *out)
{
    buf db, sum;
    tr_err e = path_of(dir, "index.db", &db);
    if (e == TR_OK) {
        e = path_of(dir, "index.db.sha256", &sum);
        *out = !host_exists(db.ptr) ? INDEX_NONE : INDEX_UNKNOWN;
        if (e == TR_OK && *out == INDEX_UNKNOWN && host_exists(sum.ptr))
            e = compare(db.ptr, sum.ptr, out);
        buf_free(&sum);
    }
    buf_free(&db);
    return e;
}
