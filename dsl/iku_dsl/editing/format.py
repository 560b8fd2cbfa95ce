"""A spec file to its canonical text, in either language.

Heads stand in the first column, statements two columns in, rows two columns below what they belong to. One empty line
parts declarations; inside one, an empty line stays. Comments stay where they are; where a statement that was written
over several lines has several, all but the last go above it. A statement stays on one line if it was written on one;
if it was written over several, it is joined where it fits into 120 columns in both languages, else broken after commas
and operators. What could not be read is kept as written.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import zip_longest

from iku_dsl import statements as st
from iku_dsl.editing.format_expressions import Words, declared, truth_places
from iku_dsl.editing.format_statements import line as line_text
from iku_dsl.keywords import KEYWORDS, Language, keyword_at, pattern
from iku_dsl.lines import goes_on, starts_anew

WIDTH = 120
DEEPER = 4  # columns that a statement's second line stands deeper

# No line ends inside text, nor inside a keyword one word of which is an operator: `not applicable`, `when not loaded`.
_PHRASES = tuple(phrase for word in KEYWORDS for phrase in word.id + word.en if goes_on(phrase.rpartition(" ")[0]))
_WHOLE = re.compile(rf'"[^"]*(?:""[^"]*)*"|(?<!\w){pattern(_PHRASES)}')


def format_spec(spec: st.SpecFile, language: Language | None = None) -> str:
    """The canonical text of a file; without a language, in its own."""
    known = declared(spec)
    written: list[str] = []
    indent = 0
    for words, line in _with_words(spec, Words(language or spec.language, known)):
        above = line.comments if line.node is None or line.mended else (*line.comments, *line.beside[:-1])
        before, indent = indent, _indent(line)
        if written and _is_head(line):
            if "" in above and not line.blank_before:  # what stands there belongs to the declaration before
                end = above.index("")
                written += _comments(above[:end], before)
                above = above[end + 1 :]
            written.append("")
        elif written and line.blank_before:
            written.append("")
        written += _comments(above, indent)
        written += _text(line, words, indent)
    after = spec.comments if spec.lines else spec.comments[spec.comments[:1] == ("",) :]
    end = after.index("") if "" in after else len(after)
    written += _comments(after[:end], indent) + _comments(after[end:], 0)
    while written and not written[-1]:
        written.pop()
    return "\n".join([*written, ""]) if written else ""


def _with_words(spec: st.SpecFile, words: Words) -> Iterator[tuple[Words, st.Line]]:
    """Each line with the words of the declaration it stands in."""
    starts = [0, *(place for place, line in enumerate(spec.lines) if place and isinstance(line.node, st.Head))]
    for start, end in zip_longest(starts, starts[1:]):
        block = spec.lines[start:end]
        profile = any(isinstance(line.node, st.Profile) for line in block)
        weighs = any(isinstance(line.node, st.Weights) and line.node.dimension is None for line in block)
        here = replace(words, profile=profile, weighs=weighs)
        for line in block:
            if isinstance(line.node, st.Given):
                here = replace(here, truths=truth_places(line.node, words.declared))
            yield here, line


def _is_head(line: st.Line) -> bool:
    return isinstance(line.node, st.Head) if line.node is not None else starts_anew(line.text)


def _indent(line: st.Line) -> int:
    """The columns before a line; one that opens with no keyword and could not be read stays where it was."""
    if line.node is None and keyword_at(line.text) is None:
        return line.span.column - 1
    if _is_head(line):
        return 0
    return 4 if isinstance(line.node, st.WeightRow | st.CellsRow) else 2


def _comments(comments: tuple[str, ...], indent: int) -> list[str]:
    return [" " * indent + comment if comment else "" for comment in comments]


def _text(line: st.Line, words: Words, indent: int) -> list[str]:
    """The lines of a statement with the comment beside it."""
    if line.node is None or line.mended:
        return [" " * indent + line.text.replace("\r\n", "\n")]
    text = line_text(line.node, words)
    lines = [text]
    if line.span.line < line.span.end_line and "\n" not in text:
        lines = _broken(line.node, words, WIDTH - indent)
    if line.beside:
        lines[-1] += f"  {line.beside[-1]}"
    return [" " * indent + lines[0], *(" " * (indent + DEEPER) + more for more in lines[1:])]


def _broken(node: st.Head | st.Statement | st.Row, words: Words, width: int) -> list[str]:
    """A statement over as few lines as hold it; broken at the same places in both languages, so that none is lost."""
    pieces = _pieces(line_text(node, words))
    others = _pieces(line_text(node, replace(words, language="en" if words.language == "id" else "id")))
    lines: list[str] = []
    length = 0
    for piece, other in zip(pieces, others, strict=True):
        longer = max(len(piece), len(other)) + 1
        if lines and length + longer - 1 <= width - (DEEPER if len(lines) > 1 else 0):
            lines[-1] += f" {piece}"
        else:
            lines.append(piece)
            length = 0
        length += longer
    return lines


def _pieces(text: str) -> list[str]:
    """A statement cut wherever its line may end and the statement goes on."""
    skeleton = _WHOLE.sub(lambda found: "_" * len(found.group()), text)
    pieces, start = [], 0
    for blank in re.finditer(" ", skeleton):
        end, begin = blank.span()
        if goes_on(skeleton[start:end]) and not starts_anew(text[begin:]):
            pieces.append(text[start:end])
            start = begin
    return [*pieces, text[start:]]
