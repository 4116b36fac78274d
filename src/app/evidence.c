#include "app/evidence.h"

#include "geo/join.h"
#include "place/place.h"
#include "thermal/thermal.h"

#include <math.h>
#include <stdlib.h>

/* docs/formats/evidence.md: our choice, printed in reports. */
static const double fire_margin_m = 2000, site_margin_m = 1500, most_coarse_m = 25000,
                    witness_m = 50000, swath_m = 1000000, p_detect_day = 0.5;
static const usec_t after_usec = 12 * USEC_HOUR, pass_gap_s = 600;
enum { MAX_KEPT = 2000000, MAX_TEXTS = 1 << 22 };

/* ---- Places to look at
 * ---------------------------------------------------------------------------- */

/* One pass of a satellite over one incident's place, as the feed proves it. */
typedef struct seen_pass {
    uint8_t satellite;
    int64_t first_s, last_s;
    double nearest_m;
} seen_pass;

typedef VEC(seen_pass) pass_vec;

/* Rows that were counted, so that a file fed twice counts once. */
typedef struct row_hash {
    uint64_t hash[2];
} row_hash;
typedef VEC(row_hash) hash_vec;

typedef struct target {
    evidence_line *line; /* NULL: a site */
    const site *site;
    geo_disc disc;
    pass_vec passes;
    hash_vec counted;
} target;

typedef struct collector {
    fold f;
    arena *a;
    report_data *d;
    const state *s;
    target *targets;
    size_t n_targets, n_incidents; /* incidents come first */
    geo_disc_index *index;
    VEC(detection) kept; /* within reach of some target, at any time */
    usec_t first, last;  /* all hours that are looked at */
    /* one block of detections */
    geo_pt *points;
    bool *hit;
    size_t n_rows, n_in_period;
    /* event texts, to know those that stand at several places */
    hash_vec *alerts; /* counted, for each evidence line */
    struct text_place *texts;
    size_t n_texts;
} collector;

static tr_err add_incident(collector *c, size_t row)
{
    const incident *in = c->d->coded[row].in;
    evidence_line *e = &c->d->evidence[c->d->n_evidence++];
    target *t = &c->targets[c->n_targets];
    *e = (evidence_line){.row = row, .looked = {USEC_UNKNOWN, USEC_UNKNOWN}};
    e->too_coarse = !in->has_position || !(in->radius_m > 0) || in->radius_m > most_coarse_m;
    e->undated = !span_known(in->when);
    if (e->undated) return TR_OK;
    e->looked = (span){in->when.from, in->when.to + after_usec};
    if (e->too_coarse) return TR_OK;
    e->reach_m = in->radius_m + fire_margin_m;
    *t = (target){.line = e, .disc = {in->position, e->reach_m}};
    c->n_targets++;
    if (c->first == USEC_UNKNOWN || e->looked.from < c->first) c->first = e->looked.from;
    if (c->last == USEC_UNKNOWN || e->looked.to > c->last) c->last = e->looked.to;
    return TR_OK;
}

/* A circle around a site, for the search only. */
static geo_disc around(const geo_shape *s)
{
    if (s->kind == GEO_CIRCLE) return (geo_disc){s->center, s->radius_m};
    geo_pt p = s->rings[0].pts[0];
    double r = 0;
    for (size_t i = 0; i < s->n_rings; i++) {
        for (size_t k = 0; k < s->rings[i].n; k++)
            r = fmax(r, geo_distance_m(p, s->rings[i].pts[k]));
    }
    return (geo_disc){p, r};
}

