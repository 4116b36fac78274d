#include "producers/producers.h"
#include "producers/columns.h"

#include "producers/event_feeds.h"
#include "producers/registry.h"

static const rows_need *table_of(feed_kind kind)
{
    switch (kind) { /* all named, so that a new kind is asked for here */
    case FEED_CLAIMS: return &need_claims;
    case FEED_TOTALS: return &need_totals;
    case FEED_INCIDENTS: return &need_incidents;
    case FEED_EVENTS: return &need_events;
    case FEED_SITES: return &need_sites;
    case FEED_REGIONS: return &need_regions;
    case FEED_CLASSES: return &need_classes;
    case FEED_FIRMS: return &need_firms;
    case FEED_FETCHES: return &need_fetches;
    case FEED_EFFORT: return &need_effort;
    case FEED_PERFORMANCE: return &need_performance;
    case FEED_PROCESS: return &need_process;
    case FEED_INVOCATIONS: return &need_invocations;
    case FEED_FINDINGS: return &need_findings;
    case FEED_WINDOWS: return &need_windows;
    case FEED_CASUALTIES: return &need_casualties;
    case FEED_SHIP_EVENTS: return &need_ship_events;
    case FEED_NONE:
    case FEED_VIINA: /* producers' own, by their forms */
    case FEED_UCDP:
    case FEED_ACLED:
    case FEED_ALERTS:
    case FEED_EXPLOSIONS:
    case FEED_AIS:
    case FEED_OSM_POWER:
    case FEED_GEM_PLANTS:
    case FEED_GEM_NUCLEAR:
    case FEED_GEM_STEEL:
    case FEED_GEM_GAS:
    case FEED_GEM_FIELDS:
    case FEED_WRI:
    case FEED_REACTORS:
    case FEED_PORTS:
    case FEED_GRID_BUSES:
    case FEED_AREAS: /* by their geometry */
    case FEED_CONTROL:
    case FEED__N: return NULL;
    }
    return NULL;
}

static tr_err add_names(const char *list, arena *a, str_list *out)
{
    str rest = str_of(list ? list : ""), one;
    while (str_cut(&rest, '|', &one)) {
        if (one.len == 0) continue;
        str *slot = VEC_PUSH(a, out);
        if (slot == NULL) return TR_ERR_NOMEM;
        *slot = arena_str(a, one);
        if (slot->ptr == NULL) return TR_ERR_NOMEM;
    }
    return TR_OK;
}

/* The first part of the identifier and what the place comes from are needed. */
static tr_err registry_names(const registry_form *f, arena *a, rows_need *out)
{
    const char *const needed[] = {f->lat, f->lon, f->pair}, *const others[] = {
                                                                f->name, f->other_name, f->wkt,
                                                                f->accuracy, f->status};
    str_list names = {0};
    str rest = str_of(f->id), first;
    (void)str_cut(&rest, '|', &first);
    str z = arena_str(a, first);
    if (z.ptr == NULL) return TR_ERR_NOMEM;
    TR_TRY(add_names(z.ptr, a, &names));
    for (size_t i = 0; i < sizeof needed / sizeof needed[0]; i++)
        TR_TRY(add_names(needed[i], a, &names));
    size_t n_needed = names.n;
    if (rest.ptr) TR_TRY(add_names(rest.ptr, a, &names));
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++)
        TR_TRY(add_names(others[i], a, &names));
    const char **all = arena_alloc_n(a, names.n + 1, sizeof *all);
    if (all == NULL) return TR_ERR_NOMEM;
    for (size_t i = 0; i < names.n; i++)
        all[i] = names.items[i].ptr;
    *out = (rows_need){all, n_needed};
    return TR_OK;
}

tr_err columns_of_kind(feed_kind kind, arena *a, rows_need out[MAX_LAYOUTS], size_t *n)
{
    const rows_need *t = table_of(kind);
    const registry_form *f = registry_form_of(kind);
    *n = 0;
    if (t) out[(*n)++] = *t;
    for (size_t i = 0; i < n_known_feeds && *n < MAX_LAYOUTS; i++) {
        if (known_feeds[i].kind == kind)
            out[(*n)++] = (rows_need){known_feeds[i].columns, known_feeds[i].n_needed};
    }
    return f ? registry_names(f, a, &out[(*n)++]) : TR_OK;
}

bool kind_has_column(feed_kind kind, str name, arena *a)
{
    rows_need all[MAX_LAYOUTS];
    size_t n;
    if (columns_of_kind(kind, a, all, &n) != TR_OK) return false;
    if (kind == FEED_AIS) all[n++] = need_ships; /* by a mapping alone */
    for (size_t i = 0; i < n; i++) {
        for (size_t k = 0; all[i].names[k]; k++) {
            if (str_is(name, all[i].names[k])) return true;
        }
    }
    return false;
}

static bool layout_is_there(rows *r, const rows_need *need)
{
    for (size_t k = 0; k < need->n_needed; k++) {
        if (rows_find(r, need->names[k]) < 0) return false;
    }
    return need->n_needed > 0;
}

bool kind_fits(feed_kind kind, str bytes, const event_mapping *m, arena *a)
{
    static const event_mapping none;
    const char *wanted[EVENT_COLUMNS + 1];
    table_form form = form_open(a);
    feed_context c = {.mapping = m ? m : &none, .form = &form};
    rows_need all[MAX_LAYOUTS];
    rows *r = NULL;
    tr_diag d = {0};
    bool fits = false;
    size_t n;
    if (columns_of_kind(kind, a, all, &n) != TR_OK) return false;
    if (kind == FEED_EVENTS) {
        all[0].names = wanted;
        events_need(c.mapping, wanted, &all[0].n_needed);
    }
    if (rows_open_bytes(bytes, "", feed_how(&c), all, n, &r, &d) != TR_OK)
        return d.code == CODE_FEED_DATE_ORDER; /* the columns are there, and raise a question */
    for (size_t i = 0; i < n; i++)
        fits = fits || layout_is_there(r, &all[i]);
    rows_close(r);
    return fits;
}
