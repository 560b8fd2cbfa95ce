"""Whether a regular expression may take more than linear time: found in its parsed tree, never by a clock.

The tree becomes an automaton whose states are the places of its letters. A search that fails takes at least the square of a text where
there are two loops `p` and `q`, and letters by which `p` comes back to itself and also leads to `q`, which comes back to itself (Weber and
Seidl 1991); or where a loop comes back to itself in two ways. A search that may begin anywhere has a loop before it. Assertions of one
letter and possessive repeats of one letter are followed exactly; what else looks around is taken to hold.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cached_property
from itertools import pairwise
from re import _constants as op  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any

LETTERS = [chr(code) for code in range(128)] + list("éÉσΣıſ０٣\u00a0\u2028–−“”")
WORD = frozenset(letter for letter in LETTERS if re.fullmatch(r"\w", letter))
ALL = frozenset(LETTERS)
LONG = 200  # a repeat of as many is one without an end
Some = frozenset[str]
Condition = tuple[str, Some]  # "before" or "next", and the letters that may stand there; "boundary"; "unsure"
Path = tuple[Condition, ...]
END = "end"
ONE_LETTER = (op.LITERAL, op.NOT_LITERAL, op.ANY, op.IN)


class Automaton:
    """The places of the letters of a pattern, and how each leads to others."""

    def __init__(self, pattern: str | bytes, flags: int, whole: bool, anywhere: bool) -> None:
        tree = parser.parse(pattern, flags)
        self.whole = whole
        self.sets: list[Some] = []  # the letters of each place
        self.after: list[int] = []  # where each leads
        self.empty: dict[int, list[tuple[int, Path | tuple[int]]]] = defaultdict(
            list
        )  # steps without a letter, or a place
        self.count = 0
        start = self.new()
        if anywhere:
            self.place(start, ALL, start)
        self.end = self.sequence(tree, start, tree.state.flags)
        self.starts = start

    def new(self) -> int:
        self.count += 1
        return self.count

    def place(self, start: int, letters: Some, end: int | None = None) -> int:
        end = self.new() if end is None else end
        self.sets.append(letters)
        self.after.append(end)
        self.empty[start].append((-len(self.sets), ()))
        return end

    def step(self, start: int, end: int, *path: Condition) -> None:
        self.empty[start].append((end, path))

    def sequence(self, tree: Iterable[Any], start: int, flags: int) -> int:
        for kind, value in tree:
            start = self.item(kind, value, start, flags)
        return start

    def item(self, kind: Any, value: Any, start: int, flags: int) -> int:
        match kind:
            case op.LITERAL | op.NOT_LITERAL | op.ANY | op.IN:
                return self.place(start, letters(kind, value, flags))
            case op.ATOMIC_GROUP:
                return self.sequence(value, start, flags)
            case op.SUBPATTERN:
                _, add, less, inner = value
                return self.sequence(inner, start, (flags | add) & ~less)
            case op.BRANCH:
                end = self.new()
                for inner in value[1]:
                    self.step(self.sequence(inner, start_of := self.new(), flags), end)
                    self.step(start, start_of)
                return end
            case op.MAX_REPEAT | op.MIN_REPEAT | op.POSSESSIVE_REPEAT:
                return self.repeat(kind, *value, start, flags)
            case op.AT:
                end = self.new()
                boundary = value in (op.AT_BOUNDARY, op.AT_UNI_BOUNDARY)
                self.step(start, end, ("boundary" if boundary else "unsure", ALL))
                return end
            case op.ASSERT | op.ASSERT_NOT:
                return self.look_around(kind, *value, start, flags)
            case op.GROUPREF:
                self.step(start, end := self.new(), ("unsure", ALL))
                return end
            case _:
                raise NotImplementedError(str(kind))

    def repeat(self, kind: Any, least: int, most: Any, inner: Any, start: int, flags: int) -> int:
        for _ in range(min(least, LONG)):
            start = self.sequence(inner, start, flags)
        end, leaving = self.new(), tuple[Condition, ...]()
        if kind is op.POSSESSIVE_REPEAT and len(inner) == 1 and inner[0][0] in ONE_LETTER:
            leaving = (("next", ALL - letters(*inner[0], flags)),)
        if most is op.MAXREPEAT or most >= LONG:
            again = self.new()
            self.step(start, again)
            self.step(self.sequence(inner, again, flags), again)
            self.step(again, end, *leaving)
            return end
        for _ in range(most - least):
            self.step(start, end, *leaving)
            start = self.sequence(inner, start, flags)
        self.step(start, end)
        return end

    def look_around(self, kind: Any, direction: int, inner: Any, start: int, flags: int) -> int:
        end = self.new()
        if len(inner) == 1 and inner[0][0] in ONE_LETTER:
            there = letters(*inner[0], flags)
            there = there if kind is op.ASSERT else ALL - there
            self.step(start, end, ("before" if direction < 0 else "next", there))
        else:
            self.step(start, end, ("unsure", ALL))
            if direction > 0:
                self.sequence(inner, start, flags)  # which leads nowhere, and is looked at each time
        return end

    def ways(self, start: int) -> dict[int | str, list[Path]]:
        """The places that follow without a letter between, or the end, with the conditions; two ways of each at most."""
        found: dict[int | str, list[Path]] = defaultdict(list)
        often: dict[tuple[int, Path], int] = defaultdict(int)

        def go(state: int, path: Path) -> None:
            if state < 0:
                found[-state - 1].append(path)
                return
            if often[state, path] == 2:
                return
            often[state, path] += 1
            if state == self.end:
                found[END].append(path)
            for target, more in self.empty[state]:
                go(target, path + tuple(one for one in more if one not in path))

        go(start, ())
        return found

    @cached_property
    def classes(self) -> list[str]:
        """One letter for all that are in the same sets."""
        sets = [*self.sets, WORD, *(some for steps in self.empty.values() for _, path in steps for _, some in path)]
        return list({tuple(letter in some for some in sets): letter for letter in LETTERS}.values())

    @cached_property
    def follow(self) -> list[dict[int | str, list[Path]]]:
        return [self.ways(end) for end in self.after]

    @cached_property
    def edges(self) -> dict[tuple[int, str], dict[str, set[int]]]:
        """By a place and its letter: by the next letter the places that follow."""
        made: dict[tuple[int, str], dict[str, set[int]]] = {}
        for at, some in enumerate(self.sets):
            for before in some.intersection(self.classes):
                by = made[at, before] = defaultdict(set)
                for to, paths in self.follow[at].items():
                    if to != END:
                        for letter in self.sets[int(to)].intersection(self.classes):
                            if any(holds(path, before, letter) for path in paths):
                                by[letter].add(int(to))
        return made

    @cached_property
    def reach(self) -> dict[int, set[int]]:
        """The places that each leads to, by any letters."""
        direct = {at: {int(to) for to in ways if to != END} for at, ways in enumerate(self.follow)}
        made: dict[int, set[int]] = {}
        for at in direct:
            known, waiting = set[int](), [at]
            while waiting:
                more = direct[waiting.pop()] - known
                known |= more
                waiting += more
            made[at] = known
        return made

    def never_fails(self, at: int) -> bool:
        """Whether all that comes behind a place is taken, or not looked at."""
        surely = () in self.follow[at].get(END, ())
        return surely and (not self.whole or (self.sets[at] >= ALL and at in self.follow[at]))

    def slow(self) -> Iterator[str]:
        """What makes it slow: the letters of two loops, or of one that comes back in two ways."""
        loops = [at for at in range(len(self.sets)) if at in self.reach[at]]
        for at in loops:
            for to in self.reach[at].intersection(loops):
                twice = self.follow[at].get(to, [])
                if at in self.reach[to] and not self.never_fails(to) and any(
                    holds(one, a, b) and holds(other, a, b)
                    for one, other in pairwise(twice) for a in self.sets[at] & set(self.classes) for b in self.sets[to] & set(self.classes)
                ):  # fmt: skip
                    yield f"{self.shown(at)} in two ways"
                if at != to and not self.never_fails(to) and any(self.both(at, to, c) for c in self.classes):
                    yield f"{self.shown(at)} and {self.shown(to)}"

    def shown(self, at: int) -> str:
        return f"#{at} {''.join(sorted(self.sets[at]))[:30]!r}"

    def both(self, p: int, q: int, letter: str) -> bool:
        """Whether some letters lead from `p` to `p`, from `p` to `q`, and from `q` to `q`."""
        if letter not in self.sets[p] or letter not in self.sets[q]:
            return False
        back = (self.home(p), self.home(q))
        pairs = self.walk((p, q), letter, back)
        return (p, q, letter) in pairs and (p, q, q, letter) in self.walk(
            (p, p, q), letter, (back[0], self.reach[p], back[1])
        )

    def home(self, at: int) -> set[int]:
        return {to for to in self.reach[at] if at in self.reach[to]}

    def walk(self, begin: tuple[int, ...], letter: str, within: tuple[set[int], ...]) -> set[tuple[Any, ...]]:
        """All that several places come to by the same letters."""
        known, waiting = set[tuple[Any, ...]](), [(*begin, letter)]
        while waiting:
            *places, before = waiting.pop()
            for then in self.classes:
                options = [
                    self.edges[at, before].get(then, set()) & allowed
                    for at, allowed in zip(places, within, strict=True)
                ]
                made: list[tuple[Any, ...]] = [()]
                for some in options:
                    made = [(*one, to) for one in made for to in some]
                for one in made:
                    if (*one, then) not in known:
                        known.add((*one, then))
                        waiting.append((*one, then))
        return known


def holds(path: Path, before: str, after: str) -> bool:
    """Whether the conditions between two letters hold, as far as they are known."""
    for kind, some in path:
        if (kind == "before" and before not in some) or (kind == "next" and after not in some):
            return False
        if kind == "boundary" and (before in WORD) == (after in WORD):
            return False
    return True


def letters(kind: Any, value: Any, flags: int) -> Some:
    """The letters that an item of one letter takes."""
    if kind is op.ANY:
        return ALL if flags & re.DOTALL else ALL - {"\n"}
    tree = [(kind, value)] if kind is not op.IN else value
    made = set[str]()
    negate = False
    for one, what in tree:
        match one:
            case op.NEGATE:
                negate = True
            case op.LITERAL:
                made.add(chr(what))
            case op.NOT_LITERAL:
                made |= ALL - {chr(what)}
            case op.RANGE:
                made |= {letter for letter in LETTERS if what[0] <= ord(letter) <= what[1]}
            case op.CATEGORY:
                made |= {letter for letter in LETTERS if re.fullmatch(CATEGORIES[what], letter)}
            case _:
                raise NotImplementedError(str(one))
    made &= ALL
    if flags & re.IGNORECASE:
        made = {letter for letter in LETTERS if made & {letter, letter.lower(), letter.upper()}}
    return frozenset(ALL - made if negate else made)


CATEGORIES = {
    op.CATEGORY_DIGIT: r"\d", op.CATEGORY_NOT_DIGIT: r"\D", op.CATEGORY_SPACE: r"\s", op.CATEGORY_NOT_SPACE: r"\S",
    op.CATEGORY_WORD: r"\w", op.CATEGORY_NOT_WORD: r"\W",
}  # fmt: skip


def slow(pattern: str | bytes, flags: int = 0, how: str = "search") -> list[str]:
    """What makes a pattern slow where it is asked in a way: `fullmatch`, `match`, or anything that may begin anywhere."""
    try:
        made = Automaton(pattern, flags, how == "fullmatch", how not in ("fullmatch", "match"))
    except NotImplementedError as error:
        return [f"not analysed: {error}"]
    return list(dict.fromkeys(made.slow()))
