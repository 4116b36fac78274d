/* Outlines and observations under the incidents of a map. */
#include "serve/map_beside.h"

#include <math.h>
#include <string.h>

enum {
    MOST_DRAWN = 2000,
    MOST_TRACKS = 1000, /* lines of a ship on a day */
    MOST_LISTED = 100,
    OUTLINE_VALUES = 6 + BESIDE_OBSERVATIONS
};

static const struct {
    const char *word, *says;
} kinds[BESIDE__N] = {{"zones", N_("Zones and lines of the agreement")},
                      {"sites", N_("Sites")},
                      {"control", N_("Who is said to hold what")},
                      {"ships", N_("Ships: where they were heard, fell silent, or seemed to jump")},
                      {"anomalies", N_("Thermal anomalies at sites")},
                      {"observations", N_("Observations")},
                      {"tracks", N_("Tracks of ships, as they sent them")},
                      {"detections", N_("Thermal anomalies that satellites saw, all of them")}};

void beside_read(const call *c, beside *out)
{
    bool asked = false;
    *out = (beside){.from = INT64_MIN, .to = INT64_MIN};
    for (size_t i = 0; i < c->q->n_query; i++) {
        if (!str_is(c->q->query[i].name, "also")) continue;
        asked = true;
        for (size_t k = 0; k < BESIDE__N; k++)
            if (str_is(c->q->query[i].value, kinds[k].word)) out->shows[k] = true;
    }
    if (!asked) out->shows[BESIDE_ZONES] = true;
    if (!call_may(c, false, "/observations/1")) out->shows[BESIDE_OBSERVATIONS] = false;
}

void beside_choices(call *c, const beside *x)
{
    buf *b = &c->p->body;
    buf_z(b, "<fieldset><legend>");
    html_text(b, str_of(catalogue_say(c->words, N_("Also shown"))));
    buf_z(b, "</legend><input type=\"hidden\" name=\"also\" value=\"none\">");
    for (size_t k = 0; k < BESIDE__N; k++) {
        if (k == BESIDE_OBSERVATIONS && !call_may(c, false, "/observations/1")) continue;
        buf_f(b, "<label class=\"pick\"><input type=\"checkbox\" name=\"also\" value=\"%s\"%s> ",
              kinds[k].word, x->shows[k] ? " checked" : "");
        html_text(b, str_of(catalogue_say(c->words, kinds[k].says)));
        buf_z(b, "</label> ");
    }
    buf_z(b, "</fieldset>\n");
}

void beside_rest(const beside *x, buf *b)
{
    buf_z(b, "&amp;also=none");
    for (size_t k = 0; k < BESIDE__N; k++)
        if (x->shows[k]) buf_f(b, "&amp;also=%s", kinds[k].word);
}

/* ---- Questions */

/* ?1 to ?4 */
#define IN_VIEW                                                                                    \
    "o.east >= CAST(?1 AS REAL) AND o.west <= CAST(?2 AS REAL) AND o.north >= CAST(?3 AS REAL) "   \
    "AND o.south <= CAST(?4 AS REAL)"
/* ?5 the end of the days and ?11 their beginning, empty: open; ?6 to ?10 which kinds. */
#define OUTLINES_AND(squares)                                                                      \
    "FROM outline o WHERE ((?6 AND o.kind = 'zone') OR (?7 AND o.kind = 'site') OR (?8 AND "       \
    "o.kind = 'control' AND o.from_usec IS (SELECT max(p.from_usec) FROM outline p WHERE p.kind "  \
    "= 'control' AND p.category = o.category AND (?5 = '' OR p.from_usec < CAST(?5 AS "            \
    "INTEGER)))) OR (" squares ") OR (((?9 AND o.kind IN ('silent', 'interference')) OR (?10 AND " \
    "o.kind = 'anomaly')) AND (?5 = '' OR o.from_usec < CAST(?5 AS INTEGER)) AND (?11 = '' OR "    \
    "o.to_usec >= CAST(?11 AS INTEGER)))) AND " IN_VIEW " ORDER BY CASE o.kind WHEN 'control' "    \
    "THEN 0 WHEN 'zone' THEN 1 WHEN 'heard' THEN 3 ELSE 2 END, o.kind, o.nth"
