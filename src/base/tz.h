/* Zones of time, read from TZif files (RFC 8536) of the system's tz database.
 *
 * A tz is parsed from the bytes of one file and borrows nothing from them: everything lives in
 * the arena. Version 1 files are refused, since their times end in 2038. After the last stated
 * transition the POSIX rule of the footer applies. No rule of any zone is written in truce.
 *
 * Reading files is the host's business: code that needs a zone gets a tz_db, a function that finds
 * one by name. */
#ifndef TRUCE_BASE_TZ_H
#define TRUCE_BASE_TZ_H

#include "base/arena.h"
#include "base/err.h"
#include "base/hash.h"
#include "base/when.h"

typedef struct tz tz;

/** `bytes` of a TZif file. The name is kept for messages and provenance. */
TR_MUST tr_err tz_parse(str name, str bytes, arena *a, const tz **out, tr_diag *diag);

/** Seconds east of Greenwich at an instant. */
int tz_offset_sec(const tz *z, usec_t t);

/** The instants that a civil time can mean. Usually from == to. In the hour that a clock change
 *  skips, both are the change itself; in the hour it repeats, `from` is the first pass and `to`
 *  the second. */
span tz_to_utc(const tz *z, const civil *local);
/** Start of the local day that many days after 1970-01-01. */
usec_t tz_day_start(const tz *z, int64_t days);
civil tz_to_local(const tz *z, usec_t t);

typedef struct tz_db {
    tr_err (*find)(void *ctx, str name, const tz **out); /* TR_ERR_ABSENT: no such zone */
    void *ctx;
} tz_db;

/** A zone whose rules were used, and the digest of its bytes. */
typedef struct zone_used {
    str name;
    char sha[SHA256_HEX + 1];
} zone_used;

TR_MUST tr_err tz_find(const tz_db *db, str name, const tz **out);

#endif
