/* Map and time: incidents where they are said to have been, as far as they are known to, and when.
 * Whole without scripts: what is shown stands in the address, places are links, and the table
 * beside the picture has every one of them. Many in one place are one mark with their number, which
 * leads nearer. Coded and alleged incidents have shapes of their own and are never added up. */
#include "serve/map_beside.h"
#include "serve/routes.h"
#include "serve/web.h"

#include <math.h>
#include <string.h>

enum {
    MARKS_MOST = 300, /* more are drawn together */
    CELLS = 24,       /* across, then */
    TABLE_MOST = 100,
    FEW = 5000,
    BARS_MOST = 120
};
/* Of a view, across and up: about a hundred metres. */
#define LEAST_DEGREES 0.001

typedef struct choice {
    str layer, state, find;
    word_search words; /* how `find` is looked for */
    int64_t from, to;  /* microseconds, half open; INT64_MIN: open */
    double west, south, east, north;
    bool boxed;
    beside also;
} choice;

/* ---- What is asked */

static const char as_asked[] =
    N_("A day is written as 2025-04-01 or 01.04.2025; a part of the world is west, south, east and "
       "north in degrees.");

static bool read_degrees(str *rest, double low, double high, double *out)
{
    str one;
    return rest->len && str_cut(rest, ',', &one) && str_to_double(str_trim(one), out) &&
           isfinite(*out) && *out >= low && *out <= high;
}

static bool read_choice(call *c, choice *out)
{
    str box = call_query(c, "bbox");
    *out = (choice){.layer = call_query(c, "layer"),
                    .state = call_query(c, "state"),
                    .find = call_query(c, "find")};
    out->words = call_search(c, out->find);
    beside_read(c, &out->also);
    if (!page_day(c, call_query(c, "from"), &out->from) ||
        !page_day(c, call_query(c, "to"), &out->to))
        return false;
    if (out->to != INT64_MIN) out->to += PAGE_DAY_USEC; /* the day is counted in */
    if (box.len == 0) return true;
    out->boxed = true;
    return read_degrees(&box, -180, 180, &out->west) && read_degrees(&box, -90, 90, &out->south) &&
           read_degrees(&box, -180, 180, &out->east) && read_degrees(&box, -90, 90, &out->north) &&
           box.len == 0 && out->east - out->west >= LEAST_DEGREES &&
           out->north - out->south >= LEAST_DEGREES;
}

/* ?1 layer, ?2 state, ?3 place, ?4 from, ?5 to (empty: open). What is not asked for is not looked
 * at: the index of places answers all but words to find. */
/* Refuted and withdrawn ones where that state is asked for, or words: they are in no count. */
#define LAYER_AND_DAYS                                                                             \
    "(?1 = '' OR i.layer = ?1) AND (CASE WHEN ?2 <> '' THEN i.status = ?2 WHEN ?3 = '' THEN "      \
    "i.status NOT IN ('refuted', 'withdrawn') ELSE 1 END) AND (?4 = '' OR " PAGE_UNTIL             \
    " > CAST(?4 AS INTEGER)) AND (?5 = '' OR coalesce(i.from_usec, i.to_usec) < CAST(?5 AS "       \
    "INTEGER))"
static const char chosen[] = LAYER_AND_DAYS, chosen_found[] = LAYER_AND_DAYS FOUND_BY_ROW,
                  chosen_indexed[] = LAYER_AND_DAYS FOUND_INDEXED,
                  chosen_letters[] = LAYER_AND_DAYS FOUND_LETTERS;
/* ?6 to ?9: west, east, south, north */
#define IN_BOX                                                                                     \
    " AND i.lon BETWEEN CAST(?6 AS REAL) AND CAST(?7 AS REAL) AND i.lat BETWEEN CAST(?8 AS REAL) " \
    "AND CAST(?9 AS REAL)"

static const char *which_of(const choice *x)
{
    static const char *const found[] = {chosen_found, chosen_indexed, chosen_letters};
    return x->find.len == 0 ? chosen : found[x->words.by];
}

