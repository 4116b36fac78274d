/* The agreement in words: Markdown that also reads well as plain text. */
#include "agreement/showing.h"

void clause_times_write(buf *b, const clause *c)
{
    if (c->open) buf_z(b, "until further notice");
    if (c->unstated) {
        buf_z(b, "not stated");
        if (c->known_until != USEC_UNKNOWN) {
            buf_z(b, c->kind == CLAUSE_START ? "; treated as running from "
                                             : "; held to run at least until ");
            when_write_words(b, c->known_until);
        }
    }
    for (size_t i = 0; i < c->n_alts; i++) {
        if (i) buf_z(b, "; or ");
        show_interval(b, c->alts[i]);
    }
}

static void put_area(buf *b, const clause *c)
{
    if (c->area) {
        buf_f(b, "%s the zone \"" STR_FMT "\"%s", c->outside ? "outside" : "in",
              STR_ARG(c->area->title),
              c->area->shape.kind == GEO_NONE ? " (which nobody has drawn)" : "");
        return;
    }
    buf_z(b, "recognised territory of ");
    show_list(b, &c->states, " and ");
}

static void put_acts(buf *b, uint32_t bits)
{
    bool any = false;
    for (unsigned i = 1; i < ACT__N; i++) {
        if (!(bits >> i & 1)) continue;
        buf_f(b, "%s%s", any ? ", " : "", act_class_says((act_class)i));
        any = true;
    }
}

static void put_condition(buf *b, const clause *c)
{
    buf_s(b, c->words);
    if (c->n_changes == 0) buf_z(b, " (state: unknown)");
    for (size_t i = 0; i < c->n_changes; i++) {
        const state_change *s = &c->changes[i];
        buf_f(b, "%s%s from ", i ? "; " : " (",
              str_is(s->state, "not_met") ? "not met"
              : str_is(s->state, "met")   ? "met"
                                          : "unknown");
        show_interval(b, s->at);
        if (i + 1 == c->n_changes) buf_c(b, ')');
    }
}

static void put_release(buf *b, const clause *c)
{
    buf_z(b, c->automatic ? "ends by itself once the other side does not keep it"
                          : "a right to end it once the other side does not keep it");
    if (c->used) {
        buf_z(b, ", used at ");
        when_write_words(b, c->used_at);
    } else if (!c->automatic) {
        buf_z(b, ", not used");
    }
}

static void put_extension(buf *b, const clause *c)
{
    buf_z(b, "needs ");
    show_list(b, &c->requires_parties, " and ");
    buf_z(b, "; agreed by ");
    if (c->agreed_by.n == 0) buf_z(b, "nobody");
    show_list(b, &c->agreed_by, ", ");
}

static void put_notice(buf *b, const clause *c)
{
    buf_f(b, "%lld %s' notice", (long long)c->notice_length, time_unit_word(c->notice_unit));
    buf_z(b, c->notice_by.n ? " by " : " by any party");
    show_list(b, &c->notice_by, " or ");
}

static void put_notices(buf *b, const clause *c)
{
    if (c->n_notices == 0) buf_z(b, "; no notice is on record");
    for (size_t i = 0; i < c->n_notices; i++) {
        const given_notice *n = &c->notices[i];
        buf_f(b, "; notice " STR_FMT " by " STR_FMT " ", STR_ARG(n->event),
              STR_ARG(n->by.len ? n->by : STR("a party not named")));
        if (span_known(n->at))
            show_interval(b, n->at);
        else
            buf_z(b, "at a time that nothing on record tells");
        if (n->effect.n_alts == 0) continue;
        buf_z(b, ", with effect from ");
        show_moment(b, &n->effect);
    }
}

static void put_renewal(buf *b, const clause *c)
{
    buf_z(b, c->renewed_by_act ? "renewed by an act of the parties"
                               : "renewed by itself, unless notice is given");
    if (c->notice_unit) {
        buf_z(b, ": ");
        put_notice(b, c);
    }
    if (!c->renewed_by_act) put_notices(b, c);
}

static void put_termination(buf *b, const clause *c)
{
    buf_z(b, "may be ended with ");
    put_notice(b, c);
    if (c->effect.len) buf_f(b, " (" STR_FMT ")", STR_ARG(c->effect));
    put_notices(b, c);
}

