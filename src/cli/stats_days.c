/* truce stats on tables of daily counts, plain ones or a mission's own days. */
#include "terminal/days.h"
#include "cli/stats.h"
#include "document/said.h"

typedef enum method {
    M_RATES,
    M_SERIES,
    M_COMPARE,
    M_PLACEBO,
    M_RETURN,
    M_LEVEL, /* up to here: --from is needed */
    M_CHANGE,
    M_WARN,
    M_RUNS,
    M_GLR,
    M_EARS,
    M_FARRINGTON,
    M__N
} method;

static const char *const names[] = {"rates",  "series", "compare", "placebo",
                                    "return", "level",  "change",  "warn",
                                    "runs",   "glr",    "ears",    "farrington"};

typedef struct choices {
    int64_t start, quiet, transition, window, years;
    double penalty, hazard, limit;
    str method;
} choices;

static int read_choices(const stats_job *j, method m, choices *c)
{
    *c = (choices){.quiet = 10,
                   .transition = 1,
                   .window = 7,
                   .years = 4,
                   .hazard = 0.02,
                   .limit = 5,
                   .method = opt_value(j->c, j->in, "method")};
    if (m <= M_LEVEL && !stats_day(j, "from", &c->start))
        return stats_need("--from DAY tells the first day during");
    if (m > M_LEVEL && opt_value(j->c, j->in, "from").len)
        return stats_need("--from plays no part in this method; --since DAY bounds the days");
    if (!stats_int(j, "quiet", 2, 3650, &c->quiet))
        return stats_need("--quiet is a number of days");
    if (!stats_int(j, "transition", 0, 60, &c->transition))
        return stats_need("--transition is a number of days, at most 60");
    if (!stats_int(j, "window", 1, 3650, &c->window))
        return stats_need("--window is a number of days");
    if (!stats_int(j, "years", 1, 10, &c->years))
        return stats_need("--years is a number from 1 to 10");
    if (!stats_number(j, "penalty", &c->penalty) || c->penalty < 0 ||
        (opt_value(j->c, j->in, "penalty").len && !(c->penalty > 0)))
        return stats_need("--penalty is a number above 0");
    if (!stats_number(j, "hazard", &c->hazard) || !(c->hazard > 0 && c->hazard < 1))
        return stats_need("--hazard is a chance a day, between 0 and 1");
    if (!stats_number(j, "limit", &c->limit) || !(c->limit > 0))
        return stats_need("--limit is a number above 0");
    return EXIT_DONE;
}

/* ---- Where the days come from */

static int from_file(stats_job *j, series *s)
{
    str bytes;
    const char *path = cli_path(j->a, j->in->words[1]);
    tr_err e = host_read_file(path, HOST_FILE_BYTES, j->a, &bytes, &j->d);
    if (e == TR_OK) e = series_read(bytes, path, j->a, s, &j->d);
    return e == TR_OK ? EXIT_DONE : cli_fail(e, &j->d);
}

static int from_mission(stats_job *j, series *s)
{
    report_data d;
    day_choice choice = {0};
    trend_story said;
    int code = cli_open_data(j->in->words[1], j->a, &d);
    if (code == EXIT_DONE) code = cli_day_choice("stats", j->c, j->in, "reading", &d, &choice);
    if (code != EXIT_DONE) return code;
    tr_err e = mission_all_days(&d, &choice, j->a);
    if (e == TR_OK) e = mission_days(&d, &choice, j->a, s, &said);
    if (e == TR_ERR_ABSENT) return stats_need("the mission has no effort in that unit");
    if (e != TR_OK) return cli_fail(e, NULL);
    cli_say_days(&d, &choice, &said);
    return EXIT_DONE;
}

/* Days from --since to --until, both counted. */
static int bound(const stats_job *j, series *s)
{
    int64_t from = INT64_MIN, to = INT64_MAX;
    size_t n = 0;
    bool since = opt_value(j->c, j->in, "since").len > 0,
         until = opt_value(j->c, j->in, "until").len > 0;
    if (!since && !until) return EXIT_DONE;
    if (since && !stats_day(j, "since", &from)) return stats_need("--since is a day as YYYY-MM-DD");
    if (until && !stats_day(j, "until", &to)) return stats_need("--until is a day as YYYY-MM-DD");
    for (size_t i = 0; i < s->n; i++) {
        if (s->days[i].day >= from && s->days[i].day <= to) s->days[n++] = s->days[i];
    }
    s->n = n;
    series_settle(s);
    return n ? EXIT_DONE : stats_need("no day of the table lies between --since and --until");
}

/* A mission's days always have both groups; most methods take one, the covered one. */
static int choose_group(const stats_job *j, method m, bool of_mission, series *s)
{
    str only = opt_value(j->c, j->in, "only");
    if (only.len && !str_is(only, "covered") && !str_is(only, "other"))
        return stats_need("--only is covered or other");
    if (only.len && !s->has_groups) return stats_need("--only needs a table with a column covered");
    if (only.len && m == M_COMPARE) return stats_need("compare takes both groups");
    if (only.len == 0 && of_mission && m != M_COMPARE && m != M_PLACEBO) only = STR("covered");
    if (only.len) series_only(s, str_is(only, "covered"));
    return EXIT_DONE;
}

