/* Files of forms: to the disk as they come, under a name of ours. */
#include "http/uploads.h"

#include "text/text.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { PATH_BYTES = 4096, NAME_BYTES = 100, BUFFER_BYTES = 32 * 1024, FIELDS = 200 };

struct upload {
    struct MHD_PostProcessor *parts;
    const char *folder;
    arena a;
    buf field; /* of the field that is being read */
    char name[NAME_BYTES];
    bool is_open, bad, too_long, failed;
    int fd; /* of the file that is being read; -1: a field */
    size_t field_bytes, file_bytes;
    VEC(http_pair) pairs;
    VEC(http_file) files;
};

static atomic_uint under_way;

/* ---- The folder */

static void empty_folder(const char *path, bool own)
{
    DIR *d = opendir(path);
    for (struct dirent *e = d ? readdir(d) : NULL; e; e = readdir(d)) {
        char inside[PATH_BYTES + 300];
        if (strcmp(e->d_name, ".") == 0 || strcmp(e->d_name, "..") == 0) continue;
        (void)snprintf(inside, sizeof inside, "%s/%s", path, e->d_name);
        if (unlink(inside) != 0 && own) {
            empty_folder(inside, false); /* files alone stand in there */
            (void)rmdir(inside);
        }
    }
    if (d) (void)closedir(d);
}

bool uploads_prepare(const char *folder)
{
    struct stat s;
    (void)mkdir(folder, 0700);
    if (lstat(folder, &s) != 0 || !S_ISDIR(s.st_mode)) return false;
    empty_folder(folder, true);
    return true;
}

/* ---- What it is */

bool uploads_is_form(str type)
{
    static const char is[] = "multipart/form-data; boundary=";
    if (!str_starts(type, is)) return false;
    str boundary = str_from(type, sizeof is - 1);
    bool good = boundary.len >= 1 && boundary.len <= 70;
    for (size_t i = 0; i < boundary.len && good; i++) {
        char c = boundary.ptr[i];
        good = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
               c == '-' || c == '_' || c == '.' || c == '\'';
    }
    return good;
}

/* The last part of the name that the sender gives, as far as it can be one here. */
static void plain_name(const char *given, char out[NAME_BYTES])
{
    size_t n = 0;
    for (const char *p = given; *p; p++)
        if (*p == '/' || *p == '\\') given = p + 1;
    for (const char *p = given; *p && n + 1 < NAME_BYTES; p++) {
        unsigned char c = (unsigned char)*p;
        if (c >= 0x20 && c != 0x7F) out[n++] = (char)c;
    }
    n = utf8_valid_prefix((str){out, n});
    out[n] = '\0';
    if (n == 0 || out[0] == '.') (void)snprintf(out, NAME_BYTES, "file");
}

/* ---- Parts */

static bool keep_field(upload *u)
{
    http_pair *p = VEC_PUSH(&u->a, &u->pairs);
    str name = arena_str(&u->a, str_of(u->name)), value = {0};
    if (!p || buf_take(&u->field, &u->a, &value) != TR_OK) return false;
    char *mine = arena_alloc_n(&u->a, value.len + 1, 1);
    if (!mine) return false;
    memcpy(mine, value.ptr ? value.ptr : "", value.len);
    *p = (http_pair){name, http_text(http_lines(mine, value.len), true)};
    return p->name.ptr && p->value.ptr;
}

static void close_part(upload *u)
{
    if (!u->is_open) return;
    u->is_open = false;
    if (u->fd >= 0) {
        u->failed = close(u->fd) != 0 || u->failed;
        u->fd = -1;
    } else if (!keep_field(u))
        u->bad = true;
}

