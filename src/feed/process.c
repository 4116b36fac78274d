/* What the record holds of the process: events, invocations of exceptions, findings of bodies with
 * a mandate, casualties. One row is one report. docs/formats/process.md. */
#include "feed/table.h"

/* ---- Times: an instant, a whole UTC day, or from one to the other; empty is not known ---- */

static bool one_time(str s, span *out)
{
    iso_time t;
    if (iso_parse_instant(s, &out->from)) {
        out->to = out->from;
        return true;
    }
    if (!iso_parse(s, &t) || t.has_clock) return false;
    out->from = civil_to_days(t.at.year, t.at.month, t.at.day) * USEC_DAY;
    out->to = out->from + USEC_DAY;
    return true;
}

static tr_err read_span(table *t, size_t from, size_t to, span *out, bool *ok)
{
    str first = table_field(t, from), last = table_field(t, to);
    span a = {USEC_UNKNOWN, USEC_UNKNOWN}, b = a;
    *ok = false;
    *out = a;
    if (first.len && !one_time(first, &a))
        return table_reject(t, from, CODE_ROW_TIME, "'" STR_FMT "' is neither an instant nor a day",
                            STR_ARG(first));
    if (last.len && !one_time(last, &b))
        return table_reject(t, to, CODE_ROW_TIME, "'" STR_FMT "' is neither an instant nor a day",
                            STR_ARG(last));
    if (last.len && (first.len == 0 || b.to < a.from))
        return table_reject(t, to, CODE_ROW_TIME, "the latest time lies before the earliest");
    *out = a;
    if (last.len) out->to = b.to;
    *ok = true;
    return TR_OK;
}

/* ---- Events ---- */

enum {
    E_EVENT,
    E_WHAT,
    E_AT,
    E_NEEDED,
    E_LATEST = E_NEEDED,
    E_BY,
    E_OF,
    E_TRACK,
    E_WORDS,
    E_NOT_BY,
    E_SAID_BY,
    E_SOURCE
};
static const char *const event_names[] = {"event", "what",  "at",     "at_latest", "by",     "of",
                                          "track", "words", "not_by", "said_by",   "source", NULL};

static tr_err read_event(table *t, const feed_context *c, void *row, bool *ok)
{
    process_event *x = row;
    tr_err e = TR_OK;
    str not_by = table_field(t, E_NOT_BY);
    *x = (process_event){.id = table_copy(t, E_EVENT, &e),
                         .what = table_copy(t, E_WHAT, &e),
                         .by = table_copy(t, E_BY, &e),
                         .of = table_copy(t, E_OF, &e),
                         .track = table_copy(t, E_TRACK, &e),
                         .words = table_copy(t, E_WORDS, &e),
                         .said_by = table_copy(t, E_SAID_BY, &e),
                         .source = table_copy(t, E_SOURCE, &e),
                         .not_by = USEC_UNKNOWN};
    *ok = false;
    TR_TRY(e);
    if (x->id.len == 0) return table_reject(t, E_EVENT, CODE_ROW_ID, "the event has no id");
    x->row = x->said_by.len
                 ? arena_printf(t->a, STR_FMT " (" STR_FMT ")", STR_ARG(x->id), STR_ARG(x->said_by))
                 : x->id;
    if (x->row.ptr == NULL) return TR_ERR_NOMEM;
    if (x->what.len == 0)
        return table_reject(t, E_WHAT, CODE_ROW_KIND, "what happened is missing: signed, ...");
    if (not_by.len && !iso_parse_instant(not_by, &x->not_by))
        return table_reject(t, E_NOT_BY, CODE_ROW_TIME, "'" STR_FMT "' is not an instant in UTC",
                            STR_ARG(not_by));
    TR_TRY(read_span(t, E_AT, E_LATEST, &x->at, ok));
    if (*ok) TR_TRY(table_received(t, &x->received, ok));
    return *ok ? table_ref(t, c, &x->ref) : TR_OK;
}

const rows_need need_process = {event_names, E_NEEDED};
static const table_kind event_kind = {.names = event_names,
                                      .n_needed = E_NEEDED,
                                      .row_bytes = sizeof(process_event),
                                      .read = read_event};

tr_err feed_process(str bytes, const char *file, const feed_context *c, arena *a,
                    process_event_vec *out, feed_result *result, tr_diag *diag)
{
    return table_rows(&event_kind, bytes, file, c, a, (void *)&out->items, &out->n, &out->cap,
                      result, diag);
}

/* ---- Invocations ---- */

