"""What rules read beside their row is the same for many rows at once as for each by itself: cells of other sources, statistics of sets."""

from __future__ import annotations

from collections.abc import Sequence
from operator import attrgetter
from random import Random
from unittest.mock import patch

import pytest
from hostile import check
from rules_at_random import Rules
from worlds import World, unproven, world

from iku_dsl.problem import Severity
from iku_dsl.program import Program
from iku_engine.columnwise import ColumnCheck
from iku_engine.columnwise.vectors import Truths
from iku_engine.errors import EngineError
from iku_engine.results.evaluation import State
from iku_engine.rules.rowcheck import RowCheck
from iku_engine.sql.sets import SetQueries
from iku_engine.staging.plain import Plain

SPEC = """
dimensi wilayah
  u
  v
dimensi unit kunci kode
  atribut luas angka 0..9
sumber b per tahun, wilayah, unit register
  kolom y angka -3..3{y}
  kolom t ya/tidak{y}
  hitung z = 2 * y + 1
sumber c per tahun, wilayah register
  kolom n angka 0..9
sumber e per tahun
  kolom m angka 0..9
sumber g per tahun, unit lengkap
  kolom l angka 0..9
sumber s per tahun, wilayah, unit register
  kolom x angka -9..9
  periksa x <= 1 karena "own"
{rules}
"""
SETS = ("b", "(b yang y > {k})", "(b yang y > {k} dan z < 5)", "(b yang t atau y = {k})", '(b yang unit != "1")')
NUMBERS = (
    "jumlah b.y atas {set}", "jumlah b.z atas {set}", "rerata b.y atas {set}", "maksimum b.z atas {set}", "minimum b.y atas {set}",
    "median b.y atas {set}", "banyaknya {set}", "jumlah c.n", "banyaknya (c yang n > {k})", "jumlah e.m", "b.y", "b.y[tahun lalu]", "c.n",
    "c[u].n", "e.m", "banyaknya (unit yang ada b)", "jumlah g.l", "g.l", "jumlah b.y atas (b[tahun lalu] yang y > {k})",
)  # fmt: skip
RULES = ("x <= {n}", "x + {n} > {k}", "{n} = x", "x > {k} atau {n} <= {m}", "-({n}) <= x * 2")


def number(random: Random) -> str:
    text = random.choice(NUMBERS).replace("{set}", random.choice(SETS))
    return f"({text})".replace("{k}", str(random.randint(0, 3)))


def rule(random: Random) -> str:
    text = random.choice(RULES).replace("{k}", str(random.randint(0, 3)))
    return text.replace("{n}", number(random)).replace("{m}", number(random))


def rows(random: Random, dense: float, *columns: tuple[str, ...], years: range = range(2001, 2004)) -> str:
    """Rows of a source per region and unit, each with a cell of each column."""
    made = (
        f"{year},{region},{unit}," + ",".join(map(random.choice, columns))
        for year in years for region in "uv" for unit in "123" if random.random() < dense
    )  # fmt: skip
    return "\n".join(made) + "\n"


def loaded(made: World, random: Random, lacking: bool) -> None:
    """Facts of the other sources; with `lacking` not of all periods, nor in all cells."""
    figures, truths = tuple(map(str, range(-3, 4))), ("ya", "tidak")
    empty = ("",) if lacking else ()
    made.load("unit", "kode,luas\n1,1\n2,2\n3,3\n")
    made.load("b", "tahun,wilayah,unit,y,t\n" + rows(random, 0.7, figures + empty, truths + empty))
    made.load("c", "tahun,wilayah,n\n" + "".join(f"{year},{w},{year % 7}\n" for year in (2001, 2002) for w in "uv"))
    made.load("e", "tahun,m\n2002,3\n2003,4\n")
    made.load("g", "tahun,unit,l\n" + "".join(f"2002,{unit},{unit}\n" for unit in ("123" if not lacking else "12")))


def compared(check: RowCheck, found: Plain) -> list[int]:
    """All rows, once what is said of them together is what the calculator says of each without it."""
    assert check.calculation is not None
    read_once, check.calculation.read_once = check.calculation.read_once, None
    try:
        for period in set(found.periods):
            places = [at for at, one in enumerate(found.periods) if one == period]
            keys = [[key[at] for at in places] for key in found.keys]
            stored = {name: [some[at] for at in places] for name, some in zip(found.names, found.values, strict=True)}
            by_dimension = dict(zip(check.relation.dimensions, keys, strict=True))
            together = check.columnwise.by_column(stored, by_dimension, len(places), period)
            for rule in check.checks:
                together.singly = set()
                vector = together.vector(rule.condition)
                if vector is None:
                    continue
                assert isinstance(vector, Truths)
                for number, (at, truth) in enumerate(zip(places, vector.values, strict=True)):
                    if number in together.singly:
                        continue
                    row = found.row(at)
                    node = check.calculation.node(rule.condition, check.place(row.period, row.keys, row.values))
                    assert node.state is not State.ERROR
                    assert truth == (node.value if node.state is State.VALUE else None), (rule.condition.text, row)
                    DECIDED.append(rule.condition.text)
    finally:
        check.calculation.read_once = read_once
    return list(range(len(found)))


