#include "ais/table.h"

#include "base/when.h"

#include <math.h>
#include <string.h>

enum { BATCH = 64, MOST_COLUMNS = 64 };

/* Names of columns in lower case; the first of a kind that a table has is taken. */
static const struct {
    const char *name;
    ais_cell is;
} names[] = {
    {"mmsi", AIS_CELL_MMSI},
    {"basedatetime", AIS_CELL_TIME},
    {"base_date_time", AIS_CELL_TIME},
    {"# timestamp", AIS_CELL_TIME},
    {"timestamp", AIS_CELL_TIME},
    {"time", AIS_CELL_TIME},
    {"lat", AIS_CELL_LAT},
    {"latitude", AIS_CELL_LAT},
    {"lon", AIS_CELL_LON},
    {"longitude", AIS_CELL_LON},
    {"sog", AIS_CELL_SPEED},
    {"cog", AIS_CELL_COURSE},
    {"heading", AIS_CELL_HEADING},
    {"status", AIS_CELL_STATUS},
    {"navigational status", AIS_CELL_STATUS},
    {"transceiverclass", AIS_CELL_CLASS},
    {"transceiver", AIS_CELL_CLASS},
    {"transceiver_class", AIS_CELL_CLASS},
    {"type of mobile", AIS_CELL_CLASS},
    {"vesselname", AIS_CELL_NAME},
    {"vessel_name", AIS_CELL_NAME},
    {"name", AIS_CELL_NAME},
    {"callsign", AIS_CELL_CALLSIGN},
    {"call_sign", AIS_CELL_CALLSIGN},
    {"call sign", AIS_CELL_CALLSIGN},
    {"imo", AIS_CELL_IMO},
    {"vesseltype", AIS_CELL_TYPE},
    {"vessel_type", AIS_CELL_TYPE},
    {"ship_type", AIS_CELL_TYPE},
    {"ship type", AIS_CELL_TYPE},
    {"length", AIS_CELL_LENGTH},
    {"width", AIS_CELL_WIDTH},
    {"draft", AIS_CELL_DRAUGHT},
    {"draught", AIS_CELL_DRAUGHT},
    {"destination", AIS_CELL_DESTINATION},
};
enum { N_NAMES = sizeof names / sizeof names[0] };

struct ais_rows {
    const char *file;
    uint8_t of[MOST_COLUMNS];
    ais_message batch[BATCH];
    size_t n;
    ais_log_sink *sink;
    void *ctx;
    tr_diag *why;
    uint64_t row;
};

static ais_cell column_of(str name)
{
    name = str_trim(name);
    if (str_starts(name, "\xEF\xBB\xBF")) name = str_from(name, 3);
    for (size_t i = 0; i < N_NAMES; i++)
        if (str_eq_nocase(name, str_of(names[i].name))) return names[i].is;
    return AIS_CELL_OTHER;
}

bool ais_is_table(str head)
{
    str line = str_upto(head, str_find(head, '\n')), piece;
    bool has[AIS_CELL__N] = {false};
    while (str_cut(&line, ',', &piece)) {
        piece = str_trim(piece);
        if (piece.len > 1 && piece.ptr[0] == '"')
            piece = str_upto(str_from(piece, 1), piece.len - 2);
        has[column_of(piece)] = true;
    }
    return has[AIS_CELL_MMSI] && has[AIS_CELL_TIME] && has[AIS_CELL_LAT] && has[AIS_CELL_LON];
}

static tr_err fault(ais_rows *r, const csv_row *row, size_t i, diag_code code, const char *says)
{
    diag_set(r->why, code, r->file, row->lines ? row->lines[i] : row->line,
             row->cols ? row->cols[i] : 1, "%s", says);
    return TR_ERR_DATA;
}

/* ---- One row
 * ------------------------------------------------------------------------------------------- */

static bool two_at(str s, size_t at, int *out)
{
    int64_t v = 0;
    if (s.len < at + 2 || !str_to_i64(str_upto(str_from(s, at), 2), 0, 99, &v)) return false;
    *out = (int)v;
    return true;
}

