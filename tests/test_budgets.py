"""A stranger's spec always ends: whatever it makes large is answered, counted in steps, and what was not tried is never called proven."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import tracemalloc
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import large_specs as large
import pytest
from cli_workspace import workspace_in
from counted_calls import calls
from hostile import check, ids
from test_ledger import Ministry

from iku_cli.render.answers.tests import draw_tests
from iku_cli.render.evaluation import draw_evaluation
from iku_dsl.bounds import achieved
from iku_dsl.bounds.model import World
from iku_dsl.budgets import BUDGETS
from iku_dsl.checking.check import Checked, check_files
from iku_dsl.editing.format import format_spec
from iku_dsl.interval import Interval, multiply, power
from iku_dsl.keywords import Language
from iku_dsl.parsing.parse import parse
from iku_dsl.period import Period
from iku_dsl.problem import Severity, SourceFile
from iku_dsl.program import Program
from iku_dsl.proofs.proven import proven
from iku_dsl.wording import by_size, figure, render
from iku_engine.calculate import new_calculation
from iku_engine.calculate.counting import completeness
from iku_engine.engines.base import OfStore
from iku_engine.errors import WrongUse
from iku_engine.evaluating.evaluate import all_of, evaluate, everything_loaded, statements
from iku_engine.exact import TooLongError, total
from iku_engine.facts.addressing import address
from iku_engine.facts.amending import retract
from iku_engine.indicators.results import new_evaluator
from iku_engine.migrate.opening import open_store
from iku_engine.plan.plan import Chain
from iku_engine.results.evaluation import Evaluation, Operation, State
from iku_engine.snapshot.snapshot import Snapshot
from iku_engine.testing import mutate as mutating
from iku_engine.testing.mutate import MUTANT, SQUARE, Related, mutants, mutate
from iku_engine.testing.testing import run_tests
from iku_engine.wording import say_it

YEAR = Period(2025)
DUE = """
dimensi a kunci k
  atribut n teks boleh kosong
dimensi b kunci k
  atribut n teks boleh kosong
sumber s per tahun, a, b lengkap
  kolom x angka 0..10
indikator i
  satuan angka
  arah naik
  rumus jumlah s.x
