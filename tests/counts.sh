#!/bin/sh
# counts.sh TRUCE: rows received, accepted, repeated and set aside of every real file, against an independent count by
# sqlite. TAP; skipped where ../shared is absent. Only files of ../shared are read; nothing is copied.
set -u
truce=$(realpath "$1")
cases=${TRUCE_SHARED:-$(dirname "$0")/../../shared}/cases
if [ ! -d "$cases" ]; then
    echo "1..1"
    echo "ok 1 counts # SKIP no ../shared"
    exit 0
fi
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
n=0
bad=0

# plain FILE: unpacked, without a byte order mark
plain() {
    case $1 in *.gz) gzip -dc "$1" ;; *) cat "$1" ;; esac | sed '1s/^\xEF\xBB\xBF//' >"$work/plain.csv"
}

# check FILE KIND "distinct rows" SQL "rows to be set aside" SQL [options of truce]
check() {
    file=$1 kind=$2 distinct=$3 aside=$4
    shift 4
    n=$((n + 1))
    plain "$file"
    want=$(sqlite3 :memory: ".import --csv $work/plain.csv t" \
        "select (select count(*) from t) || ',' || (select count(*) from ($distinct)) || ',' || ((select count(*) from t) - ($aside) - (select count(*) from ($distinct))) || ',' || ($aside)")
    got=$("$truce" feed "$file" --kind "$kind" "$@" 2>"$work/err" | tail -n 1 | awk -F, '{ print $(NF-3) "," $(NF-2) "," $(NF-1) "," $NF }')
    if [ "$got" = "$want" ]; then
        echo "ok $n $(basename "$file") $got"
    else
        echo "not ok $n $(basename "$file"): truce says $got, sqlite $want"
        sed 's/^/# /' "$work/err" | head -5
        bad=1
    fi
}

for f in "$cases"/firms/modis*.csv.gz "$cases"/firms/viirs*.csv.gz; do
    case $f in *scrapes*) continue ;; esac
    bright=$(gzip -dc "$f" | head -1 | cut -d, -f3)
    bright2=$(gzip -dc "$f" | head -1 | cut -d, -f11)
    check "$f" firms "select distinct cast(latitude as real), cast(longitude as real), cast($bright as real), cast(scan as real),
        cast(track as real), acq_date, acq_time, satellite, confidence, version, cast($bright2 as real), cast(frp as real), daynight from t" 0
done
for f in "$cases"/firms/ukr_fires*.csv.gz; do
    check "$f" firms "select distinct cast(latitude as real), cast(longitude as real), acq_date from t" 0
