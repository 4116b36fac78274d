#!/usr/bin/env python3
"""languages.py TRUCE: a report in other languages has the same structure, numbers and links, and no sentence that stayed English.
qps is not a language: each letter of the English is one of another script, from right to left. TAP on standard output."""
import collections
import glob
import html
import json
import os
import re
import subprocess
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import integration as base  # noqa: E402
from everything import everything  # noqa: E402
from integration import CASES, ROOT, TMP, case, mission, run  # noqa: E402

CASES.clear()
LANGUAGES = ("uk", "ru", "qps")
EXAMPLES = ("energy-2025", "easter-2025", "exercise", "victory-day-2025")
MADE = {}


def made(name):
    """A mission with its report in every language; its folder and that of the report."""
    if name not in MADE:
        path = everything("all") if name == "all" else mission(name, name)
        if name != "all":
            run("run", path)
        run("report", path, "--lang", "en,uk,ru,qps", "--format", "html,md,txt")
        MADE[name] = path, max(glob.glob(path + "/reports/*"))
    return MADE[name]


def read(path):
    return open(path, encoding="utf-8").read()


def structure(page):
    """Every tag with what is not said in a language."""
    page = re.sub(r"<html[^>]*>", "<html>", page)
    page = re.sub(r' (?:id|aria-labelledby)="c\d+"', "", page)  # places in the page
    page = re.sub(r' aria-label="[^"]*"', " aria-label", page)
    return re.findall(r"<[^>]*>", page)


def parts(page):
    """What is said between marks that break a line, and what only those hear who do not see."""
    page = re.sub(r"<style>.*?</style>", "", page, flags=re.S)
    heard = re.findall(r'aria-label="([^"]*)"', page)
    page = re.sub(r"</?(?:a|b|span|code)\b[^>]*>", "", page)
    return [html.unescape(x) for x in re.sub(r"<[^>]*>", "\n", page).split("\n") + heard if x.strip()]


def numbers(text):
    return collections.Counter(re.findall(r"\d+(?:\.\d+)?", text))


def latin(text):
    return set(re.findall(r"[A-Za-z]{3,}", text))


def of_the_mission(path):
    """Words that a mission brings, and what its ledger recorded, which stays as it was written."""
    files = [f for f in glob.glob(path + "/**/*", recursive=True) if os.path.isfile(f) and not re.search(r"/(?:reports|blobs|columns)/|\.db", f)]
    written = latin(" ".join(read(f) for f in files if f.endswith((".yaml", ".csv", ".json", ".geojson", ".txt", ".md"))))
    return written | latin(open(path + "/ledger/entries", encoding="utf-8", errors="replace").read())


def of_the_tables(path):
    """Names of quantities, as results.csv has them."""
    return latin(" ".join(read(f) for f in glob.glob(path + "/reports/*/results.csv")))


def of_the_catalogue(language):
    """Latin words within the translations: names of commands, files and methods."""
    text = read(f"{ROOT}/data/words/{language}.po") if language != "qps" else ""
    return latin(" ".join(line for line in text.splitlines() if line.startswith("msgstr")))


def sentences():
    """What the catalogues have, in English."""
    return {m.replace('\\"', '"') for m in re.findall(r'^msgid "(..+)"$', read(f"{ROOT}/data/words/uk.po"), re.M)}


def each(name):
    def f():
        path, report = made(name)
        english = {k: read(f"{report}/report.{k}") for k in ("html", "md", "txt")}
        kinds = set(re.findall(r"kind: (\w+)", read(path + "/mission.yaml")))
        ours = sentences() - of_the_tables(path) - kinds - {"not stated"}  # the last: the energy example's own words for people affected
        brought = of_the_mission(path) | {"truce", "verify", "report", "item", "incident", "place", "day"} | of_the_tables(path)
        for language in LANGUAGES:
            there = {k: read(f"{report}/{language}/report.{k}") for k in english}
            assert structure(there["html"]) == structure(english["html"]), language
            for k in english:  # a table too wide for plain text stands there row by row, each value with its head: then all numbers, not how often
                few = numbers(re.sub("<style>.*?</style>|id=\"c\\d+\"|labelledby=\"c\\d+\"", "", english[k], flags=re.S))
                other = numbers(re.sub("<style>.*?</style>|id=\"c\\d+\"|labelledby=\"c\\d+\"", "", there[k], flags=re.S))
                assert few == other or k == "txt" and set(few) == set(other), (language, k, few - other, other - few)
            known = brought | of_the_catalogue(language)
            for part in parts(there["html"]):
                left = {w for w in latin(re.sub(r"\b[0-9a-f]{64}\b", "", part)) if w not in known}
                assert not left, (language, left, part)
                assert language != "qps" or part.strip() not in ours, ("not told through the catalogue", part)
    f.__name__ = "the_same_in_every_language_" + name.replace("-", "_")
    return case(f)


for NAME in EXAMPLES + ("all",):
    each(NAME)


