/* The first stage alone: bytes to counted records, without a mission. */
#include "face/face.h"
#include "mission/conversion.h"
#include "mission/mapping.h"
#include "mission/stored_rows.h"
#include "text/stream.h"

#include <string.h>

typedef struct job {
    task *k;
    fold f;
    state s;
    mission m;
    feed_kind declared;
    str mapping;
    event_mapping map;
} job;

/* The first bytes decide, unpacked and translated as the reader will see them. */
static tr_err probe(const char *path, feed_kind *out, tr_diag *diag)
{
    stream *s = NULL;
    csv_source src;
    int fd;
    *out = FEED_NONE;
    TR_TRY(host_open_regular(path, &fd, diag));
    tr_err e =
        stream_open((csv_source){.fill = host_fill_fd, .ctx = &fd}, path, STREAM_UTF8, &s, &src);
    if (e == TR_OK) *out = kind_probe(stream_head(s));
    stream_close(s);
    host_close(fd);
    return TR_OK;
}

/* The mapping's file, or what the older settings say; they exclude each other. */
static tr_err make_mapping(job *j)
{
    static const char *const keys[] = {"zone", "default_radius_m", "encoding"};
    static const char *const options[] = {"zone", "radius", "encoding"};
    task *k = j->k;
    str path = task_value(k, "mapping");
    diag_list faults = {0};
    buf b;
    json_writer w;
    double radius_m = 1;
    if (task_value(k, "radius").len &&
        (!str_to_double(task_value(k, "radius"), &radius_m) || !(radius_m > 0)))
        return task_refuse(k, "--radius is metres above 0");
    if (path.len && j->declared == FEED_NONE)
        return task_refuse(k, "a mapping belongs to a kind: name it with --kind");
    for (size_t i = 0; i < 3 && path.len; i++) {
        if (task_value(k, options[i]).len)
            return task_refuse(k, "--mapping already says '%s'", keys[i]);
    }
    buf_init(&b, 65536);
    jw_init(&w, &b, false);
    jw_open(&w, '{');
    for (size_t i = 0; i < 3; i++) {
        str v = task_value(k, options[i]);
        if (v.len) jw_kv(&w, keys[i], v);
    }
    jw_close(&w, '}');
    TR_TRY(buf_take(&b, k->a, &j->mapping));
    if (path.len) {
        const char *name = task_path(k, path);
        tr_err e = mapping_read_file(name, j->declared, k->a, &j->mapping, &j->map, &faults, &k->d);
        TR_TRY(tell_faults(k->t, &faults, name, &k->d));
        TR_TRY(e);
    }
    return fold_mapping(j->mapping, k->a, &j->map);
}

static tr_err read_table(job *j, feed_kind kind, const char *path, intake *how, feed_result *r)
{
    str bytes;
    TR_TRY(host_read_file(path, HOST_FILE_BYTES, j->k->a, &bytes, &j->k->d));
    return fold_rows(&j->f, kind, bytes, path, how, 0, USEC_UNKNOWN, r);
}

static tr_err read_converted(job *j, feed_kind kind, const char *path, convert_form form,
                             bool packed, intake *how, feed_result *r)
{
    str bytes, by, made = arena_printf(j->k->a, "%s/blobs/made", j->m.dir);
    if (made.ptr == NULL) return TR_ERR_NOMEM;
    how->whole_cells = convert_gives_cells(form);
    TR_TRY(
        convert_file(j->m.dir, path, form, packed, kind, &j->map, j->k->a, &bytes, &by, &j->k->d));
    if (!feed_kind_streams(kind))
        return fold_rows(&j->f, kind, bytes, path, how, 0, USEC_UNKNOWN, r);
    TR_TRY(host_write_file(made.ptr, bytes, &j->k->d));
    tr_err e = stream_count(&j->f, kind, made.ptr, path, how, NULL, r);
    (void)host_remove(made.ptr);
    return e;
}

