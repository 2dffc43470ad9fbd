"""A host: agents that work together, and stop well."""

from __future__ import annotations

import asyncio
import logging
import secrets
import signal
import sys
from collections.abc import Sequence
from typing import Any

from .agent import Agent
from .answers import OpenAnswers
from .desk import Desk
from .dialling import dial
from .errors import BadFile, Refused
from .job import Job
from .links import Links

log = logging.getLogger("mesh_agent")


class Host:
    """Several agents of the same mesh. They share links: one for each of the mesh's hosts
    that has clusters of theirs.

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
        self._instance = secrets.token_hex(8)
        self._stopping = asyncio.Event()
        self._links: Links | None = None

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
        self._check()
        self._loop = asyncio.get_running_loop()
        desk = Desk(self._agents, self._answers, self._wake, self._tell)
        ca = self._agents[0].credentials.ca
        links = self._links = Links(
            self._agents, desk, self._answers, self._instance,
            lambda url: dial(url, ca, self._most_bytes),
        )  # fmt: skip
        try:
            await self._unless_stopped(links.run())
            log.info("stopping")
            await links.leave(self._stop_within_s)
        finally:
            await links.close()
            desk.abandon()

    def _check(self) -> None:
        if len({agent.name for agent in self._agents}) < len(self._agents):
            raise BadFile("two of the files are for the same agent; give each agent once")
        first = self._agents[0]
        for agent in self._agents:
            agent.handler  # noqa: B018  raises when there is none
            one, other = agent.credentials, first.credentials
            if one.ca != other.ca or not set(one.addresses) & set(other.addresses):
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

    def _wake(self, name: str) -> None:
        if speaker := self._links and self._links.speaker_of(name):
            speaker.wake()

    def _tell(self, job: Job, share: float, note: str) -> None:
        """From any thread."""
        self._loop.call_soon_threadsafe(self._tell_here, job, share, note)

    def _tell_here(self, job: Job, share: float, note: str) -> None:
        speaker = self._links and self._links.speaker_of(job.agent)
        if speaker and not job.withdrawn:
            speaker.say_progress((job.agent, job.id), share, note)
