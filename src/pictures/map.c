/* The map. Land and water only; no borders. Shapes tell coded incidents from alleged ones. */
#include "charts/chart.h"
#include "pictures/pictures.h"

#include <math.h>
#include <stdlib.h>

static bool shown(const report_row *r)
{
    return r->counted && !r->no_event && r->in->has_position && r->in->kind == INC_INCIDENT;
}

static bool fit(const report_data *d, chart *f)
{
    chart_extent e = {0};
    for (size_t i = 0; i < d->n_coded; i++) {
        if (shown(&d->coded[i])) chart_stretch(&e, d->coded[i].in->position);
    }
    for (size_t i = 0; i < d->n_fused; i++) {
        if (shown(&d->fused[i])) chart_stretch(&e, d->fused[i].in->position);
    }
    if (!e.any) return false;
    chart_frame(&e, 2, 1.2, f);
    return true;
}

/* ---- marks --------------------------------------------------------------------------------------
 */

static void put_radius(const chart *f, const incident *in, buf *b)
{
    double r = in->radius_m / 111320.0 * f->scale_y;
    buf_z(b, "<circle class=\"radius\" cx=\"");
    buf_fixed(b, chart_x(f, in->position.lon_deg), 1);
    buf_z(b, "\" cy=\"");
    buf_fixed(b, chart_y(f, in->position.lat_deg), 1);
    buf_z(b, "\" r=\"");
    buf_fixed(b, r < 4 ? 4 : r, 1);
    buf_z(b, "\"/>\n");
}

void picture_open_link(doc *w, str id)
{
    buf_z(w->out, "<a href=\"");
    if (w->place) w->place(w->ctx, id, w->out);
    buf_c(w->out, '#');
    html_id(w->out, id);
    buf_z(w->out, "\">");
}

void picture_title(const incident *in, doc *w)
{
    buf_z(w->out, "<title>");
    doc_say(w, "{incident}: {place}, {time}", A_TEXT("incident", in->id),
            A_TEXT("place", in->place.len ? in->place : in->adm1), A_SPAN("time", in->when));
    buf_z(w->out, "</title>");
}

/* Marks that would lie on one another are set side by side on a small spiral. */
static void offset_of(size_t k, double *dx, double *dy)
{
    double angle = (double)k * 2.399963, r = k ? 7 * sqrt((double)k) : 0;
    *dx = r * cos(angle);
    *dy = r * sin(angle);
}

static size_t earlier_at(const report_row *rows, size_t i)
{
    size_t k = 0;
    for (size_t j = 0; j < i; j++) {
        if (!shown(&rows[j])) continue;
        double dx = rows[j].in->position.lon_deg - rows[i].in->position.lon_deg,
               dy = rows[j].in->position.lat_deg - rows[i].in->position.lat_deg;
        k += fabs(dx) < 0.02 && fabs(dy) < 0.02;
    }
    return k;
}

static void put_mark(const chart *f, const report_row *rows, size_t i, bool square, doc *w)
{
    const incident *in = rows[i].in;
    buf *b = w->out;
    double dx, dy;
    offset_of(earlier_at(rows, i), &dx, &dy);
    double x = chart_x(f, in->position.lon_deg) + dx, y = chart_y(f, in->position.lat_deg) + dy;
    picture_open_link(w, in->id);
    buf_z(b, square ? "<rect class=\"alleged\" width=\"8\" height=\"8\" x=\""
                    : "<circle class=\"coded\" r=\"5\" cx=\"");
    buf_fixed(b, square ? x - 4 : x, 1);
    buf_z(b, square ? "\" y=\"" : "\" cy=\"");
    buf_fixed(b, square ? y - 4 : y, 1);
    buf_z(b, "\">");
    picture_title(in, w);
    buf_z(b, square ? "</rect></a>\n" : "</circle></a>\n");
}

/* ---- clusters: where marks would cover one another, their number at the place */

enum { MAP_MARKS = 400, CLUSTER_PX = 28 };

static size_t n_shown(const report_row *rows, size_t n)
{
    size_t k = 0;
    for (size_t i = 0; i < n; i++)
        k += shown(&rows[i]);
    return k;
}

static void say_cluster(size_t n, bool square, doc *w)
{
    buf_z(w->out, "\"><title>");
    if (square)
        doc_say_count(w, "{n} alleged incident here", "{n} alleged incidents here", n, A_N("n", n));
    else
        doc_say_count(w, "{n} coded incident here", "{n} coded incidents here", n, A_N("n", n));
    buf_f(w->out, "</title></%s>", square ? "rect" : "circle");
}

