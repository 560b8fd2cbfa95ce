"""The keys of a row of a file: the members that its texts name, and how many of them are named otherwise than by their keys.

A text names a member by its key, else its label, in any case and spacing, with the aliases that the dimension declares:
`alias "Kab." = "Kabupaten"` makes the one stand for the other, word for word, on both sides. A text that fits two members names none.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import cast

from iku_dsl.budgets import Effort
from iku_dsl.key_text import LONGEST_KEY, are_kept, key_text
from iku_dsl.problem import say
from iku_dsl.program import Dimension, Program
from iku_dsl.program.sources import SUCCESSOR
from iku_dsl.types import Kind
from iku_engine.cells.cells import MISSING, Bad, is_cut_off, is_fault, is_missing
from iku_engine.database.relations import Relation
from iku_engine.members.members import kept_key
from iku_engine.staging.plain import GoodRow
from iku_engine.staging.report import RejectedCell
from iku_engine.words.labels import total_label
from iku_engine.words.layout import Guesses, Layout

MOST_NAMES = 50_000  # texts
_BEGINNINGS = re.compile(r"(?<!\w)(?=.)")  # where a word, a blank or a mark begins
_LETTER = re.compile(r"\w")


class Names(dict[str, "str | Bad"]):
    """Keys of members by the texts that name them, or why a text names none; `known` are the members with their labels.

    With `steps` it is said what was probably meant, as long as some are left. `by_letters` are texts that are the label of one member
    letter by letter, and in other letters or by an alias that of others too.
    """

    def __init__(self, dimension: Dimension, known: Mapping[str, str], steps: Effort | None = None) -> None:
        super().__init__()
        self._guesses = Guesses([*known, *known.values()], steps) if steps is not None else None
        self.dimension, self.known = dimension, known
        self._aliases = {_plain(written): _plain(meant) for written, meant in dimension.aliases}
        self._lengths = sorted({len(written) for written in self._aliases} - {0}, reverse=True)
        self._by_plain: dict[str, list[str]] = {}
        self.by_letters: set[str] = set()

    def plain(self, text: str) -> str:
        """A text as it is compared."""
        plain = _plain(text)
        if not self._lengths:
            return plain
        parts, end = [], 0  # of the text, up to where it is looked at
        for beginning in _BEGINNINGS.finditer(plain):
            start = beginning.start()
            written = self._written_at(plain, start) if start >= end else None
            if written is not None:
                parts += [plain[end:start], self._aliases[written]]
                end = start + len(written)
        return " ".join("".join([*parts, plain[end:]]).split())

    def _written_at(self, plain: str, start: int) -> str | None:
        """The longest alias that is written at a place of a text, as whole words; looked up by each length that an alias has."""
        for length in self._lengths:
            written = plain[start : start + length]
            if written in self._aliases and _LETTER.match(plain, start + len(written)) is None:
                return written
        return None

    def __missing__(self, text: str) -> str | Bad:
        """The key that a text names, that is not remembered."""
        found = self._named(text.strip())
        if isinstance(found, Bad) and (kept := key_text(text)) != text.strip():
            found = self._named(kept)
        if len(self) >= MOST_NAMES:
            self.clear()
        self[text] = found
        return found

    def gather(self, known: Mapping[str, str]) -> None:
        """From here on the members are these."""
        self.clear()
        self.known, self._by_plain = known, {}

    def _named(self, text: str) -> str | Bad:
        if text in self.known:
            return text
        if is_missing(text):
            return Bad(say("row.key-empty"))
        if is_fault(text):
            return Bad(say("cell.fault"))
        if not self._by_plain:
            self._by_plain = _gathered(
                (self.plain(one), key) for key, label in self.known.items() for one in {key, label}
            )
        fitting = self._by_plain.get(self.plain(text), [])
        if len(fitting) == 1:
            return fitting[0]
        if fitting:
            exact = [key for key in fitting if self.known[key] == text]
            shown = [f"{key} ({self.known[key]})" if self.known[key] != key else key for key in fitting[:6]]
            if len(exact) != 1:
                return Bad(say("row.member-several", members=tuple(shown)))
            self.by_letters.add(text)
            return exact[0]
        reason = "row.member-closed" if self.dimension.closed else "row.member"
        guess = self._guesses.of(text) if self._guesses is not None else None
        return Bad(say(reason, dimension=self.dimension.name), guess)


def _plain(text: str) -> str:
    return key_text(text).casefold()


def _gathered(pairs: Iterable[tuple[str, str]]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for plain, key in pairs:
        keys = found.setdefault(plain, [])
        if key not in keys:
            keys.append(key)
    return found


REMEMBERED = 100_000  # keys
NO_KEYS = frozenset(f(word) for word in MISSING for f in (str.lower, str.upper, str.title, str.swapcase)) | {"n/A"}


class Keys:
    """What names the members of the dimensions of a relation; `members` are those that are known, None where any text is one.

    `there` says whether a dimension has a member already: one that a store has is named as it is kept there, whatever is kept today.
    With `totals` the label of a total is no key, as nobody looks through the file for what is no data. `steps` are those of guesses.
    """

    def __init__(
        self,
        program: Program,
        relation: Relation,
        layout: Layout,
        members: Mapping[str, Mapping[str, str] | None],
        there: Callable[[str, str], bool],
        *,
        totals: bool,
        steps: Effort,
    ) -> None:
        self.steps = steps
        self.program, self.relation, self.layout, self.members, self.totals = program, relation, layout, members, totals
        self.there = there
        self._names: dict[str, Names | None] = {}
        self._plain: dict[
            str, str
        ] = {}  # texts, each by itself, that are keys as they stand, as far as they are remembered
        pointing = (c.name for c in relation.columns.values() if c.type.kind is Kind.MEMBER and c.name != SUCCESSOR)
        self.recognised = 0  # cells that name a member otherwise than by its key
        self.respelled = (
            0  # those of them that write the key itself, with other capitals or blanks, or letters that look alike
        )
        self.of_letters = 0  # those of them that name it by its letters alone
        self.by_letters: set[str] = set()  # and their texts
        self._pointing = [name for name in pointing if name in layout.columns]

    def names(self, dimension: str) -> Names | None:
        """What names the members of a dimension; None where any text is one."""
        if dimension not in self._names:
            known = self.members.get(dimension)
            declared = self.program.dimensions[dimension]
            self._names[dimension] = Names(declared, known, self.steps) if known is not None else None
        return self._names[dimension]

    def names_member(self, dimension: str, text: str) -> bool:
        """Whether a text names a member that is known."""
        names = self.names(dimension)
        return names is not None and isinstance(names[text], str)

    def one(self, dimension: str, text: str) -> str | Bad:
        """The key that a text names, or why it names none."""
        names = self.names(dimension) if not self.relation.is_dimension else None
        if names is not None:
            return names[text]
        return free_key(self.kept(dimension, text), totals=self.totals)

    def kept(self, dimension: str, text: str) -> str:
        """The key under which a member is kept that a text names, where any text is one."""
        return kept_key(self.there, dimension, text)

    def many(
        self, dimension: str, texts: Sequence[str], are_plain: Callable[[Collection[str]], bool]
    ) -> Sequence[str] | None:
        """The keys that texts name; None where one of them needs to be looked at for itself.

        `are_plain` says whether none of some keys does for other reasons; of keys that may be any text it is asked once. A key that stands
        in many rows is one text from here on, which takes less room and is looked up more quickly.
        """
        names = self.names(dimension) if not self.relation.is_dimension else None
        if names is None:
            try:
                return list(map(self._plain.__getitem__, texts))
            except KeyError:
                return self._many_free(dimension, texts, are_plain)
        if len(names.known) > MOST_NAMES and names.known.keys() >= set(texts):
            return texts  # more than are remembered
        found = list(map(names.__getitem__, texts))
        return cast("Sequence[str]", found) if set(map(type, found)) == {str} else None

    def _many_free(
        self, dimension: str, texts: Sequence[str], are_plain: Callable[[Collection[str]], bool]
    ) -> Sequence[str] | None:
        new = set(texts).difference(self._plain)
        if are_kept(list(new)):
            kept, looked_at = texts, new
        else:
            kept = [self.kept(dimension, text) for text in texts]
            looked_at = set(kept)
        if (
            max(map(len, looked_at), default=0) > LONGEST_KEY
            or not NO_KEYS.isdisjoint(looked_at)
            or "#" in "".join(looked_at)
            or any(map(is_cut_off, new))
            or not are_plain(looked_at)
        ):
            return None
        if kept is texts:
            self._plain = {} if len(self._plain) > REMEMBERED else self._plain
            self._plain.update(zip(new, new, strict=True))
        return kept

    def count(self, rows: Iterable[GoodRow | RejectedCell]) -> None:
        """Count the cells of rows that name members."""
        for row in rows:
            if isinstance(row, RejectedCell):
                continue
            for dimension, key, place in zip(self.relation.dimensions, row.keys, self.layout.keys, strict=True):
                self._count_cell(dimension, key, row.cells[place].strip())
            for name in self._pointing:
                if row.values[name]:
                    dimension, place = self.relation.columns[name].type.of, self.layout.columns[name]
                    self._count_cell(dimension, str(row.values[name]), row.cells[place].strip())

    def count_together(self, keys: Sequence[Sequence[str]], written: Sequence[Sequence[str]]) -> None:
        """Count cells that name members, by dimension."""
        for dimension, named, texts in zip(self.relation.dimensions, keys, written, strict=True):
            if named != texts:
                for key, text in zip(named, texts, strict=True):
                    self._count_cell(dimension, key, text.strip())

    def _count_cell(self, dimension: str, key: str, text: str) -> None:
        if text == key:
            return
        self.recognised += 1
        self.respelled += _plain(text) == _plain(key)
        names = self._names.get(dimension)
        if names is not None and text in names.by_letters:
            self.by_letters.add(text)
            self.of_letters += 1


def free_key(text: str, *, totals: bool) -> str | Bad:
    """A key that may be any text, or why it is none; the label of a total is none where `totals` says so."""
    if len(text) > LONGEST_KEY:
        return Bad(say("row.key-long", limit=LONGEST_KEY))
    if is_missing(text):
        return Bad(say("row.key-empty"))
    if is_fault(text):
        return Bad(say("cell.fault"))
    return Bad(say("row.total-key")) if totals and total_label(text) == "sure" else text
