/* Streaming CSV. The reader holds one window of bytes; a row that does not fit into
 * CSV_MAX_ROW_BYTES is refused, so memory does not depend on the file. */
#include "text/text.h"

#include <stdlib.h>
#include <string.h>

enum { WINDOW = 2 * CSV_MAX_ROW_BYTES, LONG_ROW_SHOWN = 200, PEEK_BYTES = 256 * 1024 };

struct csv_reader {
    csv_source src;
    const char *file;
    char *window;
    size_t start, end; /* unread bytes are window[start, end) */
    bool at_end, began;
    char separator;
    unsigned line;
    csv_bytes bytes; /* csv_open_bytes */
    char *text;      /* unescaped fields of the row */
    str fields[CSV_MAX_FIELDS];
    unsigned cols[CSV_MAX_FIELDS], lines[CSV_MAX_FIELDS];
};

static tr_err fill_from_bytes(void *ctx, char *dst, size_t n, size_t *got)
{
    csv_bytes *b = ctx;
    *got = n < b->left.len ? n : b->left.len;
    if (*got) memcpy(dst, b->left.ptr, *got);
    b->left = str_from(b->left, *got);
    return TR_OK;
}

static tr_err begin_again(void *ctx)
{
    csv_bytes *b = ctx;
    b->left = b->all;
    return TR_OK;
}

csv_source csv_from_bytes(csv_bytes *b, str bytes)
{
    *b = (csv_bytes){bytes, bytes};
    return (csv_source){.fill = fill_from_bytes, .ctx = b, .rewind = begin_again};
}

tr_err csv_open(csv_source src, const char *file, csv_reader **out)
{
    csv_reader *r = calloc(1, sizeof *r);
    if (r == NULL) return TR_ERR_NOMEM;
    r->src = src;
    r->file = file;
    r->line = 1;
    r->separator = ',';
    r->window = calloc(1, WINDOW + CSV_PEEK_PAD);
    r->text = malloc(CSV_MAX_ROW_BYTES);
    if (r->window == NULL || r->text == NULL) {
        csv_close(r);
        return TR_ERR_NOMEM;
    }
    *out = r;
    return TR_OK;
}

tr_err csv_open_bytes(str bytes, const char *file, csv_reader **out)
{
    csv_reader *r = NULL;
    TR_TRY(csv_open((csv_source){0}, file, &r));
    r->src = csv_from_bytes(&r->bytes, bytes);
    *out = r;
    return TR_OK;
}

void csv_close(csv_reader *r)
{
    if (r == NULL) return;
    free(r->window);
    free(r->text);
    free(r);
}

void csv_set_separator(csv_reader *r, char separator)
{
    r->separator = separator;
}

/* Read on until `want` bytes are unread, or the end. */
static tr_err refill(csv_reader *r, size_t want)
{
    if (r->at_end) return TR_OK;
    if (r->start > 0) {
        memmove(r->window, r->window + r->start, r->end - r->start);
        r->end -= r->start;
        r->start = 0;
    }
    while (r->end < want) {
        size_t got = 0;
        TR_TRY(r->src.fill(r->src.ctx, r->window + r->end, want - r->end, &got));
        if (got == 0) {
            r->at_end = true;
            return TR_OK;
        }
        r->end += got;
    }
    return TR_OK;
}

/* The parse of one row: a cursor over the window and the fields found so far. */
typedef struct row_scan {
    const char *p, *end;
    char *out;
    size_t n;
    unsigned line, col;
    char separator;
    diag_code fault;
    unsigned fault_line, fault_col;
} row_scan;

static void fault_at(row_scan *s, diag_code code, unsigned line, unsigned col)
{
    if (s->fault == CODE_NONE) {
        s->fault = code;
        s->fault_line = line;
        s->fault_col = col;
    }
}

static void advance(row_scan *s)
{
    unsigned char c = (unsigned char)*s->p++;
    bool crlf = c == '\r' && s->p < s->end && *s->p == '\n';
    if ((c == '\n' || c == '\r') && !crlf) {
        s->line++;
        s->col = 1;
    } else if ((c & 0xC0) != 0x80) {
        s->col++;
    }
}

