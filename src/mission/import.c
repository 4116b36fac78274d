/* Imports: files, the agreement, the study. */
#include "mission/conversion.h"
#include "mission/known_imports.h"
#include "mission/stored_rows.h"

struct importer {
    const mission *m;
    record *r;
    host_zones *zones;
    living *before; /* all entries but those of this file */
    known_imports known;
};

static void acknowledge(const record *r, uint64_t index, import_outcome *out)
{
    out->index = index;
    sha256_hex(record_leaf(r, index), out->leaf_hex);
}

/* The bytes of a file as the record names them. */
typedef struct stored {
    const char *path, *hex;
    int64_t n_bytes;
    const char *from_hex; /* made from this other stored file; NULL: as it came */
    str by;               /* what made it */
} stored;

static tr_err append_import(record *r, const mission *m, const mission_source *s,
                            const stored *file, uint64_t *index, tr_diag *diag)
{
    entry_member e[12] = {
        {.key = "t", .text = import_is_registry(s->kind) ? STR("registry") : STR("import")},
        {.key = "feed", .text = str_of(feed_kind_word(s->kind))},
        {.key = "name", .text = path_base(str_of(file->path))},
        {.key = "sha256", .text = str_of(file->hex)},
        {.key = "bytes", .number = file->n_bytes, .is_number = true}};
    size_t n = 5;
    if (file->from_hex) {
        e[n++] = (entry_member){.key = "from", .text = str_of(file->from_hex)};
        e[n++] = (entry_member){.key = "by", .text = file->by};
    }
    if (s->received.len) e[n++] = (entry_member){.key = "received", .text = s->received};
    if (s->mapping_text.len) e[n++] = (entry_member){.key = "mapping", .text = s->mapping_text};
    return record_append(r, m, e, n, index, diag);
}

static tr_err append_batch(record *r, const mission *m, feed_kind kind, uint64_t of,
                           const feed_result *res, str form, uint64_t *index, tr_diag *diag)
{
    char hex[SHA256_HEX + 1] = "", parser[64];
    buf b;
    buf_init(&b, HOST_FILE_BYTES);
    fold_rejects_write(&b, res);
    tr_err e = buf_err(&b);
    if (e == TR_OK) e = blob_put_bytes(m->dir, buf_str(&b), hex, diag);
    buf_free(&b);
    TR_TRY(e);
    (void)snprintf(parser, sizeof parser, "%s/%d", feed_kind_word(kind), FEED_PARSER_VERSION);
    entry_member x[] = {
        {.key = "t", .text = STR("batch")},
        {.key = "of", .number = (int64_t)of, .is_number = true},
        {.key = "parser", .text = str_of(parser)},
        {.key = "records", .number = (int64_t)res->received, .is_number = true},
        {.key = "accepted", .number = (int64_t)res->accepted, .is_number = true},
        {.key = "duplicate", .number = (int64_t)res->duplicate, .is_number = true},
        {.key = "quarantined", .number = (int64_t)res->set_aside, .is_number = true},
        {.key = "rejects", .text = str_of(hex)},
        {.key = "form", .text = form}};
    size_t n = sizeof x / sizeof x[0] - (form.len == 0);
    return record_append(r, m, x, n, index, diag);
}

static void tell(const feed_result *res, import_outcome *out)
{
    out->received = res->received;
    out->accepted = res->accepted;
    out->duplicate = res->duplicate;
    out->set_aside = res->set_aside;
}

/* What both ways of importing share once the rows are counted and the bytes are stored: the entry,
 * then the batch that closes it, which is the acknowledgement. */
static tr_err append_both(record *r, const mission *m, const mission_source *s, const stored *file,
                          int64_t known, const feed_result *res, const intake *how, arena *a,
                          import_outcome *out, tr_diag *diag)
{
    uint64_t of = (uint64_t)known, index;
    str form;
    TR_TRY(form_write(&how->form, a, &form));
    TR_TRY(form_words(&how->form, a, &out->form_words));
    if (known < 0) TR_TRY(append_import(r, m, s, file, &of, diag));
    TR_TRY(append_batch(r, m, s->kind, of, res, form, &index, diag));
    tell(res, out);
    acknowledge(r, index, out);
    return TR_OK;
}

