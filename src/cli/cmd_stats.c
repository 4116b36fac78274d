/* Statistics of plain tables and of a mission's days: what is asked for, and how it is written. */
#include "cli/stats.h"
#include "document/said.h"

#include <math.h>

/* ---- Output */

static void put_sentences(const kept_vec *words, buf *b)
{
    for (size_t i = 0; i < words->n; i++) {
        said_plain(words->items[i], b);
        buf_c(b, '\n');
    }
}

static void put_text(const findings *f, buf *b)
{
    put_sentences(&f->words, b);
    put_sentences(&f->closing, b);
    if (f->numbers.n) buf_c(b, '\n');
    for (size_t i = 0; i < f->numbers.n; i++) {
        const finding *x = &f->numbers.items[i];
        buf_f(b, "%-24s ", x->name);
        put_figure(b, x->defined ? x->value : (double)NAN);
        buf_c(b, '\n');
    }
    if (f->table.len) buf_c(b, '\n');
    buf_s(b, f->table);
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
    if (f->table.len) buf_c(b, '\n');
    buf_s(b, f->table);
}

static void put_json(const findings *f, buf *b)
{
    json_writer w;
    jw_init_shown(&w, b);
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
        said_json(&w, NULL, f->words.items[i]);
    for (size_t i = 0; i < f->closing.n; i++)
        said_json(&w, NULL, f->closing.items[i]);
    jw_close(&w, ']');
    if (f->table.len) jw_kv(&w, "table", f->table);
    jw_close(&w, '}');
    buf_c(b, '\n');
}

static int run(const cmd *c, args *in)
{
    stats_job j = {.c = c, .in = in, .a = in->a};
    str format = opt_value(c, in, "format");
    bool handled;
    buf b;
    if (in->n_words < 1) return cli_usage(c);
    if (format.len && !str_is(format, "text") && !str_is(format, "csv") && !str_is(format, "json"))
        return stats_need("--format is text, csv or json");
    int code = stats_of_days(&j, in->words[0], &handled);
    if (!handled) code = stats_of_tables(&j, in->words[0], &handled);
    if (!handled)
        return stats_need("what to find is rates, series, compare, placebo, change, warn, return, "
                          "level, runs, glr, ears, farrington, study; synthetic, diverge, adjust, "
                          "count or scan");
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
    .usage = "stats WHAT FILE|DIR [options]",
    .summary =
        "statistics of plain tables or of a mission: rates, series, changes, warning, hotspots",
    .text =
        "FILE is a CSV with day and count, and if need be exposure (0: nothing could be "
        "observed), covered (1 or 0)\n"
        "and volume. Days that are absent were not observed; they are never taken for days "
        "without events. DIR is a\n"
        "mission; its days need --reading, --rule, --unclear and, where it has effort, --effort: "
        "no choice is made for\n"
        "you. Of two groups the covered one is taken, unless --only says otherwise.\n"
        "  rates      ratio of rates, exact and allowing for days that vary more than chance\n"
        "  series     level at the start, given trend and weekday\n"
        "  compare    covered beside other targets\n"
        "  placebo    the change at the start among those at dates before it\n"
        "  return     days since the start, and the first week at the rate of before\n"
        "  level      what a walking level led to expect (Kalman filter)\n"
        "  change     where the rate changes\n"
        "  warn       a chart with a known rate of false alarms\n"
        "  runs       how long the present rate has held (Adams and MacKay)\n"
        "  glr, ears, farrington\n"
        "             likelihood ratio over unknown starts; EARS; Farrington's methods\n"
        "  study      DIR: the numbers of its declared study\n"
        "  synthetic  FILE with day, the series, others: the mix of others that followed it\n"
        "  diverge    FILE with an incident and one reading a column, 1 or 0: how far they differ\n"
        "  adjust     FILE with a name and a p value: allowing for their number\n"
        "  scan       Kulldorff's scan of files in SaTScan's formats, or of DIR's incidents\n"
        "  count      FILE of discharges, or DIR, under several counting rules, with the bridge",
    .opts =
        {{.name = "from",
          .arg = "DAY",
          .help = "first day during (rates, series, compare, placebo, return, level, synthetic)"},
         {.name = "since", .arg = "DAY", .help = "days of the table from this one on"},
         {.name = "until", .arg = "DAY", .help = "days of the table up to this one"},
         {.name = "reading", .arg = "ID", .help = "DIR: what it covers is counted"},
         {.name = "rule",
          .arg = "RULE",
          .help = "DIR: what is one unit",
          .values = "item/1 incident/1 place-day/1"},
         {.name = "evidence",
          .arg = "E",
          .help = "DIR: any (unless given) or corroborated",
          .values = "any corroborated"},
         {.name = "unclear",
          .arg = "AS",
          .help = "DIR: units unclear under the reading count as covered or other, or stay out",
          .values = "covered other out"},
         {.name = "effort",
          .arg = "UNIT",
          .help = "DIR: what was watched, in this unit of the mission's effort; or none"},
         {.name = "quiet",
          .arg = "N",
          .help = "warn, runs, glr: first days that tell the usual rate; 10 unless given"},
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
         {.name = "method",
          .arg = "M",
          .help = "ears: C1, C2, C3; farrington: original, flexible, noufaily",
          .values = "C1 C2 C3 original flexible noufaily"},
         {.name = "years", .arg = "N", .help = "farrington: years before; 4 unless given"},
         {.name = "hazard",
          .arg = "P",
          .help = "runs: chance a day that the rate changes; 0.02 unless given"},
         {.name = "limit", .arg = "X", .help = "glr: alarm from here on; 5 unless given"},
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
                 "truce stats rates my-mission --from 2025-03-18 --reading K --rule incident/1 "
                 "--unclear other --effort none",
                 "truce stats scan --cases a.cas --places a.geo --population a.pop"},
    .run = run,
};
