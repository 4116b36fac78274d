/* Questions in SQL to what a mission's record gives. docs/formats/index.md. */
#include "face/face.h"
#include "host/host.h"
#include "store/query.h"

#include <stdlib.h>

struct truce_rows {
    truce *t;
    store_rows *r;
    truce_text *names;
};

static truce_text text_of(str s)
{
    return (truce_text){s.ptr ? s.ptr : "", s.len};
}

/* ---- The question */

static tr_err read_values(task *k, const truce_value *values, size_t n, store_cell **out)
{
    store_cell *c = arena_alloc_n(k->a, n + 1, sizeof *c);
    if (c == NULL) return TR_ERR_NOMEM;
    for (size_t i = 0; i < n; i++)
        c[i] = (store_cell){.kind = (stored_kind)values[i].kind,
                            .text = text_str(values[i].text),
                            .integer = values[i].integer,
                            .number = values[i].number};
    *out = c;
    return TR_OK;
}

/* ---- Which index */

/* Tables of a state beside the mission's own, held open without a name from here on: nothing stays
 * behind, however this process ends. */
static tr_err index_aside(task *k, const truce_mission *m, const state *s, const report_data *d,
                          host_zones *zones, store_asker **out)
{
    char folder[] = "/tmp/truce-tables-XXXXXX";
    store_asker *a = store_asker_new(m->m.dir);
    if (a == NULL) return TR_ERR_NOMEM;
    tr_err e = host_temporary_dir(folder);
    if (e != TR_OK) {
        store_asker_free(a);
        return e;
    }
    const char *path = task_path(k, arena_printf(k->a, "%s/index.db", folder));
    e = *path ? issue_index_at(path, &m->m, s, d, zones, k->a, &k->d) : TR_ERR_NOMEM;
    if (e == TR_OK) e = store_asker_hold(a, path, &k->d);
    (void)host_remove(path);
    host_drop_dir(folder);
    if (e == TR_OK)
        *out = a;
    else
        store_asker_free(a);
    return e;
}

/* By the clock of the machine or of the record, whichever is later; a record may know of later
 * things than its clock. */
static tr_err has_come(task *k, truce_mission *m, as_of when)
{
    const state *all;
    if (when.instant == USEC_UNKNOWN || when.instant <= host_now()) return TR_OK;
    if (m->m.clock_start != USEC_UNKNOWN) {
        TR_TRY(task_state(k, m, &all));
        if (when.instant <= all->last_at || when.instant <= record_clock(m->r, &m->m)) return TR_OK;
    }
    return task_refuse(k, "--as-of: that time has not come");
}

static tr_err make_then(task *k, truce_mission *m, as_of when)
{
    const state *s;
    report_data d;
    TR_TRY(has_come(k, m, when));
    TR_TRY(task_index_data(k, m, when, &s, &d));
    return index_aside(k, m, s, &d, task_zones(m, when), &m->then);
}

truce_code truce_ask_as_of(truce_mission *m, truce_text when)
{
    static const char *const knows[] = {"as-of", NULL};
    truce_setting settings[] = {{.name = "as-of", .value = when}, {0}};
    as_of then;
    task k;
    tr_err e = task_begin(&k, m->t, settings, knows);
    store_asker_free(m->then);
    m->then = NULL;
    if (e == TR_OK) e = task_as_of(&k, &then);
    if (e == TR_OK && (then.size != UINT64_MAX || then.instant != USEC_UNKNOWN))
        e = make_then(&k, m, then);
    return task_end(&k, e, NULL);
}

void truce_ask_as_it_stands(truce_mission *m, bool yes)
{
    m->as_it_stands = yes;
}

typedef struct asked {
    store_asker *asker; /* borrowed, or `own` */
    store_asker *own;   /* of an index made for this question */
    const char *path;   /* NULL: what the asker holds */
} asked;

static tr_err mission_index(task *k, truce_mission *m, asked *out)
{
    if (m->asker == NULL) m->asker = store_asker_new(m->m.dir);
    out->asker = m->asker;
    out->path = task_path(k, arena_printf(k->a, "%s/index.db", m->m.dir));
    return out->asker && out->path ? TR_OK : TR_ERR_NOMEM;
}

