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
    for day, n, *_ in rows(p["path"] + "/data/effort.csv")[1]:
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
def other_choices_hold_the_studys_own():
    choices = list(csv.DictReader(io.StringIO(plain()["texts"]["choices.csv"])))
    grid = list(csv.DictReader(io.StringIO(plain()["texts"]["grid.csv"])))
    for t in plain()["report"]["trend"]:
        mine = [c for c in choices if c["reading"] == t["reading"]]
        assert len(mine) == 6 and [c["standing"] for c in mine].count("declared-before") == 1
        own = next(c for c in mine if c["standing"] == "declared-before")
        cell = next(c for c in grid if c["reading"] == t["reading"] and c["standing"] == "declared-before")
        n = t["tests"]["rates"]["numbers"]
        for row in (own, cell):
            for a, b in (("before", "events_before"), ("during", "events_during"), ("ratio", "rate_ratio"), ("low", "headline_low"), ("high", "headline_high")):
                assert abs(float(row[a]) - n[b]) < 1e-5, (row, b)
        # each choice is what the command says of it
        for c in mine:
            got = json.loads(run("stats", "rates", plain()["path"], "--reading", t["reading"], "--rule", "incident/1", "--unclear", c["unclear"], "--effort", c["effort"],
                                 "--from", "2031-03-01", "--since", "2031-01-01", "--until", "2031-03-30", "--format", "json").stdout)["numbers"]
            assert got["events_before"] == float(c["before"]) and got["events_during"] == float(c["during"]), (c, got)
            if c["effort"] == "monitor-hours":  # days alike begin with the first of them that anything tells of
                assert abs(got["rate_ratio"] - float(c["ratio"])) < 1e-5, (c, got)


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
        sources += f"  - {{kind: {f}, file: data/{f}2.csv, received: received}}\n"
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
def a_study_without_a_watched_day_before_still_states_its_own_cells():
    path = exercise("unseen-before")
    head, body = rows(f"{path}/data/effort.csv")
    write_rows(f"{path}/data/effort.csv", head, [[day, "0" if day < "2031-03-01" else n, *rest] for day, n, *rest in body])
    run("run", path)
    for name in ("grid.csv", "choices.csv"):
        own = [r for r in csv.DictReader(io.StringIO(reports(path)[name])) if r["standing"] == "declared-before"]
        assert [r["reading"] for r in own] == ["RA", "RB"], (name, own)
        assert all(r[k] == "undefined" for r in own for k in ("before", "during", "ratio", "low", "high")), (name, own)


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
    assert "exploratory: evidence was in the record before it" in reports(path)["report.html"]
    assert {c["standing"] for c in csv.DictReader(io.StringIO(reports(path)["grid.csv"]))} == {"exploratory"}
    assert {c["standing"] for c in csv.DictReader(io.StringIO(plain()["texts"]["grid.csv"]))} == {"exploratory", "declared-before"}
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
    for i, stretch in enumerate(("{from: 2031-01-01}", "{to: 2031-02-28}", "{from: 2031-01-01, to: May}")):  # one fault, told once
        path = exercise(f"one{i}", ("study.yaml", "{from: 2031-01-01, to: 2031-02-28}", stretch))
        assert run("run", path, expect=3).stderr.count("error:") == 1, stretch
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
    for day, n, *_ in body:
        hours[day] = hours.get(day, 0) + int(n)
    write_rows(f"{path}/data/effort.csv", head, [[d, n, "monitor-hours", "", "", d] for d, n in hours.items()]
               + [[d, 7, "clear-passes", "", "", d] for d in hours])  # another unit is never added
    run("run", path)
    # all but what is said of places, which are one now
    keep = lambda t: {k: v for k, v in t.items() if k != "days_partly_watched"}
    assert [keep(t) for t in report_of(path)["trend"]] == [keep(t) for t in plain()["report"]["trend"]]
    assert plain()["report"]["trend"][0]["days_partly_watched"] == 1 and report_of(path)["trend"][0]["days_partly_watched"] == 0
    assert "east had 33 % of it before and 49 % during" in plain()["texts"]["report.md"] and "its make-up changed" not in reports(path)["report.md"]


