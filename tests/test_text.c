#include "load.h"
#include "gen.h"
#include "tap.h"
#include "store/letters.h"
#include "store/words.h"

#include <dirent.h>
#include <stdlib.h>

static size_t list_dir(const char *path, char names[][128], size_t max)
{
    size_t n = 0;
    DIR *d = opendir(path);
    for (struct dirent *e; d && (e = readdir(d)) != NULL && n < max;) {
        if (e->d_name[0] == '.' || strlen(e->d_name) >= 128) continue;
        memcpy(names[n++], e->d_name, strlen(e->d_name) + 1);
    }
    if (d) closedir(d);
    qsort(names, n, 128, (int (*)(const void *, const void *))strcmp);
    return n;
}

static char names[1024][128];

/* Decisions on the i_ files and the three y_ files that are refused on purpose; docs/decisions/0004. */
static bool json_expected(const char *name)
{
    static const char *const refused_y[] = {"y_object_duplicated_key.json", "y_object_duplicated_key_and_value.json", "y_object_escaped_null_in_key.json", "y_string_null_escape.json"};
    for (size_t i = 0; i < sizeof refused_y / sizeof refused_y[0]; i++) {
        if (strcmp(name, refused_y[i]) == 0) return false;
    }
    if (name[0] == 'y') return true;
    static const char *const taken_i[] = {"i_number_double_huge_neg_exp.json", "i_number_real_underflow.json"};
    for (size_t i = 0; i < sizeof taken_i / sizeof taken_i[0]; i++) {
        if (strcmp(name, taken_i[i]) == 0) return true;
    }
    return false;
}

static void json_suite_as_decided(void)
{
    arena a;
    char path[1200];
    (void)snprintf(path, sizeof path, "%s/vectors/json_testsuite/test_parsing", shared_dir());
    size_t n = list_dir(path, names, 1024);
    if (n == 0) {
        tap_skip = "the shared vectors are not here";
        return;
    }
    arena_init(&a, MISSION_ARENA_BYTES);
    for (size_t i = 0; i < n; i++) {
        char file[1600];
        const node *root = NULL;
        tr_diag d = {0};
        (void)snprintf(file, sizeof file, "%s/%.127s", path, names[i]);
        tr_err e = json_read(load_file(&a, file), names[i], &a, &root, &d);
        if ((e == TR_OK) != json_expected(names[i])) printf("# %s: %s at %u:%u %s\n", names[i], e == TR_OK ? "taken" : "refused", d.line, d.col, d.msg);
        CHECK_INT(e == TR_OK, json_expected(names[i]));
        if (e != TR_OK) CHECK(d.line >= 1 && d.col >= 1 && d.msg[0]);
        arena_reset(&a);
    }
    printf("# %zu files\n", n);
    arena_clear(&a);
}

static void json_tree_keeps_places(void)
{
    arena a;
    const node *r = NULL;
    tr_diag d = {0};
    arena_init(&a, 1 << 24);
    CHECK_INT(json_read(STR("{\n  \"a\": [1, \"\\u00e4\\ud83d\\ude00\", true],\n \"b\": {}\n}"), "f", &a, &r, &d), TR_OK);
    const node *list = node_at(r, "a");
    CHECK(list && list->kind == NODE_LIST && list->n == 3);
    CHECK_INT(list->line, 2);
    CHECK_INT(list->col, 8);
    CHECK_STR(list->first->next->text, "\xC3\xA4\xF0\x9F\x98\x80");
    CHECK_INT(node_at(r, "b")->key_line, 3);
    CHECK_INT(json_read(STR("{\"a\":1,\"a\":2}"), "f", &a, &r, &d), TR_ERR_DATA);
    CHECK_INT(d.code, CODE_YAML_DUP);
    CHECK_INT(json_read(STR("[1,\n2,\n]"), "f", &a, &r, &d), TR_ERR_DATA);
    CHECK_INT(d.line, 3);
    arena_clear(&a);
}

