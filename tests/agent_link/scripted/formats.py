"""A message as JSON or as Protobuf: scenarios speak ProtoJSON, and links translate.

The classes for Protobuf are made from messages/agent_link.proto when a client first asks for
them; protoc and Debian's python3-protobuf do that.
"""

from __future__ import annotations

import functools
import importlib
import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

SCHEMA = Path(__file__).resolve().parents[3] / "messages" / "agent_link.proto"
JSON, PROTO = "mesh.agent.v1.json", "mesh.agent.v1.proto"
SUBPROTOCOLS = [JSON, PROTO]


class JsonFormat:
    def read(self, message: str | bytes) -> dict[str, Any]:
        if not isinstance(message, str):
            raise ValueError("JSON was agreed, and a binary message came")
        fields = json.loads(message)
        if not isinstance(fields, dict):
            raise ValueError("the message is no object")
        return fields

    def write(self, fields: dict[str, Any]) -> str:
        return json.dumps(fields)


class ProtoFormat:
    def __init__(self) -> None:
        self._schema = _compiled()

    def read(self, message: str | bytes) -> dict[str, Any]:
        from google.protobuf import json_format

        if not isinstance(message, bytes):
            raise ValueError("Protobuf was agreed, and a text came")
        return json_format.MessageToDict(self._schema.FromAgent.FromString(message))

    def write(self, fields: dict[str, Any]) -> bytes:
        """Fields that the schema does not know become one that nobody knows."""
        from google.protobuf import json_format

        made = json_format.ParseDict(
            fields, self._schema.FromMesh(), ignore_unknown_fields=True
        ).SerializeToString()
        known = {each.json_name for each in self._schema.FromMesh.DESCRIPTOR.fields}
        is_odd = not known.issuperset(fields)
        return bytes(made + (b"\xfa\x3e\x03new" if is_odd else b""))  # field 1007, a text


@functools.cache
def _compiled() -> Any:
    folder = tempfile.TemporaryDirectory(prefix="mesh-agent-link-proto-")
    subprocess.run(
        ["protoc", f"--python_out={folder.name}", f"-I{SCHEMA.parent}", SCHEMA.name], check=True
    )
    sys.path.insert(0, folder.name)
    try:
        return importlib.import_module("agent_link_pb2")
    finally:
        sys.path.remove(folder.name)
        folder.cleanup()


def format_of(subprotocol: str) -> JsonFormat | ProtoFormat:
    return ProtoFormat() if subprotocol == PROTO else JsonFormat()
