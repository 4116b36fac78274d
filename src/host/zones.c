/* Zones of the system's tz database, each file read once and remembered with its digest. */
#include "host/host.h"

#include <stdlib.h>
#include <string.h>

enum { MAX_ZONES = 64, ZONE_BYTES = 256 * 1024 };

typedef struct zone_slot {
    str name, bytes;
    const tz *z;
    bool used; /* since host_zones_forget */
} zone_slot;

struct host_zones {
    arena *a;
    zone_slot slots[MAX_ZONES];
    size_t n;
};

tr_err host_zones_open(arena *a, host_zones **out)
{
    host_zones *z = arena_alloc(a, sizeof *z);
    if (z == NULL) return TR_ERR_NOMEM;
    z->a = a;
    *out = z;
    return TR_OK;
}

/* Letters, digits, _ + - and single slashes: no way out of the database's folder. */
static bool name_ok(str s)
{
    for (size_t i = 0; i < s.len; i++) {
        char c = s.ptr[i];
        bool word = (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ||
                    c == '_' || c == '+' || c == '-';
        bool slash = c == '/' && i > 0 && i + 1 < s.len && s.ptr[i - 1] != '/';
        if (!word && !slash) return false;
    }
    return s.len > 0 && s.len < 64;
}

static tr_err load(host_zones *z, str name, zone_slot *slot)
{
    char path[128] = "/usr/share/zoneinfo/";
    size_t n = strlen(path);
    memcpy(path + n, name.ptr, name.len);
    path[n + name.len] = '\0';
    tr_err e = host_read_file(path, ZONE_BYTES, z->a, &slot->bytes, NULL);
    if (e == TR_ERR_IO) return TR_ERR_ABSENT;
    TR_TRY(e);
    slot->name = arena_str(z->a, name);
    if (slot->name.ptr == NULL) return TR_ERR_NOMEM;
    return tz_parse(slot->name, slot->bytes, z->a, &slot->z, NULL);
}

static tr_err find(void *ctx, str name, const tz **out)
{
    host_zones *z = ctx;
    for (size_t i = 0; i < z->n; i++) {
        if (!str_eq(z->slots[i].name, name)) continue;
        *out = z->slots[i].z;
        z->slots[i].used = true;
        return TR_OK;
    }
    if (!name_ok(name)) return TR_ERR_ABSENT;
    if (z->n == MAX_ZONES) return TR_ERR_LIMIT;
    TR_TRY(load(z, name, &z->slots[z->n]));
    z->slots[z->n].used = true;
    *out = z->slots[z->n++].z;
    return TR_OK;
}

tz_db host_zones_db(host_zones *z)
{
    return (tz_db){.find = find, .ctx = z};
}

void host_zones_forget(host_zones *z)
{
    for (size_t i = 0; i < z->n; i++)
        z->slots[i].used = false;
}

static int by_name(const void *a, const void *b)
{
    return str_cmp(((const zone_used *)a)->name, ((const zone_used *)b)->name);
}

size_t host_zones_used(const host_zones *z, zone_used *out, size_t max)
{
    size_t n = 0;
    for (size_t i = 0; i < z->n && n < max; i++) {
        sha256 h;
        if (!z->slots[i].used) continue;
        if (sha256_of(z->slots[i].bytes, &h) != TR_OK) continue;
        out[n].name = z->slots[i].name;
        sha256_hex(&h, out[n].sha);
        n++;
    }
    if (n) qsort(out, n, sizeof *out, by_name);
    return n;
}

str host_zone_bytes(const host_zones *z, str name)
{
    for (size_t i = 0; i < z->n; i++) {
        if (str_eq(z->slots[i].name, name)) return z->slots[i].bytes;
    }
    return (str){0};
}
