/* Tables of ship positions whose columns a mapping names, in any dialect and notation that the face
 * of tables reads. */
#include "mission/ship_tables.h"

#include "feed/needs.h"

/* Cells in the order of need_ships' names. */
static const ais_cell cells[] = {
    AIS_CELL_MMSI,     AIS_CELL_TIME,    AIS_CELL_LAT,    AIS_CELL_LON,    AIS_CELL_SPEED,
    AIS_CELL_COURSE,   AIS_CELL_HEADING, AIS_CELL_STATUS, AIS_CELL_CLASS,  AIS_CELL_NAME,
    AIS_CELL_CALLSIGN, AIS_CELL_IMO,     AIS_CELL_TYPE,   AIS_CELL_LENGTH, AIS_CELL_WIDTH};
enum { N_CELLS = sizeof cells / sizeof *cells };

typedef struct mapped {
    rows *table;
    ais_rows *out;
    int at[N_CELLS];
    const char *file;
    ais_table_reject *reject;
    void *reject_ctx;
    ais_table_counts *n;
} mapped;

static tr_err find_columns(mapped *m, tr_diag *diag)
{
    for (size_t i = 0; i < N_CELLS; i++) {
        m->at[i] = rows_find(m->table, need_ships.names[i]);
        if (m->at[i] >= 0 || i >= need_ships.n_needed) continue;
        rows_missing(m->table, CODE_CSV_MISSING_COLUMN, need_ships.names[i], "; a table of ship positions",
                     diag);
        return TR_ERR_DATA;
    }
    return TR_OK;
}

static size_t place_of(const mapped *m, ais_cell cell)
{
    for (size_t i = 0; i < N_CELLS; i++)
        if (cells[i] == cell && m->at[i] >= 0) return (size_t)m->at[i];
    return 0;
}

static tr_err take_row(mapped *m, const csv_row *row, tr_diag *why)
{
    str cell[AIS_CELL__N] = {{0}};
    ais_cell_fault fault;
    bool station = false;
    for (size_t i = 0; i < N_CELLS; i++)
        if (m->at[i] >= 0) cell[cells[i]] = str_trim(row->fields[m->at[i]]);
    tr_err e = ais_rows_put(m->out, row->line, cell, &station, &fault);
    if (e == TR_OK) {
        m->n->accepted++;
        m->n->stations += station;
    }
    if (e != TR_ERR_DATA) return e;
    size_t at = place_of(m, fault.cell);
    diag_set(why, fault.code, m->file, row->lines ? row->lines[at] : row->line,
             row->cols ? row->cols[at] : 1, "%s", fault.says);
    return e;
}

static tr_err take_rows(mapped *m)
{
    csv_row row;
    for (size_t record = 1;; record++) {
        tr_diag why = {0};
        tr_err e = rows_next(m->table, &row, &why);
        if (e == TR_ERR_ABSENT) return ais_rows_end(m->out);
        if (e != TR_OK && e != TR_ERR_DATA) return e;
        m->n->received++;
        if (e == TR_OK) e = take_row(m, &row, &why);
        if (e == TR_OK) continue;
        if (e != TR_ERR_DATA) return e;
        m->n->set_aside++;
        if (m->reject) TR_TRY(m->reject(m->reject_ctx, record, &why, row.raw));
    }
}

tr_err ship_table_read(csv_source src, const char *file, const feed_context *c, arena *a,
                       ais_log_sink *sink, void *ctx, ais_table_reject *reject, void *reject_ctx,
                       ais_table_counts *n, tr_diag *diag)
{
    mapped m = {.file = file, .reject = reject, .reject_ctx = reject_ctx, .n = n};
    *n = (ais_table_counts){0};
    TR_TRY(ais_rows_open(a, sink, ctx, &m.out));
    tr_err e = rows_open(src, file, feed_how(c), &need_ships, 1, &m.table, diag);
    if (e == TR_OK) e = find_columns(&m, diag);
    if (e == TR_OK) e = take_rows(&m);
    rows_close(m.table);
    return e;
}