static bool ask_chosen(call *c, const choice *x, const char *before, const char *after,
                       const truce_value *v, size_t n, desk_rows *out)
{
    /* By that index, which has all that is asked for and is a third of the table. */
    str sql = arena_printf(c->a, "%s FROM incident i%s WHERE %s%s", before,
                           x->find.len ? "" : " INDEXED BY incident_by_place", which_of(x), after);
    return page_ask(c, sql.ptr ? sql.ptr : "", v, n, out);
}

static truce_value number(call *c, double v)
{
    return desk_text(arena_printf(c->a, "%.6f", v));
}

static void values_of(call *c, const choice *x, truce_value v[9])
{
    v[0] = desk_text(x->layer);
    v[1] = desk_text(x->state);
    v[2] = desk_text(x->words.value);
    v[3] = page_bound(c, x->from);
    v[4] = page_bound(c, x->to);
    v[5] = number(c, x->west);
    v[6] = number(c, x->east);
    v[7] = number(c, x->south);
    v[8] = number(c, x->north);
}

static double real_at(const desk_rows *r, size_t row, size_t column)
{
    const truce_value *v = desk_cell(r, row, column);
    double x = 0;
    if (v->kind == TRUCE_TEXT) (void)str_to_double((str){v->text.bytes, v->text.length}, &x);
    return x;
}

/* Where nobody has chosen a part of the world: all that is to be shown, and some way around. */
static bool choose_box(call *c, choice *x)
{
    desk_rows r;
    truce_value v[9];
    if (x->boxed) return true;
    values_of(c, x, v);
    if (!ask_chosen(c, x,
                    "SELECT printf('%.6f', min(lon)), printf('%.6f', min(lat)), printf('%.6f', "
                    "max(lon)), printf('%.6f', max(lat)), count(lat)",
                    " AND i.lat IS NOT NULL", v, 5, &r))
        return false;
    if (desk_cell(&r, 0, 4)->integer == 0) {
        x->west = -180;
        x->south = -60;
        x->east = 180;
        x->north = 75;
        return true;
    }
    double w = real_at(&r, 0, 0), s = real_at(&r, 0, 1), e = real_at(&r, 0, 2),
           n = real_at(&r, 0, 3);
    double dx = fmax(0.3, (e - w) * 0.08), dy = fmax(0.2, (n - s) * 0.08);
    x->west = fmax(-180, w - dx);
    x->east = fmin(180, e + dx);
    x->south = fmax(-90, s - dy);
    x->north = fmin(90, n + dy);
    return true;
}

/* ---- Addresses of other views */

/* As large as it was, moved back into the world where it went out of it; four digits, outwards. */
static void put_box(buf *b, double w, double s, double e, double n)
{
    double half_x = fmin(180, fmax(LEAST_DEGREES, e - w) / 2),
           half_y = fmin(90, fmax(LEAST_DEGREES, n - s) / 2);
    double x = fmin(180 - half_x, fmax(half_x - 180, (w + e) / 2)),
           y = fmin(90 - half_y, fmax(half_y - 90, (s + n) / 2));
    const double all[] = {floor((x - half_x) * 1e4) / 1e4, floor((y - half_y) * 1e4) / 1e4,
                          ceil((x + half_x) * 1e4) / 1e4, ceil((y + half_y) * 1e4) / 1e4};
    const double most[] = {-180, -90, 180, 90};
    buf_z(b, "&amp;bbox=");
    for (size_t i = 0; i < 4; i++) {
        if (i) buf_c(b, ',');
        buf_fixed(b, i < 2 ? fmax(most[i], all[i]) : fmin(most[i], all[i]), 4);
    }
}

/* "?layer=..", without the box and the days. */
static void put_rest(call *c, const choice *x, buf *b)
{
    buf_z(b, "?layer=");
    page_encode(b, x->layer);
    buf_z(b, "&amp;state=");
    page_encode(b, x->state);
    buf_z(b, "&amp;find=");
    page_encode(b, x->find);
    beside_rest(&x->also, b);
    (void)c;
}

