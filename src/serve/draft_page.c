/* A draft of an agreement, held against the format as it is written, and against the mission before
 * anybody signs: what differs from what stands, and which incidents on record its words would part.
 * A draft is the person's own and no part of the record. */
#include "serve/acts.h"
#include "serve/routes.h"

#include <stdatomic.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

/* ---- A file for as long as it is looked at, in memory alone */

typedef struct draft_file {
    int fd;
    char path[40];
} draft_file;

static bool put_file(str text, draft_file *f)
{
    size_t at = 0;
    f->fd = memfd_create("draft", MFD_CLOEXEC);
    (void)snprintf(f->path, sizeof f->path, "/proc/self/fd/%d", f->fd);
    while (f->fd >= 0 && at < text.len) {
        ssize_t put = write(f->fd, text.ptr + at, text.len - at);
        if (put <= 0) return false;
        at += (size_t)put;
    }
    return f->fd >= 0;
}

static void drop_file(const draft_file *f)
{
    if (f->fd >= 0) (void)close(f->fd);
}

/* Two at a time, so that the other pages go on whatever somebody writes. */
static _Atomic int looking;
enum { LOOKS_MOST = 2 };

static bool may_look(call *c)
{
    if (atomic_fetch_add(&looking, 1) < LOOKS_MOST) return true;
    (void)atomic_fetch_sub(&looking, 1);
    page_refuse(c, 429, N_("Others have a draft looked at: try again in a moment."));
    c->p->retry_s = 2;
    return false;
}

/* ---- Faults and what is open */

typedef struct heard {
    arena *a;
    VEC(truce_value) cells; /* line, column, code, message, hint */
    bool failed;
} heard;

static void hear(void *ctx, const truce_notice *n)
{
    heard *h = ctx;
    if (n->level != TRUCE_FAULT) return;
    const truce_problem *p = &n->problem;
    const truce_value row[] = {desk_int(p->line), desk_int(p->column),
                               desk_text(arena_str(h->a, str_of(p->code))),
                               desk_text(arena_str(h->a, str_of(p->message))),
                               desk_text(arena_str(h->a, str_of(p->hint)))};
    for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
        truce_value *slot = VEC_PUSH(h->a, &h->cells);
        if (!slot) {
            h->failed = true;
            return;
        }
        *slot = row[i];
    }
}

/* The file's name is ours and says nothing to anybody. */
static str without_path(call *c, str text, const char *path)
{
    buf b;
    str out = {0}, name = str_of(path);
    buf_init(&b, BUF_LIMIT_BYTES);
    for (size_t i = 0; i < text.len;) {
        if (str_starts(str_from(text, i), path)) {
            buf_z(&b, "draft");
            i += name.len;
        } else {
            buf_c(&b, text.ptr[i++]);
        }
    }
    return buf_take(&b, c->a, &out) == TR_OK ? out : (str){0};
}

static void put_words(call *c, const char *key, const char *caption, str words)
{
    page_heading(c, key, caption);
    if (c->q->json) {
        jw_kv(&c->j, key, words);
        return;
    }
    buf_z(&c->p->body, "<pre lang=\"en\">");
    html_text(&c->p->body, words);
    buf_z(&c->p->body, "</pre>\n");
}

/* False: it has faults, or could not be looked at; both are said. */
static bool tell_check(call *c, const draft_file *f)
{
    static const page_column columns[] = {{"line", N_("Line of the text"), CELL_NUMBER, NULL},
                                          {"column", N_("Column"), CELL_NUMBER, NULL},
                                          {"code", N_("Code"), CELL_TEXT, NULL},
                                          {"message", N_("Fault"), CELL_TEXT, NULL},
                                          {"hint", N_("Hint"), CELL_TEXT, NULL}};
    truce *t = NULL;
    truce_answer *answer = NULL;
    heard h = {.a = c->a};
    if (truce_new(&t) != TRUCE_OK) {
        page_refuse(c, 500, N_("It cannot be looked at now; try again."));
        return false;
    }
    truce_listen(t, hear, &h);
    truce_code code = truce_agreement_check(t, f->path, &answer);
    truce_text open = answer ? truce_answer_text(answer) : (truce_text){"", 0};
    if (code != TRUCE_OK && h.cells.n == 0 &&
        !h.failed) /* a fault of the file as a whole, or ours */
        hear(&h, &(truce_notice){.level = TRUCE_FAULT, .problem = *truce_last_problem(t)});
    if (h.failed) code = TRUCE_NO_MEMORY;
    if (h.failed) page_refuse(c, 500, N_("It cannot be looked at now; try again."));
    desk_rows r = {.n = h.failed ? 0 : h.cells.n / 5, .width = 5, .cells = h.cells.items};
    if (!h.failed)
        PAGE_TABLE(c, "faults", N_("Until these are mended it is no agreement that can be read."),
                   N_("It has no fault."), columns, &r);
    if (code == TRUCE_OK)
        put_words(c, "open", N_("What is open in it"),
                  without_path(c, (str){open.bytes, open.length}, f->path));
    truce_answer_free(answer);
    truce_free(t);
    return code == TRUCE_OK;
}

