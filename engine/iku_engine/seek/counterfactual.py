"""Results as they would be were some figures others; everything else is evaluated as ever.

A figure may be forced to a value, or to an interval: then it is missing within that, and what the evaluator says of the result (its
bounds, the categories that are possible) holds for every value in the interval. Cells are forced where they are read singly; a set
is never asked again as if one of its cells were another.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace

from iku_dsl.budgets import most
from iku_dsl.interval import Interval
from iku_dsl.period import Period, from_ordinal
from iku_dsl.problem import say
from iku_dsl.program import Indicator, Official, Program
from iku_dsl.program import expression as ex
from iku_dsl.types import Mean, Operator, Statistic
from iku_engine.arithmetic.nodes import bounds_of, failed, interval_of
from iku_engine.calculate import Calculation, cells, counting, sets, weights
from iku_engine.calculate.cells import ANY_PERIOD, members_of
from iku_engine.calculate.context import CellPlace, ColumnRead, Hooks, Keys
from iku_engine.calculate.counting import chain_of, elements_of, not_loaded
from iku_engine.calculate.elements import ElementError
from iku_engine.calculate.logic import decide
from iku_engine.calculate.nodes import truth
from iku_engine.calculate.statistics import Followed, by_rule, of_followed
from iku_engine.errors import WrongUse
from iku_engine.indicators import results
from iku_engine.indicators.evaluator import Evaluator, Place, ResultHooks
from iku_engine.plan.environment import Environment, Reading, overlap, reading
from iku_engine.plan.plan import Chain
from iku_engine.results.evaluation import Bounds, Cell, Node, Operation, Result, Scalar, State
from iku_engine.snapshot.snapshot import Row, Snapshot
from iku_engine.worlds.readings import (
    OVER,
    CellRead,
    Keyed,
    Readings,
    ResultsBelow,
    SetRead,
    closure,
    looked_at,
    looks_into,
)

Forcing = Mapping[Cell, Scalar | Interval]  # identity to what is read instead; of a choice, EVERYTHING is any of them
NOTHING: Forcing = {}
LACKING = (
    2  # numbers that a cell takes as long as, beside itself, where it is missing: where it lies, and why it is lacking
)
FORESEEN = 50_000  # steps from which on it is foreseen what a table takes
OPENED = 60  # figures of a sum, each of which is a lever by itself


class Counterfactual:
    """Evaluates as the facts are and notes what it read; then, as often as asked, as they would be.

    Its `run` is an evaluation like any other, whose hooks note what is read, and read what is forced.
    """

    def __init__(self, program: Program, snapshot: Snapshot, *, as_printed: bool = False) -> None:
        self.program, self.snapshot = program, snapshot
        hooks = Hooks(
            read_cells=self._read_cells,
            stored_cell=self._stored_cell,
            missing_range=self._missing_range,
            carried_forward=self._carried_forward,
            row_exists=self._row_exists,
            has_row=self._has_row,
            aggregated=self._aggregated,
            statistic=self._statistic,
            ratio_bounds=self._ratio_bounds,
            left_out=self._left_out,
        )
        result_hooks = ResultHooks(self._result, self._evaluated, self._published, self._with_targets)
        self.run = results.new_evaluator(
            program, snapshot, as_printed=as_printed, hooks=hooks, result_hooks=result_hooks
        )
        self.forced: Forcing = NOTHING
        self.frames: list[Readings] = []  # of the results that are being evaluated, the innermost last
        self.readings: dict[Place, Readings] = {}
        # What is known of an indicator's movement with a column.
        self.straight: dict[tuple[str, Period, str], tuple[bool, bool]] = {}
        self._reads: dict[tuple[int, bool, Period], frozenset[Cell]] = {}
        self._as_is: dict[Place, Result] = {}
        self._below: ResultsBelow | None = None  # what lies below the result that is asked for
        self._met: frozenset[Cell] = frozenset()  # what sets read while something was forced
        self._moved: Sequence[CellRead] = ()  # the cells among what is forced
        # Figures made of sub-periods and values of sets, as the facts are.
        self._parts: dict[tuple[object, ...], tuple[ex.Expression, Node]] = {}
        self._sets: dict[tuple[object, ...], tuple[ex.Aggregated, Node]] = {}
        self.tries = snapshot.steps("worked-untraced", each="tried-each")  # of what is tried nothing is kept

    # ---- results

    def as_is(self, name: str, period: Period, key: Keys = ()) -> Result:
        """The result as the facts are."""
        self.run.listing = 0
        result = self._result(self.run, name, period, key)
        self._as_is = self.run.results
        return result

    def under(self, forced: Forcing, place: Place, moved: Sequence[CellRead] = ()) -> tuple[Result | None, bool]:
        """The result of a place that `as_is` has given, were some of what it read other figures.

        None where the rows of the cells that are `moved` among them would break a rule of their source; and whether they surely keep them.
        """
        kept = self._unmoved(place, {(OVER + one[1], ()) if one[0] == OVER else (one[0], one[3:]) for one in forced})
        with self._supposed(forced, kept, moved):
            law = [self.lawful(read) for read in moved]
            result = self._result(self.run, *place) if False not in law else None
        unseen = any(looks_into(self._met, read) for read in moved)
        if unseen or overlap(frozenset(forced), self._met):
            # A branch asks a set about the cell, which SQL reads as it is.
            return None, False
        return result, None not in law

    def foresee_tries(self, done: int, of: int) -> None:
        """Say early that a table in which so many are tried will take too much, by what those done have taken. Errors: `WrongUse`.

        Half as much again as there may be: those to come may take less.
        """
        spent = self.tries.most - self.tries.left
        if spent > FORESEEN:
            limit = most("worked-untraced") + most("tried-each") * self.snapshot.row_count
            if 2 * spent * of > 3 * done * limit:
                raise WrongUse(say("tried-many", limit=limit))

    def keeps(self, forced: Forcing, moved: Sequence[CellRead]) -> bool:
        """Whether rows with such cells keep the rules of their source; nothing of the result is worked out."""
        with self._supposed(forced, {}, moved):
            return all(self.lawful(read) is not False for read in moved)

    @contextmanager
    def _supposed(self, forced: Forcing, done: Mapping[Place, Result], moved: Sequence[CellRead]) -> Iterator[None]:
        """Some figures are others, with the results that stay; then all is as it is again."""
        run = self.run
        known = len(run.elements)
        self.forced, self._met, self._moved = forced, frozenset(), moved
        run.results, run.silent = dict(done), bool(forced)
        try:
            with self._trying():
                yield
        finally:
            self.forced, self._moved = NOTHING, ()
            run.results, run.silent = self._as_is, False
            while len(run.elements) > known:
                run.elements.popitem()  # they saw what is forced

    @contextmanager
    def _trying(self) -> Iterator[None]:
        """What is worked out counts among what is tried. Errors: `WrongUse` where that is too much."""
        work, self.snapshot.work = self.snapshot.work, self.tries
        try:
            yield
        except WrongUse as error:
            raise (
                WrongUse(say("tried-many", limit=self.tries.most)) if error.text.key == "worked-many" else error
            ) from None
        finally:
            self.snapshot.work = work

    def _unmoved(self, place: Place, changed: Collection[Keyed]) -> dict[Place, Result]:
        """The results below a place that read nothing of what is changed: rows, and the indicators' sets."""
        if self._below is None or self._below.place != place:
            self._below = ResultsBelow(self.readings, place)
        moved = self._below.moved(changed)
        return {one: self._as_is[one] for one in self._below.all if one not in moved}

    def reweighed(self, program: Program, place: Place) -> Result:
        """The result of a place in a program that differs from this one in weights of that indicator alone."""
        other = Counterfactual(program, self.snapshot, as_printed=self.run.as_printed)
        other.run.elements = {made: found for made, found in self.run.elements.items() if made[3] == ()}
        other.run.results = {
            one.place: self._as_is[one.place]
            for one in closure(self.readings, place)
            if all(low.place[0] != place[0] for low in closure(self.readings, one.place))
        }
        with self._trying():
            return other._result(other.run, *place)

    def _result(self, run: Evaluator, name: str, period: Period, key: Keys = ()) -> Result:
        """The result of an indicator for an entity, noted as needed by the one that is being evaluated."""
        if self.frames:
            frame = self.frames[-1]
            (frame.beside if frame.inside else frame.below)[(name, period, key)] = None
        return results.result(run, name, period, key)

    def _evaluated(self, run: Evaluator, place: Place) -> Result:
        frame = Readings(place)
        self.frames.append(frame)
        try:
            result = results.evaluated(run, place)
        finally:
            self.frames.pop()
        if not self.forced:
            self.readings[place] = frame
        return result

    def _with_targets(self, run: Evaluator, indicator: Indicator, at: Environment, result: Result) -> Result:
        self.frames[-1].inside += 1  # a target is agreed: it is not what moves
        try:
            return results.with_targets(run, indicator, at, result)
        finally:
            self.frames[-1].inside -= 1

    def _published(self, run: Evaluator, official: Official, at: Environment) -> Node:
        """A published value: nobody moves one that is yet to come."""
        frame = self.frames[-1]
        frame.publishing += 1
        try:
            return results.published(run, official, at)
        finally:
            frame.publishing -= 1

    # ---- sets

    def _aggregated(self, run: Calculation, expression: ex.Aggregated, at: Environment) -> Node:
        """A count or statistic; those over a set of the entity itself may be forced."""
        if not self.frames:
            return sets.aggregated(run, expression, at)
        frame = self.frames[-1]
        chain = chain_of(run, expression.set)
        identity = self._identity(expression, chain, at, frame)
        if identity in self.forced:
            node = Node(
                Operation.COUNT if expression.operand is None else Operation.AGGREGATE,
                expression.text,
                span=expression.span,
            )
            return put(node, identity, self.forced[identity])
        opened = self._opened(expression, chain, at, frame)
        plain = not (frame.inside or at.elements or at.row or at.own)
        made = (frame.place, id(expression), at.period, *at.keys.items()) if plain else ()
        known = self._sets.get(made) if self.forced else None
        if known is not None and known[0] is expression and self._stays(expression, chain, at):
            node = known[1]
        else:
            frame.inside += not opened
            try:
                node = sets.aggregated(run, expression, at)
            finally:
                frame.inside -= not opened
            if plain and not self.forced and node.state is State.VALUE:
                self._sets[made] = (expression, node)
        if opened and not self.forced:
            assert expression.operand is not None
            elements_of(run, chain, at, (expression.operand,)).values(expression.operand, at)  # to note what they read
        read = self._read_of(expression, chain, at, operands=not opened)
        frame.among |= read
        self._met |= read
        frame.touched.update(OVER + cell[2] if cell[1] == OVER else cell[1] for cell in read if len(cell) > 1)
        if not identity and not opened and not frame.inside:
            frame.statistics[expression.text] = None
        if identity and not opened and not self.forced:
            frame.sets.setdefault(identity, SetRead(identity, expression, chain, at, node))
            frame.touched.add(OVER + frame.place[0])
        return node

    def _stays(self, expression: ex.Aggregated, chain: Chain, at: Environment) -> bool:
        """Whether a set reads nothing of what is forced, so that its value is the one that it has as the facts are."""
        read = self._read_of(expression, chain, at, operands=True)
        return not any(looks_into(read, one) for one in self._moved) and not overlap(frozenset(self.forced), read)

    def _opened(self, expression: ex.Aggregated, chain: Chain, at: Environment, frame: Readings) -> bool:
        """Whether a statistic is of so few that each of its figures is a lever of its own."""
        plain = expression.mean is Mean.ARITHMETIC and expression.by is None and expression.operand is not None
        if (
            not plain
            or frame.inside
            or at.elements
            or at.row
            or not_loaded(self.run, chain, expression, at) is not None
        ):
            return False
        if expression.statistic.one_by_one:
            return False
        try:
            return sum(elements_of(self.run, chain, at).counts(at).values()) <= OPENED
        except ElementError:
            return False

    def _statistic(self, run: Calculation, expression: ex.Aggregated, chain: Chain, at: Environment) -> Node:
        """A statistic; one by one where some of its figures are forced."""
        moved = bool(self.forced and self.frames) and self._opened(expression, chain, at, self.frames[-1])
        if moved and overlap(frozenset(self.forced), self._read_of(expression, chain, at, operands=True)):
            return self._one_by_one(expression, chain, at)
        return sets.statistic(run, expression, chain, at)

    def _one_by_one(self, expression: ex.Aggregated, chain: Chain, at: Environment) -> Node:
        assert expression.operand is not None
        values = elements_of(self.run, chain, at, (expression.operand,)).values(expression.operand, at)
        failing = next((item for _, _, item in values if item.state is State.ERROR), None)
        if failing is not None:
            return failed(Operation.AGGREGATE, expression, (failing,), failing.reason or say("missing.literal"))
        parts = {}
        for code in {one for _, one, _ in values}:
            followed = [
                Followed(item) if self._within(item) else by_rule(item, expression)
                for _, one, item in values
                if one == code
            ]
            parts[code] = of_followed(followed)
        node = Node(Operation.AGGREGATE, expression.text, statistic=expression.statistic.value, span=expression.span)
        made = sets.decided(self.run, node, expression, parts, chain, at)
        inputs = frozenset(cell for _, _, item in values for cell in item.inputs)
        return replace(made, inputs=inputs if made.state is State.MISSING else frozenset())

    @staticmethod
    def _identity(expression: ex.Aggregated, chain: Chain, at: Environment, frame: Readings) -> Cell:
        """What a count or sum of the entity's own is called; nothing where it is neither, or is needed within another set."""
        plain = expression.mean is Mean.ARITHMETIC and expression.by is None
        if frame.inside or at.elements or at.row or not plain:
            return ()
        if expression.statistic not in (Statistic.COUNT, Statistic.SUM):
            return ()
        texts = (chain.base.text, *(condition.text for condition in chain.conditions))
        of = expression.operand.text if expression.operand is not None else ""
        name, _, key = frame.place
        return (OVER, name, str(at.period), *key, expression.statistic.value, of, *texts)

    def _read_of(self, expression: ex.Aggregated, chain: Chain, at: Environment, operands: bool) -> frozenset[Cell]:
        """The cells that a set is asked about, those of what is counted or summed over it among them or not."""
        place = (id(expression), operands, at.period)
        if place not in self._reads:
            of = tuple(one for one in (expression.operand, expression.by) if one is not None) if operands else ()
            self._reads[place] = looked_at(self.program, chain, of, at.period)
        return self._reads[place]

    def _ratio_bounds(
        self, run: Calculation, expression: ex.Arithmetic, left: Node, right: Node, at: Environment
    ) -> Bounds | None:
        """Bounds by counting only where nothing that is counted is forced."""
        if any(identity[0] == OVER for identity in self.forced):
            return None
        return counting.ratio_bounds(run, expression, left, right, at)

    # ---- rules for what is missing

    def _left_out(self, run: Calculation, expression: ex.Weighted | ex.WeightedIndicators, child: Node) -> bool:
        return not self._within(child) and weights.left_out(run, expression, child)

    def _within(self, node: Node) -> bool:
        """Whether a number is missing only as it is forced to lie in an interval."""
        wide = {identity for identity, value in self.forced.items() if isinstance(value, Interval)}
        if not wide or node.state is not State.MISSING:
            return False
        return all(part.inputs and part.inputs <= wide for part in node.walk() if part.state is State.MISSING)

    # ---- cells

    def _read_cells(self, run: Calculation, expression: ColumnRead, keys: Keys, read: Reading, at: Environment) -> Node:
        """A column at keys; what is made of sub-periods is taken from what it was, where nothing is forced at these keys.

        Only a value that nothing else can change: of a stored column, in a source of which no set says which rows must be there.
        """
        source = self.program.sources[expression.source]
        derived = expression.column in source.derived
        if not read.consolidated or not self.frames or derived or source.expected is not None:
            return cells.read_cells(run, expression, keys, read, at)
        made = (id(expression), source.name, expression.column, keys, read, bool(at.elements or at.row))
        known = self._parts.get(made) if self.forced else None
        if known is not None and known[0] is expression and not self._is_at(source.name, keys):
            return known[1]
        node = cells.read_cells(run, expression, keys, read, at)
        if not self.forced and not self.frames[-1].inside and node.state is State.VALUE:
            self._parts[made] = (expression, node)
        return node

    def _is_at(self, source: str, keys: Keys) -> bool:
        """Whether something is forced at these keys of a source, in whatever period."""
        return any(one[0] == source and one[3:] == keys for one in self.forced)

    def _stored_cell(self, run: Calculation, expression: ColumnRead, cell: CellPlace, row: Row | None) -> Node:
        node = cells.stored_cell(run, expression, cell, row)
        if node.state is State.MISSING:
            self.snapshot.work_out(LACKING)
        identity = cell.identity
        if self.frames:
            read = CellRead(identity, cell.relation, cell.column, cell.keys, cell.period, node)
            frame = self.frames[-1]
            frame.rows.add((cell.relation.name, cell.keys))
            if frame.inside:
                frame.among.add(identity)
            elif frame.publishing and node.state is State.MISSING:
                frame.published.setdefault(identity, read)
            else:
                frame.cells.setdefault(identity, read)
        return put(node, identity, self.forced[identity]) if identity in self.forced else node

    def _missing_range(self, run: Calculation, cell: CellPlace) -> Interval:
        if not self.frames:
            return cells.missing_range(run, cell)
        self.frames[-1].inside += 1
        try:
            return cells.missing_range(run, cell)
        finally:
            self.frames[-1].inside -= 1

    def _carried_forward(self, run: Calculation, expression: ColumnRead, cell: CellPlace, node: Node) -> Node:
        return node if cell.identity in self.forced else cells.carried_forward(run, expression, cell, node)

    def _row_exists(self, run: Calculation, source: str, keys: Keys, period: Period | None, row: Row | None) -> bool:
        """Whether there is a row: where one of its cells is forced, there is."""
        if any(one[0] == source and one[2] == str(period) and one[3:] == keys for one in self.forced):
            return True
        return cells.row_exists(run, source, keys, period, row)

    def _has_row(self, run: Calculation, expression: ex.HasRow, at: Environment) -> Node:
        """Whether a source has a row: where one of its cells is forced, it has."""
        if self.frames:
            self.frames[-1].touched.add(expression.source)
            self.frames[-1].asked.add(expression.source)
        if any(identity[0] == expression.source for identity in self.forced):
            members = members_of(run, expression.keys, at)
            relation = self.snapshot.tables.relations[expression.source]
            read = reading(expression.shift, at.period, relation.grain)
            named = {key.dimension for key in expression.keys}
            places = [n for n, dimension in enumerate(relation.dimensions) if dimension in named]
            if read is not None and not isinstance(members, Node):
                periods = {str(period) for period in read.periods}
                for name, _, period, *keys in self.forced:
                    if name == relation.name and period in periods and tuple(keys[n] for n in places) == members:
                        return truth(Operation.HAS, expression, True, ())
        return cells.has_row(run, expression, at)

    # ---- what a row may hold

    def range_of(self, read: CellRead) -> Interval:
        """Where a cell may lie: the range of its column, up to the end that another column or a table gives."""
        return self._missing_range(self.run, CellPlace(read.relation, read.column, read.keys, read.period))

    def lawful(self, read: CellRead) -> bool | None:
        """Whether rows with a cell that is forced keep to the rules of their source: upper ends that columns give, and `syarat`.

        None: it is not so everywhere in an interval. A rule that looks back is asked of the later rows of the same keys as well.
        """
        source = self.program.sources.get(read.relation.name)
        if source is None:
            return True
        place = Environment(
            read.period or ANY_PERIOD, dict(zip(source.dimensions, read.keys, strict=True)), source.name
        )
        anywhere = any(isinstance(value, Interval) for value in self.forced.values())
        held: list[bool | None] = []
        for column in source.columns.values():
            if column.limit is not None:
                own = ex.OwnColumn(source.name, column.name, type=column.type, text=column.name)
                top = interval_of(self.run.node(column.limit, place))
                held.append(decide(Operator.AT_MOST, interval_of(self.run.node(own, place)), top))
        for rule in source.requirements:
            for at in self._asked_of(rule.condition, read, place):
                node = self.run.node(rule.condition, at)
                match node.state:
                    case State.VALUE:
                        held.append(node.value is True)
                    case State.ERROR if not anywhere:  # an import refuses what a rule cannot be asked of
                        held.append(False)
                    case _:
                        held.append(None)
        if False in held:
            return False
        return None if None in held and anywhere else True

    def _asked_of(self, condition: ex.Expression, read: CellRead, place: Environment) -> list[Environment]:
        """The rows whose rule may read a cell: its own, and where the rule looks at other periods all those of its keys."""
        shifted = any(
            isinstance(part, ex.ColumnValue | ex.HasRow) and part.shift != ex.SAME for part in ex.walk(condition)
        )
        if not shifted or read.period is None:
            return [place]
        grain = read.period.grain
        others = (from_ordinal(number, grain) for number in self.snapshot.periods(read.relation.name))
        return [place, *(replace(place, period=one) for one in others if one != read.period)]


def put(node: Node, identity: Cell, value: Scalar | Interval) -> Node:
    """A node with another value; anywhere in an interval it is missing."""
    if isinstance(value, Interval):
        reason = node.reason or say("missing.literal")
        bounds = bounds_of(value, tight=True)
        return replace(
            node, state=State.MISSING, value=None, bounds=bounds, reason=reason, inputs=frozenset({identity})
        )
    return replace(node, state=State.VALUE, value=value, bounds=None, reason=None, inputs=frozenset())
