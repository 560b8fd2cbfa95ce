"""Weighted sums and means: what is left out gives its weight to its siblings, level by level, and nothing is lost."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from worlds import program_of, unproven, world

from iku_engine.indicators.results import result as result_of
from iku_engine.results.beside import AS_PRINTED
from iku_engine.results.evaluation import Node, Operation, Result, State

UPPER = {"a": Fraction(1, 2), "b": Fraction(3, 10), "c": Fraction(1, 5)}
LOWER = {"x": Fraction(2, 5), "y": Fraction(3, 5)}
HEAD = """
dimensi atas_
  a
  b
  c
dimensi bawah_
  x
  y
sumber s per tahun, atas_, bawah_
  kolom n angka 0..100 digit 0 boleh kosong
"""
FORMULAS = {
    "pindah": "jumlah berbobot s.n bila kosong alihkan bobot bila tidak berlaku alihkan bobot",
    "buang": "jumlah berbobot s.n bila kosong lewati bila tidak berlaku lewati",
    "rata": "rerata berbobot s.n bila kosong lewati bila tidak berlaku lewati",
    "isi": "jumlah berbobot s.n bila kosong 7 bila tidak berlaku 3",
    "harmonik": "rerata harmonik berbobot s.n bila kosong 7 bila tidak berlaku alihkan bobot",
}
PROGRAM = program_of(
    HEAD.replace("0..100", "1..100")  # of 0 there is no harmonic average
    + "".join(
        f"""
indikator {name}
  satuan nilai 0..100
  arah naik
  bobot atas_
    a 50%
    b 30%
    c 20%
  bobot bawah_
    x 40%
    y 60%
  rumus {formula}
"""
        for name, formula in FORMULAS.items()
    )
)
NA = "tidak berlaku"
CELLS = [(upper, lower) for upper in UPPER for lower in LOWER]
CELL = st.sampled_from(["", "", NA, "1", "50", "100"])
FACTS = st.lists(st.tuples(*(CELL for _ in CELLS)), min_size=20, max_size=20)
Cells = dict[tuple[str, str], str]


def shares(cells: Cells) -> dict[tuple[str, str], Fraction]:
    """The weight of each number that is there, when what is not there gives its own to its siblings."""
    there = {cell for cell, text in cells.items() if text not in ("", NA)}
    uppers = {upper for upper, _ in there}
    above = sum((UPPER[upper] for upper in uppers), Fraction(0))
    found: dict[tuple[str, str], Fraction] = {}
    for upper, lower in there:
        beside = sum((LOWER[one] for one in LOWER if (upper, one) in there), Fraction(0))
        found[upper, lower] = UPPER[upper] / above * LOWER[lower] / beside
    return found


def expected(name: str, cells: Cells) -> Fraction | None:
    numbers = {cell: Fraction(text) for cell, text in cells.items() if text not in ("", NA)}
    declared = {(upper, lower): UPPER[upper] * LOWER[lower] for upper, lower in CELLS}
    if name == "isi":
        filled = {cell: Fraction({"": 7, NA: 3}.get(text, text)) for cell, text in cells.items()}
        return sum((declared[cell] * filled[cell] for cell in CELLS), Fraction(0))
    if name == "harmonik":
        filled = {cell: Fraction(text or 7) for cell, text in cells.items() if text != NA}
        weights = shares({cell: str(filled.get(cell, "")) for cell in CELLS})
        return 1 / sum(weights[cell] / filled[cell] for cell in weights) if weights else None
    if not numbers:
        return None
    if name == "buang":
        return sum((declared[cell] * numbers[cell] for cell in numbers), Fraction(0))
    return sum((share * numbers[cell] for cell, share in shares(cells).items()), Fraction(0))


def terms(node: Node) -> Iterator[Node]:
    for child in node.children:
        if child.operation is Operation.TERM:
            yield child


def leaves(node: Node) -> Iterator[Node]:
    for term in terms(node):
        below = list(leaves(term))
        yield from below or [term]


def check_weights(name: str, node: Node) -> None:
    """At each level the used weights sum to the whole (less only where weights are dropped), and so do the leaves' overall ones."""
    used = [term.weight.used for term in terms(node) if term.weight is not None]
    assert sum(used) == 1 or (name == "buang" and sum(used) <= 1)
    for term in terms(node):
        if list(terms(term)) and term.weight is not None and term.weight.used:
            check_weights(name, term)


@settings(max_examples=3, deadline=None)
@given(FACTS)
def test_weights_move_level_by_level(years: list[tuple[str, ...]]) -> None:
    lines = [
        f"{2001 + at},{upper},{lower},{text}"
        for at, texts in enumerate(years)
        for (upper, lower), text in zip(CELLS, texts, strict=True)
    ]
    with world(PROGRAM, {"s": "\n".join(["tahun,atas_,bawah_,n", *lines])}) as made, made.evaluator() as evaluator:
        for at, texts in enumerate(years):
            cells = dict(zip(CELLS, texts, strict=True))
            for name in FORMULAS:
                result = result_of(evaluator, name, made.period(2001 + at))
                check(name, result, cells)


