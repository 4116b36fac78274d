#!/bin/sh
# cli.sh TRUCE [--accept]: each folder of tests/cli is a case: cmd, stdout.exact, stderr.exact, exit. TAP.
set -u
truce=$(realpath "$1")
accept=${2:-}
root=$(cd "$(dirname "$0")/.." && pwd)
export ROOT="$root" LC_ALL=C
mkdir -p "${TMPDIR:-/tmp}/truce-bin.$$"
bin=${TMPDIR:-/tmp}/truce-bin.$$
ln -s "$truce" "$bin/truce"
export PATH="$bin:$PATH"
unset NO_COLOR || true
work=$(mktemp -d)
trap 'rm -rf "$work" "$bin"' EXIT
set -- "$root"/tests/cli/*/
echo "1..$#"
n=0
bad=0
for d in "$@"; do
    n=$((n + 1))
    name=$(basename "$d")
    mkdir "$work/$name"
    (cd "$work/$name" && sh "$d/cmd" >"$work/out" 2>"$work/err")
    echo $? >"$work/exit"
    sed -i "s,$root/,,g; s,$work/,,g" "$work/out" "$work/err"
    if [ "$accept" = --accept ]; then
        cp "$work/out" "$d/stdout.exact"
        cp "$work/err" "$d/stderr.exact"
        cp "$work/exit" "$d/exit"
    fi
    if cmp -s "$work/out" "$d/stdout.exact" && cmp -s "$work/err" "$d/stderr.exact" && cmp -s "$work/exit" "$d/exit"; then
        echo "ok $n $name"
    else
        bad=1
        diff "$d/stdout.exact" "$work/out" | head -10 | sed 's/^/# /'
        diff "$d/stderr.exact" "$work/err" | head -10 | sed 's/^/# /'
        diff "$d/exit" "$work/exit" | sed 's/^/# /'
        echo "not ok $n $name"
    fi
done
exit $bad
