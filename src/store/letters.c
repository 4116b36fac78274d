#include "store/letters.h"

#include "store/words.h"
#include "text/text.h"

#include <stdlib.h>
#include <string.h>

/* One letter, or two: the first in the upper half, so that words sort by their letters. */
typedef uint64_t word_key;

typedef struct entry {
    word_key key;
    uint32_t n_rows, last_row, cap;
    uint32_t *rows; /* NULL: LETTERS_FEW or more */
} entry;

struct letters {
    entry *entries;
    size_t n, cap;
    uint32_t *places; /* hashed: the number of an entry and one, 0: free */
    size_t n_places;
    uint32_t n_rows;
};

letters *letters_new(void)
{
    return calloc(1, sizeof(letters));
}

void letters_free(letters *l)
{
    for (size_t i = 0; l && i < l->n; i++)
        free(l->entries[i].rows);
    if (l) free(l->entries);
    if (l) free(l->places);
    free(l);
}

static size_t place_of(const letters *l, word_key key)
{
    size_t at = (size_t)((key * UINT64_C(0x9E3779B97F4A7C15)) >> 20) & (l->n_places - 1);
    while (l->places[at] != 0 && l->entries[l->places[at] - 1].key != key)
        at = (at + 1) & (l->n_places - 1);
    return at;
}

static tr_err make_room(letters *l)
{
    enum { FIRST = 1024 };
    if (l->n_places > 0 && l->n * 2 < l->n_places) return TR_OK;
    size_t cap = l->cap ? l->cap * 2 : FIRST;
    entry *entries = realloc(l->entries, cap * sizeof *entries);
    if (entries == NULL) return TR_ERR_NOMEM;
    l->entries = entries;
    l->cap = cap;
    uint32_t *places = calloc(cap * 2, sizeof *places);
    if (places == NULL) return TR_ERR_NOMEM;
    free(l->places);
    l->places = places;
    l->n_places = cap * 2;
    for (size_t i = 0; i < l->n; i++)
        l->places[place_of(l, l->entries[i].key)] = (uint32_t)i + 1;
    return TR_OK;
}

/* Which row it is in, as long as it is in few. */
static tr_err add_row(entry *e, uint32_t row)
{
    enum { FIRST = 4 };
    e->n_rows++;
    e->last_row = row;
    if (e->n_rows >= LETTERS_FEW) {
        free(e->rows);
        e->rows = NULL;
        return TR_OK;
    }
    if (e->n_rows > e->cap) {
        uint32_t cap = e->cap ? e->cap * 2 : FIRST;
        uint32_t *rows = realloc(e->rows, cap * sizeof *rows);
        if (rows == NULL) return TR_ERR_NOMEM;
        e->rows = rows;
        e->cap = cap;
    }
    e->rows[e->n_rows - 1] = row;
    return TR_OK;
}

static tr_err see(letters *l, word_key key)
{
    TR_TRY(make_room(l));
    uint32_t *place = &l->places[place_of(l, key)];
    if (*place == 0) {
        l->entries[l->n++] = (entry){.key = key};
        *place = (uint32_t)l->n;
    }
    entry *e = &l->entries[*place - 1];
    return e->n_rows > 0 && e->last_row == l->n_rows ? TR_OK : add_row(e, l->n_rows);
}

tr_err letters_row(letters *l, const str *texts, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        uint32_t before = 0;
        for (size_t at = 0; at < texts[i].len;) {
            uint32_t c = words_next_folded(texts[i], &at);
            TR_TRY(see(l, (word_key)c << 32));
            if (before != 0) TR_TRY(see(l, (word_key)before << 32 | c));
            before = c;
        }
    }
    l->n_rows++;
    return TR_OK;
}

static int by_letters(const void *a, const void *b)
{
    word_key x = ((const entry *)a)->key, y = ((const entry *)b)->key;
    return x < y ? -1 : x > y;
}

size_t letters_sort(letters *l)
{
    if (l->n > 0) qsort(l->entries, l->n, sizeof *l->entries, by_letters);
    return l->n;
}

static size_t put_letter(char *to, uint32_t c)
{
    if (c < 0x80) {
        to[0] = (char)c;
        return 1;
    }
    size_t n = c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
    static const uint8_t leads[] = {0, 0, 0xC0, 0xE0, 0xF0};
    for (size_t i = n; i-- > 1; c >>= 6)
        to[i] = (char)(0x80 | (c & 0x3F));
    to[0] = (char)(leads[n] | c);
    return n;
}

letters_word letters_at(const letters *l, size_t i)
{
    const entry *e = &l->entries[i];
    letters_word w = {.n_rows = e->n_rows, .rows = e->rows};
    w.len = put_letter(w.bytes, (uint32_t)(e->key >> 32));
    if ((uint32_t)e->key != 0) w.len += put_letter(w.bytes + w.len, (uint32_t)e->key);
    return w;
}
