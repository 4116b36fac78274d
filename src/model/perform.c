#include "model/model.h"

bool is_performed(const obligation *o)
{
    switch (o->kind) {
    case OBL_PERFORM_BY:
    case OBL_PERFORM_AT_RATE:
    case OBL_NOTIFY: return true;
    case OBL_ABSTAIN:
    case OBL_STAY_OUT:
    case OBL_NONE:
    case OBL__N: return false;
    }
    return false;
}

const char *pace_word(pace p)
{
    static const char *const words[] = {"none", "done", "in-time", "late", "missed", "done-late"};
    return words[p];
}

const char *pace_says(pace p)
{
    static const char *const says[] = {N_("no pace to go by"),
                                       N_("done"),
                                       N_("in time at the pace so far"),
                                       N_("at the pace so far the deadline would be missed"),
                                       N_("the deadline has passed and it is not done"),
                                       N_("done, after the deadline")};
    return says[p];
}

const char *score_says(obligation_kind kind, int score)
{
    static const char *const says[] = {N_("not initiated"), N_("minimal"), N_("intermediate"),
                                       N_("full")};
    if (score < 0 || score > 3) return "";
    if (kind == OBL_NOTIFY && score == 0) return N_("none in time");
    if (kind == OBL_NOTIFY && score == 3) return N_("all in time");
    return says[score];
}
