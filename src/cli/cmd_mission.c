/* Commands on a mission folder. */
#include "mission/ladder.h"
#include "terminal/job.h"
#include "terminal/rejects.h"
#include "document/said.h"

#include <string.h>

static const char *in_mission(const job *j, str file)
{
    if (file.len && file.ptr[0] == '/') return cli_path(j->a, file);
    str s = arena_printf(j->a, "%s/" STR_FMT, j->m.dir, STR_ARG(file));
    return s.ptr ? s.ptr : "";
}

static void put_outcome(buf *b, const char *kind, str file, const import_outcome *o)
{
    if (o->known) {
        buf_f(b, "%-10s " STR_FMT ": known already, nothing appended\n", kind, STR_ARG(file));
    } else if (str_is(str_of(kind), "agreement") || str_is(str_of(kind), "study")) {
        buf_f(b, "%-10s " STR_FMT ": recorded\n", kind, STR_ARG(file));
    } else {
        buf_f(b, "%-10s " STR_FMT ": received %zu = accepted %zu + duplicate %zu + set aside %zu\n",
              kind, STR_ARG(file), o->received, o->accepted, o->duplicate, o->set_aside);
    }
    buf_f(b, "ack %llu %s\n", (unsigned long long)o->index, o->leaf_hex);
}

/* ---- import
 * ---------------------------------------------------------------------------------------- */

/* Each file has memory of its own: how many there are does not matter. `*e`, `*d`: the import's. */
static int import_one(job *j, const mission_source *s, str file, const char *path, buf *b,
                      size_t *aside, rejects *told, tr_err *e, tr_diag *d)
{
    arena a;
    import_outcome o;
    arena_init(&a, MISSION_ARENA_BYTES);
    *e = mission_import(&j->m, s, path, &told->sink, j->zones, &a, &o, d);
    if (*e == TR_OK) {
        if (o.form_words.len) cli_say("truce: '%s': " STR_FMT "\n", path, STR_ARG(o.form_words));
        put_outcome(b, feed_kind_word(s->kind), file, &o);
        *aside += o.set_aside;
    }
    arena_clear(&a);
    return *e == TR_OK ? EXIT_DONE : EXIT_DATA;
}

static int import_agreement(job *j, buf *b)
{
    import_outcome o;
    tr_diag d = {0};
    diag_list faults = {0};
    tr_err e = mission_import_agreement(&j->m, j->zones, j->a, &o, &faults, &d);
    for (size_t i = 0; i < faults.n; i++)
        cli_diag(&faults.items[i], "error");
    if (e != TR_OK) return faults.n ? EXIT_DATA : cli_fail(e, &d);
    put_outcome(b, "agreement", j->m.agreement_file, &o);
    return EXIT_DONE;
}

static int import_study(job *j, buf *b)
{
    import_outcome o;
    tr_diag d = {0};
    diag_list faults = {0};
    if (j->m.study_file.len == 0) return EXIT_DONE;
    tr_err e = mission_import_study(&j->m, j->zones, j->a, &o, &faults, &d);
    for (size_t i = 0; i < faults.n; i++)
        cli_diag(&faults.items[i], "error");
    if (e != TR_OK) return faults.n ? EXIT_DATA : cli_fail(e, &d);
    put_outcome(b, "study", j->m.study_file, &o);
    return EXIT_DONE;
}

/* The source of mission.yaml with this kind and file, or one made from the command line. */
static mission_source source_for(const cmd *c, const args *in, const job *j, feed_kind kind,
                                 str file)
{
    mission_source s = {.kind = kind, .file = file, .received = opt_value(c, in, "received")};
    for (size_t i = 0; i < j->m.n_sources; i++) {
        const mission_source *m = &j->m.sources[i];
        if (m->kind != kind) continue;
        if (feed_kind_streams(kind) || str_eq(m->file, file)) {
            s.mapping = m->mapping;
            s.mapping_text = m->mapping_text;
            if (s.received.len == 0) s.received = m->received;
        }
    }
    return s;
}

static int run_import(const cmd *c, args *in)
{
    job j;
    buf b;
    feed_kind kind;
    size_t aside = 0;
    if (in->n_words < 3) return cli_usage(c);
    rejects told;
    if (!feed_kind_from(in->words[1], &kind)) return cli_no_kind(c, in->words[1]);
    int code = job_open(in, &j);
    if (code == EXIT_DONE) code = rejects_open(&told, c, in);
    if (code != EXIT_DONE) return code;
    for (size_t i = 2; i < in->n_words && code == EXIT_DONE; i++) {
        mission_source s = source_for(c, in, &j, kind, in->words[i]);
        buf_init(&b, 1 << 20);
        tr_diag d = {0};
        tr_err e;
        code = import_one(&j, &s, in->words[i], cli_path(in->a, in->words[i]), &b, &aside, &told,
                          &e, &d);
        code = code == EXIT_DONE ? cli_answer(&b, EXIT_DONE) : cli_fail(e, &d);
        buf_free(&b);
    }
    int written = rejects_close(&told);
    if (code == EXIT_DONE) code = written;
    if (code == EXIT_DONE && aside && opt_yes(c, in, "strict")) code = EXIT_DATA;
    return code;
}

