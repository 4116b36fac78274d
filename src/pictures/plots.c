/* Pictures of the statistics. */
#include "pictures/pictures.h"

#include <math.h>

enum { PLOT_WIDTH = 960 };

/* ---- Marks */

static void put_at(buf *b, const char *name, double v)
{
    buf_f(b, " %s=\"", name);
    buf_fixed(b, v, 1);
    buf_c(b, '"');
}

static void put_rule(buf *b, double x1, double y1, double x2, double y2, const char *look)
{
    buf_z(b, "<line");
    put_at(b, "x1", x1);
    put_at(b, "y1", y1);
    put_at(b, "x2", x2);
    put_at(b, "y2", y2);
    buf_f(b, " %s/>\n", look);
}

static void put_dot(buf *b, double x, double y, double r, const char *look)
{
    buf_z(b, "<circle");
    put_at(b, "cx", x);
    put_at(b, "cy", y);
    put_at(b, "r", r);
    buf_f(b, " %s/>\n", look);
}

/* A mark, or what is of the record. */
static void put_words(buf *b, double x, double y, const char *anchor, str words)
{
    buf_z(b, "<text");
    put_at(b, "x", x);
    put_at(b, "y", y);
    buf_f(b, " text-anchor=\"%s\">", anchor);
    html_text(b, words);
    buf_z(b, "</text>\n");
}

static void say_words(doc *w, double x, double y, const char *anchor, const char *words)
{
    buf_z(w->out, "<text");
    put_at(w->out, "x", x);
    put_at(w->out, "y", y);
    buf_f(w->out, " text-anchor=\"%s\">", anchor);
    doc_say(w, words);
    buf_z(w->out, "</text>\n");
}

/* A tick of a scale, with as many decimals as its steps need. */
static void put_tick(buf *b, double x, double y, const char *anchor, double v, double step)
{
    int digits = step >= 1 ? 0 : (int)ceil(-log10(step) - 1e-9);
    buf_z(b, "<text");
    put_at(b, "x", x);
    put_at(b, "y", y);
    buf_f(b, " text-anchor=\"%s\">", anchor);
    buf_fixed(b, v, digits);
    buf_z(b, "</text>\n");
}

/* On a narrow screen the picture keeps its size and scrolls sideways. */
static void say_title(doc *w, const char *title, str id)
{
    doc_say(w, title);
    if (id.len) doc_say(w, ", reading {reading}", A_TEXT("reading", id));
}

