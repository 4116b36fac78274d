#include "text/search.h"

#include <unicode/utrans.h>
#include <unicode/ustring.h>

#include <stdio.h>
#include <string.h>

enum { MAX_UNITS = 512, MAX_WORDS = 24, MAX_LETTERS = 40 };

typedef struct form {
    char words[MAX_WORDS][MAX_LETTERS];
    size_t n;
} form;

struct name_search {
    UTransliterator *system[SEARCH_MAX_SYSTEMS];
    form query[SEARCH_MAX_SYSTEMS];
    size_t n;
};

static bool is_plain(UChar c)
{
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
}

/* Apostrophes stand for soft signs, and are not the end of a word. */
static void cut_words(const UChar *u, int32_t n, form *out)
{
    size_t len = 0;
    out->n = 0;
    for (int32_t i = 0; i <= n; i++) {
        bool plain = i < n && is_plain(u[i]);
        if (plain && len + 1 < MAX_LETTERS && out->n < MAX_WORDS)
            out->words[out->n][len++] = (char)u[i];
        if (plain || (i < n && u[i] == '\'') || len == 0) continue;
        out->words[out->n++][len] = '\0';
        len = 0;
    }
}

static tr_err make_form(UTransliterator *system, str name, form *out)
{
    UChar u[MAX_UNITS];
    int32_t n = 0, end;
    UErrorCode e = U_ZERO_ERROR;
    str s = str_upto(name, MAX_UNITS / 2); /* transliteration may lengthen it */
    s = str_upto(s, utf8_valid_prefix(s));
    (void)u_strFromUTF8(u, MAX_UNITS, &n, s.ptr ? s.ptr : "", (int32_t)s.len, &e);
    end = n;
    if (U_SUCCESS(e)) utrans_transUChars(system, u, &n, MAX_UNITS, 0, &end, &e);
    if (e == U_MEMORY_ALLOCATION_ERROR) return TR_ERR_NOMEM;
    out->n = 0;
    if (U_SUCCESS(e)) cut_words(u, n, out);
    return TR_OK;
}

static tr_err add_system(name_search *s, str id, str query)
{
    char plain[128];
    UChar wide[128];
    UErrorCode e = U_ZERO_ERROR;
    if (s->n == SEARCH_MAX_SYSTEMS || id.len > 64) return TR_ERR_DATA;
    (void)snprintf(plain, sizeof plain, STR_FMT "; Latin-ASCII; Lower", STR_ARG(id));
    u_uastrncpy(wide, plain, 128);
    s->system[s->n] = utrans_openU(wide, -1, UTRANS_FORWARD, NULL, 0, NULL, &e);
    if (U_FAILURE(e)) return e == U_MEMORY_ALLOCATION_ERROR ? TR_ERR_NOMEM : TR_ERR_DATA;
    TR_TRY(make_form(s->system[s->n], query, &s->query[s->n]));
    s->n++;
    return TR_OK;
}

tr_err search_open(str systems, str query, arena *a, name_search **out)
{
    csv_reader *csv = NULL;
    csv_row row;
    name_search *s = *out = arena_alloc(a, sizeof *s);
    if (s == NULL) return TR_ERR_NOMEM;
    tr_err e = csv_open_bytes(systems, "search systems", &csv);
    if (e == TR_OK) e = csv_next(csv, &row, NULL); /* the head */
    while (e == TR_OK && (e = csv_next(csv, &row, NULL)) == TR_OK)
        e = add_system(s, row.fields[0], query);
    csv_close(csv);
    return e == TR_ERR_ABSENT ? TR_OK : e;
}

void search_close(name_search *s)
{
    for (size_t i = 0; s && i < s->n; i++)
        utrans_close(s->system[i]);
}

/* Letters to change, add, drop, or exchange with their neighbour. */
static size_t edits(const char *a, const char *b)
{
    size_t d[3][MAX_LETTERS + 1], m = strlen(a), n = strlen(b);
    for (size_t j = 0; j <= n; j++)
        d[0][j] = j;
    for (size_t i = 1; i <= m; i++) {
        size_t *now = d[i % 3], *last = d[(i + 2) % 3], *before = d[(i + 1) % 3];
        now[0] = i;
        for (size_t j = 1; j <= n; j++) {
            size_t best = last[j - 1] + (a[i - 1] != b[j - 1]);
            if (last[j] + 1 < best) best = last[j] + 1;
            if (now[j - 1] + 1 < best) best = now[j - 1] + 1;
            bool swapped = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
            if (swapped && before[j - 2] + 1 < best) best = before[j - 2] + 1;
            now[j] = best;
        }
    }
    return d[m % 3][n];
}

static double words_alike(const char *a, const char *b)
{
    size_t m = strlen(a), n = strlen(b), longer = m > n ? m : n;
    return longer ? 1 - (double)edits(a, b) / (double)longer : 0;
}

static double forms_alike(const form *query, const form *name)
{
    double sum = 0;
    for (size_t i = 0; i < query->n; i++) {
        double best = 0;
        for (size_t k = 0; k < name->n; k++) {
            double x = words_alike(query->words[i], name->words[k]);
            if (x > best) best = x;
        }
        sum += best;
    }
    return query->n ? sum / (double)query->n : 0;
}

/* Query and name may be in two alphabets, so every form of one is held against every form of the
 * other. */
tr_err search_likeness(name_search *s, str name, double *out)
{
    *out = 0;
    for (size_t i = 0; i < s->n; i++) {
        form f;
        TR_TRY(make_form(s->system[i], name, &f));
        for (size_t k = 0; k < s->n; k++) {
            double x = forms_alike(&s->query[k], &f);
            if (x > *out) *out = x;
        }
    }
    return TR_OK;
}
