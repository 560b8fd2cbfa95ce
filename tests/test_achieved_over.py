"""An achievement of several periods sets a value against a target of the same periods: those for which the target asked for applies."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from cli_workspace import Workspace, workspace_in

HEAD = """\
profile ratio
  higher = actual / target
profile between
  higher = (actual - minimum target) / (maximum target - minimum target + 1)
scale quality over 0%..1000%
  good > 90% .. 1000%
  poor 0%..90%
source q per quarter
  column x number 0..100 may be missing
  column t number 1..100 may be missing
  column u number 1..100 may be missing
  column e number 0..100 may be missing when missing error
  column g number 0..1 may be missing
"""
SERVED = """\
indicator served "Served" per quarter
  unit persons
  direction higher
TARGETS
  formula FORMULA
  achievement ratio
  bands achievement quality
  consolidate CONSOLIDATE
"""
NAMED = "  target 2025-Q4 = 50\n  target each 2025-Q1.. = 20"
OF_A_COLUMN = "  target 2025.. = q.t"


def reading(name: str, formula: str, unit: str = "number") -> str:
    return f"indicator {name}\n  unit {unit}\n  direction higher\n  formula {formula}\n"


READ = (
    reading("v", "served", "persons")
    + reading("t", "served.target", "persons")
    + reading("a", "served.achievement", "percent")
    + reading("c", "if served.band = good then 1 otherwise 0")
)
EACH = reading("te", 'served.target["each"]', "persons") + reading("ae", 'served.achievement["each"]', "percent")


@pytest.fixture
def office(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Workspace:
    return workspace_in(tmp_path, capsys, monkeypatch, IKU_LANG="en", COLUMNS="300", IKU_STORE="sqlite:///iku.db")


def year(office: Workspace, spec: str, rows: list[str], columns: str = "x,t") -> dict[str, dict[str, Any]]:
    """The results of 2025 by indicator; both evaluators agree on all of them."""
    office.write("indicator_specs/a.iku", HEAD + spec)
    lines = [f"2025-Q{number},{row}" for number, row in enumerate(rows, 1)]
    office.write("q.csv", "\n".join([f"quarter,{columns}", *lines]) + "\n")
    done = office("import", "q.csv")
    assert done.status == 0, done.err
    found = office("eval", "--period", "2025", "--cross-check", "--json")
    assert "agree with the reference evaluator" in found.err
    return {one["indicator"]: one for one in found.document["results"] if one["period"] == "2025"}


def served(targets: str, consolidate: str = "sum", formula: str = "q.x") -> str:
    text = SERVED.replace("TARGETS", targets).replace("CONSOLIDATE", consolidate)
    return text.replace("FORMULA", formula)


def told(found: dict[str, dict[str, Any]], name: str) -> tuple[str, list[str]]:
    one = found[name]
    return one["exact"] or one["state"], [mark["text"] for mark in one["marks"]]


def test_each_target_has_its_own_sub_periods(office: Workspace) -> None:
    """A named target of every quarter beside an unnamed one of the last: the year's was 20 for 80, and the achievement 200 %."""
    found = year(office, served(NAMED) + READ + EACH, ["5,", "5,", "5,", "40,"])
    assert told(found, "te") == ("80", [])
    assert told(found, "ae") == ("11/16", [])
    part = "From a part only: Served: 1 of 4 quarters"
    assert told(found, "v") == ("40", [part])
    assert told(found, "t") == ("50", [])
    assert told(found, "a") == ("4/5", [part])


def test_a_target_that_a_sub_period_has_is_not_said_to_be_none(office: Workspace) -> None:
    year(office, served(NAMED) + READ + EACH, ["5,", "5,", "5,", "40,"])
    out = " ".join(office("eval", "ae", "--period", "2025").out.split())
    assert "has no target" not in out
    out = " ".join(office("eval", "a", "--period", "2025").out.split())
    assert "Served has no target without a name for 2025-Q1" in out


def test_other_targets_leave_no_mark(office: Workspace) -> None:
    targets = "  target 2025-Q2 = 10\n  target 2025-Q4 = 20\n  target each 2025-Q4 = 40\n  target each 2025-Q1 = 50"
    found = year(office, served(targets) + READ + EACH, ["25,", "10,", ",", "40,"])
    assert told(found, "te") == ("90", [])
    part = "From a part only: Served: 2 of 3 quarters"  # one other is there
    assert told(found, "ae") == ("13/18", [part])
    assert told(found, "a") == ("5/3", [part])


