/* The page: sensors and other reports beside the incidents. */
#include "forms/html_parts.h"
#include "forms/pages.h"

static void evidence_row(const report_data *d, const evidence_line *e, buf *b)
{
    h_z(b, "<tr><th scope=\"row\">");
    h_link_id(d, b, d->coded[e->row].in->id);
    h_z(b, "</th><td>");
    evidence_seen_words(e, b);
    h_z(b, "</td>");
    bool looked = !e->undated && !e->too_coarse;
    if (!looked || e->no_fire_data) {
        buf_f(b, "<td colspan=\"6\" class=\"soft\">%s</td>", looked ? "no data" : "not looked up");
    } else {
        h_number(b, e->seen.n_passes);
        h_number(b, e->anomalies[THERMAL_NORMAL]);
        h_number(b, e->anomalies[THERMAL_STATIC]);
        h_number(b, e->anomalies[THERMAL_STATIC_EXCESS]);
        h_z(b, "<td>");
        evidence_strongest_words(e, b);
        h_z(b, "</td><td>");
        evidence_checks_words(e, b);
        h_z(b, "</td>");
    }
    if (looked) {
        buf words;
        buf_init(&words, 65536);
        evidence_site_words(e, &words);
        h_cell(b, buf_str(&words));
        buf_absorb(b, &words);
        h_z(b, "<td class=\"n\">");
        evidence_reports_words(e, b);
        h_z(b, "</td>");
        h_number(b, e->n_contested);
    } else {
        h_z(b, "<td colspan=\"3\" class=\"soft\">not looked up</td>");
    }
    h_number(b, e->n_alerts);
    h_z(b, "</tr>\n");
}

static void evidence_feeds(const report_data *d, buf *b)
{
    static const char *const heads[] = {
        "Feed", "Rows in the record", "In the period", "Corrected later", "Taken back", NULL};
    h_open_table(b,
                 "Feeds. Rows are reports or detections, not events; a feed's volume changes when "
                 "its sources change.",
                 heads, " nnnn");
    for (size_t i = 0; i < d->n_feeds; i++) {
        h_z(b, "<tr>");
        h_cell(b, d->feeds[i].kind);
        h_number(b, d->feeds[i].rows);
        h_number(b, d->feeds[i].in_period);
        h_number(b, d->feeds[i].superseded);
        h_number(b, d->feeds[i].retracted);
        h_z(b, "</tr>\n");
    }
    h_close_table(b);
}

static void evidence_label(const report_data *d, list_line l, buf *b)
{
    h_row_label(d, (list_line){.row = (uint32_t)d->evidence[l.row].row}, b);
}

static tr_err gather_beside(const report_data *d, arena *a, line_vec *out)
{
    return lines_of_all(d->n_evidence, a, out);
}

static size_t beside_bytes(const report_data *d, list_line l)
{
    return 480 + 2 * d->coded[d->evidence[l.row].row].in->id.len;
}

static void write_beside(const report_data *d, const list_line *l, size_t n, buf *b)
{
    static const char *const heads[] = {"Incident",
                                        "What satellites could have shown",
                                        "Passes",
                                        "Anomalies",
                                        "Of places that always burn",
                                        "Far above their usual",
                                        "Strongest",
                                        "Order of times",
                                        "Listed sites of its kind",
                                        "Reports",
                                        "Place contested",
                                        "Alerts",
                                        NULL};
    if (n == 0) return;
    h_open_table(b,
                 "Beside each coded incident, within its stated place and 2 km, from its earliest "
                 "hour to 12 hours after its latest.",
                 heads, "  nnnn   nnn");
    for (size_t i = 0; i < n; i++)
        evidence_row(d, &d->evidence[l[i].row], b);
    h_close_table(b);
}

const list_kind beside_list = {.file = "evidence",
                               .title = "Beside each coded incident",
                               .gather = gather_beside,
                               .bytes = beside_bytes,
                               .write = write_beside,
                               .label = evidence_label};

