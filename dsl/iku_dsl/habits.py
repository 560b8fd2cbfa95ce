"""What people bring along from spreadsheets, other languages and prose, and how a spec writes it.

Each habit is a pattern that must lie around the place where reading stopped; its key names the sentence that explains the mend.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from iku_dsl.keywords import Language, by_terminal
from iku_dsl.problem import Text, say

ROWS = ("row_band", "row_weight", "row_entry")  # a name, then figures
_RANGES = frozenset({"DOTDOT"})
_COMPARED = frozenset({"GT", "NA"})  # where a comparison, or the end of a guard, may follow
_OPERATOR = frozenset({"STAR"})
_NUMBER = r"\d[\d_]*(?:\.\d+)?%?"
_TO = r"(?:sampai\s+dengan|sampai|hingga|s\s*/\s*d|sd|to|until|\.{3,}|…|[-—−])"
_MORE = r"(?:lebih\s+(?:besar\s+|tinggi\s+)?(?:dari(?:pada)?)?|di\s*atas|melebihi|above|over|more\s+than|greater\s+than)"
_SHIFT = (
    r"(?:(?:tahun|semester|triwulan|bulan)\s+(?:lalu|ini|sebelumnya|kemarin)|(?:previous|this|last)\s+(?:year|semester|quarter|month))"
)
_LESS = r"(?:kurang\s+dari(?:pada)?|lebih\s+(?:kecil|rendah)\s+dari(?:pada)?|di\s*bawah|below|under|less\s+than)"


@dataclass(frozen=True, slots=True)
class Stop:
    """Where reading a line stopped: its text with quoted text blanked, the offset, what is accepted there, the rule and the opener."""

    text: str
    position: int
    accepted: frozenset[str]
    start: str = "statement"
    opener: str = ""
    language: Language = "id"

    def word(self, terminal: str) -> str:
        """A keyword in the language of the file."""
        return by_terminal(terminal).phrase(self.language)


@dataclass(frozen=True, slots=True)
class Advice:
    """The stretch of a line that is wrong, the hint, and what to write there instead where that is certain."""

    start: int
    end: int
    hint: Text
    mended: str = ""


@dataclass(frozen=True, slots=True)
class Habit:
    """A pattern, and its mend as a template: `\\1` is a group of the pattern, `{AVERAGE}` a keyword in the file's language."""

    key: str
    pattern: re.Pattern[str]
    mended: str
    accepts: frozenset[str] = frozenset()  # one of these is accepted where the reading stopped
    starts: tuple[str, ...] = ()  # only in lines of these rules
    openers: tuple[str, ...] = ()  # only in lines that open so


def _habit(
    key: str, pattern: str, mended: str, accepts: frozenset[str] = frozenset(), starts: tuple[str, ...] = (), openers: tuple[str, ...] = ()
) -> Habit:
    return Habit(key, re.compile(pattern, re.IGNORECASE), mended, accepts, starts, openers)