static void canonical_json_as_published(void)
{
    arena a;
    buf b;
    json_writer w;
    arena_init(&a, 1 << 24);
    buf_init(&b, 1 << 20);
    jw_init(&w, &b, true);
    jw_open(&w, '{');
    jw_kv(&w, "a", STR("\x01\"\\\n\xE2\x82\xAC/"));
    jw_ki(&w, "b", -7);
    jw_close(&w, '}');
    CHECK_STR(buf_str(&b), "{\"a\":\"\\u0001\\\"\\\\\\n\xE2\x82\xAC/\",\"b\":-7}");
    buf_free(&b);
    arena_clear(&a);
}

/* csv-spectrum: each CSV must read as its JSON says. */
static void csv_spectrum_reads_alike(void)
{
    arena a;
    char path[1200];
    (void)snprintf(path, sizeof path, "%s/vectors/csv_spectrum/csvs", shared_dir());
    size_t n = list_dir(path, names, 1024), rows = 0;
    if (n == 0) {
        tap_skip = "the shared vectors are not here";
        return;
    }
    arena_init(&a, MISSION_ARENA_BYTES);
    for (size_t i = 0; i < n; i++) {
        char file[1600];
        csv_reader *r = NULL;
        csv_row row;
        const node *want = NULL;
        tr_diag d = {0};
        (void)snprintf(file, sizeof file, "%s/vectors/csv_spectrum/json/%.*s.json", shared_dir(), (int)(strlen(names[i]) - 4), names[i]);
        CHECK_INT(json_read(load_file(&a, file), file, &a, &want, &d), TR_OK);
        (void)snprintf(file, sizeof file, "%s/%.127s", path, names[i]);
        CHECK_INT(csv_open_bytes(load_file(&a, file), file, &r), TR_OK);
        CHECK_INT(csv_next(r, &row, &d), TR_OK);
        str heads[16];
        size_t n_heads = row.n < 16 ? row.n : 16;
        for (size_t k = 0; k < n_heads; k++) heads[k] = arena_str(&a, row.fields[k]);
        /* its JSON speaks of another row than its CSV holds; here it only has to be read */
        bool other = str_is(str_of(names[i]), "location_coordinates.csv");
        if (other) CHECK_INT(csv_next(r, &row, &d), TR_OK);
        for (const node *w = other ? NULL : want->first; w; w = w->next) {
            tr_err e = csv_next(r, &row, &d);
            if (e != TR_OK) printf("# %s:%u:%u %s\n", names[i], d.line, d.col, d.msg);
            CHECK_INT(e, TR_OK);
            if (e != TR_OK) break;
            rows++;
            for (size_t k = 0; k < n_heads; k++) {
                char key[64];
                (void)snprintf(key, sizeof key, STR_FMT, STR_ARG(heads[k]));
                if (str_is(str_of(names[i]), "newlines_crlf.csv") && k == 0) continue; /* staged with LF, its JSON says CRLF */
                if (!str_eq(node_text(w, key), row.fields[k])) printf("# %s %s\n", names[i], key);
                CHECK(str_eq(node_text(w, key), row.fields[k]));
            }
        }
        CHECK_INT(csv_next(r, &row, &d), TR_ERR_ABSENT);
        csv_close(r);
        arena_reset(&a);
    }
    printf("# %zu files, %zu rows\n", n, rows);
    arena_clear(&a);
}

