/* The desk. */
#include "cli/cli.h"

#include "serve/serve.h"

#include <stdlib.h>

static int run_serve(truce *t, const cmd *c, args *in)
{
    const char *port = opt_own(in, "port");
    char *end = NULL;
    (void)t;
    if (opt_yes(in, "routes")) return serve_routes() == SERVE_DONE ? EXIT_DONE : EXIT_STORE;
    const char *invite = opt_own(in, "invite"), *as = opt_own(in, "role");
    long n = port ? strtol(port, &end, 10) : invite ? 0 : SERVE_PORT;
    if (in->n_words != 1 || (port && (*end || n < 0 || n > 65535))) return cli_usage(c);
    if ((invite == NULL) != (as == NULL)) return cli_usage(c);
    switch (invite ? serve_invite(in->words[0], (unsigned)n, opt_own(in, "origin"), invite, as,
                                  opt_own(in, "side"))
                   : serve_run(in->words[0], (unsigned)n, opt_own(in, "origin"))) {
    case SERVE_DONE: return EXIT_DONE;
    case SERVE_USAGE: return EXIT_USAGE;
    case SERVE_FAILED: return EXIT_STORE;
    }
    return EXIT_STORE;
}

const cmd cmd_serve = {
    .name = "serve",
    .usage =
        "serve DIR [--port N] [--origin URL] | serve DIR --invite NAME --role ROLE [--side ID]",
    .summary = "the desk of a mission in the browser",
    .run = run_serve,
    .text =
        "Pages on this machine alone (127.0.0.1), for people with accounts and roles. The first "
        "start prints\n"
        "a link with which the keeper's account is made, once. Every act on a page is an entry "
        "of the record,\n"
        "in the name of who came in. It ends with Ctrl-C. docs/desk.md tells more.",
    .opts = {{.name = "port",
              .own = true,
              .arg = "N",
              .help = "to listen on (8642; 0: any that is free)"},
             {.name = "origin",
              .own = true,
              .arg = "URL",
              .help =
                  "how people reach it, where something stands before it: https://desk.example"},
             {.name = "invite",
              .own = true,
              .arg = "NAME",
              .help = "makes an account, or a new link for one, prints the link and ends"},
             {.name = "role",
              .own = true,
              .arg = "ROLE",
              .help = "of who is invited",
              .values = "officer reviewer chief analyst liaison reader keeper"},
             {.name = "side", .own = true, .arg = "ID", .help = "of a liaison: the party"},
             {.name = "routes",
              .own = true,
              .help = "prints which role may do what, as CSV, and ends"}},
    .examples = {"truce serve my-mission",
                 "truce serve my-mission --invite 'Officer 3' --role officer"},
};
