/* The fast reading of AIS: most lines are a single sentence of at most 82 characters, and 32 of
 * them are looked at together. Masks of commas and line ends, a folded XOR for the checksum,
 * de-armouring by multiply and add as base64 decoders do it (after W. Mula and D. Lemire), a field
 * by one load of eight bytes, eight letters by one deposit of bits. Whatever is not as expected is
 * left to the plain reading. */
#include "ais/parts.h"

#include <string.h>

#if defined(__AVX2__) && defined(__BMI2__) && defined(__LZCNT__) && defined(TRUCE_V3)

#include <immintrin.h>

#define RARELY(c) __builtin_expect(c, 0)
#define INLINE static inline __attribute__((always_inline))

bool ais_fast_here(void)
{
    return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi2");
}

/* ---- characters to bits ----------------------------------------------------------------- */

/* 32 characters to six words of four bytes each half: bytes 0..11 of either half of 16. *bad gets a
 * bit for each character that is none. */
INLINE __m256i dearmour_halves(const char *p, uint32_t *bad)
{
    const __m256i low = _mm256_set1_epi8(39), high = _mm256_set1_epi8(47);
    const __m256i top = _mm256_set1_epi8(71);
    const __m256i order = _mm256_setr_epi8(2, 1, 0, 6, 5, 4, 10, 9, 8, 14, 13, 12, -1, -1, -1, -1,
                                           2, 1, 0, 6, 5, 4, 10, 9, 8, 14, 13, 12, -1, -1, -1, -1);
    __m256i v = _mm256_sub_epi8(_mm256_loadu_si256((const __m256i *)(const void *)p),
                                _mm256_set1_epi8('0'));
    __m256i above = _mm256_cmpgt_epi8(v, high); /* 48..71; what is below '0' is negative */
    __m256i between = _mm256_andnot_si256(above, _mm256_cmpgt_epi8(v, low));
    __m256i outside = _mm256_or_si256(_mm256_cmpgt_epi8(v, top), v);
    *bad = (uint32_t)_mm256_movemask_epi8(_mm256_or_si256(between, outside));
    v = _mm256_sub_epi8(v, _mm256_and_si256(above, _mm256_set1_epi8(8)));
    v = _mm256_and_si256(
        v, _mm256_set1_epi8(63)); /* what is none must not carry into its neighbours */
    v = _mm256_maddubs_epi16(v, _mm256_set1_epi16(0x0140));
    v = _mm256_madd_epi16(v, _mm256_set1_epi32(0x00011000));
    return _mm256_shuffle_epi8(v, order);
}

/* The same to 24 bytes; 32 are written, the last eight are 0. */
INLINE void dearmour_32(const char *p, uint8_t *out, uint32_t *bad)
{
    __m256i v = dearmour_halves(p, bad);
    v = _mm256_permutevar8x32_epi32(v, _mm256_setr_epi32(0, 1, 2, 4, 5, 6, 3, 7));
    _mm256_storeu_si256((__m256i *)(void *)out, v);
}

/* Of at most 96 characters of a line, readable on behind. */
INLINE bool all_armour(str chars)
{
    uint8_t unused[32];
    uint32_t bad = 0;
    for (size_t i = 0; i < chars.len; i += 32) {
        dearmour_32(chars.ptr + i, unused, &bad);
        size_t left = chars.len - i;
        if (bad & (left >= 32 ? ~(uint32_t)0 : ((uint32_t)1 << left) - 1)) return false;
    }
    return true;
}

/* Zeros from bit n on, for 32 bytes and more. */
INLINE void clear_behind(uint8_t *bits, size_t n)
{
    size_t byte = n / 8;
    bits[byte] &= (uint8_t)(0xFF00 >> n % 8);
    _mm256_storeu_si256((__m256i *)(void *)(bits + byte + 1), _mm256_setzero_si256());
}

