/* An announcement as an agreement file: a draft. One reading for each voice and each truce that it
 * speaks of, each clause with the words it rests on, their bytes and the rules that found them, and
 * `confirmed: no`. What the text does not say is not filled in. docs/formats/reading.md. */
#include "reader/parts.h"

#include <string.h>

enum { ID_BYTES = 28, PREFIX = 6 };

typedef enum track_of { PHASE_TRUCE, PHASE_SEA, PHASE_FULL, PHASE_PEACE, PHASE__N } phase_said;
static const char *const phase_ids[PHASE__N] = {"truce", "sea", "full", "peace"};
static const char *const phase_titles[PHASE__N] = {"The truce that is announced",
                                                   "A maritime truce", "A full ceasefire", "Peace"};

typedef struct holder {
    str id, name;
    bool party, listed; /* of the names that were given */
} holder;

typedef struct clause_out {
    const statement_said *s;
    const commitment_said *c;
} clause_out;

typedef struct draft {
    const announcement *n;
    arena *a;
    buf *b;
    str prefix;
    VEC(holder) holders; /* by voice */
    size_t *holder_of;   /* of each voice */
    VEC(str) parties;    /* named in the text, where no names were given */
    bool phases[PHASE__N];
    size_t next; /* number of the next clause */
    size_t zone; /* of the next zone */
} draft;

/* ---- YAML: every text in quotes, as JSON has them */

static void put_text(draft *d, str s)
{
    json_text_shown(d->b, s);
}

static void put_pair(draft *d, const char *key, str s)
{
    buf_f(d->b, ", %s: ", key);
    put_text(d, s);
}

static void put_span(draft *d, piece p)
{
    const source_text *t = &d->n->texts[p.text];
    size_t from = p.from, to = p.to;
    if (t->in_file) (void)piece_origin(t, p.from, p.to, &from, &to);
    buf_f(d->b, ", span: [\"%zu\", \"%zu\"]", from, to);
}

static void put_rules(draft *d, const commitment_said *c)
{
    buf_z(d->b, ", rules: [");
    for (size_t i = 0; i < c->rules.n; i++) {
        if (i > 0) buf_z(d->b, ", ");
        put_text(d, c->rules.items[i]);
    }
    buf_c(d->b, ']');
}

static tr_err slug(arena *a, str name, str *out)
{
    char latin[ID_BYTES], made[ID_BYTES];
    size_t n = 0;
    text_latin(name, latin, sizeof latin);
    for (const char *p = latin; *p != '\0' && n + 1 < sizeof made; p++) {
        if ((*p >= 'a' && *p <= 'z') || (*p >= '0' && *p <= '9'))
            made[n++] = *p;
        else if (n > 0 && made[n - 1] != '-')
            made[n++] = '-';
    }
    while (n > 0 && made[n - 1] == '-')
        n--;
    *out = n > 0 ? arena_str(a, (str){made, n}) : STR("unnamed");
    return out->ptr == NULL ? TR_ERR_NOMEM : TR_OK;
}

/* ---- who holds a reading */

static tr_err add_holder(draft *d, const voice *v, size_t *out)
{
    str id = v->side, name = v->name;
    bool listed = id.len > 0;
    if (listed) {
        for (size_t i = 0; i < d->n->options.n_voices; i++) {
            const named_voice *g = &d->n->options.voices[i];
            if ((g->party || g->broker) && str_eq(g->side, id)) name = g->name;
        }
    } else {
        TR_TRY(slug(d->a, v->name, &id));
    }
    for (size_t i = 0; i < d->holders.n; i++) {
        *out = i;
        if (str_eq(d->holders.items[i].id, id)) return TR_OK;
    }
    holder *h = VEC_PUSH(d->a, &d->holders);
    if (h == NULL) return TR_ERR_NOMEM;
    *h = (holder){.id = id, .name = name, .listed = listed};
    *out = d->holders.n - 1;
    return TR_OK;
}

static tr_err find_holders(draft *d)
{
    d->holder_of = arena_alloc_n(d->a, d->n->voices.n + 1, sizeof *d->holder_of);
    if (d->holder_of == NULL) return TR_ERR_NOMEM;
    for (size_t i = 0; i < d->n->voices.n; i++)
        d->holder_of[i] = SIZE_MAX;
    for (size_t i = 0; i < d->n->statements.n; i++) {
        size_t v = d->n->statements.items[i].speaker;
        if (v != SIZE_MAX && d->holder_of[v] == SIZE_MAX)
            TR_TRY(add_holder(d, &d->n->voices.items[v], &d->holder_of[v]));
    }
    return TR_OK;
}

static str holder_id(const draft *d, const statement_said *s)
{
    return s->speaker == SIZE_MAX ? STR("unnamed") : d->holders.items[d->holder_of[s->speaker]].id;
}

