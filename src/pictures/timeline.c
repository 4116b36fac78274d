/* The timeline: a bar a reading where it is in force, and below it the incidents by day. */
#include "pictures/pictures.h"

#include <stdlib.h>

enum { TL_WIDTH = 960, TL_LEFT = 72, TL_ROW = 20, TL_TOP = 24, TL_INCIDENTS = 84 };

static double tx(const report_data *d, usec_t t)
{
    if (t < d->period_from) t = d->period_from;
    if (t > d->period_to) t = d->period_to;
    return TL_LEFT + (double)(t - d->period_from) / (double)(d->period_to - d->period_from) *
                         (TL_WIDTH - TL_LEFT - 8);
}

static void put_days(const report_data *d, double height, doc *w)
{
    buf *b = w->out;
    usec_t days = (d->period_to - d->period_from) / USEC_DAY;
    bool years = days > 360; /* then with the year, and fewer of them */
    usec_t step = years        ? (days / 12 / 7 + 1) * 7
                  : days > 120 ? 14
                  : days > 45  ? 7
                  : days > 14  ? 3
                               : 1;
    for (usec_t k = 0; k < days; k += step) {
        usec_t t = d->period_from + k * USEC_DAY;
        civil c = usec_to_civil(t);
        buf_z(b, "<path class=\"grid\" d=\"M");
        buf_fixed(b, tx(d, t), 1);
        buf_f(b, " 16V");
        buf_fixed(b, height, 0);
        buf_z(b, "\"/><text class=\"axis\" y=\"12\" x=\"");
        buf_fixed(b, tx(d, t) + 2, 1);
        buf_z(b, "\">");
        doc_say(w, "{day} {month}", A_N("day", c.day), A_WORD("month", month_words(c.month)));
        if (years) buf_f(b, " %d", c.year);
        buf_z(b, "</text>\n");
    }
}

static void put_force(const report_data *d, buf *b)
{
    for (size_t i = 0; i < d->n_force; i++) {
        const force_span *s = &d->force[i];
        if (s->answer == TRUTH_F) continue;
        buf_f(b, "<rect class=\"force-%s\" height=\"12\" y=\"%zu\" x=\"",
              s->answer == TRUTH_T ? "yes" : "open", TL_TOP + s->reading * TL_ROW + 2);
        buf_fixed(b, tx(d, s->from), 1);
        buf_z(b, "\" width=\"");
        buf_fixed(b, tx(d, s->to) - tx(d, s->from), 1);
        buf_z(b, "\"/>\n");
    }
    for (size_t r = 0; r < d->n_readings; r++) {
        buf_f(b, "<text class=\"name\" x=\"0\" y=\"%zu\">", TL_TOP + r * TL_ROW + 12);
        html_text(b, d->readings[r]->id);
        buf_z(b, "</text>\n");
    }
}

/* Dated incidents of the period; its first day holds what began before it. */
static bool on_timeline(const report_data *d, const report_row *row, size_t *day)
{
    const incident *in = row->in;
    if (!row->counted || row->no_event || in->kind != INC_INCIDENT || !span_known(in->when))
        return false;
    usec_t mid = in->when.from + (in->when.to - in->when.from) / 2;
    if (mid < d->period_from) mid = d->period_from;
    *day = (size_t)((mid - d->period_from) / USEC_DAY);
    return true;
}

/* Days, or stretches of several where there are very many; how many incidents each has. */
enum { TL_BINS = 400, TL_STACK = 12, TL_BLOCK = 6 };
typedef struct tl_bins {
    size_t n, days_each;
    size_t *coded, *alleged, most;
} tl_bins;

static size_t bin_of(const tl_bins *t, size_t day)
{
    size_t k = day / t->days_each;
    return k < t->n ? k : t->n - 1; /* what reaches past the last day */
}

static void count_rows(const report_data *d, const report_row *rows, size_t n, tl_bins *t,
                       size_t *count)
{
    size_t day;
    for (size_t i = 0; i < n; i++) {
        if (!on_timeline(d, &rows[i], &day)) continue;
        size_t here = ++count[bin_of(t, day)];
        if (here > t->most) t->most = here;
    }
}

static bool count_bins(const report_data *d, tl_bins *t)
{
    size_t days = (size_t)((d->period_to - d->period_from + USEC_DAY - 1) / USEC_DAY);
    if (days == 0) days = 1;
    *t = (tl_bins){.days_each = (days + TL_BINS - 1) / TL_BINS};
    t->n = (days + t->days_each - 1) / t->days_each;
    t->coded = calloc(2 * t->n, sizeof *t->coded);
    if (t->coded == NULL) return false;
    t->alleged = t->coded + t->n;
    count_rows(d, d->coded, d->n_coded, t, t->coded);
    count_rows(d, d->fused, d->n_fused, t, t->alleged);
    return true;
}