/* Squares where ships were heard are of the whole period, and last: they are many. */
#define OUTLINES OUTLINES_AND("?9 AND o.kind = 'heard'")
#define OUTLINES_BUT_SQUARES OUTLINES_AND("0")

static truce_value degrees(call *c, double v)
{
    return desk_text(arena_printf(c->a, "%.6f", v));
}

static void values_of(call *c, const beside *x, truce_value v[OUTLINE_VALUES])
{
    v[0] = degrees(c, x->west);
    v[1] = degrees(c, x->east);
    v[2] = degrees(c, x->south);
    v[3] = degrees(c, x->north);
    v[4] = page_bound(c, x->to);
    for (size_t k = 0; k < BESIDE_OBSERVATIONS; k++)
        v[5 + k] = desk_int(x->shows[k]);
    v[5 + BESIDE_OBSERVATIONS] = page_bound(c, x->from);
}

static bool any_outline(const beside *x)
{
    for (size_t k = 0; k < BESIDE_OBSERVATIONS; k++)
        if (x->shows[k]) return true;
    return false;
}

static const char observed[] =
    "SELECT o.entry, o.from_usec, o.by_name, o.place, o.observation, printf('%.5f', CAST(o.lat AS "
    "REAL)), printf('%.5f', CAST(o.lon AS REAL)) FROM observation o WHERE o.lat <> '' AND o.lon <> "
    "'' AND CAST(o.lon AS REAL) BETWEEN CAST(?1 AS REAL) AND CAST(?2 AS REAL) AND CAST(o.lat AS "
    "REAL) BETWEEN CAST(?3 AS REAL) AND CAST(?4 AS REAL) AND (?5 = '' OR coalesce(o.from_usec, "
    "o.to_usec) < CAST(?5 AS INTEGER)) AND (?6 = '' OR CASE WHEN o.to_usec > o.from_usec THEN "
    "o.to_usec ELSE coalesce(o.to_usec, o.from_usec) + 1 END > CAST(?6 AS INTEGER)) ORDER BY "
    "o.entry DESC";

/* ---- The picture */

static void put_number(buf *b, const char *before, double v)
{
    buf_z(b, before);
    buf_fixed(b, v, 1);
}

static bool read_point(str *rest, double *lon, double *lat)
{
    str one, x;
    return str_cut(rest, ' ', &one) && str_cut(&one, ',', &x) && str_to_double(x, lon) &&
           str_to_double(one, lat);
}

static void put_path(buf *b, str rings, bool closed, const chart *f)
{
    str ring;
    buf_z(b, " d=\"");
    while (rings.len && str_cut(&rings, ';', &ring)) {
        double lon, lat;
        for (size_t i = 0; ring.len && read_point(&ring, &lon, &lat); i++) {
            put_number(b, i ? "L" : "M", chart_x(f, lon));
            put_number(b, " ", chart_y(f, lat));
        }
        if (closed) buf_c(b, 'Z');
    }
    buf_c(b, '"');
}

enum { O_KIND, O_NAME, O_SIDE, O_SHAPE, O_RADIUS, O_POINTS, O_WEST, O_EAST, O_SOUTH, O_NORTH };

static double real_at(const desk_rows *r, size_t row, size_t column)
{
    double v = 0;
    (void)str_to_double(desk_text_at(r, row, column), &v);
    return v;
}

