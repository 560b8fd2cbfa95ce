"""The state of an evaluation of indicators: a calculation, with the results that are made and those that are being made."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from iku_dsl.period import Period
from iku_dsl.problem import Text
from iku_dsl.program import GivenValue, Indicator, Official, Program
from iku_dsl.records import record
from iku_engine.calculate import Calculation
from iku_engine.calculate.context import Hooks, Keys
from iku_engine.calculate.expressions import node
from iku_engine.plan.dependencies import Dependencies
from iku_engine.plan.environment import Environment
from iku_engine.plan.plan import Plan
from iku_engine.results.beside import Completeness, PeriodRead, Status
from iku_engine.results.evaluation import Node, Result
from iku_engine.results.marks import Mark
from iku_engine.snapshot.seen import OfReads
from iku_engine.snapshot.snapshot import Snapshot

Place = tuple[str, Period, Keys]


@record
class ResultHooks:
    """How a result is asked for and made: what a counterfactual replaces beside the hooks of its calculation."""

    result: Callable[[Evaluator, str, Period, Keys], Result]
    evaluated: Callable[[Evaluator, Place], Result]
    published: Callable[[Evaluator, Official, Environment], Node]
    with_targets: Callable[[Evaluator, Indicator, Environment, Result], Result]


class Evaluator(Calculation):
    """The state of one evaluation; `results.new_evaluator` makes it."""

    def __init__(
        self, program: Program, snapshot: Snapshot, hooks: Hooks, result_hooks: ResultHooks, *, as_printed: bool
    ) -> None:
        super().__init__(program, snapshot, node, hooks, as_printed=as_printed)
        self.result_hooks = result_hooks
        self.silent = False  # whether nothing is told beside results: what waits, what is missing
        self.results: dict[Place, Result] = {}
        self.listed: set[Place] = set()  # those that list the members of their sets
        self.running: dict[Place, None] = {}
        self.pending: list[Place] = []
        self.wanted: frozenset[tuple[str, Period]] = frozenset()  # what somebody wants, and not for the sake of others
        self.needed: set[tuple[str, Period]] = set()  # what others need beside
        self.given: Mapping[Place, GivenValue] = {}  # what an in-spec test gives in place of what facts make
        self.status: Status | None = None  # of results that nobody has looked at yet
        self.step: Callable[[], None] = lambda: None  # called after each result
        self.values: dict[Place, tuple[Result, Node]] = {}  # as other indicators read them
        self.among: dict[
            Place, dict[Keys, int]
        ] = {}  # how certainly entities are in the set in which an indicator ranks
        self.own_reads: dict[tuple[int, Period], frozenset[PeriodRead]] = {}
        self.plans: dict[int, Plan] = {}  # of versions of indicators, in one of their periods
        self.dependencies = Dependencies()
        self.attributes: dict[int, dict[tuple[str, str], str]] = {}
        self.below_none: dict[tuple[int, Period], tuple[Mark, ...]] = {}
        self.of_reads: dict[frozenset[PeriodRead], OfReads] = {}
        self.noticed: dict[frozenset[PeriodRead], tuple[Text, ...]] = {}
        self.complete: dict[PeriodRead, Completeness | None] = {}
        self.complete_of: dict[frozenset[PeriodRead], tuple[Completeness, ...]] = {}