static void open_file(upload *u, const char *given)
{
    char path[PATH_BYTES], name[NAME_BYTES];
    int n = snprintf(path, sizeof path, "%s/XXXXXX", u->folder);
    http_file *f = VEC_PUSH(&u->a, &u->files);
    u->failed = true;
    if (!f || n < 0 || (size_t)n >= sizeof path || !mkdtemp(path)) return;
    plain_name(given, name);
    *f = (http_file){.field = arena_str(&u->a, str_of(u->name)),
                     .path = arena_printf(&u->a, "%s/%s", path, name),
                     .folder = arena_str(&u->a, str_of(path))};
    if (f->field.ptr && f->path.ptr && f->folder.ptr)
        u->fd = open(f->path.ptr, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
    u->failed = u->fd < 0;
}

static void open_part(upload *u, const char *key, const char *file)
{
    close_part(u);
    u->too_long = u->too_long || u->pairs.n >= FIELDS || u->files.n >= UPLOAD_FILES;
    if (u->too_long) return;
    (void)snprintf(u->name, sizeof u->name, "%s", key);
    u->is_open = true;
    if (file)
        open_file(u, file);
    else
        buf_init(&u->field, HTTP_BODY_BYTES);
}

static bool write_all(int fd, const char *p, size_t n)
{
    while (n) {
        ssize_t w = write(fd, p, n);
        if (w < 0) return false;
        p += w;
        n -= (size_t)w;
    }
    return true;
}

static enum MHD_Result part(void *ctx, enum MHD_ValueKind kind, const char *key, const char *file,
                            const char *type, const char *coding, const char *data, uint64_t off,
                            size_t n)
{
    upload *u = ctx;
    (void)kind, (void)type, (void)coding;
    if (file && !file[0] && n == 0) return MHD_YES; /* no file was chosen */
    if (off == 0) open_part(u, key ? key : "", file);
    if (u->too_long || u->failed || !u->is_open) return MHD_YES; /* the rest is read and let go */
    size_t *sum = u->fd >= 0 ? &u->file_bytes : &u->field_bytes;
    *sum += n;
    u->too_long = *sum > (u->fd >= 0 ? (size_t)UPLOAD_BYTES : (size_t)HTTP_BODY_BYTES);
    if (u->too_long) return MHD_YES;
    if (u->fd < 0)
        buf_put(&u->field, data, n);
    else if (n && !write_all(u->fd, data, n))
        u->failed = true;
    if (u->fd >= 0) u->files.items[u->files.n - 1].bytes += n;
    return MHD_YES;
}

/* ---- The whole */

upload *uploads_begin(struct MHD_Connection *c, const char *folder)
{
    upload *u = NULL;
    if (atomic_fetch_add(&under_way, 1) < UPLOADS_AT_ONCE) u = calloc(1, sizeof *u);
    if (u) u->parts = MHD_create_post_processor(c, BUFFER_BYTES, part, u);
    if (!u || !u->parts) {
        (void)atomic_fetch_sub(&under_way, 1);
        free(u);
        return NULL;
    }
    arena_init(&u->a, (size_t)4 << 20);
    u->folder = folder;
    u->fd = -1;
    return u;
}

void uploads_take(upload *u, const char *bytes, size_t n)
{
    if (!u->bad && MHD_post_process(u->parts, bytes, n) != MHD_YES) u->bad = true;
}

static void end_parts(upload *u)
{
    if (!u->parts) return;
    u->bad = MHD_destroy_post_processor(u->parts) != MHD_YES || u->bad;
    u->parts = NULL;
    close_part(u);
}

upload_code uploads_close(upload *u, http_request *q)
{
    end_parts(u);
    if (u->too_long) return UPLOAD_TOO_LONG;
    if (u->failed) return UPLOAD_FAILED;
    if (u->bad) return UPLOAD_BAD;
    q->form = u->pairs.items;
    q->n_form = u->pairs.n;
    q->files = u->files.items;
    q->n_files = u->files.n;
    return UPLOAD_OK;
}

void uploads_end(upload *u)
{
    if (!u) return;
    end_parts(u);
    for (size_t i = 0; i < u->files.n; i++) {
        const http_file *f = &u->files.items[i];
        if (f->path.ptr) (void)unlink(f->path.ptr);
        if (f->folder.ptr) (void)rmdir(f->folder.ptr);
    }
    buf_free(&u->field);
    arena_clear(&u->a);
    free(u);
    (void)atomic_fetch_sub(&under_way, 1);
}