/* Only a site is a peak where it is small: a zone stays a circle. */
static void put_circle(buf *b, const desk_rows *r, size_t i, const chart *f)
{
    enum { LEAST = 5 };
    str kind = desk_text_at(r, i, O_KIND);
    bool site = str_is(kind, "site");
    double lon = 0, lat = 0, radius = real_at(r, i, O_RADIUS) / 111320 * f->scale_y;
    str points = desk_text_at(r, i, O_POINTS);
    if (!read_point(&points, &lon, &lat)) return;
    double x = chart_x(f, lon), y = chart_y(f, lat);
    double smallest = str_is(kind, "zone") ? 2 : LEAST;
    if (radius > LEAST || !site) {
        buf_f(b, "<circle class=\"" STR_FMT "\"", STR_ARG(kind));
        put_number(b, " cx=\"", x);
        put_number(b, "\" cy=\"", y);
        put_number(b, "\" r=\"", fmax(radius, smallest));
    } else { /* a corner up, so that it is no incident's mark */
        put_number(b, "<path class=\"site\" d=\"M", x - LEAST);
        put_number(b, " ", y);
        put_number(b, "L", x);
        put_number(b, " ", y - LEAST);
        put_number(b, "L", x + LEAST);
        put_number(b, " ", y);
        buf_c(b, 'Z');
    }
    buf_z(b, "\"/>\n");
}

/* Its name, or who is said to hold it, in its middle. */
static void put_name(buf *b, const desk_rows *r, size_t i, const chart *f)
{
    str side = desk_text_at(r, i, O_SIDE), name = side.len ? side : desk_text_at(r, i, O_NAME);
    if (name.len == 0) return;
    double west = fmax(f->west, real_at(r, i, O_WEST)), east = fmin(f->east, real_at(r, i, O_EAST)),
           south = fmax(f->south, real_at(r, i, O_SOUTH)),
           north = fmin(f->north, real_at(r, i, O_NORTH));
    put_number(b, "<text class=\"axis\" text-anchor=\"middle\" x=\"",
               chart_x(f, (west + east) / 2));
    put_number(b, "\" y=\"", /* a zone's along its edge, where fewer incidents are */
               side.len ? chart_y(f, (south + north) / 2) : chart_y(f, south) - 6);
    buf_z(b, "\">");
    html_text(b, name);
    buf_z(b, "</text>\n");
}

static bool draw_outlines(call *c, const beside *x, const chart *f)
{
    desk_rows r;
    truce_value v[OUTLINE_VALUES];
    buf *b = &c->p->body;
    values_of(c, x, v);
    if (!page_ask_first(c, MOST_DRAWN,
                        "SELECT o.kind, o.name, o.side, o.shape, printf('%.1f', o.radius_m), "
                        "o.points, printf('%.5f', o.west), printf('%.5f', o.east), printf('%.5f', "
                        "o.south), printf('%.5f', o.north) " OUTLINES,
                        v, OUTLINE_VALUES, &r))
        return false;
    for (size_t i = 0; i < r.n; i++) {
        str shape = desk_text_at(&r, i, O_SHAPE), kind = desk_text_at(&r, i, O_KIND);
        if (str_is(shape, "circle")) {
            put_circle(b, &r, i, f);
        } else {
            buf_f(b, "<path class=\"" STR_FMT, STR_ARG(kind));
            if (str_is(kind, "heard")) /* darker with each digit of how often */
                buf_f(b, " times%zu", desk_text_at(&r, i, O_NAME).len);
            buf_c(b, '"');
            put_path(b, desk_text_at(&r, i, O_POINTS), str_is(shape, "polygon"), f);
            buf_z(b, "/>\n");
        }
        if (str_is(kind, "zone") || str_is(kind, "control")) put_name(b, &r, i, f);
    }
    return true;
}

enum { V_ENTRY, V_LAT = 5, V_LON };

static bool draw_observations(call *c, const beside *x, const chart *f)
{
    enum { HALF = 5 };
    desk_rows r;
    truce_value v[OUTLINE_VALUES];
    buf *b = &c->p->body;
    values_of(c, x, v);
    v[5] = page_bound(c, x->from);
    if (!page_ask_first(c, MOST_DRAWN, observed, v, 6, &r)) return false;
    for (size_t i = 0; i < r.n; i++) {
        double at_x = chart_x(f, real_at(&r, i, V_LON)), at_y = chart_y(f, real_at(&r, i, V_LAT));
        buf_f(b, "<a tabindex=\"-1\" href=\"/observations/%lld\"><title>%lld</title>",
              (long long)desk_cell(&r, i, V_ENTRY)->integer,
              (long long)desk_cell(&r, i, V_ENTRY)->integer);
        put_number(b, "<path class=\"observed\" d=\"M", at_x - HALF);
        put_number(b, " ", at_y);
        put_number(b, "H", at_x + HALF);
        put_number(b, "M", at_x);
        put_number(b, " ", at_y - HALF);
        put_number(b, "V", at_y + HALF);
        buf_z(b, "\"/></a>\n");
    }
    return true;
}