static void csv_faults_cost_one_row(void)
{
    static const char text[] = "a,b\n1,2\n\"x\"y,3\n4,5\nq\"r,6\n7,\"eight\n9,10\n";
    csv_reader *r = NULL;
    csv_row row;
    tr_diag d = {0};
    CHECK_INT(csv_open_bytes(str_of(text), "f", &r), TR_OK);
    CHECK_INT(csv_next(r, &row, &d), TR_OK);
    CHECK_INT(csv_next(r, &row, &d), TR_OK);
    CHECK_INT(csv_next(r, &row, &d), TR_ERR_DATA);
    CHECK_INT(d.code, CODE_CSV_QUOTE);
    CHECK_INT(d.line, 3);
    CHECK_INT(d.col, 4);
    CHECK_INT(csv_next(r, &row, &d), TR_OK);
    CHECK_STR(row.fields[0], "4");
    CHECK_INT(csv_next(r, &row, &d), TR_OK);
    CHECK_STR(row.fields[0], "q\"r");
    CHECK_INT(csv_next(r, &row, &d), TR_ERR_DATA);
    CHECK_INT(d.code, CODE_CSV_UNCLOSED);
    CHECK_INT(d.line, 6);
    CHECK_INT(d.col, 3);
    CHECK_INT(csv_next(r, &row, &d), TR_OK);
    CHECK_STR(row.fields[1], "10");
    CHECK_INT(csv_next(r, &row, &d), TR_ERR_ABSENT);
    csv_close(r);
}

static void csv_bounds_hold(void)
{
    buf b;
    csv_reader *r = NULL;
    csv_row row;
    tr_diag d = {0};
    buf_init(&b, 64 << 20);
    buf_z(&b, "a,b\n");
    for (int i = 0; i < 3 * 1024 * 1024; i++) buf_c(&b, 'x');
    buf_z(&b, ",1\n2,3\n");
    for (int i = 0; i < 600; i++) buf_z(&b, "z,");
    buf_z(&b, "\n4,5");
    CHECK_INT(csv_open_bytes(buf_str(&b), "f", &r), TR_OK);
    CHECK_INT(csv_next(r, &row, &d), TR_OK);
    CHECK_INT(csv_next(r, &row, &d), TR_ERR_DATA);
    CHECK_INT(d.code, CODE_LIMIT);
    CHECK_INT(csv_next(r, &row, &d), TR_OK);
    CHECK_STR(row.fields[0], "2");
    CHECK_INT(csv_next(r, &row, &d), TR_ERR_DATA);
    CHECK_INT(d.code, CODE_LIMIT);
    CHECK_INT(csv_next(r, &row, &d), TR_OK);
    CHECK_STR(row.fields[1], "5");
    CHECK_INT(csv_next(r, &row, &d), TR_ERR_ABSENT);
    csv_close(r);
    buf_free(&b);
}

/* A carriage return is not seen, and on a terminal it hides what stands before it: it is shown. */
static bool came_back(str got, const char *sent)
{
    for (; *sent; sent++) {
        str want = *sent == '\r' ? STR("\xEF\xBF\xBD") : (str){sent, 1};
        if (got.len < want.len || !str_eq(str_upto(got, want.len), want)) return false;
        got = str_from(got, want.len);
    }
    return got.len == 0;
}

/* Whatever fields go out come back, formulas with their guard. */
static void csv_round_trip(void)
{
    gen g = gen_seeded(2);
    static const char alphabet[] = "ab,\"\n\r =+-@x;\xC3\xA4";
    for (int i = 0; i < 2000; i++) {
        char field[3][24];
        buf b;
        csv_reader *r = NULL;
        csv_row row;
        tr_diag d = {0};
        buf_init(&b, 1 << 16);
        for (int k = 0; k < 3; k++) {
            size_t n = gen_below(&g, 10), at = 0;
            for (size_t j = 0; j < n; j++) {
                size_t c = gen_below(&g, sizeof alphabet - 3);
                field[k][at++] = alphabet[c];
            }
            field[k][at] = '\0';
            if (k) buf_c(&b, ',');
            csv_text(&b, str_of(field[k]));
        }
        buf_c(&b, '\n');
        CHECK_INT(csv_open_bytes(buf_str(&b), "f", &r), TR_OK);
        tr_err e = csv_next(r, &row, &d);
        bool empty = field[0][0] == 0 && field[1][0] == 0 && field[2][0] == 0;
        if (!empty) CHECK_INT(e, TR_OK);
        for (int k = 0; k < 3 && e == TR_OK; k++) {
            str got = row.fields[k];
            if (field[k][0] && strchr("=+-@\t\r", field[k][0])) got = str_from(got, 1);
            if (!came_back(got, field[k])) printf("# field \"%s\" came back \"" STR_FMT "\"\n", field[k], STR_ARG(got));
            CHECK(came_back(got, field[k]));
        }
        csv_close(r);
        buf_free(&b);
    }
}

