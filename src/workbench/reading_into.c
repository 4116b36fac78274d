/* Announcements and their drafts into the record of a mission. */
#include "workbench/reading.h"

#include "base/idmap.h"

#include <string.h>

/* A folder fresh from truce init has invented parties; those of the announcement take their place.
 */
static tr_err frame_for_fresh(reading_work *j, truce_mission *m)
{
    const char *path =
        arena_printf(j->k->a, "%s/" STR_FMT, m->m.dir, STR_ARG(m->m.agreement_file)).ptr;
    str now, frame;
    buf b;
    if (path == NULL) return TR_ERR_NOMEM;
    TR_TRY(host_read_file(path, HOST_FILE_BYTES, j->k->a, &now, &j->k->d));
    if (!mission_is_template(now)) return TR_OK;
    buf_init(&b, BUF_LIMIT_BYTES);
    tr_err e = announcement_frame(&j->out, shipped_taxonomy(), j->k->a, &b);
    if (e != TR_OK) {
        buf_free(&b);
        return e;
    }
    TR_TRY(buf_take(&b, j->k->a, &frame));
    tell_note(j->k->t,
              "'%s' was new, with an agreement.yaml to start from; that file now has the parties, "
              "phases and categories of what was read",
              m->m.dir);
    return host_write_file(path, frame, &j->k->d);
}

static tr_err parse_as(reading_work *j, truce_mission *m, const state *s,
                       const agreement_more *more, const char *name)
{
    diag_list faults = {0};
    const agreement *ag;
    tz_db db = host_zones_db(m->now.zones);
    tr_err e = agreement_parse_with(s->agreement_bytes, name, &db, more, j->k->a, &ag, &faults);
    if (e == TR_ERR_DATA) return tell_faults(j->k->t, &faults, name, &j->k->d);
    return e;
}

static bool among(const draft_change_vec *l, str id)
{
    for (size_t i = 0; i < l->n; i++) {
        if (str_eq(l->items[i].clause, id)) return true;
    }
    return false;
}

/* What was confirmed and is worded as before. */
static tr_err still_confirmed(reading_work *j, const state *s, str was, str draft, str_list *out)
{
    draft_change_vec changed = {0};
    if (was.len > 0) TR_TRY(draft_changes(was, draft, 0, j->k->a, &changed, &j->k->d));
    for (size_t i = 0; i < s->confirmed.n; i++) {
        if (among(&changed, s->confirmed.items[i])) continue;
        str *slot = VEC_PUSH(j->k->a, out);
        if (slot == NULL) return TR_ERR_NOMEM;
        *slot = s->confirmed.items[i];
    }
    return TR_OK;
}

/* The file of the draft may hold corrections that are nowhere else. */
static tr_err nothing_unrecorded(reading_work *j, const truce_mission *m, str was, str draft,
                                 str id)
{
    str now;
    tr_diag none;
    const char *path =
        arena_printf(j->k->a, "%s/drafts/" STR_FMT ".yaml", m->m.dir, STR_ARG(id)).ptr;
    if (path == NULL) return TR_ERR_NOMEM;
    tr_err e = host_read_file(path, HOST_FILE_BYTES, j->k->a, &now, &none);
    if (e == TR_ERR_NOMEM) return e;
    if (e != TR_OK || str_eq(now, was) || str_eq(now, draft)) return TR_OK;
    return task_refuse(j->k,
                       "%s has changes that are not on record and would be lost: truce read %s "
                       "--into %s, or move it away",
                       path, path, m->m.dir);
}

/* ---- quotations of a draft, beside the texts on record */

typedef struct kept_text {
    str sha;
    source_text text;
} kept_text;

