"""`trace --member`: of every set in a trace only the members that somebody asks about, wherever they are in it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING

from iku_cli.terminal.faults import Fault

if TYPE_CHECKING:
    from iku_engine.results.evaluation import MemberLine, Node, Result


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
