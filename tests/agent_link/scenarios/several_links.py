"""Several agents over several hosts: one link for each address (R2)."""

from __future__ import annotations

import contextlib

from scripted.mesh import Link, wire_id
from scripted.proofs import Unmet, check
from scripted.world import World

from . import scenario


async def _works(link: Link, id: str, agent: str) -> None:
    await link.deliver(agent, id, f"work {id}")
    answer = await link.answer(id)
    check(answer.get("agent") == agent, f"the answer to {id} is of {answer.get('agent')}")
    check(answer.get("value") == f"WORK {id.upper()}", f"the answer to {id} is another")


async def _apart(world: World) -> tuple[Link, Link]:
    """store-1 was sent to the other host, store-2 stayed."""
    here = await world.linked("store-1", "store-2")
    await here.elsewhere("store-1", world.other.url)
    there = await world.other.link()
    await there.welcomed("store-1")
    return here, there


@scenario("one of two agents of a link is sent elsewhere, and the other works on",
          needs="several")  # fmt: skip
async def one_of_two_elsewhere(world: World) -> None:
    here = await world.linked("store-1", "store-2")
    await here.deliver("store-2", "m1", "slow 1200")
    await here.elsewhere("store-1", world.other.url)
    there = await world.other.link()
    await there.welcomed("store-1")
    await _works(there, "m2", "store-1")
    await here.answer("m1")
    await _works(here, "m3", "store-2")
    check(not here.ended.is_set(), "the link of the other agent ends")
    check(len(world.mesh.all) == 1, "the other agent is on another link")


@scenario("an agent joins the link that is there already, by a further hello, and the link "
          "that has none left ends", needs="several")  # fmt: skip
async def elsewhere_joins(world: World) -> None:
    here, there = await _apart(world)
    await here.deliver("store-2", "m1", "kept")
    await here.answer("m1")
    await here.elsewhere("store-2", world.other.url)
    await there.next("hello")
    await there.say(welcome=[{"agent": "store-2", "id": "s00.c00.a01"}])
    again = await there.answer("m1")
    check(again.get("agent") == "store-2", "the answer is of another agent")
    await _works(there, "m2", "store-2")
    await _works(there, "m3", "store-1")
    await here.closed()
    check(here.count("goodbye") == 0, "it says goodbye: its work would be given to others")
    check(len(world.other.all) == 1, "there are two links to the same host")


@scenario("what one link's mesh has received says nothing of another link's answers (M4)",
          needs="several")  # fmt: skip
async def received_of_each_link(world: World) -> None:
    here, there = await _apart(world)
    await here.deliver("store-2", "m1", "kept")
    await here.answer("m1")
    await there.deliver("store-1", "m2", "received")
    await there.answer("m2")
    await there.say(received=1000)
    await there.barrier()
    await here.cut()
    second = await world.mesh.link()
    await second.welcomed("store-2")
    check((await second.answer("m1")).get("value") == "KEPT", "it is another answer")
    await _works(there, "m3", "store-1")
    check(there.count("answer", "m2") == 1, "a lost link makes another one say all again")


@scenario("what the host that an agent left says of its answers counts no more, and does not "
          "end the link of the others (M4)", needs="several")  # fmt: skip
async def left_behind(world: World) -> None:
    here = await world.linked("store-1", "store-2")
    for id in ("m1", "m2"):
        await here.deliver("store-1", id, f"kept {id}")
        last = await here.answer(id)
    await here.elsewhere("store-1", world.other.url)
    # Its answers met the words that sent it away.
    refused = [{"agent": "store-1", "about": "answer", "id": wire_id(id), "code": code}
               for id, code in (("m1", "not_yours"), ("m2", "not_asked"))]  # fmt: skip
    await here.say(refused=refused, received=last["number"])
    await here.barrier()
    there = await world.other.link()
    await there.welcomed("store-1")
    for id in ("m1", "m2"):
        answer = await there.answer(id)
        check(answer.get("value") == f"KEPT {id.upper()}", "it is another answer")
    await _works(here, "m3", "store-2")
    check(not here.ended.is_set(), "the link of the other agent ends")


@scenario("an agent whose host dies comes to the invite's url, and joins the link there",
          needs="several")  # fmt: skip
async def comes_home(world: World) -> None:
    here, there = await _apart(world)
    await there.deliver("store-1", "m1", "kept")
    await there.answer("m1")
    await world.other.die()
    await here.next("hello")
    await here.say(welcome=[{"agent": "store-1", "id": "s00.c00.a00"}])
    check((await here.answer("m1")).get("agent") == "store-1", "it is of another agent")
    await _works(here, "m2", "store-1")
    await _works(here, "m3", "store-2")
    check(len(world.mesh.all) == 1, "there are two links to the same host")


@scenario("SIGTERM: the agents of all links step aside, end their work, and say goodbye",
          needs="several")  # fmt: skip
async def stop_of_several_links(world: World) -> None:
    here, there = await _apart(world)
    await here.deliver("store-2", "m1", "slow 1000")
    await here.barrier()
    await there.deliver("store-1", "m2", "slow 1500")
    await there.barrier()
    world.client.terminate()
    for link, agent, id in ((here, "store-2", "m1"), (there, "store-1", "m2")):
        aside = await link.next("stepAside")
        check(aside.get("agent") == agent, f"{aside.get('agent')} steps aside, not {agent}")
        answer = await link.answer(id)
        with contextlib.suppress(Unmet):  # a client may be gone already
            await link.say(received=answer["number"])
    for link in (here, there):
        await link.next("goodbye")
        order = [kind for kind, _ in link.heard if kind in ("stepAside", "answer", "goodbye")]
        check(order == ["stepAside", "answer", "goodbye"], f"the order is {order}")
    check(await world.client.exit_code() == 0, "the exit code is not 0")
    check((len(world.mesh.all), len(world.other.all)) == (1, 1), "it comes back after that")
