/* What officers observed: one at a time, or a table of them. docs/a-day.md. */
#include "face/face.h"

/* Columns of the annex, in its order, and of the entry. */
enum { O_BY, O_TIME, O_ZONE, O_PLACE, O_LAT, O_LON, O_RADIUS, O__TEXTS };
static const char *const columns[] = {"by",     "time",        "zone",        "place",    "lat",
                                      "lon",    "radius",      "position",    "location", "means",
                                      "number", "observation", "description", "weapon"};
static const char *const keys[] = {"by",     "time_words",  "zone_words",  "place",    "lat",
                                   "lon",    "radius_m",    "position",    "location", "means",
                                   "number", "observation", "description", "weapon"};
enum { N_COLUMNS = sizeof columns / sizeof columns[0], O_OBSERVATION = 11 };

/* What a device adds by itself to what a person wrote on it, where there was one. */
enum { D_MARK, D_NOTED, D_AHEAD, D_WITHIN, D_LAT, D_LON, D_RADIUS, N_DEVICE };
static const struct device_part {
    const char *setting, *key;
    double least, most; /* of a number; the mark and the instant are none */
    const char *fault;
} device_parts[] = {
    {"mark", "mark", 0, 0, "is not 16 to 64 letters, digits and hyphens"},
    {"noted", "noted", 0, 0, "is not an instant such as 2025-04-01T07:30:05Z"},
    {"ahead", "clock_ahead_s", -1e10, 1e10, "is not seconds"},
    {"within", "clock_within_s", 0, 1e10, "is not seconds, 0 or more"},
    {"stood-lat", "stood_lat", -90, 90, "is not degrees from -90 to 90"},
    {"stood-lon", "stood_lon", -180, 180, "is not degrees from -180 to 180"},
    {"stood-radius", "stood_radius_m", 0, 2e7, "is not metres"},
};

typedef struct sighting {
    str text[N_COLUMNS], device[N_DEVICE];
    str_list attachments;
    str source; /* "sha256 line 3" of a file of observations */
    span when;
} sighting;
typedef VEC(sighting) sighting_vec;

static bool observed_span(str words, str zone_name, truce_mission *m, span *out)
{
    iso_time t;
    const tz *z = NULL;
    tz_db db = host_zones_db(m->zones);
    if (!iso_parse(words, &t)) return false;
    if (t.has_offset) {
        usec_t v = civil_to_usec(&t.at) - t.offset_sec * USEC_SEC;
        *out = (span){v, v + USEC_MINUTE};
        return true;
    }
    if (tz_find(&db, zone_name.len ? zone_name : STR("UTC"), &z) != TR_OK) return false;
    if (t.has_clock) {
        span s = tz_to_utc(z, &t.at);
        civil back = tz_to_local(z, s.from);
        if (back.hour != t.at.hour || back.minute != t.at.minute)
            return false; /* the clock skipped this minute */
        *out = (span){s.from, s.to + USEC_MINUTE};
        return true;
    }
    int64_t days = civil_to_days(t.at.year, t.at.month, t.at.day);
    *out = (span){tz_day_start(z, days), tz_day_start(z, days + 1)};
    return true;
}

/* Late: logged more than a day after what it tells of. */
static bool is_late(truce_mission *m, span when)
{
    return m->m.clock_start == USEC_UNKNOWN && host_now() > when.to + USEC_DAY;
}

static bool number_within(str s, double lo, double hi)
{
    double v;
    return str_to_double(s, &v) && v >= lo && v <= hi;
}

/* How far the device's clock was found to be ahead; where that is no number, fault_of_device says
 * so. */
static usec_t device_ahead(const sighting *o)
{
    double s = 0;
    bool known = str_to_double(str_trim(o->device[D_AHEAD]), &s) && s > 0 && s < 1e6;
    return known ? (usec_t)(s * USEC_SEC) : 0;
}

