/* What a person has confirmed of drafts, and nothing else of them: an agreement and the drafts
 * beside it become one file of nodes, before any of it is read. */
#include "agreement/read.h"

static const char *const clause_lists[] = {"scope",      "place",   "acts",       "start",
                                           "end",        "release", "conditions", "suspension",
                                           "extension",  "grace",   "reciprocal", "obligations",
                                           "exceptions", "renewal", "termination"};

typedef struct raw_reading {
    node *raw; /* all that is said of it, confirmed or not */
    bool of_draft;
} raw_reading;

typedef struct joiner {
    const agreement_more *more;
    idmap confirmed, reading_at, used;
    VEC(raw_reading) readings;
    arena *a;
} joiner;

static bool draft_waits(const node *c)
{
    return c->kind == NODE_MAP && str_is(node_text(c, "confirmed"), "no");
}

static bool is_clause_list(const node *n)
{
    for (size_t i = 0; i < sizeof clause_lists / sizeof *clause_lists; i++) {
        if (str_is(n->key, clause_lists[i])) return true;
    }
    return false;
}

static node *copy_of(joiner *j, const node *n)
{
    node *c = arena_alloc(j->a, sizeof *c);
    if (c == NULL) return NULL;
    *c = *n;
    c->next = NULL;
    return c;
}

static node *empty_like(joiner *j, const node *n)
{
    node *c = copy_of(j, n);
    if (c == NULL) return NULL;
    c->first = c->last = NULL;
    c->n = 0;
    return c;
}

static void append(node *parent, node *child)
{
    if (parent->last)
        parent->last->next = child;
    else
        parent->first = child;
    parent->last = child;
    parent->n++;
}

static tr_err append_copy(joiner *j, node *parent, const node *n)
{
    node *c = copy_of(j, n);
    if (c == NULL) return TR_ERR_NOMEM;
    append(parent, c);
    return TR_OK;
}

/* A clause that a person confirmed says no more that it was not. */
static tr_err append_confirmed(joiner *j, node *list, const node *n)
{
    node *c = empty_like(j, n);
    if (c == NULL) return TR_ERR_NOMEM;
    for (const node *m = n->first; m; m = m->next) {
        if (!str_is(m->key, "confirmed")) TR_TRY(append_copy(j, c, m));
    }
    append(list, c);
    return TR_OK;
}

/* Whatever a draft's own file says: that a clause is confirmed is told by the record alone. */
static tr_err append_waiting(joiner *j, node *list, const node *n)
{
    node *c = empty_like(j, n), *no;
    if (c == NULL) return TR_ERR_NOMEM;
    for (const node *m = n->first; m; m = m->next) {
        if (!str_is(m->key, "confirmed")) TR_TRY(append_copy(j, c, m));
    }
    if ((no = empty_like(j, n)) == NULL) return TR_ERR_NOMEM;
    no->kind = NODE_SCALAR;
    no->key = STR("confirmed");
    no->text = STR("no");
    if (n->kind == NODE_MAP) append(c, no);
    append(list, c);
    return TR_OK;
}

static bool stands(const joiner *j, const node *n)
{
    size_t at;
    if (!draft_waits(n) || j->more->drafts_too) return true;
    return idmap_find(&j->confirmed, node_text(n, "id"), &at);
}

static tr_err confirmed_list(joiner *j, const node *list, node *to, size_t *n)
{
    node *out = empty_like(j, list);
    if (out == NULL) return TR_ERR_NOMEM;
    for (const node *c = list->first; c; c = c->next) {
        if (!stands(j, c)) continue;
        if (draft_waits(c))
            TR_TRY(append_confirmed(j, out, c));
        else
            TR_TRY(append_copy(j, out, c));
    }
    *n += out->n;
    if (out->n || list->n == 0) append(to, out);
    return TR_OK;
}

