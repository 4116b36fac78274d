/* What an agreement asks of ships, beside what tracks show: areas to stay out of, so many ships a
 * day and in which order, passage with notice. Tracks answer none of it whole: more may have been
 * there than was heard, and whose a ship is stands in statements of people, not in a track. */
#include "evidence/ship_parts.h"

#include <stdlib.h>

enum {
    SLOTS_A_DAY = 144, /* of ten minutes */
    ENOUGH = 137       /* 95 % of them: heard all day */
};
#define APART (6 * INT64_C(3600000000)) /* so long without a report, and a stay is two */
#define STAYED INT64_C(3600000000)

/* A UTC day of the period, or of the logs where no period is stated. */
typedef struct duty_days {
    int64_t first;
    size_t n;
    truth *force; /* of the reading at hand */
    bool *heard;  /* of any ship */
} duty_days;

typedef struct duty_job {
    ships_job *j;
    const presence_row *stays; /* of the period, by place, ship, time */
    size_t n_stays;
    duty_days days;
    size_t cap_stays, cap_outside, cap_paces, cap_passages;
} duty_job;

int ship_by_number(const void *x, const void *y)
{
    uint32_t a = ((const ship_row *)x)->mmsi, b = ((const ship_row *)y)->mmsi;
    return (a > b) - (a < b);
}

uint8_t ship_kind_of(const ships_job *j, uint32_t mmsi)
{
    ship_row key = {.mmsi = mmsi};
    const ship_row *r =
        j->who.n ? bsearch(&key, j->who.items, j->who.n, sizeof key, ship_by_number) : NULL;
    return r ? r->kind : SHIP_NOT_SAID;
}

bool ship_duties_ask(const report_data *d)
{
    for (size_t r = 0; r < d->n_readings; r++)
        for (size_t i = 0; i < d->readings[r]->n_obligations; i++)
            if (d->readings[r]->obligations[i].area) return true;
    return false;
}

int stay_by_ship(const void *x, const void *y)
{
    const presence_row *a = x, *b = y;
    if (a->place != b->place) return a->place < b->place ? -1 : 1;
    if (a->mmsi != b->mmsi) return a->mmsi < b->mmsi ? -1 : 1;
    return (a->from > b->from) - (a->from < b->from);
}

static int crossing_by_ship(const void *x, const void *y)
{
    const crossing_row *a = x, *b = y;
    if (a->place != b->place) return a->place < b->place ? -1 : 1;
    if (a->mmsi != b->mmsi) return a->mmsi < b->mmsi ? -1 : 1;
    return (a->from > b->from) - (a->from < b->from);
}

/* ---- Days */

static truth force_on(const report_data *d, size_t reading_at, int64_t day)
{
    usec_t from = day * USEC_DAY, to = from + USEC_DAY;
    bool all = true, none = true, seen = false;
    for (size_t i = 0; i < d->n_force; i++) {
        const force_span *f = &d->force[i];
        if (f->reading != reading_at || f->from >= to || f->to <= from) continue;
        seen = true;
        all = all && f->answer == TRUTH_T;
        none = none && f->answer == TRUTH_F;
    }
    return !seen ? TRUTH_U : all ? TRUTH_T : none ? TRUTH_F : TRUTH_U;
}

static tr_err make_days(duty_job *x)
{
    ships_job *j = x->j;
    const report_data *d = j->c->d;
    duty_days *days = &x->days;
    int64_t first = 0, last = -1;
    if (d->period_from != USEC_UNKNOWN && d->period_to != USEC_UNKNOWN) {
        first = usec_day(d->period_from);
        last = usec_day(d->period_to - 1);
    } else {
        for (size_t i = 0; i < j->days.n; i++) {
            int64_t day = j->days.items[i].day;
            if (i == 0 || day < first) first = day;
            if (i == 0 || day > last) last = day;
        }
    }
    days->first = first;
    days->n = last >= first ? (size_t)(last - first + 1) : 0;
    days->force = arena_alloc_n(j->c->a, days->n + 1, sizeof *days->force);
    days->heard = arena_alloc_n(j->c->a, days->n + 1, sizeof *days->heard);
    if (!days->force || !days->heard) return TR_ERR_NOMEM;
    for (size_t i = 0; i < j->days.n; i++) {
        int64_t at = j->days.items[i].day - first;
        if (at >= 0 && at < (int64_t)days->n) days->heard[at] = true;
    }
    return TR_OK;
}

