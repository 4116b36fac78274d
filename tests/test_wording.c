/* Words of lists in a text: which, where, and that no text takes long. */
#include "tap.h"
#include "text/wording.h"

#include "base/buf.h"

#include <stdlib.h>

static const char list[] = "# a remark\tof nobody\nplum\tnumber\n\\bred(dish)?\\b\tblue\nab|cd\tone of two\nx\tshort\n"
                           "\\btell\\b(?! in\\b)\tcontradicted by\nthree words here\tfewer\n";
static const char second[] = "plum\tanother\nБРУТ\tчисло\n";

typedef struct found {
    const char *text, *words; /* "line:column word instead; ..." */
} found;

static const found rows[] = {
    {"", ""},
    {"nothing of it", ""},
    {"So plumal, and a Plumus.", "1:4 plumal another / number; 1:18 Plumus another / number"},
    {"red, REDDISH, redder", "1:1 red blue; 1:6 REDDISH blue"},
    {"they tell in the north\nthey tell", "2:6 tell contradicted by"},
    {"# One\n\n## Two\nabc and ecdy, x", "4:1 abc one of two; 4:9 ecdy one of two; 4:15 x short"},
    {"\"plumal\" \xE2\x80\x9C" "plumal\xE2\x80\x9D \xC2\xAB" "plumal\xC2\xBB \xE2\x80\x9E" "plumal\xE2\x80\x9C plumal", "1:37 plumal another / number"},
    {"\"plumal", "1:2 plumal another / number"},
    {"\"a\nplumal\"", "2:1 plumal another / number"},
    {"тут брутально", "1:5 брутально число"},
    {"three words here, and three\nwords here", "1:1 three words here fewer"},
    {"\xFF" "plumal\xFF", "1:2 plumal another / number"},
    {"plumplumplum", "1:1 plumplumplum another / number"},
};

static str told(str text, size_t most, arena *a, bool *more)
{
    const str lists[] = {{list, sizeof list - 1}, {second, sizeof second - 1}};
    wording_words w;
    buf b;
    str out = {0};
    buf_init(&b, 1 << 23);
    CHECK(wording_check(text, lists, 2, most, a, &w, more));
    for (size_t i = 0; i < w.n; i++)
        buf_f(&b, "%s%zu:%zu " STR_FMT " " STR_FMT, i ? "; " : "", w.items[i].line, w.items[i].column, STR_ARG(w.items[i].word), STR_ARG(w.items[i].instead));
    CHECK(buf_take(&b, a, &out) == TR_OK);
    return out;
}

static void each_word_by_its_place(void)
{
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        arena a;
        bool more;
        arena_init(&a, 1 << 20);
        CHECK_STR(told(str_of(rows[i].text), 100, &a, &more), rows[i].words);
        CHECK(!more);
        arena_clear(&a);
    }
}

static void the_first_are_told_and_that_there_are_more(void)
{
    static const str text = {"red red\nred red", 15};
    static const char *const want[] = {"", "1:1 red blue", "1:1 red blue; 1:5 red blue", "1:1 red blue; 1:5 red blue; 2:1 red blue"};
    for (size_t most = 0; most <= 5; most++) {
        arena a;
        bool more;
        arena_init(&a, 1 << 20);
        CHECK_STR(told(text, most, &a, &more), most < 4 ? want[most] : "1:1 red blue; 1:5 red blue; 2:1 red blue; 2:5 red blue");
        CHECK(more == (most < 4));
        arena_clear(&a);
    }
}

/* A line of two million of the same: words, halves of one word, quotation marks that nothing closes. */
static void long_lines_are_read_once(void)
{
    static const char *const of[] = {"red ", "plum", "\xE2\x80\x9C", "\"", "«red»", "\n", "#"};
    enum { BYTES = 2000000 };
    char *text = malloc(BYTES);
    CHECK(text != NULL);
    for (size_t k = 0; text && k < sizeof of / sizeof *of; k++) {
        arena a;
        bool more;
        size_t n = strlen(of[k]);
        arena_init(&a, 1 << 23);
        for (size_t i = 0; i < BYTES; i++)
            text[i] = of[k][i % n];
        str s = told((str){text, BYTES - BYTES % n}, 10, &a, &more);
        CHECK(more == (k == 0));
        CHECK(k == 1 || str_starts(s, k == 0 ? "1:1 red blue; 1:5 red blue; " : ""));
        arena_clear(&a);
    }
    free(text);
}

static void without_memory_it_says_so(void)
{
    const str lists[] = {{list, sizeof list - 1}};
    wording_words w;
    bool more;
    arena a;
    arena_init(&a, 64);
    CHECK(!wording_check(STR("red red red red red red red"), lists, 1, 100, &a, &w, &more));
    arena_clear(&a);
    static const str bad[] = {{"a(b\tunclosed\n", 13}};
    arena_init(&a, 1 << 20);
    CHECK(!wording_check(STR("red"), bad, 1, 100, &a, &w, &more));
    arena_clear(&a);
}

int main(void)
{
    static const tap_case cases[] = {CASE(each_word_by_its_place), CASE(the_first_are_told_and_that_there_are_more), CASE(long_lines_are_read_once), CASE(without_memory_it_says_so)};
    return tap_main(cases, sizeof cases / sizeof *cases);
}
