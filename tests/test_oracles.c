/* Every method against numbers from independent programs. The folder is TRUCE_ORACLES, or
 * ../shared/oracles; files of the same names and forms may stand there. A file that is absent is
 * skipped; each file that was used is named, and the closing line counts both. */
#include "calc/calc.h"
#include "confidence/confidence.h"
#include "geo/density.h"
#include "incident/meltt.h"
#include "oracle.h"
#include "physical/thermal.h"

/* ---- 1 Fires ---------------------------------------------------------------------------------- */

static void observability_states(void)
{
    BEGIN;
    const node *root = load_json(a, "observability.json");
    for (const node *c = root ? node_at(root, "cases")->first : NULL; c; c = c->next) {
        double cloud[1000];
        look looks[1000];
        size_t n = numbers(node_at(c, "cloud_fraction_per_pass"), cloud, 1000);
        for (size_t i = 0; i < n; i++)
            looks[i] = (look){cloud[i], true};
        observability o = observe_passes(looks, n, at_num(c, "p_detect_clear"));
        CHECK(near_to(o.p_observe, at_num(c, "p_observe"), 1e-12));
        CHECK(near_to(o.clear_equivalents, at_num(c, "clear_equiv"), 1e-12));
        CHECK(str_is(node_text(c, "state"), observed_word(o.state)));
    }
    END;
}

static size_t read_detections(arena *a, const char *name, detection *rows, size_t cap)
{
    sheet s;
    size_t n = 0;
    if (!sheet_open(&s, a, name)) return 0;
    while (n < cap && sheet_next(&s)) {
        iso_time t;
        int hhmm = (int)cell_num(&s, "acq_time_hhmm_utc");
        CHECK(iso_parse(cell(&s, "acq_date"), &t));
        t.at.hour = hhmm / 100;
        t.at.minute = hhmm % 100;
        rows[n++] = (detection){.at_s = civil_to_usec(&t.at) / USEC_SEC,
                                .lat_e7 = (int32_t)lround(cell_num(&s, "lat") * 1e7),
                                .lon_e7 = (int32_t)lround(cell_num(&s, "lon") * 1e7),
                                .has = 1u << DETECTION_HAS_CLOCK};
    }
    csv_close(s.csv);
    return n;
}

/* The first anchor is the source; rows farther than 1,000 m from it are the file's outliers. */
static void static_source(void)
{
    BEGIN;
    enum { CAP = 20000 };
    detection *rows = arena_alloc_n(a, CAP, sizeof *rows);
    const node *want = load_json(a, "static_source_expected.json");
    size_t n = read_detections(a, "static_source_real.csv", rows, CAP);
    if (want == NULL || n == 0) {
        END;
        return;
    }
    thermal_options o = {.mask_before = USEC_UNKNOWN};
    thermal_result r;
    CHECK(thermal_analyse(rows, n, &o, a, &r) == TR_OK);
    bool is_static = str_is(node_text(node_at(want, "expected"), "static"), "true");
    bool outlier_static = str_is(node_text(node_at(want, "expected"), "outlier_static"), "true");
    CHECK((r.n_anchors > 0) == is_static);
    CHECK(r.mask_overlaps);
    if (r.n_anchors > 0 && is_static) {
        const thermal_anchor *an = &r.anchors[0];
        double centroid[2] = {0}, outlier_m = 0;
        numbers(node_at(want, "centroid"), centroid, 2);
        CHECK(near_to(an->centroid.lat_deg, centroid[0], 1e-11));
        CHECK(near_to(an->centroid.lon_deg, centroid[1], 1e-11));
        CHECK_INT(an->n, at_num(want, "n_within_1km"));
        CHECK_INT(an->distinct_days, at_num(want, "distinct_days"));
        CHECK_INT(an->span_days, at_num(want, "span_days"));
        CHECK_NEAR(an->rms_radius_m, at_num(want, "rms_radius_m"), 1e-6);
        CHECK_NEAR(an->max_radius_m, at_num(want, "max_radius_m"), 1e-6);
        for (size_t i = 0; i < n; i++) {
            double m = geo_distance_m(an->centroid, detection_position(&rows[i]));
            if (m > outlier_m) outlier_m = m;
            bool masked = r.marks[i].anchor != THERMAL_NO_INDEX;
            CHECK(masked == (m <= 1000 || outlier_static));
        }
        if (node_at(want, "outlier_distance_m"))
            CHECK_NEAR(outlier_m, at_num(want, "outlier_distance_m"), 1e-6);
    }
    END;
}

