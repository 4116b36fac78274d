/* What a file says about itself before it is read: is it a table at all, is it UTF-8, and, where
 * the first rows raise the question, what all values of a column have in common. Private to feed/.
 */
#ifndef TRUCE_FEED_SURVEY_H
#define TRUCE_FEED_SURVEY_H

#include "feed/form.h"

/** Refuses what the first bytes show to be something else: a page, a picture, an archive. */
TR_MUST tr_err survey_kind(str head, const char *file, tr_diag *diag);
/** Refuses a text that is not UTF-8 as a whole, naming the encodings that would read it; one bad
 * row among good ones is left to the reader. `declared`: an encoding was named, so this is settled.
 */
TR_MUST tr_err survey_encoding(str sample, const char *file, str declared, tr_diag *diag);

enum { SURVEY_COLUMNS = CSV_MAX_FIELDS };

typedef struct survey_column {
    str name;
    cell_type type;
    size_t only_dmy, only_mdy, both; /* dates such as 02/01/2025 */
    char example[24];                /* one of those that fit both, or the first */
    unsigned line;
    size_t with_comma, no_number; /* numbers */
} survey_column;

typedef struct survey {
    const char *file;
    str date_format;
    bool commas_decide; /* a decimal comma is possible: fields are separated by something else */
    size_t n;
    survey_column columns[SURVEY_COLUMNS];
} survey;

void survey_init(survey *s, const char *file, const str *names, const cell_type *types, size_t n,
                 bool commas_decide, str date_format);
/** Tallies all rows behind the first `n_skip`. */
TR_MUST tr_err survey_read(survey *s, csv_reader *csv, size_t n_skip);
/** Is there anything that only the whole file can settle? */
bool survey_asks(const survey *s);
/** Writes down what is certain. TR_ERR_DATA: a column of dates fits two orders, or mixes them. */
TR_MUST tr_err survey_settle(const survey *s, table_form *form, tr_diag *diag);

#endif
