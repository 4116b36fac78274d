/* report: what a state says, as pages and tables. Pure: data in, bytes out; no clock, no files.
 *
 * `report_data` is everything that is shown, already decided and already sorted; the writers only
 * choose words and marks. Every number links to its incidents, every incident to its evidence,
 * every verdict to its clause. Parties stand in their fixed order, with the same words and columns.
 * Section order and wording: docs/formats/report.md. */
#ifndef TRUCE_REPORT_REPORT_H
#define TRUCE_REPORT_REPORT_H

#include "base/tz.h"
#include "base/hash.h"
#include "document/document.h"
#include "model/model.h"

#include <stdio.h>

enum { REPORT_FORMAT_VERSION = 1, REPORT_RULES_VERSION = 1 };

#define REPORT_FORMAT_LIST(X)                                                                      \
    X(HTML, "html", "report.html")                                                                 \
    X(MD, "md", "report.md")                                                                       \
    X(JSON, "json", "report.json")                                                                 \
    X(CSV, "csv", "incidents.csv")                                                                 \
    X(GEOJSON, "geojson", "incidents.geojson")                                                     \
    X(DAYS, "days", "days.csv")                                                                    \
    X(RESULTS, "results", "results.csv")                                                           \
    X(HOTSPOTS, "hotspots", "hotspots.csv")                                                        \
    X(OBLIGATIONS, "obligations", "obligations.csv")                                               \
    X(GRID, "grid", "grid.csv")                                                                    \
    X(CHOICES, "choices", "choices.csv")                                                           \
    X(TXT, "txt", "report.txt")                                                                    \
    X(XLSX, "xlsx", "report.xlsx")                                                                 \
    X(PDF, "pdf", "report.pdf")
typedef enum report_format {
    FORMAT_NONE = 0,
#define X(c, w, f) FORMAT_##c,
    REPORT_FORMAT_LIST(X)
#undef X
        FORMAT__N
} report_format;
/** What is written when nothing is asked for. */
#define REPORT_USUAL (~0u & ~(1u << FORMAT_TXT | 1u << FORMAT_XLSX | 1u << FORMAT_PDF))
/** Those that are told in a language. */
#define REPORT_TOLD                                                                                \
    (1u << FORMAT_HTML | 1u << FORMAT_MD | 1u << FORMAT_TXT | 1u << FORMAT_XLSX | 1u << FORMAT_PDF)
/** Other software has a part in its bytes, so that another version may make others. */
#define REPORT_MADE_WITH_OTHERS (1u << FORMAT_XLSX | 1u << FORMAT_PDF)
/** That software here, with its version; empty: known only when it runs, or all is made here. */
str report_made_with(report_format f);
const char *report_format_word(report_format f);
const char *report_format_file(report_format f);
bool report_format_from(str word, report_format *out);

/** What could not be observed, declared by the mission. */
typedef struct limit_note {
    str from, to, place, words, source;
} limit_note;

typedef struct decision_line {
    uint64_t entry;
    usec_t at;
    str kind, by, second, reason, status,
        key; /* key: it is signed with; empty: named, not signed */
    str_list items;
} decision_line;

typedef struct observation_line {
    uint64_t entry;
    usec_t at, event_from, event_to;
    str by, position, location, means, number, observation, description, weapon, time_words,
        zone_words;
    str place, lat, lon, radius_m; /* of what was observed, as given */
    str source;                    /* "sha256 line 3" of a file of observations */
    str_list attachments;          /* "sha256 bytes name; what the file says of time and place" */
    bool late;
    /* What the device added on which it was written; empty: nothing. */
    str mark;                                 /* the sender's: the same one is recorded once */
    str noted;                                /* when, by the device's clock */
    str clock_ahead_s, clock_within_s;        /* of the record's clock, as measured from there */
    str stood_lat, stood_lon, stood_radius_m; /* where the device took itself to be */
} observation_line;

/** A party asked about an item, what it answered, or that it did not. */
typedef struct reply_line {
    uint64_t entry;
    usec_t at;
    str act, item, party, by, words, source, until; /* act: ask, answer, silence */
    str_list attachments;                           /* "sha256 bytes name", as of observations */
} reply_line;

/** One answer of one reading. What it rests on is found when it is told: report_reasons. */
typedef struct answer {
    uint8_t test[TEST__N]; /* truth */
    uint8_t verdict;
    uint32_t decided_by; /* what decided the verdict, "; " between; held once: for answer_text */
    bool straddles;
} answer;

typedef struct answer_reasons {
    kept_words words[TEST__N];  /* a sentence a test */
    str_list deciding[TEST__N]; /* clause ids */
} answer_reasons;
typedef struct report_data report_data;
typedef struct report_row report_row;

typedef struct member_line {
    const claim *c;
    kept_words why; /* of the link that brought it in; empty for the first */
} member_line;

