/* Sensors and other reports beside the incidents: evidence, never a finding. */
#include "sections/sections.h"

static void say_cells(doc *w, size_t n, const char *words)
{
    for (size_t i = 0; i < n; i++)
        doc_cell_say(w, words);
}

static void evidence_label(const report_data *d, list_line l, doc *w)
{
    label_row(d, (list_line){.row = (uint32_t)d->evidence[l.row].row}, w);
}

/* ---- Feeds, and those that could not be read */

static void tell_alarms(const report_data *d, doc *w)
{
    if (d->n_alarms == 0) return;
    doc_heading(w, 3, NULL, "Feeds that could not be read");
    doc_open(w, DOC_LIST, (doc_info){0});
    for (size_t i = 0; i < d->n_alarms; i++) {
        const alarm_line *a = &d->alarms[i];
        doc_open(w, DOC_ITEM, (doc_info){0});
        doc_say(w, "{kind}, {file}: {words} [{code}]. Nothing of this file is in the record.",
                A_TEXT("kind", a->kind), A_TEXT("file", a->name), A_TEXT("words", a->words),
                A_TEXT("code", a->code));
        doc_close(w, DOC_ITEM);
    }
    doc_close(w, DOC_LIST);
}

static void tell_feeds(const report_data *d, doc *w)
{
    static const doc_column columns[] = {HEAD("Feed"), HEAD_N("Rows in the record"),
                                         HEAD_N("In the period"), HEAD_N("Corrected later"),
                                         HEAD_N("Taken back")};
    if (d->n_feeds == 0) return;
    DOC_TABLE_OF(w, "feeds",
                 "Feeds. Rows are reports or detections, not events; a feed's volume changes when "
                 "its sources change.",
                 columns);
    for (size_t i = 0; i < d->n_feeds; i++) {
        const feed_line *f = &d->feeds[i];
        doc_open(w, DOC_ROW, (doc_info){0});
        doc_cell(w, f->kind);
        doc_cell_number(w, f->rows);
        doc_cell_number(w, f->in_period);
        doc_cell_number(w, f->superseded);
        doc_cell_number(w, f->retracted);
        doc_close(w, DOC_ROW);
    }
    doc_close(w, DOC_TABLE);
}

/* ---- Beside each incident */

static tr_err gather_beside(const report_data *d, arena *a, line_vec *out)
{
    return lines_of_all(d->n_evidence, a, out);
}

static size_t beside_bytes(const report_data *d, list_line l)
{
    return 480 + 2 * d->coded[d->evidence[l.row].row].in->id.len;
}

static void tell_fires(const evidence_line *e, bool looked, doc *w)
{
    if (!looked || e->no_fire_data) {
        say_cells(w, 6, looked ? N_("no data") : N_("not looked up"));
        return;
    }
    doc_cell_number(w, e->seen.n_passes);
    doc_cell_number(w, e->anomalies[THERMAL_NORMAL]);
    doc_cell_number(w, e->anomalies[THERMAL_STATIC]);
    doc_cell_number(w, e->anomalies[THERMAL_STATIC_EXCESS]);
    TELL_CELL(w, evidence_strongest_words(e, w));
    TELL_CELL(w, evidence_checks_words(e, w));
}

static void tell_line(const report_data *d, const evidence_line *e, doc *w)
{
    bool looked = !e->undated && !e->too_coarse;
    doc_open(w, DOC_ROW, (doc_info){0});
    doc_cell_link(w, d->coded[e->row].in->id);
    TELL_CELL(w, evidence_seen_words(e, w));
    tell_fires(e, looked, w);
    if (looked) {
        TELL_CELL(w, evidence_site_words(e, w));
        TELL_CELL(w, evidence_reports_words(e, w));
        doc_cell_number(w, e->n_contested);
    } else {
        say_cells(w, 3, "not looked up");
    }
    doc_cell_number(w, e->n_alerts);
    doc_close(w, DOC_ROW);
}

