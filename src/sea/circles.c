/* Circles through points: I. Kasa 1976; G. Taubin 1991 (as a smallest eigenvector); least squares
 * of the distances by Gauss-Newton steps with damping. Sums in the order of the points. */
#include "sea/sea.h"

#include <math.h>
#include <string.h>

/* Solves a 3 x 3 system with pivots; false when it has no single answer. */
static bool solve3(double m[3][4])
{
    for (int c = 0; c < 3; c++) {
        int best = c;
        for (int i = c + 1; i < 3; i++)
            if (fabs(m[i][c]) > fabs(m[best][c])) best = i;
        if (!(fabs(m[best][c]) > 1e-300)) return false;
        for (int k = 0; k < 4; k++) {
            double t = m[c][k];
            m[c][k] = m[best][k];
            m[best][k] = t;
        }
        for (int i = 0; i < 3; i++) {
            double f = m[i][c] / m[c][c];
            for (int k = c; k < 4 && i != c; k++)
                m[i][k] -= f * m[c][k];
        }
    }
    for (int i = 0; i < 3; i++)
        m[i][3] /= m[i][i];
    return isfinite(m[0][3]) && isfinite(m[1][3]) && isfinite(m[2][3]);
}

typedef struct centred {
    double x, y, z; /* means: of x, of y, of the squared distance from them */
} centred;

static centred centre_of(const double *x, const double *y, size_t n)
{
    centred c = {0};
    for (size_t i = 0; i < n; i++) {
        c.x += x[i];
        c.y += y[i];
    }
    c.x /= (double)n;
    c.y /= (double)n;
    for (size_t i = 0; i < n; i++) {
        double u = x[i] - c.x, v = y[i] - c.y;
        c.z += u * u + v * v;
    }
    c.z /= (double)n;
    return c;
}

bool sea_circle_kasa(const double *x, const double *y, size_t n, sea_circle *out)
{
    if (n < 3) return false;
    centred c = centre_of(x, y, n);
    double m[3][4] = {{0}};
    for (size_t i = 0; i < n; i++) {
        double row[3] = {2 * (x[i] - c.x), 2 * (y[i] - c.y), 1};
        double z = row[0] * row[0] / 4 + row[1] * row[1] / 4;
        for (int a = 0; a < 3; a++) {
            for (int b = 0; b < 3; b++)
                m[a][b] += row[a] * row[b];
            m[a][3] += row[a] * z;
        }
    }
    if (!solve3(m)) return false;
    double r2 = m[2][3] + m[0][3] * m[0][3] + m[1][3] * m[1][3];
    *out = (sea_circle){m[0][3] + c.x, m[1][3] + c.y, sqrt(r2)};
    return r2 > 0;
}

/* Eigenvector of the smallest eigenvalue of a symmetric matrix, by Jacobi's rotations. */
static void smallest3(double m[3][3], double v[3])
{
    double e[3][3] = {{1, 0, 0}, {0, 1, 0}, {0, 0, 1}};
    for (int sweep = 0; sweep < 60; sweep++) {
        for (int p = 0; p < 2; p++) {
            for (int q = p + 1; q < 3; q++) {
                if (m[p][q] == 0) continue;
                double theta = (m[q][q] - m[p][p]) / (2 * m[p][q]);
                double t = (theta >= 0 ? 1 : -1) / (fabs(theta) + sqrt(theta * theta + 1));
                double c = 1 / sqrt(t * t + 1), s = t * c;
                for (int k = 0; k < 3; k++) {
                    double a = m[k][p], b = m[k][q];
                    m[k][p] = c * a - s * b;
                    m[k][q] = s * a + c * b;
                }
                for (int k = 0; k < 3; k++) {
                    double a = m[p][k], b = m[q][k];
                    m[p][k] = c * a - s * b;
                    m[q][k] = s * a + c * b;
                }
                for (int k = 0; k < 3; k++) {
                    double a = e[k][p], b = e[k][q];
                    e[k][p] = c * a - s * b;
                    e[k][q] = s * a + c * b;
                }
            }
        }
    }
    int least = 0;
    for (int i = 1; i < 3; i++)
        if (m[i][i] < m[least][least]) least = i;
    for (int k = 0; k < 3; k++)
        v[k] = e[k][least];
}

bool sea_circle_taubin(const double *x, const double *y, size_t n, sea_circle *out)
{
    if (n < 3) return false;
    centred c = centre_of(x, y, n);
    if (!(c.z > 0)) return false;
    double m[3][3] = {{0}}, v[3], scale = 2 * sqrt(c.z);
    for (size_t i = 0; i < n; i++) {
        double u = x[i] - c.x, w = y[i] - c.y;
        double row[3] = {(u * u + w * w - c.z) / scale, u, w};
        for (int a = 0; a < 3; a++)
            for (int b = 0; b < 3; b++)
                m[a][b] += row[a] * row[b];
    }
    smallest3(m, v);
    double a = v[0] / scale;
    if (!(fabs(a) * sqrt(c.z) > 1e-12)) return false;
    double r = sqrt(v[1] * v[1] + v[2] * v[2] + 4 * a * a * c.z) / (2 * fabs(a));
    *out = (sea_circle){-v[1] / (2 * a) + c.x, -v[2] / (2 * a) + c.y, r};
    return isfinite(r);
}

static double squares(const double *x, const double *y, size_t n, const sea_circle *c)
{
    double sum = 0;
    for (size_t i = 0; i < n; i++) {
        double d = hypot(x[i] - c->x, y[i] - c->y) - c->r;
        sum += d * d;
    }
    return sum;
}

static bool step_from(const double *x, const double *y, size_t n, const sea_circle *c,
                      double damping, sea_circle *next)
{
    double m[3][4] = {{0}};
    for (size_t i = 0; i < n; i++) {
        double dx = x[i] - c->x, dy = y[i] - c->y, d = hypot(dx, dy);
        if (!(d > 0)) continue;
        double row[3] = {-dx / d, -dy / d, -1};
        for (int a = 0; a < 3; a++) {
            for (int b = 0; b < 3; b++)
                m[a][b] += row[a] * row[b];
            m[a][3] -= row[a] * (d - c->r);
        }
    }
    for (int a = 0; a < 3; a++)
        m[a][a] *= 1 + damping;
    if (!solve3(m)) return false;
    *next = (sea_circle){c->x + m[0][3], c->y + m[1][3], c->r + m[2][3]};
    return next->r > 0;
}

bool sea_circle_geometric(const double *x, const double *y, size_t n, sea_circle *out, double *rmse)
{
    enum { MOST_STEPS = 200 };
    sea_circle c, next;
    if (!sea_circle_taubin(x, y, n, &c)) return false;
    double sum = squares(x, y, n, &c), damping = 0;
    for (int i = 0; i < MOST_STEPS; i++) {
        if (!step_from(x, y, n, &c, damping, &next)) return false;
        double s = squares(x, y, n, &next);
        if (s > sum) { /* too far: shorter */
            if (damping > 1e10) break;
            damping = damping > 0 ? damping * 10 : 1e-3;
            continue;
        }
        double moved = hypot(next.x - c.x, next.y - c.y) + fabs(next.r - c.r);
        c = next;
        sum = s;
        damping /= 10;
        if (moved < 1e-12 * (1 + c.r)) break;
    }
    *out = c;
    *rmse = sqrt(sum / (double)n);
    return true;
}