/* 26/03/2025 00:00:00, as the Danish authority writes it. */
static bool danish_time(str s, int64_t *us)
{
    civil c = {0};
    int century = 0, year = 0;
    if (s.len != 19 || s.ptr[2] != '/' || s.ptr[5] != '/' || s.ptr[10] != ' ') return false;
    if (!two_at(s, 0, &c.day) || !two_at(s, 3, &c.month) || !two_at(s, 6, &century) ||
        !two_at(s, 8, &year) || !two_at(s, 11, &c.hour) || !two_at(s, 14, &c.minute) ||
        !two_at(s, 17, &c.second))
        return false;
    c.year = 100 * century + year;
    if (!civil_date_ok(c.year, c.month, c.day) || c.hour > 23 || c.minute > 59 || c.second > 59)
        return false;
    *us = civil_to_usec(&c);
    return true;
}

/* From 1990, before which nobody sent, to 2100. */
static bool time_of(str s, int64_t *us)
{
    static const int64_t first_us = INT64_C(631152000000000), last_us = INT64_C(4102444800000000);
    iso_time t;
    double seconds;
    if (!danish_time(s, us)) {
        if (s.len >= 16 && iso_parse(s, &t))
            *us = civil_to_usec(&t.at);
        else if (str_to_double(s, &seconds) && fabs(seconds) < 1e10)
            *us = (int64_t)llround(seconds * 1000) * 1000;
        else
            return false;
    }
    return *us >= first_us && *us <= last_us;
}

static void know(ais_message *m, ais_field f, int32_t v)
{
    m->known |= (uint64_t)1 << f;
    m->value[f] = v;
}

/* A number in tenths, within its limits; else not known. */
static void know_tenths(ais_message *m, ais_field f, str s, int64_t most)
{
    int64_t v = 0;
    if (s.len && str_to_scaled(s, 1, &v) && v >= 0 && v <= most) know(m, f, (int32_t)v);
}

static void know_whole(ais_message *m, ais_field f, str s, int64_t least, int64_t most)
{
    int64_t v = 0;
    if (s.len && str_to_scaled(s, 0, &v) && v >= least && v <= most) know(m, f, (int32_t)v);
}

static void copy_text(char *to, size_t room, str s)
{
    size_t n = s.len < room - 1 ? s.len : room - 1;
    memset(to, 0, room);
    for (size_t i = 0; i < n; i++)
        to[i] = s.ptr[i] >= 0x20 && s.ptr[i] < 0x7F ? s.ptr[i] : '?';
}

/* Words for kinds of ships where a table has no numbers: the first number of the ten. */
static int32_t type_of(str s)
{
    static const struct {
        const char *word;
        int32_t type;
    } words[] = {{"cargo", 70},    {"tanker", 80}, {"passenger", 60}, {"fishing", 30},
                 {"military", 35}, {"tug", 52},    {"pilot", 50},     {"sailing", 36},
                 {"pleasure", 37}, {"hsc", 40},    {"sar", 51},       {"law enforcement", 55},
                 {"dredging", 33}, {"diving", 34}, {"towing", 31},    {"port tender", 53},
                 {"medical", 58},  {"other", 90}};
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        if (str_eq_nocase(s, str_of(words[i].word))) return words[i].type;
    return -1;
}

static tr_err hand_over(ais_rows *r)
{
    size_t n = r->n;
    r->n = 0;
    return n ? r->sink(r->ctx, NULL, r->batch, n) : TR_OK;
}

static tr_err put(ais_rows *r, const ais_message *m)
{
    if (r->n == BATCH) TR_TRY(hand_over(r));
    r->batch[r->n++] = *m;
    return TR_OK;
}

