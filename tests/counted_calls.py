"""How much work something is, in calls of functions and bytes: alike on every machine, and so never a matter of seconds."""

from __future__ import annotations

import tracemalloc
from collections.abc import Callable
from cProfile import Profile


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
