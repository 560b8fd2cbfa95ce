"""Columns as a spreadsheet of another country leaves them, drawn at random: what it took by half is told, and hardly any others."""

from __future__ import annotations

import re
from collections.abc import Sequence
from random import Random

import pytest

from iku_engine.facts.reading.dates import dated
from iku_engine.facts.reading.opened import Figure
from iku_engine.facts.reading.style import Evidence, Style

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


@pytest.mark.parametrize("lowest", [0, 2, 3])
def test_hardly_any_good_amounts_of_both_kinds_are_told(lowest: int) -> None:
    """Some typed as numbers, some as texts, whatever their size."""
    random, told = Random(18), 0
    for _ in range(COLUMNS):
        texts = random.uniform(0.1, 0.9)
        cells = [
            written(value) if random.random() < texts else Figure(str(value)) for value in amounts(random, lowest, 9)
        ]
        told += said_of_amounts(cells)
    assert told <= COLUMNS // 20


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
