/* The files below a folder, sorted by path, so that whatever walks them does so in one order
 * everywhere. Private to host/. */
#ifndef TRUCE_HOST_FOLDER_H
#define TRUCE_HOST_FOLDER_H

#include "host/host.h"

enum { FOLDER_MAX_DEPTH = 8 };

/** Paths relative to `dir`, at most FOLDER_MAX_DEPTH levels deep; a folder that is not there has
 * none. What is neither a file nor a folder is listed too. */
TR_MUST tr_err folder_list(const char *dir, arena *a, str_list *out);

/** The files of a folder without folders in it, and the folder; one that is not there is no fault.
 */
TR_MUST tr_err folder_remove(const char *path, tr_diag *diag);

#endif