PAIRS = [
    # by, value of each quarter, target of each quarter, achievement, quarters of four
    ("sum", "10 20 30 40", "10 20 na na", "1", 2),
    ("average", "10 20 30 40", "10 20 na na", "1", 2),
    ("last", "10 20 30 40", "10 20 na na", "1", 2),
    ("maximum", "10 20 30 40", "10 20 na na", "1", 2),
    ("minimum", "10 20 30 40", "na na 15 20", "2", 2),
    ("sum", "10 20 na na", "10 20 30 40", "1", 2),
    ("sum", "10 20 na 40", "10 na 30 20", "5/3", 2),
    ("sum", "10 na", "na 10", "not-applicable", 0),
    ("sum", "10 20 30 40", "10 20 - 40", "missing", 0),
    ("sum", "10 20 - 40", "10 20 30 40", "missing", 0),
    ("sum", "10 20 - 40", "10 20 na 40", "1", 3),
    ('sum partial because "p"', "10 20 30 40", "10 20 - -", "1", 2),
    ('sum partial because "p"', "10 20 - -", "10 20 30 40", "1", 2),
    ('last partial because "p"', "10 20 - 40", "10 10 30 -", "2", 2),
    ('sum partial because "p"', "10 - - 40", "- 20 30 -", "missing", 0),
    ('sum partial because "p"', "10 na 30 -", "20 5 - 40", "1/2", 1),
    ('sum partial because "p"', "na - - -", "10 20 30 40", "missing", 0),
    ('last partial because "p"', "10 - na na", "na 20 30 40", "missing", 0),
]
FEW = (
    0,
    4,
    6,
    7,
    9,
    13,
    15,
)  # each consolidation but an average, and each end: a figure of both, of none, of a part, missing


@pytest.mark.parametrize(
    ("by", "values", "targets", "expected", "of_four"),
    [pytest.param(*pair, marks=() if at in FEW else pytest.mark.soak) for at, pair in enumerate(PAIRS)],
)
def test_both_are_of_the_same_sub_periods(
    office: Workspace, by: str, values: str, targets: str, expected: str, of_four: int
) -> None:
    """A value of four quarters was set against the target of two: 333 % for 100 %."""
    words = {"na": "not applicable", "-": ""}
    pairs = zip(values.split(), targets.split(), strict=True)
    rows = [f"{words.get(x, x)},{words.get(t, t)}" for x, t in pairs]
    rows += ["not applicable,not applicable"] * (4 - len(rows))
    found = year(office, served(OF_A_COLUMN, by) + READ, rows)
    part = [f"From a part only: Served: {of_four} of 4 quarters"] if of_four else []
    assert told(found, "a") == (expected, part)
    if of_four:
        assert told(found, "c")[0] == str(int(Fraction(expected) > Fraction(9, 10)))


def test_a_range_of_targets_lacks_its_upper_end(office: Workspace) -> None:
    """The lower end stood in for the upper one that was not there."""
    spec = served("  target 2025.. = q.t .. q.u").replace("ratio", "between")
    found = year(office, spec + READ, ["10,5,14", "10,5,", "10,5,14", "10,5,14"], "x,t,u")
    assert told(found, "a") == ("missing", [])


def test_a_sub_period_whose_guard_holds_is_left_out_and_told(office: Workspace) -> None:
    spec = served(OF_A_COLUMN + '\n  when q.g = 1 not applicable because "Closed"')
    found = year(office, spec + READ, ["10,10,0", "20,10,0", "30,10,0", "40,10,1"], "x,t,g")
    part = ["From a part only: Served: 3 of 4 quarters"]
    assert [told(found, name) for name in "vta"] == [("60", part), ("30", part), ("2", part)]


def test_a_sub_period_whose_guard_fails_does_not_vanish(office: Workspace) -> None:
    """It has no target, as nothing is worked out; the year went on without it."""
    spec = served(OF_A_COLUMN + '\n  when q.e = 7 not applicable because "Closed"')
    found = year(office, spec + READ, ["10,10,0", "20,10,0", "30,10,0", "40,10,"], "x,t,e")
    assert [told(found, name)[0] for name in "vta"] == ["error", "error", "error"]


