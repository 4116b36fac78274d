#include "text/stream.h"

#include <stdlib.h>
#include <string.h>
#include <zlib.h>
#include <zstd.h>

bool stream_encoding_from(str word, stream_encoding *out)
{
    static const struct {
        const char *word;
        stream_encoding means;
    } words[] = {{"", STREAM_UTF8},
                 {"utf-8", STREAM_UTF8},
                 {"cp1251", STREAM_CP1251},
                 {"windows-1251", STREAM_CP1251},
                 {"utf-16le", STREAM_UTF16LE},
                 {"utf-16be", STREAM_UTF16BE}};
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        if (!str_is(word, words[i].word)) continue;
        *out = words[i].means;
        return true;
    }
    return false;
}

typedef enum packing { PACK_NONE = 0, PACK_GZIP, PACK_ZSTD } packing;

enum { RAW_BYTES = 64 * 1024, HEAD_BYTES = 512, TEXT_BYTES = 4096 };

struct stream {
    csv_source raw;
    const char *file;
    char in[RAW_BYTES]; /* packed bytes not yet used: in[in_at .. in_end) */
    size_t in_at, in_end;
    bool raw_ended;
    packing packed;
    z_stream z;
    bool z_open, z_inside; /* inside: a member has begun and not ended */
    ZSTD_DStream *zs;
    size_t zs_left; /* what zstd still wants for the frame; 0 between frames */
    uint64_t n_in, n_out;
    unsigned lines; /* line ends given out, for the place of a fault */
    stream_encoding encoding;
    unsigned char code[TEXT_BYTES]; /* bytes of the code page not yet translated */
    size_t code_at, code_end;
    bool code_ended, began;
    char head[HEAD_BYTES]; /* served first */
    size_t head_len, head_at;
    tr_diag fault;
};

static tr_err fail(stream *s, diag_code code, const char *words)
{
    diag_set(&s->fault, code, s->file, s->lines + 1, 1, "%s", words);
    return TR_ERR_DAMAGED;
}

static tr_err refill(stream *s)
{
    if (s->in_at < s->in_end || s->raw_ended) return TR_OK;
    s->in_at = s->in_end = 0;
    TR_TRY(s->raw.fill(s->raw.ctx, s->in, sizeof s->in, &s->in_end));
    s->n_in += s->in_end;
    s->raw_ended = s->in_end == 0;
    return TR_OK;
}

static tr_err check_ratio(stream *s)
{
    if (s->n_out <= STREAM_FREE_BYTES || s->n_out / STREAM_MAX_RATIO <= s->n_in) return TR_OK;
    (void)fail(s, CODE_LIMIT, "unpacks to more than 200 times its size");
    return TR_ERR_LIMIT;
}

/* ---- Unpacking: each gives at least one byte, or none at the end
 * --------------------------------- */

static tr_err take_raw(stream *s, char *dst, size_t n, size_t *got)
{
    TR_TRY(refill(s));
    *got = s->in_end - s->in_at < n ? s->in_end - s->in_at : n;
    memcpy(dst, s->in + s->in_at, *got);
    s->in_at += *got;
    return TR_OK;
}

static tr_err gzip_end(stream *s, int z)
{
    switch (z) {
    case Z_STREAM_END: /* another member may follow */
        s->z_inside = false;
        return inflateReset(&s->z) == Z_OK ? TR_OK : TR_ERR_NOMEM;
    case Z_OK:
    case Z_BUF_ERROR: return TR_OK;
    case Z_MEM_ERROR: return TR_ERR_NOMEM;
    default: return fail(s, CODE_PACKED, "the gzip data are damaged");
    }
}

static tr_err take_gzip(stream *s, char *dst, size_t n, size_t *got)
{
    *got = 0;
    while (*got == 0) {
        TR_TRY(refill(s));
        if (s->in_at == s->in_end)
            return s->z_inside ? fail(s, CODE_PACKED, "the gzip data end too early") : TR_OK;
        s->z.next_in = (Bytef *)s->in + s->in_at;
        s->z.avail_in = (uInt)(s->in_end - s->in_at);
        s->z.next_out = (Bytef *)dst;
        s->z.avail_out = (uInt)n;
        s->z_inside = true;
        int z = inflate(&s->z, Z_NO_FLUSH);
        s->in_at = s->in_end - s->z.avail_in;
        *got = n - s->z.avail_out;
        TR_TRY(gzip_end(s, z));
    }
    return TR_OK;
}

