#include "mission/conversion.h"

#include "mission/stored_rows.h"

#include <stdlib.h>
#include <string.h>

enum { MAX_ARGS = 16, MAX_LAYERS = 64, CPU_SECONDS = 900 };
static const uint64_t most_memory = (uint64_t)4 << 30, most_output = (uint64_t)256 << 20;

/* ---- What a file is
 * -------------------------------------------------------------------------------------- */

enum { HEAD_BYTES = 4096, TAIL_BYTES = 256 * 1024 };

/* A zip archive names what it holds at its end, and often at its front. */
static convert_form form_of_zip(str head, str tail)
{
    static const struct {
        const char *name;
        convert_form form;
    } marks[] = {{"xl/workbook.xml", CONVERT_XLSX},
                 {"opendocument.spreadsheet", CONVERT_ODS},
                 {".kml", CONVERT_KMZ},
                 {".shp", CONVERT_SHAPEFILE}};
    for (size_t i = 0; i < sizeof marks / sizeof marks[0]; i++) {
        if (str_has(head, marks[i].name) || str_has(tail, marks[i].name)) return marks[i].form;
    }
    return CONVERT_NONE;
}

static convert_form form_of(str head, str tail)
{
    str text = str_trim(head);
    if (str_starts(head, "SQLite format 3")) return CONVERT_GEOPACKAGE;
    if (str_starts(head, "PK\x03\x04")) return form_of_zip(head, tail);
    if (str_starts(head, "\xD0\xCF\x11\xE0")) return CONVERT_XLS;
    if (head.len >= 4 && memcmp(head.ptr, "\x00\x00\x27\x0A", 4) == 0) return CONVERT_BARE_SHP;
    if (head.len > 16 && head.ptr[0] == '\0' &&
        memmem(head.ptr, 32 < head.len ? 32 : head.len, "OSMHeader", 9))
        return CONVERT_OSM;
    if (str_starts(text, "\xEF\xBB\xBF")) text = str_from(text, 3);
    if (str_starts(text, "{") && str_has(text, "\"Topology\"")) return CONVERT_TOPOJSON;
    if (text.len == 0 || text.ptr[0] != '<') return CONVERT_NONE;
    if (str_has(text, "<kml")) return CONVERT_KML;
    return str_has(text, "<osm") ? CONVERT_OSM : CONVERT_NONE;
}

static tr_err read_ends(const char *path, arena *a, str *head, str *tail, tr_diag *diag)
{
    *tail = (str){0};
    TR_TRY(host_read_start(path, HEAD_BYTES, a, head, diag));
    if (!str_starts(*head, "PK\x03\x04")) return TR_OK;
    return host_read_end(path, TAIL_BYTES, a, tail, diag);
}

/* What lies within gzip; the limits of unpacking hold. */
static tr_err look_within(const char *path, arena *a, convert_form *out)
{
    str bytes;
    tr_diag ignored = {0}; /* the import itself reads it again, and says so */
    tr_err e = host_read_file(path, HOST_FILE_BYTES, a, &bytes, &ignored);
    if (e == TR_OK) e = stream_unpacked(bytes, path, (str){0}, a, &bytes, &ignored);
    if (e == TR_OK) *out = form_of(str_upto(bytes, HEAD_BYTES), (str){0});
    return e == TR_ERR_NOMEM ? e : TR_OK;
}

/* Large packed streams are text of one producer or another: only what may be places is unpacked. */
tr_err convert_look(const char *path, arena *a, convert_form *out, bool *packed, tr_diag *diag)
{
    str head, tail;
    arena scratch;
    arena_init(&scratch, FEED_SCRATCH_BYTES);
    *out = CONVERT_NONE;
    tr_err e = read_ends(path, &scratch, &head, &tail, diag);
    *packed = e == TR_OK && str_starts(head, "\x1F\x8B");
    if (e == TR_OK) *out = form_of(head, tail);
    if (*packed) e = look_within(path, &scratch, out);
    arena_clear(&scratch);
    (void)a;
    return e;
}

/* ---- Running a program
 * -------------------------------------------------------------------------------------- */

typedef struct scratch {
    str out, err, ini; /* files, NUL behind each */
    arena *a;
    const char *path;
    bool packed;
    tr_diag *diag;
} scratch;

