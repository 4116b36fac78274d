/* Questions that every format asks of what is shown. */
#include "report/write.h"

str answer_text(const report_data *d, uint32_t number)
{
    return d->texts[number];
}

bool has_study(const report_data *d)
{
    return d->study.what != NULL;
}

kept_words answer_reason(const report_data *d, uint32_t number)
{
    return (kept_words){answer_text(d, number)};
}
