/* Statistics of plain tables: no mission is needed. */
#include "cli/cmd.h"

#include "app/discharges.h"
#include "app/findings.h"
#include "app/satscan.h"

#include <math.h>

#define MOST_WORK 3e11 /* a minute or a few */

typedef struct job {
    const cmd *c;
    args *in;
    arena *a;
    tr_diag d;
    findings f;
} job;

static bool day_option(const job *j, const char *name, int64_t *out)
{
    iso_time t;
    str s = opt_value(j->c, j->in, name);
    if (s.len == 0 || !iso_parse(s, &t) || t.has_clock) return false;
    *out = civil_to_days(t.at.year, t.at.month, t.at.day);
    return true;
}

static int need(const char *what)
{
    cli_say("truce stats: %s\n", what);
    return EXIT_USAGE;
}

/* ---- Tables of daily counts */

static int of_table(job *j, str what, bool *handled)
{
    static const char *const names[] = {"rates", "series", "compare", "placebo", "change", "warn"};
    int64_t start = 0, quiet = 10, transition = 1, window = 7;
    double penalty = 0;
    series s;
    str bytes, q = opt_value(j->c, j->in, "quiet"), p = opt_value(j->c, j->in, "penalty"),
               t = opt_value(j->c, j->in, "transition"), w = opt_value(j->c, j->in, "window");
    size_t which = 0, n_names = sizeof names / sizeof names[0];
    while (which < n_names && !str_is(what, names[which]))
        which++;
    *handled = which < n_names;
    if (!*handled) return EXIT_USAGE;
    if (j->in->n_words != 2) return need("one table of daily counts is expected");
    if (which < 4 && !day_option(j, "from", &start))
        return need("--from DAY tells the first day during");
    if (q.len && !str_to_i64(q, 2, 3650, &quiet)) return need("--quiet is a number of days");
    if (t.len && !str_to_i64(t, 0, 60, &transition))
        return need("--transition is a number of days, at most 60");
    if (w.len && !str_to_i64(w, 1, 3650, &window)) return need("--window is a number of days");
    if (p.len && (!str_to_double(p, &penalty) || !(penalty > 0)))
        return need("--penalty is a number above 0");
    const char *path = cli_path(j->a, j->in->words[1]);
    tr_err e = app_read_file(path, APP_FILE_BYTES, j->a, &bytes, &j->d);
    if (e == TR_OK) e = series_read(bytes, path, j->a, &s, &j->d);
    if (e != TR_OK) return cli_fail(e, &j->d);
    str only = opt_value(j->c, j->in, "only");
    if (only.len && !str_is(only, "covered") && !str_is(only, "other"))
        return need("--only is covered or other");
    if (only.len && !s.has_groups) return need("--only needs a table with a column covered");
    if (only.len && which == 2) return need("compare takes both groups");
    if (only.len) series_only(&s, str_is(only, "covered"));
    switch (which) {
    case 0: e = find_rates(&s, start, j->a, &j->f); break;
    case 1: e = find_series(&s, start, transition, j->a, &j->f); break;
    case 2: e = find_compare(&s, start, j->a, &j->f); break;
    case 3: e = find_placebo(&s, start, window, j->a, &j->f); break;
    case 4: e = find_change(&s, penalty, j->a, &j->f); break;
    default: e = find_warning(&s, (size_t)quiet, 0, j->a, &j->f); break;
    }
    return e == TR_OK ? EXIT_DONE : cli_fail(e, NULL);
}

/* ---- Counting rules */

static bool rule_option(const job *j, const char *name, count_rule otherwise, count_rule *out)
{
    str s = opt_value(j->c, j->in, name);
    *out = otherwise;
    for (int r = 0; s.len && r < COUNT_RULE__N; r++) {
        if (!str_is(s, count_rule_word((count_rule)r))) continue;
        *out = (count_rule)r;
        return true;
    }
    return s.len == 0;
}

static tr_err put_figures(job *j, const counted *all)
{
    for (int r = 0; r < COUNT_RULE__N; r++) {
        finding *slot = VEC_PUSH(j->a, &j->f.numbers);
        if (slot == NULL) return TR_ERR_NOMEM;
        *slot = (finding){count_rule_word((count_rule)r), true, all[r].figure};
    }
    return TR_OK;
}

