"""How much work something is, in calls of functions: the same on every machine, and so never a matter of seconds."""

from __future__ import annotations

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