/* ---- Tracks: lines of ships, each of a day */

/* ?1 to ?4 the box, ?5 and ?6 the days. */
#define TRACKS_IN_VIEW "FROM track o WHERE o.day BETWEEN ?5 AND ?6 AND " IN_VIEW

static void track_values(call *c, const beside *x, truce_value v[6])
{
    const int64_t ever = (int64_t)1 << 40;
    v[0] = degrees(c, x->west);
    v[1] = degrees(c, x->east);
    v[2] = degrees(c, x->south);
    v[3] = degrees(c, x->north);
    v[4] = desk_int(x->from == INT64_MIN ? -ever : usec_day(x->from));
    v[5] = desk_int(x->to == INT64_MIN ? ever : usec_day(x->to - 1));
}

/* Points nearer than two pixels to the last one that was put are left out, but for the end. */
static void put_track(buf *b, str lines, const chart *f)
{
    str line;
    while (lines.len && str_cut(&lines, ';', &line)) {
        double lon, lat, x, y, last_x = 0, last_y = 0;
        bool any = false;
        while (line.len && read_point(&line, &lon, &lat)) {
            x = chart_x(f, lon);
            y = chart_y(f, lat);
            if (any && line.len && hypot(x - last_x, y - last_y) < 2) continue;
            put_number(b, any ? "L" : "M", x);
            put_number(b, " ", y);
            if (!any && line.len == 0) buf_z(b, "h0"); /* heard once: a dot */
            any = true;
            last_x = x;
            last_y = y;
        }
    }
}

static bool draw_tracks(call *c, const beside *x, const chart *f)
{
    desk_rows r;
    truce_value v[6];
    buf *b = &c->p->body;
    track_values(c, x, v);
    if (!page_ask_first(c, MOST_TRACKS,
                        "SELECT o.mmsi, o.points " TRACKS_IN_VIEW
                        " ORDER BY o.day DESC, o.mmsi, o.nth",
                        v, 6, &r))
        return false;
    for (size_t i = 0; i < r.n; i++) {
        buf_z(b, "<path class=\"track\" d=\"");
        put_track(b, desk_text_at(&r, i, 1), f);
        buf_f(b, "\"><title>%lld</title></path>\n", (long long)desk_cell(&r, i, 0)->integer);
    }
    return true;
}

static bool tell_tracks(call *c, const beside *x)
{
    static const page_column columns[] = {{"mmsi", N_("Number of the ship"), CELL_NUMBER, NULL},
                                          {"from", N_("From"), CELL_WHEN, NULL},
                                          {"to", N_("To"), CELL_WHEN, NULL},
                                          {"days", N_("Days"), CELL_NUMBER, NULL},
                                          {"reports", N_("Reports"), CELL_NUMBER, NULL}};
    desk_rows r, n;
    truce_value v[6];
    track_values(c, x, v);
    if (!page_ask(c, "SELECT count(*) " TRACKS_IN_VIEW, v, 6, &n)) return false;
    if (!page_ask_first(c, MOST_LISTED,
                        "SELECT o.mmsi, min(o.from_usec), max(o.to_usec), count(DISTINCT o.day), "
                        "sum(o.reports) " TRACKS_IN_VIEW
                        " GROUP BY o.mmsi ORDER BY sum(o.reports) DESC, o.mmsi",
                        v, 6, &r))
        return false;
    page_say(c, N_("A thin line is where a ship says it went on a day, drawn to a hundred metres: "
                   "reports that are trusted alone. Who sends nothing is not seen."));
    if (desk_cell(&n, 0, 0)->integer > MOST_TRACKS)
        page_say(c, N_("There are more lines here than are drawn: those of the latest days are. "
                       "Choose fewer days or a smaller part."));
    PAGE_TABLE(c, "tracks",
               N_("Ships whose lines touch this view, with their reports of those days, most "
                  "first. Whose a ship is, its number does not say."),
               N_("No ship has a line in this view."), columns, &r);
    return true;
}

