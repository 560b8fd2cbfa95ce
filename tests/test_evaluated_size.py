"""What an evaluation of a large spec costs, counted in steps: names told, cells compared, numbers of traces that are written."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import large_specs as large
import pytest
from cli_workspace import Said, Workspace, workspace_in
from engine.worlds import program_of
from test_budgets import evaluated

from iku_cli.reports.page import page, sections
from iku_cli.reports.workbook.calculation import Calculation
from iku_cli.session import session
from iku_dsl.budgets import BUDGETS
from iku_engine.arithmetic.functions import ROOTED
from iku_engine.arithmetic.nodes import joined
from iku_engine.calculate import weights
from iku_engine.calculate.weights import TERM
from iku_engine.errors import WrongUse
from iku_engine.plan.environment import ANYTHING, overlap
from iku_engine.results import beside
from iku_engine.results.evaluation import Bounds, Node, Operation, Result, State
from iku_engine.snapshot.snapshot import Snapshot
from iku_engine.testing import testing
from iku_engine.testing.testing import ITSELF, Runner, run_tests

Lower = Callable[..., None]
FEW, MANY = 12, 24  # of two factors


@pytest.fixture
def lower(monkeypatch: pytest.MonkeyPatch) -> Lower:
    """Lowers budgets for one test."""

    def lowered(**most: int) -> None:
        for name, limit in most.items():
            key = name.replace("_", "-")
            monkeypatch.setitem(BUDGETS, key, replace(BUDGETS[key], most=limit))

    return lowered


def chained(folder: Path, capsys, monkeypatch) -> Workspace:
    """A workspace of ten indicators, of which each names the one before."""
    made = workspace_in(folder, capsys, monkeypatch)
    made.write("indicator_specs/akip.iku", large.a_chain(9))
    return made


def lacking(*cells: tuple[str, ...]) -> Node:
    """A missing number that rests on some cells, whose bounds are reached."""
    return Node(Operation.COLUMN, state=State.MISSING, bounds=Bounds(None, None, True), inputs=frozenset(cells))


# ---- what is told of what is missing


@pytest.mark.parametrize("rule", [large.to_date, large.a_chain, large.counts, large.indicators])
def test_what_was_never_loaded_is_named_once_for_all_who_lack_it(
    rule: large.Rule, monkeypatch: pytest.MonkeyPatch
) -> None:
    named = []
    plain = beside.stretches
    monkeypatch.setattr(beside, "stretches", lambda periods: named.append(periods) or plain(periods))
    results = evaluated(rule(40)).results
    assert {result.state for result in results} == {State.MISSING}
    assert all("not-loaded" in result.reason.key for result in results)
    assert len(named) <= 13, "each month, and all months together"


def test_no_sub_period_is_compared_with_every_other(monkeypatch: pytest.MonkeyPatch) -> None:
    compared = []
    plain = Node.__eq__
    monkeypatch.setattr(Node, "__eq__", lambda one, other: compared.append(one) or plain(one, other))
    evaluated(large.to_date(20))
    assert len(compared) <= 20


# ---- bounds


class Looked(tuple[str, ...]):
    """A cell that tells how often it is looked at."""

    times = 0

    def __getitem__(self, part):
        Looked.times += 1
        return super().__getitem__(part)


def test_each_cell_below_a_number_is_looked_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Looked, "times", 0)
    nodes = [lacking(Looked(("s", "n", "2025", str(place)))) for place in range(100)]
    assert joined(nodes) == (frozenset(cell for node in nodes for cell in node.inputs), True)
    assert Looked.times <= 5 * 100


@pytest.mark.parametrize(
    ("groups", "tight"),
    [
        ([], True),
        ([()], True),
        ([(("s", "n", "2025"),)], True),
        ([(("s", "n", "2025"),), ()], True),
        ([(("s", "n", "2025"),), (("s", "n", "2024"),)], True),
        ([(("s", "n", "2025"),), (("s", "m", "2025"),), (("s", "n", "2025"),)], False),
        ([(("s", "n", "2025", "a"),), (("s", "n", "2025", "b"),)], True),
        ([(("s", "n", "2025", "a"),), (("*", "s", "n", "2025"),)], False),
        ([(("*", "s", "n", "2025"),), (("s", "n", "2025", "a"),)], False),
        ([(("*", "s", "n", "2025"), ("s", "n", "2025", "a")), (("s", "m", "2025", "a"),)], True),
        ([(("*", "s", "n"),), (("*", "s", "n", "2025"),)], False),
        ([(("*", "s", "n", "2025"),), (("*", "s", "n", "2024"),)], True),
        ([(("*", "s", "n"),), (("s", "n", "2024", "a"),)], False),
        ([(ANYTHING,), (("s", "n", "2024", "a"),)], False),
        ([(("s", "n", "2024", "a"),), (), (ANYTHING,)], False),
        ([(ANYTHING,), ()], True),
    ],
)
def test_bounds_stay_tight_where_no_cell_comes_twice(groups: list[tuple[tuple[str, ...], ...]], tight: bool) -> None:
    assert joined([lacking(*group) for group in groups])[1] is tight
    assert joined([lacking(*group) for group in reversed(groups)])[1] is tight
    if len(groups) == 2:
        assert overlap(*map(frozenset, groups)) is not tight


def test_who_gives_weight_away_is_asked_once_for_a_level(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []
    plain = weights._rule_of
    monkeypatch.setattr(weights, "_rule_of", lambda node, *given: asked.append(node.operation) or plain(node, *given))
    (result,) = evaluated(large.members_with_weights(30)).results
    assert result.trace.size == 61
    assert asked.count("column") == 30, "of each member, beside the terms that they make"


# ---- traces


def test_what_is_below_other_indicators_is_left_to_their_own_traces_where_all_is_too_long(lower: Lower) -> None:
    text = large.doubled(6)
    whole = evaluated(text).results[-1]
    lower(below=40)
    *others, last = evaluated(text).results
    assert whole.trace.size > 40 >= last.trace.size
    assert [one.size <= 40 for one in (result.trace for result in others)] == [True] * 6
    assert (last.state, last.bounds, last.reason) == (whole.state, whole.bounds, whole.reason)
    assert {node.operation for node in last.trace.walk()} == {"add", "indicator"}
    assert evaluated(text).results[2].trace.size > 3, "a short one is whole"


@pytest.mark.parametrize(("language", "mend"), [("id", "--no-trace"), ("en", "--no-trace")])
def test_a_document_of_so_many_numbers_is_refused_with_size_and_mend(
    language: str, mend: str, lower: Lower, tmp_path: Path, capsys, monkeypatch
) -> None:
    made = chained(tmp_path, capsys, monkeypatch)
    lower(traces=200)
    fits = made("eval", "--period", "2025", "--json", "--lang", language)
    assert (fits.status, len(fits.document["results"])) == (0, 10)
    lower(traces=100)
    refused = made("eval", "--period", "2025", "--json", "--lang", language)
    assert (refused.status, refused.out) == (2, "")
    assert "145" in refused.err and "100" in refused.err and mend in refused.err
    assert made("eval", "--period", "2025", "--json", "--no-trace").status == 0
    assert made("eval", "i9", "--period", "2025", "--json").status == 0, "of one that is named, all is written"


def test_a_report_of_so_much_is_refused_before_anything_is_kept(
    lower: Lower, tmp_path: Path, capsys, monkeypatch
) -> None:
    made = chained(tmp_path, capsys, monkeypatch)
    lower(reported=9)
    many = made("report", "--period", "2025", "--to", "r.html", "--lang", "en")
    assert (many.status, "10 indicators, 9 at the most" in many.err) == (2, True)
    lower(reported=10, traces=300)
    long = made("report", "--period", "2025", "--to", "r.html", "--lang", "en")
    assert (long.status, "--years 1" in long.err) == (2, True)
    assert not (tmp_path / "r.html").exists()
    assert made("report", "--period", "2025", "--years", "1", "--to", "r.html").status == 0


def of_members(folder: Path, capsys, monkeypatch) -> Workspace:
    """A workspace of an indicator of six numbers for each of forty members."""
    made = workspace_in(folder, capsys, monkeypatch)
    source = "sumber s per tahun, d\n  kolom n angka 0..10\n"
    rule = large.indicator("rumus s.n + s.n + s.n", per=" per d")
    made.write("indicator_specs/akip.iku", large.members("d", 40) + source + rule)
    return made


def test_a_document_of_the_traces_of_many_members_is_refused_though_each_is_short(
    lower: Lower, tmp_path: Path, capsys, monkeypatch
) -> None:
    made = of_members(tmp_path, capsys, monkeypatch)
    asked = ("eval", "i", "--period", "2025", "--json", "--lang", "en")
    lower(traces_together=200)
    assert len(made(*asked).document["results"]) == 40
    lower(traces_together=199)
    refused = made(*asked)
    assert (refused.status, refused.out) == (2, "")
    assert "have 200 numbers, 199 at the most" in refused.err and "--no-trace" in refused.err
    assert made(*asked, "--no-trace").status == 0


def test_a_document_is_written_in_pieces_and_never_held_as_one_text(tmp_path: Path, capsys, monkeypatch) -> None:
    made = of_members(tmp_path, capsys, monkeypatch)
    whole = made("eval", "i", "--period", "2025", "--json").out
    longest: list[int] = []
    plain = session.echo
    monkeypatch.setattr(session, "PIECES", 100, raising=False)
    monkeypatch.setattr(session, "echo", lambda text="", **how: longest.append(len(text)) or plain(text, **how))
    again = made("eval", "i", "--period", "2025", "--json").out
    assert re.sub('"run": .*', "", again) == re.sub('"run": .*', "", whole)
    assert max(longest) < 10_000 < len(whole) < sum(longest) + 100


# ---- whatever is multiplied, the steps of the whole count


def of_conditions(first: int, second: int) -> str:
    """A set of listed members whose condition has so many parts, which SQL cannot say."""
    products = large.each("t[d] * {j}", second, ", ")
    table = "tabel t dari d\n" + large.each("  d{i} {i}\n", first)
    return large.members("d", first) + table + large.indicator(f"rumus banyaknya (d yang maksimum({products}, 0) > 0)")


def of_complete(first: int, second: int) -> str:
    """The same, of the members that a complete source is about."""
    products = large.each("t[d] * {j}", second, ", ")
    table = "tabel t dari d\n" + large.each("  d{i} {i}\n", first)
    source = f"sumber s per tahun, d lengkap atas (d yang maksimum({products}, 0) > 0)\n  kolom n angka 0..1\n"
    return large.members("d", first) + table + source + large.indicator("rumus jumlah s.n")


def of_periods(first: int, second: int) -> str:
    """The parts of a rule in so many years before."""
    rule = large.indicator("rumus maksimum(" + large.each("{i} * {j}", first, ", ") + ")", "i")
    return rule + large.indicator("rumus maksimum(" + large.each("i[tahun -{j}]", second, ", ") + ")", "k")


def of_members_read(first: int, second: int) -> str:
    """Entities, each with a result that so many others read."""
    rule = large.indicator("rumus 1", "i", " per d")
    return large.members("d", first) + rule + large.each(large.indicator("rumus jumlah i", "k{i}"), second)


def of_tests(first: int, second: int) -> str:
    """Entities in so many tests."""
    tests = large.each(f'uji "t{{i}}" untuk k0 pada 2025\n  harap nilai = {first}\n', second)
    return of_members_read(first, 1) + tests


def of_ranks(first: int, second: int) -> str:
    """A rank among listed members of which each is asked a condition of so many parts."""
    products = large.each("t[d] * {j}", second, ", ")
    table = "tabel t dari d\n" + large.each("  d{i} {i}\n", first)
    among = f"set r = d where maximum({products}, 0) > 0\n  formula t[d]\n  rank highest first among r"
    return large.members("d", first) + table + large.indicator(among, "i", " per d")


PRODUCTS = (
    (of_conditions, ("eval", "--period", "2025")),
    (of_complete, ("eval", "--period", "2025")),
    (of_periods, ("eval", "k", "--period", "2025", "--no-trace")),
    (of_periods, ("report", "k", "--period", "2025", "--to", "r.html")),
    (of_periods, ("compare", "k", "2024", "2025")),
    (of_members_read, ("eval", "--period", "2025", "--json")),
    (of_ranks, ("eval", "--period", "2025")),
    (of_tests, ("test",)),
)


def steps_of(monkeypatch: pytest.MonkeyPatch, ask: Callable[[], object]) -> int:
    """How many steps are counted while something is asked."""
    counted = 0
    plain = Snapshot.work_out

    def counting(snapshot: Snapshot, steps: int) -> None:
        nonlocal counted
        counted += steps
        plain(snapshot, steps)

    with monkeypatch.context() as patched:
        patched.setattr(Snapshot, "work_out", counting)
        ask()
    return counted


@pytest.mark.diagonal
@pytest.mark.parametrize(
    ("written", "asked"), PRODUCTS, ids=[f"{written.__name__}-{asked[0]}" for written, asked in PRODUCTS]
)
def test_what_is_multiplied_counts_as_often_as_it_is_worked_out(
    written: Callable[[int, int], str], asked: tuple[str, ...], lower: Lower, tmp_path: Path, capsys, monkeypatch
) -> None:
    """What two factors take together, beside what each takes by itself, is at least a step for each pair."""
    made = workspace_in(tmp_path, capsys, monkeypatch, IKU_LANG="en", IKU_CACHE="off")
    steps: dict[tuple[int, int], int] = {}
    for first, second in ((FEW, FEW), (MANY, FEW), (FEW, MANY), (MANY, MANY)):
        made.write("indicator_specs/akip.iku", written(first, second))
        said: list[Said] = []
        steps[first, second] = steps_of(monkeypatch, lambda: said.append(made(*asked)))  # noqa: B023
        assert said[0].status == 0, said[0].out + said[0].err
    together = steps[MANY, MANY] - steps[MANY, FEW] - steps[FEW, MANY] + steps[FEW, FEW]
    assert together >= FEW * FEW, steps
    least = steps[FEW, FEW]
    lower(worked=least // 8, worked_each=0, worked_untraced=least // 8)  # `compare` evaluates more than once
    made.write("indicator_specs/akip.iku", written(FEW, FEW))
    said = made(*asked)
    assert said.status != 0
    told = " ".join((said.out + said.err).split())
    assert "steps to be worked out" in told and ("--years 1" in told or asked == ("test",))


def test_a_weighted_member_counts_beside_what_is_under_it(tmp_path: Path, capsys, monkeypatch) -> None:
    """A weight, its share of what others leave and its bounds take as long as several numbers."""
    made = workspace_in(tmp_path, capsys, monkeypatch, IKU_LANG="en", IKU_CACHE="off")
    steps: dict[int, int] = {}
    for count in (20, 40):
        made.write("indicator_specs/akip.iku", large.weighed_often(count))
        steps[count] = steps_of(monkeypatch, lambda: made("eval", "i0", "--period", "2025", "--no-trace"))
    assert steps[40] - steps[20] >= 20 * (TERM + 1)


ROOTED_TESTS = """source s per year
  column x number 1..100
  column y number 1..100 may be missing
