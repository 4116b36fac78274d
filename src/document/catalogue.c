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

const char *catalogue_say(const catalogue *c, const char *english)
{
    const catalogue_entry *e = find(c, english);
    return e && e->says[0] ? e->says[0] : english;
}

const char *catalogue_say_count(const catalogue *c, const char *one, const char *many, size_t n)
{
    const catalogue_entry *e = find(c, one);
    const char *says = e ? e->says[c->form(n)] : NULL;
    return says ? says : n == 1 ? one : many;
}
