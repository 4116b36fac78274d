/* Incidents already coded by a person: docs/formats/incidents.md. */
#include "feed/table.h"

enum {
    C_INCIDENT,
    C_KIND,
    C_FROM,
    C_TO,
    C_CATEGORY,
    C_ACT,
    C_STATE,
    N_NEEDED,
    C_GROUP = N_NEEDED,
    C_WORDS,
    C_TZ,
    C_TIME_NOTE,
    C_PLACE,
    C_ADM1,
    C_CONTROL,
    C_LAT,
    C_LON,
    C_RADIUS,
    C_PRECISION,
    C_CATEGORY_WORDS,
    C_ACT_WORDS,
    C_PEOPLE,
    C_BY,
    C_REPORT,
    C_COUNTER,
    C_SOURCES,
    C_CAUTION,
    C_ATTRIBUTIONS,
    C_WEAPON,
    C_CALIBRE,
    C_RANGE,
    C_ACTIVITY
};
const char *const feed_incident_columns[] = {"incident",
                                             "kind",
                                             "utc_lo",
                                             "utc_hi",
                                             "category",
                                             "act",
                                             "state",
                                             "group",
                                             "local_time_words",
                                             "tz",
                                             "time_note",
                                             "place",
                                             "adm1",
                                             "control_reported",
                                             "lat",
                                             "lon",
                                             "radius_m",
                                             "place_precision",
                                             "category_words",
                                             "act_words",
                                             "people_affected",
                                             "reported_by",
                                             "report",
                                             "counter_statement",
                                             "sources",
                                             "caution",
                                             "attributions",
                                             "weapon_class",
                                             "calibre_mm",
                                             "range_km",
                                             "activity",
                                             NULL};

static tr_err read_times(table *t, incident *in, bool *ok)
{
    str from = table_field(t, C_FROM), to = table_field(t, C_TO);
    *ok = false;
    in->when = (span){USEC_UNKNOWN, USEC_UNKNOWN};
    if (from.len && !iso_parse_instant(from, &in->when.from)) {
        return table_reject(t, C_FROM, CODE_ROW_TIME, "'" STR_FMT "' is not an instant in UTC",
                            STR_ARG(from));
    }
    if (to.len && !iso_parse_instant(to, &in->when.to)) {
        return table_reject(t, C_TO, CODE_ROW_TIME, "'" STR_FMT "' is not an instant in UTC",
                            STR_ARG(to));
    }
    if (span_known(in->when) && in->when.to < in->when.from) {
        return table_reject(t, C_TO, CODE_ROW_TIME, "the latest time lies before the earliest");
    }
    *ok = true;
    return TR_OK;
}

static tr_err read_position(table *t, incident *in, bool *ok)
{
    str lat = table_field(t, C_LAT), lon = table_field(t, C_LON), radius = table_field(t, C_RADIUS);
    *ok = true;
    if (lat.len == 0 && lon.len == 0) return TR_OK;
    geo_pt p = {0};
    bool good = str_to_double(lat, &p.lat_deg) && str_to_double(lon, &p.lon_deg) && geo_pt_ok(p);
    good = good && !(str_is(lat, "0") && str_is(lon, "0"));
    good = good && (radius.len == 0 || (str_to_double(radius, &in->radius_m) && in->radius_m > 0));
    if (!good) {
        *ok = false;
        return table_reject(t, C_LAT, CODE_ROW_POSITION,
                            "the position " STR_FMT ", " STR_FMT " (radius " STR_FMT ") is not one",
                            STR_ARG(lat), STR_ARG(lon), STR_ARG(radius));
    }
    in->position = p;
    in->has_position = true;
    return TR_OK;
}

static tr_err read_codes(table *t, const feed_context *c, incident *in, bool *ok)
{
    str bad = {0};
    *ok = false;
    if (!incident_kind_from(table_field(t, C_KIND), &in->kind)) {
        return table_reject(t, C_KIND, CODE_ROW_KIND,
                            "'" STR_FMT "' is neither incident nor aggregate",
                            STR_ARG(table_field(t, C_KIND)));
    }
    tr_err e = category_expr_shared(&t->categories, &t->books, table_field(t, C_CATEGORY),
                                    c->categories, t->a, &in->cat_terms, &in->n_cat_terms, &bad);
    if (e == TR_ERR_DATA)
        return table_reject(t, C_CATEGORY, CODE_ROW_CATEGORY,
                            "'" STR_FMT "' is not in the taxonomy", STR_ARG(bad));
    TR_TRY(e);
    e = act_expr_parse(table_field(t, C_ACT), &in->acts, &bad);
    if (e == TR_ERR_DATA)
        return table_reject(t, C_ACT, CODE_ROW_ACT, "'" STR_FMT "' is not an act class",
                            STR_ARG(bad));
    TR_TRY(e);
    *ok = true;
    return TR_OK;
}

