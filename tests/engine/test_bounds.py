"""Bounds hold every value that what is missing may still give, and where they are called tight the ends are such values.

Every completion of a small case is stored as a year of its own, so that the engine itself says what each would come to.
"""

from __future__ import annotations

from fractions import Fraction
from itertools import product

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from worlds import row_by_row, said, unproven, world

from iku_engine.indicators.results import result as result_of
from iku_engine.results.evaluation import Result, State

PARTIAL = 2000
FIRST = 2001

HEAD = """
dimensi d
  x
  y
  z

tabel nilai
  A 5
  B 2
  C 2.5

tabel lekuk
  -2: 3
  0: 1
  1: 1.5
  4: 0

skala pita atas -20..20
  atas > 3
  tengah 1 .. 3
  bawah < 1

skala berlubang atas -9..9 sebagian karena "uji"
  atas > 3
  bawah < 1

profil capaian_naik
  naik = realisasi / target
  batas 0%..120%

sumber s per tahun, d
  kolom a angka 0..2 digit 0 boleh kosong
  kolom b angka -1..1 digit 0 boleh kosong
  kolom c pilihan dari nilai boleh kosong
  kolom e ya/tidak boleh kosong
  kolom f angka 1..3 digit 0 boleh kosong
  hitung ab = 2 * a - b
  hitung an = nilai[c]

sumber t per tahun
  kolom a angka 0..2 digit 0 boleh kosong
  kolom b angka -1..1 digit 0 boleh kosong
"""

