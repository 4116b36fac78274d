/* Claims of tables that speak of one event, joined without a mission. */
#include "document/said.h"
#include "face/face.h"

typedef struct job {
    taxonomy tax;
    facility_class_vec classes;
    region_vec regions;
    claim_vec claims;
    VEC(link_decision) links;
    VEC(feed_result) results; /* of the files of claims */
    size_t set_aside;
} job;

static tr_err load_tables(task *k, job *j, const tz_db *db)
{
    feed_result r;
    str path = task_value(k, "regions"), bytes = {0};
    table_form form = form_open(k->a);
    feed_context fc = {.categories = &j->tax, .zones = db};
    TR_TRY(feed_taxonomy(shipped_taxonomy(), "taxonomy", k->a, &j->tax, &k->d));
    TR_TRY(feed_classes(shipped_classes(), "classes", &fc, k->a, &j->classes, &r, &k->d));
    if (path.len == 0) return TR_OK;
    const char *name = task_path(k, path);
    TR_TRY(task_table(k, name, FEED_REGIONS, k->a, &bytes));
    fc.form = &form;
    return feed_regions(bytes, name, &fc, k->a, &j->regions, &r, &k->d);
}

static tr_err load_file(task *k, job *j, const char *name, const tz_db *db)
{
    str bytes;
    table_form form = form_open(k->a);
    feed_context fc = {.categories = &j->tax,
                       .zones = db,
                       .regions = j->regions.items,
                       .n_regions = j->regions.n,
                       .classes = j->classes.items,
                       .n_classes = j->classes.n,
                       .form = &form};
    feed_result *r = VEC_PUSH(k->a, &j->results);
    if (r == NULL) return TR_ERR_NOMEM;
    arena text; /* of the file; what is kept of it is copied */
    arena_init(&text, MISSION_ARENA_BYTES);
    tr_err e = task_table(k, name, FEED_CLAIMS, &text, &bytes);
    if (e == TR_OK) e = feed_claims(bytes, name, &fc, k->a, &j->claims, r, &k->d);
    arena_clear(&text);
    TR_TRY(e);
    task_tell_form(k, name, &form);
    tell_rejects(k->t, r);
    j->set_aside += r->set_aside;
    return TR_OK;
}

static tr_err load_links(task *k, job *j)
{
    str path = task_value(k, "links"), bytes;
    csv_reader *r = NULL;
    csv_row row;
    if (path.len == 0) return TR_OK;
    const char *name = task_path(k, path);
    TR_TRY(host_read_file(name, HOST_FILE_BYTES, k->a, &bytes, &k->d));
    TR_TRY(csv_open_bytes(bytes, name, &r));
    tr_err e = csv_next(r, &row, &k->d);
    while (e == TR_OK && (e = csv_next(r, &row, &k->d)) == TR_OK) {
        link_decision *l = VEC_PUSH(k->a, &j->links);
        if (row.n < 3 || l == NULL) {
            diag_set(&k->d, CODE_CSV_COLUMNS, name, row.line, 1, "link,a,b are needed");
            e = l ? TR_ERR_DATA : TR_ERR_NOMEM;
            break;
        }
        *l = (link_decision){.must = str_is(row.fields[0], "must"),
                             .a = arena_str(k->a, row.fields[1]),
                             .b = arena_str(k->a, row.fields[2])};
        if (!l->must && !str_is(row.fields[0], "cannot")) {
            diag_set(&k->d, CODE_ROW_KIND, name, row.line, row.cols[0],
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

static tr_err print_fusion(task *k, job *j)
{
    fusion f = {0};
    str format = task_value(k, "format");
    bool json = str_is(format, "json"), reasons = task_yes(k, "reasons");
    TR_TRY(
        fuse_claims(j->claims.items, j->claims.n, j->links.items, j->links.n, &j->tax, k->a, &f));
    put_rows(&k->out, &f, reasons, json);
    if (!json) put_rejected(&k->out, j, reasons);
    task_figure_is(k, "claims", f.n_claims);
    task_figure_is(k, "incidents", f.n_incidents);
    task_figure_is(k, "set_aside", j->set_aside);
    tell_note(k->t, "%zu claims, %zu incidents; %zu rows set aside", f.n_claims, f.n_incidents,
              j->set_aside);
    return TR_OK;
}

static tr_err fuse_files(task *k, const char *const *files, size_t n)
{
    job j = {0};
    host_zones *zones = NULL;
    str format = task_value(k, "format");
    if (format.len && !str_is(format, "csv") && !str_is(format, "json"))
        return task_refuse(k, "--format is csv or json");
    TR_TRY(host_zones_open(k->a, &zones));
    tz_db db = host_zones_db(zones);
    TR_TRY(load_tables(k, &j, &db));
    for (size_t i = 0; i < n; i++)
        TR_TRY(load_file(k, &j, files[i], &db));
    TR_TRY(load_links(k, &j));
    return print_fusion(k, &j);
}

truce_code truce_fuse(truce *t, const char *const *files, size_t n_files,
                      const truce_setting *settings, truce_answer **out)
{
    static const char *const knows[] = {"regions", "links", "reasons?", "format", NULL};
    task k;
    tr_err e = task_begin(&k, t, settings, knows);
    if (e == TR_OK) e = fuse_files(&k, files, n_files);
    return task_end(&k, e, out);
}
