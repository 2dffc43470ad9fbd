"""Agents of the fleet in Python, so many on each link:

    agents.py LIST LEDGER AGENTS-A-LINK

A line of LIST is an invite, and the agent's usual time for a job in ms. It adds a line to
LEDGER for each job: the payload, the agent, the moments of its arrival and of READY.
"""

import asyncio
import logging
import random
import signal
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "sdk" / "python"))

from mesh_agent import Agent, Host, Job  # noqa: E402

JITTER = 0.02
"""Standard deviation, of the usual time."""


def agents_in(list_file, ledger):
    for line in Path(list_file).read_text().splitlines():
        file, usual_ms = line.split()
        agent = Agent(file)
        name = Path(file).name.split(".")[0]

        async def work(job: Job, name=name, usual_ms=float(usual_ms)) -> str:
            came = time.time()
            takes_ms = usual_ms * max(0.5, random.gauss(1, JITTER))
            await asyncio.sleep(takes_ms / 1000)  # stands for a computation
            ready = time.time()
            ledger.write(f"{job.text} {name} {came * 1000:.3f} {ready * 1000:.3f}\n")
            return "done"

        agent.handle(work)
        yield agent


async def serve(hosts):
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, lambda: [host.stop() for host in hosts])
    await asyncio.gather(*(host.serve() for host in hosts))


def main():
    list_file, ledger_file, a_link = sys.argv[1], sys.argv[2], int(sys.argv[3])
    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(name)s: %(message)s")
    with open(ledger_file, "a", buffering=1) as ledger:
        agents = list(agents_in(list_file, ledger))
        hosts = [Host(agents[i : i + a_link]) for i in range(0, len(agents), a_link)]
        asyncio.run(serve(hosts))


main()
