/* Evidence in the report's JSON: sensors, feeds, registries, links between reports. */
#include "exports/json_parts.h"

static void evidence_of(const report_data *d, const evidence_line *e, json_writer *w)
{
    jw_open(w, '{');
    jw_kv(w, "incident", d->coded[e->row].in->id);
    bool looked = !e->undated && !e->too_coarse;
    jw_kz(w, "observability",
          e->undated        ? "undated"
          : e->too_coarse   ? "place_too_coarse"
          : e->no_fire_data ? "no_pass_proven"
                            : observed_word(e->seen.state));
    if (looked) {
        json_instant(w, "from", e->looked.from);
        json_instant(w, "to", e->looked.to);
        if (e->has_fetches) json_fixed(w, "hours_fetched", (double)e->fetched / USEC_HOUR, 2);
        json_fixed(w, "reach_m", e->reach_m, 0);
        jw_ki(w, "passes", (int64_t)e->seen.n_passes);
        jw_ki(w, "passes_cloud_unknown", (int64_t)e->seen.n_unknown_cloud);
        json_fixed(w, "p_observe", e->seen.p_observe, 4);
        for (unsigned i = 1; i < THERMAL__N; i++)
            jw_ki(w, thermal_state_word((thermal_state)i), (int64_t)e->anomalies[i]);
        jw_ki(w, "unusual_in_day_before", (int64_t)e->n_before);
        if (e->n_before) json_instant(w, "first_in_day_before", e->before_at);
        jw_ki(w, "explosions", (int64_t)e->n_blasts);
        jw_ki(w, "explosions_after_first_anomaly", (int64_t)e->n_blasts_after_fire);
        jw_ki(w, "sites_near", (int64_t)e->n_sites_near);
        jw_ki(w, "sites_of_its_kind", (int64_t)e->n_sites_of_kind);
        if (e->n_sites_of_kind) {
            jw_kv(w, "likeliest_site", e->site);
            json_fixed(w, "site_p", e->site_p, 4);
            jw_kz(w, "site_level", e->site_level);
        }
    }
    if (e->control_file.len) {
        static const char *const sides[] = {"not_compared", "inside", "outside", "partly"};
        jw_kv(w, "control_file", e->control_file);
        json_instant(w, "control_day", e->control_day);
        jw_kz(w, "control_side", sides[e->control_side]);
    }
    jw_ki(w, "reports", (int64_t)e->n_reports);
    jw_ki(w, "report_groups", (int64_t)e->n_groups);
    jw_ki(w, "reports_not_compared", (int64_t)e->n_not_compared);
    jw_ki(w, "reports_place_contested", (int64_t)e->n_contested);
    jw_ki(w, "alerts", (int64_t)e->n_alerts);
    jw_close(w, '}');
}

static void existence(const report_data *d, json_writer *w)
{
    if (!d->has_ratings) return;
    json_fixed(w, "prior", d->prior, 4);
    jw_key(w, "existence");
    jw_open(w, '[');
    for (size_t i = 0; i < d->n_existence; i++) {
        const existence_line *e = &d->existence[i];
        jw_open(w, '{');
        jw_kv(w, "incident", d->coded[e->row].in->id);
        if (e->n_groups) {
            json_fixed(w, "p", e->p, 6);
            jw_kz(w, "likelihood", existence_word(e));
            jw_kz(w, "confidence", existence_confidence_word(e));
        }
        jw_ki(w, "origins", (int64_t)e->n_groups);
        jw_ki(w, "origins_of_neither_party", (int64_t)e->n_neutral);
        jw_ki(w, "not_rated", (int64_t)e->n_unrated);
        jw_close(w, '}');
    }
    jw_close(w, ']');
}

