/* The reader of announcements: tables of coordination and marks, dates over a year's turn, and texts changed at random, of which
 * nothing may come out that is not in them. */
#include "gen.h"
#include "load.h"
#include "mission/mission.h"
#include "reader/reader.h"
#include "tap.h"

#include <dirent.h>

static arena word_room;
static const reader_words *words;

static bool load_words(void)
{
    str csv[READER_LANGUAGES][3];
    tr_diag d;
    if (words != NULL) return true;
    arena_init(&word_room, (size_t)256 << 20);
    for (unsigned l = 0; l < READER_LANGUAGES; l++) {
        for (unsigned i = 0; i < 3; i++) csv[l][i] = shipped_reader_list(l, i);
    }
    return reader_words_read((const str(*)[3])csv, &word_room, &words, &d) == TR_OK;
}

static const reader_options plain_options = {.language = -1, .published = NO_DAY, .event_day = NO_DAY};

static tr_err read_with(str text, const reader_options *o, arena *a, source_text *t, announcement *out)
{
    tr_diag d;
    TR_TRY(source_read(text, STR("text"), a, t, &d));
    return announcement_read(t, 1, words, o, a, out, &d);
}

static int language_from(str s)
{
    return str_is(s, "en") ? READER_EN : str_is(s, "uk") ? READER_UK : READER_RU;
}

static str joined(const announcement *n, const piece_list *l, arena *a)
{
    str out = STR("");
    for (size_t i = 0; i < l->n; i++) {
        str w = piece_words(n, l->items[i]);
        out = arena_printf(a, STR_FMT "%s" STR_FMT, STR_ARG(out), i ? "|" : "", STR_ARG(w));
    }
    return out;
}

/* ---- tables */

typedef void row_check(const csv_row *row, arena *a);

static void each_row(const char *file, row_check *check, size_t least)
{
    arena a;
    csv_reader *r;
    csv_row row;
    tr_diag d = {0};
    size_t n = 0;
    arena_init(&a, (size_t)64 << 20);
    str bytes = load_source(&a, file);
    CHECK(bytes.len > 0 && load_words());
    if (bytes.len == 0 || csv_open_bytes(bytes, file, &r) != TR_OK) return;
    tr_err e = csv_next(r, &row, &d);
    for (e = csv_next(r, &row, &d); e == TR_OK; e = csv_next(r, &row, &d), n++) {
        arena scratch;
        arena_init(&scratch, (size_t)256 << 20);
        check(&row, &scratch);
        arena_clear(&scratch);
    }
    CHECK(e == TR_ERR_ABSENT);
    CHECK(n >= least);
    csv_close(r);
    arena_clear(&a);
}

static void check_heads(const csv_row *row, arena *a)
{
    source_text t;
    announcement n;
    reader_options o = plain_options;
    str found = STR("");
    o.language = language_from(row->fields[0]);
    tr_err e = read_with(row->fields[1], &o, a, &t, &n);
    CHECK(e == TR_OK);
    if (e != TR_OK) return;
    for (size_t i = 0; i < n.statements.n; i++) {
        for (size_t k = 0; k < n.statements.items[i].commitments.n; k++) {
            const str_list *l = &n.statements.items[i].commitments.items[k].heads;
            for (size_t h = 0; h < l->n; h++) found = arena_printf(a, STR_FMT "%s" STR_FMT, STR_ARG(found), found.len ? "|" : "", STR_ARG(l->items[h]));
        }
    }
    if (str_eq(found, row->fields[2])) return;
    tap_failed++;
    printf("# line %u: \"" STR_FMT "\", not \"" STR_FMT "\" (" STR_FMT ")\n", row->line, STR_ARG(found), STR_ARG(row->fields[2]), STR_ARG(row->fields[3]));
}

static void coordination(void)
{
    each_row("tests/reader/coordination.csv", check_heads, 20);
}

static void check_marks(const csv_row *row, arena *a)
{
    source_text t;
    announcement n;
    reader_options o = plain_options;
    str quotes = STR(""), speaker = STR("");
    o.language = language_from(row->fields[0]);
    tr_err e = read_with(row->fields[1], &o, a, &t, &n);
    CHECK(e == TR_OK);
    if (e != TR_OK) return;
    for (size_t i = 0; i < n.statements.n; i++) {
        const statement_said *s = &n.statements.items[i];
        str q = joined(&n, &s->quotes, a);
        if (q.len > 0) quotes = arena_printf(a, STR_FMT "%s" STR_FMT, STR_ARG(quotes), quotes.len ? "|" : "", STR_ARG(q));
        if (s->speaker != SIZE_MAX && speaker.len == 0) speaker = piece_words(&n, s->source);
    }
    if (str_eq(quotes, row->fields[2]) && str_eq(speaker, row->fields[3])) return;
    tap_failed++;
    printf("# line %u (" STR_FMT "): quotes \"" STR_FMT "\", speaker \"" STR_FMT "\"\n", row->line, STR_ARG(row->fields[4]), STR_ARG(quotes), STR_ARG(speaker));
}

