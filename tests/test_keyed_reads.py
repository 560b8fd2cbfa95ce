"""What reads a source by some keys means one thing, to `check` and to both evaluators: keys at hand, keys in brackets, and none."""

from __future__ import annotations

from collections import Counter
from random import Random

import pytest
from hostile import check, ids
from keyed_reads import write_keys
from random_facts import Facts, loaded
from test_reference import agree, both, engines_agree, program_of, seed_agrees

from iku_dsl.period import Grain, Period
from iku_engine.evaluating.evaluate import all_of
from iku_engine.results.evaluation import Result, State

SUITE, SOAK = 12, 3000


def keys_agree(seed: int) -> Counter[str]:
    """A spec at random: `check` says what is wrong with its keys, or all that evaluates it agrees; nothing raises."""
    text = write_keys(Random(seed))
    told = ids(check(text))
    seen = seed_agrees(seed, write_keys)
    if seen["programs"]:
        engines_agree(seed, write_keys)
    else:
        assert told, text
    return seen + Counter(told)


def test_keys_at_random_are_refused_or_have_one_meaning() -> None:
    seen = sum((keys_agree(seed) for seed in range(SUITE)), Counter[str]())
    assert min(seen["programs"], seen["dimension-mismatch"]) > SUITE / 4, seen
    assert min(seen["tight"], seen["missing"], seen["value"]) > SUITE / 4, seen


@pytest.mark.soak
def test_many_keys_at_random_are_refused_or_have_one_meaning(somewhere: int) -> None:
    seen = sum((keys_agree(somewhere + number) for number in range(SOAK)), Counter[str]())
    assert seen["programs"] > SOAK / 4, seen


SPEC = """
dimensi g
  a
  b

dimensi h
  x
  y

dimensi k kunci id
  atribut induk h boleh kosong

sumber s per tahun, h lengkap
  kolom v angka 0..10

sumber t per tahun, g, h daftar
  kolom v angka 0..10

sumber m per triwulan, h daftar
  kolom v angka 0..10 konsolidasi jumlah

sumber n per triwulan, k lengkap
  kolom v angka 0..10 konsolidasi jumlah

"""
OF_ALL = "indikator i\n  satuan angka\n  arah naik\n  rumus "
OF_K = "indikator i per k\n  satuan angka\n  arah naik\n  rumus "


def results(indicator: str, rows: dict[str, list[tuple[str, ...]]], *given: str) -> list[Result]:
    """What an indicator comes to in 2024, in which some sources were given; both evaluators agree on it."""
    text = f"{SPEC}{indicator}\n"
    program = program_of(text)
    assert program is not None, check(text).problems
    year = Period(2024)
    grains = {name: program.sources[name].grain for name in given}
    periods = {name: [*year.parts(grain)] if grain is Grain.QUARTER else [year] for name, grain in grains.items()}
    facts = Facts({name: rows.get(name, []) for name in ("k", "s", "t", "m", "n")}, periods)
    with loaded(program, facts) as world, both(world.store, program) as (evaluator, reference):
        found = all_of(evaluator, "i", year)
        agree(reference, found, text)
    return found


def test_a_row_of_a_member_and_of_any_are_not_two_unknowns() -> None:
    (one,) = results(f'{OF_ALL}banyaknya (s yang ada t["a"] atau ada t)', {"s": [("2024", "x", "1")]}, "s")
    assert one.state is State.MISSING
    assert one.bounds is not None and (one.bounds.low, one.bounds.high, one.bounds.tight) == (0, 2, False)


@pytest.mark.parametrize(("condition", "count"), [("ada s[k.induk]", 1), ("bukan ada s[k.induk]", 2)])
def test_there_is_no_row_of_a_key_that_does_not_apply(condition: str, count: int) -> None:
    rows = {"k": [("u1", "x"), ("u2", "y"), ("u3", "tidak berlaku")], "s": [("2024", "x", "1")]}
    assert [one.value for one in results(f"{OF_ALL}banyaknya (k yang {condition})", rows, "s")] == [count]


def test_figures_of_a_key_that_is_not_known_lie_within_the_sum_of_all_periods() -> None:
    rows = {"k": [("u1", "")], "m": [(f"2024-Q{number}", "x", "6") for number in (1, 2, 3, 4)]}
    (one,) = results(f"{OF_K}m.v[k.induk]", rows, "m")
    assert one.bounds is not None and (one.bounds.low, one.bounds.high) == (0, 40)
    (more,) = results(f"{OF_K}jika m.v[k.induk] > 20 maka 1 selain itu 0", rows, "m")
    assert more.state is State.MISSING


def test_what_nobody_knows_as_a_member_is_missing_and_not_0() -> None:
    rows = {"k": [("u1", "")], "n": [(f"2024-Q{number}", "u1", "6") for number in (1, 2, 3, 4)]}
    (one,) = results(f'{OF_ALL}n.v["zz"]', rows, "n")
    assert one.state is State.MISSING


@pytest.mark.parametrize(
    ("asked", "problem"),
    [
        ('ada s["x", "y"]', "dimension-mismatch"),
        ('ada t["a", "x", "y"]', "dimension-mismatch"),
        ('ada d["x"]', "dimension-mismatch"),
        ('ada t["a"]', "dimension-mismatch"),
        ('ada s["zz"]', "unknown-name"),
        ("ada s[2024]", "period-mismatch"),
        ("ada s[3 + 4]", "type-mismatch"),
    ],
)
def test_keys_that_fit_no_dimension_are_refused(asked: str, problem: str) -> None:
    text = f"{SPEC}sumber d per tahun\n  kolom v angka 0..10\n\n{OF_ALL}jika {asked} maka 1 selain itu 0\n"
    assert problem in ids(check(text))
