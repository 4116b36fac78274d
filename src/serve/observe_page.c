/* Logging an observation: the form, on a phone without a connection too, what was logged, and the
 * files that came with it. */
#include "serve/acts.h"
#include "serve/routes.h"

#include <fcntl.h>
#include <sodium.h>
#include <unistd.h>

/* ---- The form */

static const char *const observed[] = {
    "time",     "zone",  "place",  "lat",         "lon",         "radius",       "position",
    "location", "means", "number", "observation", "description", "weapon",       "mark",
    "noted",    "ahead", "within", "stood-lat",   "stood-lon",   "stood-radius", NULL};

static void put_waiting_count(call *c)
{
    if (c->q->json) return;
    buf_z(&c->p->body, "<p id=\"count\" hidden><a href=\"#waiting\">");
    html_text(&c->p->body, str_of(catalogue_say(c->words, N_("Waiting on this device:"))));
    buf_z(&c->p->body, " <b></b></a></p>\n");
}

/* What the script says: in the page, so that it is in the page's language. */
static void put_waiting(call *c)
{
    static const char *const says[][2] = {
        {"now", N_("Now")},
        {"here", N_("Ask this device where it is")},
        {"nowhere", N_("This device does not say where it is.")},
        {"sending", N_("Being sent ...")},
        {"kept", N_("Not connected. It is kept on this device and sent when there is a connection "
                    "again.")},
        {"logged", N_("Logged:")},
        {"refused", N_("Not recorded. The reason:")},
        {"out", N_("Come in to send what waits on this device.")},
        {"earlier", N_("Written before you came in this time. Send it only if you wrote it.")},
        {"send", N_("Send in my name")},
        {"change", N_("Change")},
        {"drop", N_("Throw away")},
        {"sure", N_("Throw it away: are you sure?")},
        {"others", N_("Waiting on this device, written by others:")},
        {"later", N_("The desk cannot take it now; it is tried again.")},
        {"files", N_("files:")},
        {"lost", N_("This device cannot keep anything: stay on this page until it is sent.")}};
    buf *b = &c->p->body;
    if (c->q->json) return;
    buf_z(b, "<p id=\"sent\" role=\"status\"></p>\n<section id=\"waiting\" hidden data-who=\"");
    if (c->in) html_attr(b, c->in->who.name);
    buf_c(b, '"');
    for (size_t i = 0; i < sizeof says / sizeof *says; i++) {
        buf_f(b, " data-%s=\"", says[i][0]);
        html_attr(b, str_of(catalogue_say(c->words, says[i][1])));
        buf_c(b, '"');
    }
    buf_z(b, "><h2>");
    html_text(b, str_of(catalogue_say(c->words, N_("Waiting on this device"))));
    buf_z(b, "</h2><ul></ul></section>\n");
}

/* What a form is filled with: of an observation that is logged anew, as it should have been. */
typedef struct filled {
    const char *name;
    str value;
} filled;
enum { FILLED = 13 };

static str filled_with(const filled *with, const char *name)
{
    for (size_t i = 0; with && i < FILLED; i++)
        if (strcmp(with[i].name, name) == 0) return with[i].value;
    return (str){0};
}

