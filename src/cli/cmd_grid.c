/* The sensitivity grid of a mission. */
#include "cli/cmd.h"

typedef struct job {
    mission m;
    app_zones *zones;
    state s;
    report_data d;
} job;

static tr_err load(const args *in, job *j, diag_list *faults, tr_diag *diag)
{
    record *r = NULL;
    as_of all = {.size = UINT64_MAX, .instant = USEC_UNKNOWN};
    TR_TRY(app_zones_open(in->a, &j->zones));
    tz_db db = app_zones_db(j->zones);
    TR_TRY(mission_read(cli_path(in->a, in->words[0]), &db, in->a, &j->m, faults, diag));
    TR_TRY(record_open(j->m.dir, false, in->a, &r, diag));
    tr_err e = mission_fold(&j->m, r, all, j->zones, in->a, &j->s, diag);
    record_close(r);
    TR_TRY(e);
    span period = {j->m.period_from, j->m.period_to};
    e = app_build_report(&j->m, &j->s, all, period, j->m.period_words, j->zones, in->a, &j->d);
    if (e == TR_ERR_ABSENT)
        diag_set(diag, CODE_MISSION, "", 0, 0,
                 "the ledger holds no agreement yet; use truce run first");
    return e;
}

/* ---- Days, for truce stats */

static bool reading_named(const report_data *d, str id, size_t *at)
{
    for (*at = 0; *at < d->n_readings; (*at)++) {
        if (str_eq(d->readings[*at]->id, id)) return true;
    }
    return false;
}

static bool cell_from(const cmd *c, args *in, grid_cell *cell, grid_unclear *as)
{
    str rule = opt_value(c, in, "rule"), evidence = opt_value(c, in, "evidence"),
        unclear = opt_value(c, in, "unclear");
    int k = 0, e = 0;
    while (k < GRID_RULE__N && !str_is(rule, grid_rule_word((grid_rule)k)))
        k++;
    while (e < GRID_EVIDENCE__N && evidence.len &&
           !str_is(evidence, grid_evidence_word((grid_evidence)e)))
        e++;
    cell->rule = (grid_rule)k;
    cell->evidence = (grid_evidence)e;
    *as = str_is(unclear, "covered") ? GRID_UNCLEAR_COVERED
          : str_is(unclear, "other") ? GRID_UNCLEAR_OTHER
                                     : GRID_UNCLEAR_OUT;
    return k < GRID_RULE__N && e < GRID_EVIDENCE__N &&
           (*as != GRID_UNCLEAR_OUT || str_is(unclear, "out"));
}

static int put_days(const cmd *c, args *in, const report_data *d)
{
    grid_cell cell = {0};
    grid_unclear as;
    grid_days said;
    buf b;
    str id = opt_value(c, in, "daily"), unclear = opt_value(c, in, "unclear");
    if (!reading_named(d, id, &cell.reading)) {
        cli_say("truce grid: no reading '" STR_FMT "' in this mission\n", STR_ARG(id));
        return EXIT_USAGE;
    }
    if (!cell_from(c, in, &cell, &as)) {
        cli_say(
            "truce grid: --daily needs --rule (item/1, incident/1 or place-day/1) and --unclear "
            "(covered, other or out): no choice is made for you; --evidence is any or "
            "corroborated\n");
        return EXIT_USAGE;
    }
    buf_init(&b, BUF_LIMIT_BYTES);
    tr_err e = report_daily(d, &cell, as, in->a, &b, &said);
    int code = e == TR_OK ? cli_answer(&b, EXIT_DONE) : cli_fail(e, NULL);
    buf_free(&b);
    if (e == TR_OK)
        cli_say(
            "truce: %zu units; %zu without a time within two days are left out; of the others %zu "
            "are unclear under this reading, taken as '" STR_FMT
            "'. Days of the period are taken as watched: the mission's own words on what was "
            "not observed stand in its report\n",
            said.n_units, said.n_undated, said.n_unclear, STR_ARG(unclear));
    return code;
}

static int run(const cmd *c, args *in)
{
    job j = {0};
    diag_list faults = {0};
    tr_diag diag = {0};
    grid_cell *cells;
    size_t n;
    buf b;
    str format = opt_value(c, in, "format");
    if (in->n_words != 1) return cli_usage(c);
    if (format.len && !str_is(format, "csv") && !str_is(format, "svg")) {
        cli_say("truce grid: --format is csv or svg\n");
        return EXIT_USAGE;
    }
    tr_err e = load(in, &j, &faults, &diag);
    for (size_t i = 0; i < faults.n; i++)
        cli_diag(&faults.items[i], "error");
    if (e == TR_OK && opt_value(c, in, "daily").len) return put_days(c, in, &j.d);
    if (e == TR_OK) e = report_grid(&j.d, in->a, &cells, &n);
    if (e != TR_OK) return faults.n ? EXIT_DATA : cli_fail(e, &diag);
    buf_init(&b, BUF_LIMIT_BYTES);
    if (str_is(format, "svg")) {
        report_grid_svg(&j.d, cells, n, &b);
    } else {
        report_grid_csv(&j.d, cells, n, &b);
    }
    int code = cli_answer(&b, EXIT_DONE);
    buf_free(&b);
    return code;
}

const cmd cmd_grid = {
    .name = "grid",
    .usage = "grid DIR [options]",
    .summary =
        "how the counts hang on reading, counting rule and evidence, as a table or a picture",
    .run = run,
    .text = "Coded incidents of the period. A unit is covered if any item of it is, unclear if "
            "none is and any is\n"
            "unclear. item/1: each coded item; incident/1: one an incident; place-day/1: one a "
            "place and UTC day, where both\n"
            "are known. Evidence: any, or what is corroborated, verified or attributed. No cell is "
            "the headline.\n"
            "--daily: targets that a reading covers by kind, place and act, whether in force or "
            "not, and others, by day.",
    .opts = {{.name = "format",
              .arg = "F",
              .help = "csv (as given) or svg, a picture of one page",
              .values = "csv svg"},
             {.name = "daily",
              .arg = "READING",
              .help = "a table of days instead, for truce stats: covered targets and others"},
             {.name = "rule",
              .arg = "RULE",
              .help = "daily: what is one unit",
              .values = "item/1 incident/1 place-day/1"},
             {.name = "evidence",
              .arg = "E",
              .help = "daily: any, or corroborated",
              .values = "any corroborated"},
             {.name = "unclear",
              .arg = "AS",
              .help =
                  "daily: units unclear under the reading count as covered or other, or stay out",
              .values = "covered other out"}},
    .examples = {"truce grid my-mission", "truce grid my-mission --format svg > grid.svg",
                 "truce grid my-mission --daily K --rule incident/1 --unclear other > days.csv"},
};
