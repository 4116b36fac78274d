/* Incidents of a table under the readings of an agreement file, without a mission. */
#include "assess/assess.h"
#include "document/said.h"
#include "face/face.h"

#include <stdlib.h>

typedef struct job {
    const agreement *ag;
    incident_vec incidents;
    feed_result result;
    const reading_tables **tables;
    size_t n_tables;
    arena *a;
} job;

static bool wanted(str list, str id)
{
    str one = {0};
    if (list.len == 0) return true;
    while (str_cut(&list, ',', &one)) {
        if (str_eq(str_trim(one), id)) return true;
    }
    return false;
}

static int by_time(const void *a, const void *b)
{
    return incident_order(a, b);
}

static tr_err check_list(task *k, const job *j, const char *name, bool phases)
{
    str list = task_value(k, name), one = {0};
    size_t n = phases ? j->ag->n_phases : j->ag->n_readings;
    while (list.len && str_cut(&list, ',', &one)) {
        size_t i = 0;
        while (i < n &&
               !str_eq(phases ? j->ag->phases[i].id : j->ag->readings[i].id, str_trim(one)))
            i++;
        if (i == n)
            return task_refuse(k, "--%s: the agreement has no '" STR_FMT "'", name, STR_ARG(one));
    }
    return TR_OK;
}

static tr_err compile_readings(task *k, job *j)
{
    assess_opts o = ASSESS_OPTS_DEFAULT;
    o.practice = task_yes(k, "practice");
    TR_TRY(check_list(k, j, "reading", false));
    TR_TRY(check_list(k, j, "phase", true));
    j->tables = arena_alloc_n(k->a, j->ag->n_readings + 1, sizeof *j->tables);
    if (j->tables == NULL) return TR_ERR_NOMEM;
    for (size_t i = 0; i < j->ag->n_readings; i++) {
        const reading *r = &j->ag->readings[i];
        if (!wanted(task_value(k, "reading"), r->id) || !wanted(task_value(k, "phase"), r->phase))
            continue;
        TR_TRY(assess_compile(j->ag, r, &o, k->a, &j->tables[j->n_tables++]));
    }
    return TR_OK;
}

static tr_err load(task *k, const char *agreement_file, const char *incidents, job *j)
{
    host_zones *zones = NULL;
    str bytes;
    j->a = k->a;
    TR_TRY(host_zones_open(k->a, &zones));
    TR_TRY(task_agreement(k, agreement_file, zones, &j->ag));
    TR_TRY(task_table(k, incidents, FEED_INCIDENTS, k->a, &bytes));
    tz_db db = host_zones_db(zones);
    table_form form = form_open(k->a);
    feed_context fc = {.categories = &j->ag->categories, .zones = &db, .form = &form};
    TR_TRY(feed_incidents(bytes, incidents, &fc, k->a, &j->incidents, &j->result, &k->d));
    for (size_t i = 0; i < j->incidents.n; i++)
        incident_weapons(j->ag, &j->incidents.items[i]);
    TR_TRY(compile_readings(k, j));
    task_tell_form(k, incidents, &form);
    tell_rejects(k->t, &j->result);
    task_figure_is(k, "set_aside", j->result.set_aside);
    if (j->incidents.n)
        qsort(j->incidents.items, j->incidents.n, sizeof *j->incidents.items, by_time);
    return TR_OK;
}

static void join_list(const str_list *l, const char *sep, buf *b)
{
    for (size_t i = 0; i < l->n; i++)
        buf_f(b, "%s" STR_FMT, i ? sep : "", STR_ARG(l->items[i]));
}

static const char *cell(const explanation *x, cover_test t)
{
    return truth_word(x->result.test[t]);
}

static void put_csv(buf *b, const job *j, const incident *in, const reading *r,
                    const explanation *x)
{
    buf list;
    buf_init(&list, 1 << 20);
    csv_text(b, in->id);
    buf_c(b, ',');
    csv_text(b, r->id);
    buf_f(b, ",%s,%s,%s,%s,%s,", verdict_word(x->result.verdict), cell(x, TEST_IN_FORCE),
          cell(x, TEST_CATEGORY), cell(x, TEST_PLACE), cell(x, TEST_ACT));
    if (j->ag->asks_bound) buf_f(b, "%s,", cell(x, TEST_BOUND));
    if (j->ag->asks_excepted) buf_f(b, "%s,", cell(x, TEST_NOT_EXCEPTED));
    join_list(&x->deciding, ";", &list);
    csv_text(b, buf_str(&list));
    buf_f(b, ",%s\n",
          x->reason[TEST_IN_FORCE].straddles && x->result.test[TEST_IN_FORCE] == TRUTH_U
              ? "straddles"
              : "");
    buf_absorb(b, &list);
}

