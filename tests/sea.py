#!/usr/bin/env python3
"""Ships over time: the truth of a made-up day is recovered, whatever the order, the cut and the number of receivers of the log.

    sea.py TRUCE"""
import csv
import datetime
import gzip
import importlib.machinery
import io
import json
import math
import os
import pathlib
import random
import shutil
import subprocess
import sys
import tempfile
import time

EXAMPLE = pathlib.Path(__file__).resolve().parent.parent / "examples" / "sea-2025"
make_sea = importlib.machinery.SourceFileLoader("make_tracks", str(EXAMPLE / "make-tracks.py")).load_module()

TRUCE = os.path.abspath(sys.argv[1])
WORK = tempfile.TemporaryDirectory()
DIR = pathlib.Path(WORK.name)
WORLD = make_sea.make(rivers=True)
make_sea.write(DIR, WORLD)
(DIR / "log.nmea").write_bytes(gzip.decompress((DIR / "log.nmea.gz").read_bytes()))
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


T0 = make_sea.T0


def checksum(text):
    n = 0
    for c in text.encode():
        n ^= c
    return f"{n:02X}"


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
    both = blocks() + [x + "\n" for x in (DIR / "second.nmea").read_text().splitlines() if "AIVDM,2," not in x]
    random.Random(3).shuffle(both)
    (DIR / "both.nmea").write_text("".join(both))
    if tracks(DIR / "both.nmea") != WHOLE:
        faults.append("other events when both logs are shuffled into one")
    if tracks(DIR / "second.nmea", DIR / "log.nmea") != WHOLE:
        faults.append("other events when the later receiver comes first")
    a = rows(tracks(DIR / "log.nmea", DIR / "second.nmea", options=("--what", "account")))[0]
    return faults + ([] if int(a["duplicate"]) == TRUTH["reports"] else [f"{a['duplicate']} heard twice"])


def case_coarse_grids_and_beacons_are_trusted():
    """Three ships at anchor in one cell of a long-range grid, one at a knot within it, and a beacon of distress whose number is of no country: nothing of it is in doubt."""
    long_range = ("K3<5QP@A8b3>@0Ot,0*4B", "K3=2Sh@A8b3>@0Ot,0*77", "K3dPf0@A8b3>@0Ot,0*21")
    beacon = ("1>M;`h>P05R=r20I;E000?v01<cB,0*71", "1>M;`h>P05R=r20I;E000?v00NI3,0*59", "1>M;`h>P05R=r20I;E000?v01jk<,0*51")
    lines = [f"\\c:{T0 + 180 * i + k}*{checksum(f'c:{T0 + 180 * i + k}')}\\!AIVDM,1,1,,A,{x}" for i in range(30) for k, x in enumerate(long_range)]
    lines += [f"\\c:{T0 + 60 * i}*{checksum(f'c:{T0 + 60 * i}')}\\!AIVDM,1,1,,A,{x}" for i, x in enumerate(beacon)]
    (DIR / "coarse.nmea").write_text("\n".join(lines) + "\n")
    a = rows(tracks(DIR / "coarse.nmea", options=("--what", "account")))[0]
    return [] if int(a["positions"]) == len(lines) == int(a["trusted"]) else [str(a)]


