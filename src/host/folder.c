#include "host/folder.h"

#include "base/buf.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static int by_path(const void *a, const void *b)
{
    return str_cmp(*(const str *)a, *(const str *)b);
}

static tr_err list_into(const char *dir, const char *below, unsigned depth, arena *a, str_list *out)
{
    str path = arena_printf(a, "%s%s%s", dir, below[0] ? "/" : "", below);
    if (path.ptr == NULL) return TR_ERR_NOMEM;
    DIR *d = opendir(path.ptr);
    tr_err e = TR_OK;
    const struct dirent *x;
    if (d == NULL) return TR_OK;
    while (e == TR_OK && (x = readdir(d)) != NULL) {
        struct stat st;
        if (strcmp(x->d_name, ".") == 0 || strcmp(x->d_name, "..") == 0) continue;
        str rel = arena_printf(a, "%s%s%s", below, below[0] ? "/" : "", x->d_name);
        str full = arena_printf(a, "%s/%s", path.ptr, x->d_name);
        if (rel.ptr == NULL || full.ptr == NULL) {
            e = TR_ERR_NOMEM;
        } else if (lstat(full.ptr, &st) == 0 && S_ISDIR(st.st_mode) && depth < FOLDER_MAX_DEPTH) {
            e = list_into(dir, rel.ptr, depth + 1, a, out);
        } else {
            str *slot = VEC_PUSH(a, out);
            if (slot) *slot = rel;
            if (slot == NULL) e = TR_ERR_NOMEM;
        }
    }
    closedir(d);
    return e;
}

tr_err folder_list(const char *dir, arena *a, str_list *out)
{
    *out = (str_list){0};
    TR_TRY(list_into(dir, "", 1, a, out));
    if (out->n) qsort(out->items, out->n, sizeof *out->items, by_path);
    return TR_OK;
}

static tr_err remove_all(const char *path, const str_list *files, tr_diag *diag)
{
    buf p;
    tr_err e = TR_OK;
    buf_init(&p, 65536);
    for (size_t i = 0; e == TR_OK && i < files->n; i++) {
        buf_reset(&p);
        buf_f(&p, "%s/" STR_FMT, path, STR_ARG(files->items[i]));
        buf_c(&p, '\0');
        e = buf_err(&p);
        if (e == TR_OK && unlink(p.ptr) != 0) e = host_io_fail(diag, "remove", p.ptr, errno);
    }
    if (e == TR_OK && rmdir(path) != 0 && errno != ENOENT)
        e = host_io_fail(diag, "remove", path, errno);
    buf_free(&p);
    return e;
}

tr_err folder_remove(const char *path, tr_diag *diag)
{
    arena a;
    str_list files;
    if (!host_exists(path)) return TR_OK;
    arena_init(&a, (size_t)1 << 30);
    tr_err e = folder_list(path, &a, &files);
    if (e == TR_OK) e = remove_all(path, &files, diag);
    arena_clear(&a);
    return e;
}
