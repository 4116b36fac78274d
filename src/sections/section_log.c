/* What people logged, decided, asked and answered. */
#include "sections/sections.h"

/* ---- Observations */

static tr_err gather_observations(const report_data *d, arena *a, line_vec *out)
{
    return lines_of_all(d->n_observations, a, out);
}

static size_t observation_bytes(const report_data *d, list_line l)
{
    const observation_line *o = &d->observations[l.row];
    size_t n = 320 + o->position.len + o->location.len + o->place.len + o->means.len +
               o->observation.len + o->description.len + o->weapon.len + o->by.len;
    for (size_t i = 0; i < o->attachments.n; i++)
        n += 4 + o->attachments.items[i].len;
    return n;
}

static void part(doc *w, bool *begun, str s)
{
    if (s.len == 0) return;
    if (*begun) doc_text(w, STR("; "));
    doc_text(w, s);
    *begun = true;
}

/* Where it was, in the officer's words, and where that is, as far as stated. */
static void tell_where(const observation_line *o, doc *w)
{
    bool begun = false;
    doc_open(w, DOC_CELL, (doc_info){0});
    part(w, &begun, o->location);
    part(w, &begun, o->place);
    if (o->lat.len) {
        part(w, &begun, o->lat);
        doc_text(w, STR(", "));
        doc_text(w, o->lon);
    }
    if (!begun) doc_say(w, "not stated");
    if (o->radius_m.len) doc_say(w, " (within {m} m)", A_TEXT("m", o->radius_m));
    doc_close(w, DOC_CELL);
}

static void tell_when(const observation_line *o, doc *w)
{
    doc_open(w, DOC_CELL, (doc_info){0});
    doc_text(w, o->time_words);
    if (o->zone_words.len) doc_text(w, STR(" "));
    doc_text(w, o->zone_words);
    doc_say(w, " ({span})", A_SPAN("span", ((span){o->event_from, o->event_to})));
    if (o->late)
        doc_say(
            w, " {late}",
            ((doc_arg){.name = "late", .kind = ARG_WORD, .tone = TONE_STRONG, .word = N_("late")}));
    doc_close(w, DOC_CELL);
}

static void tell_id(const observation_line *o, doc *w)
{
    doc_open(w, DOC_CELL, (doc_info){0});
    doc_say(w, "O-{n}", A_N("n", o->entry));
    for (size_t i = 0; i < o->attachments.n; i++) {
        if (i == 0) doc_say(w, "; attached: ");
        if (i) doc_text(w, STR(", "));
        doc_text(w, o->attachments.items[i]);
    }
    doc_close(w, DOC_CELL);
}

static void tell_observation(const observation_line *o, doc *w)
{
    char anchor[32];
    buf b;
    (void)anchor;
    buf_init(&b, 64);
    buf_f(&b, "O-%llu", (unsigned long long)o->entry);
    doc_open(w, DOC_ROW, (doc_info){.anchor = buf_str(&b)});
    doc_cell_or_not(w, o->position);
    tell_where(o, w);
    doc_cell_or_not(w, o->means);
    doc_cell_or_not(w, o->number);
    doc_cell_or_not(w, o->observation);
    doc_cell_or_not(w, o->description);
    doc_cell_or_not(w, o->weapon);
    tell_when(o, w);
    doc_cell(w, o->by);
    tell_id(o, w);
    doc_close(w, DOC_ROW);
    buf_absorb(w->out, &b);
}

static void tell_observations(const report_data *d, const list_line *l, size_t n, doc *w)
{
    static const doc_column columns[] = {
        HEAD("Position"),    HEAD("Location"), HEAD("Means"), HEAD_N("Number"), HEAD("Observation"),
        HEAD("Description"), HEAD("Weapon"),   HEAD("Time"),  HEAD("By"),       HEAD("Id")};
    if (n == 0) return;
    DOC_TABLE_OF(w, "observations",
                 "Logged by officers of the mission; each explosion, burst or projectile is one; "
                 "no attribution.",
                 columns);
    for (size_t i = 0; i < n; i++)
        tell_observation(&d->observations[l[i].row], w);
    doc_close(w, DOC_TABLE);
}

const list_kind observations_list = {.file = "observations",
                                     .title = N_("Observations"),
                                     .gather = gather_observations,
                                     .bytes = observation_bytes,
                                     .tell = tell_observations};

/* ---- Right of reply */

static tr_err gather_replies(const report_data *d, arena *a, line_vec *out)
{
    return lines_of_all(d->n_replies, a, out);
}

static size_t reply_bytes(const report_data *d, list_line l)
{
    const reply_line *x = &d->replies[l.row];
    size_t n = 160;
    for (size_t i = 0; i < x->attachments.n; i++)
        n += 12 + x->attachments.items[i].len;
    return n + 2 * x->item.len + x->party.len + x->words.len + x->source.len + x->by.len;
}

static const char *act_words(str act)
{
    return str_is(act, "ask")       ? N_("asked")
           : str_is(act, "silence") ? N_("did not answer")
                                    : N_("answered");
}