static tr_err text_on_record(reading_work *j, const truce_mission *m, str sha, kept_text *known,
                             size_t *n, const source_text **out)
{
    int64_t at = -1;
    buf path;
    str bytes;
    char hex[SHA256_HEX + 1];
    *out = NULL;
    for (size_t i = 0; i < *n; i++) {
        if (str_eq(known[i].sha, sha)) *out = &known[i].text;
    }
    if (*out != NULL || sha.len != SHA256_HEX || *n == READER_MAX_TEXTS) return TR_OK;
    memcpy(hex, sha.ptr, SHA256_HEX);
    hex[SHA256_HEX] = 0;
    TR_TRY(record_has(m->r, "announcement", (str){0}, hex, j->k->a, &at));
    if (at < 0) return TR_OK;
    TR_TRY(blob_read(m->m.dir, sha, j->k->a, &bytes, &j->k->d));
    buf_init(&path, 65536);
    blob_path(m->m.dir, sha, &path);
    str p;
    TR_TRY(buf_take(&path, j->k->a, &p));
    known[*n].sha = sha;
    TR_TRY(reading_text(j->k, p.ptr, bytes, &known[*n].text));
    *out = &known[(*n)++].text;
    return TR_OK;
}

typedef struct beside_texts {
    reading_work *j;
    const truce_mission *m;
    const char *file;
    kept_text *known;
    size_t n_known;
    idmap text_of; /* of a statement's id: its text among the known */
} beside_texts;

static tr_err stands_in(beside_texts *b, str words, const source_text *t, bool *out)
{
    str needle = arena_str(b->j->k->a, words);
    if (needle.ptr == NULL) return TR_ERR_NOMEM;
    *out = str_has(t->readable, needle.ptr);
    return TR_OK;
}

static tr_err not_there(beside_texts *b, const node *n, const char *what, str source)
{
    diag_set(&b->j->k->d, CODE_AG_VALUE, b->file, n->line, n->col,
             "%s of '" STR_FMT "' does not stand in '" STR_FMT "' as it is on record", what,
             STR_ARG(node_text(n, "id")), STR_ARG(source));
    return TR_ERR_DATA;
}

static tr_err statement_stands(beside_texts *b, const node *s)
{
    const source_text *t;
    str sha = node_text(s, "sha256"), quote = node_text(s, "quote"),
        words = quote.len ? quote : node_text(s, "summary");
    bool there;
    if (sha.len == 0) return TR_OK; /* words from elsewhere are not held against anything */
    TR_TRY(text_on_record(b->j, b->m, sha, b->known, &b->n_known, &t));
    if (t == NULL) {
        diag_set(&b->j->k->d, CODE_AG_VALUE, b->file, s->line, s->col,
                 "no text on record has the digest that '" STR_FMT "' names",
                 STR_ARG(node_text(s, "id")));
        return TR_ERR_DATA;
    }
    for (size_t i = 0; i < b->n_known; i++) {
        if (&b->known[i].text == t)
            TR_TRY(idmap_add(&b->text_of, b->j->k->a, node_text(s, "id"), i));
    }
    TR_TRY(stands_in(b, words, t, &there));
    return there ? TR_OK
                 : not_there(b, s, quote.len ? "the quotation" : "the summary",
                             node_text(s, "source"));
}

/* `basis: text`: its words are those of a text that it cites. */
static tr_err clause_stands(beside_texts *b, const node *c)
{
    const node *from = node_at(c, "from");
    str words = node_text(c, "words");
    bool any = false, there = false;
    size_t at = 0, last = 0;
    if (words.len == 0 || !str_is(node_text(c, "basis"), "text")) return TR_OK;
    for (const node *f = from ? from->first : NULL; f && !there; f = f->next) {
        if (!idmap_find(&b->text_of, f->text, &at)) continue;
        any = true;
        last = at;
        TR_TRY(stands_in(b, words, &b->known[at].text, &there));
    }
    return !any || there
               ? TR_OK
               : not_there(b, c, "what the clause has as words", b->known[last].text.file);
}

/* Words that name a text on record must stand in it. */
static tr_err words_stand(reading_work *j, const truce_mission *m, str draft, const char *file)
{
    const node *root;
    beside_texts b = {.j = j, .m = m, .file = file};
    b.known = arena_alloc_n(j->k->a, READER_MAX_TEXTS, sizeof *b.known);
    if (b.known == NULL) return TR_ERR_NOMEM;
    TR_TRY(yaml_read(draft, file, j->k->a, &root, &j->k->d));
    const node *list = node_at(root, "statements");
    for (const node *s = list ? list->first : NULL; s; s = s->next)
        TR_TRY(statement_stands(&b, s));
    list = node_at(root, "readings");
    for (const node *r = list ? list->first : NULL; r; r = r->next) {
        for (const node *l = r->first; l; l = l->next) {
            for (const node *c = l->kind == NODE_LIST ? l->first : NULL; c; c = c->next)
                TR_TRY(clause_stands(&b, c));
        }
    }
    return TR_OK;
}

