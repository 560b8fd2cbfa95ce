"""What all builders share: places, names, texts and numbers, and how parts are picked from a rule's children.

Grammar rules promise their parts, so a part that is not there is our bug and raises; what only the author can have
written wrong is collected in `problems`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from fractions import Fraction
from typing import Any, TypeVar

from lark import Token, Tree
from lark.tree import Meta

from iku_dsl import statements as st
from iku_dsl import syntax as sx
from iku_dsl.budgets import most
from iku_dsl.key_text import plain_text
from iku_dsl.problem import Diagnostic, Label, Severity, say
from iku_dsl.source import SourceFile, Span

MAX_DIGITS = most("digits")
_THOUSANDS = re.compile(r"[1-9][0-9]{0,2}\.000")  # the point may be meant to part thousands
_FINE = re.compile(r"\.(?=[0-9]*[1-9])[0-9]{3}")

Children = list[object]
T = TypeVar("T")

_GRAINS: dict[str, sx.Grain] = {"YEAR": "year", "SEMESTER": "semester", "QUARTER": "quarter", "MONTH": "month"}


def one(children: Iterable[object], kind: type[T]) -> T | None:
    """The first part of a kind, if there is one."""
    return next((child for child in children if isinstance(child, kind)), None)


def the(children: Iterable[object], kind: type[T]) -> T:
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


def in_building_order(tree: Tree[Token]) -> list[Tree[Token] | Token]:
    """A raw tree, each part after its own parts, in reading order; however deep it is, nothing is put on Python's stack."""
    waiting: list[Tree[Token] | Token] = [tree]
    from_the_end: list[Tree[Token] | Token] = []
    while waiting:
        item = waiting.pop()
        from_the_end.append(item)
        if isinstance(item, Tree):
            waiting += item.children
    return from_the_end[::-1]


class Base:
    """Builds the node of one line; `file` and `base` say where the line stands. Each rule has the method of its name."""

    def __init__(self, file: SourceFile, base: int) -> None:
        self.file = file
        self.base = base
        self.problems: list[Diagnostic] = []
        self._thousands: list[Token] = []
        self._fine = False  # another number of the line has three decimals, so a point is one

    def build(self, parts: Iterable[Tree[Token] | Token], text: str) -> Any:
        """The node of a raw tree, given part by part in the order of building; the words are those of the line's own text."""
        built: list[object] = []
        for item in parts:
            if isinstance(item, Tree):
                first = len(built) - len(item.children)
                built[first:] = [getattr(self, item.data)(item.meta, built[first:])]
            else:
                written = text[item.start_pos : item.end_pos]
                built.append(item if item == written else Token.new_borrow_pos(item.type, written, item))
        return built[0]

    @property
    def warnings(self) -> list[Diagnostic]:
        """What the line says, and its author may not mean: `1.000` is one."""
        return [] if self._fine else [self._doubt(token) for token in self._thousands]

    def _doubt(self, token: Token) -> Diagnostic:
        mended, read, place = token.replace(".", "_"), token.partition(".")[0], self._at(token)
        message = say("thousands-point", written=str(token), read=read)
        hint = say("thousands-point.hint", mended=mended, read=read)
        return Diagnostic(
            "thousands-point", message, (Label(place),), severity=Severity.WARNING, hint=hint, fix=((place, mended),)
        )

    def _span(self, meta: Meta) -> Span:
        return self.file.span(self.base + meta.start_pos, self.base + meta.end_pos)

    def _at(self, token: Token) -> Span:
        return self.file.span(self.base + (token.start_pos or 0), self.base + (token.end_pos or 0))

    def _refuse(self, id: str, key: str, span: Span, **arguments: object) -> None:
        self.problems.append(Diagnostic(id, say(key, **arguments), (Label(span),)))

    def _name(self, token: Token) -> sx.Name:
        return sx.Name(" ".join(plain_text(token).split()), span=self._at(token))

    def _text(self, token: Token) -> sx.Text:
        if token.type == "LONG":
            return sx.Text(dedented(token[3:-3]), long=True, span=self._at(token))
        return sx.Text(plain_text(token[1:-1].replace('""', '"')), span=self._at(token))

    def _name_or_text(self, token: Token) -> sx.Name | sx.Text:
        return self._name(token) if token.type == "NAME" else self._text(token)

    def _grain(self, token: Token) -> st.GrainName:
        return st.GrainName(_GRAINS[token.type], span=self._at(token))

    def _exact(self, token: Token) -> Fraction:
        """The value of a number as written: `_` parts thousands, and a `%` divides by 100."""
        if len(token) > MAX_DIGITS:
            self._refuse("too-large", "too-large.number", self._at(token), limit=MAX_DIGITS)
            return Fraction(0)
        self._fine = self._fine or _FINE.search(token) is not None
        if _THOUSANDS.fullmatch(token):
            self._thousands.append(token)
        value = Fraction(token.rstrip("%").replace("_", ""))
        return value / 100 if token.endswith("%") else value

    def _number(self, meta: Meta, children: Children) -> sx.Number:
        """`-1/9 jam`: a number with its sign, its divisor and its unit."""
        numbers = [token for token in every(children, Token) if token.type == "NUMBER"]
        value, text = self._exact(numbers[0]), str(numbers[0])
        if len(numbers) == 2:
            divisor = self._exact(numbers[1])
            text = f"{text}/{numbers[1]}"
            if divisor:
                value /= divisor
            elif not self.problems:
                self._refuse("unexpected-text", "unexpected-text.zero", self._at(numbers[1]), found=text)
        if has(children, "MINUS"):
            value, text = -value, f"-{text}"
        return sx.Number(value, text, one(children, sx.Name), span=self._span(meta))
