#include "base/crew.h"

#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdbool.h>

/* Each member has a range of the pieces, and who is done takes from the others. Members that worked
 * side by side on one table would ask for the same fresh page of memory and both wait for it. */
typedef struct range {
    _Alignas(64) atomic_size_t next;
    size_t end;
} range;

/* A new thread often lands on the core of its creator and waits there for the scheduler's next
 * tick, some milliseconds. So it is born on one of the others, and then free to go anywhere. */
typedef struct cores {
    cpu_set_t all, others;
    bool known;
} cores;

typedef struct shared_work {
    range ranges[CREW_MOST];
    size_t n_members;
    cores cores;
    crew_piece *fn;
    void *ctx;
} shared_work;

typedef struct member {
    shared_work *work;
    size_t number;
} member;

static void take_pieces(const member *m)
{
    shared_work *w = m->work;
    for (size_t i = 0; i < w->n_members; i++) {
        range *r = &w->ranges[(m->number + i) % w->n_members];
        for (size_t piece; (piece = atomic_fetch_add(&r->next, 1)) < r->end;)
            w->fn(w->ctx, m->number, piece);
    }
}

static void *live(void *ctx)
{
    const member *m = ctx;
    const cores *c = &m->work->cores;
    if (c->known) (void)pthread_setaffinity_np(pthread_self(), sizeof c->all, &c->all);
    take_pieces(m);
    return NULL;
}

static void look_at_cores(cores *c)
{
    int here = sched_getcpu();
    if (here < 0 || here >= CPU_SETSIZE || sched_getaffinity(0, sizeof c->all, &c->all) != 0)
        return;
    c->others = c->all;
    CPU_CLR((size_t)here, &c->others);
    c->known = CPU_COUNT(&c->others) > 0;
}

static bool start(pthread_t *thread, member *m)
{
    pthread_attr_t attr;
    const cores *c = &m->work->cores;
    bool started = false;
    if (c->known && pthread_attr_init(&attr) == 0) {
        started = pthread_attr_setaffinity_np(&attr, sizeof c->others, &c->others) == 0 &&
                  pthread_create(thread, &attr, live, m) == 0;
        (void)pthread_attr_destroy(&attr);
    }
    return started || pthread_create(thread, NULL, live, m) == 0;
}

size_t crew_members(size_t threads)
{
    if (threads == 0) return 1;
    return threads < CREW_MOST ? threads : CREW_MOST;
}

size_t crew_worth(size_t n_members, double nanoseconds)
{
    const double worth = 1 + nanoseconds / 5e5; /* a thread begins after 0.1 ms */
    return worth < (double)n_members ? (size_t)worth : n_members;
}

void crew_run(size_t n_members, size_t n, crew_piece *fn, void *ctx)
{
    pthread_t threads[CREW_MOST];
    bool started[CREW_MOST] = {false};
    member members[CREW_MOST];
    shared_work work = {
        .n_members = crew_members(n_members < n ? n_members : n), .fn = fn, .ctx = ctx};
    const size_t share = n / work.n_members;
    if (work.n_members > 1) look_at_cores(&work.cores);
    for (size_t i = 0; i < work.n_members; i++) {
        atomic_init(&work.ranges[i].next, share * i);
        work.ranges[i].end = i + 1 < work.n_members ? share * (i + 1) : n;
        members[i] = (member){&work, i};
    }
    for (size_t i = 1; i < work.n_members; i++)
        started[i] = start(&threads[i], &members[i]);
    take_pieces(&members[0]);
    for (size_t i = 1; i < work.n_members; i++) {
        if (started[i]) (void)pthread_join(threads[i], NULL);
    }
}
