/* The first byte chooses the registry; the rest is its file, CSV or GeoJSON. */
#include "fuzz.h"

#include "feed/feed.h"

static const char rules_csv[] = "registry,when,category\nosm-power,power=plant,x\nosm-power,power=*a*,x\ngem-gas,id=*,x\nwri,Fuel=?,x\n"
                                "gem-steel,plant-id=*,x\ngrid-buses,symbol=S*,x\nports,unlocode=*,x\n";

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const feed_kind kinds[] = {FEED_OSM_POWER, FEED_GEM_GAS, FEED_WRI, FEED_GEM_STEEL, FEED_GRID_BUSES, FEED_PORTS};
    arena a;
    registry_rules rules = {0};
    site_vec sites = {0};
    feed_result r;
    tr_diag d;
    if (size == 0) return 0;
    arena_init(&a, (size_t)64 << 20);
    tr_err e = producer_registry_rules((str){rules_csv, sizeof rules_csv - 1}, "rules", NULL, &a, &rules, &d);
    feed_context c = {.rules = &rules};
    if (e == TR_OK) e = producer_registry(kinds[data[0] % 6], fuzz_str(data + 1, size - 1), "fuzz", &c, &a, &sites, &r, &d);
    if (e == TR_OK && (r.received != r.accepted + r.duplicate + r.set_aside || sites.n != r.accepted)) __builtin_trap();
    for (size_t i = 0; e == TR_OK && i < sites.n; i++) {
        if (sites.items[i].shape.kind == GEO_NONE || sites.items[i].id.len == 0) __builtin_trap();
    }
    arena_clear(&a);
    return 0;
}
