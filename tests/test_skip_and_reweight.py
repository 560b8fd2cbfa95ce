"""A rule for what is missing and one for what does not apply each concern their own kind, and an error goes before both."""

from __future__ import annotations

from pathlib import Path

import pytest
from cli_workspace import workspace_in

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
    rows = [
        f"{2000 + place},{part},{words.get(figure, figure)}\n"
        for place, (_, _, figures, _) in enumerate(CASES)
        for part, figure in zip("pqr", figures.split(), strict=True)
    ]
    office.write("s.csv", "year,part,x\n" + "".join(rows))
    assert office("import", "s.csv").status == 0
    found = office("eval", "--period", f"2000..{1999 + len(CASES)}", "--cross-check", "--json")
    assert "agree with the reference evaluator" in found.err, found.err
    results = {(one["indicator"], one["period"]): one for one in found.document["results"]}
    told = [results[f"i{place}", str(2000 + place)] for place in range(len(CASES))]
    shown = [(*CASES[place][1:3], one["exact"] or one["state"]) for place, one in enumerate(told)]
    assert shown == [(formula, figures, expected) for _, formula, figures, expected in CASES]
