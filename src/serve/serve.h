/* serve: the desk of a mission in the browser, on the loopback address. docs/desk.md. */
#ifndef TRUCE_SERVE_SERVE_H
#define TRUCE_SERVE_SERVE_H

/* How it ended; the words are on standard error. */
typedef enum serve_end { SERVE_DONE = 0, SERVE_USAGE, SERVE_FAILED } serve_end;

/** Until SIGINT or SIGTERM. `port` 0: any that is free; the address is printed. The first start
 * prints a one-time link for the keeper. `origin`: how people reach it ("https://desk.example"), or
 * NULL: the loopback address itself. */
serve_end serve_run(const char *folder, unsigned port, const char *origin);
enum { SERVE_PORT = 8642 /* unless another is chosen */ };
/** Makes an account, or a new link for one that is there, and prints the link; the desk may be
 * running or not. `port` 0 and no `origin`: where the desk of this folder was last reached. `side`:
 * of a liaison, else NULL. */
serve_end serve_invite(const char *folder, unsigned port, const char *origin, const char *name,
                       const char *role_word, const char *side);
/** The matrix of roles and routes as CSV, to standard output. */
serve_end serve_routes(void);

#endif
