#include "sections/sections.h"

static bool has_duties(const report_data *d)
{
    return d->n_duties > 0;
}

const section report_sections[] = {
    {"summary", N_("How many incidents each reading covers"), section_summary, NULL},
    {"where", N_("Where and when"), section_where, NULL},
    {"readings", N_("What the agreement says"), section_readings, NULL},
    {"process", N_("Where the process stands"), section_process, has_process},
    {"regions", N_("Incidents by region"), section_regions, NULL},
    {"attempts", N_("Interceptions and attempts"), section_attempts, NULL},
    {"differ", N_("Where the readings differ"), section_differences, NULL},
    {"said", N_("What the sides said"), section_said, NULL},
    {"commitments", N_("What each speaker committed to, and what stands"), section_commitments,
     has_commitments},
    {"findings", N_("Findings of bodies, and exceptions invoked"), section_findings, has_findings},
    {"casualties", N_("Casualties"), section_casualties, has_casualties},
    {"zones", N_("Zones, weapons and windows of silence"), section_zones, has_zones},
    {"ships", N_("Ships, as far as they say where they are"), section_ships, has_ships},
    {"evidence", N_("Sensors and other reports"), section_evidence, has_evidence},
    {"trend", N_("Before and during"), section_trend, NULL},
    {"duties", N_("Obligations to perform"), section_duties, has_duties},
    {"limits", N_("What could not be observed"), section_limits, NULL},
    {"log", N_("Observations and decisions"), section_log, NULL},
    {"corrections", N_("Corrections and late items"), section_corrections, NULL},
    {"annex-a", N_("Annex A: coded incidents"), section_items, NULL},
    {"annex-b", N_("Annex B: alleged incidents and their claims"), NULL, NULL},
    {"lists", N_("Annex C: lists behind the numbers"), section_behind, NULL},
    {"statements", N_("Annex D: statements"), section_statements, NULL},
    {"provenance", N_("How this was made"), section_provenance, NULL},
};
const size_t n_report_sections = sizeof report_sections / sizeof report_sections[0];

bool section_is_told(const report_data *d, const section *s)
{
    return s->has == NULL || s->has(d);
}