/* ---- Detections: each where there are few, else how many in a square */

enum { FEW_DETECTIONS = 1000, SQUARES_ACROSS = 60 };

typedef struct detections {
    int64_t n, first_day, last_day; /* of all squares that touch the view */
    int64_t from, to;               /* the mission's period; INT64_MIN and INT64_MAX: open */
    int64_t step;                   /* squares of the index in one that is drawn */
    bool each;
} detections;

/* ?1 to ?4 columns and rows of squares, ?5 and ?6 days. */
#define SQUARES_IN_VIEW                                                                            \
    "FROM detected d WHERE d.day BETWEEN ?5 AND ?6 AND d.lon_cell BETWEEN ?1 AND ?2 AND "          \
    "d.lat_cell BETWEEN ?3 AND ?4"
/* ?7: squares of the index that are one. Rows and columns counted from far outside the world, so
 * that they are divided downwards. */
#define TOGETHER(cell) "((d." cell " + ?7 * 10000) / ?7 - 10000)"

/* The size of the index's squares, in degrees; 0: there are none. */
static bool ask_squares(call *c, detections *out, double *cell_deg)
{
    desk_rows r;
    if (!page_ask(c,
                  "SELECT printf('%.6f', (SELECT cell_deg FROM detected LIMIT 1)), from_usec, "
                  "to_usec FROM mission",
                  NULL, 0, &r))
        return false;
    const truce_value *from = desk_cell(&r, 0, 1), *to = desk_cell(&r, 0, 2);
    *out = (detections){.from = from->kind == TRUCE_INTEGER ? from->integer : INT64_MIN,
                        .to = to->kind == TRUCE_INTEGER ? to->integer : INT64_MAX,
                        .step = 1};
    if (!str_to_double(desk_text_at(&r, 0, 0), cell_deg)) *cell_deg = 0;
    return true;
}

/* `v`: the values of SQUARES_IN_VIEW, and how many squares are one. */
static bool weigh_detections(call *c, const beside *x, truce_value v[7], detections *out)
{
    static const int64_t steps[] = {1, 2, 5, 10, 20, 50, 100, 200};
    desk_rows r;
    double cell_deg;
    if (!ask_squares(c, out, &cell_deg)) return false;
    out->each = true;
    if (!(cell_deg > 0)) return true;
    track_values(c, x, v);
    v[0] = desk_int((int64_t)floor(x->west / cell_deg));
    v[1] = desk_int((int64_t)floor(x->east / cell_deg));
    v[2] = desk_int((int64_t)floor(x->south / cell_deg));
    v[3] = desk_int((int64_t)floor(x->north / cell_deg));
    if (!page_ask(c,
                  "SELECT coalesce(sum(d.detections), 0), min(d.day), max(d.day) " SQUARES_IN_VIEW,
                  v, 6, &r))
        return false;
    out->n = desk_cell(&r, 0, 0)->integer;
    out->first_day = desk_cell(&r, 0, 1)->integer;
    out->last_day = desk_cell(&r, 0, 2)->integer;
    out->each = out->n <= FEW_DETECTIONS;
    for (size_t i = 0; i < sizeof steps / sizeof *steps; i++) {
        out->step = steps[i];
        if ((x->east - x->west) / (cell_deg * (double)steps[i]) <= SQUARES_ACROSS) break;
    }
    v[6] = desk_int(out->step);
    return true;
}

