"""Which small mistakes in a spec set would nobody notice: every mutant against the proofs, then against the spec set's own tests."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from iku_dsl.budgets import Effort, most
from iku_dsl.checking.check import check_parsed
from iku_dsl.parsing.parse import Parsed, parse
from iku_dsl.problem import Severity, SourceFile, Span, Text
from iku_dsl.program import Program
from iku_engine.plan.related import Related, Stretch
from iku_engine.testing.mutants import Mutant, mutants
from iku_engine.testing.testing import Runner

MUTANT = 3_000  # letters that a mutant counts beside those it reaches: a program and a store are made for each
SQUARE = 10_000


@dataclass(frozen=True, slots=True)
class MutantResult:
    """What noticed a mutant: a problem's id (`check`), a test's name (`test`), or nothing (`survived`)."""

    span: Span
    text: Text
    verdict: str
    by: str = ""


@dataclass(frozen=True, slots=True)
class Mutated:
    """What came of each mutant that was tried, and how many were not."""

    results: tuple[MutantResult, ...]
    left_out: int


def mutate(
    files: Sequence[SourceFile], progress: Callable[[int, int], None] | None = None, every: bool = False
) -> Mutated:
    """The mutants of a spec set that is clean and whose tests pass, from the first on: as far as there are steps for it, or `every` one.

    Of each the declarations that it can reach are checked and tested, those tests first that stand in its file. `progress` is told how
    many are done, of how many.
    """
    specs = Specs([parse(file) for file in files])
    count, left_out = specs.counted(every)
    results: list[MutantResult] = []
    work = Effort(most("worked-untraced"))
    for done, (place, mutant) in enumerate(islice(specs.mutants(), count), start=1):
        judged = _judged(specs.changed(place, mutant), mutant, None if every else work)
        if work.gone:
            return Mutated(tuple(results), left_out + count - len(results))
        results.append(judged)
        if progress is not None:
            progress(done, count)
    return Mutated(tuple(results), left_out)


class Specs:
    """A spec set that is changed in one place after another; what the changes of one declaration reach is kept for the next of them."""

    def __init__(self, parsed: Sequence[Parsed]) -> None:
        self.parsed, self._related = parsed, Related(parsed)
        self._at: tuple[int, Stretch] | None = None
        self._reached: dict[int, list[Stretch]] = {}
        self._others: dict[int, Parsed] = {}

    def mutants(self) -> Iterator[tuple[int, Mutant]]:
        """Each mutant with the place of its file."""
        return ((place, mutant) for place, one in enumerate(self.parsed) for mutant in mutants(one))

    def counted(self, every: bool) -> tuple[int, int]:
        """How many mutants are to be tried, and how many there are no steps for."""
        effort, tried, left_out = Effort(most("mutants")), 0, 0
        for place, mutant in self.mutants():
            if not every and (left_out or not effort.spend(self._effort(place, mutant))):
                left_out += 1
            else:
                tried += 1
        return tried, left_out

    def changed(self, place: int, mutant: Mutant) -> list[Parsed]:
        """The declarations that a mutant reaches, itself among them, read again in its own file alone."""
        self._reach(place, mutant)
        for other, stretches in self._reached.items():
            if other != place and other not in self._others:
                file = self.parsed[other].file
                text = "".join(file.text[one.start : one.end] for one in stretches)
                self._others[other] = parse(SourceFile(file.path, text))
        text = "".join(mutant.within(one.start, one.end) for one in self._reached[place])
        mine = parse(SourceFile(mutant.before.path, text))
        return [mine if other == place else self._others[other] for other in self._reached]

    def _effort(self, place: int, mutant: Mutant) -> int:
        """Proofs hold what stands in a declaration against each other, so that long ones take more than their letters."""
        self._reach(place, mutant)
        letters = sum(one.end - one.start for stretches in self._reached.values() for one in stretches)
        return MUTANT + letters + letters**2 // SQUARE

    def _reach(self, place: int, mutant: Mutant) -> None:
        if self._at is None or self._at[0] != place or not self._at[1].start <= mutant.start < self._at[1].end:
            stretch, reached = self._related.of(place, mutant.start)
            self._at, self._others, self._reached = (place, stretch), {}, {}
            for one in reached:
                self._reached.setdefault(one.place, []).append(one)


def _judged(changed: Sequence[Parsed], mutant: Mutant, work: Effort | None) -> MutantResult:
    checked = check_parsed(changed)
    problem = next((p for p in checked.problems if p.severity is Severity.ERROR), None)
    if problem is None:
        problem = next((p for p in checked.problems if p.id == "not-proven"), None)
    if problem is not None:
        return MutantResult(mutant.span, mutant.text, "check", problem.id)
    failing = _failing(checked.program, mutant.before.path, work)
    if failing:
        return MutantResult(mutant.span, mutant.text, "test", failing)
    return MutantResult(mutant.span, mutant.text, "survived")


def _failing(program: Program, path: str, work: Effort | None) -> str:
    """The name of the first test that fails, those of a file first; an empty text where all pass."""
    if not program.tests:
        return ""
    tests = sorted(program.tests, key=lambda test: test.span.file != path)
    with Runner(program, work=work, told=False) as runner:
        for test in tests:
            if not runner.run(test).passed:
                return test.name
    return ""
