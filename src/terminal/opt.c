#include "terminal/opt.h"

#include "terminal/cmd.h"

#include <string.h>

static size_t find_opt(const cmd *c, str name, bool *ambiguous)
{
    size_t found = OPT_MAX;
    *ambiguous = false;
    for (size_t i = 0; i < OPT_MAX && c->opts[i].name; i++) {
        str full = str_of(c->opts[i].name);
        if (str_eq(full, name)) return i;
        if (name.len < full.len && str_eq(str_upto(full, name.len), name)) {
            *ambiguous = found != OPT_MAX;
            found = i;
        }
    }
    return *ambiguous ? OPT_MAX : found;
}

static bool add_value(args *out, const opt *o, size_t i, str value)
{
    out->each[out->n_each++] = (struct given){i, value};
    if (o->many && out->given[i]) {
        value = arena_printf(out->a, STR_FMT "\n" STR_FMT, STR_ARG(out->values[i]), STR_ARG(value));
        if (value.ptr == NULL) return false;
    }
    out->values[i] = value;
    out->given[i] = true;
    return true;
}

static bool take_option(const cmd *c, args *out, int argc, char **argv, int *at)
{
    str word = str_from(str_of(argv[*at]), 2), value = {0};
    size_t eq = str_find(word, '=');
    bool has_value = eq < word.len, ambiguous, no = false;
    if (has_value) value = str_from(word, eq + 1);
    word = str_upto(word, eq);
    size_t i = find_opt(c, word, &ambiguous);
    if (i == OPT_MAX && !ambiguous && str_starts(word, "no-")) {
        no = true;
        i = find_opt(c, str_from(word, 3), &ambiguous);
        if (i != OPT_MAX && c->opts[i].arg) i = OPT_MAX;
    }
    if (i == OPT_MAX) {
        cli_say("truce %s: the option '%s' is %s; see 'truce %s --help'\n", c->name, argv[*at],
                ambiguous ? "ambiguous" : "not known", c->name);
        return false;
    }
    const opt *o = &c->opts[i];
    if (o->arg == NULL) {
        if (has_value) {
            cli_say("truce %s: the option '--%s' takes no value\n", c->name, o->name);
            return false;
        }
        return add_value(out, o, i, no ? STR("no") : STR("yes"));
    }
    if (!has_value) {
        if (*at + 1 >= argc) {
            cli_say("truce %s: the option '--%s' needs a value (%s)\n", c->name, o->name, o->arg);
            return false;
        }
        value = str_of(argv[++*at]);
    }
    return add_value(out, o, i, value);
}

bool opt_parse(const cmd *c, int argc, char **argv, arena *a, args *out)
{
    *out = (args){.a = a};
    out->words = arena_alloc_n(a, (size_t)argc + 1, sizeof *out->words);
    out->each = arena_alloc_n(a, (size_t)argc + 1, sizeof *out->each);
    if (out->words == NULL || out->each == NULL) return false;
    bool only_words = false;
    for (int i = 0; i < argc; i++) {
        if (!only_words && strcmp(argv[i], "--") == 0) {
            only_words = true;
        } else if (!only_words && argv[i][0] == '-' && argv[i][1] == '-') {
            if (!take_option(c, out, argc, argv, &i)) return false;
        } else if (!only_words && argv[i][0] == '-' && argv[i][1] != '\0') {
            cli_say("truce %s: '%s' is not an option; options are written out, as --help\n",
                    c->name, argv[i]);
            return false;
        } else {
            out->words[out->n_words++] = str_of(argv[i]);
        }
    }
    return true;
}

str opt_value(const cmd *c, const args *in, const char *name)
{
    for (size_t i = 0; i < OPT_MAX && c->opts[i].name; i++) {
        if (strcmp(c->opts[i].name, name) == 0) return in->values[i];
    }
    return (str){0};
}

bool opt_nth(const cmd *c, const args *in, const char *name, size_t nth, str *out)
{
    for (size_t i = 0; i < in->n_each; i++) {
        if (strcmp(c->opts[in->each[i].opt].name, name) != 0 || nth-- > 0) continue;
        *out = in->each[i].value;
        return true;
    }
    return false;
}

bool opt_yes(const cmd *c, const args *in, const char *name)
{
    return str_is(opt_value(c, in, name), "yes");
}

void opt_help(const cmd *c, buf *out)
{
    buf_f(out, "truce %s: %s\n\nusage: truce %s\n\n%s\n", c->name, c->summary, c->usage, c->text);
    if (c->opts[0].name) buf_z(out, "\noptions:\n");
    for (size_t i = 0; i < OPT_MAX && c->opts[i].name; i++) {
        const opt *o = &c->opts[i];
        size_t width = strlen(o->name) + (o->arg ? strlen(o->arg) + 1 : 0);
        buf_f(out, "  --%s%s%s%*s %s\n", o->name, o->arg ? " " : "", o->arg ? o->arg : "",
              (int)(width < 22 ? 22 - width : 1), "", o->help);
    }
    if (c->examples[0]) buf_z(out, "\nexamples:\n");
    for (size_t i = 0; i < 6 && c->examples[i]; i++)
        buf_f(out, "  %s\n", c->examples[i]);
    buf_z(out, "\nexit status: 0 done or holds, 1 a negative answer, 2 usage, 3 bad input data, 4 "
               "store or I/O\n");
}

static void man_text(buf *out, const char *z)
{
    bool line_start = true;
    for (; *z; z++) {
        if (line_start && (*z == '.' || *z == '\'')) buf_z(out, "\\&");
        if (*z == '\\') buf_c(out, '\\');
        if (*z == '-') buf_c(out, '\\');
        buf_c(out, *z);
        line_start = *z == '\n';
    }
}

void opt_man(const cmd *c, buf *out)
{
    buf_f(out, ".TH TRUCE-%s 1 \"\" \"truce\" \"truce manual\"\n.SH NAME\ntruce\\-%s \\- ", c->name,
          c->name);
    man_text(out, c->summary);
    buf_z(out, "\n.SH SYNOPSIS\n.B truce ");
    man_text(out, c->usage);
    buf_z(out, "\n.SH DESCRIPTION\n");
    man_text(out, c->text);
    buf_z(out, "\n");
    if (c->opts[0].name) buf_z(out, ".SH OPTIONS\n");
    for (size_t i = 0; i < OPT_MAX && c->opts[i].name; i++) {
        buf_z(out, ".TP\n.B \\-\\-");
        man_text(out, c->opts[i].name);
        if (c->opts[i].arg) {
            buf_c(out, ' ');
            man_text(out, c->opts[i].arg);
        }
        buf_c(out, '\n');
        man_text(out, c->opts[i].help);
        buf_c(out, '\n');
    }
    if (c->examples[0]) buf_z(out, ".SH EXAMPLES\n.nf\n");
    for (size_t i = 0; i < 6 && c->examples[i]; i++) {
        man_text(out, c->examples[i]);
        buf_c(out, '\n');
    }
    if (c->examples[0]) buf_z(out, ".fi\n");
    buf_z(out, ".SH EXIT STATUS\n0 done or holds, 1 a negative answer, 2 usage, 3 bad input data, "
               "4 store or I/O.\n");
    buf_z(out, ".SH SEE ALSO\n.BR truce (1)\n");
}