static bool any_unnamed(const draft *d)
{
    for (size_t i = 0; i < d->n->statements.n; i++) {
        if (d->n->statements.items[i].speaker == SIZE_MAX) return true;
    }
    return false;
}

/* Parties as the text names them, where nobody gave names: whoever is said to do something. */
static tr_err parties_of_text(draft *d)
{
    for (size_t i = 0; i < d->n->statements.n; i++) {
        const statement_said *s = &d->n->statements.items[i];
        for (size_t k = 0; k < s->commitments.n; k++) {
            for (size_t p = 0; p < s->commitments.items[k].parties.n; p++) {
                str name = piece_words(d->n, s->commitments.items[k].parties.items[p]);
                bool known =
                    !word_has_capital(name) || str_find(name, ' ') < name.len || name.len < 4;
                for (size_t q = 0; q < d->parties.n; q++)
                    known = known || str_eq(d->parties.items[q], name);
                if (known) continue;
                str low;
                TR_TRY(word_fold(name, d->a, &low));
                if (str_is(low, "they") || str_is(low, "both") || str_is(low, "сторони") ||
                    str_is(low, "стороны") || str_is(low, "вони") || str_is(low, "они") ||
                    str_is(low, "this"))
                    continue;
                str *slot = VEC_PUSH(d->a, &d->parties);
                if (slot == NULL) return TR_ERR_NOMEM;
                *slot = name;
            }
        }
    }
    return TR_OK;
}

static bool holder_listed_as_party(const draft *d, str id)
{
    for (size_t i = 0; i < d->n->options.n_voices; i++) {
        const named_voice *v = &d->n->options.voices[i];
        if ((v->party || v->broker) && str_eq(v->side, id)) return true;
    }
    return false;
}

static tr_err put_actors(draft *d)
{
    const reader_options *o = &d->n->options;
    bool any = false;
    buf_z(d->b, "\nparties:\n");
    for (size_t i = 0; i < o->n_voices; i++) {
        if (!o->voices[i].party) continue;
        buf_z(d->b, "  - {id: ");
        put_text(d, o->voices[i].side);
        put_pair(d, "name", o->voices[i].name);
        buf_z(d->b, "}\n");
        any = true;
    }
    if (!any) TR_TRY(parties_of_text(d));
    for (size_t i = 0; !any && i < d->parties.n; i++) {
        str id;
        TR_TRY(slug(d->a, d->parties.items[i], &id));
        for (size_t k = 0; k < d->holders.n; k++) {
            if (str_eq(d->holders.items[k].id, id)) d->holders.items[k].party = true;
        }
        buf_z(d->b, "  - {id: ");
        put_text(d, id);
        put_pair(d, "name", d->parties.items[i]);
        buf_z(d->b, "}\n");
    }
    if (!any && d->parties.n == 0)
        buf_z(d->b, "  - {id: \"not-named\", name: \"not named in the text\"}\n");
    bool brokers = false;
    for (size_t i = 0; i < o->n_voices; i++) {
        if (!o->voices[i].broker) continue;
        if (!brokers) buf_z(d->b, "brokers:\n");
        brokers = true;
        buf_z(d->b, "  - {id: ");
        put_text(d, o->voices[i].side);
        put_pair(d, "name", o->voices[i].name);
        buf_z(d->b, "}\n");
    }
    bool others = false;
    for (size_t i = 0; i <= d->holders.n; i++) {
        bool unnamed = i == d->holders.n;
        if (unnamed && !any_unnamed(d)) continue;
        if (!unnamed &&
            (d->holders.items[i].party || holder_listed_as_party(d, d->holders.items[i].id)))
            continue;
        if (!others) buf_z(d->b, "others:\n");
        others = true;
        buf_z(d->b, "  - {id: ");
        put_text(d, unnamed ? STR("unnamed") : d->holders.items[i].id);
        put_pair(d, "name",
                 unnamed ? STR("whom the text does not name") : d->holders.items[i].name);
        buf_z(d->b, "}\n");
    }
    return buf_err(d->b);
}

/* ---- phases */

static bool of_the_sea(const announcement *n, const commitment_said *c)
{
    static const char *const words[] = {"maritime", "naval",   "at sea",  "sea ", "морськ",
                                        "морск",    "на морі", "на море", NULL};
    str s = piece_words(n, c->scope);
    str area = piece_words(n, c->area);
    for (size_t i = 0; words[i] != NULL; i++) {
        if (str_has_nocase(s, words[i]) || (c->heads.n == 0 && str_has_nocase(area, words[i])))
            return true;
    }
    return false;
}

