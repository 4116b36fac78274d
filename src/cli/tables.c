/* Commands on files, without a mission. */
#include "cli/cli.h"

/* ---- agreement */

static int check(truce *t, const cmd *c, const args *in)
{
    truce_answer *answer = NULL;
    int64_t n = 0;
    truce_code code = truce_agreement_check(t, in->words[1], &answer);
    if (code == TRUCE_OK) (void)truce_answer_figure(answer, "to_clarify", &n);
    int end = cli_end(t, c, code, answer);
    return end == EXIT_DONE && n && opt_yes(in, "strict") ? EXIT_NEGATIVE : end;
}

static int draft_history(truce *t, const cmd *c, const args *in)
{
    truce_mission *m = NULL;
    truce_answer *answer = NULL;
    const char *dir = opt_own(in, "mission");
    if (dir == NULL) return cli_usage(c);
    truce_code code = truce_open(t, dir, &m);
    if (code == TRUCE_OK) code = truce_agreement_history(m, in->words[1], in->settings, &answer);
    int end = cli_end(t, c, code, answer);
    truce_close(m);
    return end;
}

static int run_agreement(truce *t, const cmd *c, args *in)
{
    truce_answer *answer = NULL;
    const char *verb = in->n_words ? in->words[0] : "";
    if (strcmp(verb, "check") == 0 && in->n_words == 2) return check(t, c, in);
    if (strcmp(verb, "show") == 0 && in->n_words == 2) {
        truce_code code = truce_agreement_show(t, in->words[1], in->settings, &answer);
        return cli_end(t, c, code, answer);
    }
    if (strcmp(verb, "history") == 0 && in->n_words == 2) return draft_history(t, c, in);
    if (strcmp(verb, "diff") == 0 && in->n_words == 3) {
        truce_code code = truce_agreement_diff(t, in->words[1], in->words[2], &answer);
        return cli_end(t, c, code, answer);
    }
    return cli_usage(c);
}

/* ---- assess, compare */

typedef truce_code table_task(truce *t, const char *agreement, const char *incidents,
                              const truce_setting *settings, truce_answer **answer);

static int on_incidents(truce *t, const cmd *c, const args *in, table_task *task)
{
    truce_answer *answer = NULL;
    const char *incidents = opt_own(in, "incidents");
    if (in->n_words != 1 || incidents == NULL) return cli_usage(c);
    int end = cli_open_rejects(t, c, in);
    if (end != EXIT_DONE) return end;
    truce_code code = task(t, in->words[0], incidents, in->settings, &answer);
    return cli_close_rejects(t, c, in, cli_end_strict(t, c, in, code, answer));
}

static int run_assess(truce *t, const cmd *c, args *in)
{
    return on_incidents(t, c, in, truce_assess);
}

static int run_compare(truce *t, const cmd *c, args *in)
{
    return on_incidents(t, c, in, truce_compare);
}

/* ---- feed, fuse, meltt, map */

typedef truce_code files_task(truce *t, const char *const *files, size_t n_files,
                              const truce_setting *settings, truce_answer **answer);

static int on_files(truce *t, const cmd *c, const args *in, const char *const *files, size_t n,
                    files_task *task)
{
    truce_answer *answer = NULL;
    int end = cli_open_rejects(t, c, in);
    if (end != EXIT_DONE) return end;
    truce_code code = task(t, files, n, in->settings, &answer);
    return cli_close_rejects(t, c, in, cli_end_strict(t, c, in, code, answer));
}

static int run_feed(truce *t, const cmd *c, args *in)
{
    if (in->n_words == 0) return cli_usage(c);
    return on_files(t, c, in, in->words, in->n_words, truce_feed);
}

static int run_meltt(truce *t, const cmd *c, args *in)
{
    if (in->n_words < 2) return cli_usage(c);
    return on_files(t, c, in, in->words, in->n_words, truce_meltt);
}

static int run_fuse(truce *t, const cmd *c, args *in)
{
    const char **files = calloc(in->n_own + 1, sizeof *files);
    size_t n = 0;
    for (size_t i = 0; files && i < in->n_own; i++) {
        if (strcmp(in->own[i].name, "claims") == 0) files[n++] = in->own[i].value.bytes;
    }
    int end = in->n_words || n == 0 ? cli_usage(c) : on_files(t, c, in, files, n, truce_fuse);
    free(files);
    return end;
}

static int run_map(truce *t, const cmd *c, args *in)
{
    truce_answer *answer = NULL;
    if (in->n_words != 1) return cli_usage(c);
    truce_code code = truce_map(t, in->words[0], in->settings, &answer);
    return cli_end(t, c, code, answer);
}

