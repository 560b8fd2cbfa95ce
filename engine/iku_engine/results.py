"""One indicator in one period for one entity: guards, formula, rounding, official value, category, targets."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from iku_dsl.budgets import most
from iku_dsl.period import Period
from iku_dsl.problem import Text, say
from iku_dsl.program import GivenValue, Indicator, Official, Program, Scale
from iku_dsl.records import replace
from iku_engine.achieve import achieved
from iku_engine.arithmetic import bounds_of, interval_of
from iku_engine.beside import Completeness, PeriodRead, Status
from iku_engine.completeness import completeness
from iku_engine.dependencies import Dependencies
from iku_engine.environment import Environment
from iku_engine.errors import WrongUse
from iku_engine.evaluation import CategoryResult, Comparison, Node, Result, State, TargetResult
from iku_engine.exact import TooLongError
from iku_engine.guarding import leaves_ends
from iku_engine.indicator_values import Others
from iku_engine.judge import capped, certain_category, comparison, either_category, outside, uncertain_category
from iku_engine.marks import AS_PRINTED, Mark, together
from iku_engine.parents import attributes, below_none
from iku_engine.plan import plan
from iku_engine.rests import Rests, own_reads
from iku_engine.seen import OfReads, of_reads
from iku_engine.snapshot import Snapshot
from iku_engine.telling import shown_as, told
from iku_engine.unit import in_unit, within_range
from iku_engine.unloaded import together as all_of

RESULT = 20  # numbers that a result takes as long as, beside those of its formula
MAX_DEPTH = 20  # indicators that need indicators, on one stack
MAX_PENDING = 200  # stacks that wait for one another: chains of some 4,000 results
Place = tuple[str, Period, tuple[str, ...]]


class TooDeepError(Exception):
    """An indicator is needed so deep below others that it is evaluated first, from the top."""

    def __init__(self, place: Place) -> None:
        super().__init__(place[0])
        self.place = place


class Results(Others):
    """Evaluates indicators, each once for a period and entity."""

    def __init__(self, program: Program, snapshot: Snapshot, *, as_printed: bool = False) -> None:
        super().__init__(program, snapshot, as_printed=as_printed)
        self._done: dict[Place, Result] = {}
        self._listed: set[Place] = set()  # those that list the members of their sets
        self._running: dict[Place, None] = {}
        self._pending: list[Place] = []
        self._registered: set[int] = set()
        self.wanted: frozenset[tuple[str, Period]] = frozenset()  # what somebody wants, and not for the sake of others
        self._needed: set[tuple[str, Period]] = set()  # what others need beside
        self.given: Mapping[Place, GivenValue] = {}  # what an in-spec test gives in place of what facts make
        self.status: Status | None = None  # of results that nobody has looked at yet
        self._own_reads: dict[tuple[int, Period], frozenset[PeriodRead]] = {}
        self._dependencies = Dependencies()
        self._attributes: dict[int, dict[tuple[str, str], str]] = {}
        self._below_none: dict[tuple[int, Period], tuple[Mark, ...]] = {}
        self._of_reads: dict[frozenset[PeriodRead], OfReads] = {}
        self._noticed_of: dict[frozenset[PeriodRead], tuple[Text, ...]] = {}
        self._complete: dict[PeriodRead, Completeness | None] = {}
        self._complete_of: dict[frozenset[PeriodRead], tuple[Completeness, ...]] = {}

    def result(self, name: str, period: Period, key: tuple[str, ...] = ()) -> Result:
        """The result of an indicator; `key` has a member of each of its dimensions.

        Long chains (a year that needs the year before, and so on) are evaluated from their far end.
        """
        result = self._made((name, period, key))
        self.noting.add(result.reads, result.marks)
        return result

    def _made(self, place: Place) -> Result:
        name, period, _ = place
        if place in self._done and (self.listing == 0 or place in self._listed):
            return self._done[place]
        if place in self._running or place in self._pending[:-1]:
            return self._without(*place, State.ERROR, say("indicator.cycle", indicator=name, period=str(period)))
        if self._running:
            if self._endless(place):
                return self._without(*place, State.MISSING, say("missing.beyond", text=name))
            if len(self._running) >= MAX_DEPTH:
                raise TooDeepError(place)
            return self._run(place)
        self._pending = [place]
        while self._pending:
            try:
                self._run(self._pending[-1])
            except TooDeepError as deeper:
                self._pending.append(deeper.place)
                if len(self._pending) <= MAX_PENDING:
                    continue
                reason = say("indicator.too-deep", indicator=name)
                self._done[deeper.place] = self._without(*deeper.place, State.ERROR, reason)
            self._pending.pop()
        return self._done[place]

    def _endless(self, place: Place) -> bool:
        """Whether an indicator that needs its own past, and says no first period, has come to where there are no facts."""
        name, period, key = place
        version = self.program.version(name, period)
        if version is None or version.effective.first is not None or not self.snapshot.before_all(period):
            return False
        return any(one == name and members == key and later > period for one, later, members in self._running)

    def _run(self, place: Place) -> Result:
        levels, rests = self.levels, Rests()
        self.snapshot.work_out(RESULT)
        self._count(place)
        self._running[place] = None
        try:
            with self.noting.into(rests):
                self._done[place] = self._result(*place)
            if self.listing != 0:
                self._listed.add(place)
        except TooLongError:
            reason = say("number-too-large", text=place[0])
            self._done[place] = self.with_rests(self._without(*place, State.ERROR, reason), rests)
        except RecursionError:
            if len(self._running) > 1:
                raise TooDeepError(place) from None
            reason = say("indicator.too-deep", indicator=place[0])
            self._done[place] = self.with_rests(self._without(*place, State.ERROR, reason), rests)
        finally:
            self.levels = levels
            del self._running[place]
        return self._done[place]

    def _count(self, place: Place) -> None:
        """Whether so much may be needed beside what is asked for. Errors: `WrongUse`. Entities are not counted: facts name those."""
        needed = place[:2]
        if needed in self.wanted or needed in self._needed:
            return
        self._needed.add(needed)
        if len(self._needed) > most("needed"):
            name, period = self._pending[0][:2]
            raise WrongUse(say("needed-many", name=name, period=str(period), limit=most("needed")))

    # ---- one result

    def _without(
        self, name: str, period: Period, key: tuple[str, ...], state: State, reason: Text, trace: Node | None = None
    ) -> Result:
        about = self.program.indicators[name][0]
        node = trace or Node("indicator", name, about.title, state=state, reason=reason)
        labels = self.labels(about.dimensions, key)
        return Result(name, about.title, period, key, labels, state, None, shown_as(about), node, reason=reason)

    def _result(self, name: str, period: Period, key: tuple[str, ...]) -> Result:
        indicator = self.program.version(name, period)
        if indicator is None:
            return self._without(
                name, period, key, State.NOT_APPLICABLE, say("indicator.no-version", period=str(period))
            )
        self.noting.add(self.own_reads(indicator, period), self.below_none(indicator, period))
        for dimension, member in zip(indicator.dimensions, key, strict=True):
            beyond = self.snapshot.validity.beyond(dimension, member, period)
            if beyond is not None:
                return self.with_rests(self._without(name, period, key, State.NOT_APPLICABLE, beyond), self.noting.open)
        if id(indicator) not in self._registered:
            self._registered.add(id(indicator))
            self.follow(self.foreseen.get((name, period)) or plan(self.program, indicator, period))
        if self.as_printed and self._is_corrected(indicator):
            self.noting.add(marks=(AS_PRINTED,))
        self.levels = indicator.levels
        at = self.place(indicator, period, key)
        given = self.given.get((name, period, key))
        if given is not None:
            return self._given(given, indicator, at)
        guards: list[Node] = []
        undecided: Node | None = None
        for guard in indicator.guards:
            node = self.node(guard.condition, at)
            guards.append(node)
            if node.state is State.VALUE and node.value:
                result = self._without(name, period, key, State.NOT_APPLICABLE, say("=", text=guard.reason), node)
                trace = Node(
                    "guard", guard.condition.text, indicator.title, state=State.NOT_APPLICABLE,
                    reason=say("=", text=guard.reason), children=(node,), span=guard.span,
                )  # fmt: skip
                return self._told(replace(result, trace=trace, guards=tuple(guards)), indicator)
            if node.state is State.ERROR:
                reason = node.reason or say("guard.error", text=guard.condition.text)
                return self._told(self._without(name, period, key, State.ERROR, reason, node), indicator)
            if node.state is State.MISSING and undecided is None:
                undecided = node
        computed = in_unit(indicator, self.node(indicator.formula, at))
        computed = within_range(indicator, computed)
        lacking = [guard.unloaded for guard in guards if guard.state is State.MISSING]
        if any(lacking):
            computed = replace(computed, unloaded=all_of((computed.unloaded, *lacking)))
        if undecided is not None and computed.state is State.VALUE:
            interval = interval_of(computed)
            computed = replace(
                computed,
                state=State.MISSING,
                value=None,
                reason=undecided.reason,
                bounds=bounds_of(interval, tight=True),
            )
        elif computed.bounds is not None and not leaves_ends(indicator, guards, computed):
            computed = replace(computed, bounds=replace(computed.bounds, tight=False))
        perhaps = computed.perhaps and computed.state is State.MISSING
        return self._judged(indicator, period, key, at, computed, tuple(guards), undecided is not None or perhaps)

    def _is_corrected(self, indicator: Indicator) -> bool:
        """Whether the source prints a weight or a band of an indicator otherwise than the spec has it."""
        bands = self.program.scales[indicator.scale].bands if indicator.scale else ()
        weights = [weight for level in indicator.levels for weight in level.weights]
        return any(weight.correction for weight in weights) or any(band.correction for band in bands)

    def _given(self, given: GivenValue, indicator: Indicator, at: Environment) -> Result:
        """The result with what a test gives in place of its formula and guards."""
        name, period, key = given.indicator, given.period, given.keys
        node = Node("constant", name, indicator.title, shown=shown_as(indicator))
        match given.state:
            case "not-applicable":
                result = self._without(name, period, key, State.NOT_APPLICABLE, say("given.not-applicable"))
                return self._told(result, indicator)
            case "missing":
                bounds = bounds_of(indicator.range, tight=False)
                node = replace(node, state=State.MISSING, reason=say("given.missing"), bounds=bounds)
            case "":
                node = replace(node, value=given.value)
        return self._judged(indicator, period, key, at, node, (), False)

    def _judged(
        self,
        indicator: Indicator,
        period: Period,
        key: tuple[str, ...],
        at: Environment,
        computed: Node,
        guards: tuple[Node, ...],
        may_be_not_applicable: bool,
    ) -> Result:
        comparisons: list[Comparison] = []
        root = computed
        for official in indicator.official:
            published = self.published(official, at)
            comparisons.append(comparison(official, published, computed))
            if official.replaces and published.state is State.VALUE:
                root = Node(
                    "official", official.value.text, indicator.title, value=published.value, shown=shown_as(indicator),
                    children=(published, computed), span=official.span,
                )  # fmt: skip
                root = within_range(indicator, root)
                may_be_not_applicable = False
        value = root.value if root.state is State.VALUE and isinstance(root.value, Fraction) else None
        result = Result(
            indicator.name,
            indicator.title,
            period,
            key,
            self.labels(indicator.dimensions, key),
            root.state,
            value,
            shown_as(indicator),
            root,
            reason=root.reason,
            bounds=root.bounds if root.state is State.MISSING else None,
            may_be_not_applicable=may_be_not_applicable,
            comparisons=tuple(comparisons),
            guards=guards,
        )
        result = self.judged(indicator, at, self._with_targets(indicator, at, result))
        return self._told(result, indicator)

    def published(self, official: Official, at: Environment) -> Node:
        """A published value beside the computed one."""
        return self.node(official.value, at)

    def _with_targets(self, indicator: Indicator, at: Environment, result: Result) -> Result:
        found: list[TargetResult] = []
        for target in indicator.targets:
            if at.period in target.periods:
                low = self.node(target.value, at)
                high = self.node(target.high, at) if target.high is not None else None
                found.append(achieved(self, indicator, target.name, at, result, low, high))
        return replace(result, targets=tuple(found)) if found else result

    def judged(self, indicator: Indicator, at: Environment, result: Result) -> Result:
        """The result with its category, or why it has none."""
        if not indicator.scale:
            return result
        scale = self.program.scales[indicator.scale]
        state, value, bounds = result.state, result.value, result.bounds
        if indicator.scale_of_achievement:
            target = next((target for target in result.targets if not target.name), None)
            if target is None:
                return result
            state, value = target.state, target.achievement
            bounds = target.trace.bounds if target.trace is not None and target.value is not None else None
        category: CategoryResult | None = None
        beyond: Text | None = None
        if state is State.VALUE and value is not None:
            category = certain_category(scale, value, self.as_printed)
            if category is None:
                beyond = outside(scale, value)
        elif state is State.MISSING:
            category = uncertain_category(scale, bounds, self.as_printed)
        if category is not None:
            category = self._capped(indicator, scale, at, category)
        return replace(result, category=category, outside=beyond)

    def _capped(self, indicator: Indicator, scale: Scale, at: Environment, category: CategoryResult) -> CategoryResult:
        for cap in indicator.caps:
            node = self.node(cap.condition, at)
            limited = capped(scale, category, cap.band, say("=", text=cap.reason))
            if node.state is State.VALUE and node.value:
                category = limited
            elif node.state in (State.MISSING, State.ERROR):
                category = either_category(scale, category, limited)
        return category

    # ---- what goes along

    def _told(self, result: Result, indicator: Indicator) -> Result:
        return told(result, indicator, self.program, self._beside(self.noting.open))

    def own_reads(self, indicator: Indicator, period: Period) -> frozenset[PeriodRead]:
        """What an indicator's own statements may read in a period."""
        place = (id(indicator), period)
        if place not in self._own_reads:
            self._own_reads[place] = own_reads(self.program, indicator, period, self._dependencies)
        return self._own_reads[place]

    def below_none(self, indicator: Indicator, period: Period) -> tuple[Mark, ...]:
        """The marks of what an indicator asks by the parents of members, where those of some are not valid."""
        place = (id(indicator), period)
        if place not in self._below_none:
            if id(indicator) not in self._attributes:
                self._attributes[id(indicator)] = attributes(self.program, indicator)
            asked = self._attributes[id(indicator)]
            self._below_none[place] = tuple(below_none(self.program, self.snapshot, asked, period))
        return self._below_none[place]

    def with_rests(self, result: Result, rests: Rests) -> Result:
        """The result with its marks, and with what waits of all that it was read from."""
        return replace(result, **self._beside(rests))

    def _beside(self, rests: Rests) -> dict[str, Any]:
        key = frozenset(rests.reads)
        if key not in self._of_reads:
            self._of_reads[key] = of_reads(self.snapshot, key)
            known = (self._completeness(read) for read in self._of_reads[key][0])
            self._complete_of[key] = tuple(one for one in known if one is not None)
        reads, marks, waiting = self._of_reads[key]
        return {
            "reads": reads,
            "marks": together(marks, rests.marks) if rests.marks else marks,
            "waiting": waiting,
            "notes": (*(rows.sentence for rows in waiting), *self._noticed(key)),
            "status": self.status,
            "completeness": self._complete_of[key],
        }

    def _noticed(self, reads: frozenset[PeriodRead]) -> tuple[Text, ...]:
        """What was told of rows of these periods as they came, and are to be looked at."""
        if self.snapshot.doubted.keys().isdisjoint(read.relation for read in reads):
            return ()
        if reads not in self._noticed_of:
            from iku_engine.facts.noticed import noticed  # which loads what few evaluations need

            self._noticed_of[reads] = noticed(self.snapshot, reads)
        return self._noticed_of[reads]

    def _completeness(self, read: PeriodRead) -> Completeness | None:
        """How complete a source is in a period that was read; None where no rows are expected, or the period was never loaded."""
        source = self.program.sources.get(read.relation)
        if source is None or (read.period is None and source.grain is not None):
            return None
        if read not in self._complete:
            with self.noting.into(Rests()):
                self._complete[read] = completeness(self, source, read.period)
        return self._complete[read]
