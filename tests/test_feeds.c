/* The adapters of known feeds, row by row, from tests/cases/feeds.tsv; probes; registries. */
#include "load.h"
#include "tap.h"

typedef struct seen {
    buf out;
    size_t n;
} seen;

static void put(buf *b, str s)
{
    buf_c(b, ' ');
    buf_s(b, s.len ? s : STR("-"));
}

static tr_err take(void *ctx, const event_row *e)
{
    seen *s = ctx;
    buf *b = &s->out;
    s->n++;
    when_write(b, e->when.from);
    buf_c(b, ' ');
    when_write(b, e->when.to);
    put(b, str_of(place_precision_word(e->precision)));
    buf_c(b, ' ');
    buf_fixed(b, e->radius_m, 0);
    put(b, e->kinds);
    put(b, e->id);
    buf_f(b, " %lld %s", (long long)e->version, e->retracted ? "yes" : "no");
    if (e->has_position) {
        buf_c(b, ' ');
        buf_fixed(b, e->position.lat_deg, 1);
        buf_c(b, ' ');
        buf_fixed(b, e->position.lon_deg, 1);
    } else {
        buf_z(b, " - -");
    }
    return TR_OK;
}

static tr_err refuse(void *ctx, size_t nth, const tr_diag *why, str raw)
{
    seen *s = ctx;
    (void)nth;
    (void)raw;
    buf_z(&s->out, diag_code_word(why->code));
    s->n++;
    CHECK_INT(why->line, 2);
    return TR_OK;
}

static void rows_of_known_feeds(void)
{
    arena a;
    host_zones *zones = NULL;
    arena_init(&a, (size_t)1 << 28);
    CHECK(host_zones_open(&a, &zones) == TR_OK);
    tz_db db = host_zones_db(zones);
    feed_context c = {.zones = &db};
    str all = load_source(&a, "tests/cases/feeds.tsv"), line;
    size_t n = 0;
    while (str_cut(&all, '\n', &line)) {
        str kind_word = {0}, zone = {0}, header = {0}, row = {0};
        feed_kind kind;
        if (line.len == 0 || line.ptr[0] == '#') continue;
        CHECK(str_cut(&line, '\t', &kind_word) && str_cut(&line, '\t', &zone) && str_cut(&line, '\t', &header) &&
              str_cut(&line, '\t', &row));
        CHECK(feed_kind_from(kind_word, &kind));
        str file = arena_printf(&a, "%.*s\n%.*s\n", STR_ARG(header), STR_ARG(row));
        csv_bytes src;
        event_mapping m = {.zone = zone, .default_radius_m = kind == FEED_VIINA ? STR("5000") : (str){0}};
        seen s = {0};
        size_t counts[3];
        tr_diag d = {0};
        buf_init(&s.out, 65536);
        event_sink sink = {take, refuse, &s};
        CHECK(producer_events(kind, csv_from_bytes(&src, file), "f", &m, &c, &sink, &counts[0], &counts[1], &counts[2], &d) == TR_OK);
        CHECK_INT(s.n, 1);
        CHECK_INT(counts[0], counts[1] + counts[2]);
        if (!str_eq(buf_str(&s.out), line)) {
            printf("# %.*s\n#   gives %.*s\n#   not   %.*s\n", STR_ARG(row), STR_ARG(buf_str(&s.out)), STR_ARG(line));
            tap_failed++;
        }
        CHECK(kind_probe(file) == kind); /* the columns tell the kind */
        buf_free(&s.out);
        n++;
    }
    CHECK(n >= 30);
    arena_clear(&a);
}

