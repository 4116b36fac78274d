/* The sensitivity grid of a mission, and its days as a table. */
#include "face/days.h"
#include "pictures/pictures.h"

static tr_err put_days(task *k, const report_data *d, const catalogue *words)
{
    day_choice choice = {0};
    series days;
    trend_story said;
    TR_TRY(task_day_choice(k, "daily", d, &choice));
    TR_TRY(mission_all_days(d, &choice, k->a));
    tr_err e = mission_days(d, &choice, k->a, &days, &said);
    if (e == TR_ERR_ABSENT)
        return task_refuse(k, "the mission has no effort in the unit '" STR_FMT "'",
                           STR_ARG(choice.effort));
    TR_TRY(e);
    mission_days_csv(&choice, &days, &k->out);
    tell_days(k->t, d, &choice, &said, words);
    return TR_OK;
}

static tr_err grid(task *k, truce_mission *m)
{
    report_data d;
    const catalogue *words;
    str format = task_value(k, "format");
    bool svg = str_is(format, "svg"), daily = task_value(k, "daily").len > 0;
    if (format.len && !str_is(format, "csv") && !svg)
        return task_refuse(k, "--format is csv or svg");
    if (daily ? svg
              : task_value(k, "rule").len || task_value(k, "unclear").len ||
                    task_value(k, "effort").len || task_value(k, "evidence").len)
        return task_refuse(k, "--rule, --evidence, --unclear and --effort belong to --daily, which "
                              "is csv; the grid itself holds all of them");
    TR_TRY(task_language(k, &words));
    TR_TRY(task_counts_asked(k, m, &d));
    if (daily) return put_days(k, &d, words);
    if (!svg) return report_write(&d, FORMAT_GRID, &k->out);
    doc w;
    doc_init(&w, &k->out, &doc_html, words);
    draw_grid(&d, &w);
    doc_end(&w);
    return TR_OK;
}

truce_code truce_grid(truce_mission *m, const truce_setting *settings, truce_answer **out)
{
    static const char *const knows[] = {"as-of",   "format", "daily", "rule", "evidence",
                                        "unclear", "effort", "lang",  NULL};
    task k;
    tr_err e = task_begin(&k, m->t, settings, knows);
    if (e == TR_OK) e = grid(&k, m);
    return task_end(&k, e, out);
}
