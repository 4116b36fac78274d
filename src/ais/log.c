#include "ais/log.h"

#include <string.h>

enum { BLOCK = 1 << 20, BATCH = 64 };

/* Some old programs end lines with a carriage return alone: told by the first line's end, for the
 * whole log. Until one is seen no line is read, so that it does not matter in what pieces a log
 * comes. */
typedef enum line_ends { ENDS_UNSEEN, ENDS_LF, ENDS_CR } line_ends;

static line_ends ends_of(const char *s, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if (s[i] == '\n') return ENDS_LF;
        if (s[i] == '\r' && i + 1 < n) return s[i + 1] == '\n' ? ENDS_LF : ENDS_CR;
    }
    return ENDS_UNSEEN;
}

static void end_with_lf(char *s, size_t n)
{
    for (char *at = s, *end = s + n; (at = memchr(at, '\r', (size_t)(end - at))) != NULL;)
        *at = '\n';
}

/* Whole blocks; what is left of the last line moves to the front. A line longer than a block is cut
 * there: the reader sets it aside. */
tr_err ais_log_read(ais_reader *r, csv_source *src, arena *a, ais_log_sink *sink, void *ctx)
{
    size_t have = 0;
    char *block = arena_alloc_unset_n(a, BLOCK, 1);
    ais_message *batch = arena_alloc_n(a, BATCH, sizeof *batch);
    if (!block || !batch) return TR_ERR_NOMEM;
    ais_restart(r);
    line_ends ends = ENDS_UNSEEN;
    for (bool last = false; !last;) {
        size_t got = 0, at = 0, used = 1;
        TR_TRY(src->fill(src->ctx, block + have, BLOCK - have, &got));
        size_t fresh = ends == ENDS_UNSEEN ? 0 : have;
        have += got;
        if (ends == ENDS_UNSEEN) ends = ends_of(block, have);
        if (ends == ENDS_CR) end_with_lf(block + fresh, have - fresh);
        last = got == 0;
        while (used && at < have) {
            bool whole = last || (at == 0 && have == BLOCK && !memchr(block, '\n', have));
            size_t n = ais_read(r, block + at, have - at, whole, batch, BATCH, &used);
            TR_TRY(sink(ctx, r, batch, n));
            at += used;
        }
        memmove(block, block + at, have - at);
        have -= at;
    }
    ais_end(r);
    arena_retire(a, block, BLOCK);
    return ais_reader_err(r);
}

static tr_err fill_peeked(void *ctx, char *dst, size_t n, size_t *got)
{
    ais_peeked *p = ctx;
    if (p->at == p->have) return p->src.fill(p->src.ctx, dst, n, got);
    *got = p->have - p->at < n ? p->have - p->at : n;
    memcpy(dst, p->head + p->at, *got);
    p->at += *got;
    return TR_OK;
}

tr_err ais_peek(csv_source src, ais_peeked *p, csv_source *as)
{
    size_t got = 1;
    p->src = src;
    p->have = p->at = 0;
    while (got && p->have < AIS_HEAD_BYTES) {
        TR_TRY(src.fill(src.ctx, p->head + p->have, AIS_HEAD_BYTES - p->have, &got));
        p->have += got;
    }
    *as = (csv_source){.fill = fill_peeked, .ctx = p};
    return TR_OK;
}

/* NMEA 0183: ! or $, two letters of the talker, three of the sentence, a comma. */
static bool speaks_nmea(str s)
{
    for (size_t i = 0; i + 7 <= s.len; i++) {
        size_t k = i + 1;
        if (s.ptr[i] != '!' && s.ptr[i] != '$') continue;
        while (k < i + 6 &&
               ((s.ptr[k] >= 'A' && s.ptr[k] <= 'Z') || (s.ptr[k] >= '0' && s.ptr[k] <= '9')))
            k++;
        if (k == i + 6 && s.ptr[k] == ',') return true;
    }
    return false;
}

tr_err ais_log_is_one(const ais_account *n, const ais_peeked *p, const char *file, tr_diag *diag)
{
    if (n->received || n->other == 0 || speaks_nmea((str){p->head, p->have})) return TR_OK;
    diag_set(diag, CODE_SENTENCE, file, 1, 1,
             "no sentence of a ship stands here (!AIVDM,...), and the first line is no header of a "
             "table of positions (MMSI, time, LAT, LON)");
    return TR_ERR_DATA;
}

uint64_t ais_aside(const ais_account *n)
{
    uint64_t aside = 0;
    for (int i = 0; i < AIS_REASON__N; i++)
        aside += n->aside[i];
    return aside;
}