static void linked(const linked_line *l, json_writer *w)
{
    jw_key(w, "linked_reports");
    jw_open(w, '{');
    jw_ki(w, "compared", (int64_t)l->n_records);
    jw_ki(w, "groups", (int64_t)l->n_groups);
    jw_ki(w, "groups_of_several", (int64_t)l->n_several);
    jw_ki(w, "kind_unknown", (int64_t)l->n_untyped);
    jw_ki(w, "place_too_coarse", (int64_t)l->n_coarse);
    jw_ki(w, "place_contested", (int64_t)l->n_contested);
    jw_ki(w, "links_refused", (int64_t)l->n_refused);
    jw_ki(w, "links_undone", (int64_t)l->n_divided);
    jw_kz(w, "complete", l->cut ? "no" : "yes");
    jw_kz(w, "weights", l->estimated ? "estimated" : "shipped");
    if (l->estimated) jw_kz(w, "converged", l->converged ? "yes" : "no");
    json_fixed(w, "lambda", l->lambda, 6);
    jw_key(w, "queue");
    jw_open(w, '[');
    for (size_t i = 0; i < l->n_queue; i++) {
        jw_open(w, '{');
        jw_kv(w, "a", l->queue[i].a);
        jw_kv(w, "b", l->queue[i].b);
        jw_kv(w, "text_a", l->queue[i].said_a);
        jw_kv(w, "text_b", l->queue[i].said_b);
        json_fixed(w, "p", l->queue[i].p, 4);
        jw_close(w, '}');
    }
    jw_close(w, ']');
    jw_close(w, '}');
}

static void site_fires(const report_data *d, json_writer *w)
{
    jw_ki(w, "unusual_hot_events", (int64_t)d->n_unusual);
    jw_ki(w, "hot_events_without_pixel_size", (int64_t)d->n_without_size);
    jw_key(w, "unusual_at_sites");
    jw_open(w, '[');
    for (size_t i = 0; i < d->n_site_fires; i++) {
        const site_fire_line *l = &d->site_fires[i];
        jw_open(w, '{');
        jw_kv(w, "site", l->site);
        jw_kv(w, "category", l->category);
        json_instant(w, "from", l->when.from);
        json_instant(w, "to", l->when.to);
        jw_kz(w, "satellite", l->by == SATELLITE_NONE ? "unknown" : satellite_word(l->by));
        json_fixed(w, "lat", l->at.lat_deg, 5);
        json_fixed(w, "lon", l->at.lon_deg, 5);
        jw_ki(w, "pixels", (int64_t)l->n_pixels);
        if (l->has_frp) json_fixed(w, "frp_mw", l->frp_mw, 1);
        jw_kz(w, "state", thermal_state_word(l->state));
        json_fixed(w, "share_of_pixel", l->share, 3);
        jw_ki(w, "other_sites", (int64_t)l->n_other_sites);
        jw_ki(w, "incidents", (int64_t)l->n_incidents);
        jw_close(w, '}');
    }
    jw_close(w, ']');
}

/* Without "before" nothing was compared. */
static void season_past(const season_line *s, json_writer *w)
{
    jw_key(w, "season");
    jw_open(w, '{');
    if (s->before != USEC_UNKNOWN) {
        json_instant(w, "before", s->before);
        jw_kz(w, "too_many", s->too_many ? "yes" : "no");
        jw_kz(w, "whole_days", s->whole_days ? "yes" : "no");
        jw_ki(w, "past_detections", (int64_t)s->n_past);
        if (s->n_past) jw_ki(w, "first_year", s->first_year);
        if (s->n_past) jw_ki(w, "last_year", s->last_year);
        jw_ki(w, "compared", (int64_t)s->n_compared);
        jw_ki(w, "not_compared", (int64_t)s->n_not);
    }
    jw_close(w, '}');
}

static void alarms(const report_data *d, json_writer *w)
{
    jw_key(w, "alarms");
    jw_open(w, '[');
    for (size_t i = 0; i < d->n_alarms; i++) {
        jw_open(w, '{');
        jw_kv(w, "feed", d->alarms[i].kind);
        jw_kv(w, "name", d->alarms[i].name);
        jw_kv(w, "code", d->alarms[i].code);
        jw_kv(w, "words", d->alarms[i].words);
        jw_close(w, '}');
    }
    jw_close(w, ']');
}