/* A reading with what stands of it; NULL: nothing does. One that only drafts have needs a clause:
 * a voice that says nothing of scope, place or time has no reading. */
static tr_err reading_with(joiner *j, const node *n, bool of_draft, node **out)
{
    size_t kept = 0;
    bool waits = of_draft;
    node *r = empty_like(j, n);
    if (r == NULL) return TR_ERR_NOMEM;
    for (const node *m = n->first; m; m = m->next) {
        bool list = m->kind == NODE_LIST && is_clause_list(m);
        for (const node *c = list ? m->first : NULL; c; c = c->next)
            waits = waits || draft_waits(c);
        if (list)
            TR_TRY(confirmed_list(j, m, r, &kept));
        else
            TR_TRY(append_copy(j, r, m));
    }
    *out = kept || !waits ? r : NULL;
    return TR_OK;
}

static node *member(const node *map, const char *key)
{
    for (node *m = map->first; m; m = m->next) {
        if (str_is(m->key, key)) return m;
    }
    return NULL;
}

static node *member_like(const node *map, const node *like)
{
    for (node *m = map->first; m; m = m->next) {
        if (str_eq(m->key, like->key)) return m;
    }
    return NULL;
}

/* The list of the joint file, made when it is not there yet. */
static tr_err list_of(joiner *j, node *root, const node *like, node **out)
{
    *out = member_like(root, like);
    if (*out) return TR_OK;
    if ((*out = empty_like(j, like)) == NULL) return TR_ERR_NOMEM;
    append(root, *out);
    return TR_OK;
}

/* With lists of its own, so that clauses can be added. */
static tr_err own_reading(joiner *j, const node *n, bool of_draft, node **out)
{
    *out = empty_like(j, n);
    if (*out == NULL) return TR_ERR_NOMEM;
    for (const node *m = n->first; m; m = m->next) {
        node *l = m->kind == NODE_LIST ? empty_like(j, m) : copy_of(j, m);
        if (l == NULL) return TR_ERR_NOMEM;
        bool waits = of_draft && is_clause_list(m);
        for (const node *c = m->kind == NODE_LIST ? m->first : NULL; c; c = c->next)
            TR_TRY(waits ? append_waiting(j, l, c) : append_copy(j, l, c));
        append(*out, l);
    }
    return TR_OK;
}

/* More clauses for a reading that is there. */
static tr_err add_clauses(joiner *j, node *to, const node *more)
{
    for (const node *m = more->first; m; m = m->next) {
        node *list = member_like(to, m);
        if (m->kind != NODE_LIST || !is_clause_list(m)) continue;
        if (list == NULL) {
            if ((list = empty_like(j, m)) == NULL) return TR_ERR_NOMEM;
            append(to, list);
        }
        for (const node *c = m->first; c; c = c->next)
            TR_TRY(append_waiting(j, list, c));
    }
    return TR_OK;
}

/* All readings of the file and the drafts, before it is asked what stands of them. */
static tr_err collect_readings(joiner *j, const node *list, bool of_draft)
{
    for (const node *n = list->first; n; n = n->next) {
        size_t at;
        str id = node_text(n, "id");
        if (of_draft && id.len > 0 && idmap_find(&j->reading_at, id, &at)) {
            TR_TRY(add_clauses(j, j->readings.items[at].raw, n));
            continue;
        }
        raw_reading *r = VEC_PUSH(j->a, &j->readings);
        if (r == NULL) return TR_ERR_NOMEM;
        TR_TRY(own_reading(j, n, of_draft, &r->raw));
        r->of_draft = of_draft;
        if (id.len > 0 && !idmap_find(&j->reading_at, id, &at))
            TR_TRY(idmap_add(&j->reading_at, j->a, id, j->readings.n - 1));
    }
    return TR_OK;
}

