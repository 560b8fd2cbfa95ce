"""What people see in a cell of a sheet: a number as its format shows it, a date or time as written, and what it has of merged cells.

A number format shows the digits of a number, and around them perhaps a sign, a unit, or another scale.
"""

from __future__ import annotations

import operator
import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable
from datetime import date, datetime, time, timedelta
from decimal import ROUND_HALF_UP, Context, Decimal
from functools import lru_cache

from iku_dsl.records import record
from iku_engine.reading.opened import MAX_SHEET_ROWS, Figure, Look
from iku_engine.words.notation import numeral

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
_GROUPS = re.compile(r"[0#?],[0#?]")
_NO_CENTS = re.compile(r",(?:[-–—]{1,2}|00?)(?!\w)")  # behind the digits of an amount: `Rp 2.500.000,-`
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
        figure.look = Look(form, sign + _joined(section.before, _grouped(shown, section), section), unit or "")
    return figure


def _joined(before: str, digits: str, section: Section) -> str:
    """What stands around the digits beside them, as a sheet shows it: a comma or a bracket touches them."""
    after = section.after + "%" * section.percents
    glue = "" if not digits or after[:1] in (",", ".", ")", "%") else " "
    opened = "" if before.endswith("(") else " "
    return f"{before}{opened}{digits}{glue}{after}".strip()


def _grouped(text: str, section: Section) -> str:
    """The digits in groups of thousands, where the section has them."""
    whole, point, decimals = text.partition(".")
    grouped = whole.isdecimal() and _GROUPS.search(section.digits) is not None
    return f"{_thousands(whole) if grouped else whole}{point}{decimals}"


def _thousands(whole: str) -> str:
    first = len(whole) % 3
    groups = [whole[:first], *(whole[at : at + 3] for at in range(first, len(whole), 3))]
    return ",".join(filter(None, groups))


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
    elif cents := _NO_CENTS.match(section.after):  # it says that there are none, as it would in a text
        amount = numeral(f"{section.before.lstrip('(')} 1")
        if value != int(value) or "." in section.digits or amount is None or not amount.unit:
            return None
        around = (*around[:2], section.after[cents.end() :].strip())
    sign = "-" if signed and value < 0 else ""
    shown = numeral(f"{sign}{' '.join(filter(None, around))}{'%' * section.percents}")
    if shown is None or section.inside or (section.scaled and value):
        return None
    if value and shown.negative != (value < 0) and not (value < 0 and section.coloured and not shown.negative):
        return None
    return shown.unit


Range = tuple[int, int, int, int]  # top, left, bottom, right; rows from 1, columns from 0


class Merges:
    """Merged cells of some columns, and of any one column, row after row: all have the value of the first.

    Not so `figures`, which may be of all rows together, nor what is merged over two columns that are `read`: of which it is nobody knows.
    """

    def __init__(
        self,
        ranges: Iterable[Range],
        places: frozenset[int],
        figures: frozenset[int],
        header_row: int,
        read: Iterable[int],
    ) -> None:
        in_order, of_fill = sorted(read), sorted(places)
        below = [r for r in ranges if r[0] > header_row]
        self.columns = {r: of_fill[bisect_left(of_fill, r[1]) : bisect_right(of_fill, r[3])] for r in below}
        self.columns |= {r: [r[1]] for r in below if r[1] == r[3] and r[1] not in figures}
        self.filled = _Open({r for r, columns in self.columns.items() if columns})
        self.figures = _Open({r for r in below if r[1] in figures and r[2] > r[0]})
        self.wide = _Open({r for r in below if bisect_right(in_order, r[3]) - bisect_left(in_order, r[1]) > 1})

    @property
    def any(self) -> bool:
        """Whether the next row may have something of another."""
        return self.filled.some or self.figures.some or self.wide.some

    def figure(self, number: int, cells: list[str]) -> tuple[Range, str] | None:
        """The figure that is merged over a row from one above it, with its range."""
        return next((item for item in self.figures.at(number, cells) if item[0][0] < number and item[1].strip()), None)

    def across(self, number: int, cells: list[str]) -> tuple[Range, str] | None:
        """What is merged over columns that are read, with its range."""
        return next((item for item in self.wide.at(number, cells) if item[1].strip()), None)

    def over(self, number: int, cells: list[str]) -> set[int]:
        """The columns of a row over which a figure lies, or what is merged over columns that are read."""
        above = [item for item in self.figures.at(number, cells) if item[0][0] < number]
        both = (found for found, text in (*above, *self.wide.at(number, cells)) if text.strip())
        return {place for _, left, _, right in both for place in range(left, right + 1)}

    def fill(self, number: int, cells: list[str]) -> None:
        """Give the cells of a row what was merged into them."""
        for found, value in self.filled.at(number, cells):
            for place in self.columns[found]:
                if place < len(cells):
                    cells[place] = value


class _Open:
    """Some merged ranges, row after row: those that a row is in, each with the text of its first cell."""

    def __init__(self, ranges: Iterable[Range]) -> None:
        self.coming = sorted(ranges, reverse=True)
        self.open: list[tuple[Range, str]] = []
        self.some = False  # whether one of them has a text
        self.first_end = 0  # the last row of those that end first

    def at(self, number: int, cells: list[str]) -> list[tuple[Range, str]]:
        if number > self.first_end or (self.coming and self.coming[-1][0] <= number):
            while self.coming and self.coming[-1][0] <= number:
                found = self.coming.pop()
                self.open.append((found, cells[found[1]] if found[0] == number and found[1] < len(cells) else ""))
            self.open = [item for item in self.open if item[0][2] >= number]
            self.some = any(text for _, text in self.open)
            self.first_end = min((found[2] for found, _ in self.open), default=MAX_SHEET_ROWS)
        return self.open


def date_text(value: object) -> str:
    """A date or a time as text."""
    match value:
        case datetime():
            seconds = _seconds(timedelta(hours=value.hour, minutes=value.minute, seconds=value.second))
            return value.date().isoformat() + (f" {seconds}" if value.time().replace(microsecond=0) != time() else "")
        case date():
            return value.isoformat()
        case time():
            return _seconds(
                timedelta(hours=value.hour, minutes=value.minute, seconds=value.second, microseconds=value.microsecond)
            )
        case timedelta():
            return _seconds(value)
        case _:
            return str(value)


def _seconds(length: timedelta) -> str:
    """A length of time as `1:07:38`; what lies within a millisecond of a whole second is one."""
    micros = length // timedelta(microseconds=1)
    whole, rest = divmod(abs(micros) + 1000, 1_000_000)
    sign = "-" if micros < 0 else ""
    hours, left = divmod(whole, 3600)
    text = f"{sign}{hours}:{left // 60:02d}:{left % 60:02d}"
    return text if rest <= 2000 else f"{text}.{max(rest - 1000, 0):06d}"


def overlapping(ranges: Iterable[Range], width: int) -> Range | None:
    """A merged range that another one overlaps in one of the first columns, where no spreadsheet makes any."""
    ends = [0] * width
    for found in sorted(ranges):
        top, left, bottom, right = found
        columns = slice(left, min(right + 1, width))
        if max(ends[columns], default=0) >= top:
            return found
        ends[columns] = [bottom] * len(ends[columns])
    return None
