/* What a file says about itself before it is read: is it a table at all, is it UTF-8, and, where
 * the first rows raise the question, what all values of a column have in common. Private to feed/.
 */
#ifndef TRUCE_TABLE_SURVEY_H
#define TRUCE_TABLE_SURVEY_H

#include "table/form.h"

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
    size_t midnight, other_clock;                      /* clocks behind dates */
    size_t with_comma, grouped, with_point, no_number; /* numbers; grouped: as 1,500 */
} survey_column;

/* Dates such as 02/01/2025, for each sign: one file has one order. */
typedef struct survey_dates {
    size_t only_dmy, only_mdy, both;
    char example[24];
    unsigned line;
    str column;
} survey_dates;

typedef struct survey {
    const char *file;
    str date_format;
    bool commas_decide; /* a decimal comma is possible: fields are not separated by commas */
    size_t n;
    survey_column columns[SURVEY_COLUMNS];
    survey_dates dates[3]; /* with / . - */
} survey;

void survey_init(survey *s, const char *file, const str *names, const cell_type *types, size_t n,
                 bool commas_decide, str date_format);
/** One row; rows of another width say nothing. */
void survey_row(survey *s, const csv_row *row);
/** All rows behind the first `n_skip`. */
TR_MUST tr_err survey_read(survey *s, csv_reader *csv, size_t n_skip);
/** Is there anything that only the whole file can settle? */
bool survey_asks(const survey *s);
/** Writes down what is certain. TR_ERR_DATA: dates fit two orders, or mix them. */
TR_MUST tr_err survey_settle(const survey *s, table_form *form, tr_diag *diag);

#endif
