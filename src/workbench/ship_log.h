/* Logs of ship reports, read file by file; private to workbench/. */
#ifndef TRUCE_WORKBENCH_SHIP_LOG_H
#define TRUCE_WORKBENCH_SHIP_LOG_H

#include "ais/log.h"
#include "face/face.h"

typedef struct ship_log ship_log;
/** In the task's memory. Sentences that become no message are told as rows set aside. `any_file`: a
 * file that is no log is counted, not refused. */
TR_MUST tr_err ship_log_open(task *k, bool keep_repeats, bool any_file, ship_log **out);
/** One file, plain or packed; "-" is standard input. Its account is good until the next. */
TR_MUST tr_err ship_log_read(ship_log *l, const char *path, ais_log_sink *sink, void *ctx,
                             const ais_account **n);
/** As a note. */
void ship_log_tell(const ship_log *l, const ais_account *n);

#endif
