#include "table/survey.h"

#include "text/stream.h"

#include <stdio.h>
#include <string.h>

/* ---- Is it a table? */

static const struct {
    const char *bytes;
    size_t n;
    const char *what;
} others[] = {
    {"%PDF", 4, "a PDF document"},
    {"\x89PNG", 4, "a picture (PNG)"},
    {"\xFF\xD8\xFF", 3, "a picture (JPEG)"},
    {"GIF8", 4, "a picture (GIF)"},
    {"PK\x03\x04", 4, "a zip archive"},
    {"SQLite format 3", 15, "a database (SQLite)"},
    {"\xD0\xCF\x11\xE0", 4, "an old Excel or Word file; save it as .xlsx"},
    {"Rar!", 4, "an archive (RAR)"},
    {"7z\xBC\xAF", 4, "an archive (7z)"},
    {"\x7F"
     "ELF",
     4, "a program"},
    {"PAR1", 4, "a Parquet file"},
    {"BZh", 3, "a packed file (bzip2)"},
    {"\xFD"
     "7zXZ",
     5, "a packed file (xz)"},
};

static tr_err refuse(const char *file, diag_code code, const char *what, tr_diag *diag)
{
    diag_set(diag, code, file, 1, 1, "the file is %s, not data", what);
    return TR_ERR_DATA;
}

static bool is_binary(str head)
{
    size_t n = 0;
    head = str_upto(head, 512);
    for (size_t i = 0; i < head.len; i++) {
        unsigned char c = (unsigned char)head.ptr[i];
        n += c < 0x20 && c != '\t' && c != '\n' && c != '\r' && c != 0x1E;
    }
    return n * 10 > head.len;
}

/* Every other byte of the first is zero: UTF-16 without its mark. */
static const char *wide_encoding(str head)
{
    size_t even = 0, odd = 0;
    head = str_upto(head, 512);
    for (size_t i = 0; i < head.len; i++) {
        if (head.ptr[i] == '\0') ++*(i % 2 ? &odd : &even);
    }
    if (odd * 4 > head.len && even == 0) return "utf-16le";
    return even * 4 > head.len && odd == 0 ? "utf-16be" : NULL;
}

tr_err survey_kind(str head, const char *file, tr_diag *diag)
{
    str text = str_trim(head);
    const char *wide = wide_encoding(head);
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++) {
        if (head.len >= others[i].n && memcmp(head.ptr, others[i].bytes, others[i].n) == 0)
            return refuse(file, CODE_FEED_FORMAT, others[i].what, diag);
    }
    if (wide) {
        diag_set(diag, CODE_FEED_ENCODING, file, 1, 1, "the file is not UTF-8; %s would read it",
                 wide);
        return TR_ERR_DATA;
    }
    if (is_binary(head)) return refuse(file, CODE_FEED_FORMAT, "no text", diag);
    if (str_starts(text, "<?xml") || str_starts(text, "<kml") || str_starts(text, "<osm"))
        return refuse(file, CODE_FEED_FORMAT, "XML", diag);
    if (text.len && text.ptr[0] == '<') return refuse(file, CODE_FEED_HTML, "a web page", diag);
    return TR_OK;
}

/* ---- Is it UTF-8? */

/* Three letters of the Cyrillic code page in a row; a damaged byte stands alone. */
static bool has_word_1251(str line)
{
    size_t run = 0;
    for (size_t i = 0; i < line.len; i++) {
        unsigned char c = (unsigned char)line.ptr[i];
        bool letter = c >= 0xC0 || c == 0xA8 || c == 0xB8 || c == 0xAA || c == 0xBA || c == 0xAF ||
                      c == 0xBF || c == 0xB2 || c == 0xB3 || c == 0xA5 || c == 0xB4;
        run = letter ? run + 1 : 0;
        if (run == 3) return true;
    }
    return false;
}

typedef struct lines_seen {
    size_t wide, bad, words; /* lines beyond ASCII; not UTF-8; those with Cyrillic words in 1251 */
    bool header_bad, unassigned;
    str first;
} lines_seen;

static lines_seen look_at_lines(str sample)
{
    lines_seen n = {0};
    str line;
    for (bool header = true; str_cut(&sample, '\n', &line); header = false) {
        bool wide = false;
        for (size_t i = 0; i < line.len; i++) {
            wide = wide || (unsigned char)line.ptr[i] >= 0x80;
            n.unassigned = n.unassigned || (unsigned char)line.ptr[i] == 0x98;
        }
        if (!wide) continue;
        n.wide++;
        if (sample.ptr == NULL || utf8_valid_prefix(line) == line.len)
            continue; /* cut at its end */
        if (n.bad++ == 0) n.first = line;
        n.words += has_word_1251(line);
        n.header_bad = n.header_bad || header;
    }
    return n;
}

