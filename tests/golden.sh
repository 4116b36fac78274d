#!/bin/sh
# golden.sh TRUCE [--accept]: the reports of the examples as Markdown, but for the provenance block, against
# tests/golden. Read the difference before you accept it. TAP.
set -u
truce=$(realpath "$1")
root=$(cd "$(dirname "$0")/.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
echo "1..7"
n=0
bad=0
for e in contact-line easter-2025 energy-2025 exchange exercise sea-2025 victory-day-2025; do
    n=$((n + 1))
    cp -r "$root/examples/$e" "$work/$e"
    rm -rf "$work/$e/ledger" "$work/$e/blobs" "$work/$e/reports" "$work/$e/index.db"
    "$truce" run "$work/$e" >/dev/null 2>&1
    sed '/provenance-begin/,/provenance-end/d' "$work/$e"/reports/*/report.md >"$work/$e.md"
    [ "${2:-}" = --accept ] && cp "$work/$e.md" "$root/tests/golden/$e.md"
    if cmp -s "$work/$e.md" "$root/tests/golden/$e.md"; then
        echo "ok $n $e"
    else
        bad=1
        diff "$root/tests/golden/$e.md" "$work/$e.md" | head -10 | sed 's/^/# /'
        echo "not ok $n $e"
    fi
done
exit $bad
