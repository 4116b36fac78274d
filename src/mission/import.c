/* Imports, decisions, observations: everything that appends to the record. */
#include "mission/conversion.h"
#include "mission/stored_rows.h"

static str base_name(const char *path)
{
    str s = str_of(path);
    for (size_t i = s.len; i > 0; i--) {
        if (s.ptr[i - 1] == '/') return str_from(s, i);
    }
    return s;
}

static bool is_registry(feed_kind k)
{
    return k == FEED_REGIONS || k == FEED_CLASSES || feed_kind_is_registry(k);
}

/* Rows that one agreement cannot place may be placed by the next, so a batch that set rows aside is
 * open again after it. Not for streams: they have no ids across files, and would count twice. */
static bool reopens(const ledger_entry *e, feed_kind kind, int64_t set_aside)
{
    return str_is(e->type, "agreement") && set_aside > 0 && !feed_kind_streams(kind);
}

/* An entry of these bytes, this kind and this way of reading them; and the batch that closes it. */
static tr_err find_import(const record *r, const mission_source *s, const char *hex, arena *a,
                          int64_t *import, int64_t *batch)
{
    int64_t set_aside = 0;
    *import = *batch = -1;
    for (uint64_t i = 0; i < record_size(r); i++) {
        ledger_entry e;
        TR_TRY(ledger_entry_parse(record_entry(r, i), i, a, &e, NULL));
        if (*import >= 0 && str_is(e.type, "batch") && entry_int(&e, "of", -1) == *import) {
            *batch = (int64_t)i;
            set_aside = entry_int(&e, "quarantined", 0);
        }
        if (*batch >= 0 && reopens(&e, s->kind, set_aside)) *import = *batch = -1;
        if (!str_is(e.type, "import") && !str_is(e.type, "registry")) continue;
        bool same_kind = str_is(entry_text(&e, "feed"), feed_kind_word(s->kind));
        if (is_registry(s->kind) && same_kind)
            *import = *batch = -1; /* a snapshot stands until the next one */
        if (!(str_is(entry_text(&e, "sha256"), hex) || str_is(entry_text(&e, "from"), hex)) ||
            !str_is(entry_text(&e, "feed"), feed_kind_word(s->kind)))
            continue;
        if (!str_eq(entry_text(&e, "received"), s->received) ||
            !str_eq(entry_text(&e, "mapping"), s->mapping_text))
            continue;
        if (*batch < 0) *import = (int64_t)i;
    }
    return TR_OK;
}

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
        {.key = "t", .text = is_registry(s->kind) ? STR("registry") : STR("import")},
        {.key = "feed", .text = str_of(feed_kind_word(s->kind))},
        {.key = "name", .text = base_name(file->path)},
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

static tr_err state_before(record *r, const mission *m, host_zones *zones, arena *a, state *st,
                           fold *f, tr_diag *diag)
{
    as_of all = {.size = UINT64_MAX, .instant = USEC_UNKNOWN};
    TR_TRY(mission_fold_for_import(m, r, zones, a, st, diag));
    *f = (fold){.m = m, .zones = zones, .a = a, .s = st, .when = all, .diag = diag};
    return TR_OK;
}

static intake intake_of(const mission_source *s, const reject_sink *each, arena *a)
{
    return (intake){
        .received = s->received, .mapping = s->mapping_text, .form = form_open(a), .each = each};
}

/* The file is read as a whole before its bytes get their name: a file that is refused leaves no
 * trace. */
static tr_err import_table(record *r, const mission *m, const mission_source *s, const char *path,
                           const reject_sink *each, host_zones *zones, arena *a,
                           import_outcome *out, tr_diag *diag)
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
    TR_TRY(find_import(r, s, hex, a, &known, &batch));
    if (is_known(r, batch, out)) return TR_OK;
    TR_TRY(state_before(r, m, zones, a, &st, &f, diag));
    TR_TRY(fold_rows(&f, s->kind, bytes, path, &how, 0, USEC_UNKNOWN, &res));
    TR_TRY(blob_put_bytes(m->dir, bytes, hex, diag));
    stored file = {.path = path, .hex = hex, .n_bytes = (int64_t)bytes.len};
    return append_both(r, m, s, &file, known, &res, &how, a, out, diag);
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
static tr_err import_converted(record *r, const mission *m, const mission_source *s,
                               const char *path, convert_form form, bool packed,
                               const reject_sink *each, host_zones *zones, arena *a,
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
    TR_TRY(blob_stage_file(m->dir, path, original, &n_bytes, diag));
    TR_TRY(find_import(r, s, original, a, &known, &batch));
    if (is_known(r, batch, out)) return TR_OK;
    how.whole_cells = convert_gives_cells(form);
    TR_TRY(convert_file(m->dir, path, form, packed, s->kind, &s->mapping, a, &bytes, &by, diag));
    TR_TRY(state_before(r, m, zones, a, &st, &f, diag));
    TR_TRY(sha256_of(bytes, &h));
    sha256_hex(&h, hex);
    if (s->kind == FEED_FIRMS)
        TR_TRY(stream_columns_path(m, str_of(hex), s->mapping_text, a, &columns));
    TR_TRY(count_converted(&f, s, bytes, columns, &how, path, &res));
    TR_TRY(blob_put_bytes(m->dir, bytes, hex, diag));
    TR_TRY(blob_keep_staged(m->dir, original, diag));
    stored file = {path, hex, (int64_t)bytes.len, original, by};
    return append_both(r, m, s, &file, known, &res, &how, a, out, diag);
}

