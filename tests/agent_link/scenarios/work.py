"""Deliveries and answers on one link."""

from __future__ import annotations

import base64
import time

from scripted.mesh import delivery, welcome
from scripted.proofs import check
from scripted.world import World

from . import scenario


@scenario("a delivery gets its answer, signed, with the number rising")
async def deliver_and_answer(world: World) -> None:
    link = await world.linked("store-1")
    numbers = []
    for id, text in (("m1", "hello"), ("m2", "grüße 🙂"), ("m3", "")):
        await link.deliver("store-1", id, text)
        answer = await link.answer(id)
        check(answer.get("state") == 1, f"{text!r} is not READY")
        check(answer.get("value", "") == text.upper(), f"the value is {answer.get('value')!r}")
        check(answer.get("processingMs", 0) >= 0, "processingMs is below zero")
        numbers.append(answer["number"])
    check(sorted(set(numbers)) == numbers, f"the numbers are {numbers}")


@scenario("work that takes a while says so in processingMs")
async def processing_time(world: World) -> None:
    link = await world.linked("store-1")
    await link.deliver("store-1", "m1", "slow 300")
    answer = await link.answer("m1")
    check(answer.get("processingMs", 0) >= 290, "processingMs is less than the work took")


@scenario("a conflict and a failure are answers")
async def conflict_and_failure(world: World) -> None:
    link = await world.linked("store-1")
    await link.deliver("store-1", "m1", "conflict")
    conflict = await link.answer("m1")
    check(conflict.get("state") == -1, "the state is not -1")
    values = conflict.get("expected"), conflict.get("received")
    check(values == ("a", "b"), f"expected and received are {values}")
    await link.deliver("store-1", "m2", "fail")
    failure = await link.answer("m2")
    check(not failure.get("state"), "the state of a failure is not 0")
    check("asked to fail" in failure.get("failure", ""), "the failure does not say why")


@scenario("progress comes before the answer", needs="progress")
async def progress(world: World) -> None:
    link = await world.linked("store-1")
    await link.deliver("store-1", "m1", "progress please")
    said = await link.next("progress")
    check(said.get("id") == "m1" and said.get("share") == 0.5, f"it is {said}")
    check(link.count("answer") == 0, "the answer is there before the progress")
    await link.answer("m1")


@scenario("a post to another agent comes with the answer", needs="post")
async def post(world: World) -> None:
    link = await world.linked("store-1")
    await link.deliver("store-1", "m2", "post s01.c02.a03 good morning")
    posts = (await link.answer("m2")).get("post")
    check(posts == [{"to": "s01.c02.a03", "text": "good morning"}], f"the posts are {posts}")


@scenario("a payload that is not UTF-8 arrives as it is")
async def data_payload(world: World) -> None:
    link = await world.linked("store-1")
    fields = delivery("store-1", "m1", "")
    del fields["text"]
    fields["data"] = base64.b64encode(b"\xff\x00\xfe\xfb\xf0").decode()
    await link.say(deliver=[fields])
    answer = await link.answer("m1")
    check(answer.get("value") == "ff00fefbf0", f"the value is {answer.get('value')!r}")


@scenario("fields that are not known are ignored")
async def unknown_fields(world: World) -> None:
    await world.start(world.invite("store-1", hint={"of": "a later version"}))
    link = await world.mesh.link()
    await link.challenge(weather="fine", more={"deep": [1, {"deeper": None}]})
    await link.next("hello")
    await link.say(welcome=[welcome("store-1", hat="green")], news=[{"agent": "store-1"}])
    await link.deliver("store-1", "m1", "still here", colours=["red", "blue"])
    check((await link.answer("m1")).get("value") == "STILL HERE", "the answer is another")


@scenario("a withdrawn delivery is cancelled: its answer never comes")
async def withdraw(world: World) -> None:
    link = await world.linked("store-1")
    await link.deliver("store-1", "m1", "slow 300")
    await link.withdraw("store-1", "m1")
    # It begins later and takes longer, so the answer to m1 would be here before it.
    await link.deliver("store-1", "m2", "slow 900")
    await link.answer("m2")
    check(link.count("answer", "m1") == 0, "the withdrawn delivery is answered")


