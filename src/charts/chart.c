#include "charts/chart.h"

#include <math.h>
#include <stdlib.h>

enum { MAP_WIDTH = 960, MAX_RING = 16384, MAP_MAX_HEIGHT = 640 };

void chart_stretch(chart_extent *e, geo_pt p)
{
    if (!e->any) *e = (chart_extent){p.lon_deg, p.lon_deg, p.lat_deg, p.lat_deg, true};
    if (p.lon_deg < e->west) e->west = p.lon_deg;
    if (p.lon_deg > e->east) e->east = p.lon_deg;
    if (p.lat_deg < e->south) e->south = p.lat_deg;
    if (p.lat_deg > e->north) e->north = p.lat_deg;
}

/* The extent with a margin in degrees and a twelfth of its size. */
void chart_frame(const chart_extent *e, double least_x, double least_y, chart *f)
{
    double margin_x = least_x + (e->east - e->west) * 0.08,
           margin_y = least_y + (e->north - e->south) * 0.08;
    *f = (chart){.west = e->west - margin_x,
                 .east = e->east + margin_x,
                 .south = e->south - margin_y,
                 .north = e->north + margin_y,
                 .width = MAP_WIDTH};
    double squeeze = cos((f->south + f->north) / 2 * (3.14159265358979323846 / 180));
    f->scale_x = f->width / (f->east - f->west);
    f->scale_y = f->scale_x / (squeeze > 0.2 ? squeeze : 0.2);
    f->height = (f->north - f->south) * f->scale_y;
    if (f->height > MAP_MAX_HEIGHT) { /* tall: keep the height, widen the view */
        double k = MAP_MAX_HEIGHT / f->height;
        f->scale_x *= k;
        f->scale_y *= k;
        f->height = MAP_MAX_HEIGHT;
        double grow = (f->width / f->scale_x - (f->east - f->west)) / 2;
        f->west -= grow;
        f->east += grow;
    }
}

double chart_x(const chart *f, double lon)
{
    return (lon - f->west) * f->scale_x;
}

double chart_y(const chart *f, double lat)
{
    return (f->north - lat) * f->scale_y;
}

/* ---- land --------------------------------------------------------------------------------------
 */

typedef struct ring_buf {
    geo_pt *pts;
    size_t n;
} ring_buf;

static bool read_step(str pair, int64_t *x, int64_t *y)
{
    size_t comma = str_find(pair, ',');
    int64_t dx, dy;
    if (comma == pair.len || !str_to_i64(str_upto(pair, comma), -40000, 40000, &dx) ||
        !str_to_i64(str_from(pair, comma + 1), -40000, 40000, &dy))
        return false;
    *x += dx;
    *y += dy;
    return true;
}

static void read_ring(str line, ring_buf *r)
{
    int64_t x = 0, y = 0;
    str one = {0};
    r->n = 0;
    while (r->n < MAX_RING && str_cut(&line, ' ', &one)) {
        if (!read_step(one, &x, &y)) return;
        r->pts[r->n++] = (geo_pt){.lon_deg = (double)x / 100, .lat_deg = (double)y / 100};
    }
}

/* One side of Sutherland and Hodgman's clipping: `axis` 0 lon, 1 lat; keep where sign * value >=
 * sign * edge. */
static void clip_side(const ring_buf *in, ring_buf *out, int axis, double edge, double sign)
{
    out->n = 0;
    for (size_t i = 0; i < in->n; i++) {
        geo_pt a = in->pts[i == 0 ? in->n - 1 : i - 1], b = in->pts[i];
        double va = axis ? a.lat_deg : a.lon_deg, vb = axis ? b.lat_deg : b.lon_deg;
        bool ina = sign * va >= sign * edge, inb = sign * vb >= sign * edge;
        if (ina != inb && out->n < MAX_RING) {
            double t = (edge - va) / (vb - va);
            out->pts[out->n++] = (geo_pt){.lon_deg = a.lon_deg + t * (b.lon_deg - a.lon_deg),
                                          .lat_deg = a.lat_deg + t * (b.lat_deg - a.lat_deg)};
        }
        if (inb && out->n < MAX_RING) out->pts[out->n++] = b;
    }
}

static void clip(const chart *f, ring_buf *r, ring_buf *tmp)
{
    clip_side(r, tmp, 0, f->west, 1);
    clip_side(tmp, r, 0, f->east, -1);
    clip_side(r, tmp, 1, f->south, 1);
    clip_side(tmp, r, 1, f->north, -1);
}

static void put_ring(const chart *f, const ring_buf *r, buf *b)
{
    for (size_t i = 0; i < r->n; i++) {
        buf_c(b, i ? 'L' : 'M');
        buf_fixed(b, chart_x(f, r->pts[i].lon_deg), 1);
        buf_c(b, ' ');
        buf_fixed(b, chart_y(f, r->pts[i].lat_deg), 1);
    }
    if (r->n) buf_c(b, 'Z');
}

void chart_land(str land, const chart *f, buf *b)
{
    str rest = land, line = {0};
    ring_buf r = {.pts = malloc(MAX_RING * sizeof *r.pts)},
             tmp = {.pts = malloc(MAX_RING * sizeof *tmp.pts)};
    if (r.pts && tmp.pts) {
        buf_z(b, "<path class=\"land\" fill-rule=\"evenodd\" d=\"");
        while (str_cut(&rest, '\n', &line)) {
            if (line.len == 0 || line.ptr[0] == '#') continue;
            read_ring(line, &r);
            clip(f, &r, &tmp);
            put_ring(f, &r, b);
        }
        buf_z(b, "\"/>\n");
    } else {
        b->err = TR_ERR_NOMEM;
    }
    free(r.pts);
    free(tmp.pts);
}

void chart_grid(const chart *f, doc *w)
{
    buf *b = w->out;
    double step = f->east - f->west > 20 ? 5 : f->east - f->west > 6 ? 2 : 1;
    for (double lon = ceil(f->west / step) * step; lon < f->east; lon += step) {
        buf_z(b, "<path class=\"grid\" d=\"M");
        buf_fixed(b, chart_x(f, lon), 1);
        buf_z(b, " 0V");
        buf_fixed(b, f->height, 1);
        buf_z(b, "\"/><text class=\"axis\" y=\"12\" x=\"");
        buf_fixed(b, chart_x(f, lon) + 3, 1);
        buf_z(b, "\">");
        doc_say(w,
                lon < 0 ? N_("{n}°W")
                        : N_("{n}°"
                             "E"),
                A_N("n", abs((int)lon)));
        buf_z(b, "</text>\n");
    }
    for (double lat = ceil(f->south / step) * step; lat < f->north; lat += step) {
        buf_z(b, "<path class=\"grid\" d=\"M0 ");
        buf_fixed(b, chart_y(f, lat), 1);
        buf_z(b, "H");
        buf_fixed(b, f->width, 1);
        buf_z(b, "\"/><text class=\"axis\" x=\"3\" y=\"");
        buf_fixed(b, chart_y(f, lat) - 3, 1);
        buf_z(b, "\">");
        doc_say(w, lat < 0 ? N_("{n}°S") : N_("{n}°N"), A_N("n", abs((int)lat)));
        buf_z(b, "</text>\n");
    }
}
