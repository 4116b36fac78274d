#include "terminal/cmd.h"

#include <stdlib.h>
#include <string.h>

const cmd *const commands[] = {
    &cmd_run,       &cmd_init,   &cmd_import,  &cmd_observe, &cmd_code,   &cmd_reply,
    &cmd_decide,    &cmd_review, &cmd_report,  &cmd_claims,  &cmd_verify, &cmd_rebuild,
    &cmd_agreement, &cmd_assess, &cmd_compare, &cmd_fuse,    &cmd_feed,   &cmd_map,
    &cmd_sites,     &cmd_meltt,  &cmd_stats,   &cmd_grid,    NULL};

void cli_set_color(int choice);

static const cmd *find_cmd(const char *name)
{
    for (size_t i = 0; commands[i]; i++) {
        if (strcmp(commands[i]->name, name) == 0) return commands[i];
    }
    return NULL;
}

static int help_all(void)
{
    buf b;
    buf_init(&b, 1 << 20);
    buf_z(&b, "truce watches a ceasefire: an agreement as data, evidence from any source, and a "
              "report that says\n"
              "what happened, under which reading of the agreement it is covered, and "
              "why.\n\nusage: truce COMMAND [options] [words]\n\n");
    for (size_t i = 0; commands[i]; i++)
        buf_f(&b, "  %-10s %s\n", commands[i]->name, commands[i]->summary);
    buf_z(&b, "\n'truce COMMAND --help' tells more. Start with: truce run examples/energy-2025\n");
    int code = cli_answer(&b, EXIT_DONE);
    buf_free(&b);
    return code;
}

static int help_one(const cmd *c, bool man)
{
    buf b;
    buf_init(&b, 1 << 20);
    if (man) opt_man(c, &b);
    if (!man) opt_help(c, &b);
    int code = cli_answer(&b, EXIT_DONE);
    buf_free(&b);
    return code;
}

static void complete_bash(buf *b)
{
    buf_z(b, "# bash completion for truce; made from the option tables\n_truce() {\n  local "
             "cur=${COMP_WORDS[COMP_CWORD]} cmd=${COMP_WORDS[1]} prev=${COMP_WORDS[COMP_CWORD-1]}\n"
             "  if [ \"$COMP_CWORD\" = 1 ]; then COMPREPLY=($(compgen -W '");
    for (size_t i = 0; commands[i]; i++)
        buf_f(b, "%s%s", i ? " " : "", commands[i]->name);
    buf_z(b, "' -- \"$cur\")); return; fi\n  case $cmd/$prev in\n");
    for (size_t i = 0; commands[i]; i++) {
        for (const opt *o = commands[i]->opts; o->name; o++) {
            if (o->values)
                buf_f(b, "  %s/--%s) COMPREPLY=($(compgen -W '%s' -- \"$cur\")); return ;;\n",
                      commands[i]->name, o->name, o->values);
        }
    }
    buf_z(b, "  esac\n  case $cur in\n  -*) case $cmd in\n");
    for (size_t i = 0; commands[i]; i++) {
        buf_f(b, "    %s) COMPREPLY=($(compgen -W '--help", commands[i]->name);
        for (const opt *o = commands[i]->opts; o->name; o++)
            buf_f(b, " --%s", o->name);
        buf_z(b, "' -- \"$cur\")) ;;\n");
    }
    buf_z(b, "    esac ;;\n  *) COMPREPLY=($(compgen -f -- \"$cur\")) ;;\n  esac\n}\ncomplete -F "
             "_truce truce\n");
}

static void complete_zsh(buf *b)
{
    buf_z(b, "#compdef truce\n# zsh completion for truce; made from the option tables\n_truce() "
             "{\n  local -a cmds\n  cmds=(\n");
    for (size_t i = 0; commands[i]; i++)
        buf_f(b, "    \"%s:%s\"\n", commands[i]->name, commands[i]->summary);
    buf_z(b, "  )\n  if (( CURRENT == 2 )); then _describe command cmds; return; fi\n  case "
             "${words[2]} in\n");
    for (size_t i = 0; commands[i]; i++) {
        buf_f(b, "  %s) _arguments '--help[help]'", commands[i]->name);
        for (const opt *o = commands[i]->opts; o->name; o++) {
            buf_f(b, " '--%s[%s]", o->name, "option");
            if (o->arg && o->values) buf_f(b, ":%s:(%s)", o->arg, o->values);
            if (o->arg && !o->values) buf_f(b, ":%s:_files", o->arg);
            buf_c(b, '\'');
        }
        buf_z(b, " '*:file:_files' ;;\n");
    }
    buf_z(b, "  esac\n}\n_truce \"$@\"\n");
}

static int completion(const char *shell)
{
    buf b;
    buf_init(&b, 1 << 20);
    bool bash = strcmp(shell, "bash") == 0, zsh = strcmp(shell, "zsh") == 0;
    if (bash) complete_bash(&b);
    if (zsh) complete_zsh(&b);
    int code = bash || zsh ? cli_answer(&b, EXIT_DONE) : EXIT_USAGE;
    buf_free(&b);
    return code;
}

/* Options of the program itself stand before the command. Returns how many words were taken, or -1.
 */
static int global_options(int argc, char **argv)
{
    int at = 1;
    for (; at < argc && strncmp(argv[at], "--color", 7) == 0; at++) {
        const char *v = argv[at] + 7;
        if (strcmp(v, "=always") == 0) {
            cli_set_color(1);
        } else if (strcmp(v, "=never") == 0) {
            cli_set_color(-1);
        } else if (strcmp(v, "=auto") != 0) {
            return -1;
        }
    }
    return at;
}

static bool wants_help(int argc, char **argv)
{
    for (int i = 0; i < argc && strcmp(argv[i], "--") != 0; i++) {
        if (strcmp(argv[i], "--help") == 0) return true;
    }
    return false;
}

static int run_command(const cmd *c, int argc, char **argv)
{
    arena a;
    args in;
    arena_init(&a, MISSION_ARENA_BYTES);
    int code = opt_parse(c, argc, argv, &a, &in) ? c->run(c, &in) : EXIT_USAGE;
    arena_clear(&a);
    return code;
}

int main(int argc, char **argv)
{
    int at = global_options(argc, argv);
    if (at < 0 || argc == 1) {
        (void)help_all();
        return EXIT_USAGE;
    }
    const char *name = at < argc ? argv[at] : "help";
    if (strcmp(name, "--help") == 0 || (strcmp(name, "help") == 0 && at + 1 >= argc))
        return help_all();
    if (strcmp(name, "--version") == 0) {
        (void)fputs("truce " TRUCE_VERSION "\n", stdout);
        return EXIT_DONE;
    }
    if (strcmp(name, "completion") == 0 && at + 1 < argc) return completion(argv[at + 1]);
    bool help = strcmp(name, "help") == 0, man = strcmp(name, "man") == 0;
    if ((help || man) && at + 1 < argc) name = argv[at + 1];
    const cmd *c = find_cmd(name);
    if (c == NULL) {
        cli_say("truce: no command '%s'; see 'truce --help'\n", name);
        return EXIT_USAGE;
    }
    if (help || man) return help_one(c, man);
    if (wants_help(argc - at - 1, argv + at + 1)) return help_one(c, false);
    return run_command(c, argc - at - 1, argv + at + 1);
}
