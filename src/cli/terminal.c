/* What a terminal is shown: the answer on stdout, the talk on stderr. */
#include "cli/cli.h"

#include <stdarg.h>
#include <unistd.h>

enum { REJECTS_SHOWN = 20, MOST_CODES = 256 };

static int color_choice; /* 0 auto, 1 always, -1 never; set once from the command line */

/* What was not taken: the first rows with their place and reason, the number of each reason. */
static struct {
    size_t n, n_repeats, n_codes;
    struct {
        const char *code; /* static, of the library */
        size_t n;
        bool hinted;
    } by[MOST_CODES];
} rejects;

void cli_set_color(int choice)
{
    color_choice = choice;
}

static bool use_color(void)
{
    const char *no = getenv("NO_COLOR");
    if (color_choice != 0) return color_choice > 0;
    return !(no && no[0]) && isatty(STDERR_FILENO) == 1;
}

/* An escape sequence of our own, where colour is on. */
static void mark(const char *escape)
{
    if (use_color()) (void)fputs(escape, stderr);
}

static int put_err(void *context, truce_text piece)
{
    (void)context;
    return fwrite(piece.bytes, 1, piece.length, stderr) == piece.length ? 0 : -1;
}

void cli_say(const char *fmt, ...)
{
    char line[4096];
    va_list ap;
    va_start(ap, fmt);
    int n = vsnprintf(line, sizeof line, fmt, ap);
    va_end(ap);
    if (n < 0) return;
    truce_text s = {line, (size_t)n < sizeof line ? (size_t)n : sizeof line - 1};
    (void)truce_show(s, put_err, NULL);
}

int cli_usage(const cmd *c)
{
    cli_say("usage: truce %s\nsee 'truce %s --help'\n", c->usage, c->name);
    return EXIT_USAGE;
}

/* ---- Problems */

static bool says_code(const truce_problem *p)
{
    return p->code[0] && strcmp(p->code, "io") != 0;
}

static void say_place(const truce_problem *p, const char *level)
{
    if (p->line == 0) {
        cli_say("truce: %s%s%s", p->file, p->file[0] ? ": " : "", p->message);
        if (says_code(p)) cli_say(" [%s]", p->code);
        cli_say("\n");
        return;
    }
    mark("\033[1m");
    cli_say("%s:%u:%u:", p->file, p->line, p->column);
    mark("\033[0m");
    cli_say(" %s: %s [%s]\n", level, p->message, p->code);
}

static void say_hint(const truce_problem *p)
{
    if (says_code(p) && p->hint[0]) cli_say("    %s\n", p->hint);
}

static void say_problem(const truce_problem *p, const char *level)
{
    say_place(p, level);
    say_hint(p);
}

static int exit_code_of(truce_code code)
{
    switch (code) {
    case TRUCE_OK: return EXIT_DONE;
    case TRUCE_DATA:
    case TRUCE_ABSENT: return EXIT_DATA;
    case TRUCE_USAGE: return EXIT_USAGE;
    case TRUCE_DAMAGED: return EXIT_NEGATIVE;
    case TRUCE_NO_MEMORY:
    case TRUCE_LIMIT:
    case TRUCE_IO:
    case TRUCE_STORE: return EXIT_STORE;
    }
    return EXIT_STORE;
}

int cli_failure(const truce *t, const cmd *c, truce_code code)
{
    const truce_problem *p = truce_last_problem(t);
    bool usage = code == TRUCE_USAGE && p->code[0] == '\0';
    if (usage) cli_say("truce %s: %s\n", c->name, p->message);
    if (!usage) say_problem(p, "error");
    return exit_code_of(code);
}

/* ---- Notices */

static void hear_reject(const truce_notice *n)
{
    const truce_problem *p = &n->problem;
    bool repeated = n->level == TRUCE_REPEATED;
    size_t i = 0;
    while (i < rejects.n_codes && strcmp(rejects.by[i].code, p->code) != 0)
        i++;
    if (repeated) {
        rejects.n_repeats++;
    } else if (i < MOST_CODES) {
        if (i == rejects.n_codes) rejects.by[rejects.n_codes++].code = p->code;
        rejects.by[i].n++;
    }
    if (!repeated) rejects.n++;
    if (rejects.n + rejects.n_repeats > REJECTS_SHOWN) return;
    say_place(p, repeated ? "repeated" : "set aside");
    if (repeated || i == MOST_CODES || rejects.by[i].hinted) return;
    rejects.by[i].hinted = true; /* once is enough */
    say_hint(p);
}

/* "importing 3 of 10 (30 %)" in place, where somebody watches; gone at the end. */
static void hear_progress(const truce_notice *n)
{
    if (isatty(STDERR_FILENO) == 1)
        (void)fprintf(stderr, "\r%s %zu of %zu (%zu %%)\033[K%s", n->problem.message, n->done,
                      n->all, n->all ? n->done * 100 / n->all : 100,
                      n->done == n->all ? "\r\033[K" : "");
}

/* A note may be longer than a line of cli_say; it is clean already. */
static void hear_note(const truce_notice *n)
{
    (void)fprintf(stderr, "truce: %s\n", n->problem.message);
}

static void hear(void *context, const truce_notice *n)
{
    (void)context;
    switch (n->level) {
    case TRUCE_FAULT: say_problem(&n->problem, "error"); return;
    case TRUCE_ALARM: say_problem(&n->problem, "alarm"); return;
    case TRUCE_NOTE: hear_note(n); return;
    case TRUCE_SET_ASIDE:
    case TRUCE_REPEATED: hear_reject(n); return;
    case TRUCE_PROGRESS: hear_progress(n); return;
    }
}

void cli_listen(truce *t)
{
    truce_listen(t, hear, NULL);
}

void cli_say_rejects(const char *path)
{
    size_t n = 0, all = rejects.n + rejects.n_repeats;
    if (all == 0) return;
    cli_say("truce: %zu row%s not taken:", all, all == 1 ? "" : "s");
    for (size_t i = 0; i < rejects.n_codes; i++)
        cli_say("%s %zu %s", n++ ? "," : "", rejects.by[i].n, rejects.by[i].code);
    if (rejects.n_repeats) cli_say("%s %zu repeated", n ? "," : "", rejects.n_repeats);
    if (path) {
        cli_say("; all of them are in '%s'\n", path);
    } else if (all > REJECTS_SHOWN) {
        cli_say("; the first %d are above, --rejects FILE writes all\n", (int)REJECTS_SHOWN);
    } else {
        cli_say("\n");
    }
}

int cli_flush(int exit_code)
{
    if (fflush(stdout) == 0 && !ferror(stdout)) return exit_code;
    cli_say("truce: cannot write the answer\n");
    return EXIT_STORE;
}
