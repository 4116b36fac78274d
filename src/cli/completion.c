/* Completions for shells, from the tables of the commands. */
#include "cli/cli.h"

static void put(const char *z)
{
    (void)fputs(z, stdout);
}

void complete_bash(void)
{
    put("# bash completion for truce; made from the option tables\n_truce() {\n  local "
        "cur=${COMP_WORDS[COMP_CWORD]} cmd=${COMP_WORDS[1]} prev=${COMP_WORDS[COMP_CWORD-1]}\n"
        "  if [ \"$COMP_CWORD\" = 1 ]; then COMPREPLY=($(compgen -W '");
    for (size_t i = 0; commands[i]; i++)
        (void)printf("%s%s", i ? " " : "", commands[i]->name);
    put("' -- \"$cur\")); return; fi\n  case $cmd/$prev in\n");
    for (size_t i = 0; commands[i]; i++) {
        for (const opt *o = commands[i]->opts; o->name; o++) {
            if (o->values)
                (void)printf("  %s/--%s) COMPREPLY=($(compgen -W '%s' -- \"$cur\")); return ;;\n",
                             commands[i]->name, o->name, o->values);
        }
    }
    put("  esac\n  case $cur in\n  -*) case $cmd in\n");
    for (size_t i = 0; commands[i]; i++) {
        (void)printf("    %s) COMPREPLY=($(compgen -W '--help", commands[i]->name);
        for (const opt *o = commands[i]->opts; o->name; o++)
            (void)printf(" --%s", o->name);
        put("' -- \"$cur\")) ;;\n");
    }
    put("    esac ;;\n  *) COMPREPLY=($(compgen -f -- \"$cur\")) ;;\n  esac\n}\ncomplete -F "
        "_truce truce\n");
}

void complete_zsh(void)
{
    put("#compdef truce\n# zsh completion for truce; made from the option tables\n_truce() "
        "{\n  local -a cmds\n  cmds=(\n");
    for (size_t i = 0; commands[i]; i++)
        (void)printf("    \"%s:%s\"\n", commands[i]->name, commands[i]->summary);
    put("  )\n  if (( CURRENT == 2 )); then _describe command cmds; return; fi\n  case "
        "${words[2]} in\n");
    for (size_t i = 0; commands[i]; i++) {
        (void)printf("  %s) _arguments '--help[help]'", commands[i]->name);
        for (const opt *o = commands[i]->opts; o->name; o++) {
            (void)printf(" '--%s[%s]", o->name, "option");
            if (o->arg && o->values) (void)printf(":%s:(%s)", o->arg, o->values);
            if (o->arg && !o->values) (void)printf(":%s:_files", o->arg);
            (void)putchar('\'');
        }
        put(" '*:file:_files' ;;\n");
    }
    put("  esac\n}\n_truce \"$@\"\n");
}
