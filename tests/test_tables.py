"""Tables by keys that nothing declares: read with any choice, category, member or key of another table, each of which has a row."""

from __future__ import annotations

from collections import Counter
from fractions import Fraction
from itertools import product
from random import Random

import pytest
from format_laws import formatted
from random_facts import loaded, random_facts
from table_specs import write_tables
from test_reference import agree, both

from iku_dsl.budgets import BUDGETS
from iku_dsl.checking.check import Checked, check_files
from iku_dsl.period import Grain, Period
from iku_dsl.problem import SourceFile
from iku_dsl.records import replace
from iku_engine.evaluating.evaluate import all_of
from iku_engine.results.evaluation import Node, State
from iku_engine.testing.testing import run_tests

MONTHS = tuple(month for year in (2023, 2024) for month in Period(year).parts(Grain.MONTH))
SPECS = 12  # specs at random, and how many of each kind there must be for the property to say something
SPEC = """\
dimensi wilayah
  barat, timur

dimensi daerah kunci kode

skala mutu atas 0..100
  baik >= 70
  cukup >= 50
  buruk < 50

tabel poin
  baik 3
  cukup 2
  buruk 1

tabel sebutan
  baik, tinggi
  cukup, rendah
  buruk, rendah

sumber s per tahun
  kolom x angka 0..100
  kolom tepat pilihan exact, proxy
  kolom kendali pilihan low, moderate, high
  kolom jenis pilihan dari poin
  kolom catatan teks
  kolom w wilayah
  kolom d daerah
{more}
{table}

indikator i
  satuan angka -100..100
  arah naik
{guard}  rumus {formula}
"""


def written(table: str, formula: str, guard: str = "", more: str = "", test: str = "") -> Checked:
    lines = f"  {guard}\n" if guard else ""
    text = SPEC.format(table=table, formula=formula, guard=lines, more=more) + test
    return check_files([SourceFile("a.iku", text)])


def lacking(checked: Checked) -> list[tuple[str, ...]]:
    """The keys that the problems of a spec name, where they have no other."""
    assert {problem.id for problem in checked.problems} <= {"missing-member"}, checked.problems
    return [dict(problem.message.arguments)["members"] for problem in checked.problems]  # type: ignore[misc]


LONG = "tabel t dari tepat, kendali\n  exact, low, 1\n  exact, moderate, 2\n  proxy, low, 3\n  proxy, moderate, 4\n"
KEYS = (
    ("tabel t\n  exact 1\n  proxy 2", "t[s.tepat]", ()),
    ("tabel t\n  baik 1\n  cukup 2\n  buruk 3", "t[mutu[s.x]]", ()),
    ("tabel t\n  baik 1\n  cukup 2\n  buruk 3", "t[s.jenis]", ()),
    ("tabel t\n  barat 1\n  timur 2", "t[s.w]", ()),
    ("tabel t\n  tinggi 1\n  rendah 2", "t[sebutan[mutu[s.x]]]", ()),
    ("tabel t dari siapa\n  tinggi 1\n  rendah 2", "t[sebutan[s.jenis]]", ()),
    (LONG + "  exact, high, 5\n  proxy, high, 6", "t[s.tepat, s.kendali]", ()),
    (LONG + "  exact, high, kosong\n  proxy, high, 6", "t[s.tepat, s.kendali]", ()),
    ("tabel t dari tepat, wilayah\n  exact, 1, 2\n  proxy, kosong, 4", "t[s.tepat, s.w]", ()),
    ("tabel t dari wilayah, mutu\n  barat, baik, 1\n  barat, cukup, 2\n  barat, buruk, 3\n  timur, baik, 4\n"
     "  timur, cukup, 5\n  timur, buruk, 6", "t[s.w, mutu[s.x]]", ()),
    ('tabel t sebagian karena "x"\n  exact 1', "t[s.tepat]", ()),
    ("tabel t\n  exact 1", "t[s.tepat]", ("proxy",)),
    ("tabel t\n  exact 1\n  proxi 2", "t[s.tepat]", ("proxy",)),
    ("tabel t\n  baik 1\n  cukup 2", "t[mutu[s.x]]", ("buruk",)),
    ("tabel t\n  barat 1", "t[s.w]", ("timur",)),
    ("tabel t\n  tinggi 1", "t[sebutan[s.jenis]]", ("rendah",)),
    (LONG, "t[s.tepat, s.kendali]", ("exact – high", "proxy – high")),
    ("tabel t\n  barat 1", "t[s.tepat]", ("exact", "proxy")),
    ('tabel t sebagian karena "x"\n  barat 1', "t[s.tepat]", ("exact", "proxy")),
)  # fmt: skip


