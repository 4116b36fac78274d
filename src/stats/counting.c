#include "stats/counting.h"

#include <stdlib.h>

const char *count_rule_word(count_rule r)
{
#define X(c, w) w,
    static const char *const words[] = {COUNT_RULE_LIST(X)};
#undef X
    return words[r];
}

static int64_t day_of(const discharge *d)
{
    int64_t in_day = (d->second % 86400 + 86400) % 86400;
    return (d->second - in_day) / 86400;
}

static void step(counted *c, const char *words, double change)
{
    c->steps[c->n_steps++] = (bridge_step){words, change, false};
    c->figure += change;
}

/* ---- Orders */

static int compare(int64_t a, int64_t b)
{
    return (a > b) - (a < b);
}

static int by_place_time(const void *x, const void *y)
{
    const discharge *a = x, *b = y;
    int c = compare(a->place, b->place);
    return c ? c : compare(a->second, b->second);
}

static int by_place_day_type(const void *x, const void *y)
{
    const discharge *a = x, *b = y;
    int c = compare(a->place, b->place);
    if (c == 0) c = compare(day_of(a), day_of(b));
    return c ? c : compare(a->type, b->type);
}

static int by_site_day(const void *x, const void *y)
{
    const discharge *a = x, *b = y;
    int c = compare(a->site, b->site);
    return c ? c : compare(day_of(a), day_of(b));
}

static int by_wave(const void *x, const void *y)
{
    const discharge *a = x, *b = y;
    return compare(a->wave, b->wave);
}

/* ---- What the rules need */

typedef struct kept {
    discharge *rows;
    size_t n;
} kept;

static tr_err open_kept(size_t n, arena *a, kept *k)
{
    *k = (kept){arena_alloc_n(a, n + 1, sizeof *k->rows), 0};
    return k->rows ? TR_OK : TR_ERR_NOMEM;
}

static double sum_of(const kept *k)
{
    double s = 0;
    for (size_t i = 0; i < k->n; i++)
        s += k->rows[i].number;
    return s;
}

/* Groups of equal rows in some order. */
static double groups_of(kept *k, int (*order)(const void *, const void *))
{
    double groups = 0;
    if (k->n) qsort(k->rows, k->n, sizeof *k->rows, order);
    for (size_t i = 0; i < k->n; i++)
        groups += i == 0 || order(&k->rows[i - 1], &k->rows[i]) != 0;
    return groups;
}

static tr_err rounds_of(const discharge *rows, size_t n, arena *a, kept *k)
{
    TR_TRY(open_kept(n, a, k));
    for (size_t i = 0; i < n; i++) {
        if (rows[i].kind == DISCHARGE_ROUNDS) k->rows[k->n++] = rows[i];
    }
    return TR_OK;
}

static tr_err strikes_of(const discharge *rows, size_t n, arena *a, kept *k)
{
    TR_TRY(open_kept(n, a, k));
    for (size_t i = 0; i < n; i++) {
        if (rows[i].kind == DISCHARGE_STRIKE) k->rows[k->n++] = rows[i];
    }
    return TR_OK;
}

/* Episodes of rounds, and those of them with fewer than the least. Rounds without a place are each
 * an episode of their own. */
static void episodes_of(kept *k, const counting_options *o, double *episodes, double *small)
{
    double in_this = 0;
    *episodes = *small = 0;
    if (k->n) qsort(k->rows, k->n, sizeof *k->rows, by_place_time);
    for (size_t i = 0; i < k->n; i++) {
        const discharge *d = &k->rows[i];
        in_this += d->number;
        bool last = i + 1 == k->n || d->place < 0 || k->rows[i + 1].place != d->place ||
                    k->rows[i + 1].second - d->second > o->gap_s;
        if (!last) continue;
        *episodes += 1;
        *small += in_this < o->least;
        in_this = 0;
    }
}

/* Strikes of one wave are one; without a wave each is one for itself, however rows are cut. */
static double waves_of(kept *k)
{
    double alone = 0;
    size_t n = 0;
    for (size_t i = 0; i < k->n; i++) {
        if (k->rows[i].wave < 0) {
            alone += k->rows[i].number;
        } else {
            k->rows[n++] = k->rows[i];
        }
    }
    k->n = n;
    return alone + groups_of(k, by_wave);
}

/* ---- The rules */

