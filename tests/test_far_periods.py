"""One mistyped period: told when it comes, and no thousand years of results for whatever looks at all of the history."""

from __future__ import annotations

import pytest
from cli_workspace import Workspace, workspace_in

SPEC = """
dimension kab key code
  attribute name text

source m per month, kab register
  column x number 0..100 consolidate sum

indicator sx per month
  unit number
  direction higher
  formula sum m.x

indicator later per month
  unit number
  direction higher
  formula sx[year -14]
"""
ROWS = "month,kab,x\n2025-01,1,10\n2025-02,2,20\n1025-03,2,1\n9999-01,1,1\n"
FAR = "more than 50 years away from all other periods and from today"


@pytest.fixture
def office(tmp_path, capsys, monkeypatch) -> Workspace:
    made = workspace_in(tmp_path, capsys, monkeypatch, IKU_LANG="en", IKU_USER="siti", COLUMNS="200")
    (tmp_path / "indicator_specs" / "akip.iku").unlink(missing_ok=True)
    made.write("indicator_specs/a.iku", SPEC)
    made.write("kab.csv", "code,name\n1,K1\n2,K2\n")
    assert made("import", "kab.csv").status == 0
    return made


def told(office: Workspace, rows: str) -> list[tuple[int, str]]:
    office.write("m.csv", rows)
    document = office("import", "m.csv", "--json").document
    return [(one["row"], one["value"]) for one in document["files"][0]["doubted"] if FAR in one["reason"]]


def test_a_period_far_from_all_others_is_told_once(office: Workspace) -> None:
    assert told(office, ROWS) == [(4, "1025-03"), (5, "9999-01")]
    assert told(office, ROWS) == []
    assert told(office, "month,kab,x\n1025-05,1,3\n") == [(2, "1025-05")]


def test_a_long_series_is_not_told(office: Workspace) -> None:
    rows = "".join(f"{year}-01,1,{year % 100}\n" for year in range(1900, 2026, 25))
    assert told(office, "month,kab,x\n" + rows) == []
    assert told(office, "month,kab,x\n1849-01,1,5\n1860-01,1,3\n") == []
    assert told(office, "month,kab,x\n1797-01,1,5\n") == [(2, "1797-01")]


def test_diff_evaluates_the_years_near_to_facts(office: Workspace) -> None:
    told(office, ROWS)
    office.write("other/a.iku", SPEC.replace("formula sum m.x", "formula sum m.x + 1"))
    said = office("diff", "indicator_specs", "other", "--json")
    replay = said.document["replay"]
    changed = [(one["indicator"], one["period"]) for one in replay["changed"]]
    assert [period for name, period in changed if name == "sx"] == ["1025-03", "2025-01", "2025-02", "9999-01"]
    assert [period for name, period in changed if name == "later"] == ["1039-03", "2039-01", "2039-02"]
    assert [note.split(" were")[0] for note in replay["notes"]] == ["the years 1040..2010", "the years 2040..9984"]


def test_uses_looks_at_the_years_near_to_facts(office: Workspace) -> None:
    told(office, ROWS)
    document = office("facts", "uses", "m", "2", "--period", "1025-03", "--json").document
    assert {(one["indicator"], one["period"]) for one in document["facts"][0]["uses"]} == {
        ("sx", "1025-03"),
        ("later", "1039-03"),
    }
    member = office("facts", "uses", "kab", "2", "--json").document
    assert {one["period"] for one in member["facts"][0]["uses"]} >= {"1025-03", "2025-02"}