/* What satellites saw in the view, one by one; ?5 and ?6 are instants. */
static bool ask_each(call *c, const beside *x, const detections *d, const char *what, size_t most,
                     const char *order, desk_rows *out)
{
    int64_t from = d->first_day * PAGE_DAY_USEC, to = (d->last_day + 1) * PAGE_DAY_USEC;
    truce_value with[6];
    track_values(c, x, with);
    with[4] = desk_int(from > d->from ? from : d->from);
    with[5] = desk_int((to < d->to ? to : d->to) - 1);
    str sql = arena_printf(c->a,
                           "SELECT %s FROM detection WHERE lon BETWEEN CAST(?1 AS REAL) AND "
                           "CAST(?2 AS REAL) AND lat BETWEEN CAST(?3 AS REAL) AND CAST(?4 AS REAL) "
                           "AND at_usec BETWEEN ?5 AND ?6 ORDER BY %s",
                           what, order);
    return page_ask_first(c, most, sql.ptr ? sql.ptr : "", with, 6, out);
}

/* As large as its pixel, where that is known. */
static bool draw_each(call *c, const beside *x, const detections *d, const chart *f)
{
    desk_rows r;
    buf *b = &c->p->body;
    if (!ask_each(c, x, d,
                  "printf('%.6f', lon), printf('%.6f', lat), printf('%.4f', max(coalesce(scan_km, "
                  "0), coalesce(track_km, 0)))",
                  MOST_DRAWN, "at_usec", &r))
        return false;
    for (size_t i = 0; i < r.n; i++) {
        put_number(b, "<circle class=\"detected\" cx=\"", chart_x(f, real_at(&r, i, 0)));
        put_number(b, "\" cy=\"", chart_y(f, real_at(&r, i, 1)));
        put_number(b, "\" r=\"", fmax(1.5, real_at(&r, i, 2) * 500 / 111320 * f->scale_y));
        buf_z(b, "\"/>\n");
    }
    return true;
}

static bool draw_squares(call *c, truce_value v[7], const chart *f)
{
    desk_rows r;
    double most = 1;
    buf *b = &c->p->body;
    if (!page_ask_first(
            c, MOST_DRAWN,
            "SELECT sum(d.detections) AS n, printf('%.6f', (" TOGETHER(
                "lon_cell") " + 0.5) * ?7 * max(d.cell_deg)), printf('%.6f', "
                            "(" TOGETHER(
                                "lat_cell") " + 0.5) "
                                            "* ?7 * max(d.cell_deg)), "
                                            "printf('%.6f', ?7 * "
                                            "max(d.cell_deg)) " SQUARES_IN_VIEW
                                            " GROUP BY " TOGETHER("lon_cell") ", " TOGETHER(
                                                "lat_cell") " ORDER BY n "
                                                            "DESC, 2, 3",
            v, 7, &r))
        return false;
    if (r.n) most = (double)desk_cell(&r, 0, 0)->integer;
    for (size_t i = 0; i < r.n; i++) {
        double share = sqrt((double)desk_cell(&r, i, 0)->integer / most) * real_at(&r, i, 3),
               w = fmax(1.5, share * f->scale_x), h = fmax(1.5, share * f->scale_y);
        put_number(b, "<rect class=\"detected many\" x=\"", chart_x(f, real_at(&r, i, 1)) - w / 2);
        put_number(b, "\" y=\"", chart_y(f, real_at(&r, i, 2)) - h / 2);
        put_number(b, "\" width=\"", w);
        put_number(b, "\" height=\"", h);
        buf_z(b, "\"/>\n");
    }
    return true;
}

static bool draw_detections(call *c, const beside *x, const chart *f)
{
    detections d;
    truce_value v[7];
    if (!weigh_detections(c, x, v, &d)) return false;
    return d.each ? d.n == 0 || draw_each(c, x, &d, f) : draw_squares(c, v, f);
}

