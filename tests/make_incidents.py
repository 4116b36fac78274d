#!/usr/bin/env python3
"""make_incidents.py N DIR [DETECTIONS]: an invented mission of N coded incidents under the energy example's agreement, for
growth, and of so many detections of a fire sensor: half of them near incidents, as they would be."""
import csv
import datetime
import random
import shutil
import sys
import os

n, path, detections = int(sys.argv[1]), sys.argv[2], int(sys.argv[3]) if len(sys.argv) > 3 else 0
root = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
rng = random.Random(7)
shutil.rmtree(path, ignore_errors=True)
os.makedirs(path + "/data")
shutil.copy(root + "/examples/energy-2025/agreement.yaml", path)
open(path + "/mission.yaml", "w").write("""truce: mission/1
id: growth
title: "Growth: invented incidents"
agreement: agreement.yaml
clock: {start: 2025-03-18T00:00Z}
period: {from: 2025-03-18, to: 2025-04-24}
sources:
  - {kind: incidents, file: data/incidents.csv}
""" + ("  - {kind: firms, file: data/detections.csv}\n" if detections else ""))
KINDS = ["energy.power.substation", "energy.power.plant.thermal", "energy.gas", "energy.oil.storage", "energy.traction", "unknown"]
ACTS = ["strike_hit", "debris_damage", "interception", "attempt", "unknown"]
start = datetime.datetime(2025, 3, 10)
with open(path + "/data/incidents.csv", "w", newline="", encoding="utf-8") as f:
    w = csv.writer(f, lineterminator="\n")
    w.writerow(["incident", "kind", "utc_lo", "utc_hi", "category", "act", "state", "place", "adm1", "lat", "lon", "radius_m", "place_precision", "category_words", "reported_by", "report", "sources"])
    where = []
    for i in range(n):
        at = start + datetime.timedelta(minutes=rng.randrange(50 * 1440))
        row = [f"I{i}", "incident", f"{at:%Y-%m-%dT%H:%MZ}", f"{at + datetime.timedelta(minutes=40):%Y-%m-%dT%H:%MZ}", rng.choice(KINDS), rng.choice(ACTS), rng.choice(["RU", "UA"]), f"Place {rng.randrange(900)}", f"Region {rng.randrange(25)}", f"{rng.uniform(45, 52):.4f}", f"{rng.uniform(23, 40):.4f}", "3000", "town", "an invented object", f"Office {rng.randrange(5)}", "An invented report of an invented incident.", "https://example.org/1;https://example.org/2"]
        where.append((float(row[9]), float(row[10])))
        w.writerow(row)
if detections:
    with open(path + "/data/detections.csv", "w", encoding="utf-8") as f:
        f.write("latitude,longitude,bright_ti4,scan,track,acq_date,acq_time,satellite,instrument,confidence,version,bright_ti5,frp,daynight\n")
        for i in range(detections):
            lat, lon = rng.choice(where) if i % 2 else (rng.uniform(45, 52), rng.uniform(23, 40))
            day = start + datetime.timedelta(days=rng.randrange(-25, 50))
            f.write(f"{lat + rng.gauss(0, 0.02):.5f},{lon + rng.gauss(0, 0.02):.5f},{rng.uniform(300, 360):.2f},0.{rng.randrange(37, 70)},0.{rng.randrange(37, 70)},{day:%Y-%m-%d},{rng.choice(['0040', '0130', '1050', '1150'])},{rng.choice('N1')},VIIRS,{rng.choice('lnnnh')},2.0NRT,{rng.uniform(280, 300):.2f},{rng.expovariate(0.2):.2f},{rng.choice('DN')}\n")