static tr_err read_file(job *j, feed_kind kind, const char *path, intake *how, feed_result *r)
{
    convert_form form;
    bool packed;
    TR_TRY(convert_look(path, j->k->a, &form, &packed, &j->k->d));
    if (form != CONVERT_NONE) return read_converted(j, kind, path, form, packed, how, r);
    return feed_kind_streams(kind) ? stream_count(&j->f, kind, path, path, how, NULL, r)
                                   : read_table(j, kind, path, how, r);
}

static tr_err count_file(job *j, const char *path)
{
    task *k = j->k;
    feed_result r = {0};
    feed_kind kind = j->declared;
    reject_sink told = tell_sink(k->t);
    intake how = {.mapping = j->mapping, .form = form_open(k->a), .each = &told};
    if (kind == FEED_NONE) TR_TRY(probe(path, &kind, &k->d));
    if (kind == FEED_NONE) {
        diag_set(&k->d, CODE_FEED_KIND, path, 1, 1, "the columns tell no kind for certain");
        return TR_ERR_DATA;
    }
    TR_TRY(read_file(j, kind, path, &how, &r));
    task_tell_form(k, path, &how.form);
    csv_field(&k->out, str_of(feed_kind_word(kind)));
    buf_c(&k->out, ',');
    csv_text(&k->out, str_of(path));
    buf_f(&k->out, ",%zu,%zu,%zu,%zu\n", r.received, r.accepted, r.duplicate, r.set_aside);
    return TR_OK;
}

/* A file that cannot be read does not stop the others; the last one's failure is the task's. */
static tr_err count_all(job *j, const char *const *files, size_t n)
{
    task *k = j->k;
    tr_diag last = {0};
    tr_err worst = TR_OK;
    size_t unread = 0;
    buf_z(&k->out, "kind,file,received,accepted,duplicate,set_aside\n");
    k->stands = true;
    for (size_t i = 0; i < n; i++) {
        k->d = (tr_diag){0};
        tr_err e = count_file(j, files[i]);
        if (e == TR_OK) continue;
        if (unread++) tell(k->t, TRUCE_FAULT, &last);
        last = k->d;
        worst = e;
    }
    k->d = last;
    return worst;
}

/* ---- Counts of days */

typedef struct day_row {
    uint64_t hash[2];
    int64_t day, counts; /* counts: 1 if of the kind asked for */
} day_row;

typedef struct daily {
    task *k;
    str having;
    VEC(day_row) rows;
    size_t n_undated;
} daily;

static tr_err note_day(void *ctx, const event_row *e)
{
    daily *d = ctx;
    bool has = d->having.len == 0;
    if (!has) {
        str rest = e->kinds, one;
        while (str_cut(&rest, '|', &one))
            has = has || str_eq(one, d->having);
    }
    int64_t day;
    if (!span_day(e->when, &day)) {
        d->n_undated++;
        return TR_OK;
    }
    day_row *slot = VEC_PUSH(d->k->a, &d->rows);
    if (slot == NULL) return TR_ERR_NOMEM;
    *slot = (day_row){{e->hash[0], e->hash[1]}, day, has};
    return TR_OK;
}

static int by_hash(const void *x, const void *y)
{
    return memcmp(x, y, sizeof(day_row));
}

static int by_day(const void *x, const void *y)
{
    const day_row *a = x, *b = y;
    return (a->day > b->day) - (a->day < b->day);
}

