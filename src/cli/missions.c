/* Commands on a mission's folder. */
#include "cli/cli.h"

/* One word, the folder, and a task that takes settings. */
typedef truce_code mission_task(truce_mission *m, const truce_setting *settings,
                                truce_answer **answer);

static int on_mission(truce *t, const cmd *c, const args *in, mission_task *task)
{
    truce_mission *m = NULL;
    truce_answer *answer = NULL;
    if (in->n_words != 1) return cli_usage(c);
    truce_code code = truce_open(t, in->words[0], &m);
    if (code == TRUCE_OK) code = task(m, in->settings, &answer);
    int end = cli_end(t, c, code, answer);
    truce_close(m);
    return end;
}

/* ---- Files in */

static int run_init(truce *t, const cmd *c, args *in)
{
    truce_answer *answer = NULL;
    if (in->n_words != 1) return cli_usage(c);
    truce_code code = truce_init(t, in->words[0], &answer);
    return cli_end(t, c, code, answer);
}

static int run_run(truce *t, const cmd *c, args *in)
{
    truce_mission *m = NULL;
    truce_answer *answer = NULL;
    if (in->n_words != 1) return cli_usage(c);
    truce_code code = truce_open(t, in->words[0], &m);
    if (code != TRUCE_OK) return cli_end(t, c, code, NULL);
    int end = cli_open_rejects(t, c, in);
    if (end == EXIT_DONE) {
        code = truce_run(m, in->settings, &answer);
        end = cli_close_rejects(t, c, in, cli_end_strict(t, c, in, code, answer));
    }
    truce_close(m);
    return end;
}

/* Each file is acknowledged as soon as it is in the record. */
static int import_files(truce *t, const cmd *c, const args *in, truce_mission *m)
{
    int end = EXIT_DONE, strict = EXIT_DONE;
    for (size_t i = 2; i < in->n_words && end == EXIT_DONE; i++) {
        truce_answer *answer = NULL;
        int64_t aside = 0;
        truce_code code = truce_import(m, in->words[1], in->words[i], in->settings, &answer);
        if (code == TRUCE_OK) (void)truce_answer_figure(answer, "set_aside", &aside);
        if (aside && opt_yes(in, "strict")) strict = EXIT_DATA;
        end = cli_end(t, c, code, answer);
    }
    return end == EXIT_DONE ? strict : end;
}

static int run_import(truce *t, const cmd *c, args *in)
{
    truce_mission *m = NULL;
    if (in->n_words < 3) return cli_usage(c);
    truce_code code = truce_open(t, in->words[0], &m);
    if (code != TRUCE_OK) return cli_end(t, c, code, NULL);
    int end = cli_open_rejects(t, c, in);
    if (end == EXIT_DONE) end = cli_close_rejects(t, c, in, import_files(t, c, in, m));
    truce_close(m);
    return end;
}

/* ---- What is made of them */

static int run_report(truce *t, const cmd *c, args *in)
{
    const char *out = opt_own(in, "out");
    truce_mission *m = NULL;
    if (in->n_words != 1) return cli_usage(c);
    if (out == NULL || strcmp(out, "-") != 0) {
        if (out) in->settings[in->n_settings++] = (truce_setting){"out", truce_text_of(out)};
        return on_mission(t, c, in, truce_report);
    }
    truce_code code = truce_open(t, in->words[0], &m);
    if (code == TRUCE_OK) code = truce_report_to(m, in->settings, cli_put, NULL);
    int end = cli_flush(cli_end(t, c, code, NULL));
    truce_close(m);
    return end;
}

static int run_claims(truce *t, const cmd *c, args *in)
{
    return on_mission(t, c, in, truce_claims);
}

static int run_process(truce *t, const cmd *c, args *in)
{
    return on_mission(t, c, in, truce_process);
}

static int run_grid(truce *t, const cmd *c, args *in)
{
    return on_mission(t, c, in, truce_grid);
}

static int run_verify(truce *t, const cmd *c, args *in)
{
    return on_mission(t, c, in, truce_verify);
}

static truce_code rebuild(truce_mission *m, const truce_setting *settings, truce_answer **answer)
{
    (void)settings; /* it has none */
    return truce_rebuild(m, answer);
}

static int run_rebuild(truce *t, const cmd *c, args *in)
{
    return on_mission(t, c, in, rebuild);
}