static void put_days(call *c, buf *b)
{
    static const char *const names[] = {"from", "to"};
    for (size_t i = 0; i < 2; i++) {
        buf_f(b, "&amp;%s=", names[i]);
        page_encode(b, call_query(c, names[i]));
    }
}

static const char *const asked_of_lists[] = {"layer", "state", "find", "from", "to"};

static void put_moves(call *c, const choice *x)
{
    static const struct {
        const char *says;
        double dx, dy, zoom;
    } moves[] = {{N_("Nearer"), 0, 0, 0.5},       {N_("Farther"), 0, 0, 2},
                 {N_("To the west"), -0.5, 0, 1}, {N_("To the east"), 0.5, 0, 1},
                 {N_("To the north"), 0, 0.5, 1}, {N_("To the south"), 0, -0.5, 1}};
    buf *b = &c->p->body;
    double w = x->east - x->west, h = x->north - x->south, cx = (x->east + x->west) / 2,
           cy = (x->north + x->south) / 2;
    buf_f(b, "<nav aria-label=\"%s\"><ul class=\"places\">",
          catalogue_say(c->words, N_("Move the map")));
    for (size_t i = 0; i < sizeof moves / sizeof *moves; i++) {
        double x0 = cx + moves[i].dx * w, y0 = cy + moves[i].dy * h, hw = w / 2 * moves[i].zoom,
               hh = h / 2 * moves[i].zoom;
        buf_z(b, "<li><a href=\"/map");
        put_rest(c, x, b);
        put_days(c, b);
        put_box(b, x0 - hw, y0 - hh, x0 + hw, y0 + hh);
        buf_f(b, "\">%s</a></li>", catalogue_say(c->words, moves[i].says));
    }
    buf_z(b, "<li><a href=\"/map");
    put_rest(c, x, b);
    put_days(c, b);
    buf_f(b, "\">%s</a></li></ul></nav>\n", catalogue_say(c->words, N_("All of it")));
}

/* ---- The picture */

static void put_xy(buf *b, const char *x_name, double x, const char *y_name, double y)
{
    buf_f(b, " %s=\"", x_name);
    buf_fixed(b, x, 1);
    buf_f(b, "\" %s=\"", y_name);
    buf_fixed(b, y, 1);
    buf_c(b, '"');
}

enum { P_ID, P_LAYER, P_LON, P_LAT, P_RADIUS, P_N };

/* To the incident, or to all that are said to have been at that very place. */
static void put_mark_link(call *c, const choice *x, const desk_rows *r, size_t i)
{
    const double around = 0.01;
    buf *b = &c->p->body;
    int64_t n = desk_cell(r, i, P_N)->integer;
    if (n == 1) {
        buf_z(b, "<a tabindex=\"-1\" href=\"/incidents/");
        page_encode(b, desk_text_at(r, i, P_ID));
        buf_z(b, "\"><title>");
        html_text(b, desk_text_at(r, i, P_ID));
    } else {
        double lon = real_at(r, i, P_LON), lat = real_at(r, i, P_LAT);
        buf_z(b, "<a tabindex=\"-1\" href=\"/map");
        put_rest(c, x, b);
        put_days(c, b);
        put_box(b, lon - around, lat - around, lon + around, lat + around);
        buf_f(b, "\"><title>%lld", (long long)n);
    }
    buf_z(b, "</title>");
}

/* A dot where it is said to have been, a ring as far as that is known, a shape for who says so. */
static void put_mark(call *c, const choice *ch, const chart *f, const desk_rows *r, size_t i)
{
    enum { HALF = 5 };
    buf *b = &c->p->body;
    int64_t n = desk_cell(r, i, P_N)->integer;
    double x = chart_x(f, real_at(r, i, P_LON)), y = chart_y(f, real_at(r, i, P_LAT)),
           radius = real_at(r, i, P_RADIUS) / 111320 * f->scale_y;
    put_mark_link(c, ch, r, i);
    if (radius > HALF + 1) {
        buf_z(b, "<circle class=\"known\"");
        put_xy(b, "cx", x, "cy", y);
        buf_z(b, " r=\"");
        buf_fixed(b, radius, 1);
        buf_z(b, "\"/>");
    }
    if (str_is(desk_text_at(r, i, P_LAYER), "coded")) {
        buf_z(b, "<circle class=\"coded\"");
        put_xy(b, "cx", x, "cy", y);
        buf_f(b, " r=\"%d\"/>", HALF);
    } else {
        buf_z(b, "<rect class=\"alleged\"");
        put_xy(b, "x", x - HALF, "y", y - HALF);
        buf_f(b, " width=\"%d\" height=\"%d\"/>", 2 * HALF, 2 * HALF);
    }
    if (n > 1) {
        buf_z(b, "<text class=\"number\"");
        put_xy(b, "x", x, "y", y - HALF - 3);
        buf_f(b, ">%lld</text>", (long long)n);
    }
    buf_z(b, "</a>\n");
}

