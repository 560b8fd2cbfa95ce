"""A number that somebody types for a program that reads numbers of specs, with no file beside it to show how it is written."""

from __future__ import annotations

from fractions import Fraction

from iku_dsl.interval import Interval
from iku_dsl.problem import say
from iku_dsl.wording import Ungrouped
from iku_engine.errors import WrongUse
from iku_engine.words.notation import Numeral, numeral


def as_in_specs(text: str, within: Interval) -> str:
    """A typed figure as specs write it: `81,5` as `81.5`, `1.250.000` as `1250000`; a text that is no figure as it is.

    Errors: `WrongUse` where it is one number in English and another in Indonesian, and `within` holds both or neither.
    """
    found = numeral(text)
    if found is None or found.unit:
        return text
    ways = tuple(dict.fromkeys(filter(None, (found.english, found.indonesian))))
    fitting = [way for way in ways if _value(found, way) in within]
    meant = ways if len(fitting) != 1 else fitting
    if len(meant) > 1:
        raise WrongUse(say("typed-either", text=text, first=shown(found, ways[0]), second=shown(found, ways[1])))
    return f"{'-' if found.negative else ''}{meant[0]}{'%' if found.percent else ''}"


def shown(found: Numeral, digits: str) -> Ungrouped:
    """A reading as it can be typed: without zeros that end the decimals, but with one where three would be left, as thousands have."""
    least = len(digits.partition(".")[2].rstrip("0"))
    number = Fraction(digits) * (-1 if found.negative else 1)
    return Ungrouped(number, 4 if least == 3 else least, found.percent)


def _value(found: Numeral, digits: str) -> Fraction:
    return Fraction(digits) * (-1 if found.negative else 1) / (100 if found.percent else 1)
