#include "workbench/ship_log.h"

#include "text/stream.h"

#include <string.h>

enum { BLOCK = 1 << 20, BATCH = 64 };

struct ship_log {
    task *k;
    ais_reader *reader;
    const char *file;
    char *block;
    ais_message *batch;
};

static void tell_aside(void *ctx, uint64_t line, ais_reason why, str text)
{
    ship_log *l = ctx;
    feed_reject x = {.record = (size_t)line, .raw = text};
    diag_set(&x.diag, CODE_SENTENCE, l->file, line > UINT32_MAX ? 0 : (unsigned)line, 1, "%s",
             ais_reason_word(why));
    tell_reject(l->k->t, &x);
}

tr_err ship_log_open(task *k, bool keep_repeats, ship_log **out)
{
    ship_log *l = arena_alloc(k->a, sizeof *l);
    if (!l) return TR_ERR_NOMEM;
    l->k = k;
    l->block = arena_alloc_n(k->a, BLOCK, 1);
    l->batch = arena_alloc_n(k->a, BATCH, sizeof *l->batch);
    if (!l->block || !l->batch) return TR_ERR_NOMEM;
    *out = l;
    return ais_open(k->a, AIS_FAST, !keep_repeats, tell_aside, l, &l->reader);
}

/* Whole blocks; what is left of the last line moves to the front. A line longer than a block is cut
 * there: the reader sets it aside. */
static tr_err read_lines(ship_log *l, csv_source *src, ship_log_sink *sink, void *ctx)
{
    size_t have = 0;
    for (bool last = false; !last;) {
        size_t got = 0, at = 0, used = 1;
        TR_TRY(src->fill(src->ctx, l->block + have, BLOCK - have, &got));
        have += got;
        last = got == 0;
        while (used && at < have) {
            bool whole = last || (at == 0 && have == BLOCK);
            size_t n = ais_read(l->reader, l->block + at, have - at, whole, l->batch, BATCH, &used);
            TR_TRY(sink(ctx, l->reader, l->batch, n));
            at += used;
        }
        memmove(l->block, l->block + at, have - at);
        have -= at;
    }
    ais_end(l->reader);
    return ais_reader_err(l->reader);
}

static tr_err read_open(ship_log *l, csv_source raw, ship_log_sink *sink, void *ctx)
{
    stream *s = NULL;
    csv_source src;
    tr_err e = stream_open(raw, l->file, STREAM_UTF8, &s, &src);
    ais_restart(l->reader);
    if (e == TR_OK) e = read_lines(l, &src, sink, ctx);
    if (e != TR_OK && s && stream_fault(s)->code != CODE_NONE) l->k->d = *stream_fault(s);
    stream_close(s);
    return e;
}

tr_err ship_log_read(ship_log *l, const char *path, ship_log_sink *sink, void *ctx,
                     const ais_account **n)
{
    int fd = 0;
    l->file = path;
    if (strcmp(path, "-") != 0) TR_TRY(host_open_regular(path, &fd, &l->k->d));
    tr_err e = read_open(l, (csv_source){.fill = host_fill_fd, .ctx = &fd}, sink, ctx);
    if (fd) host_close(fd);
    *n = ais_counts(l->reader);
    return e;
}

uint64_t ship_log_aside(const ais_account *n)
{
    uint64_t aside = 0;
    for (int i = 0; i < AIS_REASON__N; i++)
        aside += n->aside[i];
    return aside;
}

void ship_log_tell(const ship_log *l, const ais_account *n)
{
    buf b;
    buf_init(&b, 4096);
    buf_f(&b,
          "%s: %llu lines, %llu sentences of ships received = %llu accepted + %llu duplicate + "
          "%llu set aside; %llu messages",
          l->file, (unsigned long long)n->lines, (unsigned long long)n->received,
          (unsigned long long)n->accepted, (unsigned long long)n->duplicate,
          (unsigned long long)ship_log_aside(n), (unsigned long long)n->messages);
    for (int i = 0; i < AIS_REASON__N; i++)
        if (n->aside[i])
            buf_f(&b, "; %s: %llu", ais_reason_word((ais_reason)i),
                  (unsigned long long)n->aside[i]);
    if (n->bad_tags) buf_f(&b, "; tag blocks not read: %llu", (unsigned long long)n->bad_tags);
    tell_note(l->k->t, STR_FMT, STR_ARG(buf_str(&b)));
    buf_free(&b);
}
