#include "forms/html_parts.h"

#include "forms/pages.h"
#include "forms/style.h"

void h_text(buf *b, str s)
{
    html_text(b, s);
}

void h_z(buf *b, const char *s)
{
    buf_z(b, s);
}

void h_heading(buf *b, const char *id, const char *title)
{
    buf_f(b, "<h2 id=\"%s\">%s</h2>\n", id, title);
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