struct report_row {
    const incident *in;
    bool from_claims;
    answer *answers; /* by report_data.readings */
    str status;
    kept_words status_reason;
    const char *worked_out, *worked_why; /* the state that its evidence gives, whatever was decided,
                                            and why: sentences of the catalogue */
    str matched;                         /* id of the coded incident or fused claim beside it */
    kept_words matched_why;
    member_line *members; /* fused rows */
    size_t n_members, n_origins, n_pages;
    size_t n_open_reviews, n_dissents;
    bool in_period, no_event, ambiguous, late;
    bool stands;  /* neither refuted nor withdrawn */
    bool counted; /* it stands, and in the period */
};

/** A side's own figures beside ours; the same columns for all. */
typedef struct side_sheet {
    str side, name;
    size_t n_totals, n_claims, n_itemised, n_matched, n_unmatched, n_not_assessable, n_incidents;
    size_t n_no_event;
    str largest_id; /* the total with the longest period */
} side_sheet;

/** A stretch of the period in which a reading answers the in-force test one way. */
typedef struct force_span {
    size_t reading;
    usec_t from, to;
    truth answer;
} force_span;

typedef struct verdict_counts {
    size_t n[VERDICT__N];
} verdict_counts;

typedef struct region_line {
    str name;
    size_t coded, fused;
    verdict_counts *by_reading; /* coded incidents */
} region_line;

typedef struct pair_line {
    size_t a, b;                 /* readings */
    uint32_t *rows;              /* the incidents on which they differ, into report_data.coded */
    size_t differ;               /* of them */
    kept_words clauses;          /* "A: K-25 (12); U-18 (3)": groups with counts */
    size_t both, a_only, b_only; /* covered by both; by one, and not by the other */
    size_t one_unclear;          /* the answers differ, and one is unclear */
    bool has_jaccard;            /* false where neither covers anything */
    double jaccard;
    double share[PART__N]; /* of all of these differences, by the part of the reading (Shapley); may
                              be negative */
} pair_line;

/** How far the readings of one phase differ on the incidents of the period. */
typedef struct divergence_line {
    size_t phase, n_readings, n_incidents;
    size_t under_all, under_none; /* covered under all readings; under none, each saying no */
    size_t dependent;             /* one reading says yes, another no */
    size_t unclear;               /* the others: some reading is unclear */
    size_t least, most;           /* incidents that one reading covers */
    size_t n_definite;            /* incidents on which no reading is unclear */
    bool has_alpha;               /* Krippendorff's, of these; false where all answers agree */
    double alpha;
} divergence_line;

typedef struct weight_line {
    str clause, reading, words;
    size_t decides;
} weight_line;

typedef struct source_line {
    str kind, name, sha;
    size_t received, accepted, duplicate, set_aside;
    uint64_t entry;
} source_line;

typedef struct aside_line {
    str file, words;
} aside_line;

/** A figure that an earlier issue of this report gave otherwise. */
typedef struct correction_line {
    str figure, was, now;
    kept_words reason;
    uint64_t issue_size; /* ledger size of the issue that gave `was` */
} correction_line;

/** A source that the mission rates: docs/formats/confidence.md. */
typedef struct rating {
    str source, party, group; /* party: an id of the agreement's parties; group: a common origin */
    char letter; /* Admiralty, 'A' to 'F'; '\0' for a party, whose word has its own rule */
    unsigned line;
} rating;

/** How likely a coded incident happened, by what rated sources said of it. */
typedef struct existence_line {
    size_t row;                 /* into report_data.coded */
    size_t n_groups, n_neutral; /* of common origin; those that are of neither party */
    size_t n_unrated;           /* named sources without a rating: they weigh nothing */
    double p;                   /* only with n_groups > 0 */
} existence_line;

/** Where a place with a radius lies beside the areas of one file. */
typedef enum area_side { SIDE_UNKNOWN = 0, SIDE_INSIDE, SIDE_OUTSIDE, SIDE_UNCERTAIN } area_side;