"""
SMALL = 6
MEMORY = 1_500_000_000  # of addresses, the libraries among them
COMMANDS = {
    "check": ("check", "--proofs", "s.iku"),
    "format": ("fmt", "--check", "s.iku"),
    "eval": ("eval", "--period", "2025"),
    "stages": ("stages", "s.iku", "--show", "sql"),
    "mutate": ("test", "--mutate", "s.iku"),
    "diff": ("diff", "other.iku", "s.iku"),
}
Lower = Callable[..., None]


@pytest.fixture
def lower(monkeypatch: pytest.MonkeyPatch) -> Lower:
    """Lowers budgets for one test."""

    def lowered(**most: int) -> None:
        for name, limit in most.items():
            key = name.replace("_", "-")
            monkeypatch.setitem(BUDGETS, key, replace(BUDGETS[key], most=limit))

    return lowered


def evaluated(text: str, years: Sequence[Period] = (), key: tuple[str, ...] | None = None) -> Evaluation:
    """The results of all indicators over an empty store."""
    checked = check(text)
    with open_store("sqlite://", checked.program) as store:
        return evaluate(store, checked.program, specs="", periods=years or [YEAR], key=key, alone=True)


def told(checked: Checked, key: str) -> list[str]:
    """The messages, and the hints, of some wording."""
    found = [text for problem in checked.problems for text in (problem.message, problem.hint) if text is not None]
    return [render(text, "en") for text in found if text.key == key]


# ---- everything, small


@pytest.mark.parametrize("rule", large.LARGE, ids=lambda rule: rule.__name__)
def test_every_dimension_of_size_is_answered(rule: large.Rule) -> None:
    text = rule(min(SMALL, large.LARGE[rule]))
    checked = check(text)
    proven(checked.program)
    format_spec(parse(SourceFile("s.iku", text)).spec)
    if checked.errors:
        return
    with everything_loaded(checked.program) as store, suppress(WrongUse):  # more than one evaluation may be asked for
        statements(checked.program, store, YEAR)
    assert all(result.reason is None or result.reason.key for result in evaluated(text).results)


# ---- proofs

PROVABLE = large.NUMBERS + large.indicator("rumus s.n / (s.x + s.y)")
REFUTABLE = large.NUMBERS + large.indicator("rumus s.x / s.n")


@pytest.mark.parametrize(
    "most",
    [{"world": 1}, {"search": 1}, {"search_least": 1, "searches": 1}, {"worlds": 0}],
    ids=lambda most: "-".join(most),
)
def test_a_search_that_runs_out_says_so_and_proves_nothing(most: dict[str, int], lower: Lower) -> None:
    assert ids(check(REFUTABLE)) == ["may-divide-by-zero"]
    lower(**most)
    assert ids(check(REFUTABLE)) == ["not-proven"]
    assert ids(check(PROVABLE)) == []


@pytest.mark.parametrize("most", [{"question": 1}, {"questions": 0, "questions_each": 0}], ids=lambda m: "-".join(m))
def test_a_proof_that_runs_out_says_so_and_proves_nothing(most: dict[str, int], lower: Lower) -> None:
    assert ids(check(PROVABLE)) == []
    assert any("never 0" in render(item.text, "en") for item in proven(check(PROVABLE).program))
    lower(**most)
    checked = check(PROVABLE)
    assert ids(checked) == ["not-proven"]
    assert told(checked, "not-proven.too-large") == [
        "It is not proven that the denominator “s.x + s.y” is never 0. It is too large to try."
    ]
    assert "part it" in told(checked, "not-proven.too-large.hint")[0]
    assert not any("never 0" in render(item.text, "en") for item in proven(checked.program))
    assert ids(check(REFUTABLE)) == ["may-divide-by-zero"], "a counter-example is still one"


def test_a_number_as_denominator_is_no_question(lower: Lower) -> None:
    lower(question=0, questions=0, questions_each=0)
    assert ids(check(large.rule("s.n / 7"))) == []


def test_what_is_known_beyond_the_budget_is_not_made_use_of_and_told(lower: Lower) -> None:
    guarded = large.NUMBERS + large.indicator('bila s.n = 0 tidak berlaku karena "x"\n  rumus s.x / s.n')
    assert ids(check(guarded)) == []
    lower(known=0)
    checked = check(guarded)
    assert ids(checked) == ["not-proven"]
    assert told(checked, "not-proven.too-large") == [
        "It is not proven that the denominator “s.n” is never 0. It is too large to try."
    ]


@pytest.mark.parametrize("language", ["id", "en"])
def test_a_search_that_was_cut_short_names_its_place_and_mend(language: Language, lower: Lower) -> None:
    lower(searches=1, search_least=1)
    (problem,) = check(REFUTABLE).problems
    assert problem.span.line == REFUTABLE[: REFUTABLE.index("rumus")].count("\n") + 1
    assert problem.hint is not None
    assert ("terlalu besar untuk dicoba" if language == "id" else "too large to try") in render(
        problem.message, language
    )
    assert render(problem.hint, language)


def test_many_denominators_take_the_worlds_of_one(monkeypatch: pytest.MonkeyPatch) -> None:
    """All are asked of the same worlds: each is evaluated once, and not once for each denominator."""
    drawn: list[int] = []
    made = World.__init__

    def counted(world: World, program: Program, seed: int, period: Period) -> None:
        drawn.append(seed)
        made(world, program, seed, period)

    monkeypatch.setattr(World, "__init__", counted)
    assert ids(check(large.denominators(60))) == ["not-proven"] * 60
    assert len(drawn) <= BUDGETS["worlds"].most


def test_many_denominators_of_columns_take_the_steps_of_one() -> None:
    assert set(ids(check(large.denominators_in_columns(60)))) == {"not-proven"}


def test_what_guards_of_a_profile_take_is_counted_for_each_who_uses_it(
    lower: Lower, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A step stood for eight parts of a rule, and what holds behind a guard for nothing: 120 guards of 3,000 took 13 s."""
    guards = "".join(f'  when target = {at} and actual = {at} not applicable because "x"\n' for at in range(40))
    indicator = (
        "indicator i{}\n  unit number 0..99\n  direction higher\n  target 2025 = 1\n  formula p.g\n  achievement r\n"
    )
    users = "".join(map(indicator.format, range(60)))
    text = f"profile r\n  higher = actual / target\n{guards}source p per year\n  column g number 0..99\n{users}"
    asked: list[object] = []
    plain = achieved.assume
    monkeypatch.setattr(achieved, "assume", lambda *given: asked.append(given) or plain(*given))
    lower(questions=3_000, questions_each=0)
    assert "not-proven.targets" in {one.message.key for one in check(text).problems}
    assert 500 < len(asked) <= 1_000


