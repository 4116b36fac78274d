/* A table with named columns, and the book-keeping of its rows; private to feed/. */
#ifndef TRUCE_FEED_TABLE_H
#define TRUCE_FEED_TABLE_H

#include "base/hash.h"
#include "base/idmap.h"
#include "feed/needs.h"

enum { TABLE_MAX_COLUMNS = 40, TABLE_NO_COLUMN = -1, TABLE_RECENT = 1024, TABLE_SHORT_BYTES = 64 };

typedef struct seen_row {
    str id, raw;
    sha256 digest;        /* of the fields */
    size_t record, first; /* first: the first accepted row with this id */
    unsigned line;
    bool conflict; /* on that first row: another row has the id and other content */
} seen_row;

typedef struct table {
    rows *rows;
    csv_row row;
    const char *file;
    arena *a;
    feed_result *result;
    const char *const *names;
    size_t n_names;
    int at[TABLE_MAX_COLUMNS]; /* field of each name */
    int received_at;
    size_t record;
    str recent[TABLE_RECENT]; /* texts of the arena, by their hash */
    sha256 digest;            /* of the present row, once somebody asked */
    size_t digest_of;
    arena books; /* what follows, until table_close */
    seen_row *seen;
    size_t n_seen, cap_seen;
    idmap by_id; /* id -> its first row among seen */
    category_memory categories;
} table;

/** A kind of row that has an id: a struct whose first member is that `str`. */
typedef struct table_kind {
    const char *const *names; /* as for table_open */
    size_t n_needed, row_bytes;
    /* `row` is all zero before; `*ok` false: the row was set aside */
    tr_err (*read)(table *t, const feed_context *c, void *row, bool *ok);
} table_kind;
/** A whole file of such rows onto a list of the arena (the address of its `items`): repeats are
 * counted, rows that share an id and not their content are all left out. */
TR_MUST tr_err table_rows(const table_kind *k, str bytes, const char *file, const feed_context *c,
                          arena *a, void *items, size_t *n, size_t *cap, feed_result *result,
                          tr_diag *diag);

/** `names` ends with NULL; the first `n_needed` must be there. `c` gives the mapping, the form and
 * the column of receipt. */
TR_MUST tr_err table_open(table *t, str bytes, const char *file, const char *const *names,
                          size_t n_needed, const feed_context *c, arena *a, feed_result *result,
                          tr_diag *diag);
void table_close(table *t);
/** TR_OK with a row of the right width, TR_ERR_ABSENT at the end. Faulty rows are set aside. */
TR_MUST tr_err table_next(table *t);
/** Field of a name, trimmed; empty when the file has no such column. */
str table_field(const table *t, size_t name);
/** The same, copied to the arena. */
str table_copy(table *t, size_t name, tr_err *err);
/** The same for a part of a field. */
str table_keep(table *t, str s, tr_err *err);
/** Set the row aside for a fault in one of its fields. */
TR_MUST tr_err table_reject(table *t, size_t name, diag_code code, const char *fmt, ...)
    TR_PRINTF(4, 5);
/** Note an acceptable row under its id. TR_ERR_ABSENT: it repeats an earlier one and was counted as
 * a duplicate. Conflicts are remembered and settled by table_settle. */
TR_MUST tr_err table_accept(table *t, str id);
/** True when the n-th accepted record (from 0) must be dropped, since another row has its id and
 * other content. */
bool table_conflicts(const table *t, size_t n);
TR_MUST tr_err table_settle(table *t);
TR_MUST tr_err table_ref(table *t, const feed_context *c, record_ref *out);
/** Value of the received column as an instant: an instant, or the end of a date's UTC day. */
TR_MUST tr_err table_received(table *t, usec_t *out, bool *ok);

#endif