static size_t day_at(const duty_days *days, usec_t at)
{
    int64_t i = usec_day(at) - days->first;
    return i >= 0 && i < (int64_t)days->n ? (size_t)i : days->n;
}

/* ---- Rows of one ship in one place */

typedef struct rows {
    size_t from, to;
} rows;

/* Half-open, of what is sorted by place and ship; `bytes` apart, `key` in front of it. */
static rows rows_of(const void *items, size_t n, size_t bytes, const void *key,
                    int (*order)(const void *, const void *),
                    bool (*same)(const void *, const void *))
{
    size_t low = 0, high = n;
    const char *p = items;
    while (low < high) {
        size_t mid = low + (high - low) / 2;
        if (order(p + mid * bytes, key) < 0)
            low = mid + 1;
        else
            high = mid;
    }
    size_t end = low;
    while (end < n && same(p + end * bytes, key))
        end++;
    return (rows){low, end};
}

static bool same_stay(const void *x, const void *y)
{
    const presence_row *a = x, *b = y;
    return a->place == b->place && a->mmsi == b->mmsi;
}
static bool same_crossing(const void *x, const void *y)
{
    const crossing_row *a = x, *b = y;
    return a->place == b->place && a->mmsi == b->mmsi;
}

static rows stays_of(const duty_job *x, size_t place, uint32_t mmsi)
{
    presence_row key = {.place = place, .mmsi = mmsi, .from = INT64_MIN};
    return rows_of(x->stays, x->n_stays, sizeof key, &key, stay_by_ship, same_stay);
}
static rows days_of(const duty_job *x, uint32_t mmsi)
{
    presence_row key = {.place = (size_t)-1, .mmsi = mmsi, .from = INT64_MIN};
    return rows_of(x->j->days.items, x->j->days.n, sizeof key, &key, stay_by_ship, same_stay);
}
static rows crossings_of(const duty_job *x, size_t place, uint32_t mmsi)
{
    crossing_row key = {.place = place, .mmsi = mmsi, .from = INT64_MIN};
    return rows_of(x->j->crossings.items, x->j->crossings.n, sizeof key, &key, crossing_by_ship,
                   same_crossing);
}

static size_t place_of_zone(const ship_data *s, const area_zone *z)
{
    size_t i = 0;
    while (i < s->n_places && s->places[i].zone != z)
        i++;
    return i;
}

static bool speaks_of(const duty_job *x, const obligation *o, uint32_t mmsi)
{
    return o->ships >> ship_kind_of(x->j, mmsi) & 1;
}

/* ---- Whose it is, as far as it is stated */

static bool binds_side(const agreement *ag, const obligation *o, str side)
{
    for (size_t i = 0; o->binds && i < ag->n_parties; i++)
        if (o->binds >> i & 1 && str_eq(ag->parties[i].id, side)) return true;
    return !o->binds && str_eq(o->owed_by, side);
}

/* T: all that is stated names a bound side, or everybody is bound. F: a side says of itself that it
 * is its own, that side is not bound, and nobody names one that is. */
static truth is_bound(const duty_job *x, const obligation *o, ship_outside *out)
{
    const mission *m = x->j->c->f.m;
    size_t bound = 0, other = 0, own = 0;
    for (size_t i = 0; i < m->n_ships; i++) {
        const ship_statement *s = &m->ships[i];
        if (s->mmsi != out->mmsi) continue;
        if (out->n_statements++ == 0)
            out->whose = s->side;
        else if (!str_eq(out->whose, s->side))
            out->whose = (str){0};
        bool binds = binds_side(x->j->c->d->ag, o, s->side);
        bound += binds;
        other += !binds;
        own += !binds && str_eq(s->side, s->said_by);
    }
    if (!o->binds && !o->owed_by.len) return TRUTH_T;
    if (bound && !other) return TRUTH_T;
    return own && !bound ? TRUTH_F : TRUTH_U;
}

/* ---- Staying out, or within */

/* One ship on one day: was it where it should not be? */
static truth where_on(const presence_row *day, bool within, bool crossed, bool outside)
{
    if (!day) return TRUTH_U;
    bool not_there = outside ? !within || crossed : within, all_day = day->heard >= ENOUGH;
    if (not_there) return TRUTH_T;
    return all_day ? TRUTH_F : TRUTH_U;
}

typedef struct one_ship {
    rows days, stays, crossings;
    bool anywhere; /* heard where it should not be, whatever was in force */
    bool all_not;  /* never, and heard all the time */
    size_t heard, slots;
} one_ship;

