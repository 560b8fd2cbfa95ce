"""What is done for many rows at once is what is done for each: sums above and below, and the texts that are hashed."""

from __future__ import annotations

import random
from itertools import pairwise

from iku_dsl.checking.check import check_files
from iku_dsl.problem import SourceFile
from iku_engine.database.chain import canonical
from iku_engine.database.digests import as_text, as_texts
from iku_engine.database.relations import schema
from iku_engine.members.members import FirstNamed
from iku_engine.staging.plain import Plain, joined
from iku_engine.totals.sums import LikeASum, SumsAbove

SPEC = """
dimensi unit kunci nama
dimensi urusan kunci nama

sumber kerja per tahun, unit, urusan daftar
  kolom nilai bilangan boleh kosong
  kolom serapan persen 0%..100% digit 2 boleh kosong
"""
RELATION = schema(check_files([SourceFile("spec.iku", SPEC)]).program).relations["kerja"]
FREE = ("unit", "urusan")


def table(draw: random.Random) -> list[tuple[int, str, str, int | None, int | None]]:
    """Rows of two years, of few matters or of many, with totals in between; figures may be less than zero where `nilai` says so."""
    rows: list[tuple[int, str, str, int | None, int | None]] = []
    least, matters = draw.choice([0, 1, -3]), draw.choice([2, 3, 40])
    for number in range(draw.randint(1, 120)):
        year, matter = 2024 + draw.randint(0, 1), f"m{draw.randrange(matters)}"
        figure = draw.choice([None, draw.randint(least, 4), draw.randint(1, 900)])
        share = draw.choice([None, 50, draw.randint(0, 100)])
        if draw.random() < 0.15:
            figure = sum(row[3] or 0 for row in rows if (row[0], row[2]) == (year, matter))
        rows.append((year, f"u{number}", matter, figure, share))
    return rows


def plain(rows: list[tuple[int, str, str, int | None, int | None]], first: int) -> Plain:
    years, units, matters, figures, shares = map(list, zip(*rows, strict=True))
    values = [figures, [None] * len(rows), shares, [None] * len(rows)]
    names = ["nilai", "na_nilai", "serapan", "na_serapan"]
    return Plain(range(first, first + len(rows)), years, [units, matters], names, values, ())


def known(_: str, member: str) -> bool:
    return member.endswith("7")


def told(rows: Plain, like: LikeASum) -> tuple[int, str, int]:
    return rows.lines[like.at], like.dimension, like.rows


def test_rows_looked_at_together_look_like_the_same_totals_as_one_by_one() -> None:
    draw, found = random.Random(15), 0
    for _ in range(300):
        rows = table(draw)
        each = [plain([row], at) for at, row in enumerate(rows)]
        cuts = sorted({0, len(rows), *(draw.randrange(len(rows)) for _ in range(draw.randint(0, 2)))})
        blocks = [plain(rows[a:b], a) for a, b in pairwise(cuts)]
        for below in (False, True):
            singly, together = (SumsAbove(RELATION, FREE, known, below=below) for _ in range(2))
            wanted = [told(row, like) for row in (each[::-1] if below else each) for like in singly.look(row)]
            made = [
                told(block, like)
                for block in (blocks[::-1] if below else blocks)
                for like in together.look_among(block, together.grouped(block), backwards=below)
            ]
            assert sorted(made) == sorted(wanted)
            found += len(made)
        whole = joined(blocks)
        assert (list(whole.lines), whole.values[0]) == (list(range(len(rows))), [row[3] for row in rows])
    assert found > 1000


def test_texts_that_are_hashed_are_canonical_however_many() -> None:
    draw = random.Random(15)
    cells = (0, -1, 2**70, True, None, "", "é", '"\\\n\x1f', 1.5)
    for _ in range(300):
        some = [draw.choice(cells) for _ in range(draw.randint(1, 3))] if draw.random() < 0.5 else [1, 2, -3]
        rows = [tuple(draw.choice(some) for _ in range(3)) for _ in range(draw.randint(1, 6))]
        assert as_texts(rows) == b"".join(f"{canonical(list(row))}\x1e".encode() for row in rows)
        assert as_texts([list(row) for row in rows]) == as_texts(rows)
    assert as_text((b"x",)) == b'[{"bytes":"b\'x\'"}]\x1e'


def test_who_was_named_first_does_not_depend_on_how_rows_come() -> None:
    draw = random.Random(15)
    for _ in range(300):
        rows = [(draw.randint(1, 3), draw.randint(1, 20), f"k{draw.randrange(6)}") for _ in range(draw.randint(1, 40))]
        if draw.random() < 0.5:
            rows.sort()
        first, at = FirstNamed(), 0
        while at < len(rows):
            part = [row for row in rows[at : at + draw.randint(1, 8)] if row[0] == rows[at][0]]
            part = (
                rows[at : at + len(part)]
                if all(row[0] == rows[at][0] for row in rows[at : at + len(part)])
                else [rows[at]]
            )
            first.add(part[0][0], [key for _, _, key in part], [line for _, line, _ in part])
            at += len(part)
        assert first == {key: min((batch, line) for batch, line, name in rows if name == key) for _, _, key in rows}
