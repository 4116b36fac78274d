/* How a command ends: its answer, its failure, what was not taken, its exit code. */
#include "cli/cli.h"

/* ---- Rows that were not taken */

int cli_open_rejects(truce *t, const cmd *c, const args *in)
{
    const char *path = opt_own(in, "rejects");
    if (path == NULL || path[0] == '\0') return EXIT_DONE;
    truce_code code = truce_keep_rejects(t, path);
    return code == TRUCE_OK ? EXIT_DONE : cli_failure(t, c, code);
}

int cli_close_rejects(truce *t, const cmd *c, const args *in, int code)
{
    cli_say_rejects(opt_own(in, "rejects"));
    truce_code closed = truce_keep_rejects(t, NULL);
    int own = closed == TRUCE_OK ? EXIT_DONE : cli_failure(t, c, closed);
    return code == EXIT_DONE ? own : code;
}

/* ---- Answers */

int cli_put(void *context, truce_text piece)
{
    (void)context;
    return fwrite(piece.bytes, 1, piece.length, stdout) == piece.length ? 0 : -1;
}

static int show_answer(const truce_answer *answer, int exit_code)
{
    if (answer == NULL) return exit_code;
    (void)cli_put(NULL, truce_answer_text(answer));
    return cli_flush(exit_code);
}

int cli_end(truce *t, const cmd *c, truce_code code, truce_answer *answer)
{
    bool negative = code == TRUCE_OK && answer && truce_answer_is_negative(answer);
    int end = show_answer(answer, negative ? EXIT_NEGATIVE : EXIT_DONE);
    if (code != TRUCE_OK) end = cli_failure(t, c, code);
    truce_answer_free(answer);
    return end;
}

int cli_end_strict(truce *t, const cmd *c, const args *in, truce_code code, truce_answer *answer)
{
    int64_t aside = 0, alarms = 0;
    if (answer) {
        (void)truce_answer_figure(answer, "set_aside", &aside);
        (void)truce_answer_figure(answer, "alarms", &alarms);
    }
    int end = cli_end(t, c, code, answer);
    bool bad = alarms || (aside && opt_yes(in, "strict"));
    return end == EXIT_DONE && bad ? EXIT_DATA : end;
}
