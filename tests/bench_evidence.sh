#!/bin/bash
# bench_evidence.sh BUILD_DIR [all|quick]: decode, joins and durable ingest against programs from Debian, in turn in one run, same
# input, one core. Ratios of medians; the answers must be equal or the job stops. Needs ../shared/bench; never a test.
set -eu
build=$(realpath "$1")
shared=$(realpath "${TRUCE_SHARED:-$(dirname "$0")/../../shared}")/bench
[ -d "$shared" ] || { echo "bench_evidence: no ../shared/bench, left out"; exit 0; }
rounds=${TRUCE_BENCH_ROUNDS:-5}
rows=${TRUCE_BENCH_DETECTIONS:-5000000}
work=${TRUCE_BENCH_DIR:-$(mktemp -d)}
mkdir -p "$work"
chmod 755 "$work"
[ -n "${TRUCE_BENCH_DIR:-}" ] || trap 'rm -rf "$work"' EXIT

median() { sort -g | awk '{ v[NR] = $1 } END { print NR % 2 ? v[(NR + 1) / 2] : (v[NR / 2] + v[NR / 2 + 1]) / 2 }'; }
range() { sort -g | awk 'NR == 1 { a = $1 } { b = $1 } END { printf "%.3g to %.3g", a, b }'; }
rate() { printf '%s\n' "$2" >>"$work/$1.rates"; }
# compare NAME PEER UNIT: medians, ranges and their ratio
compare() {
    [ -s "$work/$2.rates" ] || { echo "  $2: not measured (is it installed?)"; return; }
    awk -v n="$1" -v p="$2" -v u="$3" -v a="$(median <"$work/$1.rates")" -v b="$(median <"$work/$2.rates")" -v ra="$(range <"$work/$1.rates")" -v rb="$(range <"$work/$2.rates")" \
        'BEGIN { printf "  %-28s %.3g %s (%s)\n  %-28s %.3g %s (%s)\n  ratio %.1f\n", n, a, u, ra, p, b, u, rb, a / b }'
}
rm -f "$work"/*.rates
echo "load $(cut -d' ' -f1-3 /proc/loadavg), $(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | head -1), rates per second of processor time unless wall is said, median of $rounds (range)"

echo "detections: CSV to typed columns, $rows rows"
[ -x "$work/gen_firms" ] || gcc -O2 -w "$shared/gen_firms.c" -o "$work/gen_firms"
[ -f "$work/d.csv" ] || "$work/gen_firms" "$rows" 20250318 >"$work/d.csv"
sums() { head -n 1 "$work/out"; }
for i in $(seq "$rounds"); do
    "$build/bench_firms" "$work/d.csv" >"$work/out"
    rate firms_decode "$(awk '/rows\/s/ { print $4 * 1e6 }' "$work/out")"
    s=$(sums)
    "$shared/peers.sh" -s small -d "$work/peers" csv >"$work/peer" 2>/dev/null || true
    awk '$2 == "postgres_copy" { print $3 }' "$work/peer" >>"$work/postgres_copy.rates"
    awk '$2 == "sqlite3_import" { print $3 }' "$work/peer" >>"$work/sqlite3_import.rates"
done
"$build/bench_firms" "$work/d.csv" plain >"$work/out"
[ "$(sums)" = "$s" ] || { echo "  the plain reader gives other values: stopped"; exit 1; }
echo "  the plain reader gives the same values, $(awk '/rows\/s/ { print $4 }' "$work/out") M rows/s"
compare firms_decode postgres_copy rows/s
compare firms_decode sqlite3_import rows/s

echo "joins: 1,000,000 points, 20,000 polygons, 50,000 circles"
[ -x "$work/gen_world" ] || gcc -O3 -w "$shared/gen_world.c" -o "$work/gen_world" -lm
[ -f "$work/world/points.bin" ] || { mkdir -p "$work/world" && "$work/gen_world" "$work/world" 20000 50000 1000000 20250318 2>/dev/null; }
for i in $(seq "$rounds"); do
    "$build/bench_join" "$work/world" >"$work/out"
    rate polygons_random "$(awk '$1 == "polygons" { r = $(NF - 1) } END { print r }' "$work/out")"
    rate circles_random "$(awk '$1 == "circles" { r = $(NF - 1) } END { print r }' "$work/out")"
    hits=$(awk '$1 == "polygons" { h = $5 } END { print h }' "$work/out")
    chits=$(awk '$1 == "circles" { h = $5 } END { print h }' "$work/out")
    "$build/bench_join" "$work/world" points_sorted.bin >"$work/out"
    rate polygons_sorted "$(awk '$1 == "polygons" { r = $(NF - 1) } END { print r }' "$work/out")"
    [ "$i" -gt 3 ] && continue # the peers take a minute a round
    "$shared/peers.sh" -s full -d "$work/peers" polygons circles >"$work/peer" 2>/dev/null || true
    for p in geos_prepared_random geos_prepared_sorted postgis_best; do
        awk -v p="$p" '$1 == "points_in_polygons" && $2 == p { print $3 }' "$work/peer" >>"$work/polygons_$p.rates"
    done
    awk '$1 == "points_in_circles" && $2 == "postgis_best" { print $3 }' "$work/peer" >>"$work/circles_postgis_best.rates"
done
echo "  hits: polygons $hits, circles $chits; peers: $(grep '^# hits' "$work/peer" | sort | uniq -c | awk '{ printf "%s ", $4 }')"
[ "$hits" = 835374 ] && [ "$chits" = 306006 ] || { echo "  other hits than the generator's README states: stopped"; exit 1; }
compare polygons_random polygons_geos_prepared_random points/s
compare polygons_random polygons_postgis_best points/s
compare polygons_sorted polygons_geos_prepared_sorted points/s
compare circles_random circles_postgis_best points/s

echo "durable ingest: bytes in blobs/, entry synced, columns written and synced (wall)"
for i in $(seq "$rounds"); do
    rm -rf "$work/m"
    "$build/truce" init "$work/m" >/dev/null
    t=$(date +%s.%N)
    "$build/truce" import "$work/m" firms "$work/d.csv" >/dev/null
    rate durable_ingest "$(awk -v n="$rows" -v a="$t" -v b="$(date +%s.%N)" 'BEGIN { print n / (b - a) }')"
    t=$(date +%s.%N)
    dd if="$work/d.csv" of="$work/copy" bs=1M conv=fsync 2>/dev/null
    rate copy_and_sync_the_file "$(awk -v n="$rows" -v a="$t" -v b="$(date +%s.%N)" 'BEGIN { print n / (b - a) }')"
    rm -f "$work/copy"
done
"$shared/peers.sh" -s small -d "$work/peers" ingest >"$work/peer" 2>/dev/null || true
awk '$4 == "row/s/wall" && /RTree_random/ { print $3 }' "$work/peer" | head -1 >"$work/sqlite_with_rtree.rates"
compare durable_ingest copy_and_sync_the_file rows/s
compare durable_ingest sqlite_with_rtree rows/s
