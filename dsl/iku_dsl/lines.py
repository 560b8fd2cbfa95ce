"""Text to logical lines: where each statement starts and ends, and which comments belong to it.

A line goes on inside brackets, and after a trailing operator or comma, but not after `..`; a line that opens with the
head of a declaration always starts anew. A bracket that is not closed before the next head holds nothing: it spoils one
line and not the file.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, cast

from iku_dsl.budgets import most
from iku_dsl.keywords import by_terminal, opening, pattern
from iku_dsl.problem import Diagnostic, Label, SourceFile, say

MAX_DEPTH = most("brackets")
MAX_STATEMENT = most("statement")
MAX_TEXT = {"string": most("text"), "long": 10 * most("text")}

QUOTED = r'"[^"\n]*(?:""[^"\n]*)*"'  # letter by letter, a text of a million would take a gigabyte
_TOKEN = re.compile(
    rf'(?P<long>"""[\s\S]*?""")|(?P<unclosed_long>""")|(?P<string>{QUOTED})|(?P<unclosed>"[^\n]*)'
    r"|(?P<comment>#[^\n]*)|(?P<open>[(\[])|(?P<close>[)\]])|(?P<end>\n)|(?P<other>[^\"#()\[\]\n]+)"
)
_WORD_OPERATORS = tuple(
    phrase
    for terminal in ("AND", "OR", "NOT", "WHERE", "HAS", "IF", "THEN", "OTHERWISE")
    for phrase in by_terminal(terminal).id + by_terminal(terminal).en
)
_GOES_ON = re.compile(rf"(?:[,+*/^=<>×≤≥≠−-]|(?<!\w){pattern(_WORD_OPERATORS)})\s*$")
_TAIL = 40  # characters; no operator is longer
# Not part of a date, a period or a duration, nor the end of a name.
_DECIMAL_COMMA = re.compile(
    r"(?:(?<![\w.,:])|(?<=\.\.))(?<![0-9]{4}-)(?<![0-9]{4}-[0-9]{2}-)"
    r"(?P<whole>[0-9]+(?:[._][0-9]+)*),(?P<decimals>[0-9]+%?)(?![0-9,])"
)
_HEAD = re.compile(rf"\s*{pattern(tuple(opening('head')))}")
_NEXT_HEAD = re.compile(rf"\n(?={pattern(tuple(opening('head')))})")

Kind = Literal["long", "unclosed_long", "string", "unclosed", "comment", "open", "close", "end", "other"]


@dataclass(frozen=True, slots=True)
class LogicalLine:
    """One statement or row: its offset in the file and its text for the parser, comments blanked so that offsets hold.

    `written` is the same as it stands in the file, with the comments in and beside it. An empty comment stands for a
    blank line between the comments and the statement. `problems` were found here, and mended in `text` where possible.
    """

    start: int
    text: str
    written: str
    comments: tuple[str, ...]
    beside: tuple[str, ...]
    blank_before: bool
    problems: tuple[Diagnostic, ...] = ()

    @property
    def end(self) -> int:
        """The offset past its last character."""
        return self.start + len(self.text)

    def has_problem(self, *ids: str) -> bool:
        """Whether one of these was found in it."""
        return any(problem.id in ids for problem in self.problems)


@dataclass(frozen=True, slots=True)
class Split:
    """The logical lines of a file, and the comments after the last one (an empty comment stands for a blank line)."""

    lines: tuple[LogicalLine, ...]
    comments: tuple[str, ...]


def goes_on(text: str) -> bool:
    """Whether a line that ends like this goes on; text between quotes is to be blanked."""
    return _GOES_ON.search(text) is not None and not text.rstrip().endswith("..<")


def starts_anew(text: str) -> bool:
    """Whether a line that opens like this starts a declaration, whatever stands before it."""
    return _HEAD.match(text) is not None


def split(file: SourceFile) -> Split:
    """The logical lines of one file, in order."""
    return _Splitter(file).run()


def _tokens(text: str) -> Iterator[tuple[Kind, str, int, bool]]:
    """Each token with its offset, and whether only blanks stand before it on its line.

    Long text without an end ends before the next declaration that starts in the first column.
    """
    position, at_line_start = 0, True
    while match := _TOKEN.match(text, position):
        kind, token = cast(Kind, match.lastgroup), match.group()
        if kind == "unclosed_long":
            head = _NEXT_HEAD.search(text, position)
            token = text[position : head.start() if head else len(text)]
        yield kind, token, position, at_line_start
        at_line_start = kind == "end" or (at_line_start and kind == "other" and not token.strip())
        position += len(token)


def _unclosed_brackets(text: str) -> frozenset[int]:
    """The offsets of brackets that are not closed before the next declaration."""
    unclosed: list[int] = []
    open_brackets: list[int] = []
    for kind, token, offset, at_line_start in _tokens(text):
        if kind == "open":
            open_brackets.append(offset)
        elif kind == "close" and open_brackets:
            open_brackets.pop()
        elif at_line_start and kind == "other" and starts_anew(token):
            unclosed += open_brackets
            open_brackets = []
    return frozenset(unclosed + open_brackets)


def _blanked(text: str) -> str:
    """Quoted text without what could be taken for operators, as long as before."""
    return '"' + "_" * (len(text) - 2) + '"' if len(text) > 1 else text