static bool scan_quoted(row_scan *s, str *field)
{
    unsigned line = s->line, col = s->col;
    char *from = s->out;
    advance(s);
    while (s->p < s->end) {
        if (*s->p != '"') {
            *s->out++ = *s->p;
            advance(s);
            continue;
        }
        if (s->p + 1 < s->end && s->p[1] == '"') {
            *s->out++ = '"';
            advance(s);
            advance(s);
            continue;
        }
        advance(s);
        *field = (str){.ptr = from, .len = (size_t)(s->out - from)};
        return true;
    }
    fault_at(s, CODE_CSV_UNCLOSED, line, col);
    *field = (str){.ptr = from, .len = (size_t)(s->out - from)};
    return false;
}

static bool ends_field(const row_scan *s, char c)
{
    return c == s->separator || c == '\n' || c == '\r';
}

/* A quote inside an unquoted field is data (40°26'46"N), as csv-spectrum has it. */
static void scan_plain(row_scan *s, str *field)
{
    const char *from = s->p;
    while (s->p < s->end && !ends_field(s, *s->p)) {
        if (((unsigned char)*s->p & 0xC0) != 0x80) s->col++;
        s->p++;
    }
    *field = (str){.ptr = from, .len = (size_t)(s->p - from)};
}

static void scan_field(csv_reader *r, row_scan *s)
{
    str field;
    unsigned line = s->line, col = s->col;
    if (s->p < s->end && *s->p == '"') {
        bool closed = scan_quoted(s, &field);
        if (closed && s->p < s->end && !ends_field(s, *s->p)) {
            fault_at(s, CODE_CSV_QUOTE, s->line, s->col);
            str rest;
            scan_plain(s, &rest);
        }
    } else {
        scan_plain(s, &field);
    }
    size_t ok = utf8_valid_prefix(field);
    if (ok < field.len) fault_at(s, CODE_UTF8, line, col);
    if (field.len && memchr(field.ptr, 0, field.len)) fault_at(s, CODE_NUL, line, col);
    if (s->n == CSV_MAX_FIELDS) {
        fault_at(s, CODE_LIMIT, line, col);
        return;
    }
    r->fields[s->n] = field;
    r->cols[s->n] = col;
    r->lines[s->n] = line;
    s->n++;
}

static void skip_line_end(row_scan *s)
{
    if (s->p < s->end && *s->p == '\r') {
        s->p++;
        if (s->p < s->end && *s->p == '\n') s->p++;
    } else if (s->p < s->end) {
        s->p++;
    }
    s->line++;
    s->col = 1;
}

/* After an unclosed quote the rest of the file would be one field: go on at the next line. */
static void give_up_at_line(row_scan *s, const char *row_start, unsigned line)
{
    const char *nl = memchr(row_start, '\n', (size_t)(s->end - row_start));
    s->p = nl ? nl + 1 : s->end;
    s->line = line + 1;
}

static void skip_mark(csv_reader *r)
{
    if (!r->began && r->end - r->start >= 3 &&
        memcmp(r->window + r->start, "\xEF\xBB\xBF", 3) == 0) {
        r->start += 3;
    }
    r->began = true;
}

static void scan_row(csv_reader *r, row_scan *s)
{
    for (;;) {
        scan_field(r, s);
        if (s->p >= s->end || *s->p != s->separator) return;
        advance(s);
    }
}

static const char *fault_words(diag_code code)
{
    switch ((int)code) {
    case CODE_CSV_QUOTE: return "a quote in the wrong place";
    case CODE_CSV_UNCLOSED: return "a quoted field is not closed";
    case CODE_UTF8: return "a field that is not UTF-8";
    case CODE_NUL: return "a NUL byte in a field";
    default: return "the row is longer than 1 MiB or has more than 512 fields";
    }
}

/* Drop bytes up to the next line end, however many windows that takes. */
static tr_err drop_long_line(csv_reader *r)
{
    for (;;) {
        char *nl = memchr(r->window + r->start, '\n', r->end - r->start);
        if (nl) {
            r->start = (size_t)(nl - r->window) + 1;
            r->line++;
            return TR_OK;
        }
        r->start = r->end;
        if (r->at_end) return TR_OK;
        TR_TRY(refill(r, WINDOW));
    }
}

static tr_err row_too_long(csv_reader *r, csv_row *row, tr_diag *diag)
{
    diag_set(diag, CODE_LIMIT, r->file, r->line, 1, "%s", fault_words(CODE_LIMIT));
    memcpy(r->text, r->window + r->start, LONG_ROW_SHOWN); /* the window moves on below */
    *row = (csv_row){.line = r->line, .raw = {.ptr = r->text, .len = LONG_ROW_SHOWN}};
    TR_TRY(drop_long_line(r));
    return TR_ERR_DATA;
}

