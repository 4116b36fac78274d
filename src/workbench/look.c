/* A first look at a file: what would be recognised, and a mapping to begin with. Writes nothing. */
#include "face/face.h"
#include "mission/mapping.h"

#include <string.h>

typedef struct job {
    task *k;
    const char *path;
    feed_kind kind;
    event_mapping m;
    str mapping, bytes, encoding;
    tz_db zones;
    table_look look;
    char order_words[512]; /* dates that can be read in two ways */
} job;

static bool is_look_kind(feed_kind k)
{
    return k != FEED_AREAS && k != FEED_CONTROL && k != FEED_NONE;
}

/* Kinds whose columns are all there; events, which take any, when there is none. Registries are too
 * alike to tell by a look. */
static tr_err choose_kind(job *j, buf *b)
{
    size_t n = 0;
    for (feed_kind k = FEED_NONE; k < FEED__N; k++) {
        bool may =
            is_look_kind(k) && k != FEED_EVENTS && (k == FEED_SITES || !feed_kind_is_registry(k));
        if (!may || !kind_fits(k, j->bytes, &j->m, j->k->a)) continue;
        buf_z(b, n++ ? ", " : "# its columns are those of: ");
        buf_z(b, feed_kind_word(k));
        j->kind = k;
    }
    if (n == 1) buf_c(b, '\n');
    if (n == 0) j->kind = FEED_EVENTS;
    if (n == 0) buf_z(b, "# looked at as events; if it is something else, name it with --kind\n");
    if (n > 1) buf_f(b, "; looked at as %s (see --kind)\n", feed_kind_word(j->kind));
    return buf_err(b);
}

/* An encoding that would read it is tried, and said. */
static tr_err read_text(job *j, tr_diag *d)
{
    feed_kind k = j->kind == FEED_NONE ? FEED_EVENTS : j->kind;
    TR_TRY(mission_table_text(j->path, k, &j->m, j->k->a, &j->bytes, d));
    return TR_OK;
}

static tr_err look_once(job *j, tr_diag *d)
{
    feed_context c = {.mapping = &j->m, .zones = &j->zones};
    return kind_look(j->kind, j->bytes, j->path, &c, j->k->a, &j->look, d);
}

/* What stands in the way of reading is settled for this look only, and named in the mapping. */
static tr_err look(job *j, tr_diag *d)
{
    tr_err e = look_once(j, d);
    if (e == TR_ERR_DATA && d->code == CODE_FEED_ENCODING && j->m.encoding.len == 0) {
        j->m.encoding = j->encoding = str_has(str_of(d->msg), "utf-16le")   ? STR("utf-16le")
                                      : str_has(str_of(d->msg), "utf-16be") ? STR("utf-16be")
                                      : str_has(str_of(d->msg), "cp1251")   ? STR("cp1251")
                                                                            : (str){0};
        if (j->encoding.len == 0) return e;
        TR_TRY(read_text(j, d));
        e = look_once(j, d);
    }
    if (e == TR_ERR_DATA && d->code == CODE_FEED_DATE_ORDER) {
        (void)snprintf(j->order_words, sizeof j->order_words, "%s", d->msg);
        j->m.date_format = STR("%d/%m/%Y");
        e = look_once(j, d);
        j->m.date_format = (str){0};
    }
    return e;
}

/* ---- The mapping */

static const char *by_words(look_by by)
{
    switch (by) {
    case LOOK_NONE:
    case LOOK_NAME: return "its name";
    case LOOK_CASE: return "its name, written otherwise";
    case LOOK_TAG: return "its HXL tag";
    case LOOK_GEOMETRY: return "the feature's point; needs no mapping";
    case LOOK_MAPPING: return "the mapping that was given";
    case LOOK_WORD: return "a guess from its name: check it";
    case LOOK_CONTENT: return "a guess from its values: check it";
    }
    return "";
}

static bool any_of(const table_look *l, const char *a, const char *b)
{
    for (size_t i = 0; i < l->n; i++) {
        if (str_is(l->columns[i].means, a) || str_is(l->columns[i].means, b)) return true;
    }
    return false;
}

