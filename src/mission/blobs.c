/* blobs/: the original bytes, by SHA-256; two letters of the digest are a folder. */
#include "mission/mission.h"

void blob_path(const char *dir, str hex, buf *out)
{
    buf_reset(out);
    buf_f(out, "%s/blobs/" STR_FMT "/" STR_FMT, dir, STR_ARG(str_upto(hex, 2)), STR_ARG(hex));
    buf_c(out, '\0');
}

static tr_err make_folder(const char *dir, const char *hex, tr_diag *diag)
{
    buf p;
    buf_init(&p, 65536);
    buf_f(&p, "%s/blobs/%.2s", dir, hex);
    buf_c(&p, '\0');
    tr_err e = buf_err(&p);
    if (e == TR_OK) e = host_make_dir(p.ptr, diag);
    buf_free(&p);
    return e;
}

tr_err blob_put_bytes(const char *dir, str bytes, char hex[SHA256_HEX + 1], tr_diag *diag)
{
    sha256 h;
    buf p;
    TR_TRY(sha256_of(bytes, &h));
    sha256_hex(&h, hex);
    buf_init(&p, 65536);
    blob_path(dir, str_of(hex), &p);
    tr_err e = buf_err(&p);
    if (e == TR_OK && !host_exists(p.ptr)) {
        e = make_folder(dir, hex, diag);
        if (e == TR_OK) e = host_write_file(p.ptr, bytes, diag);
    }
    buf_free(&p);
    return e;
}

static tr_err settle(const char *dir, const char *tmp, const char *hex, tr_diag *diag)
{
    buf p;
    buf_init(&p, 65536);
    blob_path(dir, str_of(hex), &p);
    tr_err e = buf_err(&p);
    if (e == TR_OK) e = make_folder(dir, hex, diag);
    if (e == TR_OK && host_move(tmp, p.ptr) != TR_OK) e = TR_ERR_IO;
    if (e == TR_OK) {
        p.len -= SHA256_HEX + 2; /* the folder: without the name, its slash and the NUL */
        buf_c(&p, '\0');
        e = buf_err(&p) == TR_OK ? host_sync_dir(p.ptr) : TR_ERR_NOMEM;
    }
    buf_free(&p);
    return e;
}

static tr_err incoming_path(const char *dir, buf *out)
{
    buf_init(out, 65536);
    buf_f(out, "%s/blobs/incoming.new", dir);
    buf_c(out, '\0');
    return buf_err(out);
}

tr_err blob_stage_file(const char *dir, const char *path, char hex[SHA256_HEX + 1],
                       int64_t *n_bytes, tr_diag *diag)
{
    sha256 h;
    buf tmp;
    tr_err e = incoming_path(dir, &tmp);
    if (e == TR_OK) e = host_copy_file(path, tmp.ptr, &h, n_bytes, diag);
    if (e == TR_OK) sha256_hex(&h, hex);
    if (e == TR_ERR_IO && (diag == NULL || diag->msg[0] == '\0'))
        diag_set(diag, CODE_IO, "", 0, 0, "cannot store '%s' in blobs/", path);
    buf_free(&tmp);
    return e;
}

tr_err blob_keep_staged(const char *dir, const char *hex, tr_diag *diag)
{
    buf tmp;
    tr_err e = incoming_path(dir, &tmp);
    if (e == TR_OK) e = host_sync_file(tmp.ptr);
    if (e == TR_OK) e = settle(dir, tmp.ptr, hex, diag);
    if (e == TR_ERR_IO) diag_set(diag, CODE_IO, "", 0, 0, "cannot store blob %s", hex);
    buf_free(&tmp);
    return e;
}

void blob_drop_staged(const char *dir)
{
    buf tmp;
    if (incoming_path(dir, &tmp) == TR_OK) (void)host_remove(tmp.ptr);
    buf_free(&tmp);
}

tr_err blob_read(const char *dir, str hex, arena *a, str *out, tr_diag *diag)
{
    buf p;
    sha256 want, have;
    buf_init(&p, 65536);
    blob_path(dir, hex, &p);
    tr_err e = buf_err(&p);
    if (e == TR_OK) e = host_read_file(p.ptr, HOST_FILE_BYTES, a, out, diag);
    buf_free(&p);
    TR_TRY(e);
    TR_TRY(sha256_of(*out, &have));
    if (!sha256_from_hex(hex, &want) || !sha256_eq(&want, &have)) {
        diag_set(diag, CODE_LEDGER, "", 0, 0, "blob " STR_FMT ": its bytes have another digest",
                 STR_ARG(hex));
        return TR_ERR_DAMAGED;
    }
    return TR_OK;
}

tr_err blob_check(const char *dir, str hex, tr_diag *diag)
{
    buf p;
    sha256 want, have;
    buf_init(&p, 65536);
    blob_path(dir, hex, &p);
    tr_err e = buf_err(&p);
    if (e == TR_OK) e = host_hash_file(p.ptr, &have, NULL);
    buf_free(&p);
    if (e == TR_ERR_IO)
        diag_set(diag, CODE_LEDGER, "", 0, 0,
                 "blob " STR_FMT ": it is not there, or cannot be read", STR_ARG(hex));
    TR_TRY(e);
    if (sha256_from_hex(hex, &want) && sha256_eq(&want, &have)) return TR_OK;
    diag_set(diag, CODE_LEDGER, "", 0, 0, "blob " STR_FMT ": its bytes have another digest",
             STR_ARG(hex));
    return TR_ERR_DAMAGED;
}