enum {
    I_ID,
    I_INCIDENT,
    I_BY,
    I_NEEDED,
    I_EXCEPTION = I_NEEDED,
    I_AT,
    I_LATEST,
    I_WORDS,
    I_SOURCE
};
static const char *const invocation_names[] = {
    "invocation", "incident", "by", "exception", "at", "at_latest", "words", "source", NULL};

static tr_err read_invocation(table *t, const feed_context *c, void *row, bool *ok)
{
    invocation *x = row;
    tr_err e = TR_OK;
    *x = (invocation){.id = table_copy(t, I_ID, &e),
                      .incident = table_copy(t, I_INCIDENT, &e),
                      .by = table_copy(t, I_BY, &e),
                      .exception = table_copy(t, I_EXCEPTION, &e),
                      .words = table_copy(t, I_WORDS, &e),
                      .source = table_copy(t, I_SOURCE, &e)};
    *ok = false;
    TR_TRY(e);
    if (x->id.len == 0) return table_reject(t, I_ID, CODE_ROW_ID, "the invocation has no id");
    if (x->incident.len == 0)
        return table_reject(t, I_INCIDENT, CODE_ROW_ID, "the id of an incident is missing");
    if (x->by.len == 0)
        return table_reject(t, I_BY, CODE_ROW_ID, "who invokes the exception is missing");
    TR_TRY(read_span(t, I_AT, I_LATEST, &x->at, ok));
    if (*ok) TR_TRY(table_received(t, &x->received, ok));
    return *ok ? table_ref(t, c, &x->ref) : TR_OK;
}

const rows_need need_invocations = {invocation_names, I_NEEDED};
static const table_kind invocation_kind = {.names = invocation_names,
                                           .n_needed = I_NEEDED,
                                           .row_bytes = sizeof(invocation),
                                           .read = read_invocation};

tr_err feed_invocations(str bytes, const char *file, const feed_context *c, arena *a,
                        invocation_vec *out, feed_result *result, tr_diag *diag)
{
    return table_rows(&invocation_kind, bytes, file, c, a, (void *)&out->items, &out->n, &out->cap,
                      result, diag);
}

/* ---- Findings ---- */

enum {
    F_ID,
    F_BODY,
    F_ACT,
    F_AT,
    F_NEEDED,
    F_LATEST = F_NEEDED,
    F_INCIDENT,
    F_READING,
    F_EXCEPTION,
    F_SIDE,
    F_OBLIGATION,
    F_OUTCOME,
    F_WORDS,
    F_MEMBERS,
    F_SOURCE,
    F_DOCUMENT
};
static const char *const finding_names[] = {
    "finding", "body",       "act",     "at",    "at_latest", "incident", "reading",  "exception",
    "side",    "obligation", "outcome", "words", "members",   "source",   "document", NULL};

static tr_err read_finding(table *t, const feed_context *c, void *row, bool *ok)
{
    body_finding *x = row;
    tr_err e = TR_OK;
    str act = table_field(t, F_ACT), outcome = table_field(t, F_OUTCOME);
    *x = (body_finding){.id = table_copy(t, F_ID, &e),
                        .body = table_copy(t, F_BODY, &e),
                        .incident = table_copy(t, F_INCIDENT, &e),
                        .reading = table_copy(t, F_READING, &e),
                        .exception = table_copy(t, F_EXCEPTION, &e),
                        .side = table_copy(t, F_SIDE, &e),
                        .obligation = table_copy(t, F_OBLIGATION, &e),
                        .words = table_copy(t, F_WORDS, &e),
                        .members = table_copy(t, F_MEMBERS, &e),
                        .source = table_copy(t, F_SOURCE, &e),
                        .document = table_copy(t, F_DOCUMENT, &e)};
    *ok = false;
    TR_TRY(e);
    if (x->id.len == 0) return table_reject(t, F_ID, CODE_ROW_ID, "the finding has no id");
    if (x->body.len == 0)
        return table_reject(t, F_BODY, CODE_ROW_ID, "the body that adopted it is missing");
    if (!finding_act_from(act, &x->act))
        return table_reject(t, F_ACT, CODE_ROW_KIND,
                            "'" STR_FMT "' is none of finding, request, call, closure",
                            STR_ARG(act));
    if (outcome.len && !finding_outcome_from(outcome, &x->outcome))
        return table_reject(t, F_OUTCOME, CODE_ROW_KIND,
                            "'" STR_FMT "' is none of covered, not_covered, exception_applied, "
                            "exception_not_applied, not_established",
                            STR_ARG(outcome));
    TR_TRY(read_span(t, F_AT, F_LATEST, &x->at, ok));
    if (*ok) TR_TRY(table_received(t, &x->received, ok));
    return *ok ? table_ref(t, c, &x->ref) : TR_OK;
}

