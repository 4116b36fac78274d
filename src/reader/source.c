/* Bytes as they came to readable text, and a place in it back to the file. */
#include "reader/parts.h"

#include <string.h>

bool piece_origin(const source_text *t, size_t from, size_t to, size_t *file_from, size_t *file_to)
{
    if (!t->in_file) return false;
    if (t->n_runs == 0) {
        *file_from = from;
        *file_to = to;
        return true;
    }
    size_t low = 0, high = t->n_runs;
    while (low < high) { /* the last run that begins at or before `from` */
        size_t mid = low + (high - low) / 2;
        if (t->runs[mid].text_from <= from)
            low = mid + 1;
        else
            high = mid;
    }
    const origin_run *r = &t->runs[low > 0 ? low - 1 : 0];
    *file_from = r->length == r->file_length ? r->file_from + (from - r->text_from) : r->file_from;
    while (low < t->n_runs && t->runs[low].text_from < to)
        low++;
    r = &t->runs[low > 0 ? low - 1 : 0];
    *file_to = r->length == r->file_length ? r->file_from + (to - r->text_from)
                                           : r->file_from + r->file_length;
    return true;
}

static bool starts_with(str s, const char *mark, size_t n)
{
    return s.len >= n && memcmp(s.ptr, mark, n) == 0;
}

/* The first thing in it is a tag of a page. */
static bool looks_html(str s)
{
    static const char *const tags[] = {
        "<!doctype html", "<html", "<head", "<body", "<article", "<main",
        "<div",           "<p>",   "<p ",   "<!--",  NULL};
    s = str_trim(str_upto(s, 4096));
    for (size_t i = 0; tags[i] != NULL; i++) {
        size_t n = strlen(tags[i]);
        if (s.len >= n && str_eq_nocase(str_upto(s, n), str_of(tags[i]))) return true;
    }
    return false;
}

static tr_err refuse(tr_diag *diag, str file, diag_code code, const char *why)
{
    diag_set(diag, code, file.ptr, 0, 0, "%s", why);
    return TR_ERR_DATA;
}

static tr_err plain_text(str bytes, size_t mark, arena *a, source_text *out)
{
    out->readable = str_from(bytes, mark);
    out->in_file = true;
    out->form = STR("text");
    if (mark == 0) return TR_OK;
    out->runs = arena_alloc(a, sizeof *out->runs);
    if (out->runs == NULL) return TR_ERR_NOMEM;
    out->runs[0] = (origin_run){0, mark, bytes.len - mark, bytes.len - mark};
    out->n_runs = 1;
    return TR_OK;
}

tr_err source_read(str bytes, str file, arena *a, source_text *out, tr_diag *diag)
{
    source_text t = {.file = file, .bytes = bytes, .published = NO_DAY};
    size_t mark = starts_with(bytes, "\xEF\xBB\xBF", 3) ? 3 : 0;
    if (bytes.len > READER_TEXT_BYTES)
        return refuse(diag, file, CODE_LIMIT, "the file is larger than 16 MiB");
    if (starts_with(bytes, "PK\x03\x04", 4) || starts_with(bytes, "%PDF", 4))
        return refuse(diag, file, CODE_READ_FORM, "this is not a text");
    size_t good = utf8_valid_prefix(bytes);
    if (good != bytes.len) {
        unsigned line, col;
        text_position(bytes, good, &line, &col);
        diag_set(diag, CODE_UTF8, file.ptr, line, col, "byte 0x%02X is no part of UTF-8",
                 (unsigned char)bytes.ptr[good]);
        return TR_ERR_DATA;
    }
    if (memchr(bytes.ptr ? bytes.ptr : "", '\0', bytes.len) != NULL)
        return refuse(diag, file, CODE_NUL, "there is a NUL byte in it");
    TR_TRY(looks_html(str_from(bytes, mark)) ? html_readable(bytes, a, &t)
                                             : plain_text(bytes, mark, a, &t));
    TR_TRY(sha256_of(bytes, &t.digest));
    *out = t;
    return TR_OK;
}

tr_err source_from_text(str bytes, str readable, str file, const char *form, arena *a,
                        source_text *out, tr_diag *diag)
{
    source_text t;
    TR_TRY(source_read(readable, file, a, &t, diag));
    t.bytes = bytes;
    t.form = str_of(form);
    t.in_file = false;
    t.runs = NULL;
    t.n_runs = 0;
    TR_TRY(sha256_of(bytes, &t.digest));
    *out = t;
    return TR_OK;
}

tr_err source_from_docx(str bytes, str document, str file, arena *a, source_text *out,
                        tr_diag *diag)
{
    str readable;
    if (utf8_valid_prefix(document) != document.len)
        return refuse(diag, file, CODE_UTF8, "the document in it is not UTF-8");
    TR_TRY(docx_readable(document, a, &readable));
    return source_from_text(bytes, readable, file, "docx", a, out, diag);
}
