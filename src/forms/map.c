/* Map and timeline, drawn by us. Land and water only; no borders. Shapes tell coded incidents from
 * alleged ones; nothing on either picture depends on a party. */
#include "forms/pages.h"

#include <math.h>
#include <stdlib.h>

enum { MAP_WIDTH = 960, MAX_RING = 16384, MAP_MAX_HEIGHT = 640 };

typedef struct frame {
    double west, east, south, north; /* degrees */
    double scale_x, scale_y;         /* pixels a degree */
    double width, height;
} frame;

typedef struct extent {
    double west, east, south, north;
    bool any;
} extent;

static void stretch(extent *e, geo_pt p)
{
    if (!e->any) *e = (extent){p.lon_deg, p.lon_deg, p.lat_deg, p.lat_deg, true};
    if (p.lon_deg < e->west) e->west = p.lon_deg;
    if (p.lon_deg > e->east) e->east = p.lon_deg;
    if (p.lat_deg < e->south) e->south = p.lat_deg;
    if (p.lat_deg > e->north) e->north = p.lat_deg;
}

static bool shown(const report_row *r)
{
    return r->in_period && !r->no_event && r->in->has_position && r->in->kind == INC_INCIDENT;
}

/* The extent with a margin in degrees and a twelfth of its size. */
static void set_frame(const extent *e, double least_x, double least_y, frame *f)
{
    double margin_x = least_x + (e->east - e->west) * 0.08,
           margin_y = least_y + (e->north - e->south) * 0.08;
    *f = (frame){.west = e->west - margin_x,
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

static bool fit(const report_data *d, frame *f)
{
    extent e = {0};
    for (size_t i = 0; i < d->n_coded; i++) {
        if (shown(&d->coded[i])) stretch(&e, d->coded[i].in->position);
    }
    for (size_t i = 0; i < d->n_fused; i++) {
        if (shown(&d->fused[i])) stretch(&e, d->fused[i].in->position);
    }
    if (!e.any) return false;
    set_frame(&e, 2, 1.2, f);
    return true;
}

static double px(const frame *f, double lon)
{
    return (lon - f->west) * f->scale_x;
}

static double py(const frame *f, double lat)
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

static void clip(const frame *f, ring_buf *r, ring_buf *tmp)
{
    clip_side(r, tmp, 0, f->west, 1);
    clip_side(tmp, r, 0, f->east, -1);
    clip_side(r, tmp, 1, f->south, 1);
    clip_side(tmp, r, 1, f->north, -1);
}

static void put_ring(const frame *f, const ring_buf *r, buf *b)
{
    for (size_t i = 0; i < r->n; i++) {
        buf_c(b, i ? 'L' : 'M');
        buf_fixed(b, px(f, r->pts[i].lon_deg), 1);
        buf_c(b, ' ');
        buf_fixed(b, py(f, r->pts[i].lat_deg), 1);
    }
    if (r->n) buf_c(b, 'Z');
}

static void put_land(const report_data *d, const frame *f, buf *b)
{
    str rest = d->land, line = {0};
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

/* ---- marks --------------------------------------------------------------------------------------
 */

static void put_radius(const frame *f, const incident *in, buf *b)
{
    double r = in->radius_m / 111320.0 * f->scale_y;
    buf_z(b, "<circle class=\"radius\" cx=\"");
    buf_fixed(b, px(f, in->position.lon_deg), 1);
    buf_z(b, "\" cy=\"");
    buf_fixed(b, py(f, in->position.lat_deg), 1);
    buf_z(b, "\" r=\"");
    buf_fixed(b, r < 4 ? 4 : r, 1);
    buf_z(b, "\"/>\n");
}

static void put_title(const incident *in, buf *b)
{
    buf_z(b, "<title>");
    html_text(b, in->id);
    buf_z(b, ": ");
    html_text(b, in->place.len ? in->place : in->adm1);
    buf_z(b, ", ");
    span_words(b, in->when);
    buf_z(b, "</title>");
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

static void put_mark(const report_data *d, const frame *f, const report_row *rows, size_t i,
                     bool square, buf *b)
{
    const incident *in = rows[i].in;
    double dx, dy;
    offset_of(earlier_at(rows, i), &dx, &dy);
    double x = px(f, in->position.lon_deg) + dx, y = py(f, in->position.lat_deg) + dy;
    h_open_link(d, b, in->id);
    buf_z(b, square ? "<rect class=\"alleged\" width=\"8\" height=\"8\" x=\""
                    : "<circle class=\"coded\" r=\"5\" cx=\"");
    buf_fixed(b, square ? x - 4 : x, 1);
    buf_z(b, square ? "\" y=\"" : "\" cy=\"");
    buf_fixed(b, square ? y - 4 : y, 1);
    buf_z(b, "\">");
    put_title(in, b);
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

static void put_cluster(const frame *f, size_t col, size_t row, size_t n, bool square, buf *b)
{
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
    buf_f(b, "\"><title>%zu %s incident%s here</title></%s>", n, square ? "alleged" : "coded",
          n == 1 ? "" : "s", square ? "rect" : "circle");
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

static void put_clusters(const frame *f, const report_row *rows, size_t n, bool square, buf *b)
{
    size_t cols = (size_t)(f->width / CLUSTER_PX) + 1, lines = (size_t)(f->height / CLUSTER_PX) + 1;
    size_t *count = calloc(cols * lines, sizeof *count);
    if (count == NULL) {
        b->err = TR_ERR_NOMEM;
        return;
    }
    for (size_t i = 0; i < n; i++) {
        if (!shown(&rows[i])) continue;
        double x = px(f, rows[i].in->position.lon_deg), y = py(f, rows[i].in->position.lat_deg);
        if (x < 0 || y < 0 || x > f->width || y > f->height) continue;
        count[(size_t)(y / CLUSTER_PX) * cols + (size_t)(x / CLUSTER_PX)]++;
    }
    for (size_t k = 0; k < cols * lines; k++) {
        if (count[k]) put_cluster(f, k % cols, k / cols, count[k], square, b);
    }
    free(count);
}

static void put_marks(const report_data *d, const frame *f, buf *b)
{
    if (n_shown(d->coded, d->n_coded) + n_shown(d->fused, d->n_fused) > MAP_MARKS) {
        put_clusters(f, d->fused, d->n_fused, true, b);
        put_clusters(f, d->coded, d->n_coded, false, b);
        return;
    }
    for (size_t i = 0; i < d->n_coded; i++) {
        if (shown(&d->coded[i]) && d->coded[i].in->radius_m <= 60000)
            put_radius(f, d->coded[i].in, b);
    }
    for (size_t i = 0; i < d->n_fused; i++) {
        if (shown(&d->fused[i])) put_mark(d, f, d->fused, i, true, b);
    }
    for (size_t i = 0; i < d->n_coded; i++) {
        if (shown(&d->coded[i])) put_mark(d, f, d->coded, i, false, b);
    }
}

static void put_grid(const frame *f, buf *b)
{
    double step = f->east - f->west > 20 ? 5 : f->east - f->west > 6 ? 2 : 1;
    for (double lon = ceil(f->west / step) * step; lon < f->east; lon += step) {
        buf_z(b, "<path class=\"grid\" d=\"M");
        buf_fixed(b, px(f, lon), 1);
        buf_z(b, " 0V");
        buf_fixed(b, f->height, 1);
        buf_z(b, "\"/><text class=\"axis\" y=\"12\" x=\"");
        buf_fixed(b, px(f, lon) + 3, 1);
        buf_f(b, "\">%d\xC2\xB0%s</text>\n", abs((int)lon), lon < 0 ? "W" : "E");
    }
    for (double lat = ceil(f->south / step) * step; lat < f->north; lat += step) {
        buf_z(b, "<path class=\"grid\" d=\"M0 ");
        buf_fixed(b, py(f, lat), 1);
        buf_z(b, "H");
        buf_fixed(b, f->width, 1);
        buf_z(b, "\"/><text class=\"axis\" x=\"3\" y=\"");
        buf_fixed(b, py(f, lat) - 3, 1);
        buf_f(b, "\">%d\xC2\xB0%s</text>\n", abs((int)lat), lat < 0 ? "S" : "N");
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

static void put_labels(const report_data *d, const frame *f, buf *b)
{
    labels l = {0};
    gather_labels(d->fused, d->n_fused, &l);
    gather_labels(d->coded, d->n_coded, &l);
    for (size_t i = 0; i < l.n && !l.too_many; i++) {
        buf_z(b, "<text class=\"place\" x=\"");
        buf_fixed(b, px(f, l.at[i]->position.lon_deg) + 12, 1);
        buf_z(b, "\" y=\"");
        buf_fixed(b, py(f, l.at[i]->position.lat_deg) - 10, 1);
        buf_z(b, "\">");
        html_text(b, l.at[i]->adm1);
        buf_z(b, "</text>\n");
    }
}

void map_svg(const report_data *d, buf *b)
{
    frame f;
    if (!fit(d, &f)) {
        buf_z(b, "<p>No incident of the period has a position, so there is no map.</p>\n");
        return;
    }
    buf_z(b, "<svg class=\"map\" viewBox=\"0 0 ");
    buf_fixed(b, f.width, 0);
    buf_c(b, ' ');
    buf_fixed(b, f.height, 0);
    buf_z(
        b,
        "\" role=\"img\" aria-labelledby=\"map-title map-desc\"><title id=\"map-title\">Map "
        "of the incidents of the period</title>"
        "<desc id=\"map-desc\">Land and water, without borders. Circles are incidents coded "
        "by a person, squares are incidents alleged in claims; "
        "the pale discs show how exactly a place is known. Where there are very many, one mark "
        "stands for all of its kind at a place, with their number. The same incidents stand in the "
        "table of regions and in the annexes.</desc>\n<rect class=\"sea\" width=\"100%\" "
        "height=\"100%\"/>\n");
    put_land(d, &f, b);
    put_grid(&f, b);
    put_marks(d, &f, b);
    put_labels(d, &f, b);
    buf_z(b, "</svg>\n");
}

/* ---- hotspots */

/* An area for each incident at the place. */
static double place_px(size_t n)
{
    return 2.5 + 2.2 * sqrt((double)n);
}

static void put_place(const frame *f, const hot_place *p, buf *b)
{
    buf_z(b, "<circle class=\"coded\" cx=\"");
    buf_fixed(b, px(f, p->at.lon_deg), 1);
    buf_z(b, "\" cy=\"");
    buf_fixed(b, py(f, p->at.lat_deg), 1);
    buf_z(b, "\" r=\"");
    buf_fixed(b, place_px(p->n), 1);
    buf_f(b, "\"><title>%zu incident%s</title></circle>\n", p->n, p->n == 1 ? "" : "s");
}

/* Large enough to stand clear of the largest place within it. */
static void put_ring_round(const frame *f, const trend_line *l, size_t nth, buf *b)
{
    const hotspot *h = &l->hotspots[nth];
    double x = px(f, h->centre.lon_deg), y = py(f, h->centre.lat_deg), most = 0;
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

void hotspots_svg(const report_data *d, const trend_line *l, size_t shown_rings, buf *b)
{
    frame f;
    extent e = {0};
    for (size_t i = 0; i < l->n_places; i++)
        stretch(&e, l->places[i].at);
    if (l->n_hotspots == 0 || !e.any) return;
    set_frame(&e, 0.5, 0.4, &f);
    buf_z(b, "<svg class=\"map\" viewBox=\"0 0 ");
    buf_fixed(b, f.width, 0);
    buf_c(b, ' ');
    buf_fixed(b, f.height, 0);
    buf_z(b, "\" role=\"img\"><title>Where incidents gather, reading ");
    html_text(b, l->id);
    buf_z(b,
          "</title><desc>The places of the incidents that were scanned, larger for more of them, "
          "with a ring round each gathering of the table, numbered as there: whole where p is "
          "at most 0.05, dashed where chance brings as much.</desc>\n<rect class=\"sea\" "
          "width=\"100%\" height=\"100%\"/>\n");
    put_land(d, &f, b);
    put_grid(&f, b);
    for (size_t i = 0; i < l->n_places; i++)
        put_place(&f, &l->places[i], b);
    for (size_t i = 0; i < l->n_hotspots && i < shown_rings; i++)
        put_ring_round(&f, l, i, b);
    buf_z(b, "</svg>\n");
}

/* ---- timeline
 * ------------------------------------------------------------------------------------- */

enum { TL_WIDTH = 960, TL_LEFT = 72, TL_ROW = 20, TL_TOP = 24, TL_INCIDENTS = 84 };

static double tx(const report_data *d, usec_t t)
{
    if (t < d->period_from) t = d->period_from;
    if (t > d->period_to) t = d->period_to;
    return TL_LEFT + (double)(t - d->period_from) / (double)(d->period_to - d->period_from) *
                         (TL_WIDTH - TL_LEFT - 8);
}

static void put_days(const report_data *d, double height, buf *b)
{
    usec_t days = (d->period_to - d->period_from) / USEC_DAY;
    bool years = days > 360; /* then with the year, and fewer of them */
    usec_t step = years        ? (days / 12 / 7 + 1) * 7
                  : days > 120 ? 14
                  : days > 45  ? 7
                  : days > 14  ? 3
                               : 1;
    for (usec_t k = 0; k < days; k += step) {
        usec_t t = d->period_from + k * USEC_DAY;
        civil c = usec_to_civil(t);
        buf_z(b, "<path class=\"grid\" d=\"M");
        buf_fixed(b, tx(d, t), 1);
        buf_f(b, " 16V");
        buf_fixed(b, height, 0);
        buf_z(b, "\"/><text class=\"axis\" y=\"12\" x=\"");
        buf_fixed(b, tx(d, t) + 2, 1);
        buf_f(b, "\">%d %s", c.day, month_words(c.month));
        if (years) buf_f(b, " %d", c.year);
        buf_z(b, "</text>\n");
    }
}

static void put_force(const report_data *d, buf *b)
{
    for (size_t i = 0; i < d->n_force; i++) {
        const force_span *s = &d->force[i];
        if (s->answer == TRUTH_F) continue;
        buf_f(b, "<rect class=\"force-%s\" height=\"12\" y=\"%zu\" x=\"",
              s->answer == TRUTH_T ? "yes" : "open", TL_TOP + s->reading * TL_ROW + 2);
        buf_fixed(b, tx(d, s->from), 1);
        buf_z(b, "\" width=\"");
        buf_fixed(b, tx(d, s->to) - tx(d, s->from), 1);
        buf_z(b, "\"/>\n");
    }
    for (size_t r = 0; r < d->n_readings; r++) {
        buf_f(b, "<text class=\"name\" x=\"0\" y=\"%zu\">", TL_TOP + r * TL_ROW + 12);
        html_text(b, d->readings[r]->id);
        buf_z(b, "</text>\n");
    }
}

/* Dated incidents of the period; its first day holds what began before it. */
static bool on_timeline(const report_data *d, const report_row *row, size_t *day)
{
    const incident *in = row->in;
    if (!row->in_period || row->no_event || in->kind != INC_INCIDENT || !span_known(in->when))
        return false;
    usec_t mid = in->when.from + (in->when.to - in->when.from) / 2;
    if (mid < d->period_from) mid = d->period_from;
    *day = (size_t)((mid - d->period_from) / USEC_DAY);
    return true;
}

/* Days, or stretches of several where there are very many; how many incidents each has. */
enum { TL_BINS = 400, TL_STACK = 12, TL_BLOCK = 6 };
typedef struct tl_bins {
    size_t n, days_each;
    size_t *coded, *alleged, most;
} tl_bins;

static size_t bin_of(const tl_bins *t, size_t day)
{
    size_t k = day / t->days_each;
    return k < t->n ? k : t->n - 1; /* what reaches past the last day */
}

static void count_rows(const report_data *d, const report_row *rows, size_t n, tl_bins *t,
                       size_t *count)
{
    size_t day;
    for (size_t i = 0; i < n; i++) {
        if (!on_timeline(d, &rows[i], &day)) continue;
        size_t here = ++count[bin_of(t, day)];
        if (here > t->most) t->most = here;
    }
}

static bool count_bins(const report_data *d, tl_bins *t)
{
    size_t days = (size_t)((d->period_to - d->period_from + USEC_DAY - 1) / USEC_DAY);
    if (days == 0) days = 1;
    *t = (tl_bins){.days_each = (days + TL_BINS - 1) / TL_BINS};
    t->n = (days + t->days_each - 1) / t->days_each;
    t->coded = calloc(2 * t->n, sizeof *t->coded);
    if (t->coded == NULL) return false;
    t->alleged = t->coded + t->n;
    count_rows(d, d->coded, d->n_coded, t, t->coded);
    count_rows(d, d->fused, d->n_fused, t, t->alleged);
    return true;
}

static void put_bin_rect(const report_data *d, const tl_bins *t, size_t k, double top,
                         double height, const char *cls, buf *b)
{
    usec_t each = (usec_t)t->days_each * USEC_DAY, from = d->period_from + (usec_t)k * each;
    double x = tx(d, from), width = tx(d, from + each) - x;
    buf_f(b, "<rect class=\"%s\" height=\"", cls);
    buf_fixed(b, height, height == TL_BLOCK - 1 ? 0 : 1);
    buf_z(b, "\" x=\"");
    buf_fixed(b, x + 1, 1);
    buf_z(b, "\" y=\"");
    buf_fixed(b, top, 1);
    buf_z(b, "\" width=\"");
    buf_fixed(b, width > 4 ? width - 2 : 2, 1);
    buf_z(b, "\">");
}

static void put_blocks(const report_data *d, const report_row *rows, size_t n, const tl_bins *t,
                       double base, const char *cls, buf *b)
{
    size_t stack[TL_BINS] = {0}, day;
    for (size_t i = 0; i < n; i++) {
        if (!on_timeline(d, &rows[i], &day)) continue;
        size_t k = bin_of(t, day);
        double y = base - (double)stack[k]++ * TL_BLOCK;
        h_open_link(d, b, rows[i].in->id);
        put_bin_rect(d, t, k, y - (TL_BLOCK - 1), TL_BLOCK - 1, cls, b);
        put_title(rows[i].in, b);
        buf_z(b, "</rect></a>\n");
    }
}

/* Where blocks would not fit: a bar for each bin, all on one scale. */
static void put_bars(const report_data *d, const tl_bins *t, const size_t *count, double base,
                     const char *cls, buf *b)
{
    for (size_t k = 0; k < t->n; k++) {
        if (count[k] == 0) continue;
        double height = (double)count[k] / (double)t->most * TL_STACK * TL_BLOCK;
        put_bin_rect(d, t, k, base - height, height, cls, b);
        buf_z(b, "<title>");
        day_write(b, usec_day(d->period_from) + (int64_t)(k * t->days_each));
        if (t->days_each > 1) buf_f(b, " and %zu days more", t->days_each - 1);
        buf_f(b, ": %zu %s</title></rect>\n", count[k], cls);
    }
}

static void put_incidents(const report_data *d, const tl_bins *t, double rows_end, buf *b)
{
    double coded = rows_end + TL_INCIDENTS, alleged = rows_end + 2 * TL_INCIDENTS;
    if (t->most <= TL_STACK && t->days_each == 1) {
        put_blocks(d, d->coded, d->n_coded, t, coded, "coded", b);
        put_blocks(d, d->fused, d->n_fused, t, alleged, "alleged", b);
        return;
    }
    put_bars(d, t, t->coded, coded, "coded", b);
    put_bars(d, t, t->alleged, alleged, "alleged", b);
    buf_f(b, "<text class=\"axis\" x=\"0\" y=\"%d\">most: %zu</text>\n", (int)coded + 14, t->most);
}

void timeline_svg(const report_data *d, buf *b)
{
    double rows_end = TL_TOP + (double)d->n_readings * TL_ROW,
           height = rows_end + 2 * TL_INCIDENTS + 8;
    tl_bins bins;
    if (d->period_from == USEC_UNKNOWN || d->period_to == USEC_UNKNOWN) {
        buf_z(b, "<p>No period is set, so there is no timeline.</p>\n");
        return;
    }
    if (!count_bins(d, &bins)) {
        b->err = TR_ERR_NOMEM;
        return;
    }
    buf_f(b, "<svg class=\"timeline\" viewBox=\"0 0 %d ", TL_WIDTH);
    buf_fixed(b, height, 0);
    buf_z(b, "\" role=\"img\" aria-labelledby=\"tl-title tl-desc\"><title id=\"tl-title\">When "
             "each reading is in force, and when incidents are dated</title>"
             "<desc id=\"tl-desc\">One bar a reading: solid where it is in force under every "
             "alternative of its start and end, outlined where that is not settled, empty where it "
             "is not in force. "
             "Below, one block an incident on its day, first those coded by a person, then those "
             "alleged in claims; where there are very many, a bar a day or a stretch of days, "
             "with the number that the tallest stands for. The tables of this report hold the "
             "same facts.</desc>\n");
    put_days(d, height, b);
    put_force(d, b);
    put_incidents(d, &bins, rows_end, b);
    free(bins.coded);
    buf_f(b,
          "<text class=\"name\" x=\"0\" y=\"%d\">coded</text><text class=\"name\" x=\"0\" "
          "y=\"%d\">alleged</text>\n",
          (int)rows_end + TL_INCIDENTS, (int)rows_end + 2 * TL_INCIDENTS);
    buf_z(b, "</svg>\n");
}
