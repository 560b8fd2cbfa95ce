"""What a command that compares or looks back costs grows with the specs, not with their square: counted in calls, not in seconds."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import large_specs as large
import pytest
from cli_workspace import Said, Workspace, workspace_in
from counted_calls import calls as work
from hostile import check

from iku_dsl.period import Period
from iku_dsl.program import Program
from iku_dsl.program import expression as ex
from iku_engine.diff.aspects import listed
from iku_engine.plan import looks as looking
from iku_engine.plan.environment import ANYTHING
from iku_engine.plan.looks import Looks
from iku_engine.plan.reach import own_reads, reach, readers
from iku_engine.worlds import variants
from iku_engine.worlds.readings import touched
from iku_engine.worlds.variants import differing, judged_in, places_of

FEW, MANY = 60, 240
DIFF = ("diff", "old.iku", "new.iku")
Specs = Callable[[int], tuple[str, str]]


def both(*texts: str) -> tuple[str, str]:
    """Old and new specs of what each says below the numbers."""
    old, new = (large.NUMBERS + text for text in texts)
    return old, new


def renamed(count: int) -> tuple[str, str]:
    """All indicators have another name and another formula."""
    return both(*(large.each(large.indicator(f"rumus s.{of} * {{i}}", f"{of}{{i}}"), count) for of in "nx"))


def versions(count: int) -> tuple[str, str]:
    """None is of the same years."""
    years = (range(first, first + 4 * count) for first in (1900, 5000))
    return both(*("".join(large.indicator(f"berlaku {year}\n  rumus s.n + {year}") for year in some) for some in years))


def chain(count: int) -> tuple[str, str]:
    """Each indicator needs the one before; the first is another one."""
    rest = large.each(large.indicator("rumus i{i} + 1", "i{j}"), count)
    return both(*(large.indicator(f"rumus s.{of}", "i0") + rest for of in "nx"))


def changed(count: int) -> tuple[str, str]:
    """Each formula is another one."""
    return both(*(large.each(large.indicator(f"rumus s.n + s.{of} * {{i}}", "i{i}"), count) for of in "xy"))


def bases(count: int) -> tuple[str, str]:
    """One indicator with many lines of what it is based on."""
    return large.bases(count), ""


CASES: dict[str, tuple[Specs, tuple[str, ...]]] = {
    "diff of names": (renamed, (*DIFF, "--no-replay")),
    "diff of versions": (versions, (*DIFF, "--no-replay")),
    "diff of a chain": (chain, DIFF),
    "diff of formulas": (changed, DIFF),
    "uses of a chain": (chain, ("facts", "uses", "s", "--period", "2025")),
    "a document of many bases": (bases, ("report", "--period", "2025", "--to", "r{count}.docx")),
    "compare a chain": (chain, ("compare", "i{count}", "2025", "--from-specs", "old.iku", "--to-specs", "new.iku")),
}


@pytest.fixture
def workspace(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Workspace:
    return workspace_in(tmp_path, capsys, monkeypatch, IKU_CACHE="off", IKU_SPECS="old.iku")


def calls(workspace: Workspace, specs: Specs, command: tuple[str, ...], count: int) -> int:
    """How many calls a command takes, over specs of so many parts and one fact."""
    for name, text in zip(("old.iku", "new.iku"), specs(count), strict=True):
        workspace.write(name, text)
    store = f"sqlite:///{count}.db"
    workspace.write("s.csv", "tahun,n,x,y\n2025,1,2,3\n")
    assert workspace("import", "s.csv", "--store", store).status == 0
    said: list[Said] = []
    counted = work(lambda: said.append(workspace(*(part.format(count=count) for part in command), "--store", store)))
    assert said[0].status in (0, 1) and said[0].out, said[0].err
    return counted


@pytest.mark.parametrize("case", CASES)
def test_four_times_the_specs_take_no_more_than_four_times_the_work(workspace: Workspace, case: str) -> None:
    calls(workspace, *CASES[case], 3)  # what is loaded and made once
    one, few, many = (calls(workspace, *CASES[case], count) for count in (1, FEW, MANY))
    assert few - one > 5_000, "the calls are counted"
    assert many - one <= (few - one) * 4.3, "what one takes is no part of it, so that fewer show as much"


@dataclass(frozen=True, eq=False)
class Meant:
    """What somebody means, and how often it is held against another."""

    at: int
    looks: list[int]

    def __hash__(self) -> int:
        return hash(self.at)

    def __eq__(self, other: object) -> bool:
        self.looks.append(self.at)
        return isinstance(other, Meant) and self.at == other.at


def test_long_lists_of_requirements_are_not_held_against_each_other_one_by_one() -> None:
    looks: list[int] = []
    old, new = ([(Meant(at, looks), str(at)) for at in range(first, first + 1_000)] for first in (0, 500))
    found = [(gone, come) for _, gone, come in listed("diff.requirement", old, new)]
    assert found == [(str(at), str(at + 1_000)) for at in range(500)]
    assert len(looks) < 10_000


@pytest.mark.parametrize("deep", [220, pytest.param(2_200, marks=pytest.mark.soak)])
def test_what_changed_is_found_however_deep_it_is(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch, deep: int
) -> None:
    """A limit on how far is followed is no answer: what is beyond it may be what changed."""
    for room in (looking, variants):
        monkeypatch.setattr(room, "MOST_PLACES", deep * 10 // 11)
    for name, text in zip(("old.iku", "new.iku"), chain(deep), strict=True):
        workspace.write(name, text)
    workspace.write("s.csv", "tahun,n,x,y\n2025,1,2,3\n")
    assert workspace("import", "s.csv").status == 0
    said = workspace("compare", f"i{deep}", "2025", "--from-specs", "old.iku", "--to-specs", "new.iku", "--json")
    document = said.document
    assert (said.status, [(part["cause"], part["exact"]) for part in document["parts"]]) == (0, [("rule", "1")])


def test_what_many_read_is_looked_through_once() -> None:
    """A set of expected rows with as many parts as there are indicators that read its source, in twelve months each."""

    def looked(count: int) -> int:
        due = " atau ".join(f"r.x > {n}" for n in range(count))
        text = f"dimensi d\n  a\nsumber r per tahun, d daftar\n  kolom x angka 0..\nsumber s per bulan, d lengkap atas (d yang {due})\n"
        text += "  kolom n angka 0.. konsolidasi jumlah\n" + large.each(
            large.indicator("rumus jumlah s.n + {i}", "i{i}"), count
        )
        program = check(text).program
        asked = [(name, Period(2025)) for name in program.indicators]
        found: list[object] = []
        counted = work(lambda: found.append(readers(program, asked, "r", None, range(2020, 2030))))
        assert found == [frozenset(asked)]
        return counted

    few, many = looked(10), looked(40)
    assert many <= few * 7


YEARS = [Period(year) for year in range(1990, 2020)]
FIRST, LAST = "i0", Period(2025)
Asks = Callable[[Program, Program], object]
LOOKS: dict[str, Asks] = {
    "sources": lambda program, _: reach(program, [(FIRST, LAST)]),
    "readers": lambda program, _: readers(program, [(FIRST, year) for year in YEARS], "s", None, range(1990, 2020)),
    "places": lambda program, _: places_of(program, FIRST, LAST),
    "columns": lambda program, _: touched(program, FIRST, LAST, False),
    "judged": lambda program, _: judged_in(program, frozenset((FIRST, Period(year)) for year in range(1, 2000))),
    "differing": lambda program, other: differing(
        program, other, frozenset((FIRST, Period(year)) for year in range(1, 2000)), frozenset()
    ),
    "reads": lambda program, _: reads_of_years(program),
}


def reads_of_years(program: Program) -> object:
    version, looks = program.version(FIRST, LAST), Looks(program, own=True)
    assert version is not None
    return [own_reads(looks, version, Period(year)) for year in range(1, 2000)]


@cache
def naming_each_other(count: int) -> tuple[Program, Program]:
    text = large.of_each_others_year_before(count)
    return check(text).program, check(text.replace("0.1", "0.2")).program


@pytest.mark.parametrize("looks", LOOKS)
def test_a_rule_is_walked_over_once_in_however_many_periods_it_is_followed(looks: str) -> None:
    """What names the same five times as often takes a little longer to walk over, and no longer in each of two thousand places."""
    few, many = (work(lambda both=both: LOOKS[looks](*both)) for both in map(naming_each_other, (20, 100)))
    assert many < few * 2 + 30_000


def bounds_of_a_tenth(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("MOST_LOOKS", "MOST_PLACES"):
        fewer = getattr(looking, name) // 10
        for room in (looking, variants):
            monkeypatch.setattr(room, name, fewer)


@pytest.mark.parametrize("looks", ["sources", "places", "columns"])
def test_places_without_end_of_which_each_leads_to_many_have_a_bound(looks: str, monkeypatch) -> None:
    """An indicator that names so many years before it, each another one; the bounds are a tenth of what they are, as one sees as much."""
    bounds_of_a_tenth(monkeypatch)

    def looked(count: int) -> int:
        sums = each_named(count)
        program = check(large.NUMBERS + large.indicator(f"rumus s.n + 0.1 * ({sums})", FIRST)).program
        return work(lambda: LOOKS[looks](program, program))

    few, many = looked(100), looked(300)
    assert many < few * 2


def each_named(count: int) -> str:
    named = [f"{FIRST}[tahun - {at + 1}]" for at in range(count)]
    return " + ".join("(" + " + ".join(named[at : at + 50]) + ")" for at in range(0, count, 50))


def test_where_there_is_too_much_to_look_at_all_may_be_read(monkeypatch: pytest.MonkeyPatch) -> None:
    """As many parts of rules as may be looked at are no answer of their own: whatever is beyond may be read."""
    bounds_of_a_tenth(monkeypatch)
    beside = "sumber t per tahun\n  kolom n angka 0..10\n" + large.indicator("rumus t.n", "j")
    program = check(
        large.NUMBERS + beside + large.indicator(f"rumus s.n + j + 0.1 * ({each_named(200)})", FIRST)
    ).program
    assert reach(program, [(FIRST, LAST)]) == {"s": None, "t": None}
    assert {("j", LAST), (FIRST, LAST)} <= places_of(program, FIRST, LAST)
    assert ANYTHING in touched(program, FIRST, LAST, False).cells


def test_a_comparison_does_not_evaluate_every_member_again_in_every_world_between(workspace: Workspace) -> None:
    """Of six columns there are 64 worlds, of twenty members one more each: an evaluation makes a trace of each result in all of them."""

    def counted(count: int) -> tuple[int, int]:
        listed = "dimensi d\n" + large.each("  m{i}\n", count)
        source = "sumber s per tahun, d\n" + large.each("  kolom c{i} angka 0..100\n", 6)
        formula = large.each("s.c{i}", 6, " + ")
        rules = large.indicator(f"rumus {formula}", "each", " per d") + large.indicator("rumus rerata each", "one")
        workspace.write("old.iku", listed + source + rules)
        cells = (
            (year, at, [(at * (3 + n) + year * (n + 1)) % 97 for n in range(6)])
            for year in (2024, 2025)
            for at in range(count)
        )
        rows = [f"{year},m{at},{','.join(map(str, row))}" for year, at, row in cells]
        workspace.write("s.csv", "\n".join(["tahun,d,c0,c1,c2,c3,c4,c5", *rows]) + "\n")
        store = f"sqlite:///{count}.db"
        assert workspace("import", "s.csv", "--store", store).status == 0
        asked = (("eval", "one", "--period", "2025", "--no-trace"), ("compare", "one", "2024", "2025"))
        evaluated, compared = (work(lambda one=one: workspace(*one, "--json", "--store", store)) for one in asked)
        return evaluated, compared

    few, many = counted(5), counted(20)
    evaluated, compared = (after - before for before, after in zip(few, many, strict=True))
    assert 0 < compared < 40 * evaluated


def test_an_evaluation_walks_over_its_rules_as_often_for_eight_years_as_for_two(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    workspace.write("old.iku", large.of_each_others_year_before(8))
    walked, walk = 0, ex.walk

    def counting(rule: ex.Expression | ex.SetExpression) -> object:
        nonlocal walked
        walked += 1
        return walk(rule)

    def walks(years: int) -> int:
        nonlocal walked
        store = f"sqlite:///{years}.db"
        workspace.write("s.csv", "tahun,n,x,y\n" + "".join(f"{2025 - back},1,2,3\n" for back in range(years)))
        assert workspace("import", "s.csv", "--store", store).status == 0
        walked = 0
        assert workspace("eval", FIRST, "--period", "2025", "--no-trace", "--store", store).status in (0, 1)
        return walked

    walks(2)
    monkeypatch.setattr(ex, "walk", counting)
    assert 0 < walks(8) <= walks(2)
