#!/usr/bin/env python3
"""Counts the instructions of fixed pieces of work, and holds them against counts.json.

    count.py PROGRAM [--update] [NAME..]   compare, or write counts.json anew
    count.py PROGRAM --explain NAME        where the instructions and cache misses go

One JSON line for each piece of work on stdout, then `N passed, N failed`. Instructions of
the same program repeat from run to run, whatever else the machine does; other compilers
and libraries give other counts, so those are shown and not compared.
"""
import json
import pathlib
import platform
import re
import subprocess
import sys
import tempfile

KEPT = pathlib.Path(__file__).with_name("counts.json")
MOST_GROWTH = 0.02
FUNCTIONS = 40  # kept of each piece of work, to tell which have grown
ROW = re.compile(r"^ *((?:(?:[\d,]+|\.) +)+) *(\S.*?)(?: \[[^\]]*\])?$")


def fail(text):
    sys.exit("count: " + text)


def toolchain():
    """What counts depend on beside the code."""
    def first_line(*command):
        return subprocess.run(command, capture_output=True, text=True, check=True
                              ).stdout.splitlines()[0]
    flags = re.search(r"^flags.*$", pathlib.Path("/proc/cpuinfo").read_text(), re.M)
    wide = "avx2" if flags and " avx2 " in flags.group() + " " else "no avx2"
    return {"machine": f"{platform.machine()}, {wide}",
            "compiler": first_line("c++", "--version"),
            "valgrind": first_line("valgrind", "--version"),
            "libc": first_line("ldd", "--version")}


def short(function):
    """`file:name(arguments)` without its file; templates can have thousands of letters."""
    name = function.split(":", 1)[1] if ":" in function else function
    return name if len(name) <= 160 else name[:157] + "..."


def profile(program, name, *options):
    """The program's own line, and the rows of callgrind_annotate: [events.., function]."""
    with tempfile.TemporaryDirectory() as folder:
        out = pathlib.Path(folder) / "callgrind.out"
        run = subprocess.run(
            ["valgrind", "--tool=callgrind", "--toggle-collect=mesh_counted",
             f"--callgrind-out-file={out}", *options, program, name],
            capture_output=True, text=True)
        if run.returncode != 0:
            fail(f"{name}: {program} ended with {run.returncode}:\n{run.stderr}")
        table = subprocess.run(["callgrind_annotate", "--threshold=100", "--show-percs=no", str(out)],
                               capture_output=True, text=True, check=True).stdout
    rows = []
    for line in table.splitlines():
        if row := ROW.match(line):
            events = row.group(1).replace(",", "").replace(".", "0").split()
            rows.append([int(e) for e in events] + [row.group(2)])
    totals = [r for r in rows if r[-1] == "PROGRAM TOTALS"]
    if not totals or totals[0][0] == 0:
        fail(f"{name}: nothing was counted")
    return json.loads(run.stdout), totals[0], [r for r in rows if r is not totals[0]]


def merged(rows):
    """Instructions by function; one may have several rows."""
    by_name = {}
    for row in rows:
        name = short(row[-1])
        by_name[name] = by_name.get(name, 0) + row[0]
    return by_name


def grown(before, now):
    """Functions by what they have gained, most first. What was not kept counts from 0."""
    gains = [(count - before.get(name, 0), name) for name, count in now.items()
             if count > before.get(name, 0)]
    return sorted(gains, reverse=True)[:8]


def count(program, names, update):
    kept = json.loads(KEPT.read_text()) if KEPT.exists() else {"works": {}}
    here = toolchain()
    same = kept.get("made_with") == here
    if not same and not update:
        print(f"count: counts.json was made with {kept.get('made_with')}, here is {here}: "
              "the counts are shown, not compared", file=sys.stderr)
    passed = failed = 0
    for name in names:
        said, total, rows = profile(program, name)
        functions = merged(rows)
        each = total[0] / said["units"]
        line = {"count": name, "instructions": total[0], "units": said["units"],
                "unit": said["unit"], "each": round(each, 1)}
        before = kept["works"].get(name)
        good = True
        if same and not update:
            good = before is not None and each <= before["each"] * (1 + MOST_GROWTH)
            line["before"] = before["each"] if before else None
        print(json.dumps(line), flush=True)
        if not good and before is None:
            print(f"count: {name} is not in counts.json: ./dev bench --count --update",
                  file=sys.stderr)
        elif not good:
            more = 100 * (each / before["each"] - 1)
            print(f"count: {name} takes {more:.1f} % more instructions for each "
                  f"{said['unit']} than in counts.json. Most has gone to:", file=sys.stderr)
            for gain, function in grown(before["functions"], functions):
                print(f"  {gain:+12,}  {function}", file=sys.stderr)
            print("If that is wanted: ./dev bench --count --update, in the same commit",
                  file=sys.stderr)
        passed, failed = passed + good, failed + (not good)
        most = sorted(functions.items(), key=lambda f: -f[1])[:FUNCTIONS]
        kept["works"][name] = {"each": round(each, 1), "unit": said["unit"],
                               "functions": dict(most)}
    if update:
        kept["made_with"] = here
        KEPT.write_text(json.dumps(kept, indent=1, sort_keys=True) + "\n")
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


def explain(program, name):
    said, total, rows = profile(program, name, "--cache-sim=yes")
    units = said["units"]
    # Ir Dr Dw I1mr D1mr D1mw ILmr DLmr DLmw
    def misses(row, *columns):
        return sum(row[c] for c in columns if c < len(row) - 1)
    print(f"{name}: for each {said['unit']}, of {units}\n"
          f"{'instructions':>12} {'share':>7} {'L1 misses':>10} {'LL misses':>10}  function")
    for row in [total] + sorted(rows, key=lambda r: -r[0])[:30]:
        print(f"{row[0] / units:12.1f} {100 * row[0] / total[0]:6.1f}% "
              f"{misses(row, 3, 4, 5) / units:10.2f} {misses(row, 6, 7, 8) / units:10.2f}  "
              f"{'all' if row is total else short(row[-1])}")
    return 0


def main():
    program, *words = sys.argv[1:]
    known = subprocess.run([program, "--list"], capture_output=True, text=True, check=True
                           ).stdout.split()
    options = {w for w in words if w.startswith("--")}
    names = [w for w in words if not w.startswith("--")]
    for wrong in [o for o in sorted(options) if o not in ("--update", "--explain")]:
        print(f"count: there is no option {wrong}", file=sys.stderr)
        return 2
    for wrong in [n for n in names if n not in known]:
        print(f"count: there is no work {wrong}; there are {', '.join(known)}", file=sys.stderr)
        return 2
    if "--explain" in options:
        if len(names) != 1:
            print("count: --explain takes one name", file=sys.stderr)
            return 2
        return explain(program, names[0])
    return count(program, names or known, "--update" in options)


if __name__ == "__main__":
    sys.exit(main())
