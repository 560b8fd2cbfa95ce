"""A number as people in Indonesia and elsewhere write it: each way in which its digits can be read, its sign, percent and unit.

In Indonesian a comma starts the decimals and points group thousands; in English, and in specs, it is the other way round.
`3,50` and `1,234.5` can be read in one way only; `1,234` and `1.234` in both, and only the rest of the file can tell. Rupiah are
not counted in thousandths: in `Rp1.000` the point groups.
"""

from __future__ import annotations

import re
from unicodedata import decimal

from iku_dsl.records import record
from iku_dsl.types import PERCENT_WORDS

MAX_FIGURE = 60  # characters of a number, far more than a stored one has
_SIGN, _DASHES = "[-−+]", "-−‐‑‒–—―"
_CURRENCIES, _RUPIAH = ("rp", "idr"), "rupiah"
_CURRENCY = "|".join("".join(f"[{letter}{letter.upper()}]" for letter in word) for word in _CURRENCIES)
_WRITTEN = re.compile(
    rf"(?P<sign>{_SIGN}?)\s*+(?P<currency>(?:(?:{_CURRENCY})\b\.?)?)\s*+(?P<inner>{_SIGN}?)(?P<digits>\d(?:[\d.,]*\d)?)"
    rf"(?P<dash>,[{_DASHES}]{{1,2}})?\s*+(?P<percent>%?)\s*+(?P<unit>(?:[^\W\d]\w*)?)"
)
_GLUED = re.compile(rf"({_CURRENCY})(?=\d)")
_HINTS = (  # each starts with what it always has, which is what makes a search quick
    rf",(?<=\d,)[{_DASHES}\d]",
    rf"\.(?<=\d\.)\d{{3}}(?:\.\d|\s*+%?\s*+{_RUPIAH})",
    *(rf"{word}\.?\s*{_SIGN}?\d" for word in _CURRENCIES),
)
HINTS = tuple(
    map(re.compile, _HINTS)
)  # one is in each number, in small letters, that only Indonesian writes; the first has a comma
_PLAIN = re.compile(r"\d+(?:\.\d+)?")
_ENGLISH = re.compile(r"[1-9]\d{0,2}(?:,\d{3})+(?:\.\d+)?")
_DECIMAL_COMMA = re.compile(r"\d+,\d+")
_INDONESIAN = re.compile(r"[1-9]\d{0,2}(?:\.\d{3})+(?:,\d+)?")
DURATION = re.compile(r"(\d+):([0-5]\d):([0-5]\d)")


@record
class Numeral:
    """A number as written. `english` and `indonesian` are its digits with a point for the decimals, empty where it is no such number."""

    english: str
    indonesian: str
    negative: bool = False
    percent: bool = False
    unit: str = ""

    @property
    def ambiguous(self) -> bool:
        """Whether it is one number in English and another in Indonesian."""
        return bool(self.english and self.indonesian) and self.english != self.indonesian


def numeral(text: str) -> Numeral | None:
    """A number as written, None where it is none in any way."""
    text = (text if text.isascii() else _plain_digits(text)).strip()
    bracketed = text.startswith("(") and text.endswith(")")
    if len(text) > MAX_FIGURE:
        return None
    found = _WRITTEN.fullmatch(_GLUED.sub(r"\1 ", text[1:-1].strip() if bracketed else text))
    if found is None or (found["sign"] and found["inner"]) or (bracketed and (found["sign"] or found["inner"])):
        return None
    if found["currency"] and found["unit"] and found["unit"].casefold() != _RUPIAH:
        return None
    english, indonesian = _english(found["digits"]), _indonesian(found["digits"])
    unit = _RUPIAH if found["currency"] else found["unit"]
    percent = unit.casefold() in PERCENT_WORDS
    if percent and found["percent"]:
        return None
    grouped = unit.casefold() == _RUPIAH and "." in english and bool(indonesian)
    if found["dash"] or grouped:
        english = ""
    if not english and not indonesian:
        return None
    negative = bracketed or (found["sign"] or found["inner"]) in ("-", "−")
    return Numeral(english, indonesian, negative, percent or bool(found["percent"]), "" if percent else unit)


def _plain_digits(text: str) -> str:
    """A text with the digits of every script, full-width ones too, as 0 to 9."""
    return "".join(str(decimal(letter)) if letter.isdecimal() else letter for letter in text)


def _english(digits: str) -> str:
    if _PLAIN.fullmatch(digits):
        return digits
    return digits.replace(",", "") if _ENGLISH.fullmatch(digits) else ""


def _indonesian(digits: str) -> str:
    if digits.isdecimal() or _DECIMAL_COMMA.fullmatch(digits):
        return digits.replace(",", ".")
    return digits.replace(".", "").replace(",", ".") if _INDONESIAN.fullmatch(digits) else ""