@pytest.mark.parametrize(("table", "formula", "missing"), KEYS)
def test_every_key_that_can_come_is_a_row(table: str, formula: str, missing: tuple[str, ...]) -> None:
    assert lacking(written(table, formula)) == ([missing] if missing else [])


def test_a_row_that_is_misspelt_is_named() -> None:
    (problem,) = written("tabel t\n  exact 1\n  proxi 2", "t[s.tepat]").problems
    assert problem.hint is not None and problem.hint.key == "missing-member.read.near"
    assert dict(problem.hint.arguments) == {"row": "proxi", "key": "proxy"}


WITHOUT_HIGH = "tabel t\n  low 1\n  moderate 2"
NARROWED = (
    ("jika s.kendali = high maka 0 selain itu t[s.kendali]", ""),
    ("jika s.kendali != high maka t[s.kendali] selain itu 0", ""),
    ("jika s.kendali = low atau s.kendali = moderate maka t[s.kendali] selain itu 0", ""),
    ("jika bukan (s.kendali = low atau s.kendali = moderate) maka 0 selain itu t[s.kendali]", ""),
    ("t[jika s.kendali = high maka low selain itu s.kendali]", ""),
    ("t[s.kendali]", 'bila s.kendali = high tidak berlaku karena "uji"'),
    ("jika s.x > 50 maka 0 selain itu 1 + (jika s.kendali = high maka 1 selain itu t[s.kendali])", ""),
)


@pytest.mark.parametrize(("formula", "guard"), NARROWED)
def test_conditions_around_it_leave_keys_out(formula: str, guard: str) -> None:
    assert lacking(written(WITHOUT_HIGH, formula, guard)) == []
    assert lacking(written("tabel t\n  low 1\n  high 2", formula, guard)) == [("moderate",)]


def test_a_rule_of_the_rows_leaves_keys_out() -> None:
    assert lacking(written(WITHOUT_HIGH, "jumlah t[s.kendali] atas s", more="  syarat kendali != high")) == []
    assert lacking(written(WITHOUT_HIGH, "jumlah t[s.kendali] atas s")) == [("high",)]
    chosen = "jumlah t[s.kendali] atas (s yang s.kendali != high)"
    assert lacking(written(WITHOUT_HIGH, chosen)) == []


@pytest.mark.parametrize(
    ("condition", "missing"),
    [
        ("s.x >= 50", []),
        ("s.x >= 49", [("buruk",)]),
        ("mutu[s.x] >= cukup", []),
        ("mutu[s.x] > buruk", []),
        ("s.x < 50", [("buruk",)]),
    ],
)
def test_numbers_around_it_leave_categories_out(condition: str, missing: list[tuple[str, ...]]) -> None:
    found = lacking(written("tabel t\n  baik 1\n  cukup 2", f"jika {condition} maka t[mutu[s.x]] selain itu 0"))
    assert found == missing


@pytest.mark.parametrize(
    "more",
    [
        "  hitung h = t[kendali]",
        "  syarat t[kendali] > 0",
        "  periksa t[kendali] > 0",
        "  kolom y angka 0..t[kendali]",
    ],
)
def test_what_rows_read_is_proven_too(more: str) -> None:
    assert lacking(written(WITHOUT_HIGH, "s.x", more=more)) == [("high",)]


def test_one_cause_is_one_problem_wherever_it_is_read() -> None:
    checked = written(WITHOUT_HIGH, "t[s.kendali] + t[s.kendali] * 2", more="  hitung h = t[kendali]")
    assert lacking(checked) == [("high",)]
    assert len(checked.problems[0].labels) == 4  # the first place, the table, and two places more


ENDED = """\
tabel t dari wilayah{partial}
{rows}

dimensi wilayah
  barat, timur

sumber s per tahun, wilayah
  kolom y angka 0..t[wilayah]

indikator i per wilayah
  satuan angka 0..5
  arah naik
  rumus s.y
"""


@pytest.mark.parametrize(
    ("rows", "partial", "proven"),
    [
        ("  barat 5\n  timur 4", "", True),
        ("  barat 5\n  timur kosong", "", False),
        ("  barat 5", ' sebagian karena "x"', False),
    ],
)
def test_an_end_that_is_left_out_ends_nothing(rows: str, partial: str, proven: bool) -> None:
    """A row whose own end is not known is taken in, whatever its figure is."""
    checked = check_files([SourceFile("a.iku", ENDED.format(rows=rows, partial=partial))])
    assert [problem.id for problem in checked.problems] == ([] if proven else ["not-proven"])


