#include "host/draft.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

static tr_err take_piece(void *ctx, str piece)
{
    draft *d = ctx;
    TR_TRY(sha256_add(d->digest, piece.ptr, piece.len));
    while (d->fd >= 0 && piece.len) {
        ssize_t n = write(d->fd, piece.ptr, piece.len);
        if (n < 0 && errno == EINTR) continue;
        if (n <= 0) return TR_ERR_IO;
        piece = str_from(piece, (size_t)n);
    }
    return TR_OK;
}

static tr_err cannot_write(const char *path, tr_diag *diag)
{
    return host_io_fail(diag, "write", path ? path : "", errno);
}

tr_err draft_open_at(draft *d, const char *path, tr_diag *diag)
{
    *d = (draft){.fd = -1};
    buf_init(&d->out, BUF_LIMIT_BYTES);
    d->out.drain = take_piece;
    d->out.ctx = d;
    TR_TRY(sha256_new(&d->digest));
    if (path == NULL) return TR_OK;
    d->fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
    return d->fd < 0 ? cannot_write(path, diag) : TR_OK;
}

tr_err draft_open(draft *d, const char *path, tr_diag *diag)
{
    buf name;
    if (path == NULL) return draft_open_at(d, NULL, diag);
    buf_init(&name, 65536);
    buf_f(&name, "%s.new", path);
    buf_c(&name, '\0');
    *d = (draft){.fd = -1};
    tr_err e = buf_err(&name);
    if (e == TR_OK) e = draft_open_at(d, name.ptr, diag);
    buf_free(&name);
    return e;
}

tr_err draft_close(draft *d, tr_err e, const char *path, char hex[SHA256_HEX + 1], tr_diag *diag)
{
    sha256 h;
    if (e == TR_OK) e = buf_drain(&d->out);
    if (e == TR_OK) e = sha256_end(d->digest, &h);
    if (e == TR_OK) sha256_hex(&h, hex);
    if (e == TR_OK && d->fd >= 0 && fsync(d->fd) != 0) e = TR_ERR_IO;
    if (d->fd >= 0 && close(d->fd) != 0 && e == TR_OK) e = TR_ERR_IO;
    sha256_free(d->digest);
    buf_free(&d->out);
    return e == TR_ERR_IO ? cannot_write(path, diag) : e;
}
