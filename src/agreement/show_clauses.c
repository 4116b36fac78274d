/* A reading in words: what each clause says, and what is owed. */
#include "agreement/showing.h"

/* ---- When */

static void say_times(doc *w, const clause *c)
{
    if (c->open) doc_say(w, "until further notice");
    if (c->unstated && c->known_until == USEC_UNKNOWN) doc_say(w, "not stated");
    if (c->unstated && c->known_until != USEC_UNKNOWN)
        doc_say(w,
                c->kind == CLAUSE_START ? N_("not stated; treated as running from {time}")
                                        : N_("not stated; held to run at least until {time}"),
                A_WHEN("time", c->known_until));
    show_alternatives(w, c->alts, c->n_alts);
}

void clause_times_write(buf *b, const clause *c)
{
    doc w;
    doc_init(&w, b, &doc_bare, NULL);
    say_times(&w, c);
    doc_end(&w);
}

static void say_length(doc *w, const clause *c)
{
    if (!c->length || c->after) return;
    doc_text(w, STR(" ("));
    if (c->count == COUNT_MONTH)
        doc_say_count(w, "{n} month", "{n} months", (size_t)c->length, A_N("n", c->length));
    else
        doc_say_count(w, "{n} day", "{n} days", (size_t)c->length, A_N("n", c->length));
    if (c->count) doc_say(w, ", {count}", A_WORD("count", day_count_says(c->count)));
    if (c->count_unstated) doc_say(w, ", count not stated");
    doc_say(w, ", from {clause})", A_TEXT("clause", c->counted_from));
}

static void say_window(doc *w, const clause *c)
{
    say_times(w, c);
    if (c->hull) doc_say(w, " (one interval around more alternatives than are kept)");
    if (c->after && c->n_alts == 0) doc_say(w, "at a time that nothing on record tells");
    show_after(w, c->after);
    say_length(w, c);
}

/* ---- Of the other kinds */

static void say_place(doc *w, const clause *c)
{
    if (!c->area) {
        show_named(w, N_("recognised territory of "), &c->states, N_(" and "), "");
        return;
    }
    doc_say(w, c->outside ? N_("outside the zone “{zone}”") : N_("in the zone “{zone}”"),
            A_TEXT("zone", c->area->title));
    if (c->area->shape.kind == GEO_NONE) doc_say(w, " (which nobody has drawn)");
}

static void say_acts(doc *w, uint32_t bits)
{
    bool any = false;
    for (unsigned i = 1; i < ACT__N; i++) {
        if (!(bits >> i & 1)) continue;
        doc_say(w, any ? ", {act}" : "{act}", A_WORD("act", act_class_says((act_class)i)));
        any = true;
    }
}

static void say_condition(doc *w, const clause *c)
{
    doc_text(w, c->words);
    doc_text(w, STR(" ("));
    if (c->n_changes == 0) doc_say(w, "state: unknown");
    for (size_t i = 0; i < c->n_changes; i++) {
        if (i) doc_text(w, STR("; "));
        show_state_change(w, &c->changes[i]);
    }
    doc_text(w, STR(")"));
}

static void say_release(doc *w, const clause *c)
{
    doc_say(w, c->automatic ? N_("ends by itself once the other side does not keep it")
                            : N_("a right to end it once the other side does not keep it"));
    if (c->used) doc_say(w, ", used at {time}", A_WHEN("time", c->used_at));
    if (!c->used && !c->automatic) doc_say(w, ", not used");
}

static void say_extension(doc *w, const clause *c)
{
    show_named(w, N_("needs "), &c->requires_parties, N_(" and "), "");
    if (c->agreed_by.n == 0) doc_say(w, "; agreed by nobody");
    show_named(w, N_("; agreed by "), &c->agreed_by, ", ", "");
}

static void say_notice_length(doc *w, const clause *c)
{
    size_t n = (size_t)c->notice_length;
    if (c->notice_unit == TIME_UNIT_HOURS)
        doc_say_count(w, "notice of {n} hour", "notice of {n} hours", n, A_N("n", n));
    if (c->notice_unit == TIME_UNIT_DAYS)
        doc_say_count(w, "notice of {n} day", "notice of {n} days", n, A_N("n", n));
    if (c->notice_unit == TIME_UNIT_MONTHS)
        doc_say_count(w, "notice of {n} month", "notice of {n} months", n, A_N("n", n));
    if (c->notice_by.n == 0) doc_say(w, ", given by any party");
    show_named(w, N_(", given by "), &c->notice_by, N_(" or "), "");
}

