#include "report/report.h"

static const char *const format_words[] = {"",
#define X(c, w, f) w,
                                           REPORT_FORMAT_LIST(X)
#undef X
};
static const char *const format_files[] = {"",
#define X(c, w, f) f,
                                           REPORT_FORMAT_LIST(X)
#undef X
};

const char *report_format_word(report_format f)
{
    return f < FORMAT__N ? format_words[f] : "";
}

const char *report_format_file(report_format f)
{
    return f < FORMAT__N ? format_files[f] : "";
}

bool report_format_from(str word, report_format *out)
{
    for (unsigned i = 1; i < FORMAT__N; i++) {
        if (!str_is(word, format_words[i])) continue;
        *out = (report_format)i;
        return true;
    }
    return false;
}