HABITS: tuple[Habit, ...] = (
    # signs of other languages
    _habit("habit.sign", r"=>", ">="),
    _habit("habit.sign", r"=<", "<="),
    _habit("habit.sign", r"===?", "=", starts=("statement",)),
    _habit("habit.sign", r"<\s*>|!==|=!|=/=|~=|/=", "!="),
    _habit("habit.word", r"&&?", "{AND}"),
    _habit("habit.word", r"\|\|?", "{OR}"),
    _habit("habit.sign", r"\*\*", "^"),
    _habit("habit.sign", r"÷", "/"),
    _habit("habit.sign", r"[·•∙⋅]", "*", _OPERATOR),
    _habit("habit.sign", r"(?<=\s)x\s+(?=[\w(])", "* ", _OPERATOR),
    _habit("habit.power", r"([²³])", "^2", _OPERATOR),
    _habit("habit.assignment", r":=", "="),
    # numbers
    _habit("habit.thousands", r"Rp\.?\s*(\d{1,3}(?:[._]\d{3})*|\d+)", r"\1"),
    _habit("habit.thousands", r"(?<!\d)(?<!\d\.)(\d{1,3}(?:\.\d{3}){2,}|\d{1,3}(?:,\d{3}){2,}|\d{1,3}(?: \d{3})+)(?!\d)", r"\1"),
    _habit("habit.percent", rf"({_NUMBER})\s+%", r"\1%"),
    _habit("habit.percent", rf"({_NUMBER})\s*(?:persen|percent|prosen)(?!\w)", r"\1%"),
    _habit("habit.duration", r"(?<![\d:])(\d+:[0-5]\d)(?![\d:])", r"\1:00"),
    _habit("habit.division", r"(?<=[\w)\]])\s*:\s*(?=[\w(])", " / ", _OPERATOR, starts=("statement",)),
    # periods
    _habit("habit.effective", r"(?:sejak|mulai(?:\s+dari)?|dari|since|from)\s+(\d{4}(?:-\w+)?)", r"\1..", openers=("EFFECTIVE", "TARGET")),
    _habit("habit.effective", r"(?:sampai(?:\s+dengan)?|hingga|until|to)\s+(\d{4}(?:-\w+)?)", r"..\1", openers=("EFFECTIVE", "TARGET")),
    _habit("habit.effective", rf"(\d{{4}})\s*{_TO}\s*(\d{{4}})", r"\1..\2", openers=("EFFECTIVE", "TARGET")),
    _habit("habit.period", r"(?:TW|triwulan|Q|quarter|kuartal)[\s-]*([1-4])[\s/,-]*(\d{4})", r"\2-Q\1"),
    _habit("habit.period", r"(?:semester|smt|S)[\s-]*([12])[\s/,-]*(\d{4})", r"\2-S\1"),
    _habit("habit.period", r"(\d{4})[\s/,-]*(?:TW|triwulan|Q|quarter|kuartal)[\s-]*([1-4])(?!\w)", r"\1-Q\2"),
    _habit("habit.period", r"(\d{4})[\s/,-]*(?:semester|smt|S)[\s-]*([12])(?!\w)", r"\1-S\2"),
    _habit("habit.period", r"(\d{4})-([1-9])(?!\w)", r"\1-0\2"),
    _habit("habit.period", r"(\d{4})/(0[1-9]|1[0-2])(?!\w)", r"\1-\2"),
    _habit("habit.period", r"(?:TW|triwulan|Q|quarter|kuartal|semester)[\s.-]*(?:IV|I{1,3})(?!\w)[\s/,-]*\d{4}", ""),
    _habit("habit.period", r"\d{4}-(?:Q[5-9]|S[3-9]|1[3-9]|[2-9]\d|00)(?!\w)", ""),
    # ranges and comparisons
    _habit("habit.range", rf"({_NUMBER})\s*{_TO}\s*({_NUMBER})", r"\1 .. \2", _RANGES | frozenset({"DOTDOT_LT", "STRING"})),
    _habit("habit.range", rf"({_NUMBER})\s*{_TO}\s*({_NUMBER})", r"\1 .. \2", starts=("row_band",)),
    _habit("habit.compare", rf"(?:{_MORE}|minimal|paling\s+sedikit|at\s+least)\s*(?:atau\s+)?sama\s+dengan(?!\w)", ">=", _COMPARED),
    _habit("habit.compare", rf"{_LESS}\s*(?:atau\s+)?sama\s+dengan(?!\w)", "<=", _COMPARED),
    _habit("habit.compare", r"(?:minimal|paling\s+sedikit|sekurang-kurangnya|at\s+least)(?!\w)", ">=", _COMPARED),
    _habit("habit.compare", r"(?:maksimal|paling\s+banyak|at\s+most|up\s+to)(?!\w)", "<=", _COMPARED),
    _habit("habit.compare", rf"{_LESS}(?!\w)", "<", _COMPARED),
    _habit("habit.compare", rf"{_MORE}(?!\w)", ">", _COMPARED),
    _habit("habit.compare", r"(?:tidak\s+sama\s+dengan|bukan|is\s+not)(?!\w)", "!=", frozenset({"NE"})),
    _habit("habit.compare", r"(?:sama\s+dengan|adalah|is|equals?)(?!\w)", "=", frozenset({"NE"})),
    # words
    _habit("habit.word", r"rata\s*-?\s*rata\s*", "{AVERAGE} "),
    _habit("habit.word", r"(?<!\w)(?:mean|avg|average\s+of)\s+", "{AVERAGE} "),
    _habit("habit.word", r"(?<!\w)(?:total|jumlah\s+(?:seluruh|semua)|sum\s+of)\s+", "{SUM} "),
    _habit("habit.word", r"(?<!\w)(?:cacah|count\s+of|number\s+of)\s+", "{COUNT} "),
    _habit("habit.word", r"(?<!\w)(?:jika\s+tidak|jika\s+bukan|kalau\s+tidak|lainnya|else)(?!\w)", "{OTHERWISE}", frozenset({"OTHERWISE"})),
    _habit("habit.word", r",?\s*(?:maka|then)\s*", " ", frozenset({"NA"}), openers=("WHEN",)),
    _habit("habit.drop", r"(?<!\w)from\s+", "", _OPERATOR),
    _habit("habit.if", r"(?<!\w)(?:if|jika|iif)\s*\(.*", "{IF} … {THEN} … {OTHERWISE} …"),
    _habit("habit.period-shift", rf"\(\s*{_SHIFT}\s*\)", ""),
    _habit("habit.period-shift", rf"(?<!\w){_SHIFT}(?!\w)", ""),
)  # fmt: skip
_GENTLE = {"²": "^2", "³": "^3"}