/* The line as code page 1251 has it, for people to judge. */
static void decode_1251(str line, char *out, size_t size)
{
    stream *s = NULL;
    csv_source as;
    csv_bytes left;
    out[0] = '\0';
    tr_err e = stream_open(csv_from_bytes(&left, str_upto(str_trim(line), 60)), "", STREAM_CP1251,
                           &s, &as);
    str head = e == TR_OK ? str_upto(stream_head(s), size - 1) : (str){0};
    if (head.len) memcpy(out, head.ptr, utf8_valid_prefix(head));
    out[utf8_valid_prefix(head)] = '\0';
    stream_close(s);
}

tr_err survey_encoding(str sample, const char *file, str declared, tr_diag *diag)
{
    char shown[200];
    lines_seen n = look_at_lines(sample);
    bool all_words = n.bad > 0 && n.bad == n.wide && n.words == n.bad;
    bool most = n.bad >= 3 && n.bad * 2 >= n.wide;
    if (declared.len || !(n.header_bad || all_words || most)) return TR_OK;
    if (n.unassigned || n.words == 0) {
        diag_set(diag, CODE_FEED_ENCODING, file, 1, 1,
                 "the file is not UTF-8, and none of the encodings that are read fits for certain");
        return TR_ERR_DATA;
    }
    decode_1251(n.first, shown, sizeof shown);
    diag_set(
        diag, CODE_FEED_ENCODING, file, 1, 1,
        "the file is not UTF-8; cp1251 could be it, and would read the first such line as '%s'",
        shown);
    return TR_ERR_DATA;
}

/* ---- What a column's values have in common */

void survey_init(survey *s, const char *file, const str *names, const cell_type *types, size_t n,
                 bool commas_decide, str date_format)
{
    *s = (survey){.file = file, .date_format = date_format, .commas_decide = commas_decide};
    s->n = n < SURVEY_COLUMNS ? n : SURVEY_COLUMNS;
    for (size_t i = 0; i < s->n; i++)
        s->columns[i] = (survey_column){.name = names[i], .type = types[i]};
}

static bool is_time(cell_type t)
{
    return t == CELL_WHEN || t == CELL_UTC || t == CELL_DAY || t == CELL_DATE || t == CELL_OPEN ||
           t == CELL_SPACED;
}

static bool is_place(cell_type t)
{
    return t == CELL_LAT || t == CELL_LON;
}

static survey_dates *dates_with(survey *s, char sign)
{
    return &s->dates[sign == '/' ? 0 : sign == '.' ? 1 : 2];
}

static void tally_date(survey *s, survey_column *c, str v, unsigned line)
{
    char sign = '/';
    bool midnight;
    unsigned fits = cell_date_orders(v, &sign);
    if (cell_clock_behind(v, &midnight).len) ++*(midnight ? &c->midnight : &c->other_clock);
    if (fits == 0 || s->date_format.len) return; /* a declared format leaves nothing to find out */
    survey_dates *d = dates_with(s, sign);
    d->only_dmy += fits == ORDER_DMY;
    d->only_mdy += fits == ORDER_MDY;
    d->both += fits == (ORDER_DMY | ORDER_MDY);
    if (d->example[0]) return;
    (void)snprintf(d->example, sizeof d->example, STR_FMT, STR_ARG(v));
    d->line = line;
    d->column = c->name;
}

static bool has_digit(str v)
{
    for (size_t i = 0; i < v.len; i++) {
        if (v.ptr[i] >= '0' && v.ptr[i] <= '9') return true;
    }
    return false;
}

/* "1,500" may be fifteen hundred. */
static bool is_grouped(str v, size_t comma)
{
    size_t whole = comma - (v.ptr[0] == '-' || v.ptr[0] == '+');
    return v.len - comma == 4 && whole >= 1 && whole <= 3 && v.ptr[comma - whole] != '0';
}

