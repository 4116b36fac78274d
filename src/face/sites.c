/* Sites of all registries of a mission: which listings are one site, and a search by name. */
#include "evidence/evidence.h"
#include "face/face.h"

#include <stdlib.h>

typedef struct row {
    size_t site;   /* into the state's sites */
    size_t number; /* of the site that the listing is of */
    double alike;  /* to what is looked for; 0 without a search */
} row;

typedef struct job {
    task *k;
    const state *s;
    same_sites same;
    row *rows;
    size_t n;
} job;

static tr_err choose_alike(job *j, str query, double least)
{
    size_t n = j->s->sites.n;
    const double *alike;
    str *names = arena_alloc_n(j->k->a, 2 * n + 1, sizeof *names);
    if (names == NULL) return TR_ERR_NOMEM;
    for (size_t i = 0; i < n; i++) {
        names[2 * i] = j->s->sites.items[i].name;
        names[2 * i + 1] = j->s->sites.items[i].other_name;
    }
    TR_TRY(names_alike(query, names, 2 * n, j->k->a, &alike));
    for (size_t i = 0; i < n; i++) {
        double best = alike[2 * i] > alike[2 * i + 1] ? alike[2 * i] : alike[2 * i + 1];
        if (best >= least) j->rows[j->n++] = (row){i, j->same.site[i], best};
    }
    return TR_OK;
}

/* Without a search: everything, or only sites with several listings. */
static tr_err choose_all(job *j, bool several)
{
    size_t *count = arena_alloc_n(j->k->a, j->same.n_sites + 1, sizeof *count);
    if (count == NULL) return TR_ERR_NOMEM;
    for (size_t i = 0; i < j->s->sites.n; i++)
        count[j->same.site[i]]++;
    for (size_t i = 0; i < j->s->sites.n; i++) {
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
    const site *s = &j->s->sites.items[r->site];
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

static tr_err find_sites(task *k, truce_mission *m, str query)
{
    job j = {.k = k};
    str least = task_value(k, "alike");
    double bound = 0.7;
    if (least.len && (!str_to_double(least, &bound) || bound < 0 || bound > 1))
        return task_refuse(k, "--alike is a number from 0 to 1");
    TR_TRY(task_state(k, m, &j.s));
    j.rows = arena_alloc_n(k->a, j.s->sites.n + 1, sizeof *j.rows);
    if (j.rows == NULL) return TR_ERR_NOMEM;
    TR_TRY(mission_same_sites(j.s, k->a, &j.same));
    TR_TRY(query.len ? choose_alike(&j, query, bound) : choose_all(&j, task_yes(k, "several")));
    qsort(j.rows, j.n, sizeof *j.rows, row_order);
    buf_z(&k->out, "site,stands,registry,id,name,other_name,category,lat,lon,reach_m,alike\n");
    for (size_t i = 0; i < j.n; i++)
        put_row(&j, &j.rows[i], &k->out);
    k->answer->negative = j.n == 0;
    task_figure_is(k, "listings", j.n);
    task_figure_is(k, "sites", j.same.n_sites);
    tell_note(k->t,
              "%zu of %zu listings; all registries together hold %zu sites, %zu of them listed "
              "twice or more",
              j.n, j.s->sites.n, j.same.n_sites, j.same.n_several);
    return TR_OK;
}

truce_code truce_sites(truce_mission *m, const char *name, const truce_setting *settings,
                       truce_answer **out)
{
    static const char *const knows[] = {"several?", "alike", NULL};
    task k;
    tr_err e = task_begin(&k, m->t, settings, knows);
    if (e == TR_OK) e = find_sites(&k, m, name ? str_of(name) : (str){0});
    return task_end(&k, e, out);
}
