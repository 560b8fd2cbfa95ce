"""Whatever is told beside a result is a doubt of it before it becomes final, or is none for a reason: each mark, verdict and state."""

from __future__ import annotations

import pytest
from cli_workspace import Workspace, workspace_in
from test_cli_documents import check

from iku_engine.ledger.approving import DoubtKind, is_doubtful
from iku_engine.results.beside import MarkKind
from iku_engine.texts.ledger import LEDGER

HEAD = """\
dimension region key code
  attribute name text

source s "S" per year, region complete
  column full integer 0..100
  column gap integer 0..100 may be missing
  column zero integer 0..100 may be missing when missing 0
  column last integer 0..100 may be missing when missing last

source published "Published" per year
  column good number 0..1000
  column other number 0..1000

source later "Not loaded" per year
  column goal number 0..1000
  column filled number 0..1000 when not loaded 0

source monthly "Monthly" per month
  column n integer 0..100 consolidate sum partial because "as reported"

profile ratio
  higher = actual / target
  limits 0%..120%
  when target = 0 not applicable because "zero"

"""
FACTS = {
    "region.csv": "code,name\nA,Aa\nB,Bb\n",
    "s.csv": "year,region,full,gap,zero,last\n2024,A,5,5,5,5\n2024,B,9,9,9,9\n2025,A,5,,,\n2025,B,9,9,9,9\n",
    "published.csv": "year,good,other\n2025,14,99\n",
    "lot.csv": "year,part,n\n2025,one,5\n2025,two,6\n",
    "monthly.csv": "month,n\n2025-01,3\n",
}


def indicator(formula: str, *more: str) -> str:
    lines = ["unit number", "direction higher", *(one for one in more if one in WEIGHED), f"formula {formula}"]
    lines += [one for one in more if one not in WEIGHED]
    return f"{HEAD}indicator x\n" + "".join(f"  {line}\n" for line in lines)


WEIGHTS = """\
dimension part
  one
  two

source lot "Lot" per year, part
  column n number 0..100

"""
WEIGHED = (
    "weights part",
    "  one 50%",
    '  two 50% printed 60% because "the printed weights sum to 110%"',
)
# By the mark that it gives: an indicator, and what an import or evaluation is given.
MARKED = {
    MarkKind.ILLUSTRATIVE: (indicator("sum s.full"), ("--mark", "illustrative"), ()),
    MarkKind.DECLARED: (indicator("sum s.full"), ("--mark", "provisional"), ()),
    MarkKind.AS_PRINTED: (
        WEIGHTS + indicator("weighted sum lot.n", *WEIGHED),
        (),
        ("--as-printed",),
    ),
    MarkKind.AS_KNOWN: (indicator("sum s.full"), (), ("--as-of", "2099-01-01")),
    MarkKind.INEXACT: (indicator("root(sum s.full, 2)"), (), ()),
    MarkKind.NEAR_END: (indicator("if root(sum s.full + 0.5, 2) ^ 2 >= sum s.full + 0.5 then 1 otherwise 0"), (), ()),
    MarkKind.RULE: (indicator("sum s.gap when missing skip"), (), ()),
    MarkKind.PARTIAL: (indicator("monthly.n"), (), ()),
    MarkKind.NOT_LOADED_FILLED: (indicator("sum s.full + later.filled"), (), ()),
}
RULES = [indicator("sum s.zero"), indicator("sum s.last"), indicator("sum s.gap when missing skip")]


@pytest.fixture
def office(tmp_path, capsys, monkeypatch) -> Workspace:
    return workspace_in(tmp_path, capsys, monkeypatch, IKU_LANG="en", IKU_USER="siti")


def reviewed(office: Workspace, monkeypatch, spec: str, imported=(), evaluated=()) -> tuple[str, dict[str, object]]:
    """A run that somebody reviewed who did not import, and its result."""
    office.write("indicator_specs/akip.iku", spec)
    files = [name for name in FACTS if name != "lot.csv" or WEIGHTS in spec]
    for name in files:
        office.write(name, FACTS[name])
    assert office("import", *files, *imported).status == 0
    monkeypatch.setenv("IKU_USER", "kepala")
    document = office("eval", "x", "--period", "2025", "--json", *evaluated).document
    run = str(document["run"])
    assert office("runs", "review", run).status == 0
    return run, document["results"][0]


def doubts(office: Workspace, monkeypatch, spec: str, imported=(), evaluated=()) -> tuple[list[str], dict[str, object]]:
    """The kinds of doubt before a result becomes final that nobody who imported reviews, and the result."""
    run, result = reviewed(office, monkeypatch, spec, imported, evaluated)
    return asked(office, run), result


def asked(office: Workspace, run: str) -> list[str]:
    """The kinds of doubt of a run that is to become final."""
    said = office("runs", "final", run, "--json")
    if said.status == 0:
        return []
    assert said.out, said.err
    check("runs-doubts", said.document)
    return [one["kind"] for one in said.document["doubts"]]