static void put_exception(buf *b, const clause *c)
{
    buf_z(b, c->by_finding ? "applies once a body with a mandate has found that it does"
                           : "open once it is invoked, until a body with a mandate has decided");
    if (c->binds_ids.n) buf_z(b, "; may be invoked by ");
    show_list(b, &c->binds_ids, " or ");
    if (c->categories.n) buf_z(b, "; of ");
    show_list(b, &c->categories, ", ");
    if (c->acts_include) buf_z(b, "; of acts: ");
    put_acts(b, c->acts_include);
}

static void put_content(buf *b, const clause *c)
{
    switch (c->kind) {
    case CLAUSE_SCOPE:
        buf_f(b, "%s: ", stance_says(c->stance));
        show_list(b, &c->categories, ", ");
        return;
    case CLAUSE_DEFAULT: buf_f(b, "everything else: %s", stance_says(c->stance)); return;
    case CLAUSE_PLACE: put_area(b, c); return;
    case CLAUSE_ACT: put_acts(b, c->acts_include); return;
    case CLAUSE_START:
    case CLAUSE_END:
        clause_times_write(b, c);
        if (c->hull) buf_z(b, " (one interval around more alternatives than are kept)");
        if (c->after && c->n_alts == 0) buf_z(b, "at a time that nothing on record tells");
        show_after(b, c->after);
        if (c->length && !c->after) {
            buf_f(b, " (%lld %s", (long long)c->length, c->count == COUNT_MONTH ? "month" : "days");
            if (c->count) buf_f(b, ", %s", day_count_word(c->count));
            if (c->count_unstated) buf_z(b, ", count not stated");
            buf_f(b, ", from " STR_FMT ")", STR_ARG(c->counted_from));
        }
        return;
    case CLAUSE_CONDITION: put_condition(b, c); return;
    case CLAUSE_RELEASE: put_release(b, c); return;
    case CLAUSE_SUSPENSION: clause_times_write(b, c); return;
    case CLAUSE_EXTENSION: put_extension(b, c); return;
    case CLAUSE_GRACE:
        buf_f(b, "%lld hours after the start", (long long)(c->grace_usec / USEC_HOUR));
        return;
    case CLAUSE_RECIPROCAL:
        buf_z(b, "in kind with the other side's conduct; in force cannot be decided");
        return;
    case CLAUSE_RENEWAL: put_renewal(b, c); return;
    case CLAUSE_TERMINATION: put_termination(b, c); return;
    case CLAUSE_EXCEPTION: put_exception(b, c); return;
    case CLAUSE_NONE:
    case CLAUSE__N: return;
    }
}

/* Whom a clause binds, where it does not bind all. */
static void put_binds(buf *b, const clause *c)
{
    if (c->binds_ids.n == 0 || c->kind == CLAUSE_EXCEPTION) return;
    buf_z(b, ". Binds ");
    show_list(b, &c->binds_ids, " and ");
}

void clause_content_write(buf *b, const clause *c)
{
    put_content(b, c);
    put_binds(b, c);
}

static void put_clause(buf *b, const clause *c)
{
    buf_f(b, "- **" STR_FMT "** ", STR_ARG(c->id));
    clause_content_write(b, c);
    buf_f(b, ". (%s", basis_says(c->basis));
    if (c->from.n) {
        buf_z(b, "; ");
        show_list(b, &c->from, ", ");
    }
    buf_c(b, ')');
    if (c->words.len && c->kind != CLAUSE_CONDITION)
        buf_f(b, " \xE2\x80\x94 " STR_FMT, STR_ARG(c->words));
    if (c->unknown_text)
        buf_z(b, " It rests on a text of which only the existence is known: open.");
    show_amended(b, c);
    if (c->note.len) buf_f(b, " Note: " STR_FMT, STR_ARG(c->note));
    if (c->unconfirmed) buf_z(b, " *Not confirmed.*");
    buf_c(b, '\n');
}

static void put_kind(buf *b, const reading *r, clause_kind kind)
{
    bool titled = false;
    for (size_t i = 0; i < r->n_clauses; i++) {
        if (r->clauses[i].kind != kind) continue;
        if (!titled)
            buf_f(b, "\n*%c%s*\n\n", clause_kind_says(kind)[0] - 32, clause_kind_says(kind) + 1);
        titled = true;
        put_clause(b, &r->clauses[i]);
    }
}

