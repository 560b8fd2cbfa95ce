"""What the grammar accepts after the start of a line, and the line completed by whatever makes it one."""

from __future__ import annotations

from dataclasses import dataclass

from lark import UnexpectedInput

from iku_dsl import statements as st
from iku_dsl.build import BuiltLine, build, in_building_order
from iku_dsl.keywords import KEYWORDS, Keyword, by_terminal
from iku_dsl.parsing.parse import parser, too_deep
from iku_dsl.source import SourceFile

MAX_ADDED = 12  # words that a completed line may need
MAX_LINE = 5_000  # letters; about a longer line nothing is said
_KEYWORDS = {keyword.terminal for keyword in KEYWORDS}

# What a line is completed with, the first that is accepted: what closes it, then what it lacks, in the shortest form.
_COMPLETING: dict[str, str] = {
    "RPAR": ")",
    "RSQB": "]",
    "THEN": " maka ",
    "OTHERWISE": " selain itu ",
    "NA": " tidak berlaku ",
    "BECAUSE": " karena ",
    "WITHIN": " toleransi ",
    "AT": " pada ",
    "FOR": " untuk ",
    "COLON": ": ",
    "NUMBER": " 0 ",
    "YEAR_LITERAL": " 2025 ",
    "EQUAL": " = ",
    "WHEN": " bila ",
    "PER": " per ",
    "OVER": " atas ",
    "YEAR": " tahun ",
    "TEXT": " teks ",
    "HIGHER": " naik ",
    "FIRST": " dahulu ",
    "WHERE": " yang ",
    "STRING": ' "" ',
    "DOTDOT": " .. ",
    "NAME": " x ",
    "COMMA": ", ",
}


@dataclass(frozen=True, slots=True)
class Word:
    """One keyword of a line, by its offsets in the line."""

    keyword: Keyword
    start: int
    end: int


def accepted(text: str, rule: str) -> frozenset[str]:
    """The terminals that may follow the start of a line; none where that cannot be read itself."""
    if len(text) > MAX_LINE:
        return frozenset()
    state = parser().parse_interactive(text, start=rule)
    try:
        state.exhaust_lexer()
    except UnexpectedInput:
        return frozenset()
    return frozenset(state.accepts())  # type: ignore[no-untyped-call]


def keywords(text: str, rule: str) -> tuple[Word, ...]:
    """The keywords of a line, up to where it cannot be read."""
    state = parser().parse_interactive(text[:MAX_LINE], start=rule)
    found: list[Word] = []
    try:
        for token in state.iter_parse():
            if token.type in _KEYWORDS:
                found.append(Word(by_terminal(token.type), token.start_pos or 0, token.end_pos or 0))
    except UnexpectedInput:
        pass
    return tuple(found)


def completed(text: str, rule: str) -> st.Head | st.Statement | st.Row | None:
    """The node of a line whose start is given, completed by what it lacks; None where that does not succeed."""
    for _ in range(MAX_ADDED):
        may_follow = accepted(text, rule)
        if "$END" in may_follow:
            return _node(text, rule)
        added = next((piece for terminal, piece in _COMPLETING.items() if terminal in may_follow), None)
        if added is None:
            return None
        text += added
    return None


def _node(text: str, rule: str) -> st.Head | st.Statement | st.Row | None:
    line = BuiltLine(SourceFile("", text), 0)
    try:
        node = build(line, in_building_order(parser().parse(text, start=rule)), text)
    except UnexpectedInput:
        return None
    return node if isinstance(node, st.Head | st.Statement | st.Row) and not too_deep(node) else None