/* ---- 2 Deduplication -------------------------------------------------------------------------- */

static size_t level_columns(const sheet *s, const char *prefix, size_t *at, size_t cap)
{
    size_t n = 0;
    for (size_t i = 0; i < s->n_header && n < cap; i++) {
        if (str_starts(s->header[i], prefix)) at[n++] = i;
    }
    return n;
}

static int field_int(const sheet *s, size_t i)
{
    int64_t v = 0;
    CHECK(str_to_i64(s->row.fields[i], INT32_MIN, INT32_MAX, &v));
    return (int)v;
}

/* Taxonomies are the groups of columns NAME_tax_level_K, in the order of the file. */
static size_t read_meltt(arena *a, meltt_options *o, meltt_record *out, size_t cap)
{
    sheet s;
    size_t at[MELTT_MAX_TAXONOMIES][MELTT_MAX_LEVELS], n = 0;
    if (!sheet_open(&s, a, "meltt_crash_input_coded.csv")) return 0;
    for (size_t i = 0; i < s.n_header; i++) {
        if (!str_ends(s.header[i], "_level_1")) continue;
        str stem = arena_str(a, str_upto(s.header[i], s.header[i].len - 1));
        o->n_levels[o->n_taxonomies] =
            level_columns(&s, stem.ptr, at[o->n_taxonomies], MELTT_MAX_LEVELS);
        o->n_taxonomies++;
    }
    while (n < cap && sheet_next(&s)) {
        meltt_record *r = &out[n++];
        *r = (meltt_record){.dataset = (int)cell_num(&s, "dataset"),
                            .event = (int)cell_num(&s, "event"),
                            .start_day = cell_num(&s, "date"),
                            .end_day = cell_num(&s, "enddate"),
                            .lat_deg = cell_num(&s, "latitude"),
                            .lon_deg = cell_num(&s, "longitude")};
        for (size_t t = 0; t < o->n_taxonomies; t++) {
            for (size_t l = 0; l < o->n_levels[t]; l++)
                r->code[t][l] = field_int(&s, at[t][l]);
        }
    }
    csv_close(s.csv);
    return n;
}

static bool has_match(const meltt_result *r, const meltt_record *rec, int d1, int e1, int d2, int e2)
{
    for (size_t i = 0; i < r->n_matches; i++) {
        const meltt_record *k = &rec[r->matches[i].kept], *d = &rec[r->matches[i].dropped];
        if (!r->matches[i].episode && k->dataset == d1 && k->event == e1 && d->dataset == d2 &&
            d->event == e2)
            return true;
    }
    return false;
}

static void meltt_pairs(void)
{
    BEGIN;
    enum { CAP = 20000 };
    meltt_options o = {.window_km = 4, .window_days = 2};
    meltt_record *rec = arena_alloc_n(a, CAP, sizeof *rec);
    sheet s;
    size_t n = read_meltt(a, &o, rec, CAP), expected = 0, found = 0;
    meltt_result r;
    if (n == 0 || !sheet_open(&s, a, "meltt_crash_event_matched.csv")) {
        END;
        return;
    }
    CHECK(meltt_integrate(rec, n, &o, a, &r) == TR_OK);
    while (sheet_next(&s)) {
        int first = -1;
        for (size_t i = 0; i + 1 < s.row.n; i += 2) {
            if (field_int(&s, i) == 0) continue;
            if (first < 0) {
                first = (int)i;
                continue;
            }
            expected++;
            found += has_match(&r, rec, field_int(&s, (size_t)first), field_int(&s, (size_t)first + 1),
                               field_int(&s, i), field_int(&s, i + 1));
        }
    }
    csv_close(s.csv);
    size_t events = 0;
    for (size_t i = 0; i < r.n_matches; i++)
        events += !r.matches[i].episode;
    CHECK_INT(found, expected);
    CHECK_INT(events, expected);
    END;
}

static void read_table(const node *list, size_t *n_fields, size_t *n_levels,
                       double out[LINKAGE_MAX_FIELDS][LINKAGE_MAX_LEVELS])
{
    *n_fields = 0;
    for (const node *c = list->first; c; c = c->next, ++*n_fields)
        n_levels[*n_fields] = numbers(c, out[*n_fields], LINKAGE_MAX_LEVELS);
}

