/* The sensitivity grid of a mission. */
#include "terminal/cmd.h"

#include "terminal/days.h"
#include "pictures/pictures.h"

/* ---- Days, for truce stats */

static int put_days(const cmd *c, args *in, const report_data *d)
{
    day_choice choice = {0};
    series days;
    trend_story said;
    buf b;
    int code = cli_day_choice("grid", c, in, "daily", d, &choice);
    if (code != EXIT_DONE) return code;
    tr_err e = mission_all_days(d, &choice, in->a);
    if (e == TR_OK) e = mission_days(d, &choice, in->a, &days, &said);
    if (e == TR_ERR_ABSENT) {
        cli_say("truce grid: the mission has no effort in the unit '" STR_FMT "'\n",
                STR_ARG(choice.effort));
        return EXIT_USAGE;
    }
    if (e != TR_OK) return cli_fail(e, NULL);
    buf_init(&b, BUF_LIMIT_BYTES);
    mission_days_csv(&choice, &days, &b);
    code = cli_answer(&b, EXIT_DONE);
    buf_free(&b);
    if (code == EXIT_DONE) cli_say_days(d, &choice, &said);
    return code;
}

static int run(const cmd *c, args *in)
{
    report_data d;
    buf b;
    str format = opt_value(c, in, "format");
    if (in->n_words != 1) return cli_usage(c);
    if (format.len && !str_is(format, "csv") && !str_is(format, "svg")) {
        cli_say("truce grid: --format is csv or svg\n");
        return EXIT_USAGE;
    }
    bool daily = opt_value(c, in, "daily").len > 0;
    if (daily ? str_is(format, "svg")
              : opt_value(c, in, "rule").len || opt_value(c, in, "unclear").len ||
                    opt_value(c, in, "effort").len || opt_value(c, in, "evidence").len) {
        cli_say("truce grid: --rule, --evidence, --unclear and --effort belong to --daily, which "
                "is csv; the grid itself holds all of them\n");
        return EXIT_USAGE;
    }
    int code = cli_open_data(in->words[0], in->a, &d);
    if (code != EXIT_DONE) return code;
    if (daily) return put_days(c, in, &d);
    tr_err e = TR_OK;
    buf_init(&b, BUF_LIMIT_BYTES);
    if (str_is(format, "svg")) {
        doc w;
        doc_init(&w, &b, &doc_html, NULL);
        draw_grid(&d, &w);
        doc_end(&w);
    } else {
        e = report_write(&d, FORMAT_GRID, &b);
    }
    code = e == TR_OK ? cli_answer(&b, EXIT_DONE) : cli_fail(e, NULL);
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
              .values = "covered other out"},
             {.name = "effort",
              .arg = "UNIT",
              .help = "daily: what was watched, in this unit of the mission's effort; or none"}},
    .examples = {"truce grid my-mission", "truce grid my-mission --format svg > grid.svg",
                 "truce grid my-mission --daily K --rule incident/1 --unclear other > days.csv"},
};
