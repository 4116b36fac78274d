#!/usr/bin/env python3
"""process.py TRUCE: the agreement as a process. TAP on standard output.

tests/cases/process has small agreements of invented wars with what was reported of each; tests/cases/process_*.csv has
what a reader of the texts expects, row by row with the reason. Each folder is made a mission, run, and compared."""
import csv
import json
import os
import random
import re
import shutil
import subprocess
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import integration as base  # noqa: E402  the helpers; its cases are left out
from integration import CASES, SEED, case, reports, run  # noqa: E402

CASES.clear()
HERE = os.path.dirname(os.path.abspath(__file__))
FOLDER = HERE + "/cases/process"
KINDS = ["incidents", "process", "invocations", "findings", "casualties", "performance", "control"]
TESTS = ["in_force", "category", "place", "act", "bound", "not_excepted"]


def table(path):
    with open(path, encoding="utf-8", newline="") as f:
        return list(csv.DictReader(f))


def sources_of(path):
    for f in sorted(os.listdir(path)):
        kind = re.split(r"[-_.]", f)[0]
        if kind in KINDS:
            yield kind, f


def make(name, source=None, change=None, practice="no"):
    """A mission of one case; change(path) may edit its files first."""
    path = f"{base.TMP}/{name}"
    shutil.rmtree(path, ignore_errors=True)
    shutil.copytree(source or f"{FOLDER}/{name}", path)
    if change:
        change(path)
    if os.path.exists(path + "/mission.yaml"):
        return path
    with open(path + "/mission.yaml", "w", encoding="utf-8") as f:
        f.write(f"truce: mission/1\nid: case\ntitle: a case\nagreement: agreement.yaml\npractice: {practice}\n"
                "clock: {start: 2032-01-01T00:00Z}\nsources:\n")
        for kind, file in sources_of(path):
            f.write(f"  - {{kind: {kind}, file: {file}}}\n")
    return path


def outcome(path):
    """{(incident, reading): (verdict, tests)}, and the whole report."""
    run("run", path)
    made = reports(path)
    report = json.loads(made["report.json"])
    page = made["report.html"] if isinstance(made["report.html"], str) else made["report.html"].decode()
    loose = set(re.findall(r'href="#([^"]*)"', page)) - set(re.findall(r' id="([^"]*)"', page))
    assert not loose, f"{path}: links to nothing: {sorted(loose)[:5]}"
    out = {}
    for row in report["coded"]:
        for a in row["assessments"]:
            out[row["id"], a["reading"]] = (a["verdict"], [a[t]["answer"] if t in a else "" for t in TESTS])
    return out, report


RUN = {}


def ran(name):
    if name not in RUN:
        path = make(name)
        RUN[name] = (path,) + outcome(path)
    return RUN[name]


def expected():
    return table(HERE + "/cases/process_verdicts.csv")


@case
def verdicts_are_those_of_the_texts():
    n = 0
    wrong = []
    for row in expected():
        got = ran(row["case"])[1].get((row["incident"], row["reading"]))
        n += 1
        if got != (row["verdict"], [row[t] for t in TESTS]):
            wrong.append(f"{row['case']} {row['incident']} under {row['reading']}: {got}, expected {row['verdict']} "
                         f"{[row[t] for t in TESTS]} ({row['because']})")
    assert not wrong, f"{len(wrong)} of {n}:\n# " + "\n# ".join(wrong)
    print(f"# {n} rows of verdicts")


@case
def scores_are_those_of_the_texts():
    wrong, n = [], 0
    reports_of = {}
    asked = [(ran(row["case"])[0], "2031-01-01", row) for row in table(HERE + "/cases/process_scores.csv")]
    asked += [(example("exchange")[0], "2031-05-01", dict(row, case="exchange"))
              for row in table(base.ROOT + "/examples/exchange/expected_scores.csv")]
    for path, first, row in asked:
        key = row["case"], row["day"]
        if key not in reports_of:
            p = run("report", path, "--period", f"{first}/{row['day']}", "--format", "json", "--out", "-")
            reports_of[key] = json.loads(p.stdout)
        duty = next(o for o in reports_of[key]["obligations"] if o["id"] == row["obligation"])
        what = next(p for p in duty["parts"] if p["id"] == row["part"]) if row["part"] else duty
        low, high = what.get("by_lowest_reports", {}), what.get("by_highest_reports", {})
        pace = duty["kind"] == "perform_by"
        got = [low.get("score", ""), high.get("score", ""), what.get("due", ""), low.get("done", ""), high.get("done", ""),
               low.get("pace", "") if pace else "", high.get("pace", "") if pace else ""]
        want = [row[k] for k in ("low", "high", "due", "done_low", "done_high", "pace_low", "pace_high")]
        n += 1
        if [str(x) for x in got] != want:
            wrong.append(f"{row['day']} {row['obligation']} {row['part']}: {got}, expected {want} ({row['because']})")
    assert not wrong, f"{len(wrong)} of {n}:\n# " + "\n# ".join(wrong)
    print(f"# {n} rows of scores")


