/* search: names across alphabets, for people who look for one. ICU transliterates; how alike two
 * names are is the share of letters that need not be changed, word by word. For looking, never for
 * deciding: results may change with ICU's release, so nothing of a report hangs on them. */
#ifndef TRUCE_TEXT_SEARCH_H
#define TRUCE_TEXT_SEARCH_H

#include "text/text.h"

enum { SEARCH_MAX_SYSTEMS = 8 };

typedef struct name_search name_search;
/** `systems`: CSV with a column `system`, identifiers of ICU's transliterators into Latin, as in
 * data/search_systems.csv. TR_ERR_DATA for one that ICU does not have, or more than
 * SEARCH_MAX_SYSTEMS. To be closed whether or not it could be opened. */
TR_MUST tr_err search_open(str systems, str query, arena *a, name_search **out);
void search_close(name_search *s);
/** 0..1: the best of the systems; every word of the query counts by the word of the name nearest to
 * it. */
TR_MUST tr_err search_likeness(name_search *s, str name, double *out);

#endif
