"""Every number of a JSON trace is made anew from the ones below it, by the rule that its operation names."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction
from statistics import median

import pytest
from test_bounds import PROGRAM as FORMULAS
from test_bounds import case_of, completions
from test_weights import CELLS
from test_weights import PROGRAM as WEIGHTS
from worlds import unproven, world

from iku_cli.documents.evaluation import evaluation_document
from iku_dsl.period import Period
from iku_dsl.program import Program
from iku_engine.evaluating.evaluate import evaluate
from iku_engine.exact import ln, real_power, root

Object = dict[str, object]
LEAVES = {"constant", "column", "attribute", "key", "calendar", "lookup", "classify"}
CARRIED = {"named", "derived", "indicator", "last", "official"}


def exact(item: Object) -> Fraction:
    return Fraction(str(item["exact"]))


def below(node: Object) -> list[Object]:
    children = node.get("children", [])
    assert isinstance(children, list)
    return children


def goalpost(values: list[Fraction]) -> Fraction:
    x, a, b = values
    return min(Fraction(1), max(Fraction(0), (x - a) / (b - a)))


def geometric(values: list[Fraction]) -> Fraction:
    product = Fraction(1)
    for value in values:
        product *= value
    return certain(real_power(product, Fraction(1, len(values))))


def certain(value: Fraction | None) -> Fraction:
    assert value is not None
    return value


def power(values: list[Fraction]) -> Fraction:
    base, exponent = values
    return base ** int(exponent) if exponent.denominator == 1 else certain(real_power(base, exponent))


FUNCTIONS: dict[str, Callable[[list[Fraction]], Fraction]] = {
    "add": lambda v: v[0] + v[1],
    "subtract": lambda v: v[0] - v[1],
    "multiply": lambda v: v[0] * v[1],
    "divide": lambda v: v[0] / v[1],
    "negate": lambda v: -v[0],
    "power": power,
    "abs": lambda v: abs(v[0]),
    "root": lambda v: certain(root(v[0], v[1] if len(v) > 1 else Fraction(2))),
    "ln": lambda v: ln(v[0]),
    "goalpost": goalpost,
    "minimum": min,
    "maximum": max,
    "sum": lambda v: sum(v, Fraction(0)),
    "weighted": lambda v: sum(v, Fraction(0)),
    "average": lambda v: sum(v, Fraction(0)) / len(v),
    "median": lambda v: Fraction(median(v)),
    "geometric": geometric,
    "harmonic": lambda v: len(v) / sum((1 / x for x in v), Fraction(0)),
}


def statistic(node: Object) -> Fraction:
    """A statistic of the members that are listed, all of them."""
    groups = node["groups"]
    assert isinstance(groups, list)
    (counted,) = [group for group in groups if group["kind"] == "counted"] or [{"members": [], "total": 0}]
    assert len(counted["members"]) == counted["total"]
    name = str(node["statistic"])
    if name.startswith("weighted-"):
        pairs = [(exact(member), Fraction(str(member["weight"]))) for member in counted["members"]]
        products = sum((value * weight for value, weight in pairs), Fraction(0))
        return products if name == "weighted-sum" else products / sum((weight for _, weight in pairs), Fraction(0))
    return FUNCTIONS[name.removesuffix("-average")]([exact(member) for member in counted["members"]])


def innermost(node: Object) -> Iterator[tuple[Fraction, Fraction]]:
    """The overall weights that count, each with its number."""
    for term in below(node):
        inner = [child for child in below(term) if child["op"] == "term"]
        if inner:
            yield from innermost(term)
        else:
            weight = term["weight"]
            assert isinstance(weight, dict)
            if Fraction(weight["overall"]):
                yield Fraction(weight["overall"]), exact(below(term)[0])


def anew(node: Object) -> Fraction | None:
    """The number that those below give; None of a leaf, and of an indicator whose trace is elsewhere."""
    op = str(node["op"])
    values = [exact(child) for child in below(node) if "exact" in child]
    if op in LEAVES or (op == "indicator" and not below(node)):
        return None
    if op in CARRIED:
        return values[0]
    if op in ("round", "unit"):
        digits = node["digits"]
        assert isinstance(digits, int)
        step = Fraction(1, 10**digits)
        assert abs(exact(node) - values[0]) <= step / 2
        assert (exact(node) / step).denominator == 1
        return exact(node)
    if op == "if":
        return exact(below(node)[1])
    if op == "limited":
        assert exact(node) in (Fraction(0), Fraction(6, 5))
        assert (values[0] > exact(node)) == (exact(node) > 0)
        return exact(node)
    if op == "term":
        weight = node["weight"]
        assert isinstance(weight, dict)
        return Fraction(weight["used"]) * sum(values, Fraction(0)) if Fraction(weight["used"]) else Fraction(0)
    if op == "count":
        groups = node["groups"]
        assert isinstance(groups, list)
        counted = next(group for group in groups if group["kind"] == "counted")
        assert len(counted["members"]) in (0, counted["total"])
        return Fraction(counted["total"])
    if op == "aggregate":
        return statistic(node) if "groups" in node else None  # below another indicator: its own trace lists them
    if op == "weighted-harmonic":
        pairs = list(innermost(node))
        return sum((w for w, _ in pairs), Fraction(0)) / sum((w / x for w, x in pairs), Fraction(0))
    return FUNCTIONS[op](values)


def check(node: Object) -> int:
    """Checks a trace and tells how many of its numbers were made anew."""
    made = 0
    if node["state"] == "value" and "exact" in node:
        again = anew(node)
        if again is not None:
            made = 1
            assert again == exact(node), node
    return made + sum(check(child) for child in below(node))


def checked(program: Program, facts: dict[str, str], years: list[Period]) -> int:
    with world(program, facts) as made:
        evaluated = evaluate(made.store, program, specs="", periods=years, depth=None)
        document = evaluation_document(evaluated, "id")
    results = document["results"]
    assert isinstance(results, list)
    count = 0
    for result in results:
        count += check(result["trace"])
        count += sum(check(target["trace"]) for target in result["targets"] if target["trace"] is not None)
        if result["state"] == "value":
            assert exact(result) == exact(result["trace"])
    return count


def test_formulas_of_every_kind_add_up() -> None:
    cases = [*completions(case_of(t="ab"))[:4], case_of(x="a", y="ce", z="f")]
    columns = ("a", "b", "c", "e", "f")
    lines = [
        ",".join([str(2001 + at), member, *(case[member, column] for column in columns)])
        for at, case in enumerate(cases)
        for member in ("x", "y", "z")
    ]
    single = [f"{2001 + at},{case['', 'a']},{case['', 'b']}" for at, case in enumerate(cases)]
    facts = {"s": "\n".join(["tahun,d,a,b,c,e,f", *lines]), "t": "\n".join(["tahun,a,b", *single])}
    assert checked(FORMULAS, facts, [Period(2001 + at) for at in range(len(cases))]) > 500


def test_weights_of_every_kind_add_up() -> None:
    texts = [("1", "50", "100", "", "tidak berlaku", "7"), ("1", "2", "3", "4", "5", "6"), ("", "", "", "", "9", "")]
    lines = [
        f"{2001 + at},{upper},{lower},{text}"
        for at, row in enumerate(texts)
        for (upper, lower), text in zip(CELLS, row, strict=True)
    ]
    facts = {"s": "\n".join(["tahun,atas_,bawah_,n", *lines])}
    assert checked(WEIGHTS, facts, [Period(year) for year in (2001, 2002, 2003)]) > 100


@pytest.mark.parametrize("statistic_of", ["rerata berbobot s.n oleh w", "jumlah berbobot s.n oleh w"])
def test_a_weighing_column_stands_beside_each_number(statistic_of: str) -> None:
    spec = f"""
dimensi k
  a
  b
sumber s per bulan, k
  kolom n angka 0..100 konsolidasi rerata sebagian karena "Contoh"
  kolom w angka 0..10 konsolidasi terakhir sebagian karena "Contoh"
indikator i
  satuan angka
  arah naik
  rumus {statistic_of}
"""
    facts = {"s": "bulan,k,n,w\n2025-01,a,10,1\n2025-02,a,20,2\n2025-01,b,5,3\n"}
    assert checked(unproven(spec), facts, [Period(2025)]) == 1


def test_a_long_trace_is_cut_where_nobody_could_read_it_and_the_numbers_stay() -> None:
    links = "".join(f"indikator c{k}\n  satuan angka\n  arah naik\n  rumus c{k - 1} + c{k - 1}\n" for k in range(1, 30))
    spec = "sumber s per tahun\n  kolom n angka 0..10\nindikator c0\n  satuan angka\n  arah naik\n  rumus s.n\n" + links
    with world(unproven(spec), {"s": "tahun,n\n2025,1\n"}) as made:
        result = made.result("c29", "2025")
        assert result.value == 2**29
        assert result.trace.size < 20_000
    assert checked(unproven(spec), {"s": "tahun,n\n2025,1\n"}, [Period(2025)]) > 30
