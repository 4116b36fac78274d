#!/usr/bin/env python3
"""studies.py TRUCE [CLANG_TRUCE]: studies, effort and obligations, on whole missions. TAP on standard output.

Properties: what a study finds does not hang on the order of rows, on a source fed twice, on the order of the
readings or on the names of the parties; its standing follows from the order of the record."""
import csv
import datetime
import io
import json
import os
import random
import re
import subprocess
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import integration as base  # noqa: E402  the helpers; its cases are left out
from integration import CASES, CLANG, SEED, case, digest_tree, mission, reports, rows, run, without_provenance, write_rows  # noqa: E402

CASES.clear()


def edit(path, *pairs):
    text = open(path, encoding="utf-8").read()
    for old, new in pairs:
        assert old in text, old
        text = text.replace(old, new)
    open(path, "w", encoding="utf-8").write(text)


def exercise(name, *edits):
    path = mission(name, "exercise")
    for f, old, new in edits:
        edit(f"{path}/{f}", (old, new))
    return path


def report_of(path):
    return json.loads(reports(path)["report.json"])


PLAIN = {}


def plain():
    if not PLAIN:
        path = exercise("plain")
        run("run", path)
        PLAIN.update(path=path, texts=reports(path), report=report_of(path))
    return PLAIN


@case
def the_numbers_are_those_of_the_data():
    """Counted here by the plainest means: the day of each incident, and the hours of that day."""
    p = plain()
    head, body = rows(p["path"] + "/data/incidents.csv")
    hours = {}
    for day, n, _, _, _ in rows(p["path"] + "/data/effort.csv")[1]:
        hours[day] = hours.get(day, 0) + float(n)
    units = {}
    for r in map(lambda r: dict(zip(head, r)), body):
        covered = r["category"] == "energy.power.substation" and r["act"] == "strike_hit"
        # a night across two days belongs to none here: all of ours lie within one
        assert r["utc_lo"][:10] == r["utc_hi"][:10] or r["utc_hi"][11:16] == "00:00", r
        units.setdefault(r["group"], []).append((r["utc_lo"][:10], covered))
    days = [min(d for d, _ in v) for v in units.values() if any(c for _, c in v)]
    want = {"events_before": sum(d < "2031-03-01" and hours.get(d, 0) > 0 for d in days),
            "events_during": sum(d >= "2031-03-01" and hours.get(d, 0) > 0 for d in days),
            "exposure_before": sum(h for d, h in hours.items() if d < "2031-03-01"),
            "exposure_during": sum(h for d, h in hours.items() if d >= "2031-03-01")}
    got = p["report"]["trend"][0]["tests"]["rates"]["numbers"]
    assert {k: got[k] for k in want} == want, (want, {k: got[k] for k in want})
    # the table of days adds up to the same, and the plain command says the same of it
    daily = list(csv.DictReader(io.StringIO(p["texts"]["days.csv"])))
    mine = [d for d in daily if d["reading"] == "RA"]
    assert sum(int(d["covered"]) for d in mine if d["period"] == "during") == want["events_during"]
    opts = ("--reading", "RA", "--rule", "incident/1", "--unclear", "other", "--effort", "monitor-hours", "--from", "2031-03-01",
            "--since", "2031-01-01", "--until", "2031-03-30", "--format", "json")
    alone = json.loads(run("stats", "rates", p["path"], *opts).stdout)["numbers"]
    assert alone == got, (alone, got)
    table = os.path.join(p["path"], "days.csv")
    open(table, "w").write(run("grid", p["path"], "--daily", "RA", "--rule", "incident/1", "--unclear", "other", "--effort", "monitor-hours").stdout)
    again = json.loads(run("stats", "rates", table, "--from", "2031-03-01", "--only", "covered", "--format", "json").stdout)["numbers"]
    assert again == got, (again, got)


@case
def the_truth_of_the_exercise_is_within_the_intervals():
    """make.py states the rates from which the data were drawn; one in twenty such intervals would miss."""
    text = open(os.path.join(plain()["path"], "make.py")).read()
    truth = {k: float(b) / float(a) for k, a, b in re.findall(r'"(energy\.power\.substation|energy\.oil\.storage|civil\.road)": \((\S+), (\S+)\)', text)}
    got = plain()["report"]["trend"][0]["tests"]["rates"]["numbers"]
    assert got["headline_low"] < truth["energy.power.substation"] < got["headline_high"], (truth, got)