static void put_cluster(const chart *f, size_t col, size_t row, size_t n, bool square, doc *w)
{
    buf *b = w->out;
    double x = ((double)col + 0.5) * CLUSTER_PX, y = ((double)row + 0.5) * CLUSTER_PX,
           r = 4 + 3 * log10((double)n);
    if (x > f->width || y > f->height) return;
    if (square) {
        buf_z(b, "<rect class=\"alleged\" x=\"");
        buf_fixed(b, x - r, 1);
        buf_z(b, "\" y=\"");
        buf_fixed(b, y - r, 1);
        buf_z(b, "\" width=\"");
        buf_fixed(b, 2 * r, 1);
        buf_z(b, "\" height=\"");
        buf_fixed(b, 2 * r, 1);
    } else {
        buf_z(b, "<circle class=\"coded\" cx=\"");
        buf_fixed(b, x, 1);
        buf_z(b, "\" cy=\"");
        buf_fixed(b, y, 1);
        buf_z(b, "\" r=\"");
        buf_fixed(b, r, 1);
    }
    say_cluster(n, square, w);
    if (n == 1) {
        buf_c(b, '\n');
        return;
    }
    buf_z(b, "<text class=\"place\" text-anchor=\"middle\" x=\"");
    buf_fixed(b, x, 1);
    buf_z(b, "\" y=\"");
    buf_fixed(b, square ? y - r - 2 : y + r + 10, 1);
    buf_f(b, "\">%zu</text>\n", n);
}

static void put_clusters(const chart *f, const report_row *rows, size_t n, bool square, doc *w)
{
    size_t cols = (size_t)(f->width / CLUSTER_PX) + 1, lines = (size_t)(f->height / CLUSTER_PX) + 1;
    size_t *count = calloc(cols * lines, sizeof *count);
    if (count == NULL) {
        w->out->err = TR_ERR_NOMEM;
        return;
    }
    for (size_t i = 0; i < n; i++) {
        if (!shown(&rows[i])) continue;
        double x = chart_x(f, rows[i].in->position.lon_deg),
               y = chart_y(f, rows[i].in->position.lat_deg);
        if (x < 0 || y < 0 || x > f->width || y > f->height) continue;
        count[(size_t)(y / CLUSTER_PX) * cols + (size_t)(x / CLUSTER_PX)]++;
    }
    for (size_t k = 0; k < cols * lines; k++) {
        if (count[k]) put_cluster(f, k % cols, k / cols, count[k], square, w);
    }
    free(count);
}

static void put_marks(const report_data *d, const chart *f, doc *w)
{
    if (n_shown(d->coded, d->n_coded) + n_shown(d->fused, d->n_fused) > MAP_MARKS) {
        put_clusters(f, d->fused, d->n_fused, true, w);
        put_clusters(f, d->coded, d->n_coded, false, w);
        return;
    }
    for (size_t i = 0; i < d->n_coded; i++) {
        if (shown(&d->coded[i]) && d->coded[i].in->radius_m <= 60000)
            put_radius(f, d->coded[i].in, w->out);
    }
    for (size_t i = 0; i < d->n_fused; i++) {
        if (shown(&d->fused[i])) put_mark(f, d->fused, i, true, w);
    }
    for (size_t i = 0; i < d->n_coded; i++) {
        if (shown(&d->coded[i])) put_mark(f, d->coded, i, false, w);
    }
}

/* The name of each region once, at its first mark: orientation without borders. With very many they
 * would hide the marks, and none is written. */
enum { MAP_LABELS = 60 };
typedef struct labels {
    const incident *at[MAP_LABELS];
    size_t n;
    bool too_many;
} labels;

static void gather_labels(const report_row *rows, size_t n, labels *l)
{
    for (size_t i = 0; i < n && !l->too_many; i++) {
        const incident *in = rows[i].in;
        size_t k = 0;
        if (!shown(&rows[i]) || in->adm1.len == 0) continue;
        while (k < l->n && !str_eq(l->at[k]->adm1, in->adm1))
            k++;
        if (k < l->n) continue;
        l->too_many = l->n == MAP_LABELS;
        if (!l->too_many) l->at[l->n++] = in;
    }
}

static void put_labels(const report_data *d, const chart *f, buf *b)
{
    labels l = {0};
    gather_labels(d->fused, d->n_fused, &l);
    gather_labels(d->coded, d->n_coded, &l);
    for (size_t i = 0; i < l.n && !l.too_many; i++) {
        buf_z(b, "<text class=\"place\" x=\"");
        buf_fixed(b, chart_x(f, l.at[i]->position.lon_deg) + 12, 1);
        buf_z(b, "\" y=\"");
        buf_fixed(b, chart_y(f, l.at[i]->position.lat_deg) - 10, 1);
        buf_z(b, "\">");
        html_text(b, l.at[i]->adm1);
        buf_z(b, "</text>\n");
    }
}

