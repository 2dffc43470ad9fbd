"""Several hosts: an agent goes where its cluster is, and finds back (R2)."""

from __future__ import annotations

import asyncio
import time

from scripted.doors import nobody_there
from scripted.mesh import Link, Mesh, delivery, welcome
from scripted.patience import patience
from scripted.proofs import Unmet, check
from scripted.world import World

from . import scenario

LEAST_DELAY_S = 0.25
"""The shortest reconnect delay: 0.5 s, varied by half."""


async def _works(link: Link, id: str, agent: str = "store-1") -> None:
    await link.deliver(agent, id, f"work {id}")
    answer = await link.answer(id)
    check(answer.get("value") == f"WORK {id.upper()}", f"the answer to {id} is another")


async def _sent_to(world: World, url: str) -> Link:
    """The first link of a client, which says hello and is sent elsewhere."""
    link = await world.mesh.link()
    await link.challenge()
    await link.next("hello")
    await link.elsewhere("store-1", url)
    return link


@scenario("an agent that is sent elsewhere is welcome there, and ends the link that it left")
async def elsewhere(world: World) -> None:
    await world.start(world.invite("store-1"))
    left = await _sent_to(world, world.other.url)
    link = await world.other.link()
    await link.welcomed("store-1")
    token = link.hellos["store-1"].get("token")
    check(token == "token of store-1", "its hello lacks the token: nobody has welcomed it yet")
    await _works(link, "m1")
    await left.closed()
    check(left.count("goodbye") == 0, "it says goodbye: its work would be given to others")
    check(len(world.mesh.all) == 1, "it comes back to where it was sent away")
    check(len(world.other.all) == 1, "it makes several links to the same host")


@scenario("an agent whose cluster moves takes its work along, and says again what was not "
          "received (M4)")  # fmt: skip
async def elsewhere_after_welcome(world: World) -> None:
    first = await world.linked("store-1")
    await first.deliver("store-1", "m1", "received")
    received = await first.answer("m1")
    await first.say(received=received["number"])
    await first.deliver("store-1", "m2", "kept")
    await first.answer("m2")
    await first.deliver("store-1", "m3", "slow 1500")
    await first.barrier()
    await first.elsewhere("store-1", world.other.url)
    second = await world.other.link()
    await second.challenge()
    await second.next("hello")
    check(second.count("answer") == 0, "answers come before the welcome")
    again = delivery("store-1", "m3", "slow 1500", attempt=2)
    await second.say(welcome=[welcome("store-1")], deliver=[again])
    check((await second.answer("m2")).get("value") == "KEPT", "it is another answer")
    check((await second.answer("m3")).get("value") == "SLOW 1500", "it is another answer")
    await _works(second, "m4")
    check(second.count("answer", "m1") == 0, "what was received comes again")
    check(second.count("answer", "m2") == 1, "it is answered twice")
    check(second.count("answer", "m3") == 1, "it is answered twice")
    await first.closed()
    check(first.count("goodbye") == 0, "it says goodbye: its work would be given to others")


@scenario("the host where an agent was sent dies: the agent begins again at its invite's url")
async def elsewhere_dies(world: World) -> None:
    await world.start(world.invite("store-1"))
    await _sent_to(world, world.other.url)
    there = await world.other.link()
    await there.welcomed("store-1")
    await there.deliver("store-1", "m1", "kept")
    await there.answer("m1")
    await world.other.die()
    back = await world.mesh.link()
    waited = back.begun_s - there.ended_s
    check(waited >= LEAST_DELAY_S, f"it comes back after {waited:.2f} s, without its delay")
    await back.welcomed("store-1")
    check((await back.answer("m1")).get("value") == "KEPT", "it is another answer")
    await _works(back, "m2")


