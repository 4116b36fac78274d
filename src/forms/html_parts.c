#include "forms/html_parts.h"

#include "forms/style.h"

static void put(doc *w, const char *z)
{
    buf_z(w->out, z);
}

static void put_language(const catalogue *words, doc *w)
{
    put(w, "<!DOCTYPE html>\n<html lang=\"");
    put(w, words ? words->tag : "en");
    put(w, words && words->right_to_left ? "\" dir=\"rtl\">\n" : "\">\n");
}

static void put_title(const report_data *d, str part, doc *w)
{
    put(w, "<title>");
    doc_text(w, part);
    if (part.len) put(w, ": ");
    doc_text(w, d->title);
    put(w, "</title>\n<style>\n");
    put(w, page_style);
    put(w, paper_style);
    if (d->words && d->words->right_to_left) put(w, right_to_left_style);
    put(w, "</style>\n</head>\n<body>\n<a class=\"skip\" href=\"#main\">");
    doc_say(w, "To the report");
    put(w, "</a>\n<header>\n<h1>");
    doc_text(w, part.len ? part : d->title);
    if (d->drafts) doc_text(w, STR(" "));
    if (d->drafts) doc_say(w, report_heading_also(d));
    put(w, "</h1>\n<p class=\"soft\">");
}

void h_page_head(const report_data *d, str part, doc *w)
{
    put_language(d->words, w);
    put(w, "<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" "
           "content=\"width=device-width,initial-scale=1\">\n<meta "
           "http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src "
           "'unsafe-inline'\">\n<meta name=\"color-scheme\" content=\"light dark\">\n");
    put_title(d, part, w);
    if (part.len) {
        doc_text(w, d->title);
        put(w, ". ");
    }
    subject_words(d, w);
    put(w, "</p>\n</header>\n<main id=\"main\">\n");
}

void h_page_end(doc *w)
{
    put(w, "</main>\n</body>\n</html>\n");
}
