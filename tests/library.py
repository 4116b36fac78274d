#!/usr/bin/env python3
"""library.py TRUCE BUILD: the library as somebody has it who installed it: examples/embed.c against the shared and the static form,
the symbols that can be seen, and the interface of include/truce.h from another language. TAP on standard output."""
import calendar
import collections
import ctypes as c
import glob
import hashlib
import json
import math
import os
import re
import resource
import shutil
import signal
import subprocess
import sys
import threading
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
BUILD = os.path.abspath(sys.argv[2])
sys.argv = sys.argv[:2]
import integration as base  # noqa: E402
from integration import CASES, TMP, case, mission, run  # noqa: E402

CASES.clear()
ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
INTO = f"{TMP}/installed"
CC = os.environ.get("CC", "cc").split()


def sh(*argv, env=None, cwd=None, code=0):
    p = subprocess.run(argv, capture_output=True, text=True, timeout=300, check=False, env={**os.environ, **(env or {})}, cwd=cwd)
    assert p.returncode == code, (argv, p.returncode, p.stdout[-2000:], p.stderr[-2000:])
    return p.stdout


def installed(name):
    if not os.path.exists(INTO):
        sh("meson", "install", "-C", BUILD, "--no-rebuild", "--quiet", "--destdir", INTO)
    found = sorted(glob.glob(f"{INTO}/**/{name}", recursive=True))
    assert found, name
    return found[0]


def pkg_config(*words, libdir):
    """Of the installed folder, as if it were the root; the flags of other packages stay those of this machine."""
    env = {"PKG_CONFIG_PATH": f"{libdir}/pkgconfig"}
    prefix = sh("pkg-config", "--variable=prefix", "truce", env=env).strip()
    out = sh("pkg-config", *words, "truce", env=env).split()
    return [w.replace(prefix, INTO + prefix, 1) if w.startswith(("-I" + prefix, "-L" + prefix)) else w for w in out]


def counts_of_the_report(path):
    """What the example counts, from the data of the report."""
    r = json.loads(run("report", path, "--format", "json", "--out", "-").stdout)
    inside = [x for x in r["coded"] if x["in_period"] == "yes" and x["kind"] == "incident"]
    return {g["id"]: sum(a["verdict"] == "yes" for x in inside for a in x["assessments"] if a["reading"] == g["id"]) for g in r["readings"]}


def embedded(binary, path, env=None):
    return {w.split()[0]: int(w.split()[1]) for w in sh(binary, path, env=env).splitlines()}


def of_the_mission(binary, env=None):
    for name in ("energy-2025", "exercise"):
        path = mission(name + os.path.basename(binary), name)
        run("run", path)
        want = {k: n for k, n in counts_of_the_report(path).items() if n}
        assert want or name != "energy-2025"
        assert embedded(binary, path, env) == want, name
        os.remove(f"{path}/index.db")  # the same without an index, and nothing is written
        before = sorted(os.listdir(path))
        assert embedded(binary, path, env) == want, name
        assert sorted(os.listdir(path)) == before


@case
def the_example_is_built_against_the_installed_shared_library():
    libdir = os.path.dirname(installed("libtruce.so"))
    binary = f"{TMP}/embed-shared"
    sh(*CC, "-Wall", "-Wextra", "-Werror", f"{ROOT}/examples/embed.c", *pkg_config("--cflags", "--libs", libdir=libdir), "-o", binary)
    assert "libtruce.so" in sh("ldd", binary)
    of_the_mission(binary, {"LD_LIBRARY_PATH": libdir})


@case
def the_example_is_built_against_the_installed_static_library():
    libdir = f"{TMP}/static"
    binary = f"{TMP}/embed-static"
    os.makedirs(libdir)
    shutil.copy(installed("libtruce.a"), libdir)
    flags = pkg_config("--cflags", "--libs", "--static", libdir=os.path.dirname(installed("libtruce.so")))
    flags = [f for f in flags if not f.startswith("-L" + INTO)]
    sh(*CC, "-Wall", "-Wextra", "-Werror", f"{ROOT}/examples/embed.c", f"-L{libdir}", *flags, "-o", binary)
    assert "libtruce.so" not in sh("ldd", binary)
    of_the_mission(binary)


@case
def the_header_stands_alone():
    text = open(f"{INTO}{prefix()}/include/truce.h", encoding="utf-8").read()
    assert text == open(f"{ROOT}/include/truce.h", encoding="utf-8").read()
    open(f"{TMP}/alone.c", "w").write('#include "truce.h"\n#include "truce.h"\nint main(void) { return truce_version() == 0; }\n')
    for std in ("c99", "c17"):
        sh(*CC, f"-std={std}", "-Wall", "-Wextra", "-Wpedantic", "-Werror", "-fsyntax-only", f"-I{ROOT}/include", f"{TMP}/alone.c")
    if shutil.which("g++"):
        sh("g++", "-x", "c++", "-std=c++11", "-Wall", "-Wextra", "-Wpedantic", "-Werror", "-fsyntax-only", f"-I{ROOT}/include", f"{TMP}/alone.c")
    else:
        print("# no C++ compiler here: the header was not tried with one")


def prefix():
    return sh("pkg-config", "--variable=prefix", "truce", env={"PKG_CONFIG_PATH": os.path.dirname(installed("libtruce.so")) + "/pkgconfig"}).strip()


@case
def what_can_be_seen_is_what_the_header_has():
    text = re.sub(r"/\*.*?\*/", "", open(f"{ROOT}/include/truce.h", encoding="utf-8").read(), flags=re.S)
    declared = sorted(re.findall(r"TRUCE_API[^;(]*?\b(truce_\w+)\(", text))
    listed = sorted(re.findall(r"^ +(truce_\w+);", open(f"{ROOT}/src/face/truce.map", encoding="utf-8").read(), re.M))
    assert declared == listed, set(declared) ^ set(listed)
    so = sh("nm", "-D", "--defined-only", installed("libtruce.so"))
    seen = sorted(m[1].split("@")[0] for line in so.splitlines() if (m := re.search(r" T (\S+)$", line)))
    assert seen == declared, set(seen) ^ set(declared)
    assert all("@@TRUCE_0.1" in line for line in so.splitlines() if " T " in line), so
    a = sh("nm", "-g", "--defined-only", installed("libtruce.a"))
    assert sorted(re.findall(r" [TDRB] (\S+)$", a, re.M)) == declared
    # nothing is written outside the handles (what is left is the compiler's)
    sections = sh("objdump", "-t", installed("libtruce.so"))
    written = set(re.findall(r"O \.(?:bss|data)\t\S+\s+(?:\.hidden )?(\S+)$", sections, re.M))
    assert {w for w in written if not w.startswith(("completed.", "__dso_handle", "__TMC_END__", "__cpu_"))} == set(), written


