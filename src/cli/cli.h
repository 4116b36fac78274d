/* The command line: options, what is said on a terminal, exit codes. Everything else is truce.h's;
 * nothing here reaches behind it. stdout is the answer, stderr the talk. */
#ifndef TRUCE_CLI_CLI_H
#define TRUCE_CLI_CLI_H

#include "truce.h"

enum { EXIT_DONE = 0, EXIT_NEGATIVE = 1, EXIT_USAGE = 2, EXIT_DATA = 3, EXIT_STORE = 4 };
enum { OPT_MAX = 48, EXAMPLES_MAX = 6 };

/* One table a command, from which parsing, --help, the man page and the completions come. */
typedef struct opt {
    const char *name; /* without dashes; NULL ends the table */
    const char *arg;  /* what the value is, or NULL for a switch */
    const char *help;
    const char *values; /* "a b c" when only these make sense: for completion */
    bool many;          /* may be given several times */
    bool own;           /* the command's own: not a setting of the library */
} opt;

typedef struct args {
    const char **words; /* what is not an option */
    size_t n_words;
    truce_setting *settings; /* what goes to the library, ended by NULL */
    size_t n_settings;
    truce_setting *own; /* the rest, alike */
    size_t n_own;
} args;

typedef struct cmd {
    const char *name, *usage, *summary, *text;
    opt opts[OPT_MAX];
    const char *examples[EXAMPLES_MAX];
    int (*run)(truce *t, const struct cmd *c, args *in);
} cmd;

extern const cmd *const commands[];
extern const cmd cmd_run, cmd_init, cmd_import, cmd_report, cmd_claims, cmd_process, cmd_finding,
    cmd_verify, cmd_rebuild, cmd_sites, cmd_grid; /* missions.c */
extern const cmd cmd_observe, cmd_code, cmd_reply, cmd_decide, cmd_review,
    cmd_people; /* people.c */
extern const cmd cmd_agreement, cmd_assess, cmd_compare, cmd_fuse, cmd_feed, cmd_map,
    cmd_meltt;                          /* tables.c */
extern const cmd cmd_read, cmd_confirm; /* reading.c */
extern const cmd cmd_serve;             /* serve.c */
extern const cmd cmd_ais, cmd_tracks;   /* sea.c */
extern const cmd cmd_stats;             /* stats.c */

/* Of every command that acts in somebody's name. */
#define KEY_OPT                                                                                    \
    {                                                                                              \
        .name = "key", .own = true, .arg = "FILE",                                                 \
        .help = "private key that signs it (truce people)"                                         \
    }
/** Acts through this handle are signed with --key, if it was given. */
truce_code cli_sign(truce_mission *m, const args *in);

/* ---- Options (opt.c) */

/** Options may come before or after the words; `--` ends them; a unique beginning is enough. An
 * exit code, the message is out. What is in `out` lives as long as the program. */
int opt_parse(const cmd *c, int argc, char **argv, args *out);
/** The value of an option of the command's own; NULL: not given. */
const char *opt_own(const args *in, const char *name);
bool opt_yes(const args *in, const char *name);
void opt_help(const cmd *c);
void opt_man(const cmd *c);

/* ---- Completions for shells (completion.c) */

void complete_bash(void);
void complete_zsh(void);

/* ---- What is said (terminal.c) */

void cli_set_color(int choice);
/** To stderr, with everything shown that would not be seen. At most 4,095 bytes. */
void cli_say(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
int cli_usage(const cmd *c);
/** Hears the engine: faults, notes, rows that are not taken. */
void cli_listen(truce *t);
/** The engine's last problem, in words; the exit code of its kind. */
int cli_failure(const truce *t, const cmd *c, truce_code code);
/** How many rows were not taken, by their reasons; `path`: where all of them are, or NULL. */
void cli_say_rejects(const char *path);
/** What was on stdout has reached it, or EXIT_STORE and a message. */
int cli_flush(int exit_code);

/* ---- How it ends (ending.c) */

/** stdout as a truce_writer. */
int cli_put(void *context, truce_text piece);
/** The end of every command: the answer, the failure in words, what was not taken; frees the
 * answer. The exit code. */
int cli_end(truce *t, const cmd *c, truce_code code, truce_answer *answer);
/** The same for a command that can be --strict about rows that were set aside, or had alarms. */
int cli_end_strict(truce *t, const cmd *c, const args *in, truce_code code, truce_answer *answer);

/** --rejects: opened before the task, closed after it with the counts of what was not taken; the
 * worse of the two codes. */
int cli_open_rejects(truce *t, const cmd *c, const args *in);
int cli_close_rejects(truce *t, const cmd *c, const args *in, int code);

#define REJECTS_OPTION                                                                             \
    {                                                                                              \
        .name = "rejects", .arg = "FILE",                                                          \
        .help = "write every row that was not taken to a CSV file, with its place and the reason", \
        .own = true                                                                                \
    }
#define AS_OF_OPT                                                                                  \
    {                                                                                              \
        .name = "as-of", .arg = "T",                                                               \
        .help = "what was known then: a ledger size, or a time such as 2025-04-01T00:00Z"          \
    }
#define DRAFTS_OPTION                                                                              \
    {                                                                                              \
        .name = "drafts",                                                                          \
        .help = "take clauses of drafts that nobody has confirmed as if they were; the report "    \
                "says so in every heading",                                                        \
    }
#define STRICT_OPTION                                                                              \
    {                                                                                              \
        .name = "strict", .help = "exit with 3 when a row was set aside", .own = true              \
    }

#endif