static bool is_known(const record *r, int64_t batch, import_outcome *out)
{
    out->known = batch >= 0;
    if (out->known) acknowledge(r, (uint64_t)batch, out);
    return out->known;
}

/* The state before this file, for reading it: a copy whose lists may grow without the living one's
 * hearing of it. */
static tr_err state_before(importer *im, arena *a, state *st, fold *f, tr_diag *diag)
{
    const state *now;
    as_of all = {.size = UINT64_MAX, .instant = USEC_UNKNOWN};
    TR_TRY(living_level(im->before, im->r, diag));
    TR_TRY(living_state(im->before, &now, diag));
    *st = *now;
    *f = (fold){.m = im->m, .zones = im->zones, .a = a, .s = st, .when = all, .diag = diag};
    return TR_OK;
}

static intake intake_of(const mission_source *s, const reject_sink *each, arena *a)
{
    return (intake){
        .received = s->received, .mapping = s->mapping_text, .form = form_open(a), .each = each};
}

/* Where a file is to be taken whole or not at all: the first row that would be set aside. */
static tr_err refuse_parts(const mission_source *s, const feed_result *res, tr_diag *diag)
{
    if (!s->whole || res->set_aside == 0) return TR_OK;
    for (size_t i = 0; diag && i < res->n_rejects; i++) {
        if (res->rejects[i].duplicate) continue;
        *diag = res->rejects[i].diag;
        break;
    }
    return TR_ERR_DATA;
}

/* The file is read as a whole before its bytes get their name: a file that is refused leaves no
 * trace. */
static tr_err import_table(importer *im, const mission_source *s, const char *path,
                           const reject_sink *each, arena *a, import_outcome *out, tr_diag *diag)
{
    state st;
    fold f;
    feed_result res = {0};
    intake how = intake_of(s, each, a);
    char hex[SHA256_HEX + 1] = "";
    str bytes;
    int64_t known, batch;
    sha256 h;
    TR_TRY(host_read_file(path, HOST_FILE_BYTES, a, &bytes, diag));
    TR_TRY(sha256_of(bytes, &h));
    sha256_hex(&h, hex);
    TR_TRY(known_imports_find(&im->known, im->r, s, hex, path_base(str_of(path)), &known, &batch));
    if (is_known(im->r, batch, out)) return TR_OK;
    TR_TRY(state_before(im, a, &st, &f, diag));
    TR_TRY(fold_rows(&f, s->kind, bytes, path, &how, 0, USEC_UNKNOWN, &res));
    TR_TRY(refuse_parts(s, &res, diag));
    TR_TRY(blob_put_bytes(im->m->dir, bytes, hex, diag));
    stored file = {.path = path, .hex = hex, .n_bytes = (int64_t)bytes.len};
    return append_both(im->r, im->m, s, &file, known, &res, &how, a, out, diag);
}

/* Streams read files: what was made of the original lies beside the blobs while its rows are
 * counted, and is removed. */
static tr_err count_converted(fold *f, const mission_source *s, str bytes, str columns, intake *how,
                              const char *path, feed_result *res)
{
    if (!feed_kind_streams(s->kind))
        return fold_rows(f, s->kind, bytes, path, how, 0, USEC_UNKNOWN, res);
    str temporary = arena_printf(f->a, "%s/blobs/converted.new", f->m->dir);
    if (temporary.ptr == NULL) return TR_ERR_NOMEM;
    TR_TRY(host_write_file(temporary.ptr, bytes, f->diag));
    tr_err e = stream_count(f, s->kind, temporary.ptr, path, how, columns.ptr, res);
    (void)host_remove(temporary.ptr);
    return e;
}