/* The words of a name, with a blank between. */
static char *joined(const args *in, size_t from)
{
    size_t n = 1;
    for (size_t i = from; i < in->n_words; i++)
        n += strlen(in->words[i]) + 1;
    char *all = calloc(n, 1);
    for (size_t i = from, at = 0; all && i < in->n_words; i++)
        at += (size_t)snprintf(all + at, n - at, "%s%s", i > from ? " " : "", in->words[i]);
    return all;
}

static int run_sites(truce *t, const cmd *c, args *in)
{
    truce_mission *m = NULL;
    truce_answer *answer = NULL;
    if (in->n_words < 1) return cli_usage(c);
    char *name = joined(in, 1);
    truce_code code = name ? truce_open(t, in->words[0], &m) : TRUCE_NO_MEMORY;
    if (code == TRUCE_OK) code = truce_sites(m, name, in->settings, &answer);
    int end = cli_end(t, c, code, answer);
    truce_close(m);
    free(name);
    return end;
}

/* ---- Tables */

const cmd cmd_init = {
    .name = "init",
    .usage = "init DIR",
    .summary = "a new mission folder from a template",
    .run = run_init,
    .text = "Makes the folder with a commented mission.yaml and a small agreement.yaml that "
            "already work.",
    .examples = {"truce init my-mission"},
};

const cmd cmd_run = {
    .name = "run",
    .usage = "run DIR [--strict] [--drafts]",
    .summary = "the main job: import, derive, assess, write the report",
    .run = run_run,
    .text = "Imports what mission.yaml names (bytes that are known already append nothing), joins "
            "claims into\n"
            "incidents, assesses every incident under every reading, brings index.db level and "
            "writes the report\n"
            "in all formats under reports/. Prints what it did, the main figures and where the "
            "files are.",
    .opts = {DRAFTS_OPTION, STRICT_OPTION, REJECTS_OPTION},
    .examples = {"truce run examples/energy-2025"},
};

const cmd cmd_import = {
    .name = "import",
    .usage = "import DIR KIND FILE... [options]",
    .summary = "store bytes, log the batch, count every row",
    .run = run_import,
    .text = "KIND is claims, totals, incidents, events, sites, regions or classes. Each file is "
            "read as a whole\n"
            "first; a file that is refused leaves no trace. Then its bytes go to blobs/ and its "
            "batch to the\n"
            "ledger, both synced, and a line 'ack INDEX HASH' is printed. received = accepted + "
            "duplicate + set\n"
            "aside; rows set aside are shown with position, code and hint, and stored beside the "
            "batch.",
    .opts = {{.name = "received",
              .arg = "COLUMN",
              .help = "the column that says when a row became known"},
             {.name = "whole", .help = "refuse a file of which a row would be set aside"},
             STRICT_OPTION,
             REJECTS_OPTION},
    .examples = {"truce import my-mission claims claims-2025-04-02.csv"},
};

const cmd cmd_report = {
    .name = "report",
    .usage = "report DIR [options]",
    .summary = "the daily or period report",
    .run = run_report,
    .text = "Writes the report under reports/, one folder a period, and logs each file in the "
            "ledger. --as-of is\n"
            "knowledge: how much of the ledger, or what had been received by a time; --period is "
            "the days\n"
            "reported on. The same record, as-of and period give the same bytes on any machine.",
    .opts =
        {AS_OF_OPT,
         DRAFTS_OPTION,
         {.name = "period",
          .arg = "P",
          .help = "a day (2025-03-26), or two with / between; default: the mission's"},
         {.name = "format",
          .arg = "LIST",
          .help = "of "
                  "html,md,json,csv,geojson,days,results,hotspots,obligations,grid,choices,txt,"
                  "xlsx,pdf; "
                  "default all but txt, xlsx and pdf",
          .values = "html md json csv geojson days results hotspots obligations grid choices txt "
                    "xlsx pdf"},
         {.name = "lang",
          .arg = "LIST",
          .help =
              "languages of html, md, txt, xlsx and pdf, of en,uk,ru; default en. Others than en "
              "stand in a "
              "folder of their own (uk/) with the same structure and numbers",
          .values = "en uk ru"},
         {.name = "out",
          .own = true,
          .arg = "DIR",
          .help =
              "folder to write to; - writes the first format to standard output and logs nothing"}},
    .examples = {"truce report examples/energy-2025 --as-of 2025-04-03T00:00Z --period 2025-04-02",
                 "truce report examples/energy-2025 --format json --out -"},
};

