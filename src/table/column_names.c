/* Which column of a file holds what an adapter asks for: its own name, a tag, an alias, a mapping.
 */
#include "table/rows_parts.h"

#include <string.h>

/* What the adapters' names stand for: the kind of value, and the HXL tag that says the same. */
static const struct {
    const char *name;
    cell_type type;
    const char *tag;
} meanings[] = {
    {"lat", CELL_LAT, "#geo+lat"},
    {"latitude", CELL_LAT, "#geo+lat"},
    {"lon", CELL_LON, "#geo+lon"},
    {"lng", CELL_LON, "#geo+lon"},
    {"longitude", CELL_LON, "#geo+lon"},
    {"y", CELL_LAT, NULL},
    {"x", CELL_LON, NULL},
    {"radius_m", CELL_NUMBER, NULL},
    {"watched", CELL_NUMBER, NULL},
    {"count", CELL_NUMBER, NULL},
    {"calibre_mm", CELL_NUMBER, NULL},
    {"range_km", CELL_NUMBER, NULL},
    {"low", CELL_NUMBER, NULL},
    {"best", CELL_NUMBER, NULL},
    {"high", CELL_NUMBER, NULL},
    {"got", CELL_NUMBER, NULL},
    {"at", CELL_WHEN, NULL},
    {"at_latest", CELL_WHEN, NULL},
    {"not_by", CELL_UTC, NULL},
    {"as_of", CELL_WHEN, NULL},
    {"period_from", CELL_WHEN, NULL},
    {"period_to", CELL_WHEN, NULL},
    {"brightness", CELL_NUMBER, NULL},
    {"bright_ti4", CELL_NUMBER, NULL},
    {"bright_ti5", CELL_NUMBER, NULL},
    {"bright_t31", CELL_NUMBER, NULL},
    {"scan", CELL_NUMBER, NULL},
    {"track", CELL_NUMBER, NULL},
    {"frp", CELL_NUMBER, NULL},
    {"mag", CELL_NUMBER, NULL},
    {"horizontalError", CELL_NUMBER, NULL},
    {"smajax", CELL_NUMBER, NULL},
    {"sminax", CELL_NUMBER, NULL},
    {"date", CELL_OPEN, "#date+occurred"},
    {"day", CELL_DATE, "#date"},
    {"instant", CELL_WHEN, NULL},
    {"time", CELL_CLOCK, "#date+time"},
    {"acq_date", CELL_DATE, NULL},
    {"event_date", CELL_DATE, "#date+occurred"},
    {"date_start", CELL_DAY, "#date+start"},
    {"date_end", CELL_DAY, "#date+end"},
    {"datetime", CELL_SPACED, NULL},
    {"started_at", CELL_WHEN, "#date+start"},
    {"finished_at", CELL_WHEN, "#date+end"},
    {"scraped_at", CELL_WHEN, NULL},
    {"utc_lo", CELL_UTC, NULL},
    {"utc_hi", CELL_UTC, NULL},
    {"event_utc", CELL_UTC, NULL},
    {"page_date", CELL_DATE, NULL},
    {"event_date_stated", CELL_DATE, NULL},
    {"event_time_stated", CELL_CLOCK, NULL},
    {"period_start", CELL_WHEN, "#date+start"},
    {"period_end", CELL_WHEN, "#date+end"},
    {"said_on", CELL_DATE, NULL},
    {"id", CELL_TEXT, "#event+id"},
    {"category", CELL_CATEGORY, "#event+type"},
    {"place", CELL_TEXT, "#loc+name"},
    {"source", CELL_TEXT, "#meta+source"},
    {"text", CELL_TEXT, "#event+description"},
};

static const size_t n_meanings = sizeof meanings / sizeof meanings[0];

static size_t meaning_of(const char *name)
{
    size_t i = 0;
    while (i < n_meanings && strcmp(meanings[i].name, name) != 0)
        i++;
    return i;
}

cell_type rows_type_of(const char *name)
{
    size_t i = meaning_of(name);
    if (i < n_meanings) return meanings[i].type;
    str s = str_of(name); /* registries have names of their own for the same */
    if (str_eq_nocase(s, STR("latitude"))) return CELL_LAT;
    return str_eq_nocase(s, STR("longitude")) ? CELL_LON : CELL_TEXT;
}

int rows_exactly(const rows *r, str name)
{
    for (size_t i = 0; i < r->n_file; i++) {
        if (str_eq(r->names[i], name)) return (int)i;
    }
    return -1;
}

