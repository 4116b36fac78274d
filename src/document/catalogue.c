#include "document/catalogue.h"

#include <stdlib.h>
#include <string.h>

static int by_english(const void *key, const void *entry)
{
    return strcmp(key, ((const catalogue_entry *)entry)->english);
}

static const catalogue_entry *find(const catalogue *c, const char *english)
{
    return c && c->n ? bsearch(english, c->entries, c->n, sizeof *c->entries, by_english) : NULL;
}

bool catalogue_of(str tag, const catalogue **out)
{
    *out = NULL;
    for (size_t i = 0; i < n_catalogues && *out == NULL; i++) {
        if (str_is(tag, catalogues[i].tag)) *out = &catalogues[i];
    }
    return *out || str_is(tag, "en");
}

const char *catalogue_say(const catalogue *c, const char *english)
{
    const catalogue_entry *e = find(c, english);
    return e && e->says[0] ? e->says[0] : english;
}

str catalogue_word(const catalogue *c, str word)
{
    char z[64];
    if (c == NULL || word.len >= sizeof z || str_find(word, '\0') < word.len) return word;
    memcpy(z, word.ptr, word.len);
    z[word.len] = '\0';
    const catalogue_entry *e = find(c, z);
    return e && e->says[0] ? str_of(e->says[0]) : word;
}

const char *catalogue_say_count(const catalogue *c, const char *one, const char *many, size_t n)
{
    const catalogue_entry *e = find(c, one);
    const char *says = e ? e->says[c->form(n)] : NULL;
    return says ? says : n == 1 ? one : many;
}
