#!/usr/bin/env python3
"""Statements and commitments as `truce read` finds them against the settled coding.

    score.py TRUCE seen|more|wide|unseen|far [--show]      --show: what differs, of those that the rules were written on

Of `after` the texts with an even number are kept from whoever writes rules, as `unseen` is.

A slot counts when what it holds shares more than half of its words with the coding; act and status must be the same word. Precision and recall are over
filled slots of all commitments, those that only one of the two has included."""
import json
import pathlib
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
HALVES = ("seen", "unseen")
SLOTS = ["act", "status", "scope_phrase", "scope_parse", "area", "start", "end", "duration", "parties", "conditions", "exceptions"]


def words(value):
    if not value:
        return set()
    if isinstance(value, dict):
        value = value["text"]
    if isinstance(value, list):
        value = " ".join(value)
    for mark in ",.:;()«»“”„\"'’":
        value = value.replace(mark, " ")
    return set(value.lower().split()) - {"a", "an", "the", "its", "their", "our", "his", "her"}


def words_in_order(phrase):
    return [w for w in phrase.lower().split() if w not in ("a", "an", "the")]


def alike(a, b):
    a, b = words(a), words(b)
    return len(a & b) / max(1, len(a | b))


def same(slot, a, b):
    if slot in ("act", "status"):
        return a == b
    return alike(a, b) > 0.5


def pairs(found, gold, key):
    weights = sorted((-key(x, y), i, k) for i, x in enumerate(found) for k, y in enumerate(gold))
    used1, used2, out = set(), set(), []
    for w, i, k in weights:
        if -w >= 1 and i not in used1 and k not in used2:
            used1.add(i)
            used2.add(k)
            out.append((found[i], gold[k]))
    return out + [(x, None) for i, x in enumerate(found) if i not in used1] + [(None, y) for k, y in enumerate(gold) if k not in used2]


def commitment_weight(x, y):
    return (x["act"] == y["act"]) + 2 * alike(x["scope_phrase"], y["scope_phrase"]) + sum(alike(x[s], y[s]) for s in SLOTS[4:]) / 4 + (x["status"] == y["status"]) / 8


def statement_weight(x, y):
    quotes = alike([q["text"] for q in x["quotes"]], y["quotes"])
    cue = x["cue"] is not None and y["cue"] is not None and alike(x["cue"]["text"], y["cue"]) > 0
    source = x["source"] is not None and y["source"] is not None and alike(x["source"]["text"], y["source"]) > 0
    return 2 * (quotes > 0.5) + cue + source / 2 + (x["kind"] == y["kind"]) / 4


def read(truce, name, half):
    out = subprocess.run([truce, "read", str(HERE / half / (name + ".txt")), "--lang", name[:2], "--format", "json"], capture_output=True, timeout=60)
    if out.returncode != 0:
        raise SystemExit(f"{name}: {out.stderr.decode()}")
    found = json.loads(out.stdout)["statements"]
    for s in found:
        for c in s["commitments"]:
            if c["act"].endswith(" ceasefire") and len(c["scope_parse"]) == 1:
                c["scope_parse"] = [" ".join(words_in_order(c["scope_phrase"]))]
            c["act"] = c["act_class"]
            if c["status"] == "proposal answered positively":
                c["status"] = "supports"
    return found


class Tally:
    def __init__(self):
        self.n = {}

    def add(self, slot, tp=0, fp=0, fn=0):
        a = self.n.setdefault(slot, [0, 0, 0])
        a[0] += tp
        a[1] += fp
        a[2] += fn

    def f1(self, slots):
        tp, fp, fn = (sum(self.n.get(s, [0, 0, 0])[i] for s in slots) for i in range(3))
        p, r = tp / max(1, tp + fp), tp / max(1, tp + fn)
        return p, r, 2 * p * r / max(1e-9, p + r)


