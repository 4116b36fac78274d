/* The mapping of a source: how a person says that a file is to be read. docs/formats/tables.md.
 * Private to mission/ and the command line. */
#ifndef TRUCE_MISSION_MAPPING_H
#define TRUCE_MISSION_MAPPING_H

#include "mission/mission.h"

/** From a map of mission.yaml: checked for the kind, and written as the text that the record keeps.
 * A table of categories that is named as a file (relative to `dir`) is taken into the text. */
TR_MUST tr_err mapping_read(const node *n, const char *file, feed_kind kind, const char *dir,
                            arena *a, str *text, event_mapping *out, diag_list *faults);
/** The same from a YAML file of its own, as `truce map` prints it. */
TR_MUST tr_err mapping_read_file(const char *path, feed_kind kind, arena *a, str *text,
                                 event_mapping *out, diag_list *faults, tr_diag *diag);

#endif
