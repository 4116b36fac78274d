/* The commands, one cmd_*.c a group, and what they share. stdout is the answer, stderr the talk. */
#ifndef TRUCE_TERMINAL_CMD_H
#define TRUCE_TERMINAL_CMD_H

#include "issue/issue.h"
#include "terminal/opt.h"

extern const cmd cmd_agreement, cmd_assess, cmd_compare, cmd_fuse, cmd_claims, cmd_init, cmd_run,
    cmd_import, cmd_observe, cmd_decide, cmd_report, cmd_verify, cmd_rebuild, cmd_feed, cmd_meltt,
    cmd_review, cmd_sites, cmd_stats, cmd_grid, cmd_map, cmd_code, cmd_reply;
extern const cmd *const commands[];

/** An escape sequence of our own to stderr, where colour is on. */
void cli_mark(const char *escape);
/** To stderr, with everything shown that would not be seen (text_clean). At most 4,095 bytes. */
void cli_say(const char *fmt, ...) TR_PRINTF(1, 2);
/** A diag as people read it: file:line:col: message [code] and a hint. */
void cli_diag(const tr_diag *d, const char *level);
/** Its two halves: where and what; how to mend it. */
void cli_place(const tr_diag *d, const char *level);
void cli_hint(const tr_diag *d);
/** The text of a table in any form that is read, for `kind`; an exit code, the message is out. */
int cli_table(str path, feed_kind kind, arena *a, str *out, const char **name);
/** What was recognised in a file, in one line; nothing when it is read plainly. */
void cli_say_form(const char *name, const table_form *form, arena *a);
/** The answer, to stdout; EXIT_STORE when that fails. */
int cli_answer(const buf *b, int exit_code);
/** Report an error and give its exit code. */
int cli_fail(tr_err e, const tr_diag *d);
int cli_usage(const cmd *c);
/** The word is no kind of file; lists those that are. */
int cli_no_kind(const cmd *c, str word);
/** "WHAT 3 of 10 (30 %)" in place, where somebody watches; gone at the end. */
void cli_progress(const char *what, size_t at, size_t n);
/** Colour on this stream: --color, NO_COLOR, a terminal. */
bool cli_color(void);
/** A word of the arguments as a C string in the arena. */
const char *cli_path(arena *a, str s);

/** Agreement file with all faults on stderr. */
int cli_agreement(str path, host_zones *zones, arena *a, const agreement **out);

#endif