/** What sensors and other reports hold beside one coded incident: evidence, never a finding. */
typedef struct evidence_line {
    size_t row;      /* into report_data.coded */
    bool too_coarse; /* the place is not stated finely enough to be looked up */
    bool undated;
    bool no_fire_data; /* no row of any fire feed lies in the hours that were looked at */
    span looked;       /* the hours: those of the incident and the half day after */
    bool has_fetches;  /* files tell when the feeds of fires were fetched: */
    usec_t fetched;    /* how much of the hours some snapshot holds */
    double reach_m;    /* from its position */
    observability seen;
    size_t anomalies[THERMAL__N]; /* detections within reach in these hours, by state */
    bool has_strongest;
    satellite strongest_by;
    usec_t strongest_at;
    double strongest_frp_mw, strongest_m; /* power; distance from the incident's position */
    bool strongest_has_frp;
    usec_t first_at;  /* earliest unusual detection of these hours; USEC_UNKNOWN: none */
    size_t n_before;  /* unusual ones within reach in the 24 hours before the earliest hour */
    usec_t before_at; /* the first of them */
    size_t n_blasts,  /* of explosion catalogues, within reach */
        n_blasts_after_fire;       /* those after first_at: the fire cannot be theirs */
    size_t n_reports, n_contested; /* rows of event feeds; those whose place several towns share */
    size_t n_groups, n_not_compared; /* of n_reports: groups that speak of one event; rows whose
                                        kind of event is not known */
    size_t n_alerts;
    str control_file;   /* of its first day or the latest before; empty: none in the record */
    usec_t control_day; /* the day that the file is of */
    area_side control_side;
    size_t n_sites_near,
        n_sites_of_kind; /* listed sites with a share of the place; those of a category it may be */
    str site;            /* the likeliest of its kind, empty: none */
    double site_p, site_p_low, site_p_high; /* with the background, three times it, a third of it */
    const char *site_level, *site_says;
} evidence_line;

/** A file of a feed that could not be read. */
typedef struct alarm_line {
    uint64_t entry;
    usec_t at;
    str kind, name, code, words;
} alarm_line;

/** A feed of evidence in the record. */
typedef struct feed_line {
    str kind;
    size_t rows, in_period;
    size_t superseded, retracted; /* rows that the producer corrected later, or took back */
} feed_line;

/* ---- Ships, as far as they say where they are (docs/formats/ais.md) */

/** Distinct ships within a zone on a UTC day, by kind. */
typedef struct ship_day {
    size_t place;
    int64_t day;
    size_t n[SHIP_KIND__N];
    size_t slots, heard; /* ten minutes of their stays, and those in which they were heard */
} ship_day;
/** Merchant ships (cargo and tankers) within a zone a day, before a reading was in force and while
 * it was. A day counts by the share of ten minutes in which ships were heard. */
typedef struct ship_rate {
    size_t reading, place;
    size_t days[2]; /* before, during: whole UTC days of the period with a report from anywhere */
    double ships[2], exposure[2];
    bool defined;            /* days on both sides, and a ship */
    double ratio, low, high; /* of ships a heard day, during to before; 95 % */
} ship_rate;
/** A zone of the agreement with a geometry; entries and exits in the period, ships within. */
typedef struct ship_place {
    const area_zone *zone;
    size_t n_entries, n_exits, n_ships, by_kind[SHIP_KIND__N]; /* of a port: calls begun, ended */
    size_t n_along, n_against, n_neither; /* ship days on a line: to its last point, to its first */
} ship_place;
typedef struct ship_group { /* ships by flag and kind */
    char flag[3];           /* empty: of no country */
    size_t n[SHIP_KIND__N], all;
} ship_group;
typedef struct ship_interference {
    usec_t from, to;
    geo_pt at;
    double radius_km;
    size_t n_ships;
    bool target; /* they jumped there; else from there */
} ship_interference;
typedef struct ship_gap {
    uint32_t mmsi;
    usec_t from, to;
    geo_pt before, after;
    double hours, reception, known, p_silence;
    str label; /* static */
} ship_gap;
/** Ships within ten kilometres of the stated place of an incident, from an hour before to an hour
 * after. */
typedef struct ship_near {
    size_t row; /* into report_data.coded */
    size_t n_ships, by_kind[SHIP_KIND__N];
    double nearest_km;
    bool known; /* how much was heard there in these hours: */
    double reception;
} ship_near;
/** An obligation to stay out of an area, or within one, and ships of the kinds it speaks of. AIS
 * answers it neither way: whoever sends nothing is not seen, and whose a ship is it does not say.
 */
typedef struct ship_stay {
    size_t reading;
    const obligation *what;
    bool drawn;           /* its area has a geometry; else nothing below is known */
    size_t n_ships;       /* distinct ones heard where it says not, in the period */
    size_t slots, heard;  /* of all ships within the area in the period */
    size_t n_not, n_open; /* heard all the time and never where it says not; neither is known */
} ship_stay;
/** A ship heard where an obligation says not, on a day on which its reading was in force or may
 * have been. Two answers that are not made one: where and when it was, and whether it is of a side
 * that the obligation binds. */
typedef struct ship_outside {
    size_t stay; /* into ship_data.stays */
    uint32_t mmsi;
    ship_kind kind;
    size_t days_in_force, days_open; /* UTC days: in force, and not known whether */
    truth where;                     /* T: on a day in force; else U */
    truth bound;                     /* by what is stated of whose it is */
    str whose;                       /* the side stated, where all statements agree; else empty */
    size_t n_statements;
    double observed; /* share of ten minutes with a report, of days not surely out of force */
} ship_outside;
/** A rate that was promised, and what tracks show of it. More may have been there than was heard,
 * so that a day with fewer is not known to be short. */
