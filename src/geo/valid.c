/* Validity of polygons, through GEOS's re-entrant C API. */
#include "geo/geo.h"

#include <geos_c.h>
#include <stdio.h>
#include <string.h>

static GEOSGeometry *ring_geometry(GEOSContextHandle_t ctx, const geo_ring *r)
{
    GEOSCoordSequence *seq = GEOSCoordSeq_create_r(ctx, (unsigned)r->n, 2);
    if (seq == NULL) return NULL;
    for (unsigned i = 0; i < r->n; i++) {
        GEOSCoordSeq_setXY_r(ctx, seq, i, r->pts[i].lon_deg, r->pts[i].lat_deg);
    }
    return GEOSGeom_createLinearRing_r(ctx, seq);
}

static tr_err check_ring(GEOSContextHandle_t ctx, const geo_ring *r, char why[128])
{
    GEOSGeometry *shell = ring_geometry(ctx, r);
    GEOSGeometry *poly = shell ? GEOSGeom_createPolygon_r(ctx, shell, NULL, 0) : NULL;
    if (poly == NULL) return TR_ERR_NOMEM;
    char valid = GEOSisValid_r(ctx, poly);
    if (valid == 0) {
        char *reason = GEOSisValidReason_r(ctx, poly);
        (void)snprintf(why, 128, "%s", reason ? reason : "not valid");
        GEOSFree_r(ctx, reason);
    }
    GEOSGeom_destroy_r(ctx, poly);
    return valid == 1 ? TR_OK : valid == 0 ? TR_ERR_DATA : TR_ERR_NOMEM;
}

tr_err geo_check_polygon(const geo_shape *s, char why[128])
{
    why[0] = '\0';
    if (s->kind != GEO_POLYGON) return TR_OK;
    GEOSContextHandle_t ctx = GEOS_init_r();
    if (ctx == NULL) return TR_ERR_NOMEM;
    tr_err e = TR_OK;
    for (size_t i = 0; i < s->n_rings && e == TR_OK; i++)
        e = check_ring(ctx, &s->rings[i], why);
    GEOS_finish_r(ctx);
    return e;
}
