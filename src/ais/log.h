/* A whole log of ship reports from a source of bytes. */
#ifndef TRUCE_AIS_LOG_H
#define TRUCE_AIS_LOG_H

#include "ais/ais.h"
#include "text/text.h"

typedef tr_err ais_log_sink(void *ctx, const ais_reader *r, const ais_message *m, size_t n);
/** All messages to `sink`, some at a time; the account of the log is ais_counts afterwards. */
TR_MUST tr_err ais_log_read(ais_reader *r, csv_source *src, arena *a, ais_log_sink *sink,
                            void *ctx);
/** A source with its first bytes looked at: at most AIS_HEAD_BYTES; `*as` gives them again, then
 * the rest. */
enum { AIS_HEAD_BYTES = 4096 };
typedef struct ais_peeked {
    csv_source src;
    char head[AIS_HEAD_BYTES];
    size_t have, at;
} ais_peeked;
TR_MUST tr_err ais_peek(csv_source src, ais_peeked *p, csv_source *as);
/** A log that was read and is none: no sentence of a ship in it, and none of any kind among its
 * first bytes. TR_ERR_DATA then, told in `diag`. */
TR_MUST tr_err ais_log_is_one(const ais_account *n, const ais_peeked *p, const char *file,
                              tr_diag *diag);
/** Sentences that became no message. */
uint64_t ais_aside(const ais_account *n);

#endif