/* The only name that is the same but for case and outer blanks. */
int rows_without_case(const rows *r, str name)
{
    int found = -1;
    for (size_t i = 0; i < r->n_file; i++) {
        if (!str_eq_nocase(r->names[i], str_trim(name))) continue;
        if (found >= 0) return -1;
        found = (int)i;
    }
    return found;
}

/* "#geo+lat" fits the tag "#geo +lat +start": the same hashtag and all attributes asked for. */
static bool tag_fits(str tag, const char *want)
{
    str rest = str_of(want), piece;
    bool first = true;
    while (str_cut(&rest, '+', &piece)) {
        bool found = false;
        str have = tag, one;
        for (bool head = true; !found && str_cut(&have, '+', &one); head = false)
            found = head == first && str_eq_nocase(str_trim(one), piece);
        if (!found) return false;
        first = false;
    }
    return true;
}

/* Dates of something else than what happened. */
static bool is_other_date(str tag)
{
    static const char *const others[] = {"+reported", "+updated", "+created", "+published",
                                         "+start",    "+end",     "+time",    NULL};
    for (size_t i = 0; others[i]; i++) {
        if (str_has_nocase(tag, others[i])) return true;
    }
    return false;
}

/* The only column with the tag; of several, the one that has just this tag. */
static int with_tag(const rows *r, const char *want, bool exact, bool plain_date)
{
    int found = -1;
    for (size_t i = 0; i < r->n_file; i++) {
        str tag = r->tags[i];
        bool fits = exact ? str_eq_nocase(tag, str_of(want)) : tag.len && tag_fits(tag, want);
        if (!fits || (plain_date && is_other_date(tag))) continue;
        if (found >= 0) return -1;
        found = (int)i;
    }
    return found;
}

static int by_tag(const rows *r, const char *want)
{
    int at;
    if (want == NULL) return -1;
    if ((at = with_tag(r, want, true, false)) >= 0) return at;
    if ((at = with_tag(r, want, false, false)) >= 0) return at;
    if (strcmp(want, "#date+occurred") != 0) return -1;
    at = with_tag(r, "#date", true, false); /* of what happened, if nothing else is said */
    return at >= 0 ? at : with_tag(r, "#date", false, true);
}

/* Latitude and longitude go by a few names everywhere; the only column that has one of them. */
static int by_alias(const rows *r, cell_type t)
{
    static const char *const lat[] = {"lat", "latitude", NULL}, *const lon[] = {"lon", "long",
                                                                                "lng", "longitude",
                                                                                NULL};
    const char *const *names = t == CELL_LAT ? lat : lon;
    int found = -1;
    if (t != CELL_LAT && t != CELL_LON) return -1;
    for (size_t i = 0; names[i]; i++) {
        int at = rows_without_case(r, str_of(names[i]));
        if (at >= 0 && found >= 0) return -1;
        if (at >= 0) found = at;
    }
    return found;
}

static int of_geometry(rows *r, cell_type t)
{
    int at = t == CELL_LAT ? r->json.lat_at : t == CELL_LON ? r->json.lon_at : -1;
    if (at >= 0) r->uses_geometry = true;
    return at;
}

static int of_position(const rows *r, cell_type t)
{
    if (r->position_at < 0 || (t != CELL_LAT && t != CELL_LON)) return -1;
    return (int)r->n_file + (t == CELL_LON);
}

static str mapped(const rows *r, const char *name)
{
    return r->m ? node_text(r->m->all, name) : (str){0};
}

/* What the record says it was; the names of the mapping and of the adapter must fit exactly. */
static int as_recorded(rows *r, const char *name, cell_type t)
{
    const str *was = form_find(&r->form->columns, str_of(name));
    str want = mapped(r, name);
    if (was) {
        int at = rows_exactly(r, *was);
        if (at >= 0 && (at == r->json.lat_at || at == r->json.lon_at)) r->uses_geometry = true;
        return at;
    }
    if (want.len) return rows_exactly(r, want);
    if (of_position(r, t) >= 0) return of_position(r, t);
    return rows_exactly(r, str_of(name));
}

