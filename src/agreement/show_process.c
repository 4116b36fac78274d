/* The process in words: events, phases, parts and steps of what is owed, renewals, amendments. */
#include "agreement/showing.h"

/* ---- Who takes part when */

static void actor_line(doc *w, const char *words, const actor *a, const moment *m)
{
    if (!m->given) return;
    doc_open(w, DOC_PARAGRAPH, (doc_info){0});
    doc_say(w, words, A_TEXT("name", a->name));
    show_moment(w, m);
    doc_text(w, STR("."));
    doc_close(w, DOC_PARAGRAPH);
}

void show_actor_dates(doc *w, const actor *a, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        actor_line(w, N_("{name} is a party from "), &a[i], &a[i].joined);
        actor_line(w, N_("{name} is no party any more from "), &a[i], &a[i].left);
        if (a[i].mandate.n == 0) continue;
        doc_open(w, DOC_PARAGRAPH, (doc_info){0});
        doc_say(w, "{name} has a mandate: ", A_TEXT("name", a[i].name));
        show_list(w, &a[i].mandate, ", ");
        doc_text(w, STR("."));
        doc_close(w, DOC_PARAGRAPH);
    }
}

/* ---- When a phase is */

static void show_expr(doc *w, const phase_expr *e);

static void show_exprs(doc *w, const phase_expr *e)
{
    bool all = e->kind == EXPR_ALL;
    if (e->n_parts == 0) {
        doc_say(w, all ? N_("always") : N_("never"));
        return;
    }
    doc_text(w, STR("("));
    for (size_t i = 0; i < e->n_parts; i++) {
        if (i) doc_say(w, all ? N_(" and ") : N_(" or "));
        show_expr(w, e->parts[i]);
    }
    doc_text(w, STR(")"));
}

static void show_event_part(doc *w, const phase_expr *e)
{
    if (e->id.len && !e->at.after) doc_say(w, "{id} has happened: ", A_TEXT("id", e->id));
    show_moment(w, &e->at);
    if (e->not_by != USEC_UNKNOWN)
        doc_say(w, ", and had not happened by {time}", A_WHEN("time", e->not_by));
}

static void show_expr(doc *w, const phase_expr *e)
{
    switch (e->kind) {
    case EXPR_ALL:
    case EXPR_ANY: show_exprs(w, e); return;
    case EXPR_NOT:
        doc_say(w, "it is not so that ");
        if (e->n_parts) show_expr(w, e->parts[0]);
        return;
    case EXPR_CONDITION:
        doc_say(w, "{id} is met ({words})", A_TEXT("id", e->id),
                A_TEXT("words", e->condition->words));
        return;
    case EXPR_AFTER: show_event_part(w, e); return;
    case EXPR_BEGUN: doc_say(w, "phase {id} has begun", A_TEXT("id", e->id)); return;
    case EXPR_OVER: doc_say(w, "phase {id} is over", A_TEXT("id", e->id)); return;
    case EXPR_NONE: return;
    }
}

static void rule_line(doc *w, const char *words, const phase_expr *e)
{
    if (e == NULL) return;
    doc_open(w, DOC_PARAGRAPH, (doc_info){0});
    doc_say(w, words);
    show_expr(w, e);
    doc_text(w, STR("."));
    doc_close(w, DOC_PARAGRAPH);
}

void show_phase_rule(doc *w, const phase_rule *r)
{
    rule_line(w, N_("Begins: "), r->begins);
    rule_line(w, N_("Goes on while: "), r->continues_while);
    rule_line(w, N_("Ends: "), r->ends);
}

/* ---- What is owed */

static void show_amount(doc *w, int64_t n, str unit, str per)
{
    doc_say(w, "{n} {unit}", A_N("n", n), A_TEXT("unit", unit));
    if (per.len) doc_say(w, " per {unit}", A_KNOWN("unit", per));
}

static void show_quantity_part(doc *w, const quantity_part *p)
{
    doc_say(w, " Part {id}: ", A_TEXT("id", p->id));
    show_amount(w, p->quantity, p->unit, p->per);
    if (p->what.len) doc_say(w, ", {what}", A_TEXT("what", p->what));
    doc_say(w, p->beside ? N_("; beside the whole.") : N_("; within the whole."));
}

static void show_step(doc *w, const schedule_step *s, str unit)
{
    doc_text(w, STR(" "));
    show_amount(w, s->quantity, unit, (str){0});
    doc_say(w, " by ");
    show_moment(w, &s->by);
    doc_text(w, STR("."));
}

