#include "load.h"
#include "tap.h"

#include "document/said.h"

#include <stdio.h>
#include <stdlib.h>

/* Every block and every kind of place, with texts that would be marks in one form or another. */
static void tell(doc *w)
{
    static const doc_column columns[] = {HEAD("Region"), HEAD_N("Coded"), HEAD("Caution")};
    doc_heading(w, 1, "top", "A sample of everything");
    doc_open(w, DOC_PARAGRAPH, (doc_info){.tone = TONE_LEAD});
    doc_say(w, "From {from}, by {who}: {what}. It was {share} of all.", A_DAY("from", 20166), A_TEXT("who", STR("<b>Office & Co</b> | *x*")),
            ((doc_arg){.name = "what", .kind = ARG_TEXT, .tone = TONE_STRONG, .text = STR("a = b")}), A_FIXED("share", 0.25, 2));
    doc_close(w, DOC_PARAGRAPH);
    doc_open(w, DOC_PARAGRAPH, (doc_info){0});
    doc_say(w, "See {item}, {page} and {none}; a {place} without an argument stays.", A_ID("item", STR("I 1")), A_URL("page", STR("the page"), STR("https://example.org/?a=1&b=2")),
            A_URL("none", STR("no page"), STR("javascript:alert(1)")));
    doc_close(w, DOC_PARAGRAPH);
    doc_heading(w, 2, "table", "A table and a list");
    DOC_TABLE_OF(w, "regions", "Regions in the order of their names.", columns);
    static const char *const names[] = {"Norte", "S\xC3\xBCr <i>", "Est|e"};
    for (size_t i = 0; i < 3; i++) {
        doc_open(w, DOC_ROW, (doc_info){.anchor = str_of(names[i])});
        doc_cell_link(w, str_of(names[i]));
        doc_cell_number(w, i * 1234);
        doc_cell_or_not(w, i ? STR("\xE2\x80\xAEturned") : (str){0});
        doc_close(w, DOC_ROW);
    }
    doc_close(w, DOC_TABLE);
    doc_open(w, DOC_LIST, (doc_info){0});
    for (size_t n = 1; n < 3; n++) {
        doc_open(w, DOC_ITEM, (doc_info){0});
        doc_say_count(w, "{n} claim stands alone", "{n} claims stand alone", n, A_N("n", n));
        doc_close(w, DOC_ITEM);
    }
    doc_close(w, DOC_LIST);
    doc_open(w, DOC_FOLD, (doc_info){.anchor = STR("fold")});
    doc_open(w, DOC_SUMMARY, (doc_info){0});
    doc_say(w, "What waits behind a line");
    doc_close(w, DOC_SUMMARY);
    doc_open(w, DOC_TERMS, (doc_info){0});
    doc_open(w, DOC_TERM, (doc_info){0});
    doc_say(w, "When");
    doc_close(w, DOC_TERM);
    doc_open(w, DOC_MEANING, (doc_info){0});
    doc_say(w, "{span}", A_SPAN("span", ((span){1742342400000000, 1742346000000000})));
    doc_close(w, DOC_MEANING);
    doc_close(w, DOC_TERMS);
    doc_open(w, DOC_QUOTE, (doc_info){0});
    doc_text(w, STR("a quotation, with its own \"marks\" and a line that is long enough to be broken where a mail would break it"));
    doc_close(w, DOC_QUOTE);
    doc_open(w, DOC_PARAGRAPH, (doc_info){.tone = TONE_SOFT});
    doc_say_count(w, "{n} row", "{n} rows", 3, A_N("n", 3));
    doc_close(w, DOC_PARAGRAPH);
    doc_close(w, DOC_FOLD);
}

static size_t slavic(size_t n)
{
    size_t ten = n % 10, hundred = n % 100;
    if (ten == 1 && hundred != 11) return 0;
    return ten >= 2 && ten <= 4 && (hundred < 12 || hundred > 14) ? 1 : 2;
}

/* Not a language: sentences turned round, so that what was not said through the catalogue stands out. */
static const catalogue_entry turned[] = {{"A sample of everything", {"[gnihtyreve fo elpmas A]"}},
                                         {"Coded", {"[dedoC]"}},
                                         {"From {from}, by {who}: {what}. It was {share} of all.", {"[{share} saw ti .{what} :{who} yb ,{from} morF]"}},
                                         {"{n} claim stands alone", {"[one: {n}]", "[few: {n}]", "[many: {n}]"}}};
static const catalogue pseudo = {.tag = "xx", .name = "turned", .right_to_left = true, .form = slavic, .entries = turned, .n = 4};

static void compare(const doc_form *form, const catalogue *words, const char *name)
{
    buf out, path;
    doc w;
    buf_init(&out, BUF_LIMIT_BYTES);
    buf_init(&path, 4096);
    doc_init(&w, &out, form, words);
    tell(&w);
    doc_end(&w);
    CHECK_INT(buf_err(&out), TR_OK);
    buf_f(&path, TRUCE_SOURCE_DIR "/tests/cases/document/%s", name);
    buf_c(&path, '\0');
    if (getenv("TRUCE_ACCEPT")) {
        FILE *f = fopen(path.ptr, "w");
        CHECK(f && fwrite(out.ptr, 1, out.len, f) == out.len && fclose(f) == 0);
    }
    arena a;
    str want = {0};
    arena_init(&a, 1 << 20);
    CHECK_INT(host_read_file(path.ptr, 1 << 20, &a, &want, NULL), TR_OK);
    CHECK(str_eq(buf_str(&out), want));
    arena_clear(&a);
    buf_free(&out);
    buf_free(&path);
}

