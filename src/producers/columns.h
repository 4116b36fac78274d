/* Which columns each kind of table has, in its adapter's own names; private to producers/. */
#ifndef TRUCE_PRODUCERS_COLUMNS_H
#define TRUCE_PRODUCERS_COLUMNS_H

#include "feed/needs.h"

enum { MAX_LAYOUTS = 4 };
/** The layouts of a kind; the names of registries are made in `a`. */
TR_MUST tr_err columns_of_kind(feed_kind kind, arena *a, rows_need out[MAX_LAYOUTS], size_t *n);

#endif