bool ais_fast_dearmour(str chars, size_t readable, uint8_t bits[AIS_BITS_ROOM])
{
    char room[AIS_BITS_ROOM / 24 * 32];
    uint32_t bad = 0;
    if (chars.len > AIS_SLOT_CHARS - 32) return ais_plain_dearmour(chars, readable, bits);
    if (readable < chars.len + 32) {
        memcpy(room, chars.ptr, chars.len);
        chars.ptr = room;
    }
    for (size_t i = 0; i < chars.len; i += 32) {
        dearmour_32(chars.ptr + i, bits + i / 32 * 24, &bad);
        size_t left = chars.len - i;
        if (bad & (left >= 32 ? ~(uint32_t)0 : ((uint32_t)1 << left) - 1)) return false;
    }
    clear_behind(bits, chars.len * AIS_STEP_BITS);
    return true;
}

/* ---- bits to fields ---------------------------------------------------------------------- */

INLINE uint64_t word_at(const uint8_t *b, unsigned at)
{
    uint64_t x;
    memcpy(&x, b + at / 8, sizeof x);
    return __builtin_bswap64(x) << at % 8;
}
INLINE int32_t bits_U(const uint8_t *b, unsigned at, unsigned width)
{
    return (int32_t)(word_at(b, at) >> (64 - width));
}
INLINE int32_t bits_S(const uint8_t *b, unsigned at, unsigned width)
{
    return (int32_t)((int64_t)word_at(b, at) >> (64 - width));
}

/* Eight six-bit letters as eight bytes, the first one lowest. */
INLINE uint64_t eight_letters(const uint8_t *b, unsigned at)
{
    return __builtin_bswap64(_pdep_u64(word_at(b, at) >> 16, 0x3F3F3F3F3F3F3F3Fu));
}

/* Letters to text: cut at the first 0, blanks behind dropped, NULs to the end of the room. */
INLINE void text_put(__m256i letters, unsigned chars, char *out, unsigned room)
{
    const __m256i place =
        _mm256_setr_epi8(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20,
                         21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31);
    uint32_t ends =
        (uint32_t)_mm256_movemask_epi8(_mm256_cmpeq_epi8(letters, _mm256_setzero_si256()));
    unsigned n = (unsigned)_tzcnt_u32(ends | 1U << chars);
    uint32_t seen =
        ~(uint32_t)_mm256_movemask_epi8(_mm256_cmpeq_epi8(letters, _mm256_set1_epi8(32)));
    n = 32 - (unsigned)_lzcnt_u32(seen & ((1U << n) - 1));
    __m256i lower = _mm256_cmpgt_epi8(_mm256_set1_epi8(32), letters);
    __m256i v = _mm256_or_si256(letters, _mm256_and_si256(lower, _mm256_set1_epi8(64)));
    v = _mm256_and_si256(v, _mm256_cmpgt_epi8(_mm256_set1_epi8((char)n), place));
    if (room == 8) {
        _mm_storel_epi64((__m128i *)(void *)out, _mm256_castsi256_si128(v));
        return;
    }
    _mm_storeu_si128((__m128i *)(void *)out, _mm256_castsi256_si128(v));
    _mm_storel_epi64((__m128i *)(void *)(out + 16), _mm256_extracti128_si256(v, 1));
}

INLINE void text_20(const uint8_t *b, unsigned at, char *out)
{
    text_put(_mm256_setr_epi64x((long long)eight_letters(b, at),
                                (long long)eight_letters(b, at + 48),
                                (long long)eight_letters(b, at + 96), 0),
             20, out, 24);
}
INLINE void text_8(const uint8_t *b, unsigned at, unsigned chars, char *out)
{
    text_put(_mm256_setr_epi64x((long long)eight_letters(b, at), 0, 0, 0), chars, out, 8);
}

/* What layouts.def says of each field, by layout: limits, the value for "not available", the
 * factor, and whether the layout has it. */
#define T(member, at, chars)
#define LAYOUT(name, shortest, longest) [AIS_L_##name] = {
#define END                                                                                        \
    }                                                                                              \
    ,