@scenario("a withdrawn delivery that comes again is worked on: now it is wanted")
async def withdraw_and_again(world: World) -> None:
    link = await world.linked("store-1")
    await link.deliver("store-1", "m1", "slow 700")
    await link.barrier()
    await link.withdraw("store-1", "m1")
    await link.barrier()
    await link.deliver("store-1", "m1", "slow 700", attempt=2)
    check((await link.answer("m1")).get("state") == 1, "it is not READY")
    await link.deliver("store-1", "m2", "slow 900")
    await link.answer("m2")
    check(link.count("answer", "m1") == 1, "it is answered twice")


@scenario("a second copy is answered from memory, and not worked on twice",
          needs="progress")  # fmt: skip
async def second_copy(world: World) -> None:
    link = await world.linked("store-1")
    await link.deliver("store-1", "m1", "progress once")
    first = await link.answer("m1")
    await link.say(received=first["number"])
    await link.deliver("store-1", "m1", "progress once", attempt=2)
    second = await link.answer("m1")
    check(second.get("value") == "PROGRESS ONCE", "the second answer is another")
    await link.barrier()
    check(link.count("progress", "m1") == 1, "it was worked on twice")


@scenario("a second copy of what is still worked on does not begin it again")
async def second_copy_in_time(world: World) -> None:
    link = await world.linked("store-1")
    await link.deliver("store-1", "m1", "slow 400")
    await link.deliver("store-1", "m1", "slow 400", attempt=2)
    await link.answer("m1")
    await link.deliver("store-1", "m2", "slow 600")
    await link.answer("m2")
    check(link.count("answer", "m1") == 1, "it was answered twice")


@scenario("an answer that is too large for the link becomes a failure that says so")
async def large_answer(world: World) -> None:
    await world.start(world.invite("store-1"))
    link = await world.mesh.link()
    await link.challenge(messageBytes=2000)
    await link.next("hello")
    await link.say(welcome=[welcome("store-1")])
    await link.deliver("store-1", "m1", "x" * 5000)
    answer = await link.answer("m1")
    check(not answer.get("state") and bool(answer.get("failure")), "it is no failure")
    await link.deliver("store-1", "m2", "small")
    check((await link.answer("m2")).get("value") == "SMALL", "the link is of no use after that")


@scenario("many answers stay below what the link allows in a second")
async def pace(world: World) -> None:
    await world.start(world.invite("store-1"))
    link = await world.mesh.link()
    await link.challenge(messagesPerS=100)
    await link.next("hello")
    await link.say(welcome=[welcome("store-1")])
    begun_s, before = time.monotonic(), link.things
    for index in range(400):  # each by itself, so that they arrive one after the other
        await link.deliver("store-1", f"m{index}", "many")
    answered = set()
    for _ in range(400):
        answered.add((await link.next("answer"))["id"])
        allowed = 200 + 100 * (time.monotonic() - begun_s)  # two seconds' worth at once
        said = link.things - before
        check(said <= allowed, f"{said} things were said, where {allowed:.0f} are allowed")
    check(len(answered) == 400, "not all are answered")


@scenario("with signed deliveries, what the mesh did not sign is not worked on (X1)")
async def wrong_mesh_signature(world: World) -> None:
    await world.start(world.invite("store-1"), signed=True)
    link = await world.mesh.link()
    await link.welcomed("store-1")
    check(bool(link.hellos["store-1"].get("signedDeliveries")), "hello does not ask for it")
    await link.say(deliver=[link.signed(delivery("store-1", "m1", "progress good"))])
    check((await link.answer("m1")).get("state") == 1, "a good signature is refused")
    forged = link.signed(delivery("store-1", "m2", "progress good"))
    unsigned = delivery("store-1", "m3", "progress unsigned")
    await link.say(deliver=[{**forged, "text": "progress forged"}, unsigned])
    await link.say(deliver=[link.signed(delivery("store-1", "m4", "progress end"))])
    while (answer := await link.next("answer"))["id"] != "m4":
        check(answer.get("state") != 1, f"{answer['id']} was worked on")
    check(link.count("progress", "m2") + link.count("progress", "m3") == 0, "it was begun")