@case
def an_exchange_is_told_by_category():
    """Civilians: 5 given, 150 owed in return, 150 came back. Soldiers: 5 given; of the first two 80 or 100 came back, 100
    owed; of the other three nothing is reported."""
    path = ran("deliveries")[0]
    p = run("report", path, "--period", "2031-01-01/2031-01-31", "--format", "json", "--out", "-")
    duty = next(o for o in json.loads(p.stdout)["obligations"] if o["id"] == "RETURNS")
    by = {e["category"]: e for e in duty["exchange"]}
    assert [by["civilian"][k] for k in ("given_low", "given_high", "owed_low", "got_low", "got_high")] == [5, 5, 150, 150, 150], by
    assert [by["soldier"][k] for k in ("given_low", "given_high", "owed_low", "got_low", "got_high")] == [5, 5, 250, 80, 100], by

    assert by["soldier"]["acts_without_got"] == 1 and by["civilian"]["acts_without_got"] == 0, by

    def more(p):  # of a category that has no ratio, of none, and of a part that is none
        with open(p + "/performance.csv", "a", encoding="utf-8") as f:
            f.write("z1,RETURNS,2031-01-02,2,,z1,,guest,60,UN\nz2,RETURNS,2031-01-02,1,,z2,,,,UN\n"
                    "z3,TRUCKS,2031-01-01,30,,d1,fuell,,,UN\n")
    path = make("deliveries-more", f"{FOLDER}/deliveries", more)
    run("run", path)
    p = run("report", path, "--period", "2031-01-01/2031-01-01", "--format", "json", "--out", "-")
    trucks = next(o for o in json.loads(p.stdout)["obligations"] if o["id"] == "TRUCKS")
    assert trucks["by_lowest_reports"]["done"] == 600 and trucks["of_no_part"] == 1, trucks
    p = run("report", path, "--period", "2031-01-01/2031-01-31", "--format", "json", "--out", "-")
    duty = next(o for o in json.loads(p.stdout)["obligations"] if o["id"] == "RETURNS")
    rest = [e for e in duty["exchange"] if e["has_ratio"] == "no"]
    assert len(rest) == 1 and [rest[0][k] for k in ("given_low", "got_low", "acts", "acts_without_got")] == [3, 60, 2, 1], rest
    assert "other or not stated" in run("report", path, "--period", "2031-01-01/2031-01-31", "--format", "md", "--out", "-").stdout


def example(name):
    """An example made and run once: its path and what came out of it."""
    if name not in RUN:
        path = base.mission("example-" + name, name)
        RUN[name] = (path,) + outcome(path)
    return RUN[name]


@case
def the_examples_give_what_their_tables_expect():
    wrong, n = [], 0
    for name in ("contact-line", "exchange"):
        got = example(name)[1]
        for row in table(f"{base.ROOT}/examples/{name}/expected.csv"):
            n += 1
            if got.get((row["incident"], row["reading"]), ("none",))[0] != row["verdict"]:
                wrong.append(f"{name} {row['incident']} under {row['reading']}: {got.get((row['incident'], row['reading']))}, "
                             f"expected {row['verdict']} ({row['because']})")
    assert not wrong, f"{len(wrong)} of {n}:\n# " + "\n# ".join(wrong)
    print(f"# {n} rows")


@case
def the_contact_line_is_told_beside_its_counts():
    """By hand from the tables of the example: windows, weapons by class, casualties with their restatement, findings."""
    path, _, report = example("contact-line")
    p = report["process"]
    assert {w["id"]: w["answer"] for w in p["windows"]} == {"W1": "kept", "W2": "broken", "W3": "unknown", "W4": "ahead"}
    seen = {(x["incident"], x["obligation"]): (x["meant"], x["inside"], x["allowed"]) for x in p["presence"]}
    assert seen["C08", "P-30"] == ("T", "T", "F") and seen["C09", "P-30"] == ("T", "T", "T"), seen
    assert seen["C10", "P-31"] == ("T", "F", "F") and seen["C12", "P-30"][0] == "U", seen
    assert ("C08", "P-32") in seen and seen["C13", "P-32"][1] == "T" and seen["C15", "P-32"][1] == "U", seen
    assert [c["best"] for c in p["casualties"] if c["incident"] == "C05" and c["said_by"] == "Party A"] == [2, 3]
    turns = {(c["matter"], c["speaker"]): c["turns"] for c in p["commitments"]}
    assert turns["P-30", "Minister of A"] == 1 and turns["fire", "Minister of A"] == 0, turns
    text = run("process", path).stdout
    assert "Turned" in text and "Our guns are going back today." in text and "Our guns will stay where they are" in text
    assert "movement denied" in text


