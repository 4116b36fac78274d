/* truce stats: of a table, or of a mission's folder. */
#include "cli/cli.h"

#include <sys/stat.h>

static bool is_folder(const char *path)
{
    struct stat s;
    return stat(path, &s) == 0 && S_ISDIR(s.st_mode);
}

static int run_stats(truce *t, const cmd *c, args *in)
{
    truce_mission *m = NULL;
    truce_answer *answer = NULL;
    truce_code code;
    if (in->n_words < 1 || in->n_words > 2) return cli_usage(c);
    const char *what = in->words[0], *of = in->n_words > 1 ? in->words[1] : NULL;
    if (of && is_folder(of)) {
        code = truce_open(t, of, &m);
        if (code == TRUCE_OK) code = truce_mission_stats(m, what, in->settings, &answer);
    } else {
        code = truce_stats(t, what, of, in->settings, &answer);
    }
    int end = cli_end(t, c, code, answer);
    truce_close(m);
    return end;
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
         {.name = "format", .arg = "F", .help = "text, csv or json", .values = "text csv json"},
         {.name = "lang",
          .arg = "LANG",
          .help = "of the words of text: en (default), uk, ru",
          .values = "en uk ru"},
         {.name = "as-of",
          .arg = "T",
          .help = "DIR: what was known then: a ledger size, or a time"}},
    .examples = {"truce stats rates days.csv --from 2025-03-18",
                 "truce stats rates my-mission --from 2025-03-18 --reading K --rule incident/1 "
                 "--unclear other --effort none",
                 "truce stats scan --cases a.cas --places a.geo --population a.pop"},
    .run = run_stats,
};
