#!/usr/bin/env python3
"""sweep.py TRUCE MALLOC_FAIL.so [--sample N]: each allocation of a run fails once; the mission must verify after
each. Every site over an example of 20 claims, 3 incidents and 3 totals; then N sites (default 300), evenly
spread, over the whole example and over assess, fuse, compare and agreement check.

Uses the preload library of the shared harness; this driver exists beside the harness's own because it spreads
the sites over the cores. Closing lines as the harness has them: calls= swept= crash= hang= clean_error= exit0=
verify_failed= exit0_but_different=
(a run that succeeds must give exactly the output and the entries of the undisturbed run)."""
import concurrent.futures
import os
import re
import shutil
import struct
import subprocess
import sys
import tempfile

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
TRUCE, LIB = map(os.path.abspath, sys.argv[1:3])
SAMPLE = int(sys.argv[sys.argv.index("--sample") + 1]) if "--sample" in sys.argv else 300
FROM = int(sys.argv[sys.argv.index("--from") + 1]) if "--from" in sys.argv else 1
EVERY = int(sys.argv[sys.argv.index("--every") + 1]) if "--every" in sys.argv else 1
TMP = tempfile.mkdtemp(prefix="sweep-")
EX = os.path.join(ROOT, "examples", "energy-2025")


def small_mission(path):
    os.makedirs(path + "/data")
    for name, n in (("claims", 20), ("incidents", 3), ("totals", 3)):
        lines = open(f"{EX}/data/{name}.csv", encoding="utf-8").read().splitlines()
        open(f"{path}/data/{name}.csv", "w", encoding="utf-8").write("\n".join(lines[: n + 1]) + "\n")
    subprocess.run([TRUCE, "init", path + "/new"], check=True, capture_output=True)
    ag = open(path + "/new/agreement.yaml").read()
    cats = ("unknown energy energy.power energy.power.line energy.power.line.distribution energy.power.line.transmission energy.power.substation energy.power.substation.distribution "
            "energy.power.substation.transmission energy.power.plant energy.power.plant.wind energy.gas energy.gas.metering energy.gas.distribution_station energy.traction infra infra.health").split()
    ag = re.sub(r"taxonomy:\n(  .*\n)+", "taxonomy:\n" + "".join(f"  {c}: x\n" for c in cats), ag)
    open(path + "/agreement.yaml", "w").write(ag)
    m = open(EX + "/mission.yaml").read()
    m = re.sub(r".*kind: regions.*\n", "", m.split("not_observed")[0])
    open(path + "/mission.yaml", "w").write(m)
    shutil.rmtree(path + "/new")


def events_mission(path):
    small_mission(path)
    m = re.sub(r"(?ms)^sources:.*", "sources:\n  - {kind: events, file: data/events.csv, mapping: {id: event, date: day, lat: y, lon: x, zone: Europe/Kyiv}}\n", open(path + "/mission.yaml").read())
    open(path + "/mission.yaml", "w").write(m)
    open(path + "/data/events.csv", "w").write("event,day,y,x\n" + "".join(f"e{k},2025-03-{20 + k},50,36\n" for k in range(5)))


def one(args):
    command, source, at = args
    work = tempfile.mkdtemp(dir=TMP)
    mission = work + "/m"
    count = work + "/n"
    open(count, "w").close()
    if source:
        shutil.copytree(source, mission)
    env = dict(os.environ, LD_PRELOAD=LIB, MF_PROG="truce", MF_AT=str(at), MF_COUNT=count)
    cmd = [TRUCE] + [mission if c == "@" else c for c in command]
    try:
        p = subprocess.run(cmd, env=env, capture_output=True, timeout=60)
        rc, said = p.returncode, p.stdout.replace(work.encode(), b"")
    except subprocess.TimeoutExpired:
        rc, said = 124, b""
    ok = True
    if source:
        said += open(mission + "/ledger/entries", "rb").read() if os.path.exists(mission + "/ledger/entries") else b""
    if source:
        ok = subprocess.run([TRUCE, "verify", mission], capture_output=True).returncode == 0
    n = struct.unpack("q", open(count, "rb").read()[:8])[0] if at == 0 else 0
    shutil.rmtree(work, ignore_errors=True)
    return rc, ok, n, at, said


def sweep(title, command, source=None, sites=None):
    rc, ok, calls, _, want = one((command, source, 0))
    assert rc == 0 and ok and calls > 0, (title, rc, ok, calls)
    todo = range(FROM, calls + 1, EVERY) if sites is None else sorted({1 + i * calls // sites for i in range(sites)})
    crash = hang = clean = exit0 = bad = other = 0
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count() or 1) as pool:
        for rc, ok, _, at, said in pool.map(one, ((command, source, at) for at in todo)):
            crash += rc < 0 or rc >= 128
            hang += rc == 124
            exit0 += rc == 0
            clean += 0 < rc < 124
            bad += not ok
            other += rc == 0 and said != want  # success must mean the whole and right answer
            if rc == 0 and said != want:
                print(f"at call {at}: exit 0 with another answer", flush=True)
            if rc < 0 or rc >= 124 or not ok:
                print(f"at call {at}: exit {rc}, verifies: {ok}", flush=True)
    print(f"{title}: calls={calls} swept={len(todo)} crash={crash} hang={hang} clean_error={clean} exit0={exit0} verify_failed={bad} exit0_but_different={other}", flush=True)
    return crash + hang + bad + other


def main():
    small_mission(TMP + "/small")
    whole = TMP + "/whole"
    shutil.copytree(EX, whole, ignore=shutil.ignore_patterns("ledger", "blobs", "reports", "index.db*"))
    ran, events = TMP + "/ran", TMP + "/events"
    shutil.copytree(whole, ran)
    subprocess.run([TRUCE, "run", ran], check=True, capture_output=True)
    events_mission(events)
    a, i, c = EX + "/agreement.yaml", EX + "/data/incidents.csv", EX + "/data/claims.csv"
    faults = sweep("whole example, sampled", ["run", "@"], whole, SAMPLE)
    faults += sweep("assess", ["assess", a, "--incidents", i, "--format", "csv"], None, SAMPLE)
    faults += sweep("compare", ["compare", a, "--incidents", i], None, SAMPLE)
    faults += sweep("fuse", ["fuse", "--claims", c, "--reasons"], None, SAMPLE)
    faults += sweep("agreement check", ["agreement", "check", a], None, SAMPLE)
    faults += sweep("one observation", ["observe", "@", "--by", "O", "--time", "2025-04-01T10:30", "--zone", "Europe/Kyiv", "--observation", "heard"], ran, SAMPLE)
    faults += sweep("one decision", ["decide", "@", "merge", "CL006", "CL007", "--by", "A", "--reason", "r"], ran, SAMPLE)
    faults += sweep("events through a mapping", ["run", "@"], events, SAMPLE)
    faults += sweep("cut-down example, every site", ["run", "@"], TMP + "/small")
    shutil.rmtree(TMP, ignore_errors=True)
    return 1 if faults else 0


sys.exit(main())
