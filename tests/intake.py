#!/usr/bin/env python3
"""intake.py TRUCE: tables as people have them. TAP on standard output.

Each case writes a file, imports it into a mission and looks at what stands in the index: times, places, words,
computed here by other means. docs/formats/tables.md."""
import csv
import datetime
import io
import json
import os
import random
import shutil
import sqlite3
import subprocess
import sys
import zipfile
from fractions import Fraction

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import integration as base  # noqa: E402
import tables  # noqa: E402
from integration import CASES, SEED, TMP, TRUCE, case, mission, run  # noqa: E402

CASES.clear()
UTC = datetime.timezone.utc
HAS_GDAL = shutil.which("ogr2ogr") is not None
N = [0]


def usec(*at):
    return int(datetime.datetime(*at, tzinfo=UTC).timestamp()) * 1000000


def attempt(data, kind="events", mapping=None, name="in.csv", expect=0, extra=(), received=None):
    """A new mission with one source; what `truce import` says, the counts, and the rows of the index."""
    N[0] += 1
    path = mission(f"m{N[0]}", "energy-2025")
    file = f"{path}/{name}"
    if callable(data):
        data(file)
    else:
        open(file, "wb").write(data if isinstance(data, bytes) else data.encode())
    source = {"kind": kind, "file": name}
    if mapping is not None:
        source["mapping"] = mapping
    if received:
        source["received"] = received
    text = open(path + "/mission.yaml", encoding="utf-8").read()
    head = text.index("sources:")
    tail = text.index("not_observed:") if "not_observed:" in text else len(text)
    open(path + "/mission.yaml", "w", encoding="utf-8").write(text[:head] + "sources:\n  - " + json.dumps(source, ensure_ascii=False) + "\n\n" + text[tail:])
    p = run("run", path, *extra, expect=expect)
    line = next((x for x in p.stdout.splitlines() if name in x), "")
    counts = [int(w) for w in line.replace("+", " ").split() if w.isdigit()]
    got = []
    if os.path.exists(path + "/index.db"):
        db = sqlite3.connect(path + "/index.db")
        got = db.execute("select id, from_usec, to_usec, lat, lon, category, place, source from event order by entry, record").fetchall()
        db.close()
    return type("R", (), {"path": path, "p": p, "counts": counts, "rows": got, "err": p.stderr})


def entry(r, t="batch"):
    return [e for e in map(json.loads, open(r.path + "/ledger/entries", encoding="utf-8")) if e["t"] == t][-1]


def verified(r):
    run("verify", r.path)


ROWS = [("e1", "2025-03-18", 48.5, 37.25, "Foo"), ("e2", "2025-03-19", 48.625, 37.5, "Bar")]


def text_rows(sep=",", comma=False, date=lambda d: d, head=("id", "date", "lat", "lon", "place")):
    out = [sep.join(head)]
    for i, d, la, lo, p in ROWS:
        nums = [str(la), str(lo)]
        if comma:
            nums = [n.replace(".", ",") for n in nums]
        out.append(sep.join([i, date(d), *nums, p]))
    return "\n".join(out) + "\n"


def day(d):
    y, m, dd = map(int, d.split("-"))
    return usec(y, m, dd), usec(y, m, dd) + 86400 * 1000000


def check_rows(r, n_aside=0):
    assert r.counts[-4:] == [2 + n_aside, 2, 0, n_aside], (r.counts, r.err)
    assert [x[0] for x in r.rows] == ["e1", "e2"], r.rows
    for got, (i, d, la, lo, p) in zip(r.rows, ROWS):
        assert (got[1], got[2]) == day(d), (got, d)
        assert (got[3], got[4]) == (la, lo), (got, la, lo)
        assert got[6] == p


MAP = {"id": "id", "date": "date", "lat": "lat", "lon": "lon", "place": "place", "zone": "UTC"}


@case
def dialects():
    for sep in (";", "\t", "|"):
        for comma in (False, True):
            for mapping in (MAP, {"zone": "UTC"}):
                r = attempt(text_rows(sep, comma), mapping=mapping)
                check_rows(r)
                form = json.loads(entry(r)["form"])
                assert form["separator"] == sep and ("decimals" in form) == comma, form
                assert ("decimal commas in 'lat', 'lon'" in r.err) == comma, r.err
                verified(r)
    for sep in (";", ","):
        r = attempt(f"sep={sep}\r\n" + text_rows(sep, sep == ";").replace("\n", "\r\n"), mapping=MAP)
        check_rows(r)
        verified(r)
    # a plain file has no form: its entry is as it always was
    r = attempt(text_rows(), mapping=MAP)
    check_rows(r)
    assert "form" not in entry(r)
    # a comma between fields: a comma within a number is no decimal sign
    r = attempt('id,date,lat,lon\ne1,2025-03-18,"48,5","37,25"\n', mapping={"id": "id", "date": "date", "lat": "lat", "lon": "lon"})
    assert r.counts[-4:] == [1, 0, 0, 1] and "row-position" in r.err
    # one value that does not fit, and no comma of the column is one
    r = attempt("id;date;lat;lon\ne1;2025-03-18;48,5;37,25\ne2;2025-03-18;48.5;37,25\n", mapping={"id": "id", "date": "date", "lat": "lat", "lon": "lon"})
    assert r.counts[-4:] == [2, 1, 0, 1] and r.rows[0][3:5] == (48.5, 37.25), (r.counts, r.rows)
    # declared, where both would do
    r = attempt("id;date;lat;lon\ne1;2025-03-18;48.5;37.25\n", mapping={**{k: k for k in ("id", "date", "lat", "lon")}, "separator": ";"})
    assert r.counts[-4:] == [1, 1, 0, 0]


