"""Sentences for people: each key with its Indonesian and its English text, and how numbers and intervals are written in them.

`render` puts a `Text` together; the engine has a table of its own for the reasons of its results and passes it in. Numbers have the signs
of specs unless the caller gives those of a language: a sentence about a spec says what can be written there, and a document or a store
holds what programs read.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from fractions import Fraction

from iku_dsl.interval import Interval
from iku_dsl.keywords import Language
from iku_dsl.problem import Text
from iku_dsl.records import record
from iku_dsl.texts import TEXTS

Table = Mapping[str, tuple[str, str]]
MAX_SHOWN = 8  # decimals of a number in a sentence
LONGEST_SHOWN = 1_000  # letters of a text from outside that a sentence has: a cell, a heading, a name
FAR = 332  # binary digits between a number and 1 from which on it is told by its size: a hundred decimal ones


@record
class Signs:
    """The signs of a number: before its decimals, and between each three digits of its whole part; the months of a date in words."""

    decimal: str = "."
    thousands: str = ""
    months: tuple[str, ...] = ()


OF_SPECS = Signs()  # of documents, stores and exports as well
MONTHS = "Januari Februari Maret April Mei Juni Juli Agustus September Oktober November Desember"
SIGNS: Mapping[Language, Signs] = {"id": Signs(",", ".", tuple(MONTHS.split())), "en": OF_SPECS}


def in_words(day: date, signs: Signs) -> str:
    """A day of a sentence: `29 November 2026`; `2026-11-29` where the language has it so."""
    return f"{day.day} {signs.months[day.month - 1]} {day.year}" if signs.months else day.isoformat()


def in_digits(number: Fraction, decimals: int, signs: Signs) -> str:
    """A number that ends within so many decimals, with all of them, in the signs of a language."""
    whole, rest = divmod(abs(number.numerator) * 10**decimals // number.denominator, 10**decimals)
    digits = signs.thousands.join(f"{whole:,}".split(","))
    return f"{'-' if number < 0 else ''}{digits}{f'{signs.decimal}{rest:0{decimals}d}' if decimals else ''}"


@record
class Figure:
    """A number in a sentence, shown as a percentage or plain."""

    value: Fraction
    percent: bool = False

    def __str__(self) -> str:
        return figure(self.value, self.percent)


@record
class Ungrouped:
    """A reading of a figure, in display units and with so many decimals, as it can be typed back: nothing between its thousands."""

    number: Fraction
    decimals: int = 0
    percent: bool = False

    def __str__(self) -> str:
        return self.text(OF_SPECS)

    def text(self, signs: Signs) -> str:
        """It with the decimal sign of a language."""
        return in_digits(self.number, self.decimals, Signs(signs.decimal)) + ("%" if self.percent else "")


def figure(value: Fraction, percent: bool = False, signs: Signs = OF_SPECS) -> str:
    """A number as people write it: exact where it ends within eight decimals, else to eight of them with `≈`."""
    shown = value * 100 if percent else value
    size = by_size(shown, signs)
    if size is not None:
        return size + ("%" if percent else "")
    cut = round(abs(shown) * 10**MAX_SHOWN)
    decimals = MAX_SHOWN
    while decimals and cut % 10 ** (MAX_SHOWN - decimals + 1) == 0:
        decimals -= 1
    near = Fraction(cut, 10**MAX_SHOWN)
    sign = "-" if shown < 0 else ""
    return f"{'' if near == abs(shown) else '≈ '}{sign}{in_digits(near, decimals, signs)}{'%' if percent else ''}"


def by_size(number: Fraction, signs: Signs = OF_SPECS) -> str | None:
    """A number of a hundred digits and more, or of as many zeros behind the point, by its size; None for any other."""
    up, down = abs(number.numerator), number.denominator
    bits = up.bit_length() - down.bit_length()
    if not up or abs(bits) <= FAR:
        return None
    power = bits * 30_103 // 100_000  # about the logarithm to ten
    digits = str(up * 10 ** max(0, 6 - power) // (down * 10 ** max(0, power - 6)))
    sign = "-" if number < 0 else ""
    return f"≈ {sign}{digits[0]}{signs.decimal}{digits[1:5]} × 10^{power - 6 + len(digits) - 1}"


def interval_text(interval: Interval, percent: bool = False) -> str:
    """An interval in the notation of the language."""
    low = figure(interval.low, percent) if interval.low is not None else ""
    high = figure(interval.high, percent) if interval.high is not None else ""
    if interval.is_point:
        return low
    if interval.low is None and interval.high is None:
        return ".."
    if interval.low is None:
        return f"{'<' if interval.high_open else '<='} {high}"
    if interval.high is None:
        return f"{'>' if interval.low_open else '>='} {low}"
    if interval.low_open and interval.high_open:
        return f"> {low} ..< {high}"
    if interval.low_open:
        return f"> {low} .. {high}"
    return f"{low} {'..<' if interval.high_open else '..'} {high}"


def render(text: Text, language: Language, table: Table = TEXTS, signs: Signs = OF_SPECS) -> str:
    """A sentence in a language, its numbers with these signs."""
    whole = text.key == "="  # a text of a spec's author, as it is
    said = {name: _argument(value, language, table, signs, whole) for name, value in text.arguments}
    arguments = {name: agreeing(said[name], value) for name, value in text.arguments}
    if whole:
        return arguments.get("text", "")
    both = table.get(text.key) or TEXTS.get(text.key)
    if both is None:
        raise KeyError(f"no wording for {text.key!r}")
    return (both[0] if language == "id" else both[1]).format_map(arguments)


class Agreeing(str):
    """What goes into a sentence, and whether it is several, for words that agree with it: `{count} {count:row is|rows are} gone`."""

    __slots__ = ("several",)
    several: bool

    def __format__(self, words: str) -> str:
        one, _, several = words.partition("|")
        return (several if self.several else one) if words else str(self)


def agreeing(text: str, value: object) -> Agreeing:
    """The text of a value, which is several unless it is 1, or a list of one."""
    made = Agreeing(text)
    made.several = len(value) != 1 if isinstance(value, tuple) else text != "1"
    return made


def _argument(value: object, language: Language, table: Table, signs: Signs, whole: bool) -> str:
    match value:
        case Text():
            return render(value, language, table, signs)
        case Figure():
            return figure(value.value, value.percent, signs)
        case Ungrouped():
            return value.text(signs)
        case date():
            return in_words(value, signs)
        case tuple():
            return ", ".join(_argument(item, language, table, signs, whole) for item in value)
        case str():
            both = table.get(value) or TEXTS.get(value) if "." in value or value.startswith("<") else None
            if both is not None:
                return both[0] if language == "id" else both[1]
            return value if whole or len(value) <= LONGEST_SHOWN else f"{value[: LONGEST_SHOWN - 1]}…"
        case _:
            return str(value)
