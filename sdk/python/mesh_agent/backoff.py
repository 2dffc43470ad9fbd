"""Decisions about time: when to dial again, and how fast to speak. Pure."""

from __future__ import annotations

import random
from collections.abc import Callable


MANY = 1_000_000


class Backoff:
    """0.5 s, then twice that each time, to 30 s at most, each varied at random by half."""

    def __init__(
        self,
        first_s: float = 0.5,
        most_s: float = 30.0,
        vary: Callable[[], float] = random.random,
    ) -> None:
        self._first, self._most, self._vary = first_s, most_s, vary
        self._next = first_s

    def reset(self) -> None:
        self._next = self._first

    def wait_s(self, not_before_s: float = 0.0) -> float:
        """The time to wait now; `not_before_s` is what the mesh asked for at least.

        Many agents get the same `not_before_s` at once, so it is varied upwards as well.
        """
        wait = self._next * (0.5 + self._vary())
        self._next = min(2 * self._next, self._most)
        if not_before_s <= 0:
            return wait
        return max(wait, not_before_s + min(not_before_s / 2, self._most) * self._vary())


class Pace:
    """Keeps below what a link allows in a second, and lets one second's worth through at once.

    A message counts as one, and each thing that it says as one.
    """

    def __init__(self, per_s: float, now_s: float) -> None:
        self._per_s = per_s
        self._most = max(2.0, per_s)
        self._batch = max(2.0, per_s / 20)
        self._credit, self._at = self._most, now_s

    def wait_s(self, now_s: float) -> float:
        """The time until a message may go; 50 ms' worth go together when it has to wait."""
        if self._per_s <= 0:
            return 0.0
        self._earn(now_s)
        enough = self._credit > 2.0 - 1e-6
        return 0.0 if enough else (self._batch - self._credit) / self._per_s

    def things(self) -> int:
        """So many things a message may say now; one at least."""
        return max(1, int(self._credit) - 1) if self._per_s > 0 else MANY

    def spend(self, things: int, now_s: float) -> None:
        self._earn(now_s)
        self._credit -= 1 + things

    def _earn(self, now_s: float) -> None:
        passed = max(0.0, now_s - self._at)
        self._credit = min(self._most, self._credit + passed * self._per_s)
        self._at = now_s
