/* What one entry of the record does to a state. */
#include "mission/coding.h"
#include "document/said.h"
#include "mission/stored_rows.h"

static tr_err fold_agreement(fold *f, const ledger_entry *e)
{
    diag_list faults = {0};
    str bytes, sha = entry_text(e, "sha256");
    tz_db db = host_zones_db(f->zones);
    TR_TRY(blob_read(f->m->dir, sha, f->a, &bytes, f->diag));
    tr_err r = agreement_parse(bytes, "agreement", &db, f->a, &f->s->ag, &faults);
    if (r != TR_OK) {
        if (f->diag && faults.n) *f->diag = faults.items[0];
        return r;
    }
    if (f->s->agreement_bytes.len > 0)
        TR_TRY(draft_changes(f->s->agreement_bytes, bytes, e->index, f->a, &f->s->draft_changes,
                             f->diag));
    f->s->agreement_sha = sha;
    f->s->agreement_bytes = bytes;
    f->s->categories = f->s->ag->categories;
    return TR_OK;
}

/* Of each id the last version; what an earlier one said otherwise has to be confirmed anew. */
static tr_err fold_draft(fold *f, const ledger_entry *e)
{
    str bytes, id = entry_text(e, "id");
    bool corrected = str_is(entry_text(e, "corrected"), "yes");
    state *s = f->s;
    TR_TRY(blob_read(f->m->dir, entry_text(e, "sha256"), f->a, &bytes, f->diag));
    for (size_t i = 0; i < s->drafts.n; i++) {
        if (!str_eq(s->draft_ids.items[i], id)) continue;
        TR_TRY(
            draft_changes(s->drafts.items[i], bytes, e->index, f->a, &s->draft_changes, f->diag));
        s->drafts.items[i] = bytes;
        s->corrected.items[i] = corrected;
        return TR_OK;
    }
    str *slot = VEC_PUSH(f->a, &s->drafts), *name = VEC_PUSH(f->a, &s->draft_ids);
    bool *by_hand = VEC_PUSH(f->a, &s->corrected);
    if (slot == NULL || name == NULL || by_hand == NULL) return TR_ERR_NOMEM;
    *by_hand = corrected;
    *slot = bytes;
    *name = id;
    return TR_OK;
}

/* Tables that give words a meaning, registries and effort tell nothing of what happened. */

static bool is_evidence(str word)
{
    feed_kind k;
    if (!feed_kind_from(word, &k)) return true;
    switch (k) { /* all named: whether a study came before a new kind is a decision */
    case FEED_CLAIMS:
    case FEED_TOTALS:
    case FEED_INCIDENTS:
    case FEED_EVENTS:
    case FEED_FIRMS:
    case FEED_VIINA:
    case FEED_UCDP:
    case FEED_ACLED:
    case FEED_ALERTS:
    case FEED_EXPLOSIONS:
    case FEED_AIS:
    case FEED_INVOCATIONS:
    case FEED_FINDINGS:
    case FEED_WINDOWS:
    case FEED_CASUALTIES:
    case FEED_SHIP_EVENTS: return true;
    case FEED_NONE:
    case FEED_SITES:
    case FEED_REGIONS:
    case FEED_CLASSES:
    case FEED_OSM_POWER:
    case FEED_GEM_PLANTS:
    case FEED_GEM_NUCLEAR:
    case FEED_GEM_STEEL:
    case FEED_GEM_GAS:
    case FEED_GEM_FIELDS:
    case FEED_WRI:
    case FEED_REACTORS:
    case FEED_PORTS:
    case FEED_GRID_BUSES:
    case FEED_AREAS:
    case FEED_CONTROL:
    case FEED_FETCHES:
    case FEED_EFFORT:
    case FEED_PERFORMANCE:
    case FEED_PROCESS:
    case FEED__N: return false;
    }
    return false;
}

