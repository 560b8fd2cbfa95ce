"""A spec file as a flat sequence of logical lines."""

from __future__ import annotations

from typing import Literal

from iku_dsl.records import record
from iku_dsl.statements.heads import Head
from iku_dsl.statements.of_indicators import (
    Achievement,
    Bands,
    Cap,
    Compared,
    Consolidation,
    Direction,
    Effective,
    Expect,
    ExpectRefused,
    Formula,
    Given,
    Owner,
    Prose,
    Rank,
    Set,
    Target,
    Unit,
    Weights,
)
from iku_dsl.statements.of_sources import (
    Alias,
    ByDirection,
    Check,
    Column,
    Guard,
    Let,
    Limits,
    Outside,
    Publisher,
    Require,
)
from iku_dsl.statements.rows import Row
from iku_dsl.statements.syntax import Node

Statement = (
    Column
    | Alias
    | Publisher
    | Let
    | Set
    | Require
    | Check
    | Outside
    | ByDirection
    | Limits
    | Guard
    | Prose
    | Owner
    | Effective
    | Unit
    | Direction
    | Target
    | Weights
    | Formula
    | Bands
    | Cap
    | Achievement
    | Compared
    | Consolidation
    | Rank
    | Given
    | Expect
    | ExpectRefused
)


def opener(node: Head | Statement) -> str:
    """The terminal of the keyword that opens a line: a node is called like it, where one keyword has one kind of node."""
    match node:
        case Column(role=word) | Prose(role=word) | ByDirection(direction=word):
            return word.upper()
        case Guard():
            return "WHEN"
        case Cap():
            return "BANDS"
        case Compared():
            return "OFFICIAL" if node.official else "COMPARE"
        case Consolidation():
            return "CONSOLIDATE"
        case ExpectRefused():
            return "EXPECT"
        case _:
            return type(node).__name__.upper()


@record
class Line(Node):
    """One logical line: its node (None where it could not be read), its text as written, its comments above and beside.

    `mended` says that it could be read only as mended (a decimal comma, a quote that was not closed).
    """

    node: Head | Statement | Row | None
    text: str
    comments: tuple[str, ...] = ()
    beside: tuple[str, ...] = ()
    blank_before: bool = False
    mended: bool = False


@record
class SpecFile(Node):
    """One file: its logical lines, and the comments after the last (an empty one stands for a blank line)."""

    path: str
    lines: tuple[Line, ...]
    comments: tuple[str, ...] = ()
    language: Literal["id", "en"] = "id"
