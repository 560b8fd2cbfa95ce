"""The node of a line from its raw tree, each grammar rule by its row in one of the tables."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from lark import Token, Tree

from iku_dsl.build.expressions import EXPRESSIONS
from iku_dsl.build.heads import HEADS
from iku_dsl.build.line import BuiltLine, Rules
from iku_dsl.build.rows import ROWS
from iku_dsl.build.statements import STATEMENTS

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