static void same_table(double got[LINKAGE_MAX_FIELDS][LINKAGE_MAX_LEVELS],
                       double want[LINKAGE_MAX_FIELDS][LINKAGE_MAX_LEVELS], const linkage *l)
{
    for (size_t k = 0; k < l->n_fields; k++) {
        for (size_t i = 0; i < l->n_levels[k]; i++)
            CHECK(near_to(got[k][i], want[k][i], 1e-6));
    }
}

static void fellegi_sunter(void)
{
    BEGIN;
    enum { CAP = 100000 };
    static linkage l, want;
    const node *root = load_json(a, "fellegi_sunter_expected.json");
    linkage_pattern *p = arena_alloc_n(a, CAP, sizeof *p);
    linkage_fit fit;
    sheet s;
    size_t n = 0;
    if (root == NULL || !sheet_open(&s, a, "fellegi_sunter_patterns.csv")) {
        END;
        return;
    }
    const node *start = node_at(root, "start");
    l.lambda = at_num(start, "lam");
    read_table(node_at(start, "m"), &l.n_fields, l.n_levels, l.m);
    read_table(node_at(start, "u"), &l.n_fields, l.n_levels, l.u);
    for (; n < CAP && sheet_next(&s); n++) {
        for (size_t k = 0; k < l.n_fields; k++)
            p[n].level[k] = (uint8_t)field_int(&s, k);
        p[n].count = cell_num(&s, "count");
    }
    csv_close(s.csv);
    linkage_em(&l, p, n, 0, false, &fit);
    CHECK(fit.converged);
    CHECK(near_to(l.lambda, at_num(root, "lam"), 1e-6));
    CHECK_NEAR(fit.loglik, at_num(root, "loglik"), 1e-6);
    read_table(node_at(root, "m"), &want.n_fields, want.n_levels, want.m);
    read_table(node_at(root, "u"), &want.n_fields, want.n_levels, want.u);
    same_table(l.m, want.m, &l);
    same_table(l.u, want.u, &l);
    for (const node *w = node_at(root, "weights")->first; w; w = w->next) {
        double level[LINKAGE_MAX_FIELDS];
        uint8_t v[LINKAGE_MAX_FIELDS];
        size_t k = numbers(node_at(w, "pattern"), level, LINKAGE_MAX_FIELDS);
        for (size_t i = 0; i < k; i++)
            v[i] = (uint8_t)level[i];
        CHECK(near_to(linkage_weight(&l, v), at_num(w, "log2_bayes_factor"), 1e-6));
        CHECK(near_to(linkage_posterior(&l, v), at_num(w, "posterior"), 1e-6));
    }
    END;
}

static void assignment_is_exact(void)
{
    BEGIN;
    enum { CAP = 1000 };
    const node *root = load_json(a, "assignment.json");
    if (root == NULL) {
        END;
        return;
    }
    size_t rows = 0, cols = 0;
    double *cost = arena_alloc_n(a, CAP * CAP, sizeof *cost), sum = 0, want[CAP], want_row[CAP];
    int *col = arena_alloc_n(a, CAP, sizeof *col);
    for (const node *c = node_at(root, "cost")->first; c; c = c->next, rows++)
        cols = numbers(c, cost + rows * (cols ? cols : 0), CAP);
    CHECK(calc_assign(cost, rows, cols, at_num(root, "forbidden"), a, col, &sum) == TR_OK);
    size_t n = numbers(node_at(root, "cols"), want, CAP);
    numbers(node_at(root, "rows"), want_row, CAP);
    for (size_t i = 0; i < n; i++)
        CHECK_INT(col[(size_t)want_row[i]], want[i]);
    CHECK_NEAR(sum, at_num(root, "total"), 1e-12);
    END;
}

typedef struct plane_points {
    double x_m[20000], y_m[20000], t_h[20000];
} plane_points;

static bool near_in_plane(const void *ctx, size_t i, size_t j)
{
    const plane_points *p = ctx;
    double dx = p->x_m[i] - p->x_m[j], dy = p->y_m[i] - p->y_m[j];
    return sqrt(dx * dx + dy * dy) <= 1500 && fabs(p->t_h[i] - p->t_h[j]) <= 6;
}

