/* The index's tables of readings and of what people did: what a desk lists. docs/formats/index.md.
 */
#include "issue/index_acts.h"

#include "document/said.h"
#include "issue/unlisted.h"
#include "mission/ladder.h"

static store_cell text_cell(str s)
{
    return (store_cell){.kind = STORED_TEXT, .text = s};
}
static store_cell word_cell(const char *z)
{
    return text_cell(str_of(z));
}
static store_cell count_cell(int64_t n)
{
    return (store_cell){.kind = STORED_INTEGER, .integer = n};
}
static store_cell entry_cell(uint64_t n)
{
    return count_cell((int64_t)n);
}
static store_cell usec_cell(usec_t t)
{
    return t == USEC_UNKNOWN ? (store_cell){.kind = STORED_UNKNOWN} : count_cell(t);
}
#define PUT(s, table, diag, ...) store_row((s), (table), (const store_cell[]){__VA_ARGS__}, (diag))

static tr_err say_clause(const clause *c, const catalogue *words, buf *out)
{
    doc w;
    buf_reset(out);
    doc_init(&w, out, &doc_bare, words);
    clause_content_say(&w, c);
    doc_end(&w);
    return buf_err(out);
}

static tr_err put_clause(store *s, const reading *r, size_t i, buf *says, buf *from, tr_diag *diag)
{
    const clause *c = &r->clauses[i];
    TR_TRY(say_clause(c, NULL, says));
    buf_reset(from);
    for (size_t k = 0; k < c->from.n; k++)
        buf_f(from, "%s" STR_FMT, k ? " " : "", STR_ARG(c->from.items[k]));
    TR_TRY(buf_err(from));
    TR_TRY(PUT(s, STORE_CLAUSE, diag, text_cell(r->id), entry_cell(i), text_cell(c->id),
               word_cell(clause_kind_says(c->kind)), text_cell(buf_str(says)), text_cell(c->words),
               text_cell(buf_str(from))));
    for (size_t k = 0; k + 1 < n_catalogues; k++) { /* the last is that of the tests */
        TR_TRY(say_clause(c, &catalogues[k], says));
        TR_TRY(PUT(s, STORE_CLAUSE_SAID, diag, text_cell(r->id), entry_cell(i),
                   word_cell(catalogues[k].tag), text_cell(buf_str(says))));
    }
    return TR_OK;
}

static tr_err put_clauses(store *s, const reading *r, tr_diag *diag)
{
    buf says, from;
    tr_err e = TR_OK;
    buf_init(&says, 1 << 20);
    buf_init(&from, 1 << 20);
    for (size_t i = 0; e == TR_OK && i < r->n_clauses; i++)
        e = put_clause(s, r, i, &says, &from, diag);
    buf_free(&says);
    buf_free(&from);
    return e;
}

tr_err index_stated(store *s, const report_row *row, tr_diag *diag)
{
    const incident *in = row->in;
    TR_TRY(PUT(s, STORE_STATED, diag, text_cell(in->id),
               word_cell(row->from_claims ? "alleged" : "coded"), text_cell(in->reported_by),
               text_cell(in->report), text_cell(in->category_words), text_cell(in->act_words),
               text_cell(in->people), text_cell(in->counter_statement), text_cell(in->caution),
               text_cell(in->control), text_cell(in->sources), word_cell(row->worked_out),
               word_cell(row->worked_why)));
    for (size_t i = 0; i < row->n_members; i++) {
        const claim *c = row->members[i].c;
        TR_TRY(PUT(s, STORE_CLAIM_SAID, diag, text_cell(c->id), text_cell(c->page_date),
                   text_cell(c->date_stated), text_cell(c->time_stated), text_cell(c->zone_basis),
                   text_cell(c->effect), text_cell(c->people), text_cell(c->note)));
    }
    for (size_t i = 0; i < in->n_attributions; i++) {
        const attribution *x = &in->attributions[i];
        TR_TRY(PUT(s, STORE_ATTRIBUTION, diag, text_cell(in->id), entry_cell(i),
                   word_cell(attribution_kind_word(x->kind)), text_cell(x->voice),
                   text_cell(x->side)));
    }
    return TR_OK;
}