FORMULAS = (
    "t.a",
    "t.a + t.b",
    "t.a * t.b",
    "t.a - t.a",
    "t.a * t.a",
    "t.b ^ 2",
    "mutlak(t.b)",
    "mutlak(t.b - 0.5)",
    "t.a / (t.b + 3)",
    "t.a / (t.a + 1)",
    "minimum(t.a, t.b, 1)",
    "maksimum(t.a, t.b, 1)",
    "rerata(t.a, t.b)",
    "bulatkan(t.a / 3, 1)",
    "goalpost(t.b, 0, 2)",
    "goalpost(t.b, 1, -1)",
    "akar(t.a)",
    "ln(t.a + 1)",
    "lekuk[t.b]",
    "lekuk[2 * t.a]",
    "jika t.a > 1 maka t.b selain itu 5",
    "jika t.a > 3 maka t.b selain itu 5",
    "jika t.a >= 0 maka t.b selain itu 5",
    "jika t.a > t.b dan t.b >= 0 maka 1 selain itu 0",
    "jika t.a > 1 atau t.b > 2 maka 1 selain itu 0",
    "jika bukan t.a = 1 maka 1 selain itu 0",
    'jumlah dari t.a, t.b, s.a["x"]',
    'median dari t.a, t.b, s.a["x"]',
    'rerata geometrik dari t.a, s.f["x"]',
    'rerata harmonik dari s.f["x"], s.f["y"], 2',
    'maksimum dari t.a, t.b, s.a["x"]',
    'minimum dari t.a, t.b, s.a["x"]',
    "jumlah s.a",
    "jumlah s.ab",
    "rerata s.b",
    "minimum s.b",
    "maksimum s.ab",
    "maksimum s.an",
    "median s.a",
    "rerata geometrik s.f",
    "rerata harmonik s.f",
    "jumlah (s.a * s.b)",
    "jumlah (s.a - s.a)",
    "jumlah (s.a * s.a)",
    "jumlah (mutlak(s.b)) atas d",
    "rerata berbobot s.b oleh a",
    "jumlah berbobot s.b oleh a",
    "rerata berbobot s.a oleh b",
    "jumlah s.a + jumlah s.b",
    "jumlah s.a - jumlah s.a",
    'jumlah s.a + s.a["x"]',
    "jumlah s.a atas (d yang s.e)",
    "jumlah s.b atas (d yang s.a > 0)",
    "rerata s.b atas (d yang s.e)",
    "maksimum s.b atas (d yang s.e)",
    "banyaknya (d yang s.a > 1)",
    "banyaknya (d yang s.a > 1 dan s.a < 1)",
    "banyaknya (d yang s.a = 1.5)",
    "banyaknya (d yang s.a > s.b)",
    "banyaknya (d yang s.ab > 1)",
    "banyaknya (d yang s.e dan s.c = A)",
    "banyaknya (d yang s.e atau bukan s.e)",
    "banyaknya (d yang s.c >= B)",
    "banyaknya (d yang s.c >= C)",
    "banyaknya (d yang s.an > 2)",
    "banyaknya (d yang s.a > t.a)",
    "banyaknya (d yang s.a * s.b > 0)",
    "banyaknya (d yang s.e) - banyaknya (d yang bukan s.e)",
    "banyaknya (d yang s.e dan s.a > 0) / (banyaknya (d yang s.e) + 1)",
    "banyaknya (s yang a > 0) / banyaknya s",
    "jika banyaknya (d yang s.e) > 1 maka jumlah s.a selain itu 0",
)
EXTRA = """
indikator bagian "n / T"
  satuan persen 0%..100%
  arah naik
  himpunan semua = d yang s.a > 0
  himpunan kena = semua yang s.e
  hitung n = banyaknya kena
  hitung T = banyaknya semua
  bila T = 0 tidak berlaku karena "tidak ada"
  rumus n / T * 100%

indikator terbobot
  satuan angka
  arah naik
  bobot d
    x 50%
    y 30%
    z 20%
  rumus jumlah berbobot s.ab
  kategori pita

indikator dijaga
  satuan angka
  arah naik
  bila t.a > t.b tidak berlaku karena "uji"
  rumus t.a + 1

indikator dibatasi
  satuan angka 0..2
  arah naik
  rumus t.a + t.b
  kategori pita
  kategori paling tinggi tengah bila s.e["x"] karena "uji"

indikator bolong
  satuan angka
  arah naik
  rumus 3 * t.a - t.b
  kategori berlubang

indikator dibulatkan
  satuan angka bulatkan 0
  arah naik
  target 1900.. = 2
  rumus t.a * 0.7 + t.b
  kategori pita
  capaian capaian_naik

indikator dicapai
  satuan persen
  arah naik
  rumus dibulatkan.capaian + 1%

indikator dua_kali
  satuan angka
  arah naik
  rumus dibatasi + t.a

indikator kelas
  satuan angka
  arah naik
  rumus jika terbobot.kategori >= tengah maka 1 selain itu 0

indikator kelas_baris
  satuan angka
  arah naik
  rumus banyaknya (d yang pita[s.ab] >= tengah)
"""


def spec() -> str:
    made = [
        f"indikator f{place}\n  satuan angka\n  arah naik\n  rumus {formula}\n"
        for place, formula in enumerate(FORMULAS)
    ]
    return "\n".join([HEAD, *made, EXTRA])


PROGRAM = unproven(spec())
MEMBERS = ("x", "y", "z")
COLUMNS = {
    "a": ("0", "1", "2"),
    "b": ("-1", "0", "1"),
    "c": ("A", "B", "C"),
    "e": ("ya", "tidak"),
    "f": ("1", "2", "3"),
}
CELLS = [*((m, c) for m in MEMBERS for c in COLUMNS), ("", "a"), ("", "b")]
Case = dict[tuple[str, str], str]


@st.composite
def cases(draw: st.DrawFn, most: int) -> Case:
    """All cells, some of them empty."""
    case = {cell: draw(st.sampled_from(COLUMNS[cell[1]])) for cell in CELLS}
    for cell in draw(st.lists(st.sampled_from(CELLS), min_size=1, max_size=most, unique=True)):
        case[cell] = ""
    return case


