"""Everything that may go wrong, and what handlers raise to answer otherwise than READY."""

from __future__ import annotations

from collections.abc import Sequence


class MeshAgentError(Exception):
    """The base of the package's own errors."""


class BadFile(MeshAgentError):
    """An invite or credentials cannot be read or kept. The text names file and remedy."""


class Refused(MeshAgentError):
    """The mesh refuses an agent, and asking again would not help."""

    def __init__(self, agent: str, code: str, detail: str, remedy: str) -> None:
        self.agent, self.code, self.detail, self.remedy = agent, code, detail, remedy
        super().__init__(refusal_line(agent, code, detail, remedy))


class LinkLost(MeshAgentError):
    """A link ended, or could not be made. The host dials again."""


class Failed(MeshAgentError):
    """Raised by a handler: the work could not be done, and why."""


class Conflict(MeshAgentError):
    """Raised by a handler: the job contradicts what the agent knows.

    The mesh can resolve many conflicts by itself when it is told more than the two values:
    `conflict_type` (DATA_CONTRADICTION when empty), how deep in a chain of decisions it lies,
    how many agents it affects, and which capabilities a resolver needs.
    """

    def __init__(
        self,
        expected: str,
        received: str,
        *,
        conflict_type: str = "",
        depth: int = 0,
        affected_agents: int = 0,
        needed_capabilities: Sequence[str] = (),
    ) -> None:
        self.expected, self.received = expected, received
        self.conflict_type, self.depth = conflict_type, depth
        self.affected_agents = affected_agents
        self.needed_capabilities = list(needed_capabilities)
        super().__init__(f"expected {expected}, received {received}")


def refusal_line(agent: str, code: str, detail: str, remedy: str) -> str:
    """One line for people: the agent, the code, what was seen, what helps."""
    line = f"{agent or 'the link'}: the mesh refuses it: {code}"
    if detail:
        line += f": {detail}"
    return f"{line}; {remedy}" if remedy else line
