"""New keys, and what happens when a link ends in the middle of them."""

from __future__ import annotations

import base64
import json
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from scripted import proofs
from scripted.mesh import Link
from scripted.proofs import check
from scripted.world import World

from . import scenario


def _public_keys_on_disk(fields: dict[str, Any]) -> set[bytes]:
    keys = set()
    for name, value in fields.items():
        if name.endswith("key"):
            private = Ed25519PrivateKey.from_private_bytes(base64.b64decode(value))
            keys.add(proofs.public_of(private))
    return keys


async def _rotate_of(world: World, link: Link) -> bytes:
    """The new key; it was put on disk before it was said."""
    rotate = await link.next("rotate")
    old = proofs.raw(link.hellos["store-1"], "key", 32)
    new = proofs.check_rotate(link.nonce, rotate, "store-1", old)
    kept = _public_keys_on_disk(world.credentials("store-1"))
    check(new in kept, "the new key is said before it is kept")
    check(new != old, "the new key is the old one")
    return new


@scenario("a client makes a new key when the mesh says so, and uses it from then on (X1)")
async def rotate(world: World) -> None:
    link = await world.linked("store-1", rotate=True)
    new = await _rotate_of(world, link)
    await link.say(rotated=[{"agent": "store-1", "oldKeyLeftS": 60, "keyLeftS": 86400}])
    await link.deliver("store-1", "m1", "goes on")
    await link.answer("m1")
    world.client.terminate()
    await world.client.exit_code()
    check(_public_keys_on_disk(world.credentials("store-1")) == {new}, "the old key is kept")
    await world.start(world.folder / "store-1.agent.json")
    second = await world.mesh.link()
    await second.welcomed("store-1")
    check(proofs.raw(second.hellos["store-1"], "key", 32) == new, "hello is by the old key")


@scenario("a client that died before it heard of its new key comes with the one that is good")
async def rotate_lost(world: World) -> None:
    link = await world.linked("store-1", rotate=True)
    new = await _rotate_of(world, link)
    old = proofs.raw(link.hellos["store-1"], "key", 32)
    await world.client.kill()
    for good in (new, old):  # the mesh has taken the new key; then: it has not
        kept = json.dumps(world.credentials("store-1"))
        await world.start(world.folder / "store-1.agent.json")
        again = await world.mesh.link()
        await again.challenge()
        tried = 0
        while proofs.raw(await again.next("hello"), "key", 32) != good:
            tried += 1
            check(tried < 3, "the client does not try the key that is good")
            await again.say(refused=[{"agent": "store-1", "about": "hello",
                                      "code": "unknown_key"}])  # fmt: skip
        await world.client.kill()
        # Nothing was welcomed, so both keys may still be the good one.
        check(json.dumps(world.credentials("store-1")) == kept, "a key was given up too early")
