/* Names across spellings. A letter-by-letter skeleton: no language is singled out, no name is
 * listed. */
#include "text/text.h"

#include <string.h>

static const struct {
    const char *from;
    char to;
} digraphs[] = {{"shch", 's'}, {"stsch", 's'}, {"tsch", 's'}, {"tch", 's'}, {"sch", 's'},
                {"sh", 's'},   {"kh", 'h'},    {"ch", 's'},   {"zh", 'z'},  {"ts", 's'},
                {"tz", 's'},   {"ph", 'f'},    {"ck", 'k'}};

static char fold(char c)
{
    switch (c) {
    case 'w': return 'v';
    case 'g': return 'h';
    case 'c':
    case 'q': return 'k';
    case 'a':
    case 'e':
    case 'i':
    case 'o':
    case 'u':
    case 'y':
    case 'j': return '\0';
    default: return c >= 'a' && c <= 'z' ? c : '\0';
    }
}

void name_skeleton(str name, char *out, size_t size)
{
    char latin[128];
    size_t n = 0;
    text_latin(name, latin, sizeof latin);
    for (const char *p = latin; *p && n + 1 < size;) {
        char c = '\0';
        size_t used = 1;
        for (size_t d = 0; d < sizeof digraphs / sizeof digraphs[0] && c == '\0'; d++) {
            size_t len = strlen(digraphs[d].from);
            if (strncmp(p, digraphs[d].from, len) != 0) continue;
            c = digraphs[d].to;
            used = len;
        }
        if (c == '\0') c = fold(*p);
        p += used;
        if (c != '\0' && (n == 0 || out[n - 1] != c)) out[n++] = c;
    }
    out[n] = '\0';
}

/* Without the "-sk-" of an adjective made from a name. */
static size_t stem_len(const char *s)
{
    size_t n = strlen(s);
    return n >= 4 && s[n - 1] == 'k' && s[n - 2] == 's' ? n - 2 : n;
}

static bool one_apart(const char *a, const char *b)
{
    size_t m = strlen(a), n = strlen(b), i = 0;
    if (m > n) return one_apart(b, a);
    if (n < 5 || n - m > 1) return false;
    while (i < m && a[i] == b[i])
        i++;
    return m == n ? strcmp(a + i + (i < m), b + i + (i < n)) == 0 : strcmp(a + i, b + i + 1) == 0;
}

bool skeleton_match(const char *a, const char *b)
{
    if (a[0] == '\0' || b[0] == '\0') return false;
    size_t m = stem_len(a), n = stem_len(b);
    if (m >= 2 && m == n && memcmp(a, b, m) == 0) return true;
    return one_apart(a, b);
}
