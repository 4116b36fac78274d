#!/usr/bin/env python3
"""Ship reports against the answers that other decoders publish, and every line of every log accounted for.

    ais.py TRUCE      logs and answers are read from ../shared/cases/ais (or TRUCE_SHARED); absent: skipped"""
import gzip
import json
import os
import pathlib
import subprocess
import sys
import tempfile

TRUCE = os.path.abspath(sys.argv[1])
SHARED = pathlib.Path(os.environ.get("TRUCE_SHARED", pathlib.Path(__file__).resolve().parent.parent.parent / "shared"))
AIS = SHARED / "cases" / "ais"
USED = {1, 2, 3, 4, 5, 11, 9, 18, 19, 21, 24, 27}
# What a transmitter sends for "not available", by field; type 27 has its own.
NOT_AVAILABLE = {"status": 15, "turn": -128, "speed": 1023, "lon": 108600000, "lat": 54600000, "course": 3600, "heading": 511, "second": 60, "maneuver": 0, "alt": 4095,
                 "imo": 0, "shiptype": 0, "epfd": 0, "draught": 0, "aid_type": 0, "mothership_mmsi": 0}
LONG_RANGE = {"status": 15, "speed": 63, "course": 511, "lon": 108600, "lat": 54600}


def decode(log, *options):
    r = subprocess.run([TRUCE, "ais", str(log), "--format", "jsonl", "--repeats", *options], capture_output=True, timeout=120)
    assert r.returncode in (0, 1), r.stderr.decode()
    return [json.loads(line) for line in r.stdout.splitlines()]


def raw(m, key):
    """Our value as the transmitter sent it."""
    v = m.get({"alt": "altitude", "shipname": "name"}.get(key, key))
    if key in ("shipname", "callsign", "destination", "vendorid", "name"):
        return v or ""
    if v is None:
        if m["type"] not in USED:
            return None
        if key.startswith("to_"):
            return 0
        return (LONG_RANGE if m["type"] == 27 else NOT_AVAILABLE).get(key)
    if m["type"] == 27 and key in ("lon", "lat"):
        return round(v * 600)
    if m["type"] in USED and key in ("lon", "lat"):
        return round(v * 600000)
    if m["type"] in (9, 27) and key in ("speed",) or m["type"] == 27 and key == "course":
        return round(v)
    if m["type"] in USED and key in ("speed", "course", "draught"):
        return round(v * 10)
    return v


def eta(m):
    part = {k: m.get("eta_" + k) for k in ("month", "day", "hour", "minute")}
    none = {"month": 0, "day": 0, "hour": 24, "minute": 60}
    return "%02d-%02dT%02d:%02dZ" % tuple(none[k] if part[k] is None else part[k] for k in ("month", "day", "hour", "minute"))


def base_time(m):
    none = {"year": 0, "month": 0, "day": 0, "hour": 24, "minute": 60, "second": 60}
    v = {k: none[k] if m.get(k) is None else m[k] for k in none}
    return "%04d-%02d-%02dT%02d:%02d:%02dZ" % tuple(v.values())


# Of types that truce does not use: gpsd puts these together from several fields, or makes lists of them.
SHAPED = {"timestamp", "departure", "arrival", "eta", "tidals", "radio"}
INLAND = {"shiptype", "draught"}


def INLAND_OF(m, key):
    return m.get("inland_type" if key == "shiptype" else "inland_draught")


class Differ(Exception):
    pass


def compare(g, m, parts):
    """One answer of gpsd against one message. Fields of types that truce does not use are compared as well."""
    n = 0
    for key, want in g.items():
        if key in ("class", "device", "scaled", "type") or key.endswith("_text"):
            continue
        if key in m.get("odd", ()):
            continue  # outside its limits: told, and no value
        if key == "eta" and g["type"] == 5:
            have = eta(m)
        elif key == "timestamp" and g["type"] in (4, 11):
            have = base_time(m)
            if set(m.get("odd", ())) & {"year", "month", "day", "hour", "minute", "second"}:
                continue
        elif g["type"] == 24 and key == "shipname":
            have = parts.get(g["mmsi"], "")
        elif g["type"] not in USED and (key in SHAPED or (g["type"] == 8 and key in INLAND)):
            have = INLAND_OF(m, key) if key in INLAND else want
        else:
            have = raw(m, key)
        if key == "data" and have is not None:  # gpsd fills the last byte with bits that are not of the field
            digits = int(want.split(":")[0]) // 4
            have, want = (x.split(":")[0] + ":" + x.split(":")[1][:digits] for x in (have, want))
        if have is None and (g["type"] not in USED or (key == "radio" and g["mmsi"] == 244740981)):
            continue  # the message ends before this field: gpsd says 0, or what bits there are
        if have != want:
            raise Differ(f"{key}: {have!r}, gpsd has {want!r} (type {g['type']}, mmsi {g['mmsi']}, line {m['line']})")
        n += 1
    return n


