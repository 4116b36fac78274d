#!/usr/bin/env python3
"""pages.py TRUCE: the page of a large report: an index and pages beside it. TAP on standard output."""
import csv
import hashlib
import html
import json
import os
import re
import shutil
import subprocess
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import integration as base  # noqa: E402
from integration import CASES, ROOT, TMP, case, run  # noqa: E402

CASES.clear()
MOST = 2_000_000
LINK = re.compile(r'href="([^"]*)"')
ID = re.compile(r' id="([^"]*)"')
MADE = {}


def large(n=1500):
    """A mission of n coded incidents, run; a copy of it each time."""
    if n not in MADE:
        MADE[n] = f"{TMP}/large-{n}"
        subprocess.run([sys.executable, f"{ROOT}/tests/make_incidents.py", str(n), MADE[n]], check=True)
        run("run", MADE[n])
    path = f"{TMP}/copy-{len(os.listdir(TMP))}"
    shutil.copytree(MADE[n], path)
    return path


def folder_of(path):
    return f"{path}/reports/{os.listdir(path + '/reports')[0]}"


def pages_of(folder):
    """Every page by its path below the folder of the report."""
    out = {}
    for where, _, names in os.walk(folder):
        for name in names:
            if name.endswith(".html"):
                out[os.path.relpath(f"{where}/{name}", folder)] = open(f"{where}/{name}", encoding="utf-8").read()
    return out


def check_links(pages):
    """Each link leads to a page and a place that are there; a place is there once a page."""
    n = 0
    ids = {name: ID.findall(text) for name, text in pages.items()}
    for name, here in ids.items():
        assert len(here) == len(set(here)), (name, [x for x in here if here.count(x) > 1][:3])
    for name, text in pages.items():
        for link in LINK.findall(text):
            if link.startswith("http"):
                continue
            file, _, at = link.partition("#")
            to = os.path.normpath(os.path.join(os.path.dirname(name), file)) if file else name
            assert to in pages and (not at or at in ids[to]), (name, link)
            n += 1
    return n


def items(text):
    """Blocks of incidents by id, without what their links lead to."""
    out = {}
    for m in re.finditer(r'<section class="item" id="([^"]*)">.*?</section>', text, re.S):
        block = re.sub(r'href="[^"]*"', "", m.group(0))
        out[m.group(1)] = re.sub(r'id="c\d+"|aria-labelledby="c\d+"', "", block)
    return out


@case
def every_page_is_small_and_every_link_leads_somewhere():
    for n in (300, 1500, 6000):
        pages = pages_of(folder_of(large(n)))
        links = check_links(pages)
        assert len(pages) > 1 and max(len(t.encode()) for t in pages.values()) <= MOST, {k: len(v) for k, v in pages.items()}
        print(f"# {n} incidents: {len(pages)} pages, the index {len(pages['report.html'].encode())} bytes, {links} links")


@case
def pages_and_one_page_say_the_same():
    path = large()
    pages = pages_of(folder_of(path))
    whole = run("report", path, "--format", "html", "--out", "-").stdout
    assert 'href="pages/' not in whole and check_links({"report.html": whole})
    split = {}
    for name, text in sorted(pages.items()):
        for key, block in items(text).items():
            assert key not in split, key
            split[key] = block
    assert split == items(whole)
    # and what the JSON holds: each incident of the period has its block, each number its list
    report = json.load(open(folder_of(path) + "/report.json"))
    coded = [r for r in report["coded"] if r["in_period"] == "yes"]
    assert {html.escape(r["id"]) for r in coded} <= set(split)
    lists = {}
    for text in pages.values():
        for m in re.finditer(r'<p id="list-([^"]*)"><b>.*?\((\d+)\):</b> (.*?)</p>', text, re.S):
            lists.setdefault(m.group(1), [int(m.group(2)), []])[1].extend(re.findall(r">([^<]*)</a>", m.group(3)))
    assert lists
    for key, (n, names) in lists.items():
        assert n == len(names) == len(set(names)), key
    found = {}
    for row in coded:
        for a in row["assessments"]:
            found.setdefault(f"{a['reading']}-{a['verdict']}", set()).add(row["id"])
    assert {k: v for k, v in found.items()} == {k: set(v[1]) for k, v in lists.items()}


