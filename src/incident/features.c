#include "incident/features.h"
#include "document/said.h"

#include <string.h>

/* Words that name a kind of thing, not a thing. Lower case, compared to the whole token. */
static const char *const generic_words[] = {"a",
                                            "above",
                                            "and",
                                            "another",
                                            "at",
                                            "attack",
                                            "branch",
                                            "building",
                                            "cape",
                                            "chp",
                                            "circuit",
                                            "city",
                                            "combined",
                                            "company",
                                            "complete",
                                            "critical",
                                            "depot",
                                            "distribution",
                                            "district",
                                            "districts",
                                            "energy",
                                            "facilities",
                                            "facility",
                                            "farm",
                                            "gas",
                                            "grid",
                                            "ground",
                                            "heat",
                                            "high",
                                            "hydro",
                                            "infrastructure",
                                            "kv",
                                            "line",
                                            "lines",
                                            "low",
                                            "metering",
                                            "no",
                                            "npp",
                                            "number",
                                            "oblast",
                                            "of",
                                            "oil",
                                            "on",
                                            "outskirts",
                                            "overhead",
                                            "package",
                                            "pipeline",
                                            "plant",
                                            "point",
                                            "port",
                                            "power",
                                            "pressure",
                                            "pumping",
                                            "railway",
                                            "refinery",
                                            "region",
                                            "regional",
                                            "site",
                                            "solar",
                                            "station",
                                            "steel",
                                            "storage",
                                            "substation",
                                            "supply",
                                            "switchgear",
                                            "terminal",
                                            "the",
                                            "thermal",
                                            "town",
                                            "tpp",
                                            "transformer",
                                            "transformers",
                                            "two",
                                            "underground",
                                            "unnamed",
                                            "village",
                                            "voltage",
                                            "warehouse",
                                            "wind",
                                            "zone",
                                            "shahed",
                                            "rosseti",
                                            "gazprom",
                                            "gazoraspredeleniye",
                                            "naftogaz",
                                            "ukrenergo"};

static bool same_lower(str s, const char *z)
{
    size_t n = strlen(z);
    if (s.len != n) return false;
    for (size_t i = 0; i < n; i++) {
        char c = s.ptr[i];
        if (c >= 'A' && c <= 'Z') c = (char)(c + 32);
        if (c != z[i]) return false;
    }
    return true;
}

static bool is_generic(str token)
{
    for (size_t i = 0; i < sizeof generic_words / sizeof generic_words[0]; i++) {
        if (same_lower(token, generic_words[i])) return true;
    }
    return false;
}

/* Names of operators end in the word for energy or gas in the region's languages. */
static bool is_operator(str token)
{
    static const char *const tails[] = {"energo", "enerho", "gas", "gaz", "PMES"};
    for (size_t i = 0; i < sizeof tails / sizeof tails[0]; i++) {
        size_t n = strlen(tails[i]);
        if (token.len >= n && same_lower(str_from(token, token.len - n), tails[i])) return true;
    }
    return false;
}

static bool is_upper(uint32_t c)
{
    return (c >= 'A' && c <= 'Z') || (c >= 0xC0 && c <= 0xDE) || (c >= 0x400 && c <= 0x42F);
}

static bool is_letter(uint32_t c)
{
    return (c >= 'a' && c <= 'z') || is_upper(c) || (c >= 0xDF && c <= 0x24F) ||
           (c >= 0x430 && c <= 0x4FF) || c == '\'' || c == 0x2019;
}

/* All capitals and short: an abbreviation, not a name. */
static bool is_abbreviation(str token)
{
    size_t i = 0, n = 0;
    while (i < token.len) {
        if (!is_upper(utf8_next(token, &i))) return false;
        n++;
    }
    return n <= 5;
}

typedef struct found_names {
    char names[MAX_NAMES][SKELETON];
    size_t n;
} found_names;

static void add_name(found_names *set, str token, const char *within)
{
    char sk[SKELETON];
    size_t first = 0;
    if (set->n == MAX_NAMES || !is_upper(utf8_next(token, &first))) return;
    if (is_generic(token) || is_operator(token) || is_abbreviation(token)) return;
    name_skeleton(token, sk, sizeof sk);
    if (strlen(sk) < 2 || (within[0] && strcmp(sk, within) == 0)) return;
    memcpy(set->names[set->n++], sk, sizeof sk);
}

