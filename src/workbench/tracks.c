/* Ships over time as a filter: logs in; events, or what each number says of itself, out. */
#include "mission/mission.h"
#include "traffic/traffic.h"
#include "workbench/ship_log.h"

#include <string.h>

typedef struct job {
    task *k;
    truce_writer *write;
    void *ctx;
    bool json;
    enum { EVENTS, SHIPS, ACCOUNT } what;
    traffic *t;
    traffic_areas areas;
    traffic_flags flags;
    buf rows;
} job;

static tr_err hand_over(void *ctx, str piece)
{
    job *j = ctx;
    return j->write(j->ctx, (truce_text){piece.ptr, piece.len}) == 0 ? TR_OK : TR_ERR_IO;
}

static tr_err add(void *ctx, const ais_reader *r, const ais_message *m, size_t n)
{
    job *j = ctx;
    (void)r;
    return traffic_add(j->t, m, n);
}

/* ---- Rows: one table of cells for both forms ---------------------------------------------------
 */

typedef struct cells {
    job *j;
    json_writer w;
    size_t n;
    bool head;
} cells;

static void begin_row(cells *c, job *j, bool head)
{
    *c = (cells){.j = j, .head = head};
    if (!j->json) return;
    jw_init(&c->w, &j->rows, false);
    jw_open(&c->w, '{');
}

static void end_row(cells *c)
{
    if (c->j->json) jw_close(&c->w, '}');
    buf_c(&c->j->rows, '\n');
}

/* `text` false: a number, written as it is. An empty one is not said. */
static void put_cell(cells *c, const char *name, str value, bool text)
{
    buf *b = &c->j->rows;
    if (c->j->json) {
        if (!value.len) return;
        if (text) {
            jw_kv(&c->w, name, value);
        } else {
            jw_key(&c->w, name);
            jw_raw(&c->w, value);
        }
        return;
    }
    if (c->n++) buf_c(b, ',');
    if (c->head)
        buf_z(b, name);
    else if (text)
        csv_text(b, value);
    else
        buf_s(b, value);
}

static void put_word(cells *c, const char *name, const char *word)
{
    put_cell(c, name, str_of(word), true);
}

static void put_number(cells *c, const char *name, bool there, double v, int decimals)
{
    buf b;
    buf_init(&b, 64);
    if (there) buf_fixed(&b, v, decimals);
    put_cell(c, name, buf_str(&b), false);
    buf_absorb(&c->j->rows, &b);
}

static void put_time(cells *c, const char *name, int64_t ms)
{
    buf b;
    buf_init(&b, 64);
    if (ms != INT64_MAX && ms != INT64_MIN) when_write(&b, ms / 1000 * USEC_SEC);
    put_cell(c, name, buf_str(&b), true);
    buf_absorb(&c->j->rows, &b);
}

static const char *label_of(const traffic_event *e)
{
    switch ((traffic_kind)e->kind) {
    case TRAFFIC_GAP: return sea_silence_word((sea_silence)e->label);
    case TRAFFIC_DOUBT: return sea_doubt_word((sea_doubt)e->label);
    case TRAFFIC_INTERFERENCE: return e->label ? "to" : "from";
    case TRAFFIC_ENTRY:
    case TRAFFIC_EXIT: return e->label ? "crossed" : "between";
    case TRAFFIC_TRACK:
    case TRAFFIC_PRESENCE:
    case TRAFFIC_PORT_VISIT:
    case TRAFFIC_ENCOUNTER:
    case TRAFFIC_SAME_PLACE:
    case TRAFFIC_NEAR:
    case TRAFFIC_KIND__N: break;
    }
    return "";
}