/* What is wrong with it, in words; NULL: nothing. `*at`: the column. */
static const char *fault_of(sighting *o, truce_mission *m, size_t *at)
{
    static const size_t needed[] = {O_BY, O_TIME, O_OBSERVATION};
    for (size_t i = 0; i < sizeof needed / sizeof needed[0]; i++) {
        *at = needed[i];
        if (str_trim(o->text[needed[i]]).len == 0) return "is needed";
    }
    const tz *zone = NULL;
    tz_db db = host_zones_db(m->zones);
    *at = O_ZONE;
    if (o->text[O_ZONE].len && tz_find(&db, o->text[O_ZONE], &zone) != TR_OK)
        return "is no zone of the tz database, such as Europe/Vienna";
    *at = O_TIME;
    if (!observed_span(o->text[O_TIME], o->text[O_ZONE], m, &o->when))
        return "is not a time such as 2025-04-01T10:30 with a zone, or 2025-04-01T07:30Z; or the "
               "clock of "
               "that zone skipped it";
    if (record_is_to_come(&m->m, o->when.from, device_ahead(o)))
        return "is still to come: the day, or the zone, is another";
    bool lat = o->text[O_LAT].len > 0, lon = o->text[O_LON].len > 0;
    *at = lat ? O_LON : O_LAT;
    if (lat != lon) return "is missing: a position has both lat and lon";
    *at = O_LAT;
    if (lat && !number_within(o->text[O_LAT], -90, 90)) return "is not degrees from -90 to 90";
    *at = O_LON;
    if (lon && !number_within(o->text[O_LON], -180, 180)) return "is not degrees from -180 to 180";
    *at = O_RADIUS;
    if (o->text[O_RADIUS].len && !number_within(o->text[O_RADIUS], 1, 2e7))
        return "is not metres, 1 or more";
    if (o->text[O_RADIUS].len && !lat) return "stands without a position (lat, lon)";
    return NULL;
}

static bool is_mark(str s)
{
    bool good = s.len >= 16 && s.len <= 64;
    for (size_t i = 0; i < s.len && good; i++)
        good = str_has(STR("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-"),
                       (char[]){s.ptr[i], '\0'});
    return good;
}

/* NULL: nothing is wrong with what the device added. `*at`: the part. */
static const char *fault_of_device(const sighting *o, size_t *at)
{
    usec_t t;
    const str *v = o->device;
    for (size_t i = 0; i < N_DEVICE; i++) {
        const struct device_part *p = &device_parts[i];
        *at = i;
        bool good = v[i].len == 0  ? true
                    : i == D_MARK  ? is_mark(v[i])
                    : i == D_NOTED ? iso_parse_instant(v[i], &t)
                                   : number_within(v[i], p->least, p->most);
        if (!good) return p->fault;
    }
    *at = D_NOTED;
    if ((v[D_AHEAD].len || v[D_WITHIN].len) && v[D_NOTED].len == 0)
        return "is missing: a device's clock is told of with what it said";
    *at = D_AHEAD;
    if (v[D_WITHIN].len && v[D_AHEAD].len == 0) return "is missing";
    *at = v[D_LAT].len ? D_LON : D_LAT;
    if ((v[D_LAT].len == 0) != (v[D_LON].len == 0) || (v[D_RADIUS].len && v[D_LAT].len == 0))
        return "is missing: a position has both";
    return NULL;
}

static tr_err append_observed(task *k, truce_mission *m, const sighting *o, uint64_t *index)
{
    entry_member e[N_COLUMNS + N_DEVICE + 8];
    size_t n = 0;
    str from, to, by = o->text[O_BY];
    if (!k->locked) TR_TRY(task_begin_writing(k, m));
    bool keyed = false;
    if (!str_eq(by, str_trim(task_value(k, "by")))) TR_TRY(task_has_key(k, m, by, &keyed));
    if (keyed)
        return task_refuse(k,
                           "'" STR_FMT "' has a key in the record: what they saw is signed by them",
                           STR_ARG(by));
    TR_TRY(instant_text(k->a, o->when.from, &from));
    TR_TRY(instant_text(k->a, o->when.to, &to));
    e[n++] = (entry_member){.key = "t", .text = STR("evidence")};
    e[n++] = (entry_member){.key = "by", .text = o->text[O_BY]};
    e[n++] = (entry_member){.key = "time_words", .text = o->text[O_TIME]};
    e[n++] = (entry_member){.key = "zone_words", .text = o->text[O_ZONE]};
    e[n++] = (entry_member){.key = "from", .text = from};
    e[n++] = (entry_member){.key = "to", .text = to};
    if (is_late(m, o->when)) e[n++] = (entry_member){.key = "late", .text = STR("yes")};
    for (size_t i = O__TEXTS; i < N_COLUMNS; i++)
        e[n++] = (entry_member){.key = keys[i], .text = o->text[i]};
    for (size_t i = O_PLACE; i < O__TEXTS; i++) {
        if (o->text[i].len) e[n++] = (entry_member){.key = keys[i], .text = o->text[i]};
    }
    for (size_t i = 0; i < N_DEVICE; i++)
        if (o->device[i].len)
            e[n++] = (entry_member){.key = device_parts[i].key, .text = o->device[i]};
    if (o->source.len) e[n++] = (entry_member){.key = "source", .text = o->source};
    if (o->attachments.n) e[n++] = (entry_member){.key = "attachments", .list = &o->attachments};
    return mission_observe(&m->m, m->r, e, n, index, &k->d);
}