static size_t from_hex(str s, char *out)
{
    size_t n = 0;
    int hi = -1;
    for (size_t i = 0; i < s.len; i++) {
        char c = s.ptr[i] | 32;
        int v = c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
        if (v < 0) continue;
        if (hi < 0) {
            hi = v;
        } else {
            out[n++] = (char)(hi << 4 | v);
            hi = -1;
        }
    }
    return n;
}

static void utf8_cases_as_published(void)
{
    arena a;
    arena_init(&a, MISSION_ARENA_BYTES);
    str text = load_shared(&a, "vectors/utf8tests/utf8tests.txt"), line = {0};
    size_t n = 0;
    if (text.ptr == NULL) tap_skip = "the shared vectors are not here";
    while (text.ptr && str_cut(&text, '\n', &line)) {
        char bytes[512];
        str rest = line, id = {0}, kind = {0}, data = {0};
        if (line.len == 0 || line.ptr[0] == '#') continue;
        if (!str_cut(&rest, ':', &id) || !str_cut(&rest, ':', &kind)) continue;
        if (!str_cut(&rest, ':', &data) || data.len > 1000) continue;
        str s = {.ptr = bytes, .len = str_ends(kind, "hex") ? from_hex(data, bytes) : data.len};
        if (!str_ends(kind, "hex")) s = data;
        bool valid = str_starts(str_trim(kind), "valid");
        if ((utf8_valid_prefix(s) == s.len) != valid) printf("# " STR_FMT "\n", STR_ARG(line));
        CHECK_INT(utf8_valid_prefix(s) == s.len, valid);
        n++;
    }
    if (!tap_skip) CHECK(n > 150);
    printf("# %zu lines\n", n);
    arena_clear(&a);
}

/* ---- YAML suite ------------------------------------------------------------------------------------- */

static void unmask(str s, buf *b)
{
    static const struct {
        const char *sign, *means;
    } signs[] = {{"\xE2\x90\xA3", " "}, {"\xE2\x80\x94\xE2\x80\x94\xE2\x80\x94\xE2\x80\x94\xC2\xBB", "\t"}, {"\xE2\x80\x94\xE2\x80\x94\xE2\x80\x94\xC2\xBB", "\t"}, {"\xE2\x80\x94\xE2\x80\x94\xC2\xBB", "\t"},
                 {"\xE2\x80\x94\xC2\xBB", "\t"}, {"\xC2\xBB", "\t"}, {"\xE2\x86\xB5", ""}, {"\xE2\x88\x8E\n", ""}, {"\xE2\x88\x8E", ""}, {"\xE2\x86\x90", "\r"}, {"\xE2\x87\x94", "\xEF\xBB\xBF"}};
    while (s.len) {
        size_t i = 0;
        while (i < sizeof signs / sizeof signs[0] && !str_starts(s, signs[i].sign)) i++;
        if (i < sizeof signs / sizeof signs[0]) {
            buf_z(b, signs[i].means);
            s = str_from(s, strlen(signs[i].sign));
        } else {
            buf_c(b, s.ptr[0]);
            s = str_from(s, 1);
        }
    }
}

static void put_escaped(buf *b, str s)
{
    for (size_t i = 0; i < s.len; i++) {
        switch (s.ptr[i]) {
        case '\n': buf_z(b, "\\n"); break;
        case '\t': buf_z(b, "\\t"); break;
        case '\\': buf_z(b, "\\\\"); break;
        case '\r': buf_z(b, "\\r"); break;
        case '\b': buf_z(b, "\\b"); break;
        default: buf_c(b, s.ptr[i]);
        }
    }
}