/* What forms offer. */
static tr_err put_choices(store *s, const report_data *d, arena *a, tr_diag *diag)
{
    str_list states;
    idmap told = {0};
    size_t at;
    TR_TRY(listed_states(d->ag, a, &states));
    for (size_t i = 0; i < states.n; i++)
        TR_TRY(PUT(s, STORE_STATE, diag, text_cell(states.items[i]), entry_cell(i)));
    for (size_t i = 0; i < d->n_efforts; i++) {
        if (idmap_find(&told, d->efforts[i].unit, &at)) continue;
        TR_TRY(idmap_add(&told, a, d->efforts[i].unit, i));
        TR_TRY(PUT(s, STORE_EFFORT_UNIT, diag, text_cell(d->efforts[i].unit)));
    }
    return TR_OK;
}

static tr_err put_agreement(store *s, const report_data *d, tr_diag *diag)
{
    TR_TRY(PUT(s, STORE_MISSION, diag, text_cell(d->mission_id), text_cell(d->title),
               usec_cell(d->period_from), usec_cell(d->period_to)));
    for (size_t i = 0; i < d->ag->n_parties; i++)
        TR_TRY(PUT(s, STORE_PARTY, diag, text_cell(d->ag->parties[i].id), entry_cell(i),
                   text_cell(d->ag->parties[i].name)));
    for (size_t i = 0; i < d->n_readings; i++) {
        const reading *r = d->readings[i];
        TR_TRY(PUT(s, STORE_READING, diag, text_cell(r->id), entry_cell(i), text_cell(r->holder),
                   text_cell(r->title), text_cell(r->phase)));
    }
    for (size_t i = 0; i < d->n_readings; i++)
        TR_TRY(put_clauses(s, d->readings[i], diag));
    for (size_t i = 0; i < d->n_readings; i++)
        for (int v = VERDICT_NONE + 1; v < VERDICT__N; v++)
            if (d->counts[i].n[v])
                TR_TRY(PUT(s, STORE_TALLY, diag, text_cell(d->readings[i]->id),
                           word_cell(verdict_word((verdict)v)), entry_cell(d->counts[i].n[v])));
    for (size_t i = 0; i < d->n_force; i++) {
        const force_span *f = &d->force[i];
        TR_TRY(PUT(s, STORE_FORCE, diag, text_cell(d->readings[f->reading]->id), usec_cell(f->from),
                   usec_cell(f->to), word_cell(truth_word(f->answer))));
    }
    return TR_OK;
}

/* What a deadline is of, in the other languages. */
static tr_err put_deadline_said(store *s, size_t nth, kept_words what, buf *room, tr_diag *diag)
{
    for (size_t k = 0; k + 1 < n_catalogues; k++) { /* the last is that of the tests */
        doc w;
        buf_reset(room);
        doc_init(&w, room, &doc_bare, &catalogues[k]);
        doc_said(&w, what);
        doc_end(&w);
        TR_TRY(buf_err(room));
        TR_TRY(PUT(s, STORE_DEADLINE_SAID, diag, entry_cell(nth), word_cell(catalogues[k].tag),
                   text_cell(buf_str(room))));
    }
    return TR_OK;
}

tr_err index_deadlines(store *s, const report_data *d, tr_diag *diag)
{
    static const store_table tables[] = {STORE_LOOKED, STORE_DEADLINE, STORE_DEADLINE_SAID};
    buf what;
    for (size_t i = 0; i < sizeof tables / sizeof *tables; i++)
        TR_TRY(store_forget(s, tables[i], diag));
    tr_err e = PUT(s, STORE_LOOKED, diag, word_cell("at"), usec_cell(d->process.at));
    buf_init(&what, 1 << 20);
    for (size_t i = 0; e == TR_OK && i < d->process.n_ahead; i++) {
        const ahead_line *l = &d->process.ahead[i];
        buf_reset(&what);
        said_plain(l->what, &what);
        e = buf_err(&what);
        if (e == TR_OK)
            e = PUT(s, STORE_DEADLINE, diag, entry_cell(i), text_cell(l->reading), text_cell(l->id),
                    text_cell(buf_str(&what)), usec_cell(l->when.from), usec_cell(l->when.to),
                    entry_cell(l->n_alts));
        if (e == TR_OK) e = put_deadline_said(s, i, l->what, &what, diag);
    }
    buf_free(&what);
    return e;
}

