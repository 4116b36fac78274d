/* How many days since the start, and when the rate was first back where it had been: practice of
 * monitoring missions, who counted the days from each recommitment to the return of the former
 * rate. A week is taken together, so that one bad day is no return. */
#include "study/findings.h"

enum { WEEK = 7 };

/* The first day by whose end the last seven watched days since the start had the rate of before. */
static bool find_back(const watched_days *w, size_t first, double rate, int64_t *day)
{
    for (size_t i = first; i + WEEK <= w->n; i++) {
        double y = 0, e = 0;
        for (size_t k = i; k < i + WEEK; k++) {
            y += w->y[k];
            e += w->e[k];
        }
        if (y / e < rate * (1 - 1e-9)) continue; /* equal but for rounding is back */
        *day = w->day[i + WEEK - 1];
        return true;
    }
    return false;
}

/* From a later commitment of the reading's holder, if there was one. */
static tr_err say_commitment(const watched_days *w, double rate, int64_t committed, arena *a,
                             findings *f)
{
    size_t first = 0;
    int64_t day = 0;
    while (first < w->n && w->day[first] < committed)
        first++;
    bool back = find_back(w, first, rate, &day);
    double since = (double)(w->day[w->n - 1] - committed + 1),
           until = (double)(day - committed + 1);
    const double v[] = {since, until};
    TR_TRY(finding_note(f, a, "days_since_commitment", true, since));
    TR_TRY(finding_note(f, a, "days_from_commitment_to_return", back, until));
    return finding_say(
        f, a,
        back ? N_("Days since the last commitment on record: {}; from it, such a week first "
                  "ended on day {}.")
             : N_("Days since the last commitment on record: {}; since it no such week has ended."),
        v);
}

tr_err find_return(const series *s, int64_t start, int64_t committed, arena *a, findings *f)
{
    watched_days w;
    size_t first = 0;
    double y = 0, e = 0;
    int64_t day = 0;
    *f = (findings){0};
    TR_TRY(series_watched(s, a, &w));
    if (w.mixed) return finding_refuse_mixed(f, a);
    for (; first < w.n && w.day[first] < start; first++) {
        y += w.y[first];
        e += w.e[first];
    }
    f->no_verdict = !(y > 0) || w.n < first + WEEK;
    if (f->no_verdict)
        return finding_say(f, a,
                           "No events before the start, or fewer than seven watched days since: "
                           "there is no rate to return to, or no week to look at.",
                           NULL);
    bool back = find_back(&w, first, y / e, &day);
    double since = (double)(w.day[w.n - 1] - start + 1), until = (double)(day - start + 1);
    TR_TRY(finding_note(f, a, "rate_before", true, y / e));
    TR_TRY(finding_note(f, a, "days_since_start", true, since));
    TR_TRY(finding_note(f, a, "watched_days_since_start", true, (double)(w.n - first)));
    TR_TRY(finding_note(f, a, "days_to_return", back, until));
    const double v[] = {since, (double)(w.n - first), until};
    TR_TRY(
        finding_say(f, a,
                    back ? N_("Days since the start: {}, of them watched: {}. Seven watched days "
                              "together first had the rate of before, or a higher one, on day {}.")
                         : N_("Days since the start: {}, of them watched: {}. No seven watched "
                              "days together have had the rate of before or a higher one."),
                    v));
    if (committed > start && committed <= w.day[w.n - 1])
        TR_TRY(say_commitment(&w, y / e, committed, a, f));
    return finding_say(f, a,
                       "A week is few days: an unchanged rate passes this mark soon by chance, and "
                       "a lower one may pass it too.",
                       NULL);
}
