"""The Human Development Index of every country, region and year, from the published inputs: equal to what UNDP published."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from pathlib import Path

import pytest
from demonstration import development
from melt_hdr import ITEMS, YEARS, Row, is_aggregate, melt, read_wide

from iku_dsl.checking.check import check
from iku_dsl.period import Period
from iku_engine.evaluating.evaluate import evaluate
from iku_engine.importing.importing import import_file
from iku_engine.migrate.opening import open_store
from iku_engine.results.evaluation import Result, State

HERE = Path(__file__).parent
WIDE = HERE / "data" / "hdr23_24.csv"
SPECS = HERE.parent / "indicator_specs" / "undp"

# Published without an index; life expectancy was below its goalpost of 20 years in 1994.
INPUTS_WITHOUT_INDEX = {("RWA", year) for year in range(1990, 1995)}

Results = Mapping[tuple[str, int], Result]


@pytest.fixture(scope="module")
def published() -> dict[str, Row]:
    return {row["iso3"]: row for row in read_wide(WIDE)}


SOME = (
    1990,
    1994,
    2010,
    2022,
)  # the first, one below a goalpost, one within, the last: of 33 years, which the soak has
PUBLISHED = {
    SOME: (712, 44, 110),
    tuple(YEARS): (6_171, 363, 622),
}  # indices, those of aggregates among them, rows with a gap


@pytest.fixture(scope="module", params=[SOME, pytest.param(tuple(YEARS), marks=pytest.mark.soak)], ids=["some", "all"])
def years(request: pytest.FixtureRequest) -> tuple[int, ...]:
    return request.param


@pytest.fixture(scope="module")
def results(years: tuple[int, ...]) -> Results:
    assert not check([SPECS]).problems
    with development() as (store, program):
        found = evaluate(
            store, program, specs="", indicators=["hdi"], periods=[Period(year) for year in years], traced=False
        )
    return {(result.key[0], result.period.year): result for result in found.results}


def test_every_published_index_to_three_decimals(
    published: dict[str, Row], years: tuple[int, ...], results: Results
) -> None:
    cells = {
        (code, year): Fraction(row[f"hdi_{year}"])
        for code, row in published.items()
        for year in years
        if row[f"hdi_{year}"]
    }
    assert (len(cells), sum(is_aggregate(published[code]) for code, _ in cells)) == PUBLISHED[years][:2]
    wrong = {
        place: (expected, results[place].value) for place, expected in cells.items() if results[place].value != expected
    }
    assert wrong == {}


def test_every_published_group(published: dict[str, Row], results: Results) -> None:
    expected = {code: row["hdicode"].casefold() for code, row in published.items() if row["hdicode"]}
    assert len(expected) == 193
    found = {code: results[code, 2022].category for code in expected}
    assert {code: category and category.label.casefold() for code, category in found.items()} == expected


def test_every_published_rank_is_among_countries(published: dict[str, Row], results: Results) -> None:
    expected = {code: int(row["hdi_rank_2022"]) for code, row in published.items() if row["hdi_rank_2022"]}
    assert len(expected) == 193
    found = {code: rank for code in published if (rank := results[code, 2022].rank) is not None}
    assert found == expected


def test_a_row_with_a_gap_is_missing_with_bounds(
    published: dict[str, Row], years: tuple[int, ...], results: Results
) -> None:
    partial = [
        (code, year)
        for code, row in published.items()
        for year in years
        if not all(row[f"{item}_{year}"] for item in ITEMS)
    ]
    assert len(partial) == PUBLISHED[years][2]
    for place in partial:
        result = results[place]
        assert result.state is State.MISSING, place
        assert result.value is None, place
        assert result.reason is not None, place
        assert result.missing, place
        assert result.bounds is not None, place
        assert result.bounds.low is not None, place
        assert result.bounds.high is not None, place
        assert 0 <= result.bounds.low <= result.bounds.high <= 1, place


def test_a_gap_filled_lies_within_the_bounds_it_left(results: Results, tmp_path: Path) -> None:
    """Take one cell from rows that are complete: the index published for the whole row lies in the bounds of the rest."""
    program = check([SPECS]).program
    country, hdr = melt(WIDE, tmp_path)
    header, *lines = [
        line for line in hdr.read_text(encoding="utf-8").splitlines() if line.startswith(("year", "2022,"))
    ]
    kept = []
    for number, line in enumerate(lines):
        cells = line.split(",")
        cells[2 + number % 4] = ""
        kept.append(",".join(cells))
    hdr.write_text("\n".join([header, *kept, ""]), encoding="utf-8")
    with open_store("sqlite://", program) as store:
        import_file(store, program, country, "country", user="test")
        import_file(store, program, hdr, "hdr", user="test")
        found = evaluate(store, program, specs="", indicators=["hdi"], periods=[Period(2022)], traced=False).results
    tried = [(results[result.key[0], 2022].value, result) for result in found]
    assert sum(value is not None for value, _ in tried) > 200
    for value, result in tried:
        assert result.state is State.MISSING
        bounds = result.bounds
        assert bounds is not None
        assert bounds.low is not None
        assert bounds.high is not None
        if value is not None:
            assert bounds.low <= value <= bounds.high, result.key


def test_inputs_without_a_published_index(published: dict[str, Row], years: tuple[int, ...], results: Results) -> None:
    unpublished = {
        (code, year)
        for (code, year), result in results.items()
        if result.state is State.VALUE and not published[code][f"hdi_{year}"]
    }
    assert unpublished == {(code, year) for code, year in INPUTS_WITHOUT_INDEX if year in years}
    assert results["RWA", 1994].value == 0
    assert {result.state for result in results.values()} == {State.VALUE, State.MISSING}
    assert len(results) == 206 * len(years)