static tr_err put_imports(store *s, const state *st, tr_diag *diag)
{
    for (size_t i = 0; i < st->batches.n; i++) {
        const batch_line *b = &st->batches.items[i];
        TR_TRY(PUT(s, STORE_IMPORT, diag, entry_cell(b->entry), text_cell(b->kind),
                   text_cell(b->name), entry_cell(b->received), entry_cell(b->accepted),
                   entry_cell(b->duplicate), entry_cell(b->set_aside), usec_cell(b->at)));
    }
    return TR_OK;
}

static tr_err put_alarms(store *s, const state *st, tr_diag *diag)
{
    for (size_t i = 0; i < st->alarms.n; i++) {
        const alarm_line *a = &st->alarms.items[i];
        TR_TRY(PUT(s, STORE_ALARM, diag, entry_cell(a->entry), usec_cell(a->at), text_cell(a->kind),
                   text_cell(a->name), text_cell(a->code), text_cell(a->words)));
    }
    return TR_OK;
}

static tr_err put_observations(store *s, const state *st, tr_diag *diag)
{
    for (size_t i = 0; i < st->observations.n; i++) {
        const observation_line *o = &st->observations.items[i];
        TR_TRY(PUT(s, STORE_OBSERVATION, diag, entry_cell(o->entry), usec_cell(o->at),
                   usec_cell(o->event_from), usec_cell(o->event_to), text_cell(o->time_words),
                   text_cell(o->zone_words), text_cell(o->by), text_cell(o->position),
                   text_cell(o->location), text_cell(o->means), text_cell(o->number),
                   text_cell(o->observation), text_cell(o->description), text_cell(o->weapon),
                   text_cell(o->place), text_cell(o->lat), text_cell(o->lon),
                   text_cell(o->radius_m), count_cell(o->late), text_cell(o->noted),
                   text_cell(o->clock_ahead_s), text_cell(o->clock_within_s),
                   text_cell(o->stood_lat), text_cell(o->stood_lon), text_cell(o->stood_radius_m)));
        for (size_t k = 0; k < o->attachments.n; k++)
            TR_TRY(PUT(s, STORE_ATTACHMENT, diag, entry_cell(o->entry), entry_cell(k),
                       text_cell(o->attachments.items[k])));
    }
    return TR_OK;
}

static bool listed_before(const str_list *l, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (str_eq(l->items[i], l->items[n])) return true;
    return false;
}

static tr_err put_codings(store *s, const state *st, tr_diag *diag)
{
    for (size_t i = 0; i < st->codings.n; i++) {
        const coding_line *c = &st->codings.items[i];
        TR_TRY(PUT(s, STORE_CODING, diag, text_cell(c->id), entry_cell(c->entry), usec_cell(c->at),
                   text_cell(c->by), text_cell(c->reason), count_cell(c->dropped)));
        for (size_t k = 0; !c->dropped && k < c->records.n; k++) {
            if (listed_before(&c->records, k)) continue;
            TR_TRY(
                PUT(s, STORE_CODED_FROM, diag, text_cell(c->records.items[k]), text_cell(c->id)));
        }
    }
    for (size_t i = 0; i < st->coding_acts.n; i++) {
        const coding_act *x = &st->coding_acts.items[i];
        TR_TRY(PUT(s, STORE_CODED_ACT, diag, text_cell(x->id), entry_cell(x->entry),
                   usec_cell(x->at), text_cell(x->act), text_cell(x->by), text_cell(x->reason),
                   text_cell(x->changed)));
    }
    return TR_OK;
}

