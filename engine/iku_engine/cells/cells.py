"""One cell of a file or of a test's given facts: its text to a stored value, or the reason why it cannot be one.

Stored values: a number as an integer (figure × 10^scale; a time in seconds × 10^scale), a date as its day number, a truth as 0 or 1,
else text; None is missing.
"""

from __future__ import annotations

import re
from fractions import Fraction

from iku_dsl.problem import Text, say
from iku_dsl.program import Column
from iku_dsl.records import record, replace
from iku_dsl.rounding import rounded
from iku_dsl.types import Kind, Type, unit
from iku_dsl.wording import SIGNS, Figure, interval_text
from iku_engine.database.stored import LIMIT, Stored
from iku_engine.reading.opened import Figure as NumberCell
from iku_engine.reading.opened import Look
from iku_engine.reading.style import Style
from iku_engine.words.notation import DURATION, MAX_FIGURE, Numeral, dated, numeral, typeable

AS_IN_SPECS = Style("en")  # what a program wrote: a point starts the decimals, and nothing groups
ALONE = Style()  # a cell that somebody wrote, without a file to show how
_CLOCK = re.compile(r"0\d[.,][0-5]\d")  # `01.30` is half past one; no number begins so
_APART = re.compile(r"[\s'’]")  # what may stand between groups of thousands
_OTHER = re.compile(r"([^\d\s'’]+)")  # what stands between such numbers, as a sign or a currency
_THOUSANDS = re.compile(r"\d{1,3}(?:[\s'’]\d{3})+")  # `1 500 000`; `2025 2026` and `12 12 2025` are no such number
KEPT_DIGITS = 15  # of a number, by a spreadsheet
_CUT_OFF = re.compile(r"(?=[0.,]*[1-9])\d(?:[.,]\d{1,14})?[eE]\+\d{1,3}")  # zero, `0.0E+0`, has no digits to lose
MISSING = ("", "-", "–", "—", "n/a")
_TRUTHS = {"ya": 1, "yes": 1, "true": 1, "tidak": 0, "no": 0, "false": 0}
FAULTS = (
    "#n/a", "#ref!", "#value!", "#div/0!", "#name?", "#num!", "#null!", "#spill!", "#calc!", "#getting_data", "#field!",
    "#blocked!", "#connect!", "#unknown!",
)  # fmt: skip


@record
class Bad:
    """Why a cell is refused, and what was probably meant."""

    reason: Text
    guess: Text | None = None


def stored(column: Column, text: str, style: Style) -> Stored | Bad:
    """The stored value of a cell; one that says it is missing is missing (whether it may be is `required`'s question)."""
    given, text = text, text.strip()
    if is_missing(text) and text not in column.type.choices:
        return None
    if is_fault(text):
        return Bad(say("cell.fault"))
    match column.type.kind:
        case Kind.NUMBER:
            return _number(column, text, style)
        case Kind.TRUTH:
            found = _TRUTHS.get(text.casefold())
            return found if found is not None else Bad(say("cell.truth"))
        case Kind.DATE:
            return _date(column, text, style)
        case Kind.CHOICE:
            return _choice(column.type, text)
        case Kind.TEXT | Kind.MEMBER | Kind.BROKEN:
            return Bad(say("cell.cut-off")) if is_cut_off(given) else text


def is_cut_off(text: str) -> bool:
    """Whether a key or a text is a number of more digits than a spreadsheet keeps, 15, so that its last ones are gone: `1,98501E+17`."""
    if type(text) is NumberCell:
        return len(text) > KEPT_DIGITS and text.isdecimal() and not text[KEPT_DIGITS:].strip("0")
    return "+" in text and _CUT_OFF.fullmatch(text.strip()) is not None


def is_missing(text: str) -> bool:
    """Whether a cell says that there is nothing: empty, a dash, `n/a`."""
    return text.casefold() in MISSING


def is_fault(text: str) -> bool:
    """Whether a cell holds what a spreadsheet shows where it could not compute."""
    return text[:1] == "#" and text.casefold() in FAULTS


