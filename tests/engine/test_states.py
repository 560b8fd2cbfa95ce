"""The four states: what does not apply, what is missing or written as missing, what errors, and what a scale makes of each."""

from __future__ import annotations

from fractions import Fraction

import pytest
from worlds import row_by_row, unproven, world

from iku_engine.results.evaluation import State

STATES = """
dimensi d
  a
  b
  c
skala urut atas 0..9
  tinggi > 5 .. 9
  rendah 0 .. 5
sumber s per tahun, d
  kolom n bilangan 0..10 boleh kosong
  kolom y ya/tidak boleh kosong
  kolom t teks boleh kosong
  kolom k pilihan satu, dua boleh kosong
  kolom u pilihan dari urut boleh kosong
"""
FACTS = {
    "s": "tahun,d,n,y,t,k,u\n2025,a,1,ya,x,satu,tinggi\n"
    "2025,b,tidak berlaku,tidak berlaku,tidak berlaku,tidak berlaku,tidak berlaku\n2025,c,3,tidak,,dua,\n"
}
FORMULAS = {
    "jumlah s.n": "not-applicable",
    "jumlah s.n bila tidak berlaku lewati": "4",
    "jumlah s.n bila tidak berlaku 5": "9",
    "rerata s.n bila tidak berlaku 5": "3",
    "maksimum s.n bila tidak berlaku 9": "9",
    "minimum s.n bila tidak berlaku 0": "0",
    "median s.n bila tidak berlaku 9": "3",
    "median s.n bila tidak berlaku lewati": "2",
    "minimum s.n bila tidak berlaku galat": "error",
    "median s.n bila tidak berlaku galat": "error",
    "rerata geometrik s.n bila tidak berlaku galat": "error",
    "rerata harmonik s.n bila tidak berlaku 2": "18/11",
    "banyaknya (d yang s.y)": "1",
    "banyaknya (d yang bukan s.y)": "2",
    "banyaknya (d yang s.y = tidak)": "1",
    "banyaknya (d yang s.y != ya)": "1",
    "banyaknya (d yang s.y dan s.n > 0)": "1",
    "banyaknya (d yang s.y atau s.n > 0)": "2",
    "banyaknya (d yang s.k = satu)": "1",
    "banyaknya (d yang s.k != satu)": "1",
    "banyaknya (d yang s.n = kosong)": "0",
    'banyaknya (d yang s.t = "x")': "missing 1..2!",
    "banyaknya (d yang s.t = kosong)": "1",
    "banyaknya (d yang s.t != kosong)": "2",
    "banyaknya (d yang s.u >= rendah)": "2",
    "banyaknya (d yang s.u > rendah)": "missing 1..2!",
    "banyaknya (d yang s.u < rendah)": "0",
    "banyaknya (d yang s.n > 10)": "0",
    "banyaknya (d yang s.n >= 0)": "2",
}
ENTITIES = {
    "jika s.y maka 1 selain itu 2": {"a": "1", "b": "2", "c": "2"},
    "jika s.n = kosong maka 1 selain itu s.n": {"a": "1", "b": "not-applicable", "c": "3"},
    "jika s.n > 2 dan s.y maka 1 selain itu 0": {"a": "0", "b": "0", "c": "0"},
    "minimum(s.n, 2)": {"a": "1", "b": "not-applicable", "c": "2"},
}


@pytest.mark.parametrize("formula", FORMULAS)
def test_what_does_not_apply(formula: str) -> None:
    spec = f"{STATES}\nindikator i\n  satuan angka\n  arah naik\n  rumus {formula}\n"
    with world(unproven(spec), FACTS) as made:
        assert made.one("i", "2025") == FORMULAS[formula]
        with row_by_row():
            assert made.one("i", "2025") == FORMULAS[formula]


