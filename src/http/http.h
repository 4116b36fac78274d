/* http: requests in, answers out, over libmicrohttpd. It knows nothing of missions.
 *
 * What arrives is decoded once: path, query and form are percent-decoded here, must be UTF-8
 * without controls, and a path must be in its plain form (no empty, "." or ".." part); anything
 * else is refused with 400 before anybody looks at it. Bodies over HTTP_BODY_BYTES are refused with
 * 413, heads and bodies that come too slowly are cut off; a form with files is taken where the gate
 * says so (uploads.h). Every answer, refusals of ours included, carries the headers that
 * reliability.md section 6 asks for. An answer is bytes in memory, or a file that its handler
 * names; no path leads to a file by itself. */
#ifndef TRUCE_HTTP_HTTP_H
#define TRUCE_HTTP_HTTP_H

#include "base/arena.h"
#include "base/buf.h"

enum {
    HTTP_HEADER_BYTES = 16 * 1024,
    HTTP_BODY_BYTES = 1024 * 1024,
    HTTP_IDLE_S = 15,
    HTTP_HEAD_S = 5,  /* a head that has not come by then does not come */
    HTTP_BODY_S = 10, /* a body has so long, and a second more for each of its */
    HTTP_BYTES_A_SECOND = 1024,
    HTTP_CONNECTIONS = 5000,
    HTTP_PER_ADDRESS = HTTP_CONNECTIONS /* behind another server all come from one */
};

typedef struct http_pair {
    str name, value;
} http_pair;

/* A file that came with a form: on the disk, under the name that its sender gave it as far as that
 * can be one, until the answer is made. */
typedef struct http_file {
    str field, path, folder;
    size_t bytes;
} http_file;

/* Borrowed by the handler until it returns. */
typedef struct http_request {
    arena *a;  /* of this request alone */
    bool post; /* else GET or HEAD */
    bool json; /* the path ended with ".json", which is cut off it */
    str path;  /* "/incidents/K-3" */
    http_pair *query, *form;
    size_t n_query, n_form;
    http_file *files; /* only where the gate let them in */
    size_t n_files;
    str cookie;                /* the session's; empty: none */
    str host, origin, site;    /* headers Host, Origin, Sec-Fetch-Site */
    str languages;             /* Accept-Language */
    str accept, authorization; /* headers */
    bool by_itself;            /* asked by a script of ours, not by somebody (X-By-Itself) */
    str tongue;                /* the language this browser chose last; empty: none */
    str address;               /* of the other end, without its port */
} http_request;

/** The first of this name; empty when there is none. */
str http_field(const http_pair *pairs, size_t n, const char *name);

typedef struct http_response {
    unsigned status; /* 200 at first */
    const char *type;
    str location;   /* of a redirect */
    str set_cookie; /* whole value of Set-Cookie */
    unsigned retry_s;
    bool ask_key;   /* of 401: a name and a reading key, as programs send them */
    str policy;     /* another Content-Security-Policy than that of all pages; empty: that one */
    uint64_t whose; /* a stream: a number of the session that it is of */
    bool stream;    /* stays open, and hears what http_tell says; the body is nothing */
    bool keep;      /* may be kept by the browser for an hour: style, nothing of a mission */
    bool download;  /* to be kept and not shown */
    str file;       /* whose bytes are the body; empty: what is in memory is */
    bool file_once; /* its name is removed when it has been opened: it is of this answer alone */
    buf body;
} http_response;

typedef void http_handler(void *ctx, const http_request *q, http_response *p);
/* Whether whoever sends this head, of which path and cookie are there, may send files with its
 * form.
 */
typedef enum http_may {
    HTTP_NO_FILES,   /* nobody sends files there: the form is refused with 415 */
    HTTP_NOT_THEIRS, /* the body is read and let go, and the handler is asked without a form */
    HTTP_FILES
} http_may;
typedef http_may http_gate(void *ctx, const http_request *head);

typedef struct http_server http_server;
/** Listens on the loopback address, on any free port where `port` is 0; whoever asks waits until
 * the start. False: `why` says it. */
bool http_listen(unsigned port, http_server **out, const char **why);
/** Between listening and the start. */
unsigned http_port(const http_server *s);
/** Answers from here on, in `threads` threads: what `ctx` points to is read by all of them.
 * `incoming`: the folder for files of forms, made and emptied here; borrowed. */
bool http_start(http_server *s, unsigned threads, const char *incoming, http_gate *gate,
                http_handler *handler, void *ctx);
/** To all streams that are open: an event of this name, with a number. From any thread. */
void http_tell(http_server *s, const char *name, int64_t n);
/** All of them end and are asked for again. */
void http_renew(http_server *s);
/** A line that says nothing to them, so that lost connections are found. */
void http_beat(http_server *s);
/** Ends connections whose head or body has not come in its time; to be called a few times a second.
 */
void http_cut_slow(http_server *s);
/** Waits until what is being answered is answered; NULL is nothing to end. */
void http_stop(http_server *s);

/** Percent-decoded; `plus`: + stands for a blank. A NULL pointer: it is none, no UTF-8, or holds a
 * control character (line breaks and tabs are allowed where `lines`). */
str http_decode(str s, bool plus, bool lines, arena *a);
/** The same of a text that is not encoded: as it is, or NULL. */
str http_text(str s, bool lines);
/** Forms send two characters at the end of a line; texts have one form. In place. */
str http_lines(char *text, size_t n);

#endif