typedef struct ship_pace {
    size_t reading;
    const obligation *what;
    bool drawn;
    size_t days, days_with;    /* UTC days in force with any report; with as many ships, or more */
    size_t most, all;          /* ships on the fullest day, and together */
    bool ordered;              /* ended stays are held against their order */
    size_t n_ended, n_staying; /* stays seen to end; not seen to */
    size_t n_overtaken;        /* of both, those that a later one left behind */
} ship_pace;
/** Passages that want a notice, against the notices on record. */
typedef struct ship_passage {
    size_t reading;
    const obligation *what;
    bool drawn;
    size_t entries; /* on days in force, of ships of the kinds it speaks of */
    size_t in_time, late, open, without;
} ship_passage;
typedef struct ship_doubt { /* reports that are not trusted, by reason */
    str reason;             /* static */
    size_t n;
} ship_doubt;
/** How often ships were heard in a square: ten-minute slots with a report, all ships together. */
typedef struct ship_cell {
    double lat, lon; /* of its south-west corner */
    size_t heard;
} ship_cell;
/* A ship on one UTC day, as a line that lies within a hundred metres of its trusted reports. */
typedef struct ship_track {
    uint32_t mmsi;
    usec_t from, to; /* its first and last report of the day */
    size_t first, n; /* of ship_data.track_points */
    size_t reports;  /* that it stands for */
} ship_track;
typedef struct ship_data {
    bool has; /* a log of ships is in the record */
    size_t n_positions, n_duplicate, n_no_time, n_ships, n_trusted;
    usec_t first, last; /* trusted reports; USEC_UNKNOWN: none */
    ship_place *places; /* in the order of the agreement */
    size_t n_places;
    ship_day *days; /* by place, then day; only days with a ship */
    size_t n_days;
    ship_rate *rates; /* by reading, then place */
    size_t n_rates;
    ship_group *groups; /* by number of ships, then flag */
    size_t n_groups;
    ship_interference *interferences;
    size_t n_interferences;
    ship_gap *gaps; /* in the period, by time */
    size_t n_gaps;
    ship_track *tracks; /* in the period, by day, then number */
    size_t n_tracks;
    geo_pt *track_points;
    ship_stay *stays; /* by reading, in the order of the agreement */
    size_t n_stays;
    ship_outside *outside; /* by stay, then number */
    size_t n_outside;
    ship_pace *paces;
    size_t n_paces;
    ship_passage *passages;
    size_t n_passages;
    ship_cell *cells; /* by latitude, then longitude */
    size_t n_cells;
    double cell_deg;
    ship_near *near; /* incidents with a ship near, or where it is known how much was heard */
    size_t n_near;
    const ship_event *theirs; /* worked out by others; in the period, by time */
    size_t n_theirs;
    ship_doubt *doubts;
    size_t n_doubts;
} ship_data;

/** Two reports that may speak of one event: a person is asked. */
typedef struct queue_line {
    str a, b, place_a, place_b, said_a, said_b;
    span when_a, when_b;
    double p;
} queue_line;

/** Reports of the period that were compared with one another. */
typedef struct linked_line {
    str *ids;                              /* of the records, in natural order */
    size_t n_records, n_groups, n_several; /* several: groups of two and more */
    size_t n_untyped, n_coarse,
        n_contested; /* not compared: no kind, no fine place, several places */
    size_t n_refused, n_divided;
    bool cut;                  /* too many rows: the rest was not compared */
    bool estimated, converged; /* weights from these reports by EM; else the shipped table */
    double lambda;             /* share of matches among compared pairs that the table assumes */
    queue_line *queue;         /* strongest first */
    size_t n_queue;
} linked_line;

/** A registry and what it holds; nobody claims that it is complete. */
typedef struct registry_line {
    str kind, name, sha;
    size_t n_sites, n_areas, n_points, n_lines, n_set_aside;
} registry_line;

/** A place that burns without any event. */
typedef struct static_line {
    geo_pt at;
    size_t distinct_days, n;
    double rms_radius_m;
    bool permanent;
    str works; /* of a registry, within 1,000 m; empty: none */
    str site;  /* a site of a registry within 1,000 m: fires cannot show an event there unless far
                  above the usual */
} static_line;

/** A thermal anomaly of the period, not known to be usual, whose pixel overlaps a listed site. */
typedef struct site_fire_line {
    span when;
    satellite by; /* NONE: not told */
    geo_pt at;    /* of its strongest pixel */
    size_t n_pixels;
    bool has_frp;
    double frp_mw;
    thermal_state state;
    str site, category;
    double share;                      /* of the strongest pixel, within the site */
    size_t n_other_sites, n_incidents; /* other sites it overlaps; incidents whose place and hours
                                          hold it */
} site_fire_line;