/* ---- state and report
 * --------------------------------------------------------------------------------- */

static int read_as_of(const cmd *c, const args *in, as_of *out)
{
    str s = opt_value(c, in, "as-of");
    int64_t size;
    *out = (as_of){.size = UINT64_MAX, .instant = USEC_UNKNOWN};
    if (s.len == 0) return EXIT_DONE;
    iso_time t;
    if (str_to_i64(s, 1, INT64_MAX, &size)) {
        out->size = (uint64_t)size;
        return EXIT_DONE;
    }
    if (iso_parse(s, &t) && (!t.has_clock || t.has_offset)) {
        out->instant = civil_to_usec(&t.at) - t.offset_sec * USEC_SEC;
        return EXIT_DONE;
    }
    cli_say("truce: --as-of is a ledger size or a time such as 2025-04-01T00:00Z, not '" STR_FMT
            "'\n",
            STR_ARG(s));
    return EXIT_USAGE;
}

static bool parse_day(str s, usec_t *from, usec_t *to)
{
    iso_time t;
    if (!iso_parse(s, &t) || (t.has_clock && !t.has_offset)) return false;
    *from = civil_to_usec(&t.at) - t.offset_sec * USEC_SEC;
    *to = t.has_clock ? *from : *from + USEC_DAY;
    return true;
}

/* "2025-03-18" is one day; "2025-03-18/2025-04-24" is both days and what lies between. */
static int read_period(const cmd *c, const args *in, const mission *m, span *out, str *words)
{
    str s = opt_value(c, in, "period");
    usec_t ignore;
    *out = (span){m->period_from, m->period_to};
    *words = m->period_words;
    if (s.len == 0) return EXIT_DONE;
    *words = (str){0};
    size_t slash = str_find(s, '/');
    bool good = parse_day(str_upto(s, slash), &out->from, &out->to);
    if (good && slash < s.len) good = parse_day(str_from(s, slash + 1), &ignore, &out->to);
    if (good && out->to > out->from) return EXIT_DONE;
    cli_say("truce: --period is a day or two days with / between, not '" STR_FMT "'\n", STR_ARG(s));
    return EXIT_USAGE;
}

static int read_formats(const cmd *c, const args *in, unsigned *bits)
{
    str rest = opt_value(c, in, "format"), one = {0};
    *bits = rest.len ? 0 : REPORT_USUAL;
    while (str_cut(&rest, ',', &one)) {
        report_format f;
        if (!report_format_from(str_trim(one), &f)) {
            cli_say("truce: '" STR_FMT "' is no format; formats are", STR_ARG(one));
            for (int k = 1; k < FORMAT__N; k++)
                cli_say("%s %s", k > 1 ? "," : "", report_format_word((report_format)k));
            cli_say("\n");
            return EXIT_USAGE;
        }
        *bits |= 1u << f;
    }
    return EXIT_DONE;
}

static const char *report_dir(const job *j, const report_data *d)
{
    civil c = d->as_of == USEC_UNKNOWN ? (civil){.year = 1, .month = 1, .day = 1}
                                       : usec_to_civil(d->as_of);
    usec_t last = d->period_to != USEC_UNKNOWN ? d->period_to - 1 : USEC_UNKNOWN;
    civil p = last == USEC_UNKNOWN ? c : usec_to_civil(last);
    str s = arena_printf(j->a, "%s/reports/%04d-%02d-%02d", j->m.dir, p.year, p.month, p.day);
    return s.ptr ? s.ptr : "";
}