static str first_line_of(const scratch *s, const char *path)
{
    str text, line = {0};
    if (host_read_file(path, HOST_FILE_BYTES, s->a, &text, NULL) != TR_OK) return line;
    (void)str_cut(&text, '\n', &line);
    return str_upto(line, 300);
}

static tr_err run(const scratch *s, char *const *argv)
{
    static const char *const env[] = {"LC_ALL=C.UTF-8",
                                      "OGR_SQLITE_LOAD_EXTENSIONS=",
                                      "OGR_XLSX_HEADERS=FORCE",
                                      "OGR_XLSX_FIELD_TYPES=STRING",
                                      "OGR_XLS_HEADERS=FORCE",
                                      "OGR_XLS_FIELD_TYPES=STRING",
                                      "OGR_ODS_HEADERS=FORCE",
                                      "OGR_ODS_FIELD_TYPES=STRING",
                                      NULL};
    host_program p = {.argv = argv,
                      .env = env,
                      .out = s->out.ptr,
                      .err = s->err.ptr,
                      .cpu_seconds = CPU_SECONDS,
                      .memory_bytes = most_memory,
                      .output_bytes = most_output};
    host_end end = host_run(&p);
    if (end == HOST_DONE) return TR_OK;
    if (end == HOST_NO_PROCESS) return TR_ERR_IO;
    if (end == HOST_NOT_INSTALLED) {
        diag_set(s->diag, CODE_CONVERT_TOOL, s->path, 0, 0, "%s is not installed", argv[0]);
        return TR_ERR_DATA;
    }
    str why = first_line_of(s, s->err.ptr);
    if (why.len == 0) why = first_line_of(s, s->out.ptr);
    diag_set(s->diag, CODE_CONVERT, s->path, 0, 0, "%s: " STR_FMT, argv[0],
             STR_ARG(why.len ? why : STR("it was stopped: too long, or too large")));
    return TR_ERR_DATA;
}

/* ---- Layers
 * -------------------------------------------------------------------------------------- */

/* What OSM is asked for: the tags that registries and areas look at, under their own names. */
static const char osm_config[] =
    "closed_ways_are_polygons=power,landuse,man_made,industrial,boundary,building,place\n"
    "attribute_name_laundering=no\n"
    "[points]\nosm_id=yes\nattributes=name,name:en,power,substation,voltage,landuse,plant:source,"
    "man_made,industrial,operator,boundary,admin_level,place,ISO3166-2\nother_tags=no\n"
    "[lines]\nosm_id=yes\nattributes=name\nother_tags=no\n"
    "[multipolygons]\nosm_id=yes\nattributes=name,name:en,type,power,substation,voltage,landuse,"
    "plant:source,man_made,industrial,operator,boundary,admin_level,place,ISO3166-2\nother_tags="
    "no\n"
    "[multilinestrings]\nosm_id=yes\nattributes=name\nother_tags=no\n"
    "[other_relations]\nosm_id=yes\nattributes=name\nother_tags=no\n";
#define OSM_COLUMNS                                                                                \
    "name, \"name:en\" AS station_name_en, \"name:en\" AS name_en, power, substation, voltage, "   \
    "landuse, \"plant:source\", man_made, industrial, operator, boundary, admin_level, place, "    \
    "\"ISO3166-2\" "
#define OSM_POWER                                                                                  \
    "(power IN ('plant','substation') OR man_made = 'flare' OR industrial IS NOT NULL)"
#define OSM_AREAS "(boundary = 'administrative' OR place IS NOT NULL)"
#define OSM_LAYERS(where)                                                                          \
    {                                                                                              \
        "SELECT 'node' AS osm_type, osm_id, " OSM_COLUMNS "FROM points WHERE " where,              \
            "SELECT 'way' AS osm_type, osm_way_id AS osm_id, " OSM_COLUMNS                         \
            "FROM multipolygons WHERE osm_way_id IS NOT NULL AND " where,                          \
            "SELECT 'relation' AS osm_type, osm_id, " OSM_COLUMNS                                  \
            "FROM multipolygons WHERE osm_way_id IS NULL AND " where                               \
    }

typedef struct plan {
    str source;
    const char *layers[MAX_LAYERS]; /* names, or SQL */
    size_t n;
    bool sql;
    bool unplaced; /* the format names no coordinate system: it is WGS 84 by its definition */
} plan;