# ---- Properties


def edit(path, *pairs):
    text = open(path, encoding="utf-8").read()
    for old, new in pairs:
        assert old in text, old
        text = text.replace(old, new)
    open(path, "w", encoding="utf-8").write(text)


def swap_words(path, one, other):
    for f in os.listdir(path):
        text = open(f"{path}/{f}", encoding="utf-8").read()
        for x, y in zip(one, other):
            text = re.sub(rf"\b({x}|{y})\b", lambda m, x=x, y=y: y if m.group(1) == x else x, text)
        open(f"{path}/{f}", "w", encoding="utf-8").write(text)


def permute(path, key, rng):
    """The members of a list at the top of the agreement in another order."""
    lines = open(path, encoding="utf-8").read().splitlines(keepends=True)
    at = next(i for i, x in enumerate(lines) if x.rstrip() == key + ":") + 1
    end = at
    while end < len(lines) and (lines[end].startswith(" ") or not lines[end].strip()):
        end += 1
    items = []
    for x in lines[at:end]:
        if x.startswith("  - "):
            items.append([])
        items[-1].append(x)
    rng.shuffle(items)
    open(path, "w", encoding="utf-8").write("".join(lines[:at] + [y for x in items for y in x] + lines[end:]))


@case
def swapped_parties_swap_and_nothing_else():
    """Labels of parties and their countries change places in every file: each verdict and test stays with its row."""
    for name in ("one-sided", "exceptions", "amended", "phases"):
        path = make(name + "-swapped", f"{FOLDER}/{name}", lambda p: swap_words(p, ("ALD", "AL", "Alderland"), ("BRE", "BR", "Breland")))
        assert outcome(path)[0] == ran(name)[1], name
        n = len(ran(name)[1])
        print(f"# {name}: {n} answers")


@case
def the_order_of_the_file_decides_nothing():
    rng = random.Random(SEED)
    for name, keys in (("phases", ("phases", "events", "readings", "statements")), ("renewal", ("readings", "events")),
                       ("one-sided", ("readings", "statements", "others")), ("amended", ("readings", "statements"))):
        for k in range(3):
            path = make(f"{name}-permuted-{k}", f"{FOLDER}/{name}",
                        lambda p: [permute(p + "/agreement.yaml", key, rng) for key in keys])
            assert outcome(path)[0] == ran(name)[1], (name, k)


@case
def an_instant_after_another_equals_its_twin():
    """The same instants written out: forty-two days after the signing, 48 hours after the order, seven days by each count."""
    def write_out(p):
        edit(p + "/agreement.yaml", ("{after: E-SIGN, days: 42, count: elapsed}", "{at: 2031-02-12T00:00Z}"),
             ("at: {after: E-ORDER, hours: 48}", "between: [2031-01-04T00:00Z, 2031-01-04T06:00Z]"),
             ("at: {after: D3, days: 7, zone: UTC}", "days: 7, counted_from: D3, zone: UTC"))
    path = make("phases-written-out", f"{FOLDER}/phases", write_out)
    assert outcome(path)[0] == ran("phases")[1]

    def deadlines(p):
        edit(p + "/agreement.yaml", ("deadline: {after: E-LIST, days: 7, count: calendar-inclusive}", "deadline: 2031-01-12T00:00Z"),
             ("deadline: {after: MAPS, hours: 48}", "deadline: 2031-01-14T00:00Z"))
    path = make("deliveries-written-out", f"{FOLDER}/deliveries", deadlines)
    got, want = outcome(path)[1]["obligations"], ran("deliveries")[2]["obligations"]
    assert got == want


ZONES = ["Europe/Vienna", "Asia/Tokyo", "America/New_York", "Asia/Kolkata", "Australia/Sydney", "America/St_Johns", "Pacific/Chatham"]


def chain(n):
    """Days whose count nobody states, one after the other: three ways each."""
    lines = ["truce: agreement/1", "id: chain", "version: 1", "title: chain", "parties: [{id: A, name: A}, {id: B, name: B}]",
             "phases: [{id: p, title: p}]", "taxonomy: {x: x}", "events:", "  - {id: E0, what: signed, at: {after: Q}}"]
    lines += [f"  - {{id: E{i}, what: agreed, at: {{after: E{i - 1}, days: {7 * i}, zone: {ZONES[i - 1]}}}}}" for i in range(1, n + 1)]
    lines += ["readings:", "  - {id: R, holder: A, title: r, phase: p, scope: [{id: s, default: include, basis: text}],",
              f"     start: [{{id: t, at: {{after: E{n}, hours: 1}}, basis: text}}], end: [{{id: u, open: yes, basis: text}}]}}",
              "  - {id: Q, holder: A, title: q, phase: p, scope: [{id: s2, default: include, basis: text}], end: [{id: u2, open: yes, basis: text}],",
              "     start: [" + ", ".join(f"{{id: q{i}, at: 2031-0{i + 1}-11T1{i}:00Z, basis: text}}" for i in range(5)) + "]}"]
    path = f"{base.TMP}/chain-{n}.yaml"
    open(path, "w", encoding="utf-8").write("\n".join(lines) + "\n")
    return path