@case
def rows_in_any_order_change_nothing():
    rnd = random.Random(SEED)
    want = without_provenance(plain()["texts"])
    for i in range(3):
        path = exercise(f"shuffle{i}")
        for f in ("incidents", "effort", "performance"):
            head, body = rows(f"{path}/data/{f}.csv")
            rnd.shuffle(body)
            write_rows(f"{path}/data/{f}.csv", head, body)
        run("run", path)
        got = without_provenance(reports(path))
        assert set(got) == set(want)
        for name in want:
            assert got[name] == want[name], (i, name)


@case
def a_source_fed_twice_changes_nothing():
    path = exercise("twice")
    sources = ""
    for f in ("incidents", "effort", "performance"):
        head, body = rows(f"{path}/data/{f}.csv")
        write_rows(f"{path}/data/{f}2.csv", head, body[::-1])
        sources += f"  - {{kind: {f}, file: data/{f}2.csv}}\n"
    edit(path + "/mission.yaml", ("not_observed:", sources + "not_observed:"))
    out = run("run", path).stdout
    assert out.count("accepted 0 + duplicate") == 3, out
    got, want = without_provenance(reports(path)), without_provenance(plain()["texts"])
    for name in want:
        a, b = (re.sub(r"12:00(:\d\d)?Z", "12:00Z", t[name]) for t in (got, want))  # more entries, more seconds of this replay
        assert a == b, name


@case
def readings_in_any_order_say_the_same():
    path = exercise("permuted", ("study.yaml", "readings: [RA, RB]", "readings: [RB, RA]"))
    text = open(path + "/agreement.yaml", encoding="utf-8").read()
    head, a, b = re.split(r"(?m)^  - id: R[AB]\n", text)
    open(path + "/agreement.yaml", "w", encoding="utf-8").write(head + "  - id: RB\n" + b + "  - id: RA\n" + a)
    run("run", path)
    got, want = report_of(path), plain()["report"]
    assert [t["reading"] for t in got["trend"]] == ["RB", "RA"]
    assert {t["reading"]: t for t in got["trend"]} == {t["reading"]: t for t in want["trend"]}
    for name in ("days.csv", "results.csv", "hotspots.csv", "grid.csv", "obligations.csv"):
        assert sorted(reports(path)[name].splitlines()) == sorted(plain()["texts"][name].splitlines()), name


def swap(text):
    text = re.sub(r"(?<![-\w])(XA|XB)(?![-\w])", lambda m: {"XA": "XB", "XB": "XA"}[m.group(1)], text)
    text = re.sub(r"(Party |Minister of )([AB])\b", lambda m: m.group(1) + {"A": "B", "B": "A"}[m.group(2)], text)
    return re.sub(r"((?:holder|side|owed_by|owed_to|id): )([AB])(?=[,}\n])", lambda m: m.group(1) + {"A": "B", "B": "A"}[m.group(2)], text)


@case
def swapped_parties_swap_and_change_nothing_else():
    path = exercise("swap")
    for f in ("agreement.yaml", "data/incidents.csv"):
        p = f"{path}/{f}"
        t = open(p, encoding="utf-8", newline="").read()
        open(p, "w", encoding="utf-8", newline="").write(swap(t))
    run("run", path)
    for name in ("days.csv", "results.csv", "hotspots.csv", "grid.csv"):
        assert reports(path)[name] == plain()["texts"][name], name
    got = re.sub(r",([AB]),([AB]),", lambda m: f",{m.group(2)},{m.group(1)},", reports(path)["obligations.csv"])
    assert got == plain()["texts"]["obligations.csv"]
    a, b = report_of(path), plain()["report"]
    assert a["trend"] == b["trend"] and a["study"] == b["study"] and a["obligations"] == b["obligations"]
    opts = ("--daily", "RA", "--rule", "place-day/1", "--unclear", "out", "--effort", "none")
    assert run("grid", path, *opts).stdout == run("grid", plain()["path"], *opts).stdout


@case
def another_compiler_locale_and_zone_give_the_same_bytes():
    for i, (exe, env) in enumerate([(base.TRUCE, {"LC_ALL": "de_DE.UTF-8", "TZ": "Pacific/Apia"}), (CLANG, {})]):
        if exe is None:
            continue
        path = exercise(f"other{i}")
        run("run", path, exe=exe, env=env)
        assert digest_tree(path) == digest_tree(plain()["path"]), i


