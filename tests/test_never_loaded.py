"""What never came is not empty: neither a file of which nothing was taken in nor one row by hand makes a source loaded."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest
from test_ledger import Ministry

from iku_dsl.period import Period
from iku_engine.errors import WrongUse
from iku_engine.facts.addressing import address
from iku_engine.facts.amending import correct, retract
from iku_engine.importing.importing import import_file
from iku_engine.results.evaluation import State

SPEC = """
dimensi daerah "Daerah" kunci kode
  atribut kelas angka 0..9

dimensi unsur "Unsur"
  a, b

sumber banjir "Banjir" per tahun, daerah daftar
  kolom n angka 0..9

sumber tetap "Tetap" per daerah daftar
  kolom n angka 0..9

sumber wajib "Wajib" per daerah, unsur lengkap
  kolom n angka 0..9

"""
FORMULAS = {
    "daerah": "banyaknya daerah",
    "banjir": "jumlah banjir.n",
    "tetap": "jumlah tetap.n",
    "wajib": "jumlah wajib.n",
}
BAD = {
    "daerah": "kode,kelas\n01,banyak\n02,99\n",
    "banjir": "tahun,daerah,n\n2024,01,banyak\n2024,77,1\n",
    "tetap": "daerah,n\n01,banyak\n77,1\n",
    "wajib": "daerah,unsur,n\n01,a,banyak\n01,z,1\n",
}
HEADER = {name: text.split("\n", 1)[0] + "\n" for name, text in BAD.items()}
MEMBERS = "kode,kelas\n01,1\n02,2\n"


def ministry_of(folder: Path, name: str) -> Ministry:
    asked = f'indikator i "I"\n  satuan angka\n  arah naik\n  rumus {FORMULAS[name]}\n'
    return Ministry(folder, spec=SPEC + asked, members="" if name == "daerah" else MEMBERS)


@pytest.mark.parametrize("name", FORMULAS)
def test_a_file_of_which_nothing_was_taken_in_leaves_its_source_not_loaded(tmp_path: Path, name: str) -> None:
    ministry = ministry_of(tmp_path, name)
    before = ministry.result()
    report = ministry.load(name, BAD[name])
    after = ministry.result()
    assert (report.accepted, report.rejected_total) == (0, 2)
    assert before.state is after.state is State.MISSING
    assert (before.reason, before.bounds) == (after.reason, after.bounds)


@pytest.mark.parametrize("name", ["daerah", "banjir", "tetap"])
def test_a_file_with_a_header_only_says_that_there_is_nothing(tmp_path: Path, name: str) -> None:
    ministry = ministry_of(tmp_path, name)
    path = tmp_path / f"{name}.csv"
    path.write_text(HEADER[name], encoding="utf-8")
    period = Period(2024) if name == "banjir" else None
    import_file(ministry.store, ministry.program, path, name, user="siti", period=period)
    assert ministry.value() == 0


@pytest.mark.parametrize(("name", "period"), [("banjir", Period(2024)), ("tetap", None)])
def test_one_row_by_hand_does_not_make_a_register_whole(tmp_path: Path, name: str, period: Period | None) -> None:
    ministry = ministry_of(tmp_path, name)
    place = address(ministry.store, ministry.program, name, period, ["01"])
    with pytest.raises(WrongUse) as refused:
        correct(ministry.store, ministry.program, place, {"n": "3"}, user="siti", reason="surat")
    assert refused.value.text.key == "fact-register"
    assert ministry.result().state is State.MISSING
    lines = {"banjir": "2024,02,4\n", "tetap": "02,4\n"}
    ministry.load(name, HEADER[name] + lines[name])
    correct(ministry.store, ministry.program, place, {"n": "3"}, user="siti", reason="surat")
    assert ministry.value() == 7
    retract(ministry.store, place, user="siti", reason="surat")
    assert ministry.value() == 4


def test_one_row_by_hand_of_what_must_be_there_leaves_the_others_missing(tmp_path: Path) -> None:
    ministry = ministry_of(tmp_path, "wajib")
    place = address(ministry.store, ministry.program, "wajib", None, ["01", "a"])
    correct(ministry.store, ministry.program, place, {"n": "3"}, user="siti", reason="surat")
    result = ministry.result()
    assert result.state is State.MISSING
    assert result.bounds is not None
    assert (result.bounds.low, result.bounds.high) == (Fraction(3), Fraction(30))