@pytest.mark.parametrize("formula", ENTITIES)
def test_what_does_not_apply_to_one(formula: str) -> None:
    spec = f"{STATES}\nindikator i per d\n  satuan angka\n  arah naik\n  rumus {formula}\n"
    with world(unproven(spec), FACTS) as made:
        assert made.said("i", "2025") == ENTITIES[formula]


# ---- missing

LACKING = """
sumber s per tahun
  kolom a angka 0..10 digit 1 boleh kosong
  kolom b angka 0..10 digit 1 boleh kosong bila kosong 2
  kolom c angka 0..10 digit 1 boleh kosong bila kosong terakhir
  kolom e angka 0..10 digit 1 boleh kosong bila kosong galat
  kolom f angka 0.01 .. 0.09 digit 1 boleh kosong
  kolom g angka > 0 ..< 1 digit 1 boleh kosong
  kolom h angka 0..b boleh kosong
"""
LACKING_FACTS = {"s": "tahun,a,b,c,e,f,g,h\n2021,1,1,7,1,,,1\n2022,,,,,,,\n2023,3,3,,3,,,3\n"}


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        ("s.a", "missing 0..10!"),
        ("s.b", "2"),
        ("s.c", "7"),
        ("s.e", "error"),
        ("s.g", "missing 1/10..9/10!"),
        ("s.h", "missing 0..2"),
        ("jika s.a = kosong maka 5 selain itu s.a", "5"),
        ("jika s.a[tahun lalu] > 0 maka s.a selain itu 1", "missing 0..10!"),
        ("jika s.a > 4 maka 1 selain itu 0", "missing 0..1"),
        ("jika s.a > 10 maka 1 selain itu 0", "0"),
        ("jika s.a > 4 maka 1 / 0 selain itu 0", "missing"),
        ("s.a * 2 + 1", "missing 1..21!"),
        ("1 / s.a", "missing 1/10.."),
        ("rerata dari s.a, s.b bila kosong lewati", "2"),
        ("rerata dari s.a, 4 bila kosong galat", "error"),
        ("jumlah dari s.a, 4 bila kosong 3", "7"),
        ("rerata geometrik dari s.a, 4", "missing 0..6324555320336758663997787088865437067439/1000000000000000000000000000000000000000"),
    ],
)  # fmt: skip
def test_what_is_missing_and_what_a_rule_makes_of_it(formula: str, expected: str) -> None:
    spec = f"{LACKING}\nindikator i\n  satuan angka\n  arah naik\n  rumus {formula}\n"
    with world(unproven(spec), LACKING_FACTS) as made:
        assert made.one("i", "2022") == expected


def test_is_missing_is_not_known_where_nothing_is_loaded() -> None:
    spec = f"{LACKING}\nindikator i\n  satuan angka\n  arah naik\n  rumus jika s.a = kosong maka 1 selain itu 0\n"
    with world(unproven(spec), LACKING_FACTS) as made:
        assert [made.one("i", year) for year in ("2021", "2022", "2030")] == ["0", "1", "missing 0..1"]


# ---- guards, ranges, official values

JUDGED = """
skala mutu atas 0..100
  A > 80 .. 100 "Baik"
  B > 60 .. 80
  C > 0 .. 60
  di luar kategori 0 karena "Nol tidak dinilai"
dimensi d
  x
  y
sumber s per tahun, d
  kolom n angka 0..100 boleh kosong
  kolom temuan ya/tidak boleh kosong
sumber o per tahun, d
  kolom nilai angka boleh kosong
"""


def judged(body: str) -> str:
    return f"{JUDGED}\nindikator i per d\n  satuan nilai 0..100\n  arah naik\n{body}"