static bool crossed_on(const duty_job *x, one_ship *s, int64_t day)
{
    const crossing_row *c = x->j->crossings.items;
    while (s->crossings.from < s->crossings.to && usec_day(c[s->crossings.from].to) < day)
        s->crossings.from++;
    return s->crossings.from < s->crossings.to && usec_day(c[s->crossings.from].from) <= day;
}

/* Rows come by time, as days do: each is looked at once. */
static void look_at_days_of(const duty_job *x, const obligation *o, one_ship *s, ship_outside *out)
{
    s->all_not = x->days.n > 0;
    for (size_t i = 0; i < x->days.n; i++) {
        int64_t day = x->days.first + (int64_t)i;
        const presence_row *d = x->j->days.items, *p = x->stays, *row = NULL;
        while (s->days.from < s->days.to && d[s->days.from].day < day)
            s->days.from++;
        if (s->days.from < s->days.to && d[s->days.from].day == day) row = &d[s->days.from];
        while (s->stays.from < s->stays.to && usec_day(p[s->stays.from].to) < day)
            s->stays.from++;
        bool within = s->stays.from < s->stays.to && usec_day(p[s->stays.from].from) <= day;
        truth where = where_on(row, within, crossed_on(x, s, day), o->outside);
        if (where == TRUTH_T) s->anywhere = true;
        if (x->days.force[i] == TRUTH_F) continue;
        s->slots += SLOTS_A_DAY;
        s->heard += row ? row->heard : 0;
        s->all_not = s->all_not && where == TRUTH_F;
        out->days_in_force += where == TRUTH_T && x->days.force[i] == TRUTH_T;
        out->days_open += where == TRUTH_T && x->days.force[i] == TRUTH_U;
    }
}

static tr_err look_at_ship(duty_job *x, const obligation *o, ship_stay *stay, size_t place,
                           uint32_t mmsi)
{
    ship_data *s = &x->j->c->d->ships;
    one_ship ship = {.days = days_of(x, mmsi),
                     .stays = stays_of(x, place, mmsi),
                     .crossings = crossings_of(x, place, mmsi)};
    ship_outside row = {
        .stay = s->n_stays - 1, .mmsi = mmsi, .kind = (ship_kind)ship_kind_of(x->j, mmsi)};
    look_at_days_of(x, o, &ship, &row);
    stay->n_ships += ship.anywhere;
    if (row.days_in_force + row.days_open == 0) {
        stay->n_not += ship.all_not;
        stay->n_open += !ship.all_not;
        return TR_OK;
    }
    row.where = row.days_in_force ? TRUTH_T : TRUTH_U;
    row.observed = ship.slots ? (double)ship.heard / (double)ship.slots : 0;
    row.bound = is_bound(x, o, &row);
    ship_outside *kept =
        vec_push(x->j->c->a, (void *)&s->outside, &s->n_outside, &x->cap_outside, sizeof *kept);
    if (!kept) return TR_ERR_NOMEM;
    *kept = row;
    return TR_OK;
}

static tr_err put_stay(duty_job *x, size_t reading_at, const obligation *o)
{
    ships_job *j = x->j;
    const report_data *d = j->c->d;
    ship_data *s = &j->c->d->ships;
    ship_stay *stay =
        vec_push(j->c->a, (void *)&s->stays, &s->n_stays, &x->cap_stays, sizeof *stay);
    if (!stay) return TR_ERR_NOMEM;
    *stay = (ship_stay){.reading = reading_at, .what = o};
    size_t place = place_of_zone(s, o->area);
    stay->drawn = place < s->n_places;
    if (!stay->drawn) return TR_OK;
    for (size_t i = 0; i < j->tracks.n; i++) {
        uint32_t mmsi = j->tracks.items[i].mmsi;
        if (i && j->tracks.items[i - 1].mmsi == mmsi) continue;
        if (speaks_of(x, o, mmsi)) TR_TRY(look_at_ship(x, o, stay, place, mmsi));
    }
    for (size_t i = 0; i < s->n_days; i++) {
        usec_t from = s->days[i].day * USEC_DAY;
        if (s->days[i].place != place || !evidence_in_period(d, from, from + USEC_DAY)) continue;
        stay->slots += s->days[i].slots;
        stay->heard += s->days[i].heard;
    }
    return TR_OK;
}

/* ---- So many a day */

typedef struct visit {
    usec_t from, to;
    uint32_t mmsi;
    bool ended;
} visit;
typedef VEC(visit) visits;

