#include "cli/cli.h"

static const opt *find_opt(const cmd *c, const char *name, size_t n, bool *ambiguous)
{
    const opt *found = NULL;
    *ambiguous = false;
    for (const opt *o = c->opts; o->name; o++) {
        if (strncmp(o->name, name, n) != 0) continue;
        if (o->name[n] == '\0') return o;
        *ambiguous = found != NULL;
        found = o;
    }
    return *ambiguous ? NULL : found;
}

/* The last value of an option stands, of one that may come several times all do. */
static void add_value(args *out, const opt *o, const char *value)
{
    truce_setting *list = o->own ? out->own : out->settings;
    size_t *n = o->own ? &out->n_own : &out->n_settings, at = *n;
    for (size_t i = 0; i < *n && !o->many; i++) {
        if (strcmp(list[i].name, o->name) == 0) at = i;
    }
    list[at] = (truce_setting){o->name, truce_text_of(value)};
    if (at == *n) ++*n;
}

static bool refuse(const cmd *c, const char *what, const char *name, const char *why)
{
    cli_say("truce %s: the option '%s%s' %s", c->name, what, name, why);
    return false;
}

static bool take_option(const cmd *c, args *out, int argc, char **argv, int *at)
{
    const char *word = argv[*at] + 2, *eq = strchr(word, '='), *value = eq ? eq + 1 : NULL;
    size_t n = eq ? (size_t)(eq - word) : strlen(word);
    bool ambiguous, no = false;
    const opt *o = find_opt(c, word, n, &ambiguous);
    if (o == NULL && !ambiguous && strncmp(word, "no-", 3) == 0) {
        no = true;
        o = find_opt(c, word + 3, n - 3, &ambiguous);
        if (o && o->arg) o = NULL;
    }
    if (o == NULL) {
        (void)refuse(c, "", argv[*at], ambiguous ? "is ambiguous" : "is not known");
        cli_say("; see 'truce %s --help'\n", c->name);
        return false;
    }
    if (o->arg == NULL) {
        if (value) return refuse(c, "--", o->name, "takes no value\n");
        add_value(out, o, no ? "no" : "yes");
        return true;
    }
    if (value == NULL && *at + 1 >= argc) {
        (void)refuse(c, "--", o->name, "needs a value");
        cli_say(" (%s)\n", o->arg);
        return false;
    }
    add_value(out, o, value ? value : argv[++*at]);
    return true;
}

int opt_parse(const cmd *c, int argc, char **argv, args *out)
{
    size_t room = (size_t)argc + 1;
    *out = (args){0};
    out->words = calloc(room, sizeof *out->words);
    out->settings = calloc(room, sizeof *out->settings);
    out->own = calloc(room, sizeof *out->own);
    if (out->words == NULL || out->settings == NULL || out->own == NULL) {
        cli_say("truce: out of memory\n");
        return EXIT_STORE;
    }
    bool only_words = false;
    for (int i = 0; i < argc; i++) {
        if (!only_words && strcmp(argv[i], "--") == 0) {
            only_words = true;
        } else if (!only_words && argv[i][0] == '-' && argv[i][1] == '-') {
            if (!take_option(c, out, argc, argv, &i)) return EXIT_USAGE;
        } else if (!only_words && argv[i][0] == '-' && argv[i][1] != '\0') {
            cli_say("truce %s: '%s' is not an option; options are written out, as --help\n",
                    c->name, argv[i]);
            return EXIT_USAGE;
        } else {
            out->words[out->n_words++] = argv[i];
        }
    }
    return EXIT_DONE;
}

const char *opt_own(const args *in, const char *name)
{
    for (size_t i = 0; i < in->n_own; i++) {
        if (strcmp(in->own[i].name, name) == 0) return in->own[i].value.bytes;
    }
    return NULL;
}

bool opt_yes(const args *in, const char *name)
{
    const char *v = opt_own(in, name);
    return v && strcmp(v, "yes") == 0;
}

/* ---- Help, the man page */

static void put(const char *z)
{
    (void)fputs(z, stdout);
}

void opt_help(const cmd *c)
{
    (void)printf("truce %s: %s\n\nusage: truce %s\n\n%s\n", c->name, c->summary, c->usage, c->text);
    if (c->opts[0].name) put("\noptions:\n");
    for (size_t i = 0; c->opts[i].name; i++) {
        const opt *o = &c->opts[i];
        size_t width = strlen(o->name) + (o->arg ? strlen(o->arg) + 1 : 0);
        (void)printf("  --%s%s%s%*s %s\n", o->name, o->arg ? " " : "", o->arg ? o->arg : "",
                     (int)(width < 22 ? 22 - width : 1), "", o->help);
    }
    if (c->examples[0]) put("\nexamples:\n");
    for (size_t i = 0; i < EXAMPLES_MAX && c->examples[i]; i++)
        (void)printf("  %s\n", c->examples[i]);
    put("\nexit status: 0 done or holds, 1 a negative answer, 2 usage, 3 bad input data, 4 "
        "store or I/O\n");
}

static void man_text(const char *z)
{
    bool line_start = true;
    for (; *z; z++) {
        if (line_start && (*z == '.' || *z == '\'')) put("\\&");
        if (*z == '\\') (void)putchar('\\');
        if (*z == '-') (void)putchar('\\');
        (void)putchar(*z);
        line_start = *z == '\n';
    }
}

void opt_man(const cmd *c)
{
    (void)printf(".TH TRUCE-%s 1 \"\" \"truce\" \"truce manual\"\n.SH NAME\ntruce\\-%s \\- ",
                 c->name, c->name);
    man_text(c->summary);
    put("\n.SH SYNOPSIS\n.B truce ");
    man_text(c->usage);
    put("\n.SH DESCRIPTION\n");
    man_text(c->text);
    put("\n");
    if (c->opts[0].name) put(".SH OPTIONS\n");
    for (size_t i = 0; c->opts[i].name; i++) {
        put(".TP\n.B \\-\\-");
        man_text(c->opts[i].name);
        if (c->opts[i].arg) {
            (void)putchar(' ');
            man_text(c->opts[i].arg);
        }
        (void)putchar('\n');
        man_text(c->opts[i].help);
        (void)putchar('\n');
    }
    if (c->examples[0]) put(".SH EXAMPLES\n.nf\n");
    for (size_t i = 0; i < EXAMPLES_MAX && c->examples[i]; i++) {
        man_text(c->examples[i]);
        (void)putchar('\n');
    }
    if (c->examples[0]) put(".fi\n");
    put(".SH EXIT STATUS\n0 done or holds, 1 a negative answer, 2 usage, 3 bad input data, "
        "4 store or I/O.\n");
    put(".SH SEE ALSO\n.BR truce (1)\n");
}
