"""The order in which things are declared, in one source and in all, changes nothing but where a problem is told."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path
from random import Random

import pytest
from hostile import check, ids
from test_rules_in_rings import Written

from iku_dsl.checking.check import Checked, check_files
from iku_dsl.problem import SourceFile
from iku_dsl.wording import render

SHIPPED = Path(__file__).parent.parent / "indicator_specs"
PROVEN = {"not-proven", "range-exceeds", "may-divide-by-zero"}  # how far a search for a witness comes may differ
CHAIN = """dimensi d kunci kode
sumber a per tahun, d register
  kolom w angka 0..100
  hitung p = q + jumlah b.z
  hitung q = w * 2
sumber b per tahun, d register
  kolom x angka 0..100
  hitung z = x * 2 + jumlah c.y atas (c yang y > 1)
sumber c per tahun, d register
  kolom x angka 0..100
  hitung y = x + 1
  syarat y <= jumlah a.p + 1 karena "r"
"""


def _blocks(text: str) -> list[str]:
    """The declarations of a spec, each with its lines."""
    return [block for block in re.split(r"(?m)^(?=\S)", text) if block.strip() and not block.startswith("#")]


def _shuffled(random: Random, blocks: Iterable[str]) -> str:
    found = []
    for block in blocks:
        head, *lines = block.rstrip().split("\n")
        if head.startswith(("sumber ", "source ")) and not any(line.startswith("   ") for line in lines):
            random.shuffle(lines)
        found.append("\n".join([head, *lines]))
    random.shuffle(found)
    return "\n".join(found)


def _said(checked: Checked) -> list[tuple[str, str]]:
    return sorted((problem.id, render(problem.message, "en")) for problem in checked.problems)


@pytest.mark.few("kemensos-0", "nasional-1", "undp-2")
@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("folder", ["kemensos", "nasional", "undp"])
def test_shipped_specs_mean_the_same_in_any_order(folder: str, seed: int) -> None:
    text = "\n".join(path.read_text("utf-8") for path in sorted((SHIPPED / folder).rglob("*.iku")))
    blocks = _blocks(text)
    written = check(text)
    again = check(_shuffled(Random(seed), blocks))
    assert written.program is not None and again.program is not None
    assert _said(again) == _said(written)
    assert {name: sorted(source.derived) for name, source in again.program.sources.items()} == {
        name: sorted(source.derived) for name, source in written.program.sources.items()
    }


@pytest.mark.few("0", "7", "13", "19")
@pytest.mark.parametrize("seed", range(20))
def test_random_specs_have_the_same_problems_in_any_order(seed: int) -> None:
    text = Written(seed).text()
    again = _shuffled(Random(seed), _blocks(text))
    understood, before = ([one for one in ids(check(some)) if one not in PROVEN] for some in (again, text))
    assert understood == before, again


@pytest.mark.parametrize("seed", range(6))
def test_what_a_source_derives_may_be_read_before_it_is_written(seed: int) -> None:
    text = _shuffled(Random(seed), _blocks(CHAIN))
    checked = check(text)
    assert ids(checked) == [], text
    assert checked.program is not None
    assert list(checked.program.sources["a"].derived) == ["q", "p"], "each after what it needs"


def test_files_are_in_no_order() -> None:
    blocks = _blocks(CHAIN)
    files = [SourceFile(f"{at}.iku", block) for at, block in enumerate(reversed(blocks))]
    assert check_files(files).problems == ()


RINGS = {
    "hitung p = q + 1\n  hitung q = p + 1": ["a.p → a.q → a.p"],
    "hitung p = p + 1": ["a.p → a.p"],
    "hitung p = q + jumlah b.z\n  hitung q = w * 2": ["a.p → b.z → a.p"],
    "hitung p = jumlah b.z\n  hitung q = jumlah b.z": ["a.p → b.z → a.p"],
    "hitung p = w + 1": [],
}


@pytest.mark.parametrize("lets", RINGS)
def test_derived_columns_that_need_themselves_are_told_as_what_they_are(lets: str) -> None:
    text = f"""dimensi d kunci kode
sumber a per tahun, d register
  kolom w angka 0..100
  {lets}
sumber b per tahun, d register
  kolom x angka 0..100
  hitung z = x * 2 + jumlah a.p
"""
    told = [render(problem.message, "en") for problem in check(text).problems if problem.id == "cycle"]
    assert {one for one in told if all(ring not in one for ring in RINGS[lets])} == set()
    assert len(told) == len(RINGS[lets])
    assert {problem.id for problem in check(text).problems} <= {"cycle"}
