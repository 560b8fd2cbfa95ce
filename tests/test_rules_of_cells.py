"""Rules for what is missing are for cells: a stored column and a computed one with the same rules come to the same.

And nothing is waited for of a member in a period in which it is not valid: no figure of it, and no row.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from itertools import product
from random import Random

import pytest
from absent_worlds import FULL, G_IS_A, QUARTERS, SOME, Case, rows
from random_facts import Facts, header, loaded, random_facts
from test_absent_rows import comes_to_what_is_worked_out, named
from test_reference import agree, both, program_of

from iku_dsl.period import Grain, Period
from iku_dsl.program import Program
from iku_engine.evaluating.evaluate import all_of
from iku_engine.results.evaluation import Result, State

ABSENCES = (
    "lengkap",
    "lengkap atas (u yang g = a)",
    "lengkap atas (u yang ada p[tahun lalu])",
    "lengkap atas (u yang p.z[tahun ini] > 4)",
    "daftar",
)
REDUCTIONS = ("jumlah", "rerata", "terakhir", "minimum", "maksimum", 'jumlah sebagian karena "uji"')
RULES = (
    "",
    " bila kosong 0",
    " bila kosong 5",
    " bila kosong galat",
    " bila belum dimuat 7",
    " bila kosong 5 bila belum dimuat 7",
    " bila kosong 0 bila belum dimuat galat",
)
CARRIED = (
    " bila kosong terakhir",
    " bila belum dimuat terakhir",
    " bila kosong terakhir bila belum dimuat 7",
    " bila kosong 5 bila belum dimuat terakhir",
)
READINGS = ("", "[tahun lalu]", "[sampai periode ini]")
ASKED = (
    ("tahun", "s[tahun ini]"),
    ("tahun", "s[tahun lalu]"),
    ("tahun", "p[tahun lalu]"),
    ("triwulan", "s[triwulan lalu]"),
)
FULL_X = FULL.replace("a", "x")
HAS_ONE, HAD_ONE = "banyaknya (u yang ada s[tahun ini])", "banyaknya (u yang ada s[tahun lalu])"
BY_HAND = (
    rows(
        "perhaps due, no rule", f"triwulan, u {G_IS_A}", 's.n["x"]', QUARTERS, FULL_X, "kosong 12..22", units=("x,,,",)
    ),
    rows(
        "perhaps due, an amount in its place",
        f"triwulan, u {G_IS_A}",
        's.n["x"]',
        QUARTERS,
        FULL_X,
        "17",
        units=("x,,,",),
        options=" bila kosong 5",
    ),
    rows(
        "perhaps due, the last one in its place",
        f"triwulan, u {G_IS_A}",
        's.n["x"]',
        QUARTERS,
        FULL_X,
        "17",
        units=("x,,,",),
        options=" bila kosong terakhir",
    ),
    rows(
        "perhaps due, an error in its place",
        f"triwulan, u {G_IS_A}",
        's.n["x"]',
        QUARTERS,
        FULL_X,
        "galat",
        units=("x,,,",),
        options=" bila kosong galat",
    ),
    rows(
        "perhaps due, a rule for what is not loaded",
        f"triwulan, u {G_IS_A}",
        's.n["x"]',
        QUARTERS,
        FULL_X,
        "kosong 12..22",
        units=("x,,,",),
        options=" bila belum dimuat 7",
    ),
    rows(
        "perhaps due, not loaded, an amount for that",
        f"triwulan, u {G_IS_A}",
        's.n["x"]',
        "Q1 Q2 Q3",
        FULL_X,
        "19",
        units=("x,,,",),
        options=" bila belum dimuat 7",
    ),
    rows(
        "perhaps due, not loaded, an amount for what is missing",
        f"triwulan, u {G_IS_A}",
        's.n["x"]',
        "Q1 Q2 Q3",
        FULL_X,
        "kosong 12..22",
        units=("x,,,",),
        options=" bila kosong 5",
    ),
    rows(
        "derived, perhaps due, no rule",
        f"triwulan, u {G_IS_A}",
        's.d["x"]',
        QUARTERS,
        FULL_X,
        "kosong 12..22",
        units=("x,,,",),
        more="  hitung d = n konsolidasi jumlah",
    ),
    rows(
        "derived, perhaps due, an amount in its place",
        f"triwulan, u {G_IS_A}",
        's.d["x"]',
        QUARTERS,
        FULL_X,
        "17",
        units=("x,,,",),
        more="  hitung d = n konsolidasi jumlah bila kosong 5",
    ),
    rows(
        "derived, perhaps due, an error in its place",
        f"triwulan, u {G_IS_A}",
        's.d["x"]',
        QUARTERS,
        FULL_X,
        "galat",
        units=("x,,,",),
        more="  hitung d = n konsolidasi jumlah bila kosong galat",
    ),
    rows(
        "derived, perhaps due, a rule for what is not loaded",
        f"triwulan, u {G_IS_A}",
        's.d["x"]',
        QUARTERS,
        FULL_X,
        "kosong 12..22",
        units=("x,,,",),
        more="  hitung d = n konsolidasi jumlah bila belum dimuat 7",
    ),
    rows(
        "after the year, with a rule",
        "triwulan, u lengkap",
        's.n["x"]',
        QUARTERS,
        "",
        "5",
        units=("x,a,2025-01-01,",),
        options=" bila kosong 5",
    ),
    rows(
        "nobody is due, with a rule",
        f"triwulan, u {G_IS_A}",
        's.n["x"]',
        QUARTERS,
        "",
        "5",
        units=("x,b,,",),
        options=" bila kosong 5",
    ),
    rows(
        "nobody was due, and a quarter may come",
        f"triwulan, u {G_IS_A}",
        's.n["x"]',
        "Q1 Q2 Q3",
        "",
        "kosong 0..10",
        units=("x,b,,",),
        options=SOME,
    ),
    # rows of members with a first and a last day
    rows(
        "who has a row, from July",
        "triwulan, u daftar",
        HAS_ONE,
        "Q3 Q4",
        "Q3 y 1",
        "1",
        units=("x,a,2024-07-01,", "y,a,,"),
    ),
    rows(
        "who may have a row, from June",
        "triwulan, u daftar",
        HAS_ONE,
        "Q3 Q4",
        "Q3 y 1",
        "kosong 1..2",
        units=("x,a,2024-06-01,", "y,a,,"),
    ),
    rows("who had a row, from this year", "tahun, u daftar", HAD_ONE, "", "", "0", units=("x,a,2024-01-01,",)),
    rows(
        "who had a row, one from this year",
        "tahun, u daftar",
        HAD_ONE,
        "",
        "",
        "kosong 0..1",
        units=("x,a,2024-01-01,", "y,a,,"),
    ),
    rows(
        "who had a row of any other",
        "tahun, u, k daftar",
        HAD_ONE,
        "",
        "",
        "kosong 0..1",
        units=("x,a,2024-01-01,", "y,a,,"),
    ),
    rows(
        "who was not yet there had none",
        "tahun, u daftar",
        "jumlah (jika ada s[tahun lalu] maka 2 selain itu 1) atas u",
        "",
        "",
        "kosong 2..3",
        units=("x,a,2024-01-01,", "y,a,,"),
    ),
)


@pytest.mark.parametrize("case", BY_HAND, ids=named)
def test_rules_and_members_that_are_not_valid_come_to_what_is_worked_out(case: Case) -> None:
    comes_to_what_is_worked_out(case)


def spec(absence: str, reduction: str, rule: str, carried: str = "") -> str:
    """A source with a stored column, one of the same cells that a computed one stands for, and one that is carried forward."""
    lines = [
        "dimensi u kunci kode\n  atribut g pilihan a, b boleh kosong\n",
        "sumber p per tahun, u daftar\n  kolom z angka 1..9 boleh kosong\n",
        f"sumber s per triwulan, u {absence}",
        f"  kolom m angka 1..9 boleh kosong konsolidasi {reduction}{rule}",
        f"  kolom n angka 1..9 boleh kosong konsolidasi {reduction}",
        f"  kolom c angka 1..9 boleh kosong konsolidasi {reduction}{carried}",
        f"  hitung e = n konsolidasi {reduction}{rule}\n",
    ]
    for column, (number, reading) in product("mec", enumerate(READINGS)):
        lines.append(f"indikator {column}{number} per u\n  satuan angka\n  arah naik\n  rumus s.{column}{reading}\n")
    for number, (grain, source) in enumerate(ASKED):
        per = f"indikator h{number} per {grain}\n  satuan u\n  arah naik\n"
        lines.append(f"{per}  rumus banyaknya (u yang ada {source})\n")
        ruled = f"indikator hr{number} per {grain}\n  satuan u\n  arah naik\n"
        lines.append(f"{ruled}  rumus banyaknya (u yang ada {source} dan g = a) bila kosong lewati\n")
    lines.append("indikator rows\n  satuan angka\n  arah naik\n  rumus banyaknya s bila kosong lewati\n")
    return "\n".join(lines)


def with_same_cells(program: Program, facts: Facts) -> Facts:
    """The same facts with the cells of the stored column in those of the one that the computed column stands for."""
    names = header(program, "s")
    stored, beside = names.index("m"), names.index("n")
    changed = [(*row[:beside], row[stored], *row[beside + 1 :]) for row in facts.rows["s"]]
    return replace(facts, rows={**facts.rows, "s": changed})


def same(one: Sequence[Result], other: Sequence[Result], about: str) -> Counter[str]:
    """That results are the same, member by member; answers in which states they are."""
    for a, b in zip(one, other, strict=True):
        assert (a.key, a.state, a.value) == (b.key, b.state, b.value), about
        if a.bounds is not None and b.bounds is not None:
            assert (a.bounds.low, a.bounds.high) == (b.bounds.low, b.bounds.high), about
    return Counter(result.state.value for result in one)


def seed_holds(seed: int) -> Counter[str]:
    """A spec and some facts by chance: the two columns come to the same, and everything to what the reference says."""
    random = Random(seed)
    text = spec(random.choice(ABSENCES), random.choice(REDUCTIONS), random.choice(RULES), random.choice(CARRIED))
    program = program_of(text)
    assert program is not None, text
    seen = Counter[str]()
    facts = with_same_cells(program, random_facts(program, random, wide=True))
    with loaded(program, facts) as world, both(world.store, program) as (evaluator, reference):
        about = f"seed {seed}: {facts}\n{text}"
        for year in (2023, 2024):
            last = {Grain.YEAR: Period(year), Grain.QUARTER: Period(year, random.randint(1, 4), Grain.QUARTER)}
            versions = ((name, version) for name, (version, *_) in program.indicators.items())
            made = {name: all_of(evaluator, name, last[version.grain]) for name, version in versions}
            for number in range(len(READINGS)):
                seen += same(made[f"m{number}"], made[f"e{number}"], about)
            for results in made.values():
                agree(reference, results, about, most=2)
    return seen


@pytest.mark.few(0, 5)
@pytest.mark.parametrize("group", range(10))
def test_a_rule_makes_of_a_stored_column_what_it_makes_of_a_computed_one(group: int) -> None:
    seen = Counter[str]()
    for seed in range(group * 10, group * 10 + 10):
        seen += seed_holds(seed)
    assert all(seen[state.value] > 8 for state in (State.VALUE, State.MISSING)), seen
