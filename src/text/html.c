#include "text/text.h"

#include <string.h>

static void escape(buf *b, str s, bool quotes)
{
    size_t from = 0;
    for (size_t i = 0; i < s.len; i++) {
        const char *to = NULL;
        unsigned char c = (unsigned char)s.ptr[i];
        if ((c < 0x20 && c != '\n' && c != '\t') || c == 0x7F) to = "\xEF\xBF\xBD";
        switch (s.ptr[i]) {
        case '&': to = "&amp;"; break;
        case '<': to = "&lt;"; break;
        case '>': to = "&gt;"; break;
        case '"': to = quotes ? "&quot;" : NULL; break;
        case '\'': to = quotes ? "&#39;" : NULL; break;
        default: break;
        }
        if (to == NULL) continue;
        buf_put(b, s.ptr + from, i - from);
        buf_z(b, to);
        from = i + 1;
    }
    if (from < s.len) buf_put(b, s.ptr + from, s.len - from);
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
    for (size_t i = 0; i < s.len; i++)
        buf_c(b, id_char(s.ptr[i]) ? s.ptr[i] : '-');
}

void md_text(buf *b, str s)
{
    for (size_t i = 0; i < s.len; i++) {
        char c = s.ptr[i];
        if (c == '\n' || c == '\r') c = ' ';
        if (strchr("\\`*_[]<>#|~", c)) buf_c(b, '\\');
        buf_c(b, c);
    }
}
