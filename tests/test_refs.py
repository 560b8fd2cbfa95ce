"""References are read as they are written, whatever the keys are."""

from __future__ import annotations

from random import Random

import pytest

from iku_dsl.period import Period
from iku_engine.worlds.supposing import parted, reference, words

LETTERS = "ab1 \"'[]=,.·\\#\té\n"


def test_what_is_written_is_read_back() -> None:
    random = Random(7)
    for _ in range(3_000):
        keys = ["".join(random.choices(LETTERS, k=random.randint(0, 6))) for _ in range(random.randint(0, 3))]
        period = random.choice((None, Period(2024))) if keys else None
        text = reference("espm", "mutu", keys, period)
        expected = ["espm", *(["2024"] if period is not None else []), *keys, "mutu"]
        assert words(text) == expected, text
        assert parted(f" {text} =  90% ") == (expected, "90%"), text


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ('espm 2025 "Kab. ""Baru""" mutu', ["espm", "2025", 'Kab. "Baru"', "mutu"]),
        ("espm 2025 'Kab. Baru' mutu", ["espm", "2025", "Kab. Baru", "mutu"]),
        ("espm 2025 Ma'arif mutu", ["espm", "2025", "Ma'arif", "mutu"]),
        ("espm · 2025 · 5204 · mutu", ["espm", "2025", "5204", "mutu"]),
        ("lke.nilai[rencana, ukur][2024]", ["lke", "2024", "rencana", "ukur", "nilai"]),
        ("lke.nilai[rencana ukur]", ["lke", "rencana", "ukur", "nilai"]),
        ('x.c["2024"][2023]', ["x", "2023", "2024", "c"]),
        ('x.c["a"]["2023"]', ["x", "a", "2023", "c"]),
        ('espm 2025 "5204', []),
    ],
)
def test_forms_that_people_write(text: str, found: list[str]) -> None:
    assert words(text) == found


def test_the_first_equals_sign_outside_quotes_parts() -> None:
    assert parted('espm 2025 "a=b" mutu = 1 = 2') == (["espm", "2025", "a=b", "mutu"], "1 = 2")
    assert parted("tanpa nilai") == ([], "")