static void put_fields(call *c, const filled *with)
{
    static const field fields[] = {
        {"time",
         N_("When"),
         N_("2025-04-01T07:30Z; without Z it is of the zone below; a day alone is a day."),
         FIELD_LINE,
         true,
         {0},
         NULL,
         {0}},
        {"zone",
         N_("Zone of the time"),
         N_("As Europe/Vienna; UTC where it is empty."),
         FIELD_LINE,
         false,
         {0},
         NULL,
         {0}},
        {"observation",
         N_("Observation"),
         N_("Heard, saw, recorded."),
         FIELD_LINE,
         true,
         {0},
         NULL,
         {0}},
        {"description",
         N_("Description"),
         N_("Undetermined explosion, burst, shot, impact."),
         FIELD_LINE,
         false,
         {0},
         NULL,
         {0}},
        {"number",
         N_("How many"),
         N_("Each explosion, burst, flare or projectile is one."),
         FIELD_LINE,
         false,
         {0},
         NULL,
         {0}},
        {"means",
         N_("Means"),
         N_("Patrol, camera, UAV, sensor."),
         FIELD_LINE,
         false,
         {0},
         NULL,
         {0}},
        {"weapon", N_("Weapon"), N_("Type, or not known."), FIELD_LINE, false, {0}, NULL, {0}},
        {"location",
         N_("Where it was: distance and bearing"),
         NULL,
         FIELD_LINE,
         false,
         {0},
         NULL,
         {0}},
        {"place", N_("Town or area of what was observed"), NULL, FIELD_LINE, false, {0}, NULL, {0}},
        {"lat", N_("Latitude"), N_("Decimal degrees, WGS 84."), FIELD_LINE, false, {0}, NULL, {0}},
        {"lon", N_("Longitude"), NULL, FIELD_LINE, false, {0}, NULL, {0}},
        {"radius", N_("Known to, in metres"), NULL, FIELD_LINE, false, {0}, NULL, {0}},
        {"position", N_("Where you stood"), NULL, FIELD_LINE, false, {0}, NULL, {0}},
        {"stood-lat",
         N_("Latitude of where you stood, as your device has it"),
         NULL,
         FIELD_LINE,
         false,
         {0},
         NULL,
         {0}},
        {"stood-lon",
         N_("Longitude of where you stood, as your device has it"),
         NULL,
         FIELD_LINE,
         false,
         {0},
         NULL,
         {0}},
        {"stood-radius",
         N_("Known to the device to within, in metres"),
         NULL,
         FIELD_LINE,
         false,
         {0},
         NULL,
         {0}},
        {"photograph",
         N_("Photographs, recordings, papers"),
         N_("Up to 8 files, 64 MB together. What a file says of its own time and place is shown "
            "and "
            "fills no field."),
         FIELD_FILES,
         false,
         {0},
         NULL,
         {0}}};
    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++) {
        field f = fields[i];
        f.value = filled_with(with, f.name);
        form_field(c, &f);
    }
}

/* Sent twice, it is recorded once: a page has a mark of its own. */
static void put_mark(call *c)
{
    unsigned char bytes[16];
    char hex[2 * sizeof bytes + 1];
    randombytes_buf(bytes, sizeof bytes);
    (void)sodium_bin2hex(hex, sizeof hex, bytes, sizeof bytes);
    form_field(c, &(field){.name = "mark", .kind = FIELD_HIDDEN, .value = str_of(hex)});
}

static void put_form(call *c, const filled *with)
{
    page_say(c,
             N_("What you saw or heard yourself, without saying who did it. It becomes an entry of "
                "the record in your name."));
    put_waiting_count(c);
    form_begin_with_files(c, "/observe");
    put_mark(c);
    put_fields(c, with);
    form_end(c, N_("Log it"));
    put_waiting(c);
    if (!c->q->json) buf_z(&c->p->body, "<script type=\"module\" src=\"/observe.js\"></script>\n");
}

static str when_text(call *c, const truce_value *v)
{
    buf b;
    str out = {0};
    buf_init(&b, 64);
    if (v->kind == TRUCE_INTEGER) when_write(&b, v->integer);
    return buf_take(&b, c->a, &out) == TR_OK ? out : (str){0};
}