/** What was taken as usual for the season. */
typedef struct season_line {
    usec_t before;             /* USEC_UNKNOWN: not stated, nothing compared */
    bool too_many, whole_days; /* more rows than are kept; hours or satellites are not all told */
    size_t n_past;             /* detections of before, around the places of incidents */
    int first_year, last_year; /* with n_past */
    size_t n_compared, n_not;  /* detections near the places in the hours looked at */
} season_line;

/** One day of a comparison under one reading. */
typedef struct trend_day {
    int64_t day;         /* since 1970, UTC */
    bool stated, during; /* stated: somebody says how much was watched */
    double watched;      /* exposure; 1 where days count alike */
    size_t covered, other;
} trend_day;

/** A place with effort and its share of what was watched, before and during. */
typedef struct effort_place {
    str name;
    double share[2];
} effort_place;

/** What went into a comparison and what was left out of it. Units: undated + outside + attempts +
 * unclear left out + unwatched + those at covered and other targets. */
typedef struct trend_story {
    trend_day *days; /* before, then during */
    size_t n_days;
    size_t n_units, n_undated, n_outside;  /* outside the days compared */
    size_t n_attempts, n_covered, n_other; /* of those within; attempts hit nothing */
    size_t n_later;           /* on days later than the last of which anything is known */
    size_t n_unclear;         /* of the counted ones: unclear under the reading, taken as stated */
    size_t n_unclear_out;     /* unclear and left out */
    size_t n_unwatched_units; /* on days not watched, or of which nobody says */
    size_t n_not_stated, n_unwatched; /* days: of which nobody says; that were not watched */
    size_t n_unknown;                 /* days after the last of which anything is known */
    size_t n_partly;                  /* days on which a place with effort has no row or 0 */
    bool effort_ignored;              /* the record has effort, and days count alike */
    effort_place *places;             /* with more than one, by name */
    size_t n_places;
} trend_story;

/** Places near one another, over some days, with more incidents than expected. */
typedef struct hotspot {
    int64_t from, to; /* days, both counted */
    size_t n_places;
    str incidents; /* their ids, ", " between */
    geo_pt centre;
    double reach_m; /* to the farthest place */
    double observed, expected, llr, p_rank, p_gumbel;
} hotspot;

/** A place and the incidents there that were scanned. */
typedef struct hot_place {
    geo_pt at;
    size_t n;
} hot_place;

typedef enum grid_unclear {
    GRID_UNCLEAR_OUT,
    GRID_UNCLEAR_COVERED,
    GRID_UNCLEAR_OTHER,
    GRID_UNCLEAR__N
} grid_unclear;
const char *grid_unclear_word(grid_unclear u);
bool grid_unclear_from(str s, grid_unclear *out);
/** Of a study that was read: its word is one of them. */
grid_unclear study_unclear(const study *y);

/** Units of covered targets before and during, and the ratio of their rates with its interval. */
typedef struct period_rates {
    bool compared, has_ratio; /* compared: both periods have a watched day */
    double before, during, ratio, low, high;
} period_rates;

/** The ratio of rates under other choices than the study's: of effort, and of what unclear counts
 * as.
 */
typedef struct other_choice {
    str effort;
    grid_unclear unclear;
    bool in_study;
    period_rates rates;
} other_choice;

/** What the study's tests say under one reading. */
typedef struct trend_line {
    str id;
    bool known; /* the agreement has the reading, and the effort the unit */
    size_t reading;
    trend_story story;
    str unit; /* of exposure; empty: observed days */
    bool ran[STUDY_TEST__N];
    findings found[STUDY_TEST__N];
    other_choice *choices; /* effort as stated and every day alike, by what unclear counts as */
    size_t n_choices;
    double p_adjusted; /* of the rates, over the readings (Benjamini and Hochberg); with has_p */
    bool has_p;
    hot_place *places; /* what was scanned */
    size_t n_places;
    hotspot *hotspots; /* strongest first */
    size_t n_hotspots, n_scanned;
    size_t n_without_place, n_coarse; /* not scanned: no place, or known no better than to 20 km */
    str recommitted; /* state of the reading's last commitment within the days; empty: none said */
    usec_t recommitted_at;
    str_list recommitted_from; /* statements */
} trend_line;

/** An obligation to perform and how far it is carried out. */
typedef struct duty_line {
    size_t reading;
    const obligation *what;
    performing how;
    performing *parts;    /* by its parts */
    exchanged *exchanged; /* by the ratios of its exchange */
} duty_line;

/** Scores of one phase, and of all: obligations that two readings share count under each. */
typedef struct spread_line {
    size_t phase; /* n_phases of the agreement: all of them */
    score_spread spread;
    bool has_share;   /* some score is determined */
    double pam_share; /* counting rule pam: sum of scores / 3 n, of those that are determined */
} spread_line;