static tr_err choose_targets(collector *c)
{
    report_data *d = c->d;
    c->targets = arena_alloc_n(c->a, d->n_coded + c->s->sites.n + 1, sizeof *c->targets);
    d->evidence = arena_alloc_n(c->a, d->n_coded + 1, sizeof *d->evidence);
    geo_disc *discs = arena_alloc_n(c->a, d->n_coded + c->s->sites.n + 1, sizeof *discs);
    if (c->targets == NULL || d->evidence == NULL || discs == NULL) return TR_ERR_NOMEM;
    c->first = c->last = USEC_UNKNOWN;
    for (size_t i = 0; i < d->n_coded; i++) {
        if (d->coded[i].in_period) TR_TRY(add_incident(c, i));
    }
    c->n_incidents = c->n_targets;
    for (size_t i = 0; i < c->s->sites.n; i++) {
        const site *s = &c->s->sites.items[i];
        if (s->shape.kind == GEO_LINE) continue; /* hundreds of kilometres: no one place */
        geo_disc disc = around(&s->shape);
        disc.radius_m += site_margin_m;
        c->targets[c->n_targets++] = (target){.site = s, .disc = disc};
    }
    for (size_t i = 0; i < c->n_targets; i++)
        discs[i] = c->targets[i].disc;
    return geo_disc_index_make(discs, c->n_targets, c->a, &c->index);
}

/* ---- Detections
 * ------------------------------------------------------------------------------------ */

static tr_err note_hits(void *ctx, const geo_hit *hits, size_t n)
{
    collector *c = ctx;
    for (size_t i = 0; i < n; i++)
        c->hit[hits[i].point] = true;
    return TR_OK;
}

static bool in_span(span s, usec_t t)
{
    return t >= s.from && t < s.to;
}

static tr_err note_pass(collector *c, target *t, const detection *x)
{
    double m = geo_distance_m(t->disc.center, (geo_pt){x->lon_e7 / 1e7, x->lat_e7 / 1e7});
    if (m > swath_m) return TR_OK;
    for (size_t i = 0; i < t->passes.n; i++) {
        seen_pass *p = &t->passes.items[i];
        if (p->satellite != x->satellite || x->at_s < p->first_s - pass_gap_s ||
            x->at_s > p->last_s + pass_gap_s)
            continue;
        if (x->at_s < p->first_s) p->first_s = x->at_s;
        if (x->at_s > p->last_s) p->last_s = x->at_s;
        if (m < p->nearest_m) p->nearest_m = m;
        return TR_OK;
    }
    seen_pass *p = VEC_PUSH(c->a, &t->passes);
    if (p == NULL) return TR_ERR_NOMEM;
    *p = (seen_pass){x->satellite, x->at_s, x->at_s, m};
    return TR_OK;
}

/* Every detection of the hours looked at, near or far, proves that a satellite passed. */
static tr_err note_passes(collector *c, const detection *x)
{
    usec_t at = x->at_s * USEC_SEC;
    if (!DETECTION_HAS(x, CLOCK) || !DETECTION_HAS(x, SATELLITE)) return TR_OK;
    for (size_t i = 0; i < c->n_incidents; i++) {
        if (in_span(c->targets[i].line->looked, at)) TR_TRY(note_pass(c, &c->targets[i], x));
    }
    return TR_OK;
}

static tr_err keep(collector *c, const detection *x)
{
    if (c->kept.n == MAX_KEPT) {
        c->d->fires_cut = true;
        return TR_OK;
    }
    detection *slot = VEC_PUSH(c->a, &c->kept);
    if (slot == NULL) return TR_ERR_NOMEM;
    *slot = *x;
    return TR_OK;
}

static tr_err read_block(collector *c, const columns_block *b, arena *scratch)
{
    geo_hit_sink sink = {note_hits, c};
    size_t skip = 0;
    usec_t first = b->at_s[0] * USEC_SEC,
           last = b->at_s[b->n - 1] * USEC_SEC; /* a block is sorted by time */
    bool hours = c->n_incidents > 0 && first < c->last && last >= c->first;
    for (size_t i = 0; i < b->n; i++) {
        c->points[i] = (geo_pt){b->lon_e7[i] / 1e7, b->lat_e7[i] / 1e7};
        c->hit[i] = false;
    }
    arena_reset(scratch);
    TR_TRY(geo_disc_index_query(c->index, c->points, b->n, scratch, &sink));
    for (size_t i = 0; i < b->n; i++) {
        usec_t at = b->at_s[i] * USEC_SEC;
        if (skip < b->n_repeats && b->repeats[skip] == i) {
            skip++;
            continue;
        }
        c->n_in_period += at >= c->d->period_from && at < c->d->period_to;
        bool looked = hours && at >= c->first && at < c->last;
        if (!c->hit[i] && !looked) continue;
        detection x = columns_row(b, i);
        if (c->hit[i]) TR_TRY(keep(c, &x));
        if (looked) TR_TRY(note_passes(c, &x));
    }
    return TR_OK;
}