def score_item(found, item, tally, show):
    told = []
    for x, y in pairs(found, item["statements"], statement_weight):
        if y is None:
            if x["commitments"] or x["quotes"]:
                tally.add("statement", fp=1)
                told.append(f"  statement too much: {x['kind']} {x['source'] and x['source']['text']!r} {[q['text'][:40] for q in x['quotes']]}")
            continue
        if x is None:
            tally.add("statement", fn=1)
            tally.add("speaker", fn=1)
            told.append(f"  statement missed: {y['kind']} {y['source']!r} {[q[:40] for q in y['quotes']]}")
            continue
        tally.add("statement", tp=1)
        if y["quotes"]:
            hit = {q["text"] for q in x["quotes"]}
            for q in y["quotes"]:
                tally.add("quote", tp=q in hit, fn=q not in hit, fp=q not in hit)
                if q not in hit:
                    told.append(f"  quotation: {q[:60]!r} found {[h[:60] for h in hit]}")
        right = bool(((y["continues"] or y["cue"] is None) and not x["source"]) or (not y["source"] and not x["source"]) or (y["source"] and x["source"] and alike(x["source"]["text"], y["source"]) > 0.3))
        named = bool((not y["speaker"] and not x["speaker"]) or alike(x["speaker"], y["speaker"]) > 0.3)
        tally.add("source", tp=right, fn=not right, fp=not right)
        tally.add("speaker", tp=named, fn=not named, fp=not named)
        if not right or not named:
            told.append(f"  speaker: {x['source'] and x['source']['text']!r} = {x['speaker']!r}, coded {y['source']!r} = {y['speaker']!r}")
        kind = x["kind"] == y["kind"]
        tally.add("kind", tp=kind, fn=not kind, fp=not kind)
        if not kind:
            told.append(f"  kind: {x['kind']} coded {y['kind']}: {[q[:40] for q in y['quotes']]}")
    for x, y in pairs([c for s in found for c in s["commitments"]], [c for s in item["statements"] for c in s["commitments"]], commitment_weight):
        if x is None or y is None:
            told.append(f"  commitment {'missed' if x is None else 'too much'}: {(x or y)['act']} {(x or y)['status']} {(x or y)['scope_phrase']!r}" + (f" {x['span']} {x['act_words']!r}" if x else ""))
        for slot in SLOTS:
            a, b = x[slot] if x else None, y[slot] if y else None
            if not a and not b:
                continue
            if a and b and same(slot, a, b):
                tally.add(slot, tp=1)
                continue
            tally.add(slot, fp=1 if a else 0, fn=1 if b else 0)
            if x and y:
                told.append(f"  {slot}: {a!r} coded {b!r}   [{y['act']} {y['scope_phrase']!r}]")
    if show and told:
        print(item["id"], *told, sep="\n")


def main():
    truce, half = sys.argv[1:3]
    tally = {name: Tally() for name in ("en", "uk", "ru", "all")}
    for item in map(json.loads, open(HERE / ("gold.jsonl" if half in HALVES else f"{half}.jsonl"), encoding="utf-8")):
        if half in HALVES and (int(item["id"][3:]) % 2 == 1) != (half == "seen"):
            continue
        found = read(truce, item["id"], half)
        one = tally[item["id"][:2]]
        score_item(found, item, one, "--show" in sys.argv)
    for name in ("en", "uk", "ru"):
        for slot, (tp, fp, fn) in tally[name].n.items():
            tally["all"].add(slot, tp, fp, fn)
    for name in ("en", "uk", "ru", "all"):
        t = tally[name]
        p, r, f = t.f1(SLOTS)
        print(f"{half} {name:3}: slots P {p:.3f} R {r:.3f} F1 {f:.3f}; " + "; ".join(f"{s} {t.f1([s])[2]:.2f}" for s in ["statement", "quote", "kind", "source", "speaker"] + SLOTS))


if __name__ == "__main__":
    main()
