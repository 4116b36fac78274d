#!/usr/bin/env python3
"""sweep.py TRUCE MALLOC_FAIL.so [--sample N]: each allocation of a run fails once; the mission must verify after
each. Every site over an example of 20 claims, 3 incidents and 3 totals; then N sites (default 300), evenly
spread, over the whole example and over assess, fuse, compare and agreement check.

Uses the preload library of the shared harness; this driver exists beside the harness's own because it spreads
the sites over the cores. Closing lines as the harness has them: calls= swept= crash= hang= clean_error= exit0=
verify_failed= exit0_but_different=
(a run that succeeds must give exactly the output and the entries of the undisturbed run)."""
import concurrent.futures
import datetime
import os
import re
import shutil
import struct
import subprocess
import sys
import tempfile

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
TRUCE, LIB = map(os.path.abspath, sys.argv[1:3])
SAMPLE = int(sys.argv[sys.argv.index("--sample") + 1]) if "--sample" in sys.argv else 300
FROM = int(sys.argv[sys.argv.index("--from") + 1]) if "--from" in sys.argv else 1
EVERY = int(sys.argv[sys.argv.index("--every") + 1]) if "--every" in sys.argv else 1
ONLY = sys.argv[sys.argv.index("--only") + 1] if "--only" in sys.argv else ""
TMP = tempfile.mkdtemp(prefix="sweep-")
EX = os.path.join(ROOT, "examples", "energy-2025")


def small_mission(path):
    os.makedirs(path + "/data")
    for name, n in (("claims", 20), ("incidents", 3), ("totals", 3)):
        lines = open(f"{EX}/data/{name}.csv", encoding="utf-8").read().splitlines()
        open(f"{path}/data/{name}.csv", "w", encoding="utf-8").write("\n".join(lines[: n + 1]) + "\n")
    subprocess.run([TRUCE, "init", path + "/new"], check=True, capture_output=True)
    ag = open(path + "/new/agreement.yaml").read()
    cats = ("unknown energy energy.power energy.power.line energy.power.line.distribution energy.power.line.transmission energy.power.substation energy.power.substation.distribution "
            "energy.power.substation.transmission energy.power.plant energy.power.plant.wind energy.gas energy.gas.metering energy.gas.distribution_station energy.traction infra infra.health").split()
    ag = re.sub(r"taxonomy:\n(  .*\n)+", "taxonomy:\n" + "".join(f"  {c}: x\n" for c in cats), ag)
    open(path + "/agreement.yaml", "w").write(ag)
    m = open(EX + "/mission.yaml").read()
    m = re.sub(r".*kind: (regions|casualties).*\n", "", m.split("not_observed")[0])
    open(path + "/mission.yaml", "w").write(m)
    shutil.rmtree(path + "/new")


def events_mission(path):
    small_mission(path)
    m = re.sub(r"(?ms)^sources:.*", "sources:\n  - {kind: events, file: data/events.csv, mapping: {id: event, date: day, lat: y, lon: x, zone: Europe/Kyiv}}\n", open(path + "/mission.yaml").read())
    open(path + "/mission.yaml", "w").write(m)
    open(path + "/data/events.csv", "w").write("event,day,y,x\n" + "".join(f"e{k},2025-03-{20 + k},50,36\n" for k in range(5)))


