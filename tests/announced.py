#!/usr/bin/env python3
"""announced.py TRUCE: announcements in a mission, from the texts to a report. docs/reading.md is followed as it stands, then what it promises is looked
at; and what the record does with drafts, corrections and confirmations. TAP on standard output."""
import csv
import glob
import html.parser
import json
import os
import re
import shlex
import shutil
import subprocess
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import integration as base  # noqa: E402  the helpers; its cases are left out
from integration import CASES, TMP, case  # noqa: E402

CASES.clear()
TRUCE = os.path.abspath(sys.argv[1])
ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
WORK = f"{TMP}/announced"


def run(*words, code=0, cwd=WORK):
    p = subprocess.run([TRUCE, *words], cwd=cwd, capture_output=True, text=True, timeout=60, check=False)
    assert code is None or p.returncode == code, (words, p.returncode, p.stdout[-800:], p.stderr[-800:])
    return p.stdout + p.stderr


def listed(mission):
    return {r["clause"]: r for r in csv.DictReader(run("confirm", mission).splitlines())}


def save(name, text):
    with open(f"{WORK}/{name}", "w", encoding="utf-8") as f:
        f.write(text)


def load(name):
    with open(f"{WORK}/{name}", encoding="utf-8") as f:
        return f.read()


def report_of(mission, draft=False):
    (path,) = (p for p in glob.glob(f"{WORK}/{mission}/reports/2*/report.json") if os.path.dirname(p).endswith("-draft") == draft)
    with open(path, encoding="utf-8") as f:
        return os.path.dirname(path), json.load(f)


def the_files_of_the_page():
    with open(f"{ROOT}/docs/reading.md", encoding="utf-8") as f:
        page = f.read()
    for name, text in re.findall(r"[Ss]ave it as `([\w.]+)`:\n\n```\w+\n(.*?)```", page, re.S):
        save(name, text)
    return page


def follow_the_page():
    if os.path.exists(f"{WORK}/my-mission"):
        return
    os.makedirs(WORK, exist_ok=True)
    page = the_files_of_the_page()
    for line in re.findall(r"^    truce (.*)$", page, re.M):
        run(*shlex.split(line))


TEXTS = ("north.txt", "south.txt", "article.html", "--parties", "names.yaml", "--published", "2031-03-12")


def fresh(name, *texts):
    """A mission with a draft, and the draft's id."""
    os.makedirs(WORK, exist_ok=True)
    the_files_of_the_page()
    shutil.rmtree(f"{WORK}/{name}", ignore_errors=True)
    run("read", *(texts or TEXTS), "--into", name)
    return os.path.basename(glob.glob(f"{WORK}/{name}/drafts/*.yaml")[0])[:-5]


@case
def the_page_can_be_followed():
    follow_the_page()
    _, report = report_of("my-mission")
    verdicts = {c["id"]: {a["reading"]: a["verdict"] for a in next(v for v in c.values() if isinstance(v, list) and v and isinstance(v[0], dict) and "verdict" in v[0])} for c in report["coded"]}
    assert [verdicts["I2"][r] for r in sorted(verdicts["I2"])] == ["yes", "unclear"], verdicts  # the port: what the two texts leave open
    for other in ("I1", "I3"):
        assert set(verdicts[other].values()) == {"yes"}, verdicts
    assert "verifies" in run("verify", "my-mission")
    with open(f"{report_of('my-mission')[0]}/report.md", encoding="utf-8") as f:
        told = f.read()
    assert told.count("north says that it was south") >= 1 and "no time or no place" not in told, "a named place of one state is a place; whose word it is stands beside it"


@case
def a_draft_that_another_one_adds_to_can_be_corrected():
    draft = fresh("m1b")
    the_files_of_the_page()
    run("read", "added.yaml", "--into", "m1b")
    assert {c["holder"] for c in listed("m1b").values() if c["state"] == "waits"} <= {"north", "south", ""} and listed("m1b")["place-north"]["holder"] == "north", listed("m1b")
    path = f"m1b/drafts/{draft}.yaml"
    save(path, load(path).replace("days: 30", "days: 31"))
    run("read", path, "--into", "m1b")
    assert any("days: 31" in c["says"] for c in listed("m1b").values())


