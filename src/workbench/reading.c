/* Announcements read into a draft. */
#include "face/face.h"
#include "reader/reader.h"

typedef struct job {
    task *k;
    source_text *texts;
    size_t n_texts;
    reader_options options;
    announcement out;
} job;

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

static tr_err settings_of(job *j)
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
    TR_TRY(day_setting(j->k, "published", &j->options.published));
    return day_setting(j->k, "event", &j->options.event_day);
}

/* ---- names: the lists of an agreement file */

typedef VEC(named_voice) named_vec;
static tr_err push_name(job *j, named_vec *to, const node *n, str side, size_t list)
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

static tr_err read_names(job *j)
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

static tr_err read_one(task *k, const char *path, source_text *out)
{
    str bytes, text;
    TR_TRY(host_read_file(path, READER_TEXT_BYTES, k->a, &bytes, &k->d));
    if (str_starts(bytes, "%PDF")) {
        TR_TRY(pdf_text(k, path, &text));
        return source_from_text(bytes, text, str_of(path), "pdf", k->a, out, &k->d);
    }
    if (str_starts(bytes, "PK\x03\x04")) return docx_text(k, path, bytes, out);
    return source_read(bytes, str_of(path), k->a, out, &k->d);
}

static tr_err read_files(job *j, const char *const *files, size_t n)
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

static tr_err work(job *j, const char *const *files, size_t n)
{
    TR_TRY(settings_of(j));
    TR_TRY(read_names(j));
    TR_TRY(read_files(j, files, n));
    const reader_words *words;
    str csv[READER_LANGUAGES][3];
    for (unsigned l = 0; l < READER_LANGUAGES; l++) {
        for (unsigned i = 0; i < 3; i++)
            csv[l][i] = shipped_reader_list(l, i);
    }
    TR_TRY(reader_words_read((const str(*)[3])csv, j->k->a, &words, &j->k->d));
    TR_TRY(announcement_read(j->texts, j->n_texts, words, &j->options, j->k->a, &j->out, &j->k->d));
    str format = task_value(j->k, "format");
    if (str_is(format, "json"))
        announcement_json(&j->out, &j->k->out);
    else if (format.len == 0 || str_is(format, "yaml"))
        return announcement_draft(&j->out, shipped_taxonomy(), j->k->a, &j->k->out);
    else
        return task_refuse(j->k, "--format is yaml or json");
    return TR_OK;
}

truce_code truce_read(truce *t, const char *const *files, size_t n, const truce_setting *settings,
                      truce_answer **out)
{
    static const char *const knows[] = {"lang", "published", "event", "parties", "format", NULL};
    task k;
    job j = {.k = &k};
    tr_err e = task_begin(&k, t, settings, knows);
    if (e == TR_OK) e = work(&j, files, n);
    return task_end(&k, e, out);
}
