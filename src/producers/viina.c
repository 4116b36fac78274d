/* VIINA 2: reports of incidents in news texts, placed by a gazetteer. docs/formats/feeds.md. */
#include "producers/event_feed_columns.h"

/* Labels lost their last letter in some releases. */
static const struct {
    const char *damaged, *means;
} labels[] = {{"arresb", "arrest"},
              {"firefighb", "firefight"},
              {"retreab", "retreat"},
              {"airalerb", "airalert"}};

static tr_err read_labels(const known_row *r, event_row *out)
{
    str rest = known_field(r, VIINA_TYPE), piece;
    buf b;
    if (rest.len == 0) return TR_OK;
    buf_init(&b, CSV_MAX_ROW_BYTES);
    while (str_cut(&rest, '|', &piece)) {
        piece = str_trim(piece);
        for (size_t i = 0; i < sizeof labels / sizeof labels[0]; i++) {
            if (str_is(piece, labels[i].damaged)) piece = str_of(labels[i].means);
        }
        if (b.len) buf_c(&b, '|');
        buf_s(&b, piece);
    }
    return buf_take(&b, r->scratch, &out->kinds);
}

tr_err known_viina(const known_row *r, event_row *out)
{
    str when = known_field(r, VIINA_DATETIME);
    iso_time t;
    char iso[20];
    if (when.len != 19 || when.ptr[10] != ' ')
        return known_fault(r, VIINA_DATETIME, CODE_ROW_TIME, "datetime");
    for (size_t i = 0; i < 19; i++)
        iso[i] = i == 10 ? 'T' : when.ptr[i];
    if (!iso_parse((str){iso, 19}, &t))
        return known_fault(r, VIINA_DATETIME, CODE_ROW_TIME, "datetime");
    /* midnight to the second stands for "time not known": the whole day */
    if (t.at.hour == 0 && t.at.minute == 0 && t.at.second == 0) t.has_clock = false;
    out->when = known_span(r, &t);
    TR_TRY(known_position(r, VIINA_LAT, VIINA_LON, out));
    out->precision = out->has_position ? PLACE_TOWN : PLACE_NONE;
    out->place = known_field(r, VIINA_PLACE);
    out->text = known_field(r, VIINA_HEADLINE);
    return read_labels(r, out);
}
