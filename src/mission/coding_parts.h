/* What the parts of coding share: fields by name, the incident that they make, the acts of the
 * record. Private to mission/. */
#ifndef TRUCE_MISSION_CODING_PARTS_H
#define TRUCE_MISSION_CODING_PARTS_H

#include "mission/coding.h"

/** `from`: the record that says so; NULL when the field is not there. */
TR_MUST tr_err coding_add_field(arena *a, field_vec *v, const char *name, str value, str from);
coded_field *coding_find_field(const field_vec *v, const char *name);
/** As the reader of coded incidents judges it. */
TR_MUST tr_err coding_make_incident(fold *f, str id, const field_vec *fields, int64_t entry,
                                    incident *out);
TR_MUST tr_err coding_push_text(arena *a, str_list *l, str s);
/** "name=value" and the record of each field, as an entry has them. */
TR_MUST tr_err coding_write_lists(const field_vec *fields, arena *a, str_list *values,
                                  str_list *origins);
/** The act that stands for an incident; NULL: it was not coded here. */
const coding_line *coding_find_line(const state *s, str id);
/** Fields that the records fill where they agree; `differ`: those on which they do not. */
TR_MUST tr_err coding_gather(fold *f, const str_list *records, field_vec *out, str_list *differ);

#endif
