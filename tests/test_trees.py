"""A dimension whose members lie below members of the same dimension."""

from __future__ import annotations

import pytest
from tested_specs import holds

from iku_dsl.checking.check import check_files
from iku_dsl.problem import SourceFile

TREE = """
dimensi unit kunci kode
  atribut induk unit boleh kosong
  atribut jenis pilihan pusat, daerah
sumber s per tahun, unit
  kolom x angka 0..100
  kolom atasan unit
sumber usulan per tahun, unit, nomor
  kolom pengusul unit
dimensi nomor kunci kode
indikator a per unit
  satuan angka 0..1_000_000
  arah naik
"""
GIVEN = """
uji "u" untuk a pada 2025
  diberi unit: kode, induk
    P, tidak berlaku
    A, P
    B, P
    C, A
  diberi s: unit, x, atasan
    P, 1, P
    A, 2, P
    B, 3, P
    C, 4, A
"""


def expects(formula: str, **values: str) -> None:
    expected = "".join(f'  harap nilai["{unit}"] = {value}\n' for unit, value in values.items())
    holds(f"{TREE}{formula}\n", GIVEN + expected)


@pytest.mark.parametrize(
    "over", ["unit yang induk = ini", "unit yang ini = induk", "unit yang s.atasan = ini dan unit != ini"]
)
def test_the_direct_children_of_a_unit_are_those_whose_parent_is_it(over: str) -> None:
    expects(f"  hitung ini = unit\n  rumus jumlah s.x atas ({over})", P="5", A="4", B="0", C="0")
    expects(f"  hitung ini = unit\n  himpunan anak = {over}\n  rumus banyaknya anak", P="2", A="1", B="0", C="0")


def test_siblings_are_those_with_the_same_parent() -> None:
    expects(
        "  hitung ini = unit\n  hitung atas_saya = induk\n  rumus jumlah s.x atas (unit yang induk = atas_saya dan unit != ini)",
        A="3", B="2", C="0", P="0",
    )  # fmt: skip


def problems(formula: str) -> set[str]:
    return {p.id for p in check_files([SourceFile("spec.iku", f"{TREE}{formula}\n")]).errors}


@pytest.mark.parametrize(
    "over",
    [
        "unit yang induk = unit", "unit yang unit = induk", "unit yang unit.induk = unit", "unit yang induk.induk = unit",
        "unit yang induk != unit", "unit yang s.atasan = unit", "unit yang unit != unit", "unit yang induk = unit.induk",
        "unit yang jenis = unit.jenis", "unit yang s.x > s.x", "unit yang ada s dan bukan (induk = unit)",
        "s yang induk = unit", "s yang unit.induk != unit", "s yang induk = ini", "s yang atasan = unit", "s yang atasan = ini",
    ],
)  # fmt: skip
def test_a_member_that_is_compared_with_itself_is_told(over: str) -> None:
    ini = "  hitung ini = unit\n" if "ini" in over else ""
    assert problems(f"{ini}  rumus banyaknya ({over})") == {"ambiguous-member"}
    assert problems(f"{ini}  himpunan h = {over}\n  rumus banyaknya h") == {"ambiguous-member"}


def test_it_is_told_in_what_is_summed_and_among_whom_it_is_ranked_too() -> None:
    assert problems("  rumus jumlah (jika induk = unit maka s.x selain itu 0) atas unit") == {"ambiguous-member"}
    ranked = "  rumus s.x\n  himpunan h = unit yang induk = unit\n  peringkat tertinggi dahulu di antara h"
    assert problems(ranked) == {"ambiguous-member"}


@pytest.mark.parametrize(
    "formula",
    [
        "  rumus banyaknya (usulan yang pengusul = unit)",
        "  hitung ini = unit\n  rumus banyaknya (usulan yang pengusul = ini)",
        '  rumus banyaknya (unit yang induk = "P")',
        "  rumus jika induk = unit maka 1 selain itu 0",
    ],
)
def test_what_can_be_meant_is_not_told(formula: str) -> None:
    assert problems(formula) == set()


def test_outside_an_indicator_per_unit_a_member_may_be_its_own_parent() -> None:
    roots = TREE.replace("indikator a per unit", "indikator a")
    assert not check_files([SourceFile("spec.iku", f"{roots}  rumus banyaknya (unit yang induk = unit)\n")]).errors
