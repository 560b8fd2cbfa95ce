"""Histories at random in which every kind of event happens: for each kind what somebody does, each time in a year of its own."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path

import pytest
from tampered_stores import SPEC
from test_ledger import HEADER, Ministry

from iku_dsl.checking.check import check_files
from iku_dsl.period import Period
from iku_dsl.problem import SourceFile
from iku_engine.database import chain
from iku_engine.facts.amending import correct, retract
from iku_engine.facts.locking import lock, unlock
from iku_engine.facts.withdrawing import withdraw
from iku_engine.importing.importing import import_file
from iku_engine.importing.quarantine import dismiss
from iku_engine.ledger.approving import step
from iku_engine.ledger.evidence import attach
from iku_engine.migrate.catalog import restore
from iku_engine.migrate.opening import open_store
from iku_engine.reading import Reading
from iku_engine.reading.mapping import parse
from iku_engine.store.restating import FINAL, REVIEWED

MAPPING = '[columns]\nKabupaten = "daerah"\n"Yang menerima" = "penerima"\nBinaan = "harus"\n'


class History:
    """A store and what happens in it; each act may take a year that nothing else has."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch, draw: random.Random) -> None:
        self.made, self.monkeypatch, self.draw = Ministry(folder, spec=SPEC), monkeypatch, draw
        self.years = count(2001)
        self.made.load("espm", HEADER + "2024,01,50%,3\n2024,02,100%,4\n")
        self.made.load("lembar", "tahun,berkas,catatan\n2024,B-2,satu\n2024,B-1,dua\n")

    def rows(self, year: int) -> str:
        """Rows of a year, one of which is sometimes bad."""
        share = self.draw.choice(["10%", "20%", "170%"])
        return HEADER + f"{year},01,{self.draw.randint(1, 99)}%,3\n{year},02,{share},tidak berlaku\n"

    def loaded(self) -> int:
        year = next(self.years)
        self.made.load("espm", self.rows(year))
        return year


def import_(of: History) -> None:
    of.loaded()
    of.made.load("lembar", f"tahun,berkas,catatan\n2024,B-{next(of.years)},tiga\n")


def import_with_map(of: History) -> None:
    path = of.made.folder / f"dinas-{next(of.years)}.csv"
    header = of.draw.choice(["Tahun,Kabupaten,Yang menerima,Binaan", "Kabupaten,Tahun,Binaan,Yang menerima"])
    cells = {"Tahun": next(of.years), "Kabupaten": "01", "Yang menerima": "7%", "Binaan": 1}
    path.write_text(f"{header}\n" + ",".join(str(cells[name]) for name in header.split(",")) + "\n", encoding="utf-8")
    import_file(of.made.store, of.made.program, path, "espm", user="siti", reading=Reading(mapping=parse(MAPPING)))


def mend(of: History) -> None:
    year = next(of.years)
    of.made.load("espm", HEADER + f"{year},01,300%,3\n")
    of.made.load("espm", HEADER + f"{year},01,30%,3\n")


def correct_(of: History) -> None:
    fact = of.made.espm("01", of.loaded())
    correct(of.made.store, of.made.program, fact, {"penerima": "60%"}, user="budi", reason="salah ketik")


def retract_(of: History) -> None:
    retract(of.made.store, of.made.espm("01", of.loaded()), user="budi", reason="bukan binaan")


def withdraw_(of: History) -> None:
    year = of.loaded()
    second = of.made.load("espm", HEADER + f"{year},01,99%,3\n")
    withdraw(of.made.store, of.made.program, second.batch or 0, user="budi", reason="berkas keliru")


def dismiss_(of: History) -> None:
    bad = of.made.load("espm", HEADER + f"{next(of.years)},01,900%,3\n")
    dismiss(of.made.store, [(bad.batch or 0, 2)], user="budi", reason="tidak diperbaiki")


def run(of: History) -> None:
    of.made.keep()


def lock_(of: History) -> None:
    year = of.loaded()
    lock(of.made.store, of.made.program, Period(year), user="kepala")
    of.made.load("espm", HEADER + f"{year},01,1%,3\n")


def unlock_(of: History) -> None:
    year = of.loaded()
    lock(of.made.store, of.made.program, Period(year), user="kepala")
    of.made.load("espm", HEADER + f"{year},01,1%,3\n")
    unlock(of.made.store, of.made.program, Period(year), user="kepala", reason="hasil reviu")


def review(of: History) -> None:
    step(of.made.store, of.made.keep(), REVIEWED, user="reviu")


def final(of: History) -> None:
    number = of.made.keep()
    step(of.made.store, number, REVIEWED, user="reviu")
    step(of.made.store, number, FINAL, user="kepala", despite="keputusan rapat")


def attach_(of: History) -> None:
    letter = of.made.folder / "surat.pdf"
    letter.write_bytes(b"%PDF " + of.draw.randbytes(8))
    attach(of.made.store, letter, "espm 2024 01", user="budi", reason="surat daerah")


def clock_(of: History) -> None:
    """One event is stamped far ahead, and the next by the right clock again."""
    for moment in (datetime.now(UTC) + timedelta(days=3000), datetime.now(UTC)):
        of.monkeypatch.setattr(chain, "now", lambda moment=moment: moment)
        open_store(of.made.url, of.made.program, user="siti", clock_is_right=True).close()
        of.loaded()


def migrate(of: History) -> None:
    """The specs have one column more."""
    spec = of.made.file.text.replace(
        "  kolom harus", f"  kolom tambahan{next(of.years)} teks boleh kosong\n  kolom harus", 1
    )
    of.made.store.close()
    of.made.file = SourceFile("spec.iku", spec)
    of.made.program = check_files([of.made.file]).program
    of.made.store = open_store(of.made.url, of.made.program, user="siti")


def restore_(of: History) -> None:
    (name,) = of.draw.sample(_triggers(of), 1)
    with of.made.store.writing() as connection:
        connection.exec_driver_sql(f'DROP TRIGGER "{name}"')
    assert restore(of.made.store, user="kepala").event


def _triggers(of: History) -> list[str]:
    with of.made.store.reading() as connection:
        return [row[0] for row in connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'trigger'")]


# By the kind of the event that it makes; a new kind needs an act of its own.
ACTS: Mapping[str, tuple[Callable[[History], None], ...]] = {
    "import": (import_, import_with_map, mend),
    "correct": (correct_,),
    "retract": (retract_, withdraw_),
    "dismiss": (dismiss_,),
    "run": (run,),
    "lock": (lock_,),
    "unlock": (unlock_,),
    "review": (review,),
    "final": (final,),
    "attach": (attach_,),
    "clock": (clock_,),
    "migrate": (migrate,),
    "restore": (restore_,),
}


def every_event(folder: Path, monkeypatch: pytest.MonkeyPatch, draw: random.Random) -> Ministry:
    """A store in which everything happened, in an order at random."""
    of = History(folder, monkeypatch, draw)
    acts = [act for several in ACTS.values() for act in several]
    for act in draw.sample(acts, len(acts)):
        act(of)
    return of.made
