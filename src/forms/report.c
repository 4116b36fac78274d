#include "document/workbook.h"
#include "report/write.h"

bool report_has(const report_data *d, report_format f)
{
    if (f == FORMAT_DAYS || f == FORMAT_RESULTS || f == FORMAT_CHOICES) return has_study(d);
    if (f == FORMAT_HOTSPOTS) return has_study(d) && d->study.what->tests[STUDY_SCAN];
    if (f == FORMAT_OBLIGATIONS) return d->n_duties > 0;
    return true;
}

str report_made_with(report_format f)
{
    return f == FORMAT_XLSX ? doc_workbook_maker() : (str){0};
}

tr_err report_write(const report_data *d, report_format f, buf *out)
{
    switch (f) {
    case FORMAT_HTML: write_html(d, out); break;
    case FORMAT_MD: write_md(d, out); break;
    case FORMAT_JSON: write_json(d, out); break;
    case FORMAT_CSV: write_csv(d, out); break;
    case FORMAT_GEOJSON: write_geojson(d, out); break;
    case FORMAT_DAYS: write_days(d, out); break;
    case FORMAT_RESULTS: write_results(d, out); break;
    case FORMAT_HOTSPOTS: write_hotspots(d, out); break;
    case FORMAT_OBLIGATIONS: write_obligations(d, out); break;
    case FORMAT_GRID: write_grid(d, out); break;
    case FORMAT_CHOICES: write_choices(d, out); break;
    case FORMAT_TXT: write_txt(d, out); break;
    case FORMAT_XLSX: /* these two in a process of their own: issue/made_apart.h */
    case FORMAT_PDF:
    case FORMAT_NONE:
    case FORMAT__N: return TR_ERR_USAGE;
    }
    return buf_err(out);
}
