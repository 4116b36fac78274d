#!/usr/bin/env python3
"""living.py TRUCE FOLD_BOTH_WAYS: a state carried on entry by entry equals one made of all entries at once, after every entry of
every example and of a mission in which everything happens. TAP on standard output."""
import os
import subprocess
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
BOTH = os.path.abspath(sys.argv[2])
sys.argv = sys.argv[:2]
import integration as base  # noqa: E402
from everything import everything  # noqa: E402
from integration import CASES, case, mission, run  # noqa: E402

CASES.clear()


def same(path, least):
    p = subprocess.run([BOTH, path], capture_output=True, text=True, timeout=600, check=False)
    assert p.returncode == 0, p.stdout + p.stderr
    n = int(p.stdout.split()[0])
    assert n >= least, n
    print(f"# {os.path.basename(path)}: {n} entries")


def example(name, least):
    def f():
        path = mission(name, name)
        run("run", path)
        same(path, least)
    f.__name__ = "after_every_entry_of_" + name.replace("-", "_")
    return case(f)


for NAME, LEAST in (("energy-2025", 10), ("easter-2025", 4), ("exercise", 10), ("victory-day-2025", 4)):
    example(NAME, LEAST)


@case
def after_every_entry_of_a_mission_in_which_everything_happens():
    path = everything("all")
    same(path, 30)


if __name__ == "__main__":
    sys.exit(base.main())