static bool left(const duty_job *x, const presence_row *p)
{
    rows r = crossings_of(x, p->place, p->mmsi);
    for (size_t i = r.from; i < r.to; i++) {
        const crossing_row *c = &x->j->crossings.items[i];
        if (!c->into && c->to >= p->to && c->from <= p->to + APART) return true;
    }
    return false;
}

/* Days of one ship that follow one another are one visit. */
static tr_err find_visits(duty_job *x, const obligation *o, size_t place, visits *out)
{
    const presence_row *p = x->stays;
    for (size_t i = 0; i < x->n_stays; i++) {
        if (p[i].place != place || !speaks_of(x, o, p[i].mmsi)) continue;
        visit *last = out->n ? &out->items[out->n - 1] : NULL;
        bool goes_on =
            last && last->mmsi == p[i].mmsi && !p[i].call && p[i].from - last->to < APART;
        if (!goes_on) {
            last = VEC_PUSH(x->j->c->a, out);
            if (!last) return TR_ERR_NOMEM;
            *last = (visit){.from = p[i].from, .to = p[i].to, .mmsi = p[i].mmsi};
        }
        last->to = p[i].call && !p[i].ended ? INT64_MAX : p[i].to; /* it may be there still */
        last->ended = p[i].call ? p[i].ended : left(x, &p[i]);
    }
    return TR_OK;
}

static tr_err find_entries(duty_job *x, const obligation *o, size_t place, visits *out)
{
    const crossing_row *c = x->j->crossings.items;
    if (x->j->c->d->ships.places[place].zone->port) return find_visits(x, o, place, out);
    for (size_t i = 0; i < x->j->crossings.n; i++) {
        if (c[i].place != place || !c[i].into || !speaks_of(x, o, c[i].mmsi)) continue;
        visit *v = VEC_PUSH(x->j->c->a, out);
        if (!v) return TR_ERR_NOMEM;
        *v = (visit){.from = c[i].from, .to = c[i].to, .mmsi = c[i].mmsi};
    }
    return TR_OK;
}

static int by_arrival(const void *x, const void *y)
{
    const visit *a = x, *b = y;
    if (a->from != b->from) return a->from < b->from ? -1 : 1;
    return (a->mmsi > b->mmsi) - (a->mmsi < b->mmsi);
}

/* Those whom a ship that came later left behind. `v` by arrival. */
static void look_at_order(const visit *v, size_t n, ship_pace *p)
{
    usec_t earliest = INT64_MAX; /* end of a visit that began later */
    for (size_t i = n; i-- > 0;) {
        p->n_ended += v[i].ended;
        p->n_staying += !v[i].ended;
        if (earliest < v[i].to) p->n_overtaken++;
        if (v[i].ended && v[i].to < earliest) earliest = v[i].to;
    }
}

static int by_day_and_ship(const void *x, const void *y)
{
    const visit *a = x, *b = y;
    int64_t p = usec_day(a->from), q = usec_day(b->from);
    if (p != q) return p < q ? -1 : 1;
    return (a->mmsi > b->mmsi) - (a->mmsi < b->mmsi);
}

/* Each ship once a day, on days in force. */
static void count_days(const duty_job *x, visit *v, size_t n, ship_pace *p)
{
    size_t on_day = 0;
    if (n) qsort(v, n, sizeof *v, by_day_and_ship);
    for (size_t i = 0; i < n; i++) {
        bool next_day = i == 0 || usec_day(v[i - 1].from) != usec_day(v[i].from);
        size_t day = day_at(&x->days, v[i].from);
        if (next_day) on_day = 0;
        if (day == x->days.n || x->days.force[day] != TRUTH_T) continue;
        if (!next_day && v[i - 1].mmsi == v[i].mmsi) continue;
        on_day++;
        p->all++;
        p->days_with += on_day == (size_t)p->what->quantity;
        if (on_day > p->most) p->most = on_day;
    }
    for (size_t i = 0; i < x->days.n; i++)
        p->days += x->days.force[i] == TRUTH_T && x->days.heard[i];
}

static tr_err put_pace(duty_job *x, size_t reading_at, const obligation *o)
{
    ship_data *s = &x->j->c->d->ships;
    ship_pace *p = vec_push(x->j->c->a, (void *)&s->paces, &s->n_paces, &x->cap_paces, sizeof *p);
    visits v = {0};
    if (!p) return TR_ERR_NOMEM;
    *p = (ship_pace){.reading = reading_at, .what = o, .ordered = o->in_order};
    size_t place = place_of_zone(s, o->area), n = 0;
    p->drawn = place < s->n_places;
    if (!p->drawn) return TR_OK;
    TR_TRY(o->counted == SHIP_COUNT_STAYS ? find_visits(x, o, place, &v)
                                          : find_entries(x, o, place, &v));
    for (size_t i = 0; i < v.n; i++)
        if (o->counted != SHIP_COUNT_STAYS || v.items[i].to - v.items[i].from >= STAYED)
            v.items[n++] = v.items[i];
    if (n) qsort(v.items, n, sizeof *v.items, by_arrival);
    if (o->in_order) look_at_order(v.items, n, p);
    count_days(x, v.items, n, p);
    return TR_OK;
}