static void put_event(job *j, const traffic_event *e, bool head)
{
    cells c;
    bool gap = e->kind == TRAFFIC_GAP,
         moved = gap || e->kind == TRAFFIC_TRACK || e->kind == TRAFFIC_ENCOUNTER,
         several = e->kind == TRAFFIC_INTERFERENCE || e->kind == TRAFFIC_SAME_PLACE;
    begin_row(&c, j, head);
    put_word(&c, "event", traffic_kind_word((traffic_kind)e->kind));
    put_number(&c, "mmsi", !several, e->mmsi, 0);
    put_word(&c, "flag", several ? "" : traffic_flag(&j->flags, e->mmsi));
    put_number(&c, "other_mmsi", e->other > 0, e->other, 0);
    put_cell(&c, "area", e->area ? j->areas.items[e->area - 1].id : (str){0}, true);
    put_time(&c, "from", e->from_ms);
    put_time(&c, "to", e->to_ms);
    put_word(&c, "label", label_of(e));
    put_number(&c, "lat", true, (double)e->lat / SEA_ANGLE, 5);
    put_number(&c, "lon", true, (double)e->lon / SEA_ANGLE, 5);
    put_number(&c, "lat_to", !several, (double)e->lat_to / SEA_ANGLE, 5);
    put_number(&c, "lon_to", !several, (double)e->lon_to / SEA_ANGLE, 5);
    put_number(&c, "n", e->n > 0, e->n, 0);
    put_number(&c, "hours", !several, (double)e->hours, 3);
    put_number(&c, "km", moved || e->kind == TRAFFIC_INTERFERENCE, (double)e->km, 3);
    put_number(&c, "knots", moved, (double)e->knots, 2);
    put_number(&c, "confidence", e->kind == TRAFFIC_PORT_VISIT, e->label, 0);
    put_number(&c, "reception", gap && e->known > 0, (double)e->reception, 3);
    put_number(&c, "reception_known", gap, (double)e->known, 3);
    put_number(&c, "p_silence", gap && e->known > 0, (double)e->p_silence, 6);
    end_row(&c);
}

static void put_ship(job *j, const traffic_identity *x, bool head)
{
    cells c;
    begin_row(&c, j, head);
    put_number(&c, "mmsi", true, x->mmsi, 0);
    put_word(&c, "flag", traffic_flag(&j->flags, x->mmsi));
    put_number(&c, "imo", x->imo > 0, x->imo, 0);
    put_word(&c, "name", x->name);
    put_word(&c, "callsign", x->callsign);
    put_number(&c, "shiptype", x->ship_type >= 0, x->ship_type, 0);
    put_number(&c, "length_m", x->length_m >= 0, x->length_m, 0);
    put_number(&c, "beam_m", x->beam_m >= 0, x->beam_m, 0);
    put_time(&c, "first", x->first_ms);
    put_time(&c, "last", x->last_ms);
    put_number(&c, "messages", true, (double)x->n, 0);
    end_row(&c);
}

static tr_err put_events(job *j)
{
    const traffic_event *e;
    static const traffic_event none;
    if (!j->json) put_event(j, &none, true);
    for (;;) {
        tr_err end = traffic_next(j->t, &e);
        if (end == TR_ERR_ABSENT) return TR_OK;
        TR_TRY(end);
        put_event(j, e, false);
        TR_TRY(buf_err(&j->rows));
    }
}

static tr_err put_ships(job *j)
{
    size_t n;
    const traffic_identity *x = traffic_identities(j->t, &n);
    static const traffic_identity none;
    if (!j->json) put_ship(j, &none, true);
    for (size_t i = 0; i < n; i++)
        put_ship(j, &x[i], false);
    return buf_err(&j->rows);
}

/* What became of each report. */
static void put_account(job *j)
{
    const traffic_account *n = traffic_counts(j->t);
    buf *b = &j->k->out;
    buf_z(b, "messages,positions,duplicate,no_position,no_time,identities,others,ships,trusted");
    for (int i = SEA_NONE + 1; i < SEA_DOUBT__N; i++) {
        buf_c(b, ',');
        for (const char *p = sea_doubt_word((sea_doubt)i); *p; p++)
            buf_c(b, *p == ' ' ? '_' : *p);
    }
    buf_f(b, "\n%llu,%llu,%llu,%llu,%llu,%llu,%llu,%llu,%llu", (unsigned long long)n->messages,
          (unsigned long long)n->positions, (unsigned long long)n->duplicate,
          (unsigned long long)n->no_position, (unsigned long long)n->no_time,
          (unsigned long long)n->identities, (unsigned long long)n->others,
          (unsigned long long)n->ships, (unsigned long long)n->trusted);
    for (int i = SEA_NONE + 1; i < SEA_DOUBT__N; i++)
        buf_f(b, ",%llu", (unsigned long long)n->doubted[i]);
    buf_c(b, '\n');
}

