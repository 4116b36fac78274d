#include "terminal/rejects.h"
#include "document/said.h"

typedef struct job {
    taxonomy tax;
    facility_class_vec classes;
    region_vec regions;
    claim_vec claims;
    VEC(link_decision) links;
    VEC(feed_result) results; /* of the files of claims */
    size_t set_aside;
    rejects told;
    arena *a;
} job;

static int load_tables(const cmd *c, const args *in, job *j, const tz_db *db)
{
    feed_result r;
    tr_diag d = {0};
    str path = opt_value(c, in, "regions"), bytes = {0};
    const char *name;
    table_form form = form_open(j->a);
    feed_context fc = {.categories = &j->tax, .zones = db};
    tr_err e = feed_taxonomy(shipped_taxonomy(), "taxonomy", j->a, &j->tax, &d);
    if (e == TR_OK) e = feed_classes(shipped_classes(), "classes", &fc, j->a, &j->classes, &r, &d);
    if (e != TR_OK) return cli_fail(e, &d);
    if (path.len == 0) return EXIT_DONE;
    int code = cli_table(path, FEED_REGIONS, j->a, &bytes, &name);
    if (code != EXIT_DONE) return code;
    fc.form = &form;
    e = feed_regions(bytes, name, &fc, j->a, &j->regions, &r, &d);
    return e == TR_OK ? EXIT_DONE : cli_fail(e, &d);
}

static int load_file(job *j, str path, const tz_db *db)
{
    tr_diag d = {0};
    str bytes;
    const char *name;
    table_form form = form_open(j->a);
    feed_context fc = {.categories = &j->tax,
                       .zones = db,
                       .regions = j->regions.items,
                       .n_regions = j->regions.n,
                       .classes = j->classes.items,
                       .n_classes = j->classes.n,
                       .form = &form};
    feed_result *r = VEC_PUSH(j->a, &j->results);
    if (r == NULL) return cli_fail(TR_ERR_NOMEM, NULL);
    arena text; /* of the file; what is kept of it is copied */
    arena_init(&text, MISSION_ARENA_BYTES);
    int code = cli_table(path, FEED_CLAIMS, &text, &bytes, &name);
    name = cli_path(j->a, path);
    tr_err e = code == EXIT_DONE ? feed_claims(bytes, name, &fc, j->a, &j->claims, r, &d) : TR_OK;
    arena_clear(&text);
    if (code != EXIT_DONE) return code;
    if (e != TR_OK) return cli_fail(e, &d);
    cli_say_form(name, &form, j->a);
    rejects_hear_all(&j->told, r);
    j->set_aside += r->set_aside;
    return EXIT_DONE;
}

static int load_claims(const cmd *c, const args *in, job *j, const tz_db *db)
{
    str rest = opt_value(c, in, "claims"), one = {0};
    int code = rejects_open(&j->told, c, in);
    while (code == EXIT_DONE && str_cut(&rest, '\n', &one))
        code = load_file(j, one, db);
    int written = rejects_close(&j->told);
    return code == EXIT_DONE ? written : code;
}

static tr_err load_links(const cmd *c, const args *in, job *j, tr_diag *d)
{
    str path = opt_value(c, in, "links"), bytes;
    csv_reader *r = NULL;
    csv_row row;
    if (path.len == 0) return TR_OK;
    const char *name = cli_path(j->a, path);
    TR_TRY(host_read_file(name, HOST_FILE_BYTES, j->a, &bytes, d));
    TR_TRY(csv_open_bytes(bytes, name, &r));
    tr_err e = csv_next(r, &row, d);
    while (e == TR_OK && (e = csv_next(r, &row, d)) == TR_OK) {
        link_decision *l = VEC_PUSH(j->a, &j->links);
        if (row.n < 3 || l == NULL) {
            diag_set(d, CODE_CSV_COLUMNS, name, row.line, 1, "link,a,b are needed");
            e = l ? TR_ERR_DATA : TR_ERR_NOMEM;
            break;
        }
        *l = (link_decision){.must = str_is(row.fields[0], "must"),
                             .a = arena_str(j->a, row.fields[1]),
                             .b = arena_str(j->a, row.fields[2])};
        if (!l->must && !str_is(row.fields[0], "cannot")) {
            diag_set(d, CODE_ROW_KIND, name, row.line, row.cols[0],
                     "'" STR_FMT "' is neither must nor cannot", STR_ARG(row.fields[0]));
            e = TR_ERR_DATA;
        }
    }
    csv_close(r);
    return e == TR_ERR_ABSENT ? TR_OK : e;
}

static void put_reason(const fusion *f, size_t i, buf *b)
{
    for (size_t k = 0; k < f->n_links; k++) {
        if (f->links[k].b != i && f->links[k].a != i) continue;
        said_plain(f->links[k].reason, b);
        return;
    }
    buf_z(b, f->ambiguous[i] ? "alone: several incidents fit equally well" : "alone");
}