static void marks_of_every_kind(void)
{
    each_row("tests/reader/marks.csv", check_marks, 18);
}

/* ---- dates: the year that brings a day nearest to the publication, by a calendar of its own */

static void dates_over_a_years_turn(void)
{
    static const char *const months[] = {"January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"};
    CHECK(load_words());
    size_t n_checked = 0;
    for (int64_t published = civil_to_days(2030, 11, 1); published < civil_to_days(2032, 4, 30); published += 3) {
        for (int64_t ahead = -40; ahead <= 120; ahead += 20) {
            arena a;
            source_text t;
            announcement n;
            reader_options o = plain_options;
            int y, m, d;
            arena_init(&a, (size_t)64 << 20);
            days_to_civil(published + ahead, &y, &m, &d);
            o.published = published;
            str text = arena_printf(&a, "\"We will halt strikes on ports from %d %s,\" Ila Doren said.", d, months[m - 1]);
            CHECK(read_with(text, &o, &a, &t, &n) == TR_OK);
            CHECK(n.statements.n == 1 && n.statements.items[0].commitments.n == 1);
            if (n.statements.n == 1 && n.statements.items[0].commitments.n == 1) CHECK_INT(n.statements.items[0].commitments.items[0].start.day, published + ahead);
            n_checked++;
            arena_clear(&a);
        }
    }
    CHECK(n_checked > 1000);
}

static void weekdays_against_dates(void)
{
    static const char *const names[] = {"Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"};
    CHECK(load_words());
    for (int64_t event = civil_to_days(2030, 12, 20); event < civil_to_days(2031, 4, 10); event++) { /* over New Year and a change of clocks */
        for (int w = 0; w < 7; w++) {
            arena a;
            source_text t;
            announcement n;
            reader_options o = plain_options;
            bool told = false;
            arena_init(&a, (size_t)64 << 20);
            o.event_day = event;
            str text = arena_printf(&a, "The minister, Ila Doren, announced %s that her army will halt strikes on ports.", names[w]);
            CHECK(read_with(text, &o, &a, &t, &n) == TR_OK);
            for (size_t i = 0; i < n.differences.n; i++) told = told || str_is(n.differences.items[i].kind, "date");
            int64_t day = (event + 3) % 7; /* the first of January 1970 was a Thursday */
            CHECK_INT(told, day != w);
            arena_clear(&a);
        }
    }
}

/* ---- nothing is invented */

typedef struct texts {
    str items[400];
    size_t n;
} texts;

static void load_texts(texts *t, arena *a, const char *folder)
{
    char path[512];
    snprintf(path, sizeof path, "%s/%s", TRUCE_SOURCE_DIR, folder);
    DIR *d = opendir(path);
    CHECK(d != NULL);
    for (struct dirent *e; d != NULL && (e = readdir(d)) != NULL && t->n < 400;) {
        char file[800];
        if (!str_ends(str_of(e->d_name), ".txt")) continue;
        snprintf(file, sizeof file, "%s/%s", folder, e->d_name);
        t->items[t->n++] = load_source(a, file);
    }
    if (d != NULL) closedir(d);
}

/* A stretch of the text, or nothing. */
static bool piece_ok(const announcement *n, piece p, const char *name)
{
    if (p.from == 0 && p.to == 0) return true;
    if (p.text < n->n_texts && p.from <= p.to && p.to <= n->texts[p.text].readable.len && utf8_valid_prefix(piece_words(n, p)) == p.to - p.from) return true;
    printf("# %s: bytes %zu to %zu\n", name, p.from, p.to);
    return false;
}

static bool list_ok(const announcement *n, const piece_list *l, const char *name)
{
    for (size_t i = 0; i < l->n; i++) {
        if (!piece_ok(n, l->items[i], name)) return false;
    }
    return true;
}

#define PIECE(p) piece_ok(n, p, #p)
static bool commitment_ok(const announcement *n, const commitment_said *c)
{
    return PIECE(c->span) && PIECE(c->act_words) && PIECE(c->scope) && PIECE(c->area) && PIECE(c->start.words) && PIECE(c->end.words) && PIECE(c->length.words) && PIECE(c->status_words) && list_ok(n, &c->parties, "parties") &&
           list_ok(n, &c->conditions, "conditions") && list_ok(n, &c->exceptions, "exceptions");
}