class _Splitter:
    """Walks over the tokens of a file once, and collects the lines."""

    def __init__(self, file: SourceFile) -> None:
        self.file = file
        self.unclosed = _unclosed_brackets(file.text)
        self.lines: list[LogicalLine] = []
        self.comments: list[str] = []
        self.blank = False
        self.comment_line = False
        self._clear()

    def _clear(self) -> None:
        self.start: int | None = None
        self.length = 0  # of the text of the line at hand, up to here
        self.beside: list[str] = []
        self.problems: list[Diagnostic] = []
        self.found: set[str] = set()
        self.pieces: list[str] = []  # the text of the line at hand, strings kept, comments blanked
        self.skeleton: list[str] = []  # the same with strings blanked, to look for operators and decimal commas
        self.tail = ""  # the end of the skeleton
        self.depth = 0
        self.blank_before = False

    def run(self) -> Split:
        for kind, token, offset, at_line_start in _tokens(self.file.text):
            if at_line_start and kind == "other" and starts_anew(token):
                self._finish()
            self._take(kind, token, offset)
        self._finish()
        comments = ["", *self.comments] if self.blank and self.comments and self.lines else self.comments
        return Split(tuple(self.lines), tuple(comments))

    def _take(self, kind: Kind, token: str, offset: int) -> None:
        match kind:
            case "comment":
                (self.comments if self.start is None else self.beside).append(token.rstrip())
                self.comment_line = True
                self._add(" " * len(token), " ")
            case "end":
                self._end_of_line()
            case "long" | "string":
                self._begin(offset)
                if len(token) > MAX_TEXT[kind]:
                    self._problem("too-large", "too-large.text", offset, offset + 1, limit=MAX_TEXT[kind])
                self._add(token, _blanked(token))
            case "unclosed" | "unclosed_long":
                self._begin(offset)
                self._unclosed_text('"""' if kind == "unclosed_long" else '"', token, offset)
            case "open" | "close":
                self._begin(offset)
                self._bracket(kind, offset)
                self._add(token, token)
            case "other":
                if self.start is None:
                    offset, token = offset + len(token) - len(token.lstrip()), token.lstrip()
                if token.strip():
                    self._begin(offset)
                self._add(token, token)

    def _begin(self, offset: int) -> None:
        if self.start is None:
            self.start = offset
            self.blank_before, self.blank = self.blank, False

    def _add(self, piece: str, skeleton: str) -> None:
        if self.start is not None:
            self.pieces.append(piece)
            self.skeleton.append(skeleton.ljust(len(piece)))
            self.tail = (self.tail + (skeleton.rstrip() or " "))[-_TAIL:]
            self.length += len(piece)

    def _problem(self, id: str, key: str, start: int, end: int, **arguments: object) -> None:
        """Notes a problem of the line at hand, unless it has one of the same kind."""
        if id not in self.found:
            self.found.add(id)
            hint = None if id == "too-large" else say(f"{key}.hint", **arguments)
            self.problems.append(Diagnostic(id, say(key, **arguments), (Label(self.file.span(start, end)),), hint=hint))

    def _unclosed_text(self, quote: str, token: str, offset: int) -> None:
        key = "unclosed-text" if quote == '"' else "unclosed-text.long"
        self._problem("unclosed-text", key, offset, offset + len(quote))
        body = token.rstrip()
        inner = body[len(quote) : -len(quote)].replace('"', "'")
        mended = quote + inner + quote if len(body) >= 2 * len(quote) else " " * len(body)
        self._add(mended + token[len(body) :], _blanked(mended))

    def _bracket(self, kind: Literal["open", "close"], offset: int) -> None:
        if offset in self.unclosed:
            bracket = self.file.text[offset]
            self._problem("unexpected-text", "unexpected-text.bracket", offset, offset + 1, found=bracket)
            return
        self.depth = max(self.depth + (1 if kind == "open" else -1), 0)
        if self.depth > MAX_DEPTH:
            self._problem("too-large", "too-large.depth", offset, offset + 1, limit=MAX_DEPTH)

    def _end_of_line(self) -> None:
        comment_line, self.comment_line = self.comment_line, False
        if self.start is None:
            if self.comments and not comment_line and self.comments[-1]:
                self.comments.append("")  # a blank line after a comment keeps it apart from what follows
            elif not self.comments:
                self.blank = True
        elif self.depth or goes_on(self.tail):
            self._add("\n", "\n")
        else:
            self._finish()

    def _finish(self) -> None:
        if self.start is None:
            return
        skeleton, text = "".join(self.skeleton), "".join(self.pieces)
        if len(skeleton) - skeleton.count("_") > MAX_STATEMENT:
            self._problem("too-large", "too-large.statement", self.start, self.start, limit=MAX_STATEMENT)
        else:
            text = self._with_points(self.start, skeleton, text)
        if "unclosed-text" in self.found:  # which most often swallowed the bracket
            self.problems = [problem for problem in self.problems if problem.id != "unexpected-text"]
        written = self.file.text[self.start : self.start + self.length].rstrip()
        comments, beside = tuple(self.comments), tuple(self.beside)
        self.lines.append(
            LogicalLine(self.start, text.rstrip(), written, comments, beside, self.blank_before, tuple(self.problems))
        )
        self.comments = []
        self._clear()

    def _with_points(self, start: int, skeleton: str, text: str) -> str:
        """The text with points for decimal commas, each of which is a problem."""
        for match in _DECIMAL_COMMA.finditer(skeleton):
            # 1.234,5: the points parted thousands
            mended = f"{match['whole'].replace('.', '_')}.{match['decimals']}"
            message, hint = say("decimal-comma", written=match.group()), say("decimal-comma.hint", mended=mended)
            place = self.file.span(start + match.start(), start + match.end())
            self.problems.append(
                Diagnostic("decimal-comma", message, (Label(place),), hint=hint, fix=((place, mended),))
            )
            text = text[: match.start()] + mended + text[match.end() :]
        return text