/* "3: a name (Multi Polygon)", as ogrinfo lists them. */
static str layer_of(str line)
{
    size_t colon = str_find(line, ':'), end = line.len;
    int64_t number;
    if (!str_to_i64(str_upto(line, colon), 1, 1000000, &number)) return (str){0};
    str name = str_trim(str_from(line, colon + 1));
    end = name.len;
    if (end == 0 || name.ptr[end - 1] != ')') return name;
    while (end > 0 && name.ptr[end - 1] != '(')
        end--;
    return end > 1 ? str_trim(str_upto(name, end - 1)) : name;
}

static tr_err list_layers(const scratch *s, plan *p)
{
    char *argv[] = {(char *)(uintptr_t) "ogrinfo", (char *)(uintptr_t) "-ro",
                    (char *)(uintptr_t) "-q", (char *)(uintptr_t)p->source.ptr, NULL};
    str text, line;
    TR_TRY(run(s, argv));
    TR_TRY(host_read_file(s->out.ptr, HOST_FILE_BYTES, s->a, &text, s->diag));
    while (str_cut(&text, '\n', &line)) {
        str name = layer_of(line);
        if (name.len == 0) continue;
        if (p->n == MAX_LAYERS) return TR_ERR_LIMIT;
        if (name.ptr[0] == '-') continue; /* would be taken for an option */
        name = arena_str(s->a, name);
        if (name.ptr == NULL) return TR_ERR_NOMEM;
        p->layers[p->n++] = name.ptr;
    }
    if (p->n > 0) return TR_OK;
    diag_set(s->diag, CODE_CONVERT, s->path, 0, 0, "no layer of features in the file");
    return TR_ERR_DATA;
}

static tr_err plan_osm(const scratch *s, feed_kind kind, plan *p)
{
    static const char *const power[] = OSM_LAYERS(OSM_POWER), *const areas[] =
                                                                  OSM_LAYERS(OSM_AREAS);
    if (kind != FEED_OSM_POWER && kind != FEED_AREAS) {
        diag_set(s->diag, CODE_CONVERT, s->path, 0, 0,
                 "OpenStreetMap files are read as osm-power or areas");
        return TR_ERR_DATA;
    }
    for (; p->n < 3; p->n++)
        p->layers[p->n] = kind == FEED_AREAS ? areas[p->n] : power[p->n];
    p->sql = true;
    return host_write_file(s->ini.ptr, str_of(osm_config), s->diag);
}

static tr_err make_plan(const scratch *s, convert_form form, feed_kind kind, plan *p)
{
    *p = (plan){0};
    p->source = arena_printf(s->a, "%s%s%s%s", form == CONVERT_SHAPEFILE ? "/vsizip/" : "",
                             s->packed ? "/vsigzip/" : "", s->path[0] == '-' ? "./" : "", s->path);
    p->unplaced = form == CONVERT_TOPOJSON;
    if (p->source.ptr == NULL) return TR_ERR_NOMEM;
    return form == CONVERT_OSM ? plan_osm(s, kind, p) : list_layers(s, p);
}

/* ---- One layer after the other
 * -------------------------------------------------------------------------------------- */

static tr_err convert_layer(const scratch *s, const plan *p, const char *layer)
{
    const char *argv[MAX_ARGS] = {"ogr2ogr",     "-f",          "GeoJSONSeq",
                                  "/vsistdout/", p->source.ptr, "-t_srs",
                                  "EPSG:4326",   "-lco",        "RS=NO"};
    char option[4200];
    size_t n = 9;
    if (p->sql) {
        (void)snprintf(option, sizeof option, "CONFIG_FILE=%s", s->ini.ptr);
        argv[n++] = "-oo";
        argv[n++] = option;
        argv[n++] = "-sql";
    }
    if (p->unplaced) {
        argv[n++] = "-s_srs";
        argv[n++] = "EPSG:4326";
    }
    argv[n++] = layer;
    return run(s, (char *const *)(uintptr_t)argv);
}

static tr_err add_features(const scratch *s, buf *b, size_t *n)
{
    str text, line;
    TR_TRY(host_read_file(s->out.ptr, HOST_FILE_BYTES, s->a, &text, s->diag));
    while (str_cut(&text, '\n', &line)) {
        line = str_trim(line);
        if (line.len == 0) continue;
        buf_z(b, (*n)++ ? ",\n" : "\n");
        buf_s(b, line);
    }
    return buf_err(b);
}

