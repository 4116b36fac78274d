#include "workbench/ship_log.h"

#include "ais/table.h"

#include "text/stream.h"

#include <string.h>

struct ship_log {
    task *k;
    ais_reader *reader;
    const char *file;
    bool any_file;
    bool table; /* the last file was one, with the account `n` */
    ais_account n;
};

static void tell_aside(void *ctx, uint64_t line, ais_reason why, str text)
{
    ship_log *l = ctx;
    feed_reject x = {.record = (size_t)line, .raw = text};
    diag_set(&x.diag, CODE_SENTENCE, l->file, line > UINT32_MAX ? 0 : (unsigned)line, 1, "%s",
             ais_reason_word(why));
    tell_reject(l->k->t, &x);
}

tr_err ship_log_open(task *k, bool keep_repeats, bool any_file, ship_log **out)
{
    ship_log *l = arena_alloc(k->a, sizeof *l);
    if (!l) return TR_ERR_NOMEM;
    l->k = k;
    l->any_file = any_file;
    *out = l;
    return ais_open(k->a, AIS_FAST, !keep_repeats, tell_aside, l, &l->reader);
}

static tr_err tell_row(void *ctx, size_t nth, const tr_diag *why, str raw)
{
    ship_log *l = ctx;
    tell_reject(l->k->t, &(feed_reject){.record = nth, .diag = *why, .raw = raw});
    return TR_OK;
}

/* Rows count as sentences do. */
static tr_err read_table(ship_log *l, csv_source src, ais_log_sink *sink, void *ctx)
{
    ais_table_counts n;
    TR_TRY(ais_table_read(src, l->file, l->k->a, sink, ctx, tell_row, l, &n, &l->k->d));
    l->table = true;
    l->n = (ais_account){.lines = n.received,
                         .received = n.received,
                         .accepted = n.accepted,
                         .messages = n.accepted - n.stations};
    l->n.aside[AIS_ASIDE_MALFORMED] = n.set_aside;
    return TR_OK;
}

static tr_err read_any(ship_log *l, csv_source src, ais_log_sink *sink, void *ctx)
{
    ais_peeked *p = arena_alloc(l->k->a, sizeof *p);
    csv_source as;
    if (!p) return TR_ERR_NOMEM;
    l->table = false;
    TR_TRY(ais_peek(src, p, &as));
    if (ais_is_table((str){p->head, p->have})) return read_table(l, as, sink, ctx);
    TR_TRY(ais_log_read(l->reader, &as, l->k->a, sink, ctx));
    return l->any_file ? TR_OK : ais_log_is_one(ais_counts(l->reader), p, l->file, &l->k->d);
}

static tr_err read_open(ship_log *l, csv_source raw, ais_log_sink *sink, void *ctx)
{
    stream *s = NULL;
    csv_source src;
    tr_err e = stream_open(raw, l->file, STREAM_UTF8, &s, &src);
    if (e == TR_OK) e = read_any(l, src, sink, ctx);
    if (e != TR_OK && s && stream_fault(s)->code != CODE_NONE) {
        l->k->d = *stream_fault(s);
        e = TR_ERR_DATA; /* the file is bad, not the record */
    }
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
    *n = l->table ? &l->n : ais_counts(l->reader);
    return e;
}

void ship_log_tell(const ship_log *l, const ais_account *n)
{
    buf b;
    buf_init(&b, 4096);
    buf_f(&b,
          "%s: %llu lines, %llu %s of ships received = %llu accepted + %llu duplicate + "
          "%llu set aside; %llu messages",
          l->file, (unsigned long long)n->lines, (unsigned long long)n->received,
          l->table ? "rows" : "sentences", (unsigned long long)n->accepted,
          (unsigned long long)n->duplicate, (unsigned long long)ais_aside(n),
          (unsigned long long)n->messages);
    for (int i = 0; i < AIS_REASON__N; i++)
        if (n->aside[i])
            buf_f(&b, "; %s: %llu", ais_reason_word((ais_reason)i),
                  (unsigned long long)n->aside[i]);
    if (n->bad_tags) buf_f(&b, "; tag blocks not read: %llu", (unsigned long long)n->bad_tags);
    tell_note(l->k->t, STR_FMT, STR_ARG(buf_str(&b)));
    buf_free(&b);
}
