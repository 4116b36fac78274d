#include "table/mapping.h"

event_mapping event_mapping_read(const node *n)
{
    const node *categories = node_at(n, "categories");
    return (event_mapping){
#define X(key) .key = node_text(n, #key),
        EVENT_MAPPING_LIST(X)
#undef X
            .all = n,
        .categories = categories && categories->kind == NODE_MAP ? categories : NULL};
}
