"""How much work something is, in calls of functions and bytes: alike on every machine, and so never a matter of seconds."""

from __future__ import annotations

import sys
import tracemalloc
from collections import Counter
from collections.abc import Callable
from cProfile import Profile
from types import FrameType

ROOM = "/iku_dsl/"


def calls(asked: Callable[[], object]) -> int:
    """How many functions are called, those that are written in C among them, and how often a generator is asked for more."""
    counting = Profile(subcalls=False)
    counting.enable()
    try:
        asked()
    finally:
        counting.disable()
    return sum(one.callcount for one in counting.getstats())


def peak_memory(asked: Callable[[], object]) -> int:
    """How many bytes are held at the most while something is done."""
    tracemalloc.start()
    try:
        asked()
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


WALKS = (
    "bounds/known.py", "bounds/linear.py", "bounds/visit.py", "bounds/atoms.py", "bounds/ranges.py", "interval.py",
    "program/expression.py", "records.py",
)  # fmt: skip


def lines(asked: Callable[[], object]) -> Counter[str]:
    """How many lines of the language's code are run, each time one is: by the function that asked for the walk they are part of.

    A loop whose body calls nothing is seen so, which `calls` does not see; a loop of C, as `in` of a tuple or a copy, is one line.
    """
    counted: Counter[str] = Counter()
    traces: dict[str, Callable[..., object]] = {}

    def trace(name: str) -> Callable[..., object]:
        def line(*_: object) -> object:
            counted[name] += 1
            return line

        return line

    def call(frame: FrameType, *_: object) -> object:
        if ROOM not in frame.f_code.co_filename:
            return None
        asking: FrameType | None = frame
        while asking is not None and (
            ROOM not in asking.f_code.co_filename or asking.f_code.co_filename.endswith(WALKS)
        ):
            asking = asking.f_back
        code = (asking or frame).f_code
        name = f"{code.co_filename.rpartition(ROOM)[2]} {code.co_name}"
        return traces.setdefault(name, trace(name))

    before = sys.gettrace()
    sys.settrace(call)
    try:
        asked()
    finally:
        sys.settrace(before)
    return counted
