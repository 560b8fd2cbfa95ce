"""Dates, numbers and units of figures as people in Indonesia and elsewhere write them.

A date is `2025-12-31`, `31/12/2025`, `31-12-2025`, `31 Desember 2025` or `December 31, 2025`. Of a number it is each way in which its
digits can be read, its sign, percent and unit; what somebody types, with no file beside it, is read so or asked about.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from functools import cache
from string import digits, punctuation
from unicodedata import decimal

from iku_dsl.interval import Interval
from iku_dsl.problem import say
from iku_dsl.records import record
from iku_dsl.types import PERCENT_WORDS, UNIT_WORDS
from iku_dsl.wording import Ungrouped
from iku_engine.errors import WrongUse

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


MAX_FIGURE = 60  # characters of a number, far more than a stored one has
_SIGN, _DASHES = "[-−+]", "-−‐‑‒–—―"
_RUPIAH_SIGNS, _RUPIAH = ("rp", "idr"), "rupiah"
_CURRENCY = "|".join("".join(f"[{letter}{letter.upper()}]" for letter in word) for word in _RUPIAH_SIGNS)
_WRITTEN = re.compile(
    rf"(?P<sign>{_SIGN}?)\s*+(?P<currency>(?:(?:{_CURRENCY})\b\.?)?)\s*+(?P<inner>{_SIGN}?)(?P<digits>\d(?:[\d.,]*\d)?)"
    rf"(?P<dash>,[{_DASHES}]{{1,2}})?\s*+(?P<percent>%?)\s*+(?P<unit>(?:[^\W\d]\w*)?)"
)
_GLUED = re.compile(rf"({_CURRENCY})(?=\d)")
_HINTS = (  # each starts with what it always has, which is what makes a search quick
    rf",(?<=\d,)[{_DASHES}\d]",
    rf"\.(?<=\d\.)\d{{3}}(?:\.\d|\s*+%?\s*+{_RUPIAH})",
    *(rf"{word}\.?\s*{_SIGN}?\d" for word in _RUPIAH_SIGNS),
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


compiled = cache(re.compile)  # when first asked: most files declare no unit
PERCENT, PER_MILLE = "%", "‰"
RUPIAH = "rupiah"
_POWERS: Mapping[int, str] = {  # of ten, with the words for them
    1: "puluh puluhan",
    2: "ratus ratusan hundred hundreds",
    3: "ribu ribuan rb thousand thousands",
    6: "juta jutaan jt million millions mio mn",
    9: "miliar milyar miliaran milyaran mlr billion billions bn bio",
    12: "triliun trilyun triliunan trilyunan trillion trillions tn",
}
TIMES = {word: power for power, words in _POWERS.items() for word in words.split()}
SMALL = (0, 1, 2)  # powers that are no unit for themselves: `puluhan`, `ratusan`
AS_UNITS = ("ribuan", "jutaan", "miliaran", "milyaran", "triliunan", "trilyunan")  # no amount is counted so
BEHIND_MONEY = {"m": 9, "t": 12, "k": 3, "mm": 6, "bln": 9}  # `Rp M`; elsewhere these are letters
_CURRENCIES = (
    "sgd jpy gbp cny aud myr hkd krw thb inr chf cad nzd sen cent cents yen yuan ringgit won baht riyal rupee "
    "rupees dinar rubel pound pounds £ ¥"
)
MONEY: Mapping[str, str] = {
    **dict.fromkeys(("rp", "rps", "idr", "rupiah", "rupiahs", "uang", "money"), RUPIAH),
    **dict.fromkeys(("usd", "$", "dolar", "dollar", "dollars"), "usd"),
    **dict.fromkeys(("eur", "euro", "euros", "€"), "eur"),
    **{word: word for word in _CURRENCIES.split()},
}
PERCENTS = dict.fromkeys((PERCENT, *PERCENT_WORDS), PERCENT) | dict.fromkeys((PER_MILLE, "permil", "promil"), PER_MILLE)
OF_MONEY, OF_PERCENT = frozenset(MONEY.values()), frozenset(PERCENTS.values())
UNITS = frozenset(UNIT_WORDS) | frozenset(UNIT_WORDS.values())
NO_SIGNS = (
    frozenset({"uang", "money", "won", "pound", "pounds", "sen", "cent", "cents"}) | UNITS
)  # names and prose as well
BETWEEN = ("of", "dari", "and", "dan", "x", "×", "penuh", "full")  # words of no weight within a unit
_LEADING_WORDS = (
    "x × setara ekuivalen equivalent dalam dlm in satuan unit units ukuran skala scale angka nilai nominal jumlah "
    "besaran amount amounts figures value values dinyatakan disajikan ditulis expressed stated presented pembulatan "
    "dibulatkan rounded the setiap all seluruh semua"
)
LEADING = frozenset(_LEADING_WORDS.split())  # words that stand before a unit and are none
_QUALIFIERS_WORDS = (
    "per atas harga menurut kecuali dibulatkan bulat setiap tiap pada tahun sampai sebelum setelah dan dalam di at "
    "in per-tahun unless except rounded constant current prices price each"
)
QUALIFIERS = frozenset(_QUALIFIERS_WORDS.split())  # words behind thousands that are not what is counted
_NUMBERS_WORDS = (
    "satu dua tiga empat lima enam tujuh delapan sembilan sepuluh sebelas belas puluh puluhan ratus ratusan seratus "
    "beberapa sejumlah setengah one two three four five six seven eight nine ten several a per tiap setiap"
)
NUMBERS = frozenset(
    _NUMBERS_WORDS.split()
)  # words that make an amount of the thousands behind them; `per juta` is a rate
_STEMS = r"(?:ri?bu+|jut+a|mil+[iy]?[ae]r+|tril+[iy]*[ou]n|tho?usa?nd|mil+ion|bil+[iyo]+u?n|lakh|crore)"
LIKE_TIMES = rf"{_STEMS}(?:-?a+n|-?nya|'?s|d|2)*"  # as people misspell them
LIKE_MONEY = r"rp.{0,2}|idr.{0,2}|ru?pia\w*|us\w{0,1}d|do?l+ar\w*"
ZEROS = (
    r"(?P<times>[x×*@])?['’]?(?P<ten>10(?:\^|\*\*)(?P<power>\d{1,2})|1e(?P<tens>\d{1,2})|1?(?:[., ]?000)+)(?:,-|,00)?s?"
)
_SUPERSCRIPTS = {ord(letter): f"^{digit}" for digit, letter in enumerate("⁰¹²³⁴⁵⁶⁷⁸⁹")}
_APART = r"(?<=[^\W\d])\.?(?=[\d$€£¥%‰])(?<!1e)|(?<=[\d$€£¥%‰])(?=[^\W\d])(?!s\b|e\d)"  # `Rp000`, `US$juta`
_SPELLINGS = (  # of what has several words or points, or none between its words
    (r"[\u00ad\u200b-\u200f\u2060\ufeff]", ""),
    (r"[{<“„«\"]([^{}<>“”„«»\"]{1,80})[}>”“»\"]", r"(\1)"),
    (r"(?:(?<=[^\W\d])|(?<=[$€£¥]))['’‘`]+(?=000)", " "), (r"(?<=000)['’‘`](?=s\b)", ""),
    (r"\br p\b|\brp\.", "rp "), (r"\bper[ -]?(?:mill?e?|seribu)\b", PER_MILLE),
    (rf"\b(rp|idr|rupiah|usd)['’‘-]?(?=(?:{_STEMS}|(?:jt|rb|mlr|mio|mn|bn|bio|tn)\b))", r"\1 "),
    (r"\b(idr|usd)(?=[mtk]\b)", r"\1 "),
    (rf"\b({_STEMS}(?:a*n|s|d)?|jt|rb|mlr)-?(?=(?:rp|idr|rupiah|usd)\b)", r"\1 "),
    (rf"\b({_STEMS})(?:-an|2)\b", r"\1an"),
    (r"\bus[ -]?dollars?\b|\bdolar (?:as|amerika)\b|\bus ?\$", "usd"), (r"\bs ?\$", "sgd"),
)  # fmt: skip
_NAMES = frozenset({*TIMES, *MONEY, *PERCENTS, *UNITS} - set("$€£¥%‰"))
_BEGUN = "rp idr rupia ribu rbu jut milia milie milya milla milli millo miler milar tril bil thou tous lakh crore"
_STARTS = (
    *(f" {start}" for start in _BEGUN.split()),
    " per mil",
    " per seribu",
)  # of words that a unit is told by, also misspelt
_SIGNS = ("10^", "10**", "1e", "10³", "10⁶", "10⁹", "10¹²", "%", "‰", "$", "€", "£", "¥")
_POWER = r"(?<![\d.,])000|[x×*@] ?1[.,]?000"
_NO_LETTERS = r"[^\w.,'’()x×*@^-]+"
_TO_SPACES = str.maketrans(dict.fromkeys(punctuation + digits + "\n\t", " "))
_HINT = (
    rf"[%‰$€£¥]|000|10(?:\^|\*\*)|1e\d|rp|\b(?:{'|'.join(sorted(_NAMES))})\b"
    r"|ri?bu|jut+a|mil+[iy]?[ae]r|tril|thous|mil+ion|bil+[iy]|lakh|crore"
)


def alike(text: str) -> str:
    """A text without regard to case, spaces, the width of letters, and how a unit is spelt."""
    bare = unicodedata.normalize("NFKC", text.translate(_SUPERSCRIPTS)).casefold()
    for spelling, plain in _SPELLINGS:
        bare = compiled(spelling).sub(plain, bare)
    return " ".join(bare.split())


def may_tell(text: str) -> bool:
    """Whether a text, spelt alike, has anything that a unit is told by."""
    return compiled(_HINT).search(text) is not None


def might_tell(text: str) -> bool:
    """The same of a text, or of many together, as they stand, asked quickly: that some say yes and tell none does not matter."""
    low = text.casefold()
    plain = low if low.isascii() else compiled(_NO_LETTERS).sub(" ", unicodedata.normalize("NFKC", low))
    words = f" {plain.translate(_TO_SPACES)} "
    return (
        any(start in words for start in _STARTS)
        or any(sign in low for sign in _SIGNS)
        or ("000" in plain and compiled(_POWER).search(plain) is not None)
        or not _NAMES.isdisjoint(words.split())
    )


def words_of(text: str) -> list[str]:
    """The words of a text, with numbers apart from what stands at them."""
    return compiled(_APART).sub(" ", text).split()


def as_in_specs(text: str, within: Interval) -> str:
    """A typed figure as specs write it: `81,5` as `81.5`, `1.250.000` as `1250000`; a text that is no figure as it is.

    Errors: `WrongUse` where it is one number in English and another in Indonesian, and `within` holds both or neither.
    """
    found = numeral(text)
    if found is None or found.unit:
        return text
    ways = tuple(dict.fromkeys(filter(None, (found.english, found.indonesian))))
    fitting = [way for way in ways if _number_of(found, way) in within]
    meant = ways if len(fitting) != 1 else fitting
    if len(meant) > 1:
        raise WrongUse(say("typed-either", text=text, first=typeable(found, ways[0]), second=typeable(found, ways[1])))
    return f"{'-' if found.negative else ''}{meant[0]}{'%' if found.percent else ''}"


def typeable(found: Numeral, digits: str) -> Ungrouped:
    """A reading as it can be typed: without zeros that end the decimals, but with one where three would be left, as thousands have."""
    least = len(digits.partition(".")[2].rstrip("0"))
    number = Fraction(digits)
    grouped = least == len("000") and 1 <= number < 10**3
    return Ungrouped(-number if found.negative else number, least + grouped, found.percent)


def _number_of(found: Numeral, digits: str) -> Fraction:
    return Fraction(digits) * (-1 if found.negative else 1) / (100 if found.percent else 1)