static void put_summary(buf *b, const report_data *d)
{
    size_t coded = 0, alleged = 0;
    for (size_t i = 0; i < d->n_coded; i++)
        coded += d->coded[i].in_period && d->coded[i].in->kind == INC_INCIDENT;
    for (size_t i = 0; i < d->n_fused; i++)
        alleged += d->fused[i].in_period && !d->fused[i].no_event;
    buf_f(b,
          "\n" STR_FMT "\n%zu incidents coded by a person, %zu alleged in claims (never added up), "
          "%zu remarks on what the sides said\n\n",
          STR_ARG(d->title), coded, alleged, d->n_flags);
    buf_z(b, "reading     covered  unclear  attempt  not covered  not in force\n");
    for (size_t r = 0; r < d->n_readings; r++) {
        const size_t *n = d->counts[r].n;
        buf_f(b, "%-10.*s %8zu %8zu %8zu %12zu %13zu\n", STR_ARG(d->readings[r]->id),
              n[VERDICT_YES], n[VERDICT_UNCLEAR], n[VERDICT_ATTEMPT], n[VERDICT_NO],
              n[VERDICT_NOT_IN_FORCE]);
    }
}

static tr_err put_out(void *ctx, str piece)
{
    (void)ctx;
    return fwrite(piece.ptr, 1, piece.len, stdout) == piece.len ? TR_OK : TR_ERR_IO;
}

/* The languages asked for; English when none is. NULL stands for English, and is looked for first.
 */
enum { MOST_LANGUAGES = 8 };
typedef struct languages {
    const catalogue *of[MOST_LANGUAGES];
    size_t n;
} languages;

static int no_language(str tag)
{
    cli_say("truce: '" STR_FMT "' is no language of reports; they are en", STR_ARG(tag));
    for (size_t i = 0; i + 1 < n_catalogues; i++)
        cli_say(", %s", catalogues[i].tag);
    cli_say("\n");
    return EXIT_USAGE;
}

static int read_languages(const cmd *c, const args *in, languages *out)
{
    str rest = opt_value(c, in, "lang"), one = {0};
    *out = (languages){0};
    if (rest.len == 0) rest = STR("en");
    while (str_cut(&rest, ',', &one)) {
        const catalogue *words;
        bool there = false;
        if (!catalogue_of(str_trim(one), &words)) return no_language(one);
        for (size_t i = 0; i < out->n; i++)
            there |= out->of[i] == words;
        if (!there && out->n < MOST_LANGUAGES) out->of[out->n++] = words;
    }
    return EXIT_DONE;
}

/* What has no language is written once, in the folder; what has one in the folder of its language,
 * English in the folder itself. */
static tr_err issue_languages(const job *j, report_data *d, as_of when, unsigned bits,
                              const languages *l, const char *dir, buf *said, tr_diag *diag)
{
    tr_err e = host_make_dir(dir, diag);
    bool english = false;
    for (size_t i = 0; i < l->n; i++)
        english |= l->of[i] == NULL;
    unsigned here = english ? bits : bits & ~REPORT_TOLD;
    d->words = NULL;
    if (e == TR_OK && here) e = issue_report(&j->m, d, when, here, dir, j->zones, j->a, said, diag);
    for (size_t i = 0; e == TR_OK && i < l->n && bits & REPORT_TOLD; i++) {
        d->words = l->of[i];
        if (d->words == NULL) continue;
        str own = arena_printf(j->a, "%s/%s", dir, d->words->tag);
        if (own.ptr == NULL) return TR_ERR_NOMEM;
        e = issue_report(&j->m, d, when, bits & REPORT_TOLD, own.ptr, j->zones, j->a, said, diag);
    }
    return e;
}

static int run_report(const cmd *c, args *in)
{
    job j;
    state s;
    report_data d;
    as_of when;
    span period;
    str words;
    unsigned bits;
    languages l;
    tr_diag diag = {0};
    buf said;
    if (in->n_words != 1) return cli_usage(c);
    int code = read_languages(c, in, &l);
    if (code == EXIT_DONE) code = job_open(in, &j);
    if (code == EXIT_DONE) code = read_as_of(c, in, &when);
    if (code == EXIT_DONE) code = read_period(c, in, &j.m, &period, &words);
    if (code == EXIT_DONE) code = read_formats(c, in, &bits);
    if (code != EXIT_DONE) return code;
    tr_err e = job_build(&j, when, period, words, &s, &d, &diag);
    if (e != TR_OK) return cli_fail(e, &diag);
    str out = opt_value(c, in, "out");
    buf_init(&said, BUF_LIMIT_BYTES);
    if (str_is(out, "-")) {
        unsigned f = 1;
        while (f + 1 < FORMAT__N && !(bits >> f & 1))
            f++;
        said.drain = put_out;
        d.words = l.of[0];
        e = report_plan(&d, true, in->a);
        if (e == TR_OK) e = issue_write(&d, (report_format)f, &said, &diag);
        if (e == TR_OK) e = buf_drain(&said);
    } else {
        e = issue_languages(&j, &d, when, bits, &l,
                            out.len ? cli_path(in->a, out) : report_dir(&j, &d), &said, &diag);
    }
    code = e == TR_OK ? cli_answer(&said, EXIT_DONE) : cli_fail(e, &diag);
    buf_free(&said);
    return code;
}

