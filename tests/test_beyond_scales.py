"""A value beyond its scale: told beside the result wherever it is shown, doubtful before it is final, and foreseen by `check`."""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest
from cli_workspace import Workspace, workspace_in

from iku_dsl.checking.check import check_files
from iku_dsl.problem import Severity, SourceFile

SPEC = """\
dimension region key code
  attribute name text
scale sc over 0..100 {partial}
  good >= 80
  bad < 80
{outside}
source s per year, region complete
  column x number 0..1000
indicator i "Judged" per region
  unit number 0..
  direction higher
  formula s.x
  bands sc
"""


@pytest.fixture
def office(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Workspace:
    made = workspace_in(tmp_path, capsys, monkeypatch, IKU_LANG="en", COLUMNS="300", IKU_STORE="sqlite:///iku.db")
    made.write("region.csv", "code,name\nA,Aa\nB,Bb\n")
    made.write("s.csv", "year,region,x\n2025,A,300\n2025,B,90\n")
    return made


def begin(office: Workspace, partial: str = "", outside: str = "") -> None:
    office.write("indicator_specs/a.iku", SPEC.format(partial=partial, outside=outside))
    assert office("import", "region.csv", "s.csv").status == 0


SAID = "outside the bands: 300 is outside every category of sc"


@pytest.mark.parametrize(
    "call",
    [
        ("eval", "--period", "2025"),
        ("eval", "--period", "2025", "--no-trace"),
        ("eval", "--period", "2025", "--what-if", "s 2025 B x = 95", "--no-trace"),
        ("trace", "i", "--period", "2025", "--key", "A"),
        ("runs", "show", "{run}"),
        ("seek", "i", "--period", "2025", "--key", "A", "--reach", "good"),
        ("compare", "i", "2024", "2025"),
        ("eval", "--period", "2025", "--to", "a.csv"),
    ],
    ids=" ".join,
)
def test_a_value_beyond_its_scale_is_told_beside_it(office: Workspace, call: tuple[str, ...]) -> None:
    begin(office)
    run = str(office("eval", "--period", "2025", "--json").document["run"])
    out = office(*(one.format(run=run) for one in call)).out
    if "--to" in call:
        out = Path("a.csv").read_text(encoding="utf-8")
    assert " ".join(out.split()).count(SAID) == 1


@pytest.mark.parametrize(
    "more", [("",), ('partial because "Only so far"',), ("", '  outside > 100 .. 1000 because "Too much"')]
)
def test_a_value_without_a_category_is_doubtful_unless_the_scale_says_why(
    office: Workspace, more: tuple[str, ...]
) -> None:
    begin(office, *more)
    run = str(office("eval", "--period", "2025", "--json").document["run"])
    office("runs", "review", run)
    told = office("runs", "final", run)
    assert ("results outside every category of their scale (1): i 2025 [A]" in told.out + told.err) is (more == ("",))


READ = """\
scale sc over {low}..{high} {partial}
  good >= 50
  bad < 50
table tb
  {low}: 0
  {high}: 100
profile ratio
  higher = actual / target
  limits {low}%..{high}%
scale ac over {low}%..{high}%
  good >= 50%
  bad < 50%
source s per year
  column x number {from_}..{to}
  column y number {from_}..{to}
  {rule}
indicator judged
  unit number
  direction higher
  formula {formula}
  bands sc
indicator looked
  unit number
  direction higher
  formula tb[{formula}]
indicator put
  unit number
  direction higher
  formula if sc[{formula}] = good then 1 otherwise 0
"""


def found(seed: int) -> tuple[bool, int]:
    """Whether what is read lies within what is covered, by hand, and how many of the three reads `check` does not find proven."""
    random = Random(seed)
    low, high = sorted(random.sample(range(-20, 0), 1) + random.sample(range(60, 90), 1))
    from_, to = sorted(random.sample(range(-60, 200), 2))
    formula, ends = random.choice(
        [
            ("s.x", (from_, to)),
            ("s.x + 10", (from_ + 10, to + 10)),
            ("average (s.x, s.y)", (from_, to)),
            ("minimum (s.x, 70)", (min(from_, 70), min(to, 70))),
            ("maximum (minimum (s.x, 50), 0)", (max(min(from_, 50), 0), max(min(to, 50), 0))),
        ]
    )
    text = READ.format(low=low, high=high, from_=from_, to=to, partial="", rule="", formula=formula)
    checked = check_files([SourceFile("a.iku", text)])
    assert not [
        one
        for one in checked.problems
        if one.severity is Severity.ERROR and one.id not in ("always-true", "never-true")
    ]
    open_ = [one for one in checked.problems if one.message.key.startswith("not-proven.covered")]
    return low <= ends[0] and ends[1] <= high, len(open_)


@pytest.mark.parametrize("seed", [*range(12), *(pytest.param(n, marks=pytest.mark.soak) for n in range(12, 200))])
def test_what_is_read_of_a_scale_or_a_table_is_proven_within_it_or_said_not_to_be(seed: int) -> None:
    within, said = found(seed)
    assert said == (0 if within else 3)


def test_a_rule_of_rows_settles_what_is_read() -> None:
    args = {"low": 0, "high": 100, "from_": 0, "to": 400, "partial": "", "formula": "s.x - s.y"}
    for rule, said in (("", 3), ("require x - y >= 0", 3), ("require x - y >= 0\n  require x - y <= 100", 0)):
        checked = check_files([SourceFile("a.iku", READ.format(rule=rule, **args))])
        assert not checked.errors
        assert sum(one.message.key.startswith("not-proven.covered") for one in checked.problems) == said, rule


def test_a_scale_that_says_why_is_not_asked_for_more() -> None:
    args = {"low": 0, "high": 100, "from_": 0, "to": 400, "rule": "", "formula": "s.x"}
    checked = check_files([SourceFile("a.iku", READ.format(partial='partial because "so"', **args))])
    assert [one.span for one in checked.problems if one.message.key.startswith("not-proven.covered")] != []
    assert sum(one.message.key.startswith("not-proven.covered") for one in checked.problems) == 1  # the table's
