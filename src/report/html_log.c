/* The page: what could not be observed, what people logged, decided and answered, and what was
 * set aside. */
#include "report/html_parts.h"
#include "report/pages.h"

void h_limits(const report_data *d, buf *b)
{
    h_heading(b, "limits", "What could not be observed");
    if (d->n_limits == 0)
        h_z(b, "<p>The mission declares nothing here. That is not the same as full observation: no "
               "effort of observation is recorded, so no count of this report can be read as a "
               "rate.</p>\n");
    if (d->n_limits) h_z(b, "<ul>\n");
    for (size_t i = 0; i < d->n_limits; i++) {
        const limit_note *l = &d->limits[i];
        h_z(b, "<li>");
        h_text(b, l->words);
        if (l->place.len || l->from.len) {
            h_z(b, " <span class=\"soft\">(");
            h_text(b, l->place);
            if (l->from.len) h_z(b, l->place.len ? ", " : "");
            h_text(b, l->from);
            if (l->to.len) h_z(b, " to ");
            h_text(b, l->to);
            h_z(b, ")</span>");
        }
        h_z(b, "</li>\n");
    }
    if (d->n_limits) h_z(b, "</ul>\n");
    if (d->n_events)
        buf_f(b,
              "<p>%zu rows of event data are in the record. They are evidence, not incidents, and "
              "enter no count here.</p>\n",
              d->n_events);
    size_t undated = 0;
    for (size_t i = 0; i < d->n_fused; i++)
        undated += !span_known(d->fused[i].in->when) && !d->fused[i].no_event;
    buf_f(b,
          "<p>%zu alleged incident%s no date that can be worked out and stand%s outside every "
          "period. %zu claim%s alone because several incidents fit equally well.</p>\n",
          undated, undated == 1 ? " has" : "s have", undated == 1 ? "s" : "", d->n_ambiguous,
          d->n_ambiguous == 1 ? " stands" : "s stand");
}

/* Where it was, in the officer's words, and where that is, as far as stated. */
static void location_cell(const observation_line *o, buf *b)
{
    h_z(b, "<td>");
    h_text(b, o->location.len || o->place.len || o->lat.len ? o->location : STR("not stated"));
    if (o->place.len) h_z(b, o->location.len ? "; " : "");
    h_text(b, o->place);
    if (o->lat.len) {
        h_z(b, o->location.len || o->place.len ? "; " : "");
        h_text(b, o->lat);
        h_z(b, ", ");
        h_text(b, o->lon);
    }
    if (o->radius_m.len) {
        h_z(b, " (within ");
        h_text(b, o->radius_m);
        h_z(b, " m)");
    }
    h_z(b, "</td>");
}

static void id_cell(const observation_line *o, buf *b)
{
    buf_f(b, "<td id=\"O-%llu\">O-%llu", (unsigned long long)o->entry,
          (unsigned long long)o->entry);
    for (size_t i = 0; i < o->attachments.n; i++) {
        h_z(b, i ? "<br>" : "; attached: ");
        h_text(b, o->attachments.items[i]);
    }
    h_z(b, "</td>");
}

static tr_err gather_observations(const report_data *d, arena *a, line_vec *out)
{
    return lines_of_all(d->n_observations, a, out);
}

static size_t observation_bytes(const report_data *d, list_line l)
{
    const observation_line *o = &d->observations[l.row];
    size_t n = 320 + o->position.len + o->location.len + o->place.len + o->means.len +
               o->observation.len + o->description.len + o->weapon.len + o->by.len;
    for (size_t i = 0; i < o->attachments.n; i++)
        n += 4 + o->attachments.items[i].len;
    return n;
}

static void observation_row(const observation_line *o, buf *b)
{
    h_z(b, "<tr>");
    h_cell_or_not(b, o->position);
    location_cell(o, b);
    h_cell_or_not(b, o->means);
    h_number_words(b, o->number.len ? o->number : STR("not stated"));
    h_cell_or_not(b, o->observation);
    h_cell_or_not(b, o->description);
    h_cell_or_not(b, o->weapon);
    h_z(b, "<td>");
    h_text(b, o->time_words);
    h_z(b, o->zone_words.len ? " " : "");
    h_text(b, o->zone_words);
    h_z(b, " (");
    span_words(b, (span){o->event_from, o->event_to});
    h_z(b, ")");
    h_z(b, o->late ? " <b>late</b></td>" : "</td>");
    h_cell(b, o->by);
    id_cell(o, b);
    h_z(b, "</tr>\n");
}

static void write_observations(const report_data *d, const list_line *l, size_t n, buf *b)
{
    static const char *const heads[] = {"Position",    "Location",    "Means",  "Number",
                                        "Observation", "Description", "Weapon", "Time",
                                        "By",          "Id",          NULL};
    if (n == 0) return;
    h_open_table(b,
                 "Logged by officers of the mission; each explosion, burst or projectile is one; "
                 "no attribution.",
                 heads, "   n");
    for (size_t i = 0; i < n; i++)
        observation_row(&d->observations[l[i].row], b);
    h_close_table(b);
}

const list_kind observations_list = {.file = "observations",
                                     .title = "Observations",
                                     .gather = gather_observations,
                                     .bytes = observation_bytes,
                                     .write = write_observations};

static tr_err gather_replies(const report_data *d, arena *a, line_vec *out)
{
    return lines_of_all(d->n_replies, a, out);
}

