#include "terminal/rejects.h"

static void hear(void *ctx, const feed_reject *x)
{
    rejects_hear(ctx, x);
}

int rejects_open(rejects *r, const cmd *c, const args *in)
{
    str path = opt_value(c, in, "rejects");
    *r = (rejects){.sink = {.hear = hear, .ctx = r}};
    if (path.len == 0) return EXIT_DONE;
    r->path = cli_path(in->a, path);
    r->file = fopen(r->path, "w");
    if (r->file == NULL) {
        cli_say("truce: cannot write '%s'\n", r->path);
        return EXIT_STORE;
    }
    r->failed = fputs("file,line,column,record,code,message,row\n", r->file) < 0;
    return EXIT_DONE;
}

static void write_row(rejects *r, const feed_reject *x)
{
    const tr_diag *d = &x->diag;
    buf b;
    buf_init(&b, 4 << 20);
    csv_text(&b, str_of(d->file));
    buf_f(&b, ",%u,%u,%zu,%s,", d->line, d->col, x->record,
          x->duplicate ? "duplicate" : diag_code_word(d->code));
    csv_text(&b, str_of(d->msg));
    buf_c(&b, ',');
    csv_text(&b, str_upto(x->raw, utf8_valid_prefix(x->raw)));
    buf_c(&b, '\n');
    r->failed = r->failed || buf_err(&b) != TR_OK || fwrite(b.ptr, 1, b.len, r->file) != b.len;
    buf_free(&b);
}

void rejects_hear(rejects *r, const feed_reject *x)
{
    diag_code code = x->diag.code;
    if (r->file) write_row(r, x);
    if (x->duplicate) {
        r->n_repeats++;
    } else {
        r->n++;
        r->by_code[code]++;
    }
    if (r->n + r->n_repeats > REJECTS_SHOWN) return;
    tr_diag d = x->diag;
    cli_place(&d, x->duplicate ? "repeated" : "set aside");
    if (x->duplicate || r->hinted[code]) return;
    r->hinted[code] = true; /* once is enough */
    cli_hint(&d);
}

void rejects_hear_all(rejects *r, const feed_result *result)
{
    for (size_t i = 0; i < result->n_rejects; i++)
        rejects_hear(r, &result->rejects[i]);
}

static void say_counts(const rejects *r)
{
    size_t n = 0;
    cli_say("truce: %zu row%s not taken:", r->n + r->n_repeats,
            r->n + r->n_repeats == 1 ? "" : "s");
    for (unsigned i = 0; i < CODE__N; i++) {
        if (r->by_code[i]) cli_say("%s %zu %s", n++ ? "," : "", r->by_code[i], diag_code_word(i));
    }
    if (r->n_repeats) cli_say("%s %zu repeated", n ? "," : "", r->n_repeats);
    if (r->path) {
        cli_say("; all of them are in '%s'\n", r->path);
    } else if (r->n + r->n_repeats > REJECTS_SHOWN) {
        cli_say("; the first %d are above, --rejects FILE writes all\n", (int)REJECTS_SHOWN);
    } else {
        cli_say("\n");
    }
}

int rejects_close(rejects *r)
{
    if (r->n + r->n_repeats > 0) say_counts(r);
    if (r->file == NULL) return EXIT_DONE;
    if (fclose(r->file) != 0) r->failed = true;
    r->file = NULL;
    if (!r->failed) return EXIT_DONE;
    cli_say("truce: cannot write '%s'\n", r->path);
    return EXIT_STORE;
}
