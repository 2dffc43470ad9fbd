"""An agent that answers in capitals: shout.py FILE."""

import sys

from mesh_agent import Agent

agent = Agent(sys.argv[1])


@agent.handle
async def work(job):
    return job.text.upper()


agent.run()