static void tell_beside(const report_data *d, const list_line *l, size_t n, doc *w)
{
    static const doc_column columns[] = {HEAD("Incident"),
                                         HEAD("What satellites could have shown"),
                                         HEAD_N("Passes"),
                                         HEAD_N("Anomalies"),
                                         HEAD_N("Of places that always burn"),
                                         HEAD_N("Far above their usual"),
                                         HEAD("Strongest"),
                                         HEAD("Order of times"),
                                         HEAD("Listed sites of its kind"),
                                         HEAD_N("Reports"),
                                         HEAD_N("Place contested"),
                                         HEAD_N("Alerts")};
    if (n == 0) return;
    DOC_TABLE_OF(w, "evidence",
                 "Beside each coded incident, within its stated place and 2 km, from its earliest "
                 "hour to 12 hours after its latest.",
                 columns);
    for (size_t i = 0; i < n; i++)
        tell_line(d, &d->evidence[l[i].row], w);
    doc_close(w, DOC_TABLE);
}

const list_kind beside_list = {.file = "evidence",
                               .title = N_("Beside each coded incident"),
                               .gather = gather_beside,
                               .bytes = beside_bytes,
                               .tell = tell_beside,
                               .label = evidence_label};

/* ---- Control */

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

static void tell_control(const report_data *d, const list_line *l, size_t n, doc *w)
{
    static const doc_column columns[] = {HEAD("Incident"),
                                         HEAD("Control as coded with the incident"),
                                         HEAD("Beside the file of control")};
    DOC_TABLE_OF(w, "control",
                 "Actual control, as two sources state it: each file draws what its source says "
                 "was held on one day. Neither says which state the place belongs to.",
                 columns);
    for (size_t i = 0; i < n; i++) {
        const evidence_line *e = &d->evidence[l[i].row];
        doc_open(w, DOC_ROW, (doc_info){0});
        doc_cell_link(w, d->coded[e->row].in->id);
        doc_cell_or_not(w, d->coded[e->row].in->control);
        TELL_CELL(w, evidence_control_words(e, w));
        doc_close(w, DOC_ROW);
    }
    doc_close(w, DOC_TABLE);
}

const list_kind control_list = {.file = "control",
                                .title = N_("Actual control, as two sources state it"),
                                .gather = gather_control,
                                .bytes = control_bytes,
                                .tell = tell_control,
                                .label = evidence_label};

/* ---- Likelihood, and apart from it the confidence in it */

static tr_err gather_existence(const report_data *d, arena *a, line_vec *out)
{
    return lines_of_all(d->n_existence, a, out);
}

static size_t existence_bytes(const report_data *d, list_line l)
{
    return 250 + 2 * d->coded[d->existence[l.row].row].in->id.len;
}

static void tell_likelihood(const report_data *d, const existence_line *e, doc *w)
{
    doc_open(w, DOC_ROW, (doc_info){0});
    doc_cell_link(w, d->coded[e->row].in->id);
    if (e->n_groups) {
        doc_cell_say(w, existence_word(e));
        doc_cell_fixed(w, e->p, 2);
        doc_cell_say(w, existence_confidence_word(e));
    } else {
        say_cells(w, 3, "no rated source");
    }
    doc_cell_number(w, e->n_groups);
    doc_cell_number(w, e->n_neutral);
    doc_cell_number(w, e->n_unrated);
    doc_close(w, DOC_ROW);
}

static void tell_likelihoods(const report_data *d, const list_line *l, size_t n, doc *w)
{
    static const doc_column columns[] = {HEAD("Incident"),
                                         HEAD("That it happened"),
                                         HEAD_N("p"),
                                         HEAD("Confidence"),
                                         HEAD_N("Independent origins"),
                                         HEAD_N("Of neither party"),
                                         HEAD_N("Named but not rated")};
    DOC_TABLE_OF(w, "likelihood", "Likelihood, and apart from it the confidence in it.", columns);
    for (size_t i = 0; i < n; i++)
        tell_likelihood(d, &d->existence[l[i].row], w);
    doc_close(w, DOC_TABLE);
}

static void existence_label(const report_data *d, list_line l, doc *w)
{
    label_row(d, (list_line){.row = (uint32_t)d->existence[l.row].row}, w);
}

const list_kind existence_list = {.file = "likelihood",
                                  .title = N_("How likely it happened"),
                                  .gather = gather_existence,
                                  .bytes = existence_bytes,
                                  .tell = tell_likelihoods,
                                  .label = existence_label};

static void tell_existence(const report_data *d, doc *w)
{
    if (d->n_existence == 0) return;
    doc_heading(w, 3, NULL, "How likely it happened");
    doc_open(w, DOC_PARAGRAPH, (doc_info){0});
    existence_words(d, w);
    doc_close(w, DOC_PARAGRAPH);
    tell_list(d, LIST_EXISTENCE, w);
}

