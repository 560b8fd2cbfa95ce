"""Rows of a file that are looked at with all others of the file there: no more are kept out than must be, in whatever order they come."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence

from iku_dsl.problem import Text
from iku_engine.rules.rowcheck import RowCheck
from iku_engine.staging.plain import GoodRow

Broken = tuple[str, Text]  # the column that a rule names first, and the reason
Place = tuple[int, tuple[str, ...]]


def together(
    check: RowCheck, rows: Mapping[int, GoodRow], sure: Callable[[Sequence[GoodRow]], set[int]]
) -> tuple[Mapping[int, Broken], Collection[int]]:
    """What some rows break, by their numbers, which come in order of their periods; all others keep the rules together.

    With it come the numbers of those that were not certain to keep all rules, a `periksa` among them.

    Of two that break a rule together the later one is kept out; whoever was kept out only because of one that is out itself comes in
    after all. Where a row is kept out, the earlier one of its place goes on counting: who could not stand beside that one is kept out.
    `sure` says of rows, by identity, which need not be looked at.
    """
    found = _Together(check, rows)
    certain = sure(list(rows.values()))
    unsure = {number for number, row in rows.items() if id(row) not in certain}
    found.leave_out(unsure)
    found.bring_back()
    return found.out, {*unsure, *found.reading(found.out)}


class _Together:
    """The rows that are in, and those that are `out`, each with what it breaks."""

    def __init__(self, check: RowCheck, rows: Mapping[int, GoodRow]) -> None:
        self.check, self.rows = check, rows
        self.out: dict[int, Broken] = {}
        self.order = {number: at for at, number in enumerate(rows)}
        self.at_place: dict[Place, list[int]] = {}
        self.broken_before: set[Place] = set()  # of rows that are stored, whatever the file brings
        for number in rows:
            self.at_place.setdefault(self.place(number), []).append(number)
            self._stand(number)

    def place(self, number: int) -> Place:
        """The period and members of a row."""
        return self.rows[number].period, self.rows[number].keys

    def broken(self, number: int) -> Broken | None:
        """What a row breaks as the others are now."""
        return self.check.broken_rule(*self.place(number), self.rows[number].values)

    def leave_out(self, waiting: Iterable[int]) -> None:
        """Rows that break a rule are kept out, and then those that break one without them, until none more does."""
        while some := self._latest_first(waiting):
            gone: list[int] = []
            for number in some:
                found = self.broken(number)
                if found is not None:
                    self._leave(number, found)
                    gone.append(number)
            for number in gone:  # which grows
                gone += self._give_way(number)
            waiting = self.reading(gone)

    def bring_back(self) -> None:
        """Rows that are out and break nothing any more come in, the earliest first, unless another would break a rule then."""
        waiting = list(self.out)
        while waiting:
            back: list[int] = []
            for number in sorted(waiting, key=self.order.__getitem__):
                if self.broken(number) is not None:
                    continue
                found = self.out.pop(number)
                self._stand(number)
                if all(self._holds(other) for other in self.reading([number]) if other != number):
                    back.append(number)
                else:
                    self._leave(number, found)
            waiting = [number for number in self.reading(back) if number in self.out]

    def _stand(self, number: int) -> None:
        self.check.accept(*self.place(number), self.rows[number].values)

    def _leave(self, number: int, found: Broken) -> None:
        """A row is out; another one of the file that has its place stands there now."""
        self.out[number] = found
        self.check.give_up(*self.place(number))
        for other in self.at_place[self.place(number)]:
            if other not in self.out:
                self._stand(other)

    def _give_way(self, number: int) -> Sequence[int]:
        """The rows that are kept out as the stored one could not stand beside them that goes on counting in the place of a row."""
        place, gone = self.place(number), list[int]()
        found = self.check.stored_breaks(*place)
        if found is None or place in self.broken_before:
            return ()
        read = {other for one in self.check.read_by(*place) for other in self.at_place.get(one, ())} - {number}
        for other in self._latest_first(read):
            if self.check.stored_breaks(*place) is None:
                break
            self._leave(other, found)
            gone.append(other)
        if self.check.stored_breaks(*place) is None:
            return gone
        self.broken_before.add(place)
        for other in gone:
            del self.out[other]
            self._stand(other)
        return ()

    def _holds(self, number: int) -> bool:
        """Whether what stands in the place of a row keeps the rules: the row, or the stored one that goes on counting there."""
        place = self.place(number)
        if number not in self.out:
            return self.broken(number) is None
        return place in self.broken_before or self.check.stored_breaks(*place) is None

    def reading(self, numbers: Iterable[int]) -> Sequence[int]:
        """The rows of the file that may read some rows, and these."""
        places = {place for number in numbers for place in self.check.readers(*self.place(number))}
        return [other for place in places for other in self.at_place.get(place, ())]

    def _latest_first(self, numbers: Iterable[int]) -> Sequence[int]:
        """Those of some rows that are in."""
        return sorted((n for n in set(numbers) if n not in self.out), key=self.order.__getitem__, reverse=True)