static void show_exchange(doc *w, const exchange_rule *x)
{
    if (!x->given) return;
    doc_say(w, " In exchange: {gives} for {gets}", A_TEXT("gives", x->gives),
            A_TEXT("gets", x->gets));
    for (size_t i = 0; i < x->n_ratios; i++) {
        const exchange_ratio *r = &x->ratios[i];
        doc_text(w, STR("; "));
        if (r->category.len) doc_text(w, r->category);
        if (r->category.len == 0) doc_say(w, "others");
        doc_say(w, " {n} for {m}", A_N("n", r->gives), A_N("m", r->gets));
    }
    doc_text(w, STR("."));
}

void show_owed(doc *w, const obligation *o)
{
    if (o->due.n_alts > 1 || o->due.after) {
        doc_say(w, " By ");
        show_moment(w, &o->due);
        doc_text(w, STR("."));
    }
    for (size_t i = 0; i < o->n_parts; i++)
        show_quantity_part(w, &o->parts[i]);
    for (size_t i = 0; i < o->n_schedule; i++)
        show_step(w, &o->schedule[i], o->unit);
    show_exchange(w, &o->exchange);
}

/* ---- Renewals and amendments */

static void show_path(doc *w, const renewal_path *p)
{
    enum { TOLD = 4 };
    doc_say(w, "to {time}", A_INSTANT("time", p->terms[0].before));
    for (size_t k = 0; k < p->n_terms && k < TOLD; k++)
        doc_say(w, "; notice up to {time} stops it; else to {end}",
                A_INSTANT("time", p->terms[k].last_notice), A_INSTANT("end", p->terms[k].end));
    if (p->n_terms > TOLD) doc_say(w, "; and so on");
}

void show_renewals(doc *w, const reading *r, unsigned level)
{
    show_part part = {.title = N_("Terms as they follow one another, if each is renewed"),
                      .level = level};
    for (size_t i = 0; i < r->n_paths; i++) {
        show_part_item(w, &part, (str){0});
        show_path(w, &r->paths[i]);
        show_item_end(w);
    }
    if (r->n_paths && r->paths_hull) {
        show_part_item(w, &part, (str){0});
        doc_say(w, "(one row around more alternatives than are kept)");
        show_item_end(w);
    }
    show_part_end(w, &part);
}

void show_amended(doc *w, const clause *c)
{
    if (c->from_time.given) {
        doc_say(w, " Amended by {amendment}: binds from ", A_TEXT("amendment", c->amended_by));
        show_moment(w, &c->from_time);
        doc_text(w, STR("."));
    }
    if (c->until_time.given) {
        doc_say(w, " Binds until it is amended: ");
        show_moment(w, &c->until_time);
        doc_text(w, STR("."));
    }
}

/* ---- The agreement as a whole */

static void show_event(doc *w, const happening *e)
{
    doc_say(w, "{what}", A_KNOWN("what", e->what));
    if (e->by.len) doc_say(w, " by {name}", A_TEXT("name", e->by));
    if (e->of.len) doc_say(w, ", of {id}", A_TEXT("id", e->of));
    doc_text(w, STR(": "));
    show_moment(w, &e->at);
    if (e->not_by != USEC_UNKNOWN)
        doc_say(w, "; had not happened by {time}", A_WHEN("time", e->not_by));
    if (e->words.len) doc_say(w, ". {words}", A_TEXT("words", e->words));
    if (e->differ) doc_say(w, ". What is on record of its time differs");
}

static void show_events(doc *w, const agreement *ag, unsigned level)
{
    show_part part = {.title = N_("Events"), .level = level};
    for (size_t i = 0; i < ag->n_events; i++) {
        show_part_item(w, &part, ag->events[i].id);
        show_event(w, &ag->events[i]);
        show_item_end(w);
    }
    show_part_end(w, &part);
}

static void show_condition(doc *w, const clause *c)
{
    doc_text(w, c->words);
    for (size_t k = 0; k < c->n_changes; k++) {
        doc_text(w, k ? STR("; ") : STR(": "));
        show_state_change(w, &c->changes[k]);
    }
    if (c->n_changes == 0) doc_say(w, " (nothing on record says whether it is met)");
}

static void show_conditions(doc *w, const agreement *ag, unsigned level)
{
    show_part part = {.title = N_("Conditions of the phases"), .level = level};
    for (size_t i = 0; i < ag->n_conditions; i++) {
        show_part_item(w, &part, ag->conditions[i].id);
        show_condition(w, &ag->conditions[i]);
        show_item_end(w);
    }
    show_part_end(w, &part);
}

static void show_track(doc *w, const negotiation_track *t)
{
    doc_text(w, t->title);
    show_named(w, N_("; between "), &t->parties, N_(" and "), "");
    if (t->host.len) doc_say(w, "; host: {name}", A_TEXT("name", t->host));
    if (t->opens.given) doc_say(w, "; opens ");
    if (t->opens.given) show_moment(w, &t->opens);
    if (t->next.given) doc_say(w, "; next ");
    if (t->next.given) show_moment(w, &t->next);
}