/* Which side of the border is meant is the whole of it, so it is said twice. */
static void put_stay(buf *b, const obligation *o)
{
    buf_f(b,
          o->outside ? "to stay inside \"" STR_FMT "\" (presence outside it is covered): "
                     : "to stay out of \"" STR_FMT "\" (presence inside it is covered): ",
          STR_ARG(o->area->title));
}

static void put_allowed(buf *b, uint32_t allows)
{
    bool first = true;
    for (unsigned i = 0; i < ACTIVITY__N; i++) {
        if (!(allows >> i & 1)) continue;
        buf_f(b, first ? " Allowed: %s" : ", %s", activity_word((activity)i));
        first = false;
    }
    if (!first) buf_c(b, '.');
}

static void put_obligation(buf *b, const obligation *o)
{
    bool stay = o->kind == OBL_STAY_OUT && o->area;
    buf_f(b, "- **" STR_FMT "** ", STR_ARG(o->id));
    if (stay) put_stay(b, o);
    if (!stay) buf_f(b, "%s ", obligation_kind_says(o->kind));
    buf_s(b, o->what);
    if (o->owed_by.len) buf_f(b, "; owed by " STR_FMT, STR_ARG(o->owed_by));
    if (o->quantity) buf_f(b, "; %lld " STR_FMT, (long long)o->quantity, STR_ARG(o->unit));
    if (o->quantity && o->per.len) buf_f(b, " a " STR_FMT, STR_ARG(o->per));
    bool day = o->due.n_alts == 2 && !o->due.after; /* its start or its end */
    if (span_known(o->deadline) && (o->due.n_alts == 1 || day) && !o->due.after) {
        buf_z(b, "; by ");
        when_write_words(b, o->deadline.from);
        if (day) buf_z(b, " or ");
        if (day) when_write_words(b, o->deadline.to);
        if (o->zone_name.len)
            buf_f(b, " (%s zone " STR_FMT ")",
                  o->zone_inherited ? "read in the clauses'" : "in the", STR_ARG(o->zone_name));
    }
    if (o->notice_hours) buf_f(b, "; %lld hours before", (long long)o->notice_hours);
    if (o->area && !stay)
        buf_f(b, "; %s \"" STR_FMT "\"", o->outside ? "outside" : "inside",
              STR_ARG(o->area->title));
    if (o->counted)
        buf_f(b, "; beside it ships are counted that %s",
              o->counted == SHIP_COUNT_STAYS ? "stay an hour or longer" : "come in");
    if (o->in_order) buf_z(b, ", served in the order of their arrival");
    if (is_performed(o)) buf_z(b, " (recorded, not assessed)");
    buf_z(b, ".");
    if (o->binds_ids.n) buf_z(b, " Binds ");
    show_list(b, &o->binds_ids, " and ");
    if (o->binds_ids.n) buf_c(b, '.');
    if (o->weapon_classes.n) buf_z(b, " Weapons: ");
    show_list(b, &o->weapon_classes, ", ");
    if (o->weapon_classes.n) buf_c(b, '.');
    put_allowed(b, o->allows);
    if (o->note.len) buf_f(b, " Note: " STR_FMT, STR_ARG(o->note));
    if (o->unconfirmed) buf_z(b, " *Not confirmed.*");
    buf_c(b, '\n');
    show_owed(b, o);
}

static void put_reading(buf *b, const agreement *ag, const reading *r)
{
    const actor *h = agreement_actor(ag, r->holder);
    buf_f(b, "\n### Reading " STR_FMT ": " STR_FMT "\n\nHolder: " STR_FMT, STR_ARG(r->id),
          STR_ARG(r->title), STR_ARG(h ? h->name : r->holder));
    if (r->first_stated.len) buf_f(b, ". First stated: " STR_FMT, STR_ARG(r->first_stated));
    if (r->superseded_by.len) buf_f(b, ". Restated later as " STR_FMT, STR_ARG(r->superseded_by));
    buf_z(b, ".\n");
    if (r->note.len) buf_f(b, STR_FMT "\n", STR_ARG(r->note));
    if (r->party_ids.n) {
        buf_z(b, "It takes as bound: ");
        show_list(b, &r->party_ids, " and ");
        buf_z(b, ".\n");
    }
    show_phase_rule(b, &r->rule);
    for (unsigned k = 1; k < CLAUSE__N; k++)
        put_kind(b, r, (clause_kind)k);
    show_renewals(b, r);
    if (r->n_obligations) buf_z(b, "\n*Obligations*\n\n");
    for (size_t i = 0; i < r->n_obligations; i++)
        put_obligation(b, &r->obligations[i]);
}