static tr_err put_bridge(job *j, const counted *all, count_rule from, count_rule to)
{
    bridge_step steps[2 * BRIDGE_MAX_STEPS];
    size_t n = count_bridge(&all[from], &all[to], steps);
    double running = all[from].figure;
    buf b;
    buf_init(&b, BUF_LIMIT_BYTES);
    buf_f(&b, "step,change,running\n%s,,", count_rule_word(from));
    put_figure(&b, running);
    buf_c(&b, '\n');
    for (size_t i = 0; i < n; i++) {
        running += steps[i].change;
        if (steps[i].undone) buf_z(&b, "undone: ");
        buf_z(&b, steps[i].words);
        buf_c(&b, ',');
        put_figure(&b, steps[i].change);
        buf_c(&b, ',');
        put_figure(&b, running);
        buf_c(&b, '\n');
    }
    buf_f(&b, "%s,,", count_rule_word(to));
    put_figure(&b, all[to].figure);
    buf_c(&b, '\n');
    return buf_take(&b, j->a, &j->f.table);
}

static tr_err say_rules(job *j, const counted *all)
{
    buf b;
    const counted *places = &all[COUNT_PLACE_DAY_TYPE_RULE];
    str *words = VEC_PUSH(j->a, &j->f.words);
    if (words == NULL) return TR_ERR_NOMEM;
    buf_init(&b, 65536);
    buf_z(&b, "One evidence set under several counting rules. Figures under two rules are not "
              "compared but by a bridge. ");
    buf_f(
        &b,
        "Rows without a place or type: %zu; strikes on no listed site: %zu; days are those of UTC.",
        places->n_no_place + places->n_no_type, all[COUNT_SITE_HIT_RULE].n_no_site);
    return buf_take(&b, j->a, words);
}

static int of_count(job *j)
{
    discharge_table t;
    counting_options o = {.gap_s = 3600, .least = 30, .below_is_one = true};
    counted all[COUNT_RULE__N];
    count_rule from, to;
    str bytes, below = opt_value(j->c, j->in, "below");
    if (j->in->n_words != 2) return need("one table of discharges is expected");
    if (below.len && !str_is(below, "one") && !str_is(below, "none"))
        return need("--below is one or none");
    if (!rule_option(j, "bridge-from", COUNT_BURST_RULE, &from) ||
        !rule_option(j, "bridge-to", COUNT_INCIDENT_RULE, &to))
        return need("rules are burst/1, shelling/1, place-day-type/1, site-day/1, site-hit/1, "
                    "incident/1");
    o.below_is_one = !str_is(below, "none");
    const char *path = cli_path(j->a, j->in->words[1]);
    tr_err e = app_read_file(path, APP_FILE_BYTES, j->a, &bytes, &j->d);
    if (e == TR_OK) e = discharges_read(bytes, path, j->a, &t, &j->d);
    for (int r = 0; e == TR_OK && r < COUNT_RULE__N; r++)
        e = count_under((count_rule)r, t.rows, t.n, &o, j->a, &all[r]);
    if (e == TR_OK) e = put_figures(j, all);
    if (e == TR_OK) e = say_rules(j, all);
    if (e == TR_OK) e = put_bridge(j, all, from, to);
    return e == TR_OK ? EXIT_DONE : cli_fail(e, &j->d);
}

/* ---- Scan */

static tr_err read_option(job *j, const char *name, str *bytes, const char **path)
{
    str s = opt_value(j->c, j->in, name);
    *bytes = (str){0};
    *path = "";
    if (s.len == 0) return TR_OK;
    *path = cli_path(j->a, s);
    return app_read_file(*path, APP_FILE_BYTES, j->a, bytes, &j->d);
}

static void put_unit(buf *b, const satscan_world *w, size_t t)
{
    if (w->by_year) {
        buf_f(b, "%lld", (long long)w->first + (long long)t);
        return;
    }
    day_write(b, w->first + (int64_t)t);
}

