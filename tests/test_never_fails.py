"""Every operation that can fail is told of where it stands, with what makes it fail; a spec without a problem never fails."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from random import Random

import never_fails as laws
import pytest
from fallible_specs import write_fallible
from guarded_specs import write_guarded
from hostile import check
from judged_specs import write_judged
from never_fails import never_fails
from profiled_specs import write_profiled
from typed_specs import write, write_honest

from iku_dsl.checking.check import Checked
from iku_dsl.problem import Diagnostic

SUITE, SOAK = 40, 4000
HALF = 0.5  # of the rows, where what stands for those that are not there matters


def seed_never_fails(seed: int, writer: Callable[[Random], str] = write_fallible) -> Counter[str]:
    random = Random(seed)
    return never_fails(writer(random), random, HALF if writer is write_guarded else None)


def test_specs_at_random_without_a_problem_never_fail() -> None:
    seen = sum((seed_never_fails(seed) for seed in range(SUITE)), Counter[str]())
    assert min(seen["specs"], seen["told"], seen["results"], seen["targets"]) > SUITE / 5, seen
    assert min(seen["caps"], seen["ranks"]) > 0, seen


def test_profiles_of_one_period_and_of_several_never_fail_unless_it_is_told() -> None:
    """A year's achievement is of sums: 12 / (20 - 4 * 5) had no problem, as of one quarter it is 3 / (20 - 5)."""
    seen = sum((seed_never_fails(seed, write_profiled) for seed in range(SUITE)), Counter[str]())
    assert min(seen["specs"], seen["told"], seen["results"], seen["targets"]) > SUITE / 5, seen


def test_what_conditions_and_rules_keep_from_failing_never_fails_where_something_is_missing() -> None:
    """Numbers cancel out of conditions beside what has a value where they have none: 10 / 0 had no problem."""
    seen = sum((seed_never_fails(seed, write_guarded) for seed in range(SUITE)), Counter[str]())
    assert min(seen["specs"], seen["told"], seen["results"]) > SUITE / 5, seen


@pytest.mark.soak
@pytest.mark.parametrize("writer", [write_fallible, write, write_honest, write_judged, write_profiled, write_guarded])
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


STANDING = """
dimensi w
  x
  y

dimensi v kunci id
  atribut besar bilangan 0..4

sumber r per tahun lengkap
  kolom p bilangan 0..4

sumber s per tahun, {key} lengkap
  kolom b bilangan 0..4{rule}
  kolom g bilangan 0..4
  kolom n bilangan 0..4
  hitung h = {value}

indikator i per tahun, {key}
  satuan angka
  arah naik
  bila s.{left} {operator} s.g tidak berlaku karena "uji"
  rumus 1 / s.{column}
"""
FILLED = {
    "an amount": {"rule": " bila kosong 0"},
    "an amount, of what may be missing": {"rule": " boleh kosong bila kosong 0"},
    "the last": {"rule": " boleh kosong bila kosong terakhir"},
    "not loaded": {"rule": " bila belum dimuat 0"},
    "an attribute": {"key": "v", "value": "v.besar", "column": "h"},
    "another source": {"value": "r.p", "column": "h"},
    "a member": {"value": "jika w = x maka 0 selain itu 1", "column": "h"},
    "a member or a cell": {"value": "jika w = x maka 0 selain itu n", "column": "h"},
    "a column with a rule": {"value": "n bila kosong 0", "column": "h"},
    "a column of one with a rule": {"rule": " bila kosong 0", "value": "b", "column": "h"},
}
NEEDED = {
    "a cell": {},
    "a cell that may be missing": {"rule": " boleh kosong"},
    "what is computed of cells": {"value": "n / 2", "column": "h"},
    "a filled cell with another": {"rule": " bila kosong 0", "value": "b + n * 0", "column": "h"},
    "what is computed of a member and of cells": {"value": "jika w = x maka n selain itu n * 2", "column": "h"},
}


def _standing(rule: str = "", value: str = "n", key: str = "w", column: str = "b", form: str = "{} + s.g =") -> str:
    left, operator = form.format(column).rsplit(" ", 1)
    return STANDING.format(rule=rule, value=value, key=key, column=column, left=left, operator=operator)


@pytest.mark.parametrize("form", ["{} + s.g =", "{} - s.g <= 0 -", "{} + s.g <="])
@pytest.mark.parametrize("filled", FILLED)
def test_what_stays_of_a_condition_may_be_there_where_no_row_is(filled: str, form: str) -> None:
    """Each row has what cancels, but there may be no row: 10 / 0 had no problem. What needs its row is proven."""
    problems = check(_standing(**FILLED[filled], form=form)).problems
    assert {problem.id for problem in problems} & {"may-divide-by-zero", "not-proven"}, problems