@pytest.mark.parametrize("kind", MarkKind)
def test_each_mark_is_a_doubt_or_none_for_a_reason(office, monkeypatch, kind):
    found, result = doubts(office, monkeypatch, *MARKED[kind])
    assert {"provisional" if kind is MarkKind.DECLARED else str(kind)} <= {mark["mark"] for mark in result["marks"]}
    assert found == ([DoubtKind.MARKED] if is_doubtful(kind) else [])
    assert (f"doubt.mark.{kind}" in LEDGER) == is_doubtful(kind)


@pytest.mark.parametrize("spec", RULES)
def test_what_a_rule_filled_or_left_out_is_doubtful(office, monkeypatch, spec):
    assert doubts(office, monkeypatch, spec)[0] == [DoubtKind.MARKED]


@pytest.mark.parametrize(
    ("more", "kinds"),
    [
        (("official published.good within 1",), []),
        (("official published.other within 1",), ["refuted"]),
        (("official published.other within 100",), []),
    ],
)
def test_an_official_figure_that_is_refuted_is_doubtful(office, monkeypatch, more, kinds):
    assert doubts(office, monkeypatch, indicator("sum s.full", *more))[0] == kinds


@pytest.mark.parametrize(
    ("more", "kinds"),
    [
        (("target 2025 = later.goal", "achievement ratio"), [DoubtKind.MISSING]),
        (("target 2025 = later.goal",), [DoubtKind.MISSING]),
        (("target 2025 = 0", "achievement ratio"), []),
        (("target 2025 = 10", "achievement ratio"), []),
        (("target 2024 = later.goal", "achievement ratio"), []),
    ],
    ids=["not loaded", "not loaded, no achievement", "does not apply", "there", "of another year"],
)
def test_an_achievement_that_is_missing_is_doubtful(office, monkeypatch, more, kinds):
    assert doubts(office, monkeypatch, indicator("sum s.full", *more))[0] == kinds


def test_a_rule_that_is_another_one_by_now_is_doubtful_and_other_words_are_not(office, monkeypatch):
    spec = indicator("sum s.full")
    run, _ = reviewed(office, monkeypatch, spec)
    for text, kinds in (
        (spec.replace("formula sum s.full", "formula sum s.full * 2"), ["specs"]),
        (spec.replace("indicator x", "indicator y"), ["specs"]),
        (spec.replace("indicator x", 'indicator x "Another title"'), []),
    ):
        office.write("indicator_specs/akip.iku", text)
        assert asked(office, run) == kinds, text


LOOKED_AT = """\
dimension part key code

source s per year, part
  column x number 0..1000
  column y number 0..1000
  check x <= 2 * x[previous year] because "more than doubled"

indicator x "X"
  unit number
  direction higher
  formula sum s.x over s
"""
ODD = {
    "a check": ("2025,P1,50,1\n2025,P2,2,2\n", "s.csv:4: to be looked at: more than doubled"),
    "a total below": ("2025,P1,1,3\n2025,P2,2,4\n2025,Ttl,3,7\n", "s.csv:6: a new member, and its figures are sums"),
    "a total above": ("2025,Ttl,3,7\n2025,P1,1,3\n2025,P2,2,4\n", "s.csv:4: a new member, and its figures are sums"),
    "none": ("2025,P1,1,3\n2025,P2,2,4\n", ""),
}


@pytest.mark.parametrize("case", ODD)
def test_rows_that_were_to_be_looked_at_as_they_came_still_are(office, monkeypatch, case):
    rows, said = ODD[case]
    office.write("indicator_specs/akip.iku", LOOKED_AT)
    office.write("s.csv", f"year,part,x,y\n2024,P1,1,1\n2024,P2,2,2\n{rows}")
    imported = " ".join(office("import", "s.csv").out.split())
    assert ("to be looked at" in imported) == bool(said)
    monkeypatch.setenv("IKU_USER", "kepala")
    run = str(office("eval", "x", "--period", "2025", "--json").document["run"])
    office("runs", "review", run)
    listed = " ".join(office("facts", "list", "s").out.split())
    document = office("facts", "list", "s", "--json").document
    check("facts", document)
    (source,) = document["sources"]
    assert [f"{one['place']}: {one['text']}"[: len(said)] for one in source["to_look_at"]] == ([said] if said else [])
    assert said in listed
    assert office("facts", "list", "--json").document["sources"][-1]["to_look_at"] is None, "nobody looked"
    final = office("runs", "final", run)
    assert (final.status == 0) == (not said)
    assert said in " ".join(final.err.split())
    if case == "a check":
        office("facts", "correct", "s", "P1", "--period", "2025", "x=2", "--reason", "typing")
        assert office("facts", "list", "s", "--json").document["sources"][0]["to_look_at"] == []