const rows_need need_findings = {finding_names, F_NEEDED};
static const table_kind finding_kind = {.names = finding_names,
                                        .n_needed = F_NEEDED,
                                        .row_bytes = sizeof(body_finding),
                                        .read = read_finding};

tr_err feed_findings(str bytes, const char *file, const feed_context *c, arena *a,
                     body_finding_vec *out, feed_result *result, tr_diag *diag)
{
    return table_rows(&finding_kind, bytes, file, c, a, (void *)&out->items, &out->n, &out->cap,
                      result, diag);
}

/* ---- Casualties: never inferred, never summed over sources ---- */

enum {
    C_ID,
    C_SAID_BY,
    C_HARM,
    C_AS_OF,
    C_NEEDED,
    C_PEOPLE = C_NEEDED,
    C_INCIDENT,
    C_FROM,
    C_TO,
    C_LOW,
    C_BEST,
    C_HIGH,
    C_PLACE,
    C_SOURCE,
    C_NOTE
};
static const char *const casualty_names[] = {
    "casualty", "said_by", "harm", "as_of", "people", "incident", "period_from", "period_to",
    "low",      "best",    "high", "place", "source", "note",     NULL};

static tr_err read_count(table *t, size_t column, int64_t *out, bool *ok)
{
    str s = table_field(t, column);
    *out = -1;
    *ok = true;
    if (s.len == 0 || str_to_i64(s, 0, INT64_C(1000000000), out)) return TR_OK;
    *ok = false;
    return table_reject(t, column, CODE_ROW_NUMBER, "a whole number of people is expected");
}

static tr_err read_counts(table *t, casualty_figure *x, bool *ok)
{
    TR_TRY(read_count(t, C_LOW, &x->low, ok));
    if (*ok) TR_TRY(read_count(t, C_BEST, &x->best, ok));
    if (*ok) TR_TRY(read_count(t, C_HIGH, &x->high, ok));
    if (!*ok) return TR_OK;
    *ok = false;
    if (x->low < 0 && x->best < 0 && x->high < 0)
        return table_reject(t, C_BEST, CODE_ROW_NUMBER, "one of low, best, high is needed");
    bool order = !(x->low >= 0 && x->high >= 0 && x->high < x->low) &&
                 !(x->best >= 0 && x->low > x->best) &&
                 !(x->best >= 0 && x->high >= 0 && x->high < x->best);
    if (!order)
        return table_reject(t, C_LOW, CODE_ROW_NUMBER, "low, best and high are not in this order");
    *ok = true;
    return TR_OK;
}

static tr_err read_casualty(table *t, const feed_context *c, void *row, bool *ok)
{
    casualty_figure *x = row;
    tr_err e = TR_OK;
    span as_of;
    str people = table_field(t, C_PEOPLE);
    *x = (casualty_figure){.id = table_copy(t, C_ID, &e),
                           .said_by = table_copy(t, C_SAID_BY, &e),
                           .incident = table_copy(t, C_INCIDENT, &e),
                           .place = table_copy(t, C_PLACE, &e),
                           .source = table_copy(t, C_SOURCE, &e),
                           .note = table_copy(t, C_NOTE, &e),
                           .people = PEOPLE_UNKNOWN};
    *ok = false;
    TR_TRY(e);
    if (x->id.len == 0) return table_reject(t, C_ID, CODE_ROW_ID, "the figure has no id");
    if (x->said_by.len == 0)
        return table_reject(t, C_SAID_BY, CODE_ROW_ID, "who said it is missing");
    if (!harm_kind_from(table_field(t, C_HARM), &x->harm))
        return table_reject(t, C_HARM, CODE_ROW_KIND,
                            "'" STR_FMT "' is none of killed, injured, missing",
                            STR_ARG(table_field(t, C_HARM)));
    if (people.len && !people_kind_from(people, &x->people))
        return table_reject(t, C_PEOPLE, CODE_ROW_KIND,
                            "'" STR_FMT "' is none of civilian, military, unknown",
                            STR_ARG(people));
    x->as_of = USEC_UNKNOWN;
    if (table_field(t, C_AS_OF).len && !one_time(table_field(t, C_AS_OF), &as_of))
        return table_reject(t, C_AS_OF, CODE_ROW_TIME, "an instant or a day is expected");
    if (table_field(t, C_AS_OF).len) x->as_of = as_of.to;
    TR_TRY(read_span(t, C_FROM, C_TO, &x->period, ok));
    if (*ok) TR_TRY(read_counts(t, x, ok));
    if (*ok) TR_TRY(table_received(t, &x->received, ok));
    return *ok ? table_ref(t, c, &x->ref) : TR_OK;
}