/* Evidence that cannot be read is an alarm of its feed; the other sources go on. What gives words
 * their meaning, and what sides and people said, is not passed over like that. */
static int import_or_alarm(job *j, const mission_source *s, buf *b, size_t *aside, size_t *alarms,
                           rejects *told)
{
    tr_diag d = {0};
    tr_err e;
    const char *path = in_mission(j, s->file);
    bool evidence = !feed_kind_gives_meaning(s->kind) && s->kind != FEED_SITES;
    if (import_one(j, s, s->file, path, b, aside, told, &e, &d) == EXIT_DONE) return EXIT_DONE;
    bool of_the_file = e == TR_ERR_DATA || e == TR_ERR_DAMAGED || e == TR_ERR_LIMIT ||
                       (e == TR_ERR_IO && !host_is_regular(path));
    if (!evidence || !of_the_file) return cli_fail(e, &d);
    cli_diag(&d, "alarm");
    buf_f(b, "%-10s " STR_FMT ": ALARM, could not be read [%s]\n", feed_kind_word(s->kind),
          STR_ARG(s->file), diag_code_word(d.code));
    ++*alarms;
    tr_diag why = d;
    e = mission_alarm(&j->m, s->kind, path, &why, &d);
    return e == TR_OK ? EXIT_DONE : cli_fail(e, &d);
}

static int import_all(job *j, buf *b, size_t *aside, size_t *alarms, rejects *told)
{
    int code = import_agreement(j, b);
    if (code == EXIT_DONE) code = import_study(j, b); /* before what it is about */
    for (size_t i = 0; i < j->m.n_sources && code == EXIT_DONE; i++) {
        const mission_source *s = &j->m.sources[i];
        cli_progress("importing", i, j->m.n_sources);
        code = import_or_alarm(j, s, b, aside, alarms, told);
        if (code == EXIT_DONE) cli_progress("importing", i + 1, j->m.n_sources);
    }
    return code;
}

/* An agreement alone makes a report of nothing: the next steps, for whoever stands there first. */
static void put_next_steps(buf *b, const job *j, const state *s)
{
    bool nothing = s->batches.n == 0 && s->observations.n == 0;
    if (!nothing) return;
    buf_f(b,
          "\nThe record has an agreement and no evidence yet, so nothing is assessed. Next:\n"
          "  truce map FILE                    look at a table and get a mapping for it\n"
          "  %s/mission.yaml     name it under 'sources', then: truce run %s\n"
          "  truce import %s KIND FILE     or import it once\n"
          "  truce observe %s --help       or log what an officer saw\n",
          j->m.dir, j->m.dir, j->m.dir, j->m.dir);
}

static int run_run(const cmd *c, args *in)
{
    job j;
    state s;
    report_data d;
    tr_diag diag = {0};
    buf said;
    size_t aside = 0, alarms = 0;
    char digest[SHA256_HEX + 1] = "";
    as_of when = {.size = UINT64_MAX, .instant = USEC_UNKNOWN};
    if (in->n_words != 1) return cli_usage(c);
    int code = job_open(in, &j);
    if (code != EXIT_DONE) return code;
    rejects told;
    code = rejects_open(&told, c, in);
    if (code != EXIT_DONE) return code;
    buf_init(&said, 1 << 20);
    code = import_all(&j, &said, &aside, &alarms, &told);
    int written = rejects_close(&told);
    if (code == EXIT_DONE) code = written;
    if (code != EXIT_DONE) {
        buf_free(&said);
        return code;
    }
    tr_err e = job_build(&j, when, (span){j.m.period_from, j.m.period_to}, j.m.period_words, &s, &d,
                         &diag);
    if (e == TR_OK) e = issue_index(&j.m, &s, &d, false, j.zones, in->a, digest, &diag);
    if (e == TR_OK) put_summary(&said, &d);
    if (e == TR_OK) buf_z(&said, "\nreport:\n");
    if (e == TR_OK)
        e = issue_report(&j.m, &d, when, REPORT_USUAL, report_dir(&j, &d), j.zones, in->a, &said,
                         &diag);
    if (e == TR_OK)
        buf_f(&said, "ledger: %llu entries before the report, root %s\n",
              (unsigned long long)d.ledger_size, d.root_hex);
    if (e == TR_OK) put_next_steps(&said, &j, &s);
    bool bad = alarms || (aside && opt_yes(c, in, "strict"));
    code = e == TR_OK ? cli_answer(&said, bad ? EXIT_DATA : EXIT_DONE) : cli_fail(e, &diag);
    buf_free(&said);
    return code;
}