static void open_svg(doc *w, double height, const char *title, str id, const char *says)
{
    buf *b = w->out;
    buf_z(b, "<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"");
    doc_say(w, "Picture: ");
    say_title(w, title, id);
    buf_f(b, "\"><svg class=\"plot\" viewBox=\"0 0 %d ", PLOT_WIDTH);
    buf_fixed(b, height, 0);
    buf_z(b, "\" role=\"img\"><title>");
    say_title(w, title, id);
    buf_z(b, "</title><desc>");
    doc_say(w, says);
    buf_z(b, "</desc>\n");
}

static void close_svg(buf *b)
{
    buf_z(b, "</svg></div>\n");
}

static const char thin[] = "class=\"grid\"", ink[] = "stroke=\"currentColor\" stroke-width=\"1.6\"",
                  dashed[] = "stroke=\"currentColor\" stroke-width=\"1.6\" "
                             "stroke-dasharray=\"6 4\"",
                  dotted[] = "stroke=\"currentColor\" stroke-width=\"1\" "
                             "stroke-dasharray=\"2 3\"",
                  solid_dot[] = "fill=\"currentColor\"",
                  open_dot[] = "class=\"hollow\" stroke=\"currentColor\" stroke-width=\"1.4\"";

/* ---- A scale from 0: 1, 2 or 5 of some power of ten between its lines */

static double step_for(double top)
{
    if (!(top > 0)) return 1;
    double power = pow(10, floor(log10(top))), lead = top / power;
    return power * (lead > 5 ? 2 : lead > 2 ? 1 : 0.5);
}

/* ---- Rates before and during, with their intervals, and the ratio */

enum { ROW = 44, R_TOP = 40, NAME = 70, MIDDLE = 520 };
static const double ratio_low = 1.0 / 16, ratio_high = 16;

static double ratio_x(double v)
{
    double share = log(v / ratio_low) / log(ratio_high / ratio_low);
    return MIDDLE + 50 + share * (PLOT_WIDTH - MIDDLE - 70);
}

static double top_rate(const report_data *d)
{
    double top = 0;
    for (size_t i = 0; i < d->n_trends; i++) {
        const findings *f = &d->trends[i].found[STUDY_RATES];
        const double *a = finding_value(f, "rate_before_high"),
                     *b = finding_value(f, "rate_during_high");
        if (a && isfinite(*a)) top = fmax(top, *a);
        if (b && isfinite(*b)) top = fmax(top, *b);
    }
    return top;
}

static double rate_x(double v, double top)
{
    return NAME + 60 + v / top * (MIDDLE - NAME - 70);
}

static void put_rate(const findings *f, const char *low_name, const char *name,
                     const char *high_name, double y, double top, bool before, doc *w)
{
    buf *b = w->out;
    const double *low = finding_value(f, low_name), *v = finding_value(f, name),
                 *high = finding_value(f, high_name);
    say_words(w, NAME + 52, y + 4, "end", before ? N_("before") : N_("during"));
    if (!low || !v || !high || !isfinite(*high) || !(top > 0)) return;
    put_rule(b, rate_x(*low, top), y, rate_x(*high, top), y, before ? dashed : ink);
    put_dot(b, rate_x(*v, top), y, 4.5, before ? open_dot : solid_dot);
}

/* An interval that goes on beyond the scale ends in an arrow. */
static void put_ratio(const findings *f, double y, buf *b)
{
    const double *low = finding_value(f, "headline_low"), *v = finding_value(f, "rate_ratio"),
                 *high = finding_value(f, "headline_high");
    if (!low || !high) return;
    double l = fmin(fmax(*low, ratio_low), ratio_high),
           h = fmax(fmin(*high, ratio_high), ratio_low);
    put_rule(b, ratio_x(l), y, ratio_x(h), y, ink);
    if (*low < ratio_low) put_words(b, ratio_x(ratio_low) - 3, y + 4, "end", STR("\xE2\x97\x80"));
    if (*high > ratio_high)
        put_words(b, ratio_x(ratio_high) + 3, y + 4, "start", STR("\xE2\x96\xB6"));
    if (v && *v >= ratio_low && *v <= ratio_high) put_dot(b, ratio_x(*v), y, 4.5, solid_dot);
}

static void put_rate_scales(double top, double bottom, buf *b)
{
    static const double ratios[] = {0.0625, 0.125, 0.25, 0.5, 1, 2, 4, 8, 16};
    static const char *const words[] = {"1/16", "1/8", "1/4", "1/2", "1", "2", "4", "8", "16"};
    double step = step_for(top);
    for (double v = 0; v <= top * 1.0001; v += step) {
        put_rule(b, rate_x(v, top), R_TOP - 8, rate_x(v, top), bottom, thin);
        put_tick(b, rate_x(v, top), R_TOP - 12, "middle", v, step);
    }
    for (size_t i = 0; i < sizeof ratios / sizeof ratios[0]; i++) {
        bool one = i == 4;
        put_rule(b, ratio_x(ratios[i]), R_TOP - 8, ratio_x(ratios[i]), bottom, one ? dotted : thin);
        put_words(b, ratio_x(ratios[i]), R_TOP - 12, "middle", str_of(words[i]));
    }
}

void draw_rates(const report_data *d, doc *w)
{
    buf *b = w->out;
    double top = top_rate(d), bottom = R_TOP + (double)d->n_trends * ROW + 4;
    if (!(top > 0)) return;
    open_svg(
        w, bottom + 8, N_("Rates before and during, and their ratio"), (str){0},
        N_("On the left, for each reading, the rate of covered targets before (hollow, dashed) "
           "and during (filled), with 95 % intervals. On the right the ratio of the two on a "
           "scale of doublings; the dotted line is no change. The table holds the numbers."));
    say_words(w, NAME + 60, 14, "start", N_("rate"));
    say_words(w, ratio_x(1), 14, "middle", N_("ratio, during to before"));
    put_rate_scales(top, bottom, b);
    for (size_t i = 0; i < d->n_trends; i++) {
        const findings *f = &d->trends[i].found[STUDY_RATES];
        double y = R_TOP + (double)i * ROW;
        put_words(b, 0, y + 22, "start", d->trends[i].id);
        put_rate(f, "rate_before_low", "rate_before", "rate_before_high", y + 10, top, true, w);
        put_rate(f, "rate_during_low", "rate_during", "rate_during_high", y + 28, top, false, w);
        put_ratio(f, y + 19, b);
    }
    close_svg(b);
}

/* ---- Over days */

enum { P_LEFT = 64, P_TOP = 22, P_BOTTOM = 236, P_HEIGHT = 262 };

typedef struct pane {
    int64_t first, last;
    double top;
} pane;

static double day_x(const pane *p, double day)
{
    return P_LEFT + (day - (double)p->first + 0.5) / (double)(p->last - p->first + 1) *
                        (PLOT_WIDTH - P_LEFT - 12);
}

static double value_y(const pane *p, double v)
{
    return P_BOTTOM - fmin(v, p->top) / p->top * (P_BOTTOM - P_TOP);
}

/* `what` names what is counted; it may have {unit}. */
static void put_axes(const pane *p, str unit, const char *what, doc *w)
{
    buf *b = w->out;
    double step = step_for(p->top);
    int64_t days = p->last - p->first + 1, every = days > 700   ? 91
                                                   : days > 120 ? 28
                                                   : days > 45  ? 14
                                                   : days > 14  ? 7
                                                                : 1;
    for (double v = 0; v <= p->top * 1.0001; v += step) {
        put_rule(b, P_LEFT, value_y(p, v), PLOT_WIDTH - 12, value_y(p, v), thin);
        put_tick(b, P_LEFT - 6, value_y(p, v) + 4, "end", v, step);
    }
    for (int64_t day = p->first; day <= p->last; day += every) {
        civil c = usec_to_civil(day * USEC_DAY);
        put_rule(b, day_x(p, (double)day), P_BOTTOM, day_x(p, (double)day), P_BOTTOM + 4, ink);
        buf_z(b, "<text");
        put_at(b, "x", day_x(p, (double)day));
        put_at(b, "y", P_BOTTOM + 18);
        buf_f(b, " text-anchor=\"%s\">", day == p->first ? "start" : "middle");
        doc_say(w, "{day} {month}", A_N("day", c.day), A_WORD("month", month_words(c.month)));
        buf_z(b, "</text>\n");
    }
    buf_z(b, "<text x=\"0\" y=\"12\">");
    doc_say(w, what, A_TEXT("unit", unit));
    buf_z(b, "</text>\n");
}

static void put_start(const pane *p, int64_t start, doc *w)
{
    buf *b = w->out;
    double x = day_x(p, (double)start - 0.5);
    put_rule(b, x, P_TOP - 6, x, P_BOTTOM, dotted);
    say_words(w, x + 4, P_TOP + 2, "start", N_("first day during"));
}

/* Days that were not watched break the line. */
static void put_line(const pane *p, const curve *c, const double *v, const char *look, buf *b)
{
    buf_z(b, "<path fill=\"none\" d=\"");
    for (size_t i = 0; i < c->n; i++) {
        bool on = i > 0 && c->day[i] == c->day[i - 1] + 1;
        buf_c(b, on ? 'L' : 'M');
        buf_fixed(b, day_x(p, (double)c->day[i]), 1);
        buf_c(b, ' ');
        buf_fixed(b, value_y(p, v[i]), 1);
    }
    buf_f(b, "\" %s/>\n", look);
}

static double rate_on(const trend_day *d)
{
    return (double)d->covered / d->watched;
}

static void put_days(const pane *p, const trend_line *l, buf *b)
{
    for (size_t i = 0; i < l->story.n_days; i++) {
        const trend_day *d = &l->story.days[i];
        double x = day_x(p, (double)d->day);
        if (d->stated && d->watched > 0) {
            put_dot(b, x, value_y(p, rate_on(d)), 2.6, open_dot);
        } else {
            put_words(b, x, P_BOTTOM - 3, "middle", STR("\xC3\x97"));
        }
    }
}

static pane pane_of(const trend_line *l, int64_t first)
{
    pane p = {.first = first, .last = first, .top = 0};
    for (size_t i = 0; i < l->story.n_days; i++) {
        const trend_day *d = &l->story.days[i];
        if (d->day < first) continue;
        if (d->day > p.last) p.last = d->day;
        if (d->stated && d->watched > 0) p.top = fmax(p.top, rate_on(d));
    }
    p.top = p.top > 0 ? p.top * 1.08 : 1;
    return p;
}

/* A curve fits whole, but a band that runs away is cut at three times the highest day, and the
 * description says so. */
static void hold_curve(pane *p, const double *v, size_t n)
{
    double most = 3 * p->top, top = p->top;
    for (size_t i = 0; i < n; i++)
        top = fmax(top, fmin(v[i] * 1.05, most));
    p->top = top;
}

static bool has_days(const trend_line *l)
{
    return l->known && l->story.n_days > 0;
}

static const char *axis_words(const trend_line *l)
{
    return l->unit.len ? N_("events a unit of {unit}") : N_("events a day");
}

void draw_series(const report_data *d, const trend_line *l, doc *w)
{
    buf *b = w->out;
    const curve *fitted = finding_curve(&l->found[STUDY_SERIES], "fitted"),
                *without = finding_curve(&l->found[STUDY_SERIES], "without");
    if (!has_days(l) || !fitted || !without) return;
    pane p = pane_of(l, l->story.days[0].day);
    hold_curve(&p, fitted->value, fitted->n);
    hold_curve(&p, without->high, without->n);
    open_svg(
        w, P_HEIGHT, N_("Daily rate with the fitted series"), l->id,
        N_("Circles: the rate of covered targets on each watched day; crosses: days that were "
           "not watched. Solid: the fitted series. Dashed, from the first day during: how it "
           "would go on had level and trend stayed as before, with a dotted 95 % band, cut where "
           "it goes beyond three times the highest day."));
    put_axes(&p, l->unit, axis_words(l), w);
    put_start(&p, d->study.what->during_from, w);
    put_days(&p, l, b);
    put_line(&p, fitted, fitted->value, ink, b);
    put_line(&p, without, without->value, dashed, b);
    put_line(&p, without, without->low, dotted, b);
    put_line(&p, without, without->high, dotted, b);
    close_svg(b);
}

void draw_changes(const report_data *d, const trend_line *l, doc *w)
{
    buf *b = w->out;
    const curve *rate = finding_curve(&l->found[STUDY_CHANGE], "rate");
    if (!has_days(l) || !rate) return;
    pane p = pane_of(l, l->story.days[0].day);
    open_svg(w, P_HEIGHT, N_("Where the rate changes"), l->id,
             N_("Circles: the rate of covered targets on each watched day; crosses: days that were "
                "not watched. Heavy line: the rate of each stretch between the changes that were "
                "found."));
    put_axes(&p, l->unit, axis_words(l), w);
    put_start(&p, d->study.what->during_from, w);
    put_days(&p, l, b);
    for (size_t i = 0, end; i < rate->n; i = end) {
        for (end = i; end < rate->n && !(fabs(rate->value[end] - rate->value[i]) > 0); end++) {
        }
        double y = value_y(&p, rate->value[i]);
        put_rule(b, day_x(&p, (double)rate->day[i] - 0.5), y,
                 day_x(&p, (double)rate->day[end - 1] + 0.5), y,
                 "stroke=\"currentColor\" stroke-width=\"3\"");
    }
    close_svg(b);
}

void draw_warning(const trend_line *l, doc *w)
{
    buf *b = w->out;
    const findings *f = &l->found[STUDY_WARN];
    const curve *line = finding_curve(f, "cusum");
    const double *h = finding_value(f, "threshold");
    if (!has_days(l) || !line || !h || line->n == 0) return;
    pane p = {.first = line->day[0], .last = line->day[line->n - 1], .top = *h};
    for (size_t i = 0; i < line->n; i++)
        p.top = fmax(p.top, line->value[i]);
    p.top *= 1.1;
    open_svg(w, P_HEIGHT, N_("Warning chart"), l->id,
             N_("The sum of what each day had above the reference value, never below nothing. The "
                "dashed line is the threshold; a square marks an alarm, after which the sum begins "
                "anew."));
    put_axes(&p, (str){0}, N_("cumulative sum"), w);
    put_rule(b, P_LEFT, value_y(&p, *h), PLOT_WIDTH - 12, value_y(&p, *h), dashed);
    say_words(w, PLOT_WIDTH - 14, value_y(&p, *h) - 4, "end", N_("threshold"));
    put_line(&p, line, line->value, ink, b);
    for (size_t i = 0; i < line->n; i++) {
        if (!line->mark[i]) continue;
        buf_z(b, "<rect width=\"8\" height=\"8\"");
        put_at(b, "x", day_x(&p, (double)line->day[i]) - 4);
        put_at(b, "y", value_y(&p, line->value[i]) - 4);
        buf_f(b, " %s/>\n", solid_dot);
    }
    close_svg(b);
}
