#!/usr/bin/env python3
"""desk_long.py TRUCE: the desk for long. Not part of ./dev test; ./dev robust runs it.

TRUCE_PEOPLE people (50) work a scripted shift for TRUCE_MINUTES (10): officers log and make incidents, reviewers agree, readers look. Then TRUCE_KILLS (200) times
kill -9 at any moment while six people log. At the end: no act that was answered is missing, none is there twice, the index is what would be made anew from the
record, `truce verify --deep` is clean, and every signature holds (verify looks at each)."""
import http.client
import os
import random
import subprocess
import sys
import threading
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import desk as base  # noqa: E402  the helpers alone

TRUCE = base.TRUCE
PEOPLE, MINUTES, KILLS = (float(os.environ.get(k, v)) for k, v in (("TRUCE_PEOPLE", 50), ("TRUCE_MINUTES", 10), ("TRUCE_KILLS", 200)))


class Shift:
    def __init__(self, d):
        self.d, self.lock = d, threading.Lock()
        self.acked, self.faults, self.reads, self.refused, self.slowest = [], [], 0, 0, 0.0

    def said(self, words):
        with self.lock:
            self.faults.append(words)

    def ask(self, *args, **more):
        begin = time.monotonic()
        r = self.d.ask(*args, **more)
        with self.lock:
            self.slowest = max(self.slowest, time.monotonic() - begin)
        return r

    def log(self, who, token, name):
        status = self.ask("POST", "/observe", {"csrf": token, "time": "2031-03-05T07:30Z", "observation": name}, who)[0]
        if status == 303:
            with self.lock:
                self.acked.append(name)
        return status

    def look(self, who, path):
        status, _, page = self.ask("GET", path, who=who)
        if status != 200 or "</html>" not in page:
            self.said(f"{who} {path}: {status}")
        with self.lock:
            self.reads += 1

    def at_work(self, role, who, until, r):
        try:
            getattr(self, role)(who, until, r)
        except Exception as e:  # whoever is not answered leaves, which is a fault of the desk
            self.said(f"{who}: {e!r}")

    def officer(self, who, until, r):
        token, k = self.d.csrf(who), 0
        while time.monotonic() < until:
            name = f"{who}: {k}"
            if self.log(who, token, name) != 303:
                self.said(f"{name} was not taken")
            mine = [o["entry"] for o in self.d.data("/inbox.json", who)["observations"] if o["observation"] == name]
            if not mine and "observations_more" not in self.d.data("/inbox.json", who):
                self.said(f"{name} is not in the inbox that was asked for after it")  # stale
            elif mine and r.random() < 0.3:
                self.ask("POST", "/incidents", {"csrf": token, "from": f"O-{mine[0]}", "reason": "heard"}, who)
            self.look(who, r.choice(["/", "/incidents", "/map", "/readings"]))
            time.sleep(r.uniform(0.5, 3))
            k += 1

    def reviewer(self, who, until, r):
        token = self.d.csrf(who)
        while time.monotonic() < until:
            seen = self.d.data("/incidents.json?layer=coded", who)["incidents"]
            one = r.choice(seen)["id"]
            waits = [h["entry"] for h in self.d.data(f"/incidents/{one}.json", who).get("history", []) if h["waits"]]
            if waits:
                status = self.ask("POST", f"/proposals/{waits[0]}/agree", {"csrf": token, "reason": "seen", "incident": one}, who)[0]
            else:
                status = self.ask("POST", f"/incidents/{one}/propose", {"csrf": token, "to": "verified", "reason": "seen"}, who)[0]
            with self.lock:
                self.refused += status == 422  # somebody was first, or it was their own
            if status not in (303, 422):
                self.said(f"{who}: {status}")
            time.sleep(r.uniform(0.5, 3))

    def reader(self, who, until, r):
        while time.monotonic() < until:
            self.look(who, r.choice(["/", "/incidents", "/incidents?page=2", "/sides", "/map", "/record"] if who.startswith("chief") else ["/", "/incidents", "/sides", "/map"]))
            time.sleep(r.uniform(0.2, 2))


def work(d):
    s, until, threads = Shift(d), time.monotonic() + MINUTES * 60, []
    for n in range(int(PEOPLE)):
        role = ("officer", "officer", "reviewer", "reader")[n % 4]
        who = f"{role} {n}"
        d.add(who, role)
        threads.append(threading.Thread(target=s.at_work, args=(role, who, until, random.Random(n))))
    [t.start() for t in threads]
    [t.join() for t in threads]
    print(f"# {PEOPLE:.0f} people, {MINUTES:g} minutes: {len(s.acked)} observations answered, {s.reads} pages looked at, {s.refused} answers came second, slowest {s.slowest * 1000:.0f} ms")
    return s


def kills(d, s):
    r, who = random.Random(7), [f"k{n}" for n in range(6)]
    for w in who:
        d.add(w, "officer")
    for round_ in range(int(KILLS)):
        stop = threading.Event()

        def one(w, round_=round_, stop=stop):
            k = 0
            try:
                token = d.csrf(w)
                while not stop.is_set():
                    s.log(w, token, f"{w}: {round_}-{k}")
                    k += 1
            except (OSError, http.client.HTTPException, AttributeError):
                pass
        threads = [threading.Thread(target=one, args=(w,)) for w in who]
        [t.start() for t in threads]
        time.sleep(r.uniform(0.05, 1.2))
        d.process.kill()
        stop.set()
        [t.join() for t in threads]
        d.process.wait()
        d.start()
        for w in who:
            d.come_in(w)
    print(f"# {KILLS:.0f} kills, {len(s.acked)} observations answered in all")


def main():
    d = base.Desk("long")
    s = work(d)
    if KILLS:
        kills(d, s)
    d.get("/", "reader")
    got = [o for o, in d.db("SELECT observation FROM observation")]
    lost, twice = set(s.acked) - set(got), len(got) - len(set(got))
    d.stop()
    p = subprocess.run([TRUCE, "verify", str(d.path), "--deep"], capture_output=True, timeout=600, check=False)
    print(f"# {len(got)} in the record, lost {len(lost)}, twice {twice}, verify {p.returncode}: {p.stdout.decode().strip().splitlines()[-1:]}")
    for f in s.faults[:10]:
        print("#", f)
    good = not lost and not twice and not s.faults and p.returncode == 0
    print("1..1\n" + ("ok" if good else "not ok") + " 1 the_desk_for_long")
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
