#include "text/yaml_strict.h"

tr_err yaml_lines_of(str bytes, arena *a, yaml_lines *out)
{
    VEC(size_t) v = {0};
    for (size_t at = 0; at <= bytes.len;) {
        size_t *slot = VEC_PUSH(a, &v);
        if (slot == NULL) return TR_ERR_NOMEM;
        *slot = at;
        at += str_find(str_from(bytes, at), '\n') + 1;
    }
    *out = (yaml_lines){.bytes = bytes, .starts = v.items, .n = v.n};
    return TR_OK;
}

static str line_at(const yaml_lines *l, size_t line)
{
    if (line >= l->n) return (str){0};
    str s = str_from(l->bytes, l->starts[line]);
    return str_upto(s, str_find(s, '\n'));
}

size_t yaml_offset(const yaml_lines *l, size_t line, size_t col)
{
    if (line >= l->n) return l->bytes.len;
    size_t at = l->starts[line];
    for (; col > 0 && at < l->bytes.len; col--)
        (void)utf8_next(l->bytes, &at);
    return at;
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

static size_t indent_of(str line)
{
    size_t n = 0;
    while (n < line.len && line.ptr[n] == ' ')
        n++;
    return n;
}

static bool only_blanks(str line)
{
    return str_trim(line).len == 0;
}

bool yaml_bad_blanks(const yaml_lines *l, size_t *line, size_t *col)
{
    for (size_t i = 0; i < l->n; i++) {
        str s = line_at(l, i);
        size_t n = indent_of(s);
        bool tab = n < s.len && s.ptr[n] == '\t';
        bool tail = i > 0 && i + 1 == l->n && s.len > 0 && only_blanks(s);
        if (!tab && !tail) continue;
        *line = i;
        *col = n;
        return true;
    }
    return false;
}

size_t yaml_bad_comment(const yaml_lines *l, size_t from, size_t to)
{
    for (size_t i = from; i < to && i < l->bytes.len; i++) {
        if (l->bytes.ptr[i] == '?') return i;
        if (l->bytes.ptr[i] != '#') continue;
        if (i > 0 && !is_blank(l->bytes.ptr[i - 1])) return i;
        while (i < to && i < l->bytes.len && l->bytes.ptr[i] != '\n')
            i++;
    }
    return to;
}

size_t yaml_bad_indent(const yaml_lines *l, size_t first, size_t last, size_t parent_col)
{
    if (parent_col == SIZE_MAX) return 0;
    for (size_t i = first + 1; i <= last && i < l->n; i++) {
        str s = line_at(l, i);
        if (!only_blanks(s) && indent_of(s) <= parent_col) return i;
    }
    return 0;
}

size_t yaml_bad_block(const yaml_lines *l, size_t first, size_t last)
{
    size_t widest = 0, at = 0;
    for (size_t i = first + 1; i <= last && i < l->n; i++) {
        str s = line_at(l, i);
        if (!only_blanks(s)) return widest > indent_of(s) ? at : 0;
        if (s.len > widest) {
            widest = s.len;
            at = i;
        }
    }
    return 0;
}