@case
def alternatives_never_multiply_past_the_limit_without_a_note():
    counts = []
    for n in range(1, 8):
        path = chain(n)
        show = run("agreement", "show", path).stdout
        start = next(x for x in show.splitlines() if x.startswith("- **t**"))
        ways, note = start.count("; or ") + 1, "more alternatives than are kept" in start
        lint = "lint-many-alternatives" in run("agreement", "check", path).stdout
        counts.append((ways, note, lint))
        assert ways <= 64 and note == lint, (n, counts)
        assert not note or "between" in start, start
    assert counts[0][0] == 15 and not counts[0][1] and counts[-1][1], counts
    print(f"# ways, note, lint: {counts}")


@case
def another_language_changes_words_and_nothing_else():
    def add(p):
        edit(p + "/agreement.yaml", ("if the Joint watch finds that there was one.\"}", "if the Joint watch finds that there was one.\", language: en, "
             "texts: [{language: en, quote: \"Nothing in this truce precludes self-defence.\", authentic: yes}, "
             "{language: uk, quote: \"Ніщо не заважає самообороні.\", authentic: yes}]}"))
    path = make("exceptions-uk", f"{FOLDER}/exceptions", add)
    assert outcome(path)[0] == ran("exceptions")[1]
    check = run("agreement", "check", path + "/agreement.yaml").stdout
    assert "lint-no-authentic-text" not in check
    edit(path + "/agreement.yaml", ("authentic: yes", "authentic: no"))
    assert "lint-no-authentic-text" in run("agreement", "check", path + "/agreement.yaml").stdout


@case
def taking_an_invocation_away_never_moves_a_verdict_towards_no():
    rank = {"no": 0, "attempt": 0, "not-in-force": 0, "unclear": 1, "yes": 2}
    before, moved = ran("exceptions")[1], 0
    for row in table(f"{FOLDER}/exceptions/invocations.csv"):
        def drop(p):
            text = open(p + "/invocations.csv", encoding="utf-8").read().splitlines(keepends=True)
            open(p + "/invocations.csv", "w", encoding="utf-8").write("".join(x for x in text if not x.startswith(row["invocation"] + ",")))
        after = outcome(make("without-" + row["invocation"], f"{FOLDER}/exceptions", drop))[0]
        for key in before:
            assert rank[after[key][0]] >= rank[before[key][0]], (row, key)
            moved += after[key] != before[key]
    assert moved >= 8, moved
    print(f"# {moved} answers moved")


@case
def shuffled_split_and_repeated_tables_change_nothing():
    rng = random.Random(SEED)

    def shuffle(p):
        for f in os.listdir(p):
            if f.endswith(".csv"):
                head, *body = open(f"{p}/{f}", encoding="utf-8").read().splitlines(keepends=True)
                rng.shuffle(body)
                half = len(body) // 2
                open(f"{p}/{f}", "w", encoding="utf-8").write("".join([head] + body[:half]))
                open(f"{p}/{f[:-4]}_2.csv", "w", encoding="utf-8").write("".join([head] + body[half:]))
                open(f"{p}/{f[:-4]}_3.csv", "w", encoding="utf-8").write("".join([head] + body))
    for name in ("one-sided", "exceptions", "deliveries"):
        got, report = outcome(make(name + "-shuffled", f"{FOLDER}/{name}", shuffle))
        for part in ("process", "obligations"):
            a, b = dict(report).get(part), dict(ran(name)[2]).get(part)
            if part == "process":
                a, b = dict(a, at=""), dict(b, at="")  # the clock of a replay ticks with its entries
            assert a == b, (name, part)
        assert got == ran(name)[1], name


@case
def a_window_is_kept_only_when_it_is_over_and_its_area_is_known():
    """C16 lies at 0.60, 1.90 on 6 March in the morning; the report is of 12 March."""
    def more(p):
        with open(p + "/data/windows.csv", "a", encoding="utf-8") as f:
            f.write("X1,2031-03-06T08:00Z,2031-03-06T12:00Z,said to be kept,,0.60,1.90,3000,A;B,kept,A,x\n"
                    "X2,2031-03-06T08:00Z,2031-03-06T12:00Z,a point alone,,0.60,1.90,,A;B,kept,A,x\n"
                    "X3,2031-03-10T08:00Z,2031-03-20T12:00Z,goes on,,0.60,1.90,3000,A;B,kept,A,x\n"
                    "X4,2031-03-10T08:00Z,2031-03-10T12:00Z,over,,0.60,1.90,3000,A;B,kept,A,x\n")
    report = outcome(make("windows-more", base.ROOT + "/examples/contact-line", more))[1]
    answers = {w["id"]: w["answer"] for w in report["process"]["windows"]}
    want = {"X1": "broken", "X2": "unknown", "X3": "running", "X4": "kept"}
    assert {k: answers[k] for k in want} == want, answers


