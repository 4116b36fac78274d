/* What is found in tables of daily counts, plain ones or a mission's own days. */
#include "document/said.h"
#include "workbench/asked.h"

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

static tr_err read_choices(const asked *j, method m, choices *c)
{
    *c = (choices){.quiet = 10,
                   .transition = 1,
                   .window = 7,
                   .years = 4,
                   .hazard = 0.02,
                   .limit = 5,
                   .method = asked_value(j, "method")};
    if (m <= M_LEVEL && !asked_day(j, "from", &c->start))
        return asked_need(j, "--from DAY tells the first day during");
    if (m > M_LEVEL && asked_value(j, "from").len)
        return asked_need(j, "--from plays no part in this method; --since DAY bounds the days");
    if (!asked_int(j, "quiet", 2, 3650, &c->quiet))
        return asked_need(j, "--quiet is a number of days");
    if (!asked_int(j, "transition", 0, 60, &c->transition))
        return asked_need(j, "--transition is a number of days, at most 60");
    if (!asked_int(j, "window", 1, 3650, &c->window))
        return asked_need(j, "--window is a number of days");
    if (!asked_int(j, "years", 1, 10, &c->years))
        return asked_need(j, "--years is a number from 1 to 10");
    if (!asked_number(j, "penalty", &c->penalty) || c->penalty < 0 ||
        (asked_value(j, "penalty").len && !(c->penalty > 0)))
        return asked_need(j, "--penalty is a number above 0");
    if (!asked_number(j, "hazard", &c->hazard) || !(c->hazard > 0 && c->hazard < 1))
        return asked_need(j, "--hazard is a chance a day, between 0 and 1");
    if (!asked_number(j, "limit", &c->limit) || !(c->limit > 0))
        return asked_need(j, "--limit is a number above 0");
    return TR_OK;
}

/* ---- Where the days come from */

static tr_err from_file(asked *j, series *s)
{
    str bytes;
    TR_TRY(host_read_file(j->file, HOST_FILE_BYTES, j->a, &bytes, &j->k->d));
    return series_read(bytes, j->file, j->a, s, &j->k->d);
}

static tr_err from_mission(asked *j, series *s)
{
    report_data d;
    day_choice choice = {0};
    trend_story said;
    const catalogue *words;
    TR_TRY(task_counts_asked(j->k, j->m, &d));
    TR_TRY(task_day_choice(j->k, "reading", &d, &choice));
    TR_TRY(mission_all_days(&d, &choice, j->a));
    tr_err e = mission_days(&d, &choice, j->a, s, &said);
    if (e == TR_ERR_ABSENT) return asked_need(j, "the mission has no effort in that unit");
    if (e == TR_OK) e = task_language(j->k, &words);
    if (e == TR_OK) tell_days(j->k->t, &d, &choice, &said, words);
    return e;
}

/* Days from --since to --until, both counted. */
static tr_err bound(const asked *j, series *s)
{
    int64_t from = INT64_MIN, to = INT64_MAX;
    size_t n = 0;
    bool since = asked_value(j, "since").len > 0, until = asked_value(j, "until").len > 0;
    if (!since && !until) return TR_OK;
    if (since && !asked_day(j, "since", &from))
        return asked_need(j, "--since is a day as YYYY-MM-DD");
    if (until && !asked_day(j, "until", &to))
        return asked_need(j, "--until is a day as YYYY-MM-DD");
    for (size_t i = 0; i < s->n; i++) {
        if (s->days[i].day >= from && s->days[i].day <= to) s->days[n++] = s->days[i];
    }
    s->n = n;
    series_settle(s);
    return n ? TR_OK : asked_need(j, "no day of the table lies between --since and --until");
}

/* A mission's days always have both groups; most methods take one, the covered one. */
static tr_err choose_group(const asked *j, method m, bool of_mission, series *s)
{
    str only = asked_value(j, "only");
    if (only.len && !str_is(only, "covered") && !str_is(only, "other"))
        return asked_need(j, "--only is covered or other");
    if (only.len && !s->has_groups)
        return asked_need(j, "--only needs a table with a column covered");
    if (only.len && m == M_COMPARE) return asked_need(j, "compare takes both groups");
    if (only.len == 0 && of_mission && m != M_COMPARE && m != M_PLACEBO) only = STR("covered");
    if (only.len) series_only(s, str_is(only, "covered"));
    return TR_OK;
}

/* ---- Methods */