const rows_need need_casualties = {casualty_names, C_NEEDED};
static const table_kind casualty_kind = {.names = casualty_names,
                                         .n_needed = C_NEEDED,
                                         .row_bytes = sizeof(casualty_figure),
                                         .read = read_casualty};

tr_err feed_casualties(str bytes, const char *file, const feed_context *c, arena *a,
                       casualty_figure_vec *out, feed_result *result, tr_diag *diag)
{
    return table_rows(&casualty_kind, bytes, file, c, a, (void *)&out->items, &out->n, &out->cap,
                      result, diag);
}

/* ---- Windows of silence ---- */

enum {
    W_ID,
    W_FROM,
    W_TO,
    W_PURPOSE,
    W_NEEDED,
    W_PLACE = W_NEEDED,
    W_AREA,
    W_LAT,
    W_LON,
    W_RADIUS,
    W_AGREED,
    W_STATE,
    W_SAID_BY,
    W_SOURCE,
    W_NOTE
};
static const char *const window_names[] = {"window", "utc_lo",  "utc_hi", "purpose",  "place",
                                           "area",   "lat",     "lon",    "radius_m", "agreed_by",
                                           "state",  "said_by", "source", "note",     NULL};

static tr_err read_window_place(table *t, silence_window *x, bool *ok)
{
    str lat = table_field(t, W_LAT), lon = table_field(t, W_LON), radius = table_field(t, W_RADIUS);
    geo_pt p = {0};
    *ok = true;
    if (lat.len == 0 && lon.len == 0) return TR_OK;
    *ok = str_to_double(lat, &p.lat_deg) && str_to_double(lon, &p.lon_deg) && geo_pt_ok(p) &&
          (radius.len == 0 || (str_to_double(radius, &x->radius_m) && x->radius_m > 0));
    if (!*ok) return table_reject(t, W_LAT, CODE_ROW_POSITION, "the position is not one");
    x->position = p;
    x->has_position = true;
    return TR_OK;
}

static tr_err read_window(table *t, const feed_context *c, void *row, bool *ok)
{
    silence_window *x = row;
    tr_err e = TR_OK;
    *x = (silence_window){.id = table_copy(t, W_ID, &e),
                          .purpose = table_copy(t, W_PURPOSE, &e),
                          .place = table_copy(t, W_PLACE, &e),
                          .area = table_copy(t, W_AREA, &e),
                          .agreed_by = table_copy(t, W_AGREED, &e),
                          .state = table_copy(t, W_STATE, &e),
                          .said_by = table_copy(t, W_SAID_BY, &e),
                          .source = table_copy(t, W_SOURCE, &e),
                          .note = table_copy(t, W_NOTE, &e)};
    *ok = false;
    TR_TRY(e);
    if (x->id.len == 0) return table_reject(t, W_ID, CODE_ROW_ID, "the window has no id");
    bool from = iso_parse_instant(table_field(t, W_FROM), &x->when.from);
    if (!from || !iso_parse_instant(table_field(t, W_TO), &x->when.to) ||
        x->when.to <= x->when.from)
        return table_reject(t, from ? W_TO : W_FROM, CODE_ROW_TIME,
                            "a window has two instants in UTC, the second after the first");
    if (x->state.len && !str_is(x->state, "kept") && !str_is(x->state, "broken") &&
        !str_is(x->state, "unknown"))
        return table_reject(t, W_STATE, CODE_ROW_KIND,
                            "'" STR_FMT "' is none of kept, broken, unknown", STR_ARG(x->state));
    TR_TRY(read_window_place(t, x, ok));
    if (*ok) TR_TRY(table_received(t, &x->received, ok));
    return *ok ? table_ref(t, c, &x->ref) : TR_OK;
}

const rows_need need_windows = {window_names, W_NEEDED};
static const table_kind window_kind = {.names = window_names,
                                       .n_needed = W_NEEDED,
                                       .row_bytes = sizeof(silence_window),
                                       .read = read_window};

tr_err feed_windows(str bytes, const char *file, const feed_context *c, arena *a,
                    silence_window_vec *out, feed_result *result, tr_diag *diag)
{
    return table_rows(&window_kind, bytes, file, c, a, (void *)&out->items, &out->n, &out->cap,
                      result, diag);
}