static phase_said phase_of(const announcement *n, const commitment_said *c)
{
    if (c->act == ACT_WORD_END || str_has_nocase(piece_words(n, c->scope), "peace"))
        return PHASE_PEACE;
    if (of_the_sea(n, c)) return PHASE_SEA;
    if (c->whole || str_has_nocase(piece_words(n, c->scope), "full ceasefire")) return PHASE_FULL;
    return PHASE_TRUCE;
}

/* What has a reading: truces, and duties that come with them. */
static bool makes_clause(const commitment_said *c)
{
    if (c->act == ACT_WORD_NEGOTIATE || c->act == ACT_WORD_END || c->act == ACT_WORD_OTHER)
        return false;
    if (c->status == STATUS_TO_BE_NEGOTIATED) return false; /* a track */
    if (c->extends && c->status != STATUS_AGREED && c->status != STATUS_ORDERED &&
        c->status != STATUS_ANNOUNCED)
        return false; /* what a longer truce would hang on is no condition of this one */
    return c->status != STATUS_DENIED || c->act == ACT_WORD_CEASEFIRE;
}

static bool makes_track(const commitment_said *c)
{
    return (c->act == ACT_WORD_NEGOTIATE || c->status == STATUS_TO_BE_NEGOTIATED) &&
           c->status != STATUS_DENIED && piece_said(c->scope);
}

static void put_phases(draft *d)
{
    size_t order = 1;
    for (size_t i = 0; i < d->n->statements.n; i++) {
        const statement_said *s = &d->n->statements.items[i];
        for (size_t k = 0; k < s->commitments.n; k++)
            d->phases[phase_of(d->n, &s->commitments.items[k])] = true;
    }
    d->phases[PHASE_TRUCE] = true;
    buf_z(d->b, "\nphases:\n");
    for (unsigned p = 0; p < PHASE__N; p++) {
        if (!d->phases[p]) continue;
        buf_f(d->b, "  - {id: %s, title: \"%s\", order: %zu}\n", phase_ids[p], phase_titles[p],
              order++);
    }
}

/* ---- statements */

/* What somebody does about the truce itself: of prisoners, talks or anything else it says nothing.
 */
static const char *does_word(const commitment_said *c)
{
    if (c->act != ACT_WORD_CEASEFIRE && c->act != ACT_WORD_END) return NULL;
    switch (c->status) {
    case STATUS_AGREED:
    case STATUS_ANSWERED: return "agrees";
    case STATUS_ORDERED: return "orders";
    case STATUS_ANNOUNCED: return "announces";
    case STATUS_CONDITIONAL: return "conditions";
    case STATUS_DENIED: /* "does not cover" tells what is excepted and denies nothing */
        return c->act_words.from == c->status_words.from ? NULL : "denies";
    case STATUS_NONE:
    case STATUS_PROPOSED:
    case STATUS_SUPPORTS:
    case STATUS_WILLING:
    case STATUS_TO_BE_NEGOTIATED:
    case STATUS_AIM:
    case STATUS__N: break;
    }
    return NULL;
}

static str said_on(const draft *d, const statement_said *s)
{
    const source_text *t = &d->n->texts[s->whole.text];
    int64_t day = s->date.day != NO_DAY    ? s->date.day
                  : t->published != NO_DAY ? t->published
                                           : d->n->options.published;
    if (day == NO_DAY) return STR("unknown");
    int y, m, dd;
    days_to_civil(day, &y, &m, &dd);
    return arena_printf(d->a, "%04d-%02d-%02d", y, m, dd);
}

static str language_of(const draft *d, const statement_said *s)
{
    str w = piece_words(d->n, s->whole);
    bool cyrillic = false, uk = false;
    for (size_t at = 0; at < w.len && at < 4000;) {
        uint32_t c = utf8_next(w, &at);
        cyrillic = cyrillic || (c >= 0x400 && c < 0x500);
        uk = uk || c == 0x456 || c == 0x457 || c == 0x454;
    }
    return cyrillic ? uk ? STR("uk") : STR("ru") : STR("en");
}

static void put_slot(draft *d, const char *key, piece p)
{
    if (!piece_said(p)) return;
    buf_f(d->b, "\n    %s: ", key);
    put_text(d, piece_words(d->n, p));
}

/* Where the same words stand again: one line for each place. */
static void put_also(draft *d, const statement_said *s)
{
    char hex[SHA256_HEX + 1];
    buf_z(d->b, "    also:\n");
    for (size_t i = 0; i < s->also.n; i++) {
        piece p = s->also.items[i];
        const source_text *t = &d->n->texts[p.text];
        sha256_hex(&t->digest, hex);
        buf_z(d->b, "      - {source: ");
        put_text(d, path_base(t->file));
        buf_f(d->b, ", sha256: \"%s\"", hex);
        put_span(d, p);
        buf_z(d->b, "}\n");
    }
}

