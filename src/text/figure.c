#include "text/figure.h"

#include <math.h>

void put_figure(buf *b, double v)
{
    if (isnan(v)) {
        buf_z(b, "undefined");
    } else if (isinf(v)) {
        buf_z(b, v < 0 ? "-infinite" : "infinite");
    } else if (fabs(v) > 0 && fabs(v) < 1e-9) {
        buf_z(b, v > 0 ? "below 0.000000001" : "above -0.000000001");
    } else if (fabs(v) >= 1e15) {
        buf_z(b, v < 0 ? "below -1e15" : "above 1e15");
    } else if (fabs(v) < 1e9 && !(fabs(v - floor(v)) > 0)) {
        buf_fixed(b, v, 0);
    } else {
        int digits = fabs(v) > 0 ? 5 - (int)floor(log10(fabs(v))) : 0;
        buf_fixed(b, v, digits < 0 ? 0 : digits > 14 ? 14 : digits);
    }
}

bool figure_is_plain(double v)
{
    return isfinite(v) && fabs(v) < 1e15 && !(fabs(v) > 0 && fabs(v) < 1e-9);
}

void put_rounded(buf *b, double x)
{
    bool whole = !(fabs(x) < 1e9) || !(fabs(x - floor(x + 0.5)) > 0);
    if (!(fabs(x) < 1e9)) {
        buf_z(b, isnan(x)   ? "an undefined number"
                 : isinf(x) ? "any number"
                            : "more than 1000000000");
    } else if (fabs(x) > 0 && fabs(x) < 0.00005) {
        buf_z(b, x > 0 ? "less than 0.0001" : "more than -0.0001");
    } else {
        buf_fixed(b, x, whole ? 0 : fabs(x) < 0.095 ? 4 : 2);
    }
}
