"""How a row that was kept out ended, by its number: sequences of whatever may happen to it, against a small model of what is promised.

What is held of each: which facts count, which rows wait, which lines of a file come in, what is said of those that do not.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from random import Random

import pytest
from test_ledger import Ministry

from iku_dsl.period import Period
from iku_engine.facts.addressing import address
from iku_engine.facts.amending import retract
from iku_engine.facts.withdrawing import withdraw
from iku_engine.importing.importing import import_file
from iku_engine.importing.quarantine import dismiss, kept_out
from iku_engine.members.members import current
from iku_engine.staging.report import ImportReport

SPEC = """
dimensi kab kunci kode

sumber f per tahun, kab daftar
  kolom nilai bilangan 0..
"""
Place = tuple[int, int]
Line = tuple[Place | None, str, str]  # its number, key and value
KEYS, OTHERS = "ABC", "PQR"


@dataclass
class Kept:
    """A row that was kept out: its key, its file, the number that it came with, and whether that kept it out."""

    key: str
    value: str
    file: str
    number: Place | None = None
    by_number: bool = False
    earlier: list[Place] = field(default_factory=list)  # whose place it took


@dataclass
class Model:
    """What is promised, in ordinary steps: nothing is worked out but from the list of what happened."""

    facts: dict[int, dict[str, str | None]] = field(default_factory=dict)  # by batch, what it says of each key
    kept: dict[Place, Kept] = field(default_factory=dict)
    ended: list[tuple[int, Place, str, str]] = field(default_factory=list)  # event, row, how, and as which key
    withdrawn: list[tuple[int, int]] = field(default_factory=list)
    contents: dict[int, list[tuple[str, str]]] = field(default_factory=dict)  # of the files without numbers

    def gone(self) -> set[int]:
        found: set[int] = set()
        for by, batch in sorted(self.withdrawn, reverse=True):
            if by not in found:
                found.add(batch)
        return found

    def counted(self) -> dict[str, str]:
        last: dict[str, str | None] = {}
        for batch in sorted(self.facts.keys() - self.gone()):
            last |= self.facts[batch]
        return {key: value for key, value in last.items() if value is not None}

    def of(self, place: Place) -> list[tuple[int, str, str]]:
        """How a row ended, the last first."""
        gone = self.gone()
        return [(n, how, key) for n, one, how, key in reversed(self.ended) if one == place and n not in gone]

    def waits(self, place: Place) -> bool:
        return place[0] not in self.gone() and not self.of(place)

    def waiting(self) -> set[Place]:
        return set(filter(self.waits, self.kept))

    def meant(self, place: Place) -> tuple[str, Place, tuple[int, str]]:
        """The end of a number: how, of which row, by which event as which key."""
        if self.waits(place):
            number = self.kept[place].number
            if number is not None and number[0] < place[0]:
                how, _, told = self.meant(number)
                if how == "mended":
                    return "waits", place, told
            return "waits", place, (0, "")
        for how in ("mended", "dismissed"):
            for event, its, key in self.of(place):
                if its == how:
                    return how, place, (event, key)
        for event, _, _ in self.of(place):  # it came again
            if event == place[0]:
                number = self.kept[place].number
                assert number is not None
                return self.meant(number)
            return self.meant(next(one for one in self.kept if one[0] == event and place in self.before(one)))
        return "taken back", place, (0, "")

    def counts_twice(self, back: set[int]) -> bool:
        """Whether a row that batches had mended which stand again counts as several rows by now."""
        counted = self.counted()
        places = {place for event, place, how, _ in self.ended if event in back and how == "mended"}
        return any(len({key for _, _, key in self.of(place) if key in counted}) > 1 for place in places)

    def before(self, place: Place) -> set[Place]:
        """The rows whose place a row took."""
        return {one for earlier in self.kept[place].earlier for one in (earlier, *self.before(earlier))}

    def end(self, event: int, place: Place, how: str, key: str = "") -> None:
        """A row ends, and so do those whose place it took."""
        for one in (place, *sorted(self.before(place))):
            self.ended.append((event, one, how, key))

    def sent(self, batch: int, file: str, rows: list[tuple[str, str]]) -> None:
        """A file without numbers."""
        self.facts[batch] = {key: value for key, value in rows if value.isdigit()}
        self.contents[batch] = rows
        waiting = {
            one for one in self.waiting() if self.kept[one].file == file or self.contents.get(one[0]) == rows
        }  # of the same name or content
        for line, (key, value) in enumerate(rows, start=2):
            same = sorted(one for one in waiting if self.kept[one].key == key)
            if value.isdigit():
                for one in same:
                    self.end(batch, one, "mended", key)
            else:
                self.kept[batch, line] = Kept(key, value, file, earlier=same)
                for one in same:
                    self.end(batch, one, "again")

    def stays_out(self, number: Place, key: str) -> str:
        """Why a line with a number stays out; nothing where it comes in."""
        how, _, (_, other) = self.meant(number)
        if how in ("dismissed", "taken back"):
            return {"dismissed": "mend.dismissed", "taken back": "mend.taken-back"}[how]
        return "mend.mended" if other not in ("", key) and other in self.counted() else ""

    def mended(self, batch: int, file: str, lines: list[Line]) -> tuple[int, int, dict[int, str]]:
        """A file with numbers: how many come in, how many rows that waited are mended, and why others stay out, by line."""
        found = list(enumerate(lines, start=2))
        ends = {line: self.meant(number) for line, (number, _, _) in found if number is not None}
        out = {line: self.stays_out(one[0], one[1]) for line, one in found if one[0] is not None}
        waiting = {one for one in self.waiting() if self.kept[one].by_number}
        said: dict[str, str | None] = {}
        marks: list[tuple[Place, str, str]] = []
        reasons: dict[int, str] = {}
        mends = 0
        for line, (number, key, value) in found:
            as_it_was = number is not None and (key, value) == (self.kept[number].key, self.kept[number].value)
            good, why = value.isdigit() and not as_it_was, out.get(line, "")
            how, place, _ = ends.get(line, ("", (0, 0), (0, "")))
            # rows that the number had kept out, and that are here again
            again = {
                one
                for one in waiting
                if self.kept[one].key == key
                and (
                    self.kept[one].file == file if number is None else number == self.kept[one].number and one != number
                )
            }
            if good and not why:
                said[key] = value
                if number is not None:
                    mends += how == "waits"
                    marks.append((place, "mended", key))
                marks += [(one, "mended", key) for one in again]
                continue
            by_number = bool(why) and (good or why in ("mend.dismissed", "mend.taken-back"))
            reasons[line] = why if by_number else "bad"
            here = self.kept[batch, line] = Kept(key, value, file, number, by_number)
            if good:
                marks += [(one, "again", "") for one in again]
                here.earlier = sorted(again)
            if how == "waits" or (as_it_was and how in ("mended", "dismissed")):
                marks.append(((batch, line), "again", ""))
        self.facts[batch] = said
        for place, how, key in marks:
            if place[0] != batch:
                self.end(batch, place, how, key)
            else:  # one of this file, which waits under its number
                self.ended.append((batch, place, how, key))
        return len(said), mends, reasons


class World:
    """A store and its model, to which the same happens."""

    def __init__(self, folder: Path, seed: int) -> None:
        self.ministry, self.random, self.model = Ministry(folder, spec=SPEC, members=""), Random(seed), Model()
        self.sheets: list[list[tuple[Place, str, str]]] = []
        self.log: list[object] = []

    def load(self, file: str, text: str) -> ImportReport:
        path = self.ministry.folder / file
        path.write_text(text, encoding="utf-8")
        return import_file(self.ministry.store, self.ministry.program, path, "f", user="siti")

    def send(self) -> None:
        rows = [(key, self.random.choice(("x", "x", "1"))) for key in KEYS]
        if self.model.facts and self.random.random() < 0.5:
            rows = [(key, "1" if key == "B" else "x") for key in KEYS]
        file = self.random.choice(("satu.csv", "satu.csv", "dua.csv"))
        report = self.load(file, "tahun,kab,nilai\n" + "".join(f"2024,{key},{value}\n" for key, value in rows))
        assert report.batch is not None
        self.log.append((report.batch, "send", file, rows))
        self.model.sent(report.batch, file, rows)

    def export(self) -> None:
        self.sheets.append(
            [
                ((one.batch, one.row), dict(one.cells)["kab"], dict(one.cells)["nilai"])
                for one in kept_out(self.ministry.store)
            ]
        )
        self.log.append(("export", self.sheets[-1]))

    def mend(self) -> None:
        if not self.sheets:
            return
        lines: list[Line] = []
        keys, meant = set[str](), set[Place]()
        for place, key, value in self.random.choice(self.sheets):
            if self.random.random() < 0.2:
                continue
            now = key if self.random.random() < 0.6 else self.random.choice(OTHERS)
            value = self.random.choice(("1", "1", "2", value, "y"))
            number = place if self.random.random() < 0.9 or not value.isdigit() else None
            of = self.model.meant(place)[1]
            if now not in keys and of not in meant:
                keys.add(now)
                meant.add(of)
                lines.append((number, now, value))
        if not lines:
            return
        file = self.random.choice(("perbaikan.csv", "perbaikan.csv", "lain.csv"))
        text = "".join(f"{f'{one[0][0]}:{one[0][1]}' if one[0] else ''},2024,{one[1]},{one[2]}\n" for one in lines)
        report = self.load(file, "karantina,tahun,kab,nilai\n" + text)
        assert report.batch is not None
        self.log.append((report.batch, "mend", file, lines))
        came, mended, out = self.model.mended(report.batch, file, lines)
        told = {cell.row: cell.reason.key for cell in report.rejected}
        told = {row: key if key.startswith("mend.") else "bad" for row, key in told.items()}
        found = report.accepted + report.identical, report.mended, told
        assert found == (came, mended, out), (found, (came, mended, out))

    def dismiss(self) -> None:
        waiting = sorted(self.model.waiting())
        if waiting:
            place = self.random.choice(waiting)
            event = dismiss(self.ministry.store, [place], user="budi", reason="tidak ada")
            self.log.append((event, "dismiss", place))
            self.model.ended.append((event, place, "dismissed", ""))

    def take_back(self) -> None:
        self._withdraw(self.model.facts.keys() - self.model.gone())

    def undo(self) -> None:
        self._withdraw({by for by, _ in self.model.withdrawn} - self.model.gone())

    def _withdraw(self, some: set[int]) -> None:
        if not some:
            return
        batch, gone = self.random.choice(sorted(some)), self.model.gone()
        done = withdraw(self.ministry.store, self.ministry.program, batch, user="budi", reason="keliru")
        self.log.append((done.event, "withdraw", batch))
        self.model.withdrawn.append((done.event, batch))
        self.model.facts[done.event] = {}
        told = any(doubt.key == "rows-mended-differently" for doubt in done.doubts)
        assert told is self.model.counts_twice(gone - self.model.gone()), told

    def take_row(self) -> None:
        there = sorted(self.model.counted())
        if there:
            key = self.random.choice(there)
            at = address(self.ministry.store, self.ministry.program, "f", Period(2024), [key])
            event = retract(self.ministry.store, at, user="budi", reason="keliru").event
            self.log.append((event, "retract", key))
            self.model.facts[event] = {key: None}

    def hold(self) -> None:
        """Everything is as the model has it."""
        relation = self.ministry.store.schema.relations["f"]
        with self.ministry.store.reading() as connection:
            rows = connection.execute(current(relation).select()).mappings().all()
        facts = {row[relation.key_column("kab").name]: str(row["nilai"]) for row in rows}
        waits = {(one.batch, one.row) for one in kept_out(self.ministry.store)}
        promised = self.model.counted(), self.model.waiting()
        assert (facts, waits) == promised, ((facts, sorted(waits)), promised)


def live(folder: Path, seed: int, steps: int) -> None:
    """Some steps in the life of a store, each held against the model."""
    world = World(folder, seed)
    world.send()
    world.export()
    acts = [world.send, world.export, *[world.mend] * 4, world.dismiss, world.take_back, world.undo, world.take_row]
    try:
        for _ in range(steps):
            world.random.choice(acts)()
            world.hold()
        assert world.ministry.verify().fault is None
    except AssertionError as error:
        raise AssertionError("\n".join(map(str, world.log))) from error
    finally:
        world.ministry.store.close()


@pytest.mark.parametrize("seed", range(8))
def test_rows_end_as_is_promised(tmp_path: Path, seed: int) -> None:
    live(tmp_path, seed, steps=20)


@pytest.mark.soak
@pytest.mark.parametrize("part", range(20))
def test_rows_end_as_is_promised_in_longer_lives(tmp_path: Path, somewhere: int, part: int) -> None:
    for seed in range(somewhere + part * 10, somewhere + (part + 1) * 10):
        (tmp_path / str(seed)).mkdir()
        live(tmp_path / str(seed), seed, steps=40)


@pytest.mark.parametrize("seed", range(12))
def test_marks_that_nobody_of_ours_writes_come_to_an_end(tmp_path: Path, seed: int) -> None:
    """Each row names one of all, and is marked as come again by any batch: whoever sends such a number is told something."""
    random, made = Random(seed), Ministry(tmp_path, spec=SPEC, members="")
    begun = [made.load("f", f"tahun,kab,nilai\n2024,{key},x\n").batch for key in "AB"]
    numbers = [(batch, 2) for batch in range(begun[-1], begun[-1] + 5)]
    sent = [
        made.load("f", f"tahun,kab,nilai,karantina\n2024,{random.choice('AB')},x,{batch}:{row}\n").batch
        for batch, row in random.choices(numbers, k=4)
    ]
    rows = [(batch, 2) for batch in (*begun, *sent) if batch is not None]
    marks = {(batch, row, random.choice(rows)[0]) for batch, row in rows for _ in range(2)}
    values = ", ".join(f"({batch}, {row}, {event}, 'again')" for batch, row, event in marks)
    made.by_hand("DELETE FROM iku_mended", f"INSERT OR REPLACE INTO iku_mended VALUES {values}")
    for batch, row in rows:
        report = made.load("f", f"tahun,kab,nilai,karantina\n2024,A,5,{batch}:{row}\n")
        assert report.accepted + report.identical + len(report.rejected) == 1
    made.store.close()