@case
def any_number_of_cores_gives_the_same_bytes():
    path = large()
    core = sorted(os.sched_getaffinity(0))[0]
    digests = []
    for name, before in (("one", lambda: os.sched_setaffinity(0, {core})), ("all", None)):
        out = f"{TMP}/cores-{name}"
        subprocess.run([base.TRUCE, "report", path, "--out", out], check=True, stdout=subprocess.DEVNULL, preexec_fn=before)
        digests.append({os.path.relpath(f"{w}/{f}", out): hashlib.sha256(open(f"{w}/{f}", "rb").read()).hexdigest()
                        for w, _, fs in os.walk(out) for f in fs})
    assert digests[0] == digests[1] and len(digests[0]) > 15, (digests[0].keys() ^ digests[1].keys())


@case
def each_page_is_verified():
    path = large()
    folder = folder_of(path)
    run("verify", path)
    subprocess.run(["sha256sum", "--check", "--quiet", "--strict", "SHA256SUMS"], cwd=folder + "/pages", check=True)
    names = sorted(os.listdir(folder + "/pages"))
    for k, name in enumerate(names):
        file = f"{folder}/pages/{name}"
        data = open(file, "rb").read()
        at = (len(data) * (k + 1)) // (len(names) + 2)
        open(file, "wb").write(data[:at] + bytes([data[at] ^ 4]) + data[at + 1:])
        told = run("verify", path, expect=1).stdout
        assert f"pages/{name}: its bytes are not those that were issued" in told, (name, told)
        os.remove(file)
        told = run("verify", path, expect=1).stdout
        assert f"pages/{name}" in told and "not there" in told, (name, told)
        open(file, "wb").write(data)
    open(folder + "/pages/annex-a-900.html", "w").write("more")
    assert "annex-a-900.html: no entry says" in run("verify", path, expect=1).stdout
    os.remove(folder + "/pages/annex-a-900.html")
    run("verify", path)


@case
def pages_made_by_other_rules_are_noticed():
    # the entry states the digest of the list: an entry for another list does not pass
    path = large()
    text = open(path + "/mission.yaml", encoding="utf-8").read()
    open(path + "/mission.yaml", "w", encoding="utf-8").write(text.replace("Growth: invented incidents", "Growth: invented, twice"))
    told = run("verify", path, expect=1).stdout
    assert "html report made again has another digest" in told, told


@case
def a_smaller_report_takes_the_pages_away():
    path = large()
    folder = folder_of(path)
    run("report", path, "--period", "2025-03-18/2025-03-19", "--out", folder)
    left = sorted(os.listdir(folder))
    pages = os.listdir(folder + "/pages") if "pages" in left else []
    check_links(pages_of(folder))
    text = open(folder + "/report.html", encoding="utf-8").read()
    assert len(pages) == len(set(re.findall(r'href="pages/([^"#]*)', text))) + (1 if pages else 0), pages
    run("verify", path)
    run("report", path)  # as before
    check_links(pages_of(folder))
    run("verify", path)


@case
def an_interrupted_write_is_told_and_mended():
    path = large()
    folder = folder_of(path)
    # between the entry and the place: the pages under their other name
    os.rename(folder + "/pages", folder + "/pages.new")
    told = run("verify", path).stdout
    assert "the same command again completes it" in told, told
    run("report", path)
    assert sorted(os.listdir(folder)) == sorted(set(os.listdir(folder)) - {"pages.new"})
    run("verify", path)
    os.makedirs(folder + "/pages.new")
    open(folder + "/pages.new/annex-a-001.html", "w").write("half")
    assert "pages.new: left by an interrupted write" in run("verify", path).stdout
    run("report", path)
    assert not os.path.exists(folder + "/pages.new")
    run("verify", path)


