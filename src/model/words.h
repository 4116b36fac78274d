/* The closed word lists of kinds.def as enums, each with its word in files and its words for
 * people. */
#ifndef TRUCE_MODEL_WORDS_H
#define TRUCE_MODEL_WORDS_H

#include "base/str.h"
#include "model/kinds.def"

#include <stdbool.h>
#include <stdint.h>

/* ---- Closed word lists ------------------------------------------------------------------ */

#define MODEL_ENUM(prefix, name, LIST)                                                             \
    typedef enum name { prefix##_NONE = 0, LIST(prefix##_ITEM) prefix##__N } name;                 \
    const char *name##_word(name v);                                                               \
    const char *name##_says(name v); /* for people */                                              \
    bool name##_from(str word, name *out);
#define TRUTH_ITEM(c, w, p) TRUTH_##c,
#define ACT_ITEM(c, w, p) ACT_##c,
#define CLAUSE_ITEM(c, w, p) CLAUSE_##c,
#define STANCE_ITEM(c, w, p) STANCE_##c,
#define BASIS_ITEM(c, w, p) BASIS_##c,
#define COUNT_ITEM(c, w, p) COUNT_##c,
#define OBL_ITEM(c, w, p) OBL_##c,
#define VERDICT_ITEM(c, w, p) VERDICT_##c,
#define INC_ITEM(c, w, p) INC_##c,
#define TEST_ITEM(c, w, p) TEST_##c,
#define SATELLITE_ITEM(c, w, p) SATELLITE_##c,
#define PRODUCT_ITEM(c, w, p) PRODUCT_##c,
#define GRADE_ITEM(c, w, p) GRADE_##c,
#define THERMAL_ITEM(c, w, p) THERMAL_##c,
#define SEEN_ITEM(c, w, p) SEEN_##c,
#define PLACE_ITEM(c, w, p) PLACE_##c,
#define ATTRIBUTION_ITEM(c, w, p) ATTRIBUTION_##c,
#define ACTIVITY_ITEM(c, w, p) ACTIVITY_##c,
#define FINDING_ITEM(c, w, p) FINDING_##c,
#define OUTCOME_ITEM(c, w, p) OUTCOME_##c,
#define HARM_ITEM(c, w, p) HARM_##c,
#define PEOPLE_ITEM(c, w, p) PEOPLE_##c,
#define DOES_ITEM(c, w, p) DOES_##c,
#define EVENT_ITEM(c, w, p) EVENT_##c,
#define TIME_UNIT_ITEM(c, w, p) TIME_UNIT_##c,
MODEL_ENUM(TRUTH, truth, TRUTH_LIST)
MODEL_ENUM(ACT, act_class, ACT_LIST)
MODEL_ENUM(CLAUSE, clause_kind, CLAUSE_KIND_LIST)
MODEL_ENUM(STANCE, stance, STANCE_LIST)
MODEL_ENUM(BASIS, basis, BASIS_LIST)
MODEL_ENUM(COUNT, day_count, DAY_COUNT_LIST)
MODEL_ENUM(OBL, obligation_kind, OBLIGATION_LIST)
MODEL_ENUM(VERDICT, verdict, VERDICT_LIST)
MODEL_ENUM(INC, incident_kind, INCIDENT_KIND_LIST)
MODEL_ENUM(TEST, cover_test, TEST_LIST)
MODEL_ENUM(SATELLITE, satellite, SATELLITE_LIST)
MODEL_ENUM(PRODUCT, fire_product, PRODUCT_LIST)
MODEL_ENUM(GRADE, fire_grade, FIRE_GRADE_LIST)
MODEL_ENUM(THERMAL, thermal_state, THERMAL_STATE_LIST)
MODEL_ENUM(SEEN, observed, OBSERVED_LIST)
MODEL_ENUM(PLACE, place_precision, PRECISION_LIST)
MODEL_ENUM(ATTRIBUTION, attribution_kind, ATTRIBUTION_LIST)
/** Whose word it is, of {voice} and {side}: a sentence of the catalogue; NULL: none is told. */
const char *attribution_says(attribution_kind k);
MODEL_ENUM(ACTIVITY, activity, ACTIVITY_LIST)
MODEL_ENUM(FINDING, finding_act, FINDING_ACT_LIST)
MODEL_ENUM(OUTCOME, finding_outcome, OUTCOME_LIST)
MODEL_ENUM(HARM, harm_kind, HARM_LIST)
MODEL_ENUM(PEOPLE, people_kind, PEOPLE_LIST)
MODEL_ENUM(DOES, commitment_act, DOES_LIST)
MODEL_ENUM(EVENT, event_word, EVENT_LIST)
MODEL_ENUM(TIME_UNIT, time_unit, TIME_UNIT_LIST)

#endif
