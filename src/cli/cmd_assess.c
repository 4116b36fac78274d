#include "assess/assess.h"
#include "terminal/rejects.h"
#include "document/said.h"

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

static tr_err compile_readings(const cmd *c, const args *in, job *j, bool practice)
{
    assess_opts o = ASSESS_OPTS_DEFAULT;
    o.practice = practice;
    j->tables = arena_alloc_n(j->a, j->ag->n_readings + 1, sizeof *j->tables);
    if (j->tables == NULL) return TR_ERR_NOMEM;
    for (size_t i = 0; i < j->ag->n_readings; i++) {
        const reading *r = &j->ag->readings[i];
        if (!wanted(opt_value(c, in, "reading"), r->id) ||
            !wanted(opt_value(c, in, "phase"), r->phase))
            continue;
        TR_TRY(assess_compile(j->ag, r, &o, j->a, &j->tables[j->n_tables++]));
    }
    return TR_OK;
}

static int load(const cmd *c, args *in, job *j)
{
    host_zones *zones = NULL;
    tr_diag d = {0};
    str bytes;
    j->a = in->a;
    str path = opt_value(c, in, "incidents");
    if (in->n_words != 1 || path.len == 0) return cli_usage(c);
    if (host_zones_open(in->a, &zones) != TR_OK) return cli_fail(TR_ERR_NOMEM, NULL);
    int code = cli_agreement(in->words[0], zones, in->a, &j->ag);
    if (code != EXIT_DONE) return code;
    const char *name;
    code = cli_table(path, FEED_INCIDENTS, in->a, &bytes, &name);
    if (code != EXIT_DONE) return code;
    tz_db db = host_zones_db(zones);
    table_form form = form_open(in->a);
    feed_context fc = {.categories = &j->ag->categories, .zones = &db, .form = &form};
    tr_err e = feed_incidents(bytes, name, &fc, in->a, &j->incidents, &j->result, &d);
    if (e == TR_OK) e = compile_readings(c, in, j, opt_yes(c, in, "practice"));
    if (e != TR_OK) return cli_fail(e, &d);
    cli_say_form(name, &form, in->a);
    rejects told;
    code = rejects_open(&told, c, in);
    if (code == EXIT_DONE) rejects_hear_all(&told, &j->result);
    if (code == EXIT_DONE) code = rejects_close(&told);
    if (code != EXIT_DONE) return code;
    if (j->incidents.n)
        qsort(j->incidents.items, j->incidents.n, sizeof *j->incidents.items, by_time);
    return EXIT_DONE;
}