static tr_err put_clusters(job *j, const satscan_world *w, scan_cluster *c, size_t n,
                           const double *null, size_t replicates)
{
    buf b, ids;
    buf_init(&b, BUF_LIMIT_BYTES);
    buf_z(&b, "cluster,from,to,places,cases,expected,llr,p_rank,p_gumbel,ids\n");
    for (size_t i = 0; i < n; i++) {
        buf_f(&b, "%zu,", i + 1);
        put_unit(&b, w, c[i].first_day);
        buf_c(&b, ',');
        put_unit(&b, w, c[i].last_day);
        buf_f(&b, ",%zu,", c[i].n_loc);
        put_figure(&b, c[i].observed);
        buf_c(&b, ',');
        put_figure(&b, c[i].expected);
        buf_c(&b, ',');
        buf_fixed(&b, c[i].llr, 6);
        buf_c(&b, ',');
        put_figure(&b, scan_p_rank(null, replicates, c[i].llr));
        buf_c(&b, ',');
        put_figure(&b, scan_p_gumbel(null, replicates, c[i].llr));
        buf_c(&b, ',');
        buf_init(&ids, BUF_LIMIT_BYTES);
        for (size_t k = 0; k < c[i].n_loc; k++) {
            if (k) buf_c(&ids, ' ');
            buf_s(&ids, w->names[c[i].locs[k]]);
        }
        csv_text(&b, buf_str(&ids));
        buf_absorb(&b, &ids);
        buf_c(&b, '\n');
    }
    return buf_take(&b, j->a, &j->f.table);
}

static tr_err say_scan(job *j, const satscan_world *w, size_t n, size_t replicates, int64_t seed)
{
    finding *slot = NULL;
    const struct {
        const char *name;
        double v;
    } rows[] = {{"places", (double)w->data.n_loc},
                {"intervals", (double)w->data.n_time},
                {"clusters", (double)n},
                {"replicates", (double)replicates},
                {"seed", (double)seed}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        slot = VEC_PUSH(j->a, &j->f.numbers);
        if (slot == NULL) return TR_ERR_NOMEM;
        *slot = (finding){rows[i].name, true, rows[i].v};
    }
    str *words = VEC_PUSH(j->a, &j->f.words);
    if (words == NULL) return TR_ERR_NOMEM;
    *words = w->data.expected ? STR("Model: Poisson; expected cases come from the population.")
                              : STR("Model: permutation of the dates; there is no population.");
    words = VEC_PUSH(j->a, &j->f.words);
    if (words == NULL) return TR_ERR_NOMEM;
    *words = STR("Zones in which more cases gather than expected; each shares no place with a "
                 "stronger one. p: by rank among the replicates, and by "
                 "Gumbel's distribution. Weak clusters come by chance in any data: only a small p "
                 "speaks against that.");
    return TR_OK;
}

static int of_scan(job *j)
{
    satscan_files f = {
        .from = USEC_UNKNOWN, .to = USEC_UNKNOWN, .cartesian = opt_yes(j->c, j->in, "cartesian")};
    scan_options o = {.most_share = 0.5,
                      .most_distance = HUGE_VAL,
                      .tie_together = true,
                      .prospective = opt_yes(j->c, j->in, "prospective"),
                      .least_cases = 2};
    int64_t replicates = 999, seed = 1, threads = 1;
    str share = opt_value(j->c, j->in, "most-share"), r = opt_value(j->c, j->in, "replicates"),
        z = opt_value(j->c, j->in, "seed"), t = opt_value(j->c, j->in, "threads");
    satscan_world w;
    scan *s;
    scan_cluster *c;
    size_t n;
    double *null;
    int64_t most = 0;
    str days = opt_value(j->c, j->in, "most-days"), apart = opt_value(j->c, j->in, "most-apart");
    if (days.len && !str_to_i64(days, 1, 20000, &most))
        return need("--most-days is a number of intervals");
    if (apart.len && (!str_to_double(apart, &o.most_distance) || !(o.most_distance > 0)))
        return need("--most-apart is a distance above 0");
    o.most_days = (size_t)most;
    if (opt_value(j->c, j->in, "cases").len == 0 || opt_value(j->c, j->in, "places").len == 0)
        return need("scan needs --cases FILE and --places FILE");
    if (share.len &&
        (!str_to_double(share, &o.most_share) || !(o.most_share > 0) || o.most_share > 0.5))
        return need("--most-share is above 0 and at most 0.5");
    if (r.len && !str_to_i64(r, 1, 99999, &replicates))
        return need("--replicates is a number up to 99999");
    if (z.len && !str_to_i64(z, 0, (int64_t)1 << 53, &seed))
        return need("--seed is a whole number up to 2^53");
    if (t.len && !str_to_i64(t, 1, 64, &threads)) return need("--threads is 1 to 64");
    tr_err e = read_option(j, "cases", &f.cases, &f.cases_name);
    if (e == TR_OK) e = read_option(j, "places", &f.places, &f.places_name);
    if (e == TR_OK) e = read_option(j, "population", &f.population, &f.population_name);
    if (e == TR_OK) e = satscan_read(&f, j->a, &w, &j->d);
    if (e == TR_OK) e = scan_open(&w.data, &o, j->a, &s);
    if (e == TR_ERR_LIMIT || (e == TR_OK && scan_cost(s) * (double)(replicates + 1) > MOST_WORK)) {
        cli_say("truce stats: %zu places by %zu intervals make too many zones and windows: use "
                "--most-days, --most-apart or fewer --replicates\n",
                w.data.n_loc, w.data.n_time);
        return EXIT_DATA;
    }
    if (e == TR_OK) e = scan_clusters(s, j->a, &c, &n);
    scan_test_options test = {(size_t)replicates, (size_t)threads, random_seeded((uint64_t)seed),
                              false};
    if (e == TR_OK) e = scan_null(s, &test, j->a, &null);
    if (e == TR_OK) e = put_clusters(j, &w, c, n, null, (size_t)replicates);
    if (e == TR_OK) e = say_scan(j, &w, n, (size_t)replicates, seed);
    return e == TR_OK ? EXIT_DONE : cli_fail(e, &j->d);
}

