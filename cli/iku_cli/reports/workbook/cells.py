"""What may stand in a cell: exact numbers as far as a spreadsheet has them, and texts that are never computed."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

from iku_cli.messages.visible import visible
from iku_engine.results.evaluation import Scalar, Shown

LONGEST = 32_767  # letters of a cell
MOST = 10**15  # whole numbers below it are exact in a cell
DECIMALS = 15  # significant digits that a spreadsheet keeps of what is typed
FIRST_DAY = date(1900, 3, 1)  # before it, spreadsheets count a day that never was


def text_cell(text: str) -> str:
    """A text as a cell can hold it: what XML cannot have, and marks that reorder letters, as their escapes; cut where it is too long."""
    shown = text if text.isprintable() else "\n".join(visible(line) for line in text.splitlines())
    return shown if len(shown) <= LONGEST else f"{shown[: LONGEST - 1]}…"


def number_formula(value: Fraction) -> str:
    """A number inside a formula: as a decimal where that is exact to the spreadsheet's digits, else as a quotient."""
    if value.denominator == 1 and abs(value) < MOST:
        return str(value)
    text = decimal_of(value)
    if text is not None:
        return text
    if abs(value.numerator) < MOST and value.denominator < MOST:
        return f"({value.numerator}/{value.denominator})"
    return repr(float(value))


def decimal_of(value: Fraction) -> str | None:
    """Its decimals where they end within what a cell keeps, else None."""
    for digits in range(DECIMALS):
        scaled = value * 10**digits
        if scaled.denominator == 1:
            if abs(scaled.numerator) >= MOST:
                return None
            figures = str(abs(scaled.numerator)).rjust(digits + 1, "0")
            sign = "-" if value < 0 else ""
            return f"{sign}{figures[:-digits]}.{figures[-digits:]}" if digits else f"{sign}{figures}"
    return None


def exact_in_a_cell(value: Fraction) -> bool:
    """Whether the binary number of a cell is this number."""
    try:
        return Fraction(float(value)) == value
    except OverflowError:
        return False


def cached(value: Scalar) -> float | str | bool:
    """What a formula's cell holds until it is computed again. Not exact: the engine's fraction stands beside it."""
    match value:
        case bool():
            return value
        case Fraction():
            return float(value)
        case date():
            return float((value - date(1899, 12, 30)).days)
        case str():
            return text_cell(value)[:255]
        case None:
            return ""


def format_of(shown: Shown, displayed: str | None = None) -> str:
    """The number format that shows as many decimals as the display has; without one, all that there are."""
    if displayed is not None:
        digits = len(displayed.partition(".")[2])
        decimals = f"0.{'0' * digits}" if digits else "0"
        return f"{decimals}%" if shown.percent else decimals
    return "0.00##########%" if shown.percent else "General"


def quoted(text: str) -> str:
    """A text inside a formula."""
    return '"' + text_cell(text)[:200].replace('"', '""') + '"'
