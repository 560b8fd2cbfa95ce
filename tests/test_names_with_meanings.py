"""Names that mean something where they are read: what declares one again is refused, or stands beside it and takes nothing's place."""

from __future__ import annotations

import pytest
from hostile import check, ids
from tested_specs import holds

PROFILE = "sumber s per tahun\n  kolom x angka 0..100\n\nprofil p\n  {line}\n  naik = {rule}\n\n"
JUDGED = "indikator i\n  satuan angka\n  arah naik\n  target 2025 = 80\n  rumus s.x\n  capaian p\n\n"


@pytest.mark.parametrize("name", ["target", "actual", "realisasi"])
@pytest.mark.parametrize("line", ["parameter {name} angka 1..100 = 20", "hitung {name} = 20"])
def test_what_a_profile_judges_is_the_indicators(line: str, name: str) -> None:
    """A parameter `target` of 20 made 40 of 80 an achievement of 200%."""
    spec = PROFILE.format(line=line.format(name=name), rule=f"{name} / 100") + JUDGED
    assert ids(check(spec)) == ["duplicate-name"]


def test_other_words_of_results_are_free_in_a_profile() -> None:
    line = "parameter capaian angka 1..9 = 2\n  parameter achievement angka 1..9 = 3\n  hitung nilai = capaian + achievement"
    spec = PROFILE.format(line=line, rule="realisasi / target + nilai") + JUDGED
    holds(spec, 'uji "a" untuk i pada 2025\n  diberi s: x\n    40\n  harap capaian = 550%\n')


BESIDE = """dimensi k "District" kunci kode
  atribut k teks
  atribut District angka 0..
  atribut mulai angka 0..

sumber s per tahun, k
  kolom District angka 0..100
  kolom kode angka 0..100
  kolom mulai angka 0..100
  hitung quarantine = District + mulai

indikator i per k
  satuan angka
  arah naik
  hitung target = s.District
  rumus target + mulai + District + j

indikator j per k
  satuan angka
  arah naik
  rumus s.quarantine + s.kode

"""


def test_names_of_columns_attributes_and_lets_stand_beside_one_another() -> None:
    """The row at hand, then attributes of its member, then lets, then the spec set; a title is no name."""
    given = "  diberi k: kode, k, District, mulai\n    A, teks, 1000, 2000\n  diberi s: k, District, kode, mulai\n    A, 1, 20, 30\n"
    holds(BESIDE, f'uji "a" untuk i pada 2025\n{given}  harap i["A"] = 3052\n')


BEHIND = """dimensi prov kunci kode
  atribut nama teks
  atribut bobot angka 1..

dimensi k kunci kode
  atribut prov prov
  atribut w angka 0..

skala c atas 0..100
  naik >= 50
  datar < 50

tabel t dari c
  naik 1
  datar 2

sumber s per tahun, k
  kolom x angka 0..100

indikator i per k
  satuan angka
  arah naik
  hitung a = s.x
  hitung p = prov
  himpunan q = k yang w > 1
  rumus {formula}

"""


@pytest.mark.parametrize(
    ("formula", "problems"),
    [
        ("a - a[tahun lalu]", ["period-mismatch"]),
        ('a["A"]', ["dimension-mismatch"]),
        ("a.x", ["type-mismatch"]),
        ("p[tahun lalu].bobot", ["period-mismatch"]),
        ("a + banyaknya q[tahun lalu]", ["period-mismatch"]),
        ("a + q.x", ["type-mismatch"]),
        ("w[tahun lalu]", ["period-mismatch"]),
        ('w["A"]', ["dimension-mismatch"]),
        ('k["B"][tahun lalu].w', ["period-mismatch"]),
        ('jika k[tahun lalu] = "A" maka 1 selain itu 2', ["period-mismatch"]),
        ("t[c[s.x][tahun lalu]]", ["period-mismatch"]),
        ("t[c[s.x]][tahun lalu]", ["period-mismatch"]),
        ("t[c[s.x[tahun lalu]]] + a", []),
    ],
)  # fmt: skip
def test_what_stands_behind_a_name_is_read_or_told(formula: str, problems: list[str]) -> None:
    """`a - a[tahun lalu]` was 0: of a let all brackets were passed over."""
    assert [one.id for one in check(BEHIND.format(formula=formula)).errors] == problems


