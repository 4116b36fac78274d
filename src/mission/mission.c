/* mission.yaml: docs/formats/mission.md. */
#include "mission/mission.h"
#include "mission/mapping.h"
#include "confidence/confidence.h"

typedef struct mr {
    const char *file;
    const tz_db *zones;
    arena *a;
    diag_list *faults;
    mission *m;
} mr;

static void fault(mr *r, diag_code code, const node *at, const char *what)
{
    tr_diag *d = diag_list_push(r->a, r->faults);
    diag_set(d, code, r->file, at->line, at->col, "%s", what);
}

static bool keys_ok(mr *r, const node *n, const char *const *keys)
{
    if (n->kind != NODE_MAP) {
        fault(r, CODE_AG_SHAPE, n, "a map of keys and values is expected");
        return false;
    }
    for (const node *c = n->first; c; c = c->next) {
        size_t i = 0;
        while (keys[i] && !str_is(c->key, keys[i]))
            i++;
        node at = {.line = c->key_line, .col = c->key_col};
        if (keys[i] == NULL) fault(r, CODE_AG_KEY, &at, "this key has no place here");
    }
    return true;
}

static usec_t instant(mr *r, const node *map, const char *key, bool end_of_day)
{
    const node *n = node_at(map, key);
    iso_time t;
    if (n == NULL) return USEC_UNKNOWN;
    if (n->kind != NODE_SCALAR || !iso_parse(n->text, &t) || (t.has_clock && !t.has_offset)) {
        fault(r, CODE_AG_TIME, n, "a date or an instant with Z is expected");
        return USEC_UNKNOWN;
    }
    usec_t v = civil_to_usec(&t.at) - t.offset_sec * USEC_SEC;
    return !t.has_clock && end_of_day ? v + USEC_DAY : v;
}

static void fault_kind(mr *r, const node *n)
{
    buf b;
    str word = node_text(n, "kind");
    buf_init(&b, 65536);
    if (word.len) buf_f(&b, "'" STR_FMT "' is no kind; ", STR_ARG(str_upto(word, 60)));
    if (word.len == 0) buf_z(&b, "'kind' is missing; ");
    feed_kind_list(&b);
    buf_c(&b, '\0');
    fault(r, CODE_AG_VALUE, n, buf_err(&b) == TR_OK ? b.ptr : "no such kind");
    buf_free(&b);
}

static tr_err read_sources(mr *r, const node *root)
{
    static const char *const keys[] = {"kind", "file", "received", "mapping", NULL};
    VEC(mission_source) v = {0};
    const node *list = node_at(root, "sources");
    if (list && list->kind != NODE_LIST) fault(r, CODE_AG_SHAPE, list, "'sources' must be a list");
    for (const node *n = list && list->kind == NODE_LIST ? list->first : NULL; n; n = n->next) {
        if (!keys_ok(r, n, keys)) continue;
        mission_source *s = VEC_PUSH(r->a, &v);
        if (s == NULL) return TR_ERR_NOMEM;
        *s = (mission_source){
            .file = node_text(n, "file"), .received = node_text(n, "received"), .line = n->line};
        if (!feed_kind_from(node_text(n, "kind"), &s->kind)) fault_kind(r, n);
        if (s->file.len == 0) fault(r, CODE_AG_MISSING, n, "'file' is missing");
        const node *mapping = node_at(n, "mapping");
        if (mapping)
            TR_TRY(mapping_read(mapping, r->file, s->kind, r->m->dir, r->a, &s->mapping_text,
                                &s->mapping, r->faults));
    }
    r->m->sources = v.items;
    r->m->n_sources = v.n;
    return TR_OK;
}

static tr_err read_limits(mr *r, const node *root)
{
    static const char *const keys[] = {"from", "to", "place", "words", "source", NULL};
    VEC(limit_note) v = {0};
    const node *list = node_at(root, "not_observed");
    if (list && list->kind != NODE_LIST)
        fault(r, CODE_AG_SHAPE, list, "'not_observed' must be a list");
    for (const node *n = list && list->kind == NODE_LIST ? list->first : NULL; n; n = n->next) {
        if (!keys_ok(r, n, keys)) continue;
        limit_note *l = VEC_PUSH(r->a, &v);
        if (l == NULL) return TR_ERR_NOMEM;
        *l = (limit_note){.from = node_text(n, "from"),
                          .to = node_text(n, "to"),
                          .place = node_text(n, "place"),
                          .words = node_text(n, "words"),
                          .source = node_text(n, "source")};
        if (l->words.len == 0)
            fault(r, CODE_AG_MISSING, n, "'words' is missing: what could not be observed, and why");
    }
    r->m->limits = v.items;
    r->m->n_limits = v.n;
    return TR_OK;
}

