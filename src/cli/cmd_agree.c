#include "terminal/cmd.h"

static int check(const cmd *c, args *in, host_zones *zones)
{
    const agreement *ag = NULL;
    diag_list lints = {0};
    buf b;
    int code = cli_agreement(in->words[1], zones, in->a, &ag);
    if (code != EXIT_DONE) return code;
    const char *file = cli_path(in->a, in->words[1]);
    tr_err e = agreement_lint(ag, file, in->a, &lints);
    if (e != TR_OK) return cli_fail(e, NULL);
    buf_init(&b, BUF_LIMIT_BYTES);
    for (size_t i = 0; i < lints.n; i++) {
        const tr_diag *d = &lints.items[i];
        buf_f(&b, "%s:%u:%u: %s: %s\n", d->file, d->line, d->col, diag_code_word(d->code), d->msg);
        if (i + 1 == lints.n || lints.items[i + 1].code != d->code)
            buf_f(&b, "    %s\n", diag_code_hint(d->code));
    }
    buf_f(
        &b, "%s: no faults; %zu point%s to clarify; %zu readings, %zu statements, %zu categories\n",
        file, lints.n, lints.n == 1 ? "" : "s", ag->n_readings, ag->n_statements, ag->categories.n);
    code = cli_answer(&b, opt_yes(c, in, "strict") && lints.n ? EXIT_NEGATIVE : EXIT_DONE);
    buf_free(&b);
    return code;
}

static int show(args *in, host_zones *zones)
{
    const agreement *ag = NULL;
    buf b;
    int code = cli_agreement(in->words[1], zones, in->a, &ag);
    if (code != EXIT_DONE) return code;
    buf_init(&b, BUF_LIMIT_BYTES);
    agreement_show(ag, &b);
    code = cli_answer(&b, EXIT_DONE);
    buf_free(&b);
    return code;
}

static int diff(args *in, host_zones *zones)
{
    const agreement *x = NULL, *y = NULL;
    buf b;
    int code = cli_agreement(in->words[1], zones, in->a, &x);
    if (code == EXIT_DONE) code = cli_agreement(in->words[2], zones, in->a, &y);
    if (code != EXIT_DONE) return code;
    buf_init(&b, BUF_LIMIT_BYTES);
    size_t n = agreement_diff(x, y, &b);
    code = cli_answer(&b, n ? EXIT_NEGATIVE : EXIT_DONE);
    buf_free(&b);
    return code;
}

static int run(const cmd *c, args *in)
{
    host_zones *zones = NULL;
    if (in->n_words < 2 || host_zones_open(in->a, &zones) != TR_OK) return cli_usage(c);
    if (str_is(in->words[0], "check") && in->n_words == 2) return check(c, in, zones);
    if (str_is(in->words[0], "show") && in->n_words == 2) return show(in, zones);
    if (str_is(in->words[0], "diff") && in->n_words == 3) return diff(in, zones);
    return cli_usage(c);
}

const cmd cmd_agreement = {
    .name = "agreement",
    .usage = "agreement check FILE | show FILE | diff BEFORE AFTER",
    .summary = "check, show or compare agreement files",
    .text = "check  reads the file, gives every fault as file:line:col with a stable code and a "
            "hint, and\n"
            "       lists what is ambiguous: terms without a meaning, categories on which readings "
            "are silent\n"
            "       or differ, day counts that are not named, starts without a clock time.\n"
            "show   prints the agreement in plain words, as Markdown.\n"
            "diff   compares two versions, one line a difference; the exit status is 1 when there "
            "are any.",
    .opts = {{.name = "strict", .help = "check: exit with 1 when there is anything to clarify"}},
    .examples = {"truce agreement check examples/energy-2025/agreement.yaml",
                 "truce agreement show examples/easter-2025/agreement.yaml"},
    .run = run,
};
