/* Claims: one row is one alleged event as one page states it. docs/formats/claims.md. */
#include "feed/table.h"

#include <string.h>

enum {
    C_ROW,
    C_PAGE,
    C_PAGE_DATE,
    C_SIDE,
    C_CLAIMANT,
    C_DATE,
    C_TIME,
    C_KIND,
    C_REGION,
    C_FACILITY,
    N_NEEDED,
    C_URL = N_NEEDED,
    C_LANG,
    C_ACTOR,
    C_TZ,
    C_UTC,
    C_METHOD,
    C_PLACE,
    C_CLASS,
    C_EFFECT,
    C_PEOPLE,
    C_NOTE
};
static const char *const names[] = {"row_id",
                                    "page_id",
                                    "page_date",
                                    "claimant_side",
                                    "claimant",
                                    "event_date_stated",
                                    "event_time_stated",
                                    "kind",
                                    "region_as_written",
                                    "facility_as_written",
                                    "page_url",
                                    "page_lang",
                                    "alleged_actor",
                                    "tz_basis",
                                    "event_utc",
                                    "method",
                                    "place_as_written",
                                    "facility_class",
                                    "effect",
                                    "people_affected",
                                    "note",
                                    NULL};

static tr_err read_texts(table *t, claim *c)
{
    tr_err e = TR_OK;
    c->id = table_copy(t, C_ROW, &e);
    c->page = table_copy(t, C_PAGE, &e);
    c->url = table_copy(t, C_URL, &e);
    c->language = table_copy(t, C_LANG, &e);
    c->page_date = table_copy(t, C_PAGE_DATE, &e);
    c->side = table_copy(t, C_SIDE, &e);
    c->claimant = table_copy(t, C_CLAIMANT, &e);
    c->alleged_actor = table_copy(t, C_ACTOR, &e);
    c->date_stated = table_copy(t, C_DATE, &e);
    c->time_stated = table_copy(t, C_TIME, &e);
    c->zone_basis = table_copy(t, C_TZ, &e);
    c->kind = table_copy(t, C_KIND, &e);
    c->method = table_copy(t, C_METHOD, &e);
    c->region = table_copy(t, C_REGION, &e);
    c->place = table_copy(t, C_PLACE, &e);
    c->facility = table_copy(t, C_FACILITY, &e);
    c->facility_class = table_copy(t, C_CLASS, &e);
    c->effect = table_copy(t, C_EFFECT, &e);
    c->people = table_copy(t, C_PEOPLE, &e);
    c->note = table_copy(t, C_NOTE, &e);
    return e;
}

/* The zone is the first word of the basis: "Europe/X (assumed)". NULL when not stated or not known.
 */
static tr_err claim_zone(const feed_context *c, const claim *cl, const tz **out)
{
    str name = str_upto(cl->zone_basis, str_find(cl->zone_basis, ' '));
    *out = NULL;
    if (name.len == 0) return TR_OK;
    tr_err e = tz_find(c->zones, name, out);
    if (e != TR_OK) *out = NULL;
    return e == TR_ERR_NOMEM ? e : TR_OK;
}

/* What the clock of a zone shows that many minutes after (or before) a day's midnight. */
static span local_minute(const tz *z, int64_t days, int min)
{
    civil c = usec_to_civil(days * USEC_DAY + min * USEC_MINUTE);
    return tz_to_utc(z, &c);
}

/* A local day, or part of it. Without a zone it may be that day anywhere on Earth (UTC-12..+14). */
static span day_span(const tz *z, int64_t days, int from_min, int to_min)
{
    if (z == NULL) {
        usec_t midnight = days * USEC_DAY;
        return (span){midnight + from_min * USEC_MINUTE - 14 * USEC_HOUR,
                      midnight + to_min * USEC_MINUTE + 12 * USEC_HOUR};
    }
    return (span){local_minute(z, days, from_min).from, local_minute(z, days, to_min).to};
}

static bool read_date(str s, int64_t *days)
{
    iso_time t;
    if (!iso_parse(s, &t) || t.has_clock) return false;
    *days = civil_to_days(t.at.year, t.at.month, t.at.day);
    return true;
}

static void dated(claim *cl, const tz *z, int64_t first, int64_t last)
{
    int from_min = 0, to_min = 24 * 60;
    cl->dated = true;
    if (cl->clock_min >= 0) {
        cl->when = day_span(z, first, cl->clock_min, cl->clock_min + 1);
        cl->exact = z != NULL && first == last && cl->when.to - cl->when.from <= USEC_MINUTE;
        return;
    }
    (void)day_part_bounds(cl->time_stated, &from_min, &to_min);
    cl->when =
        (span){day_span(z, first, from_min, to_min).from, day_span(z, last, from_min, to_min).to};
}

/* A stated UTC instant and the local time beside it should agree; where they do not, both stay
 * possible and the claim is no longer exact. */
