/* Who sends: what each number says of itself, each different saying once. */
#include "traffic/parts.h"

#include "text/text.h"

#include <stdlib.h>
#include <string.h>

enum { FIRST_IDENTITIES = 1 << 10 };

tr_err traffic_flags_read(str csv, traffic_flags *out, tr_diag *diag)
{
    str line;
    unsigned n = 0;
    *out = (traffic_flags){0};
    while (str_cut(&csv, '\n', &line)) {
        str mid;
        int64_t v = 0;
        if (n++ == 0 || !line.len) continue;
        if (!str_cut(&line, ',', &mid) || !str_to_i64(mid, 100, 999, &v) || line.len != 2) {
            diag_set(diag, CODE_AREA, "mid.csv", n, 1,
                     "a row is three digits and a country of two letters");
            return TR_ERR_DATA;
        }
        memcpy(out->country[v], line.ptr, 2);
    }
    return TR_OK;
}

/* ITU-R M.585: ships MID and six digits; radios in a hand 8, MID; aircraft on a search 111, MID;
 * marks 99, MID; craft of a ship 98, MID. */
const char *traffic_flag(const traffic_flags *f, uint32_t mmsi)
{
    if (!f || mmsi > 999999999) return "";
    uint32_t two = mmsi / 10000000;
    if (mmsi / 1000000 == 111) return f->country[mmsi / 1000 % 1000];
    if (two == 98 || two == 99) return f->country[mmsi / 10000 % 1000];
    if (two / 10 == 8) return f->country[mmsi / 100000 % 1000];
    return two >= 20 && two < 80 ? f->country[mmsi / 1000000] : "";
}

/* Beacons of distress: 970, 972 and 974, the maker and a running number. */
bool traffic_of_distress(uint32_t mmsi)
{
    uint32_t three = mmsi / 1000000;
    return three == 970 || three == 972 || three == 974;
}

static bool same_saying(const traffic_identity *a, const traffic_identity *b)
{
    return a->mmsi == b->mmsi && a->imo == b->imo && a->ship_type == b->ship_type &&
           a->length_m == b->length_m && a->beam_m == b->beam_m && strcmp(a->name, b->name) == 0 &&
           strcmp(a->callsign, b->callsign) == 0;
}

static size_t place_of(const identities *t, const traffic_identity *x)
{
    uint64_t h = x->mmsi * 0x9E3779B97F4A7C15u ^ x->imo * 0xBF58476D1CE4E5B9u;
    for (const char *p = x->name; *p; p++)
        h = (h ^ (unsigned char)*p) * 1099511628211u;
    for (const char *p = x->callsign; *p; p++)
        h = (h ^ (unsigned char)*p) * 1099511628211u;
    h ^= (uint64_t)(uint32_t)x->ship_type << 32 ^ (uint64_t)(uint32_t)x->length_m << 8 ^
         (uint32_t)x->beam_m;
    h *= 0x9E3779B97F4A7C15u;
    size_t at = (size_t)(h >> 24) & (t->cap - 1);
    while (t->slots[at] && !same_saying(&t->items[t->slots[at] - 1], x))
        at = (at + 1) & (t->cap - 1);
    return at;
}

static tr_err grow(identities *t, arena *a)
{
    size_t cap = t->cap ? 2 * t->cap : FIRST_IDENTITIES;
    uint32_t *slots = arena_alloc_n(a, cap, sizeof *slots);
    if (!slots) return TR_ERR_NOMEM;
    if (t->slots) arena_retire(a, t->slots, t->cap * sizeof *t->slots);
    t->slots = slots;
    t->cap = cap;
    for (size_t i = 0; i < t->n; i++)
        t->slots[place_of(t, &t->items[i])] = (uint32_t)i + 1;
    return TR_OK;
}

static int32_t known_or(const ais_message *m, ais_field f, int32_t none)
{
    return ais_known(m, f) ? m->value[f] : none;
}

/* A message of type 5, 19, 21 or 24 as a saying. The parts A and B of type 24 are two sayings. */
static traffic_identity saying_of(const ais_message *m)
{
    traffic_identity x = {.mmsi = m->mmsi,
                          .imo = (uint32_t)known_or(m, AIS_IMO, 0),
                          .ship_type = known_or(m, AIS_SHIP_TYPE, -1),
                          .length_m = -1,
                          .beam_m = -1,
                          .n = 1};
    memcpy(x.name, m->name, sizeof x.name);
    memcpy(x.callsign, m->callsign, sizeof x.callsign);
    if (ais_known(m, AIS_TO_BOW) && ais_known(m, AIS_TO_STERN))
        x.length_m = m->value[AIS_TO_BOW] + m->value[AIS_TO_STERN];
    if (ais_known(m, AIS_TO_PORT) && ais_known(m, AIS_TO_STARBOARD))
        x.beam_m = m->value[AIS_TO_PORT] + m->value[AIS_TO_STARBOARD];
    return x;
}

tr_err identities_note(identities *t, const ais_message *m, arena *a)
{
    traffic_identity x = saying_of(m);
    bool timed = m->clock != AIS_CLOCK_NONE;
    x.first_ms = timed ? m->received_us / 1000 : INT64_MAX;
    x.last_ms = timed ? m->received_us / 1000 : INT64_MIN;
    if (2 * t->n >= t->cap) TR_TRY(grow(t, a));
    size_t at = place_of(t, &x);
    if (t->slots[at]) {
        traffic_identity *was = &t->items[t->slots[at] - 1];
        was->n++;
        was->first_ms = x.first_ms < was->first_ms ? x.first_ms : was->first_ms;
        was->last_ms = x.last_ms > was->last_ms ? x.last_ms : was->last_ms;
        return TR_OK;
    }
    traffic_identity *kept = vec_push(a, (void *)&t->items, &t->n, &t->room, sizeof *t->items);
    if (!kept) return TR_ERR_NOMEM;
    *kept = x;
    t->slots[at] = (uint32_t)t->n;
    return TR_OK;
}

int identity_compare(const void *x, const void *y)
{
    const traffic_identity *a = x, *b = y;
    if (a->mmsi != b->mmsi) return a->mmsi < b->mmsi ? -1 : 1;
    if (a->first_ms != b->first_ms) return a->first_ms < b->first_ms ? -1 : 1;
    int c = strcmp(a->name, b->name);
    if (!c) c = strcmp(a->callsign, b->callsign);
    if (!c) c = (a->imo > b->imo) - (a->imo < b->imo);
    if (!c) c = (a->ship_type > b->ship_type) - (a->ship_type < b->ship_type);
    if (!c) c = (a->length_m > b->length_m) - (a->length_m < b->length_m);
    return c ? c : (a->beam_m > b->beam_m) - (a->beam_m < b->beam_m);
}
