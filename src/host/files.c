#include "host/host.h"

#include <errno.h>
#include <stdio.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static const char *reason(int e)
{
    switch (e) {
    case ENOENT: return "no such file";
    case EACCES: return "permission denied";
    case ENOSPC: return "no space left";
    case EISDIR: return "is a folder";
    case ENOTDIR: return "a part of the path is not a folder";
    case EEXIST: return "already there";
    case EROFS: return "read-only file system";
    case EIO: return "the device failed";
    case EMFILE: return "too many open files";
    default: return "the system refused";
    }
}

tr_err host_io_fail(tr_diag *diag, const char *what, const char *path, int e)
{
    diag_set(diag, CODE_IO, "", 0, 0, "cannot %s '%s': %s", what, path, reason(e));
    return TR_ERR_IO;
}

tr_err host_fill_fd(void *fd, char *dst, size_t n, size_t *got)
{
    ssize_t r;
    do {
        r = read(*(int *)fd, dst, n);
    } while (r < 0 && errno == EINTR);
    if (r < 0) return TR_ERR_IO;
    *got = (size_t)r;
    return TR_OK;
}

static tr_err read_all(int fd, const char *path, size_t limit, buf *b, tr_diag *diag)
{
    char chunk[65536];
    size_t got = 0;
    do {
        if (host_fill_fd(&fd, chunk, sizeof chunk, &got) != TR_OK)
            return host_io_fail(diag, "read", path, errno);
        buf_put(b, chunk, got);
    } while (got > 0 && buf_err(b) == TR_OK);
    if (buf_err(b) == TR_ERR_LIMIT) {
        diag_set(diag, CODE_LIMIT, path, 0, 0, "'%s' is larger than %zu bytes", path, limit);
    }
    return buf_err(b);
}

static const char *kind_of_file(mode_t mode)
{
    if (S_ISDIR(mode)) return "is a folder";
    if (S_ISFIFO(mode)) return "is a pipe; only regular files are read, and - for standard input";
    if (S_ISSOCK(mode)) return "is a socket; only regular files are read";
    return "is a device; only regular files are read";
}

/* Without O_NONBLOCK the opening of a pipe waits for whoever writes into it. */
tr_err host_open_regular(const char *path, int *fd, tr_diag *diag)
{
    struct stat st;
    int f = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
    bool socket = f < 0 && errno == ENXIO && stat(path, &st) == 0;
    if (f < 0 && !socket) return host_io_fail(diag, "open", path, errno);
    if (f >= 0 && fstat(f, &st) != 0) {
        close(f);
        return host_io_fail(diag, "open", path, errno);
    }
    if (f >= 0 && S_ISREG(st.st_mode)) {
        *fd = f;
        return TR_OK;
    }
    if (f >= 0) close(f);
    diag_set(diag, CODE_IO, "", 0, 0, "cannot read '%s': it %s", path, kind_of_file(st.st_mode));
    return TR_ERR_IO;
}

/* Straight to where it will stand: beside itself, a large file would take twice its size and more.
 * False: it is not as long as it was said to be, or too long. */
static bool read_known(int fd, size_t from, size_t limit_bytes, arena *a, str *out)
{
    struct stat st;
    size_t n = 0;
    ssize_t got = 1;
    char more;
    if (fstat(fd, &st) != 0 || !S_ISREG(st.st_mode) || (size_t)st.st_size < from) return false;
    size_t size = (size_t)st.st_size - from;
    char *bytes = size <= limit_bytes ? arena_alloc_unset_n(a, size + 1, 1) : NULL;
    while (bytes && n < size && got > 0) {
        got = read(fd, bytes + n, size - n);
        if (got < 0 && errno == EINTR)
            got = 1;
        else if (got > 0)
            n += (size_t)got;
    }
    if (!bytes || n < size || read(fd, &more, 1) != 0) {
        if (bytes) arena_retire(a, bytes, size + 1);
        return false;
    }
    bytes[n] = '\0';
    *out = (str){bytes, n};
    return true;
}