indicator i
  unit number
  direction higher
  formula {formula}
"""


@pytest.mark.parametrize(
    ("formula", "without", "cell", "steps"),
    [
        ("root(s.x, 3)", "round(s.x, 3)", "y", ROOTED),
        ("root(s.x)", "round(s.x)", "y", ROOTED),
        ("power(s.x, 1/7)", "power(s.x, 7/1)", "y", ROOTED),
        ("ln(s.x)", "abs(s.x)", "y", 14),
        ("root(s.y)", "round(s.y)", "x", 2 * ROOTED),
        ("ln(s.y + 1)", "abs(s.y + 1)", "x", 28),
    ],
)
def test_what_is_worked_out_digit_by_digit_takes_steps_in_tests_as_in_evaluations(
    formula: str, without: str, cell: str, steps: int, monkeypatch
) -> None:
    taken = {}
    for one in (formula, without):
        text = ROOTED_TESTS.format(formula=one)
        expected = "missing" if "s.y" in one else "0 .. 1_000_000_000_000_000"
        given = "    7, missing\n" if cell == "x" else "    7, 7\n"
        text += f'test "t" for i at 2025\n  given s: x, y\n{given}  expect value = {expected}\n'
        with Runner(program_of(text)) as runner:
            found = runner.run(runner.program.tests[0])
            assert not found.failures, found.failures
            assert not found.problem
            taken[one] = BUDGETS["worked-untraced"].most - runner._work.left
    assert taken[formula] - taken[without] >= steps - 1, "beside the places that a rounding is given"


def test_a_test_itself_takes_steps(lower: Lower) -> None:
    text = (
        large.NUMBERS + large.indicator("rumus 1") + large.each('uji "t{i}" untuk i pada 2025\n  harap nilai = 1\n', 30)
    )
    program = program_of(text)
    assert not [result for result in run_tests(program).results if result.problem or result.failures]
    lower(worked_untraced=20 * ITSELF)

    def not_run(letters: int = 0, every: bool = False) -> int:
        return len([result for result in run_tests(program, letters, every).results if result.problem])

    assert 10 <= not_run() < 15, "what each works out is beside that"
    assert not_run(letters=20 * ITSELF) == not_run() + 10, "half the letters of the specs are taken off"
    assert not_run(letters=20 * ITSELF, every=True) == 0


def test_tests_that_there_are_no_steps_for_are_named_and_run_with_all(
    lower: Lower, tmp_path: Path, capsys, monkeypatch
) -> None:
    made = workspace_in(tmp_path, capsys, monkeypatch, IKU_LANG="en")
    lower(worked_untraced=ITSELF)
    found = made("test")
    assert (found.status, "iku-engine test --all" in " ".join(found.out.split())) == (1, True)
    assert made("test", "--all").status == 0


def test_steps_are_allowed_for_the_rows_of_facts(lower: Lower, tmp_path: Path, capsys, monkeypatch) -> None:
    made = workspace_in(tmp_path, capsys, monkeypatch, IKU_LANG="en")
    made.load()
    lower(worked=10, worked_each=0)
    assert "takes more than 10 steps" in made("eval", "--period", "2025").err
    lower(worked_each=2)  # what few rows allow is within what any evaluation may have
    assert "takes more than 14 steps" in made("eval", "--period", "2025").err
    lower(worked_each=200)
    assert made("eval", "--period", "2025").status == 0


def test_small_changes_are_tested_as_far_as_there_are_steps(lower: Lower, tmp_path: Path, capsys, monkeypatch) -> None:
    made = workspace_in(tmp_path, capsys, monkeypatch, IKU_LANG="en")
    said: list[str] = []
    steps = steps_of(monkeypatch, lambda: said.append(made("test", "--mutate").out))
    every = said[0]
    assert "not tried" not in every
    monkeypatch.setattr(testing, "run_tests", lambda program, *_: run_tests(program, every=True))
    lower(worked_untraced=steps // 4)
    assert "not tried" in " ".join(made("test", "--mutate").out.split())
    assert made("test", "--mutate", "--all").out == every


def test_of_traces_that_do_not_fit_in_a_page_no_row_is_drawn(lower: Lower, tmp_path: Path, capsys, monkeypatch) -> None:
    made = of_members(tmp_path, capsys, monkeypatch)
    drawn: list[Result] = []
    plain = sections.trace_rows
    monkeypatch.setattr(
        sections, "trace_rows", lambda result, language: drawn.append(result) or plain(result, language)
    )
    monkeypatch.setattr(page, "MOST_TRACED", 50)
    assert made("report", "--period", "2025", "--to", "r.html").status == 0
    assert [str(result.period) for result in drawn] == ["2025"] * 12


def test_a_workbook_has_as_much_arithmetic_as_anybody_waits_for_the_latest_first(
    lower: Lower, tmp_path: Path, capsys, monkeypatch
) -> None:
    made = of_members(tmp_path, capsys, monkeypatch)
    rows: list[Node] = []
    plain = Calculation._row
    monkeypatch.setattr(Calculation, "_row", lambda self, node, *more: rows.append(node) or plain(self, node, *more))
    lower(arithmetic=302)
    assert made("report", "--period", "2025", "--to", "r.xlsx").status == 0
    assert len(rows) == 300
    reasons = [str(node.reason) for node in rows]
    assert (sum("2025" in text for text in reasons), sum("2024" in text for text in reasons)) == (200, 100)


# ---- sets that name what is a member's own


OWN = large.members("d", 10) + "sumber s per tahun, d\n  kolom n angka 0..10\n"
OWN += large.indicator("hitung milik = s.n\n  rumus banyaknya (d yang s.n > milik)", per=" per d")


@pytest.mark.parametrize("over", [False, True])
def test_sets_that_are_asked_for_again_for_each_member_are_counted(over: bool, lower: Lower) -> None:
    """Of a period that never came each is asked for in a statement, and looked at one by one: which are open for want of it."""
    steps = 9 * (13_000 + 10) + 9 * 10 * 300
    text = OWN + (large.indicator("rumus rerata i", "r") if over else "")
    lower(asked_again=steps)
    assert len(evaluated(text).results) == 10 + over
    lower(asked_again=steps - 1)
    with pytest.raises(WrongUse) as refused:
        evaluated(text)
    assert dict(refused.value.text.arguments) == {"text": "s.n > milik", "count": 10}
    assert len(evaluated(text if not over else OWN, key=("d1",)).results) == 1, "one can still be asked for"


@pytest.mark.parametrize("language", ["id", "en"])
def test_it_is_told_how_such_a_set_is_mended(language: str, lower: Lower, tmp_path: Path, capsys, monkeypatch) -> None:
    made = workspace_in(tmp_path, capsys, monkeypatch)
    made.write("indicator_specs/akip.iku", OWN)
    lower(asked_again=1)
    refused = made("eval", "--period", "2025", "--lang", language)
    assert (refused.status, refused.out) == (2, "")
    assert "s.n > milik" in refused.err and "(10 " in refused.err and "trace --key" in refused.err
    assert made("trace", "i", "--period", "2025", "--key", "d1").status == 0


# ---- what others need


def test_what_others_need_is_counted_and_refused(lower: Lower, tmp_path: Path, capsys, monkeypatch) -> None:
    """Each of ten indicators needs two periods of the one before: eleven periods, and half of all pairs beside the ten asked for."""
    made = chained(tmp_path, capsys, monkeypatch)
    made.write("indicator_specs/akip.iku", large.of_the_year_before(10))
    lower(needed=55)
    assert made("eval", "--period", "2025", "--no-trace").status == 0
    lower(needed=54)
    refused = made("eval", "--period", "2025", "--no-trace", "--lang", "en")
    assert (refused.status, refused.out) == (2, "")
    assert "“i10” in 2025 needs more than 54 other indicators and periods" in refused.err
    lower(needed=55)
    assert made("eval", "--period", "2015..2025", "--no-trace").status == 0, "what is asked for is not counted"
