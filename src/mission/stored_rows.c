#include "mission/stored_rows.h"
#include "mission/ship_tables.h"

#include "ais/table.h"

#include "mission/repeats.h"
#include "text/stream.h"

#include <stdio.h>
#include <string.h>

/* ---- Reading
 * -------------------------------------------------------------------------------------- */

static tr_err read_detections(const feed_context *c, csv_source src, const char *name,
                              const stream_sinks *to, arena *a, feed_result *r, tr_diag *diag)
{
    detection_counts n;
    tr_err e = producer_detections(src, name, c, false, &to->detections, &n, a, diag);
    r->received = n.received;
    r->accepted = n.accepted;
    r->set_aside = n.set_aside;
    return e;
}

typedef struct ship_rows {
    const char *name;
    const stream_sinks *to;
    tr_err e;
} ship_rows;

static void refuse_sentence(void *ctx, uint64_t line, ais_reason why, str text)
{
    ship_rows *s = ctx;
    tr_diag d = {0};
    if (s->e != TR_OK || s->to->detections.reject == NULL) return;
    diag_set(&d, CODE_SENTENCE, s->name, line > UINT32_MAX ? 0 : (unsigned)line, 1, "%s",
             ais_reason_word(why));
    s->e = s->to->detections.reject(s->to->detections.ctx, (size_t)line, &d, text);
}

static tr_err pass_messages(void *ctx, const ais_reader *r, const ais_message *m, size_t n)
{
    ship_rows *s = ctx;
    TR_TRY(s->e);
    return s->to->ships ? s->to->ships(s->to->ships_ctx, r, m, n) : TR_OK;
}

/* `c` has a mapping, or the table is one of those that are known. */
static tr_err read_ship_table(csv_source src, const char *name, const feed_context *c, ship_rows *s,
                              arena *a, feed_result *r, tr_diag *diag)
{
    ais_table_counts n;
    if (c->mapping && c->mapping->all)
        TR_TRY(ship_table_read(src, name, c, a, pass_messages, s, s->to->detections.reject,
                               s->to->detections.ctx, &n, diag));
    else
        TR_TRY(ais_table_read(src, name, a, pass_messages, s, s->to->detections.reject,
                              s->to->detections.ctx, &n, diag));
    r->received = (size_t)n.received;
    r->accepted = (size_t)n.accepted;
    r->set_aside = (size_t)n.set_aside;
    return s->e;
}

/* Counted in sentences: a message may take several. In a table, in rows. */
static tr_err read_ships(const feed_context *c, csv_source src, const char *name,
                         const stream_sinks *to, arena *a, feed_result *r, tr_diag *diag)
{
    ais_reader *reader = NULL;
    ship_rows s = {name, to, TR_OK};
    csv_source as;
    ais_peeked *p = arena_alloc(a, sizeof *p);
    if (!p) return TR_ERR_NOMEM;
    TR_TRY(ais_peek(src, p, &as));
    if ((c->mapping && c->mapping->all) || ais_is_table((str){p->head, p->have}))
        return read_ship_table(as, name, c, &s, a, r, diag);
    /* What looks at ships sorts before it drops repeats: the order of lines is not that of times.
     */
    TR_TRY(ais_open(a, AIS_FAST, to->ships == NULL, refuse_sentence, &s, &reader));
    TR_TRY(ais_log_read(reader, &as, a, pass_messages, &s));
    const ais_account *n = ais_counts(reader);
    TR_TRY(ais_log_is_one(n, p, name, diag));
    r->received = (size_t)n->received;
    r->accepted = (size_t)n->accepted;
    r->duplicate = (size_t)n->duplicate;
    r->set_aside = (size_t)ais_aside(n);
    return s.e;
}

static tr_err read_kind(fold *f, feed_kind kind, csv_source src, const char *name,
                        const event_mapping *m, intake *how, const stream_sinks *to, feed_result *r)
{
    tz_db db;
    feed_context c = fold_context(f, 0, &db);
    c.mapping = m;
    c.form = &how->form;
    c.whole_cells = how->whole_cells;
    if (kind == FEED_FIRMS) return read_detections(&c, src, name, to, f->a, r, f->diag);
    if (kind == FEED_AIS) return read_ships(&c, src, name, to, f->a, r, f->diag);
    if (kind == FEED_EVENTS)
        return feed_events(src, name, m, &c, &to->events, &r->received, &r->accepted, &r->set_aside,
                           f->diag);
    return producer_events(kind, src, name, m, &c, &to->events, &r->received, &r->accepted,
                           &r->set_aside, f->diag);
}

/* A file that is cut, damaged or a bomb is bad data: the record is not in doubt. */
static tr_err fault_of(const stream *s, tr_err e, tr_diag *diag)
{
    if (e == TR_OK || s == NULL || stream_fault(s)->code == CODE_NONE) return e;
    if (diag) *diag = *stream_fault(s);
    return TR_ERR_DATA;
}

