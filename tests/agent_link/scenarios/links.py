"""Links that end, and what comes after them."""

from __future__ import annotations

import contextlib

from scripted.mesh import delivery, welcome
from scripted.proofs import Unmet, check
from scripted.world import World

from . import scenario


@scenario("a pulse is given back")
async def pulse(world: World) -> None:
    link = await world.linked("store-1")
    for number in (1, 2, 4_000_000_000):
        await link.say(pulse={"number": number})
        back = (await link.next("pulse")).get("number")
        check(back == number, f"{back} came back, not {number}")


@scenario("a pulse is given back while the agent works")
async def pulse_at_work(world: World) -> None:
    link = await world.linked("store-1")
    await link.deliver("store-1", "m1", "slow 4000")
    for _ in range(5):  # the work has begun before the last of them
        await link.barrier()
    check(link.count("answer") == 0, "the pulse waits for the work")
    await link.answer("m1")


@scenario("answers that were not confirmed come again on the next link, once, signed anew")
async def answers_come_again(world: World) -> None:
    first = await world.linked("store-1")
    await first.deliver("store-1", "m1", "progress kept")
    await first.answer("m1")
    await first.deliver("store-1", "m2", "progress confirmed")
    confirmed = await first.answer("m2")
    await first.deliver("store-1", "m3", "progress later")
    await first.answer("m3")
    # m1 and m2 are the mesh's, m3 is not.
    await first.say(received=confirmed["number"])
    await first.barrier()
    await first.cut()
    second = await world.mesh.link()
    await second.challenge()
    await second.next("hello")
    check(second.count("answer") == 0, "answers come before the welcome")
    again = delivery("store-1", "m3", "progress later", attempt=2)
    await second.say(welcome=[welcome("store-1")], deliver=[again])
    answer = await second.answer("m3")
    check(answer.get("value") == "PROGRESS LATER", "it is another answer")
    await second.deliver("store-1", "m4", "progress new")
    await second.answer("m4")
    check(second.count("answer", "m3") == 1, "it was answered twice")
    check(second.count("answer", "m1") == 0, "what was confirmed comes again")
    check(second.count("answer", "m2") == 0, "what was confirmed comes again")
    check(second.count("progress", "m3") == 0, "it was worked on twice")


@scenario("an answer comes again by itself, also when the mesh does not deliver again")
async def answer_comes_by_itself(world: World) -> None:
    first = await world.linked("store-1")
    await first.deliver("store-1", "m1", "kept")
    await first.answer("m1")
    await first.cut()
    second = await world.mesh.link()
    await second.welcomed("store-1")
    await second.answer("m1")
    await second.say(received=1000)
    await second.barrier()
    await second.cut()
    third = await world.mesh.link()
    await third.welcomed("store-1")
    await third.deliver("store-1", "m2", "new")
    await third.answer("m2")
    check(third.count("answer", "m1") == 0, "what was confirmed comes again")


@scenario("work that runs when the link is cut is answered on the next one")
async def work_outlives_link(world: World) -> None:
    first = await world.linked("store-1")
    await first.deliver("store-1", "m1", "slow 2500")
    await first.barrier()
    await first.cut()
    second = await world.mesh.link()
    await second.challenge()
    await second.next("hello")
    again = delivery("store-1", "m1", "slow 2500", attempt=2)
    await second.say(welcome=[welcome("store-1")], deliver=[again])
    answer = await second.answer("m1")
    check(answer.get("value") == "SLOW 2500", "it is another answer")


@scenario("a client waits as long as the mesh's goodbye asks")
async def come_back(world: World) -> None:
    link = await world.linked("store-1")
    await link.say(goodbye={"code": "restart", "detail": "new version", "comeBackMs": 2500})
    await link.closed()
    second = await world.mesh.link()
    waited = second.begun_s - link.ended_s
    check(waited >= 2.4, f"it came back after {waited:.2f} s, not after 2.5 s")
    await second.welcomed("store-1")


@scenario("a client that finds no mesh waits longer each time")
async def backoff(world: World) -> None:
    await world.start(world.invite("store-1"))
    last = await world.mesh.link()
    for least_s in (0.25, 0.5, 1.0, 2.0):  # half of 0.5, 1, 2 and 4 s
        await last.cut()
        link = await world.mesh.link()
        waited = link.begun_s - last.ended_s
        check(waited >= least_s, f"it waited {waited:.2f} s, not {least_s} s at least")
        last = link


@scenario("a message of 32 MiB ends the link, and the client comes back")
async def giant_message(world: World) -> None:
    link = await world.linked("store-1")
    await link.deliver("store-1", "m1", "x" * (32 << 20))
    await link.closed()
    check(link.count("answer") == 0, "the giant message is answered")
    second = await world.mesh.link()
    await second.welcomed("store-1")
    await second.deliver("store-1", "m2", "small")
    check((await second.answer("m2"))["value"] == "SMALL", "it does not work after that")


@scenario("what cannot be read ends the link, and not the client")
async def unreadable_message(world: World) -> None:
    link = await world.linked("store-1")
    await link.say_nonsense()
    await link.closed()
    second = await world.mesh.link()
    await second.welcomed("store-1")
    await second.deliver("store-1", "m2", "small")
    check((await second.answer("m2"))["value"] == "SMALL", "it does not work after that")


@scenario("a frozen agent begins nothing until it goes on")
async def freeze(world: World) -> None:
    link = await world.linked("store-1", frozen=True)
    await link.deliver("store-1", "m1", "progress frozen")
    for _ in range(20):  # many turns for a client that would begin it
        await link.barrier()
    check(link.count("progress") == 0, "a frozen agent works")
    await link.say(freeze=[{"agent": "store-1", "frozen": False}])
    await link.answer("m1")


@scenario("SIGTERM: the agent steps aside, ends its work, says goodbye, and exits with 0")
async def graceful_stop(world: World) -> None:
    link = await world.linked("store-1")
    await link.deliver("store-1", "m1", "slow 1000")
    await link.barrier()
    world.client.terminate()
    aside = await link.next("stepAside")
    check(aside.get("aside") is True, "stepAside does not say aside")
    answer = await link.answer("m1")
    with contextlib.suppress(Unmet):  # a client may be gone already
        await link.say(received=answer["number"])
    goodbye = await link.next("goodbye")
    check(goodbye.get("agent", "") in ("", "store-1"), "goodbye is of another agent")
    check(await world.client.exit_code() == 0, "the exit code is not 0")
    order = [kind for kind, _ in link.heard if kind in ("stepAside", "answer", "goodbye")]
    check(order == ["stepAside", "answer", "goodbye"], f"the order is {order}")
    check(len(world.mesh.all) == 1, "the client comes back after its goodbye")


@scenario("SIGTERM while there is no mesh ends the client at once, with 0")
async def stop_without_link(world: World) -> None:
    link = await world.linked("store-1")
    await link.say(goodbye={"comeBackMs": 3_600_000})
    await link.closed()
    world.client.terminate()
    check(await world.client.exit_code() == 0, "the exit code is not 0")
