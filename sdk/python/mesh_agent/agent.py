"""An agent: its files, its handler, and what the mesh told about it."""

from __future__ import annotations

import asyncio
import inspect
import os
from collections.abc import Awaitable, Callable
from typing import Any

from .files import Credentials, load
from .job import Job

Handler = Callable[[Job], Any | Awaitable[Any]]


class Agent:
    """One agent of a mesh, from an invite or from credentials.

    `concurrency` bounds how many of its jobs run at once. With `signed_deliveries` the mesh
    signs what it delivers, and what it did not sign is not worked on.
    """

    def __init__(
        self,
        file: str | os.PathLike[str],
        *,
        signed_deliveries: bool = False,
        concurrency: int = 16,
    ) -> None:
        if concurrency < 1:
            raise ValueError("an agent runs at least one job at once")
        self.file = file
        self.signed_deliveries = signed_deliveries
        self.concurrency = concurrency
        self.place = ""
        """Its place in the mesh, such as s07.c04.a12, once it was welcomed."""
        self.agent_class = ""
        self.capabilities: list[str] = []
        self.context = ""
        """What all agents of the mesh work from."""
        self.context_hash = ""
        self.frozen = False
        self._handler: Handler | None = None
        self._credentials: Credentials | None = None
        self.keeping = asyncio.Lock()
        """Held while credentials change: two links may want it when an agent moves."""

    def handle(self, handler: Handler) -> Handler:
        """Sets the handler; a decorator. A coroutine function runs on the event loop,
        any other function in a thread.

        A text that it returns is the answer READY; anything else becomes JSON. `Conflict`
        and `Failed` are the other answers, and so is every exception: a failure.
        """
        if self._handler:
            raise ValueError("an agent has one handler")
        self._handler = handler
        return handler

    @property
    def handler(self) -> Handler:
        if not self._handler:
            raise ValueError(f"the agent of {self.file} has no handler; decorate one with "
                             "@agent.handle")  # fmt: skip
        return self._handler

    @property
    def is_async(self) -> bool:
        call = getattr(self.handler, "__call__", None)
        return inspect.iscoroutinefunction(self.handler) or inspect.iscoroutinefunction(call)

    @property
    def credentials(self) -> Credentials:
        """Reads the file the first time. BadFile says what is wrong with it."""
        if not self._credentials:
            self._credentials = load(self.file)
        return self._credentials

    def keep(self, changed: Credentials) -> None:
        """Puts changed credentials on disk, and only then uses them."""
        changed.keep()
        self._credentials = changed

    @property
    def name(self) -> str:
        return self.credentials.agent

    def run(self) -> None:
        """Works until SIGTERM or SIGINT. Exits with 1 when the mesh refuses the agent."""
        from .host import Host

        Host([self]).run()

    async def serve(self) -> None:
        """As `run`, within a running event loop, and without signals. Raises Refused."""
        from .host import Host

        await Host([self]).serve()


async def call(agent: Agent, job: Job, run_in_thread: Callable[..., Any]) -> Any:
    """Runs the handler where it belongs."""
    if agent.is_async:
        return await agent.handler(job)
    result = await asyncio.wrap_future(run_in_thread(agent.handler, job))
    return await result if inspect.isawaitable(result) else result
