/* Ships that say where they are: what that shows, and what it does not. */
#include "sections/sections.h"

#include <math.h>

static void tell_not_shown(doc *w)
{
    doc_paragraph(
        w,
        "Logs of AIS hold what transmitters say of themselves. A ship that sends nothing is not "
        "seen, and one that sends something untrue is seen where it is not; warships and drones as "
        "a rule send nothing. Nothing here is an incident, and nothing here says who did what.");
}

static void tell_count(doc *w, const char *what, size_t n)
{
    doc_open(w, DOC_ROW, (doc_info){0});
    doc_open(w, DOC_CELL, (doc_info){.head = true});
    doc_say(w, what);
    doc_close(w, DOC_CELL);
    doc_cell_number(w, n);
    doc_close(w, DOC_ROW);
}

static void tell_account(const ship_data *s, doc *w)
{
    static const doc_column columns[] = {HEAD("What became of the position reports"),
                                         HEAD_N("Reports")};
    DOC_TABLE_OF(w, "ships-account",
                 "Position reports of the logs in the record. Those that are not trusted are left "
                 "out of the counts below, and are not deleted; what is said of places to which "
                 "several ships jumped rests on them.",
                 columns);
    tell_count(w, N_("with a position and a time of reception"), s->n_positions);
    tell_count(
        w, N_("the same report more than once (several receivers, or a log twice), counted once"),
        s->n_duplicate);
    tell_count(w, N_("trusted"), s->n_trusted);
    for (size_t i = 0; i < s->n_doubts; i++) {
        doc_open(w, DOC_ROW, (doc_info){0});
        doc_open(w, DOC_CELL, (doc_info){.head = true});
        doc_say(w, "not trusted: {reason}", A_KNOWN("reason", s->doubts[i].reason));
        doc_close(w, DOC_CELL);
        doc_cell_number(w, s->doubts[i].n);
        doc_close(w, DOC_ROW);
    }
    tell_count(w, N_("without a time of reception, left out"), s->n_no_time);
    doc_close(w, DOC_TABLE);
}

static void tell_kinds(const size_t n[SHIP_KIND__N], doc *w)
{
    for (int k = 0; k < SHIP_KIND__N; k++)
        doc_cell_number(w, n[k]);
}

#define KIND_HEADS                                                                                 \
    HEAD_N("Cargo"), HEAD_N("Tankers"), HEAD_N("Passenger"), HEAD_N("Fishing"),                    \
        HEAD_N("Military"), HEAD_N("Other"), HEAD_N("Not said")

static void tell_places(const ship_data *s, doc *w)
{
    static const doc_column columns[] = {HEAD("Zone"), HEAD_N("Entries"), HEAD_N("Exits"),
                                         HEAD_N("Ships"), KIND_HEADS};
    if (s->n_places == 0) {
        doc_paragraph(w, "The agreement has no zone that somebody has drawn: which ships were "
                         "within the areas it names is not known.");
        return;
    }
    DOC_TABLE_OF(
        w, "ships-zones",
        "Ships within the zones of the agreement in the period, by what they say they are. Of a "
        "port, calls that began and that ended. A zone that nobody has drawn is not in this table: "
        "who was within it is not known.",
        columns);
    for (size_t i = 0; i < s->n_places; i++) {
        const ship_place *p = &s->places[i];
        doc_open(w, DOC_ROW, (doc_info){0});
        doc_open(w, DOC_CELL, (doc_info){.head = true});
        doc_text(w, p->zone->title.len ? p->zone->title : p->zone->id);
        doc_close(w, DOC_CELL);
        doc_cell_number(w, p->n_entries);
        doc_cell_number(w, p->n_exits);
        doc_cell_number(w, p->n_ships);
        tell_kinds(p->by_kind, w);
        doc_close(w, DOC_ROW);
    }
    doc_close(w, DOC_TABLE);
}

static void tell_side(const ship_rate *r, int side, doc *w)
{
    doc_cell_number(w, r->days[side]);
    TELL_CELL(w, r->exposure[side] > 0
                     ? doc_say(w, "{n}", A_FIXED("n", r->ships[side] / r->exposure[side], 2))
                     : doc_say(w, "–"));
}

static void tell_ratio(const ship_rate *r, doc *w)
{
    doc_open(w, DOC_CELL, (doc_info){0});
    if (!r->defined)
        doc_say(w, "not known");
    else if (r->high > 1e6)
        doc_say(w, "{ratio} ({low} or more)", A_ROUNDED("ratio", r->ratio),
                A_ROUNDED("low", r->low));
    else
        doc_say(w, "{ratio} ({low} to {high})", A_ROUNDED("ratio", r->ratio),
                A_ROUNDED("low", r->low), A_ROUNDED("high", r->high));
    doc_close(w, DOC_CELL);
}

