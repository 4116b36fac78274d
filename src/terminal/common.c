#include "terminal/cmd.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static int color_choice; /* 0 auto, 1 always, -1 never; set once from the command line */

void cli_set_color(int choice);
void cli_set_color(int choice)
{
    color_choice = choice;
}

bool cli_color(void)
{
    const char *no = getenv("NO_COLOR");
    if (color_choice != 0) return color_choice > 0;
    return !(no && no[0]) && isatty(STDERR_FILENO) == 1;
}

void cli_say(const char *fmt, ...)
{
    char line[4096];
    size_t at = 0;
    str piece;
    va_list ap;
    va_start(ap, fmt);
    int n = vsnprintf(line, sizeof line, fmt, ap);
    va_end(ap);
    if (n < 0) return;
    str s = {line, (size_t)n < sizeof line ? (size_t)n : sizeof line - 1};
    while (text_clean_next(s, &at, &piece))
        (void)fwrite(piece.ptr, 1, piece.len, stderr);
}

void cli_mark(const char *escape)
{
    if (cli_color()) (void)fputs(escape, stderr);
}

void cli_place(const tr_diag *d, const char *level)
{
    if (d->file[0] == '\0' || d->line == 0) {
        cli_say("truce: %s%s%s%s", level[0] == 'w' ? "warning: " : "", d->file[0] ? d->file : "",
                d->file[0] ? ": " : "", d->msg);
        if (d->code != CODE_NONE && d->code != CODE_IO) cli_say(" [%s]", diag_code_word(d->code));
        cli_say("\n");
    } else {
        cli_mark("\033[1m");
        cli_say("%s:%u:%u:", d->file, d->line, d->col);
        cli_mark("\033[0m");
        cli_say(" %s: %s [%s]\n", level, d->msg, diag_code_word(d->code));
    }
}

void cli_hint(const tr_diag *d)
{
    if (d->code != CODE_NONE && d->code != CODE_IO && diag_code_hint(d->code)[0])
        cli_say("    %s\n", diag_code_hint(d->code));
}

void cli_diag(const tr_diag *d, const char *level)
{
    cli_place(d, level);
    cli_hint(d);
}

int cli_table(str path, feed_kind kind, arena *a, str *out, const char **name)
{
    tr_diag d = {0};
    event_mapping none = {0};
    *name = cli_path(a, path);
    tr_err e = mission_table_text(*name, kind, &none, a, out, &d);
    return e == TR_OK ? EXIT_DONE : cli_fail(e, &d);
}

void cli_say_form(const char *name, const table_form *form, arena *a)
{
    str words;
    if (form_words(form, a, &words) == TR_OK && words.len)
        cli_say("truce: '%s': " STR_FMT "\n", name, STR_ARG(words));
}

static bool write_out(str s)
{
    while (s.len) {
        ssize_t n = write(STDOUT_FILENO, s.ptr, s.len);
        if (n <= 0) return false;
        s = str_from(s, (size_t)n);
    }
    return true;
}

/* Formats have escaped what they show already; what is plain text is cleaned here, once for all. */
int cli_answer(const buf *b, int exit_code)
{
    size_t at = 0;
    str piece;
    if (buf_err(b) != TR_OK) return cli_fail(buf_err(b), NULL);
    while (text_clean_next(buf_str(b), &at, &piece)) {
        if (write_out(piece)) continue;
        cli_say("truce: cannot write the answer\n");
        return EXIT_STORE;
    }
    return exit_code;
}

int cli_fail(tr_err e, const tr_diag *d)
{
    if (d && d->msg[0]) {
        cli_diag(d, "error");
    } else {
        cli_say("truce: %s\n", tr_err_words(e));
    }
    switch (e) {
    case TR_ERR_DATA:
    case TR_ERR_ABSENT: return EXIT_DATA;
    case TR_ERR_USAGE: return EXIT_USAGE;
    case TR_ERR_DAMAGED: return EXIT_NEGATIVE;
    case TR_OK:
    case TR_ERR_NOMEM:
    case TR_ERR_LIMIT:
    case TR_ERR_IO:
    case TR_ERR_STORE: return EXIT_STORE;
    }
    return EXIT_STORE;
}

int cli_usage(const cmd *c)
{
    cli_say("usage: truce %s\nsee 'truce %s --help'\n", c->usage, c->name);
    return EXIT_USAGE;
}

int cli_no_kind(const cmd *c, str word)
{
    buf b;
    buf_init(&b, 65536);
    feed_kind_list(&b);
    buf_c(&b, '\0');
    cli_say("truce %s: '" STR_FMT "' is no kind; %s\n", c->name, STR_ARG(word),
            buf_err(&b) == TR_OK ? b.ptr : "");
    buf_free(&b);
    return EXIT_USAGE;
}

const char *cli_path(arena *a, str s)
{
    str z = arena_str(a, s);
    return z.ptr ? z.ptr : "";
}

int cli_agreement(str path, host_zones *zones, arena *a, const agreement **out)
{
    str bytes;
    tr_diag d = {0};
    diag_list faults = {0};
    const char *name = cli_path(a, path);
    tz_db db = host_zones_db(zones);
    tr_err e = host_read_file(name, HOST_FILE_BYTES, a, &bytes, &d);
    if (e != TR_OK) return cli_fail(e, &d);
    e = agreement_parse(bytes, name, &db, a, out, &faults);
    if (e == TR_OK) return EXIT_DONE;
    for (size_t i = 0; i < faults.n; i++)
        cli_diag(&faults.items[i], "error");
    if (faults.n == 0) return cli_fail(e, NULL);
    cli_say("truce: %zu fault%s in '%s'\n", faults.n + faults.dropped,
            faults.n + faults.dropped == 1 ? "" : "s", name);
    return EXIT_DATA;
}

void cli_progress(const char *what, size_t at, size_t n)
{
    if (isatty(STDERR_FILENO) == 1)
        (void)fprintf(stderr, "\r%s %zu of %zu (%zu %%)\033[K%s", what, at, n,
                      n ? at * 100 / n : 100, at == n ? "\r\033[K" : "");
}