@case
def a_weekday_ahead_is_a_day():
    os.makedirs(WORK, exist_ok=True)
    save("ahead.txt", "The two sides will halt strikes on ports from Thursday at six in the morning until Sunday, the foreign minister of Norvane said.\n")
    for day, start, end in (("2031-06-02", "2031-06-05T06:00", "2031-06-08"), ("2031-12-30", "2032-01-01T06:00", "2032-01-04"), ("2031-06-05", None, "2031-06-08")):  # said on a Thursday: which one is not known
        text = run("read", "ahead.txt", "--published", day)
        starts, ends = re.findall(r'[ ,]at: "([^"]*)"', text), re.findall(r'until: "([^"]*)"', text)
        assert starts == ([start] if start else []) and ends == [end], (day, starts, ends)
        save("ahead.yaml", text)
        run("agreement", "check", "ahead.yaml")


@case
def every_heading_of_a_draft_report_says_so():
    follow_the_page()
    with open(f"{report_of('my-mission', draft=True)[0]}/report.html", encoding="utf-8") as f:
        page = f.read()
    headings = re.findall(r"<h[1-6][^>]*>(.*?)</h[1-6]>", page, re.S)
    assert len(headings) > 5
    for h in headings:
        assert "draft: with clauses that nobody has confirmed" in h, h
    with open(f"{report_of('my-mission')[0]}/report.html", encoding="utf-8") as f:
        assert "that nobody has confirmed)" not in f.read()


@case
def nothing_unconfirmed_is_assessed():
    draft = fresh("m1")
    said = run("run", "m1", code=3)
    assert "[draft]" in said and not glob.glob(f"{WORK}/m1/reports/*"), said
    clauses = listed("m1")
    assert len(clauses) == 7 and {c["state"] for c in clauses.values()} == {"waits"}
    short = draft[len("draft-"):]
    scope, start, end = (f"{short}-north-truce-{n}" for n in (1, 3, 4))
    refused = run("confirm", "m1", end, "--by", "A", "--reason", "r", code=2)  # it is counted from a start that nobody confirmed
    assert start in refused, refused
    run("confirm", "m1", scope, "--by", "A", code=2)
    run("confirm", "m1", "nothing-such", "--by", "A", "--reason", "r", code=2)
    run("confirm", "m1", scope, start, end, "--by", "A", "--reason", "r")
    assert "4 clauses of drafts wait" in run("run", "m1")
    readings = report_of("m1")[1]["readings"]
    assert [r["id"] for r in readings] == [f"{short}-north-truce"], readings
    run("confirm", "m1", start, "--undo", "--by", "B", "--reason", "r", code=2)  # the end hangs on it
    run("confirm", "m1", "all", "--undo", "--by", "B", "--reason", "r")
    assert "[draft]" in run("run", "m1", code=3)
    assert "verifies" in run("verify", "m1")


@case
def what_is_worded_otherwise_is_confirmed_anew():
    draft = fresh("m2")
    short, path = draft[len("draft-"):], f"m2/drafts/{draft}.yaml"
    run("confirm", "m2", "all", "--by", "A", "--reason", "r")
    first = load(path)
    assert 'include: ["energy"]' in first
    save(path, first.replace('include: ["energy"]', 'include: ["energy.power"]'))
    lost = run("read", *TEXTS, "--into", "m2", code=2)  # it would overwrite what is nowhere else
    assert "not on record" in lost, lost
    said = run("read", path, "--into", "m2")
    assert "2 of them were confirmed in an earlier version" in said, said
    state = {c: r["state"] for c, r in listed("m2").items()}
    assert {c for c, s in state.items() if s == "waits"} == {f"{short}-south-truce-1", f"{short}-south-truce-2"}, state
    run("confirm", "m2", f"{short}-south-truce-1", f"{short}-south-truce-2", "--by", "A", "--reason", "r")
    assert {r["state"] for r in listed("m2").values()} == {"confirmed"}
    save(path, first)  # back to the first version: a version of its own
    assert "2 of them were confirmed in an earlier version" in run("read", path, "--into", "m2")
    assert "waits" in {r["state"] for r in listed("m2").values()}
    assert "verifies" in run("verify", "m2")


