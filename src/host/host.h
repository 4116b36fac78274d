/* host: the machine. The only room that calls the system: files, folders, zones of time, processes
 * of their own. It knows nothing of ceasefires, so a test or another program can stand on it alone.
 *
 * A file is written beside, synced and renamed: the old one or the new one, never half. */
#ifndef TRUCE_HOST_HOST_H
#define TRUCE_HOST_HOST_H

#include "base/hash.h"
#include "base/tz.h"

enum { HOST_FILE_BYTES = 64 * 1024 * 1024 };

/* ---- files */

/** Whole file into the arena; "-" is standard input. */
TR_MUST tr_err host_read_file(const char *path, size_t limit_bytes, arena *a, str *out,
                              tr_diag *diag);
/** What stands behind its first `from` bytes; TR_ERR_DAMAGED: it is shorter than that. */
TR_MUST tr_err host_read_from(const char *path, size_t from, size_t limit_bytes, arena *a, str *out,
                              tr_diag *diag);
/** Opened for reading; whatever is no regular file (a pipe, a device, a socket, a folder) is
 * refused at once, without waiting for it. */
TR_MUST tr_err host_open_regular(const char *path, int *fd, tr_diag *diag);
/** Its first, and its last bytes, at most `n`. */
TR_MUST tr_err host_read_start(const char *path, size_t n, arena *a, str *out, tr_diag *diag);
TR_MUST tr_err host_read_end(const char *path, size_t n, arena *a, str *out, tr_diag *diag);
/* What tells a file from the same one written anew. */
typedef struct host_mark {
    int64_t device, inode, bytes, changed_s, changed_ns, written_s, written_ns;
} host_mark;
/** All zero when there is none. */
host_mark host_mark_of(const char *path);
bool host_mark_eq(const host_mark *a, const host_mark *b);
TR_MUST tr_err host_hash_file(const char *path, sha256 *out, tr_diag *diag);
/** Written beside, synced, renamed: the old file or the new one, never half. */
TR_MUST tr_err host_write_file(const char *path, str bytes, tr_diag *diag);
/** A new file that only its owner can read, synced. TR_ERR_IO: it is there already. */
TR_MUST tr_err host_write_secret(const char *path, str bytes, tr_diag *diag);
/** TR_ERR_IO and "cannot WHAT 'PATH': why", by errno. */
tr_err host_io_fail(tr_diag *diag, const char *what, const char *path, int error);
/** The two halves of it: PATH.new is whole and on the disk; PATH.new becomes PATH. */
TR_MUST tr_err host_stage_file(const char *path, str bytes, tr_diag *diag);
TR_MUST tr_err host_place_file(const char *path, tr_diag *diag);
TR_MUST tr_err host_make_dir(const char *path, tr_diag *diag);
/** Bytes behind what a file has, synced; what is behind `n` bytes of it cut off, synced. No diag:
 * TR_ERR_IO. */
TR_MUST tr_err host_append_file(const char *path, str bytes);
TR_MUST tr_err host_cut_file(const char *path, size_t n);
/** The bytes of a file into another one, which is not synced yet, with their number and digest. */
TR_MUST tr_err host_copy_file(const char *from, const char *to, sha256 *h, int64_t *n_bytes,
                              tr_diag *diag);
TR_MUST tr_err host_sync_file(const char *path);
/** Another name for it; TR_ERR_IO. */
TR_MUST tr_err host_move(const char *from, const char *to);
/** TR_OK when it is gone, TR_ERR_ABSENT when it was not there. */
tr_err host_remove(const char *path);
/** If it is empty; otherwise nothing happens. */
void host_drop_dir(const char *path);
/** A folder of nobody else, its name in `path`, which ends in XXXXXX. */
TR_MUST tr_err host_temporary_dir(char *path);
/** Where large files of passing use go: TMPDIR, else /var/tmp. */
const char *host_scratch(void);
/** Waits until nobody else has the lock; closing gives it back. */
TR_MUST tr_err host_lock(const char *path, int *fd);
void host_close(int fd);
TR_MUST tr_err host_rewind(int fd);
bool host_exists(const char *path);
bool host_is_regular(const char *path);
TR_MUST tr_err host_sync_dir(const char *path);
/** Ask the system to begin writing what the file holds; a later fsync then waits less. No promise.
 */
void host_start_writing(int fd);
/** A source for csv_open over a file descriptor. */
TR_MUST tr_err host_fill_fd(void *fd, char *dst, size_t n, size_t *got);

/* ---- zones of time */

/** Zones of the system, or of a mission's blobs, read once each. */
typedef struct host_zones host_zones;
TR_MUST tr_err host_zones_open(arena *a, host_zones **out);
tz_db host_zones_db(host_zones *z);
/** From here on, no zone counts as used; what was read is kept. */
void host_zones_forget(host_zones *z);
/** Names and digests of the zones that were used since then, by name. */
size_t host_zones_used(const host_zones *z, zone_used *out, size_t max);
str host_zone_bytes(const host_zones *z, str name);

/** The clock of the machine; 0 when it has none. Whole seconds. */
usec_t host_now(void);
/** A number that no other running process has. */
long host_process(void);
/** A program in a process of its own, with a plain environment (PATH and `env`, NULL at the end),
 * what it prints in files, and limits of time, memory and output. */
typedef struct host_program {
    char *const *argv;
    const char *const *env;
    const char *out, *err; /* files */
    unsigned cpu_seconds;
    uint64_t memory_bytes, output_bytes;
} host_program;
typedef enum host_end { HOST_DONE, HOST_NOT_INSTALLED, HOST_FAILED, HOST_NO_PROCESS } host_end;
host_end host_run(const host_program *p);
/** How many cores this process may use. */
size_t host_cores(void);

/** Runs `work` in a process of its own, whose faults and exhausted memory are its own; what it
 * writes to the `n` bytes at `out` comes back. TR_ERR_NOMEM when it did not end well. */
TR_MUST tr_err host_apart(tr_err (*work)(void *ctx, void *out), void *ctx, void *out, size_t n);
/** The same for a library that tells a lack of memory on standard error, goes on, and says that all
 * is well: it ended well only if nothing stands there. */
TR_MUST tr_err host_apart_silent(tr_err (*work)(void *ctx, void *out), void *ctx, void *out,
                                 size_t n);

#endif