static void put_json(buf *b, const incident *in, const reading *r, const explanation *x)
{
    json_writer w;
    jw_init_shown(&w, b);
    jw_open(&w, '{');
    jw_ki(&w, "v", 1);
    jw_kv(&w, "incident", in->id);
    jw_kv(&w, "reading", r->id);
    jw_kz(&w, "verdict", verdict_word(x->result.verdict));
    jw_key(&w, "tests");
    jw_open(&w, '{');
    for (unsigned t = 1; t < TEST__N; t++) {
        if (x->result.test[t] == TRUTH_NONE) continue;
        jw_key(&w, cover_test_word((cover_test)t));
        jw_open(&w, '{');
        jw_kz(&w, "answer", truth_word(x->result.test[t]));
        said_json(&w, "reason", x->reason[t].words);
        jw_key(&w, "deciding");
        jw_open(&w, '[');
        for (size_t i = 0; i < x->reason[t].deciding.n; i++)
            jw_str(&w, x->reason[t].deciding.items[i]);
        jw_close(&w, ']');
        jw_close(&w, '}');
    }
    jw_close(&w, '}');
    jw_key(&w, "deciding");
    jw_open(&w, '[');
    for (size_t i = 0; i < x->deciding.n; i++)
        jw_str(&w, x->deciding.items[i]);
    jw_close(&w, ']');
    jw_close(&w, '}');
    buf_c(b, '\n');
}

static tr_err assess_all(task *k, const char *agreement_file, const char *incidents)
{
    job j = {0};
    str format = task_value(k, "format");
    bool csv = str_is(format, "csv"), json = str_is(format, "json");
    if (format.len && !csv && !json && !str_is(format, "text"))
        return task_refuse(k, "--format is text, csv or json");
    TR_TRY(load(k, agreement_file, incidents, &j));
    if (csv)
        buf_f(&k->out, "incident,reading,verdict,in_force,category,place,act,%s%sdeciding,edge\n",
              j.ag->asks_bound ? "bound," : "", j.ag->asks_excepted ? "not_excepted," : "");
    for (size_t i = 0; i < j.incidents.n; i++) {
        const incident *inc = &j.incidents.items[i];
        for (size_t r = 0; r < j.n_tables; r++) {
            explanation x = {0};
            const reading *under = tables_reading(j.tables[r]);
            TR_TRY(assess_explain(j.ag, j.tables[r], inc, k->a, &x));
            if (csv) put_csv(&k->out, &j, inc, under, &x);
            if (json) put_json(&k->out, inc, under, &x);
            if (!csv && !json) explanation_write(&k->out, inc, under, &x);
        }
    }
    return TR_OK;
}

static const char *const knows[] = {"reading", "phase", "practice?", "format", NULL};

truce_code truce_assess(truce *t, const char *agreement_file, const char *incidents,
                        const truce_setting *settings, truce_answer **out)
{
    task k;
    tr_err e = task_begin(&k, t, settings, knows);
    if (e == TR_OK) e = assess_all(&k, agreement_file, incidents);
    return task_end(&k, e, out);
}

/* ---- Where readings differ */

static void tests_words(buf *b, unsigned bits)
{
    bool any = false;
    for (unsigned t = 1; t < TEST__N; t++) {
        if (!(bits >> t & 1)) continue;
        buf_f(b, "%s%s", any ? "+" : "", cover_test_word((cover_test)t));
        any = true;
    }
}

static void put_matrix(buf *b, const comparison *cmp)
{
    buf_z(b, "Incidents on which two readings give different verdicts:\n\n          ");
    for (size_t i = 0; i < cmp->n_readings; i++)
        buf_f(b, "%8.*s", STR_ARG(cmp->readings[i]->id));
    buf_c(b, '\n');
    for (size_t i = 0; i < cmp->n_readings; i++) {
        buf_f(b, "  %-8.*s", STR_ARG(cmp->readings[i]->id));
        for (size_t j = 0; j < cmp->n_readings; j++) {
            size_t n = 0;
            for (size_t p = 0; p < cmp->n_pairs; p++) {
                const pair_difference *d = &cmp->pairs[p];
                bool same = (d->a == cmp->readings[i] && d->b == cmp->readings[j]) ||
                            (d->a == cmp->readings[j] && d->b == cmp->readings[i]);
                if (same) n = d->n;
            }
            if (i == j) buf_z(b, "       .");
            if (i != j) buf_f(b, "%8zu", n);
        }
        buf_c(b, '\n');
    }
}