static void put_tree(const node *n, buf *b)
{
    if (n->kind == NODE_SCALAR) {
        buf_z(b, "=VAL ");
        put_escaped(b, n->text);
        buf_c(b, '\n');
        return;
    }
    buf_z(b, n->kind == NODE_MAP ? "+MAP\n" : "+SEQ\n");
    for (const node *c = n->first; c; c = c->next) {
        if (n->kind == NODE_MAP) {
            buf_z(b, "=VAL ");
            put_escaped(b, c->key);
            buf_c(b, '\n');
        }
        put_tree(c, b);
    }
    buf_z(b, n->kind == NODE_MAP ? "-MAP\n" : "-SEQ\n");
}

/* The suite's tree without what our nodes do not keep: styles, flow marks, stream and documents. */
static void plain_tree(str tree, buf *b)
{
    str line = {0};
    while (str_cut(&tree, '\n', &line)) {
        line = str_trim(line);
        if (str_starts(line, "+MAP")) buf_z(b, "+MAP\n");
        if (str_starts(line, "+SEQ")) buf_z(b, "+SEQ\n");
        if (str_is(line, "-MAP") || str_is(line, "-SEQ")) buf_f(b, STR_FMT "\n", STR_ARG(line));
        if (str_starts(line, "=VAL ")) buf_f(b, "=VAL " STR_FMT "\n", STR_ARG(str_from(line, 6)));
    }
}

static void one_yaml_case(const node *c, const char *file, size_t *taken, size_t *refused)
{
    arena a;
    buf in, got, want;
    const node *root = NULL;
    tr_diag d = {0};
    const node *yaml = node_at(c, "yaml");
    if (yaml == NULL) return;
    arena_init(&a, 1 << 24);
    buf_init(&in, 1 << 20);
    buf_init(&got, 1 << 20);
    buf_init(&want, 1 << 20);
    unmask(yaml->text, &in);
    tr_err e = yaml_read(buf_str(&in), file, &a, &root, &d);
    *(e == TR_OK ? taken : refused) += 1;
    if (str_is(node_text(c, "fail"), "true")) {
        if (e == TR_OK) printf("# %s: should be refused\n", file);
        CHECK(e != TR_OK);
    }
    if (e != TR_OK) CHECK(d.line >= 1 && d.col >= 1);
    str tree = node_text(c, "tree");
    if (e == TR_OK && tree.len && !str_is(node_text(c, "fail"), "true")) {
        put_tree(root, &got);
        plain_tree(tree, &want);
        if (str_find(tree, '\xE2') == tree.len && !str_eq(buf_str(&got), buf_str(&want))) {
            printf("# %s: another tree\n# got " STR_FMT "\n# want " STR_FMT "\n", file, STR_ARG(buf_str(&got)), STR_ARG(buf_str(&want)));
            CHECK(false);
        }
    }
    buf_free(&in);
    buf_free(&got);
    buf_free(&want);
    arena_clear(&a);
}

static void yaml_suite_as_decided(void)
{
    arena a;
    char path[1200];
    size_t taken = 0, refused = 0;
    (void)snprintf(path, sizeof path, "%s/vectors/yaml_test_suite", shared_dir());
    size_t n = list_dir(path, names, 1024);
    if (n == 0) {
        tap_skip = "the shared vectors are not here";
        return;
    }
    arena_init(&a, MISSION_ARENA_BYTES);
    for (size_t i = 0; i < n; i++) {
        char file[1600];
        const node *list = NULL;
        tr_diag d = {0};
        if (!str_ends(str_of(names[i]), ".yaml")) continue;
        (void)snprintf(file, sizeof file, "%s/%.127s", path, names[i]);
        if (yaml_read(load_file(&a, file), names[i], &a, &list, &d) != TR_OK || list->kind != NODE_LIST) {
            printf("# %s:%u:%u %s\n", names[i], d.line, d.col, d.msg);
            CHECK(false);
            continue;
        }
        for (const node *c = list->first; c; c = c->next) one_yaml_case(c, names[i], &taken, &refused);
        arena_reset(&a);
    }
    printf("# %zu taken, %zu refused\n", taken, refused);
    arena_clear(&a);
}

