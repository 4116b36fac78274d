#include "calc/calc.h"

#include <math.h>

/* Rows enter one at a time; each is given a column by the shortest augmenting path in reduced
 * costs. Every row also owns a private column behind the real ones at `idle` cost, so that a row
 * whose every column is forbidden, or whose turn would need a forbidden one, stays unassigned.
 * `idle` exceeds any possible saving, so rows stay unassigned only when they must. */
typedef struct solver {
    const double *cost;
    size_t rows, cols, width;
    double forbidden, idle;
    double *row_price, *col_price, *dist;
    int *row_of_col, *parent;
    bool *done;
} solver;

static double cost_at(const solver *s, size_t row, size_t col)
{
    if (col >= s->cols) return col - s->cols == row ? s->idle : HUGE_VAL;
    double c = s->cost[row * s->cols + col];
    return c < s->forbidden ? c : HUGE_VAL;
}

static tr_err solver_make(solver *s, arena *a)
{
    double span = 0;
    for (size_t i = 0; i < s->rows * s->cols; i++) {
        if (s->cost[i] < s->forbidden) span += fabs(s->cost[i]);
    }
    s->idle = 2 * span + 1;
    s->width = s->cols + s->rows;
    s->row_price = arena_alloc_n(a, s->rows + 1, sizeof *s->row_price);
    s->col_price = arena_alloc_n(a, s->width, sizeof *s->col_price);
    s->dist = arena_alloc_n(a, s->width, sizeof *s->dist);
    s->row_of_col = arena_alloc_n(a, s->width, sizeof *s->row_of_col);
    s->parent = arena_alloc_n(a, s->width, sizeof *s->parent);
    s->done = arena_alloc_n(a, s->width, sizeof *s->done);
    if (!s->row_price || !s->col_price || !s->dist || !s->row_of_col || !s->parent || !s->done)
        return TR_ERR_NOMEM;
    for (size_t j = 0; j < s->width; j++)
        s->row_of_col[j] = CALC_UNASSIGNED;
    return TR_OK;
}

static size_t nearest_open(const solver *s)
{
    size_t best = s->width;
    for (size_t j = 0; j < s->width; j++) {
        if (!s->done[j] && (best == s->width || s->dist[j] < s->dist[best])) best = j;
    }
    return best;
}

static void relax(solver *s, size_t row, int via, double reached)
{
    for (size_t j = 0; j < s->width; j++) {
        if (s->done[j]) continue;
        double d = reached + cost_at(s, row, j) - s->row_price[row] - s->col_price[j];
        if (d < s->dist[j]) {
            s->dist[j] = d;
            s->parent[j] = via;
        }
    }
}

static void add_row(solver *s, size_t row)
{
    size_t j, end;
    double shortest = 0;
    for (j = 0; j < s->width; j++) {
        s->dist[j] = HUGE_VAL;
        s->done[j] = false;
    }
    relax(s, row, CALC_UNASSIGNED, 0);
    for (;;) { /* the private column is always reachable, so this ends */
        end = nearest_open(s);
        shortest = s->dist[end];
        if (s->row_of_col[end] == CALC_UNASSIGNED) break;
        s->done[end] = true;
        relax(s, (size_t)s->row_of_col[end], (int)end, shortest);
    }
    s->row_price[row] += shortest;
    for (j = 0; j < s->width; j++) {
        if (!s->done[j]) continue;
        s->row_price[s->row_of_col[j]] += shortest - s->dist[j];
        s->col_price[j] -= shortest - s->dist[j];
    }
    for (j = end; s->parent[j] != CALC_UNASSIGNED; j = (size_t)s->parent[j])
        s->row_of_col[j] = s->row_of_col[s->parent[j]];
    s->row_of_col[j] = (int)row;
}

tr_err calc_assign(const double *cost, size_t rows, size_t cols, double forbidden, arena *a,
                   int *col_of_row, double *cost_sum)
{
    solver s = {.cost = cost, .rows = rows, .cols = cols, .forbidden = forbidden};
    calc_sum sum = {0};
    TR_TRY(solver_make(&s, a));
    for (size_t i = 0; i < rows; i++)
        add_row(&s, i);
    for (size_t i = 0; i < rows; i++)
        col_of_row[i] = CALC_UNASSIGNED;
    for (size_t j = 0; j < cols; j++) {
        if (s.row_of_col[j] == CALC_UNASSIGNED) continue;
        col_of_row[s.row_of_col[j]] = (int)j;
    }
    for (size_t i = 0; i < rows; i++) {
        if (col_of_row[i] != CALC_UNASSIGNED)
            calc_add(&sum, cost[i * cols + (size_t)col_of_row[i]]);
    }
    *cost_sum = calc_total(sum);
    return TR_OK;
}
