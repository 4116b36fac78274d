/* What is said of ships: ports, ways through the sea, kinds of ship, what is counted of them. */
#include "agreement/read.h"

#define ITS_WORD(constant, word) " " word

void rd_sea_zone(rd *r, const node *n, area_zone *z)
{
    geo_kind shape = z->shape.kind;
    z->port = rd_yes(r, n, "port");
    z->one_way = rd_yes(r, n, "one_way");
    z->points = rd_texts(r, n, "points");
    if (z->port && shape != GEO_CIRCLE && shape != GEO_POLYGON)
        rd_fault(r, CODE_AG_VALUE, node_at(n, "port"),
                 "a port is a polygon, or a center with 'radius_m'");
    if (z->one_way && shape != GEO_LINE)
        rd_fault(r, CODE_AG_VALUE, node_at(n, "one_way"), "only a drawn line has a direction");
    if (z->points.n && (shape != GEO_LINE || z->points.n != z->shape.rings[0].n))
        rd_fault(r, CODE_AG_VALUE, node_at(n, "points"),
                 "'points' names each point of the line, in their order");
}

static void read_kinds(rd *r, const node *n, obligation *o)
{
    str_list words = rd_texts(r, n, "ships");
    for (size_t i = 0; i < words.n; i++) {
        ship_kind k;
        if (ship_kind_from(words.items[i], &k)) {
            o->ships |= UINT32_C(1) << k;
            continue;
        }
        rd_fault(r, CODE_AG_VALUE, node_at(n, "ships"), "'ships' is one of:" SHIP_KINDS(ITS_WORD));
    }
    if (o->ships == 0)
        o->ships = o->kind == OBL_STAY_OUT ? UINT32_C(1) << SHIP_MILITARY
                                           : UINT32_C(1) << SHIP_CARGO | UINT32_C(1) << SHIP_TANKER;
}

static void read_count(rd *r, const node *n, obligation *o)
{
    str word = rd_text(r, n, "counted", false), order = rd_text(r, n, "order", false);
    if (str_is(word, "stays"))
        o->counted = SHIP_COUNT_STAYS;
    else if (str_is(word, "passages"))
        o->counted = SHIP_COUNT_PASSAGES;
    else if (word.len)
        rd_fault(r, CODE_AG_VALUE, node_at(n, "counted"), "'counted' is one of: stays passages");
    o->in_order = str_is(order, "arrival");
    if (order.len && !o->in_order)
        rd_fault(r, CODE_AG_VALUE, node_at(n, "order"), "'order' is arrival: who came first");
    if (o->counted && (o->kind != OBL_PERFORM_AT_RATE || !str_is(o->per, "day") || !o->area))
        rd_fault(r, CODE_AG_VALUE, node_at(n, "counted"),
                 "ships are counted beside a perform_at_rate with 'per: day' and an 'area'");
    if (o->in_order && o->counted != SHIP_COUNT_STAYS)
        rd_fault(r, CODE_AG_VALUE, node_at(n, "order"), "an order needs 'counted: stays'");
}

void rd_sea_obligation(rd *r, const node *n, obligation *o)
{
    read_kinds(r, n, o);
    read_count(r, n, o);
}
