/* Bytes as they come, made into UTF-8 text: gzip and zstd unpacked, byte order marks read, declared
 * code pages translated. Streaming and bounded: memory does not depend on the file, and a file that
 * unpacks to more than STREAM_MAX_RATIO times its size is refused. */
#ifndef TRUCE_TEXT_STREAM_H
#define TRUCE_TEXT_STREAM_H

#include "text/text.h"

enum { STREAM_MAX_RATIO = 200, STREAM_FREE_BYTES = 1024 * 1024 };

typedef enum stream_encoding {
    STREAM_UTF8 = 0, /* also UTF-16 when a byte order mark says so */
    STREAM_CP1251,
    STREAM_UTF16LE,
    STREAM_UTF16BE,
    STREAM_ENCODING__N
} stream_encoding;
/** "utf-8", "cp1251" ("windows-1251"), "utf-16le", "utf-16be"; empty is UTF-8. */
bool stream_encoding_from(str word, stream_encoding *out);

typedef struct stream stream;
/** Looks at the first bytes of `raw`. A wrapper of unpackers as needed; `*as` reads through it
 * until stream_close. Faults found while reading are in stream_fault. */
TR_MUST tr_err stream_open(csv_source raw, const char *file, stream_encoding declared, stream **out,
                           csv_source *as);
void stream_close(stream *s);
/** Why reading through the stream failed: code NONE when it did not. */
const tr_diag *stream_fault(const stream *s);
/** The first bytes after unpacking, at most 512, for probes. */
str stream_head(const stream *s);

#endif
