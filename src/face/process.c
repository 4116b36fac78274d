/* Where the process stands, and what a body with a mandate adopted. */
#include "document/catalogue.h"
#include "face/face.h"

#include <string.h>

static tr_err process(task *k, truce_mission *m)
{
    as_of when;
    const state *s;
    report_data d;
    str format = task_value(k, "format"), lang = task_value(k, "lang");
    bool json = str_is(format, "json");
    const catalogue *words = NULL;
    if (format.len && !json && !str_is(format, "text"))
        return task_refuse(k, "--format is text or json");
    if (lang.len && !catalogue_of(lang, &words))
        return task_refuse(k, "'" STR_FMT "' is no language of reports", STR_ARG(lang));
    TR_TRY(task_as_of(k, &when));
    span period = {m->m.period_from, m->m.period_to};
    TR_TRY(task_build(k, m, when, period, m->m.period_words, &s, &d));
    d.words = words;
    TR_TRY(report_plan(&d, false, k->a));
    if (json) report_process_json(&d, &k->out);
    if (!json) report_process_text(&d, &k->out);
    return TR_OK;
}

truce_code truce_process(truce_mission *m, const truce_setting *settings, truce_answer **out)
{
    static const char *const knows[] = {"as-of", "format", "lang", NULL};
    task k;
    tr_err e = task_begin(&k, m->t, settings, knows);
    if (e == TR_OK) e = process(&k, m);
    return task_end(&k, e, out);
}

/* ---- Findings */

static tr_err check_words(task *k, const char *act)
{
    finding_act a;
    finding_outcome o;
    iso_time t;
    str outcome = task_value(k, "outcome"), at = task_value(k, "at");
    if (!finding_act_from(str_of(act), &a))
        return task_refuse(k, "what is recorded is a finding, request, call or closure, not '%s'",
                           act);
    if (str_trim(task_value(k, "by")).len == 0 || task_value(k, "body").len == 0)
        return task_refuse(k, "--by and --body are needed");
    if (str_trim(task_value(k, "words")).len == 0)
        return task_refuse(k, "%s: --words is needed: what was adopted, in the body's words", act);
    if (at.len == 0 || !iso_parse(at, &t) || (t.has_clock && !t.has_offset))
        return task_refuse(k, "--at is needed: a day, or an instant such as 2025-04-03T12:00Z");
    if (outcome.len && !finding_outcome_from(outcome, &o))
        return task_refuse(k, "--outcome is covered, not_covered, exception_applied, "
                              "exception_not_applied or not_established");
    return TR_OK;
}

static bool has_exception(const agreement *ag, str id)
{
    for (size_t i = 0; i < ag->n_readings; i++) {
        for (size_t c = 0; c < ag->readings[i].n_clauses; c++) {
            const clause *x = &ag->readings[i].clauses[c];
            if (x->kind == CLAUSE_EXCEPTION && str_eq(x->id, id)) return true;
        }
    }
    return false;
}

/* By the clock of the mission, and by what it has received: a case that is replayed has rows that
 * came later than its clock began. */
static bool is_ahead(const truce_mission *m, const state *s, str at)
{
    iso_time t;
    usec_t when, now = host_now();
    if (m->m.clock_start != USEC_UNKNOWN) {
        now = m->m.clock_start + (usec_t)record_size(m->r) * USEC_SEC;
        if (s->last_at != USEC_UNKNOWN && s->last_at > now) now = s->last_at;
    }
    if (iso_parse_instant(at, &when)) return when > now;
    if (!iso_parse(at, &t)) return false;
    return civil_to_days(t.at.year, t.at.month, t.at.day) * USEC_DAY > now;
}

static bool has_obligation(const agreement *ag, str id)
{
    for (size_t i = 0; i < ag->n_readings; i++) {
        for (size_t c = 0; c < ag->readings[i].n_obligations; c++) {
            if (str_eq(ag->readings[i].obligations[c].id, id)) return true;
        }
    }
    return false;
}

