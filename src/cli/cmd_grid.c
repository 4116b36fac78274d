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
            "the headline.",
    .opts = {{.name = "format",
              .arg = "F",
              .help = "csv (as given) or svg, a picture of one page",
              .values = "csv svg"}},
    .examples = {"truce grid my-mission", "truce grid my-mission --format svg > grid.svg"},
};
