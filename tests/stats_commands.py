#!/usr/bin/env python3
"""stats_commands.py TRUCE: stored answers of independent programs, asked of the commands as people would ask.
TRUCE_ORACLES names the folder; files that are absent are skipped and counted. TAP on standard output."""
import csv
import datetime
import io
import json
import math
import os
import subprocess
import sys
import tempfile

TRUCE = os.path.abspath(sys.argv[1])
HERE = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
ORACLES = os.environ.get("TRUCE_ORACLES") or os.path.join(os.environ.get("TRUCE_SHARED", os.path.join(HERE, "..", "shared")), "oracles")
TMP = tempfile.TemporaryDirectory()
CASES = []


class Absent(Exception):
    pass


def case(f):
    CASES.append(f)
    return f


def read(name):
    path = os.path.join(ORACLES, name)
    if not os.path.exists(path):
        raise Absent(name)
    print(f"# uses {name}")
    with open(path) as f:
        return json.load(f) if name.endswith(".json") else list(csv.DictReader(f))


def table(rows, head):
    path = os.path.join(TMP.name, "t.csv")
    with open(path, "w", newline="") as f:
        w = csv.writer(f, lineterminator="\n")
        w.writerow(head)
        w.writerows(rows)
    return path


def ask(*args):
    p = subprocess.run([TRUCE, "stats", *args, "--format", "csv"], capture_output=True, text=True, timeout=300)
    assert p.returncode in (0, 1), p.stderr
    numbers, _, rest = p.stdout.partition("\n\n")
    return dict(r for r in csv.reader(io.StringIO(numbers))), list(csv.DictReader(io.StringIO(rest.split("\n\n")[0])))


def near(a, b, tolerance, what):
    if isinstance(b, list) and len(b) == 1:  # some programs write one number as a list of one
        b = b[0]
    if b in ("NA", "NaN"):
        assert a == "undefined", (what, a, b)
        return
    a, b = float(a), float(b)
    assert abs(a - b) <= tolerance * max(1, abs(b)), (what, a, b)


FIRST = datetime.date(2004, 1, 5)  # a Monday


def days(ys, step):
    return [((FIRST + datetime.timedelta(days=step * i)).isoformat(), y) for i, y in enumerate(ys)]


@case
def ears_as_in_surveillance():
    ys = [r["y"] for r in read("surv_salmNewport.csv")]
    path = table(days(ys, 1), ["day", "count"])
    for method in ("C1", "C2", "C3"):
        want = read(f"ears_{method}_newport.csv")
        _, got = ask("ears", path, "--method", method)
        by_day = {r["day"]: r for r in got}
        for r in want:
            day = (FIRST + datetime.timedelta(days=int(r["i"]) - 1)).isoformat()
            if r["upper"] in ("NA", "NaN") and day not in by_day:
                continue
            near(by_day[day]["upper"], r["upper"], 1e-5, (method, day))
            if r["upper"] not in ("NA", "NaN"):
                assert (by_day[day]["alarm"] == "yes") == (r["alarm"] == "1"), (method, day)


@case
def farrington_as_in_surveillance():
    ys = [r["y"] for r in read("surv_salmonella_agona.csv")]
    _, got = ask("farrington", table(days(ys, 7), ["day", "count"]), "--method", "original")
    by_week = {r["week_from"]: r for r in got}
    for r in read("farrington_agona.csv"):
        week = by_week[(FIRST + datetime.timedelta(days=7 * (int(r["i"]) - 1))).isoformat()]
        if float(r["upper"]) > 0:
            near(week["upper"], r["upper"], 5e-4, week)
        assert (week["alarm"] == "yes") == (r["alarm"] == "1"), (week, r)


