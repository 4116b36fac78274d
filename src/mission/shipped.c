#include "mission/mission.h"
#include "mission/shipped.h"

str shipped_taxonomy(void)
{
    return (str){.ptr = (const char *)truce_data_taxonomy, .len = truce_data_taxonomy_len};
}

str shipped_classes(void)
{
    return (str){.ptr = (const char *)truce_data_classes, .len = truce_data_classes_len};
}

str shipped_land(void)
{
    return (str){.ptr = (const char *)truce_data_land, .len = truce_data_land_len};
}

str shipped_registry(void)
{
    return (str){.ptr = (const char *)truce_data_registry, .len = truce_data_registry_len};
}

str shipped_event_kinds(void)
{
    return (str){.ptr = (const char *)truce_data_event_kinds, .len = truce_data_event_kinds_len};
}

str shipped_place_words(void)
{
    return (str){.ptr = (const char *)truce_data_place_words, .len = truce_data_place_words_len};
}

str shipped_mid(void)
{
    return (str){.ptr = (const char *)truce_data_mid, .len = truce_data_mid_len};
}

str shipped_search_systems(void)
{
    return (str){.ptr = (const char *)truce_data_search_systems,
                 .len = truce_data_search_systems_len};
}

str shipped_reader_list(unsigned language, unsigned list)
{
    const struct {
        const unsigned char *ptr;
        size_t len;
    } all[] = {
#define X(name) {truce_data_read_##name, truce_data_read_##name##_len},
        READ_LISTS(X)
#undef X
    };
    return (str){(const char *)all[language * 3 + list].ptr, all[language * 3 + list].len};
}
