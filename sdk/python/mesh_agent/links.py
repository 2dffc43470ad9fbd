"""The links of a host, one for each address, and the ways of its agents between them."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Coroutine, Iterable
from typing import Any

from .addresses import Addresses, is_address
from .agent import Agent
from .answers import OpenAnswers
from .backoff import Backoff
from .desk import Desk
from .dialling import Socket
from .errors import LinkLost, Refused
from .link import Link
from .signing import SERVER_END_POINT
from .speaker import Speaker

log = logging.getLogger("mesh_agent")

CONFIRM_S = 3.0
"""So long a host that stops waits for the mesh to confirm the last answers."""
GOOD_LINK_S = 10.0
"""A link that was welcomed and lasted so long was good: the next dial comes soon."""

Dial = Callable[[str], Awaitable[Socket]]


class Traveller:
    """An agent, and how it finds its host."""

    def __init__(self, agent: Agent) -> None:
        self.agent = agent
        self.addresses = Addresses(agent.credentials.addresses)
        self.backoff = Backoff()
        """Of this agent alone; the links have another one."""
        self.road: Road | None = None


class Road:
    """The way to one address: it is dialled, and then has a link."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.agents: dict[str, Agent] = {}
        self.link: Link | None = None
        self.task: asyncio.Task[None] | None = None

    @property
    def is_over(self) -> bool:
        """All have left it; it is about to end."""
        return self.link is not None and not self.agents

    def join(self, agent: Agent) -> None:
        self.agents[agent.name] = agent
        if self.link:
            self.link.joined(agent)


class Links:
    """An agent that the mesh has not refused is on one road, or waits for one."""

    def __init__(
        self, agents: Iterable[Agent], desk: Desk, answers: OpenAnswers, instance: str,
        dial: Dial,
    ) -> None:  # fmt: skip
        self._travellers = {agent.name: Traveller(agent) for agent in agents}
        self._desk, self._answers = desk, answers
        self._instance, self._dial = instance, dial
        self._roads: dict[str, Road] = {}
        self._backoff = Backoff()
        self._tasks: set[asyncio.Task[None]] = set()
        self._waiting: set[asyncio.Task[None]] = set()
        """Those of the tasks that have no road yet."""
        self._is_leaving = False
        self._ended: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    async def run(self) -> None:
        """Raises Refused when the mesh has refused the last agent."""
        self._go(self._travellers.values())
        await self._ended

    def speaker_of(self, name: str) -> Speaker | None:
        """Where the agent may speak now."""
        traveller = self._travellers.get(name)
        link = traveller.road.link if traveller and traveller.road else None
        return link.speaker if link else None

    def welcomed(self, agent: Agent) -> None:
        traveller = self._travellers[agent.name]
        traveller.addresses.welcomed()
        traveller.backoff.reset()

    def sent(self, agent: Agent, url: str) -> None:
        """It has left its link: its cluster is on another host."""
        traveller = self._travellers[agent.name]
        traveller.road = None
        if is_address(url):
            traveller.addresses.sent_to(url)
        else:
            log.warning("%s is sent elsewhere, but '%s' is no address", agent.name, url)
        if traveller.addresses.at_once:
            self._go([traveller])
        else:
            self._go_later([traveller], traveller.backoff.wait_s())

    def refused(self, agent: Agent, why: Refused) -> None:
        """It has left its link, and it is useless to come back for it."""
        del self._travellers[agent.name]
        if not self._travellers and not self._ended.done():
            self._ended.set_exception(why)

    def _go(self, travellers: Iterable[Traveller]) -> None:
        """Those with the same address go together."""
        if self._is_leaving:
            return
        for traveller in travellers:
            url = traveller.addresses.next()
            road = self._roads.get(url)
            if road is None or road.is_over:
                road = self._roads[url] = Road(url)
                road.task = self._spawn(self._follow(road))
            traveller.road = road
            road.join(traveller.agent)

    def _go_later(self, travellers: list[Traveller], wait_s: float) -> None:
        async def wait() -> None:
            await asyncio.sleep(wait_s)
            self._go(travellers)

        if travellers and not self._is_leaving:
            task = self._spawn(wait())
            self._waiting.add(task)
            task.add_done_callback(self._waiting.discard)

    async def _follow(self, road: Road) -> None:
        """From the dial to the link's end; those that are left on it begin again."""
        loop = asyncio.get_running_loop()
        begun_s = loop.time()
        try:
            socket = await self._dial(road.url)
            road.link = Link(
                socket, road.agents, self._desk, self._answers, self,
                SERVER_END_POINT, socket.binding_data, self._instance,
            )  # fmt: skip
            await road.link.run()
        except LinkLost as error:
            begin = "the link ended" if road.link else "cannot link"
            log.warning("%s (%s): %s", begin, road.url, error)
        finally:
            if self._roads.get(road.url) is road:
                del self._roads[road.url]
            left = [self._travellers[name] for name in road.agents]
            for traveller in left:
                traveller.road = None
            if road.link:
                self._answers.link_lost(road.link)
                await road.link.close()
        if road.link and road.link.was_welcomed and loop.time() - begun_s >= GOOD_LINK_S:
            self._backoff.reset()
        if left:
            come_back_s = road.link.come_back_s if road.link else 0.0
            self._go_later(left, self._backoff.wait_s(come_back_s))

    async def leave(self, within_s: float) -> None:
        """Takes no new work, ends what there is, and says goodbye on each link."""
        self._is_leaving = True
        for task in self._waiting:
            task.cancel()
        speakers = []
        for road in self._roads.values():
            if road.link and road.link.speaker:
                speakers.append(road.link.speaker)
            elif road.task:
                road.task.cancel()
        if not speakers:
            return
        leaving = asyncio.create_task(self._say_goodbye(speakers, within_s))
        ended = asyncio.create_task(self._all_ended())
        try:
            await asyncio.wait({leaving, ended}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in (leaving, ended):
                task.cancel()
            await asyncio.gather(leaving, ended, return_exceptions=True)

    async def _all_ended(self) -> None:
        await asyncio.wait(self._tasks)

    async def _say_goodbye(self, speakers: list[Speaker], within_s: float) -> None:
        for speaker in speakers:
            for name in sorted(speaker.welcomed):
                speaker.say("stepAside", {"agent": name, "aside": True})
        await self._desk.close(within_s)
        try:
            async with asyncio.timeout(CONFIRM_S):
                await self._answers.none_open.wait()
        except TimeoutError:
            log.warning("the mesh did not confirm the last answers; it gives them to others")
        for speaker in speakers:
            speaker.say("goodbye", {"code": "stopped", "detail": "the program ends"})
        async with asyncio.timeout(CONFIRM_S):
            await asyncio.gather(*(speaker.all_said() for speaker in speakers))

    async def close(self) -> None:
        """Ends all links, without a word."""
        self._is_leaving = True
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        self._ended.cancel()

    def _spawn(self, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._note)
        return task

    def _note(self, task: asyncio.Task[None]) -> None:
        """An error of this package ends all."""
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()) and not self._ended.done():
            self._ended.set_exception(error)