const cmd cmd_claims = {
    .name = "claims",
    .usage = "claims DIR [options]",
    .summary = "what the sides said, checked against itself",
    .run = run_claims,
    .text = "A sheet with the same columns for every side, then the remarks of checks C1 to C13: "
            "parts that do not\n"
            "sum, cumulative figures that fall or stand for a period, different figures for one "
            "period, re-dated\n"
            "items, shared and restated numbers, contradictions, zero claims. Totals are never "
            "added to ours.",
    .opts = {AS_OF_OPT,
             {.name = "format",
              .arg = "FORMAT",
              .help = "text (default) or csv",
              .values = "text csv"}},
    .examples = {"truce claims examples/energy-2025"},
};

const cmd cmd_process = {
    .name = "process",
    .usage = "process DIR [options]",
    .summary = "where the process stands",
    .run = run_process,
    .text = "Phases and why they run or not, deadlines ahead with every way in which they can be "
            "counted, tracks of\n"
            "negotiation, what each speaker committed to and where it turned, findings of bodies "
            "with a mandate,\n"
            "exceptions invoked, casualties by source, zones and windows of silence, obligations "
            "and their scores.",
    .opts = {AS_OF_OPT,
             {.name = "format",
              .arg = "FORMAT",
              .help = "text (default) or json",
              .values = "text json"},
             {.name = "lang", .arg = "LANG", .help = "en (default), uk, ru", .values = "en uk ru"}},
    .examples = {"truce process examples/exchange"},
};

const cmd cmd_verify = {
    .name = "verify",
    .usage = "verify DIR [--acks FILE] [--head FILE] [--deep]",
    .summary = "recompute everything and name what is wrong",
    .run = run_verify,
    .text =
        "Hashes every entry and blob again, compares leaf hashes and tree head, reads every "
        "import again and\n"
        "compares its counts, makes every published report again and compares its digest. Every "
        "file under blobs/\n"
        "and reports/ is looked at: changed, missing, or issued by nobody. Exit status 1 when "
        "anything does not agree.",
    .opts = {{.name = "acks",
              .arg = "FILE",
              .help = "lines 'ack INDEX HASH' that must all be in the ledger"},
             {.name = "head",
              .arg = "FILE",
              .help =
                  "a copy of ledger/head kept elsewhere: the ledger must still hold that state"},
             {.name = "deep", .help = "make columns/ and index.db anew as well, and compare"}},
    .examples = {"truce verify examples/energy-2025"},
};

const cmd cmd_rebuild = {
    .name = "rebuild",
    .usage = "rebuild DIR",
    .summary = "make index.db anew from the record",
    .run = run_rebuild,
    .text = "Deletes index.db and derives it again. The digest it prints covers every row of every "
            "table, so two\n"
            "rebuilds can be compared at a glance.",
    .examples = {"truce rebuild examples/energy-2025"},
};

const cmd cmd_sites = {
    .name = "sites",
    .usage = "sites DIR [NAME...] [options]",
    .summary = "listed sites: search by name across alphabets, listings that are one site",
    .run = run_sites,
    .text =
        "A name may be written in Latin or Cyrillic letters and need not be exact. Listings with "
        "one number in the\n"
        "column 'site' are taken for one site; the one that 'stands' is drawn or placed most "
        "finely. Nothing is\n"
        "averaged. No registry is complete: a name that is not found may exist.",
    .opts = {{.name = "several", .help = "only sites that are listed twice or more"},
             {.name = "alike",
              .arg = "X",
              .help = "how alike a name must be, 0 to 1; 0.7 unless given"}},
    .examples = {"truce sites my-mission zaporizka", "truce sites my-mission --several"},
};

const cmd cmd_grid = {
    .name = "grid",
    .usage = "grid DIR [options]",
    .summary =
        "how the counts hang on reading, counting rule and evidence, as a table or a picture",
    .run = run_grid,
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
             {.name = "lang",
              .arg = "LANG",
              .help = "of a picture and of notes: en (default), uk, ru",
              .values = "en uk ru"},
             AS_OF_OPT,
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
