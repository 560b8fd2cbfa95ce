"""In-spec tests: each in a store of its own in memory, through the very checks and evaluation that real facts go through.

A report says which held, what came instead where one did not, and which bands, guards (also of profiles, and limits of categories) and
branches all of them reached.
"""

from __future__ import annotations

import gc
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field, replace
from fractions import Fraction
from types import TracebackType

from iku_dsl.budgets import Effort, most
from iku_dsl.period import Period
from iku_dsl.problem import Span, Text, say
from iku_dsl.program import Expectation, Indicator, Program, Test, expressions
from iku_dsl.program import expression as ex
from iku_dsl.wording import figure
from iku_engine.arithmetic.tables import RowsMeant
from iku_engine.database.connecting import forget_statements
from iku_engine.errors import EngineError
from iku_engine.evaluating.evaluate import all_of
from iku_engine.indicators.results import new_evaluator
from iku_engine.indicators.results import result as result_of
from iku_engine.migrate.opening import open_store
from iku_engine.results.evaluation import Node, Operation, Result, State, TargetResult
from iku_engine.snapshot.snapshot import Snapshot
from iku_engine.testing.given import RefusedGivenError, count_all_as_loaded, given_values, take_in


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


class CoverageLog:
    """Notes which bands, guards and branches results went through."""

    def __init__(self, program: Program) -> None:
        self.bands: dict[tuple[str, str], bool] = {}
        self.guards: dict[tuple[str, str], bool] = {}
        self.branches: dict[tuple[str, str], bool] = {}
        self.program = program
        used = {version.scale for versions in program.indicators.values() for version in versions if version.scale}
        for name in sorted(used):
            for band in program.scales[name].bands:
                if band.intervals:
                    self.bands[(name, band.name)] = False
        for versions in program.indicators.values():
            for version in versions:
                conditions = [*(guard.condition for guard in version.guards), *(cap.condition for cap in version.caps)]
                for condition in conditions:
                    self.guards[(version.name, condition.text)] = False
                for expression in expressions(version):
                    self._expect_branches(expression)
                self._expect_profile(version)

    def _expect_branches(self, expression: ex.Expression) -> None:
        for part in ex.walk(expression):
            if isinstance(part, ex.Choose):
                self.branches[(part.text, "then")] = False
                self.branches[(part.text, "otherwise")] = False

    def _expect_profile(self, version: Indicator) -> None:
        """What of a profile counts in the direction of an indicator that has a target."""
        if version.achievement is None or not version.targets:
            return
        profile = self.program.profiles[version.achievement.profile]
        for guard in profile.guards:
            if guard.direction in (None, version.direction):
                self.guards[(profile.name, guard.condition.text)] = False
        if version.direction in profile.rules:
            self._expect_branches(profile.rules[version.direction])

    def note(self, results: Iterable[Result]) -> None:
        """Note what some results of one evaluation went through; the trace of one stands below those of others that read it."""
        seen: set[int] = set()
        for result in results:
            version = self.program.version(result.indicator, result.period)
            if version is None:
                continue
            if result.category is not None and result.category.id and version.scale:
                self._reach(self.bands, (version.scale, result.category.id))
            if result.trace.operation is Operation.GUARD:
                self._reach(self.guards, (result.indicator, result.trace.text))
            for cap in version.caps:
                if result.category is not None and result.category.capped == say("=", text=cap.reason):
                    self._reach(self.guards, (result.indicator, cap.condition.text))
            for node in result.trace.walk(seen):
                self._branch(node)
            for target in result.targets:
                self._achievement(version, target, seen)

    def _achievement(self, version: Indicator, target: TargetResult, seen: set[int]) -> None:
        if version.achievement is None or target.trace is None:
            return
        if target.trace.operation is Operation.GUARD and target.trace.state is State.NOT_APPLICABLE:
            self._reach(self.guards, (version.achievement.profile, target.trace.text))
        for node in target.trace.walk(seen):
            self._branch(node)

    def _branch(self, node: Node) -> None:
        if node.operation is Operation.IF and node.children and node.children[0].state is State.VALUE:
            self._reach(self.branches, (node.text, "then" if node.children[0].value else "otherwise"))

    @staticmethod
    def _reach(known: dict[tuple[str, str], bool], place: tuple[str, str]) -> None:
        if place in known:
            known[place] = True

    def report(self) -> tuple[Coverage, ...]:
        """How much of each kind was reached."""
        found = []
        for kind, known in (("bands", self.bands), ("guards", self.guards), ("branches", self.branches)):
            if known:
                missed = tuple(f"{owner}: {name}" for (owner, name), reached in known.items() if not reached)
                found.append(Coverage(kind, len(known) - len(missed), len(known), missed))
        return tuple(found)