static tr_err read_columns(collector *c, columns_reader *r)
{
    arena scratch;
    columns_block b;
    tr_err e;
    arena_init(&scratch, (size_t)256 << 20);
    while ((e = columns_next(r, &b, c->f.diag)) == TR_OK) {
        e = read_block(c, &b, &scratch);
        if (e != TR_OK) break;
    }
    arena_clear(&scratch);
    return e == TR_ERR_ABSENT ? TR_OK : e;
}

static tr_err read_fires(collector *c, const batch_line *b)
{
    columns_reader *r = NULL;
    TR_TRY(stream_columns(&c->f, b, &r));
    c->n_rows += (size_t)columns_rows(r);
    c->d->has_fire_data = true;
    tr_err e = read_columns(c, r);
    columns_close(r);
    return e;
}

/* ---- What they say of each incident
 * ------------------------------------------------------------------ */

static bool is_works(const site *s)
{
    return s->shape.kind != GEO_LINE &&
           (str_starts(s->category, "industry") ||
            str_starts(s->category, "energy.power.plant.thermal") ||
            str_starts(s->category, "energy.oil") || str_starts(s->category, "energy.gas"));
}

static tr_err list_works(collector *c, thermal_options *o)
{
    thermal_works *w = arena_alloc_n(c->a, c->s->sites.n + 1, sizeof *w);
    if (w == NULL) return TR_ERR_NOMEM;
    for (size_t i = 0; i < c->s->sites.n; i++) {
        const site *s = &c->s->sites.items[i];
        if (is_works(s))
            w[o->n_works++] = (thermal_works){around(&s->shape).center, s->id, s->name};
    }
    o->works = w;
    return TR_OK;
}

static void note_anomaly(evidence_line *e, const target *t, const detection *x, thermal_state is)
{
    if (!in_span(e->looked, x->at_s * USEC_SEC)) return;
    double m = geo_distance_m(t->disc.center, detection_position(x));
    if (m > t->disc.radius_m) return;
    e->anomalies[is]++;
    bool unusual = is == THERMAL_NORMAL || is == THERMAL_STATIC_EXCESS;
    if (!unusual || (e->has_strongest && x->frp_e4 / 1e4 <= e->strongest_frp_mw)) return;
    e->has_strongest = true;
    e->strongest_by = (satellite)x->satellite;
    e->strongest_at = x->at_s * USEC_SEC;
    e->strongest_has_frp = DETECTION_HAS(x, FRP);
    e->strongest_frp_mw = x->frp_e4 / 1e4;
    e->strongest_m = m;
}

/* A pass with another detection within 50 km had a clear view there; of the others nothing is
 * known. */
static tr_err judge_passes(collector *c, target *t)
{
    look *looks = arena_alloc_n(c->a, t->passes.n + 1, sizeof *looks);
    if (looks == NULL) return TR_ERR_NOMEM;
    for (size_t i = 0; i < t->passes.n; i++)
        looks[i] = (look){0, t->passes.items[i].nearest_m <= witness_m};
    t->line->seen = observe_passes(looks, t->passes.n, p_detect_day);
    t->line->no_fire_data = t->passes.n == 0;
    return TR_OK;
}

static const site *site_near(const collector *c, geo_pt at)
{
    const site *best = NULL;
    double best_m = 1000;
    for (size_t i = c->n_incidents; i < c->n_targets; i++) {
        const target *t = &c->targets[i];
        if (fabs(t->disc.center.lat_deg - at.lat_deg) > 0.5) continue;
        double m = geo_distance_m(t->disc.center, at) - (t->disc.radius_m - site_margin_m);
        if (m > best_m || (best && !(m < best_m))) continue;
        best = t->site;
        best_m = m;
    }
    return best;
}