void draw_map(const report_data *d, doc *w)
{
    chart f;
    buf *b = w->out;
    if (!fit(d, &f)) {
        doc_paragraph(w, "No incident of the period has a position, so there is no map.");
        return;
    }
    buf_z(b, "<svg class=\"map\" viewBox=\"0 0 ");
    buf_fixed(b, f.width, 0);
    buf_c(b, ' ');
    buf_fixed(b, f.height, 0);
    buf_z(b, "\" role=\"img\" aria-labelledby=\"map-title map-desc\"><title id=\"map-title\">");
    doc_say(w, "Map of the incidents of the period");
    buf_z(b, "</title><desc id=\"map-desc\">");
    doc_say(w, "Land and water, without borders. Circles are incidents coded by a person, squares "
               "are incidents alleged in claims; the pale discs show how exactly a place is known. "
               "Where there are very many, one mark stands for all of its kind at a place, with "
               "their number. The same incidents stand in the table of regions and in the "
               "annexes.");
    buf_z(b, "</desc>\n<rect class=\"sea\" width=\"100%\" height=\"100%\"/>\n");
    chart_land(d->land, &f, b);
    chart_grid(&f, w);
    put_marks(d, &f, w);
    put_labels(d, &f, b);
    buf_z(b, "</svg>\n");
}

/* ---- hotspots */

/* An area for each incident at the place. */
static double place_px(size_t n)
{
    return 2.5 + 2.2 * sqrt((double)n);
}

static void put_place(const chart *f, const hot_place *p, doc *w)
{
    buf *b = w->out;
    buf_z(b, "<circle class=\"coded\" cx=\"");
    buf_fixed(b, chart_x(f, p->at.lon_deg), 1);
    buf_z(b, "\" cy=\"");
    buf_fixed(b, chart_y(f, p->at.lat_deg), 1);
    buf_z(b, "\" r=\"");
    buf_fixed(b, place_px(p->n), 1);
    buf_z(b, "\"><title>");
    doc_say_count(w, "{n} incident", "{n} incidents", p->n, A_N("n", p->n));
    buf_z(b, "</title></circle>\n");
}

/* Large enough to stand clear of the largest place within it. */
static void put_ring_round(const chart *f, const trend_line *l, size_t nth, buf *b)
{
    const hotspot *h = &l->hotspots[nth];
    double x = chart_x(f, h->centre.lon_deg), y = chart_y(f, h->centre.lat_deg), most = 0;
    for (size_t i = 0; i < l->n_places; i++) {
        bool inside = geo_distance_m(h->centre, l->places[i].at) <= h->reach_m + 1;
        if (inside && place_px(l->places[i].n) > most) most = place_px(l->places[i].n);
    }
    double r = h->reach_m / 111320.0 * f->scale_y + most + 7;
    buf_z(b, "<circle fill=\"none\" stroke=\"currentColor\" stroke-width=\"2\"");
    if (h->p_rank > 0.05) buf_z(b, " stroke-dasharray=\"5 4\"");
    buf_z(b, " cx=\"");
    buf_fixed(b, x, 1);
    buf_z(b, "\" cy=\"");
    buf_fixed(b, y, 1);
    buf_z(b, "\" r=\"");
    buf_fixed(b, r, 1);
    buf_z(b, "\"/><text class=\"name\" x=\"");
    buf_fixed(b, x + r + 4, 1);
    buf_z(b, "\" y=\"");
    buf_fixed(b, y + 4, 1);
    buf_f(b, "\">%zu</text>\n", nth + 1);
}

void draw_hotspots(const report_data *d, const trend_line *l, size_t shown_rings, doc *w)
{
    chart f;
    buf *b = w->out;
    chart_extent e = {0};
    for (size_t i = 0; i < l->n_places; i++)
        chart_stretch(&e, l->places[i].at);
    if (l->n_hotspots == 0 || !e.any) return;
    chart_frame(&e, 0.5, 0.4, &f);
    buf_z(b, "<svg class=\"map\" viewBox=\"0 0 ");
    buf_fixed(b, f.width, 0);
    buf_c(b, ' ');
    buf_fixed(b, f.height, 0);
    buf_z(b, "\" role=\"img\"><title>");
    doc_say(w, "Where incidents gather, reading {reading}", A_TEXT("reading", l->id));
    buf_z(b, "</title><desc>");
    doc_say(w, "The places of the incidents that were scanned, larger for more of them, with a "
               "ring round each gathering of the table, numbered as there: whole where p is at "
               "most 0.05, dashed where chance brings as much.");
    buf_z(b, "</desc>\n<rect class=\"sea\" width=\"100%\" height=\"100%\"/>\n");
    chart_land(d->land, &f, b);
    chart_grid(&f, w);
    for (size_t i = 0; i < l->n_places; i++)
        put_place(&f, &l->places[i], w);
    for (size_t i = 0; i < l->n_hotspots && i < shown_rings; i++)
        put_ring_round(&f, l, i, b);
    buf_z(b, "</svg>\n");
}
