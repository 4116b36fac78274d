/* One call of the interface, from its settings to its answer. */
#include "face/face.h"

#include <stdlib.h>

/* ---- Settings */

/* "name", "name*" (may come many times) or "name?" (yes or no). */
static bool is_named(const char *known, const char *name, char *sort)
{
    size_t n = strlen(known);
    *sort = n > 0 && (known[n - 1] == '*' || known[n - 1] == '?') ? known[n - 1] : '\0';
    n -= *sort != '\0';
    return strlen(name) == n && strncmp(known, name, n) == 0;
}

static tr_err check_setting(task *k, const truce_setting *s, const char *const *knows)
{
    size_t i = 0;
    char sort = '\0';
    str value = text_str(s->value);
    while (knows[i] && !is_named(knows[i], s->name, &sort))
        i++;
    if (knows[i] == NULL) return task_refuse(k, "there is no setting '%s' here", s->name);
    for (const truce_setting *o = k->settings; o < s && sort != '*'; o++) {
        if (strcmp(o->name, s->name) == 0)
            return task_refuse(k, "the setting '%s' is given twice", s->name);
    }
    if (value.len && memchr(value.ptr, 0, value.len))
        return task_refuse(k, "the setting '%s' holds a NUL", s->name);
    if (sort == '?' && !str_is(value, "yes") && !str_is(value, "no"))
        return task_refuse(k, "--%s is yes or no", s->name);
    return TR_OK;
}

str task_value(const task *k, const char *name)
{
    str s = {0};
    (void)task_nth(k, name, 0, &s);
    return s;
}

bool task_nth(const task *k, const char *name, size_t nth, str *out)
{
    for (const truce_setting *s = k->settings; s->name; s++) {
        if (strcmp(s->name, name) != 0 || nth-- > 0) continue;
        *out = text_str(s->value);
        return true;
    }
    return false;
}

bool task_yes(const task *k, const char *name)
{
    return str_is(task_value(k, name), "yes");
}

const char *task_path(const task *k, str s)
{
    str z = arena_str(k->a, s);
    return z.ptr ? z.ptr : "";
}

tr_err task_language(task *k, const catalogue **out)
{
    str lang = task_value(k, "lang");
    *out = NULL;
    if (lang.len == 0 || catalogue_of(lang, out)) return TR_OK;
    return task_refuse(k, "'" STR_FMT "' is no language of reports", STR_ARG(lang));
}

/* ---- From beginning to end */

tr_err task_begin(task *k, truce *t, const truce_setting *settings, const char *const *knows)
{
    static const truce_setting none[] = {{NULL, {"", 0}}};
    *k = (task){.t = t, .settings = settings ? settings : none, .a = &k->work};
    buf_init(&k->out, BUF_LIMIT_BYTES);
    arena_init(&k->work, MISSION_ARENA_BYTES);
    k->answer = calloc(1, sizeof *k->answer);
    if (k->answer == NULL) return TR_ERR_NOMEM;
    arena_init(&k->answer->a, MISSION_ARENA_BYTES);
    /* room for a short answer before anything is recorded that it has to tell */
    buf_z(&k->out, " ");
    buf_reset(&k->out);
    if (arena_alloc(&k->answer->a, 1) == NULL) return TR_ERR_NOMEM;
    TR_TRY(buf_err(&k->out));
    for (const truce_setting *s = k->settings; s->name; s++)
        TR_TRY(check_setting(k, s, knows));
    return TR_OK;
}

static tr_err take_text(task *k)
{
    size_t at = 0;
    str piece;
    buf shown;
    TR_TRY(buf_err(&k->out));
    str all = buf_str(&k->out);
    if (text_clean_next(all, &at, &piece) && piece.len == all.len)
        return buf_take(&k->out, &k->answer->a, &k->answer->text);
    buf_init(&shown, BUF_LIMIT_BYTES);
    text_clean(&shown, all);
    return buf_take(&shown, &k->answer->a, &k->answer->text);
}

truce_code task_end(task *k, tr_err e, truce_answer **out)
{
    bool given = e == TR_OK || (k->stands && buf_written(&k->out) > 0);
    tr_err taken = given && k->answer ? take_text(k) : TR_OK;
    if (e == TR_OK) e = taken;
    buf_free(&k->out);
    if (k->locked) record_sign(k->locked, NULL, (str){0}, false);
    record_close(k->locked);
    arena_clear(&k->work);
    if (e != TR_OK && k->d.msg[0] == '\0')
        diag_set(&k->d, CODE_NONE, "", 0, 0, "%s", tr_err_words(e));
    if (e == TR_OK) k->d = (tr_diag){0};
    k->t->last = k->d;
    (void)problem_of(&k->d, &k->t->shown);
    if (!given || taken != TR_OK || out == NULL) {
        truce_answer_free(k->answer);
        k->answer = NULL;
    }
    if (out) *out = k->answer;
    return (truce_code)e;
}

tr_err task_refuse(task *k, const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    diag_vset(&k->d, CODE_NONE, "", 0, 0, fmt, ap);
    va_end(ap);
    return TR_ERR_USAGE;
}

void task_figure_is(task *k, const char *name, size_t value)
{
    if (k->answer->n_figures < TASK_FIGURES)
        k->answer->figures[k->answer->n_figures++] = (task_figure){name, (int64_t)value};
}

/* ---- Answers */

truce_text truce_answer_text(const truce_answer *a)
{
    return (truce_text){a->text.ptr ? a->text.ptr : "", a->text.len};
}

bool truce_answer_is_negative(const truce_answer *a)
{
    return a->negative;
}

bool truce_answer_figure(const truce_answer *a, const char *name, int64_t *value)
{
    for (size_t i = 0; i < a->n_figures; i++) {
        if (strcmp(a->figures[i].name, name) != 0) continue;
        *value = a->figures[i].value;
        return true;
    }
    return false;
}

void truce_answer_free(truce_answer *a)
{
    if (a == NULL) return;
    arena_clear(&a->a);
    free(a);
}

/* ---- What several tasks do */

tr_err task_table(task *k, const char *path, feed_kind kind, arena *a, str *out)
{
    event_mapping none = {0};
    return mission_table_text(path, kind, &none, a, out, &k->d);
}

void task_tell_form(task *k, const char *name, const table_form *form)
{
    str words;
    if (form_words(form, k->a, &words) == TR_OK && words.len)
        tell_note(k->t, "'%s': " STR_FMT, name, STR_ARG(words));
}

tr_err task_agreement(task *k, const char *path, host_zones *zones, const agreement **out)
{
    str bytes;
    diag_list faults = {0};
    tz_db db = host_zones_db(zones);
    TR_TRY(host_read_file(path, HOST_FILE_BYTES, k->a, &bytes, &k->d));
    tr_err e = agreement_parse(bytes, path, &db, k->a, out, &faults);
    if (e == TR_OK) return TR_OK;
    TR_TRY(tell_faults(k->t, &faults, path, &k->d));
    return e;
}

tr_err task_no_kind(task *k, str word)
{
    buf b;
    buf_init(&b, 65536);
    feed_kind_list(&b);
    buf_c(&b, '\0');
    tr_err e = task_refuse(k, "'" STR_FMT "' is no kind; %s", STR_ARG(word),
                           buf_err(&b) == TR_OK ? b.ptr : "");
    buf_free(&b);
    return e;
}
