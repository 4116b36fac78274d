/* study.yaml: docs/formats/study.md. No choice is made for its authors: every one that moves a
 * number must be written down. */
#include "agreement/read.h"

enum { MOST_DAYS = 3660 }; /* ten years */

static bool read_day(rd *r, const node *map, const char *key, int64_t *day)
{
    const node *n = node_at(map, key);
    iso_time t;
    if (n == NULL) {
        rd_fault(r, CODE_AG_MISSING, map, "'%s' is missing: a day as YYYY-MM-DD", key);
        return false;
    }
    if (n->kind != NODE_SCALAR || !iso_parse(n->text, &t) || t.has_clock) {
        rd_fault(r, CODE_AG_TIME, n, "a day as YYYY-MM-DD is expected");
        return false;
    }
    *day = civil_to_days(t.at.year, t.at.month, t.at.day);
    return true;
}

/* False: a day of it is not known, and nothing can be said of its order. */
static bool read_days(rd *r, const node *root, const char *key, int64_t *from, int64_t *to)
{
    static const char *const keys[] = {"from", "to", NULL};
    const node *n = node_at(root, key);
    if (n == NULL) {
        rd_fault(r, CODE_AG_MISSING, root, "'%s' is missing: {from: DAY, to: DAY}, both count",
                 key);
        return false;
    }
    if (!rd_map(r, n, keys, "a stretch of days")) return false;
    bool begins = read_day(r, n, "from", from), ends = read_day(r, n, "to", to);
    if (!begins || !ends) return false;
    if (*to < *from) rd_fault(r, CODE_AG_WINDOW, n, "the last day is before the first");
    if (*to - *from >= MOST_DAYS)
        rd_fault(r, CODE_AG_RANGE, n, "a stretch is at most %d days", MOST_DAYS);
    return true;
}

static str read_choice(rd *r, const node *root, const char *key, const char *const *words)
{
    str s = rd_text(r, root, key, true);
    buf b;
    str all;
    for (size_t i = 0; words[i]; i++) {
        if (str_is(s, words[i])) return s;
    }
    if (s.len == 0) return s;
    buf_init(&b, 1024);
    for (size_t i = 0; words[i]; i++)
        buf_f(&b, "%s%s", i ? ", " : "", words[i]);
    if (buf_take(&b, r->a, &all) != TR_OK) {
        r->fatal = TR_ERR_NOMEM;
        return s;
    }
    rd_fault(r, CODE_AG_VALUE, node_at(root, key), "'%s' is one of " STR_FMT, key, STR_ARG(all));
    return s;
}

static void read_tests(rd *r, const node *root, study *s)
{
    const node *list = node_at(root, "tests");
    if (list == NULL || list->first == NULL) {
        rd_fault(r, CODE_AG_MISSING, root, "'tests' is missing: the tests to be run");
        return;
    }
    for (const node *n = rd_list(r, root, "tests"); n; n = n->next) {
        study_test t;
        if (n->kind == NODE_SCALAR && study_test_from(n->text, &t)) {
            s->tests[t] = true;
            continue;
        }
        rd_fault(r, CODE_AG_VALUE, n,
                 "a test is rates, compare, series, placebo, change, warn, return or scan");
    }
}

static void check_readings(rd *r, const node *root, study *s)
{
    const node *list = node_at(root, "readings");
    s->readings = rd_texts(r, root, "readings");
    if (s->readings.n == 0) rd_fault(r, CODE_AG_MISSING, root, "'readings' is missing: their ids");
    size_t i = 0;
    for (const node *n = list ? list->first : NULL; n; n = n->next, i++) {
        if (r->ag && n->kind == NODE_SCALAR && agreement_reading(r->ag, n->text) == NULL)
            rd_fault(r, CODE_AG_REF, n, "the agreement has no reading '" STR_FMT "'",
                     STR_ARG(n->text));
        for (const node *o = list->first; o != n; o = o->next) {
            if (!str_eq(o->text, n->text)) continue;
            rd_fault(r, CODE_AG_DUP_ID, n, "the reading stands in the list twice");
            break;
        }
    }
}

static void read_choices(rd *r, const node *root, study *s)
{
    static const char *const units[] = {"item/1", "incident/1", "place-day/1", NULL};
    static const char *const evidence[] = {"any", "corroborated", NULL};
    static const char *const unclear[] = {"covered", "other", "out", NULL};
    s->unit = read_choice(r, root, "unit", units);
    s->evidence = read_choice(r, root, "evidence", evidence);
    s->unclear = read_choice(r, root, "unclear", unclear);
    s->effort = rd_text(r, root, "effort", true);
    s->transition = rd_int(r, root, "transition_days", 0, 60, 1);
    s->quiet = rd_int(r, root, "quiet_days", 7, 3650, 10);
    s->window = rd_int(r, root, "placebo_days", 1, 3650, 7);
    s->replicates = rd_int(r, root, "replicates", 99, 9999, 999);
    s->seed = rd_int(r, root, "seed", 0, (int64_t)1 << 53, 1);
}

static void read_study(rd *r, const node *root, study *s)
{
    static const char *const keys[] = {
        "truce",        "id",         "title",  "question",        "authors",
        "written",      "baseline",   "during", "readings",        "unit",
        "evidence",     "unclear",    "effort", "transition_days", "quiet_days",
        "placebo_days", "replicates", "seed",   "tests",           NULL};
    if (!rd_map(r, root, keys, "a study")) return;
    str format = rd_text(r, root, "truce", true);
    if (format.len && !str_is(format, "study/1"))
        rd_fault(r, CODE_AG_VALUE, node_at(root, "truce"),
                 "the format '" STR_FMT "' is not known; it is study/1", STR_ARG(format));
    s->id = rd_id(r, root);
    s->title = rd_text(r, root, "title", true);
    s->question = str_trim(rd_text(r, root, "question", true));
    s->authors = rd_text(r, root, "authors", true);
    (void)read_day(r, root, "written", &s->written);
    bool before = read_days(r, root, "baseline", &s->before_from, &s->before_to),
         during = read_days(r, root, "during", &s->during_from, &s->during_to);
    if (before && during && s->during_from <= s->before_to)
        rd_fault(r, CODE_AG_WINDOW, node_at(root, "during"),
                 "the days during begin before the baseline has ended");
    check_readings(r, root, s);
    read_choices(r, root, s);
    read_tests(r, root, s);
}

tr_err study_parse(str bytes, const char *file, const agreement *ag, arena *a, study *out,
                   diag_list *faults)
{
    tr_diag first = {0};
    const node *root = NULL;
    agreement none = {0};
    tr_err e = yaml_read(bytes, file, a, &root, &first);
    if (e == TR_ERR_DATA || e == TR_ERR_LIMIT) {
        tr_diag *d = diag_list_push(a, faults);
        if (d) *d = first;
        return TR_ERR_DATA;
    }
    TR_TRY(e);
    none = ag ? *ag : none;
    rd r = {.a = a, .file = file, .faults = faults, .ag = ag ? &none : NULL};
    *out = (study){0};
    read_study(&r, root, out);
    TR_TRY(r.fatal);
    return faults->n || faults->dropped ? TR_ERR_DATA : TR_OK;
}
