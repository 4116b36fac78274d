/* truce: the command line over the library. */
#include "cli/cli.h"

static const cmd *find_cmd(const char *name)
{
    for (size_t i = 0; commands[i]; i++) {
        if (strcmp(commands[i]->name, name) == 0) return commands[i];
    }
    return NULL;
}

static int help_all(void)
{
    (void)printf("truce watches a ceasefire: an agreement as data, evidence from any source, and a "
                 "report that says\n"
                 "what happened, under which reading of the agreement it is covered, and why.\n\n"
                 "usage: truce COMMAND [options] [words]\n\n");
    for (size_t i = 0; commands[i]; i++)
        (void)printf("  %-10s %s\n", commands[i]->name, commands[i]->summary);
    (void)printf("\n'truce COMMAND --help' tells more. Start with: truce run "
                 "examples/energy-2025\n");
    return cli_flush(EXIT_DONE);
}

static int help_one(const cmd *c, bool man)
{
    if (man) opt_man(c);
    if (!man) opt_help(c);
    return cli_flush(EXIT_DONE);
}

static int completion(const char *shell)
{
    bool bash = strcmp(shell, "bash") == 0, zsh = strcmp(shell, "zsh") == 0;
    if (bash) complete_bash();
    if (zsh) complete_zsh();
    return bash || zsh ? cli_flush(EXIT_DONE) : EXIT_USAGE;
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
    truce *t = NULL;
    args in;
    int code = opt_parse(c, argc, argv, &in);
    if (code == EXIT_DONE && truce_new(&t) != TRUCE_OK) {
        cli_say("truce: out of memory\n");
        code = EXIT_STORE;
    }
    if (code == EXIT_DONE) {
        cli_listen(t);
        code = c->run(t, c, &in);
    }
    truce_free(t);
    free(in.words);
    free(in.settings);
    free(in.own);
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
        (void)printf("truce %s\n", truce_version());
        return cli_flush(EXIT_DONE);
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