static tr_err gather_control(const report_data *d, arena *a, line_vec *out)
{
    for (size_t i = 0; d->has_control_data && i < d->n_evidence; i++) {
        if (!d->evidence[i].undated && !d->evidence[i].too_coarse) TR_TRY(add_line(a, out, 0, i));
    }
    return TR_OK;
}

static size_t control_bytes(const report_data *d, list_line l)
{
    return 260 + 2 * d->coded[d->evidence[l.row].row].in->id.len;
}

static void control_row(const report_data *d, const evidence_line *e, buf *b)
{
    buf words;
    h_z(b, "<tr><th scope=\"row\">");
    h_link_id(d, b, d->coded[e->row].in->id);
    h_z(b, "</th>");
    h_cell_or_not(b, d->coded[e->row].in->control);
    buf_init(&words, 65536);
    evidence_control_words(e, &words);
    h_cell(b, buf_str(&words));
    buf_absorb(b, &words);
    h_z(b, "</tr>\n");
}

static void write_control(const report_data *d, const list_line *l, size_t n, buf *b)
{
    static const char *const heads[] = {"Incident", "Control as coded with the incident",
                                        "Beside the file of control", NULL};
    h_open_table(
        b,
        "Actual control, as two sources state it: each file draws what its source says was "
        "held on one day. Neither says which state the place belongs to.",
        heads, "   ");
    for (size_t i = 0; i < n; i++)
        control_row(d, &d->evidence[l[i].row], b);
    h_close_table(b);
}

const list_kind control_list = {.file = "control",
                                .title = "Actual control, as two sources state it",
                                .gather = gather_control,
                                .bytes = control_bytes,
                                .write = write_control,
                                .label = evidence_label};

static tr_err gather_existence(const report_data *d, arena *a, line_vec *out)
{
    return lines_of_all(d->n_existence, a, out);
}

static size_t existence_bytes(const report_data *d, list_line l)
{
    return 250 + 2 * d->coded[d->existence[l.row].row].in->id.len;
}

static void existence_row(const report_data *d, const existence_line *e, buf *b)
{
    h_z(b, "<tr><th scope=\"row\">");
    h_link_id(d, b, d->coded[e->row].in->id);
    h_z(b, "</th>");
    if (e->n_groups) {
        h_cell(b, str_of(existence_word(e)));
        h_z(b, "<td class=\"n\">");
        buf_fixed(b, e->p, 2);
        h_z(b, "</td>");
        h_cell(b, str_of(existence_confidence_word(e)));
    } else {
        h_z(b, "<td colspan=\"3\" class=\"soft\">no rated source</td>");
    }
    h_number(b, e->n_groups);
    h_number(b, e->n_neutral);
    h_number(b, e->n_unrated);
    h_z(b, "</tr>\n");
}

static void write_existence(const report_data *d, const list_line *l, size_t n, buf *b)
{
    static const char *const heads[] = {
        "Incident",         "That it happened",    "p", "Confidence", "Independent origins",
        "Of neither party", "Named but not rated", NULL};
    h_open_table(b, "Likelihood, and apart from it the confidence in it.", heads, "  n nnn");
    for (size_t i = 0; i < n; i++)
        existence_row(d, &d->existence[l[i].row], b);
    h_close_table(b);
}

static void existence_label(const report_data *d, list_line l, buf *b)
{
    h_row_label(d, (list_line){.row = (uint32_t)d->existence[l.row].row}, b);
}

const list_kind existence_list = {.file = "likelihood",
                                  .title = "How likely it happened",
                                  .gather = gather_existence,
                                  .bytes = existence_bytes,
                                  .write = write_existence,
                                  .label = existence_label};

static void existence(const report_data *d, buf *b)
{
    if (d->n_existence == 0) return;
    h_z(b, "<h3>How likely it happened</h3>\n<p>");
    existence_words(d, b);
    h_z(b, "</p>\n");
    h_list(d, LIST_EXISTENCE, b);
}