def test_conditions_that_are_not_looked_at_are_told(lower: Lower) -> None:
    assert "not-proven" not in ids(check(large.requirements_of_two(6)))
    lower(questions=500, questions_each=0)
    checked = check(large.requirements_of_two(6))
    assert ids(checked).count("not-proven") >= 1
    assert len(told(checked, "not-proven.conditions")) == 1


def test_requirements_end() -> None:
    assert told(check(large.requirements_of_two(120)), "not-proven.conditions")


# ---- sizes


@pytest.mark.parametrize(
    "text",
    [
        large.entities(100),
        large.entities_of_nothing(100),
        large.many_dimensions(31),
        large.expected_rows(100),
        large.expected_rows_looked_at(100),
        large.weighed_levels(60),
    ],
)
def test_what_listed_members_multiply_to_is_refused(text: str) -> None:
    checked = check(text)
    assert ids(checked) == ["too-large"]
    (problem,) = checked.problems
    assert problem.hint is not None
    assert str(BUDGETS["cells"].most) in render(problem.message, "en")


def test_members_that_come_from_data_are_not_the_specs_to_count() -> None:
    text = "".join(f"dimensi {name} kunci kode\n" for name in "abc")
    source = "sumber s per tahun, a, b, c lengkap\n  kolom n angka 0..10\n"
    assert ids(check(text + source + large.indicator("rumus s.n", per=" per a, b, c"))) == []


def test_all_indicators_count_together(lower: Lower) -> None:
    lower(cells=100)
    text = large.NUMBERS + large.each(large.indicator("rumus s.n", "i{i}"), 40)
    (problem,) = check(text).problems
    assert problem.id == "too-large"
    assert "i33" in render(problem.message, "id"), "3 parts each"


def test_all_parts_of_the_rules_count_together_and_are_told_once(lower: Lower) -> None:
    text = large.NUMBERS + large.each(large.indicator("rumus s.n + s.x", "i{i}"), 40)
    assert ids(check(text)) == []
    lower(parts_together=100)
    checked = check(text)
    (problem,) = checked.problems
    assert (problem.id, problem.hint is not None) == ("too-large", True)
    assert list(checked.program.indicators) == [f"i{number}" for number in range(20)], "5 parts each"


@pytest.mark.parametrize(
    ("rule", "count", "budget", "fewer"),
    [
        (large.columns, 30, "columns", 29),
        (large.attributes, 30, "columns", 29),
        (large.sources, 30, "columns-together", 30 * 41 - 1),
        (large.dimensions, 30, "columns-together", 30 * 41 - 1),
        (large.keys_of_a_source, 30, "columns", 29),
        (large.keys_of_a_source, 30, "keys", 29),
        (large.letters_of_an_alias, 30, "alias", 29),
        (large.categories_and_indicators, 3, "bands", 49),
        (large.targets_with_names, 30, "targets", 29),
        (large.targets_together, 6, "targets-together", 29),
        (large.periods_of_a_test, 1, "periods-given", 107_999),
    ],
)
def test_a_declaration_with_more_than_anybody_has_is_refused(
    rule: large.Rule, count: int, budget: str, fewer: int, lower: Lower
) -> None:
    """Columns and keys as stores keep them, categories of a scale, targets of an indicator, periods of tests."""
    assert ids(check(rule(count))) == []
    lower(**{budget: fewer})
    checked = check(rule(count))
    assert ids(checked) == ["too-large"]
    assert len(told(checked, f"too-large.{budget}")) == len(told(checked, f"too-large.{budget}.hint")) == 1


def test_long_numbers_are_counted_together(lower: Lower) -> None:
    """Each is within what one number may have."""
    text = large.long_numbers_of_indicators(30)
    assert all(result.state is State.VALUE for result in evaluated(text).results)
    lower(worked=3_000)
    with pytest.raises(WrongUse) as refused:
        evaluated(text)
    assert refused.value.text.key == "worked-many"