@case
def no_term_of_what_has_ended_is_ahead():
    """RT was ended by six months' notice of January 2031; its five years would have gone on to 2035. Nothing is told twice."""
    ahead = ran("renewal")[2]["process"]["deadlines"]
    assert not [x for x in ahead if x["reading"] == "RT"], ahead
    assert len(ahead) == len({json.dumps(x, sort_keys=True) for x in ahead}) and ahead, ahead


@case
def the_same_line_on_another_day_is_that_days_line():
    """A file of control tells its day by its name: the same bytes under another name are news, and the same file again is
    not."""
    path = make("control-again", base.ROOT + "/examples/contact-line")
    run("run", path)
    shutil.copy(path + "/data/control_20310304.geojson", path + "/data/control_20310306.geojson")
    edit(path + "/mission.yaml", ("  - {kind: control, file: data/control_20310304.geojson}\n",
         "  - {kind: control, file: data/control_20310304.geojson}\n  - {kind: control, file: data/control_20310306.geojson}\n"))
    p = run("run", path)
    told = {m[0]: m[1] for m in re.findall(r"data/(control_\S+): (\w+ \w+)", p.stdout + p.stderr)}
    assert told == {"control_20310301.geojson": "known already", "control_20310304.geojson": "known already",
                    "control_20310306.geojson": "received 1"}, told
    run("verify", path)


@case
def a_chain_too_long_is_a_fault_in_any_order():
    text = open(f"{FOLDER}/weapons/agreement.yaml", encoding="utf-8").read()

    def checked(n, ring=False, forward=False):
        lines = [f"  - {{id: E{i}, what: a, at: {{after: E{(i + 1) % n}, hours: 1}}, from: [S1]}}" for i in range(n)]
        if not ring:
            lines[-1] = f"  - {{id: E{n - 1}, what: a, at: 2031-01-01T00:00Z, from: [S1]}}"
        path = base.TMP + "/chain.yaml"
        open(path, "w", encoding="utf-8").write(text.replace(
            "phases:\n", "events:\n" + "\n".join(lines[::-1] if forward else lines) + "\nphases:\n", 1))
        p = run("agreement", "check", path, expect=None)
        return p.returncode, re.findall(r"error: .*\[([a-z-]+)\]", p.stderr)
    for forward in (False, True):
        assert checked(500, forward=forward) == (0, []), forward
        assert checked(501, forward=forward) == (3, ["limit"]), forward
        assert checked(3000, forward=forward) == (3, ["limit"]), forward
        assert checked(400, True, forward) == (3, ["time-cycle"]), forward
        assert checked(800, True, forward) == (3, ["limit"]), forward


@case
def whatever_number_changes_is_told_as_a_difference():
    """Each number of two agreements is made another; where that leaves no fault, `agreement diff` tells it. So for words,
    of which one letter is doubled."""
    n, silent, rng = 0, [], random.Random(SEED)
    for path in (base.ROOT + "/examples/exchange/agreement.yaml", base.ROOT + "/examples/contact-line/agreement.yaml",
                 f"{FOLDER}/again/agreement.yaml", f"{FOLDER}/phases/agreement.yaml", f"{FOLDER}/renewal/agreement.yaml"):
        text = open(path, encoding="utf-8").read()
        body = re.search(r"^title:", text, re.M).start()
        assert run("agreement", "diff", path, path).stdout == ""
        spots = [m for m in re.finditer(r"(?<![\w.-])\d+(?![\w.-])|[a-z]{4,}", text) if m.start() > body
                 and "#" not in text[text.rfind("\n", 0, m.start()) + 1:m.start()]]
        for m in rng.sample(spots, min(len(spots), 250)):
            new = str(int(m[0]) + 1) if m[0].isdigit() else m[0] + m[0][-1]
            other = base.TMP + "/other.yaml"
            open(other, "w", encoding="utf-8").write(text[:m.start()] + new + text[m.end():])
            p = run("agreement", "diff", path, other, expect=None)
            if p.returncode == 3:
                continue
            n += 1
            if p.returncode != 1 or not p.stdout:
                silent.append((os.path.basename(os.path.dirname(path)), text[max(0, m.start() - 60):m.end() + 10]))
    assert not silent, f"{len(silent)} of {n}: " + repr(silent[:6])
    print(f"# {n} changes")


