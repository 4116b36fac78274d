/* Statistics of plain tables and of a mission: what is asked for, and how it is written. */
#include "document/said.h"
#include "workbench/asked.h"

#include <math.h>

/* ---- Output */

static void put_sentences(const kept_vec *said, const catalogue *words, buf *b)
{
    for (size_t i = 0; i < said->n; i++) {
        doc w;
        doc_init(&w, b, &doc_bare, words);
        doc_said(&w, said->items[i]);
        doc_end(&w);
        buf_c(b, '\n');
    }
}

static void put_text(const findings *f, const catalogue *words, buf *b)
{
    put_sentences(&f->words, words, b);
    put_sentences(&f->closing, words, b);
    if (f->numbers.n) buf_c(b, '\n');
    for (size_t i = 0; i < f->numbers.n; i++) {
        const finding *x = &f->numbers.items[i];
        buf_f(b, "%-24s ", x->name);
        put_figure(b, x->defined ? x->value : (double)NAN);
        buf_c(b, '\n');
    }
    if (f->table.len) buf_c(b, '\n');
    buf_s(b, f->table);
}

static void put_csv(const findings *f, buf *b)
{
    buf_z(b, "quantity,value\n");
    for (size_t i = 0; i < f->numbers.n; i++) {
        const finding *x = &f->numbers.items[i];
        buf_f(b, "%s,", x->name);
        put_figure(b, x->defined ? x->value : (double)NAN);
        buf_c(b, '\n');
    }
    if (f->table.len) buf_c(b, '\n');
    buf_s(b, f->table);
}

static void put_json(const findings *f, buf *b)
{
    json_writer w;
    jw_init_shown(&w, b);
    jw_open(&w, '{');
    jw_kz(&w, "verdict", f->no_verdict ? "none" : "given");
    jw_key(&w, "numbers");
    jw_open(&w, '{');
    for (size_t i = 0; i < f->numbers.n; i++) {
        const finding *x = &f->numbers.items[i];
        buf v;
        buf_init(&v, 256);
        put_figure(&v, x->defined ? x->value : (double)NAN);
        bool plain = x->defined && figure_is_plain(x->value);
        jw_key(&w, x->name);
        if (plain) {
            jw_raw(&w, buf_str(&v));
        } else {
            jw_str(&w, buf_str(&v));
        }
        buf_absorb(b, &v);
    }
    jw_close(&w, '}');
    jw_key(&w, "words");
    jw_open(&w, '[');
    for (size_t i = 0; i < f->words.n; i++)
        said_json(&w, NULL, f->words.items[i]);
    for (size_t i = 0; i < f->closing.n; i++)
        said_json(&w, NULL, f->closing.items[i]);
    jw_close(&w, ']');
    if (f->table.len) jw_kv(&w, "table", f->table);
    jw_close(&w, '}');
    buf_c(b, '\n');
}

/* ---- The task */

static const char *const knows[] = {
    "from",         "since",      "until",     "reading",    "rule",       "evidence",
    "unclear",      "effort",     "quiet",     "transition", "window",     "only",
    "method",       "years",      "hazard",    "limit",      "penalty",    "bridge-from",
    "bridge-to",    "below",      "cases",     "places",     "population", "cartesian?",
    "prospective?", "most-share", "most-days", "most-apart", "replicates", "seed",
    "threads",      "format",     "lang",      "as-of",      NULL};

static tr_err find(asked *j, str what)
{
    task *k = j->k;
    str format = task_value(k, "format");
    const catalogue *words;
    bool json = str_is(format, "json"), csv = str_is(format, "csv"), handled;
    if (format.len && !str_is(format, "text") && !csv && !json)
        return asked_need(j, "--format is text, csv or json");
    TR_TRY(task_language(k, &words));
    tr_err e = find_in_days(j, what, &handled);
    if (!handled) e = find_in_tables(j, what, &handled);
    if (!handled)
        return asked_need(j, "what to find is rates, series, compare, placebo, change, warn, "
                             "return, level, runs, glr, ears, farrington, study; synthetic, "
                             "diverge, adjust, count or scan");
    TR_TRY(e);
    if (json) put_json(&j->f, &k->out);
    if (csv) put_csv(&j->f, &k->out);
    if (!json && !csv) put_text(&j->f, words, &k->out);
    k->answer->negative = j->f.no_verdict;
    return TR_OK;
}

truce_code truce_stats(truce *t, const char *what, const char *file, const truce_setting *settings,
                       truce_answer **out)
{
    task k;
    tr_err e = task_begin(&k, t, settings, knows);
    asked j = {.k = &k, .file = file, .a = k.a};
    if (e == TR_OK && task_value(&k, "as-of").len)
        e = asked_need(&j, "--as-of is of a mission's folder");
    if (e == TR_OK) e = find(&j, str_of(what));
    return task_end(&k, e, out);
}

truce_code truce_mission_stats(truce_mission *m, const char *what, const truce_setting *settings,
                               truce_answer **out)
{
    task k;
    tr_err e = task_begin(&k, m->t, settings, knows);
    asked j = {.k = &k, .m = m, .a = k.a};
    if (e == TR_OK) e = find(&j, str_of(what));
    return task_end(&k, e, out);
}
