"""Where an agent dials: docs/reference/agent-link.md, "Several hosts". Pure."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import urlsplit

MOST_IN_A_ROW = 5
"""So often an agent may be sent elsewhere without a welcome, until it waits."""


def is_address(url: str) -> bool:
    """Whether it is of the form wss://HOST:PORT/PATH."""
    try:
        parts = urlsplit(url)
        return parts.scheme == "wss" and bool(parts.hostname) and parts.port != 0
    except ValueError:  # a port that is none
        return False


class Addresses:
    """Where the mesh has sent the agent, else the addresses of its invite, in turn.

    An address that the mesh has named is dialled once. What comes after it, unless the
    agent was welcome there, is an address of the invite.
    """

    def __init__(self, of_invite: Sequence[str]) -> None:
        self._of_invite = list(of_invite)
        self._turn = 0
        self._named = ""
        self._in_a_row = 0

    def next(self) -> str:
        """The address to dial now."""
        if self._named:
            named, self._named = self._named, ""
            return named
        turn = self._turn
        self._turn = (turn + 1) % len(self._of_invite)
        return self._of_invite[turn]

    @property
    def at_once(self) -> bool:
        """The next dial need not wait for the reconnect delay."""
        return bool(self._named) and self._in_a_row < MOST_IN_A_ROW

    def sent_to(self, url: str) -> None:
        """The mesh says that the agent's cluster is there."""
        self._named = url
        # A host that still sends agents to one that is gone must not keep them from others.
        if self._in_a_row == 0:
            self._turn = 0
        self._in_a_row += 1

    def welcomed(self) -> None:
        """The agent was let in: what comes next begins at the invite's first address."""
        self._in_a_row = self._turn = 0