# ---- What is refused, and what is asked


FAULTS = [
    ("time-cycle", "events: [{id: E1, what: a, at: {after: E2}}, {id: E2, what: b, at: {after: E1, hours: 1}}]"),
    ("time-cycle", "events: [{id: E1, what: a, at: {after: E1}}]"),
    ("time-cycle", "phases2"),
    ("binds-nobody", "scope: [{id: s, default: include, basis: text, binds: []}]"),
    ("offset-without-line", "zones: [{id: Z, title: z, geometry: none, offset_m: 1000}]"),
    ("unknown-reference", "events: [{id: E1, what: a, at: {after: nothing}}]"),
    ("unknown-reference", "scope: [{id: s, default: include, basis: text, binds: [X]}]"),
    ("unknown-value", "scope: [{id: s, default: include, basis: text, binds: [M]}]"),
    ("unknown-value", "exceptions: {words: w, when: later}"),
    ("missing-key", "exceptions: {when: invoked}"),
    ("missing-key", "termination: {effect: none}"),
    ("missing-key", "renewal: {by: silence}"),
    ("unknown-value", "renewal: {by: hope, length: 30}"),
    ("out-of-range", "renewal: {by: silence, length: 0}"),
    ("time", "events: [{id: E1, what: a, at: {after: E0, days: 3}}, {id: E0, what: b, at: 2031-01-01T00:00Z}]"),
    ("unknown-value", "events: [{id: E1, what: a, at: {after: E0, days: 3, hours: 2, zone: UTC}}, {id: E0, what: b, at: 2031-01-01T00:00Z}]"),
    ("unknown-key", "events: [{id: E1, what: a, when: 2031-01-01T00:00Z}]"),
    ("unknown-category", "obligations: [{id: o, kind: stay_out, what: w, area: Z, weapon_class: gun}]"),
    ("unknown-value", "obligations: [{id: o, kind: perform_by, what: w, note: n, exchange: {gives: a, gets: b, ratio: \"3\"}}]"),
    ("missing-key", "obligations: [{id: o, kind: perform_by, what: w, note: n, parts: [{id: p}]}]"),
    ("missing-key", "amendments: [{date: 2031-01-01, text: t, clause: s, ends: yes}]"),
    ("unknown-reference", "amendments: [{date: 2031-01-01, at: 2031-01-01T00:00Z, text: t, clause: nothing, ends: yes}]"),
    ("missing-key", "amendments: [{date: 2031-01-01, at: 2031-01-01T00:00Z, text: t, ends: yes}]\nend: [{at: 2031-03-01T00:00Z, basis: text}]"),
    ("unknown-reference", "statements: [{id: S1, said_on: 2031-01-01, speaker: s, side: A, quote: q, does: agrees, about: [nothing]}]"),
    ("unknown-value", "statements: [{id: S1, said_on: 2031-01-01, speaker: s, side: A, quote: q, does: hopes, about: [s]}]"),
]
LINTS = [
    ("lint-unreachable-phase", "phases: [{id: p, title: p}, {id: q, title: q, begins: {over: p}}]"),
    ("lint-unreachable-phase", "phases: [{id: p, title: p, begins: {at: 2031-02-01T00:00Z}, ends: {at: 2031-01-01T00:00Z}}]"),
    ("lint-unreachable-phase", "conditions: [{id: c, words: w, basis: text}]\nphases: [{id: p, title: p, begins: {all_of: [c, {not: c}]}}]"),
    ("lint-deadline-before-start", "obligations: [{id: o, kind: perform_by, what: w, deadline: 2030-01-01T00:00Z}]"),
    ("lint-parts", "obligations: [{id: o, kind: perform_at_rate, what: w, quantity: 10, unit: u, per: day, parts: [{id: p, quantity: 11}]}]"),
    ("lint-parts", "obligations: [{id: o, kind: perform_by, what: w, quantity: 10, unit: u, note: n, schedule: [{by: 2031-03-01T00:00Z, quantity: 4}]}]"),
    ("lint-notice-too-long", "termination: {notice_months: 60}"),
    ("lint-binds-nobody", "parties: [A]\n    scope: [{id: s, default: include, basis: text, binds: [B]}]"),
    ("lint-exception", "exceptions: {words: w, when: invoked}"),
    ("lint-exception", "exceptions: {words: w, when: finding}"),
    ("lint-undated", "events: [{id: E1, what: a}]\nstart: [{id: t, at: {after: E1}, basis: text}]"),
    ("lint-day-count", "obligations: [{id: o, kind: perform_by, what: w, deadline: {after: t, days: 3, zone: UTC}}]"),
    ("lint-no-authentic-text", "statements: [{id: S1, said_on: 2031-01-01, speaker: s, side: A, texts: [{language: en, quote: q}, {language: fr, quote: q}]}]"),
    ("lint-text-not-known", "statements: [{id: S1, said_on: 2031-01-01, speaker: s, side: A, quote: q, known: existence}]\n"
     "scope: [{id: s, default: include, basis: text, from: [S1]}]"),
]


