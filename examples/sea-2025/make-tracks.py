#!/usr/bin/env python3
"""Invented ships of four days, as a receiver would log them, and what is true of them.

    make-tracks.py FOLDER      writes log.nmea.gz, areas.geojson, truth.json

No ship, name or number here is a real one's. The same bytes each time."""
import gzip
import json
import math
import pathlib
import random
import sys

DAYS = 4
DAY = 86400
BEGIN = 1742774400  # 2025-03-24T00:00:00Z
T0 = BEGIN + 2 * DAY  # the day on which things happen
ALPHABET = "0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVW`abcdefghijklmnopqrstuvw"
RADIUS_M = 6371008.8


def checksum(body):
    x = 0
    for c in body:
        x ^= ord(c)
    return "%02X" % x


def armour(bits):
    fill = -len(bits) % 6
    bits += "0" * fill
    return "".join(ALPHABET[int(bits[i:i + 6], 2)] for i in range(0, len(bits), 6)), fill


def field(value, width):
    return format(value & ((1 << width) - 1), "0%db" % width)


def letters(text, n):
    return "".join(field(ord(c) - 64 if ord(c) >= 64 else ord(c), 6) for c in text.upper().ljust(n, "@")[:n])


def position(mmsi, lat, lon, knots, course, second, status=0, rng=random):
    b = field(1, 6) + field(0, 2) + field(mmsi, 30) + field(status, 4) + field(-128, 8) + field(round(knots * 10), 10) + "1"
    b += field(round(lon * 600000), 28) + field(round(lat * 600000), 27) + field(round(course * 10) % 3600, 12) + field(511, 9) + field(second, 6)
    return b + field(0, 2) + field(0, 3) + "0" + field(rng.getrandbits(19), 19)


