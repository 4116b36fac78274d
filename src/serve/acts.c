#include "serve/acts.h"

act act_of(const call *c, act_kind what)
{
    act x = {.what = what};
    if (c->in) act_set(&x, "by", c->in->who.name);
    if (c->in) x.seed = str_of(c->in->seed);
    if (c->in) x.open = str_of(c->in->open);
    return x;
}

void act_set(act *x, const char *name, str value)
{
    if (value.len == 0) return;
    x->too_many = x->too_many || x->n == ACT_SETTINGS;
    if (x->too_many) return;
    x->settings[x->n++] = (truce_setting){name, {value.ptr, value.len}};
}

void act_from_form(const call *c, act *x, const char *const *names)
{
    for (; *names; names++)
        act_set(x, *names, call_form(c, *names));
}

static int put_piece(void *ctx, truce_text piece)
{
    buf *b = ctx;
    if (b->len == 0) desk_give_back(); /* what the reading took, before a long answer comes */
    buf_put(b, piece.bytes, piece.length);
    return buf_err(b) != TR_OK;
}

static truce_code run(truce_mission *m, const act *x, truce_answer **answer)
{
    const char *item = x->item.ptr ? x->item.ptr : "";
    switch (x->what) {
    case DO_OBSERVE: return truce_observe(m, x->settings, answer);
    case DO_CODE:
        return truce_code_incident(m, x->word, x->item.len ? item : NULL, x->settings, answer);
    case DO_PROPOSE: return truce_propose(m, &item, 1, x->settings, answer);
    case DO_RESPOND: return truce_respond(m, x->entry, x->agree, x->settings, answer);
    case DO_DECIDE: return truce_decide(m, x->word, x->items, x->n_items, x->settings, answer);
    case DO_IMPORT: return truce_import(m, x->word, item, x->settings, answer);
    case DO_REPLY: return truce_reply(m, x->word, item, x->settings, answer);
    case DO_REPORT: return truce_report(m, x->settings, answer);
    case DO_VERIFY: return truce_verify(m, x->settings, answer);
    case DO_CLAIMS: return truce_claims(m, x->settings, answer);
    case DO_PERSON: return truce_person(m, item, x->settings, answer);
    case DO_LOOK: return truce_report_to(m, x->settings, put_piece, x->out);
    case DO_ISSUED: return truce_issued(m, answer);
    case DO_GRID: return truce_grid(m, x->settings, answer);
    case DO_STATS: return truce_mission_stats(m, x->word, x->settings, answer);
    case DO_HISTORY: return truce_agreement_history(m, item, x->settings, answer);
    case DO_PROCESS: return truce_process(m, x->settings, answer);
    case DO_SHOW: return truce_mission_agreement(m, x->settings, answer);
    case DO_CLAUSES: return truce_confirm(m, NULL, 0, x->settings, answer);
    case DO_CONFIRM: return truce_confirm(m, x->items, x->n_items, x->settings, answer);
    }
    return TRUCE_USAGE;
}

/* Each act says anew who signs: what was said for the last one, failed or not, ends here. */
static truce_code sign_as(truce_mission *m, const act *x, bool prepares)
{
    enum { MOST = ACT_SETTINGS };
    truce_setting with[MOST + 3] = {{0}};
    size_t n = 0;
    if (x->seed.len) {
        with[n++] = (truce_setting){"seed", {x->seed.ptr, x->seed.len}};
        with[n++] = (truce_setting){"at-desk", truce_text_of("yes")};
    } else if (x->open.len) {
        with[n++] = (truce_setting){"public", {x->open.ptr, x->open.len}};
        if (prepares) with[n++] = (truce_setting){"prepare", truce_text_of("yes")};
        if (x->n_signatures > MOST) return TRUCE_LIMIT;
        for (size_t i = 0; i < x->n_signatures; i++)
            with[n++] = (truce_setting){"signature", {x->signatures[i].ptr, x->signatures[i].len}};
    }
    return truce_sign(m, n ? with : NULL);
}

/* What is to be signed; with signatures, that each is good: none of an act of several entries is
 * recorded before. */
static truce_code prepare(truce_mission *m, const act *x, truce_answer **answer)
{
    truce_code code = sign_as(m, x, true);
    if (code == TRUCE_OK) code = run(m, x, answer);
    if (code != TRUCE_OK) return code;
    truce_answer_free(*answer);
    *answer = NULL;
    return truce_to_sign(m, answer);
}

