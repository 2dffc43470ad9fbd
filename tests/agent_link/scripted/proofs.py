"""What is signed, written down a second time: the suite shares no code with a client."""

from __future__ import annotations

import base64
import hashlib
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import (
    Ed25519PrivateKey,
    Ed25519PublicKey,
)
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat


class Unmet(AssertionError):
    """A client did something else than it should."""


def check(holds: bool, why: str) -> None:
    if not holds:
        raise Unmet(why)


def lp(part: str | bytes) -> bytes:
    data = part.encode() if isinstance(part, str) else part
    return len(data).to_bytes(4, "big") + data


def raw(fields: dict[str, Any], name: str, length: int) -> bytes:
    data = base64.b64decode(fields.get(name, ""), validate=True)
    check(len(data) == length, f"{name} has {len(data)} bytes, not {length}")
    return data


def text_of(data: bytes) -> str:
    return base64.b64encode(data).decode()


def check_signed(key: bytes, signature: bytes, what: bytes, name: str) -> None:
    try:
        Ed25519PublicKey.from_public_bytes(key).verify(signature, what)
    except InvalidSignature:
        raise Unmet(f"{name} is not signed as it should be") from None


def public_of(key: Ed25519PrivateKey) -> bytes:
    return key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)


def check_hello(nonce: bytes, hello: dict[str, Any], end_point: bytes) -> None:
    binding = hello.get("binding")
    check(
        binding == "tls-server-end-point",
        f"the binding is {binding!r}; only tls-server-end-point can be checked here",
    )
    parts = lp(binding) + lp(end_point) + lp(hello["agent"]) + lp(link_key_of(hello, False))
    what = b"mesh.agent.v1 hello\0" + nonce + parts
    check_signed(raw(hello, "key", 32), raw(hello, "signature", 64), what, "hello")


def link_key_of(hello: dict[str, Any], or_own: bool = True) -> bytes:
    """The key that signs the answers; an empty one is the agent's own."""
    if hello.get("linkKey"):
        return raw(hello, "linkKey", 32)
    return raw(hello, "key", 32) if or_own else b""


def check_answers(nonce: bytes, message: dict[str, Any], agent: str, key: bytes) -> None:
    what = b"mesh.agent.v1 answers\0" + nonce + message.get("number", 0).to_bytes(4, "big")
    for answer in message["answer"]:
        names = ("value", "expected", "received", "failure")
        head = (answer.get("agent") or agent, answer.get("id", ""), str(answer.get("state", 0)))
        parts = head + tuple(answer.get(name, "") for name in names) + _evidence(answer)
        what += hashlib.sha256(b"".join(map(lp, parts))).digest()
    check_signed(key, raw(message, "signature", 64), what, "the answers' message")


def _evidence(answer: dict[str, Any]) -> tuple[str, ...]:
    """Posts and the evidence of a conflict are signed where there are any."""
    needed, posts = answer.get("neededCapabilities", []), answer.get("post", [])
    numbers = [str(answer.get(name, 0)) for name in ("depth", "affectedAgents")]
    if not (answer.get("conflictType") or needed or posts or numbers != ["0", "0"]):
        return ()
    said = [part for post in posts for part in (post.get("to", ""), post.get("text", ""))]
    kind = answer.get("conflictType", "")
    return (kind, *numbers, str(len(needed)), *needed, str(len(posts)), *said)


def check_rotate(nonce: bytes, rotate: dict[str, Any], agent: str, old: bytes) -> bytes:
    new = raw(rotate, "key", 32)
    what = b"mesh.agent.v1 rotate\0" + nonce + lp(agent) + lp(new)
    check_signed(old, raw(rotate, "signature", 64), what, "rotate, by the old key,")
    check_signed(new, raw(rotate, "newSignature", 64), what, "rotate, by the new key,")
    return new


def deliver_signature(
    key: Ed25519PrivateKey, nonce: bytes, agent: str, id: str, verb: str, payload: bytes
) -> str:
    parts = lp(agent) + lp(id) + lp(verb) + lp(payload)
    return text_of(key.sign(b"mesh.agent.v1 deliver\0" + nonce + parts))
