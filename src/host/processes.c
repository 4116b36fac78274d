/* Processes and cores. A library that falls over where memory runs out works in a process of its
 * own, and takes nobody with it. */
#include "host/host.h"

#include <fcntl.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { NOT_FOUND = 127, MOST_ENV = 32 };

/* `talk`: where standard error of the process goes; NULL: where ours does. */
static tr_err apart(tr_err (*work)(void *ctx, void *out), void *ctx, void *out, size_t n,
                    FILE *talk)
{
    int status = 0;
    void *shared = mmap(NULL, n + 1, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (shared == MAP_FAILED) return TR_ERR_NOMEM;
    pid_t pid = fork();
    if (pid == 0 && talk && dup2(fileno(talk), STDERR_FILENO) < 0) _exit(1);
    if (pid == 0) _exit(work(ctx, shared) == TR_OK ? 0 : 1);
    bool done =
        pid > 0 && waitpid(pid, &status, 0) == pid && WIFEXITED(status) && WEXITSTATUS(status) == 0;
    if (done) memcpy(out, shared, n);
    (void)munmap(shared, n + 1);
    return done ? TR_OK : TR_ERR_NOMEM;
}

tr_err host_apart(tr_err (*work)(void *ctx, void *out), void *ctx, void *out, size_t n)
{
    return apart(work, ctx, out, n, NULL);
}

tr_err host_apart_silent(tr_err (*work)(void *ctx, void *out), void *ctx, void *out, size_t n)
{
    FILE *talk = tmpfile();
    if (talk == NULL) return TR_ERR_IO;
    tr_err e = apart(work, ctx, out, n, talk);
    if (e == TR_OK && (fseek(talk, 0, SEEK_END) != 0 || ftell(talk) != 0)) e = TR_ERR_NOMEM;
    (void)fclose(talk);
    return e;
}

size_t host_cores(void)
{
    cpu_set_t all;
    return sched_getaffinity(0, sizeof all, &all) == 0 ? (size_t)CPU_COUNT(&all) : 1;
}

usec_t host_now(void)
{
    struct timespec now;
    return clock_gettime(CLOCK_REALTIME, &now) == 0 ? (usec_t)now.tv_sec * USEC_SEC : 0;
}

long host_process(void)
{
    return (long)getpid();
}

static void limit(__rlimit_resource_t what, uint64_t most)
{
    struct rlimit l = {most, most};
    (void)setrlimit(what, &l);
}

/* In the child: its own limits, a plain environment, output to files. Never returns. */
static void become(const host_program *p)
{
    char path[4200] = "PATH=/usr/bin:/bin";
    char *env[MOST_ENV + 2] = {path};
    const char *set = getenv("PATH");
    if (set && strlen(set) < 4096) (void)snprintf(path, sizeof path, "PATH=%s", set);
    for (size_t i = 0; i < MOST_ENV && p->env[i]; i++)
        env[i + 1] = (char *)(uintptr_t)p->env[i];
    int out = open(p->out, O_WRONLY | O_CREAT | O_TRUNC, 0600);
    int err = open(p->err, O_WRONLY | O_CREAT | O_TRUNC, 0600);
    if (out < 0 || err < 0 || dup2(out, STDOUT_FILENO) < 0 || dup2(err, STDERR_FILENO) < 0)
        _exit(NOT_FOUND);
    limit(RLIMIT_CPU, p->cpu_seconds);
    limit(RLIMIT_AS, p->memory_bytes);
    limit(RLIMIT_FSIZE, p->output_bytes);
    limit(RLIMIT_CORE, 0);
    execvpe(p->argv[0], p->argv, env);
    _exit(NOT_FOUND);
}

host_end host_run(const host_program *p)
{
    int status = 0;
    pid_t pid = fork();
    if (pid < 0) return HOST_NO_PROCESS;
    if (pid == 0) become(p);
    if (waitpid(pid, &status, 0) != pid) return HOST_NO_PROCESS;
    if (WIFEXITED(status) && WEXITSTATUS(status) == 0) return HOST_DONE;
    return WIFEXITED(status) && WEXITSTATUS(status) == NOT_FOUND ? HOST_NOT_INSTALLED : HOST_FAILED;
}
