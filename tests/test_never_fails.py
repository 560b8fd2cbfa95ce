"""Every operation that can fail is told of where it stands, with what makes it fail; a spec without a problem never fails."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from random import Random

import never_fails as laws
import pytest
from fallible_specs import write_fallible
from hostile import check
from judged_specs import write_judged
from never_fails import never_fails
from profiled_specs import write_profiled
from typed_specs import write, write_honest

from iku_dsl.checking.check import Checked
from iku_dsl.problem import Diagnostic

SUITE, SOAK = 120, 4000


def seed_never_fails(seed: int, writer: Callable[[Random], str] = write_fallible) -> Counter[str]:
    random = Random(seed)
    return never_fails(writer(random), random)


def test_specs_at_random_without_a_problem_never_fail() -> None:
    seen = sum((seed_never_fails(seed) for seed in range(SUITE)), Counter[str]())
    assert min(seen["specs"], seen["told"], seen["results"], seen["targets"]) > SUITE / 5, seen
    assert min(seen["caps"], seen["ranks"]) > 0, seen


def test_profiles_of_one_period_and_of_several_never_fail_unless_it_is_told() -> None:
    """A year's achievement is of sums: 12 / (20 - 4 * 5) had no problem, as of one quarter it is 3 / (20 - 5)."""
    seen = sum((seed_never_fails(seed, write_profiled) for seed in range(SUITE)), Counter[str]())
    assert min(seen["specs"], seen["told"], seen["results"], seen["targets"]) > SUITE / 5, seen


@pytest.mark.soak
@pytest.mark.parametrize("writer", [write_fallible, write, write_honest, write_judged, write_profiled])
def test_many_specs_without_a_problem_never_fail(somewhere: int, writer: Callable[[Random], str]) -> None:
    seen = sum((seed_never_fails(somewhere + number, writer) for number in range(SOAK)), Counter[str]())
    assert min(seen["specs"], seen["results"]) > SOAK / 50, seen


def test_a_spec_that_fails_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    def blind(text: str) -> Checked:
        checked = check(text)
        return Checked(checked.files, checked.program, ())

    monkeypatch.setattr(laws, "check", blind)
    with pytest.raises(AssertionError, match="root-of-negative"):
        never_fails(SPEC + INDICATOR + "  rumus akar(t.z - 9)\n", Random(0))


# ---- each place, each operation

SPEC = """
dimensi w
  x
  y

dimensi k kunci id
  atribut besar angka -4..4

tabel poin
  0: 0
  4: 1

sumber s per tahun, w lengkap
  kolom a angka 1..4
  kolom z angka -4..4

sumber t per tahun lengkap
  kolom a angka 1..4
  kolom z angka -4..4

skala sk atas 0..9
  baik >= 5
  kurang < 5

"""
INDICATOR = "indikator i\n  satuan angka\n  arah naik\n"
KEYED = "indikator i per tahun, w\n  satuan angka\n  arah naik\n"
PLACES = {
    "formula": INDICATOR + "  rumus {}\n",
    "let": INDICATOR + "  hitung n = {}\n  rumus n\n",
    "guard": INDICATOR + '  bila ({}) > 0.2 tidak berlaku karena "uji"\n  rumus t.a\n',
    "condition of a set": INDICATOR + "  himpunan H = s yang ({}) > 0.2\n  rumus banyaknya H\n",
    "operand": INDICATOR + "  rumus jumlah ({}) atas s\n",
    "weight": INDICATOR + "  rumus jumlah berbobot s.a oleh ({})\n",
    "target": INDICATOR + "  target 2025 = {}\n  rumus t.a\n",
    "end of a target": "indikator i\n  satuan angka\n  arah stabil\n  hitung n = {}\n  target 2025 = 0..n\n  rumus t.a\n",
    "cap": INDICATOR + '  kategori sk\n  kategori paling tinggi kurang bila ({}) > 0.2 karena "uji"\n  rumus t.a\n',
    "published": INDICATOR + "  hitung n = {}\n  resmi n toleransi 0.1\n  rumus t.a\n",
    "ranking": KEYED + "  peringkat tertinggi dahulu menurut {}\n  rumus s.a\n",
    "among whom": KEYED + "  himpunan H = w yang ({}) > 0.2\n  peringkat tertinggi dahulu di antara H\n  rumus s.a\n",
    "derived column": "sumber u per tahun lengkap\n  kolom a angka 1..4\n  hitung d = {}\n",
    "rule of rows": "sumber u per tahun lengkap\n  kolom a angka 1..4\n  syarat ({}) > 0.2\n",
    "check of rows": 'sumber u per tahun lengkap\n  kolom a angka 1..4\n  periksa ({}) > 0.2 karena "uji"\n',
    "which rows must be there": "sumber u per tahun, w lengkap atas (w yang ({}) > 0.2)\n  kolom a angka 1..4\n",
}
OPERATIONS = {
    "1 / t.z": "may-divide-by-zero",
    "t.z ^ -1": "may-divide-by-zero",
    "akar(t.a, t.z)": "may-divide-by-zero",
    "goalpost(t.a, 0, t.z)": "may-divide-by-zero",
    "akar(t.z)": "may-be-undefined",
    "ln(t.z)": "may-be-undefined",
    "t.z ^ 0.5": "may-be-undefined",
    "pangkat(t.z, 1.5)": "may-be-undefined",
    "poin[t.z]": "not-proven",
}
OF_ROWS = {
    "rerata geometrik s.z": "may-be-undefined",
    "rerata harmonik s.z": "may-be-undefined",
    "rerata berbobot s.a oleh s.z": "may-divide-by-zero",
}


