/* What a person codes from records, and what the sides answered. docs/formats/coding.md. */
#include "face/face.h"
#include "mission/coding.h"

#include <string.h>

/* ---- Coding */

static tr_err refuse_field(task *k, str word)
{
    buf b;
    buf_init(&b, 65536);
    coding_field_names(&b);
    tr_err e = task_refuse(k, "--set takes FIELD=VALUE, not '" STR_FMT "'; fields: " STR_FMT,
                           STR_ARG(word), STR_ARG(buf_str(&b)));
    buf_free(&b);
    return e;
}

static tr_err read_stated(task *k, code_order *o)
{
    str word;
    for (size_t i = 0; task_nth(k, "set", i, &word); i++) {
        size_t eq = str_find(word, '=');
        str name = str_trim(str_upto(word, eq));
        if (eq == word.len || !coding_field_ok(name)) return refuse_field(k, word);
        for (size_t f = 0; f < o->stated.n; f++) {
            if (str_eq(o->stated.items[f].name, name))
                return task_refuse(k, "'" STR_FMT "' is set twice", STR_ARG(name));
        }
        coded_field *x = VEC_PUSH(k->a, &o->stated);
        if (x == NULL) return TR_ERR_NOMEM;
        *x = (coded_field){.name = name, .value = str_from(word, eq + 1)};
    }
    for (size_t i = 0; task_nth(k, "from", i, &word); i++) {
        str *slot = VEC_PUSH(k->a, &o->records);
        if (slot == NULL) return TR_ERR_NOMEM;
        *slot = word;
    }
    return TR_OK;
}

static void put_made(const code_made *m, const char *act, buf *b)
{
    const char *past = strcmp(act, "drop") == 0     ? "dropped"
                       : strcmp(act, "change") == 0 ? "changed"
                                                    : "made";
    buf_f(b, STR_FMT " %s, recorded as entry %llu\n", STR_ARG(m->id), past,
          (unsigned long long)m->index);
    for (size_t i = 0; i < m->line.n_fields; i++) {
        const coded_field *x = &m->line.fields[i];
        buf_f(b, "  " STR_FMT "%*s " STR_FMT "  (%s" STR_FMT ")\n", STR_ARG(x->name),
              (int)(x->name.len < 18 ? 18 - x->name.len : 0), "", STR_ARG(x->value),
              x->from.len == 0                   ? "stated"
              : str_is(x->from, CODING_NOT_SAID) ? ""
                                                 : "from ",
              STR_ARG(x->from));
    }
    for (size_t i = 0; i < m->differ.n; i++)
        buf_f(b, "  %-18s left empty: the records differ; state it with --set\n",
              m->differ.items[i].ptr);
}

static tr_err check_code(task *k, const char *act, const char *id)
{
    bool make = strcmp(act, "make") == 0, drop = strcmp(act, "drop") == 0;
    str first;
    if (!make && !drop && strcmp(act, "change") != 0)
        return task_refuse(k, "what is done is make, change or drop, not '%s'", act);
    if (!make && id == NULL) return task_refuse(k, "which incident? its id is needed");
    if (str_trim(task_value(k, "by")).len == 0 || str_trim(task_value(k, "reason")).len == 0)
        return task_refuse(k, "--by and --reason are needed");
    if (make && !task_nth(k, "from", 0, &first))
        return task_refuse(k, "make: --from is needed: an incident is coded from records");
    if (drop && (task_nth(k, "from", 0, &first) || task_nth(k, "set", 0, &first)))
        return task_refuse(k, "drop: takes neither --from nor --set");
    return TR_OK;
}

static tr_err code(task *k, truce_mission *m, const char *act, const char *id)
{
    code_made made;
    code_order o = {.act = act,
                    .id = id ? str_of(id) : (str){0},
                    .by = str_trim(task_value(k, "by")),
                    .reason = task_value(k, "reason")};
    TR_TRY(check_code(k, act, id));
    TR_TRY(read_stated(k, &o));
    TR_TRY(task_begin_writing(k, m));
    TR_TRY(mission_code(&m->m, m->r, m->zones, &o, k->a, &made, &k->d));
    put_made(&made, act, &k->out);
    task_figure_is(k, "entry", made.index);
    return TR_OK;
}

truce_code truce_code_incident(truce_mission *m, const char *act, const char *id,
                               const truce_setting *settings, truce_answer **out)
{
    static const char *const knows[] = {"from*", "set*", "by", "reason", NULL};
    task k;
    tr_err e = task_begin(&k, m->t, settings, knows);
    if (e == TR_OK) e = code(&k, m, act, id);
    return task_end(&k, e, out);
}

/* ---- Replies */

/* The last instant that a day or a time without a zone may mean. */
static usec_t latest_of(str until)
{
    enum { DAY_HOURS = 24, WEST_HOURS = 12 };
    iso_time t;
    if (!iso_parse(until, &t)) return USEC_UNKNOWN;
    usec_t at = civil_to_usec(&t.at) - t.offset_sec * USEC_SEC, hour = 3600 * USEC_SEC;
    if (t.has_offset) return at;
    return at + (t.has_clock ? WEST_HOURS : DAY_HOURS + WEST_HOURS) * hour;
}