static int run_rebuild(const cmd *c, args *in)
{
    job j;
    state s;
    report_data d;
    tr_diag diag = {0};
    buf b;
    char digest[SHA256_HEX + 1] = "";
    as_of when = {.size = UINT64_MAX, .instant = USEC_UNKNOWN};
    if (in->n_words != 1) return cli_usage(c);
    int code = job_open(in, &j);
    if (code != EXIT_DONE) return code;
    tr_err e = job_build(&j, when, (span){j.m.period_from, j.m.period_to}, j.m.period_words, &s, &d,
                         &diag);
    if (e == TR_OK) e = issue_index(&j.m, &s, &d, true, j.zones, in->a, digest, &diag);
    if (e != TR_OK) return cli_fail(e, &diag);
    buf_init(&b, 65536);
    buf_f(&b, "%s/index.db made anew from %llu entries; digest of its rows %s\n", j.m.dir,
          (unsigned long long)s.size, digest);
    code = cli_answer(&b, EXIT_DONE);
    buf_free(&b);
    return code;
}

/* ---- verify
 * --------------------------------------------------------------------------------------------- */

/* Acknowledgements that somebody kept ("ack INDEX HASH" a line) must all be in the ledger. */
static tr_err check_acks(const job *j, const char *path, buf *said, size_t *lost, tr_diag *diag)
{
    str bytes, line = {0};
    record *r = NULL;
    TR_TRY(host_read_file(path, HOST_FILE_BYTES, j->a, &bytes, diag));
    TR_TRY(record_open(j->m.dir, false, j->a, &r, diag));
    while (str_cut(&bytes, '\n', &line)) {
        str rest = line, word = {0}, index = {0}, hash = {0};
        int64_t i;
        char hex[SHA256_HEX + 1];
        if (!str_cut(&rest, ' ', &word) || !str_is(word, "ack") || !str_cut(&rest, ' ', &index) ||
            !str_cut(&rest, ' ', &hash))
            continue;
        bool there = str_to_i64(index, 0, INT64_MAX, &i) && (uint64_t)i < record_size(r);
        if (there) sha256_hex(record_leaf(r, (uint64_t)i), hex);
        if (there && str_is(hash, hex)) continue;
        ++*lost;
        buf_f(said, "lost: " STR_FMT "\n", STR_ARG(line));
    }
    record_close(r);
    return TR_OK;
}

static int run_verify(const cmd *c, args *in)
{
    job j;
    buf said;
    size_t n_wrong = 0, lost = 0;
    tr_diag diag = {0};
    if (in->n_words != 1) return cli_usage(c);
    int code = job_open(in, &j);
    if (code != EXIT_DONE) return code;
    str acks = opt_value(c, in, "acks");
    buf_init(&said, 1 << 24);
    str head = opt_value(c, in, "head");
    verify_opts how = {.head_file = head.len ? cli_path(in->a, head) : NULL,
                       .deep = opt_yes(c, in, "deep")};
    tr_err e = issue_verify(&j.m, &how, j.zones, in->a, &said, &n_wrong, &diag);
    if (e == TR_OK && acks.len) e = check_acks(&j, cli_path(in->a, acks), &said, &lost, &diag);
    code = e == TR_OK ? cli_answer(&said, n_wrong || lost ? EXIT_NEGATIVE : EXIT_DONE)
                      : cli_fail(e, &diag);
    buf_free(&said);
    return code;
}

/* ---- claims
 * ------------------------------------------------------------------------------------------------
 */

static void put_claims(buf *b, const report_data *d)
{
    buf_z(b, "side                 totals   claims  alleged  itemised  matched  unmatched  too "
             "coarse\n");
    for (size_t i = 0; i < d->n_sheets; i++) {
        const side_sheet *s = &d->sheets[i];
        buf_f(b, "%-20.*s %6zu %8zu %8zu %9zu %8zu %10zu %11zu\n", STR_ARG(s->name), s->n_totals,
              s->n_claims, s->n_incidents, s->n_itemised, s->n_matched, s->n_unmatched,
              s->n_not_assessable);
    }
    buf_z(b, "\nWhat the sides said, as they said it; nothing is added across sides, and these "
             "remarks correct nothing.\n");
    for (size_t i = 0; i < d->n_flags; i++) {
        const total_flag *f = &d->flags[i];
        buf_f(b, "C%-3d %-8.*s %-6.*s %s: ", f->code, STR_ARG(f->id), STR_ARG(f->side),
              check_title(f->code));
        said_plain(f->words, b);
        buf_c(b, '\n');
    }
}

