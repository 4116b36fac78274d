/* Tables and features for other programs: one row an incident and reading (CSV), one feature an
 * incident (GeoJSON, RFC 7946). Text from outside is guarded against formulas in CSV. */
#include "report/write.h"

static void text_field(buf *b, str s)
{
    buf_c(b, ',');
    csv_text(b, s);
}

static void instant_field(buf *b, usec_t t)
{
    buf_c(b, ',');
    if (t != USEC_UNKNOWN) when_write(b, t);
}

static void states_field(buf *b, const str_list *l)
{
    buf s;
    buf_init(&s, 65536);
    for (size_t i = 0; i < l->n; i++)
        buf_f(&s, "%s" STR_FMT, i ? ";" : "", STR_ARG(l->items[i]));
    text_field(b, buf_str(&s));
    buf_absorb(b, &s);
}

static void row_fields(const report_row *row, buf *b)
{
    const incident *in = row->in;
    csv_text(b, in->id);
    buf_f(b, ",%s", row->from_claims ? "alleged" : "coded");
    instant_field(b, in->when.from);
    instant_field(b, in->when.to);
    text_field(b, in->place);
    text_field(b, in->adm1);
    states_field(b, &in->states);
    text_field(b, in->control);
    if (in->has_position) {
        buf_c(b, ',');
        buf_fixed(b, in->position.lat_deg, 6);
        buf_c(b, ',');
        buf_fixed(b, in->position.lon_deg, 6);
        buf_c(b, ',');
        buf_fixed(b, in->radius_m, 0);
    } else {
        buf_z(b, ",,,");
    }
    text_field(b, in->category);
    text_field(b, in->act);
    text_field(b, row->status);
    text_field(b, row->matched);
    buf_f(b, ",%s,%zu", row->in_period ? "yes" : "no",
          row->from_claims ? row->n_origins : (size_t)1);
}

static void csv_rows(const report_data *d, const report_row *rows, size_t n, buf *b)
{
    for (size_t i = 0; i < n; i++) {
        for (size_t r = 0; r < d->n_readings; r++) {
            const answer *w = &rows[i].answers[r];
            row_fields(&rows[i], b);
            text_field(b, d->readings[r]->id);
            buf_f(b, ",%s,%s,%s,%s,%s", verdict_word(w->verdict), truth_word(w->test[1]),
                  truth_word(w->test[2]), truth_word(w->test[3]), truth_word(w->test[4]));
            text_field(b, answer_text(d, w->decided_by));
            text_field(b, rows[i].in->report);
            buf_c(b, '\n');
        }
    }
}

void write_csv(const report_data *d, buf *b)
{
    buf_z(b, "id,layer,from_utc,to_utc,place,adm1,recognised_state,control_reported,lat,lon,radius_"
             "m,category,act,status,matched,in_period,origins,"
             "reading,verdict,in_force,category_test,place_test,act_test,deciding,report\n");
    csv_rows(d, d->coded, d->n_coded, b);
    csv_rows(d, d->fused, d->n_fused, b);
}

static void coordinates(json_writer *w, geo_pt p)
{
    buf b;
    buf_init(&b, 128);
    buf_c(&b, '[');
    buf_fixed(&b, p.lon_deg, 6);
    buf_c(&b, ',');
    buf_fixed(&b, p.lat_deg, 6);
    buf_c(&b, ']');
    jw_key(w, "coordinates");
    jw_raw(w, buf_str(&b));
    buf_absorb(w->out, &b);
}

static void feature(const report_data *d, const report_row *row, json_writer *w)
{
    const incident *in = row->in;
    buf from;
    buf_init(&from, 128);
    jw_open(w, '{');
    jw_kz(w, "type", "Feature");
    jw_kv(w, "id", in->id);
    jw_key(w, "geometry");
    if (in->has_position) {
        jw_open(w, '{');
        jw_kz(w, "type", "Point");
        coordinates(w, in->position);
        jw_close(w, '}');
    } else {
        jw_raw(w, STR("null"));
    }
    jw_key(w, "properties");
    jw_open(w, '{');
    jw_kz(w, "layer", row->from_claims ? "alleged" : "coded");
    when_write(&from, in->when.from);
    jw_kv(w, "from_utc", buf_str(&from));
    buf_reset(&from);
    when_write(&from, in->when.to);
    jw_kv(w, "to_utc", buf_str(&from));
    jw_kv(w, "place", in->place);
    jw_kv(w, "adm1", in->adm1);
    if (in->has_position) jw_ki(w, "radius_m", (int64_t)in->radius_m);
    jw_kv(w, "category", in->category);
    jw_kv(w, "act", in->act);
    jw_kv(w, "status", row->status);
    jw_kv(w, "report", in->report);
    jw_kv(w, "matched", row->matched);
    jw_kz(w, "in_period", row->in_period ? "yes" : "no");
    jw_key(w, "verdicts");
    jw_open(w, '{');
    for (size_t r = 0; r < d->n_readings; r++) {
        buf id;
        buf_init(&id, 65536);
        buf_s(&id, d->readings[r]->id);
        buf_c(&id, '\0');
        jw_kz(w, buf_err(&id) == TR_OK ? id.ptr : "", verdict_word(row->answers[r].verdict));
        buf_absorb(w->out, &id);
    }
    jw_close(w, '}');
    jw_close(w, '}');
    jw_close(w, '}');
    buf_absorb(w->out, &from);
}

void write_geojson(const report_data *d, buf *b)
{
    json_writer w;
    jw_init_shown(&w, b);
    jw_open(&w, '{');
    jw_kz(&w, "type", "FeatureCollection");
    jw_key(&w, "features");
    jw_open(&w, '[');
    for (size_t i = 0; i < d->n_coded; i++)
        feature(d, &d->coded[i], &w);
    for (size_t i = 0; i < d->n_fused; i++)
        feature(d, &d->fused[i], &w);
    jw_close(&w, ']');
    jw_close(&w, '}');
    buf_c(b, '\n');
}

void write_obligations(const report_data *d, buf *b)
{
    buf_z(b, "obligation,reading,kind,owed_by,owed_to,what,quantity,unit,per,due,done_low,"
             "done_high,score_low,score_high,pace_low,pace_high,finish_low,finish_high,acts,"
             "reports\n");
    for (size_t i = 0; i < d->n_duties; i++) {
        const duty_line *l = &d->duties[i];
        const obligation *o = l->what;
        const performing *p = &l->how;
        const str texts[] = {o->id,
                             d->readings[l->reading]->id,
                             str_of(obligation_kind_word(o->kind)),
                             o->owed_by,
                             o->owed_to,
                             o->what};
        for (size_t k = 0; k < sizeof texts / sizeof texts[0]; k++) {
            csv_text(b, texts[k]);
            buf_c(b, ',');
        }
        if (o->quantity > 0) buf_i64(b, o->quantity);
        buf_c(b, ',');
        csv_text(b, o->unit);
        buf_c(b, ',');
        csv_text(b, o->per);
        buf_c(b, ',');
        if (p->has_due) buf_i64(b, p->due);
        if (p->known)
            buf_f(b, ",%lld,%lld,%d,%d,%s,%s,", (long long)p->low.done, (long long)p->high.done,
                  p->low.score, p->high.score, pace_word(p->low.pace), pace_word(p->high.pace));
        if (!p->known) buf_z(b, ",,,,,,,");
        if (p->low.has_finish) day_write(b, p->low.finish);
        buf_c(b, ',');
        if (p->high.has_finish) day_write(b, p->high.finish);
        buf_f(b, ",%zu,%zu\n", p->n_acts, p->n_reports);
    }
}