static void tell_account(job *j)
{
    const traffic_account *n = traffic_counts(j->t);
    uint64_t doubted = 0;
    for (int i = SEA_NONE + 1; i < SEA_DOUBT__N; i++)
        doubted += n->doubted[i];
    tell_note(j->k->t,
              "%llu position reports with a time of %llu ships = %llu trusted + %llu not trusted + "
              "%llu heard twice; %llu without a time and %llu without a position are left out",
              (unsigned long long)n->positions, (unsigned long long)n->ships,
              (unsigned long long)n->trusted, (unsigned long long)doubted,
              (unsigned long long)n->duplicate, (unsigned long long)n->no_time,
              (unsigned long long)n->no_position);
}

/* ---- The task
 * ----------------------------------------------------------------------------------------- */

static tr_err read_settings(job *j)
{
    task *k = j->k;
    str what = task_value(k, "what"), form = task_value(k, "format"),
        areas = task_value(k, "areas"), bytes;
    j->json = str_is(form, "jsonl");
    if (form.len && !j->json && !str_is(form, "csv"))
        return task_refuse(k, "--format is csv or jsonl");
    j->what = str_is(what, "ships") ? SHIPS : str_is(what, "account") ? ACCOUNT : EVENTS;
    if (what.len && j->what == EVENTS && !str_is(what, "events"))
        return task_refuse(k, "--what is events, ships or account");
    TR_TRY(traffic_flags_read(shipped_mid(), &j->flags, &k->d));
    if (!areas.len) return TR_OK;
    const char *path = task_path(k, areas);
    TR_TRY(host_read_file(path, HOST_FILE_BYTES, k->a, &bytes, &k->d));
    return traffic_areas_read(bytes, path, k->a, &j->areas, &k->d);
}

static void hear_progress(void *ctx, uint64_t done, uint64_t all)
{
    tell_progress(((job *)ctx)->k->t, "position reports", (size_t)done, (size_t)all);
}

static tr_err follow(job *j, const char *const *files, size_t n)
{
    task *k = j->k;
    str scratch = task_value(k, "scratch");
    ship_log *l = NULL;
    traffic_rules rules = {.folder = scratch.len ? task_path(k, scratch) : host_scratch(),
                           .areas = j->areas.items,
                           .n_areas = j->areas.n,
                           .flags = &j->flags,
                           .land = shipped_land()};
    tr_err e = ship_log_open(k, true, false, &l);
    if (e == TR_OK) e = traffic_open(&rules, k->a, &j->t);
    for (size_t i = 0; e == TR_OK && i < n; i++) {
        const ais_account *one = NULL;
        e = ship_log_read(l, files[i], add, j, &one);
        if (e == TR_OK) ship_log_tell(l, one);
    }
    if (e == TR_OK) e = traffic_look(j->t, hear_progress, j);
    if (e == TR_ERR_IO && k->d.code == CODE_NONE)
        diag_set(&k->d, CODE_IO, rules.folder, 0, 0,
                 "cannot sort there; name another folder with --scratch");
    TR_TRY(e);
    if (j->what == ACCOUNT) {
        put_account(j);
        return TR_OK;
    }
    tell_account(j);
    TR_TRY(j->what == SHIPS ? put_ships(j) : put_events(j));
    return buf_drain(&j->rows);
}

truce_code truce_tracks(truce *engine, const char *const *files, size_t n_files,
                        const truce_setting *settings, truce_writer *write, void *context,
                        truce_answer **out)
{
    static const char *const knows[] = {"format", "what", "areas", "scratch", NULL};
    task k;
    job j = {.k = &k, .write = write, .ctx = context};
    buf_init(&j.rows, BUF_LIMIT_BYTES);
    j.rows.drain = hand_over;
    j.rows.ctx = &j;
    tr_err e = task_begin(&k, engine, settings, knows);
    if (e == TR_OK) e = read_settings(&j);
    if (e == TR_OK) e = follow(&j, files, n_files);
    if (e == TR_OK && j.t) {
        const traffic_account *n = traffic_counts(j.t);
        k.stands = true;
        task_figure_is(&k, "reports", (size_t)n->positions);
        task_figure_is(&k, "ships", (size_t)n->ships);
        task_figure_is(&k, "trusted", (size_t)n->trusted);
    }
    traffic_close(j.t);
    buf_free(&j.rows);
    return task_end(&k, e, out);
}
