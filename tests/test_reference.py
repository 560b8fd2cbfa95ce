"""The evaluator and the reference agree: on programs and facts at random, and on everything that is shipped."""

from __future__ import annotations

import os
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from fractions import Fraction
from itertools import count, permutations
from pathlib import Path
from random import Random

import pytest
from demonstration import FEWER, YEARS, demonstration
from fresh_store import emptied
from judged_specs import write_judged
from random_facts import Facts, Loaded, loaded, random_facts
from typed_specs import write, write_decided, write_honest, write_keyed

from iku_dsl.budgets import Effort
from iku_dsl.checking.check import check
from iku_dsl.functions import PLAIN
from iku_dsl.interval import Interval
from iku_dsl.parsing.parse import parse
from iku_dsl.period import Grain, Period
from iku_dsl.problem import Severity, SourceFile
from iku_dsl.program import Program
from iku_dsl.program.expression import Plain
from iku_dsl.resolve import resolve
from iku_dsl.statements.blocks import gather
from iku_engine.evaluating.evaluate import all_of, evaluate
from iku_engine.indicators.evaluator import Evaluator
from iku_engine.indicators.results import new_evaluator
from iku_engine.migrate.opening import open_store
from iku_engine.reference.arithmetic import applied
from iku_engine.reference.cross_check import check_results, cross_check, same_by
from iku_engine.reference.facts import read
from iku_engine.reference.indicators import new_reference
from iku_engine.reference.outcome import missing, value
from iku_engine.reference.world import World
from iku_engine.results.evaluation import Result
from iku_engine.snapshot.snapshot import Snapshot
from iku_engine.store.store import Store
from iku_engine.testing.given import RefusedGivenError, count_all_as_loaded, given_values, take_in

ROOT = Path(__file__).resolve().parent.parent
SHIPPED = [ROOT / "indicator_specs" / name for name in ("kemensos", "nasional", "undp")]
CORPUS = sorted((ROOT / "tests" / "corpus" / "good").iterdir())
WORLDS = 2  # sets of facts for each program
TRIED = 6  # completions of a result by its ends, and so many by chance
# How many results the soak test compares: IKU_RESULTS=1000000 for a long night.
RESULTS = int(os.environ.get("IKU_RESULTS", "20000"))
ENGINE_SPECS = 300
WRITERS = (write_honest, write, write_judged, write_decided)


def program_of(text: str) -> Program | None:
    """A program that says what it says, without proofs; None where it says nothing that can be evaluated."""
    parsed = parse(SourceFile("spec.iku", text))
    resolved = resolve(gather([(parsed.file, parsed.spec)]), {parsed.file.path: parsed.file})
    problems = (*parsed.problems, *resolved.problems)
    return None if any(problem.severity is Severity.ERROR for problem in problems) else resolved.program


@contextmanager
def both(store: Store, program: Program, as_printed: bool = False) -> Iterator[tuple[Evaluator, World]]:
    """The evaluator and the reference over the same facts."""
    with store.reading() as connection:
        facts = read(connection, store.schema, program)
        snapshot = Snapshot(connection, store.schema, program)
        reference = new_reference(program, facts, as_printed)
        reference.effort = Effort(10**9)  # all of it
        yield new_evaluator(program, snapshot, as_printed=as_printed), reference


def agree(reference: World, results: Sequence[Result], about: object, most: int = TRIED) -> Counter[str]:
    """How many results agree, by what there was to agree on. Errors: an assertion names the first difference."""
    found = check_results(reference, results, most=most)
    assert found.difference is None, f"{about}\n{found.difference}"
    assert found.agreed + found.given_up == len(results)
    seen = Counter[str](result.state.value for result in results)
    seen["results"] += found.agreed
    seen["categories"] += sum(result.category is not None for result in results)
    seen["ranks"] += sum(result.rank is not None for result in results)
    seen["bounds"] += sum(result.bounds is not None for result in results)
    seen["tight"] += sum(result.bounds is not None and result.bounds.tight for result in results)
    seen["achievements"] += sum(t.achievement is not None for result in results for t in result.targets)
    return seen


