"""One cell of a file or of a test's given facts: its text to a stored value, or the reason why it cannot be one.

Stored values: a number as an integer (figure × 10^scale; a time in seconds × 10^scale), a date as its day number, a truth as 0 or 1,
else text; None is missing.
"""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from math import ceil, floor

from iku_dsl.interval import Interval
from iku_dsl.problem import Text, say
from iku_dsl.program import Column
from iku_dsl.types import Kind, unit
from iku_dsl.wording import Figure, interval_text

Stored = int | str | None
LIMIT = 2**63 - 1
MAX_FIGURE = 60  # characters of a number, far more than a stored one has
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_NUMBER = re.compile(r"(?P<sign>[-−+]?)(?P<digits>\d+(?:\.\d+)?)\s*(?P<percent>%?)\s*(?P<unit>[^\W\d]\w*)?$")
_COMMA = re.compile(r"[-−+]?\d{1,3}(?:\.?\d{3})*,\d+\s*%?$")
_DURATION = re.compile(r"(\d+):([0-5]\d):([0-5]\d)$")
_TRUTHS = {"ya": 1, "yes": 1, "tidak": 0, "no": 0}


@dataclass(frozen=True, slots=True)
class Bad:
    """Why a cell is refused, and what was probably meant."""

    reason: Text
    guess: Text | None = None


def stored(column: Column, text: str) -> Stored | Bad:
    """The stored value of a cell; an empty cell is missing (whether it may be is `required`'s question)."""
    text = text.strip()
    if not text:
        return None
    match column.type.kind:
        case Kind.NUMBER:
            return _number(column, text)
        case Kind.TRUTH:
            found = _TRUTHS.get(text.casefold())
            return found if found is not None else Bad(say("cell.truth"))
        case Kind.DATE:
            return _date(text)
        case Kind.CHOICE:
            return _choice(column.type.choices, text)
        case Kind.TEXT | Kind.MEMBER | Kind.BROKEN:
            return text


def _number(column: Column, text: str) -> Stored | Bad:
    if len(text) > MAX_FIGURE:
        return Bad(say("cell.number"))
    duration = _DURATION.fullmatch(text)
    if duration is not None:
        hours, minutes, seconds = (int(part) for part in duration.groups())
        factor = unit("detik").factor_to(column.type.unit) if not column.type.unit.is_pure else None
        if factor is None:
            return Bad(say("cell.number"))
        total = Fraction(hours * 3600 + minutes * 60 + seconds)
        return _scaled(column, total * factor, total)
    found = _NUMBER.fullmatch(text)
    if found is None:
        if _COMMA.fullmatch(text):
            mended = text.replace(".", "").replace(",", ".")
            return Bad(say("cell.decimal-comma"), say("cell.guess", value=mended))
        return Bad(say("cell.number"))
    figure = Fraction(found["digits"]) * (-1 if found["sign"] in ("-", "−") else 1)
    if column.type.percent and not found["percent"]:
        return Bad(say("cell.percent-sign"), say("cell.guess", value=f"{text}%"))
    if found["percent"] and not column.type.percent:
        return Bad(say("cell.no-percent"), say("cell.guess", value=text.rstrip("% ")))
    factor = unit(found["unit"]).factor_to(column.type.unit) if found["unit"] else Fraction(1)
    if factor is None:
        return Bad(say("cell.unit", unit=found["unit"], expected=str(column.type.unit) or "-"))
    return _scaled(column, figure * factor / (100 if found["percent"] else 1), figure)


def _scaled(column: Column, value: Fraction, figure: Fraction) -> Stored | Bad:
    """The integer that is stored; more decimals of the figure as written than the column keeps are refused, never rounded."""
    if value not in column.range:
        shown = interval_text(column.range, column.type.percent)
        return Bad(say("cell.range", value=Figure(value, column.type.percent), range=shown))
    scaled = value * column.parts
    if scaled.denominator != 1 or (figure * 10**column.digits).denominator != 1:
        if column.type.whole:
            return Bad(say("cell.whole"))
        return Bad(say("cell.digits", digits=column.digits))
    if abs(int(scaled)) > LIMIT:
        return Bad(say("cell.too-large", digits=column.digits))
    return int(scaled)


def _date(text: str) -> Stored | Bad:
    try:
        return date.fromisoformat(text).toordinal() if _DATE.fullmatch(text) else Bad(say("cell.date"))
    except ValueError:
        return Bad(say("cell.date"))


def _choice(choices: tuple[str, ...], text: str) -> Stored | Bad:
    if text in choices:
        return text
    return Bad(say("cell.choice", choices=choices[:12]), guess(text, choices))


def guess(text: str, known: tuple[str, ...] | list[str]) -> Text | None:
    """What was probably meant among known words."""
    folded = {word.casefold(): word for word in known}
    close = difflib.get_close_matches(text.casefold(), folded, n=1, cutoff=0.6)
    return say("cell.guess", value=folded[close[0]]) if close else None


def value_of(column: Column, raw: object) -> Fraction | str | bool | date | None:
    """The value that a stored one stands for."""
    if raw is None:
        return None
    match column.type.kind:
        case Kind.NUMBER:
            if not isinstance(raw, int):
                raise TypeError(f"a {type(raw).__name__} came back for {column.name}: numbers are stored as integers")
            return Fraction(raw, column.parts)
        case Kind.TRUTH:
            return bool(raw)
        case Kind.DATE:
            assert isinstance(raw, int)
            return date.fromordinal(raw)
        case Kind.TEXT | Kind.CHOICE | Kind.MEMBER | Kind.BROKEN:
            return str(raw)


def canonical(column: Column, raw: Stored) -> str:
    """The text of a stored value that hashes are taken over: it stays the same when a column keeps more digits later."""
    value = value_of(column, raw)
    return "" if value is None else str(value)


def missing_interval(column: Column) -> Interval:
    """Where a missing number lies: the column's range, on its grid of decimals, so that an open end is the next figure."""
    scale = column.grid
    low, high = column.range.low, column.range.high
    if low is not None:
        low = Fraction(floor(low * scale) + 1 if column.range.low_open else ceil(low * scale), scale)
    if high is not None:
        high = Fraction(ceil(high * scale) - 1 if column.range.high_open else floor(high * scale), scale)
    if low is not None and high is not None and low > high:
        return column.range  # it holds no figure of so few decimals
    return Interval(low, high)