def _number(column: Column, text: str, style: Style) -> Stored | Bad:
    if len(text) > MAX_FIGURE:
        return Bad(_not_a_number(column))
    duration = DURATION.fullmatch(text)
    if duration is not None:
        hours, minutes, seconds = (int(part) for part in duration.groups())
        factor = unit("detik").factor_to(column.type.unit) if not column.type.unit.is_pure else None
        if factor is None:
            return Bad(_not_a_number(column))
        total = Fraction(hours * 3600 + minutes * 60 + seconds)
        return _scaled(column, total * factor, total)
    found = numeral(text)
    if found is None:
        return _no_number(column, text, style)
    if column.type.unit.seconds != 1 and _CLOCK.fullmatch(text):
        return Bad(say("cell.clock"))
    if column.type.percent and found.unit and not found.percent:
        return Bad(say("cell.unit", unit=found.unit, expected="%"))
    if column.type.percent and not found.percent:
        return Bad(say("cell.percent-sign"), _with_sign(replace(found, percent=True), style))
    if found.percent and not column.type.percent:
        bare = replace(found, percent=False)
        guess = say("cell.guess", value=_typed(bare, _as_the_file_has_it(bare, style), style))
        return Bad(say("cell.no-percent"), _both(bare, style) or guess)
    factor = unit(found.unit).factor_to(column.type.unit) if found.unit else Fraction(1)
    if factor is None:
        return Bad(say("cell.unit", unit=found.unit, expected=str(column.type.unit) or "-"))
    digits = _reading(column, found, style, factor)
    if isinstance(digits, Bad):
        return digits
    figure = _figure(found, digits)
    kept = _scaled(column, _valued(found, figure, factor), figure)
    return (
        _rounded(column, found, digits, factor, kept, style)
        if isinstance(kept, Bad) and kept.reason.key == "cell.digits"
        else kept
    )


def _not_a_number(column: Column) -> Text:
    return say("cell.percentage" if column.type.percent else "cell.number")


def _no_number(column: Column, text: str, style: Style) -> Bad:
    """What is no number; one whose thousands are set apart by blanks or apostrophes is asked whether it is the one without them."""
    if column.type.unit.seconds != 1:
        return Bad(say("cell.duration"))
    parts = _OTHER.split(text)
    bare = "".join(_APART.sub("", part) if _THOUSANDS.fullmatch(part.strip()) else part for part in parts)
    whole = numeral(bare) if bare != text else None
    if whole is None:
        word = column.may_be_missing and not any(map(str.isdigit, text))
        return Bad(say("cell.word") if word else _not_a_number(column))
    found = _number(column, bare, style)
    if isinstance(found, Bad):
        return Bad(_not_a_number(column), found.guess)
    return Bad(_not_a_number(column), say("cell.guess", value=_typed(whole, _as_the_file_has_it(whole, style), style)))


def _rounded(column: Column, found: Numeral, digits: str, factor: Fraction, bad: Bad, style: Style) -> Bad:
    """A figure with too many decimals, and what it is once somebody rounds it, as the file writes it, if the column can keep that."""
    figure = rounded(_figure(found, digits), column.digits)
    if isinstance(_scaled(column, _valued(found, figure, factor), figure), Bad):
        return bad
    whole, decimals = divmod(abs(int(figure * 10**column.digits)), 10**column.digits)
    text = f"{whole}.{decimals:0{column.digits}}" if column.digits else str(whole)
    return Bad(bad.reason, say("cell.guess-rounded", value=_typed(found, text, style, like=digits)))


def _with_sign(found: Numeral, style: Style) -> Text:
    """What a number without its percent sign may mean: a percentage, but what is at most 1 may be a share of one as well."""
    both = _both(found, style)
    if both is not None:
        return both
    digits = _as_the_file_has_it(found, style)
    if not 0 < Fraction(digits) <= 1:
        return say("cell.guess", value=_typed(found, digits, style))
    whole, _, decimals = digits.partition(".")
    decimals = decimals.ljust(2, "0")
    share = _typed(found, f"{int(whole + decimals[:2])}.{decimals[2:]}".rstrip("."), style, like=digits)
    return say("cell.guess-share", share=share, small=_typed(found, digits, style))


def _both(found: Numeral, style: Style) -> Text | None:
    """The two numbers that a text can mean where nothing tells which; None where it has one, or the file is told which was taken."""
    ways = (found.english, found.indonesian)
    if style.of_number_cells or style.typed != "mixed" or "" in ways or ways[0] == ways[1]:
        return None
    return say("cell.guess-two", first=typeable(found, ways[0]), second=typeable(found, ways[1]))


def _as_the_file_has_it(found: Numeral, style: Style) -> str:
    """The digits of a number that has one reading in its file."""
    return (found.indonesian if style.numbers == "id" else found.english) or found.english or found.indonesian


def _typed(found: Numeral, digits: str, style: Style, like: str = "") -> str:
    """A number as it can be typed into its file, or into one with rows of many files, and has one meaning there.

    So it has no groups of thousands, and never three decimals behind a whole part, which may be a group. `like` are the digits that the
    cell was read as, where these are others that are made of them.
    """
    known = style.typed
    comma = known == "id" if known in ("en", "id") else (like or digits) != found.english
    return typeable(found, digits).text(SIGNS["id" if comma else "en"])


