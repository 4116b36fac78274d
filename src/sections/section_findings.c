/* What bodies adopted, and the exceptions that sides invoked. Only a body with a mandate finds;
 * truce's own verdict stands beside, and neither changes the other. */
#include "sections/sections.h"

static bool mandated(const report_data *d, str body)
{
    const actor *a = agreement_actor(d->ag, body);
    return a && a->mandate.n > 0;
}

static void say_time(span s, doc *w)
{
    if (span_known(s))
        doc_say(w, "{span}", A_SPAN("span", s));
    else
        doc_say(w, "not stated");
}

static void say_actor(const report_data *d, str id, doc *w)
{
    const actor *a = agreement_actor(d->ag, id);
    doc_text(w, a ? a->name : id);
}

/* Ours beside theirs, under the reading that the finding names or under all. */
static void say_beside(const report_data *d, size_t nth, doc *w)
{
    const body_finding *f = &d->process.findings[nth];
    size_t at = d->process.finding_row[nth];
    const report_row *row = at == SIZE_MAX ? NULL : &d->coded[at];
    bool first = true;
    if (row == NULL || row->in->kind != INC_INCIDENT) return;
    for (size_t r = 0; r < d->n_readings; r++) {
        if (f->reading.len && !str_eq(f->reading, d->readings[r]->id)) continue;
        if (!first) doc_text(w, STR("; "));
        first = false;
        doc_say(w, "{reading}: {verdict}", A_TEXT("reading", d->readings[r]->id),
                A_WORD("verdict", verdict_says(row->answers[r].verdict)));
    }
}

static void tell_finding(const report_data *d, size_t nth, doc *w)
{
    const body_finding *f = &d->process.findings[nth];
    bool body = mandated(d, f->body);
    buf id;
    buf_init(&id, 65536);
    buf_z(&id, "finding-");
    buf_s(&id, f->id);
    doc_open(w, DOC_ROW, (doc_info){.anchor = buf_str(&id)});
    doc_open(w, DOC_CELL, (doc_info){.head = true});
    doc_text(w, f->id);
    doc_close(w, DOC_CELL);
    TELL_CELL(w, say_time(f->at, w));
    TELL_CELL(w, say_actor(d, f->body, w));
    doc_cell_say(w, body ? finding_act_says(f->act) : "a statement: no mandate is recorded");
    doc_open(w, DOC_CELL, (doc_info){0});
    tell_incident(f->incident, d->process.finding_row[nth], w);
    if (f->obligation.len) doc_say(w, " {id}", A_TEXT("id", f->obligation));
    doc_close(w, DOC_CELL);
    doc_open(w, DOC_CELL, (doc_info){0});
    if (f->outcome) doc_say(w, finding_outcome_says(f->outcome));
    if (f->outcome && f->side.len) doc_text(w, STR("; "));
    if (f->side.len) doc_say(w, "by {side}", A_TEXT("side", f->side));
    if (f->words.len) doc_say(w, " \"{words}\"", A_TEXT("words", f->words));
    doc_close(w, DOC_CELL);
    TELL_CELL(w, say_beside(d, nth, w));
    doc_close(w, DOC_ROW);
    buf_absorb(w->out, &id);
}

static tr_err gather_findings(const report_data *d, arena *a, line_vec *out)
{
    return lines_of_all(d->process.n_findings, a, out);
}

static size_t finding_bytes(const report_data *d, list_line l)
{
    const body_finding *f = &d->process.findings[l.row];
    return 260 + f->words.len + 40 * d->n_readings;
}

static void tell_findings(const report_data *d, const list_line *l, size_t n, doc *w)
{
    static const doc_column columns[] = {HEAD("Number"),       HEAD("When"), HEAD("Body"),
                                         HEAD("Act"),          HEAD("Of"),   HEAD("What it says"),
                                         HEAD("Assessed here")};
    DOC_TABLE_OF(
        w, "findings-table",
        "In the words of the body. The last column is the verdict of this report, which no "
        "finding changes; a finding counts in it for who was bound and whether an exception "
        "applied.",
        columns);
    for (size_t i = 0; i < n; i++)
        tell_finding(d, l[i].row, w);
    doc_close(w, DOC_TABLE);
}

const list_kind findings_list = {.file = "findings",
                                 .title = N_("What bodies adopted"),
                                 .gather = gather_findings,
                                 .bytes = finding_bytes,
                                 .tell = tell_findings};

static tr_err gather_invocations(const report_data *d, arena *a, line_vec *out)
{
    return lines_of_all(d->process.n_invocations, a, out);
}

static size_t invocation_bytes(const report_data *d, list_line l)
{
    const invocation *v = &d->process.invocations[l.row];
    return 160 + v->words.len + v->source.len;
}

static void tell_invocations(const report_data *d, const list_line *l, size_t n, doc *w)
{
    static const doc_column columns[] = {HEAD("Incident"),  HEAD("By"),    HEAD("When"),
                                         HEAD("Exception"), HEAD("Words"), HEAD("Source")};
    DOC_TABLE_OF(w, "invocations-table", "Exceptions invoked, of all sides in one table.", columns);
    for (size_t i = 0; i < n; i++) {
        const invocation *v = &d->process.invocations[l[i].row];
        doc_open(w, DOC_ROW, (doc_info){0});
        TELL_CELL(w, tell_incident(v->incident, d->process.invocation_row[l[i].row], w));
        TELL_CELL(w, say_actor(d, v->by, w));
        TELL_CELL(w, say_time(v->at, w));
        doc_cell_or_not(w, v->exception);
        doc_cell(w, v->words);
        doc_cell_or_not(w, v->source);
        doc_close(w, DOC_ROW);
    }
    doc_close(w, DOC_TABLE);
}

const list_kind invocations_list = {.file = "invocations",
                                    .title = N_("Exceptions invoked"),
                                    .gather = gather_invocations,
                                    .bytes = invocation_bytes,
                                    .tell = tell_invocations};

bool has_findings(const report_data *d)
{
    return d->process.n_findings + d->process.n_invocations > 0;
}

void section_findings(const report_data *d, doc *w)
{
    doc_heading(w, 2, "findings", "Findings of bodies, and exceptions invoked");
    if (d->process.n_findings) tell_list(d, LIST_FINDINGS, w);
    if (d->process.n_invocations) tell_list(d, LIST_INVOCATIONS, w);
}