/* ---- Output */

static void put_text(const findings *f, buf *b)
{
    for (size_t i = 0; i < f->words.n; i++)
        buf_f(b, STR_FMT "\n", STR_ARG(f->words.items[i]));
    for (size_t i = 0; i < f->closing.n; i++)
        buf_f(b, STR_FMT "\n", STR_ARG(f->closing.items[i]));
    if (f->numbers.n) buf_c(b, '\n');
    for (size_t i = 0; i < f->numbers.n; i++) {
        const finding *x = &f->numbers.items[i];
        buf_f(b, "%-24s ", x->name);
        put_figure(b, x->defined ? x->value : (double)NAN);
        buf_c(b, '\n');
    }
    if (f->table.len) buf_f(b, "\n" STR_FMT, STR_ARG(f->table));
}

static void put_csv(const findings *f, buf *b)
{
    buf_z(b, "quantity,value\n");
    for (size_t i = 0; i < f->numbers.n; i++) {
        const finding *x = &f->numbers.items[i];
        buf_f(b, "%s,", x->name);
        put_figure(b, x->defined ? x->value : (double)NAN);
        buf_c(b, '\n');
    }
    if (f->table.len) buf_f(b, "\n" STR_FMT, STR_ARG(f->table));
}

static void put_json(const findings *f, buf *b)
{
    json_writer w;
    jw_init(&w, b, false);
    jw_open(&w, '{');
    jw_kz(&w, "verdict", f->no_verdict ? "none" : "given");
    jw_key(&w, "numbers");
    jw_open(&w, '{');
    for (size_t i = 0; i < f->numbers.n; i++) {
        const finding *x = &f->numbers.items[i];
        buf v;
        buf_init(&v, 256);
        put_figure(&v, x->defined ? x->value : (double)NAN);
        bool plain = x->defined && figure_is_plain(x->value);
        jw_key(&w, x->name);
        if (plain) {
            jw_raw(&w, buf_str(&v));
        } else {
            jw_str(&w, buf_str(&v));
        }
        buf_absorb(b, &v);
    }
    jw_close(&w, '}');
    jw_key(&w, "words");
    jw_open(&w, '[');
    for (size_t i = 0; i < f->words.n; i++)
        jw_str(&w, f->words.items[i]);
    for (size_t i = 0; i < f->closing.n; i++)
        jw_str(&w, f->closing.items[i]);
    jw_close(&w, ']');
    if (f->table.len) jw_kv(&w, "table", f->table);
    jw_close(&w, '}');
    buf_c(b, '\n');
}