static void feeds(const report_data *d, json_writer *w)
{
    jw_key(w, "feeds");
    jw_open(w, '[');
    for (size_t i = 0; i < d->n_feeds; i++) {
        jw_open(w, '{');
        jw_kv(w, "kind", d->feeds[i].kind);
        jw_ki(w, "rows", (int64_t)d->feeds[i].rows);
        jw_ki(w, "in_period", (int64_t)d->feeds[i].in_period);
        jw_ki(w, "corrected_later", (int64_t)d->feeds[i].superseded);
        jw_ki(w, "taken_back", (int64_t)d->feeds[i].retracted);
        jw_close(w, '}');
    }
    jw_close(w, ']');
}

/* ---- Ships */

static void kinds_of_ships(const size_t n[SHIP_KIND__N], json_writer *w)
{
    for (int k = 0; k < SHIP_KIND__N; k++)
        jw_ki(w, ship_kind_word((ship_kind)k), (int64_t)n[k]);
}

static void day_of(json_writer *w, int64_t day)
{
    buf b;
    buf_init(&b, 32);
    day_write(&b, day);
    jw_kv(w, "day", buf_str(&b));
    buf_absorb(w->out, &b);
}

static void position(const char *lat, const char *lon, geo_pt p, json_writer *w)
{
    json_fixed(w, lat, p.lat_deg, 5);
    json_fixed(w, lon, p.lon_deg, 5);
}

static void ship_places(const report_data *d, json_writer *w)
{
    const ship_data *s = &d->ships;
    jw_key(w, "zones");
    jw_open(w, '[');
    size_t day = 0;
    for (size_t i = 0; i < s->n_places; i++) {
        jw_open(w, '{');
        jw_kv(w, "zone", s->places[i].zone->id);
        jw_ki(w, "entries", (int64_t)s->places[i].n_entries);
        jw_ki(w, "exits", (int64_t)s->places[i].n_exits);
        jw_ki(w, "ships", (int64_t)s->places[i].n_ships);
        kinds_of_ships(s->places[i].by_kind, w);
        if (s->places[i].zone->shape.kind == GEO_LINE) {
            jw_ki(w, "ship_days_along", (int64_t)s->places[i].n_along);
            jw_ki(w, "ship_days_against", (int64_t)s->places[i].n_against);
            jw_ki(w, "ship_days_neither", (int64_t)s->places[i].n_neither);
        }
        jw_key(w, "days");
        jw_open(w, '[');
        for (; day < s->n_days && s->days[day].place == i; day++) {
            jw_open(w, '{');
            day_of(w, s->days[day].day);
            kinds_of_ships(s->days[day].n, w);
            jw_ki(w, "slots", (int64_t)s->days[day].slots);
            jw_ki(w, "heard", (int64_t)s->days[day].heard);
            jw_close(w, '}');
        }
        jw_close(w, ']');
        jw_close(w, '}');
    }
    jw_close(w, ']');
}

static void ship_rates(const report_data *d, json_writer *w)
{
    static const char *const sides[] = {"before", "during"};
    const ship_data *s = &d->ships;
    jw_key(w, "rates");
    jw_open(w, '[');
    for (size_t i = 0; i < s->n_rates; i++) {
        const ship_rate *r = &s->rates[i];
        jw_open(w, '{');
        jw_kv(w, "reading", d->readings[r->reading]->id);
        jw_kv(w, "zone", s->places[r->place].zone->id);
        for (int k = 0; k < 2; k++) {
            jw_key(w, sides[k]);
            jw_open(w, '{');
            jw_ki(w, "days", (int64_t)r->days[k]);
            jw_ki(w, "ships", (int64_t)r->ships[k]);
            json_fixed(w, "exposure_days", r->exposure[k], 4);
            jw_close(w, '}');
        }
        if (r->defined) json_fixed(w, "ratio", r->ratio, 4);
        if (r->defined) json_fixed(w, "low", r->low, 4);
        if (r->defined && r->high < 1e6) json_fixed(w, "high", r->high, 4);
        jw_close(w, '}');
    }
    jw_close(w, ']');
}