@case
def dates():
    utc = {"zone": "UTC"}
    for text, want in [("2025-1-2", (2025, 1, 2)), ("2025/01/02", (2025, 1, 2)), ("2025.01.02", (2025, 1, 2)), ("20250102", (2025, 1, 2)), ("2 Jan 2025", (2025, 1, 2)), ("02 January 2025", (2025, 1, 2)),
                       ("2-Jan-2025", (2025, 1, 2)), ("January 2, 2025", (2025, 1, 2)), ("Jan. 2, 2025", (2025, 1, 2)), ("2 \u0441\u0456\u0447\u043d\u044f 2025", (2025, 1, 2)), ("2 \u044f\u043d\u0432\u0430\u0440\u044f 2025", (2025, 1, 2)), ("13/02/2025", (2025, 2, 13)), ("2/13/2025", (2025, 2, 13)), ("13.02.2025", (2025, 2, 13)), ("13-02-2025", (2025, 2, 13))]:
        r = attempt(f"id,date\n1,\"{text}\"\n", mapping=utc)
        assert r.counts[-4:] == [1, 1, 0, 0], (text, r.counts, r.err)
        assert r.rows[0][1:3] == (usec(*want), usec(*want) + 86400 * 10**6), (text, r.rows)
        verified(r)
    # a clock beside the day, and in one column with it
    for clock, want in [("8:30:00 AM", (8, 30)), ("8:30 PM", (20, 30)), ("12:05 am", (0, 5)), ("12:05 p.m.", (12, 5)), ("08:30", (8, 30)), ("8:30", (8, 30)), ("23:59:59", (23, 59))]:
        r = attempt(f"id,date,time\n1,2025-03-18,{clock}\n", mapping=utc)
        assert r.rows and r.rows[0][1] == usec(2025, 3, 18, *want), (clock, r.rows, r.err)
    for text, want in [("2025-03-18 08:30", (8, 30)), ("2025-03-18 08:30:15", (8, 30, 15)), ("18 March 2025, 8:30 PM", (20, 30)), ("2025-03-18T08:30:00+02:00", (6, 30)), ("2025-03-18 08:30 UTC", (8, 30)), ("2025-03-18 08:30:00 +0200", (6, 30))]:
        r = attempt(f"id,instant\n1,\"{text}\"\n", mapping=utc)
        assert r.rows and r.rows[0][1] == usec(2025, 3, 18, *want), (text, r.rows, r.err)
    # declared formats
    for form, text, want in [("%d/%m/%Y", "02/01/2025", (2025, 1, 2)), ("%m/%d/%Y", "02/01/2025", (2025, 2, 1)), ("%d.%m.%y", "02.01.25", (2025, 1, 2)), ("excel", "45659", (2025, 1, 2)), ("excel1904", "44197", (2025, 1, 2)), ("%d %b %Y", "2 JAN 2025", (2025, 1, 2)), ("%Y%m%d", "20250102", (2025, 1, 2))]:
        r = attempt(f"id,date\n1,{text}\n", mapping={**utc, "date_format": form})
        assert r.rows and r.rows[0][1] == usec(*want), (form, text, r.rows, r.err)
        verified(r)
    for form, text, want in [("excel", "45659.354166666664", (2025, 1, 2, 8, 30)), ("unix", "1735806600", (2025, 1, 2, 8, 30)), ("unix_ms", "1735806600000", (2025, 1, 2, 8, 30)), ("%d/%m/%Y %I:%M %p", "02/01/2025 8:30 PM", (2025, 1, 2, 20, 30))]:
        r = attempt(f"id,instant\n1,{text}\n", mapping={**utc, "date_format": form})
        assert r.rows and r.rows[0][1] == usec(*want), (form, text, r.rows, r.err)
    # spreadsheets' day numbers, against the calendar here: day 1 is 1 January 1900, and 60 never was
    for serial in [1, 59, 60, 61, 20000, 45658] + [random.Random(SEED).randint(61, 109574) for _ in range(5)]:
        r = attempt(f"id,date\n1,{serial}\n", mapping={**utc, "date_format": "excel"})
        real = datetime.date(1899, 12, 31 if serial < 60 else 30) + datetime.timedelta(days=serial)
        if serial == 60:
            assert r.counts[-4:] == [1, 0, 0, 1]
            continue
        epoch = (real - datetime.date(1970, 1, 1)).days * 86400 * 10**6
        assert r.rows and r.rows[0][1] == epoch, (serial, real, r.rows)
    # what is no date, or cannot be told, is set aside
    for text in ("99/99/2025", "2025-02-30", "45659", "2 Foo 2025", "2025", "02/01/25"):
        r = attempt(f"id,date\n1,{text}\n", mapping=utc)
        assert r.counts[-4:] == [1, 0, 0, 1], (text, r.counts, r.err)


@case
def the_order_of_day_and_month_is_never_guessed():
    two = "id,date\n1,02/01/2025\n2,03/04/2025\n"
    r = attempt(two, mapping={"zone": "UTC"}, expect=3)
    assert "feed-date-order" in r.err and "2025-01-02 with the day first and 2025-02-01 with the month first" in r.err and 'date_format: "%d/%m/%Y"' in r.err, r.err
    assert r.counts == [] or r.rows == []
    # one day above twelve, anywhere in the file, settles it for all
    filler = "".join(f"{i},0{1 + i % 9}/0{1 + i % 8}/2025\n" for i in range(3, 3000))
    r = attempt(two + filler + "3000,23/04/2025\n", mapping={"zone": "UTC"})
    assert r.counts[-4:] == [3000, 3000, 0, 0], r.counts
    assert r.rows[0][1] == usec(2025, 1, 2) and r.rows[-1][1] == usec(2025, 4, 23)
    assert json.loads(entry(r)["form"])["dates"] == {"/": "d/m/y"}
    verified(r)
    r = attempt(two + "3,04/23/2025\n", mapping={"zone": "UTC"})
    assert r.rows[0][1] == usec(2025, 2, 1)
    r = attempt(two + "3,04/23/2025\n4,23/04/2025\n", mapping={"zone": "UTC"}, expect=3)
    assert "day first and dates with the month first" in r.err
    # a declared format decides, and what does not fit it is set aside
    r = attempt(two + "3,04/23/2025\n", mapping={"zone": "UTC", "date_format": "%d/%m/%Y"})
    assert r.counts[-4:] == [3, 2, 0, 1], (r.counts, r.err)


@case
def acled_in_both_of_its_own_formats():
    head = "event_id_cnty,event_date,time_precision,event_type,sub_event_type,latitude,longitude,geo_precision,timestamp"
    for sep in (",", ";"):
        for date in ("18 March 2025", "2025-03-18"):
            r = attempt((head + f"\nX1,{date},1,Battles,Armed clash,48.5,37.25,1,1742300000\n").replace(",", sep), kind="acled", mapping={"zone": "UTC"})
            assert r.counts[-4:] == [1, 1, 0, 0], (r.counts, r.err)
            assert r.rows[0][:5] == ("X1", *day("2025-03-18"), 48.5, 37.25), r.rows
            verified(r)
    r = attempt(json.dumps({"status": 200, "success": True, "count": 1, "data": [dict(zip(head.split(","), ["X1", "2025-03-18", "1", "Battles", "Armed clash", "48.5", "37.25", "1", "1742300000"]))]}), kind="acled", mapping={"zone": "UTC"}, name="in.json")
    assert r.rows and r.rows[0][:5] == ("X1", *day("2025-03-18"), 48.5, 37.25), (r.rows, r.err)


