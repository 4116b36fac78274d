/* The scripts of src/serve/web, as they are built into the program (tools/embed). Private to
 * serve/. */
#ifndef TRUCE_SERVE_WEB_H
#define TRUCE_SERVE_WEB_H

#include <stddef.h>

extern const unsigned char truce_data_live[];
extern const size_t truce_data_live_len;

#endif