static void columns_of_another_feed_are_drift(void)
{
    arena a;
    tz_db db = {0};
    feed_context c = {.zones = &db};
    event_mapping m = {0};
    event_sink sink = {0};
    size_t n[3];
    tr_diag d = {0};
    arena_init(&a, (size_t)1 << 24);
    csv_bytes drift, page, empty;
    CHECK(producer_events(FEED_UCDP, csv_from_bytes(&drift, STR("id,when\n1,2\n")), "f", &m, &c, &sink, &n[0], &n[1], &n[2], &d) == TR_ERR_DATA);
    CHECK_INT(d.code, CODE_FEED_DRIFT);
    CHECK(producer_events(FEED_VIINA, csv_from_bytes(&page, STR("<html>\n")), "f", &m, &c, &sink, &n[0], &n[1], &n[2], &d) == TR_ERR_DATA);
    CHECK_INT(d.code, CODE_FEED_HTML);
    CHECK(producer_events(FEED_ALERTS, csv_from_bytes(&empty, STR("")), "f", &m, &c, &sink, &n[0], &n[1], &n[2], &d) == TR_ERR_DATA);
    CHECK_INT(d.code, CODE_CSV_HEADER);
    CHECK(kind_probe(STR("a,b,c\n")) == FEED_NONE);
    CHECK(kind_probe(STR("\xEF\xBB\xBF\"Latitude\",\"Longitude\",\"acq_date\"\n")) == FEED_FIRMS);
    arena_clear(&a);
}

static void registries(void)
{
    static const char rules_csv[] = "registry,when,category,note\nwri,Fuel=Coal,civil,\nwri,Fuel=?,unknown,\nwri,Fuel=Nat*&Name=*x,military,\nwri,Fuel=Gone,nowhere,\n";
    static const char rows_csv[] = "Power Plant ID,Name,Fuel,Latitude,Longitude,Operational Status\n"
                                   "1,A,Coal,48.5,37.5,Operational\n2,B,,48.5,37.5,\n3,Cx,Natural Gas,48.5,37.5,\n4,C,Natural Gas,48.5,37.5,\n"
                                   "5,D,Coal,,37.5,\n6,E,Coal,98.5,37.5,\n,F,Coal,48.5,37.5,\n1,A,Coal,48.5,37.5,Operational\n7,G,Gone,48.5,37.5,\n";
    static const diag_code faults[] = {CODE_ROW_CATEGORY, CODE_ROW_POSITION, CODE_FEED_SWAPPED, CODE_ROW_ID, CODE_ROW_DUP_ID, CODE_ROW_CATEGORY};
    arena a;
    taxonomy t = {0};
    registry_rules rules = {0};
    site_vec sites = {0};
    feed_result r;
    tr_diag d = {0};
    arena_init(&a, (size_t)1 << 26);
    CHECK(feed_taxonomy(STR("category,meaning\ncivil,c\nmilitary,m\nunknown,u\n"), "t", &a, &t, &d) == TR_OK);
    CHECK(producer_registry_rules(str_of(rules_csv), "rules", &t, &a, &rules, &d) == TR_OK);
    CHECK_INT(rules.n, 3); /* the rule whose category the taxonomy lacks is left out */
    feed_context c = {.categories = &t, .rules = &rules};
    CHECK(producer_registry(FEED_WRI, str_of(rows_csv), "f", &c, &a, &sites, &r, &d) == TR_OK);
    CHECK_INT(r.received, 9);
    CHECK_INT(r.accepted, 3);
    CHECK_INT(r.duplicate, 1);
    CHECK_INT(r.set_aside, 5);
    CHECK_INT(sites.n, 3);
    CHECK(sites.n == 3 && str_is(sites.items[0].category, "civil") && str_is(sites.items[1].category, "unknown") &&
          str_is(sites.items[2].category, "military"));
    for (size_t i = 0; i < r.n_rejects && i < 6; i++)
        CHECK_INT(r.rejects[i].diag.code, faults[i]);
    CHECK(producer_registry(FEED_PORTS, str_of(rows_csv), "f", &c, &a, &sites, &r, &d) == TR_ERR_DATA);
    CHECK_INT(d.code, CODE_FEED_DRIFT);
    arena_clear(&a);
}