static void tell_rates(const report_data *d, doc *w)
{
    static const doc_column columns[] = {HEAD("Zone"),
                                         HEAD("Reading"),
                                         HEAD_N("Days before"),
                                         HEAD_N("Ships a day before"),
                                         HEAD_N("Days in force"),
                                         HEAD_N("Ships a day in force"),
                                         HEAD("Ratio (95 %)")};
    const ship_data *s = &d->ships;
    if (s->n_rates == 0) return;
    DOC_TABLE_OF(w, "ships-rates",
                 "Cargo ships and tankers within a zone a day, before each reading came into force "
                 "and while it was. A reading that never came into force has no day before. Only "
                 "whole days of the period count, each by the share of ten minutes in which ships "
                 "were heard. A change has many causes: prices, weather, seasons, insurance, what "
                 "receivers reach; nothing here says which.",
                 columns);
    for (size_t i = 0; i < s->n_rates; i++) {
        const ship_rate *r = &s->rates[i];
        const area_zone *z = s->places[r->place].zone;
        doc_open(w, DOC_ROW, (doc_info){0});
        doc_open(w, DOC_CELL, (doc_info){.head = true});
        doc_text(w, z->title.len ? z->title : z->id);
        doc_close(w, DOC_CELL);
        TELL_CELL(w, doc_say(w, "{reading}", A_ID("reading", d->readings[r->reading]->id)));
        tell_side(r, 0, w);
        tell_side(r, 1, w);
        tell_ratio(r, w);
        doc_close(w, DOC_ROW);
    }
    doc_close(w, DOC_TABLE);
}

static void tell_countries(const ship_data *s, doc *w)
{
    static const doc_column columns[] = {HEAD("Country of the number"), HEAD_N("Ships"),
                                         KIND_HEADS};
    if (s->n_groups == 0) return;
    DOC_TABLE_OF(w, "ships-flags",
                 "Ships with a trusted report, by the country of their number and by what they say "
                 "they are. Where a ship is registered does not say whose it is.",
                 columns);
    for (size_t i = 0; i < s->n_groups && i < SHIP_ROWS; i++) {
        const ship_group *g = &s->groups[i];
        doc_open(w, DOC_ROW, (doc_info){0});
        doc_open(w, DOC_CELL, (doc_info){.head = true});
        doc_text(w, str_of(g->flag));
        doc_close(w, DOC_CELL);
        doc_cell_number(w, g->all);
        tell_kinds(g->n, w);
        doc_close(w, DOC_ROW);
    }
    doc_close(w, DOC_TABLE);
    tell_more_rows(s->n_groups, w);
}

static void tell_near_one(const report_data *d, const ship_near *x, doc *w)
{
    doc_open(w, DOC_ROW, (doc_info){0});
    doc_open(w, DOC_CELL, (doc_info){.head = true});
    doc_say(w, "{id}", A_ID("id", d->coded[x->row].in->id));
    doc_close(w, DOC_CELL);
    doc_cell_number(w, x->n_ships);
    tell_kinds(x->by_kind, w);
    double off = d->coded[x->row].in->radius_m / 1000;
    if (x->n_ships && off >= 0.05)
        TELL_CELL(w,
                  doc_say(w, "{low} to {high} km", A_FIXED("low", fmax(0, x->nearest_km - off), 1),
                          A_FIXED("high", x->nearest_km + off, 1)));
    else
        TELL_CELL(w, x->n_ships ? doc_say(w, "{km} km", A_FIXED("km", x->nearest_km, 1))
                                : doc_say(w, "–"));
    TELL_CELL(w, x->known ? doc_say(w, "{n} %", A_FIXED("n", 100 * x->reception, 0))
                          : doc_say(w, "not known"));
    doc_close(w, DOC_ROW);
}

static void tell_near(const report_data *d, doc *w)
{
    static const doc_column columns[] = {HEAD("Incident"), HEAD_N("Ships"), KIND_HEADS,
                                         HEAD("Nearest"), HEAD("Ships heard there")};
    const ship_data *s = &d->ships;
    if (s->n_near == 0) return;
    DOC_TABLE_OF(w, "ships-near",
                 "Ships within ten kilometres of the place of an incident as it is stated, from an "
                 "hour before its earliest time to an hour after its latest. None does not mean "
                 "that nobody was there: ships that send nothing are not seen. What was heard is "
                 "the share of ten minutes in which ships around the place were heard.",
                 columns);
    for (size_t i = 0; i < s->n_near && i < SHIP_ROWS; i++)
        tell_near_one(d, &s->near[i], w);
    doc_close(w, DOC_TABLE);
    tell_more_rows(s->n_near, w);
}

