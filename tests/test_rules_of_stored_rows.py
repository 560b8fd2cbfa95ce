"""A row of a file that makes a stored row of another member break a rule is kept out, and stops no good one."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from counted_calls import calls

from iku_dsl.checking.check import check_files
from iku_dsl.period import Period
from iku_dsl.problem import SourceFile
from iku_engine.errors import WrongUse
from iku_engine.evaluating.evaluate import evaluate
from iku_engine.importing.importing import import_file
from iku_engine.ledger.verify import Verifier
from iku_engine.migrate.opening import open_store
from iku_engine.rules.rowcheck import RowCheck
from iku_engine.staging.report import ImportReport
from iku_engine.wording import say_it

SPEC = """
dimension k key code
  attribute boss k may be missing

source s per year, k register
  column x integer 0..20
  {rule}

indicator i per k
  unit number 0..20
  direction none
  formula s.x
"""
BOSS = {"B": "A", "C": "B", "D": "A", "E": "D"}
Facts = Mapping[tuple[int, str], int]  # x by year and member


class Office:
    def __init__(self, folder: Path, *rules: str, bosses: Mapping[str, str] = BOSS) -> None:
        checked = check_files([SourceFile("s.iku", SPEC.format(rule="\n  ".join(rules)))])
        assert checked.program is not None, checked.problems
        self.folder, self.program = folder, checked.program
        self.store = open_store(f"sqlite:///{folder}/i.db", checked.program)
        members = dict.fromkeys((*bosses.values(), *bosses))
        self.load("k", "code,boss\n" + "".join(f"{one},{bosses.get(one, '')}\n" for one in members))

    def load(self, name: str, text: str, **how: Any) -> ImportReport:
        path = self.folder / f"{name}.csv"
        path.write_text(text, encoding="utf-8")
        return import_file(self.store, self.program, path, name, user="siti", **how)

    def facts(self, facts: Facts, **how: Any) -> ImportReport:
        return self.load("s", "year,k,x\n" + "".join(f"{y},{k},{x}\n" for (y, k), x in facts.items()), **how)

    def counted(self, *years: int) -> Facts:
        found = evaluate(self.store, self.program, specs="", indicators=["i"], periods=[*map(Period, years)])
        return {(one.period.year, one.key[0]): int(str(one.value)) for one in found.results if one.value is not None}


def told(report: ImportReport, language: str = "en") -> list[tuple[int, str]]:
    return [(one.row, say_it(one.reason, language)) for one in report.rejected]


def test_the_row_is_kept_out_and_told_of_the_stored_one(tmp_path: Path) -> None:
    office = Office(tmp_path, 'require x <= s.x["A"]')
    office.facts({(2025, "B"): 8})
    report = office.facts({(2025, "A"): 6, (2025, "C"): 1, (2024, "A"): 3})
    assert told(report) == [(2, 'with this row, s.csv:2 (B): breaks a requirement: x <= s.x["A"]')]
    assert told(report, "id")[0][1].startswith("dengan baris ini, s.csv:2 (B): melanggar")
    assert office.counted(2024, 2025) == {(2025, "B"): 8, (2025, "C"): 1, (2024, "A"): 3}
    assert Verifier(office.store).verify().faults == ()


@pytest.mark.parametrize("how", ["strict", "dry_run"])
def test_a_file_that_is_not_kept_tells_the_row_as_well(tmp_path: Path, how: str) -> None:
    office = Office(tmp_path, 'require x <= s.x["A"]')
    office.facts({(2025, "B"): 8})
    report = office.facts({(2025, "A"): 6, (2025, "C"): 1}, **{how: True})
    assert (report.batch, [row for row, _ in told(report)]) == (None, [2])
    assert office.counted(2025) == {(2025, "B"): 8}


@pytest.mark.parametrize("end", ['s.x["A"]', "x[previous year]"])
def test_an_end_that_another_row_gives_is_such_a_rule(tmp_path: Path, end: str) -> None:
    office = Office(tmp_path, f"column y integer 0..{end}")
    office.load("s", "year,k,x,y\n2024,A,9,1\n2025,A,9,1\n2024,B,9,1\n2025,B,9,8\n")
    report = office.load("s", "year,k,x,y\n2024,B,5,1\n2025,A,5,1\n2025,C,1,1\n")
    assert [row for row, _ in told(report)] == ([3] if "A" in end else [2])
    assert "(B): 8 exceeds the limit 5" in told(report)[0][1]


def test_rows_that_do_so_only_together_stop_their_file(tmp_path: Path) -> None:
    """Of these nobody can say which is wrong."""
    office = Office(tmp_path, 'require x <= s.x["A"] + s.x["D"] or x < 5')
    office.facts({(2025, "A"): 9, (2025, "D"): 9, (2025, "B"): 12})
    with pytest.raises(WrongUse) as error:
        office.facts({(2025, "A"): 5, (2025, "D"): 5, (2025, "C"): 1})
    assert dict(error.value.text.arguments)["places"] == ("s.csv:4 (B)",)
    assert [row for row, _ in told(office.facts({(2025, "A"): 2, (2025, "D"): 5, (2025, "C"): 1}))] == [2]


def test_a_row_that_makes_its_year_one_that_came_is_such_a_row(tmp_path: Path) -> None:
    office = Office(tmp_path, "require has s[previous year] or x <= 5")
    office.facts({(2025, "B"): 8})
    assert [row for row, _ in told(office.facts({(2024, "A"): 1, (2025, "C"): 1}))] == [2]
    assert [row for row, _ in told(office.facts({(2024, "B"): 1, (2024, "A"): 1}))] == []


def test_what_many_stored_rows_read_is_looked_at_for_few_of_them(tmp_path: Path, monkeypatch: Any) -> None:
    """One row may make all of them break a rule; many may do so, each of another one."""
    many = {f"M{n}": f"B{n}" for n in range(250)}
    office = Office(tmp_path, 'require x <= s.x["A"] and x <= s.x[k.boss]', bosses={**many, "A": "A"})
    office.facts({(2025, one): 8 for one in many})
    asked: list[object] = []
    plain = RowCheck.stored_breaks
    monkeypatch.setattr(RowCheck, "stored_breaks", lambda *place: asked.append(place) or plain(*place))
    assert [row for row, _ in told(office.facts({(2025, "A"): 6, (2024, "A"): 1}))] == [2]
    assert len(asked) < 600
    report = office.facts({(2025, boss): 7 + n % 2 for n, boss in enumerate(many.values())})
    assert (report.rejected_total, report.accepted) == (125, 125)


NAMED: dict[str, Callable[[int, str], tuple[tuple[int, str], ...]]] = {
    'x <= s.x["A"]': lambda year, _: ((year, "A"),),
    "x <= s.x[k.boss]": lambda year, key: ((year, BOSS.get(key, "")),),
    'x <= s.x["A"][previous year] + 3': lambda year, _: ((year - 1, "A"),),
    'x <= s.x["B"][previous year] + s.x["D"]': lambda year, _: ((year - 1, "B"), (year, "D")),
}


def keeps(rules: list[str], facts: Facts) -> bool:
    """Whether all rows keep some rules of `NAMED`, worked out by hand; what is not there may be as much as 20."""
    return all(
        x <= sum(facts.get(place, 20) for place in NAMED[rule](*at)) + 3 * (rule[-1] == "3")
        for at, x in facts.items()
        for rule in rules
    )


@pytest.mark.parametrize("seed", [*range(6), *(pytest.param(seed, marks=pytest.mark.soak) for seed in range(6, 200))])
def test_as_many_rows_come_in_as_keep_the_rules_beside_what_is_stored(tmp_path: Path, seed: int) -> None:
    pick = random.Random(seed)
    rules = pick.sample(list(NAMED), pick.choice([1, 2]))
    office = Office(tmp_path, *(f"require {rule}" for rule in rules))
    places = [(year, key) for year in (2023, 2024, 2025) for key in "ABCDE"]
    there: Facts = {}
    for _ in range(4):
        file = {place: pick.randint(2, 9) for place in pick.sample(places, pick.randint(1, 7))}
        try:
            report = office.facts(file)
        except WrongUse:
            assert any(rule.count("s.x") > 1 for rule in rules)
            assert all(keeps(rules, {**there, place: x}) for place, x in file.items()) or len(file) > 1
            continue
        out = {[*file][row - 2] for row, _ in told(report)}
        there = {**there, **{place: x for place, x in file.items() if place not in out}}
        assert keeps(rules, there)
        assert office.counted(2023, 2024, 2025) == there
        assert not any(keeps(rules, {**there, place: file[place]}) for place in out), "kept out without need"


def in_threes(members: int) -> tuple[dict[str, str], Facts]:
    """The middle one of three breaks the rule, and the last one where the middle is there."""
    bosses = {f"{rank}{n}": f"{above}{n}" for n in range(members) for above, rank in ("AB", "BC")}
    return bosses, {(2025, f"{rank}{n}"): x for n in range(members) for rank, x in (("A", 4), ("B", 8), ("C", 12))}


def in_a_chain(members: int) -> tuple[dict[str, str], Facts]:
    """Each names the one before, and is greater; the rule lets every other one stay."""
    return {f"M{n}": f"M{n - 1}" for n in range(1, 3 * members)}, {(2025, f"M{n}"): n % 20 for n in range(3 * members)}


@pytest.mark.parametrize("made", [in_threes, in_a_chain])
def test_rows_that_name_others_by_what_is_worked_out_are_asked_a_few_times(tmp_path: Path, made: Any) -> None:
    """Each that came back had all others asked again: 1,200 rows took 20 s, as no name says whom they read."""

    def steps(members: int) -> int:
        folder = tmp_path / str(members)
        folder.mkdir()
        bosses, file = made(members)
        office = Office(folder, "require x <= s.x[k.boss]", bosses=bosses)
        return calls(lambda: office.facts(file))

    assert steps(120) < 4.5 * steps(30)


def test_columns_that_no_rule_reads_make_no_row_dearer(tmp_path: Path) -> None:
    def steps(columns: int) -> int:
        folder = tmp_path / str(columns)
        folder.mkdir()
        more = [f"column y{n} integer 0..20 may be missing" for n in range(columns)]
        office = Office(folder, *more, "require x <= s.x[k.boss]")
        relation = office.store.schema.relations["s"]
        with office.store.reading() as connection:
            check = RowCheck(office.store.schema, office.program, relation, connection)
            values: dict[str, Any] = {"x": 3, **{f"y{n}": None for n in range(columns)}}
            assert check.broken_rule(2025, ("B",), values) is None
            return calls(lambda: [check.broken_rule(2025, ("B",), values) for _ in range(20)])

    assert steps(40) < 1.2 * steps(1)
