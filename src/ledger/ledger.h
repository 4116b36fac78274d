/* ledger: entries, leaf hashes, tree heads. Pure functions over bytes; app reads and writes files.
 *
 * An entry is one JSON object in canonical form (RFC 8785 restricted to strings, integers, arrays
 * and objects), 1..65,535 bytes, without a line feed. Leaf hash = SHA-256(00 || entry), node =
 * SHA-256(01 || left || right), empty tree = SHA-256("") (RFC 9162, section 2.1). Verifiers hash
 * the stored bytes, never a re-serialisation. Types and members: docs/formats/ledger.md. */
#ifndef TRUCE_LEDGER_LEDGER_H
#define TRUCE_LEDGER_LEDGER_H

#include "base/hash.h"
#include "base/when.h"
#include "text/text.h"

enum { LEDGER_MAX_ENTRY_BYTES = 65535, LEDGER_FORMAT_VERSION = 1 };

TR_MUST tr_err ledger_leaf(str entry, sha256 *out);
TR_MUST tr_err ledger_node(const sha256 *left, const sha256 *right, sha256 *out);

/** The running head of a tree: the roots of its full subtrees, largest first. Adding a leaf costs
 *  O(log n); the root can be asked at any time. */
typedef struct ledger_head {
    uint64_t size;
    sha256 peaks[64];
    unsigned n_peaks;
} ledger_head;
TR_MUST tr_err ledger_head_add(ledger_head *h, const sha256 *leaf);
TR_MUST tr_err ledger_head_root(const ledger_head *h, sha256 *out);

/** Inclusion proof check, RFC 9162 section 2.1.3.2. */
TR_MUST tr_err ledger_check_inclusion(const sha256 *leaf, uint64_t index, uint64_t size,
                                      const sha256 *path, size_t n_path, const sha256 *root);
/** Consistency proof check, section 2.1.4.2; size1 = 0 is refused. */
TR_MUST tr_err ledger_check_consistency(uint64_t size1, const sha256 *root1, uint64_t size2,
                                        const sha256 *root2, const sha256 *path, size_t n_path);

/** One entry as read: its members as a tree of nodes. Refuses what the format refuses, and any
 *  form that is not canonical. */
typedef struct ledger_entry {
    const node *body;
    str type;
    usec_t at; /* USEC_UNKNOWN when absent */
    uint64_t index;
} ledger_entry;
TR_MUST tr_err ledger_entry_parse(str bytes, uint64_t index, arena *a, ledger_entry *out,
                                  tr_diag *diag);
/** An integer member; `absent` when missing or not an integer. */
int64_t entry_int(const ledger_entry *e, const char *key, int64_t absent);
str entry_text(const ledger_entry *e, const char *key);

/** Members of an entry, written sorted. Values are texts, integers or lists of texts. */
typedef struct entry_member {
    const char *key;
    str text;
    int64_t number;
    const str_list *list; /* when set, a list */
    bool is_number;
} entry_member;
TR_MUST tr_err ledger_entry_write(buf *out, entry_member *members, size_t n);

/** Three lines: origin, size, base64 of the root; the body of a C2SP checkpoint, not yet signed. */
void ledger_head_write(buf *b, str origin, uint64_t size, const sha256 *root);

#endif
