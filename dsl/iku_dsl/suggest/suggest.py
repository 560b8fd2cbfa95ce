"""What may stand at a place of a spec file: the keywords that the grammar accepts there, and the names that would be known there."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from iku_dsl import statements as st
from iku_dsl.keywords import KEYWORDS, Keyword
from iku_dsl.parsing.parse import Parsed
from iku_dsl.references.declarations import read_declaration
from iku_dsl.references.declared import Names
from iku_dsl.references.expressions import PROBE, Recorder
from iku_dsl.references.symbols import Asked, Symbol
from iku_dsl.statements import syntax as sx
from iku_dsl.statements.blocks import Block, gather
from iku_dsl.suggest.accepted import accepted, completed
from iku_dsl.suggest.place import Place, place_at, word_start

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