/* Proper names of a text, without what stands in brackets: there operators and remarks stand. */
static void collect_names(str text, const char *within, found_names *set)
{
    size_t i = 0, start = 0;
    int depth = 0;
    bool in = false;
    while (i <= text.len) {
        size_t at = i;
        uint32_t c = i < text.len ? utf8_next(text, &i) : 0;
        if (at == text.len) i++;
        bool letter = c != 0 && is_letter(c);
        if (letter && !in) start = at;
        if (!letter && in && depth == 0)
            add_name(set, str_upto(str_from(text, start), at - start), within);
        in = letter;
        if (c == '(') depth++;
        if (c == ')' && depth > 0) depth--;
    }
}

static tr_err names_of(str text, const char *within, arena *a, name_set *out)
{
    found_names found = {0};
    collect_names(text, within, &found);
    *out = (name_set){0};
    if (found.n == 0) return TR_OK;
    char(*names)[SKELETON] = arena_alloc_n(a, found.n, sizeof *names);
    if (names == NULL) return TR_ERR_NOMEM;
    memcpy(names, found.names, found.n * sizeof *names);
    *out = (name_set){(const char(*)[SKELETON])names, found.n};
    return TR_OK;
}

/* The words of a region without "region", "oblast" and brackets. */
static void region_key(str words, char *out)
{
    found_names set = {0};
    collect_names(words, "", &set);
    out[0] = '\0';
    if (set.n) memcpy(out, set.names[0], SKELETON);
}

static int64_t number_before(str s, size_t end)
{
    while (end > 0 && (s.ptr[end - 1] == ' ' || s.ptr[end - 1] == '-'))
        end--;
    size_t start = end;
    int64_t v;
    while (start > 0 && s.ptr[start - 1] >= '0' && s.ptr[start - 1] <= '9')
        start--;
    return start < end && str_to_i64(str_upto(str_from(s, start), end - start), 0, 100000, &v) ? v
                                                                                               : -1;
}

static int64_t stated_kv(str s)
{
    for (size_t i = 0; i + 1 < s.len; i++) {
        if ((s.ptr[i] | 32) == 'k' && (s.ptr[i + 1] | 32) == 'v') return number_before(s, i);
    }
    return -1;
}

/* "No 2", "No. 2": the serial number of a line or unit. */
static int64_t stated_serial(str s)
{
    int64_t v;
    for (size_t i = 0; i + 2 < s.len; i++) {
        if (s.ptr[i] != 'N' || s.ptr[i + 1] != 'o') continue;
        size_t at = i + 2;
        while (at < s.len && (s.ptr[at] == ' ' || s.ptr[at] == '.'))
            at++;
        size_t end = at;
        while (end < s.len && s.ptr[end] >= '0' && s.ptr[end] <= '9')
            end++;
        if (end > at && str_to_i64(str_upto(str_from(s, at), end - at), 0, 100000, &v)) return v;
    }
    return -1;
}

static int64_t first_number(str s)
{
    for (size_t i = 0; i < s.len; i++) {
        if (s.ptr[i] < '0' || s.ptr[i] > '9') continue;
        size_t end = i;
        int64_t v;
        while (end < s.len && s.ptr[end] >= '0' && s.ptr[end] <= '9')
            end++;
        return str_to_i64(str_upto(str_from(s, i), end - i), 0, INT64_C(10000000000), &v) ? v : -1;
    }
    return -1;
}

enum { NEAR_DAYS = 3 };

tr_err features_of_claim(const claim *c, arena *a, features *f)
{
    *f = (features){.id = c->id,
                    .page = c->page,
                    .side = c->side,
                    .claimant = c->claimant,
                    .actor = c->alleged_actor,
                    .facility = c->facility,
                    .method = c->method,
                    .leaves = c->leaves,
                    .when = c->when,
                    .dated = c->dated,
                    .exact = c->exact,
                    .clock_min = c->clock_min,
                    .day = INT64_MIN,
                    .people = c->n_people,
                    .serial = stated_serial(c->facility),
                    .kv = stated_kv(c->facility),
                    .page_date = c->page_date};
    iso_time t;
    if (iso_parse(c->date_stated, &t)) f->day = civil_to_days(t.at.year, t.at.month, t.at.day);
    f->part_of_day = c->time_stated.len > 0 && c->clock_min < 0;
    f->near =
        (span){c->page_from == USEC_UNKNOWN ? USEC_UNKNOWN : c->page_from - NEAR_DAYS * USEC_DAY,
               c->page_to};
    f->attempt = str_is(c->kind, "attempt_intercepted");
    f->no_event = str_is(c->kind, "statement_of_no_attack");
    region_key(c->adm1.len ? c->adm1 : c->region, f->region);
    TR_TRY(names_of(c->facility, f->region, a, &f->site));
    return names_of(c->place, f->region, a, &f->place);
}

