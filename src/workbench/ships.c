/* Ship reports as a filter: NMEA sentences in, messages as JSON or CSV out, and an account of every
 * line. No mission is needed and nothing is kept. */
#include "ais/write.h"
#include "workbench/ship_log.h"

typedef struct job {
    task *k;
    truce_writer *write;
    void *ctx;
    enum { AS_CSV, AS_JSONL, AS_ACCOUNT } form;
    buf rows;
} job;

static tr_err hand_over(void *ctx, str piece)
{
    job *j = ctx;
    return j->write(j->ctx, (truce_text){piece.ptr, piece.len}) == 0 ? TR_OK : TR_ERR_IO;
}

static tr_err put_messages(void *ctx, const ais_reader *r, const ais_message *m, size_t n)
{
    job *j = ctx;
    char line[AIS_LINE_ROOM];
    for (size_t i = 0; i < n && j->form != AS_ACCOUNT; i++)
        buf_put(&j->rows, line,
                j->form == AS_JSONL ? ais_json_line(&m[i], r, line) : ais_csv_line(&m[i], r, line));
    return buf_err(&j->rows);
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

static void put_account(buf *b, const char *file, const ais_account *n)
{
    csv_text(b, str_of(file));
    buf_f(b, ",%llu,%llu,%llu,%llu,%llu,%llu", (unsigned long long)n->lines,
          (unsigned long long)(n->blank + n->comment + n->other), (unsigned long long)n->received,
          (unsigned long long)n->accepted, (unsigned long long)n->duplicate,
          (unsigned long long)ais_aside(n));
    for (int i = 0; i < AIS_REASON__N; i++)
        buf_f(b, ",%llu", (unsigned long long)n->aside[i]);
    buf_f(b, ",%llu\n", (unsigned long long)n->messages);
}

static tr_err read_all(job *j, const char *const *files, size_t n)
{
    task *k = j->k;
    str form = task_value(k, "format");
    char header[AIS_LINE_ROOM];
    ship_log *l = NULL;
    uint64_t messages = 0, accepted = 0, aside = 0;
    j->form = str_is(form, "jsonl") ? AS_JSONL : str_is(form, "account") ? AS_ACCOUNT : AS_CSV;
    if (form.len && !str_is(form, "csv") && j->form == AS_CSV)
        return task_refuse(k, "--format is csv, jsonl or account");
    TR_TRY(ship_log_open(k, task_yes(k, "repeats"), j->form == AS_ACCOUNT, &l));
    if (j->form == AS_CSV) buf_put(&j->rows, header, ais_csv_header(header));
    if (j->form == AS_ACCOUNT) put_account_header(&k->out);
    for (size_t i = 0; i < n; i++) {
        const ais_account *one = NULL;
        TR_TRY(ship_log_read(l, files[i], put_messages, j, &one));
        if (j->form == AS_ACCOUNT)
            put_account(&k->out, files[i], one);
        else
            ship_log_tell(l, one);
        messages += one->messages;
        accepted += one->accepted;
        aside += ais_aside(one);
    }
    k->stands = true;
    task_figure_is(k, "messages", (size_t)messages);
    task_figure_is(k, "accepted", (size_t)accepted);
    task_figure_is(k, "set_aside", (size_t)aside);
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
