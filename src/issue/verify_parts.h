/* What the parts of `truce verify` share; private to issue/. */
#ifndef TRUCE_ISSUE_VERIFY_PARTS_H
#define TRUCE_ISSUE_VERIFY_PARTS_H

#include "issue/issue.h"

typedef struct vf {
    const mission *m;
    host_zones *zones;
    arena *a;
    buf *said;
    const record *r;
    verify_opts how;
    size_t wrong;
} vf;

/** "wrong: ...", counted. */
void verify_wrong(vf *v, const char *fmt, ...) TR_PRINTF(2, 3);
/** "note: ...": worth knowing, and no damage. */
void verify_note(vf *v, const char *fmt, ...) TR_PRINTF(2, 3);

/** What lies in the folder against what the record names: blobs by their digests, reports against
 * what was issued, the heads that issued reports and a kept head file state, derived files by their
 * own digests, the mission's files against what was imported. */
TR_MUST tr_err verify_folder(vf *v);
/** Its part for reports/: files, pages, and the heads they state. */
TR_MUST tr_err verify_issued(vf *v);
/** Digest of a file of the mission, `rel` below its folder; not `ok`: it cannot be read. The files
 * below a part of the folder. */
TR_MUST tr_err verify_hash_at(vf *v, const char *rel, char hex[SHA256_HEX + 1], bool *ok);
TR_MUST tr_err verify_list(vf *v, const char *part, str_list *out);
/** Every signature against its entry, its key against the keys of the record. */
TR_MUST tr_err verify_signatures(vf *v);
/** columns/ and index.db against ones made anew. */
TR_MUST tr_err verify_derived(vf *v, const state *s, const report_data *d);

#endif