static tr_err put_statement(draft *d, const statement_said *s, piece words, bool quoted, str id)
{
    char hex[SHA256_HEX + 1];
    const source_text *t = &d->n->texts[words.text];
    const commitment_said *c = s->commitments.n > 0 ? &s->commitments.items[0] : NULL;
    str day = said_on(d, s);
    if (day.ptr == NULL) return TR_ERR_NOMEM;
    sha256_hex(&t->digest, hex);
    buf_z(d->b, "  - id: ");
    put_text(d, id);
    buf_f(d->b, "\n    said_on: \"" STR_FMT "\"", STR_ARG(day));
    buf_z(d->b, "\n    speaker: ");
    put_text(d, s->speaker == SIZE_MAX ? STR("not told") : d->n->voices.items[s->speaker].name);
    buf_z(d->b, "\n    side: ");
    put_text(d, holder_id(d, s));
    buf_f(d->b, "\n    %s: ", quoted ? "quote" : "summary");
    put_text(d, piece_words(d->n, words));
    buf_z(d->b, "\n    language: ");
    put_text(d, language_of(d, s));
    if (c != NULL) {
        put_slot(d, "scope", c->scope);
        put_slot(d, "start", c->start.words);
        piece end = piece_said(c->length.words) ? c->length.words : c->end.words;
        put_slot(d, "end", end);
        buf_f(d->b, "\n    status: \"%s\"", said_status_word(c->status));
        if (does_word(c) != NULL)
            buf_f(d->b, "\n    does: %s\n    about: [%s]", does_word(c),
                  phase_ids[phase_of(d->n, c)]);
    }
    buf_z(d->b, "\n    source: ");
    put_text(d, path_base(t->file));
    buf_f(d->b, "\n    sha256: \"%s\"\n    span: [", hex);
    size_t from = words.from, to = words.to;
    if (t->in_file) (void)piece_origin(t, words.from, words.to, &from, &to);
    buf_f(d->b, "\"%zu\", \"%zu\"]\n", from, to);
    if (s->also.n > 0) put_also(d, s);
    if (s->by_context)
        buf_z(d->b, "    caution: \"who speaks is told by what stands before it\"\n");
    return buf_err(d->b);
}

/* A statement of several quotations is several in the file: each is one stretch of the text. */
static str part_id(const draft *d, const statement_said *s, size_t part)
{
    if (part == 0)
        return arena_printf(d->a, STR_FMT "-" STR_FMT, STR_ARG(d->prefix), STR_ARG(s->id));
    return arena_printf(d->a, STR_FMT "-" STR_FMT ".%zu", STR_ARG(d->prefix), STR_ARG(s->id),
                        part + 1);
}

static size_t part_with(const statement_said *s, piece p)
{
    for (size_t i = 0; i < s->quotes.n; i++) {
        if (s->quotes.items[i].from <= p.from && p.to <= s->quotes.items[i].to) return i;
    }
    if (s->kind != SAID_DIRECT && piece_said(s->indirect))
        return s->quotes.n; /* in the reporter's words around them */
    for (size_t i = s->quotes.n; i > 0; i--) {
        if (s->quotes.items[i - 1].from <= p.from) return i - 1; /* the one it begins in */
    }
    return 0;
}

static tr_err put_statements(draft *d)
{
    if (d->n->statements.n > 0) buf_z(d->b, "\nstatements:\n");
    for (size_t i = 0; i < d->n->statements.n; i++) {
        const statement_said *s = &d->n->statements.items[i];
        size_t part = 0;
        for (; part < s->quotes.n; part++) {
            str id = part_id(d, s, part);
            if (id.ptr == NULL) return TR_ERR_NOMEM;
            TR_TRY(put_statement(d, s, s->quotes.items[part], true, id));
        }
        if (s->kind == SAID_DIRECT || !piece_said(s->indirect)) continue;
        str id = part_id(d, s, part);
        if (id.ptr == NULL) return TR_ERR_NOMEM;
        TR_TRY(put_statement(d, s, s->indirect, false, id));
    }
    return TR_OK;
}

/* ---- zones: named, and drawn by nobody */

static tr_err put_zones(draft *d)
{
    size_t n = 0;
    for (size_t i = 0; i < d->n->statements.n; i++) {
        const statement_said *s = &d->n->statements.items[i];
        for (size_t k = 0; k < s->commitments.n; k++) {
            const commitment_said *c = &s->commitments.items[k];
            if (!piece_said(c->area) || !makes_clause(c)) continue;
            if (n++ == 0) buf_z(d->b, "\nzones:\n");
            buf_f(d->b, "  - {id: \"" STR_FMT "-zone-%zu\"", STR_ARG(d->prefix), n);
            put_pair(d, "title", piece_words(d->n, c->area));
            str id = part_id(d, s, part_with(s, c->area));
            if (id.ptr == NULL) return TR_ERR_NOMEM;
            buf_z(d->b, ", geometry: none");
            put_pair(d, "source", id);
            buf_z(d->b, "}\n");
        }
    }
    return TR_OK;
}

