#include "forms/html_parts.h"

#include "forms/pages.h"
#include "forms/style.h"

#include <string.h>

void h_text(buf *b, str s)
{
    html_text(b, s);
}

void h_z(buf *b, const char *s)
{
    buf_z(b, s);
}

void h_link_id(const report_data *d, buf *b, str id)
{
    h_open_link(d, b, id);
    h_text(b, id);
    h_z(b, "</a>");
}

/* "K-05; K-06" with each id a link; "act:..." has no anchor of its own. */
void h_link_list(const report_data *d, buf *b, str list)
{
    str one = {0};
    bool first = true;
    while (str_cut(&list, ';', &one)) {
        one = str_trim(one);
        if (one.len == 0) continue;
        if (!first) h_z(b, ", ");
        first = false;
        if (str_starts(one, "act:")) {
            h_text(b, str_from(one, 4));
        } else {
            h_link_id(d, b, one);
        }
    }
}

void h_heading(buf *b, const char *id, const char *title)
{
    buf_f(b, "<h2 id=\"%s\">%s</h2>\n", id, title);
}

/* The caption stands outside the part that scrolls sideways, and names the table. Its id is the
 * place in the page, which is the same every time. */
void h_open_figure(buf *b, const char *caption)
{
    size_t id = buf_written(b);
    buf_f(b,
          "<figure><figcaption id=\"c%zu\">%s</figcaption><div class=\"scroll\" tabindex=\"0\" "
          "role=\"region\" aria-labelledby=\"c%zu\"><table aria-labelledby=\"c%zu\">",
          id, caption, id, id);
}

void h_open_table(buf *b, const char *caption, const char *const *heads, const char *numeric)
{
    size_t marked = numeric ? strlen(numeric) : 0;
    h_open_figure(b, caption);
    h_z(b, "<thead><tr>");
    for (size_t i = 0; heads[i]; i++) {
        buf_f(b, "<th scope=\"col\"%s>%s</th>",
              i < marked && numeric[i] == 'n' ? " class=\"n\"" : "", heads[i]);
    }
    h_z(b, "</tr></thead><tbody>\n");
}

void h_close_table(buf *b)
{
    h_z(b, "</tbody></table></div></figure>\n");
}

void h_cell(buf *b, str s)
{
    h_z(b, "<td>");
    h_text(b, s);
    h_z(b, "</td>");
}

/* What nobody stated is said, never left blank. */
void h_cell_or_not(buf *b, str s)
{
    h_cell(b, s.len ? s : STR("not stated"));
}

void h_number_words(buf *b, str s)
{
    h_z(b, "<td class=\"n\">");
    h_text(b, s);
    h_z(b, "</td>");
}

void h_number(buf *b, size_t n)
{
    buf_f(b, "<td class=\"n\">%zu</td>", n);
}

void h_row_label(const report_data *d, list_line l, buf *b)
{
    h_when_label(d->coded[l.row].in, b);
}

void h_when_label(const incident *in, buf *b)
{
    if (in->when.from != USEC_UNKNOWN) when_write_words(b, in->when.from);
    if (in->when.from == USEC_UNKNOWN) span_words(b, in->when);
    h_z(b, ", ");
    h_text(b, in->id);
}

static void put_words(const report_data *d, void (*words)(const report_data *, buf *), buf *b)
{
    buf plain;
    buf_init(&plain, BUF_LIMIT_BYTES);
    words(d, &plain);
    h_text(b, buf_str(&plain));
    buf_absorb(b, &plain);
}

void h_page_head(const report_data *d, str part, buf *b)
{
    h_z(b, "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta "
           "name=\"viewport\" content=\"width=device-width,initial-scale=1\">\n"
           "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src "
           "'unsafe-inline'\">\n<meta name=\"color-scheme\" content=\"light dark\">\n<title>");
    h_text(b, part);
    if (part.len) h_z(b, ": ");
    h_text(b, d->title);
    h_z(b, "</title>\n<style>\n");
    h_z(b, page_style);
    h_z(b, "</style>\n</head>\n<body>\n<a class=\"skip\" href=\"#main\">To the "
           "report</a>\n<header>\n<h1>");
    h_text(b, part.len ? part : d->title);
    h_z(b, "</h1>\n<p class=\"soft\">");
    if (part.len) h_text(b, d->title);
    h_z(b, part.len ? ". Report on " : "Report on ");
    put_words(d, period_words, b);
    h_z(b, ". Based on what was known at ");
    when_write_words(b, d->as_of);
    h_z(b, ". All times are UTC (Z). Agreement ");
    h_text(b, d->ag->id);
    buf_f(b,
          ", version %lld. Counting rule: item/1 (each coded item). Release profile: "
          "mission.</p>\n</header>\n<main id=\"main\">\n",
          (long long)d->ag->version);
}

void h_put_term(buf *b, const char *name, str value)
{
    if (value.len == 0) return;
    buf_f(b, "<dt>%s</dt><dd>", name);
    h_text(b, value);
    h_z(b, "</dd>");
}