/* Nobody is silent who was not asked, who answered, or whose time to answer is not over. */
static tr_err check_silence(task *k, truce_mission *m, const state *s, str item, str party)
{
    const reply_line *last = NULL;
    for (size_t i = 0; i < s->replies.n; i++) {
        const reply_line *x = &s->replies.items[i];
        if (str_eq(x->item, item) && str_eq(x->party, party)) last = x;
    }
    usec_t until = last ? latest_of(last->until) : USEC_UNKNOWN;
    if (last && str_is(last->act, "ask") && until != USEC_UNKNOWN &&
        record_clock(m->r, &m->m) < until)
        return task_refuse(
            k, "silence: '" STR_FMT "' has until " STR_FMT " to answer about '" STR_FMT "'",
            STR_ARG(party), STR_ARG(last->until), STR_ARG(item));
    if (last && str_is(last->act, "ask")) return TR_OK;
    return task_refuse(k, "silence: '" STR_FMT "' %s about '" STR_FMT "'", STR_ARG(party),
                       last ? "was not asked again since the last answer or silence"
                            : "was not asked",
                       STR_ARG(item));
}

static tr_err no_party(task *k, const agreement *ag, str party)
{
    buf b;
    buf_init(&b, 65536);
    for (size_t i = 0; i < ag->n_parties; i++)
        buf_f(&b, "%s " STR_FMT, i ? "," : "", STR_ARG(ag->parties[i].id));
    tr_err e = task_refuse(k, "'" STR_FMT "' is no party of the agreement; its parties are" STR_FMT,
                           STR_ARG(party), STR_ARG(buf_str(&b)));
    buf_free(&b);
    return e;
}

static tr_err check_reply(task *k, truce_mission *m, const char *act, str item)
{
    const state *s;
    bool there;
    str party = task_value(k, "party");
    TR_TRY(task_state_with_agreement(k, m, &s));
    TR_TRY(task_has_item(k, s, item, &there));
    if (!there)
        return task_refuse(k, "nothing in the record has the id '" STR_FMT "'", STR_ARG(item));
    if (agreement_party_rank(s->ag, party) >= s->ag->n_parties) return no_party(k, s->ag, party);
    return strcmp(act, "silence") == 0 ? check_silence(k, m, s, item, party) : TR_OK;
}

static tr_err check_reply_words(task *k, const char *act)
{
    bool ask = strcmp(act, "ask") == 0, answered = strcmp(act, "answer") == 0,
         silence = strcmp(act, "silence") == 0;
    str until = task_value(k, "until");
    iso_time t;
    if (!ask && !answered && !silence)
        return task_refuse(k, "what is recorded is ask, answer or silence, not '%s'", act);
    if (str_trim(task_value(k, "by")).len == 0 || task_value(k, "party").len == 0)
        return task_refuse(k, "--by and --party are needed");
    if (!silence && str_trim(task_value(k, "words")).len == 0)
        return task_refuse(k, "%s: --words is needed: %s", act,
                           ask ? "what was asked" : "what was answered, in the party's words");
    if (!ask && until.len) return task_refuse(k, "--until goes with ask");
    if (silence && task_nth(k, "attach", 0, &until))
        return task_refuse(k, "--attach goes with ask and answer");
    if (until.len && !iso_parse(until, &t))
        return task_refuse(k, "--until '" STR_FMT "' is not a day or a time such as 2025-04-03",
                           STR_ARG(until));
    return TR_OK;
}

static tr_err reply(task *k, truce_mission *m, const char *act, str item)
{
    uint64_t index;
    str path;
    VEC(str) files = {0};
    TR_TRY(check_reply_words(k, act));
    TR_TRY(task_begin_writing(k, m));
    TR_TRY(check_reply(k, m, act, item));
    for (size_t i = 0; task_nth(k, "attach", i, &path); i++) {
        str *slot = VEC_PUSH(k->a, &files);
        if (slot == NULL) return TR_ERR_NOMEM;
        TR_TRY(mission_attach(&m->m, task_path(k, path), k->a, slot, &k->d));
    }
    TR_TRY(mission_reply(&m->m, m->r, act, item, task_value(k, "party"),
                         str_trim(task_value(k, "by")), task_value(k, "words"),
                         task_value(k, "source"), task_value(k, "until"),
                         &(str_list){.items = files.items, .n = files.n}, &index, &k->d));
    task_recorded(k, "reply", index);
    for (size_t i = 0; i < files.n; i++)
        buf_f(&k->out, "attached " STR_FMT "\n", STR_ARG(files.items[i]));
    return TR_OK;
}

truce_code truce_reply(truce_mission *m, const char *act, const char *item,
                       const truce_setting *settings, truce_answer **out)
{
    static const char *const knows[] = {"party", "by", "words", "source", "until", "attach*", NULL};
    task k;
    tr_err e = task_begin(&k, m->t, settings, knows);
    if (e == TR_OK) e = reply(&k, m, act, str_of(item));
    return task_end(&k, e, out);
}
