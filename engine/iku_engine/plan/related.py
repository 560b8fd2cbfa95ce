"""Which declarations of a spec set a change of one can reach: those that rest on it, and all that these rest on."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from iku_dsl import statements as st
from iku_dsl.parsing.parse import Parsed
from iku_dsl.problem import Span


@dataclass(frozen=True, slots=True)
class Stretch:
    """The text of a declaration, up to the next one: its file by its place, its offsets, its name (of a test none)."""

    place: int
    start: int
    end: int
    name: str


class Related:
    """The declarations of some files. A word that is the name of one counts as a mention of it, wherever it stands."""

    def __init__(self, parsed: Sequence[Parsed]) -> None:
        self.stretches = [stretch for place, one in enumerate(parsed) for stretch in _stretches(place, one)]
        self._declared: dict[str, list[int]] = {}
        for number, stretch in enumerate(self.stretches):
            self._declared.setdefault(stretch.name, []).append(number)
        self._declared.pop("", None)
        self._names: list[set[str]] = []  # that each mentions, its own among them
        self._mentioned: dict[str, list[int]] = {name: [] for name in self._declared}
        for number, stretch in enumerate(self.stretches):
            words = re.findall(r"\w+", parsed[stretch.place].file.text[stretch.start : stretch.end])
            self._names.append(self._declared.keys() & words)
            for name in self._names[-1]:
                self._mentioned[name].append(number)

    def of(self, place: int, offset: int) -> tuple[Stretch, list[Stretch]]:
        """The declaration at an offset of a file, and all that it is related to, itself among them, in the order of the files."""
        at = bisect_right(self.stretches, (place, offset), key=lambda one: (one.place, one.start)) - 1
        resting = _closed({at}, lambda number: {self.stretches[number].name} - {""}, self._mentioned)
        reached = _closed(resting, lambda number: self._names[number], self._declared)
        return self.stretches[at], [self.stretches[number] for number in sorted(reached)]


def _closed(start: set[int], names: Callable[[int], set[str]], leads_to: Mapping[str, list[int]]) -> set[int]:
    """All that names lead to, each name followed once: an indicator may have thousands of versions that name each other."""
    found, waiting, followed = set(start), list(start), set[str]()
    while waiting:
        new = names(waiting.pop()) - followed
        followed |= new
        more = {number for name in new for number in leads_to[name]} - found
        found |= more
        waiting.extend(more)
    return found


def _stretches(place: int, parsed: Parsed) -> list[Stretch]:
    """The declarations of a file; what stands before the first belongs to it."""
    heads = [line for line in parsed.spec.lines if isinstance(line.node, st.Head)]
    starts = [0, *(_offset(parsed, line.span) for line in heads[1:]), len(parsed.file.text)]
    names = ["" if isinstance(line.node, st.Test) else line.node.name.text for line in heads]  # type: ignore[union-attr]
    return [Stretch(place, start, end, name) for (start, end), name in zip(pairwise(starts), names, strict=False)]


def _offset(parsed: Parsed, span: Span) -> int:
    return parsed.file.line_starts[span.line - 1]