/* ---- The process: docs/formats/process.md */

typedef struct phase_line {
    size_t phase; /* of the agreement */
    bool stated;  /* something says when it runs */
    truth begun, over;
    size_t n_readings, n_in_force, n_open; /* of its readings, at that instant */
    kept_words why;
} phase_line;

/** A deadline that is ahead, or has passed, at the day of the report. */
typedef struct ahead_line {
    span when; /* of all that may be meant; unknown: it hangs on something not dated */
    size_t n_alts;
    str id, reading; /* reading: empty, of the agreement */
    kept_words what;
    bool hull;
} ahead_line;

typedef struct track_line {
    const negotiation_track *track;
    const happening **events; /* by time */
    size_t n_events, n_met, n_texts;
    span last_met, next;
    bool has_days;
    int64_t days_since; /* the last meeting */
} track_line;

/** What one speaker said of one matter, in the order of time. */
typedef struct commitment_line {
    str matter, side, speaker;
    const statement **said;
    size_t n_said, n_turns; /* turns: of what was said before into its contrary, or back */
    size_t turn;            /* the last of them, into `said`; the one before it stands before */
} commitment_line;

typedef enum window_answer {
    WINDOW_KEPT,
    WINDOW_BROKEN,
    WINDOW_UNKNOWN,
    WINDOW_AHEAD,
    WINDOW_RUNNING /* it goes on beyond the report, and nothing broke it so far */
} window_answer;
const char *window_answer_word(window_answer a);
const char *window_answer_says(window_answer a);
typedef struct window_line {
    const silence_window *what;
    window_answer answer;
    size_t n_inside, n_perhaps; /* incidents in it for certain, and perhaps */
    const incident *one;        /* of the first; NULL: none */
} window_line;

/** Weapons that were seen, against one obligation to stay out. */
typedef struct presence_line {
    size_t reading, row; /* row: into coded */
    const obligation *what;
    truth match, inside, allowed;
} presence_line;

/** Presence by class of weapon and obligation. */
typedef struct presence_sum {
    size_t reading;
    const obligation *what;
    str weapon; /* as reported; empty: not stated */
    size_t inside, outside, uncertain, allowed;
} presence_sum;

typedef struct process_data {
    bool told;   /* the agreement or the record has something of the process */
    int64_t day; /* that all of it is told for; the day after the last that counts */
    usec_t at;
    phase_line *phases;
    size_t n_phases;
    ahead_line *ahead; /* by time, undated ones last */
    size_t n_ahead;
    track_line *tracks;
    size_t n_tracks;
    commitment_line *commitments; /* by matter, then party, then speaker */
    size_t n_commitments;
    spread_line *spreads; /* by phase, then all */
    size_t n_spreads;
    const body_finding *findings; /* by incident, then id */
    size_t *finding_row;          /* of its incident, into coded; SIZE_MAX: none */
    size_t n_findings;
    const invocation *invocations;
    size_t *invocation_row;
    size_t n_invocations;
    const casualty_figure **casualties; /* by who says it, period, harm, people, as of */
    size_t *casualty_row;
    size_t n_casualties;
    window_line *windows;
    size_t n_windows;
    presence_line *presence;
    size_t n_presence;
    presence_sum *sums;
    size_t n_sums;
    const happening **restrictions; /* of movement, by time */
    size_t n_restrictions;
    str events_fault; /* why events on record were not taken up */
    size_t n_unknown; /* rows that name an incident, obligation or body that there is not */
} process_data;

typedef struct study_note {
    const study *what; /* NULL: none declared */
    study_standing standing;
    uint64_t entry;
    str sha;
    size_t n_before, n_earlier; /* evidence before it; earlier studies, which it replaces */
    bool replay;                /* the mission dates its entries itself */
} study_note;

/** The sensitivity grid: coded incidents of the period under every reading and each of its ends,
 * every class of evidence and counting rule, in that order. No cell is the headline. */
typedef enum grid_rule { GRID_ITEM, GRID_INCIDENT, GRID_PLACE_DAY, GRID_RULE__N } grid_rule;
typedef enum grid_evidence { GRID_ANY, GRID_CORROBORATED, GRID_EVIDENCE__N } grid_evidence;
const char *grid_rule_word(grid_rule r);
const char *grid_rule_says(grid_rule r);
const char *grid_evidence_word(grid_evidence e);
const char *grid_evidence_says(grid_evidence e);
#define GRID_ALL_ENDS SIZE_MAX
typedef struct grid_cell {
    size_t reading; /* into report_data.readings */
    size_t end;     /* into report_data.ends, or GRID_ALL_ENDS: all alternatives kept */
    grid_rule rule;
    grid_evidence evidence;
    size_t n_units, n_covered, n_unclear; /* covered: any item of the unit is; unclear: none is, and
                                             any is unclear */
    bool in_study;                        /* the study itself states this cell */
    period_rates rates;                   /* with a study */
} grid_cell;

