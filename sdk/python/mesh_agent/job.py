"""A job: what the mesh delivered to an agent, as its handler sees it."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Generator
from typing import Any

from . import wire

MOST_POSTS = 1000


class Told:
    """What `job.progress` returns: to be awaited or not, as the handler likes."""

    def __await__(self) -> Generator[Any, None, None]:
        yield from ()


class Job:
    """One delivery. A second delivery of the same id is the same job."""

    def __init__(
        self, agent: str, fields: wire.Fields, tell: Callable[[Job, float, str], None]
    ) -> None:
        self.agent = agent
        """The name of the agent that it is for."""
        self.id = wire.text(fields, "id")
        self.verb = wire.text(fields, "verb")
        """observe, orient, decide, act, record or sync."""
        self.is_text = "data" not in fields
        self.data = (
            wire.text(fields, "text").encode() if self.is_text else wire.raw(fields, "data")
        )
        """The payload as bytes."""
        self.attempt = wire.whole(fields, "attempt")
        """More than 1: this work may have been begun before."""
        self.source = wire.text(fields, "source")
        self.correlation = wire.text(fields, "correlation")
        self.causation = wire.text(fields, "causation")
        self.lamport = wire.whole(fields, "lamport")
        self.payload_weight = wire.number(fields, "payloadWeight")
        self.queue_depth = wire.whole(fields, "queueDepth")
        self.arrived_s = time.monotonic()
        self.withdrawn = False
        """Nobody wants the answer any more. A handler in a thread may look at it."""
        self.posts: list[dict[str, str]] = []
        self._ends_s = math.inf
        self._tell = tell
        self.renew(fields)

    @property
    def text(self) -> str:
        """The payload as a text; what is not UTF-8 in it is replaced."""
        return self.data.decode("utf-8", "replace")

    @property
    def time_left_ms(self) -> float:
        """Until nobody waits for the answer; infinite when the mesh set no end."""
        return max(0.0, self.time_left_s * 1000)

    @property
    def time_left_s(self) -> float:
        return self._ends_s - time.monotonic()

    def renew(self, fields: wire.Fields) -> None:
        """A copy of it came: the mesh may wait longer now."""
        left_ms = wire.number(fields, "timeLeftMs")
        self._ends_s = time.monotonic() + left_ms / 1000 if left_ms > 0 else math.inf

    def progress(self, share: float, note: str = "") -> Told:
        """Tells the mesh how much is done, from 0 to 1. Of several, the latest is said."""
        self._tell(self, min(1.0, max(0.0, float(share))), str(note))
        return Told()

    def post(self, to: str, text: str) -> None:
        """Adds a message to another agent, which goes out with the answer."""
        if len(self.posts) >= MOST_POSTS:
            raise ValueError(f"a job posts {MOST_POSTS} messages at most")
        self.posts.append({"to": to, "text": text})
