"""The state of an achievement is that of its profile written out as a formula, whatever the states of value, target and parameter."""

from __future__ import annotations

import re
from collections.abc import Collection
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from cli_workspace import workspace_in

SPEC = """\
dimension k
MEMBERS
profile p
  parameter w number 0..100 may be missing
  higher = RULE
GUARD
scale quality over 0%..100_000%
  good > 90% .. 100_000%
  poor 0%..90%
source s per year, k
  column x number 0..100 may be missing
  column t number 1..100 may be missing
  column w number 0..100 may be missing
  column xe number 0..0 may be missing when missing error
  column te number 0..0 may be missing when missing error
  column we number 0..0 may be missing when missing error
indicator achieving per k
  unit number
  direction higher
  target 2025 = s.t + s.te
  formula s.x + s.xe
  achievement p with w = s.w + s.we
  bands achievement quality
indicator achieved per k
  unit percent
  direction higher
  formula achieving.achievement
indicator compared per k
  unit number
  direction higher
  formula if achieving.achievement >= 0% then 1 otherwise 0
indicator category per k
  unit number
  direction higher
  formula if achieving.band = good then 1 otherwise 0
indicator written_out per k
  unit percent
  direction higher
WRITTEN
"""
STATES = {"value": ("4", "0"), "missing": ("", "0"), "not-applicable": ("not applicable", "0"), "error": ("4", "")}
PARAMETER = {**STATES, "high": ("9", "0")}
MEMBERS = {f"m{place}": case for place, case in enumerate(product(STATES, STATES, PARAMETER))}
# Of value, target and parameter each state of one with each of another: a quarter of all; the soak has the rest.
PAIRS = {
    name
    for name, (value, target, parameter) in MEMBERS.items()
    if [*STATES].index(target) == ([*STATES].index(value) + [*PARAMETER].index(parameter)) % len(STATES)
}
CASES = [
    # rule, guard of the profile
    ("actual / target * w", ""),
    ("actual / target", "when w > 5"),
    ("actual / target * w", "when w > 5"),
    ("actual / target", "when actual > 3"),
    ("actual / target * w", "when actual > w and target > w"),
    ("if w > 5 then 100% otherwise actual / target", ""),
    ("if w > 5 then actual / target otherwise w / 100", "when target = w"),
    ("actual / target * w", "when direction lower and w > 5"),
]
FEW = (1, 4, 6)  # a guard of a parameter, one of each thing with a rule that reads all, a rule that branches


def _spec(rule: str, guard: str, written: str, some: Collection[str] = MEMBERS) -> str:
    members = "\n".join(f"  {name}" for name in MEMBERS if name in some)
    slots = {"RULE": rule, "GUARD": guard, "WRITTEN": written, "MEMBERS": members}
    return re.sub("|".join(slots), lambda slot: slots[slot[0]], SPEC)


def _written(rule: str, guard: str) -> str:
    """A rule and a guard with what an indicator gives them."""
    lines = [f'  {guard} not applicable because "z"'] if guard and "direction" not in guard else []
    given = {"actual": "(s.x + s.xe)", "target": "(s.t + s.te)", "w": "(s.w + s.we)"}
    return re.sub(r"\b(actual|target|w)\b", lambda name: given[name[0]], "\n".join([*lines, f"  formula {rule}"]))


@pytest.mark.parametrize(
    "some", [PAIRS, pytest.param(MEMBERS.keys(), marks=pytest.mark.soak)], ids=["pairs of states", "all states"]
)
@pytest.mark.parametrize(
    ("rule", "guard"),
    [pytest.param(*case, marks=() if at in FEW else pytest.mark.soak) for at, case in enumerate(CASES)],
)
def test_an_achievement_is_its_profile_written_out(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    rule: str,
    guard: str,
    some: Collection[str],
) -> None:
    """Of a value that does not apply the error of a parameter was lost, and a guard of which nobody knew counted for nothing.

    An error of value or target, and that either does not apply, counts also where the profile does not ask.
    """
    office = workspace_in(tmp_path, capsys, monkeypatch, IKU_LANG="en", COLUMNS="300", IKU_STORE="sqlite:///iku.db")
    told = f'  {guard} not applicable because "z"' if guard else ""
    office.write("indicator_specs/a.iku", _spec(rule, told, _written(rule, guard), some))
    # what only a guard reads, and may be missing, need never come
    cases = {name: case for name, case in MEMBERS.items() if name in some and ("w" in rule or case[2] != "missing")}
    rows = [
        ",".join(["2025", name, *STATES[case[0]], *STATES[case[1]], *PARAMETER[case[2]]])
        for name, case in cases.items()
    ]
    office.write("s.csv", "\n".join(["year,k,x,xe,t,te,w,we", *rows]) + "\n")
    done = office("import", "s.csv")
    assert done.status == 0, done.err + done.out
    found = office("eval", "--period", "2025", "--cross-check", "--json")
    assert "agree with the reference evaluator" in found.err, found.err
    results = {(one["indicator"], one["key"]): one for one in found.document["results"]}
    for name, case in cases.items():
        _as_written_out(case, *(results[indicator, name] for indicator in ("achieved", "written_out")))


def _as_written_out(case: tuple[str, str, str], achieved: dict[str, Any], written: dict[str, Any]) -> None:
    decided = next((state for state in ("error", "not-applicable") if state in (*case[:2], written["state"])), None)
    if decided is None and case[1] == "missing":
        decided = "missing"
    if decided is not None:
        assert achieved["state"] == decided, case
    else:
        assert (achieved["state"], achieved["exact"]) == (written["state"], written["exact"]), case
        ends = [{end: (one["bounds"] or {}).get(end) for end in ("low", "high")} for one in (achieved, written)]
        assert ends[0] == ends[1], case


def test_an_achievement_that_does_not_apply_names_the_indicator(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The trace had the Indonesian word of a profile for what an English spec calls otherwise."""
    office = workspace_in(tmp_path, capsys, monkeypatch, IKU_LANG="en", COLUMNS="300", IKU_STORE="sqlite:///iku.db")
    rule = "if w > 5 then 100% otherwise actual / target"
    office.write(
        "indicator_specs/a.iku",
        _spec(rule, "", "  formula achieving.achievement"),
    )
    office.write("s.csv", "year,k,x,xe,t,te,w,we\n2025,m0,not applicable,0,4,0,9,0\n")
    assert office("import", "s.csv").status == 0
    out = office("eval", "--period", "2025").out
    assert "not applicable" in out
    assert "realisasi" not in out
