#include "base/str.h"

#include <string.h>

str str_of(const char *z)
{
    return (str){.ptr = z, .len = z ? strlen(z) : 0};
}

bool str_eq(str a, str b)
{
    return a.len == b.len &&
           (a.len == 0 || (a.ptr[0] == b.ptr[0] && memcmp(a.ptr, b.ptr, a.len) == 0));
}

static char lower(char c)
{
    return (char)(c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c);
}

bool str_eq_nocase(str a, str b)
{
    if (a.len != b.len) return false;
    for (size_t i = 0; i < a.len; i++) {
        if (lower(a.ptr[i]) != lower(b.ptr[i])) return false;
    }
    return true;
}

/* Mostly the first byte differs already: no library call for it. */
bool str_is(str a, const char *z)
{
    if (z == NULL) return a.len == 0;
    for (size_t i = 0; i < a.len; i++) {
        if (a.ptr[i] != z[i] || z[i] == '\0') return false;
    }
    return z[a.len] == '\0';
}

bool str_is_one_of(str a, const char *const *words)
{
    for (; *words; words++)
        if (str_is(a, *words)) return true;
    return false;
}

int str_cmp(str a, str b)
{
    size_t n = a.len < b.len ? a.len : b.len;
    int c = n ? memcmp(a.ptr, b.ptr, n) : 0;
    if (c != 0) return c < 0 ? -1 : 1;
    return (a.len > b.len) - (a.len < b.len);
}

bool str_starts(str s, const char *prefix)
{
    size_t n = strlen(prefix);
    return s.len >= n && memcmp(s.ptr, prefix, n) == 0;
}

bool str_ends(str s, const char *suffix)
{
    size_t n = strlen(suffix);
    return s.len >= n && memcmp(s.ptr + s.len - n, suffix, n) == 0;
}

static bool same_at(const char *s, const char *needle, size_t n, bool nocase)
{
    for (size_t i = 0; i < n; i++) {
        char a = s[i], b = needle[i];
        if (nocase) {
            a = lower(a);
            b = lower(b);
        }
        if (a != b) return false;
    }
    return true;
}

static bool has(str s, const char *needle, bool nocase)
{
    size_t n = strlen(needle);
    for (size_t i = 0; i + n <= s.len; i++) {
        if (same_at(s.ptr + i, needle, n, nocase)) return true;
    }
    return false;
}

bool str_has(str s, const char *needle)
{
    return has(s, needle, false);
}

