/* The rows of a table, each as its adapter reads it. */
#include "table/rows_parts.h"

#include <string.h>

static bool all_empty(const csv_row *row)
{
    for (size_t i = 0; i < row->n; i++) {
        if (str_trim(row->fields[i]).len) return false;
    }
    return true;
}

static bool skip_empty(rows *r, const csv_row *row)
{
    if (row->n < 2 || !all_empty(row)) return false;
    if (!r->form->fixed) r->form->empty_rows = true;
    return r->form->empty_rows;
}

/* Names once more among the data, as joined files have them. */
static bool repeats_header(const rows *r, const csv_row *row)
{
    if (row->n != r->n_file || (r->form->fixed && !r->form->header_rows)) return false;
    for (size_t i = 0; i < row->n; i++) {
        if (!str_eq(str_trim(row->fields[i]), r->names[i])) return false;
    }
    r->form->header_rows = true;
    return true;
}

static tr_err put(rows *r, size_t at, str was, str now)
{
    if (now.ptr == NULL || str_eq(was, now)) return TR_OK;
    r->fields[at] = arena_str(&r->scratch, now);
    if (!r->form->fixed) r->form->cells = CELL_RULES;
    return r->fields[at].ptr ? TR_OK : TR_ERR_NOMEM;
}

static bool has_day(str s)
{
    iso_time t;
    return s.len > 10 && s.ptr[10] == ' ' && iso_parse(str_upto(s, 10), &t);
}

/* A clock in a column that is UTC by its name, or by the mapping's zone. */
static str with_zone(const rows *r, str s, char room[CELL_BYTES])
{
    iso_time t;
    if (!iso_parse(s, &t) || !t.has_clock || t.has_offset || s.len + 2 > CELL_BYTES) return s;
    if (r->zone == NULL) {
        memmove(room, s.ptr, s.len);
        room[s.len] = 'Z';
        return (str){room, s.len + 1};
    }
    span is = tz_to_utc(r->zone, &t.at);
    civil back = usec_to_civil(is.from + tz_offset_sec(r->zone, is.from) * USEC_SEC);
    bool exists = back.hour == t.at.hour && back.minute == t.at.minute;
    if (is.from != is.to || !exists) return s; /* the hour occurs twice, or not at all */
    civil c = usec_to_civil(is.from);
    int n = snprintf(room, CELL_BYTES, "%04d-%02d-%02dT%02d:%02d:%02dZ", c.year, c.month, c.day,
                     c.hour, c.minute, c.second);
    return (str){room, (size_t)n};
}

str rows_format_of(const rows *r)
{
    return r->m ? r->m->date_format : (str){0};
}

/* The word that the mapping's table has for it. */
static str category_for(const rows *r, str word)
{
    for (const node *n = r->m && r->m->categories ? r->m->categories->first : NULL; n;
         n = n->next) {
        if (str_eq(n->key, word)) return n->text;
    }
    return word;
}

/* "2025-03-18T08:30" as a feed that writes a blank and seconds would have it. */
static str spaced(str s, char room[CELL_BYTES])
{
    iso_time t;
    if (!iso_parse(s, &t) || t.has_offset) return (str){0};
    int n = snprintf(room, CELL_BYTES, "%04d-%02d-%02d %02d:%02d:%02d", t.at.year, t.at.month,
                     t.at.day, t.at.hour, t.at.minute, t.at.second);
    return (str){room, (size_t)n};
}

static str rewrite_time(const rows *r, size_t at, str s, char room[CELL_BYTES])
{
    cell_type t = r->type[at];
    iso_time ignored;
    if (has_day(s) && (t == CELL_DAY || (t == CELL_SPACED && s.len == 19)))
        return s; /* as the feed writes it */
    str now = cell_when(s, rows_format_of(r), r->orders, room);
    if (now.ptr == NULL && rows_format_of(r).len && iso_parse(s, &ignored)) {
        /* an adapter would read it, and not as it was declared */
        int n = snprintf(room, CELL_BYTES, STR_FMT " is not as date_format has it", STR_ARG(s));
        return (str){room, n < CELL_BYTES ? (size_t)n : CELL_BYTES - 1};
    }
    if (now.ptr == NULL) return now;
    if (t == CELL_UTC) return with_zone(r, now, room);
    if (t == CELL_SPACED) return spaced(now, room);
    return t == CELL_DATE || (t == CELL_OPEN && r->day[at]) ? cell_day(now) : now;
}

