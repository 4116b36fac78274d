#include "workbench/asked.h"

tr_err asked_need(const asked *j, const char *what)
{
    return task_refuse(j->k, "%s", what);
}

str asked_value(const asked *j, const char *name)
{
    return task_value(j->k, name);
}

bool asked_int(const asked *j, const char *name, int64_t low, int64_t high, int64_t *value)
{
    str s = asked_value(j, name);
    return s.len == 0 || str_to_i64(s, low, high, value);
}

bool asked_number(const asked *j, const char *name, double *value)
{
    str s = asked_value(j, name);
    return s.len == 0 || str_to_double(s, value);
}

bool asked_day(const asked *j, const char *name, int64_t *value)
{
    iso_time t;
    str s = asked_value(j, name);
    if (s.len == 0 || !iso_parse(s, &t) || t.has_clock) return false;
    *value = civil_to_days(t.at.year, t.at.month, t.at.day);
    return true;
}
