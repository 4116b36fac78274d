/* A text against three places and a state; then the whole input as the table of words. */
#include "fuzz.h"

#include "physical/mentions.h"

static bool add(mentions *m, const char *name, const geo_shape *s, arena *a)
{
    str_list names = {0};
    str *slot = VEC_PUSH(a, &names);
    if (slot == NULL) return false;
    *slot = str_of(name);
    return mentions_add_place(m, s, &names) == TR_OK;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    arena a;
    mentions *m = NULL, *other = NULL;
    tr_diag d;
    geo_shape here = {.kind = GEO_CIRCLE, .center = {36, 48}, .radius_m = 50000}, far = here;
    str text = fuzz_str(data, size);
    far.center.lon_deg = 30;
    arena_init(&a, (size_t)64 << 20);
    if (mentions_open(shipped_place_words(), "words", &a, &m, &d) == TR_OK && add(m, "Norskavia oblast", &here, &a) &&
        add(m, "Lestavska oblast", &far, &a) && mentions_add_state(m, STR("B"), STR("Sordia")) == TR_OK) {
        str_list none = {0};
        mention_says says = mentions_check(m, text, here.center, &none);
        if (says != mentions_check(m, text, here.center, &none)) __builtin_trap();
        if (size == 0 && says != MENTION_NOTHING) __builtin_trap();
    }
    if (mentions_open(text, "fuzz", &a, &other, &d) == TR_OK && add(other, "Norskavia", &here, &a))
        (void)mentions_check(other, text, far.center, &(str_list){0});
    arena_clear(&a);
    return 0;
}