static tr_err add_readings(joiner *j, node *to)
{
    for (size_t i = 0; i < j->readings.n; i++) {
        node *r = NULL;
        TR_TRY(reading_with(j, j->readings.items[i].raw, j->readings.items[i].of_draft, &r));
        if (r) append(to, r);
    }
    return TR_OK;
}

static tr_err add_tracks(joiner *j, const node *list, bool of_draft, node *to)
{
    size_t at;
    for (const node *n = list->first; n; n = n->next) {
        bool said = idmap_find(&j->confirmed, node_text(n, "id"), &at);
        if (!stands(j, n) || (of_draft && !said && !j->more->drafts_too)) continue;
        if (draft_waits(n))
            TR_TRY(append_confirmed(j, to, n));
        else
            TR_TRY(append_copy(j, to, n));
    }
    return TR_OK;
}

static tr_err ids_of(joiner *j, const node *list, idmap *out)
{
    size_t at, i = 0;
    for (const node *c = list ? list->first : NULL; c; c = c->next, i++) {
        str id = node_text(c, "id");
        if (id.len > 0 && !idmap_find(out, id, &at)) TR_TRY(idmap_add(out, j->a, id, i));
    }
    return TR_OK;
}

/* Voices and phases of a draft are those of the agreement, where it has them. */
static tr_err add_missing(joiner *j, const node *list, node *root, node *to)
{
    idmap known = {0};
    size_t at;
    TR_TRY(ids_of(j, to, &known));
    if (str_is(list->key, "others")) {
        TR_TRY(ids_of(j, member(root, "parties"), &known));
        TR_TRY(ids_of(j, member(root, "brokers"), &known));
    }
    for (const node *n = list->first; n; n = n->next) {
        if (!idmap_find(&known, node_text(n, "id"), &at)) TR_TRY(append_copy(j, to, n));
    }
    return TR_OK;
}

/* Every word that stands in what was confirmed: ids of statements and zones are among them. */
static tr_err words_of(joiner *j, const node *n)
{
    size_t at;
    if (n->kind == NODE_SCALAR && n->text.len > 0 && !idmap_find(&j->used, n->text, &at))
        TR_TRY(idmap_add(&j->used, j->a, n->text, 0));
    for (const node *m = n->first; m; m = m->next)
        TR_TRY(words_of(j, m)); /* as deep as DOC_MAX_DEPTH */
    return TR_OK;
}

/* Of the zones and statements of drafts those that something confirmed rests on. */
static tr_err add_used(joiner *j, const node *draft, const char *key, node *root)
{
    const node *list = member(draft, key);
    idmap known = {0};
    node *to;
    size_t at;
    if (list == NULL || list->kind != NODE_LIST || list->n == 0) return TR_OK;
    TR_TRY(list_of(j, root, list, &to));
    TR_TRY(ids_of(j, to, &known));
    for (const node *n = list->first; n; n = n->next) {
        str id = node_text(n, "id");
        if (idmap_find(&known, id, &at)) continue;
        if (!j->more->drafts_too && !idmap_find(&j->used, id, &at)) continue;
        TR_TRY(append_copy(j, to, n));
        TR_TRY(words_of(j, n));
    }
    return TR_OK;
}

static tr_err add_draft(joiner *j, const node *draft, node *root)
{
    static const char *const lists[] = {"others", "phases", "tracks", "readings"};
    for (size_t i = 0; i < sizeof lists / sizeof *lists; i++) {
        const node *l = member(draft, lists[i]);
        node *to = NULL;
        if (l == NULL || l->kind != NODE_LIST || l->n == 0) continue;
        TR_TRY(list_of(j, root, l, &to));
        if (str_is(l->key, "readings"))
            TR_TRY(collect_readings(j, l, true));
        else if (str_is(l->key, "tracks"))
            TR_TRY(add_tracks(j, l, true, to));
        else
            TR_TRY(add_missing(j, l, root, to));
    }
    return TR_OK;
}