static tr_err fold_study(fold *f, const ledger_entry *e)
{
    diag_list faults = {0};
    str bytes;
    study_line *l = VEC_PUSH(f->a, &f->s->studies);
    if (l == NULL) return TR_ERR_NOMEM;
    *l = (study_line){.entry = e->index, .at = e->at, .sha = entry_text(e, "sha256")};
    l->n_before = f->s->observations.n;
    for (size_t i = 0; i < f->s->batches.n; i++)
        l->n_before += is_evidence(f->s->batches.items[i].kind);
    TR_TRY(blob_read(f->m->dir, l->sha, f->a, &bytes, f->diag));
    tr_err r = study_parse(bytes, "study", NULL, f->a, &l->what, &faults);
    if (r == TR_ERR_DATA && f->diag && faults.n) *f->diag = faults.items[0];
    return r;
}

static const char *z_of(arena *a, str s)
{
    str z = arena_str(a, s);
    return z.ptr ? z.ptr : "";
}

/* Events are not read again by the fold, yet their times hang on this zone. */
static tr_err use_event_zone(fold *f, str mapping)
{
    event_mapping m;
    const tz *z;
    tz_db db = host_zones_db(f->zones);
    TR_TRY(fold_mapping(mapping, f->a, &m));
    tr_err e = m.zone.len ? tz_find(&db, m.zone, &z) : TR_OK;
    if (e != TR_ERR_ABSENT) return e;
    diag_set(f->diag, CODE_LEDGER, "", 0, 0,
             "the zone '" STR_FMT "' of an import is not in this machine's tz database",
             STR_ARG(m.zone));
    return TR_ERR_DATA;
}

static tr_err fold_import(fold *f, const ledger_entry *e)
{
    batch_line *b = VEC_PUSH(f->a, &f->s->batches);
    if (b == NULL) return TR_ERR_NOMEM;
    *b = (batch_line){.entry = e->index,
                      .at = e->at,
                      .kind = entry_text(e, "feed"),
                      .name = entry_text(e, "name"),
                      .sha = entry_text(e, "sha256"),
                      .mapping = entry_text(e, "mapping"),
                      .received_column = entry_text(e, "received")};
    return entry_text(e, "mapping").len ? use_event_zone(f, entry_text(e, "mapping")) : TR_OK;
}

/* What rows keep of the file they copy: its bytes go when they are read. */
static tr_err read_rows(fold *f, const batch_line *b, feed_kind kind, usec_t at, feed_result *r)
{
    arena own;
    intake how;
    str bytes;
    TR_TRY(fold_intake(b, f->a, &how));
    arena_init(&own, MISSION_ARENA_BYTES);
    tr_err e = blob_read(f->m->dir, b->sha, &own, &bytes, f->diag);
    if (e == TR_OK)
        e = fold_rows(f, kind, bytes, z_of(f->a, b->name), &how, (int64_t)b->entry, at, r);
    arena_clear(&own);
    return e;
}

static bool reaches(fold_reach reach, feed_kind k)
{
    if (feed_kind_streams(k)) return false;
    return reach == FOLD_ALL || (reach == FOLD_FOR_IMPORT && feed_kind_gives_meaning(k)) ||
           (reach == FOLD_AGREEMENT && k == FEED_PROCESS);
}

static tr_err parse_batch(fold *f, const record *rec, batch_line *b, const ledger_entry *closing)
{
    ledger_entry e;
    feed_kind kind;
    feed_result r = {0};
    TR_TRY(ledger_entry_parse(record_entry(rec, b->entry), b->entry, f->a, &e, f->diag));
    if (!feed_kind_from(b->kind, &kind)) return TR_ERR_DATA;
    if (!reaches(f->reach, kind)) {
        f->s->n_events += (size_t)entry_int(closing, "accepted", 0);
        r = (feed_result){.received = (size_t)entry_int(closing, "records", 0),
                          .accepted = (size_t)entry_int(closing, "accepted", 0),
                          .duplicate = (size_t)entry_int(closing, "duplicate", 0),
                          .set_aside = (size_t)entry_int(closing, "quarantined", 0)};
    } else {
        TR_TRY(read_rows(f, b, kind, e.at, &r));
    }
    b->received = r.received;
    b->accepted = r.accepted;
    b->duplicate = r.duplicate;
    b->set_aside = r.set_aside;
    b->rejects = r.rejects;
    b->n_rejects = r.n_rejects;
    return TR_OK;
}