/* The fields of the one that the address names; false: it names none. */
static bool fill_like(call *c, filled with[FILLED])
{
    static const char *const names[FILLED] = {
        "time",  "observation", "description", "number", "means", "weapon",  "location",
        "place", "lat",         "lon",         "radius", "zone",  "position"};
    int64_t entry = 0;
    desk_rows r;
    if (!str_to_i64(call_query(c, "like"), 0, INT64_MAX, &entry)) return false;
    truce_value v = desk_int(entry);
    if (desk_query(c->s->d,
                   "SELECT time_words, observation, description, number, means, weapon, location, "
                   "place, lat, lon, radius_m, zone_words, position, from_usec FROM observation "
                   "WHERE entry = ?1",
                   &v, 1, c->a, &r) != TRUCE_OK ||
        r.n == 0)
        return false;
    for (size_t i = 0; i < FILLED; i++)
        with[i] = (filled){names[i], desk_text_at(&r, 0, i)};
    if (with[0].value.len == 0) with[0].value = when_text(c, desk_cell(&r, 0, FILLED));
    str was = arena_printf(c->a, "O-%lld", (long long)entry), words = with[2].value;
    with[2].value =
        arena_printf(c->a, "%s " STR_FMT "%s" STR_FMT, catalogue_say(c->words, N_("Instead of")),
                     STR_ARG(was), words.len > 0 ? ": " : "", STR_ARG(words));
    return true;
}

void show_observe(call *c)
{
    filled with[FILLED];
    bool like = !c->q->json && fill_like(c, with);
    page_begin(c, N_("Log an observation"));
    if (c->q->json) { /* what the script needs to send what waits */
        if (c->in->open[0]) jw_kz(&c->j, "open", c->in->open);
        jw_kv(&c->j, "who", c->in->who.name);
        jw_kv(&c->j, "csrf", c->in->csrf);
    }
    put_form(c, like ? with : NULL);
    page_end(c);
}

/* Kept by the browser and shown where there is no connection: nothing of the mission's evidence and
 * of no person is in it. */
void show_offline(call *c)
{
    c->in = NULL;
    page_begin(c, N_("Not connected: log an observation"));
    page_say(c, N_("The desk cannot be reached. You can still log what you see: it stays on this "
                   "device and is sent when there is a connection again."));
    put_form(c, NULL);
    page_end(c);
}

/* By which a device measures how far its clock is ahead. */
void show_clock(call *c)
{
    c->p->type = "application/json; charset=utf-8";
    buf_f(&c->p->body, "{\"now_usec\":%lld}\n", (long long)desk_now());
}

static bool all_digits(str s)
{
    for (size_t i = 0; i < s.len; i++)
        if (s.ptr[i] < '0' || s.ptr[i] > '9') return false;
    return s.len > 0;
}

/* "30.11.2026 14:30" and "2026-11-30 14:30" are times that people write; anything else stays. */
static str time_written(call *c, str s)
{
    enum { DAY_CHARS = 10 };
    s = str_trim(s);
    if (s.len < DAY_CHARS) return s;
    str day = str_upto(s, DAY_CHARS), rest = str_from(s, DAY_CHARS);
    bool points = day.ptr[2] == '.' && day.ptr[5] == '.' && all_digits(str_upto(day, 2)) &&
                  all_digits(str_upto(str_from(day, 3), 2)) && all_digits(str_from(day, 6));
    if (points)
        day = arena_printf(c->a, STR_FMT "-" STR_FMT "-" STR_FMT, STR_ARG(str_from(day, 6)),
                           STR_ARG(str_upto(str_from(day, 3), 2)), STR_ARG(str_upto(day, 2)));
    if (rest.len > 0 && rest.ptr[0] == ' ') rest = str_trim(rest);
    if (rest.len > 0 && (rest.ptr[0] == 'T' || rest.ptr[0] == 't')) rest = str_from(rest, 1);
    bool clock = rest.len > 0 && rest.ptr[0] >= '0' && rest.ptr[0] <= '9';
    if (rest.len > 0 && !clock) return s;
    return rest.len > 0 ? arena_printf(c->a, STR_FMT "T" STR_FMT, STR_ARG(day), STR_ARG(rest))
                        : day;
}