/** One of several instants at which a reading may end, as if it were the only one. */
typedef struct end_line {
    size_t reading;
    str clause;
    span at; /* INT64_MAX: open, or not stated */
    bool open, unstated;
    uint8_t *verdicts; /* by report_data.coded */
} end_line;

/** Which lines stand on which page of the HTML report: forms/pages.h. */
typedef struct page_plan page_plan;

/** Names that coded incidents have and the agreement has not: states in none of its lists, sides to
 * whom an act is ascribed and who are none of its actors. Another state, or another spelling: that
 * only a person can tell. */
typedef enum unlisted_kind { UNLISTED_STATE, UNLISTED_SIDE, UNLISTED__N } unlisted_kind;
typedef struct unlisted_name {
    str name;
    size_t n; /* how often */
} unlisted_name;
typedef struct unlisted_list {
    unlisted_name *items; /* by name */
    size_t n;
} unlisted_list;

struct report_data {
    str mission_id, title, about;
    const agreement *ag;
    str agreement_sha;
    usec_t as_of, period_from, period_to;
    str period_words, as_of_words;
    bool practice;
    double place_yes, place_no;

    const reading **readings; /* by phase order, then id */
    size_t *phase_of;         /* index into ag->phases */
    size_t n_readings;
    const str *texts; /* of answers; number 0 is the empty text */
    /* For report_reasons: kept, reasons would be most of what a large mission takes. */
    tr_err (*find_reasons)(const void *assessed_with, const report_row *row, size_t r, arena *a,
                           answer_reasons *out);
    const void *assessed_with;
    report_row *coded, *fused; /* in order of time, all of them; `counted` says which count */
    size_t n_coded, n_fused, n_ambiguous;
    unlisted_list unlisted[UNLISTED__N]; /* of coded incidents */
    verdict_counts *counts;              /* coded incidents in the period, by reading */
    verdict_counts *fused_counts;        /* fused claims in the period, by reading */
    region_line *regions;                /* by name */
    size_t n_regions;
    end_line *ends; /* of readings with several, by reading, then instant */
    size_t n_ends;
    grid_cell *grid;
    size_t n_grid;
    force_span *force; /* by reading, then time; covers the period */
    size_t n_force;
    pair_line *pairs;
    size_t n_pairs;
    divergence_line *divergences; /* by phase */
    size_t n_divergences;
    weight_line *weights;
    size_t n_weights;

    const total *totals; /* by side, then said_on, then id */
    size_t n_totals;
    total_flag *flags; /* by code, then id */
    size_t n_flags;
    side_sheet *sheets; /* parties in order, then other sides by name */
    size_t n_sheets;

    study_note study;
    trend_line *trends; /* by the study's readings */
    size_t n_trends;
    const effort *efforts;
    size_t n_efforts;
    int64_t last_day; /* of which anything is known: the report's last day, or the last day that the
                         record tells of; INT64_MIN: none */
    duty_line *duties; /* by reading, in the order of the agreement */
    size_t n_duties;
    int64_t duty_day; /* the last day that counts for them */
    process_data process;
    const on_record *record;       /* what assessment looked up */
    const performance *acts;       /* by id */
    size_t n_acts, n_acts_of_none; /* of no obligation of the agreement */
    const limit_note *limits;
    size_t n_limits;
    const decision_line *decisions;
    size_t n_decisions;
    const observation_line *observations;
    size_t n_observations;
    const reply_line *replies; /* by entry */
    size_t n_replies;
    size_t n_waiting; /* clauses of drafts that nobody has confirmed */
    bool drafts;      /* made as if they were confirmed */
    size_t n_events, n_sites;
    bool has_ratings;
    double prior; /* of existence, before anyone spoke */
    const rating *ratings;
    size_t n_ratings;
    existence_line *existence; /* coded incidents in the period, in their order; with has_ratings */
    size_t n_existence;
    evidence_line *evidence; /* coded incidents in the period, in their order */
    size_t n_evidence;
    const alarm_line *alarms;
    size_t n_alarms;
    ship_data ships;
    feed_line *feeds; /* by kind */
    size_t n_feeds;
    linked_line linked;
    registry_line *registries;
    size_t n_registries;
    size_t n_listed, n_listed_sites,
        n_listed_several;   /* listings; sites they are; with two and more */
    double listed_widest_m; /* between two listings of one site */
    static_line *statics;   /* near incidents and sites, by latitude */
    size_t n_statics;
    size_t
        n_wrong_hour; /* detections near the places at an hour without a pass of their satellite */
    site_fire_line *site_fires; /* most of the pixel first */
    size_t n_site_fires, n_unusual,
        n_without_size; /* hot events near sites and incidents that are not of a place that always
                           burns; those whose pixel has no size */
    bool has_control_data;
    season_line season; /* .before is USEC_UNKNOWN without a stated past */
    bool has_fire_data, mask_overlaps,
        fires_cut;      /* cut: too many near the places; the rest was not looked at */
    aside_line *asides; /* rows set aside, in the order of their files */
    size_t n_asides;

