#include "confidence/confidence.h"

/* Products of two sources' masses; the conflict is what they give to opposite answers. */
static masses agree(masses a, masses b, double *conflict)
{
    *conflict = a.yes * b.no + a.no * b.yes;
    return (masses){a.yes * b.yes + a.yes * b.unknown + a.unknown * b.yes,
                    a.no * b.no + a.no * b.unknown + a.unknown * b.no, a.unknown * b.unknown};
}

bool masses_dempster(const masses *m, size_t n, masses *out, double *conflict)
{
    *out = n ? m[0] : (masses){0, 0, 1};
    for (size_t i = 1; i < n; i++) {
        double k;
        masses both = agree(*out, m[i], &k);
        if (conflict) conflict[i - 1] = k;
        if (!(k < 1)) return false;
        *out = (masses){both.yes / (1 - k), both.no / (1 - k), both.unknown / (1 - k)};
    }
    return true;
}

void masses_yager(const masses *m, size_t n, masses *out, double *conflict)
{
    *out = n ? m[0] : (masses){0, 0, 1};
    for (size_t i = 1; i < n; i++) {
        double k;
        masses both = agree(*out, m[i], &k);
        if (conflict) conflict[i - 1] = k;
        *out = (masses){both.yes, both.no, both.unknown + k};
    }
}