static void ships_near(const report_data *d, json_writer *w)
{
    const ship_data *s = &d->ships;
    jw_key(w, "near_incidents");
    jw_open(w, '[');
    for (size_t i = 0; i < s->n_near; i++) {
        const ship_near *x = &s->near[i];
        jw_open(w, '{');
        jw_kv(w, "incident", d->coded[x->row].in->id);
        jw_ki(w, "ships", (int64_t)x->n_ships);
        kinds_of_ships(x->by_kind, w);
        if (x->n_ships) json_fixed(w, "nearest_km", x->nearest_km, 3);
        if (x->known) json_fixed(w, "reception", x->reception, 3);
        jw_close(w, '}');
    }
    jw_close(w, ']');
}

static void ship_stays(const report_data *d, json_writer *w)
{
    const ship_data *s = &d->ships;
    jw_key(w, "stay_out");
    jw_open(w, '[');
    for (size_t i = 0; i < s->n_stays; i++) {
        const ship_stay *x = &s->stays[i];
        jw_open(w, '{');
        jw_kv(w, "obligation", x->what->id);
        jw_kv(w, "reading", d->readings[x->reading]->id);
        jw_kv(w, "zone", x->what->area->id);
        jw_kz(w, "answer", "unknown"); /* whatever was heard: see the report */
        if (x->drawn) jw_ki(w, "heard_where_not", (int64_t)x->n_ships);
        if (x->drawn) jw_ki(w, "heard_all_time_and_never_there", (int64_t)x->n_not);
        if (x->drawn) jw_ki(w, "not_known", (int64_t)x->n_open);
        if (x->drawn && x->slots) json_fixed(w, "heard", (double)x->heard / (double)x->slots, 3);
        jw_close(w, '}');
    }
    jw_close(w, ']');
}

static void ships_outside(const report_data *d, json_writer *w)
{
    const ship_data *s = &d->ships;
    jw_key(w, "heard_where_not");
    jw_open(w, '[');
    for (size_t i = 0; i < s->n_outside; i++) {
        const ship_outside *x = &s->outside[i];
        const ship_stay *stay = &s->stays[x->stay];
        jw_open(w, '{');
        jw_kv(w, "obligation", stay->what->id);
        jw_kv(w, "reading", d->readings[stay->reading]->id);
        jw_ki(w, "mmsi", x->mmsi);
        jw_kz(w, "kind", ship_kind_word(x->kind));
        jw_ki(w, "days_in_force", (int64_t)x->days_in_force);
        jw_ki(w, "days_force_unknown", (int64_t)x->days_open);
        jw_kz(w, "where", truth_word(x->where));
        jw_kz(w, "bound", truth_word(x->bound));
        if (x->whose.len) jw_kv(w, "side_stated", x->whose);
        jw_ki(w, "statements", (int64_t)x->n_statements);
        json_fixed(w, "observed", x->observed, 3);
        jw_close(w, '}');
    }
    jw_close(w, ']');
}

static void ships_a_day(const report_data *d, json_writer *w)
{
    const ship_data *s = &d->ships;
    jw_key(w, "paces");
    jw_open(w, '[');
    for (size_t i = 0; i < s->n_paces; i++) {
        const ship_pace *p = &s->paces[i];
        jw_open(w, '{');
        jw_kv(w, "obligation", p->what->id);
        jw_kv(w, "reading", d->readings[p->reading]->id);
        jw_kv(w, "zone", p->what->area->id);
        jw_ki(w, "promised", p->what->quantity);
        if (p->drawn) {
            jw_ki(w, "days", (int64_t)p->days);
            jw_ki(w, "days_with", (int64_t)p->days_with);
            jw_ki(w, "most", (int64_t)p->most);
            jw_ki(w, "ships", (int64_t)p->all);
        }
        if (p->drawn && p->ordered) {
            jw_ki(w, "ended", (int64_t)p->n_ended);
            jw_ki(w, "overtaken", (int64_t)p->n_overtaken);
        }
        jw_close(w, '}');
    }
    jw_close(w, ']');
}