static void said_csv(buf *b, kept_words said)
{
    buf plain;
    buf_init(&plain, 65536);
    said_plain(said, &plain);
    csv_text(b, buf_str(&plain));
    buf_absorb(b, &plain);
}

static void put_claims_csv(buf *b, const report_data *d)
{
    char code[8];
    buf_z(b, "check,id,side,title,words\n");
    for (size_t i = 0; i < d->n_flags; i++) {
        const total_flag *f = &d->flags[i];
        (void)snprintf(code, sizeof code, "C%d", f->code);
        csv_field(b, str_of(code));
        buf_c(b, ',');
        csv_text(b, f->id);
        buf_c(b, ',');
        csv_text(b, f->side);
        buf_c(b, ',');
        csv_text(b, str_of(check_title(f->code)));
        buf_c(b, ',');
        said_csv(b, f->words);
        buf_c(b, '\n');
    }
}

static int run_claims(const cmd *c, args *in)
{
    job j;
    state s;
    report_data d;
    as_of when;
    tr_diag diag = {0};
    buf b;
    if (in->n_words != 1) return cli_usage(c);
    int code = job_open(in, &j);
    if (code == EXIT_DONE) code = read_as_of(c, in, &when);
    if (code != EXIT_DONE) return code;
    tr_err e = job_build(&j, when, (span){j.m.period_from, j.m.period_to}, j.m.period_words, &s, &d,
                         &diag);
    if (e != TR_OK) return cli_fail(e, &diag);
    buf_init(&b, BUF_LIMIT_BYTES);
    if (str_is(opt_value(c, in, "format"), "csv")) {
        put_claims_csv(&b, &d);
    } else {
        put_claims(&b, &d);
    }
    code = cli_answer(&b, EXIT_DONE);
    buf_free(&b);
    return code;
}

/* ---- init, observe, decide
 * ------------------------------------------------------------------------------- */

static int run_init(const cmd *c, args *in)
{
    tr_diag d = {0};
    buf b;
    if (in->n_words != 1) return cli_usage(c);
    tr_err e = mission_init(cli_path(in->a, in->words[0]), &d);
    if (e != TR_OK) return cli_fail(e, &d);
    buf_init(&b, 65536);
    buf_f(&b,
          STR_FMT "/mission.yaml and agreement.yaml are there; edit them, then: truce run " STR_FMT
                  "\n",
          STR_ARG(in->words[0]), STR_ARG(in->words[0]));
    int code = cli_answer(&b, EXIT_DONE);
    buf_free(&b);
    return code;
}

static int check_decision(const cmd *c, const args *in, str kind)
{
    str by = str_trim(opt_value(c, in, "by")), second = str_trim(opt_value(c, in, "second")),
        status = opt_value(c, in, "to");
    bool merge = str_is(kind, "merge"), split = str_is(kind, "split"), to = str_is(kind, "status"),
         reply = str_is(kind, "reply");
    if (!merge && !split && !to && !reply) return cli_usage(c);
    if (by.len == 0 || str_trim(opt_value(c, in, "reason")).len == 0) {
        cli_say("truce decide: --by and --reason are needed\n");
        return EXIT_USAGE;
    }
    if ((merge || split) && in->n_words < 4) {
        cli_say("truce decide: two or more records are needed\n");
        return EXIT_USAGE;
    }
    if (!to && status.len) {
        cli_say("truce decide: --to goes with status\n");
        return EXIT_USAGE;
    }
    if (to && !ladder_state_known(status)) {
        cli_say("truce decide: --to is alleged, corroborated, verified, contradicted, refuted, "
                "unverifiable, withdrawn or attributed\n");
        return EXIT_USAGE;
    }
    if (to && ladder_needs_two((str){0}, status) &&
        (second.len == 0 || ladder_same_person(second, by))) {
        cli_say("truce decide: '" STR_FMT "' needs --second, another person than --by\n",
                STR_ARG(status));
        return EXIT_USAGE;
    }
    return EXIT_DONE;
}

static bool is_report(const report_data *d, str id)
{
    for (size_t i = 0; i < d->linked.n_records; i++) {
        if (str_eq(d->linked.ids[i], id)) return true;
    }
    return false;
}

/* Away from a state that two people stand for, two are needed again. */
static int check_ladder(const cmd *c, const args *in, const state *s, const str_list *items)
{
    str by = opt_value(c, in, "by"), second = str_trim(opt_value(c, in, "second")),
        to = opt_value(c, in, "to");
    bool two = second.len > 0 && !ladder_same_person(by, second);
    for (size_t i = 0; i < items->n && !two; i++) {
        str now = ladder_of(s->decisions.items, s->decisions.n, items->items[i]).status;
        if (!ladder_needs_two(now, to)) continue;
        cli_say("truce decide: '" STR_FMT "' is " STR_FMT
                "; to change that needs --second, another person than --by\n",
                STR_ARG(items->items[i]), STR_ARG(now));
        return EXIT_USAGE;
    }
    return EXIT_DONE;
}