def seed_agrees(seed: int, writer: Callable[[Random], str], every: bool = False) -> Counter[str]:
    """A program at random over some sets of facts: in the last periods of two years, or in `every` one."""
    random = Random(seed)
    text = writer(random)
    program = program_of(text)
    seen = Counter[str]()
    if program is None:
        return seen
    seen["programs"] += 1
    for _ in range(WORLDS):
        with loaded(program, random_facts(program, random, wide=True)) as world:
            seen += world_agrees(program, world, random, f"seed {seed}:\n{text}", every)
    return seen


def world_agrees(program: Program, world: Loaded, random: Random, about: str, every: bool = False) -> Counter[str]:
    seen = Counter[str](worlds=1)
    with both(world.store, program, as_printed=random.random() < 0.2) as (evaluator, reference):
        for name, (version, *_) in program.indicators.items():
            periods = [Period(2023), Period(2024)]
            if version.grain is not Grain.YEAR:
                periods = [part for year in periods for part in year.parts(version.grain)[0 if every else -1 :]]
            for period in periods:
                seen += agree(reference, all_of(evaluator, name, period), about, most=2 if every else TRIED)
    return seen


def engines_agree(seed: int, writer: Callable[[Random], str], engine: str = "duckdb") -> int:
    """How many results of a program at random another engine makes as the store does."""
    random = Random(seed)
    text = writer(random)
    program = program_of(text)
    if program is None:
        return 0
    with loaded(program, random_facts(program, random, wide=True)) as world:
        known = [evaluate(world.store, program, specs="", periods=[Period(2024)], engine=name) for name in ("", engine)]
    found = same_by(*known)
    assert found.difference is None, f"seed {seed}:\n{text}\n{found.difference}"
    return found.agreed


def given_agrees(folder: Path, once: bool = False) -> Counter[str]:
    """The in-spec tests of a spec set, or `once` one of each indicator: what each has given, evaluated twice."""
    program = check([folder]).program
    tests = {test.indicator: test for test in program.tests}.values() if once else program.tests
    seen = Counter[str]()
    with open_store("sqlite://", program) as store:
        for test in tests:
            emptied(store)
            count_all_as_loaded(store)
            try:
                with store.writing() as connection:
                    take_in(store, connection, program, test, Effort(1_000_000))
            except RefusedGivenError:
                continue
            with both(store, program) as (evaluator, reference):
                evaluator.given = reference.given = given_values(test)
                for name in dict.fromkeys((test.indicator, *(one.indicator for one in test.expectations))):
                    seen += agree(reference, all_of(evaluator, name, test.period), f"{folder.name}: {test.name}")
    return seen


def total(counts: Iterator[Counter[str]]) -> Counter[str]:
    return sum(counts, Counter[str]())


KINDS = ("value", "missing", "not-applicable", "error", "categories", "ranks", "bounds", "tight", "achievements")


def test_programs_at_random_agree() -> None:
    seen = total(seed_agrees(seed, writer) for writer in WRITERS for seed in range(2))
    assert min(seen[kind] for kind in KINDS) > 0, seen
    assert seen["programs"] > 5, seen


def test_another_engine_agrees_at_random() -> None:
    assert sum(engines_agree(seed, write_honest) for seed in range(2)) > 6


@pytest.mark.parametrize("folder", SHIPPED, ids=lambda folder: folder.name)
def test_the_tests_of_what_is_shipped_agree(folder: Path) -> None:
    assert given_agrees(folder, once=True)["results"] > 0


