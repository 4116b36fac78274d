/* One writer, several readers, and an index that is level when they look. */
#include "serve/desk.h"

#include "base/buf.h"
#include "base/cache.h"
#include "pack/pack.h"

#include <fcntl.h>
#ifdef __GLIBC__
#include <malloc.h>
#endif
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

typedef struct handle {
    truce *t;
    truce_mission *m;
    pthread_mutex_t lock;
} handle;

/* What a file looked like. */
typedef struct file_mark {
    int64_t bytes, changed_s, changed_ns;
    bool there;
} file_mark;

/* What the index is made of: the record, and what mission.yaml says of it. */
typedef struct ledger_mark {
    file_mark entries, mission;
} ledger_mark;

enum { ANSWERS_BYTES = 8 << 20 };

/* Tables of an earlier state. `lock` is for its handle; all else for whoever holds past_lock. */
typedef struct past {
    handle h;
    pthread_mutex_t lock;
    bool open;
    char *when;        /* NULL: none */
    int64_t entries;   /* the record when they were made: a time may have taken in more since */
    file_mark mission; /* mission.yaml by which they were made */
    uint64_t used;
    unsigned users; /* who asks or waits to ask: it is not made another one meanwhile */
} past;

struct desk {
    char *folder;
    handle writer, readers[DESK_READERS];
    past pasts[DESK_PASTS];
    pthread_mutex_t past_lock;
    bool making; /* one of them */
    uint64_t n_asked;
    cache *answers; /* of acts that only read, by the record and mission.yaml that they read */
    _Atomic int64_t read_at; /* when the first reader last read by itself; 0: it keeps nothing */
    pthread_mutex_t writing; /* an act, and the index brought level with it; for `writer` */
    pthread_mutex_t packing;
    pthread_mutex_t mark_lock;
    ledger_mark mark;        /* of what the index was made level with, or is being */
    _Atomic int64_t entries; /* that the index shows while nobody makes it level */
    _Atomic unsigned levelling;
    _Atomic uint64_t turns; /* how often mission.yaml was taken up anew, the index too */
    bool turned;            /* it was, and the index is not yet level; for `writing` */
    _Atomic unsigned next;
};