static void put_pair(buf *b, const pair_difference *d)
{
    buf_f(b, "\n" STR_FMT " and " STR_FMT " differ on %zu:\n", STR_ARG(d->a->id), STR_ARG(d->b->id),
          d->n);
    for (size_t i = 0; i < d->n; i++) {
        const split_item *s = &d->items[i];
        buf_f(b, "  %-8.*s %-13s / %-13s by ", STR_ARG(s->incident->id), verdict_word(s->a),
              verdict_word(s->b));
        tests_words(b, s->tests);
        buf_f(b, ": " STR_FMT " ", STR_ARG(d->a->id));
        join_list(&s->clauses_a, ", ", b);
        buf_f(b, " / " STR_FMT " ", STR_ARG(d->b->id));
        join_list(&s->clauses_b, ", ", b);
        buf_c(b, '\n');
    }
}

static void put_compare_csv(buf *b, const pair_difference *d)
{
    for (size_t i = 0; i < d->n; i++) {
        const split_item *s = &d->items[i];
        buf l;
        buf_init(&l, 1 << 20);
        csv_text(b, d->a->id);
        buf_c(b, ',');
        csv_text(b, d->b->id);
        buf_c(b, ',');
        csv_text(b, s->incident->id);
        buf_f(b, ",%s,%s,", verdict_word(s->a), verdict_word(s->b));
        tests_words(b, s->tests);
        buf_c(b, ',');
        join_list(&s->clauses_a, ";", &l);
        csv_text(b, buf_str(&l));
        buf_reset(&l);
        buf_c(b, ',');
        join_list(&s->clauses_b, ";", &l);
        csv_text(b, buf_str(&l));
        buf_c(b, '\n');
        buf_absorb(b, &l);
    }
}

static tr_err compare_phase(const job *j, const phase *p, bool csv, buf *b)
{
    const reading_tables **t = arena_alloc_n(j->a, j->n_tables + 1, sizeof *t);
    const incident **in = arena_alloc_n(j->a, j->incidents.n + 1, sizeof *in);
    size_t n = 0;
    comparison cmp = {0};
    if (t == NULL || in == NULL) return TR_ERR_NOMEM;
    for (size_t i = 0; i < j->incidents.n; i++)
        in[i] = &j->incidents.items[i];
    for (size_t i = 0; i < j->n_tables; i++) {
        if (str_eq(tables_reading(j->tables[i])->phase, p->id)) t[n++] = j->tables[i];
    }
    if (n == 0) return TR_OK;
    TR_TRY(assess_compare(j->ag, t, n, in, j->incidents.n, NULL, NULL, j->a, &cmp));
    if (!csv) buf_f(b, "Phase: " STR_FMT "\n", STR_ARG(p->title));
    if (!csv) put_matrix(b, &cmp);
    for (size_t i = 0; i < cmp.n_pairs; i++) {
        if (csv) put_compare_csv(b, &cmp.pairs[i]);
        if (!csv && cmp.pairs[i].n) put_pair(b, &cmp.pairs[i]);
    }
    if (!csv && cmp.n_weights) buf_z(b, "\nHow many verdicts each clause decides:\n");
    for (size_t i = 0; !csv && i < cmp.n_weights; i++) {
        buf_f(b, "  %-10.*s %4zu\n", STR_ARG(cmp.weights[i].clause->id), cmp.weights[i].decides);
    }
    if (!csv) buf_c(b, '\n');
    return TR_OK;
}

static tr_err compare_all(task *k, const char *agreement_file, const char *incidents)
{
    job j = {0};
    str format = task_value(k, "format");
    bool csv = str_is(format, "csv");
    if (format.len && !csv && !str_is(format, "text"))
        return task_refuse(k, "--format is text or csv");
    TR_TRY(load(k, agreement_file, incidents, &j));
    if (csv)
        buf_z(&k->out,
              "reading_a,reading_b,incident,verdict_a,verdict_b,tests,clauses_a,clauses_b\n");
    for (size_t i = 0; i < j.ag->n_phases; i++)
        TR_TRY(compare_phase(&j, &j.ag->phases[i], csv, &k->out));
    return TR_OK;
}

truce_code truce_compare(truce *t, const char *agreement_file, const char *incidents,
                         const truce_setting *settings, truce_answer **out)
{
    task k;
    tr_err e = task_begin(&k, t, settings, knows);
    if (e == TR_OK) e = compare_all(&k, agreement_file, incidents);
    return task_end(&k, e, out);
}