@case
def what_could_be_taken_for_something_else():
    """Each was taken for something else once."""
    utc = {"zone": "UTC"}
    r = attempt("id;date;lat;lon;source, date\n1;2025-03-18;48.5;37.25;Foo, 2024-01-01\n", mapping=utc)
    assert r.rows[0][:5] == ("1", *day("2025-03-18"), 48.5, 37.25), r.rows
    # thousands, or a decimal comma? a latitude has no thousands; elsewhere another comma must tell
    r = attempt("id\tdate\tlat\tlon\tradius_m\n1\t2025-03-18\t48.5\t37.25\t1,500\n", mapping={k: k for k in ("id", "date", "lat", "lon", "radius_m")})
    assert r.counts[-4:] == [1, 0, 0, 1] and "1,500" in r.err, (r.counts, r.err)
    r = attempt("id\tdate\tlat\tlon\tradius_m\n1\t2025-03-18\t48,5\t37,125\t1,500\n", mapping={k: k for k in ("id", "date", "lat", "lon", "radius_m")})
    assert r.rows[0][3:5] == (48.5, 37.125), (r.rows, r.err)
    # what is no number does not speak against a decimal comma
    r = attempt("id;date;lat;lon\n1;2025-03-18;48,5;37,25\n2;2025-03-18;n/a;-\n3;2025-03-18;48,7;37,3\n", mapping=utc)
    assert r.counts[-4:] == [3, 2, 0, 1] and r.rows[0][3:5] == (48.5, 37.25), (r.counts, r.err)
    # no date, half a position, or two names that could be meant: told, not passed over
    for text, word in (("id,When,lat,lon\n1,2025-03-18,48.5,37.25\n", "'date' is missing"), ("id,Date,DATE,lat,lon\n1,2025-03-18,2025-03-19,50,30\n", "'date' is missing"), ("id,date,lat\n1,2025-03-18,48.5\n", "'lon' is missing"), ("id,date,lat,lon,lat\n1,2025-03-18,48.5,37,50\n", "occurs twice")):
        r = attempt(text, mapping=utc, expect=3)
        assert word in r.err and r.rows == [], (text, r.err)
    # HXL: the date of what happened, not of its report
    hxl = lambda tags, row: attempt("A,B,C,D,E\n" + tags + "\n" + row + "\n", mapping=utc, expect=None)  # noqa: E731
    r = hxl("#event+id,#date+occurred,#date+reported,#geo+lat,#geo+lon", "1,2025-03-18,2025-03-20,48.5,37.25")
    assert r.rows[0][1] == usec(2025, 3, 18), r.rows
    r = hxl("#event+id,#date,#date+reported,#geo+lat,#geo+lon", "1,2025-03-18,2025-03-20,48.5,37.25")
    assert r.rows[0][1] == usec(2025, 3, 18), r.rows
    r = hxl("#event+id,#date+reported,#x,#geo+lat,#geo+lon", "1,2025-03-20,,48.5,37.25")
    assert r.rows == [] and "'date' is missing" in r.err, (r.rows, r.err)
    # midnight everywhere is a day, as databases write it; one other clock, and it is a time
    r = attempt("id,date\n1,2025-03-18 00:00:00\n2,2025-03-19 00:00:00\n", mapping=utc)
    assert [x[1:3] for x in r.rows] == [day("2025-03-18"), day("2025-03-19")], r.rows
    verified(r)
    r = attempt("id,date\n1,2025-03-18 00:00:00\n2,2025-03-19 08:30:00\n", mapping=utc)
    assert [x[2] - x[1] for x in r.rows] == [60 * 10**6] * 2, r.rows
    r = attempt("event_id_cnty,event_date,time_precision,event_type,latitude,longitude,geo_precision,timestamp\nX,2025-03-18 00:00:00,1,B,48.5,37.25,1,1\n", kind="acled", mapping=utc)
    assert r.rows[0][1:3] == day("2025-03-18"), (r.rows, r.err)
    for when in ("2025-03-18T08:30:00", "2025-03-18 08:30", "18 March 2025 8:30 AM"):
        r = attempt(f"datetime,lon,lat,place_name,event_type,headline\n{when},37.25,48.5,Foo,uav,x\n", kind="viina", mapping=utc)
        assert r.rows and r.rows[0][1] == usec(2025, 3, 18, 8, 30), (when, r.rows, r.err)
        verified(r)
    # a declared format is not overruled, and is checked
    for form, text, want in (("%Y%d%m", "20250201", (2025, 1, 2)), ("%d%m%Y", "18032025", (2025, 3, 18)), ("%d/%m/%Y", "02/01/2025 08:30", (2025, 1, 2, 8, 30)), ("%Y%m%d%H%M", "202503180830", (2025, 3, 18, 8, 30))):
        r = attempt(f"id,date\n1,{text}\n", mapping={**utc, "date_format": form})
        assert r.rows and r.rows[0][1] == usec(*want), (form, r.rows, r.err)
    r = attempt("id,date\n1,2025-02-13\n", mapping={**utc, "date_format": "%Y-%d-%m"})
    assert r.counts[-4:] == [1, 0, 0, 1], r.counts
    for form in ("%d-%m-%Y-%d", "%d-%m-%Y %H:%m", "%d-%m-%Y %I:%M", "%d-%m-%Y %M", "%d-%m", "%d-%m-%Y %q"):
        r = attempt("id,date\n1,2025-02-13\n", mapping={**utc, "date_format": form}, expect=3)
        assert "date_format" in r.err and r.rows == [], (form, r.err)
    # one order for each sign, in the whole file
    r = attempt("id,date\n1,3/4/2025\n2,25.03.2025\n", mapping=utc, expect=3)
    assert "feed-date-order" in r.err
    head = "id,type_of_violence,where_prec,latitude,longitude,date_start,date_end,where_coordinates\n"
    r = attempt(head + "7,1,1,48.5,37.25,1/13/2025 00:00:00,2/1/2025 00:00:00,x\n", kind="ucdp", mapping=utc)
    assert r.rows and r.rows[0][1:3] == (usec(2025, 1, 13), usec(2025, 2, 2)), (r.rows, r.err)
    r = attempt(head + "7,1,1,48.5,37.25,13/1/2025,1/14/2025,x\n", kind="ucdp", mapping=utc, expect=3)
    assert "feed-date-order" in r.err
    # one number is no pair
    r = attempt('id,date,c\n1,2025-03-18,"48,5"\n2,2025-03-18,"48.5, 37.25"\n3,2025-03-18,N48.5 E37.25\n', mapping={"id": "id", "date": "date", "position": "c", "position_order": "lat,lon"})
    assert r.counts[-4:] == [3, 2, 0, 1] and r.rows[1][3:5] == (48.5, 37.25), (r.counts, r.rows, r.err)
    r = attempt("id,date,lat,lon\n1,2025-03-18,48.50000000000000000000001,\u201337.25000000000001421085\n", mapping=utc)
    assert r.rows and abs(r.rows[0][3] - 48.5) < 1e-9 and abs(r.rows[0][4] + 37.25) < 1e-9, (r.rows, r.err)
    for text in ("18 \u0411\u0415\u0420\u0415\u0417\u041d\u042f 2025", "18 \u041c\u0430\u0440\u0442\u0430 2025", "18-MAR-2025"):
        r = attempt(f"id,date\n1,{text}\n", mapping=utc)
        assert r.rows and r.rows[0][1] == usec(2025, 3, 18), (text, r.err)


