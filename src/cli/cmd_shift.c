/* A shift on the command line: what officers observed, what a person codes from records, and what
 * the sides answered. docs/formats/coding.md, docs/a-day.md. */
#include "mission/coding.h"
#include "terminal/job.h"

#include <string.h>

/* ---- observe */

/* Columns of the annex, in its order, and of the entry. */
enum { O_BY, O_TIME, O_ZONE, O_PLACE, O_LAT, O_LON, O_RADIUS, O__TEXTS };
static const char *const columns[] = {"by",     "time",        "zone",        "place",    "lat",
                                      "lon",    "radius",      "position",    "location", "means",
                                      "number", "observation", "description", "weapon"};
static const char *const keys[] = {"by",     "time_words",  "zone_words",  "place",    "lat",
                                   "lon",    "radius_m",    "position",    "location", "means",
                                   "number", "observation", "description", "weapon"};
enum { N_COLUMNS = sizeof columns / sizeof columns[0], O_OBSERVATION = 11 };

typedef struct sighting {
    str text[N_COLUMNS];
    str_list attachments;
    str source; /* "sha256 line 3" of a file of observations */
    span when;
} sighting;
typedef VEC(sighting) sighting_vec;

static bool observed_span(str words, str zone_name, const job *j, span *out)
{
    iso_time t;
    const tz *z = NULL;
    tz_db db = host_zones_db(j->zones);
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
static bool is_late(const job *j, span when)
{
    return j->m.clock_start == USEC_UNKNOWN && host_now() > when.to + USEC_DAY;
}

static bool number_within(str s, double lo, double hi)
{
    double v;
    return str_to_double(s, &v) && v >= lo && v <= hi;
}

/* What is wrong with it, in words; NULL: nothing. `*at`: the column. */
static const char *fault_of(sighting *o, const job *j, size_t *at)
{
    static const size_t needed[] = {O_BY, O_TIME, O_OBSERVATION};
    for (size_t i = 0; i < sizeof needed / sizeof needed[0]; i++) {
        *at = needed[i];
        if (str_trim(o->text[needed[i]]).len == 0) return "is needed";
    }
    const tz *zone = NULL;
    tz_db db = host_zones_db(j->zones);
    *at = O_ZONE;
    if (o->text[O_ZONE].len && tz_find(&db, o->text[O_ZONE], &zone) != TR_OK)
        return "is no zone of the tz database, such as Europe/Vienna";
    *at = O_TIME;
    if (!observed_span(o->text[O_TIME], o->text[O_ZONE], j, &o->when))
        return "is not a time such as 2025-04-01T10:30 with a zone, or 2025-04-01T07:30Z; or the "
               "clock of "
               "that zone skipped it";
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

static tr_err append_observed(const job *j, const sighting *o, uint64_t *index, tr_diag *diag)
{
    entry_member e[N_COLUMNS + 8];
    size_t n = 0;
    str from, to;
    TR_TRY(instant_text(j->a, o->when.from, &from));
    TR_TRY(instant_text(j->a, o->when.to, &to));
    e[n++] = (entry_member){.key = "t", .text = STR("evidence")};
    e[n++] = (entry_member){.key = "by", .text = o->text[O_BY]};
    e[n++] = (entry_member){.key = "time_words", .text = o->text[O_TIME]};
    e[n++] = (entry_member){.key = "zone_words", .text = o->text[O_ZONE]};
    e[n++] = (entry_member){.key = "from", .text = from};
    e[n++] = (entry_member){.key = "to", .text = to};
    if (is_late(j, o->when)) e[n++] = (entry_member){.key = "late", .text = STR("yes")};
    for (size_t i = O__TEXTS; i < N_COLUMNS; i++)
        e[n++] = (entry_member){.key = keys[i], .text = o->text[i]};
    for (size_t i = O_PLACE; i < O__TEXTS; i++) {
        if (o->text[i].len) e[n++] = (entry_member){.key = keys[i], .text = o->text[i]};
    }
    if (o->source.len) e[n++] = (entry_member){.key = "source", .text = o->source};
    if (o->attachments.n) e[n++] = (entry_member){.key = "attachments", .list = &o->attachments};
    return mission_observe(&j->m, e, n, index, diag);
}

static int observe_one(const cmd *c, const args *in, const job *j)
{
    sighting o = {0};
    uint64_t index;
    size_t at;
    tr_diag d = {0};
    for (size_t i = 0; i < N_COLUMNS; i++)
        o.text[i] = opt_value(c, in, columns[i]);
    const char *fault = fault_of(&o, j, &at);
    if (fault) {
        cli_say("truce observe: --%s '" STR_FMT "' %s\n", columns[at], STR_ARG(o.text[at]), fault);
        return EXIT_USAGE;
    }
    str path;
    for (size_t i = 0; opt_nth(c, in, "attach", i, &path); i++) {
        str *slot = VEC_PUSH(in->a, &o.attachments);
        if (slot == NULL) return cli_fail(TR_ERR_NOMEM, NULL);
        tr_err e = mission_attach(&j->m, cli_path(in->a, path), in->a, slot, &d);
        if (e != TR_OK) return cli_fail(e, &d);
    }
    tr_err e = append_observed(j, &o, &index, &d);
    if (e != TR_OK) return cli_fail(e, &d);
    buf b;
    buf_init(&b, 65536);
    buf_f(&b, "observation recorded as entry %llu: O-%llu\n", (unsigned long long)index,
          (unsigned long long)index);
    for (size_t i = 0; i < o.attachments.n; i++)
        buf_f(&b, "attached " STR_FMT "\n", STR_ARG(o.attachments.items[i]));
    int code = cli_answer(&b, EXIT_DONE);
    buf_free(&b);
    return code;
}

/* ---- observe --file: every line is checked before any is appended */

typedef struct sheet {
    const job *j;
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
    cli_diag(&d, "error");
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
    sighting *o = VEC_PUSH(s->j->a, &s->rows);
    if (o == NULL) return TR_ERR_NOMEM;
    *o = (sighting){0};
    for (size_t i = 0; i < N_COLUMNS; i++) {
        if (s->at[i] != SIZE_MAX) o->text[i] = arena_str(s->j->a, str_trim(row->fields[s->at[i]]));
    }
    if (o->text[O_BY].len == 0) o->text[O_BY] = s->by;
    if (o->text[O_ZONE].len == 0) o->text[O_ZONE] = s->zone;
    o->source = arena_printf(s->j->a, "%s line %u", s->hex, row->line);
    if (o->source.ptr == NULL) return TR_ERR_NOMEM;
    const char *fault = fault_of(o, s->j, &at);
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

static tr_err append_sheet(const sheet *s, buf *b, tr_diag *d)
{
    state before;
    size_t n = 0;
    TR_TRY(job_state(s->j, &before, d));
    for (size_t i = 0; i < s->rows.n; i++) {
        uint64_t index;
        const sighting *o = &s->rows.items[i];
        if (is_recorded(&before, o)) continue;
        TR_TRY(append_observed(s->j, o, &index, d));
        buf_f(b, "O-%llu " STR_FMT " " STR_FMT "\n", (unsigned long long)index,
              STR_ARG(o->text[O_TIME]), STR_ARG(o->text[O_OBSERVATION]));
        n++;
    }
    buf_f(b, "%zu observation%s recorded, %zu known already\n", n, n == 1 ? "" : "s",
          s->rows.n - n);
    return TR_OK;
}

static int observe_file(const cmd *c, const args *in, const job *j)
{
    sheet s = {.j = j, .by = opt_value(c, in, "by"), .zone = opt_value(c, in, "zone")};
    str text;
    buf b;
    tr_diag d = {0};
    int code = cli_table(opt_value(c, in, "file"), FEED_NONE, in->a, &text, &s.name);
    if (code != EXIT_DONE) return code;
    tr_err e = read_sheet(&s, text, &d);
    if (e != TR_OK) return cli_fail(e, &d);
    if (s.n_faults == 0 && s.rows.n == 0)
        say_fault(&s, CODE_OBSERVATION, 1, 1, "the file", "has no line with an observation");
    if (s.n_faults) {
        cli_say("truce observe: nothing was recorded; mend the file and give it again\n");
        return EXIT_DATA;
    }
    buf_init(&b, BUF_LIMIT_BYTES);
    e = append_sheet(&s, &b, &d);
    code = cli_answer(&b, EXIT_DONE);
    buf_free(&b);
    return e == TR_OK ? code : cli_fail(e, &d);
}

static int run_observe(const cmd *c, args *in)
{
    job j;
    if (in->n_words != 1) return cli_usage(c);
    int code = job_open(in, &j);
    if (code != EXIT_DONE) return code;
    if (opt_value(c, in, "file").len == 0) return observe_one(c, in, &j);
    for (size_t i = 0; i < N_COLUMNS; i++) {
        if (i == O_BY || i == O_ZONE || opt_value(c, in, columns[i]).len == 0) continue;
        cli_say("truce observe: --file has the column %s; --by and --zone alone go with it\n",
                columns[i]);
        return EXIT_USAGE;
    }
    if (opt_value(c, in, "attach").len) {
        cli_say("truce observe: --attach goes with one observation, not with --file\n");
        return EXIT_USAGE;
    }
    return observe_file(c, in, &j);
}

/* ---- code */

static int refuse_field(str word)
{
    buf b;
    buf_init(&b, 65536);
    coding_field_names(&b);
    cli_say("truce code: --set takes FIELD=VALUE, not '" STR_FMT "'; fields: " STR_FMT "\n",
            STR_ARG(word), STR_ARG(buf_str(&b)));
    buf_free(&b);
    return EXIT_USAGE;
}

static int read_stated(const cmd *c, const args *in, code_order *o)
{
    str word;
    for (size_t i = 0; opt_nth(c, in, "set", i, &word); i++) {
        size_t eq = str_find(word, '=');
        str name = str_trim(str_upto(word, eq));
        if (eq == word.len || !coding_field_ok(name)) return refuse_field(word);
        for (size_t k = 0; k < o->stated.n; k++) {
            if (!str_eq(o->stated.items[k].name, name)) continue;
            cli_say("truce code: '" STR_FMT "' is set twice\n", STR_ARG(name));
            return EXIT_USAGE;
        }
        coded_field *x = VEC_PUSH(in->a, &o->stated);
        if (x == NULL) return cli_fail(TR_ERR_NOMEM, NULL);
        *x = (coded_field){.name = name, .value = str_from(word, eq + 1)};
    }
    for (size_t i = 0; opt_nth(c, in, "from", i, &word); i++) {
        str *slot = VEC_PUSH(in->a, &o->records);
        if (slot == NULL) return cli_fail(TR_ERR_NOMEM, NULL);
        *slot = word;
    }
    return EXIT_DONE;
}

static void put_made(const code_made *m, const char *act, buf *b)
{
    const char *past = strcmp(act, "drop") == 0     ? "dropped"
                       : strcmp(act, "change") == 0 ? "changed"
                                                    : "made";
    buf_f(b, STR_FMT " %s, recorded as entry %llu\n", STR_ARG(m->id), past,
          (unsigned long long)m->index);
    for (size_t i = 0; i < m->line.n_fields; i++) {
        const coded_field *x = &m->line.fields[i];
        buf_f(b, "  " STR_FMT "%*s " STR_FMT "  (%s" STR_FMT ")\n", STR_ARG(x->name),
              (int)(x->name.len < 18 ? 18 - x->name.len : 0), "", STR_ARG(x->value),
              x->from.len == 0                   ? "stated"
              : str_is(x->from, CODING_NOT_SAID) ? ""
                                                 : "from ",
              STR_ARG(x->from));
    }
    for (size_t i = 0; i < m->differ.n; i++)
        buf_f(b, "  %-18s left empty: the records differ; state it with --set\n",
              m->differ.items[i].ptr);
}

static int check_code(const cmd *c, const args *in, const char *act)
{
    bool make = strcmp(act, "make") == 0, drop = strcmp(act, "drop") == 0;
    if (!make && !drop && strcmp(act, "change") != 0) return cli_usage(c);
    if (in->n_words != (make ? 2u : 3u)) return cli_usage(c);
    if (str_trim(opt_value(c, in, "by")).len == 0 ||
        str_trim(opt_value(c, in, "reason")).len == 0) {
        cli_say("truce code: --by and --reason are needed\n");
        return EXIT_USAGE;
    }
    if (make && opt_value(c, in, "from").len == 0) {
        cli_say("truce code make: --from is needed: an incident is coded from records\n");
        return EXIT_USAGE;
    }
    if (!make && opt_value(c, in, "id").len) {
        cli_say("truce code: --id goes with make\n");
        return EXIT_USAGE;
    }
    if (drop && (opt_value(c, in, "from").len || opt_value(c, in, "set").len)) {
        cli_say("truce code drop: takes neither --from nor --set\n");
        return EXIT_USAGE;
    }
    return EXIT_DONE;
}

static int run_code(const cmd *c, args *in)
{
    job j;
    buf b;
    code_made made;
    tr_diag d = {0};
    if (in->n_words < 2) return cli_usage(c);
    const char *act = cli_path(in->a, in->words[1]);
    code_order o = {.act = act,
                    .id = in->n_words > 2 ? in->words[2] : opt_value(c, in, "id"),
                    .by = str_trim(opt_value(c, in, "by")),
                    .reason = opt_value(c, in, "reason")};
    int code = check_code(c, in, act);
    if (code == EXIT_DONE) code = read_stated(c, in, &o);
    if (code == EXIT_DONE) code = job_open(in, &j);
    if (code != EXIT_DONE) return code;
    tr_err e = mission_code(&j.m, j.zones, &o, in->a, &made, &d);
    if (e != TR_OK) return cli_fail(e, &d);
    buf_init(&b, 1 << 20);
    put_made(&made, act, &b);
    code = cli_answer(&b, EXIT_DONE);
    buf_free(&b);
    return code;
}

/* ---- reply */

/* Nobody is silent who was not asked, or who answered. */
static int check_silence(const state *s, str item, str party)
{
    const reply_line *last = NULL;
    for (size_t i = 0; i < s->replies.n; i++) {
        const reply_line *x = &s->replies.items[i];
        if (str_eq(x->item, item) && str_eq(x->party, party)) last = x;
    }
    if (last && str_is(last->act, "ask")) return EXIT_DONE;
    cli_say("truce reply silence: '" STR_FMT "' %s about '" STR_FMT "'\n", STR_ARG(party),
            last ? "was not asked again since the last answer or silence" : "was not asked",
            STR_ARG(item));
    return EXIT_USAGE;
}

static int check_reply(const cmd *c, const args *in, const job *j)
{
    state s;
    report_data d;
    tr_diag diag = {0};
    as_of all = {.size = UINT64_MAX, .instant = USEC_UNKNOWN};
    str party = opt_value(c, in, "party"), item = in->words[2];
    tr_err e = job_build(j, all, (span){USEC_UNKNOWN, USEC_UNKNOWN}, (str){0}, &s, &d, &diag);
    if (e != TR_OK) return cli_fail(e, &diag);
    if (!job_has_item(&d, item)) {
        cli_say("truce reply: nothing in the record has the id '" STR_FMT "'\n", STR_ARG(item));
        return EXIT_USAGE;
    }
    if (agreement_party_rank(d.ag, party) < d.ag->n_parties)
        return str_is(in->words[1], "silence") ? check_silence(&s, item, party) : EXIT_DONE;
    cli_say("truce reply: '" STR_FMT "' is no party of the agreement; its parties are",
            STR_ARG(party));
    for (size_t i = 0; i < d.ag->n_parties; i++)
        cli_say("%s " STR_FMT, i ? "," : "", STR_ARG(d.ag->parties[i].id));
    cli_say("\n");
    return EXIT_USAGE;
}

static int check_reply_words(const cmd *c, const args *in, str act)
{
    bool ask = str_is(act, "ask"), answered = str_is(act, "answer"),
         silence = str_is(act, "silence");
    if (in->n_words != 3 || (!ask && !answered && !silence)) return cli_usage(c);
    if (str_trim(opt_value(c, in, "by")).len == 0 || opt_value(c, in, "party").len == 0) {
        cli_say("truce reply: --by and --party are needed\n");
        return EXIT_USAGE;
    }
    if (!silence && str_trim(opt_value(c, in, "words")).len == 0) {
        cli_say("truce reply " STR_FMT ": --words is needed: %s\n", STR_ARG(act),
                ask ? "what was asked" : "what was answered, in the party's words");
        return EXIT_USAGE;
    }
    iso_time t;
    str until = opt_value(c, in, "until");
    if (!ask && until.len) {
        cli_say("truce reply: --until goes with ask\n");
        return EXIT_USAGE;
    }
    if (until.len && !iso_parse(until, &t)) {
        cli_say("truce reply: --until '" STR_FMT "' is not a day or a time such as 2025-04-03\n",
                STR_ARG(until));
        return EXIT_USAGE;
    }
    return EXIT_DONE;
}

static int run_reply(const cmd *c, args *in)
{
    job j;
    uint64_t index;
    tr_diag d = {0};
    if (in->n_words < 3) return cli_usage(c);
    int code = check_reply_words(c, in, in->words[1]);
    if (code == EXIT_DONE) code = job_open(in, &j);
    if (code == EXIT_DONE) code = check_reply(c, in, &j);
    if (code != EXIT_DONE) return code;
    tr_err e =
        mission_reply(&j.m, cli_path(in->a, in->words[1]), in->words[2], opt_value(c, in, "party"),
                      str_trim(opt_value(c, in, "by")), opt_value(c, in, "words"),
                      opt_value(c, in, "source"), opt_value(c, in, "until"), &index, &d);
    return e == TR_OK ? job_said("reply", index) : cli_fail(e, &d);
}

/* ---- tables */

const cmd cmd_observe = {
    .name = "observe",
    .usage = "observe DIR --by NAME --time T --observation WORDS [options]",
    .summary = "log one observation by a named officer",
    .run = run_observe,
    .text = "One line of the annex: position, location, means, number, observation, description, "
            "weapon, time. Each\n"
            "explosion, burst, flare or projectile is one. No attribution. An entry made more than "
            "a day after\n"
            "what it tells of is marked late. It gets an id, such as O-17, from which 'truce code' "
            "makes an\n"
            "incident. --file reads many lines from a table with these names as columns; all are "
            "checked\n"
            "before any is recorded, and a line that is in the record already is not recorded "
            "again.",
    .opts = {{.name = "by", .arg = "NAME", .help = "the officer"},
             {.name = "time",
              .arg = "T",
              .help = "2025-04-01T07:30Z, or without Z and with --zone, or a date"},
             {.name = "zone",
              .arg = "ZONE",
              .help = "zone of the time, as Europe/Vienna (default UTC)"},
             {.name = "position", .arg = "WORDS", .help = "where the observer stood"},
             {.name = "location", .arg = "WORDS", .help = "where it was: distance and bearing"},
             {.name = "place", .arg = "NAME", .help = "town or area of what was observed"},
             {.name = "lat", .arg = "DEG", .help = "its latitude, WGS 84, decimal degrees"},
             {.name = "lon", .arg = "DEG", .help = "its longitude"},
             {.name = "radius", .arg = "M", .help = "how well that is known, in metres"},
             {.name = "means", .arg = "WORDS", .help = "patrol, camera, UAV, sensor"},
             {.name = "number", .arg = "N", .help = "how many"},
             {.name = "observation", .arg = "WORDS", .help = "heard, saw, recorded"},
             {.name = "description",
              .arg = "WORDS",
              .help = "undetermined explosion, burst, shot, impact ..."},
             {.name = "weapon", .arg = "WORDS", .help = "type, or not known"},
             {.name = "attach",
              .arg = "FILE",
              .many = true,
              .help = "a photograph or paper, kept by its digest; its own data on time and place "
                      "are shown, never trusted"},
             {.name = "file", .arg = "FILE", .help = "many observations from a table"}},
    .examples =
        {"truce observe my-mission --by 'Officer 3' --time 2025-04-01T07:30Z --number 2 "
         "--observation heard --description 'undetermined explosion'",
         "truce observe my-mission --file morning.csv --by 'Officer 3' --zone Europe/Vienna"},
};

const cmd cmd_code = {
    .name = "code",
    .usage = "code DIR make --from RECORD... | change ID | drop ID --by NAME --reason WORDS",
    .summary = "an incident from records, by a named person",
    .run = run_code,
    .text =
        "make    an incident from observations (O-17), claims (their id), reports or detections "
        "(14:203:\n"
        "        row 203 of the file of entry 14): fields on which they agree are filled from "
        "them, each\n"
        "        with where it came from; --set states the others\n"
        "change  the same incident with other fields or further records\n"
        "drop    it no longer stands; what was known before stays as it was\n"
        "Only what was coded here can be changed or dropped. It stands in the report like an "
        "imported one.",
    .opts =
        {{.name = "from", .arg = "RECORD", .many = true, .help = "a record; may be repeated"},
         {.name = "set", .arg = "FIELD=VALUE", .many = true, .help = "a field; may be repeated"},
         {.name = "by", .arg = "NAME", .help = "who codes"},
         {.name = "reason", .arg = "WORDS", .help = "why"},
         {.name = "id", .arg = "ID", .help = "make: an id; default K- and the entry"}},
    .examples = {"truce code my-mission make --from O-17 --from CL006 --set "
                 "category=energy.power.substation --by 'Analyst 1' --reason 'one strike, heard "
                 "and claimed'",
                 "truce code my-mission drop K-21 --by 'Analyst 1' --reason 'a controlled "
                 "detonation'"},
};

const cmd cmd_reply = {
    .name = "reply",
    .usage = "reply DIR ask|answer|silence ITEM --party ID --by NAME [options]",
    .summary = "the right of reply: a party asked, and what it said",
    .run = run_reply,
    .text =
        "ask      the party was asked about the item\n"
        "answer   what it answered, in its words, with a source\n"
        "silence  it did not answer\n"
        "Every party is asked in the same way. The exchange stands with the item in the report.",
    .opts = {{.name = "party", .arg = "ID", .help = "a party of the agreement"},
             {.name = "by", .arg = "NAME", .help = "who records it"},
             {.name = "words", .arg = "WORDS", .help = "what was asked or answered"},
             {.name = "source", .arg = "WORDS", .help = "letter, call, address of a page"},
             {.name = "until", .arg = "T", .help = "ask: by when an answer was asked for"}},
    .examples = {"truce reply my-mission ask K-21 --party red --by 'Officer 3' --words 'What "
                 "is your account of this?' --until 2025-04-03"},
};
