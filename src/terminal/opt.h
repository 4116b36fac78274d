/* opt: one table a command, from which parsing, --help, the man page and the completions come. */
#ifndef TRUCE_TERMINAL_OPT_H
#define TRUCE_TERMINAL_OPT_H

#include "base/arena.h"
#include "base/buf.h"

enum { EXIT_DONE = 0, EXIT_NEGATIVE = 1, EXIT_USAGE = 2, EXIT_DATA = 3, EXIT_STORE = 4 };
enum { OPT_MAX = 48, ARG_MAX_WORDS = 4096 };

typedef struct opt {
    const char *name; /* without dashes; NULL ends the table */
    const char *arg;  /* what the value is, or NULL for a switch */
    const char *help;
    const char *values; /* "a b c" when only these make sense: for completion */
    bool many;          /* may be given several times; values are joined by line feeds */
} opt;

typedef struct args {
    str values[OPT_MAX]; /* by table; switches hold "yes" or "no" */
    bool given[OPT_MAX];
    str *words; /* what is not an option */
    size_t n_words;
    struct given {
        size_t opt; /* its place in the table */
        str value;
    } * each; /* every option that was given, in order */
    size_t n_each;
    arena *a;
} args;

typedef struct cmd {
    const char *name, *usage, *summary, *text;
    opt opts[OPT_MAX];
    const char *examples[6]; /* "what # command" pairs are kept simple: commands only */
    int (*run)(const struct cmd *c, args *in);
} cmd;

/** Options may come before or after the words; `--` ends them; a unique beginning is enough. False:
 *  the message is already on stderr. */
bool opt_parse(const cmd *c, int argc, char **argv, arena *a, args *out);
str opt_value(const cmd *c, const args *in, const char *name);
/** The nth value of an option that may be given several times; values may hold line feeds. */
bool opt_nth(const cmd *c, const args *in, const char *name, size_t nth, str *out);
bool opt_yes(const cmd *c, const args *in, const char *name);

void opt_help(const cmd *c, buf *out);
void opt_man(const cmd *c, buf *out);

#endif
