/* From an announcement to an agreement. */
#include "cli/cli.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool is_draft(const char *file)
{
    size_t n = strlen(file);
    return n > 5 && strcmp(file + n - 5, ".yaml") == 0;
}

/* A folder that is not there yet is made first, once it is clear that the texts can be read. */
static truce_code open_or_make(truce *t, const args *in, const char *folder, truce_mission **m)
{
    truce_answer *answer = NULL;
    char *path = malloc(strlen(folder) + 16);
    if (path == NULL) return TRUCE_NO_MEMORY;
    (void)snprintf(path, strlen(folder) + 16, "%s/mission.yaml", folder);
    FILE *f = fopen(path, "rb");
    free(path);
    if (f != NULL) (void)fclose(f);
    truce_code code = TRUCE_OK;
    if (f == NULL && !(in->n_words == 1 && is_draft(in->words[0]))) {
        code = truce_read(t, in->words, in->n_words, in->settings, &answer);
        truce_answer_free(answer);
        answer = NULL;
    }
    if (f == NULL && code == TRUCE_OK) code = truce_init(t, folder, &answer);
    truce_answer_free(answer);
    return code == TRUCE_OK ? truce_open(t, folder, m) : code;
}

static int read_into(truce *t, const cmd *c, const args *in, const char *folder)
{
    truce_mission *m = NULL;
    truce_answer *answer = NULL;
    truce_code code = open_or_make(t, in, folder, &m);
    if (code == TRUCE_OK) code = truce_read_into(m, in->words, in->n_words, in->settings, &answer);
    int end = cli_end(t, c, code, answer);
    truce_close(m);
    return end;
}

static int read_against(truce *t, const cmd *c, const args *in, const char *folder)
{
    truce_mission *m = NULL;
    truce_answer *answer = NULL;
    truce_code code = truce_open(t, folder, &m);
    if (code == TRUCE_OK)
        code = truce_read_history(m, in->words, in->n_words, in->settings, &answer);
    int end = cli_end(t, c, code, answer);
    truce_close(m);
    return end;
}

static int run_read(truce *t, const cmd *c, args *in)
{
    truce_answer *answer = NULL;
    const char *folder = opt_own(in, "into"), *past = opt_own(in, "history");
    if (in->n_words == 0) return cli_usage(c);
    if (folder != NULL && past != NULL) return cli_usage(c);
    if (past != NULL) return read_against(t, c, in, past);
    if (folder != NULL) return read_into(t, c, in, folder);
    truce_code code = truce_read(t, in->words, in->n_words, in->settings, &answer);
    return cli_end(t, c, code, answer);
}

static int run_confirm(truce *t, const cmd *c, args *in)
{
    truce_mission *m = NULL;
    truce_answer *answer = NULL;
    if (in->n_words == 0) return cli_usage(c);
    truce_code code = truce_open(t, in->words[0], &m);
    if (code == TRUCE_OK) code = cli_sign(m, in);
    if (code == TRUCE_OK)
        code = truce_confirm(m, in->words + 1, in->n_words - 1, in->settings, &answer);
    int end = cli_end(t, c, code, answer);
    truce_close(m);
    return end;
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
            "confirmed it.\n"
            "With --into the originals and the draft go into a mission's record (a folder that is "
            "not there is\n"
            "made); one FILE may then be a draft that somebody has corrected.",
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
             {.name = "issuer",
              .arg = "NAME",
              .help =
                  "who published the texts, where they do not say and nobody is quoted in them"},
             {.name = "encoding",
              .arg = "ENCODING",
              .help = "of texts that are not UTF-8 and do not say so themselves",
              .values = "utf-8 cp1251 utf-16le utf-16be"},
             {.name = "into",
              .arg = "DIR",
              .help = "put texts and draft into the mission's record",
              .own = true},
             {.name = "history",
              .arg = "DIR",
              .help = "which incidents of a mission its words would part, and the questions by how "
                      "many hang on each",
              .own = true},
             {.name = "format",
              .arg = "FORMAT",
              .help = "what to print: the draft as an agreement file (default), all of it, or a "
                      "page of texts and draft side by side",
              .values = "yaml json html"}},
    .examples = {"truce read article.txt --published 2025-03-19 > draft.yaml",
                 "truce read readout-a.html readout-b.pdf post.txt --into my-mission"},
    .run = run_read,
};

const cmd cmd_confirm = {
    .name = "confirm",
    .usage = "confirm DIR [CLAUSE...|all --by NAME --reason WORDS] [--undo]",
    .summary =
        "a named person's word on clauses of drafts: from then on they are part of the agreement",
    .text = "Without CLAUSE: which clauses wait and which are confirmed. Each clause is an entry "
            "of its own;\n"
            "--undo takes it back by another entry. A clause that hangs on another (an end that is "
            "counted from a\n"
            "start) is confirmed with it or after it.",
    .opts = {{.name = "by", .arg = "NAME", .help = "who confirms"},
             KEY_OPT,
             {.name = "reason", .arg = "WORDS", .help = "why: what was read beside it"},
             {.name = "undo", .help = "they are confirmed no more"},
             AS_OF_OPT},
    .examples =
        {"truce confirm my-mission",
         "truce confirm my-mission all --by 'Analyst 1' --reason 'read beside both readouts'"},
    .run = run_confirm,
};
