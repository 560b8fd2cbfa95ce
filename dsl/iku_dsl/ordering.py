"""Things that need others, in an order in which each comes after what it needs."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Mapping
from typing import TypeVar

Thing = TypeVar("Thing", bound=Hashable)


def in_order(needs: Mapping[Thing, Iterable[Thing]]) -> tuple[list[Thing], list[list[Thing]]]:
    """All things, each after those that it needs and else in the order given, and circles: of each the things on it, in turn.

    A thing is on one of these circles at most: others go through the same things, and may be gone with it. Of the needs that make a
    circle one is passed over. A need that is none of the things is nobody's.
    """
    ordered: dict[Thing, None] = {}
    rings: list[list[Thing]] = []
    ringed = set[Thing]()
    for start in needs:
        path: dict[Thing, Iterator[Thing]] = {} if start in ordered else {start: iter(needs[start])}
        while path:
            thing = next(reversed(path))
            target = next(path[thing], None)
            if target is None:
                ordered[thing] = None
                del path[thing]
            elif target in path:
                if not ringed & {thing, target}:
                    names = list(path)
                    ring = names[names.index(target) :]
                    rings += [ring] if ringed.isdisjoint(ring) else []
                    ringed.update(ring)
            elif target in needs and target not in ordered:
                path[target] = iter(needs[target])
    return list(ordered), rings