static tr_err take_zstd(stream *s, char *dst, size_t n, size_t *got)
{
    *got = 0;
    while (*got == 0) {
        TR_TRY(refill(s));
        if (s->in_at == s->in_end)
            return s->zs_left ? fail(s, CODE_PACKED, "the zstd data end too early") : TR_OK;
        ZSTD_inBuffer in = {s->in + s->in_at, s->in_end - s->in_at, 0};
        ZSTD_outBuffer out = {dst, n, 0};
        s->zs_left = ZSTD_decompressStream(s->zs, &out, &in);
        if (ZSTD_isError(s->zs_left)) return fail(s, CODE_PACKED, "the zstd data are damaged");
        s->in_at += in.pos;
        *got = out.pos;
    }
    return TR_OK;
}

static tr_err take_unpacked(stream *s, char *dst, size_t n, size_t *got)
{
    if (n > UINT32_MAX / 2) n = UINT32_MAX / 2;
    switch (s->packed) {
    case PACK_GZIP: TR_TRY(take_gzip(s, dst, n, got)); break;
    case PACK_ZSTD: TR_TRY(take_zstd(s, dst, n, got)); break;
    case PACK_NONE: return take_raw(s, dst, n, got);
    }
    s->n_out += *got;
    return check_ratio(s);
}

/* ---- Code pages
 * ---------------------------------------------------------------------------------- */

/* Code page 1251 from 0x80 on; 0: not assigned. The letters from 0xC0 on are U+0410 and up. */
static const uint16_t cp1251_high[64] = {
    0x0402, 0x0403, 0x201A, 0x0453, 0x201E, 0x2026, 0x2020, 0x2021, 0x20AC, 0x2030, 0x0409,
    0x2039, 0x040A, 0x040C, 0x040B, 0x040F, 0x0452, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022,
    0x2013, 0x2014, 0,      0x2122, 0x0459, 0x203A, 0x045A, 0x045C, 0x045B, 0x045F, 0x00A0,
    0x040E, 0x045E, 0x0408, 0x00A4, 0x0490, 0x00A6, 0x00A7, 0x0401, 0x00A9, 0x0404, 0x00AB,
    0x00AC, 0x00AD, 0x00AE, 0x0407, 0x00B0, 0x00B1, 0x0406, 0x0456, 0x0491, 0x00B5, 0x00B6,
    0x00B7, 0x0451, 0x2116, 0x0454, 0x00BB, 0x0458, 0x0405, 0x0455, 0x0457};

static size_t put_utf8(char *dst, uint32_t c)
{
    if (c < 0x80) {
        dst[0] = (char)c;
        return 1;
    }
    if (c < 0x800) {
        dst[0] = (char)(0xC0 | c >> 6);
        dst[1] = (char)(0x80 | (c & 63));
        return 2;
    }
    if (c < 0x10000) {
        dst[0] = (char)(0xE0 | c >> 12);
        dst[1] = (char)(0x80 | (c >> 6 & 63));
        dst[2] = (char)(0x80 | (c & 63));
        return 3;
    }
    dst[0] = (char)(0xF0 | c >> 18);
    dst[1] = (char)(0x80 | (c >> 12 & 63));
    dst[2] = (char)(0x80 | (c >> 6 & 63));
    dst[3] = (char)(0x80 | (c & 63));
    return 4;
}

static tr_err refill_code(stream *s)
{
    size_t got = 1;
    memmove(s->code, s->code + s->code_at, s->code_end - s->code_at);
    s->code_end -= s->code_at;
    s->code_at = 0;
    while (s->code_end < 4 && !s->code_ended) {
        TR_TRY(take_unpacked(s, (char *)s->code + s->code_end, sizeof s->code - s->code_end, &got));
        s->code_end += got;
        s->code_ended = got == 0;
    }
    return TR_OK;
}

static uint32_t unit16(const stream *s, size_t at)
{
    const unsigned char *p = s->code + at;
    return s->encoding == STREAM_UTF16LE ? (uint32_t)(p[0] | p[1] << 8)
                                         : (uint32_t)(p[0] << 8 | p[1]);
}

/* One character; `*used` bytes of it. */
static tr_err next_character(stream *s, uint32_t *c, size_t *used)
{
    size_t have = s->code_end - s->code_at;
    if (s->encoding == STREAM_CP1251) {
        unsigned b = s->code[s->code_at];
        *c = b < 0x80 ? b : b < 0xC0 ? cp1251_high[b - 0x80] : 0x0410 + b - 0xC0;
        *used = 1;
        return *c || b == 0 ? TR_OK
                            : fail(s, CODE_UTF8, "a byte that code page 1251 does not have");
    }
    if (have < 2) return fail(s, CODE_UTF8, "half a UTF-16 character at the end");
    *c = unit16(s, s->code_at);
    *used = 2;
    if (*c < 0xD800 || *c > 0xDFFF) return TR_OK;
    uint32_t low = have >= 4 ? unit16(s, s->code_at + 2) : 0;
    if (*c > 0xDBFF || low < 0xDC00 || low > 0xDFFF)
        return fail(s, CODE_UTF8, "half a UTF-16 surrogate pair");
    *c = 0x10000 + ((*c - 0xD800) << 10) + (low - 0xDC00);
    *used = 4;
    return TR_OK;
}