static int finish(const cmd *c, const args *in, const job *j, buf *b)
{
    bool strict = opt_yes(c, in, "strict") && j->result.set_aside;
    int code = cli_answer(b, strict ? EXIT_DATA : EXIT_DONE);
    buf_free(b);
    return code;
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

static void put_csv(buf *b, const incident *in, const reading *r, const explanation *x)
{
    buf list;
    buf_init(&list, 1 << 20);
    csv_text(b, in->id);
    buf_c(b, ',');
    csv_text(b, r->id);
    buf_f(b, ",%s,%s,%s,%s,%s,", verdict_word(x->result.verdict), cell(x, TEST_IN_FORCE),
          cell(x, TEST_CATEGORY), cell(x, TEST_PLACE), cell(x, TEST_ACT));
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

static int run_assess(const cmd *c, args *in)
{
    job j = {0};
    buf b;
    str format = opt_value(c, in, "format");
    bool csv = str_is(format, "csv"), json = str_is(format, "json");
    if (format.len && !csv && !json && !str_is(format, "text")) return cli_usage(c);
    int code = load(c, in, &j);
    if (code != EXIT_DONE) return code;
    buf_init(&b, BUF_LIMIT_BYTES);
    if (csv) buf_z(&b, "incident,reading,verdict,in_force,category,place,act,deciding,edge\n");
    for (size_t i = 0; i < j.incidents.n; i++) {
        for (size_t r = 0; r < j.n_tables; r++) {
            explanation x = {0};
            const incident *inc = &j.incidents.items[i];
            tr_err e = assess_explain(j.ag, j.tables[r], inc, in->a, &x);
            if (e != TR_OK) {
                buf_free(&b);
                return cli_fail(e, NULL);
            }
            if (csv) put_csv(&b, inc, tables_reading(j.tables[r]), &x);
            if (json) put_json(&b, inc, tables_reading(j.tables[r]), &x);
            if (!csv && !json) explanation_write(&b, inc, tables_reading(j.tables[r]), &x);
        }
    }
    return finish(c, in, &j, &b);
}

/* ---- compare -----------------------------------------------------------------------------------
 */

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
    size_t n = 0;
    comparison cmp = {0};
    if (t == NULL) return TR_ERR_NOMEM;
    for (size_t i = 0; i < j->n_tables; i++) {
        if (str_eq(tables_reading(j->tables[i])->phase, p->id)) t[n++] = j->tables[i];
    }
    if (n == 0) return TR_OK;
    TR_TRY(assess_compare(j->ag, t, n, j->incidents.items, j->incidents.n, j->a, &cmp));
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

static int run_compare(const cmd *c, args *in)
{
    job j = {0};
    buf b;
    bool csv = str_is(opt_value(c, in, "format"), "csv");
    int code = load(c, in, &j);
    if (code != EXIT_DONE) return code;
    buf_init(&b, BUF_LIMIT_BYTES);
    if (csv)
        buf_z(&b, "reading_a,reading_b,incident,verdict_a,verdict_b,tests,clauses_a,clauses_b\n");
    for (size_t i = 0; i < j.ag->n_phases; i++) {
        tr_err e = compare_phase(&j, &j.ag->phases[i], csv, &b);
        if (e != TR_OK) {
            buf_free(&b);
            return cli_fail(e, NULL);
        }
    }
    return finish(c, in, &j, &b);
}

#define ASSESS_OPTS                                                                                \
    {.name = "incidents",                                                                          \
     .arg = "FILE",                                                                                \
     .help = "incidents coded by a person (CSV; - is standard input)"},                            \
        {.name = "reading", .arg = "IDS", .help = "these readings only, comma between"},           \
        {.name = "phase", .arg = "IDS", .help = "readings of these phases only"},                  \
        {.name = "practice", .help = "admit clauses of basis practice (default: no)"},             \
        {.name = "strict", .help = "exit with 3 when a row was set aside"}, REJECTS_OPTION

const cmd cmd_assess = {
    .name = "assess",
    .usage = "assess AGREEMENT --incidents FILE [options]",
    .summary = "each incident under every reading: four tests, a verdict, and why",
    .text =
        "Tests each incident under each reading: is the reading in force then, is the category in "
        "its scope,\n"
        "the place in its area, the act one that counts? Each answer is T, F or U (unknown), each "
        "with the\n"
        "clause that decided. The verdict is yes, no, unclear, attempt, not-in-force or "
        "claim-only. It says\n"
        "whether the incident as reported would be covered, not whether it happened or who did it.",
    .opts = {ASSESS_OPTS,
             {.name = "format",
              .arg = "FORMAT",
              .help = "text (default), csv or json (one object a line)",
              .values = "text csv json"}},
    .examples = {"truce assess examples/energy-2025/agreement.yaml --incidents "
                 "examples/energy-2025/data/incidents.csv --reading K,U"},
    .run = run_assess,
};

const cmd cmd_compare = {
    .name = "compare",
    .usage = "compare AGREEMENT --incidents FILE [options]",
    .summary = "where readings differ, on which incidents and because of which clause",
    .text = "For each pair of readings of a phase: the incidents on which their verdicts differ "
            "and the smallest\n"
            "set of tests whose exchange turns one verdict into the other, with the clauses behind "
            "them. Then how\n"
            "many verdicts each clause decides.",
    .opts = {ASSESS_OPTS,
             {.name = "format",
              .arg = "FORMAT",
              .help = "text (default) or csv",
              .values = "text csv"}},
    .examples = {"truce compare examples/energy-2025/agreement.yaml --incidents "
                 "examples/energy-2025/data/incidents.csv"},
    .run = run_compare,
};
