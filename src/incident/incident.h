/* incident: claims that speak of one event become one incident. Order of the input does not matter.
 *
 * The rules, with their weights, are docs/formats/fusion.md. Two claims are linked when nothing
 * forbids it (vetoes) and the facts they share weigh enough, at least one of which tells events
 * apart: the same minute, the same site by name, the same number of people, the same district on
 * the same day, or one briefing carried by several pages. A weak link needs to be the only one
 * possible. Links are taken by weight, then by id; a link that would bring two vetoed claims into
 * one incident is not taken. People's decisions (must-link, cannot-link) stand above all rules.
 * Nothing is ever lost: a claim that joins nothing is an incident of its own, `alone`. */
#ifndef TRUCE_INCIDENT_INCIDENT_H
#define TRUCE_INCIDENT_INCIDENT_H

#include "model/model.h"

enum { FUSE_RULES_VERSION = 1 };

typedef struct link_decision {
    bool must; /* must-link, else cannot-link */
    str a, b;  /* claim ids */
    str by, reason;
} link_decision;

/** Why two claims were joined. */
typedef struct fuse_link {
    size_t a, b; /* into fusion.claims */
    int weight;
    kept_words reason;
} fuse_link;

typedef struct fused {
    str id;          /* "F-" and the first member's id in natural order */
    size_t *members; /* into fusion.claims, ascending */
    size_t n_members;
    size_t n_origins, n_pages; /* origins: claimants' sides; pages repeat them */
    incident as_incident;      /* for assessment: what the members together say */
    bool no_event;             /* a statement that nothing happened */
} fused;

typedef struct fusion {
    const claim **claims; /* in natural order of their ids */
    size_t n_claims;
    size_t *of;       /* claim -> index into incidents */
    fused *incidents; /* in natural order of their ids */
    size_t n_incidents;
    fuse_link *links; /* taken, by claims */
    size_t n_links;
    size_t n_ambiguous; /* claims left alone because two or more incidents fitted equally well */
    bool *ambiguous;    /* per claim */
} fusion;

TR_MUST tr_err fuse_claims(const claim *claims, size_t n, const link_decision *decisions,
                           size_t n_decisions, const taxonomy *categories, arena *a, fusion *out);

/** The same by comparing every claim with every other: slow, and the judge of the fast way. */
TR_MUST tr_err fuse_claims_plain(const claim *claims, size_t n, const link_decision *decisions,
                                 size_t n_decisions, const taxonomy *categories, arena *a,
                                 fusion *out);

/* ---- Coded incidents beside fused claims -------------------------------------------------------
 */

typedef struct match {
    size_t fused;    /* into fusion.incidents */
    size_t incident; /* into the coded incidents */
    int weight;
    kept_words reason;
} match;

/** One to one, by weight. Both keep their own existence: matched, never added up. */
TR_MUST tr_err match_incidents(const fusion *f, const incident *const *coded, size_t n_coded, arena *a,
                               match **out, size_t *n_out);
TR_MUST tr_err match_incidents_plain(const fusion *f, const incident *const *coded, size_t n_coded,
                                     arena *a, match **out, size_t *n_out);

/* ---- Checks of what sides said (docs/formats/checks.md)
 * ------------------------------------------ */

/** Flags by code, then id. The same rules for every side. */
TR_MUST tr_err reconcile(const agreement *ag, const total *totals, size_t n_totals, const fusion *f,
                         arena *a, flag_vec *out);

#endif
