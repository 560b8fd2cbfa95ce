"""An evaluator in which some figures are forced to be others; everything else is evaluated as ever.

A figure may be forced to a value, or to an interval: then it is missing within that, and what the evaluator says of the result (its
bounds, the categories that are possible) holds for every value in the interval. Cells are forced where they are read singly; a set
is never asked again as if one of its cells were another.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace

from iku_dsl import expression as ex
from iku_dsl.budgets import most
from iku_dsl.interval import Interval
from iku_dsl.operators import Mean, Statistic
from iku_dsl.period import Period
from iku_dsl.problem import say
from iku_dsl.program import Indicator, Official, Program
from iku_engine.analysis.forced_cells import NOTHING, ForcedCells, Forcing, put
from iku_engine.analysis.inside import looked_at
from iku_engine.analysis.readings import OVER, CellRead, Readings, SetRead, closure, looks_into
from iku_engine.arithmetic import failed
from iku_engine.calculate.elements import ElementError
from iku_engine.calculate.statistics import Followed, by_rule, of_followed
from iku_engine.chain import Chain
from iku_engine.environment import Environment
from iku_engine.errors import WrongUse
from iku_engine.evaluation import Bounds, Cell, Node, Result, State
from iku_engine.reads import overlap
from iku_engine.rests import Rests
from iku_engine.results import Place
from iku_engine.snapshot import Snapshot

FORESEEN = 50_000  # steps from which on it is foreseen what a table takes
OPENED = 60  # figures of a sum, each of which is a lever by itself


class Forced(ForcedCells):
    """Evaluates as the facts are and notes what it read; then, as often as asked, as they would be."""

    def __init__(self, program: Program, snapshot: Snapshot, *, as_printed: bool = False) -> None:
        super().__init__(program, snapshot, as_printed=as_printed)
        self.readings: dict[Place, Readings] = {}
        self.straight: dict[
            tuple[str, Period, str], tuple[bool, bool]
        ] = {}  # what is known of an indicator's movement with a column
        self._reads: dict[tuple[int, bool, Period], frozenset[Cell]] = {}
        self._as_is: dict[Place, Result] = {}
        self._kept: dict[tuple[Place, frozenset[str]], dict[Place, Result]] = {}
        self._met: frozenset[Cell] = frozenset()  # what sets read while something was forced
        self._moved: Sequence[CellRead] = ()  # the cells among what is forced
        self._sets: dict[tuple[object, ...], tuple[ex.Aggregated, Node]] = {}  # the values of sets as the facts are
        self.tries = snapshot.steps("worked-untraced", each="tried-each")  # of what is tried nothing is kept

    # ---- results

    def as_is(self, name: str, period: Period, key: tuple[str, ...] = ()) -> Result:
        """The result as the facts are."""
        self.listing = 0
        result = self.result(name, period, key)
        self._as_is = self._done
        return result

    def under(self, forced: Forcing, place: Place, cells: Sequence[CellRead] = ()) -> tuple[Result | None, bool]:
        """The result of a place that `as_is` has given, were some of what it read other figures.

        None where the rows of the `cells` among them would break a rule of their source; and whether they surely keep them.
        """
        kept = self._unmoved(place, frozenset(OVER + one[1] if one[0] == OVER else one[0] for one in forced))
        with self._supposed(forced, kept, cells):
            law = [self.lawful(read) for read in cells]
            result = self.result(*place) if False not in law else None
        unseen = any(looks_into(self._met, read) for read in cells)
        if unseen or overlap(
            frozenset(forced), self._met
        ):  # a branch asks a set about the cell, which SQL reads as it is
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
                raise WrongUse(say("worked-many", limit=limit))

    def keeps(self, forced: Forcing, cells: Sequence[CellRead]) -> bool:
        """Whether rows with such cells keep the rules of their source; nothing of the result is worked out."""
        with self._supposed(forced, {}, cells):
            return all(self.lawful(read) is not False for read in cells)

    @contextmanager
    def _supposed(self, forced: Forcing, done: Mapping[Place, Result], cells: Sequence[CellRead]) -> Iterator[None]:
        """Some figures are others, with the results that stay; then all is as it is again."""
        known = len(self._elements)
        self.forced, self._done, self._met, self._moved = forced, dict(done), frozenset(), cells
        work, self.snapshot.work = self.snapshot.work, self.tries
        try:
            yield
        finally:
            self.forced, self._done, self.snapshot.work, self._moved = NOTHING, self._as_is, work, ()
            while len(self._elements) > known:
                self._elements.popitem()  # they saw what is forced

    def _unmoved(self, place: Place, moved: frozenset[str]) -> dict[Place, Result]:
        """The results below a place that read nothing of the relations (and the indicators' sets) that are moved."""
        if (place, moved) not in self._kept:
            self._kept[place, moved] = {
                one.place: self._as_is[one.place]
                for one in closure(self.readings, place)
                if one.place != place and not any(moved & low.touched for low in closure(self.readings, one.place))
            }
        return self._kept[place, moved]

    def reweighed(self, program: Program, place: Place) -> Result:
        """The result of a place in a program that differs from this one in weights of that indicator alone."""
        other = Forced(program, self.snapshot, as_printed=self.as_printed)
        other._elements = {made: found for made, found in self._elements.items() if made[3] == ()}
        other._done = {
            one.place: self._as_is[one.place]
            for one in closure(self.readings, place)
            if all(low.place[0] != place[0] for low in closure(self.readings, one.place))
        }
        work, self.snapshot.work = self.snapshot.work, self.tries
        try:
            return other.result(*place)
        finally:
            self.snapshot.work = work

    def result(self, name: str, period: Period, key: tuple[str, ...] = ()) -> Result:
        """The result of an indicator for an entity, noted as needed by the one that is being evaluated."""
        if self.frames:
            frame = self.frames[-1]
            (frame.beside if frame.inside else frame.below)[(name, period, key)] = None
        return super().result(name, period, key)

    def _run(self, place: Place) -> Result:
        frame = Readings(place)
        self.frames.append(frame)
        try:
            found = super()._run(place)
        finally:
            self.frames.pop()
        if not self.forced:
            self.readings[place] = frame
        return found

    def _with_targets(self, indicator: Indicator, at: Environment, result: Result) -> Result:
        self.frames[-1].inside += 1  # a target is agreed: it is not what moves
        try:
            return super()._with_targets(indicator, at, result)
        finally:
            self.frames[-1].inside -= 1

    def published(self, official: Official, at: Environment) -> Node:
        """A published value: nobody moves one that is yet to come."""
        frame = self.frames[-1]
        frame.publishing += 1
        try:
            return super().published(official, at)
        finally:
            frame.publishing -= 1

    def _told(self, result: Result, indicator: Indicator) -> Result:
        return result if self.forced else super()._told(result, indicator)

    def with_rests(self, result: Result, rests: Rests) -> Result:
        """Of what is forced nothing is told."""
        return result if self.forced else super().with_rests(result, rests)

    # ---- sets

    def aggregated(self, expression: ex.Aggregated, at: Environment) -> Node:
        """A count or statistic; those over a set of the entity itself may be forced."""
        if not self.frames:
            return super().aggregated(expression, at)
        frame = self.frames[-1]
        found = self.chain_of(expression.set)
        identity = self._identity(expression, found, at, frame)
        if identity in self.forced:
            node = Node("count" if expression.operand is None else "aggregate", expression.text, span=expression.span)
            return put(node, identity, self.forced[identity])
        opened = self._opened(expression, found, at, frame)
        plain = not (frame.inside or at.elements or at.row or at.own)
        made = (frame.place, id(expression), at.period, *at.keys.items()) if plain else ()
        known = self._sets.get(made) if self.forced else None
        if known is not None and known[0] is expression and self._stays(expression, found, at):
            node = known[1]
        else:
            frame.inside += not opened
            try:
                node = super().aggregated(expression, at)
            finally:
                frame.inside -= not opened
            if plain and not self.forced and node.state is State.VALUE:
                self._sets[made] = (expression, node)
        if opened and not self.forced:
            assert expression.operand is not None
            self.elements(found, at, (expression.operand,)).values(expression.operand, at)  # to note what they read
        read = self._read_of(expression, found, at, operands=not opened)
        frame.among |= read
        self._met |= read
        frame.touched.update(OVER + cell[2] if cell[1] == OVER else cell[1] for cell in read if len(cell) > 1)
        if not identity and not opened and not frame.inside:
            frame.statistics[expression.text] = None
        if identity and not opened and not self.forced:
            frame.sets.setdefault(identity, SetRead(identity, expression, found, at, node))
            frame.touched.add(OVER + frame.place[0])
        return node

    def _stays(self, expression: ex.Aggregated, found: Chain, at: Environment) -> bool:
        """Whether a set reads nothing of what is forced, so that its value is the one that it has as the facts are."""
        read = self._read_of(expression, found, at, operands=True)
        return not any(looks_into(read, one) for one in self._moved) and not overlap(frozenset(self.forced), read)

    def _opened(self, expression: ex.Aggregated, found: Chain, at: Environment, frame: Readings) -> bool:
        """Whether a statistic is of so few that each of its figures is a lever of its own."""
        plain = expression.mean is Mean.ARITHMETIC and expression.by is None and expression.operand is not None
        if not plain or frame.inside or at.elements or at.row or self.not_loaded(found, expression, at) is not None:
            return False
        if expression.statistic in (Statistic.MEDIAN, Statistic.LAST):
            return False
        try:
            return sum(self.elements(found, at).counts(at).values()) <= OPENED
        except ElementError:
            return False

    def _statistic(self, expression: ex.Aggregated, found: Chain, at: Environment) -> Node:
        """A statistic; one by one where some of its figures are forced."""
        moved = bool(self.forced and self.frames) and self._opened(expression, found, at, self.frames[-1])
        if moved and overlap(frozenset(self.forced), self._read_of(expression, found, at, operands=True)):
            return self._one_by_one(expression, found, at)
        return super()._statistic(expression, found, at)

    def _one_by_one(self, expression: ex.Aggregated, found: Chain, at: Environment) -> Node:
        assert expression.operand is not None
        values = self.elements(found, at, (expression.operand,)).values(expression.operand, at)
        failing = next((item for _, _, item in values if item.state is State.ERROR), None)
        if failing is not None:
            return failed("aggregate", expression, (failing,), failing.reason or say("missing.literal"))
        parts = {}
        for code in {one for _, one, _ in values}:
            followed = [
                Followed(item) if self._within(item) else by_rule(item, expression)
                for _, one, item in values
                if one == code
            ]
            parts[code] = of_followed(followed)
        node = Node("aggregate", expression.text, statistic=expression.statistic.value, span=expression.span)
        made = self._decided(node, expression, parts, found, at)
        inputs = frozenset(cell for _, _, item in values for cell in item.inputs)
        return replace(made, inputs=inputs if made.state is State.MISSING else frozenset())

    @staticmethod
    def _identity(expression: ex.Aggregated, found: Chain, at: Environment, frame: Readings) -> Cell:
        """What a count or sum of the entity's own is called; nothing where it is neither, or is needed within another set."""
        plain = expression.mean is Mean.ARITHMETIC and expression.by is None
        if frame.inside or at.elements or at.row or not plain:
            return ()
        if expression.statistic not in (Statistic.COUNT, Statistic.SUM):
            return ()
        texts = (found.base.text, *(condition.text for condition in found.conditions))
        of = expression.operand.text if expression.operand is not None else ""
        name, _, key = frame.place
        return (OVER, name, str(at.period), *key, expression.statistic.value, of, *texts)

    def _read_of(self, expression: ex.Aggregated, found: Chain, at: Environment, operands: bool) -> frozenset[Cell]:
        """The cells that a set is asked about, those of what is counted or summed over it among them or not."""
        place = (id(expression), operands, at.period)
        if place not in self._reads:
            of = tuple(one for one in (expression.operand, expression.by) if one is not None) if operands else ()
            self._reads[place] = looked_at(self.program, found, of, at.period)
        return self._reads[place]

    def ratio(self, expression: ex.Arithmetic, left: Node, right: Node, at: Environment) -> Bounds | None:
        """Bounds by counting only where nothing that is counted is forced."""
        if any(identity[0] == OVER for identity in self.forced):
            return None
        return super().ratio(expression, left, right, at)

    # ---- rules for what is missing

    def _left_out(self, expression: ex.Weighted | ex.WeightedIndicators, child: Node) -> bool:  # type: ignore[override]
        return not self._within(child) and super()._left_out(expression, child)

    def _within(self, node: Node) -> bool:
        """Whether a number is missing only as it is forced to lie in an interval."""
        wide = {identity for identity, value in self.forced.items() if isinstance(value, Interval)}
        if not wide or node.state is not State.MISSING:
            return False
        return all(part.inputs and part.inputs <= wide for part in node.walk() if part.state is State.MISSING)
