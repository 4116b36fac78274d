/* What the kinds of truce stats share: numbers, days and words of their options. */
#include "cli/stats.h"

int stats_need(const char *what)
{
    cli_say("truce stats: %s\n", what);
    return EXIT_USAGE;
}

bool stats_is_mission(const stats_job *j)
{
    return j->in->n_words >= 2 && host_is_dir(cli_path(j->a, j->in->words[1]));
}

bool stats_int(const stats_job *j, const char *name, int64_t low, int64_t high, int64_t *value)
{
    str s = opt_value(j->c, j->in, name);
    return s.len == 0 || str_to_i64(s, low, high, value);
}

bool stats_number(const stats_job *j, const char *name, double *value)
{
    str s = opt_value(j->c, j->in, name);
    return s.len == 0 || str_to_double(s, value);
}

bool stats_day(const stats_job *j, const char *name, int64_t *value)
{
    iso_time t;
    str s = opt_value(j->c, j->in, name);
    if (s.len == 0 || !iso_parse(s, &t) || t.has_clock) return false;
    *value = civil_to_days(t.at.year, t.at.month, t.at.day);
    return true;
}
