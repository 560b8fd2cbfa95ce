"""Look-ups by keys that are not known: which rows can be meant, and whether the table leaves out a key that can come."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise, product
from random import Random

import pytest
from worlds import World, at, row_by_row, unproven, world

from iku_engine.evaluating.evaluate import evaluate
from iku_engine.reference.cross_check import cross_check


def held(made: World, period: str) -> None:
    """Every result of a period, held against the reference."""
    evaluation = evaluate(made.store, made.program, specs="", periods=[at(period)], depth=None)
    with made.store.reading() as connection:
        assert cross_check(connection, made.store.schema, made.program, evaluation).difference is None


OF_ROWS = """
dimension k
  A, B, C

dimension mark
  aa, bb, cc

table pts{partial}
  aa 10
  bb 7
  cc {third}

table named{partial}
  aa, bb
  bb, aa
  cc, {name}

source s per year, k complete
  column m mark may be missing
  column w number 1..2
  let p = pts[m]

indicator i
  unit number
  direction none
  formula {formula}
"""


def of_rows(formula: str, partial: bool) -> str:
    """The spec, with a table that has no row for cc, or one that says that it has nothing there."""
    why = ' partial because "no number for cc"' if partial else ""
    text = OF_ROWS.format(partial=why, third="missing", name="missing", formula=formula)
    return "\n".join(line for line in text.split("\n") if not partial or not line.startswith("  cc"))


STATISTICS = (
    "sum s.p over s",
    "average pts[s.m] over s",
    "minimum s.p over k",
    "median s.p over s",
    "weighted average s.p by s.w over s",
    "weighted sum s.w by s.p over s",
    "geometric average s.p over s",
    "sum (if s.w > 0 then s.p otherwise 9) over s",
    "minimum (minimum(s.p, 9)) over s",
    "maximum pts[named[s.m]] over s",
)


@pytest.mark.diagonal
@pytest.mark.parametrize("partial", [True, False])
@pytest.mark.parametrize("formula", STATISTICS)
def test_a_statistic_of_what_a_table_may_leave_out_decides_nothing(formula: str, partial: bool) -> None:
    """It was decided by its bounds, 24..27, and became an error once the mark was told: the table has nothing for it, on purpose."""
    program = unproven(of_rows(f"if ({formula}) > 0 then 1 otherwise 0", partial))
    with world(program, {"s": "year,k,m,w\n2024,A,aa,1\n2024,B,,2\n2024,C,bb,1\n"}) as made:
        assert made.one("i", "2024") == "missing 0..1"
        held(made, "2024")
        made.load("s", "year,k,m,w\n2024,B,cc,2\n")
        assert made.one("i", "2024") == "error"


HANGING = """
dimension k
  A, B, C

dimension mark
  aa, bb, cc

table pts partial because "no number for cc"
  aa 10
  bb 7

source s per year, k complete
  column m mark may be missing
  column w number 1..2

source part per year, k complete over (k where pts[s.m] > 8)
  column v number 1..9 may be missing

indicator i
  unit number
  direction higher
{given}
  formula {formula}

indicator j
  unit number
  direction none
  formula if i > 0 then 1 otherwise 0
"""
CONDITION = 'pts[s.m["B"]] > 8'
HANGING_ON = (
    (f"if {CONDITION} then 5 otherwise 7", ""),
    (f"if not ({CONDITION}) then 5 otherwise 7", ""),
    (f'if {CONDITION} and s.w["A"] = 1 then 5 otherwise 7', ""),
    (f'if s.w["A"] = 2 or {CONDITION} then 5 otherwise 7', ""),
    (f"if (if {CONDITION} then 1 otherwise 2) = 3 or {CONDITION} then 5 otherwise 7", ""),
    ("5 + count (k where pts[s.m] > 8)", ""),
    ("count (k where pts[s.m] > 8) / count k + 1", ""),
    ("5 + sum s.w over (s where pts[s.m] > 8)", ""),
    ("weighted average s.w by s.w over (s where pts[s.m] > 8)", ""),
    ("median s.w over (s where pts[s.m] > 8)", ""),
    ("5 + count (s where pts[s.m] > 8)", ""),
    ("5 + sum part.v", ""),
    ("3", f'  when {CONDITION} not applicable because "High"'),
)


@pytest.mark.parametrize(("formula", "given"), HANGING_ON)
def test_what_hangs_on_a_number_that_may_be_nothing_decides_nothing(formula: str, given: str) -> None:
    """Whether it is so much may stay open for ever, or be an error; 5 or 7, it was said, is more than 0 for certain."""
    program = unproven(HANGING.format(formula=formula, given=given))
    rows = {"s": "year,k,m,w\n2024,A,aa,1\n2024,B,,2\n2024,C,bb,1\n", "part": "year,k,v\n2024,A,5\n"}
    with world(program, rows) as made:
        assert made.one("j", "2024") == "missing 0..1"
        held(made, "2024")
        made.load("s", "year,k,m,w\n2024,B,cc,2\n")
        assert made.one("j", "2024") == "error"


DIRECT = """
dimension mark
  aa, bb, cc