/* Whose a ship is, as somebody states it. */
static tr_err read_ships(mr *r, const node *root)
{
    static const char *const keys[] = {"mmsi", "side", "said_by", "on", "source", NULL};
    VEC(ship_statement) v = {0};
    const node *list = node_at(root, "ships");
    if (list && list->kind != NODE_LIST) fault(r, CODE_AG_SHAPE, list, "'ships' must be a list");
    for (const node *n = list && list->kind == NODE_LIST ? list->first : NULL; n; n = n->next) {
        int64_t mmsi = 0;
        if (!keys_ok(r, n, keys)) continue;
        ship_statement *s = VEC_PUSH(r->a, &v);
        if (s == NULL) return TR_ERR_NOMEM;
        if (!str_to_i64(node_text(n, "mmsi"), 1, 999999999, &mmsi))
            fault(r, CODE_AG_VALUE, n, "'mmsi' is the number of a ship, at most nine digits");
        *s = (ship_statement){.mmsi = (uint32_t)mmsi,
                              .side = node_text(n, "side"),
                              .said_by = node_text(n, "said_by"),
                              .on = node_text(n, "on"),
                              .source = node_text(n, "source")};
        if (s->side.len == 0 || s->said_by.len == 0)
            fault(r, CODE_AG_MISSING, n,
                  "'side' and 'said_by' are needed: whose it is, who says so");
    }
    r->m->ships = v.items;
    r->m->n_ships = v.n;
    return TR_OK;
}

static void read_rating(mr *r, const node *n, rating *out)
{
    str letter = node_text(n, "letter");
    *out = (rating){.source = node_text(n, "source"),
                    .party = node_text(n, "party"),
                    .group = node_text(n, "group"),
                    .line = n->line};
    source_rates ignored;
    if (letter.len == 1 && rates_of_letter(letter.ptr[0], &ignored)) out->letter = letter.ptr[0];
    if (out->source.len == 0) fault(r, CODE_AG_MISSING, n, "'source' is missing: its name");
    if ((out->letter == '\0') == (out->party.len == 0))
        fault(r, CODE_AG_VALUE, n, "a source has a 'letter', A to F, or a 'party'");
}

static tr_err read_ratings(mr *r, const node *root)
{
    static const char *const keys[] = {"source", "letter", "party", "group", NULL};
    VEC(rating) v = {0};
    const node *list = node_at(root, "ratings"), *prior = node_at(root, "prior");
    r->m->prior = 0.2;
    if (prior && (prior->kind != NODE_SCALAR || !str_to_double(prior->text, &r->m->prior) ||
                  !(r->m->prior > 0 && r->m->prior < 1)))
        fault(r, CODE_AG_VALUE, prior, "'prior' is a number between 0 and 1");
    if (list && list->kind != NODE_LIST) fault(r, CODE_AG_SHAPE, list, "'ratings' must be a list");
    for (const node *n = list && list->kind == NODE_LIST ? list->first : NULL; n; n = n->next) {
        if (!keys_ok(r, n, keys)) continue;
        rating *x = VEC_PUSH(r->a, &v);
        if (x == NULL) return TR_ERR_NOMEM;
        read_rating(r, n, x);
    }
    r->m->has_ratings = list != NULL;
    r->m->ratings = v.items;
    r->m->n_ratings = v.n;
    return TR_OK;
}