/* ---- Pairs of reports that wait for a person */

static void tell_report_of_pair(str id, str place, span when, str said, doc *w)
{
    doc_open(w, DOC_CELL, (doc_info){0});
    if (place.len) doc_text(w, place);
    if (place.len == 0) doc_say(w, "place not named");
    doc_say(w, ", {span}", A_SPAN("span", when));
    if (said.len) doc_say(w, ": “{said}”", A_TEXT("said", said));
    doc_text(w, STR(" "));
    doc_tone_text(w, TONE_SOFT, id);
    doc_close(w, DOC_CELL);
}

static void tell_queue(const linked_line *l, doc *w)
{
    static const doc_column columns[] = {HEAD("Report"), HEAD("and report"), HEAD_N("p")};
    doc_fold(w, NULL, "Pairs that wait for a person");
    DOC_TABLE_OF(w, "pairs-of-reports",
                 "Do these two speak of one event? Decide with truce decide DIR merge or split and "
                 "the two names. The strongest thirty; all of them are in the JSON.",
                 columns);
    for (size_t i = 0; i < l->n_queue && i < QUEUE_SHOWN; i++) {
        const queue_line *q = &l->queue[i];
        doc_open(w, DOC_ROW, (doc_info){0});
        tell_report_of_pair(q->a, q->place_a, q->when_a, q->said_a, w);
        tell_report_of_pair(q->b, q->place_b, q->when_b, q->said_b, w);
        doc_cell_fixed(w, q->p, 2);
        doc_close(w, DOC_ROW);
    }
    doc_close(w, DOC_TABLE);
    doc_close(w, DOC_FOLD);
}

static void tell_linked(const report_data *d, doc *w)
{
    if (!has_linked(d)) return;
    doc_heading(w, 3, NULL, "One event, several reports");
    doc_open(w, DOC_PARAGRAPH, (doc_info){0});
    linked_words(d, w);
    doc_close(w, DOC_PARAGRAPH);
    if (d->linked.n_queue) tell_queue(&d->linked, w);
}

/* ---- Fires at listed sites, and places that always burn */

static void tell_site_fire(const site_fire_line *l, doc *w)
{
    doc_open(w, DOC_ROW, (doc_info){0});
    doc_cell(w, l->site);
    doc_cell(w, l->category);
    doc_open(w, DOC_CELL, (doc_info){0});
    doc_say(w, "{time}", A_WHEN("time", l->when.from));
    doc_close(w, DOC_CELL);
    doc_cell_say(w, l->by == SATELLITE_NONE ? N_("not told") : satellite_says(l->by));
    doc_cell_number(w, l->n_pixels);
    if (l->has_frp) doc_cell_fixed(w, l->frp_mw, 1);
    if (!l->has_frp) doc_cell_say(w, "not told");
    TELL_CELL(w, site_fire_share_words(l, w));
    doc_cell_number(w, l->n_other_sites);
    doc_cell_number(w, l->n_incidents);
    doc_close(w, DOC_ROW);
}

static void tell_site_fires(const report_data *d, doc *w)
{
    static const doc_column columns[] = {HEAD("Site"),
                                         HEAD("Category"),
                                         HEAD("Time"),
                                         HEAD("Satellite"),
                                         HEAD_N("Pixels"),
                                         HEAD_N("Power (MW)"),
                                         HEAD_N("Of the pixel in the site"),
                                         HEAD_N("Other sites"),
                                         HEAD_N("Incidents beside it")};
    if (d->n_unusual == 0 || d->n_listed == 0) return;
    doc_open(w, DOC_PARAGRAPH, (doc_info){0});
    site_fires_words(d, w);
    doc_close(w, DOC_PARAGRAPH);
    if (d->n_site_fires == 0) return;
    DOC_TABLE_OF(w, "fires-at-sites",
                 "Thermal anomalies over listed sites, most of the pixel first.", columns);
    for (size_t i = 0; i < d->n_site_fires && i < SITE_FIRES_SHOWN; i++)
        tell_site_fire(&d->site_fires[i], w);
    doc_close(w, DOC_TABLE);
}

static tr_err gather_statics(const report_data *d, arena *a, line_vec *out)
{
    return lines_of_all(d->n_statics, a, out);
}

