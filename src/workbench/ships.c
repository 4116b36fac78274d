/* Ship reports as a filter: NMEA sentences in, messages as JSON or CSV out, and an account of every
 * line. No mission is needed and nothing is kept. */
#include "ais/write.h"
#include "face/face.h"
#include "text/stream.h"

#include <stdlib.h>
#include <string.h>

enum { BLOCK = 1 << 20, BATCH = 64 };

typedef struct job {
    task *k;
    truce_writer *write;
    void *ctx;
    enum { AS_CSV, AS_JSONL, AS_ACCOUNT } form;
    ais_reader *reader;
    const char *file;
    buf rows;
    char *block;
    ais_message *batch;
} job;

static tr_err hand_over(void *ctx, str piece)
{
    job *j = ctx;
    return j->write(j->ctx, (truce_text){piece.ptr, piece.len}) == 0 ? TR_OK : TR_ERR_IO;
}

static void tell_aside(void *ctx, uint64_t line, ais_reason why, str text)
{
    job *j = ctx;
    feed_reject x = {.record = (size_t)line, .raw = text};
    diag_set(&x.diag, CODE_SENTENCE, j->file, line > UINT32_MAX ? 0 : (unsigned)line, 1, "%s",
             ais_reason_word(why));
    tell_reject(j->k->t, &x);
}

static void put_messages(job *j, const ais_reader *r, size_t n)
{
    char line[AIS_LINE_ROOM];
    for (size_t i = 0; i < n && j->form != AS_ACCOUNT; i++)
        buf_put(&j->rows, line,
                j->form == AS_JSONL ? ais_json_line(&j->batch[i], r, line)
                                    : ais_csv_line(&j->batch[i], r, line));
}

/* Whole blocks; what is left of the last line moves to the front. A line longer than a block is cut
 * there: the reader sets it aside. */
static tr_err read_lines(job *j, csv_source *src, ais_reader *r)
{
    size_t have = 0;
    for (bool last = false; !last;) {
        size_t got = 0, at = 0, used = 1;
        TR_TRY(src->fill(src->ctx, j->block + have, BLOCK - have, &got));
        have += got;
        last = got == 0;
        while (used && at < have) {
            size_t n = ais_read(r, j->block + at, have - at, last || (at == 0 && have == BLOCK),
                                j->batch, BATCH, &used);
            put_messages(j, r, n);
            at += used;
        }
        memmove(j->block, j->block + at, have - at);
        have -= at;
        TR_TRY(buf_err(&j->rows));
    }
    ais_end(r);
    return ais_reader_err(r);
}

static void tell_account(job *j, const ais_account *n, uint64_t aside)
{
    buf b;
    buf_init(&b, 4096);
    buf_f(&b,
          "%s: %llu lines, %llu sentences of ships received = %llu accepted + %llu duplicate + "
          "%llu set aside; %llu messages",
          j->file, (unsigned long long)n->lines, (unsigned long long)n->received,
          (unsigned long long)n->accepted, (unsigned long long)n->duplicate,
          (unsigned long long)aside, (unsigned long long)n->messages);
    for (int i = 0; i < AIS_REASON__N; i++)
        if (n->aside[i])
            buf_f(&b, "; %s: %llu", ais_reason_word((ais_reason)i),
                  (unsigned long long)n->aside[i]);
    if (n->bad_tags) buf_f(&b, "; tag blocks not read: %llu", (unsigned long long)n->bad_tags);
    tell_note(j->k->t, STR_FMT, STR_ARG(buf_str(&b)));
    buf_free(&b);
}

/* As a row of the answer where only that is asked for; else as a note beside the rows. */
static void put_account(job *j, const ais_account *n)
{
    buf *b = &j->k->out;
    uint64_t aside = 0;
    for (int i = 0; i < AIS_REASON__N; i++)
        aside += n->aside[i];
    if (j->form != AS_ACCOUNT) {
        tell_account(j, n, aside);
        return;
    }
    csv_text(b, str_of(j->file));
    buf_f(b, ",%llu,%llu,%llu,%llu,%llu,%llu", (unsigned long long)n->lines,
          (unsigned long long)(n->blank + n->comment + n->other), (unsigned long long)n->received,
          (unsigned long long)n->accepted, (unsigned long long)n->duplicate,
          (unsigned long long)aside);
    for (int i = 0; i < AIS_REASON__N; i++)
        buf_f(b, ",%llu", (unsigned long long)n->aside[i]);
    buf_f(b, ",%llu\n", (unsigned long long)n->messages);
}