@case
def days_that_have_not_come_are_no_days_without_events():
    """A study whose last days lie ahead says the same as one that ends today, and says that it does."""
    got = {}
    for name, to in (("ahead", "2031-03-30"), ("today", "2031-03-10")):
        path = exercise(name, ("study.yaml", "effort: monitor-hours", "effort: none"), ("study.yaml", "during: {from: 2031-03-01, to: 2031-03-30}", "during: {from: 2031-03-01, to: %s}" % to),
                        ("mission.yaml", "period: {from: 2031-03-01, to: 2031-03-30}", "period: {from: 2031-03-01, to: 2031-03-10}"))
        for f, column in (("incidents", "utc_lo"), ("effort", "day"), ("performance", "day")):
            head, body = rows(f"{path}/data/{f}.csv")
            write_rows(f"{path}/data/{f}.csv", head, [r for r in body if r[head.index(column)][:10] <= "2031-03-10"])
        run("run", path)
        got[name] = report_of(path)["trend"]
    for a, b in zip(got["ahead"], got["today"]):
        assert (a["days_not_known_yet"], b["days_not_known_yet"]) == (20, 0)
        assert a["tests"] == b["tests"]
        assert b["tests"]["rates"]["numbers"]["exposure_during"] == 10
    # what is known is bounded by the record where the report's days go on
    path = exercise("live", ("study.yaml", "effort: monitor-hours", "effort: none"))
    for f, column in (("incidents", "utc_lo"), ("effort", "day"), ("performance", "day")):
        head, body = rows(f"{path}/data/{f}.csv")
        write_rows(f"{path}/data/{f}.csv", head, [r for r in body if r[head.index(column)][:10] <= "2031-03-09"])
    run("run", path)
    assert report_of(path)["trend"][0]["days_not_known_yet"] == 20  # known at the end of the tenth


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
    """An incident is covered, surely not, or unclear; shares add up to all on which two readings answer otherwise."""
    for e in ("energy-2025", "exercise"):
        path = mission("parts-" + e, e)
        run("run", path)
        r = report_of(path)
        answer = {}
        for x in r["coded"]:
            for a in x["assessments"] if x["in_period"] == "yes" and x.get("kind", "incident") == "incident" else []:
                tests = [a[k]["answer"] for k in ("in_force", "category", "place", "act")]
                answer[x["id"], a["reading"]] = "no" if "F" in tests else "unclear" if "U" in tests else "yes"
        items = sorted({i for i, _ in answer})
        for p in r["differences"]:
            pairs = [(answer[i, p["a"]], answer[i, p["b"]]) for i in items]
            want = [pairs.count(("yes", "yes")), pairs.count(("yes", "no")), pairs.count(("no", "yes")), sum(a != b and "unclear" in (a, b) for a, b in pairs)]
            assert [p["covered_by_both"], p["covered_by_a_alone"], p["covered_by_b_alone"], p["one_unclear"]] == want, (p, want)
            assert abs(sum(p["shapley"].values()) - sum(want[1:])) < 1e-4, p
            if "jaccard" in p:
                assert abs(p["jaccard"] - want[0] / sum(want[:3])) < 1e-6, p
        for d in r["divergence"]:
            assert d["covered_under_all"] + d["covered_under_none"] + d["one_yes_another_no"] + d["unclear_under_some"] == d["incidents"], d


