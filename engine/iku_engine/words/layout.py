"""Which column of a file holds what: the period, the keys and the columns of a relation, by the spec's own names.

A heading means a column by name or title, in any case and spacing, perhaps with a unit behind it. In a mapping it may stand in braces
within a text. For one that names nothing known those that are most like it are sought, within a budget of steps.
"""

from __future__ import annotations

import difflib
import re
from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from difflib import SequenceMatcher

from iku_dsl.budgets import Effort, most
from iku_dsl.keywords import MEMBER_WORDS
from iku_dsl.period import Grain, Period
from iku_dsl.problem import Text, say
from iku_dsl.program import Column
from iku_dsl.records import record
from iku_dsl.types import Kind
from iku_engine.database.relations import Relation
from iku_engine.errors import RefusedFile
from iku_engine.words.declared_units import LONGEST, Declared, misfit, unit_of
from iku_engine.words.notation import PERCENT

LIKE = 0.6  # of 1: as much as `difflib` asks for
NEAR = 0.05  # less than the most like one, and as likely
MOST_LETTERS = 200  # letters of a text or word; nobody mistypes more
POSTED = 20_000  # words that share the pairs that are looked at
COMPARED = 12  # words that are compared letter by letter
FEWEST = 3  # letters of a text that may be the beginnings of words
NAMED = 3  # that a guess names; where more are as likely it names none
_PARTS = re.compile(r"\w+")
# who says one of these means the contrary of who does not: `belum selesai` is not `selesai`
_CONTRARY = frozenset(("tidak", "tdk", "tak", "belum", "blm", "bukan", "tanpa", "non", "not", "never", "without"))


def effort() -> Effort:
    """The steps for all guesses about one file."""
    return Effort(most("guesses"))


class Guesses:
    """What is probably meant among `known` words, each text once. An index of them is made when the first text is asked about."""

    def __init__(self, known: Collection[str], steps: Effort) -> None:
        self.known, self.steps = known, steps
        self._words: list[tuple[str, str]] = []  # folded, and as they are
        self._having: dict[str, list[int]] = defaultdict(list)  # by a pair of letters
        self._made: dict[str, Text | None] = {}

    def of(self, text: str) -> Text | None:
        """The guess for a text, None where no word is like it, too many are, or no step is left."""
        folded = text.casefold()
        if folded not in self._made:
            if self.steps.gone or not 0 < len(folded) <= MOST_LETTERS:
                return None
            self._made[folded] = _told(self._most_like(folded))
        return self._made[folded]

    def _most_like(self, text: str) -> list[str]:
        """The words that are as likely meant as any other: those that the text begins each part of, then the most like ones."""
        if not self._words:
            self._index()
        least, likely, matcher = LIKE, list[tuple[bool, float, str]](), SequenceMatcher(b=text, autojunk=False)
        parts = _PARTS.findall(text) if len(text) >= FEWEST and any(map(str.isalpha, text)) else []
        contrary = _is_contrary(text)
        for place, _ in self._sharing(text).most_common(COMPARED):
            word, written = self._words[place]
            if not self.steps.spend(len(word) * len(text)):
                return []
            matcher.set_seq1(word)
            begun = _begins(parts, word)
            if _is_contrary(word) is not contrary:
                continue
            if begun or matcher.quick_ratio() >= least:
                like = matcher.ratio()
                least = max(least, like - NEAR)
                likely.append((begun, like, written))
        found = [one for one in likely if one[0] or one[1] >= least]
        return [written for _, _, written in sorted(found, key=lambda one: (not one[0], -one[1], one[2]))]

    def _sharing(self, text: str) -> Counter[int]:
        """How many of its rarest pairs of letters each word shares with a text."""
        posted, shared = 0, Counter[int]()
        for words in sorted((self._having[pair] for pair in _pairs(text) if pair in self._having), key=len):
            posted += len(words)
            if posted > POSTED or not self.steps.spend(len(words)):
                break
            shared.update(words)
        return shared

    def _index(self) -> None:
        folded = {word.casefold(): word for word in self.known}
        self._words = [pair for pair in folded.items() if len(pair[0]) <= MOST_LETTERS]
        for place, (word, _) in enumerate(self._words):
            for pair in _pairs(word):
                self._having[pair].append(place)


def _told(found: Sequence[str]) -> Text | None:
    """A guess that names words, as long as they are few."""
    if not 0 < len(found) <= NAMED:
        return None
    *others, last = found
    return say("cell.guess-several", values=tuple(others), last=last) if others else say("cell.guess", value=last)


def _is_contrary(text: str) -> bool:
    return not _CONTRARY.isdisjoint(_PARTS.findall(text))


def _begins(parts: Sequence[str], word: str) -> bool:
    """Whether the parts of a text begin parts of a word, in their order: `kab bogor` those of `kabupaten bogor`, as `bogor` does."""
    of_word = iter(_PARTS.findall(word))
    return bool(parts) and all(any(one.startswith(part) for one in of_word) for part in parts)


