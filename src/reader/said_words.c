/* The words for what is said, and lists of stretches of a text. */
#include "reader/parts.h"

static const char *const act_names[ACT_WORD__N] = {
    "",     "ceasefire", "withdraw", "exchange", "release", "allow", "negotiate",
    "sign", "order",     "notify",   "repair",   "end",     "other"};

const char *act_class_words(said_act a)
{
    return act_names[a];
}

static const char *const status_names[STATUS__N] = {"",
                                                    "agreed",
                                                    "ordered",
                                                    "announced",
                                                    "proposed",
                                                    "proposal answered positively",
                                                    "supports",
                                                    "willing",
                                                    "conditional",
                                                    "to-be-negotiated",
                                                    "aim",
                                                    "denied"};

const char *said_status_word(said_status s)
{
    return status_names[s];
}

str piece_words(const announcement *n, piece p)
{
    if (!piece_said(p) || p.text >= n->n_texts) return (str){0};
    return (str){n->texts[p.text].readable.ptr + p.from, p.to - p.from};
}

tr_err piece_push(reading_job *j, piece_list *l, piece p)
{
    piece *slot = l->n < SAID_LIST ? VEC_PUSH(j->a, l) : NULL;
    if (slot == NULL) return l->n < SAID_LIST ? TR_ERR_NOMEM : TR_OK;
    *slot = p;
    return TR_OK;
}

tr_err rule_push(reading_job *j, str_list *l, str rule)
{
    for (size_t i = 0; i < l->n; i++) {
        if (str_eq(l->items[i], rule)) return TR_OK;
    }
    str *slot = l->n < SAID_RULES ? VEC_PUSH(j->a, l) : NULL;
    if (slot == NULL) return l->n < SAID_RULES ? TR_ERR_NOMEM : TR_OK;
    *slot = rule;
    return TR_OK;
}