/* What the row says of the ship. */
static tr_err put_saying(ais_rows *r, const ais_message *at, const str cell[AIS_CELL__N])
{
    ais_message m = {.line = at->line,
                     .received_us = at->received_us,
                     .clock = at->clock,
                     .mmsi = at->mmsi,
                     .type = 5,
                     .parts = 1};
    int64_t v = 0;
    str imo = cell[AIS_CELL_IMO];
    bool says = false;
    for (int i = AIS_CELL_NAME; i <= AIS_CELL_WIDTH; i++)
        says = says || cell[i].len;
    if (!says) return TR_OK;
    copy_text(m.name, sizeof m.name, cell[AIS_CELL_NAME]);
    copy_text(m.callsign, sizeof m.callsign, cell[AIS_CELL_CALLSIGN]);
    if (imo.len > 3 && str_eq_nocase(str_upto(imo, 3), STR("IMO"))) imo = str_from(imo, 3);
    know_whole(&m, AIS_IMO, imo, 1, 1073741823);
    if (str_to_scaled(cell[AIS_CELL_TYPE], 0, &v) && v > 0 && v < 256)
        know(&m, AIS_SHIP_TYPE, (int32_t)v);
    else if (type_of(cell[AIS_CELL_TYPE]) > 0)
        know(&m, AIS_SHIP_TYPE, type_of(cell[AIS_CELL_TYPE]));
    if (str_to_scaled(cell[AIS_CELL_LENGTH], 0, &v) && v > 0 && v < 1022) {
        know(&m, AIS_TO_BOW, (int32_t)v / 2);
        know(&m, AIS_TO_STERN, (int32_t)(v - v / 2));
    }
    if (str_to_scaled(cell[AIS_CELL_WIDTH], 0, &v) && v > 0 && v < 126) {
        know(&m, AIS_TO_PORT, (int32_t)v / 2);
        know(&m, AIS_TO_STARBOARD, (int32_t)(v - v / 2));
    }
    return put(r, &m);
}

static bool is_station(str word)
{
    return str_has_nocase(word, "base station") || str_has_nocase(word, "aton") ||
           str_has_nocase(word, "search and rescue") || str_has_nocase(word, "man overboard");
}

/* What a row's cells are no report for, and which of them is to blame. */
static bool report_of(const str cell[AIS_CELL__N], ais_message *m, ais_cell_fault *why)
{
    int64_t lat = 0, lon = 0, mmsi = 0;
    if (!str_to_i64(cell[AIS_CELL_MMSI], 1, 999999999, &mmsi)) {
        *why = (ais_cell_fault){AIS_CELL_MMSI, CODE_ROW_NUMBER,
                                "a number of a ship is one to nine digits"};
        return false;
    }
    if (!time_of(cell[AIS_CELL_TIME], &m->received_us)) {
        *why = (ais_cell_fault){AIS_CELL_TIME, CODE_ROW_TIME,
                                "this time is in no form that such tables have"};
        return false;
    }
    if (!str_to_scaled(cell[AIS_CELL_LAT], 7, &lat) ||
        !str_to_scaled(cell[AIS_CELL_LON], 7, &lon) || lat < -900000000 || lat > 900000000 ||
        lon < -1800000000 || lon > 1800000000 || (lat == 0 && lon == 0)) {
        *why = (ais_cell_fault){AIS_CELL_LAT, CODE_ROW_POSITION, "no position on the earth"};
        return false;
    }
    m->mmsi = (uint32_t)mmsi;
    know(m, AIS_LAT,
         (int32_t)((lat * 6 + (lat < 0 ? -50 : 50)) / 100)); /* 1e-7 degree to 1/600000 */
    know(m, AIS_LON, (int32_t)((lon * 6 + (lon < 0 ? -50 : 50)) / 100));
    return true;
}

tr_err ais_rows_put(ais_rows *r, uint64_t line, const str cell[AIS_CELL__N], bool *station,
                    ais_cell_fault *why)
{
    ais_message m = {.line = line, .clock = AIS_CLOCK_TABLE, .type = 1, .parts = 1};
    str class = cell[AIS_CELL_CLASS];
    if (!report_of(cell, &m, why)) return TR_ERR_DATA;
    *station = is_station(class);
    if (*station) return TR_OK;
    if (class.len && (class.ptr[class.len - 1] == 'B' || class.ptr[class.len - 1] == 'b'))
        m.type = 18;
    know_tenths(&m, AIS_SPEED, cell[AIS_CELL_SPEED], 1022);
    know_tenths(&m, AIS_COURSE, cell[AIS_CELL_COURSE], 3599);
    know_whole(&m, AIS_HEADING, cell[AIS_CELL_HEADING], 0, 359);
    know_whole(&m, AIS_STATUS, cell[AIS_CELL_STATUS], 0, 14);
    TR_TRY(put(r, &m));
    return put_saying(r, &m, cell);
}

