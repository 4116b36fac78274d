/* What is added to a mission from files, and the main job: all of them, and the report. */
#include "face/face.h"
#include "report/write.h"

#include <string.h>

static void put_outcome(buf *b, const char *kind, str file, const import_outcome *o)
{
    if (o->known) {
        buf_f(b, "%-10s " STR_FMT ": known already, nothing appended\n", kind, STR_ARG(file));
    } else if (str_is(str_of(kind), "agreement") || str_is(str_of(kind), "study")) {
        buf_f(b, "%-10s " STR_FMT ": recorded\n", kind, STR_ARG(file));
    } else {
        buf_f(b, "%-10s " STR_FMT ": received %zu = accepted %zu + duplicate %zu + set aside %zu\n",
              kind, STR_ARG(file), o->received, o->accepted, o->duplicate, o->set_aside);
    }
    buf_f(b, "ack %llu %s\n", (unsigned long long)o->index, o->leaf_hex);
}

/* Each file has memory of its own: how many there are does not matter. */
static tr_err import_one(task *k, importer *im, const mission_source *s, const char *path,
                         import_outcome *o)
{
    arena a;
    reject_sink told = tell_sink(k->t);
    arena_init(&a, MISSION_ARENA_BYTES);
    tr_err e = importer_file(im, s, path, &told, &a, o, &k->d);
    if (e == TR_OK) {
        if (o->form_words.len) tell_note(k->t, "'%s': " STR_FMT, path, STR_ARG(o->form_words));
        put_outcome(&k->out, feed_kind_word(s->kind), s->file, o);
    }
    arena_clear(&a);
    return e;
}

/* The source of mission.yaml with this kind and file, or one made from the settings. */
static mission_source source_for(const task *k, const mission *m, feed_kind kind, str file)
{
    mission_source s = {.kind = kind,
                        .file = file,
                        .received = task_value(k, "received"),
                        .whole = str_is(task_value(k, "whole"), "yes")};
    for (size_t i = 0; i < m->n_sources; i++) {
        const mission_source *x = &m->sources[i];
        if (x->kind != kind) continue;
        if (feed_kind_streams(kind) || str_eq(x->file, file)) {
            s.mapping = x->mapping;
            s.mapping_text = x->mapping_text;
            if (s.received.len == 0) s.received = x->received;
        }
    }
    return s;
}

static tr_err import_named(task *k, truce_mission *m, const char *kind_word, const char *file)
{
    feed_kind kind;
    importer *im;
    import_outcome o;
    if (!feed_kind_from(str_of(kind_word), &kind)) return task_no_kind(k, str_of(kind_word));
    mission_source s = source_for(k, &m->m, kind, str_of(file));
    TR_TRY(task_importer(k, m, false, &im));
    TR_TRY(import_one(k, im, &s, file, &o));
    task_figure_is(k, "entry", o.index);
    task_figure_is(k, "known", o.known);
    task_figure_is(k, "received", o.received);
    task_figure_is(k, "accepted", o.accepted);
    task_figure_is(k, "duplicate", o.duplicate);
    task_figure_is(k, "set_aside", o.set_aside);
    return TR_OK;
}

truce_code truce_import(truce_mission *m, const char *kind, const char *file,
                        const truce_setting *settings, truce_answer **out)
{
    static const char *const knows[] = {"received", "whole?", NULL};
    task k;
    tr_err e = task_begin(&k, m->t, settings, knows);
    if (e == TR_OK) e = import_named(&k, m, kind, file);
    return task_end(&k, e, out);
}

/* ---- All that mission.yaml names */

typedef struct haul {
    size_t set_aside, alarms;
} haul;

static tr_err import_agreement(task *k, truce_mission *m, importer *im)
{
    import_outcome o;
    diag_list faults = {0};
    str file = m->m.agreement_file;
    tr_err e = importer_agreement(im, k->a, &o, &faults, &k->d);
    if (e != TR_OK) TR_TRY(tell_faults(k->t, &faults, task_path(k, file), &k->d));
    if (e == TR_OK) put_outcome(&k->out, "agreement", file, &o);
    return e;
}

