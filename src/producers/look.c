#include "producers/producers.h"
#include "producers/look.h"

#include "producers/columns.h"

#include <string.h>

/* Words that people put over columns. Suggestions only; lower case. */
static const struct {
    const char *means, *words;
} synonyms[] = {
    {"id", "id|event id|event_id|number|no|nr|ref|reference|code|row_id|uuid|objectid|fid|№|номер"},
    {"date", "date|day|event date|datum|date of event|дата|fecha"},
    {"instant", "datetime|timestamp|date and time|date_time|time_utc|utc"},
    {"time", "time|hour|clock|local time|zeit|uhrzeit|час|время"},
    {"lat", "lat|latitude|y|breite|широта|ycoord|y coordinate|point_y|gps_lat"},
    {"lon",
     "lon|long|lng|longitude|x|länge|laenge|довгота|долгота|xcoord|x coordinate|point_x|gps_lon"},
    {"latitude", "lat|y"},
    {"longitude", "lon|long|lng|x"},
    {"radius_m", "radius|accuracy|precision_m|radius_m"},
    {"category", "category|type|event type|class|kind|категорія|категория|тип"},
    {"place", "place|location|town|settlement|where|name|ort|місце|место|населений пункт"},
    {"source", "source|reported by|url|link|quelle|джерело|источник"},
    {"text", "text|description|notes|details|headline|summary|опис|описание"},
};

static bool in_list(const char *words, str name)
{
    str rest = str_of(words), one;
    while (str_cut(&rest, '|', &one)) {
        if (str_eq_nocase(one, name)) return true;
    }
    return false;
}

static const char *words_for(const char *means)
{
    for (size_t i = 0; i < sizeof synonyms / sizeof synonyms[0]; i++) {
        if (strcmp(synonyms[i].means, means) == 0) return synonyms[i].words;
    }
    return NULL;
}

/* ---- What the adapter finds */

static look_by by_what(const look_column *c, const char *means, const event_mapping *m)
{
    if (node_text(m->all, means).len) return LOOK_MAPPING;
    if (str_is(c->name, means)) return LOOK_NAME;
    if (str_starts(c->name, "geometry.")) return LOOK_GEOMETRY;
    if (str_eq_nocase(c->name, str_of(means)) || c->tag.len == 0) return LOOK_CASE;
    return LOOK_TAG;
}

static bool is_meant(const table_look *l, const char *means)
{
    for (size_t i = 0; i < l->n; i++) {
        if (str_is(l->columns[i].means, means)) return true;
    }
    return false;
}

static void find_columns(rows *r, const rows_need *need, const event_mapping *m, table_look *l)
{
    for (size_t k = 0; need->names[k]; k++) {
        int at = rows_find(r, need->names[k]);
        if (at < 0 || (size_t)at >= l->n || l->columns[at].means.len) continue;
        look_column *c = &l->columns[at];
        c->means = str_of(need->names[k]);
        c->by = by_what(c, need->names[k], m);
        c->needed = k < need->n_needed;
    }
}

/* ---- Samples */

static tr_err keep(arena *a, str s, str *out)
{
    *out = arena_str(a, s);
    return out->ptr ? TR_OK : TR_ERR_NOMEM;
}

static tr_err sample(rows *r, bool rewritten, table_look *l, arena *a)
{
    l->n_rows = 0;
    while (l->n_rows < LOOK_SAMPLES) {
        csv_row row = {0};
        tr_diag ignored;
        tr_err e = rows_next(r, &row, &ignored);
        if (e == TR_ERR_ABSENT) return TR_OK;
        if (e != TR_OK && e != TR_ERR_DATA) return e;
        if (e == TR_ERR_DATA) continue;
        for (size_t i = 0; i < l->n; i++) {
            look_column *c = &l->columns[i];
            str *to = rewritten ? &c->reads[l->n_rows] : &c->was[l->n_rows];
            TR_TRY(keep(a, str_trim(row.fields[i]), to));
        }
        l->lines[l->n_rows++] = row.line;
    }
    return TR_OK;
}

/* ---- Suggestions */

static bool all_days(const look_column *c, size_t n)
{
    size_t some = 0;
    for (size_t i = 0; i < n; i++) {
        char room[CELL_BYTES];
        str s = c->was[i];
        if (s.len == 0) continue;
        char sign;
        if (s.len < 6) return false;
        if (cell_when(s, (str){0}, (date_orders){0}, room).ptr == NULL &&
            cell_date_orders(s, &sign) == 0)
            return false;
        some++;
    }
    return some > 0;
}

static void suggest(table_look *l, const char *means, look_by by, bool needed)
{
    const char *words = words_for(means);
    size_t found = l->n, n = 0;
    for (size_t i = 0; i < l->n; i++) {
        const look_column *c = &l->columns[i];
        if (c->means.len) continue;
        bool fits = by == LOOK_WORD ? words && in_list(words, c->name)
                                    : strcmp(means, "date") == 0 && all_days(c, l->n_rows);
        if (!fits) continue;
        found = i;
        n++;
    }
    if (n != 1) return; /* none, or nobody knows which */
    l->columns[found].means = str_of(means);
    l->columns[found].by = by;
    l->columns[found].needed = needed;
}

