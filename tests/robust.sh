#!/bin/sh
# robust.sh TRUCE [full]: the fault harness of ../shared on this program. In the ordinary run a sample; with `full`
# every allocation of the cut-down example and 320 runs to be killed (some end first; at least 200 are killed).
# TAP; skipped where the harness is absent.
set -u
truce=$(realpath "$1")
root=$(cd "$(dirname "$0")/.." && pwd)
harness=${TRUCE_SHARED:-$root/../shared}/harness
echo "1..2"
if [ ! -f "$harness/malloc_fail.c" ] || ! command -v make >/dev/null; then
    echo "ok 1 malloc_sweep # SKIP the shared harness is not here"
    echo "ok 2 kill_loop # SKIP the shared harness is not here"
    exit 0
fi
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
make -s -C "$harness" OUT="$work/lib" all >/dev/null 2>&1
bad=0
# the program is named truce and must not be replaced while it is swept
mkdir "$work/bin"
cp "$truce" "$work/bin/truce"
sweep="--sample 12 --every 97"
kills=25
[ "${2:-}" = full ] && sweep="--sample 150" && kills=320
if python3 "$root/tests/sweep.py" "$work/bin/truce" "$work/lib/malloc_fail.so" $sweep >"$work/sweep" 2>&1; then echo "ok 1 malloc_sweep"; else bad=1; echo "not ok 1 malloc_sweep"; fi
sed 's/^/# /' "$work/sweep"
if "$root/tests/kill.sh" "$work/bin/truce" "$kills" >"$work/kill" 2>&1; then echo "ok 2 kill_loop"; else bad=1; echo "not ok 2 kill_loop"; fi
sed 's/^/# /' "$work/kill"
exit $bad