static void put_tracks(draft *d)
{
    size_t n = 0;
    for (size_t i = 0; i < d->n->statements.n; i++) {
        const statement_said *s = &d->n->statements.items[i];
        for (size_t k = 0; k < s->commitments.n; k++) {
            const commitment_said *c = &s->commitments.items[k];
            if (!makes_track(c)) continue;
            if (n++ == 0) buf_z(d->b, "\ntracks:\n");
            buf_f(d->b, "  - {id: \"" STR_FMT "-talks-%zu\"", STR_ARG(d->prefix), n);
            put_pair(d, "title", piece_words(d->n, c->scope));
            buf_z(d->b, ", from: [");
            put_text(d, part_id(d, s, part_with(s, c->span)));
            buf_c(d->b, ']');
            put_span(d, c->span);
            put_rules(d, c);
            buf_z(d->b, ", confirmed: no}\n");
        }
    }
}

/* ---- readings */

static void begin_clause(draft *d, const char *indent, const clause_out *x, const char *of)
{
    (void)x;
    buf_f(d->b, "%s- {id: \"%s-%zu\"", indent, of, ++d->next);
}

/* What a person should know of a clause: one note, whatever there is to be told. */
static void put_notes(draft *d, const clause_out *x, piece words, bool duty)
{
    const commitment_said *c = x->c;
    const said_time *t = words.from == c->start.words.from && piece_said(c->start.words) ? &c->start
                         : words.from == c->end.words.from && piece_said(c->end.words)   ? &c->end
                                                                                         : NULL;
    const char *notes[] = {
        x->s->kind != SAID_DIRECT && !c->quoted ? "in the words of whoever reports it" : NULL,
        duty && c->end.day == NO_DAY ? "no day is stated" : NULL,
        !duty && t && t->ahead ? "the first such weekday behind the day of publication" : NULL};
    bool any = false;
    for (size_t i = 0; i < sizeof notes / sizeof *notes; i++) {
        if (notes[i] == NULL) continue;
        buf_f(d->b, "%s%s", any ? "; " : ", note: \"", notes[i]);
        any = true;
    }
    if (any) buf_c(d->b, '"');
}

static void end_clause(draft *d, const clause_out *x, piece words, bool duty)
{
    if (!duty) {
        put_pair(d, "words", piece_words(d->n, words));
        buf_z(d->b, ", basis: text");
    }
    buf_z(d->b, ", from: [");
    put_text(d, part_id(d, x->s, part_with(x->s, words)));
    buf_c(d->b, ']');
    put_span(d, words);
    put_rules(d, x->c);
    put_notes(d, x, words, duty);
    buf_z(d->b, ", confirmed: no}\n");
}

static void put_category_list(draft *d, const commitment_said *c)
{
    bool any = false;
    buf_c(d->b, '[');
    for (size_t i = 0; i < c->categories.n; i++) {
        str rest = c->categories.items[i], one;
        bool seen = rest.len == 0;
        for (size_t k = 0; k < i; k++)
            seen = seen || str_eq(c->categories.items[k], rest);
        while (!seen && str_cut(&rest, '|', &one)) {
            if (any) buf_z(d->b, ", ");
            put_text(d, one);
            any = true;
        }
    }
    buf_c(d->b, ']');
}

static void scope_clauses(draft *d, const clause_out *x, const char *of)
{
    size_t n_known = 0, n_open = 0;
    const commitment_said *c = x->c;
    for (size_t i = 0; i < c->heads.n; i++) {
        if (i < c->categories.n && c->categories.items[i].len > 0)
            n_known++;
        else
            n_open++;
    }
    if (c->whole) {
        begin_clause(d, "      ", x, of);
        buf_z(d->b, ", default: include");
        end_clause(d, x, c->scope, false);
        return;
    }
    if (n_known > 0) {
        begin_clause(d, "      ", x, of);
        buf_f(d->b, ", %s: ", c->status == STATUS_DENIED ? "exclude" : "include");
        put_category_list(d, c);
        end_clause(d, x, c->scope, false);
    }
    if (n_open > 0) { /* words that the lists have no category for: a person decides */
        begin_clause(d, "      ", x, of);
        buf_z(d->b, ", unclear: unknown");
        end_clause(d, x, c->scope, false);
    }
}

static void put_day(draft *d, const char *key, int64_t day)
{
    int y, m, dd;
    days_to_civil(day, &y, &m, &dd);
    buf_f(d->b, ", %s: \"%04d-%02d-%02d\", zone: UTC%s", key, y, m, dd,
          strcmp(key, "deadline") == 0 ? "" : ", zone_assumed: yes");
}

