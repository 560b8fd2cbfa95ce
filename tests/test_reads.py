"""Which cells two groups of them have in common."""

from __future__ import annotations

import pytest

from iku_engine.plan.environment import ANYTHING, overlap

NAME, OTHER = ("daerah", "jenis", "None", "04"), ("lke", "nilai", "2025", "satu")
WHOLE, YEAR, EVER = ("*", "daerah", "jenis", "None"), ("*", "lke", "nilai", "2025"), ("*", "lke", "nilai")


@pytest.mark.parametrize(
    ("left", "right", "together"),
    [
        ({OTHER}, {NAME, WHOLE}, False),
        ({NAME}, {WHOLE}, True),
        ({OTHER}, {EVER}, True),
        ({YEAR}, {EVER}, True),
        ({OTHER}, {YEAR, WHOLE}, True),
        ({OTHER}, {ANYTHING}, True),
        ({OTHER}, set(), False),
    ],
)
def test_a_cell_and_its_column_in_one_group_do_not_meet_another(left, right, together):
    assert overlap(frozenset(left), frozenset(right)) is together
    assert overlap(frozenset(right), frozenset(left)) is together
