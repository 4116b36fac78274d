/* The first stage alone: bytes to counted records, without a mission. */
#include "app/streams.h"
#include "cli/cmd.h"

#include "text/stream.h"

#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

typedef struct job {
    const cmd *c;
    const args *in;
    fold f;
    state s;
    mission m;
    tr_diag diag;
    feed_kind declared;
    str mapping;
} job;

/* The first bytes decide, unpacked and translated as the reader will see them. */
static tr_err probe(const char *path, feed_kind *out)
{
    stream *s = NULL;
    csv_source src;
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    *out = FEED_NONE;
    if (fd < 0) return TR_ERR_IO;
    tr_err e =
        stream_open((csv_source){.fill = app_fill_fd, .ctx = &fd}, path, STREAM_UTF8, &s, &src);
    if (e == TR_OK) *out = feed_probe(stream_head(s));
    stream_close(s);
    close(fd);
    return TR_OK;
}

static tr_err make_mapping(job *j)
{
    static const char *const keys[] = {"zone", "default_radius_m", "encoding"};
    static const char *const options[] = {"zone", "radius", "encoding"};
    buf b;
    json_writer w;
    buf_init(&b, 65536);
    jw_init(&w, &b, false);
    jw_open(&w, '{');
    for (size_t i = 0; i < 3; i++) {
        str v = opt_value(j->c, j->in, options[i]);
        if (v.len) jw_kv(&w, keys[i], v);
    }
    jw_close(&w, '}');
    return buf_take(&b, j->in->a, &j->mapping);
}

static tr_err read_table(job *j, feed_kind kind, const char *path, feed_result *r)
{
    str bytes;
    TR_TRY(app_read_file(path, APP_FILE_BYTES, j->in->a, &bytes, &j->diag));
    return fold_rows(&j->f, kind, bytes, path, (str){0}, NULL, 0, USEC_UNKNOWN, r);
}

static int count_file(job *j, str word, buf *out)
{
    feed_result r = {0};
    feed_kind kind = j->declared;
    const char *path = cli_path(j->in->a, word);
    j->diag = (tr_diag){0};
    if (kind == FEED_NONE && probe(path, &kind) != TR_OK) {
        cli_say("truce: cannot open '%s': no such file\n", path);
        return EXIT_STORE;
    }
    if (kind == FEED_NONE) {
        diag_set(&j->diag, CODE_FEED_KIND, path, 1, 1, "the columns tell no kind for certain");
        return cli_fail(TR_ERR_DATA, &j->diag);
    }
    tr_err e = feed_kind_streams(kind) ? stream_count(&j->f, kind, path, path, j->mapping, NULL, &r)
                                       : read_table(j, kind, path, &r);
    if (e != TR_OK) return cli_fail(e, &j->diag);
    for (size_t i = 0; opt_yes(j->c, j->in, "rejects") && i < r.n_rejects; i++)
        cli_diag(&r.rejects[i].diag, r.rejects[i].duplicate ? "repeated" : "set aside");
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
    int said = cli_answer(&b, worst);
    buf_free(&b);
    return said;
}

static int run(const cmd *c, args *in)
{
    job j = {.c = c, .in = in};
    app_zones *zones = NULL;
    char dir[] = "/tmp/truce-feed-XXXXXX";
    str kind = opt_value(c, in, "kind");
    feed_result ignored;
    if (in->n_words == 0) return cli_usage(c);
    if (kind.len && !feed_kind_from(kind, &j.declared)) return cli_usage(c);
    if (app_zones_open(in->a, &zones) != TR_OK || make_mapping(&j) != TR_OK)
        return cli_fail(TR_ERR_NOMEM, NULL);
    if (mkdtemp(dir) == NULL) return cli_fail(TR_ERR_IO, NULL);
    j.m.dir = dir;
    j.f = (fold){.m = &j.m,
                 .zones = zones,
                 .a = in->a,
                 .s = &j.s,
                 .when = {.size = UINT64_MAX, .instant = USEC_UNKNOWN},
                 .diag = &j.diag};
    tr_err e = feed_taxonomy(app_shipped_taxonomy(), "taxonomy", in->a, &j.s.categories, &j.diag);
    if (e == TR_OK)
        e = fold_rows(&j.f, FEED_CLASSES, app_shipped_classes(), "classes", (str){0}, NULL, 0,
                      USEC_UNKNOWN, &ignored);
    int code = e == TR_OK ? count_all(&j) : cli_fail(e, &j.diag);
    const char *columns = cli_path(in->a, arena_printf(in->a, "%s/columns", dir));
    (void)rmdir(columns);
    (void)rmdir(dir);
    return code;
}

const cmd cmd_feed = {
    .name = "feed",
    .usage = "feed FILE... [options]",
    .summary = "read files as evidence and count their rows, without a mission",
    .text = "Prints one line of CSV a file: kind, file, received, accepted, duplicate, set_aside; "
            "received is always the\n"
            "sum of the other three. The kind is told by the columns unless --kind names it. Files "
            "may be packed with\n"
            "gzip or zstd. A file that cannot be read is reported and the others are read all the "
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
             {.name = "rejects", .help = "print why each row was not taken"}},
    .examples = {"truce feed fire_nrt.csv --rejects",
                 "truce feed export.csv --kind acled --zone UTC"},
    .run = run,
};