int64_t desk_now(void)
{
    struct timespec t;
    (void)clock_gettime(CLOCK_REALTIME, &t);
    return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

truce_value desk_text(str s)
{
    return (truce_value){.kind = TRUCE_TEXT, .text = {s.ptr ? s.ptr : "", s.len}};
}

truce_value desk_int(int64_t v)
{
    return (truce_value){.kind = TRUCE_INTEGER, .integer = v, .text = {"", 0}};
}

const char *desk_folder(const desk *d)
{
    return d->folder;
}

enum { LONG_US = 300000 };

/* What the making of a whole state took, many times what stays of it, goes back to the system. */
void desk_give_back(void)
{
#ifdef __GLIBC__
    (void)malloc_trim(0);
#endif
}

/* ---- Handles */

static bool open_handle(handle *h, const char *folder, char why[512])
{
    (void)pthread_mutex_init(&h->lock, NULL);
    bool good = truce_new(&h->t) == TRUCE_OK && truce_open(h->t, folder, &h->m) == TRUCE_OK;
    if (!good)
        (void)snprintf(why, 512, "%s", h->t ? truce_last_problem(h->t)->message : "out of memory");
    return good;
}

/* It asks the index as it stands: the writer brings it level. */
static bool open_reader(handle *h, const char *folder, char why[512])
{
    bool good = open_handle(h, folder, why);
    if (good) truce_ask_as_it_stands(h->m, true);
    return good;
}

static void close_handle(handle *h)
{
    truce_close(h->m);
    truce_free(h->t);
    (void)pthread_mutex_destroy(&h->lock);
}

static file_mark file_mark_of(const char *folder, const char *name)
{
    char path[4096];
    struct stat s;
    (void)snprintf(path, sizeof path, "%s/%s", folder, name);
    if (stat(path, &s) != 0) return (file_mark){0};
    return (file_mark){s.st_size, s.st_mtim.tv_sec, s.st_mtim.tv_nsec, true};
}

static ledger_mark mark_of(const char *folder)
{
    return (ledger_mark){file_mark_of(folder, "ledger/entries"),
                         file_mark_of(folder, "mission.yaml")};
}

static bool same_file(const file_mark *a, const file_mark *b)
{
    return a->bytes == b->bytes && a->changed_s == b->changed_s && a->changed_ns == b->changed_ns &&
           a->there == b->there;
}

static bool same_mark(const ledger_mark *a, const ledger_mark *b)
{
    return same_file(&a->entries, &b->entries) && same_file(&a->mission, &b->mission);
}

/* -1: it cannot be told. */
static int64_t entries_of(truce_mission *m)
{
    truce_rows *r = NULL;
    int64_t n = -1;
    truce_code code = truce_query(
        m, truce_text_of("SELECT value FROM meta WHERE key = 'ledger_size'"), NULL, 0, &r);
    if (code == TRUCE_OK && truce_rows_next(r, &code)) n = truce_rows_value(r, 0).integer;
    truce_rows_free(r);
    return n;
}

static void keep_mark(desk *d, const ledger_mark *mark)
{
    (void)pthread_mutex_lock(&d->mark_lock);
    d->mark = *mark;
    (void)pthread_mutex_unlock(&d->mark_lock);
}

static bool is_level_with(desk *d, const ledger_mark *mark)
{
    (void)pthread_mutex_lock(&d->mark_lock);
    bool same = same_mark(mark, &d->mark);
    (void)pthread_mutex_unlock(&d->mark_lock);
    return same;
}

/* The index made level with the record; `writing` is held. Whoever looks meanwhile sees the one
 * before. */
static truce_code make_level(desk *d)
{
    int64_t began = desk_now();
    ledger_mark mark = mark_of(d->folder);
    keep_mark(d, &mark);
    atomic_fetch_add(&d->levelling, 1);
    truce_code code = truce_refresh(d->writer.m);
    int64_t n = code == TRUCE_OK ? entries_of(d->writer.m) : -1;
    if (n >= 0) atomic_store(&d->entries, n);
    if (d->turned) atomic_fetch_add(&d->turns, 1); /* not before: the index was the one before */
    d->turned = false;
    atomic_fetch_sub(&d->levelling, 1);
    if (desk_now() - began > LONG_US) desk_give_back(); /* all of it was made anew */
    return code;
}

/* Few threads, little at a time: more heaps than two would each keep what one of them let go. */
static void keep_heaps_few(void)
{
#ifdef M_ARENA_MAX
    (void)mallopt(M_ARENA_MAX, 2);
#endif
}

bool desk_open(const char *folder, desk **out, char why[512])
{
    keep_heaps_few();
    desk *d = calloc(1, sizeof *d);
    bool good = d && (d->folder = strdup(folder)) != NULL &&
                (d->answers = cache_new(ANSWERS_BYTES)) != NULL;
    (void)snprintf(why, 512, "out of memory");
    if (!good) {
        if (d) free(d->folder);
        free(d);
        return false;
    }
    (void)pthread_mutex_init(&d->writing, NULL);
    (void)pthread_mutex_init(&d->packing, NULL);
    (void)pthread_mutex_init(&d->mark_lock, NULL);
    (void)pthread_mutex_init(&d->past_lock, NULL);
    for (size_t i = 0; i < DESK_PASTS; i++)
        (void)pthread_mutex_init(&d->pasts[i].lock, NULL);
    good = open_handle(&d->writer, folder, why);
    for (size_t i = 0; i < DESK_READERS; i++)
        good = open_reader(&d->readers[i], folder, why) && good;
    if (good && make_level(d) != TRUCE_OK) {
        (void)snprintf(why, 512, "%s", truce_last_problem(d->writer.t)->message);
        good = false;
    }
    desk_give_back();
    if (!good) {
        desk_close(d);
        return false;
    }
    *out = d;
    return true;
}

void desk_close(desk *d)
{
    if (!d) return;
    close_handle(&d->writer);
    for (size_t i = 0; i < DESK_READERS; i++)
        close_handle(&d->readers[i]);
    for (size_t i = 0; i < DESK_PASTS; i++) {
        if (d->pasts[i].open) close_handle(&d->pasts[i].h);
        free(d->pasts[i].when);
        (void)pthread_mutex_destroy(&d->pasts[i].lock);
    }
    (void)pthread_mutex_destroy(&d->writing);
    (void)pthread_mutex_destroy(&d->packing);
    (void)pthread_mutex_destroy(&d->mark_lock);
    cache_free(d->answers);
    (void)pthread_mutex_destroy(&d->past_lock);
    free(d->folder);
    free(d);
}

/* ---- Level */

/* The file by whose lock one process writes at a time; -1: there is none. */
static int open_lock(const desk *d)
{
    char path[4096];
    (void)snprintf(path, sizeof path, "%s/ledger/lock", d->folder);
    return open(path, O_RDWR | O_CLOEXEC);
}

/* Whether somebody else is writing: then nobody here waits for them. */
static bool others_write(const desk *d)
{
    struct flock want = {.l_type = F_WRLCK, .l_whence = SEEK_SET};
    int fd = open_lock(d);
    if (fd < 0) return false;
    bool busy = fcntl(fd, F_OFD_GETLK, &want) == 0 && want.l_type != F_UNLCK;
    (void)close(fd);
    return busy;
}

/* The handle, whose lock is held, opened anew: what it has read goes. False: it stays as it was. */
static bool renew(handle *h, const char *folder, bool reads)
{
    char why[512];
    handle fresh = {0};
    bool good = (reads ? open_reader : open_handle)(&fresh, folder, why);
    if (good) {
        truce_mission *m = h->m;
        truce *t = h->t;
        h->m = fresh.m;
        h->t = fresh.t;
        fresh.m = m;
        fresh.t = t;
    } else {
        (void)fprintf(stderr, "truce serve: %s; the mission stays as it was\n", why);
    }
    close_handle(&fresh);
    return good;
}

/* mission.yaml was changed: all that was read by it is read anew. `writing` is held. */
static bool take_up_mission(desk *d)
{
    bool good = renew(&d->writer, d->folder, false);
    for (size_t i = 0; i < DESK_READERS && good; i++) {
        (void)pthread_mutex_lock(&d->readers[i].lock);
        good = renew(&d->readers[i], d->folder, true);
        (void)pthread_mutex_unlock(&d->readers[i].lock);
    }
    d->turned = true;
    return good;
}

/* mission.yaml, if it was changed; one that cannot be used is looked at again when it is changed
 * again. True: the mission is another one now. `writing` is held. */
static bool notice_mission(desk *d, const ledger_mark *now)
{
    if (same_file(&now->mission, &d->mark.mission)) return false;
    ledger_mark kept = {.entries = d->mark.entries, .mission = now->mission};
    if (take_up_mission(d)) return true;
    keep_mark(d, &kept);
    return false;
}

/* What another process has added is taken up before anybody looks, once it has done writing. While
 * somebody here is at it, others look at what there was before. */
static void notice_others(desk *d)
{
    ledger_mark now = mark_of(d->folder);
    if (is_level_with(d, &now) || others_write(d)) return;
    if (pthread_mutex_trylock(&d->writing) != 0) return;
    now = mark_of(d->folder);
    if (notice_mission(d, &now) || !is_level_with(d, &now)) (void)make_level(d);
    (void)pthread_mutex_unlock(&d->writing);
}

str desk_file(const char *path, arena *a)
{
    enum { MOST = 900000 };
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    char *room = fd >= 0 ? arena_alloc_n(a, MOST, 1) : NULL;
    size_t n = 0;
    ssize_t got = 1;
    while (room && n < MOST && got > 0) {
        got = read(fd, room + n, MOST - n);
        if (got > 0) n += (size_t)got;
    }
    if (fd >= 0) (void)close(fd);
    return room && got == 0 ? (str){room, n} : STR("");
}

void desk_notice(desk *d)
{
    notice_others(d);
}

static handle *take_reader(desk *d)
{
    unsigned at = atomic_fetch_add(&d->next, 1);
    for (unsigned i = 0; i < DESK_READERS;
         i++) { /* the first may be busy for long: not waited for */
        handle *h = &d->readers[(at + i) % DESK_READERS];
        if (pthread_mutex_trylock(&h->lock) == 0) return h;
    }
    handle *h = &d->readers[1 + at % (DESK_READERS - 1)];
    (void)pthread_mutex_lock(&h->lock);
    return h;
}

/* ---- Questions */

int64_t desk_entries(desk *d)
{
    int64_t n = -1;
    if (atomic_load(&d->levelling) > 0) { /* another index may stand there by now */
        handle *h = take_reader(d);
        n = entries_of(h->m);
        (void)pthread_mutex_unlock(&h->lock);
    }
    return n >= 0 ? n : atomic_load(&d->entries);
}

uint64_t desk_turns(desk *d)
{
    return atomic_load(&d->turns);
}

static bool copy_row(truce_rows *r, desk_rows *out, size_t *cap, arena *a)
{
    if (out->n == *cap) {
        size_t room = *cap ? *cap * 2 : 64;
        truce_value *more = arena_alloc_n(a, room * out->width, sizeof *more);
        if (!more) return false;
        if (out->n) memcpy(more, out->cells, out->n * out->width * sizeof *more);
        out->cells = more;
        *cap = room;
    }
    for (size_t i = 0; i < out->width; i++) {
        truce_value v = truce_rows_value(r, i);
        if (v.kind == TRUCE_TEXT) {
            str s = arena_str(a, (str){v.text.bytes, v.text.length});
            if (!s.ptr) return false;
            v.text.bytes = s.ptr;
        }
        out->cells[out->n * out->width + i] = v;
    }
    out->n++;
    return true;
}

static truce_code copy_rows(truce_rows *r, arena *a, desk_rows *out)
{
    size_t cap = 0;
    truce_code code = TRUCE_OK;
    *out = (desk_rows){.width = truce_rows_width(r)};
    while (truce_rows_next(r, &code)) {
        if (out->n == DESK_MOST_ROWS) return TRUCE_LIMIT;
        if (!copy_row(r, out, &cap, a)) return TRUCE_NO_MEMORY;
    }
    return code;
}

truce_code desk_query(desk *d, const char *sql, const truce_value *values, size_t n_values,
                      arena *a, desk_rows *out)
{
    truce_rows *r = NULL;
    notice_others(d);
    handle *h = take_reader(d);
    truce_code code = truce_query(h->m, truce_text_of(sql), values, n_values, &r);
    if (code == TRUCE_OK) code = copy_rows(r, a, out);
    truce_rows_free(r);
    (void)pthread_mutex_unlock(&h->lock);
    return code;
}

/* ---- Earlier states */

static bool only_digits(str s)
{
    for (size_t i = 0; i < s.len; i++)
        if (s.ptr[i] < '0' || s.ptr[i] > '9') return false;
    return s.len > 0;
}

/* The slot that has it; NULL: none has. */
static past *past_of(desk *d, str when)
{
    ledger_mark now = mark_of(d->folder);
    for (size_t i = 0; i < DESK_PASTS; i++) {
        past *p = &d->pasts[i];
        if (p->when && str_is(when, p->when) && same_file(&p->mission, &now.mission) &&
            (only_digits(when) || p->entries == desk_entries(d)))
            return p;
    }
    return NULL;
}

/* The one that nobody uses and that was not asked for longest; NULL: all are in use. */
static past *past_to_make(desk *d)
{
    past *best = NULL;
    for (size_t i = 0; i < DESK_PASTS; i++) {
        past *p = &d->pasts[i];
        if (p->users == 0 && (!best || p->used < best->used)) best = p;
    }
    return best;
}

/* The handle is opened anew for each state: what it read of the record goes with the last. */
static truce_code make_past(desk *d, past *p, str when)
{
    char why[512];
    if (p->open) close_handle(&p->h);
    p->open = open_handle(&p->h, d->folder, why);
    if (!p->open) return TRUCE_NO_MEMORY;
    truce_code code = truce_ask_as_of(p->h.m, (truce_text){when.ptr, when.len});
    desk_give_back();
    return code;
}

/* A slot with its tables, and us among its users. Whoever finds it made waits for nobody who makes
 * another. */
static truce_code take_past(desk *d, str when, past **out, bool *busy)
{
    truce_code code = TRUCE_OK;
    (void)pthread_mutex_lock(&d->past_lock);
    past *p = past_of(d, when);
    bool make = !p;
    if (make) p = d->making ? NULL : past_to_make(d);
    *busy = !p;
    if (p) p->users++;
    if (p && make) {
        free(p->when);
        p->when = NULL;
        d->making = true;
        (void)pthread_mutex_unlock(&d->past_lock);
        p->mission = mark_of(d->folder).mission;
        code = make_past(d, p, when);
        (void)pthread_mutex_lock(&d->past_lock);
        d->making = false;
        p->when = code == TRUCE_OK ? strndup(when.ptr, when.len) : NULL;
        p->entries = desk_entries(d);
    }
    if (p) p->used = ++d->n_asked;
    (void)pthread_mutex_unlock(&d->past_lock);
    *out = p;
    return p ? code : TRUCE_STORE;
}

/* `gone`: its tables cannot be asked any more; they are made anew when they are next wanted. */
static void leave_past(desk *d, past *p, bool gone)
{
    (void)pthread_mutex_lock(&d->past_lock);
    p->users--;
    if (gone) {
        free(p->when);
        p->when = NULL;
    }
    (void)pthread_mutex_unlock(&d->past_lock);
}

truce_code desk_query_then(desk *d, str when, const char *sql, const truce_value *values,
                           size_t n_values, arena *a, desk_rows *out, bool *busy)
{
    truce_rows *r = NULL;
    past *p;
    notice_others(d);
    truce_code code = take_past(d, when, &p, busy);
    if (!p) return code;
    (void)pthread_mutex_lock(&p->lock);
    if (code == TRUCE_OK) code = truce_query(p->h.m, truce_text_of(sql), values, n_values, &r);
    if (code == TRUCE_OK) code = copy_rows(r, a, out);
    truce_rows_free(r);
    (void)pthread_mutex_unlock(&p->lock);
    leave_past(d, p, code == TRUCE_STORE || code == TRUCE_IO);
    return code;
}

/* ---- Acts */

static void copy_said(const handle *h, truce_code code, const truce_answer *answer, arena *a,
                      str *said)
{
    truce_text text = answer ? truce_answer_text(answer) : (truce_text){"", 0};
    const truce_problem *p = truce_last_problem(h->t);
    *said = code == TRUCE_OK ? arena_str(a, (str){text.bytes, text.length})
            : p->hint[0]     ? arena_printf(a, "%s (%s)", p->message, p->hint)
                             : arena_str(a, str_of(p->message));
    if (!said->ptr) *said = STR("");
}

truce_code desk_do(desk *d, desk_act *act, const void *what, arena *a, str *said)
{
    truce_answer *answer = NULL;
    (void)pthread_mutex_lock(&d->writing);
    ledger_mark now = mark_of(d->folder);
    if (notice_mission(d, &now)) (void)make_level(d); /* nobody has looked since */
    truce_code code = act(d->writer.m, what, &answer);
    copy_said(&d->writer, code, answer, a, said);
    (void)truce_sign(d->writer.m, NULL); /* nobody's key stays */
    truce_answer_free(answer);
    if (code == TRUCE_OK) (void)make_level(d);
    (void)pthread_mutex_unlock(&d->writing);
    return code;
}

/* Accounts are nobody's evidence, and an index that is being made is none yet. No other process
 * writes meanwhile: what is copied is of one state. */
static tr_err pack_alone(desk *d, const char *top, const char *to)
{
    static const char *const without[] = {"desk", "index.db.new", "index.db.new-journal",
                                          "index.db-journal", NULL};
    struct flock all = {.l_type = F_WRLCK, .l_whence = SEEK_SET};
    (void)pthread_mutex_lock(&d->writing);
    int fd = open_lock(d);
    tr_err e = fd < 0 || fcntl(fd, F_OFD_SETLKW, &all) == 0 ? TR_OK : TR_ERR_IO;
    if (e == TR_OK) e = pack_folder(d->folder, top, without, to);
    if (fd >= 0) (void)close(fd);
    (void)pthread_mutex_unlock(&d->writing);
    return e;
}

truce_code desk_pack(desk *d, const char *top, const char *to, bool *busy)
{
    *busy = pthread_mutex_trylock(&d->packing) != 0; /* nobody waits behind another's copy */
    if (*busy) return TRUCE_STORE;
    tr_err e = pack_alone(d, top, to);
    (void)pthread_mutex_unlock(&d->packing);
    return e == TR_OK ? TRUCE_OK : e == TR_ERR_NOMEM ? TRUCE_NO_MEMORY : TRUCE_IO;
}

static void note(void *ctx, const truce_notice *n)
{
    buf *b = ctx;
    if (n->level != TRUCE_NOTE && n->level != TRUCE_ALARM) return;
    buf_z(b, n->problem.message);
    buf_c(b, '\n');
}

static truce_code read_with(handle *h, desk_act *act, const void *what, arena *a, str *said,
                            str *notes)
{
    truce_answer *answer = NULL;
    buf noted;
    int64_t began = desk_now();
    buf_init(&noted, 1 << 20);
    (void)pthread_mutex_lock(&h->lock);
    truce_listen(h->t, note, &noted);
    truce_code code = act(h->m, what, &answer);
    truce_listen(h->t, NULL, NULL);
    *notes = arena_str(a, buf_str(&noted));
    buf_free(&noted);
    copy_said(h, code, answer, a, said);
    truce_answer_free(answer);
    (void)pthread_mutex_unlock(&h->lock);
    if (desk_now() - began > LONG_US) desk_give_back();
    return code;
}

truce_code desk_read(desk *d, desk_act *act, const void *what, arena *a, str *said)
{
    str notes;
    return desk_read_notes(d, act, what, a, said, &notes);
}

truce_code desk_read_notes(desk *d, desk_act *act, const void *what, arena *a, str *said,
                           str *notes)
{
    notice_others(d);
    /* always this one: what it keeps of the record is kept once */
    truce_code code = read_with(&d->readers[0], act, what, a, said, notes);
    atomic_store(&d->read_at, desk_now());
    return code;
}

/* ---- Answers that are kept: what takes seconds to work out is asked for by several */

/* The same words for the same record and mission.yaml. */
static str mark_key(const ledger_mark *m, str key, arena *a)
{
    const file_mark *e = &m->entries, *y = &m->mission;
    return arena_printf(a, "%lld %lld.%lld %d %lld %lld.%lld %d " STR_FMT, (long long)e->bytes,
                        (long long)e->changed_s, (long long)e->changed_ns, e->there,
                        (long long)y->bytes, (long long)y->changed_s, (long long)y->changed_ns,
                        y->there, STR_ARG(key));
}

typedef struct answered {
    arena *a;
    str *said, *notes;
    truce_code code;
} answered;

static void copy_answer(void *ctx, const cache_value *v)
{
    answered *x = ctx;
    *x->said = arena_str(x->a, v->texts[0]);
    *x->notes = arena_str(x->a, v->texts[1]);
    x->code = x->said->ptr && x->notes->ptr ? (truce_code)v->number : TRUCE_NO_MEMORY;
}

truce_code desk_read_kept(desk *d, str key, desk_act *act, const void *what, arena *a, str *said,
                          str *notes)
{
    answered x = {.a = a, .said = said, .notes = notes};
    if (key.len == 0) return desk_read_notes(d, act, what, a, said, notes);
    notice_others(d);
    ledger_mark mark = mark_of(d->folder), after;
    bool level = is_level_with(d, &mark); /* else it may be read by the mission.yaml before */
    str whole = mark_key(&mark, key, a);
    if (level && whole.ptr && cache_find(d->answers, whole, copy_answer, &x)) return x.code;
    truce_code code = desk_read_notes(d, act, what, a, said, notes);
    after = mark_of(d->folder);
    bool lasts = level && (code == TRUCE_OK || code == TRUCE_USAGE || code == TRUCE_ABSENT);
    cache_value v = {.texts = {*said, *notes}, .number = code};
    if (lasts && whole.ptr && same_mark(&mark, &after)) cache_put(d->answers, whole, &v);
    return code;
}

void desk_tidy(desk *d)
{
    enum { IDLE_US = 10000000 };
    int64_t at = atomic_load(&d->read_at);
    handle *h = &d->readers[0];
    bool idle = at != 0 && desk_now() - at >= IDLE_US;
    if (idle && pthread_mutex_trylock(&h->lock) == 0) {
        atomic_store(&d->read_at, 0);
        (void)renew(h, d->folder, true);
        (void)pthread_mutex_unlock(&h->lock);
    }
    desk_give_back(); /* pages, too, took some that nobody needs now */
}

truce_code desk_read_then(desk *d, str when, desk_act *act, const void *what, arena *a, str *said,
                          str *notes, bool *busy)
{
    past *p;
    notice_others(d);
    truce_code code = take_past(d, when, &p, busy);
    if (!p) return code;
    (void)pthread_mutex_lock(&p->lock);
    if (code == TRUCE_OK) code = read_with(&p->h, act, what, a, said, notes);
    (void)pthread_mutex_unlock(&p->lock);
    leave_past(d, p, false);
    return code;
}

/* ---- Tables that truce.h gives as text */

/* A row of CSV as truce.h writes it: fields with a comma, a mark or a line end stand in marks. */
static str csv_cell(str *rest, arena *a)
{
    str s = *rest;
    if (s.len == 0 || s.ptr[0] != '"') {
        size_t n = 0;
        while (n < s.len && s.ptr[n] != ',' && s.ptr[n] != '\n')
            n++;
        *rest = str_from(s, n);
        return str_upto(s, n);
    }
    char *out = arena_alloc_n(a, s.len + 1, 1);
    size_t n = 0, i = 1;
    for (; out && i < s.len; i++) {
        if (s.ptr[i] == '"' && (i + 1 == s.len || s.ptr[i + 1] != '"')) break;
        if (s.ptr[i] == '"') i++;
        out[n++] = s.ptr[i];
    }
    *rest = str_from(s, i + 1 > s.len ? s.len : i + 1);
    return (str){out, out ? n : 0};
}

bool desk_table(str csv, size_t width, arena *a, desk_rows *out)
{
    VEC(truce_value) v = {0};
    str rest = str_from(csv, str_find(csv, '\n') + 1 > csv.len ? csv.len : str_find(csv, '\n') + 1);
    while (rest.len) {
        for (size_t k = 0; k < width; k++) {
            truce_value *x = VEC_PUSH(a, &v);
            if (!x) return false;
            *x = desk_text(csv_cell(&rest, a));
            if (rest.len && (rest.ptr[0] == ',' || k + 1 == width)) rest = str_from(rest, 1);
        }
    }
    *out = (desk_rows){.n = v.n / width, .width = width, .cells = v.items};
    return true;
}