static size_t reply_bytes(const report_data *d, list_line l)
{
    const reply_line *x = &d->replies[l.row];
    return 160 + 2 * x->item.len + x->party.len + x->words.len + x->source.len + x->by.len;
}

static void reply_row(const report_data *d, const reply_line *x, buf *b)
{
    h_z(b, "<tr><td>");
    h_link_id(d, b, x->item);
    h_z(b, "</td>");
    h_cell(b, x->party);
    h_cell(b, x->act);
    h_cell_or_not(b, x->words);
    h_cell_or_not(b, x->source);
    h_cell_or_not(b, x->until);
    h_cell(b, x->by);
    h_z(b, "<td>");
    when_write_words(b, x->at);
    h_z(b, "</td></tr>\n");
}

static void write_replies(const report_data *d, const list_line *l, size_t n, buf *b)
{
    static const char *const heads[] = {
        "Item", "Party", "Act", "Words", "Source", "Until", "Noted by", "Recorded (UTC)", NULL};
    if (n == 0) return;
    h_open_table(b, "Right of reply: what a party was asked, what it answered, or that it did not.",
                 heads, NULL);
    for (size_t i = 0; i < n; i++)
        reply_row(d, &d->replies[l[i].row], b);
    h_close_table(b);
}

const list_kind replies_list = {.file = "replies",
                                .title = "Right of reply",
                                .gather = gather_replies,
                                .bytes = reply_bytes,
                                .write = write_replies};

static tr_err gather_decisions(const report_data *d, arena *a, line_vec *out)
{
    return lines_of_all(d->n_decisions, a, out);
}

static size_t decision_bytes(const report_data *d, list_line l)
{
    const decision_line *x = &d->decisions[l.row];
    size_t n = 120 + x->by.len + x->second.len + x->reason.len;
    for (size_t i = 0; i < x->items.n; i++)
        n += 50 + 2 * x->items.items[i].len;
    return n;
}

static void decision_row(const report_data *d, size_t number, const decision_line *x, buf *b)
{
    buf_f(b, "<tr><th scope=\"row\">%zu</th>", number);
    h_z(b, "<td>");
    h_text(b, x->kind);
    h_z(b, x->status.len ? ": " : "");
    h_text(b, x->status);
    h_z(b, "</td><td>");
    for (size_t k = 0; k < x->items.n; k++) {
        if (k) h_z(b, ", ");
        h_link_id(d, b, x->items.items[k]);
    }
    h_z(b, "</td><td>");
    h_text(b, x->by);
    if (x->second.len) h_z(b, " and ");
    h_text(b, x->second);
    h_z(b, "</td>");
    h_cell(b, x->reason);
    h_z(b, "</tr>\n");
}

static void write_decisions(const report_data *d, const list_line *l, size_t n, buf *b)
{
    static const char *const heads[] = {"No.", "Kind", "Items", "By", "Reason", NULL};
    if (n == 0) return;
    h_open_table(b, "Decisions of named people; each can be undone by another.", heads, NULL);
    for (size_t i = 0; i < n; i++)
        decision_row(d, (size_t)l[i].row + 1, &d->decisions[l[i].row], b);
    h_close_table(b);
}

const list_kind decisions_list = {.file = "decisions",
                                  .title = "Decisions",
                                  .gather = gather_decisions,
                                  .bytes = decision_bytes,
                                  .write = write_decisions};

void h_log(const report_data *d, buf *b)
{
    h_heading(b, "log", "Observations and decisions");
    if (d->n_observations == 0 && d->n_decisions == 0 && d->n_replies == 0)
        h_z(b, "<p>No officer logged an observation, and no decision was recorded.</p>\n");
    h_list(d, LIST_OBSERVATIONS, b);
    h_list(d, LIST_REPLIES, b);
    h_list(d, LIST_DECISIONS, b);
}

/* ---- Corrections, and what was set aside */

static tr_err gather_asides(const report_data *d, arena *a, line_vec *out)
{
    return lines_of_all(d->n_asides, a, out);
}

static size_t aside_bytes(const report_data *d, list_line l)
{
    return 10 + d->asides[l.row].words.len;
}

static void write_asides(const report_data *d, const list_line *l, size_t n, buf *b)
{
    if (n == 0) return;
    h_z(b, "<ul>\n");
    for (size_t i = 0; i < n; i++) {
        h_z(b, "<li>");
        h_text(b, d->asides[l[i].row].words);
        h_z(b, "</li>\n");
    }
    h_z(b, "</ul>\n");
}

const list_kind asides_list = {.file = "set-aside",
                               .title = "Rows set aside at import",
                               .gather = gather_asides,
                               .bytes = aside_bytes,
                               .write = write_asides};

void h_corrections(const report_data *d, buf *b)
{
    h_heading(b, "corrections", "Corrections and late items");
    h_z(b,
        "<p>A headline figure that differs from an earlier issue of this report is numbered, with "
        "its reason, under <a href=\"#issues\">How this was made</a>.");
    if (d->n_asides)
        buf_f(b, " %zu row%s set aside at import and %s in no count:", d->n_asides,
              d->n_asides == 1 ? " was" : "s were", d->n_asides == 1 ? "is" : "are");
    h_z(b, "</p>\n");
    h_list(d, LIST_ASIDES, b);
}
