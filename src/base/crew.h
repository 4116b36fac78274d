/* crew: pieces of work shared out among threads. Each member takes the next piece that nobody has
 * taken, so a piece may not depend on who does it, nor on which was done before. */
#ifndef TRUCE_BASE_CREW_H
#define TRUCE_BASE_CREW_H

#include <stddef.h>

enum { CREW_MOST = 64 };

/** `member` is 0 .. n_members - 1: the room that is this thread's own. */
typedef void crew_piece(void *ctx, size_t member, size_t piece);
/** How many members do the work when so many threads are asked for: 1 (also for 0) to CREW_MOST. */
size_t crew_members(size_t threads);
/** Of so many members those worth their start: one for each half millisecond of work. */
size_t crew_worth(size_t n_members, double nanoseconds);
/** Pieces 0 .. n - 1, each once; back when all are done. A member for whom the machine has no
 * thread does nothing, and the others do its share. */
void crew_run(size_t n_members, size_t n, crew_piece *fn, void *ctx);

#endif
