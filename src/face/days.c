#include "face/days.h"

static tr_err no_reading(task *k, const char *setting, str asked, const report_data *d)
{
    buf b;
    buf_init(&b, 65536);
    for (size_t r = 0; r < d->n_readings; r++)
        buf_f(&b, "%s " STR_FMT, r ? "," : "", STR_ARG(d->readings[r]->id));
    str all = buf_str(&b);
    tr_err e =
        asked.len
            ? task_refuse(k, "no reading '" STR_FMT "' in this mission; its readings are" STR_FMT,
                          STR_ARG(asked), STR_ARG(all))
            : task_refuse(k, "--%s is needed; the readings of this mission are" STR_FMT, setting,
                          STR_ARG(all));
    buf_free(&b);
    return e;
}

tr_err task_day_choice(task *k, const char *reading_setting, const report_data *d, day_choice *out)
{
    day_words w = {.reading = task_value(k, reading_setting),
                   .rule = task_value(k, "rule"),
                   .evidence = task_value(k, "evidence"),
                   .unclear = task_value(k, "unclear"),
                   .effort = task_value(k, "effort")};
    const char *bad;
    if (w.evidence.len == 0) w.evidence = STR("any");
    if (w.effort.len == 0 && d->n_efforts == 0) w.effort = STR("none"); /* nothing to choose from */
    if (day_choice_from(d, &w, out, &bad)) return TR_OK;
    if (str_is(str_of(bad), "reading")) return no_reading(k, reading_setting, w.reading, d);
    return task_refuse(
        k,
        "--%s needs --rule (item/1, incident/1 or place-day/1) and --unclear (covered, other or "
        "out), and --effort UNIT or none where the mission has effort: no choice is made for you; "
        "--evidence is any or corroborated",
        reading_setting);
}

void tell_days(truce *t, const report_data *d, const day_choice *c, const trend_story *said,
               const catalogue *words)
{
    buf b;
    doc w;
    trend_line l = {.id = d->readings[c->cell.reading]->id, .story = *said, .unit = c->effort};
    buf_init(&b, BUF_LIMIT_BYTES);
    doc_init(&w, &b, &doc_bare, words);
    trend_story_words(&l, c->unclear, &w);
    doc_end(&w);
    tell_note(t, STR_FMT, STR_ARG(buf_str(&b)));
    buf_free(&b);
}
