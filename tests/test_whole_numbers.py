"""What proofs take for whole numbers is whole: every way to read a column of whole numbers, beside all that hangs on it.

A whole number above 0 is at least 1. What averages, medians and amounts make of whole numbers may lie between, and is not taken for one.
"""

from __future__ import annotations

from itertools import product
from random import Random

import pytest
from hostile import check, ids
from never_fails import never_fails

FACTS = """\
dimensi k
  a, b
sumber s per semester lengkap
{consolidated}
sumber e per semester lengkap
{emptied}
sumber y per tahun lengkap
  kolom n bilangan 0..2
  kolom w bilangan hari 0..2
  kolom j bilangan jam 0..48
  kolom d tanggal
  hitung n_hitung = n
  hitung w_hitung = w
sumber f per tahun lengkap
  kolom n bilangan 0..2 boleh kosong bila kosong 1 bila belum dimuat 2
  kolom w bilangan hari 0..2 boleh kosong bila kosong 1 bila belum dimuat 2 hari
  hitung n_isi = y.n bila kosong 1 bila belum dimuat 0
  hitung w_isi = y.w bila kosong 1 bila belum dimuat 0
  hitung n_setengah = y.n bila kosong 0.5
  hitung w_setengah = y.w bila kosong 12 jam
  hitung n_dimuat = y.n bila kosong 1 bila belum dimuat 0.5
  hitung w_dimuat = y.w bila kosong 1 bila belum dimuat 0.5
sumber m per tahun, k lengkap
  kolom n bilangan 0..2 boleh kosong
  kolom w bilangan hari 0..2 boleh kosong
  kolom p bilangan 1..2
  kolom t angka 0..2
"""
REDUCTIONS = ("jumlah", "minimum", "maksimum", "terakhir", "rerata")
COLUMN = "  kolom {c}_{r} bilangan{u} 0..2 konsolidasi {r}\n  hitung {c}_{r}_hitung = {c}_{r} konsolidasi {r}\n"
EMPTIED = "  kolom {c}_{r} bilangan{u} 0..2 boleh kosong konsolidasi {r}{p} bila kosong 2\n"
UNITS = (("n", ""), ("w", " hari"))
CONSOLIDATED = "".join(COLUMN.format(c=c, u=u, r=r) for (c, u), r in product(UNITS, REDUCTIONS))
PARTLY = ' sebagian karena "uji"'
SOME = "".join(EMPTIED.format(c=c, u=u, r=r, p=PARTLY) for (c, u), r in product(UNITS, REDUCTIONS))
TOGETHER = (
    "s.{{c}}_{r}",
    "s.{{c}}_{r}_hitung",
    "s.{{c}}_{r}[tahun lalu]",
    "s.{{c}}_{r}[sampai periode ini]",
    "e.{{c}}_{r}",
)

WHOLE = (
    "y.{c}",
    "y.{c}[tahun lalu]",
    "y.{c}_hitung",
    "f.{c}",
    "f.{c}_isi",
    'm.{c}["a"]',
    "jumlah m.{c}",
    "jumlah m.{c} bila kosong 1",
    "minimum m.{c}",
    "maksimum m.{c} bila kosong 2",
    'minimum(y.{c}, m.{c}["a"])',
    'maksimum(y.{c}, m.{c}["a"])',
    'jumlah(y.{c}, m.{c}["a"])',
    'jumlah(y.{c}, m.{c}["a"]) bila kosong 1',
    "jumlah berbobot m.{c} oleh m.p",
    "jika y.n > 1 maka y.{c} selain itu f.{c}",
    "mutlak(y.{c})",
    *(one.format(r=r) for one in TOGETHER for r in REDUCTIONS[:-1]),
)
BETWEEN = (
    "f.{c}_setengah",
    "f.{c}_dimuat",
    "rerata m.{c}",
    "median m.{c}",
    "median m.{c} bila kosong 1",
    "jumlah m.{c} bila kosong 0.5",
    "minimum m.{c} bila kosong 1 bila belum dimuat 0.5",
    'rerata(y.{c}, m.{c}["a"])',
    'median(y.{c}, m.{c}["a"])',
    'jumlah(y.{c}, m.{c}["a"]) bila kosong 0.5',
    "jumlah berbobot m.{c} oleh m.t",
    "rerata berbobot m.{c} oleh m.p",
    "jumlah berbobot m.{c}",
    "jika y.n > 1 maka y.{c} selain itu f.{c}_setengah",
    *(one.format(r="rerata") for one in TOGETHER),
)
IN_UNITS = ("maksimum(y.w, y.j)", "jika y.n > 1 maka y.w selain itu y.j", "y.w + y.j", "maksimum(y.w + y.j, y.w)")
USES = (
    ("angka", "jika z > 0 maka 1 / (z - 1/2) selain itu 0"),
    ("angka", "jika z > 0 maka akar(z - 1) selain itu 0"),
    ("angka", "jika z > 0 maka (z - 1) ^ (1/2) selain itu 0"),
    ("angka 1..", "jika z > 0 maka z selain itu 1"),
)
DAYS = ("angka", "jika y.d + z > 2025-06-30 maka 1 selain itu 0")
NEVER = ("angka", "jika z > 0 dan z < 1 maka 2 selain itu 0")


def spec(value: str, use: tuple[str, str], column: str) -> str:
    """One indicator that reads a value in a let, and hangs on whether it is whole."""
    unit, formula = use
    weights = (
        "  bobot k\n    a 30%\n    b 70%\n" if value.startswith("jumlah berbobot m") and "oleh" not in value else ""
    )
    return (
        FACTS.format(consolidated=CONSOLIDATED, emptied=SOME)
        + f"indikator i\n  satuan {unit}\n  arah tanpa\n{weights}  hitung z = {value.format(c=column)}\n  rumus {formula}\n"
    )