#define F(field, at, width, sign, factor, na, lo, hi) [AIS_##field] = lo,
static const int32_t lowest[AIS_LAYOUT__N][AIS_VALUES] __attribute__((aligned(32))) = {
#include "ais/layouts.def"
};
#undef F
#define F(field, at, width, sign, factor, na, lo, hi) [AIS_##field] = hi,
static const int32_t highest[AIS_LAYOUT__N][AIS_VALUES] __attribute__((aligned(32))) = {
#include "ais/layouts.def"
};
#undef F
#define F(field, at, width, sign, factor, na, lo, hi) [AIS_##field] = na,
static const int32_t not_available[AIS_LAYOUT__N][AIS_VALUES] __attribute__((aligned(32))) = {
#include "ais/layouts.def"
};
#undef F
#define F(field, at, width, sign, factor, na, lo, hi) [AIS_##field] = factor,
static const int32_t factors[AIS_LAYOUT__N][AIS_VALUES] __attribute__((aligned(32))) = {
#include "ais/layouts.def"
};
#undef F
#define F(field, at, width, sign, factor, na, lo, hi) [AIS_##field] = -1,
static const int32_t present[AIS_LAYOUT__N][AIS_VALUES] __attribute__((aligned(32))) = {
#include "ais/layouts.def"
};
#undef F
#undef T
#undef LAYOUT
#undef END