def test_a_category_is_given_open_outside_or_limited() -> None:
    spec = judged("""  rumus s.n
  kategori mutu
  kategori paling tinggi B bila s.temuan karena "Ada temuan"
""")
    rows = {
        "90,ya": ("B", True, ()),
        "90,tidak": ("A", True, ()),
        "90,": ("", False, ("A", "B")),
        "50,": ("C", True, ()),
        ",ya": ("", False, ("B", "C")),
        ",": ("", False, ("A", "B", "C")),
    }
    facts = {"s": "tahun,d,n,temuan\n" + "".join(f"{2001 + at},x,{cells}\n" for at, cells in enumerate(rows))}
    with world(unproven(spec), facts) as made:
        for at, (cells, (name, certain, possible)) in enumerate(rows.items()):
            category = made.result("i", str(2001 + at), "x").category
            assert category is not None, cells
            assert (category.id, category.certain) == (name, certain), cells
            assert not possible or category.possible == possible, cells
    with world(unproven(spec), {"s": "tahun,d,n,temuan\n2025,x,0,tidak\n2025,y,0,ya\n"}) as made:
        result = made.result("i", "2025", "x")
        assert result.category is None
        assert result.outside is not None
        assert result.outside.arguments == (("text", "Nol tidak dinilai"),)


def test_a_category_that_all_bounds_share_is_certain() -> None:
    spec = judged("  rumus 90 + s.n / 100\n  kategori mutu\n")
    with world(unproven(spec), {"s": "tahun,d,n\n2025,x,\n"}) as made:
        result = made.result("i", "2025", "x")
        assert result.state is State.MISSING
        assert result.category is not None
        assert (result.category.id, result.category.certain) == ("A", True)


def test_other_categories_compare_by_their_order_and_none_is_no_worse_one() -> None:
    spec = (
        judged("  rumus s.n\n  kategori mutu\n")
        + """
indikator baik
  satuan angka
  arah naik
  rumus banyaknya (d yang i.kategori >= B)
indikator naik_kelas
  satuan angka
  arah naik
  rumus banyaknya (d yang i.kategori > i.kategori[tahun lalu])
indikator terburuk
  satuan angka
  arah naik
  rumus banyaknya (d yang mutu[s.n] >= C)
"""
    )
    facts = {"s": "tahun,d,n\n2024,x,50\n2024,y,90\n2025,x,61\n2025,y,0\n2026,x,\n2026,y,90\n"}
    with world(unproven(spec), facts) as made:
        assert made.one("baik", "2025") == "missing 1..2"
        assert made.one("naik_kelas", "2025") == "missing 1..2"
        assert made.one("terburuk", "2025") == "missing 1..2"
        assert made.one("baik", "2024") == "1"
        assert made.one("baik", "2026") == "missing 1..2"


def test_an_official_value_stands_where_it_is_there_and_must_lie_in_the_range() -> None:
    facts = {
        "s": "tahun,d,n\n2025,x,75.98\n2025,y,\n2024,x,75.98\n2024,y,10\n",
        "o": "tahun,d,nilai\n2025,x,75.97\n2025,y,150\n2024,x,70\n2024,y,\n",
    }
    with world(unproven(judged("  rumus s.n\n  resmi o.nilai toleransi 0.01\n")), facts) as made:
        assert made.said("i", "2025") == {"x": "7597/100", "y": "error"}
        assert made.said("i", "2024") == {"x": "70", "y": "10"}
        (comparison,) = made.result("i", "2025", "x").comparisons
        assert (comparison.difference, comparison.verdict) == (Fraction(-1, 100), "equal")
        (comparison,) = made.result("i", "2024", "x").comparisons
        assert (comparison.computed, comparison.verdict) == (Fraction("75.98"), "different")
        assert made.result("i", "2024", "y").comparisons[0].verdict == ""
    with world(unproven(judged("  rumus s.n\n  bandingkan o.nilai toleransi 0.01\n")), facts) as made:
        assert made.said("i", "2025") == {"x": "3799/50", "y": "missing 0..100!"}


def test_a_value_beyond_its_range_is_an_error_and_bounds_are_cut_to_it() -> None:
    with world(unproven(judged("  rumus s.n * 2\n")), {"s": "tahun,d,n\n2025,x,51\n2025,y,\n"}) as made:
        assert made.said("i", "2025") == {"x": "error", "y": "missing 0..100"}