static tr_err ears(asked *j, const series *s, const choices *c)
{
    int64_t which;
    if (!str_starts(c->method, "C") || !str_to_i64(str_from(c->method, 1), 1, 3, &which))
        return asked_need(j, "ears needs --method C1, C2 or C3");
    tr_err e = find_ears(s, (int)which, j->a, &j->f);
    return e;
}

static tr_err farrington(asked *j, const series *s, const choices *c)
{
    farrington_choice f = {.years = (size_t)c->years};
    if (str_is(c->method, "original")) {
        f.method = FARRINGTON_ORIGINAL;
    } else if (str_is(c->method, "flexible")) {
        f.method = FARRINGTON_FLEXIBLE;
    } else if (str_is(c->method, "noufaily")) {
        f.method = FARRINGTON_NOUFAILY;
    } else {
        return asked_need(j, "farrington needs --method original, flexible or noufaily");
    }
    tr_err e = find_farrington(s, &f, j->a, &j->f);
    return e;
}

static tr_err apply(asked *j, method m, const series *s, const choices *c)
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
    case M__N: return TR_ERR_USAGE;
    }
    return e;
}

/* ---- The study of a mission */

static tr_err put_study(asked *j, const report_data *d)
{
    buf b;
    buf_init(&b, BUF_LIMIT_BYTES);
    tr_err e = report_write(d, FORMAT_RESULTS, &b);
    if (e == TR_OK) return buf_take(&b, j->a, &j->f.table);
    buf_free(&b);
    return e;
}

static tr_err say_standing(asked *j, const report_data *d)
{
    saying s;
    kept_words *slot = VEC_PUSH(j->a, &j->f.words);
    if (slot == NULL) return TR_ERR_NOMEM;
    saying_open(&s);
    study_standing_words(d, &s.w);
    return saying_take(&s, j->a, slot);
}

/* "RA, rates of before and during: ..." */
static tr_err say_found(asked *j, const trend_line *l, study_test t)
{
    saying s;
    kept_words *slot = VEC_PUSH(j->a, &j->f.words);
    const kept_vec *words = &l->found[t].words;
    if (slot == NULL) return TR_ERR_NOMEM;
    saying_open(&s);
    doc_say(&s.w, "{reading}, {test}:", A_TEXT("reading", l->id),
            A_WORD("test", study_test_says(t)));
    for (size_t i = 0; i < words->n; i++)
        doc_say(&s.w, " {words}", A_SAID("words", words->items[i]));
    return saying_take(&s, j->a, slot);
}

/* What each test says under each reading, in the order of the study. */
static tr_err say_results(asked *j, const report_data *d)
{
    for (size_t i = 0; i < d->n_trends; i++) {
        const trend_line *l = &d->trends[i];
        for (int t = 0; l->known && t < STUDY_TEST__N; t++) {
            if (l->ran[t] && l->found[t].words.n) TR_TRY(say_found(j, l, (study_test)t));
        }
    }
    return TR_OK;
}

static tr_err of_study(asked *j)
{
    report_data d;
    if (j->m == NULL) return asked_need(j, "study needs a mission's folder");
    TR_TRY(task_counts_asked(j->k, j->m, &d));
    if (d.study.what == NULL) return asked_need(j, "the mission's record holds no study");
    j->f.no_verdict = true;
    for (size_t i = 0; i < d.n_trends; i++)
        j->f.no_verdict = j->f.no_verdict && !d.trends[i].known;
    TR_TRY(put_study(j, &d));
    TR_TRY(say_standing(j, &d));
    TR_TRY(say_results(j, &d));
    return finding_close(&j->f, j->a, "Nothing here says why.", NULL);
}

tr_err find_in_days(asked *j, str what, bool *handled)
{
    size_t m = 0;
    series s;
    choices c;
    *handled = true;
    if (str_is(what, "study")) return of_study(j);
    while (m < M__N && !str_is(what, names[m]))
        m++;
    *handled = m < M__N;
    if (!*handled) return TR_OK;
    if (j->m == NULL && j->file == NULL)
        return asked_need(j, "one table of daily counts is expected, or a mission's folder");
    TR_TRY(read_choices(j, (method)m, &c));
    TR_TRY(j->m ? from_mission(j, &s) : from_file(j, &s));
    TR_TRY(bound(j, &s));
    TR_TRY(choose_group(j, (method)m, j->m != NULL, &s));
    return apply(j, (method)m, &s, &c);
}
