"""Work that takes its time: how far it is, told now and then, and an interrupt (Ctrl-C) at any moment.

A step that must not be cut in two is ended first, and what is lasting by then is counted. A library may turn an interrupt into an error
of its own, or meet it in a state that it takes for a mistake. So whoever runs a command asks `WORK.stopped`, and not which exception
came out.
"""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from iku_engine.errors import EngineError


class Work:
    """What this process did so far: whether somebody stopped it, how often it changed a store, and how many files it wrote.

    `stores` ask the last stores that it opened what somebody changed in them by hand, for whoever stops at something odd, also later.
    """

    __slots__ = ("changes", "files", "stopped", "stores")  # `--version` waits for no dataclasses

    def __init__(self) -> None:
        self.begin()

    def begin(self) -> None:
        """Nothing is done yet."""
        self.stopped, self.changes, self.files = False, 0, 0
        self.stores: tuple[Callable[[], EngineError | None], ...] = ()

    def opened(self, store: Callable[[], EngineError | None]) -> None:
        """A store was opened: two are known, as no command compares more."""
        self.stores = (*self.stores[-1:], store)


WORK = Work()


def stop_cleanly() -> None:
    """From now on an interrupt is noted, and ends what the process does as ever."""
    if signal.getsignal(signal.SIGINT) is not signal.SIG_IGN:
        signal.signal(signal.SIGINT, _stop)


def stop_no_more() -> None:
    """The work is done, whatever comes."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def _stop(_number: int, _frame: FrameType | None) -> None:
    WORK.stopped = True
    raise KeyboardInterrupt


@contextmanager
def undisturbed() -> Iterator[None]:
    """A step that an interrupt does not cut in two: a commit, a rollback, a file that gets its name. It comes afterwards."""
    before = signal.getsignal(signal.SIGINT)
    if threading.current_thread() is not threading.main_thread() or not callable(before):
        yield
        return
    came: list[tuple[int, FrameType | None]] = []
    signal.signal(signal.SIGINT, lambda number, frame: came.append((number, frame)))
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
        if came:
            before(*came[0])


TOLD_EACH = 20  # steps
Progress = Callable[[int, int], None]


def steps(total: int, progress: Progress) -> Callable[[], None]:
    """What to call after each of `total` steps; `progress` is told how many are done, of how many."""
    done = 0
    progress(done, total)

    def step() -> None:
        nonlocal done
        done += 1
        if done % TOLD_EACH == 0 or done == total:
            progress(done, total)

    return step