static tr_err read_rest(int fd, const char *path, size_t limit_bytes, arena *a, str *out,
                        tr_diag *diag)
{
    buf b;
    buf_init(&b, limit_bytes);
    tr_err e = read_all(fd, path, limit_bytes, &b, diag);
    if (e == TR_OK) {
        *out = arena_str(a, buf_str(&b));
        if (out->ptr == NULL) e = TR_ERR_NOMEM;
    }
    buf_free(&b);
    return e;
}

/* Of a regular file. */
static tr_err read_from(int fd, const char *path, size_t from, size_t limit_bytes, arena *a,
                        str *out, tr_diag *diag)
{
    if (read_known(fd, from, limit_bytes, a, out)) return TR_OK;
    if (lseek(fd, (off_t)from, SEEK_SET) < 0) return host_io_fail(diag, "read", path, errno);
    return read_rest(fd, path, limit_bytes, a, out, diag);
}

tr_err host_read_file(const char *path, size_t limit_bytes, arena *a, str *out, tr_diag *diag)
{
    bool standard = path[0] == '-' && path[1] == '\0';
    int fd = STDIN_FILENO;
    if (!standard) TR_TRY(host_open_regular(path, &fd, diag));
    tr_err e = standard ? read_rest(fd, path, limit_bytes, a, out, diag)
                        : read_from(fd, path, 0, limit_bytes, a, out, diag);
    if (!standard) close(fd);
    return e;
}

tr_err host_read_from(const char *path, size_t from, size_t limit_bytes, arena *a, str *out,
                      tr_diag *diag)
{
    struct stat st;
    int fd;
    TR_TRY(host_open_regular(path, &fd, diag));
    tr_err e = fstat(fd, &st) == 0 ? TR_OK : host_io_fail(diag, "read", path, errno);
    if (e == TR_OK && (size_t)st.st_size < from) e = TR_ERR_DAMAGED;
    if (e == TR_OK && lseek(fd, (off_t)from, SEEK_SET) < 0)
        e = host_io_fail(diag, "read", path, errno);
    if (e == TR_OK) e = read_from(fd, path, from, limit_bytes, a, out, diag);
    close(fd);
    return e;
}

static tr_err write_all(int fd, str bytes)
{
    while (bytes.len) {
        ssize_t n = write(fd, bytes.ptr, bytes.len);
        if (n < 0 && errno == EINTR) continue;
        if (n <= 0) return TR_ERR_IO;
        bytes = str_from(bytes, (size_t)n);
    }
    return TR_OK;
}

tr_err host_sync_dir(const char *path)
{
    int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0) return TR_ERR_IO;
    int r = fsync(fd);
    close(fd);
    return r == 0 ? TR_OK : TR_ERR_IO;
}

static tr_err sync_parent(const char *path)
{
    buf b;
    buf_init(&b, 65536);
    str s = str_of(path);
    size_t n = s.len;
    while (n > 0 && s.ptr[n - 1] != '/')
        n--;
    buf_s(&b, n > 1 ? str_upto(s, n - 1) : n == 1 ? STR("/") : STR("."));
    buf_c(&b, '\0');
    tr_err e = buf_err(&b);
    if (e == TR_OK) e = host_sync_dir(b.ptr);
    buf_free(&b);
    return e;
}

static tr_err new_name(const char *path, buf *out)
{
    buf_init(out, 65536);
    buf_f(out, "%s.new", path);
    buf_c(out, '\0');
    return buf_err(out);
}