/* The record is for ever: a decision on something that is not in it is a slip of the pen. */
static int check_items(const cmd *c, const args *in, const job *j, const str_list *items)
{
    state s;
    report_data d;
    tr_diag diag = {0};
    as_of all = {.size = UINT64_MAX, .instant = USEC_UNKNOWN};
    tr_err e = job_build(j, all, (span){USEC_UNKNOWN, USEC_UNKNOWN}, (str){0}, &s, &d, &diag);
    if (e != TR_OK) return cli_fail(e, &diag);
    bool joins = str_is(in->words[1], "merge") || str_is(in->words[1], "split");
    for (size_t i = 0; i < items->n; i++) {
        if (job_has_item(&d, items->items[i]) || (joins && is_report(&d, items->items[i])))
            continue;
        cli_say("truce decide: nothing in the record has the id '" STR_FMT "'\n",
                STR_ARG(items->items[i]));
        return EXIT_USAGE;
    }
    return str_is(in->words[1], "status") ? check_ladder(c, in, &s, items) : EXIT_DONE;
}

static int run_decide(const cmd *c, args *in)
{
    job j;
    uint64_t index;
    tr_diag d = {0};
    str_list items = {0};
    if (in->n_words < 3) return cli_usage(c);
    int code = check_decision(c, in, in->words[1]);
    if (code == EXIT_DONE) code = job_open(in, &j);
    if (code != EXIT_DONE) return code;
    items = (str_list){.items = in->words + 2, .n = in->n_words - 2};
    code = check_items(c, in, &j, &items);
    if (code != EXIT_DONE) return code;
    tr_err e =
        mission_decide(&j.m, cli_path(in->a, in->words[1]), &items,
                       str_trim(opt_value(c, in, "by")), str_trim(opt_value(c, in, "second")),
                       opt_value(c, in, "reason"), opt_value(c, in, "to"), &index, &d);
    return e == TR_OK ? job_said("decision", index) : cli_fail(e, &d);
}

/* ---- tables
 * ---------------------------------------------------------------------------------------------- */

#define AS_OF_OPT                                                                                  \
    {                                                                                              \
        .name = "as-of", .arg = "T",                                                               \
        .help = "what was known then: a ledger size, or a time such as 2025-04-01T00:00Z"          \
    }

const cmd cmd_init = {
    .name = "init",
    .usage = "init DIR",
    .summary = "a new mission folder from a template",
    .run = run_init,
    .text = "Makes the folder with a commented mission.yaml and a small agreement.yaml that "
            "already work.",
    .examples = {"truce init my-mission"},
};

const cmd cmd_run = {
    .name = "run",
    .usage = "run DIR [--strict]",
    .summary = "the main job: import, derive, assess, write the report",
    .run = run_run,
    .text = "Imports what mission.yaml names (bytes that are known already append nothing), joins "
            "claims into\n"
            "incidents, assesses every incident under every reading, brings index.db level and "
            "writes the report\n"
            "in all formats under reports/. Prints what it did, the main figures and where the "
            "files are.",
    .opts = {{.name = "strict", .help = "exit with 3 when a row was set aside"}, REJECTS_OPTION},
    .examples = {"truce run examples/energy-2025"},
};

const cmd cmd_import = {
    .name = "import",
    .usage = "import DIR KIND FILE... [options]",
    .summary = "store bytes, log the batch, count every row",
    .run = run_import,
    .text = "KIND is claims, totals, incidents, events, sites, regions or classes. Each file is "
            "read as a whole\n"
            "first; a file that is refused leaves no trace. Then its bytes go to blobs/ and its "
            "batch to the\n"
            "ledger, both synced, and a line 'ack INDEX HASH' is printed. received = accepted + "
            "duplicate + set\n"
            "aside; rows set aside are shown with position, code and hint, and stored beside the "
            "batch.",
    .opts = {{.name = "received",
              .arg = "COLUMN",
              .help = "the column that says when a row became known"},
             {.name = "strict", .help = "exit with 3 when a row was set aside"},
             REJECTS_OPTION},
    .examples = {"truce import my-mission claims claims-2025-04-02.csv"},
};