@case
def the_record_verifies_with_reports_in_all_languages():
    path, _ = made("all")
    assert "verifies" in run("verify", path).stdout
    page = glob.glob(path + "/reports/*/uk/report.html")[0]
    text = read(page)
    open(page, "w", encoding="utf-8").write(text.replace("0", "1", 1))
    assert "its bytes are not those that were issued" in run("verify", path, expect=1).stdout
    open(page, "w", encoding="utf-8").write(text)


@case
def the_page_says_its_language_and_direction():
    _, report = made("energy-2025")
    assert '<html lang="en">' in read(report + "/report.html")
    assert '<html lang="uk">' in read(report + "/uk/report.html")
    assert '<html lang="qps" dir="rtl">' in read(report + "/qps/report.html")


@case
def what_has_no_language_is_written_once():
    path = mission("once", "energy-2025")
    run("run", path)
    out = run("report", path, "--lang", "ru").stdout
    assert out.count("report.json") == 1 and "/ru/report.html" in out and "/ru/report.json" not in out, out
    run("report", path, "--lang", "uk", "--format", "html", "--out", f"{TMP}/new-folder")  # that is not there yet
    assert os.listdir(f"{TMP}/new-folder") == ["uk"]
    one = run("report", path, "--lang", "uk", "--format", "md", "--out", "-").stdout
    assert "інцидент" in one
    say = run("report", path, "--lang", "xx", expect=2).stderr
    assert "'xx' is no language of reports; they are en, uk, ru" in say, say


@case
def a_large_report_has_its_pages_in_its_language():
    path = f"{TMP}/large"
    subprocess.run([sys.executable, f"{ROOT}/tests/make_incidents.py", "1500", path], check=True)
    run("run", path)
    run("report", path, "--lang", "uk", "--format", "html")
    report = max(glob.glob(path + "/reports/*"))
    assert sorted(os.listdir(report + "/pages"))[1:] == sorted(os.listdir(report + "/uk/pages"))[1:]
    for page in glob.glob(report + "/uk/pages/*.html"):
        assert '<html lang="uk">' in read(page)
        for to in re.findall(r'href="([^"#]+)#?', read(page)):
            if not to.startswith("http"):
                assert os.path.exists(os.path.join(os.path.dirname(page), to)), to
    assert "verifies" in run("verify", path).stdout


MEASURE = """<script>
document.querySelectorAll("details").forEach(d => d.open = true);
const out = [...document.querySelectorAll("section.item, dd, dt, p, li, h1, h2, h3, h4")].filter(e => e.scrollWidth > e.clientWidth + 1 && !e.closest(".scroll") && !e.closest("svg"));
document.body.innerHTML = "<p>MEASURED " + out.length + " " + document.documentElement.scrollWidth + " " + innerWidth + " " + (out[0] ? out[0].id : "") + "</p>";
</script></body>"""


@case
def nothing_runs_out_of_its_box_in_a_browser():
    """Wide, as a tablet and narrow, with everything unfolded; what scrolls by itself may be wider."""
    _, report = made("energy-2025")
    for language in ("", "/uk", "/ru", "/qps"):
        page = read(f"{report}{language}/report.html").replace("default-src 'none'", "default-src 'none'; script-src 'unsafe-inline'").replace("</body>", MEASURE)
        open(f"{TMP}/measured.html", "w", encoding="utf-8").write(page)
        for width in (1280, 800, 500):
            dom = subprocess.run(["chromium", "--headless", "--no-sandbox", "--disable-gpu", f"--window-size={width},900", f"--user-data-dir={TMP}/browser", "--dump-dom", f"file://{TMP}/measured.html"], capture_output=True, text=True, timeout=120, check=True).stdout
            n, wide, window = map(int, re.search(r"MEASURED (\d+) (\d+) (\d+)", dom).groups())
            assert n == 0 and wide <= window, (language, width, re.search(r"MEASURED [^<]*", dom)[0])


@case
def numbers_of_the_data_are_those_of_the_page():
    """JSON has no language: each count of the summary stands in each page."""
    path, report = made("energy-2025")
    data = json.loads(run("report", path, "--format", "json", "--out", "-").stdout)
    for language in ("uk", "ru"):
        page = read(f"{report}/{language}/report.html")
        table = re.search(r"<tbody>(.*?)</tbody>", page, re.S)[1]
        for r in data["readings"]:
            row = re.search(rf">{re.escape(r['id'])}</a>.*?</tr>", table, re.S)
            if row is None:  # of a later phase
                continue
            cells = [re.sub(r"<[^>]*>", "", c) for c in re.findall(r'<td class="n">(.*?)</td>', row[0])]
            want = [r["coded"][k] for k in ("yes", "unclear", "attempt", "no", "not-in-force")]
            assert [int(c) for c in cells] == want, (language, r["id"], cells, want)


if __name__ == "__main__":
    sys.exit(base.main())
