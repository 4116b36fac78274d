/* What an agreement asks of ships, beside what tracks show of it. */
#include "sections/sections.h"

static void tell_duty(const report_data *d, size_t reading_at, const obligation *o, doc *w)
{
    doc_open(w, DOC_ROW, (doc_info){0});
    doc_cell_link(w, o->id);
    TELL_CELL(w, doc_say(w, "{reading}", A_ID("reading", d->readings[reading_at]->id)));
}

static void tell_stays(const report_data *d, doc *w)
{
    static const doc_column columns[] = {HEAD("Obligation"),
                                         HEAD("Reading"),
                                         HEAD("Area"),
                                         HEAD("Heard where it says not"),
                                         HEAD("Heard, and never there"),
                                         HEAD("Heard within")};
    const ship_data *s = &d->ships;
    if (s->n_stays == 0) return;
    DOC_TABLE_OF(w, "ships-stays",
                 "Obligations to stay out of an area or within one, and ships that say they are of "
                 "the kinds it speaks of: warships, where it names none. AIS answers none of them: "
                 "warships as a rule send nothing, so none heard is not none there. Never there: "
                 "heard in 95 % of all ten minutes of the period. Heard within is the share of ten "
                 "minutes in which the ships within were heard.",
                 columns);
    for (size_t i = 0; i < s->n_stays; i++) {
        const ship_stay *x = &s->stays[i];
        tell_duty(d, x->reading, x->what, w);
        doc_cell(w, x->what->area->title.len ? x->what->area->title : x->what->area->id);
        TELL_CELL(w, x->drawn ? doc_say(w, "{n}", A_N("n", x->n_ships))
                              : doc_say(w, "not known: nobody has drawn the area"));
        TELL_CELL(w, x->drawn ? doc_say(w, "{n}", A_N("n", x->n_not)) : doc_say(w, "not known"));
        TELL_CELL(w, x->drawn && x->slots
                         ? doc_say(w, "{n} %",
                                   A_FIXED("n", 100.0 * (double)x->heard / (double)x->slots, 0))
                         : doc_say(w, "not known"));
        doc_close(w, DOC_ROW);
    }
    doc_close(w, DOC_TABLE);
}

static const char *kind_says(ship_kind k)
{
    static const char *const words[SHIP_KIND__N] = {
        N_("a cargo ship"),    N_("a tanker"),     N_("a passenger ship"), N_("a fishing ship"),
        N_("a military ship"), N_("another ship"), N_("not said")};
    return words[k];
}

static void tell_outside(const report_data *d, doc *w)
{
    static const doc_column columns[] = {
        HEAD("Obligation"),       HEAD("Reading"),         HEAD("Number of the ship (MMSI)"),
        HEAD("Says it is"),       HEAD_N("Days in force"), HEAD_N("Days, force not known"),
        HEAD("Whose, as stated"), HEAD("Of a bound side"), HEAD("Heard of it")};
    const ship_data *s = &d->ships;
    if (s->n_outside == 0) return;
    DOC_TABLE_OF(w, "ships-outside",
                 "Ships heard where an obligation says not, by days. Where a ship was and whose it "
                 "is are two answers: the second rests on statements of the mission, never on the "
                 "track or the flag. Neither says what the ship did there. Heard of it is the "
                 "share of ten minutes with a report, of days not surely out of force.",
                 columns);
    for (size_t i = 0; i < s->n_outside && i < SHIP_ROWS; i++) {
        const ship_outside *x = &s->outside[i];
        tell_duty(d, s->stays[x->stay].reading, s->stays[x->stay].what, w);
        TELL_CELL(w, doc_say(w, "{mmsi}", A_FIXED("mmsi", (double)x->mmsi, 0)));
        TELL_CELL(w, doc_say(w, "{kind}", A_WORD("kind", kind_says(x->kind))));
        doc_cell_number(w, x->days_in_force);
        doc_cell_number(w, x->days_open);
        TELL_CELL(w, x->n_statements == 0 ? doc_say(w, "nobody states it")
                     : x->whose.len       ? doc_text(w, x->whose)
                                          : doc_say(w, "statements differ"));
        TELL_CELL(w, doc_say(w, "{truth}", A_WORD("truth", truth_says(x->bound))));
        TELL_CELL(w, doc_say(w, "{n} %", A_FIXED("n", 100 * x->observed, 0)));
        doc_close(w, DOC_ROW);
    }
    doc_close(w, DOC_TABLE);
    tell_more_rows(s->n_outside, w);
}

