"""How far an evaluation is: one step a result, told now and then."""

from __future__ import annotations

from collections.abc import Callable

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