static bool has_offsets(const table_look *l)
{
    for (size_t i = 0; i < l->n; i++) {
        iso_time t;
        const look_column *c = &l->columns[i];
        if (str_is(c->means, "instant") && l->n_rows && iso_parse(c->reads[0], &t) && t.has_offset)
            return true;
    }
    return false;
}

static void put_options(const job *j, buf *b)
{
    bool times = any_of(&j->look, "date", "instant") || any_of(&j->look, "day", "datetime");
    if (j->encoding.len)
        buf_f(b, "  encoding: " STR_FMT "        # check that the words below read well\n",
              STR_ARG(j->encoding));
    if (j->order_words[0])
        buf_f(b, "  date_format: \"?\"       # \"%%d/%%m/%%Y\" or \"%%m/%%d/%%Y\": %s\n",
              j->order_words);
    if (times && feed_kind_streams(j->kind) && !has_offsets(&j->look) && j->m.zone.len == 0 &&
        j->kind != FEED_FIRMS)
        buf_z(b, "  # zone: Europe/...     # of times without an offset; without it a day may be "
                 "that day anywhere on Earth\n");
}

/* Every column has the name that the kind asks for, or is the feature's point. */
static bool needs_none(const job *j)
{
    for (size_t i = 0; i < j->look.n; i++) {
        look_by by = j->look.columns[i].by;
        if (by == LOOK_WORD || by == LOOK_CONTENT || by == LOOK_MAPPING) return false;
    }
    return j->look.missing.n == 0 && !j->order_words[0] && j->encoding.len == 0;
}

static void put_mapping(const job *j, buf *b)
{
    const table_look *l = &j->look;
    if (needs_none(j)) buf_z(b, "# read without a mapping as with this one:\n");
    buf_z(b, "mapping:\n");
    for (size_t i = 0; i < l->n; i++) {
        const look_column *c = &l->columns[i];
        if (c->means.len == 0) continue;
        buf_z(b, c->by == LOOK_GEOMETRY ? "  # " : "  ");
        buf_s(b, c->means);
        buf_z(b, ": ");
        json_text_shown(b, c->name);
        buf_f(b, "  # %s\n", by_words(c->by));
    }
    put_options(j, b);
    for (size_t i = 0; i < l->missing.n; i++)
        buf_f(b, "  # " STR_FMT ": ?   needed, and no column was found for it\n",
              STR_ARG(l->missing.items[i]));
}

static void put_unused(const job *j, buf *b)
{
    size_t n = 0;
    for (size_t i = 0; i < j->look.n; i++) {
        const look_column *c = &j->look.columns[i];
        if (c->means.len) continue;
        buf_z(b, n++ ? ", " : "# columns that stay in the file unread: ");
        json_text_shown(b, c->name);
    }
    if (n) buf_c(b, '\n');
}

/* ---- Rows as they would be read */

static void put_field(const job *j, const look_column *c, size_t row, buf *b)
{
    bool changed = !str_eq(c->was[row], c->reads[row]);
    buf_z(b, "#     ");
    buf_s(b, c->means);
    buf_z(b, ": ");
    json_text_shown(b, str_upto(c->reads[row], 120));
    if (changed) {
        buf_z(b, "   written ");
        json_text_shown(b, str_upto(c->was[row], 120));
    }
    (void)j;
    buf_c(b, '\n');
}

typedef struct showing {
    buf *b;
    size_t n;
} showing;

static tr_err show_event(void *ctx, const event_row *e)
{
    showing *s = ctx;
    if (s->n++ >= LOOK_SAMPLES) return TR_OK;
    buf_f(s->b, "#   line %u: ", e->line);
    when_write(s->b, e->when.from);
    buf_z(s->b, " to ");
    when_write(s->b, e->when.to);
    if (!e->has_position) buf_z(s->b, ", no position");
    if (e->has_position) {
        buf_z(s->b, ", latitude ");
        buf_fixed(s->b, e->position.lat_deg, 6);
        buf_z(s->b, ", longitude ");
        buf_fixed(s->b, e->position.lon_deg, 6);
    }
    buf_c(s->b, '\n');
    return TR_OK;
}

