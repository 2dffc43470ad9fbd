"""One link: its challenge, its hellos, and everything that the mesh says on it."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from dataclasses import replace
from functools import partial
from typing import Any, Protocol

from . import signing, wire
from .agent import Agent
from .answers import OpenAnswers
from .backoff import Backoff
from .desk import Desk
from .errors import BadFile, LinkLost, Refused, refusal_line
from .signing import Key
from .speaker import Challenge, Speaker

log = logging.getLogger("mesh_agent")

CLIENT = "mesh-agent-python/1.0.0"
FIRST_ANSWER_S = 15.0
"""So long the mesh may take for its challenge, and for its first answer to a hello."""


NOT_FOR_EVER = ("unavailable", "suspended")
"""Refusals after which hello is said again."""


OF_ONE_AGENT = ("not_asked", "not_yours")
"""Refusals of an answer that say nothing against the link."""


class Socket(Protocol):
    """What a link needs of a WebSocket. `send` and `receive` raise LinkLost at its end."""

    async def send(self, message: str) -> None: ...

    async def receive(self) -> str | bytes: ...

    async def close(self) -> None: ...


class Watcher(Protocol):
    """Who hears what becomes of an agent; one that was sent or refused has left the link."""

    def welcomed(self, agent: Agent) -> None: ...

    def sent(self, agent: Agent, url: str) -> None: ...

    def refused(self, agent: Agent, why: Refused) -> None: ...


class Link:
    def __init__(
        self, socket: Socket, agents: dict[str, Agent], desk: Desk, answers: OpenAnswers,
        watcher: Watcher, binding: str, binding_data: bytes, instance: str,
    ) -> None:  # fmt: skip
        self.come_back_s = 0.0
        """What the mesh asked to wait before the next link."""
        self.was_welcomed = False
        """One of its agents was let in."""
        self.speaker: Speaker | None = None
        self._socket, self._agents, self._desk, self._answers = socket, agents, desk, answers
        self._watcher = watcher
        self._binding, self._binding_data = binding, binding_data
        self._instance = instance
        self._key = Key.new()
        self._hello_keys: dict[str, Key] = {}
        self._token_refused: dict[str, tuple[Refused, str]] = {}
        self._with_old_key: set[str] = set()
        self._backoffs: dict[str, Backoff] = {}
        self._rotating: set[str] = set()
        self._is_answered = False
        self._tasks: set[asyncio.Task[None]] = set()

    def joined(self, agent: Agent) -> None:
        """One of its agents has come later than the link."""
        if self.speaker:
            self._hello(agent)

    async def run(self) -> None:
        """Raises LinkLost when the link ends, and returns when no agent is left."""
        try:
            async with asyncio.timeout(FIRST_ANSWER_S):
                fields = wire.one(wire.parse(await self._socket.receive()), "challenge")
            if fields is None:
                raise wire.WireError("the first message is no challenge")
            self._challenge = Challenge.read(fields)
            self._speaker = self.speaker = Speaker(
                self._challenge, self, self._key, self._answers
            )
            self._spawn(self._speaker.run(self._socket.send))
            for agent in self._agents.values():
                self._hello(agent)
            async for message in self._messages():
                self._take(wire.parse(message))
                if not self._agents:
                    return
        except TimeoutError as error:
            raise LinkLost("the mesh is silent") from error
        except wire.WireError as error:
            raise LinkLost(f"the mesh's message cannot be read: {error}") from error

    async def _messages(self) -> AsyncIterator[str | bytes]:
        """Three periods without a pulse end the link."""
        pulse_s = self._challenge.pulse_ms / 1000
        while True:
            silence = 3 * pulse_s if pulse_s > 0 else None
            if not self._is_answered:
                silence = FIRST_ANSWER_S
            async with asyncio.timeout(silence):
                message = await self._socket.receive()
            yield message

    async def close(self) -> None:
        """What is being put on disk still gets there."""
        for task in self._tasks:
            if task.get_name() != "keep":
                task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._socket.close()

    def _spawn(self, work: Coroutine[Any, Any, None], name: str = "") -> None:
        async def guarded() -> None:
            try:
                await work
            except LinkLost:
                pass  # the reader sees it, too
            except Exception:
                log.exception("this is an error of mesh_agent; please report it")
                await self._socket.close()

        task = asyncio.create_task(guarded(), name=name or None)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def _hello(self, agent: Agent) -> None:
        credentials, name = agent.credentials, agent.name
        key = credentials.key
        if credentials.next_key and name not in self._with_old_key:
            key = credentials.next_key  # the mesh may have taken it before the last link ended
        self._hello_keys[name] = key
        signed = signing.hello_bytes(
            self._challenge.nonce, self._binding, self._binding_data, name, self._key.public
        )
        self._speaker.say(
            "hello",
            {
                "agent": name,
                "key": wire.base64_of(key.public),
                "linkKey": wire.base64_of(self._key.public),
                "token": "" if name in self._token_refused else credentials.token,
                "binding": self._binding,
                "signature": wire.base64_of(key.sign(signed)),
                "client": CLIENT,
                "signedDeliveries": agent.signed_deliveries,
                "instance": self._instance,
            },
        )

    async def _hello_later(self, agent: Agent) -> None:
        backoff = self._backoffs.setdefault(agent.name, Backoff(first_s=1.0))
        await asyncio.sleep(backoff.wait_s())
        if agent.name in self._agents:
            self._hello(agent)

    def _take(self, message: wire.Fields) -> None:
        """In the order of the schema."""
        for fields in wire.many(message, "welcome"):
            self._on_welcome(fields)
        for fields in wire.many(message, "refused"):
            self._on_refused(fields)
        for fields in wire.many(message, "rotated"):
            if agent := self._agent_of(fields):
                self._rotating.discard(agent.name)
                self._keep(agent, partial(self._kept_rotated, agent))
        for fields in wire.many(message, "freeze"):
            if agent := self._agent_of(fields):
                agent.frozen = wire.flag(fields, "frozen")
                self._desk.begin(agent.name)
        for fields in wire.many(message, "withdraw"):
            if agent := self._agent_of(fields):
                self._desk.withdraw((agent.name, wire.text(fields, "id")))
        for fields in wire.many(message, "deliver"):
            self._on_deliver(fields)
        if received := wire.whole(message, "received"):
            self._answers.confirmed(self, received)
        if (pulse := wire.one(message, "pulse")) is not None:
            self._speaker.give_back(wire.whole(pulse, "number"))
        if (goodbye := wire.one(message, "goodbye")) is not None:
            self._on_goodbye(goodbye)

    def _agent_of(self, fields: wire.Fields) -> Agent | None:
        name = wire.text(fields, "agent")
        if not name and len(self._agents) == 1:
            return next(iter(self._agents.values()))
        return self._agents.get(name)

    def _on_welcome(self, fields: wire.Fields) -> None:
        agent = self._agent_of(fields)
        if not agent:
            return
        self._is_answered = self.was_welcomed = True
        self._backoffs.pop(agent.name, None)
        self._watcher.welcomed(agent)
        agent.place = wire.text(fields, "id")
        agent.agent_class = wire.text(fields, "agentClass")
        agent.capabilities = wire.texts(fields, "capabilities")
        agent.context = wire.text(fields, "context")
        agent.context_hash = wire.text(fields, "contextHash")
        agent.frozen = wire.flag(fields, "frozen")
        if agent.name not in self._speaker.welcomed:
            log.info("%s is linked to %s as %s", agent.name, self._challenge.mesh or "the mesh",
                     agent.place or agent.name)  # fmt: skip
        self._speaker.welcomed.add(agent.name)
        self._speaker.wake()
        self._desk.begin(agent.name)
        self._keep(agent, partial(self._kept_welcome, agent, wire.flag(fields, "rotate")))

    def _keep(self, agent: Agent, work: Callable[[], Awaitable[None]]) -> None:
        async def told() -> None:
            try:
                async with agent.keeping:
                    await work()
            except BadFile as error:
                self._rotating.discard(agent.name)
                log.error("%s: %s", agent.name, error)

        self._spawn(told(), "keep")

    async def _kept_welcome(self, agent: Agent, rotate: bool) -> None:
        credentials = agent.credentials
        if credentials.next_key is self._hello_keys[agent.name]:
            credentials = credentials.rotated()
        if credentials.token:
            credentials = credentials.bound()
        if credentials is not agent.credentials:
            await asyncio.to_thread(agent.keep, credentials)
        if rotate and agent.name not in self._rotating:
            await self._rotate(agent)

    async def _rotate(self, agent: Agent) -> None:
        """The new key is on disk before the mesh hears of it."""
        self._rotating.add(agent.name)
        old = agent.credentials
        new = old.next_key or Key.new()
        if not old.next_key:
            await asyncio.to_thread(agent.keep, old.with_next_key(new))
        if agent.name not in self._agents:
            return  # it has left meanwhile, and is asked again
        signed = signing.rotate_bytes(self._challenge.nonce, agent.name, new.public)
        self._speaker.say(
            "rotate",
            {
                "agent": agent.name,
                "key": wire.base64_of(new.public),
                "signature": wire.base64_of(old.key.sign(signed)),
                "newSignature": wire.base64_of(new.sign(signed)),
            },
        )

    async def _kept_rotated(self, agent: Agent) -> None:
        if agent.credentials.next_key:
            await asyncio.to_thread(agent.keep, agent.credentials.rotated())
            log.info("%s has a new key", agent.name)

    async def _kept_without_next(self, agent: Agent) -> None:
        without = replace(agent.credentials, next_key=None)
        await asyncio.to_thread(agent.keep, without)

    def _on_refused(self, fields: wire.Fields) -> None:
        agent = self._agent_of(fields)
        about, code = wire.text(fields, "about"), wire.text(fields, "code")
        detail, remedy = wire.text(fields, "detail"), wire.text(fields, "remedy")
        line = refusal_line(wire.text(fields, "agent"), code, detail, remedy)
        if about == "hello" and agent:
            self._is_answered = True
            self._speaker.leave(agent.name)
            self._answers.say_again(agent.name)
            if code == "elsewhere":
                self._send(agent, wire.text(fields, "url"))
                return
            self._refuse(agent, Refused(agent.name, code, detail, remedy), line)
        elif about == "answer":
            if not agent and code in OF_ONE_AGENT:
                log.info("%s", line)  # it has left, and says its answers where it is now
            elif agent and code == "not_asked":
                log.info("%s", line)
                self._answers.forget((agent.name, wire.text(fields, "id")))
            elif agent and code == "not_yours":
                log.warning("%s", line)
                self._speaker.welcomed.discard(agent.name)
                self._answers.say_again(agent.name)
                self._spawn(self._hello_later(agent))
            else:
                raise LinkLost(line)
        elif about == "rotate" and agent:
            log.warning("%s", line)
            self._rotating.discard(agent.name)
            if code != "unavailable":  # another key may be taken
                self._keep(agent, partial(self._kept_without_next, agent))
        else:
            log.warning("%s", line)

    def _send(self, agent: Agent, url: str) -> None:
        """Its work goes along; what runs is answered where it is welcome next."""
        name = agent.name
        log.info("%s: its cluster is on another host; it goes to %s", name, url)
        del self._agents[name]
        self._token_refused.pop(name, None)
        self._with_old_key.discard(name)
        self._backoffs.pop(name, None)
        self._rotating.discard(name)
        self._watcher.sent(agent, url)

    def _refuse(self, agent: Agent, refused: Refused, line: str) -> None:
        """Tries what may still help on this link, and else lets the agent go."""
        name, credentials = agent.name, agent.credentials
        used_next = self._hello_keys.get(name) is credentials.next_key
        if refused.code in NOT_FOR_EVER:
            if name not in self._backoffs:  # once is enough
                log.warning("%s; it is tried again", line)
            self._spawn(self._hello_later(agent))
        elif refused.code == "unknown_key" and credentials.next_key and used_next:
            self._with_old_key.add(name)
            self._hello(agent)
        elif refused.code == "bad_token" and credentials.token and not (
            name in self._token_refused
        ):
            # The key may be bound already, and the token too old by now.
            self._token_refused[name] = (refused, line)
            self._hello(agent)
        else:
            refused, line = self._token_refused.get(name, (refused, line))
            log.error("%s", line)
            del self._agents[name]
            self._watcher.refused(agent, refused)

    def _on_deliver(self, fields: wire.Fields) -> None:
        agent = self._agent_of(fields)
        if not agent:
            log.warning("a delivery for %s, which is not here, is ignored",
                        wire.text(fields, "agent") or "nobody")  # fmt: skip
            return
        id = wire.text(fields, "id")
        if agent.signed_deliveries:
            payload = wire.text(fields, "text").encode()
            if "data" in fields:
                payload = wire.raw(fields, "data")
            signed = signing.deliver_bytes(
                self._challenge.nonce, agent.name, id, wire.text(fields, "verb"), payload
            )
            if not signing.is_signed(
                self._challenge.mesh_key, wire.raw(fields, "signature"), signed
            ):
                log.error("%s: the mesh's signature of %s does not fit; it is not worked on",
                          agent.name, id)  # fmt: skip
                self._desk.refuse((agent.name, id), "the mesh's signature does not fit")
                return
        self._desk.deliver(agent.name, fields)

    def _on_goodbye(self, fields: wire.Fields) -> None:
        name, come_back_s = wire.text(fields, "agent"), wire.number(fields, "comeBackMs") / 1000
        why = ": ".join(filter(None, (wire.text(fields, n) for n in ("code", "detail"))))
        if not name:
            self.come_back_s = max(0.0, come_back_s)
            raise LinkLost(f"the mesh says goodbye: {why}" if why else "the mesh says goodbye")
        if agent := self._agents.get(name):
            log.warning("%s: the mesh says goodbye%s", name, f": {why}" if why else "")
            self._speaker.welcomed.discard(name)
            self._answers.say_again(name)
            self._spawn(self._after(come_back_s, self._hello_later(agent)))

    async def _after(self, wait_s: float, then: Awaitable[None]) -> None:
        await asyncio.sleep(max(0.0, wait_s))
        await then