/* A file that GDAL makes into GeoJSON or CSV. The original is stored beside what was made of it. */
static tr_err import_converted(importer *im, const mission_source *s, const char *path,
                               convert_form form, bool packed, const reject_sink *each, arena *a,
                               import_outcome *out, tr_diag *diag)
{
    state st;
    fold f;
    feed_result res = {0};
    intake how = intake_of(s, each, a);
    char original[SHA256_HEX + 1] = "", hex[SHA256_HEX + 1] = "";
    int64_t known, batch, n_bytes = 0;
    str bytes, by, columns = {0};
    sha256 h;
    TR_TRY(blob_stage_file(im->m->dir, path, original, &n_bytes, diag));
    TR_TRY(known_imports_find(&im->known, im->r, s, original, path_base(str_of(path)), &known,
                              &batch));
    if (is_known(im->r, batch, out)) return TR_OK;
    how.whole_cells = convert_gives_cells(form);
    TR_TRY(
        convert_file(im->m->dir, path, form, packed, s->kind, &s->mapping, a, &bytes, &by, diag));
    TR_TRY(state_before(im, a, &st, &f, diag));
    TR_TRY(sha256_of(bytes, &h));
    sha256_hex(&h, hex);
    if (s->kind == FEED_FIRMS)
        TR_TRY(stream_columns_path(im->m, str_of(hex), s->mapping_text, a, &columns));
    TR_TRY(count_converted(&f, s, bytes, columns, &how, path, &res));
    TR_TRY(refuse_parts(s, &res, diag));
    TR_TRY(blob_put_bytes(im->m->dir, bytes, hex, diag));
    TR_TRY(blob_keep_staged(im->m->dir, original, diag));
    stored file = {path, hex, (int64_t)bytes.len, original, by};
    return append_both(im->r, im->m, s, &file, known, &res, &how, a, out, diag);
}

static tr_err import_stream(importer *im, const mission_source *s, const char *path,
                            const reject_sink *each, arena *a, import_outcome *out, tr_diag *diag)
{
    state st;
    fold f;
    feed_result res = {0};
    intake how = intake_of(s, each, a);
    char hex[SHA256_HEX + 1] = "";
    int64_t known, batch, n_bytes = 0;
    str columns = {0};
    TR_TRY(blob_stage_file(im->m->dir, path, hex, &n_bytes, diag));
    TR_TRY(known_imports_find(&im->known, im->r, s, hex, path_base(str_of(path)), &known, &batch));
    if (is_known(im->r, batch, out)) return TR_OK;
    TR_TRY(state_before(im, a, &st, &f, diag));
    if (s->kind == FEED_FIRMS)
        TR_TRY(stream_columns_path(im->m, str_of(hex), s->mapping_text, a, &columns));
    TR_TRY(stream_count(&f, s->kind, path, path, &how, columns.ptr, &res));
    TR_TRY(refuse_parts(s, &res, diag));
    TR_TRY(blob_keep_staged(im->m->dir, hex, diag));
    stored file = {.path = path, .hex = hex, .n_bytes = n_bytes};
    return append_both(im->r, im->m, s, &file, known, &res, &how, a, out, diag);
}

static tr_err import_into(importer *im, const mission_source *s, const char *path,
                          const reject_sink *each, arena *a, import_outcome *out, tr_diag *diag)
{
    convert_form form = CONVERT_NONE;
    bool streams = feed_kind_streams(s->kind), packed = false;
    TR_TRY(convert_look(path, a, &form, &packed, diag));
    if (!streams && form == CONVERT_NONE) return import_table(im, s, path, each, a, out, diag);
    tr_err e = form == CONVERT_NONE
                   ? import_stream(im, s, path, each, a, out, diag)
                   : import_converted(im, s, path, form, packed, each, a, out, diag);
    blob_drop_staged(im->m->dir); /* refused or known already; a kept file is no longer there */
    return e;
}

/* ---- The importer */

tr_err importer_open(const mission *m, record *r, living *before, host_zones *zones, arena *a,
                     importer **out)
{
    importer *im = arena_alloc(a, sizeof *im);
    if (im == NULL) return TR_ERR_NOMEM;
    *im = (importer){.m = m, .r = r, .zones = zones, .before = before, .known = {.a = a}};
    *out = im;
    return TR_OK;
}

tr_err importer_file(importer *im, const mission_source *s, const char *path,
                     const reject_sink *each, arena *a, import_outcome *out, tr_diag *diag)
{
    int fd;
    *out = (import_outcome){0};
    TR_TRY(host_open_regular(path, &fd, diag)); /* before anything of the mission is touched */
    host_close(fd);
    TR_TRY(record_begin(im->r, diag));
    tr_err e = import_into(im, s, path, each, a, out, diag);
    record_close(im->r);
    return e;
}

