#include "mission/known_imports.h"

bool import_is_registry(feed_kind k)
{
    return k == FEED_REGIONS || k == FEED_CLASSES || feed_kind_is_registry(k);
}

static tr_err note(known_imports *v, const ledger_entry *e)
{
    bool terms = str_is(e->type, "agreement"), batch = str_is(e->type, "batch"),
         import = str_is(e->type, "import") || str_is(e->type, "registry");
    if (!terms && !batch && !import) return TR_OK;
    import_fact *x = VEC_PUSH(v->a, &v->facts);
    if (x == NULL) return TR_ERR_NOMEM;
    *x = (import_fact){.what = terms   ? FACT_AGREEMENT
                               : batch ? FACT_BATCH
                                       : FACT_IMPORT,
                       .entry = e->index};
    if (batch) {
        x->of = entry_int(e, "of", -1);
        x->set_aside = entry_int(e, "quarantined", 0);
    }
    if (import) {
        x->feed = entry_text(e, "feed");
        x->sha = entry_text(e, "sha256");
        x->from = entry_text(e, "from");
        x->received = entry_text(e, "received");
        x->mapping = entry_text(e, "mapping");
        x->name = entry_text(e, "name");
    }
    return TR_OK;
}

static tr_err read_on(known_imports *v, const record *r)
{
    for (; v->n_read < record_size(r); v->n_read++) {
        ledger_entry e;
        TR_TRY(ledger_entry_parse(record_entry(r, v->n_read), v->n_read, v->a, &e, NULL));
        TR_TRY(note(v, &e));
    }
    return TR_OK;
}

static bool is_this(const import_fact *x, const mission_source *s, const char *hex, str name)
{
    if (s->kind == FEED_CONTROL && !str_eq(x->name, name)) return false;
    return (str_is(x->sha, hex) || str_is(x->from, hex)) && str_eq(x->received, s->received) &&
           str_eq(x->mapping, s->mapping_text);
}

/* Rows that one agreement cannot place may be placed by the next, so a batch that set rows aside is
 * open again after it. Not for streams: they have no ids across files, and would count twice. */
tr_err known_imports_find(known_imports *v, const record *r, const mission_source *s,
                          const char *hex, str name, int64_t *import, int64_t *batch)
{
    int64_t set_aside = 0;
    bool streams = feed_kind_streams(s->kind), registry = import_is_registry(s->kind);
    *import = *batch = -1;
    TR_TRY(read_on(v, r));
    for (size_t i = 0; i < v->facts.n; i++) {
        const import_fact *x = &v->facts.items[i];
        if (x->what == FACT_BATCH && *import >= 0 && x->of == *import) {
            *batch = (int64_t)x->entry;
            set_aside = x->set_aside;
        }
        if (x->what == FACT_AGREEMENT && *batch >= 0 && set_aside > 0 && !streams)
            *import = *batch = -1;
        if (x->what != FACT_IMPORT || !str_is(x->feed, feed_kind_word(s->kind))) continue;
        if (registry) *import = *batch = -1; /* a snapshot stands until the next one */
        if (*batch < 0 && is_this(x, s, hex, name)) *import = (int64_t)x->entry;
    }
    return TR_OK;
}