def evidence_mission(path):
    os.makedirs(path)
    subprocess.run([TRUCE, "init", path], check=True, capture_output=True)
    write = lambda n, *rows: open(f"{path}/{n}", "w", encoding="utf-8").write("\n".join(rows) + "\n")
    write("inc.csv", "incident,group,kind,utc_lo,utc_hi,place,adm1,state,lat,lon,radius_m,category,act",
          "N1,N1,incident,2025-04-02T01:00Z,2025-04-02T03:00Z,Norte,Norska oblast,A,48.5,36.5,3000,civil,strike_hit")
    write("fires.csv", "latitude,longitude,bright_ti4,scan,track,acq_date,acq_time,satellite,instrument,confidence,version,bright_ti5,frp,daynight",
          *[f"48.50000,36.50000,310.2,0.39,0.36,2025-02-{d:02d},0030,N,VIIRS,n,2.0NRT,290.1,4.{d % 9},N" for d in range(1, 27)],
          *[f"48.53000,36.53000,310.2,0.39,0.36,{y}-04-0{d},0130,N,VIIRS,n,2.0NRT,290.1,5,N" for y in (2019, 2020, 2021) for d in (1, 2, 3)],
          *["48.52000,36.51000,310.2,0.39,0.36,2025-04-02,0130,N,VIIRS,n,2.0NRT,290.1,22.5,N"] * 2, "x,y,1,1,1,2025-04-02,0130,N,VIIRS,n,2,1,1,N")
    write("reports.csv", '"datetime","lon","lat","place_name","event_type","headline"', '"2025-04-02 02:10:00","36.51","48.51","Norte","uav|arresb","words"',
          '"2025-04-02 00:00:00","31.0","50.0","Suria","","words"')
    write("alerts.csv", "region,started_at,finished_at,n_subalerts", "Nor oblast,2025-04-02T00:30:00.000Z,2025-04-02T01:30:00.000Z,1")
    write("ucdp.csv", "id,type_of_violence,where_prec,latitude,longitude,date_start,date_end", "7,1,1,48.5,36.5,2025-04-02,2025-04-02")
    write("areas.geojson", '{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"name":"P"},"geometry":{"type":"Polygon","coordinates":[[[36,48],[37,48],[37,49],[36,48]]]}}]}')
    write("ports.csv", "unlocode,name,city,province,country,latitude,longitude", "AAB,Norte,Norte,N,A,48.5,36.5")
    write("sites.csv", "id,name,category,lat,lon,radius_m", "S1,Norte mill,civil,48.52,36.51,200", "S2,Mill,civil,48.521,36.511,200")
    write("fetches.csv", "scraped_at", "2025-04-02T12:00:00Z")
    write("held_20250402.geojson", '{"type":"FeatureCollection","features":[{"type":"Feature","properties":{},"geometry":{"type":"Polygon","coordinates":[[[36,48],[37,48],[37,49],[36,48]]]}}]}')
    m = open(path + "/agreement.yaml").read().replace("  unknown:", "  infra: things\n  infra.port: ports\n  infra.port.sea: sea ports\n  unknown:")
    open(path + "/agreement.yaml", "w").write(m)
    kinds = "incidents: inc.csv, firms: fires.csv, viina: reports.csv, alerts: alerts.csv, ucdp: ucdp.csv, areas: areas.geojson, ports: ports.csv, sites: sites.csv, fetches: fetches.csv, control: held_20250402.geojson"
    write("mission.yaml", "truce: mission/1", "id: ev", "title: ev", "agreement: agreement.yaml", "clock: {start: 2025-04-01T00:00Z}", "season: {before: 2022-02-24}", "ratings: [{source: press, letter: C}]",
          "period: {from: 2025-04-01, to: 2025-04-03}", "sources:",
          *[f"  - {{kind: {k}, file: {f}" + (", mapping: {zone: UTC, default_radius_m: 5000}}" if k == "viina" else "}") for k, f in (x.split(": ") for x in kinds.split(", "))])


def one(args):
    command, source, at = args
    work = tempfile.mkdtemp(dir=TMP)
    mission = work + "/m"
    count = work + "/n"
    open(count, "w").close()
    if source:
        shutil.copytree(source, mission)
    env = dict(os.environ, LD_PRELOAD=LIB, MF_PROG="truce", MF_AT=str(at), MF_COUNT=count)
    cmd = [TRUCE] + [mission if c == "@" else c for c in command]
    try:
        p = subprocess.run(cmd, env=env, capture_output=True, timeout=60)
        rc, said = p.returncode, p.stdout.replace(work.encode(), b"")
    except subprocess.TimeoutExpired:
        rc, said = 124, b""
    ok = True
    if source:
        said += open(mission + "/ledger/entries", "rb").read() if os.path.exists(mission + "/ledger/entries") else b""
    if source:
        ok = subprocess.run([TRUCE, "verify", mission], capture_output=True).returncode == 0
        if command[0] in ONE_ENTRY and rc != 0 and said.count(b"\n") != open(source + "/ledger/entries", "rb").read().count(b"\n"):
            ok = False  # told as failed, and recorded all the same: whoever tries again records it twice
    n = struct.unpack("q", open(count, "rb").read()[:8])[0] if at == 0 else 0
    shutil.rmtree(work, ignore_errors=True)
    return rc, ok, n, at, said


