"""What a number format of a cell shows: the digits of its number, and around them perhaps a sign, a unit, or another scale.

A format has up to four sections (above zero, below, zero, text), or conditions that choose one. What it shows around the digits is read
by `numeral`, as a text would be: where that is another number than the cell holds, or of another unit, the figure bears a `Look`.
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable
from decimal import ROUND_HALF_UP, Context, Decimal
from functools import lru_cache

from iku_dsl.records import record
from iku_engine.reading.opened import Figure, Look
from iku_engine.words.numerals import numeral

_COLOURS = r"black|blue|cyan|green|magenta|red|white|yellow|colou?r ?\d+"
_PART = re.compile(
    r'"(?P<quoted>[^"]*)"?|\\(?P<escaped>.)|_.?|\*(?P<filled>.?)|\[\$(?P<money>[^\]-]*+)[^\]]*+\]'
    rf"|\[(?P<colour>{_COLOURS})\]|\[(?P<compared><=|>=|<>|[<>=])(?P<than>-?[0-9.]+(?:e[+-]?\d+)?)\]|\[[^\]]*\]"
    r"|(?P<digits>General|@|(?:e[+-])?[0#?.,]+|/ *[0-9#?]+)|(?P<percent>%)|(?P<ends>;)|(?P<literal>.)",
    re.IGNORECASE | re.DOTALL,
)
_COMPARED: dict[str, Callable[[Decimal, Decimal], bool]] = {
    "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge, "=": operator.eq, "<>": operator.ne,
}  # fmt: skip
_SCALED = re.compile(r"(?<=[0#?]),+(?=\.|$)")
MOST_DIGITS = 400  # of a number before its decimals: a float has 309
_NOTHING = str.maketrans("", "", "-−–— ")


@record
class Section:
    """What a section of a format shows: literal text `before` and `after` the digits, or in their midst (`inside`)."""

    digits: str = ""
    before: str = ""
    after: str = ""
    inside: bool = False
    percents: int = 0
    coloured: bool = False
    condition: tuple[str, Decimal] | None = None

    @property
    def plain(self) -> bool:
        """Whether it shows digits, and only these."""
        return bool(self.digits) and self.percents < 2 and not (self.before or self.after or self.inside or self.scaled)

    @property
    def scaled(self) -> bool:
        """Whether it shows thousands or millions."""
        return _SCALED.search(self.digits) is not None

    @property
    def zeros(self) -> int:
        """How many digits it always shows, 0 for one or none."""
        return len(self.digits) if len(self.digits) > 1 and not self.digits.strip("0") else 0

    def holds(self, value: Decimal) -> bool:
        """Whether its condition holds of a number."""
        assert self.condition is not None
        return _COMPARED[self.condition[0]](value, self.condition[1])


GENERAL = Section("General")


@lru_cache(maxsize=1000)
def sections(form: str) -> tuple[Section, ...]:
    """The sections of a number format."""
    found, parts = [], list[re.Match[str]]()
    for part in _PART.finditer(form):
        if part["ends"]:
            found.append(_section(parts))
            parts = []
        else:
            parts.append(part)
    return (*found, _section(parts))


def _section(parts: list[re.Match[str]]) -> Section:
    before, after, digits, percents, inside, coloured = "", "", "", 0, False, False
    condition = None
    for part in parts:
        if part["digits"]:
            inside = inside or bool(digits and after.strip() and part["digits"].strip(","))
            digits += part["digits"]
        elif part["percent"]:
            percents += 1
        elif part["compared"]:
            condition = (part["compared"], Decimal(part["than"]))
        elif part["colour"]:
            coloured = True
        else:
            text = "".join(part[name] or "" for name in ("quoted", "escaped", "filled", "money", "literal"))
            before, after = (before, after + text) if digits else (before + text, after)
    return Section(digits, before.strip(), after.strip(), inside, percents, coloured, condition)


def text_shown(text: str, form: str) -> str:
    """A text as its format shows it."""
    shown = sections(form)[-1]
    if "@" not in shown.digits or not (shown.before or shown.after):
        return text
    return f"{shown.before} {text} {shown.after}".strip()


def number_text(value: float, form: str) -> Figure:
    """A number as a spec would write it: the digits that a spreadsheet shows at most, and a percent sign where it shows one.

    With a `Look` where the format shows another number, or one of a unit.
    """
    exact = Decimal(value) if isinstance(value, int) else Decimal(f"{value:.15g}") if value else Decimal(0)
    section, signed = _shown(form, exact)
    text, percent = _digits(exact, section), section.percents > 0 or "%" in section.after
    if section.plain and (signed or exact >= 0):
        return Figure(text + "%" if percent else text)
    figure = Figure(text + "%" if percent else text)
    unit = _unit(section, exact, signed)
    if unit != "":
        sign = "-" if signed and exact < 0 else ""
        shown = _rounded(exact, section) if section.scaled else text.lstrip("-") if section.digits else ""
        around = (section.before, shown, section.after + "%" * section.percents)
        figure.look = Look(form, f"{sign}{' '.join(filter(None, around))}", unit or "")
    return figure


def _digits(exact: Decimal, section: Section) -> str:
    zeros = 0 if section.percents else section.zeros
    if zeros and exact >= 0 and exact == int(exact):
        return str(int(exact)).zfill(zeros)
    text = f"{exact.scaleb(2 * section.percents):f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _rounded(exact: Decimal, section: Section) -> str:
    """The digits that a section shows of thousands or millions: `3` of 2 500 000 by `#,##0,,`."""
    scaled = _SCALED.search(section.digits)
    thousands, decimals = len(scaled[0]) if scaled is not None else 0, section.digits.partition(".")[2]
    places = sum(letter in "0#?" for letter in decimals)
    number = abs(exact).scaleb(2 * section.percents - 3 * thousands)
    text = f"{number.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP, Context(prec=MOST_DIGITS + places)):f}"
    spare = len(text) - len(text.rstrip("0")) if places else 0
    return text[: len(text) - min(spare, places - decimals.count("0"))].rstrip(".")


def _shown(form: str, value: Decimal) -> tuple[Section, bool]:
    """The section that shows a number, and whether a minus is put before it where it is below zero."""
    found = sections(form)
    if "@" in found[-1].digits and len(found) <= 4:
        found = found[:-1]
    if not found:
        return GENERAL, True
    if any(one.condition for one in found[:2]):
        for one in found[:2]:
            if one.condition is not None and one.holds(value):
                return one, True
        rest = [one for one in found if one.condition is None]
        return (rest[0], True) if rest else (Section(), True)
    if len(found) == 1 or value > 0 or (value == 0 and len(found) == 2):
        return found[0], len(found) == 1
    return (found[1], False) if value < 0 else (found[2], False)


def _unit(section: Section, value: Decimal, signed: bool) -> str | None:
    """The unit that a section shows, empty for none; None where what it shows is another number than the value."""
    around = (section.before, "1" if section.digits else "", section.after)
    if not section.digits:
        if value:
            return None
        rest = "".join(around).translate(_NOTHING)  # a dash, or a blank, shows that it is zero
        around = (rest, "1" if rest else "0", "")
    sign = "-" if signed and value < 0 else ""
    shown = numeral(f"{sign}{' '.join(filter(None, around))}{'%' * section.percents}")
    if shown is None or section.inside or (section.scaled and value):
        return None
    if value and shown.negative != (value < 0) and not (value < 0 and section.coloured and not shown.negative):
        return None
    return shown.unit