static void put_statement(buf *b, const statement *s)
{
    buf_f(b, "- **" STR_FMT "** " STR_FMT ", " STR_FMT ": ", STR_ARG(s->id), STR_ARG(s->said_on),
          STR_ARG(s->speaker));
    if (s->quote.len) buf_f(b, "\"" STR_FMT "\"", STR_ARG(s->quote));
    if (s->quote.len == 0) buf_f(b, "(in summary) " STR_FMT, STR_ARG(s->summary));
    if (s->source.len) buf_f(b, " <" STR_FMT ">", STR_ARG(s->source));
    if (s->caution.len) buf_f(b, " Caution: " STR_FMT, STR_ARG(s->caution));
    show_statement_process(b, s);
    buf_c(b, '\n');
}

static void put_actors(buf *b, const char *title, const actor *a, size_t n)
{
    if (n == 0) return;
    buf_f(b, "%s: ", title);
    for (size_t i = 0; i < n; i++)
        buf_f(b, "%s" STR_FMT " (" STR_FMT "%s" STR_FMT ")", i ? "; " : "", STR_ARG(a[i].name),
              STR_ARG(a[i].id), a[i].role.len ? ", " : "", STR_ARG(a[i].role));
    buf_z(b, ".\n");
}

void agreement_show(const agreement *ag, buf *b)
{
    buf_f(b, "# " STR_FMT "\n\nAgreement " STR_FMT ", version %lld of the record.\n",
          STR_ARG(ag->title), STR_ARG(ag->id), (long long)ag->version);
    put_actors(b, "Parties", ag->parties, ag->n_parties);
    put_actors(b, "Brokers", ag->brokers, ag->n_brokers);
    put_actors(b, "Other voices", ag->others, ag->n_others);
    show_actor_dates(b, ag->parties, ag->n_parties);
    show_actor_dates(b, ag->brokers, ag->n_brokers);
    show_actor_dates(b, ag->others, ag->n_others);
    if (ag->note.len) buf_f(b, "\n" STR_FMT "\n", STR_ARG(ag->note));
    if (agreement_unconfirmed(ag))
        buf_f(b,
              "\nThis is a draft, read from what was published: %zu of its clauses wait for a "
              "person to confirm them, and nothing is assessed under those.\n",
              agreement_unconfirmed(ag));
    buf_z(b, "\nThe readings below are each a holder's own. None of them is truce's, and none is "
             "the default.\n");
    for (size_t p = 0; p < ag->n_phases; p++) {
        buf_f(b, "\n## Phase: " STR_FMT "\n", STR_ARG(ag->phases[p].title));
        if (ag->phases[p].note.len) buf_f(b, "\n" STR_FMT "\n", STR_ARG(ag->phases[p].note));
        show_phase_rule(b, &ag->phases[p].rule);
        for (size_t i = 0; i < ag->n_readings; i++) {
            if (str_eq(ag->readings[i].phase, ag->phases[p].id))
                put_reading(b, ag, &ag->readings[i]);
        }
    }
    show_process(b, ag);
    if (ag->n_terms) buf_z(b, "\n## Terms\n\n");
    for (size_t i = 0; i < ag->n_terms; i++) {
        buf_f(b, "- \"" STR_FMT "\": ", STR_ARG(ag->terms[i].label));
        if (ag->terms[i].definition.len) buf_s(b, ag->terms[i].definition);
        if (ag->terms[i].definition.len == 0) buf_z(b, "defined nowhere");
        buf_z(b, " (used in ");
        show_list(b, &ag->terms[i].used_in, ", ");
        buf_z(b, ")\n");
    }
    buf_z(b, "\n## Statements\n\n");
    for (size_t i = 0; i < ag->n_statements; i++)
        put_statement(b, &ag->statements[i]);
}
