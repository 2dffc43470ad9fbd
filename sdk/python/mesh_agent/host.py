"""A host: agents that share links, dials and dials again, and stops well."""

from __future__ import annotations

import asyncio
import logging
import secrets
import signal
import ssl
import sys
from collections.abc import Sequence
from typing import Any

from websockets import connect  # type: ignore[attr-defined]
from websockets.exceptions import ConnectionClosed, InvalidHandshake

from .agent import Agent
from .answers import OpenAnswers
from .backoff import Backoff
from .desk import Desk
from .errors import BadFile, LinkLost, Refused
from .files import tls_context
from .job import Job
from .link import Link
from .signing import SERVER_END_POINT, server_end_point

log = logging.getLogger("mesh_agent")

SUBPROTOCOL = "mesh.agent.v1.json"
DIAL_S = 10.0
CONFIRM_S = 3.0
"""So long a host that stops waits for the mesh to confirm the last answers."""
GOOD_LINK_S = 10.0
"""A link that was welcomed and lasted so long was good: the next dial comes soon."""


class _Socket:
    def __init__(self, socket: Any) -> None:
        self.socket = socket

    async def send(self, message: str) -> None:
        try:
            await self.socket.send(message)
        except (ConnectionClosed, OSError) as error:
            raise LinkLost(_why(error)) from error

    async def receive(self) -> str | bytes:
        try:
            message: str | bytes = await self.socket.recv()
            return message
        except (ConnectionClosed, OSError) as error:
            raise LinkLost(_why(error)) from error

    async def close(self) -> None:
        await self.socket.close()


