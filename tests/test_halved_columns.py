"""Columns as a spreadsheet of another country leaves them, drawn at random: what it took by half is told, and hardly any others."""

from __future__ import annotations

import re
from collections.abc import Sequence
from random import Random

import pytest

from iku_engine.reading.opened import Figure
from iku_engine.reading.style import Evidence, Style
from iku_engine.words.notation import dated

COLUMNS = 400


def written(value: int, cents: int = 0) -> str:
    """An amount as people write it here."""
    return f"{value:,}".replace(",", ".") + (f",{cents:02d}" if cents else "")


def taken(text: str) -> str:
    """What a spreadsheet that writes points for decimals makes of a cell: a number, else the text as it is."""
    bare = text.replace(",", "") if re.fullmatch(r"\d{1,3}(,\d{3})+(\.\d+)?", text) else text
    if not re.fullmatch(r"\d+(\.\d+)?", bare):
        return text
    return Figure(bare.rstrip("0").rstrip(".") if "." in bare else bare)


def amounts(random: Random, lowest: float, highest: float) -> list[int]:
    """Amounts of all sizes within powers of ten."""
    return [int(10 ** random.uniform(lowest, highest)) for _ in range(random.randrange(4, 60))]


def halved_amounts(
    random: Random, highest: float, rows: tuple[int, int], cents: Sequence[int], typed: int
) -> list[str]:
    """A column that a spreadsheet took by half, with some cells that were typed into it; nothing of it where it took too few."""
    values = [int(10 ** random.uniform(0, highest)) for _ in range(random.randint(*rows))]
    texts = [written(value, random.choice(cents)) for value in values]
    cells = [taken(text) for text in texts]
    converted = {cell for text, cell in zip(texts, cells, strict=True) if "." in text and type(cell) is Figure}
    if len(converted) < 2 or not any("." in cell for cell in cells if type(cell) is not Figure):
        return []
    for value in [int(10 ** random.uniform(0, highest)) for _ in range(typed)]:
        cells.append(Figure(str(value)) if random.random() < 0.5 else written(value, random.choice(cents)))
    return cells


def said_of_amounts(cells: Sequence[str]) -> bool:
    style, numbers = Style(None, lambda every: Evidence(every=every)), Style("en")
    for cell in dict.fromkeys((type(cell) is Figure, cell) for cell in cells):
        (numbers if cell[0] else style).amount("x", cell[1])
    return bool(style.halved_amounts(numbers))