static void ship_passages(const report_data *d, json_writer *w)
{
    const ship_data *s = &d->ships;
    jw_key(w, "passages");
    jw_open(w, '[');
    for (size_t i = 0; i < s->n_passages; i++) {
        const ship_passage *p = &s->passages[i];
        jw_open(w, '{');
        jw_kv(w, "obligation", p->what->id);
        jw_kv(w, "reading", d->readings[p->reading]->id);
        jw_kv(w, "zone", p->what->area->id);
        if (p->drawn) {
            jw_ki(w, "entries", (int64_t)p->entries);
            jw_ki(w, "in_time", (int64_t)p->in_time);
            jw_ki(w, "late", (int64_t)p->late);
            jw_ki(w, "not_known", (int64_t)p->open);
            jw_ki(w, "no_notice_on_record", (int64_t)p->without);
        }
        jw_close(w, '}');
    }
    jw_close(w, ']');
}

static void ship_events_of_others(const ship_data *s, json_writer *w)
{
    if (s->n_theirs == 0) return;
    jw_key(w, "ship_events_of_others");
    jw_open(w, '[');
    for (size_t i = 0; i < s->n_theirs; i++) {
        const ship_event *x = &s->theirs[i];
        jw_open(w, '{');
        jw_kv(w, "id", x->id);
        if (x->type.len) jw_kv(w, "type", x->type);
        json_instant(w, "from", x->when.from);
        json_instant(w, "to", x->when.to);
        if (x->mmsi) jw_ki(w, "mmsi", x->mmsi);
        if (x->other) jw_ki(w, "other", x->other);
        if (x->has_place) position("lat", "lon", x->at, w);
        if (x->source.len) jw_kv(w, "source", x->source);
        jw_close(w, '}');
    }
    jw_close(w, ']');
}

static void ship_silences(const ship_data *s, json_writer *w)
{
    jw_key(w, "gaps");
    jw_open(w, '[');
    for (size_t i = 0; i < s->n_gaps; i++) {
        const ship_gap *g = &s->gaps[i];
        jw_open(w, '{');
        jw_ki(w, "mmsi", g->mmsi);
        json_instant(w, "from", g->from);
        json_instant(w, "to", g->to);
        json_fixed(w, "hours", g->hours, 3);
        position("lat", "lon", g->before, w);
        position("lat_to", "lon_to", g->after, w);
        jw_kv(w, "label", g->label);
        json_fixed(w, "reception_known", g->known, 3);
        if (g->known > 0) json_fixed(w, "reception", g->reception, 3);
        if (g->known > 0) json_fixed(w, "p_silence", g->p_silence, 6);
        jw_close(w, '}');
    }
    jw_close(w, ']');
}

static void ship_interferences(const ship_data *s, json_writer *w)
{
    jw_key(w, "interference");
    jw_open(w, '[');
    for (size_t i = 0; i < s->n_interferences; i++) {
        const ship_interference *f = &s->interferences[i];
        jw_open(w, '{');
        json_instant(w, "from", f->from);
        json_instant(w, "to", f->to);
        position("lat", "lon", f->at, w);
        json_fixed(w, "radius_km", f->radius_km, 3);
        jw_ki(w, "ships", (int64_t)f->n_ships);
        jw_kz(w, "jumped", f->target ? "to" : "from");
        jw_close(w, '}');
    }
    jw_close(w, ']');
}