static void read_period(mr *r, const node *root)
{
    enum { MOST_PERIOD_DAYS = 11000 };
    static const char *const keys[] = {"from", "to", "words", NULL};
    const node *p = node_at(root, "period");
    r->m->period_from = r->m->period_to = USEC_UNKNOWN;
    if (p == NULL || !keys_ok(r, p, keys)) return;
    r->m->period_from = instant(r, p, "from", false);
    r->m->period_to = instant(r, p, "to", true);
    r->m->period_words = node_text(p, "words");
    bool from = r->m->period_from != USEC_UNKNOWN, to = r->m->period_to != USEC_UNKNOWN;
    if (from != to) fault(r, CODE_AG_MISSING, p, "a period has 'from' and 'to'");
    if (from && to && r->m->period_to <= r->m->period_from)
        fault(r, CODE_AG_WINDOW, p, "the period ends before it begins");
    if (to && !when_can_be_written(r->m->period_to))
        fault(r, CODE_AG_RANGE, p, "a period ends before the last day of the year 9999");
    if (from && to && r->m->period_to - r->m->period_from > MOST_PERIOD_DAYS * USEC_DAY)
        fault(r, CODE_AG_RANGE, p, "a period is at most thirty years");
}

static void read_season(mr *r, const node *root)
{
    static const char *const keys[] = {"before", NULL};
    const node *n = node_at(root, "season");
    r->m->season_before = USEC_UNKNOWN;
    if (n == NULL || !keys_ok(r, n, keys)) return;
    r->m->season_before = instant(r, n, "before", false);
    if (node_at(n, "before") == NULL)
        fault(r, CODE_AG_MISSING, n, "'before' is missing: until when the past is taken as usual");
}

static void read_head(mr *r, const node *root)
{
    static const char *const clock_keys[] = {"start", NULL};
    const node *clock = node_at(root, "clock"), *practice = node_at(root, "practice"),
               *linking = node_at(root, "linking");
    if (!str_is(node_text(root, "truce"), "mission/1"))
        fault(r, CODE_MISSION, root, "the first key is `truce: mission/1`");
    r->m->id = node_text(root, "id");
    r->m->title = node_text(root, "title");
    r->m->about = str_trim(node_text(root, "about"));
    r->m->agreement_file = node_text(root, "agreement");
    r->m->study_file = node_text(root, "study");
    r->m->clock_start = USEC_UNKNOWN;
    if (r->m->id.len == 0) fault(r, CODE_AG_MISSING, root, "'id' is missing");
    if (r->m->agreement_file.len == 0)
        fault(r, CODE_AG_MISSING, root, "'agreement' is missing: the agreement's file");
    if (clock && keys_ok(r, clock, clock_keys))
        r->m->clock_start = instant(r, clock, "start", false);
    const node *study_file = node_at(root, "study");
    if (study_file && (study_file->kind != NODE_SCALAR || study_file->text.len == 0))
        fault(r, CODE_AG_VALUE, study_file, "'study' is the name of a file");
    if (practice) r->m->practice = str_is(practice->text, "yes");
    if (practice && !r->m->practice && !str_is(practice->text, "no"))
        fault(r, CODE_AG_VALUE, practice, "'practice' is yes or no");
    if (linking) r->m->estimate_links = str_is(linking->text, "estimated");
    if (linking && !r->m->estimate_links && !str_is(linking->text, "shipped"))
        fault(r, CODE_AG_VALUE, linking, "'linking' is shipped or estimated");
}

tr_err mission_read(const char *dir, const tz_db *zones, arena *a, mission *out, diag_list *faults,
                    tr_diag *diag)
{
    static const char *const keys[] = {"truce",   "id",      "title",   "about",        "agreement",
                                       "clock",   "period",  "sources", "not_observed", "practice",
                                       "linking", "ratings", "prior",   "season",       "study",
                                       "ships",   NULL};
    buf p;
    str bytes, name;
    const node *root = NULL;
    mission m = {.dir = dir};
    buf_init(&p, 65536);
    buf_f(&p, "%s/mission.yaml", dir);
    TR_TRY(buf_take(&p, a, &name));
    TR_TRY(host_read_file(name.ptr, HOST_FILE_BYTES, a, &bytes, diag));
    TR_TRY(yaml_read(bytes, name.ptr, a, &root, diag));
    mr r = {.file = name.ptr, .zones = zones, .a = a, .faults = faults, .m = &m};
    if (keys_ok(&r, root, keys)) {
        read_head(&r, root);
        read_period(&r, root);
        read_season(&r, root);
        TR_TRY(read_sources(&r, root));
        TR_TRY(read_limits(&r, root));
        TR_TRY(read_ratings(&r, root));
        TR_TRY(read_ships(&r, root));
    }
    if (faults->n || faults->dropped) return TR_ERR_DATA;
    *out = m;
    return TR_OK;
}

