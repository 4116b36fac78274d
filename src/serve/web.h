/* The scripts and the style sheet of src/serve/web, the land of data/land.txt and the words that
 * truce does not use of itself (tools/badwords*.txt), as they are built into the program
 * (tools/embed). Private to serve/. */
#ifndef TRUCE_SERVE_WEB_H
#define TRUCE_SERVE_WEB_H

#include <stddef.h>

extern const unsigned char truce_data_live[];
extern const size_t truce_data_live_len;
extern const unsigned char truce_data_css[];
extern const size_t truce_data_css_len;
extern const unsigned char truce_data_draft[];
extern const size_t truce_data_draft_len;
extern const unsigned char truce_data_observe[];
extern const size_t truce_data_observe_len;
extern const unsigned char truce_data_sign[];
extern const size_t truce_data_sign_len;
extern const unsigned char truce_data_worker[];
extern const size_t truce_data_worker_len;
extern const unsigned char truce_data_map[];
extern const size_t truce_data_map_len;
extern const unsigned char truce_data_desk_land[];
extern const size_t truce_data_desk_land_len;
extern const unsigned char truce_data_loaded[];
extern const size_t truce_data_loaded_len;
extern const unsigned char truce_data_loaded_uk[];
extern const size_t truce_data_loaded_uk_len;
extern const unsigned char truce_data_loaded_ru[];
extern const size_t truce_data_loaded_ru_len;

#endif