Keys = tuple[str, ...]
MEMBERS_SHOWN = 8
MUCH = 100_000  # steps of tests, which leave up to 100 MB
ITSELF = 450  # steps that a test takes before anything is worked out: what is given comes into the store, and goes
ENDLESS = 10**18  # steps: as long as it takes


def run_tests(program: Program, letters: int = 0, every: bool = False) -> TestReport:
    """Runs the tests of a program, and tells which bands, guards and branches they reached.

    Those that there are no steps for are told as not run, unless `every` one is to be. The `letters` of the specs leave fewer steps: to
    read and prove them has taken its time already, and it is the command that somebody waits for.
    """
    log = CoverageLog(program)
    work = Effort(ENDLESS if every else most("worked-untraced"))
    work.spend(letters // 2)
    with Runner(program, log, work, itself=ITSELF) as runner:
        if every:
            runner.rows_due = Effort(ENDLESS)
        results = [runner.run(test) for test in program.tests]
    return TestReport(tuple(results), log.report())


class Runner:
    """Runs tests one after another in one store in memory, in which nothing stays of any of them."""

    def __init__(
        self,
        program: Program,
        log: CoverageLog | None = None,
        work: Effort | None = None,
        told: bool = True,
        itself: int = 0,
    ) -> None:
        """`work` is what may be worked out, also by others that share it; `told` says whether what fails is explained by traces.

        A test takes so many steps `itself`, where it is not counted how many there are.
        """
        self.program, self.log = program, log
        self.store = open_store("sqlite://", program)
        count_all_as_loaded(self.store)
        self.rows_due, self._work = Effort(most("rows-due")), work or Effort(most("worked-untraced"))
        self._itself = itself
        self._meant = RowsMeant()
        self._left_behind, self._froze = 0, False
        self._untold = Effort(most("failing-tests") if told else 0)

    def __enter__(self) -> Runner:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.store.close()
        self._tidy(MUCH // 10)
        if self._froze:
            gc.unfreeze()

    def run(self, test: Test) -> TestResult:
        """One test; where those before it worked out too much, it is not run, and says so."""
        if self._work.gone:
            problem = say("tests-worked-many", limit=self._work.most)
            return TestResult(test.name, test.indicator, test.span, problem=(problem,))
        self._work.spend(self._itself)
        try:
            with self.store.rolled_back() as connection:
                refused = take_in(self.store, connection, self.program, test, self._work)
                snapshot = Snapshot(connection, self.store.schema, self.program)
                snapshot.rows_due, snapshot.work, snapshot.meant = self.rows_due, Effort(most("worked")), self._meant
                try:
                    result = _judged(snapshot, test, refused, self.log, traced=self._untold.left > 0)
                finally:
                    self._count(snapshot.work.most - snapshot.work.left)
            self._untold.spend(bool(result.failures))
            return result
        except RefusedGivenError as refused:
            return TestResult(test.name, test.indicator, test.span, problem=refused.reasons)
        except EngineError as error:
            return TestResult(test.name, test.indicator, test.span, problem=(error.text,))

    def _count(self, steps: int) -> None:
        self._work.spend(steps)
        self._left_behind += steps
        if self._tidy(MUCH) and not gc.get_freeze_count():  # else whoever froze what is there thaws it
            gc.freeze()  # what is there now is not looked through again, each time when what tests left is let go of
            self._froze = True

    def _tidy(self, much: int) -> bool:
        """Let go of what tests left, if it is much: evaluations are rings of objects, which Python looks for only once there are many."""
        if self._left_behind <= much:
            return False
        forget_statements()
        gc.collect()
        self._left_behind = 0
        return True


def _judged(
    snapshot: Snapshot, test: Test, refused: Collection[Keys], log: CoverageLog | None, *, traced: bool
) -> TestResult:
    failures: list[Failure] = []
    run = new_evaluator(snapshot.program, snapshot)
    run.given = given_values(test)
    seen: dict[tuple[str, Period], list[Result]] = {}
    for expectation in test.expectations:
        if expectation.part == "refused":
            if not (expectation.keys in refused if expectation.keys else refused):
                taken = say("found.taken") if expectation.keys else say("found.all-taken")
                failures.append(Failure(expectation.text, taken, expectation.span, None))
            continue
        place = (expectation.indicator, test.period)
        if place not in seen:
            seen[place] = all_of(run, expectation.indicator, test.period)
        result = next((r for r in seen[place] if r.key == expectation.keys), None)
        found = _found(expectation, result) if result is not None else _no_member(snapshot, expectation)
        if found is not None:
            failures.append(Failure(expectation.text, found, expectation.span, result))
    if log is not None:
        log.note(run.results.values())  # with those that others read
    if failures:
        failures = _explained(snapshot, test, failures) if traced else [replace(f, result=None) for f in failures]
    return TestResult(test.name, test.indicator, test.span, tuple(failures))


def _explained(snapshot: Snapshot, test: Test, failures: list[Failure]) -> list[Failure]:
    """The failures with their results traced down to the members of sets, which a test that holds does not need."""
    run = new_evaluator(snapshot.program, snapshot)
    run.listing = 10
    run.given = given_values(test)
    return [
        replace(f, result=result_of(run, f.result.indicator, test.period, f.result.key)) if f.result is not None else f
        for f in failures
    ]


def _no_member(snapshot: Snapshot, expectation: Expectation) -> Text:
    """Why an indicator has no result for some keys: the first of them that no member has, and the members that there are."""
    for name, key in zip(
        snapshot.program.indicators[expectation.indicator][0].dimensions, expectation.keys, strict=True
    ):
        known = snapshot.members(name)
        if key not in known:
            members, more = tuple(known)[:MEMBERS_SHOWN], len(known) - MEMBERS_SHOWN
            if not known:
                return say("found.no-members", key=key, dimension=name)
            if more > 0:
                return say("found.no-member.more", key=key, dimension=name, members=members, more=more)
            return say("found.no-member", key=key, dimension=name, members=members)
    return say("found.none")


def _found(expectation: Expectation, result: Result) -> Text | None:
    """What came instead of what was expected, None where that came."""
    match expectation.part:
        case "value":
            return _state_or_number(expectation, result.state, result.value, result.reason, result.shown.percent)
        case "band":
            category = result.category.id if result.category is not None else ""
            if expectation.state == "missing":
                return None if not category else say("found.value", value=category)
            if category == expectation.category:
                return None
            return say("found.value", value=category) if category else say("found.no-band")
        case "rank":
            rank = Fraction(result.rank) if result.rank is not None else None
            state = State.VALUE if rank is not None else State.MISSING
            return _state_or_number(expectation, state, rank, None, False)
        case "achievement":
            return _achievement(expectation, result)
        case "bounds":
            return _bounds(expectation, result)
        case "comparison":
            verdict = next((item.verdict for item in result.comparisons if item.verdict), "")
            if verdict == expectation.category:
                return None
            return say("found.value", value=say(f"comparison.{verdict}")) if verdict else say("found.no-comparison")
        case "let":
            return _let(expectation, result)
        case "refused":
            raise AssertionError("of given rows, not of a result")


def _state_or_number(
    expectation: Expectation, state: State, value: Fraction | None, reason: Text | None, percent: bool
) -> Text | None:
    if expectation.state:
        if state.value == expectation.state:
            return None
    elif state is State.VALUE and value is not None and _matches(expectation, value):
        return None
    if state is State.VALUE and value is not None:
        return say("found.value", value=figure(value, percent))
    if reason is None:
        return say("found.value", value=say(f"state.{state}"))
    return say("found.state", state=f"state.{state}", reason=reason)


def _matches(expectation: Expectation, value: Fraction) -> bool:
    assert expectation.value is not None
    if expectation.high is not None:
        return expectation.value <= value <= expectation.high
    return abs(value - expectation.value) <= expectation.tolerance


def _achievement(expectation: Expectation, result: Result) -> Text | None:
    target = next((t for t in result.targets if t.name == expectation.which), None)
    if target is None:
        return None if expectation.state in ("missing", "not-applicable") else say("found.none")
    return _state_or_number(expectation, target.state, target.achievement, target.reason, percent=True)


def _bounds(expectation: Expectation, result: Result) -> Text | None:
    bounds = result.bounds
    if bounds is None:
        return None if expectation.state else say("found.none")
    high = expectation.high if expectation.high is not None else expectation.value
    ends = ((bounds.low, expectation.value), (bounds.high, high))
    if all(a is not None and b is not None and abs(a - b) <= expectation.tolerance for a, b in ends):
        return None
    percent = result.shown.percent
    low_text = figure(bounds.low, percent) if bounds.low is not None else ""
    high_text = figure(bounds.high, percent) if bounds.high is not None else ""
    return say("found.bounds", low=low_text, high=high_text)


def _let(expectation: Expectation, result: Result) -> Text | None:
    roots: list[Node] = [result.trace, *result.guards]
    named = next(
        (n for root in roots for n in root.walk() if n.operation is Operation.NAMED and n.text == expectation.let), None
    )
    if named is None:
        return say("found.none")
    value = named.value if isinstance(named.value, Fraction) else None
    return _state_or_number(expectation, named.state, value, named.reason, named.shown.percent)