/* Who says who did it. */
static tr_err read_attributions(table *t, incident *in, bool *ok)
{
    str bad = {0};
    tr_err e = attributions_parse(table_field(t, C_ATTRIBUTIONS), t->a, &in->attributions,
                                  &in->n_attributions, &bad);
    *ok = e == TR_OK;
    if (e != TR_ERR_DATA) return e;
    return table_reject(t, C_ATTRIBUTIONS, CODE_ROW_KIND,
                        "'" STR_FMT "' is not kind:voice:side, such as attributed:A:B",
                        STR_ARG(bad));
}

static tr_err read_positive(table *t, size_t column, double *out, bool *ok)
{
    str s = table_field(t, column);
    *ok = s.len == 0 || (str_to_double(s, out) && *out > 0);
    if (*ok) return TR_OK;
    return table_reject(t, column, CODE_ROW_NUMBER, "a number above zero is expected");
}

/* Weapons that were present: their class, size and range, and what they were doing. */
static tr_err read_weapon(table *t, incident *in, bool *ok)
{
    str rest = table_field(t, C_ACTIVITY), one = {0};
    tr_err e = TR_OK;
    in->weapon = table_copy(t, C_WEAPON, &e);
    TR_TRY(e);
    TR_TRY(read_positive(t, C_CALIBRE, &in->calibre_mm, ok));
    if (*ok) TR_TRY(read_positive(t, C_RANGE, &in->range_km, ok));
    while (*ok && rest.len && str_cut(&rest, '|', &one)) {
        activity x;
        *ok = activity_from(str_trim(one), &x);
        if (!*ok)
            return table_reject(t, C_ACTIVITY, CODE_ROW_KIND,
                                "'" STR_FMT "' is none of position, storage, movement",
                                STR_ARG(one));
        in->activities |= UINT32_C(1) << x;
    }
    return TR_OK;
}

static tr_err read_states(table *t, incident *in)
{
    str rest = table_field(t, C_STATE), one = {0};
    size_t n = 1;
    tr_err e = TR_OK;
    if (rest.len == 0) return TR_OK;
    for (size_t i = 0; i < rest.len; i++)
        n += rest.ptr[i] == ';';
    in->states.items = arena_alloc_n(t->a, n, sizeof(str)); /* one, as a rule */
    if (in->states.items == NULL) return TR_ERR_NOMEM;
    in->states.cap = n;
    while (str_cut(&rest, ';', &one))
        in->states.items[in->states.n++] = table_keep(t, str_trim(one), &e);
    return e;
}

static tr_err read_texts(table *t, incident *in)
{
    tr_err e = TR_OK;
    in->id = table_copy(t, C_INCIDENT, &e);
    in->group = table_copy(t, C_GROUP, &e);
    in->when_words = table_copy(t, C_WORDS, &e);
    in->zone_words = table_copy(t, C_TZ, &e);
    in->time_note = table_copy(t, C_TIME_NOTE, &e);
    in->place = table_copy(t, C_PLACE, &e);
    in->adm1 = table_copy(t, C_ADM1, &e);
    in->control = table_copy(t, C_CONTROL, &e);
    in->precision = table_copy(t, C_PRECISION, &e);
    in->category = table_copy(t, C_CATEGORY, &e);
    in->category_words = table_copy(t, C_CATEGORY_WORDS, &e);
    in->act = table_copy(t, C_ACT, &e);
    in->act_words = table_copy(t, C_ACT_WORDS, &e);
    in->people = table_copy(t, C_PEOPLE, &e);
    in->reported_by = table_copy(t, C_BY, &e);
    in->report = table_copy(t, C_REPORT, &e);
    in->counter_statement = table_copy(t, C_COUNTER, &e);
    in->sources = table_copy(t, C_SOURCES, &e);
    in->caution = table_copy(t, C_CAUTION, &e);
    return e;
}

static tr_err read_row(table *t, const feed_context *c, void *row, bool *ok)
{
    incident *in = row;
    *ok = false;
    if (table_field(t, C_INCIDENT).len == 0)
        return table_reject(t, C_INCIDENT, CODE_ROW_ID, "the incident has no id");
    TR_TRY(read_times(t, in, ok));
    if (*ok) TR_TRY(read_codes(t, c, in, ok));
    if (*ok) TR_TRY(read_position(t, in, ok));
    if (*ok) TR_TRY(read_attributions(t, in, ok));
    if (*ok) TR_TRY(read_weapon(t, in, ok));
    if (*ok) TR_TRY(table_received(t, &in->received, ok));
    if (!*ok) return TR_OK;
    TR_TRY(read_states(t, in));
    TR_TRY(read_texts(t, in));
    return table_ref(t, c, &in->ref);
}

const rows_need need_incidents = {feed_incident_columns, N_NEEDED};

static const table_kind kind = {.names = feed_incident_columns,
                                .n_needed = N_NEEDED,
                                .row_bytes = sizeof(incident),
                                .read = read_row};

tr_err feed_incidents(str bytes, const char *file, const feed_context *c, arena *a,
                      incident_vec *out, feed_result *result, tr_diag *diag)
{
    return table_rows(&kind, bytes, file, c, a, (void *)&out->items, &out->n, &out->cap, result,
                      diag);
}