/* The mission's index where it is level; else one of this question's own: asking changes nothing.
 */
static tr_err index_for(task *k, truce_mission *m, asked *out)
{
    bool level;
    uint64_t at;
    const state *s;
    report_data d;
    if (m->then) {
        out->asker = m->then;
        return TR_OK;
    }
    if (m->as_it_stands) return mission_index(k, m, out);
    str entries = arena_printf(k->a, "%s/ledger/entries", m->m.dir);
    if (entries.ptr == NULL) return TR_ERR_NOMEM;
    host_mark before = host_mark_of(entries.ptr); /* of the record that is read below, or older */
    TR_TRY(task_record(k, m));
    TR_TRY(issue_index_is_level(&m->m, m->r, &m->seen, k->a, &level, &at, &k->d));
    if (!host_mark_eq(&before, &m->seen.entries)) m->seen.level = false; /* it grew meanwhile */
    if (level) return mission_index(k, m, out);
    TR_TRY(task_index_data(k, m, all_that_is_known, &s, &d));
    TR_TRY(index_aside(k, m, s, &d, m->now.zones, &out->own));
    out->asker = out->own;
    return TR_OK;
}

static tr_err ask(task *k, truce_mission *m, truce_text sql, const truce_value *values, size_t n,
                  truce_rows *rows)
{
    store_cell *cells;
    asked at = {0};
    if (sql.bytes == NULL) return task_refuse(k, "there is no question");
    TR_TRY(read_values(k, values, n, &cells));
    TR_TRY(index_for(k, m, &at));
    tr_err e = store_query(at.asker, at.path, text_str(sql), cells, n, &rows->r, &k->d);
    store_asker_free(at.own); /* its rows keep what they come from */
    TR_TRY(e);
    size_t width = store_rows_width(rows->r);
    rows->names = calloc(width, sizeof *rows->names);
    if (rows->names == NULL) return TR_ERR_NOMEM;
    for (size_t i = 0; i < width; i++)
        rows->names[i] = text_of(store_rows_name(rows->r, i));
    return TR_OK;
}

truce_code truce_query(truce_mission *m, truce_text sql, const truce_value *values, size_t n_values,
                       truce_rows **out)
{
    static const char *const knows[] = {NULL};
    task k;
    truce_rows *rows = NULL;
    tr_err e = task_begin(&k, m->t, NULL, knows);
    if (e == TR_OK && (rows = calloc(1, sizeof *rows)) == NULL) e = TR_ERR_NOMEM;
    if (e == TR_OK) {
        rows->t = m->t;
        e = ask(&k, m, sql, values, n_values, rows);
    }
    if (e != TR_OK) {
        truce_rows_free(rows);
        rows = NULL;
    }
    *out = rows;
    return task_end(&k, e, NULL);
}

/* ---- Its rows */

size_t truce_rows_width(const truce_rows *rows)
{
    return store_rows_width(rows->r);
}

truce_text truce_rows_name(const truce_rows *rows, size_t column)
{
    return rows->names[column];
}

bool truce_rows_next(truce_rows *rows, truce_code *code)
{
    tr_diag d = {0};
    tr_err e = store_rows_next(rows->r, &d);
    bool there = e == TR_OK;
    if (e == TR_ERR_ABSENT) e = TR_OK;
    if (e != TR_OK && d.msg[0] == '\0') diag_set(&d, CODE_NONE, "", 0, 0, "%s", tr_err_words(e));
    rows->t->last = d;
    (void)problem_of(&d, &rows->t->shown);
    *code = (truce_code)e;
    return there;
}

truce_value truce_rows_value(const truce_rows *rows, size_t column)
{
    store_cell c = {.text = STR("")};
    if (store_rows_cell(rows->r, column, &c) != TR_OK) return (truce_value){.text = {"", 0}};
    return (truce_value){.kind = (truce_kind)c.kind,
                         .text = text_of(c.text),
                         .integer = c.integer,
                         .number = c.number};
}

void truce_rows_free(truce_rows *rows)
{
    if (rows == NULL) return;
    store_rows_free(rows->r);
    free(rows->names);
    free(rows);
}
