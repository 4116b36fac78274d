/* What the parts of the report's JSON share. Private to exports/. */
#ifndef TRUCE_EXPORTS_JSON_PARTS_H
#define TRUCE_EXPORTS_JSON_PARTS_H

#include "report/write.h"

/** Members: "unknown" where nobody knows; lists as arrays; decimals, never -0. */
void json_instant(json_writer *w, const char *key, usec_t v);
void json_texts(json_writer *w, const char *key, const str_list *l);
void json_pieces(json_writer *w, const char *key, str list);
void json_said_pieces(json_writer *w, const char *key, kept_words k);
void json_fixed(json_writer *w, const char *key, double v, int decimals);

/** What instruments and feeds hold beside the incidents. */
void json_evidence(const report_data *d, json_writer *w);
/** The declared study, and obligations with their pace. */
void json_trend(const report_data *d, json_writer *w);
/** Where the process stands. */
void json_process(const report_data *d, json_writer *w);
void json_duties(const report_data *d, json_writer *w);

#endif
