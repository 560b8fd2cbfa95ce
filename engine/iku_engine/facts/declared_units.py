"""The one reader of units that texts declare for figures: headings, units rows, titles, footnotes, notes, names of sheets.

A unit is declared in brackets (`(Rp juta)`), behind a word for it (`dalam jutaan rupiah`, `Satuan: %`, `in thousands`), or alone in a cell
or a part of it (`Pagu, Rp juta`). Prose about amounts (`Program 1 Juta Rumah`, `1000 Hari Pertama`) declares none.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterator, Mapping, Sequence
from fractions import Fraction
from functools import cache

from iku_dsl.problem import Text, say
from iku_dsl.program import Column
from iku_dsl.records import record
from iku_dsl.types import PERCENT_WORDS, PURE, UNIT_WORDS, unit

PERCENT, PER_MILLE = "%", "‰"
RUPIAH = "rupiah"
_POWERS: Mapping[int, str] = {  # of ten, with the words for them
    2: "ratus ratusan hundred hundreds",
    3: "ribu ribuan rb thousand thousands",
    6: "juta jutaan jt million millions mio mn",
    9: "miliar milyar miliaran milyaran mlr billion billions bn",
    12: "triliun trilyun triliunan trilyunan trillion trillions tn",
}
_TIMES = {word: power for power, words in _POWERS.items() for word in words.split()}
_AS_UNITS = ("ribuan", "jutaan", "miliaran", "milyaran", "triliunan")  # no amount is counted so
_BEHIND_MONEY = {"m": 9, "t": 12, "k": 3}  # `Rp M`; elsewhere these are letters
_MONEY: Mapping[str, str] = {
    **dict.fromkeys(("rp", "idr", "rupiah", "uang", "money"), RUPIAH),
    **dict.fromkeys(("usd", "$", "dolar", "dollar", "dollars"), "usd"),
    **dict.fromkeys(("eur", "euro", "euros", "€"), "eur"),
    **{word: word for word in ("sgd", "jpy", "yen", "gbp", "cny", "aud", "myr", "ringgit")},
}
_PERCENT = dict.fromkeys((PERCENT, *PERCENT_WORDS), PERCENT) | dict.fromkeys((PER_MILLE, "permil", "promil"), PER_MILLE)
_OF_MONEY, _OF_PERCENT = frozenset(_MONEY.values()), frozenset(_PERCENT.values())
_UNITS = frozenset(UNIT_WORDS) | frozenset(UNIT_WORDS.values())
_NO_SIGNS = frozenset({"uang", "money"}) | _UNITS  # words that are names and prose as well
_BETWEEN = ("of", "dari", "and", "dan", "x", "×")  # words of no weight within a unit
_SUPERSCRIPTS = {ord(letter): f"^{digit}" for digit, letter in enumerate("⁰¹²³⁴⁵⁶⁷⁸⁹")}
_compiled = cache(re.compile)  # when first asked: most files declare no unit
_APART = r"(?<=[^\W\d])\.?(?=[\d$€%‰])|(?<=[\d$€%‰])(?=[^\W\d])(?!s\b)"  # `Rp000`, `US$juta`
_SPELLINGS = (  # of what has several words or points
    (r"\brp\.", "rp "), (r"\bper[ -]?(?:mill?e?|seribu)\b", PER_MILLE),
    (r"\bus[ -]?dollars?\b|\bdolar (?:as|amerika)\b|\bus ?\$", "usd"),
)  # fmt: skip
_ZEROS = r"(?P<times>[x×*@])?['’]?(?P<ten>10\^(?P<power>\d{1,2})|1?(?:[., ]?000)+)(?:,-|,00)?s?"
_HINT = rf"[%‰$€]|000|10\^|\b(?:{'|'.join(sorted({*_TIMES, *_MONEY, *_PERCENT, *_UNITS} - {'$', '€', '%', '‰'}))})\b"
_BRACKETS = r"[(\[]([^()\[\]]{1,80})[)\]]"
_MARKER = r"\b(?:dalam|dlm|in|satuan|units?|ukuran|skala|scale|mata uang|currency)\b\s*(?P<colon>[:=])?\s*(?P<rest>.*)"
_LEADS = r"^(?:dalam|dlm|in) "
_PARTS = r"[:;,|/•·]| [–—-] "
_STOPS = r"[,;:()\[\]]|\.(?:\s|$)"
_WORDS_BEHIND = 2  # of what is counted: `ribu jiwa`, `juta rumah tangga`
MOST_WORDS = 8  # of a unit, and what stands behind it
LONGEST = 1_000  # letters of a text that are looked at


@record
class Declared:
    """A unit of figures as a text has `said` it: `times` of what is `named`, a currency, %, ‰, a unit of the spec, or none."""

    said: str
    times: Fraction
    named: str = ""


def _alike(text: str) -> str:
    """A text without regard to case, spaces, the width of letters, and how a unit is spelt."""
    bare = unicodedata.normalize("NFKC", text.translate(_SUPERSCRIPTS)).casefold()
    for spelling, plain in _SPELLINGS:
        bare = _compiled(spelling).sub(plain, bare)
    return " ".join(bare.split())


def unit_of(text: str, units: Collection[str] = ()) -> Declared | None:
    """The unit that is all of a text, perhaps behind `dalam` or `in`; `units` are further names of units."""
    return _whole(_compiled(_LEADS).sub("", _alike(text).strip(" .:")), units, counted=True)


def declared(text: str, units: Collection[str] = ()) -> list[Declared]:
    """The units that a text declares."""
    whole = _alike(text[:LONGEST])
    if _compiled(_HINT).search(whole) is None and not any(name in whole for name in units):
        return []
    return list({one.said: one for one in _declared(whole, units)}.values())


def _declared(whole: str, units: Collection[str]) -> Iterator[Declared]:
    for found in _compiled(_BRACKETS).finditer(whole):
        yield from _in_brackets(found[1], units)
    bare = _compiled(_BRACKETS).sub(" | ", whole)
    for text in (bare, *(found[1] for found in _compiled(_BRACKETS).finditer(whole))):
        yield from _behind_markers(text, units)
    for part in _compiled(_PARTS).split(bare):
        words = _words(part.strip(" .*"))
        one = _of(words, units, amounts=True) or _of(words[-2:] if _ends_in_unit(words[-2:]) else (), units)
        if one is not None and (one.times != 1 or one.named in _OF_PERCENT or words[0] not in _NO_SIGNS):
            yield one


def _ends_in_unit(words: Sequence[str]) -> bool:
    """Whether the last words of a text are a unit: `Pagu Rp juta`, `Belanja jutaan rupiah`, and no amount such as `5 juta rupiah`."""
    first, last = (*words, "", "")[:2]
    return (first in _MONEY and last in _TIMES) or (first in _AS_UNITS and last in _MONEY)


def _in_brackets(text: str, units: Collection[str]) -> Iterator[Declared]:
    for part in re.split(r"[,;&/]| dan | and ", text.strip()):
        one = _whole(_compiled(_LEADS).sub("", part.strip()), units, counted=True)
        if one is not None:
            yield one


def _behind_markers(text: str, units: Collection[str]) -> Iterator[Declared]:
    found = _compiled(_MARKER).search(text)
    while found is not None:
        one = _begins(found["rest"], units, colon=bool(found["colon"]))
        if one is not None:
            yield one
        found = _compiled(_MARKER).search(text, found.start("rest"))


def _begins(text: str, units: Collection[str], *, colon: bool) -> Declared | None:
    """The unit that a text begins with, where what follows leaves no doubt that it is one."""
    stop = _compiled(_STOPS).search(text)
    words = _words(text[: stop.start()] if stop else text)[:MOST_WORDS]
    for count in range(len(words), 0, -1):
        one = _of(words[:count], units)
        if one is None:
            continue
        behind = words[count:]
        signed = one.named in _OF_MONEY or one.named in _OF_PERCENT
        counted = one.times != 1 and not one.named and len(behind) <= _WORDS_BEHIND and all(map(str.isalpha, behind))
        if one.times == 1 and not signed and not (colon and not behind):
            return None  # `dalam hari kerja` is prose
        return one if signed or counted or not behind else None
    return None


def _whole(text: str, units: Collection[str], *, counted: bool = False) -> Declared | None:
    """The unit that is all of a text; where it is `counted`, words for what is counted may stand behind the thousands."""
    words = _words(text)
    one = _of(words, units)
    if one is not None or not counted:
        return one
    for behind in range(1, min(_WORDS_BEHIND, len(words) - 1) + 1):
        one = _of(words[:-behind], units)
        if one is not None and one.times != 1 and not one.named and not words[0][:1].isdigit():
            what = words[-behind:]
            return Declared(" ".join(words), one.times, " ".join(what)) if all(map(str.isalpha, what)) else None
    return None


def _words(text: str) -> list[str]:
    return _compiled(_APART).sub(" ", text).split()


def _of(words: Sequence[str], units: Collection[str], *, amounts: bool = False) -> Declared | None:
    """The unit that words are; None where one of them is something else, they name two, or they may be `amounts`, as `Rp 1.000` may."""
    said = " ".join(words)
    if said in units:
        return Declared(said, Fraction(1), said)
    power, named, bare_zeros = 0, "", False
    for place, word in enumerate(words):
        name = _MONEY.get(word) or _PERCENT.get(word) or (word if word in _UNITS or word in units else "")
        zeros = _compiled(_ZEROS).fullmatch(word)
        if word in _TIMES:
            power += _TIMES[word]
        elif word in _BEHIND_MONEY and named in _OF_MONEY:
            power += _BEHIND_MONEY[word]
        elif zeros is not None:
            digits = "".join(letter for letter in zeros["ten"] if letter.isdigit())
            power += int(zeros["power"]) if zeros["power"] else digits.count("0")
            sure = zeros["times"] or not digits.startswith("1") or (place and words[place - 1] in ("x", "×"))
            bare_zeros = bare_zeros or not sure
        elif name:
            if named and named != name:
                return None
            named = name
        elif word not in _BETWEEN:
            return None
    if (not named and power in (0, 2)) or (bare_zeros and (amounts or named not in _OF_MONEY)):
        return None  # `1000` is a number, and `ratusan` alone no unit
    return Declared(said, Fraction(10**power), named)


def misfit(one: Declared, column: Column) -> Text | None:
    """Why figures in a unit are no figures of a column: each would be another one. None where the unit fits."""
    expected = "%" if column.type.percent else str(column.type.unit) or "-"
    return None if _fits(one, column) else say("heading-unit", said=one.said, column=column.name, expected=expected)


def _fits(one: Declared, column: Column) -> bool:
    if one.times == 1 and one.said == str(column.type.unit).casefold():
        return True
    if one.times != 1 or (one.named == PERCENT) is not column.type.percent:
        return False
    if not one.named or one.named == PERCENT or (column.type.unit == PURE and one.named != PER_MILLE):
        return True
    return unit(one.named).factor_to(column.type.unit) == 1


def misfit_among(one: Declared, columns: Sequence[Column]) -> Text | None:
    """The same for what is said of a whole sheet: of the columns that it may be about, the first, where it fits none of them."""
    about = [column for column in columns if _is_about(one, column)]
    if one.named in (PERCENT, PER_MILLE) and not about:
        about = list(columns)
    if one.named in _OF_MONEY:
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
    if one.named in _OF_MONEY:
        own = {name for name, _ in kind.unit.powers or ()} & {RUPIAH, one.named}
        return kind.unit == PURE or (bool(own) and (one.times != 1 or len(kind.unit.powers or ()) == 1))
    return (
        kind.unit == PURE
        or unit(one.named).factor_to(kind.unit) is not None
        or (one.times != 1 and kind.unit != unit(RUPIAH))
    )
