#include "workbench/ship_log.h"

#include "text/stream.h"

#include <string.h>

struct ship_log {
    task *k;
    ais_reader *reader;
    const char *file;
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
    *out = l;
    return ais_open(k->a, AIS_FAST, !keep_repeats, tell_aside, l, &l->reader);
}

static tr_err read_open(ship_log *l, csv_source raw, ais_log_sink *sink, void *ctx)
{
    stream *s = NULL;
    csv_source src;
    tr_err e = stream_open(raw, l->file, STREAM_UTF8, &s, &src);
    if (e == TR_OK) e = ais_log_read(l->reader, &src, l->k->a, sink, ctx);
    if (e != TR_OK && s && stream_fault(s)->code != CODE_NONE) l->k->d = *stream_fault(s);
    stream_close(s);
    return e;
}

tr_err ship_log_read(ship_log *l, const char *path, ais_log_sink *sink, void *ctx,
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

void ship_log_tell(const ship_log *l, const ais_account *n)
{
    buf b;
    buf_init(&b, 4096);
    buf_f(&b,
          "%s: %llu lines, %llu sentences of ships received = %llu accepted + %llu duplicate + "
          "%llu set aside; %llu messages",
          l->file, (unsigned long long)n->lines, (unsigned long long)n->received,
          (unsigned long long)n->accepted, (unsigned long long)n->duplicate,
          (unsigned long long)ais_aside(n), (unsigned long long)n->messages);
    for (int i = 0; i < AIS_REASON__N; i++)
        if (n->aside[i])
            buf_f(&b, "; %s: %llu", ais_reason_word((ais_reason)i),
                  (unsigned long long)n->aside[i]);
    if (n->bad_tags) buf_f(&b, "; tag blocks not read: %llu", (unsigned long long)n->bad_tags);
    tell_note(l->k->t, STR_FMT, STR_ARG(buf_str(&b)));
    buf_free(&b);
}
