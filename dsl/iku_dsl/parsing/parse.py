"""Spec text to a `SpecFile`: every logical line to its raw tree and its node, and one that cannot be read to a problem on its place."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields
from functools import cache
from importlib.resources import files
from io import BytesIO
from operator import itemgetter
from typing import Any

from lark import Lark, Token, Tree, UnexpectedInput
from lark import __version__ as lark_version
from lark.grammar import Terminal

from iku_dsl import cache as entries
from iku_dsl import statements as st
from iku_dsl.budgets import most
from iku_dsl.keywords import KEYWORDS, Language, keyword_at, rows_after, terminals
from iku_dsl.lines import QUOTED, LogicalLine, split
from iku_dsl.parsing.build_expressions import EXPRESSIONS, HEADS
from iku_dsl.parsing.build_statements import ROWS, STATEMENTS
from iku_dsl.parsing.built_line import BuiltLine, Rules
from iku_dsl.parsing.unexpected import guessed_keyword, misspelt_opener, no_keyword, stopped, unexpected
from iku_dsl.problem import Diagnostic, Label, SourceFile, in_file_order, say
from iku_dsl.statements import syntax as sx

RULES: Rules = {**HEADS, **STATEMENTS, **ROWS, **EXPRESSIONS}


def build(line: BuiltLine, parts: Iterable[Tree[Token] | Token], text: str) -> Any:
    """The node of a raw tree, given part by part in the order of building; the words are those of the line's own text."""
    built: list[object] = []
    for item in parts:
        if isinstance(item, Tree):
            first = len(built) - len(item.children)
            built[first:] = [RULES[item.data](line, item.meta, built[first:])]
        else:
            written = text[item.start_pos : item.end_pos]
            built.append(item if item == written else Token.new_borrow_pos(item.type, written, item))
    return built[0]


def in_building_order(tree: Tree[Token]) -> list[Tree[Token] | Token]:
    """A raw tree, each part after its own parts, in reading order; however deep it is, nothing is put on Python's stack."""
    waiting: list[Tree[Token] | Token] = [tree]
    from_the_end: list[Tree[Token] | Token] = []
    while waiting:
        item = waiting.pop()
        from_the_end.append(item)
        if isinstance(item, Tree):
            waiting += item.children
    return from_the_end[::-1]


MAX_FILE = most("file")
MAX_NESTING = most("nesting")
MAX_PROBLEMS = most("problems")  # beyond those nobody is told what was meant

SHALLOW = MAX_NESTING // 2  # letters of a line that cannot be too deep: each level but the innermost has one
KEPT = 400_000  # letters of lines whose trees are kept: those that come first come again
_STARTS = ["statement", *(keyword.rows for keyword in KEYWORDS if keyword.rows)]


@dataclass(frozen=True, slots=True)
class Parsed:
    """What `parse` made of a file: the nodes that could be read, and the problems with the others."""

    file: SourceFile
    spec: st.SpecFile
    problems: tuple[Diagnostic, ...]


class Grammar(Lark):
    """The parser, without work where a rule stands for its only part: there is nothing to build, and its place is known.

    Of the steps of a formula more than half are such: each level of operators is one. Lark looks for the place in each.
    """

    def _prepare_callbacks(self) -> None:
        super()._prepare_callbacks()
        for rule in self.rules:
            if rule.options.expand1 and not rule.alias and len(rule.expansion) == 1:
                (part,) = rule.expansion
                if not (part.filter_out if isinstance(part, Terminal) else part.name.startswith("_")):
                    self._callbacks[rule] = itemgetter(0)


@cache
def parser() -> Lark:
    """The Lark parser, from the cache where it was made before."""
    grammar = files("iku_dsl").joinpath("grammar.lark").read_text(encoding="utf-8") + terminals()
    name = entries.key("grammar", sys.version, lark_version, grammar)
    kept = entries.load_bytes(name)
    if kept is not None:
        return Grammar.load(BytesIO(kept))
    made = Grammar(
        grammar,
        parser="lalr",
        lexer="contextual",
        start=_STARTS,
        propagate_positions=True,
        maybe_placeholders=False,
    )
    content = BytesIO()
    made.save(content)
    entries.save_bytes(name, content.getvalue())
    content.seek(0)
    return Grammar.load(content)  # one that was loaded reads faster: its names are plain texts


# What a terminal may tell from another of its length: dates, periods, durations and texts of several lines stay as they are.
_PIECE = re.compile(rf'"""[\s\S]*?"""|{QUOTED}|[0-9]+[-:](?=\w)[\w.:-]*|\w+')


@cache
def _own_words() -> frozenset[str]:
    """The words of the grammar itself: a name is no such word."""
    return frozenset(
        word for terminal in parser().terminals for word in re.findall(r"\w+", terminal.pattern.to_regexp())
    )


class Shapes(dict[str, str]):
    """What stands for each piece of a line in its shape: as long, and read as the same terminal."""

    def __missing__(self, piece: str) -> str:
        shape = piece
        if piece.isascii() and piece.isidentifier() and piece not in _own_words():
            shape = "x" * len(piece)
        elif piece.isascii() and piece.isdigit():
            shape = "0" * len(piece)
        elif piece[0] == '"' and '""' not in piece:
            shape = '"' + "_" * (len(piece) - 2) + '"'
        self[piece] = shape
        return shape


