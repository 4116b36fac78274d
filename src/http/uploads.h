/* uploads: a form with files (multipart/form-data), taken apart as it arrives by libmicrohttpd. Its
 * fields stay in memory; each file goes into a folder of its own under the folder for what comes
 * in, so that no body is ever whole in memory. Private to http/. */
#ifndef TRUCE_HTTP_UPLOADS_H
#define TRUCE_HTTP_UPLOADS_H

#include "http/http.h"

#include <microhttpd.h>

enum {
    UPLOAD_BYTES = 64 << 20, /* of the files of one form, together */
    UPLOAD_FILES = 8,
    UPLOADS_AT_ONCE = 4
};

/** Makes the folder, and takes away what an earlier server left in it. False: it cannot be. */
bool uploads_prepare(const char *folder);

/** Whether a Content-Type is of such a form, with a boundary that can be one. */
bool uploads_is_form(str content_type);

typedef struct upload upload;
/** NULL: UPLOADS_AT_ONCE are under way already, or no memory. The folder's name is borrowed. */
upload *uploads_begin(struct MHD_Connection *c, const char *folder);
typedef enum upload_code {
    UPLOAD_OK = 0,
    UPLOAD_TOO_LONG, /* more files, or more bytes of fields or files, than may be */
    UPLOAD_BAD,      /* it is no form, or a field holds what none may */
    UPLOAD_FAILED    /* a file cannot be written */
} upload_code;
void uploads_take(upload *u, const char *bytes, size_t n);
/** After the last byte: the pairs and the files of it, which live until the upload is ended. */
upload_code uploads_close(upload *u, http_request *q);
/** Its files are taken away. NULL is nothing to end. */
void uploads_end(upload *u);

#endif
