/* pictures: what the page draws, as SVG, by us. Each has a title, a description, and beside it the
 * table of its numbers; shape and dash carry every difference, so that they read the same in black
 * and white, on paper and in the dark. Nothing on them depends on a party.
 *
 * A picture is drawn where a document draws (doc_picture): its words are said in the language of
 * the document, and its links lead where those of the document lead. */
#ifndef TRUCE_PICTURES_PICTURES_H
#define TRUCE_PICTURES_PICTURES_H

#include "document/document.h"
#include "report/write.h"

/** Incidents of the period on land and water, without borders. */
void draw_map(const report_data *d, doc *w);
/** Where ships were heard; zones that somebody drew, interference, gaps. Nothing without a trusted
 * report. */
void draw_sea(const report_data *d, doc *w);
/** When each reading is in force, and when incidents are dated. */
void draw_timeline(const report_data *d, doc *w);
/** Where incidents gather under one reading: the map with a ring round each gathering. */
void draw_hotspots(const report_data *d, const trend_line *l, size_t shown_rings, doc *w);
/** Of the statistics; nothing where there is nothing to draw. */
void draw_rates(const report_data *d, doc *w);
void draw_series(const report_data *d, const trend_line *l, doc *w);
void draw_changes(const report_data *d, const trend_line *l, doc *w);
void draw_warning(const trend_line *l, doc *w);
/** The sensitivity grid: black and white, one page. A picture of its own too: grid.svg. */
void draw_grid(const report_data *d, doc *w);

/** The beginning of a link to what a mark stands for. */
void picture_open_link(doc *w, str id);
/** The title of a mark: the incident, its place and time. */
void picture_title(const incident *in, doc *w);

#endif