const cmd cmd_decide = {
    .name = "decide",
    .usage = "decide DIR merge|split|status|reply ITEM... --by NAME --reason WORDS [options]",
    .summary = "a named person's decision, as an entry",
    .run = run_decide,
    .text = "merge   these claims, or reports of feeds, speak of one event (must-link)\n"
            "split   these do not (cannot-link)\n"
            "status  move incidents on the ladder; verified needs a second person\n"
            "reply   record a side's reply, or its silence, to an item\n"
            "The latest decision on the same items stands; nothing is ever removed.",
    .opts = {{.name = "by", .arg = "NAME", .help = "who decides"},
             {.name = "second", .arg = "NAME", .help = "the second person"},
             {.name = "reason", .arg = "WORDS", .help = "why"},
             {.name = "to",
              .arg = "STATUS",
              .help = "status: the state to move to",
              .values =
                  "alleged corroborated verified contradicted refuted unverifiable withdrawn"}},
    .examples = {"truce decide my-mission split CL006 CL007 --by 'Analyst 1' --reason 'two "
                 "strikes, two and a half hours apart'"},
};

const cmd cmd_report = {
    .name = "report",
    .usage = "report DIR [options]",
    .summary = "the daily or period report",
    .run = run_report,
    .text = "Writes the report under reports/, one folder a period, and logs each file in the "
            "ledger. --as-of is\n"
            "knowledge: how much of the ledger, or what had been received by a time; --period is "
            "the days\n"
            "reported on. The same record, as-of and period give the same bytes on any machine.",
    .opts =
        {AS_OF_OPT,
         {.name = "period",
          .arg = "P",
          .help = "a day (2025-03-26), or two with / between; default: the mission's"},
         {.name = "format",
          .arg = "LIST",
          .help = "of "
                  "html,md,json,csv,geojson,days,results,hotspots,obligations,grid,choices,txt,"
                  "xlsx,pdf; "
                  "default all but txt, xlsx and pdf",
          .values = "html md json csv geojson days results hotspots obligations grid choices txt "
                    "xlsx pdf"},
         {.name = "lang",
          .arg = "LIST",
          .help =
              "languages of html, md, txt, xlsx and pdf, of en,uk,ru; default en. Others than en "
              "stand in a "
              "folder of their own (uk/) with the same structure and numbers",
          .values = "en uk ru"},
         {.name = "out",
          .arg = "DIR",
          .help =
              "folder to write to; - writes the first format to standard output and logs nothing"}},
    .examples = {"truce report examples/energy-2025 --as-of 2025-04-03T00:00Z --period 2025-04-02",
                 "truce report examples/energy-2025 --format json --out -"},
};

const cmd cmd_claims = {
    .name = "claims",
    .usage = "claims DIR [options]",
    .summary = "what the sides said, checked against itself",
    .run = run_claims,
    .text = "A sheet with the same columns for every side, then the remarks of checks C1 to C13: "
            "parts that do not\n"
            "sum, cumulative figures that fall or stand for a period, different figures for one "
            "period, re-dated\n"
            "items, shared and restated numbers, contradictions, zero claims. Totals are never "
            "added to ours.",
    .opts = {AS_OF_OPT,
             {.name = "format",
              .arg = "FORMAT",
              .help = "text (default) or csv",
              .values = "text csv"}},
    .examples = {"truce claims examples/energy-2025"},
};

const cmd cmd_verify = {
    .name = "verify",
    .usage = "verify DIR [--acks FILE] [--head FILE] [--deep]",
    .summary = "recompute everything and name what is wrong",
    .run = run_verify,
    .text =
        "Hashes every entry and blob again, compares leaf hashes and tree head, reads every "
        "import again and\n"
        "compares its counts, makes every published report again and compares its digest. Every "
        "file under blobs/\n"
        "and reports/ is looked at: changed, missing, or issued by nobody. Exit status 1 when "
        "anything does not agree.",
    .opts = {{.name = "acks",
              .arg = "FILE",
              .help = "lines 'ack INDEX HASH' that must all be in the ledger"},
             {.name = "head",
              .arg = "FILE",
              .help =
                  "a copy of ledger/head kept elsewhere: the ledger must still hold that state"},
             {.name = "deep", .help = "make columns/ and index.db anew as well, and compare"}},
    .examples = {"truce verify examples/energy-2025"},
};

const cmd cmd_rebuild = {
    .name = "rebuild",
    .usage = "rebuild DIR",
    .summary = "make index.db anew from the record",
    .run = run_rebuild,
    .text = "Deletes index.db and derives it again. The digest it prints covers every row of every "
            "table, so two\n"
            "rebuilds can be compared at a glance.",
    .examples = {"truce rebuild examples/energy-2025"},
};
