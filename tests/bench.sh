#!/bin/sh
# bench.sh BUILD_DIR: how long the main things take here, each with what it is compared to. Never a test.
set -eu
build=$(realpath "$1")
root=$(cd "$(dirname "$0")/.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
now() { date +%s.%N; }
took() { awk -v a="$1" -v b="$2" 'BEGIN { printf "%.3f", b - a }'; }

echo "whole example (import, derive, assess, five formats), five runs, seconds:"
for i in 1 2 3 4 5; do
    rm -rf "$work/m"
    cp -r "$root/examples/energy-2025" "$work/m"
    rm -rf "$work/m/ledger" "$work/m/blobs" "$work/m/reports" "$work/m/index.db"
    t=$(now)
    "$build/truce" run "$work/m" >/dev/null
    printf '  %s\n' "$(took "$t" "$(now)")"
done

echo "assessment, one core, 5 readings:"
"$build/bench_assess" "$root"
echo "the process, one core (goals: 2 million pairs, 1 s, 2 s):"
"$build/bench_process"

# Ship reports: a made-up log, packed bits to messages on one core, beside gpsd's decoder on the same lines where it is there.
gen=$root/../shared/bench/gen_ais.c
if [ -f "$gen" ]; then
    cc -O2 "$gen" -o "$work/gen_ais"
    "$work/gen_ais" 2000000 20250318 >"$work/log.nmea"
    echo "ship reports, one core, 2 million messages (fast, plain, JSON text; gpsd's decoder on the same):"
    "$build/bench_ais" "$work/log.nmea" fast 5
    "$build/bench_ais" "$work/log.nmea" plain 1
    t=$(now)
    "$build/truce" ais "$work/log.nmea" --format jsonl --repeats >/dev/null 2>&1
    awk -v s="$(took "$t" "$(now)")" 'BEGIN { printf "JSON: %.2f M messages/s\n", 2 / s }'
    for form in -c -j; do
        command -v gpsdecode >/dev/null || break
        t=$(now)
        gpsdecode "$form" <"$work/log.nmea" >/dev/null
        awk -v f="$form" -v s="$(took "$t" "$(now)")" 'BEGIN { printf "gpsdecode %s: %.2f M messages/s\n", f, 2 / s }'
    done
    rm -f "$work/log.nmea"
fi

rows=${TRUCE_BENCH_ROWS:-2000000}
echo "import of a generic event CSV of $rows rows:"
awk -v n="$rows" 'BEGIN { srand(1); print "event,day,hour,y,x,what,place,source,text";
    for (i = 0; i < n; i++) printf "e%d,2025-0%d-%02d,%02d:%02d,%.4f,%.4f,energy,Place %d,Source %d,some words of a report that goes on for a while\n", i, 3 + i % 2, 1 + i % 28, i % 24, i % 60, 45 + (i * 7919 % 70000) / 10000, 30 + (i * 104729 % 100000) / 10000, i % 500, i % 12 }' >"$work/events.csv"
bytes=$(wc -c <"$work/events.csv")
cat >"$work/m/mission.yaml" <<M
truce: mission/1
id: bench
agreement: agreement.yaml
sources:
  - {kind: events, file: ../events.csv, mapping: {id: event, date: day, time: hour, lat: y, lon: x, category: what, place: place, source: source, text: text, zone: UTC}}
M
rm -rf "$work/m/ledger" "$work/m/blobs" "$work/m/reports" "$work/m/index.db"
t=$(now)
"$build/peak_rss" "$build/truce" import "$work/m" events "$work/events.csv"
s=$(took "$t" "$(now)")
t=$(now)
wc -l <"$work/events.csv" >/dev/null
cat "$work/events.csv" >"$work/copy"
sync
c=$(took "$t" "$(now)")
awk -v b="$bytes" -v n="$rows" -v s="$s" -v c="$c" 'BEGIN { printf "  %.1f MB, %.2f s: %.2f M rows/s, %.0f MB/s; counting lines and copying the file: %.2f s (ratio %.1f)\n", b / 1e6, s, n / s / 1e6, b / 1e6 / s, c, s / c }'

echo "space-time scan, prospective, windows up to 14 days: sites x days, replicates; seconds in all (zones and observed data included)"
one() { "$build/bench_scan" "$@" | sed 's/.*: \([0-9.]*\) s, of it.*digest \(.*\)/\1 \2/'; }
awake() { one 500 60 999 2 >/dev/null; } # a core that slept takes half a second to come to speed
for i in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15; do # in turn: a machine that drifts does not enter the ratio
    awake && one 500 60 999 1 >>"$work/ones"
    awake && one 500 60 999 2 >>"$work/twos"
    awake
    one 500 60 999 1 >"$work/left" & # two scans at once, a core each: what the machine has to give
    one 500 60 999 1 >"$work/right"
    wait
    sort -g "$work/left" "$work/right" | tail -n 1 >>"$work/pairs"
done
sort -g "$work/ones" | sed -n 8p >"$work/scan1"
sort -g "$work/twos" | sed -n 8p >"$work/scan2"
sort -g "$work/pairs" | sed -n 8p >"$work/scanpair"
one 500 60 60 1 plain >"$work/plain60"
one 500 60 60 1 >"$work/lanes60"
[ "$(cut -d' ' -f2 "$work/plain60")" = "$(cut -d' ' -f2 "$work/lanes60")" ] || { echo "  the plain scan gives other maxima: stopped"; exit 1; }
echo "$(cat "$work/scan1") $(cat "$work/scan2") $(cat "$work/plain60") $(cat "$work/scanpair")" | awk '{ plain = $5 / 60 * 999; printf "  500 x 60, 999: %s s on one core, %s s on two (%.2f x; two scans side by side, a core each: %.2f x); plain scan about %.0f s (%.0f x)\n", $1, $3, $1 / $3, 2 * $1 / $7, plain, plain / $1 }'
for way in "250 60 999" "1000 60 999" "500 30 999" "500 120 999" "500 60 99"; do
    set -- $way
    printf '  %s x %s, %s: %s s\n' "$1" "$2" "$3" "$(one "$1" "$2" "$3" 1 | cut -d' ' -f1)"
done
for way in "200 60 99" "50 200 99"; do
    set -- $way
    printf '  back over all days, %s x %s, %s: %s s on one core, %s s on two\n' "$1" "$2" "$3" "$(one "$1" "$2" "$3" 1 back | cut -d' ' -f1)" "$(one "$1" "$2" "$3" 2 back | cut -d' ' -f1)"
done