/* ---- Days since 1904
 * --------------------------------------------------------------------------------------
 *
 * A workbook may say that its days count from 1904; GDAL does not look. Such a file is refused:
 * each of its dates would come out four years early. */

static tr_err check_1904(const scratch *s)
{
    arena a;
    str zip, book = {0};
    arena_init(&a, (size_t)256 << 20);
    tr_err e = host_read_file(s->path, HOST_FILE_BYTES, &a, &zip, s->diag);
    if (e == TR_OK) e = zip_member(zip, "xl/workbook.xml", (size_t)1 << 20, &a, &book);
    bool since =
        e == TR_OK && (str_has(book, "date1904=\"1\"") || str_has(book, "date1904=\"true\""));
    arena_clear(&a);
    if (e == TR_ERR_NOMEM) return e;
    if (!since) return TR_OK; /* what cannot be read is for GDAL to say */
    diag_set(
        s->diag, CODE_CONVERT, s->path, 0, 0,
        "the workbook counts its days from 1904, and its dates would be read four years early: "
        "save it with the 1900 date system, or as CSV");
    return TR_ERR_DATA;
}

/* ---- Sheets
 * -------------------------------------------------------------------------------------- */

static tr_err convert_sheet(const scratch *s, const plan *p, const char *sheet, str *out)
{
    const char *argv[] = {"ogr2ogr", "-f", "CSV", "/vsistdout/", p->source.ptr, sheet, NULL};
    TR_TRY(run(s, (char *const *)(uintptr_t)argv));
    return host_read_file(s->out.ptr, HOST_FILE_BYTES, s->a, out, s->diag);
}

static tr_err name_the_sheet(const scratch *s, const plan *p, const char *why)
{
    buf b;
    str list;
    buf_init(&b, 65536);
    for (size_t i = 0; i < p->n; i++)
        buf_f(&b, "%s'%s'", i ? ", " : "", p->layers[i]);
    TR_TRY(buf_take(&b, s->a, &list));
    diag_set(s->diag, CODE_FEED_SHEET, s->path, 0, 0, "%s; the sheets are " STR_FMT, why,
             STR_ARG(str_upto(list, 300)));
    return TR_ERR_DATA;
}

static tr_err declared_sheet(const scratch *s, const plan *p, str want, const char **out)
{
    for (size_t i = 0; i < p->n; i++) {
        *out = p->layers[i];
        if (str_is(want, p->layers[i])) return TR_OK;
    }
    return name_the_sheet(s, p, "the mapping names a sheet that the file does not have");
}

/* The only sheet that has the columns of the kind. */
static tr_err fitting_sheet(const scratch *s, const plan *p, feed_kind kind, const event_mapping *m,
                            const char **out)
{
    size_t n = 0;
    *out = p->layers[0];
    for (size_t i = 0; i < p->n && p->n > 1; i++) {
        str bytes;
        TR_TRY(convert_sheet(s, p, p->layers[i], &bytes));
        if (!kind_fits(kind, bytes, m, s->a)) continue;
        n++;
        *out = p->layers[i];
    }
    if (p->n == 1 || n == 1) return TR_OK;
    return name_the_sheet(s, p,
                          n ? "several sheets have the columns of this kind"
                            : "no sheet has the columns of this kind");
}

static tr_err convert_sheets(const scratch *s, feed_kind kind, const event_mapping *m, str *out,
                             str *by)
{
    plan p = {.source = arena_printf(s->a, "%s%s", s->path[0] == '-' ? "./" : "", s->path)};
    const char *sheet = NULL;
    if (p.source.ptr == NULL) return TR_ERR_NOMEM;
    TR_TRY(check_1904(s));
    TR_TRY(list_layers(s, &p));
    TR_TRY(m->sheet.len ? declared_sheet(s, &p, m->sheet, &sheet)
                        : fitting_sheet(s, &p, kind, m, &sheet));
    TR_TRY(convert_sheet(s, &p, sheet, out));
    *by = arena_printf(s->a, STR_FMT ", sheet %s", STR_ARG(*by), sheet);
    return by->ptr ? TR_OK : TR_ERR_NOMEM;
}

