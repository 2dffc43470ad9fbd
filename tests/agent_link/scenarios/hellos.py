"""Who speaks, and to whom: challenge, hello, refusals, certificates."""

from __future__ import annotations

from scripted import proofs
from scripted.certificates import Authority
from scripted.doors import FalseDoor
from scripted.mesh import welcome
from scripted.proofs import check
from scripted.world import World

from . import scenario


@scenario("the hello's signature and binding fit the challenge (X1)")
async def hello_is_signed(world: World) -> None:
    link = await world.linked("store-1")
    check(link.count("hello") == 1, "the agent says hello more than once")
    await link.deliver("store-1", "m1", "now it works")
    check((await link.answer("m1"))["value"] == "NOW IT WORKS", "the answer is another")


@scenario("the token is said until the mesh has welcomed the agent, and then no more (X1)")
async def token_once(world: World) -> None:
    client = await world.start(world.invite("store-1"))
    lost = await world.mesh.link()
    await lost.challenge()
    first = await lost.next("hello")
    check(first.get("token") == "token of store-1", "the first hello lacks the token")
    world.credentials("store-1")  # they are kept before the hello is said
    await lost.cut()
    link = await world.mesh.link()
    await link.welcomed("store-1")
    again = link.hellos["store-1"]
    check(again.get("token") == first["token"], "the repeated hello lacks the token")
    check(again["key"] == first["key"], "the repeated hello has another key")
    await link.barrier()
    client.terminate()
    await client.exit_code()
    world.credentials("store-1")
    await world.start(world.folder / "store-1.invite.json")
    second = await world.mesh.link()
    await second.challenge()
    hello = await second.next("hello")
    check(not hello.get("token"), "the second start says the token again")
    check(hello["key"] == first["key"], "the second start has another key")


@scenario("credentials alone are enough, without the invite")
async def credentials_alone(world: World) -> None:
    link = await world.linked("store-1")
    await link.barrier()
    world.client.terminate()
    await world.client.exit_code()
    (world.folder / "store-1.invite.json").unlink()
    await world.start(world.folder / "store-1.agent.json")
    await (await world.mesh.link()).welcomed("store-1")


async def _is_permanent(world: World, code: str) -> None:
    client = await world.start(world.invite("store-1"))
    link = await world.mesh.link()
    await link.challenge()
    refused = {
        "agent": "store-1", "about": "hello", "code": code,
        "detail": "an operator has said so", "remedy": "ask the night shift",
    }  # fmt: skip
    for _ in range(3):  # a client may try another key, or do without the token
        if link.ended.is_set():
            break
        await link.next("hello")
        await link.say(refused=[refused])
        if code != "bad_token":
            break
        check(link.count("hello") <= 2, "the client says the same hello again and again")
        try:
            await link.barrier()
        except proofs.Unmet:
            break
    check(await client.exit_code() == 1, "the exit code is not 1")
    check(len(world.mesh.all) == 1, "the client comes back after a permanent refusal")
    lines = [line for line in client.said.splitlines() if code in line]
    check(len(lines) > 0, f"no line names the code {code}")
    check(any("night shift" in line for line in lines), "no line names the code and the remedy")


@scenario("an agent that is revoked ends with exit code 1 and a line that says why (X1)")
async def refused_revoked(world: World) -> None:
    await _is_permanent(world, "revoked")


@scenario("a token that is not good ends the client in the same way")
async def refused_bad_token(world: World) -> None:
    await _is_permanent(world, "bad_token")


@scenario("an agent that came elsewhere ends this client: the two do not fight")
async def refused_replaced(world: World) -> None:
    link = await world.linked("store-1")
    refused = {"agent": "store-1", "about": "hello", "code": "replaced", "remedy": "stop one"}
    await link.say(refused=[refused])
    check(await world.client.exit_code() == 1, "the exit code is not 1")
    check("replaced" in world.client.said, "no line says why")


async def _comes_again(world: World, code: str) -> None:
    await world.start(world.invite("store-1"))
    link = await world.mesh.link()
    await link.challenge()
    await link.next("hello")
    refused = {"agent": "store-1", "about": "hello", "code": code}
    await link.say(refused=[refused])
    try:
        await link.next("hello")
    except proofs.Unmet:  # on another link is as good
        link = await world.mesh.link()
        await link.challenge()
        await link.next("hello")
    await link.say(welcome=[welcome("store-1")])
    await link.deliver("store-1", "m1", "ready")
    check((await link.answer("m1"))["value"] == "READY", "it does not work after that")


@scenario("a mesh that is not ready yet gets the hello again")
async def refused_unavailable(world: World) -> None:
    await _comes_again(world, "unavailable")


@scenario("an agent that is suspended waits, and works when it is let in again")
async def refused_suspended(world: World) -> None:
    await _comes_again(world, "suspended")


@scenario("a program has one instance on all of its links, and another after its start (M3)")
async def instance(world: World) -> None:
    first = await world.linked("store-1")
    await first.barrier()
    await first.cut()
    second = await world.mesh.link()
    await second.welcomed("store-1")
    await second.barrier()
    await world.client.kill()
    await world.start(world.folder / "store-1.agent.json")
    third = await world.mesh.link()
    await third.welcomed("store-1")
    instances = [link.hellos["store-1"].get("instance") for link in (first, second, third)]
    check(all(instances), "a hello has no instance")
    check(instances[0] == instances[1], "another link has another instance")
    check(instances[1] != instances[2], "a program that forgot all has the same instance")


async def _stays_outside(world: World, authority: Authority, host: str) -> None:
    async with FalseDoor(authority, host) as door:
        url = f"wss://127.0.0.1:{door.port}/v1/agent"
        client = await world.start(world.invite("store-1", url=url))
        check(not await door.went_in(), "the client speaks to a server that it cannot know")
        check(not await door.went_in(), "the client speaks to it at the second try")
        check(client.runs, "the client ends, instead of trying again later")
        check("certificate" in client.said, "no line names the certificate")


@scenario("a server with a certificate of another authority is not spoken to (X1)")
async def certificate_of_another(world: World) -> None:
    await _stays_outside(world, Authority(), "127.0.0.1")


@scenario("a server with a certificate for another name is not spoken to (X1)")
async def certificate_for_another(world: World) -> None:
    await _stays_outside(world, world.mesh.authority, "192.0.2.1")


@scenario("several agents share a link, and one link key signs for all", needs="several")
async def several_agents(world: World) -> None:
    link = await world.linked("store-1", "store-2")
    await link.deliver("store-1", "m1", "one")
    first = await link.answer("m1")
    await link.deliver("store-2", "m1", "two")
    second = await link.answer("m1")
    check(first.get("agent") == "store-1", "the first answer is not that of store-1")
    check(second.get("agent") == "store-2", "the second answer is not that of store-2")
    check(second["value"] == "TWO", "an id of one agent is taken for that of another")


@scenario("one of several agents is refused, and the other works on", needs="several")
async def one_of_several_refused(world: World) -> None:
    await world.start(world.invite("store-1"), world.invite("store-2"))
    link = await world.mesh.link()
    await link.challenge()
    await link.next("hello")
    await link.next("hello")
    refused = {"agent": "store-1", "about": "hello", "code": "revoked", "remedy": "resume"}
    await link.say(refused=[refused], welcome=[welcome("store-2")])
    await link.deliver("store-2", "m1", "here")
    check((await link.answer("m1"))["value"] == "HERE", "the other does not work")
    check("revoked" in world.client.said, "no line says that one is refused")