ACTS = "id,obligation,day,quantity,state,act,said_by\n"
SCORES = [  # acts, then for each of the three obligations: low and high score; pace of the first. None: undetermined
    ("", (None, None, None)),
    ("A,RA-20,2031-03-02,400,,,\n", ("3 3 done done", None, None)),
    ("A,RA-20,2031-03-02,200,,,\n", ("2 2 missed missed", None, None)),
    ("A,RA-20,2031-03-02,199,,,\n", ("1 1 missed missed", None, None)),
    ("A,RA-20,2031-03-02,0,,,\n", ("0 0 missed missed", None, None)),
    ("A,RA-20,2031-03-02,,none,,\n", ("0 0 missed missed", None, None)),
    ("A,RA-20,2031-03-02,250,,x,one side\nB,RA-20,2031-03-02,400,,x,the other\n", ("2 3 missed done", None, None)),
    # of an amount, a word without a number leaves the amount open
    ("A,RA-20,2031-03-02,,done,,\n", ("0 3 missed done", None, None)),
    ("A,RA-20,2031-03-02,40,,,\nB,RA-20,2031-03-03,,done,,\n", ("1 3 missed done", None, None)),
    ("A,RA-20,2031-03-02,,partly,,\n", ("0 2 missed missed", None, None)),
    ("A,RA-20,2031-03-02,,late,,\n", ("0 3 missed done", None, None)),  # a word of notices says nothing here
    ("A,RA-20,2031-04-02,400,,,\n", (None, None, None)),  # after the last day
    ("A,RA-20,2031-02-10,400,,,\n", (None, None, None)),  # before it binds
    ("".join(f"T{i},RB-20,2031-03-{i:02d},20,,,\n" for i in range(1, 31)), (None, "3 3", None)),
    ("".join(f"T{i},RB-20,2031-03-{i:02d},19,,,\n" for i in range(1, 31)), (None, "3 3", None)),  # 95 %
    ("".join(f"T{i},RB-20,2031-03-{i:02d},18,,,\n" for i in range(1, 31)), (None, "2 2", None)),
    ("".join(f"T{i},RB-20,2031-03-{i:02d},9,,,\n" for i in range(1, 31)), (None, "1 1", None)),
    ("".join(f"T{i},RB-20,2031-03-{i:02d},20,,,\n" for i in range(1, 16)), (None, "2 3", None)),  # days without a report may have met it
    ("".join(f"T{i},RB-20,2031-03-{i:02d},,done,,\n" for i in range(1, 31)), (None, "0 3", None)),
    ("A,RB-21,2031-03-05,,in_time,,\n", (None, None, "3 3")),
    ("A,RB-21,2031-03-05,,late,,\nB,RB-21,2031-03-06,,in_time,,\nC,RB-21,2031-03-07,,late,,\n", (None, None, "1 1")),
    ("A,RB-21,2031-03-05,,late,x,\nB,RB-21,2031-03-05,,in_time,x,\n", (None, None, "0 3")),
    ("A,RB-21,2031-03-05,,late,,\n", (None, None, "0 0")),
    ("A,RB-21,2031-03-05,1,,,\n", (None, None, "0 3")),  # nobody says whether in time
]


PLAIN_ACTS = ("mission.yaml", "data/performance.csv, received: received", "data/performance.csv")


@case
def obligations_are_scored_by_the_rule():
    for n, (acts, want) in enumerate(SCORES):
        path = exercise(f"scores-{n}", ("mission.yaml", "study: study.yaml\n", ""), PLAIN_ACTS)
        open(path + "/data/performance.csv", "w").write(ACTS + acts)
        run("run", path)
        got = [x for x in csv.DictReader(io.StringIO(reports(path)["obligations.csv"]))]
        assert [x["obligation"] for x in got] == ["RA-20", "RB-20", "RB-21"]
        said = [f"{x['score_low']} {x['score_high']}" if x["score_low"] else None for x in got]
        if said[0]:
            said[0] += f" {got[0]['pace_low']} {got[0]['pace_high']}"
        assert said == list(want), (acts, said, want)
        if want == (None, None, "0 0"):
            assert "0: none in time" in reports(path)["report.md"]


@case
def the_pace_tells_when_it_would_be_done():
    # ten days of the first to the tenth; before midnight at the end of the 25th is in time
    for n, pace, finish, score in ((200, "in-time", "2031-03-20", 2), (201, "in-time", "2031-03-20", 2), (160, "in-time", "2031-03-25", 2),
                                   (159, "late", "2031-03-26", 1), (100, "late", "2031-04-09", 1), (400, "done", "", 3), (0, "none", "", 0)):
        path = exercise(f"pace{n}", ("agreement.yaml", "deadline: 2031-03-20T00:00Z", "deadline: 2031-03-26T00:00Z"),
                        ("mission.yaml", "period: {from: 2031-03-01, to: 2031-03-30}", "period: {from: 2031-03-01, to: 2031-03-10}"), PLAIN_ACTS)
        open(path + "/data/performance.csv", "w").write(ACTS + f"A,RA-20,2031-03-02,{n},,,\n")
        run("run", path)
        x = next(csv.DictReader(io.StringIO(reports(path)["obligations.csv"])))
        assert (x["pace_low"], x["finish_low"], x["score_low"]) == (pace, finish, str(score)), (n, x)