static bool put_marks(call *c, const choice *x, const chart *f, const truce_value v[9])
{
    desk_rows r;
    if (!ask_chosen(c, x,
                    "SELECT min(i.id), i.layer, printf('%.6f', i.lon), printf('%.6f', i.lat), "
                    "printf('%.1f', coalesce(max(i.radius_m), 0)), count(*)",
                    IN_BOX
                    " GROUP BY i.layer, i.lon, i.lat ORDER BY i.layer DESC, max(i.radius_m) DESC, "
                    "min(i.id)",
                    v, 9, &r))
        return false;
    for (size_t i = 0; i < r.n; i++)
        put_mark(c, x, f, &r, i);
    return true;
}

/* Together by the cells of a grid, coded and alleged each for themselves. */
static bool put_groups(call *c, const choice *x, const chart *f, const truce_value v[9])
{
    desk_rows r;
    buf *b = &c->p->body;
    double w = (x->east - x->west) / CELLS, h = (x->north - x->south) / CELLS;
    truce_value with[11];
    memcpy(with, v, 9 * sizeof *v);
    with[9] = number(c, w);
    with[10] = number(c, h);
    if (!ask_chosen(c, x,
                    "SELECT i.layer, count(*), printf('%.6f', avg(i.lon)), printf('%.6f', "
                    "avg(i.lat)), CAST((i.lon - CAST(?6 AS REAL)) / CAST(?10 AS REAL) AS INTEGER) "
                    "AS gx, CAST((i.lat - CAST(?8 AS REAL)) / CAST(?11 AS REAL) AS INTEGER) AS gy",
                    IN_BOX " GROUP BY i.layer, gx, gy ORDER BY i.layer DESC, gx, gy", with, 11, &r))
        return false;
    for (size_t i = 0; i < r.n; i++) {
        int64_t n = desk_cell(&r, i, 1)->integer;
        bool coded = str_is(desk_text_at(&r, i, 0), "coded");
        double px = chart_x(f, real_at(&r, i, 2)), py = chart_y(f, real_at(&r, i, 3)),
               half = 6 + 3 * log10((double)n + 1) * 2,
               west = x->west + (double)desk_cell(&r, i, 4)->integer * w,
               south = x->south + (double)desk_cell(&r, i, 5)->integer * h;
        buf_z(b, "<a tabindex=\"-1\" href=\"/map");
        put_rest(c, x, b);
        put_days(c, b);
        put_box(b, west, south, west + w, south + h);
        buf_f(b, "\"><title>%lld</title>", (long long)n);
        if (coded) {
            buf_z(b, "<circle class=\"coded many\"");
            put_xy(b, "cx", px, "cy", py);
            buf_z(b, " r=\"");
            buf_fixed(b, half, 1);
            buf_z(b, "\"/>");
        } else {
            buf_z(b, "<rect class=\"alleged many\"");
            put_xy(b, "x", px - half, "y", py - half);
            put_xy(b, "width", 2 * half, "height", 2 * half);
            buf_z(b, "/>");
        }
        buf_z(b, "<text class=\"number\"");
        put_xy(b, "x", px, "y", py + 4);
        buf_f(b, ">%lld</text></a>\n", (long long)n);
    }
    return true;
}

