/* Obligations to perform, in words: what is owed, what was done, the score and the pace. */
#include "report/write.h"

const char *duty_rule_words(void)
{
    return "Rule implementation/1. 0 not initiated, 1 minimal, 2 intermediate, 3 full. To do by a "
           "date: full when all of it is done; intermediate when half is done, or when it would "
           "be done in time at the pace so far. At a rate: full from 95 % of what was due, "
           "intermediate from half; a day without a report may have met it. Notices: by the share "
           "in time of those given; how many were due is not known. Where reports differ or leave "
           "something open the score is a range. What was done is what was reported";
}

/* ---- Words */

static void put_name(const report_data *d, str id, buf *b)
{
    const actor *who = agreement_actor(d->ag, id);
    buf_s(b, who ? who->name : id.len ? id : STR("not stated"));
}

void duty_owed_words(const report_data *d, const duty_line *l, buf *b)
{
    const obligation *o = l->what;
    put_name(d, o->owed_by, b);
    if (o->owed_to.len) {
        buf_z(b, " to ");
        put_name(d, o->owed_to, b);
    }
    buf_z(b, ": ");
    buf_s(b, o->what);
    if (o->quantity > 0) {
        buf_z(b, ", ");
        buf_i64(b, o->quantity);
        buf_c(b, ' ');
        buf_s(b, o->unit);
    }
    if (o->per.len) {
        buf_z(b, " a ");
        buf_s(b, o->per);
    }
    if (o->notice_hours > 0) {
        buf_z(b, ", ");
        buf_i64(b, o->notice_hours);
        buf_z(b, " hours before");
    }
    if (o->deadline.to != USEC_UNKNOWN) {
        buf_z(b, ", by ");
        when_write_words(b, o->deadline.to);
        if (o->zone_inherited) {
            buf_z(b, " (written without a zone; read in the clauses' zone ");
            buf_s(b, o->zone_name);
            buf_c(b, ')');
        }
    } else if (o->kind == OBL_PERFORM_BY) {
        buf_z(b, ", no date stated");
    }
}

static void put_range(int64_t low, int64_t high, buf *b)
{
    buf_i64(b, low);
    if (high == low) return;
    buf_z(b, " to ");
    buf_i64(b, high);
}

void duty_done_words(const duty_line *l, buf *b)
{
    const performing *p = &l->how;
    if (!p->known) {
        buf_z(b, p->n_acts == 0   ? "no report of an act under it is in the record"
                 : p->n_days == 0 ? "its start is not known, so nothing says how much was due"
                                  : "nothing was due yet");
        if (p->n_before + p->n_after)
            buf_f(b, " (%zu of acts before it binds or after the last day)",
                  p->n_before + p->n_after);
        return;
    }
    if (p->has_due) {
        put_range(p->low.done, p->high.done, b);
        buf_z(b, l->what->kind == OBL_NOTIFY ? " in time of " : " of ");
        buf_i64(b, p->due);
        buf_z(b, l->what->kind == OBL_NOTIFY ? " given" : "");
    }
    buf_f(b, "%s%zu act%s", p->has_due ? "; " : "", p->n_acts, p->n_acts == 1 ? "" : "s");
    if (p->n_reports != p->n_acts) buf_f(b, " in %zu reports", p->n_reports);
    if (l->what->kind == OBL_PERFORM_AT_RATE && str_is(l->what->per, "day"))
        buf_f(b, "; %zu days, reports of %zu, met on %zu", p->n_days, p->n_days_reported,
              p->n_days_met);
    if (p->n_unquantified) buf_f(b, "; %zu without a quantity", p->n_unquantified);
    if (p->n_before + p->n_after)
        buf_f(b, "; %zu reports of acts before it binds or after the last day not counted",
              p->n_before + p->n_after);
}

void duty_score_words(const duty_line *l, buf *b)
{
    const performing *p = &l->how;
    if (!p->known) {
        buf_z(b, "undetermined");
        return;
    }
    put_range(p->low.score, p->high.score, b);
    buf_z(b, ": ");
    buf_z(b, score_says(l->what->kind, p->low.score));
    if (p->high.score != p->low.score) buf_f(b, " to %s", score_says(l->what->kind, p->high.score));
}

static void put_pace(const perform_end *e, buf *b)
{
    buf_z(b, pace_says(e->pace));
    if (!e->has_finish) return;
    buf_z(b, " (would be done on ");
    day_write(b, e->finish);
    buf_c(b, ')');
}

void duty_pace_words(const duty_line *l, buf *b)
{
    const performing *p = &l->how;
    if (!p->known || l->what->kind != OBL_PERFORM_BY) {
        buf_z(b, "\xE2\x80\x93");
        return;
    }
    put_pace(&p->low, b);
    if (p->high.pace == p->low.pace && p->high.finish == p->low.finish) return;
    buf_z(b, "; by the highest reports: ");
    put_pace(&p->high, b);
}