def readings(column: Column, text: str, style: Style) -> tuple[Fraction, ...]:
    """The numbers that a cell can mean, in the unit of its column: none, one, or two where nothing tells how the file writes them."""
    if (
        text.isascii() and text.isdecimal() and len(text) <= MAX_FIGURE
    ):  # what most figures are, and read in one way alone
        return (Fraction(int(text), 100 if column.type.percent else 1),)
    found = numeral(text)
    factor = unit(found.unit).factor_to(column.type.unit) if found is not None and found.unit else Fraction(1)
    if found is None or factor is None:
        return ()
    digits = _reading(column, found, style, factor)
    ways = (digits,) if isinstance(digits, str) else filter(None, (found.english, found.indonesian))
    percent = Fraction(100 if column.type.percent and not found.percent else 1)
    return tuple(_valued(found, _figure(found, way), factor) / percent for way in ways)


def shown_otherwise(column: Column, text: str, look: Look) -> Bad | None:
    """Why a number of a workbook is refused whose cell shows another one, or one of another unit than its column's."""
    if look.unit and unit(look.unit).factor_to(column.type.unit) == 1:
        return None
    return Bad(say("cell.format", value=text, shown=look.text, format=look.form[:80]))


def _figure(found: Numeral, digits: str) -> Fraction:
    return -Fraction(digits) if found.negative else Fraction(digits)


def _valued(found: Numeral, figure: Fraction, factor: Fraction) -> Fraction:
    return figure * factor / (100 if found.percent else 1)


def _reading(column: Column, found: Numeral, style: Style, factor: Fraction) -> str | Bad:
    """The digits of a number in the style of its file; where that is not known, in the one that its column can hold.

    Where it can hold both, a point starts the decimals if the column keeps as many, and the file is told of it; else nothing tells.
    """
    english, indonesian = found.english, found.indonesian
    if english == indonesian:
        return english
    if not (english and indonesian):
        return _only_reading(found, style)
    numbers = style.numbers_closely if column.type.whole else style.numbers
    fitting = [d for d in (english, indonesian) if _valued(found, _figure(found, d), factor) in column.range]
    if numbers in ("en", "id"):
        digits, sign = (english, ".") if numbers == "en" else (indonesian, ",")
        if len(fitting) > 1 and "." in digits:
            style.guess(column.name, _shown(found, digits, sign))
        return digits
    if len(fitting) == 1:
        return fitting[0]
    kept = 0 if column.type.whole else column.digits
    if numbers == "unknown" and style.of_a_file and 0 < len(english.partition(".")[2]) <= kept:
        style.guess(column.name, _shown(found, english))
        return english
    first, second = typeable(found, english), typeable(found, indonesian)
    return Bad(say("cell.ambiguous"), say("cell.guess-two", first=first, second=second))


def _only_reading(found: Numeral, style: Style) -> str | Bad:
    """The one way in which a number can be read, unless all numbers of the file were said to be written in the other."""
    if style.declared == "en" and not found.english:
        return Bad(say("cell.decimal-comma"), say("cell.guess", value=_typed(found, found.indonesian, style)))
    if style.declared == "id" and not found.indonesian:
        return Bad(say("cell.decimal-point"), say("cell.guess", value=_typed(found, found.english, style)))
    if not found.english:
        style.show(found.percent, ",")
    elif "." in found.english or not found.indonesian:
        style.show(found.percent)
    return found.english or found.indonesian


def _shown(found: Numeral, digits: str, sign: str = ".") -> str:
    return f"{'-' if found.negative else ''}{digits.replace('.', sign)}{'%' if found.percent else ''}"


def _scaled(column: Column, value: Fraction, figure: Fraction) -> Stored | Bad:
    """The integer that is stored; more decimals of the figure as written than the column keeps are refused, never rounded."""
    if value not in column.range:
        shown = interval_text(column.range, column.type.percent)
        return Bad(say("cell.range", value=Figure(value, column.type.percent), range=shown))
    scaled = value * column.parts
    if scaled.denominator != 1 or (figure * 10**column.digits).denominator != 1:
        if column.type.whole:
            return Bad(say("cell.whole"))
        places = column.digits + (2 if column.type.percent else 0)  # a spreadsheet holds 90.01% as 0.9001
        return Bad(say("cell.digits", digits=column.digits, places=places))
    if abs(int(scaled)) > LIMIT:
        return Bad(say("cell.too-large", digits=column.digits))
    return int(scaled)


def _date(column: Column, text: str, style: Style) -> Stored | Bad:
    found = dated(text)
    if found is None:
        return Bad(say("cell.date"))
    if found.day_first is None:
        assert found.month_first is not None
        return Bad(say("cell.date-order"), say("cell.guess", value=found.month_first.isoformat()))
    alone = not style.of_a_file and style.declared != "id"
    if found.month_first is not None and (alone or style.evidence.month_first):
        first, second = found.day_first.isoformat(), found.month_first.isoformat()
        key = "cell.date-alone" if alone else "cell.date-ambiguous"
        return Bad(say(key), say("cell.guess-two", first=first, second=second))
    style.day(column.name, text, found)
    return found.day_first.toordinal()


def _choice(kind: Type, text: str) -> Stored | Bad:
    return kind.choice(text) or Bad(say("cell.choice", choices=kind.choices[:12]))
