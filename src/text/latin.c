#include "text/text.h"

#include <string.h>

/* Cyrillic, U+0410..U+044F and further letters, to Latin digraphs. */
static const char *cyrillic(uint32_t c)
{
    static const char *const low[32] = {
        "a", "b", "v", "g", "d", "e",  "zh", "z",  "i",  "i",    "k", "l", "m", "n", "o", "p",
        "r", "s", "t", "u", "f", "kh", "ts", "ch", "sh", "shch", "",  "i", "",  "e", "u", "a"};
    if (c >= 0x410 && c <= 0x42F) c += 0x20;
    if (c >= 0x430 && c <= 0x44F) return low[c - 0x430];
    switch (c) {
    case 0x404:
    case 0x454:
    case 0x401:
    case 0x451: return "e";
    case 0x406:
    case 0x456:
    case 0x407:
    case 0x457: return "i";
    case 0x490:
    case 0x491: return "g";
    case 0x40E:
    case 0x45E: return "u";
    default: return NULL;
    }
}

static void put_lower(char *out, size_t size, size_t *n, const char *s)
{
    for (; *s && *n + 1 < size; s++) {
        out[(*n)++] = (char)(*s >= 'A' && *s <= 'Z' ? *s + 32 : *s);
    }
    out[*n] = '\0';
}

/* To lower-case Latin; diacritics of the common Latin ranges are dropped with their letter kept. */
void text_latin(str name, char *out, size_t size)
{
    static const char base[] = "aaaaaaaceeeeiiiidnooooo.ouuuuytsaaaaaaaceeeeiiiidnooooo.ouuuuyty";
    static const char extended[] =
        "aaaaaaccccccccddddeeeeeeeeeegggggggghhhhiiiiiiiiiiiijjkkklllllllllln"
        "nnnnnnnnoooooooorrrrrrssssssssttttttuuuuuuuuuuuuwwyyyzzzzzzs";
    size_t n = 0;
    out[0] = '\0';
    for (size_t i = 0; i < name.len;) {
        uint32_t c = utf8_next(name, &i);
        char one[2] = {0};
        const char *cyr = c >= 0x400 ? cyrillic(c) : NULL;
        if (c < 0x80) one[0] = (char)c;
        if (c >= 0xC0 && c <= 0xFF) one[0] = base[c - 0xC0];
        if (c >= 0x100 && c < 0x100 + sizeof extended - 1) one[0] = extended[c - 0x100];
        put_lower(out, size, &n, cyr ? cyr : one);
    }
}
