"""Rows that are labelled a total: those are, whose figures are exactly sums or means of those above or below; others are mistakes."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import Enum, auto
from fractions import Fraction
from itertools import islice
from typing import NamedTuple

from iku_dsl.budgets import Effort, most
from iku_dsl.interval import EVERYTHING
from iku_dsl.problem import Text, say
from iku_dsl.records import record
from iku_dsl.wording import Figure as Shown
from iku_engine.facts.cells import AS_IN_SPECS, is_missing, readings
from iku_engine.facts.counted import BEYOND_DOUBT, chance_against
from iku_engine.facts.reading.labels import Sureness, extreme, is_subtotal, names_a_mean, names_a_sum, names_one_unit
from iku_engine.facts.reading.opened import Figure, Opened, Uncomputed
from iku_engine.facts.reading.opening import written_rows
from iku_engine.facts.report import RejectedCell
from iku_engine.facts.roles import Roles
from iku_engine.facts.row_sums import Amount, Number, Others, RowSum, RowSums, apart, last_decimal, number

BEYOND_CHANCE = 100  # last decimals of an amount that two totals hardly have in common
MOST_ROUNDS = 4  # in which rows are found that may be totals by chance, each without those found before
NO_ROWS = "row.total-none"  # what is said of a total without rows


@record
class Labelled:
    """A row labelled a total: its line, the place of its label, how sure that is, and its cells."""

    line: int
    place: int
    how: Sureness
    cells: list[str]
    counted: bool = False  # whether it may be called so for what it counts: `Jumlah Pendamping`
    known: bool = False  # whether its label names a member that is known

    @property
    def label(self) -> str | Text:
        """What it is called."""
        return self.cells[self.place].strip() or say("row.no-label")

    @property
    def is_unnamed(self) -> bool:
        """Whether it has no label: perhaps it lost it."""
        return not self.cells[self.place].strip()

    @property
    def sure(self) -> bool:
        """Whether it is a total by its label alone, which its figures may contradict."""
        return self.how == "sure"

    @property
    def of_some(self) -> bool:
        """Whether by its label it may be the total of the last few rows: `Jumlah Jawa`, `Subtotal`; a bare `Jumlah` is one of all."""
        return self.how == "perhaps" or (self.sure and is_subtotal(self.cells[self.place]))


class Over(Enum):
    """Which rows a total adds up: those since the total before, all above, or all with the keys and the period that it is about."""

    LAST = auto()
    ALL = auto()
    SAME = auto()


@record
class End:
    """A total that ends a list: what is below, of the keys and the period that it is about, is added up by none to the line `until`.

    0 is the last line, its own where a later total adds up all of it. `again` is a later total of the same money.
    """

    total: Labelled
    about: Others
    until: int = 0
    again: Labelled | None = None


@dataclass(slots=True)
class Decided:
    """The lines of totals, what is wrong with rows that are labelled so and are none, and members that are called like one.

    `ends` are where totals end a list, `by_chance` totals that may as well be members, and `counted` what is told of those that count so.
    """

    totals: set[int] = field(default_factory=set)
    wrong: dict[int, RejectedCell] = field(default_factory=dict)
    doubted: dict[int, RejectedCell] = field(default_factory=dict)
    ends: Sequence[End] = ()
    by_chance: Sequence[Labelled] = ()
    counted: dict[int, RejectedCell] = field(default_factory=dict)


def decide(opened: Opened, roles: Roles, labelled: Sequence[Labelled], others: Collection[int]) -> Decided:
    """Which labelled rows are totals: of all rows above, of those since the last, or of those with the same keys; or of those below.

    One may be of the last few of these alone. `others` are the lines of rows that are no data. Errors: `RefusedFile`, `FileError`.
    """
    counted: dict[int, Labelled] = {}
    for rounds in range(MOST_ROUNDS + 1):
        given = [one for one in labelled if one.line not in counted]
        found = _Sums(roles, given, counted).decide(opened, others)
        if not found.by_chance:
            break
        counted |= {one.line: one for one in found.by_chance}
        if rounds == MOST_ROUNDS - 1:
            counted |= {one.line: one for one in labelled if one.counted}
    found.counted = {
        line: RejectedCell(line, roles.keys[one.place], one.cells[one.place].strip(), say("row.total-by-chance"))
        for line, one in counted.items()
    }
    return found


class _Ending(NamedTuple):
    """A total that ends a list as far as is known, the rows that prove it, and whether they are all above."""

    total: Labelled
    rows: RowSum
    of_all: bool


class _Sums:
    def __init__(self, roles: Roles, labelled: Sequence[Labelled], counted: Collection[int]) -> None:
        self.roles, self.labelled, self.counted = roles, labelled, counted
        self.quantities: dict[
            int, Mapping[int, Number]
        ] = {}  # figures of members called like totals, by their identity
        self.against: dict[int, Number] = {}  # what speaks against chance, by line
        self.of_all: list[tuple[int, bool]] = []  # lines of sure totals of all rows, and whether these are below
        self.figures = dict(islice(roles.figures.items(), most("total-columns")))
        self.wide = {place: replace(one.column, range=EVERYTHING) for place, one in self.figures.items()}
        self.members: dict[int, RowSums] = {}
        self.given: dict[int, Mapping[int, str]] = {}
        self.totals: set[int] = set()
        self.feet: set[int] = set()  # lines of those behind their rows, which these do not prove
        self.known: dict[tuple[int, str, bool], tuple[Amount, ...]] = {}
        self.effort = Effort(0)  # rows that may still be added up once more
        self.wanted = {self._others(one) for one in labelled}
        by_places = Counter(tuple(place for place, _ in self._others(one)) for one in labelled)
        del by_places[()]
        self.by_places = [places for places, _ in by_places.most_common(most("total-sets"))]

    def _others(self, total: Labelled) -> Others:
        """The keys and the period that a total is about."""
        filled = (
            (place, total.cells[place].strip())
            for place in sorted(self.roles.places)
            if place != total.place and place < len(total.cells)
        )
        return tuple((place, text) for place, text in filled if text and text != total.cells[total.place].strip())

    def decide(self, opened: Opened, kept_out: Collection[int]) -> Decided:
        """All of them: each by the rows above it, and those that these do not prove by the rows below.

        A total that is known by the rows below counts among no rows, so that what is said of those above is then asked once more.
        The rows below say nothing of one that stands behind its own: this year's total is always last year's and the rise.
        """
        parts = self._parts(opened, kept_out)
        self.effort = Effort(most("total-rows") + most("total-rows-each") * sum(part.all.rows for part in parts))
        downwards = list(zip(self.labelled, parts, strict=False))
        wrong = self._look(downwards, below=False)
        above = frozenset(self.totals)
        upwards = list(zip(self.labelled, parts[1:], strict=True))[::-1]
        below = self._look(upwards, below=True) if len(above) < len(self.labelled) else {}
        heads, members = self.totals - above, above - self.totals
        self.feet = self._behind(downwards, above, wrong)
        self.totals -= heads & self.feet
        if heads:
            wrong = self._look(downwards, below=False)
            self.totals -= members
        wrong |= {line: below[line] for line, one in wrong.items() if one.reason.key == NO_ROWS and line in below}
        wrong = {line: one for line, one in wrong.items() if line not in self.totals}
        self.feet &= {*wrong, *above}
        others = (one for one in self.labelled if one.line not in self.totals and one.line not in wrong)
        doubted = {one.line: self._doubt(one) for one in others if self._is_doubtful(one)}
        needed = {
            one.line: BEYOND_CHANCE if one.line in wrong else BEYOND_DOUBT for one in self.labelled if one.counted
        }
        told = (one for one in self.labelled if one.line in needed and (one.line in self.totals or one.line in wrong))
        by_chance = [one for one in told if not self._is_beyond_doubt(one, needed[one.line])]
        return Decided(self.totals, wrong, doubted, self._ends(downwards, wrong), by_chance)

    def _is_beyond_doubt(self, row: Labelled, needed: int) -> bool:
        """Whether a row called like a quantity is a total: a sure total of all rows leaves it out, or its figures say so beyond chance.

        Less is `needed` of one that waits, which is told in any case.
        """
        if any((line < row.line) if below else (row.line < line) for line, below in self.of_all):
            return True
        alike, against = sum(one.counted for one in self.labelled) + len(self.counted), self.against.get(row.line, 0)
        if row.known:
            return False
        of_unit = alike == 1 and against > 0 and names_one_unit(row.cells[row.place])
        return of_unit or against >= needed * alike

    def _weigh(self, total: Labelled, scopes: Sequence[RowSum], among: int = 1) -> None:
        """Keep what speaks against chance where a row called like a quantity has the figures of some scopes, each one `among` so many."""
        if not total.counted:
            return
        amounts = {
            place: self._read(place, text) for place, text in self._given(total).items() if not self._is_share(place)
        }
        for scope in scopes:
            if not any(id(figures) in self.quantities for figures in scope.each):
                against = chance_against(amounts, scope) / Fraction(among)
                self.against[total.line] = max(against, self.against.get(total.line, 0))

    def _behind(
        self, rows: Sequence[tuple[Labelled, RowSums]], above: Collection[int], wrong: Collection[int]
    ) -> set[int]:
        """The lines of totals that the rows above do not prove, in a file whose first total does not stand on top of its rows."""
        since, on_top = RowSums(), None
        behind = set[int]()
        for total, part in rows:
            since.take(part)
            if total.line not in self.totals and total.line not in wrong:
                since.take(self._member(total))
                continue
            others = self._others(total)
            own = since.of.get(others, RowSum()) if others and self._is_counted(others) else since.all
            on_top = own.rows == 0 if on_top is None else on_top
            if not on_top and not (total.line in above and self._given(total)):
                behind.add(total.line)
            since = RowSums()
        return behind

    def _is_counted(self, others: Others) -> bool:
        """Whether the rows of these keys and this period are added up."""
        return not others or tuple(place for place, _ in others) in self.by_places

    def _ends(self, rows: Sequence[tuple[Labelled, RowSums]], wrong: Collection[int]) -> list[End]:
        """Where totals behind their rows end a list, also wrong and empty ones, and up to which line no later total adds rows up.

        One that is only perhaps a total ends none where rows above are called like it.
        """
        everything, since, called, last = RowSums(), RowSums(), False, 0
        ended: list[End] = []
        again: dict[int, Labelled] = {}
        opened: dict[Others, _Ending] = {}
        amounts: dict[Others, set[object]] = defaultdict(set)
        for total, part in rows:
            everything.take(part)
            since.take(part)
            if total.line not in self.totals and total.line not in wrong:
                called, member = True, self._member(total)
                everything.take(member)
                since.take(member)
                continue
            others = self._others(total)
            scopes = {Over.LAST: since.all, Over.ALL: everything.all, Over.SAME: everything.of.get(others, RowSum())}
            adds, proven = self._adds(total, scopes, opened, last)
            before = opened.get(others)
            if before is not None and {before.total.line, total.line} <= self.feet:
                adds = {Over.LAST}
            elif Over.ALL not in adds and self._is_of_the_same(total, amounts[others], before):
                again |= {before.total.line: total} if before is not None and adds else {}
                adds = set()
            if Over.ALL in adds:
                ended += [End(one.total, of, one.total.line) for of, one in opened.items()]
                opened = {}
            elif Over.LAST in adds:
                ended += [End(one.total, of, last) for of, one in opened.items()]
                opened = {}
            elif adds and before is not None:
                ended.append(End(before.total, others, before.total.line))
                del opened[others]
            sure = proven.rows > 0 and not (called and total.how == "perhaps")
            if self._is_counted(others) and (sure or total.line in self.feet):
                if (
                    before is not None
                    and before.total.line == last
                    and before.rows.rows < proven.rows
                    and not since.all.rows
                ):
                    opened.pop(others, None)  # this one is of more rows, and nothing stands between them
                of_all = proven.rows == everything.all.rows
                opened.setdefault(others, _Ending(total, (proven if proven.rows else since.all).summed(), of_all))
                amounts[others].add(self._amounts(total))
            since, last = RowSums(), total.line
        ended += [End(one.total, of) for of, one in opened.items()]
        return [End(one.total, one.about, one.until, again.get(one.total.line)) for one in ended]

    def _adds(
        self,
        total: Labelled,
        scopes: Mapping[Over, RowSum],
        opened: dict[Others, _Ending],
        last: int,
    ) -> tuple[set[Over], RowSum]:
        """What a total adds up of what stands below others that ended a list, and the rows that prove it, none where nothing does.

        Rows between one that ended a list and the total before this, at the line `last`, are only in all of them. A single row proves
        nothing below a total of all: last month's sum and this one's come to that of both.
        """
        adds, proven = set[Over](), RowSum()
        if total.line in self.totals and self._given(total):
            others = self._others(total)
            before = [opened[of].rows for of in dict.fromkeys((others, ())) if of in opened]
            earliest, latest = next(iter(opened.values()), None), next(reversed(opened.values()), None)
            alone = latest is not None and latest.of_all and latest.total.line == last
            older = earliest is not None and earliest.total.line < last
            for over, scope in scopes.items():
                if (older or not adds) and scope.rows and self._agrees(total, scope):
                    proven = proven if proven.rows else scope
                    few = scopes[Over.LAST].rows == 1 and (over is Over.LAST or alone)
                    if (scopes[Over.LAST].rows or older) and not few and self._adds_more(total, scope, before):
                        adds.add(over)
            if not proven.rows and self._runs(total, [scopes[Over.LAST]]):
                adds = {Over.LAST}
        return adds, proven

    def _adds_more(self, total: Labelled, scope: RowSum, before: Sequence[RowSum]) -> bool:
        """Whether a total is also of rows below one `before`: the sum with them is; a mean or an extreme may be that of the others."""
        given = {place: text for place, text in self._given(total).items() if not self._is_share(place)}
        if given and not extreme(total.cells[total.place]):
            if all(self._fits(place, text, scope, total.sure, mean=False) for place, text in given.items()):
                return True
        return not any(self._agrees(total, one) for one in before)

    def _is_of_the_same(self, total: Labelled, amounts: Collection[object], before: _Ending | None) -> bool:
        """Whether a total has the amounts of one before it, or one of them that chance does not make: one money, divided in two ways."""
        given = {place: text for place, text in self._given(total).items() if not self._is_share(place)}
        if not given or extreme(total.cells[total.place]):
            return False
        if self._amounts(total) in amounts:
            return True
        if before is None:
            return False
        first, rows = before.total, before.rows
        if all(self._fits(place, text, rows, total.sure, mean=False) for place, text in given.items()):
            return True
        others = self._given(first)
        return any(
            apart(one.value, 0) >= BEYOND_CHANCE * last and apart(one.value, value) <= last
            for place, text in given.items()
            for one in self._read(place, text)
            for value, last in (
                (rows.sums.get(place, 0), one.last),
                *((other.value, max(one.last, other.last)) for other in self._read(place, others.get(place, ""))),
            )
        )

    def _amounts(self, total: Labelled) -> frozenset[object]:
        """The figures of a total, each with all its readings; shares are always 100% and say nothing."""
        given = ((place, text) for place, text in self._given(total).items() if not self._is_share(place))
        return frozenset((place, frozenset(self._readings(place, text))) for place, text in given)

    def _is_share(self, place: int) -> bool:
        return self.figures[place].column.type.percent

    def _is_doubtful(self, row: Labelled) -> bool:
        """Whether a member is called like a total, as the text of its key says."""
        return row.place in self.roles.keys and names_a_sum(row.cells[row.place])

    def _doubt(self, row: Labelled) -> RejectedCell:
        return RejectedCell(row.line, self.roles.keys[row.place], row.cells[row.place].strip(), say("row.total-member"))

    def _parts(self, opened: Opened, kept_out: Collection[int]) -> list[RowSums]:
        """The rows of data before the first labelled row, and after each, in one pass over the file."""
        parts, lines = [RowSums()], {one.line for one in self.labelled}
        for line, cells in written_rows(opened):
            if line in lines:
                parts.append(RowSums())
            elif line not in kept_out:
                figures = self._add(parts[-1], cells)
                if line in self.counted:
                    self.quantities[id(figures)] = figures
        return parts

    def _member(self, total: Labelled) -> RowSums:
        """A row that is labelled a total as one of data."""
        if total.line not in self.members:
            figures = self._add(self.members.setdefault(total.line, RowSums()), total.cells)
            if total.counted:
                self.quantities[id(figures)] = figures
        return self.members[total.line]

    def _add(self, part: RowSums, cells: Sequence[str]) -> Mapping[int, Number]:
        figures = dict(self._figures(cells))
        part.all.add(figures)
        for places in self.by_places:
            key = tuple((place, cells[place].strip() if place < len(cells) else "") for place in places)
            if key in self.wanted:
                part.of.setdefault(key, RowSum()).add(figures)
        return figures

    def _look(self, rows: Sequence[tuple[Labelled, RowSums]], *, below: bool) -> dict[int, RejectedCell]:
        """Take in totals in one direction, each with the rows since the one before; those that are wrong, as it looks from there.

        A row that is only perhaps a total, and that a sure total counts as one of its rows, is a member after all; one that a sure
        total leaves out is a total that is wrong. It needs two rows where no more than a hint says so, or where they stand below.
        """
        everything, since, with_perhaps, without = RowSums(), RowSums(), RowSums(), RowSums()
        perhaps: set[int] = set()
        members: list[Labelled] = []  # that are called like totals
        wrong: dict[int, RejectedCell] = {}
        for total, part in rows:
            for one in (everything, since, with_perhaps, without):
                one.take(part, backwards=below)
            line = total.line
            if line not in self.totals:
                scopes = [everything.all, since.all, everything.of.get(self._others(total), RowSum())]
                fewest = 1 if total.sure or (total.how == "perhaps" and not below) else 2
                fault = self._judge(total, [scope for scope in scopes if scope.rows >= fewest], below=below)
                if line not in self.totals and total.of_some and self._runs(total, scopes):
                    self.totals.add(line)
                    fault = None
                if fault is not None and members and self._agrees(total, without.all) and self._may_copy(without):
                    wrong |= {
                        one.line: self._wrong(one, self._given(one), [without.all], _side(below)) for one in members
                    }
                    self.totals.add(line)
                    everything, members, fault = without.copied(), [], None
                if (
                    fault is not None
                    and perhaps
                    and self._agrees(total, with_perhaps.all)
                    and self._may_copy(with_perhaps)
                ):
                    self.totals -= perhaps
                    self.totals.add(line)
                    everything, perhaps = with_perhaps.copied(), set()
                elif fault is not None:
                    wrong[line] = fault
            if line in self.totals and total.sure and self._given(total) and self._agrees(total, everything.all):
                self.of_all.append((line, below))
            if line in self.totals or line in wrong:
                since = RowSums()
            if line in wrong or (line in self.totals and total.sure):
                continue
            member = self._member(total)
            with_perhaps.take(member)
            if line in self.totals:
                perhaps.add(line)
            else:  # other rows are data, also a member that is only called like a total
                everything.take(member)
                since.take(member)
                members.append(total)
        return wrong

    def _may_copy(self, part: RowSums) -> bool:
        """Whether rows may be taken over from another part once more; where not, a total of these is wrong."""
        return self.effort.spend(len(part.of) + sum(len(one.each) for one in (part.all, *part.of.values())))

    def _runs(self, total: Labelled, scopes: Sequence[RowSum]) -> bool:
        """Whether a row is the sum of the last few rows of a scope, or of the next few where such totals stand below a whole list.

        Totals that are such have few rows each. Where many more rows were added up for others that were none, this one is not tried.
        """
        given = self._given(total)
        place = next((place for place, text in given.items() if any(self._readings(place, text))), None)
        if place is None or self.figures[place].column.type.percent:
            return False
        for amount in self._read(place, given[place]):
            value, margin = amount.value, amount.margin(total.sure)
            for scope in scopes:
                if not self.effort.spend(len(scope.each) + 1 - len(scope.upto.get(place, ()))):
                    return False
                for start, end in scope.runs(place, value, margin):
                    if not self.effort.spend((end - start) * len(self.figures)):
                        return False
                    run = scope.part(start, end)
                    if run.not_zero(place) > 1 and self._agrees(total, run):
                        self._weigh(total, [run], scope.rows)
                        scope.next = end
                        return True
        return False

    def _figures(self, cells: Sequence[str]) -> Iterator[tuple[int, Number]]:
        for place, converter in self.figures.items():
            text = cells[place] if place < len(cells) else ""
            found = readings(converter.column, text, AS_IN_SPECS if type(text) is Figure else converter.style)
            if found:
                yield place, number(found[0])

    def _judge(self, total: Labelled, scopes: Sequence[RowSum], *, below: bool) -> RejectedCell | None:
        """Keep a row among the totals if it is one; what is wrong with it where its label says so and its figures do not."""
        given = self._given(total)
        agreeing = [scope for scope in scopes if self._agrees(total, scope)]
        if agreeing:
            self._weigh(total, agreeing)
            zero = not any(scope.sums.get(place) for scope in scopes for place in given)
            if total.sure or (given and not zero):
                self.totals.add(total.line)
        elif not given and total.sure:
            self.totals.add(total.line)
        elif total.sure or total.line in self.feet:
            return self._wrong(total, given, scopes, _side(below))
        return None

    def _given(self, total: Labelled) -> Mapping[int, str]:
        """The cells of figures that say something; they are looked for once, however often the row is compared."""
        if total.line not in self.given:
            there = ((place, total.cells[place]) for place in self.figures if place < len(total.cells))
            self.given[total.line] = {place: text for place, text in there if not is_missing(text.strip())}
        return self.given[total.line]

    def _agrees(self, total: Labelled, scope: RowSum) -> bool:
        """Whether each figure of a row is the sum or the mean of those of a scope; a share beside one may be a ratio, as any mean."""
        given = self._given(total)
        if not self._has_figures_of(total, given, scope):
            return False
        return not (total.how == "perhaps" or total.is_unnamed) or self._adds_up(total, scope)

    def _has_figures_of(self, total: Labelled, given: Mapping[int, str], scope: RowSum) -> bool:
        which = extreme(total.cells[total.place])
        if which is not None:
            of_scope = scope.greatest if which == "greatest" else scope.least
            return all(of_scope.get(place) in self._readings(place, text) for place, text in given.items())
        others = set[int]()
        for place, text in given.items():
            if not self._fits(place, text, scope, total.sure):
                if not self._may_be_mean(place, text, scope):
                    return False
                others.add(place)
        return not others or any(scope.sums.get(place) for place in given.keys() - others)

    def _adds_up(self, total: Labelled, scope: RowSum) -> bool:
        """Whether more than chance says that a row is a sum: of two rows at least, or a long figure; a label of means says so, too.

        One without a label needs two figures that are sums, or a third row, and none that is not.
        """
        if names_a_mean(total.cells[total.place]):
            return True
        given = {place: text for place, text in self._given(total).items() if not self._is_share(place)}
        sums = [
            one for one in given if scope.sums.get(one) and self._fits(one, given[one], scope, total.sure, mean=False)
        ]
        if total.is_unnamed:
            enough = len(sums) > 1 or scope.rows > 2
            return len(sums) == len(given) > 0 and enough and all(scope.not_zero(one) > 1 for one in sums)
        long = (
            apart(one.value, 0) >= BEYOND_CHANCE * one.last for place in sums for one in self._read(place, given[place])
        )
        return bool(sums) and (scope.rows > 1 or any(long))

    def _may_be_mean(self, place: int, text: str, scope: RowSum) -> bool:
        if not self.figures[place].column.type.percent or place not in scope.sums:
            return False
        least, greatest = scope.least[place], scope.greatest[place]
        return any(2 * least - one.last <= 2 * one.value <= 2 * greatest + one.last for one in self._read(place, text))

    def _fits(self, place: int, text: str, scope: RowSum, rounded: bool, *, mean: bool = True) -> bool:
        """Whether a figure is the sum of those of a scope, or their mean where it may be one."""
        found, added = self._read(place, text), scope.sums.get(place, 0)
        if any(one.value == added for one in found):
            return True
        if place not in scope.sums:
            return False
        close = [(one.value, one.margin(rounded)) for one in found]
        count = scope.counts[place] if mean else 1
        return any(
            2 * apart(value, added) <= margin or (count > 1 and 2 * apart(value * count, added) <= margin * count)
            for value, margin in close
        )

    def _readings(self, place: int, text: str) -> tuple[Number, ...]:
        return tuple(one.value for one in self._read(place, text))

    def _read(self, place: int, text: str) -> tuple[Amount, ...]:
        """A figure of a total in all its readings; each is read once, however often it is compared."""
        key = (place, text, type(text) is Figure)
        if key not in self.known:
            style = AS_IN_SPECS if type(text) is Figure else self.figures[place].style
            values = readings(self.wide[place], text, style)
            self.known[key] = tuple(
                Amount(number(value), number(last), is_whole)
                for value in values
                for last, is_whole in [last_decimal(text, value, self._is_share(place))]
            )
        return self.known[key]

    def _wrong(self, total: Labelled, given: Mapping[int, str], scopes: Sequence[RowSum], side: str) -> RejectedCell:
        scope = scopes[0] if scopes else RowSum()
        wrong = [place for place, text in given.items() if not self._fits(place, text, scope, True)]
        surely = [place for place in wrong if not self._may_be_mean(place, given[place], scope)]
        place = next(iter(surely or wrong or given))
        name = self.roles.names[place]
        label = total.label
        reason: Text = say(NO_ROWS, label=label)
        if type(given[place]) is Uncomputed:
            reason = say("cell.uncomputed")
        elif place in scope.sums:
            percent = self.figures[place].column.type.percent
            added = Shown(Fraction(scope.sums[place]), percent)
            reason = say("row.total", label=label, sum=added, rows=scope.counts[place], side=say(side))
        return RejectedCell(total.line, name, given[place].strip(), reason)


def _side(below: bool) -> str:
    return "row.below" if below else "row.above"
