"""The speaker: puts what an agent's side has to say into messages, and sends them."""

from __future__ import annotations

import asyncio
import time
from collections import deque
from collections.abc import Awaitable, Callable, Hashable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from . import wire
from .answers import TRANSIT, Answer, OpenAnswers, Place
from .backoff import Pace
from .signing import Key, answers_bytes

ROOM_FOR_THE_REST = 512
"""Bytes of a message beside its items: names, number, signature, pulse."""
MESSAGE_BYTES = 1 << 20
"""For a mesh that names no limit."""


@dataclass(frozen=True)
class Challenge:
    nonce: bytes
    mesh: str
    mesh_key: bytes
    pulse_ms: float
    message_bytes: int
    messages_per_s: float

    @classmethod
    def read(cls, fields: wire.Fields) -> Challenge:
        nonce = wire.raw(fields, "nonce")
        if len(nonce) != 32:
            raise wire.WireError("the challenge has no nonce of 32 bytes")
        return cls(
            nonce,
            wire.text(fields, "mesh"),
            wire.raw(fields, "meshKey"),
            wire.number(fields, "pulseMs"),
            wire.whole(fields, "messageBytes") or MESSAGE_BYTES,
            wire.number(fields, "messagesPerS"),
        )


class Speaker:
    """All that waits goes out together: the busier a link, the fewer its messages."""

    def __init__(
        self, challenge: Challenge, link: Hashable, link_key: Key, answers: OpenAnswers
    ) -> None:
        self.welcomed: set[str] = set()
        """The agents whose answers may be said on this link."""
        self._challenge, self._link, self._key = challenge, link, link_key
        self._answers = answers
        self._number = 0
        self._room = max(1, challenge.message_bytes - ROOM_FOR_THE_REST)
        self._items: dict[str, deque[str]] = {
            name: deque() for name in ("hello", "rotate", "stepAside", "goodbye")
        }
        self._progress: dict[Place, str] = {}
        self._pulse: int | None = None
        self._pulse_came = asyncio.Event()
        self._something = asyncio.Event()
        self._all_said = asyncio.Event()

    def say(self, name: str, fields: Mapping[str, Any]) -> None:
        self._items[name].append(wire.encode(wire.without_defaults(fields)))
        self.wake()

    def say_progress(self, place: Place, share: float, note: str) -> None:
        fields = {"agent": place[0], "id": place[1], "share": share, "note": note}
        encoded = wire.encode(wire.without_defaults(fields))
        if place[0] in self.welcomed and len(encoded.encode()) < self._room:
            self._progress[place] = encoded
            self.wake()

    def leave(self, name: str) -> None:
        """The agent says no more on this link."""
        self.welcomed.discard(name)
        self._progress = {at: said for at, said in self._progress.items() if at[0] != name}

    def give_back(self, pulse: int) -> None:
        self._pulse = pulse
        self._pulse_came.set()
        self.wake()

    def wake(self) -> None:
        self._all_said.clear()
        self._something.set()

    async def all_said(self) -> None:
        await self._all_said.wait()

    async def run(self, send: Callable[[str], Awaitable[None]]) -> None:
        pace = Pace(self._challenge.messages_per_s, time.monotonic())
        while True:
            await self._something.wait()
            while self._has_something():
                wait_s = pace.wait_s(time.monotonic())
                if wait_s > 0 and self._pulse is None:
                    self._pulse_came.clear()
                    await _within(wait_s, self._pulse_came)
                    continue
                # A pulse does not wait: the mesh measures the link by it.
                message = Message(self._room, pace.things() if wait_s <= 0 else 0)
                self._fill(message)
                pace.spend(message.things, time.monotonic())
                await send(message.text())
            self._something.clear()
            self._all_said.set()

    def _has_something(self) -> bool:
        has_items = any(self._items.values()) or bool(self._progress)
        has_answers = self._answers.has_for(self.welcomed)
        return has_items or has_answers or self._pulse is not None

    def _fill(self, message: Message) -> None:
        """In the order of the schema; what finds no room waits, and all behind it."""
        if self._pulse is not None:
            message.rest["pulse"], self._pulse = {"number": self._pulse}, None
        for name in ("hello", "rotate"):
            if not self._move(name, message):
                return
        self._put_answers(message)
        if self._answers.has_for(self.welcomed):
            return
        for place, encoded in list(self._progress.items()):
            if not message.put("progress", encoded):
                return
            del self._progress[place]
        if self._move("stepAside", message):
            self._move("goodbye", message)

    def _move(self, name: str, message: Message) -> bool:
        waiting = self._items[name]
        while waiting:
            if not message.put(name, waiting[0]):
                return False
            waiting.popleft()
        return True

    def _put_answers(self, message: Message) -> None:
        number = self._number + 1
        taken = self._answers.take(
            self._link, number, self.welcomed, self._fitting, partial(message.put, "answer")
        )
        if not taken:
            return
        self._number = number
        digests = [answer.digest() for answer in taken]
        signed = answers_bytes(self._challenge.nonce, number, digests)
        message.rest["number"] = number
        message.rest["signature"] = wire.base64_of(self._key.sign(signed))
        for answer in taken:
            self._progress.pop(answer.place, None)

    def _fitting(self, answer: Answer) -> Answer:
        size = len(answer.encoded().encode())
        if size < self._room:
            return answer
        why = f"the answer has {size} bytes; the link takes {self._room}"
        return Answer(answer.agent, answer.id, TRANSIT, failure=why)


class Message:
    """One message to the mesh: of `room` bytes, and of so many things, at most."""

    def __init__(self, room: int, most_things: int) -> None:
        self.things = 0
        self.rest: dict[str, Any] = {}
        self._room, self._most = room, most_things
        self._lists: dict[str, list[str]] = {}

    def put(self, name: str, encoded: str) -> bool:
        """False when it is full. The first thing always finds room."""
        size = len(encoded.encode()) + 1
        if self.things >= self._most or (self.things > 0 and size > self._room):
            return False
        self._room -= size
        self.things += 1
        self._lists.setdefault(name, []).append(encoded)
        return True

    def text(self) -> str:
        return wire.joined(self._lists, self.rest)


async def _within(seconds: float, event: asyncio.Event) -> None:
    try:
        async with asyncio.timeout(seconds):
            await event.wait()
    except TimeoutError:
        pass
