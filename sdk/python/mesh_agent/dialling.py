"""Dialling: from an address to a WebSocket on which the mesh is who it should be."""

from __future__ import annotations

import ssl
from typing import Any

from websockets import connect  # type: ignore[attr-defined]
from websockets.exceptions import ConnectionClosed, InvalidHandshake

from .errors import LinkLost
from .files import tls_context
from .signing import server_end_point

SUBPROTOCOL = "mesh.agent.v1.json"
DIAL_S = 10.0


class Socket:
    """`binding_data` is what ties a hello to this TLS session."""

    def __init__(self, socket: Any) -> None:
        self._socket = socket
        certificate = socket.transport.get_extra_info("ssl_object").getpeercert(True)
        self.binding_data = server_end_point(certificate)

    async def send(self, message: str) -> None:
        try:
            await self._socket.send(message)
        except (ConnectionClosed, OSError) as error:
            raise LinkLost(_why(error)) from error

    async def receive(self) -> str | bytes:
        try:
            message: str | bytes = await self._socket.recv()
            return message
        except (ConnectionClosed, OSError) as error:
            raise LinkLost(_why(error)) from error

    async def close(self) -> None:
        await self._socket.close()


async def dial(url: str, ca: str, most_bytes: int) -> Socket:
    """Raises LinkLost when nobody is there, or somebody else."""
    try:
        socket = await connect(
            url,
            ssl=tls_context(ca),
            subprotocols=[SUBPROTOCOL],
            compression=None,
            max_size=most_bytes,
            open_timeout=DIAL_S,
            close_timeout=5,
            ping_interval=None,  # the mesh's pulse is what tells a dead link
        )
    except (OSError, TimeoutError, InvalidHandshake, EOFError) as error:
        raise LinkLost(_why(error)) from error
    if socket.subprotocol != SUBPROTOCOL:
        await socket.close()
        raise LinkLost(f"the server does not speak {SUBPROTOCOL}; look at the port")
    return Socket(socket)


def _why(error: BaseException) -> str:
    """One line for people, with what helps where that is known."""
    if isinstance(error, ssl.SSLCertVerificationError):
        return (
            f"its certificate is not good: {error.verify_message}; "
            "enroll the agent again when the mesh has got a new one"
        )
    if isinstance(error, TimeoutError):
        return "nobody answers; look at the address, and at the network"
    if isinstance(error, ConnectionRefusedError):
        return "the connection is refused; see that the mesh runs, with --agents"
    return str(error) or type(error).__name__
