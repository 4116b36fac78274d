/* The report of a mission: written under its folder, or to whoever asks. */
#include "face/face.h"

static bool parse_day(str s, usec_t *from, usec_t *to)
{
    iso_time t;
    if (!iso_parse(s, &t) || (t.has_clock && !t.has_offset)) return false;
    *from = civil_to_usec(&t.at) - t.offset_sec * USEC_SEC;
    *to = t.has_clock ? *from : *from + USEC_DAY;
    return true;
}

/* "2025-03-18" is one day; "2025-03-18/2025-04-24" is both days and what lies between. */
static tr_err read_period(task *k, const mission *m, span *out, str *words)
{
    str s = task_value(k, "period");
    usec_t ignore;
    *out = (span){m->period_from, m->period_to};
    *words = m->period_words;
    if (s.len == 0) return TR_OK;
    *words = (str){0};
    size_t slash = str_find(s, '/');
    bool good = parse_day(str_upto(s, slash), &out->from, &out->to);
    if (good && slash < s.len) good = parse_day(str_from(s, slash + 1), &ignore, &out->to);
    if (good && !when_can_be_written(out->to))
        return task_refuse(k, "--period ends before the last day of the year 9999");
    if (good && out->to > out->from) return TR_OK;
    return task_refuse(k, "--period is a day or two days with / between, not '" STR_FMT "'",
                       STR_ARG(s));
}

/* ---- Formats and languages */

static tr_err no_format(task *k, str word)
{
    buf b;
    buf_init(&b, 4096);
    for (int f = 1; f < FORMAT__N; f++)
        buf_f(&b, "%s%s", f > 1 ? ", " : "", report_format_word((report_format)f));
    tr_err e = task_refuse(k, "'" STR_FMT "' is no format; formats are " STR_FMT, STR_ARG(word),
                           STR_ARG(buf_str(&b)));
    buf_free(&b);
    return e;
}

static tr_err read_formats(task *k, unsigned *bits)
{
    str rest = task_value(k, "format"), one = {0};
    *bits = rest.len ? 0 : REPORT_USUAL;
    while (str_cut(&rest, ',', &one)) {
        report_format f;
        if (!report_format_from(str_trim(one), &f)) return no_format(k, one);
        *bits |= 1u << f;
    }
    return TR_OK;
}

/* The languages asked for; English when none is. NULL stands for English, and is looked for first.
 */
enum { MOST_LANGUAGES = 8 };
typedef struct languages {
    const catalogue *of[MOST_LANGUAGES];
    size_t n;
} languages;

static tr_err no_language(task *k, str tag)
{
    buf b;
    buf_init(&b, 4096);
    for (size_t i = 0; i + 1 < n_catalogues; i++)
        buf_f(&b, ", %s", catalogues[i].tag);
    tr_err e = task_refuse(k, "'" STR_FMT "' is no language of reports; they are en" STR_FMT,
                           STR_ARG(tag), STR_ARG(buf_str(&b)));
    buf_free(&b);
    return e;
}

static tr_err read_languages(task *k, languages *out)
{
    str rest = task_value(k, "lang"), one = {0};
    *out = (languages){0};
    if (rest.len == 0) rest = STR("en");
    while (str_cut(&rest, ',', &one)) {
        const catalogue *words;
        bool there = false;
        if (!catalogue_of(str_trim(one), &words)) return no_language(k, one);
        for (size_t i = 0; i < out->n; i++)
            there |= out->of[i] == words;
        if (!there && out->n < MOST_LANGUAGES) out->of[out->n++] = words;
    }
    return TR_OK;
}

/* ---- Writing */

typedef struct order {
    const state *s;
    report_data d;
    as_of when;
    unsigned bits;
    languages l;
} order;

static tr_err read_order(task *k, truce_mission *m, order *o)
{
    span period;
    str words;
    TR_TRY(read_languages(k, &o->l));
    TR_TRY(task_as_of(k, &o->when));
    TR_TRY(read_period(k, &m->m, &period, &words));
    TR_TRY(read_formats(k, &o->bits));
    return task_build(k, m, o->when, period, words, &o->s, &o->d);
}

tr_err task_report_dir(task *k, const truce_mission *m, const report_data *d, const char **out)
{
    civil c = d->as_of == USEC_UNKNOWN ? (civil){.year = 1, .month = 1, .day = 1}
                                       : usec_to_civil(d->as_of);
    usec_t last = d->period_to != USEC_UNKNOWN ? d->period_to - 1 : USEC_UNKNOWN;
    civil p = last == USEC_UNKNOWN ? c : usec_to_civil(last);
    str all = arena_printf(k->a, "%s/reports", m->m.dir);
    if (all.ptr == NULL) return TR_ERR_NOMEM;
    TR_TRY(host_make_dir(all.ptr, &k->d)); /* somebody may have cleared it away */
    str s = arena_printf(k->a, "%s/reports/%04d-%02d-%02d%s", m->m.dir, p.year, p.month, p.day,
                         d->drafts ? "-draft" : "");
    *out = s.ptr;
    return s.ptr ? TR_OK : TR_ERR_NOMEM;
}

