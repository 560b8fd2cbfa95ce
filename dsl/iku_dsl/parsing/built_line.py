"""A line while it is built: how grammar rules pick parts from their children, and the pieces that they give each other.

A rule without a node of its own gives a piece to the rule above it. Grammar rules promise their parts, so a part that is not there
is our bug and raises; what only the author can have written wrong is collected in `problems`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from fractions import Fraction
from typing import Literal, TypeVar

from lark import Token
from lark.tree import Meta

from iku_dsl import statements as st
from iku_dsl.budgets import most
from iku_dsl.key_text import plain_text
from iku_dsl.problem import Diagnostic, Label, Severity, SourceFile, Span, say
from iku_dsl.records import record
from iku_dsl.statements import syntax as sx

MAX_DIGITS = most("digits")
_THOUSANDS = re.compile(r"[1-9][0-9]{0,2}\.000")  # the point may be meant to part thousands
_FINE = re.compile(r"\.(?=[0-9]*[1-9])[0-9]{3}")

Children = list[object]
T = TypeVar("T")

_GRAINS: dict[str, sx.Grain] = {"YEAR": "year", "SEMESTER": "semester", "QUARTER": "quarter", "MONTH": "month"}


def optional(children: Iterable[object], kind: type[T]) -> T | None:
    """The first part of a kind, if there is one."""
    return next((child for child in children if isinstance(child, kind)), None)


def required(children: Iterable[object], kind: type[T]) -> T:
    """The first part of a kind, which the grammar promises."""
    return next(child for child in children if isinstance(child, kind))


def every(children: Iterable[object], kind: type[T]) -> tuple[T, ...]:
    """All parts of a kind."""
    return tuple(child for child in children if isinstance(child, kind))


def has(children: Iterable[object], *terminals: str) -> bool:
    """Whether one of the words was written."""
    return any(isinstance(child, Token) and child.type in terminals for child in children)


def word(children: Iterable[object], index: int = 0) -> Token:
    """A word of the rule itself, by its place among them."""
    return every(children, Token)[index]


def expressions(children: Iterable[object]) -> tuple[sx.Expression, ...]:
    """All parts that are expressions."""
    return tuple(child for child in children if isinstance(child, sx.Expression))


def amounts(children: Iterable[object]) -> tuple[sx.Number | sx.Duration, ...]:
    """All parts that are plain amounts."""
    return tuple(child for child in children if isinstance(child, sx.Number | sx.Duration))


def after(children: Children, terminal: str) -> Children:
    """The parts after a word."""
    at = next(i for i, child in enumerate(children) if isinstance(child, Token) and child.type == terminal)
    return children[at + 1 :]


def before(children: Children, terminal: str) -> Children:
    """The parts before a word."""
    return children[: len(children) - len(after(children, terminal)) - 1]


def dedented(text: str) -> str:
    """Long text without the indentation that it has only from where it stands, and without empty lines around it."""
    first, *rest = (line.rstrip(" \t\r") for line in text.split("\n"))
    margins = [len(line) - len(line.lstrip(" \t")) for line in rest if line]
    margin = min(margins, default=0)
    lines = [first.lstrip(" \t"), *(line[margin:] for line in rest)]
    while lines and not lines[0]:
        lines.pop(0)
    while lines and not lines[-1]:
        lines.pop()
    return "\n".join(lines)


Rules = dict[str, Callable[["BuiltLine", Meta, Children], object]]
"""What is made of the parts of each grammar rule, by its name."""


class BuiltLine:
    """A line whose node is built: its names, texts and numbers in their places; `start` is where it stands in the file.

    What the grammar lets through and no node can hold (a date that is in no calendar) is in `problems`.
    """

    def __init__(self, file: SourceFile, start: int) -> None:
        self.file = file
        self.start = start
        self.problems: list[Diagnostic] = []
        self._thousands: list[Token] = []
        self._fine = False  # another number of the line has three decimals, so a point is one

    @property
    def warnings(self) -> list[Diagnostic]:
        """What the line says, and its author may not mean: `1.000` is one."""
        return [] if self._fine else [self._doubt(token) for token in self._thousands]

    def _doubt(self, token: Token) -> Diagnostic:
        mended, read, place = token.replace(".", "_"), token.partition(".")[0], self.at(token)
        message = say("thousands-point", written=str(token), read=read)
        hint = say("thousands-point.hint", mended=mended, read=read)
        return Diagnostic(
            "thousands-point", message, (Label(place),), severity=Severity.WARNING, hint=hint, fix=((place, mended),)
        )

    def span(self, meta: Meta) -> Span:
        """The place of what a rule makes."""
        return self.file.span(self.start + meta.start_pos, self.start + meta.end_pos)

    def at(self, token: Token) -> Span:
        """The place of a word."""
        return self.file.span(self.start + (token.start_pos or 0), self.start + (token.end_pos or 0))

    def refuse(self, id: str, key: str, span: Span, **arguments: object) -> None:
        """Note what only the author can have written wrong."""
        self.problems.append(Diagnostic(id, say(key, **arguments), (Label(span),)))

    def name(self, token: Token) -> sx.Name:
        """A word as a name, blanks folded."""
        return sx.Name(" ".join(plain_text(token).split()), span=self.at(token))

    def text(self, token: Token) -> sx.Text:
        """A word between quotation marks as a text."""
        if token.type == "LONG":
            return sx.Text(dedented(token[3:-3]), long=True, span=self.at(token))
        return sx.Text(plain_text(token[1:-1].replace('""', '"')), span=self.at(token))

    def name_or_text(self, token: Token) -> sx.Name | sx.Text:
        """A word as either."""
        return self.name(token) if token.type == "NAME" else self.text(token)

    def grain(self, token: Token) -> st.GrainName:
        """A word as the grain of periods."""
        return st.GrainName(_GRAINS[token.type], span=self.at(token))

    def _exact(self, token: Token) -> Fraction:
        """The value of a number as written: `_` parts thousands, and a `%` divides by 100."""
        if len(token) > MAX_DIGITS:
            self.refuse("too-large", "too-large.number", self.at(token), limit=MAX_DIGITS)
            return Fraction(0)
        self._fine = self._fine or _FINE.search(token) is not None
        if _THOUSANDS.fullmatch(token):
            self._thousands.append(token)
        value = Fraction(token.rstrip("%").replace("_", ""))
        return value / 100 if token.endswith("%") else value

    def number(self, meta: Meta, children: Children) -> sx.Number:
        """`-1/9 jam`: a number with its sign, its divisor and its unit."""
        numbers = [token for token in every(children, Token) if token.type == "NUMBER"]
        value, text = self._exact(numbers[0]), str(numbers[0])
        if len(numbers) == 2:
            divisor = self._exact(numbers[1])
            text = f"{text}/{numbers[1]}"
            if divisor:
                value /= divisor
            elif not self.problems:
                self.refuse("unexpected-text", "unexpected-text.zero", self.at(numbers[1]), found=text)
        if has(children, "MINUS"):
            value, text = -value, f"-{text}"
        return sx.Number(value, text, optional(children, sx.Name), span=self.span(meta))


@record
class Key:
    """`kunci nama tertutup`."""

    name: sx.Name
    closed: bool


@record
class Per:
    """`per a, b`."""

    items: tuple[st.GrainName | sx.Name, ...]


@record
class TableKeys:
    """`dari a, b`."""

    names: tuple[sx.Name, ...]


@record
class TableBasis:
    """`dasar "…"` in the head of a table."""

    text: sx.Text


@record
class Digits:
    """`digit n`."""

    count: int
    span: Span


@record
class Default:
    """`= tidak` after the type of a parameter."""

    value: sx.Number | sx.Duration | sx.Date | sx.Name | sx.Text


@record
class MayBeMissing:
    """`boleh kosong`."""

    span: Span


@record
class Way:
    """`ke bawah` after a step."""

    way: Literal["down", "up", "nearest"]


@record
class ReductionWord:
    """`rerata` after `konsolidasi`."""

    reduction: st.Reduction


@record
class GuardDirection:
    """`arah turun dan x` after `bila`."""

    direction: Literal["higher", "lower", "stable"]
    condition: sx.Expression


@record
class UnitRound:
    """`bulatkan n ke genap` after a unit."""

    digits: int
    half_even: bool


@record
class TargetSign:
    """`<` before a target."""

    sign: st.Sign
    span: Span


@record
class GivenColumn:
    """A column after `diberi`."""

    name: sx.Name | st.GrainName


@record
class Which:
    """The name of a target after `harap capaian`."""

    name: sx.Name


@record
class SubjectKeys:
    """`["a", b]` after what a test expects something of."""

    items: tuple[sx.Name | sx.Text, ...]


@record
class RowName:
    """The name that a row begins with."""

    name: sx.Name | sx.Text


@record
class Arguments:
    """`(a, b)` after an aggregate."""

    items: tuple[sx.Expression, ...]


@record
class By:
    """`oleh x`."""

    value: sx.Expression


@record
class Over:
    """`atas S`."""

    value: sx.Expression


@record
class AggregateKind:
    """`rerata geometrik berbobot`."""

    statistic: sx.Statistic
    mean: sx.Mean
    weighted: bool


@record
class WhenNotLoaded:
    """`bila belum dimuat r`."""

    rule: sx.Rule


@record
class WhenNotApplicable:
    """`bila tidak berlaku r`."""

    rule: sx.Rule