table pts{partial}
  {rows}

source s per year
  column c {kind} may be missing

indicator i
  unit number
  direction none
  formula pts[s.c]

indicator j
  unit number
  direction none
  formula if pts[s.c] > 5 then 1 otherwise 0
"""
PART = ' partial because "so"'
OF_KEYS = (
    # rows that no key of the column has are not among those that can be meant
    ("choice aa, bb", "", "aa 10|bb 7|zz 1", "missing 7..10!", "1"),
    ("choice aa, bb", PART, "aa 10|bb 7|zz 1", "missing 7..10!", "1"),
    ("mark", "", "aa 10|bb 7|cc 6|zz 1", "missing 6..10!", "1"),
    # a partial table leaves out only what can come and has no row
    ("choice aa, bb, cc", PART, "aa 10|bb 7|cc 6", "missing 6..10!", "1"),
    ("choice aa, bb, cc", PART, "aa 10|bb 7", "missing 7..10!", "missing 0..1"),
    ("mark", PART, "aa 10|bb 7|cc 6", "missing 6..10!", "1"),
    ("mark", PART, "aa 10|bb 7", "missing 7..10!", "missing 0..1"),
    ("choice aa, bb", "", "aa 10|bb 7|zz missing", "missing 7..10!", "1"),
    ("choice aa, bb", "", "aa 10|bb missing", "missing 10..10!", "missing 0..1"),
    ("number 0..1", PART, "0: 20|1: 100", "missing 20..100!", "1"),
    ("number 0..2", PART, "0: 20|1: 100", "missing 20..100", "missing 0..1"),
    ("number 1/2..1", PART, "0: 20|1: 100", "missing 60..100!", "1"),
)


@pytest.mark.parametrize(("kind", "partial", "rows", "value", "condition"), OF_KEYS)
def test_a_missing_key_means_the_rows_that_its_own_kind_can_name(kind, partial, rows, value, condition):
    """Of a column `choice aa, bb` zz was counted in, called a tight bound; and a partial table that has all that comes decided nothing."""
    program = unproven(DIRECT.format(kind=kind.replace("1/2", "0.5"), partial=partial, rows=rows.replace("|", "\n  ")))
    with world(program, {"s": "year,c\n2024,\n"}) as made:
        assert (made.one("i", "2024"), made.one("j", "2024")) == (value, condition)
        held(made, "2024")


SUMMED = """
dimension k
  A, B

table pts
  aa 10
  bb 7
  zz 1

source s per year, k complete
  column c choice aa, bb may be missing

indicator i
  unit number
  direction none
  formula sum pts[s.c] over s

indicator j
  unit number
  direction none
  formula count (s where pts[s.c] > 5)
"""


def test_sets_in_sql_mean_the_same_rows() -> None:
    with world(unproven(SUMMED), {"s": "year,k,c\n2024,A,\n2024,B,aa\n"}) as made:
        assert (made.one("i", "2024"), made.one("j", "2024")) == ("missing 17..20", "2")
        held(made, "2024")
        with row_by_row():
            assert (made.one("i", "2024"), made.one("j", "2024")) == ("missing 17..20", "2")


BY_CHANCE = """
dimension mark
  aa, bb, cc, dd

table named{inner_partial}
  {inner}

table pts{partial}
  {rows}

source s per year
  column c {first} may be missing
  column d {second} may be missing
  let v = {read}

indicator i
  unit number
  direction none
  formula {through}

indicator j
  unit number
  direction none
  formula if {through} > 5 then 1 otherwise 0