static void say_notices(doc *w, const clause *c)
{
    if (c->n_notices == 0) doc_say(w, "; no notice is on record");
    for (size_t i = 0; i < c->n_notices; i++) {
        const given_notice *n = &c->notices[i];
        doc_say(w, "; notice {event}, given by ", A_TEXT("event", n->event));
        if (n->by.len) doc_text(w, n->by);
        if (n->by.len == 0) doc_say(w, "a party not named");
        doc_text(w, STR(", "));
        if (span_known(n->at)) doc_say(w, "{time}", A_INSTANT("time", n->at));
        if (!span_known(n->at)) doc_say(w, "at a time that nothing on record tells");
        if (n->effect.n_alts == 0) continue;
        doc_say(w, ", with effect from ");
        show_moment(w, &n->effect);
    }
}

static void say_renewal(doc *w, const clause *c)
{
    doc_say(w, c->renewed_by_act ? N_("renewed by an act of the parties")
                                 : N_("renewed by itself, unless notice is given"));
    if (c->notice_unit) doc_text(w, STR(": "));
    if (c->notice_unit) say_notice_length(w, c);
    if (!c->renewed_by_act) say_notices(w, c);
}

static void say_termination(doc *w, const clause *c)
{
    doc_say(w, "may be ended: ");
    say_notice_length(w, c);
    if (c->effect.len) doc_say(w, " ({words})", A_TEXT("words", c->effect));
    say_notices(w, c);
}

static void say_exception(doc *w, const clause *c)
{
    doc_say(w, c->by_finding
                   ? N_("applies once a body with a mandate has found that it does")
                   : N_("open once it is invoked, until a body with a mandate has decided"));
    show_named(w, N_("; may be invoked by "), &c->binds_ids, N_(" or "), "");
    show_named(w, N_("; of kinds: "), &c->categories, ", ", "");
    if (c->acts_include) doc_say(w, "; of acts: ");
    say_acts(w, c->acts_include);
}

static void say_scope(doc *w, const clause *c)
{
    doc_say(w, "{stance}: ", A_WORD("stance", stance_says(c->stance)));
    show_list(w, &c->categories, ", ");
}

static void say_content(doc *w, const clause *c)
{
    switch (c->kind) {
    case CLAUSE_SCOPE: say_scope(w, c); return;
    case CLAUSE_DEFAULT:
        doc_say(w, "everything else: {stance}", A_WORD("stance", stance_says(c->stance)));
        return;
    case CLAUSE_PLACE: say_place(w, c); return;
    case CLAUSE_ACT: say_acts(w, c->acts_include); return;
    case CLAUSE_START:
    case CLAUSE_END: say_window(w, c); return;
    case CLAUSE_CONDITION: say_condition(w, c); return;
    case CLAUSE_RELEASE: say_release(w, c); return;
    case CLAUSE_SUSPENSION: say_times(w, c); return;
    case CLAUSE_EXTENSION: say_extension(w, c); return;
    case CLAUSE_GRACE:
        doc_say_count(w, "{n} hour after the start", "{n} hours after the start",
                      (size_t)(c->grace_usec / USEC_HOUR), A_N("n", c->grace_usec / USEC_HOUR));
        return;
    case CLAUSE_RECIPROCAL:
        doc_say(w, "in kind with the other side’s conduct; in force cannot be decided");
        return;
    case CLAUSE_RENEWAL: say_renewal(w, c); return;
    case CLAUSE_TERMINATION: say_termination(w, c); return;
    case CLAUSE_EXCEPTION: say_exception(w, c); return;
    case CLAUSE_NONE:
    case CLAUSE__N: return;
    }
}

void clause_content_say(doc *w, const clause *c)
{
    say_content(w, c);
    if (c->kind != CLAUSE_EXCEPTION) show_named(w, N_("; binds "), &c->binds_ids, N_(" and "), "");
}

/* ---- The clauses of a reading */

static void show_clause(doc *w, const clause *c)
{
    clause_content_say(w, c);
    doc_say(w, ". ({basis}", A_WORD("basis", basis_says(c->basis)));
    show_named(w, "; ", &c->from, ", ", "");
    doc_text(w, STR(")"));
    if (c->words.len && c->kind != CLAUSE_CONDITION)
        doc_say(w, " – {words}", A_TEXT("words", c->words));
    if (c->unknown_text)
        doc_say(w, " It rests on a text of which only the existence is known: open.");
    show_amended(w, c);
    show_note(w, c->note);
    if (c->unconfirmed) doc_say(w, " Not confirmed.");
}

