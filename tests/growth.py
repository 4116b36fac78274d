#!/usr/bin/env python3
"""growth.py TRUCE: seconds, memory and slope of joins, lists and pages at 1 k to 200 k rows, each the median of three.
Slope: the exponent between one size and the next, 1 where ten times as much takes ten times as long. Part of ./dev bench."""
import math
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

TRUCE = os.path.abspath(sys.argv[1])
HERE = os.path.dirname(os.path.abspath(__file__))
SIZES = [int(x) for x in sys.argv[2].split(",")] if len(sys.argv) > 2 else [1000, 10000, 100000, 200000]
WORK = tempfile.mkdtemp(prefix="growth-")


def measure(command, before=None, runs=3):
    took, peak = [], 0
    for _ in range(runs):
        if before:
            before()
        start = time.monotonic()
        p = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        _, status, usage = os.wait4(p.pid, 0)
        took.append(time.monotonic() - start)
        peak = max(peak, usage.ru_maxrss)
        assert os.waitstatus_to_exitcode(status) == 0, (command, status)
    return statistics.median(took), peak / 1024


def fresh(mission):
    for name in ("ledger", "blobs", "reports"):
        shutil.rmtree(f"{mission}/{name}", ignore_errors=True)
    for name in os.listdir(mission):
        if name.startswith("index.db"):
            os.remove(f"{mission}/{name}")


def make(script, n, path):
    subprocess.run([sys.executable, f"{HERE}/{script}", str(n), path], check=True)


def joins(n):
    path = f"{WORK}/claims.csv"
    make("make_claims.py", n, path)
    return [TRUCE, "fuse", "--claims", path], None, 3


def tables(n):
    path = f"{WORK}/claims.csv"
    make("make_claims.py", n, path)
    return [TRUCE, "feed", "--kind", "claims", path], None, 3


def pages(n):
    path = f"{WORK}/m"
    make("make_incidents.py", n, path)
    return [TRUCE, "run", path], lambda: fresh(path), 3 if n <= 10000 else 1


print(f"{'what':34} {'rows':>7} {'seconds':>9} {'MB':>6} {'slope':>6}")
for what, job, most in (("read a table of claims", tables, 200000), ("join claims", joins, 200000), ("run a mission, all its reports", pages, 100000)):
    was = None
    for n in SIZES:
        if n > most:
            continue
        seconds, mb = measure(*job(n))
        slope = f"{math.log(seconds / was[1]) / math.log(n / was[0]):6.2f}" if was else ""
        print(f"{what:34} {n:7} {seconds:9.3f} {mb:6.0f} {slope}", flush=True)
        was = (n, seconds)
shutil.rmtree(WORK, ignore_errors=True)
