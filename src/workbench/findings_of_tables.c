/* What is found in other tables than those of days: counting rules, scans, several series side by
 * side, readings side by side, many p values. */
#include "counts/discharges.h"
#include "counts/satscan.h"
#include "document/said.h"
#include "study/trend.h"
#include "workbench/asked.h"

#include "stats/divergence.h"
#include "stats/rates.h"

#include <math.h>

#define MOST_WORK 3e11 /* a minute or a few */

/* ---- Counting rules */

static bool rule_option(const asked *j, const char *name, count_rule otherwise, count_rule *out)
{
    str s = asked_value(j, name);
    *out = otherwise;
    for (int r = 0; s.len && r < COUNT_RULE__N; r++) {
        if (!str_is(s, count_rule_word((count_rule)r))) continue;
        *out = (count_rule)r;
        return true;
    }
    return s.len == 0;
}

static tr_err put_figures(asked *j, const counted *all)
{
    for (int r = 0; r < COUNT_RULE__N; r++) {
        TR_TRY(finding_note(&j->f, j->a, count_rule_word((count_rule)r), true, all[r].figure));
    }
    return TR_OK;
}

static tr_err put_bridge(asked *j, const counted *all, count_rule from, count_rule to)
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

static tr_err say_rules(asked *j, const counted *all)
{
    const counted *places = &all[COUNT_PLACE_DAY_TYPE_RULE];
    kept_words *words = VEC_PUSH(j->a, &j->f.words);
    if (words == NULL) return TR_ERR_NOMEM;
    return SAY_ONE(j->a, words,
                   "One evidence set under several counting rules. Figures under two rules are not "
                   "compared but by a bridge. Rows without a place or type: {rows}; strikes on no "
                   "listed site: {strikes}; days are those of UTC.",
                   A_N("rows", places->n_no_place + places->n_no_type),
                   A_N("strikes", all[COUNT_SITE_HIT_RULE].n_no_site));
}

static tr_err read_discharges(asked *j, discharge_table *t)
{
    report_data d;
    str bytes;
    if (j->m == NULL) {
        TR_TRY(host_read_file(j->file, HOST_FILE_BYTES, j->a, &bytes, &j->k->d));
        return discharges_read(bytes, j->file, j->a, t, &j->k->d);
    }
    TR_TRY(task_counts_asked(j->k, j->m, &d));
    TR_TRY(discharges_of_mission(&d, j->a, t));
    tell_note(j->k->t,
              "from observations of the period with a number, and coded hits of the period; left "
              "out: %zu observations without a number or a time, %zu outside the period; %zu coded "
              "items that are not surely a hit, %zu without a time",
              t->n_unnumbered, t->n_outside, t->n_no_hit, t->n_undated);
    return TR_OK;
}

static tr_err of_count(asked *j)
{
    discharge_table t;
    counting_options o = {.gap_s = 3600, .least = 30, .below_is_one = true};
    counted all[COUNT_RULE__N];
    count_rule from, to;
    str below = asked_value(j, "below");
    if (j->m == NULL && j->file == NULL)
        return asked_need(j, "one table of discharges is expected, or a mission's folder");
    if (below.len && !str_is(below, "one") && !str_is(below, "none"))
        return asked_need(j, "--below is one or none");
    if (!rule_option(j, "bridge-from", COUNT_BURST_RULE, &from) ||
        !rule_option(j, "bridge-to", COUNT_INCIDENT_RULE, &to))
        return asked_need(j, "rules are burst/1, shelling/1, place-day-type/1, site-day/1, "
                             "site-hit/1, incident/1");
    o.below_is_one = !str_is(below, "none");
    TR_TRY(read_discharges(j, &t));
    for (int r = 0; r < COUNT_RULE__N; r++)
        TR_TRY(count_under((count_rule)r, t.rows, t.n, &o, j->a, &all[r]));
    TR_TRY(put_figures(j, all));
    TR_TRY(say_rules(j, all));
    return put_bridge(j, all, from, to);
}

/* ---- Scan */

static tr_err read_option(asked *j, const char *name, str *bytes, const char **path)
{
    str s = asked_value(j, name);
    *bytes = (str){0};
    *path = "";
    if (s.len == 0) return TR_OK;
    *path = task_path(j->k, s);
    return host_read_file(*path, HOST_FILE_BYTES, j->a, bytes, &j->k->d);
}

static void put_unit(buf *b, const satscan_world *w, size_t t)
{
    if (w->by_year) {
        buf_f(b, "%lld", (long long)w->first + (long long)t);
        return;
    }
    day_write(b, w->first + (int64_t)t);
}