@pytest.mark.parametrize("needed", NEEDED)
def test_what_stays_of_a_condition_is_proven_where_it_needs_its_row(needed: str) -> None:
    assert not check(_standing(**NEEDED[needed])).problems


RULED = """
dimensi w
  x
  y

sumber s per tahun, w lengkap
  kolom a angka 0..10
  kolom b angka 0..10{may}
  kolom c angka 0..10
  syarat {rule}
  {column}

indikator i{key}
  satuan {unit}
  arah tanpa
  {formula}
"""
CANCELLED_RULES = (
    "c + b >= a + b + 1",
    "a - b + 1 <= c - b",
    "c - a + b - b >= 1",
    "0 * b + c >= a + 1",
    "2 * b + a + 1 <= c + b + b",
)
RULED_PLACES = {
    "cells": {"key": " per tahun, w", "formula": "rumus 1 / (s.c - s.a)"},
    "column": {"column": "hitung h = 1 / (c - a)", "formula": "rumus jumlah s.h"},
    "root": {"key": " per tahun, w", "formula": "rumus akar(s.c - s.a)"},
    "share": {
        "unit": "persen 0%..100%",
        "formula": 'bila jumlah s.c = 0 tidak berlaku karena "uji"\n  rumus jumlah s.a / jumlah s.c',
    },
}


@pytest.mark.parametrize("rule", CANCELLED_RULES)
@pytest.mark.parametrize("place", RULED_PLACES)
def test_a_rule_of_rows_from_which_a_missing_number_cancels_proves_nothing(place: str, rule: str) -> None:
    """A row in which that is missing passes, whatever the others are: 1 / 0 and 500% had no problem."""
    parts = {"key": "", "unit": "angka", "column": "", **RULED_PLACES[place]}
    problems = [check(RULED.format(may=may, rule=rule, **parts)).problems for may in ("", " boleh kosong")]
    assert [bool(told) for told in problems] == [False, True], problems


APART = """
dimensi w
  x
  y

sumber s per tahun, w lengkap
  kolom n angka 0..20
  kolom m angka 0..5
  kolom u angka {apart}
  {rule}

sumber t per tahun, w lengkap
  kolom u angka {apart}
  kolom v angka 0..10
  {rule}

indikator i per tahun, w
  satuan angka
  arah naik
{guards}  rumus 1 / (20 - s.n - s.m)
"""
THROUGH = {
    "a rule of its row": (["s.n > {}.u"], "syarat u <= 5"),
    "a condition on it": (["{}.u > 5", "s.n > {}.u"], ""),
    "what it is compared with": (["s.n > {}.u", "{}.u > t.v"], ""),
}


@pytest.mark.parametrize("through", THROUGH)
def test_what_follows_through_another_number_needs_that_number(through: str) -> None:
    """Of n ≤ u and u ≤ 5 each may hold with another u where that is missing: 1 / (20 - 15 - 5) had no problem."""
    conditions, rule = THROUGH[through]
    guards = "".join(f'  bila {one} tidak berlaku karena "uji"\n' for one in conditions)
    problems = check(APART.format(apart="0..20", rule=rule, guards=guards.replace("{}", "t"))).problems
    assert {problem.id for problem in problems} & {"may-divide-by-zero", "not-proven"}, problems
    if through != "what it is compared with":  # of the same row it is there
        assert not check(APART.format(apart="0..20", rule=rule, guards=guards.replace("{}", "s"))).problems


KEPT_IN_ROWS = [
    "  hitung k = jika w = x maka 5 selain itu 1\n  syarat k <= 3\n  hitung h = 1 / (k - 5)\n",  # of x no row is let in
    "  hitung k = jika w = x maka 5 selain itu a\n  syarat k <= 3\n  hitung h = 1 / (k - 5)\n",
    "  syarat a != b\n  hitung h = jika a > 0 maka 1 / (a - b) selain itu 0\n",  # which may be filled from another row
]


@pytest.mark.parametrize("statements", KEPT_IN_ROWS)
def test_a_rule_says_nothing_of_a_row_that_is_not_there(statements: str) -> None:
    columns = "  kolom a angka 0..4\n  kolom b angka 0..4 boleh kosong bila kosong terakhir\n"
    problems = check(f"dimensi w\n  x\n  y\n\nsumber s per tahun, w lengkap\n{columns}{statements}").problems
    assert {problem.id for problem in problems} & {"may-divide-by-zero", "not-proven"}, problems


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
