/* From an announcement to an agreement. */
#include "cli/cli.h"

static int run_read(truce *t, const cmd *c, args *in)
{
    truce_answer *answer = NULL;
    if (in->n_words == 0) return cli_usage(c);
    truce_code code = truce_read(t, in->words, in->n_words, in->settings, &answer);
    return cli_end(t, c, code, answer);
}

const cmd cmd_read = {
    .name = "read",
    .usage = "read FILE... [options]",
    .summary = "read announcements into statements and draft clauses that a person confirms",
    .text = "FILE is a readout, a post or an article: text, HTML, PDF or .docx. All files are on "
            "one event.\n"
            "Says who says what, with the bytes that say so, what they commit to, and where they "
            "differ.\n"
            "What a text does not say stays empty; nothing is assessed until a person has "
            "confirmed it.",
    .opts = {{.name = "lang",
              .arg = "LANGUAGE",
              .help = "of the texts; told by their letters unless given",
              .values = "en uk ru"},
             {.name = "published",
              .arg = "DAY",
              .help = "when the texts were published, where they do not say"},
             {.name = "event",
              .arg = "DAY",
              .help = "when what they are about took place, if that is known"},
             {.name = "parties",
              .arg = "FILE",
              .help = "names of sides and speakers: an agreement file, or its lists alone"},
             {.name = "format", .arg = "FORMAT", .help = "what to print", .values = "yaml json"}},
    .examples = {"truce read article.txt --published 2025-03-19",
                 "truce read readout-a.html readout-b.pdf post.txt"},
    .run = run_read,
};
