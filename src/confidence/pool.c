#include "confidence/confidence.h"

#include <math.h>
#include <stdlib.h>

/* docs/formats/confidence.md: our choice, printed in reports, to be replaced by rates learnt from
 * confirmed cases. */
static const source_rates by_letter[] = {{.95, .02}, {.85, .05}, {.75, .12},
                                         {.60, .25}, {.50, .45}, {.60, .30}};

bool rates_of_letter(char letter, source_rates *out)
{
    if (letter < 'A' || letter > 'F') return false;
    *out = by_letter[letter - 'A'];
    return true;
}

double vote_log_ratio(const vote *v)
{
    if (v->stance == 0) return 0;
    double l =
        v->stance > 0 ? log(v->rates.se / v->rates.fa) : log((1 - v->rates.se) / (1 - v->rates.fa));
    return l * v->weight;
}

typedef struct part {
    size_t group;
    double l;
} part;

/* By group, strongest first: sums then run in one order whatever the input's. */
static int part_order(const void *a, const void *b)
{
    const part *x = a, *y = b;
    if (x->group != y->group) return x->group < y->group ? -1 : 1;
    if (fabs(x->l) > fabs(y->l) || fabs(x->l) < fabs(y->l)) return fabs(x->l) > fabs(y->l) ? -1 : 1;
    return (x->l < y->l) - (x->l > y->l);
}

static int value_order(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static double clamp(double l)
{
    const double most = 3.9120230054281460586; /* ln 50 */
    return l > most ? most : l < -most ? -most : l;
}

tr_err pool_votes(double prior, double damping, const vote *votes, size_t n, arena *scratch,
                  double *log_odds)
{
    part *parts = arena_alloc_n(scratch, n + 1, sizeof *parts);
    double *sums = arena_alloc_n(scratch, n + 1, sizeof *sums), total = log(prior / (1 - prior));
    size_t groups = 0;
    if (parts == NULL || sums == NULL) return TR_ERR_NOMEM;
    for (size_t i = 0; i < n; i++)
        parts[i] = (part){votes[i].group, vote_log_ratio(&votes[i])};
    qsort(parts, n, sizeof *parts, part_order);
    for (size_t i = 0; i < n;) {
        size_t end = i + 1;
        double sum = parts[i].l;
        for (; end < n && parts[end].group == parts[i].group; end++)
            sum += damping * parts[end].l;
        sums[groups++] = clamp(sum);
        i = end;
    }
    qsort(sums, groups, sizeof *sums,
          value_order); /* the numbering of the groups does not matter */
    for (size_t i = 0; i < groups; i++)
        total += sums[i];
    *log_odds = total;
    return TR_OK;
}

double probability_of(double log_odds)
{
    return 1 / (1 + exp(-log_odds));
}
