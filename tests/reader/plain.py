#!/usr/bin/env python3
"""Commitments that `truce read` finds in plain sentences, whose coding follows from how they were made.

    plain.py TRUCE plain [--show]              sentences as readouts and agencies write them (plain.jsonl), each a text of its own
    plain.py TRUCE composed [--show]           sentences put together from composed.json: every act, status, frame, place, time and condition with every other

A line for each language: F1 over the slots of score.py, but for the heads of a scope."""
import bisect
import json
import os
import pathlib
import random
import subprocess
import sys
import tempfile

import score

HERE = pathlib.Path(__file__).resolve().parent
SLOTS = [s for s in score.SLOTS if s != "scope_parse"]
DONE_AT_ONCE = ("exchange", "release", "sign", "repair", "negotiate")


def statements(truce, text, lang):
    with tempfile.NamedTemporaryFile("w", suffix=".txt", encoding="utf-8") as f:
        f.write(text)
        f.flush()
        out = subprocess.run([truce, "read", f.name, "--lang", lang, "--format", "json"], capture_output=True, timeout=120, check=True).stdout
    return json.loads(out)["statements"]


def commitments(said):
    return [{**c, "act": c["act_class"]} for s in said for c in s["commitments"]]


def compare(text, found, gold, tally, show):
    told = []
    for x, y in score.pairs(found, [{**g, "scope_parse": None} for g in gold], score.commitment_weight):
        for slot in SLOTS:
            a, b = x and x[slot], y and y[slot]
            if not a and not b:
                continue
            right = bool(a and b and score.same(slot, a, b))
            tally.add(slot, tp=right, fp=bool(a) and not right, fn=bool(b) and not right)
            if not right:
                told.append(f"    {slot}: {a['text'] if isinstance(a, dict) else a!r}, not {b!r}")
    if told and show:
        print(text, *told, sep="\n")


def plain(truce, show):
    tallies = {}
    for item in map(json.loads, open(HERE / "plain.jsonl", encoding="utf-8")):
        lang = item["id"][:2]
        compare(item["text"], commitments(statements(truce, item["text"] + "\n", lang)), item["commitments"], tallies.setdefault(lang, score.Tally()), show)
    return tallies


def lower(words, names):
    return words if words.startswith(tuple(names)) else words[0].lower() + words[1:]


def compose(r, parts):
    """A sentence and the one commitment in it."""
    act, party, status = r.choice(parts["acts"]), r.choice(parts["parties"]), r.choice(parts["status"])
    some = {k: r.choice([None] * empty + parts[k]) for k, empty in (("areas", 2), ("starts", 2), ("ends", 3), ("durs", 2), ("conds", 4))}
    if some["durs"]:
        some["ends"] = None
    if act["act"] in DONE_AT_ONCE:
        some["areas"] = some["durs"] = some["ends"] = None
    scope = r.choice(act["scopes"])
    clause = status["form"].format(party=party, finite=act["finite"] + " " + scope, infinitive=act["infinitive"] + " " + scope)
    clause += "".join(" " + some[k] for k in ("areas", "durs", "starts", "ends") if some[k])
    if some["conds"]:
        clause += parts["comma"] + " " + some["conds"]
    frame = r.choice(parts["frames"])
    text = frame.format(clause=lower(clause, parts["names"]), Clause=clause)
    who = party if "{Clause}" in frame else lower(party, parts["names"])
    conditional = some["conds"] and status["status"] in ("announced", "agreed", "willing", "proposed")
    return text, {"act": act["act"], "status": "conditional" if conditional else status["status"], "scope_phrase": scope, "area": some["areas"],
                  "start": some["starts"], "end": some["ends"], "duration": some["durs"], "parties": who.split(parts["and"]),
                  "conditions": [some["conds"]] if some["conds"] else [], "exceptions": []}


def where(s):
    return ((s.get("indirect") or (s["quotes"] or [s["cue"]])[0])["span"])[0]


def composed(truce, show):
    seed, tallies = int(os.environ.get("TRUCE_SEED", "20261130")), {}
    print(f"seed {seed} (TRUCE_SEED)")
    for lang, parts in json.load(open(HERE / "composed.json", encoding="utf-8")).items():
        r = random.Random(seed)
        items = [compose(r, parts) for _ in range(400)]
        begins, at = [], 0
        for text, _ in items:
            begins.append(at)
            at += len(text.encode()) + 2
        said = [[] for _ in items]
        for s in statements(truce, "\n\n".join(t for t, _ in items), lang):
            said[bisect.bisect(begins, where(s)) - 1].append(s)
        for (text, gold), found in zip(items, said):
            compare(text, commitments(found), [gold], tallies.setdefault(lang, score.Tally()), show)
    return tallies


if __name__ == "__main__":
    for LANG, TALLY in {"plain": plain, "composed": composed}[sys.argv[2]](os.path.abspath(sys.argv[1]), "--show" in sys.argv).items():
        print(f"{sys.argv[2]} {LANG}: slots F1 {TALLY.f1(SLOTS)[2]:.3f}; " + "; ".join(f"{s} {TALLY.f1([s])[2]:.2f}" for s in SLOTS))
