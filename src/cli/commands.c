/* All commands, in the order in which help names them. */
#include "cli/cli.h"

const cmd *const commands[] = {
    &cmd_run,    &cmd_init,    &cmd_import,    &cmd_observe, &cmd_code,    &cmd_reply,
    &cmd_decide, &cmd_review,  &cmd_report,    &cmd_claims,  &cmd_process, &cmd_finding,
    &cmd_verify, &cmd_rebuild, &cmd_agreement, &cmd_assess,  &cmd_compare, &cmd_fuse,
    &cmd_feed,   &cmd_map,     &cmd_ais,       &cmd_tracks,  &cmd_sites,   &cmd_meltt,
    &cmd_read,   &cmd_confirm, &cmd_stats,     &cmd_grid,    &cmd_people,  &cmd_serve,
    NULL};
