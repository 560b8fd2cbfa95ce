"""Other specs over the same facts let in what they would let in from files: at each door, and each door tells of what it leaves out."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

import pytest
from fresh_store import fresh_store

from iku_cli.documents.comparisons import change_document
from iku_cli.render.answers.changes import draw_change
from iku_dsl.checking.check import check_files
from iku_dsl.period import Period
from iku_dsl.problem import SourceFile, Text
from iku_dsl.program import Program
from iku_engine.compare.compare import Question, Side, compare
from iku_engine.diff import replay as replaying
from iku_engine.diff.replay import replay
from iku_engine.diff.specdiff import differences
from iku_engine.evaluating.evaluate import evaluate
from iku_engine.importing.importing import import_file
from iku_engine.store.store import Store
from iku_engine.wording import say_it
from iku_engine.worlds.whatif import Asked, Rules, what_if

SPEC = """
dimension region "Region" key code
  attribute name text may be missing
dimension kind "Kind" key code
table pts
  aa 900
  bb 50
source cap "Caps" per year, region register
  column c number 0..1000
source school "Schools" per year, region, kind register
  column x number 0..1000
  column v choice of pts
RULE
indicator g "Sum"
  unit number 0..
  direction higher
  formula sum school.x
indicator kinds "By kind" per kind
  unit number 0..
  direction higher
  formula sum school.x