def told(statements: str) -> list[Diagnostic]:
    """The problems of what can fail."""
    ids = {*OPERATIONS.values()}
    return [problem for problem in check(SPEC + statements).problems if problem.id in ids]


@pytest.mark.parametrize("operation", OPERATIONS)
@pytest.mark.parametrize("place", PLACES)
def test_what_can_fail_is_told_of_wherever_it_stands(place: str, operation: str) -> None:
    found = told(PLACES[place].format(operation))
    assert OPERATIONS[operation] in {problem.id for problem in found}, check(
        SPEC + PLACES[place].format(operation)
    ).problems
    assert all(problem.counter_example is not None for problem in found if problem.id != "not-proven")
    assert all(problem.hint is not None for problem in found)


@pytest.mark.parametrize("place", ["formula", "let", "guard", "target", "cap"])
@pytest.mark.parametrize("operation", OF_ROWS)
def test_averages_that_have_no_value_are_told_of(place: str, operation: str) -> None:
    (one,) = told(PLACES[place].format(f"({operation})"))
    assert one.id == OF_ROWS[operation]
    assert one.counter_example is not None


SAFE = [
    'indikator i\n  satuan angka\n  arah naik\n  bila t.z <= 0 tidak berlaku karena "uji"\n  rumus rerata harmonik dari t.z, t.a\n',
    INDICATOR + "  rumus rerata harmonik s.z atas (s yang z > 0)\n",
    INDICATOR + "  rumus rerata geometrik s.z atas (s yang z >= 0)\n",
    INDICATOR + "  rumus rerata harmonik s.a\n",
    INDICATOR + "  bobot w\n    x 0%\n    y 100%\n  rumus rerata harmonik berbobot s.a\n",
    "sumber u per tahun lengkap\n  kolom a angka 0..4\n  syarat a = 0 atau 1 / a > 0.3\n",
]


@pytest.mark.parametrize("statements", SAFE)
def test_what_cannot_fail_is_let_in(statements: str) -> None:
    assert told(statements) == []


@pytest.mark.parametrize(
    ("formula", "mend"),
    [
        ("rumus rerata harmonik s.z", "may-be-undefined.of-set"),
        ("rumus rerata geometrik s.z", "may-be-undefined.of-set"),
        ("rumus rerata geometrik dari t.a, t.z", "may-be-undefined.hint"),
        ("rumus rerata harmonik dari t.a, t.z bila kosong lewati", "may-be-undefined.hint"),
        ("rumus rerata harmonik dari t.a, t.a bila kosong 0", "may-be-undefined.rule.hint"),
        ("rumus rerata geometrik s.a bila kosong -1", "may-be-undefined.rule.hint"),
        ("bobot w\n    x 40%\n    y 60%\n  rumus rerata geometrik berbobot s.z", "may-be-undefined.of-weights"),
        (
            "bobot w\n    x 40%\n    y 60%\n  rumus rerata harmonik berbobot s.a bila kosong 0",
            "may-be-undefined.rule.hint",
        ),
    ],
)
def test_each_average_is_told_with_its_own_mend(formula: str, mend: str) -> None:
    (one,) = told(f"{INDICATOR}  {formula}\n")
    assert one.id == "may-be-undefined"
    assert one.hint is not None and one.hint.key == mend
    assert one.counter_example is not None or mend == "may-be-undefined.rule.hint"