def test_what_is_looked_through_below_a_result_is_counted(lower: Lower) -> None:
    """Each month reads two years of months, and is looked through for what it lacks."""
    text = large.months_of_months(8)
    assert all(result.state is State.MISSING for result in evaluated(text).results)
    lower(worked=24_000)
    with pytest.raises(WrongUse) as refused:
        evaluated(text)
    assert refused.value.text.key == "worked-many"


def test_numbers_that_are_looked_at_for_a_median_are_counted(lower: Lower) -> None:
    given = large.each("    d{i}, {j}\n", 40)
    text = "dimensi d kunci kode\nsumber s per tahun, d daftar\n  kolom n angka 0..100\n" + large.indicator(
        "rumus median s.n"
    )
    checked = check(f'{text}uji "t" untuk i pada 2025\n  diberi s: d, n\n{given}  harap nilai = 20.5\n')
    for steps in (45, 90):
        lower(worked=steps)
        (tested,) = run_tests(checked.program).results
        assert [one.key for one in tested.problem] == ["worked-many"] * (steps == 45)


def test_what_was_never_loaded_is_named_up_to_a_length() -> None:
    """Each link of a chain lacks one source more; all that its numbers say grows with the links, and not with their square."""

    def letters(links: int) -> int:
        reasons = [result.reason for result in evaluated(large.a_chain_of_sources(links)).results]
        return sum(len(say_it(reason, "en")) for reason in reasons if reason is not None)

    assert letters(80) < 2.6 * letters(40)
    last = evaluated(large.a_chain_of_sources(40)).results[-1]
    assert last.reason is not None and "… (+17)" in say_it(last.reason, "en")


@pytest.mark.parametrize(
    ("rule", "budget"),
    [
        (large.sources, "tables"),
        (large.dimensions, "tables"),
        (large.indicators, "indicators"),
        (large.versions, "indicators"),
        (large.tests, "tests"),
    ],
)
def test_more_declarations_than_a_spec_set_is_to_have_are_refused(rule: large.Rule, budget: str, lower: Lower) -> None:
    assert ids(check(rule(30))) == []
    lower(**{budget: 29})
    checked = check(rule(30))
    assert ids(checked) == ["too-large"]
    assert len(told(checked, f"too-large.{budget}")) == len(told(checked, f"too-large.{budget}.hint")) == 1
    assert not checked.program.indicators, "nothing more is done with them"


def test_too_many_results_of_several_dimensions_are_refused(lower: Lower) -> None:
    text = large.entities(4)
    assert len(evaluated(text).results) == 64
    lower(results=63)
    with pytest.raises(WrongUse) as refused:
        evaluated(text)
    assert dict(refused.value.text.arguments) == {"name": "i", "count": 64, "limit": 63}
    assert len(evaluated(text, key=("a0", "b1", "c2")).results) == 1, "one of them can still be asked for"


def test_results_of_several_dimensions_are_counted_together(lower: Lower) -> None:
    text = large.entities(4)
    years = (Period(2024), YEAR)
    lower(results=128)
    assert len(evaluated(text, years).results) == 128
    lower(results=127)
    with pytest.raises(WrongUse) as refused:
        evaluated(text, years)
    assert dict(refused.value.text.arguments)["count"] == 128


def test_more_rows_due_than_anybody_looks_at_are_refused_with_their_number(lower: Lower, tmp_path: Path) -> None:
    made = Ministry(tmp_path, spec=DUE, members="")
    for name, text in (("a", "k,n\na1,\na2,\na3,\n"), ("b", "k,n\nb1,\nb2,\n"), ("s", "tahun,a,b,x\n2024,a1,b1,5\n")):
        made.load(name, text)
    assert made.result().state is State.MISSING
    lower(rows_due=4, rows_due_each=0)
    with pytest.raises(WrongUse) as refused:
        made.result()
    assert dict(refused.value.text.arguments) == {"source": "s", "count": 5, "limit": 4}
    lower(rows_due=4, rows_due_each=100)
    assert made.result().state is State.MISSING, "each row of facts adds to it"
    assert made.load("s", "tahun,a,b,x\n2024,a1,b1,6\n").accepted == 1, "what is imported can be mended by the spec"
    made.store.close()


