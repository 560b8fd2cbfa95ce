"""Lines to declarations: each head with its rows and statements, each statement with its rows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, TypeVar

from iku_dsl import statements as st
from iku_dsl.budgets import most
from iku_dsl.keywords import KEYWORDS, Keyword, by_terminal, keyword_at
from iku_dsl.problem import Diagnostic, Label, SourceFile, say

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Entry:
    """A statement and the rows under it."""

    statement: st.Statement
    rows: tuple[st.Row, ...] = ()


@dataclass(frozen=True, slots=True)
class Block:
    """A declaration as written; `damaged` says that a line in it could not be read, so that silence is better than guesses."""

    head: st.Head
    rows: tuple[st.Row, ...]
    entries: tuple[Entry, ...]
    damaged: bool
    file: SourceFile
    _of_kind: dict[type, Sequence[Any]] = field(default_factory=dict, init=False, repr=False, compare=False)

    def of(self, kind: type[T]) -> Sequence[T]:
        """Its statements of one kind; looked for once, as each of thousands may ask for those of another kind."""
        if kind not in self._of_kind:
            self._of_kind[kind] = tuple(one.statement for one in self.entries if isinstance(one.statement, kind))
        return self._of_kind[kind]


# The nodes of rows, by the start rule that reads them.
_ROWS: dict[str, type[st.Row]] = {
    "row_member": st.Members, "row_band": st.BandRow, "row_entry": st.EntryRow, "row_weight": st.WeightRow, "row_cells": st.CellsRow,
}  # fmt: skip
# What a spec set may have only so many of, by its budget.
_COUNTED: dict[str, tuple[type[st.Head], ...]] = {
    "tables": (st.Source, st.Dimension), "indicators": (st.Indicator,), "tests": (st.Test,),
}  # fmt: skip
_COLUMNS = tuple(keyword for keyword in KEYWORDS if keyword.terminal in ("ATTRIBUTE", "COLUMN", "PARAMETER"))


@dataclass(frozen=True, slots=True)
class Blocks:
    """The declarations of some files, what was misplaced, the words of heads that could not be read, and which files are English."""

    blocks: tuple[Block, ...]
    problems: tuple[Diagnostic, ...]
    lost: frozenset[str]
    english: frozenset[str]


def gather(parsed: Iterable[tuple[SourceFile, st.SpecFile]]) -> Blocks:
    """Declarations in file order."""
    blocks: list[Block] = []
    problems: list[Diagnostic] = []
    lost: set[str] = set()
    english: set[str] = set()
    for file, spec in parsed:
        if spec.language == "en":
            english.add(file.path)
        open_block: _Open | None = None
        alone = False
        unread = False  # a head may be among the lines that could not be read
        for line in spec.lines:
            node = line.node
            if node is None:
                unread = True
                lost.update(line.text.replace('"', " ").replace("=", " ").split())
                if open_block is not None:
                    open_block.damaged = True
                if _opens(line.text, "head"):
                    _close(open_block, blocks, file)
                    open_block = None
                elif open_block is not None and _opens(line.text, "statement"):
                    open_block.miss()
                continue
            if isinstance(node, st.Head):
                _close(open_block, blocks, file)
                open_block = _Open(node)
            elif isinstance(node, st.Row):
                if open_block is not None:
                    open_block.take(node)
            elif open_block is not None:
                if _belongs(open_block.head, node):
                    open_block.add(node)
                else:
                    homes = tuple(map(_named, _keyword(node).under))
                    if homes != open_block.elsewhere:
                        problems.append(_misplaced(node, open_block.head, homes))
                    open_block.skip(homes)
            elif not unread and not alone:
                alone = True  # the lines that follow it lack the same head
                hint = say("misplaced.alone.hint")
                problems.append(Diagnostic("misplaced", say("misplaced.alone"), (Label(node.span),), hint=hint))
        _close(open_block, blocks, file)
    return Blocks(tuple(blocks), tuple(problems), frozenset(lost), frozenset(english))


def too_many(blocks: Sequence[Block]) -> tuple[Diagnostic, ...]:
    """The first declaration beyond those that one spec set may have, of each kind that is counted: nothing more is asked of them then."""
    declared = {budget: [one for one in blocks if isinstance(one.head, kinds)] for budget, kinds in _COUNTED.items()}
    found: list[Diagnostic] = []
    for budget, some in declared.items():
        count, limit = len(some), most(budget)
        if count <= limit:
            continue
        match budget:
            case "tables":
                said = say("too-large.tables", count=count, limit=limit), say("too-large.tables.hint")
            case "indicators":
                said = say("too-large.indicators", count=count, limit=limit), say("too-large.indicators.hint")
            case _:
                said = say("too-large.tests", count=count, limit=limit), say("too-large.tests.hint")
        found.append(Diagnostic("too-large", said[0], (Label(some[limit].head.span),), hint=said[1]))
    tests, tables, limit = declared["tests"], declared["tables"], most("tested")
    if not found and len(tests) * len(tables) > limit:
        message = say("too-large.tested", tests=len(tests), tables=len(tables), limit=limit)
        found.append(Diagnostic("too-large", message, (Label(tests[-1].head.span),), hint=say("too-large.tests.hint")))
    return tuple(found)


class _Open:
    """The block that lines are being added to."""

    def __init__(self, head: st.Head) -> None:
        self.head = head
        self.rows: list[st.Row] = []
        self.entries: list[tuple[st.Statement, list[st.Row]]] = []
        self.rows_of_last, self.kind = self.rows, _ROWS.get(_keyword(head).rows)
        self.damaged = False
        self.elsewhere: tuple[str, ...] = ()  # where the last statement that does not belong here has its place

    def add(self, statement: st.Statement) -> None:
        if _keyword(self.head).rows:
            self.entries.append((statement, []))  # attributes and exclusions may stand between the rows of their head
            return
        rows: list[st.Row] = []
        self.entries.append((statement, rows))
        self.rows_of_last, self.kind = rows, _ROWS.get(_keyword(statement).rows)

    def take(self, row: st.Row) -> None:
        if self.kind is not None and isinstance(row, self.kind):
            self.rows_of_last.append(row)

    def miss(self) -> None:
        """A statement that could not be read: the rows below it are its own, where the head's may not go on."""
        if not _keyword(self.head).rows:
            self.kind = None

    def skip(self, homes: tuple[str, ...]) -> None:
        self.kind = None
        self.elsewhere = homes


