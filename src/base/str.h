/* str: a borrowed slice of bytes, {pointer, length}, not NUL-terminated.
 *
 * A str never owns memory: it points into an input buffer, a literal or an arena, and lives as
 * long as that does. The empty str may have a NULL pointer. Text is UTF-8, checked where it
 * enters (text/), and compared byte by byte; no function here looks at the locale.
 *
 * Parsers take the whole slice or fail; they never skip blanks and never read past the end. */
#ifndef TRUCE_BASE_STR_H
#define TRUCE_BASE_STR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct str {
    const char *ptr;
    size_t len;
} str;

typedef struct str_list {
    str *items;
    size_t n, cap;
} str_list;

/** Sentences that are told later, in any language: document/said.h makes and tells them. No text,
 * so that neither is taken for the other. Empty: nothing is said. */
typedef struct kept_words {
    str bytes;
} kept_words;
/** Marks words that are looked up in a catalogue of a language where they are said, not here. */
#define N_(words) words
#define STR(lit) ((str){.ptr = "" lit, .len = sizeof(lit) - 1})
#define STR_FMT "%.*s"
#define STR_ARG(s) (int)((s).len > 0x3fffffff ? 0x3fffffff : (s).len), ((s).ptr ? (s).ptr : "")

str str_of(const char *z);
bool str_eq(str a, str b);
bool str_is(str a, const char *z);
/** One of `words`, which end with NULL. */
bool str_is_one_of(str a, const char *const *words);
/** ASCII case ignored. */
bool str_eq_nocase(str a, str b);
/** Byte order, shorter first on a common prefix: a total order. */
int str_cmp(str a, str b);
bool str_starts(str s, const char *prefix);
bool str_ends(str s, const char *suffix);
bool str_has(str s, const char *needle);
/** ASCII case ignored. */
bool str_has_nocase(str s, const char *needle);
str str_trim(str s);
str str_from(str s, size_t start);
str str_upto(str s, size_t end);
/** Index of the first `c`, or s.len. */
size_t str_find(str s, char c);
/** Of a path: what stands behind its last '/'. */
str path_base(str path);

/** Cut the piece before the next `sep` off `*rest`; false once nothing is left (rest->ptr NULL).
 *  "a;b" gives "a", "b"; "a;" gives "a", ""; "" gives one empty piece. */
bool str_cut(str *rest, char sep, str *piece);

bool str_to_i64(str s, int64_t min, int64_t max, int64_t *out);
/** Plain decimal: [-+]digits[.digits], at most 18 significant digits; no exponent, no locale. */
bool str_to_double(str s, double *out);
/** Plain decimal scaled to an integer: "47.83" with 4 decimals is 478300. More decimals than asked
 * for are rounded to the nearest, halves away from zero. At most 18 digits. */
bool str_to_scaled(str s, unsigned decimals, int64_t *out);
/** Natural order: runs of digits by value, so that CL9 sorts before CL10. Ties by bytes. */
int str_cmp_natural(str a, str b);

#endif
