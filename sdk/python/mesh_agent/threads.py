"""Threads for handlers that are no coroutines."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import Any


class Threads:
    """At most `most` threads. They are daemons: a handler that never returns does not keep
    a program from ending, as it would in a ThreadPoolExecutor."""

    def __init__(self, most: int) -> None:
        self._most, self._idle = most, 0
        self._count = 0
        self._lock = threading.Lock()
        self._calls: queue.SimpleQueue[tuple[Future[Any], Callable[[], Any]] | None]
        self._calls = queue.SimpleQueue()

    def submit(self, function: Callable[..., Any], *arguments: Any) -> Future[Any]:
        future: Future[Any] = Future()
        self._calls.put((future, lambda: function(*arguments)))
        with self._lock:
            if self._idle == 0 and self._count < self._most:
                self._count += 1
                name = f"mesh_agent-{self._count}"
                threading.Thread(target=self._work, name=name, daemon=True).start()
        return future

    def close(self) -> None:
        """Lets the threads end that have nothing to do."""
        with self._lock:
            for _ in range(self._count):
                self._calls.put(None)

    def _work(self) -> None:
        while True:
            with self._lock:
                self._idle += 1
            call = self._calls.get()
            with self._lock:
                self._idle -= 1
            if call is None:
                return
            future, function = call
            if not future.set_running_or_notify_cancel():
                continue
            try:
                future.set_result(function())
            except BaseException as error:  # the caller gets it, as from a coroutine
                future.set_exception(error)