READ = [*((use, "n") for use in USES), (DAYS, "w")]


@pytest.mark.few(
    "y.{c}[tahun lalu]-use1-n",
    "f.{c}_isi-use4-w",
    'm.{c}["a"]-use0-n',
    "jumlah m.{c} bila kosong 1-use2-n",
    'maksimum(y.{c}, m.{c}["a"])-use1-n',
    "jumlah berbobot m.{c} oleh m.p-use4-w",
    "mutlak(y.{c})-use1-n",
    "s.{c}_maksimum-use3-n",
    "s.{c}_terakhir_hitung-use4-w",
    "s.{c}_jumlah[tahun lalu]-use0-n",
    "s.{c}_terakhir[sampai periode ini]-use2-n",
    "e.{c}_jumlah-use3-n",
)
@pytest.mark.parametrize(("use", "column"), READ)
@pytest.mark.parametrize("value", WHOLE)
def test_whole_numbers_are_taken_for_whole(value: str, use: tuple[str, str], column: str) -> None:
    text = spec(value, use, column)
    assert not ids(check(text))
    assert never_fails(text, Random(text))["specs"]


@pytest.mark.few(
    "y.{c}[tahun lalu]",
    "f.{c}_isi",
    'm.{c}["a"]',
    "jumlah m.{c} bila kosong 1",
    'maksimum(y.{c}, m.{c}["a"])',
    "jumlah berbobot m.{c} oleh m.p",
    "mutlak(y.{c})",
    "s.{c}_maksimum",
    "s.{c}_terakhir_hitung",
    "s.{c}_jumlah[tahun lalu]",
    "s.{c}_terakhir[sampai periode ini]",
    "e.{c}_jumlah",
)
@pytest.mark.parametrize("value", WHOLE)
def test_no_whole_number_lies_between_two(value: str) -> None:
    assert "never-true" in ids(check(spec(value, NEVER, "n")))


@pytest.mark.diagonal
@pytest.mark.parametrize(("use", "column"), READ)
@pytest.mark.parametrize("value", BETWEEN)
def test_what_may_lie_between_is_not(value: str, use: tuple[str, str], column: str) -> None:
    lies_between(value, use, column)


@pytest.mark.parametrize("value", IN_UNITS)
def test_what_other_units_make_of_whole_numbers_may_lie_between(value: str) -> None:
    lies_between(value, DAYS, "w")


def lies_between(value: str, use: tuple[str, str], column: str) -> None:
    told = set(ids(check(spec(value, use, column))))
    assert told and told <= {"not-proven", "may-divide-by-zero", "may-be-undefined", "range-exceeds"}


@pytest.mark.parametrize("value", BETWEEN)
def test_a_condition_between_two_whole_numbers_may_hold(value: str) -> None:
    assert not ids(check(spec(value, NEVER, "n")))


@pytest.mark.parametrize(
    "fill", ["bila kosong 0.5", "bila kosong 1.25", "bila belum dimuat 1.5", "bila kosong 1 bila belum dimuat 10%"]
)
@pytest.mark.parametrize("column", ["kolom", "atribut"])
def test_an_amount_of_whole_numbers_is_whole(fill: str, column: str) -> None:
    head = "sumber s per tahun lengkap" if column == "kolom" else "dimensi s kunci kode"
    assert ids(check(f"{head}\n  {column} n bilangan 0..2 boleh kosong {fill}\n")) == ["type-mismatch"]


PROFILED = """\
sumber s per tahun lengkap
  kolom n bilangan 0..2
  kolom x angka 0..2
  kolom w bilangan hari 0..2
  kolom h angka hari 0..2
  kolom j bilangan jam 0..48
  kolom d tanggal
profil p
  parameter n bilangan 0..2
  parameter w bilangan hari 0..2
  parameter d tanggal
  naik = jika n > 0 maka 1 / (n - 1/2) selain itu jika d + w > 2025-06-30 maka 1 selain itu 0
indikator i
  satuan angka
  arah naik
  rumus s.n
  target 2025 = 2
  capaian p dengan n = {n}, w = {w}, d = s.d
"""
GIVEN_WHOLE = (
    ("s.n", "s.w"),
    ("2", "2 hari"),
    ("bulatkan(s.x)", "bulatkan(s.h)"),
    ("2 - s.n", "s.w"),
    ("s.n", "48 jam"),
)
GIVEN_BETWEEN = (("s.x", "s.w"), ("s.n", "s.h"), ("s.n / 2", "s.w"), ("s.n", "s.j"))


@pytest.mark.parametrize(("n", "w"), GIVEN_WHOLE)
def test_a_parameter_of_whole_numbers_takes_whole_ones(n: str, w: str) -> None:
    text = PROFILED.format(n=n, w=w)
    assert not ids(check(text))
    assert never_fails(text, Random(text))["specs"]


@pytest.mark.parametrize(("n", "w"), GIVEN_BETWEEN)
def test_a_parameter_of_whole_numbers_asks_for_whole_ones(n: str, w: str) -> None:
    assert "not-proven" in ids(check(PROFILED.format(n=n, w=w)))


@pytest.mark.parametrize(("n", "w"), [("0.5", "s.w"), ("s.n", "0.5"), ("50%", "s.w")])
def test_a_parameter_of_whole_numbers_is_given_no_fraction(n: str, w: str) -> None:
    assert ids(check(PROFILED.format(n=n, w=w))) == ["type-mismatch"]
