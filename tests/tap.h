/* Tests: a table of cases, the plan first, one TAP line a case. A case returns nothing and fails by
 * CHECK; a failed CHECK says where and what, and the case goes on. */
#ifndef TRUCE_TESTS_TAP_H
#define TRUCE_TESTS_TAP_H

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

typedef struct tap_case {
    const char *name;
    void (*run)(void);
} tap_case;

static int tap_failed;      /* in the running case */
static const char *tap_skip; /* set by a case that cannot run here, with the reason */

#define CASE(f) {#f, f}
#define CHECK(c)                                                                                   \
    do {                                                                                           \
        if (!(c)) {                                                                                \
            tap_failed++;                                                                          \
            printf("# %s:%d: %s\n", __FILE__, __LINE__, #c);                                       \
        }                                                                                          \
    } while (0)
#define CHECK_INT(a, b)                                                                            \
    do {                                                                                           \
        long long a_ = (long long)(a), b_ = (long long)(b);                                        \
        if (a_ != b_) {                                                                            \
            tap_failed++;                                                                          \
            printf("# %s:%d: %s is %lld, not %lld\n", __FILE__, __LINE__, #a, a_, b_);             \
        }                                                                                          \
    } while (0)
#define CHECK_STR(s, z)                                                                            \
    do {                                                                                           \
        str s_ = (s);                                                                              \
        if (!str_is(s_, z)) {                                                                      \
            tap_failed++;                                                                          \
            printf("# %s:%d: %s is \"%.*s\", not \"%s\"\n", __FILE__, __LINE__, #s, (int)s_.len,   \
                   s_.ptr ? s_.ptr : "", z);                                                       \
        }                                                                                          \
    } while (0)
#define CHECK_NEAR(a, b, tolerance)                                                                \
    do {                                                                                           \
        double d_ = (a) - (b);                                                                     \
        if (!(d_ <= (tolerance) && -d_ <= (tolerance))) {                                          \
            tap_failed++;                                                                          \
            printf("# %s:%d: %s is off by %g\n", __FILE__, __LINE__, #a, d_);                      \
        }                                                                                          \
    } while (0)

static inline int tap_main(const tap_case *cases, size_t n)
{
    int bad = 0;
    printf("1..%zu\n", n);
    for (size_t i = 0; i < n; i++) {
        tap_failed = 0;
        tap_skip = NULL;
        cases[i].run();
        if (tap_skip) {
            printf("ok %zu %s # SKIP %s\n", i + 1, cases[i].name, tap_skip);
        } else {
            printf("%sok %zu %s\n", tap_failed ? "not " : "", i + 1, cases[i].name);
        }
        bad += tap_failed != 0;
        (void)fflush(stdout);
    }
    return bad != 0;
}

#define TAP_MAIN(cases)                                                                            \
    int main(void)                                                                                 \
    {                                                                                              \
        return tap_main(cases, sizeof cases / sizeof cases[0]);                                    \
    }

#endif
