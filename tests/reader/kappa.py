#!/usr/bin/env python3
"""Agreement of two coders of the sixty texts: Cohen's kappa, slot by slot.

    kappa.py CODER1.jsonl CODER2.jsonl

Commitments of one text are paired by their words, best first; one that the other coder does not have is paired with nothing. For act and status the
categories are the words of the codebook and `none`; for the other slots they are what the slot holds, two phrases being the same when they share more than
half of their words."""
import json
import sys

SLOTS = ["scope_phrase", "area", "start", "end", "duration", "parties", "conditions", "exceptions"]


def words(value):
    if value is None:
        return set()
    if isinstance(value, list):
        value = " ".join(value)
    return set(value.lower().replace(",", " ").replace(".", " ").split())


def alike(a, b):
    a, b = words(a), words(b)
    return len(a & b) / max(1, len(a | b))


def commitments(item):
    return [c for s in item["statements"] for c in s["commitments"]]


def pairs(one, two):
    rest1, rest2 = list(commitments(one)), list(commitments(two))
    weights = []
    for i, x in enumerate(rest1):
        for k, y in enumerate(rest2):
            w = (x["act"] == y["act"]) + 2 * alike(x["scope_phrase"], y["scope_phrase"]) + sum(alike(x[s], y[s]) for s in SLOTS[1:]) / 4
            weights.append((-w, i, k))
    used1, used2, out = set(), set(), []
    for w, i, k in sorted(weights):
        if -w < 1 or i in used1 or k in used2:
            continue
        used1.add(i)
        used2.add(k)
        out.append((rest1[i], rest2[k]))
    out += [(x, None) for i, x in enumerate(rest1) if i not in used1]
    out += [(None, y) for k, y in enumerate(rest2) if k not in used2]
    return out


def kappa(labels):
    n = len(labels)
    if n == 0:
        return float("nan")
    observed = sum(a == b for a, b in labels) / n
    kinds = {x for pair in labels for x in pair}
    chance = sum((sum(a == k for a, _ in labels) / n) * (sum(b == k for _, b in labels) / n) for k in kinds)
    return 1.0 if chance == 1 else (observed - chance) / (1 - chance)


def phrase_labels(x, y, slot):
    a = x[slot] if x else None
    b = y[slot] if y else None
    if not a and not b:
        return "empty", "empty"
    if not a or not b:
        return ("words" if a else "empty"), ("words" if b else "empty")
    return ("words", "words") if alike(a, b) > 0.5 else ("words", "other words")


def main():
    one, two = ({x["id"]: x for x in map(json.loads, open(f, encoding="utf-8"))} for f in sys.argv[1:3])
    all_pairs = [p for i in sorted(one) for p in pairs(one[i], two[i])]
    both = [p for p in all_pairs if p[0] and p[1]]
    print(f"commitments: {len(all_pairs)} in all, {len(both)} by both coders")
    for slot in ["act", "status"]:
        labels = [((x or {}).get(slot, "none"), (y or {}).get(slot, "none")) for x, y in all_pairs]
        print(f"{slot:13} kappa {kappa(labels):.2f}   of those by both {kappa([(x[slot], y[slot]) for x, y in both]):.2f}")
    for slot in SLOTS:
        print(f"{slot:13} kappa {kappa([phrase_labels(x, y, slot) for x, y in both]):.2f}   of those by both")
    heads = [(str(len(x["scope_parse"])), str(len(y["scope_parse"]))) for x, y in both]
    print(f"heads         kappa {kappa(heads):.2f}   their number, of those by both")


main()
