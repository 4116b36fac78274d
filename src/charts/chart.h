/* What maps have in common, in reports and at the desk: the frame, land, lines of longitude and
 * latitude. Degrees in, pixels of an SVG picture out. */
#ifndef TRUCE_CHARTS_CHART_H
#define TRUCE_CHARTS_CHART_H

#include "document/document.h"
#include "geo/geo.h"

typedef struct chart {
    double west, east, south, north; /* degrees */
    double scale_x, scale_y;         /* pixels a degree */
    double width, height;
} chart;

typedef struct chart_extent {
    double west, east, south, north;
    bool any;
} chart_extent;

void chart_stretch(chart_extent *e, geo_pt p);
/** The extent with a margin in degrees and a twelfth of its size. */
void chart_frame(const chart_extent *e, double least_x, double least_y, chart *f);
double chart_x(const chart *f, double lon);
double chart_y(const chart *f, double lat);
/** `land`: rings as data/land.txt has them. */
void chart_land(str land, const chart *f, buf *b);
void chart_grid(const chart *f, doc *w);

#endif