"""
FILES = {
    "region": "code,name\nA,Aceh\nB,Bali\nC,Cirebon\n",
    "cap": "year,region,c\n2025,A,100\n2025,B,500\n",
    "school": "year,region,kind,x,v\n2024,A,odd,10,aa\n2024,B,k,20,aa\n2025,A,odd,900,bb\n2025,B,k,40,aa\n2025,C,k,5,bb\n",
}
RULES = {
    "its row": "  require x <= 100",
    "a computed column": "  let d = 2 * x\n  require d <= 200",
    "an end that a table gives": "  require x <= pts[v]",
    "an earlier period": "  require x <= 3 * x[previous year]",
    "another source": "  require x <= cap.c",
}
PERIOD = Period(2025)


def program(rule: str = "", table: str = "") -> Program:
    text = SPEC.replace("RULE", rule).replace("bb 50", table or "bb 50")
    checked = check_files([SourceFile("s.iku", text)])
    assert not checked.errors, [(problem.id, problem.message) for problem in checked.errors]
    return checked.program


def bring(store: Store, specs: Program, folder: Path) -> int:
    """How many rows are kept out."""
    refused = 0
    for name, text in FILES.items():
        path = folder / f"{name}.csv"
        path.write_text(text, encoding="utf-8")
        refused += import_file(store, specs, path, name, user="siti").rejected_total
    return refused


@pytest.fixture
def held(tmp_path: Path) -> Iterator[tuple[Store, Program]]:
    specs = program()
    with fresh_store(specs) as store:
        assert bring(store, specs, tmp_path) == 0
        yield store, specs


def told(notes: tuple[Text, ...]) -> list[tuple[str, object]]:
    return [(note.key, dict(note.arguments)["count"]) for note in notes]


Values = dict[tuple[str, tuple[str, ...]], object]


def by_them(specs: Program, folder: Path) -> Values:
    """What a store gives that these specs were used for from its first file on."""
    with fresh_store(specs) as store:
        assert bring(store, specs, folder) == 1
        found = evaluate(store, specs, specs="", indicators=(), periods=[PERIOD]).results
    return {(one.indicator, one.key): one.value for one in found}


@pytest.mark.few("an end that a table gives", "another source")
@pytest.mark.parametrize("rule", RULES)
def test_a_supposed_spec_lets_in_what_it_lets_in_from_files(
    held: tuple[Store, Program], rule: str, tmp_path: Path
) -> None:
    store, specs = held
    other = program(RULES[rule])
    found = what_if(store, Rules(specs, "a"), Asked((), (PERIOD,)), supposed_rules=Rules(other, "b"))
    assert {(one.indicator, one.key): one.value for one in found.supposed.results} == by_them(other, tmp_path)
    assert told(found.notes) == [("recast-rows", 1)]
    assert {say_it(found.notes[0], one)[:5] for one in ("id", "en")} == {"1 bar", "1 row"}
    assert sum(one.value or 0 for one in found.real.results if one.indicator == "g") == 945


@pytest.mark.few("its row", "an earlier period")
@pytest.mark.parametrize("rule", RULES)
def test_specs_are_compared_over_what_each_lets_in(held: tuple[Store, Program], rule: str, tmp_path: Path) -> None:
    store, specs = held
    other = program(RULES[rule])
    rules, others = Rules(specs, "a"), Rules(other, "b")
    found = replay(store, rules, rules, others, differences(specs, other), Asked((), ()))
    after = by_them(other, tmp_path)
    there = {
        (one.pair.either.indicator, one.pair.either.key): one.pair
        for one in found.changed
        if one.pair.either.period == PERIOD
    }
    assert {place: pair.supposed.value for place, pair in there.items() if pair.supposed is not None} == {
        place: after[place] for place in (("g", ()), ("kinds", ("odd",)))
    }
    assert told(found.notes) == [("recast-rows", 1)]


@pytest.mark.few(
    "to-an end that a table gives",
    "from-an earlier period",
    "from-its row",
    "both-another source",
    "both-a computed column",
)
@pytest.mark.parametrize("rule", RULES)
@pytest.mark.parametrize("way", ["to", "from", "both"])
def test_a_change_is_between_what_each_side_lets_in(
    held: tuple[Store, Program], rule: str, way: str, tmp_path: Path
) -> None:
    store, specs = held
    other = program(RULES[rule])
    rules, others = Rules(specs, "a"), Rules(other, "b")
    first = others if way != "to" else rules
    last = others if way != "from" else rules
    start = Period(2024) if way == "both" else PERIOD
    found = compare(store, rules, Side(first, start), Side(last, PERIOD), Question("g", ()))
    after = by_them(other, tmp_path)["g", ()]
    assert isinstance(after, Fraction)
    both: dict[str, tuple[Fraction, Fraction]] = {
        "to": (Fraction(945), after), "from": (after, Fraction(945)), "both": (Fraction(30), after)
    }  # fmt: skip
    ends = both[way]
    change = found.changes[0]
    assert (change.value_before, change.value_after) == ends
    assert sum(part.exact for part in change.parts) == ends[1] - ends[0]
    assert told(found.notes) == [("recast-rows", 1)]
    note = say_it(found.notes[0], "en")
    assert change_document(found, "en")["notes"] == [note]
    drawn = draw_change(found, "en", 300, 10)
    assert note in "".join(text for line in drawn.lines for text, *_ in line)


def test_what_does_not_fit_is_told_by_a_comparison(held: tuple[Store, Program]) -> None:
    """As `what-if` and `diff` do: it was read as missing without a word."""
    store, specs = held
    text = SPEC.replace("RULE", "").replace("x number 0..1000", "x number 0..100")
    other = check_files([SourceFile("s.iku", text)]).program
    found = compare(
        store, Rules(specs, "a"), Side(Rules(specs, "a"), PERIOD), Side(Rules(other, "b"), PERIOD), Question("g", ())
    )
    assert told(found.notes) == [("recast-cells", 1)]


def test_a_row_that_goes_may_take_others_with_it(tmp_path: Path) -> None:
    """A rule for what is missing makes one row break a rule as another, which it looks back at, is not let in."""
    text = SPEC.replace("RULE", "").replace(
        "column x number 0..1000", "column x number 0..1000 may be missing when missing 0 when not loaded 1000"
    )
    old = check_files([SourceFile("s.iku", text)])
    new = check_files(
        [
            SourceFile(
                "s.iku",
                text.replace(
                    "  column v", "  require x <= 5 * x[previous year]\n  require x != 40 or v = bb\n  column v"
                ),
            )
        ]
    )
    assert not old.errors
    assert not new.errors
    rows = "year,region,kind,x,v\n2024,A,k,40,aa\n2025,A,k,90,aa\n2025,B,k,0,aa\n"
    with fresh_store(old.program) as store:
        for name, of in {**FILES, "school": rows}.items():
            path = tmp_path / f"{name}.csv"
            path.write_text(of, encoding="utf-8")
            assert import_file(store, old.program, path, name, user="siti").rejected_total == 0
        asked = Asked(("g",), (PERIOD,))
        found = what_if(store, Rules(old.program, "a"), asked, supposed_rules=Rules(new.program, "b"))
    assert [one.value for one in found.supposed.results] == [0]
    assert told(found.notes) == [("recast-rows", 2)]


SEVERAL = """
dimension region
  a, b
