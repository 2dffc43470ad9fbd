"""Addresses that are not the mesh of an invite: a client must not speak to them, or finds
nobody there."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import ssl
from collections.abc import Iterator

from .certificates import Authority
from .patience import patience
from .proofs import Unmet


@contextlib.contextmanager
def nobody_there() -> Iterator[str]:
    """An address that refuses every connection: its port is taken, and nobody listens."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        yield f"wss://127.0.0.1:{taken.getsockname()[1]}/v1/agent"


class FalseDoor:
    """Shows a certificate, and tells whether a client goes in."""

    def __init__(self, authority: Authority, host: str) -> None:
        self._context, _ = authority.server(host)
        self._went_in: asyncio.Queue[bool] = asyncio.Queue()

    async def __aenter__(self) -> FalseDoor:
        self._server = await asyncio.start_server(self._on_client, "127.0.0.1", 0)
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(self, *_: object) -> None:
        self._server.close()
        await self._server.wait_closed()

    async def _on_client(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        try:
            await writer.start_tls(self._context)
            went_in = bool(await reader.read(1))
        except (ssl.SSLError, OSError):
            went_in = False
        self._went_in.put_nowait(went_in)
        writer.close()

    async def went_in(self) -> bool:
        try:
            async with patience():
                return await self._went_in.get()
        except TimeoutError:
            raise Unmet("the client does not dial") from None