static tr_err convert_all(const scratch *s, convert_form form, feed_kind kind, buf *b)
{
    plan p;
    size_t n = 0;
    TR_TRY(make_plan(s, form, kind, &p));
    buf_z(b, "{\"type\": \"FeatureCollection\", \"features\": [");
    for (size_t i = 0; i < p.n; i++) {
        TR_TRY(convert_layer(s, &p, p.layers[i]));
        TR_TRY(add_features(s, b, &n));
    }
    buf_z(b, "\n]}\n");
    return buf_err(b);
}

static tr_err ask_version(const scratch *s, str *by)
{
    char *argv[] = {(char *)(uintptr_t) "ogr2ogr", (char *)(uintptr_t) "--version", NULL};
    TR_TRY(run(s, argv));
    str line = first_line_of(s, s->out.ptr);
    *by = str_upto(line, str_find(line, ','));
    return TR_OK;
}

static tr_err open_scratch(scratch *s, const char *dir)
{
    s->out = arena_printf(s->a, "%s/blobs/convert.out", dir);
    s->err = arena_printf(s->a, "%s/blobs/convert.err", dir);
    s->ini = arena_printf(s->a, "%s/blobs/convert.ini", dir);
    if (s->out.ptr == NULL || s->err.ptr == NULL || s->ini.ptr == NULL) return TR_ERR_NOMEM;
    buf b;
    buf_init(&b, 65536);
    buf_f(&b, "%s/blobs", dir);
    buf_c(&b, '\0');
    tr_err e = buf_err(&b);
    if (e == TR_OK) e = host_make_dir(b.ptr, s->diag);
    buf_free(&b);
    return e;
}

bool convert_gives_cells(convert_form form)
{
    return form >= CONVERT_XLSX && form < CONVERT_SHEETS_END;
}

static tr_err convert_features(const scratch *s, convert_form form, feed_kind kind, str *out)
{
    buf b;
    buf_init(&b, HOST_FILE_BYTES);
    tr_err e = convert_all(s, form, kind, &b);
    if (e == TR_OK) return buf_take(&b, s->a, out);
    buf_free(&b);
    return e;
}

tr_err convert_file(const char *dir, const char *path, convert_form form, bool packed,
                    feed_kind kind, const event_mapping *m, arena *a, str *out, str *by,
                    tr_diag *diag)
{
    scratch s = {.a = a, .path = path, .packed = packed, .diag = diag};
    if (form == CONVERT_BARE_SHP) {
        diag_set(
            diag, CODE_CONVERT, path, 0, 0,
            "a Shapefile is several files: put .shp, .dbf, .shx and .prj into one zip archive");
        return TR_ERR_DATA;
    }
    TR_TRY(open_scratch(&s, dir));
    tr_err e = ask_version(&s, by);
    if (e == TR_OK)
        e = convert_gives_cells(form) ? convert_sheets(&s, kind, m, out, by)
                                      : convert_features(&s, form, kind, out);
    (void)host_remove(s.out.ptr);
    (void)host_remove(s.err.ptr);
    (void)host_remove(s.ini.ptr);
    return e;
}

static tr_err converted_text(const char *path, convert_form form, bool packed, feed_kind kind,
                             const event_mapping *m, arena *a, str *out, tr_diag *diag)
{
    char dir[] = "/tmp/truce-convert-XXXXXX";
    str by, blobs;
    TR_TRY(host_temporary_dir(dir));
    tr_err e = convert_file(dir, path, form, packed, kind, m, a, out, &by, diag);
    blobs = arena_printf(a, "%s/blobs", dir);
    if (blobs.ptr) host_drop_dir(blobs.ptr);
    host_drop_dir(dir);
    return e;
}

tr_err mission_table_text(const char *path, feed_kind kind, const event_mapping *m, arena *a,
                          str *out, tr_diag *diag)
{
    convert_form form = CONVERT_NONE;
    bool packed = false;
    str bytes;
    if (!str_is(str_of(path), "-")) TR_TRY(convert_look(path, a, &form, &packed, diag));
    if (form != CONVERT_NONE) return converted_text(path, form, packed, kind, m, a, out, diag);
    TR_TRY(host_read_file(path, HOST_FILE_BYTES, a, &bytes, diag));
    return stream_unpacked(bytes, path, m->encoding, a, out, diag);
}