/* ---- Passage with notice */

/* T in time, F late, U neither is known, NONE: no notice. One counts that was given after the
 * ship's last entry and not after this one; its hour is not known, its day is. */
static truth notice_of(const duty_job *x, const obligation *o, const visit *v, usec_t last)
{
    const performance_vec *acts = &x->j->c->s->performances;
    truth best = TRUTH_NONE;
    usec_t ahead = o->notice_hours * INT64_C(3600000000);
    for (size_t i = 0; i < acts->n; i++) {
        const performance *p = &acts->items[i];
        usec_t from = p->day * USEC_DAY, to = from + USEC_DAY;
        if (p->ship != v->mmsi || !str_eq(p->obligation, o->id) || from > v->to || to <= last)
            continue;
        truth t = to + ahead <= v->from ? TRUTH_T : from + ahead > v->to ? TRUTH_F : TRUTH_U;
        if (t == TRUTH_U && str_is(p->state, "in_time")) t = TRUTH_T;
        if (t == TRUTH_U && str_is(p->state, "late")) t = TRUTH_F;
        if (best == TRUTH_NONE || t == TRUTH_T || (t == TRUTH_U && best == TRUTH_F)) best = t;
    }
    return best;
}

static tr_err put_passage(duty_job *x, size_t reading_at, const obligation *o)
{
    ship_data *s = &x->j->c->d->ships;
    ship_passage *p =
        vec_push(x->j->c->a, (void *)&s->passages, &s->n_passages, &x->cap_passages, sizeof *p);
    visits v = {0};
    if (!p) return TR_ERR_NOMEM;
    *p = (ship_passage){.reading = reading_at, .what = o};
    size_t place = place_of_zone(s, o->area);
    p->drawn = place < s->n_places;
    if (!p->drawn) return TR_OK;
    TR_TRY(find_entries(x, o, place, &v)); /* by ship and time */
    for (size_t i = 0; i < v.n; i++) {
        size_t day = day_at(&x->days, v.items[i].to);
        usec_t last = i && v.items[i - 1].mmsi == v.items[i].mmsi ? v.items[i - 1].to : INT64_MIN;
        if (day == x->days.n || x->days.force[day] != TRUTH_T) continue;
        truth t = notice_of(x, o, &v.items[i], last);
        p->entries++;
        p->in_time += t == TRUTH_T;
        p->late += t == TRUTH_F;
        p->open += t == TRUTH_U;
        p->without += t == TRUTH_NONE;
    }
    return TR_OK;
}

/* ---- All of them */

static tr_err look_at_obligation(duty_job *x, size_t r, const obligation *o)
{
    if (!o->area) return TR_OK;
    if (o->kind == OBL_STAY_OUT) return put_stay(x, r, o);
    if (o->kind == OBL_NOTIFY) return put_passage(x, r, o);
    return o->counted ? put_pace(x, r, o) : TR_OK;
}

tr_err ship_duties(ships_job *j, const presence_row *stays, size_t n)
{
    const report_data *d = j->c->d;
    duty_job x = {.j = j, .stays = stays, .n_stays = n};
    if (!ship_duties_ask(d)) return TR_OK;
    if (j->tracks.n) qsort(j->tracks.items, j->tracks.n, sizeof *j->tracks.items, ship_by_number);
    if (j->days.n) qsort(j->days.items, j->days.n, sizeof *j->days.items, stay_by_ship);
    if (j->crossings.n)
        qsort(j->crossings.items, j->crossings.n, sizeof *j->crossings.items, crossing_by_ship);
    TR_TRY(make_days(&x));
    for (size_t r = 0; r < d->n_readings; r++) {
        for (size_t i = 0; i < x.days.n; i++)
            x.days.force[i] = force_on(d, r, x.days.first + (int64_t)i);
        for (size_t i = 0; i < d->readings[r]->n_obligations; i++)
            TR_TRY(look_at_obligation(&x, r, &d->readings[r]->obligations[i]));
    }
    return TR_OK;
}
