#!/usr/bin/env python3
"""Makes the data of this exercise: python3 make.py (in this folder). Everything is invented; the
truth it is made from stands in TRUTH, so that what truce finds can be held against it."""
import csv
import datetime
import random

START, DAYS_BEFORE, DAYS_DURING = datetime.date(2031, 3, 1), 59, 30
# Events an hour of watching, before and during: the arrangement halves strikes on power, those on
# oil fall less, and strikes on roads rise a little.
TRUTH = {"energy.power.substation": (0.042, 0.019), "energy.oil.storage": (0.026, 0.018), "civil.road": (0.024, 0.030)}
PLACES = {"energy.power.substation": [("Alder", 0.40, 0.30), ("Birch", 0.55, 0.42), ("Cedar", 1.30, 1.20), ("Dune", 1.55, 0.60)],
          "energy.oil.storage": [("Elm", 0.90, 1.50), ("Fern", 1.05, 0.35)],
          "civil.road": [("Gorse", 0.70, 0.80), ("Heath", 1.20, 0.75), ("Iris", 0.35, 1.10)]}
rng = random.Random(20310301)


def effort():
    rows = []
    for i in range(-DAYS_BEFORE, DAYS_DURING):
        day = START + datetime.timedelta(days=i)
        if i == -20:
            continue  # nobody says
        east = 0 if i in (-33, 9) else 12 if i < 0 else 24
        rows.append((day, 0 if i == -33 else 24, "monitor-hours", "west", "patrol log"))
        rows.append((day, east, "monitor-hours", "east", "patrol log"))
    return rows


def known(day):
    """Reports come in on the day after."""
    return day + datetime.timedelta(days=1)


def poisson(mean):
    n, left = 0, rng.expovariate(1)
    while left < mean:
        n += 1
        left += rng.expovariate(1)
    return n


def incidents(hours):
    rows = []
    for i in range(-DAYS_BEFORE, DAYS_DURING):
        day = START + datetime.timedelta(days=i)
        restless = rng.gammavariate(4, 0.25)  # days differ by more than chance
        for category, (before, during) in TRUTH.items():
            for _ in range(poisson((before if i < 0 else during) * hours.get(day, 0) * restless)):
                place = rng.choice(PLACES[category])
                if category.startswith("energy.power") and 18 <= i <= 23 and rng.random() < 0.8:
                    place = PLACES[category][3]
                minute = rng.randrange(0, 23 * 60)
                rows.append([day, minute, place, category, "strike_hit" if rng.random() < 0.85 else "interception"])
    rows.sort(key=lambda r: (r[0], r[1]))
    return rows


def main():
    watched = effort()
    hours = {}
    for day, n, _, _, _ in watched:
        hours[day] = hours.get(day, 0) + n
    with open("data/effort.csv", "w", newline="") as f:
        w = csv.writer(f, lineterminator="\n")
        w.writerow(["day", "watched", "unit", "place", "source", "received"])
        w.writerows(list(r) + [known(r[0])] for r in watched)
    with open("data/incidents.csv", "w", newline="") as f:
        w = csv.writer(f, lineterminator="\n")
        w.writerow("incident group kind local_time_words tz utc_lo utc_hi place adm1 state lat lon radius_m place_precision category category_words act act_words reported_by report received".split())
        group = None
        for n, (day, minute, (place, lat, lon), category, act) in enumerate(incidents(hours), 1):
            ident = "E%03d" % n
            group = group if group and rng.random() < 0.06 else ident
            at = datetime.datetime.combine(day, datetime.time()) + datetime.timedelta(minutes=minute)
            words = {"energy.power.substation": "substation", "energy.oil.storage": "oil depot", "civil.road": "road"}[category]
            if rng.random() < 0.05:
                category, words = "energy.power.substation|civil.road", "a site by the road; which is not said"
            w.writerow([ident, group, "incident", "", "UTC", at.strftime("%Y-%m-%dT%H:%MZ"),
                        (at + datetime.timedelta(minutes=40)).strftime("%Y-%m-%dT%H:%MZ"), place,
                        "West" if lon < 0.9 else "East", "XA" if lat < 1 else "XB", "%.2f" % lat, "%.2f" % lon, 3000, "town",
                        category, words, act, "", "patrol of the mission", "Exercise: %s at %s." % (words, place), known(day)])
            if group != ident:
                group = None
    with open("data/performance.csv", "w", newline="") as f:
        w = csv.writer(f, lineterminator="\n")
        w.writerow("id obligation day quantity state said_by source note received".split())
        done = [("P1", "RA-20", 6, 120), ("P2", "RA-20", 13, 110)]
        for ident, of, i, n in done:
            day = START + datetime.timedelta(days=i)
            w.writerow([ident, of, day, n, "", "both sides", "list of names", "", known(day)])
        for i in range(DAYS_DURING):
            if i in (4, 5, 17):
                continue
            day = START + datetime.timedelta(days=i)
            w.writerow(["T%02d" % (i + 1), "RB-20", day, rng.randrange(14, 24), "", "mission", "gate log", "", known(day)])
        for ident, i, state, note in (("N1", 7, "in_time", ""), ("N2", 21, "late", "eleven hours before the work")):
            day = START + datetime.timedelta(days=i)
            w.writerow([ident, "RB-21", day, "", state, "mission", "notice book", note, known(day)])


if __name__ == "__main__":
    main()
