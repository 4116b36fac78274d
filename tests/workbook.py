#!/usr/bin/env python3
"""workbook.py TRUCE: report.xlsx has the tables of the page, cell by cell; numbers are numbers, texts never formulas; an office opens
it. TAP on standard output."""
import glob
import html
import os
import re
import shutil
import subprocess
import sys
import xml.etree.ElementTree as ET
import zipfile

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import integration as base  # noqa: E402
from everything import everything  # noqa: E402
from integration import CASES, TMP, case, mission, run  # noqa: E402

CASES.clear()
M = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def sheets(path):
    """{name: [[cell]]}; a number is a float, no cell is None."""
    z = zipfile.ZipFile(path)
    shared = []
    if "xl/sharedStrings.xml" in z.namelist():
        shared = ["".join(t.text or "" for t in s.iter(M + "t")) for s in ET.fromstring(z.read("xl/sharedStrings.xml"))]
    out = {}
    names = [s.get("name") for s in ET.fromstring(z.read("xl/workbook.xml")).iter(M + "sheet")]
    for i, name in enumerate(names):
        rows = []
        for r in ET.fromstring(z.read(f"xl/worksheets/sheet{i + 1}.xml")).iter(M + "row"):
            cells = []
            for c in r:
                assert c.find(M + "f") is None, ("a formula", name, ET.tostring(c))
                at = 0
                for letter in re.match(r"[A-Z]+", c.get("r"))[0]:
                    at = at * 26 + ord(letter) - 64
                cells += [None] * (at - 1 - len(cells))
                v = c.find(M + "v")
                kind = c.get("t")
                text = "".join(t.text or "" for t in c.iter(M + "t"))
                cells.append(shared[int(v.text)] if kind == "s" else text if kind == "inlineStr" else float(v.text) if v is not None else None)
            rows.append(cells)
        out[name] = rows
    return out


def plain(cell):
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]*>", "", cell))).strip()


def tables(page):
    """[(caption, heads, rows)] of the page."""
    out = []
    for f in re.findall(r"<figure>.*?</figure>", page, re.S):
        heads = [plain(h) for h in re.findall(r"<th scope=\"col\"[^>]*>(.*?)</th>", f, re.S)]
        rows = [[plain(c) for c in re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", r, re.S)] for r in re.findall(r"<tr[^>]*>(.*?)</tr>", f.split("<tbody>")[1], re.S)]
        out.append((plain(re.search(r"<figcaption[^>]*>(.*?)</figcaption>", f, re.S)[1]), heads, rows))
    return out


def same(cell, text):
    if isinstance(cell, float):
        return float(text) == cell
    cell = re.sub(r"\s+", " ", cell or "").strip()
    return cell == text or cell.startswith(text + " (http")  # a link says where it leads


def compare(report):
    """Each sheet against the tables of the page that have its heads; how many cells were compared."""
    page = tables(open(report + "/report.html", encoding="utf-8").read())
    n = floats = 0
    for name, rows in sheets(report + "/report.xlsx").items():
        if name == "contents":
            continue
        heads = rows[1]
        assert heads[0] in ("Where it stands", "Де стоїть", "Где стоит"), heads
        several = [body for _, h, body in page if h == heads[1:] and body]
        want = [r for body in several for r in body]
        places = {r[0] for r in rows[2:]}
        assert None not in places and len(places) == len(several), (name, "tables that nothing tells apart", places, len(several))
        have = [r[1:] + [None] * (len(heads) - len(r)) for r in rows[2:]]
        assert len(have) == len(want), (name, len(have), len(want))
        for a, b in zip(have, want):
            assert len(a) == len(b) and all(same(x, y) for x, y in zip(a, b)), (name, a, b)
            n += len(a)
            floats += sum(isinstance(x, float) for x in a)
    assert floats > 50 or floats * 10 > n, (floats, n)  # the numbers of the tables
    return n


@case
def every_table_of_every_example_is_a_sheet():
    for name in ("energy-2025", "easter-2025", "exercise", "victory-day-2025", "all"):
        path = everything(name) if name == "all" else mission(name, name)
        if name != "all":
            run("run", path)
        run("report", path, "--format", "html,xlsx", "--lang", "en,uk,ru")
        report = max(glob.glob(path + "/reports/*"))
        n = [compare(report), compare(report + "/uk"), compare(report + "/ru")]
        assert n[0] > 80 and n == [n[0]] * 3, n
        assert "verifies" in run("verify", path).stdout
        print(f"# {name}: {n[0]} cells in each language")


@case
def the_same_bytes_at_another_time():
    path = mission("again", "exercise")
    run("run", path)
    one = subprocess.run([base.TRUCE, "report", path, "--format", "xlsx", "--out", "-"], capture_output=True, check=True, env={**os.environ, "TZ": "Asia/Tokyo", "LC_ALL": "C"}).stdout
    two = subprocess.run([base.TRUCE, "report", path, "--format", "xlsx", "--out", "-"], capture_output=True, check=True, env={**os.environ, "TZ": "America/New_York", "LC_ALL": "de_DE.UTF-8"}).stdout
    assert one == two and one[:2] == b"PK"


@case
def text_is_never_a_formula_and_is_cut_where_a_cell_ends():
    path = mission("formula", "energy-2025")
    source = path + "/data/incidents.csv"
    text = open(source, encoding="utf-8").read()
    head, first, *rest = text.splitlines()
    names = head.split(",")
    assert "reported_by" in names
    run("run", path)
    run("observe", path, "--by", "=1+1", "--time", "2025-03-20T10:00Z", "--observation", "=HYPERLINK(\"x\")", "--means", "heard", "--description", "ї" * 20000)
    run("report", path, "--format", "xlsx")
    rows = sheets(max(glob.glob(path + "/reports/*")) + "/report.xlsx")["observations"]
    assert '=HYPERLINK("x")' in rows[2] and "=1+1" in rows[2]
    long = [c for c in rows[2] if isinstance(c, str) and c.startswith("їїї")]
    assert long and long[0].endswith(" [...]") and len(long[0].encode()) < 32767, len(long)


@case
def an_office_opens_it():
    office = shutil.which("soffice") or shutil.which("libreoffice")
    assert office
    path = mission("office", "exercise")
    run("run", path)
    run("report", path, "--format", "xlsx", "--out", f"{TMP}/book")
    subprocess.run([office, f"-env:UserInstallation=file://{TMP}/office-profile", "--headless", "--convert-to", 'csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,-1', "--outdir", f"{TMP}/book", f"{TMP}/book/report.xlsx"], check=True, capture_output=True, timeout=120)
    rates = open(f"{TMP}/book/report-rates.csv", encoding="utf-8").read()
    assert "RA,65,2052,23,1416,0.51" in rates, rates


if __name__ == "__main__":
    sys.exit(base.main())
