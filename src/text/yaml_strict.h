/* What libyaml takes although YAML 1.2 refuses it; private to text/. Works on the raw lines beside
 * the parser's events. */
#ifndef TRUCE_TEXT_YAML_STRICT_H
#define TRUCE_TEXT_YAML_STRICT_H

#include "text/text.h"

typedef struct yaml_lines {
    str bytes;
    size_t *starts; /* byte offset of each line */
    size_t n;
} yaml_lines;

TR_MUST tr_err yaml_lines_of(str bytes, arena *a, yaml_lines *out);
/** Byte offset of a mark (line and column from 0, column in characters). */
size_t yaml_offset(const yaml_lines *l, size_t line, size_t col);

/** First fault of the whole text: a tab in an indentation, or blanks after the last line end. */
bool yaml_bad_blanks(const yaml_lines *l, size_t *line, size_t *col);
/** Between two events: a comment sign that no blank precedes, or the sign of a complex key; its
 * offset, or `to`. */
size_t yaml_bad_comment(const yaml_lines *l, size_t from, size_t to);
/** A continuation line of something begun on `first` that is not indented beyond `parent_col` (from
 * 0; SIZE_MAX: no parent); its line, or 0. */
size_t yaml_bad_indent(const yaml_lines *l, size_t first, size_t last, size_t parent_col);
/** Leading blank lines of a block scalar that are longer than its indentation; the line, or 0. */
size_t yaml_bad_block(const yaml_lines *l, size_t first, size_t last);

#endif
