"""The two questions and what stands for their answers: whole numbers as stored, which become exact values in one place.

`spm`: of the regions assisted in 2022, the share whose index rose in 2023. `set`: fifty indicators over the facts of 2023, of five kinds
in turn. A percentage is stored as a whole number, of which 100% is `WHOLE`.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from fractions import Fraction
from pathlib import Path

SET = 50
WHOLE = 10**8
PERCENT = WHOLE // 100
ASSISTED = "SELECT key_daerah FROM fact_asistensi WHERE period = 2022"
INDEX = "SELECT key_daerah, penerima, mutu FROM fact_espm WHERE period = {year}"
TOGETHER = """
SELECT b.penerima AS p1, b.mutu AS m1, a.penerima AS p0, a.mutu AS m0
FROM fact_asistensi s
JOIN fact_espm b ON b.period = 2023 AND b.key_daerah = s.key_daerah
JOIN fact_espm a ON a.period = 2022 AND a.key_daerah = s.key_daerah
WHERE s.period = 2022
"""
Raw = list[int]


def opened(store: Path) -> sqlite3.Connection:
    """The store, to be read."""
    return sqlite3.connect(store)


def values(question: str, raw: Iterable[int]) -> list[Fraction]:
    """Exact values: of `spm` from how many rose and of how many; of `set` from counts, sums and ends, then all regions."""
    found = [int(number) for number in raw]
    if question == "spm":
        return [Fraction(found[0], found[1])]
    of = (Fraction(1), Fraction(1), Fraction(1, 5 * WHOLE * found[SET]), Fraction(1, WHOLE), Fraction(1, WHOLE))
    return [number * of[n % 5] for n, number in enumerate(found[:SET])]