def completions(case: Case) -> list[Case]:
    gone = [cell for cell, text in case.items() if not text]
    found = product(*(COLUMNS[column] for _, column in gone))
    return [{**case, **dict(zip(gone, texts, strict=True))} for texts in found]


def evaluated(case: Case) -> tuple[dict[str, Result], list[dict[str, Result]]]:
    """The results of a case with empty cells, and of each of its completions."""
    all_cases = [case, *completions(case)]
    rows = [
        ",".join([str(PARTIAL + at), m, *(one[m, c] for c in COLUMNS)])
        for at, one in enumerate(all_cases)
        for m in MEMBERS
    ]
    single = [f"{PARTIAL + at},{one['', 'a']},{one['', 'b']}" for at, one in enumerate(all_cases)]
    facts = {"s": "\n".join([f"tahun,d,{','.join(COLUMNS)}", *rows]), "t": "\n".join(["tahun,a,b", *single])}
    with world(PROGRAM, facts) as made, made.evaluator() as evaluator, row_by_row():
        years = [
            {name: result_of(evaluator, name, made.period(PARTIAL + at)) for name in PROGRAM.indicators}
            for at in range(len(all_cases))
        ]
    return years[0], years[1:]


def check(name: str, partial: Result, complete: list[Result]) -> None:
    about = (name, PROGRAM.indicators[name][0].formula.text)
    values = [result.value for result in complete if result.state is State.VALUE and result.value is not None]
    if partial.state is State.VALUE:
        assert {partial.value} == set(values), about
        assert len(values) == len(complete), about
    if any(result.state is State.NOT_APPLICABLE for result in complete):
        assert partial.state is State.NOT_APPLICABLE or partial.may_be_not_applicable, about
    if partial.state is State.MISSING and partial.bounds is not None and values:
        low, high = partial.bounds.low, partial.bounds.high
        assert low is None or low <= min(values), (about, low, min(values))
        assert high is None or high >= max(values), (about, high, max(values))
        if partial.bounds.tight and len(values) == len(complete):
            assert low in (None, min(values)), (about, low, min(values))
            assert high in (None, max(values)), (about, high, max(values))
    reached = {result.category.id if result.category is not None else "" for result in complete}
    if partial.category is not None and any(result.state is State.VALUE for result in complete):
        here = {result.category.id if result.category else "" for result in complete if result.state is State.VALUE}
        if partial.category.id:
            assert here == {partial.category.id}, (about, partial.category)
        elif partial.state is State.MISSING:
            assert here - {""} <= set(partial.category.possible), (about, partial.category, reached)


def case_of(**gone: str) -> Case:
    """A plain case with the cells of some members (`t` for the source without them) empty."""
    case = {cell: COLUMNS[cell[1]][1] for cell in CELLS}
    for member, columns in gone.items():
        for column in columns:
            case["" if member == "t" else member, column] = ""
    return case


@settings(max_examples=1, deadline=None)
@given(cases(most=2))
@example(case_of(t="ab"))
@example(case_of(x="ae", y="e"))
@example(case_of(x="c", y="b", z="f"))
def test_every_completion_lies_within_the_bounds(case: Case) -> None:
    partial, complete = evaluated(case)
    for name in PROGRAM.indicators:
        check(name, partial[name], [results[name] for results in complete])


@pytest.mark.soak
@settings(max_examples=400, deadline=None)
@given(cases(most=4))
def test_many_completions_lie_within_the_bounds(case: Case) -> None:
    partial, complete = evaluated(case)
    for name in PROGRAM.indicators:
        check(name, partial[name], [results[name] for results in complete])


# ---- n / T with n a subset of T (language page, section 5)