static tr_err put_decisions(store *s, const state *st, arena *a, tr_diag *diag)
{
    ladder_book book;
    TR_TRY(ladder_book_of(st->decisions.items, st->decisions.n, a, &book));
    for (size_t i = 0; i < st->decisions.n; i++) {
        const decision_line *x = &st->decisions.items[i];
        bool waits = false;
        const decision_line *p = str_is(x->kind, "propose") /* the only kind that waits */
                                     ? ladder_proposal(&book, x->entry, &waits)
                                     : NULL;
        TR_TRY(PUT(s, STORE_DECISION, diag, entry_cell(x->entry), usec_cell(x->at),
                   text_cell(x->kind), text_cell(x->by), text_cell(x->second), text_cell(x->reason),
                   text_cell(x->status), count_cell(p && waits), text_cell(x->key)));
        for (size_t k = 0; k < x->items.n; k++)
            if (!listed_before(&x->items, k))
                TR_TRY(PUT(s, STORE_DECIDED, diag, text_cell(x->items.items[k]),
                           entry_cell(x->entry)));
    }
    return TR_OK;
}

/* The last word on each item: set aside, and not taken back. */
static tr_err put_aside(store *s, const state *st, arena *a, tr_diag *diag)
{
    idmap told = {0};
    for (size_t i = st->decisions.n; i > 0; i--) {
        const decision_line *x = &st->decisions.items[i - 1];
        bool aside = str_is(x->kind, "aside");
        if (!aside && !str_is(x->kind, "back")) continue;
        for (size_t k = 0; k < x->items.n; k++) {
            str item = x->items.items[k];
            size_t at;
            if (idmap_find(&told, item, &at)) continue;
            TR_TRY(idmap_add(&told, a, item, i));
            if (aside)
                TR_TRY(PUT(s, STORE_ASIDE, diag, text_cell(item), entry_cell(x->entry),
                           usec_cell(x->at), text_cell(x->by), text_cell(x->reason)));
        }
    }
    return TR_OK;
}

static tr_err put_replies(store *s, const state *st, tr_diag *diag)
{
    for (size_t i = 0; i < st->replies.n; i++) {
        const reply_line *r = &st->replies.items[i];
        TR_TRY(PUT(s, STORE_REPLY, diag, entry_cell(r->entry), usec_cell(r->at), text_cell(r->act),
                   text_cell(r->item), text_cell(r->party), text_cell(r->by), text_cell(r->words),
                   text_cell(r->source), text_cell(r->until)));
        for (size_t k = 0; k < r->attachments.n; k++)
            TR_TRY(PUT(s, STORE_ATTACHMENT, diag, entry_cell(r->entry), entry_cell(k),
                       text_cell(r->attachments.items[k])));
    }
    return TR_OK;
}

static tr_err put_persons(store *s, const state *st, tr_diag *diag)
{
    for (size_t i = 0; i < st->persons.n; i++) {
        const person_line *p = &st->persons.items[i];
        TR_TRY(PUT(s, STORE_PERSON, diag, entry_cell(p->entry), usec_cell(p->at),
                   text_cell(p->name), text_cell(p->key), count_cell(p->at_desk),
                   text_cell(p->by)));
    }
    return TR_OK;
}

tr_err index_acts(store *s, const state *st, const report_data *d, arena *a, tr_diag *diag)
{
    TR_TRY(put_agreement(s, d, diag));
    TR_TRY(put_choices(s, d, a, diag));
    TR_TRY(index_deadlines(s, d, diag));
    TR_TRY(put_imports(s, st, diag));
    TR_TRY(put_alarms(s, st, diag));
    return index_people(s, st, a, diag);
}

static tr_err forget_people(store *s, tr_diag *diag)
{
    static const store_table tables[] = {
        STORE_OBSERVATION, STORE_ATTACHMENT, STORE_CODING, STORE_CODED_ACT, STORE_CODED_FROM,
        STORE_DECISION,    STORE_DECIDED,    STORE_REPLY,  STORE_PERSON,    STORE_ASIDE};
    for (size_t i = 0; i < sizeof tables / sizeof *tables; i++)
        TR_TRY(store_forget(s, tables[i], diag));
    return TR_OK;
}

tr_err index_people(store *s, const state *st, arena *a, tr_diag *diag)
{
    TR_TRY(forget_people(s, diag));
    TR_TRY(put_observations(s, st, diag));
    TR_TRY(put_codings(s, st, diag));
    TR_TRY(put_decisions(s, st, a, diag));
    TR_TRY(put_aside(s, st, a, diag));
    TR_TRY(put_replies(s, st, diag));
    return put_persons(s, st, diag);
}