/* A file of the same name that was read after all. */
static void settle_alarms(fold *f, const batch_line *b)
{
    size_t n = 0;
    for (size_t i = 0; i < f->s->alarms.n; i++) {
        const alarm_line *a = &f->s->alarms.items[i];
        if (!str_eq(a->kind, b->kind) || !str_eq(a->name, b->name)) f->s->alarms.items[n++] = *a;
    }
    f->s->alarms.n = n;
}

static tr_err fold_batch(fold *f, const record *rec, const ledger_entry *e)
{
    uint64_t of = (uint64_t)entry_int(e, "of", -1);
    for (size_t i = 0; i < f->s->batches.n; i++) {
        batch_line *b = &f->s->batches.items[i];
        if (b->entry != of || b->closed) continue;
        b->closed = true;
        settle_alarms(f, b);
        b->stated_received = (size_t)entry_int(e, "records", 0);
        b->stated_accepted = (size_t)entry_int(e, "accepted", 0);
        b->stated_duplicate = (size_t)entry_int(e, "duplicate", 0);
        b->stated_set_aside = (size_t)entry_int(e, "quarantined", 0);
        b->rejects_sha = entry_text(e, "rejects");
        b->form = entry_text(e, "form");
        return parse_batch(f, rec, b, e);
    }
    diag_set(f->diag, CODE_LEDGER, "", 0, 0, "entry %llu closes no import",
             (unsigned long long)e->index);
    return TR_ERR_DAMAGED;
}

static tr_err texts_of(fold *f, const node *list, str_list *out)
{
    for (const node *n = list ? list->first : NULL; n; n = n->next) {
        str *s = VEC_PUSH(f->a, out);
        if (s == NULL) return TR_ERR_NOMEM;
        *s = n->text;
    }
    return TR_OK;
}

/* The latest decision on a pair stands. */
static tr_err add_link(fold *f, const decision_line *d, bool must)
{
    for (size_t i = 0; i + 1 < d->items.n; i++) {
        for (size_t j = i + 1; j < d->items.n; j++) {
            link_decision *l = NULL;
            for (size_t k = 0; k < f->s->links.n; k++) {
                link_decision *o = &f->s->links.items[k];
                bool same = (str_eq(o->a, d->items.items[i]) && str_eq(o->b, d->items.items[j])) ||
                            (str_eq(o->b, d->items.items[i]) && str_eq(o->a, d->items.items[j]));
                if (same) l = o;
            }
            if (l == NULL) l = VEC_PUSH(f->a, &f->s->links);
            if (l == NULL) return TR_ERR_NOMEM;
            *l = (link_decision){.must = must,
                                 .a = d->items.items[i],
                                 .b = d->items.items[j],
                                 .by = d->by,
                                 .reason = d->reason};
        }
    }
    return TR_OK;
}

static tr_err fold_decision(fold *f, const ledger_entry *e)
{
    decision_line *d = VEC_PUSH(f->a, &f->s->decisions);
    if (d == NULL) return TR_ERR_NOMEM;
    *d = (decision_line){.entry = e->index,
                         .at = e->at,
                         .kind = entry_text(e, "kind"),
                         .by = entry_text(e, "by"),
                         .second = entry_text(e, "second"),
                         .reason = entry_text(e, "reason"),
                         .status = entry_text(e, "status"),
                         .key = entry_text(e, "key")};
    TR_TRY(texts_of(f, node_at(e->body, "items"), &d->items));
    bool merge = str_is(d->kind, "merge"), split = str_is(d->kind, "split");
    return merge || split ? add_link(f, d, merge) : TR_OK;
}

static tr_err fold_person(fold *f, const ledger_entry *e)
{
    person_line *p = VEC_PUSH(f->a, &f->s->persons);
    if (p == NULL) return TR_ERR_NOMEM;
    *p = person_of_entry(e);
    return TR_OK;
}

static tr_err fold_alarm(fold *f, const ledger_entry *e)
{
    alarm_line *a = VEC_PUSH(f->a, &f->s->alarms);
    if (a == NULL) return TR_ERR_NOMEM;
    *a = (alarm_line){.entry = e->index,
                      .at = e->at,
                      .kind = entry_text(e, "feed"),
                      .name = entry_text(e, "name"),
                      .code = entry_text(e, "code"),
                      .words = entry_text(e, "words")};
    return TR_OK;
}

