/* The process in words: events, phases, parts and steps of what is owed, renewals, amendments. */
#include "agreement/showing.h"

void show_list(buf *b, const str_list *l, const char *sep)
{
    for (size_t i = 0; i < l->n; i++) {
        if (i) buf_z(b, sep);
        buf_s(b, l->items[i]);
    }
}

void show_interval(buf *b, span s)
{
    if (s.from == s.to) {
        when_write_words(b, s.from);
        return;
    }
    buf_z(b, "between ");
    when_write_words(b, s.from);
    buf_z(b, " and ");
    when_write_words(b, s.to);
}

void show_after(buf *b, const after_rule *x)
{
    if (x == NULL) return;
    if (x->unit)
        buf_f(b, " [%lld %s after " STR_FMT "%s]", (long long)x->length, time_unit_word(x->unit),
              STR_ARG(x->id), x->count_unstated ? "; how the days are counted is not stated" : "");
    if (!x->unit) buf_f(b, " [when " STR_FMT "]", STR_ARG(x->id));
}

void show_moment(buf *b, const moment *m)
{
    if (m->n_alts == 0) buf_z(b, "at a time that nothing on record tells");
    for (size_t i = 0; i < m->n_alts; i++) {
        if (i) buf_z(b, "; or ");
        show_interval(b, m->alts[i]);
    }
    if (m->hull) buf_z(b, " (one interval around more alternatives than are kept)");
    show_after(b, m->after);
}

void show_actor_dates(buf *b, const actor *a, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if (a[i].joined.given) {
            buf_f(b, STR_FMT " is a party from ", STR_ARG(a[i].name));
            show_moment(b, &a[i].joined);
            buf_z(b, ".\n");
        }
        if (a[i].left.given) {
            buf_f(b, STR_FMT " is no party any more from ", STR_ARG(a[i].name));
            show_moment(b, &a[i].left);
            buf_z(b, ".\n");
        }
        if (a[i].mandate.n == 0) continue;
        buf_f(b, STR_FMT " has a mandate: ", STR_ARG(a[i].name));
        show_list(b, &a[i].mandate, ", ");
        buf_z(b, ".\n");
    }
}

static void show_expr(buf *b, const phase_expr *e)
{
    switch (e->kind) {
    case EXPR_ALL:
    case EXPR_ANY:
        if (e->n_parts == 0) {
            buf_z(b, e->kind == EXPR_ALL ? "always" : "never");
            return;
        }
        buf_z(b, "(");
        for (size_t i = 0; i < e->n_parts; i++) {
            if (i) buf_z(b, e->kind == EXPR_ALL ? " and " : " or ");
            show_expr(b, e->parts[i]);
        }
        buf_z(b, ")");
        return;
    case EXPR_NOT:
        buf_z(b, "it is not so that ");
        if (e->n_parts) show_expr(b, e->parts[0]);
        return;
    case EXPR_CONDITION:
        buf_f(b, STR_FMT " is met (" STR_FMT ")", STR_ARG(e->id), STR_ARG(e->condition->words));
        return;
    case EXPR_AFTER:
        if (e->id.len && !e->at.after) buf_f(b, STR_FMT " has happened: ", STR_ARG(e->id));
        show_moment(b, &e->at);
        if (e->not_by != USEC_UNKNOWN) {
            buf_z(b, ", and had not happened by ");
            when_write_words(b, e->not_by);
        }
        return;
    case EXPR_BEGUN: buf_f(b, "phase " STR_FMT " has begun", STR_ARG(e->id)); return;
    case EXPR_OVER: buf_f(b, "phase " STR_FMT " is over", STR_ARG(e->id)); return;
    case EXPR_NONE: return;
    }
}

static void rule_line(buf *b, const char *words, const phase_expr *e)
{
    if (e == NULL) return;
    buf_z(b, words);
    show_expr(b, e);
    buf_z(b, ".\n");
}

void show_phase_rule(buf *b, const phase_rule *r)
{
    if (r->begins || r->continues_while || r->ends) buf_c(b, '\n');
    rule_line(b, "Begins: ", r->begins);
    rule_line(b, "Goes on while: ", r->continues_while);
    rule_line(b, "Ends: ", r->ends);
}

/* ---- what is owed */

static void show_parts(buf *b, const obligation *o)
{
    for (size_t i = 0; i < o->n_parts; i++) {
        const quantity_part *p = &o->parts[i];
        buf_f(b, "  - part " STR_FMT ": %lld " STR_FMT, STR_ARG(p->id), (long long)p->quantity,
              STR_ARG(p->unit));
        if (p->per.len) buf_f(b, " a " STR_FMT, STR_ARG(p->per));
        if (p->what.len) buf_f(b, ", " STR_FMT, STR_ARG(p->what));
        buf_z(b, p->beside ? "; beside the whole\n" : "; within the whole\n");
    }
}