@case
def tags_empty_rows_names_and_repeated_headers():
    hxl = "Ident,When,Y coord,X coord,Where\n#event+id,#date+occurred,#geo+lat,#geo+lon,#loc+name\n" + "\n".join(f"{i},{d},{la},{lo},{p}" for i, d, la, lo, p in ROWS) + "\n"
    r = attempt(hxl, mapping={"zone": "UTC"})
    check_rows(r)
    verified(r)
    r = attempt(hxl, mapping={"zone": "UTC", "lat": "#geo+lat", "lon": "#geo+lon", "id": "Ident", "date": "#date", "place": "Where"})
    check_rows(r)
    # rows of empty fields are no rows; the count does not know them
    for sep in (",", ";"):
        r = attempt(text_rows(sep) + (sep * 4 + "\r\n") * 3, mapping=MAP)
        check_rows(r)
        assert json.loads(entry(r)["form"])["empty_rows"] == "yes"
        verified(r)
    for head in (("ID", "Date", "Lat", "LON", "Place"), (" id ", "DATE", "LATITUDE", " longitude ", "place")):
        r = attempt(text_rows(head=head), mapping={"zone": "UTC"})
        check_rows(r)
        verified(r)
    r = attempt(text_rows(head=("Id", "DATE", "Lat", "lat", "place")), mapping={**MAP, "lat": "LAT"}, expect=3)
    assert "mapping-column" in r.err  # two columns could be meant, or none
    r = attempt(text_rows() + text_rows(), mapping=MAP)
    assert r.counts[-4:] == [5, 2, 2, 1] and "looks like the header" in r.err, (r.counts, r.err)
    verified(r)
    r = attempt("Report of the day\n\n" + text_rows(), kind="incidents", expect=3)
    assert "csv-missing-column" in r.err
    r = attempt("Title of the sheet\nmade by hand\n" + text_rows(), mapping=MAP, expect=3)
    assert "line 3 looks like the header" in r.err, r.err
    r = attempt("1,2025-03-18,48.5,37.25,Foo\n", mapping=MAP, expect=3)
    assert "mapping-column" in r.err
    # trailing separators without a name, as spreadsheets leave them
    r = attempt("id,date,lat,lon,place,,\n" + "\n".join(f"{i},{d},{la},{lo},{p},," for i, d, la, lo, p in ROWS) + "\n", mapping=MAP)
    check_rows(r)


@case
def positions():
    base_map = {"id": "id", "date": "date", "place": "place", "zone": "UTC"}
    for order, write in (("lat,lon", "{la}, {lo}"), ("lon,lat", "{lo},{la}"), ("lat,lon", "({la} {lo})"), ("lat,lon", "{la};{lo}"), ("wkt", "POINT ({lo} {la})"), ("wkt", "SRID=4326;POINT({lo} {la})")):
        text = "id,date,coords,place\n" + "\n".join(f'{i},{d},"{write.format(la=la, lo=lo)}",{p}' for i, d, la, lo, p in ROWS) + "\n"
        r = attempt(text, mapping={**base_map, "position": "coords", "position_order": order})
        check_rows(r)
        verified(r)
    r = attempt("id,date,coords,place\n", mapping={**base_map, "position": "coords"}, expect=3)
    assert "position_order" in r.err
    # degrees, minutes, seconds, exactly: against rationals
    rng = random.Random(SEED)
    cases = []
    for k in range(40):
        d, m, s, t = rng.randint(0, 89), rng.randint(0, 59), rng.randint(0, 59), rng.randint(0, 999)
        want = Fraction(d) + Fraction(m, 60) + (Fraction(s) + Fraction(t, 1000)) / 3600
        form = k % 5
        text = [f"{d}\u00b0{m}'{s}.{t:03d}\"S", f"S{d} {m} {s}.{t:03d}", f"{d}:{m}:{s}.{t:03d} S", f"-{d}\u00b0{m}\u2032{s}.{t:03d}\u2033", f"\u2212{d}\u00b0 {m}' {s}.{t:03d}''"][form]
        cases.append((text, -want))
    cases += [("48.5N", Fraction(97, 2)), ("48.5 n", Fraction(97, 2)), ("48\u00b030'N", Fraction(97, 2)), ("48 30.5 N", Fraction(48) + Fraction(305, 600))]
    body = "id,date,lat,lon\n" + "".join('{},2025-03-18,"{}",37.25E\n'.format(i, t.replace('"', '""')) for i, (t, _) in enumerate(cases))
    r = attempt(body, mapping={"id": "id", "date": "date", "lat": "lat", "lon": "lon", "zone": "UTC"})
    assert r.counts[-4:] == [len(cases), len(cases), 0, 0], (r.counts, r.err)
    for got, (t, want) in zip(r.rows, cases):
        assert abs(Fraction(got[3]) - want) < Fraction(1, 10**12), (t, got[3], float(want))
    verified(r)
    for bad in ("48.5E", "48\u00b061'N", "N48.5S", "-48.5S", "48\u00b030.5'15\"N", "91N", "N", "48,5,1"):
        r = attempt('id,date,lat,lon\n1,2025-03-18,"{}",37.25\n'.format(bad.replace('"', '""')), mapping={"id": "id", "date": "date", "lat": "lat", "lon": "lon"})
        assert r.counts[-4:] == [1, 0, 0, 1], (bad, r.counts)


