#!/usr/bin/env python3
"""make_claims.py N FILE [SEED]: invented claims over five years, for growth: about two in five reprint an event that another
page told, one in eight has no date of its own. Invented regions, sites and people."""
import csv
import datetime
import random
import sys

n, path = int(sys.argv[1]), sys.argv[2]
rng = random.Random(int(sys.argv[3]) if len(sys.argv) > 3 else 1)
SYLLABLES = ["ka", "lo", "mir", "ten", "vus", "dra", "pol", "gor", "shev", "nik", "bel", "zar", "hul", "rim", "tov", "yas", "kor", "len"]
REGIONS = [("".join(rng.sample(SYLLABLES, 3))).capitalize() for _ in range(24)]
SITES = {r: [("".join(rng.sample(SYLLABLES, 3))).capitalize() for _ in range(60)] for r in REGIONS}
KINDS = ["substation", "gas_distribution", "oil_depot", "power_line"]
HEAD = ["row_id", "page_id", "page_date", "claimant_side", "claimant", "event_date_stated", "event_time_stated", "kind", "region_as_written", "facility_as_written", "page_url", "page_lang", "alleged_actor", "tz_basis", "event_utc", "method", "place_as_written", "facility_class", "effect", "people_affected", "note"]
start = datetime.date(2020, 1, 1)
events = []
with open(path, "w", newline="", encoding="utf-8") as f:
    w = csv.writer(f, lineterminator="\n")
    w.writerow(HEAD)
    for i in range(n):
        if events and rng.random() < 0.4:
            day, clock, region, site, kind, people, side = events[-1 - min(len(events) - 1, int(rng.expovariate(0.2)))]
        else:
            region = rng.choice(REGIONS)
            day = start + datetime.timedelta(days=rng.randrange(5 * 365))
            events.append((day, f"{rng.randrange(24):02d}:{rng.randrange(60):02d}" if rng.random() < 0.5 else "", region, rng.choice(SITES[region]), rng.choice(KINDS), rng.randrange(100, 90000) if rng.random() < 0.2 else "", rng.choice("AB")))
            day, clock, region, site, kind, people, side = events[-1]
        page = day + datetime.timedelta(days=rng.choice((0, 0, 1, 1, 2)))
        dated = rng.random() >= 0.125
        w.writerow([f"C{i}", f"p{rng.randrange(2 * n)}", page, side, f"Office {rng.randrange(9)} of {side}", day if dated else "", clock if dated else "", "attack", region + " region", f"{site} {kind.replace('_', ' ')}" if rng.random() < 0.7 else kind.replace("_", " "), "", "", "B" if side == "A" else "A", "Europe/Vienna", "", "drone", "", "", "", people, ""])