done
for f in "$cases"/firms/*_scrapes.csv; do
    check "$f" fetches "select distinct * from t" 0
done
for f in "$cases"/viina/*.csv.gz; do
    check "$f" viina "select distinct * from t" 0 --zone Europe/Kyiv --radius 5000
done
for f in "$cases"/alerts/*.csv.gz; do
    check "$f" alerts "select distinct * from t" 0
done
for f in "$cases"/ucdp/*.csv; do
    check "$f" ucdp "select distinct * from t" 0
done
f=$cases/facilities
check "$f/gem_oil_gas_plants_2024-08.csv" gem-plants "select distinct * from t" 0
check "$f/gem_nuclear_2024-07.csv" gem-nuclear "select distinct * from t" 0
check "$f/gem_iron_steel_2025-03.csv" gem-steel "select distinct * from t" 0
check "$f/gem_gas_pipelines_lng_2024-10.csv" gem-gas "select distinct * from t" 0
# this release has rows with latitude and longitude exchanged: 98.67 N
none="cast(lat as real) not between -90 and 90"
check "$f/gem_oil_gas_extraction_2025-02.csv" gem-fields "select distinct * from t where not ($none)" "select count(*) from t where $none"
for c in Ukraine Russia Moldova; do
    bad_pos="Latitude = '' or Longitude = '' or cast(Latitude as real) not between -90 and 90 or cast(Longitude as real) not between -180 and 180"
    check "$f/wri_gppd_$c.csv" wri "select distinct * from t where not ($bad_pos)" "select count(*) from t where $bad_pos"
done
check "$f/geonuclear_reactors.csv" reactors "select distinct * from t" 0
check "$f/sea_ports_unlocode.csv" ports "select distinct * from t" 0
n=$((n + 1)) # one row a line, commas inside single quotes: sqlite cannot split it, awk counts it
want=$(awk 'NR > 1 { all++; if (seen[$0]++) twice++ } END { print all "," all - twice "," twice + 0 ",0" }' "$f/entsoe_gridkit_buses_2022-03.csv")
got=$("$truce" feed --kind grid-buses "$f/entsoe_gridkit_buses_2022-03.csv" | tail -n 1 | cut -d, -f3-)
[ "$got" = "$want" ] && echo "ok $n entsoe_gridkit_buses $got" || { echo "not ok $n entsoe_gridkit_buses: $got, awk $want"; bad=1; }
n=$((n + 1))
want=$(python3 -c "import json, sys; n = len(json.load(open(sys.argv[1]))['features']); print(f'{n},{n},0,0')" "$f/osm_power_ua_2025-10.geojson")
got=$("$truce" feed --kind osm-power "$f/osm_power_ua_2025-10.geojson" | tail -n 1 | cut -d, -f3-)
[ "$got" = "$want" ] && echo "ok $n osm_power $got" || { echo "not ok $n osm_power: $got, json $want"; bad=1; }
# features of GeoJSON, counted by another parser; all front line files, one feature a day
features() { python3 -c "import gzip, json, sys; p = sys.argv[1]; n = len(json.load(gzip.open(p) if p.endswith('.gz') else open(p))['features']); print(f'{n},{n},0,0')" "$1"; }
for x in "$cases"/boundaries/*.geojson "$cases"/boundaries/*.geojson.gz; do
    n=$((n + 1))
    want=$(features "$x")
    got=$("$truce" feed --kind areas "$x" | tail -n 1 | cut -d, -f3-)
    [ "$got" = "$want" ] && echo "ok $n $(basename "$x") $got" || { echo "not ok $n $(basename "$x"): $got, json $want"; bad=1; }
done
n=$((n + 1))
want=$(ls "$cases"/frontline/*.geojson.gz | wc -l)
got=$("$truce" feed --kind control "$cases"/frontline/*.geojson.gz | awk -F, 'NR > 1 && $3 == 1 && $4 == 1 { ok++ } END { print ok + 0 }')
[ "$got" = "$want" ] && echo "ok $n front line: $got days" || { echo "not ok $n front line: $got of $want days"; bad=1; }
n=$((n + 1))
m=$cases/meltt
"$truce" meltt "$m/crash_data1.csv" "$m/crash_data2.csv" "$m/crash_data3.csv" --km 4 --days 2 --taxonomy model_tax="$m/taxonomy_model_tax.csv" \
    --taxonomy color_tax="$m/taxonomy_color_tax.csv" --taxonomy damage_tax="$m/taxonomy_damage_tax.csv" --totals >"$work/meltt" 2>"$work/err"
# the published numbers, from the line that states them
want=$(sed -n 's/^Total input observations \([0-9]*\) .*deduplication \([0-9]*\); unique matches [0-9]* (\([0-9]*\) event-to-event, \([0-9]*\) episode-to-episode); duplicates removed \([0-9]*\)\..*/\1 \2 \5 \3 \4/p; s/^\([0-9]*\) episodes flagged.*/\1/p' "$m/EXPECTED.txt" | tr '\n' ' ')
overlap=$(sed -n 's/^Overlap: only 1: \([0-9]*\); only 2: \([0-9]*\); only 3: \([0-9]*\); 1+2: \([0-9]*\); 1+3: \([0-9]*\); 2+3: \([0-9]*\); 1+2+3: \([0-9]*\)\..*/\1 \2 \4 \3 \5 \6 \7/p' "$m/EXPECTED.txt")
got=$(cut -d, -f2 "$work/meltt" | tr '\n' ' ')
a="$(echo $(echo "$want" | awk '{ print $1, $2, $3, $4, $5, $6 }') $overlap)"
[ "$(echo $got)" = "$a" ] && echo "ok $n meltt totals: $a" || { echo "not ok $n meltt totals: truce $got, published $a"; bad=1; }
echo "1..$n"
exit $bad
