#!/usr/bin/env python3
"""Ships over time: the truth of a made-up day is recovered, whatever the order, the cut and the number of receivers of the log.

    sea.py TRUCE"""
import csv
import datetime
import io
import json
import os
import pathlib
import random
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import make_sea  # noqa: E402

TRUCE = os.path.abspath(sys.argv[1])
WORK = tempfile.TemporaryDirectory()
DIR = pathlib.Path(WORK.name)
WORLD = make_sea.make()
make_sea.write(DIR, WORLD)
TRUTH = json.loads((DIR / "truth.json").read_text())


def tracks(*files, options=()):
    r = subprocess.run([TRUCE, "tracks", *map(str, files), "--areas", str(DIR / "areas.geojson"), *options], capture_output=True, timeout=300)
    assert r.returncode == 0, r.stderr.decode()
    return r.stdout.decode()


def rows(text):
    return list(csv.DictReader(io.StringIO(text)))


def when(text):
    for form in ("%Y-%m-%dT%H:%M:%SZ", "%Y-%m-%dT%H:%MZ"):
        try:
            return int(datetime.datetime.strptime(text, form).replace(tzinfo=datetime.timezone.utc).timestamp())
        except ValueError:
            pass
    raise ValueError(text)


EVENTS = rows(tracks(DIR / "log.nmea"))


def of(kind, mmsi=None, area=None):
    return [e for e in EVENTS if e["event"] == kind and (mmsi is None or e["mmsi"] == str(mmsi)) and (area is None or e["area"] == area)]


def crossings(kind, wanted):
    faults, worst = [], 0
    for w in wanted:
        found = of(kind, w["mmsi"], w["area"])
        if len(found) != 1 or found[0]["label"] != "crossed":
            faults.append(f"{kind} {w}: {len(found)} found")
            continue
        off = abs(when(found[0]["from"]) - w["at"])
        worst = max(worst, off)
        if off > 60:
            faults.append(f"{kind} {w}: {off} s off")
    if len(of(kind)) != len(wanted):
        faults.append(f"{len(of(kind))} of kind {kind}, {len(wanted)} are true")
    print(f"# {kind}: {len(wanted)} recovered, at most {worst} s off")
    return faults


def case_crossings():
    return crossings("entry", TRUTH["entries"]) + crossings("exit", TRUTH["exits"])


def case_port_visits():
    faults = []
    for w in TRUTH["visits"]:
        found = of("port visit", w["mmsi"], w["area"])
        if len(found) != 1 or found[0]["confidence"] != "4" or abs(when(found[0]["from"]) - w["from"]) > 180 or not w["hours"] < float(found[0]["hours"]) < w["hours"] + 1:
            faults.append(f"{w}: {found}")
    return faults + ([] if len(of("port visit")) == len(TRUTH["visits"]) else ["others are found"])


def case_gaps_have_their_labels():
    faults = []
    for w in TRUTH["gaps"]:
        found = of("gap", w["mmsi"])
        if len(found) != 1 or found[0]["label"] != w["label"] or abs(when(found[0]["from"]) - w["from"]) > 400 or abs(float(found[0]["hours"]) - w["hours"]) > .2:
            faults.append(f"{w}: {found}")
        print(f"# {w['label']}: reception {found[0]['reception'] or 'not known'}, chance of such a silence {found[0]['p_silence'] or 'not known'}")
    return faults + ([] if len(of("gap")) == len(TRUTH["gaps"]) else [f"{len(of('gap'))} gaps"])


def case_interference():
    faults = []
    w = TRUTH["interference"][0]
    to = [e for e in of("interference") if e["label"] == "to"]
    if len(to) != 1 or to[0]["n"] != str(w["ships"]) or make_sea.apart((float(to[0]["lat"]), float(to[0]["lon"])), (w["lat"], w["lon"])) > 500:
        faults.append(f"{w}: {to}")
    doubted = {}
    for e in of("doubt"):
        doubted[e["mmsi"]] = doubted.get(e["mmsi"], 0) + int(e["n"])
    if doubted != {k: v for k, v in TRUTH["doubted"].items()}:
        faults.append(f"doubted {doubted}, planted {TRUTH['doubted']}")
    return faults


def case_encounter():
    w = TRUTH["encounters"][0]
    found = sorted(of("encounter"), key=lambda e: e["mmsi"])
    ok = [int(e["mmsi"]) for e in found] == w["mmsi"] and all(abs(when(e["from"]) - w["from"]) <= 1200 and abs(when(e["to"]) - w["to"]) <= 1200 and abs(float(e["km"]) - .2) < .02 for e in found)
    return [] if ok else [f"{w}: {found}"]


def case_identities():
    said = {(int(r["mmsi"]), r["name"], int(r["shiptype"])) for r in rows(tracks(DIR / "log.nmea", options=("--what", "ships")))}
    return [f"not found: {w}" for w in TRUTH["identities"] if (w["mmsi"], w["name"], w["shiptype"]) not in said] + ([] if len(said) == len(TRUTH["identities"]) else [f"{len(said)} sayings"])


def case_every_report_is_accounted_for():
    a = rows(tracks(DIR / "log.nmea", options=("--what", "account")))[0]
    n = {k: int(v) for k, v in a.items()}
    doubted = sum(v for k, v in list(n.items())[9:])
    faults = []
    if n["positions"] != TRUTH["reports"] or n["positions"] != n["duplicate"] + n["trusted"] + doubted:
        faults.append(str(a))
    if n["messages"] != n["positions"] + n["no_position"] + n["no_time"] + n["identities"] + n["others"]:
        faults.append(str(a))
    return faults