static void st_dbscan_labels(void)
{
    BEGIN;
    enum { CAP = 20000 };
    plane_points *p = arena_alloc(a, sizeof *p);
    cluster_point *cells = arena_alloc_n(a, CAP, sizeof *cells);
    int *label = arena_alloc_n(a, CAP, sizeof *label), *want = arena_alloc_n(a, CAP, sizeof *want);
    int *to = arena_alloc_n(a, CAP, sizeof *to), *back = arena_alloc_n(a, CAP, sizeof *back);
    bool *core = arena_alloc_n(a, CAP, sizeof *core), *want_core = arena_alloc_n(a, CAP, sizeof *want_core);
    sheet s;
    size_t n = 0;
    if (!sheet_open(&s, a, "st_dbscan.csv")) {
        END;
        return;
    }
    for (; n < CAP && sheet_next(&s); n++) {
        p->x_m[n] = cell_num(&s, "x_m");
        p->y_m[n] = cell_num(&s, "y_m");
        p->t_h[n] = cell_num(&s, "t_h");
        want[n] = (int)cell_num(&s, "cluster_eps1500m_6h_minpts5");
        want_core[n] = cell_num(&s, "is_core") > 0;
        cells[n] = (cluster_point){{(int64_t)floor(p->x_m[n] / 1500), (int64_t)floor(p->y_m[n] / 1500),
                                    (int64_t)floor(p->t_h[n] / 6)}};
    }
    csv_close(s.csv);
    CHECK(cluster_density(cells, n, near_in_plane, p, 5, a, label, core) == TR_OK);
    for (size_t i = 0; i < CAP; i++)
        to[i] = back[i] = -2;
    for (size_t i = 0; i < n; i++) {
        CHECK_INT(core[i], want_core[i]);
        CHECK((label[i] < 0) == (want[i] < 0));
        if (label[i] < 0 || want[i] < 0) continue;
        if (to[label[i]] == -2) to[label[i]] = want[i];
        if (back[want[i]] == -2) back[want[i]] = label[i];
        CHECK_INT(to[label[i]], want[i]);
        CHECK_INT(back[want[i]], label[i]);
    }
    END;
}

/* ---- 3 Sites ---------------------------------------------------------------------------------- */

static void site_probability(void)
{
    BEGIN;
    enum { CAP = 5000 };
    const node *root = load_json(a, "site_probability.json");
    geo_xy *ring = arena_alloc_n(a, CAP, sizeof *ring),
           *scratch = arena_alloc_n(a, GEO_CLIP_ROOM(CAP), sizeof *scratch);
    const node *c = node_at(root, "gauss_polygon");
    for (c = c ? c->first : NULL; c; c = c->next) {
        double mu[2] = {0};
        size_t n = ring_of(node_at(c, "polygon_xy_m"), ring, CAP);
        numbers(node_at(c, "mu"), mu, 2);
        double p = fabs(plane_gauss_ring(ring, n, (geo_xy){mu[0], mu[1]}, at_num(c, "sigma_m")));
        CHECK(near_to(p, at_num(c, "p_inside"), 1e-9));
    }
    c = node_at(root, "gauss_circle");
    for (c = c ? c->first : NULL; c; c = c->next) {
        double p = plane_gauss_disc(at_num(c, "dist_m"), at_num(c, "radius_m"), at_num(c, "sigma_m"));
        CHECK(near_to(p, at_num(c, "p"), 1e-9));
    }
    c = node_at(root, "uniform_disc");
    for (c = c ? c->first : NULL; c; c = c->next) {
        double p = plane_disc_share(at_num(c, "dist"), at_num(c, "r_uncert"), at_num(c, "r_site"));
        CHECK(near_to(p, at_num(c, "p"), 1e-9));
    }
    c = node_at(root, "firms_pixel");
    for (c = c ? c->first : NULL; c; c = c->next) {
        double at[2] = {0}, scan = at_num(c, "scan_km") * 1000, track = at_num(c, "track_km") * 1000;
        size_t n = ring_of(node_at(c, "site"), ring, CAP);
        numbers(node_at(c, "pixel_centre_xy"), at, 2);
        double m2 = plane_pixel_overlap_m2(ring, n, (geo_xy){at[0], at[1]}, scan, track,
                                           at_num(c, "rotation_deg_ccw"), scratch);
        CHECK(near_to(m2, at_num(c, "overlap_m2"), 1e-9));
        CHECK(near_to(m2 / (scan * track), at_num(c, "frac_of_pixel"), 1e-9));
        CHECK(near_to(m2 / fabs(plane_area_m2(ring, n)), at_num(c, "frac_of_site"), 1e-9));
    }
    END;
}