/* "48,51": a comma before the decimals. */
static str number_written(call *c, str s)
{
    s = str_trim(s);
    size_t comma = str_find(s, ',');
    str whole = str_upto(s, comma), part = str_from(s, comma < s.len ? comma + 1 : comma);
    if (whole.len > 0 && (whole.ptr[0] == '-' || whole.ptr[0] == '+')) whole = str_from(whole, 1);
    if (comma == s.len || !all_digits(whole) || !all_digits(part)) return s;
    return arena_printf(c->a, STR_FMT "." STR_FMT, STR_ARG(str_upto(s, comma)), STR_ARG(part));
}

void do_observe(call *c)
{
    act x = act_of(c, DO_OBSERVE);
    int64_t entry = -1, known = 0;
    str said = {0};
    for (const char *const *name = observed; *name; name++) {
        str v = call_form(c, *name), n = str_of(*name);
        if (str_is(n, "time")) v = time_written(c, v);
        if (str_is(n, "lat") || str_is(n, "lon")) v = number_written(c, v);
        act_set(&x, *name, v);
    }
    for (size_t i = 0; i < c->q->n_files; i++)
        act_set(&x, "attach", c->q->files[i].path);
    x.figures[0] = (act_figure){"entry", &entry};
    x.figures[1] = (act_figure){"known", &known};
    if (!act_is_signed(c, &x)) return;
    truce_code code = desk_do(c->s->d, act_run, &x, c->a, &said);
    if (code != TRUCE_OK) {
        page_failed(c, code, said);
        return;
    }
    if (!c->q->json) {
        page_go(c, "/inbox", (str){0});
        return;
    }
    page_begin(c, N_("Log an observation"));
    jw_ki(&c->j, "entry", entry);
    jw_ki(&c->j, "known", known);
    page_end(c);
}

/* ---- What was logged */

/* "sha256 bytes name; what the file says": the digest, the size, the name and the rest. */
typedef struct attached {
    str digest, bytes, name, says;
} attached;

static attached attached_of(str line)
{
    attached x = {0};
    (void)str_cut(&line, ' ', &x.digest);
    (void)str_cut(&line, ' ', &x.bytes);
    size_t end = 0;
    while (end < line.len && !str_starts(str_from(line, end), "; the file says: "))
        end++;
    x.name = str_upto(line, end);
    x.says = end < line.len ? str_from(line, end + 2) : (str){0};
    return x;
}

static bool is_picture(str name)
{
    static const char *const ends[] = {".jpg", ".jpeg", ".png", ".webp", ".gif"};
    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
        size_t n = str_of(ends[i]).len;
        if (name.len > n && str_eq_nocase(str_from(name, name.len - n), str_of(ends[i])))
            return true;
    }
    return false;
}

static void put_picture(call *c, const attached *x)
{
    buf *b = &c->p->body;
    if (c->q->json || !is_picture(x->name)) return;
    buf_z(b, "<p><img class=\"photo\" loading=\"lazy\" src=\"/originals/");
    html_attr(b, x->digest);
    buf_z(b, "\" alt=\"");
    html_attr(b, x->name);
    buf_z(b, "\"></p>\n");
}

bool tell_files(call *c, const char *key, const char *caption, const char *sql,
                const truce_value *value)
{
    static const page_column columns[] = {
        {"sha256", N_("SHA-256 of its bytes"), CELL_LINK, "/originals/"},
        {"name", N_("Name"), CELL_TEXT, NULL},
        {"bytes", N_("Bytes"), CELL_TEXT, NULL},
        {"says", N_("What the file says of itself"), CELL_TEXT, NULL}};
    desk_rows r, told = {.width = 4};
    if (!page_ask_first(c, 200, sql, value, 1, &r)) return false;
    told.cells = arena_alloc_n(c->a, (r.n + 1) * told.width, sizeof *told.cells);
    if (!told.cells) return false;
    for (size_t i = 0; i < r.n; i++) {
        attached x = attached_of(desk_text_at(&r, i, 0));
        const str cells[] = {x.digest, x.name, x.bytes, x.says};
        for (size_t k = 0; k < told.width; k++)
            told.cells[told.n * told.width + k] = desk_text(cells[k]);
        told.n++;
    }
    told.more = r.more;
    PAGE_TABLE(c, key, caption, N_("No file is kept with it."), columns, &told);
    for (size_t i = 0; i < r.n; i++) {
        attached x = attached_of(desk_text_at(&r, i, 0));
        put_picture(c, &x);
    }
    return true;
}