static void put_account_header(buf *b)
{
    buf_z(b, "file,lines,other,received,accepted,duplicate,set_aside");
    for (int i = 0; i < AIS_REASON__N; i++) {
        buf_c(b, ',');
        for (const char *p = ais_reason_word((ais_reason)i); *p; p++)
            buf_c(b, *p == ' ' ? '_' : *p);
    }
    buf_z(b, ",messages\n");
}

static tr_err read_open(job *j, csv_source raw, ais_account *all)
{
    stream *s = NULL;
    csv_source src;
    ais_reader *r = j->reader;
    tr_err e = stream_open(raw, j->file, STREAM_UTF8, &s, &src);
    ais_restart(r);
    if (e == TR_OK) e = read_lines(j, &src, r);
    if (e != TR_OK && s && stream_fault(s)->code != CODE_NONE) j->k->d = *stream_fault(s);
    stream_close(s);
    if (e != TR_OK) return e;
    const ais_account *n = ais_counts(r);
    put_account(j, n);
    all->accepted += n->accepted;
    all->messages += n->messages;
    for (int i = 0; i < AIS_REASON__N; i++)
        all->aside[0] += n->aside[i];
    return TR_OK;
}

/* "-" is standard input. */
static tr_err read_one(job *j, const char *path, ais_account *all)
{
    int fd = 0;
    j->file = path;
    if (strcmp(path, "-") != 0) TR_TRY(host_open_regular(path, &fd, &j->k->d));
    tr_err e = read_open(j, (csv_source){.fill = host_fill_fd, .ctx = &fd}, all);
    if (fd) host_close(fd);
    return e;
}

static tr_err read_all(job *j, const char *const *files, size_t n)
{
    task *k = j->k;
    str form = task_value(k, "format");
    char header[AIS_LINE_ROOM];
    ais_account all = {0};
    j->form = str_is(form, "jsonl") ? AS_JSONL : str_is(form, "account") ? AS_ACCOUNT : AS_CSV;
    if (form.len && !str_is(form, "csv") && j->form == AS_CSV)
        return task_refuse(k, "--format is csv, jsonl or account");
    TR_TRY(ais_open(k->a, AIS_FAST, !task_yes(k, "repeats"), tell_aside, j, &j->reader));
    j->block = arena_alloc_n(k->a, BLOCK, 1);
    j->batch = arena_alloc_n(k->a, BATCH, sizeof *j->batch);
    if (!j->block || !j->batch) return TR_ERR_NOMEM;
    if (j->form == AS_CSV) buf_put(&j->rows, header, ais_csv_header(header));
    if (j->form == AS_ACCOUNT) put_account_header(&k->out);
    for (size_t i = 0; i < n; i++)
        TR_TRY(read_one(j, files[i], &all));
    k->stands = true;
    task_figure_is(k, "messages", (size_t)all.messages);
    task_figure_is(k, "accepted", (size_t)all.accepted);
    task_figure_is(k, "set_aside", (size_t)all.aside[0]);
    return buf_drain(&j->rows);
}

truce_code truce_ais(truce *engine, const char *const *files, size_t n_files,
                     const truce_setting *settings, truce_writer *write, void *context,
                     truce_answer **out)
{
    static const char *const knows[] = {"format", "repeats?", NULL};
    task k;
    job j = {.k = &k, .write = write, .ctx = context};
    buf_init(&j.rows, BUF_LIMIT_BYTES);
    j.rows.drain = hand_over;
    j.rows.ctx = &j;
    tr_err e = task_begin(&k, engine, settings, knows);
    if (e == TR_OK) e = read_all(&j, files, n_files);
    buf_free(&j.rows);
    return task_end(&k, e, out);
}