static bool list_each(call *c, const beside *x, const detections *d)
{
    static const page_column columns[] = {
        {"at", N_("When"), CELL_WHEN, NULL},
        {"satellite", N_("Satellite"), CELL_TEXT, NULL},
        {"lat", N_("Latitude"), CELL_TEXT, NULL},
        {"lon", N_("Longitude"), CELL_TEXT, NULL},
        {"frp_mw", N_("Radiative power, MW"), CELL_TEXT, NULL},
        {"confidence", N_("As its producer rates it"), CELL_KNOWN, NULL}};
    desk_rows r = {.width = sizeof columns / sizeof *columns};
    if (d->n &&
        !ask_each(c, x, d,
                  "at_usec, CASE satellite WHEN 'terra' THEN 'Terra' WHEN 'aqua' THEN 'Aqua' WHEN "
                  "'snpp' THEN 'Suomi NPP' WHEN 'noaa20' THEN 'NOAA-20' WHEN 'noaa21' THEN "
                  "'NOAA-21' END, printf('%.5f', lat), printf('%.5f', lon), CASE WHEN "
                  "frp_mw IS NOT NULL THEN printf('%.1f', frp_mw) END, confidence",
                  MOST_LISTED, "at_usec DESC, lat, lon", &r))
        return false;
    PAGE_TABLE(c, "detections", N_("Thermal anomalies in this view, newest first."),
               N_("No satellite saw a thermal anomaly in this view, or the record has none."),
               columns, &r);
    return true;
}

static bool list_squares(call *c, truce_value v[7])
{
    static const page_column columns[] = {
        {"south", N_("From the latitude"), CELL_TEXT, NULL},
        {"north", N_("To the latitude"), CELL_TEXT, NULL},
        {"west", N_("From the longitude"), CELL_TEXT, NULL},
        {"east", N_("To the longitude"), CELL_TEXT, NULL},
        {"detections", N_("Thermal anomalies"), CELL_NUMBER, NULL}};
    desk_rows r;
    if (!page_ask_first(
            c, MOST_LISTED,
            "SELECT printf('%.2f', y * size), printf('%.2f', (y + 1) * size), printf('%.2f', x * "
            "size), printf('%.2f', (x + 1) * size), n FROM (SELECT " TOGETHER(
                "lon_cell") " AS x, " TOGETHER("lat_cell") " AS y, ?7 * max(d.cell_deg) AS size, "
                                                           "sum(d.detections) AS n " SQUARES_IN_VIEW
                                                           " GROUP BY 1, 2) ORDER BY n DESC, y, x",
            v, 7, &r))
        return false;
    PAGE_TABLE(c, "detected",
               N_("Squares with thermal anomalies in this view, most first. A smaller part, or "
                  "fewer days, shows each."),
               N_("No satellite saw a thermal anomaly in this view, or the record has none."),
               columns, &r);
    return true;
}

static bool tell_detections(call *c, const beside *x)
{
    detections d;
    truce_value v[7];
    if (!weigh_detections(c, x, v, &d)) return false;
    page_say(c, N_("A ring is a thermal anomaly that a satellite saw, as large as its pixel; where "
                   "there are many, a grey square stands for those of its part of the map and is "
                   "larger the more there were. Usual ones are among them; what caused them is not "
                   "told."));
    return d.each ? list_each(c, x, &d) : list_squares(c, v);
}

/* ---- All of them */

bool beside_draw(call *c, const beside *x, const chart *f)
{
    beside seen = *x; /* the frame shows some way around what was asked for */
    seen.west = f->west;
    seen.east = f->east;
    seen.south = f->south;
    seen.north = f->north;
    if (x->shows[BESIDE_DETECTIONS] && !draw_detections(c, &seen, f)) return false;
    if (any_outline(x) && !draw_outlines(c, &seen, f)) return false;
    if (x->shows[BESIDE_TRACKS] && !draw_tracks(c, &seen, f)) return false;
    return !x->shows[BESIDE_OBSERVATIONS] || draw_observations(c, &seen, f);
}

/* ---- The tables */

