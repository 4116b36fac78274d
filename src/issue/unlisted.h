/* unlisted: names that incidents have and the agreement has not. Private to issue/. */
#ifndef TRUCE_ISSUE_UNLISTED_H
#define TRUCE_ISSUE_UNLISTED_H

#include "report/report.h"

/** By kind, in the order of their names. The names are borrowed from the incidents. */
TR_MUST tr_err unlisted_names(const agreement *ag, const incident *in, size_t n, arena *a,
                              unlisted_list out[UNLISTED__N]);
/** The states that the agreement names, of whom and in which clauses, each once in its order. */
TR_MUST tr_err listed_states(const agreement *ag, arena *a, str_list *out);

#endif