@case
def by_a_day_is_by_its_start_or_its_end():
    # all of it on the day before, on the day, and on the day after, in the zone of the deadline and in another
    for day, low, high in ((24, "done", "done"), (25, "done-late", "done"), (26, "done-late", "done-late")):
        path = exercise(f"byday{day}", ("agreement.yaml", "deadline: 2031-03-20T00:00Z", "deadline: 2031-03-25, zone: UTC"), PLAIN_ACTS)
        open(path + "/data/performance.csv", "w").write(ACTS + f"A,RA-20,2031-03-{day},400,,,\n")
        run("run", path)
        x = next(csv.DictReader(io.StringIO(reports(path)["obligations.csv"])))
        assert (x["pace_low"], x["pace_high"]) == (low, high), (day, x)
        words = "with the latest that the deadline may mean: done"
        assert (words in reports(path)["report.md"]) == (day == 25), day
    told = run("agreement", "show", path + "/agreement.yaml").stdout
    assert "by 25 Mar 2031 00:00Z or 26 Mar 2031 00:00Z (in the zone UTC)" in told, told


@case
def acts_of_no_obligation_and_without_a_file_are_told():
    path = exercise("none", ("mission.yaml", "  - {kind: performance, file: data/performance.csv, received: received}\n", ""))
    run("run", path)
    assert {x["known"] for x in report_of(path)["obligations"]} == {"no"}
    assert "no report of an act under it is in the record" in reports(path)["report.md"] and "undetermined" in reports(path)["report.html"]
    path = exercise("stray", PLAIN_ACTS)
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
    assert "left out: 1 observations without a number or a time, 0 outside" in done.stderr, done.stderr


@case
def other_rows_that_come_in_later_make_no_quiet_days():
    """An act reported months later says nothing about incidents; nor do days after the report's last one."""
    none = ("study.yaml", "effort: monitor-hours", "effort: none")
    path = exercise("later", none, ("study.yaml", "to: 2031-03-30}", "to: 2031-06-30}"), ("mission.yaml", "to: 2031-03-30}", "to: 2031-06-30}"))
    head, body = rows(f"{path}/data/performance.csv")
    write_rows(f"{path}/data/performance.csv", head, body + [["L1", "RB-21", "2031-06-28", "", "in_time", "mission", "notice book", "", "2031-06-29"]])
    run("run", path)
    t = report_of(path)["trend"][0]
    assert t["tests"]["rates"]["numbers"]["exposure_during"] == 31 and t["days_not_known_yet"] == 91, t
    path = exercise("half-time", ("mission.yaml", "to: 2031-03-30}", "to: 2031-03-15}"))
    run("run", path)
    t = report_of(path)["trend"][0]
    assert (t["tests"]["rates"]["numbers"]["exposure_during"], t["tests"]["return"]["numbers"]["days_since_start"], t["days_not_known_yet"]) == (24 * 15 + 24 * 14, 15, 15), t
    assert {c["before"] for c in csv.DictReader(io.StringIO(reports(path)["choices.csv"])) if c["reading"] == "RA" and c["unclear"] == "other"} == {"65"}
    assert len({c["during"] for c in csv.DictReader(io.StringIO(reports(path)["choices.csv"])) if c["reading"] == "RA" and c["unclear"] == "other"}) == 1


@case
def every_unit_is_in_one_place_of_the_account():
    for n, (unclear, unit, rule) in enumerate((u, e, k) for u in ("covered", "other", "out") for e in ("monitor-hours", "none") for k in ("item/1", "incident/1", "place-day/1")):
        path = exercise(f"account{n}", ("study.yaml", "unclear: other", "unclear: " + unclear), ("study.yaml", "effort: monitor-hours", "effort: " + unit), ("study.yaml", "unit: incident/1", "unit: " + rule),
                        ("study.yaml", "baseline: {from: 2031-01-01", "baseline: {from: 2031-01-20"), ("mission.yaml", "to: 2031-03-30}", "to: 2031-03-20}"))
        edit(path + "/data/effort.csv", ("2031-02-03,24,monitor-hours,west", "2031-02-03,0,monitor-hours,west"), ("2031-02-03,12,monitor-hours,east", "2031-02-03,0,monitor-hours,east"))
        run("run", path)
        for t in report_of(path)["trend"]:
            parts = [t[k] for k in ("covered", "other", "outside", "undated", "attempts", "units_not_watched", "unclear_left_out", "later")]
            assert sum(parts) == t["units"] and t["later"] > 0 and t["outside"] > 0, (t["units"], parts)
            assert (t["unclear_left_out"] > 0) == (unclear == "out") and (t["units_not_watched"] > 0) == (unit != "none"), t


