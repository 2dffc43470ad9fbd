"""Draws a tour of the fleet: when its agents were READY, with prediction and without.

    picture.py FOLDER RUN.jsonl TOUR.mesh >fleet.svg

From the agents' own notes. T is the mesh's, by the median of READY.
"""

import sys
from collections import Counter
from pathlib import Path

from figures import GROUPS, gathers_of, ledger_of, quantile, spread

COLOURS = dict(zip(GROUPS, ("#4c78a8", "#72b7b2", "#54a24b", "#eeca3b", "#e45756")))
FAR = dict(zip(GROUPS, ("5 ms", "30 ms", "100 ms", "250 ms", "500 ms")))
WIDTH, PANEL, LEFT, TOP, GAP = 860, 190, 60, 58, 62
BIN_MS = 40


def text(x, y, words, more=""):
    return f'<text x="{x:.1f}" y="{y:.1f}" {more}>{words}</text>'


def panel(y, title, offsets, low, high, most, mark):
    """Columns of so many agents, by group; `mark` is what the middle is called."""
    scale = (WIDTH - LEFT - 20) / (high - low)
    column = max(1.0, BIN_MS * scale - 1)
    out = [text(LEFT, y - 8, title, 'font-weight="bold"')]
    floor, filled = y + PANEL, Counter()
    for group in GROUPS:
        bins = Counter(int((ms - low) // BIN_MS) for name, ms in offsets if name == group)
        columns = []
        for place, count in sorted(bins.items()):
            height, x = count * PANEL / most, LEFT + place * BIN_MS * scale
            bottom = floor - filled[place]
            columns.append(f"M{x:.1f} {bottom:.1f}v{-height:.1f}h{column:.1f}v{height:.1f}z")
            filled[place] += height
        out.append(f'<path d="{"".join(columns)}" fill="{COLOURS[group]}"/>')
    zero = LEFT - low * scale
    out.append(f'<path d="M{LEFT} {floor}H{WIDTH - 20}M{zero:.1f} {y}V{floor + 6}" '
               'stroke="#888" fill="none"/>')  # fmt: skip
    out.append(text(zero, floor + 20, mark, 'text-anchor="middle"'))
    out.append(text(LEFT, floor + 20, f"{low:+.0f} ms"))
    out.append(text(WIDTH - 20, floor + 20, f"{high:+.0f} ms", 'text-anchor="end"'))
    out.append(text(LEFT - 6, y + 10, f"{most:.0f}", 'text-anchor="end"'))
    return out


def main():
    folder, run, tour = map(Path, sys.argv[1:4])
    jobs, gathers = ledger_of(folder), gathers_of(run, tour)
    offsets = {}
    for payload in ("scheduled", "unscheduled"):
        ready = [one[2] for one in jobs[payload]]
        moment = quantile(ready, 0.5) - gathers[payload]["arrivals"]["p50_ms"]
        offsets[payload] = [(agent.split("-")[0], ms - moment) for agent, _, ms in jobs[payload]]
    # The scheduled ones are at T; the others begin at their T, so theirs is moved to the same.
    middle = quantile([ms for _, ms in offsets["unscheduled"]], 0.5)
    offsets["unscheduled"] = [(g, ms - middle) for g, ms in offsets["unscheduled"]]
    everybody = [ms for those in offsets.values() for _, ms in those]
    low = BIN_MS * (quantile(everybody, 0.002) // BIN_MS)
    high = BIN_MS * (quantile(everybody, 0.998) // BIN_MS + 1)
    most = max(
        max(Counter((ms - low) // BIN_MS for _, ms in those).values())
        for those in offsets.values()
    )
    width = {p: spread([ms for _, ms in those]) for p, those in offsets.items()}
    height = TOP + 2 * PANEL + GAP + 40
    out = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" '
        'font-family="sans-serif" font-size="13" fill="#333">',
        f'<rect width="{WIDTH}" height="{height}" fill="#fff"/>',
    ]
    for i, group in enumerate(GROUPS):
        x = LEFT + 150 * i
        out.append(f'<rect x="{x}" y="12" width="12" height="12" fill="{COLOURS[group]}"/>')
        out.append(text(x + 18, 23, f"{FAR[group]} away"))
    count = len(offsets["unscheduled"])
    out += panel(TOP, f"sent to all {count:,} at once: READY within {width['unscheduled']:,.0f} ms",
                 offsets["unscheduled"], low, high, most, "half of them are READY")  # fmt: skip
    out += panel(TOP + PANEL + GAP,
                 f"sent so that all are READY at T: within {width['scheduled']:,.0f} ms",
                 offsets["scheduled"], low, high, most, "T")  # fmt: skip
    print("\n".join([*out, "</svg>"]))


main()
