#include "text/text.h"

#include <string.h>

static const char *escaped(char c, bool quotes)
{
    switch (c) {
    case '&': return "&amp;";
    case '<': return "&lt;";
    case '>': return "&gt;";
    case '"': return quotes ? "&quot;" : NULL;
    case '\'': return quotes ? "&#39;" : NULL;
    default: return NULL;
    }
}

static void escape_piece(buf *b, str s, bool quotes)
{
    static const bool special[256] = {['&'] = 1, ['<'] = 1, ['>'] = 1, ['"'] = 1, ['\''] = 1};
    size_t from = 0;
    for (size_t i = 0; i < s.len; i++) {
        if (!special[(unsigned char)s.ptr[i]]) continue;
        const char *to = escaped(s.ptr[i], quotes);
        if (to == NULL) continue;
        buf_put(b, s.ptr + from, i - from);
        buf_z(b, to);
        from = i + 1;
    }
    if (from < s.len) buf_put(b, s.ptr + from, s.len - from);
}

static void escape(buf *b, str s, bool quotes)
{
    size_t at = 0;
    str piece;
    while (text_clean_next(s, &at, &piece))
        escape_piece(b, piece, quotes);
}

void html_text(buf *b, str s)
{
    escape(b, s, false);
}

void html_attr(buf *b, str s)
{
    escape(b, s, true);
}

void html_url(buf *b, str s)
{
    if (str_starts(s, "https://") || str_starts(s, "http://")) html_attr(b, s);
}

static bool id_char(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' ||
           c == '-' || c == '_';
}

void html_id(buf *b, str s)
{
    static const char hex[] = "0123456789ABCDEF";
    for (size_t i = 0; i < s.len; i++) {
        unsigned char c = (unsigned char)s.ptr[i];
        if (!id_char(s.ptr[i])) buf_c(b, '~');
        if (!id_char(s.ptr[i])) buf_c(b, hex[c >> 4]);
        buf_c(b, id_char(s.ptr[i]) ? s.ptr[i] : hex[c & 15]);
    }
}

/* A list, a rule or a heading begins with these; a number with a point or a bracket begins a list.
 */
static bool begins_block(str s, size_t i)
{
    size_t n = 0;
    if (i == 0 && (s.ptr[0] == '-' || s.ptr[0] == '+' || s.ptr[0] == '=')) return true;
    while (n < s.len && s.ptr[n] >= '0' && s.ptr[n] <= '9')
        n++;
    return i == n && n > 0 && (s.ptr[i] == '.' || s.ptr[i] == ')');
}

static void md_piece(buf *b, str s, bool first)
{
    for (size_t i = 0; i < s.len; i++) {
        char c = s.ptr[i];
        if (c == '\n' || c == '\t') c = ' ';
        if (strchr("\\`*_[]<>#|~&!", c) || (first && begins_block(s, i))) buf_c(b, '\\');
        buf_c(b, c);
    }
}

static void md_put(buf *b, str s, bool first)
{
    size_t at = 0;
    str piece;
    for (; text_clean_next(s, &at, &piece); first = false)
        md_piece(b, piece, first);
}

void md_text(buf *b, str s)
{
    md_put(b, s, true);
}

void md_within(buf *b, str s)
{
    md_put(b, s, false);
}
