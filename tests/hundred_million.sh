#!/bin/sh
# hundred_million.sh TRUCE [ROWS]: generated detections through import, match and report, beside the example's incidents and a real
# registry of sites. Prints seconds and peak memory (docs/figures.md). Needs ../shared and 25 GB of disk for 100,000,000 rows.
set -eu
truce=$(realpath "$1")
rows=${2:-100000000}
root=$(cd "$(dirname "$0")/.." && pwd)
shared=$(realpath "${TRUCE_SHARED:-$root/../shared}")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
gcc -O2 -w "$shared/bench/gen_firms.c" -o "$work/gen_firms"
"$work/gen_firms" "$rows" 20250318 >"$work/d.csv"
cp -r "$root/examples/energy-2025" "$work/m"
rm -rf "$work/m/ledger" "$work/m/blobs" "$work/m/reports" "$work/m/index.db" "$work/m/columns"
sed -i "/^sources:/a\\  - {kind: osm-power, file: \"$shared/cases/facilities/osm_power_ua_2025-10.geojson\"}" "$work/m/mission.yaml"
printf '\nseason: {before: 2025-03-01}\n' >>"$work/m/mission.yaml"
"$truce" run "$work/m" >/dev/null 2>"$work/err"

timed() { # LABEL COMMAND...
    label=$1
    shift
    start=$(date +%s.%N)
    "$root/build/peak_rss" "$@" >"$work/out" 2>"$work/err" || { tail -5 "$work/err" >&2; exit 1; }
    echo "$label: $(date +%s.%N | awk -v from="$start" '{ printf "%.1f", $1 - from }') s,$(sed -n 's/.*peak resident memory:/ peak/p' "$work/out")"
}

echo "$rows rows, $(du -m "$work/d.csv" | cut -f1) MB"
timed import "$truce" import "$work/m" firms "$work/d.csv"
rm "$work/d.csv"
timed "match and report" "$truce" report "$work/m"
python3 - "$work"/m/reports/*/report.json <<'P'
import json, sys
r = json.load(open(sys.argv[1], encoding="utf-8"))
print("season:", r["season"], "hot events:", r["unusual_hot_events"], "at sites:", len(r["unusual_at_sites"]))
P