DECIDED: list[str] = []


@pytest.mark.few(*range(4))
@pytest.mark.parametrize("seed", range(40))
def test_what_is_beside_many_rows_is_what_is_beside_each(seed: int) -> None:
    DECIDED.clear()
    random = Random(seed)
    lacking = bool(seed % 2)
    rules = "".join(f'  periksa {rule(random)} karena "{at}"\n' for at in range(12))
    program = unproven(SPEC.format(rules=rules, y=" boleh kosong" if lacking else ""))
    with world(program) as made:
        loaded(made, random, lacking)
        with patch.object(RowCheck, "open_rows", compared):
            made.load("s", "tahun,wilayah,unit,x\n" + rows(random, 1, tuple(map(str, range(-3, 4)))))
    assert len(set(DECIDED)) > 1


BESIDE = """
sumber h per tahun, wilayah, unit register
  kolom p angka -9..9 boleh kosong{of_column}
  hitung q = p{of_let}
  hitung r = q{of_let}
  hitung w = p * 1{of_let}
"""
RULED = ("", " bila kosong 0", " bila belum dimuat 0", " bila kosong 1 bila belum dimuat 2", " bila kosong galat")


@pytest.mark.diagonal
@pytest.mark.parametrize("of_let", RULED)
@pytest.mark.parametrize("of_column", RULED[:4])
def test_a_rule_of_a_let_beside_holds_whatever_the_let_is_made_of(of_column: str, of_let: str) -> None:
    """Of a `hitung` that only names a column it was forgotten where a period was not loaded: rows came in that break a `syarat`."""
    rules = "".join(f'  periksa x <= h.{name}{shift} karena "z"\n' for name in "pqrw" for shift in ("", "[tahun lalu]"))
    program = unproven(SPEC.format(rules=rules, y="") + BESIDE.format(of_column=of_column, of_let=of_let))
    with world(program) as made:
        random = Random(2)
        loaded(made, random, lacking=False)
        made.load(
            "h", "tahun,wilayah,unit,p\n" + rows(random, 0.7, ("", *map(str, range(-3, 4))), years=range(2002, 2003))
        )
        DECIDED.clear()
        with patch.object(RowCheck, "open_rows", compared):
            made.load("s", "tahun,wilayah,unit,x\n" + rows(random, 1, tuple(map(str, range(-3, 4)))))
    assert DECIDED


DECIDABLE = [text for text in NUMBERS if "g.l" not in text and "lalu" not in text]
BY_STATEMENT = [text for text in DECIDABLE if text == "jumlah e.m" or "(unit yang" in text]


@pytest.mark.parametrize("text", DECIDABLE)
def test_no_row_is_looked_at_for_itself_where_all_is_there(text: str) -> None:
    """Nor is a statement made of a set of rows that can be read once for all."""
    rules = f'  syarat x <= 99 + ({text.replace("{set}", SETS[2]).replace("{k}", "-9")}) karena "z"\n'
    program = unproven(SPEC.format(rules=rules, y=""))
    with world(program) as made:
        random = Random(1)
        made.load("unit", "kode,luas\n1,1\n2,2\n3,3\n")
        made.load("b", "tahun,wilayah,unit,y,t\n" + rows(random, 1, ("-1", "0", "1"), ("ya",)))
        made.load("c", "tahun,wilayah,n\n" + "".join(f"{year},{w},4\n" for year in range(2001, 2004) for w in "uv"))
        made.load("e", "tahun,m\n" + "".join(f"{year},3\n" for year in range(2001, 2004)))
        stated: list[object] = []
        plain = SetQueries.__init__
        note = patch.object(SetQueries, "__init__", lambda *given, **more: stated.append(1) or plain(*given, **more))
        with note, patch.object(RowCheck, "_broken", side_effect=AssertionError):
            report = made.load("s", "tahun,wilayah,unit,x\n" + rows(random, 1, ("-3", "0", "1")))
    assert (report.accepted, report.rejected_total) == (18, 0)
    assert len(stated) <= (3 if text in BY_STATEMENT else 0)


SAID = attrgetter("accepted", "identical", "replaced", "rejected", "rejected_total", "doubted", "doubted_total")


def said_of(program: Program, files: Sequence[tuple[str, str]]) -> list[object]:
    """What the imports of some files say of their rows, one after another."""
    said = list[object]()
    with world(program) as made:
        for name, text in files:
            try:
                report = made.load(name, text)
            except EngineError as error:
                said.append(error.text)
            else:
                said.append(SAID(report))
    return said


@pytest.mark.parametrize("seed", [*range(2), *(pytest.param(seed, marks=pytest.mark.soak) for seed in range(2, 600))])
def test_rules_at_random_say_of_many_rows_what_they_say_of_each(seed: int) -> None:
    rules = Rules(Random(seed))
    checked = check(rules.spec())
    if any(problem.severity is Severity.ERROR for problem in checked.problems):
        return
    files = [(name, text) for name, text in rules.files() if text.count("\n") > 1]
    together = said_of(checked.program, files)
    with patch.object(ColumnCheck, "open_rows", lambda _, found: (list(range(len(found))), [])):
        singly = said_of(checked.program, files)
    assert together == singly
