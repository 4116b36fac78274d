/* Every word of two files that no comparison by meaning told: the trees side by side, entries of a
 * list by their id. */
#include "agreement/agreement.h"
#include "agreement/read.h"

/* What agreement_diff tells by itself, as path and key: `*` is any id. */
static const char *const told[] = {"truce",
                                   "version",
                                   "id",
                                   "title",
                                   "terms * label",
                                   "terms * definition",
                                   "terms *",
                                   "statements * quote",
                                   "statements * speaker",
                                   "statements * said_on",
                                   "statements * source",
                                   "statements *",
                                   "readings * title",
                                   "readings * holder",
                                   "readings * phase",
                                   "readings *",
                                   NULL};

/* Of the clauses of a reading: that they are there, what they say and when. */
static const char *const clause_lists[] = {"scope",       "place",      "acts",       "start",
                                           "end",         "conditions", "release",    "suspension",
                                           "extension",   "grace",      "reciprocal", "renewal",
                                           "termination", "exceptions", NULL};
static const char *const clause_keys[] = {"id",      "words",   "from",    "basis",
                                          "include", "exclude", "unclear", "default",
                                          "states",  "at",      "between", NULL};

typedef struct walk {
    buf *out;
    size_t n;
    buf path;  /* as it is shown: "readings R obligations O quantity" */
    buf shape; /* with `*` for each id */
    bool in_clause;
} walk;

static void flow(buf *b, const node *n)
{
    if (n->kind == NODE_SCALAR) buf_s(b, n->text);
    if (n->kind != NODE_MAP && n->kind != NODE_LIST) return;
    buf_z(b, n->kind == NODE_MAP ? "{" : "[");
    for (const node *c = n->first; c; c = c->next) {
        if (c != n->first) buf_z(b, ", ");
        if (n->kind == NODE_MAP) buf_f(b, STR_FMT ": ", STR_ARG(c->key));
        flow(b, c);
    }
    buf_z(b, n->kind == NODE_MAP ? "}" : "]");
}

static str id_of(const node *n)
{
    return n->kind == NODE_MAP ? str_trim(node_text(n, "id")) : (str){0};
}

static bool by_id(const node *l)
{
    for (const node *c = l->first; c; c = c->next) {
        if (id_of(c).len == 0) return false;
    }
    return l->kind == NODE_LIST && l->n > 0;
}

/* Two maps, or two lists of entries with ids: compared entry by entry. */
static bool by_entries(const node *x, const node *y)
{
    return x->kind == y->kind && (x->kind == NODE_MAP || (by_id(x) && by_id(y)));
}

static const node *entry(const node *of, const node *like)
{
    str id = of->kind == NODE_LIST ? id_of(like) : like->key;
    for (const node *c = of->first; c; c = c->next) {
        if (str_eq(of->kind == NODE_LIST ? id_of(c) : c->key, id)) return c;
    }
    return NULL;
}

/* A map says more than the instant that came of it. */
static bool is_plain(const node *n)
{
    for (const node *c = n->kind == NODE_LIST ? n->first : NULL; c; c = c->next) {
        if (c->kind != NODE_SCALAR) return false;
    }
    return n->kind != NODE_MAP;
}

static bool is_told(const walk *w, const node *n)
{
    if (w->in_clause && str_is_one_of(n->key, clause_keys) && is_plain(n)) return true;
    return str_is_one_of(buf_str(&w->shape), told);
}

/* An entry that stands in one of the two only. */
static void alone(walk *w, const char *sign, const node *n)
{
    if (is_told(w, n)) return;
    w->n++;
    buf_f(w->out, "%s " STR_FMT ": ", sign, STR_ARG(buf_str(&w->path)));
    flow(w->out, n);
    buf_z(w->out, "\n");
}

static void compare(walk *w, const node *x, const node *y);

/* One step down and back up. */
static void visit(walk *w, const node *of, const node *x, const node *y)
{
    const node *n = x ? x : y;
    size_t path = w->path.len, shape = w->shape.len;
    bool listed = of->kind == NODE_LIST, outside = w->in_clause;
    if (path) buf_z(&w->path, " ");
    if (shape) buf_z(&w->shape, " ");
    buf_s(&w->path, listed ? id_of(n) : n->key);
    if (listed)
        buf_z(&w->shape, "*");
    else
        buf_s(&w->shape, n->key);
    if (!listed && str_is(str_upto(buf_str(&w->shape), shape), "readings *") &&
        str_is_one_of(n->key, clause_lists))
        w->in_clause = true;
    bool clauses = w->in_clause && (!outside || listed); /* told by their meaning */
    if (x && y)
        compare(w, x, y);
    else if (!clauses)
        alone(w, x ? "-" : "+", n);
    w->in_clause = outside;
    w->path.len = path;
    w->shape.len = shape;
}

static void compare(walk *w, const node *x, const node *y)
{
    if (!by_entries(x, y)) {
        buf a, b;
        buf_init(&a, 1 << 20);
        buf_init(&b, 1 << 20);
        flow(&a, x);
        flow(&b, y);
        if (!str_eq(buf_str(&a), buf_str(&b)) && !(is_told(w, x) && is_told(w, y))) {
            w->n++;
            buf_f(w->out, "~ " STR_FMT ": \"" STR_FMT "\" -> \"" STR_FMT "\"\n",
                  STR_ARG(buf_str(&w->path)), STR_ARG(buf_str(&a)), STR_ARG(buf_str(&b)));
        }
        buf_absorb(w->out, &a);
        buf_absorb(w->out, &b);
        return;
    }
    for (const node *c = x->first; c; c = c->next)
        visit(w, x, c, entry(y, c));
    for (const node *c = y->first; c; c = c->next) {
        if (entry(x, c) == NULL) visit(w, y, NULL, c);
    }
}

size_t agreement_diff_words(const agreement *before, const agreement *after, buf *out)
{
    walk w = {.out = out};
    buf_init(&w.path, 1 << 20);
    buf_init(&w.shape, 1 << 20);
    compare(&w, before->file, after->file);
    buf_absorb(out, &w.path);
    buf_absorb(out, &w.shape);
    return w.n;
}
