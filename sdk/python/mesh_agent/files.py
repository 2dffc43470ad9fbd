"""Invites and credentials: docs/reference/agent-link.md, "Files"."""

from __future__ import annotations

import json
import os
import ssl
import tempfile
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from . import wire
from .addresses import is_address
from .errors import BadFile
from .signing import Key

MOST_BYTES = 1 << 20
INVITE_SUFFIX, CREDENTIALS_SUFFIX = ".invite.json", ".agent.json"


@dataclass(frozen=True)
class Credentials:
    """An agent's name, its mesh, its key. `path` is where they are kept.

    `token` stays until the mesh has welcomed the agent once: a hello whose answer was lost
    is then repeated as it was. `next_key` is one that was made for a rotation and may be
    known to the mesh already.
    """

    path: Path
    agent: str
    url: str
    ca: str
    key: Key
    next_key: Key | None = None
    token: str = ""
    urls: tuple[str, ...] = ()
    """Of other hosts, for when `url` cannot be reached."""

    @property
    def addresses(self) -> tuple[str, ...]:
        return self.url, *self.urls

    def keep(self) -> None:
        """Writes the file whole or not at all, for its owner alone."""
        fields: dict[str, Any] = {
            "mesh_agent": 1,
            "agent": self.agent,
            "url": self.url,
            "ca": self.ca,
            "key": wire.base64_of(self.key.private),
        }
        if self.urls:
            fields["urls"] = list(self.urls)
        if self.next_key:
            fields["next_key"] = wire.base64_of(self.next_key.private)
        if self.token:
            fields["token"] = self.token
        try:
            _write_whole(self.path, json.dumps(fields, indent=2) + "\n")
        except OSError as error:
            raise BadFile(
                f"cannot keep {self.path}: {error.strerror}; "
                "let this user write into its folder"
            ) from error

    def bound(self) -> Credentials:
        """The mesh knows the key: the token is no longer needed."""
        return replace(self, token="")

    def with_next_key(self, key: Key) -> Credentials:
        return replace(self, next_key=key)

    def rotated(self) -> Credentials:
        return replace(self, key=self.next_key or self.key, next_key=None)


def credentials_path(path: Path) -> Path:
    """NAME.agent.json beside NAME.invite.json."""
    stem = path.name.removesuffix(INVITE_SUFFIX)
    return path.with_name((stem if stem != path.name else path.stem) + CREDENTIALS_SUFFIX)


def load(path: str | os.PathLike[str]) -> Credentials:
    """Credentials from their file, or from an invite and what was made of it before.

    A new invite gets a new key, which is on disk before this returns.
    """
    place = Path(path)
    if not place.exists() and place.name.endswith(INVITE_SUFFIX):
        kept = credentials_path(place)
        if kept.exists():
            return _credentials(kept, _read(kept))
    fields = _read(place)
    if "mesh_agent" in fields:
        return _credentials(place, fields)
    if fields.get("mesh_invite") != 1:
        raise BadFile(
            f"{place} is neither an invite nor credentials of a version that is known; "
            "`agent enroll NAME --to NAME.invite.json` makes an invite"
        )
    kept = credentials_path(place)
    if kept.exists():
        return _credentials(kept, _read(kept))
    try:
        made = Credentials(
            path=kept,
            agent=_needed(fields, "agent"),
            url=_needed(fields, "url"),
            ca=_needed(fields, "ca"),
            key=Key.new(),
            token=_needed(fields, "token"),
            urls=tuple(wire.texts(fields, "urls")),
        )
        _check(made)
    except ValueError as error:
        raise BadFile(f"{place}: {error}; enroll the agent again") from error
    made.keep()
    return made


def _read(path: Path) -> dict[str, Any]:
    try:
        with path.open("rb") as file:
            data = file.read(MOST_BYTES + 1)
    except OSError as error:
        raise BadFile(
            f"cannot read {path}: {error.strerror}; "
            "`agent enroll NAME --to NAME.invite.json` makes an invite"
        ) from error
    try:
        if len(data) > MOST_BYTES:
            raise ValueError(f"it has more than {MOST_BYTES} bytes")
        fields = json.loads(data)
        if not isinstance(fields, dict):
            raise ValueError("it is no JSON object")
    except ValueError as error:
        raise BadFile(f"{path} is neither an invite nor credentials: {error}") from error
    return fields


def _credentials(path: Path, fields: dict[str, Any]) -> Credentials:
    try:
        if fields.get("mesh_agent") != 1:
            raise ValueError("it is of a version that is not known here")
        next_key = wire.raw(fields, "next_key")
        read = Credentials(
            path=path,
            agent=_needed(fields, "agent"),
            url=_needed(fields, "url"),
            ca=_needed(fields, "ca"),
            key=Key(wire.raw(fields, "key")),
            next_key=Key(next_key) if next_key else None,
            token=wire.text(fields, "token"),
            urls=tuple(wire.texts(fields, "urls")),
        )
        _check(read)
        return read
    except ValueError as error:
        raise BadFile(f"{path}: {error}; remove it and enroll the agent again") from error


def _needed(fields: dict[str, Any], name: str) -> str:
    value = wire.text(fields, name)
    if not value:
        raise ValueError(f"there is no {name}")
    return value


def _check(credentials: Credentials) -> None:
    for url in credentials.addresses:
        if not is_address(url):
            raise ValueError(f"the url {url} is not of the form wss://HOST:PORT/PATH")
    try:
        tls_context(credentials.ca)
    except ssl.SSLError as error:
        raise ValueError(f"the ca is no certificate: {error.reason or error}") from error


def tls_context(ca: str) -> ssl.SSLContext:
    """TLS 1.3; the mesh's certificate is checked against `ca` alone, its name too."""
    context = ssl.create_default_context(cadata=ca)
    context.minimum_version = ssl.TLSVersion.TLSv1_3
    # Newer releases of Python ask more of an authority's certificate than TLS does.
    context.verify_flags &= ~ssl.VerifyFlags.VERIFY_X509_STRICT
    return context


def _write_whole(path: Path, text: str) -> None:
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=path.name, suffix=".new")
    try:  # mkstemp gives mode 0600
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        os.replace(name, path)
    except BaseException:
        os.unlink(name)
        raise
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