tr_err features_of_incident(const incident *in, arena *a, features *f)
{
    *f = (features){.id = in->id,
                    .when = in->when,
                    .dated = span_known(in->when),
                    .clock_min = -1,
                    .day = INT64_MIN,
                    .people = first_number(in->people),
                    .serial = -1,
                    .kv = stated_kv(in->category_words)};
    f->exact = f->dated && in->when.to - in->when.from <= 2 * USEC_HOUR;
    f->near = (span){USEC_UNKNOWN, USEC_UNKNOWN};
    for (size_t i = 0; i < in->n_cat_terms; i++) {
        for (size_t w = 0; w < MAX_LEAVES / 64; w++)
            f->leaves.w[w] |= in->cat_terms[i].w[w];
    }
    f->attempt =
        (in->acts & ~(1u << ACT_INTERCEPTION | 1u << ACT_ATTEMPT | 1u << ACT_ABORTED)) == 0;
    region_key(in->adm1, f->region);
    TR_TRY(names_of(in->place, f->region, a, &f->site));
    f->place = f->site;
    return TR_OK;
}

/* ---- comparison -------------------------------------------------------------------------------
 */

static bool any_match(const name_set *a, const name_set *b)
{
    for (size_t i = 0; i < a->n; i++) {
        for (size_t j = 0; j < b->n; j++) {
            if (skeleton_match(a->names[i], b->names[j])) return true;
        }
    }
    return false;
}

static usec_t gap(span a, span b)
{
    if (a.to < b.from) return b.from - a.to;
    if (b.to < a.from) return a.from - b.to;
    return 0;
}

static int clock_distance(int a, int b)
{
    int d = a > b ? a - b : b - a;
    return d > 720 ? 1440 - d : d;
}

static time_relation both_dated(const features *a, const features *b)
{
    usec_t g = gap(a->when, b->when);
    if (a->exact && b->exact) {
        if (g <= 5 * USEC_MINUTE) return TIME_SAME;
        if (g <= 30 * USEC_MINUTE) return TIME_OVERLAP;
        return a->day == b->day && a->day != INT64_MIN &&
                       clock_distance(a->clock_min, b->clock_min) == 720
                   ? TIME_SOFT
                   : TIME_CONFLICT;
    }
    if (g == 0) return TIME_OVERLAP;
    bool part = a->part_of_day || b->part_of_day;
    return part && a->day == b->day && a->day != INT64_MIN ? TIME_SOFT : TIME_CONFLICT;
}

/* `u` has no date of its own: its event lies before the end of its page's day, most likely within
 * days of it. A clock time without a date still has to agree. */
static time_relation one_undated(const features *u, const features *d)
{
    if (u->clock_min >= 0 && d->clock_min >= 0 && clock_distance(u->clock_min, d->clock_min) > 30)
        return TIME_CONFLICT;
    if (u->near.to == USEC_UNKNOWN) return TIME_FAR;
    if (d->when.from >= u->near.to) return TIME_CONFLICT;
    return d->when.to > u->near.from ? TIME_NEAR : TIME_FAR;
}

static time_relation relate_times(const features *a, const features *b)
{
    if (a->dated && b->dated) return both_dated(a, b);
    if (a->dated) return one_undated(b, a);
    if (b->dated) return one_undated(a, b);
    if (a->clock_min >= 0 && b->clock_min >= 0 && clock_distance(a->clock_min, b->clock_min) > 30)
        return TIME_CONFLICT;
    if (a->near.to == USEC_UNKNOWN || b->near.to == USEC_UNKNOWN) return TIME_FAR;
    return gap(a->near, b->near) == 0 ? TIME_NEAR : TIME_FAR;
}

static bool leaves_meet(const cat_set *a, const cat_set *b)
{
    for (size_t i = 0; i < MAX_LEAVES / 64; i++) {
        if (a->w[i] & b->w[i]) return true;
    }
    return false;
}

static bool leaves_equal(const cat_set *a, const cat_set *b)
{
    return memcmp(a, b, sizeof *a) == 0;
}

static bool both_and_differ(int64_t a, int64_t b)
{
    return a >= 0 && b >= 0 && a != b;
}

static bool same_region(const features *a, const features *b)
{
    bool equal = strcmp(a->region, b->region) == 0 && a->region[0] && a->region[1];
    return equal || (a->region[0] && b->region[0] && skeleton_match(a->region, b->region));
}