/* The values as sent, in their places; the other places hold anything. Texts are whole. */
#define LAYOUT(name, shortest, longest)                                                            \
    INLINE void raw_##name(ais_message *m)                                                         \
    {                                                                                              \
        const uint8_t *b = m->bits;
#define F(field, at, width, sign, factor, na, lo, hi)                                              \
    m->value[AIS_##field] = bits_##sign(b, at, width);
#define T(member, at, chars)                                                                       \
    if ((chars) == 20)                                                                             \
        text_20(b, at, m->member);                                                                 \
    else                                                                                           \
        text_8(b, at, chars, m->member);
#define END }
#include "ais/layouts.def"
#undef LAYOUT
#undef F
#undef T
#undef END

/* Values as sent to values: what is known, what is odd, factors, zeros for the rest. */
INLINE void judge(ais_message *m, ais_layout l, unsigned fields)
{
    uint64_t known = 0, odd = 0;
    for (unsigned i = fields; i < AIS_VALUES; i += 8)
        _mm256_storeu_si256((__m256i *)(void *)(m->value + i), _mm256_setzero_si256());
    for (unsigned i = 0; i < fields; i += 8) {
        __m256i v = _mm256_loadu_si256((const __m256i *)(const void *)(m->value + i));
#define OF(table) _mm256_load_si256((const __m256i *)(const void *)(table[l] + i))
        __m256i none = _mm256_cmpeq_epi32(v, OF(not_available));
        __m256i out =
            _mm256_or_si256(_mm256_cmpgt_epi32(OF(lowest), v), _mm256_cmpgt_epi32(v, OF(highest)));
        __m256i is = _mm256_andnot_si256(_mm256_or_si256(out, none), OF(present));
        __m256i no = _mm256_andnot_si256(none, _mm256_and_si256(out, OF(present)));
        _mm256_storeu_si256((__m256i *)(void *)(m->value + i),
                            _mm256_and_si256(_mm256_mullo_epi32(v, OF(factors)), is));
#undef OF
        known |= (uint64_t)(uint32_t)_mm256_movemask_ps(_mm256_castsi256_ps(is)) << i;
        odd |= (uint64_t)(uint32_t)_mm256_movemask_ps(_mm256_castsi256_ps(no)) << i;
    }
    m->known = known;
    m->odd = odd;
}

/* Texts, which stand behind one another. Written out: a loop becomes a call of memset, which costs
 * more than the rest of the message. */
INLINE void clear_texts(ais_message *m)
{
    enum { FROM = offsetof(ais_message, name), UPTO = offsetof(ais_message, bits) };
    _Static_assert(UPTO - FROM >= 64 && UPTO - FROM <= 96, "three pieces of 32 bytes cover it");
    char *p = (char *)m + FROM;
    _mm256_storeu_si256((__m256i *)(void *)p, _mm256_setzero_si256());
    _mm256_storeu_si256((__m256i *)(void *)(p + 32), _mm256_setzero_si256());
    _mm256_storeu_si256((__m256i *)(void *)(p + (UPTO - FROM) - 32), _mm256_setzero_si256());
}

/* First half: the bits in their places; the layout, or AIS_LAYOUT__N where the message ends within
 * the last field of its layout and the plain reading decides. */
INLINE ais_layout raw_fields(ais_message *m)
{
    m->type = (uint8_t)bits_U(m->bits, 0, 6);
    m->repeat = (uint8_t)bits_U(m->bits, 6, 2);
    m->mmsi = (uint32_t)bits_U(m->bits, 8, 30);
    clear_texts(m);
    if (RARELY(m->n_bits < 168 && m->n_bits > 160)) return AIS_LAYOUT__N;
    if (m->type - 1U < 3) { /* most; a table of jumps would guess wrong more often */
        raw_POSITION_A(m);
        return AIS_L_POSITION_A;
    }
    if (m->type == 18) {
        raw_POSITION_B(m);
        return AIS_L_POSITION_B;
    }
    switch (m->type) {
    case 4:
    case 11: raw_BASE(m); return AIS_L_BASE;
    case 5:
        if (m->n_bits < 423) return AIS_LAYOUT__N;
        raw_VOYAGE(m);
        return AIS_L_VOYAGE;
    case 9: raw_AIRCRAFT(m); return AIS_L_AIRCRAFT;
    case 19: raw_EXTENDED_B(m); return AIS_L_EXTENDED_B;
    case 21:
        if (m->n_bits < 271) return AIS_LAYOUT__N;
        raw_AID(m);
        return AIS_L_AID;
    case 24: {
        int32_t part = bits_U(m->bits, 38, 2);
        if (part > 1) return AIS_L_NONE;
        if (part == 0) {
            raw_STATIC_A(m);
            return AIS_L_STATIC_A;
        }
        if (m->n_bits < 166) return AIS_LAYOUT__N;
        if (m->mmsi / 10000000 == 98) {
            raw_TENDER_B(m);
            return AIS_L_TENDER_B;
        }
        raw_STATIC_B(m);
        return AIS_L_STATIC_B;
    }
    case 27: raw_LONG_RANGE(m); return AIS_L_LONG_RANGE;
    default: return AIS_L_NONE;
    }
}

/* Second half: what they say. Not at once, for what was written in small pieces is read in large
 * ones. */
INLINE void settle_fields(ais_message *m, ais_layout l)
{
    if (l == AIS_LAYOUT__N) {
        ais_plain_fields(m);
        return;
    }
    if (l == AIS_L_POSITION_A) { /* its fields are the first twelve */
        judge(m, l, 16);
        return;
    }
    if (l <= AIS_L_LAST_POSITION) {
        judge(m, l, AIS_POSITION_FIELDS);
        return;
    }
    judge(m, l, AIS_VALUES);
    ais_settle(m);
}

void ais_fast_fields(ais_message *m)
{
    settle_fields(m, raw_fields(m));
}

/* ---- lines -------------------------------------------------------------------------------- */

INLINE uint64_t load8(const char *p)
{
    uint64_t v;
    memcpy(&v, p, sizeof v);
    return v;
}

/* Where things stand in a line of the common form. */
typedef struct split {
    const char *line;
    uint8_t length; /* with its line end */
    uint8_t third,
        payload;  /* indices of the third comma and of the first character of the payload */
    uint8_t star; /* of the checksum's mark */
} split;

INLINE uint32_t equal(__m256i v, char c)
{
    return (uint32_t)_mm256_movemask_epi8(_mm256_cmpeq_epi8(v, _mm256_set1_epi8(c)));
}
INLINE __m256i load_32(const char *p)
{
    return _mm256_loadu_si256((const __m256i *)(const void *)p);
}

/* "t,n," with 1 <= n <= t; only the last part can be filled up. */
INLINE bool part_of_some(const char *p, unsigned fill)
{
    unsigned total = (unsigned)(unsigned char)p[7] - '0',
             number = (unsigned)(unsigned char)p[9] - '0';
    return total - 1 <= 8 && number - 1 <= 8 && number <= total && (!fill || number == total);
}

/* Whether the line is "!xxVDM,t,n,s,c,payload,f*hh" and a line end; nothing of the payload and the
 * sum is looked at yet. */
INLINE bool split_line(const char *p, split *s)
{
    __m256i v0 = load_32(p), v1 = load_32(p + 32), v2 = load_32(p + 64);
    uint64_t end = equal(v0, '\n') | (uint64_t)equal(v1, '\n') << 32;
    unsigned newline = (unsigned)_tzcnt_u64(end); /* 64: none; no branch, for lengths are mixed */
    newline += (unsigned)_tzcnt_u32(equal(v2, '\n')) & (0U - (newline >> 6));
    if (RARELY(newline > 95 - 1 || newline < 20)) return false;
    uint64_t head = load8(p), comma = equal(v0, ',');
    /* "!xxVDM,d" or "!xxVDO,d" */
    if (RARELY((head & 0x00FF00FFFF0000FFu) != 0x002C004456000021u)) return false;
    if (RARELY((p[5] != 'M' && p[5] != 'O') || (comma & 0x500) != 0x500)) return false;
    comma = comma >> 11 << 11 | (uint64_t)1 << 31;
    unsigned third = (unsigned)_tzcnt_u64(comma), fourth = (unsigned)_tzcnt_u64(_blsr_u64(comma));
    unsigned last = newline - 1U - (p[newline - 1] == '\r'), star = last - 2;
    if (RARELY(third > 12 || fourth - third > 2 || p[star] != '*' || p[star - 2] != ',' ||
               star < fourth + 4))
        return false;
    unsigned fill = (unsigned)(unsigned char)p[star - 1] - '0';
    uint32_t parts;
    memcpy(&parts, p + 7, sizeof parts);
    if (parts != 0x2C312C31 && !part_of_some(p, fill)) return false; /* "1,1," */
    if (RARELY(fill > 5)) return false;
    *s = (split){p, (uint8_t)(newline + 1), (uint8_t)third, (uint8_t)(fourth + 1), (uint8_t)star};
    return true;
}

static const char hex[256][4] = {
    "00", "01", "02", "03", "04", "05", "06", "07", "08", "09", "0A", "0B", "0C", "0D", "0E", "0F",
    "10", "11", "12", "13", "14", "15", "16", "17", "18", "19", "1A", "1B", "1C", "1D", "1E", "1F",
    "20", "21", "22", "23", "24", "25", "26", "27", "28", "29", "2A", "2B", "2C", "2D", "2E", "2F",
    "30", "31", "32", "33", "34", "35", "36", "37", "38", "39", "3A", "3B", "3C", "3D", "3E", "3F",
    "40", "41", "42", "43", "44", "45", "46", "47", "48", "49", "4A", "4B", "4C", "4D", "4E", "4F",
    "50", "51", "52", "53", "54", "55", "56", "57", "58", "59", "5A", "5B", "5C", "5D", "5E", "5F",
    "60", "61", "62", "63", "64", "65", "66", "67", "68", "69", "6A", "6B", "6C", "6D", "6E", "6F",
    "70", "71", "72", "73", "74", "75", "76", "77", "78", "79", "7A", "7B", "7C", "7D", "7E", "7F",
    "80", "81", "82", "83", "84", "85", "86", "87", "88", "89", "8A", "8B", "8C", "8D", "8E", "8F",
    "90", "91", "92", "93", "94", "95", "96", "97", "98", "99", "9A", "9B", "9C", "9D", "9E", "9F",
    "A0", "A1", "A2", "A3", "A4", "A5", "A6", "A7", "A8", "A9", "AA", "AB", "AC", "AD", "AE", "AF",
    "B0", "B1", "B2", "B3", "B4", "B5", "B6", "B7", "B8", "B9", "BA", "BB", "BC", "BD", "BE", "BF",
    "C0", "C1", "C2", "C3", "C4", "C5", "C6", "C7", "C8", "C9", "CA", "CB", "CC", "CD", "CE", "CF",
    "D0", "D1", "D2", "D3", "D4", "D5", "D6", "D7", "D8", "D9", "DA", "DB", "DC", "DD", "DE", "DF",
    "E0", "E1", "E2", "E3", "E4", "E5", "E6", "E7", "E8", "E9", "EA", "EB", "EC", "ED", "EE", "EF",
    "F0", "F1", "F2", "F3", "F4", "F5", "F6", "F7", "F8", "F9", "FA", "FB", "FC", "FD", "FE", "FF",
};

/* XOR of bytes 1 .. star - 1 is what the line says. Digits in small letters are for the plain
 * reading. */
INLINE bool sum_agrees(const char *p, unsigned star)
{
    const __m256i place =
        _mm256_setr_epi8(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20,
                         21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31);
    __m256i upto = _mm256_set1_epi8((char)star), sum = _mm256_setzero_si256();
    for (unsigned i = 0; i < 3; i++) {
        __m256i here = _mm256_add_epi8(place, _mm256_set1_epi8((char)(32 * i)));
        sum = _mm256_xor_si256(
            sum, _mm256_and_si256(load_32(p + (size_t)32 * i), _mm256_cmpgt_epi8(upto, here)));
    }
    __m128i s = _mm_xor_si128(_mm256_castsi256_si128(sum), _mm256_extracti128_si256(sum, 1));
    uint64_t w = (uint64_t)_mm_cvtsi128_si64(s) ^ (uint64_t)_mm_extract_epi64(s, 1);
    w ^= w >> 32;
    w ^= w >> 16;
    w ^= w >> 8;
    unsigned v = ((unsigned)w ^ '!') & 0xFF; /* the mark in front does not count */
    uint16_t said, right;
    memcpy(&said, p + star + 1, sizeof said);
    memcpy(&right, hex[v], sizeof right);
    return said == right;
}

INLINE str payload_of(const split *s)
{
    return (str){s->line + s->payload, (size_t)s->star - 2 - s->payload};
}
INLINE unsigned fill_of(const split *s)
{
    return (unsigned)(unsigned char)s->line[s->star - 1] - '0';
}

/* What is in the first `n` bits of bytes from..from+31. */
INLINE __m256i only_bits(__m256i v, size_t n, int from)
{
    const __m256i place = _mm256_add_epi8(_mm256_set1_epi8((char)from),
                                          _mm256_setr_epi8(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12,
                                                           13, 14, 15, 16, 17, 18, 19, 20, 21, 22,
                                                           23, 24, 25, 26, 27, 28, 29, 30, 31));
    __m256i last = _mm256_set1_epi8((char)(n / 8));
    __m256i part =
        _mm256_and_si256(_mm256_cmpeq_epi8(last, place), _mm256_set1_epi8((char)(0xFF00 >> n % 8)));
    return _mm256_and_si256(v, _mm256_or_si256(_mm256_cmpgt_epi8(last, place), part));
}

/* Payload of a common line: at most 64 characters, readable on behind. Put together in registers
 * and written in two pieces, for a field is read back at once and must not lie across two. */
INLINE bool dearmour_line(str chars, uint8_t *bits, size_t n_bits)
{
    uint32_t bad[2];
    uint64_t keep = chars.len >= 64 ? ~(uint64_t)0 : ((uint64_t)1 << chars.len) - 1;
    __m256i a = dearmour_halves(chars.ptr, &bad[0]);
    a = _mm256_permutevar8x32_epi32(a, _mm256_setr_epi32(0, 1, 2, 4, 5, 6, 3, 7));
    if (chars.len <= 32) { /* a position report, as most are */
        if (RARELY((bad[0] & (uint32_t)keep) != 0)) return false;
        _mm256_storeu_si256((__m256i *)(void *)bits, only_bits(a, n_bits, 0));
        _mm256_storeu_si256((__m256i *)(void *)(bits + 32), _mm256_setzero_si256());
        return true;
    }
    __m256i b = dearmour_halves(chars.ptr + 32, &bad[1]);
    if (RARELY((((uint64_t)bad[0] | (uint64_t)bad[1] << 32) & keep) != 0)) return false;
    __m256i first = _mm256_blend_epi32(
        a, _mm256_permutevar8x32_epi32(b, _mm256_setr_epi32(3, 3, 3, 3, 3, 3, 0, 1)), 0xC0);
    __m256i second = _mm256_permutevar8x32_epi32(b, _mm256_setr_epi32(2, 4, 5, 6, 3, 3, 3, 3));
    _mm256_storeu_si256((__m256i *)(void *)bits, only_bits(first, n_bits, 0));
    _mm256_storeu_si256((__m256i *)(void *)(bits + 32), only_bits(second, n_bits, 32));
    return true;
}

INLINE char channel_of(const split *s)
{
    return s->payload - s->third > 2 ? s->line[s->third + 1] : 0;
}

/* A single sentence that is a message of a length its type has: all but its fields. */
INLINE bool whole_message(const split *s, const ais_context *c, ais_message *m)
{
    str chars = payload_of(s);
    size_t n_bits = chars.len * AIS_STEP_BITS - fill_of(s);
    if (RARELY(chars.len > 64 || n_bits < 38 || !dearmour_line(chars, m->bits, n_bits)))
        return false;
    const ais_limits *l = &ais_type_limits[m->bits[0] >> 2];
    if (RARELY(n_bits - l->shortest > (size_t)l->longest - l->shortest || !l->shortest))
        return false;
    m->n_bits = (uint16_t)n_bits;
    m->station = 0;
    m->channel = channel_of(s);
    m->own = s->line[5] == 'O';
    m->clock = c->clock;
    m->received_us = c->received_us;
    m->parts = 1;
    return true;
}

static bool take_part_of(ais_reader *r, const split *s, const ais_context *c, ais_message *m)
{
    ais_sentence t = {.talker = {s->line[1], s->line[2]},
                      .own = s->line[5] == 'O',
                      .total = (uint8_t)(s->line[7] - '0'),
                      .number = (uint8_t)(s->line[9] - '0'),
                      .sequence = s->third > 11 ? s->line[11] : 0,
                      .channel = channel_of(s),
                      .payload = payload_of(s),
                      .fill = (uint8_t)fill_of(s)};
    return ais_take(r, &t, c, m);
}

size_t ais_fast_run(ais_reader *r, const char *p, size_t n, ais_message *out, size_t cap,
                    size_t *used)
{
    size_t at = 0, count = 0;
    uint64_t lines = 0, made = 0; /* not in *r yet */
    const ais_context c = {.clock = r->running ? AIS_CLOCK_GNSS : AIS_CLOCK_NONE,
                           .received_us = r->running ? r->running_us : 0};
    ais_message *raw = NULL; /* its fields are settled with the next message, see settle_fields */
    ais_layout layout = AIS_L_NONE;
    while (count < cap && n - at >= AIS_FAST_REACH) {
        split s;
        ais_message *m = out + count;
        if (RARELY(!split_line(p + at, &s) || !sum_agrees(s.line, s.star))) break;
        if (s.line[7] != '1') {
            if (RARELY(!all_armour(payload_of(&s)))) break;
            at += s.length;
            r->n.lines += lines + 1;
            r->n.received += lines + 1;
            lines = 0;
            count += take_part_of(r, &s, &c, m) ? 1U : 0U;
            continue;
        }
        if (RARELY(!whole_message(&s, &c, m))) break;
        at += s.length;
        m->line = r->n.lines + ++lines;
        if (r->drop_repeats && ais_heard_before(r, m)) {
            r->n.duplicate++;
            continue;
        }
        ais_layout l = raw_fields(m);
        if (raw) settle_fields(raw, layout);
        raw = m;
        layout = l;
        made++;
        count++;
    }
    if (raw) settle_fields(raw, layout);
    r->n.lines += lines;
    r->n.received += lines;
    r->n.accepted += made;
    r->n.messages += made;
    *used = at;
    return count;
}

#else /* no such machine: the plain reading does it */

bool ais_fast_here(void)
{
    return false;
}
bool ais_fast_dearmour(str chars, size_t readable, uint8_t bits[AIS_BITS_ROOM])
{
    return ais_plain_dearmour(chars, readable, bits);
}
void ais_fast_fields(ais_message *m)
{
    ais_plain_fields(m);
}
size_t ais_fast_run(ais_reader *r, const char *p, size_t n, ais_message *out, size_t cap,
                    size_t *used)
{
    (void)r, (void)p, (void)n, (void)out, (void)cap;
    *used = 0;
    return 0;
}

#endif