static tr_err import_study(task *k, truce_mission *m, importer *im)
{
    import_outcome o;
    diag_list faults = {0};
    str file = m->m.study_file;
    if (file.len == 0) return TR_OK;
    tr_err e = importer_study(im, k->a, &o, &faults, &k->d);
    if (e != TR_OK) TR_TRY(tell_faults(k->t, &faults, task_path(k, file), &k->d));
    if (e == TR_OK) put_outcome(&k->out, "study", file, &o);
    return e;
}

static const char *in_mission(const task *k, const mission *m, str file)
{
    if (file.len && file.ptr[0] == '/') return task_path(k, file);
    str s = arena_printf(k->a, "%s/" STR_FMT, m->dir, STR_ARG(file));
    return s.ptr ? s.ptr : "";
}

/* Evidence that cannot be read is an alarm of its feed; the other sources go on. What gives words
 * their meaning, and what sides and people said, is not passed over like that. */
static tr_err import_or_alarm(task *k, truce_mission *m, importer *im, const mission_source *s,
                              haul *h)
{
    import_outcome o;
    const char *path = in_mission(k, &m->m, s->file);
    bool evidence = !feed_kind_gives_meaning(s->kind) && s->kind != FEED_SITES;
    tr_err e = import_one(k, im, s, path, &o);
    if (e == TR_OK) {
        h->set_aside += o.set_aside;
        return TR_OK;
    }
    bool of_the_file = e == TR_ERR_DATA || e == TR_ERR_DAMAGED || e == TR_ERR_LIMIT ||
                       (e == TR_ERR_IO && !host_is_regular(path));
    if (!evidence || !of_the_file) return e;
    tell(k->t, TRUCE_ALARM, &k->d);
    buf_f(&k->out, "%-10s " STR_FMT ": ALARM, could not be read [%s]\n", feed_kind_word(s->kind),
          STR_ARG(s->file), diag_code_word(k->d.code));
    h->alarms++;
    tr_diag why = k->d;
    return mission_alarm(&m->m, m->r, s->kind, path, &why, &k->d);
}

/* A draft of which nobody has confirmed anything is no agreement yet. */
static tr_err some_confirmed(task *k, truce_mission *m)
{
    const state *s;
    TR_TRY(task_state(k, m, &s));
    if (s->waiting.n == 0 || s->confirmed.n > 0 || task_yes(k, "drafts")) return TR_OK;
    if (!s->ag->draft) return TR_OK; /* drafts beside an agreement wait, and it stands */
    diag_set(&k->d, CODE_AG_DRAFT, "", 0, 0,
             "the agreement is a draft: %zu clauses wait for a person to confirm them",
             s->waiting.n);
    return TR_ERR_DATA;
}

static tr_err import_all(task *k, truce_mission *m, haul *h)
{
    importer *im;
    size_t n = m->m.n_sources;
    TR_TRY(task_importer(k, m, true, &im));
    TR_TRY(import_agreement(k, m, im));
    TR_TRY(some_confirmed(k, m));
    TR_TRY(import_study(k, m, im)); /* before what it is about */
    for (size_t i = 0; i < n; i++) {
        tell_progress(k->t, "importing", i, n);
        TR_TRY(import_or_alarm(k, m, im, &m->m.sources[i], h));
        tell_progress(k->t, "importing", i + 1, n);
    }
    return TR_OK;
}

/* ---- The main job */

static void put_summary(buf *b, const report_data *d)
{
    int width = 10;
    buf_f(b,
          "\n" STR_FMT "\n%zu incidents coded by a person, %zu alleged in claims (never added up), "
          "%zu remarks on what the sides said\n\n",
          STR_ARG(d->title), coded_in_period(d), fused_in_period(d), d->n_flags);
    if (set_aside_in_period(d))
        buf_f(b, "%zu refuted or withdrawn, on record and in no count\n\n", set_aside_in_period(d));
    for (size_t r = 0; r < d->n_readings; r++) {
        if (d->readings[r]->id.len > (size_t)width) width = (int)d->readings[r]->id.len;
    }
    buf_f(b, "%-*s  covered  unclear  attempt  not covered  not in force\n", width, "reading");
    for (size_t r = 0; r < d->n_readings; r++) {
        const size_t *n = d->counts[r].n;
        buf_f(b, "%-*.*s %8zu %8zu %8zu %12zu %13zu\n", width, STR_ARG(d->readings[r]->id),
              n[VERDICT_YES], n[VERDICT_UNCLEAR], n[VERDICT_ATTEMPT], n[VERDICT_NO],
              n[VERDICT_NOT_IN_FORCE]);
    }
}

