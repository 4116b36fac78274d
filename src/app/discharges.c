#include "app/discharges.h"

#include "app/plain_table.h"

#include "base/idmap.h"

enum { C_TIME, C_KIND, C_NUMBER, C_PLACE, C_TYPE, C_SITE, C_WAVE, C__N };
static const char *const columns[] = {"time", "kind", "number", "place", "type", "site", "wave"};

typedef struct reader {
    plain_table t;
    arena *a;
    idmap names[C__N];
} reader;

/* Words become numbers in the order in which they occur; an empty field stays unknown. */
static tr_err number_of(reader *r, size_t column, int *out)
{
    str word = plain_field(&r->t, column);
    size_t known = r->names[column].n;
    *out = -1;
    if (word.len == 0) return TR_OK;
    if (!idmap_find(&r->names[column], word, &known)) {
        str key = arena_str(r->a, word);
        if (key.ptr == NULL) return TR_ERR_NOMEM;
        TR_TRY(idmap_add(&r->names[column], r->a, key, known));
    }
    *out = (int)known;
    return TR_OK;
}

static tr_err read_row(reader *r, discharge *d)
{
    iso_time t;
    *d = (discharge){0};
    if (!iso_parse(plain_field(&r->t, C_TIME), &t) || !t.has_clock || !t.has_offset)
        return plain_fault(&r->t, C_TIME, CODE_ROW_TIME, "an instant with its offset is expected");
    d->second = (civil_to_usec(&t.at) - t.offset_sec * USEC_SEC) / USEC_SEC;
    d->kind = str_is(plain_field(&r->t, C_KIND), "rounds") ? DISCHARGE_ROUNDS : DISCHARGE_STRIKE;
    if (d->kind == DISCHARGE_STRIKE && !str_is(plain_field(&r->t, C_KIND), "strike"))
        return plain_fault(&r->t, C_KIND, CODE_ROW_KIND, "kind is rounds or strike");
    int64_t n;
    if (!str_to_i64(plain_field(&r->t, C_NUMBER), 1, 1000000, &n))
        return plain_fault(&r->t, C_NUMBER, CODE_ROW_NUMBER, "a whole number from 1 is expected");
    d->number = (double)n;
    TR_TRY(number_of(r, C_PLACE, &d->place));
    TR_TRY(number_of(r, C_TYPE, &d->type));
    TR_TRY(number_of(r, C_SITE, &d->site));
    return number_of(r, C_WAVE, &d->wave);
}

tr_err discharges_read(str bytes, const char *file, arena *a, discharge_table *out, tr_diag *diag)
{
    reader r = {.a = a};
    VEC(discharge) rows = {0};
    *out = (discharge_table){0};
    tr_err e = plain_open(&r.t, bytes, file, columns, C__N, C_NUMBER + 1, diag);
    while (e == TR_OK && (e = plain_next(&r.t)) == TR_OK) {
        discharge d;
        if ((e = read_row(&r, &d)) != TR_OK) break;
        discharge *slot = VEC_PUSH(a, &rows);
        if (slot) *slot = d;
        e = slot ? TR_OK : TR_ERR_NOMEM;
    }
    plain_close(&r.t);
    *out = (discharge_table){rows.items, rows.n};
    return e == TR_ERR_ABSENT ? TR_OK : e;
}