static tr_err import_stream(record *r, const mission *m, const mission_source *s, const char *path,
                            const reject_sink *each, host_zones *zones, arena *a,
                            import_outcome *out, tr_diag *diag)
{
    state st;
    fold f;
    feed_result res = {0};
    intake how = intake_of(s, each, a);
    char hex[SHA256_HEX + 1] = "";
    int64_t known, batch, n_bytes = 0;
    str columns = {0};
    TR_TRY(blob_stage_file(m->dir, path, hex, &n_bytes, diag));
    TR_TRY(find_import(r, s, hex, a, &known, &batch));
    if (is_known(r, batch, out)) return TR_OK;
    TR_TRY(state_before(r, m, zones, a, &st, &f, diag));
    if (s->kind == FEED_FIRMS)
        TR_TRY(stream_columns_path(m, str_of(hex), s->mapping_text, a, &columns));
    TR_TRY(stream_count(&f, s->kind, path, path, &how, columns.ptr, &res));
    TR_TRY(blob_keep_staged(m->dir, hex, diag));
    stored file = {.path = path, .hex = hex, .n_bytes = n_bytes};
    return append_both(r, m, s, &file, known, &res, &how, a, out, diag);
}

static tr_err import_into(record *r, const mission *m, const mission_source *s, const char *path,
                          const reject_sink *each, host_zones *zones, arena *a, import_outcome *out,
                          tr_diag *diag)
{
    convert_form form = CONVERT_NONE;
    bool streams = feed_kind_streams(s->kind), packed = false;
    TR_TRY(convert_look(path, a, &form, &packed, diag));
    if (!streams && form == CONVERT_NONE)
        return import_table(r, m, s, path, each, zones, a, out, diag);
    tr_err e = form == CONVERT_NONE
                   ? import_stream(r, m, s, path, each, zones, a, out, diag)
                   : import_converted(r, m, s, path, form, packed, each, zones, a, out, diag);
    blob_drop_staged(m->dir); /* refused or known already; a kept file is no longer there */
    return e;
}

