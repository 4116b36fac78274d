/* Obligations to perform, in words: what is owed, what was done, the score and the pace. */
#include "report/write.h"

const char *duty_rule_words(void)
{
    return N_(
        "Rule implementation/1. 0 not initiated, 1 minimal, 2 intermediate, 3 full. To do by a "
        "date: full when all of it is done; intermediate when half is done, or when it would "
        "be done in time at the pace so far. At a rate: full from 95 % of what was due, "
        "intermediate from half; a day without a report may have met it. Notices: by the share "
        "in time of those given; how many were due is not known. Where reports differ or leave "
        "something open the score is a range. What was done is what was reported");
}

/* ---- Words */

static doc_arg name_arg(const report_data *d, const char *place, str id)
{
    const actor *who = agreement_actor(d->ag, id);
    if (!who && id.len == 0) return A_WORD(place, N_("not stated"));
    return A_TEXT(place, who ? who->name : id);
}

static void say_amount(const obligation *o, doc *w)
{
    if (o->quantity > 0) doc_say(w, ", {n} {unit}", A_N("n", o->quantity), A_TEXT("unit", o->unit));
    if (o->per.len) doc_say(w, " a {period}", A_KNOWN("period", o->per));
    if (o->notice_hours > 0) doc_say(w, ", {n} hours before", A_N("n", o->notice_hours));
}

static void say_deadline(const obligation *o, doc *w)
{
    if (o->n_schedule) {
        doc_say_count(w, ", in {n} step", ", in {n} steps", o->n_schedule, A_N("n", o->n_schedule));
        return;
    }
    if (o->deadline.to == USEC_UNKNOWN) {
        if (o->kind == OBL_PERFORM_BY) doc_say(w, ", no date stated");
        return;
    }
    if (o->deadline.from == o->deadline.to)
        doc_say(w, ", by {time}", A_WHEN("time", o->deadline.to));
    else
        doc_say(w, ", by an instant from {from} to {to}", A_WHEN("from", o->deadline.from),
                A_WHEN("to", o->deadline.to));
    if (o->zone_inherited)
        doc_say(w, " (written without a zone; read in the clauses' zone {zone})",
                A_TEXT("zone", o->zone_name));
}

void duty_owed_words(const report_data *d, const duty_line *l, doc *w)
{
    const obligation *o = l->what;
    doc_arg by = name_arg(d, "who", o->owed_by), what = A_TEXT("what", o->what);
    if (o->owed_to.len)
        doc_say(w, "{who} to {whom}: {what}", by, name_arg(d, "whom", o->owed_to), what);
    else
        doc_say(w, "{who}: {what}", by, what);
    say_amount(o, w);
    say_deadline(o, w);
}

static void say_range(int64_t low, int64_t high, doc *w)
{
    if (high == low)
        doc_say(w, "{n}", A_N("n", low));
    else
        doc_say(w, "{low} to {high}", A_N("low", low), A_N("high", high));
}

/* Why nothing can be said of it. */
static void say_of_no_part(const performing *p, doc *w)
{
    if (p->n_of_no_part)
        doc_say(w, "; {reports} of a part that it does not have, not counted",
                A_COUNT("reports", "{n} report", "{n} reports", p->n_of_no_part));
}

static void say_unknown(const performing *p, doc *w)
{
    doc_say(w, p->n_acts == 0   ? N_("no report of an act under it is in the record")
               : p->n_days == 0 ? N_("its start is not known, so nothing says how much was due")
                                : N_("nothing was due yet"));
    say_of_no_part(p, w);
    if (p->n_before + p->n_after)
        doc_say(w, " ({n} of acts before it binds or after the last day)",
                A_N("n", p->n_before + p->n_after));
}

void duty_done_words(const duty_line *l, doc *w)
{
    const performing *p = &l->how;
    bool notice = l->what->kind == OBL_NOTIFY;
    if (!p->known) {
        say_unknown(p, w);
        return;
    }
    if (p->has_steps) {
        say_range(p->low.done, p->high.done, w);
        doc_say(w, " of {n} in all, {due} of them due by now", A_N("n", p->whole),
                A_N("due", p->due));
        if (span_known(p->next_by))
            doc_say(w, ", {n} by {time}", A_N("n", p->next_quantity),
                    A_WHEN("time", p->next_by.to));
        doc_text(w, STR("; "));
    } else if (p->has_due) {
        say_range(p->low.done, p->high.done, w);
        doc_say(w, notice ? N_(" in time of {n} given") : N_(" of {n}"), A_N("n", p->due));
        doc_text(w, STR("; "));
    }
    doc_say_count(w, "{n} act", "{n} acts", p->n_acts, A_N("n", p->n_acts));
    if (p->n_reports != p->n_acts) doc_say(w, " in {n} reports", A_N("n", p->n_reports));
    if (l->what->kind == OBL_PERFORM_AT_RATE && str_is(l->what->per, "day"))
        doc_say(w, "; {days} days, reports of {reported}, met on {met}", A_N("days", p->n_days),
                A_N("reported", p->n_days_reported), A_N("met", p->n_days_met));
    if (p->n_unquantified) doc_say(w, "; {n} without a quantity", A_N("n", p->n_unquantified));
    say_of_no_part(p, w);
    if (p->n_before + p->n_after)
        doc_say(w, "; {n} reports of acts before it binds or after the last day not counted",
                A_N("n", p->n_before + p->n_after));
}

void duty_score_words(const duty_line *l, doc *w)
{
    const performing *p = &l->how;
    if (!p->known) {
        doc_say(w, "undetermined");
        return;
    }
    say_range(p->low.score, p->high.score, w);
    doc_say(w, ": {score}", A_WORD("score", score_says(l->what->kind, p->low.score)));
    if (p->high.score != p->low.score)
        doc_say(w, " to {score}", A_WORD("score", score_says(l->what->kind, p->high.score)));
}

static void say_pace(const perform_end *e, doc *w)
{
    doc_say(w, pace_says(e->pace));
    if (e->has_finish) doc_say(w, " (would be done on {day})", A_DAY("day", e->finish));
}

void duty_pace_words(const duty_line *l, doc *w)
{
    const performing *p = &l->how;
    if (!p->known || l->what->kind != OBL_PERFORM_BY) {
        doc_text(w, STR("\xE2\x80\x93"));
        return;
    }
    say_pace(&p->low, w);
    if (p->high.pace == p->low.pace && p->high.finish == p->low.finish) return;
    const span due = l->what->deadline;
    doc_say(w, span_known(due) && due.from != due.to
                   ? N_("; with the latest that the deadline may mean: ")
                   : N_("; by the highest reports: "));
    say_pace(&p->high, w);
}
