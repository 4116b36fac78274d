#include "issue/made_apart.h"

#include "host/host.h"

#include <stdio.h>
#include <string.h>

enum { CPU_SECONDS = 600 };
static const uint64_t most_memory = UINT64_C(1) << 45, /* browsers reserve far more than they use */
    most_output = UINT64_C(1) << 30;

/* A folder of nobody else, and what stands in it. */
typedef struct bench {
    arena *a;
    char dir[32];
    str page, pdf, out, err, home, url, print_to, profile;
    tr_diag *diag;
} bench;

static tr_err lay_out(bench *b)
{
    memcpy(b->dir, "/tmp/truce-pdf-XXXXXX", sizeof "/tmp/truce-pdf-XXXXXX");
    TR_TRY(host_temporary_dir(b->dir));
    const struct {
        str *to;
        const char *before, *behind;
    } names[] = {{&b->page, "", "/report.html"},
                 {&b->pdf, "", "/report.pdf"},
                 {&b->out, "", "/out"},
                 {&b->err, "", "/err"},
                 {&b->home, "HOME=", ""},
                 {&b->url, "file://", "/report.html"},
                 {&b->print_to, "--print-to-pdf=", "/report.pdf"},
                 {&b->profile, "--user-data-dir=", "/profile"}};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        *names[i].to = arena_printf(b->a, "%s%s%s", names[i].before, b->dir, names[i].behind);
        if (names[i].to->ptr == NULL) return TR_ERR_NOMEM;
    }
    return TR_OK;
}

static host_end run(const bench *b, const char *const *argv)
{
    const char *const env[] = {b->home.ptr, "LC_ALL=C.UTF-8", "TZ=UTC", "SOURCE_DATE_EPOCH=1",
                               NULL};
    host_program p = {.argv = (char *const *)(uintptr_t)argv,
                      .env = env,
                      .out = b->out.ptr,
                      .err = b->err.ptr,
                      .cpu_seconds = CPU_SECONDS,
                      .memory_bytes = most_memory,
                      .output_bytes = most_output};
    return host_run(&p);
}

/* The first line of what it says of itself. */
static tr_err ask_version(const bench *b, const char *program, char maker[MAKER_BYTES])
{
    const char *const argv[] = {program, "--version", NULL};
    str text, line = {0};
    if (run(b, argv) != HOST_DONE) return TR_ERR_ABSENT;
    TR_TRY(host_read_file(b->out.ptr, 65536, b->a, &text, b->diag));
    (void)str_cut(&text, '\n', &line);
    line = str_trim(line);
    size_t n = line.len < MAKER_BYTES - 1 ? line.len : MAKER_BYTES - 1;
    memcpy(maker, line.ptr ? line.ptr : "", n);
    maker[n] = '\0';
    return TR_OK;
}

static tr_err print_page(const bench *b, char maker[MAKER_BYTES])
{
    const char *const argv[] = {"chromium",      "--headless",
                                "--no-sandbox", /* it opens one file, of ours */
                                "--disable-gpu", "--no-pdf-header-footer",
                                b->profile.ptr,  b->print_to.ptr,
                                b->url.ptr,      NULL};
    tr_err e = ask_version(b, argv[0], maker);
    if (e == TR_ERR_ABSENT) {
        diag_set(b->diag, CODE_PDF_TOOL, "", 0, 0, "chromium is not installed");
        return TR_ERR_DATA;
    }
    TR_TRY(e);
    if (run(b, argv) == HOST_DONE && host_exists(b->pdf.ptr)) return TR_OK;
    diag_set(b->diag, CODE_PDF, "", 0, 0, "%s made no PDF of the page", maker);
    return TR_ERR_DATA;
}

/* On paper nothing can be unfolded. A tag is the only place where these characters stand. */
static void unfold(str html, buf *out)
{
    while (html.len) {
        size_t at = str_find(html, '<');
        buf_s(out, str_upto(html, at));
        html = str_from(html, at);
        bool folded = str_starts(html, "<details") && !str_starts(html, "<details open");
        size_t n = folded ? sizeof "<details" - 1 : html.len ? 1 : 0;
        buf_s(out, str_upto(html, n));
        if (folded) buf_z(out, " open");
        html = str_from(html, n);
    }
}

/* Whole, whatever pages the index has beside it. */
static tr_err write_page(const bench *b, const report_data *d)
{
    report_data whole = *d;
    buf html, open;
    buf_init(&html, BUF_LIMIT_BYTES);
    buf_init(&open, BUF_LIMIT_BYTES);
    tr_err e = report_plan(&whole, true, b->a);
    if (e == TR_OK) e = report_write(&whole, FORMAT_HTML, &html);
    if (e == TR_OK) unfold(buf_str(&html), &open);
    if (e == TR_OK) e = buf_err(&open);
    if (e == TR_OK) e = host_write_file(b->page.ptr, buf_str(&open), b->diag);
    buf_free(&open);
    buf_free(&html);
    return e;
}

static tr_err take_pdf(const bench *b, buf *out)
{
    str bytes;
    TR_TRY(host_read_file(b->pdf.ptr, (size_t)most_output, b->a, &bytes, b->diag));
    buf_s(out, bytes);
    return buf_err(out);
}

/* A browser leaves sockets and links of its own behind, so the system's own program takes it all.
 */
static void clear_away(bench *b)
{
    const char *const argv[] = {"/bin/rm", "-rf", "--", b->dir, NULL};
    b->out = b->err = STR("/dev/null");
    (void)run(b, argv);
}

static tr_err write_pdf(const report_data *d, buf *out, char maker[MAKER_BYTES], tr_diag *diag)
{
    arena a;
    bench b = {.a = &a, .diag = diag};
    arena_init(&a, (size_t)most_output);
    tr_err e = lay_out(&b);
    if (e == TR_OK) e = write_page(&b, d);
    if (e == TR_OK) e = print_page(&b, maker);
    if (e == TR_OK) e = take_pdf(&b, out);
    if (b.page.ptr) clear_away(&b);
    arena_clear(&a);
    return e;
}

/* ---- Workbook */

typedef struct task {
    const report_data *d;
    FILE *to;
} task;

static tr_err make_workbook(void *ctx, void *out)
{
    task *t = ctx;
    (void)out;
    return report_workbook(t->d, t->to);
}

static tr_err take_bytes(FILE *f, buf *out)
{
    char piece[65536];
    size_t n;
    rewind(f);
    while ((n = fread(piece, 1, sizeof piece, f)) > 0)
        buf_put(out, piece, n);
    return ferror(f) ? TR_ERR_IO : buf_err(out);
}

static tr_err write_workbook(const report_data *d, buf *out)
{
    char nothing = 0;
    task t = {d, tmpfile()};
    if (t.to == NULL) return TR_ERR_IO;
    tr_err e = host_apart_silent(make_workbook, &t, &nothing, sizeof nothing);
    if (e == TR_OK) e = take_bytes(t.to, out);
    (void)fclose(t.to);
    return e;
}

/* ---- Any format */

tr_err write_any(const report_data *d, report_format f, buf *out, char maker[MAKER_BYTES],
                 tr_diag *diag)
{
    str with = report_made_with(f);
    maker[0] = '\0';
    if (f == FORMAT_PDF) return write_pdf(d, out, maker, diag);
    (void)snprintf(maker, MAKER_BYTES, STR_FMT, STR_ARG(with));
    return f == FORMAT_XLSX ? write_workbook(d, out) : report_write(d, f, out);
}