SHARE = unproven("""
dimensi d kunci kode
sumber s per tahun, d
  kolom t ya/tidak boleh kosong
  kolom n ya/tidak boleh kosong
indikator i
  satuan persen 0%..100%
  arah naik
  himpunan semua = d yang ada s dan s.t
  himpunan kena = semua yang s.n
  hitung n = banyaknya kena
  hitung T = banyaknya semua
  bila T = 0 tidak berlaku karena "tidak ada"
  rumus n / T
""")
KINDS = (("ya", "ya"), ("ya", "tidak"), ("ya", ""), ("", "ya"), ("", "tidak"), ("", ""), ("tidak", "ya"))
COUNTS = st.tuples(*(st.integers(0, 2) for _ in KINDS))


def shares(members: list[tuple[str, str]]) -> set[Fraction]:
    """n / T for every way to fill what is empty."""
    ways = product(*(product(*((cell,) if cell else ("ya", "tidak") for cell in member)) for member in members))
    found = set[Fraction]()
    for way in ways:
        whole = sum(t == "ya" for t, _ in way)
        if whole:
            found.add(Fraction(sum(t == n == "ya" for t, n in way), whole))
    return found


@settings(max_examples=3, deadline=None)
@given(st.lists(COUNTS, min_size=12, max_size=12))
def test_a_share_of_a_subset_has_exact_bounds(tries: list[tuple[int, ...]]) -> None:
    cases = [[kind for kind, count in zip(KINDS, counts, strict=True) for _ in range(count)] for counts in tries]
    cases = [case[:9] for case in cases]
    lines = [f"{FIRST + at},m{place},{t},{n}" for at, case in enumerate(cases) for place, (t, n) in enumerate(case)]
    facts = {"s": "\n".join(["tahun,d,t,n", *lines])}
    facts |= {f"s@{FIRST + at}": "d,t,n\n" for at, case in enumerate(cases) if not case}
    with world(SHARE, facts) as made:
        for at, case in enumerate(cases):
            result = made.result("i", str(FIRST + at))
            possible = shares(case)
            if not possible:
                assert result.state is State.NOT_APPLICABLE or result.may_be_not_applicable
            elif result.state is State.VALUE:
                assert possible == {result.value}
            else:
                assert result.state is State.MISSING
                assert result.bounds is not None
                assert (result.bounds.low, result.bounds.high) == (min(possible), max(possible)), case
                assert result.bounds.tight


@pytest.mark.parametrize(
    ("guard", "formula", "expected"),
    [
        ("t.a < 1", "t.a + t.b", "missing -1..3"),  # -1 would need what the guard takes away
        ("t.a < 1", "t.b", "missing -1..1!"),
        ("t.f = 0", "6 / t.f", "missing 2.."),
        ("t.f = 0", "6 / (t.f + 1)", "missing 3/2..6"),
    ],
)
def test_an_end_that_a_guard_may_take_away_is_not_tight(guard: str, formula: str, expected: str) -> None:
    spec = f"""
sumber t per tahun
  kolom a angka 0..2 digit 0 boleh kosong
  kolom b angka -1..1 digit 0 boleh kosong
  kolom f angka 0..3 digit 0 boleh kosong

indikator i
  satuan angka
  arah naik
  bila {guard} tidak berlaku karena "uji"
  rumus {formula}
"""
    with world(unproven(spec), {"t": "tahun,a,b,f\n2024,,,\n"}) as made:
        result = made.result("i", "2024")
        assert result.may_be_not_applicable
        assert said(result) == expected


@pytest.mark.parametrize(("between", "expected"), [("-1..5", "missing -1..5!"), ("0..4", "missing 0..4")])
def test_bounds_that_the_unit_cuts_are_not_tight(between: str, expected: str) -> None:
    spec = f"""
sumber t per tahun
  kolom a angka 0..2 digit 0 boleh kosong

indikator i
  satuan angka {between}
  arah naik
  rumus 3 * t.a - 1
"""
    with world(unproven(spec), {"t": "tahun,a\n2024,\n"}) as made:
        assert made.one("i", "2024") == expected  # 2 is all that it may come to within 0..4
