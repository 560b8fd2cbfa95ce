"""Figures that only grow through a year are told as cumulative ones whatever is said of them, and figures of another period as its."""

from __future__ import annotations

import random
from collections.abc import Iterator
from itertools import accumulate, pairwise
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from copied_stores import filled_url
from monthly_offices import MONTHLY, Office, told
from postgres_server import ENGINES

from iku_dsl.period import Period
from iku_engine.database.chain import events
from iku_engine.evaluating.evaluate import evaluate
from iku_engine.importing.importing import import_file
from iku_engine.ledger.approving import doubts
from iku_engine.ledger.verify import Verifier
from iku_engine.migrate.opening import open_store
from iku_engine.remarks.cumulative_figures import SAMPLE, some_ids
from iku_engine.store.runs import Asked, run, store_run
from iku_engine.wording import say_it

WORDS = ("", "Realisasi\u0020bulan,\n", "Laporan,\n")
PARTS = {"month": 12, "quarter": 4, "semester": 2}


class Flows:
    """What units spend in each period of a year, at random: much or little, some nothing, none more in one period than in another."""

    def __init__(self, seed: int) -> None:
        draw = random.Random(seed)
        self.grain = draw.choice(["month", "month", "quarter"])
        self.units = draw.randint(8, 60)
        most = [draw.choice([40, 3_000, 9_000_000]) for _ in range(self.units)]
        lazy = [draw.random() < 0.1 for _ in range(self.units)]
        self.flows = [
            [0 if slow and draw.random() < 0.6 else draw.randint(0, top) for top, slow in zip(most, lazy, strict=True)]
            for _ in range(PARTS[self.grain])
        ]
        self.title = draw.choice(WORDS)

    @property
    def so_far(self) -> list[list[int]]:
        """The same from the beginning of the year on."""
        units = [list(accumulate(one)) for one in zip(*self.flows, strict=True)]
        return [list(one) for one in zip(*units, strict=True)]


def _loaded(world: Flows, figures: list[list[int]], parts: int) -> list[list[str]]:
    with TemporaryDirectory() as folder:
        office = Office(Path(folder), grain=world.grain)
        found = [
            told(office.load(at, some, world.title), "row.grows") for at, some in enumerate(figures[:parts], start=1)
        ]
        beside = office.beside("2025")
        assert len([one for one in beside if "only grow" in one]) == (1 if any(found) else 0)
        office.store.close()
        return found


@pytest.mark.parametrize("seed", range(12))
def test_cumulative_figures_are_told_once(seed: int) -> None:
    world = Flows(seed)
    found = _loaded(world, world.so_far, 4)
    assert [len(one) for one in found if one] == [1], "once, and for no later file of the year"
    assert world.units < 12 or found[1] or found[2], "as soon as no chance does that"


