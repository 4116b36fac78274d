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
for f in "$cases"/viina/*.csv.gz; do
    check "$f" viina "select distinct * from t" 0 --zone Europe/Kyiv --radius 5000
done
for f in "$cases"/alerts/*.csv.gz; do
    check "$f" alerts "select distinct * from t" 0
done
for f in "$cases"/ucdp/*.csv; do
    check "$f" ucdp "select distinct * from t" 0
done
echo "1..$n"
exit $bad