def _pairs(word: str) -> set[str]:
    """The pairs of letters beside one another, with the beginning and the end."""
    whole = f" {word} "
    return {whole[at : at + 2] for at in range(len(whole) - 1)}


_HEADING = re.compile(r"\{([^{}]+)\}")


def headings(text: str) -> list[str]:
    """The headings that a text has in braces."""
    return _HEADING.findall(text)


def parted(text: str) -> list[str]:
    """Letters and headings in turn."""
    return _HEADING.split(text)


_BEHIND_UNIT = (")", "]")  # which most texts that are looked at end without
_WITH_UNIT = re.compile(r"(?P<name>.*\S) ?[(\[] ?(?P<unit>[^()\[\]]+?) ?[)\]]")  # blanks are single ones


def folded(text: str) -> str:
    """A text without regard to case and spaces."""
    return " ".join(text.split()).casefold()


class Headings:
    """The names that columns of a file for a relation may have."""

    def __init__(self, relation: Relation) -> None:
        self.columns: Mapping[str, Column] = {folded(name): column for name, column in relation.columns.items()}
        keys = [relation.key_name] if relation.is_dimension else list(relation.dimensions)
        names = {*self.columns, *map(folded, keys)}
        titled = [(folded(column.label), name) for name, column in self.columns.items() if column.label]
        titled += [(folded(title), folded(name)) for name, title in relation.titles.items()]
        fitting = {title: {name for one, name in titled if one == title} for title, _ in titled}
        self.titles = {title: min(found) for title, found in fitting.items() if len(found) == 1 and title not in names}
        self.names = names
        self.units = frozenset(folded(str(one.type.unit)) for one in self.columns.values()) - {""}

    def name(self, text: str) -> str:
        """The folded name of the column that a heading means; the heading itself, folded, where it means none."""
        bare = folded(text)
        found = self._known(bare)
        if found is not None:
            return found
        base, said = self._parts(text) if bare.endswith(_BEHIND_UNIT) and len(bare) <= LONGEST else (None, "")
        return base if base is not None and self._unit(base, said) is not None else bare

    def _known(self, text: str) -> str | None:
        return text if text in self.names else self.titles.get(text)

    def _parts(self, text: str) -> tuple[str | None, str]:
        """The column that a heading with a unit names, and that unit."""
        found = _WITH_UNIT.fullmatch(" ".join(text.split()))
        return (self._known(folded(found["name"])), folded(found["unit"])) if found is not None else (None, "")

    def _unit(self, name: str, said: str) -> Declared | None:
        """The unit that a heading has behind the name of a column of numbers."""
        column = self.columns.get(name)
        return unit_of(said, self.units) if column is not None and column.type.kind is Kind.NUMBER else None

    def fault(self, text: str) -> Text | None:
        """Why the unit of a heading does not fit its column: each figure would be another one."""
        name, said = self._parts(text)
        if name is None or folded(text) in self.names or self._known(folded(text)) is not None:
            return None
        unit = self._unit(name, said)
        return misfit(unit, self.columns[name]) if unit is not None else None

    def says_percent(self, text: str) -> bool:
        """Whether a heading says that the figures below are percentages, with or without their sign."""
        name, said = self._parts(text)
        unit = self._unit(name, said) if name is not None and folded(text) not in self.names else None
        return unit is not None and unit.times == 1 and unit.named == PERCENT


GRAIN_WORDS: Mapping[str, Grain] = {
    "tahun": Grain.YEAR, "year": Grain.YEAR, "semester": Grain.SEMESTER, "triwulan": Grain.QUARTER, "quarter": Grain.QUARTER,
    "bulan": Grain.MONTH, "month": Grain.MONTH, "periode": Grain.YEAR, "period": Grain.YEAR,
}  # fmt: skip
MENDING = ("karantina", "quarantine")  # the column of a mended file that says which rows it has again
GRAIN_NAMES: Mapping[Grain, str] = {
    Grain.YEAR: "tahun", Grain.SEMESTER: "semester", Grain.QUARTER: "triwulan", Grain.MONTH: "bulan",
}  # fmt: skip


@record
class Layout:
    """Places in a row: of the period (None: it is given for the whole file), of each key and of each column that is there.

    `nameless` are places without a name in the header: nothing may stand there. `mends` is where a row says which row of the
    quarantine it was.
    """

    period: int | None
    keys: tuple[int, ...]
    columns: Mapping[str, int]
    width: int
    nameless: tuple[int, ...] = ()
    period_name: str = ""
    mends: int | None = None