    correction_line *corrections; /* numbered from 1 in this order; numbers do not change later */
    size_t n_corrections;
    size_t n_issues; /* earlier issues for the same days in the record */

    source_line *sources;
    size_t n_sources;
    uint64_t ledger_size;
    char root_hex[SHA256_HEX + 1];
    zone_used *zones;
    size_t n_zones;
    str land; /* the shipped coast lines */

    str issued_by; /* who issues it; empty: nobody in particular */

    const page_plan *plan;  /* by report_plan, when all of the above is there */
    const catalogue *words; /* the language it is told in; NULL: English */
    size_t page;            /* that is being written; 0: the index */
};

/** `scratch` is emptied for each cell. */
TR_MUST tr_err report_grid(const report_data *d, arena *a, arena *scratch, grid_cell **out,
                           size_t *n);
/** Units of one cell by day, also those outside the period, by what they hit: targets that the
 * reading covers by kind, place and act (whether in force or not), others, those that it leaves
 * open, and attempts, which hit nothing. The order of the record changes nothing. */
enum { COVERED_TARGET, OTHER_TARGET, UNCLEAR_TARGET, ATTEMPT_TARGET, TARGET__N };
typedef struct grid_unit {
    bool dated;
    int64_t day; /* since 1970, UTC: of the earliest dated item that decides its target */
    int target;
    size_t row; /* that item, into report_data.coded */
} grid_unit;
/** Units of one cell, dated ones first, by day. */
TR_MUST tr_err report_units(const report_data *d, const grid_cell *cell, arena *a, grid_unit **out,
                            size_t *n);
typedef struct grid_day {
    int64_t day; /* since 1970, UTC */
    size_t n[TARGET__N];
} grid_day;
typedef struct grid_days {
    grid_day *days; /* without a gap */
    size_t n;
    size_t n_units, n_undated, n_unclear; /* undated: no time within two days, left out */
    size_t n_attempts;                    /* dated ones; in neither count */
} grid_days;
TR_MUST tr_err report_days(const report_data *d, const grid_cell *cell, arena *a, grid_days *out);
/** Units of a day at covered or other targets, with the unclear ones taken as stated. */
size_t grid_day_count(const grid_day *day, bool covered, grid_unclear as);
/** What went into a comparison under one reading and what did not; how the study stands to the
 * evidence. */
void trend_story_words(const trend_line *l, grid_unclear unclear, doc *w);
void study_standing_words(const report_data *d, doc *w);
/** Gatherings of one reading as rows of hotspots.csv. */
void hotspots_csv_head(buf *b);
void hotspots_csv(const trend_line *l, buf *b);

str answer_text(const report_data *d, uint32_t number);
/** Why a row has the answer that it has under one reading. */
TR_MUST tr_err report_reasons(const report_data *d, const report_row *row, size_t r, arena *a,
                              answer_reasons *out);
/** The headline figures, a line each: "NUMBER NAME\n"; figures under a reading that are zero are
 * left out. */
void report_figures(const report_data *d, buf *out);

/** Where the process stands, as plain text in the language at hand, and as JSON. */
void report_process_text(const report_data *d, buf *out);
void report_process_json(const report_data *d, buf *out);

/** That a report has this part: tables of statistics come with a study. */
bool report_has(const report_data *d, report_format f);
/** Plan the pages: the HTML report is one, or an index and further pages in a folder beside it.
 * `whole`: one, however large. Before anything is written. */
TR_MUST tr_err report_plan(report_data *d, bool whole, arena *a);
#define REPORT_PAGES_FOLDER "pages"
size_t report_n_pages(const report_data *d); /* beside the index */
str report_page_file(const report_data *d, size_t k);
TR_MUST tr_err report_write_page(const report_data *d, size_t k, buf *out);
/** Write one format; of HTML, the index. */
TR_MUST tr_err report_write(const report_data *d, report_format f, buf *out);
/** The tables as a workbook in the open, empty file `to`: document/workbook.h. */
TR_MUST tr_err report_workbook(const report_data *d, FILE *to);

/** The provenance block of a format, as it stands in the output: what a shuffled or split import
 * may change. For tests; each format marks it with the words "provenance-begin" and
 * "provenance-end". */

/** What every heading says of a report under drafts that nobody confirmed; NULL of any other. */
const char *report_heading_also(const report_data *d);

#endif
