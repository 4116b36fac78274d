#!/usr/bin/env python3
"""pdf.py TRUCE: the report on paper, by a browser that is really there. TAP on standard output."""
import glob
import os
import re
import subprocess
import sys
import zlib

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import integration as base  # noqa: E402
from integration import CASES, TMP, case, mission, run  # noqa: E402

CASES.clear()


def objects(pdf):
    """The bytes of a PDF with its packed objects unpacked, to look for names in."""
    out = pdf
    for s in re.findall(rb"/ObjStm.*?stream\r?\n(.*?)endstream", pdf, re.S):
        out += zlib.decompressobj().decompress(s)
    return out


BEFORE = set(glob.glob("/tmp/truce-pdf-*"))  # of a run that was killed, not of this one


def leftovers():
    return set(glob.glob("/tmp/truce-pdf-*")) - BEFORE


@case
def a_report_becomes_a_document_of_pages_in_its_language():
    path = mission("paper", "easter-2025")
    run("run", path)
    before = leftovers()
    run("report", path, "--format", "pdf", "--lang", "en,uk")
    report = max(glob.glob(path + "/reports/*"))
    for name, lang in ((report, b"en"), (report + "/uk", b"uk")):
        pdf = open(name + "/report.pdf", "rb").read()
        what = objects(pdf)
        assert pdf[:5] == b"%PDF-", pdf[:20]
        assert len(re.findall(rb"/Type\s*/Page\b(?!s)", what)) >= 5
        assert re.search(rb"/Lang\s*\(" + lang + rb"\)", what), lang
        assert b"/StructTreeRoot" in what  # a screen reader finds headings and tables
    assert leftovers() == before
    said = run("verify", path).stdout
    assert "verifies" in said and len(re.findall(r"the pdf report was made with \S.* \d.*; it was not made again", said)) == 2, said
    pdf = report + "/report.pdf"
    open(pdf, "ab").write(b"x")
    assert "its bytes are not those that were issued" in run("verify", path, expect=1).stdout


@case
def without_a_program_nothing_is_written_or_logged():
    path = mission("no-paper", "easter-2025")
    run("run", path)
    head = open(path + "/ledger/entries", "rb").read()
    p = subprocess.run([base.TRUCE, "report", path, "--format", "pdf"], capture_output=True, text=True, env={"PATH": "/nowhere"}, check=False)
    assert p.returncode == 3 and "[pdf-tool]" in p.stderr and "install the package" in p.stderr, (p.returncode, p.stderr)
    assert open(path + "/ledger/entries", "rb").read() == head
    assert not glob.glob(path + "/reports/*/report.pdf") and not leftovers()


@case
def a_report_with_pages_is_one_document():
    path = f"{TMP}/large"
    base.subprocess.run([sys.executable, f"{base.ROOT}/tests/make_incidents.py", "600", path], check=True)
    run("run", path)
    p = subprocess.run([base.TRUCE, "report", path, "--format", "pdf", "--out", "-"], capture_output=True, check=True, timeout=300)
    pages = len(re.findall(rb"/Type\s*/Page\b(?!s)", objects(p.stdout)))
    assert p.stdout[:5] == b"%PDF-" and pages > 100, pages
    print(f"# 600 incidents: {pages} pages")


@case
def nothing_is_folded_on_paper():
    """What the printing program is given, by one that keeps it."""
    path = mission("unfolded", "energy-2025")
    run("run", path)
    page = open(max(glob.glob(path + "/reports/*")) + "/report.html", encoding="utf-8").read()
    assert "<details>" in page or "<details id" in page
    bin_ = f"{TMP}/bin"
    os.makedirs(bin_)
    open(f"{bin_}/chromium", "w").write('#!/bin/sh\n[ "$1" = --version ] && echo "One that keeps 0" && exit\nfor a; do\n    case $a in\n    --print-to-pdf=*) printf "%%PDF-1.7" >"${a#--print-to-pdf=}" ;;\n'
                                         f'    file://*) cp "${{a#file://}}" {TMP}/given.html ;;\n    esac\ndone\n')
    os.chmod(f"{bin_}/chromium", 0o755)
    run("report", path, "--format", "pdf", env={"PATH": bin_ + ":" + os.environ["PATH"]})
    given = open(f"{TMP}/given.html", encoding="utf-8").read()
    assert re.findall(r"<details(?! open)", given) == []
    assert re.sub(r"<details open", "<details", given) == re.sub(r"<details open", "<details", page)  # and nothing else is changed


@case
def a_page_printed_by_a_reader_is_unfolded_too():
    path = f"{TMP}/unfolded"
    page = max(glob.glob(path + "/reports/*")) + "/report.html"
    text = open(page, encoding="utf-8").read()
    open(f"{TMP}/open.html", "w", encoding="utf-8").write(re.sub(r"<details(?! open)", "<details open", text))
    counts = []
    for name in (page, f"{TMP}/open.html"):
        subprocess.run(["chromium", "--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer", f"--user-data-dir={TMP}/profile",
                        f"--print-to-pdf={TMP}/printed.pdf", "file://" + name], check=True, capture_output=True, timeout=180)
        counts.append(len(re.findall(rb"/Type\s*/Page\b(?!s)", objects(open(f"{TMP}/printed.pdf", "rb").read()))))
    assert counts[0] == counts[1] > 20, counts


if __name__ == "__main__":
    sys.exit(base.main())