static void with_utc(claim *cl, usec_t utc)
{
    span stated = {utc, utc + USEC_MINUTE};
    bool agrees = !cl->dated || (cl->when.from <= utc && utc <= cl->when.to);
    if (agrees) {
        cl->when = stated;
        cl->exact = true;
    } else {
        if (stated.from < cl->when.from) cl->when.from = stated.from;
        if (stated.to > cl->when.to) cl->when.to = stated.to;
        cl->exact = false;
    }
    cl->dated = true;
}

/* An event comes before the end of the day on which a page first reports it. The page's own zone
 * is not stated. */
static void narrow_by_page(claim *cl)
{
    if (cl->page_to == USEC_UNKNOWN) return;
    if (cl->when.to == USEC_UNKNOWN || (cl->when.to > cl->page_to && cl->when.from < cl->page_to))
        cl->when.to = cl->page_to;
}

static tr_err read_time(table *t, const feed_context *c, claim *cl, bool *ok)
{
    int64_t first, last, page;
    usec_t utc;
    str date = cl->date_stated, utc_text = table_field(t, C_UTC);
    *ok = false;
    cl->when = (span){USEC_UNKNOWN, USEC_UNKNOWN};
    cl->page_from = cl->page_to = USEC_UNKNOWN;
    if (!clock_words(cl->time_stated, &cl->clock_min)) cl->clock_min = -1;
    if (cl->page_date.len) {
        if (!read_date(cl->page_date, &page))
            return table_reject(t, C_PAGE_DATE, CODE_ROW_TIME, "'" STR_FMT "' is not a date",
                                STR_ARG(cl->page_date));
        span day = day_span(NULL, page, 0, 24 * 60);
        cl->page_from = day.from;
        cl->page_to = day.to;
    }
    if (date.len) {
        str head = str_upto(date, str_find(date, '/'));
        bool good = read_date(head, &first);
        last = first;
        if (good && head.len < date.len)
            good = read_date(str_from(date, head.len + 1), &last) && last >= first;
        if (!good)
            return table_reject(t, C_DATE, CODE_ROW_TIME,
                                "'" STR_FMT "' is neither a date nor date/date", STR_ARG(date));
        const tz *zone;
        TR_TRY(claim_zone(c, cl, &zone));
        dated(cl, zone, first, last);
    }
    if (utc_text.len) {
        if (!iso_parse_instant(utc_text, &utc))
            return table_reject(t, C_UTC, CODE_ROW_TIME, "'" STR_FMT "' is not an instant in UTC",
                                STR_ARG(utc_text));
        with_utc(cl, utc);
    }
    narrow_by_page(cl);
    *ok = true;
    return TR_OK;
}

static const facility_class *find_class(const feed_context *c, str word)
{
    for (size_t i = 0; i < c->n_classes; i++) {
        if (str_eq(c->classes[i].word, word)) return &c->classes[i];
    }
    return NULL;
}

/* "110 kV" in the words: the highest voltage, or -1. */
static int64_t stated_kv(str s)
{
    int64_t best = -1;
    for (size_t i = 0; i + 1 < s.len; i++) {
        if ((s.ptr[i] != 'k' && s.ptr[i] != 'K') || (s.ptr[i + 1] != 'V' && s.ptr[i + 1] != 'v'))
            continue;
        size_t end = i;
        while (end > 0 && (s.ptr[end - 1] == ' ' || s.ptr[end - 1] == '-'))
            end--;
        size_t start = end;
        while (start > 0 && s.ptr[start - 1] >= '0' && s.ptr[start - 1] <= '9')
            start--;
        int64_t v;
        if (start < end && str_to_i64(str_upto(str_from(s, start), end - start), 0, 5000, &v) &&
            v > best)
            best = v;
    }
    return best;
}

/* 110 kV and more is transmission, less is distribution: the default of docs/formats/coverage.md.
 * Applied where the taxonomy has both parts below the category. */
static tr_err refine_by_voltage(const feed_context *c, str path, str words, arena *a, str *out)
{
    int64_t kv = stated_kv(words);
    *out = path;
    if (kv < 0) return TR_OK;
    str finer =
        arena_printf(a, STR_FMT ".%s", STR_ARG(path), kv >= 110 ? "transmission" : "distribution");
    if (finer.ptr == NULL) return TR_ERR_NOMEM;
    if (taxonomy_find(c->categories, finer)) *out = finer;
    return TR_OK;
}

static tr_err read_category(table *t, const feed_context *c, claim *cl, bool *ok)
{
    *ok = true;
    if (c->categories == NULL) return TR_OK;
    const facility_class *fc = find_class(c, cl->facility_class);
    if (fc == NULL && cl->facility_class.len) {
        *ok = false;
        return table_reject(t, C_CLASS, CODE_ROW_CLASS,
                            "the facility class '" STR_FMT "' is not in the classes table",
                            STR_ARG(cl->facility_class));
    }
    cl->category = STR("unknown");
    if (fc) TR_TRY(refine_by_voltage(c, fc->category, cl->facility, t->a, &cl->category));
    const category *cat = taxonomy_find(c->categories, cl->category);
    if (cat == NULL) {
        *ok = false;
        return table_reject(t, C_CLASS, CODE_ROW_CATEGORY,
                            "the class '" STR_FMT "' leads to '" STR_FMT
                            "', which is not in the taxonomy",
                            STR_ARG(cl->facility_class), STR_ARG(cl->category));
    }
    cl->leaves = cat->leaves;
    return TR_OK;
}