static bool near_incident(const collector *c, geo_pt at)
{
    for (size_t i = 0; i < c->n_incidents; i++) {
        if (geo_distance_m(c->targets[i].disc.center, at) <= c->targets[i].disc.radius_m)
            return true;
    }
    return false;
}

static tr_err list_statics(collector *c, const thermal_result *r)
{
    report_data *d = c->d;
    d->mask_overlaps = r->mask_overlaps;
    d->statics = arena_alloc_n(c->a, r->n_anchors + 1, sizeof *d->statics);
    if (d->statics == NULL) return TR_ERR_NOMEM;
    for (size_t i = 0; i < r->n_anchors; i++) {
        const thermal_anchor *an = &r->anchors[i];
        const site *s = site_near(c, an->centroid);
        if (s == NULL && !near_incident(c, an->centroid)) continue;
        d->statics[d->n_statics++] = (static_line){
            .at = an->centroid,
            .distinct_days = an->distinct_days,
            .n = an->n,
            .rms_radius_m = an->rms_radius_m,
            .permanent = an->permanent,
            .works = an->works ? (an->works->name.len ? an->works->name : an->works->id) : (str){0},
            .site = s ? (s->name.len ? s->name : s->id) : (str){0}};
    }
    return TR_OK;
}

static int by_everything(const void *a, const void *b)
{
    return detection_compare(a, b);
}

/* A row that stands in two files is one row. */
static void drop_repeats(collector *c)
{
    size_t n = 0;
    if (c->kept.n) qsort(c->kept.items, c->kept.n, sizeof *c->kept.items, by_everything);
    for (size_t i = 0; i < c->kept.n; i++) {
        if (n == 0 || detection_compare(&c->kept.items[n - 1], &c->kept.items[i]) != 0)
            c->kept.items[n++] = c->kept.items[i];
    }
    c->kept.n = n;
}

static tr_err judge_fires(collector *c)
{
    thermal_result r;
    thermal_options o = {.mask_before = c->d->period_from};
    if (!c->d->has_fire_data) return TR_OK;
    drop_repeats(c);
    TR_TRY(list_works(c, &o));
    TR_TRY(thermal_analyse(c->kept.items, c->kept.n, &o, c->a, &r));
    TR_TRY(list_statics(c, &r));
    for (size_t i = 0; i < c->n_incidents; i++) {
        target *t = &c->targets[i];
        for (size_t k = 0; k < c->kept.n; k++)
            note_anomaly(t->line, t, &c->kept.items[k], r.marks[k].state);
        TR_TRY(judge_passes(c, t));
    }
    return TR_OK;
}

/* ---- Listed sites that the place may mean
 * -------------------------------------------------------------- */

static tr_err same_kind(collector *c, const incident *in, const site *s, bool *yes)
{
    cat_set *terms;
    size_t n;
    str bad;
    *yes = false;
    if (category_expr_parse(s->category, &c->s->categories, c->a, &terms, &n, &bad) != TR_OK)
        return TR_OK;
    for (size_t i = 0; i < in->n_cat_terms; i++) {
        for (size_t k = 0; k < n; k++) {
            for (size_t w = 0; w < MAX_LEAVES / 64; w++)
                *yes = *yes || (in->cat_terms[i].w[w] & terms[k].w[w]) != 0;
        }
    }
    return TR_OK;
}

