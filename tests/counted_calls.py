"""How much work something is, in calls of functions: the same on every machine, and so never a matter of seconds."""

from __future__ import annotations

import sys
from collections.abc import Callable
from types import FrameType


def calls(asked: Callable[[], object]) -> int:
    """How many functions are called, those that are written in C among them, and how often a generator is asked for more."""
    counted = 0

    def count(_: FrameType, event: str, __: object) -> None:
        nonlocal counted
        counted += event in ("call", "c_call")

    before = sys.getprofile()
    sys.setprofile(count)
    try:
        asked()
    finally:
        sys.setprofile(before)
    return counted