static tr_err fold_observation(fold *f, const ledger_entry *e)
{
    observation_line *o = VEC_PUSH(f->a, &f->s->observations);
    if (o == NULL) return TR_ERR_NOMEM;
    *o = (observation_line){.entry = e->index,
                            .at = e->at,
                            .by = entry_text(e, "by"),
                            .position = entry_text(e, "position"),
                            .location = entry_text(e, "location"),
                            .means = entry_text(e, "means"),
                            .number = entry_text(e, "number"),
                            .observation = entry_text(e, "observation"),
                            .description = entry_text(e, "description"),
                            .weapon = entry_text(e, "weapon"),
                            .time_words = entry_text(e, "time_words"),
                            .zone_words = entry_text(e, "zone_words"),
                            .place = entry_text(e, "place"),
                            .lat = entry_text(e, "lat"),
                            .lon = entry_text(e, "lon"),
                            .radius_m = entry_text(e, "radius_m"),
                            .source = entry_text(e, "source"),
                            .mark = entry_text(e, "mark"),
                            .noted = entry_text(e, "noted"),
                            .clock_ahead_s = entry_text(e, "clock_ahead_s"),
                            .clock_within_s = entry_text(e, "clock_within_s"),
                            .stood_lat = entry_text(e, "stood_lat"),
                            .stood_lon = entry_text(e, "stood_lon"),
                            .stood_radius_m = entry_text(e, "stood_radius_m"),
                            .event_from = USEC_UNKNOWN,
                            .event_to = USEC_UNKNOWN,
                            .late = str_is(entry_text(e, "late"), "yes")};
    TR_TRY(texts_of(f, node_at(e->body, "attachments"), &o->attachments));
    (void)iso_parse_instant(entry_text(e, "from"), &o->event_from);
    (void)iso_parse_instant(entry_text(e, "to"), &o->event_to);
    return TR_OK;
}

static tr_err fold_reply(fold *f, const ledger_entry *e)
{
    reply_line *r = VEC_PUSH(f->a, &f->s->replies);
    if (r == NULL) return TR_ERR_NOMEM;
    *r = (reply_line){.entry = e->index,
                      .at = e->at,
                      .act = entry_text(e, "act"),
                      .item = entry_text(e, "item"),
                      .party = entry_text(e, "party"),
                      .by = entry_text(e, "by"),
                      .words = entry_text(e, "words"),
                      .source = entry_text(e, "source"),
                      .until = entry_text(e, "until")};
    return texts_of(f, node_at(e->body, "attachments"), &r->attachments);
}

/* A day, or an instant. */
static span time_of_finding(str s)
{
    iso_time t;
    span out = {USEC_UNKNOWN, USEC_UNKNOWN};
    if (iso_parse_instant(s, &out.from)) {
        out.to = out.from;
    } else if (iso_parse(s, &t) && !t.has_clock) {
        out.from = civil_to_days(t.at.year, t.at.month, t.at.day) * USEC_DAY;
        out.to = out.from + USEC_DAY;
    }
    return out;
}

static tr_err fold_finding(fold *f, const ledger_entry *e)
{
    body_finding x = {.body = entry_text(e, "body"),
                      .incident = entry_text(e, "incident"),
                      .reading = entry_text(e, "reading"),
                      .exception = entry_text(e, "exception"),
                      .side = entry_text(e, "side"),
                      .obligation = entry_text(e, "obligation"),
                      .words = entry_text(e, "words"),
                      .members = entry_text(e, "members"),
                      .source = entry_text(e, "source"),
                      .document = entry_text(e, "by"),
                      .at = time_of_finding(entry_text(e, "adopted")),
                      .received = e->at,
                      .ref = {.entry = (int64_t)e->index}};
    if (!finding_act_from(entry_text(e, "act"), &x.act)) return TR_OK; /* of a later program */
    if (entry_text(e, "outcome").len)
        (void)finding_outcome_from(entry_text(e, "outcome"), &x.outcome);
    x.id = arena_printf(f->a, "F-%llu", (unsigned long long)e->index);
    body_finding *slot = x.id.ptr ? VEC_PUSH(f->a, &f->s->findings) : NULL;
    if (slot == NULL) return TR_ERR_NOMEM;
    *slot = x;
    return TR_OK;
}

