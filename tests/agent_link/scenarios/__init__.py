"""The scenarios of the suite. Importing this package fills `scenarios`."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from scripted.world import World


@dataclass(frozen=True)
class Scenario:
    name: str
    shows: str
    play: Callable[[World], Awaitable[None]]
    needs: str
    """An ability that not every client has; empty: all have it."""


scenarios: dict[str, Scenario] = {}

ABILITIES = ("several", "progress", "post")
"""Several agents on a link, saying progress, posting to other agents."""

Play = Callable[[World], Awaitable[None]]


def scenario(shows: str, needs: str = "") -> Callable[[Play], Play]:
    """Lists a function; its name is the scenario's, with - for _."""

    def listed(play: Play) -> Play:
        name = play.__name__.replace("_", "-")
        assert name not in scenarios and (not needs or needs in ABILITIES), name
        scenarios[name] = Scenario(name, shows, play, needs)
        return play

    return listed


from . import elsewhere, hellos, keys, links, several_links, work  # noqa: E402, F401
