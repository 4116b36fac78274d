/* A text, or a page, as an announcement: whatever it is, each phrase of the answer is a stretch of it, and the draft that is made of
 * it can be read as an agreement. */
#include "fuzz.h"

#include "reader/reader.h"

#include <string.h>

static const reader_words *words;
static arena room;

static void load_words(void)
{
    str csv[READER_LANGUAGES][3];
    tr_diag d;
    arena_init(&room, (size_t)256 << 20);
    for (unsigned l = 0; l < READER_LANGUAGES; l++) {
        for (unsigned i = 0; i < 3; i++) csv[l][i] = shipped_reader_list(l, i);
    }
    if (reader_words_read((const str(*)[3])csv, &room, &words, &d) != TR_OK) __builtin_trap();
}

static void within(const announcement *n, piece p)
{
    if (p.from > p.to || (p.to > 0 && p.to > n->texts[p.text].readable.len)) __builtin_trap();
    size_t from = 0, to = 0;
    if (p.to > p.from && piece_origin(&n->texts[p.text], p.from, p.to, &from, &to) && (from > to || to > n->texts[p.text].bytes.len)) __builtin_trap();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    arena a;
    tr_diag d;
    source_text t;
    announcement n;
    if (words == NULL) load_words();
    reader_options o = {.language = size > 0 && data[0] % 4 < 3 ? data[0] % 4 : -1, .published = 22000, .event_day = NO_DAY};
    arena_init(&a, (size_t)512 << 20);
    if (source_read(fuzz_str(data, size), STR("fuzz"), &a, &t, &d) == TR_OK && announcement_read(&t, 1, words, &o, &a, &n, &d) == TR_OK) {
        buf b;
        for (size_t i = 0; i < n.statements.n; i++) {
            const statement_said *s = &n.statements.items[i];
            within(&n, s->whole);
            within(&n, s->cue);
            within(&n, s->source);
            within(&n, s->indirect);
            for (size_t k = 0; k < s->quotes.n; k++) within(&n, s->quotes.items[k]);
            for (size_t k = 0; k < s->commitments.n; k++) {
                within(&n, s->commitments.items[k].span);
                within(&n, s->commitments.items[k].scope);
                within(&n, s->commitments.items[k].area);
            }
        }
        buf_init(&b, (size_t)256 << 20);
        announcement_json(&n, &b);
        const node *root;
        if (buf_err(&b) == TR_OK && json_read(buf_str(&b), "json", &a, &root, &d) == TR_ERR_DATA) __builtin_trap();
        buf_reset(&b);
        diag_list faults = {0};
        const agreement *ag;
        host_zones *zones = NULL;
        if (host_zones_open(&a, &zones) != TR_OK) __builtin_trap();
        tz_db db = host_zones_db(zones);
        if (announcement_draft(&n, shipped_taxonomy(), &a, &b) == TR_OK && size < 4096 && agreement_parse(buf_str(&b), "draft", &db, &a, &ag, &faults) == TR_ERR_DATA) {
            for (size_t i = 0; i < faults.n; i++) {
                printf("%s:%u: %s\n", faults.items[i].file, faults.items[i].line, faults.items[i].msg);
                __builtin_trap();
            }
        }
        buf_free(&b);
    }
    arena_clear(&a);
    return 0;
}
