/* Which reports of one number belong to one transmitter: the segmenter that Global Fishing Watch
 * published. Open tracks compete for each report; the nearer its place to where the track would be,
 * the better. A later report may show that up to four before it were beside the track. */
#include "sea/sea.h"

#include <math.h>
#include <string.h>

enum { LOOK_BACK = 5, MOST_OPEN = 20, HOUR_MS = 3600000 };
#define PENALTY_HOURS 4.0
#define OTHER_CLASS_WEIGHT 0.1
#define AMBIGUOUS_RATIO 10.0

typedef struct tail { /* a report of an open track, and how well it fitted when it came */
    size_t at;
    double fit;
} tail;
typedef struct open_track {
    int32_t number;
    size_t n_reports;
    tail last[LOOK_BACK]; /* newest last */
    size_t n_last;
} open_track;
typedef struct segmenter {
    const sea_report *r;
    const sea_track_rules *rules;
    open_track open[MOST_OPEN];
    size_t n_open;
    int32_t *track;
    size_t n_tracks, ambiguous;
} segmenter;

sea_track_rules sea_usual_tracks(void)
{
    return (sea_track_rules){.most_knots = 25, .buffer_hours = 0.25, .close_after_hours = 8};
}

/* 0: cannot be of the same track; larger is better. */
static double fit_of(const segmenter *s, size_t before, size_t at)
{
    const sea_report *p = &s->r[before], *q = &s->r[at];
    double h = (double)(q->at_ms - p->at_ms) / HOUR_MS;
    sea_motion a = sea_motion_of(p), b = sea_motion_of(q);
    double d = sea_discrepancy_nm(&a, &b, h / (1 + sqrt(h / PENALTY_HOURS)));
    double padded = hypot(h, s->rules->buffer_hours), most = s->rules->most_knots * padded;
    if (!(d <= most)) return 0;
    double share = 5 * d / most, fit = exp(-share * share) / padded;
    return p->class_of == q->class_of ? fit : fit * OTHER_CLASS_WEIGHT;
}

typedef struct chance {
    size_t open, dropped;
    double fit;
} chance;

static double padded_hours(const segmenter *s, size_t before, size_t at)
{
    return hypot((double)(s->r[at].at_ms - s->r[before].at_ms) / HOUR_MS, s->rules->buffer_hours);
}

/* The best of joining behind the last report, or behind an earlier one, which must be better than
 * all that would be dropped for it. No earlier one fits better than 1 / (2 padded): where the last
 * fits that well, the others are not looked at. */
static chance best_of(const segmenter *s, size_t open, size_t at)
{
    const open_track *t = &s->open[open];
    chance best = {.open = open};
    double dropped = 0;
    for (size_t back = 0; back < t->n_last; back++) {
        const tail *l = &t->last[t->n_last - 1 - back];
        if (back == 1 && best.fit >= 1 / (2 * padded_hours(s, l->at, at))) return best;
        double fit = fit_of(s, l->at, at) / (back ? 2.0 * (double)back : 1);
        if (fit > best.fit && (back == 0 || fit > dropped)) best = (chance){open, back, fit};
        dropped = fmax(dropped, l->fit);
    }
    return best;
}

static void close_track(segmenter *s, size_t open)
{
    memmove(&s->open[open], &s->open[open + 1], (s->n_open - open - 1) * sizeof s->open[0]);
    s->n_open--;
}

static int64_t last_ms(const segmenter *s, const open_track *t)
{
    return s->r[t->last[t->n_last - 1].at].at_ms;
}

static void close_old(segmenter *s, int64_t now_ms)
{
    for (size_t i = s->n_open; i-- > 0;)
        if ((double)(now_ms - last_ms(s, &s->open[i])) > s->rules->close_after_hours * HOUR_MS)
            close_track(s, i);
}

static void begin_track(segmenter *s, size_t at)
{
    if (s->n_open == MOST_OPEN) {
        size_t stalest = 0;
        for (size_t i = 1; i < s->n_open; i++)
            if (last_ms(s, &s->open[i]) < last_ms(s, &s->open[stalest])) stalest = i;
        close_track(s, stalest);
    }
    s->open[s->n_open++] = (open_track){
        .number = (int32_t)s->n_tracks, .n_reports = 1, .last = {{at, 0}}, .n_last = 1};
    s->track[at] = (int32_t)s->n_tracks++;
}

static void join_track(segmenter *s, const chance *c, size_t at)
{
    open_track *t = &s->open[c->open];
    for (size_t i = 0; i < c->dropped; i++) {
        s->track[t->last[--t->n_last].at] = SEA_NO_TRACK;
        t->n_reports--;
    }
    if (t->n_last == LOOK_BACK) {
        memmove(t->last, t->last + 1, (LOOK_BACK - 1) * sizeof t->last[0]);
        t->n_last--;
    }
    t->last[t->n_last++] = (tail){at, c->fit};
    t->n_reports++;
    s->track[at] = t->number;
}

/* A track with few reports counts less. */
static double weight(const segmenter *s, const chance *c)
{
    double a = (double)s->open[c->open].n_reports / 10;
    return c->fit * a / sqrt(1 + a * a);
}

static void place_report(segmenter *s, size_t at)
{
    chance first = {0};
    double w1 = 0, w2 = 0;
    size_t n = 0;
    close_old(s, s->r[at].at_ms);
    for (size_t i = 0; i < s->n_open; i++) {
        chance c = best_of(s, i, at);
        if (!(c.fit > 0)) continue;
        double w = weight(s, &c);
        n++;
        if (w > w1) {
            w2 = w1;
            first = c;
            w1 = w;
        } else if (w > w2) {
            w2 = w;
        }
    }
    if (n == 0) {
        begin_track(s, at);
    } else if (n > 1 && w2 * AMBIGUOUS_RATIO >= w1) { /* it may be of either: neither goes on */
        s->ambiguous++;
        for (size_t i = s->n_open; i-- > 0;)
            if (best_of(s, i, at).fit > 0) close_track(s, i);
        begin_track(s, at);
    } else {
        join_track(s, &first, at);
    }
}

tr_err sea_tracks(const sea_report *r, size_t n, const sea_track_rules *rules, arena *a,
                  int32_t *track, size_t *n_tracks, size_t *ambiguous)
{
    segmenter *s = arena_alloc(a, sizeof *s);
    if (!s) return TR_ERR_NOMEM;
    *s = (segmenter){.r = r, .rules = rules, .track = track};
    for (size_t i = 0; i < n; i++)
        place_report(s, i);
    *n_tracks = s->n_tracks;
    *ambiguous = s->ambiguous;
    return TR_OK;
}
