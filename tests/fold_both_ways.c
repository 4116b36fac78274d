/* fold_both_ways DIR: the state of a mission folder after each entry, once carried on entry by entry and once made of all of
 * them at once, compared by everything that a report would show of it. Prints the number of entries. */
#include "issue/issue.h"

#include <stdio.h>

typedef struct shown {
    buf json;
    tr_err err;
} shown;

static shown show(const mission *m, const state *s, as_of when, host_zones *zones, arena *a)
{
    report_data d;
    shown x;
    span period = {m->period_from, m->period_to};
    buf_init(&x.json, BUF_LIMIT_BYTES);
    x.err = report_assemble(m, s, when, period, m->period_words, zones, a, &d);
    if (x.err == TR_OK) x.err = report_write(&d, FORMAT_JSON, &x.json);
    return x;
}

static bool same_counts(const state *a, const state *b)
{
    return a->size == b->size && sha256_eq(&a->root, &b->root) && a->last_at == b->last_at && a->n_events == b->n_events &&
           a->incidents.n == b->incidents.n && a->claims.n == b->claims.n && a->totals.n == b->totals.n && a->sites.n == b->sites.n &&
           a->areas.n == b->areas.n && a->efforts.n == b->efforts.n && a->performances.n == b->performances.n && a->batches.n == b->batches.n &&
           a->decisions.n == b->decisions.n && a->observations.n == b->observations.n && a->codings.n == b->codings.n &&
           a->replies.n == b->replies.n && a->issues.n == b->issues.n && a->studies.n == b->studies.n && a->alarms.n == b->alarms.n &&
           a->links.n == b->links.n && a->steps.n == b->steps.n;
}

static bool compare_at(const mission *m, const record *r, living *l, host_zones *zones)
{
    arena a;
    tr_diag diag = {0};
    const state *carried;
    state whole;
    host_zones *other = NULL;
    as_of here = {.size = living_size(l), .instant = USEC_UNKNOWN}, all = {.size = UINT64_MAX, .instant = USEC_UNKNOWN};
    arena_init(&a, MISSION_ARENA_BYTES);
    bool ok = host_zones_open(&a, &other) == TR_OK && living_state(l, &carried, &diag) == TR_OK &&
              mission_fold(m, r, here, other, &a, &whole, &diag) == TR_OK && same_counts(carried, &whole);
    if (ok) {
        shown x = show(m, carried, all, zones, &a), y = show(m, &whole, all, other, &a);
        ok = x.err == y.err && str_eq(buf_str(&x.json), buf_str(&y.json));
        buf_free(&x.json);
        buf_free(&y.json);
    }
    if (!ok) printf("differs after %llu entries: %s\n", (unsigned long long)living_size(l), diag.msg);
    arena_clear(&a);
    return ok;
}

static bool walk(const char *dir, arena *a, uint64_t *n)
{
    mission m;
    record *r = NULL;
    living *l;
    host_zones *zones = NULL;
    diag_list faults = {0};
    tr_diag diag = {0};
    as_of all = {.size = UINT64_MAX, .instant = USEC_UNKNOWN};
    if (host_zones_open(a, &zones) != TR_OK) return false;
    tz_db db = host_zones_db(zones);
    if (mission_read(dir, &db, a, &m, &faults, &diag) != TR_OK || record_open(dir, false, a, &r, &diag) != TR_OK) return false;
    bool ok = living_open(&m, all, FOLD_ALL, zones, a, &l, &diag) == TR_OK;
    while (ok && living_size(l) < record_size(r))
        ok = state_apply(l, r, &diag) == TR_OK && compare_at(&m, r, l, zones);
    *n = ok ? living_size(l) : 0;
    record_close(r);
    return ok;
}

int main(int argc, char **argv)
{
    arena a;
    uint64_t n = 0;
    if (argc != 2) return 2;
    arena_init(&a, MISSION_ARENA_BYTES);
    bool ok = walk(argv[1], &a, &n);
    arena_clear(&a);
    if (ok) printf("%llu entries\n", (unsigned long long)n);
    return ok ? 0 : 1;
}