/* Against all listed sites near: which one it is does not hang on what kind is asked for. */
static tr_err match_sites(collector *c, target *t)
{
    const incident *in = c->d->coded[t->line->row].in;
    place_density d = place_density_of(PLACE_TOWN, in->position, in->radius_m);
    place_site *near = arena_alloc_n(c->a, c->s->sites.n + 1, sizeof *near);
    const site **which = arena_alloc_n(c->a, c->s->sites.n + 1, sizeof(site *));
    place_answer *v;
    size_t n = 0, m;
    if (near == NULL || which == NULL) return TR_ERR_NOMEM;
    for (size_t i = c->n_incidents; i < c->n_targets; i++) {
        const target *x = &c->targets[i];
        if (fabs(x->disc.center.lat_deg - in->position.lat_deg) > 1) continue;
        if (geo_distance_m(x->disc.center, in->position) > x->disc.radius_m + in->radius_m)
            continue;
        which[n] = x->site;
        near[n++] = (place_site){&x->site->shape, 1, 1};
    }
    TR_TRY(place_posterior(&d, near, n, PLACE_BACKGROUND_RURAL, c->a, &v, &m));
    for (size_t i = 0; i < m; i++) {
        bool yes;
        if (!(v[i].share > 0)) continue;
        t->line->n_sites_near++;
        TR_TRY(same_kind(c, in, which[v[i].site], &yes));
        if (!yes) continue;
        if (t->line->n_sites_of_kind++ > 0) continue;
        const site *s = which[v[i].site];
        t->line->site = s->name.len ? s->name : s->id;
        t->line->site_p = v[i].p;
        t->line->site_p_low = v[i].p_low;
        t->line->site_p_high = v[i].p_high;
        t->line->site_level = place_level_word(v[i].level);
        t->line->site_says = place_level_says(v[i].level);
    }
    return TR_OK;
}

/* ---- Reports of event feeds
 * --------------------------------------------------------------------------- */

/* Where a text stood first; `several`: it stands at other places too, so it tells no place. */
typedef struct text_place {
    uint64_t hash; /* 0: free */
    geo_pt at;
    bool several;
} text_place;

static text_place *find_text(collector *c, str text)
{
    uint64_t h = hash64(text) | 1;
    for (size_t i = (size_t)(h >> 7) % MAX_TEXTS;; i = (i + 1) % MAX_TEXTS) {
        if (c->texts[i].hash == h || c->texts[i].hash == 0) return &c->texts[i];
    }
}

static tr_err learn_text(void *ctx, const event_row *row)
{
    collector *c = ctx;
    if (row->text.len == 0 || !row->has_position || row->precision != PLACE_TOWN) return TR_OK;
    text_place *t = find_text(c, row->text);
    if (t->hash == 0) {
        if (c->n_texts++ > MAX_TEXTS / 2) return TR_ERR_LIMIT;
        *t = (text_place){hash64(row->text) | 1, row->position, false};
    } else if (geo_distance_m(t->at, row->position) > 1000) {
        t->several = true;
    }
    return TR_OK;
}

typedef struct event_reading {
    collector *c;
    feed_kind kind;
    size_t in_period;
} event_reading;

static bool overlaps(span a, span b)
{
    return a.from < b.to && b.from < a.to;
}

static tr_err count_once(collector *c, hash_vec *v, const event_row *row, bool *first)
{
    *first = false;
    for (size_t i = 0; i < v->n; i++) {
        if (v->items[i].hash[0] == row->hash[0] && v->items[i].hash[1] == row->hash[1])
            return TR_OK;
    }
    row_hash *h = VEC_PUSH(c->a, v);
    if (h == NULL) return TR_ERR_NOMEM;
    *h = (row_hash){{row->hash[0], row->hash[1]}};
    *first = true;
    return TR_OK;
}

/* "Xska oblast" and "X oblast": the same kind of region, and one name in two forms. */
static bool same_region(str a, str b)
{
    char x[64], y[64];
    size_t i = str_find(a, ' '), k = str_find(b, ' ');
    if (i < a.len && k < b.len && !str_eq(str_from(a, i), str_from(b, k))) return false;
    name_skeleton(str_upto(a, i), x, sizeof x);
    name_skeleton(str_upto(b, k), y, sizeof y);
    if (skeleton_match(x, y)) return true;
    str longer = str_of(x), shorter = str_of(y);
    if (longer.len < shorter.len) {
        longer = str_of(y);
        shorter = str_of(x);
    }
    if (shorter.len == 0 || !str_eq(str_upto(longer, shorter.len), shorter)) return false;
    str ending = str_from(longer, shorter.len);
    return str_is(ending, "k") || str_is(ending, "sk");
}

