"""The scripted mesh: takes links, checks all that clients sign, and says what it is told."""

from __future__ import annotations

import asyncio
import hashlib
import os
import time
from collections import defaultdict
from typing import Any

import websockets
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from websockets.exceptions import ConnectionClosed

from . import proofs
from .certificates import Authority
from .formats import SUBPROTOCOLS, format_of
from .patience import patience
from .proofs import Unmet, check


class Link:
    """One link, as the mesh sees it. What the client says lies in a queue for each kind."""

    def __init__(self, socket: Any, key: Ed25519PrivateKey, end_point: bytes) -> None:
        self.begun_s = time.monotonic()
        self.format = format_of(socket.subprotocol)
        self.ended_s = 0.0
        self.nonce = os.urandom(32)
        self.heard: list[tuple[str, dict[str, Any]]] = []
        """All that the client said, in its order."""
        self.things = 0
        """Messages, and what they said, as `messagesPerS` counts them."""
        self.hellos: dict[str, dict[str, Any]] = {}
        self._socket, self._key, self._end_point = socket, key, end_point
        self._queues: defaultdict[str, asyncio.Queue[dict[str, Any] | Unmet]]
        self._queues = defaultdict(asyncio.Queue)
        self._number = 0
        self._message_bytes = 1 << 20
        self._broken: Unmet | None = None
        self.ended = asyncio.Event()

    async def say(self, **fields: Any) -> None:
        await self._send(self.format.write(fields))

    async def _send(self, message: str | bytes) -> None:
        try:
            await self._socket.send(message)
        except ConnectionClosed:
            raise Unmet("the client closed the link") from None

    async def challenge(self, **more: Any) -> None:
        fields = {
            "nonce": proofs.text_of(self.nonce),
            "mesh": "scripted",
            "meshKey": proofs.text_of(proofs.public_of(self._key)),
            "version": "1",
            "pulseMs": 60000,
            "messageBytes": 1 << 20,
            "messagesPerS": 1000,
            **more,
        }
        self._message_bytes = fields["messageBytes"]
        await self.say(challenge=fields)

    async def welcomed(self, *names: str, **more: Any) -> None:
        """The usual begin: challenge, a good hello of each agent, welcome."""
        await self.challenge()
        for _ in names:
            await self.next("hello")
        check(sorted(self.hellos) == sorted(names), f"hellos came of {sorted(self.hellos)}")
        await self.say(welcome=[welcome(name, **more) for name in names])

    async def deliver(self, agent: str, id: str, text: str, **more: Any) -> None:
        await self.say(deliver=[delivery(agent, id, text, **more)])

    def signed(self, fields: dict[str, Any]) -> dict[str, Any]:
        signature = proofs.deliver_signature(
            self._key, self.nonce, fields["agent"], fields["id"], fields["verb"],
            fields["text"].encode(),
        )  # fmt: skip
        return {**fields, "signature": signature}

    async def next(self, kind: str) -> dict[str, Any]:
        """The next thing of a kind that the client says."""
        try:
            async with patience():
                found = await self._queues[kind].get()
        except TimeoutError:
            raise Unmet(f"no {kind} came") from None
        if isinstance(found, Unmet):
            raise found
        return found

    async def answer(self, id: str) -> dict[str, Any]:
        answer = await self.next("answer")
        check(answer.get("id") == id, f"an answer to {answer.get('id')} came, not to {id}")
        return answer

    async def elsewhere(self, agent: str, url: str) -> None:
        """The agent's cluster is on another host."""
        refused = {
            "agent": agent, "about": "hello", "code": "elsewhere", "url": url,
            "detail": "its cluster is on another host",
        }  # fmt: skip
        await self.say(refused=[refused])

    async def withdraw(self, agent: str, id: str) -> None:
        await self.say(withdraw=[{"agent": agent, "id": wire_id(id)}])

    async def say_nonsense(self) -> None:
        """What no format can read."""
        message = self.format.write({"deliver": [delivery("store-1", "m1", "cut")]})
        await self._send(message[:-5])

    async def barrier(self) -> None:
        """What the client had to say before is here afterwards."""
        number = 1000 + len(self.heard)
        await self.say(pulse={"number": number})
        while (await self.next("pulse")).get("number") != number:
            pass

    def count(self, kind: str, id: str | None = None) -> int:
        return sum(
            heard == kind and (id is None or fields.get("id") == id)
            for heard, fields in self.heard
        )

    async def cut(self) -> None:
        """As a network that fails: no goodbye, no closing handshake."""
        self._socket.transport.abort()
        await self.ended.wait()

    async def closed(self) -> None:
        try:
            async with patience():
                await self.ended.wait()
        except TimeoutError:
            raise Unmet("the client does not end the link") from None

    def check(self) -> None:
        if self._broken:
            raise self._broken

    async def read(self) -> None:
        why = Unmet("the client closed the link")
        try:
            async for message in self._socket:
                self._take(message)
        except Unmet as unmet:
            self._broken = why = unmet
        except ConnectionClosed:
            pass
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            self._broken = why = Unmet(f"a message cannot be read: {error!r}")
        self.ended_s = time.monotonic()
        self.ended.set()
        for kind in ("hello", "rotate", "answer", "progress", "pulse", "stepAside", "goodbye"):
            self._queues[kind].put_nowait(why)

    def _take(self, message: Any) -> None:
        size = len(message.encode() if isinstance(message, str) else message)
        check(size <= self._message_bytes, f"a message has {size} bytes")
        self.things += 1
        fields = self.format.read(message)
        for hello in fields.get("hello", []):
            proofs.check_hello(self.nonce, hello, self._end_point)
            self.hellos[hello["agent"]] = hello
            keys = {proofs.link_key_of(each) for each in self.hellos.values()}
            check(len(keys) == 1, "the agents of the link have several link keys")
        if fields.get("answer"):
            self._check_answers(fields)
        for kind in ("hello", "rotate", "answer", "progress", "stepAside", "goodbye"):
            for item in fields.get(kind, []):
                if kind in ("answer", "progress"):
                    item["id"] = scenario_id(item.get("id", ""))
                self._put(kind, item)
        if "pulse" in fields:
            self._put("pulse", fields["pulse"])

    def _check_answers(self, fields: dict[str, Any]) -> None:
        hello = next(iter(self.hellos.values()))
        check(fields.get("number", 0) > self._number, "the answers' number does not rise")
        self._number = fields["number"]
        key = proofs.link_key_of(hello)
        proofs.check_answers(self.nonce, fields, hello["agent"], key)
        for answer in fields["answer"]:
            answer["number"] = self._number

    def _put(self, kind: str, item: dict[str, Any]) -> None:
        self.heard.append((kind, item))
        self.things += kind != "pulse"
        self._queues[kind].put_nowait(item)


