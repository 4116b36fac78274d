/* workbench/reading: what reading announcements and putting them on record share. */
#ifndef TRUCE_WORKBENCH_READING_H
#define TRUCE_WORKBENCH_READING_H

#include "face/face.h"
#include "reader/reader.h"

typedef struct reading_work {
    task *k;
    source_text *texts;
    size_t n_texts;
    reader_options options;
    announcement out;
    size_t again; /* clauses that were confirmed and wait again, for their words have changed */
} reading_work;

/** The bytes of a file in any form that is read; `path` is where they lie. */
TR_MUST tr_err reading_text(task *k, const char *path, str bytes, source_text *out);
/** All files, with the settings of the task, into `out` of the work. */
TR_MUST tr_err reading_all(reading_work *j, const char *const *files, size_t n);
/** What was read as an agreement file. */
TR_MUST tr_err reading_draft(reading_work *j, str *out);

#endif