static tr_err take_sighting(task *k, truce_mission *m, sighting *o)
{
    size_t at;
    for (size_t i = 0; i < N_COLUMNS; i++)
        o->text[i] = task_value(k, columns[i]);
    for (size_t i = 0; i < N_DEVICE; i++)
        o->device[i] = str_trim(task_value(k, device_parts[i].setting));
    const char *fault = fault_of(o, m, &at);
    if (fault)
        return task_refuse(k, "--%s '" STR_FMT "' %s", columns[at], STR_ARG(o->text[at]), fault);
    fault = fault_of_device(o, &at);
    if (fault)
        return task_refuse(k, "--%s '" STR_FMT "' %s", device_parts[at].setting,
                           STR_ARG(o->device[at]), fault);
    return TR_OK;
}

/* As it stands in the record, word for word. */
static bool same_sighting(const observation_line *x, const sighting *o)
{
    const str *there[] = {&x->by,     &x->time_words,  &x->zone_words,  &x->place,    &x->lat,
                          &x->lon,    &x->radius_m,    &x->position,    &x->location, &x->means,
                          &x->number, &x->observation, &x->description, &x->weapon},
              *device[] = {&x->mark,      &x->noted,     &x->clock_ahead_s, &x->clock_within_s,
                           &x->stood_lat, &x->stood_lon, &x->stood_radius_m};
    bool same = x->attachments.n == o->attachments.n;
    for (size_t i = 0; i < N_COLUMNS && same; i++)
        same = str_eq(*there[i], o->text[i]);
    for (size_t i = 0; i < N_DEVICE && same; i++)
        same = str_eq(*device[i], o->device[i]);
    for (size_t i = 0; i < o->attachments.n && same; i++)
        same = str_eq(x->attachments.items[i], o->attachments.items[i]);
    return same;
}

/* What a sender marks is recorded once, however often it is sent: who heard no answer sends again.
 */
static tr_err recorded_by_mark(task *k, truce_mission *m, const sighting *o, uint64_t *entry,
                               bool *known)
{
    const state *s;
    *known = false;
    if (o->device[D_MARK].len == 0) return TR_OK;
    TR_TRY(task_begin_writing(k, m));
    TR_TRY(task_state(k, m, &s));
    for (size_t i = s->observations.n; i > 0; i--) {
        const observation_line *x = &s->observations.items[i - 1];
        if (!str_eq(x->mark, o->device[D_MARK]) || !str_eq(x->by, o->text[O_BY])) continue;
        if (!same_sighting(x, o))
            return task_refuse(k, "--mark '" STR_FMT "' is of O-%llu, which says something else",
                               STR_ARG(x->mark), (unsigned long long)x->entry);
        *entry = x->entry;
        *known = true;
        return TR_OK;
    }
    return TR_OK;
}

static tr_err observe_one(task *k, truce_mission *m)
{
    sighting o = {0};
    uint64_t index;
    bool known;
    str path;
    TR_TRY(take_sighting(k, m, &o));
    for (size_t i = 0; task_nth(k, "attach", i, &path); i++) {
        str *slot = VEC_PUSH(k->a, &o.attachments);
        if (slot == NULL) return TR_ERR_NOMEM;
        TR_TRY(mission_attach(&m->m, task_path(k, path), k->a, slot, &k->d));
    }
    TR_TRY(task_record(k, m));
    TR_TRY(recorded_by_mark(k, m, &o, &index, &known));
    task_figure_is(k, "known", known);
    if (known) {
        buf_f(&k->out, "known already, as entry %llu: O-%llu; nothing was recorded\n",
              (unsigned long long)index, (unsigned long long)index);
        task_figure_is(k, "entry", index);
        return TR_OK;
    }
    TR_TRY(append_observed(k, m, &o, &index));
    buf_f(&k->out, "observation recorded as entry %llu: O-%llu\n", (unsigned long long)index,
          (unsigned long long)index);
    for (size_t i = 0; i < o.attachments.n; i++)
        buf_f(&k->out, "attached " STR_FMT "\n", STR_ARG(o.attachments.items[i]));
    task_figure_is(k, "entry", index);
    return TR_OK;
}

