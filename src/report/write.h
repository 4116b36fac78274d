/* The writers, one a format, and what they share; private to report/. */
#ifndef TRUCE_REPORT_WRITE_H
#define TRUCE_REPORT_WRITE_H

#include "document/document.h"
#include "report/report.h"
#include "text/figure.h"

void write_html(const report_data *d, buf *b);
void write_md(const report_data *d, buf *b);
void write_txt(const report_data *d, buf *b);
void write_json(const report_data *d, buf *b);
void write_csv(const report_data *d, buf *b);
void write_geojson(const report_data *d, buf *b);
/** The tables behind the pictures of the statistics. */
void write_days(const report_data *d, buf *b);
void write_results(const report_data *d, buf *b);
void write_hotspots(const report_data *d, buf *b);
void write_obligations(const report_data *d, buf *b);
void write_grid(const report_data *d, buf *b);
void write_choices(const report_data *d, buf *b);
/** "all", or the instant of the one end that a cell is for. */
void grid_end_words(const report_data *d, const grid_cell *c, buf *b);

/** Before, during, ratio, low, high with `between` between them; `put` writes the last three. */
void put_rates(buf *b, const period_rates *r, const char *between, void (*put)(buf *, double));

/* ---- words shared by the formats ------------------------------------------------------------ */

size_t coded_in_period(const report_data *d);
size_t aggregates_in_period(const report_data *d);
size_t fused_in_period(const report_data *d);
size_t matched_in_period(const report_data *d);
/** Of the period, coded or alleged, and refuted or withdrawn. */
bool is_set_aside(const report_row *row);
size_t set_aside_in_period(const report_data *d);
/** The name of a figure, as the ledger has it. */
void figure_name_words(str figure, doc *w);
/** Neither bound of its time is known. */
bool is_undated(const incident *in);
/** What to say beside a table of zeros when the record holds no itemised incident; NULL otherwise.
 */
const char *nothing_itemised(const report_data *d);
/** Incidents whose act is an attempt, an interception or an abort, whatever the reading. */
bool is_attempt(const incident *in);
/** "18 Mar 2025 to 24 Apr 2025": the days of the period, the last one counted. */
void period_words(const report_data *d, doc *w);
/** What the report is of, until when known, by which rule: the line below its title. */
void subject_words(const report_data *d, doc *w);
/** First and last instants of the clauses of a kind. */
void window_words(const reading *r, clause_kind kind, doc *w);
void scope_words(const reading *r, doc *w);
/** One paragraph: what the report is and is not. */
const char *what_this_is(void);
/** How this issue stands to earlier ones, when there is no list of changes; NULL when there is. */
const char *no_corrections(const report_data *d);
/** Evidence beside incidents: what it is and is not; how it was looked up; one line's answers. */
bool has_evidence(const report_data *d);
const char *evidence_words(void);
const char *evidence_cut_words(void);
void evidence_method_words(const report_data *d, doc *w);
void evidence_seen_words(const evidence_line *e, doc *w);
void evidence_site_words(const evidence_line *e, doc *w);
void evidence_reports_words(const evidence_line *e, doc *w);
/** Beside what files of control draw; a claim of its source, never a fact. */
void evidence_control_words(const evidence_line *e, doc *w);
/** Likelihood in words; confidence, which never stands in one clause with it; the method. */
const char *existence_word(const existence_line *e);
const char *existence_confidence_word(const existence_line *e);
void existence_words(const report_data *d, doc *w);
/** Order of fire and event, of fire and recorded blast. */
void evidence_checks_words(const evidence_line *e, doc *w);
/** Detections at impossible hours; nothing when there are none. */
void wrong_hour_words(const report_data *d, doc *w);
/** Listings of registries that are one site. */
void listed_words(const report_data *d, doc *w);
/** Reports that were compared with one another, and what came of it. */
bool has_linked(const report_data *d);
void linked_words(const report_data *d, doc *w);
enum { SITE_FIRES_SHOWN = 40 }; /* on the page; all of them are in the JSON */
void site_fires_words(const report_data *d, doc *w);
void site_fire_share_words(const site_fire_line *l, doc *w);
enum { QUEUE_SHOWN = 30 }; /* pairs on the page; all of them are in the JSON */
void evidence_strongest_words(const evidence_line *e, doc *w);
/** How far the readings of a phase differ; through which parts those of a pair do. */
void divergence_words(const report_data *d, const divergence_line *l, doc *w);
void shares_words(const pair_line *p, doc *w);
/** The study: its standing, its choices; what went into a comparison. docs/formats/study.md. */
bool has_study(const report_data *d);
const char *no_study_words(void);
void study_days_words(const study *y, doc *w);
void study_choices_words(const study *y, doc *w);
void study_tests_words(const study *y, doc *w);
void trend_unknown_words(const report_data *d, const trend_line *l, doc *w);
void trend_commitment_words(const trend_line *l, doc *w);
/** That its chance was allowed for; else trend_adjusted_words says nothing. */
bool trend_is_adjusted(const trend_line *l);
void trend_adjusted_words(const report_data *d, const trend_line *l, doc *w);
/** Obligations to perform: what is owed, what was done, the score and the pace. */
void duty_owed_words(const report_data *d, const duty_line *l, doc *w);
void duty_done_words(const duty_line *l, doc *w);
void duty_score_words(const duty_line *l, doc *w);
void duty_pace_words(const duty_line *l, doc *w);
const char *duty_rule_words(void);
const actor *holder_of(const report_data *d, const reading *r);

#endif
