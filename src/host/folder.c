#include "host/folder.h"

#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

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
