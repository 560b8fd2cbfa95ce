"""A rule for what is missing and one for what does not apply each concern their own kind, and an error goes before both."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from itertools import product
from pathlib import Path
from random import Random

import pytest
from cli_workspace import workspace_in
from second_reader.declarations import Rules
from second_reader.figures import NOT_APPLICABLE, UNKNOWN, Figure, number
from second_reader.weights import weigh

from iku_dsl import Period, SourceFile, check_files
from iku_engine import evaluate, import_file, open_store
from iku_engine.reference.cross_check import cross_check

HEAD = """\
dimension part
  p, q, r
source s per year, part complete
  column x number 0..100 may be missing
indicator plain "Plain"
  unit number 0..100
  direction higher
  formula s.x["p"]
"""
INDICATOR = """\
indicator i{place}
  unit number
  direction higher
{weights}  formula {formula}
"""
FEW = ("20%", "30%", "50%")
NOTHING_BESIDE = ("0%", "50%", "50%")


def weights(shares: tuple[str, ...]) -> str:
    return "  weights part\n" + "".join(f"    {name} {share}\n" for name, share in zip("pqr", shares, strict=True))


CASES = [
    # weights, formula, p q r, expected
    (FEW, "weighted sum s.x when missing skip when not applicable reweight", "100 50 -", "35"),
    (FEW, "weighted sum s.x when missing skip when not applicable reweight", "100 50 na", "70"),
    (FEW, "weighted sum s.x when missing reweight when not applicable skip", "100 50 -", "70"),
    (FEW, "weighted sum s.x when missing reweight when not applicable skip", "100 50 na", "35"),
    # what is skipped is as good as 0: it takes its part of what another gives, and loses that too
    (FEW, "weighted sum s.x when missing skip when not applicable reweight", "- 50 na", "30"),
    (FEW, "weighted sum s.x when missing 0 when not applicable reweight", "- 50 na", "30"),
    (FEW, "weighted sum s.x when missing reweight when not applicable skip", "na 50 -", "30"),
    (FEW, "weighted average s.x when missing skip when not applicable reweight", "- 50 na", "50"),
    (FEW, "weighted sum s.x when missing skip when not applicable reweight", "- - na", "not-applicable"),
    (FEW, "weighted sum s.x when missing skip", "- - -", "missing"),
    # the one that is left weighs nothing
    (NOTHING_BESIDE, "weighted sum s.x when missing skip", "4 - -", "0"),
    (NOTHING_BESIDE, "weighted sum s.x when not applicable skip", "4 na na", "0"),
    (NOTHING_BESIDE, "weighted sum s.x when missing reweight", "4 - -", "missing"),
    (NOTHING_BESIDE, "weighted average s.x when missing skip", "4 - -", "missing"),
    (NOTHING_BESIDE, "weighted sum s.x when missing skip when not applicable reweight", "4 - na", "0"),
    *(
        ((), f"{statistic} s.x when missing error", "1 - na", "error")
        for statistic in ("sum", "average", "median", "maximum", "geometric average")
    ),
    ((), 'sum(s.x["p"], s.x["q"], s.x["r"]) when missing error', "1 - na", "error"),
    ((), "weighted sum s.x by s.x when missing error", "1 - na", "error"),
    (FEW, "weighted sum s.x when missing error", "1 - na", "error"),
    (FEW, "weighted average s.x when missing error", "1 - na", "error"),
    ((), "sum s.x when missing 0", "1 - na", "not-applicable"),
    ((), "sum s.x when missing error when not applicable 0", "1 2 na", "3"),
    ((), "sum s.x when missing 0 when not applicable error", "1 - na", "error"),
]


def test_each_rule_concerns_its_own_kind(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """35 was shown as 70: the weight of what was skipped was given to the others, as another rule gives it."""
    office = workspace_in(tmp_path, capsys, monkeypatch, IKU_LANG="en", IKU_STORE="sqlite:///iku.db")
    spec = HEAD + "".join(
        INDICATOR.format(place=place, weights=weights(shares) if shares else "", formula=formula)
        for place, (shares, formula, _, _) in enumerate(CASES)
    )
    office.write("indicator_specs/a.iku", spec)
    words = {"na": "not applicable", "-": ""}
    years = {figures: 2000 + at for at, figures in enumerate(dict.fromkeys(figures for _, _, figures, _ in CASES))}
    rows = [
        f"{year},{part},{words.get(figure, figure)}\n"
        for figures, year in years.items()
        for part, figure in zip("pqr", figures.split(), strict=True)
    ]
    office.write("s.csv", "year,part,x\n" + "".join(rows))
    assert office("import", "s.csv").status == 0
    found = office("eval", "--period", f"2000..{1999 + len(years)}", "--cross-check", "--json")
    assert "agree with the reference evaluator" in found.err, found.err
    results = {(one["indicator"], one["period"]): one for one in found.document["results"]}
    told = [results[f"i{place}", str(years[figures])] for place, (_, _, figures, _) in enumerate(CASES)]
    shown = [(*CASES[place][1:3], one["exact"] or one["state"]) for place, one in enumerate(told)]
    assert shown == [(formula, figures, expected) for _, formula, figures, expected in CASES]


BLOCKS = ({"a": "2/5", "b": "3/5"}, {"c": "1/4", "d": "3/4"}, {"e": "1/3", "f": "2/3"})
DIMENSIONS = "klm"
WAYS = tuple(product(("sum", "average"), ("", "skip", "reweight"), ("0", "skip", "reweight")))


def way(how: str, missing: str, not_applicable: str) -> str:
    """An indicator that weighs by three blocks, under rules of both kinds."""
    rules = (missing and f" when missing {missing}") + (not_applicable and f" when not applicable {not_applicable}")
    weights = "".join(
        f"  weights {name}\n" + "".join(f"    {member} {share}\n" for member, share in block.items())
        for name, block in zip(DIMENSIONS, BLOCKS, strict=True)
    )
    name = "_".join(("i", how, missing or "none", not_applicable or "none"))
    return f"indicator {name}\n  unit number\n  direction higher\n{weights}  formula weighted {how} s.x{rules}\n"


@pytest.mark.parametrize("years", [3, pytest.param(10, marks=pytest.mark.soak)])
def test_what_is_left_out_below_several_blocks_loses_or_gives_its_weight_level_by_level(
    tmp_path: Path, years: int
) -> None:
    """One lost and one given away below the same member: its whole weight was given away, 8 for 16/5."""
    members = "".join(
        f"dimension {name}\n  {', '.join(block)}\n" for name, block in zip(DIMENSIONS, BLOCKS, strict=True)
    )
    spec = f"{members}source s per year, k, l, m\n  column x number 1..20 may be missing\n" + "".join(
        way(*one) for one in WAYS
    )
    random, leaves, rows = Random(3), dict[int, list[tuple[tuple[str, ...], Figure]]](), ["year,k,l,m,x\n"]
    for year in range(2000, 2000 + years):
        leaves[year] = []
        for names in product(*BLOCKS):
            drawn = random.choice(("value", "value", "value", "missing", "not applicable"))
            figure = random.randint(1, 20)
            leaf = {"value": number(Fraction(figure)), "missing": UNKNOWN}.get(drawn, NOT_APPLICABLE)
            leaves[year].append((names, leaf))
            rows.append(f"{year},{','.join(names)},{ {'value': figure, 'missing': ''}.get(drawn, drawn) }\n")
    facts = tmp_path / "s.csv"
    facts.write_text("".join(rows), encoding="utf-8")
    levels = [{member: Fraction(share) for member, share in block.items()} for block in BLOCKS]
    program = check_files([SourceFile("a.iku", spec)]).program
    store = open_store("sqlite://", program)
    import_file(store, program, facts, "s", user="test")
    evaluation = evaluate(store, program, specs="", periods=[Period(year) for year in leaves], traced=False)
    first = replace(evaluation, results=[one for one in evaluation.results if one.period.year == min(leaves)])
    with store.reading() as connection:
        assert cross_check(connection, store.schema, program, first).difference is None
    for result in evaluation.results:
        _, how, missing, not_applicable = ("" if word == "none" else word for word in result.indicator.split("_"))
        expected = weigh(
            how, levels, leaves[result.period.year], Rules(missing=missing, unloaded="", na=not_applicable)
        )
        value = expected.value if expected.state == "value" else None
        assert (result.state.value, result.value) == (expected.state, value), (
            result.indicator,
            leaves[result.period.year],
        )
