/* text: bytes to structure and back, with no subject matter.
 *
 * Readers are bounded at birth (length, depth, number of fields), check UTF-8, and report the
 * first fault as file:line:col with a code. Columns count characters (code points), from 1.
 * Writers go into a buf. Nothing here allocates but from the arena or buf it is given. */
#ifndef TRUCE_TEXT_TEXT_H
#define TRUCE_TEXT_TEXT_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/str.h"

#include <stdbool.h>

/* ---- UTF-8 ---------------------------------------------------------------------------- */

/** Length of the valid prefix; s.len when all of it is well-formed UTF-8 (RFC 3629). */
size_t utf8_valid_prefix(str s);
/** Next code point; `*at` moves behind it. Only for text that was checked. */
uint32_t utf8_next(str s, size_t *at);
void utf8_put(buf *b, uint32_t code_point);
/** Not seen, and changing what is seen: controls but line feed and tab, marks of direction (U+202A
 * to U+202E, U+2066 to U+206F), line and paragraph separators, byte order marks, annotations, tags.
 */
bool text_hides(uint32_t code_point);
/** The text with U+FFFD for each such character, and for each byte that is no UTF-8. Everything
 * that people see goes through this or through a sink that does (html_, md_, csv_, cli_answer). */
void text_clean(buf *b, str s);
/** Where the first byte is, from `at` on, that is not printable ASCII; the length when there is
 * none.
 */
size_t text_plain(str s, size_t at);
/** The same piece by piece: the next run that may be shown, or one U+FFFD. False at the end. */
bool text_clean_next(str s, size_t *at, str *piece);
/** Lower-case Latin letters of a text in Latin or Cyrillic; other letters vanish. For comparing,
 * not for showing. Writes at most `size` - 1 bytes and a NUL. */
void text_latin(str s, char *out, size_t size);
/** Consonants of a name in any of the Latin and Cyrillic spellings that press texts use, so that
 *  "Khvoshchevskaya", "Chwotschjowskaja" and the Cyrillic original come close to one another.
 *  Writes at most `size` - 1 letters and a NUL. */
void name_skeleton(str name, char *out, size_t size);
/** Equal, equal without an adjective's ending, or one letter apart when long enough. */
bool skeleton_match(const char *a, const char *b);
/** Line and column (in code points) of a byte offset. */
void text_position(str s, size_t offset, unsigned *line, unsigned *col);

/* ---- Documents: YAML subset and JSON as one tree of nodes -------------------------------
 *
 * A scalar is text until somebody's schema reads it: `no` is the word "no". Maps keep the order
 * of the file; keys are unique. Every node knows where it stands. */

typedef enum node_kind { NODE_NONE = 0, NODE_SCALAR, NODE_MAP, NODE_LIST } node_kind;
typedef enum scalar_form {
    SCALAR_NONE = 0,
    SCALAR_PLAIN,  /* unquoted YAML */
    SCALAR_TEXT,   /* quoted */
    SCALAR_NUMBER, /* JSON number, as written */
    SCALAR_WORD    /* JSON true, false, null */
} scalar_form;

typedef struct node node;
struct node {
    node_kind kind;
    scalar_form form;
    str text; /* scalar */
    str key;  /* when the node is a member of a map */
    unsigned line, col, key_line, key_col;
    node *first, *last, *next; /* children in order */
    size_t n;                  /* number of children */
};

enum { DOC_MAX_BYTES = 64 * 1024 * 1024, DOC_MAX_DEPTH = 64 };

/** One YAML document of the subset: no anchors, aliases, tags, directives, duplicate keys. */
TR_MUST tr_err yaml_read(str bytes, const char *file, arena *a, const node **out, tr_diag *diag);
/** One JSON document (RFC 8259). U+0000, duplicate keys, lone surrogates and numbers beyond
 *  int64 or double are refused. */
TR_MUST tr_err json_read(str bytes, const char *file, arena *a, const node **out, tr_diag *diag);

/** Member of a map by key, or NULL. `map` may be NULL. */
const node *node_at(const node *map, const char *key);
/** The same content, wherever it stands and however it was quoted. NULL is like NULL. */
bool node_same(const node *a, const node *b);
/** Text of a scalar member, or the empty str when absent or not a scalar. */
str node_text(const node *map, const char *key);

/* ---- JSON out --------------------------------------------------------------------------- */

/** A JSON string with the shortest escapes, as RFC 8785 wants it. */
void json_text(buf *b, str s);
/** The same with what text_hides escaped, for JSON that people look at; it reads as the same text.
 */
void json_text_shown(buf *b, str s);

/** Streaming writer: commas and nesting by itself. In canonical mode the keys of each object must
 *  come in ascending byte order (asserted); there are no blanks in either mode. */