static bool put_picture(call *c, const choice *x, int64_t places)
{
    chart f;
    chart_extent e = {x->west, x->east, x->south, x->north, true};
    truce_value v[9];
    buf *b = &c->p->body;
    chart_frame(&e, 0, 0, &f);
    choice seen = *x; /* the frame shows some way around what was asked for */
    seen.west = f.west;
    seen.east = f.east;
    seen.south = f.south;
    seen.north = f.north;
    values_of(c, &seen, v);
    buf_z(b, "<div class=\"map\"><svg aria-hidden=\"true\" viewBox=\"0 0 ");
    buf_fixed(b, f.width, 0);
    buf_c(b, ' ');
    buf_fixed(b, f.height, 0);
    buf_f(b, "\" data-west=\"");
    buf_fixed(b, f.west, 6);
    buf_z(b, "\" data-north=\"");
    buf_fixed(b, f.north, 6);
    buf_z(b, "\" data-scale-x=\"");
    buf_fixed(b, f.scale_x, 6);
    buf_z(b, "\" data-scale-y=\"");
    buf_fixed(b, f.scale_y, 6);
    buf_z(b, "\"><rect class=\"water\" width=\"100%\" height=\"100%\"/>\n");
    chart_land((str){(const char *)truce_data_desk_land, truce_data_desk_land_len}, &f, b);
    chart_grid(&f, &c->w);
    bool good = beside_draw(c, &x->also, &f);
    good = good && (places > MARKS_MOST ? put_groups(c, &seen, &f, v) : put_marks(c, &seen, &f, v));
    buf_z(b, "</svg></div>\n");
    return good;
}

/* ---- Time */

static void put_day_label(buf *b, int x, int y, const char *anchor, int64_t day)
{
    buf_f(b, "<text class=\"axis\" x=\"%d\" y=\"%d\" text-anchor=\"%s\">", x, y, anchor);
    day_write(b, day);
    buf_z(b, "</text>\n");
}

static bool tell_time(call *c, const choice *x)
{
    static const int64_t steps[] = {1, 7, 28, 91, 365, 3652};
    enum { HEIGHT = 44, WIDTH = 960, LABELS = 16 };
    desk_rows r, d;
    truce_value v[10];
    buf *b = &c->p->body;
    choice all = *x; /* the bars are of all days, so that others can be chosen */
    all.from = all.to = INT64_MIN;
    values_of(c, &all, v);
    if (!ask_chosen(c, x, "SELECT min(from_usec), max(from_usec)", "", v, 5, &d)) return false;
    if (desk_cell(&d, 0, 0)->kind != TRUCE_INTEGER) return true;
    int64_t low = desk_cell(&d, 0, 0)->integer, high = desk_cell(&d, 0, 1)->integer,
            step = PAGE_DAY_USEC;
    for (size_t i = 0; i < sizeof steps / sizeof *steps && (high - low) / step >= BARS_MOST; i++)
        step = steps[i] * PAGE_DAY_USEC;
    low = (low - (low % PAGE_DAY_USEC + PAGE_DAY_USEC) % PAGE_DAY_USEC);
    int64_t n = (high - low) / step + 1, most = 1;
    v[5] = desk_int(low);
    v[6] = desk_int(step);
    if (!ask_chosen(c, x,
                    "SELECT (i.from_usec - ?6) / ?7 AS bar, sum(i.layer = 'coded'), sum(i.layer = "
                    "'alleged')",
                    " AND i.from_usec IS NOT NULL GROUP BY bar ORDER BY bar", v, 7, &r))
        return false;
    for (size_t i = 0; i < r.n; i++)
        for (size_t k = 1; k < 3; k++)
            if (desk_cell(&r, i, k)->integer > most) most = desk_cell(&r, i, k)->integer;
    double width = (double)WIDTH / (double)n;
    buf_f(b,
          "<div class=\"time\"><svg aria-hidden=\"true\" viewBox=\"0 0 %d %d\" data-low=\"%lld\" "
          "data-step=\"%lld\" data-bars=\"%lld\">\n",
          WIDTH, 2 * HEIGHT + 4 + LABELS, (long long)(low / PAGE_DAY_USEC),
          (long long)(step / PAGE_DAY_USEC), (long long)n);
    for (size_t i = 0; i < r.n; i++) {
        int64_t from = low + desk_cell(&r, i, 0)->integer * step;
        buf day;
        buf_init(&day, 64);
        buf_z(b, "<a tabindex=\"-1\" href=\"/map");
        put_rest(c, x, b);
        buf_z(b, "&amp;from=");
        day_write(&day, from / PAGE_DAY_USEC);
        buf_s(b, buf_str(&day));
        buf_z(b, "&amp;to=");
        buf_reset(&day);
        day_write(&day, (from + step) / PAGE_DAY_USEC - 1);
        buf_s(b, buf_str(&day));
        if (x->boxed) put_box(b, x->west, x->south, x->east, x->north);
        buf_z(b, "\"><title>");
        buf_s(b, buf_str(&day));
        buf_z(b, "</title>");
        bool on =
            (x->from == INT64_MIN || from + step > x->from) && (x->to == INT64_MIN || from < x->to);
        for (size_t k = 1; k < 3; k++) {
            double tall = (double)desk_cell(&r, i, k)->integer / (double)most * HEIGHT;
            buf_f(b, "<rect class=\"%s%s\"", k == 1 ? "coded" : "alleged", on ? "" : " off");
            put_xy(b, "x", (double)desk_cell(&r, i, 0)->integer * width, "y",
                   k == 1 ? HEIGHT - tall : HEIGHT + 4);
            put_xy(b, "width", fmax(0.8, width - 0.6), "height", tall);
            buf_z(b, "/>");
        }
        buf_z(b, "</a>\n");
        buf_free(&day);
    }
    put_day_label(b, 0, 2 * HEIGHT + LABELS, "start", low / PAGE_DAY_USEC);
    put_day_label(b, WIDTH, 2 * HEIGHT + LABELS, "end", (low + n * step) / PAGE_DAY_USEC - 1);
    buf_z(b, "</svg></div>\n");
    page_say(
        c,
        N_("Above the line coded incidents, below it alleged ones, by the day they may have begun "
           "at the earliest; a bar leads to its days."));
    return true;
}

