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
head -4 "$root/examples/energy-2025/data/incidents.csv" >"$work/small/data/incidents.csv"
head -4 "$root/examples/energy-2025/data/totals.csv" >"$work/small/data/totals.csv"
"$truce" init "$work/new" >/dev/null
sed '/^taxonomy:/,/^readings:/{/^readings:/!d;}; s/states: \[A\]/states: [RU]/; s/states: \[B\]/states: [UA]/' "$work/new/agreement.yaml" >"$work/small/agreement.yaml"
{
    echo "taxonomy:"
    for c in unknown energy energy.power energy.power.line energy.power.line.distribution energy.power.line.transmission energy.power.substation \
        energy.power.substation.distribution energy.power.substation.transmission energy.power.plant energy.power.plant.wind energy.gas \
        energy.gas.metering energy.gas.distribution_station energy.traction infra infra.health; do echo "  $c: x"; done
} >>"$work/small/agreement.yaml"
sed '/kind: regions/d; /^not_observed/,$d' "$root/examples/energy-2025/mission.yaml" >"$work/small/mission.yaml"
echo "# run of the cut-down example"
"$sweep" -l "$lib/malloc_fail.so" -t 60 -p "rm -rf $work/m; cp -r $work/small $work/m" -v "$truce verify $work/m" -- "$truce" run "$work/m"
echo "# assess, fuse and agreement check on the whole example, the first 400 sites each"
e=$root/examples/energy-2025
"$sweep" -l "$lib/malloc_fail.so" -n 400 -t 60 -- "$truce" assess "$e/agreement.yaml" --incidents "$e/data/incidents.csv" --format csv
"$sweep" -l "$lib/malloc_fail.so" -n 400 -t 60 -- "$truce" fuse --claims "$e/data/claims.csv"
"$sweep" -l "$lib/malloc_fail.so" -n 400 -t 60 -- "$truce" agreement check "$e/agreement.yaml"
