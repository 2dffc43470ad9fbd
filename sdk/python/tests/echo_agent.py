"""The echo agent of the conformance suite: tests/agent_link/README.md has its contract.

    echo_agent.py [--signed] FILE..
"""

import asyncio
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from mesh_agent import Agent, Conflict, Failed, Host, Job  # noqa: E402


async def work(job: Job) -> str:
    if not job.is_text:
        return job.data.hex()
    word, _, rest = job.text.partition(" ")
    if word == "conflict":
        raise Conflict("a", "b")
    if word == "fail":
        raise Failed("asked to fail")
    if word == "slow":
        await asyncio.sleep(float(rest) / 1000)
    if word == "progress":
        await job.progress(0.5, "half")
        await asyncio.sleep(0.1)  # a client says no progress of what is answered already
    if word == "post":
        to, _, text = rest.partition(" ")
        job.post(to, text)
    return job.text.upper()


def main() -> None:
    files = sys.argv[1:]
    signed = "--signed" in files
    agents = [Agent(file, signed_deliveries=signed) for file in files if file != "--signed"]
    for agent in agents:
        agent.handle(work)
    Host(agents, stop_within_s=5).run()


if __name__ == "__main__":
    main()
