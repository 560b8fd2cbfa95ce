"""Of a result that is no longer the final one only what could change it is named as its cause."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random

import pytest
from test_ledger import HEADER, Ministry, with_facts

from iku_dsl.period import Period
from iku_engine.database.chain import Event
from iku_engine.evaluating.evaluate import evaluate
from iku_engine.facts.addressing import address
from iku_engine.facts.amending import correct, retract
from iku_engine.facts.locking import lock, unlock
from iku_engine.facts.withdrawing import withdraw
from iku_engine.importing.importing import import_file
from iku_engine.ledger.approving import step
from iku_engine.plan.reach import cells_read
from iku_engine.results.records import record_of
from iku_engine.store.causes import Causes
from iku_engine.store.restating import FINAL, REVIEWED, restated, standing


@pytest.fixture
def ministry(tmp_path: Path) -> Iterator[Ministry]:
    with with_facts(tmp_path) as made:
        yield made


def rejected(ministry: Ministry) -> None:
    ministry.load("espm", HEADER + "2024,01,900%,3\n")


def rejected_of_another_dimension_file(ministry: Ministry) -> None:
    ministry.load("daerah", "kode,nama\n,Tanpa kode\n")


def identical(ministry: Ministry) -> None:
    ministry.load("espm", HEADER + "2024,01,50%,3\n")


def identical_and_rejected(ministry: Ministry) -> None:
    ministry.load("espm", HEADER + "2024,01,50%,3\n2024,02,900%,3\n")


def accepted(ministry: Ministry) -> None:
    ministry.load("espm", HEADER + "2024,01,55%,3\n2024,02,900%,3\n")


def marked(ministry: Ministry) -> None:
    path = ministry.folder / "tanda.csv"
    path.write_text(HEADER + "2024,01,50%,3\n", encoding="utf-8")
    import_file(ministry.store, ministry.program, path, "espm", user="siti", marks=("ilustratif",))


def another_period(ministry: Ministry) -> None:
    ministry.load("espm", HEADER + "2023,01,50%,3\n")


def taken_back(ministry: Ministry) -> None:
    retract(ministry.store, ministry.espm("01"), user="budi", reason="bukan binaan")


def changed_and_back(ministry: Ministry) -> None:
    for penerima in ("55%", "50%"):
        cells = {"penerima": penerima}
        correct(ministry.store, ministry.program, ministry.espm("01"), cells, user="budi", reason="salah")


def another_period_and_known(ministry: Ministry) -> None:
    ministry.load("espm", HEADER + "2023,01,50%,3\n2024,01,50%,3\n")


def opened(ministry: Ministry, year: int, *acts: Callable[[Ministry], None]) -> None:
    lock(ministry.store, ministry.program, Period(year), user="kepala")
    for act in acts:
        act(ministry)
    unlock(ministry.store, ministry.program, Period(year), user="kepala", reason="dibuka lagi")


def opened_for_nothing(ministry: Ministry) -> None:
    opened(ministry, 2024)


def opened_for_another_period(ministry: Ministry) -> None:
    opened(ministry, 2023, another_period)


def opened_for_what_was_taken_back(ministry: Ministry) -> None:
    def gone(ministry: Ministry) -> None:
        late = ministry.load("espm", HEADER + "2024,01,55%,3\n")
        withdraw(ministry.store, ministry.program, late.batch or 0, user="budi", reason="keliru")

    opened(ministry, 2024, gone)


def opened_for_what_was_there(ministry: Ministry) -> None:
    opened(ministry, 2024, changed_and_back)


def opened_for_a_change(ministry: Ministry) -> None:
    opened(ministry, 2024, accepted)


def opened_for_a_row_that_is_taken_back(ministry: Ministry) -> None:
    opened(ministry, 2024, taken_back)


def opened_for_a_mark(ministry: Ministry) -> None:
    opened(ministry, 2024, marked)


@pytest.mark.parametrize("act", [opened_for_a_change, opened_for_a_row_that_is_taken_back, opened_for_a_mark])
def test_what_waited_and_changed_something_is_named_with_its_opening(
    ministry: Ministry, act: Callable[[Ministry], None]
) -> None:
    kinds = [event.kind for event in causes(ministry, act)]
    assert (kinds[1:], kinds[0] in ("import", "retract")) == (["unlock", "correct"], True)


@pytest.mark.parametrize(
    ("act", "named"),
    [
        (rejected, False),
        (rejected_of_another_dimension_file, False),
        (identical, False),
        (identical_and_rejected, False),
        (accepted, True),
        (marked, True),
        (another_period, False),
        (another_period_and_known, False),
        (changed_and_back, False),
        (opened_for_nothing, False),
        (opened_for_another_period, False),
        (opened_for_what_was_taken_back, False),
        (opened_for_what_was_there, False),
        (taken_back, True),
    ],
)
def test_what_changed_nothing_is_no_cause(ministry: Ministry, act: Callable[[Ministry], None], named: bool) -> None:
    found = causes(ministry, act)
    assert (found[-1].kind, len(found)) == ("correct", 2 if named else 1)


def causes(ministry: Ministry, act: Callable[[Ministry], None]) -> tuple[Event, ...]:
    """What is named of a result after something was done and a figure that it reads was corrected."""
    number = ministry.keep()
    step(ministry.store, number, REVIEWED, user="reviu")
    step(ministry.store, number, FINAL, user="kepala", despite="keputusan rapat")
    act(ministry)
    cells = {"penerima": "60%", "harus": "3"}
    changed = correct(ministry.store, ministry.program, ministry.espm("02"), cells, user="budi", reason="salah")
    now = evaluate(ministry.store, ministry.program, specs="s", periods=[Period(2024)])
    found = restated(
        ministry.store, [record_of(one) for one in now.results], program=ministry.program, files=[ministry.file]
    )
    assert found[0].events[-1].id == changed.event
    of_eval = standing(ministry.store, ministry.program, now, [ministry.file]).results[0].restated
    assert of_eval is not None
    assert of_eval.events == found[0].events
    return found[0].events


PAIRS = """\
dimensi unit "Unit" kunci kode
sumber m "Data" per tahun, unit register
  kolom a angka 0..
  kolom b angka 0.. boleh kosong