static tr_err shellings(const discharge *rows, size_t n, const counting_options *o, arena *a,
                        counted *c)
{
    kept rounds, strikes;
    double episodes, small;
    TR_TRY(rounds_of(rows, n, a, &rounds));
    TR_TRY(strikes_of(rows, n, a, &strikes));
    double fired = sum_of(&rounds);
    episodes_of(&rounds, o, &episodes, &small);
    step(c, "strikes are no shellings", -sum_of(&strikes));
    step(c, "rounds grouped into shellings", episodes - fired);
    step(c, "shellings of fewer rounds than the least are not counted",
         o->below_is_one ? 0 : -small);
    return TR_OK;
}

static tr_err incidents(const discharge *rows, size_t n, const counting_options *o, arena *a,
                        counted *c)
{
    kept rounds, strikes;
    double episodes, small;
    TR_TRY(rounds_of(rows, n, a, &rounds));
    TR_TRY(strikes_of(rows, n, a, &strikes));
    double fired = sum_of(&rounds), hit = sum_of(&strikes);
    episodes_of(&rounds, o, &episodes, &small);
    step(c, "rounds grouped into episodes", episodes - fired);
    step(c, "strikes of one wave are one", waves_of(&strikes) - hit);
    return TR_OK;
}

static tr_err place_days(const discharge *rows, size_t n, arena *a, counted *c)
{
    kept k;
    double out = 0;
    TR_TRY(open_kept(n, a, &k));
    for (size_t i = 0; i < n; i++) {
        c->n_no_place += rows[i].place < 0;
        c->n_no_type += rows[i].place >= 0 && rows[i].type < 0;
        if (rows[i].place < 0 || rows[i].type < 0) {
            out += rows[i].number;
        } else {
            k.rows[k.n++] = rows[i];
        }
    }
    double all = sum_of(&k);
    step(c, "without a stated place or type: not counted", -out);
    step(c, "one for each day and place and type", groups_of(&k, by_place_day_type) - all);
    return TR_OK;
}

static tr_err on_sites(const discharge *rows, size_t n, bool days, arena *a, counted *c)
{
    kept strikes, k;
    TR_TRY(strikes_of(rows, n, a, &strikes));
    TR_TRY(open_kept(n, a, &k));
    double elsewhere = 0;
    for (size_t i = 0; i < strikes.n; i++) {
        if (strikes.rows[i].site < 0) {
            elsewhere += strikes.rows[i].number;
            c->n_no_site++;
        } else {
            k.rows[k.n++] = strikes.rows[i];
        }
    }
    double hits = sum_of(&k);
    step(c, "rounds are no strikes on a site", -(c->figure - hits - elsewhere));
    step(c, "strikes on no listed site", -elsewhere);
    if (days) step(c, "one for each site and day", groups_of(&k, by_site_day) - hits);
    return TR_OK;
}

tr_err count_under(count_rule rule, const discharge *rows, size_t n, const counting_options *o,
                   arena *a, counted *out)
{
    *out = (counted){0};
    for (size_t i = 0; i < n; i++)
        out->bursts += rows[i].number;
    out->figure = out->bursts;
    switch (rule) {
    case COUNT_BURST_RULE: return TR_OK;
    case COUNT_SHELLING_RULE: return shellings(rows, n, o, a, out);
    case COUNT_PLACE_DAY_TYPE_RULE: return place_days(rows, n, a, out);
    case COUNT_SITE_DAY_RULE: return on_sites(rows, n, true, a, out);
    case COUNT_SITE_HIT_RULE: return on_sites(rows, n, false, a, out);
    case COUNT_INCIDENT_RULE: return incidents(rows, n, o, a, out);
    case COUNT_RULE__N: break;
    }
    return TR_ERR_USAGE;
}

static bool changes(const bridge_step *s)
{
    return s->change > 0 || s->change < 0;
}

size_t count_bridge(const counted *from, const counted *to, bridge_step out[2 * BRIDGE_MAX_STEPS])
{
    size_t n = 0;
    for (size_t i = from->n_steps; i > 0; i--) {
        const bridge_step *s = &from->steps[i - 1];
        if (changes(s)) out[n++] = (bridge_step){s->words, -s->change, true};
    }
    for (size_t i = 0; i < to->n_steps; i++) {
        if (changes(&to->steps[i])) out[n++] = to->steps[i];
    }
    return n;
}
