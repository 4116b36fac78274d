#include "model/study.h"

const char *study_test_word(study_test t)
{
    static const char *const words[] = {
#define X(c, w, s, t) w,
        STUDY_TEST_LIST(X)
#undef X
    };
    return words[t];
}

const char *study_test_says(study_test t)
{
    static const char *const says[] = {
#define X(c, w, s, t) s,
        STUDY_TEST_LIST(X)
#undef X
    };
    return says[t];
}

const char *study_test_title(study_test t)
{
    static const char *const titles[] = {
#define X(c, w, s, t) t,
        STUDY_TEST_LIST(X)
#undef X
    };
    return titles[t];
}

bool study_test_from(str word, study_test *out)
{
    for (int t = 0; t < STUDY_TEST__N; t++) {
        if (!str_is(word, study_test_word((study_test)t))) continue;
        *out = (study_test)t;
        return true;
    }
    return false;
}

const char *study_standing_word(study_standing s)
{
    static const char *const words[] = {"exploratory", "declared-unseen", "declared-before"};
    return words[s];
}

const char *study_standing_says(study_standing s)
{
    static const char *const says[] = {
        N_("exploratory: evidence was in the record before it"),
        N_("before any evidence in this ledger, but not dated before the first day during"),
        N_("before any evidence in this ledger, and dated before the first day during")};
    return says[s];
}