class Host:
    """Several agents on one link. They are enrolled in the same mesh.

    `stop_within_s` bounds the time for what runs when the host is stopped.
    `most_message_bytes` bounds what the mesh may send in one message.
    """

    def __init__(
        self,
        agents: Sequence[Agent],
        *,
        stop_within_s: float = 10.0,
        most_message_bytes: int = 16 << 20,
    ) -> None:
        if not agents:
            raise ValueError("a host has at least one agent")
        self._agents = list(agents)
        self._stop_within_s, self._most_bytes = stop_within_s, most_message_bytes
        self._answers = OpenAnswers()
        self._backoff = Backoff()
        self._instance = secrets.token_hex(8)
        self._stopping = asyncio.Event()
        self._link: Link | None = None

    def run(self) -> None:
        """Works until SIGTERM or SIGINT. Exits with 1 when the mesh refuses all agents."""
        if not log.handlers and not logging.getLogger().handlers:
            handler = logging.StreamHandler(sys.stderr)
            handler.setFormatter(logging.Formatter("mesh_agent: %(message)s"))
            log.addHandler(handler)
            log.setLevel(logging.INFO)
        try:
            asyncio.run(self._run())
        except Refused:
            sys.exit(1)  # each refusal has its line already
        except BadFile as error:
            log.error("%s", error)
            sys.exit(1)

    async def _run(self) -> None:
        serving = asyncio.create_task(self.serve())

        def on_signal() -> None:
            if self._stopping.is_set():
                serving.cancel()
            self.stop()

        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            try:
                loop.add_signal_handler(number, on_signal)
            except NotImplementedError:  # Windows
                break
        try:
            await serving
        except asyncio.CancelledError:
            log.warning("stopped at once; what was not answered is given to others")

    def stop(self) -> None:
        """Takes no new work, ends what runs, and leaves. From the loop's own thread."""
        self._stopping.set()

    async def serve(self) -> None:
        """Returns when it was stopped; raises Refused when the mesh refuses all agents."""
        agents = {agent.name: agent for agent in self._agents}
        self._check(agents)
        desk = Desk(self._agents, self._answers, self._wake, self._tell)
        loop, refused = asyncio.get_running_loop(), None
        self._loop = loop
        try:
            while agents and not self._stopping.is_set():
                begun, link = loop.time(), None
                try:
                    link = await self._unless_stopped(self._dial(agents, desk))
                    if link:
                        await self._use(link, desk)
                except LinkLost as error:
                    begin = "the link ended" if link else "cannot link"
                    log.warning("%s (%s): %s", begin, self._agents[0].credentials.url, error)
                if link:
                    refused = next(iter(link.refused.values()), refused)
                    if link.is_welcomed and loop.time() - begun >= GOOD_LINK_S:
                        self._backoff.reset()
                if agents and not self._stopping.is_set():
                    wait_s = self._backoff.wait_s(link.come_back_s if link else 0.0)
                    await self._unless_stopped(asyncio.sleep(wait_s))
            if refused and not agents:
                raise refused
        finally:
            desk.abandon()

    def _check(self, agents: dict[str, Agent]) -> None:
        if len(agents) < len(self._agents):
            raise BadFile("two of the files are for the same agent; give each agent once")
        first = self._agents[0]
        for agent in self._agents:
            agent.handler  # noqa: B018  raises when there is none
            if (agent.credentials.url, agent.credentials.ca) != (
                first.credentials.url, first.credentials.ca
            ):  # fmt: skip
                raise BadFile(
                    f"{agent.name} and {first.name} are of different meshes; "
                    "run them in different programs"
                )

    async def _unless_stopped(self, work: Any) -> Any:
        """The result of the work; None when it was stopped before."""
        task = asyncio.ensure_future(work)
        stopped = asyncio.ensure_future(self._stopping.wait())
        try:
            await asyncio.wait({task, stopped}, return_when=asyncio.FIRST_COMPLETED)
            if task.done():
                return task.result()
            return None
        finally:
            for each in (task, stopped):
                each.cancel()
            await asyncio.gather(task, stopped, return_exceptions=True)

    async def _dial(self, agents: dict[str, Agent], desk: Desk) -> Link:
        credentials = self._agents[0].credentials
        try:
            socket = await connect(
                credentials.url,
                ssl=tls_context(credentials.ca),
                subprotocols=[SUBPROTOCOL],
                compression=None,
                max_size=self._most_bytes,
                open_timeout=DIAL_S,
                close_timeout=5,
                ping_interval=None,  # the mesh's pulse is what tells a dead link
            )
        except (OSError, TimeoutError, InvalidHandshake, EOFError) as error:
            raise LinkLost(_why(error)) from error
        if socket.subprotocol != SUBPROTOCOL:
            await socket.close()
            raise LinkLost(f"the server does not speak {SUBPROTOCOL}; look at the port")
        certificate = socket.transport.get_extra_info("ssl_object").getpeercert(True)
        return Link(
            _Socket(socket), agents, desk, self._answers,
            SERVER_END_POINT, server_end_point(certificate), self._instance,
        )  # fmt: skip

    async def _use(self, link: Link, desk: Desk) -> None:
        self._link = link
        running = asyncio.create_task(link.run())
        stopped = asyncio.create_task(self._stopping.wait())
        try:
            await asyncio.wait({running, stopped}, return_when=asyncio.FIRST_COMPLETED)
            if self._stopping.is_set() and not running.done():
                leaving = asyncio.create_task(self._leave(link, desk))
                await asyncio.wait({running, leaving}, return_when=asyncio.FIRST_COMPLETED)
                leaving.cancel()
                await asyncio.gather(leaving, return_exceptions=True)
            if running.done() and not self._stopping.is_set():
                running.result()
        finally:
            for task in (running, stopped):
                task.cancel()
            await asyncio.gather(running, stopped, return_exceptions=True)
            self._link = None
            self._answers.link_lost()
            await link.close()

    async def _leave(self, link: Link, desk: Desk) -> None:
        log.info("stopping")
        speaker = link.speaker
        if not speaker:
            return
        for name in sorted(speaker.welcomed):
            speaker.say("stepAside", {"agent": name, "aside": True})
        await desk.close(self._stop_within_s)
        try:
            async with asyncio.timeout(CONFIRM_S):
                await self._answers.none_open.wait()
        except TimeoutError:
            log.warning("the mesh did not confirm the last answers; it gives them to others")
        speaker.say("goodbye", {"code": "stopped", "detail": "the program ends"})
        async with asyncio.timeout(CONFIRM_S):
            await speaker.all_said()

    def _wake(self) -> None:
        if self._link and self._link.speaker:
            self._link.speaker.wake()

    def _tell(self, job: Job, share: float, note: str) -> None:
        """From any thread."""
        self._loop.call_soon_threadsafe(self._tell_here, job, share, note)

    def _tell_here(self, job: Job, share: float, note: str) -> None:
        if self._link and self._link.speaker and not job.withdrawn:
            self._link.speaker.say_progress((job.agent, job.id), share, note)


def _why(error: BaseException) -> str:
    """One line for people, with what helps where that is known."""
    if isinstance(error, ssl.SSLCertVerificationError):
        return (
            f"its certificate is not good: {error.verify_message}; "
            "enroll the agent again when the mesh has got a new one"
        )
    if isinstance(error, TimeoutError):
        return "nobody answers; look at the address, and at the network"
    if isinstance(error, ConnectionRefusedError):
        return "the connection is refused; see that the mesh runs, with --agents"
    return str(error) or type(error).__name__