/* Midnight of a day is its start or its end (docs/formats/time.md). */
static bool says_midnight(str words)
{
    return str_has_nocase(words, "midnight") || str_has_nocase(words, "опівноч") ||
           str_has_nocase(words, "півноч") || str_has_nocase(words, "полноч") ||
           str_has_nocase(words, "полуноч");
}

/* A day, or an instant of it where an hour is told. */
static void put_time(draft *d, const char *key, const said_time *t)
{
    int y, m, dd;
    days_to_civil(t->day, &y, &m, &dd);
    if (t->minute < 0 && says_midnight(piece_words(d->n, t->words)))
        put_day(d, "midnight", t->day);
    else if (t->minute < 0)
        put_day(d, key, t->day);
    else
        buf_f(d->b, ", at: \"%04d-%02d-%02dT%02d:%02d\", zone: UTC, zone_assumed: yes", y, m, dd,
              t->minute / 60, t->minute % 60);
}

static void start_clause(draft *d, const clause_out *x, const char *of)
{
    begin_clause(d, "      ", x, of);
    if (x->c->start.day != NO_DAY)
        put_time(d, "on", &x->c->start);
    else
        buf_z(d->b, ", unstated: yes");
    end_clause(d, x, x->c->start.words, false);
}

static void end_clauses(draft *d, const clause_out *x, const char *of, const char *start_id)
{
    const commitment_said *c = x->c;
    if (piece_said(c->end.words)) {
        begin_clause(d, "      ", x, of);
        if (c->end.day != NO_DAY)
            put_time(d, "until", &c->end);
        else
            buf_z(d->b, ", unstated: yes");
        end_clause(d, x, c->end.words, false);
    }
    if (!piece_said(c->length.words)) return;
    begin_clause(d, "      ", x, of);
    int64_t days = str_is(c->length.unit, "day")    ? c->length.value
                   : str_is(c->length.unit, "week") ? 7 * c->length.value
                                                    : 0;
    if (str_is(c->length.unit, "hour") && c->length.value % 24 == 0) days = c->length.value / 24;
    if (days > 0 && start_id != NULL)
        buf_f(d->b, ", days: %lld, counted_from: \"%s\", zone: UTC, zone_assumed: yes",
              (long long)days, start_id);
    else if (str_is(c->length.unit, "month") && c->length.value > 0 && start_id != NULL)
        buf_f(d->b, ", months: %lld, counted_from: \"%s\", zone: UTC, zone_assumed: yes",
              (long long)c->length.value, start_id);
    else
        buf_z(d->b, ", unstated: yes");
    end_clause(d, x, c->length.words, false);
}

static const char *duty_kind(const commitment_said *c)
{
    switch (c->act) {
    case ACT_WORD_WITHDRAW: return piece_said(c->area) ? "stay_out" : "perform_by";
    case ACT_WORD_NOTIFY: return "notify";
    case ACT_WORD_EXCHANGE:
    case ACT_WORD_RELEASE:
    case ACT_WORD_ALLOW:
    case ACT_WORD_REPAIR:
    case ACT_WORD_SIGN: return "perform_by";
    case ACT_WORD_NONE:
    case ACT_WORD_CEASEFIRE:
    case ACT_WORD_NEGOTIATE:
    case ACT_WORD_ORDER:
    case ACT_WORD_END:
    case ACT_WORD_OTHER:
    case ACT_WORD__N: break;
    }
    return NULL;
}

typedef VEC(clause_out) clause_outs;

static bool same_words(const draft *d, piece a, piece b)
{
    return str_eq(piece_words(d->n, a), piece_words(d->n, b));
}

/* The first of several clauses with these words stands. */
static bool said_before(const draft *d, const clause_outs *all, size_t at,
                        piece (*of)(const commitment_said *))
{
    piece p = of(all->items[at].c);
    for (size_t i = 0; i < at; i++) {
        piece q = of(all->items[i].c);
        if (piece_said(q) && same_words(d, p, q)) return true;
    }
    return false;
}

static piece scope_piece(const commitment_said *c)
{
    return c->scope;
}
static piece area_piece(const commitment_said *c)
{
    return c->area;
}
static piece start_piece(const commitment_said *c)
{
    return c->start.words;
}
static piece end_piece(const commitment_said *c)
{
    return piece_said(c->length.words) ? c->length.words : c->end.words;
}

typedef struct slot_list {
    const char *key;
    piece (*of)(const commitment_said *);
} slot_list;