ONE_ENTRY = ("observe", "decide", "code", "reply", "review", "finding")


def sweep(title, command, source=None, sites=None):
    if ONLY and ONLY not in title:
        return 0
    rc, ok, calls, _, want = one((command, source, 0))
    assert rc == 0 and ok and calls > 0, (title, rc, ok, calls)
    todo = range(1, calls + 1) if sites == "all" else range(FROM, calls + 1, EVERY) if sites is None else sorted({1 + i * calls // sites for i in range(sites)})
    crash = hang = clean = exit0 = bad = other = 0
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count() or 1) as pool:
        for rc, ok, _, at, said in pool.map(one, ((command, source, at) for at in todo)):
            crash += rc < 0 or rc >= 128
            hang += rc == 124
            exit0 += rc == 0
            clean += 0 < rc < 124
            bad += not ok
            other += rc == 0 and said != want  # success must mean the whole and right answer
            if rc == 0 and said != want:
                print(f"at call {at}: exit 0 with another answer", flush=True)
            if rc < 0 or rc >= 124 or not ok:
                print(f"at call {at}: exit {rc}, verifies: {ok}", flush=True)
    print(f"{title}: calls={calls} swept={len(todo)} crash={crash} hang={hang} clean_error={clean} exit0={exit0} verify_failed={bad} exit0_but_different={other}", flush=True)
    return crash + hang + bad + other


def main():
    small_mission(TMP + "/small")
    whole = TMP + "/whole"
    shutil.copytree(EX, whole, ignore=shutil.ignore_patterns("ledger", "blobs", "reports", "index.db*"))
    ran, events = TMP + "/ran", TMP + "/events"
    shutil.copytree(whole, ran)
    subprocess.run([TRUCE, "run", ran], check=True, capture_output=True)
    events_mission(events)
    evidence_mission(TMP + "/evidence")
    a, i, c = EX + "/agreement.yaml", EX + "/data/incidents.csv", EX + "/data/claims.csv"
    faults = sweep("whole example, sampled", ["run", "@"], whole, SAMPLE)
    faults += sweep("assess", ["assess", a, "--incidents", i, "--format", "csv"], None, SAMPLE)
    faults += sweep("compare", ["compare", a, "--incidents", i], None, SAMPLE)
    faults += sweep("fuse", ["fuse", "--claims", c, "--reasons"], None, SAMPLE)
    faults += sweep("agreement check", ["agreement", "check", a], None, SAMPLE)
    faults += sweep("one observation", ["observe", "@", "--by", "O", "--time", "2025-04-01T10:30", "--zone", "Europe/Kyiv", "--observation", "heard"], ran, SAMPLE)
    brim = TMP + "/brim"  # lists of entries grow with the next one
    shutil.copytree(os.path.join(ROOT, "examples", "easter-2025"), brim, ignore=shutil.ignore_patterns("ledger", "blobs", "reports", "index.db*"))
    subprocess.run([TRUCE, "run", brim], check=True, capture_output=True)
    while len(open(brim + "/ledger/entries").readlines()) < 32:
        subprocess.run([TRUCE, "observe", brim, "--by", "O", "--time", "2025-04-20T10:30Z", "--observation", "heard"], check=True, capture_output=True)
    faults += sweep("one observation more than there is room for", ["observe", "@", "--by", "O", "--time", "2025-04-20T10:30Z", "--observation", "heard"], brim, "all")
    faults += sweep("one decision", ["decide", "@", "merge", "CL006", "CL007", "--by", "A", "--reason", "r"], ran, SAMPLE)
    faults += sweep("one coding", ["code", "@", "make", "--from", "CL006", "--set", "category=unknown", "--by", "A", "--reason", "r"], ran, SAMPLE)
    faults += sweep("one reply", ["reply", "@", "ask", "CL006", "--party", "RU", "--by", "A", "--words", "w"], ran, SAMPLE)
    faults += sweep("events through a mapping", ["run", "@"], events, SAMPLE)
    faults += sweep("evidence beside incidents", ["run", "@"], TMP + "/evidence", SAMPLE)
    seen = TMP + "/seen"
    shutil.copytree(TMP + "/evidence", seen)
    subprocess.run([TRUCE, "run", seen], check=True, capture_output=True)
    faults += sweep("sites by name", ["sites", "@", "norte"], seen, SAMPLE)
    faults += sweep("feed", ["feed", TMP + "/evidence/fires.csv", TMP + "/evidence/reports.csv", TMP + "/evidence/alerts.csv", "--rejects", "/dev/null"], None, SAMPLE)
    text, two, names = TMP + "/north.txt", TMP + "/south.html", TMP + "/names.yaml"
    page = open(os.path.join(ROOT, "docs", "reading.md"), encoding="utf-8").read()
    given = dict(re.findall(r"[Ss]ave it as `([\w.]+)`:\n\n```\w+\n(.*?)```", page, re.S))
    for path, name in ((text, "north.txt"), (two, "article.html"), (names, "names.yaml")):
        open(path, "w", encoding="utf-8").write(given[name])
    announced, drafted = TMP + "/announced", TMP + "/drafted"
    for made in (announced, drafted):  # entries are dated alike in every run
        subprocess.run([TRUCE, "init", made], check=True, capture_output=True)
        with open(made + "/mission.yaml", "a", encoding="utf-8") as f:
            f.write("clock: {start: 2031-03-18T00:00Z}\n")
    subprocess.run([TRUCE, "run", announced], check=True, capture_output=True)
    subprocess.run([TRUCE, "read", text, "--parties", names, "--into", drafted], check=True, capture_output=True)
    faults += sweep("announcements", ["read", text, two, "--parties", names], None, SAMPLE)
    faults += sweep("page of a draft", ["read", text, two, "--parties", names, "--format", "html"], None, SAMPLE)
    faults += sweep("texts into a mission", ["read", text, two, "--parties", names, "--into", "@"], announced, SAMPLE)
    faults += sweep("clauses confirmed", ["confirm", "@", "all", "--by", "A", "--reason", "r"], drafted, SAMPLE)
    faults += sweep("run with drafts", ["run", "@", "--drafts"], drafted, SAMPLE)
    days, cas, geo = TMP + "/days.csv", TMP + "/a.cas", TMP + "/a.geo"
    open(days, "w").write("day,count,exposure,covered,volume\n" + "".join(f"2025-{m:02d}-{d:02d},{d % 4},1,{g},9\n" for m in (2, 3) for d in range(1, 29) for g in (0, 1)))
    open(cas, "w").write("".join(f"p{i} {1 + (i + y) % 2} {2000 + y}\n" for i in range(9) for y in range(4)))
    open(geo, "w").write("".join(f"p{i} {i % 3} {i // 3}\n" for i in range(9)))
    years = TMP + "/years.csv"
    open(years, "w").write("day,count\n" + "".join(f"{datetime.date(2023, 1, 2) + datetime.timedelta(days=i)},{i % 4}\n" for i in range(560)))
    for what in ("rates", "series", "compare", "placebo", "change", "warn"):
        faults += sweep("stats " + what, ["stats", what, days] + (["--from", "2025-03-16"] if what in ("rates", "series", "compare", "placebo") else []) + (["--window", "1"] if what == "placebo" else []), None, SAMPLE)
    for what, more in (("return", ["--from", "2025-03-16"]), ("level", ["--from", "2025-03-16"]), ("runs", []), ("glr", []), ("ears", ["--method", "C3"]), ("farrington", ["--method", "noufaily", "--years", "1"])):
        faults += sweep("stats " + what, ["stats", what, years if what in ("ears", "farrington") else days] + more, None, SAMPLE)
    wide = TMP + "/wide.csv"
    open(wide, "w").write("day,y,a,b,c,d,e\n" + "".join(f"2025-01-{d:02d},{d % 3},{d},{40 - d},{d % 7},{d % 5},{d % 4}\n" for d in range(1, 32)))
    open(TMP + "/p.csv", "w").write("name,p\na,0.01\nb,0.2\n")
    open(TMP + "/v.csv", "w").write("incident,K,U\nI1,1,0\nI2,1,1\n")
    faults += sweep("stats synthetic", ["stats", "synthetic", wide, "--from", "2025-01-25"], None, SAMPLE)
    faults += sweep("stats adjust", ["stats", "adjust", TMP + "/p.csv"], None, SAMPLE)
    faults += sweep("stats diverge", ["stats", "diverge", TMP + "/v.csv"], None, SAMPLE)
    study = TMP + "/study"
    shutil.copytree(os.path.join(ROOT, "examples", "exercise"), study, ignore=shutil.ignore_patterns("ledger", "blobs", "reports", "index.db*"))
    open(study + "/study.yaml", "a").write("replicates: 99\n")
    faults += sweep("a study and its obligations", ["run", "@"], study, SAMPLE)
    looked = TMP + "/looked"
    shutil.copytree(study, looked)
    subprocess.run([TRUCE, "run", looked], check=True, capture_output=True)
    faults += sweep("the days of a study", ["stats", "compare", "@", "--reading", "RB", "--rule", "incident/1", "--unclear", "other", "--effort", "monitor-hours", "--from", "2031-03-01"], looked, SAMPLE)
    faults += sweep("counting a mission", ["stats", "count", "@"], looked, SAMPLE)
    faults += sweep("days of a mission", ["grid", "@", "--daily", "K", "--rule", "incident/1", "--unclear", "other"], ran, SAMPLE)
    faults += sweep("stats scan", ["stats", "scan", "--cases", cas, "--places", geo, "--replicates", "19", "--threads", "2"], None, SAMPLE)
    faults += sweep("one proposal", ["review", "@", "propose", "I04", "--to", "verified", "--by", "A", "--reason", "r"], ran, SAMPLE)
    for name in ("contact-line", "exchange"):
        path = f"{TMP}/{name}"
        shutil.copytree(os.path.join(ROOT, "examples", name), path, ignore=shutil.ignore_patterns("ledger", "blobs", "reports", "index.db*"))
        faults += sweep("the process: " + name, ["run", "@"], path, SAMPLE)
        subprocess.run([TRUCE, "run", path], check=True, capture_output=True)
        faults += sweep("where it stands: " + name, ["process", "@"], path, SAMPLE)
        faults += sweep("a draft against it: " + name, ["agreement", "history", f"{ROOT}/examples/{name}/agreement.yaml", "--mission", "@"], path, SAMPLE)
        for verb in ("check", "show"):
            faults += sweep(f"agreement {verb}: {name}", ["agreement", verb, f"{ROOT}/examples/{name}/agreement.yaml"], None, SAMPLE)
    sea = f"{TMP}/sea-2025"
    shutil.copytree(os.path.join(ROOT, "examples", "sea-2025"), sea, ignore=shutil.ignore_patterns("ledger", "blobs", "reports", "index.db*"))
    log = f"{sea}/data/log.nmea.gz"
    faults += sweep("ships decoded", ["ais", log, "--format", "account"], None, SAMPLE)
    faults += sweep("ships over time", ["tracks", log], None, SAMPLE)
    faults += sweep("ships in a mission", ["run", "@"], sea, SAMPLE)
    faults += sweep("one finding", ["finding", "@", "--body", "W", "--at", "2031-03-12", "--words", "w", "--by", "A"], TMP + "/contact-line", SAMPLE)
    faults += sweep("cut-down example, every site", ["run", "@"], TMP + "/small")
    shutil.rmtree(TMP, ignore_errors=True)
    return 1 if faults else 0


sys.exit(main())