static tr_err put_clusters(asked *j, const satscan_world *w, scan_cluster *c, size_t n,
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

static tr_err say_scan(asked *j, const satscan_world *w, size_t n, size_t replicates, int64_t seed)
{
    const struct {
        const char *name;
        double v;
    } rows[] = {{"places", (double)w->data.n_loc},
                {"intervals", (double)w->data.n_time},
                {"clusters", (double)n},
                {"replicates", (double)replicates},
                {"seed", (double)seed}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        TR_TRY(finding_note(&j->f, j->a, rows[i].name, true, rows[i].v));
    TR_TRY(finding_say(&j->f, j->a,
                       w->data.expected
                           ? "Model: Poisson; expected cases come from the population."
                           : "Model: permutation of the dates; there is no population.",
                       NULL));
    return finding_say(
        &j->f, j->a,
        "Zones in which more cases gather than expected; each shares no place with a "
        "stronger one. p: by rank among the replicates, and by "
        "Gumbel's distribution. Weak clusters come by chance in any data: only a "
        "small p speaks against that.",
        NULL);
}

/* ---- Scan of a mission's incidents */

static tr_err put_hotspots(asked *j, const trend_line *l)
{
    buf b;
    buf_init(&b, BUF_LIMIT_BYTES);
    hotspots_csv_head(&b);
    hotspots_csv(l, &b);
    return buf_take(&b, j->a, &j->f.table);
}

typedef struct scan_draws {
    int64_t replicates, seed, threads;
} scan_draws;

static tr_err read_draws(const asked *j, scan_draws *d)
{
    *d = (scan_draws){999, 1, 1};
    if (!asked_int(j, "replicates", 1, 99999, &d->replicates))
        return asked_need(j, "--replicates is a number up to 99999");
    if (!asked_int(j, "seed", 0, (int64_t)1 << 53, &d->seed))
        return asked_need(j, "--seed is a whole number up to 2^53");
    if (!asked_int(j, "threads", 1, 64, &d->threads)) return asked_need(j, "--threads is 1 to 64");
    return TR_OK;
}

static tr_err of_scan_mission(asked *j)
{
    report_data d;
    day_choice c = {0};
    trend_line l = {0};
    scan_draws draws;
    int64_t from, to;
    static const char *const others[] = {"only", "most-share", "most-days", "most-apart"};
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++) {
        if (asked_value(j, others[i]).len)
            return asked_need(
                j, "of a mission covered targets are scanned, in circles of up to half of "
                   "them and 100 km: --only and --most-... belong to files");
    }
    TR_TRY(task_counts_asked(j->k, j->m, &d));
    TR_TRY(task_day_choice(j->k, "reading", &d, &c));
    TR_TRY(mission_all_days(&d, &c, j->a));
    from = c.from[0];
    to = c.to[0];
    if (asked_value(j, "since").len && !asked_day(j, "since", &from))
        return asked_need(j, "--since is a day as YYYY-MM-DD");
    if (asked_value(j, "until").len && !asked_day(j, "until", &to))
        return asked_need(j, "--until is a day as YYYY-MM-DD");
    if (to < from) return asked_need(j, "there is no day to scan");
    TR_TRY(read_draws(j, &draws));
    hotspot_options o = {.from = from,
                         .to = to,
                         .replicates = (size_t)draws.replicates,
                         .threads = (size_t)draws.threads,
                         .seed = (uint64_t)draws.seed,
                         .prospective = task_yes(j->k, "prospective")};
    l.id = d.readings[c.cell.reading]->id;
    TR_TRY(hotspots_find(&d, &c, &o, j->a, &j->f, &l));
    return put_hotspots(j, &l);
}

static tr_err read_scan_options(asked *j, scan_options *o)
{
    int64_t most = 0;
    if (!asked_int(j, "most-days", 1, 20000, &most))
        return asked_need(j, "--most-days is a number of intervals");
    if (!asked_number(j, "most-apart", &o->most_distance) || !(o->most_distance > 0))
        return asked_need(j, "--most-apart is a distance above 0");
    if (!asked_number(j, "most-share", &o->most_share) ||
        !(o->most_share > 0 && o->most_share <= 0.5))
        return asked_need(j, "--most-share is above 0 and at most 0.5");
    o->most_days = (size_t)most;
    return TR_OK;
}

static tr_err read_scan_files(asked *j, satscan_world *w)
{
    satscan_files f = {
        .from = USEC_UNKNOWN, .to = USEC_UNKNOWN, .cartesian = task_yes(j->k, "cartesian")};
    TR_TRY(read_option(j, "cases", &f.cases, &f.cases_name));
    TR_TRY(read_option(j, "places", &f.places, &f.places_name));
    TR_TRY(read_option(j, "population", &f.population, &f.population_name));
    return satscan_read(&f, j->a, w, &j->k->d);
}

static tr_err scan_files(asked *j, const satscan_world *w, const scan_options *o,
                         const scan_draws *draws)
{
    scan_test_options test = {(size_t)draws->replicates, random_seeded((uint64_t)draws->seed),
                              false};
    scan *s;
    scan_cluster *c;
    size_t n;
    double *null;
    tr_err e = scan_open(&w->data, o, j->a, &s);
    if (e == TR_ERR_LIMIT ||
        (e == TR_OK && scan_cost(s) * (double)(draws->replicates + 1) > MOST_WORK)) {
        diag_set(&j->k->d, CODE_NONE, "", 0, 0,
                 "%zu places by %zu intervals make too many zones and windows: use --most-days, "
                 "--most-apart or fewer --replicates",
                 w->data.n_loc, w->data.n_time);
        return TR_ERR_DATA;
    }
    if (e == TR_OK) e = scan_clusters(s, j->a, &c, &n);
    if (e == TR_OK) e = scan_null(s, &test, j->a, &null);
    if (e == TR_ERR_LIMIT) {
        diag_set(&j->k->d, CODE_NONE, "", 0, 0,
                 "more than %d cases: take fewer days or places from the files", SCAN_MOST_CASES);
        return TR_ERR_DATA;
    }
    if (e == TR_OK) e = put_clusters(j, w, c, n, null, (size_t)draws->replicates);
    if (e == TR_OK) e = say_scan(j, w, n, (size_t)draws->replicates, draws->seed);
    return e;
}

static tr_err of_scan(asked *j)
{
    if (j->m != NULL) return of_scan_mission(j);
    scan_options o = {.most_share = 0.5,
                      .most_distance = HUGE_VAL,
                      .tie_together = true,
                      .prospective = task_yes(j->k, "prospective"),
                      .least_cases = 2};
    scan_draws draws;
    satscan_world w;
    if (asked_value(j, "cases").len == 0 || asked_value(j, "places").len == 0)
        return asked_need(j, "scan needs --cases FILE and --places FILE");
    TR_TRY(read_scan_options(j, &o));
    TR_TRY(read_draws(j, &draws));
    o.threads = (size_t)draws.threads;
    tr_err e = read_scan_files(j, &w);
    return e == TR_OK ? scan_files(j, &w, &o, &draws) : e;
}

/* ---- Several series side by side */

static tr_err read_wide(asked *j, bool by_day, wide_table *w)
{
    str bytes;
    TR_TRY(host_read_file(j->file, HOST_FILE_BYTES, j->a, &bytes, &j->k->d));
    return wide_read(bytes, j->file, by_day, j->a, w, &j->k->d);
}

static tr_err bad_value(asked *j, unsigned line, const char *what)
{
    diag_set(&j->k->d, CODE_ROW_NUMBER, j->file, line, 1, "%s", what);
    return TR_ERR_DATA;
}

static tr_err of_synthetic(asked *j)
{
    wide_table w;
    int64_t start;
    if (j->file == NULL) return asked_need(j, "one table of days and series is expected");
    if (!asked_day(j, "from", &start))
        return asked_need(j, "--from DAY tells the first day during");
    tr_err e = read_wide(j, true, &w);
    if (e == TR_OK) e = find_synthetic(&w, start, j->a, &j->f);
    return e;
}

/* ---- Many p values */

static tr_err of_adjust(asked *j)
{
    static const p_rule rules[] = {P_BENJAMINI_HOCHBERG, P_HOLM, P_BONFERRONI};
    wide_table w;
    double *out[3];
    buf b;
    if (j->file == NULL) return asked_need(j, "one table of names and p values is expected");
    tr_err e = read_wide(j, false, &w);
    if (e != TR_OK) return e;
    if (w.n_columns != 1) return asked_need(j, "adjust takes two columns: a name and its p value");
    for (size_t i = 0; i < w.n; i++) {
        if (!(w.value[i] >= 0 && w.value[i] <= 1))
            return bad_value(j, w.line[i], "a p value lies between 0 and 1");
    }
    for (int r = 0; r < 3 && e == TR_OK; r++) {
        out[r] = arena_alloc_n(j->a, w.n + 1, sizeof *out[r]);
        e = out[r] ? p_adjust(rules[r], w.value, w.n, j->a, out[r]) : TR_ERR_NOMEM;
    }
    if (e != TR_OK) return e;
    buf_init(&b, BUF_LIMIT_BYTES);
    buf_z(&b, "name,p,benjamini_hochberg,holm,bonferroni\n");
    for (size_t i = 0; i < w.n; i++) {
        csv_text(&b, w.key[i]);
        buf_c(&b, ',');
        put_figure(&b, w.value[i]);
        for (int r = 0; r < 3; r++) {
            buf_c(&b, ',');
            put_figure(&b, out[r][i]);
        }
        buf_c(&b, '\n');
    }
    e = buf_take(&b, j->a, &j->f.table);
    if (e == TR_OK) e = finding_note(&j->f, j->a, "comparisons", true, (double)w.n);
    if (e == TR_OK)
        e = finding_say(&j->f, j->a,
                        "p values allowing for the number of comparisons: by the share of false "
                        "ones among those named (Benjamini and Hochberg), or so that none is false "
                        "(Holm, Bonferroni).",
                        NULL);
    return e;
}

/* ---- Readings side by side */

static tr_err put_pairs(asked *j, const wide_table *w, const bool *covered)
{
    buf b;
    buf_init(&b, BUF_LIMIT_BYTES);
    buf_z(&b, "first,second,both,first_only,second_only,jaccard\n");
    for (size_t x = 0; x < w->n_columns; x++) {
        for (size_t y = x + 1; y < w->n_columns; y++) {
            divergence_pair p = divergence_between(covered, w->n, w->n_columns, x, y);
            csv_text(&b, w->names[x]);
            buf_c(&b, ',');
            csv_text(&b, w->names[y]);
            buf_f(&b, ",%zu,%zu,%zu,", p.both, p.a_only, p.b_only);
            if (p.has_jaccard) put_figure(&b, p.jaccard);
            if (!p.has_jaccard) buf_z(&b, "undefined");
            buf_c(&b, '\n');
        }
    }
    return buf_take(&b, j->a, &j->f.table);
}

static tr_err say_divergence(asked *j, const divergence *v, size_t n)
{
    const double counts[] = {(double)v->under_all, (double)n,        (double)v->under_none,
                             (double)v->dependent, (double)v->least, (double)v->most};
    const struct {
        const char *name;
        bool defined;
        double v;
    } rows[] = {{"incidents", true, (double)n},
                {"under_all", true, counts[0]},
                {"under_none", true, counts[2]},
                {"under_some", true, counts[3]},
                {"dependence_index", true, v->index},
                {"least", true, counts[4]},
                {"most", true, counts[5]},
                {"alpha", v->has_alpha, v->alpha}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        TR_TRY(finding_note(&j->f, j->a, rows[i].name, rows[i].defined, rows[i].v));
    return finding_say(&j->f, j->a,
                       "{} of {} incidents are covered under every reading, {} under none, {} "
                       "under some only; one reading covers between {} and {}.",
                       counts);
}

static tr_err of_divergence(asked *j)
{
    wide_table w;
    if (j->file == NULL)
        return asked_need(
            j, "diverge takes a table of incidents and readings; a mission's report has it "
               "already");
    tr_err e = read_wide(j, false, &w);
    if (e != TR_OK) return e;
    if (w.n_columns < 2) return asked_need(j, "diverge takes two readings at least, one a column");
    bool *covered = arena_alloc_n(j->a, w.n * w.n_columns + 1, sizeof *covered);
    if (covered == NULL) return TR_ERR_NOMEM;
    for (size_t i = 0; i < w.n * w.n_columns; i++) {
        covered[i] = w.value[i] > 0;
        if (w.value[i] < 0 || w.value[i] > 1 || (w.value[i] > 0 && w.value[i] < 1))
            return bad_value(j, w.line[i / w.n_columns],
                             "each field is 1, covered, or 0, not covered");
    }
    divergence v = divergence_of(covered, w.n, w.n_columns);
    e = put_pairs(j, &w, covered);
    if (e == TR_OK) e = say_divergence(j, &v, w.n);
    return e;
}

tr_err find_in_tables(asked *j, str what, bool *handled)
{
    *handled = true;
    if (str_is(what, "count")) return of_count(j);
    if (str_is(what, "scan")) return of_scan(j);
    if (str_is(what, "synthetic")) return of_synthetic(j);
    if (str_is(what, "adjust")) return of_adjust(j);
    if (str_is(what, "diverge")) return of_divergence(j);
    *handled = false;
    return TR_OK;
}
