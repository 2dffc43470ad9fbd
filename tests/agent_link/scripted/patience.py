"""The time that a scenario waits for a client; a machine may be busy."""

from __future__ import annotations

import asyncio

_seconds = 60.0


def be_patient(seconds: float) -> None:
    global _seconds
    _seconds = seconds


def patience() -> asyncio.Timeout:
    """To wait within: TimeoutError when the client takes longer."""
    return asyncio.timeout(_seconds)
