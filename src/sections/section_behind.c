/* Annex C: the incidents behind each number. A group is a reading and a verdict. */
#include "sections/sections.h"

static size_t group_of(size_t r, verdict v)
{
    return r * VERDICT__N + v;
}

static tr_err gather_behind(const report_data *d, arena *a, line_vec *out)
{
    for (size_t r = 0; r < d->n_readings; r++) {
        for (unsigned v = 1; v < VERDICT__N; v++) {
            for (size_t i = 0; d->counts[r].n[v] && i < d->n_coded; i++) {
                if (d->coded[i].counted && d->coded[i].answers[r].verdict == (verdict)v)
                    TR_TRY(add_line(a, out, group_of(r, (verdict)v), i));
            }
        }
    }
    return TR_OK;
}

static size_t behind_bytes(const report_data *d, list_line l)
{
    return 44 + 2 * d->coded[l.row].in->id.len;
}

void behind_id(const report_data *d, size_t r, verdict v, buf *b)
{
    buf_z(b, "list-");
    buf_s(b, d->readings[r]->id);
    buf_f(b, "-%s", verdict_word(v));
}

static tr_err anchor_behind(const report_data *d, list_line l, bool first, page_plan *p, arena *a)
{
    buf b;
    str id;
    if (!first) return TR_OK;
    buf_init(&b, 65536);
    behind_id(d, l.group / VERDICT__N, (verdict)(l.group % VERDICT__N), &b);
    TR_TRY(buf_take(&b, a, &id));
    return plan_anchor(p, a, id);
}

static void open_group(const report_data *d, uint32_t group, doc *w)
{
    size_t r = group / VERDICT__N;
    verdict v = (verdict)(group % VERDICT__N);
    buf id;
    buf_init(&id, 65536);
    behind_id(d, r, v, &id);
    doc_open(w, DOC_PARAGRAPH, (doc_info){.anchor = buf_str(&id)});
    w->form->tone(w, TONE_STRONG, true);
    doc_say(w, "{reading}, {verdict} ({n}):", A_TEXT("reading", d->readings[r]->id),
            A_WORD("verdict", verdict_says(v)), A_N("n", d->counts[r].n[v]));
    w->form->tone(w, TONE_STRONG, false);
    doc_text(w, STR(" "));
    buf_absorb(w->out, &id);
}

static void tell(const report_data *d, const list_line *l, size_t n, doc *w)
{
    tell_groups(d, l, n, open_group, w);
}

static void behind_label(const report_data *d, list_line l, doc *w)
{
    doc_say(w, "{reading}, {verdict}", A_TEXT("reading", d->readings[l.group / VERDICT__N]->id),
            A_WORD("verdict", verdict_says((verdict)(l.group % VERDICT__N))));
}

const list_kind behind_list = {.file = "annex-c",
                               .title = N_("Annex C: lists behind the numbers"),
                               .gather = gather_behind,
                               .bytes = behind_bytes,
                               .tell = tell,
                               .anchors = anchor_behind,
                               .label = behind_label};

void section_behind(const report_data *d, doc *w)
{
    doc_heading(w, 2, "lists", "Annex C: lists behind the numbers");
    tell_list(d, LIST_BEHIND, w);
}