static void show_steps(buf *b, const obligation *o)
{
    for (size_t i = 0; i < o->n_schedule; i++) {
        const schedule_step *s = &o->schedule[i];
        buf_f(b, "  - %lld " STR_FMT " by ", (long long)s->quantity, STR_ARG(o->unit));
        show_moment(b, &s->by);
        buf_c(b, '\n');
    }
}

static void show_exchange(buf *b, const exchange_rule *x)
{
    if (!x->given) return;
    buf_f(b, "  - in exchange: " STR_FMT " for " STR_FMT, STR_ARG(x->gives), STR_ARG(x->gets));
    for (size_t i = 0; i < x->n_ratios; i++) {
        const exchange_ratio *r = &x->ratios[i];
        buf_f(b, "; " STR_FMT " %lld for %lld",
              STR_ARG(r->category.len ? r->category : STR("others")), (long long)r->gives,
              (long long)r->gets);
    }
    buf_c(b, '\n');
}

void show_owed(buf *b, const obligation *o)
{
    if (o->due.n_alts > 1 || o->due.after) {
        buf_z(b, "  - by ");
        show_moment(b, &o->due);
        buf_c(b, '\n');
    }
    show_parts(b, o);
    show_steps(b, o);
    show_exchange(b, &o->exchange);
}

/* ---- renewals and amendments */

void show_renewals(buf *b, const reading *r)
{
    if (r->n_paths == 0) return;
    buf_z(b, "\n*Terms as they follow one another, if each is renewed*\n\n");
    for (size_t i = 0; i < r->n_paths; i++) {
        const renewal_path *p = &r->paths[i];
        buf_z(b, "- to ");
        show_interval(b, p->terms[0].before);
        for (size_t k = 0; k < p->n_terms && k < 4; k++) {
            buf_z(b, "; notice up to ");
            show_interval(b, p->terms[k].last_notice);
            buf_z(b, " stops it; else to ");
            show_interval(b, p->terms[k].end);
        }
        buf_z(b, p->n_terms > 4 ? "; and so on\n" : "\n");
    }
    if (r->paths_hull) buf_z(b, "- (one row around more alternatives than are kept)\n");
}

void show_amended(buf *b, const clause *c)
{
    if (c->from_time.given) {
        buf_f(b, " Amended by " STR_FMT ": binds from ", STR_ARG(c->amended_by));
        show_moment(b, &c->from_time);
        buf_c(b, '.');
    }
    if (c->until_time.given) {
        buf_z(b, " Binds until it is amended: ");
        show_moment(b, &c->until_time);
        buf_c(b, '.');
    }
}

/* ---- the agreement as a whole */

static void show_events(buf *b, const agreement *ag)
{
    if (ag->n_events) buf_z(b, "\n## Events\n\n");
    for (size_t i = 0; i < ag->n_events; i++) {
        const happening *e = &ag->events[i];
        buf_f(b, "- **" STR_FMT "** " STR_FMT, STR_ARG(e->id), STR_ARG(e->what));
        if (e->by.len) buf_f(b, " by " STR_FMT, STR_ARG(e->by));
        if (e->of.len) buf_f(b, ", of " STR_FMT, STR_ARG(e->of));
        buf_z(b, ": ");
        show_moment(b, &e->at);
        if (e->not_by != USEC_UNKNOWN) {
            buf_z(b, "; had not happened by ");
            when_write_words(b, e->not_by);
        }
        if (e->words.len) buf_f(b, ". " STR_FMT, STR_ARG(e->words));
        if (e->differ) buf_z(b, ". What is on record of its time differs");
        buf_c(b, '\n');
    }
}

static void show_conditions(buf *b, const agreement *ag)
{
    if (ag->n_conditions) buf_z(b, "\n## Conditions of the phases\n\n");
    for (size_t i = 0; i < ag->n_conditions; i++) {
        const clause *c = &ag->conditions[i];
        buf_f(b, "- **" STR_FMT "** " STR_FMT, STR_ARG(c->id), STR_ARG(c->words));
        for (size_t k = 0; k < c->n_changes; k++) {
            buf_f(b, "%s%s from ", k ? "; " : ": ",
                  str_is(c->changes[k].state, "not_met") ? "not met"
                  : str_is(c->changes[k].state, "met")   ? "met"
                                                         : "unknown");
            show_interval(b, c->changes[k].at);
        }
        if (c->n_changes == 0) buf_z(b, " (nothing on record says whether it is met)");
        buf_c(b, '\n');
    }
}