/* ---- Against the mission */

static void tell_difference(call *c, const draft_file *f)
{
    char before[4096];
    truce *t = NULL;
    truce_answer *answer = NULL;
    (void)snprintf(before, sizeof before, "%s/agreement.yaml", desk_folder(c->s->d));
    if (access(before, R_OK) != 0 || truce_new(&t) != TRUCE_OK) return;
    if (truce_agreement_diff(t, before, f->path, &answer) == TRUCE_OK) {
        truce_text text = truce_answer_text(answer);
        put_words(c, "differences", N_("What differs from the mission's agreement"),
                  text.length ? (str){text.bytes, text.length}
                              : str_of(catalogue_say(c->words, N_("Nothing."))));
    }
    truce_answer_free(answer);
    truce_free(t);
}

static void tell_history(call *c, const draft_file *f)
{
    str said = {0};
    act x = {.what = DO_HISTORY, .item = str_of(f->path)};
    truce_code code = desk_read(c->s->d, act_run, &x, c->a, &said);
    put_words(c, "history", N_("Which incidents on record its words would part"),
              without_path(c, said, f->path));
    (void)code; /* a failure is what is said */
}

/* ---- The page */

static str own_text(call *c)
{
    str text = {0};
    if (people_draft(c->s->p, c->in->who.name, c->a, &text) == PEOPLE_OK) return text;
    char path[4096];
    (void)snprintf(path, sizeof path, "%s/agreement.yaml", desk_folder(c->s->d));
    return desk_file(path, c->a);
}

static void draft_form(call *c, str text)
{
    buf *b = &c->p->body;
    if (c->q->json) return;
    form_begin(c, "/agreement/draft", (str){0}, NULL);
    buf_z(b, "<p class=\"field wide\"><label><span>");
    html_text(b, str_of(catalogue_say(c->words, N_("Your draft, as agreement/1 has it"))));
    buf_z(b, "</span><textarea name=\"text\" rows=\"24\" spellcheck=\"false\" required>\n");
    html_text(b, text);
    buf_z(b, "</textarea></label></p>\n");
    buf_z(b, "<p><button>");
    html_text(b, str_of(catalogue_say(c->words, N_("Keep and check"))));
    buf_z(b, "</button> <button name=\"history\" value=\"yes\">");
    html_text(b, str_of(catalogue_say(c->words,
                                      N_("Keep, and hold it against the incidents on record"))));
    buf_z(b, "</button></p></form>\n");
}

static void look_at(call *c, str text, bool history)
{
    draft_file f;
    if (!may_look(c)) return;
    if (!put_file(text, &f)) {
        drop_file(&f);
        (void)atomic_fetch_sub(&looking, 1);
        page_refuse(c, 500, N_("It cannot be looked at now; try again."));
        return;
    }
    if (!c->q->json) buf_z(&c->p->body, "<div id=\"checked\">\n");
    bool good = tell_check(c, &f);
    if (!c->q->json) buf_z(&c->p->body, "</div>\n");
    if (c->p->status == 200 && good) {
        if (!c->q->json) buf_z(&c->p->body, "<div id=\"compared\">\n"); /* of what was kept */
        tell_difference(c, &f);
        if (history) tell_history(c, &f);
        if (!c->q->json) buf_z(&c->p->body, "</div>\n");
    }
    drop_file(&f);
    (void)atomic_fetch_sub(&looking, 1);
}

void show_draft(call *c)
{
    str text = own_text(c);
    page_begin(c, N_("A draft"));
    page_say(c, N_("It is yours alone and no part of the record. What differs, what is open and "
                   "which incidents its "
                   "words would part is worked out each time; nothing is decided by it."));
    if (!c->q->json) buf_z(&c->p->body, "<script type=\"module\" src=\"/draft.js\"></script>\n");
    draft_form(c, text);
    look_at(c, text, str_is(call_query(c, "history"), "yes"));
    if (c->p->status == 200) page_end(c);
}

void do_draft(call *c)
{
    str text = http_field(c->q->form, c->q->n_form, "text");
    if (people_keep_draft(c->s->p, c->in->who.name, text) != PEOPLE_OK)
        page_refuse(c, 500, N_("It could not be kept; try again."));
    else
        page_go(c,
                str_is(call_form(c, "history"), "yes") ? "/agreement/draft?history=yes"
                                                       : "/agreement/draft",
                (str){0});
}

/* What is being typed, and not kept. */
void do_check(call *c)
{
    page_begin(c, N_("A draft"));
    look_at(c, http_field(c->q->form, c->q->n_form, "text"), false);
    if (c->p->status == 200) page_end(c);
}
