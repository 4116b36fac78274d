#include "text/figure.h"

#include <math.h>

const char *figure_words(double v)
{
    if (isnan(v)) return N_("undefined");
    if (isinf(v)) return v < 0 ? N_("-infinite") : N_("infinite");
    if (fabs(v) > 0 && fabs(v) < 1e-9)
        return v > 0 ? N_("below 0.000000001") : N_("above -0.000000001");
    if (fabs(v) >= 1e15) return v < 0 ? N_("below -1e15") : N_("above 1e15");
    return NULL;
}

void put_figure(buf *b, double v)
{
    const char *words = figure_words(v);
    if (words) {
        buf_z(b, words);
    } else if (fabs(v) < 1e9 && !(fabs(v - floor(v)) > 0)) {
        buf_fixed(b, v, 0);
    } else {
        int digits = fabs(v) > 0 ? 5 - (int)floor(log10(fabs(v))) : 0;
        buf_fixed(b, v, digits < 0 ? 0 : digits > 14 ? 14 : digits);
    }
}

bool figure_is_plain(double v)
{
    return figure_words(v) == NULL;
}

const char *rounded_words(double x)
{
    if (isnan(x)) return N_("an undefined number");
    if (isinf(x)) return N_("any number");
    if (!(fabs(x) < 1e9)) return N_("more than 1000000000");
    if (fabs(x) > 0 && fabs(x) < 0.00005)
        return x > 0 ? N_("less than 0.0001") : N_("more than -0.0001");
    return NULL;
}

void put_rounded(buf *b, double x)
{
    const char *words = rounded_words(x);
    if (words) {
        buf_z(b, words);
    } else {
        bool whole = !(fabs(x - floor(x + 0.5)) > 0);
        buf_fixed(b, x, whole ? 0 : fabs(x) < 0.095 ? 4 : 2);
    }
}