"""
NAMES = ("aa", "bb", "cc", "dd")


@dataclass(frozen=True)
class Drawn:
    """A spec with a table, what its keys can be, and what stands at each of them: None where that is left out."""

    text: str
    keys: tuple[tuple[str, ...], ...]
    found: Mapping[tuple[str, ...], Fraction | None]
    shape: str


def drawn(random: Random) -> Drawn:
    """A table by one key or two, by another one's names, or of points."""
    shape = random.choice(("one", "two", "named", "points"))
    kept = [tuple(random.sample(NAMES, random.randint(1, 4))) for _ in range(2)]
    kinds = [f"choice {', '.join(names)}" for names in kept]
    if random.random() < 0.3:
        kinds[0], kept[0] = "mark", NAMES
    inner, inner_partial, inner_rows = _rows(random, [(name,) for name in NAMES], "names")
    if shape == "points":
        low = random.randint(-2, 3)
        kept = [tuple(str(low + n) for n in range(random.randint(1, 4)))]
        kinds[0] = f"integer {kept[0][0]}..{kept[0][-1]}"
        heights = {x: random.randint(0, 12) for x in sorted(random.sample(range(-2, 7), random.randint(2, 4)))}
        partial, rows = PART, "\n  ".join(f"{x}: {y}" for x, y in heights.items())
        found = {(x,): _between(heights, int(x)) for x in kept[0]}
        read = "pts[c]"
    elif shape == "two":
        table, partial, rows = _rows(random, list(product(NAMES, NAMES)), "numbers")
        found = {key: _number(table.get(key)) for key in product(*kept)}
        read = "pts[c, d]"
    else:
        table, partial, rows = _rows(random, [(name,) for name in NAMES], "numbers")
        read, kept = "pts[c]" if shape == "one" else "pts[named[c]]", kept[:1]
        names = {name: name if shape == "one" else inner.get((name,)) for name in kept[0]}
        found = {(one,): _number(table.get((str(name),))) for one, name in names.items()}
    own = read.replace("c]", "s.c]").replace("[c,", "[s.c,").replace(" d]", " s.d]")
    text = BY_CHANCE.format(
        inner=inner_rows, inner_partial=inner_partial, partial=partial, rows=rows, first=kinds[0], second=kinds[1],
        read=read, through=random.choice(("s.v", own)),
    )  # fmt: skip
    return Drawn(text, tuple(kept), found, shape)


def _rows(random: Random, keys: list[tuple[str, ...]], of: str) -> tuple[dict[tuple[str, ...], str], str, str]:
    """The rows of a table: all of them, some left out as it is partial, some that have nothing."""
    partial = random.random() < 0.5
    rows = {}
    for key in keys:
        if partial and len(rows) and random.random() < 0.25:
            continue
        nothing = random.random() < 0.12 and len(rows) > 0
        rows[key] = "missing" if nothing else random.choice(NAMES) if of == "names" else str(random.randint(3, 12))
    lines = (", ".join((*key, cell)) for key, cell in rows.items())
    head = " of one, two" if len(keys[0]) == 2 else ""
    table = {key: cell for key, cell in rows.items() if cell != "missing"}
    return table, head + (PART if partial else ""), "\n  ".join(lines)


def _number(cell: str | None) -> Fraction | None:
    return None if cell is None else Fraction(cell)


def _between(points: Mapping[int, int], x: int) -> Fraction | None:
    for (x0, y0), (x1, y1) in pairwise(points.items()):
        if x0 <= x <= x1:
            return y0 + Fraction(y1 - y0) * (x - x0) / (x1 - x0)
    return None


@pytest.mark.few(*range(8))
@pytest.mark.parametrize("seed", range(60))
def test_tables_by_chance_say_what_their_completions_say(seed: int) -> None:
    """Each year has other cells that are empty: a look-up lies just where its completions lie, and decides where all of them do."""
    random = Random(seed)
    one = drawn(random)
    options = list(product(*(("", *names) for names in one.keys)))
    options = random.sample(options, min(len(options), 6))
    columns = ("c", "d")[: len(one.keys)]
    rows = "".join(f"{2000 + n},{','.join(cells)}\n" for n, cells in enumerate(options))
    with world(unproven(one.text), {"s": f"year,{','.join(columns)}\n{rows}"}) as made:
        for n, cells in enumerate(options):
            whole = [names if cell == "" else (cell,) for cell, names in zip(cells, one.keys, strict=True)]
            completions = [one.found[key] for key in product(*whole)]
            period, about = str(2000 + n), (one.text, cells)
            value, condition = made.one("i", period), made.one("j", period)
            if one.shape == "points":  # which may be tight, and of a range beyond all points lie anywhere
                beyond = all(number is None for number in completions) and "" in cells
                value = "missing" if beyond and value.startswith("missing") else value.replace("!", "")
            assert (value, condition) == expected(one, cells, completions), about
            held(made, period)


def expected(one: Drawn, cells: tuple[str, ...], completions: list[Fraction | None]) -> tuple[str, str]:
    """What a look-up is, and a condition of it, by all that it may come to."""
    numbers = [number for number in completions if number is not None]
    if "" not in cells:
        return (str(numbers[0]), str(int(numbers[0] > 5))) if numbers else ("error", "error")
    value = "missing"
    if numbers:
        value += f" {min(numbers)}..{max(numbers)}" + ("!" if one.shape == "one" else "")
    decided = {number > 5 for number in numbers} if len(numbers) == len(completions) else set()
    return value, str(int(decided.pop())) if len(decided) == 1 else "missing 0..1"