@case
def json_in_its_forms():
    dicts = [dict(id=i, date=d, lat=la, lon=lo, place=p) for i, d, la, lo, p in ROWS]
    for name, text in (("a.geojson", tables.geojson(dicts)), ("a.json", json.dumps(dicts)), ("a.json", json.dumps({"count": 2, "data": dicts})), ("a.jsonl", "\n".join(map(json.dumps, dicts)) + "\n"), ("a.geojsonl", "\n".join(json.dumps(f) for f in json.loads(tables.geojson(dicts))["features"]) + "\n"), ("b.geojsonl", "".join("\x1e" + json.dumps(f) + "\n" for f in json.loads(tables.geojson(dicts))["features"]))):
        r = attempt(text, mapping={"zone": "UTC"}, name=name)
        check_rows(r)
        verified(r)
        r = attempt(text.replace('"id"', '"Ident"').replace('"date"', '"when"'), mapping={"id": "Ident", "date": "when", "place": "place", "zone": "UTC"}, name=name)
        check_rows(r)
    nested = [dict(id=i, at=dict(day=d), lat=la, lon=lo, place=p, tags=["x", "y"]) for i, d, la, lo, p in ROWS]
    r = attempt(json.dumps(nested), mapping={"id": "id", "date": "at.day", "lat": "lat", "lon": "lon", "place": "place", "source": "tags", "zone": "UTC"}, name="n.json")
    check_rows(r)
    assert r.rows[0][7] == "x; y"
    # a feature that is no point is told, not taken for something else
    poly = json.dumps({"type": "FeatureCollection", "features": [{"type": "Feature", "properties": {"id": 1, "date": "2025-03-18"}, "geometry": {"type": "Polygon", "coordinates": [[[36, 48], [37, 48], [37, 49], [36, 48]]]}}, {"type": "Feature", "properties": {"id": 2, "date": "2025-03-18"}, "geometry": None}]})
    r = attempt(poly, mapping={"zone": "UTC"}, name="p.geojson")
    assert r.counts[-4:] == [2, 1, 0, 1] and "no point" in r.err and r.rows[0][3] is None, (r.counts, r.err, r.rows)
    for bad in ("[1, 2]", '[{"id": 1}, 2]', '{"type":"FeatureCollection","features":['):
        r = attempt(bad, mapping={"zone": "UTC"}, name="bad.json", expect=3)
        assert r.rows == [] and ("feed-format" in r.err or "json-syntax" in r.err), (bad, r.err)
    r = attempt('{"id":1,"date":"2025-03-18"}\n{"id":2,\n{"id":3,"date":"2025-03-18"}\n', mapping={"zone": "UTC"}, name="c.jsonl")
    assert r.counts[-4:] == [3, 2, 0, 1] and "c.jsonl:2:" in r.err, (r.counts, r.err)
    # one object is one row, whatever lists it holds; a list is a list of rows under the names that services use
    one = '{"id":"e1","date":"2025-03-18","lat":48.5,"lon":37.25,"sources":[{"id":"s1","date":"2024-01-01"},{"id":"s2","date":"2024-01-02"}]}'
    for text in (one, one + "\n", "\x1e" + one + "\n", json.dumps({"type": "Feature", "properties": {"id": "e1", "date": "2025-03-18"}, "geometry": {"type": "Point", "coordinates": [37.25, 48.5]}})):
        r = attempt(text, mapping={"zone": "UTC"}, name="one.json")
        assert [x[:1] + x[3:5] for x in r.rows] == [("e1", 48.5, 37.25)], (text, r.rows, r.err)
    r = attempt(json.dumps({"response": {"data": dicts}}), mapping={"zone": "UTC"}, name="r.json")
    check_rows(r)
    r = attempt('{"a": 1}', mapping={"zone": "UTC"}, name="none.json", expect=3)
    assert "mapping-needed" in r.err
    wide = [dict(id=i, date="2025-03-18", **{f"k{i}": 1}) for i in range(700)]
    r = attempt(json.dumps(wide), mapping={"zone": "UTC"}, name="wide.json", expect=3)
    assert "more than 512 members" in r.err, r.err
    # columns of JSON are asked as those of CSV are
    r = attempt('[{"id":1,"date":"25.03.2025","lat":"48,5","lon":"37,25"},{"id":2,"date":"03.04.2025","lat":"48,6","lon":"37,5"}]', mapping={"zone": "UTC"}, name="d.json")
    assert [x[1] for x in r.rows] == [usec(2025, 3, 25), usec(2025, 4, 3)] and r.rows[0][3:5] == (48.5, 37.25), (r.rows, r.err)
    verified(r)
    r = attempt('[{"id":1,"date":"02/03/2025"}]', mapping={"zone": "UTC"}, name="o.json", expect=3)
    assert "feed-date-order" in r.err
    crs = json.loads(tables.geojson(dicts))
    crs["crs"] = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::3857"}}
    r = attempt(json.dumps(crs), mapping={"zone": "UTC"}, name="w.geojson", expect=3)
    assert "geojson-crs" in r.err


FIRE = dict(latitude="48.51000", longitude="36.51000", bright_ti4="310.2", scan="0.39", track="0.36", acq_date="2025-04-02", acq_time="0130", satellite="N", instrument="VIIRS", confidence="n", version="2.0NRT", bright_ti5="290.1", frp="5", daynight="N")


@case
def fires_in_every_form():
    """The same detections, whatever the file: the columns they end up in are equal."""
    fires = [{**FIRE, "latitude": f"48.5{i}", "acq_time": f"01{i:02d}"} for i in range(10, 30)]
    head = list(FIRE)
    text = ",".join(head) + "\n" + "".join(",".join(f[k] for k in head) + "\n" for f in fires)
    as_numbers = [{k: float(v) if k in ("latitude", "longitude", "bright_ti4", "frp") else v for k, v in f.items()} for f in fires]
    forms = {"plain.csv": text, "semi.csv": text.replace(",", ";"), "comma.csv": text.replace(",", ";").replace(".", ",").replace("2,0NRT", "2.0NRT"), "upper.csv": text.replace(",".join(head), ",".join(head).upper()), "slash.csv": text.replace("2025-04-02", "2025/04/02"),
             "text.geojson": tables.geojson(fires, "latitude", "longitude", drop=False), "numbers.geojson": tables.geojson(as_numbers, "latitude", "longitude"), "a.json": json.dumps(fires), "lines.jsonl": "\n".join(map(json.dumps, fires))}
    want = None
    for name, data in forms.items():
        r = attempt(data, kind="firms", name=name)
        assert r.counts[-4:] == [20, 20, 0, 0], (name, r.counts, r.err)
        columns = [open(f"{r.path}/columns/{f}", "rb").read() for f in os.listdir(r.path + "/columns")]
        assert len(columns) == 1
        want = want or columns[0]
        assert columns[0] == want, name
        verified(r)
        shutil.rmtree(r.path + "/columns")  # made again from the record alone
        run("report", r.path)
        assert [open(f"{r.path}/columns/{f}", "rb").read() for f in os.listdir(r.path + "/columns")] == [want], name


