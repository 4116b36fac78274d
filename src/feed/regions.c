/* Small tables that give words a meaning: regions, facility classes, the shipped taxonomy. */
#include "feed/table.h"

#include <string.h>

static const char *const region_names[] = {"words", "adm1",     "state", "lat",
                                           "lon",   "radius_m", "note",  NULL};
static const char *const class_names[] = {"facility_class", "category", NULL};
const rows_need need_regions = {region_names, 6}, need_classes = {class_names, 2};

static tr_err read_region(table *t, region *r, bool *ok)
{
    tr_err e = TR_OK;
    str rest = table_field(t, 0), one = {0};
    *ok = false;
    r->adm1 = table_copy(t, 1, &e);
    r->state = table_copy(t, 2, &e);
    r->note = table_copy(t, 6, &e);
    TR_TRY(e);
    if (rest.len == 0) return table_reject(t, 0, CODE_ROW_ID, "a region needs its words");
    bool good = str_to_double(table_field(t, 3), &r->center.lat_deg) &&
                str_to_double(table_field(t, 4), &r->center.lon_deg) && geo_pt_ok(r->center) &&
                str_to_double(table_field(t, 5), &r->radius_m) && r->radius_m > 0;
    if (!good)
        return table_reject(t, 3, CODE_ROW_POSITION,
                            "the centre or radius of the region is not one");
    while (str_cut(&rest, '|', &one)) {
        str *w = VEC_PUSH(t->a, &r->words);
        if (w == NULL) return TR_ERR_NOMEM;
        *w = arena_str(t->a, str_trim(one));
        if (w->ptr == NULL) return TR_ERR_NOMEM;
    }
    *ok = true;
    return TR_OK;
}

/* Rows whose id another row shares with other content are set aside, all of them. */
static size_t drop_conflicts(const table *t, void *items, size_t n, size_t size)
{
    size_t kept = 0;
    char *p = items;
    for (size_t i = 0; i < n; i++) {
        if (table_conflicts(t, i)) continue;
        if (kept != i) memcpy(p + kept * size, p + i * size, size);
        kept++;
    }
    return kept;
}

static tr_err region_rows(table *t, arena *a, region_vec *out)
{
    tr_err e;
    while ((e = table_next(t)) == TR_OK) {
        region r = {0};
        bool ok;
        TR_TRY(read_region(t, &r, &ok));
        if (!ok) continue;
        tr_err seen = table_accept(t, r.words.items[0]);
        if (seen == TR_ERR_ABSENT) continue;
        TR_TRY(seen);
        region *slot = VEC_PUSH(a, out);
        if (slot == NULL) return TR_ERR_NOMEM;
        *slot = r;
    }
    if (e != TR_ERR_ABSENT) return e;
    out->n = drop_conflicts(t, out->items, out->n, sizeof *out->items);
    return table_settle(t);
}

tr_err feed_regions(str bytes, const char *file, const feed_context *c, arena *a, region_vec *out,
                    feed_result *result, tr_diag *diag)
{
    table t;
    feed_context plain = *c;
    plain.received_column = (str){0};
    TR_TRY(table_open(&t, bytes, file, region_names, 6, &plain, a, result, diag));
    tr_err e = region_rows(&t, a, out);
    table_close(&t);
    return e;
}

static tr_err class_rows(table *t, const feed_context *c, arena *a, facility_class_vec *out)
{
    tr_err e, copied = TR_OK;
    while ((e = table_next(t)) == TR_OK) {
        facility_class f = {.word = table_copy(t, 0, &copied),
                            .category = table_copy(t, 1, &copied)};
        TR_TRY(copied);
        if (c->categories && taxonomy_find(c->categories, f.category) == NULL) {
            TR_TRY(table_reject(t, 1, CODE_ROW_CATEGORY, "'" STR_FMT "' is not in the taxonomy",
                                STR_ARG(f.category)));
            continue;
        }
        tr_err seen = table_accept(t, f.word);
        if (seen == TR_ERR_ABSENT) continue;
        TR_TRY(seen);
        facility_class *slot = VEC_PUSH(a, out);
        if (slot == NULL) return TR_ERR_NOMEM;
        *slot = f;
    }
    if (e != TR_ERR_ABSENT) return e;
    out->n = drop_conflicts(t, out->items, out->n, sizeof *out->items);
    return table_settle(t);
}

tr_err feed_classes(str bytes, const char *file, const feed_context *c, arena *a,
                    facility_class_vec *out, feed_result *result, tr_diag *diag)
{
    table t;
    feed_context plain = *c;
    plain.received_column = (str){0};
    TR_TRY(table_open(&t, bytes, file, class_names, 2, &plain, a, result, diag));
    tr_err e = class_rows(&t, c, a, out);
    table_close(&t);
    return e;
}

static bool has_below(const category *items, size_t n, str path)
{
    for (size_t i = 0; i < n; i++) {
        if (items[i].path.len > path.len && category_covers(path, items[i].path)) return true;
    }
    return str_is(path, "unknown");
}

tr_err feed_taxonomy(str bytes, const char *file, arena *a, taxonomy *out, tr_diag *diag)
{
    static const char *const names[] = {"category", "meaning", NULL};
    VEC(category) v = {0};
    feed_result result;
    table t;
    tr_err e, copied = TR_OK;
    TR_TRY(table_open(&t, bytes, file, names, 2, &(feed_context){0}, a, &result, diag));
    while ((e = table_next(&t)) == TR_OK) {
        category *c = VEC_PUSH(a, &v);
        if (c)
            *c = (category){.path = table_copy(&t, 0, &copied),
                            .means = table_copy(&t, 1, &copied),
                            .line = t.row.line};
        if (c == NULL || copied != TR_OK) {
            e = TR_ERR_NOMEM;
            break;
        }
    }
    table_close(&t);
    if (e != TR_ERR_ABSENT) return e;
    for (size_t i = 0; i < v.n; i++)
        v.items[i].is_node = has_below(v.items, v.n, v.items[i].path);
    *out = (taxonomy){.items = v.items, .n = v.n};
    return taxonomy_finish(out);
}
