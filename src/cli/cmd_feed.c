/* The first stage alone: bytes to counted records, without a mission. */
#include "mission/conversion.h"
#include "mission/mapping.h"
#include "mission/stored_rows.h"
#include "terminal/rejects.h"

#include "text/stream.h"

#include <string.h>

typedef struct job {
    const cmd *c;
    const args *in;
    fold f;
    state s;
    mission m;
    tr_diag diag;
    feed_kind declared;
    str mapping;
    event_mapping map;
    rejects told;
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

/* The mapping's file, or what the older options say; they exclude each other. */
static int make_mapping(job *j)
{
    static const char *const keys[] = {"zone", "default_radius_m", "encoding"};
    static const char *const options[] = {"zone", "radius", "encoding"};
    str path = opt_value(j->c, j->in, "mapping");
    diag_list faults = {0};
    tr_diag d = {0};
    buf b;
    json_writer w;
    buf_init(&b, 65536);
    jw_init(&w, &b, false);
    jw_open(&w, '{');
    for (size_t i = 0; i < 3; i++) {
        str v = opt_value(j->c, j->in, options[i]);
        if (v.len && path.len) {
            cli_say("truce feed: --mapping already says '%s'\n", keys[i]);
            buf_free(&b);
            return EXIT_USAGE;
        }
        if (v.len) jw_kv(&w, keys[i], v);
    }
    jw_close(&w, '}');
    tr_err e = buf_take(&b, j->in->a, &j->mapping);
    if (e == TR_OK && path.len && j->declared == FEED_NONE) {
        cli_say("truce feed: a mapping belongs to a kind: name it with --kind\n");
        return EXIT_USAGE;
    }
    if (e == TR_OK && path.len)
        e = mapping_read_file(cli_path(j->in->a, path), j->declared, j->in->a, &j->mapping, &j->map,
                              &faults, &d);
    for (size_t i = 0; i < faults.n; i++)
        cli_diag(&faults.items[i], "error");
    if (e == TR_OK && faults.n == 0) e = fold_mapping(j->mapping, j->in->a, &j->map);
    if (e != TR_OK) return cli_fail(e, &d);
    return faults.n ? EXIT_DATA : EXIT_DONE;
}

static tr_err read_table(job *j, feed_kind kind, const char *path, intake *how, feed_result *r)
{
    str bytes;
    TR_TRY(host_read_file(path, HOST_FILE_BYTES, j->in->a, &bytes, &j->diag));
    return fold_rows(&j->f, kind, bytes, path, how, 0, USEC_UNKNOWN, r);
}

static tr_err read_converted(job *j, feed_kind kind, const char *path, convert_form form,
                             bool packed, intake *how, feed_result *r)
{
    str bytes, by, made = arena_printf(j->in->a, "%s/blobs/made", j->m.dir);
    if (made.ptr == NULL) return TR_ERR_NOMEM;
    how->whole_cells = convert_gives_cells(form);
    TR_TRY(
        convert_file(j->m.dir, path, form, packed, kind, &j->map, j->in->a, &bytes, &by, &j->diag));
    if (!feed_kind_streams(kind))
        return fold_rows(&j->f, kind, bytes, path, how, 0, USEC_UNKNOWN, r);
    TR_TRY(host_write_file(made.ptr, bytes, &j->diag));
    tr_err e = stream_count(&j->f, kind, made.ptr, path, how, NULL, r);
    (void)host_remove(made.ptr);
    return e;
}

static tr_err read_file(job *j, feed_kind kind, const char *path, intake *how, feed_result *r)
{
    convert_form form;
    bool packed;
    TR_TRY(convert_look(path, j->in->a, &form, &packed, &j->diag));
    if (form != CONVERT_NONE) return read_converted(j, kind, path, form, packed, how, r);
    return feed_kind_streams(kind) ? stream_count(&j->f, kind, path, path, how, NULL, r)
                                   : read_table(j, kind, path, how, r);
}

static int count_file(job *j, str word, buf *out)
{
    feed_result r = {0};
    feed_kind kind = j->declared;
    const char *path = cli_path(j->in->a, word);
    intake how = {.mapping = j->mapping, .form = form_open(j->in->a), .each = &j->told.sink};
    j->diag = (tr_diag){0};
    if (kind == FEED_NONE) {
        tr_err e = probe(path, &kind, &j->diag);
        if (e != TR_OK) return cli_fail(e, &j->diag);
    }
    if (kind == FEED_NONE) {
        diag_set(&j->diag, CODE_FEED_KIND, path, 1, 1, "the columns tell no kind for certain");
        return cli_fail(TR_ERR_DATA, &j->diag);
    }
    tr_err e = read_file(j, kind, path, &how, &r);
    if (e != TR_OK) return cli_fail(e, &j->diag);
    cli_say_form(path, &how.form, j->in->a);
    csv_field(out, str_of(feed_kind_word(kind)));
    buf_c(out, ',');
    csv_text(out, word);
    buf_f(out, ",%zu,%zu,%zu,%zu\n", r.received, r.accepted, r.duplicate, r.set_aside);
    return EXIT_DONE;
}

static int count_all(job *j)
{
    int worst = EXIT_DONE;
    buf b;
    buf_init(&b, BUF_LIMIT_BYTES);
    buf_z(&b, "kind,file,received,accepted,duplicate,set_aside\n");
    for (size_t i = 0; i < j->in->n_words;
         i++) { /* a file that cannot be read does not stop the others */
        int code = count_file(j, j->in->words[i], &b);
        if (code > worst) worst = code;
    }
    int said = cli_answer(&b, worst), written = rejects_close(&j->told);
    buf_free(&b);
    return said == EXIT_DONE ? written : said;
}

/* ---- Counts of days */

typedef struct day_row {
    uint64_t hash[2];
    int64_t day, counts; /* counts: 1 if of the kind asked for */
} day_row;

typedef struct daily {
    job *j;
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
    day_row *slot = VEC_PUSH(d->j->in->a, &d->rows);
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

static int put_days(daily *d)
{
    size_t n = 0;
    buf b;
    if (d->rows.n) qsort(d->rows.items, d->rows.n, sizeof(day_row), by_hash);
    for (size_t i = 0; i < d->rows.n; i++) { /* a row that is there twice counts once */
        if (n == 0 || by_hash(&d->rows.items[n - 1], &d->rows.items[i]) != 0)
            d->rows.items[n++] = d->rows.items[i];
    }
    if (n) qsort(d->rows.items, n, sizeof(day_row), by_day);
    buf_init(&b, BUF_LIMIT_BYTES);
    buf_z(&b, d->having.len ? "day,count,volume\n" : "day,count\n");
    size_t at = 0;
    for (int64_t day = n ? d->rows.items[0].day : 0; at < n; day++) {
        size_t count = 0, all = 0;
        for (; at < n && d->rows.items[at].day == day; at++) {
            count += d->rows.items[at].counts != 0;
            all++;
        }
        day_write(&b, day);
        buf_f(&b, ",%zu", count);
        if (d->having.len) buf_f(&b, ",%zu", all);
        buf_c(&b, '\n');
    }
    int code = cli_answer(&b, EXIT_DONE);
    buf_free(&b);
    cli_say(
        "truce: %zu rows; %zu without a time within two days are left out. Days between the first "
        "and the last are taken as watched: give an exposure where that is not so\n",
        n, d->n_undated);
    return code;
}

static int count_days(job *j)
{
    daily d = {.j = j, .having = opt_value(j->c, j->in, "having")};
    stream_sinks to = {.events = {.accept = note_day, .ctx = &d}};
    for (size_t i = 0; i < j->in->n_words; i++) {
        feed_result r;
        feed_kind kind = j->declared;
        intake how = {.mapping = j->mapping, .form = form_open(j->in->a)};
        const char *path = cli_path(j->in->a, j->in->words[i]);
        tr_err p = kind == FEED_NONE ? probe(path, &kind, &j->diag) : TR_OK;
        if (p != TR_OK) return cli_fail(p, &j->diag);
        if (!feed_kind_streams(kind) || kind == FEED_FIRMS) {
            cli_say("truce feed: --daily counts files of events\n");
            return EXIT_USAGE;
        }
        tr_err e = stream_read(&j->f, kind, path, path, &how, &to, &r);
        if (e != TR_OK) return cli_fail(e, &j->diag);
    }
    return put_days(&d);
}

static int run(const cmd *c, args *in)
{
    job j = {.c = c, .in = in};
    host_zones *zones = NULL;
    char dir[] = "/tmp/truce-feed-XXXXXX";
    str kind = opt_value(c, in, "kind");
    feed_result ignored;
    intake plain = {0};
    if (in->n_words == 0) return cli_usage(c);
    if (kind.len && !feed_kind_from(kind, &j.declared)) return cli_no_kind(c, kind);
    if (host_zones_open(in->a, &zones) != TR_OK) return cli_fail(TR_ERR_NOMEM, NULL);
    int ready = make_mapping(&j);
    if (ready == EXIT_DONE) ready = rejects_open(&j.told, c, in);
    if (ready != EXIT_DONE) return ready;
    if (host_temporary_dir(dir) != TR_OK) return cli_fail(TR_ERR_IO, NULL);
    j.m.dir = dir;
    j.f = (fold){.m = &j.m,
                 .zones = zones,
                 .a = in->a,
                 .s = &j.s,
                 .when = {.size = UINT64_MAX, .instant = USEC_UNKNOWN},
                 .diag = &j.diag};
    tr_err e = feed_taxonomy(shipped_taxonomy(), "taxonomy", in->a, &j.s.categories, &j.diag);
    if (e == TR_OK)
        e = fold_rows(&j.f, FEED_CLASSES, shipped_classes(), "classes", &plain, 0, USEC_UNKNOWN,
                      &ignored);
    int code = e != TR_OK                ? cli_fail(e, &j.diag)
               : opt_yes(c, in, "daily") ? count_days(&j)
                                         : count_all(&j);
    host_drop_dir(cli_path(in->a, arena_printf(in->a, "%s/columns", dir)));
    host_drop_dir(cli_path(in->a, arena_printf(in->a, "%s/blobs", dir)));
    host_drop_dir(dir);
    return code;
}

const cmd cmd_feed = {
    .name = "feed",
    .usage = "feed FILE... [options]",
    .summary = "read files as evidence and count their rows, without a mission",
    .text =
        "Prints one line of CSV a file: kind, file, received, accepted, duplicate, set_aside; "
        "received is always the\n"
        "sum of the other three. The kind is told by the columns unless --kind names it. Files "
        "are CSV of any\n"
        "dialect, GeoJSON, JSON or JSON lines, packed with gzip or zstd or not; XLSX, ODS, KML, "
        "KMZ and GeoPackage\n"
        "where gdal-bin is installed. A file that cannot be read is reported and the others are "
        "read all the "
        "same.",
    .opts = {{.name = "kind", .arg = "KIND", .help = "the kind of all files, as in mission.yaml"},
             {.name = "zone",
              .arg = "ZONE",
              .help = "zone of time for times without an offset, such as Europe/Vienna"},
             {.name = "radius",
              .arg = "METRES",
              .help = "radius of places for which the file gives none"},
             {.name = "encoding",
              .arg = "NAME",
              .help = "utf-8 (default), cp1251, utf-16le or utf-16be"},
             {.name = "daily",
              .help = "days and their counts, for truce stats, instead of the rows of files"},
             {.name = "having",
              .arg = "WORD",
              .help = "daily: only rows with this word for what happened"},
             {.name = "mapping",
              .arg = "FILE",
              .help = "how the files are to be read, as truce map prints it"},
             REJECTS_OPTION},
    .examples = {"truce feed fire_nrt.csv --rejects not-taken.csv",
                 "truce feed export.csv --kind acled --zone UTC"},
    .run = run,
};
