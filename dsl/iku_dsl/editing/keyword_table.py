"""The table of words for the language pages: every keyword in both languages, by where it stands."""

from __future__ import annotations

from iku_dsl.keywords import (
    BUILT_IN_NAMES,
    COMPARISONS,
    FUNCTIONS,
    KEYWORDS,
    PLURALS,
    SUBJECTS,
    TRUTHS,
    UNITS,
    Language,
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