static void queue_side(buf *b, str id, str place, span when, str said)
{
    h_text(b, place.len ? place : STR("place not named"));
    h_z(b, ", ");
    span_words(b, when);
    if (said.len) h_z(b, ": \xE2\x80\x9C");
    h_text(b, said);
    if (said.len) h_z(b, "\xE2\x80\x9D");
    h_z(b, " <span class=\"soft\">");
    h_text(b, id);
    h_z(b, "</span>");
}

static void evidence_queue(const report_data *d, buf *b)
{
    static const char *const heads[] = {"Report", "and report", "p", NULL};
    const linked_line *l = &d->linked;
    if (!has_linked(d)) return;
    h_z(b, "<h3>One event, several reports</h3>\n<p>");
    linked_words(d, b);
    h_z(b, "</p>\n");
    if (l->n_queue == 0) return;
    h_z(b, "<details><summary>Pairs that wait for a person</summary>\n");
    h_open_table(b,
                 "Do these two speak of one event? Decide with truce decide DIR merge or split and "
                 "the two names. The strongest thirty; all of them are in the JSON.",
                 heads, "  n");
    for (size_t i = 0; i < l->n_queue && i < QUEUE_SHOWN; i++) {
        const queue_line *q = &l->queue[i];
        h_z(b, "<tr><td>");
        queue_side(b, q->a, q->place_a, q->when_a, q->said_a);
        h_z(b, "</td><td>");
        queue_side(b, q->b, q->place_b, q->when_b, q->said_b);
        h_z(b, "</td><td class=\"n\">");
        buf_fixed(b, q->p, 2);
        h_z(b, "</td></tr>\n");
    }
    h_close_table(b);
    h_z(b, "</details>\n");
}

static tr_err gather_statics(const report_data *d, arena *a, line_vec *out)
{
    return lines_of_all(d->n_statics, a, out);
}

static size_t static_bytes(const report_data *d, list_line l)
{
    return 170 + d->statics[l.row].works.len + d->statics[l.row].site.len;
}

static void static_row(const static_line *s, buf *b)
{
    h_z(b, "<tr><td>");
    buf_fixed(b, s->at.lat_deg, 3);
    h_z(b, " N, ");
    buf_fixed(b, s->at.lon_deg, 3);
    h_z(b, " E</td>");
    h_number(b, s->distinct_days);
    h_number(b, s->n);
    h_z(b, "<td class=\"n\">");
    buf_fixed(b, s->rms_radius_m, 0);
    h_z(b, "</td>");
    h_cell(b, s->works.len ? s->works : STR("none listed"));
    h_cell(b, s->site.len ? s->site : STR("none listed"));
    h_z(b, "</tr>\n");
}

static void write_statics(const report_data *d, const list_line *l, size_t n, buf *b)
{
    static const char *const heads[] = {"Position", "Days",        "Detections", "Radius (m)",
                                        "Works",    "Listed site", NULL};
    h_open_table(b,
                 "Fires seen on ten or more days of sixty within 500 m (five near a listed works). "
                 "At such a place fires cannot show an "
                 "event unless they are far above its usual.",
                 heads, " nnn");
    for (size_t i = 0; i < n; i++)
        static_row(&d->statics[l[i].row], b);
    h_close_table(b);
}

const list_kind statics_list = {.file = "burning",
                                .title = "Places that burn without any event",
                                .gather = gather_statics,
                                .bytes = static_bytes,
                                .write = write_statics};

static void evidence_statics(const report_data *d, buf *b)
{
    if (d->n_statics == 0) return;
    h_z(b, "<details><summary>Places that burn without any event</summary>\n");
    h_list(d, LIST_STATICS, b);
    h_z(b, "</details>\n");
}

