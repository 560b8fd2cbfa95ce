"""Spec text to a `SpecFile`: every logical line to its node, and every line that cannot be read to a problem on its place."""

from __future__ import annotations

import difflib
import hashlib
import sys
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, fields
from functools import cache
from importlib.resources import files
from pathlib import Path as FilePath

from lark import Lark, Token, UnexpectedCharacters, UnexpectedInput, UnexpectedToken
from lark.exceptions import VisitError
from platformdirs import user_cache_path

from iku_dsl import statements as st
from iku_dsl import syntax as sx
from iku_dsl.keywords import KEYWORDS, Keyword, Language, by_terminal, keyword_at, terminals
from iku_dsl.lines import LogicalLine, split
from iku_dsl.problem import Diagnostic, Label, Text, say
from iku_dsl.source import SourceFile
from iku_dsl.build import Builder

MAX_FILE = 4_000_000
MAX_NESTING = 120
MAX_DIGITS = 60

# Which rows a head or statement is followed by.
_ROWS: dict[str, str] = {
    "DIMENSION": "row_member",
    "SCALE": "row_band",
    "TABLE": "row_entry",
    "WEIGHTS": "row_weight",
    "GIVEN": "row_cells",
}
# Statements that do not end the block of rows they stand in.
_INSIDE_ROWS = frozenset({"ATTRIBUTE", "OUTSIDE"})
_STARTS = ["statement", *dict.fromkeys(_ROWS.values())]
_NAMELESS = frozenset({"NAME", "NUMBER", "STRING", "$END"})


@dataclass(frozen=True, slots=True)
class Parsed:
    """What `parse` made of a file: the nodes that could be read, and the problems with the others."""

    file: SourceFile
    spec: st.SpecFile
    problems: tuple[Diagnostic, ...]


@cache
def parser() -> Lark:
    """The Lark parser, from its cache in the user's cache folder where that can be written."""
    grammar = files("iku_dsl").joinpath("grammar.lark").read_text(encoding="utf-8") + terminals()
    python = ".".join(str(part) for part in sys.version_info[:2])
    digest = hashlib.sha256((python + grammar).encode()).hexdigest()[:16]
    place: str | bool = False
    with suppress(OSError):
        folder = user_cache_path("iku-engine", ensure_exists=True)
        place = str(folder / f"grammar-{digest}.bin")
        FilePath(place).open("ab").close()
        if FilePath(place).stat().st_size == 0:
            FilePath(place).unlink()
    return Lark(
        grammar,
        parser="lalr",
        lexer="contextual",
        start=_STARTS,
        propagate_positions=True,
        maybe_placeholders=False,
        cache=place,
    )


def parse(file: SourceFile) -> Parsed:
    """All lines of one file; one run reports every line that is wrong."""
    if len(file.text) > MAX_FILE:
        place = file.span(0, 0)
        problem = Diagnostic("too-large", say("too-large.file", limit=MAX_FILE), (Label(place),))
        return Parsed(file, st.SpecFile(file.path, ()), (problem,))
    found = split(file)
    problems = list(found.problems)
    unreadable = {problem.span.line for problem in problems if problem.id == "unclosed-text"}
    lines: list[st.Line] = []
    rows = ""  # the start rule for a line that opens with no keyword
    lost = False  # whether the declaration at hand has a head that could not be read
    for line in found.lines:
        keyword = keyword_at(line.text)
        if keyword is not None and keyword.opens == "head":
            lost = False
        node, problem = _read(file, line, keyword, rows)
        span = file.span(line.start, line.end)
        if problem is not None and not lost and span.line not in unreadable:
            problems.append(problem)
        if node is None and (keyword is None or keyword.opens == "head") and not rows:
            lost = True
        if keyword is not None and keyword.terminal not in _INSIDE_ROWS:
            rows = _ROWS.get(keyword.terminal, "")
        lines.append(st.Line(node, line.text, line.comments, line.beside, line.blank_before, span=span))
    spec = st.SpecFile(file.path, tuple(lines), found.comments, _language(found.lines))
    return Parsed(file, spec, tuple(problems))


def _language(lines: tuple[LogicalLine, ...]) -> Language:
    """The language most lines open in; Indonesian where it cannot be told."""
    english = indonesian = 0
    for line in lines:
        keyword = keyword_at(line.text)
        if keyword is not None and keyword.id != keyword.en:
            text = " ".join(line.text.split()[:3])
            english += any(text.startswith(phrase) for phrase in keyword.en)
            indonesian += any(text.startswith(phrase) for phrase in keyword.id)
    return "en" if english > indonesian else "id"


def _read(
    file: SourceFile, line: LogicalLine, keyword: Keyword | None, rows: str
) -> tuple[st.Head | st.Statement | st.Row | None, Diagnostic | None]:
    start = "statement" if keyword is not None else rows
    if not start:
        return None, _no_such_keyword(file, line)
    try:
        tree = parser().parse(line.text, start=start)
        node = Builder(file, line.start).transform(tree)
    except UnexpectedInput as error:
        return None, _unexpected(file, line, error, rows if keyword is None else "")
    except VisitError as error:
        raise error.orig_exc from error
    limit = _over_limit(node)
    if limit is not None:
        return None, Diagnostic("too-large", limit, (Label(file.span(line.start, line.end)),))
    return node, None


