#include "model/model.h"

bool is_performed(const obligation *o)
{
    return o->kind == OBL_PERFORM_BY || o->kind == OBL_PERFORM_AT_RATE || o->kind == OBL_NOTIFY;
}

const char *pace_word(pace p)
{
    static const char *const words[] = {"none", "done", "in-time", "late", "missed", "done-late"};
    return words[p];
}

const char *pace_says(pace p)
{
    static const char *const says[] = {"no pace to go by",
                                       "done",
                                       "in time at the pace so far",
                                       "at the pace so far the deadline would be missed",
                                       "the deadline has passed and it is not done",
                                       "done, after the deadline"};
    return says[p];
}

const char *score_says(obligation_kind kind, int score)
{
    static const char *const says[] = {"not initiated", "minimal", "intermediate", "full"};
    if (score < 0 || score > 3) return "";
    if (kind == OBL_NOTIFY && score == 0) return "none in time";
    if (kind == OBL_NOTIFY && score == 3) return "all in time";
    return says[score];
}