COUNTER = r"""
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
static char is_it[1024];
static long bytes;
static int note(const char *path, int fd)
{
    size_t n = strlen(path), m = strlen("ledger/entries");
    if (fd >= 0 && fd < 1024) is_it[fd] = n >= m && strcmp(path + n - m, "ledger/entries") == 0;
    return fd;
}
int open(const char *path, int flags, ...)
{
    va_list ap;
    va_start(ap, flags);
    int mode = va_arg(ap, int);
    va_end(ap);
    return note(path, ((int (*)(const char *, int, ...))dlsym(RTLD_NEXT, "open"))(path, flags, mode));
}
int open64(const char *path, int flags, ...)
{
    va_list ap;
    va_start(ap, flags);
    int mode = va_arg(ap, int);
    va_end(ap);
    return note(path, ((int (*)(const char *, int, ...))dlsym(RTLD_NEXT, "open64"))(path, flags, mode));
}
ssize_t read(int fd, void *to, size_t n)
{
    ssize_t got = ((ssize_t(*)(int, void *, size_t))dlsym(RTLD_NEXT, "read"))(fd, to, n);
    if (got > 0 && fd >= 0 && fd < 1024 && is_it[fd]) bytes += got;
    return got;
}
__attribute__((destructor)) static void say(void)
{
    FILE *f = fopen(getenv("COUNTED"), "w");
    if (f) fprintf(f, "%ld", bytes);
    if (f) fclose(f);
}
"""


@case
def no_command_reads_the_record_twice():
    open(f"{TMP}/counter.c", "w").write(COUNTER)
    sh(*CC, "-shared", "-fPIC", "-O1", f"{TMP}/counter.c", "-o", f"{TMP}/counter.so", "-ldl")
    path = mission("once", "exercise")
    env = {"LD_PRELOAD": f"{TMP}/counter.so", "COUNTED": f"{TMP}/counted"}

    def once(*argv, code=0, again=True):
        before = os.path.getsize(f"{path}/ledger/entries") if os.path.exists(f"{path}/ledger/entries") else 0
        p = subprocess.run([base.TRUCE, *argv], capture_output=True, text=True, timeout=120, check=False, env={**os.environ, **env})
        assert p.returncode == code, (argv, p.stdout[-500:], p.stderr[-500:])
        n = int(open(f"{TMP}/counted").read())
        assert n == before, (argv, n, before)  # what it wrote itself it need not read
    once("run", path)
    once("run", path)
    once("report", path, "--format", "csv,md")
    once("report", path, "--as-of", "5", "--format", "json", "--out", "-")
    once("observe", path, "--by", "A", "--time", "2031-03-01T10:00Z", "--observation", "heard")
    entries = len(open(f"{path}/ledger/entries").readlines())
    once("code", path, "make", "--from", f"O-{entries - 1}", "--set", "state=A", "--set", "category=energy", "--by", "A", "--reason", "r")
    once("review", path, "propose", f"K-{entries}", "--to", "verified", "--by", "A", "--reason", "r")
    once("review", path, "list")
    once("decide", path, "status", f"K-{entries}", "--to", "alleged", "--by", "A", "--reason", "r")
    once("import", path, "effort", f"{path}/data/effort.csv")
    once("claims", path)
    once("grid", path)
    once("sites", path, code=1)
    once("rebuild", path)
    once("stats", "study", path)
    once("verify", path)


# ---- from another language


class Text(c.Structure):
    _fields_ = [("bytes", c.c_char_p), ("length", c.c_size_t)]


class Setting(c.Structure):
    _fields_ = [("name", c.c_char_p), ("value", Text)]


class Problem(c.Structure):
    _fields_ = [("code", c.c_char_p), ("message", c.c_char_p), ("hint", c.c_char_p), ("file", c.c_char_p), ("line", c.c_uint), ("column", c.c_uint)]


class Notice(c.Structure):
    _fields_ = [("level", c.c_int), ("problem", Problem), ("row", c.c_size_t), ("row_text", Text), ("done", c.c_size_t), ("all", c.c_size_t)]


class Value(c.Structure):
    _fields_ = [("kind", c.c_int), ("text", Text), ("integer", c.c_int64), ("number", c.c_double)]


LISTENER = c.CFUNCTYPE(None, c.c_void_p, c.POINTER(Notice))
WRITER = c.CFUNCTYPE(c.c_int, c.c_void_p, Text)
OK, IO, DATA, ABSENT, USAGE = 0, -3, -4, -5, -6


def library():
    lib = c.CDLL(installed("libtruce.so"))
    lib.truce_last_problem.restype = c.POINTER(Problem)
    lib.truce_answer_text.restype = lib.truce_text_of.restype = lib.truce_rows_name.restype = Text
    lib.truce_rows_value.restype = Value
    lib.truce_version.restype = c.c_char_p
    lib.truce_answer_is_negative.restype = lib.truce_answer_figure.restype = lib.truce_rows_next.restype = c.c_bool
    for name in ("free", "close", "answer_free", "rows_free", "listen"):
        getattr(lib, "truce_" + name).restype = None
    lib.truce_rows_width.restype = c.c_size_t
    lib.truce_respond.argtypes = [c.c_void_p, c.c_uint64, c.c_bool, c.c_void_p, c.c_void_p]
    return lib


def text(t):
    return c.string_at(t.bytes, t.length).decode()