/* "A+B", "A|B": each of them somebody of the agreement. */
static tr_err check_side(task *k, const agreement *ag, str sides)
{
    str part = {0}, one = {0};
    while (str_cut(&sides, '+', &part)) {
        while (str_cut(&part, '|', &one)) {
            if (agreement_actor(ag, str_trim(one))) continue;
            return task_refuse(k, "the agreement has nobody with the id '" STR_FMT "'",
                               STR_ARG(str_trim(one)));
        }
    }
    return TR_OK;
}

/* Only a body that the agreement gives a mandate adopts anything. */
static tr_err check_finding(task *k, truce_mission *m)
{
    const state *s;
    bool there = true;
    str body = task_value(k, "body"), item = task_value(k, "incident");
    str rg = task_value(k, "reading"), exception = task_value(k, "exception");
    TR_TRY(task_state_with_agreement(k, m, &s));
    if (is_ahead(m, s, task_value(k, "at")))
        return task_refuse(k,
                           "--at '" STR_FMT "' is still ahead: what was not adopted yet is no "
                           "finding",
                           STR_ARG(task_value(k, "at")));
    const actor *a = agreement_actor(s->ag, body);
    if (a == NULL || a->mandate.n == 0)
        return task_refuse(k, "'" STR_FMT "' is no body with a mandate in the agreement",
                           STR_ARG(body));
    if (item.len) TR_TRY(task_has_item(k, s, item, &there));
    if (!there)
        return task_refuse(k, "nothing in the record has the id '" STR_FMT "'", STR_ARG(item));
    if (rg.len && agreement_reading(s->ag, rg) == NULL)
        return task_refuse(k, "the agreement has no reading '" STR_FMT "'", STR_ARG(rg));
    if (exception.len && !has_exception(s->ag, exception))
        return task_refuse(k, "the agreement has no exception '" STR_FMT "'", STR_ARG(exception));
    str duty = task_value(k, "obligation");
    if (duty.len && !has_obligation(s->ag, duty))
        return task_refuse(k, "the agreement has no obligation '" STR_FMT "'", STR_ARG(duty));
    return check_side(k, s->ag, task_value(k, "side"));
}

static tr_err record_finding(task *k, truce_mission *m, const char *act)
{
    static const char *const fields[] = {"body",      "at",      "incident", "reading",
                                         "exception", "side",    "outcome",  "obligation",
                                         "words",     "members", "source",   "by"};
    entry_member e[2 + sizeof fields / sizeof fields[0]];
    size_t n = 0;
    uint64_t index;
    TR_TRY(check_words(k, act));
    TR_TRY(task_begin_writing(k, m));
    TR_TRY(check_finding(k, m));
    e[n++] = (entry_member){.key = "t", .text = STR("finding")};
    e[n++] = (entry_member){.key = "act", .text = str_of(act)};
    for (size_t i = 0; i < sizeof fields / sizeof fields[0]; i++) {
        str v = str_trim(task_value(k, fields[i]));
        const char *key =
            strcmp(fields[i], "at") == 0 ? "adopted" : fields[i]; /* `at`: the entry's */
        if (v.len) e[n++] = (entry_member){.key = key, .text = v};
    }
    TR_TRY(mission_observe(&m->m, m->r, e, n, &index, &k->d));
    task_recorded(k, act, index);
    return TR_OK;
}

truce_code truce_finding(truce_mission *m, const char *act, const truce_setting *settings,
                         truce_answer **out)
{
    static const char *const knows[] = {"body",   "at",      "incident",   "reading", "exception",
                                        "side",   "outcome", "obligation", "words",   "members",
                                        "source", "by",      NULL};
    task k;
    tr_err e = task_begin(&k, m->t, settings, knows);
    if (e == TR_OK) e = record_finding(&k, m, act);
    return task_end(&k, e, out);
}
