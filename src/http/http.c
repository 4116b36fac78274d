/* Requests and answers: libmicrohttpd reads and writes, everything else is decided here. */
#include "http/http.h"

#include "http/streams.h"
#include "http/uploads.h"
#include "text/text.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <microhttpd.h>
#include <netinet/in.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

/* By what time each socket must have said what it is to say next; 0: nothing is waited for. */
enum { WATCHED = 8192 };
typedef struct watch {
    pthread_mutex_t lock; /* no socket is closed while it is being cut off */
    int64_t until_ns[WATCHED];
} watch;

struct http_server {
    int socket; /* until the library has it; then -1 */
    watch slow;
    struct MHD_Daemon *daemon;
    streams *open;
    const char *incoming;
    http_gate *gate;
    http_handler *handler;
    void *ctx;
};

/* What is kept of a request between the calls of the library. */
typedef struct incoming {
    arena a;
    char *uri;
    buf body;
    upload *files; /* NULL: a plain form, or files that nobody takes */
    bool begun, too_long, let_go, busy;
} incoming;

/* ---- Who is too slow */

static int64_t monotonic_ns(void)
{
    struct timespec t;
    (void)clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

/* `seconds` < 0: nothing is waited for any more. */
static void expect_within(http_server *s, struct MHD_Connection *c, int64_t seconds)
{
    const union MHD_ConnectionInfo *i =
        MHD_get_connection_info(c, MHD_CONNECTION_INFO_CONNECTION_FD);
    if (!i || i->connect_fd < 0 || i->connect_fd >= WATCHED) return;
    (void)pthread_mutex_lock(&s->slow.lock);
    s->slow.until_ns[i->connect_fd] = seconds < 0 ? 0 : monotonic_ns() + seconds * 1000000000;
    (void)pthread_mutex_unlock(&s->slow.lock);
}

static void let_go(incoming *in)
{
    if (!in) return;
    uploads_end(in->files);
    arena_clear(&in->a);
    buf_free(&in->body);
    free(in->uri);
    free(in);
}

/* What a connection is in the middle of: the library forgets a request that it cannot hold without
 * a word. NULL: no memory. */
static incoming **open_of(struct MHD_Connection *c)
{
    const union MHD_ConnectionInfo *i =
        MHD_get_connection_info(c, MHD_CONNECTION_INFO_SOCKET_CONTEXT);
    return i ? i->socket_context : NULL;
}

static void hear_of_connection(void *ctx, struct MHD_Connection *c, void **kept,
                               enum MHD_ConnectionNotificationCode code)
{
    if (code == MHD_CONNECTION_NOTIFY_STARTED) {
        *kept = calloc(1, sizeof(incoming *));
    } else if (*kept) {
        let_go(*(incoming **)*kept);
        free(*kept);
        *kept = NULL;
    }
    expect_within(ctx, c, code == MHD_CONNECTION_NOTIFY_STARTED ? HTTP_HEAD_S : -1);
}

/* It has sent, and nobody here has read it yet: we are the slow ones, under load. */
static bool has_sent(int fd)
{
    int n = 0;
    return ioctl(fd, FIONREAD, &n) == 0 && n > 0;
}

void http_cut_slow(http_server *s)
{
    int64_t now = monotonic_ns();
    (void)pthread_mutex_lock(&s->slow.lock);
    for (int fd = 0; fd < WATCHED; fd++) {
        if (s->slow.until_ns[fd] == 0 || s->slow.until_ns[fd] > now) continue;
        if (has_sent(fd)) {
            s->slow.until_ns[fd] = now + (int64_t)HTTP_HEAD_S * 1000000000;
            continue;
        }
        (void)shutdown(fd, SHUT_RDWR); /* the library closes it */
        s->slow.until_ns[fd] = 0;
    }
    (void)pthread_mutex_unlock(&s->slow.lock);
}

/* ---- Decoding */

static int hex_of(char c)
{
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

static bool is_control(unsigned char c, bool lines)
{
    bool line = c == '\n' || c == '\r' || c == '\t';
    return (c < 0x20 && !(lines && line)) || c == 0x7F;
}

str http_text(str s, bool lines)
{
    for (size_t i = 0; i < s.len; i++)
        if (is_control((unsigned char)s.ptr[i], lines)) return (str){0};
    if (utf8_valid_prefix(s) != s.len) return (str){0};
    return s.len ? s : STR("");
}

str http_lines(char *text, size_t n)
{
    size_t k = 0;
    for (size_t i = 0; i < n; i++) {
        if (text[i] == '\n' && k && text[k - 1] == '\r') k--;
        text[k++] = text[i];
    }
    return (str){text, k};
}

str http_decode(str s, bool plus, bool lines, arena *a)
{
    char *out = arena_alloc_n(a, s.len + 1, 1);
    size_t n = 0;
    if (!out) return (str){0};
    for (size_t i = 0; i < s.len; i++) {
        unsigned char c = (unsigned char)s.ptr[i];
        if (c == '%') {
            int high = i + 2 < s.len ? hex_of(s.ptr[i + 1]) : -1,
                low = i + 2 < s.len ? hex_of(s.ptr[i + 2]) : -1;
            if (high < 0 || low < 0) return (str){0};
            c = (unsigned char)(high * 16 + low);
            i += 2;
        } else if (c == '+' && plus) {
            c = ' ';
        }
        if (is_control(c, lines)) return (str){0};
        out[n++] = (char)c;
    }
    str text = http_lines(out, n);
    return utf8_valid_prefix(text) == text.len ? text : (str){0};
}

enum { MOST_PAIRS = 1000 };

/* "a=b&c=d"; false: a part of it is not as it should be. */
static bool read_pairs(str s, bool lines, arena *a, http_pair **out, size_t *n)
{
    VEC(http_pair) v = {0};
    str part;
    while (s.len && str_cut(&s, '&', &part)) {
        if (v.n == MOST_PAIRS) return false;
        str name = str_upto(part, str_find(part, '='));
        str value = str_from(part, name.len + 1 > part.len ? part.len : name.len + 1);
        http_pair *p = VEC_PUSH(a, &v);
        if (!p) return false;
        p->name = http_decode(name, true, false, a);
        p->value = http_decode(value, true, lines, a);
        if (!p->name.ptr || !p->value.ptr) return false;
    }
    *out = v.items;
    *n = v.n;
    return true;
}

str http_field(const http_pair *pairs, size_t n, const char *name)
{
    for (size_t i = 0; i < n; i++)
        if (str_is(pairs[i].name, name)) return pairs[i].value;
    return STR("");
}

/* Decoded, and in the one form a path has: "/a/b", no part empty or made of dots. */
static bool read_path(str raw, http_request *q)
{
    str path = http_decode(raw, false, false, q->a), rest, part;
    if (!path.ptr || path.len == 0 || path.ptr[0] != '/') return false;
    q->json = str_ends(path, ".json");
    if (q->json) path = str_upto(path, path.len - 5);
    if (str_is(path, "/today")) path = STR("/");
    rest = str_from(path, 1);
    while (rest.len && str_cut(&rest, '/', &part))
        if (part.len == 0 || str_is(part, ".") || str_is(part, "..")) return false;
    if (path.len > 1 && path.ptr[path.len - 1] == '/') return false;
    q->path = path;
    return true;
}

static str header(struct MHD_Connection *c, const char *name)
{
    const char *z = MHD_lookup_connection_value(c, MHD_HEADER_KIND, name);
    return z ? str_of(z) : STR("");
}

static str cookie_of(struct MHD_Connection *c, const char *name)
{
    str all = header(c, "Cookie"), part;
    while (all.len && str_cut(&all, ';', &part)) {
        part = str_trim(part);
        str value = str_from(part, str_find(part, '=') + 1);
        if (str_starts(part, name) && part.len - value.len == strlen(name) + 1) return value;
    }
    return STR("");
}

static str address_of(struct MHD_Connection *c, arena *a)
{
    const union MHD_ConnectionInfo *i =
        MHD_get_connection_info(c, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
    char text[INET_ADDRSTRLEN] = "";
    if (i && i->client_addr->sa_family == AF_INET) {
        struct sockaddr_in in;
        memcpy(&in, i->client_addr, sizeof in);
        (void)inet_ntop(AF_INET, &in.sin_addr, text, sizeof text);
    }
    return arena_str(a, str_of(text));
}

/* ---- Answering */

static const char *const always[][2] = {
    {"Strict-Transport-Security", "max-age=31536000"},
    {"Content-Security-Policy",
     "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src "
     "'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; "
     "require-trusted-types-for 'script'"},
    {"X-Content-Type-Options", "nosniff"},
    {"Referrer-Policy", "no-referrer"},
    {"Cross-Origin-Opener-Policy", "same-origin"},
    {"Cross-Origin-Resource-Policy", "same-origin"},
    {"Permissions-Policy", "camera=(), microphone=(), geolocation=(self)"},
};

static bool add_header(struct MHD_Response *r, const char *name, str value, arena *a)
{
    str z = arena_str(a, value);
    return value.len == 0 || (z.ptr && MHD_add_response_header(r, name, z.ptr) == MHD_YES);
}

/* The file that a handler names; NULL: it cannot be read. */
static struct MHD_Response *response_of_file(const http_response *p)
{
    struct stat s;
    int fd = open(p->file.ptr, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    if (p->file_once) (void)unlink(p->file.ptr);
    if (fd < 0) return NULL;
    struct MHD_Response *r =
        fstat(fd, &s) == 0 ? MHD_create_response_from_fd64((uint64_t)s.st_size, fd) : NULL;
    if (!r) (void)close(fd);
    return r;
}

/* The bytes are the library's from then on. NULL: no memory. */
static struct MHD_Response *response_of_body(buf *b)
{
    static char nothing[1];
    size_t n = b->len;
    if (buf_err(b) != TR_OK || n == 0)
        return MHD_create_response_from_buffer(0, nothing, MHD_RESPMEM_PERSISTENT);
    char *bytes = buf_give(b);
    struct MHD_Response *r = MHD_create_response_from_buffer(n, bytes, MHD_RESPMEM_MUST_FREE);
    if (!r) free(bytes);
    return r;
}

static void refuse(http_response *p, unsigned status, const char *words)
{
    p->status = status;
    p->type = "text/plain; charset=utf-8";
    buf_z(&p->body, words);
    buf_c(&p->body, '\n');
}

static enum MHD_Result give(const http_server *s, struct MHD_Connection *c, http_response *p,
                            arena *a)
{
    char retry[16];
    struct MHD_Response *r = p->stream ? streams_open(s->open, c, p->whose) : NULL;
    if (p->stream && !r) refuse(p, 503, "as many pages listen as there can be");
    bool out_of_memory = buf_err(&p->body) != TR_OK;
    if (out_of_memory) p->status = 500;
    if (!r && p->file.len && (r = response_of_file(p)) == NULL) refuse(p, 404, "it cannot be read");
    if (!r) r = response_of_body(&p->body);
    if (!r) return MHD_NO;
    bool good = true;
    for (size_t i = 0; i < sizeof always / sizeof *always; i++) {
        bool own = p->policy.len && strcmp(always[i][0], "Content-Security-Policy") == 0;
        good = good && add_header(r, always[i][0], own ? p->policy : str_of(always[i][1]), a);
    }
    good =
        good && add_header(r, "Content-Type", str_of(p->type), a) &&
        add_header(r, "Location", p->location, a) &&
        add_header(r, "Set-Cookie", p->set_cookie, a) &&
        add_header(r, "Cache-Control", p->keep ? STR("private, max-age=3600") : STR("no-store"), a);
    if (p->download) good = good && add_header(r, "Content-Disposition", STR("attachment"), a);
    if (p->ask_key)
        good = good && add_header(r, "WWW-Authenticate",
                                  STR("Basic realm=\"truce\", charset=\"UTF-8\""), a);
    (void)snprintf(retry, sizeof retry, "%u", p->retry_s);
    if (p->retry_s) good = good && MHD_add_response_header(r, "Retry-After", retry) == MHD_YES;
    enum MHD_Result done = good ? MHD_queue_response(c, p->status, r) : MHD_NO;
    MHD_destroy_response(r);
    return done;
}

/* What came with it, as far as it is known without its address. False: refused. */
static bool read_body(struct MHD_Connection *c, incoming *in, http_request *q, http_response *p)
{
    static const struct {
        unsigned status;
        const char *says;
    } refusals[] = {[UPLOAD_TOO_LONG] = {413, "the form has more files, or longer ones, than it "
                                              "may"},
                    [UPLOAD_BAD] = {400, "the form cannot be read"},
                    [UPLOAD_FAILED] = {500, "the files cannot be kept"}};
    if (in->busy) {
        p->retry_s = 10;
        refuse(p, 503, "several others are sending files; try again in a moment");
        return false;
    }
    if (in->too_long) {
        refuse(p, 413, "the body is longer than a form can be");
        return false;
    }
    str type = header(c, "Content-Type");
    if (q->post && !in->files && !in->let_go &&
        !str_starts(type, "application/x-www-form-urlencoded")) {
        refuse(p, 415, "forms are application/x-www-form-urlencoded");
        return false;
    }
    upload_code code = in->files ? uploads_close(in->files, q) : UPLOAD_OK;
    if (code != UPLOAD_OK) refuse(p, refusals[code].status, refusals[code].says);
    return code == UPLOAD_OK;
}

/* False: refused. */
static bool read_request(struct MHD_Connection *c, const char *method, incoming *in,
                         http_request *q, http_response *p)
{
    str uri = str_of(in->uri), raw = str_upto(uri, str_find(uri, '?')),
        query = str_from(uri, raw.len + 1 > uri.len ? uri.len : raw.len + 1);
    q->post = strcmp(method, "POST") == 0;
    if (!q->post && strcmp(method, "GET") != 0 && strcmp(method, "HEAD") != 0) {
        refuse(p, 405, "GET, HEAD and POST are answered");
        return false;
    }
    if (!read_body(c, in, q, p)) return false;
    if (!read_path(raw, q) || !read_pairs(query, false, q->a, &q->query, &q->n_query) ||
        (!in->files && !read_pairs(buf_str(&in->body), true, q->a, &q->form, &q->n_form))) {
        refuse(p, 400, "the address or the form cannot be read");
        return false;
    }
    q->host = header(c, "Host");
    q->origin = header(c, "Origin");
    q->site = header(c, "Sec-Fetch-Site");
    q->languages = header(c, "Accept-Language");
    q->by_itself = header(c, "X-By-Itself").len > 0;
    q->accept = header(c, "Accept");
    q->authorization = header(c, "Authorization");
    q->cookie = cookie_of(c, "__Host-desk");
    q->tongue = cookie_of(c, "__Host-lang");
    q->address = address_of(c, q->a);
    return true;
}

static enum MHD_Result answer(const http_server *s, struct MHD_Connection *c, const char *method,
                              incoming *in)
{
    http_request q = {.a = &in->a};
    http_response p = {.status = 200, .type = "text/html; charset=utf-8"};
    buf_init(&p.body, BUF_LIMIT_BYTES);
    if (read_request(c, method, in, &q, &p)) s->handler(s->ctx, &q, &p);
    enum MHD_Result done = give(s, c, &p, &in->a);
    buf_free(&p.body);
    return done;
}

/* The address as it came: nothing of it is decoded by the library. */
static void *begin(void *ctx, const char *uri, struct MHD_Connection *c)
{
    (void)ctx;
    incoming **open = open_of(c), *in = open ? calloc(1, sizeof *in) : NULL;
    if (!in) return NULL;
    let_go(*open);
    *open = in;
    arena_init(&in->a, (size_t)256 << 20);
    buf_init(&in->body, HTTP_BODY_BYTES);
    in->uri = strdup(uri);
    return in;
}

static void end(void *ctx, struct MHD_Connection *c, void **kept, enum MHD_RequestTerminationCode t)
{
    incoming **open = open_of(c);
    (void)t;
    expect_within(ctx, c, HTTP_IDLE_S + HTTP_HEAD_S); /* the next head, if there is one */
    let_go(*kept);
    if (open) *open = NULL;
    *kept = NULL;
}

/* As long as its length says; one that does not say is a form's. */
static int64_t seconds_of_body(struct MHD_Connection *c)
{
    int64_t n = HTTP_BODY_BYTES;
    (void)str_to_i64(header(c, "Content-Length"), 0, 2LL * UPLOAD_BYTES, &n);
    return HTTP_BODY_S + n / HTTP_BYTES_A_SECOND;
}

/* A form with files is begun only for somebody who may send one. */
static void begin_body(const http_server *s, struct MHD_Connection *c, const char *method,
                       incoming *in)
{
    str uri = str_of(in->uri);
    http_request head = {.a = &in->a, .post = true};
    if (strcmp(method, "POST") != 0 || !uploads_is_form(header(c, "Content-Type"))) return;
    head.cookie = cookie_of(c, "__Host-desk");
    http_may may = read_path(str_upto(uri, str_find(uri, '?')), &head) ? s->gate(s->ctx, &head)
                                                                       : HTTP_NO_FILES;
    if (may == HTTP_FILES) in->files = uploads_begin(c, s->incoming);
    in->busy = may == HTTP_FILES && !in->files;
    in->let_go = may == HTTP_NOT_THEIRS || in->busy;
}

static enum MHD_Result hear(void *ctx, struct MHD_Connection *c, const char *url,
                            const char *method, const char *version, const char *data, size_t *n,
                            void **kept)
{
    incoming *in = *kept;
    (void)url, (void)version;
    if (!in || !in->uri) return MHD_NO;
    if (!in->begun) { /* the head alone: what follows is read first */
        in->begun = true;
        expect_within(ctx, c, seconds_of_body(c));
        begin_body(ctx, c, method, in);
        return MHD_YES;
    }
    if (*n) {
        if (in->files) uploads_take(in->files, data, *n);
        bool plain = !in->files && !in->let_go;
        in->too_long = in->too_long || (plain && in->body.len + *n > HTTP_BODY_BYTES);
        if (plain && !in->too_long) buf_put(&in->body, data, *n);
        *n = 0;
        return MHD_YES;
    }
    expect_within(ctx, c, -1);
    return answer(ctx, c, method, in);
}

/* ---- The server */

static size_t as_it_is(void *ctx, struct MHD_Connection *c, char *z)
{
    (void)ctx, (void)c;
    return strlen(z);
}

/* -1: none. */
static int listening_on(unsigned port)
{
    struct sockaddr_in at = {.sin_family = AF_INET,
                             .sin_port = htons((uint16_t)port),
                             .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    int one = 1, fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (fd < 0) return -1;
    if (setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one) == 0 &&
        bind(fd, (struct sockaddr *)&at, sizeof at) == 0 && listen(fd, SOMAXCONN) == 0)
        return fd;
    (void)close(fd);
    return -1;
}

bool http_listen(unsigned port, http_server **out, const char **why)
{
    http_server *s = calloc(1, sizeof *s);
    *why = "out of memory";
    if (!s) return false;
    (void)pthread_mutex_init(&s->slow.lock, NULL);
    s->open = streams_new();
    s->socket = s->open ? listening_on(port) : -1;
    if (s->socket < 0) {
        if (s->open) *why = "the port cannot be listened on";
        streams_free(s->open);
        free(s);
        return false;
    }
    *out = s;
    return true;
}

/* As many sockets as connections, where the system lets us: most begin with 1,024. */
static void allow_connections(void)
{
    struct rlimit r;
    if (getrlimit(RLIMIT_NOFILE, &r) != 0 || r.rlim_cur >= WATCHED) return;
    r.rlim_cur = r.rlim_max < WATCHED ? r.rlim_max : WATCHED;
    (void)setrlimit(RLIMIT_NOFILE, &r);
}

bool http_start(http_server *s, unsigned threads, const char *incoming_folder, http_gate *gate,
                http_handler *handler, void *ctx)
{
    if (!uploads_prepare(incoming_folder)) return false;
    s->incoming = incoming_folder;
    s->gate = gate;
    allow_connections();
    s->handler = handler;
    s->ctx = ctx;
    s->daemon = MHD_start_daemon(
        MHD_USE_EPOLL_INTERNAL_THREAD | MHD_ALLOW_SUSPEND_RESUME, 0, NULL, NULL, hear, s,
        MHD_OPTION_LISTEN_SOCKET, s->socket, MHD_OPTION_THREAD_POOL_SIZE, threads,
        MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)2 * HTTP_HEADER_BYTES,
        MHD_OPTION_CONNECTION_LIMIT, (unsigned)HTTP_CONNECTIONS, MHD_OPTION_CONNECTION_TIMEOUT,
        (unsigned)HTTP_IDLE_S, MHD_OPTION_PER_IP_CONNECTION_LIMIT, (unsigned)HTTP_PER_ADDRESS,
        MHD_OPTION_URI_LOG_CALLBACK, begin, NULL, MHD_OPTION_UNESCAPE_CALLBACK, as_it_is, NULL,
        MHD_OPTION_NOTIFY_COMPLETED, end, s, MHD_OPTION_NOTIFY_CONNECTION, hear_of_connection, s,
        MHD_OPTION_STRICT_FOR_CLIENT, 1, MHD_OPTION_END);
    s->socket = -1; /* the library's now, which closes it */
    return s->daemon != NULL;
}

unsigned http_port(const http_server *s)
{
    struct sockaddr_in at = {0};
    socklen_t n = sizeof at;
    return getsockname(s->socket, (struct sockaddr *)&at, &n) == 0 ? ntohs(at.sin_port) : 0;
}

void http_tell(http_server *s, const char *name, int64_t n)
{
    streams_tell(s->open, name, n);
}

void http_renew(http_server *s)
{
    streams_renew(s->open);
}

void http_beat(http_server *s)
{
    streams_beat(s->open);
}

void http_stop(http_server *s)
{
    if (!s) return;
    streams_end(s->open);
    if (s->daemon) MHD_stop_daemon(s->daemon);
    streams_free(s->open);
    (void)pthread_mutex_destroy(&s->slow.lock);
    if (s->socket >= 0) (void)close(s->socket);
    free(s);
}
