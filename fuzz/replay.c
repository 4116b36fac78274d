/* Runs every file of the folders given through the target: the corpus as a regression test (TAP). */
#include "fuzz.h"

#include <dirent.h>

static size_t run_dir(const char *dir)
{
    size_t n = 0;
    DIR *d = opendir(dir);
    for (struct dirent *e; d && (e = readdir(d)) != NULL;) {
        char path[4096];
        arena a;
        str s;
        if (e->d_name[0] == '.') continue;
        (void)snprintf(path, sizeof path, "%s/%s", dir, e->d_name);
        arena_init(&a, 1 << 28);
        if (host_read_file(path, 1 << 27, &a, &s, NULL) == TR_OK) {
            (void)LLVMFuzzerTestOneInput((const uint8_t *)s.ptr, s.len);
            n++;
        }
        arena_clear(&a);
    }
    if (d) closedir(d);
    return n;
}

int main(int argc, char **argv)
{
    size_t n = 0;
    printf("1..1\n");
    for (int i = 1; i < argc; i++) n += run_dir(argv[i]);
    printf("%sok 1 replayed %zu inputs\n", n ? "" : "not ", n);
    return n ? 0 : 1;
}
