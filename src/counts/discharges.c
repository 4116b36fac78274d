#include "counts/discharges.h"

#include "counts/plain_table.h"

#include "base/idmap.h"

enum { C_TIME, C_KIND, C_NUMBER, C_PLACE, C_TYPE, C_SITE, C_WAVE, C__N };
static const char *const columns[] = {"time", "kind", "number", "place", "type", "site", "wave"};

typedef struct reader {
    plain_table t;
    arena *a;
    idmap names[C__N];
} reader;

/* Words become numbers in the order in which they occur; an empty field stays unknown. */
static tr_err number_word(idmap *names, str word, arena *a, int *out)
{
    size_t known = names->n;
    *out = -1;
    if (word.len == 0) return TR_OK;
    if (!idmap_find(names, word, &known)) {
        str key = arena_str(a, word);
        if (key.ptr == NULL) return TR_ERR_NOMEM;
        TR_TRY(idmap_add(names, a, key, known));
    }
    *out = (int)known;
    return TR_OK;
}

static tr_err number_of(reader *r, size_t column, int *out)
{
    return number_word(&r->names[column], plain_field(&r->t, column), r->a, out);
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
    *out = (discharge_table){.rows = rows.items, .n = rows.n};
    return e == TR_ERR_ABSENT ? TR_OK : e;
}

/* ---- A mission's own record */

typedef struct collected {
    arena *a;
    idmap names[C__N];
    VEC(discharge) rows;
} collected;

/* Words of a row; empty ones are not stated. */
typedef struct row_words {
    str place, type, site, wave;
} row_words;

static tr_err add(collected *c, const discharge *d, const row_words *w)
{
    discharge *slot = VEC_PUSH(c->a, &c->rows);
    if (slot == NULL) return TR_ERR_NOMEM;
    *slot = *d;
    TR_TRY(number_word(&c->names[C_PLACE], w->place, c->a, &slot->place));
    TR_TRY(number_word(&c->names[C_TYPE], w->type, c->a, &slot->type));
    TR_TRY(number_word(&c->names[C_SITE], w->site, c->a, &slot->site));
    return number_word(&c->names[C_WAVE], w->wave, c->a, &slot->wave);
}

static tr_err add_observations(collected *c, const report_data *d, discharge_table *out)
{
    for (size_t i = 0; i < d->n_observations; i++) {
        const observation_line *o = &d->observations[i];
        int64_t n;
        if (!str_to_i64(o->number, 1, 1000000, &n) || o->event_from == USEC_UNKNOWN) {
            out->n_unnumbered++;
            continue;
        }
        if ((d->period_from != USEC_UNKNOWN && o->event_from < d->period_from) ||
            (d->period_to != USEC_UNKNOWN && o->event_from >= d->period_to)) {
            out->n_outside++;
            continue;
        }
        discharge x = {
            .second = o->event_from / USEC_SEC, .kind = DISCHARGE_ROUNDS, .number = (double)n};
        row_words w = {.place = o->location, .type = o->weapon};
        TR_TRY(add(c, &x, &w));
    }
    return TR_OK;
}

static str site_of(const report_data *d, size_t row)
{
    for (size_t i = 0; i < d->n_evidence; i++) {
        if (d->evidence[i].row == row) return d->evidence[i].site;
    }
    return (str){0};
}

static tr_err add_strikes(collected *c, const report_data *d, discharge_table *out)
{
    const uint32_t hits = 1u << ACT_STRIKE_HIT | 1u << ACT_DEBRIS_DAMAGE;
    for (size_t i = 0; i < d->n_coded; i++) {
        const incident *in = d->coded[i].in;
        if (!d->coded[i].counted || in->kind != INC_INCIDENT) continue;
        if ((in->acts & ~hits) != 0) {
            out->n_no_hit++;
            continue;
        }
        if (!span_known(in->when)) {
            out->n_undated++;
            continue;
        }
        discharge x = {.second = in->when.from / USEC_SEC, .kind = DISCHARGE_STRIKE, .number = 1};
        row_words w = {.place = str_is(in->place, "not stated") ? (str){0} : in->place,
                       .type = in->act_words.len ? in->act_words : in->act,
                       .site = site_of(d, i),
                       .wave = in->group.len ? in->group : in->id};
        TR_TRY(add(c, &x, &w));
    }
    return TR_OK;
}

tr_err discharges_of_mission(const report_data *d, arena *a, discharge_table *out)
{
    collected c = {.a = a};
    *out = (discharge_table){0};
    TR_TRY(add_observations(&c, d, out));
    TR_TRY(add_strikes(&c, d, out));
    out->rows = c.rows.items;
    out->n = c.rows.n;
    return TR_OK;
}