def _close(block: _Open | None, blocks: list[Block], file: SourceFile) -> None:
    if block is not None:
        entries = tuple(Entry(statement, tuple(rows)) for statement, rows in block.entries)
        blocks.append(Block(block.head, tuple(block.rows), entries, block.damaged, file))


def _opens(text: str, kind: Literal["head", "statement"]) -> bool:
    keyword = keyword_at(text)
    return keyword is not None and keyword.opens == kind


def _keyword(node: st.Head | st.Statement) -> Keyword:
    return by_terminal(st.opener(node))


def _belongs(head: st.Head, statement: st.Statement) -> bool:
    return st.opener(head) in _keyword(statement).under


def _named(head: str) -> str:
    """The key of the name of a kind of declaration."""
    return f"declaration.{head.lower()}"


def _misplaced(statement: st.Statement, head: st.Head, homes: tuple[str, ...]) -> Diagnostic:
    labels = (Label(statement.span), Label(head.span))
    hint = say("misplaced.hint", homes=homes)
    column = next((one for one in _COLUMNS if st.opener(head) in one.under), None)
    if isinstance(statement, st.Column) and column is not None:
        hint = say("misplaced.column", word=f"column.{column.terminal.lower()}")
    elif isinstance(statement, st.Formula) and isinstance(head, st.Source | st.Profile):
        hint = say("misplaced.formula")
    return Diagnostic("misplaced", say("misplaced", head=_named(st.opener(head))), labels, hint=hint)