static const char mission_template[] =
    "# A mission: which agreement, which evidence, which period. docs/formats/mission.md\n"
    "truce: mission/1\n"
    "id: my-mission\n"
    "title: My mission\n"
    "agreement: agreement.yaml\n\n"
    "# Days of the report, in UTC; both count.\n"
    "# period: {from: 2025-03-18, to: 2025-04-24}\n\n"
    "# Replay of a past case: entries are dated from here, one second apart. Leave it out to use "
    "the clock.\n"
    "# clock: {start: 2025-03-18T00:00Z}\n\n"
    "# What is imported by `truce run`. Tables that give words a meaning come first.\n"
    "sources: []\n"
    "#  - {kind: regions, file: data/regions.csv}\n"
    "#  - {kind: claims, file: data/claims.csv, received: page_date}\n"
    "#  - {kind: incidents, file: data/incidents.csv}\n"
    "#  - {kind: totals, file: data/totals.csv, received: said_on}\n"
    "#  - kind: events\n"
    "#    file: data/events.csv\n"
    "#    mapping: {id: event_id, date: day, lat: latitude, lon: longitude, zone: UTC}\n\n"
    "# What will be compared, written down before looking. docs/formats/study.md\n"
    "# study: study.yaml\n\n"
    "# Fires before this day tell which are usual for the season, as farm burning is.\n"
    "# season: {before: 2022-02-24}\n\n"
    "# What could not be observed: printed beside every count.\n"
    "# not_observed:\n"
    "#  - {from: 2025-03-18, to: 2025-04-24, place: everywhere, words: No monitor was deployed.}\n";

static const char agreement_template[] =
    "# An agreement as its holders stated it. docs/formats/agreement.md\n"
    "truce: agreement/1\n"
    "id: my-agreement\n"
    "version: 1\n"
    "title: My agreement\n"
    "parties:\n"
    "  - {id: A, name: Party A, states: [A]}\n"
    "  - {id: B, name: Party B, states: [B]}\n"
    "phases:\n"
    "  - {id: first, title: First phase, order: 1}\n"
    "statements:\n"
    "  - {id: S1, said_on: 2025-01-01, speaker: Speaker of A, side: A, quote: \"we stop at "
    "noon\"}\n"
    "taxonomy:\n"
    "  military: forces and positions\n"
    "  civil: civilian objects\n"
    "  unknown: the report does not say what was hit\n"
    "readings:\n"
    "  - id: RA\n"
    "    holder: A\n"
    "    title: Reading of A\n"
    "    phase: first\n"
    "    scope:\n"
    "      - {id: RA-1, default: include, words: all fire, basis: text, from: [S1]}\n"
    "    place:\n"
    "      - {id: RA-2, states: [A, B], basis: derived, from: [S1]}\n"
    "    start:\n"
    "      - {id: RA-3, at: 2025-01-01T12:00Z, basis: text, from: [S1]}\n"
    "    end:\n"
    "      - {id: RA-4, unstated: yes, known_until: 2025-01-02T12:00Z, basis: derived, from: "
    "[S1]}\n";

static tr_err write_template(const char *dir, const char *name, const char *text, tr_diag *diag)
{
    buf p;
    buf_init(&p, 65536);
    buf_f(&p, "%s/%s", dir, name);
    buf_c(&p, '\0');
    tr_err e = buf_err(&p);
    if (e == TR_OK && host_exists(p.ptr)) {
        diag_set(diag, CODE_IO, "", 0, 0, "'%s' is already there", p.ptr);
        e = TR_ERR_USAGE;
    }
    if (e == TR_OK) e = host_write_file(p.ptr, str_of(text), diag);
    buf_free(&p);
    return e;
}

bool mission_is_template(str agreement_bytes)
{
    return str_is(agreement_bytes, agreement_template);
}

tr_err mission_init(const char *dir, tr_diag *diag)
{
    TR_TRY(host_make_dir(dir, diag));
    TR_TRY(write_template(dir, "mission.yaml", mission_template, diag));
    return write_template(dir, "agreement.yaml", agreement_template, diag);
}
