"""What is under the cursor: a name with its declaration, type and what is proven, or a word of the language."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from lsprotocol import types

from iku_cli.lsp.here import File, Here
from iku_cli.lsp.word_texts import FUNCTIONS, TERMINALS
from iku_dsl import program as pg
from iku_dsl import statements as st
from iku_dsl.bounds.atoms import ranges_of
from iku_dsl.bounds.known import Known
from iku_dsl.bounds.ranges import Ranges, known_of_row, range_of
from iku_dsl.bounds.visit import start as unguarded
from iku_dsl.editing.suggest import keyword_under
from iku_dsl.editing.symbols import Symbol
from iku_dsl.interval import EVERYTHING, Interval
from iku_dsl.keywords import FUNCTIONS as FUNCTION_NAMES
from iku_dsl.keywords import by_terminal
from iku_dsl.problem import Span
from iku_dsl.program import expression as ex
from iku_dsl.statements import syntax as sx
from iku_dsl.statements.blocks import Block
from iku_dsl.types import Kind, Type
from iku_dsl.wording import interval_text


def hover(here: Here) -> types.Hover | None:
    """The answer to a hover, None where there is nothing to tell."""
    file, found = here.file, here.occurrence
    if found is not None:
        return _hover(told(file, found.symbol), file.range(found.span))
    word = keyword_under(file.file, here.offset)
    if word is not None:
        title = f"**{word.keyword.id[0]}** · **{word.keyword.en[0]}**"
        text = TERMINALS[word.keyword.terminal][file.language == "en"]
        return _hover(f"{title}\n\n{text}", file.encoding.between(file.file, word.start, word.end))
    return _function(here)


def _function(here: Here) -> types.Hover | None:
    """A function is a name in the grammar; it is told where a parenthesis follows."""
    text, start, end = here.file.file.text, here.offset, here.offset
    while start and (text[start - 1].isalnum() or text[start - 1] == "_"):
        start -= 1
    while end < len(text) and (text[end].isalnum() or text[end] == "_"):
        end += 1
    pair = next((pair for pair in FUNCTION_NAMES if text[start:end] in pair), None)
    if pair is None or not text[end : end + 2].lstrip(" ").startswith("("):
        return None
    title = f"**{pair[0]}** · **{pair[1]}**" if pair[0] != pair[1] else f"**{pair[0]}**"
    told_text = FUNCTIONS[pair[0]][here.file.language == "en"]
    return _hover(f"{title}\n\n{told_text}", here.file.encoding.between(here.file.file, start, end))


def _hover(text: str, place: types.Range) -> types.Hover:
    return types.Hover(types.MarkupContent(types.MarkupKind.Markdown, text), place)


MAX_LINES = 14  # of a declaration that are shown, of what is proven of it, and of what it is in each of its versions
_LEFT_OUT = (st.Prose, st.Owner, st.Alias, st.Publisher, st.Target)
_TYPE_WORDS = {
    Kind.TRUTH: "YESNO",
    Kind.TEXT: "TEXT",
    Kind.DATE: "DATE",
    Kind.CHOICE: "CHOICE",
}


def told(file: File, symbol: Symbol) -> str:
    """What a symbol is, in Markdown."""
    title = f"**{symbol.name}** · {file.say(f'editor.kind.{symbol.kind}')}"
    owner = symbol.owner
    if owner:
        title += f" {file.say('editor.kind.of', owner=owner)}"
    written = "\n".join(_written(file, symbol))
    parts = [title, f"```iku\n{written}\n```" if written else "", *_facts(file, symbol)]
    return "\n\n".join(part for part in parts if part)


# ---- as written


def _written(file: File, symbol: Symbol) -> Iterator[str]:
    """The lines that declare a symbol, each on one line; of a long declaration the first."""
    for number, (span, indent) in enumerate(_lines(file, symbol)):
        if number == MAX_LINES:
            yield "  …"
            return
        yield indent + _text(file, span)


def _lines(file: File, symbol: Symbol) -> Iterator[tuple[Span, str]]:
    names = file.state.index.names
    if not symbol.owner:
        for block in names.versions.get(symbol.name, [names.blocks[symbol.name]]):
            yield from _block(block)
        return
    if symbol.kind in ("let", "set", "target") and symbol.owner in names.versions:
        for block in names.versions[symbol.owner]:
            yield from ((node.span, "") for node in _own(block, symbol.name))
        return
    owner = names.blocks.get(symbol.owner.partition(".")[0])
    if owner is not None:
        yield from ((node.span, "") for node in _own(owner, symbol.name, symbol.kind))


def _block(block: Block) -> Iterator[tuple[Span, str]]:
    yield block.head.span, ""
    yield from ((row.span, "  ") for row in block.rows)
    for entry in block.entries:
        if not isinstance(entry.statement, _LEFT_OUT):
            yield entry.statement.span, "  "
            yield from ((row.span, "    ") for row in entry.rows)


def _own(block: Block, name: str, kind: str = "") -> Iterator[sx.Node]:
    """The statements and rows of a declaration that declare a name."""
    if isinstance(block.head, st.Dimension) and kind == "key":
        yield block.head
    for row in block.rows:
        match row:
            case st.Members(names=names) if any(one.text == name for one in names):
                yield row
            case st.BandRow(name=sx.Name(text=text) | sx.Text(text=text)) if text == name:
                yield row
            case st.EntryRow(key=sx.Name(text=text) | sx.Text(text=text)) if text == name and kind == "entry":
                yield row
            case _:
                pass
    for entry in block.entries:
        node = entry.statement
        match node:
            case st.Column():
                if node.name.text == name or (kind == "choice" and any(c.text == name for c in node.type.choices)):
                    yield node
            case st.Let() | st.Set() | st.Target():
                if node.name is not None and node.name.text == name:
                    yield node
            case _:
                pass


def _text(file: File, span: Span) -> str:
    source = file.state.file(span.file)
    if source is None:
        return ""
    start, end = source.offsets(span)
    return " ".join(source.text[start:end].split())


# ---- as understood


@dataclass(frozen=True, slots=True)
class _Computed:
    """A calculation with a name: what type it has, and where it lies."""

    type: Type
    lies: Interval


def _facts(file: File, symbol: Symbol) -> Iterator[str]:
    """What the checked program adds: type and range of what is computed, what is proven."""
    program = file.state.checked.program
    sound = not file.state.checked.errors
    for computed in islice(_computed(program, symbol, sound), MAX_LINES):
        line = type_text(file, computed.type)
        if computed.lies != EVERYTHING:
            shown = interval_text(computed.lies, computed.type.percent)
            line += f" · {file.say('editor.lies', range=shown)}"
        yield line
    if symbol.kind in ("indicator", "scale"):
        texts = file.state.proven.get(symbol.name, ())
        lines = [file.tell(text) for text in texts[:MAX_LINES]]
        if lines:
            more = ["- …"] if len(texts) > MAX_LINES else []
            yield "\n".join([file.say("editor.proven"), "", *(f"- {line}" for line in lines), *more])
    scale = program.scales.get(symbol.owner) if symbol.kind == "band" else None
    for band in scale.bands if scale is not None else ():
        if band.name == symbol.name and band.intervals:  # a category with one end reaches up to the better one
            shown = ", ".join(
                interval_text(interval, scale.percent) for interval in band.intervals if scale is not None
            )
            yield file.say("editor.lies", range=shown)
    source = program.sources.get(symbol.owner) if symbol.kind == "column" else None
    if source is not None and source.label:
        yield file.say("editor.from-source", label=source.label)


def _computed(program: pg.Program, symbol: Symbol, sound: bool) -> Iterator[_Computed]:
    ranges = ranges_of(program)
    if symbol.kind == "column" and symbol.owner in program.sources:
        derived = program.sources[symbol.owner].derived.get(symbol.name)
        if derived is not None:
            yield _of(ranges, derived.value, known_of_row(ranges, symbol.owner) if sound else Known(), sound)
    if symbol.kind == "let":
        for version in program.indicators.get(symbol.owner, ()):
            if symbol.name in version.lets:
                yield _of(ranges, version.lets[symbol.name].value, unguarded(version), sound)


def _of(ranges: Ranges, value: ex.Expression, known: Known, sound: bool) -> _Computed:
    number = value.type.kind is Kind.NUMBER
    return _Computed(value.type, range_of(ranges, value, known) if sound and number else EVERYTHING)


def type_text(file: File, kind: Type) -> str:
    """A type in the reader's words."""
    if kind.kind is Kind.NUMBER:
        word = by_terminal("PERCENT" if kind.percent else "INTEGER" if kind.whole else "NUM").phrase(file.language)
        return f"{word} {kind.unit}".strip()
    if kind.kind is Kind.MEMBER:
        return f"{file.say('editor.kind.member')} {kind.of}"
    terminal = _TYPE_WORDS.get(kind.kind)
    return by_terminal(terminal).phrase(file.language) if terminal is not None else ""
