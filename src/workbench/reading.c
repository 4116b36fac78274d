/* Announcements read into a draft. */
#include "workbench/reading.h"

#include "document/said.h"
#include "text/stream.h"
#include "workbench/history.h"

static tr_err day_setting(task *k, const char *name, int64_t *out)
{
    iso_time t;
    str s = task_value(k, name);
    if (s.len == 0) return TR_OK;
    if (!iso_parse(s, &t) || t.has_clock)
        return task_refuse(k, "--%s takes a day, as 2025-03-18", name);
    *out = civil_to_days(t.at.year, t.at.month, t.at.day);
    return TR_OK;
}

static tr_err settings_of(reading_work *j)
{
    str lang = task_value(j->k, "lang");
    j->options = (reader_options){.language = -1, .published = NO_DAY, .event_day = NO_DAY};
    if (str_is(lang, "en"))
        j->options.language = READER_EN;
    else if (str_is(lang, "uk"))
        j->options.language = READER_UK;
    else if (str_is(lang, "ru"))
        j->options.language = READER_RU;
    else if (lang.len > 0)
        return task_refuse(j->k, "--lang is en, uk or ru");
    j->options.issuer = str_trim(task_value(j->k, "issuer"));
    TR_TRY(day_setting(j->k, "published", &j->options.published));
    return day_setting(j->k, "event", &j->options.event_day);
}

/* ---- names: the lists of an agreement file */

typedef VEC(named_voice) named_vec;
static tr_err push_name(reading_work *j, named_vec *to, const node *n, str side, size_t list)
{
    named_voice *v = VEC_PUSH(j->k->a, to);
    if (v == NULL) return TR_ERR_NOMEM;
    *v = (named_voice){
        .name = node_text(n, "name"), .side = side, .party = list == 0, .broker = list == 1};
    const node *aliases = node_at(n, "aliases");
    for (const node *x = aliases != NULL ? aliases->first : NULL; x != NULL; x = x->next) {
        str *slot = VEC_PUSH(j->k->a, &v->aliases);
        if (slot == NULL) return TR_ERR_NOMEM;
        *slot = x->text;
    }
    return TR_OK;
}

/* A key or a side that is misspelt would leave a voice without its side, quietly. */
static tr_err check_name(reading_work *j, const node *n, const node *root, const char *path)
{
    static const char *const known[] = {"name", "side", "aliases"};
    static const char *const lists[] = {"parties", "brokers", "others"};
    str side = node_text(n, "side");
    bool declared = side.len == 0;
    for (const node *m = n->first; m != NULL; m = m->next) {
        bool ok = false;
        for (size_t i = 0; i < 3; i++)
            ok = ok || str_is(m->key, known[i]);
        if (!ok) {
            diag_set(&j->k->d, CODE_AG_KEY, path, m->key_line, m->key_col,
                     "a speaker has no '" STR_FMT "'; it has name, side and aliases",
                     STR_ARG(m->key));
            return TR_ERR_DATA;
        }
    }
    for (size_t i = 0; i < 3; i++) {
        const node *l = node_at(root, lists[i]);
        for (const node *x = l != NULL ? l->first : NULL; x != NULL; x = x->next)
            declared = declared || str_eq(node_text(x, "id"), side);
    }
    if (declared && node_text(n, "name").len > 0) return TR_OK;
    diag_set(&j->k->d, CODE_AG_REF, path, n->line, n->col,
             declared ? "a speaker needs a name"
                      : "no party, broker or other voice has the id '" STR_FMT "'",
             STR_ARG(side));
    return TR_ERR_DATA;
}

static tr_err read_names(reading_work *j)
{
    static const char *const lists[] = {"parties", "brokers", "others", "speakers"};
    str path = task_value(j->k, "parties"), bytes;
    const node *root;
    named_vec all = {0};
    if (path.len == 0) return TR_OK;
    TR_TRY(host_read_file(task_path(j->k, path), HOST_FILE_BYTES, j->k->a, &bytes, &j->k->d));
    TR_TRY(yaml_read(bytes, task_path(j->k, path), j->k->a, &root, &j->k->d));
    for (size_t i = 0; i < 4; i++) {
        const node *l = node_at(root, lists[i]);
        for (const node *x = l != NULL ? l->first : NULL; x != NULL; x = x->next) {
            str side = node_text(x, "side");
            if (i == 3) TR_TRY(check_name(j, x, root, task_path(j->k, path)));
            TR_TRY(push_name(j, &all, x, side.len ? side : node_text(x, "id"), i));
        }
    }
    j->options.voices = all.items;
    j->options.n_voices = all.n;
    return TR_OK;
}

