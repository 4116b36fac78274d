/* The data files that tools/embed packs into the program; private to mission/. */
#ifndef TRUCE_MISSION_SHIPPED_H
#define TRUCE_MISSION_SHIPPED_H

#include <stddef.h>

extern const unsigned char truce_data_taxonomy[], truce_data_classes[], truce_data_land[],
    truce_data_registry[], truce_data_event_kinds[], truce_data_place_words[],
    truce_data_search_systems[], truce_data_mid[];
extern const size_t truce_data_taxonomy_len, truce_data_classes_len, truce_data_land_len,
    truce_data_registry_len, truce_data_event_kinds_len, truce_data_place_words_len,
    truce_data_search_systems_len, truce_data_mid_len;

#define READ_LISTS(X)                                                                              \
    X(en_cues)                                                                                     \
    X(en_words) X(en_acts) X(uk_cues) X(uk_words) X(uk_acts) X(ru_cues) X(ru_words) X(ru_acts)
#define X(name)                                                                                    \
    extern const unsigned char truce_data_read_##name[];                                           \
    extern const size_t truce_data_read_##name##_len;
READ_LISTS(X)
#undef X

#endif
