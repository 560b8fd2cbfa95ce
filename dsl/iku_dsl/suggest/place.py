"""Where a cursor stands in a spec file: in which declaration, after which words of its line, and whether a row may stand there."""

from __future__ import annotations

from dataclasses import dataclass

from iku_dsl.keywords import Keyword, keyword_at, rows_after
from iku_dsl.lines import LogicalLine, split
from iku_dsl.references.expressions import PROBE
from iku_dsl.source import SourceFile


@dataclass(frozen=True, slots=True)
class Place:
    """A cursor: `before` is its line up to the word at hand, comments blanked, and `start` where that line starts.

    `word` is the offset of the word at hand (of what stands after the quotation mark where it is `quoted`); `rule` the start rule of
    the rows that may stand there, empty where none may; `head` the keyword of the declaration around it.
    """

    start: int
    before: str
    word: int
    rule: str
    head: Keyword | None
    quoted: bool = False

    @property
    def opens(self) -> bool:
        """Whether nothing stands before the word on its line."""
        return not self.before.strip()


def place_at(file: SourceFile, offset: int) -> Place | None:
    """The place of an offset, None inside a comment or a long text."""
    word = word_start(file.text, offset)
    found = split(SourceFile(file.path, file.text[:word] + PROBE)).lines
    line = found[-1] if found else None
    if line is None or line.end != word + len(PROBE):
        return None
    head, rule = _around(found[:-1])
    keyword = keyword_at(line.text)
    rule = rule if keyword is None else "statement"
    head = keyword if keyword is not None and keyword.opens == "head" else head
    unclosed = next((problem for problem in line.problems if problem.id == "unclosed-text"), None)
    if unclosed is None:
        return Place(line.start, line.text.removesuffix(PROBE), word, rule, head)
    quote = file.line_starts[unclosed.span.line - 1] + unclosed.span.column - 1
    if file.text.startswith('"""', quote):
        return None
    return Place(line.start, line.text[: quote - line.start], quote + 1, rule, head, quoted=True)


def word_start(text: str, offset: int) -> int:
    """Where the word that ends at an offset starts."""
    while offset and (text[offset - 1].isalnum() or text[offset - 1] == "_"):
        offset -= 1
    return offset


def _around(lines: tuple[LogicalLine, ...]) -> tuple[Keyword | None, str]:
    """The keyword of the declaration that lines end in, and the start rule of the rows that may follow."""
    head: Keyword | None = None
    rule = ""
    for line in lines:
        keyword = keyword_at(line.text)
        if keyword is None:
            continue
        if keyword.opens == "head":
            head = keyword
        rule = rows_after(keyword, rule)
    return head, rule