@case
def the_standing_follows_from_the_record():
    r = plain()["report"]["study"]
    assert (r["standing"], r["evidence_before"], r["earlier_studies"]) == ("declared-before", 0, 0), r
    path = exercise("written-later", ("study.yaml", "written: 2031-02-27", "written: 2031-03-05"))
    run("run", path)
    assert report_of(path)["study"]["standing"] == "declared-unseen"
    # evidence first, the study after it
    path = exercise("looked", ("mission.yaml", "study: study.yaml\n", ""))
    run("run", path)
    assert "study" not in report_of(path) and "No study is in the record" in reports(path)["report.html"]
    assert not {"days.csv", "results.csv", "hotspots.csv"} & set(reports(path))
    edit(path + "/mission.yaml", ("agreement: agreement.yaml\n", "agreement: agreement.yaml\nstudy: study.yaml\n"))
    run("run", path)
    r = report_of(path)["study"]
    assert (r["standing"], r["evidence_before"]) == ("exploratory", 1), r
    assert "exploratory" in reports(path)["report.html"]
    assert {c["standing"] for c in csv.DictReader(io.StringIO(reports(path)["grid.csv"]))} == {"exploratory"}
    assert {c["standing"] for c in csv.DictReader(io.StringIO(plain()["texts"]["grid.csv"]))} == {"exploratory", "declared"}
    # a study changed after a look is another study, and says so; the same bytes again are not
    path = exercise("changed")
    run("run", path)
    run("run", path)
    assert report_of(path)["study"]["earlier_studies"] == 0
    edit(path + "/study.yaml", ("unit: incident/1", "unit: item/1"))
    run("run", path)
    r = report_of(path)["study"]
    assert (r["standing"], r["earlier_studies"], r["unit"]) == ("exploratory", 1, "item/1"), r
    run("verify", path)


@case
def a_real_clock_decides_where_there_is_one():
    day = datetime.date(2031, 3, 1)
    path = exercise("clock", ("mission.yaml", "clock: {start: 2031-02-27T12:00Z}\n", ""))
    assert datetime.date.today() < day  # else the entry would be later than the days compared
    run("run", path)
    r = report_of(path)["study"]
    assert (r["standing"], r["dates_entries_itself"]) == ("declared-before", "no"), r
    path = exercise("clock-late", ("mission.yaml", "clock: {start: 2031-02-27T12:00Z}\n", ""),
                    ("study.yaml", "baseline: {from: 2031-01-01, to: 2031-02-28}", "baseline: {from: 2019-01-01, to: 2019-01-31}"),
                    ("study.yaml", "during: {from: 2031-03-01, to: 2031-03-30}", "during: {from: 2019-03-01, to: 2019-03-30}"),
                    ("study.yaml", "written: 2031-02-27", "written: 2019-02-27"))
    run("run", path)  # its authors date it before the days; its entry is of today
    assert report_of(path)["study"]["standing"] == "declared-unseen"


@case
def the_bytes_of_a_study_are_kept_and_checked():
    path = exercise("flip")
    run("run", path)
    sha = report_of(path)["study"]["sha256"]
    blob = [os.path.join(b, f) for b, _, fs in os.walk(path + "/blobs") for f in fs if f == sha][0]
    data = open(blob, "rb").read()
    assert data == open(path + "/study.yaml", "rb").read()
    open(blob, "wb").write(data.replace(b"incident/1", b"item/1    "))
    assert sha[:8] in run("verify", path, expect=1).stdout


FAULTS = [  # a change of the study, the line it is told at, the code
    ("truce: study/1", "truce: study/2", 2, "unknown-value"),
    ("id: exercise-energy\n", "", 2, "missing-key"),
    ("written: 2031-02-27", "written: February", 8, "time"),
    ("baseline: {from: 2031-01-01, to: 2031-02-28}", "baseline: {from: 2031-02-01, to: 2031-01-28}", 9, "window-empty"),
    ("during: {from: 2031-03-01, to: 2031-03-30}", "during: {from: 2031-02-28, to: 2031-03-30}", 10, "window-empty"),
    ("during: {from: 2031-03-01, to: 2031-03-30}", "during: {from: 2031-03-01, till: 2031-03-30}", 10, "unknown-key"),
    ("readings: [RA, RB]", "readings: [RA, RX]", 11, "unknown-reference"),
    ("readings: [RA, RB]", "readings: [RA, RA]", 11, "duplicate-id"),
    ("readings: [RA, RB]\n", "", 2, "missing-key"),
    ("unit: incident/1", "unit: strikes", 12, "unknown-value"),
    ("evidence: any", "evidence: some", 13, "unknown-value"),
    ("unclear: other", "unclear: ignored", 14, "unknown-value"),
    ("effort: monitor-hours\n", "", 2, "missing-key"),
    ("transition_days: 1", "transition_days: -1", 16, "out-of-range"),
    ("tests: [rates, compare, series, placebo, change, warn, return, scan]", "tests: [rates, magic]", 17, "unknown-value"),
    ("tests: [rates, compare, series, placebo, change, warn, return, scan]", "tests: []", 2, "missing-key"),
    ("tests:", "hypothesis: it fell\ntests:", 17, "unknown-key"),
]


