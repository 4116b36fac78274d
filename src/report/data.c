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

tr_err report_reasons(const report_data *d, const report_row *row, size_t r, arena *a,
                      answer_reasons *out)
{
    *out = (answer_reasons){0};
    return d->find_reasons(d->assessed_with, row, r, a, out);
}
