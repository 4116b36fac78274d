#!/bin/sh
# full_mission.sh TRUCE [DIR]: one mission with all real files of ../shared/cases beside the example's claims and incidents,
# from nothing to a verified report. Prints the figures of docs/figures.md: rows in, incidents out, seconds, memory.
set -eu
truce=$(realpath "$1")
root=$(cd "$(dirname "$0")/.." && pwd)
cases=$(realpath "${TRUCE_SHARED:-$root/../shared}/cases")
dir=${2:-$(mktemp -d)/full}
[ ! -e "$dir" ] || { echo "full_mission: '$dir' is already there" >&2; exit 2; }
cp -r "$root/examples/energy-2025" "$dir"
rm -rf "$dir/ledger" "$dir/blobs" "$dir/reports" "$dir/index.db" "$dir/columns"

source() { # KIND FILE [more]
    printf '  - {kind: %s, file: "%s"%s}\n' "$1" "$2" "${3:-}"
}

{
    sed '/^not_observed:/,$d' "$dir/mission.yaml"
    for f in "$cases"/firms/*_nrt_*.csv.gz "$cases"/firms/ukr_fires*.csv.gz; do source firms "$f"; done
    for f in "$cases"/firms/*_scrapes.csv; do source fetches "$f"; done
    for f in "$cases"/viina/*.csv.gz; do source viina "$f" ', mapping: {zone: Europe/Kyiv, default_radius_m: 5000, gazetteer: UA}'; done
    source alerts "$cases/alerts/alerts_oblast.csv.gz"
    source ucdp "$cases/ucdp/ucdp_ged_sample_1000.csv"
    f=$cases/facilities
    source osm-power "$f/osm_power_ua_2025-10.geojson"
    source gem-plants "$f/gem_oil_gas_plants_2024-08.csv"
    source gem-nuclear "$f/gem_nuclear_2024-07.csv"
    source gem-steel "$f/gem_iron_steel_2025-03.csv"
    source gem-gas "$f/gem_gas_pipelines_lng_2024-10.csv"
    source gem-fields "$f/gem_oil_gas_extraction_2025-02.csv"
    source wri "$f/wri_gppd_Ukraine.csv"
    source reactors "$f/geonuclear_reactors.csv"
    source ports "$f/sea_ports_unlocode.csv"
    source grid-buses "$f/entsoe_gridkit_buses_2022-03.csv"
    for f in "$cases"/boundaries/*.geojson "$cases"/boundaries/*.geojson.gz "$cases"/boundaries/*.topojson.gz; do source areas "$f"; done
    for f in "$cases"/frontline/*.geojson.gz; do source control "$f"; done
    printf '\nseason: {before: 2022-02-24}\n\n'
    sed -n '/^not_observed:/,$p' "$dir/mission.yaml"
} >"$dir/mission.new"
mv "$dir/mission.new" "$dir/mission.yaml"

timed() { # LABEL COMMAND...
    label=$1
    shift
    start=$(date +%s.%N)
    "$root/build/peak_rss" "$@" >"$dir.out" 2>"$dir.err" || { code=$?; [ "$code" = 3 ] || { tail -5 "$dir.err" >&2; exit "$code"; }; }
    echo "$label: $(date +%s.%N | awk -v from="$start" '{ printf "%.1f", $1 - from }') s,$(sed -n 's/.*peak resident memory:/ peak/p' "$dir.out")"
}

timed "run (import, fuse, match, report)" "$truce" run "$dir"
awk '/received/ { split($0, p, /received |= accepted |\+ duplicate |\+ set aside /); r += p[2]; a += p[3]; d += p[4]; s += p[5]; n++ }
    END { printf "%d files: received %d = accepted %d + duplicate %d + set aside %d\n", n, r, a, d, s }' "$dir.out"
timed "report again" "$truce" report "$dir"
timed verify "$truce" verify "$dir"
python3 - "$dir"/reports/*/report.json <<'P'
import json, sys
r = json.load(open(sys.argv[1], encoding="utf-8"))
print(f"incidents coded by a person {len(r['coded'])}, alleged in claims {len(r['alleged'])}; from sensors, reports or alerts 0 by construction")
for f in r["feeds"]:
    print(f"feed {f['kind']}: {f['rows']} rows, {f['in_period']} in the period")
print("sites:", r["listings"], "listings of", r["listed_sites"], "sites,", r["sites_listed_twice_or_more"], "listed twice or more")
l = r["linked_reports"]
print("linking:", {k: v for k, v in l.items() if isinstance(v, (int, float, str))})
print("season:", r["season"])
print("hot events not known to be usual:", r["unusual_hot_events"], "at listed sites:", len(r["unusual_at_sites"]), "places that always burn:", len(r["static_sources"]))
P
rm -f "$dir.out" "$dir.err"
