"""SQL statements as people read them: above each what of the spec it answers, and the statement broken where its parts begin."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from rich.cells import cell_len

from iku_cli.messages import message
from iku_cli.messages.sentences import one_line, visible
from iku_cli.render.layout import QUIET, Drawing, Line, drawn, wrap
from iku_dsl.keywords import Language

if TYPE_CHECKING:
    from iku_cli.documents.declared.results import Statement as Asked
    from iku_engine.engines.base import Statement

INSIDE = "  "
HELD = "\x00"  # a space inside a literal, which no line may be broken at
_LITERAL = re.compile(r"'(?:[^']|'')*'|\"(?:[^\"]|\"\")*\"")
_PARTS = re.compile(r"(?<!\s)\s++(?=(?:LEFT OUTER JOIN|(?<!OUTER )JOIN|FROM|WHERE|GROUP BY|ORDER BY|LIMIT) )")


def draw_asked(asked: Sequence[Statement], language: Language, width: int, where: str = "") -> Drawing:
    """The statements that an evaluation asked its engine, in order, each below what of the spec it answers: SQL that can be run."""
    engine = next((statement.engine for statement in asked), "-")
    count = sum(bool(statement.text) for statement in asked)
    lines = list(_comment(where, width)) if where else []
    lines += _comment(message("sql.asked", language, count=count, engine=engine), width)
    lines += _comment(message("sql.codes", language), width)
    for statement in asked:
        lines += [(), *_statement(statement, language, width)]
    return drawn(lines)


def asked_object(asked: Sequence[Statement]) -> list[Asked]:
    """The same as data; `sql` is null for what is looked at one by one."""
    return [
        {
            "engine": one.engine,
            "answers": list(one.answers),
            "columns": dict(one.columns),
            "sql": one.text or None,
            "why_not": one.why_not or None,
        }
        for one in asked
    ]


def _statement(statement: Statement, language: Language, width: int) -> Iterator[Line]:
    if statement.answers:
        yield from _comment("; ".join(statement.answers), width)
    for column, holds in statement.columns:
        yield from _comment(f"{INSIDE}{column}: {holds}", width)
    if statement.text:
        yield from (((line, ""),) for line in sql_lines(statement.text, width))
    else:
        yield from _comment(message("sql.not", language, why=statement.why_not), width)


def _comment(text: str, width: int, style: str = QUIET) -> Iterator[Line]:
    inside = text[: len(text) - len(text.lstrip(" "))]
    for n, line in enumerate(wrap(one_line(text), width - 3 - len(inside) - len(INSIDE))):
        yield ((f"-- {inside}{INSIDE if n else ''}{line}", style),)


def sql_lines(text: str, width: int) -> list[str]:
    """A statement in lines: a new one for each part, column and join; a long one wrapped, but never inside a literal."""
    held = _LITERAL.sub(lambda literal: visible(literal.group()).replace(" ", HELD), text.strip())
    lines: list[str] = []
    for part in _PARTS.split(held):
        head, columns = _columns(part)
        lines += _wrapped(head, "", width)
        for column in columns:
            lines += _wrapped(column, INSIDE, width)
    return [line.replace(HELD, " ") for line in [*lines[:-1], f"{lines[-1]};"]]


def _columns(part: str) -> tuple[str, list[str]]:
    """`SELECT` or `GROUP BY` and its columns, each with its comma; another part as it is."""
    for head in ("SELECT ", "GROUP BY "):
        found = _outside(part.removeprefix(head), ", ") if part.startswith(head) else []
        if len(found) > 1:
            return head.strip(), [*(f"{column}," for column in found[:-1]), found[-1]]
    return part, []


def _outside(text: str, *signs: str) -> list[str]:
    """A text cut at signs that stand outside parentheses."""
    found, depth, start = [], 0, 0
    for place, letter in enumerate(text):
        depth += (letter == "(") - (letter == ")")
        sign = next((sign for sign in signs if not depth and text.startswith(sign, place)), "")
        if sign:
            found.append(text[start:place])
            start = place + len(sign)
    return [*found, text[start:]]


def _wrapped(text: str, inside: str, width: int) -> list[str]:
    """A part on one line; where it is too wide, each branch of a choice on its own."""
    room = width - len(inside) - 1  # the last one gets a semicolon
    if cell_len(text) <= room or not text.startswith("CASE "):
        first, *rest = wrap(text, room, whole=True)
        rest = wrap(" ".join(rest), room - len(INSIDE), whole=True) if rest else []
        return [inside + first, *(inside + INSIDE + line for line in rest)]
    branches = _branches(text)
    return [f"{inside}{branches[0]}", *(line for one in branches[1:] for line in _wrapped(one, inside + INSIDE, width))]


def _branches(text: str) -> list[str]:
    """`CASE`, then each `WHEN … THEN …` and what is else."""
    found: list[str] = []
    for sign in (" WHEN ", " ELSE "):
        head, *rest = _outside(found.pop() if found else text, sign)
        found += [head, *(sign.lstrip() + part for part in rest)]
    return found
