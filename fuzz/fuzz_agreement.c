#include "fuzz.h"

/* One incident under every reading, now and long ago. */
static void assess_all(const agreement *ag, arena *a)
{
    incident in = {.id = STR("i"), .kind = INC_INCIDENT, .acts = 1u << ACT_STRIKE_HIT, .has_position = true, .position = {30, 48}, .radius_m = 1000};
    attribution who = {ATTRIBUTION_ATTRIBUTED, STR("x"), ag->n_parties ? ag->parties[0].id : STR("x"), STR("")};
    cat_set leaves = {0};
    in.cat_terms = &leaves;
    in.n_cat_terms = 1;
    in.attributions = &who;
    in.n_attributions = 1;
    if (ag->categories.n_leaves) cat_set_add(&leaves, 0);
    for (size_t i = 0; i < ag->n_readings && i < 4; i++) {
        assess_opts o = ASSESS_OPTS_DEFAULT;
        const reading_tables *t;
        explanation x;
        if (assess_compile(ag, &ag->readings[i], &o, a, &t) != TR_OK) return;
        for (int k = 0; k < 4; k++) {
            in.acts = k % 2 ? 1u << ACT_PRESENCE : 1u << ACT_STRIKE_HIT;
            in.when.from = civil_to_days(2025 + 4 * (k / 2), 3, 20) * USEC_DAY;
            in.when.to = in.when.from + USEC_DAY;
            incident_weapons(ag, &in);
            if (assess_explain(ag, t, &in, a, &x) == TR_OK && x.result.verdict != assess_one(t, &in).verdict) __builtin_trap();
        }
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    arena a;
    arena_init(&a, (size_t)512 << 20);
    const agreement *ag = NULL;
    diag_list faults = {0}, lints = {0};
    host_zones *z = NULL;
    buf b;
    if (host_zones_open(&a, &z) != TR_OK) return 0; /* out of memory */
    tz_db db = host_zones_db(z);
    tr_err e = agreement_parse(fuzz_str(data, size), "fuzz", &db, &a, &ag, &faults);
    if (e == TR_ERR_DATA && faults.n == 0) __builtin_trap();
    if (e == TR_OK) {
        buf_init(&b, 1 << 24);
        for (int form = 0; form < 2; form++) {
            doc w;
            doc_init(&w, &b, form ? &doc_html : &doc_markdown, NULL);
            agreement_show(ag, &w, 1);
            doc_end(&w);
        }
        (void)!agreement_lint(ag, "fuzz", &a, &lints);
        buf_free(&b);
        assess_all(ag, &a);
    }
    arena_clear(&a);
    return 0;
}
