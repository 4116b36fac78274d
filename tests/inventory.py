#!/usr/bin/env python3
"""inventory.py TRUCE: `truce verify` against a mission folder in which somebody changed, removed, added or put back
files. TAP on standard output."""
import json
import base64
import glob
import hashlib
import os
import random
import shutil
import sqlite3
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import integration as base  # noqa: E402
import tables  # noqa: E402
from integration import CASES, SEED, TMP, case, mission, run  # noqa: E402

CASES.clear()
FIRE_HEAD = "latitude,longitude,bright_ti4,scan,track,acq_date,acq_time,satellite,instrument,confidence,version,bright_ti5,frp,daynight"


def whole_mission():
    """A mission with everything in its folder: zone rules, columns, an index, a study, converted originals, two issues."""
    path = mission("whole", "exercise")
    os.remove(path + "/make.py")  # the example's own tool, no file of a mission
    fires = FIRE_HEAD + "\n" + "".join(f"48.{i:03d},36.51,310.2,0.39,0.36,2031-05-{1 + i % 28:02d},0130,N,VIIRS,n,2.0NRT,290.1,5,N\n" for i in range(300))
    open(path + "/data/fires.csv", "w").write(fires)
    open(path + "/data/events.csv", "w").write("id;date;lat;lon\n1;2031-05-02;48,5;36,5\n2;2031-05-03;48,5;36,5\n;;;\n")
    if tables.subprocess.run(["which", "ogr2ogr"], capture_output=True).returncode == 0:
        tables.xlsx(path + "/data/more.xlsx", ("S", [["id", "date"], ["x1", "2031-05-04"]]))
    text = open(path + "/mission.yaml", encoding="utf-8").read()
    add = "  - {kind: firms, file: data/fires.csv}\n  - {kind: events, file: data/events.csv, mapping: {zone: Europe/Vienna}}\n"
    if os.path.exists(path + "/data/more.xlsx"):
        add += "  - {kind: events, file: data/more.xlsx, mapping: {zone: Asia/Tokyo}}\n"
    open(path + "/mission.yaml", "w", encoding="utf-8").write(text.replace("sources:\n", "sources:\n" + add))
    run("run", path)
    run("report", path, "--period", "2031-05-01/2031-05-10")
    run("verify", path, "--deep")
    return path


MADE = []


def copy_of(name):
    if not MADE:
        MADE.append(whole_mission())
    path = f"{TMP}/{name}"
    shutil.copytree(MADE[0], path)
    return path


def files_of(path):
    out = []
    for folder, _, names in os.walk(path):
        out += [os.path.relpath(f"{folder}/{n}", path) for n in names]
    return sorted(out)


@case
def a_flipped_byte_in_any_file_is_named():
    path = copy_of("flips")
    rng = random.Random(SEED)
    n = 0
    kinds = {"blobs": 0, "reports": 0, "columns": 0, "ledger": 0, "data": 0, ".": 0}
    tzif = 0
    for rel in files_of(path):
        full = f"{path}/{rel}"
        data = open(full, "rb").read()
        if not data:
            continue  # the lock, and the list of rows not taken where there are none
        tzif += data.startswith(b"TZif")
        for _ in range(4 if data.startswith(b"TZif") else 2):
            at = rng.randrange(len(data))
            bit = 1 << rng.randrange(8)
            open(full, "wb").write(data[:at] + bytes([data[at] ^ bit]) + data[at + 1:])
            p = run("verify", path, "--deep", expect=None)
            told = p.stdout + p.stderr
            part = rel.split("/")[0] if "/" in rel else "."
            name = os.path.basename(rel)
            if part in ("data", ".") and not name.startswith("index.db"):
                # a copy of what was imported, or the mission file: told, and no damage of the record
                assert name in told, (rel, at, bit, told)
            elif part == "ledger":
                assert p.returncode == 1 and ("ledger/" in told or "entry" in told or "blob" in told), (rel, at, told)
            else:
                assert p.returncode == 1 and (name in told or (name == "index.db.sha256" and "index.db" in told)), (rel, at, bit, told)
            n += 1
        open(full, "wb").write(data)
        kinds[rel.split("/")[0] if "/" in rel else "."] += 1
    run("verify", path, "--deep")
    assert tzif >= 2 and all(kinds.values()), (tzif, kinds)
    print(f"# {n} flips in {sum(kinds.values())} files, {tzif} of them zone rules: all named")


@case
def a_file_that_is_gone_or_was_never_issued_is_named():
    path = copy_of("gone")
    for rel in files_of(path):
        part = rel.split("/")[0]
        if part not in ("blobs", "reports"):
            continue
        data = open(f"{path}/{rel}", "rb").read()
        os.remove(f"{path}/{rel}")
        p = run("verify", path, expect=1)
        assert os.path.basename(rel) in p.stdout, (rel, p.stdout)
        open(f"{path}/{rel}", "wb").write(data)
    run("verify", path)
    for rel in ("reports/mine.html", "reports/2031-05-10/notes.txt", "blobs/ab/abc", "blobs/more"):
        os.makedirs(os.path.dirname(f"{path}/{rel}"), exist_ok=True)
        open(f"{path}/{rel}", "w").write("x")
        p = run("verify", path, expect=1)
        assert rel in p.stdout, (rel, p.stdout)
        os.remove(f"{path}/{rel}")
    # derived files may go: they come back, and nothing is wrong without them
    shutil.rmtree(path + "/columns")
    os.remove(path + "/index.db")
    run("verify", path)
    run("rebuild", path)
    run("verify", path, "--deep")


