#include "terminal/days.h"

static tr_err mission_data(str dir, arena *a, report_data *d, diag_list *faults, tr_diag *diag)
{
    mission m;
    host_zones *zones;
    state s;
    record *r = NULL;
    as_of all = {.size = UINT64_MAX, .instant = USEC_UNKNOWN};
    TR_TRY(host_zones_open(a, &zones));
    tz_db db = host_zones_db(zones);
    TR_TRY(mission_read(cli_path(a, dir), &db, a, &m, faults, diag));
    TR_TRY(record_open(m.dir, false, a, &r, diag));
    tr_err e = mission_fold(&m, r, all, zones, a, &s, diag);
    record_close(r);
    TR_TRY(e);
    span period = {m.period_from, m.period_to};
    e = report_assemble(&m, &s, all, period, m.period_words, zones, a, d);
    if (e == TR_ERR_ABSENT)
        diag_set(diag, CODE_MISSION, "", 0, 0,
                 "the ledger holds no agreement yet; use truce run first");
    return e;
}

int cli_open_data(str dir, arena *a, report_data *d)
{
    diag_list faults = {0};
    tr_diag diag = {0};
    tr_err e = mission_data(dir, a, d, &faults, &diag);
    for (size_t i = 0; i < faults.n; i++)
        cli_diag(&faults.items[i], "error");
    if (e != TR_OK) return faults.n ? EXIT_DATA : cli_fail(e, &diag);
    return EXIT_DONE;
}

static int say_readings(const char *command, const char *option, str asked, const report_data *d)
{
    if (asked.len)
        cli_say("truce %s: no reading '" STR_FMT "' in this mission; its readings are", command,
                STR_ARG(asked));
    if (asked.len == 0)
        cli_say("truce %s: --%s is needed; the readings of this mission are", command, option);
    for (size_t r = 0; r < d->n_readings; r++)
        cli_say("%s " STR_FMT, r ? "," : "", STR_ARG(d->readings[r]->id));
    cli_say("\n");
    return EXIT_USAGE;
}

int cli_day_choice(const char *command, const cmd *c, const args *in, const char *reading_option,
                   const report_data *d, day_choice *out)
{
    day_words w = {.reading = opt_value(c, in, reading_option),
                   .rule = opt_value(c, in, "rule"),
                   .evidence = opt_value(c, in, "evidence"),
                   .unclear = opt_value(c, in, "unclear"),
                   .effort = opt_value(c, in, "effort")};
    const char *bad;
    if (w.evidence.len == 0) w.evidence = STR("any");
    if (w.effort.len == 0 && d->n_efforts == 0) w.effort = STR("none"); /* nothing to choose from */
    if (day_choice_from(d, &w, out, &bad)) return EXIT_DONE;
    if (str_is(str_of(bad), "reading")) return say_readings(command, reading_option, w.reading, d);
    cli_say("truce %s: --%s needs --rule (item/1, incident/1 or place-day/1) and --unclear "
            "(covered, other or out), and --effort UNIT or none where the mission has effort: no "
            "choice is made for you; --evidence is any or corroborated\n",
            command, reading_option);
    return EXIT_USAGE;
}

void cli_say_days(const report_data *d, const day_choice *c, const trend_story *said)
{
    buf b;
    doc w;
    trend_line l = {.id = d->readings[c->cell.reading]->id, .story = *said, .unit = c->effort};
    buf_init(&b, 65536);
    doc_init(&w, &b, &doc_bare, NULL);
    trend_story_words(&l, c->unclear, &w);
    doc_end(&w);
    buf_c(&b, '\0');
    cli_say("truce: %s\n", buf_err(&b) == TR_OK ? b.ptr : "out of memory");
    buf_free(&b);
}