/* ---- The page */

static void map_filter(call *c, const choice *x)
{
    static const char *const layers[] = {"", "coded", "alleged"};
    static const char *const states[] = {"",          "claim",        "alleged", "corroborated",
                                         "verified",  "contradicted", "refuted", "unverifiable",
                                         "withdrawn", "attributed"};
    buf *b = &c->p->body;
    buf_z(b, "<form class=\"row\" method=\"get\" action=\"/map\">");
    form_choice(c, "layer", N_("Coded by a person, or alleged in claims"), layers, 3, x->layer);
    form_choice(c, "state", N_("State"), states, sizeof states / sizeof *states, x->state);
    form_filter(c, "from", N_("From"));
    form_filter(c, "to", N_("To"));
    form_filter(c, "find", N_("Id or place"));
    if (x->boxed) {
        str box = call_query(c, "bbox");
        form_field(c, &(field){.name = "bbox", .kind = FIELD_HIDDEN, .value = box});
    }
    beside_choices(c, &x->also);
    form_end(c, N_("Show"));
}

static bool tell_table(call *c, const choice *x, int64_t shown)
{
    static const page_column columns[] = {{"id", N_("Incident"), CELL_LINK, "/incidents/"},
                                          {"layer", N_("Layer"), CELL_KNOWN, NULL},
                                          {"from", N_("From"), CELL_WHEN, NULL},
                                          {"to", N_("To"), CELL_WHEN, NULL},
                                          {"place", N_("Place"), CELL_TEXT, NULL},
                                          {"state", N_("State"), CELL_KNOWN, NULL},
                                          {"lat", N_("Latitude"), CELL_TEXT, NULL},
                                          {"lon", N_("Longitude"), CELL_TEXT, NULL},
                                          {"radius_m", N_("Known to, in metres"), CELL_TEXT, NULL}};
    desk_rows r;
    truce_value v[9];
    values_of(c, x, v);
    /* Few of many: sorted when they are found; many: along the index of times until there are
     * enough. */
    bool few = shown < FEW;
    str sql = arena_printf(
        c->a,
        "SELECT i.id, i.layer, i.from_usec, i.to_usec, i.place, i.status, printf('%%.5f', i.lat), "
        "printf('%%.5f', i.lon), CAST(CAST(i.radius_m AS INTEGER) AS TEXT) FROM incident i WHERE "
        "%s" IN_BOX " ORDER BY %s DESC, i.id",
        which_of(x), few ? "+i.from_usec" : "i.from_usec");
    if (!page_ask_first(c, TABLE_MOST, sql.ptr ? sql.ptr : "", v, 9, &r)) return false;
    PAGE_TABLE(c, "incidents", N_("What the map shows, newest first."),
               N_("Nothing that fits has a position here."), columns, &r);
    return true;
}