static void site_fire(const site_fire_line *l, buf *b)
{
    h_z(b, "<tr>");
    h_cell(b, l->site);
    h_cell(b, l->category);
    h_z(b, "<td>");
    when_write_words(b, l->when.from);
    buf_f(b, "</td><td>%s</td>", l->by == SATELLITE_NONE ? "not told" : satellite_says(l->by));
    h_number(b, l->n_pixels);
    h_z(b, "<td class=\"n\">");
    if (l->has_frp) {
        buf_fixed(b, l->frp_mw, 1);
    } else {
        h_z(b, "not told");
    }
    h_z(b, "</td><td class=\"n\">");
    site_fire_share_words(l, b);
    h_z(b, "</td>");
    h_number(b, l->n_other_sites);
    h_number(b, l->n_incidents);
    h_z(b, "</tr>\n");
}

static void site_fires(const report_data *d, buf *b)
{
    static const char *const heads[] = {"Site",
                                        "Category",
                                        "Time",
                                        "Satellite",
                                        "Pixels",
                                        "Power (MW)",
                                        "Of the pixel in the site",
                                        "Other sites",
                                        "Incidents beside it",
                                        NULL};
    buf caption;
    if (d->n_unusual == 0 || d->n_listed == 0) return;
    buf_init(&caption, 65536);
    site_fires_words(d, &caption);
    buf_c(&caption, '\0');
    if (buf_err(&caption) == TR_OK && d->n_site_fires == 0) {
        buf_f(b, "<p>%s</p>\n", caption.ptr);
    } else if (buf_err(&caption) == TR_OK) {
        h_open_table(b, caption.ptr, heads, "    nnnnn");
    }
    buf_absorb(b, &caption);
    for (size_t i = 0; i < d->n_site_fires && i < SITE_FIRES_SHOWN; i++)
        site_fire(&d->site_fires[i], b);
    if (d->n_site_fires) h_close_table(b);
}

static void evidence_registries(const report_data *d, buf *b)
{
    static const char *const heads[] = {"Registry", "File",  "Sites",          "Areas",
                                        "Points",   "Lines", "Rows not taken", NULL};
    if (d->n_registries == 0) return;
    h_open_table(b,
                 "Registries of sites. None of them is complete, and none says what it lacks: a "
                 "place that is not listed may exist.",
                 heads, "  nnnnn");
    for (size_t i = 0; i < d->n_registries; i++) {
        const registry_line *r = &d->registries[i];
        h_z(b, "<tr>");
        h_cell(b, r->kind);
        h_cell(b, r->name);
        h_number(b, r->n_sites);
        h_number(b, r->n_areas);
        h_number(b, r->n_points);
        h_number(b, r->n_lines);
        h_number(b, r->n_set_aside);
        h_z(b, "</tr>\n");
    }
    h_close_table(b);
    h_z(b, "<p>");
    listed_words(d, b);
    h_z(b, "</p>\n");
}

void h_evidence(const report_data *d, buf *b)
{
    if (!has_evidence(d)) return;
    h_heading(b, "evidence", "Sensors and other reports");
    buf_f(b, "<p>%s</p>\n", evidence_words());
    if (d->n_alarms) h_z(b, "<h3>Feeds that could not be read</h3>\n<ul>\n");
    for (size_t i = 0; i < d->n_alarms; i++) {
        h_z(b, "<li>");
        h_text(b, d->alarms[i].kind);
        h_z(b, ", ");
        h_text(b, d->alarms[i].name);
        h_z(b, ": ");
        h_text(b, d->alarms[i].words);
        h_z(b, " <span class=\"soft\">[");
        h_text(b, d->alarms[i].code);
        h_z(b, "]</span>. Nothing of this file is in the record.</li>\n");
    }
    if (d->n_alarms) h_z(b, "</ul>\n");
    existence(d, b);
    if (d->n_feeds) evidence_feeds(d, b);
    h_list(d, LIST_BESIDE, b);
    if (d->has_control_data) h_list(d, LIST_CONTROL, b);
    evidence_queue(d, b);
    if (d->has_fire_data) {
        buf_f(b, "<p class=\"soft\">%s", d->fires_cut ? evidence_cut_words() : "");
        evidence_method_words(d, b);
        wrong_hour_words(d, b);
        h_z(b, "</p>\n");
        site_fires(d, b);
        evidence_statics(d, b);
    }
    evidence_registries(d, b);
}