class Alike:
    """The lines of a file by their shape: those that differ in names, digits and texts of one length alone are parsed once."""

    def __init__(self) -> None:
        self._parsed: dict[tuple[str, str], list[Tree[Token] | Token]] = {}
        self._shapes = Shapes()
        self._left = KEPT

    def parts(self, text: str, start: str) -> list[Tree[Token] | Token]:
        """The raw parts of a line as `build` takes them; the words in them may be those of a line of the same shape."""
        shape = start, _PIECE.sub(lambda piece: self._shapes[piece[0]], text)
        found = self._parsed.get(shape)
        if found is None:
            found = in_building_order(parser().parse(text, start=start))
            self._left -= len(text)
            if self._left >= 0:
                self._parsed[shape] = found
        return found


def parse(file: SourceFile) -> Parsed:
    """All lines of one file; one run reports every line that is wrong."""
    if len(file.text) > MAX_FILE:
        place = file.span(0, 0)
        problem = Diagnostic("too-large", say("too-large.file", limit=MAX_FILE), (Label(place),))
        unread = st.Line(None, file.text.strip("\n"), span=place)  # so that nobody takes the file for an empty one
        return Parsed(file, st.SpecFile(file.path, (unread,)), (problem,))
    found = split(file)
    language = _language(found.lines)
    problems: list[Diagnostic] = []
    lines: list[st.Line] = []
    alike = Alike()
    rows = ""  # the start rule for a line that opens with no keyword
    lost = False  # whether such lines may belong to a statement that could not be read
    for line in found.lines:
        problems += line.problems
        keyword = keyword_at(line.text)
        plainly = len(problems) >= MAX_PROBLEMS
        guess = misspelt_opener(line.text) if keyword is None and not rows and not plainly else None
        if guess is not None and lost and not _reads(guess.phrase + line.text[guess.end :]):
            guess = None  # a row that only looks like a statement
        node: st.Head | st.Statement | st.Row | None = None
        if line.has_problem("too-large", "unexpected-text") or not line.text.strip():
            pass  # there is nothing to be read
        elif keyword is None and not rows:
            if (guess or not lost) and not line.has_problem("unclosed-text"):
                problems.append(no_keyword(file, line, guess, language))
        else:
            node, found_here = _read(file, line, "statement" if keyword is not None else rows, language, plainly, alike)
            problems += found_here
        opener = keyword or guessed_keyword(guess)
        lost = (keyword is None and not rows and (lost or opener is None)) or line.has_problem("unexpected-text")
        if opener is not None:
            rows = rows_after(opener, rows)
        span, mended = file.span(line.start, line.end), node is not None and bool(line.problems)
        lines.append(st.Line(node, line.written, line.comments, line.beside, line.blank_before, mended, span=span))
    spec = st.SpecFile(file.path, tuple(lines), found.comments, language)
    return Parsed(file, spec, in_file_order(problems))


def _language(lines: tuple[LogicalLine, ...]) -> Language:
    """The language most lines open in; Indonesian where it cannot be told."""
    english = indonesian = 0
    for line in lines:
        keyword = keyword_at(line.text)
        if keyword is not None and keyword.id != keyword.en:
            text = " ".join(line.text.split(None, 3)[:3])
            english += any(text.startswith(phrase) for phrase in keyword.en)
            indonesian += any(text.startswith(phrase) for phrase in keyword.id)
    return "en" if english > indonesian else "id"


def _read(
    file: SourceFile, line: LogicalLine, start: str, language: Language, plainly: bool, alike: Alike
) -> tuple[st.Head | st.Statement | st.Row | None, list[Diagnostic]]:
    """The node of a line, or None and why there is none (nothing more where a quote is not closed).

    `plainly`: where it stops is enough, and what was meant is not looked for, which takes a thousand times as long as reading.
    """
    quiet = line.has_problem("unclosed-text")
    built = BuiltLine(file, line.start)
    try:
        node = build(built, alike.parts(line.text, start), line.text)
    except UnexpectedInput as error:
        if plainly:
            return None, [stopped(file, line, error)]
        return None, [] if quiet else [unexpected(file, line, error, parser(), start, language)]
    if len(line.text) > SHALLOW and too_deep(node):
        place = file.span(line.start, line.end)
        return None, [Diagnostic("too-large", say("too-large.depth", limit=MAX_NESTING), (Label(place),))]
    return (None, [] if quiet else built.problems) if built.problems else (node, built.warnings)


def _reads(text: str) -> bool:
    """Whether a text is a statement."""
    try:
        parser().parse(text, start="statement")
    except UnexpectedInput:
        return False
    return True


def too_deep(node: sx.Node) -> bool:
    """Whether a line is deeper than a rule of people ever is."""
    stack: list[tuple[object, int]] = [(node, 0)]
    while stack:
        item, depth = stack.pop()
        if depth > MAX_NESTING:
            return True
        stack.extend((child, depth + 1) for child in _children(item))
    return False


def _children(item: object) -> Iterator[object]:
    if isinstance(item, tuple):
        yield from item
    elif isinstance(item, sx.Node):
        for name in _parts(type(item)):  # type: ignore[arg-type]  # of a record mypy does not know that it has a hash
            value = getattr(item, name)
            if isinstance(value, sx.Node):
                yield value
            elif isinstance(value, tuple):
                yield from (part for part in value if isinstance(part, sx.Node | tuple))


@cache
def _parts(node: Any) -> tuple[str, ...]:
    return tuple(field.name for field in fields(node) if field.name != "span")
