#include "model/model.h"

#define COMPARE(field)                                                                             \
    if (x->field != y->field) return x->field < y->field ? -1 : 1

int detection_compare(const detection *x, const detection *y)
{
    COMPARE(at_s);
    COMPARE(satellite);
    COMPARE(lat_e7);
    COMPARE(lon_e7);
    COMPARE(frp_e4);
    COMPARE(product);
    COMPARE(brightness_e4);
    COMPARE(brightness2_e4);
    COMPARE(scan_e4);
    COMPARE(track_e4);
    COMPARE(has);
    COMPARE(grade);
    COMPARE(percent);
    COMPARE(day);
    COMPARE(type);
    return 0;
}
