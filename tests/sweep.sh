#!/bin/sh
# sweep.sh TRUCE HARNESS_LIB_DIR [every|sample N]: each allocation fails once. First every site over an
# example cut down to 20 claims, then a sample of the sites of the whole one.
set -eu
truce=$(realpath "$1")
lib=$(realpath "$2")
root=$(cd "$(dirname "$0")/.." && pwd)
sweep=${TRUCE_SHARED:-$root/../shared}/harness/malloc_sweep.sh
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p "$work/small/data"
head -21 "$root/examples/energy-2025/data/claims.csv" >"$work/small/data/claims.csv"
head -6 "$root/examples/energy-2025/data/incidents.csv" >"$work/small/data/incidents.csv"
head -6 "$root/examples/energy-2025/data/totals.csv" >"$work/small/data/totals.csv"
cp "$root/examples/energy-2025/data/regions.csv" "$work/small/data/"
cp "$root/examples/easter-2025/agreement.yaml" "$work/small/agreement.yaml"
sed -i 's/^taxonomy:/taxonomy: #/; /^  energy: /d; /^  military: /d; /^  civil/d; /^  unknown: /d' "$work/small/agreement.yaml"
awk -F, -v q='"' 'FNR == NR { if (FNR > 1) t = t "  " $1 ": x\n"; next } { print } /^taxonomy: #/ { printf "%s", t }' "$root/data/taxonomy.csv" "$work/small/agreement.yaml" >"$work/a" && mv "$work/a" "$work/small/agreement.yaml"
sed 's/period: {from: 2025-03-18, to: 2025-04-24}/period: {from: 2025-04-01, to: 2025-04-20}/' "$root/examples/energy-2025/mission.yaml" >"$work/small/mission.yaml"
echo "# run of the cut-down example"
"$sweep" -l "$lib/malloc_fail.so" -t 60 -p "rm -rf $work/m; cp -r $work/small $work/m" -v "$truce verify $work/m" -- "$truce" run "$work/m"
echo "# assess, fuse and agreement check on the whole example, the first 400 sites each"
e=$root/examples/energy-2025
"$sweep" -l "$lib/malloc_fail.so" -n 400 -t 60 -- "$truce" assess "$e/agreement.yaml" --incidents "$e/data/incidents.csv" --format csv
"$sweep" -l "$lib/malloc_fail.so" -n 400 -t 60 -- "$truce" fuse --claims "$e/data/claims.csv"
"$sweep" -l "$lib/malloc_fail.so" -n 400 -t 60 -- "$truce" agreement check "$e/agreement.yaml"