dimension office key code
  attribute sort text may be missing
dimension named key code
table words
  good 1
  bad 2
source roof per year, region register
  column n number 0..1000
source seen per year, region, office register
  column n number 0..1000
  check n <= roof.n because "more than the roof"
source apart per year, region register
  column n number 0..1000
  column v choice of words
source names per year, named
  column n number 0..1000
source others per year, named
  column n number 0..1000
source unread per year, region register
  column n number 0..1000
indicator one
  unit number
  direction higher
  formula sum seen.n
indicator two per named
  unit number
  direction higher
  formula names.n
indicator three
  unit number
  direction higher
  set there = named where has names
  formula count there
indicator four
  unit number
  direction higher
  formula sum apart.n
"""
BROUGHT = {
    "office": "code,sort\nA1,big\nB1,\n",
    "roof": "year,region,n\n2024,a,5\n2024,b,50\n2025,a,6\n",
    "seen": "year,region,office,n\n2024,a,A1,3\n2024,b,B1,70\n2025,a,A1,900\n",
    "apart": "year,region,n,v\n2024,a,1,good\n2025,b,20,bad\n",
    "names": "year,named,n\n2024,X,1\n2024,Y,2\n2025,Z,300\n",
    "others": "year,named,n\n2025,W,1\n",
    "unread": "year,region,n\n2024,a,70\n",
}
APART = "source apart per year, region register\n  column n number 0..1000\n"
UNREAD = "source unread per year, region register\n  column n number 0..1000\n"
NAMES = "source names per year, named\n  column n number 0..1000\n"
EDITS = {
    "a formula": ("sum seen.n", "sum seen.n + 1"),
    "of members": ("names.n\n", "names.n + 1\n"),
    "how many members": ("count there", "count there + 1"),
    "a narrower end": (APART, APART.replace("1000", "10")),
    "a narrower end of what nobody reads": (UNREAD, UNREAD.replace("1000", "10")),
    "a rule of its own": (APART, APART + "  require n <= 10\n"),
    "a rule that reads another": (APART, APART + "  require n <= roof.n\n"),
    "a rule of what names members": (NAMES, NAMES + "  require n > 1\n"),
    "a member less": ("  a, b\n", "  a\n"),
    "members that are listed": ("dimension named key code\n", "dimension named\n  X, Y\n"),
    "another name of a source": ("apart", "away"),
}


@pytest.mark.parametrize("back", [False, True], ids=["to", "back"])
@pytest.mark.parametrize("edit", EDITS)
def test_a_replay_reads_what_it_needs(edit: str, back: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It reads few sources, and gives what it gives with all of them, whichever of both specs the store follows."""
    old = check_files([SourceFile("s.iku", SEVERAL)])
    new = check_files([SourceFile("s.iku", SEVERAL.replace(*EDITS[edit]))])
    assert (old.errors, new.errors) == ((), ())
    with fresh_store(old.program) as store:
        for name, text in BROUGHT.items():
            (tmp_path / f"{name}.csv").write_text(text, encoding="utf-8")
            import_file(store, old.program, tmp_path / f"{name}.csv", name, user="siti")
        sides = [Rules(old.program, "a"), Rules(new.program, "b")]
        first, last = reversed(sides) if back else sides
        found = differences(first.program, last.program)
        assert found
        few = replay(store, sides[0], first, last, found, Asked((), ()))
        monkeypatch.setattr(replaying, "sources_seen", lambda *_: frozenset(old.program.sources))
        assert few == replay(store, sides[0], first, last, found, Asked((), ()))