def test_a_weighted_average_of_indicators_is_told_of() -> None:
    first = "indikator j\n  satuan angka -4..4\n  arah naik\n  rumus t.z\n\n"
    (one,) = told(first + INDICATOR + "  bobot indikator\n    j 100%\n  rumus rerata geometrik berbobot nilai\n")
    assert (one.id, one.hint.key if one.hint is not None else "") == ("not-proven", "may-be-undefined.of-weights")


PROFILE = "profil p\n  naik = {}\n{}\n\n" + INDICATOR + "  rumus t.z\n  target 2025 = t.z\n  capaian p\n"


@pytest.mark.parametrize(
    ("rule", "guard", "problem"),
    [
        ("akar(realisasi)", "", "may-be-undefined"),
        ("ln(target)", "", "may-be-undefined"),
        ("(realisasi - 2) ^ 0.5", "", "may-be-undefined"),
        ("target", "akar(realisasi) > 1", "may-be-undefined"),
        ("target", "realisasi / target > 1", "may-divide-by-zero"),
    ],
)
def test_what_can_fail_in_a_profile_is_told_of(rule: str, guard: str, problem: str) -> None:
    when = f'  bila {guard} tidak berlaku karena "uji"' if guard else ""
    (one,) = told(PROFILE.format(rule, when))
    assert one.id == problem
    assert one.counter_example is not None


def test_a_guard_of_a_profile_keeps_its_rule_from_failing() -> None:
    assert told(PROFILE.format("akar(realisasi)", '  bila realisasi < 0 tidak berlaku karena "uji"')) == []
    again = '  bila target = 0 tidak berlaku karena "uji"\n  bila realisasi / target > 1 tidak berlaku karena "uji"'
    assert told(PROFILE.format("target", again)) == []


CANCELLING = """
sumber m per tahun, w lengkap
  kolom b angka 0..4
  kolom g angka 0..4{may}

"""
CANCELLED = (
    "{b} + {g} <= {g}",
    "{b} - {g} <= -{g}",
    "2 * {g} + {b} = {g} + {g}",
    "{b} + 0 * {g} <= 0",
    "{b} - {g} + {g} = 0",
    "{g} - {g} >= {b}",
)
GUARDED = {
    "guard": KEYED + '  bila {} tidak berlaku karena "uji"\n  rumus 1 / m.b\n',
    "set": INDICATOR + "  rumus jumlah (1 / b) atas (m yang bukan ({}))\n",
    "branch": INDICATOR + "  rumus jumlah (jika {} maka 0 selain itu 1 / b) atas m\n",
    "column": "sumber v per tahun, w\n  kolom b angka 0..4\n  kolom g angka 0..4{may}\n  hitung h = jika {} maka 0 selain itu 1 / b\n",
}


@pytest.mark.parametrize("condition", CANCELLED)
@pytest.mark.parametrize("place", GUARDED)
def test_a_condition_from_which_a_missing_number_cancels_proves_nothing(place: str, condition: str) -> None:
    """It is unknown while the number is missing, whatever is left of it: 1 / 0 had no problem. Where each row has it, it proves."""
    own = "" if place in ("set", "branch", "column") else "m."
    condition = condition.replace("{b}", f"{own}b").replace("{g}", f"{own}g")
    texts = [
        CANCELLING.replace("{may}", may) + GUARDED[place].replace("{may}", may).format(condition)
        for may in ("", " boleh kosong")
    ]
    assert [bool(told(text)) for text in texts] == [False, True]


DATES = """
sumber t per tahun lengkap
  kolom tgl tanggal
  kolom n angka hari 0..31
  kolom h bilangan hari 0..30

indikator i
  satuan hari
  arah naik
"""


@pytest.mark.parametrize(
    "moved", ["t.tgl + t.n", "t.tgl - t.n / 2", "t.tgl + bulatkan(t.n, 1)", "t.tgl + 0.5 hari", "t.tgl + t.h * 0.5"]
)
def test_parts_of_days_that_are_added_to_a_date_are_told(moved: str) -> None:
    problems = check(f"{DATES}  rumus ({moved}) - t.tgl\n").problems
    assert [problem.id for problem in problems] == ["may-be-undefined"]
    assert problems[0].hint is not None and problems[0].hint.key == "may-be-undefined.part.hint"


@pytest.mark.parametrize(
    "moved", ["t.tgl + t.h", "t.tgl + bulatkan(t.n)", "t.tgl - 3 hari", "t.tgl + t.h * 2 + 1 hari"]
)
def test_whole_days_are_let_in(moved: str) -> None:
    assert not check(f"{DATES}  rumus ({moved}) - t.tgl\n").problems
