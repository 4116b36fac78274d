/* The map of the sea: how much was heard where, zones that somebody drew, interference, gaps.
 * Nothing on it depends on a flag; every difference is one of shape, dash or shade, so that it
 * reads in black and white and in the dark. */
#include "charts/chart.h"
#include "pictures/pictures.h"

#include <math.h>

enum { MOST_MARKS = 200, SHADES = 5 };

static void put_number(buf *b, const char *name, double v)
{
    buf_f(b, " %s=\"", name);
    buf_fixed(b, v, 1);
    buf_c(b, '"');
}

static bool fit(const ship_data *s, chart *f)
{
    chart_extent e = {0};
    for (size_t i = 0; i < s->n_cells; i++) {
        chart_stretch(&e, (geo_pt){s->cells[i].lon, s->cells[i].lat});
        chart_stretch(&e, (geo_pt){s->cells[i].lon + s->cell_deg, s->cells[i].lat + s->cell_deg});
    }
    if (!e.any) return false;
    chart_frame(&e, 0.3, 0.2, f);
    return true;
}

/* One shade for each tenfold. */
static void put_cells(const ship_data *s, const chart *f, doc *w)
{
    static const char *const opacity[SHADES] = {"0.10", "0.22", "0.36", "0.52", "0.70"};
    buf *b = w->out;
    for (size_t i = 0; i < s->n_cells; i++) {
        const ship_cell *c = &s->cells[i];
        int shade = (int)floor(log10((double)c->heard));
        if (shade >= SHADES) shade = SHADES - 1;
        buf_z(b, "<rect fill=\"currentColor\" fill-opacity=\"");
        buf_z(b, opacity[shade]);
        buf_c(b, '"');
        put_number(b, "x", chart_x(f, c->lon));
        put_number(b, "y", chart_y(f, c->lat + s->cell_deg));
        put_number(b, "width", s->cell_deg * f->scale_x);
        put_number(b, "height", s->cell_deg * f->scale_y);
        buf_z(b, "/>\n");
    }
}

static void put_path(const geo_ring *r, const chart *f, bool closed, buf *b)
{
    buf_z(b, " d=\"");
    for (size_t i = 0; i < r->n; i++) {
        buf_c(b, i ? 'L' : 'M');
        buf_fixed(b, chart_x(f, r->pts[i].lon_deg), 1);
        buf_c(b, ' ');
        buf_fixed(b, chart_y(f, r->pts[i].lat_deg), 1);
    }
    buf_z(b, closed ? "Z\"" : "\"");
}

static void put_circle(const chart *f, geo_pt p, double r, const char *how, buf *b)
{
    buf_z(b, "<circle fill=\"none\" stroke=\"currentColor\"");
    buf_z(b, how);
    put_number(b, "cx", chart_x(f, p.lon_deg));
    put_number(b, "cy", chart_y(f, p.lat_deg));
    put_number(b, "r", r);
}

static void put_zone(const area_zone *z, const chart *f, doc *w)
{
    buf *b = w->out;
    for (size_t i = 0; i < z->shape.n_rings; i++) {
        const geo_ring *r = &z->shape.rings[i];
        bool line = z->shape.kind == GEO_LINE;
        if (line) {
            buf_z(b, "<path fill=\"none\" stroke=\"currentColor\" stroke-opacity=\"0.18\" "
                     "stroke-linejoin=\"round\"");
            put_number(b, "stroke-width", fmax(2, 2 * z->shape.radius_m / 111320.0 * f->scale_y));
            put_path(r, f, false, b);
            buf_z(b, "/>\n");
        }
        buf_z(b, "<path fill=\"none\" stroke=\"currentColor\" stroke-width=\"1.5\"");
        if (line) buf_z(b, " stroke-dasharray=\"8 5\"");
        put_path(r, f, !line, b);
        buf_z(b, "><title>");
        html_text(b, z->title.len ? z->title : z->id);
        buf_z(b, "</title></path>\n");
    }
    bool round = z->shape.kind == GEO_CIRCLE;
    if (round) {
        put_circle(f, z->shape.center, fmax(4, z->shape.radius_m / 111320.0 * f->scale_y),
                   " stroke-width=\"1.5\"", b);
        buf_z(b, "><title>");
        html_text(b, z->title.len ? z->title : z->id);
        buf_z(b, "</title></circle>\n");
    }
    if (!round && (z->shape.n_rings == 0 || z->shape.rings[0].n == 0)) return;
    geo_pt at = round ? z->shape.center : z->shape.rings[0].pts[z->shape.rings[0].n / 2];
    buf_z(b, "<text class=\"place\"");
    put_number(b, "x", chart_x(f, at.lon_deg) + 12);
    put_number(b, "y", chart_y(f, at.lat_deg));
    buf_c(b, '>');
    html_text(b, z->id);
    buf_z(b, "</text>\n");
}