def voyage(mmsi, imo, name, callsign, ship_type, length, beam):
    b = field(5, 6) + field(0, 2) + field(mmsi, 30) + field(0, 2) + field(imo, 30) + letters(callsign, 7) + letters(name, 20) + field(ship_type, 8)
    b += field(length // 2, 9) + field(length - length // 2, 9) + field(beam // 2, 6) + field(beam - beam // 2, 6) + field(1, 4)
    return b + field(0, 4) + field(0, 5) + field(24, 5) + field(60, 6) + field(80, 8) + letters("", 20) + "0" + "0"


def sentences(t, bits, station="r001", sequence=1):
    chars, fill = armour(bits)
    parts = [chars[i:i + 56] for i in range(0, len(chars), 56)]
    for k, part in enumerate(parts, 1):
        tag = f"s:{station},c:{t}"
        body = f"AIVDM,{len(parts)},{k},{sequence if len(parts) > 1 else ''},A,{part},{fill if k == len(parts) else 0}"
        yield f"\\{tag}*{checksum(tag)}\\!{body}*{checksum(body)}"


def go(lat, lon, course, metres):
    y, x, c, d = math.radians(lat), math.radians(lon), math.radians(course), metres / RADIUS_M
    y2 = math.asin(math.sin(y) * math.cos(d) + math.cos(y) * math.sin(d) * math.cos(c))
    x2 = x + math.atan2(math.sin(c) * math.sin(d) * math.cos(y), math.cos(d) - math.sin(y) * math.sin(y2))
    return math.degrees(y2), math.degrees(x2)


def apart(a, b):
    y, x = math.radians(b[0] - a[0]) / 2, math.radians(b[1] - a[1]) / 2
    return 2 * RADIUS_M * math.asin(math.sqrt(math.sin(y) ** 2 + math.cos(math.radians(a[0])) * math.cos(math.radians(b[0])) * math.sin(x) ** 2))


def bearing(a, b):
    y1, y2, dx = math.radians(a[0]), math.radians(b[0]), math.radians(b[1] - a[1])
    return math.degrees(math.atan2(math.sin(dx) * math.cos(y2), math.cos(y1) * math.sin(y2) - math.sin(y1) * math.cos(y2) * math.cos(dx))) % 360


# ---- the world: a corridor of three legs, a zone to keep out of, two ports ----------------------------------

CORRIDOR = [(46.20, 31.20), (45.40, 30.60), (44.60, 30.10), (43.60, 29.20)]
HALF_WIDTH_M = 3704
ZONE = [(44.10, 31.60), (44.10, 32.60), (43.50, 32.60), (43.50, 31.60)]
PORTS = {"port-north": (46.35, 31.35), "port-south": (43.30, 28.90)}


def areas():
    line = {"type": "LineString", "coordinates": [[x, y] for y, x in CORRIDOR]}
    ring = [[x, y] for y, x in reversed(ZONE + ZONE[:1])]
    features = [{"type": "Feature", "id": "corridor", "properties": {"kind": "corridor", "name": "Corridor (invented)", "half_width_m": HALF_WIDTH_M}, "geometry": line},
                {"type": "Feature", "id": "keep-out", "properties": {"kind": "zone", "name": "Zone to keep out of (invented)"}, "geometry": {"type": "Polygon", "coordinates": [ring]}}]
    river = [[28.5, 45.2], [29.7, 45.2], [29.7, 45.5], [28.5, 45.5], [28.5, 45.2]]
    features += [{"type": "Feature", "id": "river", "properties": {"kind": "water", "name": "River (invented outline)"}, "geometry": {"type": "Polygon", "coordinates": [river]}}]
    features += [{"type": "Feature", "id": k, "properties": {"kind": "port", "name": k}, "geometry": {"type": "Point", "coordinates": [x, y]}} for k, (y, x) in PORTS.items()]
    return {"type": "FeatureCollection", "features": features}


class World:
    def __init__(self, seed=2025):
        self.rng = random.Random(seed)
        self.rows = []  # (time, mmsi, kind, bits)
        self.truth = {"entries": [], "exits": [], "visits": [], "gaps": [], "encounters": [], "interference": [], "doubted": {}, "identities": [], "corridor_days": [0] * DAYS}
        self.reports = 0

    def say(self, t, mmsi, place, knots, course, status=0):
        """One report; ten metres of noise, to the second."""
        lat, lon = go(*place, self.rng.uniform(0, 360), abs(self.rng.gauss(0, 8)))
        self.rows.append((t, mmsi, position(mmsi, lat, lon, max(0, knots), course, t % 60, status, self.rng)))
        self.reports += 1

    def name(self, mmsi, name, ship_type, length=180, beam=28, imo=0, start=T0):
        for t in range(start + self.rng.randrange(360), start + DAY, 21600):
            self.rows.append((t, mmsi, voyage(mmsi, imo, name, "X%05d" % (mmsi % 100000), ship_type, length, beam)))
        self.truth["identities"].append({"mmsi": mmsi, "name": name, "shiptype": ship_type})

    def every(self, t, step):
        return t + step + self.rng.randrange(-3, 4)

    def along(self, mmsi, start, points, knots, step=60, status=0):
        """On great circles from point to point; yields each leg's times."""
        t, at = float(start), points[0]
        for goal in points[1:]:
            while True:
                course, left = bearing(at, goal), apart(at, goal)
                d = knots * 1852 * step / 3600
                if left < d:
                    break
                if self.rng.random() > .08:
                    self.say(int(t), mmsi, at, knots + self.rng.gauss(0, .1), course, status)
                at = go(*at, course, d)
                t += step
        return t, at

    def lie(self, mmsi, start, end, place, step=180, status=1):
        t = start
        while t < end:
            self.say(int(t), mmsi, place, abs(self.rng.gauss(0, .03)), self.rng.uniform(0, 360), status)
            t = self.every(t, step)


def first_within(a, b, start, knots, inside):
    """When a ship from a to b at a speed first is inside, and last: to a second, by trying."""
    total = apart(a, b) / (knots * 1852 / 3600)
    course = None
    flags = []
    at, t = a, 0
    while t <= total:
        flags.append((t, inside(at)))
        course = bearing(at, b)
        at = go(*at, course, knots * 1852 / 3600 * 5)
        t += 5
    ins = [t for t, f in flags if f]
    return (start + ins[0], start + ins[-1]) if ins else None


def make(seed=2025, rivers=False):
    w = World(seed)
    corridor_ships(w)
    visits(w)
    silences(w)
    ring(w)
    on_land(w)
    if rivers:
        river(w)
    meeting(w)
    warship(w)
    w.rows.sort(key=lambda r: (r[0], r[1], r[2]))
    return w


def corridor_ships(w):
    """From end to end of the corridor and beyond, in both directions: six ships on each of the first two days, twelve on the others."""
    n = 0
    for day in range(DAYS):
        for i in range(6 if day < 2 else 12):
            mmsi = 214900000 + n
            n += 1
            knots = 12 + i % 5
            points = CORRIDOR if i % 2 else CORRIDOR[::-1]
            before = go(*points[0], bearing(points[1], points[0]), 12000)
            after = go(*points[-1], bearing(points[-2], points[-1]), 12000)
            start = BEGIN + day * DAY + 300 + i * 1000
            w.along(mmsi, start, [before] + points + [after], knots, step=240)
            w.name(mmsi, "EXAMPLE CARGO %02d" % n, (70, 71, 80)[n % 3], imo=9900000 + n, start=BEGIN + day * DAY)
            lead = (12000 - HALF_WIDTH_M) / (knots * 1852 / 3600)
            w.truth["entries"].append({"mmsi": mmsi, "area": "corridor", "at": round(start + lead)})
            length = sum(apart(a, b) for a, b in zip(points, points[1:]))
            w.truth["exits"].append({"mmsi": mmsi, "area": "corridor", "at": round(start + (12000 + length + HALF_WIDTH_M) / (knots * 1852 / 3600))})
            w.truth["corridor_days"][day] += 1


def visits(w):
    """Four ships into a port, five hours at the berth, and out again."""
    for i in range(4):
        mmsi = 229900000 + i
        port = PORTS["port-north" if i % 2 else "port-south"]
        sea = go(*port, 140, 40000)
        start = T0 + 3600 + i * 4000
        t, at = w.along(mmsi, start, [sea, port], 9)
        w.lie(mmsi, t, t + 18000, at, status=5)
        w.along(mmsi, t + 18000, [at, sea], 9)
        w.name(mmsi, "EXAMPLE CALLER %d" % i, 79)
        w.truth["visits"].append({"mmsi": mmsi, "area": "port-north" if i % 2 else "port-south", "from": round(t - 3000 / (9 * 1852 / 3600)), "hours": 5})


def silences(w):
    """Where others are heard all day, and where hardly anybody is, one ship each is silent for eight hours."""
    for i in range(9):
        mmsi, place = 256900000 + i, go(44.85, 33.10, i * 40, 3000)
        w.lie(mmsi, T0, T0 + DAY, place, step=240)
    mmsi, place = 256900100, (44.86, 33.11)
    w.lie(mmsi, T0, T0 + 36000, place, step=120)
    w.lie(mmsi, T0 + 36000 + 8 * 3600, T0 + DAY, place, step=120)
    w.truth["gaps"].append({"mmsi": mmsi, "from": T0 + 36000, "hours": 8, "label": "unexplained"})
    for i in range(9):
        mmsi, place = 248900000 + i, go(42.60, 36.60, i * 40, 3000)
        for t in range(T0 + i * 700, T0 + DAY, 4 * 3600):
            w.say(t, mmsi, place, 0, 0, 1)
    mmsi, place = 248900100, (42.61, 36.61)
    w.lie(mmsi, T0, T0 + 28800, place, step=300)
    w.lie(mmsi, T0 + 28800 + 8 * 3600, T0 + DAY, place, step=300)
    w.truth["gaps"].append({"mmsi": mmsi, "from": T0 + 28800, "hours": 8, "label": "coverage"})
    mmsi, place = 215900000, (42.90, 39.50)  # alone: nothing is known of the reception there
    w.lie(mmsi, T0, T0 + 28800, place, step=300)
    w.lie(mmsi, T0 + 28800 + 8 * 3600, T0 + DAY, place, step=300)
    w.truth["gaps"].append({"mmsi": mmsi, "from": T0 + 28800, "hours": 8, "label": "ambiguous"})


def ring(w):
    """Five ships on their way, for an hour said to circle about one place on land's edge far from all of them."""
    centre = (44.95, 34.60)
    for i in range(5):
        mmsi = 538900000 + i
        start, hour = go(43.2 + i * .1, 33.6 + i * .2, 90, 0), T0 + 50000 + i * 240
        at, t, said = start, T0 + 30000, 0
        while t < T0 + 70000:
            if hour <= t < hour + 3600:
                angle = (t - hour) / 3600 * 360 * 3 + i * 70
                w.say(int(t), mmsi, go(*centre, angle % 360, 900), 12, (angle + 90) % 360)
                said += 1
            else:
                w.say(int(t), mmsi, at, 11, 100)
            at = go(*at, 100, 11 * 1852 / 60)
            t += 60
        w.truth["doubted"][mmsi] = said
    w.truth["interference"].append({"lat": centre[0], "lon": centre[1], "ships": 5, "from": T0 + 50000, "to": T0 + 50000 + 4 * 240})


def on_land(w):
    """One ship said to be far within land for two hours."""
    mmsi, at = 201900000, (42.40, 34.50)
    for n in range(200):
        t = T0 + 40000 + n * 60
        inland = 60 <= n < 180
        w.say(t, mmsi, go(40.90, 34.50, 90, n * 250) if inland else go(*at, 90, n * 250), 8, 90)
    w.truth["doubted"][mmsi] = 120


def river(w):
    """One on a river that coarse drawings have as land: trusted where `water` says so."""
    w.along(206900000, T0 + 5000, [(45.30, 28.80), (45.32, 29.40)], 6)


def meeting(w):
    """Two ships meet far from any port and lie two hundred metres apart for three hours."""
    place = (43.05, 30.90)
    for i, course in enumerate((60, 240)):
        mmsi = 241900000 + i
        berth = go(*place, course, 100)
        far = go(*place, course, 60000)
        t, at = w.along(mmsi, T0 + 20000, [far, berth], 12)
        w.lie(mmsi, t, T0 + 45000, berth, step=240, status=0)
        w.along(mmsi, T0 + 45000, [berth, far], 12)
        arrived = t
    w.truth["encounters"].append({"mmsi": [241900000, 241900001], "from": round(arrived), "to": T0 + 45000})


def warship(w):
    """One that says it is one, through the zone to keep out of."""
    mmsi, a, b = 247900000, (43.80, 31.00), (43.80, 33.20)
    w.along(mmsi, T0 + 10000, [a, b], 16)
    w.name(mmsi, "EXAMPLE WARSHIP", 35, 120, 16)
    inside = first_within(a, b, T0 + 10000, 16, lambda p: 43.50 <= p[0] <= 44.10 and 31.60 <= p[1] <= 32.60)
    w.truth["entries"].append({"mmsi": mmsi, "area": "keep-out", "at": round(inside[0])})
    w.truth["exits"].append({"mmsi": mmsi, "area": "keep-out", "at": round(inside[1])})


def log_lines(w, station="r001", late=0):
    for n, (t, _, bits) in enumerate(w.rows):
        yield from sentences(t + late, bits, station, n % 10)


def write(folder, w=None):
    w = w or make()
    folder = pathlib.Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    head = "# Invented ships: nothing here is a real one's. Made by examples/sea-2025/make-tracks.py.\n"
    log = (head + "\n".join(log_lines(w)) + "\n").encode()
    (folder / "log.nmea.gz").write_bytes(gzip.compress(log, 9, mtime=0))
    (folder / "areas.geojson").write_text(json.dumps(areas(), indent=1) + "\n")
    w.truth["reports"] = w.reports
    (folder / "truth.json").write_text(json.dumps(w.truth, indent=1) + "\n")


if __name__ == "__main__":
    write(sys.argv[1])