/* The agreement as it would be with the draft, if all of it were confirmed and with what is: it
 * must have no fault. */
static tr_err would_fit(reading_work *j, truce_mission *m, str draft, str id, const char *name)
{
    const state *s;
    str was = {0};
    str_list confirmed = {0};
    TR_TRY(task_state(j->k, m, &s));
    str *all = arena_alloc_n(j->k->a, s->drafts.n + 1, sizeof *all);
    size_t n = 0, at = SIZE_MAX;
    if (all == NULL) return TR_ERR_NOMEM;
    for (size_t i = 0; i < s->drafts.n; i++) {
        if (!str_eq(s->draft_ids.items[i], id)) {
            all[n++] = s->drafts.items[i];
            continue;
        }
        was = s->drafts.items[i];
        at = i;
        all[n++] = draft; /* in its place: later ones may add to its readings */
    }
    if (at == SIZE_MAX) all[n++] = draft;
    if (j->n_texts > 0 && at < s->drafts.n && s->corrected.items[at] && !str_eq(was, draft))
        return task_refuse(j->k,
                           "the draft '" STR_FMT "' of these texts is on record as a person "
                           "corrected it, and stays; what is read now can be put in its place as a "
                           "file: truce read ... > new.yaml, truce read new.yaml --into %s",
                           STR_ARG(id), m->m.dir);
    TR_TRY(nothing_unrecorded(j, m, was, draft, id));
    TR_TRY(still_confirmed(j, s, was, draft, &confirmed));
    agreement_more more = {.events = s->events.items,
                           .n_events = s->events.n,
                           .drafts = all,
                           .n_drafts = n,
                           .confirmed = &confirmed,
                           .drafts_too = true};
    TR_TRY(parse_as(j, m, s, &more, name));
    more.drafts_too = false;
    TR_TRY(parse_as(j, m, s, &more, name));
    j->again = s->confirmed.n - confirmed.n;
    return TR_OK;
}

static tr_err take_agreement(reading_work *j, truce_mission *m)
{
    importer *im;
    import_outcome o;
    diag_list faults = {0};
    TR_TRY(task_importer(j->k, m, true, &im));
    tr_err e = importer_agreement(im, j->k->a, &o, &faults, &j->k->d);
    if (e == TR_ERR_DATA) return tell_faults(j->k->t, &faults, m->m.dir, &j->k->d);
    return e;
}

static tr_err put_page(reading_work *j, const char *dir, str id, str draft)
{
    const char *path = arena_printf(j->k->a, "%s/" STR_FMT ".html", dir, STR_ARG(id)).ptr;
    buf b;
    if (path == NULL) return TR_ERR_NOMEM;
    buf_init(&b, BUF_LIMIT_BYTES);
    tr_err e = announcement_page(&j->out, NULL, draft, j->k->a, &b);
    if (e == TR_OK) e = host_write_file(path, buf_str(&b), &j->k->d);
    buf_free(&b);
    return e;
}