class Engine:
    def __init__(self):
        self.lib = library()
        self.t = c.c_void_p()
        assert self.lib.truce_new(c.byref(self.t)) == OK
        self.heard = []
        self.hear = LISTENER(lambda _, n: self.heard.append((n[0].level, n[0].problem.code.decode(), n[0].problem.message.decode(), n[0].row,
                                                             c.string_at(n[0].row_text.bytes, n[0].row_text.length))))
        self.lib.truce_listen(self.t, self.hear, None)

    def open(self, path, want=OK):
        m = c.c_void_p()
        assert self.lib.truce_open(self.t, path.encode(), c.byref(m)) == want, self.problem()
        assert bool(m) == (want == OK)
        return m

    def problem(self):
        p = self.lib.truce_last_problem(self.t)[0]
        return (p.code.decode(), p.message.decode(), p.file.decode(), p.line, p.column)

    def ask(self, function, *args, want=OK, **settings):
        """The answer's text and figures by name; None where there is no answer."""
        a = c.c_void_p()
        each = [(k.replace("_", "-").encode(), w) for k, v in settings.items() for w in (v if isinstance(v, list) else [v])]
        s = (Setting * (len(each) + 1))(*[Setting(k, Text(v.encode(), len(v.encode()))) for k, v in each])
        code = getattr(self.lib, "truce_" + function)(*args, s, c.byref(a))
        assert code == want, (function, code, self.problem())
        if not a:
            return None
        out = text(self.lib.truce_answer_text(a)), bool(self.lib.truce_answer_is_negative(a)), Figures(self.lib, a)
        return out

    def rows(self, m, sql, *values, want=OK):
        kinds = {type(None): 0, str: 1, int: 2, float: 3}
        v = (Value * (len(values) + 1))()
        for i, x in enumerate(values):
            v[i].kind = kinds[type(x)]
            if isinstance(x, str):
                v[i].text = Text(x.encode(), len(x.encode()))
            elif isinstance(x, int):
                v[i].integer = x
            elif isinstance(x, float):
                v[i].number = x
        r = c.c_void_p()
        code = self.lib.truce_query(m, Text(sql.encode(), len(sql.encode())), v, c.c_size_t(len(values)), c.byref(r))
        assert code == want, (code, self.problem())
        if code != OK:
            assert not r
            return None
        out, ended = [], c.c_int(1)
        width = self.lib.truce_rows_width(r)
        names = [text(self.lib.truce_rows_name(r, c.c_size_t(i))) for i in range(width)]
        while self.lib.truce_rows_next(r, c.byref(ended)):
            cells = [self.lib.truce_rows_value(r, c.c_size_t(i)) for i in range(width)]
            out.append([None if x.kind == 0 else text(x.text) if x.kind == 1 else x.integer if x.kind == 2 else x.number for x in cells])
        assert ended.value == OK
        self.lib.truce_rows_free(r)
        return names, out


class Figures(dict):
    def __init__(self, lib, a):
        super().__init__()
        for name in ("entry", "known", "received", "accepted", "duplicate", "set_aside", "alarms", "wrong", "waiting", "recorded", "to_clarify",
                     "differences", "claims", "incidents", "listings", "sites"):
            v = c.c_int64()
            if lib.truce_answer_figure(a, name.encode(), c.byref(v)):
                self[name] = v.value
        lib.truce_answer_free(a)


@case
def a_mission_is_lived_through_the_interface():
    path = mission("lived", "exercise")
    t = Engine()
    m = t.open(path)
    said, negative, n = t.ask("run", m)
    assert said.count("\nack ") == 5 and not negative and n["alarms"] == 0, said
    open(f"{TMP}/more.csv", "w").write("side,claimant,reported,day\nx,y,z,2025-13-40\n")
    t.ask("import", m, b"nothing", b"more.csv", want=USAGE)
    assert "is no kind; the kinds are" in t.problem()[1]
    shutil.copy(glob.glob(f"{path}/data/*.csv")[0], f"{TMP}/same.csv")
    said, negative, n = t.ask("observe", m, by="Officer 1", time="2030-01-01T10:00Z", observation="heard")
    entry = n["entry"]
    assert f"O-{entry}" in said
    said, _, n = t.ask("code_incident", m, b"make", None, **{"from": [f"O-{entry}"]}, set=["category=energy", "state=A"], by="A", reason="r")
    assert n["entry"] == entry + 1 and f"K-{entry + 1} made" in said
    item = f"K-{entry + 1}".encode()
    items = (c.c_char_p * 1)(item)
    _, _, n = t.ask("propose", m, items, c.c_size_t(1), by="A", reason="two photographs", to="verified")
    said, _, waiting = plain(t, "waiting", m)
    assert waiting["waiting"] == 1 and item.decode() in said
    assert t.ask("respond", m, n["entry"], True, by="a", reason="r", want=USAGE) is None and "another" in t.problem()[1]
    t.ask("respond", m, n["entry"], True, by="B", reason="looked at both")
    assert t.rows(m, "SELECT status FROM incident WHERE id = ?", item.decode())[1] == [["verified"]]
    said, negative, n = t.ask("verify", m)
    assert not negative and n["wrong"] == 0 and "verifies" in said
    with open(f"{path}/ledger/entries", "r+b") as f:
        f.seek(40)
        byte = f.read(1)
        f.seek(40)
        f.write(bytes([byte[0] ^ 1]))
    said, negative, n = t.ask("verify", m)
    assert negative and n["wrong"] > 0, said
    t.lib.truce_close(m)
    t.lib.truce_free(t.t)


def plain(t, function, *args):
    a = c.c_void_p()
    assert getattr(t.lib, "truce_" + function)(*args, c.byref(a)) == OK, t.problem()
    return text(t.lib.truce_answer_text(a)), bool(t.lib.truce_answer_is_negative(a)), Figures(t.lib, a)