static void tally_number(survey_column *c, str v)
{
    char room[CELL_BYTES];
    size_t comma = str_find(v, ',');
    double plain;
    if (!has_digit(v)) return; /* "n/a" and "-" are no numbers of any kind */
    bool point = str_find(v, '.') < v.len && str_to_double(v, &plain);
    c->with_point += point;
    c->no_number += !point && cell_decimal_comma(v, room).ptr == NULL;
    if (comma == v.len) return;
    c->with_comma++;
    c->grouped += comma > 0 && is_grouped(v, comma);
}

void survey_row(survey *s, const csv_row *row)
{
    for (size_t i = 0; i < s->n && row->n == s->n; i++) {
        survey_column *c = &s->columns[i];
        str v = str_trim(row->fields[i]);
        if (v.len == 0) continue;
        if (is_time(c->type)) tally_date(s, c, v, row->line);
        if ((is_place(c->type) || c->type == CELL_NUMBER) && s->commas_decide) tally_number(c, v);
    }
}

tr_err survey_read(survey *s, csv_reader *csv, size_t n_skip)
{
    for (size_t i = 0;; i++) {
        csv_row row;
        tr_diag ignored;
        tr_err e = csv_next(csv, &row, &ignored);
        if (e == TR_ERR_ABSENT) return TR_OK;
        if (e != TR_OK && e != TR_ERR_DATA) return e;
        if (e == TR_OK && i >= n_skip) survey_row(s, &row);
    }
}

bool survey_asks(const survey *s)
{
    for (size_t i = 0; i < 3; i++) {
        if (s->dates[i].only_dmy + s->dates[i].only_mdy + s->dates[i].both) return true;
    }
    for (size_t i = 0; i < s->n; i++) {
        const survey_column *c = &s->columns[i];
        if (c->with_comma || (c->type == CELL_OPEN && c->midnight)) return true;
    }
    return false;
}

static tr_err two_orders(const survey *s, const survey_dates *d, tr_diag *diag)
{
    char a[CELL_BYTES], b[CELL_BYTES];
    str v = str_of(d->example),
        dmy = cell_when(v, (str){0}, (date_orders){ORDER_DMY, ORDER_DMY, ORDER_DMY}, a),
        mdy = cell_when(v, (str){0}, (date_orders){ORDER_MDY, ORDER_MDY, ORDER_MDY}, b);
    if (d->only_dmy && d->only_mdy) {
        diag_set(diag, CODE_FEED_DATE_ORDER, s->file, d->line, 1,
                 "the column '" STR_FMT "' has dates with the day first and dates with the month "
                 "first, or another column has",
                 STR_ARG(d->column));
        return TR_ERR_DATA;
    }
    diag_set(diag, CODE_FEED_DATE_ORDER, s->file, d->line, 1,
             "the column '" STR_FMT "' can be read in two ways: '%s' is " STR_FMT
             " with the day first and " STR_FMT " with the month first",
             STR_ARG(d->column), d->example, STR_ARG(dmy), STR_ARG(mdy));
    return TR_ERR_DATA;
}

static tr_err settle_dates(const survey *s, table_form *form, tr_diag *diag)
{
    static const char *const signs[] = {"/", ".", "-"};
    for (size_t i = 0; i < 3; i++) {
        const survey_dates *d = &s->dates[i];
        if (d->only_dmy + d->only_mdy + d->both == 0) continue;
        if ((d->only_dmy > 0) == (d->only_mdy > 0)) return two_orders(s, d, diag);
        TR_TRY(form_add(form, &form->dates, str_of(signs[i]),
                        d->only_dmy ? STR("d/m/y") : STR("m/d/y")));
    }
    return TR_OK;
}

/* Some comma of the file is a decimal sign beyond doubt. */
static bool has_proof(const survey *s)
{
    for (size_t i = 0; i < s->n; i++) {
        const survey_column *c = &s->columns[i];
        if (c->with_comma > c->grouped && c->no_number == 0) return true;
    }
    return false;
}

tr_err survey_settle(const survey *s, table_form *form, tr_diag *diag)
{
    bool proof = has_proof(s);
    for (size_t i = 0; i < s->n; i++) {
        const survey_column *c = &s->columns[i];
        bool sure = is_place(c->type) || proof; /* no latitude has thousands */
        if (c->with_comma && c->no_number == 0 && c->with_point == 0 && sure)
            TR_TRY(form_add(form, &form->decimals, c->name, STR(",")));
        if (c->type == CELL_OPEN && c->midnight && c->other_clock == 0)
            TR_TRY(form_add(form, &form->days, c->name, STR("yes")));
    }
    return settle_dates(s, form, diag);
}
