/* Outlines and observations under the incidents of a map. */
#include "serve/map_beside.h"

#include <math.h>
#include <string.h>

enum { MOST_DRAWN = 2000, MOST_LISTED = 100, OUTLINE_VALUES = 6 + BESIDE_OBSERVATIONS };

static const struct {
    const char *word, *says;
} kinds[BESIDE__N] = {{"zones", N_("Zones and lines of the agreement")},
                      {"sites", N_("Sites")},
                      {"control", N_("Who is said to hold what")},
                      {"ships", N_("Ships: where they were heard, fell silent, or seemed to jump")},
                      {"anomalies", N_("Thermal anomalies at sites")},
                      {"observations", N_("Observations")}};

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

bool beside_draw(call *c, const beside *x, const chart *f)
{
    beside seen = *x; /* the frame shows some way around what was asked for */
    seen.west = f->west;
    seen.east = f->east;
    seen.south = f->south;
    seen.north = f->north;
    if (any_outline(x) && !draw_outlines(c, &seen, f)) return false;
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
    if (!x->shows[BESIDE_OBSERVATIONS]) return true;
    v[5] = page_bound(c, x->from);
    if (!page_ask_first(c, MOST_LISTED, observed, v, 6, &r)) return false;
    PAGE_TABLE(c, "observations", N_("Observations in this view, newest first."),
               N_("No observation has a position in this view."), seen, &r);
    return true;
}