@case
def a_draft_that_does_not_fit_changes_nothing():
    draft = fresh("m3")
    path = f"m3/drafts/{draft}.yaml"
    before = run("verify", "m3")
    save("bad.yaml", load(path).replace('holder: "north"', 'holder: "nobody"'))
    said = run("read", "bad.yaml", "--into", "m3", code=3)
    assert "[unknown-reference]" in said and "bad.yaml:" in said, said
    assert run("verify", "m3") == before
    save("plain.yaml", load(path).replace("draft: yes", "draft: no"))
    run("read", "plain.yaml", "--into", "m3", code=2)
    again = run("read", *TEXTS, "--into", "m3")
    assert f"'{draft}'" in again and run("verify", "m3") == before, "the same texts again add nothing"


@case
def words_that_nobody_said_are_not_put_in_a_mouth():
    draft = fresh("m6")
    path = f"m6/drafts/{draft}.yaml"
    first, before = load(path), run("verify", "m6")
    assert "for 30 days" in first
    save(path, first.replace("ports facilities for 30 days", "x").replace("facilities for 30 days, beginning", "facilities for 300 days, beginning"))
    said = run("read", path, "--into", "m6", code=3)
    assert "does not stand in 'north.txt'" in said and f"{path}:" in said, said
    assert run("verify", "m6") == before
    save(path, first)
    # data among the texts would be read as if somebody had said it
    for argv in ((path, "north.txt"), ("names.yaml",), ("north.txt", "names.yaml", "--into", "m6")):
        assert "[read-form]" in run("read", *argv, code=3), argv
    assert run("verify", "m6") == before
    run("read", "north.txt", "no-such-file.txt", "--into", "m6-new", code=4)
    assert not os.path.exists(f"{WORK}/m6-new"), "a folder that nothing came into"


@case
def a_draft_is_written_into_its_folder_alone():
    fresh("m11")
    before = run("verify", "m11")
    for name in ("../../outside", "/tmp/outside", ".hidden", "a/b", "", "x" * 101):
        save("outside-in.yaml", load("added.yaml").replace("id: added\n", f'id: "{name}"\n'))
        assert "outside-in.yaml:3:" in run("read", "outside-in.yaml", "--into", "m11", code=3), name
    assert run("verify", "m11") == before and not os.path.exists(f"{WORK}/outside.yaml")


@case
def only_the_record_confirms():
    draft = fresh("m9")
    path = f"m9/drafts/{draft}.yaml"
    first = load(path)
    for forged in (first.replace("confirmed: no}", "confirmed: yes}"), first.replace(", confirmed: no}", "}")):
        assert forged != first
        save(path, forged)
        run("read", path, "--into", "m9")
        assert len(listed("m9")) == 7 and {r["state"] for r in listed("m9").values()} == {"waits"}
        assert "[draft]" in run("run", "m9", code=3)
    short = draft[len("draft-"):]
    run("confirm", "m9", f"{short}-south-truce-1", "--by", "A", "--reason", "r")
    run("run", "m9")
    (reading,) = report_of("m9")[1]["readings"]
    assert reading["id"] == f"{short}-south-truce", "the other clauses did not come along"
    assert "is confirmed already" in run("confirm", "m9", f"{short}-south-truce-1", "--by", "A", "--reason", "r", code=2)
    refused = run("read", *TEXTS, "--into", "m9", code=2)
    assert "as a person corrected it" in refused, refused
    assert "verifies" in run("verify", "m9")


@case
def words_of_a_clause_stand_in_its_text():
    draft = fresh("m10")
    path = f"m10/drafts/{draft}.yaml"
    first, before = load(path), run("verify", "m10")
    digest = re.search(r'sha256: "([0-9a-f]{64})"', first).group(1)
    for wrong, said in ((first.replace('words: "energy facilities"', 'words: "all facilities"'), "does not stand in"),
                        (first.replace(digest, digest[:-1] + ("0" if digest[-1] != "0" else "1")), "no text on record has the digest")):
        assert wrong != first
        save(path, wrong)
        assert said in run("read", path, "--into", "m10", code=3)
    assert run("verify", "m10") == before


