"""The one table of words: each keyword's terminal in the grammar, its Indonesian and its English phrase, and what it opens.

The parser's terminals, the splitter's list of words that open a line, the formatter, and which lines a declaration may hold all
come from here. The first phrase of a language is the one that is written; further ones are read as well.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from typing import Literal

from iku_dsl.functions import PLAIN
from iku_dsl.records import record

Language = Literal["id", "en"]
LANGUAGES: tuple[Language, ...] = ("id", "en")
Opens = Literal["", "head", "statement", "before-equals"]


@record
class Keyword:
    """One keyword: its terminal and its phrases; `opens` says whether it may open a line, and as what.

    A statement may stand `under` some heads; `rows` is the start rule of the rows that may follow a head or statement.
    """

    terminal: str
    id: tuple[str, ...]
    en: tuple[str, ...]
    opens: Opens = ""
    under: tuple[str, ...] = ()
    rows: str = ""

    def phrase(self, language: Language) -> str:
        """The phrase that is written in a language."""
        return (self.id if language == "id" else self.en)[0]


def _word(terminal: str, id: str, en: str, opens: Opens = "", under: str = "", rows: str = "") -> Keyword:
    return Keyword(terminal, tuple(id.split("|")), tuple(en.split("|")), opens, tuple(under.split()), rows)


def _head(terminal: str, id: str, en: str, rows: str = "") -> Keyword:
    return _word(terminal, id, en, "head", rows=rows)


def _statement(terminal: str, id: str, en: str, under: str, rows: str = "", opens: Opens = "statement") -> Keyword:
    return _word(terminal, id, en, opens, under, rows)


KEYWORDS: tuple[Keyword, ...] = (
    # heads of declarations
    _head("DIMENSION", "dimensi", "dimension", "row_member"),
    _head("SOURCE", "sumber", "source"),
    _head("TABLE", "tabel", "table", "row_entry"),
    _head("SCALE", "skala", "scale", "row_band"),
    _head("PROFILE", "profil", "profile"),
    _head("INDICATOR", "indikator", "indicator"),
    _head("TEST", "uji", "test"),
    # statements
    _statement("ATTRIBUTE", "atribut", "attribute", "DIMENSION"),
    _statement("ALIAS", "alias", "alias", "DIMENSION"),
    _statement("PUBLISHER", "penerbit", "publisher", "SOURCE"),
    _statement("COLUMN", "kolom", "column", "SOURCE"),
    _statement("PARAMETER", "parameter", "parameter", "PROFILE"),
    _statement("LET", "hitung", "let", "SOURCE PROFILE INDICATOR"),
    _statement("SET", "himpunan", "set", "INDICATOR"),
    _statement("REQUIRE", "syarat", "require", "SOURCE"),
    _statement("CHECK", "periksa", "check", "SOURCE"),
    _statement("OUTSIDE", "di luar kategori", "outside", "SCALE"),
    _statement("LIMITS", "batas", "limits", "PROFILE"),
    _statement("WHEN", "bila", "when", "PROFILE INDICATOR"),
    _statement("GOAL", "sasaran", "goal", "INDICATOR"),
    _statement("BASIS", "dasar", "basis", "INDICATOR"),
    _statement("DEFINITION", "definisi", "definition", "INDICATOR"),
    _statement("OWNER", "penanggung jawab", "owner", "INDICATOR"),
    _statement("EFFECTIVE", "berlaku", "effective", "INDICATOR"),
    _statement("UNIT", "satuan", "unit", "INDICATOR"),
    _statement("DIRECTION", "arah", "direction", "INDICATOR"),
    _statement("TARGET", "target", "target", "INDICATOR"),
    _statement("WEIGHTS", "bobot", "weights", "INDICATOR", "row_weight"),
    _statement("FORMULA", "rumus", "formula", "INDICATOR"),
    _statement("BANDS", "kategori", "bands", "INDICATOR"),
    _statement("ACHIEVEMENT", "capaian", "achievement", "INDICATOR"),
    _statement("OFFICIAL", "resmi", "official", "INDICATOR"),
    _statement("COMPARE", "bandingkan", "compare", "INDICATOR"),
    _statement("CONSOLIDATE", "konsolidasi", "consolidate", "INDICATOR"),
    _statement("RANK", "peringkat", "rank", "INDICATOR"),
    _statement("GIVEN", "diberi", "given", "TEST", "row_cells"),
    _statement("EXPECT", "harap", "expect", "TEST"),
    _statement("HIGHER", "naik", "higher", "PROFILE", opens="before-equals"),
    _statement("LOWER", "turun", "lower", "PROFILE", opens="before-equals"),
    _statement("STABLE", "stabil", "stable", "PROFILE", opens="before-equals"),
    # inside statements
    _word("DIRECTIONLESS", "tanpa", "none"),
    _word("KEY", "kunci", "key"),
    _word("CLOSED", "tertutup", "closed"),
    _word("PER", "per", "per"),
    _word("MAY_BE_MISSING", "boleh kosong", "may be missing"),
    _word("DIGITS", "digit", "digits"),
    _word("COMPLETE", "lengkap", "complete"),
    _word("REGISTER", "daftar", "register"),
    _word("OVER", "atas", "over"),
    _word("STEP", "langkah", "step"),
    _word("DOWN", "ke bawah", "down"),
    _word("UP", "ke atas", "up"),
    _word("NEAREST", "terdekat", "nearest"),
    _word("PARTIAL", "sebagian", "partial"),
    _word("OF", "dari", "of"),
    _word("WITH", "dengan", "with"),
    _word("BECAUSE", "karena", "because"),
    _word("PRINTED", "tercetak", "printed"),
    _word("NA", "tidak berlaku", "not applicable"),
    _word("NO_RANGE", "tanpa rentang", "without range"),
    _word("ACROSS", "lintas versi", "across versions"),
    _word("ROUND", "bulatkan", "round"),
    _word("HALF_EVEN", "ke genap", "half even"),
    _word("AT_MOST", "paling tinggi", "at most"),
    _word("HIGHEST", "tertinggi", "highest"),
    _word("LOWEST", "terendah", "lowest"),
    _word("FIRST", "dahulu", "first"),
    _word("AMONG", "di antara", "among"),
    _word("RANKED_BY", "menurut", "by"),
    _word("FOR", "untuk", "for"),
    _word("AT", "pada", "at"),
    _word("WITHIN", "toleransi", "within"),
    # periods
    _word("YEAR", "tahun", "year"),
    _word("SEMESTER", "semester", "semester"),
    _word("QUARTER", "triwulan", "quarter"),
    _word("MONTH", "bulan", "month"),
    _word("PREVIOUS", "lalu", "previous"),
    _word("THIS", "ini", "this"),
    _word("TO_DATE", "sampai periode ini", "to date"),
    # types
    _word("INTEGER", "bilangan", "integer"),
    _word("NUM", "angka", "number"),
    _word("PERCENT", "persen", "percent"),
    _word("MONEY", "uang", "money"),
    _word("DURATION", "durasi", "duration"),
    _word("DATE", "tanggal", "date"),
    _word("TEXT", "teks", "text"),
    _word("CHOICE", "pilihan", "choice"),
    _word("YESNO", "ya/tidak", "yes/no"),
    # expressions
    _word("COUNT", "banyaknya", "count"),
    _word("SUM", "jumlah", "sum"),
    _word("AVERAGE", "rerata|rata-rata", "average"),
    _word("MINIMUM", "minimum", "minimum"),
    _word("MAXIMUM", "maksimum", "maximum"),
    _word("MEDIAN", "median", "median"),
    _word("GEOMETRIC", "geometrik", "geometric"),
    _word("HARMONIC", "harmonik", "harmonic"),
    _word("WEIGHTED", "berbobot", "weighted"),
    _word("BY", "oleh", "by"),
    _word("WHERE", "yang", "where"),
    _word("HAS", "ada", "has"),
    _word("AND", "dan", "and"),
    _word("OR", "atau", "or"),
    _word("NOT", "bukan", "not"),
    _word("IF", "jika", "if"),
    _word("THEN", "maka", "then"),
    _word("OTHERWISE", "selain itu", "otherwise"),
    _word("WHEN_MISSING", "bila kosong", "when missing"),
    _word("WHEN_NOT_LOADED", "bila belum dimuat", "when not loaded"),
    _word("WHEN_NA", "bila tidak berlaku", "when not applicable"),
    _word("ERROR", "galat", "error"),
    _word("SKIP", "lewati", "skip"),
    _word("LAST", "terakhir", "last"),
    _word("REWEIGHT", "alihkan bobot", "reweight"),
    _word("MISSING", "kosong", "missing"),
    _word("REFUSED", "ditolak", "refused"),
)

# Statistics that stand alone before what they are of; and what may stand before another: `rerata geometrik`, `jumlah berbobot`.
PLAIN_STATISTICS = ("COUNT", "MINIMUM", "MAXIMUM", "MEDIAN")
STATISTICS = (*PLAIN_STATISTICS, "SUM", "AVERAGE", "GEOMETRIC", "HARMONIC", "WEIGHTED")

# What an indicator says of itself in a text, each by the word that opens the line; `once`: one text, `many`: a list, `joined`: as lines of
# one text. A field of `program.Prose` is called like it.
PROSES: dict[str, Literal["once", "many", "joined"]] = {"goal": "once", "basis": "many", "definition": "joined"}

# Words that are ordinary names in the grammar, and still have two spellings: (id, en), by what they mean.
FUNCTIONS: tuple[tuple[str, str], ...] = (
    ("bulatkan", "round"),
    ("mutlak", "abs"),
    ("pangkat", "power"),
    ("akar", "root"),
    ("ln", "ln"),
    ("goalpost", "goalpost"),
    *((one.id, one.en) for one in PLAIN.values()),
)
SUBJECTS: tuple[tuple[str, str], ...] = (
    ("nilai", "value"),
    ("kategori", "band"),
    ("capaian", "achievement"),
    ("peringkat", "rank"),
    ("batas", "bounds"),
    ("bandingan", "comparison"),
)
COMPARISONS: tuple[tuple[str, str], ...] = (("cocok", "equal"), ("berbeda", "different"))
TRUTHS: tuple[tuple[str, str], ...] = (("ya", "yes"), ("tidak", "no"))
UNITS: tuple[tuple[str, str], ...] = (
    ("jam", "hour"),
    ("menit", "minute"),
    ("detik", "second"),
    ("hari", "day"),
    ("bulan", "month"),
    ("persen", "percent"),
)
# Read as the unit, and written as it: `3 hours` becomes `3 hour`.
PLURALS: tuple[tuple[str, str], ...] = (
    ("hours", "hour"),
    ("minutes", "minute"),
    ("seconds", "second"),
    ("days", "day"),
    ("months", "month"),
)
BUILT_IN_NAMES: tuple[tuple[str, str], ...] = (
    ("realisasi", "actual"),
    ("capaian", "achievement"),
    ("target", "target"),
    ("mulai", "start"),
    ("akhir", "end"),
    ("pengganti", "successor"),
)
# The built-in columns of a dimension's file, by either word: their name.
MEMBER_WORDS: dict[str, str] = {
    word: id for id, en in BUILT_IN_NAMES if id in ("mulai", "akhir", "pengganti") for word in (id, en)
}


@cache
def by_terminal(terminal: str) -> Keyword:
    """The keyword of a terminal of the grammar."""
    return next(keyword for keyword in KEYWORDS if keyword.terminal == terminal)


def phrase_of(name: str, language: Language) -> str:
    """How a function or statistic is written, by its English name; the name where it is neither."""
    pairs = {en: (id, en) for id, en in FUNCTIONS} | {
        word.terminal.lower(): (word.id[0], word.en[0]) for word in KEYWORDS if word.terminal in STATISTICS
    }
    return pairs[name][language == "en"] if name in pairs else name


def called_like_words(prefix: str, names: Iterable[str]) -> dict[str, tuple[str, str]]:
    """Rows for a table of sentences: keywords, by their terminals in small letters, that are said as they are written."""
    words = {name: by_terminal(name.upper()) for name in names}
    return {f"{prefix}.{name}": (word.id[0], word.en[0]) for name, word in words.items()}


def rows_after(opener: Keyword, before: str) -> str:
    """The start rule of the rows that may follow a line, where rows of `before` could come above it.

    A statement that stands between the rows of its head (an attribute between members) does not end them.
    """
    between = any(by_terminal(head).rows for head in opener.under)
    return before if between else opener.rows


def pattern(phrases: tuple[str, ...]) -> str:
    """A regular expression for any of the phrases as whole words, with any blanks between their words."""
    longest_first = sorted(phrases, key=lambda phrase: (-len(phrase), phrase))
    words = "|".join(r"\s+".join(re.escape(word) for word in phrase.split()) for phrase in longest_first)
    return rf"(?:{words})(?!\w)"


def terminals() -> str:
    """The keyword terminals as grammar text: longest phrases first, in a fixed order, so that the grammar's cache hits."""
    lines = []
    for keyword in sorted(KEYWORDS, key=lambda k: k.terminal):
        phrases = tuple(dict.fromkeys(keyword.id + keyword.en))
        # the number of words is the priority: `bila tidak berlaku` before `bila`, and any keyword before a name
        words = max(len(phrase.split()) for phrase in phrases)
        expression = pattern(phrases).replace("/", r"\/")
        lines.append(f"{keyword.terminal}.{10 + words}: /{expression}/")
    lines.append(f"_plain_statistic: {' | '.join(PLAIN_STATISTICS)}")
    lines.append(f"_prose: {' | '.join(PROSES).upper()}")
    return "\n".join(lines) + "\n"


def opening(kind: Opens) -> dict[str, Keyword]:
    """The phrases that open a line, in both languages, each with its keyword."""
    return {phrase: keyword for keyword in KEYWORDS if keyword.opens == kind for phrase in keyword.id + keyword.en}


@cache
def openers() -> dict[str, Keyword]:
    """Every phrase that opens a line, with its keyword."""
    return {**opening("head"), **opening("statement"), **opening("before-equals")}


@cache
def opening_pattern() -> re.Pattern[str]:
    """Matches the keyword at the start of a line that is a statement or a head; the phrase is the match, blanks as written."""
    plain = pattern(tuple({**opening("head"), **opening("statement")}))
    directions = pattern(tuple(opening("before-equals")))
    return re.compile(rf"\s*(?:(?P<word>{plain})|(?P<direction>{directions})\s*=)")


def keyword_at(text: str) -> Keyword | None:
    """The keyword that opens a line of text, or None where the line is a row."""
    match = opening_pattern().match(text)
    if match is None:
        return None
    phrase = " ".join((match["word"] or match["direction"]).split())
    return openers()[phrase]