static void put_list(draft *d, const clause_outs *all, const char *of, const slot_list *l,
                     str *start_id)
{
    bool any = false;
    for (size_t i = 0; i < all->n; i++) {
        const clause_out *x = &all->items[i];
        if (x->c->act != ACT_WORD_CEASEFIRE &&
            !(x->c->act == ACT_WORD_ORDER && strcmp(l->key, "start") == 0))
            continue;
        if (!piece_said(l->of(x->c)) || said_before(d, all, i, l->of)) continue;
        if (strcmp(l->key, "scope") == 0 && x->c->heads.n == 0) continue;
        if (!any) buf_f(d->b, "    %s:\n", l->key);
        any = true;
        if (strcmp(l->key, "scope") == 0) scope_clauses(d, x, of);
        if (strcmp(l->key, "place") == 0) {
            begin_clause(d, "      ", x, of);
            size_t zone = 0; /* its number is that of put_zones */
            for (size_t s = 0; s < d->n->statements.n; s++) {
                for (size_t k = 0; k < d->n->statements.items[s].commitments.n; k++) {
                    const commitment_said *c = &d->n->statements.items[s].commitments.items[k];
                    if (piece_said(c->area) && makes_clause(c)) zone++;
                    if (c == x->c) {
                        s = d->n->statements.n - 1;
                        break;
                    }
                }
            }
            buf_f(d->b, ", area: \"" STR_FMT "-zone-%zu\", rule: %s", STR_ARG(d->prefix), zone,
                  x->c->status == STATUS_DENIED ? "outside" : "inside");
            end_clause(d, x, x->c->area, false);
        }
        if (strcmp(l->key, "start") == 0) {
            start_clause(d, x, of);
            if (start_id->len == 0) *start_id = arena_printf(d->a, "%s-%zu", of, d->next);
        }
        if (strcmp(l->key, "end") == 0)
            end_clauses(d, x, of, start_id->len > 0 ? start_id->ptr : NULL);
    }
}

static void put_pieces(draft *d, const clause_outs *all, const char *of, const char *key,
                       bool exceptions)
{
    bool any = false;
    for (size_t i = 0; i < all->n; i++) {
        const clause_out *x = &all->items[i];
        const piece_list *l = exceptions ? &x->c->exceptions : &x->c->conditions;
        for (size_t k = 0; k < l->n; k++) {
            if (!any) buf_f(d->b, "    %s:\n", key);
            any = true;
            begin_clause(d, "      ", x, of);
            end_clause(d, x, l->items[k], false);
        }
    }
}

static void put_duties(draft *d, const clause_outs *all, const char *of)
{
    bool any = false;
    for (size_t i = 0; i < all->n; i++) {
        const clause_out *x = &all->items[i];
        const char *kind = duty_kind(x->c);
        if (kind == NULL) continue;
        if (!any) buf_z(d->b, "    obligations:\n");
        any = true;
        begin_clause(d, "      ", x, of);
        buf_f(d->b, ", kind: perform_by");
        put_pair(d, "what", piece_words(d->n, x->c->span));
        if (x->c->end.day != NO_DAY) put_day(d, "deadline", x->c->end.day);
        end_clause(d, x, x->c->span, true);
    }
}

static tr_err put_reading(draft *d, size_t h, phase_said p, const clause_outs *all)
{
    str id = arena_printf(d->a, STR_FMT "-" STR_FMT "-%s", STR_ARG(d->prefix),
                          STR_ARG(h == SIZE_MAX ? STR("unnamed") : d->holders.items[h].id),
                          phase_ids[p]);
    str start_id = STR("");
    static const slot_list lists[] = {
        {"scope", scope_piece}, {"place", area_piece}, {"start", start_piece}, {"end", end_piece}};
    if (id.ptr == NULL) return TR_ERR_NOMEM;
    d->next = 0;
    buf_z(d->b, "  - id: ");
    put_text(d, id);
    buf_z(d->b, "\n    holder: ");
    put_text(d, h == SIZE_MAX ? STR("unnamed") : d->holders.items[h].id);
    buf_z(d->b, "\n    title: ");
    put_text(d, arena_printf(d->a, STR_FMT ": %s",
                             STR_ARG(h == SIZE_MAX ? STR("Whom the text does not name")
                                                   : d->holders.items[h].name),
                             phase_titles[p]));
    buf_f(d->b, "\n    phase: %s\n", phase_ids[p]);
    for (size_t i = 0; i < 4; i++)
        put_list(d, all, id.ptr, &lists[i], &start_id);
    put_pieces(d, all, id.ptr, "conditions", false);
    put_pieces(d, all, id.ptr, "exceptions", true);
    put_duties(d, all, id.ptr);
    return buf_err(d->b);
}