static void tell_reply(const reply_line *x, doc *w)
{
    doc_open(w, DOC_ROW, (doc_info){0});
    doc_cell_link(w, x->item);
    doc_cell(w, x->party);
    doc_open(w, DOC_CELL, (doc_info){0});
    doc_say(w, act_words(x->act));
    doc_close(w, DOC_CELL);
    doc_open(w, DOC_CELL, (doc_info){0});
    if (x->words.len)
        doc_text(w, x->words);
    else
        doc_say(w, "not stated");
    for (size_t i = 0; i < x->attachments.n; i++)
        doc_say(w, "; attached {file}", A_TEXT("file", x->attachments.items[i]));
    doc_close(w, DOC_CELL);
    doc_cell_or_not(w, x->source);
    doc_cell_or_not(w, x->until);
    doc_cell(w, x->by);
    doc_open(w, DOC_CELL, (doc_info){0});
    doc_say(w, "{time}", A_WHEN("time", x->at));
    doc_close(w, DOC_CELL);
    doc_close(w, DOC_ROW);
}

static void tell_replies(const report_data *d, const list_line *l, size_t n, doc *w)
{
    static const doc_column columns[] = {HEAD("Item"),     HEAD("Party"),         HEAD("Act"),
                                         HEAD("Words"),    HEAD("Source"),        HEAD("Until"),
                                         HEAD("Noted by"), HEAD("Recorded (UTC)")};
    if (n == 0) return;
    DOC_TABLE_OF(w, "replies",
                 "Right of reply: what a party was asked, what it answered, or that it did not.",
                 columns);
    for (size_t i = 0; i < n; i++)
        tell_reply(&d->replies[l[i].row], w);
    doc_close(w, DOC_TABLE);
}

const list_kind replies_list = {.file = "replies",
                                .title = N_("Right of reply"),
                                .gather = gather_replies,
                                .bytes = reply_bytes,
                                .tell = tell_replies};

/* ---- Decisions */

static tr_err gather_decisions(const report_data *d, arena *a, line_vec *out)
{
    return lines_of_all(d->n_decisions, a, out);
}

static size_t decision_bytes(const report_data *d, list_line l)
{
    const decision_line *x = &d->decisions[l.row];
    size_t n = 120 + x->by.len + x->second.len + x->reason.len;
    for (size_t i = 0; i < x->items.n; i++)
        n += 50 + 2 * x->items.items[i].len;
    return n;
}

static void tell_items(const str_list *items, doc *w)
{
    doc_open(w, DOC_CELL, (doc_info){0});
    for (size_t k = 0; k < items->n; k++) {
        if (k) doc_text(w, STR(", "));
        doc_say(w, "{item}", A_ID("item", items->items[k]));
    }
    doc_close(w, DOC_CELL);
}

static void tell_decision(size_t number, const decision_line *x, doc *w)
{
    doc_open(w, DOC_ROW, (doc_info){0});
    doc_open(w, DOC_CELL, (doc_info){.head = true});
    doc_say(w, "{n}", A_N("n", number));
    doc_close(w, DOC_CELL);
    doc_open(w, DOC_CELL, (doc_info){0});
    doc_say(w, "{what}", A_KNOWN("what", x->kind));
    if (x->status.len) doc_text(w, STR(": "));
    doc_say(w, "{status}", A_KNOWN("status", x->status));
    doc_close(w, DOC_CELL);
    tell_items(&x->items, w);
    doc_open(w, DOC_CELL, (doc_info){0});
    if (x->second.len)
        doc_say(w, "{one} and {other}", A_TEXT("one", x->by), A_TEXT("other", x->second));
    else
        doc_text(w, x->by);
    doc_close(w, DOC_CELL);
    doc_cell(w, x->reason);
    doc_close(w, DOC_ROW);
}

static void tell_decisions(const report_data *d, const list_line *l, size_t n, doc *w)
{
    static const doc_column columns[] = {HEAD("No."), HEAD("Kind"), HEAD("Items"), HEAD("By"),
                                         HEAD("Reason")};
    if (n == 0) return;
    DOC_TABLE_OF(w, "decisions", "Decisions of named people; each can be undone by another.",
                 columns);
    for (size_t i = 0; i < n; i++)
        tell_decision((size_t)l[i].row + 1, &d->decisions[l[i].row], w);
    doc_close(w, DOC_TABLE);
}

const list_kind decisions_list = {.file = "decisions",
                                  .title = N_("Decisions"),
                                  .gather = gather_decisions,
                                  .bytes = decision_bytes,
                                  .tell = tell_decisions};

void section_log(const report_data *d, doc *w)
{
    doc_heading(w, 2, "log", "Observations and decisions");
    if (d->n_observations == 0 && d->n_decisions == 0 && d->n_replies == 0)
        doc_paragraph(w, "No officer logged an observation, and no decision was recorded.");
    tell_list(d, LIST_OBSERVATIONS, w);
    tell_list(d, LIST_REPLIES, w);
    tell_list(d, LIST_DECISIONS, w);
}