/* Where ships were heard, most first. */
static bool tell_squares(call *c, const truce_value *v)
{
    static const page_column columns[] = {
        {"south", N_("From the latitude"), CELL_TEXT, NULL},
        {"north", N_("To the latitude"), CELL_TEXT, NULL},
        {"west", N_("From the longitude"), CELL_TEXT, NULL},
        {"east", N_("To the longitude"), CELL_TEXT, NULL},
        {"heard", N_("Ten minutes in which ships were heard"), CELL_NUMBER, NULL}};
    desk_rows r;
    if (!page_ask_first(
            c, MOST_LISTED,
            "SELECT printf('%.2f', o.south), printf('%.2f', o.north), printf('%.2f', o.west), "
            "printf('%.2f', o.east), CAST(o.name AS INTEGER) FROM outline o WHERE o.kind = 'heard' "
            "AND " IN_VIEW " ORDER BY CAST(o.name AS INTEGER) DESC, o.nth",
            v, 4, &r))
        return false;
    PAGE_TABLE(c, "heard",
               N_("Squares in which logs of ships have reports that are trusted, of the whole "
                  "period, all ships together, most first. Where nothing was heard nobody may "
                  "have listened."),
               N_("No ship was heard in this view."), columns, &r);
    return true;
}

bool beside_tables(call *c, const beside *x)
{
    static const page_column outlines[] = {{"kind", N_("Kind"), CELL_KNOWN, NULL},
                                           {"id", N_("Id"), CELL_TEXT, NULL},
                                           {"name", N_("Name"), CELL_TEXT, NULL},
                                           {"category", N_("Category"), CELL_KNOWN, NULL},
                                           {"side", N_("Held by"), CELL_TEXT, NULL},
                                           {"day", N_("From"), CELL_WHEN, NULL},
                                           {"until", N_("To"), CELL_WHEN, NULL},
                                           {"source", N_("Source"), CELL_TEXT, NULL}},
                             seen[] = {{"entry", N_("Observation"), CELL_LINK, "/observations/"},
                                       {"from", N_("From"), CELL_WHEN, NULL},
                                       {"by", N_("By"), CELL_TEXT, NULL},
                                       {"place", N_("Place"), CELL_TEXT, NULL},
                                       {"observation", N_("Observation"), CELL_TEXT, NULL},
                                       {"lat", N_("Latitude"), CELL_TEXT, NULL},
                                       {"lon", N_("Longitude"), CELL_TEXT, NULL}};
    desk_rows r;
    truce_value v[OUTLINE_VALUES];
    values_of(c, x, v);
    if (any_outline(x)) {
        if (!page_ask_first(
                c, MOST_LISTED,
                "SELECT CASE o.kind WHEN 'silent' THEN 'ship silent' WHEN 'interference' THEN "
                "'positions "
                "that jump' WHEN 'anomaly' THEN 'thermal anomaly' ELSE o.kind END, o.id, o.name, "
                "CASE o.kind WHEN 'control' THEN '' ELSE o.category END, o.side, o.from_usec, "
                "o.to_usec, o.source " OUTLINES_BUT_SQUARES,
                v, OUTLINE_VALUES, &r))
            return false;
        PAGE_TABLE(c, "beside",
                   N_("Outlines in this view. What is held is told by each source for itself, of "
                      "its last day before the end of the days chosen."),
                   N_("Nothing that was chosen has an outline in this view."), outlines, &r);
    }
    if (x->shows[BESIDE_SHIPS])
        page_say(c, N_("In grey squares ships were heard, darker where more were; a dotted line is "
                       "a ship that was silent from one place to the other, a broken ring a place "
                       "where positions of ships jumped. Who sends nothing is not seen."));
    if (x->shows[BESIDE_ANOMALIES])
        page_say(c, N_("A small grey circle is a thermal anomaly whose pixel overlaps a site and "
                       "that is not known to be usual there; what caused it is not told."));
    if (x->shows[BESIDE_SHIPS] && !tell_squares(c, v)) return false;
    if (x->shows[BESIDE_TRACKS] && !tell_tracks(c, x)) return false;
    if (x->shows[BESIDE_DETECTIONS] && !tell_detections(c, x)) return false;
    if (!x->shows[BESIDE_OBSERVATIONS]) return true;
    v[5] = page_bound(c, x->from);
    if (!page_ask_first(c, MOST_LISTED, observed, v, 6, &r)) return false;
    PAGE_TABLE(c, "observations", N_("Observations in this view, newest first."),
               N_("No observation has a position in this view."), seen, &r);
    return true;
}