def blocks():
    """Lines that belong together: the parts of one message stay in their order."""
    lines = [x for x in (DIR / "log.nmea").read_text().splitlines() if not x.startswith("#")]
    out, i = [], 0
    while i < len(lines):
        n = 2 if "AIVDM,2,1" in lines[i] else 1
        out.append("\n".join(lines[i:i + n]) + "\n")
        i += n
    return out


WHOLE = tracks(DIR / "log.nmea")
SHIPS = tracks(DIR / "log.nmea", options=("--what", "ships"))


def same(*files):
    faults = []
    if tracks(*files) != WHOLE:
        faults.append("other events")
    if tracks(*files, options=("--what", "ships")) != SHIPS:
        faults.append("other ships")
    return faults


def case_order_does_not_matter():
    b = blocks()
    random.Random(1).shuffle(b)
    (DIR / "shuffled.nmea").write_text("".join(b))
    return same(DIR / "shuffled.nmea")


def case_cuts_do_not_matter():
    b = blocks()
    rng = random.Random(2)
    parts = [[], [], []]
    for x in b:
        parts[rng.randrange(3)].append(x)
    for i, p in enumerate(parts):
        (DIR / f"part{i}.nmea").write_text("".join(p))
    return same(DIR / "part2.nmea", DIR / "part0.nmea", DIR / "part1.nmea")


def case_a_second_receiver_changes_nothing():
    (DIR / "second.nmea").write_text("\n".join(make_sea.log_lines(WORLD, "r002", late=2)) + "\n")
    faults = [] if tracks(DIR / "log.nmea", DIR / "second.nmea") == WHOLE else ["other events"]
    a = rows(tracks(DIR / "log.nmea", DIR / "second.nmea", options=("--what", "account")))[0]
    return faults + ([] if int(a["duplicate"]) == TRUTH["reports"] else [f"{a['duplicate']} heard twice"])


def case_numbers_of_countries_are_only_names():
    """Ships of two countries change their numbers: the same events under the other numbers."""
    swapped = make_sea.make()
    other = {273: 247, 247: 273, 214: 229, 229: 214}

    def swap(mmsi):
        return other.get(mmsi // 1000000, mmsi // 1000000) * 1000000 + mmsi % 1000000
    out = []
    for t, mmsi, bits in swapped.rows:
        out.append((t, swap(mmsi), bits[:8] + make_sea.field(swap(mmsi), 30) + bits[38:]))
    swapped.rows = sorted(out, key=lambda r: (r[0], r[1], r[2]))
    make_sea.write(DIR / "swapped", swapped)
    ours = rows(tracks(DIR / "swapped" / "log.nmea"))

    def bare(events, back):
        return sorted((e["event"], str(swap(int(e["mmsi"])) if back and e["mmsi"] else e["mmsi"]), *(v for k, v in e.items() if k not in ("event", "mmsi", "flag"))) for e in events)
    return [] if bare(ours, True) == bare(EVENTS, False) else ["other events"]


def case_packed_and_json():
    subprocess.run(["gzip", "-k", "-f", str(DIR / "log.nmea")], check=True)
    faults = [] if tracks(DIR / "log.nmea.gz") == WHOLE else ["packed differs"]
    lines = [json.loads(x) for x in tracks(DIR / "log.nmea", options=("--format", "jsonl")).splitlines()]
    for e, j in zip(EVENTS, lines):
        if {k: v for k, v in e.items() if v} != {k: (v if isinstance(v, str) else next(x for x in [e[k]] if float(x) == v)) for k, v in j.items()}:
            faults.append(f"{e} {j}")
            break
    return faults + ([] if len(lines) == len(EVENTS) else ["other number of lines"])


def case_no_time_no_track():
    (DIR / "timeless.nmea").write_text("\n".join(x.split("\\", 2)[2] for x in "".join(blocks()).splitlines()) + "\n")
    a = rows(tracks(DIR / "timeless.nmea", options=("--what", "account")))[0]
    return [] if a["positions"] == "0" and int(a["no_time"]) > 30000 else [str(a)]


def case_areas_are_checked():
    faults = []
    for text, code in (('{"type":"Feature","properties":{"kind":"zone"},"geometry":{"type":"Point","coordinates":[1,2]}}', "has no id"),
                       ('{"type":"Feature","id":"x","properties":{"kind":"zone"},"geometry":{"type":"Point","coordinates":[1,2]}}', "a zone or water is a polygon"),
                       ('{"type":"Feature","id":"x","properties":{"kind":"corridor"},"geometry":{"type":"LineString","coordinates":[[1,2],[2,3]]}}', "half_width_m"),
                       ('{"type":"Feature","id":"x","properties":{"kind":"fence"},"geometry":{"type":"Point","coordinates":[1,2]}}', "kind is")):
        (DIR / "bad.geojson").write_text(text)
        r = subprocess.run([TRUCE, "tracks", str(DIR / "log.nmea"), "--areas", str(DIR / "bad.geojson")], capture_output=True, timeout=60)
        if r.returncode == 0 or code not in r.stderr.decode() or r.stdout:
            faults.append(f"{text}: {r.returncode} {r.stderr.decode()}")
    return faults


CASES = [v for k, v in sorted(globals().items()) if k.startswith("case_") and os.environ.get("TRUCE_CASE", "") in k]


def main():
    print(f"1..{len(CASES)}")
    bad = 0
    for i, case in enumerate(CASES, 1):
        faults = case()
        for f in faults[:10]:
            print("#", f)
        bad += bool(faults)
        print(f"{'not ' if faults else ''}ok {i} {case.__name__[5:]}", flush=True)
    WORK.cleanup()
    return bad > 0


sys.exit(main())