static tr_err keep(reading_work *j, truce_mission *m, str id, str draft)
{
    const char *dir = arena_printf(j->k->a, "%s/drafts", m->m.dir).ptr;
    const char *path =
        arena_printf(j->k->a, "%s/drafts/" STR_FMT ".yaml", m->m.dir, STR_ARG(id)).ptr;
    uint64_t index = 0;
    const state *s;
    if (dir == NULL || path == NULL) return TR_ERR_NOMEM;
    for (size_t i = 0; i < j->n_texts; i++)
        TR_TRY(mission_announcement(&m->m, m->r, j->texts[i].bytes, path_base(j->texts[i].file),
                                    j->k->a, &j->k->d));
    TR_TRY(mission_draft(&m->m, m->r, draft, id, j->n_texts == 0, j->k->a, &index, &j->k->d));
    TR_TRY(host_make_dir(dir, &j->k->d));
    TR_TRY(host_write_file(path, draft, &j->k->d));
    if (j->n_texts > 0) TR_TRY(put_page(j, dir, id, draft));
    TR_TRY(task_state(j->k, m, &s));
    if (j->n_texts > 0)
        buf_f(&j->k->out, "%zu text%s and the draft", j->n_texts, j->n_texts == 1 ? "" : "s");
    else
        buf_z(&j->k->out, "The draft");
    buf_f(&j->k->out,
          " '" STR_FMT
          "' (entry %llu) %s on record; %zu clauses of the mission wait for a person.\n",
          STR_ARG(id), (unsigned long long)index, j->n_texts > 0 ? "are" : "is", s->waiting.n);
    if (j->again > 0)
        buf_f(&j->k->out,
              "%zu of them were confirmed in an earlier version, worded otherwise or beside what "
              "is.\n",
              j->again);
    const char *page =
        arena_printf(j->k->a, "%s/drafts/" STR_FMT ".html", m->m.dir, STR_ARG(id)).ptr;
    if (page == NULL) return TR_ERR_NOMEM;
    buf_f(&j->k->out, "Read %s%s, then: truce confirm %s CLAUSE... --by NAME --reason ...\n", path,
          j->n_texts > 0      ? " and the page beside it"
          : host_exists(page) ? " (the page beside it shows the draft as the texts gave it)"
                              : "",
          m->m.dir);
    task_figure_is(j->k, "entry", (size_t)index);
    task_figure_is(j->k, "waiting", s->waiting.n);
    return TR_OK;
}

/* The id of a draft names its file in the folder of the mission, and nothing outside of it. */
static bool names_a_file(str id)
{
    if (id.len == 0 || id.len > 100 || id.ptr[0] == '.') return false;
    for (size_t i = 0; i < id.len; i++) {
        char c = id.ptr[i];
        bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
        if (!plain && c != '-' && c != '_' && c != '.') return false;
    }
    return true;
}

/* A draft that somebody has corrected is taken as it is. */
static tr_err corrected(reading_work *j, const char *file, str *bytes, str *id)
{
    const node *root;
    *id = (str){0};
    TR_TRY(host_read_file(file, HOST_FILE_BYTES, j->k->a, bytes, &j->k->d));
    if (!str_has(str_upto(*bytes, 4096), "truce: agreement/1")) return TR_OK;
    TR_TRY(yaml_read(*bytes, file, j->k->a, &root, &j->k->d));
    if (!str_is(node_text(root, "draft"), "yes"))
        return task_refuse(j->k, "'%s' is an agreement and no draft", file);
    *id = node_text(root, "id");
    if (names_a_file(*id)) return TR_OK;
    const node *at = node_at(root, "id") ? node_at(root, "id") : root;
    diag_set(&j->k->d, CODE_AG_ID, file, at->line, at->col,
             "the id of a draft names its file: 1 to 100 letters from A to Z, digits, '-', '_' and "
             "'.', which does not come first");
    return TR_ERR_DATA;
}

static tr_err into(reading_work *j, truce_mission *m, const char *const *files, size_t n)
{
    str draft, id = {0};
    if (n == 1) TR_TRY(corrected(j, files[0], &draft, &id));
    if (id.len == 0) {
        TR_TRY(reading_all(j, files, n));
        TR_TRY(announcement_draft_id(&j->out, j->k->a, &id));
        TR_TRY(reading_draft(j, &draft));
        TR_TRY(frame_for_fresh(j, m));
    }
    TR_TRY(take_agreement(j, m));
    TR_TRY(task_begin_writing(j->k, m));
    if (j->n_texts == 0) TR_TRY(words_stand(j, m, draft, files[0]));
    TR_TRY(would_fit(j, m, draft, id, files[0]));
    return keep(j, m, id, draft);
}

truce_code truce_read_into(truce_mission *m, const char *const *files, size_t n,
                           const truce_setting *settings, truce_answer **out)
{
    static const char *const knows[] = {"lang",   "published", "event", "parties",
                                        "issuer", "encoding",  NULL};
    task k;
    reading_work j = {.k = &k};
    tr_err e = task_begin(&k, m->t, settings, knows);
    if (e == TR_OK) e = into(&j, m, files, n);
    return task_end(&k, e, out);
}
