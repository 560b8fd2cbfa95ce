"""What people bring along from spreadsheets, other languages and prose, where reading a line stopped, and how a spec writes it.

Each habit is a pattern that must lie around the place where reading stopped (`Stop`); its key names the sentence that explains the mend.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from iku_dsl.keywords import Language, by_terminal, keyword_at
from iku_dsl.problem import Text, say

MAX_SHOWN = 60  # characters of a line that a hint repeats
NAMED_HEADS = ("DIMENSION", "SOURCE", "TABLE", "SCALE", "PROFILE", "INDICATOR")
COLUMNS = ("COLUMN", "ATTRIBUTE", "PARAMETER")
FIGURES = ("row_band", "row_weight", "row_entry")  # rows of a name and figures


@dataclass(frozen=True, slots=True)
class Stop:
    """A line as written and with its quoted text blanked, the offset, what is accepted there, its rule and its opener."""

    text: str
    blanked: str
    position: int
    accepted: frozenset[str]
    start: str = "statement"
    opener: str = ""
    language: Language = "id"

    @property
    def before(self) -> str:
        """What was read, without the blanks at its end."""
        return self.text[: self.position].rstrip()

    @property
    def rest(self) -> str:
        """What was not read, with its quoted text."""
        return self.text[self.position :]

    @property
    def found(self) -> str:
        """The letter that reading stopped at, an empty text at the end."""
        return self.text[self.position : self.position + 1]

    def word(self, terminal: str) -> str:
        """A keyword in the language of the file."""
        return by_terminal(terminal).phrase(self.language)

    def opens_with(self, text: str) -> bool:
        """Whether a text is the keyword that opens the line, in either language."""
        if not self.opener:
            return False
        keyword = by_terminal(self.opener)
        return " ".join(text.split()) in keyword.id + keyword.en


@dataclass(frozen=True, slots=True)
class Advice:
    """The stretch of a line that is wrong, the hint, and what to write there instead where that is certain."""

    start: int
    end: int
    hint: Text
    mended: str = ""


def short(text: str) -> str:
    """A stretch of a line as a hint repeats it."""
    flat = " ".join(text.split())
    return flat if len(flat) <= MAX_SHOWN else flat[: MAX_SHOWN - 1] + "…"


_COMMENT = re.compile(r"//+|/\*+|%|;|<!--|--+(?=\s)|REM(?!\w)")
_BULLET = re.compile(r"(?:[-*•–]|\d+[.)]|[a-z][.)])\s+")
_NAMED = re.compile(r"([^\W\d]\w*)\s*:\s*")
_WORDS: dict[str, tuple[str, ...]] = {
    "LET": ("variabel", "variable", "var", "misalkan", "def"),
    "FORMULA": ("perhitungan", "formulasi", "calculation"),
    "DEFINITION": ("deskripsi", "keterangan", "penjelasan", "description"),
    "GOAL": ("tujuan", "objective"),
    "BASIS": ("regulasi", "referensi"),
    "OWNER": ("penanggungjawab", "pic", "responsible"),
    "DIRECTION": ("polaritas", "polarity"),
    "BANDS": ("predikat", "category", "categories"),
    "SOURCE": ("data",),
    "INDICATOR": ("iku", "kpi"),
    "WHEN": ("jika", "if", "kalau", "apabila"),
    "EXPECT": ("pastikan", "hasil"),
    "COLUMN": ("field",),
    "WEIGHTS": ("pembobotan", "weight"),
}
_BY_WORD = {word: terminal for terminal, words in _WORDS.items() for word in words}


def opening(text: str, language: Language) -> Advice | None:
    """Advice on a line that opens with a word or a sign of another notation."""
    comment = _COMMENT.match(text)
    if comment is not None:
        return Advice(0, comment.end(), say("opening.comment", written=comment.group()), "#")
    bullet = _BULLET.match(text)
    if bullet is not None:
        return Advice(0, len(bullet.group().rstrip()), say("opening.bullet", written=bullet.group().strip()))
    if text[0] in "{}":
        return Advice(0, 1, say("opening.braces"))
    if re.match(r"(?:tidak berlaku|not applicable)(?!\w)", text):
        return Advice(0, len(re.match(r"\w+\s+\w+", text).group()), say("opening.guard"))  # type: ignore[union-attr]
    if re.match(r"(?:bulatkan|round|pembulatan|rounding)(?!\w)", text):
        return Advice(0, len(text.split(None, 1)[0]), say("opening.round"))
    named = _NAMED.match(text)
    if named is not None and keyword_at(f"{named[1]} =") is not None:
        mended = f"{named[1]} = {text[named.end() :]}"
        return Advice(0, len(named.group().rstrip()), say("opening.equals", mended=mended), f"{named[1]} =")
    word = text.split(None, 1)[0]
    terminal = _BY_WORD.get(word.rstrip(":=").lower())
    if terminal is None:
        return None
    phrase = by_terminal(terminal).phrase(language)
    return Advice(0, len(word), say("opening.word", written=word, mended=phrase), phrase)


_FUNCTIONS: dict[str, tuple[str, ...]] = {
    "spreadsheet.sum": ("sum", "sumif", "sumifs", "total"),
    "spreadsheet.average": ("average", "averageif", "averageifs", "avg", "mean", "rata", "rata2"),
    "spreadsheet.count": ("count", "counta", "countif", "countifs", "countblank"),
    "spreadsheet.product": ("sumproduct",),
    "spreadsheet.if": ("iferror", "ifs", "switch", "choose"),
    "spreadsheet.lookup": ("vlookup", "hlookup", "xlookup", "lookup", "index", "match"),
    "spreadsheet.and": ("and", "or", "not", "dan", "atau", "bukan"),
    "spreadsheet.median": ("median",),
    "spreadsheet.round": ("roundup", "rounddown", "ceiling", "floor", "int", "trunc"),
}
KEYS = tuple(_FUNCTIONS)


def spreadsheet(function: str) -> Text | None:
    """How that which a spreadsheet does by a function is written in a spec; None for any other name."""
    name = function.casefold()
    return next((say(key) for key, names in _FUNCTIONS.items() if name in names), None)


AROUND = 100  # characters on both sides of the place where reading stopped
_COMPARED = frozenset({"GT", "NA"})  # where a comparison, or the end of a guard, may follow
_OPERATOR = frozenset({"STAR"})
_RANGE = frozenset({"DOTDOT"})
_PERIODS = ("EFFECTIVE", "TARGET", "TEST")
_BANDS = ("row_band",)
_N = r"-?\d[\d_]*(?:\.\d+)?%?"
_P = r"\d{4}(?:-\w+)?"
_TO = r"(?:sampai\s+dengan|sampai|hingga|s\s*/\s*d|sd|to|until|\.{3,}|…|[-—−])"
_NOW = r"(?:sekarang|seterusnya|now|present|onwards)"
_MORE = r"(?:lebih\s+(?:(?:besar|tinggi)\s+)?dari(?:pada)?|di\s*atas|melebihi|above|over|more\s+than|greater\s+than)"
_LESS = r"(?:kurang\s+dari(?:pada)?|lebih\s+(?:kecil|rendah)\s+dari(?:pada)?|di\s*bawah|below|under|less\s+than)"
_LEAST = r"(?:minimal|minimum|paling\s+sedikit|sekurang-kurangnya|at\s+least)"
_MOST = r"(?:maksimal|maksimum|paling\s+banyak|at\s+most|up\s+to)"
_SHIFT = (
    r"(?:(?:tahun|semester|triwulan|bulan)\s+(?:lalu|ini|sebelumnya|kemarin)"
    r"|(?:previous|this|last)\s+(?:year|semester|quarter|month))"
)
_QUARTER = r"(?:TW|triwulan|Q|quarter|kuartal)"
_HALF = r"(?:semester|smt|S)"


@dataclass(frozen=True, slots=True)
class Habit:
    r"""A pattern, and its mend as a template: `\1` is a group of the pattern, `{AVERAGE}` a keyword in the file's language.

    It counts only where one of `accepts` is accepted, in lines of the rules `starts`, in lines that open with one of `openers`.
    """

    key: str
    pattern: re.Pattern[str]
    mended: str
    accepts: frozenset[str] = frozenset()
    starts: tuple[str, ...] = ()
    openers: tuple[str, ...] = ()


def _habit(
    key: str,
    pattern: str,
    mended: str = "",
    accepts: frozenset[str] = frozenset(),
    *,
    starts: tuple[str, ...] = (),
    openers: tuple[str, ...] = (),
) -> Habit:
    return Habit(key, re.compile(pattern, re.IGNORECASE), mended, accepts, starts, openers)


HABITS: tuple[Habit, ...] = (
    # signs of other languages
    _habit("habit.write", r"=>", ">="),
    _habit("habit.write", r"=<", "<="),
    _habit("habit.write", r"===?", "=", starts=("statement",)),
    _habit("habit.write", r"<\s*>|!==|=!|=/=|~=|/=", "!="),
    _habit("habit.write", r"&&?", "{AND}"),
    _habit("habit.write", r"\|\|", "{OR}"),
    _habit("habit.write", r":=", "="),
    _habit("habit.write", r"\*\*", "^"),
    _habit("habit.write", r"²", "^2", _OPERATOR),
    _habit("habit.write", r"³", "^3", _OPERATOR),
    _habit("habit.write", r"÷", "/"),
    _habit("habit.write", r"[·•∙⋅]", "*", _OPERATOR),
    _habit("habit.write", r"(?<=\s)x\s+(?=[\w(])", "* ", _OPERATOR),
    _habit("habit.write", r"(?<=\w)(?:!|->|→)(?=\w)", ".", frozenset({"DOT", "NAME"}), starts=("statement",)),
    _habit("habit.write", r"[\[{](?=.*[\]}])", "(", frozenset({"LPAR"})),
    _habit("habit.write", r"%", "{PERCENT}", openers=("UNIT", *COLUMNS), accepts=frozenset({"PERCENT"})),
    # numbers
    _habit("habit.thousands", r"Rp\.?\s*(\d{1,3}(?:[._]\d{3})+|\d+)", r"\1"),
    _habit("habit.thousands", r"(?<!\d)(?<!\d\.)(\d{1,3}(?:\.\d{3}){2,}|\d{1,3}(?:,\d{3}){2,}|\d{1,3}(?: \d{3})+)(?!\d)", r"\1"),
    _habit("habit.percent", rf"({_N})\s+%", r"\1%"),
    _habit("habit.percent", rf"({_N})\s*(?:persen|percent|prosen)(?!\w)", r"\1%"),
    _habit("habit.duration", r"(?<![\d:])(\d+:[0-5]\d)(?![\d:])", r"\1:00"),
    _habit("habit.write", r"(?<=[\w)\]])\s*:\s*(?=[\w(])", " / ", _OPERATOR, starts=("statement",)),
    # periods
    _habit("habit.period-shift", rf"\(\s*{_SHIFT}\s*\)"),
    _habit("habit.period-shift", rf"(?<!\w){_SHIFT}(?!\w)"),
    _habit("habit.write", rf"(?<!\w)(?:tahun|year|th\.?)\s+({_P})", r"{AT} \1", frozenset({"AT"})),
    _habit("habit.write", rf"(?<!\w)(?:tahun|year|th\.?)\s+({_P})", r"\1", openers=_PERIODS),
    _habit("habit.write", rf"(?:sejak|mulai(?:\s+dari)?|dari|since|from)\s+({_P})(?!\w)", r"\1..", openers=_PERIODS),
    _habit("habit.write", rf"({_P})\s*(?:{_TO}|s\.d\.|–)\s*(?:dengan\s+)?{_NOW}", r"\1..", openers=_PERIODS),
    _habit("habit.write", rf"({_P})\s*[-–]\s*$", r"\1..", openers=_PERIODS),
    _habit("habit.write", rf"({_P})\s*{_TO}\s*(\d{{4}})", r"\1..\2", openers=_PERIODS),
    _habit("habit.write", rf"(?:sampai(?:\s+dengan)?|hingga|until|to)\s+({_P})", r"..\1", openers=_PERIODS),
    _habit("habit.period", rf"{_QUARTER}[\s-]*([1-4])[\s/,-]*(\d{{4}})", r"\2-Q\1"),
    _habit("habit.period", rf"{_HALF}[\s-]*([12])[\s/,-]*(\d{{4}})", r"\2-S\1"),
    _habit("habit.period", rf"(\d{{4}})[\s/,-]*{_QUARTER}[\s-]*([1-4])(?!\w)", r"\1-Q\2"),
    _habit("habit.period", rf"(\d{{4}})[\s/,-]*{_HALF}[\s-]*([12])(?!\w)", r"\1-S\2"),
    _habit("habit.period", r"(\d{4})-([1-9])(?!\w)", r"\1-0\2", openers=_PERIODS),
    _habit("habit.period", r"(\d{4})/(0[1-9]|1[0-2])(?!\w)", r"\1-\2", openers=_PERIODS),
    _habit("habit.period", rf"(?:{_QUARTER}|semester)[\s.-]*(?:IV|I{{1,3}})(?!\w)[\s/,-]*\d{{4}}", openers=_PERIODS),
    _habit("habit.period", r"(?:(?:sejak|mulai)\s+)?(?:\d{1,2}\s+)?[^\W\d]+\s+\d{4}", openers=("EFFECTIVE", "TEST")),
    _habit("habit.period", r"\d{4}-(?:Q[5-9]|S[3-9]|1[3-9]|[2-9]\d|00)(?!\w)", openers=_PERIODS),
    # ranges and comparisons
    _habit("habit.range", rf"\(\s*({_N})\s*(?:\.\.|{_TO})\s*({_N})\s*\)", r"\1 .. \2", _RANGE),
    _habit("habit.range", rf"(?:antara|between)\s+({_N})\s+(?:dan|and)\s+({_N})", r"\1 .. \2"),
    _habit("habit.range", rf"(?<![\d-])({_N})\s*{_TO}\s*({_N})(?![\d-])", r"\1 .. \2", _RANGE),  # and no part of a date
    _habit("habit.range", rf"({_N})\s*{_TO}\s*({_N})", r"\1 .. \2", starts=_BANDS),
    _habit("habit.range", rf"({_N})\s*(<=?|≤)\s*[^\W\d]\w*\s*(<=?|≤)\s*({_N})", starts=_BANDS),
    _habit("habit.write", rf"(?<!\w)(?:x|nilai|value)\s*([<>]=?|[≤≥])\s*({_N})", r"\1 \2", starts=_BANDS),
    _habit("habit.write", rf"({_N})\s*(?:atau\s+lebih|ke\s*atas|and\s+above|or\s+more|\+)", r">= \1", starts=_BANDS),
    _habit("habit.write", rf"({_N})\s*(?:atau\s+kurang|ke\s*bawah|and\s+below|or\s+less)", r"<= \1", starts=_BANDS),
    _habit("habit.write", rf"(?:{_MORE}|{_LEAST})\s*(?:atau\s+)?sama\s+dengan(?!\w)", ">=", _COMPARED),
    _habit("habit.write", rf"{_LESS}\s*(?:atau\s+)?sama\s+dengan(?!\w)", "<=", _COMPARED),
    _habit("habit.write", rf"{_LEAST}(?!\w)", ">=", _COMPARED),
    _habit("habit.write", rf"{_MOST}(?!\w)", "<=", _COMPARED),
    _habit("habit.write", rf"{_LESS}(?!\w)", "<", _COMPARED),
    _habit("habit.write", rf"{_MORE}(?!\w)", ">", _COMPARED),
    _habit("habit.write", r"(?:tidak\s+sama\s+dengan|bukan|is\s+not)(?!\w)", "!=", frozenset({"NE"})),
    _habit("habit.write", r"(?:sama\s+dengan|adalah|is|equals?)(?!\w)", "=", frozenset({"NE"})),
    # words
    _habit("habit.write", r"(?<!\w)(?:mean|avg|average\s+of)\s+", "{AVERAGE} "),
    _habit("habit.write", r"(?<!\w)(?:total|jumlah\s+(?:seluruh|semua)|sum\s+of)\s+|[Σ∑]\s*", "{SUM} "),
    _habit("habit.write", r"(?<!\w)(?:cacah|count\s+of|number\s+of)\s+", "{COUNT} "),
    _habit("habit.write", r"(?<!\w)(?:di\s*mana|dengan|yg|whose|which|with|that)(?!\w)", "{WHERE}", frozenset({"WHERE"})),
    _habit("habit.write", r"(?<!\w)(?:(?:jika|kalau)\s+(?:tidak|bukan)|lainnya|else)\s*(?!\w)", "{OTHERWISE}", frozenset({"OTHERWISE"})),
    _habit("habit.write", r"(?<!\w)(?:lainnya|else)\s+", "{OTHERWISE} "),
    _habit("habit.write", r"(?:positif|meningkat|maksimal|maximi[sz]e|tinggi)(?!\w)", "{HIGHER}", openers=("DIRECTION",)),
    _habit("habit.write", r"(?:negatif|menurun|minimal|minimi[sz]e|rendah)(?!\w)", "{LOWER}", openers=("DIRECTION",)),
    _habit("habit.drop", r",?\s*(?:maka|then)\s*", accepts=frozenset({"NA"}), openers=("WHEN",)),
    _habit("habit.drop", r"(?<!\w)from\s+", accepts=_OPERATOR),
    _habit("habit.missing", r"(?<!\w)(?:n/a|null|nihil)(?!\w)|(?<=,)\s*-\s*", "{MISSING}", starts=("row_cells",)),
    _habit("habit.when-missing", r"^\s*(?:bila\s+kosong|when\s+missing)(?!\w).*"),
    _habit("habit.if", r"(?<!\w)(?:if|jika|iif)\s*\(.*"),
)  # fmt: skip
_KEYWORDS = (
    "AND",
    "OR",
    "AVERAGE",
    "SUM",
    "COUNT",
    "WHERE",
    "OTHERWISE",
    "HIGHER",
    "LOWER",
    "PERCENT",
    "MISSING",
    "AT",
)


def habit(stop: Stop) -> Advice | None:
    """Advice from the first habit whose pattern lies around the place where reading stopped."""
    for known in HABITS:
        if known.accepts and not known.accepts & stop.accepted:
            continue
        if (known.starts and stop.start not in known.starts) or (known.openers and stop.opener not in known.openers):
            continue
        for match in known.pattern.finditer(stop.blanked, max(0, stop.position - AROUND), stop.position + AROUND):
            if match.start() <= stop.position <= match.end() and match.end() > match.start():
                return _advice(known, match, stop)
    return None


def _advice(known: Habit, match: re.Match[str], stop: Stop) -> Advice:
    written = match.group()
    start = match.start() + len(written) - len(written.lstrip())
    end = max(start + 1, match.start() + len(written.rstrip()))
    mended = " ".join(_mended(known, match, stop).split())
    key = known.key
    if (key == "habit.period" and mended) or (key == "habit.range" and ".." in written):  # what to write says it all
        key = "habit.write"
    hint = say(key, written=" ".join(written.split()), mended=mended)
    return Advice(start, end, hint, mended)


def _mended(known: Habit, match: re.Match[str], stop: Stop) -> str:
    match known.key:
        case "habit.thousands":
            return re.sub(r"[., ]", "_", match[1])
        case "habit.period-shift":
            inner = re.sub(r"sebelumnya|kemarin", "lalu", match.group().strip("() ").lower())
            return f"[{re.sub('^last', 'previous', inner)}]"
        case "habit.range":
            return _range(match)
        case "habit.period" if not known.mended:
            return _period(match.group(), stop.opener)
        case _:
            return match.expand(known.mended).format_map({name: stop.word(name) for name in _KEYWORDS})


_MONTHS = {
    "jan": 1, "feb": 2, "mar": 3, "apr": 4, "mei": 5, "may": 5, "jun": 6, "jul": 7, "agu": 8, "aug": 8, "sep": 9, "okt": 10, "oct": 10,
    "nov": 11, "des": 12, "dec": 12,
}  # fmt: skip
_ROMAN = {"I": 1, "II": 2, "III": 3, "IV": 4}


def _period(written: str, opener: str) -> str:
    """`mulai 1 Januari 2021`, `Juli 2024`, `triwulan III 2025` as periods; empty where it cannot be told."""
    year, words = written[-4:], written[:-4].translate(str.maketrans("-./,", "    ")).split()
    if not year.isdigit() or not words:
        return ""
    if words[-1].upper() in _ROMAN:
        return f"{year}-{'S' if words[0].lower() == 'semester' else 'Q'}{_ROMAN[words[-1].upper()]}"
    month = _MONTHS.get(words[-1][:3].lower())
    if month is None:
        return ""
    starts = opener == "EFFECTIVE" and words[0].lower() in ("sejak", "mulai")
    whole_year = starts and month == 1 and words[1] in ("1", words[-1])
    return (year if whole_year else f"{year}-{month:02}") + (".." if starts else "")


def _range(match: re.Match[str]) -> str:
    """`80 < x <= 100`, or two ends; a percent sign on the second alone was meant for both."""
    if len(match.groups()) == 4:
        low, dots = (f"> {match[1]}" if match[2] == "<" else match[1]), ("..<" if match[3] == "<" else "..")
        return f"{low} {dots} {match[4]}"
    low, high = match[1], match[2]
    return f"{low}{'%' if high.endswith('%') and not low.endswith('%') else ''} .. {high}"
