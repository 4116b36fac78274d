#include "issue/outputs.h"

#include "host/folder.h"
#include "base/crew.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static tr_err path_of(buf *p, const char *dir, const char *folder, str file)
{
    buf_reset(p);
    buf_f(p, "%s/%s%s" STR_FMT, dir, folder, file.len ? "/" : "", STR_ARG(file));
    buf_c(p, '\0');
    return buf_err(p);
}

static tr_err fresh_folder(const char *dir, tr_diag *diag)
{
    buf p;
    buf_init(&p, 65536);
    tr_err e = path_of(&p, dir, PAGES_NEW, (str){0});
    if (e == TR_OK) e = folder_remove(p.ptr, diag);
    if (e == TR_OK) e = host_make_dir(p.ptr, diag);
    buf_free(&p);
    return e;
}

/* ---- Writing. A piece of the work is a format or a page. */

typedef struct piece {
    report_format format; /* NONE: a page */
    size_t page;
    tr_err err;
    char maker[MAKER_BYTES];
    tr_diag diag;
    char hex[SHA256_HEX + 1];
} piece;

typedef struct workshop {
    const report_data *d;
    const char *dir;
    piece *pieces;
    size_t n;
} workshop;

static tr_err piece_path(const workshop *w, const piece *p, buf *path)
{
    if (w->dir == NULL) return TR_OK;
    if (p->format) return path_of(path, w->dir, "", str_of(report_format_file(p->format)));
    return path_of(path, w->dir, PAGES_NEW, report_page_file(w->d, p->page));
}

static tr_err make_one(const workshop *w, piece *p, const char *path)
{
    draft f;
    tr_err e = p->format ? draft_open(&f, path, &p->diag) : draft_open_at(&f, path, &p->diag);
    if (e == TR_OK)
        e = p->format ? write_any(w->d, p->format, &f.out, p->maker, &p->diag)
                      : report_write_page(w->d, p->page, &f.out);
    return draft_close(&f, e, path, p->hex, &p->diag);
}

static void make_piece(void *ctx, size_t member, size_t k)
{
    workshop *w = ctx;
    piece *p = &w->pieces[k];
    buf path;
    (void)member;
    buf_init(&path, 65536);
    p->err = piece_path(w, p, &path);
    if (p->err == TR_OK) p->err = make_one(w, p, w->dir ? path.ptr : NULL);
    buf_free(&path);
}

static void list_pieces(workshop *w, unsigned bits, size_t n_pages)
{
    for (unsigned f = 1; f < FORMAT__N; f++) {
        if (bits >> f & 1 && report_has(w->d, (report_format)f))
            w->pieces[w->n++] = (piece){.format = (report_format)f};
    }
    for (size_t k = 0; k < n_pages; k++)
        w->pieces[w->n++] = (piece){.page = k};
}

/* Of the first piece that failed, in their order. */
static tr_err first_failure(const workshop *w, tr_diag *diag)
{
    for (size_t k = 0; k < w->n; k++) {
        if (w->pieces[k].err == TR_OK) continue;
        if (diag) *diag = w->pieces[k].diag;
        return w->pieces[k].err;
    }
    return TR_OK;
}

static tr_err write_list(const workshop *w, buf *list, char hex[SHA256_HEX + 1], tr_diag *diag)
{
    buf path;
    draft f;
    buf_init(&path, 65536);
    tr_err e = w->dir ? path_of(&path, w->dir, PAGES_NEW, STR(PAGES_LIST)) : TR_OK;
    if (e == TR_OK) {
        e = draft_open_at(&f, w->dir ? path.ptr : NULL, diag);
        if (e == TR_OK) buf_s(&f.out, buf_str(list));
        e = draft_close(&f, e, w->dir ? path.ptr : "", hex, diag);
    }
    buf_free(&path);
    return e;
}

static tr_err gather_digests(const workshop *w, size_t n_pages, output_digests *out, tr_diag *diag)
{
    buf list;
    buf_init(&list, BUF_LIMIT_BYTES);
    for (size_t k = 0; k < w->n; k++) {
        const piece *p = &w->pieces[k];
        if (p->format) memcpy(out->format[p->format], p->hex, sizeof p->hex);
        if (p->format) memcpy(out->maker[p->format], p->maker, sizeof p->maker);
        if (!p->format)
            buf_f(&list, "%s  " STR_FMT "\n", p->hex, STR_ARG(report_page_file(w->d, p->page)));
    }
    tr_err e = buf_err(&list);
    if (e == TR_OK && n_pages) e = write_list(w, &list, out->pages, diag);
    buf_free(&list);
    return e;
}

tr_err outputs_draft(const report_data *d, unsigned bits, const char *dir, output_digests *out,
                     tr_diag *diag)
{
    size_t n_pages = bits >> FORMAT_HTML & 1 ? report_n_pages(d) : 0;
    workshop w = {.d = d, .dir = dir};
    *out = (output_digests){0};
    if (dir && n_pages) TR_TRY(fresh_folder(dir, diag));
    w.pieces = calloc(FORMAT__N + n_pages, sizeof *w.pieces);
    if (w.pieces == NULL) return TR_ERR_NOMEM;
    list_pieces(&w, bits, n_pages);
    crew_run(n_pages ? crew_members(host_cores()) : 1, w.n, make_piece, &w);
    tr_err e = first_failure(&w, diag);
    if (e == TR_OK) e = gather_digests(&w, n_pages, out, diag);
    free(w.pieces);
    return e;
}

tr_err outputs_place_pages(const report_data *d, const char *dir, tr_diag *diag)
{
    buf from, to;
    buf_init(&from, 65536);
    buf_init(&to, 65536);
    tr_err e = path_of(&from, dir, PAGES_NEW, (str){0});
    if (e == TR_OK) e = path_of(&to, dir, REPORT_PAGES_FOLDER, (str){0});
    if (e == TR_OK && report_n_pages(d)) e = host_sync_dir(from.ptr);
    if (e == TR_OK) e = folder_remove(to.ptr, diag);
    if (e == TR_OK && report_n_pages(d) && host_move(from.ptr, to.ptr) != TR_OK)
        e = host_io_fail(diag, "write", to.ptr, errno);
    if (e == TR_OK) e = host_sync_dir(dir);
    buf_free(&from);
    buf_free(&to);
    return e;
}