@case
def every_list_leaves_when_it_is_long():
    """Claims, totals, observations, decisions, replies and rows set aside by the thousand."""
    path = f"{TMP}/every"
    shutil.copytree(f"{ROOT}/examples/energy-2025", path)
    with open(path + "/many.csv", "w", encoding="utf-8") as f:
        f.write("time,zone,observation,means,location\n")
        for k in range(2500):
            f.write(f"2025-03-{19 + k % 10}T{k % 24:02d}:{k % 60:02d},Europe/Kyiv,explosion {k},heard,a hill with a long name {k}\n")
    run("run", path)
    run("observe", path, "--by", "A", "--file", path + "/many.csv")
    subprocess.run([sys.executable, f"{ROOT}/tests/make_claims.py", "2500", path + "/data/more.csv"], check=True)
    run("import", path, "claims", path + "/data/more.csv")
    head = open(path + "/data/totals.csv", encoding="utf-8").readline()
    rows = list(csv.DictReader(open(path + "/data/totals.csv", encoding="utf-8")))
    with open(path + "/data/more_totals.csv", "w", encoding="utf-8", newline="") as f:
        f.write(head)
        w = csv.DictWriter(f, head.strip().split(","), lineterminator="\n")
        for k in range(1500):
            w.writerow({**rows[k % len(rows)], list(rows[0])[0]: f"Q{k}"})
        for k in range(1500):
            w.writerow({**rows[0], list(rows[0])[0]: f"R{k}", "count": "many"})
    run("import", path, "totals", path + "/data/more_totals.csv")
    run("report", path)
    folder = folder_of(path)
    pages = pages_of(folder)
    kinds = {re.sub(r"-\d+\.html$", "", k.split("/")[-1]) for k in pages}
    check_links(pages)
    assert max(len(t.encode()) for t in pages.values()) <= MOST, {k: len(v) for k, v in pages.items()}
    assert {"observations", "annex-b", "set-aside", "totals", "flags"} <= kinds, kinds
    run("verify", path)
    print(f"# {len(pages)} pages of {sorted(kinds)}")


@case
def a_ledger_put_back_is_told_by_a_large_report():
    path = large(9000)
    assert os.path.getsize(folder_of(path) + "/report.json") > 64 * 1024 * 1024
    shutil.copytree(path + "/ledger", path + "-old")
    run("observe", path, "--by", "A", "--time", "2025-03-20T10:00", "--zone", "Europe/Kyiv", "--observation", "explosion", "--means", "heard")
    run("report", path, "--format", "json")
    shutil.rmtree(path + "/ledger")
    shutil.copytree(path + "-old", path + "/ledger")
    told = run("verify", path, expect=1).stdout
    assert "it was put back to an earlier state" in told, told


@case
def ids_in_any_letters_have_places_of_their_own():
    path = f"{TMP}/letters"
    subprocess.run([sys.executable, f"{ROOT}/tests/make_incidents.py", "60", path], check=True)
    text = open(path + "/data/incidents.csv", encoding="utf-8").read()
    names = ["Подія", "Випадок", "事件", "a b", "a-b", "a~b", "a_b"]
    text = re.sub(r"(?m)^I(\d+),", lambda m: f"{names[int(m[1]) % len(names)]} {int(m[1]) // len(names)},", text)
    open(path + "/data/incidents.csv", "w", encoding="utf-8").write(text)
    run("run", path)
    pages = pages_of(folder_of(path))
    check_links(pages)
    report = json.load(open(folder_of(path) + "/report.json"))
    coded = [r["id"] for r in report["coded"] if r["in_period"] == "yes"]
    blocks = {re.search(r"<h3>(.*?): ", b)[1] for t in pages.values() for b in items(t).values()}
    assert blocks >= set(coded) and len(coded) > 20, set(coded) - blocks


if __name__ == "__main__":
    sys.exit(base.main())