/* An island first and the mainland as its "hole": taken as two areas; a lake stays a hole. */
static void areas_drawn_inside_out(void)
{
    static const char json[] =
        "{\"type\":\"FeatureCollection\",\"features\":[{\"type\":\"Feature\",\"properties\":{\"name\":\"P\",\"iso3166-2\":\"X-1\"},\"geometry\":{"
        "\"type\":\"Polygon\",\"coordinates\":[[[0,0],[1,0],[1,1],[0,1],[0,0]],[[5,5],[5,9],[9,9],[9,5],[5,5]]]}},"
        "{\"type\":\"Feature\",\"properties\":{\"name\":null},\"geometry\":{\"type\":\"Polygon\",\"coordinates\":[[[0,0],[9,0],[9,9],[0,9],[0,0]],"
        "[[5,5],[5,6],[6,6],[6,5],[5,5]]]}}]}";
    arena a;
    area_vec v = {0};
    feed_result r;
    feed_context c = {0};
    tr_diag d = {0};
    arena_init(&a, (size_t)1 << 24);
    CHECK(feed_areas(FEED_AREAS, str_of(json), "f", &c, &a, &v, &r, &d) == TR_OK);
    CHECK_INT(r.accepted, 2);
    CHECK(v.n == 2 && str_is(v.items[0].id, "X-1") && v.items[0].n_loose == 1 && v.items[1].n_loose == 0);
    CHECK(v.n == 2 && geo_contains(&v.items[0].shape, (geo_pt){7, 7}) && geo_contains(&v.items[0].shape, (geo_pt){0.5, 0.5}));
    CHECK(v.n == 2 && !geo_contains(&v.items[1].shape, (geo_pt){5.5, 5.5}));
    CHECK(feed_areas(FEED_CONTROL, str_of(json), "held_20250301.geojson", &c, &a, &v, &r, &d) == TR_OK);
    CHECK(v.n == 4 && v.items[2].when.from == 20148 * USEC_DAY);
    CHECK(feed_areas(FEED_CONTROL, str_of(json), "held_20251399.geojson", &c, &a, &v, &r, &d) == TR_ERR_DATA);
    CHECK_INT(d.code, CODE_ROW_TIME);
    arena_clear(&a);
}

static str type_of_words(const event_type_vec *t, feed_kind k, const char *words, arena *a)
{
    str s;
    CHECK(producer_event_type(t, k, str_of(words), a, &s) == TR_OK);
    return s;
}

static void words_of_feeds_have_types(void)
{
    arena a;
    event_type_vec t = {0};
    arena_init(&a, (size_t)1 << 24);
    CHECK(producer_event_types(shipped_event_kinds(), "event_kinds.csv", &a, &t, NULL) == TR_OK);
    CHECK(t.n > 30);
    for (size_t i = 0; i < t.n; i++) { /* each names a feed that streams, and a type */
        feed_kind k;
        CHECK(feed_kind_from(t.items[i].feed, &k) && feed_kind_streams(k));
        CHECK(t.items[i].type.len > 0);
    }
    CHECK_STR(type_of_words(&t, FEED_VIINA, "loc|uav|property", &a), "violence.remote.drone");
    CHECK_STR(type_of_words(&t, FEED_VIINA, "uav|artillery", &a), "violence.remote.drone|violence.remote.artillery");
    CHECK_STR(type_of_words(&t, FEED_VIINA, "loc|property", &a), "");
    CHECK_STR(type_of_words(&t, FEED_VIINA, "", &a), "");
    CHECK_STR(type_of_words(&t, FEED_UCDP, "one-sided", &a), "violence.civilians");
    CHECK_STR(type_of_words(&t, FEED_ACLED, "Explosions/Remote violence|Grenade", &a), "violence.remote.bomb");
    CHECK_STR(type_of_words(&t, FEED_ACLED, "Explosions/Remote violence", &a), "violence.remote");
    CHECK_STR(type_of_words(&t, FEED_ALERTS, "uav", &a), "");
    CHECK(producer_event_types(STR("feed,word\nviina,uav\n"), "x", &a, &t, NULL) == TR_ERR_DATA);
    arena_clear(&a);
}

static const tap_case cases[] = {CASE(words_of_feeds_have_types), CASE(areas_drawn_inside_out), CASE(rows_of_known_feeds), CASE(columns_of_another_feed_are_drift), CASE(registries)};
TAP_MAIN(cases)