/* ---- Tables */

#define ASSESS_OPTS                                                                                \
    {.name = "incidents",                                                                          \
     .arg = "FILE",                                                                                \
     .help = "incidents coded by a person (CSV; - is standard input)",                             \
     .own = true},                                                                                 \
        {.name = "reading", .arg = "IDS", .help = "these readings only, comma between"},           \
        {.name = "phase", .arg = "IDS", .help = "readings of these phases only"},                  \
        {.name = "practice", .help = "admit clauses of basis practice (default: no)"},             \
        STRICT_OPTION, REJECTS_OPTION

const cmd cmd_agreement = {
    .name = "agreement",
    .usage = "agreement check FILE | show FILE | diff BEFORE AFTER | history DRAFT --mission DIR",
    .summary = "check, show or compare agreement files",
    .text =
        "check  reads the file, gives every fault as file:line:col with a stable code and a "
        "hint, and\n"
        "       lists what is ambiguous: terms without a meaning, categories on which readings "
        "are silent\n"
        "       or differ, day counts that are not named, starts without a clock time.\n"
        "show   prints the agreement in plain words, as Markdown, or for a page.\n"
        "diff   compares two versions, one line a difference; the exit status is 1 when there "
        "are any.\n"
        "history  a draft against the incidents of a mission before it is signed: how many of "
        "them its\n"
        "       readings would part, by category, place, act and side, and the words to clarify.",
    .opts = {{.name = "mission", .own = true, .arg = "DIR", .help = "history: whose incidents"},
             {.name = "format",
              .arg = "FORMAT",
              .help = "history: text (default) or csv; show: md (default) or html, for a page",
              .values = "text csv md html"},
             {.name = "lang",
              .arg = "LANG",
              .help = "show: en (default), uk, ru",
              .values = "en uk ru"},
             {.name = "strict",
              .own = true,
              .help = "check: exit with 1 when there is anything to clarify"}},
    .examples = {"truce agreement history draft.yaml --mission my-mission",
                 "truce agreement check examples/energy-2025/agreement.yaml",
                 "truce agreement show examples/easter-2025/agreement.yaml --lang uk"},
    .run = run_agreement,
};

const cmd cmd_assess = {
    .name = "assess",
    .usage = "assess AGREEMENT --incidents FILE [options]",
    .summary = "each incident under every reading: four tests, a verdict, and why",
    .text =
        "Tests each incident under each reading: is the reading in force then, is the category in "
        "its scope,\n"
        "the place in its area, the act one that counts? Each answer is T, F or U (unknown), each "
        "with the\n"
        "clause that decided. The verdict is yes, no, unclear, attempt, not-in-force or "
        "claim-only. It says\n"
        "whether the incident as reported would be covered, not whether it happened or who did it.",
    .opts = {ASSESS_OPTS,
             {.name = "format",
              .arg = "FORMAT",
              .help = "text (default), csv or json (one object a line)",
              .values = "text csv json"}},
    .examples = {"truce assess examples/energy-2025/agreement.yaml --incidents "
                 "examples/energy-2025/data/incidents.csv --reading K,U"},
    .run = run_assess,
};

const cmd cmd_compare = {
    .name = "compare",
    .usage = "compare AGREEMENT --incidents FILE [options]",
    .summary = "where readings differ, on which incidents and because of which clause",
    .text = "For each pair of readings of a phase: the incidents on which their verdicts differ "
            "and the smallest\n"
            "set of tests whose exchange turns one verdict into the other, with the clauses behind "
            "them. Then how\n"
            "many verdicts each clause decides.",
    .opts = {ASSESS_OPTS,
             {.name = "format",
              .arg = "FORMAT",
              .help = "text (default) or csv",
              .values = "text csv"}},
    .examples = {"truce compare examples/energy-2025/agreement.yaml --incidents "
                 "examples/energy-2025/data/incidents.csv"},
    .run = run_compare,
};

