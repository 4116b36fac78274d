/* How many days since the start, and when the rate was first back where it had been: practice of
 * monitoring missions, who counted the days from each recommitment to the return of the former
 * rate. A week is taken together, so that one bad day is no return. */
#include "app/findings.h"

#include <math.h>

enum { WEEK = 7 };

/* One watched day, its groups together. */
typedef struct watched {
    int64_t day;
    double y, e;
} watched;

/* `*mixed`: two groups of a day that differ in exposure do not add up. */
static tr_err gather(const series *s, arena *a, watched **out, size_t *n, bool *mixed)
{
    watched *w = *out = arena_alloc_n(a, s->n + 1, sizeof *w);
    *n = 0;
    *mixed = s->uneven;
    if (w == NULL) return TR_ERR_NOMEM;
    for (size_t i = 0; i < s->n; i++) {
        const series_day *d = &s->days[i];
        if (!(d->exposure > 0)) continue;
        if (*n > 0 && w[*n - 1].day == d->day) {
            w[*n - 1].y += d->count;
            *mixed = *mixed || fabs(w[*n - 1].e - d->exposure) > 0;
            continue;
        }
        w[(*n)++] = (watched){d->day, d->count, d->exposure};
    }
    return TR_OK;
}

/* The first day by whose end the last seven watched days since the start had the rate of before. */
static bool find_back(const watched *w, size_t n, size_t first, double rate, int64_t *day)
{
    for (size_t i = first; i + WEEK <= n; i++) {
        double y = 0, e = 0;
        for (size_t k = i; k < i + WEEK; k++) {
            y += w[k].y;
            e += w[k].e;
        }
        if (y / e < rate * (1 - 1e-9)) continue; /* equal but for rounding is back */
        *day = w[i + WEEK - 1].day;
        return true;
    }
    return false;
}

/* From a later commitment of the reading's holder, if there was one. */
static tr_err say_commitment(const watched *w, size_t n, double rate, int64_t committed, arena *a,
                             findings *f)
{
    size_t first = 0;
    int64_t day = 0;
    while (first < n && w[first].day < committed)
        first++;
    bool back = find_back(w, n, first, rate, &day);
    double since = (double)(w[n - 1].day - committed + 1), until = (double)(day - committed + 1);
    const double v[] = {since, until};
    TR_TRY(finding_note(f, a, "days_since_commitment", true, since));
    TR_TRY(finding_note(f, a, "days_from_commitment_to_return", back, until));
    return finding_say(
        f, a,
        back ? "Days since the last commitment on record: {}; from it, such a week first "
               "ended on day {}."
             : "Days since the last commitment on record: {}; since it no such week has ended.",
        v);
}

tr_err find_return(const series *s, int64_t start, int64_t committed, arena *a, findings *f)
{
    watched *w;
    size_t n, first = 0;
    double y = 0, e = 0;
    int64_t day = 0;
    bool mixed;
    *f = (findings){0};
    TR_TRY(gather(s, a, &w, &n, &mixed));
    if (mixed) return finding_refuse_mixed(f, a);
    for (; first < n && w[first].day < start; first++) {
        y += w[first].y;
        e += w[first].e;
    }
    f->no_verdict = !(y > 0) || n < first + WEEK;
    if (f->no_verdict)
        return finding_say(f, a,
                           "No events before the start, or fewer than seven watched days since: "
                           "there is no rate to return to, or no week to look at.",
                           NULL);
    bool back = find_back(w, n, first, y / e, &day);
    double since = (double)(w[n - 1].day - start + 1), until = (double)(day - start + 1);
    TR_TRY(finding_note(f, a, "rate_before", true, y / e));
    TR_TRY(finding_note(f, a, "days_since_start", true, since));
    TR_TRY(finding_note(f, a, "watched_days_since_start", true, (double)(n - first)));
    TR_TRY(finding_note(f, a, "days_to_return", back, until));
    const double v[] = {since, (double)(n - first), until};
    TR_TRY(finding_say(f, a,
                       back ? "Days since the start: {}, of them watched: {}. Seven watched days "
                              "together first had the rate of before, or a higher one, on day {}."
                            : "Days since the start: {}, of them watched: {}. No seven watched "
                              "days together have had the rate of before or a higher one.",
                       v));
    if (committed > start && committed <= w[n - 1].day)
        TR_TRY(say_commitment(w, n, y / e, committed, a, f));
    return finding_say(f, a,
                       "A week is few days: an unchanged rate passes this mark soon by chance, and "
                       "a lower one may pass it too.",
                       NULL);
}