/* The agreement's own file, with what stands of it. */
static tr_err own_part(joiner *j, const node *base, node **out)
{
    node *root = empty_like(j, base);
    if (root == NULL) return TR_ERR_NOMEM;
    for (const node *m = base->first; m; m = m->next) {
        node *l;
        bool lists = m->kind == NODE_LIST;
        if ((l = lists ? empty_like(j, m) : copy_of(j, m)) == NULL) return TR_ERR_NOMEM;
        append(root, l);
        if (!lists) continue;
        if (str_is(m->key, "readings"))
            TR_TRY(collect_readings(j, m, false));
        else if (str_is(m->key, "tracks"))
            TR_TRY(add_tracks(j, m, false, l));
        else
            for (const node *n = m->first; n; n = n->next)
                TR_TRY(append_copy(j, l, n));
    }
    *out = root;
    return TR_OK;
}

tr_err drafts_join(const node *base, const agreement_more *more, arena *a, const node **out,
                   tr_diag *diag)
{
    joiner j = {.more = more, .a = a};
    node *root = NULL;
    size_t at;
    for (size_t i = 0; more->confirmed && i < more->confirmed->n; i++) {
        if (!idmap_find(&j.confirmed, more->confirmed->items[i], &at))
            TR_TRY(idmap_add(&j.confirmed, a, more->confirmed->items[i], i));
    }
    if (base->kind != NODE_MAP) {
        *out = base;
        return TR_OK;
    }
    const node **drafts = arena_alloc_n(a, more->n_drafts + 1, sizeof *drafts);
    if (drafts == NULL) return TR_ERR_NOMEM;
    TR_TRY(own_part(&j, base, &root));
    for (size_t i = 0; i < more->n_drafts; i++) {
        const node *draft;
        TR_TRY(yaml_read(more->drafts[i], "draft", a, &draft, diag));
        TR_TRY(add_draft(&j, draft, root));
        drafts[i] = draft;
    }
    node *readings = member(root, "readings"), *tracks = member(root, "tracks");
    if (readings) {
        TR_TRY(add_readings(&j, readings));
        TR_TRY(words_of(&j, readings));
    }
    if (tracks) TR_TRY(words_of(&j, tracks));
    for (size_t i = 0; i < more->n_drafts; i++) {
        TR_TRY(add_used(&j, drafts[i], "zones", root));
        TR_TRY(add_used(&j, drafts[i], "statements", root));
    }
    *out = root;
    return TR_OK;
}

/* ---- What waits */

static void put_value(buf *b, const node *n)
{
    if (n->kind == NODE_SCALAR) {
        buf_s(b, n->text);
        return;
    }
    buf_c(b, n->kind == NODE_LIST ? '[' : '{');
    for (const node *m = n->first; m; m = m->next) {
        if (m != n->first) buf_z(b, ", ");
        if (n->kind == NODE_MAP) buf_f(b, STR_FMT ": ", STR_ARG(m->key));
        put_value(b, m); /* as deep as DOC_MAX_DEPTH */
    }
    buf_c(b, n->kind == NODE_LIST ? ']' : '}');
}

/* All that is assessed; not where it comes from. */
static tr_err what_it_says(const node *c, arena *a, str *out)
{
    static const char *const around[] = {"id",    "words", "basis", "from",     "span",
                                         "rules", "note",  "title", "confirmed"};
    buf b;
    buf_init(&b, BUF_LIMIT_BYTES);
    for (const node *m = c->first; m; m = m->next) {
        bool skip = false;
        for (size_t i = 0; i < sizeof around / sizeof *around; i++)
            skip = skip || str_is(m->key, around[i]);
        if (skip) continue;
        buf_f(&b, "%s" STR_FMT ": ", b.len ? ", " : "", STR_ARG(m->key));
        put_value(&b, m);
    }
    return buf_take(&b, a, out);
}