/* The column, and whether it has to be written down because the plain reading would not find it. */
static int recognise(rows *r, const char *name, cell_type t, bool *note)
{
    str want = mapped(r, name);
    int at;
    *note = false;
    if (want.len) {
        if ((at = rows_exactly(r, want)) >= 0) return at;
        *note = true;
        if ((at = rows_without_case(r, want)) >= 0) return at;
        char tag[64];
        (void)snprintf(tag, sizeof tag, STR_FMT, STR_ARG(str_upto(want, sizeof tag - 1)));
        return want.ptr[0] == '#' ? by_tag(r, tag) : -1;
    }
    if ((at = of_position(r, t)) >= 0) return at;
    if ((at = rows_exactly(r, str_of(name))) >= 0) return at;
    *note = true;
    if ((at = rows_without_case(r, str_of(name))) >= 0) return at;
    if ((at = by_alias(r, t)) >= 0) return at;
    size_t i = meaning_of(name);
    if (i < n_meanings && (at = by_tag(r, meanings[i].tag)) >= 0) return at;
    return of_geometry(r, t);
}

int rows_look(rows *r, const char *name, bool *note)
{
    *note = false;
    if (r->form->fixed) return as_recorded(r, name, rows_type_of(name));
    return recognise(r, name, rows_type_of(name), note);
}

static date_order order_with(const rows *r, const char *sign)
{
    const str *order = form_find(&r->form->dates, str_of(sign));
    return order == NULL ? ORDER_NONE : str_is(*order, "d/m/y") ? ORDER_DMY : ORDER_MDY;
}

static void take_type(rows *r, int at, cell_type t)
{
    r->type[at] = t;
    r->orders = (date_orders){order_with(r, "/"), order_with(r, "."), order_with(r, "-")};
    r->day[at] = form_find(&r->form->days, r->names[at]) != NULL;
    r->comma[at] = form_find(&r->form->decimals, r->names[at]) != NULL;
    bool words = t == CELL_CATEGORY && r->m && r->m->categories;
    bool plain = r->form->fixed && r->form->cells == 0 && !r->comma[at] && !words;
    r->rewrites = r->rewrites || (t != CELL_TEXT && !plain);
}

int rows_find(rows *r, const char *name)
{
    bool note;
    int at = rows_look(r, name, &note);
    if (at < 0) return at;
    if (note && form_add(r->form, &r->form->columns, str_of(name), r->names[at]) != TR_OK)
        return -1;
    take_type(r, at, rows_type_of(name));
    return at;
}

int rows_find_time(rows *r, str name)
{
    const str *was = form_find(&r->form->columns, name);
    int at = rows_exactly(r, was ? *was : name);
    if (at < 0 && !r->form->fixed) {
        at = rows_without_case(r, name);
        if (at >= 0 && form_add(r->form, &r->form->columns, name, r->names[at]) != TR_OK) return -1;
    }
    if (at >= 0) take_type(r, at, CELL_WHEN);
    return at;
}

void rows_take(rows *r, size_t at, const char *name)
{
    take_type(r, (int)at, rows_type_of(name));
}

const csv_row *rows_header(const rows *r)
{
    return &r->header;
}

str rows_tag(const rows *r, size_t at)
{
    return r->tags[at];
}

csv_reader *rows_csv(rows *r)
{
    bool bare = r->form->format == FORM_CSV && r->form->separator == 0 && r->position_at < 0 &&
                r->form->dates.n == 0 && r->form->decimals.n == 0;
    return bare ? r->csv : NULL;
}

/* What may be wrong with a header that lacks a column; empty: nobody knows. */
static void header_hint(const rows *r, char *room, size_t size)
{
    str first = r->n_file ? r->names[0] : (str){0};
    iso_time day;
    double number;
    bool data = first.len && (str_to_double(first, &number) || iso_parse(first, &day));
    room[0] = '\0';
    if (r->names_later) {
        (void)snprintf(room, size, ": line %u looks like the header: remove the lines before it",
                       r->names_later);
    } else if (data) {
        (void)snprintf(room, size,
                       ": the first line looks like data: put the names of the columns before it");
    }
}

void rows_missing(rows *r, diag_code code, const char *name, const char *more, tr_diag *diag)
{
    char hint[128];
    header_hint(r, hint, sizeof hint);
    diag_set(diag, code, r->file, r->header.line, 1, "the column '%s' is missing%s%s", name, more,
             hint);
}

void rows_not_mapped(rows *r, str name, tr_diag *diag)
{
    char hint[128];
    header_hint(r, hint, sizeof hint);
    diag_set(diag, CODE_MAP_COLUMN, r->file, r->header.line, 1,
             "the mapping names the column '" STR_FMT "', which the file does not have%s",
             STR_ARG(name), hint);
}
