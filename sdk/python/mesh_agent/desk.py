"""The desk: begins the work on deliveries, each once, and makes their answers."""

from __future__ import annotations

import asyncio
import json
import logging
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from . import wire
from .agent import Agent, call
from .answers import CONFLICT, READY, TRANSIT, Answer, Memory, OpenAnswers, Place
from .errors import Conflict, Failed
from .job import Job
from .threads import Threads

log = logging.getLogger("mesh_agent")

LONGEST_S = 30 * 86_400.0
"""Work that may take longer has no end that a timer could wait for."""


@dataclass
class Work:
    """What one agent has in hand."""

    agent: Agent
    waiting: deque[Job] = field(default_factory=deque)
    jobs: dict[str, Job] = field(default_factory=dict)
    """By id: those that wait, and those that run, wanted or not."""
    tasks: dict[str, asyncio.Task[Answer]] = field(default_factory=dict)
    limits: dict[str, asyncio.TimerHandle] = field(default_factory=dict)
    again: dict[str, wire.Fields] = field(default_factory=dict)
    """Delivered again while work that was withdrawn still ends."""


class Desk:
    """Outlives links: what runs goes on when a link is lost, and is answered on the next.

    A coroutine that nobody wants is cancelled; a thread cannot be, and keeps its turn until
    it ends. Work that came to nothing by that is begun again when it is delivered again;
    what was done stays done.
    """

    def __init__(
        self,
        agents: list[Agent],
        answers: OpenAnswers,
        changed: Callable[[str], None],
        tell: Callable[[Job, float, str], None],
        most_waiting: int = 1000,
        most_unconfirmed: int = 50_000,
        threads: int = 32,
    ) -> None:
        self._work = {agent.name: Work(agent) for agent in agents}
        self._answers, self._changed, self._tell = answers, changed, tell
        self._most_waiting, self._most_unconfirmed = most_waiting, most_unconfirmed
        self._memory = Memory()
        self._threads = Threads(threads)
        self._idle = asyncio.Event()
        self._idle.set()
        self._closed = False

    def deliver(self, name: str, fields: wire.Fields) -> None:
        work, id = self._work[name], wire.text(fields, "id")
        if job := work.jobs.get(id):
            if job.withdrawn:
                work.again[id] = fields
            else:
                job.renew(fields)
                self._limit(work, job)
            return
        if known := self._memory.find((name, id), self._now()):
            self._say(known)
            return
        if (name, id) in self._answers or self._closed:
            return
        if len(self._answers) >= self._most_unconfirmed:
            log.warning("%s: %s is not begun: the mesh has not confirmed %d answers; it comes "
                        "again on the next link", name, id, len(self._answers))  # fmt: skip
            return
        if len(work.waiting) >= self._most_waiting:
            self._fail((name, id), f"{self._most_waiting} deliveries wait already")
            return
        job = Job(name, fields, self._tell)
        work.jobs[id] = job
        work.waiting.append(job)
        self.begin(name)

    def refuse(self, place: Place, why: str) -> None:
        """Answers a delivery that is not the mesh's; a good copy of it is not disturbed."""
        name, id = place
        if id not in self._work[name].jobs and place not in self._answers:
            self._fail(place, why)

    def _fail(self, place: Place, why: str) -> None:
        """Answers without work, and does not keep it: a better copy may come."""
        self._say(Answer(*place, TRANSIT, failure=why))

    def begin(self, name: str) -> None:
        """Begins what may begin: an agent that is frozen waits."""
        work = self._work[name]
        while work.waiting and not work.agent.frozen and not self._closed:
            if len(work.tasks) >= work.agent.concurrency:
                return
            job = work.waiting.popleft()
            self._idle.clear()
            task = asyncio.create_task(self._answer_of(work, job))
            work.tasks[job.id] = task
            task.add_done_callback(partial(self._ended, work, job))
            self._limit(work, job)

    def withdraw(self, place: Place) -> None:
        """Cancels the work, and drops an answer that the mesh has not taken yet."""
        name, id = place
        work = self._work[name]
        self._answers.forget(place)
        work.again.pop(id, None)
        if job := work.jobs.get(id):
            self._give_up(work, job)

    def _give_up(self, work: Work, job: Job) -> None:
        job.withdrawn = True
        if limit := work.limits.pop(job.id, None):
            limit.cancel()
        task = work.tasks.get(job.id)
        if not task:
            work.waiting.remove(job)
            del work.jobs[job.id]
        elif work.agent.is_async:
            task.cancel()

    def _limit(self, work: Work, job: Job) -> None:
        """When its time is over, nobody waits any longer."""
        if limit := work.limits.pop(job.id, None):
            limit.cancel()
        if job.id in work.tasks and job.time_left_s < LONGEST_S:
            loop = asyncio.get_running_loop()
            work.limits[job.id] = loop.call_later(
                max(0.0, job.time_left_s), self._expire, work, job
            )

    def _expire(self, work: Work, job: Job) -> None:
        log.info("%s: the time for %s is over; it is given up", job.agent, job.id)
        self._give_up(work, job)

    async def close(self, within_s: float) -> None:
        """Begins nothing more, waits for what runs, and cancels what does not end in time."""
        self._closed = True
        for work in self._work.values():
            for job in work.waiting:
                work.jobs.pop(job.id, None)
            work.waiting.clear()
        try:
            async with asyncio.timeout(within_s):
                await self._idle.wait()
        except TimeoutError:
            self.abandon()

    def abandon(self) -> None:
        self._closed = True
        for work in self._work.values():
            work.again.clear()
            for job in list(work.jobs.values()):
                log.warning("%s: %s did not end in time; it is given up", job.agent, job.id)
                self._give_up(work, job)
        self._threads.close()

    def _ended(self, work: Work, job: Job, task: asyncio.Task[Answer]) -> None:
        """Also of a task that was cancelled before it began."""
        del work.tasks[job.id], work.jobs[job.id]
        if limit := work.limits.pop(job.id, None):
            limit.cancel()
        again = work.again.pop(job.id, None)
        answer = None if task.cancelled() else task.result()
        if answer and not (job.withdrawn and answer.failure):
            self._memory.keep(answer, self._now())
            if again or not job.withdrawn:
                self._say(answer)
        elif again:
            self.deliver(job.agent, again)
        self.begin(job.agent)
        if not any(each.tasks for each in self._work.values()):
            self._idle.set()

    async def _answer_of(self, work: Work, job: Job) -> Answer:
        try:
            value = await call(work.agent, job, self._threads.submit)
            return _made(job, READY, value=_text_of(value))
        except Conflict as conflict:
            evidence = {
                "conflictType": conflict.conflict_type,
                "depth": conflict.depth,
                "affectedAgents": conflict.affected_agents,
                "neededCapabilities": conflict.needed_capabilities,
            }
            more = wire.without_defaults(evidence)
            expected, received = str(conflict.expected), str(conflict.received)
            return _made(job, CONFLICT, expected=expected, received=received, more=more)
        except Failed as failed:
            return _made(job, TRANSIT, failure=str(failed) or "it failed")
        except Exception as error:
            if not job.withdrawn:
                log.exception("%s: the handler failed at %s", job.agent, job.id)
            return _made(job, TRANSIT, failure=f"{type(error).__name__}: {error}")

    def _say(self, answer: Answer) -> None:
        self._answers.add(answer)
        self._changed(answer.agent)

    def _now(self) -> float:
        return time.monotonic()


def _text_of(value: Any) -> str:
    if value is None:
        return ""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _made(job: Job, state: int, more: dict[str, Any] | None = None, **texts: str) -> Answer:
    fields = dict(more or {})
    if job.posts:
        fields["post"] = [{n: _utf8(t) for n, t in post.items()} for post in job.posts]
    return Answer(
        job.agent,
        job.id,
        state,
        processing_ms=(time.monotonic() - job.arrived_s) * 1000,
        more=fields,
        **{name: _utf8(text) for name, text in texts.items()},
    )


def _utf8(text: str) -> str:
    """Python's texts may hold halves of characters, which UTF-8 cannot."""
    return text.encode("utf-8", "replace").decode()
