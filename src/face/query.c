/* Questions in SQL to what a mission's record gives. docs/formats/index.md. */
#include "face/face.h"
#include "host/host.h"
#include "store/query.h"

#include <stdlib.h>

struct truce_rows {
    truce *t;
    store_rows *r;
    truce_text *names;
    char *folder; /* of an index made for this question; NULL: the mission's own */
    char *path;
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

/* ---- An earlier state */

static tr_err make_then(task *k, truce_mission *m, as_of when)
{
    char folder[] = "/tmp/truce-then-XXXXXX";
    const state *s;
    report_data d;
    span period = {m->m.period_from, m->m.period_to};
    if (when.instant != USEC_UNKNOWN && when.instant > host_now())
        return task_refuse(k, "--as-of: that time has not come");
    TR_TRY(task_build(k, m, when, period, m->m.period_words, &s, &d));
    TR_TRY(host_temporary_dir(folder));
    m->then.folder = strdup(folder);
    m->then.path = strdup(task_path(k, arena_printf(k->a, "%s/index.db", folder)));
    m->then.asker = store_asker_new();
    if (!m->then.folder) host_drop_dir(folder);
    if (!m->then.folder || !m->then.path || !m->then.asker) return TR_ERR_NOMEM;
    return issue_index_at(m->then.path, &m->m, s, &d, task_zones(m, when), k->a, &k->d);
}

truce_code truce_ask_as_of(truce_mission *m, truce_text when)
{
    static const char *const knows[] = {"as-of", NULL};
    truce_setting settings[] = {{.name = "as-of", .value = when}, {0}};
    as_of then;
    task k;
    tr_err e = task_begin(&k, m->t, settings, knows);
    forget_then(m);
    if (e == TR_OK) e = task_as_of(&k, &then);
    if (e == TR_OK && (then.size != UINT64_MAX || then.instant != USEC_UNKNOWN))
        e = make_then(&k, m, then);
    if (e != TR_OK) forget_then(m);
    return task_end(&k, e, NULL);
}

/* The mission's index where it is level; else one of this question's own: asking changes nothing.
 */
static tr_err index_for(task *k, truce_mission *m, truce_rows *rows)
{
    char folder[] = "/tmp/truce-query-XXXXXX";
    bool level;
    uint64_t at;
    const state *s;
    report_data d;
    str entries = arena_printf(k->a, "%s/ledger/entries", m->m.dir);
    if (entries.ptr == NULL) return TR_ERR_NOMEM;
    if (m->then.path) {
        rows->path = strdup(m->then.path);
        return rows->path ? TR_OK : TR_ERR_NOMEM;
    }
    host_mark before = host_mark_of(entries.ptr); /* of the record that is read below, or older */
    TR_TRY(task_record(k, m));
    TR_TRY(issue_index_is_level(&m->m, m->r, &m->seen, k->a, &level, &at, &k->d));
    if (!host_mark_eq(&before, &m->seen.entries)) m->seen.level = false; /* it grew meanwhile */
    if (level) {
        rows->path = strdup(task_path(k, arena_printf(k->a, "%s/index.db", m->m.dir)));
        return rows->path ? TR_OK : TR_ERR_NOMEM;
    }
    TR_TRY(task_build_all(k, m, &s, &d));
    TR_TRY(host_temporary_dir(folder));
    rows->folder = strdup(folder);
    rows->path = strdup(task_path(k, arena_printf(k->a, "%s/index.db", folder)));
    if (rows->folder == NULL || rows->path == NULL) {
        host_drop_dir(folder);
        return TR_ERR_NOMEM;
    }
    return issue_index_at(rows->path, &m->m, s, &d, m->now.zones, k->a, &k->d);
}

/* Of the mission's own index; one that was made for a question is asked once. */
static store_asker *asker_of(truce_mission *m, const truce_rows *rows)
{
    if (rows->folder) return NULL;
    if (m->then.path) return m->then.asker;
    if (m->asker == NULL) m->asker = store_asker_new();
    return m->asker;
}

static tr_err ask(task *k, truce_mission *m, truce_text sql, const truce_value *values, size_t n,
                  truce_rows *rows)
{
    store_cell *cells;
    if (sql.bytes == NULL) return task_refuse(k, "there is no question");
    TR_TRY(read_values(k, values, n, &cells));
    TR_TRY(index_for(k, m, rows));
    TR_TRY(store_query(asker_of(m, rows), rows->path, text_str(sql), cells, n, &rows->r, &k->d));
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
    if (rows->folder) {
        if (rows->path) (void)host_remove(rows->path);
        host_drop_dir(rows->folder);
    }
    free(rows->names);
    free(rows->folder);
    free(rows->path);
    free(rows);
}