@case
def spreadsheets():
    if not HAS_GDAL:
        return base.SKIP, "no gdal-bin"
    head = ["id", "date", "lat", "lon", "place"]
    serial = {"2025-03-18": 45734, "2025-03-19": 45735}
    body = [[i, (serial[d], 1), la, lo, p] for i, d, la, lo, p in ROWS]
    read_me = [["About this file"], ["made by hand"]]
    for make, name in ((tables.xlsx, "a.xlsx"), (tables.ods, "a.ods")):
        data = body if make is tables.xlsx else [[i, d, la, lo, p] for i, d, la, lo, p in ROWS]
        for sheets in ([("Data", [head] + data)], [("Read me", read_me), ("Data", [head] + data + [[None] * 5, [None] * 5])]):
            r = attempt(lambda f: make(f, *sheets), mapping={"zone": "UTC"}, name=name)
            check_rows(r)
            e = entry(r, "import")
            assert e["by"].startswith("GDAL") and e["by"].endswith("sheet Data") and e["from"] != e["sha256"], e
            run("verify", r.path, env={**os.environ, "PATH": "/nowhere"})  # nobody needs GDAL to recompute
        two = [("One", [head] + data), ("Two", [head] + data[:1])]
        r = attempt(lambda f: make(f, *two), mapping={"zone": "UTC"}, name=name, expect=3)
        assert "feed-sheet" in r.err and "'One', 'Two'" in r.err, r.err
        r = attempt(lambda f: make(f, *two), mapping={"zone": "UTC", "sheet": "Two"}, name=name)
        assert r.counts[-4:] == [1, 1, 0, 0]
        r = attempt(lambda f: make(f, *two), mapping={"zone": "UTC", "sheet": "Three"}, name=name, expect=3)
        assert "feed-sheet" in r.err
    def since_1904(f):
        tables.xlsx(f, ("Data", [head] + body))
        with zipfile.ZipFile(f) as z:
            parts = {n: z.read(n) for n in z.namelist()}
        parts["xl/workbook.xml"] = parts["xl/workbook.xml"].replace(b"<sheets>", b'<workbookPr date1904="1"/><sheets>')
        with zipfile.ZipFile(f, "w", zipfile.ZIP_DEFLATED) as w:
            for n, d in parts.items():
                w.writestr(n, d)
    r = attempt(since_1904, mapping={"zone": "UTC"}, name="mac.xlsx", expect=3)
    assert "counts its days from 1904" in r.err and r.rows == [], r.err
    r = attempt(lambda f: tables.xlsx(f, ("D", [head, ["e1", "2025-03-18", "48,5", "37,25", "Foo"], ["e2", "2025-03-19", "48,625", "37,5", "Bar"]])), mapping={"zone": "UTC"}, name="text.xlsx")
    check_rows(r)
    # times of a spreadsheet, and text that only looks like one
    clock = [["id", "date", "time"], ["e1", (45734, 1), (0.3541666667, 3)], ["e2", "18 March 2025", "8:30:00 PM"]]
    r = attempt(lambda f: tables.xlsx(f, ("S", clock)), mapping={"zone": "UTC"}, name="c.xlsx")
    assert [x[1] for x in r.rows] == [usec(2025, 3, 18, 8, 30), usec(2025, 3, 18, 20, 30)], (r.rows, r.err)


@case
def geographic_files_of_events():
    if not HAS_GDAL:
        return base.SKIP, "no gdal-bin"
    dicts = [dict(id=i, date=d, lat=la, lon=lo, place=p) for i, d, la, lo, p in ROWS]
    source = TMP + "/ev.geojson"
    open(source, "w", encoding="utf-8").write(tables.geojson(dicts))
    kml = "<?xml version='1.0' encoding='UTF-8'?><kml xmlns='http://www.opengis.net/kml/2.2'><Document>" + "".join(f"<Placemark><name>{p}</name><ExtendedData><Data name='ident'><value>{i}</value></Data><Data name='day'><value>{d}</value></Data></ExtendedData><Point><coordinates>{lo},{la},0</coordinates></Point></Placemark>" for i, d, la, lo, p in ROWS) + "</Document></kml>"
    for name in ("b.kml", "b.kmz"):
        r = attempt(kml if name == "b.kml" else lambda f: tables.kmz(f, kml), mapping={"id": "ident", "date": "day", "place": "Name", "zone": "UTC"}, name=name)
        check_rows(r)
        verified(r)
    for name, form in (("a.gpkg", "GPKG"), ("a.kml", "KML")):
        r = attempt(lambda f: tables.ogr(source, f, form), mapping={"id": "id", "date": "date", "place": "place", "zone": "UTC"}, name=name)
        check_rows(r)
        verified(r)


def example(kind):
    return list(csv.reader(open(f"{base.ROOT}/examples/energy-2025/data/{kind}.csv", encoding="utf-8")))


def written(rows, sep=","):
    out = io.StringIO()
    csv.writer(out, delimiter=sep, lineterminator="\n").writerows(rows)
    return out.getvalue()


@case
def every_kind_of_table_in_every_form():
    """What a mission computes from its tables does not hang on their form."""
    def build(name, form):
        path = mission(name, "energy-2025")
        text = open(path + "/mission.yaml", encoding="utf-8").read()
        for kind in ("incidents", "claims", "totals", "regions"):
            rows = example(kind)
            old, new = f"{path}/data/{kind}.csv", f"data/{kind}.{form}"
            if form == "semi.csv":
                open(f"{path}/{new}", "w", encoding="utf-8").write(written([[h.upper() for h in rows[0]]] + rows[1:], ";"))
            elif form == "json":
                open(f"{path}/{new}", "w", encoding="utf-8").write(json.dumps([dict(zip(rows[0], r)) for r in rows[1:]], ensure_ascii=False))
            elif form == "jsonl":
                open(f"{path}/{new}", "w", encoding="utf-8").write("\n".join(json.dumps(dict(zip(rows[0], r))) for r in rows[1:]))
            elif form == "utf16.csv":
                open(f"{path}/{new}", "wb").write(b"\xff\xfe" + written(rows, "\t").encode("utf-16-le"))
            elif form == "xlsx":
                tables.xlsx(f"{path}/{new}", ("Sheet1", rows))
            elif form == "ods":
                tables.ods(f"{path}/{new}", ("Sheet1", rows))
            os.remove(old)
            text = text.replace(f"data/{kind}.csv", new)
        open(path + "/mission.yaml", "w", encoding="utf-8").write(text)
        run("run", path)
        run("verify", path)
        return path

    plain = mission("plain-tables", "energy-2025")
    run("run", plain)
    db = lambda p: sqlite3.connect(p + "/index.db")  # noqa: E731
    tables_of = ("claim", "incident", "total", "assessment", "flag")
    want = {t: db(plain).execute(f"select * from {t}").fetchall() for t in tables_of}
    assert len(want["claim"]) == 99 and len(want["total"]) == 23
    for form in ["semi.csv", "json", "jsonl", "utf16.csv"] + (["xlsx", "ods"] if HAS_GDAL else []):
        path = build("tables-" + form, form)
        for t in tables_of:
            got = db(path).execute(f"select * from {t}").fetchall()
            assert got == want[t], (form, t, [x for x in got if x not in want[t]][:2], [x for x in want[t] if x not in got][:2])