def test_too_many_pairs_are_told_as_not_proven() -> None:
    names = ", ".join(f"a{number}" for number in range(400))
    table = "tabel t dari satu, dua\n" + "".join(f"  a{one}, a{one}, 1\n" for one in range(400))
    checked = written(table, "t[s.k1, s.k2]", more=f"  kolom k1 pilihan {names}\n  kolom k2 pilihan {names}")
    (problem,) = checked.problems
    assert (problem.id, problem.message.key) == ("not-proven", "not-proven.too-large")


def test_what_conditions_leave_out_beyond_the_budgets_is_no_error(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is not made use of of a condition may be just what keeps a key from coming."""
    formula = "jika s.kendali != high maka t[s.kendali] selain itu 0"
    assert not written(WITHOUT_HIGH, formula).problems
    for name in ("known", "pairs"):
        monkeypatch.setitem(BUDGETS, name, replace(BUDGETS[name], most=0))
        (problem,) = written(WITHOUT_HIGH, formula).problems
        assert (problem.id, problem.message.key) == ("not-proven", "not-proven.too-large")
        monkeypatch.undo()
    many = [f"a{number}" for number in range(150)]
    table, more = "tabel t\n" + "".join(f"  {name} 1\n" for name in many[1:]), f"  kolom k pilihan {', '.join(many)}"
    (problem,) = written(table, "jika s.k != a0 maka t[s.k] selain itu 0", more=more).problems
    assert (problem.id, problem.message.key) == ("not-proven", "not-proven.too-large")
    assert lacking(written(table, "t[s.k]", more=more)) == [("a0",)]


def test_members_that_nothing_lists_are_not_proven() -> None:
    (problem,) = written("tabel t\n  barat 1", "t[s.d]").problems
    assert (problem.id, problem.message.key) == ("not-proven", "not-proven.keys")
    assert not written('tabel t sebagian karena "x"\n  barat 1', "t[s.d]").problems
    assert not written("tabel t dari daerah\n  barat 1", "t[s.d]").problems  # as it always was: an error of the result


@pytest.mark.parametrize("formula", ["t[s.catatan]", "t[s.x]"])
def test_text_and_numbers_are_no_keys(formula: str) -> None:
    (problem,) = written("tabel t\n  exact 1\n  proxy 2", formula).problems
    assert (problem.id, problem.message.key) == ("type-mismatch", "type-mismatch.any-key")
    assert problem.hint is not None


ROWS = (
    ("tabel t dari satu, dua\n  exact, 1, 2\n  proxy, 3, 4", "table-row", "table-row.long"),
    ("tabel t dari tepat, kendali\n  exact, low, 1, 2\n  proxy, low, 3, 4", "table-row", "table-row.long"),
    ("tabel t\n  exact, low, 1\n  proxy, low, 2", "table-row", "table-row.second-key"),
    ("tabel t dari tepat, wilayh\n  exact, 1, 2\n  proxy, 3, 4", "unknown-name", "did-you-mean"),
    ("tabel t dari wilayh\n  barat 1\n  timur 2", "unknown-name", "did-you-mean"),
    ("tabel t dari tepat, kendali\n  exact, low, 1\n  exact, low, 2", "duplicate-name", ""),
    (
        "tabel t dari wilayah, mutu\n  barat, baik, 1\n  timur, cukup, 5\n  barat, buruk, 1",
        "missing-member",
        "missing-member.table.hint",
    ),
)


@pytest.mark.parametrize(("table", "problem", "hint"), ROWS)
def test_rows_that_are_not_as_the_keys_say(table: str, problem: str, hint: str) -> None:
    """Each tells once what to write, however many rows there are."""
    (found,) = written(table, "s.x").problems
    assert (found.id, found.hint.key if found.hint is not None else "") == (problem, hint)


GIVEN = """
uji "u" untuk i pada 2025
  diberi s: x, tepat, kendali, jenis, catatan, w, d
    {row}
  harap nilai = {value}
"""


@pytest.mark.parametrize(
    ("table", "formula", "row", "value"),
    [
        (LONG + "  exact, high, kosong\n  proxy, high, 6", "t[s.tepat, s.kendali]", "1, proxy, high, baik, a, barat, k", "6"),
        (LONG + "  exact, high, kosong\n  proxy, high, 6", "t[s.tepat, s.kendali]", "1, exact, high, baik, a, barat, k", "galat"),
        ('tabel t sebagian karena "x"\n  exact 7', "t[s.tepat]", "1, exact, high, baik, a, barat, k", "7"),
        ('tabel t sebagian karena "x"\n  exact 7', "t[s.tepat]", "1, proxy, high, baik, a, barat, k", "galat"),
        ("tabel t\n  exact 7\n  proxy kosong", "t[s.tepat]", "1, proxy, high, baik, a, barat, k", "galat"),
        ("tabel t\n  tinggi 1\n  rendah 2", "t[sebutan[mutu[s.x]]]", "69, proxy, high, baik, a, barat, k", "2"),
        ("tabel t\n  barat 1", "t[s.d]", "1, proxy, high, baik, a, barat, barat", "1"),
        ("tabel t\n  barat 1", "t[s.d]", "1, proxy, high, baik, a, barat, utara", "galat"),
    ],
)  # fmt: skip
def test_what_is_left_out_is_an_error_and_never_zero(table: str, formula: str, row: str, value: str) -> None:
    checked = written(table, formula, test=GIVEN.format(row=row, value=value))
    assert not checked.errors
    (result,) = run_tests(checked.program).results
    assert result.passed, result


def _reasons(node: Node) -> set[str]:
    own = {node.reason.key} if node.reason is not None and node.state is State.ERROR else set()
    return own.union(*map(_reasons, node.children))


@pytest.mark.parametrize(
    ("table", "key", "named"),
    [
        ('tabel t sebagian karena "Belum ditetapkan"\n  exact 7', "table.partial", "Belum ditetapkan"),
        ("tabel t\n  exact 7\n  proxy kosong", "table.left-out", "proxy"),
    ],
)
def test_why_there_is_nothing_is_told(table: str, key: str, named: str) -> None:
    program = written(table, "t[s.tepat]").program
    found = []
    for seed in range(9):
        with (
            loaded(program, random_facts(program, Random(seed), wide=True)) as world,
            both(world.store, program) as (evaluator, _),
        ):
            found += [one.reason for year in (2023, 2024) for one in all_of(evaluator, "i", Period(year))]
    told = [reason for reason in found if reason is not None and reason.key.startswith("table.")]
    assert told
    assert all(reason.key == key and named in str(reason) for reason in told)


@pytest.mark.parametrize("specs", [SPECS, pytest.param(3 * SPECS, marks=pytest.mark.soak)])
def test_a_spec_without_problems_has_no_error_because_of_a_key(specs: int) -> None:
    """Random tables and random rows: the evaluators agree, and a key that is no row was told by `check`, and by nothing else."""
    seen = Counter[str]()
    for seed in range(specs):
        text = write_tables(Random(seed))
        checked = check_files([SourceFile("a.iku", text)])
        assert {problem.id for problem in checked.problems} <= {"missing-member", "always-true", "never-true"}, text
        told = "told" if any(problem.id == "missing-member" for problem in checked.problems) else "clean"
        keyless = False
        random = Random(seed)
        facts = random_facts(checked.program, random, wide=True)
        with loaded(checked.program, facts) as world, both(world.store, checked.program) as (evaluator, reference):
            for name, period in product(checked.program.indicators, MONTHS):
                results = all_of(evaluator, name, period)
                seen += agree(reference, results, text, most=1)
                keyless |= any("table.no-entry" in _reasons(result.trace) for result in results)
        assert not (keyless and told == "clean"), text
        seen[told] += 1
        seen["keyless"] += keyless
    assert seen["clean"] > specs / 4 and seen["told"] > specs / 4, seen
    assert seen["keyless"] > seen["told"] / 2, seen  # what is told does happen


def test_rows_are_written_in_one_form() -> None:
    text = "tabel t   dari satu,dua\n  exact ,low,  1.2\n  proxy,low,missing\n\ntabel u\n  a   kosong\n  b 1\n"
    tidy = "tabel t dari satu, dua\n  exact, low, 1.2\n  proxy, low, kosong\n\ntabel u\n  a kosong\n  b 1\n"
    assert formatted(text) == tidy


def test_a_table_is_as_long_as_its_rows() -> None:
    checked = written(LONG + "  exact, high, 5\n  proxy, high, kosong", "t[s.tepat, s.kendali]")
    entries = checked.program.tables["t"].entries
    assert entries["exact", "high"] == Fraction(5)
    assert entries["proxy", "high"] is None