truce_code act_run(truce_mission *m, const void *what, truce_answer **answer)
{
    const act *x = what;
    truce_code code = TRUCE_OK;
    bool far = x->open.len && !x->seed.len;
    if (x->prepares && !far) return TRUCE_USAGE; /* what signs here would record it */
    if (x->prepares || (far && x->n_signatures)) code = prepare(m, x, answer);
    if (code != TRUCE_OK || x->prepares) return code;
    truce_answer_free(*answer);
    *answer = NULL;
    code = sign_as(m, x, false);
    if (code == TRUCE_OK) code = run(m, x, answer);
    for (size_t i = 0; code == TRUCE_OK && i < ACT_FIGURES && x->figures[i].name; i++)
        (void)truce_answer_figure(*answer, x->figures[i].name, x->figures[i].value);
    return code;
}

/* ---- A key in a browser */

static bool signatures_of(call *c, act *x)
{
    x->signatures = arena_alloc_n(c->a, c->q->n_form + 1, sizeof *x->signatures);
    for (size_t i = 0; x->signatures && i < c->q->n_form; i++)
        if (str_is(c->q->form[i].name, "signed"))
            x->signatures[x->n_signatures++] = str_trim(c->q->form[i].value);
    return x->signatures && x->n_signatures > 0;
}

/* {"sign": [{"at": ..., "bytes": ...}]}: to be signed byte for byte, two hexadecimal digits each.
 */
static void tell_to_sign(call *c, str lines)
{
    json_writer w;
    str line, at;
    c->p->type = "application/json; charset=utf-8";
    buf_reset(&c->p->body);
    jw_init(&w, &c->p->body, false);
    jw_open(&w, '{');
    jw_key(&w, "sign");
    jw_open(&w, '[');
    while (lines.len && str_cut(&lines, '\n', &line)) {
        if (!str_cut(&line, ' ', &at)) continue;
        jw_open(&w, '{');
        jw_kv(&w, "at", at);
        jw_kv(&w, "bytes", line);
        jw_close(&w, '}');
    }
    jw_close(&w, ']');
    jw_close(&w, '}');
    buf_c(&c->p->body, '\n');
}

bool act_is_signed(call *c, act *x)
{
    str lines = {0};
    bool asked = str_is(call_form(c, "prepare"), "yes");
    if (asked && (!x->open.len || x->what == DO_IMPORT)) {
        tell_to_sign(c, lines); /* nothing: the desk signs, or nobody needs to */
        return false;
    }
    if (!x->open.len || x->what == DO_IMPORT) return true;
    if (!asked && signatures_of(c, x)) return true;
    act dry = *x; /* why it is refused, if it is, comes before who signs it */
    dry.prepares = true;
    dry.item = arena_str(c->a, x->item);
    truce_code code = desk_do(c->s->d, act_run, &dry, c->a, &lines);
    if (code != TRUCE_OK)
        page_failed(c, code, lines);
    else if (asked)
        tell_to_sign(c, lines);
    else if (lines.len)
        page_refuse(c, 422,
                    N_("Your key is in a browser: there this is signed, which takes that browser "
                       "and its scripts."));
    return code == TRUCE_OK && !asked && lines.len == 0;
}

/* All that an answer depends on beside the record. */
static str key_of(call *c, const act *x)
{
    buf b;
    str key = {0};
    buf_init(&b, 1 << 16);
    buf_f(&b, "%d %s " STR_FMT, (int)x->what, x->word ? x->word : "", STR_ARG(x->item));
    for (size_t i = 0; i < x->n; i++)
        buf_f(&b, "\n%s=" STR_FMT, x->settings[i].name, (int)x->settings[i].value.length,
              x->settings[i].value.bytes);
    return buf_take(&b, c->a, &key) == TR_OK ? key : (str){0};
}

truce_code act_read(call *c, act *x, str *said, str *notes)
{
    bool busy = false;
    if (c->then.len == 0)
        return desk_read_kept(c->s->d, key_of(c, x), act_run, x, c->a, said, notes);
    act_set(x, "as-of", c->then);
    truce_code code = desk_read_then(c->s->d, c->then, act_run, x, c->a, said, notes, &busy);
    if (busy) *said = str_of(catalogue_say(c->words, page_then_busy));
    return code;
}

truce_code act_issued(call *c, desk_rows *out, str *said)
{
    act x = {.what = DO_ISSUED};
    truce_code code = desk_read(c->s->d, act_run, &x, c->a, said);
    return code == TRUCE_OK && !desk_table(*said, I__N, c->a, out) ? TRUCE_NO_MEMORY : code;
}

void act_do(call *c, const act *x, const char *path, str part)
{
    str said = {0};
    act mine = *x;
    if (x->too_many) {
        page_refuse(c, 422, N_("The form has more fields than one act can."));
        return;
    }
    mine.item = arena_str(c->a, x->item); /* with a NUL behind it */
    if (!act_is_signed(c, &mine)) return;
    truce_code code = desk_do(c->s->d, act_run, &mine, c->a, &said);
    if (code == TRUCE_OK)
        page_go(c, path, part);
    else
        page_failed(c, code, said);
}
