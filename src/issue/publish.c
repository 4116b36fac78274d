/* Reports written out and logged. */
#include "issue/corrections.h"
#include "mission/repeats.h"
#include "issue/index_sum.h"
#include "issue/outputs.h"
#include "mission/stored_rows.h"
#include "issue/verify_parts.h"
#include "store/store.h"

#include <stdlib.h>
#include <string.h>

static tr_err path_in(buf *p, const char *dir, const char *name)
{
    buf_reset(p);
    buf_f(p, "%s/%s", dir, name);
    buf_c(p, '\0');
    return buf_err(p);
}

/* ---- reports
 * ------------------------------------------------------------------------------------------ */

/* The folder of a report, if within the mission, and the mission.yaml it was made with. */
typedef struct issue_place {
    str folder; /* "reports/2025-04-24"; empty: elsewhere */
    char mission_hex[SHA256_HEX + 1];
} issue_place;

static tr_err place_of(const mission *m, const char *out_dir, arena *a, issue_place *out,
                       tr_diag *diag)
{
    sha256 h;
    str reports = arena_printf(a, "%s/reports/", m->dir), dir = str_of(out_dir),
        yaml = arena_printf(a, "%s/mission.yaml", m->dir);
    if (reports.ptr == NULL || yaml.ptr == NULL) return TR_ERR_NOMEM;
    *out = (issue_place){0};
    if (str_starts(dir, reports.ptr)) out->folder = str_from(dir, reports.len - 8);
    TR_TRY(host_hash_file(yaml.ptr, &h, diag));
    sha256_hex(&h, out->mission_hex);
    return TR_OK;
}

/* The same bytes in the same place are one issue. */
static tr_err is_logged(const record *r, const char *hex, str folder, arena *a, bool *yes)
{
    *yes = false;
    for (uint64_t i = 0; i < record_size(r) && !*yes; i++) {
        ledger_entry e;
        if (!str_has(record_entry(r, i), hex)) continue;
        TR_TRY(ledger_entry_parse(record_entry(r, i), i, a, &e, NULL));
        *yes = str_is(e.type, "publish") && str_is(entry_text(&e, "sha256"), hex) &&
               str_eq(entry_text(&e, "folder"), folder);
    }
    return TR_OK;
}

/* What is needed to make the same bytes again: how much of the ledger, what was known, which days.
 */
static tr_err log_report(record *r, const mission *m, const report_data *d, as_of when,
                         report_format f, const output_digests *made, const issue_place *where,
                         arena *a, tr_diag *diag)
{
    uint64_t index;
    bool known;
    const char *hex = made->format[f], *pages_hex = f == FORMAT_HTML ? made->pages : "";
    str from, to, known_at, figures, made_with = str_of(made->maker[f]);
    TR_TRY(is_logged(r, hex, where->folder, a, &known));
    if (known) return TR_OK;
    TR_TRY(instant_text(a, d->period_from, &from));
    TR_TRY(instant_text(a, d->period_to, &to));
    TR_TRY(instant_text(a, when.instant, &known_at));
    TR_TRY(figures_write(d, a, &figures));
    entry_member e[18] = {{.key = "t", .text = STR("publish")},
                          {.key = "from", .text = from},
                          {.key = "to", .text = to},
                          {.key = "as_of", .text = known_at},
                          {.key = "period", .text = d->period_words},
                          {.key = "format", .text = str_of(report_format_word(f))},
                          {.key = "sha256", .text = str_of(hex)},
                          {.key = "size", .number = (int64_t)d->ledger_size, .is_number = true},
                          {.key = "root", .text = str_of(d->root_hex)},
                          {.key = "figures", .text = figures},
                          {.key = "mission", .text = str_of(where->mission_hex)}};
    size_t n = 11;
    if (where->folder.len) e[n++] = (entry_member){.key = "folder", .text = where->folder};
    if (d->words) e[n++] = (entry_member){.key = "language", .text = str_of(d->words->tag)};
    if (when.drafts) e[n++] = (entry_member){.key = "drafts", .text = STR("yes")};
    if (made_with.len) e[n++] = (entry_member){.key = "made_with", .text = made_with};
    if (d->issued_by.len) e[n++] = (entry_member){.key = "by", .text = d->issued_by};
    if (pages_hex[0]) e[n++] = (entry_member){.key = "pages", .text = str_of(pages_hex)};
    return record_append(r, m, e, n, &index, diag);
}

/* No file takes its place before its entry, and no page after the file that links to it. */
static tr_err publish_one(record *r, const mission *m, const report_data *d, as_of when,
                          report_format f, const char *dir, const output_digests *made,
                          const issue_place *where, arena *a, buf *said, tr_diag *diag)
{
    buf p;
    const char *pages = f == FORMAT_HTML ? made->pages : "";
    buf_init(&p, 65536);
    tr_err e = path_in(&p, dir, report_format_file(f));
    if (e == TR_OK) e = log_report(r, m, d, when, f, made, where, a, diag);
    if (e == TR_OK && record_gathers(r)) { /* its place stays as it was */
        buf_free(&p);
        return TR_OK;
    }
    if (e == TR_OK && f == FORMAT_HTML) e = outputs_place_pages(d, dir, diag);
    if (e == TR_OK) e = host_place_file(p.ptr, diag);
    if (e == TR_OK) buf_f(said, "%s\n", p.ptr);
    if (e == TR_OK && pages[0])
        buf_f(said, "%s/%s/ (%zu pages)\n", dir, REPORT_PAGES_FOLDER, report_n_pages(d));
    buf_free(&p);
    return e;
}

/* The bytes of every zone that was used are kept, so that another machine can use the same rules.
 */
static tr_err keep_zones(const mission *m, const report_data *d, host_zones *zones, tr_diag *diag)
{
    for (size_t i = 0; i < d->n_zones; i++) {
        char hex[SHA256_HEX + 1];
        TR_TRY(blob_put_bytes(m->dir, host_zone_bytes(zones, d->zones[i].name), hex, diag));
    }
    return TR_OK;
}

tr_err issue_write(const report_data *d, report_format f, buf *out, tr_diag *diag)
{
    char maker[MAKER_BYTES];
    return write_any(d, f, out, maker, diag);
}

tr_err issue_report(const mission *m, record *r, const report_data *d, as_of when, unsigned bits,
                    const char *out_dir, host_zones *zones, arena *a, buf *said, tr_diag *diag)
{
    issue_place where;
    output_digests made;
    TR_TRY(host_make_dir(out_dir, diag));
    TR_TRY(place_of(m, out_dir, a, &where, diag));
    TR_TRY(record_begin(r, diag));
    bool gathers = record_gathers(r); /* then only the digests are wanted */
    tr_err e = gathers ? TR_OK : keep_zones(m, d, zones, diag);
    if (e == TR_OK) e = outputs_draft(d, bits, gathers ? NULL : out_dir, &made, diag);
    for (unsigned f = 1; e == TR_OK && f < FORMAT__N; f++) {
        if (bits >> f & 1 && report_has(d, (report_format)f))
            e = publish_one(r, m, d, when, (report_format)f, out_dir, &made, &where, a, said, diag);
    }
    record_close(r);
    return e;
}