/* An open file that can be read from its front again. */
typedef struct file_source {
    int fd;
    const char *name;
    stream_encoding encoding;
    stream *s;
    csv_source text;
} file_source;

static tr_err start(file_source *f)
{
    csv_source raw = {.fill = host_fill_fd, .ctx = &f->fd};
    return stream_open(raw, f->name, f->encoding, &f->s, &f->text);
}

static tr_err fill_file(void *ctx, char *dst, size_t n, size_t *got)
{
    file_source *f = ctx;
    return f->text.fill(f->text.ctx, dst, n, got);
}

static tr_err rewind_file(void *ctx)
{
    file_source *f = ctx;
    stream_close(f->s);
    f->s = NULL;
    TR_TRY(host_rewind(f->fd));
    return start(f);
}

tr_err stream_read(fold *f, feed_kind kind, const char *path, const char *name, intake *how,
                   const stream_sinks *to, feed_result *result)
{
    event_mapping m;
    file_source file = {.name = name};
    *result = (feed_result){0};
    TR_TRY(fold_mapping(how->mapping, f->a, &m));
    if (!stream_encoding_from(m.encoding, &file.encoding)) {
        diag_set(f->diag, CODE_AG_VALUE, name, 0, 0, "'" STR_FMT "' is no encoding that is read",
                 STR_ARG(m.encoding));
        return TR_ERR_DATA;
    }
    TR_TRY(host_open_regular(path, &file.fd, f->diag));
    csv_source src = {.fill = fill_file, .ctx = &file, .rewind = rewind_file};
    tr_err e = start(&file);
    if (e == TR_OK) e = read_kind(f, kind, src, name, &m, how, to, result);
    e = fault_of(file.s, e, f->diag);
    stream_close(file.s);
    host_close(file.fd);
    return e;
}

static bool is_packed(str s)
{
    return str_starts(s, "\x1F\x8B") || str_starts(s, "\x28\xB5\x2F\xFD") ||
           str_starts(s, "\xFF\xFE") || str_starts(s, "\xFE\xFF");
}

static tr_err unpack(csv_source src, buf *out)
{
    char room[8192];
    size_t got;
    do {
        TR_TRY(src.fill(src.ctx, room, sizeof room, &got));
        buf_put(out, room, got);
        TR_TRY(buf_err(out));
    } while (got > 0);
    return TR_OK;
}

tr_err stream_unpacked(str bytes, const char *name, str encoding, arena *a, str *out, tr_diag *diag)
{
    stream *s = NULL;
    stream_encoding declared = STREAM_UTF8;
    csv_source src = {0};
    csv_bytes from;
    buf b;
    *out = str_starts(bytes, "\xEF\xBB\xBF") ? str_from(bytes, 3) : bytes;
    if (!stream_encoding_from(encoding, &declared)) {
        diag_set(diag, CODE_AG_VALUE, name, 0, 0, "'" STR_FMT "' is no encoding that is read",
                 STR_ARG(encoding));
        return TR_ERR_DATA;
    }
    if (!is_packed(bytes) && declared == STREAM_UTF8) return TR_OK;
    buf_init(&b, HOST_FILE_BYTES);
    tr_err e = stream_open(csv_from_bytes(&from, bytes), name, declared, &s, &src);
    if (e == TR_OK) e = unpack(src, &b);
    e = fault_of(s, e, diag);
    stream_close(s);
    if (e == TR_OK) return buf_take(&b, a, out);
    buf_free(&b);
    return e;
}

/* ---- Counting
 * ------------------------------------------------------------------------------------- */

enum { KEPT_REJECTS = 10000 };

typedef struct counting {
    fold *f;
    feed_result *result;
    const reject_sink *each;
    dups *seen;
    columns_writer *columns;
} counting;

static tr_err count_event(void *ctx, const event_row *row)
{
    return dups_add(((counting *)ctx)->seen, row->hash, row->record);
}

static tr_err keep_columns(void *ctx, const detection *rows, size_t first, size_t n)
{
    (void)first;
    return columns_add(((counting *)ctx)->columns, rows, n);
}

static tr_err count_reject(void *ctx, size_t nth, const tr_diag *why, str raw)
{
    counting *c = ctx;
    feed_result *r = c->result;
    if (c->each)
        c->each->hear(c->each->ctx, &(feed_reject){.record = nth, .diag = *why, .raw = raw});
    if (r->n_rejects >= KEPT_REJECTS) return TR_OK;
    feed_reject *x =
        vec_push(c->f->a, (void *)&r->rejects, &r->n_rejects, &r->cap_rejects, sizeof *x);
    if (x == NULL) return TR_ERR_NOMEM;
    *x = (feed_reject){.record = nth, .diag = *why, .raw = arena_str(c->f->a, str_upto(raw, 2000))};
    return x->raw.ptr ? TR_OK : TR_ERR_NOMEM;
}

