/* Ships: what they send by radio. */
#include "cli/cli.h"

static int run_ais(truce *t, const cmd *c, args *in)
{
    truce_answer *answer = NULL;
    if (in->n_words == 0) return cli_usage(c);
    int end = cli_open_rejects(t, c, in);
    if (end != EXIT_DONE) return end;
    truce_code code = truce_ais(t, in->words, in->n_words, in->settings, cli_put, NULL, &answer);
    return cli_close_rejects(t, c, in, cli_end_strict(t, c, in, code, answer));
}

static int run_tracks(truce *t, const cmd *c, args *in)
{
    truce_answer *answer = NULL;
    if (in->n_words == 0) return cli_usage(c);
    int end = cli_open_rejects(t, c, in);
    if (end != EXIT_DONE) return end;
    truce_code code = truce_tracks(t, in->words, in->n_words, in->settings, cli_put, NULL, &answer);
    return cli_close_rejects(t, c, in, cli_end(t, c, code, answer));
}

const cmd cmd_tracks = {
    .name = "tracks",
    .usage = "tracks FILE... [options]",
    .summary = "ships over time: tracks, silences, areas, ports, and reports that cannot be",
    .text =
        "Logs of AIS sentences with times, in any order, become events by time: tracks, gaps with "
        "what was heard of others meanwhile, entries\n"
        "and exits of areas, calls at ports, reports that are not trusted with the reason, "
        "interference as a fact about a place and a time.\n"
        "A gap is a silence and no more; whoever sends nothing is not seen. docs/formats/ais.md.",
    .opts = {{.name = "what",
              .arg = "WHAT",
              .help = "events (default), ships: what each number says of itself, or account: what "
                      "became of each report",
              .values = "events ships account"},
             {.name = "areas",
              .arg = "FILE",
              .help = "zones, corridors and ports in GeoJSON",
},
             {.name = "format",
              .arg = "FORMAT",
              .help = "csv (default) or jsonl",
              .values = "csv jsonl"},
             {.name = "scratch",
              .arg = "DIR",
              .help = "where to sort what does not fit in memory (default TMPDIR or /var/tmp)"},
             REJECTS_OPTION},
    .examples = {"truce tracks march.nmea.gz april.nmea.gz --areas corridor.geojson",
                 "truce tracks log.nmea --what ships --format jsonl"},
    .run = run_tracks,
};

const cmd cmd_ais = {
    .name = "ais",
    .usage = "ais FILE... [options]",
    .summary = "decode what ships send by radio: NMEA sentences to CSV or JSON",
    .text = "A filter: logs of AIS sentences (also packed; - is standard input) become one line a "
            "message, and every sentence has its place\n"
            "in the account: received = accepted + duplicate + set aside. What a transmitter says "
            "of itself is no more than that: it may be\n"
            "wrong, and whoever sends nothing is not seen. docs/formats/ais.md.",
    .opts = {{.name = "format",
              .arg = "FORMAT",
              .help = "csv (default), jsonl (all fields of all types), or account: only how many "
                      "lines became what",
              .values = "csv jsonl account"},
             {.name = "repeats", .help = "give a message as often as it was received, not once"},
             STRICT_OPTION,
             REJECTS_OPTION},
    .examples = {"truce ais log.nmea --format jsonl",
                 "zcat log.nmea.gz | truce ais - > messages.csv"},
    .run = run_ais,
};