def case_numbers_of_countries_are_only_names():
    """Ships of two countries change their numbers: the same events under the other numbers."""
    swapped = make_sea.make(rivers=True)
    other = {538: 247, 247: 538, 214: 229, 229: 214}

    def swap(mmsi):
        return other.get(mmsi // 1000000, mmsi // 1000000) * 1000000 + mmsi % 1000000
    out = []
    for t, mmsi, bits in swapped.rows:
        out.append((t, swap(mmsi), bits[:8] + make_sea.field(swap(mmsi), 30) + bits[38:]))
    swapped.rows = sorted(out, key=lambda r: (r[0], r[1], r[2]))
    make_sea.write(DIR / "swapped", swapped)
    ours = rows(tracks(DIR / "swapped" / "log.nmea.gz"))

    def bare(events, back):
        return sorted((e["event"], str(swap(int(e["mmsi"])) if back and e["mmsi"] else e["mmsi"]), *(v for k, v in e.items() if k not in ("event", "mmsi", "flag"))) for e in events)
    return [] if bare(ours, True) == bare(EVENTS, False) else ["other events"]


def csv_of(name, points):
    """Points: seconds from the start, number, latitude, longitude, knots."""
    path = DIR / name
    form = "%Y-%m-%dT%H:%M:%S"
    path.write_text("MMSI,BaseDateTime,LAT,LON,SOG,COG\n" + "".join(
        f"{n},{utc(T0 + t, form)},{lat:.5f},{(lon + 180) % 360 - 180:.5f},{kn},90\n" for t, n, lat, lon, kn in sorted(points)))
    return path


def case_a_port_at_180_degrees():
    """The same call at a port, on the meridian where longitudes begin anew and elsewhere."""
    calls = []
    for at in (180, -30):
        way = [-.1 + .002 * i for i in range(51)] + [0] * 60 + [.002 * i for i in range(1, 51)]
        points = [(60 * i, 247000001, .001, at + x, 0 if x == 0 else 7) for i, x in enumerate(way)]
        (DIR / "port.geojson").write_text(json.dumps({"type": "Feature", "id": "p", "properties": {"kind": "port"}, "geometry": {"type": "Point", "coordinates": [at, 0]}}))
        r = subprocess.run([TRUCE, "tracks", str(csv_of(f"port{at}.csv", points)), "--areas", str(DIR / "port.geojson")], capture_output=True, timeout=60)
        calls.append([(x["from"], x["to"]) for x in rows(r.stdout.decode()) if x["event"] == "port visit"])
    return [] if len(calls[0]) == 1 and calls[0] == calls[1] else [str(calls)]


def case_two_short_meetings_are_not_a_long_one():
    """Seventy minutes side by side, hours in which neither is heard, seventy minutes again: no two hours in one piece. With no such hours between: one."""
    found = []
    for rest in (0, 5 * 3600):
        times = [60 * i for i in range(71)] + [4200 + rest + 60 * i for i in range(1, 72)]
        points = [(t, n, 43.5 + k * .001 + (t // 60 % 7) * 1e-5, 31.5, .4) for t in times for k, n in enumerate((247000001, 247000002))]
        r = subprocess.run([TRUCE, "tracks", str(csv_of(f"short{rest}.csv", points))], capture_output=True, timeout=60)
        found.append(sum(x["event"] == "encounter" for x in rows(r.stdout.decode())))
    return [] if found == [2, 0] else [str(found)]


def case_ends_of_lines():
    """A line feed, both, or a carriage return alone, also in small pieces: the same account and the same events."""
    faults = []
    log = "".join(blocks())
    for name, end in (("lf", "\n"), ("crlf", "\r\n"), ("cr", "\r")):
        data = log.replace("\n", end).encode()
        (DIR / f"{name}.nmea").write_bytes(data)
        if tracks(DIR / f"{name}.nmea") != WHOLE:
            faults.append(f"{name}: other events")
        p = subprocess.Popen([TRUCE, "tracks", "-", "--areas", str(DIR / "areas.geojson")], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        first = data.index(b"\r" if name != "lf" else b"\n") + 1
        os.write(p.stdin.fileno(), data[:first])  # the piece ends between the two
        time.sleep(.2)
        out = p.communicate(data[first:], timeout=60)[0].decode()
        if out != WHOLE:
            faults.append(f"{name} in pieces: other events")
    return faults


def case_packed_and_json():
    faults = [] if tracks(DIR / "log.nmea.gz") == WHOLE else ["packed differs"]
    lines = [json.loads(x) for x in tracks(DIR / "log.nmea", options=("--format", "jsonl")).splitlines()]
    for e, j in zip(EVENTS, lines):
        if {k: v for k, v in e.items() if v} != {k: (v if isinstance(v, str) else next(x for x in [e[k]] if float(x) == v)) for k, v in j.items()}:
            faults.append(f"{e} {j}")
            break
    return faults + ([] if len(lines) == len(EVENTS) else ["other number of lines"])


def positions():
    """Time, number, latitude, longitude, knots, course of each report, as sent."""
    for t, mmsi, bits in WORLD.rows:
        if bits[:6] == "000001":
            lon, lat = (int(bits[a:b], 2) - (int(bits[a]) << (b - a)) for a, b in ((61, 89), (89, 116)))
            yield t, mmsi, lat / 600000, lon / 600000, int(bits[50:60], 2) / 10, int(bits[116:128], 2) / 10


def utc(t, form):
    return datetime.datetime.fromtimestamp(t, datetime.timezone.utc).strftime(form)


def table(name):
    names = {i["mmsi"]: i for i in TRUTH["identities"]}
    out = []
    if name == "noaa":
        out.append("MMSI,BaseDateTime,LAT,LON,SOG,COG,Heading,VesselName,IMO,CallSign,VesselType,Status,Length,Width,Draft,Cargo,TransceiverClass")
        for t, m, lat, lon, k, c in positions():
            i = names.get(m, {"name": "", "shiptype": ""})
            out.append(f"{m},{utc(t, '%Y-%m-%dT%H:%M:%S')},{lat:.7f},{lon:.7f},{k},{c},511.0,{i['name']},,,{i['shiptype']},0,,,,,A")
    elif name == "danish":
        out.append("# Timestamp,Type of mobile,MMSI,Latitude,Longitude,Navigational status,ROT,SOG,COG,Heading,IMO,Callsign,Name,Ship type,Cargo type,Width,Length,Type of position fixing device,Draught,Destination,ETA,Data source type,A,B,C,D")
        words = {7: "Cargo", 8: "Tanker", 3: "Military"}
        for t, m, lat, lon, k, c in positions():
            i = names.get(m)
            out.append(f"{utc(t, '%d/%m/%Y %H:%M:%S')},Class A,{m},{lat:.7f},{lon:.7f},Under way using engine,,{k},{c},,Unknown,Unknown,{i['name'] if i else ''},{words.get(i['shiptype'] // 10, '') if i else 'Undefined'},,,,GPS,,,,AIS,,,,")
        out.append("26/03/2025 00:00:00,Base Station,2190047,55.0,11.0,Unknown value,,,,,,,,,,,,,,,,AIS,,,,")
    else:
        out.append("mmsi,time,longitude,latitude,sog,cog,heading")
        out += [f"{m},{t},{lon:.7f},{lat:.7f},{k},{c}," for t, m, lat, lon, k, c in positions()]
    path = DIR / (name + ".csv")
    path.write_text("\n".join(out) + "\n")
    return path


def case_tables_are_logs():
    """The same day as three publishers lay it out: the same events, and the same names where the table has them."""
    faults = []
    for name in ("noaa", "danish", "aisdb"):
        path = table(name)
        if tracks(path) != WHOLE:
            ours, theirs = WHOLE.splitlines(), tracks(path).splitlines()
            faults += [f"{name}: {b} not {a}" for a, b in zip(ours, theirs) if a != b][:2] or [f"{name}: {len(theirs)} lines, not {len(ours)}"]
        if name == "noaa":
            said = {(int(r["mmsi"]), r["name"], int(r["shiptype"])) for r in rows(tracks(path, options=("--what", "ships"))) if r["name"]}
            faults += [f"noaa: {w} is not said" for w in TRUTH["identities"] if (w["mmsi"], w["name"], w["shiptype"]) not in said and any(p[1] == w["mmsi"] for p in positions())]
    twice = DIR / "twice.csv"
    twice.write_text("MMSI,BaseDateTime,LAT,LON,LAT\n1,2025-03-26T00:00:00,44,31,45\n")
    r = subprocess.run([TRUCE, "ais", str(twice)], capture_output=True, timeout=60)
    if r.returncode == 0 or "twice.csv:1:" not in r.stderr.decode():
        faults.append(f"two columns for one thing: {r.returncode} {r.stderr.decode()}")
    years = DIR / "years.csv"
    years.write_text("MMSI,BaseDateTime,LAT,LON\n1,1925-03-26T00:00:00,44,31\n1,9925-03-26T00:00:00,44,31\n")
    r = subprocess.run([TRUCE, "ais", str(years)], capture_output=True, timeout=60)
    if [c in r.stderr.decode() for c in ("years.csv:2:", "years.csv:3:")] != [True] * 2:
        faults.append(f"years nobody sent in: {r.stderr.decode()}")
    bad = DIR / "bad.csv"
    bad.write_text("MMSI,BaseDateTime,LAT,LON,SOG,COG\n1,2025-03-26T00:00:00,44,31,1,1\nx,2025-03-26T00:00:00,44,31,1,1\n2,yesterday,44,31,1,1\n3,2025-03-26T00:00:00,91,181,1,1\n4,2025-03-26T00:00:00,0,0,1,1\n5,2025-03-26T00:00:00,44,31,102.3,360\n")
    r = subprocess.run([TRUCE, "ais", str(bad), "--format", "jsonl"], capture_output=True, timeout=60)
    lines = [json.loads(x) for x in r.stdout.splitlines()]
    if [(m["mmsi"], m["speed"]) for m in lines] != [(1, 1.0), (5, None)] or [c in r.stderr.decode() for c in ("bad.csv:3:", "bad.csv:4:", "bad.csv:5:", "bad.csv:6:")] != [True] * 4:
        faults.append(f"{lines} {r.stderr.decode()}")
    return faults


def case_what_is_no_log_is_refused():
    """Neither sentences nor a table's header; a packed log that is cut. By the filters and by import, each with the code of bad data; a log of other sentences is a log."""
    faults = []
    (DIR / "semi.csv").write_text("MMSI;BaseDateTime;LAT;LON\n1;2025-03-26T00:00:00;44;31\n")
    (DIR / "quiet.nmea").write_text("# quiet\n$GPZDA,160012.71,11,03,2004,-1,00*7D\n")
    (DIR / "empty.nmea").write_text("")
    whole = gzip.compress((DIR / "log.nmea").read_bytes(), mtime=0)
    (DIR / "cut.nmea.gz").write_bytes(whole[:len(whole) // 2])
    home = DIR / "refused"
    subprocess.run([TRUCE, "init", str(home)], capture_output=True, timeout=60, check=True)
    for name, code in (("semi.csv", 3), ("cut.nmea.gz", 3), ("quiet.nmea", 0), ("empty.nmea", 0)):
        for words in (("ais",), ("tracks",), ("import", str(home), "ais")):
            r = subprocess.run([TRUCE, *words, str(DIR / name)], capture_output=True, timeout=60)
            if r.returncode != code or (code and name not in r.stderr.decode()):
                faults.append(f"{words[0]} {name}: {r.returncode} {r.stderr.decode()}")
    return faults


def case_no_time_no_track():
    (DIR / "timeless.nmea").write_text("\n".join(x.split("\\", 2)[2] for x in "".join(blocks()).splitlines()) + "\n")
    a = rows(tracks(DIR / "timeless.nmea", options=("--what", "account")))[0]
    return [] if a["positions"] == "0" and int(a["no_time"]) == TRUTH["reports"] else [str(a)]


def case_areas_are_checked():
    faults = []
    for text, code in (('{"type":"Feature","properties":{"kind":"zone"},"geometry":{"type":"Point","coordinates":[1,2]}}', "has no id"),
                       ('{"type":"Feature","id":"x","properties":{"kind":"zone"},"geometry":{"type":"Point","coordinates":[1,2]}}', "a zone or water is a polygon"),
                       ('{"type":"Feature","id":"x","properties":{"kind":"corridor"},"geometry":{"type":"LineString","coordinates":[[1,2],[2,3]]}}', "half_width_m"),
                       ('{"type":"Feature","id":"x","properties":{"kind":"fence"},"geometry":{"type":"Point","coordinates":[1,2]}}', "kind is"),
                       ('{"type":"Feature","id":"x","properties":{"kind":"corridor","half_width_m":5000},"geometry":{"type":"LineString","coordinates":[[179,0],[-179,0]]}}', "is drawn in two"),
                       ('{"type":"Feature","id":"x","properties":{"kind":"zone"},"geometry":{"type":"Polygon","coordinates":[[[179,0],[-179,0],[-179,1],[179,1],[179,0]]]}}', "is drawn in two"),
                       ('{"type":"Feature","id":"x","properties":{"kind":"zone"},"geometry":{"type":"Polygon","coordinates":[[[179,0],[181,0],[181,1],[179,1],[179,0]]]}}', "is drawn in two")):
        (DIR / "bad.geojson").write_text(text)
        r = subprocess.run([TRUCE, "tracks", str(DIR / "log.nmea"), "--areas", str(DIR / "bad.geojson")], capture_output=True, timeout=60)
        if r.returncode == 0 or code not in r.stderr.decode() or r.stdout:
            faults.append(f"{text}: {r.returncode} {r.stderr.decode()}")
    return faults


# ---- the example as a mission ----------------------------------------------------------------------------------


def mission(name, change=None):
    path = DIR / name
    shutil.copytree(EXAMPLE, path)
    if change:
        change(path)
    r = subprocess.run([TRUCE, "run", str(path)], capture_output=True, timeout=300)
    assert r.returncode == 0, r.stderr.decode()
    out = next((path / "reports").iterdir())
    return path, json.loads((out / "report.json").read_text()), out


def case_the_example():
    path, report, out = mission("example")
    truth = json.loads((EXAMPLE / "truth.json").read_text())
    ships = report["ships"]
    zone = ships["zones"][0]
    faults = []
    days = [sum(v for k, v in d.items() if k not in ("day", "slots", "heard")) for d in zone["days"]]
    if [z["zone"] for z in ships["zones"]] != ["corridor"] or days != truth["corridor_days"]:
        faults.append(f"ships within the corridor by day {days}, true {truth['corridor_days']}")
    wanted = sum(1 for e in truth["entries"] if e["area"] == "corridor")
    if (zone["entries"], zone["exits"], zone["ships"]) != (wanted, wanted, wanted):
        faults.append(str(zone))
    if sorted((g["mmsi"], g["label"]) for g in ships["gaps"]) != sorted((g["mmsi"], g["label"]) for g in truth["gaps"]):
        faults.append(str(ships["gaps"]))
    if ships["positions"] != truth["reports"] or ships["positions"] != ships["trusted"] + ships["duplicate"] + sum(ships["not_trusted"].values()):
        faults.append(str(ships))
    if sum(ships["not_trusted"].values()) != sum(truth["doubted"].values()):
        faults.append(str(ships["not_trusted"]))
    if [i["ships"] for i in ships["interference"]] != [5, 5]:
        faults.append(str(ships["interference"]))
    made = make_sea.make()
    if "\n".join(make_sea.log_lines(made)) + "\n" not in gzip.decompress((EXAMPLE / "data" / "log.nmea.gz").read_bytes()).decode():
        faults.append("make-tracks.py does not make the log of the example")
    verified = subprocess.run([TRUCE, "verify", str(path)], capture_output=True, timeout=120)
    if verified.returncode != 0:
        faults.append(verified.stdout.decode())
    text = (out / "report.md").read_text()
    if "A ship that sends nothing is not seen" not in text or "No party" in text:
        faults.append("the report does not say what AIS does not show")
    return faults


def case_four_readings():
    """One waits for its conditions; under the others the zone that nobody drew leaves every place unknown. None covers, none clears."""
    wanted = {"BR": "not-in-force", "BU": "unclear", "BW-RU": "unclear", "BW-UA": "unclear"}
    report = mission("readings")[1]
    faults = []
    for r in report["readings"]:
        found = {k: v for k, v in r["coded"].items() if v}
        if found != {wanted[r["id"]]: 2}:
            faults.append(f"{r['id']}: {found}")
    return faults + ([] if len(report["readings"]) == 4 else ["other readings"])


def set_of(x):
    """Without the order of lists."""
    if isinstance(x, dict):
        return {k: set_of(v) for k, v in x.items()}
    return sorted((json.dumps(set_of(i), sort_keys=True) for i in x)) if isinstance(x, list) else x


def case_order_of_readings_and_parties():
    """The readings from last to first, the parties in the other order: of ships the same is said, and of each reading."""
    def readings(path):
        file = path / "agreement.yaml"
        head, rest = file.read_text().split("\nreadings:\n")
        blocks, tail, cut = [], [], False
        for line in rest.splitlines(keepends=True):
            cut = cut or not (line.startswith(" ") or not line.strip())
            if cut:
                tail.append(line)
            elif line.startswith("  - "):
                blocks.append(line)
            else:
                blocks[-1] += line
        assert len(blocks) == 4
        file.write_text(head + "\nreadings:\n" + "".join(x if x.endswith("\n") else x + "\n" for x in reversed(blocks)) + "".join(tail))

    def parties(path):
        file = path / "agreement.yaml"
        text = file.read_text()
        two = [x for x in text.splitlines(keepends=True) if x.startswith("  - {id: RU,") or x.startswith("  - {id: UA,")]
        assert len(two) == 2 and two[0] + two[1] in text
        file.write_text(text.replace(two[0] + two[1], two[1] + two[0]))
    plain = set_of(mission("order")[1]["ships"])
    return [f"{name}: other words of ships" for name, change in (("readings", readings), ("parties", parties)) if set_of(mission(f"order-{name}", change)[1]["ships"]) != plain]


def case_ships_a_day_before_and_during():
    """Under a reading with a stated end: six merchant ships on the day before, twelve on each whole day of it; a day that is cut is neither; what surely never came into force has no day before."""
    def stated_end(path):
        file = path / "agreement.yaml"
        text = file.read_text()
        assert "{id: BU-06, unstated: yes, known_until: 2025-03-25T17:00Z, basis: derived}" in text
        file.write_text(text.replace("{id: BU-06, unstated: yes, known_until: 2025-03-25T17:00Z, basis: derived}", "{id: BU-06, at: 2025-04-24T00:00Z, basis: derived}"))
    plain = {r["reading"]: r for r in mission("rates")[1]["ships"]["rates"]}
    r = {r["reading"]: r for r in mission("rates-end", stated_end)[1]["ships"]["rates"]}["BU"]
    faults = []
    if (r["before"]["days"], r["before"]["ships"], r["during"]["days"], r["during"]["ships"]) != (1, 6, 2, 24):
        faults.append(str(r))
    exposure = r["during"]["exposure_days"] / r["before"]["exposure_days"]
    if abs(r["ratio"] - 24 / 6 / exposure) > 1e-3 or not r["low"] < 1 < r["ratio"] < r["high"]:
        faults.append(str(r))
    if plain["BR"]["before"]["days"] != 0 or any(plain[x]["during"]["days"] for x in plain) or any("ratio" in plain[x] for x in plain):
        faults.append(str(plain))
    return faults


def case_ships_near_an_incident():
    """Counted here from the positions themselves: within ten kilometres and the incident's radius, an hour around its hours."""
    report = mission("near")[1]["ships"]["near_incidents"]
    begin, end = make_sea.T0 + 0, make_sea.T0 + 3 * 3600  # X01: 01:00 to 02:00
    near = {}
    for t, mmsi, bits in make_sea.make().rows:
        if bits[:6] != "000001" or not begin <= t <= end:
            continue
        lon, lat = (int(bits[a:b], 2) - (int(bits[a]) << (b - a)) for a, b in ((61, 89), (89, 116)))
        d = make_sea.apart((lat / 600000, lon / 600000), (46.35, 31.35))
        if d <= 13000:
            near[mmsi] = min(d, near.get(mmsi, d))
    found = {x["incident"]: x for x in report}
    faults = [] if "X01" in found else ["X01 is not there"]
    if not faults and (found["X01"]["ships"] != len(near) or abs(found["X01"]["nearest_km"] - min(near.values()) / 1000) > .05):
        faults.append(f"{found['X01']}: {len(near)} ships, nearest {min(near.values()):.0f} m")
    return faults


def case_staying_out_is_never_answered():
    """The area that nobody drew: nothing is known. Drawn around the invented warship: one was heard; still no answer."""
    def drawn(path):
        file = path / "agreement.yaml"
        text = file.read_text()
        old = 'title: "eastern part of the Black Sea (limits not stated)", geometry: none, rule: "warships keep inside it"'
        assert old in text
        file.write_text(text.replace(old, 'title: "drawn for a test", polygon: [[31.6, 43.5], [32.6, 43.5], [32.6, 44.1], [31.6, 44.1]], rule: "warships keep inside it"'))

    def kept_out(path):
        drawn(path)
        file = path / "agreement.yaml"
        file.write_text(file.read_text().replace("area: eastern-black-sea, rule: outside", "area: eastern-black-sea, rule: inside"))
    plain, outside, inside = (mission(n, c)[1]["ships"]["stay_out"] for n, c in (("stay", None), ("stay-drawn", drawn), ("stay-inside", kept_out)))
    faults = []
    if [sorted(x) for x in plain] != [["answer", "obligation", "reading", "zone"]]:
        faults.append(f"nobody has drawn it: {plain}")
    for found in (outside, inside):  # the warship of the example sails into the zone and out of it: where it should be, and where not
        if len(found) != 1 or found[0].get("heard_where_not") != 1 or not 0.8 < found[0]["heard"] <= 1:
            faults.append(str(found))
    return faults + [str(x) for x in plain + outside + inside if x["answer"] != "unknown"]


CLAUSES = """truce: agreement/1
id: lane
version: 1
title: Invented, for what is asked of ships
parties: [{id: X, name: X}, {id: Y, name: Y}]
phases: [{id: sea, title: Sea, order: 1}]
taxonomy: {ship: ships}
statements: [{id: S, said_on: 2025-03-01, speaker: s, side: X, quote: q, language: en, source: "https://example.org"}]
zones:
  - {id: checks, title: Checks, polygon: [[30, 43], [30.2, 43], [30.2, 43.2], [30, 43.2]]}
  - {id: harbour, title: Harbour, center: [29.0, 43.5], radius_m: 500, port: yes}
  - {id: lane, title: Lane, line: [[31, 44], [31.5, 44]], buffer_m: 2000, one_way: yes, points: [west, east]}
  - {id: keep-out, title: Keep out, polygon: [[32, 43], [32.5, 43], [32.5, 43.5], [32, 43.5]]}
  - {id: nowhere, title: Nowhere, geometry: none}
readings:
  - id: R
    holder: X
    title: R
    phase: sea
    first_stated: 2025-03-01
    scope: [{id: R1, default: include, words: w, basis: text, from: [S]}]
    place: [{id: R2, area: keep-out, basis: text, from: [S]}]
    start: [{id: R3, at: 2025-03-25T00:00Z, basis: text, from: [S]}]
    end: [{id: R4, at: 2025-03-27T00:00Z, basis: text, from: [S]}]
    obligations:
      - {id: O1, kind: perform_at_rate, what: inspection, area: checks, quantity: 2, unit: ships, per: day, counted: stays, order: arrival, from: [S]}
      - {id: O2, kind: stay_out, owed_by: X, what: warships, area: keep-out, ships: [military], from: [S]}
      - {id: O3, kind: notify, what: passage, area: lane, notice_hours: 24, from: [S]}
      - {id: O4, kind: perform_at_rate, what: passages, area: lane, quantity: 2, unit: ships, per: day, counted: passages, from: [S]}
      - {id: O5, kind: notify, what: passage, area: nowhere, notice_hours: 24, from: [S]}
      - {id: O6, kind: perform_at_rate, what: handling, area: harbour, quantity: 1, unit: ships, per: day, counted: stays, order: arrival, from: [S]}
      - {id: O7, kind: stay_out, what: fishing, area: keep-out, rule: outside, ships: [fishing], from: [S]}
  - id: Q
    holder: Y
    title: Q
    phase: sea
    first_stated: 2025-03-01
    scope: [{id: Q1, default: include, words: w, basis: text, from: [S]}]
    place: [{id: Q2, area: keep-out, basis: text, from: [S]}]
    start: [{id: Q3, at: 2025-03-26T00:00Z, basis: text, from: [S]}]
    end: [{id: Q4, at: 2025-03-27T00:00Z, basis: text, from: [S]}]
    obligations:
      - {id: O8, kind: stay_out, owed_by: X, what: warships, area: keep-out, from: [S]}
"""
CLAUSES_MISSION = """truce: mission/1
id: lane
title: Invented
agreement: agreement.yaml
clock: {start: 2025-03-25T00:00Z}
period: {from: 2025-03-25, to: 2025-03-26}
ships:
  - {mmsi: 247000005, side: X, said_by: Y, on: 2025-03-20, source: invented}
  - {mmsi: 247000008, side: Y, said_by: Y, on: 2025-03-20, source: invented}
  - {mmsi: 247000018, side: Y, said_by: X}
  - {mmsi: 247000019, side: Y, said_by: Y}
  - {mmsi: 247000019, side: X, said_by: Y}
sources:
  - {kind: performance, file: notices.csv}
  - {kind: ais, file: ships.csv}
"""
# Hours from 25 March 2025, 0 h UTC, latitude, longitude; kind of ship.
VOYAGES = {
    247000001: (70, [(9, 42.9, 30.1), (10, 43.1, 30.1), (13, 43.1, 30.1), (15, 42.8, 30.1)]),
    247000002: (70, [(10.5, 42.9, 30.12), (11.5, 43.1, 30.12), (12, 43.1, 30.12), (13.5, 42.8, 30.12)]),
    247000003: (80, [(15, 42.9, 30.15), (15.25, 42.98, 30.15), (15.5, 43.03, 30.15), (16, 42.9, 30.15)]),
    247000004: (70, [(33, 42.9, 30.1), (34, 43.1, 30.1), (47.9, 43.1, 30.1)]),
    247000005: (35, [(0, 43.25, 31.8), (31, 43.25, 31.8), (32.5, 43.25, 32.2), (34, 43.25, 31.8), (47.9, 43.25, 31.8)]),
    247000006: (35, [(0, 43.8, 31.8), (47.9, 43.8, 31.8)]),
    247000007: (35, [(5, 43.7, 31.9), (7, 43.7, 31.9)]),
    247000008: (35, [(3, 43.25, 31.9), (5, 43.25, 32.3), (7, 43.25, 31.9)]),
    247000009: (70, [(8, 44, 30.9), (11, 44, 31.6)]),
    247000010: (70, [(32, 44.003, 31.6), (35, 44.003, 30.9)]),
    247000011: (80, [(36, 43.997, 30.9), (39, 43.997, 31.6)]),
    247000012: (70, [(14, 44.005, 30.9), (17, 44.005, 31.6)]),
    247000013: (70, [(1, 43.3, 29.0), (2.5, 43.5, 29.0), (5, 43.5, 29.0), (6.5, 43.3, 29.0)]),
    247000014: (70, [(19, 42.9, 30.05), (20, 43.1, 30.05), (27, 43.1, 30.05), (28, 42.9, 30.05)]),
    247000016: (70, [(35, 42.9, 30.15), (36, 43.1, 30.15), (38, 43.1, 30.15), (39, 42.9, 30.15)]),
    247000017: (70, [(36, 43.997, 31.6), (39, 43.997, 30.9), (42, 43.997, 31.6)]),
    247000018: (35, [(3, 43.35, 31.9), (5, 43.35, 32.3), (7, 43.35, 31.9)]),
    247000019: (35, [(3, 43.45, 31.9), (5, 43.45, 32.3), (7, 43.45, 31.9)]),
    247000020: (70, [(3, 44.001, 31.2), (6, 44.001, 31.205)]),
    247000021: (70, [(0, 43.3, 29.002), (1.5, 43.502, 29.002), (47.9, 43.502, 29.002)]),
    247000022: (30, [(0, 43.2, 32.1), (26, 43.2, 32.1), (27, 43.2, 31.9), (28, 43.2, 32.1), (47.9, 43.2, 32.1)]),
    247000023: (30, [(0, 43.1, 32.2), (47.9, 43.1, 32.2)]),
    247000024: (30, [(0, 42.5, 32.2), (47.9, 42.5, 32.2)]),
    247000026: (35, [(24, 43.65, 31.6), (47.9, 43.65, 31.6)]),
    247000025: (35, [(0, 43.6, 31.7), (12, 43.6, 31.7)], [(24, 43.6, 31.7), (36, 43.6, 31.7)]),
}
NOTICES = """id,obligation,day,quantity,state,said_by,ship
N1,O3,2025-03-23,1,,X,247000009
N2,O3,2025-03-26,1,,X,247000010
N3,O3,2025-03-25,1,,X,247000011
N4,O3,2025-03-28,1,,X,247000012
"""


def sail():
    """A report each ten minutes on straight ways between the points."""
    start = datetime.datetime(2025, 3, 25, tzinfo=datetime.timezone.utc).timestamp()
    for mmsi, kind, points in ((m, v[0], p) for m, v in VOYAGES.items() for p in v[1:]):
        for k in range(int(points[0][0] * 6), int(points[-1][0] * 6) + 1):
            h = k / 6
            a, b = next((p, q) for p, q in zip(points, points[1:]) if p[0] <= h <= q[0])
            share = (h - a[0]) / (b[0] - a[0])
            lat, lon = (a[i] + share * (b[i] - a[i]) for i in (1, 2))
            knots = math.hypot(b[1] - a[1], (b[2] - a[2]) * math.cos(math.radians(lat))) * 60 / (b[0] - a[0])
            yield f"{mmsi},{utc(start + k * 600, '%Y-%m-%dT%H:%M:%S')},{lat:.6f},{lon:.6f},{knots:.1f},90,511,,,,{kind},0,,,,,A"


def clauses(name, shuffled=False, text=CLAUSES):
    path = DIR / name
    path.mkdir()
    rows = list(sail())
    if shuffled:
        random.Random(5).shuffle(rows)
    (path / "agreement.yaml").write_text(text)
    (path / "mission.yaml").write_text(CLAUSES_MISSION)
    (path / "notices.csv").write_text(NOTICES)
    (path / "ships.csv").write_text("MMSI,BaseDateTime,LAT,LON,SOG,COG,Heading,VesselName,IMO,CallSign,VesselType,Status,Length,Width,Draft,Cargo,TransceiverClass\n" + "\n".join(rows) + "\n")
    r = subprocess.run([TRUCE, "run", str(path)], capture_output=True, timeout=120)
    assert r.returncode == 0, r.stdout.decode() + r.stderr.decode()
    out = next((path / "reports").iterdir())
    return json.loads((out / "report.json").read_text())["ships"], (out / "report.md").read_text() + (out / "report.html").read_text()


def case_maritime_clauses():
    """Invented voyages against what an agreement asks of ships; what is right follows from the voyages as they are written above."""
    found, text = clauses("clauses")
    faults = []

    def same(what, a, b):
        if a != b:
            faults.append(f"{what}: {a}, not {b}")
    zones = {z["zone"]: z for z in found["zones"]}
    same("calls", [(z["entries"], z["exits"], z["cargo"]) for z in [zones["harbour"]]], [(2, 1, 2)])
    same("ways", [zones["lane"][k] for k in ("ship_days_along", "ship_days_against", "ship_days_neither")], [3, 1, 2])
    paces = {p["obligation"]: p for p in found["paces"]}
    same("stays", {k: paces["O1"][k] for k in ("days", "days_with", "most", "ships", "ended", "overtaken")},
         {"days": 2, "days_with": 2, "most": 3, "ships": 5, "ended": 4, "overtaken": 2})
    same("calls in order", {k: paces["O6"][k] for k in ("days", "days_with", "most", "ships", "ended", "overtaken")},
         {"days": 2, "days_with": 1, "most": 2, "ships": 2, "ended": 1, "overtaken": 1})
    same("passages", {k: paces["O4"][k] for k in ("days", "days_with", "most", "ships")}, {"days": 2, "days_with": 2, "most": 3, "ships": 5})
    same("stay out", {x["obligation"]: tuple(x[k] for k in ("heard_where_not", "heard_all_time_and_never_there", "not_known", "answer")) for x in found["stay_out"]},
         {"O2": (4, 1, 3, "unknown"), "O7": (2, 1, 0, "unknown"), "O8": (4, 2, 5, "unknown")})
    same("ships outside", {(x["obligation"], x["mmsi"] % 1000): (x["days_in_force"], x["where"], x["bound"], x.get("side_stated")) for x in found["heard_where_not"]},
         {("O2", 5): (1, "T", "T", "X"), ("O2", 8): (1, "T", "F", "Y"), ("O2", 18): (1, "T", "U", "Y"), ("O2", 19): (1, "T", "U", None),
          ("O7", 22): (1, "T", "T", None), ("O7", 24): (2, "T", "T", None), ("O8", 5): (1, "T", "T", "X")})
    passages = {p["obligation"]: p for p in found["passages"]}
    same("notices", {k: v for k, v in passages["O3"].items() if k not in ("obligation", "reading", "zone")},
         {"entries": 6, "in_time": 1, "late": 1, "not_known": 1, "no_notice_on_record": 3})
    same("a zone nobody drew", sorted(passages["O5"]), ["obligation", "reading", "zone"])
    same("shuffled", clauses("clauses-shuffled", True)[0], found)
    same("said in words", [w in text for w in ("A stay is not an inspection", "never on the track or the flag", "No notice on record is not none given", "<title>Harbour</title></circle>", "2 of 5 stays")], [True] * 5)
    swapped = CLAUSES.replace("{id: X, name: X}, {id: Y, name: Y}", "{id: Y, name: Y}, {id: X, name: X}")
    same("parties swapped", clauses("clauses-swapped", text=swapped)[0], found)
    return faults


def case_a_table_with_columns_of_its_own():
    """A table that no publisher lays out so, through a mapping: the same ships, calls and passages as from the layout that is known; rows that are no report are set aside with their place."""
    plain, _ = clauses("own-plain")
    path = DIR / "own"
    path.mkdir()
    rows = ["Vessel;When;Y;X;Knots;Kind"]
    for row in sail():
        f = row.split(",")
        day, clock = f[1].split("T")
        rows.append(f"{f[0]};{day[8:]}.{day[5:7]}.{day[:4]} {clock};{f[2]};{f[3]};{f[4]};{f[10]}")
    rows += ["none;25.03.2025 06:00:00;43.1;30.1;1;70", "247000001;yesterday;43.1;30.1;1;70", "247000001;25.03.2025 06:00:00;95;30.1;1;70"]
    (path / "agreement.yaml").write_text(CLAUSES)
    mapping = '{mmsi: Vessel, instant: When, lat: Y, lon: X, speed: Knots, shiptype: Kind, separator: ";", date_format: "%d.%m.%Y %H:%M:%S", zone: UTC}'
    (path / "mission.yaml").write_text(CLAUSES_MISSION.replace("file: ships.csv", "file: own.csv, mapping: " + mapping))
    (path / "notices.csv").write_text(NOTICES)
    (path / "own.csv").write_text("\n".join(rows) + "\n")
    r = subprocess.run([TRUCE, "run", str(path)], capture_output=True, timeout=120)
    told = r.stderr.decode()
    faults = [] if r.returncode == 0 else [f"{r.returncode} {told[-400:]}"]
    found = json.loads((next((path / "reports").iterdir()) / "report.json").read_text())["ships"]
    for part in ("zones", "paces", "passages", "stay_out", "heard_where_not", "positions", "trusted"):
        if found[part] != plain[part]:
            faults.append(f"{part}: {str(found[part])[:300]}, not {str(plain[part])[:300]}")
    n = len(rows)
    if any(f"own.csv:{line}:" not in told for line in (n - 2, n - 1, n)):
        faults.append(told[-600:])
    if subprocess.run([TRUCE, "verify", str(path)], capture_output=True, timeout=120).returncode != 0:
        faults.append("does not verify")
    (DIR / "bad.yaml").write_text("mapping: {mmsi: Vessel, when: When}\n")
    r = subprocess.run([TRUCE, "feed", str(path / "own.csv"), "--kind", "ais", "--mapping", str(DIR / "bad.yaml")], capture_output=True, timeout=60)
    return faults + ([] if r.returncode and "'when' is neither a column of the kind ais" in r.stderr.decode() else [r.stderr.decode()])


GFW = {"metadata": {"datasets": ["invented"]}, "total": 3, "limit": 3, "offset": 0, "nextOffset": None, "entries": [
    {"id": "e1", "type": "encounter", "start": "2025-03-25T06:50:00.000Z", "end": "2025-03-25T09:50:00.000Z", "position": {"lat": 43.1, "lon": 30.1},
     "distances": {"startDistanceFromShoreKm": 80}, "vessel": {"id": "v1", "name": "ALFA", "ssvid": "247000001", "flag": "ITA"},
     "encounter": {"vessel": {"id": "v2", "name": "BETA", "ssvid": "247000002"}, "medianDistanceKilometers": 0.23}},
    {"id": "g1", "type": "gap", "start": "2025-03-26T01:00:00.000Z", "end": "2025-03-26T15:00:00.000Z", "position": {"lat": 43.9, "lon": 33.1}, "vessel": {"ssvid": "247000003"}},
    {"id": "g2", "type": "gap", "start": "2025-04-26T01:00:00.000Z", "end": "2025-04-26T15:00:00.000Z", "position": {"lat": 43.9, "lon": 33.1}, "vessel": {"ssvid": "247000003"}}]}


def case_events_that_others_worked_out():
    """As the service gives them (JSON) and as a table through a mapping: the same events, told as theirs; outside the period none; without a log of ships too."""
    faults, found = [], []
    flat = "start,end,latitude,longitude,carrier.mmsi,neighbour,kind,what\n" + "".join(
        f"{e['start'][:10]} {e['start'][11:19]} UTC,{e['end']},{e['position']['lat']},{e['position']['lon']},{e['vessel']['ssvid']},{e.get('encounter', {}).get('vessel', {}).get('ssvid', '')},{e['type']},{e['id']}\n" for e in GFW["entries"])
    mapping = ", mapping: {id: what, type: kind, start: start, end: end, lat: latitude, lon: longitude, mmsi: carrier.mmsi, other: neighbour}"
    for name, file, text, extra in (("theirs-json", "events.json", json.dumps(GFW), ""), ("theirs-csv", "events.csv", flat, mapping)):
        path = DIR / name
        path.mkdir()
        (path / "agreement.yaml").write_text(CLAUSES)
        (path / "mission.yaml").write_text(CLAUSES_MISSION.split("sources:")[0] + f"sources:\n  - {{kind: ship-events, file: {file}{extra}}}\n")
        (path / file).write_text(text)
        r = subprocess.run([TRUCE, "run", str(path)], capture_output=True, timeout=120)
        if r.returncode:
            faults.append(r.stderr.decode()[:300])
            continue
        out = next((path / "reports").iterdir())
        report = json.loads((out / "report.json").read_text())
        found.append(report["ship_events_of_others"])
        if "ships" in report or report["coded"]:
            faults.append("an event became more than it is")
        row = next(x for x in (out / "report.md").read_text().splitlines() if x.startswith("| encounter"))
        if "Checks" not in row or "247000001" not in row or "247000002" not in row:
            faults.append(row)
    wanted = [(e["id"], e["type"], e["start"][:16], int(e["vessel"]["ssvid"])) for e in GFW["entries"][:2]]
    for x in found:
        if [(e["id"], e["type"], e["from"][:16], e["mmsi"]) for e in x] != wanted or "other" not in x[0] or "other" in x[1]:
            faults.append(str(x))
    bad = DIR / "theirs-bad.csv"
    bad.write_text("start,end,mmsi,lat,lon\n2025-03-25T06:00:00Z,2025-03-25T05:00:00Z,1,1,1\n2025-03-25T06:00:00Z,2025-03-25T07:00:00Z,x,1,1\n2025-03-25T06:00:00Z,2025-03-25T07:00:00Z,1,95,1\nnever,2025-03-25T07:00:00Z,1,1,1\n2025-03-25T06:00:00Z,2025-03-25T07:00:00Z,1,1,1\n")
    r = subprocess.run([TRUCE, "feed", str(bad), "--kind", "ship-events"], capture_output=True, timeout=60)
    told = (r.stdout + r.stderr).decode()
    if any(f"theirs-bad.csv:{n}:" not in told for n in (2, 3, 4, 5)) or "theirs-bad.csv:6:" in told:
        faults.append(told[:600])
    return faults


def case_maritime_clauses_are_checked():
    """What makes no sense of a ship is refused with its line."""
    faults = []
    for old, new, says in (("port: yes", "one_way: yes", "only a drawn line"), ("points: [west, east]", "points: [west]", "'points' names each"),
                           ("ships: [military]", "ships: [submarine]", "'ships' is one of"), ("counted: stays", "counted: noses", "'counted' is one of"),
                           ("counted: stays", "counted: passages", "an order needs"), ("order: arrival", "order: size", "'order' is arrival"),
                           ("geometry: none}", "geometry: none, port: yes}", "a port is a polygon"), ("per: day, counted: passages", "per: week, counted: passages", "per: day")):
        assert CLAUSES.count(old) >= 1, old
        (DIR / "checked.yaml").write_text(CLAUSES.replace(old, new, 1))
        r = subprocess.run([TRUCE, "agreement", "check", str(DIR / "checked.yaml")], capture_output=True, timeout=60)
        told = (r.stdout + r.stderr).decode()
        if r.returncode == 0 or says not in told or "checked.yaml:" not in told:
            faults.append(f"{new}: {r.returncode} {told[:200]}")
    return faults


def case_three_languages():
    """The same numbers in each; no sentence of the section stays in English."""
    faults = []
    for lang, heading in (("uk", "Судна, наскільки вони кажуть, де вони"), ("ru", "Суда, насколько они говорят, где они")):
        path, report, _ = mission("lang-" + lang)
        r = subprocess.run([TRUCE, "report", str(path), "--format", "md", "--lang", lang, "--out", "-"], capture_output=True, timeout=120)
        text = r.stdout.decode()
        if r.returncode != 0 or heading not in text:
            faults.append(f"{lang}: {r.returncode} {r.stderr.decode()[:300]}")
            continue
        part = text[text.index("## " + heading):]
        part = part[:part.index("\n## ", 5)]
        for word in ("trusted", "Ships", "Cargo", "jumped", "unexplained", "within"):
            if word in part:
                faults.append(f"{lang}: '{word}' is not translated")
        for number in (str(report["ships"]["positions"]), str(report["ships"]["trusted"]), "256900100", "44.950"):
            if number not in part and number.replace(".", ",") not in part:
                faults.append(f"{lang}: {number} is not there")
    return faults


def case_logs_in_two_files_and_orders():
    whole = mission("whole")[1]["ships"]

    def split(path):
        log = gzip.decompress((path / "data" / "log.nmea.gz").read_bytes()).decode().splitlines(keepends=True)
        cut = next(i for i in range(len(log) // 3, len(log)) if "AIVDM,1,1" in log[i] and "AIVDM,1,1" in log[i - 1])
        (path / "data" / "a.nmea").write_text("".join(log[:cut]))
        (path / "data" / "b.nmea").write_text("".join(log[cut:]))
        text = (path / "mission.yaml").read_text().replace("  - {kind: ais, file: data/log.nmea.gz}", "  - {kind: ais, file: data/b.nmea}\n  - {kind: ais, file: data/a.nmea}")
        (path / "mission.yaml").write_text(text)
    return [] if mission("split", split)[1]["ships"] == whole else ["other answers"]


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
