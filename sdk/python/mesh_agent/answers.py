"""Answers: what they are, those that the mesh has not confirmed, and those given before."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Callable, Collection, Hashable
from dataclasses import dataclass, field
from typing import Any

from . import signing, wire

Place = tuple[str, str]
"""The name of an agent, and the id of a message for it."""

READY, TRANSIT, CONFLICT = 1, 0, -1


@dataclass(frozen=True)
class Answer:
    agent: str
    id: str
    state: int
    value: str = ""
    expected: str = ""
    received: str = ""
    failure: str = ""
    processing_ms: float = 0.0
    more: dict[str, Any] = field(default_factory=dict)
    """Posts, and the evidence of a conflict, as ProtoJSON."""

    @property
    def place(self) -> Place:
        return self.agent, self.id

    @property
    def size(self) -> int:
        """About the bytes that it takes in memory."""
        texts = (self.value, self.expected, self.received, self.failure)
        posts = sum(len(post["text"]) for post in self.more.get("post", ()))
        return 512 + sum(map(len, texts)) + posts

    def digest(self) -> bytes:
        return signing.answer_digest(
            self.agent, self.id, self.state, self.value, self.expected, self.received,
            self.failure, self.more,
        )  # fmt: skip

    def encoded(self) -> str:
        return wire.encode(
            wire.without_defaults(
                {
                    "agent": self.agent,
                    "id": self.id,
                    "state": self.state,
                    "value": self.value,
                    "expected": self.expected,
                    "received": self.received,
                    "failure": self.failure,
                    "processingMs": self.processing_ms,
                    **self.more,
                }
            )
        )


class OpenAnswers:
    """Answers that the mesh has not confirmed. They outlive links.

    Each is either waiting to be said on its agent's link, or was said on a link with a
    number. Each link has numbers of its own.
    """

    def __init__(self) -> None:
        self._waiting: OrderedDict[Place, Answer] = OrderedDict()
        self._said: dict[Hashable, OrderedDict[Place, tuple[int, Answer]]] = {}
        self.none_open = asyncio.Event()
        self.none_open.set()

    def __len__(self) -> int:
        return len(self._waiting) + sum(map(len, self._said.values()))

    def __contains__(self, place: Place) -> bool:
        return place in self._waiting or any(place in said for said in self._said.values())

    def add(self, answer: Answer) -> None:
        if answer.place not in self:
            self._waiting[answer.place] = answer
            self.none_open.clear()

    def forget(self, place: Place) -> None:
        self._waiting.pop(place, None)
        for said in self._said.values():
            said.pop(place, None)
        self._note()

    def _note(self) -> None:
        if not self._waiting and not any(self._said.values()):
            self.none_open.set()

    def take(
        self,
        link: Hashable,
        number: int,
        agents: Collection[str],
        fit: Callable[[Answer], Answer],
        put: Callable[[str], bool],
    ) -> list[Answer]:
        """Those of these agents to say now on `link`, under `number`, in their order.

        `fit` replaces an answer that no message of the link could hold. `put` gets each
        encoded, and is False when the message is full.
        """
        taken: list[Answer] = []
        for waiting in self._waiting.values():
            if waiting.agent in agents:
                answer = fit(waiting)
                if not put(answer.encoded()):
                    break
                taken.append(answer)
        for answer in taken:
            del self._waiting[answer.place]
            self._said.setdefault(link, OrderedDict())[answer.place] = (number, answer)
        return taken

    def has_for(self, agents: Collection[str]) -> bool:
        return any(agent in agents for agent, _ in self._waiting)

    def confirmed(self, link: Hashable, number: int) -> None:
        """All up to `number` of this link are the mesh's now."""
        said = self._said.get(link, OrderedDict())
        while said and next(iter(said.values()))[0] <= number:
            del said[next(iter(said))]
        self._note()

    def say_again(self, agent: str) -> None:
        """The mesh did not take what was said for this agent."""
        for said in self._said.values():
            again = [answer for _, answer in said.values() if answer.agent == agent]
            for answer in again:
                del said[answer.place]
                self._waiting[answer.place] = answer

    def link_lost(self, link: Hashable) -> None:
        """What was said on it is said again on the next links, the oldest first."""
        waiting = list(self._waiting.values())
        again = [answer for _, answer in self._said.pop(link, {}).values()]
        self._waiting = OrderedDict((answer.place, answer) for answer in again + waiting)


class Memory:
    """Deliveries that were answered or withdrawn within the last hour.

    Bounded in number and bytes as well; the oldest goes first.
    """

    def __init__(
        self, keep_s: float = 3600.0, most: int = 100_000, most_bytes: int = 64 << 20
    ) -> None:
        self._keep_s, self._most, self._most_bytes = keep_s, most, most_bytes
        self._answers: OrderedDict[Place, tuple[float, Answer]] = OrderedDict()
        self._bytes = 0

    def __len__(self) -> int:
        return len(self._answers)

    def keep(self, answer: Answer, now_s: float) -> None:
        self._drop(answer.place)
        self._answers[answer.place] = (now_s, answer)
        self._bytes += answer.size
        self._tidy(now_s)

    def find(self, place: Place, now_s: float) -> Answer | None:
        self._tidy(now_s)
        found = self._answers.get(place)
        return found[1] if found else None

    def _drop(self, place: Place) -> None:
        found = self._answers.pop(place, None)
        if found:
            self._bytes -= found[1].size

    def _tidy(self, now_s: float) -> None:
        while self._answers:
            place, (kept, _) = next(iter(self._answers.items()))
            full = len(self._answers) > self._most or self._bytes > self._most_bytes
            if not full and now_s - kept <= self._keep_s:
                return
            self._drop(place)
