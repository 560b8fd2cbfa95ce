"""One indicator in one period for one entity: guards, formula, rounding, official value, category, targets."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

from iku_dsl.expression import Part
from iku_dsl.interval import Interval
from iku_dsl.period import Period
from iku_dsl.problem import Text, say
from iku_dsl.program import Indicator, Program, Scale
from iku_dsl.wording import Figure, figure, interval_text
from iku_engine.achieve import achieved
from iku_engine.arithmetic import bounds_of, interval_of, monotone
from iku_engine.calculate import Calculator
from iku_engine.environment import Environment
from iku_engine.evaluation import (
    Bounds,
    CategoryResult,
    Comparison,
    Correction,
    MissingInput,
    Node,
    Result,
    Shown,
    State,
    TargetResult,
)
from iku_engine.exact import rounded
from iku_engine.judge import capped, certain_category, comparison, outside, uncertain_category
from iku_engine.plan import plan
from iku_engine.snapshot import Snapshot

MAX_DEPTH = 60  # indicators that need indicators
MAX_MISSING = 50  # missing inputs that are listed


class Results(Calculator):
    """Evaluates indicators, each once for a period and entity."""

    def __init__(self, program: Program, snapshot: Snapshot, *, as_printed: bool = False) -> None:
        super().__init__(program, snapshot, as_printed=as_printed)
        self._done: dict[tuple[str, Period, tuple[str, ...]], Result] = {}
        self._registered: set[int] = set()
        self._depth = 0
        self.given: dict[tuple[str, tuple[str, ...]], Fraction] = {}

    def result(self, name: str, period: Period, key: tuple[str, ...] = ()) -> Result:
        """The result of an indicator; `key` has a member of each of its dimensions."""
        place = (name, period, key)
        if place not in self._done:
            if self._depth >= MAX_DEPTH:
                return self._without(name, period, key, State.ERROR, say("indicator.too-deep", indicator=name))
            self._depth += 1
            levels = self.levels
            try:
                self._done[place] = self._result(name, period, key)
            finally:
                self.levels = levels
                self._depth -= 1
        return self._done[place]

    def indicator_node(self, name: str, part: Part, which: str, period: Period, keys: tuple[str, ...]) -> Node:
        """What another indicator's formula reads of this one."""
        listing, self.listing = self.listing, 0
        try:
            result = self.result(name, period, keys)
        finally:
            self.listing = listing
        label = " · ".join([result.label, *result.key_labels])
        node = Node("indicator", name, label, period=period, shown=result.shown, children=(result.trace,))
        match part:
            case Part.VALUE:
                return replace(
                    node, state=result.state, value=result.value, bounds=result.bounds, reason=result.reason,
                    inputs=result.trace.inputs,
                )  # fmt: skip
            case Part.CATEGORY:
                if result.category is not None and result.category.certain and result.category.id:
                    return replace(node, value=result.category.id, shown=Shown())
                state = State.MISSING if result.state is State.VALUE else result.state
                reason = result.outside or result.reason or say("band.undecided", indicator=result.label)
                return replace(node, state=state, reason=reason, inputs=result.trace.inputs)
            case Part.ACHIEVEMENT | Part.TARGET:
                return self._target_node(node, result, part, which)

    def _target_node(self, node: Node, result: Result, part: Part, which: str) -> Node:
        target = next((target for target in result.targets if target.name == which), None)
        if target is None:
            reason = say("target.none", indicator=result.label, period=str(result.period))
            return replace(node, state=State.NOT_APPLICABLE, reason=reason)
        if part is Part.TARGET:
            return replace(node, value=target.value)
        children = (target.trace,) if target.trace is not None else node.children
        return replace(
            node,
            state=target.state,
            value=target.achievement,
            reason=target.reason,
            shown=Shown(percent=True),
            children=children,
            bounds=target.trace.bounds if target.trace is not None else None,
            inputs=target.trace.inputs if target.trace is not None else frozenset(),
        )

    @staticmethod
    def place(indicator: Indicator, period: Period, key: tuple[str, ...]) -> Environment:
        """Where an indicator's expressions are evaluated for an entity."""
        keys = dict(zip(indicator.dimensions, key, strict=False))
        return Environment(period, keys, home=keys)

    # ---- one result

    def _without(
        self, name: str, period: Period, key: tuple[str, ...], state: State, reason: Text, trace: Node | None = None
    ) -> Result:
        about = self.program.indicators[name][0]
        node = trace or Node("indicator", name, about.title, state=state, reason=reason)
        labels = self.labels(about.dimensions, key)
        return Result(name, about.title, period, key, labels, state, None, _shown(about), node, reason=reason)

    def _result(self, name: str, period: Period, key: tuple[str, ...]) -> Result:
        if (name, key) in self.given:
            about = self.program.indicators[name][0]
            value = self.given[(name, key)]
            node = Node("constant", name, about.title, value=value, shown=_shown(about))
            labels = self.labels(about.dimensions, key)
            return Result(name, about.title, period, key, labels, State.VALUE, value, _shown(about), node)
        indicator = self.program.version(name, period)
        if indicator is None:
            return self._without(
                name, period, key, State.NOT_APPLICABLE, say("indicator.no-version", period=str(period))
            )
        if id(indicator) not in self._registered:
            self._registered.add(id(indicator))
            self.follow(plan(self.program, indicator, period))
        self.levels = indicator.levels
        at = self.place(indicator, period, key)
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
        computed = self._rounded(indicator, self.node(indicator.formula, at))
        computed = self._within_range(indicator, computed)
        if undecided is not None and computed.state is State.VALUE:
            interval = interval_of(computed)
            computed = replace(
                computed,
                state=State.MISSING,
                value=None,
                reason=undecided.reason,
                bounds=bounds_of(interval, tight=True),
            )
        return self._judged(indicator, period, key, at, computed, tuple(guards), undecided is not None)

    @staticmethod
    def _rounded(indicator: Indicator, formula: Node) -> Node:
        """`satuan … bulatkan n` rounds the figure as it is shown."""
        rounding = indicator.rounding
        if rounding is None:
            return formula
        places = rounding.digits + (2 if indicator.type.percent else 0)
        node = replace(
            formula, operation="unit", text=formula.text, children=(formula,), digits=places, fact=None, weight=None,
            groups=(), notes=(), statistic="", shown=replace(_shown(indicator), digits=rounding.digits),
        )  # fmt: skip
        if formula.state is State.VALUE:
            assert isinstance(formula.value, Fraction)
            return replace(node, value=rounded(formula.value, places, rounding.half_even))
        if formula.state is State.MISSING and formula.bounds is not None:
            span = monotone(interval_of(formula), lambda x: rounded(x, places, rounding.half_even))
            return replace(node, bounds=bounds_of(span, formula.bounds.tight))
        return node

    @staticmethod
    def _within_range(indicator: Indicator, node: Node) -> Node:
        """A value outside the declared range is an error, never shown as if it were right; bounds are cut to the range."""
        if node.state is State.MISSING and node.bounds is not None:
            span = Interval(node.bounds.low, node.bounds.high).meets(indicator.range)
            if span is not None:
                return replace(node, bounds=Bounds(span.low, span.high, node.bounds.tight))
            return node
        if node.state is not State.VALUE or node.value in indicator.range:
            return node
        assert isinstance(node.value, Fraction)
        percent = indicator.type.percent
        reason = say(
            "value.out-of-range", value=Figure(node.value, percent), range=interval_text(indicator.range, percent)
        )
        return Node(
            "unit", node.text, node.label, state=State.ERROR, reason=reason, children=(node,), shown=_shown(indicator)
        )

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
            published = self.node(official.value, at)
            value = computed.value if computed.state is State.VALUE and isinstance(computed.value, Fraction) else None
            comparisons.append(comparison(official, published, value))
            if official.replaces and published.state is State.VALUE:
                root = Node(
                    "official", official.value.text, indicator.title, value=published.value, shown=_shown(indicator),
                    children=(published, computed), span=official.span,
                )  # fmt: skip
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
            _shown(indicator),
            root,
            reason=root.reason,
            bounds=root.bounds if root.state is State.MISSING else None,
            may_be_not_applicable=may_be_not_applicable,
            comparisons=tuple(comparisons),
            guards=guards,
        )
        result = self._with_targets(indicator, at, result)
        result = self._with_category(indicator, at, result)
        return self._told(result, indicator)

    def _with_targets(self, indicator: Indicator, at: Environment, result: Result) -> Result:
        found: list[TargetResult] = []
        for target in indicator.targets:
            if at.period in target.periods:
                low = self.node(target.value, at)
                high = self.node(target.high, at) if target.high is not None else None
                found.append(achieved(self, indicator, target.name, at, result, low, high))
        return replace(result, targets=tuple(found)) if found else result

    def _with_category(self, indicator: Indicator, at: Environment, result: Result) -> Result:
        if not indicator.scale:
            return result
        scale = self.program.scales[indicator.scale]
        state, value, bounds = result.state, result.value, result.bounds
        if indicator.scale_of_achievement:
            target = next((target for target in result.targets if not target.name), None)
            if target is None:
                return result
            state, value = target.state, target.achievement
            bounds = target.trace.bounds if target.trace is not None else None
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
            if node.state is State.VALUE and node.value:
                category = capped(scale, category, cap.band, say("=", text=cap.reason))
            elif node.state is State.MISSING and category.id:
                limited = capped(scale, category, cap.band, say("=", text=cap.reason))
                if limited.id != category.id:
                    category = CategoryResult(
                        "", "", certain=False, possible=(category.id, limited.id), percent=category.percent
                    )
        return category

    # ---- what goes along

    def _told(self, result: Result, indicator: Indicator) -> Result:
        """The result with what people ask next: what is missing, which marks its facts carry, on what it is based."""
        inputs = list(_missing_inputs(result.trace))
        unique = list(dict.fromkeys(inputs))
        prose = indicator.prose
        marks = dict.fromkeys(self.marks_of(result, indicator))
        if self.as_printed and any(weight.correction for level in indicator.levels for weight in level.weights):
            marks["as-printed"] = None
        if any(note.key == "inexact" for node in result.trace.walk() for note in node.notes):
            marks["inexact"] = None
        if any(note.key.startswith("rule.") for node in result.trace.walk() for note in node.notes):
            marks["by-rule"] = None
        return replace(
            result,
            missing=tuple(unique[:MAX_MISSING]),
            missing_total=len(unique),
            marks=tuple(marks),
            basis=prose.basis,
            owner=": ".join(part for part in (prose.owner, ", ".join(prose.teams)) if part),
            goal=prose.goal,
            definition=prose.definition,
            corrections=tuple(_corrections(indicator, self.program)),
            notes=self.notes_of(indicator, result),
        )

    def marks_of(self, result: Result, indicator: Indicator) -> Sequence[str]:
        """The marks of the facts that a result was read from (`evaluate.py` knows the periods)."""
        raise NotImplementedError

    def notes_of(self, indicator: Indicator, result: Result) -> tuple[Text, ...]:
        """What else is to be said of the facts: rows that wait in quarantine."""
        raise NotImplementedError