/* ---- Many from a table: every line is checked before any is appended */

typedef struct sheet {
    task *k;
    truce_mission *m;
    const char *name;
    str by, zone; /* for lines that do not say */
    char hex[SHA256_HEX + 1];
    size_t at[N_COLUMNS]; /* SIZE_MAX: not there */
    size_t width, n_faults;
    sighting_vec rows;
} sheet;

static void say_fault(sheet *s, diag_code code, unsigned line, unsigned col, const char *what,
                      const char *words)
{
    tr_diag d = {0};
    diag_set(&d, code, s->name, line, col, "%s %s", what, words);
    tell(s->k->t, TRUCE_FAULT, &d);
    s->n_faults++;
}

static void read_header(sheet *s, const csv_row *row)
{
    s->width = row->n;
    for (size_t i = 0; i < N_COLUMNS; i++) {
        s->at[i] = SIZE_MAX;
        for (size_t k = 0; k < row->n; k++) {
            str name = str_trim(row->fields[k]);
            bool radius = i == O_RADIUS && str_is(name, "radius_m");
            if (str_is(name, columns[i]) || radius) s->at[i] = k;
        }
    }
    for (size_t k = 0; k < row->n; k++) {
        bool known = false;
        for (size_t i = 0; i < N_COLUMNS; i++)
            known = known || s->at[i] == k;
        if (!known)
            say_fault(s, CODE_OBSERVATION, row->lines[k], row->cols[k], "this column",
                      "is not one of: by time zone place lat lon radius position location means "
                      "number observation description weapon");
    }
    for (size_t i = 0; i < N_COLUMNS; i++) {
        bool given = i == O_BY && s->by.len;
        if ((i == O_BY || i == O_TIME || i == O_OBSERVATION) && s->at[i] == SIZE_MAX && !given)
            say_fault(s, CODE_CSV_MISSING_COLUMN, row->line, 1, columns[i], "is missing");
    }
}

static tr_err read_line(sheet *s, const csv_row *row)
{
    size_t at = 0;
    bool empty = true;
    if (row->n != s->width) {
        say_fault(s, CODE_CSV_COLUMNS, row->line, 1, "this line",
                  "does not have as many fields as the header");
        return TR_OK;
    }
    for (size_t k = 0; k < row->n && empty; k++)
        empty = str_trim(row->fields[k]).len == 0;
    if (empty) return TR_OK;
    sighting *o = VEC_PUSH(s->k->a, &s->rows);
    if (o == NULL) return TR_ERR_NOMEM;
    *o = (sighting){0};
    for (size_t i = 0; i < N_COLUMNS; i++) {
        if (s->at[i] != SIZE_MAX) o->text[i] = arena_str(s->k->a, str_trim(row->fields[s->at[i]]));
    }
    if (o->text[O_BY].len == 0) o->text[O_BY] = s->by;
    if (o->text[O_ZONE].len == 0) o->text[O_ZONE] = s->zone;
    o->source = arena_printf(s->k->a, "%s line %u", s->hex, row->line);
    if (o->source.ptr == NULL) return TR_ERR_NOMEM;
    const char *fault = fault_of(o, s->m, &at);
    if (fault && s->at[at] != SIZE_MAX)
        say_fault(s, CODE_OBSERVATION, row->lines[s->at[at]], row->cols[s->at[at]], columns[at],
                  fault);
    else if (fault)
        say_fault(s, CODE_OBSERVATION, row->line, 1, columns[at], fault);
    return TR_OK;
}

static char separator_of(str text)
{
    size_t commas = 0, semicolons = 0, tabs = 0;
    for (size_t i = 0; i < text.len && text.ptr[i] != '\n'; i++) {
        commas += text.ptr[i] == ',';
        semicolons += text.ptr[i] == ';';
        tabs += text.ptr[i] == '\t';
    }
    if (tabs > commas && tabs > semicolons) return '\t';
    return semicolons > commas ? ';' : ',';
}

