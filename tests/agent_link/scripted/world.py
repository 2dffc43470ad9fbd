"""What a scenario works in: a mesh, a folder, and client programs."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import stat
import time
from pathlib import Path
from typing import Any

from .mesh import Link, Mesh
from .patience import patience
from .proofs import Unmet, check


class Client:
    def __init__(self, process: asyncio.subprocess.Process, errors: Path) -> None:
        self._process, self._errors = process, errors

    def terminate(self) -> None:
        self._process.send_signal(signal.SIGTERM)

    async def kill(self) -> None:
        if self._process.returncode is None:
            os.killpg(self._process.pid, signal.SIGKILL)
        await self._process.wait()

    async def exit_code(self) -> int:
        try:
            async with patience():
                return await self._process.wait()
        except TimeoutError:
            raise Unmet("the client does not end") from None

    @property
    def runs(self) -> bool:
        return self._process.returncode is None

    @property
    def said(self) -> str:
        """What it wrote for people."""
        return self._errors.read_text(errors="replace")


class World:
    """`mesh` is where invites say, `other` is another host of the same mesh."""

    def __init__(self, mesh: Mesh, other: Mesh, folder: Path, client: list[str]) -> None:
        self.mesh, self.other, self.folder = mesh, other, folder
        self._command = client
        self.clients: list[Client] = []

    def invite(self, agent: str, **other: Any) -> Path:
        path = self.folder / f"{agent}.invite.json"
        fields = {
            "mesh_invite": 1,
            "agent": agent,
            "url": self.mesh.url,
            "token": f"token of {agent}",
            "ca": self.mesh.authority.pem,
            "expires_ms": int(time.time() * 1000) + 3_600_000,
            **other,
        }
        path.write_text(json.dumps(fields))
        return path

    def credentials(self, agent: str) -> dict[str, Any]:
        """They are there, and only their owner may read them."""
        path = self.folder / f"{agent}.agent.json"
        check(path.exists(), f"the client has not kept {path.name} beside the invite")
        mode = stat.S_IMODE(path.stat().st_mode)
        check(mode == 0o600, f"the mode of {path.name} is {mode:o}, not 600")
        fields = json.loads(path.read_text())
        check(fields.get("mesh_agent") == 1, f"{path.name} has no mesh_agent: 1")
        check(fields.get("agent") == agent, f"{path.name} is for {fields.get('agent')}")
        for name in ("url", "ca", "key"):
            check(bool(fields.get(name)), f"{path.name} has no {name}")
        return dict(fields)

    async def start(self, *files: Path, signed: bool = False) -> Client:
        given = (["--signed"] if signed else []) + [str(file) for file in files]
        words = [word for each in self._command for word in
                 (given if each == "FILE" else [each])]  # fmt: skip
        errors = self.folder / f"client-{len(self.clients)}.err"
        with errors.open("wb") as err:
            process = await asyncio.create_subprocess_exec(
                *words, stdin=asyncio.subprocess.DEVNULL, stdout=err, stderr=err,
                start_new_session=True,
            )  # fmt: skip
        self.clients.append(Client(process, errors))
        return self.clients[-1]

    async def linked(self, *names: str, **more: Any) -> Link:
        """The usual begin: a client of these agents, linked and welcomed."""
        await self.start(*(self.invite(name) for name in names))
        link = await self.mesh.link()
        await link.welcomed(*names, **more)
        return link

    @property
    def client(self) -> Client:
        return self.clients[-1]

    def check(self) -> None:
        """What every link of every scenario has to keep."""
        for link in self.mesh.all + self.other.all:
            link.check()

    async def close(self) -> None:
        for client in self.clients:
            await client.kill()