static bool counts(call *c, const choice *x, int64_t *shown, int64_t *places, int64_t *placeless)
{
    desk_rows r, n;
    truce_value v[10];
    values_of(c, x, v);
    v[9] = desk_int(MARKS_MOST + 1);
    if (!ask_chosen(c, x,
                    "SELECT count(*) FILTER (WHERE i.lon BETWEEN CAST(?6 AS REAL) AND CAST(?7 AS "
                    "REAL) AND i.lat BETWEEN CAST(?8 AS REAL) AND CAST(?9 AS REAL)), count(*) "
                    "FILTER (WHERE i.lat IS NULL)",
                    "", v, 9, &r))
        return false;
    str sql = arena_printf(c->a,
                           "SELECT count(*) FROM (SELECT DISTINCT i.layer, i.lon, i.lat FROM "
                           "incident i WHERE %s" IN_BOX " LIMIT ?10)",
                           which_of(x));
    if (!page_ask(c, sql.ptr ? sql.ptr : "", v, 10, &n)) return false;
    *shown = desk_cell(&r, 0, 0)->integer;
    *placeless = desk_cell(&r, 0, 1)->integer;
    *places = desk_cell(&n, 0, 0)->integer;
    return true;
}

void show_map(call *c)
{
    choice x;
    int64_t shown = 0, places = 0, placeless = 0;
    page_begin(c, N_("Map and time"));
    if (!read_choice(c, &x)) {
        c->p->status = 422; /* what was asked for stays in the fields */
        if (c->q->json) jw_kz(&c->j, "error", as_asked);
        page_say(c, as_asked);
        if (!c->q->json) map_filter(c, &x);
        page_end(c);
        return;
    }
    if (!choose_box(c, &x)) return;
    x.also.west = x.west;
    x.also.south = x.south;
    x.also.east = x.east;
    x.also.north = x.north;
    x.also.from = x.from;
    x.also.to = x.to;
    if (!counts(c, &x, &shown, &places, &placeless)) return;
    if (!c->q->json) {
        map_filter(c, &x);
        if (!put_picture(c, &x, places)) return;
        put_moves(c, &x);
        link_of_question(c, "/incidents", asked_of_lists,
                         sizeof asked_of_lists / sizeof *asked_of_lists,
                         N_("These incidents as a list, of all places"));
        page_say(c, N_("A dot is a coded incident, a square an alleged one; a ring shows how far "
                       "off it may "
                       "have been; refuted and withdrawn ones are shown when that state is chosen. "
                       "A broken line is a zone or line of the agreement, a shaded part "
                       "what a source says somebody holds, a small peak a site, a cross an "
                       "observation. Land and water alone are drawn, no borders of ours."));
        if (!tell_time(c, &x)) return;
    }
    if (shown == 0 && placeless == 0 && !c->q->json) page_say(c, N_("No incident fits."));
    page_figure(c, "shown", N_("incidents have a position in this view"), shown, NULL);
    page_figure(c, "no_position", N_("that fit have no position and are not on the map"), placeless,
                NULL);
    if (!tell_table(c, &x, shown) || !beside_tables(c, &x.also)) return;
    if (!c->q->json) buf_z(&c->p->body, "<script type=\"module\" src=\"/map.js\"></script>\n");
    page_end(c);
}