static bool word_among(str word, const char *const *list, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        size_t len = strlen(list[i]);
        bool whole = list[i][len - 1] == '.'; /* "out.": the whole word */
        size_t stem = whole ? len - 1 : len;
        if (word.len < stem || (whole && word.len != stem)) continue;
        bool same = true;
        for (size_t k = 0; k < stem; k++)
            same &= (word.ptr[k] | 32) == list[i][k];
        if (same) return true;
    }
    return false;
}

/* What the words say was done. "Attacked" alone says neither that something was hit nor that it was
 * not; neither does a sentence with a negation. */
static void read_act(claim *cl)
{
    static const char *const damage[] = {
        "damag", "destroy", "fire", "outage", "disconnect", "disabl", "shut.",   "off.",    "cut.",
        "break", "fail",    "out.", "hit",    "sever",      "trip",   "disrupt", "capacity"};
    static const char *const negation[] = {"no.",      "not.",   "without.", "none.",
                                           "nothing.", "never.", "missed."};
    bool hit = false, denied = str_has_nocase(cl->effect, "failed to");
    if (str_is(cl->kind, "attempt_intercepted")) {
        cl->acts = 1u << ACT_INTERCEPTION;
        return;
    }
    for (size_t i = 0; i < cl->effect.len;) {
        size_t n = 0;
        str rest = str_from(cl->effect, i);
        while (n < rest.len && ((rest.ptr[n] | 32) >= 'a' && (rest.ptr[n] | 32) <= 'z'))
            n++;
        hit |= n > 0 && word_among(str_upto(rest, n), damage, sizeof damage / sizeof damage[0]);
        denied |=
            n > 0 && word_among(str_upto(rest, n), negation, sizeof negation / sizeof negation[0]);
        i += n ? n : 1;
    }
    cl->acts = hit && !denied ? 1u << ACT_STRIKE_HIT : 1u << ACT_UNKNOWN;
}

static tr_err read_kind(table *t, claim *cl, bool *ok)
{
    *ok = str_is(cl->kind, "attack") || str_is(cl->kind, "attempt_intercepted") ||
          str_is(cl->kind, "statement_of_no_attack");
    if (*ok) return TR_OK;
    return table_reject(t, C_KIND, CODE_ROW_KIND, "'" STR_FMT "' is not a kind of claim",
                        STR_ARG(cl->kind));
}

static tr_err read_people(table *t, claim *cl, bool *ok)
{
    *ok = true;
    cl->n_people = -1;
    if (cl->people.len == 0) return TR_OK;
    *ok = str_to_i64(cl->people, 0, INT64_C(10000000000), &cl->n_people);
    if (*ok) return TR_OK;
    return table_reject(t, C_PEOPLE, CODE_ROW_NUMBER, "'" STR_FMT "' is not a whole number",
                        STR_ARG(cl->people));
}

static tr_err place_claim(const feed_context *c, claim *cl, arena *a)
{
    const region *r = region_find(c->regions, c->n_regions, cl->region);
    if (r == NULL) return TR_OK;
    cl->adm1 = r->adm1;
    cl->has_position = true;
    cl->position = r->center;
    cl->radius_m = r->radius_m;
    if (r->state.len == 0) return TR_OK;
    str *s = VEC_PUSH(a, &cl->states);
    if (s == NULL) return TR_ERR_NOMEM;
    *s = r->state;
    return TR_OK;
}

static tr_err read_row(table *t, const feed_context *c, void *row, bool *ok)
{
    claim *cl = row;
    *ok = false;
    if (table_field(t, C_ROW).len == 0)
        return table_reject(t, C_ROW, CODE_ROW_ID, "the claim has no row_id");
    TR_TRY(read_texts(t, cl));
    TR_TRY(read_kind(t, cl, ok));
    if (*ok) TR_TRY(read_time(t, c, cl, ok));
    if (*ok) TR_TRY(read_category(t, c, cl, ok));
    if (*ok) TR_TRY(read_people(t, cl, ok));
    if (*ok) TR_TRY(table_received(t, &cl->received, ok));
    if (!*ok) return TR_OK;
    TR_TRY(place_claim(c, cl, t->a));
    read_act(cl);
    return table_ref(t, c, &cl->ref);
}

const rows_need need_claims = {names, N_NEEDED};

static const table_kind kind = {
    .names = names, .n_needed = N_NEEDED, .row_bytes = sizeof(claim), .read = read_row};

tr_err feed_claims(str bytes, const char *file, const feed_context *c, arena *a, claim_vec *out,
                   feed_result *result, tr_diag *diag)
{
    return table_rows(&kind, bytes, file, c, a, (void *)&out->items, &out->n, &out->cap, result,
                      diag);
}