static tr_err show_reject(void *ctx, size_t nth, const tr_diag *why, str raw)
{
    showing *s = ctx;
    (void)nth;
    (void)raw;
    if (s->n++ >= LOOK_SAMPLES) return TR_OK;
    buf_f(s->b, "#   line %u: would be set aside: %s [%s]\n", why->line, why->msg,
          diag_code_word(why->code));
    return TR_OK;
}

/* Events once more, through the mapping that is printed, so that times stand in UTC. */
static void put_events(job *j, buf *b)
{
    showing s = {b, 0};
    event_sink sink = {show_event, show_reject, &s};
    size_t received, accepted, aside;
    csv_bytes text;
    csv_source src = csv_from_bytes(&text, j->bytes);
    const node *n = NULL;
    tr_diag d = {0};
    table_form form = form_open(j->k->a);
    feed_context c = {.zones = &j->zones, .form = &form};
    if (json_read(j->look.mapping, "", j->k->a, &n, NULL) != TR_OK) return;
    event_mapping m = event_mapping_read(n);
    m.zone = j->m.zone;
    m.date_format = j->m.date_format;
    buf_z(b, "# times in UTC:\n");
    tr_err e = feed_events(src, j->path, &m, &c, &sink, &received, &accepted, &aside, &d);
    if (e != TR_OK) buf_f(b, "#   not yet: %s\n", d.msg);
}

static void put_rows(job *j, buf *b)
{
    const table_look *l = &j->look;
    buf_f(b, "# the first rows as they would be read%s:\n",
          j->order_words[0] ? ", dates as if the day stood first" : "");
    for (size_t row = 0; row < l->n_rows; row++) {
        buf_f(b, "#   line %u\n", l->lines[row]);
        for (size_t i = 0; i < l->n; i++) {
            if (l->columns[i].means.len) put_field(j, &l->columns[i], row, b);
        }
    }
    if (j->kind == FEED_EVENTS && !j->order_words[0]) put_events(j, b);
}

static tr_err read_settings(job *j)
{
    task *k = j->k;
    str kind = task_value(k, "kind"), map = task_value(k, "mapping");
    diag_list faults = {0};
    if (kind.len && (!feed_kind_from(kind, &j->kind) || !is_look_kind(j->kind)))
        return task_no_kind(k, kind);
    if (map.len && kind.len == 0)
        return task_refuse(k, "a mapping belongs to a kind: name it with --kind");
    if (map.len == 0) return TR_OK;
    const char *name = task_path(k, map);
    tr_err e = mapping_read_file(name, j->kind, k->a, &j->mapping, &j->m, &faults, &k->d);
    TR_TRY(tell_faults(k->t, &faults, name, &k->d));
    return e;
}

static tr_err look_at(task *k, const char *path)
{
    job j = {.k = k, .path = path};
    host_zones *zones = NULL;
    str words = {0};
    TR_TRY(host_zones_open(k->a, &zones));
    j.zones = host_zones_db(zones);
    TR_TRY(read_settings(&j));
    TR_TRY(read_text(&j, &k->d));
    buf_f(&k->out, "# %s\n", path);
    if (j.kind == FEED_NONE) TR_TRY(choose_kind(&j, &k->out));
    TR_TRY(look(&j, &k->d));
    TR_TRY(form_words(&j.look.form, k->a, &words));
    if (words.len) buf_f(&k->out, "# " STR_FMT "\n", STR_ARG(words));
    put_mapping(&j, &k->out);
    put_unused(&j, &k->out);
    put_rows(&j, &k->out);
    k->answer->negative = j.look.missing.n || j.order_words[0];
    return TR_OK;
}

truce_code truce_map(truce *t, const char *file, const truce_setting *settings, truce_answer **out)
{
    static const char *const knows[] = {"kind", "mapping", NULL};
    task k;
    tr_err e = task_begin(&k, t, settings, knows);
    if (e == TR_OK) e = look_at(&k, file);
    return task_end(&k, e, out);
}