static tr_err read_sheet(sheet *s, str text, tr_diag *d)
{
    csv_reader *r = NULL;
    csv_row row;
    sha256 h;
    TR_TRY(sha256_of(text, &h));
    sha256_hex(&h, s->hex);
    TR_TRY(csv_open_bytes(text, s->name, &r));
    csv_set_separator(r, separator_of(text));
    tr_err e = csv_next(r, &row, d);
    if (e == TR_OK) read_header(s, &row);
    while (e == TR_OK && s->n_faults == 0 && (e = csv_next(r, &row, d)) == TR_OK) {
        e = read_line(s, &row);
        while (e == TR_OK && (e = csv_next(r, &row, d)) == TR_OK)
            e = read_line(s, &row);
        break;
    }
    csv_close(r);
    return e == TR_ERR_ABSENT ? TR_OK : e;
}

/* The same line of the same bytes, by the same person and in the same zone, is one observation,
 * however often the file is given. */
static bool is_recorded(const state *s, const sighting *o)
{
    for (size_t i = 0; i < s->observations.n; i++) {
        const observation_line *x = &s->observations.items[i];
        if (str_eq(x->source, o->source) && str_eq(x->by, o->text[O_BY]) &&
            str_eq(x->zone_words, o->text[O_ZONE]))
            return true;
    }
    return false;
}

static tr_err append_sheet(const sheet *s)
{
    const state *before;
    task *k = s->k;
    size_t n = 0;
    TR_TRY(task_begin_writing(k, s->m));
    TR_TRY(task_state(k, s->m, &before));
    k->stands = true;
    for (size_t i = 0; i < s->rows.n; i++) {
        uint64_t index;
        const sighting *o = &s->rows.items[i];
        if (is_recorded(before, o)) continue;
        TR_TRY(append_observed(k, s->m, o, &index));
        buf_f(&k->out, "O-%llu " STR_FMT " " STR_FMT "\n", (unsigned long long)index,
              STR_ARG(o->text[O_TIME]), STR_ARG(o->text[O_OBSERVATION]));
        n++;
    }
    buf_f(&k->out, "%zu observation%s recorded, %zu known already\n", n, n == 1 ? "" : "s",
          s->rows.n - n);
    task_figure_is(k, "recorded", n);
    task_figure_is(k, "known", s->rows.n - n);
    return TR_OK;
}

static tr_err observe_file(task *k, truce_mission *m, const char *path)
{
    sheet s = {
        .k = k, .m = m, .name = path, .by = task_value(k, "by"), .zone = task_value(k, "zone")};
    str text;
    TR_TRY(task_table(k, path, FEED_NONE, k->a, &text));
    TR_TRY(read_sheet(&s, text, &k->d));
    if (s.n_faults == 0 && s.rows.n == 0)
        say_fault(&s, CODE_OBSERVATION, 1, 1, "the file", "has no line with an observation");
    if (s.n_faults == 0) return append_sheet(&s);
    diag_set(&k->d, CODE_NONE, "", 0, 0, "nothing was recorded; mend the file and give it again");
    return TR_ERR_DATA;
}

/* ---- The two */

truce_code truce_observe(truce_mission *m, const truce_setting *settings, truce_answer **out)
{
    static const char *const knows[] = {
        "by",          "time",      "zone",      "place",        "lat",    "lon",
        "radius",      "position",  "location",  "means",        "number", "observation",
        "description", "weapon",    "attach*",   "mark",         "noted",  "ahead",
        "within",      "stood-lat", "stood-lon", "stood-radius", NULL};
    task k;
    tr_err e = task_begin(&k, m->t, settings, knows);
    if (e == TR_OK) e = observe_one(&k, m);
    return task_end(&k, e, out);
}

truce_code truce_observe_table(truce_mission *m, const char *file, const truce_setting *settings,
                               truce_answer **out)
{
    static const char *const knows[] = {"by", "zone", NULL};
    task k;
    tr_err e = task_begin(&k, m->t, settings, knows);
    if (e == TR_OK) e = observe_file(&k, m, file);
    return task_end(&k, e, out);
}
