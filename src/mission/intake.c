/* How a stored file is read again: as its batch says. */
#include "mission/fold.h"

feed_context fold_context(fold *f, int64_t entry, tz_db *db)
{
    *db = host_zones_db(f->zones);
    return (feed_context){.categories = &f->s->categories,
                          .regions = f->s->regions.items,
                          .n_regions = f->s->regions.n,
                          .classes = f->s->classes.items,
                          .n_classes = f->s->classes.n,
                          .zones = db,
                          .entry = entry};
}

tr_err fold_intake(const batch_line *b, arena *a, intake *out)
{
    *out = (intake){.received = b->received_column, .mapping = b->mapping};
    return form_read(b->form, a, &out->form);
}

tr_err fold_mapping(str json, arena *a, event_mapping *out)
{
    const node *n = NULL;
    *out = (event_mapping){0};
    if (json.len == 0) return TR_OK;
    TR_TRY(json_read(json, "mapping", a, &n, NULL));
    *out = event_mapping_read(n);
    return TR_OK;
}
