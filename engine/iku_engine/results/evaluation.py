"""What an evaluation is: the batches that it sees, results, and the trace that every number opens into.

Numbers are exact fractions, reasons are `Text`s.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import field
from datetime import date, datetime
from enum import StrEnum
from fractions import Fraction

from iku_dsl.budgets import most
from iku_dsl.interval import Interval
from iku_dsl.period import Period
from iku_dsl.problem import Span, Text
from iku_dsl.program import Prose
from iku_dsl.records import record, replace
from iku_dsl.types import Operator
from iku_engine.exact import extra_size
from iku_engine.results.beside import (
    INEXACT,
    NOTHING,
    Completeness,
    Mark,
    PeriodRead,
    Restated,
    Status,
    Unloaded,
    WaitingRows,
    reason_with,
    together,
)
from iku_engine.results.beside import all_lacking as all_of


@record
class Amendment:
    """Who corrected a fact, when, and why."""

    user: str
    at: str
    reason: str


@record
class Fact:
    """The row that a number was read from: file and row as imported (row counts lines of the file from 1), and its batch.

    A fact that somebody corrected has no file; `amendment` says who did.
    """

    source: str
    file: str
    row: int
    sheet: str = ""
    sha256: str = ""
    batch: int = 0
    marks: tuple[str, ...] = ()
    amendment: Amendment | None = None

    @property
    def place(self) -> str:
        """`lke.csv:4`; `#12` is what somebody corrected by event 12."""
        if not self.file and self.batch:
            return f"#{self.batch}"
        sheet = f"[{self.sheet}]" if self.sheet else ""
        return f"{self.file}{sheet}:{self.row}"


Scalar = Fraction | str | bool | date | None
Cell = tuple[str, ...]  # the identity of a cell of facts: relation, column, period, keys


class State(StrEnum):
    """The four states of a result, and of every number in a trace."""

    VALUE = "value"
    MISSING = "missing"
    NOT_APPLICABLE = "not-applicable"
    ERROR = "error"


@record
class Bounds:
    """The least and greatest value over all completions of what is missing (None: no limit); `tight` if both are reached."""

    low: Fraction | None
    high: Fraction | None
    tight: bool = False


@record
class Shown:
    """How a number is displayed: as a percentage, with a unit word, with a number of decimals where the spec rounds."""

    percent: bool = False
    unit: str = ""
    digits: int | None = None


@record
class WeightUsed:
    """A weight in a trace: as declared, as used after reweighting, over all levels, and as printed where that differs."""

    declared: Fraction
    used: Fraction
    overall: Fraction
    printed: Fraction | None = None
    reason: str = ""


@record
class MemberLine:
    """One member (or row) of a set: its key and label, why it is in, out or unknown, and the facts that say so.

    Of a statistic `value` is its number, with its `state`, and `weight` what that is weighed by (`oleh`). `nodes` are the conditions
    in order, or that number and that weight, each with all that it was made of.
    """

    key: tuple[str, ...]
    label: str
    reasons: tuple[Text, ...] = ()
    facts: tuple[Fact, ...] = ()
    value: Scalar = None
    weight: Fraction | None = None
    state: State = State.VALUE
    nodes: tuple[Node, ...] = field(default=(), compare=False, repr=False)


@record
class MemberGroup:
    """The members of one class: `counted`, `left-out` or `unknown`; `total` of them, of which `lines` are listed."""

    kind: str
    total: int
    lines: tuple[MemberLine, ...] = ()


class Operation(StrEnum):
    """The rule that makes a number, truth or text of a trace from its children: `Node` says what each is."""

    CONSTANT = "constant"
    COLUMN = "column"
    ATTRIBUTE = "attribute"
    KEY = "key"
    CALENDAR = "calendar"
    ADD = "add"
    SUBTRACT = "subtract"
    MULTIPLY = "multiply"
    DIVIDE = "divide"
    POWER = "power"
    NEGATE = "negate"
    ROUND = "round"
    ABS = "abs"
    ROOT = "root"
    LN = "ln"
    GOALPOST = "goalpost"
    MINIMUM = "minimum"
    MAXIMUM = "maximum"
    AVERAGE = "average"
    MEDIAN = "median"
    SUM = "sum"
    GEOMETRIC = "geometric"
    HARMONIC = "harmonic"
    LAST = "last"
    NAMED = "named"
    DERIVED = "derived"
    UNIT = "unit"
    INDICATOR = "indicator"
    LIMITED = "limited"
    OFFICIAL = "official"
    IF = "if"
    GUARD = "guard"
    WEIGHTED = "weighted"
    TERM = "term"
    INNER = "inner"
    WEIGHTED_GEOMETRIC = "weighted-geometric"
    WEIGHTED_HARMONIC = "weighted-harmonic"
    COUNT = "count"
    AGGREGATE = "aggregate"
    COMPARE = "compare"
    AND = "and"
    OR = "or"
    NOT = "not"
    HAS = "has"
    EXPECTED = "expected"
    IS_MISSING = "is-missing"
    LOOKUP = "lookup"
    CLASSIFY = "classify"
    LIST = "list"
    ROW = "row"


# What does not apply does not hold.
TRUTHS = frozenset(
    {
        Operation.COMPARE,
        Operation.AND,
        Operation.OR,
        Operation.NOT,
        Operation.HAS,
        Operation.EXPECTED,
        Operation.IS_MISSING,
    }
)


@record
class Node:
    """One number (or truth, or text) of a trace, made by `operation` from its children.

    `text` is the formula in the spec's words, `label` what people call it, `operation` names the rule that makes the value:

    - `constant`, `column`, `attribute`, `key`, `calendar`: a leaf; a column has its `fact`;
    - `add`, `subtract`, `multiply`, `divide`, `power`, `negate`: arithmetic of the children, in order;
    - `round`, `abs`, `root`, `ln`, `goalpost`, `minimum`, `maximum`, `average`, `median`, `sum`, `geometric`, `harmonic`,
      `last`: a function of them; so is each of `functions.PLAIN`, by its name;
    - `named`, `derived`, `unit`, `indicator`, `limited`: the value of the only child (`unit`: rounded as declared, `limited`: to
      the profile's limits; `indicator`: without one where its own trace would be too long to read here);
    - `official`: the first child, beside what was computed; `if`: its children are condition and the branch taken; `guard`: a
      condition that did, or did not, hold;
    - `weighted`: the sum of its children, which are `term`s; `term`: `weight.used` times the sum of its children;
      `weighted-geometric`, `weighted-harmonic`: a mean of the innermost children by their `weight.overall`;
    - `count`: the total of the group `counted`; `aggregate`: a `statistic` of the members listed in it, in SQL, each with its
      value, and with its weight where it is `weighted-…`;
    - `compare`, `and`, `or`, `not`, `has`, `expected`, `is-missing`: truths; `lookup`, `classify`: what a table or scale gives.

    What is missing `may_be_nothing` where no facts need ever give it a value: the minimum of a set that may turn out empty, and all
    that is made of it or hangs on it. Its bounds hold of its value if it gets one, and decide nothing. It is told of what is missing
    alone.

    `left_out` was looked at beside the children, and is not among what the value was made of: a sub-period that never came, whose
    cell is empty or does not apply, in which a register holds nothing; a number that a rule leaves out.
    """

    operation: Operation | str
    text: str = ""
    label: str = ""
    state: State = State.VALUE
    value: Scalar = None
    shown: Shown = Shown()
    bounds: Bounds | None = None
    reason: Text | None = None
    children: tuple[Node, ...] = ()
    left_out: tuple[Node, ...] = ()
    weight: WeightUsed | None = None
    fact: Fact | None = None
    period: Period | None = None
    groups: tuple[MemberGroup, ...] = ()
    statistic: str = ""
    compared: Operator | None = None  # the sign of a comparison
    digits: int | None = None
    notes: tuple[Text, ...] = ()
    span: Span | None = None
    marks: tuple[Mark, ...] = field(default=(), compare=False)  # its own, and those of all that it was made of
    inputs: frozenset[Cell] = field(default=frozenset(), compare=False)  # the missing cells below
    perhaps: bool = field(default=False, compare=False)  # missing, and may not apply: a guard is not decided
    may_be_nothing: bool = field(default=False, compare=False)  # missing, and may stay so whatever is told; see below
    unloaded: Unloaded = field(default=NOTHING, compare=False)  # missing, also for want of what was never loaded
    size: int = field(init=False, repr=False, compare=False, default=1)  # of the trace when all is written out
    height: int = field(init=False, repr=False, compare=False, default=1)

    def __post_init__(self) -> None:
        if self.children:
            size, height, marked = 1 + extra_size(self.value), 1, False
            for child in self.children:  # of each number that is worked out: no function is called for each child
                size += child.size
                if child.height >= height:
                    height = child.height + 1
                if child.marks:
                    marked = True
            object.__setattr__(self, "size", size)
            object.__setattr__(self, "height", height)
            if marked:
                marks = together(self.marks, *(child.marks for child in self.children))
                object.__setattr__(self, "marks", marks)
            if self.state is State.MISSING:
                unloaded, perhaps, nothing = [self.unloaded], self.perhaps, self.may_be_nothing
                for child in self.children:
                    if child.state is State.MISSING:
                        unloaded.append(child.unloaded)
                        perhaps = perhaps or child.perhaps
                        nothing = nothing or child.may_be_nothing
                object.__setattr__(self, "unloaded", all_of(unloaded))
                if self.operation not in TRUTHS:
                    object.__setattr__(self, "perhaps", perhaps)
                if self.operation is not Operation.IS_MISSING:
                    object.__setattr__(self, "may_be_nothing", nothing)
        if self.may_be_nothing and self.state is not State.MISSING:
            object.__setattr__(self, "may_be_nothing", False)
        if self.bounds is not None and self.bounds.tight and INEXACT in self.marks:
            object.__setattr__(
                self, "bounds", replace(self.bounds, tight=False)
            )  # computed to some digits, and reached by none
        if self.state is State.MISSING and self.unloaded:
            object.__setattr__(self, "reason", reason_with(self.reason, self.unloaded))

    @property
    def looked_at(self) -> tuple[tuple[Node, bool], ...]:
        """The children and what was left out (True), by their periods where each has one."""
        every = [*((child, False) for child in self.children), *((one, True) for one in self.left_out)]
        periods = [one.period for one, _ in every]
        if (
            self.left_out
            and len({period.grain for period in periods if period is not None}) == 1
            and None not in periods
        ):
            every.sort(key=lambda item: item[0].period.ordinal if item[0].period is not None else 0)
        return tuple(every)

    @property
    def readable(self) -> Node:
        """The same, but without what is below other indicators where all of it together would be too long: those have it themselves."""
        return self if self.size <= most("below") else _alone(self, {})

    def walk(self, seen: set[int] | None = None) -> Iterator[Node]:
        """This node and all below it, in reading order; one that is below several times, or `seen` by its id already, comes once."""
        stack, seen = [self], set() if seen is None else seen
        while stack:
            node = stack.pop()
            if id(node) not in seen:
                seen.add(id(node))
                yield node
                stack.extend(reversed(node.children))


def _alone(node: Node, known: dict[int, Node]) -> Node:
    """A node without what is below the indicators in it; what is below several times is made once."""
    if id(node) not in known:
        children = (
            () if node.operation is Operation.INDICATOR else tuple(_alone(child, known) for child in node.children)
        )
        same = all(one is other for one, other in zip(children, node.children, strict=False))
        known[id(node)] = node if same and len(children) == len(node.children) else replace(node, children=children)
    return known[id(node)]


@record
class CategoryResult:
    """A category: its band's id, label and interval; `certain` if it is the same over all bounds, else `possible` ids.

    `may_have_none`: some of the values that are possible are in no category. `next_up` is the next better category and what is
    lacking to it; `capped` the reason why it was limited.
    """

    id: str
    label: str
    certain: bool = True
    possible: tuple[str, ...] = ()
    interval: Interval | None = None
    percent: bool = False
    next_up: str = ""
    next_from: Interval | None = None
    distance: Fraction | None = None
    capped: Text | None = None
    may_have_none: bool = False


@record
class TargetResult:
    """A target (a value, or a range up to `high`) and the achievement against it; `name` is empty for the target itself.

    Without a value the target itself is missing, does not apply, or is an error: its `trace` says which. `state` is that of the
    achievement where there is a profile: an error goes before what does not apply, and that before what is missing. `reached` is None
    where that is not known, or where the indicator is not judged; with the `sign` `<` or `>` the target's own value does not reach it.
    """

    name: str
    value: Fraction | None
    high: Fraction | None = None
    achievement: Fraction | None = None
    state: State = State.VALUE
    reason: Text | None = None
    trace: Node | None = None
    sign: str = ""
    reached: bool | None = None

    @property
    def own_state(self) -> State:
        """Whether the target itself is there."""
        if self.value is not None:
            return State.VALUE
        return self.trace.state if self.trace is not None else self.state


@record
class Comparison:
    """A published value beside the computed one: `equal` within the tolerance or `different`; None where one is not there.

    `bounds` are those of what is computed, where it has no value.
    """

    official: bool
    published: Fraction | None
    computed: Fraction | None
    difference: Fraction | None
    tolerance: Fraction
    verdict: str
    fact: Fact | None = None
    text: str = ""
    bounds: Bounds | None = None

    @property
    def is_outside(self) -> bool:
        """Whether what was published is further than the tolerance from anything that can be computed."""
        if self.published is None or self.bounds is None:
            return False
        low, high = self.bounds.low, self.bounds.high
        below = low is not None and self.published < low - self.tolerance
        return below or (high is not None and self.published > high + self.tolerance)


@record
class MissingInput:
    """One input that a result lacks: what it is called, and why it is not there (`not loaded`, no row, an empty cell)."""

    label: str
    reason: Text
    fact: Fact | None = None


@record
class Correction:
    """What the source prints where the spec says otherwise, in words: `pengukuran 30%, tercetak 20%: …`."""

    name: str
    used: str
    printed: str
    reason: str


@record
class Result:
    """One indicator in one period for one entity."""

    indicator: str
    label: str
    period: Period
    key: tuple[str, ...]
    key_labels: tuple[str, ...]
    state: State
    value: Fraction | None
    shown: Shown
    trace: Node
    reason: Text | None = None
    bounds: Bounds | None = None
    may_be_not_applicable: bool = False
    category: CategoryResult | None = None
    outside: Text | None = None
    rank: int | None = None
    targets: tuple[TargetResult, ...] = ()
    comparisons: tuple[Comparison, ...] = ()
    missing: tuple[MissingInput, ...] = ()
    missing_total: int = 0
    marks: tuple[Mark, ...] = ()
    prose: Prose = Prose()
    corrections: tuple[Correction, ...] = ()
    notes: tuple[Text, ...] = ()
    guards: tuple[Node, ...] = ()
    reads: tuple[PeriodRead, ...] = ()
    waiting: tuple[WaitingRows, ...] = ()
    completeness: tuple[Completeness, ...] = ()
    status: Status | None = None  # None of what is only supposed, tested, or computed as printed
    restated: Restated | None = None  # how it differs from what was made final


@record
class Evaluation:
    """All results of one run: of which specs and facts, as known when (after event `seen`), with which weights."""

    engine: str
    specs: str
    facts: str
    as_of: datetime | None
    as_printed: bool
    periods: tuple[Period, ...]
    results: tuple[Result, ...] = ()
    notes: tuple[Text, ...] = ()
    seen: int = 0


SUPPOSED = "(what-if)"  # the reason of a fact that is only supposed


@record
class Batch:
    """An import that is seen: its file and what is said of it."""

    id: int
    relation: str
    file: str
    sheet: str
    sha256: str
    marks: tuple[str, ...]
    note: str
    rejected: int
    kind: str = "import"
    user: str = ""
    at: str = ""
    reason: str = ""
    accepted: int = 0

    @property
    def amendment(self) -> Amendment | None:
        """Who corrected it, when and why; None for an import."""
        return None if self.kind == "import" else Amendment(self.user, self.at, self.reason)