def _over_limit(node: sx.Node) -> Text | None:
    """Whether a line is deeper or its numbers longer than a rule of people ever is."""
    stack: list[tuple[object, int]] = [(node, 0)]
    while stack:
        item, depth = stack.pop()
        if depth > MAX_NESTING:
            return say("too-large.depth", limit=MAX_NESTING)
        if isinstance(item, sx.Number) and len(item.text) > MAX_DIGITS:
            return say("too-large.number", limit=MAX_DIGITS)
        stack.extend((child, depth + 1) for child in _children(item))
    return None


def _children(item: object) -> Iterator[object]:
    if isinstance(item, tuple):
        yield from item
    elif isinstance(item, sx.Node):
        for field in fields(item):
            if field.name != "span":
                value = getattr(item, field.name)
                if isinstance(value, sx.Node):
                    yield value
                elif isinstance(value, tuple):
                    yield from (part for part in value if isinstance(part, sx.Node | tuple))


# ---- what is said about a line that cannot be read


def _no_such_keyword(file: SourceFile, line: LogicalLine) -> Diagnostic:
    """A row where no block takes rows: most often a misspelt keyword."""
    words = line.text.split()
    first = words[0] if words else ""
    begin = line.start + line.text.index(first) if first else line.start
    place = file.span(begin, begin + len(first))
    guess = _similar(first, _openers())
    hint = say("did-you-mean", guess=guess) if guess else say("unexpected-text.no-keyword.hint")
    fix = ((place, guess),) if guess else ()
    return Diagnostic("unexpected-text", say("unexpected-text.no-keyword", found=first), (Label(place),), hint=hint, fix=fix)


def _unexpected(file: SourceFile, line: LogicalLine, error: UnexpectedInput, rows: str) -> Diagnostic:
    text = line.text
    position = error.pos_in_stream if error.pos_in_stream is not None and error.pos_in_stream >= 0 else len(text)
    at_end = isinstance(error, UnexpectedToken) and isinstance(error.token, Token) and error.token.type == "$END"
    if at_end:
        position = len(text)
    found = "" if at_end else _word_at(text, position)
    begin = line.start + position
    place = file.span(begin, begin + max(len(found), 1) if not at_end else begin)
    accepted = _accepted(error)
    phrases = [phrase for terminal in accepted for phrase in _phrases(terminal)]
    guess = _similar(found, phrases)
    first = text.split()[0]
    opener = _similar(first, _openers()) if rows else ""
    hint: Text | None
    fix: tuple[tuple[object, str], ...] = ()
    if guess:
        hint, fix = say("did-you-mean", guess=guess), ((place, guess),)
    elif opener:
        hint = say("did-you-mean", guess=opener)
        place = file.span(line.start, line.start + len(first))
        fix = ((place, opener),)
        found = first
    elif rows == "row_band" and found == "-":
        hint = say("unexpected-text.hyphen.hint")
    else:
        hint = say("unexpected-text.accepted", expected=_expected(accepted)) if accepted else None
    key = "unexpected-text.end" if at_end else "unexpected-text"
    return Diagnostic("unexpected-text", say(key, found=found), (Label(place),), hint=hint, fix=tuple(fix))  # type: ignore[arg-type]


def _accepted(error: UnexpectedInput) -> list[str]:
    match error:
        case UnexpectedToken():
            names = set(error.accepts or error.expected)
        case UnexpectedCharacters():
            names = set(error.allowed or ())
        case _:
            names = set()
    return sorted(names)


def _phrases(terminal: str) -> tuple[str, ...]:
    if any(keyword.terminal == terminal for keyword in KEYWORDS):
        return by_terminal(terminal).id + by_terminal(terminal).en
    return ()


def _expected(accepted: list[str]) -> tuple[str, ...]:
    """What may stand there, as words: keywords by their Indonesian phrase, other terminals by name (the wording has their text)."""
    shown = [f"“{_phrases(name)[0]}”" if _phrases(name) else f"<{name}>" for name in accepted]
    return tuple(shown[:8])


def _word_at(text: str, position: int) -> str:
    rest = text[position:]
    stripped = rest.lstrip()
    word = ""
    for letter in stripped:
        if not (letter.isalnum() or letter == "_") and word:
            break
        word += letter
        if not (letter.isalnum() or letter == "_"):
            break
    return word


@cache
def _openers() -> tuple[str, ...]:
    return tuple(dict.fromkeys(phrase for k in KEYWORDS if k.opens for phrase in k.id + k.en))


def _similar(word: str, phrases: tuple[str, ...] | list[str]) -> str:
    """The phrase that was probably meant, or an empty text."""
    if len(word) < 2:
        return ""
    close = difflib.get_close_matches(word.lower(), phrases, n=1, cutoff=0.75)
    return close[0] if close else ""