void show_observation(call *c)
{
    static const page_column
        columns[] = {{"entry", N_("Entry"), CELL_NUMBER, NULL},
                     {"at", N_("Logged"), CELL_WHEN, NULL},
                     {"from", N_("From"), CELL_WHEN, NULL},
                     {"to", N_("To"), CELL_WHEN, NULL},
                     {"as_written", N_("Time as written"), CELL_TEXT, NULL},
                     {"by", N_("By"), CELL_TEXT, NULL},
                     {"position", N_("Where the observer stood"), CELL_TEXT, NULL},
                     {"location", N_("Where it was"), CELL_TEXT, NULL},
                     {"means", N_("Means"), CELL_TEXT, NULL},
                     {"number", N_("How many"), CELL_TEXT, NULL},
                     {"observation", N_("Observation"), CELL_TEXT, NULL},
                     {"description", N_("Description"), CELL_TEXT, NULL},
                     {"weapon", N_("Weapon"), CELL_TEXT, NULL},
                     {"place", N_("Place"), CELL_TEXT, NULL},
                     {"lat", N_("Latitude"), CELL_TEXT, NULL},
                     {"lon", N_("Longitude"), CELL_TEXT, NULL},
                     {"radius_m", N_("Known to, in metres"), CELL_TEXT, NULL},
                     {"late", N_("Logged late"), CELL_YES, NULL}},
        device[] = {{"noted", N_("Written down, by the device's clock"), CELL_TEXT, NULL},
                    {"clock_ahead_s",
                     N_("How far that clock was ahead of "
                        "the desk's, in seconds"),
                     CELL_TEXT, NULL},
                    {"clock_within_s", N_("Known to within, in seconds"), CELL_TEXT, NULL},
                    {"stood_lat", N_("Latitude of the device"), CELL_TEXT, NULL},
                    {"stood_lon", N_("Longitude of the device"), CELL_TEXT, NULL},
                    {"stood_radius_m", N_("Known to the device to within, in metres"), CELL_TEXT,
                     NULL}},
        used[] = {{"incident", N_("Incident"), CELL_LINK, "/incidents/"}},
        decided[] = {{"entry", N_("Entry"), CELL_NUMBER, NULL},
                     {"at", N_("When"), CELL_WHEN, NULL},
                     {"act", N_("What"), CELL_KNOWN, NULL},
                     {"by", N_("By"), CELL_TEXT, NULL},
                     {"reason", N_("Reason"), CELL_TEXT, NULL}};
    desk_rows r, from_device, u, acts;
    int64_t entry = -1;
    (void)str_to_i64(c->part, 0, INT64_MAX, &entry);
    truce_value v = desk_int(entry);
    page_begin(c, N_("Observation"));
    if (!page_ask(c,
                  "SELECT entry, at_usec, from_usec, to_usec, trim(time_words || ' ' || "
                  "zone_words), by_name, position, location, means, "
                  "number, observation, description, weapon, place, lat, lon, radius_m, late FROM "
                  "observation WHERE entry = ?1",
                  &v, 1, &r) ||
        !page_ask(c,
                  "SELECT noted, clock_ahead_s, clock_within_s, stood_lat, stood_lon, "
                  "stood_radius_m FROM observation WHERE entry = ?1 AND coalesce(noted, '') || "
                  "coalesce(stood_lat, '') <> ''",
                  &v, 1, &from_device) ||
        !page_ask(c, "SELECT incident FROM coded_from WHERE record = 'O-' || ?1 ORDER BY incident",
                  &v, 1, &u) ||
        !page_ask(c,
                  "SELECT d.entry, d.at_usec, d.kind, d.by_name, d.reason FROM decided x JOIN "
                  "decision d ON d.entry = x.entry WHERE x.item = 'O-' || ?1 ORDER BY d.entry",
                  &v, 1, &acts))
        return;
    if (r.n == 0) {
        page_refuse(c, 404, N_("The record has no observation of this entry."));
        return;
    }
    PAGE_FACTS(c, "observation", columns, &r);
    if (from_device.n) {
        page_heading(c, "device", N_("What the device added"));
        PAGE_FACTS(c, "device", device, &from_device);
    }
    page_heading(c, "files", N_("Files"));
    if (!tell_files(c, "files", N_("Files kept with it."),
                    "SELECT words FROM attachment WHERE entry = ?1 ORDER BY position", &v))
        return;
    if (!c->q->json && call_may(c, true, "/observe")) { /* what was logged is not changed */
        buf_f(&c->p->body, "<p><a href=\"/observe?like=%lld\">", (long long)entry);
        html_text(&c->p->body, str_of(catalogue_say(c->words, N_("Log it anew, as it should be"))));
        buf_z(&c->p->body, "</a></p>\n");
    }
    page_heading(c, "incidents", N_("Incidents"));
    PAGE_TABLE(c, "incidents", N_("Incidents made of it."), N_("No incident was made of it."), used,
               &u);
    page_heading(c, "decided", N_("What was decided about it"));
    PAGE_TABLE(c, "decided", N_("Set aside or taken up again, oldest first."),
               N_("Nobody has set it aside."), decided, &acts);
    page_end(c);
}