def agreement_with(words, name):
    """A small agreement in which some keys are replaced: a line a key, of the top or of the reading."""
    top = {"parties": "[{id: A, name: A}, {id: B, name: B}]", "brokers": "[{id: M, name: M}]", "phases": "[{id: p, title: p}]", "taxonomy": "{x: x}",
           "zones": "[{id: Z, title: z, geometry: none}]"}
    own = {"scope": "[{id: s, default: include, basis: text}]", "start": "[{id: t, at: 2031-01-01T00:00Z, basis: text}]",
           "end": "[{id: u, at: 2031-03-01T00:00Z, basis: text}]"}
    if words == "phases2":
        words = "phases: [{id: p, title: p, begins: {over: q}}, {id: q, title: q, begins: {over: p}, ends: {at: 2031-01-01T00:00Z}}]"
    first = True
    for line in re.split(r"\n\s*", words):
        key, value = line.split(": ", 1)
        inner = key in ("scope", "start", "end", "exceptions", "termination", "renewal", "obligations") or (key == "parties" and first and value == "[A]")
        (own if inner else top)[key] = value
        first = False
    text = "truce: agreement/1\nid: a\nversion: 1\ntitle: t\n" + "".join(f"{k}: {v}\n" for k, v in top.items())
    text += "readings:\n  - id: R\n    holder: A\n    title: r\n    phase: p\n" + "".join(f"    {k}: {v}\n" for k, v in own.items())
    path = f"{base.TMP}/{name}.yaml"
    open(path, "w", encoding="utf-8").write(text)
    return path


@case
def faults_are_told_with_their_place_and_code():
    for i, (code, words) in enumerate(FAULTS):
        p = run("agreement", "check", agreement_with(words, f"fault-{i}"), expect=None)
        assert p.returncode == 3 and f"[{code}]" in p.stderr and re.search(r":\d+:\d+: error: ", p.stderr), (code, words, p.returncode, p.stderr)


@case
def lints_are_told_in_words():
    for i, (code, words) in enumerate(LINTS):
        p = run("agreement", "check", agreement_with(words, f"lint-{i}"), expect=None)
        assert p.returncode == 0 and code in p.stdout, (code, words, p.stdout, p.stderr)
    plain = run("agreement", "check", agreement_with("taxonomy: {x: x}", "plain")).stdout
    for code in {c for c, _ in LINTS}:
        assert code not in plain, (code, plain)


@case
def a_draft_is_set_against_past_incidents():
    """Of the contact-line example: 17 incidents. Three readings differ by C03 (a finding), C05 (an invocation), the weapons
    and trenches (only the mediator's reading has obligations to stay out)."""
    path = example("contact-line")[0]
    draft = f"{base.ROOT}/examples/contact-line/agreement.yaml"
    lines = list(csv.DictReader(run("agreement", "history", draft, "--mission", path, "--format", "csv").stdout.splitlines()))
    total = sum(int(x["incidents"]) for x in lines if x["by"] == "category")
    assert total == 17, total
    by = {(x["by"], x["value"]): x for x in lines}
    # C08 and C11 are covered under the mediator's reading alone; of C12 only the calibre is open; C09 and C10 no reading covers
    assert [by["category", "gun"][k] for k in ("incidents", "yes_and_no", "open")] == ["5", "2", "1"], by["category", "gun"]
    assert [by["category", "dwelling"][k] for k in ("incidents", "yes_and_no", "open")] == ["3", "0", "1"], by["category", "dwelling"]
    assert any(x["by"] == "words" and "P-X" in x["value"] for x in lines), lines
    text = run("agreement", "history", draft, "--mission", path).stdout
    assert "Words to clarify" in text and "whoever is fired upon may answer" in text
    assert run("agreement", "history", draft, expect=None).returncode == 2