static tr_err take_text(stream *s, char *dst, size_t n, size_t *got)
{
    *got = s->code_end - s->code_at < n ? s->code_end - s->code_at : n;
    if (s->encoding == STREAM_UTF8) { /* what was read to look for a mark, then the rest */
        if (*got == 0) return take_unpacked(s, dst, n, got);
        memcpy(dst, s->code + s->code_at, *got);
        s->code_at += *got;
        return TR_OK;
    }
    *got = 0;
    while (n - *got >= 4) {
        uint32_t c;
        size_t used;
        if (s->code_end - s->code_at < 4) TR_TRY(refill_code(s));
        if (s->code_at == s->code_end) return TR_OK;
        TR_TRY(next_character(s, &c, &used));
        s->code_at += used;
        if (c != 0xFEFF || s->began) *got += put_utf8(dst + *got, c);
        s->began = true;
    }
    return TR_OK;
}

static tr_err give_text(stream *s, char *dst, size_t n, size_t *got)
{
    TR_TRY(take_text(s, dst, n, got));
    if (s->packed == PACK_NONE && s->encoding == STREAM_UTF8)
        return TR_OK; /* nothing can be at fault */
    for (size_t i = 0; i < *got; i++)
        s->lines += dst[i] == '\n';
    return TR_OK;
}

static tr_err fill(void *ctx, char *dst, size_t n, size_t *got)
{
    stream *s = ctx;
    if (s->head_at < s->head_len) {
        *got = s->head_len - s->head_at < n ? s->head_len - s->head_at : n;
        memcpy(dst, s->head + s->head_at, *got);
        s->head_at += *got;
        return TR_OK;
    }
    return give_text(s, dst, n, got);
}

/* ---- Opening
 * ------------------------------------------------------------------------------------- */

static tr_err start_unpacking(stream *s)
{
    const unsigned char *p = (const unsigned char *)s->in;
    size_t n = s->in_end;
    if (n >= 2 && p[0] == 0x1F && p[1] == 0x8B) {
        s->packed = PACK_GZIP;
        if (inflateInit2(&s->z, 15 + 16) != Z_OK) return TR_ERR_NOMEM;
        s->z_open = true;
    } else if (n >= 4 && p[0] == 0x28 && p[1] == 0xB5 && p[2] == 0x2F && p[3] == 0xFD) {
        s->packed = PACK_ZSTD;
        s->zs = ZSTD_createDStream();
        if (s->zs == NULL) return TR_ERR_NOMEM;
        (void)ZSTD_DCtx_setParameter(s->zs, ZSTD_d_windowLogMax, 27);
        (void)ZSTD_initDStream(s->zs);
    }
    return TR_OK;
}

/* A mark of UTF-16 at the front decides against the declaration. */
static void read_mark(stream *s)
{
    const unsigned char *p = s->code;
    if (s->code_end >= 2 && p[0] == 0xFF && p[1] == 0xFE) s->encoding = STREAM_UTF16LE;
    if (s->code_end >= 2 && p[0] == 0xFE && p[1] == 0xFF) s->encoding = STREAM_UTF16BE;
}

static tr_err read_head(stream *s)
{
    size_t got = 1;
    TR_TRY(refill_code(s));
    read_mark(s);
    while (s->head_len < HEAD_BYTES - 4 && got) {
        TR_TRY(give_text(s, s->head + s->head_len, HEAD_BYTES - s->head_len, &got));
        s->head_len += got;
    }
    return TR_OK;
}

tr_err stream_open(csv_source raw, const char *file, stream_encoding declared, stream **out,
                   csv_source *as)
{
    stream *s = calloc(1, sizeof *s);
    if (s == NULL) return TR_ERR_NOMEM;
    s->raw = raw;
    s->file = file;
    s->encoding = declared;
    *out = s;
    *as = (csv_source){.fill = fill, .ctx = s};
    TR_TRY(refill(s));
    TR_TRY(start_unpacking(s));
    return read_head(s);
}

void stream_close(stream *s)
{
    if (s == NULL) return;
    if (s->z_open) (void)inflateEnd(&s->z);
    (void)ZSTD_freeDStream(s->zs);
    free(s);
}

const tr_diag *stream_fault(const stream *s)
{
    return &s->fault;
}

str stream_head(const stream *s)
{
    return (str){s->head, s->head_len};
}
