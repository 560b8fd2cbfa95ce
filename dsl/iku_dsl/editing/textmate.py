"""The table of words for editors and for the language pages: how a spec is coloured, and every keyword by where it stands.

`python -m iku_dsl.editing.textmate FOLDER` writes `syntaxes/iku.tmLanguage.json` and `language-configuration.json` there: a TextMate
grammar and a language configuration.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterable
from pathlib import Path

from iku_dsl import keywords as kw
from iku_dsl.keywords import (
    BUILT_IN_NAMES,
    COMPARISONS,
    FUNCTIONS,
    KEYWORDS,
    PLURALS,
    SUBJECTS,
    TRUTHS,
    UNITS,
    Keyword,
    Language,
    by_terminal,
    opening,
    pattern,
)

Words = tuple[str, ...]
Row = tuple[Words, Words]

_PAIRS = 2  # side by side
_READABLE = ("realisasi", "capaian", "target")  # of the built-in names, those that a rule can read


def _keywords(opens: str) -> list[Row]:
    return [(keyword.id, keyword.en) for keyword in KEYWORDS if keyword.opens == opens]


def _names(pairs: tuple[tuple[str, str], ...]) -> list[Row]:
    return [((id,), (en,)) for id, en in pairs]


# Each group with its Indonesian and its English title.
GROUPS: tuple[tuple[str, str, list[Row]], ...] = (
    ("membuka deklarasi", "open a declaration", _keywords("head")),
    ("membuka baris", "open a line", _keywords("statement")),
    ("membuka baris profil, sebelum `=`", "open a line of a profile, before `=`", _keywords("before-equals")),
    ("di dalam baris", "inside a line", _keywords("")),
    ("fungsi", "functions", _names(FUNCTIONS)),
    (
        "nama dengan arti tetap",
        "names with a meaning of their own",
        _names(tuple(pair for pair in BUILT_IN_NAMES if pair[0] in _READABLE)),
    ),
    ("setelah `harap`", "after `expect`", _names(SUBJECTS)),
    ("isi `bandingan`", "what `comparison` is", _names(COMPARISONS)),
    ("isi kolom `ya/tidak`", "what a `yes/no` column holds", _names(TRUTHS)),
    ("satuan", "units", [((id,), (en, *(many for many, one in PLURALS if one == en))) for id, en in UNITS]),
)


def keyword_table(language: Language) -> str:
    """Markdown tables of the Indonesian words and the English ones, one table a group, two pairs a row.

    Where several spellings are read, the first is the one that is written. The titles are in `language`.
    """
    heads = ("Indonesia", "Inggris") if language == "id" else ("Indonesian", "English")
    parts: list[str] = []
    for indonesian, english, rows in GROUPS:
        title = indonesian if language == "id" else english
        lines = [f"**{title[0].upper()}{title[1:]}**", "", f"| {' | '.join(heads * _PAIRS)} |", "|---" * 4 + "|"]
        half = -(-len(rows) // _PAIRS)
        for place in range(half):
            beside = rows[half + place] if half + place < len(rows) else ((), ())
            cells = [_cell(words) for row in (rows[place], beside) for words in row]
            lines.append(f"| {' | '.join(cells)} |")
        parts.append("\n".join(lines) + "\n")
    return "\n".join(parts)


def _cell(words: Words) -> str:
    return ", ".join(f"`{word}`" for word in words)


GRAMMAR = "syntaxes/iku.tmLanguage.json"
CONFIGURATION = "language-configuration.json"

_NAME = r"[^\W\d]\w*"
_START = r"^[^\S\n]*"
_ALONE = r"(?<![\w.])"  # what follows a point is a column's name, whatever it is called
_NAMING = ("COLUMN", "ATTRIBUTE", "PARAMETER", "LET", "SET")
_TYPES = ("INTEGER", "NUM", "PERCENT", "MONEY", "DURATION", "DATE", "TEXT", "CHOICE", "YESNO")
_LOGIC = ("AND", "OR", "NOT", "WHERE", "HAS")
_BRANCHES = ("IF", "THEN", "OTHERWISE")
_STATISTICS = (*kw.STATISTICS, "LAST")
_PERIODS = ("YEAR", "SEMESTER", "QUARTER", "MONTH", "PREVIOUS", "THIS", "TO_DATE")
_STATES = ("MISSING", "NA", "ERROR", "REFUSED")
_OPENERS_INSIDE = ("WHEN", "BASIS", "INDICATOR", "CONSOLIDATE", "HIGHER", "LOWER", "STABLE", "ACHIEVEMENT", "DIRECTION")

Rule = dict[str, object]


def grammar() -> dict[str, object]:
    """The TextMate grammar, as its JSON file holds it."""
    return {
        "$schema": "https://raw.githubusercontent.com/martinring/tmlanguage/master/tmlanguage.json",
        "name": "iku",
        "scopeName": "source.iku",
        "fileTypes": ["iku"],
        "patterns": [{"include": f"#{name}"} for name in _RULES],
        "repository": {name: {"patterns": rules} for name, rules in _RULES.items()},
    }


def configuration() -> dict[str, object]:
    """The language configuration: comments, brackets, words, and where a new line is indented."""
    heads = pattern(tuple(opening("head")))
    with_rows = _phrases(k.terminal for k in KEYWORDS if k.opens == "statement" and k.rows)
    return {
        "comments": {"lineComment": "#"},
        "brackets": [["(", ")"], ["[", "]"]],
        "autoClosingPairs": [
            {"open": "(", "close": ")", "notIn": ["string", "comment"]},
            {"open": "[", "close": "]", "notIn": ["string", "comment"]},
            {"open": '"', "close": '"', "notIn": ["string", "comment"]},
        ],
        "surroundingPairs": [["(", ")"], ["[", "]"], ['"', '"']],
        "wordPattern": {"pattern": r"[\p{L}_][\p{L}\p{M}\p{N}_]*|\d[\d_.]*%?", "flags": "u"},
        "onEnterRules": [
            {"beforeText": rf"^{heads}.*$", "action": {"indent": "indent"}},
            {"beforeText": rf"^\s+{with_rows}.*$", "action": {"indent": "indent"}},
        ],
    }


def _words(terminals: Iterable[str]) -> list[Keyword]:
    return [by_terminal(terminal) for terminal in terminals]


def _phrases(terminals: Iterable[str]) -> str:
    """An expression for the phrases of some keywords, in both languages."""
    return pattern(tuple(dict.fromkeys(phrase for k in _words(terminals) for phrase in k.id + k.en)))


def _spellings(pairs: Iterable[tuple[str, str]]) -> str:
    return pattern(tuple(dict.fromkeys(word for pair in pairs for word in pair)))


def _rule(scope: str, expression: str) -> Rule:
    re.compile(expression)
    return {"name": f"{scope}.iku", "match": expression}


def _captured(expression: str, *scopes: str) -> Rule:
    """A rule whose groups, in order, have scopes of their own."""
    re.compile(expression)
    captures = {str(place): {"name": f"{scope}.iku"} for place, scope in enumerate(scopes, 1)}
    return {"match": expression, "captures": captures}


def _inside() -> tuple[str, ...]:
    """The keywords that stand inside a line and have no colour of their own."""
    own = {*_TYPES, *_LOGIC, *_BRANCHES, *_STATISTICS, *_PERIODS, *_STATES}
    return (*(k.terminal for k in KEYWORDS if not k.opens and k.terminal not in own), *_OPENERS_INSIDE)


_NAMED_HEADS = tuple(k.terminal for k in KEYWORDS if k.opens == "head" and k.terminal != "TEST")
_STATEMENTS = tuple(k.terminal for k in KEYWORDS if k.opens == "statement")

_RULES: dict[str, list[Rule]] = {
    "comments": [_rule("comment.line.number-sign", "#.*$")],
    "texts": [
        {"name": "string.quoted.triple.iku", "begin": '"""', "end": '"""'},
        _rule("string.quoted.double", '"(?:[^"\\n]|"")*"'),
        _rule("invalid.illegal.unclosed", '"[^"\\n]*$'),
    ],
    "heads": [
        _captured(rf"{_START}({_phrases(_NAMED_HEADS)})(?:\s+({_NAME}))?", "keyword.control", "entity.name.type"),
        _captured(rf"{_START}({_phrases(('TEST',))})", "keyword.control"),
    ],
    "statements": [
        _captured(rf"{_START}({_phrases(_NAMING)})(?:\s+({_NAME}))?", "keyword.other", "variable.other.readwrite"),
        _captured(
            rf"{_START}({_phrases(('EXPECT',))})(?:\s+({_spellings(kw.SUBJECTS)}))?",
            "keyword.other",
            "support.variable",
        ),
        _captured(rf"{_START}({_phrases(_STATEMENTS)})", "keyword.other"),
        _captured(rf"{_START}({_phrases(('HIGHER', 'LOWER', 'STABLE'))})(?=\s*=)", "keyword.other"),
    ],
    "numbers": [
        _rule("constant.numeric.date", r"(?<!\w)\d{4}-\d{2}-\d{2}(?!\w)"),
        _rule("constant.numeric.period", r"(?<!\w)\d{4}-(?:S[12]|Q[1-4]|0[1-9]|1[0-2])(?!\w)"),
        _rule("constant.numeric.duration", r"(?<!\w)\d+:[0-5]\d:[0-5]\d(?!\w)"),
        _rule("constant.numeric", r"(?<!\w)\d[\d_]*(?:\.\d+)?%?"),
    ],
    "functions": [_captured(rf"{_ALONE}({_spellings(kw.FUNCTIONS)})(?=\s*\()", "support.function")],
    "words": [
        _rule("constant.language", rf"{_ALONE}{_phrases(_STATES)}"),
        _rule("keyword.other", rf"{_ALONE}{_phrases(_inside())}"),
        _rule("keyword.control.conditional", rf"{_ALONE}{_phrases(_BRANCHES)}"),
        _rule("keyword.operator.word", rf"{_ALONE}{_phrases(_LOGIC)}"),
        _rule("support.function.statistic", rf"{_ALONE}{_phrases(_STATISTICS)}"),
        _rule("support.type", rf"{_ALONE}{_phrases(_TYPES)}"),
        _rule("support.constant.period", rf"{_ALONE}{_phrases(_PERIODS)}"),
        _rule("constant.language.truth", rf"{_ALONE}{_spellings(kw.TRUTHS)}"),
    ],
    "operators": [_rule("keyword.operator", r"\.\.\s*<|\.\.|<=|>=|!=|[-+*/^=<>×≤≥≠−–]")],
}


def written() -> dict[str, str]:
    """The files by their place in the extension's folder."""
    made = {GRAMMAR: grammar(), CONFIGURATION: configuration()}
    return {place: json.dumps(content, ensure_ascii=False, indent=2) + "\n" for place, content in made.items()}


def main(folder: Path) -> None:
    """Write the files below a folder."""
    for place, text in written().items():
        (folder / place).parent.mkdir(parents=True, exist_ok=True)
        (folder / place).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