static tr_err readings_of(draft *d, size_t h, size_t *n_readings)
{
    for (unsigned p = 0; p < PHASE__N; p++) {
        clause_outs all = {0};
        for (size_t i = 0; i < d->n->statements.n; i++) {
            const statement_said *s = &d->n->statements.items[i];
            size_t of = s->speaker == SIZE_MAX ? SIZE_MAX : d->holder_of[s->speaker];
            for (size_t k = 0; of == h && k < s->commitments.n; k++) {
                const commitment_said *c = &s->commitments.items[k];
                if (!makes_clause(c) || phase_of(d->n, c) != p) continue;
                clause_out *x = VEC_PUSH(d->a, &all);
                if (x == NULL) return TR_ERR_NOMEM;
                *x = (clause_out){s, c};
            }
        }
        if (all.n == 0) continue;
        TR_TRY(put_reading(d, h, (phase_said)p, &all));
        (*n_readings)++;
    }
    return TR_OK;
}

static void put_taxonomy(draft *d, str csv)
{
    str line;
    buf_z(d->b, "\ntaxonomy:\n");
    (void)str_cut(&csv, '\n', &line); /* the heads */
    while (str_cut(&csv, '\n', &line)) {
        size_t comma = str_find(line, ',');
        if (comma == line.len) continue;
        str means = str_trim(str_from(line, comma + 1));
        if (means.len >= 2 && means.ptr[0] == '"') means = (str){means.ptr + 1, means.len - 2};
        buf_f(d->b, "  " STR_FMT ": ", STR_ARG(str_upto(line, comma)));
        put_text(d, means);
        buf_c(d->b, '\n');
    }
}

static tr_err prefix_of(draft *d)
{
    char hex[SHA256_HEX + 1];
    sha256_ctx *ctx;
    sha256 h;
    TR_TRY(sha256_new(&ctx));
    tr_err e = TR_OK;
    for (size_t i = 0; e == TR_OK && i < d->n->n_texts; i++)
        e = sha256_add(ctx, &d->n->texts[i].digest, sizeof(sha256));
    if (e == TR_OK) e = sha256_end(ctx, &h);
    sha256_free(ctx);
    TR_TRY(e);
    sha256_hex(&h, hex);
    d->prefix = arena_str(d->a, (str){hex, PREFIX});
    return d->prefix.ptr == NULL ? TR_ERR_NOMEM : TR_OK;
}

tr_err announcement_draft_id(const announcement *n, arena *a, str *out)
{
    draft d = {.n = n, .a = a};
    TR_TRY(prefix_of(&d));
    *out = arena_printf(a, "draft-" STR_FMT, STR_ARG(d.prefix));
    return out->ptr == NULL ? TR_ERR_NOMEM : TR_OK;
}

static tr_err begin_file(draft *d, const char *says, const char *id, const char *title)
{
    TR_TRY(prefix_of(d));
    TR_TRY(find_holders(d));
    buf_f(d->b,
          "%s# docs/formats/reading.md\ntruce: agreement/1\ndraft: yes\nid: \"%s-" STR_FMT
          "\"\nversion: 1\ntitle: \"%s\"\n",
          says, id, STR_ARG(d->prefix), title);
    TR_TRY(put_actors(d));
    put_phases(d);
    return TR_OK;
}

tr_err announcement_frame(const announcement *n, str categories, arena *a, buf *out)
{
    draft d = {.n = n, .a = a, .b = out};
    TR_TRY(begin_file(&d,
                      "# Voices, phases and categories of what was announced; the readings come "
                      "from drafts/, clause by clause, as\n"
                      "# people confirm them (truce confirm). Whatever stands here is yours to "
                      "correct.\n",
                      "announced", "As announced"));
    put_taxonomy(&d, categories);
    buf_z(out, "\nreadings: []\n");
    return buf_err(out);
}

tr_err announcement_draft(const announcement *n, str categories, arena *a, buf *out)
{
    draft d = {.n = n, .a = a, .b = out};
    size_t n_readings = 0;
    TR_TRY(
        begin_file(&d,
                   "# A draft, read from what was published by rules and word lists. Nothing in "
                   "it is confirmed: read each\n"
                   "# clause beside the words it rests on (span: bytes of the file), correct it, "
                   "and confirm it.\n",
                   "draft", "Draft read from announcements"));
    TR_TRY(put_statements(&d));
    TR_TRY(put_zones(&d));
    put_tracks(&d);
    put_taxonomy(&d, categories);
    size_t at = out->len;
    buf_z(out, "\nreadings:\n");
    for (size_t h = 0; h < d.holders.n; h++)
        TR_TRY(readings_of(&d, h, &n_readings));
    TR_TRY(readings_of(&d, SIZE_MAX, &n_readings));
    if (n_readings == 0) {
        out->len = at;
        buf_z(out, "\nreadings: []\n");
    }
    return buf_err(out);
}