tr_err host_stage_file(const char *path, str bytes, tr_diag *diag)
{
    buf tmp;
    tr_err e = new_name(path, &tmp);
    if (e == TR_OK) {
        int fd = open(tmp.ptr, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
        e = fd < 0 ? TR_ERR_IO : write_all(fd, bytes);
        if (e == TR_OK && fsync(fd) != 0) e = TR_ERR_IO;
        if (fd >= 0 && close(fd) != 0) e = TR_ERR_IO;
        if (e != TR_OK) e = host_io_fail(diag, "write", path, errno);
    }
    buf_free(&tmp);
    return e;
}

tr_err host_place_file(const char *path, tr_diag *diag)
{
    buf tmp;
    tr_err e = new_name(path, &tmp);
    if (e == TR_OK) {
        if (rename(tmp.ptr, path) != 0) e = TR_ERR_IO;
        if (e == TR_OK) e = sync_parent(path);
        if (e != TR_OK) e = host_io_fail(diag, "write", path, errno);
    }
    buf_free(&tmp);
    return e;
}

tr_err host_write_file(const char *path, str bytes, tr_diag *diag)
{
    TR_TRY(host_stage_file(path, bytes, diag));
    return host_place_file(path, diag);
}

tr_err host_write_secret(const char *path, str bytes, tr_diag *diag)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (fd < 0) return host_io_fail(diag, "create", path, errno);
    bool good = write(fd, bytes.ptr, bytes.len) == (ssize_t)bytes.len && fsync(fd) == 0;
    int why = errno;
    if (close(fd) != 0 || !good) return host_io_fail(diag, "write", path, why);
    return TR_OK;
}

void host_start_writing(int fd)
{
#ifdef SYNC_FILE_RANGE_WRITE
    (void)sync_file_range(fd, 0, 0, SYNC_FILE_RANGE_WRITE);
#else
    (void)fd;
#endif
}

tr_err host_make_dir(const char *path, tr_diag *diag)
{
    if (mkdir(path, 0755) == 0) return sync_parent(path);
    if (errno == EEXIST) return TR_OK;
    return host_io_fail(diag, "create", path, errno);
}

host_mark host_mark_of(const char *path)
{
    struct stat s;
    if (stat(path, &s) != 0) return (host_mark){0};
    return (host_mark){(int64_t)s.st_dev, (int64_t)s.st_ino, s.st_size,        s.st_ctim.tv_sec,
                       s.st_ctim.tv_nsec, s.st_mtim.tv_sec,  s.st_mtim.tv_nsec};
}

bool host_mark_eq(const host_mark *a, const host_mark *b)
{
    return memcmp(a, b, sizeof *a) == 0;
}

bool host_exists(const char *path)
{
    struct stat st;
    return stat(path, &st) == 0;
}

bool host_is_regular(const char *path)
{
    struct stat st;
    return stat(path, &st) == 0 && S_ISREG(st.st_mode);
}

static tr_err read_some(int fd, const char *path, size_t n, arena *a, str *out, tr_diag *diag)
{
    char *room = arena_alloc(a, n + 1);
    size_t got = 0, more = 1;
    if (room == NULL) return TR_ERR_NOMEM;
    while (more > 0 && got < n) {
        if (host_fill_fd(&fd, room + got, n - got, &more) != TR_OK)
            return host_io_fail(diag, "read", path, errno);
        got += more;
    }
    *out = (str){.ptr = room, .len = got};
    return TR_OK;
}

tr_err host_read_start(const char *path, size_t n, arena *a, str *out, tr_diag *diag)
{
    int fd;
    TR_TRY(host_open_regular(path, &fd, diag));
    tr_err e = read_some(fd, path, n, a, out, diag);
    (void)close(fd);
    return e;
}

tr_err host_read_end(const char *path, size_t n, arena *a, str *out, tr_diag *diag)
{
    int fd;
    TR_TRY(host_open_regular(path, &fd, diag));
    off_t size = lseek(fd, 0, SEEK_END), from = size > (off_t)n ? size - (off_t)n : 0;
    tr_err e = size < 0 || lseek(fd, from, SEEK_SET) != from
                   ? host_io_fail(diag, "read", path, errno)
                   : read_some(fd, path, (size_t)(size - from), a, out, diag);
    (void)close(fd);
    return e;
}