static tr_err agreement_into(record *r, const mission *m, str bytes, const agreement *ag, arena *a,
                             import_outcome *out, tr_diag *diag)
{
    char hex[SHA256_HEX + 1] = "";
    uint64_t index;
    sha256 h;
    TR_TRY(sha256_of(bytes, &h));
    sha256_hex(&h, hex);
    int64_t known;
    TR_TRY(record_last(r, "agreement", hex, a, &known));
    if (known >= 0) {
        out->known = true;
        acknowledge(r, (uint64_t)known, out);
        return TR_OK;
    }
    TR_TRY(blob_put_bytes(m->dir, bytes, hex, diag));
    entry_member e[] = {{.key = "t", .text = STR("agreement")},
                        {.key = "id", .text = ag->id},
                        {.key = "version", .number = ag->version, .is_number = true},
                        {.key = "sha256", .text = str_of(hex)},
                        {.key = "bytes", .number = (int64_t)bytes.len, .is_number = true}};
    TR_TRY(record_append(r, m, e, sizeof e / sizeof e[0], &index, diag));
    acknowledge(r, index, out);
    return TR_OK;
}

tr_err importer_agreement(importer *im, arena *a, import_outcome *out, diag_list *faults,
                          tr_diag *diag)
{
    const mission *m = im->m;
    const agreement *ag = NULL;
    str bytes, path = arena_printf(a, "%s/" STR_FMT, m->dir, STR_ARG(m->agreement_file));
    tz_db db = host_zones_db(im->zones);
    *out = (import_outcome){0};
    if (path.ptr == NULL) return TR_ERR_NOMEM;
    TR_TRY(host_read_file(path.ptr, HOST_FILE_BYTES, a, &bytes, diag));
    TR_TRY(agreement_parse(bytes, path.ptr, &db, a, &ag, faults));
    TR_TRY(record_begin(im->r, diag));
    tr_err e = agreement_into(im->r, m, bytes, ag, a, out, diag);
    record_close(im->r);
    return e;
}

static tr_err append_study(record *r, const mission *m, str bytes, const char *hex, const study *s,
                           import_outcome *out, tr_diag *diag)
{
    char kept[SHA256_HEX + 1] = "";
    uint64_t index;
    TR_TRY(blob_put_bytes(m->dir, bytes, kept, diag));
    entry_member e[] = {{.key = "t", .text = STR("study")},
                        {.key = "id", .text = s->id},
                        {.key = "sha256", .text = str_of(hex)},
                        {.key = "bytes", .number = (int64_t)bytes.len, .is_number = true}};
    TR_TRY(record_append(r, m, e, sizeof e / sizeof e[0], &index, diag));
    acknowledge(r, index, out);
    return TR_OK;
}

/* What is in the record already stands, whatever a later agreement makes of it. */
static tr_err study_into(importer *im, str bytes, const char *path, arena *a, import_outcome *out,
                         diag_list *faults, tr_diag *diag)
{
    char hex[SHA256_HEX + 1] = "";
    const state *before;
    study s;
    int64_t known;
    sha256 h;
    TR_TRY(sha256_of(bytes, &h));
    sha256_hex(&h, hex);
    TR_TRY(record_last(im->r, "study", hex, a, &known));
    out->known = known >= 0;
    if (out->known) {
        acknowledge(im->r, (uint64_t)known, out);
        return TR_OK;
    }
    TR_TRY(living_level(im->before, im->r, diag));
    TR_TRY(living_state(im->before, &before, diag));
    TR_TRY(study_parse(bytes, path, before->ag, a, &s, faults));
    return append_study(im->r, im->m, bytes, hex, &s, out, diag);
}

tr_err importer_study(importer *im, arena *a, import_outcome *out, diag_list *faults, tr_diag *diag)
{
    str bytes, path = arena_printf(a, "%s/" STR_FMT, im->m->dir, STR_ARG(im->m->study_file));
    *out = (import_outcome){0};
    if (path.ptr == NULL) return TR_ERR_NOMEM;
    TR_TRY(host_read_file(path.ptr, HOST_FILE_BYTES, a, &bytes, diag));
    TR_TRY(record_begin(im->r, diag));
    tr_err e = study_into(im, bytes, path.ptr, a, out, faults, diag);
    record_close(im->r);
    return e;
}