static void a_page_says_it(void)
{
    compare(&doc_html, NULL, "sample.html");
}

static void markdown_says_it(void)
{
    compare(&doc_markdown, NULL, "sample.md");
}

static void plain_text_says_it(void)
{
    compare(&doc_plain, NULL, "sample.txt");
}

static void another_language_says_it(void)
{
    compare(&doc_plain, &pseudo, "turned.txt");
}

/* Samples of the rules that Unicode's CLDR states for whole numbers in Ukrainian and Russian: one, few, many. */
static void counts_take_their_form(void)
{
    static const struct {
        size_t n, form;
    } samples[] = {{0, 2}, {1, 0}, {2, 1}, {4, 1}, {5, 2}, {10, 2}, {11, 2}, {12, 2}, {14, 2}, {15, 2}, {20, 2}, {21, 0}, {22, 1}, {24, 1}, {25, 2}, {100, 2}, {101, 0}, {102, 1}, {111, 2}, {112, 2}, {121, 0}, {1002, 1}, {1012, 2}};
    for (size_t i = 0; i < sizeof samples / sizeof samples[0]; i++) {
        for (size_t k = 0; k + 1 < n_catalogues; k++) CHECK_INT(catalogues[k].form(samples[i].n), samples[i].form);
    }
    const catalogue *uk = NULL, *none = NULL;
    CHECK(catalogue_of(STR("uk"), &uk) && uk && str_is(str_of(uk->tag), "uk"));
    CHECK(catalogue_of(STR("en"), &none) && none == NULL);
    CHECK(!catalogue_of(STR("xx"), &none));
    CHECK(str_eq(catalogue_word(uk, STR("no such word")), STR("no such word")));
    CHECK(!str_eq(catalogue_word(uk, STR("verified")), STR("verified")));
}

/* What is kept is what is told at once, whatever stands in its places; parts of it can be put in another sentence. */
static void say_it_all(doc *w, kept_words inner)
{
    doc_say(w, "A {text}, {n}, {fixed}, {time}, {span}, {day}, {link}, {url}, {word}, {figure}, {rounded}, {known}, {inner}; ", A_TEXT("text", STR("a\x01" "b")), A_N("n", -7), A_FIXED("fixed", 1.25, 2), A_WHEN("time", 1742342400000000),
            A_SPAN("span", ((span){1742342400000000, 1742346000000000})), A_DAY("day", 20166), A_ID("link", STR("I 1")), A_URL("url", STR("here"), STR("https://example.org")), A_WORD("word", "unknown"), A_FIGURE("figure", 0.1),
            A_ROUNDED("rounded", 1e300), A_KNOWN("known", STR("verified")), A_SAID("inner", inner));
    for (size_t n = 0; n < 3; n++) doc_say_count(w, "{n} row", "{n} rows", n, A_N("n", n));
    doc_say(w, "{}, {}", A_N("a", 1), A_COUNT("b", "{n} link", "{n} links", 2));
    doc_text(w, STR("; \x01 as it is"));
}

static void what_is_kept_is_told_the_same(void)
{
    const catalogue *uk;
    arena a;
    kept_words inner, all;
    saying s;
    arena_init(&a, 1 << 20);
    CHECK_INT(SAY_ONE(&a, &inner, "not stated"), TR_OK);
    saying_open(&s);
    say_it_all(&s.w, inner);
    CHECK_INT(saying_take(&s, &a, &all), TR_OK);
    CHECK(catalogue_of(STR("uk"), &uk));
    for (int k = 0; k < 4; k++) { /* words alone, and with marks and addresses; in English, and not */
        const doc_form *form = k < 2 ? &doc_bare : &doc_html;
        const catalogue *words = k % 2 ? uk : NULL;
        buf at_once, later;
        doc w;
        buf_init(&at_once, BUF_LIMIT_BYTES);
        buf_init(&later, BUF_LIMIT_BYTES);
        doc_init(&w, &at_once, form, words);
        say_it_all(&w, inner);
        doc_end(&w);
        doc_init(&w, &later, form, words);
        doc_said(&w, all);
        doc_end(&w);
        CHECK(buf_str(&later).len > 100 && str_eq(buf_str(&at_once), buf_str(&later)));
        if (k == 0) CHECK(str_starts(buf_str(&later), "A a\x01" "b, -7, 1.25, 19 Mar 2025 00:00Z, 19 Mar 2025 00:00Z to 19 Mar 2025 01:00Z, 2025-03-19, I 1, here, unknown, 0.1"));
        buf_free(&at_once);
        buf_free(&later);
    }
    arena_clear(&a);
}

static const tap_case cases[] = {CASE(a_page_says_it), CASE(markdown_says_it), CASE(plain_text_says_it), CASE(another_language_says_it), CASE(counts_take_their_form), CASE(what_is_kept_is_told_the_same)};
TAP_MAIN(cases)