def test_an_indicator_that_ends_in_the_year_keeps_its_rules(office: Workspace) -> None:
    """No version is that of the last quarter: a value was shown as the achievement."""
    spec = served(OF_A_COLUMN, "last").replace("  unit persons", "  effective ..2025-Q2\n  unit persons")
    later = served(OF_A_COLUMN).replace("  unit persons", "  effective 2026-Q1..\n  unit persons")
    found = year(office, later + spec + READ, ["10,10", "30,20", "30,10", "40,10"])
    assert told(found, "a") == ("3/2", [])
    assert told(found, "v") == ("30", [])


STATES = [
    # value, target, achievement
    ("not applicable", "", "not-applicable"),
    ("", "not applicable", "not-applicable"),
    ("not applicable", "50", "not-applicable"),
    ("", "", "missing"),
    ("error", "", "error"),
    ("error", "not applicable", "error"),
]


@pytest.mark.parametrize(("value", "target", "expected"), STATES)
def test_errors_go_before_what_does_not_apply_and_that_before_what_is_missing(
    office: Workspace, value: str, target: str, expected: str
) -> None:
    """A value that does not apply, against a target that is missing, had an achievement that is missing."""
    failing = value == "error"
    office.write(
        "indicator_specs/a.iku",
        HEAD.replace("per quarter", "per year")
        + served(OF_A_COLUMN, formula="q.e" if failing else "q.x")
        .replace("per quarter", "")
        .replace("  consolidate sum\n", "")
        + READ,
    )
    office.write("q.csv", f"year,x,t,e\n2025,{'' if failing else value},{target},\n")
    assert office("import", "q.csv").status == 0
    found = office("eval", "--period", "2025", "--cross-check", "--json")
    assert "agree with the reference evaluator" in found.err
    by_name = {one["indicator"]: one for one in found.document["results"]}
    assert by_name["a"]["state"] == expected
    (against,) = by_name["served"]["targets"]
    assert against["state"] == expected
    of_target = {"": "missing", "not applicable": "not-applicable"}.get(target, "value")
    assert by_name["t"]["state"] == of_target


def test_a_target_under_a_guard_is_not_said_to_be_none(office: Workspace) -> None:
    spec = served(OF_A_COLUMN + '\n  when q.g = 1 not applicable because "Closed"') + reading(
        "now", "served.target[this quarter]", "persons"
    ).replace("indicator now", "indicator now per quarter")
    year(office, spec, ["10,10,0", "20,10,0", "30,10,0", "40,10,1"], "x,t,g")
    out = " ".join(office("eval", "now", "--period", "2025-Q4").out.split())
    assert "Closed" in out
    assert "has no target" not in out


def test_the_trace_of_an_achievement_has_numbers_in_their_unit(office: Workspace) -> None:
    year(office, served(OF_A_COLUMN) + READ, ["10,10", "20,20", "30,30", "40,40"])
    out = office("eval", "a", "--period", "2025").out
    assert "10000" not in out
    assert "100 / 100" in out


def test_what_is_read_of_a_year_bears_no_quarter(office: Workspace) -> None:
    """Its node had the period of the last one: the achievement of the year was told as that of 2025-Q4."""
    found = year(office, served(OF_A_COLUMN) + READ, ["10,10", "20,20", "30,30", "40,40"])
    for name in "ac":
        nodes = [found[name]["trace"]]
        while nodes and nodes[0]["op"] != "indicator":
            nodes = [*nodes[1:], *nodes[0].get("children", ())]
        assert nodes[0].get("period") is None, nodes[0]


def test_a_target_that_is_missing_is_said_to_be_missing_beside_what_does_not_apply(office: Workspace) -> None:
    spec = served("  target each 2025.. = q.t").replace("  bands achievement quality\n", "")
    year(office, spec, ["not applicable,", "1,1", "1,1", "1,1"])
    out = " ".join(office("eval", "served", "--period", "2025-Q1").out.split())
    assert "each: missing" in out
    assert "not applicable – x does not apply" in out


def test_the_category_of_an_achievement_is_where_the_achievement_is(office: Workspace) -> None:
    """Of an achievement that failed it did not apply, as the value did not; of one that does not apply it was missing."""
    spec = served("  target 2025.. = q.e + 1") + READ
    found = year(office, spec, [",7", "not applicable,", "not applicable,7", "not applicable,7"], "x,e")
    assert [told(found, name)[0] for name in "ac"] == ["error", "error"]