@case
def what_is_not_understood_is_refused_and_nothing_is_done():
    path = mission("refused", "exercise")
    t = Engine()
    m = t.open(path)
    t.ask("run", m)
    before = sh("find", path, "-type", "f", "-exec", "sha256sum", "{}", "+")
    for function, args, settings, words in (
            ("report", (m,), {"langs": "en"}, "there is no setting 'langs' here"), ("report", (m,), {"format": ["md", "csv"]}, "given twice"),
            ("report", (m,), {"as_of": "soon"}, "--as-of is a ledger size"), ("report", (m,), {"as_of": "100000"}, "the ledger has"),
            ("report", (m,), {"lang": "xx"}, "is no language"), ("claims", (m,), {"format": "xml"}, "--format is text or csv"),
            ("observe", (m,), {"by": "A", "time": "now", "observation": "x"}, "is not a time"), ("sites", (m, None), {"alike": "2"}, "0 to 1"),
            ("decide", (m, b"status", (c.c_char_p * 1)(b"X"), c.c_size_t(1)), {"by": "A", "reason": "r", "to": "alleged"}, "has the id 'X'"),
            ("reply", (m, b"shout", b"X"), {"by": "A", "party": "p"}, "ask, answer or silence"), ("stats", (t.t, b"luck", None), {}, "what to find is"),
            ("stats", (t.t, b"rates", None), {}, "one table of daily counts")):
        assert t.ask(function, *args, want=USAGE, **settings) is None
        assert words in t.problem()[1], (function, t.problem())
    for sql, words in (("DELETE FROM claim", "changes nothing"), ("SELECT 1; SELECT 2", "one question"), ("", "no question"), ("SELECT nowhere FROM claim", "no such column"),
                       ("ATTACH 'x.db' AS x", "changes nothing"), ("UPDATE sqlite_master SET name = 'x'", "may not be modified"), ("INSERT INTO found(found) VALUES('optimize')", "changes nothing"), ("PRAGMA hard_heap_limit=1", "changes nothing"), ("PRAGMA user_version", "changes nothing"), ("SELECT 1\0 FROM x", "no NUL"), ("SELECT ?", "not as many values")):
        t.rows(m, sql, want=USAGE)
        assert words in t.problem()[1], (sql, t.problem())
    for settings, words in (({"deep": "maybe"}, "--deep is yes or no"), ({"deep": ""}, "--deep is yes or no"), ({"acks": "a\0b"}, "holds a NUL")):
        assert t.ask("verify", m, want=USAGE, **settings) is None and words in t.problem()[1], t.problem()
    assert t.ask("assess", t.t, f"{path}/agreement.yaml".encode(), f"{path}/data/incidents.csv".encode(), want=USAGE, reading="RA,NOPE") is None
    assert "has no 'NOPE'" in t.problem()[1]
    one = (c.c_char_p * 1)(f"{path}/data/incidents.csv".encode())
    for settings, words in (({"radius": "nan"}, "metres above 0"), ({"radius": "0"}, "metres above 0"), ({"having": "x"}, "goes with --daily")):
        assert t.ask("feed", t.t, one, c.c_size_t(1), want=USAGE, **settings) is None and words in t.problem()[1], t.problem()
    assert t.ask("report", m, want=USAGE, period="2031-03-01/9999-12-31") is None and "9999" in t.problem()[1]
    assert t.rows(m, "SELECT 1 WHERE 0") == (["1"], []) and t.rows(m, "SELECT 7") == (["7"], [[7]])
    assert before == sh("find", path, "-type", "f", "-exec", "sha256sum", "{}", "+")
    t.ask("claims", m)
    assert t.problem() == ("", "", "", 0, 0)  # a success leaves no old message
    t.open(f"{TMP}/nowhere", want=IO)
    assert "nowhere" in t.problem()[1] + t.problem()[2]
    assert plain(t, "waiting", m)[2] == {"waiting": 0}
    t.lib.truce_close(m)
    t.lib.truce_free(t.t)


@case
def rows_that_are_not_taken_are_told_and_kept():
    t = Engine()
    head, *lines = open(f"{ROOT}/examples/energy-2025/data/claims.csv", encoding="utf-8").read().splitlines()[:8]
    at = head.split(",").index("event_date_stated")
    bad = [",".join("2025-13-40" if i == at else w for i, w in enumerate(x.replace("CL0", f"X{k}").split(","))) for k, x in enumerate(lines) if '"' not in x]
    assert len(bad) > 2
    open(f"{TMP}/claims.csv", "w").write("\n".join([head, *lines, *bad, lines[0]]) + "\n")
    assert t.lib.truce_keep_rejects(t.t, f"{TMP}/kept.csv".encode()) == OK
    said, _, _ = t.ask("feed", t.t, (c.c_char_p * 2)(f"{TMP}/claims.csv".encode(), f"{TMP}/none.csv".encode()), c.c_size_t(2), kind="claims", want=IO)
    assert t.problem()[2:] == ("", 0, 0) and "none.csv" in t.problem()[1]
    assert t.lib.truce_keep_rejects(t.t, None) == OK
    received, accepted, duplicate, aside = [int(x) for x in said.splitlines()[1].split(",")[2:]]
    told = [h for h in t.heard if h[0] in (3, 4)]
    kept = open(f"{TMP}/kept.csv").read().splitlines()
    assert received == accepted + duplicate + aside and len(told) == duplicate + aside > 0, (said, t.heard[:3])
    assert len(kept) == 1 + len(told) and kept[0] == "file,line,column,record,code,message,row"
    assert sorted(h[4].decode() for h in told if h[0] == 3) == sorted(bad), told[:2]
    assert t.lib.truce_keep_rejects(t.t, f"{TMP}/no/such/folder/x.csv".encode()) == IO
    t.lib.truce_free(t.t)


@case
def engines_know_nothing_of_each_other_and_say_nothing_themselves():
    paths = [mission(f"thread{i}", "energy-2025") for i in range(3)]
    results, fails = {}, []

    def work(i):
        try:
            t = Engine()
            m = t.open(paths[i])
            t.ask("run", m)
            pieces = []
            write = WRITER(lambda _, p: pieces.append(c.string_at(p.bytes, p.length)) or 0)
            s = (Setting * 2)(Setting(b"format", Text(b"json", 4)))
            assert t.lib.truce_report_to(m, s, write, None) == OK, t.problem()
            results[i] = b"".join(pieces), t.rows(m, "SELECT * FROM assessment ORDER BY incident, reading")
            stop = WRITER(lambda _, p: -1)
            assert t.lib.truce_report_to(m, s, stop, None) == IO
            t.lib.truce_close(m)
            t.lib.truce_free(t.t)
        except BaseException as e:  # noqa: BLE001: told below
            fails.append(repr(e))
    threads = [threading.Thread(target=work, args=(i,)) for i in range(3)]
    for x in threads:
        x.start()
    for x in threads:
        x.join()
    assert not fails, fails
    assert results[0] == results[1] == results[2] and len(results[0][0]) > 100000
    # nothing on the standard streams of the program that embeds it
    code = f"import sys; sys.argv[1:] = [{base.TRUCE!r}, {BUILD!r}]; sys.path.insert(0, {ROOT + '/tests'!r}); import library as l; l.INTO = {INTO!r}; " \
           f"t = l.Engine(); m = t.open({paths[0]!r}); t.ask('run', m); t.open('/nowhere', want=l.IO); t.ask('report', m, format='xlsx,md', out={TMP + '/quiet'!r})"
    p = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=120, check=False)
    assert (p.returncode, p.stdout, p.stderr) == (0, "", ""), p