@case
def faults_of_a_study_have_their_place_and_leave_no_trace():
    for i, (old, new, line, code) in enumerate(FAULTS):
        path = exercise(f"fault{i}", ("study.yaml", old, new))
        p = run("run", path, expect=3)
        first = re.search(r"study\.yaml:(\d+):(\d+): error: .*\[([-a-z]+)\]", p.stderr)
        assert first, (new, p.stderr)
        assert (int(first.group(1)), first.group(3)) == (line, code), (new, p.stderr)
        assert '"study"' not in open(path + "/ledger/entries", encoding="utf-8").read()
    path = exercise("no-study", ("mission.yaml", "study: study.yaml", "study: other.yaml"))
    assert "other.yaml" in run("run", path, expect=4).stderr


@case
def a_reading_or_a_unit_that_is_not_there_computes_nothing():
    path = exercise("no-unit", ("study.yaml", "effort: monitor-hours", "effort: clear-passes"))
    run("run", path)
    assert {t["computed"] for t in report_of(path)["trend"]} == {"no"}
    assert "Nothing was computed" in reports(path)["report.html"] and "clear-passes" in reports(path)["report.md"]


@case
def unwatched_days_have_no_rate():
    """An unobservable day changes no rate, whatever is put on it; a day of which nobody says is absent."""
    want = plain()["report"]["trend"][0]
    storm = (datetime.date(2031, 3, 1) - datetime.timedelta(days=33)).isoformat()
    silent = (datetime.date(2031, 3, 1) - datetime.timedelta(days=20)).isoformat()
    path = exercise("unwatched")
    head, body = rows(f"{path}/data/incidents.csv")
    for n, day in enumerate([storm, storm, silent]):
        row = dict(zip(head, body[0]), incident=f"U{n}", group=f"U{n}", utc_lo=day + "T10:00Z", utc_hi=day + "T11:00Z",
                   category="energy.power.substation", act="strike_hit", place=f"New {n}")
        body.append([row[k] for k in head])
    write_rows(f"{path}/data/incidents.csv", head, body)
    run("run", path)
    got = report_of(path)["trend"][0]
    assert got["units_not_watched"] == 3 and want["units_not_watched"] == 0
    assert (got["days_not_watched"], got["days_not_stated"]) == (1, 1)
    for test in ("rates", "compare", "series", "placebo", "change", "warn", "return"):
        assert got["tests"][test] == want["tests"][test], test


@case
def hours_in_two_rows_or_one_are_the_same_hours():
    path = exercise("joined")
    head, body = rows(f"{path}/data/effort.csv")
    hours = {}
    for day, n, unit, _, _ in body:
        hours[day] = hours.get(day, 0) + int(n)
    write_rows(f"{path}/data/effort.csv", head, [[d, n, "monitor-hours", "", ""] for d, n in hours.items()]
               + [[d, 7, "clear-passes", "", ""] for d in hours])  # another unit is never added
    run("run", path)
    assert report_of(path)["trend"] == plain()["report"]["trend"]


