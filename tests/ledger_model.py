"""The ledger as a few dictionaries: what counts, by moment, told without a database."""

from __future__ import annotations

from dataclasses import dataclass, field

Place = tuple[int, str]  # a year and a key


@dataclass(eq=False)
class Row:
    """A value at a place: of which batch, and which row it is again."""

    value: int
    batch: int
    again: Row | None = None

    @property
    def root(self) -> Row:
        return self.again.root if self.again is not None else self


@dataclass
class Kept:
    """A batch: what it says, also where that was there already, and what it put or took away.

    And the years that it gives, those in which it came too late, and what it withdraws.
    """

    says: dict[Place, Row | None] = field(default_factory=dict)
    changes: dict[Place, int | None] = field(default_factory=dict)
    gives: set[int] = field(default_factory=set)
    late: set[int] = field(default_factory=set)
    withdraws: int | None = None


class Model:
    """Each method returns whether it is refused; `event` is the number that it has otherwise."""

    def __init__(self) -> None:
        self.tips: dict[Place, Row | None] = {}
        self.batches: dict[int, Kept] = {}
        self.locks: list[tuple[str, int, bool]] = []
        self.let_in: dict[tuple[int, int], int] = {}

    # ---- what happens

    def imports(self, event: int, rows: dict[Place, int], gives: set[int]) -> bool:
        batch = self._begin(event, gives | {year for year, _ in rows})
        for place, value in rows.items():
            tip = self.tips.get(place)
            if tip is None or tip.value != value:
                tip = self._put(batch, place, Row(value, event))
            batch.says[place] = tip
        self._close(batch)
        return False

    def corrects(self, event: int, place: Place, value: int) -> bool:
        tip = self.tips.get(place)
        if tip is None and place[0] not in self.loaded(event):
            return True  # one row does not make a register whole
        return (tip is not None and tip.value == value) or self.imports(event, {place: value}, set())

    def retracts(self, event: int, place: Place) -> bool:
        if self.tips.get(place) is None:
            return True
        batch = self._begin(event, set())
        self._take(batch, place)
        batch.says[place] = None
        self._close(batch)
        return False

    def withdraws(self, event: int, number: int) -> bool:
        """Each place of which a batch said something that counts from now on, or no more, says what the last batch says that stands."""
        if number not in self.batches:
            return True
        stood = {one: self._stands(one) for one in self.batches}
        batch = self.batches[event] = Kept(withdraws=number)
        changed = [one for one, was in stood.items() if was != self._stands(one)]
        for place in sorted({place for one in changed for place in self.batches[one].says}):
            words = [
                one.says[place] for n, one in sorted(self.batches.items()) if place in one.says and self._stands(n)
            ]
            was, now = self.tips.get(place), words[-1] if words else None
            if now is None and was is not None:
                self._take(batch, place)
            elif now is not None and (was is None or was.root is not now.root):
                self._put(batch, place, Row(now.value, event, again=now))
        if not stood[number]:
            del self.batches[event]
            return True
        first = self.batches[number]
        while first.withdraws is not None:
            first = self.batches[first.withdraws]
        self._close(batch, first.gives)
        return False

    def locks_year(self, event: int, of: str, year: int, locked: bool) -> bool:
        if self._locked(of, year) == locked:
            return True
        self.locks.append((of, year, locked))
        if not locked:
            for number, batch in self.batches.items():
                if year in batch.late:
                    self.let_in.setdefault((number, year), event)
        return False

    # ---- what counts then

    def facts(self, upto: int) -> dict[Place, int]:
        found: dict[Place, int] = {}
        for number, batch in sorted(self.batches.items()):
            for place, value in batch.changes.items():
                if number <= upto and not self._waits(number, place[0], upto):
                    found.pop(place, None)
                    if value is not None:
                        found[place] = value
        return found

    def loaded(self, upto: int) -> set[int]:
        def stands(number: int, year: int) -> bool:
            later = (n for n, one in self.batches.items() if one.withdraws == number and n <= upto)
            return not self._waits(number, year, upto) and not any(stands(n, year) for n in later)

        return {year for n, batch in self.batches.items() if n <= upto for year in batch.gives if stands(n, year)}

    # ---- inside

    def _begin(self, event: int, gives: set[int]) -> Kept:
        batch = self.batches[event] = Kept(gives=set(gives))
        return batch

    def _put(self, batch: Kept, place: Place, row: Row) -> Row:
        self.tips[place] = row
        batch.changes[place] = row.value
        return row

    def _take(self, batch: Kept, place: Place) -> None:
        self.tips[place] = None
        batch.changes[place] = None

    def _close(self, batch: Kept, touched: set[int] = frozenset()) -> None:  # type: ignore[assignment]
        years = {year for year, _ in batch.changes} | batch.gives | touched
        batch.late = {year for year in years if self._locked("espm", year)}

    def _stands(self, number: int) -> bool:
        return not any(one.withdraws == number and self._stands(n) for n, one in self.batches.items())

    def _locked(self, of: str, year: int) -> bool:
        return next((locked for name, at, locked in reversed(self.locks) if at == year and name in ("", of)), False)

    def _waits(self, number: int, year: int, upto: int) -> bool:
        return year in self.batches[number].late and self.let_in.get((number, year), upto + 1) > upto
