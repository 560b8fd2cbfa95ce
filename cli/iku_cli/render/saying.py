"""Numbers, values, states and sentences of the engine in words, safe to show.

A number has as few decimals as do not mislead, and never stands on the wrong side of a band's end. A percentage is its fraction times
a hundred with a `%`. What people read has the signs of their language (`SIGNS`), what programs read those of the specs.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from fractions import Fraction
from functools import lru_cache

from iku_cli.messages import message
from iku_cli.messages.sentences import one_line
from iku_dsl.keywords import Language
from iku_dsl.problem import Text
from iku_dsl.rounding import rounded
from iku_dsl.wording import OF_SPECS, SIGNS, Figure, Signs, by_size, figure, in_digits, in_words
from iku_engine.database.rights import KINDS
from iku_engine.results.beside import Mark
from iku_engine.results.evaluation import SUPPOSED, Bounds, Fact, Node, Operation, Scalar, Shown, State
from iku_engine.wording import say_it


def reason(text: Text, language: Language, signs: Signs | None = None) -> str:
    """A sentence of the engine, on one line; in the signs of the language, unless a document for programs gives its own."""
    return one_line(say_it(text, language, SIGNS[language] if signs is None else signs))


def argument(value: object, language: Language) -> str:
    """What goes into a sentence of the engine, by itself: a number in the signs of the language."""
    return figure(value.value, value.percent, SIGNS[language]) if isinstance(value, Figure) else str(value)


def state_word(state: State, language: Language) -> str:
    """`nilai`, `kosong`, `tidak berlaku`, `galat`."""
    return message(f"state.{state.value}", language)


def called(node: Node) -> str:
    """What people call a node: its name; of a statistic its formula as well, as the name of its set does not say which one it is."""
    if node.operation is Operation.AGGREGATE and node.label and node.text:
        return node.text if node.label in node.text else f"{node.label} ({node.text})"
    return node.label or node.text


def scalar(
    value: Scalar,
    shown: Shown,
    language: Language,
    computed: bool = False,
    whole: bool = False,
    signs: Signs | None = None,
) -> str:
    """A value in words: a number as written (as a result where `computed`), a truth, a date, a text.

    Its signs are those of the language, unless a document for programs gives its own.
    """
    signs = SIGNS[language] if signs is None else signs
    match value:
        case bool():
            return message("truth.yes" if value else "truth.no", language)
        case Fraction():
            return traced(value, shown, signs, whole) if computed else as_written(value, shown.percent, signs)
        case date():
            return value.isoformat()
        case str():
            return one_line(value)
        case None:
            return ""


def between(bounds: Bounds, shown: Shown, language: Language, whole: bool = False) -> str:
    """`antara 71,25 dan 75,75`; empty where there is no limit at all."""
    low, high = ends(bounds, shown, SIGNS[language], whole)
    if low and high:
        return low if low == high else message("tree.between", language, low=low, high=high)
    if low or high:
        return message("tree.at-least" if low else "tree.at-most", language, low=low, high=high)
    return ""


@lru_cache(1_024)
def ends(bounds: Bounds, shown: Shown, signs: Signs, whole: bool = False) -> tuple[str, str]:
    """Both ends of bounds as displayed, each rounded away from what lies between; empty where there is none."""
    sign = "%" if shown.percent else ""
    low = outward(bounds.low, shown, signs, up=False, whole=whole) + sign if bounds.low is not None else ""
    high = outward(bounds.high, shown, signs, up=True, whole=whole) + sign if bounds.high is not None else ""
    return low, high


def places(facts: Iterable[Fact]) -> str:
    """Where facts stand, each once: `asistensi.csv:4, espm.csv:3, :9`."""
    said: list[str] = []
    file = ""
    for shown in dict.fromkeys(place(fact) for fact in facts):
        before, colon, row = shown.rpartition(":")
        said.append(colon + row if before == file else shown)
        file = before
    return ", ".join(said)


def place(fact: Fact) -> str:
    """`lke.csv:4`."""
    return one_line(fact.place)


def marks(found: Iterable[Mark], language: Language, signs: Signs | None = None) -> list[str]:
    """What marks mean, in plain words, each once."""
    return list(dict.fromkeys(mark(one, language, signs) for one in found))


@lru_cache(1_024)
def mark(one: Mark, language: Language, signs: Signs | None = None) -> str:
    """What a mark means."""
    match one.text:
        case Text():
            return message(f"mark.{one.kind}.of", language, text=reason(one.text, language, signs))
        case str():
            return message(f"mark.{one.kind}", language, mark=one_line(one.text))


def tags(found: Iterable[Mark], language: Language) -> list[str]:
    """The same in a word or two, for a place beside a name."""
    said = (message(f"mark.tag.{one.kind}", language, mark=one_line(one.code)) for one in found)
    return list(dict.fromkeys(said))


def day(at: str, signs: Signs) -> str:
    """The day of a stored time, where we are, in a sentence."""
    found = _stored(at)
    return in_words(found.date(), signs) if found is not None else one_line(at)


def moment(at: datetime, language: Language) -> str:
    """A day and minute in a sentence."""
    return f"{in_words(at.date(), SIGNS[language])} {at:%H:%M}"


def clock(at: str) -> str:
    """The day and minute of a stored time, where we are, in a table or at the head of one."""
    found = _stored(at)
    return found.strftime("%Y-%m-%d %H:%M") if found is not None else one_line(at)


def _stored(at: str) -> datetime | None:
    """A stored time; None for one that somebody wrote by hand, which may be any text."""
    try:
        return datetime.fromisoformat(at).astimezone()
    except (ValueError, OverflowError):
        return None


def event(kind: str, language: Language) -> str:
    """What kind of event it is; one of no kind of ours by its own name."""
    return message(f"event.{kind}", language) if kind in KINDS else one_line(kind)


def amended(fact: Fact | None, language: Language) -> str:
    """`koreksi #12, siti, 24 November 2026: salah ketik`; empty for a fact as it was imported."""
    if fact is None or fact.amendment is None:
        return ""
    told = fact.amendment
    if told.reason == SUPPOSED:
        return message("tree.supposed", language)
    user = f", {told.user}" if told.user else ""
    text = message("tree.amended", language, batch=fact.batch, user=user, day=day(told.at, SIGNS[language]))
    return f"{text}: {one_line(told.reason)}" if told.reason else text


LEAST = 2  # decimals of a computed number
MOST = 12  # decimals of a number that is as written
TRACED = 6  # decimals of a number in a trace that has no more
READABLE = 100  # fractions of smaller numbers are read at a glance: 2/3, 1/12
SIGNIFICANT = 2  # digits that a small number shows at least
NOTHING = (Fraction(0),)
NOTHING_AND_ALL = (Fraction(0), Fraction(100))  # in display units


def display(
    value: Fraction, shown: Shown, ends: Iterable[Fraction] = (), whole: bool = False, signs: Signs = OF_SPECS
) -> str:
    """A computed number in display units, without its sign of percent or unit.

    `ends` are numbers (as fractions, not in display units) that the display must not cross: ends of bands, targets; nor does it cross zero,
    and a percentage all of it.
    `whole` shows a whole number without decimals.
    """
    scale = 100 if shown.percent else 1
    number = value * scale
    size = by_size(number, signs)
    if size is not None:
        return size
    if whole and number.denominator == 1:
        return in_digits(number, 0, signs)
    rounded_to = max(0, shown.digits) if shown.digits is not None else None
    if rounded_to is not None and rounded(number, rounded_to) == number:
        return in_digits(number, rounded_to, signs)
    limits = [*(NOTHING_AND_ALL if shown.percent else NOTHING), *(end * scale for end in ends)]
    digits = max(LEAST, rounded_to or 0)
    while True:
        near = rounded(number, digits)
        if all(_honest(near, number, limit) for limit in limits) and _clear(number, digits):
            return in_digits(near, _needed(near, digits), signs)
        digits += 1


def held_against(value: Fraction, shown: Shown, others: Iterable[Fraction], signs: Signs = OF_SPECS) -> str:
    """A number that others are held against, without its sign: exact where its decimals end soon, else on its own side of these."""
    scaled = value * (100 if shown.percent else 1)
    is_plain = shown.digits is not None and rounded(scaled, max(0, shown.digits)) == scaled
    if by_size(scaled) is not None or is_plain or rounded(scaled, TRACED) != scaled:
        return display(value, shown, others, signs=signs)
    return in_digits(scaled, _needed(scaled, TRACED), signs)


def outward(value: Fraction, shown: Shown, signs: Signs, up: bool, whole: bool = False) -> str:
    """A bound in display units: rounded away from what it bounds where it does not end within the decimals."""
    number = value * (100 if shown.percent else 1)
    size = by_size(number, signs)
    if size is not None:
        return size
    if whole and number.denominator == 1:
        return in_digits(number, 0, signs)
    digits = LEAST
    while abs(number) * 10**digits < 1 and number != 0:
        digits += 1
    scaled = number * 10**digits
    cut = -((-scaled.numerator) // scaled.denominator) if up else scaled.numerator // scaled.denominator
    return in_digits(Fraction(cut, 10**digits), digits, signs)


def as_written(value: Fraction, percent: bool = False, signs: Signs = OF_SPECS) -> str:
    """A number as a file or a spec has it: no more decimals than it needs, a fraction where it does not end."""
    number = value * (100 if percent else 1)
    sign = "%" if percent else ""
    size = by_size(number, signs)
    if size is not None:
        return size + sign
    for digits in range(MOST + 1):
        if rounded(number, digits) == number:
            return in_digits(number, digits, signs) + sign
    short = number.denominator < READABLE and abs(number) < READABLE
    return f"{number}{sign}" if short else f"≈ {in_digits(rounded(number, TRACED), TRACED, signs)}{sign}"


def traced(value: Fraction, shown: Shown, signs: Signs, whole: bool = False) -> str:
    """A number in a trace, with its percent sign: exact where its decimals end soon, so that others can be redone from it."""
    scaled = value * (100 if shown.percent else 1)
    sign = "%" if shown.percent else ""
    if by_size(scaled) is not None or rounded(scaled, TRACED) != scaled:
        return display(value, shown, signs=signs) + sign
    bare = whole and scaled.denominator == 1
    return in_digits(scaled, 0 if bare else _needed(scaled, TRACED), signs) + sign


def with_unit(text: str, shown: Shown) -> str:
    """A displayed number with its percent sign or unit word."""
    return f"{text}%" if shown.percent else f"{text} {shown.unit}" if shown.unit else text


def number(
    value: Fraction, shown: Shown, language: Language, ends: Iterable[Fraction] = (), whole: bool = False
) -> str:
    """A computed number with its percent sign, without a unit word."""
    return display(value, shown, ends, whole, SIGNS[language]) + ("%" if shown.percent else "")


def weight(value: Fraction, language: Language) -> str:
    """A weight, in percent as written; one that does not end is shown to two decimals."""
    number = value * 100
    digits = next((digits for digits in range(4) if rounded(number, digits) == number), 2)
    return in_digits(rounded(number, digits), digits, SIGNS[language]) + "%"


def _honest(shown: Fraction, number: Fraction, limit: Fraction) -> bool:
    """Whether what is shown lies where the number does: above, on or below. On an end without an end, nothing can."""
    if number == limit:
        return shown == limit or not _ends(limit)
    return shown > limit if number > limit else shown < limit


def _ends(number: Fraction) -> bool:
    """Whether its decimals end."""
    rest = number.denominator
    for prime in (2, 5):
        while rest % prime == 0:
            rest //= prime
    return rest == 1


def _clear(number: Fraction, digits: int) -> bool:
    """Whether a number below one shows two significant digits."""
    return number == 0 or abs(number) >= 1 or abs(number) * 10**digits >= 10 ** (SIGNIFICANT - 1)


def _needed(number: Fraction, digits: int) -> int:
    """How many of so many decimals a number needs: two at least, and none that is a zero at the end."""
    while digits > LEAST and (number * 10 ** (digits - 1)).denominator == 1:
        digits -= 1
    return max(LEAST, digits)
