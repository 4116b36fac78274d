/* The verification ladder from the command line: propose, agree, dissent, and what waits. */
#include "mission/ladder.h"
#include "terminal/job.h"

typedef struct review {
    job j;
    state s;
} review;

static int open_review(const args *in, review *v)
{
    tr_diag d = {0};
    int code = job_open(in, &v->j);
    if (code != EXIT_DONE) return code;
    tr_err e = job_state(&v->j, &v->s, &d);
    return e == TR_OK ? EXIT_DONE : cli_fail(e, &d);
}

static void put_names(buf *b, const str_list *l)
{
    for (size_t i = 0; i < l->n; i++) {
        if (i) buf_c(b, ' ');
        buf_s(b, l->items[i]);
    }
}

static int list(const review *v)
{
    buf b;
    size_t waiting = 0;
    buf_init(&b, BUF_LIMIT_BYTES);
    buf_z(&b, "entry,state,items,proposed_by,reason\n");
    for (size_t i = 0; i < v->s.decisions.n; i++) {
        const decision_line *d = &v->s.decisions.items[i];
        bool open = false;
        if (!str_is(d->kind, "propose")) continue;
        (void)ladder_proposal(v->s.decisions.items, v->s.decisions.n, d->entry, &open);
        if (!open) continue;
        buf items;
        buf_init(&items, 1 << 20);
        put_names(&items, &d->items);
        buf_f(&b, "%llu,", (unsigned long long)d->entry);
        csv_field(&b, d->status);
        buf_c(&b, ',');
        csv_text(&b, buf_str(&items));
        buf_c(&b, ',');
        csv_text(&b, d->by);
        buf_c(&b, ',');
        csv_text(&b, d->reason);
        buf_c(&b, '\n');
        buf_absorb(&b, &items);
        waiting++;
    }
    int code = cli_answer(&b, EXIT_DONE);
    buf_free(&b);
    cli_say("truce: %zu proposal%s for a second person\n", waiting,
            waiting == 1 ? " waits" : "s wait");
    return code;
}

static int refuse(const char *words)
{
    cli_say("truce review: %s\n", words);
    return EXIT_USAGE;
}

/* Coded incidents and claims; an incident of claims goes by its first claim. */
static bool is_item(const state *s, str id)
{
    for (size_t i = 0; i < s->incidents.n; i++) {
        if (str_eq(s->incidents.items[i].id, id)) return true;
    }
    str claim_id = str_starts(id, "F-") ? str_from(id, 2) : id;
    for (size_t i = 0; i < s->claims.n; i++) {
        if (str_eq(s->claims.items[i].id, claim_id)) return true;
    }
    return false;
}

static bool reason_of_unverifiable(str s)
{
    static const char *const words[] = {"access", "cloud", "security", "place too coarse",
                                        "time too coarse"};
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        if (str_starts(s, words[i])) return true;
    }
    return false;
}

static int propose(const cmd *c, args *in, review *v)
{
    str by = str_trim(opt_value(c, in, "by")), reason = str_trim(opt_value(c, in, "reason")),
        to = opt_value(c, in, "to");
    str_list items = {.items = in->words + 2, .n = in->n_words - 2};
    uint64_t index;
    tr_diag d = {0};
    if (items.n == 0) return cli_usage(c);
    if (!ladder_state_known(to))
        return refuse("--to is alleged, corroborated, verified, contradicted, refuted, "
                      "unverifiable, withdrawn or attributed");
    if (str_is(to, "unverifiable") && !reason_of_unverifiable(reason))
        return refuse("'unverifiable' needs a reason that begins with access, cloud, security, "
                      "place too coarse or time too coarse");
    bool two = false;
    for (size_t i = 0; i < items.n; i++) {
        if (!is_item(&v->s, items.items[i]))
            return refuse("nothing in the record has one of these ids");
        two = two ||
              ladder_needs_two(
                  ladder_of(v->s.decisions.items, v->s.decisions.n, items.items[i]).status, to);
    }
    tr_err e = mission_decide(&v->j.m, "propose", &items, by, (str){0}, reason, to, &index, &d);
    if (e != TR_OK) return cli_fail(e, &d);
    return job_said(two ? "proposal for a second person" : "state", index);
}

static int respond(const cmd *c, args *in, review *v, const char *kind)
{
    str by = str_trim(opt_value(c, in, "by")), reason = str_trim(opt_value(c, in, "reason"));
    uint64_t entry, index;
    bool open;
    tr_diag d = {0};
    if (in->n_words != 3) return cli_usage(c);
    str word = arena_printf(in->a, "#" STR_FMT, STR_ARG(in->words[2]));
    if (word.ptr == NULL) return cli_fail(TR_ERR_NOMEM, NULL);
    const decision_line *p =
        ladder_entry_of(word, &entry)
            ? ladder_proposal(v->s.decisions.items, v->s.decisions.n, entry, &open)
            : NULL;
    if (p == NULL)
        return refuse(
            "no proposal has this entry number; 'truce review DIR list' shows those that wait");
    if (!open) return refuse("this proposal does not wait any more");
    bool agree = str_is(str_of(kind), "agree");
    if (agree && ladder_same_person(p->by, by))
        return refuse("the second person must be another than the one who proposed");
    str_list items = {.items = &word, .n = 1};
    tr_err e = mission_decide(&v->j.m, kind, &items, by, (str){0}, reason, p->status, &index, &d);
    return e == TR_OK ? job_said(agree ? "agreement" : "dissent", index) : cli_fail(e, &d);
}

static int run(const cmd *c, args *in)
{
    review v;
    if (in->n_words < 2) return cli_usage(c);
    str verb = in->words[1];
    bool known = str_is(verb, "list") || str_is(verb, "propose") || str_is(verb, "agree") ||
                 str_is(verb, "dissent");
    if (!known) return cli_usage(c);
    bool named =
        str_trim(opt_value(c, in, "by")).len > 0 && str_trim(opt_value(c, in, "reason")).len > 0;
    if (!named && !str_is(verb, "list")) return refuse("--by and --reason are needed");
    int code = open_review(in, &v);
    if (code != EXIT_DONE) return code;
    if (str_is(verb, "list")) return list(&v);
    if (str_is(verb, "propose")) return propose(c, in, &v);
    return respond(c, in, &v, str_is(verb, "agree") ? "agree" : "dissent");
}

const cmd cmd_review = {
    .name = "review",
    .usage = "review DIR list | propose ITEM... --to STATE | agree ENTRY | dissent ENTRY  --by "
             "NAME --reason WORDS",
    .summary = "move incidents on the verification ladder; two people where two are needed",
    .text = "States: alleged, corroborated, verified, contradicted, refuted, unverifiable, "
            "withdrawn, attributed. To 'verified' and\n"
            "'attributed', and away from them, two different people are needed: one proposes, "
            "another agrees; until then the old\n"
            "state stands. Dissent is recorded and shown. Each step is an entry of the record by a "
            "named person, with a reason.",
    .opts = {{.name = "by", .arg = "NAME", .help = "who proposes, agrees or dissents"},
             {.name = "to",
              .arg = "STATE",
              .help = "the state proposed",
              .values = "alleged corroborated verified contradicted refuted unverifiable withdrawn "
                        "attributed"},
             {.name = "reason", .arg = "WORDS", .help = "why, in a sentence"}},
    .examples = {"truce review my-mission propose I04 --to verified --by 'Officer 1' --reason 'two "
                 "geolocated photographs'",
                 "truce review my-mission agree 17 --by 'Officer 2' --reason 'checked both'",
                 "truce review my-mission list"},
    .run = run,
};
