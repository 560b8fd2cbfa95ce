"""What is asked for, as it is written on the command line: periods, days, numbers, members, what a file of evidence is attached to."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from itertools import islice
from typing import TYPE_CHECKING

import click

from iku_cli.terminal.faults import Fault
from iku_dsl.period import Period, read_period, read_periods

if TYPE_CHECKING:
    from iku_dsl.program import Program
    from iku_engine.results.evaluation import MemberLine, Node, Result
    from iku_engine.store.store import Store

NUMBERED = {"batch": "batch", "evaluasi": "run", "run": "run"}


def about_of(store: Store, program: Program, text: str) -> str:
    """The one way to write it. Errors: `Fault` for what is nothing of this store, `WrongUse` for keys that do not fit."""
    words = _words(text)
    first, rest = (words[0], words[1:]) if words else ("", [])
    if first in NUMBERED and len(rest) == 1 and rest[0].lstrip("#").isdecimal():
        return f"{NUMBERED[first]} {int(rest[0].lstrip('#'))}"
    period = read_period(rest[0]) if rest else None
    keys = rest[1:] if period is not None else rest
    dimension = program.dimensions.get(first)
    if first in program.sources or (dimension is not None and dimension.imported):
        from iku_engine.facts.addressing import address

        address(store, program, first, period, keys)
    elif first not in program.indicators or period is None:
        raise Fault("facts.about-unknown", text=text, known=", ".join((*program.sources, *program.indicators)))
    return " ".join([first, *([str(period)] if period is not None else []), *keys])


def _words(text: str) -> list[str]:
    try:
        return shlex.split(text)
    except ValueError:
        return text.split()


def narrowed(results: Iterable[Result], members: tuple[str, ...]) -> tuple[Result, ...]:
    """Results whose traces list only those members, by key or label. Errors: `Fault` for one that is in no set."""
    wanted = [member.casefold() for member in members]
    seen: set[str] = set()

    def of(line: MemberLine) -> bool:
        called = {*(key.casefold() for key in line.key), line.label.casefold()}
        seen.update(member for member in wanted if member in called)
        return not called.isdisjoint(wanted)

    def node(one: Node) -> Node:
        groups = tuple(replace(group, lines=tuple(filter(of, group.lines))) for group in one.groups)
        return replace(
            one, groups=groups, children=tuple(map(node, one.children)), left_out=tuple(map(node, one.left_out))
        )

    made = tuple(replace(result, trace=node(result.trace)) for result in results)
    lacking = [member for member in members if member.casefold() not in seen]
    if lacking and made:
        raise Fault("trace.member", member=", ".join(lacking), indicator=made[0].indicator)
    return made


LARGEST = 9  # digits


class Number(click.ParamType):  # type: ignore[type-arg]  # generic only in newer ones
    """`12` or `#12`: a run, a batch."""

    name = "number"

    def convert(self, value: str | int, param: click.Parameter | None, ctx: click.Context | None) -> int:  # noqa: ARG002
        """The number. Errors: `Fault`."""
        found = re.fullmatch(rf"#?(\d{{1,{LARGEST}}})", str(value))
        if found is None:
            raise Fault("usage.number", value=value)
        return int(found[1])


def place_of(text: str) -> tuple[int, int]:
    """`12:34`, a row of a batch, whatever number a stranger's program gave it. Errors: `Fault`."""
    found = re.fullmatch(rf"#?(\d{{1,{LARGEST}}}):(-?\d{{1,{2 * LARGEST}}})", text)
    if found is None:
        raise Fault("usage.place", value=text)
    return int(found[1]), int(found[2])


MOST = 1200  # a century of months


def periods_of(text: str) -> tuple[Period, ...]:
    """`2025`, or each of `2023..2025`. Errors: `Fault`."""
    found = read_periods(text)
    periods = tuple(islice(found, MOST + 1)) if found is not None else ()
    if not 0 < len(periods) <= MOST:
        raise Fault("usage.period", value=text)
    return periods


def one_period(text: str) -> Period:
    """A single period. Errors: `Fault`."""
    period = read_period(text)
    if period is None:
        raise Fault("usage.one-period", value=text)
    return period


def moment_of(text: str | None) -> datetime | None:
    """A day (to its end) or a time, None where none is asked for. Errors: `WrongUse`."""
    if text is None:
        return None
    from iku_dsl.problem import say
    from iku_engine.database.chain import moment
    from iku_engine.errors import WrongUse

    found = moment(text)
    if found is None:
        raise WrongUse(say("as-of", text=text))
    return found