static bool statement_ok(const announcement *n, const statement_said *s)
{
    bool ok = PIECE(s->whole) && PIECE(s->cue) && PIECE(s->cue2) && PIECE(s->source) && PIECE(s->venue) && PIECE(s->indirect) && list_ok(n, &s->quotes, "quotes");
    ok = ok && (s->speaker == SIZE_MAX || s->speaker < n->voices.n) && (s->continues == SIZE_MAX || s->continues < n->statements.n);
    for (size_t i = 0; i < s->commitments.n; i++) ok = ok && commitment_ok(n, &s->commitments.items[i]);
    return ok;
}

/* A piece of one text put into another, cut out, doubled, or a byte of it changed; still UTF-8. */
static str mutated(const texts *t, gen *seed, arena *a)
{
    str base = t->items[gen_below(seed, t->n)], other = t->items[gen_below(seed, t->n)];
    buf b;
    buf_init(&b, (size_t)1 << 20);
    buf_s(&b, base);
    for (size_t times = 1 + gen_below(seed, 4); times > 0; times--) {
        static const char *const bits[] = {"“", "”", "«", "»", "\"", "'", "’", ".", ",", " said ", " that ", " if ", "\n\n", "— ", " не ", " по ", "(", ":", " for 30 days", " from ", " on ", "\xE2\x80\xAE", "\xD0", ""};
        str now = arena_str(a, buf_str(&b));
        size_t at = gen_below(seed, now.len + 1), length = gen_below(seed, 60);
        buf_reset(&b);
        buf_s(&b, str_upto(now, at));
        switch (gen_below(seed, 4)) {
        case 0: buf_z(&b, bits[gen_below(seed, sizeof bits / sizeof *bits)]); break;
        case 1: buf_s(&b, str_upto(str_from(other, gen_below(seed, other.len)), length)); break;
        case 2: at = at + length < now.len ? at + length : now.len; break;
        default: buf_s(&b, str_upto(str_from(now, at), length)); break;
        }
        buf_s(&b, str_from(now, at));
    }
    str raw = buf_str(&b);
    buf clean;
    buf_init(&clean, (size_t)2 << 20);
    while (raw.len > 0) { /* bytes that are no UTF-8 are left out */
        size_t good = utf8_valid_prefix(raw);
        buf_s(&clean, str_upto(raw, good));
        raw = str_from(raw, good < raw.len ? good + 1 : good);
    }
    str out = arena_str(a, buf_str(&clean));
    buf_free(&b);
    buf_free(&clean);
    return out;
}

static void nothing_is_invented(void)
{
    arena room;
    texts t = {.n = 0};
    gen seed = gen_seeded(20310315);
    arena_init(&room, (size_t)64 << 20);
    load_texts(&t, &room, "tests/reader/seen");
    load_texts(&t, &room, "tests/reader/more");
    CHECK(t.n > 100 && load_words());
    for (size_t i = 0; i < 10000 && tap_failed < 3; i++) {
        arena a;
        source_text s;
        announcement n;
        arena_init(&a, (size_t)256 << 20);
        str text = mutated(&t, &seed, &a);
        if (text.ptr != NULL && memchr(text.ptr, '\0', text.len) == NULL && read_with(text, &plain_options, &a, &s, &n) == TR_OK) {
            for (size_t k = 0; k < n.statements.n; k++) {
                if (statement_ok(&n, &n.statements.items[k])) continue;
                tap_failed++;
                printf("# text %zu: a phrase of " STR_FMT " is not a stretch of the text: " STR_FMT "\n", i, STR_ARG(n.statements.items[k].id), STR_ARG(text));
            }
        }
        arena_clear(&a);
    }
    arena_clear(&room);
}

/* ---- the same text twice, and in front of another one, says the same */

static void same_bytes_same_answer(void)
{
    arena room;
    texts t = {.n = 0};
    arena_init(&room, (size_t)64 << 20);
    load_texts(&t, &room, "tests/reader/seen");
    CHECK(load_words());
    for (size_t i = 0; i < t.n; i++) {
        buf one, two;
        arena a;
        buf_init(&one, (size_t)16 << 20);
        buf_init(&two, (size_t)16 << 20);
        for (int k = 0; k < 2; k++) {
            source_text s;
            announcement n;
            arena_init(&a, (size_t)256 << 20);
            CHECK(read_with(t.items[i], &plain_options, &a, &s, &n) == TR_OK);
            announcement_json(&n, k == 0 ? &one : &two);
            arena_clear(&a);
        }
        CHECK(one.len > 20 && str_eq(buf_str(&one), buf_str(&two)));
        buf_free(&one);
        buf_free(&two);
    }
    arena_clear(&room);
}

int main(void)
{
    static const tap_case cases[] = {CASE(coordination), CASE(marks_of_every_kind), CASE(dates_over_a_years_turn), CASE(weekdays_against_dates), CASE(nothing_is_invented), CASE(same_bytes_same_answer)};
    int e = tap_main(cases, sizeof cases / sizeof *cases);
    arena_clear(&word_room);
    return e;
}