@case
def who_is_spoken_with_does_not_speak():
    os.makedirs(WORK, exist_ok=True)
    the_files_of_the_page()
    save("call.html", "<article><h1>Telephone conversation with President of Southland Ilo Tarn</h1><p>14 March 2031, 21:40</p><p>The two sides agreed to halt strikes on ports from 16 March 2031.</p></article>")
    made = json.loads(run("read", "call.html", "--parties", "names.yaml", "--format", "json"))
    assert [s["side"] for s in made["statements"]] in ([], [None]), made["statements"]
    assert "unclaimed" in [q["kind"] for q in made["questions"]], made["questions"]
    save("office.txt", 'Envoy Dana Reske of Lakeland arrived.\n\nTarn\'s office said he had ordered the military "to halt all strikes on ports for 30 days."\n')
    (said,) = json.loads(run("read", "office.txt", "--parties", "names.yaml", "--format", "json"))["statements"]
    assert said["side"] == "south", said


@case
def a_name_that_is_misspelt_is_said():
    os.makedirs(WORK, exist_ok=True)
    the_files_of_the_page()
    for wrong, code in ((("side: south", "side: South"), "[unknown-reference]"), (("aliases: [Ilo", "alias: [Ilo"), "[unknown-key]"), (("{name: President of Southland, ", "{"), "[unknown-reference]")):
        assert wrong[0] in load("names.yaml")
        save("wrong.yaml", load("names.yaml").replace(*wrong))
        said = run("read", "south.txt", "--parties", "wrong.yaml", code=3)
        assert "wrong.yaml:8:" in said and code in said, said


@case
def the_list_tells_what_would_be_assessed():
    draft = fresh("m7")
    short = draft[len("draft-"):]
    clauses = listed("m7")
    start = clauses[f"{short}-north-truce-3"]
    assert (start["kind"], start["words"]) == ("start", "beginning at 00:00 on 16 March 2031"), start
    assert start["says"] == "at: 2031-03-16T00:00, zone: UTC, zone_assumed: yes", start
    assert clauses[f"{short}-north-truce-2"]["says"].startswith("exclude: ["), clauses
    assert clauses[f"{short}-north-truce-4"]["says"].startswith(f"days: 30, counted_from: {short}-north-truce-3"), clauses


@case
def of_a_draft_only_what_is_confirmed_reaches_a_report():
    draft = fresh("m8")
    short = draft[len("draft-"):]
    run("confirm", "m8", f"{short}-south-truce-1", "--by", "A", "--reason", "r")
    run("run", "m8")
    folder, report = report_of("m8")
    with open(f"{folder}/report.md", encoding="utf-8") as f:
        page = f.read()
    assert "energy facilities" in page and "port facilities" not in page
    save("none.yaml", f"truce: agreement/1\ndraft: yes\nid: {draft}\nversion: 2\ntitle: Withdrawn\n")
    run("read", "none.yaml", "--into", "m8")
    assert not listed("m8")
    assert "energy facilities" not in run("run", "m8", code=None)


@case
def a_text_tells_its_own_day():
    os.makedirs(WORK, exist_ok=True)
    the_files_of_the_page()
    save("post.txt", 'Minister Ana Orlu of Northland said: "We will halt strikes on ports."\n')
    save("letter.txt", "Office of the Prime Minister of Ostara, 4 May 2033\n\nThe two sides agreed to cease shelling of hospitals for 14 days, starting at 06:00 on 7 May 2033. Depots inside towns are not covered.\n\n"
         '"This is a first step", Prime Minister Dana Reske said.\n')
    days = re.findall(r'said_on: "(.*?)"', run("read", "north.txt", "post.txt", "letter.txt"))
    assert days == ["2031-03-12", "2031-03-12", "unknown", "2033-05-04", "2033-05-04", "2033-05-04"], days
    days = re.findall(r'said_on: "(.*?)"', run("read", "north.txt", "post.txt", "--published", "2031-03-20"))
    assert days == ["2031-03-12", "2031-03-12", "2031-03-20"], "the day that is given is for those that tell none"
    made = run("read", "letter.txt")
    for words in ('at: "2033-05-07T06:00"', 'exclude: [', 'days: 14'):
        assert words in made, words