const cmd cmd_feed = {
    .name = "feed",
    .usage = "feed FILE... [options]",
    .summary = "read files as evidence and count their rows, without a mission",
    .text =
        "Prints one line of CSV a file: kind, file, received, accepted, duplicate, set_aside; "
        "received is always the\n"
        "sum of the other three. The kind is told by the columns unless --kind names it. Files "
        "are CSV of any\n"
        "dialect, GeoJSON, JSON or JSON lines, packed with gzip or zstd or not; XLSX, ODS, KML, "
        "KMZ and GeoPackage\n"
        "where gdal-bin is installed. A file that cannot be read is reported and the others are "
        "read all the "
        "same.",
    .opts = {{.name = "kind", .arg = "KIND", .help = "the kind of all files, as in mission.yaml"},
             {.name = "zone",
              .arg = "ZONE",
              .help = "zone of time for times without an offset, such as Europe/Vienna"},
             {.name = "radius",
              .arg = "METRES",
              .help = "radius of places for which the file gives none"},
             {.name = "encoding",
              .arg = "NAME",
              .help = "utf-8 (default), cp1251, utf-16le or utf-16be"},
             {.name = "daily",
              .help = "days and their counts, for truce stats, instead of the rows of files"},
             {.name = "having",
              .arg = "WORD",
              .help = "daily: only rows with this word for what happened"},
             {.name = "mapping",
              .arg = "FILE",
              .help = "how the files are to be read, as truce map prints it"},
             REJECTS_OPTION},
    .examples = {"truce feed fire_nrt.csv --rejects not-taken.csv",
                 "truce feed export.csv --kind acled --zone UTC"},
    .run = run_feed,
};

const cmd cmd_fuse = {
    .name = "fuse",
    .usage = "fuse --claims FILE... [options]",
    .summary = "claims that speak of one event become one incident",
    .text = "Prints one line for every row: its id and the incident it belongs to. A row that "
            "joins nothing, or\n"
            "says that nothing happened, is alone. The result does not depend on the order of the "
            "rows. With\n"
            "--reasons each line says what joined it. People's decisions come from --links "
            "(link,a,b with link\n"
            "must or cannot), or from the ledger of a mission.",
    .opts = {{.name = "claims",
              .own = true,
              .arg = "FILE",
              .help = "claims as docs/formats/claims.md has them; may be given several times",
              .many = true},
             {.name = "regions",
              .arg = "FILE",
              .help = "names of regions (CSV: words, adm1, state, lat, lon, radius_m)"},
             {.name = "links", .arg = "FILE", .help = "decisions of people: link,a,b"},
             {.name = "reasons", .help = "add members, origins and the reason of each link"},
             STRICT_OPTION,
             REJECTS_OPTION,
             {.name = "format",
              .arg = "FORMAT",
              .help = "csv (default) or json",
              .values = "csv json"}},
    .examples = {"truce fuse --claims examples/energy-2025/data/claims.csv --reasons"},
    .run = run_fuse,
};

const cmd cmd_meltt = {
    .name = "meltt",
    .usage = "meltt DATA DATA... --km K --days D [options]",
    .summary = "integrate event data sets as MELTT does, for comparison with studies that used it",
    .text = "The published method (Donnay and others 2019): data sets in the order given, a window "
            "of kilometres and days, agreement on\n"
            "some level of every taxonomy. Its result depends on the order of data sets and rows, "
            "so truce never uses it for a\n"
            "report. Data: CSV with dataset, event, date, enddate, latitude, longitude and a "
            "column for each taxonomy.",
    .opts =
        {{.name = "km", .arg = "KM", .help = "window in kilometres"},
         {.name = "days", .arg = "DAYS", .help = "window in days"},
         {.name = "taxonomy",
          .arg = "COLUMN=FILE",
          .help =
              "categories of a column: source, category, levels from fine to coarse; many times",
          .many = true},
         {.name = "partial",
          .arg = "N",
          .help = "taxonomies that may disagree: none or exactly N (default 0)"},
         {.name = "totals",
          .help = "print how many, and which data sets overlap, instead of the pairs"}},
    .examples = {"truce meltt a.csv b.csv --km 4 --days 2 --taxonomy kind=kinds.csv --totals"},
    .run = run_meltt,
};

const cmd cmd_map = {
    .name = "map",
    .usage = "map FILE [options]",
    .summary = "look at a table and print a mapping to begin with; writes nothing",
    .text = "Tells the dialect of the file, which columns are recognised and by what, and how the "
            "first rows would be\n"
            "read, with what was written beside. The lines that do not begin with # are YAML for "
            "a source of\n"
            "mission.yaml or for truce feed --mapping. Guesses are marked; nothing is ever read by "
            "a guess. Exit 1:\n"
            "something is still missing or can be read in two ways.",
    .opts = {{.name = "kind", .arg = "KIND", .help = "what the file is, as in mission.yaml"},
             {.name = "mapping", .arg = "FILE", .help = "a mapping to try"}},
    .examples = {"truce map reports.xlsx", "truce map export.csv --kind events > mapping.yaml"},
    .run = run_map,
};
