"""One calculation: the program, the facts, what is noted on the way and what is remembered; the functions of this room take it first."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from types import MethodType
from typing import TypeAlias

from iku_dsl.interval import Interval
from iku_dsl.period import Period
from iku_dsl.program import Column, Program, WeightLevel
from iku_dsl.program import expression as ex
from iku_dsl.records import record
from iku_engine.calculate.elements import Elements, Evaluate
from iku_engine.database.relations import Relation
from iku_engine.plan.environment import Environment, Reading
from iku_engine.plan.plan import Chain
from iku_engine.plan.reach import Noting
from iku_engine.results.evaluation import Bounds, Cell, Node
from iku_engine.snapshot.snapshot import Row, Snapshot

Keys: TypeAlias = tuple[str, ...]
ColumnRead: TypeAlias = ex.ColumnValue | ex.OwnColumn
# What a formula reads of another indicator: of which periods, of which entity, and whether with all members of its sets.
ReadIndicator: TypeAlias = Callable[[ex.IndicatorValue, Reading, Keys, bool], Node]


@record
class CellPlace:
    """Where a stored cell is: a column of a relation at keys and a period."""

    relation: Relation
    column: Column
    keys: Keys
    period: Period | None

    @property
    def identity(self) -> Cell:
        """What it is called among what is missing, or forced."""
        return (self.relation.name, self.column.name, str(self.period), *self.keys)


@record
class Hooks:
    """How cells and sets are read, and what a weighted sum leaves out: what a counterfactual replaces, each by the same parameters."""

    read_cells: Callable[[Calculation, ColumnRead, Keys, Reading, Environment], Node]
    stored_cell: Callable[[Calculation, ColumnRead, CellPlace, Row | None], Node]
    missing_range: Callable[[Calculation, CellPlace], Interval]
    carried_forward: Callable[[Calculation, ColumnRead, CellPlace, Node], Node]
    row_exists: Callable[[Calculation, str, Keys, Period | None, Row | None], bool]
    has_row: Callable[[Calculation, ex.HasRow, Environment], Node]
    aggregated: Callable[[Calculation, ex.Aggregated, Environment], Node]
    statistic: Callable[[Calculation, ex.Aggregated, Chain, Environment], Node]
    ratio_bounds: Callable[[Calculation, ex.Arithmetic, Node, Node, Environment], Bounds | None]
    left_out: Callable[[Calculation, ex.Weighted | ex.WeightedIndicators, Node], bool]


class Calculation:
    """The state of one calculation.

    `node` is the node of an expression at a place: what every part asks of the whole. `indicator` is what is read of other indicators,
    None where there are none, as in the rules of rows.
    """

    def __init__(
        self,
        program: Program,
        snapshot: Snapshot,
        node: Callable[[Calculation, ex.Expression, Environment], Node],
        hooks: Hooks,
        *,
        as_printed: bool = False,
    ) -> None:
        self.program, self.snapshot, self.as_printed = program, snapshot, as_printed
        self.hooks = hooks
        self.node: Evaluate = MethodType(node, self)  # no call in between: deep rules have all the stack
        self.indicator: ReadIndicator | None = None
        self.noting = Noting()
        self.listing: int | None = 0  # how many members of a set are listed, None: all, 0: none
        self.levels: tuple[WeightLevel, ...] = ()  # of the indicator that is evaluated
        self.planned: set[tuple[str, Period]] = set()  # indicators whose plans are followed
        self.chains: dict[int, Chain] = {}
        # What is counted, by each beginning of it, with what it answers.
        self.longer: dict[Chain, dict[Chain, tuple[str, ...]]] = {}
        self.elements: dict[tuple[object, ...], Elements] = {}
        self.tight: dict[tuple[object, ...], bool] = {}  # whether bounds over a chain are reached
        self.may_be_nothing: dict[int, tuple[ex.Expression, bool]] = {}  # whether conditions read what may be nothing
        self.read_once: Callable[[ex.Aggregated, Environment], Fraction | None] | None = None  # what needs no statement
        # Of whoever evaluates much and keeps nothing: few sets are remembered, and each counts as work.
        self.few_at_once = False