def written(t, m, **settings):
    """A report as the open mission gives it."""
    pieces = []
    write = WRITER(lambda _, p: pieces.append(c.string_at(p.bytes, p.length)) or 0)
    each = [(k.replace("_", "-").encode(), v.encode()) for k, v in settings.items()]
    s = (Setting * (len(each) + 1))(*[Setting(k, Text(v, len(v))) for k, v in each])
    assert t.lib.truce_report_to(m, s, write, None) == OK, t.problem()
    return b"".join(pieces).decode()


@case
def a_mission_that_stays_open_is_as_one_opened_anew():
    path = mission("open", "energy-2025")
    t = Engine()
    m = t.open(path)
    t.ask("run", m)

    def same(**settings):
        words = [w for k, v in settings.items() for w in ("--" + k.replace("_", "-"), v)]
        want = run("report", path, *words, "--format", "json", "--out", "-").stdout
        assert written(t, m, format="json", **settings) == want, settings
    same()
    same(period="2025-03-26")
    same(period="2025-04-01/2025-04-08", as_of="2025-04-03T00:00Z")
    same()
    # others add to the record while it is open
    run("observe", path, "--by", "B", "--time", "2025-03-30T03:30", "--zone", "Europe/Kyiv", "--observation", "saw", expect=2)  # the clock skipped it
    run("observe", path, "--by", "B", "--time", "2025-03-30T06:30", "--zone", "Asia/Tokyo", "--observation", "saw")
    same()
    first = sorted(open(f"{path}/data/claims.csv", encoding="utf-8").read().splitlines(keepends=True)[1:3])
    head = open(f"{path}/data/claims.csv", encoding="utf-8").readline()
    open(f"{TMP}/more.csv", "w", encoding="utf-8").write(head + "".join(x.replace("CL0", "CM0", 1) for x in first))
    _, _, n = t.ask("import", m, b"claims", f"{TMP}/more.csv".encode())
    assert n["accepted"] + n["set_aside"] == 2 and n["known"] == 0
    same()
    regions = open(f"{path}/data/regions.csv", encoding="utf-8").read().splitlines(keepends=True)
    for lines in (regions[:4], regions):  # another snapshot, then the first one again
        open(f"{TMP}/regions.csv", "w", encoding="utf-8").write("".join(lines))
        t.ask("import", m, b"regions", f"{TMP}/regions.csv".encode())
        same()
    # a file whose rows were read, and which then cannot be stored: nothing of it is anywhere
    other = "".join([regions[0], *(x.replace("oblast", "Provinz") for x in reversed(regions[1:]))])
    while os.path.exists(blob := f"{path}/blobs/{hashlib.sha256(other.encode()).hexdigest()[:2]}"):
        other += "\n"
    open(blob, "w").close()
    open(f"{TMP}/regions.csv", "w", encoding="utf-8").write(other)
    t.ask("import", m, b"regions", f"{TMP}/regions.csv".encode(), want=IO)
    os.remove(blob)
    open(f"{TMP}/more.csv", "w", encoding="utf-8").write(head + "".join(x.replace("CL0", "CN0", 1) for x in first))
    t.ask("import", m, b"claims", f"{TMP}/more.csv".encode())
    same()
    t.ask("code_incident", m, b"make", None, **{"from": ["CL001"]}, set=["state=UA"], by="A", reason="r")
    same()
    t.ask("run", m)
    same()
    size = os.path.getsize(f"{path}/ledger/entries")
    os.truncate(f"{path}/ledger/entries", size // 2)
    t.ask("claims", m, want=-8)
    assert "became shorter" in t.problem()[1]
    t.lib.truce_close(m)
    t.lib.truce_free(t.t)


def many_observations(path, who, n, fails):
    try:
        t = Engine()
        m = t.open(path)
        for i in range(n):
            t.ask("observe", m, by=who, time="2025-03-30T10:00Z", observation=f"number {i}")
        t.lib.truce_close(m)
        t.lib.truce_free(t.t)
    except BaseException as e:  # noqa: BLE001: told by the caller
        fails.append(repr(e))


@case
def what_is_still_to_come_was_not_observed():
    path = mission("to-come", "energy-2025")
    words = open(f"{path}/mission.yaml", encoding="utf-8").read()
    assert re.search("^clock:", words, re.M)
    open(f"{path}/mission.yaml", "w", encoding="utf-8").write(re.sub("^clock:.*\n", "", words, flags=re.M))  # by the clock of the wall

    def observe(seconds, want, *more, zone="UTC"):
        at = time.strftime("%Y-%m-%dT%H:%M", time.gmtime(time.time() + seconds))
        said = run("observe", path, "--by", "A", "--time", at, "--zone", zone, "--observation", f"{seconds} {zone}", *more, expect=want)
        assert want == 0 or "is still to come" in said.stderr and at in said.stderr, said.stderr
    observe(-60, 0)
    observe(600, 0)  # a clock may be some minutes ahead
    observe(1200, 2)
    observe(3 * 86400, 2)
    observe(2 * 3600, 0, zone="Europe/Kyiv")  # two hours or three ahead of UTC: now, or an hour ago
    observe(2 * 3600, 2)  # the same, written down without its zone
    written_down = ("--noted", time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()))
    observe(4000, 0, *written_down, "--ahead", "3600.5")  # by a device that was found to be an hour ahead
    observe(4000, 2, *written_down, "--ahead", "-3600")
    record = re.search(r"O-\d+", run("observe", path, "--by", "A", "--time", "2025-04-20T10:00Z", "--observation", "heard").stdout)[0]
    for year, want in (("2052", 3), ("2025", 0)):  # a person codes what was, too
        said = run("code", path, "make", "--id", "K1", "--from", record, "--by", "A", "--reason", "x", "--set", "category=civil", "--set", "act=unknown", "--set", f"utc_lo={year}-04-20T10:00Z", "--set", "utc_hi=2052-04-20T11:00Z", expect=want)
        assert want == 0 or "the earliest time, 2052-04-20T10:00Z, is still to come" in said.stderr, said.stderr
    open(f"{TMP}/sheet.csv", "w").write("by,time,observation\nA,2025-04-20T10:00Z,heard\nA,2052-04-20T10:00Z,heard\n")
    before = run("verify", path).stdout
    said = run("observe", path, "--file", f"{TMP}/sheet.csv", expect=3).stderr
    assert "sheet.csv:3" in said and "is still to come" in said, said
    assert run("verify", path).stdout == before  # nothing of the sheet is recorded


