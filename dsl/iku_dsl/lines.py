"""Text to logical lines: where each statement starts and ends, and which comments belong to it.

A line goes on inside brackets, and after a trailing operator or comma, but not after `..`; a line that opens with the head of a
declaration always starts anew. A bracket that is not closed before the next head holds nothing: it spoils one line and not the file.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from iku_dsl.keywords import KEYWORDS, by_terminal, keyword_at, opening, pattern
from iku_dsl.problem import Diagnostic, Label, say
from iku_dsl.source import SourceFile

MAX_DEPTH = 100
MAX_STATEMENT = 50_000  # characters, text between quotes not counted

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
_TAIL = 40  # characters; no operator is longer
# Not part of a date, a period or a duration, nor the end of a name.
_DECIMAL_COMMA = re.compile(
    r"(?:(?<![\w.,:])|(?<=\.\.))(?<![0-9]{4}-)(?<![0-9]{4}-[0-9]{2}-)"
    r"(?P<whole>[0-9]+(?:[._][0-9]+)*),(?P<decimals>[0-9]+%?)(?![0-9,])"
)
_HEADS = frozenset(keyword.terminal for keyword in KEYWORDS if keyword.opens == "head")
_NEXT_HEAD = re.compile(rf"\n(?={pattern(tuple(opening('head')))})")


@dataclass(frozen=True, slots=True)
class LogicalLine:
    """One statement or row: its offset in the file and its text for the parser, comments blanked, so that offsets stay true.

    `written` is the same as it stands in the file, with the comments in and beside it. An empty comment stands for a blank line between
    the comments and the statement. `problems` are those that were found and mended in `text`, as well as that could be.
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
    head = keyword_at(text)
    return head is not None and head.terminal in _HEADS


def split(file: SourceFile) -> Split:
    """The logical lines of one file, in order."""
    return _Splitter(file).run()


class _Splitter:
    """Walks over the tokens of a file once, and collects the lines."""

    def __init__(self, file: SourceFile) -> None:
        self.file = file
        self.unclosed = _unclosed_brackets(file.text)
        self.lines: list[LogicalLine] = []
        self.comments: list[str] = []
        self.blank = False
        self._clear()

    def _clear(self) -> None:
        self.start: int | None = None
        self.stop = 0  # the end of the last token of the line at hand, a comment beside it counted
        self.beside: list[str] = []
        self.problems: list[Diagnostic] = []
        self.pieces: list[str] = []  # the text of the line at hand, strings kept, comments blanked
        self.skeleton: list[str] = []  # the same with strings blanked, to look for operators and decimal commas
        self.tail = ""  # the end of the skeleton
        self.depth = 0
        self.comment_line = False
        self.blank_before = False

    def run(self) -> Split:
        for kind, token, offset, at_line_start in _tokens(self.file.text):
            if at_line_start and self.start is not None and kind == "other" and starts_anew(token):
                self._finish()
            self._take(kind, token, offset)
        self._finish()
        comments = ["", *self.comments] if self.blank and self.comments and self.lines else self.comments
        return Split(tuple(self.lines), tuple(comments))

    def _take(self, kind: str, token: str, offset: int) -> None:
        match kind:
            case "comment":
                (self.comments if self.start is None else self.beside).append(token.rstrip())
                self.comment_line = True
                self._add(" " * len(token), " " * len(token))
                self.stop = offset + len(token)
            case "end":
                self._end_of_line()
            case "long" | "string":
                self._begin(offset)
                self._add(token, _blanked(token))
            case "unclosed" | "unclosed_long":
                self._begin(offset)
                self._unclosed_text(kind, token, offset)
            case "open" | "close":
                self._begin(offset)
                self._bracket(kind, offset)
                self._add(token, token)
            case _:
                if token.strip():
                    self._begin(offset + len(token) - len(token.lstrip()))
                self._add(token if self.pieces else token.lstrip(), token if self.pieces else token.lstrip())

    def _begin(self, offset: int) -> None:
        if self.start is None:
            self.start = offset
            self.blank_before, self.blank = self.blank, False

    def _add(self, piece: str, skeleton: str) -> None:
        if self.start is not None:
            self.pieces.append(piece)
            self.skeleton.append(skeleton)
            self.tail = (self.tail + (skeleton.rstrip() or " "))[-_TAIL:]
            if piece.strip():
                self.stop = self.start + sum(map(len, self.pieces))

    def _problem(self, id: str, key: str, start: int, end: int, **arguments: object) -> None:
        place = self.file.span(start, end)
        self.problems.append(Diagnostic(id, say(key, **arguments), (Label(place),), hint=say(f"{key}.hint", **arguments)))

    def _unclosed_text(self, kind: str, token: str, offset: int) -> None:
        quote = '"""' if kind == "unclosed_long" else '"'
        self._problem("unclosed-text", "unclosed-text", offset, offset + len(quote), quote=quote)
        inner = token[len(quote) : -len(quote)].replace('"', "'")
        mended = quote + inner + quote if len(token) >= 2 * len(quote) else " " * len(token)
        self._add(mended, _blanked(mended))

    def _bracket(self, kind: str, offset: int) -> None:
        if offset in self.unclosed:
            self._problem("unexpected-text", "unexpected-text.bracket", offset, offset + 1, found=self.file.text[offset])
            return
        self.depth = max(self.depth + (1 if kind == "open" else -1), 0)
        if self.depth > MAX_DEPTH and not any(problem.id == "too-large" for problem in self.problems):
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
        text = self._mend_commas(skeleton, text)
        if len(skeleton) - skeleton.count("_") > MAX_STATEMENT:
            self._problem("too-large", "too-large.statement", self.start, self.start, limit=MAX_STATEMENT)
        written = self.file.text[self.start : self.stop].rstrip()
        self.lines.append(
            LogicalLine(
                self.start,
                text.rstrip(),
                written,
                tuple(self.comments),
                tuple(self.beside),
                self.blank_before,
                tuple(self.problems),
            )
        )
        self.comments = []
        self._clear()

    def _mend_commas(self, skeleton: str, text: str) -> str:
        assert self.start is not None
        for match in _DECIMAL_COMMA.finditer(skeleton):
            # 1.234,5: the points parted thousands
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