static tr_err rewrite_cell(rows *r, size_t at, str s)
{
    char room[CELL_BYTES];
    str now = {0};
    switch (r->type[at]) {
    case CELL_TEXT:
    case CELL_CATEGORY: return TR_OK;
    case CELL_NUMBER: now = cell_number(s, room); break;
    case CELL_LAT:
    case CELL_LON: now = cell_degrees(s, r->type[at] == CELL_LAT, room); break;
    case CELL_CLOCK: now = cell_clock(s, rows_format_of(r), room); break;
    case CELL_WHEN:
    case CELL_OPEN:
    case CELL_DATE:
    case CELL_DAY:
    case CELL_SPACED:
    case CELL_UTC: now = rewrite_time(r, at, s, room); break;
    }
    return put(r, at, s, now);
}

static tr_err rewrite(rows *r, size_t at)
{
    char room[CELL_BYTES];
    str s = str_trim(r->fields[at]);
    if (s.len == 0) return TR_OK;
    if (r->type[at] == CELL_CATEGORY) {
        r->fields[at] = category_for(r, s);
        return TR_OK;
    }
    if (r->comma[at]) {
        str now = cell_decimal_comma(s, room);
        if (now.ptr && !str_eq(s, now)) {
            s = r->fields[at] = arena_str(&r->scratch, now);
            if (s.ptr == NULL) return TR_ERR_NOMEM;
        }
    }
    if (r->form->fixed && r->form->cells == 0) return TR_OK;
    return rewrite_cell(r, at, s);
}

static tr_err split_position(rows *r)
{
    str s, *lat = &r->fields[r->n_file], *lon = &r->fields[r->n_file + 1];
    if (r->position_at < 0) return TR_OK;
    s = str_trim(r->fields[r->position_at]);
    *lat = *lon = (str){0};
    if (s.len && !cell_position(s, r->m->position_order, lat, lon)) *lat = *lon = s;
    for (size_t i = 0; i < 2; i++) {
        r->cols[r->n_file + i] = r->cols[r->position_at];
        r->lines[r->n_file + i] = r->lines[r->position_at];
    }
    return TR_OK;
}

static tr_err no_point(const rows *r, const csv_row *row, tr_diag *diag)
{
    diag_set(diag, CODE_ROW_POSITION, r->file, row->line, row->cols[0],
             "the geometry is no point; a position is a point");
    return TR_ERR_DATA;
}

/* Fields of the reader below, copied so that some can be replaced. */
static tr_err finish(rows *r, csv_row *row, tr_diag *diag)
{
    if (r->uses_geometry && r->json.no_point) return no_point(r, row, diag);
    if (!r->rewrites && r->position_at < 0) return TR_OK;
    for (size_t i = 0; i < row->n && row->fields != r->fields; i++) {
        r->fields[i] = row->fields[i];
        r->cols[i] = row->cols[i];
        r->lines[i] = row->lines[i];
    }
    TR_TRY(split_position(r));
    for (size_t i = 0; i < r->n; i++) {
        if (r->type[i] != CELL_TEXT) TR_TRY(rewrite(r, i));
    }
    row->fields = r->fields;
    row->cols = r->cols;
    row->lines = r->lines;
    row->n = r->n;
    return TR_OK;
}

tr_err rows_next_json(rows *r, csv_row *out, tr_diag *diag)
{
    unsigned line = 0, col = 1;
    str raw = {0};
    arena_reset(&r->scratch);
    tr_err e = json_rows_next(&r->json, r->fields, &raw, &line, &col, diag);
    if (e != TR_OK && e != TR_ERR_DATA) return e;
    for (size_t i = 0; i < r->n_file; i++) {
        r->cols[i] = col;
        r->lines[i] = line;
    }
    *out = (csv_row){.fields = r->fields,
                     .n = r->n_file,
                     .line = line,
                     .cols = r->cols,
                     .lines = r->lines,
                     .raw = raw};
    return e;
}

static tr_err next_csv(rows *r, csv_row *out, tr_diag *diag)
{
    tr_err e;
    arena_reset(&r->scratch);
    do {
        e = csv_next(r->csv, out, diag);
    } while (e == TR_OK && skip_empty(r, out));
    if (e == TR_OK && repeats_header(r, out)) {
        diag_set(diag, CODE_CSV_HEADER, r->file, out->line, 1, "this looks like the header again");
        return TR_ERR_DATA;
    }
    return e;
}

static tr_err next(rows *r, csv_row *out, bool loose, tr_diag *diag)
{
    tr_err e = r->csv ? next_csv(r, out, diag) : rows_next_json(r, out, diag);
    if (e != TR_OK) return e;
    if (out->n == r->n_file) return finish(r, out, diag);
    if (loose) return TR_OK;
    diag_set(diag, CODE_CSV_COLUMNS, r->file, out->line, 1, "%zu fields, the header has %zu",
             out->n, r->n_file);
    return TR_ERR_DATA;
}

tr_err rows_next(rows *r, csv_row *out, tr_diag *diag)
{
    return next(r, out, false, diag);
}

tr_err rows_next_loose(rows *r, csv_row *out, tr_diag *diag)
{
    return next(r, out, true, diag);
}