typedef struct json_writer {
    buf *out;
    bool canonical, shown;
    unsigned depth;
    bool comma[DOC_MAX_DEPTH];
    str last_key[DOC_MAX_DEPTH]; /* canonical mode: keys must outlive their object */
} json_writer;
void jw_init(json_writer *w, buf *out, bool canonical);
/** For people: texts as json_text_shown writes them. */
void jw_init_shown(json_writer *w, buf *out);
void jw_open(json_writer *w, char bracket); /* '{' or '[' */
void jw_close(json_writer *w, char bracket);
void jw_key(json_writer *w, const char *key);
void jw_str(json_writer *w, str s);
void jw_int(json_writer *w, int64_t v);
void jw_raw(json_writer *w, str s); /* a value already written as JSON */
void jw_kv(json_writer *w, const char *key, str s);
void jw_kz(json_writer *w, const char *key, const char *z);
void jw_ki(json_writer *w, const char *key, int64_t v);

/* ---- CSV (RFC 4180) ---------------------------------------------------------------------
 *
 * Streaming: bytes come through `fill`, rows go out one at a time. LF, CRLF or CR alone end a row
 * (the same throughout is not demanded); a UTF-8 byte order mark is skipped; a row of one empty
 * field is an empty line and is skipped. A fault in a row is reported once, the reader then goes
 * on at the next line, so that one bad row costs one row. Fields are valid until the next call. */

enum { CSV_MAX_FIELDS = 512, CSV_MAX_ROW_BYTES = 1024 * 1024 };

typedef struct csv_source {
    /* Put up to `n` bytes at `dst`; 0 = end. */
    tr_err (*fill)(void *ctx, char *dst, size_t n, size_t *got);
    void *ctx;
    /* Begin again at the front; NULL: cannot. */
    tr_err (*rewind)(void *ctx);
} csv_source;

/** Bytes at hand as a source; it can begin again. The caller keeps `b`. */
typedef struct csv_bytes {
    str all, left;
} csv_bytes;
csv_source csv_from_bytes(csv_bytes *b, str bytes);

typedef struct csv_reader csv_reader;

typedef struct csv_row {
    const str *fields;
    size_t n;
    unsigned line;        /* where the row begins */
    const unsigned *cols; /* column of each field on its line */
    const unsigned *lines;
    str raw; /* the bytes of the row as they came, without the line end */
} csv_row;

TR_MUST tr_err csv_open(csv_source src, const char *file, csv_reader **out);
TR_MUST tr_err csv_open_bytes(str bytes, const char *file, csv_reader **out);
void csv_close(csv_reader *r);
/** What stands between fields; a comma unless set before the first row. */
void csv_set_separator(csv_reader *r, char separator);
/** TR_OK with a row; TR_ERR_ABSENT at the end; TR_ERR_DATA for a faulty row (diag says where and
 *  row->raw holds its bytes), after which reading may go on; others are final. */
TR_MUST tr_err csv_next(csv_reader *r, csv_row *row, tr_diag *diag);

/** For readers that take plain rows by themselves and leave the others to csv_next: bytes not read
 * yet, with CSV_PEEK_PAD readable bytes behind them; empty at the end of the file. They are valid
 * until the next call. csv_skip takes whole rows off their front. */
enum { CSV_PEEK_PAD = 64 };
TR_MUST tr_err csv_peek(csv_reader *r, str *unread);
void csv_skip(csv_reader *r, size_t n_bytes, unsigned n_lines);
/** Line of the next unread byte. */

/** A field for output: quoted where RFC 4180 needs it. Text from outside that a spreadsheet would
 *  take for a formula gets a leading apostrophe. */
void csv_text(buf *b, str s);
/** A field of ours (number, code word): quoted where needed, never guarded. */
void csv_field(buf *b, str s);

/** A member of a zip archive (ZIP64 is not read); `*out` empty: there is none of that name. `most`:
 * bytes that it may unpack to, TR_ERR_LIMIT beyond; TR_ERR_DATA: it is damaged. */
TR_MUST tr_err zip_member(str zip, const char *name, size_t most, arena *a, str *out);

/* ---- HTML: one sink a context, and no other way into a page -------------------------------- */

void html_text(buf *b, str s);
void html_attr(buf *b, str s);
/** A link target: only http and https pass; anything else becomes an empty target. */
void html_url(buf *b, str s);
/** Letters, digits, '.', '-', '_' stay; the bytes of others become "~" and two digits, so that two
 * ids never share a place: for id and href="#...". */
void html_id(buf *b, str s);

/** Markdown text: characters with a meaning are escaped, also those that have one at the front of a
 * line; line ends become blanks. */
void md_text(buf *b, str s);
/** The same behind other text of its line, where no mark of a block can stand. */
void md_within(buf *b, str s);

#endif
