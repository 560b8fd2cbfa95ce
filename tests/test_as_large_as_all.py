"""A row about as large as all others together is told whatever it is called, each year: a total that is a little off, last year's."""

from __future__ import annotations

import random
import re
from collections.abc import Sequence
from pathlib import Path

import pytest
from test_called_like_none import FORMS, LIST, SPEC, Row, told
from test_ledger import Ministry

from iku_engine.totals.whole_file import _largest

NAMES = ("Indonesia", "Nasional", "Gabungan", "Jmlh", "Pagu DIPA", "Kementerian Sosial", "FY2024", "T-1", "80 Kegiatan")
KPM, PAGU = sum(kpm for _, kpm, _ in LIST), sum(pagu for _, _, pagu in LIST)
MANY: list[Row] = [(f"Kegiatan {at:03}", 1_000 + 37 * at, 10_007 + 7_654 * at) for at in range(80)]


@pytest.fixture
def ministry(tmp_path: Path) -> Ministry:
    return Ministry(tmp_path, spec=SPEC, members="")


def large(made: Ministry, form: str, rows: Sequence[Row], year: int = 2025) -> int:
    """Of how many rows it is told that they are as large as all others."""
    texts = [text for text in told(made, form, rows, year) if "about as large" in text]
    if form == "bound":
        return sum("[" not in text and " × unit" not in text for text in texts)
    return sum(int(count) for text in texts for count in re.findall(r"rows that count \((\d+)\)", text))


@pytest.mark.diagonal
@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("name", NAMES)
def test_a_total_that_is_a_little_off_is_told_in_each_year(ministry: Ministry, name: str, form: str) -> None:
    for year in (2024, 2025, 2026):
        texts = told(ministry, form, [*LIST, (name, KPM + 10, PAGU - 12)], year)
        assert [text for text in texts if "about as large as the 12 other" in text or "called like the total" in text]


@pytest.mark.parametrize("form", FORMS)
def test_of_many_rows_also_where_it_is_of_another_year(ministry: Ministry, form: str) -> None:
    kpm, pagu = (sum(row[place] for row in MANY) for place in (1, 2))
    assert large(ministry, form, MANY) == 0
    assert large(ministry, form, [("A", kpm * 93 // 100, pagu * 94 // 100), *MANY], 2026) == 1


def test_two_and_three_of_them_beside_each_other_are_told(ministry: Ministry) -> None:
    rows = [*LIST, ("Pagu Kementerian", KPM + 1, PAGU + 1), ("Pagu Awal", KPM - 30, PAGU - 400)]
    assert large(ministry, "store", rows) == 2
    assert large(ministry, "store", [*rows, ("Pagu Akhir", KPM - 20, PAGU + 900)], 2026) == 3


def test_what_is_large_in_one_column_alone_is_no_total(ministry: Ministry) -> None:
    assert large(ministry, "store", [*LIST, ("Papua Barat", KPM + 10, PAGU // 3)]) == 0
    assert large(ministry, "store", [*LIST, ("Papua Barat", KPM * 4, PAGU * 3)], 2026) == 0
    assert large(ministry, "store", [("A", 1, 1), ("B", 2, 2), ("C", 3, 3)], 2027) == 0, "too few to say anything of"


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("rows", [2, 3, 4])
def test_of_few_rows_where_it_is_nearly_the_sum(ministry: Ministry, rows: int, form: str) -> None:
    some = [(name, kpm * 1_000_003, pagu * 1_000_033) for name, kpm, pagu in LIST[:rows]]
    kpm, pagu = (sum(row[place] for row in some) for place in (1, 2))
    for year in (2024, 2025):
        assert large(ministry, form, [*some, ("Pagu DIPA", kpm + 27, pagu - 1_200)], year) == 1
    assert large(ministry, form, [*some, ("Pagu DIPA", kpm * 101 // 100, pagu * 101 // 100)], 2026) == 0
    round_ones = [(name, at * 1_000_000, at * 5_000_000) for at, (name, _, _) in enumerate(LIST[:rows], start=1)]
    kpm, pagu = (sum(row[place] for row in round_ones) for place in (1, 2))
    assert large(ministry, form, [*round_ones, ("Papua Barat", kpm + 1_000_000, pagu)], 2027) == 0


def test_lists_have_such_a_member_once_in_a_hundred() -> None:
    draw = random.Random(20261130)
    for rows in (3, 4, 5, 6, 10, 20, 40, 80):
        lists = ([round(1_000_000 * draw.lognormvariate(0, 1)) for _ in range(rows)] for _ in range(2_000))
        assert sum(bool(_largest([one])) for one in lists) <= 40, rows
