/* One input to one parser. fuzz_NAME is linked with libFuzzer, or with replay.c to run a corpus. */
#ifndef TRUCE_FUZZ_FUZZ_H
#define TRUCE_FUZZ_FUZZ_H

#include "app/app.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static inline str fuzz_str(const uint8_t *data, size_t size)
{
    return (str){.ptr = (const char *)data, .len = size};
}

#endif