static bool is_empty_row(const csv_reader *r, const row_scan *s, const char *start)
{
    return s->n == 1 && r->fields[0].len == 0 && s->p == start;
}

static void finish_row(csv_reader *r, row_scan *s, const char *start, unsigned line, csv_row *row)
{
    const char *raw_end = s->p;
    if (s->fault == CODE_CSV_UNCLOSED) {
        give_up_at_line(s, start, line);
        raw_end = s->p;
        while (raw_end > start && (raw_end[-1] == '\n' || raw_end[-1] == '\r'))
            raw_end--;
    } else if (s->p < s->end) {
        skip_line_end(s);
    }
    *row = (csv_row){.fields = r->fields,
                     .n = s->n,
                     .line = line,
                     .cols = r->cols,
                     .lines = r->lines,
                     .raw = {.ptr = start, .len = (size_t)(raw_end - start)}};
    r->start = (size_t)(s->p - r->window);
    r->line = s->line;
}

tr_err csv_next(csv_reader *r, csv_row *row, tr_diag *diag)
{
    for (;;) {
        if (r->end - r->start < CSV_MAX_ROW_BYTES) TR_TRY(refill(r, WINDOW));
        skip_mark(r);
        if (r->start == r->end) return TR_ERR_ABSENT;
        size_t room = r->end - r->start;
        if (room > CSV_MAX_ROW_BYTES) room = CSV_MAX_ROW_BYTES;
        const char *start = r->window + r->start;
        unsigned line = r->line;
        row_scan s = {.p = start,
                      .end = start + room,
                      .out = r->text,
                      .line = line,
                      .col = 1,
                      .separator = r->separator};
        scan_row(r, &s);
        bool cut = s.p == s.end && !(r->at_end && s.end == r->window + r->end);
        if (cut && s.fault != CODE_CSV_UNCLOSED) return row_too_long(r, row, diag);
        if (is_empty_row(r, &s, start)) {
            if (s.p < s.end) skip_line_end(&s);
            r->start = (size_t)(s.p - r->window);
            r->line = s.line;
            continue;
        }
        finish_row(r, &s, start, line, row);
        if (s.fault == CODE_NONE) return TR_OK;
        diag_set(diag, s.fault, r->file, s.fault_line, s.fault_col, "%s", fault_words(s.fault));
        return TR_ERR_DATA;
    }
}

tr_err csv_peek(csv_reader *r, str *unread)
{
    if (r->end - r->start < PEEK_BYTES / 2) TR_TRY(refill(r, PEEK_BYTES));
    skip_mark(r);
    *unread = (str){r->window + r->start, r->end - r->start};
    return TR_OK;
}

void csv_skip(csv_reader *r, size_t n_bytes, unsigned n_lines)
{
    r->start += n_bytes;
    r->line += n_lines;
}

static bool needs_quotes(str s)
{
    for (size_t i = 0; i < s.len; i++) {
        char c = s.ptr[i];
        if (c == ',' || c == '"' || c == '\n' || c == '\r') return true;
    }
    return s.len && (s.ptr[0] == ' ' || s.ptr[s.len - 1] == ' ');
}

static void put_piece(buf *b, str s)
{
    for (size_t at; (at = str_find(s, '"')) < s.len; s = str_from(s, at + 1)) {
        buf_s(b, str_upto(s, at + 1));
        buf_c(b, '"');
    }
    buf_s(b, s);
}

static void put_field(buf *b, str s, bool guard)
{
    bool quote = needs_quotes(s);
    size_t at = 0;
    str piece;
    if (quote) buf_c(b, '"');
    if (guard) buf_c(b, '\'');
    while (text_clean_next(s, &at, &piece))
        put_piece(b, piece);
    if (quote) buf_c(b, '"');
}

void csv_field(buf *b, str s)
{
    put_field(b, s, false);
}

/* = + - @ and their full-width forms, tab and carriage return start a formula in some program. */
static bool looks_like_formula(str s)
{
    if (s.len == 0) return false;
    if (strchr("=+-@\t\r", s.ptr[0])) return true;
    return str_starts(s, "\xEF\xBC\x9D") || str_starts(s, "\xEF\xBC\x8B") ||
           str_starts(s, "\xEF\xBC\x8D") || str_starts(s, "\xEF\xBC\xA0");
}

void csv_text(buf *b, str s)
{
    put_field(b, s, looks_like_formula(s));
}