static void yaml_subset_is_a_subset(void)
{
    static const struct {
        const char *text;
        diag_code code;
        unsigned line, col;
    } rows[] = {{"a: &x 1\nb: *x\n", CODE_YAML_SUBSET, 1, 4}, {"a: 1\nb: *x\n", CODE_YAML_SUBSET, 2, 4}, {"a: !t 1\n", CODE_YAML_SUBSET, 1, 4}, {"%YAML 1.1\n---\na: 1\n", CODE_YAML_SUBSET, 1, 1},
                {"a: 1\n---\nb: 2\n", CODE_YAML_SUBSET, 2, 1}, {"a: 1\nb: 2\na: 3\n", CODE_YAML_DUP, 3, 1}, {"? [x]\n: 1\n", CODE_YAML_SUBSET, 1, 1}, {"", CODE_YAML_SYNTAX, 1, 1},
                {"a: [1, 2\n", CODE_YAML_SYNTAX, 2, 1}, {"a: \"x\n", CODE_YAML_SYNTAX, 2, 1}, {"a: b: c\n", CODE_YAML_SYNTAX, 1, 5}, {"a: \xFF\n", CODE_UTF8, 1, 4}};
    arena a;
    arena_init(&a, 1 << 24);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        const node *root = NULL;
        tr_diag d = {0};
        CHECK_INT(yaml_read(str_of(rows[i].text), "f", &a, &root, &d), TR_ERR_DATA);
        if (d.code != rows[i].code || d.line != rows[i].line || d.col != rows[i].col) printf("# row %zu: %s at %u:%u %s\n", i, diag_code_word(d.code), d.line, d.col, d.msg);
        CHECK_INT(d.code, rows[i].code);
        CHECK_INT(d.line, rows[i].line);
        CHECK_INT(d.col, rows[i].col);
    }
    const node *root = NULL;
    CHECK_INT(yaml_read(STR("a: no\nb: 012\nc: |\n  two\n  lines\n"), "f", &a, &root, NULL), TR_OK);
    CHECK_STR(node_text(root, "a"), "no");
    CHECK_STR(node_text(root, "b"), "012");
    CHECK_STR(node_text(root, "c"), "two\nlines\n");
    arena_clear(&a);
}

/* No text from outside opens a tag, an attribute or a script in the page. */
static void html_sinks_escape(void)
{
    arena a;
    arena_init(&a, MISSION_ARENA_BYTES);
    str list = load_shared(&a, "vectors/naughty_strings/blns.json");
    const node *root = NULL;
    size_t n = 0;
    if (list.ptr == NULL || json_read(list, "blns", &a, &root, NULL) != TR_OK) {
        if (list.ptr == NULL) tap_skip = "the shared vectors are not here";
        CHECK(list.ptr == NULL);
        arena_clear(&a);
        return;
    }
    for (const node *c = root->first; c; c = c->next, n++) {
        buf b;
        buf_init(&b, 1 << 20);
        html_text(&b, c->text);
        CHECK(str_find(buf_str(&b), '<') == b.len && str_find(buf_str(&b), '>') == b.len);
        buf_reset(&b);
        html_attr(&b, c->text);
        CHECK(str_find(buf_str(&b), '"') == b.len && str_find(buf_str(&b), '\'') == b.len);
        buf_reset(&b);
        html_url(&b, c->text);
        CHECK(b.len == 0 || str_starts(buf_str(&b), "http"));
        buf_reset(&b);
        csv_text(&b, c->text);
        str s = buf_str(&b);
        if (s.len && s.ptr[0] == '"') s = str_from(s, 1);
        CHECK(s.len == 0 || strchr("=+-@\t", s.ptr[0]) == NULL);
        buf_free(&b);
    }
    printf("# %zu strings\n", n);
    CHECK(n > 400);
    arena_clear(&a);
}