/* Two rings, and a number as in the table. */
static void put_interference(const ship_data *s, const chart *f, doc *w)
{
    buf *b = w->out;
    for (size_t i = 0; i < s->n_interferences && i < MOST_MARKS; i++) {
        const ship_interference *x = &s->interferences[i];
        double r = fmax(6, x->radius_km / 111.32 * f->scale_y);
        if (!x->target)
            continue; /* where they came back from is where they had jumped to, as a rule */
        put_circle(f, x->at, r, " stroke-width=\"2\"", b);
        buf_z(b, "/>");
        put_circle(f, x->at, r + 4, " stroke-width=\"2\"", b);
        buf_z(b, "><title>");
        doc_say(w, "{n} ships jumped there, {when}", A_N("n", x->n_ships),
                A_SPAN("when", ((span){x->from, x->to})));
        buf_z(b, "</title></circle>\n");
    }
}

/* A diamond where a gap begins; filled when it is unexplained, open otherwise. */
static void put_gaps(const ship_data *s, const chart *f, doc *w)
{
    buf *b = w->out;
    for (size_t i = 0; i < s->n_gaps && i < MOST_MARKS; i++) {
        const ship_gap *g = &s->gaps[i];
        double x = chart_x(f, g->before.lon_deg), y = chart_y(f, g->before.lat_deg);
        buf_z(b, "<path stroke=\"currentColor\" stroke-width=\"1.5\" fill=\"");
        buf_z(b, str_is(g->label, "unexplained") ? "currentColor" : "none");
        buf_z(b, "\" d=\"M");
        buf_fixed(b, x, 1);
        buf_c(b, ' ');
        buf_fixed(b, y - 7, 1);
        buf_z(b, "l6 7l-6 7l-6 -7Z\"><title>");
        doc_say(w, "{mmsi}: no report for {hours} h, {label}", A_FIXED("mmsi", (double)g->mmsi, 0),
                A_FIXED("hours", g->hours, 1), A_KNOWN("label", g->label));
        buf_z(b, "</title></path>\n");
    }
}

void draw_sea(const report_data *d, doc *w)
{
    const ship_data *s = &d->ships;
    chart f;
    buf *b = w->out;
    if (!fit(s, &f)) return;
    buf_z(b, "<svg class=\"map\" viewBox=\"0 0 ");
    buf_fixed(b, f.width, 0);
    buf_c(b, ' ');
    buf_fixed(b, f.height, 0);
    buf_z(b, "\" role=\"img\" aria-labelledby=\"sea-title sea-desc\"><title id=\"sea-title\">");
    doc_say(w, "Map of the sea: where ships were heard");
    buf_z(b, "</title><desc id=\"sea-desc\">");
    doc_say(w,
            "Land and water, without borders. The stronger the shade of a square, the more often "
            "ships were heard in it, one shade for each tenfold; no square says that none was "
            "heard, not that none was there. Lines are zones of the agreement that somebody has "
            "drawn, two rings a place to which several ships jumped, diamonds the beginnings of "
            "gaps, filled when unexplained. The numbers stand in the tables below.");
    buf_z(b, "</desc>\n<rect class=\"sea\" width=\"100%\" height=\"100%\"/>\n");
    chart_land(d->land, &f, b);
    put_cells(s, &f, w);
    chart_grid(&f, w);
    for (size_t i = 0; i < s->n_places; i++)
        put_zone(s->places[i].zone, &f, w);
    put_interference(s, &f, w);
    put_gaps(s, &f, w);
    buf_z(b, "</svg>\n");
}