FIRST_ID = 0x0CFA_3BDE_0000_0000


def welcome(agent: str, **more: Any) -> dict[str, Any]:
    return {
        "agent": agent, "id": "s00.c00.a00", "agentClass": "C_PERSISTENT",
        "capabilities": ["store"], "context": "", "contextHash": "0" * 16,
        "keyLeftS": 86400, **more,
    }  # fmt: skip


def delivery(agent: str, id: str, text: str, **more: Any) -> dict[str, Any]:
    return {
        "agent": agent, "id": wire_id(id), "verb": "act", "text": text, "timeLeftMs": 120000,
        "attempt": 1, "source": "s00.c00.a01", "lamport": "9007199254740993", **more,
    }  # fmt: skip


def wire_id(name: str) -> str:
    """Scenarios say m1; a mesh's ids have 16 hexadecimal digits."""
    return f"{FIRST_ID + int(name[1:]):016x}"


def scenario_id(id: str) -> str:
    try:
        return f"m{int(id, 16) - FIRST_ID}"
    except ValueError:
        return id


class Mesh:
    """A server on a port of its own, with a certificate of its own. Two of the same
    authority are two hosts of a mesh."""

    def __init__(self, host: str = "127.0.0.1", authority: Authority | None = None) -> None:
        self.authority = authority or Authority()
        self._host = host
        self._key = Ed25519PrivateKey.generate()
        self._context, certificate = self.authority.server(host)
        self._end_point = hashlib.sha256(certificate).digest()
        self._links: asyncio.Queue[Link] = asyncio.Queue()
        self.all: list[Link] = []

    async def __aenter__(self) -> Mesh:
        self._server = await websockets.serve(
            self._on_link, self._host, 0, ssl=self._context, subprotocols=SUBPROTOCOLS,
            compression=None, max_size=None, ping_interval=None, close_timeout=2,
        )  # fmt: skip
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(self, *_: object) -> None:
        self._server.close()
        await self._server.wait_closed()

    @property
    def url(self) -> str:
        return f"wss://{self._host}:{self.port}/v1/agent"

    async def link(self) -> Link:
        """The next link that a client makes."""
        try:
            async with patience():
                return await self._links.get()
        except TimeoutError:
            raise Unmet("the client makes no link") from None

    async def die(self) -> None:
        """As a machine whose power fails: its links end, and its port is closed."""
        self._server.close()
        for link in self.all:
            await link.cut()
        await self._server.wait_closed()

    async def _on_link(self, socket: Any) -> None:
        link = Link(socket, self._key, self._end_point)
        self.all.append(link)
        self._links.put_nowait(link)
        if socket.subprotocol not in SUBPROTOCOLS:
            link._broken = Unmet("the client offers no subprotocol of the agent link")
        path = socket.request.path if hasattr(socket, "request") else socket.path
        if path != "/v1/agent":
            link._broken = Unmet(f"the client asks for {path}")
        await link.read()
