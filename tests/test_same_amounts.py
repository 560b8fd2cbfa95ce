"""The same amounts in other units come to the same: a column kept in minutes or in hours, a target in days, a table in seconds."""

from __future__ import annotations

import random
from collections import Counter
from fractions import Fraction
from pathlib import Path

import pytest
from test_reference import program_of

from iku_dsl.checking.check import check_files
from iku_dsl.period import Period
from iku_dsl.problem import SourceFile
from iku_engine.evaluating.evaluate import evaluate
from iku_engine.importing.importing import import_file
from iku_engine.migrate.opening import open_store

SECONDS = {"detik": 1, "menit": 60, "jam": 3_600, "hari": 86_400}
COLUMNS = ("a", "b", "c")
MOST = 864_000  # seconds in a cell: ten days


class Amounts:
    """Writes one spec in units that `pick` chooses; what it says is chosen by `of`, and so is the same whatever the units are."""

    def __init__(self, of: random.Random, pick: random.Random) -> None:
        self.of, self.pick = of, pick
        self.unit = {name: pick.choice(list(SECONDS)) for name in (*COLUMNS, "limit", "batas")}

    def amount(self, seconds: int) -> str:
        """An amount in some unit, as a fraction where it is no whole number of it."""
        unit = self.pick.choice(list(SECONDS))
        return (
            f"({seconds} * 1 {unit} / {SECONDS[unit]})"
            if seconds % SECONDS[unit]
            else f"{seconds // SECONDS[unit]} {unit}"
        )

    def duration(self, depth: int) -> str:
        if depth == 0:
            return self.of.choice(
                [*(f"s.{one}" for one in COLUMNS), "t[s.z]", self.amount(3_600 * self.of.randrange(1, 9))]
            )
        one, other = (self.duration(depth - 1) for _ in range(2))
        return self.of.choice(
            [
                f"({one} + {other})", f"({one} - {other})", f"minimum({one}, {other})", f"maksimum({one}, {other})",
                f"rerata({one}, {other})", f"mutlak({one} - {other})", f"({one} * {self.of.randrange(1, 5)})",
                f"(jika {self.truth(depth - 1)} maka {one} selain itu {other})",
            ]
        )  # fmt: skip

    def truth(self, depth: int) -> str:
        return f"{self.duration(depth)} {self.of.choice(('<', '>=', '>'))} {self.duration(depth)}"

    def ratio(self, depth: int) -> str:
        return f"{self.duration(depth)} / ({self.duration(0)} + {self.amount(90_000)} + {self.amount(864_000)})"

    def spec(self) -> str:
        text = "dimensi k\n  k1\n  k2\n  k3\n\ntabel t dari k\n"
        text += "".join(
            f"  k{at} {self.cell(8_640 * at, self.unit['batas'])} {self.unit['batas']}\n" for at in (1, 2, 3)
        )
        text += "\nsumber s per tahun, k\n  kolom z k\n"
        for name in COLUMNS:
            most = self.cell(MOST, self.unit[name])
            text += f"  kolom {name} durasi {self.unit[name]} 0..{most} digit 9 boleh kosong\n"
        for at in range(6):
            kind, formula = ("jam", self.duration(2)) if at % 2 else ("angka", self.ratio(1))
            text += f"\nindikator i{at} per k\n  satuan {kind}\n  arah turun\n"
            text += f"  target 2025 = {self.amount(10_800)}\n" if at % 2 else ""
            text += f"  rumus {formula}\n"
        text += f"\nindikator n\n  satuan angka\n  arah tanpa\n  rumus banyaknya (s yang {self.truth(1).replace('s.', '')})\n"
        return text + "\nindikator j\n  satuan jam\n  arah tanpa\n  rumus jumlah s.a + rerata s.b + maksimum s.c\n"

    @staticmethod
    def cell(seconds: int, unit: str) -> str:
        whole = Fraction(seconds, SECONDS[unit]) * 10**9
        assert whole.denominator == 1, (seconds, unit)
        digits = str(whole.numerator).rjust(10, "0")
        return f"{digits[:-9]}.{digits[-9:]}".rstrip("0").rstrip(".")

    def rows(self) -> str:
        text = "tahun,k,z,a,b,c\n"
        for at in (1, 2, 3):
            cells = [86_400 * self.of.randrange(10) // 8 if self.of.random() < 0.85 else None for _ in COLUMNS]
            shown = [
                "" if one is None else self.cell(one, self.unit[name]) for one, name in zip(cells, COLUMNS, strict=True)
            ]
            text += f"2025,k{at},k{self.of.randrange(1, 4)},{','.join(shown)}\n"
        return text


def found(folder: Path, seed: int, units: int) -> tuple[str, list[object]]:
    amounts = Amounts(random.Random(seed), random.Random(units))
    text = amounts.spec()
    checked = check_files([SourceFile("spec.iku", text)])
    problems = Counter(one.id for one in checked.problems)
    program = program_of(text)  # also where a proof says that a condition is never true
    assert program is not None, (checked.errors[0], text)
    with open_store(f"sqlite:///{folder}/{units}.db", program) as store:
        (folder / "s.csv").write_text(amounts.rows(), encoding="utf-8")
        result = import_file(store, program, folder / "s.csv", "s", user="u")
        assert result.rejected_total == 0, (result.rejected, text)
        found = evaluate(store, program, specs="", periods=[Period(2025)]).results
    return text, [
        problems,
        *((o.indicator, o.key, o.state, o.value, o.bounds, [t.achievement for t in o.targets]) for o in found),
    ]


@pytest.mark.parametrize("seed", [*range(5), *(pytest.param(seed, marks=pytest.mark.soak) for seed in range(5, 200))])
def test_the_same_amounts_in_other_units_come_to_the_same(tmp_path: Path, seed: int) -> None:
    one, first = found(tmp_path, seed, 2 * seed)
    other, second = found(tmp_path, seed, 2 * seed + 1)
    assert one != other
    assert first == second, f"{one}\n----\n{other}"