def test_the_demonstration_agrees() -> None:
    with demonstration(FEWER) as (store, program), both(store, program) as (evaluator, reference):
        for name in program.indicators:
            for year in YEARS[-1:]:
                results = all_of(evaluator, name, year)
                few = results[:: max(1, len(results) // 4)]
                assert agree(reference, few, f"{name} {year}")["results"] == len(few) > 0


@pytest.mark.parametrize("name", PLAIN)
def test_a_function_of_one_row_is_worked_out_again(name: str) -> None:
    """The reference knows every one, and gives the same of numbers in any order, and the same range."""
    function = PLAIN[name]
    for numbers in permutations(map(Fraction, (-2, 3, 7)), min(function.most, 3)):
        found = applied(Plain(name), False, [value(number) for number in numbers])
        assert found.value == function.value(numbers)
        ranges = [Interval(number, number + 1) for number in numbers]
        unknown = [missing((number, number + 1)) for number in numbers]
        assert applied(Plain(name), False, unknown).ends == (function.range(ranges).low, function.range(ranges).high)


OF_ENTITIES = """
dimensi jenis
  j

dimensi wilayah
  a
  b

dimensi unit
  u
  v

sumber s per tahun, unit, wilayah lengkap
  kolom n angka 0..100

indikator satu per jenis
  satuan angka
  arah naik
  rumus 1

indikator i per wilayah, jenis
  satuan angka
  arah naik
  rumus rerata (banyaknya s) atas (s yang {condition})
"""


@pytest.mark.parametrize("condition", ["n > 1", "(jika wilayah != b dan satu = 1 maka 5 selain itu 2) = n"])
def test_within_rows_of_an_entity_rows_are_still_the_entitys(condition: str) -> None:
    """A row brings its other members only: those of the entity at hand stay the entity's, and a count within counts its rows alone."""
    program = program_of(OF_ENTITIES.format(condition=condition))
    assert program is not None
    rows = [("2024", unit, region, figure) for unit in "uv" for region, figure in (("a", "5"), ("b", "1"))]
    with (
        loaded(program, Facts({"s": rows}, {"s": [Period(2024)]})) as world,
        both(world.store, program) as (own, other),
    ):
        results = all_of(own, "i", Period(2024))
        assert agree(other, results, "of entities")["results"] == len(results) == 2
    assert [result.value for result in results] == [2, None]


@pytest.mark.parametrize(
    ("formula", "values"),
    [
        ("banyaknya (wilayah yang banyaknya t = 2)", [2, 2]),
        ("banyaknya (wilayah yang rerata (t.n) >= t.n)", [1, 1]),
        ("banyaknya (wilayah yang (rerata berbobot (n) oleh (t.n) atas (t) bila kosong 0) > 4)", [2, 2]),
    ],
)
def test_within_a_set_of_members_a_mean_is_of_all_whoever_is_asked(formula: str, values: list[int]) -> None:
    """The set brings its own member of the dimension, so the entity's is not at hand: each entity counts the same."""
    text = OF_ENTITIES.format(condition="n > 1") + "\nsumber t per tahun, wilayah lengkap\n  kolom n angka 0..100\n"
    program = program_of(text + f"\nindikator o per wilayah\n  satuan angka\n  arah naik\n  rumus {formula}\n")
    assert program is not None
    with (
        loaded(program, Facts({"t": [("2024", "a", "5"), ("2024", "b", "3")]}, {"t": [Period(2024)]})) as world,
        both(world.store, program) as (own, other),
    ):
        results = all_of(own, "o", Period(2024))
        assert agree(other, results, "of entities")["results"] == len(results) == 2
    assert [result.value for result in results] == values


def test_of_some_months_one_that_comes_may_have_nothing() -> None:
    """A register's row in one month is empty, and two months never came: were one of those to come without a row, the sum of it is 0."""
    program = program_of("""
dimensi objek kunci nomor

sumber s per bulan, objek daftar
  kolom n angka -3 ..< 0 digit 1 boleh kosong konsolidasi jumlah sebagian karena "uji"

indikator i per triwulan
  satuan angka
  arah naik
  rumus jumlah s.n
""")
    assert program is not None
    month, quarter = Period(2023, 2, Grain.MONTH), Period(2023, 1, Grain.QUARTER)
    with (
        loaded(program, Facts({"s": [("2023-02", "u", "")]}, {"s": [month]})) as world,
        both(world.store, program) as (own, other),
    ):
        results = all_of(own, "i", quarter)
        assert agree(other, results, "of months", most=50)["results"] == 1
    assert results[0].bounds is not None
    assert (results[0].bounds.low, results[0].bounds.high) == (-9, 0)


@pytest.mark.parametrize(
    "formula",
    [
        "jumlah (t.n) atas (s yang m < 5) bila kosong galat bila belum dimuat lewati",
        "jumlah (m) atas (s yang t.n < 5) bila kosong lewati bila belum dimuat galat",
    ],
)
def test_of_what_a_rule_leaves_out_it_is_of_no_matter_whether_it_is_in_the_set(formula: str) -> None:
    """The reference said that it is an error not to know that: a cross-check asked for a bug to be reported."""
    program = program_of(f"""
dimensi d
  a

sumber s per tahun, d lengkap
  kolom m angka 0..10 boleh kosong

sumber t per tahun, d lengkap
  kolom n angka 0..10

indikator i
  satuan angka
  arah naik
  rumus {formula}
""")
    assert program is not None
    facts = Facts({"s": [("2024", "a", "")]}, {"s": [Period(2024)]})
    with loaded(program, facts) as world, both(world.store, program) as (own, other):
        results = all_of(own, "i", Period(2024))
        assert agree(other, results, formula)["results"] == 1
    assert results[0].value == 0


OF_NEW_MEMBERS = """
dimensi unit kunci id
  atribut luas angka 0..10

sumber s per triwulan, unit lengkap
  kolom n angka 0..100 konsolidasi jumlah

indikator i per unit
  satuan angka
  arah naik
  rumus {formula}
"""


@pytest.mark.parametrize(
    ("formula", "value"),
    [
        ("banyaknya s[tahun lalu]", 0),
        ("jumlah s.n[tahun lalu]", 0),
        ("rerata s.n[tahun lalu]", None),
        ("banyaknya s", 1),
    ],
)
def test_of_a_member_that_begins_this_year_no_row_was_due_last_year(formula: str, value: int | None) -> None:
    program = program_of(OF_NEW_MEMBERS.format(formula=formula))
    assert program is not None
    quarters = [quarter for year in (2023, 2024) for quarter in Period(year).parts(Grain.QUARTER)]
    units = {"unit": [("u1", "5", "", "2023-12-31"), ("u2", "4", "2024-01-01", "")]}
    rows = [(str(quarter), "u1" if quarter.year == 2023 else "u2", "1") for quarter in quarters]
    facts = Facts({**units, "s": rows}, {"s": quarters}, headers={"unit": ("id", "luas", "mulai", "akhir")})
    with loaded(program, facts) as world, both(world.store, program) as (own, other):
        (result,) = all_of(own, "i", Period(2024))
        assert agree(other, [result], formula)["results"] == 1
    assert (result.key, result.value) == (("u2",), value)


# ---- the long form


@pytest.mark.soak
def test_so_many_results_at_random_agree(somewhere: int) -> None:
    """Says on standard error (`-s`) how many there were, and of what."""
    seen = Counter[str]()
    for seed in count(somewhere):
        for writer in (write_keyed, *(WRITERS if seed % 8 == 0 else ())):
            seen += seed_agrees(seed, writer, every=True)
        if seed % 100 == 0 or seen["results"] >= RESULTS:
            sys.stderr.write(f"seeds {somewhere}..{seed}: {dict(seen)}\n")
        if seen["results"] >= RESULTS:
            break
    assert min(seen[kind] for kind in KINDS) > 0, seen


@pytest.mark.soak
def test_engines_agree_at_random(somewhere: int) -> None:
    """What DuckDB makes of a store is what the store makes of it, node by node."""
    agreed = 0
    for seed in range(somewhere, somewhere + ENGINE_SPECS):
        for writer in WRITERS:
            agreed += engines_agree(seed, writer)
    sys.stderr.write(f"results that agree by both engines: {agreed}\n")
    assert agreed > ENGINE_SPECS


@pytest.mark.soak
@pytest.mark.parametrize("folder", [*SHIPPED, *CORPUS], ids=lambda folder: folder.name)
def test_the_tests_of_the_corpus_agree(folder: Path) -> None:
    given_agrees(folder)


@pytest.mark.soak
def test_all_of_the_demonstration_agrees() -> None:
    with demonstration() as (store, program):
        evaluation = evaluate(store, program, specs="", periods=YEARS)
        with store.reading() as connection:
            found = cross_check(connection, store.schema, program, evaluation)
    assert found.difference is None
    assert found.agreed == len(evaluation.results) > 1000