@case
def what_no_voice_says_is_asked_about():
    os.makedirs(WORK, exist_ok=True)
    told = "The two governments have agreed to halt strikes on ports for 30 days."
    save("narrated.txt", f'Halt announced\n\n{told} It was raining. "We will keep to it," Minister Ana Orlu said.\n')
    made = json.loads(run("read", "narrated.txt", "--format", "json"))
    (asked,) = [q for q in made["questions"] if q["kind"] == "unclaimed"]
    assert [w["text"] for w in asked["words"]] == [told], asked
    more = ["The order does not extend to the Grey Ridge sector.", "The sides will swap 120 prisoners each on Tuesday."]
    save("more.txt", "Calls went on\n\nIt was a long day. " + " ".join(more) + " Nobody slept.\n")
    (asked,) = [q for q in json.loads(run("read", "more.txt", "--format", "json"))["questions"] if q["kind"] == "unclaimed"]
    assert [w["text"] for w in asked["words"]] == more, asked
    assert "strikes on ports" not in run("read", "narrated.txt"), "nothing of it is in the draft"
    assert "unnamed" not in run("read", "more.txt"), "an article that quotes nobody is in no clause"
    save("outcome.txt", "Outcomes of the talks in Port Halle\n\n" + " ".join(more) + "\n")
    assert "unnamed" in run("read", "outcome.txt"), "a text that calls itself the outcome of talks is drafted, as said by somebody who is not named"
    (asked,) = [q for q in json.loads(run("read", "outcome.txt", "--format", "json"))["questions"] if q["kind"] == "unclaimed"]
    assert [w["text"] for w in asked["words"]] == more, asked
    given = json.loads(run("read", "more.txt", "--issuer", "Office of Ana Orlu", "--format", "json"))
    assert {s["speaker"] for s in given["statements"]} == {"Office of Ana Orlu"} and not [q for q in given["questions"] if q["kind"] == "unclaimed"], given["statements"]
    save("issuers.yaml", "parties:\n  - {id: north, name: Northland}\nspeakers:\n  - {name: Ministry of Northland, side: north, aliases: [the Northern ministry]}\n")
    given = json.loads(run("read", "more.txt", "--issuer", "the Northern Ministry", "--parties", "issuers.yaml", "--format", "json"))
    assert {(s["speaker"], s["side"]) for s in given["statements"]} == {("Ministry of Northland", "north")}, given["statements"]
    quoted = json.loads(run("read", "narrated.txt", "--issuer", "Office of Ana Orlu", "--format", "json"))
    assert [q["kind"] for q in quoted["questions"]].count("unclaimed") == 1, "a text that quotes somebody is an article: what it narrates is asked about"
    save("owned.txt", f"Office of the President of Southland\n12 March 2031\n\n{told}\n")
    assert not [q for q in json.loads(run("read", "owned.txt", "--format", "json"))["questions"] if q["kind"] == "unclaimed"]


@case
def each_voice_is_asked_who_we_is():
    os.makedirs(WORK, exist_ok=True)
    save("we.txt", 'Minister Ana Orlu of Northland said: "We agree to halt strikes on ports." Minister Ilo Tarn of Southland said: "We agree to halt strikes on energy sites."\n')
    asked = [q for q in json.loads(run("read", "we.txt", "--format", "json"))["questions"] if q["kind"] == "who"]
    assert [q["statements"] for q in asked] == [["Q1"], ["Q2"]], asked


