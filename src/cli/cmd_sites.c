/* Sites of all registries of a mission: which listings are one site, and a search by name. */
#include "evidence/evidence.h"
#include "terminal/cmd.h"

#include <stdlib.h>

typedef struct row {
    size_t site;   /* into the state's sites */
    size_t number; /* of the site that the listing is of */
    double alike;  /* to what is looked for; 0 without a search */
} row;

typedef struct job {
    args *in;
    mission m;
    host_zones *zones;
    state s;
    same_sites same;
    row *rows;
    size_t n;
} job;

static tr_err load(job *j, diag_list *faults, tr_diag *d)
{
    record *r = NULL;
    as_of all = {.size = UINT64_MAX, .instant = USEC_UNKNOWN};
    TR_TRY(host_zones_open(j->in->a, &j->zones));
    tz_db db = host_zones_db(j->zones);
    TR_TRY(mission_read(cli_path(j->in->a, j->in->words[0]), &db, j->in->a, &j->m, faults, d));
    TR_TRY(record_open(j->m.dir, false, j->in->a, &r, d));
    tr_err e = mission_fold(&j->m, r, all, j->zones, j->in->a, &j->s, d);
    record_close(r);
    TR_TRY(e);
    j->rows = arena_alloc_n(j->in->a, j->s.sites.n + 1, sizeof *j->rows);
    if (j->rows == NULL) return TR_ERR_NOMEM;
    return mission_same_sites(&j->s, j->in->a, &j->same);
}

static tr_err query_of(const args *in, str *out)
{
    buf b;
    buf_init(&b, 65536);
    for (size_t i = 1; i < in->n_words; i++)
        buf_f(&b, "%s" STR_FMT, i > 1 ? " " : "", STR_ARG(in->words[i]));
    return buf_take(&b, in->a, out);
}

static tr_err choose_alike(job *j, str query, double least)
{
    size_t n = j->s.sites.n;
    const double *alike;
    str *names = arena_alloc_n(j->in->a, 2 * n + 1, sizeof *names);
    if (names == NULL) return TR_ERR_NOMEM;
    for (size_t i = 0; i < n; i++) {
        names[2 * i] = j->s.sites.items[i].name;
        names[2 * i + 1] = j->s.sites.items[i].other_name;
    }
    TR_TRY(names_alike(query, names, 2 * n, j->in->a, &alike));
    for (size_t i = 0; i < n; i++) {
        double best = alike[2 * i] > alike[2 * i + 1] ? alike[2 * i] : alike[2 * i + 1];
        if (best >= least) j->rows[j->n++] = (row){i, j->same.site[i], best};
    }
    return TR_OK;
}

/* Without a search: everything, or only sites with several listings. */
static tr_err choose_all(job *j, bool several)
{
    size_t *count = arena_alloc_n(j->in->a, j->same.n_sites + 1, sizeof *count);
    if (count == NULL) return TR_ERR_NOMEM;
    for (size_t i = 0; i < j->s.sites.n; i++)
        count[j->same.site[i]]++;
    for (size_t i = 0; i < j->s.sites.n; i++) {
        if (!several || count[j->same.site[i]] > 1) j->rows[j->n++] = (row){i, j->same.site[i], 0};
    }
    return TR_OK;
}

static int row_order(const void *x, const void *y)
{
    const row *a = x, *b = y;
    if (a->alike < b->alike || a->alike > b->alike) return a->alike > b->alike ? -1 : 1;
    if (a->number != b->number) return a->number < b->number ? -1 : 1;
    return (a->site > b->site) - (a->site < b->site);
}

static void put_row(const job *j, const row *r, buf *b)
{
    const site *s = &j->s.sites.items[r->site];
    listing l = {.shape = &s->shape};
    double reach_m;
    geo_pt p = listing_middle(&l, &reach_m);
    bool line = s->shape.kind == GEO_LINE;
    buf_f(b, "%zu,%s,", r->number + 1, j->same.stands[r->site] ? "yes" : "no");
    csv_field(b, str_of(feed_kind_word(s->kind)));
    buf_c(b, ',');
    csv_text(b, s->id);
    buf_c(b, ',');
    csv_text(b, s->name);
    buf_c(b, ',');
    csv_text(b, s->other_name);
    buf_c(b, ',');
    csv_field(b, s->category);
    buf_c(b, ',');
    if (!line) buf_fixed(b, p.lat_deg, 5);
    buf_c(b, ',');
    if (!line) buf_fixed(b, p.lon_deg, 5);
    buf_c(b, ',');
    if (!line) buf_fixed(b, reach_m, 0);
    buf_c(b, ',');
    if (r->alike > 0) buf_fixed(b, r->alike, 2);
    buf_c(b, '\n');
}

static int run(const cmd *c, args *in)
{
    job j = {.in = in};
    diag_list faults = {0};
    tr_diag d = {0};
    str query, least = opt_value(c, in, "alike");
    double bound = 0.7;
    if (in->n_words < 1) return cli_usage(c);
    if (least.len && (!str_to_double(least, &bound) || bound < 0 || bound > 1)) {
        cli_say("truce sites: --alike is a number from 0 to 1\n");
        return EXIT_USAGE;
    }
    tr_err e = load(&j, &faults, &d);
    for (size_t i = 0; i < faults.n; i++)
        cli_diag(&faults.items[i], "error");
    if (e == TR_OK) e = query_of(in, &query);
    if (e == TR_OK)
        e = query.len ? choose_alike(&j, query, bound) : choose_all(&j, opt_yes(c, in, "several"));
    if (e != TR_OK) return faults.n ? EXIT_DATA : cli_fail(e, &d);
    qsort(j.rows, j.n, sizeof *j.rows, row_order);
    buf b;
    buf_init(&b, BUF_LIMIT_BYTES);
    buf_z(&b, "site,stands,registry,id,name,other_name,category,lat,lon,reach_m,alike\n");
    for (size_t i = 0; i < j.n; i++)
        put_row(&j, &j.rows[i], &b);
    int code = cli_answer(&b, j.n ? EXIT_DONE : EXIT_NEGATIVE);
    buf_free(&b);
    cli_say(
        "truce: %zu of %zu listings; all registries together hold %zu sites, %zu of them listed "
        "twice or more\n",
        j.n, j.s.sites.n, j.same.n_sites, j.same.n_several);
    return code;
}

const cmd cmd_sites = {
    .name = "sites",
    .usage = "sites DIR [NAME...] [options]",
    .summary = "listed sites: search by name across alphabets, listings that are one site",
    .run = run,
    .text =
        "A name may be written in Latin or Cyrillic letters and need not be exact. Listings with "
        "one number in the\n"
        "column 'site' are taken for one site; the one that 'stands' is drawn or placed most "
        "finely. Nothing is\n"
        "averaged. No registry is complete: a name that is not found may exist.",
    .opts = {{.name = "several", .help = "only sites that are listed twice or more"},
             {.name = "alike",
              .arg = "X",
              .help = "how alike a name must be, 0 to 1; 0.7 unless given"}},
    .examples = {"truce sites my-mission zaporizka", "truce sites my-mission --several"},
};