static tr_err put_days(daily *d)
{
    size_t n = 0;
    buf *b = &d->k->out;
    if (d->rows.n) qsort(d->rows.items, d->rows.n, sizeof(day_row), by_hash);
    for (size_t i = 0; i < d->rows.n; i++) { /* a row that is there twice counts once */
        if (n == 0 || by_hash(&d->rows.items[n - 1], &d->rows.items[i]) != 0)
            d->rows.items[n++] = d->rows.items[i];
    }
    if (n) qsort(d->rows.items, n, sizeof(day_row), by_day);
    buf_z(b, d->having.len ? "day,count,volume\n" : "day,count\n");
    size_t at = 0;
    for (int64_t day = n ? d->rows.items[0].day : 0; at < n; day++) {
        size_t count = 0, all = 0;
        for (; at < n && d->rows.items[at].day == day; at++) {
            count += d->rows.items[at].counts != 0;
            all++;
        }
        day_write(b, day);
        buf_f(b, ",%zu", count);
        if (d->having.len) buf_f(b, ",%zu", all);
        buf_c(b, '\n');
    }
    tell_note(
        d->k->t,
        "%zu rows; %zu without a time within two days are left out. Days between the first and the "
        "last are taken as watched: give an exposure where that is not so",
        n, d->n_undated);
    return TR_OK;
}

static tr_err count_days(job *j, const char *const *files, size_t n)
{
    task *k = j->k;
    daily d = {.k = k, .having = task_value(k, "having")};
    stream_sinks to = {.events = {.accept = note_day, .ctx = &d}};
    for (size_t i = 0; i < n; i++) {
        feed_result r;
        feed_kind kind = j->declared;
        intake how = {.mapping = j->mapping, .form = form_open(k->a)};
        if (kind == FEED_NONE) TR_TRY(probe(files[i], &kind, &k->d));
        if (!feed_kind_has_events(kind)) return task_refuse(k, "--daily counts files of events");
        TR_TRY(stream_read(&j->f, kind, files[i], files[i], &how, &to, &r));
    }
    return put_days(&d);
}

/* ---- The task */

static tr_err read_files(job *j, const char *dir, const char *const *files, size_t n)
{
    task *k = j->k;
    feed_result ignored;
    intake plain = {0};
    host_zones *zones = NULL;
    TR_TRY(host_zones_open(k->a, &zones));
    j->m.dir = dir;
    j->f = (fold){.m = &j->m,
                  .zones = zones,
                  .a = k->a,
                  .s = &j->s,
                  .when = {.size = UINT64_MAX, .instant = USEC_UNKNOWN},
                  .diag = &k->d};
    TR_TRY(feed_taxonomy(shipped_taxonomy(), "taxonomy", k->a, &j->s.categories, &k->d));
    TR_TRY(fold_rows(&j->f, FEED_CLASSES, shipped_classes(), "classes", &plain, 0, USEC_UNKNOWN,
                     &ignored));
    return task_yes(k, "daily") ? count_days(j, files, n) : count_all(j, files, n);
}

static tr_err feed_files(task *k, const char *const *files, size_t n)
{
    job j = {.k = k};
    char dir[] = "/tmp/truce-feed-XXXXXX";
    str kind = task_value(k, "kind");
    if (kind.len && !feed_kind_from(kind, &j.declared)) return task_no_kind(k, kind);
    if (task_value(k, "having").len && !task_yes(k, "daily"))
        return task_refuse(k, "--having goes with --daily");
    TR_TRY(make_mapping(&j));
    TR_TRY(host_temporary_dir(dir));
    tr_err e = read_files(&j, dir, files, n);
    host_drop_dir(task_path(k, arena_printf(k->a, "%s/columns", dir)));
    host_drop_dir(task_path(k, arena_printf(k->a, "%s/blobs", dir)));
    host_drop_dir(dir);
    return e;
}

truce_code truce_feed(truce *t, const char *const *files, size_t n_files,
                      const truce_setting *settings, truce_answer **out)
{
    static const char *const knows[] = {"kind",   "zone",   "radius",  "encoding",
                                        "daily?", "having", "mapping", NULL};
    task k;
    tr_err e = task_begin(&k, t, settings, knows);
    if (e == TR_OK) e = feed_files(&k, files, n_files);
    return task_end(&k, e, out);
}
