#!/usr/bin/env python3
"""keep.py TRUCE FILE [SUITE...]: keeps what every command of the tests prints and writes, one line a thing, so that two builds
can be compared before and after code moves: `diff FILE OTHER` is empty when nothing changed. What a report holds is kept by
file; names of temporary folders are put aside. The suites run as in ./dev test, with this file in the place of the program."""
import hashlib
import os
import re
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
SUITES = {
    "cli": ["tests/cli.sh"],
    "golden": ["tests/golden.sh"],
    "integration": ["tests/integration.py"],
    "intake": ["tests/intake.py"],
    "inventory": ["tests/inventory.py"],
    "pages": ["tests/pages.py"],
    "shift": ["tests/shift.py"],
    "stats": ["tests/stats_commands.py"],
    "studies": ["tests/studies.py"],
}


def plain(data):
    """Without the names of folders that another run has otherwise."""
    return re.sub(rb"/tmp/[A-Za-z0-9._-]*[A-Za-z0-9_]{6,}", b"/tmp/X", data)


def short(data):
    return hashlib.sha256(plain(data)).hexdigest()[:20]


def files_of(folder):
    for where, _, names in sorted(os.walk(folder)):
        for name in sorted(names):
            yield os.path.join(where, name)


def as_program():
    """Runs the real program with the same arguments and writes down what came of it."""
    data = None if sys.stdin is None or sys.stdin.isatty() else sys.stdin.buffer.read()
    p = subprocess.run([os.environ["KEEP_TRUCE"], *sys.argv[1:]], input=data, capture_output=True, check=False)
    lines = [f"{p.returncode} {short(p.stdout)} {short(p.stderr)} {plain(' '.join(sys.argv[1:]).encode(errors='replace')).decode(errors='replace')!r}"]
    for folder in {a for a in sys.argv[1:] if os.path.isdir(a)}:
        for part in ("reports", "ledger"):
            lines += [f"  {os.path.relpath(f, folder)} {short(open(f, 'rb').read())}" for f in files_of(f"{folder}/{part}") if not f.endswith("lock")]
    with open(os.environ["KEEP_LOG"], "a", encoding="utf-8") as f:
        f.write("\n".join(lines) + "\n")
    sys.stdout.buffer.write(p.stdout)
    sys.stderr.buffer.write(p.stderr)
    sys.stdout.flush()
    sys.exit(p.returncode if p.returncode >= 0 else 128 - p.returncode)


def main():
    truce, out, names = os.path.abspath(sys.argv[1]), os.path.abspath(sys.argv[2]), sys.argv[3:] or list(SUITES)
    with open(out, "w", encoding="utf-8") as all_:
        for name in names:
            log = out + "." + name
            open(log, "w", encoding="utf-8").close()
            script = os.path.join(os.path.dirname(HERE), SUITES[name][0])
            runner = ["sh"] if script.endswith(".sh") else [sys.executable]
            subprocess.run([*runner, script, os.path.abspath(__file__)], env={**os.environ, "KEEP_LOG": log, "KEEP_TRUCE": truce},
                           stdout=subprocess.DEVNULL, check=False, timeout=1500)
            text = open(log, encoding="utf-8").read()
            all_.write(f"== {name}\n{text}")
            os.remove(log)
            print(f"{name}: {text.count(chr(10))} lines", flush=True)


if __name__ == "__main__":
    as_program() if "KEEP_LOG" in os.environ and "KEEP_TRUCE" in os.environ else main()
