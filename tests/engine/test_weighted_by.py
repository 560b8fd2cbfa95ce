"""Weighted sums and averages by a column: which rule concerns a number, and which its weight."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from fractions import Fraction
from itertools import product

import pytest
from worlds import World, row_by_row, said, unproven, world

from iku_dsl.bounds.known import may_not_apply
from iku_dsl.checking.check import check_files
from iku_dsl.period import Period
from iku_dsl.problem import SourceFile
from iku_engine.evaluating.evaluate import evaluate
from iku_engine.reference.cross_check import cross_check
from iku_engine.results.evaluation import Evaluation, State

NA = "tidak berlaku"
RULES = ("", "lewati", "5", "galat")
Looking = Callable[[], AbstractContextManager[None]]
FORMULAS = {
    f"i{place}": (statistic, missing, beside)
    for place, (statistic, missing, beside) in enumerate(product(("jumlah", "rerata"), RULES, RULES))
}


def written(statistic: str, missing: str, beside: str, by: str) -> str:
    text = f"{statistic} berbobot s.x oleh {by}"
    text += f" bila kosong {missing}" if missing else ""
    return text + (f" bila tidak berlaku {beside}" if beside else "")


def spec(by: str) -> str:
    return """
dimensi unit kunci kode
  atribut bobotnya angka 1..10 boleh kosong
sumber s per tahun, unit lengkap
  kolom x angka 0..100 boleh kosong
  kolom w angka 1..10 boleh kosong
""" + "".join(
        f"\nindikator {name}\n  satuan angka\n  arah naik\n  rumus {written(*parts, by)}\n"
        for name, parts in FORMULAS.items()
    )


ROWS = [tuple(cells) for cells in product(("20", "", NA), ("3", "", NA))]
BESIDE = (("30", "2"), ("", "2"))
YEARS = {2001 + place: (("10", "1"), row, other) for place, (row, other) in enumerate(product(ROWS, BESIDE))}


def expected(statistic: str, missing: str, beside: str, rows: tuple[tuple[str, str], ...]) -> str:
    """What language.md says: an amount stands for a number, never for a weight; `galat` goes before what does not apply."""
    products: list[tuple[str, str] | None] = []
    for x, w in rows:
        rule = beside if x == NA else missing if not x else ""
        number = rule if rule == "5" else x
        lacks = NA if NA in (number, w) else "kosong" if "" in (number, w) else ""
        ruled = beside if lacks == NA else missing if lacks else ""
        if ruled == "galat":
            products.append(("galat", ""))
        elif ruled != "lewati":
            products.append((lacks, "") if lacks else (number, w))
    for state, outcome in (("galat", "error"), (NA, "not-applicable"), ("kosong", "missing")):
        if any(one is not None and one[0] == state for one in products):
            return outcome
    pairs = [(Fraction(one[0]), Fraction(one[1])) for one in products if one is not None]
    total = sum((x * w for x, w in pairs), Fraction(0))
    return str(total if statistic == "jumlah" else total / sum(w for _, w in pairs))


FACTS = {
    "unit": f"kode,bobotnya\nA,1\nB,3\nC,{NA}\n",
    "s": "tahun,unit,x,w\n"
    + "".join(
        f"{year},{unit},{x},{w}\n" for year, rows in YEARS.items() for unit, (x, w) in zip("ABC", rows, strict=True)
    ),
}


PARTS = range(6)


def evaluated(made: World, part: int) -> Evaluation:
    periods = [Period(year) for year in YEARS][part :: len(PARTS)]
    return evaluate(made.store, made.program, specs="", indicators=list(FORMULAS), periods=periods, depth=0)


@pytest.mark.few(
    "column-0", "column, row by row-1", "column, row by row-2", "column, row by row-3", "attribute-4", "attribute-5"
)
@pytest.mark.parametrize("part", PARTS)
@pytest.mark.parametrize(
    ("by", "looking"),
    [("w", nullcontext), ("w", row_by_row), ("unit.bobotnya", nullcontext)],
    ids=["column", "column, row by row", "attribute"],
)
def test_an_amount_stands_for_a_number_and_never_for_its_weight(by: str, looking: Looking, part: int) -> None:
    of_attribute = {"A": "1", "B": "3", "C": NA}
    with world(unproven(spec(by)), FACTS) as made, looking():
        evaluation = evaluated(made, part)
        for result in evaluation.results:
            rows, parts = YEARS[result.period.ordinal], FORMULAS[result.indicator]
            if by != "w":
                rows = tuple((x, of_attribute[unit]) for unit, (x, _) in zip("ABC", rows, strict=True))
            assert said(result).split()[0] == expected(*parts, rows), (parts, rows, result.reason)
        if by != "w" or looking is row_by_row:
            return
        with made.store.reading() as connection:
            assert cross_check(connection, made.store.schema, made.program, evaluation).difference is None


BLOCKS = {
    "t.y": "  bobot d\n    p 50%\n    q 50%\n",
    "nilai": "  bobot indikator\n    one 100%\n",
}
PROVEN = """
dimensi d
  p
  q
sumber s per tahun, d
  kolom x angka 0..100 boleh kosong
  kolom w angka 1..10 boleh kosong
  kolom sure angka 1..10
