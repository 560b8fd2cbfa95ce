"""What stands around long work: a collector of garbage that rests meanwhile, and the last resort, which stops it.

Work that builds much without rings is done while the collector is paused: it would look through all of it and find nothing.
All else than a watch is counted in steps (`iku_dsl.budgets`), so that each machine gives the same answers. A watch gives none: it
stops what has taken far longer than any work that was foreseen, and says that there is no answer, and where in the specs the work was.
Whoever has the time asks for more of it (`IKU_PATIENCE`).
"""

from __future__ import annotations

import gc
import os
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from math import ceil
from types import FrameType
from typing import TypeVar

from iku_dsl.budgets import most
from iku_dsl.problem import Span


@contextmanager
def paused() -> Iterator[None]:
    """No collection of garbage meanwhile; afterwards as it was before."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


LOOKS = 0.25  # seconds between two looks
Made = TypeVar("Made")


class Stopped(BaseException):  # no `except Exception` on the way takes it for a mistake of its own
    """The work took more than some budget has; `at` is the place of the specs that it was at, where that can be told."""

    watch: _Watch
    budget = ""
    limit = 0.0
    at: Span | None = None

    def __init__(self) -> None:
        super().__init__()
        self.watch.pending = False  # it is made when it is raised, in the thread that works


def watched(work: Callable[[], Made], letters: int) -> Made:
    """What some work on specs of so many letters gives. Errors: `Stopped` where it takes too much time or memory."""
    patience = _patience()
    if not patience:
        return work()
    watch = _Watch(patience * max(1, ceil(letters / 1_000_000)))
    try:
        try:
            return work()
        finally:
            watch.end()
    except Stopped as stopped:
        watch.end()  # where it came while the watch was being ended
        stopped.budget, stopped.limit, stopped.at = watch.gone, watch.limits[watch.gone], watch.at
        raise


def _patience() -> float:
    try:
        return max(0.0, float(os.environ.get("IKU_PATIENCE", "1")))
    except ValueError:
        return 1.0


def _memory() -> int:
    """The most that the process held so far, in bytes; nothing where the system does not say."""
    try:
        import resource
    except ImportError:
        return 0
    held = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return held if sys.platform == "darwin" else held * 1024


USED: Mapping[str, Callable[[], float]] = {"watched-seconds": time.process_time, "watched-bytes": _memory}


class _Watch:
    """A thread that looks at the processor's time and the memory of the process, and raises `Stopped` in the one that works."""

    def __init__(self, times: float) -> None:
        self.limits = {name: times * most(name) for name in USED}
        self.gone = ""  # the budget that was used up
        self.at: Span | None = None
        self._until = {name: used() + self.limits[name] for name, used in USED.items()}
        self.pending = False  # whether it was asked to be raised, and is not yet
        self._worker = threading.get_ident()
        self._over = threading.Event()
        self._looking = threading.Thread(target=self._look, daemon=True)
        self._looking.start()

    def _look(self) -> None:
        while not self._over.wait(LOOKS):
            for name, used in USED.items():
                if used() > self._until[name]:
                    self._stop(name)
                    break

    def _stop(self, name: str) -> None:
        if not self.gone:
            self.gone, self.at = name, _place(sys._current_frames().get(self._worker))
        if not self.pending:  # again at the next look, should somebody have swallowed it
            self.pending = True
            _raise_in(self._worker, type("Stopped", (Stopped,), {"watch": self}))

    def end(self) -> None:
        """The work is done: nothing is raised any more once this returns. Errors: `Stopped` where it was asked for by then.

        What was asked for is waited for: to take it back would leave the interpreter looking for it at every step, for ever.
        """
        self._over.set()
        self._looking.join()
        while self.pending:
            time.sleep(0.001)


def _raise_in(thread: int, what: type[BaseException]) -> None:
    import ctypes

    ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(thread), ctypes.py_object(what))


def _place(frame: FrameType | None) -> Span | None:
    """Where in the specs some work is: what the innermost function has in hand that has a place there."""
    while frame is not None:
        for value in reversed(frame.f_locals.values()):
            at = value if isinstance(value, Span) else _place_of(value)
            if at is not None:
                return at
        frame = frame.f_back
    return None


def _place_of(value: object) -> Span | None:
    """The place of a node or declaration; anything else may compute what is called so, and is in the middle of being made."""
    at = getattr(value, "span", None) if "span" in getattr(type(value), "__dataclass_fields__", ()) else None
    return at if isinstance(at, Span) else None