enum { LETTER_ROWS = 2500, LETTERS_A_ROW = 12 };

/* Whether a row of letters holds a word, looked at plainly. */
static bool row_holds(const uint32_t *row, const uint32_t *word, size_t n)
{
    for (size_t i = 0; i + n <= LETTERS_A_ROW; i++) {
        if (row[i] == word[0] && (n == 1 || row[i + 1] == word[1])) return true;
    }
    return false;
}

/* Of each word of one or two letters in how many rows it is, and in which: as a look at each row has
 * it. Letters of one byte to four, some in nearly all rows and some in few. */
static void letters_as_each_row_has_them(void)
{
    static const uint32_t alphabet[] = {'a', 'b', ' ', '7', 0x451, 0x434, 0x20AC, 0x10428};
    static uint32_t rows[LETTER_ROWS][LETTERS_A_ROW];
    gen g = gen_seeded(7);
    letters *l = letters_new();
    size_t n_words = 0, n_many = 0;
    for (size_t r = 0; r < LETTER_ROWS; r++) {
        buf b;
        buf_init(&b, 256);
        for (size_t i = 0; i < LETTERS_A_ROW; i++) { /* the later ones of the alphabet are rare */
            size_t at = gen_below(&g, 8);
            while (at > 0 && gen_below(&g, 4) > 0)
                at--;
            rows[r][i] = alphabet[at];
            utf8_put(&b, at < 2 && gen_below(&g, 2) ? alphabet[at] - 0x20 : alphabet[at]); /* A for a */
        }
        str text = buf_str(&b);
        CHECK_INT(letters_row(l, &text, 1), TR_OK);
        buf_free(&b);
    }
    size_t n = letters_sort(l);
    for (size_t i = 0; i < n; i++) {
        letters_word w = letters_at(l, i);
        uint32_t word[2] = {0}, count = 0;
        size_t letters_of = 0;
        str bytes = {w.bytes, w.len};
        for (size_t at = 0; at < w.len;)
            word[letters_of++] = words_next_folded(bytes, &at);
        bool same = letters_of == 1 || letters_of == 2;
        for (size_t r = 0; r < LETTER_ROWS; r++) {
            if (!row_holds(rows[r], word, letters_of)) continue;
            if (w.rows != NULL) same = same && count < w.n_rows && w.rows[count] == r;
            count++;
        }
        CHECK(same && count == w.n_rows && (w.rows == NULL) == (count >= LETTERS_FEW));
        n_many += w.rows == NULL;
    }
    for (size_t x = 0; x < 8; x++) { /* and none is left out */
        for (size_t y = 0; y <= 8; y++) {
            uint32_t word[2] = {alphabet[x], y < 8 ? alphabet[y] : 0};
            bool any = false;
            for (size_t r = 0; r < LETTER_ROWS && !any; r++)
                any = row_holds(rows[r], word, y < 8 ? 2 : 1);
            n_words += any;
        }
    }
    printf("# %zu words, %zu in %d rows or more\n", n, n_many, LETTERS_FEW);
    CHECK_INT((long long)n, (long long)n_words);
    CHECK(n_many > 3 && n_many < n);
    letters_free(l);
}

static const tap_case cases[] = {CASE(json_suite_as_decided), CASE(json_tree_keeps_places), CASE(canonical_json_as_published), CASE(csv_spectrum_reads_alike), CASE(csv_faults_cost_one_row),
                                 CASE(csv_bounds_hold), CASE(csv_round_trip), CASE(utf8_cases_as_published), CASE(yaml_subset_is_a_subset), CASE(yaml_suite_as_decided), CASE(html_sinks_escape), CASE(letters_as_each_row_has_them)};
TAP_MAIN(cases)
