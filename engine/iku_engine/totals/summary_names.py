"""Members that are called like no member: by a word for a sum, a mean or a comparison, or by a year. Nobody can know what they are.

In a dimension that takes its members from facts they come in, and are told each time. Where many names of a file have the same word, its
members are called so: programmes that are all a `Rencana`. That is told once, or not at all where almost all are.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence

from iku_dsl.problem import Text, say
from iku_dsl.records import record
from iku_engine.words.labels import ODD_YEARS, may_be_odd, odd_word

YEAR = "year"  # all of them are one word
FEWEST_ALIKE = 3  # names with a word
MANY, MOST = 3, 2  # called alike are more than one name in three; beyond one in two the list is of such things
REASONS = 8  # words that have a reason each
NAMED = 5  # names in a sentence


class OddNames:
    """The names of a file that have an odd word, with their rows (line and period), among all names of a dimension there."""

    def __init__(self) -> None:
        self.names = set[str]()
        self.odd: dict[str, str] = {}  # the word of each
        self.rows: dict[str, list[tuple[int, int]]] = {}

    def take(self, names: Sequence[str], lines: Sequence[int], periods: Sequence[int]) -> None:
        """The next rows: their names, lines and periods."""
        there = set(names)
        new = there - self.names if self.names else there
        if may_be_odd(new):
            self.odd |= {name: word for name in new if (word := odd_word(name))}
        if self.names:
            self.names.update(new)
        else:
            self.names = there
        if not self.odd.keys().isdisjoint(there):
            for name, line, period in zip(names, lines, periods, strict=True):
                if name in self.odd:
                    self.rows.setdefault(name, []).append((line, period))

    def told(self, but: Collection[int] = ()) -> Iterator[tuple[int, str, Text]]:
        """The line and name of each row that is to be looked at, and why; those of some lines are told already."""
        in_order = sorted(self.odd, key=lambda name: self.rows[name][0])
        odd = {name: self.odd[name] for name in in_order if self.rows[name][0][0] not in but}
        if not odd.keys().isdisjoint(ODD_YEARS) and any(map(is_code, self.names)):
            odd = {name: word for name, word in odd.items() if name not in ODD_YEARS}
        for remark in remarks(odd, len(self.names)):
            rows = sorted((*row, name) for name in remark.names for row in self.rows[name])
            seen = set[int]()
            for line, period, name in rows:
                if remark.each or period not in seen:
                    seen.add(period)
                    yield line, name, remark.reason


def is_code(name: str) -> bool:
    """Whether a name is a number and no year: beside `1101` and `5201`, `1901` is no year either."""
    return name.isdecimal() and name not in ODD_YEARS


@record
class Remark:
    """What is said of some names: of each of their rows, or once in a period."""

    names: tuple[str, ...]
    reason: Text
    each: bool


def remarks(odd: Mapping[str, str], count: int) -> Iterator[Remark]:
    """What is to be said of the names with an odd word, given by name, among so many."""
    words = {name: YEAR if word in ODD_YEARS else word for name, word in odd.items()}
    times = Counter(words.values())
    alike = {word for word, names in times.items() if names >= FEWEST_ALIKE and MANY * names > count}
    apart = [name for name, word in words.items() if word not in alike]
    many = [name for name, word in words.items() if word in alike and MOST * times[word] <= count]
    if len(apart) >= FEWEST_ALIKE and MANY * len(apart) > count:
        many, apart = [*many, *apart], []
    if len(apart) == count:
        return  # of all of them none has parts beside it
    if many:
        shown = (*many[:NAMED], *(("…",) if len(many) > NAMED else ()))
        yield Remark(tuple(many), say("row.odd-names", count=len(many), members=count, names=shown), each=False)
    by_word: dict[str, list[str]] = {}
    for name in apart:
        by_word.setdefault(odd[name], []).append(name)
    first, rest = list(by_word)[:REASONS], list(by_word)[REASONS:]
    for said in (*([word] for word in first), *([rest] if rest else [])):
        names = tuple(name for word in said for name in by_word[word])
        shown = (*said[:REASONS], *(("…",) if len(said) > REASONS else ()))
        yield Remark(names, say("row.odd-name", words=shown), each=True)