@case
def registries_through_a_mapping():
    path = mission("tracker", "energy-2025")
    rows = "Unit ID;Plant;Fuel group;Y;X;Note\nU1;Alpha;coal;48,5;37,25;a\nU2;Beta;hydro;48,75;37,5;b\nU3;Gamma;unheard;48,75;37,5;c\n"
    open(path + "/data/tracker.csv", "w").write(rows)
    open(path + "/data/words.csv", "w").write("fuel,category,why\ncoal,energy.power.plant.thermal,x\nhydro,energy.power.plant.hydro,y\n")
    text = open(path + "/mission.yaml", encoding="utf-8").read()
    line = "  - {kind: sites, file: data/tracker.csv, mapping: {id: Unit ID, name: Plant, category: Fuel group, lat: Y, lon: X, categories: %s}}\n"
    for words in ("data/words.csv", "{coal: energy.power.plant.thermal, hydro: energy.power.plant.hydro}"):
        open(path + "/mission.yaml", "w", encoding="utf-8").write(text.replace("sources:\n", "sources:\n" + line % words))
        p = run("run", path)
        if words == "data/words.csv":
            assert "data/tracker.csv: received 3 = accepted 2 + duplicate 0 + set aside 1" in p.stdout and "'unheard'" in p.stderr, (p.stdout, p.stderr)
        else:
            assert "data/tracker.csv: known already" in p.stdout  # the words are part of the record, not their file
        run("verify", path)
    open(path + "/data/words.csv", "w").write("fuel,category\ncoal,energy.power.plant.thermal\ncoal,energy.gas\n")
    open(path + "/mission.yaml", "w", encoding="utf-8").write(text.replace("sources:\n", "sources:\n" + line % "data/words.csv"))
    p = run("run", path, expect=3)
    assert "stands twice" in p.stderr


@case
def encodings_are_declared_not_guessed():
    words = [("\u041a\u0438\u0457\u0432", "\u0425\u0430\u0440\u043a\u0456\u0432"), ("\u041e\u0434\u0435\u0441\u0430", "\u0421\u0443\u043c\u0438")]
    for pair in words:
        text = "id,date,place\n" + "".join(f"{i},2025-03-18,{w}\n" for i, w in enumerate(pair))
        r = attempt(text.encode("cp1251"), mapping={"zone": "UTC"}, expect=3)
        assert "feed-encoding" in r.err and "cp1251" in r.err and pair[0] in r.err and r.rows == [], r.err
        r = attempt(text.encode("cp1251"), mapping={"zone": "UTC", "encoding": "cp1251"})
        assert [x[6] for x in r.rows] == list(pair)
        verified(r)
        for enc, mark in (("utf-16-le", b"\xff\xfe"), ("utf-16-be", b"\xfe\xff")):
            r = attempt(mark + text.encode(enc), mapping={"zone": "UTC"})
            assert [x[6] for x in r.rows] == list(pair)
            r = attempt(text.encode(enc), mapping={"zone": "UTC"}, expect=3)
            assert "feed-encoding" in r.err and enc.replace("16-", "16") in r.err, r.err
            r = attempt(text.encode(enc), mapping={"zone": "UTC", "encoding": enc.replace("16-", "16")})
            assert [x[6] for x in r.rows] == list(pair)
    r = attempt(b"id,date,place\n1,2025-03-18,ok\n2,2025-03-18,b\xff\xfed\n3,2025-03-18,\xd0\x9a\n", mapping={"zone": "UTC"})
    assert r.counts[-4:] == [3, 2, 0, 1] and "[utf8]" in r.err  # one bad row is one bad row


@case
def what_is_no_table_is_refused_by_its_bytes():
    junk = {"a.pdf": b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\nid,date\n", "a.png": b"\x89PNG\r\n\x1a\n" + bytes(200), "a.jpg": b"\xff\xd8\xff\xe0" + bytes(100), "a.docx": b"PK\x03\x04" + b"word/document.xml" + bytes(60), "a.html": b"<!DOCTYPE html><html>id,date\n</html>", "a.xml": b"<?xml version='1.0'?><data/>",
            "a.exe": b"\x7fELF\x02\x01\x01" + bytes(60), "a.parquet": b"PAR1" + bytes(60), "a.bin": bytes(range(256)) * 8}
    for kind in ("events", "claims", "incidents", "totals", "sites", "firms", "viina", "ucdp", "effort", "performance", "areas", "wri", "gem-steel"):
        for name, data in junk.items():
            N[0] += 1
            f = f"{TMP}/junk{N[0]}-{name}"
            open(f, "wb").write(data)
            p = run("feed", f, "--kind", kind, expect=3)
            assert any(c in p.stderr for c in ("feed-format", "feed-html", "convert")), (kind, name, p.stderr)
            assert p.stdout == "kind,file,received,accepted,duplicate,set_aside\n"


@case
def only_regular_files_are_opened():
    import socket
    fifo, folder, sock = TMP + "/fifo", TMP + "/folder.csv", TMP + "/s.sock"
    os.mkfifo(fifo)
    os.makedirs(folder)
    s = socket.socket(socket.AF_UNIX)
    s.bind(sock)
    try:
        for path, word in ((fifo, "pipe"), (folder, "folder"), (sock, "socket"), ("/dev/zero", "device"), ("/dev/null", "device")):
            for args in (["feed", path, "--kind", "events"], ["feed", path], ["map", path], ["fuse", "--claims", path], ["assess", f"{base.ROOT}/examples/energy-2025/agreement.yaml", "--incidents", path], ["agreement", "check", path], ["stats", "rates", path, "--from", "2025-03-18"], ["sites", path, "x"]):
                p = subprocess.run([TRUCE, *args], capture_output=True, text=True, timeout=20)
                assert p.returncode in (3, 4), (args, p.returncode, p.stderr)
                assert word in p.stderr or "cannot" in p.stderr, (args, p.stderr)
                assert len(p.stderr.splitlines()) <= 2, p.stderr
        r = attempt(lambda f: os.mkfifo(f), mapping={"zone": "UTC"}, expect=3)
        assert "is a pipe" in r.err and "ALARM" in r.p.stdout
        path = mission("fifo-claims", "energy-2025")
        os.remove(path + "/data/claims.csv")
        os.mkfifo(path + "/data/claims.csv")
        p = subprocess.run([TRUCE, "run", path], capture_output=True, text=True, timeout=20)
        assert p.returncode == 4 and "is a pipe" in p.stderr
    finally:
        s.close()