/* Only where a log of ships is in the record. */
static void ships(const report_data *d, json_writer *w)
{
    const ship_data *s = &d->ships;
    ship_events_of_others(s, w);
    if (!s->has) return;
    jw_key(w, "ships");
    jw_open(w, '{');
    jw_ki(w, "positions", (int64_t)s->n_positions);
    jw_ki(w, "duplicate", (int64_t)s->n_duplicate);
    jw_ki(w, "trusted", (int64_t)s->n_trusted);
    jw_ki(w, "without_time", (int64_t)s->n_no_time);
    jw_ki(w, "ships", (int64_t)s->n_ships);
    jw_key(w, "not_trusted");
    jw_open(w, '{');
    for (size_t i = 0; i < s->n_doubts; i++) {
        buf key;
        buf_init(&key, 64);
        for (size_t k = 0; k < s->doubts[i].reason.len; k++)
            buf_c(&key, s->doubts[i].reason.ptr[k] == ' ' ? '_' : s->doubts[i].reason.ptr[k]);
        buf_c(&key, '\0');
        jw_ki(w, buf_err(&key) == TR_OK ? key.ptr : "", (int64_t)s->doubts[i].n);
        buf_absorb(w->out, &key);
    }
    jw_close(w, '}');
    ship_places(d, w);
    ship_rates(d, w);
    jw_key(w, "flags");
    jw_open(w, '[');
    for (size_t i = 0; i < s->n_groups; i++) {
        jw_open(w, '{');
        jw_kz(w, "flag", s->groups[i].flag);
        jw_ki(w, "ships", (int64_t)s->groups[i].all);
        kinds_of_ships(s->groups[i].n, w);
        jw_close(w, '}');
    }
    jw_close(w, ']');
    ship_stays(d, w);
    ships_outside(d, w);
    ships_a_day(d, w);
    ship_passages(d, w);
    ships_near(d, w);
    ship_silences(s, w);
    ship_interferences(s, w);
    jw_close(w, '}');
}

static void static_sources(const report_data *d, json_writer *w)
{
    jw_key(w, "static_sources");
    jw_open(w, '[');
    for (size_t i = 0; i < d->n_statics; i++) {
        const static_line *s = &d->statics[i];
        jw_open(w, '{');
        json_fixed(w, "lat", s->at.lat_deg, 5);
        json_fixed(w, "lon", s->at.lon_deg, 5);
        jw_ki(w, "days", (int64_t)s->distinct_days);
        jw_ki(w, "detections", (int64_t)s->n);
        json_fixed(w, "rms_radius_m", s->rms_radius_m, 1);
        jw_kz(w, "permanent", s->permanent ? "yes" : "no");
        jw_kv(w, "works", s->works);
        jw_kv(w, "site", s->site);
        jw_close(w, '}');
    }
    jw_close(w, ']');
}

static void registries(const report_data *d, json_writer *w)
{
    jw_key(w, "registries");
    jw_open(w, '[');
    for (size_t i = 0; i < d->n_registries; i++) {
        const registry_line *r = &d->registries[i];
        jw_open(w, '{');
        jw_kv(w, "kind", r->kind);
        jw_ki(w, "sites", (int64_t)r->n_sites);
        jw_ki(w, "areas", (int64_t)r->n_areas);
        jw_ki(w, "points", (int64_t)r->n_points);
        jw_ki(w, "lines", (int64_t)r->n_lines);
        jw_ki(w, "set_aside", (int64_t)r->n_set_aside);
        jw_close(w, '}');
    }
    jw_close(w, ']');
}

void json_evidence(const report_data *d, json_writer *w)
{
    existence(d, w);
    ships(d, w);
    if (!has_evidence(d)) return;
    alarms(d, w);
    jw_key(w, "evidence");
    jw_open(w, '[');
    for (size_t i = 0; i < d->n_evidence; i++)
        evidence_of(d, &d->evidence[i], w);
    jw_close(w, ']');
    feeds(d, w);
    if (has_linked(d)) linked(&d->linked, w);
    if (d->has_fire_data) jw_ki(w, "detections_at_impossible_hours", (int64_t)d->n_wrong_hour);
    if (d->has_fire_data) season_past(&d->season, w);
    site_fires(d, w);
    static_sources(d, w);
    jw_ki(w, "listings", (int64_t)d->n_listed);
    jw_ki(w, "listed_sites", (int64_t)d->n_listed_sites);
    jw_ki(w, "sites_listed_twice_or_more", (int64_t)d->n_listed_several);
    json_fixed(w, "widest_between_listings_m", d->listed_widest_m, 0);
    registries(d, w);
}