static void show_kind(doc *w, const reading *r, clause_kind kind, unsigned level)
{
    static const char *const titles[CLAUSE__N] = {
        [CLAUSE_SCOPE] = N_("What is covered"),
        [CLAUSE_DEFAULT] = N_("What no clause names"),
        [CLAUSE_PLACE] = N_("Where"),
        [CLAUSE_ACT] = N_("Acts that count"),
        [CLAUSE_START] = N_("Start"),
        [CLAUSE_END] = N_("End"),
        [CLAUSE_CONDITION] = N_("Conditions"),
        [CLAUSE_RELEASE] = N_("Release"),
        [CLAUSE_SUSPENSION] = N_("Suspension"),
        [CLAUSE_EXTENSION] = N_("Extension"),
        [CLAUSE_GRACE] = N_("Grace for what was in flight"),
        [CLAUSE_RECIPROCAL] = N_("Conduct in kind"),
        [CLAUSE_RENEWAL] = N_("Renewal"),
        [CLAUSE_TERMINATION] = N_("Ending by notice"),
        [CLAUSE_EXCEPTION] = N_("Exceptions"),
    };
    show_part part = {.title = titles[kind], .level = level, .led_to = true};
    for (size_t i = 0; i < r->n_clauses; i++) {
        if (r->clauses[i].kind != kind) continue;
        show_part_item(w, &part, r->clauses[i].id);
        show_clause(w, &r->clauses[i]);
        show_item_end(w);
    }
    show_part_end(w, &part);
}

/* ---- What is owed */

/* Which side of the border is meant is the whole of it, so it is said twice. */
static void say_stay(doc *w, const obligation *o)
{
    doc_say(w,
            o->outside ? N_("to stay inside “{zone}” (presence outside it is covered): ")
                       : N_("to stay out of “{zone}” (presence inside it is covered): "),
            A_TEXT("zone", o->area->title));
}

static void say_deadline(doc *w, const obligation *o)
{
    bool day = o->due.n_alts == 2 && !o->due.after; /* its start or its end */
    if (!span_known(o->deadline) || !(o->due.n_alts == 1 || day) || o->due.after) return;
    if (day)
        doc_say(w, "; by {time} or {end}", A_WHEN("time", o->deadline.from),
                A_WHEN("end", o->deadline.to));
    else
        doc_say(w, "; by {time}", A_WHEN("time", o->deadline.from));
    if (o->zone_name.len)
        doc_say(w,
                o->zone_inherited ? N_(" (read in the zone of the clauses, {zone})")
                                  : N_(" (in the zone {zone})"),
                A_TEXT("zone", o->zone_name));
}

static void say_allowed(doc *w, uint32_t allows)
{
    bool first = true;
    for (unsigned i = 0; i < ACTIVITY__N; i++) {
        if (!(allows >> i & 1)) continue;
        doc_say(w, first ? N_(" Allowed: {what}") : ", {what}",
                A_WORD("what", activity_says((activity)i)));
        first = false;
    }
    if (!first) doc_text(w, STR("."));
}

static void say_quantity(doc *w, const obligation *o)
{
    if (o->quantity == 0) return;
    doc_say(w, "; {n} {unit}", A_N("n", o->quantity), A_TEXT("unit", o->unit));
    if (o->per.len) doc_say(w, " per {unit}", A_KNOWN("unit", o->per));
}

static void say_where(doc *w, const obligation *o, bool stay)
{
    if (o->area && !stay)
        doc_say(w, o->outside ? N_("; outside “{zone}”") : N_("; inside “{zone}”"),
                A_TEXT("zone", o->area->title));
    if (o->counted)
        doc_say(w, o->counted == SHIP_COUNT_STAYS
                       ? N_("; beside it ships are counted that stay an hour or longer")
                       : N_("; beside it ships are counted that come in"));
    if (o->in_order) doc_say(w, ", served in the order of their arrival");
}

static void show_obligation(doc *w, const obligation *o)
{
    bool stay = o->kind == OBL_STAY_OUT && o->area;
    if (stay) say_stay(w, o);
    if (!stay) doc_say(w, "{kind}: ", A_WORD("kind", obligation_kind_says(o->kind)));
    doc_text(w, o->what);
    if (o->owed_by.len) doc_say(w, "; owed by {side}", A_TEXT("side", o->owed_by));
    say_quantity(w, o);
    say_deadline(w, o);
    if (o->notice_hours)
        doc_say_count(w, "; {n} hour before", "; {n} hours before", (size_t)o->notice_hours,
                      A_N("n", o->notice_hours));
    say_where(w, o, stay);
    if (is_performed(o)) doc_say(w, " (how far it is carried out, the report tells)");
    doc_text(w, STR("."));
    show_named(w, N_(" Binds: "), &o->binds_ids, N_(" and "), ".");
    show_named(w, N_(" Weapons: "), &o->weapon_classes, ", ", ".");
    say_allowed(w, o->allows);
    show_owed(w, o);
    show_note(w, o->note);
    if (o->unconfirmed) doc_say(w, " Not confirmed.");
}

void show_reading_parts(doc *w, const reading *r, unsigned level)
{
    show_part owed = {.title = N_("Obligations"), .level = level, .led_to = true};
    for (unsigned k = 1; k < CLAUSE__N; k++)
        show_kind(w, r, (clause_kind)k, level);
    show_renewals(w, r, level);
    for (size_t i = 0; i < r->n_obligations; i++) {
        show_part_item(w, &owed, r->obligations[i].id);
        show_obligation(w, &r->obligations[i]);
        show_item_end(w);
    }
    show_part_end(w, &owed);
}
