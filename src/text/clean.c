/* Text from outside holds characters that are not seen and change what is seen: controls, marks
 * that turn the direction of what follows, line separators, tags. Wherever text is shown they are
 * shown. */
#include "text/text.h"

#include <string.h>

static const char shown[] = "\xEF\xBF\xBD"; /* U+FFFD */

bool text_hides(uint32_t c)
{
    if (c < 0x20) return c != '\n' && c != '\t';
    return (c >= 0x7F && c < 0xA0) || (c >= 0x202A && c <= 0x202E) ||
           (c >= 0x2066 && c <= 0x206F) || c == 0x2028 || c == 0x2029 || c == 0xFEFF ||
           (c >= 0xFFF9 && c <= 0xFFFB) || (c >= 0xE0000 && c <= 0xE0FFF);
}

/* Only these bytes begin such a character. */
static bool may_hide(unsigned char c)
{
    return (c < 0x20 && c != '\n' && c != '\t') || c == 0x7F || c >= 0x80;
}

/* The character at `at`; what is no UTF-8 is one byte of it. */
static bool hidden_at(str s, size_t at, size_t *length)
{
    unsigned char c = (unsigned char)s.ptr[at];
    size_t n = c < 0x80 ? 1 : c < 0xE0 ? 2 : c < 0xF0 ? 3 : 4;
    str one = str_upto(str_from(s, at), n);
    *length = 1;
    if (one.len < n || utf8_valid_prefix(one) != n) return true;
    *length = n;
    size_t from = 0;
    return text_hides(utf8_next(one, &from));
}

/* Eight bytes at a time: in each, the top bit of what is below 0x20, above 0x7F, or 0x7F. */
size_t text_plain(str s, size_t at)
{
    const uint64_t tops = 0x8080808080808080u, ones = 0x0101010101010101u;
    for (uint64_t w; at + sizeof w <= s.len; at += sizeof w) {
        memcpy(&w, s.ptr + at, sizeof w);
        uint64_t low = w - ones * 0x20, del = (w ^ ones * 0x7F) - ones;
        if ((w | low | del) & tops) break;
    }
    while (at < s.len && s.ptr[at] >= 0x20 && s.ptr[at] < 0x7F)
        at++;
    return at;
}

bool text_clean_next(str s, size_t *at, str *piece)
{
    size_t from = *at, length = 0;
    while ((*at = text_plain(s, *at)) < s.len) {
        if (!may_hide((unsigned char)s.ptr[*at])) {
            ++*at;
            continue;
        }
        bool hides = hidden_at(s, *at, &length);
        if (hides && *at > from) break; /* first what stands before it */
        *at += length;
        if (!hides) continue;
        *piece = (str){shown, sizeof shown - 1};
        return true;
    }
    *piece = str_upto(str_from(s, from), *at - from);
    return piece->len > 0;
}

void text_clean(buf *b, str s)
{
    size_t at = 0;
    str piece;
    while (text_clean_next(s, &at, &piece))
        buf_s(b, piece);
}
