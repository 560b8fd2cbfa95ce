"""What may stand at a place of a spec file: the keywords that the grammar accepts there, and the names that would be known there."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from lark import UnexpectedInput

from iku_dsl import statements as st
from iku_dsl.editing.expression_names import PROBE, Recorder
from iku_dsl.editing.references import read_declaration
from iku_dsl.editing.symbols import Asked, Names, Symbol
from iku_dsl.keywords import KEYWORDS, Keyword, by_terminal, keyword_at, rows_after
from iku_dsl.lines import LogicalLine, split
from iku_dsl.parsing.built_line import BuiltLine
from iku_dsl.parsing.parse import Parsed, build, in_building_order, parser, too_deep
from iku_dsl.problem import SourceFile
from iku_dsl.statements import syntax as sx
from iku_dsl.statements.blocks import Block, gather


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


def keyword_under(file: SourceFile, offset: int) -> Word | None:
    """The keyword that an offset lies in or just behind, by its offsets in the file; only where its line can be read up to it."""
    rule = ""
    for line in split(file).lines:
        keyword = keyword_at(line.text)
        if line.start <= offset <= line.end:
            words = keywords(line.text, "statement" if keyword is not None or not rule else rule)
            at = offset - line.start
            found = next((word for word in words if word.start <= at <= word.end), None)
            return Word(found.keyword, line.start + found.start, line.start + found.end) if found is not None else None
        if keyword is not None:
            rule = rows_after(keyword, rule)
    return None


MAX_WORDS = 3  # of a keyword


@dataclass(frozen=True, slots=True)
class Suggestions:
    """What may stand at an offset: keywords with the offset they would start at, names and words of the language from `start` on.

    `quoted` says that the place is inside quotation marks, which open just before `start`.
    """

    start: int
    keywords: tuple[tuple[Keyword, int], ...] = ()
    names: tuple[Symbol, ...] = ()
    words: tuple[tuple[str, str], ...] = ()
    quoted: bool = False


def suggest(parsed: Sequence[Parsed], path: str, offset: int) -> Suggestions | None:
    """What may stand at an offset of one file of a spec set; None in a comment, in prose, and in no file of it."""
    here = next((one for one in parsed if one.file.path == path), None)
    place = place_at(here.file, offset) if here is not None else None
    if here is None or place is None:
        return None
    asked = _asked(parsed, here, place)
    names = tuple(symbol for name, symbol in asked.names.items() if name != PROBE) if asked is not None else ()
    words = asked.words if asked is not None else ()
    if place.quoted:
        return Suggestions(place.word, names=names, quoted=True) if names else None
    return Suggestions(place.word, tuple(_keywords(here, place, offset)), names, words)


def _keywords(here: Parsed, place: Place, offset: int) -> Iterator[tuple[Keyword, int]]:
    """The keywords that may stand at the word at hand; of those with several words also what is begun already."""
    for keyword in _accepted_keywords(place):
        yield keyword, place.word
    start = place.word
    for _ in range(MAX_WORDS - 1):
        end = start
        while end and here.file.text[end - 1] == " ":
            end -= 1
        start = word_start(here.file.text, end)
        if start == end or start < place.start:
            return
        typed = " ".join(here.file.text[start:offset].casefold().split(" "))
        earlier = replace(place, before=place.before[: start - place.start], word=start)
        for keyword in _accepted_keywords(earlier):
            if any(phrase.startswith(typed) and phrase != typed for phrase in keyword.id + keyword.en):
                yield keyword, start


def _accepted_keywords(place: Place) -> Iterator[Keyword]:
    rules = ["statement", *([place.rule] if place.rule not in ("", "statement") else [])]
    found: set[str] = set()
    for rule in rules if place.opens else [place.rule or "statement"]:
        found |= accepted(place.before, rule)
    head = place.head.terminal if place.head is not None else ""
    for keyword in KEYWORDS:
        stands = keyword.opens == "head" or head in keyword.under or not keyword.opens
        if keyword.terminal in found and (stands or not place.opens):
            yield keyword


def _asked(parsed: Sequence[Parsed], here: Parsed, place: Place) -> Asked | None:
    """The names that would be known at the place, asked of the reader of references with a probe in its stead."""
    rule = place.rule if place.opens else place.rule or "statement"
    if not rule or (place.opens and rule == "statement"):
        return None
    probe = f'"{PROBE}"' if place.quoted else PROBE
    if ("STRING" if place.quoted else "NAME") not in accepted(place.before, rule):
        return None
    node = completed(place.before + probe, rule)
    if node is None:
        return None
    lines = _with_probe(here, place, node)
    files = [(one.file, replace(one.spec, lines=lines) if one is here else one.spec) for one in parsed]
    blocks = gather(files).blocks
    recorder = Recorder(Names(blocks))
    for block in blocks:
        if block.file is here.file and _holds(block, node):
            read_declaration(recorder, block)
    return recorder.asked


def _holds(block: Block, node: sx.Node) -> bool:
    """Whether a line is one of a declaration: of all others nothing is read."""
    lines = (block.head, *block.rows, *(line for entry in block.entries for line in (entry.statement, *entry.rows)))
    return any(line is node for line in lines)


def _with_probe(here: Parsed, place: Place, node: st.Head | st.Statement | st.Row) -> tuple[st.Line, ...]:
    """The lines of a file with the probe's line in the place of the one that is being written."""
    number, _ = here.file.position(place.start)
    before = [line for line in here.spec.lines if line.span.line < number]
    while before and before[-1].span.end_line >= number:  # what is written there was read as part of an earlier line
        before.pop()
    written = next((line for line in here.spec.lines if line.span.line <= number <= line.span.end_line), None)
    last = written.span.end_line if written is not None else number
    after = [line for line in here.spec.lines if line.span.line > last]
    return (*before, st.Line(node, place.before), *after)