sumber n "Anggaran" per tahun, unit register
  kolom a angka 0..
  kolom b angka 0.. boleh kosong
  hitung lebih = a * 2

indikator p "Data tahun lalu dan anggaran"
  satuan orang 0..
  arah naik
  rumus jumlah m.a[tahun lalu] + jumlah m.b bila kosong 0 + jumlah n.lebih
"""
READ = {("m", 2024, "a"), ("m", 2025, "b"), ("n", 2025, "a")}
Cell = tuple[str, int, str, str]  # of a source, a year, a unit, a column; of no column: that there is a row


class Office:
    """A store in which things are done at random, and what its cells were after each event."""

    def __init__(self, ministry: Ministry, chance: Random) -> None:
        self.of, self.chance = ministry, chance
        self.cells: dict[Cell, object] = {}  # of all that came, also what waits
        self.counted: dict[Cell, object] = {}
        self.after: list[tuple[int, dict[Cell, object], dict[Cell, int]]] = []
        self.waits: list[tuple[int, dict[Cell, object]]] = []
        self.closed = False

    def load(self, name: str, rows: list[tuple[int, str, int, int]]) -> None:
        if any(
            (name, year, unit, "") not in self.cells or self._says(name, year, unit) != [a, b]
            for year, unit, a, b in rows
        ):
            found = self.of.load(name, "tahun,unit,a,b\n" + "".join(f"{y},{u},{a},{b}\n" for y, u, a, b in rows))
            told = {(name, y, u, c): v for y, u, *says in rows for c, v in zip(("", "a", "b"), (1, *says), strict=True)}
            self._came(found.batch or 0, {**self.cells, **told})

    def _says(self, name: str, year: int, unit: str) -> list[object]:
        return [self.cells.get((name, year, unit, column)) for column in "ab"]

    def _came(self, event: int, cells: dict[Cell, object]) -> None:
        self.cells = cells
        if self.closed:
            self.waits.append((event, cells))
        else:
            self._counts(event, [(event, cells)])

    def _counts(self, event: int, several: list[tuple[int, dict[Cell, object]]]) -> None:
        by: dict[Cell, int] = {}
        before = last = self.counted
        for batch, cells in several:
            by.update({one: batch for one in {*last, *cells} if last.get(one) != cells.get(one)})
            last = cells
        self.counted = last
        self.after.append((event, last, {one: at for one, at in by.items() if before.get(one) != last.get(one)}))

    def act(self) -> None:
        store, program, chance = self.of.store, self.of.program, self.chance
        name, year, unit = chance.choice("mn"), chance.choice((2024, 2025)), chance.choice("AB")
        there = (name, year, unit, "") in self.cells
        match chance.randrange(4):
            case 0:
                self.load(name, [(year, unit, chance.randrange(3), chance.randrange(3))])
            case 1 if there:
                column, figure = chance.choice("ab"), chance.randrange(3)
                if self.cells[name, year, unit, column] != figure:
                    found = address(store, program, name, Period(year), [unit])
                    done = correct(store, program, found, {column: str(figure)}, user="budi", reason="salah")
                    self._came(done.event, {**self.cells, (name, year, unit, column): figure})
            case 2 if there:
                found = address(store, program, name, Period(year), [unit])
                done = retract(store, found, user="budi", reason="r")
                self._came(done.event, {one: v for one, v in self.cells.items() if one[:3] != (name, year, unit)})
            case 3 if self.closed:
                self.open()
            case 3:
                for closing in (2024, 2025):
                    lock(store, program, Period(closing), user="kepala")
                self.closed = True
            case _:
                pass

    def open(self) -> None:
        """Both years; what waits for each counts from its own opening on, and is told by the batches that changed a cell of it."""
        for year in (2024, 2025):
            opened = unlock(self.of.store, self.of.program, Period(year), user="kepala", reason="r")
            of_year = [
                (batch, {**{one: v for one, v in self.counted.items() if one[1] != year},
                         **{one: v for one, v in cells.items() if one[1] == year}})
                for batch, cells in self.waits
            ]  # fmt: skip
            self._counts(opened.event, of_year)
            assert {batch for batch, *_ in opened.changed} == set(self.after[-1][2].values())
        self.closed, self.waits = False, []


@pytest.mark.few("0", "5", "9")
@pytest.mark.parametrize("seed", range(12))
def test_a_cause_changed_a_cell_that_is_read_and_is_otherwise_now(tmp_path: Path, seed: int) -> None:
    ministry, chance = Ministry(tmp_path, spec=PAIRS, members=""), Random(seed)
    office = Office(ministry, chance)
    for name in "mn":
        office.load(name, [(year, unit, 1, 1) for year in (2024, 2025) for unit in "AB"])
    first = len(office.after)
    for _ in range(14):
        office.act()
    if office.closed:
        office.open()
    seen, was, _ = office.after[first - 1]
    differ = {
        one
        for one in {*was, *office.counted}
        if was.get(one) != office.counted.get(one)
        and ((*one[:2], one[3]) in READ or (one[3] == "" and one[:2] in {read[:2] for read in READ}))
    }
    expected = {
        number for event, _, by in office.after[first:] for one in differ & by.keys() for number in (event, by[one])
    }
    with ministry.store.reading() as connection:
        read = cells_read(ministry.program, "p", Period(2025))
        found = [one.id for one in Causes(connection, ministry.store.schema).since(seen, None, read)]
    assert found == sorted(expected)
    ministry.store.close()
