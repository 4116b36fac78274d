#include "study/findings_parts.h"

#include <math.h>

tr_err halves_divide(const series *s, int64_t start, arena *a, halves *h)
{
    *h = (halves){.mixed = s->uneven,
                  .y = arena_alloc_n(a, s->n + 1, sizeof(double)),
                  .e = arena_alloc_n(a, s->n + 1, sizeof(double)),
                  .day = arena_alloc_n(a, s->n + 1, sizeof(int64_t)),
                  .during = arena_alloc_n(a, s->n + 1, sizeof(bool))};
    if (!h->y || !h->e || !h->day || !h->during) return TR_ERR_NOMEM;
    for (size_t i = 0; i < s->n; i++) {
        bool during = s->days[i].day >= start;
        if (h->n > 0 && s->days[i].day == s->days[i - 1].day) { /* groups of one day add up */
            h->y[h->n - 1] += s->days[i].count;
            h->mixed = h->mixed || fabs(h->e[h->n - 1] - s->days[i].exposure) > 0;
        } else {
            h->y[h->n] = s->days[i].count;
            h->e[h->n] = s->days[i].exposure;
            h->day[h->n] = s->days[i].day;
            h->during[h->n++] = during;
            h->exposure[during] += s->days[i].exposure;
        }
        h->events[during] += s->days[i].count;
    }
    return TR_OK;
}