static tr_err fold_issue(fold *f, const ledger_entry *e)
{
    issue_line *x = VEC_PUSH(f->a, &f->s->issues);
    if (x == NULL) return TR_ERR_NOMEM;
    *x = (issue_line){.entry = e->index,
                      .at = e->at,
                      .size = (uint64_t)entry_int(e, "size", 0),
                      .from = USEC_UNKNOWN,
                      .to = USEC_UNKNOWN,
                      .as_of = USEC_UNKNOWN,
                      .figures = entry_text(e, "figures"),
                      .by = entry_text(e, "by"),
                      .format = entry_text(e, "format"),
                      .language = entry_text(e, "language")};
    (void)iso_parse_instant(entry_text(e, "from"), &x->from);
    (void)iso_parse_instant(entry_text(e, "to"), &x->to);
    (void)iso_parse_instant(entry_text(e, "as_of"), &x->as_of);
    return TR_OK;
}

static doc_arg part(const ledger_entry *e, const char *name)
{
    return A_TEXT(name, entry_text(e, name));
}

/* What an entry did, for the reason of a correction; nothing where it changes no figure. A batch
 * goes with its import. */
static void say_step(const ledger_entry *e, doc *w)
{
    if (str_is(e->type, "agreement")) doc_say(w, "another version of the agreement");
    if (str_is(e->type, "draft")) doc_say(w, "a draft read from announcements");
    if (str_is(e->type, "study")) doc_say(w, "a study");
    if (str_is(e->type, "import") || str_is(e->type, "registry"))
        doc_say(w, "import of {name} ({feed})", part(e, "name"), part(e, "feed"));
    if (str_is(e->type, "decision"))
        doc_say(w, "decision ({kind}) by {by}: {reason}", part(e, "kind"), part(e, "by"),
                part(e, "reason"));
    if (str_is(e->type, "evidence")) doc_say(w, "observation by {by}", part(e, "by"));
    if (str_is(e->type, "code"))
        doc_say(w, "coding ({act} {item}) by {by}: {reason}", part(e, "act"), part(e, "item"),
                part(e, "by"), part(e, "reason"));
    if (str_is(e->type, "finding")) doc_say(w, "{act} of {body}", part(e, "act"), part(e, "body"));
    if (str_is(e->type, "reply"))
        doc_say(w, "reply ({act}) of {party} on {item}", part(e, "act"), part(e, "party"),
                part(e, "item"));
}

static tr_err note_step(fold *f, const ledger_entry *e)
{
    saying s;
    kept_words words;
    saying_open(&s);
    say_step(e, &s.w);
    TR_TRY(saying_take(&s, f->a, &words));
    if (words.bytes.len == 0) return TR_OK;
    step_line *x = VEC_PUSH(f->a, &f->s->steps);
    if (x == NULL) return TR_ERR_NOMEM;
    *x = (step_line){.entry = e->index, .words = words};
    return TR_OK;
}

tr_err fold_entry(fold *f, const record *rec, const ledger_entry *e)
{
    bool early =
        f->when.instant == USEC_UNKNOWN || e->at == USEC_UNKNOWN || e->at <= f->when.instant;
    if (!early) return TR_OK;
    if (str_is(e->type, "publish")) return fold_issue(f, e);
    TR_TRY(note_step(f, e));
    if (str_is(e->type, "agreement")) return fold_agreement(f, e);
    if (str_is(e->type, "draft")) return fold_draft(f, e);
    if (str_is(e->type, "study")) return fold_study(f, e);
    if (str_is(e->type, "import") || str_is(e->type, "registry")) return fold_import(f, e);
    if (str_is(e->type, "batch")) return fold_batch(f, rec, e);
    if (str_is(e->type, "decision")) return fold_decision(f, e);
    if (str_is(e->type, "person")) return fold_person(f, e);
    if (str_is(e->type, "alarm")) return fold_alarm(f, e);
    if (str_is(e->type, "evidence")) return fold_observation(f, e);
    if (str_is(e->type, "code")) return coding_fold(f, e);
    if (str_is(e->type, "reply")) return fold_reply(f, e);
    if (str_is(e->type, "finding")) return fold_finding(f, e);
    return TR_OK;
}