@case
def faults_are_counted_not_poured_out():
    bad = "id,date,lat,lon\n" + "".join(f"{i},2025-03-{18 + i % 3},{'x' if i % 2 else '48.5'},{'37' if i % 5 else 'y'}\n" for i in range(500)) + "1,never,48,37\n" * 3
    n_bad = sum(1 for i in range(500) if i % 2 or i % 5 == 0)
    out = TMP + "/not-taken.csv"
    r = attempt(bad, mapping={"id": "id", "date": "date", "lat": "lat", "lon": "lon", "zone": "UTC"}, extra=("--rejects", out))
    lines = [x for x in r.err.splitlines() if "set aside" in x]
    assert len(lines) == 20, len(lines)
    assert f"{n_bad} row-position" in r.err and "3 row-time" in r.err, r.err
    rows = list(csv.DictReader(open(out, encoding="utf-8")))
    assert len(rows) == n_bad + 3 and {x["code"] for x in rows} == {"row-position", "row-time"}
    assert rows[0]["line"] == "2" and rows[0]["row"].startswith("0,2025-03-18")
    head = example("claims")[0]
    wrong = [[f"R{i}" if c == "row_id" else "never" if c == "event_date_stated" else "x" if c not in ("page_date",) else "2025-03-18" for c in head] for i in range(200)]
    claims = TMP + "/wrong-claims.csv"
    open(claims, "w").write(written([head] + wrong))
    p = run("fuse", "--claims", claims, "--rejects", out)
    assert len(p.stderr.splitlines()) < 30 and "200 row" in p.stderr, p.stderr[-400:]
    assert len(list(csv.DictReader(open(out, encoding="utf-8")))) == 200
    assert len(p.stdout.splitlines()) == 201


@case
def kinds_are_named():
    for args in (["feed", "x.csv", "--kind", "evnts"], ["import", mission("kinds", "energy-2025"), "evnts", "x.csv"], ["map", "x.csv", "--kind", "evnts"]):
        p = run(*args, expect=2)
        assert "'evnts' is no kind; the kinds are claims, totals, incidents, events" in p.stderr and p.stderr.rstrip().endswith("effort, performance, process, invocations, findings, windows, casualties and ship-events"), p.stderr
    path = mission("kinds2", "energy-2025")
    open(path + "/mission.yaml", "a").write("")
    text = open(path + "/mission.yaml", encoding="utf-8").read()
    open(path + "/mission.yaml", "w", encoding="utf-8").write(text.replace("sources:\n", "sources:\n  - {kind: evnts, file: x}\n"))
    p = run("run", path, expect=3)
    assert "'evnts' is no kind" in p.stderr and "performance" in p.stderr


@case
def a_recorded_form_stays():
    """A batch read by a form is read by it again, and a mission of the plain reading has no form at all."""
    r = attempt(text_rows(";", True, head=("ID", "Date", "LAT", "Longitude", "place")), mapping={"zone": "UTC"})
    check_rows(r)
    entries = open(r.path + "/ledger/entries", encoding="utf-8").read()
    form = json.loads(entry(r)["form"])
    assert form["columns"]["id"] == "ID" and form["columns"]["lon"] == "Longitude" and form["decimals"] == {"LAT": ",", "Longitude": ","}, form
    run("rebuild", r.path)
    check_rows(type("R", (), {"counts": r.counts, "err": "", "rows": sqlite3.connect(r.path + "/index.db").execute("select id, from_usec, to_usec, lat, lon, category, place, source from event order by entry, record").fetchall()}))
    assert open(r.path + "/ledger/entries", encoding="utf-8").read().startswith(entries)
    for ex in ("energy-2025", "exercise", "easter-2025", "victory-day-2025"):
        path = mission("noform-" + ex, ex)
        run("run", path)
        assert '"form"' not in open(path + "/ledger/entries", encoding="utf-8").read(), ex


@case
def the_assistant():
    f = TMP + "/look.csv"
    open(f, "w", encoding="utf-8").write("Nr;Datum;Uhrzeit;Breite;L\u00e4nge;Ort;Rest\n1;18.03.2025;8:30;48,5;37,25;Foo;q\n2;19.03.2025;9:30;48,625;37,5;Bar;q\n")
    before = sorted(os.listdir(TMP))
    p = run("map", f)
    for words in ('id: "Nr"', 'date: "Datum"', 'time: "Uhrzeit"', 'lat: "Breite"', 'lon: "L\u00e4nge"', 'place: "Ort"', "semicolons between fields", "a guess from its name", 'written "48,5"', '"Rest"', "2025-03-18T"):
        assert words in p.stdout, (words, p.stdout)
    assert sorted(os.listdir(TMP)) == before  # it writes nothing
    # what it prints can be pasted: as a file, and as the mapping of a source
    open(TMP + "/pasted.yaml", "w", encoding="utf-8").write(p.stdout)
    q = run("feed", f, "--kind", "events", "--mapping", TMP + "/pasted.yaml")
    assert q.stdout.splitlines()[-1].endswith(",2,2,0,0"), (q.stdout, q.stderr)
    open(f, "w").write("id,date\n1,02/01/2025\n")
    p = run("map", f, expect=1)
    assert "2025-01-02 with the day first" in p.stdout
    open(f, "wb").write("id,date,place\n1,2025-03-18,\u041a\u0438\u0457\u0432\n".encode("cp1251"))
    p = run("map", f)
    assert "encoding: cp1251" in p.stdout and "\u041a\u0438\u0457\u0432" in p.stdout
    for kind in ("incidents", "claims", "totals"):
        p = run("map", f"{base.ROOT}/examples/energy-2025/data/{kind}.csv")
        assert f"its columns are those of: {kind}\n" in p.stdout and "read without a mapping" in p.stdout, p.stdout[:300]


if __name__ == "__main__":
    sys.exit(base.main())