bool str_has_nocase(str s, const char *needle)
{
    return has(s, needle, true);
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

str str_trim(str s)
{
    while (s.len && is_blank(s.ptr[0]))
        s = str_from(s, 1);
    while (s.len && is_blank(s.ptr[s.len - 1]))
        s.len--;
    return s;
}

str str_from(str s, size_t start)
{
    if (start >= s.len) return (str){.ptr = s.ptr ? s.ptr + s.len : NULL, .len = 0};
    return (str){.ptr = s.ptr + start, .len = s.len - start};
}

str str_upto(str s, size_t end)
{
    if (end < s.len) s.len = end;
    return s;
}

size_t str_find(str s, char c)
{
    const char *p = s.len ? memchr(s.ptr, c, s.len) : NULL;
    return p ? (size_t)(p - s.ptr) : s.len;
}

str path_base(str path)
{
    size_t i = path.len;
    while (i > 0 && path.ptr[i - 1] != '/')
        i--;
    return str_from(path, i);
}

bool str_cut(str *rest, char sep, str *piece)
{
    if (rest->ptr == NULL) return false;
    size_t at = str_find(*rest, sep);
    *piece = str_upto(*rest, at);
    if (at == rest->len) {
        *rest = (str){.ptr = NULL, .len = 0};
    } else {
        *rest = str_from(*rest, at + 1);
    }
    return true;
}

bool str_to_i64(str s, int64_t min, int64_t max, int64_t *out)
{
    bool neg = s.len && s.ptr[0] == '-';
    if (s.len && (s.ptr[0] == '-' || s.ptr[0] == '+')) s = str_from(s, 1);
    if (s.len == 0 || s.len > 19) return false;
    uint64_t v = 0;
    for (size_t i = 0; i < s.len; i++) {
        if (s.ptr[i] < '0' || s.ptr[i] > '9') return false;
        uint64_t digit = (uint64_t)(s.ptr[i] - '0');
        if (v > (UINT64_MAX - digit) / 10) return false;
        v = v * 10 + digit;
    }
    if (v > (uint64_t)INT64_MAX) return false;
    int64_t n = neg ? -(int64_t)v : (int64_t)v;
    if (n < min || n > max) return false;
    *out = n;
    return true;
}

bool str_to_double(str s, double *out)
{
    static const double tens[] = {1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,  1e8, 1e9,
                                  1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18};
    bool neg = s.len && s.ptr[0] == '-';
    if (s.len && (s.ptr[0] == '-' || s.ptr[0] == '+')) s = str_from(s, 1);
    int64_t v = 0;
    size_t digits = 0, decimals = 0;
    bool point = false;
    for (size_t i = 0; i < s.len; i++) {
        if (s.ptr[i] == '.' && !point && digits > 0) {
            point = true;
            continue;
        }
        if (s.ptr[i] < '0' || s.ptr[i] > '9' || digits == 18) return false;
        v = v * 10 + (s.ptr[i] - '0');
        digits++;
        decimals += point ? 1 : 0;
    }
    if (digits == 0 || (point && decimals == 0)) return false;
    double d = (double)v / tens[decimals];
    *out = neg ? -d : d;
    return true;
}

bool str_to_scaled(str s, unsigned decimals, int64_t *out)
{
    bool neg = s.len && s.ptr[0] == '-', point = false, cut = false, up = false;
    int64_t v = 0;
    unsigned digits = 0, after = 0;
    if (s.len && (s.ptr[0] == '-' || s.ptr[0] == '+')) s = str_from(s, 1);
    for (size_t i = 0; i < s.len; i++) {
        char c = s.ptr[i];
        if (c == '.' && !point && digits > 0 && i + 1 < s.len) {
            point = true;
            continue;
        }
        if (c < '0' || c > '9' || digits == 18) return false;
        digits++;
        if (point && after == decimals) {
            up = up || (!cut && c >= '5');
            cut = true;
            continue;
        }
        v = v * 10 + (c - '0');
        after += point;
    }
    if (digits == 0) return false;
    v += up;
    for (; after < decimals; after++) {
        if (v > INT64_MAX / 10) return false;
        v *= 10;
    }
    *out = neg ? -v : v;
    return true;
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static size_t digit_run(str s, size_t at)
{
    size_t n = 0;
    while (at + n < s.len && is_digit(s.ptr[at + n]))
        n++;
    return n;
}

static int cmp_runs(str a, str b)
{
    while (a.len > 1 && a.ptr[0] == '0')
        a = str_from(a, 1);
    while (b.len > 1 && b.ptr[0] == '0')
        b = str_from(b, 1);
    if (a.len != b.len) return a.len < b.len ? -1 : 1;
    return str_cmp(a, b);
}

int str_cmp_natural(str a, str b)
{
    size_t i = 0, j = 0;
    while (i < a.len && j < b.len) {
        size_t m = digit_run(a, i), n = digit_run(b, j);
        if (m && n) {
            int c = cmp_runs(str_upto(str_from(a, i), m), str_upto(str_from(b, j), n));
            if (c != 0) return c;
            i += m;
            j += n;
            continue;
        }
        unsigned char x = (unsigned char)a.ptr[i++], y = (unsigned char)b.ptr[j++];
        if (x != y) return x < y ? -1 : 1;
    }
    if (i < a.len) return 1;
    if (j < b.len) return -1;
    return str_cmp(a, b);
}