static void geodesic_inverse(void)
{
    BEGIN;
    sheet s;
    if (sheet_open(&s, a, "geodesic_inverse.csv")) {
        while (sheet_next(&s)) {
            geo_pt p = {cell_num(&s, "lon1"), cell_num(&s, "lat1")}, q = {cell_num(&s, "lon2"), cell_num(&s, "lat2")};
            geo_inverse_result r = geo_inverse(p, q);
            CHECK_NEAR(r.distance_m, cell_num(&s, "s12_m"), 1e-6);
            CHECK_NEAR(remainder(r.azimuth_deg - cell_num(&s, "azi1"), 360), 0, 1e-7);
            CHECK_NEAR(remainder(r.final_azimuth_deg - cell_num(&s, "azi2"), 360), 0, 1e-7);
        }
        csv_close(s.csv);
    }
    END;
}

static void geodesic_direct(void)
{
    BEGIN;
    sheet s;
    if (sheet_open(&s, a, "geodesic_direct.csv")) {
        while (sheet_next(&s)) {
            geo_pt p = {cell_num(&s, "lon1"), cell_num(&s, "lat1")};
            geo_pt q = geo_destination(p, cell_num(&s, "azi1"), cell_num(&s, "s12_m"));
            CHECK_NEAR(q.lat_deg, cell_num(&s, "lat2"), 1e-11);
            CHECK_NEAR(remainder(q.lon_deg - cell_num(&s, "lon2"), 360), 0, 1e-11);
        }
        csv_close(s.csv);
    }
    END;
}

static size_t ring_latlon(const node *list, geo_pt *out, size_t cap)
{
    size_t n = 0;
    for (const node *c = list ? list->first : NULL; c && n < cap; c = c->next) {
        double v[2] = {0};
        numbers(c, v, 2);
        out[n++] = (geo_pt){.lon_deg = v[1], .lat_deg = v[0]};
    }
    return n;
}

static void polygon_area(void)
{
    BEGIN;
    enum { CAP = 5000 };
    const node *root = load_json(a, "polygon_area.json");
    geo_pt *ring = arena_alloc_n(a, CAP, sizeof *ring);
    for (const node *c = root ? root->first : NULL; c; c = c->next) {
        double area = 0, length = 0;
        size_t n = ring_latlon(node_at(c, "vertices_latlon"), ring, CAP);
        geo_ring_measure(ring, n, &area, &length);
        CHECK(near_to(area, at_num(c, "area_m2_signed_ccw"), 1e-9));
        CHECK_NEAR(length, at_num(c, "perimeter_m"), 1e-6);
    }
    END;
}

static void boundary_distance(void)
{
    BEGIN;
    enum { CAP = 5000 };
    const node *root = load_json(a, "polygon_area.json");
    geo_pt *ring = arena_alloc_n(a, CAP, sizeof *ring);
    sheet s;
    if (root && sheet_open(&s, a, "point_to_polygon_boundary.csv")) {
        while (sheet_next(&s)) {
            str name = arena_str(a, cell(&s, "polygon"));
            size_t n = ring_latlon(node_at(node_at(root, name.ptr), "vertices_latlon"), ring, CAP);
            geo_pt p = {cell_num(&s, "lon"), cell_num(&s, "lat")};
            CHECK(n > 0);
            CHECK_NEAR(geo_boundary_distance_m(p, ring, n), cell_num(&s, "min_geodesic_dist_to_boundary_m"), 1e-3);
        }
        csv_close(s.csv);
    }
    END;
}

/* ---- 4 Confidence ----------------------------------------------------------------------------- */

static size_t group_number(str *seen, size_t *n, str name)
{
    for (size_t i = 0; i < *n; i++) {
        if (str_eq(seen[i], name)) return i;
    }
    seen[*n] = name;
    return (*n)++;
}

static void bayes_pooling(void)
{
    BEGIN;
    enum { CAP = 1000 };
    const node *root = load_json(a, "bayes_pooling.json");
    for (const node *c = root ? root->first : NULL; c; c = c->next) {
        vote votes[CAP];
        str groups[CAP];
        size_t n = 0, n_groups = 0;
        double lo = 0;
        for (const node *r = node_at(c, "reports")->first; r && n < CAP; r = r->next) {
            votes[n++] = (vote){.group = group_number(groups, &n_groups, node_text(r, "group")),
                                .stance = (int)at_num(r, "stance"),
                                .rates = {at_num(r, "se"), at_num(r, "fa")},
                                .weight = 1};
        }
        CHECK(pool_votes(at_num(c, "prior"), at_num(c, "within_group_damping"), votes, n, a, &lo) == TR_OK);
        CHECK(near_to(lo, at_num(c, "log_odds"), 1e-12));
        CHECK(near_to(probability_of(lo), at_num(c, "posterior"), 1e-12));
    }
    END;
}