static tr_err one_waits(const node *of, const char *key, const node *c, bool draft, arena *a,
                        draft_clause_vec *out)
{
    if (!draft && !draft_waits(c)) return TR_OK;
    draft_clause *slot = VEC_PUSH(a, out);
    if (slot == NULL) return TR_ERR_NOMEM;
    str words = node_text(c, "words"), says;
    TR_TRY(what_it_says(c, a, &says));
    *slot = (draft_clause){.id = node_text(c, "id"),
                           .kind = str_of(key),
                           .holder = node_text(of, "holder"),
                           .reading = node_text(of, "id"),
                           .words = words.len                   ? words
                                    : node_text(c, "title").len ? node_text(c, "title")
                                                                : node_text(c, "what"),
                           .says = says};
    return TR_OK;
}

static tr_err wait_in(const node *of, const char *key, bool draft, arena *a, draft_clause_vec *out)
{
    const node *list = node_at(of, key);
    for (const node *c = list ? list->first : NULL; c; c = c->next)
        TR_TRY(one_waits(of, key, c, draft, a, out));
    return TR_OK;
}

static tr_err wait_in_reading(const node *r, bool draft, arena *a, draft_clause_vec *out)
{
    for (size_t i = 0; i < sizeof clause_lists / sizeof *clause_lists; i++)
        TR_TRY(wait_in(r, clause_lists[i], draft, a, out));
    return TR_OK;
}

tr_err draft_clauses(str bytes, bool draft, arena *a, draft_clause_vec *out, tr_diag *diag)
{
    const node *root;
    TR_TRY(yaml_read(bytes, draft ? "draft" : "agreement", a, &root, diag));
    TR_TRY(wait_in(root, "tracks", draft, a, out));
    const node *readings = node_at(root, "readings");
    for (const node *r = readings ? readings->first : NULL; r; r = r->next)
        TR_TRY(wait_in_reading(r, draft, a, out));
    return TR_OK;
}

/* ---- What a later version says otherwise */

static tr_err changed(const draft_clause_vec *all, uint64_t entry, arena *a, draft_change_vec *out)
{
    for (size_t i = 0; i < all->n; i++) {
        draft_change *slot = VEC_PUSH(a, out);
        if (slot == NULL) return TR_ERR_NOMEM;
        *slot = (draft_change){all->items[i].id, entry};
    }
    return TR_OK;
}

static tr_err by_id(const node *list, arena *a, idmap *at, const node ***out)
{
    size_t n = 0;
    *at = (idmap){0};
    *out = arena_alloc_n(a, (list ? list->n : 0) + 1, sizeof **out);
    if (*out == NULL) return TR_ERR_NOMEM;
    for (const node *x = list ? list->first : NULL; x; x = x->next, n++) {
        (*out)[n] = x;
        TR_TRY(idmap_add(at, a, node_text(x, "id"), n));
    }
    return TR_OK;
}

tr_err draft_changes(str was, str now, uint64_t entry, arena *a, draft_change_vec *out,
                     tr_diag *diag)
{
    static const char *const lists[] = {"tracks", "readings"};
    const node *old, *root, **known;
    idmap at;
    size_t k;
    TR_TRY(yaml_read(was, "draft", a, &old, diag));
    TR_TRY(yaml_read(now, "draft", a, &root, diag));
    for (size_t l = 0; l < 2; l++) {
        const node *list = node_at(root, lists[l]);
        TR_TRY(by_id(node_at(old, lists[l]), a, &at, &known));
        for (const node *x = list ? list->first : NULL; x; x = x->next) {
            draft_clause_vec all = {0};
            if (!idmap_find(&at, node_text(x, "id"), &k) || node_same(known[k], x)) continue;
            if (l == 0) TR_TRY(one_waits(root, "tracks", x, true, a, &all));
            if (l == 1) TR_TRY(wait_in_reading(x, true, a, &all));
            TR_TRY(changed(&all, entry, a, out));
        }
    }
    return TR_OK;
}
