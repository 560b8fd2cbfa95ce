"""Where each name of a list stands: looked through once, however many conditions compare by it."""

from __future__ import annotations

from collections.abc import Mapping

MOST_KEPT = 1_000  # lists; a program has one for each choice, and their names together are in its text
_KEPT: dict[
    int, tuple[tuple[str, ...], Mapping[str, int]]
] = {}  # by identity, with the list, so that no other gets its place


def places_of(names: tuple[str, ...]) -> Mapping[str, int]:
    """The place of each name, the first where one comes twice."""
    kept = _KEPT.get(id(names))
    if kept is None:
        if len(_KEPT) >= MOST_KEPT:
            _KEPT.clear()
        places: dict[str, int] = {}
        for place, name in enumerate(names):
            places.setdefault(name, place)
        kept = _KEPT[id(names)] = names, places
    return kept[1]