/* ---- Methods */

static int ears(stats_job *j, const series *s, const choices *c)
{
    int64_t which;
    if (!str_starts(c->method, "C") || !str_to_i64(str_from(c->method, 1), 1, 3, &which))
        return stats_need("ears needs --method C1, C2 or C3");
    tr_err e = find_ears(s, (int)which, j->a, &j->f);
    return e == TR_OK ? EXIT_DONE : cli_fail(e, NULL);
}

static int farrington(stats_job *j, const series *s, const choices *c)
{
    farrington_choice f = {.years = (size_t)c->years};
    if (str_is(c->method, "original")) {
        f.method = FARRINGTON_ORIGINAL;
    } else if (str_is(c->method, "flexible")) {
        f.method = FARRINGTON_FLEXIBLE;
    } else if (str_is(c->method, "noufaily")) {
        f.method = FARRINGTON_NOUFAILY;
    } else {
        return stats_need("farrington needs --method original, flexible or noufaily");
    }
    tr_err e = find_farrington(s, &f, j->a, &j->f);
    return e == TR_OK ? EXIT_DONE : cli_fail(e, NULL);
}

static int apply(stats_job *j, method m, const series *s, const choices *c)
{
    tr_err e = TR_OK;
    size_t quiet = (size_t)c->quiet;
    switch (m) {
    case M_RATES: e = find_rates(s, c->start, j->a, &j->f); break;
    case M_SERIES: e = find_series(s, c->start, c->transition, j->a, &j->f); break;
    case M_COMPARE: e = find_compare(s, c->start, j->a, &j->f); break;
    case M_PLACEBO: e = find_placebo(s, c->start, c->window, j->a, &j->f); break;
    case M_RETURN: e = find_return(s, c->start, INT64_MIN, j->a, &j->f); break;
    case M_LEVEL: e = find_level(s, c->start, j->a, &j->f); break;
    case M_CHANGE: e = find_change(s, c->penalty, j->a, &j->f); break;
    case M_WARN: e = find_warning(s, quiet, 0, j->a, &j->f); break;
    case M_RUNS: e = find_runs(s, quiet, c->hazard, j->a, &j->f); break;
    case M_GLR: e = find_glr(s, quiet, c->limit, j->a, &j->f); break;
    case M_EARS: return ears(j, s, c);
    case M_FARRINGTON: return farrington(j, s, c);
    case M__N: return EXIT_USAGE;
    }
    return e == TR_OK ? EXIT_DONE : cli_fail(e, NULL);
}

/* ---- The study of a mission */

static tr_err put_study(stats_job *j, const report_data *d)
{
    buf b;
    buf_init(&b, BUF_LIMIT_BYTES);
    tr_err e = report_write(d, FORMAT_RESULTS, &b);
    if (e == TR_OK) return buf_take(&b, j->a, &j->f.table);
    buf_free(&b);
    return e;
}

static tr_err say_standing(stats_job *j, const report_data *d)
{
    saying s;
    kept_words *slot = VEC_PUSH(j->a, &j->f.words);
    if (slot == NULL) return TR_ERR_NOMEM;
    saying_open(&s);
    study_standing_words(d, &s.w);
    return saying_take(&s, j->a, slot);
}

static int of_study(stats_job *j)
{
    report_data d;
    if (!stats_is_mission(j) || j->in->n_words != 2)
        return stats_need("study needs a mission's folder");
    int code = cli_open_data(j->in->words[1], j->a, &d);
    if (code != EXIT_DONE) return code;
    if (d.study.what == NULL) return stats_need("the mission's record holds no study");
    j->f.no_verdict = true;
    for (size_t i = 0; i < d.n_trends; i++)
        j->f.no_verdict = j->f.no_verdict && !d.trends[i].known;
    tr_err e = put_study(j, &d);
    if (e == TR_OK) e = say_standing(j, &d);
    if (e == TR_OK) e = finding_close(&j->f, j->a, "Nothing here says why.", NULL);
    return e == TR_OK ? EXIT_DONE : cli_fail(e, NULL);
}

int stats_of_days(stats_job *j, str what, bool *handled)
{
    size_t m = 0;
    series s;
    choices c;
    bool of_mission = stats_is_mission(j);
    *handled = true;
    if (str_is(what, "study")) return of_study(j);
    while (m < M__N && !str_is(what, names[m]))
        m++;
    *handled = m < M__N;
    if (!*handled) return EXIT_USAGE;
    if (j->in->n_words != 2)
        return stats_need("one table of daily counts is expected, or a mission's folder");
    int code = read_choices(j, (method)m, &c);
    if (code == EXIT_DONE) code = of_mission ? from_mission(j, &s) : from_file(j, &s);
    if (code == EXIT_DONE) code = bound(j, &s);
    if (code == EXIT_DONE) code = choose_group(j, (method)m, of_mission, &s);
    return code == EXIT_DONE ? apply(j, (method)m, &s, &c) : code;
}