static void tell_gap(const ship_gap *g, doc *w)
{
    doc_open(w, DOC_ROW, (doc_info){0});
    doc_open(w, DOC_CELL, (doc_info){.head = true});
    doc_say(w, "{mmsi}", A_FIXED("mmsi", (double)g->mmsi, 0));
    doc_close(w, DOC_CELL);
    TELL_CELL(w, doc_say(w, "{span}", A_SPAN("span", ((span){g->from, g->to}))));
    TELL_CELL(w, doc_say(w, "{hours} h", A_FIXED("hours", g->hours, 1)));
    TELL_CELL(w, g->known > 0 ? doc_say(w, "{n} %", A_FIXED("n", 100 * g->reception, 0))
                              : doc_say(w, "not known"));
    TELL_CELL(w, doc_say(w, "{label}", A_KNOWN("label", g->label)));
    doc_close(w, DOC_ROW);
}

static void tell_gaps(const ship_data *s, doc *w)
{
    static const doc_column columns[] = {HEAD("Number of the ship (MMSI)"),
                                         HEAD("Without a report"), HEAD("How long"),
                                         HEAD("Others heard there"), HEAD("Gap")};
    if (s->n_gaps == 0) return;
    DOC_TABLE_OF(w, "ships-gaps",
                 "More than six hours without a report, against what was heard of other ships "
                 "there. Coverage: others were hardly heard either. Unexplained: others were "
                 "heard, and had this ship sent as before, so long a silence would be rare; it "
                 "does not say that anybody switched anything off. Ambiguous: neither can be said.",
                 columns);
    for (size_t i = 0; i < s->n_gaps && i < SHIP_ROWS; i++)
        tell_gap(&s->gaps[i], w);
    doc_close(w, DOC_TABLE);
    tell_more_rows(s->n_gaps, w);
}

static void tell_interference(const ship_data *s, doc *w)
{
    static const doc_column columns[] = {HEAD("When"), HEAD("Place"), HEAD_N("Ships"),
                                         HEAD("What they did")};
    if (s->n_interferences == 0) return;
    DOC_TABLE_OF(w, "ships-interference",
                 "Three ships or more whose positions jumped to one place, or from one, within an "
                 "hour. It is a fact about a place and a time; what caused it is not known.",
                 columns);
    for (size_t i = 0; i < s->n_interferences && i < SHIP_ROWS; i++) {
        const ship_interference *f = &s->interferences[i];
        doc_open(w, DOC_ROW, (doc_info){0});
        TELL_CELL(w, doc_say(w, "{span}", A_SPAN("span", ((span){f->from, f->to}))));
        TELL_CELL(w, doc_say(w, "{lat}, {lon}, within {km} km", A_FIXED("lat", f->at.lat_deg, 3),
                             A_FIXED("lon", f->at.lon_deg, 3), A_FIXED("km", f->radius_km, 1)));
        doc_cell_number(w, f->n_ships);
        TELL_CELL(w, doc_say(w, f->target ? N_("jumped there") : N_("jumped away from there")));
        doc_close(w, DOC_ROW);
    }
    doc_close(w, DOC_TABLE);
    tell_more_rows(s->n_interferences, w);
}

/* Forms without pictures have the tables. */
static void tell_map(const report_data *d, doc *w)
{
    if (doc_picture(w) == NULL) return;
    draw_sea(d, w);
    buf_z(w->out, "<ul class=\"key\">");
    tell_key("<rect fill=\"currentColor\" fill-opacity=\"0.22\" width=\"7\" height=\"14\"/><rect "
             "fill=\"currentColor\" fill-opacity=\"0.52\" x=\"7\" width=\"7\" height=\"14\"/>",
             N_("ships were heard, a stronger shade for each tenfold; no square: none was heard, "
                "not none was there"),
             w);
    tell_key("<path fill=\"none\" stroke=\"currentColor\" stroke-dasharray=\"5 3\" d=\"M0 7H14\"/>",
             N_("a zone of the agreement that somebody has drawn"), w);
    tell_key("<circle fill=\"none\" stroke=\"currentColor\" cx=\"7\" cy=\"7\" r=\"3\"/><circle "
             "fill=\"none\" stroke=\"currentColor\" cx=\"7\" cy=\"7\" r=\"6\"/>",
             N_("several ships jumped to this place"), w);
    tell_key("<path fill=\"currentColor\" d=\"M7 1l5 6l-5 6l-5 -6Z\"/>",
             N_("a gap that is unexplained begins here"), w);
    tell_key("<path fill=\"none\" stroke=\"currentColor\" d=\"M7 1l5 6l-5 6l-5 -6Z\"/>",
             N_("another gap begins here"), w);
    buf_z(w->out, "</ul>\n");
}

bool has_ships(const report_data *d)
{
    return d->ships.has || d->ships.n_theirs > 0;
}

void section_ships(const report_data *d, doc *w)
{
    const ship_data *s = &d->ships;
    doc_heading(w, 2, "ships", "Ships, as far as they say where they are");
    tell_not_shown(w);
    tell_theirs(d, w);
    if (!s->has) return;
    tell_map(d, w);
    tell_account(s, w);
    tell_places(s, w);
    tell_rates(d, w);
    tell_ship_duties(d, w);
    tell_countries(s, w);
    tell_near(d, w);
    tell_gaps(s, w);
    tell_interference(s, w);
}
