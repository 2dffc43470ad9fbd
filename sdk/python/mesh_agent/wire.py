"""ProtoJSON, as much of it as the agent link needs.

Readers take what a mesh may send: missing fields are zero, 64-bit numbers come as texts,
bytes in base64 with either alphabet. A field of another kind is a `WireError`; fields that
nobody asks for are ignored.
"""

from __future__ import annotations

import base64
import json
import math
from collections.abc import Iterable, Mapping
from typing import Any

Fields = Mapping[str, Any]


class WireError(ValueError):
    """A message is not what the schema says."""


def parse(message: str | bytes) -> Fields:
    if isinstance(message, bytes):
        raise WireError("a binary message came where JSON was agreed")
    try:
        fields = json.loads(message)
    except (ValueError, RecursionError) as error:
        raise WireError(f"it is not JSON: {error}") from error
    return _object(fields, "the message")


def _object(value: Any, name: str) -> Fields:
    if not isinstance(value, dict):
        raise WireError(f"{name} is no object")
    return value


def one(fields: Fields, name: str) -> Fields | None:
    value = fields.get(name)
    return None if value is None else _object(value, name)


def many(fields: Fields, name: str) -> list[Fields]:
    value = fields.get(name)
    if value is None:
        return []
    if not isinstance(value, list):
        raise WireError(f"{name} is no list")
    return [_object(item, name) for item in value]


def text(fields: Fields, name: str) -> str:
    value = fields.get(name)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise WireError(f"{name} is no text")
    return value


def texts(fields: Fields, name: str) -> list[str]:
    value = fields.get(name) or []
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise WireError(f"{name} is no list of texts")
    return value


def flag(fields: Fields, name: str) -> bool:
    value = fields.get(name)
    if value is not None and not isinstance(value, bool):
        raise WireError(f"{name} is neither true nor false")
    return bool(value)


def number(fields: Fields, name: str) -> float:
    """A finite number; it may come as a text."""
    value = fields.get(name)
    if value is None:
        return 0.0
    if isinstance(value, bool) or not isinstance(value, (int, float, str)):
        raise WireError(f"{name} is no number")
    try:
        result = float(value)
    except (ValueError, OverflowError) as error:
        raise WireError(f"{name} is no number") from error
    if not math.isfinite(result):
        raise WireError(f"{name} is not finite")
    return result


def whole(fields: Fields, name: str) -> int:
    """A whole number of up to 64 bits, without the loss that a float would bring."""
    value = fields.get(name)
    if isinstance(value, (str, int)) and not isinstance(value, bool):
        try:
            return int(value)
        except ValueError:
            pass
    result = number(fields, name)
    if result != int(result):
        raise WireError(f"{name} is no whole number")
    return int(result)


def raw(fields: Fields, name: str) -> bytes:
    value = text(fields, name).replace("-", "+").replace("_", "/")
    try:
        return base64.b64decode(value + "=" * (-len(value) % 4), validate=True)
    except ValueError as error:  # binascii.Error is one
        raise WireError(f"{name} is no base64") from error


def base64_of(data: bytes) -> str:
    return base64.b64encode(data).decode()


def without_defaults(fields: Mapping[str, Any]) -> dict[str, Any]:
    """ProtoJSON leaves out what is zero, empty or false."""
    return {name: value for name, value in fields.items() if value}


def encode(fields: Mapping[str, Any]) -> str:
    return json.dumps(fields, ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def joined(lists: Mapping[str, Iterable[str]], rest: Mapping[str, Any]) -> str:
    """One message of items that are encoded already, and of other fields."""
    parts = [f'"{name}":[{",".join(items)}]' for name, items in lists.items() if items]
    inner = encode(without_defaults(rest))[1:-1]
    return "{" + ",".join(parts + [inner] if inner else parts) + "}"
