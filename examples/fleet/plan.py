"""The agents of the fleet: which there are, and how long each takes for a job.

    plan.py AGENTS                         the commands that enroll them
    plan.py AGENTS FOLDER PORT..           after that: their invites, of FOLDER/enrolled.jsonl,
                                           and a list for each program, FOLDER/GROUP.LANGUAGE

An invite names the mesh's door; a group's agents go to the PORT of their relay instead.
"""

import json
import sys
from pathlib import Path

GROUPS = 5
SHARES = {"js": 0.1, "cpp": 0.64, "shell": 0.01}
"""Of the languages; Python has the rest. A job costs a client in Python or JavaScript most of a
millisecond, and they all share this machine."""
FASTEST_MS, SLOWEST_MS = 20, 4000
GOLDEN_RATIO = 0.6180339887
CLASSES = "EBCDC"
"""Of the groups, by how far they are."""


def counts_of(group_agents):
    """By language: at least one of each, and Python has what is left."""
    counts = {name: max(1, round(group_agents * share)) for name, share in SHARES.items()}
    counts["python"] = max(0, group_agents - sum(counts.values()))
    return counts


def plan(agents):
    """Each agent as group, language, name, usual time in ms."""
    for g in range(1, GROUPS + 1):
        for language, count in counts_of(agents // GROUPS + (g <= agents % GROUPS)).items():
            for i in range(count):
                part = (i * GOLDEN_RATIO) % 1  # spreads any number of them evenly
                usual_ms = round(FASTEST_MS + part * (SLOWEST_MS - FASTEST_MS))
                yield g, language, f"g{g}-{language}-{i:03}", usual_ms


def commands(agents):
    yield "agent enroll weather --class E --capability fleet.weather --in s00"
    for g, _, name, _ in plan(agents):
        yield f"agent enroll {name} --class {CLASSES[g - 1]} --capability fleet.work --in s0{g}"


def write_invites(agents, folder, ports):
    invites = {}
    for line in (folder / "enrolled.jsonl").read_text().splitlines():
        result = json.loads(line)
        if "invite" in result:
            invites[result["agent"]] = result["invite"]

    def write(name, port):
        invite = invites[name]
        invite["url"] = f"wss://127.0.0.1:{port}/v1/agent" if port else invite["url"]
        file = folder / "agents" / f"{name}.invite.json"
        file.touch(mode=0o600)
        file.write_text(json.dumps(invite))
        return file

    write("weather", None)
    languages = ("python", *SHARES)
    lists = {(g, language): [] for g in range(1, GROUPS + 1) for language in languages}
    for g, language, name, usual_ms in plan(agents):
        lists[g, language].append(f"{write(name, ports[g - 1])} {usual_ms}\n")
    for (g, language), lines in lists.items():
        (folder / f"g{g}.{language}").write_text("".join(lines))


def main():
    agents = int(sys.argv[1])
    if len(sys.argv) == 2:
        print("\n".join(commands(agents)))
    else:
        folder = Path(sys.argv[2]).resolve()
        write_invites(agents, folder, [int(port) for port in sys.argv[3:]])


main()
