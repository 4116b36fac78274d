/* What the sides said, checked against itself. */
#include "document/said.h"
#include "face/face.h"

static void put_claims(buf *b, const report_data *d)
{
    buf_z(b, "side                 totals   claims  alleged  itemised  matched  unmatched  too "
             "coarse\n");
    for (size_t i = 0; i < d->n_sheets; i++) {
        const side_sheet *s = &d->sheets[i];
        buf_f(b, "%-20.*s %6zu %8zu %8zu %9zu %8zu %10zu %11zu\n", STR_ARG(s->name), s->n_totals,
              s->n_claims, s->n_incidents, s->n_itemised, s->n_matched, s->n_unmatched,
              s->n_not_assessable);
    }
    buf_z(b, "\nWhat the sides said, as they said it; nothing is added across sides, and these "
             "remarks correct nothing.\n");
    for (size_t i = 0; i < d->n_flags; i++) {
        const total_flag *f = &d->flags[i];
        buf_f(b, "C%-3d %-8.*s %-6.*s %s: ", f->code, STR_ARG(f->id), STR_ARG(f->side),
              check_title(f->code));
        said_plain(f->words, b);
        buf_c(b, '\n');
    }
}

static void said_csv(buf *b, kept_words said)
{
    buf plain;
    buf_init(&plain, 65536);
    said_plain(said, &plain);
    csv_text(b, buf_str(&plain));
    buf_absorb(b, &plain);
}

static void put_claims_csv(buf *b, const report_data *d)
{
    char code[8];
    buf_z(b, "check,id,side,title,words\n");
    for (size_t i = 0; i < d->n_flags; i++) {
        const total_flag *f = &d->flags[i];
        (void)snprintf(code, sizeof code, "C%d", f->code);
        csv_field(b, str_of(code));
        buf_c(b, ',');
        csv_text(b, f->id);
        buf_c(b, ',');
        csv_text(b, f->side);
        buf_c(b, ',');
        csv_text(b, str_of(check_title(f->code)));
        buf_c(b, ',');
        said_csv(b, f->words);
        buf_c(b, '\n');
    }
}

static tr_err claims(task *k, truce_mission *m)
{
    as_of when;
    const state *s;
    report_data d;
    str format = task_value(k, "format");
    bool csv = str_is(format, "csv");
    if (format.len && !csv && !str_is(format, "text"))
        return task_refuse(k, "--format is text or csv");
    TR_TRY(task_as_of(k, &when));
    span period = {m->m.period_from, m->m.period_to};
    TR_TRY(task_build(k, m, when, period, m->m.period_words, &s, &d));
    if (csv) put_claims_csv(&k->out, &d);
    if (!csv) put_claims(&k->out, &d);
    return TR_OK;
}

truce_code truce_claims(truce_mission *m, const truce_setting *settings, truce_answer **out)
{
    static const char *const knows[] = {"as-of", "format", NULL};
    task k;
    tr_err e = task_begin(&k, m->t, settings, knows);
    if (e == TR_OK) e = claims(&k, m);
    return task_end(&k, e, out);
}