@case
def each_end_lies_within_what_all_ends_allow():
    for name, e in (("ends", "energy-2025"), ("ends-x", "exercise")):
        path = mission(name, e)
        if e == "exercise":
            edit(path + "/mission.yaml", ("period: {from: 2031-03-01, to: 2031-03-30}", "period: {from: 2031-01-01, to: 2031-03-30}"))
            edit(path + "/agreement.yaml", ("days: 30, counted_from: RA-4", "days: 20, counted_from: RA-4"))
        run("run", path)
        cells = list(csv.DictReader(io.StringIO(run("grid", path).stdout)))
        whole = {(c["reading"], c["rule"], c["evidence"]): c for c in cells if c["end"] == "all"}
        several = 0
        for c in cells:
            w = whole[c["reading"], c["rule"], c["evidence"]]
            several += c["end"] != "all"
            assert c["units"] == w["units"]
            assert int(c["covered"]) >= int(w["covered"]), (c, w)
            assert int(c["covered"]) + int(c["unclear"]) <= int(w["covered"]) + int(w["unclear"]), (c, w)
        assert several > 0
        if e == "exercise":  # a reading that ends ten days earlier compares fewer days
            ra = [c for c in cells if c["reading"] == "RA" and c["rule"] == "incident/1" and c["evidence"] == "any"]
            assert len(ra) == 3 and len({c["during"] for c in ra}) >= 2, ra


@case
def shares_of_the_parts_add_up():
    for e in ("energy-2025", "exercise"):
        path = mission("parts-" + e, e)
        run("run", path)
        r = report_of(path)
        verdict = {(x["id"], a["reading"]): a["verdict"] == "yes" for x in r["coded"] if x["in_period"] == "yes" for a in x["assessments"]}
        items = sorted({i for i, _ in verdict})
        for p in r["differences"]:
            only = [sum(verdict[i, p["a"]] and not verdict[i, p["b"]] for i in items), sum(verdict[i, p["b"]] and not verdict[i, p["a"]] for i in items)]
            assert [p["covered_by_a_alone"], p["covered_by_b_alone"]] == only, p
            assert abs(sum(p["shapley"].values()) - sum(only)) < 1e-4, p
            if "jaccard" in p:
                both = sum(verdict[i, p["a"]] and verdict[i, p["b"]] for i in items)
                assert abs(p["jaccard"] - both / (both + sum(only))) < 1e-6, p
        for d in r["divergence"]:
            assert d["covered_under_all"] + d["covered_under_none"] + d["covered_under_some"] == d["incidents"], d


ACTS = "id,obligation,day,quantity,state,act,said_by\n"
SCORES = [  # acts, then for each of the three obligations: low and high score, pace of the first
    ("", ("0 0 missed", "0 0", None)),
    ("A,RA-20,2031-03-02,400,,,\n", ("3 3 done", "0 0", None)),
    ("A,RA-20,2031-03-02,200,,,\n", ("2 2 missed", "0 0", None)),
    ("A,RA-20,2031-03-02,199,,,\n", ("1 1 missed", "0 0", None)),
    ("A,RA-20,2031-03-02,250,,x,one side\nB,RA-20,2031-03-02,400,,x,the other\n", ("2 3 missed", "0 0", None)),
    ("A,RA-20,2031-03-02,,done,,\n", ("3 3 done", "0 0", None)),
    ("A,RA-20,2031-03-02,,partly,,\n", ("2 2 missed", "0 0", None)),
    ("A,RA-20,2031-03-02,,begun,,\n", ("1 1 missed", "0 0", None)),
    ("A,RA-20,2031-04-02,400,,,\n", ("0 0 missed", "0 0", None)),  # after the last day
    ("".join(f"T{i},RB-20,2031-03-{i:02d},20,,,\n" for i in range(1, 31)), ("0 0 missed", "3 3", None)),
    ("".join(f"T{i},RB-20,2031-03-{i:02d},19,,,\n" for i in range(1, 31)), ("0 0 missed", "3 3", None)),  # 95 %
    ("".join(f"T{i},RB-20,2031-03-{i:02d},18,,,\n" for i in range(1, 31)), ("0 0 missed", "2 2", None)),
    ("".join(f"T{i},RB-20,2031-03-{i:02d},9,,,\n" for i in range(1, 31)), ("0 0 missed", "1 1", None)),
    ("A,RB-20,2031-02-01,600,,,\n", ("0 0 missed", "0 0", None)),  # before the first day
    ("A,RB-21,2031-03-05,,in_time,,\n", ("0 0 missed", "0 0", "3 3")),
    ("A,RB-21,2031-03-05,,late,,\nB,RB-21,2031-03-06,,in_time,,\nC,RB-21,2031-03-07,,late,,\n", ("0 0 missed", "0 0", "1 1")),
    ("A,RB-21,2031-03-05,,late,x,\nB,RB-21,2031-03-05,,in_time,x,\n", ("0 0 missed", "0 0", "0 3")),
    ("A,RB-21,2031-03-05,,late,,\n", ("0 0 missed", "0 0", "0 0")),
]


