"""Text to logical lines: where each statement starts and ends, and which comments belong to it.

A line goes on inside brackets, and after a trailing operator or comma, but not after `..`; a line that opens with the head of a
declaration always starts anew, so that a forgotten bracket spoils one statement and not the file.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from iku_dsl.keywords import KEYWORDS, by_terminal, keyword_at, pattern
from iku_dsl.problem import Diagnostic, Label, say
from iku_dsl.source import SourceFile

MAX_DEPTH = 100

_TOKEN = re.compile(
    r'(?P<long>"""(?:.|\n)*?""")|(?P<unclosed_long>""")|(?P<string>"(?:[^"\n]|"")*")|(?P<unclosed>"[^\n]*)'
    r"|(?P<comment>#[^\n]*)|(?P<open>[(\[])|(?P<close>[)\]])|(?P<end>\n)|(?P<other>[^\"#()\[\]\n]+)"
)
_WORD_OPERATORS = tuple(
    phrase
    for terminal in ("AND", "OR", "NOT", "WHERE", "HAS", "IF", "THEN", "OTHERWISE")
    for phrase in by_terminal(terminal).id + by_terminal(terminal).en
)
_GOES_ON = re.compile(rf"(?:[,+*/^=<>×≤≥≠−-]|(?<!\w){pattern(_WORD_OPERATORS)})\s*$")
_DECIMAL_COMMA = re.compile(r"(?<![\w.,])(?P<whole>\d[\d_.]*),(?P<decimals>\d+%?)(?![\d,])")
_HEADS = frozenset(keyword.terminal for keyword in KEYWORDS if keyword.opens == "head")


@dataclass(frozen=True, slots=True)
class LogicalLine:
    """One statement or row: its offset in the file and its text, comments blanked, so that offsets stay true.

    An empty comment stands for a blank line between the comments and the statement.
    """

    start: int
    text: str
    comments: tuple[str, ...]
    beside: tuple[str, ...]
    blank_before: bool

    @property
    def end(self) -> int:
        """The offset past its last character."""
        return self.start + len(self.text)


@dataclass(frozen=True, slots=True)
class Split:
    """The logical lines of a file, the comments after the last one, and what was wrong already here."""

    lines: tuple[LogicalLine, ...]
    comments: tuple[str, ...]
    problems: tuple[Diagnostic, ...]


class _Splitter:
    """Walks over the tokens of a file once, and collects the lines."""

    def __init__(self, file: SourceFile) -> None:
        self.file = file
        self.lines: list[LogicalLine] = []
        self.problems: list[Diagnostic] = []
        self.comments: list[str] = []
        self.beside: list[str] = []
        self.pieces: list[str] = []  # the text of the line at hand, strings kept, comments blanked
        self.skeleton: list[str] = []  # the same with strings blanked, to look for operators and decimal commas
        self.start: int | None = None
        self.depth: list[int] = []
        self.comment_line = False
        self.blank = False
        self.blank_before = False

    def run(self) -> Split:
        text = self.file.text
        at_line_start = True
        for match in _TOKEN.finditer(text):
            kind = match.lastgroup or "other"
            token = match.group()
            if at_line_start and self.start is not None and kind == "other":
                head = keyword_at(token)
                if head is not None and head.terminal in _HEADS:
                    self._finish()
            at_line_start = kind == "end" or (at_line_start and kind == "other" and not token.strip())
            self._take(kind, token, match.start())
        self._finish()
        return Split(tuple(self.lines), tuple(self.comments), tuple(self.problems))

    def _take(self, kind: str, token: str, offset: int) -> None:
        match kind:
            case "comment":
                (self.comments if self.start is None else self.beside).append(token.rstrip())
                self.comment_line = True
                self._add(" " * len(token), " " * len(token))
            case "end":
                self._end_of_line()
            case "long" | "string":
                self._begin(offset)
                self._add(token, '"' + "_" * (len(token) - 2) + '"')
            case "unclosed" | "unclosed_long":
                self._begin(offset)
                quote = '"""' if kind == "unclosed_long" else '"'
                place = self.file.span(offset, offset + len(quote))
                self.problems.append(
                    Diagnostic("unclosed-text", say("unclosed-text", quote=quote), (Label(place),), hint=say("unclosed-text.hint", quote=quote))
                )
                self._add('"' + token[len(quote) :].replace('"', "'") + '"' if kind == "unclosed" else '""', '""')
            case _:
                if token.strip():
                    self._begin(offset + len(token) - len(token.lstrip()))
                    token = token.lstrip() if not self.pieces else token
                self._brackets(kind, offset)
                self._add(token, token)

    def _begin(self, offset: int) -> None:
        if self.start is None:
            self.start = offset
            self.blank_before = self.blank
            self.blank = False

    def _add(self, piece: str, skeleton: str) -> None:
        if self.start is not None:
            self.pieces.append(piece)
            self.skeleton.append(skeleton)

    def _brackets(self, kind: str, offset: int) -> None:
        if kind == "open":
            self.depth.append(offset)
            if len(self.depth) == MAX_DEPTH + 1:
                place = self.file.span(offset, offset + 1)
                self.problems.append(Diagnostic("too-large", say("too-large.depth", limit=MAX_DEPTH), (Label(place),)))
        elif kind == "close" and self.depth:
            self.depth.pop()

    def _end_of_line(self) -> None:
        comment_line, self.comment_line = self.comment_line, False
        if self.start is None:
            if self.comments and not comment_line and self.comments[-1]:
                self.comments.append("")  # a blank line after a comment keeps it apart from what follows
            elif not self.comments:
                self.blank = True
            return
        skeleton = "".join(self.skeleton)
        if self.depth or (_GOES_ON.search(skeleton) and not skeleton.rstrip().endswith("..<")):
            self._add("\n", "\n")
            return
        self._finish()

    def _finish(self) -> None:
        if self.start is None:
            return
        skeleton, text = "".join(self.skeleton), "".join(self.pieces)
        text = self._mend_commas(skeleton, text)
        self.lines.append(
            LogicalLine(self.start, text.rstrip(), tuple(self.comments), tuple(self.beside), self.blank_before)
        )
        self.comments, self.beside, self.pieces, self.skeleton, self.depth = [], [], [], [], []
        self.start, self.blank = None, False

    def _mend_commas(self, skeleton: str, text: str) -> str:
        assert self.start is not None
        for match in _DECIMAL_COMMA.finditer(skeleton):
            mended = f"{match['whole']}.{match['decimals']}"
            if match["whole"].count("."):  # 1.234,5: the points parted thousands
                mended = f"{match['whole'].replace('.', '_')}.{match['decimals']}"
            place = self.file.span(self.start + match.start(), self.start + match.end())
            self.problems.append(
                Diagnostic(
                    "decimal-comma",
                    say("decimal-comma", written=match.group()),
                    (Label(place),),
                    hint=say("decimal-comma.hint", mended=mended),
                    fix=((place, mended),),
                )
            )
            text = text[: match.start()] + mended + text[match.end() :]
        return text


def split(file: SourceFile) -> Split:
    """The logical lines of one file, in order."""
    return _Splitter(file).run()