static void put_json_row(buf *b, const fusion *f, size_t i, str why)
{
    const fused *g = &f->incidents[f->of[i]];
    json_writer w;
    jw_init_shown(&w, b);
    jw_open(&w, '{');
    jw_ki(&w, "v", 1);
    jw_kv(&w, "record", f->claims[i]->id);
    jw_kv(&w, "incident", g->id);
    jw_ki(&w, "members", (int64_t)g->n_members);
    jw_ki(&w, "origins", (int64_t)g->n_origins);
    jw_kv(&w, "why", why);
    jw_close(&w, '}');
    buf_c(b, '\n');
}

static void put_csv_row(buf *b, const fusion *f, size_t i, str why, bool reasons)
{
    const fused *g = &f->incidents[f->of[i]];
    csv_text(b, f->claims[i]->id);
    buf_c(b, ',');
    csv_text(b, g->id);
    if (reasons) {
        buf_f(b, ",%zu,%zu,", g->n_members, g->n_origins);
        csv_text(b, why);
    }
    buf_c(b, '\n');
}

static void put_rows(buf *b, const fusion *f, bool reasons, bool json)
{
    buf why;
    buf_init(&why, BUF_LIMIT_BYTES);
    if (!json) buf_z(b, reasons ? "record,incident,members,origins,why\n" : "record,incident\n");
    for (size_t i = 0; i < f->n_claims; i++) {
        buf_reset(&why);
        put_reason(f, i, &why);
        if (json)
            put_json_row(b, f, i, buf_str(&why));
        else
            put_csv_row(b, f, i, buf_str(&why), reasons);
    }
    buf_absorb(b, &why);
}

/* A row that was set aside still gets its line: it is alone. */
static void put_rejected(buf *b, const job *j, bool reasons)
{
    for (size_t f = 0; f < j->results.n; f++) {
        const feed_result *r = &j->results.items[f];
        for (size_t i = 0; i < r->n_rejects; i++) {
            if (r->rejects[i].duplicate) continue;
            buf_f(b, "#%zu,set-aside-%zu%s\n", r->rejects[i].record, r->rejects[i].record,
                  reasons ? ",1,0,set aside" : "");
        }
    }
}

static int print_fusion(const cmd *c, args *in, job *j)
{
    fusion f = {0};
    buf b;
    bool json = str_is(opt_value(c, in, "format"), "json"), reasons = opt_yes(c, in, "reasons");
    tr_err e =
        fuse_claims(j->claims.items, j->claims.n, j->links.items, j->links.n, &j->tax, in->a, &f);
    if (e != TR_OK) return cli_fail(e, NULL);
    buf_init(&b, BUF_LIMIT_BYTES);
    put_rows(&b, &f, reasons, json);
    if (!json) put_rejected(&b, j, reasons);
    int code = cli_answer(&b, opt_yes(c, in, "strict") && j->set_aside ? EXIT_DATA : EXIT_DONE);
    cli_say("truce: %zu claims, %zu incidents; %zu rows set aside\n", f.n_claims, f.n_incidents,
            j->set_aside);
    buf_free(&b);
    return code;
}

static int run(const cmd *c, args *in)
{
    job j = {.a = in->a};
    host_zones *zones = NULL;
    tr_diag d = {0};
    if (in->n_words || !opt_value(c, in, "claims").len) return cli_usage(c);
    if (host_zones_open(in->a, &zones) != TR_OK) return cli_fail(TR_ERR_NOMEM, NULL);
    tz_db db = host_zones_db(zones);
    int code = load_tables(c, in, &j, &db);
    if (code == EXIT_DONE) code = load_claims(c, in, &j, &db);
    if (code != EXIT_DONE) return code;
    tr_err e = load_links(c, in, &j, &d);
    return e == TR_OK ? print_fusion(c, in, &j) : cli_fail(e, &d);
}

const cmd cmd_fuse = {
    .name = "fuse",
    .usage = "fuse --claims FILE... [options]",
    .summary = "claims that speak of one event become one incident",
    .text = "Prints one line for every row: its id and the incident it belongs to. A row that "
            "joins nothing, or\n"
            "says that nothing happened, is alone. The result does not depend on the order of the "
            "rows. With\n"
            "--reasons each line says what joined it. People's decisions come from --links "
            "(link,a,b with link\n"
            "must or cannot), or from the ledger of a mission.",
    .opts = {{.name = "claims",
              .arg = "FILE",
              .help = "claims as docs/formats/claims.md has them; may be given several times",
              .many = true},
             {.name = "regions",
              .arg = "FILE",
              .help = "names of regions (CSV: words, adm1, state, lat, lon, radius_m)"},
             {.name = "links", .arg = "FILE", .help = "decisions of people: link,a,b"},
             {.name = "reasons", .help = "add members, origins and the reason of each link"},
             {.name = "strict", .help = "exit with 3 when a row was set aside"},
             REJECTS_OPTION,
             {.name = "format",
              .arg = "FORMAT",
              .help = "csv (default) or json",
              .values = "csv json"}},
    .examples = {"truce fuse --claims examples/energy-2025/data/claims.csv --reasons"},
    .run = run,
};