@case
def the_same_words_in_two_files_are_one_statement():
    os.makedirs(WORK, exist_ok=True)
    the_files_of_the_page()
    made = json.loads(run("read", *TEXTS, "--format", "json"))
    twice = [s for s in made["statements"] if s.get("also")]
    assert [(s["speaker"], s["file"], [a["file"] for a in s["also"]]) for s in twice] == [("President of Southland", "south.txt", ["article.html"])], twice
    place = twice[0]["also"][0]
    assert load("article.html").encode()[place["span"][0]:place["span"][1]].decode() == place["text"] == "We have agreed to stop strikes on energy facilities from 16 March 2031"
    turned = json.loads(run("read", "article.html", "south.txt", "north.txt", *TEXTS[3:], "--format", "json"))
    assert [s["file"] for s in turned["statements"] if s.get("also")] == ["south.txt"], "the fuller one stands, whatever comes first"
    # somebody else's words, or words of one's own beside them, are not put together
    save("one.txt", 'The Minister of Northland, Ana Orlu, said: "We will halt strikes on ports for 30 days."\n')
    save("two.txt", 'The Minister of Southland, Ilo Tarn, said: "We will halt strikes on ports for 30 days."\n')
    save("three.txt", 'Minister Ana Orlu of Northland said her units would withdraw from Sela by 3 May and "halt strikes on ports for 30 days".\n')
    assert len(json.loads(run("read", "one.txt", "two.txt", "--format", "json"))["statements"]) == 2
    both = json.loads(run("read", "one.txt", "three.txt", "--format", "json"))["statements"]
    assert len(both) == 2 and both[0]["also"], both
    one = json.loads(run("read", "one.txt", "--format", "json"))["statements"]
    assert "also" not in one[0]


@case
def questions_come_by_how_many_incidents_hang_on_them():
    follow_the_page()
    said = run("read", *TEXTS, "--history", "my-mission")
    counts = [int(x) for x in re.findall(r"^ *(\d+)  ", said, re.M)]
    assert counts and counts == sorted(counts, reverse=True) and counts[0] == 3, said
    assert said.index("What is covered") < said.index("Is it agreed"), said
    before = run("verify", "my-mission")
    assert before == run("verify", "my-mission"), "it writes nothing"


class Balanced(html.parser.HTMLParser):
    void = {"meta", "br", "hr", "link", "img", "input", "col"}

    def __init__(self):
        super().__init__()
        self.open, self.ids, self.targets, self.tags = [], [], [], set()

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        if tag not in self.void:
            self.open.append(tag)
        for name, value in attrs:
            assert not name.startswith("on"), (tag, name)
            if name == "id":
                self.ids.append(value)
            if name in ("href", "src"):
                self.targets.append(value)

    def handle_endtag(self, tag):
        if tag not in self.void:
            assert self.open and self.open[-1] == tag, (tag, self.open[-4:])
            self.open.pop()


@case
def the_page_of_a_draft_leads_from_question_to_words():
    draft = fresh("m4")
    text = load(f"m4/drafts/{draft}.html")
    page = Balanced()
    page.feed(text)
    assert not page.open and "script" not in page.tags
    assert len(page.ids) == len(set(page.ids)), "an id twice"
    inside = [t for t in page.targets if t.startswith("#")]
    assert inside and all(t.startswith("#") for t in page.targets), "nothing is fetched"
    assert {t[1:] for t in inside} <= set(page.ids), sorted({t[1:] for t in inside} - set(page.ids))
    shown = re.sub(r"<[^>]+>", "", text)
    for words in ("We have agreed to stop strikes", "south.txt", "What is covered"):
        assert words in shown, words
    assert TMP not in text, "a path of this machine"
    save("evil.html", "<article><p>The <script>alert(1)</script>minister said: &ldquo;We &lt;img src=x onerror=alert(1)&gt; will halt strikes on ports.&rdquo;</p></article>")
    evil = run("read", "evil.html", "--format", "html")
    assert "<img" not in evil and "alert(1)</script>" not in evil
    Balanced().feed(evil)


@case
def order_of_files_and_place_of_the_folder_do_not_matter():
    fresh("m5")
    one = load(f"m5/drafts/{os.listdir(f'{WORK}/m5/drafts')[0][:-5]}.yaml")
    os.makedirs(f"{WORK}/elsewhere", exist_ok=True)
    for name in TEXTS[:3] + ("names.yaml",):
        shutil.copy(f"{WORK}/{name}", f"{WORK}/elsewhere/{name}")
    there = run("read", *(f"{WORK}/elsewhere/{x}" for x in TEXTS[:3]), "--parties", f"{WORK}/elsewhere/names.yaml", "--published", "2031-03-12")
    assert there == one


if __name__ == "__main__":
    sys.exit(base.main())