MORE = {
    "sums": ("rumus jumlah s.x", "rumus 2 * rerata s.x", 399),
    "sums of the same set": ("rumus jumlah s.x", "rumus jumlah s.x + jumlah (s.x * s.x)", 399),
    "one by one": ("rumus median s.x atas (s yang s.x > 3)", "rumus median s.x atas (s yang s.x > 4)", 399),
    "in lists": ("rumus jumlah s.x", "rumus 1 + jumlah s.x", 399 * 80),
}


@pytest.mark.parametrize("case", MORE)
def test_rows_due_are_counted_over_all_that_an_evaluation_looks_at(case: str, lower: Lower, tmp_path: Path) -> None:
    """Each of eight indicators looked at 10,000,000 rows of three keys of 215 members: 3 KB of facts took more than half a minute."""
    first, second, least = MORE[case]
    made = due(tmp_path, DUE.replace("rumus jumlah s.x", first) + DUE[DUE.index("indikator i") :].replace(
        "indikator i", "indikator j").replace("rumus jumlah s.x", second))  # fmt: skip
    depth = {"depth": None} if case == "in lists" else {}

    def asked(*names: str) -> int:
        """The fewest steps that are enough."""
        with made.store.engine.connect() as connection:
            snapshot = Snapshot(connection, made.store.schema, made.program)
            evaluator = new_evaluator(made.program, snapshot)
            evaluator.listing = depth.get("depth", 10)
            for name in names:
                all_of(evaluator, name, Period(2024))
            return BUDGETS["rows-due"].most - snapshot.rows_due.left

    alone = asked("i")
    assert alone >= least and asked("i", "j") - alone >= least
    assert asked("i", "i") == alone, "what is kept is not looked at again"
    made.store.close()


def test_a_statement_for_many_counts_once(lower: Lower, tmp_path: Path) -> None:
    """Both sums together first; each by itself, as values are missing; and a count of those for the trace."""
    sums = DUE.replace("rumus jumlah s.x", "rumus jumlah s.x + jumlah (2 * s.x)")
    made = due(tmp_path, sums)
    lower(rows_due=4 * 399, rows_due_each=0)
    assert made.result().state is State.MISSING
    lower(rows_due=4 * 399 - 1)
    with pytest.raises(WrongUse):
        made.result()
    made.store.close()


def test_what_is_there_is_no_row_that_is_only_due(tmp_path: Path) -> None:
    """The facts multiply nothing: a source that is complete is read as any other."""
    made = due(tmp_path)
    rows = "".join(f"2024,a{a:02},b{b:02},5\n" for a in range(20) for b in range(20))
    made.load("s", "tahun,a,b,x\n" + rows)
    with made.store.engine.connect() as connection:
        snapshot = Snapshot(connection, made.store.schema, made.program)
        assert all_of(new_evaluator(made.program, snapshot), "i", Period(2024))[0].value == 2_000
        assert snapshot.rows_due.left == BUDGETS["rows-due"].most
    made.store.close()


@pytest.mark.parametrize("language", ["id", "en"])
def test_rows_due_are_counted_over_all_tests(language: str, lower: Lower, tmp_path: Path, capsys, monkeypatch) -> None:
    """Ten tests of 215 rows each took 66 s; what a test gives is of the spec, and no fact."""
    test = '\nuji "{}" untuk i pada 2024\n  diberi s: a, b, x\n    a1, b1, 1\n    a2, b2, 1\n    a3, b3, 1\n  harap nilai = kosong\n'
    made = workspace_in(tmp_path, capsys, monkeypatch)
    made.write("indicator_specs/akip.iku", DUE + test.format("satu") + test.format("dua"))
    lower(rows_due=12, rows_due_each=100)
    assert made("test", "--lang", language).status == 0
    lower(rows_due=11)
    failed = made("test", "--lang", language)
    assert (failed.status, failed.err) == (1, "") and "✓ satu" in failed.out and "✗ dua" in failed.out
    assert ("lebih dari 11" if language == "id" else "more than 11") in failed.out


def test_how_complete_a_source_is_counts_too_and_is_not_told_beyond(lower: Lower, tmp_path: Path) -> None:
    """After a fact was taken back all rows that are due are looked at to count those that are not there, and again to name five."""
    made = due(tmp_path)
    made.load("s", "tahun,a,b,x\n2024,a02,b02,5\n")
    retract(
        made.store, address(made.store, made.program, "s", Period(2024), ["a02", "b02"]), user="budi", reason="salah"
    )
    told = []
    for steps in (2 * 399, 2 * 399 - 1, 398):
        lower(rows_due=steps, rows_due_each=0)
        with made.store.engine.connect() as connection:
            calculator = new_calculation(made.program, Snapshot(connection, made.store.schema, made.program))
            counted = completeness(calculator, made.program.sources["s"], Period(2024))
            told.append(counted and (counted.expected, counted.there, len(counted.absent)))
    assert told == [(400, 1, 5), (400, 1, 0), None]
    made.store.close()