@pytest.mark.parametrize("part", range(4))
def test_spending_that_rises_through_a_year_is_no_sum(tmp_path: Path, part: int) -> None:
    """Quarters of 15, 22, 25 and 38 in a hundred of each unit's budget, with one part in ten more or less."""
    draw, office = random.Random(part), Office(tmp_path, grain="quarter")
    budgets = [draw.randint(1_000, 90_000) for _ in range(34)]
    for at, share in enumerate((15, 22, 25, 38), start=1):
        spent = [one * share * draw.randint(90, 110) // 10_000 for one in budgets]
        assert told(office.load(at, spent), "row.grows") == []


@pytest.mark.parametrize("count", [8, pytest.param(400, marks=pytest.mark.soak)])
def test_flows_are_told_as_such_hardly_ever(count: int) -> None:
    worlds = [Flows(seed) for seed in range(1_000, 1_000 + count)]
    wrong = [seed for seed, world in enumerate(worlds) if any(_loaded(world, world.flows, 4))]
    assert len(wrong) <= 0.02 * len(worlds), wrong


@pytest.fixture(params=ENGINES)
def office(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Office]:
    made = Office(tmp_path, filled_url(request, _begun))
    yield made
    made.store.close()


def _begun(url: str) -> None:
    with TemporaryDirectory() as folder:
        Office(Path(folder), url).store.close()


TEN = [11, 200, 35, 4_000, 51, 6, 70, 800, 9, 100]
TWENTY = [*TEN, *(7 * n for n in TEN)]


def test_it_is_told_in_both_languages_and_stands_beside_results_while_it_counts(office: Office) -> None:
    office.load(1, TEN)
    report = office.load(2, [2 * one for one in TEN])
    (cell,) = [one for one in report.doubted if one.reason.key == "row.grows"]
    assert (cell.row, cell.column, cell.value) == (2, "x", "U0000: 11 → 22")
    assert say_it(cell.reason, "en").startswith("the figures of x in 2025 only grow from month to month")
    assert "declare the column “consolidate last”" in say_it(cell.reason, "en")
    assert "hanya naik dari bulan ke bulan" in say_it(cell.reason, "id")
    assert "“konsolidasi terakhir”" in say_it(cell.reason, "id")
    assert told(office.load(3, [3 * one for one in TEN]), "row.grows") == [], "nothing new"
    for period in ("2025", "2025-Q1", "2025-03"):
        (beside,) = office.beside(period)
        assert beside.startswith("figures that count (s2.csv:2): the figures of x in 2025 only grow"), period
    assert office.beside("2025", "id")[0].startswith(
        "angka yang ikut dihitung (s2.csv:2): angka x tahun 2025 hanya naik"
    )
    assert office.beside("2024") == []
    assert Verifier(office.store).verify().faults == ()
    office.take_back(2)
    assert office.beside("2025") == []
    office.load(2, [one + 1 for one in TEN])
    assert len(office.beside("2025")) == 1, "it counts again"
    office.reopen(MONTHLY.replace('sum partial because "as far as it came"', "last"))
    assert office.beside("2025") == []


def test_it_is_a_doubt_before_a_figure_becomes_final(office: Office) -> None:
    office.load(1, TEN)
    office.load(2, [2 * one for one in TEN])
    asked = Asked(indicators=("of_year",), periods=(Period(2025),))
    made = evaluate(office.store, office.program, specs="s", indicators=["of_year"], periods=asked.periods)
    kept = run(office.store, store_run(office.store, made, [office.file], asked, user="siti"))
    found = [say_it(one.text, "en") for one in doubts(office.store, kept, [("of_year", "2025", ())], "budi")]
    assert [one for one in found if "only grow" in one and one.startswith("figures that count (s2.csv:2)")]


def test_what_the_words_say_is_not_said_again_by_the_figures(office: Office) -> None:
    office.load(1, TEN, "Realisasi s.d. bulan ini,\n,\n")
    report = office.load(2, [2 * one for one in TEN], "Realisasi s.d. bulan ini,\n,\n")
    assert [one.reason.key for one in report.doubted] == ["row.so-far"]
    assert len(office.beside("2025")) == 1


@pytest.mark.parametrize(
    "second",
    [
        TEN,
        [*(one + 1 for one in TEN[:4]), *TEN[4:]],
        [one + 5 for one in TEN[:9]],
        [*(one + 5 for one in TEN[:9]), 1],
    ],
)
def test_what_may_be_chance_is_not_told(tmp_path: Path, second: list[int]) -> None:
    """The same figures, few that are larger, nine keys, and one that is smaller."""
    office = Office(tmp_path)
    office.load(1, TEN)
    assert told(office.load(2, second), "row.grows") == []
    assert office.beside("2025") == []


@pytest.mark.parametrize(("more", "less", "wanted"), [(39, 1, True), (36, 4, False), (15, 0, False), (25, 0, True)])
def test_of_forty_nearly_all_grow_and_most_of_them(tmp_path: Path, more: int, less: int, wanted: bool) -> None:
    """The others stay what they were, as what is the same each month does."""
    office = Office(tmp_path)
    office.load(1, [100 + at for at in range(40)])
    second = [100 + at + (400 if at < more else 0) - (9 if at >= 40 - less else 0) for at in range(40)]
    assert bool(told(office.load(2, second), "row.grows")) is wanted


@pytest.mark.parametrize("seed", range(6))
def test_one_of_few_keys_may_fall(tmp_path: Path, seed: int) -> None:
    """Money was returned, or a row corrected, in one of the files."""
    draw, office = random.Random(seed), Office(tmp_path, grain="quarter")
    units, fallen = 10 + seed, draw.randrange(10)
    flows = [[draw.randint(500, 2_000) for _ in range(units)] for _ in range(4)]
    figures = [[sum(one) for one in zip(*flows[: at + 1], strict=True)] for at in range(4)]
    figures[1][fallen] = figures[0][fallen] - 100
    found = [told(office.load(at, some), "row.grows") for at, some in enumerate(figures, start=1)]
    assert [len(one) for one in found if one] == [1]
    assert found[2] or units > 12, "one of ten is chance after two files, and none after three"
    assert len(office.beside("2025")) == 1


@pytest.mark.parametrize("falling", [2, 3])
def test_more_of_ten_may_not_fall(tmp_path: Path, falling: int) -> None:
    """As unlikely as it were by chance: what goes down in two of ten is no sum."""
    office = Office(tmp_path)
    for at in (1, 2, 3, 4):
        figures = [
            (one + 500) * at - (2_000 * at if at == 2 and n < falling else 0)
            for n, one in enumerate(range(0, 1_000, 100))
        ]
        assert told(office.load(at, [max(one, 0) for one in figures]), "row.grows") == []


def test_other_years_and_the_order_of_files_are_no_matter(tmp_path: Path) -> None:
    office = Office(tmp_path)
    office.load(12, TEN, year=2024)
    assert told(office.load(2, [2 * one for one in TEN]), "row.grows") == [], "of another year"
    assert told(office.load(1, TEN), "row.grows") == ["U0000: 11 → 22"], "the earlier one came later"


def test_a_file_of_many_months_is_looked_at_evenly(tmp_path: Path) -> None:
    path, office = tmp_path / "s.csv", Office(tmp_path)
    rows = [f"2025-{month:02},U{unit:04},{(unit + 13) * month}" for unit in range(900) for month in range(1, 13)]
    path.write_text("\n".join(["month,unit,x", *rows]) + "\n", encoding="utf-8")
    report = import_file(office.store, office.program, path, "s", user="siti")
    (value,) = told(report, "row.grows")
    assert value.count("→") == 11
    assert len(office.beside("2025-07")) == 1
    with office.store.reading() as connection:
        assert len(list(events(connection, office.store.schema))[-1].detail) < 3_000


def test_the_rows_that_are_looked_at_are_of_all() -> None:
    found = some_ids(1_001, 100_000)
    assert len(found) == SAMPLE
    assert max(b - a for a, b in pairwise(found)) < 2 * 100_000 / SAMPLE
    assert all(1_001 <= one <= 101_000 for one in found)
    assert some_ids(5, 3) == [5, 6, 7]


def test_figures_of_another_period_are_told(office: Office) -> None:
    """January's file, once more as February's: that it had been loaded was said, and not that it was January's."""
    office.load(1, TWENTY)
    report = office.take_in(office.folder / "s1.csv", 2)
    (cell,) = [one for one in report.doubted if one.reason.key == "row.figures-again"]
    assert say_it(cell.reason, "en").startswith("keys and figures are those of 2025-01 (s1.csv)")
    assert f"facts retract --batch {report.batch})" in say_it(cell.reason, "en")
    assert say_it(cell.reason, "id").startswith("kunci dan angkanya sama dengan 2025-01 (s1.csv)")
    third = office.take_in(office.folder / "s1.csv", 3)
    assert len(told(third, "row.figures-again")) == 1, "the same file"
    assert office.beside("2025") == [], "as they come"


@pytest.mark.parametrize(
    ("first", "second", "wanted"),
    [
        (TWENTY, [*TWENTY[:-1], 5], True),
        (TWENTY, [one + 1 for one in TWENTY[:3]] + TWENTY[3:], False),
        (TEN, TEN, False),
        ([12_345, 23_456, 34_567], [12_345, 23_456, 34_567], True),
        ([12_345, 23_456, 34_567], [12_345, 23_456, 34_568], False),
        ([1] * 40, [1] * 40, False),
        (TWENTY, TWENTY[:10], False),
    ],
)
def test_which_figures_are_those_of_another_period(
    tmp_path: Path, first: list[int], second: list[int], wanted: bool
) -> None:
    """Nearly all of many, or few large ones: figures that are all alike, or small and few, are alike by chance."""
    office = Office(tmp_path)
    office.load(1, first)
    assert len(told(office.load(2, second), "row.figures-again")) == wanted


def test_what_is_the_same_each_month_is_told_once_and_no_more(tmp_path: Path) -> None:
    office = Office(tmp_path)
    found = [
        len(told(office.load(month, TWENTY, f"Bulan {month},\n,\n"), "row.figures-again")) for month in (1, 2, 3, 4)
    ]
    assert found == [0, 1, 0, 0]


def test_the_same_month_a_year_before_is_another_period(tmp_path: Path) -> None:
    office = Office(tmp_path)
    office.load(3, TWENTY, year=2024)
    report = office.load(3, TWENTY, "Maret,\n,\n")
    assert [str(dict(one.reason.arguments)["period"]) for one in report.doubted] == ["2024-03"]


def test_yearly_sources_ask_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def asked(*_: object) -> None:
        raise AssertionError

    monkeypatch.setattr("iku_engine.importing.batches.looked", asked)
    office = Office(tmp_path, grain="year")
    office.load(1, TEN)
    office.store.close()
    assert open_store(office.url, office.program, user="siti") is not None
