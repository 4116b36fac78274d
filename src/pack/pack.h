/* pack: a folder as one file that every system opens (tar, pax), for whoever takes a copy of a
 * mission away. The same folder gives the same bytes: files in the order of their names, with no
 * owner and no time of their own. libarchive writes it. */
#ifndef TRUCE_PACK_PACK_H
#define TRUCE_PACK_PACK_H

#include "base/err.h"

/** `folder` into the new file `to`, as files below `top`/. What is directly in it under one of the
 * names `without` (NULL ends them) stays out, and links and whatever else is no file. TR_ERR_IO:
 * something cannot be read or written; `to` is removed then. */
TR_MUST tr_err pack_folder(const char *folder, const char *top, const char *const *without,
                           const char *to);

#endif
