/* Agreement files: checked, shown, compared. */
#include "face/face.h"

static const char *const no_settings[] = {NULL};

static tr_err check(task *k, const char *file)
{
    host_zones *zones = NULL;
    const agreement *ag = NULL;
    diag_list lints = {0};
    TR_TRY(host_zones_open(k->a, &zones));
    TR_TRY(task_agreement(k, file, zones, &ag));
    TR_TRY(agreement_lint(ag, file, k->a, &lints));
    for (size_t i = 0; i < lints.n; i++) {
        const tr_diag *d = &lints.items[i];
        buf_f(&k->out, "%s:%u:%u: %s: %s\n", d->file, d->line, d->col, diag_code_word(d->code),
              d->msg);
        if (i + 1 == lints.n || lints.items[i + 1].code != d->code)
            buf_f(&k->out, "    %s\n", diag_code_hint(d->code));
    }
    buf_f(&k->out,
          "%s: no faults; %zu point%s to clarify; %zu readings, %zu statements, %zu categories\n",
          file, lints.n, lints.n == 1 ? "" : "s", ag->n_readings, ag->n_statements,
          ag->categories.n);
    task_figure_is(k, "to_clarify", lints.n);
    return TR_OK;
}

truce_code truce_agreement_check(truce *t, const char *file, truce_answer **out)
{
    task k;
    tr_err e = task_begin(&k, t, NULL, no_settings);
    if (e == TR_OK) e = check(&k, file);
    return task_end(&k, e, out);
}

/* As the settings "lang" and "format" say. */
static tr_err put_agreement(task *k, const agreement *ag)
{
    enum { BELOW_A_TITLE = 2 };
    str format = task_value(k, "format");
    bool page = str_is(format, "html");
    const catalogue *words;
    doc w;
    if (format.len && !page && !str_is(format, "md"))
        return task_refuse(k, "--format is md or html");
    TR_TRY(task_language(k, &words));
    doc_init(&w, &k->out, page ? &doc_html : &doc_markdown, words);
    agreement_show(ag, &w, page ? BELOW_A_TITLE : 1);
    doc_end(&w);
    return buf_err(&k->out);
}

static tr_err show(task *k, const char *file)
{
    host_zones *zones = NULL;
    const agreement *ag = NULL;
    TR_TRY(host_zones_open(k->a, &zones));
    TR_TRY(task_agreement(k, file, zones, &ag));
    return put_agreement(k, ag);
}

truce_code truce_agreement_show(truce *t, const char *file, const truce_setting *settings,
                                truce_answer **out)
{
    static const char *const knows[] = {"lang", "format", NULL};
    task k;
    tr_err e = task_begin(&k, t, settings, knows);
    if (e == TR_OK) e = show(&k, file);
    return task_end(&k, e, out);
}

static tr_err show_of(task *k, truce_mission *m)
{
    const state *s;
    TR_TRY(task_agreement_asked(k, m, &s));
    if (s->ag == NULL)
        return task_refuse(k, "the mission has no agreement yet; truce run takes it in");
    return put_agreement(k, s->ag);
}

truce_code truce_mission_agreement(truce_mission *m, const truce_setting *settings,
                                   truce_answer **out)
{
    static const char *const knows[] = {"as-of", "lang", "format", NULL};
    task k;
    tr_err e = task_begin(&k, m->t, settings, knows);
    if (e == TR_OK) e = show_of(&k, m);
    return task_end(&k, e, out);
}

static tr_err diff(task *k, const char *before, const char *after)
{
    host_zones *zones = NULL;
    const agreement *x = NULL, *y = NULL;
    TR_TRY(host_zones_open(k->a, &zones));
    TR_TRY(task_agreement(k, before, zones, &x));
    TR_TRY(task_agreement(k, after, zones, &y));
    size_t n = agreement_diff(x, y, &k->out);
    k->answer->negative = n > 0;
    task_figure_is(k, "differences", n);
    return TR_OK;
}

truce_code truce_agreement_diff(truce *t, const char *before, const char *after, truce_answer **out)
{
    task k;
    tr_err e = task_begin(&k, t, NULL, no_settings);
    if (e == TR_OK) e = diff(&k, before, after);
    return task_end(&k, e, out);
}
