/* What was not taken, told alike by every command: the first 20 rows with their place and reason,
 * the number of each reason, and all of them in a file for who asks (`--rejects FILE`). */
#ifndef TRUCE_TERMINAL_REJECTS_H
#define TRUCE_TERMINAL_REJECTS_H

#include "terminal/cmd.h"

enum { REJECTS_SHOWN = 20 };

typedef struct rejects {
    reject_sink sink; /* for mission_import and intake */
    size_t n, n_repeats, by_code[CODE__N];
    bool hinted[CODE__N];
    const char *path; /* of --rejects; NULL: none */
    FILE *file;       /* open while rows are heard */
    bool failed;
} rejects;

/** The option that a command puts into its table. */
#define REJECTS_OPTION                                                                             \
    {                                                                                              \
        .name = "rejects", .arg = "FILE",                                                          \
        .help = "write every row that was not taken to a CSV file, with its place and the reason"  \
    }

/** EXIT_STORE, and a message, when the file cannot be written. */
int rejects_open(rejects *r, const cmd *c, const args *in);
void rejects_hear(rejects *r, const feed_reject *x);
void rejects_hear_all(rejects *r, const feed_result *result);
/** Says how many there were of each kind. EXIT_STORE when the file could not be written. */
int rejects_close(rejects *r);

#endif