def check(name: str, result: Result, cells: Cells) -> None:
    value = expected(name, cells)
    if value is None:
        assert result.state in (State.MISSING, State.NOT_APPLICABLE)
        return
    assert (result.state, result.value) == (State.VALUE, value), (name, cells)
    check_weights(name, result.trace)
    overall = [term.weight.overall for term in leaves(result.trace) if term.weight is not None]
    assert sum(overall) == 1 or name == "buang"
    if name != "harmonik":
        parts = [
            term.weight.overall * term.children[0].value
            for term in leaves(result.trace)
            if term.weight is not None and term.weight.overall and isinstance(term.children[0].value, Fraction)
        ]
        assert sum(parts) == value


def test_a_rule_for_one_state_leaves_the_other_as_it_is() -> None:
    spec = unproven(
        HEAD
        + """
indikator i
  satuan nilai
  arah naik
  bobot atas_
    a 50%
    b 50%
  bobot bawah_
    x 100%
  rumus jumlah berbobot s.n bila tidak berlaku 5
"""
    )
    with world(spec, {"s": "tahun,atas_,bawah_,n\n2025,a,x,\n2025,b,x,tidak berlaku\n"}) as made:
        result = made.result("i", "2025")
        assert result.state is State.MISSING
        assert made.bounds("i", "2025") == (Fraction(5, 2), Fraction(105, 2))


def test_printed_weights_are_used_where_they_are_asked_for_and_not_normalised_in_a_sum() -> None:
    spec = unproven(
        HEAD
        + """
indikator i
  satuan nilai
  arah naik
  bobot atas_
    a 50% tercetak 40% karena "uji"
    b 50%
  bobot bawah_
    x 100%
  rumus jumlah berbobot s.n
indikator j
  satuan nilai
  arah naik
  bobot atas_
    a 50% tercetak 40% karena "uji"
    b 50%
  bobot bawah_
    x 100%
  rumus rerata berbobot s.n
"""
    )
    with world(spec, {"s": "tahun,atas_,bawah_,n\n2025,a,x,10\n2025,b,x,20\n"}) as made:
        assert made.value("i", "2025") == 15
        printed = made.result("i", "2025", as_printed=True)
        assert printed.value == 14
        assert printed.marks == (AS_PRINTED,)
        assert made.result("j", "2025", as_printed=True).value == Fraction(14, 1) / Fraction(9, 10)


@pytest.mark.parametrize("mean", ["", "geometrik ", "harmonik "])
@pytest.mark.parametrize(("upper", "lower"), [(' tercetak 0% karena "uji"', ""), ("", ' tercetak 0% karena "uji"')])
def test_an_average_by_weights_that_are_printed_as_zero_is_an_error(mean: str, upper: str, lower: str) -> None:
    """0 / 0, of two blocks or of what stands below one member: it was 0, beside the declared range and in silence."""
    spec = unproven(
        HEAD
        + f"""
indikator i
  satuan nilai
  arah naik
  bobot atas_
    a 100%{upper}
  bobot bawah_
    x 100%{lower}
  rumus rerata {mean}berbobot s.n
"""
    )
    with world(spec, {"s": "tahun,atas_,bawah_,n\n2025,a,x,10\n"}) as made:
        assert made.value("i", "2025") == 10
        assert made.result("i", "2025", as_printed=True).state is State.ERROR


@pytest.mark.parametrize(
    ("formula", "value"),
    [
        ("rerata berbobot t.n oleh w", Fraction(50, 3)),
        ("jumlah berbobot t.n oleh w", Fraction(50)),
        ("rerata berbobot t.m oleh w bila kosong 0", Fraction(10, 3)),
        ("rerata berbobot t.m oleh w bila kosong lewati", Fraction(10)),
        ("rerata berbobot t.m oleh w bila kosong 4", Fraction(6)),
    ],
)
def test_weights_of_a_column(formula: str, value: Fraction) -> None:
    spec = f"""
dimensi k
  a
  b
  c
sumber t per tahun, k
  kolom n angka -10..100
  kolom m angka -10..100 boleh kosong
  kolom w angka 0..10
indikator i
  satuan nilai
  arah naik
  rumus {formula}
"""
    with world(unproven(spec), {"t": "tahun,k,n,m,w\n2025,a,10,10,1\n2025,b,20,,2\n2025,c,-4,8,0\n"}) as made:
        assert made.value("i", "2025") == value


def test_a_weight_that_may_be_negative_gives_no_bounds() -> None:
    spec = """
dimensi k
  a
  b
sumber t per tahun, k
  kolom n angka 0..10 boleh kosong
  kolom w angka -10..10
  kolom v angka 0..10
indikator i
  satuan nilai
  arah naik
  rumus rerata berbobot t.n oleh w
indikator j
  satuan nilai
  arah naik
  rumus rerata berbobot t.n oleh v
"""
    with world(unproven(spec), {"t": "tahun,k,n,w,v\n2025,a,1,-9,1\n2025,b,,10,1\n"}) as made:
        assert made.bounds("i", "2025") == (None, None)
        assert made.bounds("j", "2025") == (0, 10)
