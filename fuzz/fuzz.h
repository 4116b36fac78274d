/* One input to one parser. fuzz_NAME is linked with libFuzzer, or with replay.c to run a corpus. */
#ifndef TRUCE_FUZZ_FUZZ_H
#define TRUCE_FUZZ_FUZZ_H

#include "assess/assess.h"
#include "issue/issue.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static inline str fuzz_str(const uint8_t *data, size_t size)
{
    return (str){.ptr = (const char *)data, .len = size};
}

/* What every table of rows needs beside its bytes: the shipped taxonomy and classes. False: out of memory. */
static inline bool fuzz_tables(arena *a, taxonomy *tax, feed_context *c)
{
    facility_class_vec classes = {0};
    feed_result r = {0};
    tr_diag d = {0};
    if (feed_taxonomy(shipped_taxonomy(), "t", a, tax, &d) != TR_OK) return false;
    *c = (feed_context){.categories = tax};
    if (feed_classes(shipped_classes(), "c", c, a, &classes, &r, &d) != TR_OK) return false;
    c->classes = classes.items;
    c->n_classes = classes.n;
    return true;
}

/* Nothing is lost: every row received is accepted, a duplicate or set aside, and the accepted ones are all there. */
static inline void fuzz_counts(tr_err e, const feed_result *r, size_t n_kept)
{
    if (e == TR_OK && (r->received != r->accepted + r->duplicate + r->set_aside || n_kept != r->accepted)) __builtin_trap();
}

#endif
