"""Who ranks, and what a rank says of those that are not known: they may yet come before any of the others."""

from __future__ import annotations

from pathlib import Path

import pytest
from test_ledger import Ministry

from iku_dsl.period import Period
from iku_engine.evaluating.evaluate import evaluate
from iku_engine.results.evaluation import Result

SPEC = """
dimensi kota "Kota" kunci kode
  atribut besar ya/tidak boleh kosong

sumber nilai "Nilai" per tahun, kota
  kolom n angka 0..100 boleh kosong
  kolom lain angka 0..100 boleh kosong

indikator urut "Urut" per kota
  satuan angka 0..100
  arah naik
  peringkat tertinggi dahulu
  rumus nilai.n
"""
MEMBERS = "kode,besar\n01,ya\n02,ya\n03,tidak\n04,\n"
AMONG = SPEC.replace(
    "  peringkat tertinggi dahulu\n",
    "  himpunan yang_besar = kota yang besar\n  peringkat tertinggi dahulu di antara yang_besar\n",
)
BY = SPEC.replace("  peringkat tertinggi dahulu\n", "  peringkat tertinggi dahulu menurut nilai.lain\n")
HEADER = "tahun,kota,n,lain\n"


def ranked(folder: Path, spec: str, rows: str) -> dict[str, Result]:
    ministry = Ministry(folder, spec=spec, members="")
    ministry.load("kota", MEMBERS)
    ministry.load("nilai", HEADER + rows)
    found = evaluate(ministry.store, ministry.program, specs="", periods=[Period(2024)])
    return {result.key[0]: result for result in found.results}


ALL = "2024,01,9,1\n2024,02,8,2\n2024,03,7,3\n2024,04,8,4\n"


@pytest.mark.parametrize(
    ("spec", "rows", "ranks", "part"),
    [
        (SPEC, ALL, {"01": 1, "02": 2, "04": 2, "03": 4}, None),
        (SPEC, ALL.replace("2024,02,8,2\n", ""), {"01": 1, "04": 2, "03": 3}, (3, 4)),
        (SPEC, ALL.replace("02,8", "02,"), {"01": 1, "04": 2, "03": 3}, (3, 4)),
        (SPEC, ALL.replace("02,8", "02,tidak berlaku"), {"01": 1, "04": 2, "03": 3}, None),
        (AMONG, ALL, {"01": 1, "02": 2}, (2, 3)),  # nobody knows whether 04 is a large one
        (AMONG, ALL.replace("03,7", "03,").replace("04,8", "04,tidak berlaku"), {"01": 1, "02": 2}, None),
        (BY, ALL, {"04": 1, "03": 2, "02": 3, "01": 4}, None),
        (BY, ALL.replace("04,8,4", "04,8,"), {"03": 1, "02": 2, "01": 3}, (3, 4)),
    ],
)
def test_ranks_beside_those_that_are_not_known_say_so(
    tmp_path: Path, spec: str, rows: str, ranks: dict[str, int], part: tuple[int, int] | None
) -> None:
    results = ranked(tmp_path, spec, rows)
    assert {key: result.rank for key, result in results.items() if result.rank is not None} == ranks
    for key, result in results.items():
        found = [(mark.part.there, mark.part.total) for mark in result.marks if mark.part is not None]
        assert found == ([part] if part is not None and key in ranks else []), key


FILLED = BY.replace("kolom lain angka 0..100 boleh kosong", "kolom lain angka 0..100 boleh kosong bila kosong 0")
EQUAL = ALL.replace("9,1", "9,2").replace("8,2", "8,2")
ROOT = "(nilai.lain ^ 0.5 * nilai.n ^ 0.5)"
OF_ROOTS = "2024,01,10,3\n2024,02,15,2\n2024,03,30,1\n2024,04,6,5\n"  # each root of 30


@pytest.mark.parametrize(
    ("spec", "rows", "marks"),
    [
        (BY, ALL, set()),
        (FILLED, ALL, set()),
        (FILLED, ALL.replace("04,8,4", "04,8,"), {"by-rule"}),
        (BY.replace("nilai.lain\n", f"{ROOT}\n"), OF_ROOTS, {"inexact", "near-end"}),
        (AMONG.replace("kota yang besar", f"kota yang {ROOT} > 30 ^ 0.5"), OF_ROOTS, {"inexact", "near-end"}),
        (
            AMONG.replace("kota yang besar", "kota yang nilai.lain > 1").replace(
                "kosong\n\nind", "kosong bila kosong 0\n\nind"
            ),
            ALL,
            set(),
        ),
        (
            AMONG.replace("kota yang besar", "kota yang nilai.lain > 1").replace(
                "kosong\n\nind", "kosong bila kosong 0\n\nind"
            ),
            ALL.replace("04,8,4", "04,8,"),
            {"by-rule"},
        ),
    ],
)
def test_what_ranks_rest_on_marks_them_all(tmp_path: Path, spec: str, rows: str, marks: set[str]) -> None:
    """Who is among them, and by what each is ranked, decides the rank of each of them, of the others too."""
    results = ranked(tmp_path, spec, rows)
    assert {frozenset(mark.kind for mark in result.marks) for result in results.values()} == {frozenset(marks)}


def test_an_error_in_the_set_of_ranks_leaves_nobody_outside_it(tmp_path: Path) -> None:
    """The ranks of all were gone without a word, as if none of them was among them."""
    spec = AMONG.replace("kota yang besar", "kota yang batas[nilai.lain] > 1")
    spec = spec.replace("sumber nilai", 'tabel batas sebagian karena "uji"\n  0 1\n  3 5\n\nsumber nilai')
    results = ranked(tmp_path, spec, ALL)
    assert {result.rank for result in results.values()} == {None}
    assert {mark.kind.value for result in results.values() for mark in result.marks} == {"partial"}
