#include "incident/meltt.h"

#include <math.h>
#include <stdlib.h>

typedef VEC(meltt_match) match_vec;

typedef struct pool {
    const meltt_record *records;
    const meltt_options *o;
    size_t *order; /* records still standing, in the common sort */
    size_t n;
    int last; /* the data set that is being added; all others are "the first" */
    bool *gone;
    match_vec *matches;
} pool;

static bool is_episode(const meltt_record *r)
{
    return r->start_day < r->end_day || r->start_day > r->end_day;
}

/* Great-circle angle in degrees times 111.111 km, as the package has it. */
static double distance_km(const meltt_record *x, const meltt_record *y)
{
    double rad = 3.14159265358979324 / 180, h1 = sin((y->lat_deg - x->lat_deg) * rad / 2),
           h2 = sin((y->lon_deg - x->lon_deg) * rad / 2);
    double h = h1 * h1 + cos(x->lat_deg * rad) * cos(y->lat_deg * rad) * h2 * h2;
    return 2 * asin(sqrt(h < 1 ? h : 1)) / rad * 111.111;
}

static bool kinds_agree(const meltt_options *o, const meltt_record *x, const meltt_record *y)
{
    size_t failing = 0;
    for (size_t t = 0; t < o->n_taxonomies; t++) {
        size_t l = 0;
        while (l < o->n_levels[t] && x->code[t][l] != y->code[t][l])
            l++;
        failing += l == o->n_levels[t];
    }
    return failing == 0 || failing == o->partial;
}

static bool fits(const pool *p, const meltt_record *x, const meltt_record *y)
{
    return fabs(x->start_day - y->start_day) <= p->o->window_days &&
           fabs(x->end_day - y->end_day) <= p->o->window_days &&
           distance_km(x, y) <= p->o->window_km && kinds_agree(p->o, x, y);
}

static bool open_to(const pool *p, size_t i, size_t place)
{
    const meltt_record *x = &p->records[i], *y = &p->records[p->order[place]];
    return y->dataset == p->last && !p->gone[p->order[place]] && is_episode(x) == is_episode(y) &&
           fits(p, x, y);
}

/* The first listed candidate that is free: earlier ones from the nearest back, then later ones. */
static size_t choose(const pool *p, size_t place)
{
    size_t i = p->order[place];
    for (size_t k = place; k > 0; k--) {
        if (open_to(p, i, k - 1)) return p->order[k - 1];
    }
    for (size_t k = place + 1; k < p->n; k++) {
        if (open_to(p, i, k)) return p->order[k];
    }
    return i;
}

static tr_err match_kind(pool *p, bool episodes, arena *a)
{
    for (size_t place = 0; place < p->n; place++) {
        size_t i = p->order[place];
        if (p->records[i].dataset == p->last || is_episode(&p->records[i]) != episodes) continue;
        size_t j = choose(p, place);
        if (j == i) continue;
        meltt_match *m = VEC_PUSH(a, p->matches);
        if (m == NULL) return TR_ERR_NOMEM;
        *m = (meltt_match){i, j, episodes};
        p->gone[j] = true;
    }
    return TR_OK;
}

/* Sorting by start date keeps equal dates in the order they have: the standing records first. */
static void sort_stable(pool *p)
{
    for (size_t i = 1; i < p->n; i++) {
        size_t v = p->order[i], k = i;
        for (; k > 0 && p->records[p->order[k - 1]].start_day > p->records[v].start_day; k--)
            p->order[k] = p->order[k - 1];
        p->order[k] = v;
    }
}

static void drop_gone(pool *p)
{
    size_t n = 0;
    for (size_t i = 0; i < p->n; i++) {
        if (!p->gone[p->order[i]]) p->order[n++] = p->order[i];
    }
    p->n = n;
}

/* An episode and an event of another data set: one-sided in time. */
static tr_err flag_mixed(const pool *p, arena *a, meltt_result *out)
{
    match_vec v = {0};
    for (size_t x = 0; x < p->n; x++) {
        const meltt_record *ep = &p->records[p->order[x]];
        if (!is_episode(ep)) continue;
        for (size_t y = 0; y < p->n; y++) {
            const meltt_record *ev = &p->records[p->order[y]];
            if (is_episode(ev) || ev->dataset == ep->dataset) continue;
            double before = ep->start_day - ev->start_day, after = ev->end_day - ep->end_day;
            if (before > p->o->window_days || after > p->o->window_days ||
                distance_km(ep, ev) > p->o->window_km || !kinds_agree(p->o, ep, ev))
                continue;
            meltt_match *m = VEC_PUSH(a, &v);
            if (m == NULL) return TR_ERR_NOMEM;
            *m = (meltt_match){p->order[x], p->order[y], true};
        }
    }
    out->flagged = v.items;
    out->n_flagged = v.n;
    return TR_OK;
}

tr_err meltt_integrate(const meltt_record *records, size_t n, const meltt_options *o, arena *a,
                       meltt_result *out)
{
    match_vec matches = {0};
    pool p = {.records = records, .o = o, .matches = &matches};
    p.order = arena_alloc_n(a, n + 1, sizeof *p.order);
    p.gone = arena_alloc_n(a, n + 1, sizeof *p.gone);
    if (p.order == NULL || p.gone == NULL) return TR_ERR_NOMEM;
    for (size_t i = 0; i < n;) {
        p.last = records[i].dataset;
        for (; i < n && records[i].dataset == p.last; i++)
            p.order[p.n++] = i;
        sort_stable(&p);
        TR_TRY(match_kind(&p, false, a));
        TR_TRY(match_kind(&p, true, a));
        drop_gone(&p);
    }
    *out = (meltt_result){.matches = matches.items, .n_matches = matches.n, .n_unique = p.n};
    return flag_mixed(&p, a, out);
}