/* ---- The files */

/* What it is, by its first bytes; NULL: nothing that a browser is asked to show. */
static const char *type_of(const char *path)
{
    static const struct {
        const char *type, *begins;
    } kinds[] = {{"image/jpeg", "\xFF\xD8\xFF"},
                 {"image/png", "\x89PNG\r\n\x1A\n"},
                 {"image/gif", "GIF8"},
                 {"image/webp", "RIFF"}};
    char head[12] = "";
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    ssize_t n = fd >= 0 ? read(fd, head, sizeof head) : -1;
    if (fd >= 0) (void)close(fd);
    for (size_t i = 0; n == sizeof head && i < sizeof kinds / sizeof *kinds; i++) {
        bool webp = kinds[i].begins[0] != 'R' || str_is((str){head + 8, 4}, "WEBP");
        if (str_starts((str){head, sizeof head}, kinds[i].begins) && webp) return kinds[i].type;
    }
    return NULL;
}

/* By the digest that stands with an observation, and no other: no part of the path is believed. */
void show_original(call *c)
{
    desk_rows r;
    truce_value v = desk_text(c->part);
    bool digest = c->part.len == 64;
    for (size_t i = 0; i < c->part.len && digest; i++)
        digest = (c->part.ptr[i] >= '0' && c->part.ptr[i] <= '9') ||
                 (c->part.ptr[i] >= 'a' && c->part.ptr[i] <= 'f');
    page_begin(c, N_("Files"));
    if (!page_ask(c, "SELECT 1 FROM attachment WHERE substr(words, 1, 65) = ?1 || ' ' LIMIT 1", &v,
                  1, &r))
        return;
    if (!digest || r.n == 0 || c->q->json) {
        page_refuse(c, 404, N_("No observation has a file with this digest."));
        return;
    }
    str path = arena_printf(c->a, "%s/blobs/" STR_FMT "/" STR_FMT, desk_folder(c->s->d),
                            STR_ARG(str_upto(c->part, 2)), STR_ARG(c->part));
    const char *type = path.ptr ? type_of(path.ptr) : NULL;
    buf_reset(&c->p->body);
    c->p->file = path;
    c->p->type = type ? type : "application/octet-stream";
    c->p->download = type == NULL;
    c->p->policy = STR("default-src 'none'; sandbox");
}