/* ---- files in any form that is read */

/* A PDF through pdftotext, in a process of its own with limits. */
static tr_err pdf_text(task *k, const char *path, str *out)
{
    char dir[] = "/tmp/truce-XXXXXX";
    TR_TRY(host_temporary_dir(dir));
    const char *text = arena_printf(k->a, "%s/text", dir).ptr,
               *err = arena_printf(k->a, "%s/err", dir).ptr;
    if (text == NULL || err == NULL) return TR_ERR_NOMEM;
    const char *argv[] = {"pdftotext", "-q", "-enc", "UTF-8", "-eol", "unix", path, "-", NULL};
    static const char *const env[] = {"LC_ALL=C.UTF-8", NULL};
    host_program p = {.argv = (char *const *)(uintptr_t)argv,
                      .env = env,
                      .out = text,
                      .err = err,
                      .cpu_seconds = 60,
                      .memory_bytes = (uint64_t)1 << 30,
                      .output_bytes = READER_TEXT_BYTES};
    host_end end = host_run(&p);
    tr_err e = TR_OK;
    if (end == HOST_NOT_INSTALLED) {
        diag_set(&k->d, CODE_READ_TOOL, path, 0, 0,
                 "a PDF is read by pdftotext, which is not installed");
        e = TR_ERR_DATA;
    } else if (end != HOST_DONE) {
        diag_set(&k->d, CODE_READ_FORM, path, 0, 0, "pdftotext could not read it");
        e = TR_ERR_DATA;
    }
    if (e == TR_OK) e = host_read_file(text, READER_TEXT_BYTES, k->a, out, &k->d);
    (void)host_remove(text);
    (void)host_remove(err);
    host_drop_dir(dir);
    return e;
}

static tr_err docx_text(task *k, const char *path, str bytes, source_text *out)
{
    str document;
    tr_err e = zip_member(bytes, "word/document.xml", READER_TEXT_BYTES * 4, k->a, &document);
    if (e == TR_ERR_NOMEM) return e;
    if (e != TR_OK || document.len == 0) {
        diag_set(&k->d, CODE_READ_FORM, path, 0, 0,
                 e == TR_ERR_LIMIT ? "what is packed in it is too large"
                 : e != TR_OK      ? "the archive is damaged"
                              : "it is an archive, and no document of a word processor is in it");
        return TR_ERR_DATA;
    }
    return source_from_docx(bytes, document, str_of(path), k->a, out, &k->d);
}

/* A list of names or a draft among the texts would be read as if somebody had said it. */
static bool own_format(const char *path, str bytes)
{
    static const char *const endings[] = {".yaml", ".yml", ".json", ".csv"};
    for (size_t i = 0; i < sizeof endings / sizeof *endings; i++) {
        if (str_ends(str_of(path), endings[i])) return true;
    }
    str head = str_upto(bytes, 4096);
    return str_starts(head, "truce: ") || str_has(head, "\ntruce: ");
}

/* What the file says itself, else what was said of it: nothing is guessed. */
static tr_err encoding_of(task *k, str bytes, stream_encoding *out, bool *other)
{
    str said = task_value(k, "encoding"), head = str_upto(bytes, 2048);
    *out = STREAM_UTF8;
    *other = str_starts(bytes, "\xFF\xFE") || str_starts(bytes, "\xFE\xFF");
    if (*other) return TR_OK;
    if (!stream_encoding_from(said, out))
        return task_refuse(k, "--encoding is utf-8, cp1251, utf-16le or utf-16be");
    if (said.len == 0 && str_has_nocase(head, "<html") &&
        (str_has_nocase(head, "charset=windows-1251") ||
         str_has_nocase(head, "charset=\"windows-1251")))
        *out = STREAM_CP1251;
    *other = *out != STREAM_UTF8;
    return TR_OK;
}