static tr_err match_alert(collector *c, const event_row *row)
{
    const region *g = region_find(c->s->regions.items, c->s->regions.n, row->place);
    for (size_t i = 0; i < c->d->n_evidence; i++) {
        evidence_line *e = &c->d->evidence[i];
        const incident *in = c->d->coded[e->row].in;
        if (e->undated || in->adm1.len == 0 || !overlaps(in->when, row->when)) continue;
        if (g ? !str_eq(in->adm1, g->adm1) : !same_region(in->adm1, row->place)) continue;
        bool first;
        TR_TRY(count_once(c, &c->alerts[i], row, &first));
        e->n_alerts += first;
    }
    return TR_OK;
}

static tr_err match_report(collector *c, const event_row *row)
{
    for (size_t i = 0; i < c->n_incidents; i++) {
        target *t = &c->targets[i];
        const incident *in = c->d->coded[t->line->row].in;
        bool first;
        if (!overlaps(in->when, row->when)) continue;
        if (fabs(row->position.lat_deg - t->disc.center.lat_deg) > 1) continue;
        double reach = in->radius_m + (row->radius_m > 0 ? row->radius_m : 0);
        if (geo_distance_m(row->position, t->disc.center) > reach) continue;
        bool contested = c->texts && row->text.len && row->precision == PLACE_TOWN &&
                         find_text(c, row->text)->several;
        TR_TRY(count_once(c, &t->counted, row, &first));
        t->line->n_reports += first && !contested;
        t->line->n_contested += first && contested;
    }
    return TR_OK;
}

static tr_err match_event(void *ctx, const event_row *row)
{
    event_reading *r = ctx;
    if (!span_known(row->when) || row->retracted) return TR_OK;
    r->in_period += row->when.from < r->c->d->period_to && row->when.to > r->c->d->period_from;
    if (r->kind == FEED_ALERTS) {
        return match_alert(r->c, row);
    } else if (row->has_position && row->precision != PLACE_DISTRICT &&
               row->precision != PLACE_PROVINCE && row->precision != PLACE_VAGUE &&
               row->precision != PLACE_COUNTRY) {
        return match_report(r->c, row);
    }
    return TR_OK;
}

static tr_err read_events(collector *c, const batch_line *b, feed_kind kind, bool learn,
                          size_t *in_period)
{
    buf p;
    feed_result ignored;
    event_reading r = {c, kind, 0};
    stream_sinks to = {.events = {.accept = learn ? learn_text : match_event,
                                  .ctx = learn ? (void *)c : (void *)&r}};
    buf_init(&p, 65536);
    blob_path(c->f.m->dir, b->sha, &p);
    buf_c(&p, '\0');
    tr_err e = buf_err(&p);
    if (e == TR_OK) e = stream_read(&c->f, kind, p.ptr, "events", b->mapping, &to, &ignored);
    buf_free(&p);
    *in_period += r.in_period;
    return e;
}

/* ---- Lists of what there is
 * ---------------------------------------------------------------------------- */

static feed_line *line_of(report_data *d, str kind)
{
    for (size_t i = 0; i < d->n_feeds; i++) {
        if (str_eq(d->feeds[i].kind, kind)) return &d->feeds[i];
    }
    d->feeds[d->n_feeds] = (feed_line){.kind = kind};
    return &d->feeds[d->n_feeds++];
}

