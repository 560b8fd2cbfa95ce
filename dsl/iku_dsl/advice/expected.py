"""What may stand at a place, told as people would: not forty terminals, but "a calculation" or "a range such as …"."""

from __future__ import annotations

from iku_dsl.keywords import KEYWORDS, Language, by_terminal

MAX_EXPECTED = 8

_TERMINALS = {keyword.terminal for keyword in KEYWORDS}
_FIRST = ("NAME", "NUMBER", "WHOLE", "STRING", "LONG", "$END")
# A group stands for its members where all that are needed are there: its name, what is needed, and what it takes with it.
GROUPS: tuple[tuple[str, frozenset[str], frozenset[str]], ...] = (
    (
        "<range>",
        frozenset({"NUMBER", "GE", "LT", "DOTDOT"}),
        frozenset({"NUMBER", "DURATION_LITERAL", "MINUS", "GE", "GT", "LE", "LT", "DOTDOT"}),
    ),
    (
        "<expression>",
        frozenset({"NAME", "NUMBER", "COUNT", "SUM"}),
        frozenset({"NAME", "NUMBER", "STRING", "LPAR", "MINUS", "DATE_LITERAL", "DURATION_LITERAL", "COUNT", "SUM", "AVERAGE"})
        | {"GEOMETRIC", "HARMONIC", "WEIGHTED", "MINIMUM", "MAXIMUM", "MEDIAN", "MISSING", "ROUND", "IF", "NOT", "HAS"},
    ),
    (
        "<operator>",
        frozenset({"PLUS", "STAR"}),
        frozenset({"PLUS", "MINUS", "STAR", "SLASH", "CIRCUMFLEX", "EQUAL", "NE", "LT", "LE", "GT", "GE", "AND", "OR"})
        | {"WHERE", "DOT", "LSQB"},
    ),
    ("<logic>", frozenset({"AND", "OR"}), frozenset({"AND", "OR", "DOT", "LSQB"})),
    (
        "<period>",
        frozenset({"YEAR_LITERAL", "MONTH_LITERAL"}),
        frozenset({"YEAR_LITERAL", "PERIOD_LITERAL", "MONTH_LITERAL"}),
    ),
    (
        "<type>",
        frozenset({"INTEGER", "NUM", "TEXT", "CHOICE"}),
        frozenset({"INTEGER", "NUM", "PERCENT", "MONEY", "DURATION", "DATE", "TEXT", "CHOICE", "YESNO", "NAME"}),
    ),
    ("<unit>", frozenset({"PERCENT", "NUM", "MONEY", "NAME"}), frozenset({"PERCENT", "NUM", "MONEY", "INTEGER", "NAME"})),
    ("<NUMBER>", frozenset({"NUMBER", "MINUS"}), frozenset({"NUMBER", "MINUS", "DURATION_LITERAL"})),
    ("<grain>", frozenset({"YEAR", "MONTH"}), frozenset({"YEAR", "SEMESTER", "QUARTER", "MONTH"})),
)  # fmt: skip


def expected(accepted: list[str], language: Language) -> tuple[str, ...]:
    """What may stand there: keywords in a language, groups and other terminals by name (the table of sentences has their text)."""
    left = dict.fromkeys(accepted)
    shown: list[str] = []
    for name, needed, taken in GROUPS:
        if needed <= left.keys():
            shown.append(name)
            left = {terminal: None for terminal in left if terminal not in taken}
    names = [name for name in _FIRST if name in left]
    words = [name for name in left if name in _TERMINALS]
    others = [name for name in left if name not in names and name not in words]
    shown += [f"<{name}>" for name in names if name != "$END"]
    shown += [f"“{by_terminal(name).phrase(language)}”" for name in words]
    shown += [f"<{name}>" for name in others]
    shown += ["<$END>"] if "$END" in left else []
    return tuple(shown[:MAX_EXPECTED])