static void tell_paces(const report_data *d, doc *w)
{
    static const doc_column columns[] = {HEAD("Obligation"),
                                         HEAD("Reading"),
                                         HEAD("Area"),
                                         HEAD_N("Promised a day"),
                                         HEAD_N("Days in force"),
                                         HEAD_N("Days with as many"),
                                         HEAD_N("Most on a day"),
                                         HEAD("Left behind by a later one")};
    const ship_data *s = &d->ships;
    if (s->n_paces == 0) return;
    DOC_TABLE_OF(w, "ships-paces",
                 "So many a day, and ships heard: those that stayed an hour or longer, or that "
                 "came in, as the obligation says. A stay is not an inspection, and more may have "
                 "been there than were heard, so a day with fewer is not known to be short. Left "
                 "behind: a ship that came later was heard to leave first.",
                 columns);
    for (size_t i = 0; i < s->n_paces; i++) {
        const ship_pace *p = &s->paces[i];
        tell_duty(d, p->reading, p->what, w);
        doc_cell(w, p->what->area->title.len ? p->what->area->title : p->what->area->id);
        doc_cell_number(w, (size_t)p->what->quantity);
        if (p->drawn) {
            doc_cell_number(w, p->days);
            doc_cell_number(w, p->days_with);
            doc_cell_number(w, p->most);
        }
        for (int k = 0; !p->drawn && k < 3; k++)
            TELL_CELL(w, doc_say(w, "not known"));
        TELL_CELL(w, !p->drawn    ? doc_say(w, "not known")
                     : p->ordered ? doc_say(w, "{n} of {all} stays", A_N("n", p->n_overtaken),
                                            A_N("all", p->n_ended + p->n_staying))
                                  : doc_say(w, "no order stated"));
        doc_close(w, DOC_ROW);
    }
    doc_close(w, DOC_TABLE);
}

static void tell_passages(const report_data *d, doc *w)
{
    static const doc_column columns[] = {HEAD("Obligation"),
                                         HEAD("Reading"),
                                         HEAD("Area"),
                                         HEAD_N("Entries in force"),
                                         HEAD_N("Notice in time"),
                                         HEAD_N("Notice late"),
                                         HEAD_N("In time or late, not known"),
                                         HEAD_N("No notice on record")};
    const ship_data *s = &d->ships;
    if (s->n_passages == 0) return;
    DOC_TABLE_OF(w, "ships-passages",
                 "Passages that want a notice, against the notices on record. No notice on record "
                 "is not none given: records hold what somebody reported. Ships that send nothing "
                 "are not among the entries.",
                 columns);
    for (size_t i = 0; i < s->n_passages; i++) {
        const ship_passage *p = &s->passages[i];
        const size_t n[] = {p->entries, p->in_time, p->late, p->open, p->without};
        tell_duty(d, p->reading, p->what, w);
        doc_cell(w, p->what->area->title.len ? p->what->area->title : p->what->area->id);
        for (size_t k = 0; k < 5; k++) {
            if (p->drawn)
                doc_cell_number(w, n[k]);
            else
                TELL_CELL(w, doc_say(w, "not known"));
        }
        doc_close(w, DOC_ROW);
    }
    doc_close(w, DOC_TABLE);
}

