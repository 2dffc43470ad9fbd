"""Keys, and the bytes that are signed: docs/reference/agent-link.md, "Signatures"."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import (
    Ed25519PrivateKey,
    Ed25519PublicKey,
)

SERVER_END_POINT = "tls-server-end-point"


class Key:
    """An Ed25519 key: 32 private bytes, 32 public ones, signatures of 64."""

    def __init__(self, private: bytes) -> None:
        self.private = private
        self._key = Ed25519PrivateKey.from_private_bytes(private)
        self.public: bytes = self._key.public_key().public_bytes(
            serialization.Encoding.Raw, serialization.PublicFormat.Raw
        )

    @classmethod
    def new(cls) -> Key:
        return cls(
            Ed25519PrivateKey.generate().private_bytes(
                serialization.Encoding.Raw,
                serialization.PrivateFormat.Raw,
                serialization.NoEncryption(),
            )
        )

    def sign(self, what: bytes) -> bytes:
        return self._key.sign(what)


def is_signed(public: bytes, signature: bytes, what: bytes) -> bool:
    """False also where key or signature have a length that no key or signature has."""
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, what)
        return True
    except (InvalidSignature, ValueError):
        return False


def lp(part: str | bytes) -> bytes:
    """The length of `part` in 4 bytes, most significant first, then `part`."""
    data = part.encode() if isinstance(part, str) else part
    return len(data).to_bytes(4, "big") + data


def hello_bytes(
    nonce: bytes, binding: str, binding_data: bytes, agent: str, link_key: bytes
) -> bytes:
    parts = lp(binding) + lp(binding_data) + lp(agent) + lp(link_key)
    return b"mesh.agent.v1 hello\0" + nonce + parts


def rotate_bytes(nonce: bytes, agent: str, new_key: bytes) -> bytes:
    return b"mesh.agent.v1 rotate\0" + nonce + lp(agent) + lp(new_key)


def deliver_bytes(nonce: bytes, agent: str, id: str, verb: str, payload: bytes) -> bytes:
    parts = lp(agent) + lp(id) + lp(verb) + lp(payload)
    return b"mesh.agent.v1 deliver\0" + nonce + parts


def answer_digest(
    agent: str,
    id: str,
    state: int,
    value: str,
    expected: str,
    received: str,
    failure: str,
    more: Mapping[str, Any] | None = None,
) -> bytes:
    """`more`: posts and the evidence of a conflict, as ProtoJSON."""
    parts = [agent, id, str(state), value, expected, received, failure]
    if more and any(more.values()):
        needed = more.get("neededCapabilities", [])
        posts = more.get("post", [])
        parts += [more.get("conflictType", "")]
        parts += [str(more.get("depth", 0)), str(more.get("affectedAgents", 0))]
        parts += [str(len(needed)), *needed, str(len(posts))]
        parts += [post.get(name, "") for post in posts for name in ("to", "text")]
    return hashlib.sha256(b"".join(lp(part) for part in parts)).digest()


def answers_bytes(nonce: bytes, number: int, digests: Iterable[bytes]) -> bytes:
    head = b"mesh.agent.v1 answers\0" + nonce + number.to_bytes(4, "big")
    return head + b"".join(digests)


def server_end_point(certificate: bytes) -> bytes:
    """The binding data of a link: the SHA-256 of the server's certificate (DER)."""
    return hashlib.sha256(certificate).digest()
