"""desk.py TRUCE: the desk, asked over loopback as browsers ask, on real missions. TAP on standard output."""
import base64
import csv
import contextlib
import datetime
import hashlib
import hmac
import html
import html.parser
import http.client
import io
import json
import os
import pathlib
import random
import re
import resource
import shutil
import signal
import socket
import sqlite3
import struct
import subprocess
import sys
import tarfile
import tempfile
import threading
import time
import urllib.parse
from xml.etree import ElementTree

TRUCE = os.path.abspath(sys.argv[1])
ROOT = pathlib.Path(__file__).resolve().parent.parent
DIR = pathlib.Path(tempfile.mkdtemp(prefix="truce-desk-"))
ROLES = ["officer", "reviewer", "chief", "analyst", "liaison", "reader", "keeper"]
PASS = "correct horse battery {}"


class Desk:
    """A desk on a copy of an example, with a person of each role."""

    def __init__(self, name, example="exercise", people=True, change=None, before=None, alarm=False):
        self.path = DIR / name
        shutil.copytree(ROOT / "examples" / example, self.path)
        for file in self.path.rglob("*.*") if change else []:
            file.write_text(change(file.read_text()))
        if before:
            before(self.path)
        r = subprocess.run([TRUCE, "run", str(self.path)], capture_output=True, timeout=300)
        assert (r.returncode == 0) != alarm, r.stderr.decode()
        self.start()
        self.side = self.db("SELECT id FROM party ORDER BY position")[0][0]
        self.other_side = self.db("SELECT id FROM party ORDER BY position")[1][0]
        self.cookies = {}
        if people:
            self.welcome(self.link, PASS.format("keeper"))
            self.come_in("keeper")
            for role in ROLES[:-1]:
                self.add(role, role, self.side if role == "liaison" else "")

    def worked(self):
        """Seconds of work of the desk's process, however busy the machine is with other things."""
        stat = pathlib.Path(f"/proc/{self.process.pid}/stat").read_text().rsplit(")", 1)[1].split()
        return (int(stat[11]) + int(stat[12])) / os.sysconf("SC_CLK_TCK")

    def start(self):
        self.process = subprocess.Popen([TRUCE, "serve", str(self.path), "--port", "0"], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        self.link = None
        line = self.process.stdout.readline().decode()
        self.port = int(re.search(r"localhost:(\d+)", line).group(1))
        desk = sqlite3.connect(self.path / "desk" / "desk.db")
        if not desk.execute("SELECT 1 FROM person WHERE pass <> ''").fetchall():
            self.process.stdout.readline()
            self.link = re.search(r"token=(\S+)", self.process.stdout.readline().decode()).group(1)

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        assert self.process.wait(20) == 0, self.process.stderr.read().decode()

    def db(self, sql):
        return sqlite3.connect(self.path / "index.db").execute(sql).fetchall()

    def ask(self, method, path, form=None, who=None, headers=None, body=None):
        c = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        h = {"Host": f"localhost:{self.port}"}
        if who:
            h["Cookie"] = "__Host-desk=" + self.cookies[who]
        if form is not None:
            body = urllib.parse.urlencode(form, doseq=True)
            h["Content-Type"] = "application/x-www-form-urlencoded"
        h.update(headers or {})
        c.request(method, path, body, h)
        r = c.getresponse()
        opens = r.status == 200 and r.getheader("Content-Type") == "text/event-stream"  # it does not end by itself
        got = r.status, dict(r.getheaders()), "" if opens else r.read().decode("utf-8", "replace")
        c.close()
        return got

    def get(self, path, who):
        return self.ask("GET", path, who=who)

    def data(self, path, who):
        status, _, text = self.get(path, who)
        assert status == 200, (path, status, text)
        return json.loads(text)

    def csrf(self, who):
        page = {"keeper": "/people", "liaison": "/replies"}.get(who, "/incidents")
        return re.search(r'name="csrf" value="([^"]+)"', self.get(page, who)[2]).group(1)

    def post(self, path, form, who, **more):
        return self.ask("POST", path, {"csrf": self.csrf(who), **form}, who, **more)

    def welcome(self, token, passphrase):
        return self.ask("POST", "/welcome", {"token": token, "passphrase": passphrase, "again": passphrase})

    def come_in(self, name, passphrase=None):
        status, headers, text = self.ask("POST", "/login", {"name": name, "passphrase": passphrase or PASS.format(name)})
        assert status == 303, (name, status, text)
        self.cookies[name] = re.search(r"__Host-desk=([^;]+)", headers["Set-Cookie"]).group(1)

    def add(self, name, role, side="", come_in=True):
        status, _, text = self.post("/people", {"name": name, "role": role, "side": side, "again": "yes"}, "keeper")
        assert status == 200, text
        token = re.search(r"token=([\w-]+)", text).group(1)
        if come_in:
            assert self.welcome(token, PASS.format(name))[0] == 200
            self.come_in(name)
        return token


def matrix():
    text = subprocess.run([TRUCE, "serve", "--routes"], capture_output=True, timeout=30).stdout.decode()
    return list(csv.DictReader(io.StringIO(text)))


DESK = None


def words(page):
    return html.unescape(re.sub(r"<[^>]+>", " ", page))


# ---- who may do what ---------------------------------------------------------------------------------------


def case_the_matrix_of_roles_and_routes():
    """Each route for nobody and each role, with and without the token of its form: what the table allows and nothing else. No answer writes."""
    before, faults = DESK.db("SELECT value FROM meta WHERE key = 'ledger_size'"), []
    for r in matrix():
        path = re.sub(r":\w+", "none-such", r["path"])
        for who in [None] + ROLES:
            allowed = r[who or "nobody"] == "1"
            if r["path"] == "/logout" and who:
                continue  # it would end the session that the next rows need
            if r["method"] == "GET":
                status = DESK.ask("GET", path, who=who)[0]
                wanted = {200, 303, 404} if allowed else {401 if r["program"] == "1" else 303} if who is None else {403}
                twin = DESK.ask("GET", ("/today" if path == "/" else path) + ".json", who=who)[0] if path not in ("/style", "/login", "/welcome") else 200
                twins = {200, 303, 404} if allowed else {401} if who is None else {403}
                if status not in wanted or twin not in twins:
                    faults.append(f"GET {path} {who}: {status}, as data {twin}")
            else:
                without = DESK.ask("POST", path, {}, who)[0]
                if r["nobody"] == "1":
                    continue
                if without != (401 if who is None else 403):
                    faults.append(f"POST {path} {who} without a token: {without}")
                if who and not allowed and DESK.post(path, {}, who)[0] != 403:
                    faults.append(f"POST {path} {who} with a token")
    if DESK.db("SELECT value FROM meta WHERE key = 'ledger_size'") != before:
        faults.append("something was recorded")
    return faults


def basic(name, key):
    return {"Authorization": "Basic " + base64.b64encode(f"{name}:{key}".encode()).decode()}


def new_key(d, who):
    page = d.post("/you/key", {}, who)
    return re.search(r"<p>([A-Za-z0-9_-]{43})</p>", page[2]).group(1)


def case_a_reading_key_opens_what_the_table_says():
    """Every route with a reading key and no session: the open interfaces answer, nothing else does; an ended key, another's, a wrong one: nothing."""
    d, faults = Desk("keys"), []
    key = new_key(d, "chief")
    for r in matrix():
        path = re.sub(r":collection", "incidents", r["path"])
        path = re.sub(r":\w+", "E001", path)
        status = d.ask(r["method"], path, {} if r["method"] == "POST" else None, headers=basic("chief", key))[0]
        wanted = {200} if r["program"] == "1" else {200, 400, 403, 404, 422, 303} if r["nobody"] == "1" else {401, 303}
        if status not in wanted:
            faults.append(f"{r['method']} {path}: {status}")
    if d.ask("GET", "/ogc", headers={"Authorization": "Bearer " + key})[0] != 200:
        faults.append("as a bearer")
    hashed = sqlite3.connect(d.path / "desk" / "desk.db").execute("SELECT token FROM reading_key").fetchall()
    if hashed != [(hashlib.sha256(key.encode()).hexdigest(),)]:
        faults.append(f"kept as {hashed}")
    second = new_key(d, "chief")
    for what, headers in (("an earlier key", basic("chief", key)), ("a wrong key", basic("chief", second[:-1] + ("A" if second[-1] != "A" else "B"))), ("no key", {}), ("rubbish", {"Authorization": "Basic ***"}), ("a passphrase", basic("chief", PASS.format("chief")))):
        status, h, _ = d.ask("GET", "/ogc", headers=headers)
        if status != 401 or "Basic" not in h.get("WWW-Authenticate", ""):
            faults.append(f"{what}: {status} {h.get('WWW-Authenticate')}")
    if d.post("/you/key", {}, "liaison")[0] != 403 or d.post("/you/key", {}, "keeper")[0] != 403:
        faults.append("a key for a role that reads nothing")
    d.post("/people/chief/active", {"active": "no"}, "keeper")
    if d.ask("GET", "/ogc", headers=basic("chief", second))[0] != 401:
        faults.append("the key of a closed account")
    d.stop()
    return faults


def tool(*argv):
    p = subprocess.run(argv, capture_output=True, timeout=120, check=False)
    return p.returncode, p.stdout.decode(), p.stderr.decode()


def case_programs_read_the_incidents_of_the_report():
    """ogrinfo and ogr2ogr over OGC API Features, as QGIS does it: the features of incidents.geojson, each with the same place and the same words; filters by box and time hold; pages lead to all."""
    d, faults = Desk("ogc", "energy-2025"), []
    where = f"OAPIF:http://localhost:{d.port}/ogc"
    login = ["--config", "GDAL_HTTP_USERPWD", "analyst:" + new_key(d, "analyst"), "--config", "GDAL_HTTP_AUTH", "BASIC"]
    code, out, err = tool("ogrinfo", *login, "-ro", "-so", where, "incidents")
    report = json.loads(next((d.path / "reports").glob("*/incidents.geojson")).read_text())
    if code or f"Feature Count: {len(report['features'])}" not in out:
        faults.append(f"ogrinfo: {code} {out[:300]} {err[:300]}")
    got = DIR / "ogc.geojson"
    code, out, err = tool("ogr2ogr", *login, "-f", "GeoJSON", str(got), where, "incidents")
    if code:
        return faults + [f"ogr2ogr: {err[:400]}"]
    mine = {f["id"]: f for f in report["features"]}
    theirs = {f.get("id") or f["properties"]["id"]: f for f in json.loads(got.read_text())["features"]}
    if set(mine) != set(theirs):
        faults.append(f"ids: {sorted(set(mine) ^ set(theirs))[:5]}")
    for i, f in mine.items():
        other = theirs.get(i)
        if other is None:
            continue
        a, b = f["geometry"], other["geometry"]
        if (a is None) != (b is None) or (a and max(abs(x - y) for x, y in zip(a["coordinates"], b["coordinates"])) > 1e-6):
            faults.append(f"{i}: {a} {b}")
        for k, v in f["properties"].items():
            w = other["properties"].get(k)
            w = json.loads(w) if isinstance(v, dict) and isinstance(w, str) else w
            if v not in ("", w) and not (k.endswith("_utc") and (v, w) == ("unknown", None)) and not (k.endswith("_utc") and str(w).startswith(v[:16])):
                faults.append(f"{i} {k}: {v!r} {w!r}")
    all_of = d.data("/ogc/collections/incidents/items.json?limit=10000", "analyst")
    ids, page = [], "/ogc/collections/incidents/items?f=json&limit=7"
    while page:
        one = json.loads(d.get(page, "analyst")[2])
        ids += [f["id"] for f in one["features"]]
        page = next((li["href"].split(f":{d.port}")[1] for li in one["links"] if li["rel"] == "next"), None)
    if ids != [f["id"] for f in all_of["features"]] or all_of["numberMatched"] != len(ids) or len(set(ids)) != len(ids):
        faults.append(f"pages: {len(ids)} of {all_of['numberMatched']}")

    def chosen(ask):
        return {f["id"] for f in json.loads(d.get("/ogc/collections/incidents/items?f=json&limit=10000&" + ask, "analyst")[2])["features"]}
    west, south, east, north = 30, 46, 36, 50
    boxed = {i for i, f in mine.items() if f["geometry"] and west <= f["geometry"]["coordinates"][0] <= east and south <= f["geometry"]["coordinates"][1] <= north}
    across = {i for i, f in mine.items() if f["geometry"] and (f["geometry"]["coordinates"][0] >= east or f["geometry"]["coordinates"][0] <= west)}
    day = {i for i, f in mine.items() if f["properties"]["to_utc"] >= "2025-03-28" and f["properties"]["from_utc"] < "2025-03-30"}
    for what, ask, want in (("box", f"bbox={west},{south},{east},{north}", boxed), ("across", f"bbox={east},-90,{west},90", across), ("days", "datetime=2025-03-28/2025-03-29", day),
                            ("both", f"bbox={west},{south},{east},{north}&datetime=2025-03-28T00:00:00Z/2025-03-29T23:59:59Z", boxed & day), ("open", "datetime=../..", set(mine))):
        if chosen(ask) != want or not want:
            faults.append(f"{what}: {sorted(chosen(ask) ^ want)[:4]} of {len(want)}")
    for ask in ("bbox=1,2,3", "bbox=a,b,c,d", "bbox=0,9,1,3", "bbox=0,0,200,3", "datetime=soon", "datetime=2025-04-02/2025-04-01", "limit=0", "limit=x", "offset=-1", "colour=red", "f=xml", "bbox=nan,0,1,1"):
        if d.get("/ogc/collections/incidents/items?" + ask, "analyst")[0] != 400:
            faults.append(ask)
    if d.get("/ogc/collections/none", "analyst")[0] != 404 or d.get("/ogc/collections/incidents/items/none", "analyst")[0] != 404:
        faults.append("what is not there")
    html_page = d.ask("GET", "/ogc/collections/incidents/items", who="analyst", headers={"Accept": "text/html,*/*"})
    if html_page[0] != 200 or "<table" not in html_page[2]:
        faults.append("for a browser: no page")
    d.stop()
    return faults[:8]


def multipart(fields, files=(), boundary="-----------------------------9051914041544843365972754266"):
    """A form as browsers send it (RFC 7578)."""
    out = b""
    for name, value in fields:
        out += f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n'.encode() + value.encode() + b"\r\n"
    for name, file, data in files:
        out += f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"; filename="{file}"\r\nContent-Type: application/octet-stream\r\n\r\n'.encode() + data + b"\r\n"
    return out + f"--{boundary}--\r\n".encode(), {"Content-Type": "multipart/form-data; boundary=" + boundary}


def jpeg_with_exif():
    """The smallest thing that says of itself: taken 2031:03:05 09:30:00."""
    when = b"2031:03:05 09:30:00\0"
    ifd0 = struct.pack(">H", 1) + struct.pack(">HHII", 0x8769, 4, 1, 26) + struct.pack(">I", 0)
    exif = struct.pack(">H", 1) + struct.pack(">HHII", 0x9003, 2, len(when), 44) + struct.pack(">I", 0)
    tiff = b"MM\0*" + struct.pack(">I", 8) + ifd0 + exif + when
    app1 = b"Exif\0\0" + tiff
    return b"\xff\xd8\xff\xe1" + struct.pack(">H", len(app1) + 2) + app1 + b"\xff\xd9"


def incoming(d, wait=20):
    """What is left of files that came: they are thrown away when a request has ended, a moment after its answer."""
    end = time.monotonic() + wait
    while (left := sorted(os.listdir(d.path / "desk" / "incoming"))) and time.monotonic() < end:
        time.sleep(0.05)
    return left


def case_an_observation_comes_with_files():
    """As a browser sends them: kept by their digest, shown by it and by nothing else; sent twice, recorded once; nobody's files, too many, too long, or no form at all: refused, nothing recorded, nothing left."""
    d, faults = Desk("files", "exercise"), []
    photo, paper = jpeg_with_exif(), b"a paper, " * 100
    names = ["roof.jpg", "../../etc/passwd", "C:\\\\fakepath\\\\пост 4.txt", ".hidden", ""]

    def send(fields, files=(), who="officer", path="/observe.json", headers=None, **more):
        body, h = multipart([("csrf", d.csrf(who) if who else "x"), ("time", "2031-03-05T07:30Z"), *fields], files, **more)
        return d.ask("POST", path, None, who, {**h, **(headers or {})}, body)

    mark = "0f" * 16
    fields = [("observation", "saw\r\nsmoke"), ("description", "дим"), ("mark", mark), ("noted", "2031-03-05T07:31:00.250Z"), ("ahead", "-2.500"), ("within", "0.040"), ("stood-lat", "0.4"), ("stood-lon", "1.2"), ("stood-radius", "9")]
    files = [("photograph", names[0], photo)] + [("photograph", n, paper + n.encode()) for n in names[1:4]] + [("photograph", names[4], b"")]
    status, _, text = send(fields, files)
    first = json.loads(text)
    again = send(fields, files)
    other = send([("observation", "heard"), ("mark", mark)])
    if status != 200 or first["known"] or again[0] != 200 or json.loads(again[2]) != {**json.loads(again[2]), "entry": first["entry"], "known": 1} or other[0] != 422 or "something else" not in other[2]:
        return faults + [f"{status} {text[:200]} {again[0]} {again[2][:200]} {other[0]}"]
    told = d.data(f"/observations/{first['entry']}.json", "reviewer")
    want = [("roof.jpg", photo), ("passwd", paper + names[1].encode()), ("пост 4.txt", paper + names[2].encode()), ("file", paper + names[3].encode())]
    if [(f["name"], f["sha256"], f["bytes"]) for f in told["files"]] != [(n, hashlib.sha256(b).hexdigest(), str(len(b))) for n, b in want]:
        faults.append(f"files: {told['files']}")
    if "2031:03:05 09:30:00" not in told["files"][0]["says"] or told["observation"][0]["from"] != "2031-03-05T07:30Z":
        faults.append(f"what the file says: {told['files'][0]} {told['observation'][0]['from']}")
    if [told["device"][0][k] for k in ("noted", "clock_ahead_s", "clock_within_s", "stood_lat", "stood_lon", "stood_radius_m")] != ["2031-03-05T07:31:00.250Z", "-2.500", "0.040", "0.4", "1.2", "9"]:
        faults.append(f"device: {told['device']}")
    for (name, data), kind in zip(want, ["image/jpeg"] + ["application/octet-stream"] * 3):
        c = http.client.HTTPConnection("127.0.0.1", d.port, timeout=60)
        c.request("GET", "/originals/" + hashlib.sha256(data).hexdigest(), headers={"Host": f"localhost:{d.port}", "Cookie": "__Host-desk=" + d.cookies["reviewer"]})
        r = c.getresponse()
        if r.status != 200 or r.read() != data or r.getheader("Content-Type") != kind or "sandbox" not in r.getheader("Content-Security-Policy") or (r.getheader("Content-Disposition") == "attachment") != (kind != "image/jpeg") or r.getheader("X-Content-Type-Options") != "nosniff":
            faults.append(f"{name}: {r.status} {r.getheaders()}")
        c.close()
    # the incident that is made of it: its observation and pictures, for whoever may see them; the words of the clauses
    if d.post("/incidents", {"from": f"O-{first['entry']}", "category": "energy.power.substation", "reason": "x"}, "officer")[0] != 303:
        return faults + ["not made"]
    made = d.db("SELECT id FROM incident WHERE id LIKE 'K-%'")[0][0]
    for who, sees in (("officer", True), ("reader", False)):
        page, data = d.get(f"/incidents/{made}", who)[2], d.data(f"/incidents/{made}.json", who)
        shows = (f'src="/originals/{hashlib.sha256(photo).hexdigest()}"' in page, f'href="/observations/{first["entry"]}"' in page, "files" in data)
        if shows != (sees,) * 3 or [o["entry"] for o in data["observations"]] != [int(first["entry"])]:
            faults.append(f"{who}: {shows}")
    text = (d.path / "agreement.yaml").read_text()
    deciding = {x for v in data["verdicts"] for x in v["clauses"].split("; ")} & set(re.findall(r"\{id: ([\w-]+)", text))
    if {k["clause"] for k in data["clauses"]} != deciding or not deciding or any(k["words"] and k["words"] not in text for k in data["clauses"]) or not all(k["content"] for k in data["clauses"]):
        faults.append(f"clauses {data['clauses']} of {deciding}")
    agreement = hashlib.sha256((d.path / "agreement.yaml").read_bytes()).hexdigest()  # in blobs/ and with no observation
    for digest in (agreement, "0" * 64, first["entry"], "..%2f..%2fmission.yaml", "%27%20OR%201=1", hashlib.sha256(photo).hexdigest().upper(), hashlib.sha256(photo).hexdigest()[:63] + "%25"):
        if d.get(f"/originals/{digest}", "reviewer")[0] not in (400, 404):
            faults.append(f"original {digest}")
    if d.get("/originals/" + hashlib.sha256(photo).hexdigest(), "liaison")[0] != 403:
        faults.append("to a liaison")

    def size():
        d.get("/inbox", "officer")
        return d.db("SELECT value FROM meta WHERE key = 'ledger_size'")[0][0]
    before = size()
    body, h = multipart([("time", "2031-03-05T07:30Z"), ("observation", "x")], [("photograph", "a", b"x" * 100)])
    whole = {**h, "Host": f"localhost:{d.port}"}
    for what, want, got in (
            ("of nobody", 401, send([("observation", "x")], files, None)[0]), ("of a reader", 403, send([("observation", "x")], files, "reader")[0]),
            ("without a token", 403, d.ask("POST", "/observe", None, "officer", h, body)[0]),
            ("of a form without files", 415, d.post("/seen", {}, "officer", headers={"Content-Type": "multipart/mixed; boundary=a"}, body=body)[0]),
            ("for another route", 415, d.ask("POST", "/incidents", None, "officer", h, body)[0]),
            ("nine files", 413, send([("observation", "x")], [("photograph", f"{k}", b"x") for k in range(9)])[0]),
            ("201 fields", 413, send([("observation", "x")] + [("more", "x")] * 201)[0]),
            ("a long field", 413, send([("observation", "x" * (1 << 20))])[0]),
            ("64 MB and a byte", 413, send([("observation", "x")], [("photograph", "long", bytes((64 << 20) + 1))])[0]),
            ("a control", 400, send([("observation", "x\x01y")])[0]), ("cut off", 400, d.ask("POST", "/observe", None, "officer", h, body[:-20])[0]),
            ("a boundary that is none", 415, send([("observation", "x")], boundary="/", headers={"Content-Type": "multipart/form-data; boundary=/"})[0]),
            ("a bad time", 422, send([("observation", "x"), ("stood-lat", "91"), ("stood-lon", "1")])[0])):
        if got != want:
            faults.append(f"{what}: {got}, not {want}")
    if size() != before:
        faults.append("something was recorded")
    seed = random.randrange(1 << 30)
    r, broken = random.Random(seed), multipart([("csrf", "x"), ("observation", "x"), ("time", "")], [("photograph", "a", b"x" * 50), ("photograph", "", b"")])[0]
    for k in range(300):  # any bytes at all: without the token, nothing of it can be recorded
        bad = bytearray(broken)
        for _ in range(r.randrange(1, 6)):
            at = r.randrange(len(bad))
            bad[at:at + r.randrange(3)] = bytes(r.choice(b"\r\n-:;\"=\0\xff%x") for _ in range(r.randrange(3)))
        got = d.ask("POST", "/observe", None, "officer", h, bytes(bad))[0]
        if got not in (400, 403, 413):
            faults.append(f"seed {seed}, {k}: {got}")
    if size() != before:
        faults.append(f"seed {seed}: something was recorded")
    held = []
    for _ in range(5):  # four may send at once; the others are told to come back
        s = socket.create_connection(("127.0.0.1", d.port))
        s.sendall(("POST /observe.json HTTP/1.1\r\n" + "".join(f"{k}: {v}\r\n" for k, v in whole.items()) + f"Cookie: __Host-desk={d.cookies['officer']}\r\nContent-Length: {len(body)}\r\n\r\n").encode())
        time.sleep(0.2)
        held.append(s)
    held[4].sendall(body)
    if b" 503 " not in held[4].recv(100):
        faults.append("a fifth at once")
    for s in held:
        s.close()
    if incoming(d):
        faults.append("a file is left")
    named = pathlib.Path(tempfile.mkdtemp()) / 'a" onerror="alert(1)" x=\'.png'  # a name that a file of a disk can have
    named.write_bytes(photo)
    told = subprocess.run([TRUCE, "observe", str(d.path), "--by", "Somebody", "--time", "2031-03-05T07:35Z", "--observation", "named", "--attach", str(named)], check=True, capture_output=True, timeout=60).stdout.decode()
    shutil.rmtree(named.parent)
    entry, end = re.search(r"O-(\d+)", told)[1], time.monotonic() + 20
    while d.get(f"/observations/{entry}", "officer")[0] != 200 and time.monotonic() < end:
        time.sleep(0.1)
    alts = re.findall(r'<img[^>]* alt="([^"]*)">', d.get(f"/observations/{entry}", "officer")[2])
    if [html.unescape(x) for x in alts] != [named.name]:
        faults.append(f"the name of a photograph: {alts}")
    if send([("observation", "after all that")])[0] != 200:
        faults.append("nothing is taken any more")
    d.stop()
    return faults


def case_the_folder_is_taken_away():
    """One file with all of the mission and nothing of the accounts: unpacked it verifies and is the same, file by file; the same twice; not for everybody; nothing of it stays."""
    d, faults = Desk("taken", "exercise"), []
    body, h = multipart([("csrf", d.csrf("officer")), ("time", "2031-03-05T07:30Z"), ("observation", "seen")], [("photograph", "один.jpg", jpeg_with_exif())])
    d.ask("POST", "/observe", None, "officer", h, body)

    def take(who):
        c = http.client.HTTPConnection("127.0.0.1", d.port, timeout=60)
        c.request("GET", "/record/mission.tar", headers={"Host": f"localhost:{d.port}", "Cookie": "__Host-desk=" + d.cookies[who]})
        r = c.getresponse()
        got = r.status, r.getheader("Content-Type"), r.getheader("Content-Disposition"), r.read()
        c.close()
        return got
    status, kind, disposition, one = take("chief")
    if status != 200 or kind != "application/x-tar" or not disposition.startswith("attachment") or take("analyst")[3] != one:
        faults.append(f"{status} {kind} {disposition}, and once more another")
    for who in ("officer", "reviewer", "reader", "liaison", "keeper"):
        if take(who)[0] != 403:
            faults.append(f"{who} took it")
    if incoming(d):
        faults.append("something stays")
    d.stop()
    with tarfile.open(fileobj=io.BytesIO(one)) as t:
        inside = {m.name: t.extractfile(m).read() for m in t.getmembers() if m.isfile()}
        if any(not m.isfile() or m.uid or m.gid or m.mtime for m in t.getmembers()) or [m.name for m in t.getmembers()] != sorted(inside, key=lambda x: x.encode().split(b"/")):
            faults.append("owners, times or their order")
    top = next(iter(inside)).split("/")[0]
    real = {f"{top}/{f.relative_to(d.path)}": f.read_bytes() for f in d.path.rglob("*") if f.is_file() and f.relative_to(d.path).parts[0] != "desk"}
    if inside != real:
        faults.append(f"differs: {sorted(set(inside) ^ set(real))[:5]}")
    for name, data in inside.items():
        file = DIR / "taken-away" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(data)
    r = subprocess.run([TRUCE, "verify", str(DIR / "taken-away" / top), "--deep"], capture_output=True, timeout=120)
    return faults + ([] if r.returncode == 0 else [r.stdout.decode()])


def case_an_answer_comes_with_papers():
    """A liaison attaches papers to the answer: kept by their digest, shown to those inside and not to readers or the other side, in the report; nobody else attaches, and not to silence."""
    d, faults = Desk("papers", "exercise"), []
    item = d.data("/incidents.json", "chief")["incidents"][0]["id"]
    d.add("other", "liaison", d.other_side)
    for side in (d.side, d.other_side):
        d.post(f"/incidents/{item}/ask", {"party": side, "words": "What is known of it?", "until": "2031-02-01"}, "chief")
    paper, names = b"%PDF-1.4 our account " * 50, ("наш звіт.pdf", "../list.csv")

    def answer(who, files, **more):
        body, h = multipart([("csrf", d.csrf(who)), ("item", item), ("words", "We looked into it."), ("source", "letter 5"), *more.items()], files)
        return d.ask("POST", "/replies", None, who, h, body)
    files = [("attach", names[0], paper), ("attach", names[1], paper + b"2")]
    before = d.db("SELECT value FROM meta WHERE key = 'ledger_size'")
    if answer("officer", files)[0] != 403 or d.db("SELECT value FROM meta WHERE key = 'ledger_size'") != before:
        faults.append("an officer answered")
    if answer("liaison", files)[0] != 303:
        return faults + ["not answered"]
    want = [(hashlib.sha256(b).hexdigest(), n, str(len(b))) for n, b in ((names[0], paper), ("list.csv", paper + b"2"))]
    for where, key in ((f"/incidents/{item}.json", "reply_files"), ("/replies.json", "files")):
        got = [(f["sha256"], f["name"], f["bytes"]) for f in d.data(where, "chief").get(key, [])]
        if got != want:
            faults.append(f"{where} {got}")
    for who in ("liaison", "other", "reader"):
        page = d.data("/replies.json", who) if who != "reader" else d.data(f"/incidents/{item}.json", who)
        if "files" in page or "reply_files" in page or d.get("/originals/" + want[0][0], who)[0] != 403:
            faults.append(f"{who} sees papers")
    if [x["party"] for x in d.data("/replies.json", "other")["asked"]] != [d.other_side] or d.get("/originals/" + want[0][0], "officer")[0] != 200:
        faults.append("what is open to whom")
    if 'enctype="multipart/form-data"' not in d.get("/replies?lang=en", "other")[2] or incoming(d):
        faults.append("the form, or what is left")
    told = json.loads(subprocess.run([TRUCE, "report", str(d.path), "--format", "json", "--out", "-"], capture_output=True, timeout=120).stdout)["replies"]
    if [len(x.get("attachments", [])) for x in told if x["act"] == "answer"] != [2] or names[0] not in told[-1]["attachments"][0]:
        faults.append(f"in the report {told}")
    d.stop()
    r = subprocess.run([TRUCE, "reply", str(d.path), "silence", item, "--party", d.other_side, "--by", "X", "--attach", __file__], capture_output=True, timeout=60)
    v = subprocess.run([TRUCE, "verify", str(d.path), "--deep"], capture_output=True, timeout=120)
    (d.path / "blobs" / want[0][0][:2] / want[0][0]).write_bytes(b"other")
    w = subprocess.run([TRUCE, "verify", str(d.path)], capture_output=True, timeout=120)
    if r.returncode == 0 or v.returncode != 0 or w.returncode == 0 or b"attachment" not in w.stdout:
        faults.append(f"silence {r.returncode}, verify {v.stdout}, changed {w.stdout}")
    return faults


def case_a_draft_is_held_against_the_format_and_the_mission():
    """The analyst's own: faults with line and column as the command line has them, what is open, what differs, which incidents its words would part; nothing is recorded, nobody else sees it, no file is left."""
    d, faults = Desk("draft", "energy-2025"), []
    before = d.db("SELECT value FROM meta WHERE key = 'ledger_size'")
    first = d.data("/agreement/draft.json", "analyst")
    if first["faults"] or "lint-coordination" not in first["open"] or "draft:" not in first["open"] or first["differences"] != "Nothing.":
        faults.append(f"at first: {first}"[:300])
    text = (ROOT / "examples" / "energy-2025" / "agreement.yaml").read_text()
    broken = text.replace("readings:", "raedings:", 1)
    file = DIR / "broken.yaml"
    file.write_text(broken)
    told = tool(TRUCE, "agreement", "check", str(file))[2]
    wanted = [(int(a), int(b), code) for a, b, code in re.findall(r"broken\.yaml:(\d+):(\d+): error: [^\n]*\[([a-z-]+)\]", told)]
    if d.post("/agreement/draft", {"text": broken}, "analyst")[0] != 303:
        faults.append("not kept")
    found = d.data("/agreement/draft.json", "analyst")
    if [(f["line"], f["column"], f["code"]) for f in found["faults"]] != wanted or not wanted or "open" in found or "differences" in found:
        faults.append(f"{found['faults'][:2]} beside {wanted[:2]}")
    if d.data("/agreement/draft.json", "chief")["faults"] or "raedings" in d.get("/agreement/draft", "chief")[2]:
        faults.append("another sees it")
    changed = text.replace("30 days", "60 days")
    d.post("/agreement/draft", {"text": changed}, "analyst")
    if d.post("/agreement/draft", {"text": changed, "history": "yes"}, "analyst")[1].get("Location") != "/agreement/draft?history=yes":
        faults.append("kept, and not held against the incidents")
    found = d.data("/agreement/draft.json?history=yes", "analyst")
    diff = tool(TRUCE, "agreement", "diff", str(d.path / "agreement.yaml"), str((DIR / "changed.yaml").write_text(changed) and DIR / "changed.yaml"))[1]
    told = tool(TRUCE, "agreement", "history", str(DIR / "changed.yaml"), "--mission", str(d.path))
    if found["differences"].strip() != diff.strip() or not diff.strip() or found["history"].strip() != told[1].strip() or not told[1].strip():
        faults.append(f"against the mission: {found['differences'][:200]!r} {diff[:200]!r} {found['history'][:200]!r} {told[1][:200]!r}")
    status, _, body = d.ask("POST", "/agreement/check.json", {"text": broken, "csrf": d.csrf("analyst")}, "analyst")
    if status != 200 or [(f["line"], f["column"], f["code"]) for f in json.loads(body)["faults"]] != wanted:
        faults.append(f"as one types: {status} {body[:200]}")
    if d.data("/agreement/draft.json", "analyst")["faults"]:
        faults.append("what was typed was kept")
    for bad in ("", "a: [", "\t", "&a [*a", "x" * 500000, "!!python/object:os.system x"):
        status, _, page = d.post("/agreement/check", {"text": bad}, "analyst")
        if status != 200 or "<table" not in page:
            faults.append(f"{bad[:20]!r}: {status}")
    if [f.name for f in (d.path / "desk").rglob("*") if not f.name.startswith("desk.db") and f.name not in ("incoming", "address")]:
        faults.append("a file is left")
    took = []
    for most in (15000, 60000):
        wide, token, began = "".join(f"k{n}: 1\n" for n in range(most)), d.csrf("analyst"), d.worked()
        if d.ask("POST", "/agreement/check.json", {"text": wide, "csrf": token}, "analyst")[0] != 200:
            faults.append(f"{most} keys")
        took.append(d.worked() - began)
    if took[1] > 8 * max(took[0], 0.1):
        faults.append(f"a quarter of the keys took {took[0]:.2f} s of work, all of them {took[1]:.2f} s")
    if d.db("SELECT value FROM meta WHERE key = 'ledger_size'") != before:
        faults.append("something was recorded")
    d.stop()
    return faults


def case_numbers_are_those_of_the_command_line():
    """Grid with its picture, declared study, whatever is tried: each as `truce grid` and `truce stats` give it; a study that nobody declared, a method that is none, settings that make no sense are said."""
    faults = []
    for name in ("exercise", "energy-2025"):
        d = Desk("numbers-" + name, name)
        data = d.data("/numbers.json", "reader")
        grid = list(csv.DictReader(io.StringIO(tool(TRUCE, "grid", str(d.path))[1])))
        if [list(g.values()) for g in data["grid"]] != [list(g.values()) for g in grid] or not grid:
            faults.append(f"{name}: the grid")
        status, h, picture = d.get("/numbers/grid.svg", "reader")
        if status != 200 or h["Content-Type"] != "image/svg+xml" or picture != tool(TRUCE, "grid", str(d.path), "--format", "svg")[1] or "script" in picture:
            faults.append(f"{name}: the picture")
        code, told, said = tool(TRUCE, "stats", "study", str(d.path))
        rows = told[told.find("reading,test,"):] if "reading,test," in told else ""
        if [list(r.values()) for r in data.get("study", [])] != list(csv.reader(io.StringIO(rows)))[1:]:
            faults.append(f"{name}: the study")
        if (name == "exercise") != bool(rows) or not data["study_words"]:
            faults.append(f"{name}: {data['study_words']!r}")
        first = d.db("SELECT id FROM reading ORDER BY position")[0][0]
        ask = {"what": "series", "reading": first, "rule": "incident/1", "unclear": "out", "effort": "none", "from": "2031-03-01" if name == "exercise" else "2025-03-20"}
        data = d.data("/numbers.json?" + urllib.parse.urlencode(ask), "reader")
        out = tool(TRUCE, "stats", "series", str(d.path), *[x for k, v in ask.items() if k != "what" for x in ("--" + k, v)])
        if out[1] and data["try"].strip() != out[1].strip():
            faults.append(f"{name}: tried {data['try'][:100]!r}, not {out[1][:100]!r}")
        for bad in ({**ask, "from": "soon"}, {**ask, "effort": "none such"}, {**ask, "reading": "none"}):
            data = d.data("/numbers.json?" + urllib.parse.urlencode(bad), "reader")
            if not data["try"] or "\n\n" in data["try"]:
                faults.append(f"{name}: {bad}: {data['try'][:80]!r}")
        if "try" in d.data("/numbers.json?what=study", "reader"):
            faults.append("a method that is none here")
        d.stop()
    return faults


def case_the_map_shows_what_there_is():
    """Each position once, with its number where several share it; parts of the world and days hold; the table has every one; what cannot be read is refused."""
    d, faults = Desk("map", "energy-2025"), []
    placed = d.db("SELECT id, layer, lon, lat, from_usec, to_usec FROM incident WHERE lat IS NOT NULL")
    page, data = d.get("/map", "reader")[2], d.data("/map.json", "reader")
    picture = page.split('class="map"')[1].split("</svg>")[0]
    groups = {}
    for i, layer, lon, lat, *_ in placed:
        groups.setdefault((layer, round(lon, 6), round(lat, 6)), []).append(i)
    coded, alleged = len(re.findall('class="coded"', picture)), len(re.findall('class="alleged"', picture))
    if (coded, alleged) != tuple(sum(k[0] == x for k in groups) for x in ("coded", "alleged")):
        faults.append(f"{coded} dots and {alleged} squares for {len(groups)} positions")
    numbers = sorted(int(x) for x in re.findall(r'class="number"[^>]*>(\d+)<', picture))
    if numbers != sorted(len(v) for v in groups.values() if len(v) > 1) or data["shown"] != len(placed) or data["no_position"] != d.db("SELECT count(*) FROM incident WHERE lat IS NULL")[0][0]:
        faults.append(f"numbers {numbers}, shown {data['shown']}")
    if [i["id"] for i in data["incidents"]] != [i for i, in d.db("SELECT id FROM incident WHERE lat IS NOT NULL ORDER BY from_usec DESC, id LIMIT 100")] or data.get("incidents_more") is not True:
        faults.append("the table")
    west, south, east, north = 33.0, 46.0, 37.0, 51.0
    want = {i for i, _, lon, lat, *_ in placed if west <= lon <= east and south <= lat <= north}
    if {i["id"] for i in d.data(f"/map.json?bbox={west},{south},{east},{north}", "reader")["incidents"]} != want or not want:
        faults.append("a part of the world")
    low, high = 1743120000000000, 1743292800000000  # 28 and 29 March 2025
    want = {i for i, _, _, _, a, b in placed if (b if b is not None else a) is not None and (b if b is not None else a) >= low and (a if a is not None else b) < high}
    if {i["id"] for i in d.data("/map.json?from=2025-03-28&to=2025-03-29", "reader")["incidents"]} != want or not want:
        faults.append("days")
    time_svg = page.split('class="time"')[1].split("</svg>")[0]
    linked = [dict(urllib.parse.parse_qsl(html.unescape(x))) for x in re.findall(r'href="/map\?([^"]*)"', time_svg)]
    seen = sum(len([1 for *_, a, _ in placed_all if a is not None and a // 86400000000 == days(x["from"])]) for x in linked for placed_all in [d.db("SELECT 0, from_usec, 0 FROM incident")])
    if not linked or any(x["from"] != x["to"] for x in linked) or seen != d.db("SELECT count(from_usec) FROM incident")[0][0]:
        faults.append(f"bars: {len(linked)} of one day hold {seen}")
    for bad in ("bbox=1,2,3", "bbox=3,1,2,4", "bbox=a,b,c,d", "from=soon", "to=2025-13-01", "bbox=0,0,1,91", "bbox=1,1,1.0000000000000002,1.0000000000000002"):
        if d.get("/map?" + bad, "reader")[0] != 422:
            faults.append(bad)
    for box in ("30,40,30.001,40.001", "-180,-10,-179,10", "179,80,180,90", "-180,-90,180,90", "30,40,31,41"):
        for link in re.findall(r'<li><a href="(/map[^"]*bbox=[^"]*)"', d.get("/map?bbox=" + box, "reader")[2]):
            if d.get(html.unescape(link), "reader")[0] != 200:
                faults.append(f"from {box}: {link}")
    d.stop()
    return faults


def case_the_map_has_what_lies_beside():
    """Zones of the agreement, who is said to hold what on the day, sites, observations: those of the files, as far as the view goes; chosen in the address and kept in it."""
    d, faults = Desk("beside", "contact-line"), []
    folder = ROOT / "examples" / "contact-line" / "data"
    held = {p.name: json.loads(p.read_text())["features"] for p in folder.glob("control_*.geojson")}
    text = (d.path / "agreement.yaml").read_text()
    first, last = sorted(held)

    def beside(ask):
        return d.data("/map.json?bbox=-10,-10,10,10&" + ask, "officer").get("beside", [])
    zones = [z["id"] for z in beside("")]
    if not zones or any(f"id: {z}" not in text for z in zones) or [z["kind"] for z in beside("also=zones")] != ["zone"] * len(zones):
        faults.append(f"zones {zones}")
    if beside("also=none") or d.data("/map.json?bbox=-10,-10,10,10&also=control", "officer")["beside"][0]["source"] != last:
        faults.append("control of the last day")
    for to, want in (("2031-03-03", [first]), ("2031-03-04", [last]), ("2031-02-01", [])):
        if sorted({x["source"] for x in beside("also=control&to=" + to)}) != want:
            faults.append(f"held to {to}: {beside('also=control&to=' + to)}")
    if len(beside("also=control&to=2031-03-03")) != len(held[first]) or beside("also=control&bbox=")[:0] != []:
        faults.append("as many as the file has")
    if d.data("/map.json?bbox=100,50,110,60&also=control&also=zones", "officer")["beside"]:
        faults.append("elsewhere")
    d.post("/observe", {"time": "2031-03-05T08:00Z", "observation": "saw", "lat": "0.5", "lon": "2.1"}, "officer")
    page = d.get("/map?also=zones&also=control&also=observations&lang=en", "officer")[2]
    svg = page[page.index('<div class="map">'):page.index("</svg>")]
    drawn = {k: len(re.findall(f'<path class="{k}"', svg)) for k in ("zone", "control", "observed")}
    if drawn != {"zone": len(zones), "control": len(held[last]), "observed": 1} or 'href="/observations/' not in svg:
        faults.append(f"drawn {drawn}")
    links = [html.unescape(x) for x in re.findall(r'href="(/map[^"]*)"', page) if x != "/map"]
    if not links or any(sorted(urllib.parse.parse_qs(x.split("?")[1])["also"]) != ["control", "none", "observations", "zones"] for x in links):
        faults.append("links lose what is shown")
    if "observations" in d.data("/map.json?also=observations", "reader") or 'value="observations"' in d.get("/map", "reader")[2] or "/observations/" in d.get("/map?also=observations", "reader")[2]:
        faults.append("observations for a reader")
    rings = re.search(r'<path class="zone" d="M([^"]*)"', svg).group(1)
    shape = d.db("SELECT points FROM outline WHERE kind = 'zone' ORDER BY nth")[0][0]
    if rings.count("L") + 1 != len(shape.split(";")[0].split()):
        faults.append("the outline's points")
    d.stop()
    return faults


def case_the_map_has_what_sensors_tell():
    """Ships: squares where they were heard, silences and jumps as the report has them, in their days; nothing where it was not chosen."""
    d, faults = Desk("sensors", "sea-2025", people=False), []
    d.welcome(d.link, PASS.format("keeper"))
    d.come_in("keeper")
    d.add("reader", "reader")
    r = subprocess.run([TRUCE, "report", str(d.path), "--format", "json", "--out", "-"], capture_output=True, timeout=120)
    told = json.loads(r.stdout)["ships"]
    def beside(ask):
        return d.data("/map.json?bbox=20,35,50,55&also=" + ask, "reader").get("beside", [])
    rows = d.db("SELECT kind, id, west, east, south, north, name FROM outline WHERE kind IN ('heard', 'silent', 'interference')")
    silent = sorted((x["id"], x["category"]) for x in beside("ships") if x["kind"] == "ship silent")
    if silent != sorted((str(g["mmsi"]), g["label"]) for g in told["gaps"]) or not silent:
        faults.append(f"silent {silent}")
    for g in told["gaps"]:
        box = [min(g["lon"], g["lon_to"]), max(g["lon"], g["lon_to"]), min(g["lat"], g["lat_to"]), max(g["lat"], g["lat_to"])]
        if not any(k == "silent" and i == str(g["mmsi"]) and all(abs(a - b) < 1e-4 for a, b in zip(b4, box)) for k, i, *b4, _ in rows):
            faults.append(f"where {g['mmsi']} was silent")
    if len([x for x in beside("ships") if x["kind"] == "positions that jump"]) != len(told["interference"]) or not told["interference"]:
        faults.append("jumps")
    squares = [x for x in rows if x[0] == "heard"]
    if not squares or any(not 0.05 < x[3] - x[2] < 2 or int(x[6]) < 1 for x in squares):
        faults.append("squares")
    day = min(g["from"] for g in told["gaps"])[:10]
    late = (datetime.date.fromisoformat(max(g["to"] for g in told["gaps"])[:10]) + datetime.timedelta(days=1)).isoformat()
    before = (datetime.date.fromisoformat(day) - datetime.timedelta(days=1)).isoformat()
    for ask, want in ((f"&from={late}", 0), (f"&to={before}", 0), (f"&from={day}&to={late}", len(silent))):
        if len([x for x in beside("ships" + ask) if x["kind"] == "ship silent"]) != want:
            faults.append(f"in the days {ask}: not {want}")
    if beside("none") or beside("anomalies") or {x["kind"] for x in beside("zones")} - {"zone"}:
        faults.append("what was not chosen")
    page = d.get("/map?bbox=20,35,50,55&also=ships&lang=en", "reader")[2]
    table = d.data("/map.json?bbox=20,35,50,55&also=ships", "reader")["heard"]
    if [x["heard"] for x in table] != sorted((int(x[6]) for x in squares), reverse=True)[:100]:
        faults.append("the table of squares")
    drawn = {k: len(re.findall(f'class="{k}[ "]', page)) for k in ("heard", "silent", "interference")}
    if drawn != {"heard": len(squares), "silent": len(silent), "interference": len(told["interference"])}:
        faults.append(f"drawn {drawn}, of {len(squares)} squares")
    d.stop()
    return faults


def with_fires(path):
    """Two files of detections: many near one place, some far and some before the period; a hundred stand in both."""
    r, rows = random.Random(5), []
    for i in range(3000):
        day, minute = (datetime.date(2025, 3, 10) + datetime.timedelta(days=r.randrange(40))).isoformat(), r.randrange(1440)
        near = i % 10
        lat, lon = round(48.3 + r.random() * (0.6 if near else 5), 5), round(36.2 + r.random() * (0.8 if near else 4), 5)
        rows.append((day, minute, lat, lon, round(r.random() * 50, 1)))
    for name, part in (("one.csv", rows[:2000]), ("two.csv", rows[1900:])):
        lines = [f"{lat},{lon},310.2,0.39,0.46,{day},{m // 60:02d}{m % 60:02d},N,VIIRS,n,2.0NRT,290.1,{frp},N" for day, m, lat, lon, frp in part]
        head = "latitude,longitude,bright_ti4,scan,track,acq_date,acq_time,satellite,instrument,confidence,version,bright_ti5,frp,daynight"
        (path / "data" / name).write_text("\n".join([head, *lines]) + "\n")
    yaml = path / "mission.yaml"
    yaml.write_text(yaml.read_text().replace("sources:\n", "sources:\n  - {kind: firms, file: data/one.csv}\n  - {kind: firms, file: data/two.csv}\n", 1))
    return rows


def case_the_map_has_each_detection():
    """Many are squares with their number, few are each there; of the days chosen, of the mission's period, each once though two files have it; as of an entry before the second file, those of the first."""
    rows = []
    d, faults = Desk("fires", "energy-2025", people=False, before=lambda path: rows.extend(with_fires(path))), []
    d.welcome(d.link, PASS.format("keeper"))
    d.come_in("keeper")
    d.add("reader", "reader")

    def those(box, since="2025-03-18", until="2025-04-24", some=rows):
        west, south, east, north = box
        return [x for x in some if since <= x[0] <= until and south <= x[2] <= north and west <= x[3] <= east]

    def asked(box, more=""):
        return d.data(f"/map.json?also=detections&bbox={','.join(map(str, box))}" + more, "reader")
    everything, small = (30, 40, 45, 58), (36.41, 48.41, 36.55, 48.55)
    squares = asked(everything)["detected"]
    if sum(x["detections"] for x in squares) > len(those(everything)) or squares[0]["detections"] < 100 or [x["detections"] for x in squares] != sorted((x["detections"] for x in squares), reverse=True):
        faults.append(f"squares {squares[:3]}")
    for x in squares[:20]:
        inside = [y for y in those(everything) if float(x["south"]) <= y[2] < float(x["north"]) and float(x["west"]) <= y[3] < float(x["east"])]
        if len(inside) != x["detections"]:
            faults.append(f"{x}: {len(inside)} in the files")
    when = lambda x: f"{x[0]}T{x[1] // 60:02d}:{x[1] % 60:02d}Z"
    for more, want in (("", those(small)), ("&from=2025-04-01&to=2025-04-03", those(small, "2025-04-01", "2025-04-03")), ("&to=2025-03-17", [])):
        told = asked(small, more)
        got = [(x["at"], x["lat"], x["lon"], x["frp_mw"]) for x in told["detections"]]
        if sorted(got) != sorted((when(x), f"{x[2]:.5f}", f"{x[3]:.5f}", f"{x[4]:.1f}") for x in want) or [x[0] for x in got] != sorted((x[0] for x in got), reverse=True) or (not more and not 20 < len(got) <= 100):
            faults.append(f"{more}: {len(got)}, not {len(want)}; {got[:2]}")
    second = d.db("SELECT entry FROM import WHERE kind = 'firms' ORDER BY entry")[1][0]
    then = asked(small, f"&as-of={second}")["detections"]
    if len(then) != len(those(small, some=rows[:2000])) or len(then) >= len(those(small)):
        faults.append(f"as of the first file {len(then)}")
    page = d.get("/map?also=detections&lang=en&bbox=36.41,48.41,36.55,48.55", "reader")[2]
    rings = [float(x) for x in re.findall(r'class="detected"[^>]* r="([\d.]+)"', page)]
    height = float(re.search(r'data-scale-y="([\d.]+)"', page).group(1))
    if len(rings) < len(those(small)) or any(abs(x - 0.23 / 111.32 * height) > 0.06 for x in rings):
        faults.append(f"{len(rings)} rings of {set(rings)}; half of the longer side of a pixel is {0.23 / 111.32 * height:.2f}")
    far = d.get("/map?also=detections&lang=en&bbox=30,40,45,58", "reader")[2]
    if not 20 < far.count('class="detected many"') or 'class="detected"' in far:
        faults.append("drawn squares")
    if "detected" in asked(everything, "&also=none").get("detected", "") or d.data("/map.json?bbox=30,40,45,58", "reader").keys() & {"detected", "detections"}:
        faults.append("what was not chosen")
    d.stop()
    return faults


def case_ships_have_tracks():
    """Each vertex of a line lies in a square in which ships were heard; all trusted reports of the period are behind the lines; the days chosen; the number of each ship."""
    d, faults = Desk("tracks", "sea-2025", people=False), []
    d.welcome(d.link, PASS.format("keeper"))
    d.come_in("keeper")
    d.add("reader", "reader")
    squares = d.db("SELECT west, south, east, north FROM outline WHERE kind = 'heard'")
    rows = d.db("SELECT day, mmsi, from_usec, to_usec, reports, points FROM track ORDER BY day, mmsi")
    for day, mmsi, since, until, reports, points in rows:
        if since // 86400000000 != day or until // 86400000000 != day or since > until:
            faults.append(f"{mmsi}: a line of day {day} from {since} to {until}")
        for p in re.split("[ ;]", points):
            lon, lat = map(float, p.split(","))
            if not any(w - 1e-4 <= lon <= e + 1e-4 and s - 1e-4 <= lat <= n + 1e-4 for w, s, e, n in squares):
                faults.append(f"{mmsi} {p} was not heard there")
                break
    r = subprocess.run([TRUCE, "report", str(d.path), "--format", "json", "--out", "-"], capture_output=True, timeout=120)
    told = json.loads(r.stdout)["ships"]
    if len({x[1] for x in rows}) < 10 or sum(x[4] for x in rows) != told["trusted"]:
        faults.append(f"{sum(x[4] for x in rows)} reports, not {told.get('trusted')}")
    box = "bbox=20,35,50,55"
    ships = d.data(f"/map.json?{box}&also=tracks", "reader")["tracks"]
    want = {m: (sum(x[4] for x in rows if x[1] == m), len({x[0] for x in rows if x[1] == m})) for m in {x[1] for x in rows}}
    if {x["mmsi"]: (x["reports"], x["days"]) for x in ships} != want:
        faults.append(f"ships {ships[:3]}")
    one = (datetime.date(1970, 1, 1) + datetime.timedelta(days=rows[0][0])).isoformat()
    page = d.get(f"/map?{box}&also=tracks&from={one}&to={one}", "reader")[2]
    drawn = re.findall(r'<path class="track" d="(M[^"]*)"><title>(\d+)</title>', page)
    if sorted(int(m) for _, m in drawn) != sorted(x[1] for x in rows if x[0] == rows[0][0]):
        faults.append(f"{len(drawn)} lines on {one}")
    if 'class="track"' in d.get(f"/map?{box}", "reader")[2]:
        faults.append("what was not chosen")
    d.stop()
    return faults


def days(day):
    return (datetime.date.fromisoformat(day) - datetime.date(1970, 1, 1)).days


def case_calendars_and_readers_of_news():
    """iCalendar: lines end and fold as RFC 5545 has it, an event for each span in force, each reply that is awaited, each deadline. Atom: an entry for each report, a correction is called one."""
    d, faults = Desk("feeds", "exchange"), []
    item = d.data("/incidents.json", "chief")["incidents"][0]["id"]
    d.post(f"/incidents/{item}/ask", {"party": d.side, "words": "What is known of it?", "until": "2031-08-01"}, "chief")
    status, h, text = d.get("/calendar.ics", "reader")
    raw = text.encode()
    if status != 200 or not h["Content-Type"].startswith("text/calendar") or not text.endswith("END:VCALENDAR\r\n"):
        faults.append(f"{status} {h}")
    if any(len(line) > 75 for line in raw.split(b"\r\n")) or b"\n" in raw.replace(b"\r\n", b""):
        faults.append("a line is too long or ends alone")
    events = [dict(re.findall(r"^([A-Z]+):(.*)$", e, re.M)) for e in text.replace("\r\n ", "").replace("\r\n", "\n").split("BEGIN:VEVENT")[1:]]
    force = d.db("SELECT count(*) FROM force WHERE answer <> 'F'")[0][0]
    kinds = [e["UID"].split("-")[0] for e in events]
    due = json.loads(subprocess.run([TRUCE, "process", str(d.path), "--format", "json"], capture_output=True, timeout=60).stdout)["process"]["deadlines"]
    if (kinds.count("force"), kinds.count("asked"), kinds.count("deadline")) != (force, 1, len(due)) or not due or not force:
        faults.append(f"{kinds} beside {force} and {len(due)}")
    if len({e["UID"] for e in events}) != len(events) or any(not re.fullmatch(r"\d{8}T\d{6}Z", e[k]) for e in events for k in ("DTSTART", "DTSTAMP")):
        faults.append("identifiers or times")
    empty = d.get("/reports.atom", "reader")[2]
    for _ in range(2):
        d.post("/reports", {"period": "2031-07-01", "lang": "en"}, "chief")
        d.post("/observe", {"time": "2031-07-01T07:30Z", "observation": "heard", "place": "Alfa"}, "officer")
    status, h, text = d.get("/reports.atom", "reader")
    a = "{http://www.w3.org/2005/Atom}"
    entries_of = [ElementTree.fromstring(x).findall(a + "entry") for x in (empty, text)]
    titles = [e.find(a + "title").text for e in entries_of[1]]
    if len(entries_of[1]) != len(entries_of[0]) + 2 or "Corrected report" not in titles[0] or "Corrected" in titles[1] or "2031-07-01" not in titles[1]:
        faults.append(f"{len(entries_of[0])} {titles}")
    if len({e.find(a + "id").text for e in entries_of[1]}) != len(entries_of[1]) or any(e.find(a + "updated") is None or not e.find(a + "author").find(a + "name").text for e in entries_of[1]):
        faults.append("identifiers, times or authors")
    d.stop()
    return faults


class Listener:
    """An open stream of events, read line by line."""

    def __init__(self, d, who):
        self.s = socket.create_connection(("127.0.0.1", d.port), timeout=30)
        self.s.sendall(f"GET /events HTTP/1.1\r\nHost: localhost:{d.port}\r\nCookie: __Host-desk={d.cookies[who]}\r\n\r\n".encode())
        self.f = self.s.makefile("rb")
        self.status = int(self.f.readline().split()[1])
        while self.f.readline().strip():
            pass

    def event(self):
        """The next number that is told; None at the end."""
        while True:
            line = self.f.readline()
            if not line:
                return None
            if line.startswith(b"data: "):
                return int(line[6:])


def case_pages_hear_what_is_added():
    """Soon, at every open stream, whoever adds it, another process too; a stream that nobody may have is refused; the desk ends with streams open."""
    d, faults = Desk("streams"), []
    ears = [Listener(d, who) for who in ("reader", "liaison", "chief")]
    first = [e.event() for e in ears]
    now = d.data("/today.json", "chief")["entries"]
    if first != [now] * 3:
        faults.append(f"at first {first}, not {now}")
    late = []
    for k in range(3):
        before = time.monotonic()
        if k < 2:
            d.post("/observe", {"time": f"2031-03-05T08:0{k}Z", "observation": "heard"}, "officer")
        else:
            subprocess.run([TRUCE, "observe", str(d.path), "--by", "Somebody", "--time", "2031-03-05T09:00Z", "--observation", "saw"], check=True, capture_output=True, timeout=60)
            before = time.monotonic()
        heard = [e.event() for e in ears]
        late.append(time.monotonic() - before)
        if heard != [now + k + 1] * 3:
            faults.append(f"{heard}, not {now + k + 1}")
    print(f"# heard after {max(late):.2f} s")
    if max(late) > 8:  # a second, where nothing else keeps the machine busy
        faults.append(f"heard after {max(late):.1f} s")
    for who in (None, "keeper"):
        if d.ask("GET", "/events", who=who)[0] not in (303, 403):
            faults.append(f"{who} listens")
    many = [Listener(d, "reader") for _ in range(40)]
    if {e.status for e in many} != {200}:
        faults.append(f"of many: {sorted({e.status for e in many})}")
    for e in many[:32]:  # of one person's the oldest end, nobody else's
        while e.event() is not None:
            pass
    d.post("/observe", {"time": "2031-03-05T10:00Z", "observation": "heard"}, "officer")
    for e in ears[1:] + many[32:]:
        while e.event() != now + 4:
            pass
    desk = sqlite3.connect(d.path / "desk" / "desk.db")
    desk.execute("UPDATE session SET seen_usec = seen_usec - 840000000")
    desk.commit()
    aged = desk.execute("SELECT name, seen_usec FROM session ORDER BY 1").fetchall()
    Listener(d, "reader")
    d.ask("GET", "/incidents", who="chief", headers={"X-By-Itself": "1"})
    if desk.execute("SELECT name, seen_usec FROM session ORDER BY 1").fetchall() != aged:
        faults.append("what a page does by itself keeps a session open")
    d.get("/incidents", "chief")
    if desk.execute("SELECT name, seen_usec FROM session ORDER BY 1").fetchall() == aged:
        faults.append("somebody who is there does not")
    d.post("/logout", {}, "liaison")
    for e in ears:  # all end and may be asked for again
        while e.event() is not None:
            pass
    if Listener(d, "chief").status != 200 or d.ask("GET", "/events", who="liaison")[0] == 200:
        faults.append("after somebody left")
    last = Listener(d, "chief")
    d.stop()
    ears = [last]
    for e in ears:
        while e.event() is not None:  # what was said before the end; a stream that stays open is a timeout here
            pass
    return faults


def case_the_description_is_the_table():
    """OpenAPI: each route of the table with its method and its roles, and no other."""
    doc, faults = DESK.data("/openapi.json", "reader"), []
    described = {(m.upper(), re.sub(r"{(\w+)}", r":\1", path)): op for path, ops in doc["paths"].items() for m, op in ops.items()}
    table = {(r["method"], r["path"]): r for r in matrix()}
    if set(described) != set(table) or doc["openapi"][:2] != "3.":
        faults.append(f"{set(described) ^ set(table)}")
    for k, r in table.items():
        op = described.get(k, {})
        roles = [x for x in ROLES if r["nobody"] == "1" or r[x] == "1"]
        schemes = {s for need in op.get("security", []) for s in need}
        wanted = set() if r["nobody"] == "1" else {"session", "key", "bearer"} if r["program"] == "1" else {"session"}
        if sorted(op.get("x-roles", [])) != sorted(roles) or schemes != wanted or (":" in k[1]) != any(x["in"] == "path" for x in op.get("parameters", [])):
            faults.append(f"{k}: {op}")
    return faults[:3]


def case_every_route_is_in_the_table():
    """What the table does not have is not there, whatever the method."""
    faults = []
    for path in ("/none", "/incidents/a/b/c", "/desk.db", "/desk/desk.db", "/index.db", "/ledger/entries", "/mission.yaml", "/people/x"):
        for method in ("GET", "POST"):
            status = DESK.ask(method, path, {} if method == "POST" else None, "chief")[0]
            if status != 404:
                faults.append(f"{method} {path}: {status}")
    for path, method, wanted in (("/login", "PUT", 405), ("/login", "DELETE", 405), ("/login", "TRACE", 405), ("/login", "PATCH", 405), ("/seen", "GET", 405), ("/observe", "OPTIONS", 405)):
        status = DESK.ask(method, path, who="chief")[0]
        if status != wanted:
            faults.append(f"{method} {path}: {status}")
    return faults


def case_headers_on_every_answer():
    """Pages, data, refusals, redirects, style: the headers of the checklist; nothing of a mission may be kept by the browser."""
    wanted = {"X-Content-Type-Options": "nosniff", "Referrer-Policy": "no-referrer", "Cross-Origin-Opener-Policy": "same-origin", "Cross-Origin-Resource-Policy": "same-origin"}
    faults = []
    asks = [("GET", p, who) for p in ("/", "/incidents", "/incidents.json", "/none", "/login", "/style", "/people", "/%ff", "/../x") for who in (None, "chief")]
    for method, path, who in asks + [("POST", "/observe", "chief"), ("PUT", "/", None)]:
        status, h, _ = DESK.ask(method, path, who=who)
        csp = h.get("Content-Security-Policy", "")
        if any(h.get(k) != v for k, v in wanted.items()) or "default-src 'none'" not in csp or "frame-ancestors 'none'" not in csp or "unsafe" in csp:
            faults.append(f"{method} {path}: {status} {h}")
        if h.get("Cache-Control") != ("private, max-age=3600" if path == "/style" else "no-store"):
            faults.append(f"{path}: {h.get('Cache-Control')}")
        if "31536000" not in h.get("Strict-Transport-Security", ""):
            faults.append(f"{path}: no HSTS")
    cookie = DESK.ask("POST", "/login", {"name": "reader", "passphrase": PASS.format("reader")})[1]["Set-Cookie"]
    if not all(x in cookie for x in ("__Host-desk=", "Path=/", "Secure", "HttpOnly", "SameSite=Strict")):
        faults.append(cookie)
    return faults


def case_forms_come_from_our_pages():
    """Another origin, another site, another session's token, another name for this machine: refused, and nothing is recorded."""
    form = {"time": "2031-03-05T07:30Z", "observation": "heard"}
    before, faults = DESK.data("/inbox.json", "officer"), []
    for headers, wanted in (({"Origin": "https://elsewhere.example"}, 403), ({"Origin": "null"}, 403), ({"Sec-Fetch-Site": "cross-site"}, 403), ({"Sec-Fetch-Site": "same-site"}, 403), ({"Sec-Fetch-Site": "cross-site", "Origin": f"http://localhost:{DESK.port}"}, 403),
                            ({"Host": "elsewhere.example"}, 421), ({"Host": f"localhost:{DESK.port + 1}"}, 421), ({"Host": "localhost"}, 421)):
        status = DESK.post("/observe", form, "officer", headers=headers)[0]
        if status != wanted:
            faults.append(f"{headers}: {status}")
    stranger = DESK.ask("GET", "/x.json", headers={"Host": "elsewhere.example"})[2] + DESK.ask("GET", "/login.json")[2]
    if "entries" in stranger or "xercise" in stranger:
        faults.append("a stranger learns of the mission: " + stranger)
    if DESK.ask("POST", "/observe", {"csrf": DESK.csrf("chief"), **form}, "officer")[0] != 403:
        faults.append("the token of another session")
    if DESK.data("/inbox.json", "officer") != before:
        faults.append("something was recorded")
    if DESK.post("/seen", {"entries": "0"}, "officer", headers={"Sec-Fetch-Site": "same-origin", "Origin": "null"})[0] != 303:  # as Chromium sends it from a page without referrer
        faults.append("a form of our own page")
    return faults


# ---- bytes ------------------------------------------------------------------------------------------------


def raw(text, wait=5):
    """Bytes as they are to the port; the first line of the answer, or what was told before it ended."""
    with socket.create_connection(("127.0.0.1", DESK.port), timeout=wait) as s:
        s.sendall(text)
        s.settimeout(wait)
        got = b""
        try:
            while b"\r\n" not in got:
                piece = s.recv(4096)
                if not piece:
                    break
                got += piece
        except (TimeoutError, ConnectionError):
            pass
    return got.split(b"\r\n")[0]


def case_addresses_are_decoded_once():
    """Dots, doubled encodings, overlong forms, NUL, controls, halves of a percent sign: refused before any page looks."""
    faults = []
    for path, wanted in (("/../etc/passwd", 400), ("/incidents/%2e%2e/people", 400), ("/incidents/..%2fpeople", 400), ("//people", 400), ("/people/", 400), ("/incidents/%00", 400), ("/incidents/%c0%ae", 400),
                         ("/incidents/%ff", 400), ("/incidents/%e0%80%ae", 400), ("/incidents/%0d%0aSet-Cookie:x", 400), ("/incidents/%zz", 400), ("/incidents/%4", 400), ("/incidents?find=%00", 400),
                         ("/incidents/%252e%252e", 404), ("/incidents/%E2%80%AE", 404)):
        status, h, _ = DESK.ask("GET", path, who="chief")
        if status != wanted or "x" in h.get("Set-Cookie", ""):
            faults.append(f"{path}: {status}")
    return faults


def case_bodies_and_heads_have_limits():
    """Too long, of another type, two lengths, a folded header: refused; the desk answers the next one."""
    host = f"Host: localhost:{DESK.port}\r\n".encode()
    faults = []
    long = DESK.ask("POST", "/login", {"name": "x" * 1100000, "passphrase": "y"})[0]
    if long != 413:
        faults.append(f"1.1 MB: {long}")
    for kind in ("application/json", "multipart/form-data; boundary=x", "text/plain"):
        status = DESK.ask("POST", "/login", headers={"Content-Type": kind}, body="name=a")[0]
        if status != 415:
            faults.append(f"{kind}: {status}")
    for what, text in (("a head of 40 kB", b"GET /login HTTP/1.1\r\n" + host + b"X: " + b"a" * 40000 + b"\r\n\r\n"),
                       ("length and chunks", b"POST /login HTTP/1.1\r\n" + host + b"Content-Length: 4\r\nTransfer-Encoding: chunked\r\nContent-Type: application/x-www-form-urlencoded\r\n\r\n0\r\n\r\n"),
                       ("no host", b"GET /login HTTP/1.1\r\n\r\n"), ("no version", b"GET /login\r\n\r\n"), ("a blank before the colon", b"GET /login HTTP/1.1\r\nHost : x\r\n\r\n"),
                       ("a negative length", b"POST /login HTTP/1.1\r\n" + host + b"Content-Length: -1\r\n\r\n"), ("noise", bytes(range(256)) * 8)):
        got = raw(text)
        if b" 200" in got or b" 303" in got:
            faults.append(f"{what}: {got}")
    if DESK.ask("GET", "/login")[0] != 200:
        faults.append("the desk does not answer any more")
    return faults


def case_slow_heads_and_bodies_do_not_hold_it():
    """4,000 connections that send a byte a second, heads and bodies: people are answered meanwhile, and the slow ones are cut off; one that is slow but within its time is not."""
    d, faults = Desk("slow", people=False), []
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    most = min(4000, hard - 200)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(hard, 6000), hard))

    def took(k):
        out = []
        for _ in range(k):
            begin = time.monotonic()
            if d.ask("GET", "/login")[0] != 200:
                faults.append("not answered")
            out.append(time.monotonic() - begin)
        return sorted(out)
    quiet, slow = took(50), []
    body = f"POST /login HTTP/1.1\r\nHost: localhost:{d.port}\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 100\r\n\r\nna"
    for k in range(most):
        s = socket.create_connection(("127.0.0.1", d.port), timeout=30)
        s.sendall(body.encode() if k % 4 == 0 else b"GET /login HTTP/1.1\r\nX")
        s.setblocking(False)
        slow.append(s)
    patient = socket.create_connection(("127.0.0.1", d.port), timeout=30)
    patient.sendall(b"GET /lo")
    open_, end, loud = set(slow), time.monotonic() + 120, []
    while open_ and time.monotonic() < end:
        for s in list(open_):
            try:
                if s.send(b"x") == 0 or s.recv(10, socket.MSG_PEEK) == b"":
                    open_.discard(s)
            except BlockingIOError:
                pass
            except OSError:
                open_.discard(s)
        loud += took(10)
        if patient:
            patient.sendall(b"gin HTTP/1.1\r\nHost: localhost:" + str(d.port).encode() + b"\r\n\r\n")
            if not patient.recv(100).startswith(b"HTTP/1.1 200"):
                faults.append("one that was slow and within its time")
            patient.close()
            patient = None
        time.sleep(0.5)
    print(f"# {most} slow ones; the slowest answer {quiet[-1] * 1000:.0f} ms without them, {max(loud) * 1000:.0f} ms beside them; gone after {time.monotonic() - end + 120:.0f} s")
    if open_ or max(loud) > 20:  # a fraction of a second, where nothing else keeps the machine busy
        faults.append(f"{len(open_)} are still there; slowest {max(loud):.1f} s")
    for s in slow:
        s.close()
    resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    d.stop()
    return faults


# ---- accounts ---------------------------------------------------------------------------------------------


def case_unknown_names_are_answered_alike():
    """The same words and as much work, that of one passphrase's hash; no session."""
    took, texts = {"reader": [], "nobody-at-all": []}, set()
    for _ in range(4):
        for name in took:
            began = DESK.worked()
            status, h, text = DESK.ask("POST", "/login", {"name": name, "passphrase": "not the right one at all"})
            took[name].append(DESK.worked() - began)
            texts.add((status, text, h.get("Set-Cookie")))
    known, unknown = (sorted(v)[1] for v in took.values())
    print(f"# a known name {known * 1000:.0f} ms, an unknown one {unknown * 1000:.0f} ms")
    return [str(texts)] if len(texts) != 1 or next(iter(texts))[0] != 403 else [] if max(known, unknown) < 2 * min(known, unknown) else [f"{known} {unknown}"]


def totp(secret, at, digits=6):
    """RFC 6238 over RFC 4226, written from them alone."""
    mac = hmac.new(base64.b32decode(secret), struct.pack(">Q", int(at) // 30), "sha1").digest()
    off = mac[-1] & 15
    return f"{(struct.unpack('>I', mac[off:off + 4])[0] & 0x7FFFFFFF) % 10 ** digits:0{digits}d}"


def case_a_second_factor_is_asked_for():
    """Codes as RFC 6238 has them; used once, only near their time; without one nothing else is open to whoever is asked for it; a new link ends it, a closed account does not."""
    d, faults = Desk("second"), []
    published = base64.b32encode(b"12345678901234567890").decode()  # RFC 6238, appendix B
    if [totp(published, t, 8) for t in (59, 1111111109, 1234567890, 20000000000)] != ["94287082", "07081804", "89005924", "65353130"]:
        return ["the oracle itself"]

    def login(name, code=None):
        form = {"name": name, "passphrase": PASS.format(name)}
        return d.ask("POST", "/login", form if code is None else {**form, "code": code})

    def secret_of(who):
        return re.search(r'name="secret" value="([A-Z2-7]{32})"', d.get("/you", who)[2]).group(1)

    if d.post("/people/officer/second", {"asked": "yes"}, "officer")[0] != 403 or d.post("/people/nobody/second", {"asked": "yes"}, "keeper")[0] != 404:
        faults.append("who may ask for it")
    d.post("/people/officer/second", {"asked": "yes"}, "keeper")
    if [p["second_factor"] for p in d.data("/people.json", "keeper")["people"] if p["name"] == "officer"] != ["asked for"]:
        faults.append("asked for, and not told")
    where = d.get("/incidents", "officer")
    if where[0] != 303 or where[1]["Location"] != "/you" or d.get("/incidents.json", "officer")[0] != 403 or "Second factor" not in d.get("/you", "officer")[2]:
        faults.append(f"open without one: {where[0]}")
    page = d.get("/you", "officer")[2]
    token = re.search(r'name="csrf" value="([^"]+)"', page).group(1)
    for post in ("/observe", "/seen", "/you/key"):
        if d.ask("POST", post, {"csrf": token, "time": "2031-03-05", "observation": "x"}, "officer")[0] != 403:
            faults.append(f"{post} without one")
    secret = secret_of("officer")
    if secret == secret_of("officer"):
        faults.append("the same secret twice")

    def keep(secret, code, passphrase=PASS.format("officer")):
        return d.ask("POST", "/you/second", {"csrf": token, "secret": secret, "code": code, "passphrase": passphrase}, "officer")[0]
    now = time.time()
    if keep(secret, totp(secret, now - 300)) != 422 or keep(secret, totp(secret, now), "not the passphrase at all") != 422 or keep("A" * 31 + "1", "000000") != 422 or keep("", "") != 422:
        faults.append("kept with what is wrong")
    now = time.time()
    if keep(secret, totp(secret, now)) != 303:
        return faults + ["not kept"]
    if keep(secret_of("chief"), totp(secret, now)) != 422 or d.get("/incidents", "officer")[0] != 200 or secret in d.get("/you", "officer")[2]:
        faults.append("kept twice, or still closed, or shown again")
    if secret.encode() in (d.path / "desk" / "desk.db").read_bytes() or base64.b32decode(secret) in (d.path / "desk" / "desk.db").read_bytes():
        faults.append("the secret lies open in desk.db")
    d.stop()
    d.start()  # the tries of a minute begin anew
    wrong = [login("officer")[0], login("officer", "")[0], login("officer", totp(secret, now))[0], login("officer", totp(secret, now - 3600))[0], login("officer", totp(secret, now) + "0")[0]]
    d.stop()
    d.start()  # the tries of a minute begin anew
    code = totp(secret, time.time() + 30)  # the next half minute's: the last one was used above
    right = [login("officer", code[:3] + " " + code[3:])[0], login("officer", code)[0]]
    if wrong != [403] * 5 or right != [303, 403]:
        faults.append(f"coming in: {wrong} {right}")
    if login("chief")[0] != 303 or login("chief", "000000")[0] != 303:
        faults.append("somebody who has none")
    d.come_in("keeper")
    d.post("/people/officer/active", {"active": "no"}, "keeper")
    d.post("/people/officer/active", {"active": "yes"}, "keeper")
    if login("officer")[0] != 403:
        faults.append("a closed account lost it")
    again = {"name": "officer", "role": "officer", "side": ""}
    status, _, text = d.post("/people", again, "keeper")
    if status != 422 or "token=" in text or 'name="again" value="yes"' not in text or login("officer")[0] != 403 or d.post("/people.json", again, "keeper")[0] != 422:
        faults.append(f"a new link for somebody with an account is not asked about: {status}")
    text = d.post("/people", {**again, "again": "yes"}, "keeper")[2]
    d.welcome(re.search(r"token=([\w-]+)", text).group(1), PASS.format("officer"))
    d.come_in("officer")
    if d.get("/incidents", "officer")[0] != 303:
        faults.append("after a new link nothing is asked for")
    d.stop()
    return faults


def case_links_work_once_and_passphrases_are_long():
    faults = []
    token = DESK.add("Once Only", "reader", come_in=False)
    if DESK.welcome(token, "too short")[0] != 422 or DESK.ask("POST", "/welcome", {"token": token, "passphrase": "one of fifteen letters", "again": "another of fifteen"})[0] != 422:
        faults.append("a short one, or two that differ")
    if DESK.welcome(token, "x" * 14 + "й")[0] != 200:
        faults.append("fifteen characters")
    if DESK.welcome(token, "something else that is long")[0] != 404 or DESK.ask("GET", "/welcome?token=" + token)[0] != 404:
        faults.append("the link worked twice")
    for form, wanted in (({"name": "once  only", "role": "reader"}, 422), ({"name": "", "role": "reader"}, 422), ({"name": "New", "role": "king"}, 422), ({"name": "New", "role": "liaison"}, 422),
                         ({"name": "New", "role": "reader", "side": DESK.side}, 422), ({"name": "New", "role": "liaison", "side": "nowhere"}, 422), ({"name": "Smith/Jones", "role": "reader"}, 422), ({"name": "..", "role": "reader"}, 422)):
        status = DESK.post("/people", {"side": "", **form}, "keeper")[0]
        if status != wanted:
            faults.append(f"{form}: {status}")
    files = (DESK.path / "desk" / "desk.db").read_bytes()
    if b"fifteen" in files or token.encode() in files or any(c.encode() in files for c in DESK.cookies.values()):
        faults.append("a secret stands in the file")
    if (DESK.path / "desk" / "desk.db").stat().st_mode & 0o077:
        faults.append("others can read the accounts")
    return faults


def case_sessions_end():
    """A cookie that a browser brings is not taken over; leaving ends it; a closed account is out at once; a new link too."""
    faults = []
    DESK.add("Passing", "reader")
    planted = "A" * 43
    headers = DESK.ask("POST", "/login", {"name": "Passing", "passphrase": PASS.format("Passing")}, headers={"Cookie": "__Host-desk=" + planted})[1]
    if planted in headers["Set-Cookie"]:
        faults.append("a planted session was taken")
    DESK.come_in("Passing")
    old = DESK.cookies["Passing"]
    if DESK.post("/logout", {}, "Passing")[0] != 303 or DESK.get("/incidents", "Passing")[0] != 303:
        faults.append("leaving does not end it")
    DESK.come_in("Passing")
    if DESK.cookies["Passing"] == old:
        faults.append("the same token again")
    DESK.post("/people/Passing/active", {"active": "no"}, "keeper")
    if DESK.get("/incidents", "Passing")[0] != 303 or DESK.ask("POST", "/login", {"name": "Passing", "passphrase": PASS.format("Passing")})[0] != 403:
        faults.append("a closed account came in")
    DESK.post("/people/Passing/active", {"active": "yes"}, "keeper")
    DESK.come_in("Passing")
    DESK.add("Passing", "officer", come_in=False)
    if DESK.get("/incidents", "Passing")[0] != 303 or DESK.ask("POST", "/login", {"name": "Passing", "passphrase": PASS.format("Passing")})[0] != 403:
        faults.append("the old passphrase works beside a new link")
    if DESK.post("/people/keeper/active", {"active": "no"}, "keeper")[0] != 422:
        faults.append("the keeper closed the keeper")
    return faults


def case_too_many_tries():
    seen = [DESK.ask("POST", "/login", {"name": "Target", "passphrase": "guess number %d and more" % i}) for i in range(13)]
    return [] if [s[0] for s in seen].count(429) >= 2 and seen[-1][1].get("Retry-After") == "60" else [str([s[0] for s in seen])]


# ---- work ---------------------------------------------------------------------------------------------------


def case_a_shift():
    """An officer logs, makes an incident, proposes; the proposer cannot agree; a reviewer does; the chief asks a side; its liaison answers, sees no other's; a report is issued; the record verifies."""
    d, faults = DESK, []

    def same(what, a, b):
        if a != b:
            faults.append(f"{what}: {a}, not {b}")
    for minute in ("30", "34"):
        same("logged", d.post("/observe", {"time": f"2031-03-05T07:{minute}Z", "place": "Alfa", "lat": "0.4", "lon": "1.2", "radius": "300", "observation": "heard", "description": "explosion"}, "officer")[0], 303)
    waiting = d.data("/inbox.json", "officer")["observations"]
    records = ["O-%d" % o["entry"] for o in waiting[:2]]
    status, headers, page = d.post("/incidents", {"from": records, "reason": "one sound, two posts"}, "officer")
    if status != 303:
        return [words(page)[:400]]
    made = [i["id"] for i in d.data("/incidents.json?layer=coded", "officer")["incidents"] if i["id"].startswith("K-")]
    same("incidents made", len(made), 1)
    same("left in the inbox", [o["entry"] for o in d.data("/inbox.json", "officer")["observations"]], [o["entry"] for o in waiting[2:]])
    one = "/incidents/" + made[0]
    d.add("Second Reviewer", "reviewer")
    same("proposed", d.post(one + "/propose", {"to": "verified", "reason": "two posts agree"}, "reviewer")[0], 303)
    entry = next(h["entry"] for h in d.data(one + ".json", "reviewer")["history"] if h["waits"])
    same("a form for one's own proposal", 'action="/proposals/' in d.get(one, "reviewer")[2] or 'action="/proposals/' not in d.get(one, "chief")[2], False)
    same("own proposal", d.post(f"/proposals/{entry}/agree", {"reason": "mine", "incident": made[0]}, "reviewer")[0], 422)
    same("an officer's yes", d.post(f"/proposals/{entry}/agree", {"reason": "x"}, "officer")[0], 403)
    same("state before", d.data(one + ".json", "reader")["incident"][0]["state"] == "verified", False)
    same("agreed", d.post(f"/proposals/{entry}/agree", {"reason": "heard the recording", "incident": made[0]}, "Second Reviewer")[0], 303)
    same("state after", d.data(one + ".json", "reader")["incident"][0]["state"], "verified")
    same("twice", d.post(f"/proposals/{entry}/agree", {"reason": "again"}, "Second Reviewer")[0], 422)
    same("asked", d.post(one + "/ask", {"party": d.side, "words": "What is known of it?", "until": "2031-04-01"}, "chief")[0], 303)
    same("asked the other", d.post(one + "/ask", {"party": d.other_side, "words": "Other question", "until": "2031-02-01"}, "chief")[0], 303)
    seen = d.data("/replies.json", "liaison")
    same("a liaison sees", [(a["party"], a["item"]) for a in seen["asked"]], [(d.side, made[0])])
    same("and not", "Other question" in d.get("/replies", "liaison")[2], False)
    same("nor", d.get(one, "liaison")[0], 403)
    same("answered", d.post("/replies", {"item": made[0], "words": "We say nothing of it", "party": d.other_side}, "liaison")[0], 303)
    same("in whose name", [(a["party"], a["by"]) for a in d.data("/replies.json", "chief")["answered"]], [(d.side, "liaison")])
    same("not asked of", d.post("/replies", {"item": "E001", "words": "x"}, "liaison")[0], 404)
    same("silence", d.post("/replies/silence", {"item": made[0], "party": d.other_side}, "chief")[0], 303)
    same("silence where an answer came", d.post("/replies/silence", {"item": made[0], "party": d.side}, "chief")[0], 422)
    same("issued", d.post("/reports", {"period": "2031-03-05", "lang": "en"}, "chief")[0], 303)
    same("as it were by another", d.post("/observe", {"time": "2031-03-05T08:00Z", "observation": "saw", "by": "Somebody Else"}, "officer")[0], 303)
    same("by whom", d.data("/inbox.json", "officer")["observations"][0]["by"], "officer")
    r = subprocess.run([TRUCE, "verify", str(d.path)], capture_output=True, timeout=120)
    same("verify", r.returncode, 0)
    return faults


def case_no_field_of_a_form_is_dropped():
    """Thirty records with every field stated: all of it is in the entry; too many for one act: refused as a whole; a wrong field among many is still seen."""
    d, faults = DESK, []
    for k in range(30):
        d.post("/observe", {"time": f"2031-03-09T07:{k:02d}Z", "observation": f"of many {k}"}, "officer")
    records = [f"O-{e}" for e, in d.db("SELECT entry FROM observation WHERE observation LIKE 'of many %'")]
    kinds = [c for c, in d.db("SELECT DISTINCT category FROM incident WHERE category <> '' AND category NOT LIKE '%|%'")]
    fields = {"category": kinds[0], "act": "strike_hit", "place": "Far Place", "utc_lo": "2031-03-09T07:00Z", "utc_hi": "2031-03-09T08:00Z", "reason": "all of them"}
    status, _, page = d.post("/incidents", {"from": records, **fields}, "officer")
    row = d.db("SELECT category, act, place FROM incident WHERE place = 'Far Place'")
    if status != 303 or row != [(kinds[0], "strike_hit", "Far Place")]:
        faults.append(f"{status} {row} {words(page)[-300:]}")
    if d.post("/incidents", {"from": records, **fields, "category": "no.such.kind"}, "officer")[0] != 422:
        faults.append("a category that is none")
    if d.post("/incidents", {"from": records * 9, **fields}, "officer")[0] != 422:
        faults.append("more fields than an act can have")
    return faults


def case_what_later_newcomers_stumbled_over():
    """A link that is followed in another language is still good; a report in a language does not change the desk's; days with points in a filter; list and map lead to each other; where claims went that were joined; a session that ended says how nothing is lost; the local time and the recognised state are shown."""
    d, faults = Desk("stumbled-later", "energy-2025"), []
    token = d.add("Somebody New", "reader", come_in=False)
    led = re.findall(r'<a lang="uk"[^>]*href="([^"]*)"', d.ask("GET", "/welcome?token=" + token)[2])
    if len(led) != 1 or d.ask("GET", "/welcome" + html.unescape(led[0]))[0] != 200 or 'lang="uk"' not in d.ask("GET", "/welcome" + html.unescape(led[0]))[2][:60]:
        faults.append(f"a link in another language: {led}")
    d.post("/reports", {"period": "2025-04-01", "lang": "ru"}, "chief")
    entry = d.data("/reports.json", "reader")["issued"][0]["entry"]
    h = d.get(f"/reports/issued/{entry}", "reader")[1]
    status, headers, page = d.get(h["Location"], "reader")
    if status != 200 or "Set-Cookie" in headers or '<html lang="ru"' not in page[:200] or '<html lang="en"' not in d.get("/incidents", "reader")[2][:60]:
        faults.append(f"a report in Russian: {h['Location']} {headers.get('Set-Cookie')}")
    for pair in (("2025-04-05", "05.04.2025"), ("2025-04-05", "5.4.2025"), ("2025-04-20", "20.04.2025")):
        a, b = (d.data(f"/incidents.json?from={x}&to={x}", "reader") for x in pair)
        if a != b or pair[0] == "2025-04-05" and not a["incidents"]:
            faults.append(f"{pair}: {len(a['incidents'])} {len(b['incidents'])}")
    for bad in ("31.02.2025", "1.4.25", "111.4.2025", "1..2025", "05.04.25", "2025.04.05", "ab.cd.efgh"):
        if d.get(f"/incidents?from={bad}", "reader")[0] != 422:
            faults.append(f"{bad} is a day")
    on_map = re.search(r'href="(/map\?[^"]*)"', d.get("/incidents?state=alleged&find=K&from=05.04.2025", "reader")[2])
    back = on_map and re.search(r'href="(/incidents\?[^"]*)"', d.get(html.unescape(on_map[1]), "reader")[2])
    if not back or dict(urllib.parse.parse_qsl(html.unescape(back[1]).split("?")[1])) != {"state": "alleged", "find": "K", "from": "05.04.2025"}:
        faults.append(f"from the list to the map and back: {on_map and on_map[1]} {back and back[1]}")
    placed = next(x for x in d.data("/incidents.json?layer=coded", "reader")["incidents"] if d.data(f"/incidents/{x['id']}.json", "reader")["incident"][0]["lat"])
    told = d.data(f"/incidents/{placed['id']}.json", "reader")["incident"][0]
    want = next(r["state"] for r in csv.DictReader((d.path / "data" / "incidents.csv").open(encoding="utf-8")) if r["incident"] == placed["id"])
    around = re.search(r'href="(/map\?bbox=[^"]*)"', d.get(f"/incidents/{placed['id']}", "reader")[2])
    if told["states"] != want or not around or placed["id"] not in [x["id"] for x in d.data(around[1].replace("/map?", "/map.json?"), "reader")["incidents"]]:
        faults.append(f"{told} {around and around[1]}")
    alleged = [x["id"] for x in d.data("/incidents.json?layer=alleged", "reader")["incidents"]][:2]
    if d.post(f"/incidents/{alleged[0]}/merge", {"with": alleged[1], "reason": "one event"}, "reviewer")[0] != 303:
        faults.append("not joined")
    gone = [x for x in alleged if d.get(f"/incidents/{x}", "reader")[0] == 404]
    page = d.get(f"/incidents/{gone[0]}", "reader")[2] if len(gone) == 1 else ""
    if f'href="/incidents/{[x for x in alleged if x not in gone][0]}"' not in page or "Its claims stand in" not in page:
        faults.append(f"where a joined incident is: {gone}")
    if "known then" not in d.get(f"/incidents/{placed['id']}?as-of=6", "reader")[2]:
        faults.append("what was not known then")
    d.post("/observe", {"time": "05.04.2025 10:30", "zone": "Europe/Kyiv", "observation": "saw"}, "officer")
    entry = d.db("SELECT max(entry) FROM observation")[0][0]
    if d.data(f"/observations/{entry}.json", "officer")["observation"][0]["as_written"] != "2025-04-05T10:30 Europe/Kyiv":
        faults.append("the local time is not shown")
    claim = {"claimant_side": d.side, "claimant": "somebody", "page_date": "06.04.2025", "event_date_stated": "05.04.2025", "kind": "attack", "region_as_written": "somewhere", "facility_as_written": "a depot", "category": "energy.oil.storage"}
    if d.post("/sides", claim, "officer")[0] != 303 or not d.db("SELECT 1 FROM claim WHERE facility = 'a depot' AND from_usec / 86400000000 IN (20182, 20183)"):
        faults.append(f"a claim's days with points: {d.db('SELECT from_usec FROM claim WHERE facility = ' + chr(39) + 'a depot' + chr(39))}")
    d.cookies["nobody"] = "x" * 43
    status, _, page = d.ask("POST", "/sides", {"csrf": "x"}, "nobody")
    if status != 401 or 'href="/login"' not in page or "another tab" not in page:
        faults.append(f"a form after the session: {status}")
    d.stop()
    return faults


def case_what_a_third_round_of_newcomers_stumbled_over():
    """After coming in one is where one wanted to be, and nowhere else than here; a wrong code leaves the secret as it was; a change of a coding says what it changed; the agreement's states and the units of effort are offered; an observation says that it was set aside and taken up again."""
    d, faults = Desk("stumbled-third", "energy-2025"), []
    asked = "/incidents?find=%D0%9A+%26&from=05.04.2025"
    led = d.ask("GET", asked)[1]["Location"]
    want = dict(urllib.parse.parse_qsl(asked.split("?")[1]))
    page = d.ask("GET", led)[2]
    to = html.unescape(re.search(r'name="to" value="([^"]*)"', page)[1]) if 'name="to"' in page else ""
    if not led.startswith("/login?to=") or dict(urllib.parse.parse_qsl(to.partition("?")[2])) != want:
        faults.append(f"{asked} led to {led} and {to}")
    come = lambda to, secret="": d.ask("POST", "/login", {"name": "reader", "passphrase": secret or PASS.format("reader"), "to": to})
    wrong = come(to, "not the passphrase at all")
    if wrong[0] != 403 or html.escape(to) not in wrong[2]:
        faults.append("a wrong passphrase forgets the page")
    went = come(to)[1]["Location"]
    if dict(urllib.parse.parse_qsl(went.partition("?")[2])) != want or not went.startswith("/incidents?") or d.ask("GET", "/")[1].get("Location") != "/login":
        faults.append(f"after coming in: {went}")
    for k, bad in enumerate(("//elsewhere.example", "/\\elsewhere.example", "https://elsewhere.example/", "elsewhere", "/a b", "/a\r\nSet-Cookie: x=y", '/"onfocus=', "/" + "a" * 3000, "/../x#y", "")):
        page = d.ask("GET", "/login?to=" + urllib.parse.quote(bad))[2]
        if k % 3 == 0:
            d.stop()
            d.start()  # the tries of a minute begin anew
        if come(bad)[1].get("Location") != "/" or 'name="to"' in page:
            faults.append(f"{bad[:40]!r} is an address of ours")
    for who in ("officer", "reviewer"):
        d.come_in(who)
    secret = re.search(r'name="secret" value="([A-Z2-7]{32})"', d.get("/you", "officer")[2])[1]
    again = lambda secret: d.ask("POST", "/you/second", {"csrf": d.csrf("officer"), "secret": secret, "code": "000000", "passphrase": PASS.format("officer")}, "officer")
    status, _, page = again(secret)
    if status != 422 or f'name="secret" value="{secret}"' not in page or "<svg" not in page or 'name="secret"' in again("A" * 31 + '"')[2]:
        faults.append(f"a wrong code: {status}")
    if any(f'<option value="{x}">' not in d.get("/inbox", "officer")[2] for x in ("RU", "UA")):
        faults.append("the states of the agreement are not offered")
    d.post("/observe", {"time": "2025-04-01T09:00Z", "observation": "smoke", "place": "Alfa"}, "officer")
    entry = d.db("SELECT max(entry) FROM observation")[0][0]
    for path, reason in (("/inbox/aside", "seen twice"), ("/inbox/back", "it was another")):
        if d.post(path, {"from": f"O-{entry}", "reason": reason}, "reviewer")[0] != 303:
            faults.append(f"{path} is refused")
    told = d.data(f"/observations/{entry}.json", "officer")["decided"]
    if [(x["act"], x["by"], x["reason"]) for x in told] != [("aside", "reviewer", "seen twice"), ("back", "reviewer", "it was another")]:
        faults.append(f"set aside and taken up again: {told}")
    made = d.post("/incidents", {"from": f"O-{entry}", "category": "energy.gas", "act": "attempt", "state": "RU", "reason": "seen"}, "officer")[1]["Location"]
    d.post(made + "/change", {"act": "strike_hit", "adm1": "Belgorod oblast", "reason": "looked again"}, "officer")
    acts = [x["changed"] for x in d.data(made + ".json", "officer")["history"] if x["act"] == "coding"]
    page = d.get(made + "?lang=uk", "officer")[2]
    if [set(x.split("\n")) for x in acts] != [{""}, {"act=strike_hit", "adm1=Belgorod oblast"}] or "Belgorod oblast" not in page.split('id="history"')[1].split("</table>")[0] or "adm1" in page.split('id="history"')[1].split("</table>")[0]:
        faults.append(f"what a change changed: {acts}")
    for lang, says in (("en", "the record verifies"), ("uk", "витримує перевірку"), ("ru", "выдерживает проверку")):
        if says not in d.get(f"/record?verify=yes&lang={lang}", "officer")[2]:
            faults.append(f"verified in {lang}")
    d.get("/record?lang=en", "officer")
    made_link = subprocess.run([TRUCE, "serve", str(d.path), "--invite", "Somebody Later", "--role", "reader"], capture_output=True, text=True, timeout=60).stdout
    if not made_link.startswith(f"http://localhost:{d.port}/welcome?token="):
        faults.append(f"a link beside a desk of another port: {made_link}")
    units = [x for x, in d.db("SELECT unit FROM effort_unit ORDER BY unit")]
    page = d.get("/numbers?lang=en", "officer")[2]
    if any(f'<option value="{x}">' not in page for x in units + ["none"]) or 'list="efforts"' not in page:
        faults.append(f"units of effort: {units}")
    d.stop()
    return faults


def case_what_a_fourth_round_of_newcomers_stumbled_over():
    """Enter presses none of several buttons; a question to a side has a date; what was taken out says so; a claim is told as it was stated; what was set aside can be judged; the form of a change shows what is now."""
    d, faults = Desk("stumbled-fourth", "exercise"), []
    page = d.get("/inbox", "reviewer")[2]
    d.post("/observe", {"time": "2031-03-05T09:00Z", "observation": "lightning", "place": "Alfa"}, "officer")
    entry = d.db("SELECT max(entry) FROM observation")[0][0]
    page = d.get("/inbox", "reviewer")[2]
    for f in re.findall(r"<form.*?</form>", page, re.S):
        buttons = re.findall(r"<button[^>]*>", f)
        if len(buttons) > 1 and buttons[0] != "<button disabled hidden>":
            faults.append(f"Enter presses {buttons[0]}")
    coded = d.data("/incidents.json?layer=coded", "reader")["incidents"][0]["id"]
    if d.post(f"/incidents/{coded}/ask", {"party": d.side, "words": "What is known?"}, "chief")[0] != 422:
        faults.append("asked without a date")
    made = d.post("/incidents", {"from": f"O-{entry}", "category": "unknown", "act": "unknown", "reason": "seen"}, "officer")[1]["Location"]
    form = re.search(r'<form[^>]*action="[^"]*/change".*?</form>', d.get(made, "officer")[2], re.S)[0]
    if 'placeholder="2031-03-05T09:00Z"' not in form or 'placeholder="Alfa"' not in form:
        faults.append("what is now is not in the form")
    d.post(made + "/drop", {"reason": "it was lightning"}, "reviewer")
    status, _, page = d.get(made, "reader")
    if status != 404 or "taken out" not in page or "it was lightning" not in page:
        faults.append(f"taken out: {status}")
    d.post("/inbox/aside", {"from": f"O-{entry}", "reason": "no event"}, "reviewer")
    told = [x for x in d.data("/inbox.json", "officer")["aside"] if x["record"] == f"O-{entry}"]
    if [(x["place"], x["what"], x["from"]) for x in told] != [("Alfa", "lightning", "2031-03-05T09:00Z")]:
        faults.append(f"set aside: {told}")
    claim = {"claimant_side": d.side, "claimant": "somebody", "page_date": "8.3.2031", "event_date_stated": "7.3.2031", "event_time_stated": "09:20", "kind": "attack", "region_as_written": "somewhere", "facility_as_written": "oil depot", "category": "energy.oil.storage"}
    if d.post("/sides", claim, "officer")[0] != 303:
        faults.append("a claim of a day of one figure")
    alleged = d.db("SELECT incident FROM claim WHERE facility = 'oil depot'")[0][0]
    told = d.data(f"/incidents/{alleged}.json", "reader")["claims"][0]
    if (told["date"], told["time"][:5], told["what"], told["page_date"]) != ("2031-03-07", "09:20", "oil depot", "2031-03-08"):
        faults.append(f"a claim as stated: {told}")
    d.stop()
    return faults


def case_readings_differ_where_the_table_says():
    """The table of pairs on Readings, the list it leads to, and the assessments themselves give the same incidents; refuted ones are in none of them."""
    d, faults = Desk("differ", "energy-2025"), []
    for _ in range(2):
        verdicts, phase = {}, dict(d.db("SELECT id, phase FROM reading"))
        for i, r, v in d.db("SELECT a.incident, a.reading, a.verdict FROM assessment a JOIN incident i ON i.id = a.incident AND i.layer = 'coded' WHERE i.in_period = 1 AND i.status NOT IN ('refuted', 'withdrawn')"):
            verdicts.setdefault(i, {})[r] = v
        told = d.data("/readings.json", "reader")["differences"]
        pairs = {x["readings"] for x in told}
        want = {f"{a},{b}" for a in phase for b in phase if a != b and phase[a] == phase[b]}
        if not pairs <= want or len(pairs) * 2 != len(want):
            faults.append(f"pairs: {pairs ^ want}")
        for x in told:
            a, b = x["readings"].split(",")
            ids = {i for i, v in verdicts.items() if v[a] != v[b]}
            listed = {y["id"] for y in d.data(f"/incidents.json?differ={x['readings']}", "reader")["incidents"]}
            if len(ids) != x["incidents"] or listed != ids:
                faults.append(f"{x}: {len(ids)} {len(listed)}")
        gone = next(i for i, v in verdicts.items() if len(set(v.values())) > 1)
        d.post(f"/incidents/{gone}/propose", {"to": "refuted", "reason": "it was another"}, "reviewer")
    pair = told[0]["readings"]
    some = d.data(f"/incidents.json?differ={pair}&find=K&state=alleged", "reader")["incidents"]
    if any(y["state"] != "alleged" or "k" not in (y["id"] + y["place"]).lower() for y in some) or d.data("/incidents.json?differ=no,none", "reader")["incidents"] or d.data("/incidents.json?differ=K", "reader")["incidents"]:
        faults.append("together with other filters, or with what is no reading")
    d.stop()
    return faults


def case_an_incident_says_who_reported_it():
    """What the source states of an incident stands on its page and in its JSON, with nobody's word on who did it told as such; why its state is what it is."""
    d, faults = Desk("stated", "energy-2025"), []
    rows = {r["incident"]: r for r in csv.DictReader((d.path / "data" / "incidents.csv").open(encoding="utf-8"))}
    for x in d.data("/incidents.json?layer=coded", "reader")["incidents"]:
        told, row = d.data(f"/incidents/{x['id']}.json", "reader"), rows[x["id"]]
        for key, column in (("reported_by", "reported_by"), ("report", "report"), ("category_words", "category_words"), ("act_words", "act_words"), ("caution", "caution"), ("sources", "sources"), ("counter_statement", "counter_statement")):
            if told["stated"][0][key] != row.get(column, "").strip():
                faults.append(f"{x['id']} {key}: {told['stated'][0][key]!r}, not {row.get(column)!r}")
        if len(told["attributions"]) != len([a for a in row.get("attributions", "").split(";") if a.strip()]):
            faults.append(f"{x['id']}: {told['attributions']}")
        if told["worked_out"][0]["worked_out"] != x["state"]:
            faults.append(f"{x['id']}: {told['worked_out']}, {x['state']}")
    page = d.get(f"/incidents/{x['id']}", "reader")[2]
    if "nobody&#39;s word on who did it" not in page and "nobody's word on who did it" not in page or html.escape(row["reported_by"], quote=False) not in html.unescape(page):
        faults.append("the page does not say it")
    one = d.data("/incidents.json?layer=alleged", "reader")["incidents"][0]["id"]
    told = d.data(f"/incidents/{one}.json", "reader")
    if "stated" in told or not told["worked_out"][0]["why"]:
        faults.append(f"an alleged one: {told.get('stated')} {told['worked_out']}")
    d.stop()
    return faults


def case_deadlines_pass_with_time():
    """Observations alone bring a record past a deadline: it is no longer ahead, here, on Today and in an index made anew."""
    def before_the_end(path):
        text = (path / "mission.yaml").read_text(encoding="utf-8")
        text = re.sub(r"(?m)^sources:\n(?:  .*\n)+", "sources: []\n", re.sub(r"(?m)^clock:.*$", "clock: {start: 2025-04-16T20:59:30Z}", text))
        (path / "mission.yaml").write_text(text, encoding="utf-8")
        shutil.rmtree(path / "ledger", ignore_errors=True)
    d, faults = Desk("passing", "energy-2025", before=before_the_end), []
    before, entries = {x for x, in d.db("SELECT id FROM deadline")}, d.data("/inbox.json", "officer")["entries"]
    then = {x["clause"] for x in d.data(f"/today.json?as-of={entries}", "officer")["deadlines"]}
    if "K-30" not in before or then != before:
        return [f"ahead: {before} {then}"]
    for k in range(40):
        d.post("/observe", {"time": "2025-04-16T20:00Z", "observation": f"seen {k}"}, "officer")
    left = {x for x, in d.db("SELECT id FROM deadline")}
    now = d.data("/inbox.json", "officer")["entries"]
    then = {x["clause"] for x in d.data(f"/today.json?as-of={now}", "officer")["deadlines"]}
    if "K-30" in left or "K-31" not in left or then != left:
        faults.append(f"ahead: {left} {then}")
    d.stop()
    r = subprocess.run([TRUCE, "verify", str(d.path), "--deep"], capture_output=True, timeout=120)
    return faults + ([] if r.returncode == 0 else [r.stdout.decode()])


def case_what_newcomers_stumbled_over():
    """Times and degrees as people write them; each act of coding stays in the history; a state decided on another coding says so; a proposal that waits is told before a new one takes its place; a side has its time, and may add and answer late."""
    d, faults = Desk("stumbled", "exercise"), []
    asked = "/numbers?what=rates&reading=RA&rule=incident/1&unclear=out&effort=none&from=2031-03-03"
    for lang, study, tried in (("en", ["before any evidence in this ledger", "RA, rates before and during: Before: 65 events"], "66 events in 60 days"), ("uk", ["до будь-яких свідчень у цьому журналі", "RA, частоти до початку і за період: До початку: подій 65"], "подій 66 за 60 днів"), ("ru", ["до каких-либо свидетельств в этом журнале", "RA, частоты до начала и за период: До начала: событий 65"], "событий 66 за 60 дней")):
        page = d.get(f"{asked}&lang={lang}", "analyst")[2]
        picture = d.get(f"/numbers/grid.svg?lang={lang}", "analyst")[2]
        if any(x not in page for x in [*study, tried]) or {"en": "each coded item", "uk": "кожен закодований пункт", "ru": "каждый закодированный пункт"}[lang] not in picture:
            faults.append(f"numbers in {lang}: {[x in page for x in [*study, tried]]}")
    if "66 events in 60 days" not in d.data(asked.replace("?", ".json?"), "analyst")["try"]:
        faults.append("the figures as JSON are in another language")
    d.add("other", "liaison", d.other_side)
    usec = lambda *t: int(datetime.datetime(*t, tzinfo=datetime.timezone.utc).timestamp()) * 10**6
    for k, (form, want) in enumerate((({"time": "05.03.2031 07:30", "zone": "Europe/Kyiv", "lat": "48,51", "lon": "37,2"}, usec(2031, 3, 5, 5, 30)), ({"time": "2031-03-05 07:30Z"}, usec(2031, 3, 5, 7, 30)), ({"time": "05.03.2031"}, usec(2031, 3, 5)))):
        status = d.post("/observe", {**form, "observation": f"written {k}"}, "officer")[0]
        got = d.db(f"SELECT from_usec, lat FROM observation WHERE observation = 'written {k}'")
        if status != 303 or not got or got[0][0] != want or (k == 0 and float(got[0][1]) != 48.51):
            faults.append(f"{form}: {status} {got}, not {want}")
    ends = d.db("SELECT id, from_usec, to_usec FROM deadline ORDER BY id")
    if ends != [(x, usec(2031, 3, 31), usec(2031, 4, 1)) for x in ("RA-5", "RB-5")]:  # thirty days from 1 March, the first of them counted or not
        faults.append(f"the ends of terms of an agreement without another process: {ends}")
    entry = d.db("SELECT entry FROM observation WHERE observation = 'written 0'")[0][0]
    form = d.get(f"/observe?like={entry}&lang=en", "officer")[2]
    if f'href="/observe?like={entry}"' not in d.get(f"/observations/{entry}", "officer")[2] or any(x not in form for x in ('value="2031-03-05T07:30"', 'value="Europe/Kyiv"', f'value="Instead of O-{entry}"', 'value="48.51"', 'value="written 0"')):
        faults.append('it cannot be logged anew as it should be: ' + str(re.findall('name="(?:time|zone|description)"[^>]*', form)))
    record = "O-" + str(d.db("SELECT entry FROM observation WHERE observation = 'written 0'")[0][0])
    kind = d.db("SELECT category FROM incident WHERE category <> '' AND category NOT LIKE '%|%' LIMIT 1")[0][0]
    d.post("/incidents", {"from": record, "category": kind, "adm1": "Region East", "state": d.side, "reason": "first made"}, "officer")
    item = d.db(f"SELECT incident FROM coded_from WHERE record = '{record}'")[0][0]
    if d.db(f"SELECT adm1 FROM incident WHERE id = '{item}'") != [("Region East",)]:
        faults.append("the region is not stated")
    d.post(f"/incidents/{item}/propose", {"to": "corroborated", "reason": "two saw it"}, "reviewer")
    since = "Its coding was changed after its state was decided"
    if since in d.get(f"/incidents/{item}?lang=en", "reviewer")[2]:
        faults.append("changed since, before it was")
    for n in (1, 2):
        d.post(f"/incidents/{item}/change", {"place": f"Place {n}", "reason": f"change {n}"}, "officer")
    page = d.get(f"/incidents/{item}?lang=en", "reviewer")[2]
    history = [x["reason"] for x in d.data(f"/incidents/{item}.json", "reviewer")["history"]]
    if history != ["first made", "two saw it", "change 1", "change 2"] or since not in page:
        faults.append(f"history {history}, told {since in page}")
    d.post(f"/incidents/{item}/propose", {"to": "verified", "reason": "looked"}, "officer")
    if "A proposal waits for another person. A new one takes its place" not in d.get(f"/incidents/{item}?lang=en", "reviewer")[2]:
        faults.append("the proposal that waits is not told")
    for side, until in ((d.side, "2031-12-05"), (d.other_side, "2031-02-01")):
        d.post(f"/incidents/{item}/ask", {"party": side, "words": "What is known?", "until": until}, "chief")
    early, _, page = d.post("/replies/silence?lang=uk", {"item": item, "party": d.side}, "chief")
    if early != 422 or "2031-12-05" not in page or d.post("/replies/silence", {"item": item, "party": d.other_side}, "chief")[0] != 303:
        faults.append(f"silence before the day, or after it: {early}")
    for who in ("liaison", "liaison", "other"):  # an answer, one more, and one after the silence
        if 'name="words"' not in d.get("/replies", who)[2] or d.post("/replies", {"item": item, "words": "We say this."}, who)[0] != 303:
            faults.append(f"{who} cannot answer")
    acts = d.db(f"SELECT party, act FROM reply WHERE item = '{item}' AND act <> 'ask' ORDER BY entry")
    if acts != [(d.other_side, "silence"), (d.side, "answer"), (d.side, "answer"), (d.other_side, "answer")]:
        faults.append(f"replies {acts}")
    told = words(d.get("/numbers?what=rates&lang=uk", "analyst")[2])
    if "--" in told.split("Спробувати")[-1] or "першого дня періоду" not in told:
        faults.append(f"the method's refusal: {told[-300:]}")
    page = d.post("/people", {"name": "Newcomer", "role": "reader", "side": ""}, "keeper")[2]
    told = d.welcome(re.search(r"token=([\w-]+)", page).group(1), PASS.format("Newcomer"))[2]
    if 'action="/login"' not in told or 'value="Newcomer"' not in told:
        faults.append("the name is not filled in")
    d.stop()
    return faults


def case_what_is_refused_says_why():
    """A form that makes no sense: 422, the reason, nothing recorded."""
    before, faults = DESK.db("SELECT value FROM meta WHERE key = 'ledger_size'"), []
    for path, form, who, says in (("/observe", {"time": "yesterday", "observation": "x"}, "officer", "time"), ("/observe", {"time": "2031-03-05T07:30Z"}, "officer", "observation"),
                                  ("/incidents", {"from": "O-99999", "reason": "x"}, "officer", "O-99999"), ("/incidents/none/propose", {"to": "verified", "reason": "x"}, "reviewer", "has this id"),
                                  ("/incidents/E001/propose", {"to": "certain", "reason": "x"}, "reviewer", "states of the list"), ("/reports", {"period": "soon"}, "chief", "soon")):
        status, _, text = DESK.post(path, form, who)
        if status not in (404, 422) or says not in words(text):
            faults.append(f"{path} {form}: {status} {words(text.split(chr(60) + 'main')[-1])[:300]}")
    status, _, page = DESK.post("/reports", {"period": "5 March"}, "chief")
    if status != 422 or "period" not in words(page) or "--" in words(page):
        faults.append(f"a flag of the command line: {words(page)[-300:]}")
    return faults + ([] if DESK.db("SELECT value FROM meta WHERE key = 'ledger_size'") == before else ["something was recorded"])


def case_refusals_speak_the_language_of_the_reader():
    """A reason in each language, without flags of the command line, naming what was written; and whatever the desk has a meaning for is what the engine says."""
    faults, made = [], DESK.data("/incidents.json", "chief")["incidents"][0]["id"]
    DESK.post("/observe", {"time": "2031-03-05T07:31Z", "observation": "for a refusal"}, "officer")
    record = "O-" + str(DESK.db("SELECT entry FROM observation WHERE observation = 'for a refusal'")[0][0])
    tries = (("/observe", {"time": "gestern", "observation": "x"}, "officer", "gestern"), ("/observe", {"time": "2031-03-05T07:30Z"}, "officer", ""), ("/observe", {"observation": "x"}, "officer", ""),
             ("/observe", {"time": "2031-03-05T07:30Z", "observation": "x", "lat": "95", "lon": "1"}, "officer", "95"), ("/observe", {"time": "2031-03-05T07:30Z", "observation": "x", "lat": "5"}, "officer", ""),
             ("/observe", {"time": "2031-03-05T07:30", "zone": "Mars/Base", "observation": "x"}, "officer", "Mars/Base"), ("/incidents/none/propose", {"to": "verified", "reason": "x"}, "reviewer", ""),
             (f"/incidents/{made}/propose", {"to": "certain", "reason": "x"}, "reviewer", ""), (f"/incidents/{made}/propose", {"to": "verified", "reason": ""}, "reviewer", ""),
             (f"/incidents/{made}/propose", {"to": "unverifiable", "reason": "who knows"}, "reviewer", "access, cloud"), ("/proposals/99999/agree", {"reason": "x"}, "reviewer", ""),
             (f"/incidents/{made}/ask", {"party": DESK.side, "words": "x", "until": "soon"}, "chief", "soon"), (f"/incidents/{made}/ask", {"party": DESK.side, "words": ""}, "chief", ""),
             (f"/incidents/{made}/ask", {"party": "nowhere", "words": "x", "until": "2031-02-01"}, "chief", "nowhere"), ("/reports", {"period": "soon"}, "chief", "soon"), ("/incidents", {"reason": "x"}, "officer", ""),
             ("/incidents", {"reason": "x", "from": record, "utc_lo": "gestern"}, "officer", "gestern"), ("/incidents", {"reason": "x", "from": record, "category": "no.such"}, "officer", "no.such"),
             ("/incidents", {"reason": "x", "from": record, "lat": "95", "lon": "1"}, "officer", "95"), ("/incidents", {"reason": "x", "from": record, "utc_lo": "2031-03-05T07:30Z", "utc_hi": "2031-03-05T07:00Z"}, "officer", ""))
    for path, form, who, names in tries:
        told = {}
        for lang in ("en", "uk", "ru"):
            status, _, page = DESK.post(f"{path}?lang={lang}", form, who)
            told[lang] = html.unescape(re.search(r"<main.*?</h1>(.*)</main>", page, re.S).group(1)) if status == 422 else f"{status}"
            told[lang] = re.sub(r"<[^>]+>", " ", told[lang])
        cyrillic = [len(re.findall("[а-яіїєґё]", told[lang])) > 60 and not re.search("[a-z]{4,} [a-z]{2,} [a-z]{3,}", told[lang].replace("access, cloud, security, place too coarse, time too coarse", "")) for lang in ("uk", "ru")]
        if not all(cyrillic) or len(set(told.values())) != 3 or any(names not in x or "--" in x for x in told.values()):
            faults.append(f"{path} {form}: {told}")
    engine = re.sub(r'"\s*"', "", "\n".join(f.read_text() for f in [*sorted((ROOT / "src").glob("face/*.c")), *(ROOT / "src" / x for x in ("mission/record.c", "mission/coding.c", "feed/incidents.c", "workbench/confirm.c", "workbench/findings_of_days.c", "issue/verify.c", "issue/verify_signatures.c"))]).replace('" STR_FMT "', "%s").replace('" STR_FMT', '%s"'))
    known = re.findall(r'\{((?:\s*"(?:[^"\\]|\\.)*")+),\s*N_\(', (ROOT / "src" / "serve" / "refusals.c").read_text())
    for block in known:
        pattern = "".join(re.findall(r'"((?:[^"\\]|\\.)*)"', block))
        parts = [p.strip(" '") for p in re.split(r"\{\}|^--[a-z]+ '|^(?:ask|answer): |: what was | about '|^note: |: (?=verifies$|does not verify$)", pattern)]
        if len(known) < 20 or not all(p in engine for p in parts):
            faults.append(f"the engine does not say: {pattern}")
    return faults


def case_the_agreement_is_told_as_a_page():
    """The words of `truce agreement show` in the reader's language as headings and lists: every item of it, in its order, no mark of Markdown left; each deciding clause leads to its item; a page that is not there has the menu, and what was verified stands where the link leads."""
    faults = []
    for tongue in ("en", "uk", "ru"):
        said = subprocess.run([TRUCE, "agreement", "show", str(DESK.path / "agreement.yaml"), "--lang", tongue], capture_output=True, text=True, check=True, timeout=60).stdout
        said = re.sub(r"\\([\\`*_{}\[\]()#+.!|<>~&-])", r"\1", said)
        page = DESK.get("/agreement?lang=" + tongue, "reviewer")[2]
        told = page[page.index("<h2", page.index('id="words"')):page.index("</main>")]
        told = told[:told.index('<form class="as-of"')]
        want = [x.replace("**", "") for x in re.findall(r"^- (.*)$", said, re.M)]
        have = [html.unescape(re.sub(r"<[^>]*>", "", x)) for x in re.findall(r"<li[^>]*>(.*?)</li>", told, re.S)]
        if len(have) < 10 or have != want:
            faults.append(f"items: {len(have)} of {len(want)}: {[x for x in zip(have, want) if x[0] != x[1]][:2]}")
        if [(str(len(x) + 1), y) for x, y in re.findall(r"^(#+) (.*)$", said, re.M)] != [(x, html.unescape(y)) for x, y in re.findall(r"<h([2-5])>(.*?)</h", told)]:
            faults.append("headings")
        plain = re.sub(r"\s+", "", html.unescape(re.sub(r"<[^>]*>", "", told)))
        if plain != re.sub(r"\s+", "", re.sub(r"^(#+|-) ", "", said, flags=re.M).replace("**", "")):
            faults.append("not the same words")
        if {"en": "Holder", "uk": "Носій", "ru": "Носитель"}[tongue] + ": " not in told or (tongue == "en") != ("What is covered" in told):
            faults.append(f"not in {tongue}")
    page = DESK.get("/agreement?lang=en", "reviewer")[2]
    ids = re.findall(r'id="([^"]*)"', page)
    led = set()
    for one in DESK.data("/incidents.json", "reviewer")["incidents"]:
        led |= {html.unescape(x) for x in re.findall(r'href="/agreement#([^"]*)"', DESK.get("/incidents/" + one["id"], "reviewer")[2])}
    if not led or led - set(ids) or len(ids) != len(set(ids)):
        faults.append(f"links of clauses: {led - set(ids)} of {len(led)}, or ids twice")
    status, _, page = DESK.get("/none", "reviewer")
    if status != 404 or 'href="/incidents"' not in page or 'href="/incidents"' in DESK.get("/none", None)[2]:
        faults.append("the menu of a page that is not there")
    link = re.search(r'href="(/record\?verify=yes(#\w+))"', DESK.get("/record", "reviewer")[2])
    if not link or f'id="{link.group(2)[1:]}"' not in DESK.get(link.group(1).split("#")[0], "reviewer")[2]:
        faults.append("where it is told that the record was verified")
    return faults


def case_the_wording_of_a_report_is_checked():
    """Each word of the lists outside quotations, by its line and column in report.md, found here another way; a quotation is somebody's own; in the report's language; nothing is changed by it."""
    d, faults = Desk("wording", "exercise"), []
    texts = ("It was a brutal, cynical attack by so-called fighters.", 'The ministry: "terrorists did it", it wrote of the NAZIS.', "Обстріл: «масований» удар ворога.", "Массированный обстрел, \u201eякобы\u201c и \u201cso-called\u201d.", "He lies within the town; liberated\u2026", "One \u201cmassive mark, \u00abbrutal\u00bb.")
    for i, text in enumerate(texts):
        d.post("/observe", {"time": f"2031-03-05T07:1{i}Z", "observation": f"w{i}"}, "officer")
        record = d.db(f"SELECT entry FROM observation WHERE observation = 'w{i}'")[0][0]
        fields = [x for f in ("category=energy.power.substation", "act=strike_hit", "place=Alfa", "report=" + text) for x in ("--set", f)]
        subprocess.run([TRUCE, "code", str(d.path), "make", "--id", f"W{i}", "--from", f"O-{record}", *fields, "--by", "Somebody", "--reason", "seen"], check=True, capture_output=True, timeout=60)
    lists = [line.rstrip("\n").split("\t") for f in ("", ".uk", ".ru") for line in open(ROOT / "tools" / f"badwords{f}.txt", encoding="utf-8") if not line.startswith("#")]
    record = lambda: {f.name: f.read_bytes() for f in (d.path / "ledger").iterdir() if f.is_file()}
    before = record()
    seen = 0
    for lang in ("en", "uk"):
        told = d.data(f"/reports/wording.json?period=2031-03-05&lang={lang}", "chief")["wording"]
        report = subprocess.run([TRUCE, "report", str(d.path), "--period", "2031-03-05", "--lang", lang, "--format", "md", "--out", "-"], capture_output=True, check=True, timeout=60).stdout.decode()
        want = {}
        for n, line in enumerate(report.split("\n"), 1):
            bare = re.sub("\u201e.*?\u201c|\u201c.*?\u201d|\u00ab.*?\u00bb|\".*?\"", lambda m: " " * len(m[0]), line)
            for pattern, instead in lists:
                for m in re.finditer(pattern, bare, re.I):
                    a, b = m.span()
                    while a and bare[a - 1].isalpha():
                        a -= 1
                    while b < len(bare) and bare[b].isalpha():
                        b += 1
                    want.setdefault(f"{n}:{a + 1}", (bare[a:b], set()))[1].add(instead)
        have = {x["place"]: (x["word"], set(x["instead"].split(" / "))) for x in told}
        if have != want or len(have) != len(told):
            faults.append(f"{lang}: {[(k, have.get(k), want.get(k)) for k in sorted({*have, *want}) if have.get(k) != want.get(k)][:4]}")
        lines = report.split("\n")
        for x in told:
            line, column = map(int, x["place"].split(":"))
            above = [y for y in lines[:line] if y.startswith("#")]
            if not lines[line - 1][column - 1:].startswith(x["word"]) or x["context"] not in lines[line - 1] or x["word"] not in x["context"] or x["section"] != above[-1].lstrip("# "):
                faults.append(f"{lang} {x}")
        seen += len({x["word"].lower() for x in told} & {"brutal", "cynical", "so-called", "nazis", "обстріл", "ворога", "массированный", "обстрел", "liberated", "massive"})
        if {x["word"].lower() for x in told} & {"terrorists", "масований", "якобы", "lies"}:
            faults.append(f"{lang}: a quotation, or a place that lies somewhere")
    page = d.get("/reports/wording?period=2031-03-05&lang=en", "analyst")
    if seen != 20 or page[0] != 200 or "brutal" not in page[2] or d.get("/reports/wording?period=soon", "chief")[0] != 422 or d.get("/reports/wording", "liaison")[0] != 403:
        faults.append(f"the words that were put there: {seen}, or the page")
    if d.data("/reports/wording.json?period=2031-03-04", "chief")["wording"] != [] or "No such word" not in d.get("/reports/wording?period=2031-03-04&lang=en", "chief")[2]:
        faults.append("a day without such words")
    if 'formaction="/reports/wording"' not in d.get("/reports", "reader")[2] or record() != before or not before:
        faults.append("the button, or something was recorded")
    d.stop()
    return faults


def case_text_is_text():
    """Marks of HTML, quotes, directions of writing, long words, in every field of an observation and a reason: shown as they are, never markup."""
    faults = []
    nasty = ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "'; DROP TABLE person; --", "{n} {word} %s %n", "‮evil", "a" * 3000, "=1+1", "&lt;b&gt;", "тест 测试 مرحبا"]
    fields = ("place", "position", "location", "means", "number", "observation", "description", "weapon")
    for i, text in enumerate(nasty):
        status, _, page = DESK.post("/observe", {"time": f"2031-03-06T07:{i:02d}Z", **{f: text for f in fields}}, "officer")
        if status != 303:
            faults.append(f"{text[:30]}: {status} {words(page)[:200]}")
            continue
        entry = DESK.data("/inbox.json", "officer")["observations"][0]["entry"]
        page = DESK.get(f"/observations/{entry}", "officer")[2]
        data = DESK.data(f"/observations/{entry}.json", "officer")["observation"][0]
        if any(data[f] != text for f in ("observation", "description", "weapon")):
            faults.append(f"as data: {data['observation'][:60]!r}")
        if "<script>" in page or "<img" in page or (text not in words(page) and len(text) < 100 and "‮" not in text):
            faults.append(f"on the page: {text[:40]}")
        like = DESK.get(f"/observe?like={entry}", "officer")[2]
        if "<script>" in like or "<img" in like or (len(text) < 100 and "‮" not in text and text not in html.unescape(like)):
            faults.append(f"logged anew: {text[:40]}")
        inbox = DESK.get("/inbox", "officer")[2]
        if "<script>" in inbox or "<img" in inbox:
            faults.append(f"in the inbox: {text[:40]}")
    return faults


def case_pages_and_their_twins():
    """Each page's rows are those of its data; HTML is well formed as far as tags go; no script, no style in a line, nothing from elsewhere."""
    faults = []
    ids = [i["id"] for i in DESK.data("/incidents.json", "reader")["incidents"]][:3]
    for path in ["/", "/incidents", "/map", "/inbox", "/sides", "/readings", "/agreement", "/agreement/draft", "/replies", "/reports", "/reports/wording", "/record"] + ["/incidents/" + i for i in ids]:
        who = "chief"
        page = DESK.get(path, who)[2]
        data = DESK.data(("/today" if path == "/" else path) + ".json", who)
        rows = sum(len(v) for k, v in data.items() if isinstance(v, list) and k not in ("incident", "stated", "worked_out", "moment"))
        if page.count("<tr>") + page.count("<tr ") - page.count("<thead>") != rows:
            faults.append(f"{path}: {page.count('<tr')} rows beside {rows}")
        for tag in ("table", "tr", "td", "th", "form", "p", "ul", "li", "main", "dl", "dd"):
            if len(re.findall(f"<{tag}[ >]", page)) != page.count(f"</{tag}>"):
                faults.append(f"{path}: <{tag}> is not closed as often as opened")
        tags = " ".join(re.findall(r"<[^>]*>", re.sub('<script type="module" src="/(live|map|draft).js"></script>', "", page)))  # the two there are
        if re.search(r"<script|style=|\son\w+=|(src|href|action)=\"(?!/|\?|#|data:,)", tags):
            faults.append(f"{path}: a script, a style or an address of elsewhere")
        if page.count("<h1>") != 1 or "<title>" not in page or 'lang="en"' not in page:
            faults.append(f"{path}: no heading, title or language")
    return faults


def case_three_languages():
    """Every page in each; no sentence of the desk stays in English; the choice is kept."""
    faults = []
    for lang, word in (("uk", "Сьогодні"), ("ru", "Сегодня")):
        status, h, page = DESK.get("/?lang=" + lang, "chief")
        if word not in page or f'lang="{lang}"' not in page or "__Host-lang=" + lang not in h.get("Set-Cookie", ""):
            faults.append(f"{lang}: {status} {h}")
        cookie = f"__Host-desk={DESK.cookies['chief']}; __Host-lang={lang}"
        for path in ("/", "/incidents", "/map", "/inbox", "/observe", "/sides", "/readings", "/agreement", "/replies", "/reports", "/reports/wording", "/record", "/incidents/E001"):
            text = words(re.sub("<(pre|span|div) lang=.en.*?</\\1>|<datalist.*?</datalist>", "", DESK.ask("GET", path, headers={"Cookie": cookie})[2], flags=re.S))
            for english in ("not stated", "Nothing", "Today", "Each reading", "newest first", "Log an observation", "Incident ", " yes ", "unknown"):
                if english in text:
                    faults.append(f"{lang} {path}: {english!r}")
    if "Сьогодні" not in DESK.ask("GET", "/", who="chief", headers={"Accept-Language": "de, uk;q=0.8, en;q=0.5"})[2]:
        faults.append("the browser's own languages")
    return faults


def listed_by_days(d):
    """Lists of days, with one or both ends, a state or words: what touches them, as it stands in the table, in order; one incident lasts for nine days."""
    d.post("/observe", {"time": "2031-02-24T09:00Z", "observation": "for a length"}, "officer")
    record = d.db("SELECT entry FROM observation WHERE observation = 'for a length'")[0][0]
    kind = d.db("SELECT category FROM incident WHERE category <> '' AND category NOT LIKE '%|%' LIMIT 1")[0][0]
    d.post("/incidents", {"from": f"O-{record}", "category": kind, "act": "strike_hit", "place": "Nine days", "utc_lo": "2031-02-24T09:00Z", "utc_hi": "2031-03-05T10:00Z", "reason": "long"}, "officer")
    rows, faults = d.db("SELECT id, from_usec, to_usec, status, place FROM incident"), []
    if not any(r[4] == "Nine days" for r in rows):
        return ["the long incident was not made"]
    usec = lambda day: int(datetime.datetime.fromisoformat(day + "T00:00+00:00").timestamp()) * 10**6
    days = [""] + [f"2031-02-{k}" for k in (23, 24, 25, 28)] + [f"2031-03-0{k}" for k in (1, 2, 5, 6, 9)]
    for first in days:
        for last in days:
            for state, words in (("", ""), ("alleged", ""), ("", "e"), ("", "nine")):
                if not (first or last or state):
                    continue
                def fits(_, lo, hi, status, place, first=first, last=last):
                    if (first or last) and lo is None and hi is None:
                        return False
                    until = hi if lo is not None and hi is not None and hi > lo else (hi if hi is not None else lo or 0) + 1
                    return not (first and until <= usec(first)) and not (last and (lo if lo is not None else hi) >= usec(last) + 86400 * 10**6)
                want = [r[0] for r in sorted(rows, key=lambda r: (r[1] is None, -(r[1] or 0), r[0])) if fits(*r) and state in ("", r[3]) and (words in r[0].lower() or words in r[4].lower())]
                have, page = [], 1
                while page:
                    data = d.data("/incidents.json?" + urllib.parse.urlencode({"from": first, "to": last, "state": state, "find": words, "page": page}), "reader")
                    have += [i["id"] for i in data["incidents"]]
                    page = data.get("next_page")
                if have != want:
                    faults.append(f"{first} to {last} {state} {words}: {len(have)} of {len(want)}")
    return faults


def case_lists_are_filtered_and_paged():
    total = DESK.db("SELECT count(*) FROM incident")[0][0]
    seen, page = [], 1
    while True:
        got = [i["id"] for i in DESK.data(f"/incidents.json?page={page}", "reader")["incidents"]]
        if not got:
            break
        seen += got
        page += 1
    faults = [] if len(seen) == total == len(set(seen)) else [f"{len(seen)} of {total}"]
    for ask, ok in (("layer=coded", lambda i: i["layer"] == "coded"), ("find=E00", lambda i: "E00" in i["id"]), ("layer=alleged", lambda i: i["layer"] == "alleged")):
        rows = DESK.data("/incidents.json?" + ask, "reader")["incidents"]
        if not all(ok(i) for i in rows):
            faults.append(ask)
    if DESK.data("/incidents.json?find=%25", "reader")["incidents"]:
        faults.append("% is not text")
    faults += listed_by_days(DESK)
    for path in ("/incidents", "/map"):
        status, _, text = DESK.get(path + "?from=5+March&find=E00", "reader")
        if status != 422 or 'value="5 March"' not in text or 'value="E00"' not in text:
            faults.append(f"{path}: a day that is none: {status}, the fields are empty")
    return faults


def case_words_are_found_anywhere_in_any_case():
    """Every piece of ids and places, long and short, in capitals and not, in Latin and Cyrillic letters: the incidents that hold it and no other, on the list and on the map."""
    d, faults = DESK, []
    d.post("/observe", {"time": "2031-03-09T09:00Z", "observation": "for a name"}, "officer")
    record = d.db("SELECT entry FROM observation WHERE observation = 'for a name'")[0][0]
    kind = d.db("SELECT category FROM incident WHERE category <> '' AND category NOT LIKE '%|%' LIMIT 1")[0][0]
    place = 'Верхній Дорен, "Їжакова" 100% _!'
    d.post("/incidents", {"from": f"O-{record}", "category": kind, "act": "strike_hit", "place": place, "utc_lo": "2031-03-09T09:00Z", "utc_hi": "2031-03-09T10:00Z", "reason": "a name"}, "officer")
    rows = d.db("SELECT id, place FROM incident")
    if place not in [p for _, p in rows]:
        return ["the incident was not made"]
    asked = {p[k:k + n] for p in {p for _, p in rows[:40]} | {place} | {i for i, _ in rows[:10]} for n in (1, 2, 3, 4, 7) for k in range(0, max(1, len(p) - n), 3)}
    asked |= {w.upper() for w in asked} | {w.lower() for w in asked} | {"nothing such", "zzz", '"""', "***", "a OR b", "NEAR(a b)"}
    for w in sorted(w for w in asked if w.strip() == w and w):
        want, have, page = {i for i, p in rows if w.lower() in i.lower() or w.lower() in p.lower()}, set(), 1
        while page:
            data = d.data("/incidents.json?" + urllib.parse.urlencode({"find": w, "page": page}), "reader")
            have |= {i["id"] for i in data["incidents"]}
            page = data.get("next_page")
        if have != want:
            faults.append(f"{w!r}: {len(have)} of {len(want)}")
    placed = {i for i, in d.db("SELECT id FROM incident WHERE lat IS NOT NULL")}
    for w in ("alf", "ALFA", "zzz", "al"):
        want = {i for i, p in rows if i in placed and (w.lower() in i.lower() or w.lower() in p.lower())}
        if d.data("/map.json?" + urllib.parse.urlencode({"find": w}), "reader")["shown"] != len(want):
            faults.append(f"map {w!r}: not {len(want)}")
    return faults


def case_another_page_is_of_the_same_list():
    """Links to other pages keep whatever was asked; the form shows it."""
    asked = {"layer": "alleged", "state": "verified", "show": "open", "find": "a&b \"c", "from": "2031-03-01", "to": "2031-03-09"}
    page, faults = DESK.get("/incidents?page=3&" + urllib.parse.urlencode(asked), "reader")[2], []
    links = [urllib.parse.parse_qs(html.unescape(x)) for x in re.findall(r'rel="prev" href="\?([^"]*)"', page)]
    if links != [{"page": ["2"], **{k: [v] for k, v in asked.items()}}]:
        faults.append(f"{links}")
    chosen = re.findall(r'<option value="([^"]*)" selected', page)
    if chosen != ["alleged", "verified", "open"] or "all of them" not in page:
        faults.append(f"chosen: {chosen}")
    return faults


def case_what_is_not_shown_is_said():
    """A list that stops says so, as a page and as data; one that does not, says nothing."""
    d, faults = Desk("long"), []
    says = "There are more; the first 200 are shown."
    have = len(d.data("/inbox.json", "officer")["observations"])
    for k in range(have, 201):
        if k == 200 and (says in words(d.get("/inbox", "officer")[2]) or "observations_more" in d.data("/inbox.json", "officer")):
            faults.append("200 are all there are")
        d.post("/observe", {"time": f"2031-03-09T{k // 60:02d}:{k % 60:02d}Z", "observation": f"number {k}"}, "officer")
    page, data = d.get("/inbox", "officer")[2], d.data("/inbox.json", "officer")
    if says not in words(page) or not data["observations_more"] or len(data["observations"]) != 200 or "claims_more" in data:
        faults.append(f"{says in words(page)} {len(data['observations'])} {[k for k in data if k.endswith('_more')]}")
    if len(re.findall('type="checkbox" name="from"', page)) != 200:
        faults.append("boxes: " + str(len(re.findall('type="checkbox" name="from"', page))))
    d.stop()
    return faults


def case_sides_and_readings_stand_in_declared_order():
    """Figures by the parties' order, verdicts by the readings'."""
    d, faults = Desk("order", "energy-2025"), []
    parties = [x for x, in d.db("SELECT id FROM party ORDER BY position")]
    readings = [x for x, in d.db("SELECT id FROM reading ORDER BY position")]
    sides = [t["side"] for t in d.data("/sides.json", "reader")["totals"]]
    if len(set(sides)) < 2 or sides != sorted(sides, key=lambda s: (parties.index(s) if s in parties else len(parties), s)):
        faults.append(f"{sides}")
    if readings == sorted(readings):
        faults.append("the readings' order is that of the alphabet: this shows nothing")
    for i in d.data("/incidents.json", "reader")["incidents"]:
        told = [v.split()[0] for v in i["verdicts"].split(", ")] if i["verdicts"] else []
        if told != [r for r in readings if r in told]:
            faults.append(f"{i['id']}: {told}, not {readings}")
    d.stop()
    return faults[:4]


def with_reports(path):
    """A feed of events: two in the mission's period, one before it."""
    head = "id,instant,lat,lon,category,place,source"
    rows = [f"R{k},2025-03-{day}T0{k}:10Z,48.{k}1,36.{k}2,energy.gas,Village {k},somebody" for k, day in ((1, "26"), (2, "27"), (3, "02"))]
    (path / "data" / "events.csv").write_text("\n".join([head, *rows]) + "\n")
    yaml = path / "mission.yaml"
    yaml.write_text(yaml.read_text().replace("sources:\n", "sources:\n  - {kind: events, file: data/events.csv, mapping: {zone: UTC, default_radius_m: 1000}}\n", 1))


def case_the_inbox_is_worked_through():
    """Reports of feeds and claims wait; what is made into an incident, joins one or is set aside waits no more, each with who and why; what is taken up again waits again; as before an earlier entry; roles."""
    d, faults = Desk("worked", "energy-2025", before=with_reports), []

    def waits():
        x = d.data("/inbox.json", "reviewer")
        return {r["record"] for r in x["reports"]}, {r["incident"] for r in x["claims"]}, {r["entry"] for r in x["observations"]}, {r["record"]: (r["by"], r["reason"]) for r in x["aside"]}
    reports, claims, _, aside = waits()
    entry = d.db("SELECT DISTINCT entry FROM event")[0][0]
    if reports != {f"{entry}:1", f"{entry}:2"} or len(claims) < 5 or aside:
        faults.append(f"reports {reports}, {len(claims)} claims, aside {aside}")
    one, two, three = sorted(claims)[:3]
    queue = lambda: d.data("/today.json", "reviewer")["claims"]
    before = queue()
    d.post("/observe", {"time": "2025-03-26T01:15Z", "observation": "smoke"}, "officer")
    seen = f"O-{d.data('/inbox.json', 'officer')['observations'][0]['entry']}"
    # made of a report and of an alleged incident, which stands for its claims; the observation joins
    r = d.post("/incidents", {"from": [f"{entry}:1", one], "reason": "one event"}, "officer")
    made = r[1].get("Location", "").rsplit("/", 1)[-1]
    its = {c for c, in d.db(f"SELECT record FROM coded_from WHERE incident = '{made}'")}
    if r[0] != 303 or its != {f"{entry}:1"} | {c for c, in d.db(f"SELECT id FROM claim WHERE incident = '{one}'")}:
        faults.append(f"made {r[0]} {made} {its}")
    if d.post("/inbox/join", {"from": seen, "incident": made, "reason": "seen there"}, "officer")[0] != 303 or seen not in {c for c, in d.db(f"SELECT record FROM coded_from WHERE incident = '{made}'")}:
        faults.append("did not join")
    for bad in ({"from": seen, "reason": "x"}, {"incident": made, "reason": "x"}, {"from": seen, "incident": "none", "reason": "x"}):
        if d.post("/inbox/join", bad, "officer")[0] != 422:
            faults.append(f"joined {bad}")
    if d.post("/inbox/aside", {"from": two, "reason": "x"}, "officer")[0] != 403:
        faults.append("an officer set aside")
    for bad in ({"from": two}, {"reason": "x"}, {"from": "O-99999", "reason": "x"}, {"from": f"{entry}:4", "reason": "x"}, {"from": f"{entry}:0", "reason": "x"}):
        if d.post("/inbox/aside", bad, "reviewer")[0] != 422:
            faults.append(f"set aside {bad}")
    if d.post("/inbox/aside", {"from": [two, f"{entry}:2"], "reason": "of another region"}, "reviewer")[0] != 303:
        faults.append("not set aside")
    reports, left, observations, aside = waits()
    if reports or {one, two} & left or three not in left or observations or queue() != before - 2:
        faults.append(f"still there: {reports} {observations} {queue()} of {before}")
    if set(aside) != {f"{entry}:2"} | {c for c, in d.db(f"SELECT id FROM claim WHERE incident = '{two}'")} or set(aside.values()) != {("reviewer", "of another region")}:
        faults.append(f"aside {aside}")
    at = d.db("SELECT max(entry) FROM decision")[0][0]
    if d.post("/inbox/back", {"from": f"{entry}:2", "reason": "it is ours after all"}, "chief")[0] != 303 or waits()[0] != {f"{entry}:2"} or f"{entry}:2" in waits()[3]:
        faults.append("not taken up again")
    if {r["record"] for r in d.data(f"/inbox.json?as-of={at}", "chief")["reports"]} != {f"{entry}:2"} or {r["record"] for r in d.data(f"/inbox.json?as-of={at + 1}", "chief")["reports"]}:
        faults.append("as of before and after it was set aside")
    d.post("/inbox/aside", {"from": f"{entry}:2", "reason": "no"}, "chief")
    if f"{entry}:2" not in waits()[3] or waits()[3][f"{entry}:2"] != ("chief", "no"):
        faults.append("the last word does not stand")
    page = d.get("/inbox?lang=en", "reviewer")[2]
    if not all(x in page for x in ('formaction="/inbox/join"', 'formaction="/inbox/aside"', 'action="/inbox/back"')) or 'formaction="/inbox/aside"' in d.get("/inbox?lang=en", "officer")[2]:
        faults.append("buttons")
    d.stop()
    r = subprocess.run([TRUCE, "verify", str(d.path), "--deep"], capture_output=True, timeout=120)
    return faults + ([] if r.returncode == 0 else [r.stdout.decode()])


def case_a_claim_is_entered_or_pasted():
    """What a side said, as one page has it: a claim with its side, source and who entered it, alleged and assessed; what cannot be read is refused whole; a pasted table is taken whole or not at all; roles; what is written stays text."""
    d, faults = Desk("claimed", "energy-2025"), []
    nothing = lambda: (d.db("SELECT count(*) FROM claim")[0][0], d.db("SELECT value FROM meta WHERE key = 'ledger_size'")[0][0], incoming(d))
    before, nasty = nothing(), 'Say, "so" <b>&amp;</b>; =1+1'
    form = {"claimant_side": d.side, "kind": "attack", "claimant": nasty, "page_url": "https://example.org/one", "page_date": "2025-03-26", "event_date_stated": "2025-03-25", "event_time_stated": "04:30", "tz_basis": "Europe/Kyiv",
            "region_as_written": "", "place_as_written": "Somewhere", "facility_as_written": "a substation", "alleged_actor": d.other_side, "note": "seen late"}
    for bad in ({"page_date": "yesterday"}, {"event_date_stated": "2025-02-30"}, {"kind": "rumour"}, {"claimant_side": ""}):
        status, _, page = d.post("/sides", {**form, **bad}, "officer")
        if status != 422 or nothing() != before:
            faults.append(f"{bad}: {status} {words(page)[-200:]} {nothing()}")
    if d.post("/sides", form, "reader")[0] != 403 or d.post("/sides", form, "analyst")[0] != 403 or d.post("/sides", form, "liaison")[0] != 403:
        faults.append("whoever may not")
    if d.post("/sides", form, "reviewer")[0] != 303:
        faults.append(words(d.post("/sides", form, "reviewer")[2])[-300:])
    mine = [x for x in d.data("/sides.json", "reader")["claims"] if x["claimant"] == nasty]
    if len(mine) != 1 or mine[0]["side"] != d.side or mine[0]["source"] != "https://example.org/one" or mine[0]["place"] != "Somewhere" or not mine[0]["id"].startswith("T-"):
        faults.append(f"{mine}")
    else:
        if mine[0]["from"] != "2025-03-25T02:30Z":
            faults.append(f"at {mine[0]['from']}")
        page = d.data(f"/incidents/{mine[0]['incident']}.json", "reader")
        if not page["verdicts"] or page["claims"][0]["claim"] != mine[0]["id"]:
            faults.append("not assessed")
    blob = subprocess.run(["grep", "-rl", "entered by reviewer", str(d.path / "blobs")], capture_output=True).stdout.split()
    if len(blob) != 1 or "seen late; entered by reviewer" not in pathlib.Path(blob[0].decode()).read_text() or d.db("SELECT name FROM import ORDER BY entry DESC LIMIT 1") != [("entered-claims.csv",)]:
        faults.append("who entered it")
    if "<b>" in d.get("/sides", "reader")[2]:
        faults.append("markup")
    head = "row_id,page_id,page_date,claimant_side,claimant,event_date_stated,event_time_stated,kind,region_as_written,facility_as_written"
    row = lambda k, day: f"P{k},P,2025-03-28,{d.side},somebody,{day},,attack,,a depot"
    table = "\r\n".join([head, row(1, "2025-03-27"), row(2, "2025-03-26")])
    at = nothing()
    if d.post("/sides", {"table": table.replace("2025-03-27", "the other day")}, "officer")[0] != 422 or d.post("/sides", {"table": "no,such\ncolumns,here"}, "officer")[0] != 422 or nothing() != at:
        faults.append(f"a table in part: {nothing()} {at}")
    if d.post("/sides", {"table": table}, "officer")[0] != 303 or len(d.db("SELECT id FROM claim WHERE id IN ('P1', 'P2')")) != 2 or nothing()[2]:
        faults.append(f"a table: {nothing()}")
    d.stop()
    r = subprocess.run([TRUCE, "verify", str(d.path), "--deep"], capture_output=True, timeout=120)
    return faults + ([] if r.returncode == 0 else [r.stdout.decode()])


def case_claims_are_joined_and_parted():
    """Two alleged incidents become one by a decision, and two again; three claims of one are parted; the record says who and why, and `truce decide` gives the same."""
    d, faults = Desk("joins", "energy-2025"), []
    of = lambda: {i: frozenset(c for c, in d.db(f"SELECT id FROM claim WHERE incident = '{i}'")) for i, in d.db("SELECT id FROM incident WHERE layer = 'alleged' AND kind = 'incident'")}
    groups = of()
    one, two = sorted(i for i, c in groups.items() if len(c) == 1)[:2]
    (a,), (b,) = groups[one], groups[two]
    if d.post(f"/incidents/{one}/merge", {"with": two, "reason": "the same strike"}, "officer")[0] != 403 or d.post(f"/incidents/{one}/merge", {"with": two}, "reviewer")[0] != 422 or d.post(f"/incidents/{one}/merge", {"with": "none", "reason": "x"}, "reviewer")[0] != 422 or d.post(f"/incidents/{one}/split", {"from": a, "reason": "x"}, "reviewer")[0] != 422:
        faults.append("what is not to be done")
    d.post(f"/incidents/{one}/merge", {"with": two, "reason": "the same strike"}, "reviewer")
    now = of()
    if not any({a, b} <= c for c in now.values()) or len(now) >= len(groups):
        faults.append(f"not one: {[c for c in now.values() if a in c or b in c]}")
    whole = next(i for i, c in now.items() if a in c)
    if "the same strike" not in d.get(f"/incidents/{whole}?lang=en", "reader")[2]:
        faults.append("why is not shown")
    d.post(f"/incidents/{whole}/split", {"from": [a, b], "reason": "two after all"}, "reviewer")
    if any({a, b} <= c for c in of().values()) or of() != groups:
        faults.append("not parted again")
    by = d.db("SELECT kind, by_name, reason, key <> '' FROM decision WHERE kind IN ('merge', 'split') ORDER BY entry")
    if by != [("merge", "reviewer", "the same strike", 1), ("split", "reviewer", "two after all", 1)]:
        faults.append(f"recorded {by}")
    d.stop()
    r = subprocess.run([TRUCE, "verify", str(d.path), "--deep"], capture_output=True, timeout=120)
    return faults + ([] if r.returncode == 0 else [r.stdout.decode()])


def case_codings_are_made_changed_and_dropped():
    """By the forms that stand on the pages alone: an incident of claims; its coding changed; a second record; taken out. Readers and officers see the forms that are theirs."""
    d, faults = Desk("coding", "energy-2025"), []

    def form(path, action, who):
        page = d.get(path, who)[2]
        found = [f for f in re.findall(r"<form.*?</form>", page, re.S) if f'action="{action}"' in f]
        return dict(re.findall(r'<input type="[a-z]+" name="([a-z_]+)"[^>]*value="([^"]*)"', found[0])) if found else None
    alleged = d.data("/inbox.json", "officer")["claims"][0]
    boxes = form("/incidents/" + alleged["incident"], "/incidents", "officer")
    if boxes is None or boxes["from"] not in alleged["claims"].split(", "):
        return [f"no box for {alleged}: {boxes}"]
    if d.post("/incidents", {**boxes, "reason": "coded from its claim", "act": "strike_hit"}, "officer")[0] != 303:
        return ["not made"]
    if form("/incidents/" + alleged["incident"], "/incidents", "officer") is not None:
        faults.append("a claim that was used is offered again")
    made = [i["id"] for i in d.data("/incidents.json?layer=coded", "officer")["incidents"] if i["id"].startswith("K-")]
    one = "/incidents/" + made[0]
    d.post("/observe", {"time": "2025-04-05T08:00Z", "observation": "saw"}, "officer")
    record = "O-%d" % d.data("/inbox.json", "officer")["observations"][0]["entry"]
    change = form(one, one + "/change", "officer")
    if change is None or d.post(one + "/change", {**change, "place": "Elsewhere", "from": record, "reason": "another town"}, "officer")[0] != 303:
        return faults + [f"not changed: {change}"]
    now = d.data(one + ".json", "officer")
    if now["incident"][0]["place"] != "Elsewhere" or now["incident"][0]["act"] != "strike_hit" or record not in [r["record"] for r in now["coded_from"]] + [f"O-{o['entry']}" for o in now.get("observations", [])]:
        faults.append(f"{now['incident']} {now['coded_from']}")
    imported = next(i["id"] for i in d.data("/incidents.json?layer=coded", "officer")["incidents"] if not i["id"].startswith("K-"))
    for path, who, action in ((one, "reader", "change"), (one, "officer", "drop"), ("/incidents/" + imported, "chief", "change"), ("/incidents/" + imported, "chief", "drop")):
        if form(path, path + "/" + action, who) is not None:
            faults.append(f"{who} is offered {action} of {path}")
    drop = form(one, one + "/drop", "chief")
    if drop is None or d.post(one + "/drop", {**drop, "reason": "it was counted twice"}, "chief")[0] != 303 or d.get(one, "chief")[0] != 404:
        faults.append(f"not dropped: {drop}")
    if form("/incidents/" + alleged["incident"], "/incidents", "officer") is None:
        faults.append("its claim is free again, and not offered")
    d.stop()
    return faults


def entries():
    return [json.loads(x) for x in (DESK.path / "ledger" / "entries").read_text().split("\n") if x]


def case_every_act_is_signed():
    """Each act of the desk carries the signature of who came in: checked by truce verify, and by the script of the documentation with openssl alone; an entry that is changed is found."""
    faults = []
    DESK.post("/observe", {"time": "2031-03-05T09:30Z", "observation": "heard, signed", "description": 'with "quotes", \u2028 and тест'}, "officer")
    DESK.post("/incidents/E001/propose", {"to": "corroborated", "reason": "signed"}, "reviewer")
    persons = {e["name"]: e["key"] for e in entries() if e["t"] == "person"}
    acts = [(i, e) for i, e in enumerate(entries()) if e.get("by") in persons and e["t"] != "person"]
    if any("signature" not in e or e["key"] != persons[e["by"]] or e.get("held") != "desk" for _, e in acts) or len(acts) < 2 or not {"officer", "reviewer", "chief", "liaison"} <= set(persons):
        faults.append(f"{len(acts)} acts, {sorted(persons)}")
    if {"reader", "analyst", "keeper"} & set(persons):
        faults.append("a role that does nothing has a key")
    script = ROOT / "docs" / "check-signature.py"
    for i, _ in acts[-3:] + [(i, e) for i, e in enumerate(entries()) if e["t"] == "person"][:1]:
        r = subprocess.run([sys.executable, str(script), str(DESK.path / "ledger" / "entries"), str(i)], capture_output=True, timeout=60)
        if r.returncode != 0:
            faults.append(f"entry {i}: {r.stdout.decode()} {r.stderr.decode()}")
    copy = DIR / "changed"
    copy.mkdir()
    i, e = acts[-1]
    (copy / "entries").write_text("\n".join(json.dumps({**x, "reason": "other words"} if k == i else x, sort_keys=True, separators=(",", ":"), ensure_ascii=False) for k, x in enumerate(entries())) + "\n")
    if subprocess.run([sys.executable, str(script), str(copy / "entries"), str(i)], capture_output=True, timeout=60).returncode == 0:
        faults.append("other words, the same signature")
    r = subprocess.run([TRUCE, "verify", str(DESK.path)], capture_output=True, timeout=120)
    if r.returncode != 0 or "acts are signed" not in r.stdout.decode():
        faults.append(r.stdout.decode()[-400:])
    return faults


class FarKey:
    """As a browser has one: the desk sees its public half and what it signed."""

    def __init__(self, name):
        self.path = DIR / f"{name}.pem"
        subprocess.run(["openssl", "genpkey", "-algorithm", "ed25519", "-out", str(self.path)], check=True, capture_output=True)
        self.open = subprocess.run(["openssl", "pkey", "-in", str(self.path), "-pubout", "-outform", "DER"], check=True, capture_output=True).stdout[-32:].hex()

    def sign(self, entry):
        file = DIR / "to-sign"
        file.write_bytes(bytes.fromhex(entry["bytes"]))
        made = subprocess.run(["openssl", "pkeyutl", "-sign", "-rawin", "-inkey", str(self.path), "-in", str(file)], check=True, capture_output=True).stdout
        return f"{entry['at']} {made.hex()}"


def case_a_key_in_a_browser_signs():
    """The desk tells what is to be signed, records it with the signature or not at all, and keeps no key; without that key nothing is done in the name; a refusal comes before a signature; what was signed for one act is good for no other; a new link ends it."""
    d, faults = Desk("far"), []
    key, other = FarKey("far-mine"), FarKey("far-other")
    ledger = lambda: (d.path / "ledger" / "entries").read_bytes()

    def asked(path, form, who="officer"):
        status, h, text = d.post(path, {**form, "prepare": "yes"}, who)
        return json.loads(text)["sign"] if h["Content-Type"].startswith("application/json") else (status, text)

    def do(path, form, who="officer", by=key):
        before, told = ledger(), asked(path, form, who)
        if ledger() != before:
            faults.append(f"{path}: prepared and recorded")
        return d.post(path, {**form, "signed": [by.sign(x) for x in told]}, who)
    if asked("/observe", {"time": "2031-03-05T07:30Z", "observation": "early"}) != [] or "early" in ledger().decode():
        faults.append("the desk's own key: something to sign, or recorded")
    if "hidden" not in re.search(r'<form[^>]*action="/you/far"[^>]*>', d.get("/you", "officer")[2]).group(0) or 'action="/you/far"' in d.get("/you", "reader")[2]:
        faults.append("who is offered a key")
    phrase = {"passphrase": PASS.format("officer")}
    if asked("/you/far", {"public": key.open})[0] != 422 or asked("/you/far", {"public": key.open, "passphrase": PASS.format("reader")})[0] != 422:
        faults.append("a key by a session alone")
    if do("/you/far", {"public": key.open, **phrase}, by=other)[0] != 422 or d.post("/you/far", {"public": "x" * 64, "prepare": "yes", **phrase}, "officer")[0] != 422 or d.post("/you/far", {"public": "", **phrase}, "officer")[0] != 422:
        faults.append("a key that did not sign itself")
    if do("/you/far", {"public": key.open, **phrase})[0] != 303 or d.data("/you.json", "officer")["public_key"] != key.open:
        faults.append("not made")
    last = json.loads(ledger().decode().splitlines()[-1])
    if (last["t"], last["name"], last["key"]) != ("person", "officer", key.open) or "held" in last:
        faults.append(f"entered as {last}")
    kept = sqlite3.connect(d.path / "desk" / "desk.db").execute("SELECT sealed FROM person WHERE name = 'officer'").fetchall()
    if kept != [("",)]:
        faults.append("the desk's key is still there")
    form, before = {"time": "2031-03-05T07:30Z", "observation": "seen"}, ledger()
    status, _, page = d.post("/observe", form, "officer")
    if status != 422 or "in a browser" not in words(page) or ledger() != before:
        faults.append(f"without a signature {status}")
    status, _, page = d.post("/observe", {"time": "2031-03-05T07:30Z"}, "officer")
    refused = asked("/observe", {"time": "2031-03-05T07:30Z"})
    if status != 422 or "What was observed is needed" not in words(page) or refused[0] != 422 or "What was observed is needed" not in words(refused[1]):
        faults.append("why comes before who")
    if do("/observe", form, by=other)[0] != 422 or ledger() != before:
        faults.append("another's signature")
    mine = [key.sign(x) for x in asked("/observe", form)]
    if d.post("/observe", {**form, "observation": "heard", "signed": mine}, "officer")[0] != 422 or d.post("/observe", {**form, "signed": [mine[0].replace(mine[0][:4], "2001", 1)]}, "officer")[0] != 422 or d.post("/observe", {**form, "signed": ["x", ""]}, "officer")[0] != 422 or ledger() != before:
        faults.append("signed for something else")
    if 'action="/you/far"' in d.get("/you", "officer")[2] or asked("/you/far", {"public": other.open, **phrase})[0] != 422:
        faults.append("another browser's key takes its place")
    signed = [key.sign(x) for x in asked("/observe", form)]
    twice = [d.post("/observe", {**form, "signed": signed}, "officer") for _ in range(2)]
    if [x[0] for x in twice] != [303, 422] or "recorded already" not in words(twice[1][2]):
        faults.append(f"sent twice {[x[0] for x in twice]}")
    strange = {"time": "2031-03-05T07:40Z", "observation": "lines\r\nand \u202emarks\ufeff", "note": "\u2028"}
    status, _, page = do("/observe", strange)
    if status != 303 or json.loads(ledger().decode().splitlines()[-1])["observation"] != "lines\nand \u202emarks\ufeff":
        faults.append(f"marks and lines {status} {words(page)[-200:]}")
    if d.post("/observe", {**form, "observation": "too many", "signed": [key.sign(x) for x in asked("/observe", {**form, "observation": "too many"})] * 2}, "officer")[0] != 422 or "too many" in ledger().decode():
        faults.append("more signatures than entries")
    entry = d.data("/inbox.json", "officer")["observations"][0]["entry"]
    made = do("/incidents", {"from": f"O-{entry}", "category": "energy.power.substation", "reason": "one"})
    item = made[1].get("Location", "").rsplit("/", 1)[-1]
    if made[0] != 303 or do(f"/incidents/{item}/propose", {"to": "corroborated", "reason": "two heard it"})[0] != 303 or d.data("/incidents.json?state=corroborated", "reader")["incidents"][0]["id"] != item:
        faults.append(f"made {made[0]} {item}")
    page = d.get(f"/incidents/{item}", "officer")[2]
    if page.count("data-signs") < 2 or f'data-open="{key.open}"' not in page or "data-signs" in d.get(f"/incidents/{item}", "reviewer")[2] or re.search('action="/logout" data-signs', page):
        faults.append("what a page says to its script")
    lines = [json.loads(x) for x in ledger().decode().splitlines()]
    done = [x for x in lines if x.get("by") == "officer" and x.get("key") == key.open and x["t"] != "person"]
    if len(done) != 4 or any("held" in x for x in done) or any(x.get("by") == "officer" and x.get("key") not in (key.open, None) and x["at"] > done[0]["at"] for x in lines):
        faults.append(f"signed {[(x['t'], x.get('held')) for x in done]}")
    d.process.kill()
    d.process.wait()
    d.start()
    if d.get("/", "officer")[0] != 200 or do("/observe", {**form, "observation": "after a start"})[0] != 303:
        faults.append("a new start asks for a passphrase that opens nothing")
    d.come_in("keeper")
    link = re.search(r"token=([\w-]+)", words(d.post("/people", {"name": "officer", "role": "officer", "side": "", "again": "yes"}, "keeper")[2])).group(1)
    d.welcome(link, PASS.format("officer"))
    d.come_in("officer")
    if d.post("/observe", {**form, "observation": "by the desk again"}, "officer")[0] != 303 or json.loads(ledger().decode().splitlines()[-1]).get("held") != "desk":
        faults.append("a new link does not end it")
    d.stop()
    r = subprocess.run([TRUCE, "verify", str(d.path), "--deep"], capture_output=True, timeout=120)
    return faults + ([] if r.returncode == 0 else [r.stdout.decode()])


def case_all_of_an_act_is_signed_or_nothing():
    """A report makes several entries: with a signature too few, or one that is another's, none is recorded and no file placed."""
    d, faults = Desk("whole"), []
    key, other = FarKey("whole-mine"), FarKey("whole-other")
    ledger = lambda: (d.path / "ledger" / "entries").read_bytes()
    asked = lambda path, form: json.loads(d.post(path, {**form, "prepare": "yes"}, "chief")[2])["sign"]
    form = {"public": key.open, "passphrase": PASS.format("chief")}
    if d.post("/you/far", {**form, "signed": [key.sign(x) for x in asked("/you/far", form)]}, "chief")[0] != 303:
        faults.append("no key")
    form = {"period": "2025-04-01/2025-04-02"}
    there = lambda: sorted(str(x) for x in d.path.rglob("report*/**/*") if x.is_file())
    before, files = ledger(), there()
    told = asked("/reports", form)
    good, bad = [key.sign(x) for x in told], [other.sign(x) for x in told]
    if len(told) < 3:
        faults.append(f"{len(told)} entries")
    for what in (good[:1], good[:-1], good[:-1] + bad[-1:], good[1:] + good[:1]):
        status = d.post("/reports", {**form, "signed": what}, "chief")[0]
        if status != 422 or ledger() != before or there() != files:
            faults.append(f"{len(what)} of {len(good)}: {status}, {len(ledger().splitlines()) - len(before.splitlines())} recorded")
    if d.post("/reports", {**form, "signed": good}, "chief")[0] != 303 or len(ledger().splitlines()) != len(before.splitlines()) + len(told):
        faults.append("not issued")
    d.stop()
    return faults


def case_names_with_keys_need_them():
    """The command line does nothing in the name of somebody who has a key, and with another's key neither; with its own it does; one key is one person's; no second name beside a decision."""
    path, faults = str(DESK.path), []

    def truce(*args, ok=False, says=""):
        r = subprocess.run([TRUCE, *args], capture_output=True, timeout=60)
        told = (r.stdout + r.stderr).decode()
        if (r.returncode == 0) != ok or says not in told:
            faults.append(f"{args}: {r.returncode} {told}")
    key, other = str(DIR / "night.pem"), str(DIR / "other.pem")
    seen = ["--time", "2031-03-05T07:30Z", "--observation", "heard"]
    truce("people", path, "add", "Night Officer", "--by", "Keeper", "--key-out", key, ok=True)
    truce("people", path, "add", "Night Officer", "--by", "Keeper", "--key-out", key, says="night.pem")
    truce("people", path, "add", "Somebody", "--by", "Keeper", "--key", key, says="this is the key of 'Night Officer'")
    truce("people", path, "add", "night  officer", "--by", "Keeper", "--key-out", other, says="writes this person 'Night Officer'")
    truce("people", path, "add", "Other", "--by", "Keeper", "--key-out", other, ok=True)
    truce("observe", path, "--by", "Night Officer", *seen, says="sign with --key")
    truce("observe", path, "--by", "night  OFFICER", *seen, says="sign with --key")
    truce("observe", path, "--by", "Night Officer", *seen, "--key", other, says="not the key")
    truce("observe", path, "--by", "Nobody's", *seen, "--key", key, says="no key of")
    truce("observe", path, "--by", "officer", *seen, says="sign with --key")
    truce("observe", path, "--by", "Night Officer", *seen, "--key", key, ok=True)
    truce("decide", path, "status", "E001", "--to", "verified", "--by", "Unknown", "--second", "Night Officer", "--reason", "x", says="let them agree")
    truce("review", path, "propose", "E002", "--to", "verified", "--by", "Night Officer", "--reason", "x", "--key", key, ok=True)
    truce("code", path, "make", "--from", "O-1", "--by", "Night Officer", "--reason", "x", says="sign with --key")
    truce("reply", path, "ask", "E001", "--party", DESK.side, "--by", "Night Officer", "--words", "x", says="sign with --key")
    truce("observe", path, "--by", "Never Seen", *seen, ok=True)
    if os.stat(key).st_mode & 0o077:
        faults.append("others can read the key")
    truce("people", path, "add", "Mallory", "--by", "Night Officer", "--key-out", str(DIR / "m.pem"), says="has a key")
    shown = DESK.get("/record", "analyst")[2]
    if "Night Officer" not in words(shown) or [k["name"] for k in DESK.data("/record.json", "analyst")["keys"]].count("Night Officer") != 1:
        faults.append("the page of the record does not show the key")
    if DESK.post("/people", {"name": "NIGHT OFFICER", "role": "officer", "side": ""}, "keeper")[0] != 422:
        faults.append("another spelling of a name with a key was invited")
    openssl = subprocess.run(["openssl", "pkey", "-in", key, "-pubout", "-outform", "DER"], capture_output=True, timeout=30).stdout
    if openssl[-32:].hex() != [e["key"] for e in entries() if e["t"] == "person" and e["name"] == "Night Officer"][0]:
        faults.append("openssl reads another key")
    truce("verify", path, ok=True, says="named, not signed")
    return faults


def case_what_verify_says_of_signatures():
    """A record whose entries were rewritten with right hashes by somebody without the keys: unsigned, signed by another, a signature on other words, a key that nobody signed."""
    faults = []
    base = DIR / "base"
    shutil.copytree(ROOT / "examples" / "exercise", base)
    key, other = str(DIR / "a.pem"), str(DIR / "b.pem")
    run = lambda *a: subprocess.run([TRUCE, *a], capture_output=True, timeout=120)
    run("run", str(base))
    for name, file in (("A", key), ("B", other)):
        run("people", str(base), "add", name, "--by", "Keeper", "--key-out", file)
        run("observe", str(base), "--by", name, "--time", "2031-03-05T07:30Z", "--observation", "heard by " + name, "--key", file)
    lines = (base / "ledger" / "entries").read_text().strip("\n").split("\n")
    last, before = json.loads(lines[-1]), json.loads(lines[-3])
    for what, change, says in (("unsigned", lambda e: {k: v for k, v in e.items() if k not in ("key", "signature")}, "not signed, though 'B'"),
                               ("other words", lambda e: {**e, "observation": "saw"}, "its signature is not"), ("another name", lambda e: {**e, "by": "A"}, "its signature is not"),
                               ("a new key", lambda e: {"at": e["at"], "by": "X", "key": e["key"], "name": "A", "t": "person", "v": 1}, "not signed with itself"),
                               ("the same act again", lambda e: json.loads(lines[-4]) if json.loads(lines[-4]).get("by") == "A" else before, "once more"),
                               ("a second name", lambda e: {"at": e["at"], "by": "Nobody", "items": ["E001"], "kind": "status", "reason": "x", "second": "A", "status": "verified", "t": "decision", "v": 1}, "as a second person")):
        path = DIR / ("forged-" + what.split()[0] + what.split()[-1])
        shutil.copytree(base, path)
        text = "\n".join(lines[:-1] + [json.dumps(change(last), sort_keys=True, separators=(",", ":"), ensure_ascii=False)]) + "\n"
        shutil.rmtree(path / "ledger")
        (path / "ledger").mkdir()
        (path / "ledger" / "entries").write_text(text)
        r = run("verify", str(path))
        if says and says not in r.stdout.decode():
            faults.append(f"{what}: {r.returncode} {r.stdout.decode()[-400:]} {r.stderr.decode()}")
    return faults


def newest_of(issued):
    return next(x for x in issued if x["format"] == "html")


def case_a_report_is_looked_at_and_issued():
    """Before it is issued: the page itself, in each language, with a policy that allows its one style and nothing else, and as data; nothing is recorded. Issued: an entry in the chief's name, signed; the same bytes as looked at."""
    import base64
    import hashlib
    d, faults, before = DESK, [], len(entries())
    looked = {}
    for lang in ("en", "uk", "ru"):
        status, h, page = d.get(f"/reports/look?period=2031-03-05&lang={lang}", "analyst")
        looked[lang] = page
        style = re.findall(r"<style>(.*?)</style>", page, re.S)
        digest = base64.b64encode(hashlib.sha256(style[0].encode()).digest()).decode() if style else ""
        policy = h["Content-Security-Policy"]
        if status != 200 or len(style) != 1 or f"style-src 'sha256-{digest}'" not in policy or "default-src 'none'" not in policy or "unsafe" in policy or f'lang="{lang}"' not in page:
            faults.append(f"{lang}: {status} {policy}")
    if json.loads(d.get("/reports/look.json?period=2031-03-05&as-of=9", "reader")[2])["provenance"]["ledger_size"] != 9:
        faults.append("as of entry 9")
    for bad in ("period=soon", "as-of=yesterday", "as-of=999999"):
        if d.get("/reports/look?" + bad, "chief")[0] != 422:
            faults.append(bad)
    if len(entries()) != before:
        faults.append("a look was recorded")
    if d.post("/reports", {"period": "2031-03-05", "lang": "en"}, "chief")[0] != 303:
        faults.append("not issued")
    new = [e for e in entries()[before:] if e["t"] == "publish"]
    if not new or any(e.get("by") != "chief" or "signature" not in e for e in new):
        faults.append(f"{len(new)} entries, {new[:1]}")
    rows = [x for x in d.data("/reports.json", "reader")["issued"] if x["format"] == "html"]
    if not rows or rows[0]["by"] != "chief":
        faults.append(str(rows[:2]))
    issued = (d.path / "reports" / "2031-03-05" / "report.html").read_text()
    if issued != looked["en"]:
        faults.append("other bytes than those looked at")
    d.post("/observe", {"time": "2031-03-05T11:30Z", "observation": "after it was issued"}, "officer")
    d.post("/reports", {"period": "2031-03-05", "lang": "uk"}, "chief")
    later = d.data("/reports.json", "reader")["issued"]
    newer = {(x["language"], x["entries"]): x["newer"] for x in later if x["format"] == "html" and x["from"] == rows[0]["from"] and x["to"] == rows[0]["to"]}
    if newer[("uk", newest_of(later)["entries"])] or newer[("en", rows[0]["entries"])] not in [x["entry"] for x in later if x["language"] == "uk"]:
        faults.append(f"where more was known: {newer}")
    newest = newest_of(later)
    for row, file in ((rows[0], issued), (newest, (d.path / "reports" / "2031-03-05" / "uk" / "report.html").read_text())):
        status, h, _ = d.get(f"/reports/issued/{row['entry']}", "reader")
        if status != 303 or d.get(h["Location"], "reader")[2] != file or f'href="/reports/issued/{row["entry"]}"' not in d.get("/reports", "reader")[2]:
            faults.append(f"what was issued in {row['entry']} is not what opens: {status} {h.get('Location')}")
    if newest["entry"] == rows[0]["entry"] or "after it was issued" in issued or d.get("/reports/issued/1", "reader")[0] != 404:
        faults.append("the later one, or an entry that is none")
    shown = max(int(x["entry"]) for x in later) + 1
    if f"<b>{shown}</b>" not in d.get("/record", "reviewer")[2]:
        faults.append(f"the record page counts other entries than {shown}")
    r = subprocess.run([TRUCE, "verify", str(d.path)], capture_output=True, timeout=120)
    return faults + ([] if r.returncode == 0 else [r.stdout.decode()[-300:]])


READOUT = """Readout of the Prime Minister of Northland
1 March 2031

The Prime Minister said: "Northland agreed to halt strikes on energy facilities for 30 days."
"""


def case_clauses_are_confirmed():
    """A draft from an announcement: its clauses wait, an officer may not confirm, the chief does, with a reason, and takes one back; each an entry."""
    folder = DIR / "draft"
    (DIR / "readout.txt").write_text(READOUT)
    r = subprocess.run([TRUCE, "init", str(folder)], capture_output=True, timeout=60)
    r = subprocess.run([TRUCE, "read", str(DIR / "readout.txt"), "--into", str(folder)], capture_output=True, timeout=60)
    assert r.returncode == 0, r.stderr.decode()
    subprocess.run([TRUCE, "run", str(folder)], capture_output=True, timeout=60)
    d, faults = Desk.__new__(Desk), []
    d.path, d.cookies = folder, {}
    d.start()
    d.welcome(d.link, PASS.format("keeper"))
    d.come_in("keeper")
    for role in ("chief", "officer"):
        d.add(role, role)
    rows = d.data("/agreement.json", "officer")["clauses"]
    ids = [x["clause"] for x in rows]
    if not ids or any(x["state"] == "confirmed" for x in rows):
        faults.append(str(rows))
    if d.post("/agreement/confirm", {"clause": ids, "reason": "x"}, "officer")[0] != 403 or d.post("/agreement/confirm", {"reason": "x"}, "chief")[0] != 422:
        faults.append("confirmed by whom it should not, or nothing")
    status, _, page = d.post("/agreement/confirm", {"clause": ids, "reason": "as it was read out"}, "chief")
    if status != 303:
        faults.append(f"{status} {words(page)[-500:]}")
    after = {x["clause"]: x["state"] for x in d.data("/agreement.json", "officer")["clauses"]}
    if set(after.values()) != {"confirmed"}:
        faults.append(str(after))
    if d.post("/agreement/undo", {"clause": ids, "reason": "a second text differs"}, "chief")[0] != 303 or "confirmed" in {x["state"] for x in d.data("/agreement.json", "officer")["clauses"]}:
        faults.append("not taken back")
    made = [json.loads(x) for x in (folder / "ledger" / "entries").read_text().split("\n") if '"confirm"' in x or '"unconfirm"' in x]
    if len(made) != 2 * len(ids) or any(e["by"] != "chief" or "signature" not in e for e in made):
        faults.append(f"{len(made)} entries of {len(ids)} clauses")
    d.stop()
    return faults


def case_the_index_is_what_would_be_made_anew():
    """After each kind of act: the rows of index.db, brought level by as little as is needed, are those of one made anew from the record."""
    d, faults = Desk("index", "energy-2025", people=False), []
    d.welcome(d.link, PASS.format("keeper"))
    d.come_in("keeper")
    for role in ("officer", "reviewer", "chief", "liaison"):
        d.add(role, role, d.side if role == "liaison" else "")
    d.add("second", "reviewer")
    alleged = [i["id"] for i in d.data("/incidents.json?layer=alleged", "officer")["incidents"]]
    coded = [i["id"] for i in d.data("/incidents.json?layer=coded", "officer")["incidents"]]

    def waiting():
        return d.db("SELECT entry FROM decision WHERE waits = 1 ORDER BY entry DESC")[0][0]
    steps = [("look", lambda: (303,)), ("observe", lambda: d.post("/observe", {"time": "2025-04-01T07:30Z", "observation": "heard", "place": "Kherson"}, "officer")),
             ("one is enough", lambda: d.post(f"/incidents/{coded[0]}/propose", {"to": "corroborated", "reason": "x"}, "officer")),
             ("two are needed", lambda: d.post(f"/incidents/{coded[1]}/propose", {"to": "verified", "reason": "x"}, "reviewer")),
             ("dissent", lambda: d.post(f"/proposals/{waiting()}/dissent", {"reason": "x"}, "chief")), ("agree", lambda: d.post(f"/proposals/{waiting()}/agree", {"reason": "x"}, "second")),
             ("out of the counts", lambda: d.post(f"/incidents/{coded[2]}/propose", {"to": "withdrawn", "reason": "x"}, "officer")),
             ("out of them still", lambda: d.post(f"/incidents/{coded[2]}/propose", {"to": "refuted", "reason": "x"}, "officer")),
             ("into them again", lambda: d.post(f"/incidents/{coded[2]}/propose", {"to": "alleged", "reason": "x"}, "officer")),
             ("of claims", lambda: d.post(f"/incidents/{alleged[0]}/propose", {"to": "refuted", "reason": "x"}, "officer")),
             ("by its claim", lambda: d.post(f"/incidents/{alleged[1].removeprefix('F-')}/propose", {"to": "contradicted", "reason": "x"}, "officer")),
             ("away again", lambda: d.post(f"/incidents/{coded[1]}/propose", {"to": "alleged", "reason": "x"}, "officer")), ("agree to that", lambda: d.post(f"/proposals/{waiting()}/agree", {"reason": "x"}, "second")),
             ("ask", lambda: d.post(f"/incidents/{coded[0]}/ask", {"party": d.side, "words": "x", "until": "2025-04-01"}, "chief")), ("answer", lambda: d.post("/replies", {"item": coded[0], "words": "y"}, "liaison")),
             ("issue", lambda: d.post("/reports", {"period": "2025-04-01", "lang": "en"}, "chief")), ("observe behind it", lambda: d.post("/observe", {"time": "2025-04-02T07:30Z", "observation": "saw"}, "officer")),
             ("make", lambda: d.post("/incidents", {"from": "O-%d" % d.db("SELECT max(entry) FROM observation")[0][0], "reason": "x"}, "officer")),
             ("drop", lambda: d.post("/incidents/" + d.db("SELECT id FROM incident WHERE id LIKE 'K-%'")[0][0] + "/drop", {"reason": "x"}, "chief"))]
    for what, act in steps:
        status = act()[0]
        d.get("/incidents", "officer")
        r = subprocess.run([TRUCE, "verify", "--deep", str(d.path)], capture_output=True, timeout=120)
        told = r.stdout.decode()
        stands = int(d.db("SELECT value FROM meta WHERE key = 'ledger_size'")[0][0])
        size = max(i + 1 for i, e in enumerate((d.path / "ledger" / "entries").read_text().split("\n")) if e and json.loads(e)["t"] != "publish")
        if status not in (303, 422) or r.returncode != 0 or "index.db" in told or stands != size:
            faults.append(f"{what}: {status}, index of {stands} entries beside {size}; {told[-300:]}")
    d.stop()
    return faults


def case_swapped_parties_swap_on_every_page():
    """With the parties' ids exchanged in every file of a mission, each page is the same but for the ids: what is known now, what was known earlier, and what people do there."""
    a_b = lambda text: re.sub(r"(?<!\w)(X?)([AB])(?!\w)", lambda m: m.group(1) + {"A": "B", "B": "A"}[m.group(2)], text)  # not RA and RB, which are readings
    codes = lambda text: re.sub(r"(?<![-\w./])(RU|UA)(?![-\w/])", lambda m: {"RU": "UA", "UA": "RU"}[m.group(1)], text)
    return swapped_in("contact-line", a_b, "2031-03-05T08:00Z") + swapped_in("energy-2025", codes, "2025-04-01T08:00Z")


def swapped_in(example, swap, when):
    pages, faults = [], []
    for name, change in (("as-it-is", None), ("swapped", swap)):
        d = Desk(f"swap-{example}-{name}", example, change=change)
        first = d.data("/incidents.json?layer=coded", "officer")["incidents"][0]["id"]
        for path, form, role in (("/observe", {"time": when, "observation": "saw", "lat": "0.5", "lon": "2.1"}, "officer"),
                                 (f"/incidents/{first}/propose", {"to": "verified", "reason": "two saw it"}, "officer"),
                                 (f"/incidents/{first}/ask", {"party": d.side, "words": "what of it?", "until": "2031-04-01"}, "chief")):
            status = d.post(path, form, role)[0]
            if status != 303:
                faults.append(f"{name}: {path} {status}")
        got = {}
        ids = [i["id"] for page in (1, 2) for i in d.data(f"/incidents.json?page={page}", "officer")["incidents"]]
        once, also_then = ["/today", "/inbox", "/replies"] + ["/incidents/" + i for i in ids], ["/incidents", "/map", "/sides", "/readings", "/numbers", "/agreement"]
        for path, then in [(p, "") for p in once + also_then] + [(p, "?as-of=12") for p in also_then]:
            status, _, text = d.get(path + ".json" + then, "chief")
            text = re.sub(r'"moment":\[[^]]*\]', "MOMENT", text) if not then else text
            got[path + then] = re.sub(r"[0-9a-f]{64}", "HASH", text) if status == 200 else f"{status}"
        prose = ("/reports/look", "/reports/wording", "/calendar.ics") if example == "energy-2025" else ()  # elsewhere a side is called as an article is
        for path in (*prose, "/agreement?lang=uk", "/readings?lang=ru", f"/incidents/{first}?lang=uk", "/ogc/collections/incidents/items?limit=50"):
            status, _, text = d.get(path, "chief")
            text = re.sub(r"[0-9a-f]{64}", "HASH", text.replace(d.csrf("chief"), "CSRF").replace(str(d.port), "PORT"))
            got[path + " as it is given"] = re.sub(r"(timeStamp\W+|DTSTAMP:|data-entries=\")[\w:.-]+", r"\1NOW", text) if status == 200 else f"{status}"
        page = d.get("/map?also=zones&also=control&also=sites&also=detections&also=tracks", "chief")[2]
        got["the picture"] = page[page.index('<div class="map">'):page.index("</svg>")]
        got["the grid's picture"] = d.get("/numbers/grid.svg", "chief")[2]
        pages.append(got)
        d.stop()
    for path, text in pages[0].items():
        other = swap(pages[1].get(path, ""))
        if text != other:
            k = len(os.path.commonprefix([text, other]))
            faults.append(f"{example} {path}: {text[max(0, k - 60):k + 60]} / {other[max(0, k - 60):k + 60]}")
        if not text or text.isdigit():
            faults.append(f"{example} {path}: {text}")
    if not any(swap(t) != t for t in pages[0].values()):
        faults.append("no page names a party")
    return faults


def case_today_has_deadlines_and_sources():
    """Deadlines of the process that are not over, as `truce process` tells them; of each kind of file the last, as the record has it; in each language."""
    d, faults = Desk("ahead", "exchange", people=False), []
    d.welcome(d.link, PASS.format("keeper"))
    d.come_in("keeper")
    for role in ("officer", "reader"):
        d.add(role, role)
    usec = lambda t: int(datetime.datetime.fromisoformat(t.replace("Z", "+00:00")).timestamp()) * 10**6
    told = json.loads(subprocess.run([TRUCE, "process", str(d.path), "--format", "json"], capture_output=True, timeout=60).stdout)["process"]["deadlines"]
    for then in ("", "4", str(d.data("/today.json", "reader")["entries"])):
        now = d.db(f"SELECT max(at_usec) FROM import WHERE entry < {then}")[0][0] / 1e6 if then else time.time()
        if then:
            there = json.loads(subprocess.run([TRUCE, "process", str(d.path), "--format", "json", "--as-of", then], capture_output=True, timeout=60).stdout)["process"]["deadlines"]
        else:
            there = told
        day = d.data("/today.json" + ("?as-of=" + then if then else ""), "reader")
        want = sorted((x["reading"], x["id"]) for x in there if x.get("to") is None or usec(x["to"]) > now * 1e6)
        have = sorted((x["reading"], x["clause"]) for x in day["deadlines"])
        if have != want:
            faults.append(f"deadlines at {then or 'now'}: {have}, not {want}")
    if not told:
        faults.append("no deadline to try")
    last = {}
    for entry, kind, name, at, taken, aside in d.db("SELECT entry, kind, name, at_usec, accepted, set_aside FROM import ORDER BY entry"):
        n, a, b = last.get(kind, (0, 0, 0))[:3]
        last[kind] = (n + 1, a + taken, b + aside, name, at)
    have = {x["kind"]: (x["files"], x["rows"], x["aside"], x["name"]) for x in d.data("/today.json", "reader")["sources"]}
    if have != {k: v[:4] for k, v in last.items()} or not have:
        faults.append(f"sources: {have} / {last}")
    for lang, title in (("en", "Deadlines ahead"), ("uk", "Строки попереду"), ("ru", "Сроки впереди")):
        if title not in words(d.get(f"/?lang={lang}", "officer")[2]):
            faults.append(f"{lang}: no deadlines")
    for lang in ("en", "uk", "ru"): # what each is of, in the reader's language but for what the agreement calls it
        told = words(d.get(f"/?as-of=4&lang={lang}", "officer")[2])
        ours = [w for w in ("the last instant at which notice stops the renewal", "the term ends, unless it is renewed") if w in told]
        if len(ours) != (2 if lang == "en" else 0):
            faults.append(f"{lang}: {ours}")
    d.stop()
    return faults


def case_today_says_what_could_not_be_read():
    """A file that is cut is an alarm on Today, of that file alone, until a whole one comes in its place; as before an earlier entry."""
    import gzip
    head = "latitude,longitude,bright_ti4,scan,track,acq_date,acq_time,satellite,instrument,confidence,version,bright_ti5,frp,daynight\n"
    whole = gzip.compress((head + "".join(f"48.{k:03d},36.5,310.2,0.39,0.36,2025-04-02,{k // 60:02d}{k % 60:02d},N,VIIRS,n,2.0NRT,290.1,5,N\n" for k in range(900))).encode())

    def cut(path):
        (path / "data" / "fires.csv.gz").write_bytes(whole[:len(whole) // 2])
        yaml = path / "mission.yaml"
        yaml.write_text(yaml.read_text().replace("sources:\n", "sources:\n  - {kind: firms, file: data/fires.csv.gz}\n", 1))
    d, faults = Desk("alarms", "energy-2025", people=False, before=cut, alarm=True), []
    d.welcome(d.link, PASS.format("keeper"))
    d.come_in("keeper")
    d.add("reader", "reader")
    told = d.data("/today.json", "reader")
    if [(x["kind"], x["name"]) for x in told["alarms"]] != [("firms", "fires.csv.gz")] or not told["alarms"][0]["words"] or not told["alarms"][0]["at"]:
        faults.append(f"{told['alarms']}")
    if "fires.csv.gz" not in words(d.get("/?lang=uk", "reader")[2]) or "firms" in [x["kind"] for x in told["sources"]]:
        faults.append("on the page")
    (d.path / "data" / "fires.csv.gz").write_bytes(whole)
    r = subprocess.run([TRUCE, "import", str(d.path), "firms", str(d.path / "data" / "fires.csv.gz")], capture_output=True, timeout=120)
    now = d.data("/today.json", "reader")
    if r.returncode or now["alarms"] or "firms" not in [x["kind"] for x in now["sources"]]:
        faults.append(f"after it: {r.stderr} {now['alarms']}")
    if [x["name"] for x in d.data(f"/today.json?as-of={told['entries']}", "reader")["alarms"]] != ["fires.csv.gz"]:
        faults.append("as before it")
    d.stop()
    return faults


def nameless_tables(d):
    """Tables of an earlier state are open and have no name any more: whatever ends the desk, even kill -9, leaves nothing."""
    links = []
    for fd in os.listdir(f"/proc/{d.process.pid}/fd"):
        with contextlib.suppress(FileNotFoundError):  # closed since it was listed
            links.append(os.readlink(f"/proc/{d.process.pid}/fd/{fd}"))
    tables = [x for x in links if x.startswith("/tmp/truce-tables-")]
    folders = [x for x in tables if os.path.exists(os.path.dirname(x.removesuffix(" (deleted)")))]
    return [f"tables of an earlier state: {tables}, {folders}"] if not tables or folders or any(not x.endswith(" (deleted)") for x in tables) else []


def case_pages_as_of_an_earlier_time():
    """What a page showed when the record was so long, it shows again with as-of in its address; links lead on in that state; nothing can be done there."""
    d, faults = Desk("earlier", "energy-2025", people=False), []
    d.welcome(d.link, PASS.format("keeper"))
    d.come_in("keeper")
    for role in ("officer", "reviewer", "chief", "reader"):
        d.add(role, role)
    coded = [i["id"] for i in d.data("/incidents.json?layer=coded", "officer")["incidents"]]
    past = [r["path"] for r in matrix() if r["past"] == "1"]
    paths = ["/incidents", "/incidents?layer=coded&state=verified", f"/incidents/{coded[0]}", "/map", "/inbox", "/sides", "/readings", "/numbers", "/numbers?what=rates&reading=K&rule=incident/1&unclear=out&effort=none&from=2025-03-18", "/agreement", "/"]
    for p in past:
        if not any(p == x.split("?")[0] for x in paths) and p not in ("/incidents/:id", "/observations/:entry", "/numbers/grid.svg"):
            faults.append(f"{p} is not tried here")

    def look(extra=""):
        shown = {}
        for p in paths:
            x = d.data(p.replace("?", ".json?", 1) + extra if "?" in p else (p if p != "/" else "/today") + ".json" + extra.replace("&", "?", 1), "officer")
            entries, when = x.pop("entries"), x.pop("as_of", None)
            if p == "/":  # what is in force is told of another moment
                x.pop("readings"), x.pop("deadlines"), x.pop("moment", None)
            shown[p] = json.dumps(x, sort_keys=True)
        shown["/numbers/grid.svg"] = d.get("/numbers/grid.svg" + extra.replace("&", "?", 1), "officer")[2]
        return entries, when, shown

    def waiting():
        return d.db("SELECT entry FROM decision WHERE waits = 1 ORDER BY entry DESC")[0][0]
    steps = [lambda: d.post("/observe", {"time": "2025-04-01T07:30Z", "observation": "heard", "place": "Kherson"}, "officer"),
             lambda: d.post(f"/incidents/{coded[0]}/propose", {"to": "verified", "reason": "x"}, "officer"), lambda: d.post(f"/proposals/{waiting()}/agree", {"reason": "y"}, "reviewer"),
             lambda: d.post("/incidents", {"from": "O-%d" % d.db("SELECT max(entry) FROM observation")[0][0], "reason": "x"}, "officer"),
             lambda: d.post(f"/incidents/{coded[1]}/propose", {"to": "withdrawn", "reason": "x"}, "officer"), lambda: d.post(f"/incidents/{coded[0]}/ask", {"party": d.side, "words": "what?", "until": "2025-04-01"}, "chief")]
    kept = {}
    for step in [None] + steps:
        if step and step()[0] != 303:
            faults.append("a step was refused")
        n, _, shown = look()
        kept[n] = shown
    if len(kept) != len(steps) + 1 or len({json.dumps(x) for x in kept.values()}) != len(kept):
        faults.append(f"{len(kept)} states, some alike")
    for n in sorted(kept, reverse=True):
        _, when, shown = look(f"&as-of={n}")
        if when != str(n) or shown != kept[n]:
            for p in shown:
                if shown[p] != kept[n][p]:
                    i = len(os.path.commonprefix([shown[p], kept[n][p]]))
                    faults.append(f"as of {n} ({when}), {p}: {shown[p][i - 40:i + 60]} / {kept[n][p][i - 40:i + 60]}")
    news = {x["act"]: x["about"] for x in d.data("/today.json", "officer")["news"]}
    if news.get("agree") != coded[0]:
        faults.append(f"who agrees does so about an incident: {news}")
    first, last = min(kept), max(kept)
    then = "2025-04-03T00:00Z"  # as the report of that time has it
    r = subprocess.run([TRUCE, "report", str(d.path), "--as-of", then, "--format", "json", "--out", "-"], capture_output=True, timeout=120)
    want = {x["id"]: x["status"] for x in json.loads(r.stdout)["coded"]}
    have, page = {}, 1
    while got := d.data(f"/incidents.json?layer=coded&as-of={then}&page={page}", "officer")["incidents"]:
        have.update({x["id"]: x["state"] for x in got})
        page += 1
    if have != want or len(want) == len(coded):
        faults.append(f"by a time: {len(have)} of {len(want)}")
    # what was in force at that moment
    for then in ("2025-04-03T00:00Z", "2025-03-19", "2025-10-01T12:00+02:00"):
        at = datetime.datetime.fromisoformat(then.replace("Z", "+00:00") if "T" in then else then + "T00:00+00:00")
        usec, day = int(at.timestamp()) * 10**6, d.data(f"/today.json?as-of={urllib.parse.quote(then)}", "officer")
        force = {r: a for r, a in d.db(f"SELECT reading, answer FROM force WHERE (from_usec IS NULL OR from_usec <= {usec}) AND (to_usec IS NULL OR to_usec > {usec})")}
        if {x["reading"]: x["in_force"] for x in day["readings"]} != {r: {"T": "yes", "F": "no", "U": "unknown"}.get(force.get(r), "outside the mission's period") for r, in d.db("SELECT id FROM reading")} or not day["moment"]:
            faults.append(f"in force at {then}: {day['readings']} {day.get('moment')}")
    page = d.get(f"/?as-of={first}&lang=en", "officer")[2]
    if "In force then" not in page or 'action="/seen"' in page or "live.js" in page:
        faults.append("Today as of an earlier entry")
    page = d.get(f"/numbers?as-of={first}", "officer")[2]
    if f'src="/numbers/grid.svg?as-of={first}"' not in page:
        faults.append("the picture of then")
    # the page itself
    page = d.get(f"/incidents/{coded[0]}?as-of={first}&lang=en", "officer")[2]
    posts = re.findall(r'<form method="post"[^>]*action="([^"]*)"', page)
    if posts != ["/logout"] or "live.js" in page or f"As of {first}" not in words(page):
        faults.append(f"forms {posts}")
    for path in ("/incidents?layer=coded", "/map"):
        page = d.get(f"{path}{'&' if '?' in path else '?'}as-of={first}", "officer")[2]
        for link in re.findall(r'href="([^"]*)"', page):
            to = urllib.parse.urlparse(html.unescape(link))
            keeps = urllib.parse.parse_qs(to.query).get("as-of") == [str(first)]
            wanted = (to.path == "" and not link.startswith("#")) and not link.startswith("data:") or any(re.fullmatch(re.sub(r":\w+", "[^/]+", p), to.path) for p in past)
            if link.startswith(("#", "data:")):
                continue
            if keeps != wanted:
                faults.append(f"{path}: {link}")
        if f'<a href=\'?{"layer=coded" if "layer" in path else ""}\'>' not in page or 'name="as-of" value="%d"' % first not in page:
            faults.append(f"{path}: the way back, the form")
    if d.get(f"/incidents/{d.db('SELECT incident FROM coding')[0][0]}?as-of={first}", "officer")[0] != 404:
        faults.append("an incident that was not there yet")
    for bad in ("0", "-1", "99999", "x", "2099-01-01T00:00Z", "2025-04-01T12:00", '"><script>', "1" * 400):
        status, _, page = d.get("/incidents?as-of=" + urllib.parse.quote(bad), "officer")
        if status != 422 or "no such earlier state" not in words(page) or "<script>" in page.replace('<script type="module" src="/live.js"></script>', ""):
            faults.append(f"as of {bad[:30]}: {status}")
    if d.get(f"/inbox?as-of={first}", "reader")[0] != 403 or d.ask("GET", f"/incidents?as-of={first}")[0] != 303:
        faults.append("whoever may not see it now")
    if look()[2] != kept[last] or subprocess.run([TRUCE, "verify", "--deep", str(d.path)], capture_output=True, timeout=120).returncode != 0:
        faults.append("looking back changed something")
    d.get(f"/incidents?as-of={first}", "officer")
    faults += nameless_tables(d)
    d.stop()
    return faults


class Attributes(html.parser.HTMLParser):
    """Names of all attributes, and all text."""

    def __init__(self, page):
        super().__init__()
        self.names, self.text = set(), ""
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        self.names |= {a for a, _ in attrs}

    def handle_data(self, data):
        self.text += data


def case_what_a_hostile_reviewer_found():
    """Marks in addresses end no attribute; links of an earlier state leave texts alone; a state that is made answers many; one whose tables went away is made again; days end where they end; links lead somewhere."""
    d, faults = Desk("hostile", "contact-line"), []
    mark = '" autofocus onfocus="x" y="'
    for path in ("/incidents?find=", "/incidents?from=", "/map?find=", "/map?from=", "/incidents?as-of=3&find=", "/observe?x="):
        page = d.get(path + urllib.parse.quote(mark), "chief")[2]
        page += d.get(path.split("?")[0] + "?" + urllib.parse.quote(mark) + "=1", "chief")[2]
        if {"onfocus", "autofocus"} & Attributes(page).names:
            faults.append(f"{path}: attributes from the address")
    place = 'href="/map" href="/incidents?x=1" "'
    d.post("/observe", {"time": "2031-03-05T08:00Z", "observation": "saw", "place": place, "lat": "0.5", "lon": "2.1"}, "officer")
    entry = d.data("/inbox.json", "officer")["observations"][0]["entry"]
    size = d.data("/inbox.json", "officer")["entries"]
    for path in (f"/observations/{entry}", "/inbox", "/map?also=observations"):
        then = d.get(path + ("&" if "?" in path else "?") + f"as-of={size}", "officer")[2]
        if place not in Attributes(then).text:
            faults.append(f"{path}: the words are not those of the observation")
    # many at once on a state that is made; one that is only as it was written in another way
    d.get(f"/incidents?as-of={size}", "reader")
    codes, made = [], set(os.listdir("/tmp"))

    def ask(path):
        codes.append(d.get(path, "reader")[0])
    threads = [threading.Thread(target=ask, args=(p + f"as-of={n}",)) for _ in range(12) for p in ("/map?", "/incidents?find=a&") for n in (size, f"{size:05d}", f"%2B{size}")]
    for t in threads:
        t.start()
    for t in threads:
        t.join()
    if set(codes) != {200}:
        faults.append(f"many on one state: {[(c, codes.count(c)) for c in set(codes)]}")
    faults += nameless_tables(d)
    again = [d.get(f"/incidents?as-of={size}&page={k}", "reader")[0] for k in range(1, 4)]
    if again[-1] != 200:
        faults.append(f"its tables went away: {again}")
    if d.get("/incidents?as-of=1", "reader")[0] != 422 or d.get("/incidents?as-of=2000-01-01T00:00Z", "reader")[0] != 422:
        faults.append("before there was an agreement")
    if d.data(f"/incidents.json?as-of={size - 1}", "reader")["entries"] > size - 1:
        faults.append("entries of an earlier state")
    # of two sources that differ before the day, each stands for itself
    shutil.copy(d.path / "data" / "control_20310301.geojson", d.path / "map1_20310302.geojson")
    shutil.copy(d.path / "data" / "control_20310301.geojson", d.path / "map2_20310303.geojson")
    for name in ("map1_20310302", "map2_20310303"):
        r = subprocess.run([TRUCE, "import", str(d.path), "control", str(d.path / f"{name}.geojson")], capture_output=True, timeout=60)
        assert r.returncode == 0, r.stderr.decode()
    shown = {x["source"] for x in d.data("/map.json?also=control&bbox=-10,-10,10,10", "reader")["beside"]}
    if shown != {"control_20310304.geojson", "map1_20310302.geojson", "map2_20310303.geojson"}:
        faults.append(f"sources of what is held: {shown}")
    # to midnight is not of the day that begins there; a moment is of its own day
    d.post("/incidents", {"from": f"O-{entry}", "reason": "x", "utc_lo": "2031-03-01T00:00Z", "utc_hi": "2031-03-02T00:00Z"}, "officer")
    d.post("/observe", {"time": "2031-03-02T00:00Z", "observation": "saw"}, "officer")
    moment = d.data("/inbox.json", "officer")["observations"][0]["entry"]
    d.post("/incidents", {"from": f"O-{moment}", "reason": "x", "utc_lo": "2031-03-02T00:00Z", "utc_hi": "2031-03-02T00:00Z"}, "officer")
    spans = {i: (lo, hi) for i, lo, hi in d.db("SELECT id, from_usec, to_usec FROM incident WHERE id LIKE 'K-%'")}
    day = int(datetime.datetime(2031, 3, 2, tzinfo=datetime.timezone.utc).timestamp() * 1e6)
    listed = {x["id"] for x in d.data("/incidents.json?from=2031-03-02&to=2031-03-02", "officer")["incidents"]}
    for i, (lo, hi) in spans.items():
        inside = lo < day + 86400 * 1000000 and (hi > day or (lo == hi and lo >= day))
        if (i in listed) != inside:
            faults.append(f"{i} from {lo} to {hi} on the day")
    # what is refuted is on the map when it is asked for; its decision leads to it
    shown = d.data("/map.json", "reader")["shown"]
    some = next(i for i, in d.db("SELECT id FROM incident WHERE layer = 'coded' AND lat IS NOT NULL AND status NOT IN ('refuted', 'withdrawn') ORDER BY id"))
    d.post(f"/incidents/{some}/propose", {"to": "refuted", "reason": "x"}, "reviewer")
    if d.data("/map.json", "reader")["shown"] != shown - 1 or d.data("/map.json?state=refuted", "reader")["shown"] != 1:
        faults.append("a refuted one on the map")
    for x in d.data("/today.json", "chief")["news"]:
        if x["about"] and d.get("/incidents/" + x["about"], "chief")[0] != 200:
            faults.append(f"news about {x['about']}")
    d.stop()
    return faults


def case_another_process_is_noticed():
    """What the command line adds to the folder is on the next page; what the desk adds is the command line's."""
    r = subprocess.run([TRUCE, "observe", str(DESK.path), "--by", "Night Watch", "--time", "2031-03-07T01:00Z", "--observation", "heard from outside"], capture_output=True, timeout=60)
    assert r.returncode == 0, r.stderr.decode()
    got = DESK.data("/inbox.json", "officer")["observations"]
    return [] if any(o["by"] == "Night Watch" for o in got) else [str(got[:2])]


def case_nobody_waits_for_an_index_that_is_made():
    """An incident is made among four thousand, which makes the index anew: pages of others come meanwhile, of the record as it was; who made it sees it at once."""
    d, faults = Desk("waits", before=lambda path: subprocess.run([sys.executable, str(ROOT / "tests" / "make_incidents.py"), "4000", str(path)], check=True)), []
    d.post("/observe", {"time": "2025-04-05T07:30Z", "observation": "seen"}, "officer")
    seen = d.db("SELECT 'O-' || entry FROM observation")[0][0]
    form = {"from": seen, "category": "energy.gas", "act": "strike_hit", "place": "Far Place", "utc_lo": "2025-04-05T07:00Z", "utc_hi": "2025-04-05T08:00Z", "reason": "made"}
    before, said, meanwhile = d.data("/incidents.json", "chief")["entries"], [], []
    t = threading.Thread(target=lambda: said.append(d.post("/incidents", form, "officer")[0]))
    t.start()
    time.sleep(0.1)
    while t.is_alive():
        told = d.data("/incidents.json?find=Far+Place", "chief")
        meanwhile.append((told["entries"] == before, len(told["incidents"])))
    t.join()
    after = d.data("/incidents.json?find=Far+Place", "officer")
    whole = [x for x in meanwhile if x not in ((True, 0), (False, 1))]
    if said != [303] or after["entries"] != before + 1 or len(after["incidents"]) != 1:
        faults.append(f"{said} {before} {after['entries']} {len(after['incidents'])}")
    if len([x for x in meanwhile if x == (True, 0)]) < 10 or whole:
        faults.append(f"{len(meanwhile)} pages meanwhile, {whole[:3]}")
    d.stop()
    if [x for x in os.listdir(d.path) if x.startswith("index.db.new")] or subprocess.run([TRUCE, "verify", str(d.path), "--deep"], capture_output=True, timeout=120).returncode != 0:
        faults.append(f"left behind: {sorted(os.listdir(d.path))}")
    return faults


def case_answers_are_kept_only_as_long_as_they_hold():
    """Numbers asked for again are the same and quick; after an act, and after mission.yaml was changed, they are those of a desk that begins anew."""
    d, faults = Desk("kept", "energy-2025"), []
    numbers = lambda who="reader": d.data("/numbers.json", who)["grid"]
    first, again = numbers(), numbers("chief")
    if first != again or not first:
        faults.append("not the same twice")
    one = next(i["id"] for i in d.data("/incidents.json?layer=coded", "reader")["incidents"] if "yes" in i["verdicts"])
    d.post(f"/incidents/{one}/propose", {"to": "refuted", "reason": "it stands"}, "reviewer")
    acted = numbers()
    at = d.data("/today.json", "reader")["entries"]
    then = lambda: d.data(f"/numbers.json?as-of={at}", "reader")["grid"]
    then_before = then()
    yaml = d.path / "mission.yaml"
    words_ = yaml.read_text()
    yaml.write_text(words_.replace("to: 2025-04-24", "to: 2025-03-27", 1))
    if then_before == then():
        faults.append("an earlier state by the mission.yaml before")
    shorter, period = numbers(), d.db("SELECT to_usec FROM mission")[0][0]
    yaml.write_text("truce: mission/1\nno: such key\n")
    broken = numbers()
    yaml.write_text(words_)
    d.post("/observe", {"time": "2025-04-05T07:30Z", "observation": "the first to come after"}, "officer")
    back = numbers()
    if broken != shorter:
        faults.append("what cannot be read took its place")
    if len({json.dumps(x) for x in (first, acted, shorter)}) != 3 or back != acted or period // 86400000000 != days("2025-03-28"):
        faults.append(f"{first == acted} {acted == shorter} {back == acted} {period}")
    d.stop()
    d.start()
    d.come_in("reader")
    if numbers() != acted:
        faults.append("a desk that begins anew says otherwise")
    d.stop()
    return faults


def case_killed_at_any_moment():
    """kill -9 while observations come in: each that was answered is in the record, none twice; accounts and sessions stay; verify is clean."""
    d = Desk("killed")
    acked, faults = [], []
    import random
    rng = random.Random(7)
    kills = int(os.environ.get("TRUCE_KILLS", "6"))
    for round_ in range(kills):
        stop = threading.Timer(rng.uniform(1, 5), d.process.kill)
        stop.start()
        token, k = None, 0
        try:
            while True:
                token = token or d.csrf("officer")
                name = f"heard {round_}-{k}"
                status = d.ask("POST", "/observe", {"csrf": token, "time": "2031-03-05T07:30Z", "observation": name}, "officer")[0]
                if status == 303:
                    acked.append(name)
                k += 1
        except (OSError, http.client.HTTPException, AttributeError):
            pass
        stop.join()
        d.process.wait()
        d.start()
        d.come_in("officer")
    got = [o for o, in d.db("SELECT observation FROM observation")] if d.get("/inbox", "officer")[0] == 200 else []
    lost, twice = set(acked) - set(got), len(got) - len(set(got))
    print(f"# {len(acked)} answered, {len(got)} in the record, {kills} kills")
    r = subprocess.run([TRUCE, "verify", str(d.path)], capture_output=True, timeout=120)
    d.stop()
    if lost or twice or len(acked) < 10 or r.returncode != 0:
        faults.append(f"lost {lost}, twice {twice}, answered {len(acked)}, verify {r.returncode} {r.stdout.decode()[-300:]}")
    return faults


def case_many_at_once():
    """Twenty people log and read at the same time: every act is there once, every page is whole."""
    import threading
    faults, lock = [], threading.Lock()
    token, start = DESK.csrf("officer"), len(DESK.data("/inbox.json", "officer")["observations"])

    def work(n):
        for k in range(3):
            status = DESK.ask("POST", "/observe", {"csrf": token, "time": "2031-03-08T07:30Z", "observation": f"at once {n}-{k}"}, "officer")[0]
            page = DESK.get("/incidents", "reader")
            if status != 303 or page[0] != 200 or "</html>" not in page[2]:
                with lock:
                    faults.append(f"{n}-{k}: {status} {page[0]}")
    threads = [threading.Thread(target=work, args=(n,)) for n in range(20)]
    [t.start() for t in threads]
    [t.join() for t in threads]
    got = [o for o, in DESK.db("SELECT observation FROM observation")]
    ours = [o for o in got if o.startswith("at once")]
    if len(ours) != len(set(ours)) or len(ours) != 60:
        faults.append(f"{len(ours)} of 60, {len(set(ours))} different, {start} before")
    return faults


def case_addresses_of_ours_only():
    """--origin and --port are looked at before anything is opened."""
    faults = []
    for args in (["--origin", "desk.example"], ["--origin", "https://x/y"], ["--port", "70000"], ["--port", "x"]):
        r = subprocess.run([TRUCE, "serve", str(DESK.path), *args], capture_output=True, timeout=30)
        if r.returncode != 2:
            faults.append(f"{args}: {r.returncode}")
    r = subprocess.run([TRUCE, "serve", str(DIR / "nowhere")], capture_output=True, timeout=30)
    return faults + ([] if r.returncode == 4 and r.stderr else [f"{r.returncode} {r.stderr}"])


def case_pages_that_are_shared_hold_nothing_of_another():
    """A page made once for all of a role has, for each of them, that person's name and the secret of their own forms, and nothing of the others'; roles, languages, addresses and keys do not mix; what somebody does is seen at once by all."""
    d, faults, names = Desk("alike"), [], ("Ann \"O'Neil\" & <Co>", "Ann", "Іван\tХ".replace("\t", " "), "n" * 80)
    for name in names:
        d.add(name, "reviewer")
    attr = lambda name: html.escape(name).replace("&#x27;", "&#39;")
    own = {name: re.search(r'name="csrf" value="([^"]+)"', d.get("/you", name)[2])[1] for name in names}
    one = d.data("/incidents.json?layer=coded", "reader")["incidents"][0]["id"]
    paths = ["/incidents", f"/incidents/{one}", "/map", "/numbers", "/readings", "/agreement", "/inbox", "/incidents?find=a&state=alleged", f"/incidents/{one}?lang=uk", "/incidents.json", f"/incidents/{one}.json", "/incidents?as-of=4", "/incidents/nowhere", "/incidents?page=x"]

    def without(text, name):
        for way in (attr(name), html.escape(name, quote=False), own[name]):
            text = text.replace(way, "@")
        return text
    for path in paths:
        alike = set()
        for name in names + names:  # most of them within one second
            status, h, text = d.get(path, name)
            if "lang" not in path and ".json" not in path and (f"<a href=\"/you\">{html.escape(name, quote=False)}</a>" not in text or f'data-who="{attr(name)}"' not in text.replace('<p class="then"', f'data-who="{attr(name)}"') or set(re.findall(r'name="csrf" value="([^"]*)"', text)) != {own[name]}):
                faults.append(f"{path}: {name} is not in it, or another's secret is")
            if any(own[other] in text for other in names if other != name) or 'data-signs' in text:
                faults.append(f"{path}: of another")
            alike.add((status, h["Content-Type"], h["Content-Security-Policy"], h.get("Set-Cookie"), without(text, name)))
        if len(alike) != 1:
            faults.append(f"{path}: {len(alike)} pages")
        if 'href="/people"' in text or (".json" not in path and 'action="/logout"' not in text):
            faults.append(f"{path}: of another role")
    for role, has in (("reader", False), (names[0], True), ("reader", False), ("chief", True)):
        if ('action="/incidents/' + one in d.get(f"/incidents/{one}", role)[2]) != has:
            faults.append(f"forms of another role: {role}")
    for tongue in ("en", "uk", "ru", "en"):
        if f'<html lang="{tongue}"' not in d.ask("GET", "/readings", who="reader", headers={"Cookie": f"__Host-desk={d.cookies['reader']}; __Host-lang={tongue}"})[2]:
            faults.append(f"another language than {tongue}")
    for query in ("?find=", "?find", "?state=&find=", "?fin=d", "?find=a%26state%3Dalleged", "?find=a&state=alleged", "?find=a%0Astate"):
        want = urllib.parse.parse_qs(query[1:], keep_blank_values=True).get("find", [""])[0]
        status, _, text = d.get("/incidents" + query, "reader")
        if status == 200 and html.unescape(re.search(r'name="find"[^>]*value="([^"]*)"|name="find"()', text)[1] or "") != want:
            faults.append(f"{query}: another's answer")
    if (told := d.post(f"/incidents/{one}/propose", {"to": "verified", "reason": "seen"}, names[0]))[0] != 303:
        faults.append(f"proposed: {told[0]}")
    for _ in range(3):
        forms = ['action="/proposals/' in d.get(f"/incidents/{one}", name)[2] for name in names[:2]]
        if forms != [False, True]:
            faults.append(f"who proposed, and who may agree, are asked alike: {forms}")
    d.stop()
    return faults


def case_requests_that_cannot_be_held_leave_nothing_behind():
    """Addresses with more parts than there is room for, from whoever can connect: 6,000 of them, and the desk's memory is what it was; it goes on answering."""
    d, faults = Desk("parts", people=False), []
    resident = lambda: int(re.search(r"VmRSS:\s+(\d+)", pathlib.Path(f"/proc/{d.process.pid}/status").read_text())[1])
    head = b"GET /login?" + b"a=&" * 999 + b" HTTP/1.1\r\nHost: localhost\r\n\r\n"

    def send(n):
        for _ in range(n // 200):
            open_ = [socket.create_connection(("127.0.0.1", d.port), timeout=30) for _ in range(200)]
            for s in open_:
                s.sendall(head)
            for s in open_:
                try:
                    s.recv(100)  # an answer, or the end
                except ConnectionError:
                    pass
                s.close()
    send(1000)
    before = resident()
    send(6000)
    if resident() - before > 8000:
        faults.append(f"{before} kB before, {resident()} kB after")
    if d.ask("GET", "/login")[0] != 200:
        faults.append("it does not answer")
    d.stop()
    return faults


def case_no_page_goes_back_in_time():
    """mission.yaml is changed again and again while pages are asked for: whoever has seen the numbers of the new one never sees those of the one before."""
    d, faults = Desk("back-in-time", "exercise"), []
    yaml, seen, ends = d.path / "mission.yaml", {}, []
    first = yaml.read_text()

    def look(k):
        seen[k] = []
        while not ends:
            r = d.get("/readings.json", "reader")
            seen[k].append(json.dumps([json.loads(r[2])["force"], json.loads(r[2])["counts"]]) if r[0] == 200 else r[0])
    threads = [threading.Thread(target=look, args=(k,)) for k in range(3)]
    [t.start() for t in threads]
    for day in (15, 30, 16, 30, 14):
        time.sleep(1.3)
        yaml.write_text(first.replace("to: 2031-03-30}", f"to: 2031-03-{day}}}"))
    time.sleep(3)
    ends.append(1)
    [t.join() for t in threads]
    for who, told in seen.items():
        turns = [x for k, x in enumerate(told) if k == 0 or x != told[k - 1]]
        if len(turns) != 6 or len(set(turns)) != 4:  # the last of them comes three times
            faults.append(f"{who}: {len(turns)} turns between {len(set(turns))} states in {len(told)} pages")
    d.stop()
    return faults


def case_who_has_asked_is_not_cut_off_because_the_desk_is_busy():
    """The index is held by another program for longer than a slow head may take: whoever asked meanwhile is answered when it is free."""
    d, said = DESK, []
    held = sqlite3.connect(d.path / "index.db", isolation_level=None)
    held.execute("BEGIN EXCLUSIVE")

    def ask():
        try:
            said.append(d.get("/incidents?find=held", "reader")[0])
        except (OSError, http.client.HTTPException) as e:
            said.append(repr(e))
    threads = [threading.Thread(target=ask) for _ in range(40)]
    [t.start() for t in threads]
    time.sleep(7.5)
    held.execute("ROLLBACK")
    held.close()
    [t.join(60) for t in threads]
    return [] if said == [200] * 40 else [f"{[x for x in said if x != 200]} of {len(said)}"]


def case_an_invitation_says_what_is_wrong():
    """Of two things wrong with it, it names the one that is."""
    faults = []
    for args, word in (
        (["--role", "reader", "--origin", "desk.example"], "origin"),
        (["--role", "writer"], "role"),
        (["--role", "liaison"], "--side"),
    ):
        r = subprocess.run([TRUCE, "serve", str(DESK.path), "--invite", "nobody yet", *args], capture_output=True, timeout=30)
        said = r.stderr.decode()
        if r.returncode != 2 or word not in said or r.stdout:
            faults.append(f"{args}: {r.returncode} {said}")
        if word == "role" and not all(role in said for role in ROLES):
            faults.append(said)
    return faults


def case_a_taken_port_is_said():
    """A second desk on the port of the first is refused, and the first goes on."""
    r = subprocess.run([TRUCE, "serve", str(DESK.path), "--port", str(DESK.port)], capture_output=True, timeout=30)
    status = DESK.ask("GET", "/login")[0]
    return [] if (r.returncode, r.stdout, b"port" in r.stderr, status) == (4, b"", True, 200) else [f"{r} {status}"]


def main():
    global DESK
    only = os.environ.get("TRUCE_CASE", "")
    cases = [(k[5:], v) for k, v in list(globals().items()) if k.startswith("case_") and only in k]
    print(f"1..{len(cases)}")
    bad = 0
    try:
        DESK = Desk("shared")
        for i, (name, case) in enumerate(cases, 1):
            faults = case()
            for f in faults:
                print("#", f)
            bad += bool(faults)
            print("not ok" if faults else "ok", i, name, flush=True)
        DESK.stop()
    finally:
        if DESK and DESK.process.poll() is None:
            DESK.process.kill()
        shutil.rmtree(DIR, ignore_errors=True)
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
