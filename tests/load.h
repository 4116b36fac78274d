/* What several tests need: files, zones, the examples. Data outside the project are optional. */
#ifndef TRUCE_TESTS_LOAD_H
#define TRUCE_TESTS_LOAD_H

#include "assess/assess.h"
#include "issue/issue.h"

static inline const char *shared_dir(void)
{
    const char *z = getenv("TRUCE_SHARED");
    return z ? z : TRUCE_SOURCE_DIR "/../shared";
}

static inline str load_file(arena *a, const char *path)
{
    str s = {0};
    return host_read_file(path, 512 * 1024 * 1024, a, &s, NULL) == TR_OK ? s : (str){0};
}

static inline str load_source(arena *a, const char *name)
{
    char path[1024];
    (void)snprintf(path, sizeof path, "%s/%s", TRUCE_SOURCE_DIR, name);
    return load_file(a, path);
}

static inline str load_shared(arena *a, const char *name)
{
    char path[1024];
    (void)snprintf(path, sizeof path, "%s/%s", shared_dir(), name);
    if (!host_exists(path)) return (str){0};
    printf("# used: %s\n", path);
    return load_file(a, path);
}

static inline const agreement *load_agreement(arena *a, host_zones *z, const char *name)
{
    const agreement *ag = NULL;
    diag_list faults = {0};
    tz_db db = host_zones_db(z);
    str s = load_source(a, name);
    if (s.ptr == NULL || agreement_parse(s, name, &db, a, &ag, &faults) != TR_OK) return NULL;
    return ag;
}

#endif
