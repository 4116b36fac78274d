#include "terminal/job.h"

int job_open(const args *in, job *j)
{
    tr_diag d = {0};
    diag_list faults = {0};
    j->a = in->a;
    if (host_zones_open(in->a, &j->zones) != TR_OK) return cli_fail(TR_ERR_NOMEM, NULL);
    tz_db db = host_zones_db(j->zones);
    str dir = in->words[0];
    while (dir.len > 1 && dir.ptr[dir.len - 1] == '/')
        dir.len--;
    tr_err e = mission_read(cli_path(in->a, dir), &db, in->a, &j->m, &faults, &d);
    for (size_t i = 0; i < faults.n; i++)
        cli_diag(&faults.items[i], "error");
    if (e != TR_OK) return faults.n ? EXIT_DATA : cli_fail(e, &d);
    return EXIT_DONE;
}

tr_err job_build(const job *j, as_of when, span period, str words, state *s, report_data *d,
                 tr_diag *diag)
{
    record *r = NULL;
    TR_TRY(record_open(j->m.dir, false, j->a, &r, diag));
    if (when.size != UINT64_MAX && when.size > record_size(r)) {
        diag_set(diag, CODE_NONE, "", 0, 0, "--as-of: the ledger has %llu entries",
                 (unsigned long long)record_size(r));
        record_close(r);
        return TR_ERR_USAGE;
    }
    tr_err e = mission_fold(&j->m, r, when, j->zones, j->a, s, diag);
    record_close(r);
    TR_TRY(e);
    e = report_assemble(&j->m, s, when, period, words, j->zones, j->a, d);
    if (e == TR_ERR_ABSENT)
        diag_set(diag, CODE_MISSION, "", 0, 0,
                 "the ledger of '%s' holds no agreement yet; run 'truce run %s'", j->m.dir,
                 j->m.dir);
    return e;
}

int job_said(const char *what, uint64_t index)
{
    buf b;
    buf_init(&b, 4096);
    buf_f(&b, "%s recorded as entry %llu\n", what, (unsigned long long)index);
    int code = cli_answer(&b, EXIT_DONE);
    buf_free(&b);
    return code;
}

tr_err job_state(const job *j, state *s, tr_diag *d)
{
    record *r = NULL;
    as_of all = {.size = UINT64_MAX, .instant = USEC_UNKNOWN};
    TR_TRY(record_open(j->m.dir, false, j->a, &r, d));
    tr_err e = mission_fold(&j->m, r, all, j->zones, j->a, s, d);
    record_close(r);
    return e;
}

bool job_has_item(const report_data *d, str id)
{
    for (size_t i = 0; i < d->n_coded; i++) {
        if (str_eq(d->coded[i].in->id, id)) return true;
    }
    for (size_t i = 0; i < d->n_fused; i++) {
        if (str_eq(d->fused[i].in->id, id)) return true;
        for (size_t k = 0; k < d->fused[i].n_members; k++) {
            if (str_eq(d->fused[i].members[k].c->id, id)) return true;
        }
    }
    for (size_t i = 0; i < d->n_totals; i++) {
        if (str_eq(d->totals[i].id, id)) return true;
    }
    return false;
}