def due(folder: Path, spec: str = DUE) -> Ministry:
    """A store in which 400 rows are due and one is there."""
    made = Ministry(folder, spec=spec, members="")
    for name in "ab":
        made.load(name, "k,n\n" + "".join(f"{name}{number:02},\n" for number in range(20)))
    made.load("s", "tahun,a,b,x\n2024,a01,b01,5\n")
    return made


def test_rows_due_that_are_not_there_are_counted_and_a_few_are_read(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Each was read to be counted: 10,000,000 of them, of 3 KB of facts, took 4 GB."""
    made = due(tmp_path)
    read, rows = [], OfStore.rows
    monkeypatch.setattr(OfStore, "rows", lambda *asked: read.append(rows(*asked)) or read[-1])
    result = made.result()
    (computed,) = (node for node in result.trace.walk() if node.operation is Operation.AGGREGATE)
    assert [(group.kind, group.total, len(group.lines)) for group in computed.groups] == [("counted", 400, 10)]
    assert max(map(len, read)) <= 40, "the members of both dimensions"
    made.store.close()


@pytest.mark.parametrize(
    ("formula", "asked"),
    [("median s.x", {}), ("jumlah s.x", {"depth": None})],
    ids=("one by one", "all of them listed"),
)
def test_rows_due_that_are_each_looked_at_are_fewer(
    formula: str, asked: dict[str, object], lower: Lower, tmp_path: Path
) -> None:
    made = due(tmp_path, DUE.replace("jumlah s.x", formula))
    assert made.result(**asked).state is State.MISSING
    lower(rows_due_held=399)
    with pytest.raises(WrongUse) as refused:
        made.result(**asked)
    assert refused.value.text.key == "rows-due-held-many"
    assert dict(refused.value.text.arguments) == {"source": "s", "count": 400, "limit": 399}
    made.store.close()


# ---- numbers


def test_numbers_that_double_end_as_an_error() -> None:
    results = evaluated(large.squares_without_facts(30)).results
    assert results[5].state is State.VALUE
    assert results[-1].state is State.ERROR
    assert results[-1].value is None


def test_ends_that_double_are_left_out() -> None:
    results = evaluated(large.squares(30)).results
    assert {result.state for result in results} == {State.MISSING}
    assert results[-1].bounds is None or results[-1].bounds.high is None


def test_an_end_that_is_far_beyond_is_none() -> None:
    long = Fraction(1 << (BUDGETS["bits"].most - 1))
    assert multiply(Interval(Fraction(1), long), Interval(Fraction(1), long)) == Interval(Fraction(1), None)
    assert power(Interval(Fraction(2), long), 2) == Interval(Fraction(4), None)
    assert power(Interval(-long, Fraction(2)), 3) == Interval(None, Fraction(8))
    assert power(Interval(Fraction(1), Fraction(1)), 10**9) == Interval(Fraction(1), Fraction(1))


def test_a_sum_that_is_too_long_on_the_way_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    values = [Fraction(1, 10**place + 1) for place in range(20, 60)]
    assert total(values) > 0
    monkeypatch.setattr("iku_engine.exact._ON_THE_WAY", 200)
    with pytest.raises(TooLongError):
        total(values)


@pytest.mark.parametrize(
    ("number", "shown"),
    [
        (Fraction(10**200), "≈ 1.0000 × 10^200"),
        (Fraction(-12345 * 10**200), "≈ -1.2345 × 10^204"),
        (Fraction(1, 8 * 10**300), "≈ 1.2500 × 10^-301"),
        (Fraction(10**90), None),
        (Fraction(0), None),
    ],
)
def test_a_number_of_many_digits_is_told_by_its_size(number: Fraction, shown: str | None) -> None:
    assert by_size(number) == shown
    if shown is not None:
        assert figure(number) == shown


# ---- what is evaluated


def test_no_count_is_compared_with_every_other(monkeypatch: pytest.MonkeyPatch) -> None:
    compared = []
    equal = Chain.__eq__

    def counted(one: Chain, other: object) -> bool:
        compared.append(one)
        return equal(one, other)

    monkeypatch.setattr(Chain, "__eq__", counted)
    assert len(evaluated(large.counts(60)).results) == 60
    assert len(compared) < 60 * 20


# ---- what is tried


def test_so_many_small_changes_are_tried_and_those_left_out_are_counted(lower: Lower) -> None:
    text = large.NUMBERS + large.each(large.indicator("rumus s.n / s.x", "i{i}"), 4)
    file = SourceFile("s.iku", text)
    assert len(mutate([file]).results) == 4
    letters = len(large.NUMBERS + large.indicator("rumus s.n / s.x", "i0"))
    each = MUTANT + letters + letters**2 // SQUARE
    for steps, tried in ((4 * each, 4), (4 * each - 1, 3), (each - 1, 0)):
        lower(mutants=len(text) // 2 + steps)
        mutated = mutate([file])
        assert (len(mutated.results), mutated.left_out) == (tried, 4 - tried)
    assert len(mutate([file], every=True).results) == 4


def test_a_small_change_is_checked_with_what_it_reaches(monkeypatch: pytest.MonkeyPatch) -> None:
    checked: list[int] = []
    plain = mutating.check_parsed
    monkeypatch.setattr(
        mutating,
        "check_parsed",
        lambda parsed: checked.append(sum(len(one.file.text) for one in parsed)) or plain(parsed),
    )
    text = large.NUMBERS + large.each(large.indicator("rumus s.n / s.x", "i{i}"), 200)
    assert len(mutate([SourceFile("s.iku", text)]).results) == 200
    assert max(checked) < 200 < len(text)
    checked.clear()
    assert len(mutate([SourceFile("s.iku", large.a_chain(20))]).results) == 0 + 20
    assert min(checked) == max(checked) == len(large.a_chain(20)), "each of a chain reaches all others"


def test_versions_that_name_each_other_are_followed_once() -> None:
    tracemalloc.start()
    related = Related([parse(SourceFile("s.iku", large.versions(400)))])
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    _, reached = related.of(0, len(large.NUMBERS) + 5)
    assert len(reached) == 401
    assert peak < 400 * 400 * 30, "no look from each version at each other"


def test_what_a_small_change_does_not_reach_would_not_have_noticed_it() -> None:
    text = (Path(__file__).parents[1] / "indicator_specs" / "undp" / "hdi.iku").read_text(encoding="utf-8")
    cut = text.index("\nindicator")
    files = [SourceFile("first.iku", text[:cut]), SourceFile("second.iku", text[cut:])]
    tried = [(place, mutant) for place, file in enumerate(files) for mutant in mutants(parse(file))]
    results = mutate(files).results
    assert len(results) == len(tried) > 10
    for (place, mutant), result in zip(tried, results, strict=True):
        problems = check_files([*files[:place], mutant.file, *files[place + 1 :]]).problems
        noticed = [p.id for p in problems if p.severity is Severity.ERROR] + [
            p.id for p in problems if p.id == "not-proven"
        ]
        assert (result.verdict == "check", result.by if result.verdict == "check" else "") == (
            bool(noticed),
            (noticed or [""])[0],
        )


# ---- what is told


def test_so_many_problems_are_told_errors_first(lower: Lower) -> None:
    lower(problems=10)
    checked = check(large.unknown_names(25))
    assert ids(checked) == ["too-large", *["unknown-name"] * 10]
    assert told(checked, "too-large.problems") == ["There are 15 more problems; 10 at the most can be told."]
    assert checked.errors


def test_so_many_failing_tests_are_told_with_their_traces(lower: Lower, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[Snapshot] = []
    plain = Snapshot.__init__
    monkeypatch.setattr(Snapshot, "__init__", lambda one, *given: opened.append(one) or plain(one, *given))
    program = check(large.tests(5).replace("harap nilai = 1", "harap nilai = 2")).program
    lower(failing_tests=3)
    report = run_tests(program)
    assert [one.failures[0].result is not None for one in report.results] == [True] * 3 + [False] * 2
    assert {say_it(one.failures[0].found, "en") for one in report.results} == {"it is 1"}
    assert "first 3 failing tests" in draw_tests(report, "en", 100).plain
    assert len(opened) == 5, "what explains a failure is read from the facts that were there"
    lower(failing_tests=5)
    assert "failing tests" not in draw_tests(run_tests(program), "en", 100).plain


def test_names_are_compared_only_so_often(lower: Lower) -> None:
    text = large.NUMBERS + large.each(large.indicator("rumus s.nm", "i{i}"), 30)
    fixed = [problem.fix for problem in check(text).problems]
    lower(compared=20)
    assert len(check(text).problems) == len(fixed) == 30
    assert sum(bool(problem.fix) for problem in check(text).problems) < 30


def test_so_many_traces_are_drawn(lower: Lower) -> None:
    found = evaluated(large.doubled(8))
    lower(trace=30)
    drawn = draw_evaluation(found, "en", 100, 10, True, False).plain
    assert "other results are not shown" in drawn


def test_a_ring_of_upper_ends_is_found_in_any_order() -> None:
    lines = "sumber s per tahun\n  kolom c0 angka 0..10\n" + large.each("  kolom c{j} angka 0..c{i}\n", 30)
    assert ids(check(lines + large.indicator("rumus s.c30"))) == []
    assert ids(check(lines.replace("c0 angka 0..10", "c0 angka 0..c30") + large.indicator("rumus s.c30"))) == ["cycle"]
    backwards = "sumber s per tahun\n" + large.each("  kolom c{i} angka 0..c{j}\n", 30) + "  kolom c30 angka 0..{}\n"
    assert ids(check(backwards.format(10) + large.indicator("rumus s.c0"))) == []
    assert ids(check(backwards.format("c0") + large.indicator("rumus s.c0"))) == ["cycle"]


def test_the_budgets_are_those_of_the_documents() -> None:
    written = (Path(__file__).parents[1] / "docs" / "security.md").read_text(encoding="utf-8")
    for name, budget in BUDGETS.items():
        assert f"| `{name}` | {budget.most:,} | {budget.counts} | {budget.why} |" in written, name


# ---- everything, large


@pytest.mark.soak
@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize("rule", large.LARGE, ids=lambda rule: rule.__name__)
def test_every_dimension_of_size_is_answered_by_every_command(rule: large.Rule, command: str, tmp_path: Path) -> None:
    (tmp_path / "s.iku").write_text(rule(large.LARGE[rule]), encoding="utf-8")
    (tmp_path / "other.iku").write_text(large.rule("s.n"), encoding="utf-8")

    def limited() -> None:
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
        resource.setrlimit(resource.RLIMIT_CPU, (25, 30))  # ten are promised, of a machine that does nothing else

    ended = subprocess.run(
        [sys.executable, "-c", "from iku_cli.main import run; run()", *COMMANDS[command]],
        cwd=tmp_path,
        env={**os.environ, "IKU_CACHE": "off", "IKU_SPECS": "s.iku", "IKU_STORE": "sqlite:///s.db", "IKU_LANG": "en"},
        preexec_fn=limited,
        capture_output=True,
        check=False,
    )
    assert ended.returncode in (0, 1, 2), ended.stderr[-500:]
    assert b"bug of iku-engine" not in ended.stderr


MONTHS = """
dimensi d
  a
  b
sumber s per bulan, d daftar
  kolom n angka 0..100 boleh kosong konsolidasi jumlah
indikator i per d
  satuan angka
  arah naik
  rumus s.n + s.n * 2
"""


def test_a_month_of_which_nothing_came_costs_no_more_than_other_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each was told anew what it may be, put together twice, and added up by itself: 30 us where 20 are reckoned with."""
    steps, plain = [0], Snapshot.work_out

    def counted(self: Snapshot, more: int) -> None:
        steps[0] += more
        plain(self, more)

    monkeypatch.setattr(Snapshot, "work_out", counted)
    few, many = MONTHS, MONTHS.replace("s.n * 2", " + ".join(["s.n"] * 40))
    evaluated(few)
    found = []
    for text in (few, many):
        program, steps[0] = check(text).program, 0
        with open_store("sqlite://", program) as store:
            found.append((calls(lambda: evaluate(store, program, specs="", periods=[YEAR], alone=True)), steps[0]))  # noqa: B023
    (_, before), (_, after) = found
    each = (found[1][0] - found[0][0]) / (after - before)
    assert each < 150