/* Which way ships went along lines that somebody drew. */
static void tell_ways(const ship_data *s, doc *w)
{
    static const doc_column columns[] = {HEAD("Line"), HEAD("Direction stated"),
                                         HEAD_N("Ship days to its last point"),
                                         HEAD_N("To its first point"), HEAD_N("Neither")};
    bool any = false;
    for (size_t i = 0; i < s->n_places; i++)
        any = any || s->places[i].zone->shape.kind == GEO_LINE;
    if (!any) return;
    DOC_TABLE_OF(w, "ships-ways",
                 "Ships within a corridor, by the way they went along it on a UTC day: from first "
                 "report within to last. Less than a nautical mile is neither.",
                 columns);
    for (size_t i = 0; i < s->n_places; i++) {
        const ship_place *p = &s->places[i];
        if (p->zone->shape.kind != GEO_LINE) continue;
        doc_open(w, DOC_ROW, (doc_info){0});
        doc_open(w, DOC_CELL, (doc_info){.head = true});
        doc_text(w, p->zone->title.len ? p->zone->title : p->zone->id);
        doc_close(w, DOC_CELL);
        TELL_CELL(w, p->zone->one_way ? doc_say(w, "to its last point") : doc_say(w, "none"));
        doc_cell_number(w, p->n_along);
        doc_cell_number(w, p->n_against);
        doc_cell_number(w, p->n_neither);
        doc_close(w, DOC_ROW);
    }
    doc_close(w, DOC_TABLE);
}

void tell_ship_duties(const report_data *d, doc *w)
{
    tell_ways(&d->ships, w);
    tell_stays(d, w);
    tell_outside(d, w);
    tell_paces(d, w);
    tell_passages(d, w);
}

static void tell_event(const report_data *d, const ship_event *x, doc *w)
{
    bool any = false;
    doc_open(w, DOC_ROW, (doc_info){0});
    TELL_CELL(w, x->type.len ? doc_text(w, x->type) : doc_say(w, "not stated"));
    TELL_CELL(w, doc_say(w, "{span}", A_SPAN("span", x->when)));
    TELL_CELL(w, x->mmsi ? doc_say(w, "{mmsi}", A_FIXED("mmsi", (double)x->mmsi, 0))
                         : doc_say(w, "not stated"));
    TELL_CELL(w, x->other ? doc_say(w, "{mmsi}", A_FIXED("mmsi", (double)x->other, 0))
                          : doc_say(w, "–"));
    TELL_CELL(w, x->has_place ? doc_say(w, "{lat}, {lon}", A_FIXED("lat", x->at.lat_deg, 3),
                                        A_FIXED("lon", x->at.lon_deg, 3))
                              : doc_say(w, "not stated"));
    doc_open(w, DOC_CELL, (doc_info){0});
    for (size_t i = 0; x->has_place && i < d->ag->n_zones; i++) {
        const area_zone *z = &d->ag->zones[i];
        if (z->shape.kind == GEO_NONE || !geo_contains(&z->shape, x->at)) continue;
        if (any) doc_text(w, STR(", "));
        doc_text(w, z->title.len ? z->title : z->id);
        any = true;
    }
    if (!any) doc_say(w, "–");
    doc_close(w, DOC_CELL);
    TELL_CELL(w, x->source.len ? doc_text(w, x->source) : doc_say(w, "not stated"));
    doc_close(w, DOC_ROW);
}

void tell_theirs(const report_data *d, doc *w)
{
    static const doc_column columns[] = {HEAD("Event, in their word"),
                                         HEAD("When"),
                                         HEAD("Number of the ship (MMSI)"),
                                         HEAD("Other ship"),
                                         HEAD("Place"),
                                         HEAD("Within a zone that is drawn"),
                                         HEAD("Source")};
    const ship_data *s = &d->ships;
    if (s->n_theirs == 0) return;
    DOC_TABLE_OF(w, "ships-of-others",
                 "Events of ships as others worked them out from AIS, in their words and by their "
                 "rules. truce did not see the reports that they rest on. They are no incidents.",
                 columns);
    for (size_t i = 0; i < s->n_theirs && i < SHIP_ROWS; i++)
        tell_event(d, &s->theirs[i], w);
    doc_close(w, DOC_TABLE);
    tell_more_rows(s->n_theirs, w);
}

void tell_more_rows(size_t rows, doc *w)
{
    if (rows > SHIP_ROWS)
        doc_say_count(w, "{n} more row stands in report.json.",
                      "{n} more rows stand in report.json.", rows - SHIP_ROWS,
                      A_N("n", rows - SHIP_ROWS));
}
