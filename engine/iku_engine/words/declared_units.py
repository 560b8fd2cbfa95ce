"""The one reader of units that texts declare for figures: headings, units rows, titles, footnotes, notes, names of sheets.

A unit is declared in brackets (`(Rp juta)`), behind a word for it (`dalam jutaan rupiah`, `Satuan: %`, `in thousands`), or alone in a cell
or a part of it (`Pagu, Rp juta`). Prose about amounts (`Program 1 Juta Rumah`, `1000 Hari Pertama`) declares none.
What stands there, has thousands without an amount of them, or begins with a currency, and is not understood to its end, is unclear: no
column has it.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from fractions import Fraction
from typing import Literal

from iku_dsl.problem import Text, say
from iku_dsl.program import Column
from iku_dsl.records import record
from iku_dsl.types import PURE, unit
from iku_engine.words.notation import (
    AS_UNITS,
    BEHIND_MONEY,
    BETWEEN,
    LEADING,
    LIKE_MONEY,
    LIKE_TIMES,
    MONEY,
    NO_SIGNS,
    NUMBERS,
    OF_MONEY,
    OF_PERCENT,
    PER_MILLE,
    PERCENT,
    PERCENTS,
    QUALIFIERS,
    RUPIAH,
    SMALL,
    TIMES,
    UNITS,
    ZEROS,
    alike,
    compiled,
    may_tell,
    words_of,
)

_BRACKETS = r"[(\[]([^()\[\]]{1,80})[)\]]"
_MARKER = (
    r"\b(?:dalam|dlm|in|satuan|units?|ukuran|skala|scale|mata uang|currency)\b\.?\s*(?P<colon>[:=])?\s*(?P<rest>.*)"
)
_LEADS = r"^(?:dalam|dlm\.?|in) "
_SLASH = r"(?<!\d)/|/(?!(?:usd|idr|rp|\$|€)\W{0,8}$)"  # no rate of exchange: `Rp 15.000/US$`
_PARTS = rf"[:;,|•·()\[\]]| [–—-] |{_SLASH}"
_WITHIN = rf"[,;&]| dan | and |{_SLASH}"
_AROUND = " .,:;|*'’‘`-–—()[]"
_BY = frozenset({"x", "×"})
_YEAR = r"(?:19|20)\d\d"
_STOPS = r"[,;:()\[\]]|\.(?:\s|$)"
_LOST_POWER = r"(?:\D+ )?10 ?(?:3|6|9|12)(?: \D+)?"  # `106 Rp`, of a 10⁶ that lost its form
_WORDS_BEHIND = 2  # of what is counted: `ribu jiwa`, `juta rumah tangga`
MOST_WORDS = 8  # of a unit, and what stands behind it
LONGEST = 1_000  # letters of a text that are looked at
_MOST_MARKERS, _MOST_BEHIND = 12, 60  # of a text, and words behind each: what has more is prose


@record
class Declared:
    """A unit of figures as a text has `said` it: `times` of what is `named`, a currency, %, ‰, a unit of the spec, or none.

    Of one that is not `clear` no more is known than that it is of thousands (or not), and what it seems to name.
    """

    said: str
    times: Fraction
    named: str = ""
    clear: bool = True


def unit_of(text: str, units: Collection[str] = ()) -> Declared | None:
    """The unit that is all of a text, perhaps behind `dalam` or `in`; `units` are further names of units."""
    bare = alike(text).strip(" .:") if len(text) <= LONGEST else ""
    return _whole(compiled(_LEADS).sub("", bare), units, counted=True)


def declared(text: str, units: Collection[str] = ()) -> list[Declared]:
    """The units that a text declares."""
    whole = alike(text[:LONGEST])
    if not may_tell(whole) and not any(name in whole for name in units):
        return []
    return list({one.said: one for one in _declared(whole, units)}.values())


def _declared(whole: str, units: Collection[str]) -> Iterator[Declared]:
    for found in compiled(_BRACKETS).finditer(whole):
        yield from _in_brackets(found[1], units)
    bare = compiled(_BRACKETS).sub(" | ", whole)
    for text in (bare, *(found[1] for found in compiled(_BRACKETS).finditer(whole))):
        yield from _behind_markers(text, units)
    for part in compiled(_PARTS).split(bare):
        words = words_of(part.strip(" .*"))
        one = _of(words, units, amounts=True) or _of(words[-2:] if _ends_in_unit(words[-2:]) else (), units)
        if one is not None and (one.times != 1 or one.named in OF_PERCENT or words[0] not in NO_SIGNS):
            yield one
        elif one is None and (unclear := _unclear(part, "alone")) is not None:
            yield unclear


def _ends_in_unit(words: Sequence[str]) -> bool:
    """Whether the last words of a text are a unit: `Pagu Rp juta`, `Belanja jutaan rupiah`, and no amount such as `5 juta rupiah`."""
    first, last = (*words, "", "")[:2]
    return (first in MONEY and last in TIMES) or (first in AS_UNITS and last in MONEY)


def _in_brackets(text: str, units: Collection[str]) -> Iterator[Declared]:
    for part in compiled(_WITHIN).split(text.strip()):
        one = _whole(compiled(_LEADS).sub("", part.strip()), units, counted=True) or _unclear(part, "brackets")
        if one is not None:
            yield one


def _behind_markers(text: str, units: Collection[str]) -> Iterator[Declared]:
    found, markers = compiled(_MARKER).search(text), 0
    while found is not None and markers < _MOST_MARKERS:
        markers += 1
        one = _begins(found["rest"], units, colon=bool(found["colon"]))
        if one is not None:
            yield one
        more = _unclear(_begun(found["rest"]), "marker") if one is None or one.times == 1 else None
        if more is not None and (one is None or more.times != 1):
            yield more
        found = compiled(_MARKER).search(text, found.start("rest"))


def _begins(text: str, units: Collection[str], *, colon: bool) -> Declared | None:
    """The unit that a text begins with, where what follows leaves no doubt that it is one."""
    words = words_of(_begun(text))[:MOST_WORDS]
    for count in range(len(words), 0, -1):
        one = _of(words[:count], units)
        if one is None:
            continue
        behind = words[count:]
        signed = one.named in OF_MONEY or one.named in OF_PERCENT
        counted = one.times != 1 and not one.named and len(behind) <= _WORDS_BEHIND and all(map(str.isalpha, behind))
        if one.times == 1 and not signed and not (colon and not behind):
            return None  # `dalam hari kerja` is prose
        return one if signed or counted or not behind else None
    return None


def _begun(text: str) -> str:
    """A text up to where something else begins."""
    stop = compiled(_STOPS).search(text)
    return text[: stop.start()] if stop else text


def _unclear(text: str, stands: Literal["brackets", "marker", "alone"]) -> Declared | None:
    """What a text that is no unit seems to say of one, by where it stands: thousands that nothing counts, or a currency at its start."""
    words = [word for word in (found.strip(_AROUND) for found in words_of(text)) if word]
    if stands == "marker":
        del words[_MOST_BEHIND:]
    if stands == "marker" and words[:1] in (["1"], ["satu"]) and any(map(_money, words)):
        del words[0]  # `dalam 1 juta rupiah`
    thousands = [place for place in range(len(words)) if _is_times(words, place) and not _counted(words, place)]
    money = [place for place, word in enumerate(words) if _money(word)]
    named = _money(words[money[0]]) if money else ""
    start = next((place for place, word in enumerate(words) if word not in LEADING), 0)
    said = " ".join(words)
    if not thousands:
        lost = stands == "brackets" and named and compiled(_LOST_POWER).fullmatch(said)
        foreign = named != RUPIAH and start in money and stands != "alone"
        return Declared(said, Fraction(1000 if lost else 1), named, clear=False) if lost or foreign else None
    first, behind = thousands[0], words[thousands[-1] + 1 :]
    beside = any(abs(place - other) == 1 for place in thousands for other in money)
    bare = not behind or behind[0] in QUALIFIERS
    match stands:
        case "brackets":
            sure = bool(money) or words[first] in AS_UNITS or first == start or len(words) <= _WORDS_BEHIND
        case "marker":
            sure = first < MOST_WORDS and (bool(money) or words[first] in AS_UNITS or first == start)
        case "alone":
            sure = beside or (first == start and bare)
    what = named or ("" if bare or words[first] in AS_UNITS else " ".join(behind[:_WORDS_BEHIND]))
    return Declared(said, Fraction(1000), what, clear=False) if sure else None


def _is_times(words: Sequence[str], place: int) -> bool:
    """Whether the word at a place is thousands or more, in some spelling."""
    word = words[place]
    zeros = compiled(ZEROS).fullmatch(word)
    power = zeros is not None and _is_power(words, place, zeros)
    return power or TIMES.get(word, 0) not in SMALL or compiled(LIKE_TIMES).fullmatch(word) is not None


def _counted(words: Sequence[str], place: int) -> bool:
    """Whether thousands at a place are those of an amount: `5 juta`, `Rp 2,5 miliar`, `lima juta`; of a year they are not."""
    at = place - 1
    while at >= 0 and (words[at] in MONEY or words[at] in TIMES or words[at] in BETWEEN):
        at -= 1
    if at < 0 or words[at] in NUMBERS:
        return at >= 0 or any(word in NUMBERS for word in words[:place])
    year = compiled(_YEAR).fullmatch(words[at]) is not None and words[at + 1] not in MONEY
    return any(map(str.isdigit, words[at])) and not year


def _money(word: str) -> str:
    """The currency that a word names, perhaps misspelt; empty where it names none."""
    known = MONEY.get(word, "")
    if known or compiled(LIKE_MONEY).fullmatch(word) is None:
        return known
    return RUPIAH if word[:1] in "ri" else "usd"


def _whole(text: str, units: Collection[str], *, counted: bool = False) -> Declared | None:
    """The unit that is all of a text; where it is `counted`, words for what is counted may stand behind the thousands."""
    words = words_of(text)
    one = _of(words, units)
    if one is not None or not counted:
        return one
    for behind in range(1, min(_WORDS_BEHIND, len(words) - 1) + 1):
        one = _of(words[:-behind], units)
        what = words[-behind:]
        if one is not None and one.times != 1 and not one.named and not words[0][:1].isdigit():
            if what[0] in QUALIFIERS or _money(what[0]):
                return None
            return Declared(" ".join(words), one.times, " ".join(what)) if all(map(str.isalpha, what)) else None
    return None


def _of(words: Sequence[str], units: Collection[str], *, amounts: bool = False) -> Declared | None:
    """The unit that words are; None where one of them is something else, they name two, or they may be `amounts`, as `Rp 1.000` may."""
    said = " ".join(words)
    if said in units:
        return Declared(said, Fraction(1), said)
    power, named, bare_zeros = 0, "", False
    for place, word in enumerate(words):
        name = MONEY.get(word) or PERCENTS.get(word) or (word if word in UNITS or word in units else "")
        zeros = compiled(ZEROS).fullmatch(word)
        if word in TIMES:
            power += TIMES[word]
        elif word in BEHIND_MONEY and named in OF_MONEY:
            power += BEHIND_MONEY[word]
        elif zeros is not None:
            digits = "".join(letter for letter in zeros["ten"] if letter.isdigit())
            exponent = zeros["power"] or zeros["tens"]
            power += int(exponent) if exponent else digits.count("0")
            bare_zeros = bare_zeros or not _is_power(words, place, zeros)
        elif name:
            if named and named != name:
                return None
            named = name
        elif word not in BETWEEN:
            return None
    if (not named and power in SMALL) or (bare_zeros and (amounts or named not in OF_MONEY)):
        return None  # `1000` is a number, and `ratusan` alone no unit
    return Declared(said, Fraction(10**power), named)


def _is_power(words: Sequence[str], place: int, zeros: re.Match[str]) -> bool:
    """Whether zeros at a place are a power of ten and no amount: `000`, `10^6`, `x Rp 1.000`, unlike `10 OB x Rp 1.000`."""
    if zeros["power"] or zeros["tens"] or not zeros["ten"].startswith("1"):
        return True
    before = words[:place]
    by = bool(zeros["times"]) or not _BY.isdisjoint(before)
    return by and all(word in MONEY or word in LEADING for word in before)


def misfit(one: Declared, column: Column) -> Text | None:
    """Why figures in a unit are no figures of a column: each would be another one. None where the unit fits."""
    expected = "%" if column.type.percent else str(column.type.unit) or "-"
    return None if _fits(one, column) else say("heading-unit", said=one.said, column=column.name, expected=expected)


def _fits(one: Declared, column: Column) -> bool:
    own = _own(column)
    if not one.clear:
        return False
    if one.times == 1 and one.said == str(column.type.unit).casefold():
        return True
    if own is not None and own.times == one.times and own.named in (one.named, *(() if one.named else OF_MONEY)):
        return True
    if one.times != 1 or (one.named == PERCENT) is not column.type.percent:
        return False
    if not one.named or one.named == PERCENT or (column.type.unit == PURE and one.named != PER_MILLE):
        return True
    return unit(one.named).factor_to(column.type.unit) == 1


def _own(column: Column) -> Declared | None:
    """The unit of a column of money as a text would declare it: `juta_rupiah`, `million_usd`; None where it is none."""
    own = _of(str(column.type.unit).casefold().replace("_", " ").split(), ())
    return own if own is not None and own.named in OF_MONEY else None


def misfit_among(one: Declared, columns: Sequence[Column]) -> Text | None:
    """The same for what is said of a whole sheet: of the columns that it may be about, the first, where it fits none of them."""
    about = [column for column in columns if _is_about(one, column)]
    if one.named in (PERCENT, PER_MILLE) and not about:
        about = list(columns)
    if one.named in OF_MONEY:
        about = [column for column in about if column.type.unit != PURE] or about
    faults = [fault for column in about if (fault := misfit(one, column)) is not None]
    return faults[0] if faults and len(faults) == len(about) else None


def _is_about(one: Declared, column: Column) -> bool:
    """Whether the figures of a column may be what a unit of a whole sheet speaks of."""
    kind = column.type
    if one.named in (PERCENT, PER_MILLE):
        return kind.percent
    if kind.percent:
        return False
    if not one.named:
        return True
    parts = [name for name, _ in kind.unit.powers or ()]
    of_money = any(_money(word) for name in parts for word in name.casefold().split("_"))
    if one.named in OF_MONEY:
        return kind.unit == PURE or (of_money and (one.times != 1 or len(parts) == 1))
    return kind.unit == PURE or unit(one.named).factor_to(kind.unit) is not None or (one.times != 1 and not of_money)
