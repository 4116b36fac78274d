/* One row of a fire sensor: a thermal anomaly, at the centre of a pixel. Never an incident.
 *
 * Numbers are scaled integers, so that a value read is a value kept: positions in 1e-7 degrees,
 * everything else in 1e-4 of its unit. A value is there only when its bit in `has` is set; the
 * field is zero otherwise and means nothing. */
#ifndef TRUCE_MODEL_DETECTION_H
#define TRUCE_MODEL_DETECTION_H

#include <stdint.h>

#define DETECTION_FIELDS(X)                                                                        \
    X(BRIGHTNESS)                                                                                  \
    X(BRIGHTNESS2)                                                                                 \
    X(FRP) X(SCAN) X(TRACK) X(CLOCK) X(SATELLITE) X(PRODUCT) X(GRADE) X(PERCENT) X(DAY) X(TYPE)
typedef enum detection_field {
#define X(name) DETECTION_HAS_##name,
    DETECTION_FIELDS(X)
#undef X
        DETECTION_HAS__N
} detection_field;

typedef struct detection {
    int64_t at_s; /* UTC, seconds since 1970; without CLOCK the start of a whole UTC day */
    int32_t lat_e7, lon_e7;    /* WGS 84 */
    int32_t brightness_e4;     /* kelvin; MODIS channel 21/22, VIIRS I4 */
    int32_t brightness2_e4;    /* kelvin; MODIS channel 31, VIIRS I5 */
    int32_t frp_e4;            /* fire radiative power, megawatts */
    int32_t scan_e4, track_e4; /* size of the pixel across and along the flight, km */
    uint16_t has;              /* 1 << detection_field */
    uint8_t satellite;         /* enum satellite */
    uint8_t product;           /* enum fire_product */
    uint8_t grade;   /* enum fire_grade: the producer's confidence, or its thirds for MODIS */
    uint8_t percent; /* 0..100, MODIS */
    uint8_t day;     /* 1 day, 0 night, as the producer says */
    uint8_t type;    /* standard product: 0 fire, 1 volcano, 2 static land source, 3 offshore */
} detection;

/** Total order: time, satellite, place, then every other value. 0 only for equal rows. */
int detection_compare(const detection *x, const detection *y);

#define DETECTION_HAS(d, field) (((d)->has >> DETECTION_HAS_##field & 1u) != 0)

#endif