@case
def a_ledger_put_back_is_found():
    path = mission("back", "energy-2025")
    run("run", path)
    early = f"{TMP}/early"
    shutil.copytree(path + "/ledger", early)
    run("decide", path, "merge", "CL006", "CL007", "--by", "A", "--reason", "one event")
    run("report", path, "--period", "2025-03-26")
    run("verify", path)
    head = f"{TMP}/kept-head"
    shutil.copy(path + "/ledger/head", head)
    p = run("verify", path, "--head", head)
    assert f"{head}: the state after" in p.stdout
    run("decide", path, "merge", "CL010", "CL011", "--by", "A", "--reason", "another")
    run("verify", path, "--head", head)  # what came later does not matter
    late = f"{TMP}/late"
    shutil.copytree(path, late)
    # the whole ledger put back to an older valid copy: the issued report tells, and so does the kept head
    shutil.rmtree(path + "/ledger")
    shutil.copytree(early, path + "/ledger")
    p = run("verify", path, expect=1)
    assert "put back to an earlier state" in p.stdout and "no entry says that it was issued" in p.stdout, p.stdout
    # reports put back as well: only a head that was kept elsewhere knows
    shutil.rmtree(path + "/reports/2025-03-26")
    p = run("verify", path, "--head", head, expect=1)
    assert "kept-head" in p.stdout and "put back" in p.stdout, p.stdout
    run("verify", path)
    # another history of the same length
    run("decide", path, "merge", "CL001", "CL002", "--by", "B", "--reason", "something else")
    run("report", path, "--period", "2025-03-26")
    p = run("verify", path, "--head", head, expect=1)
    shutil.rmtree(path + "/reports")
    shutil.copytree(late + "/reports", path + "/reports")
    p = run("verify", path, expect=1)
    assert "another root" in p.stdout, p.stdout


@case
def an_interrupted_write_is_a_note():
    path = copy_of("interrupted")
    for rel in ("blobs/incoming.new", "blobs/converted.new", "reports/2031-05-10/report.html.new", "columns/check.99"):
        os.makedirs(os.path.dirname(f"{path}/{rel}"), exist_ok=True)
        open(f"{path}/{rel}", "w").write("half")
        p = run("verify", path)
        assert rel in p.stdout and "note:" in p.stdout, p.stdout
        os.remove(f"{path}/{rel}")
    os.remove(path + "/index.db.sha256")
    p = run("verify", path)
    assert "note: index.db" in p.stdout
    path2 = copy_of("changed")
    text = open(path2 + "/mission.yaml", encoding="utf-8").read()
    open(path2 + "/mission.yaml", "w", encoding="utf-8").write(text + "# a word\n")
    p = run("verify", path2)
    assert "note: mission.yaml" in p.stdout


def tree(leaves):
    """The root of RFC 9162."""
    if len(leaves) == 1:
        return leaves[0]
    k = 1
    while k * 2 < len(leaves):
        k *= 2
    return hashlib.sha256(b"\x01" + tree(leaves[:k]) + tree(leaves[k:])).digest()


def rewrite(path, change):
    """A ledger whose keeper changed entries and made hashes, size and root fit again."""
    lines = [json.dumps(change(json.loads(line)), sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode() for line in open(path + "/ledger/entries", encoding="utf-8").read().splitlines()]
    leaves = [hashlib.sha256(b"\x00" + line).digest() for line in lines]
    open(path + "/ledger/entries", "wb").write(b"".join(line + b"\n" for line in lines))
    open(path + "/ledger/leaves", "wb").write(b"".join(leaves))
    head = open(path + "/ledger/head", encoding="utf-8").read().split("\n")
    open(path + "/ledger/head", "w", encoding="utf-8").write("\n".join([head[0], str(len(lines)), base64.b64encode(tree(leaves)).decode(), ""]))


@case
def a_page_is_made_again_whoever_is_said_to_have_made_it():
    """Only what another program made is excused from being made again: no entry can claim that of a page."""
    path = mission("said-maker", "easter-2025")
    run("run", path)
    rewrite(path, lambda e: e)
    assert "verifies" in run("verify", path).stdout  # so the ledger made here is a good one
    page = max(glob.glob(path + "/reports/*")) + "/report.html"
    text = open(page, encoding="utf-8").read().replace("Easter", "Eastern")
    open(page, "w", encoding="utf-8").write(text)
    digest = hashlib.sha256(text.encode()).hexdigest()
    rewrite(path, lambda e: {**e, "sha256": digest, "made_with": "another program 1.0"} if e["t"] == "publish" and e["format"] == "html" else e)
    said = run("verify", path, expect=1).stdout
    assert "the html report made again has another digest" in said, said


@case
def an_index_of_another_layout_is_made_anew():
    path = mission("layout", "exercise")
    run("run", path)
    index = path + "/index.db"
    want = open(index, "rb").read()
    db = sqlite3.connect(index)
    db.executescript("PRAGMA user_version=1; DROP TABLE incident; CREATE TABLE incident(id TEXT PRIMARY KEY) WITHOUT ROWID;")
    db.close()
    os.remove(index + ".sha256")
    old = open(index, "rb").read()
    p = run("verify", path, "--deep")
    assert "note: index.db: of another layout" in p.stdout and open(index, "rb").read() == old, p.stdout
    run("run", path)
    rows = "SELECT * FROM incident ORDER BY layer, id"
    open(path + "/old.db", "wb").write(want)
    new, before = sqlite3.connect(index).execute(rows).fetchall(), sqlite3.connect(path + "/old.db").execute(rows).fetchall()
    assert new == before, (len(new), len(before))
    os.remove(path + "/old.db")
    p = run("verify", path, "--deep")
    assert "index.db" not in p.stdout, p.stdout


if __name__ == "__main__":
    sys.exit(base.main())