@case
def farrington_flexible_as_in_surveillance():
    ys = [r["y"] for r in read("surv_salmNewport.csv")]
    path = table(days(ys, 7), ["day", "count"])
    for method, upper, alarm in (("flexible", "upper_farr1996", "alarm1"), ("noufaily", "upper_noufaily", "alarm2")):
        _, got = ask("farrington", path, "--method", method)
        by_week = {r["week_from"]: r for r in got}
        for r in read("farrington_flexible_newport.csv"):
            week = by_week[(FIRST + datetime.timedelta(days=7 * (int(r["i"]) - 1))).isoformat()]
            near(week["upper"], r[upper], 5e-4, (method, week))
            if r[upper] != "NA" and method == "noufaily":
                if week["p"].startswith("below "):
                    assert float(r["pvalue2"]) < float(week["p"][6:]), (method, week)
                else:
                    near(week["p"], r["pvalue2"], 5e-4, (method, week))
            if r[upper] != "NA":
                assert (week["alarm"] == "yes") == (r[alarm] == "1"), (method, week, r)


@case
def synthetic_control_as_by_quadratic_programming():
    rows, want = read("synthetic_control.csv"), read("synthetic_control_expected.json")
    names = [k for k in rows[0] if k != "t"]
    start = (FIRST + datetime.timedelta(days=want["T0"])).isoformat()
    path = table([[(FIRST + datetime.timedelta(days=int(r["t"]))).isoformat()] + [r[k] for k in names] for r in rows], ["day"] + names)
    numbers, weights = ask("synthetic", path, "--from", start)
    for got, w in zip(weights, want["weights"]):
        near(got["weight"], w, 2e-6, got)
    near(numbers["mean_gap_during"], want["att"], 1e-5, "att")
    near(numbers["rmspe_ratio"], want["rmspe_ratio"], 1e-5, "ratio")
    assert int(numbers["ranked"]) == len(names), numbers


@case
def local_level_of_the_nile():
    ys, want = [r["y"] for r in read("cp_nile.csv")], read("kalman_local_level_nile.json")
    path = table(days(ys + ["1"], 1), ["day", "count"])
    numbers, _ = ask("level", path, "--from", (FIRST + datetime.timedelta(days=len(ys))).isoformat())
    near(numbers["var_eps"], want["var_eps"], 1e-2, "var_eps")
    near(numbers["var_level"], want["var_level"], 1e-2, "var_level")


@case
def many_p_values():
    rows = read("p_adjust.csv")
    _, got = ask("adjust", table([[f"c{i}", r["p"]] for i, r in enumerate(rows)], ["name", "p"]))
    for g, r in zip(got, rows):
        for mine, theirs in (("benjamini_hochberg", "BH"), ("holm", "holm"), ("bonferroni", "bonf")):
            near(g[mine], r[theirs], 1e-5, g)


@case
def readings_side_by_side():
    want = read("reading_divergence.json")
    names = sorted(want["matrix"])
    rows = [[x["id"]] + [want["matrix"][k][i] for k in names] for i, x in enumerate(want["incidents"])]
    numbers, pairs = ask("diverge", table(rows, ["incident"] + names))
    s = want["summary"]
    assert int(numbers["under_all"]) == s["covered_under_all"] and int(numbers["under_none"]) == s["covered_under_none"], numbers
    assert int(numbers["under_some"]) == s["reading_dependent"], numbers
    near(numbers["dependence_index"], s["reading_dependence_index"], 1e-5, "index")
    near(numbers["alpha"], s["krippendorff_alpha"], 1e-5, "alpha")
    assert len(pairs) == 3 and math.isfinite(float(pairs[0]["jaccard"])), pairs


def main():
    failed = skipped = 0
    print(f"1..{len(CASES)}")
    for n, f in enumerate(CASES, 1):
        try:
            f()
            print(f"ok {n} {f.__name__}")
        except Absent as e:
            skipped += 1
            print(f"ok {n} {f.__name__} # SKIP {e} is absent")
        except Exception as e:  # each failure is one line
            failed += 1
            print("# " + f"{type(e).__name__}: {e}".replace("\n", "\n# ")[:600])
            print(f"not ok {n} {f.__name__}")
    print(f"# {skipped} skipped", file=sys.stderr)
    return 1 if failed else 0


sys.exit(main())
