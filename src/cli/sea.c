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
