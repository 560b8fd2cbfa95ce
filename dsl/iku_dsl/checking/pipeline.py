"""The stages in their order: parsed files to declarations, to a program, to what the proofs say of it."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence

from iku_dsl.checking.specset import NOTHING, Checked
from iku_dsl.parsing.parse import Parsed
from iku_dsl.problem import Diagnostic, Severity, in_file_order, shown
from iku_dsl.program import Program
from iku_dsl.proofs import PROOFS
from iku_dsl.resolve import resolve
from iku_dsl.statements.blocks import gather, too_many


def check_parsed(parsed: Sequence[Parsed], problems: Iterable[Diagnostic] = ()) -> Checked:
    """Resolve and prove a spec set that is parsed already."""
    found = [*problems, *(problem for one in parsed for problem in one.problems)]
    blocks = gather((one.file, one.spec) for one in parsed)
    if beyond := too_many(blocks.blocks):
        return Checked(tuple(one.file for one in parsed), NOTHING, shown(in_file_order([*found, *beyond])))
    resolved = resolve(blocks, {one.file.path: one.file for one in parsed})
    found.extend(resolved.problems)
    broken = resolved.broken | _blamed(found, resolved.program)
    for proof in PROOFS:
        refuted = proof(resolved.program, broken)
        broken |= _blamed(refuted, resolved.program)  # later proofs conclude nothing from what an earlier one refuted
        found.extend(refuted)
    return Checked(tuple(one.file for one in parsed), resolved.program, shown(in_file_order(found)))


def _blamed(problems: Iterable[Diagnostic], program: Program) -> frozenset[str]:
    """The declarations that a problem's main place lies in: nothing more is concluded from them."""
    declared = [
        *program.dimensions.values(),
        *program.sources.values(),
        *program.tables.values(),
        *program.scales.values(),
        *program.profiles.values(),
        *(version for versions in program.indicators.values() for version in versions),
        *program.tests,
    ]
    heads: dict[str, list[tuple[int, str]]] = {}
    for item in declared:
        heads.setdefault(item.span.file, []).append((item.span.line, item.name))
    for of_file in heads.values():
        of_file.sort()
    blamed: set[str] = set()
    for problem in problems:
        if problem.severity is Severity.ERROR:
            of_file = heads.get(problem.span.file, [])
            place = bisect_right(of_file, problem.span.line, key=lambda head: head[0])
            if place:
                blamed.add(of_file[place - 1][1])
    return frozenset(blamed)
