/* Which files the record has already, told from its entries, each parsed once. Private to mission/.
 */
#ifndef TRUCE_MISSION_KNOWN_IMPORTS_H
#define TRUCE_MISSION_KNOWN_IMPORTS_H

#include "mission/mission.h"

typedef struct import_fact {
    enum { FACT_AGREEMENT, FACT_BATCH, FACT_IMPORT } what;
    uint64_t entry;
    int64_t of, set_aside;                  /* of a batch */
    str feed, sha, from, received, mapping, name; /* of an import */
} import_fact;

typedef struct known_imports {
    arena *a;
    uint64_t n_read; /* entries looked at */
    VEC(import_fact) facts;
} known_imports;

/** Tables that give words a meaning and registries of sites: a snapshot stands until the next. */
bool import_is_registry(feed_kind k);
/** An entry of these bytes, this kind and this way of reading them, and the batch that closes it;
 * -1: there is none. Files of control are of the day that `name` tells, so the same bytes under
 * another name are another day's. */
TR_MUST tr_err known_imports_find(known_imports *v, const record *r, const mission_source *s,
                                  const char *hex, str name, int64_t *import, int64_t *batch);

#endif