/* What has no language is written once, in the folder; what has one in the folder of its language,
 * English in the folder itself. */
static tr_err issue_languages(task *k, truce_mission *m, order *o, const char *dir)
{
    tr_err e = host_make_dir(dir, &k->d);
    bool english = false;
    for (size_t i = 0; i < o->l.n; i++)
        english |= o->l.of[i] == NULL;
    unsigned here = english ? o->bits : o->bits & ~REPORT_TOLD, told = o->bits & REPORT_TOLD;
    o->d.words = NULL;
    if (e == TR_OK && here)
        e = issue_report(&m->m, m->r, &o->d, o->when, here, dir, task_zones(m, o->when), k->a,
                         &k->out, &k->d);
    for (size_t i = 0; e == TR_OK && i < o->l.n && told; i++) {
        o->d.words = o->l.of[i];
        if (o->d.words == NULL) continue;
        str own = arena_printf(k->a, "%s/%s", dir, o->d.words->tag);
        if (own.ptr == NULL) return TR_ERR_NOMEM;
        e = issue_report(&m->m, m->r, &o->d, o->when, told, own.ptr, task_zones(m, o->when), k->a,
                         &k->out, &k->d);
    }
    return e;
}

truce_code truce_report(truce_mission *m, const truce_setting *settings, truce_answer **out)
{
    static const char *const knows[] = {"as-of", "period",  "format", "lang",
                                        "out",   "drafts?", "by",     NULL};
    task k;
    order o;
    tr_err e = task_begin(&k, m->t, settings, knows);
    if (e == TR_OK && task_value(&k, "by").len) e = task_begin_writing(&k, m);
    if (e == TR_OK) e = read_order(&k, m, &o);
    if (e == TR_OK) o.d.issued_by = str_trim(task_value(&k, "by"));
    if (e == TR_OK) e = report_plan(&o.d, false, k.a);
    if (e == TR_OK) {
        str out_dir = task_value(&k, "out");
        const char *dir = task_path(&k, out_dir);
        if (out_dir.len == 0) e = task_report_dir(&k, m, &o.d, &dir);
        k.stands = true;
        if (e == TR_OK) e = issue_languages(&k, m, &o, dir);
    }
    return task_end(&k, e, out);
}

typedef struct outlet {
    truce_writer *write;
    void *context;
} outlet;

static tr_err put_out(void *ctx, str piece)
{
    const outlet *o = ctx;
    return o->write(o->context, (truce_text){piece.ptr, piece.len}) == 0 ? TR_OK : TR_ERR_IO;
}

static tr_err write_first(task *k, order *o, outlet *to)
{
    unsigned f = 1;
    buf out;
    while (f + 1 < FORMAT__N && !(o->bits >> f & 1))
        f++;
    buf_init(&out, BUF_LIMIT_BYTES);
    out.drain = put_out;
    out.ctx = to;
    o->d.words = o->l.of[0];
    tr_err e = report_plan(&o->d, true, k->a);
    if (e == TR_OK) e = issue_write(&o->d, (report_format)f, &out, &k->d);
    if (e == TR_OK) e = buf_drain(&out);
    buf_free(&out);
    return e;
}

truce_code truce_report_to(truce_mission *m, const truce_setting *settings, truce_writer *write,
                           void *context)
{
    static const char *const knows[] = {"as-of", "period", "format", "lang", "drafts?", NULL};
    task k;
    order o;
    outlet to = {write, context};
    tr_err e = task_begin(&k, m->t, settings, knows);
    if (e == TR_OK) e = read_order(&k, m, &o);
    if (e == TR_OK) e = write_first(&k, &o, &to);
    return task_end(&k, e, NULL);
}

static void put_instant(buf *b, usec_t t)
{
    if (t != USEC_UNKNOWN) when_write_rfc3339(b, t);
    buf_c(b, ',');
}

static tr_err issued(task *k, truce_mission *m)
{
    const state *s;
    TR_TRY(task_state(k, m, &s));
    buf_z(&k->out, "entry,from,to,as_of,format,language,by,entries,at\n");
    for (size_t i = s->issues.n; i-- > 0;) {
        const issue_line *x = &s->issues.items[i];
        buf_f(&k->out, "%llu,", (unsigned long long)x->entry);
        put_instant(&k->out, x->from);
        put_instant(&k->out, x->to);
        put_instant(&k->out, x->as_of);
        csv_text(&k->out, x->format);
        buf_c(&k->out, ',');
        csv_text(&k->out, x->language.len ? x->language : STR("en"));
        buf_c(&k->out, ',');
        csv_text(&k->out, x->by);
        buf_f(&k->out, ",%llu,", (unsigned long long)x->size);
        if (x->at != USEC_UNKNOWN) when_write_rfc3339(&k->out, x->at);
        buf_c(&k->out, '\n');
    }
    task_figure_is(k, "issued", s->issues.n);
    return TR_OK;
}

truce_code truce_issued(truce_mission *m, truce_answer **out)
{
    static const char *const knows[] = {NULL};
    task k;
    tr_err e = task_begin(&k, m->t, NULL, knows);
    if (e == TR_OK) e = issued(&k, m);
    return task_end(&k, e, out);
}
