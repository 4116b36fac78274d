#include "face/face.h"

#include <stdlib.h>

struct rejects_file {
    FILE *file;
    char path[1024];
    bool failed;
};

const char *truce_version(void)
{
    return TRUCE_VERSION;
}

truce_text truce_text_of(const char *words)
{
    return (truce_text){words, strlen(words)};
}

truce_code truce_new(truce **engine)
{
    *engine = calloc(1, sizeof **engine);
    if (*engine == NULL) return TRUCE_NO_MEMORY;
    (void)problem_of(&(*engine)->last, &(*engine)->shown);
    return TRUCE_OK;
}

void truce_free(truce *t)
{
    if (t == NULL) return;
    (void)truce_keep_rejects(t, NULL);
    free(t);
}

void truce_listen(truce *t, truce_listener *listener, void *context)
{
    t->listen = listener;
    t->context = context;
}

const truce_problem *truce_last_problem(const truce *t)
{
    return &t->shown.p;
}

/* ---- Text that is shown */

static void clean_into(const char *z, char *out, size_t room)
{
    size_t at = 0, n = 0;
    str piece, s = str_of(z);
    while (text_clean_next(s, &at, &piece) && n + piece.len < room) {
        memcpy(out + n, piece.ptr, piece.len);
        n += piece.len;
    }
    out[n] = '\0';
}

truce_code truce_show(truce_text text, truce_writer *write, void *context)
{
    size_t at = 0;
    str piece;
    while (text_clean_next(text_str(text), &at, &piece)) {
        if (write(context, (truce_text){piece.ptr, piece.len}) != 0) return TRUCE_IO;
    }
    return TRUCE_OK;
}

truce_problem problem_of(const tr_diag *d, struct shown_problem *into)
{
    clean_into(d->file, into->file, sizeof into->file);
    clean_into(d->msg, into->message, sizeof into->message);
    bool coded = d->code != CODE_NONE;
    into->p = (truce_problem){.code = coded ? diag_code_word(d->code) : "",
                              .message = into->message,
                              .hint = coded ? diag_code_hint(d->code) : "",
                              .file = into->file,
                              .line = d->line,
                              .column = d->col};
    return into->p;
}

/* ---- Notices */

static void hand(truce *t, truce_notice *n, const tr_diag *d)
{
    struct shown_problem shown;
    if (t->listen == NULL) return;
    n->problem = problem_of(d, &shown);
    t->listen(t->context, n);
}

void tell(truce *t, truce_level level, const tr_diag *d)
{
    truce_notice n = {.level = level, .row_text = {"", 0}};
    hand(t, &n, d);
}

/* As long as it needs to be: a note may list what was left out. */
void tell_note(truce *t, const char *fmt, ...)
{
    buf said, shown;
    if (t->listen == NULL) return;
    buf_init(&said, BUF_LIMIT_BYTES);
    buf_init(&shown, BUF_LIMIT_BYTES);
    va_list ap;
    va_start(ap, fmt);
    buf_vf(&said, fmt, ap);
    va_end(ap);
    text_clean(&shown, buf_str(&said));
    buf_c(&shown, '\0');
    buf_absorb(&shown, &said);
    truce_notice n = {.level = TRUCE_NOTE, .row_text = {"", 0}};
    n.problem = (truce_problem){.code = "", .hint = "", .file = ""};
    n.problem.message = buf_err(&shown) == TR_OK ? shown.ptr : "out of memory";
    t->listen(t->context, &n);
    buf_free(&shown);
}

void tell_progress(truce *t, const char *what, size_t done, size_t all)
{
    truce_notice n = {.level = TRUCE_PROGRESS, .row_text = {"", 0}, .done = done, .all = all};
    tr_diag d = {0};
    diag_set(&d, CODE_NONE, "", 0, 0, "%s", what);
    hand(t, &n, &d);
}

tr_err tell_faults(truce *t, const diag_list *faults, const char *file, tr_diag *d)
{
    size_t n = faults->n + faults->dropped;
    for (size_t i = 0; i < faults->n; i++)
        tell(t, TRUCE_FAULT, &faults->items[i]);
    if (n == 0) return TR_OK;
    diag_set(d, CODE_NONE, "", 0, 0, "%zu fault%s in '%s'", n, n == 1 ? "" : "s", file);
    return TR_ERR_DATA;
}

/* ---- Rows that are not taken */

truce_code truce_keep_rejects(truce *t, const char *path)
{
    bool failed = false;
    tr_diag d = {0};
    if (t->rejects) {
        failed = fclose(t->rejects->file) != 0 || t->rejects->failed;
        if (failed) diag_set(&d, CODE_IO, "", 0, 0, "cannot write '%s'", t->rejects->path);
        free(t->rejects);
        t->rejects = NULL;
    }
    if (path && !failed) {
        rejects_file *r = calloc(1, sizeof *r);
        if (r == NULL) return TRUCE_NO_MEMORY;
        (void)snprintf(r->path, sizeof r->path, "%s", path);
        r->file = fopen(path, "w");
        failed = r->file == NULL;
        if (failed) diag_set(&d, CODE_IO, "", 0, 0, "cannot write '%s'", path);
        if (failed) free(r);
        if (!failed) {
            r->failed = fputs("file,line,column,record,code,message,row\n", r->file) < 0;
            t->rejects = r;
        }
    }
    t->last = d;
    (void)problem_of(&d, &t->shown);
    return failed ? TRUCE_IO : TRUCE_OK;
}

static void write_reject(rejects_file *r, const feed_reject *x, str raw)
{
    const tr_diag *d = &x->diag;
    buf b;
    buf_init(&b, 4 << 20);
    csv_text(&b, str_of(d->file));
    buf_f(&b, ",%u,%u,%zu,%s,", d->line, d->col, x->record,
          x->duplicate ? "duplicate" : diag_code_word(d->code));
    csv_text(&b, str_of(d->msg));
    buf_c(&b, ',');
    csv_text(&b, raw);
    buf_c(&b, '\n');
    r->failed = r->failed || buf_err(&b) != TR_OK || fwrite(b.ptr, 1, b.len, r->file) != b.len;
    buf_free(&b);
}

void tell_reject(truce *t, const feed_reject *x)
{
    str raw = str_upto(x->raw, utf8_valid_prefix(x->raw));
    truce_notice n = {.level = x->duplicate ? TRUCE_REPEATED : TRUCE_SET_ASIDE,
                      .row = x->record,
                      .row_text = {raw.ptr ? raw.ptr : "", raw.len}};
    if (t->rejects) write_reject(t->rejects, x, raw);
    hand(t, &n, &x->diag);
}

void tell_rejects(truce *t, const feed_result *r)
{
    for (size_t i = 0; i < r->n_rejects; i++)
        tell_reject(t, &r->rejects[i]);
}

static void hear_reject(void *ctx, const feed_reject *x)
{
    tell_reject(ctx, x);
}

reject_sink tell_sink(truce *t)
{
    return (reject_sink){.hear = hear_reject, .ctx = t};
}