static void dawid_skene(void)
{
    BEGIN;
    enum { CAP = 4000000 };
    const node *root = load_json(a, "dawid_skene_1979_expected.json"), *ml = node_at(root, "ml");
    sheet s;
    if (ml == NULL || !sheet_open(&s, a, "dawid_skene_1979_labels.csv")) {
        END;
        return;
    }
    size_t items = 0, raters = 0, classes = node_at(ml, "class_marginals")->n;
    VEC(int64_t) v = {0};
    while (sheet_next(&s)) {
        const char *names[] = {"item", "observer", "label"};
        for (size_t i = 0; i < 3; i++) {
            int64_t *x = VEC_PUSH(a, &v);
            *x = (int64_t)cell_num(&s, names[i]);
        }
        if ((size_t)v.items[v.n - 3] > items) items = (size_t)v.items[v.n - 3];
        if ((size_t)v.items[v.n - 2] > raters) raters = (size_t)v.items[v.n - 2];
    }
    csv_close(s.csv);
    double *counts = arena_alloc_n(a, items * raters * classes, sizeof *counts);
    for (size_t i = 0; i < v.n; i += 3)
        counts[((size_t)(v.items[i] - 1) * raters + (size_t)(v.items[i + 1] - 1)) * classes +
               (size_t)(v.items[i + 2] - 1)] += 1;
    raters_fit fit;
    CHECK(raters_em(counts, items, raters, classes, 0, a, &fit) == TR_OK);
    CHECK(fit.converged);
    CHECK(near_to(fit.loglik, at_num(ml, "loglik"), 1e-8));
    size_t j = 0;
    for (const node *m = node_at(ml, "class_marginals")->first; m; m = m->next, j++)
        CHECK(near_to(fit.marginal[j], num(m), 1e-8));
    size_t at = 0;
    for (const node *k = node_at(ml, "confusion")->first; k; k = k->next) {
        for (const node *row = k->first; row; row = row->next) {
            for (const node *x = row->first; x; x = x->next)
                CHECK(near_to(fit.confusion[at++], num(x), 1e-8));
        }
    }
    at = 0;
    for (const node *row = node_at(ml, "posterior") ? node_at(ml, "posterior")->first : NULL; row; row = row->next) {
        for (const node *x = row->first; x; x = x->next)
            CHECK(near_to(fit.posterior[at++], num(x), 1e-8));
    }
    END;
}

static void same_masses(const node *want, const masses *got)
{
    CHECK(near_to(got->yes, at_num(want, "T"), 1e-12));
    CHECK(near_to(got->no, at_num(want, "F"), 1e-12));
    CHECK(near_to(got->unknown, at_num(want, "U"), 1e-12));
}

static void dempster_shafer(void)
{
    BEGIN;
    enum { CAP = 1000 };
    const node *root = load_json(a, "dempster_shafer.json");
    for (const node *c = root ? root->first : NULL; c; c = c->next) {
        masses m[CAP], out;
        double conflict[CAP], want[CAP];
        size_t n = 0;
        for (const node *x = node_at(c, "masses")->first; x && n < CAP; x = x->next)
            m[n++] = (masses){at_num(x, "T"), at_num(x, "F"), at_num(x, "U")};
        bool defined = masses_dempster(m, n, &out, conflict);
        const node *d = node_at(c, "dempster");
        if (d && d->kind == NODE_MAP) {
            CHECK(defined);
            same_masses(d, &out);
        } else {
            CHECK(!defined);
        }
        size_t k = numbers(node_at(c, "conflict_K"), want, CAP);
        for (size_t i = 0; i < k; i++)
            CHECK(near_to(conflict[i], want[i], 1e-12));
        masses_yager(m, n, &out, NULL);
        if (node_at(c, "yager")) same_masses(node_at(c, "yager"), &out);
    }
    END;
}

static const tap_case cases[] = {
    CASE(observability_states), CASE(static_source),    CASE(meltt_pairs),      CASE(fellegi_sunter),
    CASE(assignment_is_exact),  CASE(st_dbscan_labels), CASE(site_probability), CASE(geodesic_inverse),
    CASE(geodesic_direct),      CASE(polygon_area),     CASE(boundary_distance), CASE(bayes_pooling),
    CASE(dawid_skene),          CASE(dempster_shafer),
};

ORACLE_MAIN(cases)
