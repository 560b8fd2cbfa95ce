"""What running in-spec tests found: which held, what came instead where one did not, and what all of them reached."""

from __future__ import annotations

from dataclasses import dataclass, field

from iku_dsl.problem import Span, Text
from iku_engine.results.evaluation import Result


@dataclass(frozen=True, slots=True)
class Failure:
    """An expectation that did not hold: as written, what came instead, and the result that shows why."""

    expected: str
    found: Text
    span: Span
    result: Result | None


@dataclass(frozen=True, slots=True)
class TestResult:
    """One in-spec test; `problem` is set where its given facts could not be used."""

    name: str
    indicator: str
    span: Span
    failures: tuple[Failure, ...] = ()
    problem: tuple[Text, ...] = ()

    @property
    def passed(self) -> bool:
        """Whether all held."""
        return not self.failures and not self.problem


@dataclass(frozen=True, slots=True)
class Coverage:
    """What the tests of a spec set reached: bands, branches and guards, each as reached and named ones that were not."""

    kind: str
    reached: int
    total: int
    missed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TestReport:
    """All in-spec tests of a spec set."""

    results: tuple[TestResult, ...]
    coverage: tuple[Coverage, ...] = field(default=())