tr_err ais_rows_open(arena *a, ais_log_sink *sink, void *ctx, ais_rows **out)
{
    ais_rows *r = arena_alloc(a, sizeof *r);
    if (!r) return TR_ERR_NOMEM;
    r->sink = sink;
    r->ctx = ctx;
    *out = r;
    return TR_OK;
}

tr_err ais_rows_end(ais_rows *r)
{
    return hand_over(r);
}

static tr_err read_row(ais_rows *r, const csv_row *row, ais_table_counts *n)
{
    str cell[AIS_CELL__N] = {{0}};
    size_t at[AIS_CELL__N] = {0};
    ais_cell_fault why;
    bool station = false;
    for (size_t i = 0; i < row->n && i < MOST_COLUMNS; i++) {
        if (r->of[i] == AIS_CELL_OTHER) continue;
        cell[r->of[i]] = str_trim(row->fields[i]);
        at[r->of[i]] = i;
    }
    tr_err e = ais_rows_put(r, row->line, cell, &station, &why);
    if (e == TR_ERR_DATA) return fault(r, row, at[why.cell], why.code, why.says);
    TR_TRY(e);
    n->accepted++;
    n->stations += station;
    return TR_OK;
}

/* ---- The table
 * ------------------------------------------------------------------------------------------- */

static tr_err read_rows(ais_rows *r, csv_reader *csv, ais_table_reject *reject, void *reject_ctx,
                        ais_table_counts *n)
{
    csv_row row;
    for (size_t record = 1;; record++) {
        tr_diag why = {0};
        tr_err e = csv_next(csv, &row, &why);
        if (e == TR_ERR_ABSENT) return hand_over(r);
        if (e != TR_OK && e != TR_ERR_DATA) return e;
        n->received++;
        r->why = &why;
        if (e == TR_OK) e = read_row(r, &row, n);
        if (e == TR_OK) continue;
        if (e != TR_ERR_DATA) return e;
        n->set_aside++;
        if (reject) TR_TRY(reject(reject_ctx, record, &why, row.raw));
    }
}

/* Two columns for one thing: which of them is meant cannot be told. */
static tr_err read_header(ais_rows *r, const csv_row *row, tr_diag *diag)
{
    bool has[AIS_CELL__N] = {false};
    for (size_t i = 0; i < row->n && i < MOST_COLUMNS; i++) {
        ais_cell is = column_of(row->fields[i]);
        r->of[i] = (uint8_t)is;
        if (is == AIS_CELL_OTHER || !has[is]) {
            has[is] = true;
            continue;
        }
        diag_set(diag, CODE_CSV_DUP_COLUMN, r->file, row->line, row->cols ? row->cols[i] : 1,
                 "two columns say the same thing: \"" STR_FMT "\" is the second",
                 STR_ARG(str_trim(row->fields[i])));
        return TR_ERR_DATA;
    }
    return TR_OK;
}

tr_err ais_table_read(csv_source src, const char *file, arena *a, ais_log_sink *sink, void *ctx,
                      ais_table_reject *reject, void *reject_ctx, ais_table_counts *n,
                      tr_diag *diag)
{
    ais_rows *r = NULL;
    csv_reader *csv = NULL;
    csv_row row;
    *n = (ais_table_counts){0};
    TR_TRY(ais_rows_open(a, sink, ctx, &r));
    r->file = file;
    TR_TRY(csv_open(src, file, &csv));
    tr_err e = csv_next(csv, &row, diag);
    if (e == TR_OK) e = read_header(r, &row, diag);
    if (e == TR_OK) e = read_rows(r, csv, reject, reject_ctx, n);
    csv_close(csv);
    return e == TR_ERR_ABSENT ? TR_OK : e;
}