def test_a_guard_that_may_hold_leaves_the_value_open() -> None:
    spec = judged('  bila s.temuan tidak berlaku karena "Ada temuan"\n  rumus s.n\n')
    facts = {"s": "tahun,d,n,temuan\n2025,x,5,ya\n2025,y,5,\n2024,x,5,tidak\n2024,y,5,tidak berlaku\n"}
    facts_wrong = {"s": "tahun,d,n\n2025,x,5\n2025,y,0\n"}
    with world(unproven(spec), facts) as made:
        assert made.said("i", "2025") == {"x": "not-applicable", "y": "missing 5..5!"}
        assert made.result("i", "2025", "y").may_be_not_applicable
        assert made.said("i", "2024") == {"x": "5", "y": "5"}
    wrong = judged('  bila 1 / s.n > 2 tidak berlaku karena "x"\n  rumus s.n\n')
    with world(unproven(wrong), facts_wrong) as made:
        assert made.said("i", "2025") == {"x": "5", "y": "error"}


# ---- ranks

RANKED = """
dimensi wilayah kunci kode
  atribut nama teks
  atribut luar ya/tidak
sumber s per tahun, wilayah
  kolom r angka 0..100 boleh kosong
  kolom q angka 0..100 boleh kosong
indikator x per wilayah
  satuan nilai 0..100 bulatkan 0
  arah naik
  himpunan dalam = wilayah yang bukan wilayah.luar
  rumus s.r
  peringkat tertinggi dahulu di antara dalam
indikator y per wilayah
  satuan nilai 0..100
  arah naik
  rumus s.r
  peringkat terendah dahulu menurut s.q - s.r
indikator z per wilayah
  satuan nilai 0..100
  arah naik
  himpunan salah = wilayah yang 1 / (s.r - 3) > 0
  rumus s.r
  peringkat terendah dahulu di antara salah
"""


def test_ties_share_a_rank_and_only_values_of_the_named_set_have_one() -> None:
    facts = {
        "wilayah": "kode,nama,luar\n1,A,tidak\n2,B,tidak\n3,C,tidak\n4,D,tidak\n5,E,ya\n6,F,tidak\n",
        "s": "tahun,wilayah,r,q\n2025,1,90,10\n2025,2,80.4,\n2025,3,80.2,20\n2025,4,3,30\n2025,5,99,0\n",
    }
    with world(unproven(RANKED), facts) as made:
        ranks = {name: [r.rank for r in made.results(name, "2025").values()] for name in ("x", "y", "z")}
    assert ranks["x"] == [1, 2, 2, 4, None, None]
    assert ranks["y"] == [2, None, 3, 4, 1, None]
    assert ranks["z"] == [None] * 6, "a set that cannot be told ranks nobody"


def test_entities_of_two_dimensions_rank_among_a_set_of_one() -> None:
    spec = """
dimensi d
  a
  b
dimensi k
  x
  y
sumber s per tahun, d, k
  kolom n angka 0..10
sumber b per tahun, k
  kolom w angka 0..10
indikator i per d, k
  satuan angka
  arah naik
  himpunan hanya = k yang b.w > 1
  bobot k
    x 50%
    y 50%
  rumus s.n
  peringkat tertinggi dahulu di antara hanya menurut s.n + 0 * jumlah berbobot b.w
"""
    facts = {
        "s": "tahun,d,k,n\n2025,a,x,1\n2025,a,y,2\n2025,b,x,3\n2025,b,y,4\n",
        "b": "tahun,k,w\n2025,x,5\n2025,y,1\n",
    }
    with world(unproven(spec), facts) as made:
        assert {key: result.rank for key, result in made.results("i", "2025").items()} == {
            ("a", "x"): 2, ("a", "y"): None, ("b", "x"): 1, ("b", "y"): None,
        }  # fmt: skip
