#!/usr/bin/env python3
"""bench_desk.py TRUCE [N]: pages of a desk with N incidents (100,000) and ten detections each on one core, asked by wrk from
another, and nginx serving the same bytes from files in the same run. Each page twice: one address asked over and over, and
addresses that are not asked twice within a second, so that nothing is given out again. Then the memory it takes, page by page.
Part of ./dev bench."""
import os
import pathlib
import re
import shutil
import subprocess
import sys
import time

sys.argv[1] = os.path.abspath(sys.argv[1])
N = int(sys.argv[2]) if len(sys.argv) > 2 else 100000
SECONDS, AT_ONCE = 5, 8
desk = {"__name__": "desk", "__file__": str(pathlib.Path(__file__).with_name("desk.py"))}
exec(pathlib.Path(desk["__file__"]).read_text(), desk)  # its desk, with people
ROOT, DIR = desk["ROOT"], desk["DIR"]

DIFFERENT = """local n, all = 0, {}
for line in io.lines("%s") do all[#all + 1] = line end
request = function()
  n = n + 1
  return wrk.format(nil, all[n %% #all + 1])
end
"""
NGINX = """user root; worker_processes 1; daemon off; pid {dir}/nginx.pid; error_log /dev/null;
events {{ worker_connections 256; }}
http {{ access_log off; sendfile on; default_type text/html; client_body_temp_path {dir}/t1; proxy_temp_path {dir}/t2; fastcgi_temp_path {dir}/t3; uwsgi_temp_path {dir}/t4; scgi_temp_path {dir}/t5;
keepalive_requests 10000000; server {{ listen 127.0.0.1:{port}; root {dir}/files; }} }}
"""


def wrk(port, path, cookie=None, others=None):
    """Answers a second, and what 99 of 100 took at most."""
    cpus = sorted(os.sched_getaffinity(0))
    args = ["wrk", f"-c{AT_ONCE}", "-t1", f"-d{SECONDS}s", "--latency", "-H", f"Host: localhost:{port}"]
    args += ["-H", f"Cookie: __Host-desk={cookie}"] if cookie else []
    if others:
        (DIR / "addresses").write_text("\n".join(others))
        (DIR / "different.lua").write_text(DIFFERENT % (DIR / "addresses"))
        args += ["-s", str(DIR / "different.lua")]
    args = (["taskset", "-c", str(cpus[1])] if len(cpus) > 1 else []) + args + [f"http://127.0.0.1:{port}{path}"]
    said = subprocess.run(args, capture_output=True, text=True, timeout=60).stdout
    if "Non-2xx" in said or "Socket errors" in said:
        raise SystemExit(said)
    return float(re.search(r"Requests/sec:\s+(\S+)", said)[1]), re.search(r"99%\s+(\S+)", said)[1]


def on_first_core(pid):
    subprocess.run(["taskset", "-acp", str(sorted(os.sched_getaffinity(0))[0]), str(pid)], capture_output=True)


def memory(d, who):
    """Resident: as it stands, and at most while each page was made."""
    status, clear = pathlib.Path(f"/proc/{d.process.pid}/status"), pathlib.Path(f"/proc/{d.process.pid}/clear_refs")
    mb = lambda what: int(re.search(what + r":\s+(\d+)", status.read_text())[1]) / 1024
    print(f"memory in MB, at most while a page was made; {mb('VmRSS'):.0f} before", flush=True)
    for path in ["/", "/incidents", "/incidents?find=K", "/map", "/map?also=detections", "/readings", "/agreement", "/numbers", "/numbers?what=rates&reading=K0&rule=item/1&unclear=out&effort=none&from=2025-03-25", "/sides", "/reports", "/record", "/incidents?as-of=3", "/reports/look?period=2025-04-01"]:
        clear.write_text("5")
        began = time.monotonic()
        code = d.get(path, who)[0]
        print(f"  {path:40} {mb('VmHWM'):5.0f} {time.monotonic() - began:7.2f} s{'' if code == 200 else f'  answered {code}'}", flush=True)
    time.sleep(25)
    print(f"  {'a quarter of a minute later':40} {mb('VmRSS'):5.0f}", flush=True)
    for what, act in [("an observation, until it is listed", lambda: d.post("/observe", {"observation": "measured", "time": "2025-04-01T09:00Z", "description": "measured"}, "chief")[0]),
                      ("an incident of it, until it is listed", lambda: d.post("/incidents", {"from": f"O-{d.data('/inbox.json', 'chief')['observations'][0]['entry']}", "category": "unknown", "reason": "measured"}, "chief")[0])]:
        clear.write_text("5")
        began = time.monotonic()
        code = act()
        print(f"  {what:40} {mb('VmHWM'):5.0f} {time.monotonic() - began:7.2f} s{'' if code == 303 else f'  answered {code}'}", flush=True)


def main():
    if not shutil.which("wrk") or not os.path.exists("/usr/sbin/nginx"):
        print("bench_desk: wrk or nginx is not here")
        return 0
    def make(path):
        subprocess.run([sys.executable, str(ROOT / "tests" / "make_incidents.py"), str(N), str(path), str(10 * N)], check=True)
    DIR.mkdir(exist_ok=True)
    desk["subprocess"] = subprocess
    d = desk["Desk"]("rates", people=False, before=make)
    d.welcome(d.link, desk["PASS"].format("keeper"))
    d.come_in("keeper")
    d.add("reader", "reader")
    d.add("chief", "chief")
    on_first_core(d.process.pid)
    files = DIR / "files"
    files.mkdir()
    ids = [x for x, in d.db("SELECT id FROM incident WHERE layer = 'coded' ORDER BY id")]
    listed = d.data("/incidents.json", "reader")
    pages = [("the list", "/incidents", [f"/incidents?page={k}" for k in range(1, 1 + N // len(listed["incidents"]))]), ("one state", "/incidents?state=alleged", None),
             ("one incident", "/incidents/" + ids[0], [f"/incidents/{x}" for x in ids]), ("Today", "/", None)]
    port = d.port + 1 if d.port < 65000 else d.port - 1
    (DIR / "nginx.conf").write_text(NGINX.format(dir=DIR, port=port))
    for k, (_, path, _) in enumerate(pages):
        (files / f"{k}.html").write_text(d.get(path, "reader")[2])
    nginx = subprocess.Popen(["/usr/sbin/nginx", "-c", str(DIR / "nginx.conf"), "-p", str(DIR)], stderr=subprocess.DEVNULL)
    try:
        time.sleep(1)
        for pid in (nginx.pid, *map(int, subprocess.run(["pgrep", "-P", str(nginx.pid)], capture_output=True, text=True).stdout.split())):
            on_first_core(pid)
        print(f"{N} incidents; answers a second on one core, {AT_ONCE} at once, in brackets what 99 of 100 took at most")
        for k, (name, path, others) in enumerate(pages):
            same, late = wrk(d.port, path, d.cookies["reader"])
            files_rate, _ = wrk(port, f"/{k}.html")
            line = f"{name:13} {(files / f'{k}.html').stat().st_size:7} bytes: {same:7.0f} ({late}), nginx {files_rate:7.0f}, {same / files_rate:.2f} of it"
            if others:
                rate, late = wrk(d.port, path, d.cookies["reader"], others)
                line += f"; each another: {rate:.0f} ({late})"
            print(line, flush=True)
        memory(d, "chief")
    finally:
        nginx.terminate()
        nginx.wait(20)
        d.stop()
        shutil.rmtree(DIR, ignore_errors=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
