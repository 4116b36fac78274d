/* desk: a mission that is open for many at once, over truce.h alone.
 *
 * Readers ask index.db: an act appends its entry and brings the index level before it is answered,
 * so that whoever acted sees it; whatever another process adds is taken up as soon as it is seen.
 * Nobody who reads waits for that: while an index is made, they see the one before, and how much of
 * the record it shows. Each reader has a handle of its own. */
#ifndef TRUCE_SERVE_DESK_H
#define TRUCE_SERVE_DESK_H

#include "base/arena.h"
#include "base/str.h"
#include "truce.h"

enum { DESK_READERS = 4, DESK_PASTS = 3 };

typedef struct desk desk;

/** `folder` has a mission that was run at least once or can be. False: `why` says what is wrong. */
bool desk_open(const char *folder, desk **out, char why[512]);
void desk_close(desk *d);
const char *desk_folder(const desk *d);

/* A value for a question mark. */
truce_value desk_text(str s);
truce_value desk_int(int64_t v);

typedef struct desk_rows {
    size_t n, width;
    truce_value *cells; /* n x width; texts are copies */
    bool more;          /* the question was for the first n, and there are more */
} desk_rows;
static inline const truce_value *desk_cell(const desk_rows *r, size_t row, size_t column)
{
    return &r->cells[row * r->width + column];
}
/** Empty where the cell holds no text; borrowed from the rows, with a NUL behind it. */
static inline str desk_text_at(const desk_rows *r, size_t row, size_t column)
{
    const truce_value *v = desk_cell(r, row, column);
    return v->kind == TRUCE_TEXT ? (str){v->text.bytes, v->text.length} : (str){0};
}
/** All rows of a question, copied; at most DESK_MOST_ROWS of them. TRUCE_LIMIT: there are more. */
enum { DESK_MOST_ROWS = 20000 };
truce_code desk_query(desk *d, const char *sql, const truce_value *values, size_t n_values,
                      arena *a, desk_rows *out);

/** The same of what was known then: an entry of the record, or a time. Its tables are made when it
 * is first asked for, one state at a time, and the last three are kept. `*busy`: it, or another, is
 * being made. TRUCE_USAGE: there is no such state; TRUCE_ABSENT: there was no agreement yet. */
truce_code desk_query_then(desk *d, str when, const char *sql, const truce_value *values,
                           size_t n_values, arena *a, desk_rows *out, bool *busy);

/* One act: a function of truce.h with its settings. What it says, or why it was refused, is copied
 * to `said`. When TRUCE_OK comes back its entry is on the disk and the index is level. */
typedef truce_code desk_act(truce_mission *m, const void *what, truce_answer **answer);
truce_code desk_do(desk *d, desk_act *act, const void *what, arena *a, str *said);
/** CSV as truce.h writes it, without its heads; every cell a text. False: no memory. */
bool desk_table(str csv, size_t width, arena *a, desk_rows *out);
/** A report or a view that truce.h writes, as text. */
truce_code desk_read(desk *d, desk_act *act, const void *what, arena *a, str *said);
/** The text of a file, as far as a form may be; empty where there is none that can be read. */
str desk_file(const char *path, arena *a);
/** Takes up what another process has added, if it has done writing. */
void desk_notice(desk *d);
/** The same, with what is noted on the way, a line each. */
truce_code desk_read_notes(desk *d, desk_act *act, const void *what, arena *a, str *said,
                           str *notes);
/** The same; an answer of the same `key` is given again as long as the record and mission.yaml are
 * what they were. The key says all that the answer depends on beside them. */
truce_code desk_read_kept(desk *d, str key, desk_act *act, const void *what, arena *a, str *said,
                          str *notes);
/** Memory that is free goes back to the system. */
void desk_give_back(void);
/** Now and then: memory that reading took and that nobody has used for a while is given back. */
void desk_tidy(desk *d);
/** The same of an earlier state, `busy` as above; that it is meant stands in `what` too. */
truce_code desk_read_then(desk *d, str when, desk_act *act, const void *what, arena *a, str *said,
                          str *notes, bool *busy);
/** The mission's folder without what is the desk's own, as one file `to`, while nobody adds to
 * the record. TRUCE_IO: it cannot be made; `busy`: another one is being made. */
truce_code desk_pack(desk *d, const char *top, const char *to, bool *busy);
/** How many entries of the record are shown by now. What was asked between two that are the same
 * was of one state. */
int64_t desk_entries(desk *d);
/** How often mission.yaml was taken up anew, which changes what is shown of the same entries. */
uint64_t desk_turns(desk *d);
/** Microseconds since 1970. */
int64_t desk_now(void);

#endif