def _shown(indicator: Indicator) -> Shown:
    unit = "" if indicator.type.percent else indicator.unit
    return Shown(indicator.type.percent, unit, indicator.rounding.digits if indicator.rounding is not None else None)


def _missing_inputs(node: Node) -> list[MissingInput]:
    """The leaves of a trace that are missing, and the sets that are not decided."""
    found: list[MissingInput] = []
    for part in node.walk():
        if part.state is not State.MISSING or part.reason is None:
            continue
        if part.operation == "count":
            undecided = [line for group in part.groups if group.kind == "unknown" for line in group.lines]
            found.extend(MissingInput(line.label, reason) for line in undecided for reason in line.reasons)
            if undecided:
                continue
        if not any(child.state is State.MISSING for child in part.children):
            label = part.label or part.text
            found.append(MissingInput(label, part.reason, part.fact))
    return found


def _corrections(indicator: Indicator, program: Program) -> list[Correction]:
    found: list[Correction] = []
    for level in indicator.levels:
        for weight in level.weights:
            if weight.correction is not None:
                used = figure(weight.weight, percent=True)
                found.append(Correction(weight.member, used, weight.correction.printed, weight.correction.reason))
    if indicator.scale:
        for band in program.scales[indicator.scale].bands:
            if band.correction is not None:
                used = ", ".join(band.written)
                found.append(Correction(band.name, used, band.correction.printed, band.correction.reason))
    return found