@case
def a_finding_is_recorded_by_whoever_sits_and_only_of_a_body_with_a_mandate():
    path = make("finding", f"{FOLDER}/exceptions")
    run("run", path)
    p = run("finding", path, "--body", "NOB", "--at", "2031-05-06", "--incident", "E2", "--words", "w", "--by", "Officer 1", expect=None)
    assert p.returncode == 2 and "no body with a mandate" in p.stderr, p.stderr
    for missing in ("--body", "--at", "--words", "--by"):
        given = {"--body": "WAT", "--at": "2031-05-06", "--words": "w", "--by": "Officer 1"}
        del given[missing]
        assert run("finding", path, *[x for kv in given.items() for x in kv], expect=None).returncode == 2, missing
    for at in ("2099-01-01", "2032-01-02T00:00Z"):  # the clock of the case stands at 2032-01-01
        p = run("finding", path, "--body", "WAT", "--at", at, "--words", "w", "--by", "Officer 1", expect=None)
        assert p.returncode == 2 and "still ahead" in p.stderr, p.stderr
    for k, v in (("--incident", "none"), ("--reading", "none"), ("--exception", "none"), ("--outcome", "none"), ("--side", "none"),
                 ("--side", "ALD|none"), ("--obligation", "none")):
        p = run("finding", path, "--body", "WAT", "--at", "2031-05-06", "--words", "w", "--by", "Officer 1", k, v, expect=None)
        assert p.returncode == 2, (k, p.stderr)
    run("finding", path, "--body", "WAT", "--at", "2031-05-06", "--incident", "E2", "--outcome", "exception_applied", "--words",
        "It was self-defence.", "--by", "Officer 1")
    r = json.loads(run("report", path, "--format", "json", "--out", "-").stdout)
    verdicts = {a["reading"]: a["verdict"] for x in r["coded"] if x["id"] == "E2" for a in x["assessments"]}
    assert verdicts == {"E": "no", "N": "yes", "T": "yes"}, verdicts
    run("verify", path)


@case
def events_on_record_date_what_the_agreement_leaves_open():
    def add(p):
        open(p + "/process.csv", "w", encoding="utf-8").write(
            "event,what,at,said_by\nE-LIST,list_handed_over,2030-12-31T10:00Z,BRE\n")
    got = outcome(make("phases-dated", f"{FOLDER}/phases", add))[0]
    # seven days with the thirty-first as day 1: the maps open on 7 January
    assert got["P2", "L"][0] == "not-in-force" and got["P6", "L"][0] == "yes", (got["P2", "L"], got["P6", "L"])
    assert {k: v for k, v in got.items() if k[1] != "L"} == {k: v for k, v in ran("phases")[1].items() if k[1] != "L"}

    def both(p):  # each side has its own date: P6 follows both, P2 comes before either
        open(p + "/process.csv", "w", encoding="utf-8").write(
            "event,what,at,said_by\nE-LIST,list_handed_over,2030-12-31T10:00Z,BRE\nE-LIST,list_handed_over,2031-12-31T10:00Z,ALD\n")
    path = make("phases-both", f"{FOLDER}/phases", both)
    got, report = outcome(path)
    assert got["P6", "L"][0] == "unclear" and got["P2", "L"][0] == "not-in-force", (got["P6", "L"], got["P2", "L"])
    run("verify", path)

    def misfit(p):  # the order, dated after the end that hangs on it: evidence never makes a record unreadable
        edit(p + "/agreement.yaml", ("start: [{id: O3, at: {after: E-ORDER, hours: 48}, basis: text, from: [S1]}]",
             "start: [{id: O3, at: {after: E-LIST, hours: 48}, basis: text, from: [S1]}]\n    end: [{id: O4, at: 2031-01-20T00:00Z, basis: text, from: [S1]}]"))
        open(p + "/process.csv", "w", encoding="utf-8").write(
            "event,what,at,said_by\nE-LIST,list_handed_over,2031-02-01T10:00Z,BRE\n")
    report = outcome(make("phases-misfit", f"{FOLDER}/phases", misfit))[1]
    assert "window" in report["process"]["events_fault"], report["process"]["events_fault"]

    def one_fits(p):  # an event that fits, and then another that does not: neither is taken up
        edit(p + "/agreement.yaml",
             ("  - {id: E-LIST, what: list_handed_over, from: [S1]}\n",
              "  - {id: E-LIST, what: list_handed_over, from: [S1]}\n  - {id: E-LAST, what: called, from: [S1]}\n"),
             ("start: [{id: O3, at: {after: E-ORDER, hours: 48}, basis: text, from: [S1]}]",
              "start: [{id: O3, at: {after: E-LAST, hours: 48}, basis: text, from: [S1]}]\n    end: [{id: O4, at: 2031-01-20T00:00Z, basis: text, from: [S1]}]"))
        open(p + "/process.csv", "w", encoding="utf-8").write(
            "event,what,at,said_by\nE-LIST,list_handed_over,2030-12-31T10:00Z,BRE\n")
    path = make("phases-fits-no-more", f"{FOLDER}/phases", one_fits)
    assert outcome(path)[0]["P6", "L"][0] == "yes"
    with open(path + "/process.csv", "a", encoding="utf-8") as f:
        f.write("E-LAST,called,2031-02-01T10:00Z,BRE\n")
    got, report = outcome(path)
    assert report["process"]["events_fault"] and got["P6", "L"] == ran("phases")[1]["P6", "L"], got["P6", "L"]
    run("verify", path)


if __name__ == "__main__":
    sys.exit(base.main())