def test_a_let_hides_the_source_of_its_name() -> None:
    """`s.x` was the let `s`, and had no problem."""
    problems = check(BEHIND.format(formula="s.x + a").replace("hitung p = prov", "hitung s = 5")).errors
    assert [one.id for one in problems] == ["type-mismatch", "type-mismatch"]
    assert problems[0].hint is not None and problems[0].hint.key == "type-mismatch.field.own.hint"


GIVEN = """  diberi prov: kode, nama, bobot
    P, Pe, 3
    Q, Qu, 50
  diberi k: kode, prov, w
    A, P, 100
    B, Q, 200
  diberi s: k, x
    A, 1
    B, 2
"""


def test_attributes_stand_behind_a_let_that_is_a_member_and_behind_the_dimension_of_an_attribute() -> None:
    spec = BEHIND.format(formula='p.bobot + prov["Q"].bobot + k["B"].w + a')
    holds(spec, f'uji "a" untuk i pada 2025\n{GIVEN}  harap i["A"] = 254\n  harap i["B"] = 302\n')


SAYS = """dimension d key k

source s per year, d register
  column {column}

indicator n
  unit d 0..
  direction higher
  formula count (s where {condition})

"""


@pytest.mark.parametrize("word", ["ya", "yes", "tidak", "no"])
@pytest.mark.parametrize("condition", ["{}", "not {}", "{} and has s", "siap = {}"])
def test_a_word_that_says_yes_or_no_is_no_column_where_a_condition_is_wanted(word: str, condition: str) -> None:
    """`count (s where ya)` counted all three rows, of which one had it."""
    column = f"{word} yes/no\n  column siap yes/no"
    assert ids(check(SAYS.format(column=column, condition=condition.format(word)))) == ["duplicate-name"]
    spec = SAYS.format(column=column, condition=condition.format(f"s.{word}"))
    given = f"  given s: d, {word}, siap\n    A, no, yes\n    B, yes, yes\n    C, no, yes\n"
    count = 2 if "not" in condition else 1
    holds(spec, f'test "t" for n at 2025\n{given}  expect value = {count}\n')


@pytest.mark.parametrize("word", ["missing", "kosong"])
def test_a_word_that_says_missing_is_no_column_in_a_condition(word: str) -> None:
    spec = SAYS.format(column=f"{word} number 0..10\n  column x number 0..9 may be missing", condition=f"x = {word}")
    assert ids(check(spec)) == ["duplicate-name"]
    assert ids(check(spec.replace(f"x = {word}", f"s.{word} > 3"))) == []


@pytest.mark.parametrize("word", ["yes", "missing"])
def test_a_let_of_such_a_name_is_not_taken_for_the_word(word: str) -> None:
    kind = "count s > 5" if word == "yes" else "count s"
    condition = "yes" if word == "yes" else "missing = 3"
    spec = SAYS.format(column="x number 0..9", condition="x > 1").replace(
        "  formula", f"  let {word} = {kind}\n  formula if {condition} then 1 otherwise"
    )
    assert "duplicate-name" in ids(check(spec))


@pytest.mark.parametrize("operator", ["<", ">=", ">"])
def test_what_is_missing_has_no_order(operator: str) -> None:
    """`x > missing` asked whether x is missing."""
    column = "x number 0..9 may be missing"
    assert ids(check(SAYS.format(column=column, condition=f"x {operator} missing"))) == ["type-mismatch"]
    assert ids(check(SAYS.format(column=column, condition="x != missing"))) == []