def layout(relation: Relation, header: Sequence[str], file: str, period: Period | None, bound: bool = False) -> Layout:
    """The layout of a file for a relation; one that is `bound` is read without a mapping.

    Errors: `RefusedFile` naming the column that is unknown, twice there, or lacking.
    """
    periods: dict[str, int] = {}  # the one column of the period
    mends: int | None = None
    keys: dict[str, int] = {}
    columns: dict[str, int] = {}
    headings = Headings(relation)
    for place, name in enumerate(header):
        folded = headings.name(name)
        if not name:
            continue
        other = headings.fault(name)
        if other is not None:
            raise RefusedFile(say("column-unit", file=file, column=name, reason=other))
        key = _key(relation, folded)
        column = column_named(relation.columns, folded, relation.dated)
        if key is not None:
            _once(keys, key, place, header, file, bound)
        elif column is not None:
            _once(columns, column, place, header, file, bound)
        elif folded in GRAIN_WORDS and relation.grain is not None:
            _once(periods, GRAIN_NAMES[relation.grain], place, header, file, bound)
        elif folded in MENDING:
            mends = place
        else:
            known = [*known_names(relation), *(MEMBER_WORDS if relation.dated else ())]
            close = difflib.get_close_matches(folded, known, n=1, cutoff=0.6)
            shown = (
                *known_names(relation)[: -len(relation.columns) or None],
                *column_words(relation.columns, relation.dated),
            )
            known_as = say("column-known-bound" if bound else "column-known", columns=shown)
            hint = say("did-you-mean", guess=close[0]) if close else known_as
            raise RefusedFile(say("column-unknown", file=file, column=name, relation=relation.name, hint=hint))
    period_at = next(iter(periods.values()), None)
    lacking = [_key_word(relation, d) for d in relation.dimensions if d not in keys]
    lacking += [c.name for c in relation.columns.values() if c.name not in columns and not c.may_be_missing]
    if lacking:
        raise RefusedFile(say("column-lacking", file=file, columns=tuple(lacking), relation=relation.name))
    if relation.grain is not None and period_at is None and period is None:
        raise RefusedFile(say("period-lacking", file=file, column=GRAIN_NAMES[relation.grain]))
    places = tuple(keys[dimension] for dimension in relation.dimensions)
    nameless = tuple(place for place, name in enumerate(header) if not name)
    period_name = header[period_at] if period_at is not None else ""
    return Layout(period_at, places, columns, len(header), nameless, period_name, mends)


def column_named(columns: Collection[str], written: str, dated: bool) -> str | None:
    """The column that a name means, in any case; where members are `dated` the built-in ones by their word in either language."""
    folded = written.casefold()
    own = next((name for name in columns if name.casefold() == folded), None)
    built_in = MEMBER_WORDS.get(folded, "") if dated else ""
    return built_in if own is None and built_in in columns else own


def own_name(relation: Relation, headings: Headings, written: str) -> str | None:
    """The spec's own name of what a heading means, as `known_names` has it: the period, a key or a column; None where it means none."""
    folded = headings.name(written)
    key = _key(relation, folded)
    if key is not None:
        return _key_word(relation, key)
    column = column_named(relation.columns, folded, relation.dated)
    if column is None and relation.grain is not None and folded in GRAIN_WORDS:
        return GRAIN_NAMES[relation.grain]
    return column


def column_words(columns: Collection[str], dated: bool) -> tuple[str, ...]:
    """The same columns as a sentence names them: built-in ones in its language."""
    return tuple(f"column.{name}" if dated and name in MEMBER_WORDS else name for name in columns)


def _once(places: dict[str, int], name: str, place: int, header: Sequence[str], file: str, bound: bool) -> None:
    if name in places:
        first, second = header[places[name]], header[place]
        same = folded(first) == folded(second)
        hint = say(
            "column-twice-bound" if bound else "column-twice-same" if same else "column-twice-skip", heading=second
        )
        raise RefusedFile(say("column-twice", file=file, column=name, first=first, second=second, hint=hint))
    places[name] = place


def _key(relation: Relation, folded: str) -> str | None:
    if relation.is_dimension:
        return relation.dimensions[0] if folded == relation.key_name.casefold() else None
    return next((dimension for dimension in relation.dimensions if dimension.casefold() == folded), None)


def _key_word(relation: Relation, dimension: str) -> str:
    return relation.key_name if relation.is_dimension else dimension


def known_names(relation: Relation) -> list[str]:
    """The names that a header may have."""
    grain = [GRAIN_NAMES[relation.grain]] if relation.grain is not None else []
    return [*grain, *(_key_word(relation, d) for d in relation.dimensions), *relation.columns]


def signless_columns(relation: Relation, layout: Layout, header: Sequence[str]) -> frozenset[str]:
    """The columns of a file whose heading has the % sign, so that their figures need none; none where no file has a `header`."""
    if not header:
        return frozenset()
    headings = Headings(relation)
    return frozenset(name for name, place in layout.columns.items() if headings.says_percent(header[place]))