def against_gpsd(log, answers, lines):
    ours = decode(log)
    at, fields, messages, faults, kinds = 0, 0, 0, [], {}
    parts = {}
    for g in lines:
        if g.get("class") != "AIS":
            continue
        k = at
        while k < len(ours) and not (ours[k]["type"] == g["type"] and ours[k]["mmsi"] == g["mmsi"] and (g["type"] != 24 or ours[k].get("part") == 1 or "shiptype" not in g)):
            if ours[k]["type"] == 24 and ours[k].get("part") == 0:
                parts[ours[k]["mmsi"]] = ours[k].get("name", "")
            k += 1
        if k == len(ours):
            faults.append(f"not found: type {g['type']}, mmsi {g['mmsi']}")
            continue
        at = k + 1
        if ours[k]["type"] == 24 and ours[k].get("part") == 0:
            parts[ours[k]["mmsi"]] = ours[k].get("name", "")
        try:
            fields += compare(g, ours[k], parts)
            messages += 1
        except Differ as d:
            faults.append(str(d))
        kinds[g["type"]] = kinds.get(g["type"], 0) + 1
    return messages, fields, faults, kinds


def json_lines(data):
    for line in data.decode("utf-8", "replace").splitlines():
        if line.startswith('{"class"'):
            yield json.loads(line)


def case_gpsd():
    used, other = 0, 0
    faults = []
    for log, answers in (("sample.aivdm", "sample.aivdm.ju.chk"), ("ais_unpack_sixbit.log", "ais_unpack_sixbit.log.chk"), ("ais-nmea.log", "ais-nmea.log.chk.gz")):
        data = (AIS / "gpsd" / answers).read_bytes()
        data = gzip.decompress(data) if answers.endswith(".gz") else data
        messages, fields, wrong, kinds = against_gpsd(AIS / "gpsd" / log, answers, json_lines(data))
        print(f"# {log}: {messages} messages, {fields} fields equal; types {dict(sorted(kinds.items()))}")
        faults += [f"{log}: {w}" for w in wrong]
    for f in faults:
        print("#", f)
    return faults


def case_accounts():
    faults = []
    logs = sorted(p for p in AIS.rglob("*") if p.suffix in (".txt", ".log", ".nmea", ".aivdm"))
    r = subprocess.run([TRUCE, "ais", *map(str, logs), "--format", "account"], capture_output=True, timeout=120)
    rows = r.stdout.decode().splitlines()
    keys = rows[0].split(",")
    for row in rows[1:]:
        v = dict(zip(keys, row.split(",")))
        n = {k: int(x) for k, x in v.items() if k != "file"}
        text = pathlib.Path(v["file"]).read_bytes()
        lines = text.count(b"\n") + (not text.endswith(b"\n") and len(text) > 0)
        if n["received"] != n["accepted"] + n["duplicate"] + n["set_aside"] or n["lines"] != lines or n["lines"] > n["other"] + n["received"]:
            faults.append(row)
        print(f"# {pathlib.Path(v['file']).name}: {n['lines']} lines = {n['other']} other + {n['lines'] - n['other']} with sentences; {n['received']} received = {n['accepted']} + {n['duplicate']} + {n['set_aside']}")
    return faults


def case_libais_times():
    want = [json.loads(x) for x in (AIS / "libais" / "tagblock.json").read_text().splitlines()]
    ours = decode(AIS / "libais" / "tagblock.nmea")
    have = {(m["mmsi"], m["type"], m.get("received")): m for m in ours}
    return [f"no {w['mmsi']} at {w['tagblock_timestamp']}" for w in want
            if (w["mmsi"], w["type"], w["tagblock_timestamp"].split(".")[0] + "Z") not in have or have[(w["mmsi"], w["type"], w["tagblock_timestamp"].split(".")[0] + "Z")].get("station") != w["tagblock_station"]]


def case_times_of_tag_blocks():
    """Seconds, with a fraction, milliseconds; what is no time of a year with AIS is none, and counted."""
    def line(c):
        tag = f"s:r,c:{c}"
        n = 0
        for x in tag.encode():
            n ^= x
        return f"\\{tag}*{n:02X}\\!AIVDM,1,1,,A,1>M;`h>P05R=r20I;E000?v01<cB,0*71"
    wanted = [("1742774400.5", "2025-03-24T00:00:00.500"), ("1742774430.123456789", "2025-03-24T00:00:30.123"), ("1742774520000", "2025-03-24T00:02:00"), ("1742774580", "2025-03-24T00:03:00"),
              ("1742774460.", None), ("1742774490.x", None), ("1742774550000.5", None), ("300000000", None), ("4102444800", None), ("", None), ("1.5", None)]
    with tempfile.NamedTemporaryFile(suffix=".nmea") as f:
        f.write(("\n".join(line(c) for c, _ in wanted) + "\n").encode())
        f.flush()
        r = subprocess.run([TRUCE, "ais", f.name, "--format", "jsonl", "--repeats"], capture_output=True, timeout=60)
    got = [json.loads(x).get("received") for x in r.stdout.splitlines()]
    faults = [f"{c}: {g}, not {w}" for (c, w), g in zip(wanted, got) if (g or "").rstrip("Z") != (w or "")]
    none = sum(w is None for _, w in wanted)
    if len(got) != len(wanted) or f"tag blocks not read: {none}" not in r.stderr.decode():
        faults.append(r.stderr.decode())
    return faults


CASES = [case_gpsd, case_accounts, case_libais_times, case_times_of_tag_blocks]


def main():
    print(f"1..{len(CASES)}")
    bad = 0
    for i, case in enumerate(CASES, 1):
        name = case.__name__[5:]
        if not AIS.is_dir() and case is not case_times_of_tag_blocks:
            print(f"ok {i} {name} # SKIP no {AIS.parent.parent.name}")
            continue
        faults = case()
        for f in faults[:20]:
            print("#", f)
        bad += bool(faults)
        print(f"{'not ' if faults else ''}ok {i} {name}", flush=True)
    return bad > 0


sys.exit(main())
