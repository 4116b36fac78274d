#include "pack/pack.h"

#include <archive.h>
#include <archive_entry.h>
#include <dirent.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { PATH_BYTES = 4096, PIECE = 1 << 16, DEPTH = 16 };

typedef struct packing {
    struct archive *out;
    const char *const *without;
    char *room; /* PIECE bytes */
} packing;

static bool put_bytes(packing *p, int fd, int64_t n)
{
    while (n > 0) {
        ssize_t got = read(fd, p->room, n < PIECE ? (size_t)n : PIECE);
        if (got <= 0) return false; /* shorter than it was */
        if (archive_write_data(p->out, p->room, (size_t)got) != got) return false;
        n -= got;
    }
    return true;
}

/* As long as it is now: what is appended meanwhile is not in it. */
static bool put_file(packing *p, const char *path, const char *name)
{
    struct stat st;
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
    struct archive_entry *e = archive_entry_new();
    bool good = fd >= 0 && e && fstat(fd, &st) == 0;
    if (good && S_ISREG(st.st_mode)) {
        archive_entry_set_pathname_utf8(e, name);
        archive_entry_set_filetype(e, AE_IFREG);
        archive_entry_set_perm(e, 0644);
        archive_entry_set_size(e, st.st_size);
        archive_entry_set_mtime(e, 0, 0);
        good = archive_write_header(p->out, e) == ARCHIVE_OK && put_bytes(p, fd, st.st_size);
    }
    archive_entry_free(e);
    if (fd >= 0) (void)close(fd);
    return good;
}

static bool is_left_out(const packing *p, const char *name)
{
    for (const char *const *w = p->without; *w; w++)
        if (strcmp(name, *w) == 0) return true;
    return false;
}

static int by_name(const struct dirent **a, const struct dirent **b)
{
    return strcmp((*a)->d_name, (*b)->d_name); /* by bytes: the same in every locale */
}

static bool put_folder(packing *p, const char *path, const char *name, unsigned depth)
{
    struct dirent **all = NULL;
    int n = scandir(path, &all, NULL, by_name);
    bool good = n >= 0 && depth < DEPTH;
    for (int i = 0; i < n; i++) {
        char from[PATH_BYTES], to[PATH_BYTES];
        const char *one = all[i]->d_name;
        struct stat st;
        bool skip =
            strcmp(one, ".") == 0 || strcmp(one, "..") == 0 || (depth == 0 && is_left_out(p, one));
        if (good && !skip) {
            good = snprintf(from, sizeof from, "%s/%s", path, one) < PATH_BYTES &&
                   snprintf(to, sizeof to, "%s/%s", name, one) < PATH_BYTES &&
                   lstat(from, &st) == 0;
            if (good && S_ISDIR(st.st_mode))
                good = put_folder(p, from, to, depth + 1);
            else if (good && S_ISREG(st.st_mode))
                good = put_file(p, from, to);
        }
        free(all[i]);
    }
    free(all);
    return good;
}

tr_err pack_folder(const char *folder, const char *top, const char *const *without, const char *to)
{
    packing p = {.out = archive_write_new(), .without = without, .room = malloc(PIECE)};
    tr_err e = p.out && p.room ? TR_OK : TR_ERR_NOMEM;
    if (e == TR_OK && (archive_write_set_format_pax_restricted(p.out) != ARCHIVE_OK ||
                       archive_write_open_filename(p.out, to) != ARCHIVE_OK ||
                       !put_folder(&p, folder, top, 0) || archive_write_close(p.out) != ARCHIVE_OK))
        e = TR_ERR_IO;
    if (p.out) (void)archive_write_free(p.out);
    free(p.room);
    if (e != TR_OK) (void)unlink(to);
    return e;
}
