#!/bin/sh
# kill.sh TRUCE [KILLS]: SIGKILL at a random moment while a new file is imported each time; after each kill
# everything acknowledged must be there and the record must verify.
set -eu
truce=$(realpath "$1")
kills=${2:-200}
root=$(cd "$(dirname "$0")/.." && pwd)
loop=${TRUCE_SHARED:-$root/../shared}/harness/kill9_loop.py
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cp -r "$root/examples/easter-2025" "$work/m"
rm -rf "$work/m/ledger" "$work/m/blobs" "$work/m/reports"
mkdir "$work/files"
head=$(head -1 "$root/examples/energy-2025/data/claims.csv")
i=0
while [ "$i" -lt $((kills * 3)) ]; do
    { echo "$head"; awk -F, -v n="$i" 'BEGIN { for (k = 0; k < 40; k++) printf "R%d-%d,P%d,,en,2025-04-19,RU,Speaker,UA,2025-04-19,,,,attack,drone,Region %d,,object %d,unknown_energy,damaged,,\n", n, k, n, k, k }'; } >"$work/files/$i.csv"
    i=$((i + 1))
done
"$truce" run "$work/m" >/dev/null
# kills fall within twice the time that one import takes here and now: on a busy machine a fixed time ends all of them
cp -r "$work/m" "$work/measured"
from=$(date +%s%N)
"$truce" import "$work/measured" claims "$work/files/0.csv" >/dev/null
most=$((($(date +%s%N) - from) / 500000))
[ "$most" -ge 40 ] || most=40
python3 "$loop" --kills "$kills" --min-ms 1 --max-ms "$most" --verify "$truce verify $work/m --acks {acks}" -- "$truce" import "$work/m" claims "$work/files/{run}.csv"