static tr_err translated(task *k, const char *path, str bytes, stream_encoding from, str *out)
{
    csv_bytes held;
    csv_source src;
    stream *s = NULL;
    char chunk[65536];
    size_t n = 1;
    buf b;
    buf_init(&b, READER_TEXT_BYTES * 2);
    tr_err e = stream_open(csv_from_bytes(&held, bytes), path, from, &s, &src);
    while (e == TR_OK && n > 0) {
        e = src.fill(src.ctx, chunk, sizeof chunk, &n);
        if (e == TR_OK) buf_s(&b, (str){chunk, n});
    }
    if (e != TR_OK && s != NULL && stream_fault(s)->code != CODE_NONE) {
        k->d = *stream_fault(s);
        e = TR_ERR_DATA;
    }
    stream_close(s);
    if (e == TR_OK) return buf_take(&b, k->a, out);
    buf_free(&b);
    return e;
}

tr_err reading_text(task *k, const char *path, str bytes, source_text *out)
{
    str text;
    if (str_starts(bytes, "%PDF")) {
        TR_TRY(pdf_text(k, path, &text));
        return source_from_text(bytes, text, str_of(path), "pdf", k->a, out, &k->d);
    }
    if (str_starts(bytes, "PK\x03\x04")) return docx_text(k, path, bytes, out);
    stream_encoding e;
    bool other;
    TR_TRY(encoding_of(k, bytes, &e, &other));
    if (!other) return source_read(bytes, str_of(path), k->a, out, &k->d);
    TR_TRY(translated(k, path, bytes, e, &text));
    return source_from_text(bytes, text, str_of(path), "text", k->a, out, &k->d);
}

static tr_err read_one(task *k, const char *path, source_text *out)
{
    str bytes;
    TR_TRY(host_read_file(path, READER_TEXT_BYTES, k->a, &bytes, &k->d));
    if (own_format(path, bytes)) {
        diag_set(&k->d, CODE_READ_FORM, path, 0, 0,
                 "it is a file of data and no announcement; a draft is given alone, with --into, "
                 "and names with --parties");
        return TR_ERR_DATA;
    }
    return reading_text(k, path, bytes, out);
}

static tr_err read_files(reading_work *j, const char *const *files, size_t n)
{
    if (n > READER_MAX_TEXTS)
        return task_refuse(j->k, "at most %d files are read together", READER_MAX_TEXTS);
    j->texts = arena_alloc_n(j->k->a, n, sizeof *j->texts);
    if (j->texts == NULL) return TR_ERR_NOMEM;
    for (size_t i = 0; i < n; i++) {
        TR_TRY(read_one(j->k, files[i], &j->texts[i]));
    }
    j->n_texts = n;
    return TR_OK;
}

tr_err reading_all(reading_work *j, const char *const *files, size_t n)
{
    const reader_words *words;
    str csv[READER_LANGUAGES][3];
    TR_TRY(settings_of(j));
    TR_TRY(read_names(j));
    TR_TRY(read_files(j, files, n));
    for (unsigned l = 0; l < READER_LANGUAGES; l++) {
        for (unsigned i = 0; i < 3; i++)
            csv[l][i] = shipped_reader_list(l, i);
    }
    TR_TRY(reader_words_read((const str(*)[3])csv, j->k->a, &words, &j->k->d));
    return announcement_read(j->texts, j->n_texts, words, &j->options, j->k->a, &j->out, &j->k->d);
}

tr_err reading_draft(reading_work *j, str *out)
{
    buf b;
    buf_init(&b, BUF_LIMIT_BYTES);
    tr_err e = announcement_draft(&j->out, shipped_taxonomy(), j->k->a, &b);
    if (e == TR_OK) return buf_take(&b, j->k->a, out);
    buf_free(&b);
    return e;
}

static tr_err work(reading_work *j, const char *const *files, size_t n)
{
    str format = task_value(j->k, "format"), draft;
    bool json = str_is(format, "json"), html = str_is(format, "html");
    if (format.len && !json && !html && !str_is(format, "yaml"))
        return task_refuse(j->k, "--format is yaml, json or html");
    TR_TRY(reading_all(j, files, n));
    if (json) {
        announcement_json(&j->out, &j->k->out);
        return TR_OK;
    }
    TR_TRY(reading_draft(j, &draft));
    if (html) return announcement_page(&j->out, NULL, draft, j->k->a, &j->k->out);
    buf_s(&j->k->out, draft);
    return TR_OK;
}