static void suggest_all(const rows_need *need, table_look *l)
{
    for (look_by by = LOOK_WORD; by <= LOOK_CONTENT; by++) {
        for (size_t k = 0; need->names[k]; k++) {
            bool instead = strcmp(need->names[k], "date") == 0 && is_meant(l, "instant");
            if (!is_meant(l, need->names[k]) && !instead)
                suggest(l, need->names[k], by, k < need->n_needed);
        }
    }
}

static tr_err list_missing(const rows_need *need, table_look *l, arena *a)
{
    for (size_t k = 0; k < need->n_needed; k++) {
        if (is_meant(l, need->names[k])) continue;
        str *slot = VEC_PUSH(a, &l->missing);
        if (slot == NULL) return TR_ERR_NOMEM;
        *slot = str_of(need->names[k]);
    }
    return TR_OK;
}

static tr_err list_columns(const rows *r, table_look *l, arena *a)
{
    const csv_row *h = rows_header(r);
    l->columns = arena_alloc_n(a, h->n + 1, sizeof *l->columns);
    if (l->columns == NULL) return TR_ERR_NOMEM;
    for (size_t i = 0; i < h->n; i++) {
        TR_TRY(keep(a, h->fields[i], &l->columns[i].name));
        TR_TRY(keep(a, rows_tag(r, i), &l->columns[i].tag));
    }
    l->n = h->n;
    return TR_OK;
}

static tr_err choose_need(feed_kind kind, const event_mapping *m, arena *a, const char **wanted,
                          rows_need *need)
{
    rows_need all[MAX_LAYOUTS];
    size_t n;
    TR_TRY(columns_of_kind(kind, a, all, &n));
    if (n == 0) return TR_ERR_USAGE;
    *need = all[0];
    if (kind == FEED_EVENTS) {
        need->names = wanted;
        events_need(m, wanted, &need->n_needed);
    }
    return TR_OK;
}

/* Twice: the values as they stand there, then as they are read. */
static tr_err look(str bytes, const char *file, const feed_context *c, const rows_need *need,
                   table_look *l, arena *a, tr_diag *diag)
{
    rows *r = NULL;
    TR_TRY(rows_open_bytes(bytes, file, feed_how(c), need, 1, &r, diag));
    tr_err e = list_columns(r, l, a);
    if (e == TR_OK) e = sample(r, false, l, a);
    rows_close(r);
    TR_TRY(e);
    TR_TRY(rows_open_bytes(bytes, file, feed_how(c), need, 1, &r, diag));
    find_columns(r, need, c->mapping, l);
    e = sample(r, true, l, a);
    rows_close(r);
    return e;
}

static tr_err write_mapping(table_look *l, arena *a)
{
    buf b;
    buf_init(&b, 4 << 20);
    buf_c(&b, '{');
    for (size_t i = 0; i < l->n; i++) {
        const look_column *c = &l->columns[i];
        if (c->means.len == 0 || c->by == LOOK_GEOMETRY) continue;
        if (b.len > 1) buf_c(&b, ',');
        json_text(&b, c->means);
        buf_c(&b, ':');
        json_text(&b, c->name);
    }
    buf_c(&b, '}');
    return buf_take(&b, a, &l->mapping);
}

/* Once more with the suggestions, for what the values would be. */
static tr_err look_again(str bytes, const char *file, const feed_context *c, const rows_need *need,
                         table_look *l, arena *a)
{
    const node *n = NULL;
    rows *r = NULL;
    TR_TRY(json_read(l->mapping, "mapping", a, &n, NULL));
    event_mapping m = event_mapping_read(n), all = *c->mapping;
    all.all = m.all;
    feed_context with = *c;
    with.mapping = &all;
    l->form = form_open(a);
    with.form = &l->form;
    if (rows_open_bytes(bytes, file, feed_how(&with), need, 1, &r, NULL) != TR_OK) return TR_OK;
    for (size_t k = 0; need->names[k]; k++)
        (void)rows_find(r, need->names[k]);
    tr_err e = sample(r, true, l, a);
    rows_close(r);
    return e;
}

tr_err kind_look(feed_kind kind, str bytes, const char *file, const feed_context *with, arena *a,
                 table_look *out, tr_diag *diag)
{
    const char *wanted[EVENT_COLUMNS + 1];
    static const event_mapping none;
    feed_context c = *with;
    rows_need need;
    table_look l = {.form = form_open(a)};
    if (c.mapping == NULL) c.mapping = &none;
    c.form = &l.form;
    TR_TRY(choose_need(kind, c.mapping, a, wanted, &need));
    TR_TRY(look(bytes, file, &c, &need, &l, a, diag));
    suggest_all(&need, &l);
    TR_TRY(list_missing(&need, &l, a));
    TR_TRY(write_mapping(&l, a));
    TR_TRY(look_again(bytes, file, &c, &need, &l, a));
    l.form.a = NULL;
    *out = l;
    return TR_OK;
}
