"""The figures of a fleet's tour, from the agents' own notes; needs the fleet to be up.

    figures.py FOLDER RUN.jsonl TOUR.mesh

RUN.jsonl is what `mesh run TOUR.mesh -o jsonl` has written. Prints one JSON object. The exit
code is 1 when the promise was not held: a spread of READY of at most a fifth, 95 % in the
window, a prediction error of at most 1.5 times an oracle's.

The oracle knows, in hindsight, each agent's own median time for a job, and the median of each
group's way. It does not know the jitter: no one can. Its error is measured as the mesh's, with
half the way there and back.
"""

import json
import os
import random
import re
import statistics
import sys
import time
from collections import defaultdict
from pathlib import Path

GROUPS = [f"g{i}" for i in range(1, 6)]
LEARNED = ("learn-4", "learn-5", "learn-6", "scheduled")
"""Gathers of a world that the mesh knows."""
MOST_SPREAD, LEAST_IN_WINDOW = 0.2, 0.95
MOST_ERROR = float(os.environ.get("FLEET_MOST_ERROR", "1.5"))
REPORT_WITHIN_S = 10


def quantile(values, q):
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(q * len(ordered)))] if ordered else None


def spread(values):
    return quantile(values, 0.99) - quantile(values, 0.01)


def ledger_of(folder):
    """By payload: agent, arrival, READY."""
    jobs = defaultdict(list)
    for file in (folder / "ledger").iterdir():
        for line in file.read_text().splitlines():
            payload, agent, came, ready = line.split()
            jobs[payload].append((agent, float(came), float(ready)))
    return jobs


def gathers_of(run, tour):
    """The results of the tour's gathers, by their payload."""
    results = [json.loads(line) for line in run.read_text().splitlines()]
    asked = re.findall(r"^gather.*--payload (\S+)", tour.read_text(), re.MULTILINE)
    gathers = dict(zip(asked, (one for one in results if one.get("command") == "gather")))
    if "scheduled" not in gathers:
        sys.exit(f"the tour has ended before its scheduled gather: see {run}")
    return gathers


def ways_of(folder):
    """Of each group, by how much pieces took longer than was set: down and up."""
    ways = {}
    for group in GROUPS:
        report = folder / f"{group}.report"
        report.unlink(missing_ok=True)
        with open(folder / f"{group}.orders", "w") as orders:
            orders.write(f"report {report}\n")
        until = time.monotonic() + REPORT_WITHIN_S
        while not report.exists():
            if time.monotonic() > until:
                sys.exit(f"the relay of {group} does not report; is the fleet up?")
            time.sleep(0.05)
        found = json.loads(report.read_text())
        usual = {way: statistics.median(found[way]) for way in ("down", "up")}
        ways[group] = [[ms - usual[way] for ms in found[way]] for way in usual]
    return ways


def oracle_error(jobs, ways):
    """Its 95th percentile in ms."""
    took = defaultdict(list)
    for payload in LEARNED:
        for agent, came, ready in jobs[payload]:
            took[agent].append(ready - came)
    errors, draw = [], random.Random(1)
    for agent, times in took.items():
        usual = statistics.median(times)
        down, up = ways[agent.split("-")[0]]
        errors += [abs(ms - usual + (draw.choice(down) + draw.choice(up)) / 2) for ms in times]
    return quantile(errors, 0.95)


def hit_rate(gather):
    return gather["in_window"] / gather["sent"] if gather["sent"] else 0


def main():
    folder, run, tour = map(Path, sys.argv[1:4])
    jobs, gathers = ledger_of(folder), gathers_of(run, tour)
    ready = {p: [one[2] for one in jobs[p]] for p in ("scheduled", "unscheduled")}
    error = statistics.median(gathers[p]["prediction_error_ms"]["p95"] for p in LEARNED)
    oracle = oracle_error(jobs, ways_of(folder))
    slower = [hit_rate(g) for p, g in gathers.items() if p.startswith("slower")]
    figures = {
        "agents": len(ready["scheduled"]),
        "spread_ms": {p: round(spread(ready[p]), 1) for p in ready},
        "spread_by_mesh_ms": {p: gathers[p]["arrivals"]["spread_ms"] for p in ready},
        "spread_ratio": round(spread(ready["scheduled"]) / spread(ready["unscheduled"]), 4),
        "in_window": round(hit_rate(gathers["scheduled"]), 4),
        "error_p95_ms": error,
        "oracle_p95_ms": round(oracle, 2),
        "error_ratio": round(error / oracle, 3),
        "in_window_after_slower": [round(one, 3) for one in slower],
    }
    print(json.dumps(figures, indent=2))
    held = (
        figures["spread_ratio"] <= MOST_SPREAD
        and figures["in_window"] >= LEAST_IN_WINDOW
        and figures["error_ratio"] <= MOST_ERROR
        and slower
        and slower[-1] >= LEAST_IN_WINDOW
    )
    sys.exit(0 if held else 1)


if __name__ == "__main__":
    main()