@scenario("an agent that is sent where nobody is begins again at its invite's url")
async def elsewhere_nobody(world: World) -> None:
    with nobody_there() as url:
        await world.start(world.invite("store-1"))
        left = await _sent_to(world, url)
        sent_s = time.monotonic()
        back = await world.mesh.link()
        waited = back.begun_s - sent_s
        check(waited >= LEAST_DELAY_S, f"it is back after {waited:.2f} s, without its delay")
        await back.welcomed("store-1")
        await _works(back, "m1")
        await left.closed()


@scenario("an agent that is sent to what is no address begins again at its invite's url")
async def elsewhere_no_address(world: World) -> None:
    await world.start(world.invite("store-1"))
    for url in ("", "https://127.0.0.1:1/v1/agent"):
        await _sent_to(world, url)
        sent_s = time.monotonic()
    back = await world.mesh.link()
    waited = back.begun_s - sent_s
    check(waited >= LEAST_DELAY_S, f"it is back after {waited:.2f} s, without its delay")
    await back.welcomed("store-1")
    await _works(back, "m1")


@scenario("an agent is sent to a server of another authority, and does not speak to it (X1)")
async def elsewhere_of_another(world: World) -> None:
    await world.start(world.invite("store-1"))
    async with Mesh() as stranger:
        await _sent_to(world, stranger.url)
        back = await world.mesh.link()
        await back.welcomed("store-1")
        await _works(back, "m1")
        check(stranger.all == [], "it links to a server that it cannot know")
    check("certificate" in world.client.said, "no line names the certificate")


@scenario("an agent whose `url` cannot be reached tries `urls`, also from its credentials")
async def other_addresses(world: World) -> None:
    with nobody_there() as url, nobody_there() as another:
        invite = world.invite("store-1", url=url, urls=[another, world.other.url])
        client = await world.start(invite)
        link = await world.other.link()
        await link.welcomed("store-1")
        await _works(link, "m1")
        client.terminate()
        await client.exit_code()
        invite.unlink()
        await world.start(world.folder / "store-1.agent.json")
        again = await world.other.link()
        await again.welcomed("store-1")
        await _works(again, "m2")


class _Circle:
    """Two hosts that send each agent to the other one."""

    def __init__(self, world: World) -> None:
        self._world = world
        self.sent: list[tuple[Mesh, float]] = []
        """Where an agent was sent away, and when."""
        self._changed = asyncio.Event()

    async def _sends_away(self, here: Mesh, there: Mesh) -> None:
        while True:
            link = await here.link()
            await link.challenge()
            await link.next("hello")
            self.sent.append((here, time.monotonic()))
            self._changed.set()
            await link.elsewhere("store-1", there.url)

    async def turns(self, times: int) -> None:
        """Until it has sent agents away so many times."""
        hosts = ((self._world.mesh, self._world.other), (self._world.other, self._world.mesh))
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(self._sends_away(*pair)) for pair in hosts]
            while len(self.sent) < times:
                self._changed.clear()
                async with patience():
                    await self._changed.wait()
            for task in tasks:
                task.cancel()


@scenario("an agent that is sent around in a circle waits from the fifth time on, longer each "
          "time")  # fmt: skip
async def circle(world: World) -> None:
    turning = _Circle(world)
    await world.start(world.invite("store-1"))
    try:
        await turning.turns(8)
    except (TimeoutError, ExceptionGroup):
        raise Unmet(f"it was sent elsewhere {len(turning.sent)} times, and stays away")
    hosts = [host for host, _ in turning.sent[:5]]
    around = [world.mesh, world.other, world.mesh, world.other, world.mesh]
    check(hosts == around, "it does not go where it is sent")
    moments = [moment for _, moment in turning.sent]
    for nth, least_s in ((5, 0.25), (6, 0.5), (7, 1.0)):  # half of 0.5, 1 and 2 s
        waited = moments[nth] - moments[nth - 1]
        check(waited >= least_s, f"the {nth}th time it waited {waited:.2f} s, not {least_s} s "
              "at least")  # fmt: skip
