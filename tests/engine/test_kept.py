"""An engine beside the store that stays open: what it copied is used again as long as nobody has changed the store, and not longer."""

from __future__ import annotations

from pathlib import Path

import pytest
from engine.worlds import program_of

from iku_dsl.period import Period
from iku_dsl.program import Program
from iku_engine.engines import duck
from iku_engine.evaluating.evaluate import evaluate
from iku_engine.evaluating.seeing import seeing
from iku_engine.facts.addressing import address
from iku_engine.facts.amending import correct, retract
from iku_engine.importing.importing import import_file
from iku_engine.migrate.opening import open_store
from iku_engine.store.store import Store

PROGRAM = program_of(
    """
dimensi unit "Unit" kunci kode

sumber s "Sumber" per tahun, unit
  kolom x angka buah

indikator jumlah "Jumlah"
  satuan buah
  arah tanpa
  rumus jumlah s.x atas s
"""
)


@pytest.fixture
def url(tmp_path: Path) -> str:
    """A store with one fact."""
    address = f"sqlite:///{tmp_path}/iku.db"
    with open_store(address, PROGRAM) as store:
        _take_in(store, tmp_path, "2025,u1,1\n")
    return address


def _take_in(store: Store, folder: Path, rows: str) -> None:
    path = folder / f"{abs(hash(rows))}.csv"
    path.write_text(f"tahun,unit,x\n{rows}", encoding="utf-8")
    assert not import_file(store, PROGRAM, path, "s", user="test").rejected_total


def _asked(store: Store, program: Program = PROGRAM, upto: int | None = None) -> object:
    found = evaluate(store, program, specs="", periods=[Period(2025)], engine="duckdb", upto=upto)
    assert found == evaluate(store, program, specs="", periods=[Period(2025)], upto=upto)
    return found.results[0].value


@pytest.fixture
def copied(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The tables that are copied, as they are."""
    told: list[str] = []
    real = duck.read

    def read(connection: object, table: object) -> object:
        told.append(table.name)  # type: ignore[attr-defined]
        return real(connection, table)  # type: ignore[arg-type]

    monkeypatch.setattr(duck, "read", read)
    return told


def test_what_nobody_changed_is_copied_once(url: str, copied: list[str]) -> None:
    with open_store(url, PROGRAM) as store:
        assert _asked(store) == 1
        once = list(copied)
        assert once and len(once) == len(set(once))
        assert _asked(store) == 1
        assert _asked(store, upto=0) is None
        assert copied == once


def test_every_change_is_seen(url: str, tmp_path: Path) -> None:
    with open_store(url, PROGRAM) as store, open_store(url, PROGRAM) as other:
        assert _asked(store) == 1
        _take_in(other, tmp_path, "2025,u1,1\n2025,u2,5\n")
        assert _asked(store) == 6
        place = address(store, PROGRAM, "s", Period(2025), ("u2",))
        correct(other, PROGRAM, place, {"x": "7"}, user="test", reason="salah ketik")
        assert _asked(store) == 8
        retract(other, address(store, PROGRAM, "s", Period(2025), ("u1",)), user="test", reason="bukan unit kami")
        assert _asked(store) == 7


def test_who_asks_while_it_is_lent_gets_another(url: str) -> None:
    with open_store(url, PROGRAM) as store:
        with (
            seeing(store, PROGRAM, engine="duckdb") as (first, _, _),
            seeing(store, PROGRAM, engine="duckdb") as (second, _, _),
        ):
            assert first.engine is not second.engine
            assert first.members("unit") == second.members("unit") == {"u1": "u1"}
        with seeing(store, PROGRAM, engine="duckdb") as (third, _, _):
            assert third.engine is first.engine, "the one that came back last waits"
            assert third.members("unit") == {"u1": "u1"}


def test_one_that_failed_is_not_used_again(url: str, copied: list[str]) -> None:
    def fails(store: Store) -> None:
        with seeing(store, PROGRAM, engine="duckdb") as (snapshot, _, _):
            assert snapshot.members("unit")
            raise KeyError

    with open_store(url, PROGRAM) as store:
        with pytest.raises(KeyError):
            fails(store)
        before = len(copied)
        assert _asked(store) == 1
        assert len(copied) > before