static void put_bin_rect(const report_data *d, const tl_bins *t, size_t k, double top,
                         double height, const char *cls, buf *b)
{
    usec_t each = (usec_t)t->days_each * USEC_DAY, from = d->period_from + (usec_t)k * each;
    double x = tx(d, from), width = tx(d, from + each) - x;
    buf_f(b, "<rect class=\"%s\" height=\"", cls);
    buf_fixed(b, height, height == TL_BLOCK - 1 ? 0 : 1);
    buf_z(b, "\" x=\"");
    buf_fixed(b, x + 1, 1);
    buf_z(b, "\" y=\"");
    buf_fixed(b, top, 1);
    buf_z(b, "\" width=\"");
    buf_fixed(b, width > 4 ? width - 2 : 2, 1);
    buf_z(b, "\">");
}

static void put_blocks(const report_data *d, const report_row *rows, size_t n, const tl_bins *t,
                       double base, const char *cls, doc *w)
{
    buf *b = w->out;
    size_t stack[TL_BINS] = {0}, day;
    for (size_t i = 0; i < n; i++) {
        if (!on_timeline(d, &rows[i], &day)) continue;
        size_t k = bin_of(t, day);
        double y = base - (double)stack[k]++ * TL_BLOCK;
        picture_open_link(w, rows[i].in->id);
        put_bin_rect(d, t, k, y - (TL_BLOCK - 1), TL_BLOCK - 1, cls, b);
        picture_title(rows[i].in, w);
        buf_z(b, "</rect></a>\n");
    }
}

static void say_bar(const report_data *d, const tl_bins *t, size_t k, size_t n, bool coded, doc *w)
{
    buf_z(w->out, "<title>");
    doc_say(w, "{day}", A_DAY("day", usec_day(d->period_from) + (int64_t)(k * t->days_each)));
    if (t->days_each > 1) doc_say(w, " and {n} days more", A_N("n", t->days_each - 1));
    doc_say(w, coded ? N_(": {n} coded") : N_(": {n} alleged"), A_N("n", n));
    buf_z(w->out, "</title></rect>\n");
}

/* Where blocks would not fit: a bar for each bin, all on one scale. */
static void put_bars(const report_data *d, const tl_bins *t, bool coded, double base, doc *w)
{
    const size_t *count = coded ? t->coded : t->alleged;
    for (size_t k = 0; k < t->n; k++) {
        if (count[k] == 0) continue;
        double height = (double)count[k] / (double)t->most * TL_STACK * TL_BLOCK;
        put_bin_rect(d, t, k, base - height, height, coded ? "coded" : "alleged", w->out);
        say_bar(d, t, k, count[k], coded, w);
    }
}

static void put_incidents(const report_data *d, const tl_bins *t, double rows_end, doc *w)
{
    double coded = rows_end + TL_INCIDENTS, alleged = rows_end + 2 * TL_INCIDENTS;
    if (t->most <= TL_STACK && t->days_each == 1) {
        put_blocks(d, d->coded, d->n_coded, t, coded, "coded", w);
        put_blocks(d, d->fused, d->n_fused, t, alleged, "alleged", w);
        return;
    }
    put_bars(d, t, true, coded, w);
    put_bars(d, t, false, alleged, w);
    buf_f(w->out, "<text class=\"axis\" x=\"0\" y=\"%d\">", (int)coded + 14);
    doc_say(w, "most: {n}", A_N("n", t->most));
    buf_z(w->out, "</text>\n");
}

static void put_row_name(double y, const char *words, doc *w)
{
    buf_f(w->out, "<text class=\"name\" x=\"0\" y=\"%d\">", (int)y);
    doc_say(w, words);
    buf_z(w->out, "</text>");
}

void draw_timeline(const report_data *d, doc *w)
{
    buf *b = w->out;
    double rows_end = TL_TOP + (double)d->n_readings * TL_ROW,
           height = rows_end + 2 * TL_INCIDENTS + 8;
    tl_bins bins;
    if (d->period_from == USEC_UNKNOWN || d->period_to == USEC_UNKNOWN) {
        doc_paragraph(w, "No period is set, so there is no timeline.");
        return;
    }
    if (!count_bins(d, &bins)) {
        b->err = TR_ERR_NOMEM;
        return;
    }
    buf_f(b, "<svg class=\"timeline\" viewBox=\"0 0 %d ", TL_WIDTH);
    buf_fixed(b, height, 0);
    buf_z(b, "\" role=\"img\" aria-labelledby=\"tl-title tl-desc\"><title id=\"tl-title\">");
    doc_say(w, "When each reading is in force, and when incidents are dated");
    buf_z(b, "</title><desc id=\"tl-desc\">");
    doc_say(w,
            "One bar a reading: solid where it is in force under every alternative of its start "
            "and end, outlined where that is not settled, empty where it is not in force. Below, "
            "one block an incident on its day, first those coded by a person, then those alleged "
            "in claims; where there are very many, a bar a day or a stretch of days, with the "
            "number that the tallest stands for. The tables of this report hold the same "
            "facts.");
    buf_z(b, "</desc>\n");
    put_days(d, height, w);
    put_force(d, b);
    put_incidents(d, &bins, rows_end, w);
    free(bins.coded);
    put_row_name(rows_end + TL_INCIDENTS, N_("coded"), w);
    put_row_name(rows_end + 2 * TL_INCIDENTS, N_("alleged"), w);
    buf_z(b, "\n</svg>\n");
}