static void show_tracks(doc *w, const agreement *ag, unsigned level)
{
    show_part part = {.title = N_("Tracks of negotiation"), .level = level};
    for (size_t i = 0; i < ag->n_tracks; i++) {
        show_part_item(w, &part, ag->tracks[i].id);
        show_track(w, &ag->tracks[i]);
        show_item_end(w);
    }
    show_part_end(w, &part);
}

static void show_weapon(doc *w, const agreement *ag, size_t i)
{
    const weapon_limits *l = &ag->weapon_limits[i];
    doc_say(w, "{path}: {words}", A_TEXT("path", ag->weapons.items[i].path),
            A_TEXT("words", ag->weapons.items[i].means));
    if (l->has_calibre)
        doc_say(w, " ({from} to {to} mm)", A_FIXED("from", l->calibre_from_mm, 0),
                A_FIXED("to", l->calibre_to_mm, 0));
    if (l->has_range)
        doc_say(w, " (range {from} to {to} km)", A_FIXED("from", l->range_from_km, 0),
                A_FIXED("to", l->range_to_km, 0));
}

static void show_weapons(doc *w, const agreement *ag, unsigned level)
{
    show_part part = {.title = N_("Classes of weapons"), .level = level};
    for (size_t i = 0; i < ag->weapons.n; i++) {
        show_part_item(w, &part, (str){0});
        show_weapon(w, ag, i);
        show_item_end(w);
    }
    show_part_end(w, &part);
}

static void show_offset(doc *w, const class_offset *o)
{
    doc_say(w, "{from} to {to} m", A_FIXED("from", o->from_m, 0), A_FIXED("to", o->to_m, 0));
    if (o->weapon_class.len) doc_say(w, " for {class}", A_TEXT("class", o->weapon_class));
}

static void show_moving(doc *w, const area_zone *z)
{
    const moving_line *m = &z->moving;
    doc_say(w, "{title}: from the line of the day", A_TEXT("title", z->title));
    if (m->side.len) doc_say(w, ", on the side of {side}", A_TEXT("side", m->side));
    if (m->held_by.len)
        doc_say(w, " (the files draw what {side} held)", A_TEXT("side", m->held_by));
    for (size_t i = 0; i < m->n_offsets; i++) {
        doc_text(w, i ? STR("; ") : STR(": "));
        show_offset(w, &m->offsets[i]);
    }
    if (m->max_age_days)
        doc_say_count(w, "; a line older than {n} day answers nothing",
                      "; a line older than {n} days answers nothing", (size_t)m->max_age_days,
                      A_N("n", m->max_age_days));
    if (m->within) doc_say(w, "; only the line within “{zone}”", A_TEXT("zone", m->within->title));
}

static void show_zones(doc *w, const agreement *ag, unsigned level)
{
    show_part part = {.title = N_("Zones measured from a line"), .level = level};
    for (size_t i = 0; i < ag->n_zones; i++) {
        if (!ag->zones[i].moving.given) continue;
        show_part_item(w, &part, ag->zones[i].id);
        show_moving(w, &ag->zones[i]);
        show_item_end(w);
    }
    show_part_end(w, &part);
}

static void show_amendments(doc *w, const agreement *ag, unsigned level)
{
    show_part part = {.title = N_("Amendments"), .level = level};
    for (size_t i = 0; i < ag->n_amendments; i++) {
        const amendment *m = &ag->amendments[i];
        if (m->n_changed == 0) continue; /* recorded, and changes nothing that binds */
        show_part_item(w, &part, m->id.len ? m->id : m->date);
        doc_say(w, "of reading {id}, from ", A_TEXT("id", m->reading));
        show_moment(w, &m->at);
        doc_say(w, ": {words}", A_TEXT("words", m->text));
        show_item_end(w);
    }
    show_part_end(w, &part);
}

void show_process(doc *w, const agreement *ag, unsigned level)
{
    show_events(w, ag, level);
    show_conditions(w, ag, level);
    show_tracks(w, ag, level);
    show_weapons(w, ag, level);
    show_zones(w, ag, level);
    show_amendments(w, ag, level);
}

void show_statement_process(doc *w, const statement *s)
{
    if (s->does) {
        doc_say(w, " It {does}: ", A_WORD("does", commitment_act_says(s->does)));
        show_list(w, &s->about, ", ");
        if (s->of.len) doc_say(w, " (of {id})", A_TEXT("id", s->of));
        doc_text(w, STR("."));
    }
    if (s->existence_only) doc_say(w, " Of this text only the existence is known.");
    for (size_t i = 0; i < s->n_texts; i++) {
        doc_say(w, " [{language}", A_TEXT("language", s->texts[i].language));
        if (s->texts[i].authentic) doc_say(w, ", authentic");
        doc_say(w, "] “{words}”", A_TEXT("words", s->texts[i].quote));
    }
}
