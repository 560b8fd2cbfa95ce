"""Rows of a file that are looked at with all others of the file there: no more are kept out than must be, in whatever order they come."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence

from iku_engine.rules.rowcheck import Broken, Place, Read, RowCheck
from iku_engine.staging.plain import GoodRow

MOST_NOTED = 2_000_000  # readings of rows that are remembered: 300 MB


def together(
    check: RowCheck, rows: Mapping[int, GoodRow], sure: Callable[[Sequence[GoodRow]], set[int]]
) -> tuple[Mapping[int, Broken], Collection[int]]:
    """What some rows break, by their numbers, which come in order of their periods; all others keep the rules together.

    With it come the numbers of those that were not certain to keep all rules, a `periksa` among them.

    Of two that break a rule together the later one is kept out; whoever was kept out only because of one that is out itself comes in
    after all. Where a row is kept out, the earlier one of its place goes on counting: who could not stand beside that one is kept out.
    So is who alone makes a stored row that is `watched` break a rule. `sure` says of rows, by identity, which need not be looked at.
    """
    found = _Together(check, rows)
    certain = sure(list(rows.values()))
    unsure = {number for number, row in rows.items() if id(row) not in certain}
    found.leave_out({*unsure, *found.watched})
    found.bring_back()
    return found.out, unsure | found.perhaps_reading(found.out, found.of_period)


class _Together:
    """The rows that are in, and those that are `out`, each with what it breaks.

    A row is asked again only where one changed that it read when it was asked, so that many rows are not asked many times. Below 0 are
    the numbers of stored rows that are `watched`.
    """

    def __init__(self, check: RowCheck, rows: Mapping[int, GoodRow]) -> None:
        self.check, self.rows = check, rows
        self.out: dict[int, Broken] = {}
        self.order = {number: at for at, number in enumerate(rows)}
        self.watched = {-1 - at: place for at, place in enumerate(check.watched)}
        self.at_place: dict[Place, list[int]] = {}
        self.of_period: dict[int, set[int]] = {}
        self.there = Counter[int]()  # how many rows are in, by period
        self.broken_before: set[Place] = set()  # of rows that are stored, whatever the file brings
        self.read_by: dict[Read, set[int]] = {}  # who read a row of the file, once he was asked
        self.last: set[Read] = set()  # what was read by whoever was asked last
        self.noted = 0
        for number in rows:
            self.at_place.setdefault(self.place(number), []).append(number)
            self.of_period.setdefault(self.place(number)[0], set()).add(number)
            self._stand(number)
        self.unasked = {period: set(numbers) for period, numbers in self.of_period.items()}

    def place(self, number: int) -> Place:
        """The period and members of a row."""
        return self.watched[number] if number in self.watched else (self.rows[number].period, self.rows[number].keys)

    def leave_out(self, waiting: Collection[int]) -> None:
        """Rows that break a rule are kept out, and then those that break one without them, until none more does."""
        while waiting:
            standing = sorted(number for number in waiting if number in self.watched or number in self.out)
            gone: list[int] = []
            for number in self._latest_first(waiting):
                found = self._broken(number)
                if found is not None:
                    self._leave(number, found)
                    gone.append(number)
            standing += gone
            for number in standing:  # which grows
                giving_way = self._give_way(number)
                gone += giving_way
                standing += giving_way
            waiting = self._reading(gone)

    def bring_back(self) -> None:
        """Rows that are out and break nothing any more come in, the earliest first, unless another would break a rule then."""
        waiting = set(self.out)
        while waiting:
            back: list[int] = []
            for number in sorted(waiting, key=self.order.__getitem__):
                if self._broken(number) is not None:
                    continue
                found = self.out.pop(number)
                self._stand(number)
                if all(self._holds(other) for other in self._reading([number]) if other != number):
                    back.append(number)
                else:
                    self._note(number, self.last)  # what the other one read: it may bear this one once that changes
                    self._leave(number, found)
            waiting = {number for number in self._reading(back) if number in self.out}

    def _broken(self, number: int) -> Broken | None:
        """What a row breaks as the others are now."""
        place = self.place(number)
        return self._asked(number, lambda: self.check.broken_rule(*place, self.rows[number].values))

    def _stored_breaks(self, number: int) -> Broken | None:
        """What the stored row breaks that goes on counting in the place of a row that is out, or that is watched."""
        return self._asked(number, lambda: self.check.stored_breaks(*self.place(number)))

    def _asked(self, number: int, ask: Callable[[], Broken | None]) -> Broken | None:
        with self.check.noting() as read:
            found = ask()
        self.last = {one for one in read if one in self.at_place or (one[1] is None and one[0] in self.of_period)}
        self._note(number, self.last)
        return found

    def _note(self, number: int, read: Collection[Read]) -> None:
        """Whoever read so much that it is not remembered stays one who may read anything."""
        self.noted += len(read)
        if self.noted > MOST_NOTED:
            return
        for one in read:
            self.read_by.setdefault(one, set()).add(number)
        if number in self.rows:
            self.unasked[self.rows[number].period].discard(number)

    def _stand(self, number: int) -> None:
        self.there[self.rows[number].period] += 1
        self.check.accept(*self.place(number), self.rows[number].values)

    def _leave(self, number: int, found: Broken) -> None:
        """A row is out; another one of the file that has its place stands there now."""
        self.out[number] = found
        self.there[self.rows[number].period] -= 1
        self._lift(self.place(number))
        self._put(self.place(number))

    def _lift(self, place: Place) -> None:
        """No row of the file stands in a place."""
        self.check.give_up(*place)

    def _put(self, place: Place) -> None:
        """The first row of the file that is in and has a place stands there."""
        first = next((number for number in self.at_place[place] if number not in self.out), None)
        if first is not None:
            self.check.accept(*place, self.rows[first].values)

    def _give_way(self, number: int) -> Sequence[int]:
        """The rows that are kept out as a stored row could not stand beside them that counts in the place of a row, or is watched."""
        place, gone = self.place(number), list[int]()
        found = self._stored_breaks(number) if place not in self.broken_before else None
        if found is None:
            return ()
        if number in self.watched:
            for one in self._at_fault(number):
                self._leave(one, found)
                gone.append(one)
            return gone
        while found is not None and (some := self._latest_first(self._read_last() - {number})):
            self._leave(some[0], found)
            gone.append(some[0])
            found = self._stored_breaks(number)
        if found is None:
            return gone
        self.broken_before.add(place)
        for other in gone:
            del self.out[other]
            self._stand(other)
        return ()

    def _at_fault(self, number: int) -> Collection[int]:
        """The rows of the file each of which alone makes a stored row break a rule; none where several do so only together.

        Where it does so as its period has rows now, so does any other row of that period.
        """
        lifted: list[Sequence[Place]] = []
        broken = True
        while broken and (more := self._read_alike({place for some in lifted for place in some})):
            lifted += more
            for place in (place for some in more for place in some):
                self._lift(place)
            broken = self._stored_breaks(number) is not None  # which may read others now
        found = dict[int, None]()
        for some in lifted if not broken else ():
            self._put(some[0])
            if self._stored_breaks(number) is not None:
                found |= dict.fromkeys(self._latest_first(n for place in some for n in self.at_place[place]))
            self._lift(some[0])
        if broken:
            self.broken_before.add(self.place(number))
        for place in (place for some in lifted for place in some):
            self._put(place)
        return found

    def _read_alike(self, but: Collection[Place]) -> list[list[Place]]:
        """Where rows of the file stand that were read last; together those that were read as there are rows of their period."""
        periods = [period for period, keys in self.last if keys is None]
        of_all = [self._read_last(), *(self.of_period[period] for period in periods)]
        one_by_one, *of_periods = ([self.place(number) for number in self._latest_first(some)] for some in of_all)
        alike = [*([place] for place in one_by_one), *of_periods]
        return list(filter(None, ([place for place in some if place not in but] for some in alike)))

    def _read_last(self) -> set[int]:
        """The rows of the file in the places that were read by whoever was asked last."""
        return {number for period, keys in self.last if keys is not None for number in self.at_place[period, keys]}

    def _holds(self, number: int) -> bool:
        """Whether what stands in the place of a row keeps the rules: the row, or the stored one that goes on counting there."""
        if number in self.rows and number not in self.out:
            return self._broken(number) is None
        return self.place(number) in self.broken_before or self._stored_breaks(number) is None

    def _reading(self, numbers: Collection[int]) -> set[int]:
        """Who read some rows that have changed, and who may read them and was not asked yet."""
        read = (who for one in self._changed(numbers) for who in self.read_by.get(one, ()))
        return {*read, *self.perhaps_reading(numbers, self.unasked)}

    def perhaps_reading(self, numbers: Collection[int], among: Mapping[int, set[int]]) -> set[int]:
        """Of some rows, by period, those whose rules may read one of others."""
        found, whole = set[int](), set[int]()
        for period, keys in self._changed(numbers):
            periods = self.check.periods_reading(period)
            if keys is None or self.check.rows_read.may_read(keys):
                whole.update(periods)
            else:
                at = (number for one in periods for number in self.at_place.get((one, keys), ()))
                found.update(number for number in at if number in among[self.place(number)[0]])
        return found.union(*(among.get(period, ()) for period in whole))

    def _changed(self, numbers: Collection[int]) -> set[Read]:
        """What else is read where some rows came in or are kept out: their places, and whether there are rows of their periods at all."""
        places = {self.place(number) for number in numbers}
        return {*places, *((period, None) for period, _ in places if self.there[period] <= len(numbers))}

    def _latest_first(self, numbers: Iterable[int]) -> Sequence[int]:
        """Those of some rows that are in."""
        some = (number for number in set(numbers) if number in self.rows and number not in self.out)
        return sorted(some, key=self.order.__getitem__, reverse=True)