@case
def obligations_are_scored_by_the_rule():
    path = exercise("scores", ("mission.yaml", "study: study.yaml\n", ""))
    run("run", path, expect=0)
    for acts, want in SCORES:
        path = exercise("scores-%x" % (hash(acts) & 0xffffffff), ("mission.yaml", "study: study.yaml\n", ""))
        open(path + "/data/performance.csv", "w").write(ACTS + acts)
        run("run", path)
        got = [x for x in csv.DictReader(io.StringIO(reports(path)["obligations.csv"]))]
        assert [x["obligation"] for x in got] == ["RA-20", "RB-20", "RB-21"]
        said = [f"{got[0]['score_low']} {got[0]['score_high']} {got[0]['pace_low']}", f"{got[1]['score_low']} {got[1]['score_high']}",
                f"{got[2]['score_low']} {got[2]['score_high']}" if got[2]["score_low"] else None]
        assert said == list(want), (acts, said, want)


@case
def the_pace_tells_when_it_would_be_done():
    # ten days of the first to the tenth; before midnight at the end of the 25th is in time
    for n, pace, finish, score in ((200, "in-time", "2031-03-20", 2), (201, "in-time", "2031-03-20", 2), (160, "in-time", "2031-03-25", 2),
                                   (159, "late", "2031-03-26", 1), (100, "late", "2031-04-09", 1), (400, "done", "", 3), (0, "none", "", 1)):
        path = exercise(f"pace{n}", ("agreement.yaml", "deadline: 2031-03-20T00:00Z", "deadline: 2031-03-26T00:00Z"),
                        ("mission.yaml", "period: {from: 2031-03-01, to: 2031-03-30}", "period: {from: 2031-03-01, to: 2031-03-10}"))
        open(path + "/data/performance.csv", "w").write(ACTS + f"A,RA-20,2031-03-02,{n},,,\n")
        run("run", path)
        x = next(csv.DictReader(io.StringIO(reports(path)["obligations.csv"])))
        assert (x["pace_low"], x["finish_low"], x["score_low"]) == (pace, finish, str(score)), (n, x)


@case
def acts_of_no_obligation_and_without_a_file_are_told():
    path = exercise("none", ("mission.yaml", "  - {kind: performance, file: data/performance.csv}\n", ""))
    run("run", path)
    assert {x["known"] for x in report_of(path)["obligations"]} == {"no"}
    assert "no report of acts is in the record" in reports(path)["report.md"] and "undetermined" in reports(path)["report.html"]
    path = exercise("stray")
    open(path + "/data/performance.csv", "w").write(ACTS + "A,RX-1,2031-03-02,5,,,\n")
    run("run", path)
    assert "1 report names an obligation that the agreement does not have" in reports(path)["report.html"]


SET_ASIDE = [
    ("effort", "day,watched,unit\n2031-03-01,24,h\nMarch,24,h\n2031-03-02,-1,h\n2031-03-03,24,\n2031-03-04,many,h\n2031-03-01,24,h\n2031-03-05,1,h\n2031-03-05,2,h\n",
     "received 8 = accepted 1 + duplicate 1 + set aside 6"),
    ("performance", ACTS + "A,RA-20,2031-03-01,5,,,\n,RA-20,2031-03-01,5,,,\nB,,2031-03-01,5,,,\nC,RA-20,soon,5,,,\nD,RA-20,2031-03-01,1.5,,,\n"
     "E,RA-20,2031-03-01,,finished,,\nF,RA-20,2031-03-01,,,,\nA,RA-20,2031-03-01,5,,,\n", "received 8 = accepted 1 + duplicate 1 + set aside 6"),
]


@case
def damaged_rows_are_set_aside_with_their_place():
    path = exercise("damaged")
    run("run", path)
    for kind, text, want in SET_ASIDE:
        file = f"{path}/{kind}.csv"
        open(file, "w").write(text)
        p = run("import", path, kind, file)
        assert want in p.stdout, (kind, p.stdout, p.stderr)
        assert len(re.findall(rf"{kind}\.csv:\d+:\d+: set aside: .* \[[-a-z]+\]", p.stderr)) == 6, p.stderr
    for kind, head in (("effort", "day,watched\n2031-03-01,2\n"), ("performance", "id,day\nA,2031-03-01\n")):
        open(f"{path}/{kind}.csv", "w").write(head)
        assert "missing-column" in run("import", path, kind, f"{path}/{kind}.csv", expect=3).stderr