tr_err mission_import(const mission *m, const mission_source *s, const char *path,
                      const reject_sink *each, host_zones *zones, arena *a, import_outcome *out,
                      tr_diag *diag)
{
    record *r = NULL;
    *out = (import_outcome){0};
    int fd;
    TR_TRY(host_open_regular(path, &fd, diag)); /* before anything of the mission is touched */
    host_close(fd);
    TR_TRY(record_open(m->dir, true, a, &r, diag));
    tr_err e = import_into(r, m, s, path, each, zones, a, out, diag);
    record_close(r);
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

tr_err mission_import_agreement(const mission *m, host_zones *zones, arena *a, import_outcome *out,
                                diag_list *faults, tr_diag *diag)
{
    record *r = NULL;
    const agreement *ag = NULL;
    str bytes, path = arena_printf(a, "%s/" STR_FMT, m->dir, STR_ARG(m->agreement_file));
    tz_db db = host_zones_db(zones);
    *out = (import_outcome){0};
    if (path.ptr == NULL) return TR_ERR_NOMEM;
    TR_TRY(host_read_file(path.ptr, HOST_FILE_BYTES, a, &bytes, diag));
    TR_TRY(agreement_parse(bytes, path.ptr, &db, a, &ag, faults));
    TR_TRY(record_open(m->dir, true, a, &r, diag));
    tr_err e = agreement_into(r, m, bytes, ag, a, out, diag);
    record_close(r);
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
static tr_err study_into(record *r, const mission *m, str bytes, const char *path,
                         host_zones *zones, arena *a, import_outcome *out, diag_list *faults,
                         tr_diag *diag)
{
    char hex[SHA256_HEX + 1] = "";
    state st;
    study s;
    int64_t known;
    sha256 h;
    TR_TRY(sha256_of(bytes, &h));
    sha256_hex(&h, hex);
    TR_TRY(record_last(r, "study", hex, a, &known));
    out->known = known >= 0;
    if (out->known) {
        acknowledge(r, (uint64_t)known, out);
        return TR_OK;
    }
    TR_TRY(mission_fold_for_import(m, r, zones, a, &st, diag));
    TR_TRY(study_parse(bytes, path, st.ag, a, &s, faults));
    return append_study(r, m, bytes, hex, &s, out, diag);
}

tr_err mission_import_study(const mission *m, host_zones *zones, arena *a, import_outcome *out,
                            diag_list *faults, tr_diag *diag)
{
    record *r = NULL;
    str bytes, path = arena_printf(a, "%s/" STR_FMT, m->dir, STR_ARG(m->study_file));
    *out = (import_outcome){0};
    if (path.ptr == NULL) return TR_ERR_NOMEM;
    TR_TRY(host_read_file(path.ptr, HOST_FILE_BYTES, a, &bytes, diag));
    TR_TRY(record_open(m->dir, true, a, &r, diag));
    tr_err e = study_into(r, m, bytes, path.ptr, zones, a, out, faults, diag);
    record_close(r);
    return e;
}

static tr_err append_alone(const mission *m, entry_member *members, size_t n, uint64_t *index,
                           tr_diag *diag)
{
    arena a;
    record *r = NULL;
    arena_init(&a, MISSION_ARENA_BYTES);
    tr_err e = record_open(m->dir, true, &a, &r, diag);
    if (e == TR_OK) e = record_append(r, m, members, n, index, diag);
    record_close(r);
    arena_clear(&a);
    return e;
}

tr_err mission_decide(const mission *m, const char *kind, const str_list *items, str by, str second,
                      str reason, str status, uint64_t *index, tr_diag *diag)
{
    entry_member e[8] = {{.key = "t", .text = STR("decision")},
                         {.key = "kind", .text = str_of(kind)},
                         {.key = "items", .list = items},
                         {.key = "by", .text = by},
                         {.key = "reason", .text = reason}};
    size_t n = 5;
    if (second.len) e[n++] = (entry_member){.key = "second", .text = second};
    if (status.len) e[n++] = (entry_member){.key = "status", .text = status};
    return append_alone(m, e, n, index, diag);
}

tr_err mission_reply(const mission *m, const char *act, str item, str party, str by, str words,
                     str source, str until, uint64_t *index, tr_diag *diag)
{
    entry_member e[] = {{.key = "t", .text = STR("reply")}, {.key = "act", .text = str_of(act)},
                        {.key = "item", .text = item},      {.key = "party", .text = party},
                        {.key = "by", .text = by},          {.key = "words", .text = words},
                        {.key = "source", .text = source},  {.key = "until", .text = until}};
    return append_alone(m, e, sizeof e / sizeof e[0], index, diag);
}

/* The same alarm that already stands is not noted again, so that a run repeated appends nothing. */
static bool alarm_stands(const record *r, str feed, str name, str code, str words, arena *a)
{
    bool stands = false;
    for (uint64_t i = 0; i < record_size(r); i++) {
        ledger_entry e;
        if (ledger_entry_parse(record_entry(r, i), i, a, &e, NULL) != TR_OK) continue;
        bool same = str_eq(entry_text(&e, "feed"), feed) && str_eq(entry_text(&e, "name"), name);
        if (!same) continue;
        stands = str_is(e.type, "alarm") && str_eq(entry_text(&e, "code"), code) &&
                 str_eq(entry_text(&e, "words"), words);
    }
    return stands;
}

tr_err mission_alarm(const mission *m, feed_kind kind, const char *path, const tr_diag *why,
                     tr_diag *diag)
{
    arena a;
    record *r = NULL;
    uint64_t index;
    str feed = str_of(feed_kind_word(kind)), name = base_name(path),
        code = str_of(diag_code_word(why->code)), words = str_of(why->msg);
    entry_member e[] = {{.key = "t", .text = STR("alarm")},
                        {.key = "feed", .text = feed},
                        {.key = "name", .text = name},
                        {.key = "code", .text = code},
                        {.key = "line", .number = why->line, .is_number = true},
                        {.key = "words", .text = words}};
    arena_init(&a, MISSION_ARENA_BYTES);
    tr_err x = record_open(m->dir, true, &a, &r, diag);
    if (x == TR_OK && !alarm_stands(r, feed, name, code, words, &a))
        x = record_append(r, m, e, sizeof e / sizeof e[0], &index, diag);
    record_close(r);
    arena_clear(&a);
    return x;
}

tr_err mission_observe(const mission *m, entry_member *members, size_t n, uint64_t *index,
                       tr_diag *diag)
{
    return append_alone(m, members, n, index, diag);
}