def habit(stop: Stop) -> Advice | None:
    """The first habit whose pattern lies around the place where reading stopped."""
    for known in HABITS:
        if known.accepts and not known.accepts & stop.accepted:
            continue
        if (known.starts and stop.start not in known.starts) or (known.openers and stop.opener not in known.openers):
            continue
        for match in known.pattern.finditer(stop.text):
            if match.start() <= stop.position <= match.end() and match.end() > match.start():
                return _advice(known, match, stop)
    return None


def _advice(known: Habit, match: re.Match[str], stop: Stop) -> Advice:
    written = match.group()
    start = match.start() + len(written) - len(written.lstrip())
    end = match.end() - (len(written) - len(written.rstrip()))
    mended = _mended(known, match, stop)
    hint = say(known.key, written=" ".join(written.split()), mended=" ".join(mended.split()))
    return Advice(start, max(end, start + 1), hint, mended.strip() if "…" not in mended else "")


def _mended(known: Habit, match: re.Match[str], stop: Stop) -> str:
    if known.key == "habit.thousands":
        return re.sub(r"[., ]", "_", match[1])
    if known.key == "habit.power":
        return _GENTLE[match[1]]
    if known.key == "habit.period-shift":
        inner = re.sub(r"[()]", "", match.group()).strip().lower()
        inner = re.sub(r"sebelumnya|kemarin", "lalu", inner)
        return f"[{re.sub('^last', 'previous', inner)}]"
    words: Mapping[str, str] = {name: stop.word(name) for name in ("AND", "OR", "AVERAGE", "SUM", "COUNT", "IF", "THEN", "OTHERWISE")}
    return match.expand(known.mended).format_map(words)


# Words that open a line in other notations, and the keyword they stand for here.
_OPENERS = {
    "variabel": "LET", "variable": "LET", "var": "LET", "misalkan": "LET", "def": "LET",
    "perhitungan": "FORMULA", "formulasi": "FORMULA", "calculation": "FORMULA",
    "deskripsi": "DEFINITION", "keterangan": "DEFINITION", "penjelasan": "DEFINITION", "description": "DEFINITION",
    "tujuan": "GOAL", "objective": "GOAL", "regulasi": "BASIS", "referensi": "BASIS",
    "penanggungjawab": "OWNER", "pic": "OWNER", "responsible": "OWNER",
    "polaritas": "DIRECTION", "polarity": "DIRECTION", "predikat": "BANDS", "category": "BANDS", "categories": "BANDS",
    "data": "SOURCE", "iku": "INDICATOR", "kpi": "INDICATOR", "jika": "WHEN", "if": "WHEN", "kalau": "WHEN", "apabila": "WHEN",
    "pastikan": "EXPECT", "hasil": "EXPECT", "field": "COLUMN", "variabel_kolom": "COLUMN", "bobotkan": "WEIGHTS", "weight": "WEIGHTS",
}  # fmt: skip


def opener_habit(text: str, language: Language) -> Advice | None:
    """A line that opens with a word, or a comment sign, of another notation."""
    comment = re.match(r"//+|--+|/\*+|%|;|<!--|REM(?!\w)", text)
    if comment is not None:
        return Advice(0, comment.end(), say("habit.comment", written=comment.group()), "#")
    if text[0] in "{}":
        return Advice(0, 1, say("habit.braces", written=text[0]))
    words = text.split(None, 1)
    terminal = _OPENERS.get(words[0].rstrip(":=").lower())
    if terminal is None:
        return None
    phrase = by_terminal(terminal).phrase(language)
    return Advice(0, len(words[0]), say("habit.opener", written=words[0], mended=phrase), phrase)


# Functions of spreadsheets that have no function here, and the sentence that says how it is written.
_SPREADSHEET = {
    "habit.spreadsheet.sum": ("sum", "sumif", "sumifs", "total"),
    "habit.spreadsheet.average": ("average", "averageif", "averageifs", "avg", "mean", "rata2"),
    "habit.spreadsheet.count": ("count", "counta", "countif", "countifs", "countblank"),
    "habit.spreadsheet.product": ("sumproduct",),
    "habit.spreadsheet.if": ("iferror", "ifs", "switch", "choose"),
    "habit.spreadsheet.lookup": ("vlookup", "hlookup", "xlookup", "lookup", "index", "match"),
    "habit.spreadsheet.and": ("and", "or", "not", "dan", "atau", "bukan"),
    "habit.spreadsheet.median": ("median",),
    "habit.spreadsheet.round": ("roundup", "rounddown", "ceiling", "floor", "int", "trunc"),
}


def spreadsheet(function: str) -> Text | None:
    """How that which a spreadsheet does by a function is written in a spec; None for any other name."""
    name = function.casefold()
    return next((say(key) for key, names in _SPREADSHEET.items() if name in names), None)
