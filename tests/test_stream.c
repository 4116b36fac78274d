/* Packed and translated text: any split of the input gives the same bytes; damage is told. */
#include "gen.h"
#include "load.h"
#include "tap.h"
#include "text/stream.h"

#include <zlib.h>
#include <zstd.h>

typedef struct drip {
    str rest;
    size_t most;
} drip;

static tr_err from_drip(void *ctx, char *dst, size_t n, size_t *got)
{
    drip *d = ctx;
    *got = n < d->rest.len ? n : d->rest.len;
    if (*got > d->most) *got = d->most;
    if (*got) memcpy(dst, d->rest.ptr, *got);
    d->rest = str_from(d->rest, *got);
    return TR_OK;
}

static tr_err read_all(str packed, size_t most, size_t step, stream_encoding enc, buf *out, tr_diag *fault)
{
    drip d = {packed, most};
    stream *s = NULL;
    csv_source src = {0};
    char room[8192];
    size_t got = 1;
    tr_err e = stream_open((csv_source){.fill = from_drip, .ctx = &d}, "f", enc, &s, &src);
    while (e == TR_OK && got) {
        e = src.fill(src.ctx, room, step, &got);
        if (e == TR_OK) buf_put(out, room, got);
    }
    *fault = s ? *stream_fault(s) : (tr_diag){0};
    stream_close(s);
    return e;
}

static str gzip_of(arena *a, str s)
{
    z_stream z = {0};
    char *out = arena_alloc(a, s.len + 1000);
    CHECK(deflateInit2(&z, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY) == Z_OK);
    char *copy = arena_alloc(a, s.len + 1);
    memcpy(copy, s.ptr, s.len);
    z.next_in = (Bytef *)copy;
    z.avail_in = (uInt)s.len;
    z.next_out = (Bytef *)out;
    z.avail_out = (uInt)s.len + 1000;
    CHECK(deflate(&z, Z_FINISH) == Z_STREAM_END);
    str r = {out, s.len + 1000 - z.avail_out};
    (void)deflateEnd(&z);
    return r;
}

static str zstd_of(arena *a, str s)
{
    size_t room = ZSTD_compressBound(s.len);
    char *out = arena_alloc(a, room);
    return (str){out, ZSTD_compress(out, room, s.ptr, s.len, 3)};
}

static str both(arena *a, str x, str y)
{
    char *p = arena_alloc(a, x.len + y.len + 1);
    memcpy(p, x.ptr, x.len);
    memcpy(p + x.len, y.ptr, y.len);
    return (str){p, x.len + y.len};
}

static void packed_text_comes_back(void)
{
    gen g = gen_seeded(41);
    for (int round = 0; round < 200 && !tap_failed; round++) {
        arena a;
        buf plain, out;
        tr_diag fault;
        arena_init(&a, (size_t)1 << 26);
        buf_init(&plain, 1 << 20);
        buf_init(&out, 1 << 20);
        for (size_t i = gen_below(&g, 3000); i > 0; i--)
            buf_f(&plain, "%d,", (int)gen_below(&g, 100000));
        str p = buf_str(&plain), z = p;
        switch (gen_below(&g, 4)) {
        case 0: z = gzip_of(&a, p); break;
        case 1: z = zstd_of(&a, p); break;
        case 2: /* two members one after the other */
            z = both(&a, gzip_of(&a, str_upto(p, p.len / 3)), gzip_of(&a, str_from(p, p.len / 3)));
            break;
        default: break;
        }
        CHECK(read_all(z, 1 + gen_below(&g, 3000), 8 + gen_below(&g, 5000), STREAM_UTF8, &out, &fault) == TR_OK);
        CHECK(str_eq(buf_str(&out), p));
        if (z.ptr != p.ptr && z.len > 30) { /* cut anywhere: never taken for the whole */
            buf_reset(&out);
            size_t cut = 5 + gen_below(&g, z.len - 6);
            tr_err e = read_all(str_upto(z, cut), 1000, 1000, STREAM_UTF8, &out, &fault);
            bool member_ended = e == TR_OK && out.len < p.len; /* between two members a cut is not seen */
            CHECK(e != TR_OK ? fault.code == CODE_PACKED : member_ended);
        }
        buf_free(&plain);
        buf_free(&out);
        arena_clear(&a);
    }
}

static void code_pages(void)
{
    static const char cp1251[] = "\xCA\xE8\xBF\xE2,\xB2\xE2\xE0\xED\xEE,\xA5\n", utf8[] = "Київ,Івано,Ґ\n",
                      le[] = "\xFF\xFE\x1A\x04\x38\x04\x2C\x00\x3D\xD8\x00\xDE", be[] = "\xFE\xFF\x04\x1A\x04\x38\x00\x2C\xD8\x3D\xDE\x00";
    buf out;
    tr_diag fault;
    buf_init(&out, 65536);
    for (size_t step = 8; step < 40; step += 3) {
        buf_reset(&out);
        CHECK(read_all((str){cp1251, sizeof cp1251 - 1}, 1, step, STREAM_CP1251, &out, &fault) == TR_OK);
        CHECK_STR(buf_str(&out), utf8);
        buf_reset(&out);
        CHECK(read_all((str){le, sizeof le - 1}, 3, step, STREAM_UTF8, &out, &fault) == TR_OK);
        CHECK_STR(buf_str(&out), "Ки,\xF0\x9F\x98\x80");
        buf_reset(&out);
        CHECK(read_all((str){be, sizeof be - 1}, 1, step, STREAM_UTF8, &out, &fault) == TR_OK);
        CHECK_STR(buf_str(&out), "Ки,\xF0\x9F\x98\x80");
    }
    CHECK(read_all(STR("\x98"), 1, 99, STREAM_CP1251, &out, &fault) == TR_ERR_DAMAGED);
    CHECK_INT(fault.code, CODE_UTF8);
    CHECK(read_all((str){le, sizeof le - 3}, 9, 99, STREAM_UTF8, &out, &fault) == TR_ERR_DAMAGED);
    CHECK_INT(fault.code, CODE_UTF8);
    buf_free(&out);
}

static void a_bomb_is_refused(void)
{
    arena a;
    buf out;
    tr_diag fault;
    arena_init(&a, (size_t)1 << 28);
    buf_init(&out, (size_t)1 << 28);
    char *zeros = arena_alloc(&a, 64 << 20);
    str z = gzip_of(&a, (str){zeros, 64 << 20});
    CHECK(read_all(z, 100000, 8192, STREAM_UTF8, &out, &fault) == TR_ERR_LIMIT);
    CHECK_INT(fault.code, CODE_LIMIT);
    CHECK(out.len <= STREAM_FREE_BYTES + (size_t)STREAM_MAX_RATIO * z.len + 8192);
    buf_free(&out);
    arena_clear(&a);
}

static const tap_case cases[] = {CASE(packed_text_comes_back), CASE(code_pages), CASE(a_bomb_is_refused)};
TAP_MAIN(cases)