truce_code truce_read(truce *t, const char *const *files, size_t n, const truce_setting *settings,
                      truce_answer **out)
{
    static const char *const knows[] = {"lang",   "published", "event",  "parties",
                                        "issuer", "encoding",  "format", NULL};
    task k;
    reading_work j = {.k = &k};
    tr_err e = task_begin(&k, t, settings, knows);
    if (e == TR_OK) e = work(&j, files, n);
    return task_end(&k, e, out);
}

/* ---- against the incidents of a mission */

/* A question on scope hangs on the incidents that the clauses of its statements part or leave open.
 */
static void count_incidents(reading_work *j, const clause_count_vec *counts, size_t open)
{
    for (size_t i = 0; i < j->out.questions.n; i++) {
        question *q = &j->out.questions.items[i];
        bool scope = str_is(q->kind, "scope") || str_is(q->kind, "category");
        bool place = str_is(q->kind, "area");
        q->incidents = str_is(q->kind, "missing") ? (int64_t)open : 0;
        for (size_t c = 0; c < counts->n; c++) {
            const clause *x = counts->items[c].clause;
            if (!(scope && x->kind == CLAUSE_SCOPE) && !(place && x->kind == CLAUSE_PLACE))
                continue;
            bool of = false;
            for (size_t s = 0; s < q->statements.n; s++) {
                for (size_t f = 0; f < x->from.n; f++) {
                    str id = x->from.items[f]; /* "1a2b3c-Q4", or "1a2b3c-Q4.2" */
                    id = str_from(id, str_find(id, '-') + 1);
                    of = of || str_eq(str_upto(id, str_find(id, '.')), q->statements.items[s]);
                }
            }
            if (of && (int64_t)counts->items[c].n > q->incidents)
                q->incidents = (int64_t)counts->items[c].n;
        }
    }
}

static void put_questions(reading_work *j)
{
    buf *b = &j->k->out;
    buf_z(b, "Questions to the draft, by how many incidents of the mission hang on them:\n");
    for (size_t i = 0; i < j->out.questions.n; i++) {
        const question *q = &j->out.questions.items[i];
        buf_f(b, "%6lld  ", (long long)q->incidents);
        said_plain(q->says, b);
        for (size_t k = 0, shown = 0; q->difference.len > 0 && k < q->pieces.n && shown < 4; k++) {
            str w = piece_words(&j->out, q->pieces.items[k]);
            if (w.len == 0 || w.len > 120) continue;
            buf_f(b, "%s\"" STR_FMT "\"", shown++ ? "; " : " ", STR_ARG(w));
        }
        buf_c(b, '\n');
    }
    buf_c(b, '\n');
}

static tr_err against(reading_work *j, truce_mission *m, const char *const *files, size_t n)
{
    host_zones *zones = NULL;
    diag_list faults = {0};
    const agreement *ag = NULL;
    clause_count_vec counts = {0};
    size_t split = 0, open = 0;
    str draft, told;
    TR_TRY(reading_all(j, files, n));
    TR_TRY(reading_draft(j, &draft));
    TR_TRY(host_zones_open(j->k->a, &zones));
    tz_db db = host_zones_db(zones);
    tr_err e = agreement_parse(draft, "draft", &db, j->k->a, &ag, &faults);
    if (e == TR_ERR_DATA) return tell_faults(j->k->t, &faults, "draft", &j->k->d);
    TR_TRY(e);
    TR_TRY(history_of(j->k, m, ag, false, &counts, &split, &open));
    told = arena_str(j->k->a, buf_str(&j->k->out));
    if (told.ptr == NULL) return TR_ERR_NOMEM;
    buf_reset(&j->k->out);
    count_incidents(j, &counts, open);
    TR_TRY(questions_order(&j->out, j->k->a));
    put_questions(j);
    buf_s(&j->k->out, told);
    task_figure_is(j->k, "split", split);
    return TR_OK;
}

truce_code truce_read_history(truce_mission *m, const char *const *files, size_t n,
                              const truce_setting *settings, truce_answer **out)
{
    static const char *const knows[] = {"lang",   "published", "event", "parties",
                                        "issuer", "encoding",  NULL};
    task k;
    reading_work j = {.k = &k};
    tr_err e = task_begin(&k, m->t, settings, knows);
    if (e == TR_OK) e = against(&j, m, files, n);
    return task_end(&k, e, out);
}
