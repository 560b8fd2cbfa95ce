"""Figures of rows that are labelled totals, as far as they are read, compared with sums and means of other rows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from itertools import islice

from iku_dsl.budgets import Effort, most
from iku_dsl.interval import EVERYTHING
from iku_engine.cells.as_written import Roles
from iku_engine.cells.cells import AS_IN_SPECS, is_missing, readings
from iku_engine.cells.converters import NOT_APPLICABLE_WORDS
from iku_engine.reading.opened import Figure
from iku_engine.staging.report import RejectedCell
from iku_engine.totals.named_totals import (
    Amount,
    Labelled,
    Number,
    Others,
    RowSum,
    RowSums,
    apart,
    chance_against,
    is_long,
    last_decimal,
    number,
)
from iku_engine.totals.same_money import Blocks
from iku_engine.words.labels import extreme, names_a_mean


class Compared:
    """Rows labelled a total, beside the rows of data of their file; `counted` are members that are called like totals."""

    def __init__(
        self, roles: Roles, labelled: Sequence[Labelled], counted: Collection[int], free: Collection[int]
    ) -> None:
        self.roles, self.labelled, self.counted = roles, labelled, counted
        self.quantities: dict[
            int, Mapping[int, Number]
        ] = {}  # figures of members called like totals, by their identity
        self.against: dict[int, Number] = {}  # what speaks against chance, by line
        self.of_all: list[tuple[int, bool]] = []  # lines of sure totals of all rows, and whether these are below
        self.figures = dict(islice(roles.figures.items(), most("total-columns")))
        self.wide = {place: replace(one.column, range=EVERYTHING) for place, one in self.figures.items()}
        self.members: dict[int, RowSums] = {}
        self.given_by_line: dict[int, Mapping[int, str]] = {}
        self.totals: set[int] = set()
        self.feet: set[int] = set()  # lines of those behind their rows, which these do not prove
        self.known: dict[tuple[int, str, bool], tuple[Amount, ...]] = {}
        self.parts: Sequence[RowSums] = ()
        self.blocks = Blocks(roles, free)
        self.first: dict[int, tuple[int, int, str]] = {}  # by part its first row: the line, and a key with its place
        self.remarks: dict[int, RejectedCell] = {}  # what is said of rows that count, by line
        self.effort = Effort(0)  # rows that may still be added up once more
        self.wanted = {self.others(one) for one in labelled}
        by_places = Counter(tuple(place for place, _ in self.others(one)) for one in labelled)
        del by_places[()]
        self.by_places = [places for places, _ in by_places.most_common(most("total-sets"))]

    def others(self, total: Labelled) -> Others:
        """The keys and the period that a total is about."""
        filled = (
            (place, total.cells[place].strip())
            for place in sorted(self.roles.places)
            if place != total.place and place < len(total.cells)
        )
        return tuple((place, text) for place, text in filled if text and text != total.cells[total.place].strip())

    def weigh(self, total: Labelled, scopes: Sequence[RowSum], among: int = 1) -> None:
        """Keep what speaks against chance where a row called like a quantity has the figures of some scopes, each one `among` so many."""
        if not total.counted:
            return
        amounts = {
            place: self.read(place, text) for place, text in self.given(total).items() if not self._is_share(place)
        }
        for scope in scopes:
            if not any(id(figures) in self.quantities for figures in scope.each):
                against = chance_against(amounts, scope) / Fraction(among)
                self.against[total.line] = max(against, self.against.get(total.line, 0))

    def is_counted(self, others: Others) -> bool:
        """Whether the rows of these keys and this period are added up."""
        return not others or tuple(place for place, _ in others) in self.by_places

    def is_sum(self, total: Labelled, rows: RowSum) -> bool:
        """Whether the amounts of a total are the sums of some rows."""
        given = self.amounts_of(total)
        return bool(given) and all(
            self.fits(place, text, rows, total.sure, mean=False) for place, text in given.items()
        )

    def is_long_sum(self, total: Labelled, rows: RowSum) -> bool:
        """Whether one amount of a total, which chance does not make, is the sum of some rows."""
        return any(
            is_long(one) and one.value == rows.sums.get(place)
            for place, text in self.amounts_of(total).items()
            for one in self.read(place, text)
        )

    def amounts_of(self, total: Labelled) -> Mapping[int, str]:
        """The figures of a total by place; shares are always 100% and say nothing."""
        return {place: text for place, text in self.given(total).items() if not self._is_share(place)}

    def amounts(self, total: Labelled) -> frozenset[object]:
        """The figures of a total, each with all its readings."""
        return frozenset(
            (place, frozenset(self._readings(place, text))) for place, text in self.amounts_of(total).items()
        )

    def _is_share(self, place: int) -> bool:
        return self.figures[place].column.type.percent

    def member(self, total: Labelled) -> RowSums:
        """A row that is labelled a total as one of data."""
        if total.line not in self.members:
            figures = self.add(self.members.setdefault(total.line, RowSums()), total.cells)
            if total.counted:
                self.quantities[id(figures)] = figures
        return self.members[total.line]

    def add(self, part: RowSums, cells: Sequence[str]) -> Mapping[int, Number]:
        """Add a row to a part of the file; its figures."""
        figures, unread = self._figures(cells)
        part.all.add(figures, unread)
        for places in self.by_places:
            key = tuple((place, cells[place].strip() if place < len(cells) else "") for place in places)
            if key in self.wanted:
                part.of.setdefault(key, RowSum()).add(figures, unread)
        return figures

    def runs(self, total: Labelled, scopes: Sequence[RowSum]) -> bool:
        """Whether a row is the sum of the last few rows of a scope, or of the next few where such totals stand below a whole list.

        Totals that are such have few rows each. Where many more rows were added up for others that were none, this one is not tried.
        """
        given = self.given(total)
        place = next((place for place, text in given.items() if any(self._readings(place, text))), None)
        if place is None or self.figures[place].column.type.percent:
            return False
        for amount in self.read(place, given[place]):
            value, margin = amount.value, amount.margin(total.sure)
            for scope in scopes:
                if not self.effort.spend(len(scope.each) + 1 - len(scope.upto.get(place, ()))):
                    return False
                for start, end in scope.runs(place, value, margin):
                    if not self.effort.spend((end - start) * len(self.figures)):
                        return False
                    run = scope.part(start, end)
                    if run.not_zero(place) > 1 and self.agrees(total, run):
                        self.weigh(total, [run], scope.rows)
                        scope.next = end
                        return True
        return False

    def _figures(self, cells: Sequence[str]) -> tuple[Mapping[int, Number], Sequence[int]]:
        """The figures of a row by place, and the places of cells that say something else."""
        figures, unread = dict[int, Number](), list[int]()
        for place, converter in self.figures.items():
            text = cells[place] if place < len(cells) else ""
            found = readings(converter.column, text, AS_IN_SPECS if type(text) is Figure else converter.style)
            if found:
                figures[place] = number(found[0])
            elif text and not _says_nothing(text.strip()):
                unread.append(place)
        return figures, unread

    def given(self, total: Labelled) -> Mapping[int, str]:
        """The cells of figures that say something; they are looked for once, however often the row is compared.

        A formula without its value, or a cell that is partly struck out, says nothing of what a row is beside figures that do.
        """
        if total.line not in self.given_by_line:
            there = ((place, total.cells[place]) for place in self.figures if place < len(total.cells))
            said = {place: text for place, text in there if not is_missing(text.strip())}
            known = {place: text for place, text in said.items() if type(text) in (str, Figure)}
            self.given_by_line[total.line] = known or said
        return self.given_by_line[total.line]

    def agrees(self, total: Labelled, scope: RowSum) -> bool:
        """Whether each figure of a row is the sum or the mean of those of a scope; a share beside one may be a ratio, as any mean."""
        given = self.given(total)
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
            if not self.fits(place, text, scope, total.sure):
                if not self.may_be_mean(place, text, scope) and not (total.sure and self.lacks_of(place, text, scope)):
                    return False
                others.add(place)
        return not others or any(scope.sums.get(place) for place in given.keys() - others)

    def _adds_up(self, total: Labelled, scope: RowSum) -> bool:
        """Whether more than chance says that a row is a sum: of two rows at least, or a long figure; a label of means says so, too.

        One without a label needs two figures that are sums, or a third row, and none that is not.
        """
        if names_a_mean(total.cells[total.place]):
            return True
        given = {place: text for place, text in self.given(total).items() if not self._is_share(place)}
        sums = [
            one for one in given if scope.sums.get(one) and self.fits(one, given[one], scope, total.sure, mean=False)
        ]
        if total.is_unnamed:
            enough = len(sums) > 1 or scope.rows > 2
            return len(sums) == len(given) > 0 and enough and all(scope.not_zero(one) > 1 for one in sums)
        long = (is_long(one) for place in sums for one in self.read(place, given[place]))
        whole = total.lacking and len(sums) == len(given)  # no member, so it needs no more
        return bool(sums) and (scope.rows > 1 or whole or any(long))

    def lacks_of(self, place: int, text: str, scope: RowSum) -> bool:
        """Whether nobody can say what a figure is the sum of, as some of those are not read."""
        return place in scope.unread and bool(self.read(place, text))

    def may_be_mean(self, place: int, text: str, scope: RowSum) -> bool:
        """Whether a share is between the least and the greatest of a scope."""
        if not self.figures[place].column.type.percent or place not in scope.sums:
            return False
        least, greatest = scope.least[place], scope.greatest[place]
        return any(2 * least - one.last <= 2 * one.value <= 2 * greatest + one.last for one in self.read(place, text))

    def fits(self, place: int, text: str, scope: RowSum, rounded: bool, *, mean: bool = True) -> bool:
        """Whether a figure is the sum of those of a scope, or their mean where it may be one."""
        found, added = self.read(place, text), scope.sums.get(place, 0)
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
        return tuple(one.value for one in self.read(place, text))

    def read(self, place: int, text: str) -> tuple[Amount, ...]:
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


def _says_nothing(text: str) -> bool:
    return is_missing(text) or text.casefold() in NOT_APPLICABLE_WORDS