@case
def shares_do_not_hang_on_the_names_of_the_readings():
    got = []
    for name in ("RA", "RZ"):
        path = exercise("named-" + name)
        edit(path + "/agreement.yaml", ("include: [energy.power], words", "include: [energy.power, energy.oil, civil], words"), ("- {id: RA-3, states: [XA, XB]", "- {id: RA-3, states: [XA]"))
        for f in ("agreement.yaml", "study.yaml"):
            t = open(f"{path}/{f}").read()
            open(f"{path}/{f}", "w").write(re.sub(r"\bRA\b(?!-)", name, t))
        run("run", path)
        got.append(report_of(path)["differences"][0])
    a, b = got
    assert a["shapley"] == b["shapley"] and a["shapley"]["scope"] > 0 and a["shapley"]["place"] > 0, (a["shapley"], b["shapley"])
    assert (a["covered_by_a_alone"], a["covered_by_b_alone"]) == (b["covered_by_b_alone"], b["covered_by_a_alone"])


DUTIES = [  # a change of the agreement, acts, the obligation, what its row must say
    ('quantity: 20, unit: trucks, per: day', 'quantity: 70, unit: trucks, per: week', "A,RB-20,2031-03-05,70,,,\nB,RB-20,2031-03-12,,done,,\n", "RB-20", ("70", "300", "1", "3")),
    ("on: 2031-03-01, zone: UTC, basis: text, from: [S2]", "at: 2031-03-01T23:00Z, basis: text, from: [S2]", "A,RB-20,2031-03-01,20,,,\nB,RB-20,2031-03-02,20,,,\n", "RB-20", ("20", "580", "1", "3")),
    ("on: 2031-03-01, zone: UTC, basis: text, from: [S2]", "unstated: yes, basis: text, from: [S2]", "A,RB-20,2031-03-27,74,,,\n", "RB-20", ("", "", "", "")),
    ("version: 1", "version: 1", "A,RA-20,2031-02-28,400,,x,one\nB,RA-20,2031-03-01,400,,x,other\n", "RA-20", ("0", "400", "0", "3")),
    ("version: 1", "version: 1", "A,RA-20,2031-03-05,120,,,\nB,RA-20,2031-03-25,280,,,\n", "RA-20", ("400", "400", "3", "3")),
    ("version: 1", "version: 1", "A,RA-20,2031-03-05,120,,,\nB,RA-20,2031-03-19,280,,,\n", "RA-20", ("400", "400", "3", "3")),
]


@case
def obligations_at_their_edges():
    for n, (old, new, acts, which, want) in enumerate(DUTIES):
        path = exercise(f"duty{n}", ("agreement.yaml", old, new), ("mission.yaml", "study: study.yaml\n", ""), PLAIN_ACTS)
        if "unstated" in new:
            edit(path + "/agreement.yaml", ("days: 30, counted_from: RB-4, zone: UTC", "open: yes"))
        open(path + "/data/performance.csv", "w").write(ACTS + acts)
        run("run", path)
        row = next(x for x in csv.DictReader(io.StringIO(reports(path)["obligations.csv"])) if x["obligation"] == which)
        assert tuple(row[k] for k in ("done_low", "done_high", "score_low", "score_high")) == want, (acts, row)
        if n >= 4:
            assert row["pace_low"] == ("done-late" if n == 4 else "done"), row
        if n == 2:
            assert "its start is not known" in reports(path)["report.md"]


LATE = [  # an amount or none; acts (the deadline is the end of the 19th); pace at the low and the high end
    ("", "A,RA-20,2031-03-20,,done,,\n", "done-late done-late"),
    ("", "A,RA-20,2031-03-19,,done,,\n", "done done"),
    ("", "A,RA-20,2031-03-10,,begun,,\nB,RA-20,2031-03-20,,done,,\n", "done-late done-late"),
    ("", "A,RA-20,2031-03-19,,done,x,\nB,RA-20,2031-03-19,,partly,x,\n", "missed done"),
    ("400", "A,RA-20,2031-03-10,,begun,,\nB,RA-20,2031-03-20,400,,,\n", "done-late done-late"),
    ("400", "A,RA-20,2031-03-10,,done,,\nB,RA-20,2031-03-20,400,,,\n", "done-late done"),
    ("400", "A,RA-20,2031-03-19,400,,,\n", "done done"),
]