static int run(const cmd *c, args *in)
{
    job j = {.c = c, .in = in, .a = in->a};
    str format = opt_value(c, in, "format");
    bool handled;
    buf b;
    if (in->n_words < 1) return cli_usage(c);
    if (format.len && !str_is(format, "text") && !str_is(format, "csv") && !str_is(format, "json"))
        return need("--format is text, csv or json");
    int code = of_table(&j, in->words[0], &handled);
    if (!handled) {
        bool count = str_is(in->words[0], "count");
        if (!count && !str_is(in->words[0], "scan"))
            return need(
                "what to find is rates, series, compare, placebo, change, warn, count or scan");
        code = count ? of_count(&j) : of_scan(&j);
    }
    if (code != EXIT_DONE) return code;
    buf_init(&b, BUF_LIMIT_BYTES);
    if (str_is(format, "json")) {
        put_json(&j.f, &b);
    } else if (str_is(format, "csv")) {
        put_csv(&j.f, &b);
    } else {
        put_text(&j.f, &b);
    }
    code = cli_answer(&b, j.f.no_verdict ? EXIT_NEGATIVE : EXIT_DONE);
    buf_free(&b);
    return code;
}

const cmd cmd_stats = {
    .name = "stats",
    .usage = "stats rates|series|compare|placebo|change|warn|count FILE, or stats scan [options]",
    .summary =
        "statistics of plain tables: rates before and during, series, changes, warning, hotspots",
    .text =
        "FILE is a CSV with day and count, and if need be exposure (0: nothing could be "
        "observed) and covered\n"
        "(1 or 0). Days that are absent were not observed; they are never taken for days "
        "without events.\n"
        "rates: ratio of rates, exact and allowing for days that vary more than chance. "
        "series: level at the start\n"
        "given trend and weekday. compare: covered beside other targets. placebo: the "
        "change at the start\n"
        "among those at dates before it. change: where the rate changes. warn: a chart with a "
        "known rate of false alarms. scan: Kulldorff's scan of files in SaTScan's "
        "formats. count:\n"
        "a table of discharges under several counting rules, with the bridge from one to another.",
    .opts =
        {{.name = "from",
          .arg = "DAY",
          .help = "first day during (rates, series, compare, placebo)"},
         {.name = "quiet",
          .arg = "N",
          .help = "warn: first days that tell the usual rate; 10 unless given"},
         {.name = "transition",
          .arg = "N",
          .help = "series: first days left out of a second fit; 1 unless given"},
         {.name = "window",
          .arg = "N",
          .help = "placebo: days on either side of a date; 7 unless given"},
         {.name = "only",
          .arg = "GROUP",
          .help = "covered or other: rows of these targets only",
          .values = "covered other"},
         {.name = "penalty", .arg = "X", .help = "change: for each change; 2 ln n unless given"},
         {.name = "bridge-from", .arg = "RULE", .help = "count: burst/1 unless given"},
         {.name = "bridge-to", .arg = "RULE", .help = "count: incident/1 unless given"},
         {.name = "below",
          .arg = "N",
          .help = "count: shellings of fewer than 30 rounds are one each, or none",
          .values = "one none"},
         {.name = "cases", .arg = "FILE", .help = "scan: place, count, date, covariates"},
         {.name = "places", .arg = "FILE", .help = "scan: place, latitude, longitude"},
         {.name = "population",
          .arg = "FILE",
          .help = "scan: place, date, number, covariates; without it, permutation"},
         {.name = "cartesian", .help = "scan: places are in a plane"},
         {.name = "prospective", .help = "scan: only clusters that last to the last case"},
         {.name = "most-share",
          .arg = "X",
          .help = "scan: of what is expected, in one zone; 0.5 unless given"},
         {.name = "most-days",
          .arg = "N",
          .help = "scan: longest window in intervals; half of all unless given"},
         {.name = "most-apart",
          .arg = "X",
          .help = "scan: farthest place from a centre, in km (plane: as given)"},
         {.name = "replicates", .arg = "N", .help = "scan: 999 unless given"},
         {.name = "seed", .arg = "N", .help = "scan: of the replicates; 1 unless given"},
         {.name = "threads", .arg = "N", .help = "scan: the answer is the same with any number"},
         {.name = "format", .arg = "F", .help = "text, csv or json", .values = "text csv json"}},
    .examples = {"truce stats rates days.csv --from 2025-03-18",
                 "truce stats scan --cases a.cas --places a.geo --population a.pop"},
    .run = run,
};
