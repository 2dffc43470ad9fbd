"""Agents for a MESH-30K mesh, over the agent link.

    from mesh_agent import Agent

    agent = Agent("store-1.invite.json")

    @agent.handle
    async def work(job):
        return job.text.upper()

    agent.run()
"""

from .agent import Agent
from .errors import BadFile, Conflict, Failed, LinkLost, MeshAgentError, Refused
from .host import Host
from .job import Job

__all__ = [
    "Agent", "BadFile", "Conflict", "Failed", "Host", "Job", "LinkLost", "MeshAgentError",
    "Refused",
]  # fmt: skip