@case
def what_is_done_after_the_deadline_is_said_so():
    for n, (amount, acts, want) in enumerate(LATE):
        path = exercise(f"late{n}", ("mission.yaml", "study: study.yaml\n", ""), PLAIN_ACTS)
        if not amount:
            edit(path + "/agreement.yaml", (", quantity: 400, unit: prisoners", ""))
        open(path + "/data/performance.csv", "w").write(ACTS + acts)
        run("run", path)
        row = next(x for x in csv.DictReader(io.StringIO(reports(path)["obligations.csv"])) if x["obligation"] == "RA-20")
        assert f"{row['pace_low']} {row['pace_high']}" == want, (amount, acts, row)


@case
def words_from_outside_are_no_templates():
    plain_words = plain()["report"]["trend"][0]["tests"]["rates"]["words"]
    path = exercise("braces", ("study.yaml", "monitor-hours", "ho{}urs[]"), ("study.yaml", "id: exercise-energy", 'id: "{}{}[]"'))
    edit(path + "/data/effort.csv", ("monitor-hours", "ho{}urs[]"))
    run("run", path)
    got = report_of(path)["trend"][0]["tests"]["rates"]["words"]
    assert [w.replace("ho{}urs[]", "monitor-hours") for w in got] == plain_words
    assert "Study {}{}[], entry 2" in run("stats", "study", path).stdout


@case
def years_before_1970_are_years_like_others():
    path = exercise("old")
    for f in ("agreement.yaml", "mission.yaml", "study.yaml", "data/incidents.csv", "data/effort.csv", "data/performance.csv"):
        t = open(f"{path}/{f}", encoding="utf-8").read()
        open(f"{path}/{f}", "w", encoding="utf-8").write(t.replace("2031-", "1953-"))  # begins on the same day of the week
    run("run", path)
    old = lambda text: text.replace("1953-", "2031-")
    for name in ("days.csv", "results.csv", "hotspots.csv", "grid.csv", "obligations.csv"):
        assert old(reports(path)[name]) == plain()["texts"][name], name


@case
def an_end_in_the_middle_of_a_day_compares_whole_days():
    for at, last in (("2031-03-20T00:00Z", "2031-03-19"), ("2031-03-20T02:00Z", "2031-03-19"), ("2031-03-20T23:59Z", "2031-03-19")):
        path = exercise("end" + at[-5:-1].replace(":", ""), ("agreement.yaml", "      - {id: RA-5,", "      - {id: RA-9, at: %s, basis: text, from: [S1]}\n      - {id: RA-5," % at))
        run("run", path)
        cell = next(c for c in csv.DictReader(io.StringIO(reports(path)["grid.csv"])) if c["reading"] == "RA" and c["end"] == at and c["rule"] == "incident/1" and c["evidence"] == "any")
        days = [d for d in csv.DictReader(io.StringIO(plain()["texts"]["days.csv"])) if d["reading"] == "RA" and d["period"] == "during" and d["day"] <= last]
        assert int(cell["during"]) == sum(int(d["covered"]) for d in days), (at, cell)


@case
def what_is_scanned_is_covered_and_has_a_place():
    path = exercise("coarse")
    head, body = rows(f"{path}/data/incidents.csv")
    during = [r for r in body if r[head.index("utc_lo")] >= "2031-03-01"]
    for r in during[:40]:
        r[head.index("radius_m")] = "150000"
    write_rows(f"{path}/data/incidents.csv", head, body)
    run("run", path)
    got, want = report_of(path)["trend"][1]["tests"]["scan"]["numbers"], plain()["report"]["trend"][1]["tests"]["scan"]["numbers"]
    assert got["place_too_coarse"] > 0 and got["cases"] + got["place_too_coarse"] == want["cases"], (got, want)
    # power is covered under RA and stands at four places; a road in the same incident gives no place
    power = {r["incident"]: r for r in (dict(zip(head, x)) for x in rows(plain()["path"] + "/data/incidents.csv")[1]) if "power" in r["category"]}
    for h in csv.DictReader(io.StringIO(plain()["texts"]["hotspots.csv"])):
        if h["reading"] == "RA":
            ids = h["incidents"].split(", ")
            assert len(ids) == float(h["observed"]) and all(i in power for i in ids), h
            assert all(h["from"] <= power[i]["utc_lo"][:10] <= h["to"] for i in ids), h