def test_the_category_of_an_achievement_that_does_not_apply_does_not_either(office: Workspace) -> None:
    spec = served(OF_A_COLUMN) + READ.replace("indicator c\n", "indicator c per quarter\n")
    year(office, spec, ["1,not applicable"] * 4)
    (found,) = office("eval", "c", "--period", "2025-Q1", "--cross-check", "--json").document["results"]
    assert found["exact"] == "0"


def test_no_upper_end_is_there(office: Workspace) -> None:
    spec = served("  target 2025.. = q.t .. q.u").replace("ratio", "between") + READ
    assert told(year(office, spec, ["10,5,"] * 4, "x,t,u"), "a") == ("missing", [])


def test_an_upper_end_does_not_apply_where_the_lower_one_is_missing(office: Workspace) -> None:
    spec = served("  target 2025.. = q.t .. q.u").replace("ratio", "between") + READ
    found = year(office, spec, ["10,5,14", "10,,not applicable", "10,5,14", "10,5,14"], "x,t,u")
    assert told(found, "a") == ("15/28", ["From a part only: Served: 3 of 4 quarters"])


def test_a_target_is_there_only_perhaps_where_a_guard_is_open(office: Workspace) -> None:
    """The reference had it for certain where the value itself does not apply."""
    spec = served(OF_A_COLUMN + '\n  when q.g = 1 not applicable because "Closed"') + READ
    found = year(office, spec, ["not applicable,10,"] * 4, "x,t,g")
    assert told(found, "t") == ("missing", [])


RANGES = """
profil dalam_rentang
  stabil = jika realisasi < minimum target maka 50% selain itu 100%
  turun = jika realisasi > target maka 0% selain itu 100%
sumber s per tahun
  kolom x persen 0%..200% boleh kosong

indikator rentang
  satuan persen 0%..200%
  arah stabil
  target 2024.. = 80% .. 90%
  rumus s.x
  capaian dalam_rentang

indikator turun
  satuan persen 0%..200%
  arah turun
  target 2024.. = 80%
  rumus s.x
  capaian dalam_rentang

indikator bersama
  satuan persen 0%..200%
  arah naik
  bobot indikator
    rentang 50%
    turun 50%
  rumus rerata berbobot capaian bila tidak berlaku alihkan bobot
"""


def test_what_does_not_apply_has_no_achievement_whatever_the_profile_asks(tmp_path, capsys, monkeypatch) -> None:
    """No condition holds of it, so that the last `selain itu` was its achievement: 100 % of a value that does not apply."""
    office = workspace_in(tmp_path, capsys, monkeypatch, IKU_LANG="id")
    office.write("indicator_specs/a.iku", RANGES)
    office.write("s.csv", "tahun,x\n2024,85%\n2025,tidak berlaku\n")
    assert office("import", "s.csv").status == 0
    found = office("eval", "--period", "2024..2025", "--cross-check", "--json")
    assert found.status == 0, found.err
    judged = {(one["indicator"], one["period"]): one for one in found.document["results"]}
    for name in ("rentang", "turun"):
        (target,) = judged[name, "2025"]["targets"]
        assert (judged[name, "2025"]["state"], target["state"], target["achievement"]) == (
            "not-applicable",
            "not-applicable",
            None,
        )
    assert judged["bersama", "2025"]["state"] == "not-applicable"
    assert judged["bersama", "2024"]["exact"] == "1/2"


@pytest.mark.diagonal
@pytest.mark.parametrize("by", ["sum", 'sum partial because "p"'])
@pytest.mark.parametrize("value", ["not applicable", "", "10"])
def test_an_error_of_what_a_profile_reads_goes_first(office: Workspace, by: str, value: str) -> None:
    """Of quarters that do not apply there was no achievement, whatever the parameter of their year was."""
    profile = "profile weighed\n  parameter w number 0..100\n  higher = actual / target * w\n"
    profile += "source y per year\n  column w number 0..100 may be missing when missing error\n"
    spec = profile + served(OF_A_COLUMN, by).replace("achievement ratio", "achievement weighed with w = y.w") + READ
    office.write("indicator_specs/a.iku", HEAD + spec)
    office.write("y.csv", "year,w\n2025,\n")
    assert office("import", "y.csv", "--into", "y").status == 0
    found = year(office, spec, [f"{value},10"] * 4)
    assert told(found, "a")[0] == "error"