static tr_err count_events(counting *c, feed_kind kind, const char *path, const char *name,
                           intake *how, const stream_sinks *to)
{
    feed_result r;
    TR_TRY(dups_open(c->f->m->dir, &c->seen));
    tr_err e = stream_read(c->f, kind, path, name, how, to, &r);
    if (e == TR_OK) e = dups_finish(c->seen, NULL, NULL, &r.duplicate);
    dups_close(c->seen);
    c->result->received = r.received;
    c->result->duplicate = r.duplicate;
    c->result->set_aside = r.set_aside;
    c->result->accepted = r.accepted - r.duplicate;
    return e;
}

static tr_err count_detections(counting *c, const char *path, const char *name, intake *how,
                               const char *columns, const stream_sinks *to)
{
    feed_result r;
    uint64_t unique = 0, repeats = 0;
    sha256 digest;
    TR_TRY(columns_create(columns, COLUMNS_RUN_ROWS, &c->columns, c->f->diag));
    tr_err e = stream_read(c->f, FEED_FIRMS, path, name, how, to, &r);
    if (e == TR_OK) e = columns_finish(c->columns, &unique, &repeats, &digest, c->f->diag);
    columns_discard(c->columns);
    c->result->received = r.received;
    c->result->set_aside = r.set_aside;
    c->result->accepted = (size_t)unique;
    c->result->duplicate = (size_t)repeats;
    return e;
}

static tr_err temporary_path(const mission *m, arena *a, str *out)
{
    buf b;
    buf_init(&b, 65536);
    buf_f(&b, "%s/columns", m->dir);
    TR_TRY(buf_take(&b, a, out));
    TR_TRY(host_make_dir(out->ptr, NULL));
    buf_init(&b, 65536);
    buf_f(&b, "%s/columns/check.%ld", m->dir, host_process());
    return buf_take(&b, a, out);
}

tr_err stream_count(fold *f, feed_kind kind, const char *path, const char *name, intake *how,
                    const char *columns, feed_result *result)
{
    counting c = {.f = f, .result = result, .each = how->each};
    stream_sinks to = {.events = {count_event, count_reject, &c},
                       .detections = {keep_columns, count_reject, &c}};
    *result = (feed_result){0};
    if (kind == FEED_AIS) return stream_read(f, kind, path, name, how, &to, result);
    if (kind != FEED_FIRMS) return count_events(&c, kind, path, name, how, &to);
    if (columns) return count_detections(&c, path, name, how, columns, &to);
    str temporary;
    TR_TRY(temporary_path(f->m, f->a, &temporary));
    tr_err e = count_detections(&c, path, name, how, temporary.ptr, &to);
    (void)host_remove(temporary.ptr);
    return e;
}

/* ---- Columns
 * ---------------------------------------------------------------------------------------- */

/* The same bytes read by another mapping are other detections. */
tr_err stream_columns_path(const mission *m, str sha, str mapping, arena *a, str *out)
{
    char hex[SHA256_HEX + 1] = "";
    sha256 h;
    buf b;
    buf_init(&b, 65536);
    buf_f(&b, "%s/columns", m->dir);
    TR_TRY(buf_take(&b, a, out));
    TR_TRY(host_make_dir(out->ptr, NULL));
    if (mapping.len) {
        TR_TRY(sha256_of(mapping, &h));
        sha256_hex(&h, hex);
        hex[16] = '\0';
    }
    buf_init(&b, 65536);
    buf_f(&b, "%s/columns/" STR_FMT "%s%s.firms-%d", m->dir, STR_ARG(sha), hex[0] ? "-" : "", hex,
          (int)FEED_PARSER_VERSION);
    return buf_take(&b, a, out);
}

tr_err stream_columns(fold *f, const batch_line *b, columns_reader **out)
{
    str path;
    feed_result ignored;
    intake how;
    buf blob;
    TR_TRY(stream_columns_path(f->m, b->sha, b->mapping, f->a, &path));
    tr_err e = columns_open(path.ptr, out, f->diag);
    if (e != TR_ERR_ABSENT) return e;
    TR_TRY(fold_intake(b, f->a, &how));
    buf_init(&blob, 65536);
    blob_path(f->m->dir, b->sha, &blob);
    buf_c(&blob, '\0');
    e = buf_err(&blob);
    if (e == TR_OK)
        e = stream_count(f, FEED_FIRMS, blob.ptr, "detections", &how, path.ptr, &ignored);
    buf_free(&blob);
    return e == TR_OK ? columns_open(path.ptr, out, f->diag) : e;
}
