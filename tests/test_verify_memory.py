"""Verifying holds one run at a time: what it needs does not grow with how many runs a store keeps."""

from pathlib import Path

import pytest
from counted_calls import peak_memory
from test_ledger import Ministry

from iku_dsl.period import Period
from iku_engine.evaluating.evaluate import evaluate
from iku_engine.store.runs import Asked, store_run

MEMBERS, RUNS = 60, 4
SPEC = """
dimensi daerah "Daerah" kunci kode

sumber s per tahun, daerah register
  kolom n angka 0..1000

indikator i "I" per daerah
  satuan angka
  arah naik
  rumus s.n / 3
"""


def test_as_many_runs_as_there_are_take_the_room_of_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("iku_engine.ledger.verify.MUCH", 0)
    made = Ministry(tmp_path, f"sqlite:///{tmp_path / 'iku.db'}", SPEC, members="")

    made.load("s", "tahun,daerah,n\n" + "".join(f"2024,d{n},{n}\n" for n in range(MEMBERS)))
    asked = Asked(periods=tuple(Period(year) for year in range(2020, 2025)))
    found = evaluate(made.store, made.program, specs="s", periods=asked.periods)

    def keep() -> None:
        store_run(made.store, found, [made.file], asked, user="siti")

    keep()
    assert made.verify().runs == 1  # what is made once
    one = peak_memory(made.verify)
    for _ in range(RUNS - 1):
        keep()
    several = peak_memory(made.verify)
    assert made.verify().runs == RUNS
    made.store.close()
    assert several < one * 1.2