/* An agreement alone makes a report of nothing: the next steps, for whoever stands there first. */
static void put_next_steps(buf *b, const char *dir, const state *s)
{
    bool nothing = s->batches.n == 0 && s->observations.n == 0;
    if (!nothing) return;
    buf_f(b,
          "\nThe record has an agreement and no evidence yet, so nothing is assessed. Next:\n"
          "  truce map FILE                    look at a table and get a mapping for it\n"
          "  %s/mission.yaml     name it under 'sources', then: truce run %s\n"
          "  truce import %s KIND FILE     or import it once\n"
          "  truce observe %s --help       or log what an officer saw\n",
          dir, dir, dir, dir);
}

/* Another state or side, or another spelling: somebody has to look. */
static void put_unlisted(buf *b, const report_data *d)
{
    static const char *const says[UNLISTED__N] = {
        [UNLISTED_STATE] = "states in coded incidents that the agreement does not name:",
        [UNLISTED_SIDE] = "sides to whom acts are ascribed and that the agreement does not have:"};
    for (unsigned kind = 0; kind < UNLISTED__N; kind++) {
        const unlisted_list *l = &d->unlisted[kind];
        if (l->n) buf_z(b, says[kind]);
        for (size_t i = 0; i < l->n; i++)
            buf_f(b, "%s \"" STR_FMT "\" (%zu)", i ? "," : "", STR_ARG(l->items[i].name),
                  l->items[i].n);
        if (l->n) buf_z(b, "; if this is another spelling, correct the table\n");
    }
}

static tr_err run_all(task *k, truce_mission *m)
{
    const state *s;
    report_data d;
    haul h = {0};
    const char *dir;
    char digest[SHA256_HEX + 1] = "";
    as_of all = {.size = UINT64_MAX, .instant = USEC_UNKNOWN, .drafts = task_yes(k, "drafts")};
    span period = {m->m.period_from, m->m.period_to};
    k->stands = true; /* what was imported before a failure is in the record */
    TR_TRY(import_all(k, m, &h));
    task_figure_is(k, "set_aside", h.set_aside);
    task_figure_is(k, "alarms", h.alarms);
    TR_TRY(task_build(k, m, all, period, m->m.period_words, &s, &d));
    if (!all.drafts) TR_TRY(task_index(k, m, s, &d, false, digest));
    put_summary(&k->out, &d);
    buf_z(&k->out, "\nreport:\n");
    TR_TRY(report_plan(&d, false, k->a));
    TR_TRY(task_report_dir(k, m, &d, &dir));
    TR_TRY(issue_report(&m->m, m->r, &d, all, REPORT_USUAL, dir,
                        task_zones(m, all), k->a, &k->out, &k->d));
    buf_f(&k->out, "ledger: %llu entries before the report, root %s\n",
          (unsigned long long)d.ledger_size, d.root_hex);
    if (s->waiting.n)
        buf_f(&k->out, "%zu clause%s of drafts wait for a person: truce confirm %s --help\n",
              s->waiting.n, s->waiting.n == 1 ? "" : "s", m->m.dir);
    put_unlisted(&k->out, &d);
    put_next_steps(&k->out, m->m.dir, s);
    return TR_OK;
}

truce_code truce_run(truce_mission *m, const truce_setting *settings, truce_answer **out)
{
    static const char *const knows[] = {"drafts?", NULL};
    task k;
    tr_err e = task_begin(&k, m->t, settings, knows);
    if (e == TR_OK) e = run_all(&k, m);
    return task_end(&k, e, out);
}