sumber t per tahun, d
  kolom y angka 0..100 boleh kosong
indikator one
  satuan angka
  arah naik
  rumus jumlah s.x
indikator i
  satuan angka
  arah naik
{block}  rumus {formula}
"""


@pytest.mark.parametrize(
    ("formula", "may"),
    [
        ("jumlah berbobot s.x oleh w bila tidak berlaku 5", True),
        ("jumlah berbobot s.x oleh sure bila tidak berlaku 5", False),
        ("jumlah berbobot s.x oleh w bila tidak berlaku lewati", False),
        ("jumlah berbobot s.x oleh w bila tidak berlaku galat", False),
        ("jumlah s.x bila tidak berlaku 5", False),
        ("jumlah s.x", True),
        ("jumlah s.sure", False),
        ("jumlah berbobot t.y", True),
        ("jumlah berbobot t.y bila tidak berlaku lewati", True),  # of which nothing is left
        ("rerata berbobot t.y bila tidak berlaku alihkan bobot", True),
        ("jumlah berbobot t.y bila tidak berlaku 5", False),
        ("jumlah berbobot t.y bila tidak berlaku galat", False),
        ("jumlah berbobot nilai", True),
        ("jumlah berbobot nilai bila tidak berlaku lewati", True),
        ("jumlah berbobot nilai bila tidak berlaku 5", False),
    ],
)
def test_proofs_know_what_may_not_apply_whatever_rule_is_behind_it(formula: str, may: bool) -> None:
    program = unproven(PROVEN.format(formula=formula, block=BLOCKS.get(" ".join(formula.split()[2:3]), "")))
    assert may_not_apply(program, program.indicators["i"][0].formula) is may


@pytest.mark.parametrize(("by", "always"), [("w", False), ("sure", True)])
def test_a_condition_on_such_a_sum_is_not_decided_by_its_range(by: str, always: bool) -> None:
    """Where the weight does not apply, no comparison with the sum holds."""
    condition = f"jumlah berbobot s.x oleh {by} bila tidak berlaku 5 >= 0"
    spec = PROVEN.format(formula=f"jika {condition} maka 1 selain itu 2", block="")
    spec = spec.replace("kolom x angka 0..100 boleh kosong", "kolom x angka 0..100")
    found = check_files((SourceFile("spec.iku", spec),))
    assert ("always-true" in {problem.id for problem in found.problems}) is always, found.problems


NOTED = """
dimensi unit kunci kode
  atribut nama teks boleh kosong
sumber s per tahun, unit lengkap
  kolom x angka 0..100 boleh kosong
  kolom w angka 1..10 boleh kosong
indikator i
  satuan angka
  arah naik
  rumus {formula}
"""
OF_MISSING, OF_BESIDE = "", ".not-applicable"


@pytest.mark.diagonal
@pytest.mark.parametrize(
    ("formula", "notes"),
    [
        ("{} s.x bila kosong 1 bila tidak berlaku 5", {("filled", OF_MISSING): 2, ("filled", OF_BESIDE): 1}),
        ("{} s.x bila kosong lewati bila tidak berlaku 5", {("skipped", OF_MISSING): 2, ("filled", OF_BESIDE): 1}),
        ("{} s.x bila kosong 1 bila tidak berlaku lewati", {("filled", OF_MISSING): 2, ("skipped", OF_BESIDE): 1}),
        ("{} s.x bila tidak berlaku lewati", {("skipped", OF_BESIDE): 1}),
        ("{} s.x bila tidak berlaku 5", {("filled", OF_BESIDE): 1}),
        ("{} s.x bila kosong lewati", {("skipped", OF_MISSING): 2}),
        ("{} s.x", {}),
    ],
)
@pytest.mark.parametrize(
    "statistic", ["jumlah", "rerata", "minimum", "median", "rerata geometrik", "jumlah berbobot", "rerata berbobot"]
)
def test_each_rule_is_noted_with_how_many_it_concerned(statistic: str, formula: str, notes) -> None:
    text = formula.format(statistic).replace("s.x", "s.x oleh w" if "berbobot" in statistic else "s.x")
    rows = f"tahun,unit,x,w\n2025,A,10,1\n2025,B,{NA},1\n2025,C,,1\n2025,D,,1\n"
    facts = {"unit": "kode,nama\nA,\nB,\nC,\nD,\n", "s": rows}
    with world(unproven(NOTED.format(formula=text)), facts) as made:
        result = made.result("i", "2025")
        node = next(node for node in result.trace.walk() if node.groups)
        told = {
            (note.key.split(".")[1], OF_BESIDE if note.key.endswith(OF_BESIDE) else OF_MISSING): dict(note.arguments)[
                "count"
            ]
            for note in node.notes
            if note.key.startswith("rule.")
        }
        stays = "tidak berlaku" not in formula
        assert told == ({} if stays else notes), told
        states = {line.key[0]: line.state for line in node.groups[0].lines}
        assert states == {
            "A": State.VALUE, "B": State.NOT_APPLICABLE, "C": State.MISSING, "D": State.MISSING
        }  # fmt: skip