@case
def every_choice_is_asked_for():
    p = plain()["path"]
    full = ["--from", "2031-03-01", "--reading", "RA", "--rule", "incident/1", "--unclear", "other", "--effort", "monitor-hours"]
    run("stats", "rates", p, *full)
    for drop in ("--reading", "--rule", "--unclear", "--effort", "--from"):
        i = full.index(drop)
        assert run("stats", "rates", p, *(full[:i] + full[i + 2:]), expect=2).stderr, drop
    assert "no effort in that unit" in run("stats", "rates", p, *full[:-1], "clear-passes", expect=2).stderr
    assert "no study" in run("stats", "study", base.base()["path"], expect=2).stderr


@case
def a_mission_is_scanned_and_counted_as_a_table_would_be():
    p = plain()["path"]
    out = run("stats", "scan", p, "--reading", "RB", "--rule", "item/1", "--unclear", "other", "--effort", "none", "--since", "2031-03-01",
              "--until", "2031-03-30", "--replicates", "199", "--format", "csv").stdout
    got = list(csv.DictReader(io.StringIO(out.partition("\n\n")[2])))
    # the same incidents as plain files of cases and places
    head, body = rows(p + "/data/incidents.csv")
    cases, places = "", {}
    for r in (dict(zip(head, x)) for x in body):
        if r["category"] in ("energy.power.substation", "energy.oil.storage") and r["act"] == "strike_hit" and r["utc_lo"] >= "2031-03-01":
            places[r["place"]] = f"{r['place']} {r['lat']} {r['lon']}\n"
            cases += f"{r['place']} 1 {r['utc_lo'][:10].replace('-', '/')}\n"
    open(p + "/a.cas", "w").write(cases)
    open(p + "/a.geo", "w").write("".join(places.values()))
    out = run("stats", "scan", "--cases", p + "/a.cas", "--places", p + "/a.geo", "--most-apart", "100", "--replicates", "199", "--format", "csv").stdout
    want = list(csv.DictReader(io.StringIO(out.partition("\n\n")[2])))
    assert got and len(got) == len(want)
    for g, w in zip(got, want):  # distances on the sphere and on the ellipsoid order these places alike
        assert (g["observed"], g["from"], g["to"], g["places"]) == (w["cases"], w["from"], w["to"], w["places"]), (g, w)
        assert abs(float(g["llr"]) - float(w["llr"])) < 1e-6, (g, w)
    p = exercise("observed")
    run("run", p)
    for number in ("40", "25", "some"):  # the same place within the hour: one shelling; and one without a number
        run("observe", p, "--by", "Officer 1", "--location", "Alder", "--number", number, "--observation", "heard", "--weapon", "mortar",
            "--time", "2031-03-05T10:00Z")
    done = run("stats", "count", p, "--format", "csv")
    figures = dict(r.split(",") for r in done.stdout.partition("\n\n")[0].splitlines()[1:])
    strikes = [dict(zip(head, x)) for x in body if x[head.index("act")] == "strike_hit" and x[head.index("utc_lo")] >= "2031-03-01"]
    assert int(figures["burst/1"]) == 65 + len(strikes) and int(figures["shelling/1"]) == 1, figures
    assert int(figures["incident/1"]) == 1 + len({x["group"] for x in strikes}), figures
    assert "left out: 1 observations without a number" in done.stderr, done.stderr


@case
def pictures_are_sound_and_their_numbers_are_on_the_page():
    import xml.dom.minidom
    html = plain()["texts"]["report.html"]
    pictures = re.findall(r"<svg.*?</svg>", html, re.S)
    assert len(pictures) >= 9
    for svg in pictures:
        xml.dom.minidom.parseString(re.sub(r"<svg ", '<svg xmlns:x="x" ', svg, count=1))
        assert "nan" not in svg and "inf" not in re.sub(r"<(title|desc)>.*?</\1>", "", svg), svg[:300]
    ids = re.findall(r'\bid="([^"]+)"', html)
    assert len(ids) == len(set(ids)), [i for i in ids if ids.count(i) > 1][:5]
    for word in ("because of the", "caused", "due to the", "thanks to", "led to"):
        assert word not in html[html.index('id="trend"'):html.index('id="limits"')], word


if __name__ == "__main__":
    sys.exit(base.main())