@case
def two_threads_take_turns_with_one_mission():
    path, fails = mission("turns", "easter-2025"), []
    run("run", path)
    before = len(open(f"{path}/ledger/entries").readlines())
    threads = [threading.Thread(target=many_observations, args=(path, who, 40, fails)) for who in ("A", "B", "C")]
    for x in threads:
        x.start()
    for x in threads:
        x.join()
    assert not fails, fails
    assert len(open(f"{path}/ledger/entries").readlines()) == before + 120 and "verifies" in run("verify", path).stdout


@case
def two_processes_take_turns_with_one_mission():
    path = mission("both", "energy-2025")
    run("run", path)
    for _ in range(3):  # two main jobs at once: each waits for the other's index
        ps = [subprocess.Popen([base.TRUCE, "run", path], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) for _ in range(2)]
        for p in ps:
            out, err = p.communicate(timeout=120)
            assert p.returncode == 0, (p.returncode, out[-300:], err[-300:])
    for i in range(6):  # two agree at once: one of them is too late
        entry = run("review", path, "propose", "I05", "--to", "verified", "--by", "A", "--reason", "r").stdout.split()[-1]
        ps = [subprocess.Popen([base.TRUCE, "review", path, verb, entry, "--by", who, "--reason", "r"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
              for verb, who in (("agree", "B"), ("agree", "C"))]
        codes = []
        for p in ps:
            p.communicate(timeout=60)
            codes.append(p.returncode)
        assert sorted(codes) == [0, 2], codes
        run("review", path, "propose", "I05", "--to", "alleged", "--by", "A", "--reason", "r")
        last = len(open(f"{path}/ledger/entries").readlines()) - 1
        subprocess.run([base.TRUCE, "review", path, "agree", str(last), "--by", "B", "--reason", "r"], check=False, capture_output=True)
    lines = [f"A,2025-03-26T{h:02}:00Z,saw {h}\n" for h in range(10)]
    open(f"{TMP}/sheet.csv", "w").write("by,time,observation\n" + "".join(lines))
    ps = [subprocess.Popen([base.TRUCE, "observe", path, "--file", f"{TMP}/sheet.csv"], stdout=subprocess.PIPE, text=True) for _ in range(2)]
    said = sorted(p.communicate(timeout=60)[0].splitlines()[-1] for p in ps)
    assert said == ["0 observations recorded, 10 known already", "10 observations recorded, 0 known already"], said
    assert "verifies" in run("verify", path).stdout


@case
def after_a_failed_write_the_mission_goes_on():
    path = mission("full", "easter-2025")
    t = Engine()
    m = t.open(path)
    t.ask("run", m)
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    old = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (os.path.getsize(f"{path}/ledger/entries") + 20, hard))
    try:
        t.ask("observe", m, want=IO, by="A", time="2025-04-20T10:00Z", observation="not this one")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        signal.signal(signal.SIGXFSZ, old)
    t.ask("observe", m, by="A", time="2025-04-20T10:00Z", observation="this one")
    t.ask("claims", m)
    said, negative, _ = t.ask("verify", m)
    assert not negative, said
    entries = open(f"{path}/ledger/entries", encoding="utf-8").read()
    assert "this one" in entries and "not this one" not in entries
    shutil.rmtree(path)
    assert t.ask("verify", m, want=IO) is None and "no such file" in t.problem()[1]
    t.lib.truce_close(m)
    t.lib.truce_free(t.t)


@case
def an_open_mission_does_not_grow_with_what_is_added():
    path = mission("grows", "easter-2025")
    t = Engine()
    m = t.open(path)
    t.ask("run", m)

    def resident():
        return int(re.search(r"VmRSS:\s+(\d+)", open("/proc/self/status").read())[1])
    for i in range(100):
        t.ask("observe", m, by="A", time="2025-04-20T10:00Z", observation=str(i))
    before = resident()
    for i in range(900):
        t.ask("observe", m, by="A", time="2025-04-20T10:00Z", observation=str(i))
    grown = (resident() - before) / 1024
    print(f"# 900 observations: {grown:.1f} MB more")
    assert grown < 12, grown  # each is some 400 bytes; with all leaves kept at each it was 14 MB more
    t.lib.truce_close(m)
    t.lib.truce_free(t.t)


@case
def an_answer_of_a_question_is_what_the_report_says():
    path = mission("asked", "energy-2025")
    t = Engine()
    m = t.open(path)
    t.ask("run", m)
    r = json.loads(run("report", path, "--format", "json", "--out", "-").stdout)
    names, rows = t.rows(m, "SELECT id, lat, from_usec, in_period FROM incident WHERE layer = ? ORDER BY id", "coded")
    assert names == ["id", "lat", "from_usec", "in_period"]
    want = {x["id"]: x for x in r["coded"]}
    assert [x[0] for x in rows] == sorted(want) and len(rows) == 42
    for at, lat, usec, inside in rows:
        assert (lat is None) == ("lat" not in want[at]) and ("yes" if inside else "no") == want[at]["in_period"], at
        assert (usec is None) == (want[at]["from"] == "unknown"), at
    n = t.rows(m, "SELECT count(*) FROM incident WHERE from_usec >= ? AND from_usec < ?", 1742860800000000, 1742947200000000)[1][0][0]
    day = [x for layer in ("coded", "alleged") for x in r[layer] if x["from"].startswith("2025-03-25")]
    assert n == len(day) > 0, (n, len(day))
    t.lib.truce_close(m)
    # another period in mission.yaml: the index is not level any more, and the answer is that of the new one
    yaml = open(f"{path}/mission.yaml", encoding="utf-8").read()
    open(f"{path}/mission.yaml", "w", encoding="utf-8").write(yaml.replace("to: 2025-04-24", "to: 2025-03-26"))
    m = t.open(path)
    fewer = t.rows(m, "SELECT count(*) FROM incident WHERE layer = 'coded' AND in_period")[1][0][0]
    r = json.loads(run("report", path, "--format", "json", "--out", "-").stdout)
    assert fewer == sum(x["in_period"] == "yes" for x in r["coded"]) < sum(x["in_period"] == "yes" for x in want.values())
    t.lib.truce_close(m)
    t.lib.truce_free(t.t)


class FarKey:
    """A private key that truce never sees: openssl signs with it."""

    def __init__(self, name):
        self.path = f"{TMP}/{name}.pem"
        sh("openssl", "genpkey", "-algorithm", "ed25519", "-out", self.path)
        der = subprocess.run(["openssl", "pkey", "-in", self.path, "-pubout", "-outform", "DER"], capture_output=True, check=True).stdout
        self.public = der[-32:].hex()

    def sign(self, data):
        with open(f"{self.path}.bytes", "wb") as f:
            f.write(data)
        return subprocess.run(["openssl", "pkeyutl", "-sign", "-rawin", "-inkey", self.path, "-in", f"{self.path}.bytes"], capture_output=True, check=True).stdout.hex()


@case
def a_key_that_is_elsewhere_signs():
    """What is to be signed is told and nothing recorded; signed, it is recorded as it was told, and verifies; otherwise signed, too late, for another act: refused."""
    path = mission("far", "energy-2025")
    yaml = open(f"{path}/mission.yaml", encoding="utf-8").read()
    open(f"{path}/mission.yaml", "w", encoding="utf-8").write(re.sub("clock: .*\n", "", yaml))  # the machine's clock
    t, key, other = Engine(), FarKey("far"), FarKey("other")
    m = t.open(path)
    t.ask("run", m)
    entries = lambda: open(f"{path}/ledger/entries", "rb").read()

    def sign(**settings):
        each = [(k.encode(), w.encode()) for k, v in settings.items() for w in (v if isinstance(v, list) else [v])]
        x = (Setting * (len(each) + 1))(*[Setting(k, Text(v, len(v))) for k, v in each])
        return t.lib.truce_sign(m, x if each else None)

    def to_sign():
        a = c.c_void_p()
        assert t.lib.truce_to_sign(m, c.byref(a)) == OK
        out = text(t.lib.truce_answer_text(a))
        t.lib.truce_answer_free(a)
        out = out.decode() if isinstance(out, bytes) else out
        return [(at, bytes.fromhex(data).decode()) for at, data in (line.split(" ") for line in out.splitlines())]

    assert sign(public=key.public, prepare="yes") == OK
    t.ask("person", m, b"Officer 9", by="Officer 9", far="yes")
    (at, data), = to_sign()
    assert json.loads(data)["key"] == key.public and json.loads(data)["at"] == at and "signature" not in json.loads(data)
    assert sign(public=key.public, signature=f"{at} {key.sign(data.encode())}") == OK
    t.ask("person", m, b"Officer 9", by="Officer 9", far="yes")
    sign()
    observed = dict(by="Officer 9", time="2025-04-20T10:00Z")

    def observe(words, want=OK, signs=key, change=lambda at, s: (at, s)):
        before = entries()
        assert sign(public=key.public, prepare="yes") == OK
        t.ask("observe", m, observation=words, **observed)
        assert entries() == before, "prepared, and recorded"
        lines = to_sign()
        assert len(lines) == 1 and words in lines[0][1]
        assert sign(public=key.public, signature=[" ".join(change(at, signs.sign(data.encode()))) for at, data in lines]) == OK, t.problem()
        t.ask("observe", m, want=want, observation=words, **observed)
        sign()
        assert (entries() == before) == (want != OK), (words, want)
        return lines[0]
    at, data = observe("seen")
    line = entries().decode().splitlines()[-1]
    kept = json.loads(line)
    assert line.replace(f',"signature":"{kept["signature"]}"', "") == data and "held" not in kept  # to the byte what was signed
    bad = USAGE
    observe("signed by another", want=bad, signs=other)
    observe("with a digit changed", want=bad, change=lambda at, s: (at, ("0" if s[0] != "0" else "1") + s[1:]))
    observe("at another time", want=bad, change=lambda at, s: (at[:-2] + ("0Z" if at[-2] != "0" else "1Z"), s))
    observe("long ago", want=bad, change=lambda at, s: ("2025-01-01T00:00:00Z", s))
    assert sign(public=key.public, signature=[]) == OK
    t.ask("observe", m, want=bad, observation="nothing signed", **observed)
    sign()
    t.ask("observe", m, want=bad, observation="no key at all", **observed)
    # signed for one act, given for another
    assert sign(public=key.public, prepare="yes") == OK
    t.ask("observe", m, observation="one", **observed)
    (at, data), = to_sign()
    assert sign(public=key.public, signature=f"{at} {key.sign(data.encode())}") == OK
    t.ask("observe", m, want=bad, observation="two", **observed)
    sign()
    # what needs no signature is recorded, after a preparation too; what is prepared is not
    with open(f"{path}/more.csv", "w", encoding="utf-8") as f:
        f.write(FIRES + "\n48.1,36.1,310.2,0.39,0.36,2025-04-02,0130,N,VIIRS,n,2.0NRT,290.1,5,N\n")
    before = entries()
    sign(public=key.public, prepare="yes")
    t.ask("observe", m, observation="never", **observed)
    sign()
    t.ask("import", m, b"firms", f"{path}/more.csv".encode())
    assert len(entries().splitlines()) == len(before.splitlines()) + 2
    assert b"never" not in entries()
    # a report in several forms, each entry signed
    before = entries()
    sign(public=key.public, prepare="yes")
    t.ask("report", m, by="Officer 9", period="2025-04-01/2025-04-02")
    lines = to_sign()
    assert entries() == before and len(lines) > 2 and not os.path.exists(f"{path}/reports/2025-04-02/report.html")
    assert sign(public=key.public, signature=[f"{at} {key.sign(data.encode())}" for at, data in lines]) == OK
    t.ask("report", m, by="Officer 9", period="2025-04-01/2025-04-02")
    sign()
    assert len(entries().splitlines()) == len(before.splitlines()) + len(lines) and os.path.exists(f"{path}/reports/2025-04-02/report.html")
    t.lib.truce_close(m)
    t.lib.truce_free(t.t)
    assert run("verify", path, "--deep").returncode == 0
    n = len(entries().decode().splitlines()) - 1
    checked = subprocess.run([sys.executable, f"{ROOT}/docs/check-signature.py", f"{path}/ledger/entries", str(n)], capture_output=True, text=True)
    assert checked.returncode == 0, checked


@case
def an_index_is_asked_as_it_stands():
    path = mission("stands", "energy-2025")
    writer, reader = Engine(), Engine()
    w = writer.open(path)
    writer.ask("run", w)
    m = reader.open(path)
    reader.lib.truce_ask_as_it_stands(m, True)
    shown = lambda: (reader.rows(m, "SELECT value FROM meta WHERE key = 'ledger_size'")[1][0][0], reader.rows(m, "SELECT count(*) FROM observation")[1][0][0])
    before = shown()
    writer.ask("observe", w, by="A", time="2025-04-20T10:00Z", observation="heard")
    assert shown() == before, (shown(), before)  # and makes no tables of its own
    reader.lib.truce_ask_as_it_stands(m, False)
    assert reader.rows(m, "SELECT count(*) FROM observation")[1] == [[before[1] + 1]]
    reader.lib.truce_ask_as_it_stands(m, True)
    assert shown() == before
    assert writer.lib.truce_refresh(w) == OK
    after = shown()
    assert after[0] > before[0] and after[1] == before[1] + 1, (before, after)
    os.unlink(f"{path}/index.db")  # the open file is another's now: nothing stands there
    try:
        reader.rows(m, "SELECT count(*) FROM observation")
        stands = True
    except AssertionError:
        stands = False
    assert not stands, "answered though there is no index"
    assert writer.lib.truce_refresh(w) == OK, writer.problem()
    assert shown() == after, (shown(), after)
    for e, x in ((writer, w), (reader, m)):
        e.lib.truce_close(x)
        e.lib.truce_free(e.t)


FIRES = ("latitude,longitude,bright_ti4,scan,track,acq_date,acq_time,satellite,instrument,confidence,version,bright_ti5,frp,daynight")


@case
def detections_are_asked_like_a_table():
    path = mission("detected", "energy-2025")
    rows = []
    for i in range(900):  # some of every hour, before the period and in it; a few fields are not said
        lat, lon, day, minute = 45 + i % 37 / 10 + 0.00123, 30 + i % 53 / 10 - 0.00071, 10 + i % 40, i * 7 % 1440
        date = f"2025-03-{day:02d}" if day < 32 else f"2025-04-{day - 31:02d}"
        frp = "" if i % 11 == 0 else f"{i % 97 / 10:.1f}"
        rows.append((date, f"{minute // 60:02d}{minute % 60:02d}", lat, lon, "N1"[i % 2], "lnh"[i % 3], frp, "DN"[i % 2]))
    line = lambda x: f"{x[2]:.5f},{x[3]:.5f},310.2,0.39,0.36,{x[0]},{x[1]},{x[4]},VIIRS,{x[5]},2.0NRT,290.1,{x[6]},{x[7]}"
    for name, part in (("one.csv", rows[:600]), ("two.csv", rows[400:])):  # two hundred stand in both
        with open(f"{path}/data/{name}", "w", encoding="utf-8") as f:
            f.write("\n".join([FIRES, *map(line, part)]) + "\n")
    yaml = open(f"{path}/mission.yaml", encoding="utf-8").read()
    open(f"{path}/mission.yaml", "w", encoding="utf-8").write(yaml.replace("sources:\n", "sources:\n  - {kind: firms, file: data/one.csv}\n  - {kind: firms, file: data/two.csv}\n"))
    t = Engine()
    m = t.open(path)
    t.ask("run", m)
    usec = lambda x: calendar.timegm(time.strptime(x[0] + x[1], "%Y-%m-%d%H%M")) * 1000000
    word = {"l": "low", "n": "nominal", "h": "high", "N": "snpp", "1": "noaa20"}
    want = sorted((usec(x), round(x[2], 5), round(x[3], 5), word[x[4]], word[x[5]], float(x[6]) if x[6] else None, x[7]) for x in rows)
    asked = "SELECT at_usec, lat, lon, satellite, confidence, frp_mw, daynight FROM detection"
    got = [tuple(x) for x in t.rows(m, asked)[1]]
    text = lambda x: x.decode() if isinstance(x, bytes) else x
    got = [tuple(text(v) for v in x) for x in got]
    assert sorted(got, key=str) == sorted(want, key=str) and len(set(got)) == 900, (len(got), got[:2], want[:2])
    assert [x[0] for x in got] == sorted(x[0] for x in got)
    for low, high, west, east, south, north in ((0, 2**60, 31, 33, 46, 47), (usec(rows[100]), usec(rows[105]), -180, 180, -90, 90), (usec(rows[7]), usec(rows[7]), 0, 90, 0, 90), (5, 4, 0, 90, 0, 90)):
        where = f" WHERE at_usec >= {low} AND at_usec <= {high} AND lon BETWEEN {west} AND {east} AND lat > {south} AND lat < {north}"
        n = sum(low <= x[0] <= high and west <= x[2] <= east and south < x[1] < north for x in want)
        assert t.rows(m, "SELECT count(*) FROM detection" + where)[1] == [[n]], where
    assert t.rows(m, "SELECT count(*) FROM detection WHERE lat = ? AND lon = ?", rows[3][2], rows[3][3])[1] == [[sum(x[1:3] == (round(rows[3][2], 5), round(rows[3][3], 5)) for x in want)]]
    assert t.rows(m, "SELECT count(*) FROM detection a JOIN detection b ON b.at_usec = a.at_usec AND b.lat = a.lat AND b.lon = a.lon AND b.satellite = a.satellite")[1] == [[900]]
    # how many a day in each square of a tenth of a degree, of the mission's period alone
    low, high = (calendar.timegm(time.strptime(d, "%Y-%m-%d")) * 1000000 for d in ("2025-03-18", "2025-04-25"))
    squares = collections.Counter((x[0] // 86400000000, math.floor(x[1] * 10), math.floor(x[2] * 10)) for x in want if low <= x[0] < high)
    assert {tuple(x[:3]): x[3] for x in t.rows(m, "SELECT day, lat_cell, lon_cell, detections FROM detected")[1]} == squares and sum(squares.values()) < 900
    assert t.rows(m, "SELECT DISTINCT cell_deg FROM detected")[1] == [[0.1]]
    assert run("verify", path, "--deep").returncode == 0
    for name in os.listdir(f"{path}/columns"):
        os.unlink(f"{path}/columns/{name}")
    try:
        t.rows(m, "SELECT count(*) FROM detection")
        answered = True
    except AssertionError:
        answered = False
    assert not answered and "truce rebuild" in str(t.problem()), t.problem()
    assert run("rebuild", path).returncode == 0
    assert t.rows(m, "SELECT count(*) FROM detection")[1] == [[900]]
    t.lib.truce_close(m)
    t.lib.truce_free(t.t)


if __name__ == "__main__":
    sys.exit(base.main())
