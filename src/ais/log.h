/* A whole log of ship reports from a source of bytes. */
#ifndef TRUCE_AIS_LOG_H
#define TRUCE_AIS_LOG_H

#include "ais/ais.h"
#include "text/text.h"

typedef tr_err ais_log_sink(void *ctx, const ais_reader *r, const ais_message *m, size_t n);
/** All messages to `sink`, some at a time; the account of the log is ais_counts afterwards. */
TR_MUST tr_err ais_log_read(ais_reader *r, csv_source *src, arena *a, ais_log_sink *sink,
                            void *ctx);
/** Sentences that became no message. */
uint64_t ais_aside(const ais_account *n);

#endif