static void show_tracks(buf *b, const agreement *ag)
{
    if (ag->n_tracks) buf_z(b, "\n## Tracks of negotiation\n\n");
    for (size_t i = 0; i < ag->n_tracks; i++) {
        const negotiation_track *t = &ag->tracks[i];
        buf_f(b, "- **" STR_FMT "** " STR_FMT, STR_ARG(t->id), STR_ARG(t->title));
        if (t->parties.n) buf_z(b, "; between ");
        show_list(b, &t->parties, " and ");
        if (t->host.len) buf_f(b, "; host: " STR_FMT, STR_ARG(t->host));
        if (t->opens.given) buf_z(b, "; opens ");
        if (t->opens.given) show_moment(b, &t->opens);
        if (t->next.given) buf_z(b, "; next ");
        if (t->next.given) show_moment(b, &t->next);
        buf_c(b, '\n');
    }
}

static void show_weapons(buf *b, const agreement *ag)
{
    if (ag->weapons.n) buf_z(b, "\n## Classes of weapons\n\n");
    for (size_t i = 0; i < ag->weapons.n; i++) {
        const weapon_limits *l = &ag->weapon_limits[i];
        buf_f(b, "- " STR_FMT ": " STR_FMT, STR_ARG(ag->weapons.items[i].path),
              STR_ARG(ag->weapons.items[i].means));
        if (l->has_calibre) buf_f(b, " (%.0f to %.0f mm)", l->calibre_from_mm, l->calibre_to_mm);
        if (l->has_range) buf_f(b, " (range %.0f to %.0f km)", l->range_from_km, l->range_to_km);
        buf_c(b, '\n');
    }
}

static void show_moving(buf *b, const area_zone *z)
{
    const moving_line *m = &z->moving;
    buf_f(b, "- **" STR_FMT "** " STR_FMT ": from the line of the day", STR_ARG(z->id),
          STR_ARG(z->title));
    if (m->side.len) buf_f(b, ", on the side of " STR_FMT, STR_ARG(m->side));
    if (m->held_by.len) buf_f(b, " (the files draw what " STR_FMT " held)", STR_ARG(m->held_by));
    for (size_t i = 0; i < m->n_offsets; i++) {
        const class_offset *o = &m->offsets[i];
        buf_f(b, "%s%.0f to %.0f m", i ? "; " : ": ", o->from_m, o->to_m);
        if (o->weapon_class.len) buf_f(b, " for " STR_FMT, STR_ARG(o->weapon_class));
    }
    if (m->max_age_days)
        buf_f(b, "; a line older than %lld days answers nothing", (long long)m->max_age_days);
    if (m->within) buf_f(b, "; only the line within " STR_FMT, STR_ARG(m->within->title));
    buf_c(b, '\n');
}

static void show_zones(buf *b, const agreement *ag)
{
    bool any = false;
    for (size_t i = 0; i < ag->n_zones; i++) {
        if (!ag->zones[i].moving.given) continue;
        if (!any) buf_z(b, "\n## Zones measured from a line\n\n");
        any = true;
        show_moving(b, &ag->zones[i]);
    }
}

static void show_amendments(buf *b, const agreement *ag)
{
    bool any = false;
    for (size_t i = 0; i < ag->n_amendments; i++) {
        const amendment *m = &ag->amendments[i];
        if (m->n_changed == 0) continue; /* recorded, and changes nothing that binds */
        if (!any) buf_z(b, "\n## Amendments\n\n");
        any = true;
        buf_f(b, "- **" STR_FMT "** of reading " STR_FMT ", from ",
              STR_ARG(m->id.len ? m->id : m->date), STR_ARG(m->reading));
        show_moment(b, &m->at);
        buf_f(b, ": " STR_FMT "\n", STR_ARG(m->text));
    }
}

void show_process(buf *b, const agreement *ag)
{
    show_events(b, ag);
    show_conditions(b, ag);
    show_tracks(b, ag);
    show_weapons(b, ag);
    show_zones(b, ag);
    show_amendments(b, ag);
}

void show_statement_process(buf *b, const statement *s)
{
    if (s->does) {
        buf_f(b, " It %s: ", commitment_act_says(s->does));
        show_list(b, &s->about, ", ");
        if (s->of.len) buf_f(b, " (of " STR_FMT ")", STR_ARG(s->of));
        buf_c(b, '.');
    }
    if (s->existence_only) buf_z(b, " Of this text only the existence is known.");
    for (size_t i = 0; i < s->n_texts; i++)
        buf_f(b, " [" STR_FMT "%s] \"" STR_FMT "\"", STR_ARG(s->texts[i].language),
              s->texts[i].authentic ? ", authentic" : "", STR_ARG(s->texts[i].quote));
}
