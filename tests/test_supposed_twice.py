"""Two suppositions about one thing are refused, however each of them names it: which one is meant nobody can know."""

from __future__ import annotations

from itertools import product
from pathlib import Path

import pytest
from cli_workspace import Workspace, workspace_in

SPEC = """\
dimension region "Region" key code
  attribute name text may be missing
  attribute cap integer 0..1000 may be missing
source school per year, region complete
  column x integer 0..1000 "Pupils"
indicator g
  unit number
  direction higher
  target 2024..2025 = 100
  target named 2025 = 50
  formula sum school.x
"""
# what may be supposed, and all the ways to say it
WAYS = {
    "a cell": (
        "school 2025 A x = {n}",
        "school 2025 Aceh x = {n}",
        "school aceh x = {n}",
        'school.x["Aceh"][2025] = {n}',
    ),
    "an attribute": ("region A cap = {n}", "region Aceh cap = {n}"),
    "a target": ("g target 2025 = {n}", "g target = {n}", "g target 2024 = {n}"),
    "a named target": ("g target named 2025 = {n}", "g target named = {n}"),
    "a target that is new": ("g target other 2025 = {n}", "g target other = {n}"),
    "a formula": ("g formula = sum school.x * {n}", "g rumus = sum school.x * {n}"),
}


@pytest.fixture
def office(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Workspace:
    made = workspace_in(tmp_path, capsys, monkeypatch, IKU_LANG="en", COLUMNS="300", IKU_STORE="sqlite:///iku.db")
    made.write("indicator_specs/a.iku", SPEC)
    made.write("region.csv", "code,name,cap\nA,Aceh,1\nB,Bali,2\n")
    made.write("school.csv", "year,region,x\n2025,A,7\n2025,B,10\n")
    assert made("import", "region.csv", "school.csv").status == 0
    return made


@pytest.mark.parametrize("what", WAYS)
def test_two_suppositions_about_one_thing_are_refused(office: Workspace, what: str) -> None:
    for one, other in product(WAYS[what], repeat=2):
        texts = one.format(n=5), other.format(n=6)
        said = office("eval", "g", "--period", "2025", "--no-trace", "--what-if", texts[0], "--what-if", texts[1])
        assert said.status != 0, texts
        assert f"{texts[0]}, {texts[1]}; give one of them" in said.err, texts


def test_suppositions_about_different_things_stand_beside_each_other(office: Workspace) -> None:
    texts = [ways[0].format(n=5) for ways in WAYS.values()] + ["school 2025 Bali x = 3"]
    asked = [word for text in texts for word in ("--what-if", text)]
    said = office("eval", "g", "--period", "2025", "--no-trace", *asked)
    assert said.status == 0
    assert "40.00" in said.out