@case
def unclear_is_not_no_between_readings():
    path = exercise("unknown-kinds")
    head, body = rows(f"{path}/data/incidents.csv")
    for r in body:
        r[head.index("category")] = r[head.index("category")].replace("energy.oil.storage", "unknown")
    write_rows(f"{path}/data/incidents.csv", head, body)
    run("run", path)
    d, was = report_of(path)["divergence"][0], plain()["report"]["divergence"][0]
    assert d["unclear_under_some"] > 20 and d["covered_under_none"] <= was["covered_under_none"], d
    assert d["definite"] + d["unclear_under_some"] == d["incidents"], d


@case
def a_reading_without_an_event_during_keeps_its_place_among_the_tests():
    path = exercise("zero")
    head, body = rows(f"{path}/data/incidents.csv")
    power = [r for r in body if r[head.index("utc_lo")] < "2031-03-01" and "power" in r[head.index("category")]]
    keep = power[::4] + [r for r in body if "power" not in r[head.index("category")]]
    write_rows(f"{path}/data/incidents.csv", head, keep)
    run("run", path)
    a, b = report_of(path)["trend"]
    n = a["tests"]["rates"]["numbers"]
    assert n["events_during"] == 0 and 0 < n["p_quasi"] < 0.01 and "p_adjusted" in a and "p_adjusted" in b, n
    assert abs(a["p_adjusted"] - min(2 * n["p_quasi"], b["tests"]["rates"]["numbers"]["p_quasi"])) < 1e-6
    none = exercise("none-at-all")
    write_rows(f"{none}/data/incidents.csv", head, [r for r in body if r[head.index("category")] == "civil.road"])
    run("run", none)
    for t in report_of(none)["trend"]:
        assert t["tests"]["rates"]["verdict"] == t["tests"]["compare"]["verdict"] == t["tests"]["placebo"]["verdict"] == "none", t["tests"]["compare"]
        assert t["tests"]["rates"]["numbers"]["p_quasi"] == 1


@case
def a_study_in_the_record_outlives_the_agreement_it_was_for():
    path = exercise("amended")
    run("run", path)
    text = open(path + "/agreement.yaml", encoding="utf-8").read()
    open(path + "/agreement.yaml", "w", encoding="utf-8").write(text[:text.index("  - id: RB\n")].replace("version: 1", "version: 2"))
    assert "known already" in run("run", path).stdout
    t = {x["reading"]: x["computed"] for x in report_of(path)["trend"]}
    assert t == {"RA": "yes", "RB": "no"}, t


MISSION_FAULTS = [
    ("period: {from: 2031-03-01, to: 2031-03-30}", "period: {from: 2031-03-30, to: 2031-03-01}", "window-empty"),
    ("period: {from: 2031-03-01, to: 2031-03-30}", "period: {from: 0001-01-01, to: 9999-12-31}", "out-of-range"),
    ("period: {from: 2031-03-01, to: 2031-03-30}", "period: {from: 2031-03-01}", "missing-key"),
    ("study: study.yaml", "study: [study.yaml]", "unknown-value"),
    ("study: study.yaml", 'study: ""', "unknown-value"),
]


@case
def a_mission_says_what_it_means_or_is_refused():
    for n, (old, new, code) in enumerate(MISSION_FAULTS):
        path = exercise(f"mission{n}", ("mission.yaml", old, new))
        p = run("run", path, expect=3)
        assert re.search(r"mission\.yaml:\d+:\d+: error: .*\[%s\]" % code, p.stderr), (new, p.stderr)
        assert not os.path.exists(path + "/ledger")
    long = exercise("ages", ("study.yaml", "from: 2031-01-01", "from: 1031-01-01"))
    assert "study.yaml:9:11: error: a stretch is at most 3660 days [out-of-range]" in run("run", long, expect=3).stderr
    assert '"study"' not in open(long + "/ledger/entries", encoding="utf-8").read()


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
