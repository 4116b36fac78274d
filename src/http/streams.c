#include "http/streams.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

typedef struct stream {
    streams *of;
    struct MHD_Connection *c;
    struct stream *next;
    unsigned said, beats; /* of the events and beats: how many this one has sent */
    time_t since;
    uint64_t whose;
    bool last;  /* it ends as soon as it can */
    bool waits; /* suspended until there is something to send */
} stream;

struct streams {
    pthread_mutex_t lock;
    stream *first;
    size_t n;
    unsigned said, beats;
    char words[STREAM_WORDS];
    bool ended;
};

static time_t now_s(void)
{
    struct timespec t;
    (void)clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec;
}

streams *streams_new(void)
{
    streams *s = calloc(1, sizeof *s);
    if (s) (void)pthread_mutex_init(&s->lock, NULL);
    return s;
}

void streams_free(streams *s)
{
    if (!s) return;
    (void)pthread_mutex_destroy(&s->lock);
    free(s);
}

/* What there is to send; else the connection waits. Called by the thread that has it. */
static ssize_t next_words(void *ctx, uint64_t at, char *out, size_t room)
{
    static const char beat[] = ":\n\n";
    stream *x = ctx;
    streams *s = x->of;
    ssize_t n = 0;
    (void)at;
    (void)pthread_mutex_lock(&s->lock);
    size_t len = strlen(s->words);
    if (s->ended || x->last || now_s() - x->since >= STREAM_WHOLE_S) {
        n = MHD_CONTENT_READER_END_OF_STREAM;
    } else if (x->said != s->said && len <= room) {
        memcpy(out, s->words, len);
        x->said = s->said;
        x->beats = s->beats;
        n = (ssize_t)len;
    } else if (x->beats != s->beats && sizeof beat - 1 <= room) {
        memcpy(out, beat, sizeof beat - 1);
        x->beats = s->beats;
        n = sizeof beat - 1;
    } else {
        x->waits = true;
        MHD_suspend_connection(x->c);
    }
    (void)pthread_mutex_unlock(&s->lock);
    return n;
}

static void forget(void *ctx)
{
    stream *x = ctx;
    streams *s = x->of;
    (void)pthread_mutex_lock(&s->lock);
    for (stream **at = &s->first; *at; at = &(*at)->next) {
        if (*at != x) continue;
        *at = x->next;
        s->n--;
        break;
    }
    (void)pthread_mutex_unlock(&s->lock);
    free(x);
}

static void wake(stream *x)
{
    if (!x->waits) return;
    x->waits = false;
    MHD_resume_connection(x->c);
}

/* The oldest of somebody's, if there are as many as one may have; the newest stands first. */
static void end_oldest(streams *s, uint64_t whose)
{
    stream *oldest = NULL;
    size_t n = 0;
    for (stream *x = s->first; x; x = x->next) {
        if (x->whose != whose || x->last) continue;
        oldest = x;
        n++;
    }
    if (n < STREAMS_OF_ONE) return;
    oldest->last = true;
    wake(oldest);
}

struct MHD_Response *streams_open(streams *s, struct MHD_Connection *c, uint64_t whose)
{
    enum { BLOCK = 1024 };
    stream *x = calloc(1, sizeof *x);
    if (!x) return NULL;
    (void)pthread_mutex_lock(&s->lock);
    end_oldest(s, whose);
    bool room = s->n < STREAMS_MOST && !s->ended;
    if (room) {
        *x = (stream){.of = s,
                      .c = c,
                      .whose = whose,
                      .next = s->first,
                      .said = s->said - (s->words[0] != 0), /* the last word is sent at once */
                      .beats = s->beats,
                      .since = now_s()};
        s->first = x;
        s->n++;
    }
    (void)pthread_mutex_unlock(&s->lock);
    if (!room) {
        free(x);
        return NULL;
    }
    struct MHD_Response *r =
        MHD_create_response_from_callback(MHD_SIZE_UNKNOWN, BLOCK, next_words, x, forget);
    if (!r) forget(x);
    return r;
}

/* The lock is held. */
static void wake_all(streams *s)
{
    for (stream *x = s->first; x; x = x->next)
        wake(x);
}

void streams_renew(streams *s)
{
    (void)pthread_mutex_lock(&s->lock);
    for (stream *x = s->first; x; x = x->next)
        x->last = true;
    wake_all(s);
    (void)pthread_mutex_unlock(&s->lock);
}

void streams_tell(streams *s, const char *name, int64_t n)
{
    (void)pthread_mutex_lock(&s->lock);
    (void)snprintf(s->words, sizeof s->words, "event: %s\ndata: %lld\n\n", name, (long long)n);
    s->said++;
    wake_all(s);
    (void)pthread_mutex_unlock(&s->lock);
}

void streams_beat(streams *s)
{
    (void)pthread_mutex_lock(&s->lock);
    s->beats++;
    wake_all(s);
    (void)pthread_mutex_unlock(&s->lock);
}

void streams_end(streams *s)
{
    (void)pthread_mutex_lock(&s->lock);
    s->ended = true;
    wake_all(s);
    (void)pthread_mutex_unlock(&s->lock);
}
