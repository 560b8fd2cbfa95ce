"""Which small mistakes in a spec set would nobody notice: every mutant against the proofs, then against the spec set's own tests."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from iku_dsl.budgets import most
from iku_dsl.check import check_parsed
from iku_dsl.parse import Parsed, parse
from iku_dsl.problem import Severity, Text, say
from iku_dsl.program import Program
from iku_dsl.source import SourceFile, Span
from iku_engine.errors import WrongUse
from iku_engine.mutants import Mutant, mutants
from iku_engine.testing import Runner


@dataclass(frozen=True, slots=True)
class MutantResult:
    """What noticed a mutant: a problem's id (`check`), a test's name (`test`), or nothing (`survived`)."""

    span: Span
    text: Text
    verdict: str
    by: str = ""


def mutate(files: Sequence[SourceFile], progress: Callable[[int, int], None] | None = None) -> tuple[MutantResult, ...]:
    """Every mutant of a spec set that is clean and whose tests pass.

    A mutant is tried against the tests of the changed file first. `progress` is told how many are done, of how many.
    Errors: `WrongUse` where there are more of them than can be tried on so long specs.
    """
    parsed = [parse(file) for file in files]
    count = _count(parsed)
    results: list[MutantResult] = []
    for done, (place, mutant) in enumerate(_mutants(parsed), start=1):
        results.append(_judged(parsed, place, mutant))
        if progress is not None:
            progress(done, count)
    return tuple(results)


def _mutants(parsed: Sequence[Parsed]) -> Iterator[tuple[int, Mutant]]:
    """Each with the place of its file, made one by one: it holds the whole text of the file."""
    return ((place, mutant) for place, one in enumerate(parsed) for mutant in mutants(one))


def _count(parsed: Sequence[Parsed]) -> int:
    letters = sum(len(one.file.text) for one in parsed)
    limit = most("mutants") // max(letters, 1)
    count = sum(1 for _ in islice(_mutants(parsed), limit + 1))
    if count > limit:
        raise WrongUse(say("mutants-many", letters=letters, limit=limit))
    return count


def _judged(parsed: Sequence[Parsed], place: int, mutant: Mutant) -> MutantResult:
    changed = [parse(mutant.file) if at == place else one for at, one in enumerate(parsed)]
    checked = check_parsed(changed)
    problem = next((p for p in checked.problems if p.severity is Severity.ERROR), None)
    if problem is None:
        problem = next((p for p in checked.problems if p.id == "not-proven"), None)
    if problem is not None:
        return MutantResult(mutant.span, mutant.text, "check", problem.id)
    failing = _failing(checked.program, mutant.file.path)
    if failing:
        return MutantResult(mutant.span, mutant.text, "test", failing)
    return MutantResult(mutant.span, mutant.text, "survived")


def _failing(program: Program, path: str) -> str:
    """The name of the first test that fails, those of a file first; an empty text where all pass."""
    tests = sorted(program.tests, key=lambda test: test.span.file != path)
    with Runner(program) as runner:
        for test in tests:
            if not runner.run(test).passed:
                return test.name
    return ""