static size_t static_bytes(const report_data *d, list_line l)
{
    return 170 + d->statics[l.row].works.len + d->statics[l.row].site.len;
}

static void tell_static(const static_line *s, doc *w)
{
    doc_open(w, DOC_ROW, (doc_info){0});
    doc_open(w, DOC_CELL, (doc_info){0});
    doc_say(w, "{lat} N, {lon} E", A_FIXED("lat", s->at.lat_deg, 3),
            A_FIXED("lon", s->at.lon_deg, 3));
    doc_close(w, DOC_CELL);
    doc_cell_number(w, s->distinct_days);
    doc_cell_number(w, s->n);
    doc_cell_fixed(w, s->rms_radius_m, 0);
    if (s->works.len) doc_cell(w, s->works);
    if (s->works.len == 0) doc_cell_say(w, "none listed");
    if (s->site.len) doc_cell(w, s->site);
    if (s->site.len == 0) doc_cell_say(w, "none listed");
    doc_close(w, DOC_ROW);
}

static void tell_statics(const report_data *d, const list_line *l, size_t n, doc *w)
{
    static const doc_column columns[] = {HEAD("Position"),     HEAD_N("Days"), HEAD_N("Detections"),
                                         HEAD_N("Radius (m)"), HEAD("Works"),  HEAD("Listed site")};
    DOC_TABLE_OF(w, "burning",
                 "Fires seen on ten or more days of sixty within 500 m (five near a listed works). "
                 "At such a place fires cannot show an event unless they are far above its usual.",
                 columns);
    for (size_t i = 0; i < n; i++)
        tell_static(&d->statics[l[i].row], w);
    doc_close(w, DOC_TABLE);
}

const list_kind statics_list = {.file = "burning",
                                .title = N_("Places that burn without any event"),
                                .gather = gather_statics,
                                .bytes = static_bytes,
                                .tell = tell_statics};

static void tell_burning(const report_data *d, doc *w)
{
    if (d->n_statics == 0) return;
    doc_fold(w, NULL, "Places that burn without any event");
    tell_list(d, LIST_STATICS, w);
    doc_close(w, DOC_FOLD);
}

static void tell_fire_data(const report_data *d, doc *w)
{
    if (!d->has_fire_data) return;
    doc_open(w, DOC_PARAGRAPH, (doc_info){.tone = TONE_SOFT});
    if (d->fires_cut) doc_say(w, evidence_cut_words());
    evidence_method_words(d, w);
    wrong_hour_words(d, w);
    doc_close(w, DOC_PARAGRAPH);
    tell_site_fires(d, w);
    tell_burning(d, w);
}

/* ---- Registries */

static void tell_registries(const report_data *d, doc *w)
{
    static const doc_column columns[] = {HEAD("Registry"),        HEAD("File"),     HEAD_N("Sites"),
                                         HEAD_N("Areas"),         HEAD_N("Points"), HEAD_N("Lines"),
                                         HEAD_N("Rows not taken")};
    if (d->n_registries == 0) return;
    DOC_TABLE_OF(w, "registries",
                 "Registries of sites. None of them is complete, and none says what it lacks: a "
                 "place that is not listed may exist.",
                 columns);
    for (size_t i = 0; i < d->n_registries; i++) {
        const registry_line *r = &d->registries[i];
        doc_open(w, DOC_ROW, (doc_info){0});
        doc_cell(w, r->kind);
        doc_cell(w, r->name);
        doc_cell_number(w, r->n_sites);
        doc_cell_number(w, r->n_areas);
        doc_cell_number(w, r->n_points);
        doc_cell_number(w, r->n_lines);
        doc_cell_number(w, r->n_set_aside);
        doc_close(w, DOC_ROW);
    }
    doc_close(w, DOC_TABLE);
    doc_open(w, DOC_PARAGRAPH, (doc_info){0});
    listed_words(d, w);
    doc_close(w, DOC_PARAGRAPH);
}

void section_evidence(const report_data *d, doc *w)
{
    doc_heading(w, 2, "evidence", "Sensors and other reports");
    doc_paragraph(w, evidence_words());
    tell_alarms(d, w);
    tell_existence(d, w);
    tell_feeds(d, w);
    tell_list(d, LIST_BESIDE, w);
    if (d->has_control_data) tell_list(d, LIST_CONTROL, w);
    tell_linked(d, w);
    tell_fire_data(d, w);
    tell_registries(d, w);
}