/* What can be told without looking at names: most pairs end here. */
static const char *early_veto(const features *a, const features *b, time_relation time)
{
    if (a->no_event || b->no_event) return "one says that nothing happened";
    if (a->page.len && str_eq(a->page, b->page)) return "one page lists them as two items";
    if (!same_region(a, b)) return "the region differs or is not stated";
    if (time == TIME_CONFLICT) return "the times exclude each other";
    if (!leaves_meet(&a->leaves, &b->leaves)) return "the kinds of object exclude each other";
    if (both_and_differ(a->serial, b->serial)) return "the serial numbers differ";
    if (both_and_differ(a->kv, b->kv)) return "the voltages differ";
    return NULL;
}

static const char *find_veto(const features *a, const features *b, const pair_facts *f)
{
    if (a->site.n && b->site.n && !f->same_site && !f->same_place)
        return "the sites have different names";
    if (a->place.n && b->place.n && !f->same_place && !f->same_site)
        return "the places have different names";
    if (a->attempt != b->attempt && !(f->same_site && f->time >= TIME_OVERLAP))
        return "one is an attempt, the other is not";
    bool sides = a->actor.len && b->actor.len && !str_eq(a->actor, b->actor);
    if (sides && !(f->same_site && f->time >= TIME_OVERLAP))
        return "they name different actors and share no site and time";
    return NULL;
}

static bool specific(str method)
{
    return method.len && !str_is(method, "attack") && !str_is(method, "strike") &&
           !str_is(method, "unspecified");
}

static void weigh(pair_facts *f)
{
    int w = 0;
    if (f->time == TIME_SAME) w += 3;
    if (f->time == TIME_OVERLAP) w += 1;
    if (f->time == TIME_FAR || f->time == TIME_SOFT) w -= 1;
    if (f->same_site) w += 3;
    if (f->same_people) w += 4;
    if (f->same_place) w += 2;
    if (f->same_briefing) w += 3;
    if (f->same_words) w += 1;
    if (f->same_method) w += 1;
    f->weight = w;
}

pair_facts compare_features(const features *a, const features *b)
{
    pair_facts f = {.time = relate_times(a, b)};
    f.veto_reason = early_veto(a, b, f.time);
    f.veto = f.veto_reason != NULL;
    if (f.veto) return f;
    f.same_site = any_match(&a->site, &b->site) || any_match(&a->site, &b->place) ||
                  any_match(&a->place, &b->site);
    f.same_place = any_match(&a->place, &b->place);
    f.same_people = a->people >= 100 && a->people == b->people;
    f.same_briefing = a->claimant.len && str_eq(a->claimant, b->claimant) && a->page_date.len &&
                      str_eq(a->page_date, b->page_date) && leaves_equal(&a->leaves, &b->leaves);
    f.same_words = a->facility.len && str_eq(a->facility, b->facility);
    f.same_method = specific(a->method) && str_eq(a->method, b->method);
    f.veto_reason = find_veto(a, b, &f);
    f.veto = f.veto_reason != NULL;
    weigh(&f);
    return f;
}

bool facts_late(const pair_facts *f)
{
    return f->time == TIME_FAR && !f->same_people;
}

bool facts_link(const pair_facts *f)
{
    bool tells =
        f->time == TIME_SAME || f->same_site || f->same_people || f->same_place || f->same_briefing;
    return !f->veto && tells && f->weight >= 3;
}

bool facts_weak(const pair_facts *f)
{
    return f->time != TIME_SAME && !f->same_site && !f->same_people && !f->same_place;
}

tr_err facts_words(const pair_facts *f, arena *a, kept_words *out)
{
    static const char *const times[] = {"",
                                        N_("same day, hours disagree"),
                                        N_("reported late"),
                                        N_("within days"),
                                        N_("times overlap"),
                                        N_("same minute")};
    saying s;
    saying_open(&s);
    if (f->time) doc_say(&s.w, times[f->time]);
    if (f->same_site) doc_say(&s.w, ", same site by name");
    if (f->same_place) doc_say(&s.w, ", same place");
    if (f->same_people) doc_say(&s.w, ", same number of people");
    if (f->same_briefing) doc_say(&s.w, ", one claimant on one day");
    if (f->same_words) doc_say(&s.w, ", same wording");
    if (f->same_method) doc_say(&s.w, ", same means");
    doc_say(&s.w, "; weight {n}", A_N("n", f->weight));
    return saying_take(&s, a, out);
}