@pytest.mark.parametrize("native", [False, True])
def test_amounts_taken_by_half_are_told_whatever_was_typed_beside_them(native: bool) -> None:
    random, told = Random(16), 0
    while told < COLUMNS:
        texts = [written(value, random.choice([0, 0, 0, 50])) for value in amounts(random, 0, 9)]
        cells = [taken(text) for text in texts]
        converted = {cell for text, cell in zip(texts, cells, strict=True) if "." in text and type(cell) is Figure}
        left = {text for text in texts if text.count(".") > 1}
        if len(converted) < 2 or len(left) < 2:
            continue
        if native:
            typed = amounts(random, 0, 9)[: random.randrange(len(converted) // 2 + 1)]
            cells += [Figure(str(value)) for value in typed]
            cells += random.sample(["0", "0,5", "950", "12.500", "7,25"], min(5, len(left) // 2))
        random.shuffle(cells)
        assert said_of_amounts(cells), cells
        told += 1


@pytest.mark.parametrize("cents", [[0, 0, 0, 50], [0, 50]])
def test_amounts_below_a_million_with_cents_are_told(cents: list[int]) -> None:
    random, told = Random(24), 0
    while told < COLUMNS:
        if cells := halved_amounts(random, 6, (3, 60), cents, 0):
            assert said_of_amounts(cells), cells
            told += 1


@pytest.mark.parametrize(("typed", "wanted"), [(0, 1), (1, 0.95), (2, 0.75)])
@pytest.mark.parametrize("highest", [6, 9])
def test_amounts_of_small_files_are_told_though_one_or_two_were_typed(highest: int, typed: int, wanted: float) -> None:
    random = Random(25)
    columns = [halved_amounts(random, highest, (3, 8), [0, 0, 0, 50], typed) for _ in range(20 * COLUMNS)]
    columns = [cells for cells in columns if cells][:COLUMNS]
    assert len(columns) >= COLUMNS // 2
    assert sum(map(said_of_amounts, columns)) >= wanted * len(columns)


@pytest.mark.parametrize(
    ("numbers", "texts"),
    [
        (["950", "875", "640", "12.5"], ["1.250.000"]),
        (["950", "875", "640", "12.5"], ["1.250.000", "12.500"]),
        (["950", "875", "640", "125"], ["12.500,50", "7.250,25"]),
        ([], ["950", "875", "640", "125", "12.500,50"]),
    ],
)
def test_few_amounts_are_told(numbers: list[str], texts: list[str]) -> None:
    assert said_of_amounts([*map(Figure, numbers), *texts])


def test_amounts_of_very_many_cells_are_weighed_at_once() -> None:
    style, numbers = Style(None, lambda every: Evidence(every=every)), Style("en")
    for at in range(40_000):
        style.amount("x", f"{1 + at % 9}.{at % 1_000:03},{at:05}" if at % 5 < 3 else f"{at + 1000}")
        numbers.amount("x", Figure(f"{at + 1}"))
    assert style.halved_amounts(numbers) == {}


def test_amounts_taken_by_half_are_told_of_what_was_saved_as_text() -> None:
    random, told = Random(23), 0
    while told < COLUMNS:
        texts = [written(value * 1000) for value in amounts(random, 0, 6)]
        cells = [str(taken(text)) for text in texts]
        if len({cell for cell in cells if "." not in cell}) < 2 or not any(cell.count(".") > 1 for cell in cells):
            continue
        assert said_of_amounts(cells), cells
        told += 1


def test_amounts_of_one_kind_are_not_told() -> None:
    """Also not those that a spreadsheet of this country took, which are all numbers."""
    random, told = Random(17), 0
    for _ in range(COLUMNS):
        values = amounts(random, 0, 9)
        assert not said_of_amounts([Figure(str(value)) for value in values])
        told += said_of_amounts([written(value, random.choice([0, 50])) for value in values])
        told += said_of_amounts([written(value) for value in values])
    assert told <= COLUMNS // 20, (
        "of twice as many columns; a short one may have no amount between a thousand and a million"
    )


def good_amounts(random: Random, lowest: float, highest: float, cents: Sequence[int], rows: int = 60) -> list[str]:
    """Some typed as numbers, some as texts, whatever their size."""
    texts = random.uniform(0.1, 0.9)
    return [
        written(value, random.choice(cents)) if random.random() < texts else Figure(str(value))
        for value in amounts(random, lowest, highest)[:rows]
    ]


@pytest.mark.parametrize("lowest", [0, 2, 3])
@pytest.mark.parametrize(("highest", "cents"), [(9, [0]), (9, [0, 0, 0, 50]), (6, [0, 0, 0, 50]), (6, [0, 50])])
def test_hardly_any_good_amounts_of_both_kinds_are_told(lowest: int, highest: int, cents: list[int]) -> None:
    random = Random(18)
    told = sum(said_of_amounts(good_amounts(random, lowest, highest, cents)) for _ in range(COLUMNS))
    assert told <= COLUMNS // 20


@pytest.mark.parametrize(("lowest", "bound"), [(0, 0.15), (2, 0.06), (3, 0.01)])
def test_few_good_amounts_of_small_files_are_told(lowest: int, bound: float) -> None:
    """Of a few amounts of which some lie below a thousand, and others above a million, little can be known."""
    random = Random(26)
    told = sum(said_of_amounts(good_amounts(random, lowest, 9, [0, 0, 0, 50], 8)) for _ in range(COLUMNS))
    assert told <= bound * COLUMNS


def test_hardly_any_texts_below_a_million_with_cents_are_told() -> None:
    random, told = Random(27), 0
    for _ in range(COLUMNS):
        told += said_of_amounts([written(value, random.choice([0, 0, 0, 50])) for value in amounts(random, 0, 6)])
    assert told <= COLUMNS // 50


def said_of_days(cells: Sequence[str]) -> bool:
    style = Style(None, lambda every: Evidence(every=every))
    for cell in dict.fromkeys(cells):
        found = dated(cell)
        assert found is not None
        style.day("x", cell, found)
    return style.doubtful_days.get("x", ("",))[0] == "halved"


def days(random: Random) -> list[tuple[int, int]]:
    """Days and months."""
    return [(random.randrange(1, 29), random.randrange(1, 13)) for _ in range(random.randrange(4, 60))]


def cell_of(day: int, month: int) -> str:
    """A cell that is a date."""
    return f"2025-{month:02d}-{day:02d}"


def typed_of(day: int, month: int) -> str:
    return f"{day:02d}/{month:02d}/2025"


@pytest.mark.parametrize("native", [False, True])
def test_dates_taken_by_half_are_told_whatever_was_typed_beside_them(native: bool) -> None:
    random, told = Random(19), 0
    while told < COLUMNS:
        drawn = days(random)
        turned = [cell_of(month, day) for day, month in drawn if day <= 12]
        left = [typed_of(day, month) for day, month in drawn if day > 12]
        if len(set(turned)) < 2 or len(set(left)) < 2:
            continue
        cells = [*turned, *left]
        if native:
            cells += [cell_of(*date) for date in days(random)[: random.randrange(len(set(turned)))]]
            cells += [typed_of(day, 11) for day in range(1, len(set(left)) // 4 + 1)][:10]
        random.shuffle(cells)
        assert said_of_days(cells), cells
        told += 1


@pytest.mark.parametrize(("typed", "wanted"), [(0, 1), (1, 0.98), (2, 0.9)])
def test_dates_of_small_files_are_told_though_one_or_two_were_typed(typed: int, wanted: float) -> None:
    random, told, columns = Random(28), 0, 0
    while columns < COLUMNS:
        drawn = days(random)[: random.randint(3, 8)]
        turned = [cell_of(month, day) for day, month in drawn if day <= 12]
        left = [typed_of(day, month) for day, month in drawn if day > 12]
        if len(set(turned)) < 2 or not left:
            continue
        columns += 1
        told += said_of_days(
            [*turned, *left, *(random.choice([cell_of, typed_of])(*day) for day in days(random)[:typed])]
        )
    assert told >= wanted * COLUMNS


def test_a_text_or_two_that_could_be_turned_take_nothing_away() -> None:
    turned, left = (
        [cell_of(month, day) for day, month in [(7, 1), (8, 2), (9, 3), (10, 4)]],
        ["14/08/2025", "23/09/2025", "30/11/2025"],
    )
    assert said_of_days([*turned, *left])
    assert said_of_days([*turned, *left, "05/06/2025"])
    more = ["17/03/2025", "19/04/2025", "25/05/2025", "28/02/2025", "05/06/2025", "07/03/2025"]
    assert said_of_days([*turned, cell_of(11, 5), *left, *more])


def test_dates_of_one_kind_are_not_told_as_halved() -> None:
    random = Random(20)
    for _ in range(COLUMNS):
        drawn = days(random)
        assert not said_of_days([cell_of(*date) for date in drawn])
        assert not said_of_days([typed_of(*date) for date in drawn])


def test_hardly_any_good_dates_of_both_kinds_are_told() -> None:
    random, told = Random(21), 0
    for _ in range(COLUMNS):
        texts = random.uniform(0.1, 0.9)
        told += said_of_days(
            [(typed_of if random.random() < texts else cell_of)(*date) for date in days(random)],
        )
    assert told <= COLUMNS // 10


def test_few_good_dates_of_small_files_are_told() -> None:
    random, told = Random(29), 0
    for _ in range(COLUMNS):
        texts = random.uniform(0.1, 0.9)
        told += said_of_days([(typed_of if random.random() < texts else cell_of)(*day) for day in days(random)[:8]])
    assert told <= COLUMNS // 5