static tr_err hash_file(int fd, sha256 *out)
{
    char chunk[1 << 16];
    size_t got = 0;
    sha256_ctx *h = NULL;
    TR_TRY(sha256_new(&h));
    tr_err e = TR_OK;
    do {
        e = host_fill_fd(&fd, chunk, sizeof chunk, &got);
        if (e == TR_OK) e = sha256_add(h, chunk, got);
    } while (e == TR_OK && got > 0);
    if (e == TR_OK) e = sha256_end(h, out);
    sha256_free(h);
    return e;
}

tr_err host_hash_file(const char *path, sha256 *out, tr_diag *diag)
{
    int fd;
    TR_TRY(host_open_regular(path, &fd, diag));
    tr_err e = hash_file(fd, out);
    close(fd);
    return e;
}

static tr_err sync_and_close(int fd, tr_err e)
{
    if (e == TR_OK && fsync(fd) != 0) e = TR_ERR_IO;
    if (fd >= 0) close(fd);
    return e;
}

tr_err host_append_file(const char *path, str bytes)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644);
    return sync_and_close(fd, fd < 0 ? TR_ERR_IO : write_all(fd, bytes));
}

tr_err host_cut_file(const char *path, size_t n)
{
    int fd = open(path, O_WRONLY | O_CLOEXEC);
    return sync_and_close(fd, fd < 0 || ftruncate(fd, (off_t)n) != 0 ? TR_ERR_IO : TR_OK);
}

tr_err host_sync_file(const char *path)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    return sync_and_close(fd, fd < 0 ? TR_ERR_IO : TR_OK);
}

static tr_err copy_and_hash(int from, int to, sha256_ctx *h, int64_t *n_bytes)
{
    char chunk[1 << 16];
    size_t got = 0;
    *n_bytes = 0;
    do {
        TR_TRY(host_fill_fd(&from, chunk, sizeof chunk, &got));
        TR_TRY(sha256_add(h, chunk, got));
        TR_TRY(write_all(to, (str){.ptr = chunk, .len = got}));
        *n_bytes += (int64_t)got;
    } while (got > 0);
    host_start_writing(to);
    return TR_OK;
}

tr_err host_copy_file(const char *from, const char *to, sha256 *h, int64_t *n_bytes, tr_diag *diag)
{
    sha256_ctx *ctx = NULL;
    int in;
    TR_TRY(host_open_regular(from, &in, diag));
    int out = open(to, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
    tr_err e = out < 0 ? TR_ERR_IO : sha256_new(&ctx);
    if (e == TR_OK) e = copy_and_hash(in, out, ctx, n_bytes);
    if (e == TR_OK) e = sha256_end(ctx, h);
    sha256_free(ctx);
    host_close(out);
    host_close(in);
    return e;
}

tr_err host_move(const char *from, const char *to)
{
    return rename(from, to) == 0 ? TR_OK : TR_ERR_IO;
}

tr_err host_remove(const char *path)
{
    if (unlink(path) == 0) return TR_OK;
    return errno == ENOENT ? TR_ERR_ABSENT : TR_ERR_IO;
}

void host_drop_dir(const char *path)
{
    (void)rmdir(path);
}

tr_err host_temporary_dir(char *path)
{
    return mkdtemp(path) ? TR_OK : TR_ERR_IO;
}

tr_err host_lock(const char *path, int *fd)
{
    struct flock l = {.l_type = F_WRLCK, .l_whence = SEEK_SET};
    *fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0644);
    if (*fd < 0) return TR_ERR_IO;
    /* Of this opening of the file, not of the process: threads exclude each other too, and closing
     * the file elsewhere gives nothing back. */
    while (fcntl(*fd, F_OFD_SETLKW, &l) != 0) {
        if (errno != EINTR) return TR_ERR_IO;
    }
    return TR_OK;
}

void host_close(int fd)
{
    if (fd >= 0) close(fd);
}

tr_err host_rewind(int fd)
{
    return lseek(fd, 0, SEEK_SET) == 0 ? TR_OK : TR_ERR_IO;
}

const char *host_scratch(void)
{
    const char *set = getenv("TMPDIR");
    return set && set[0] == '/' ? set : "/var/tmp";
}