static tr_err list_registries(collector *c)
{
    report_data *d = c->d;
    d->registries = arena_alloc_n(c->a, c->s->batches.n + 1, sizeof *d->registries);
    if (d->registries == NULL) return TR_ERR_NOMEM;
    for (size_t i = c->s->batches.n; i > 0; i--) { /* the latest snapshot of each */
        const batch_line *b = &c->s->batches.items[i - 1];
        feed_kind kind;
        bool listed = false;
        if (!b->closed || !feed_kind_from(b->kind, &kind) || !feed_kind_is_registry(kind)) continue;
        for (size_t k = 0; k < d->n_registries; k++)
            listed = listed || str_eq(d->registries[k].kind, b->kind);
        if (listed) continue;
        registry_line *l = &d->registries[d->n_registries++];
        *l = (registry_line){
            .kind = b->kind, .name = b->name, .sha = b->sha, .n_set_aside = b->set_aside};
        for (size_t k = 0; k < c->s->sites.n; k++) {
            const site *s = &c->s->sites.items[k];
            if (s->kind != kind) continue;
            l->n_sites++;
            l->n_areas += s->shape.kind == GEO_POLYGON;
            l->n_points += s->shape.kind == GEO_CIRCLE;
            l->n_lines += s->shape.kind == GEO_LINE;
        }
    }
    for (size_t i = 0; i < d->n_registries / 2; i++) { /* back to the order of import */
        registry_line t = d->registries[i];
        d->registries[i] = d->registries[d->n_registries - 1 - i];
        d->registries[d->n_registries - 1 - i] = t;
    }
    return TR_OK;
}

static tr_err each_stream(collector *c, bool fires, bool learn)
{
    for (size_t i = 0; i < c->s->batches.n; i++) {
        const batch_line *b = &c->s->batches.items[i];
        feed_kind kind;
        size_t in_period = 0;
        if (!b->closed || !feed_kind_from(b->kind, &kind) || !feed_kind_streams(kind)) continue;
        if ((kind == FEED_FIRMS) != fires || (learn && kind != FEED_VIINA)) continue;
        c->n_in_period = 0;
        if (fires) {
            TR_TRY(read_fires(c, b));
        } else {
            TR_TRY(read_events(c, b, kind, learn, &in_period));
        }
        if (learn) continue;
        feed_line *l = line_of(c->d, b->kind);
        l->rows += b->accepted;
        l->in_period += fires ? c->n_in_period : in_period;
    }
    return TR_OK;
}

static bool any_stream(const state *s, feed_kind only)
{
    for (size_t i = 0; i < s->batches.n; i++) {
        feed_kind kind;
        if (s->batches.items[i].closed && feed_kind_from(s->batches.items[i].kind, &kind) &&
            (only == FEED_NONE ? feed_kind_streams(kind) : kind == only))
            return true;
    }
    return false;
}

tr_err evidence_collect(const mission *m, const state *s, as_of when, app_zones *zones, arena *a,
                        report_data *d, tr_diag *diag)
{
    state copy = *s;
    collector c = {.a = a, .d = d, .s = s};
    c.f = (fold){.m = m, .zones = zones, .a = a, .s = &copy, .when = when, .diag = diag};
    TR_TRY(list_registries(&c));
    if (!any_stream(s, FEED_NONE) && s->sites.n == 0) return TR_OK;
    d->feeds = arena_alloc_n(a, FEED__N, sizeof *d->feeds);
    c.points = arena_alloc_n(a, COLUMNS_BLOCK_ROWS, sizeof *c.points);
    c.hit = arena_alloc_n(a, COLUMNS_BLOCK_ROWS, sizeof *c.hit);
    c.alerts = arena_alloc_n(a, d->n_coded + 1, sizeof *c.alerts);
    if (d->feeds == NULL || c.points == NULL || c.hit == NULL || c.alerts == NULL)
        return TR_ERR_NOMEM;
    if (any_stream(s, FEED_VIINA)) {
        c.texts = arena_alloc_n(a, MAX_TEXTS, sizeof *c.texts);
        if (c.texts == NULL) return TR_ERR_NOMEM;
    }
    TR_TRY(choose_targets(&c));
    for (size_t i = 0; i < c.n_incidents; i++)
        TR_TRY(match_sites(&c, &c.targets[i]));
    TR_TRY(each_stream(&c, true, false));
    TR_TRY(judge_fires(&c));
    if (c.texts) TR_TRY(each_stream(&c, false, true));
    return each_stream(&c, false, false);
}
