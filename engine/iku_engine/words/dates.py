"""A date as people write it: `2025-12-31`, `31/12/2025`, `31-12-2025`, `31 Desember 2025`, `December 31, 2025`.

Where it is all digits the day comes first, as in Indonesia; a file with a date that can only start with its month is another matter.
"""

from __future__ import annotations

import re
from datetime import date

from iku_dsl.records import record

_ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})(?:[T ]00:00(?::00(?:\.0+)?)?)?")
_DIGITS = re.compile(r"(\d{1,2})([/.-])(\d{1,2})\2(\d{4})")
_DAY_FIRST = re.compile(r"(\d{1,2})[ -]([^\W\d_]{3,})\.?[ ,-]+(\d{4})")
_MONTH_FIRST = re.compile(r"([^\W\d_]{3,})\.? (\d{1,2})(?:st|nd|rd|th)?,? (\d{4})")
_MONTHS = (
    ("januari", "january", "jan"),
    ("februari", "pebruari", "february", "feb", "peb"),
    ("maret", "march", "mar"),
    ("april", "apr"),
    ("mei", "may"),
    ("juni", "june", "jun"),
    ("juli", "july", "jul"),
    ("agustus", "august", "agu", "agt", "ags", "aug"),
    ("september", "sep", "sept"),
    ("oktober", "october", "okt", "oct"),
    ("november", "nopember", "nov", "nop"),
    ("desember", "december", "des", "dec"),
)
MONTHS = {name: number for number, names in enumerate(_MONTHS, start=1) for name in names}


@record
class Dated:
    """A date as written; `month_first` is the other way of reading digits, None where there is none."""

    day_first: date | None
    month_first: date | None = None


def dated(text: str) -> Dated | None:
    """A date as written, None where it is none."""
    text = text.strip()
    found = _ISO.fullmatch(text)
    if found is not None:
        return _one(int(found[1]), int(found[2]), int(found[3]))
    found = _DIGITS.fullmatch(text)
    if found is not None:
        first, second, year = int(found[1]), int(found[3]), int(found[4])
        day_first, month_first = _date(year, second, first), _date(year, first, second)
        if day_first is None and month_first is None:
            return None
        return Dated(day_first, month_first if month_first != day_first else None)
    found = _DAY_FIRST.fullmatch(text)
    if found is not None:
        return _one(int(found[3]), MONTHS.get(found[2].casefold(), 0), int(found[1]))
    found = _MONTH_FIRST.fullmatch(text)
    if found is not None:
        return _one(int(found[3]), MONTHS.get(found[1].casefold(), 0), int(found[2]))
    return None


def _one(year: int, month: int, day: int) -> Dated | None:
    made = _date(year, month, day)
    return Dated(made) if made is not None else None


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
