"""The kinds of things that expressions are, and the operators, statistics and means that syntax and programs share.

A number has its unit: a product of named units with exponents; a pure number has none. Percent is only how a pure number is shown
(times 100), and a literal without a unit fits any (`ANY`). Minutes, hours and days convert into each other; months do not, they
differ in length.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import field
from enum import StrEnum
from fractions import Fraction
from itertools import chain
from typing import Literal, NamedTuple

from iku_dsl.key_text import key_text
from iku_dsl.keywords import PLURALS, UNITS
from iku_dsl.records import record

Sign = Literal["", "<", "<=", ">", ">="]  # on which side of a target its number itself lies


class Operator(StrEnum):
    """The arithmetic and comparing operators, as `fmt` writes them."""

    ADD = "+"
    SUBTRACT = "-"
    MULTIPLY = "*"
    DIVIDE = "/"
    POWER = "^"
    EQUAL = "="
    NOT_EQUAL = "!="
    LESS = "<"
    AT_MOST = "<="
    MORE = ">"
    AT_LEAST = ">="
    AND = "and"
    OR = "or"

    @property
    def opposite(self) -> Operator:
        """The sign of a comparison that holds where this one does not."""
        return OPPOSITES[self]


OPPOSITES = {
    one: other
    for pair in (
        (Operator.EQUAL, Operator.NOT_EQUAL),
        (Operator.LESS, Operator.AT_LEAST),
        (Operator.MORE, Operator.AT_MOST),
    )
    for one, other in (pair, pair[::-1])
}


class Statistic(StrEnum):
    """What an aggregate makes of its operand."""

    COUNT = "count"
    SUM = "sum"
    AVERAGE = "average"
    MINIMUM = "minimum"
    MAXIMUM = "maximum"
    MEDIAN = "median"
    LAST = "last"

    @property
    def one_by_one(self) -> bool:
        """Whether it needs every number by itself: no part of it can be summed up in SQL."""
        return self in (Statistic.MEDIAN, Statistic.LAST)

    @property
    def whole(self) -> bool:
        """Whether whole numbers give a whole one: the median of two may lie between them."""
        return self not in (Statistic.AVERAGE, Statistic.MEDIAN)

    @property
    def rises(self) -> bool:
        """Whether it never falls when one of its numbers rises."""
        return True


class Mean(StrEnum):
    """The kind of mean."""

    ARITHMETIC = "arithmetic"
    GEOMETRIC = "geometric"
    HARMONIC = "harmonic"


class RuleKind(StrEnum):
    """What a rule for missing or not-applicable inputs does."""

    ERROR = "error"
    SKIP = "skip"
    LAST = "last"
    REWEIGHT = "reweight"
    AMOUNT = "amount"

    @property
    def leaves_out(self) -> bool:
        """Whether what it is about counts for nothing: left out, its weight with it or moved to the others."""
        return self in (RuleKind.SKIP, RuleKind.REWEIGHT)


class Kind(StrEnum):
    """The kinds of value."""

    NUMBER = "number"
    TRUTH = "truth"
    TEXT = "text"
    DATE = "date"
    CHOICE = "choice"
    MEMBER = "member"
    BROKEN = (
        "broken"  # of a declaration that has a problem already: fits everything, so that one mistake gives one problem
    )


MAX_POWER = 20


@record
class Unit:
    """Powers of named units, ordered by name; `None` powers are the unit of a bare literal, which fits any."""

    powers: tuple[tuple[str, int], ...] | None = ()

    @property
    def is_any(self) -> bool:
        """Whether it fits any unit."""
        return self.powers is None

    @property
    def is_pure(self) -> bool:
        """Whether it is that of a pure number."""
        return self.powers == ()

    @property
    def seconds(self) -> int:
        """The seconds of one where it is a unit of time, else 1."""
        if self.powers is None or len(self.powers) != 1 or self.powers[0][1] != 1:
            return 1
        return _SECONDS.get(self.powers[0][0], 1)

    def __str__(self) -> str:
        if not self.powers:
            return ""
        over = "·".join(_power(name, exponent) for name, exponent in self.powers if exponent > 0)
        under = "·".join(_power(name, -exponent) for name, exponent in self.powers if exponent < 0)
        return f"{over or '1'}/{under}" if under else over

    @property
    def is_of_time(self) -> bool:
        """Whether the same amount has another number in another unit."""
        return any(name in _SECONDS for name, _ in self.powers or ())

    def times(self, other: Unit, sign: int = 1) -> Unit:
        """The unit of a product (or, with sign -1, of a quotient); a bare literal brings none."""
        if self.powers is None and other.powers is None:
            return ANY
        powers = dict(self.powers or ())
        for name, exponent in other.powers or ():
            powers[name] = powers.get(name, 0) + sign * exponent
        return Unit(tuple(sorted((name, exponent) for name, exponent in powers.items() if exponent)))

    @property
    def is_steep(self) -> bool:
        """Whether it has a power that no measure has."""
        return any(abs(exponent) > MAX_POWER for _, exponent in self.powers or ())

    def raised(self, exponent: int) -> Unit:
        """The unit of a whole power."""
        return (
            ANY
            if self.powers is None
            else Unit(tuple((name, power * exponent) for name, power in self.powers if exponent))
        )

    def factor_to(self, other: Unit) -> Fraction | None:
        """What a number in this unit is multiplied by to stand in the other, None where they do not convert."""
        if self.powers is None or other.powers is None or self.powers == other.powers:
            return Fraction(1)
        mine, factor = _base(self.powers)
        theirs, divisor = _base(other.powers)
        return factor / divisor if mine == theirs else None


_SECONDS = {"detik": 1, "menit": 60, "jam": 3600, "hari": 86400}
PERCENT_WORDS = ("persen", "percent")  # that say what the sign says
UNIT_WORDS = {english: indonesian for indonesian, english in UNITS if indonesian != "persen"}
UNIT_WORDS |= {plural: UNIT_WORDS[singular] for plural, singular in PLURALS}


def _power(name: str, exponent: int) -> str:
    return name if exponent == 1 else f"{name}^{exponent}"


def _base(powers: tuple[tuple[str, int], ...]) -> tuple[dict[str, int], Fraction]:
    factor, base = Fraction(1), dict[str, int]()
    for name, exponent in powers:
        seconds = _SECONDS.get(name)
        if seconds is not None:
            factor *= Fraction(seconds) ** exponent
            name = "detik"
        base[name] = base.get(name, 0) + exponent
    return {name: exponent for name, exponent in base.items() if exponent}, factor


PURE = Unit(())
ANY = Unit(None)


def unit(name: str) -> Unit:
    """A named unit; `persen`, `angka`, `bilangan` and their English words are pure."""
    if name in (*PERCENT_WORDS, "angka", "number", "bilangan", "integer"):
        return PURE
    if name in ("uang", "money"):
        name = "rupiah"
    return Unit(((UNIT_WORDS.get(name, name), 1),))


def folded(text: str) -> str:
    """A label or title as texts of people are compared with it."""
    return key_text(text).casefold()


class Title(NamedTuple):
    """What a choice is called beside its id: as it is compared, and as it is written."""

    folded: str
    id: str
    written: str


def telling(titles: Iterable[tuple[str, str]], ids: Iterable[str]) -> tuple[Title, ...]:
    """Of titles, each with its id, those that are the title of one alone and the id of no other, in whatever letters."""
    every = [Title(folded(text), id, text) for text, id in titles]
    named = defaultdict[str, set[str]](set)
    for text, id in chain(((one.folded, one.id) for one in every), ((folded(id), id) for id in ids)):
        named[text].add(id)
    return tuple(one for one in every if len(named[one.folded]) == 1)


@record
class Type:
    """The type of an expression: its kind; a number's unit and whether it shows as percent; what a choice or member is of.

    `choices` are the ids a choice may take, in the order of its scale or table where it has one (`ordered`); `titles` what cells may
    call them as well.
    """

    kind: Kind
    unit: Unit = PURE
    percent: bool = False
    of: str = ""
    choices: tuple[str, ...] = ()
    ordered: bool = False
    whole: bool = False
    titles: tuple[Title, ...] = field(default=(), compare=False)

    def choice(self, text: str) -> str | None:
        """The id of the choice that a cell names, by its id or its title; None where it names none."""
        if text in self.choices or not self.titles:
            return text if text in self.choices else None
        like = folded(text)
        return next((title.id for title in self.titles if title.folded == like), None)

    def fits(self, other: Type) -> bool:
        """Whether the two may be compared or stand for each other (units apart)."""
        if Kind.BROKEN in (self.kind, other.kind):
            return True
        if self.kind is Kind.CHOICE and other.kind is Kind.CHOICE:
            return not self.of or not other.of or self.of == other.of
        if self.kind is Kind.MEMBER and other.kind is Kind.MEMBER:
            return self.of == other.of
        textual = {Kind.TEXT, Kind.MEMBER}
        return self.kind is other.kind or {self.kind, other.kind} == textual


NUMBER = Type(Kind.NUMBER)
PERCENT = Type(Kind.NUMBER, percent=True)
WHOLE = Type(Kind.NUMBER, whole=True)
TRUTH = Type(Kind.TRUTH)
TEXT = Type(Kind.TEXT)
DATE = Type(Kind.DATE)
BROKEN = Type(Kind.BROKEN)


MOST_ORDERS = (
    1_000  # lists whose places are kept; a program has one for each choice, and their names together are in its text
)
_ORDERS: dict[
    int, tuple[tuple[str, ...], Mapping[str, int]]
] = {}  # by identity, with the list, so that no other gets its place


def choice_places(choices: tuple[str, ...]) -> Mapping[str, int]:
    """Where each choice of a list stands, the first place where one comes twice: looked through once, however many conditions compare."""
    kept = _ORDERS.get(id(choices))
    if kept is None:
        if len(_ORDERS) >= MOST_ORDERS:
            _ORDERS.clear()
        places: dict[str, int] = {}
        for place, name in enumerate(choices):
            places.setdefault(name, place)
        kept = _ORDERS[id(choices)] = choices, places
    return kept[1]
