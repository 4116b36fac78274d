/* How many coded incidents of a mission's period are covered, under each reading.
 *
 *     cc embed.c $(pkg-config --cflags --libs truce) -o embed && ./embed my-mission
 *
 * With libtruce.a alone: pkg-config --static. */
#include <stdio.h>
#include <truce.h>

static const char question[] = "SELECT a.reading, count(*) FROM assessment a "
                               "JOIN incident i ON i.id = a.incident "
                               "WHERE i.layer = 'coded' AND i.kind = 'incident' AND i.in_period "
                               "AND i.status NOT IN ('refuted', 'withdrawn') "
                               "AND a.verdict = 'yes' GROUP BY a.reading ORDER BY a.reading";

int main(int argc, char **argv)
{
    truce *t = NULL;
    truce_mission *m = NULL;
    truce_rows *rows = NULL;
    truce_code code = TRUCE_USAGE;
    if (argc != 2 || truce_new(&t) != TRUCE_OK) return 2;
    code = truce_open(t, argv[1], &m);
    if (code == TRUCE_OK) code = truce_query(m, truce_text_of(question), NULL, 0, &rows);
    while (code == TRUCE_OK && truce_rows_next(rows, &code))
        printf("%s %lld\n", truce_rows_value(rows, 0).text.bytes,
               (long long)truce_rows_value(rows, 1).integer);
    if (code != TRUCE_OK) fprintf(stderr, "embed: %s\n", truce_last_problem(t)->message);
    truce_rows_free(rows);
    truce_close(m);
    truce_free(t);
    return code == TRUCE_OK ? 0 : 1;
}
