"""What `seek` proposes reaches, and one step less does not: over random specs and facts."""

from __future__ import annotations

from collections import Counter
from random import Random

import pytest
from console_blocks import ROOT
from hostile import check
from sought import holds
from soundness import understood
from typed_specs import write, write_shares

from iku_dsl.checking.check import check as check_places
from iku_dsl.program import Program

SUITE, SOAK = 12, 1500


def spec_holds(seed: int) -> Counter[str]:
    random = Random(seed)
    text = write_shares(random) if random.random() < 0.3 else write(random)
    checked = check(text)
    if not understood(checked):
        return Counter()
    try:
        return holds(checked.program, random) + Counter(specs=1)
    except Exception as error:
        raise AssertionError(f"seed {seed}:\n{text}\n{error}") from error


REFUSED = 119127496  # a rule that cannot be asked of a proposal, which divides by zero


@pytest.mark.parametrize(
    "number", [REFUSED, *range(4), *(pytest.param(n, marks=pytest.mark.soak) for n in range(4, SUITE))]
)
def test_what_is_sought_in_random_specs(number):
    spec_holds(number)


RULES = ("bila kosong lewati", "bila kosong 7", "bila kosong galat")


@pytest.mark.diagonal
@pytest.mark.parametrize("statistic", ["jumlah", "rerata", "minimum", "maksimum"])
@pytest.mark.parametrize("rule", RULES)
def test_what_is_sought_under_a_rule_for_what_is_missing(statistic, rule):
    tried = sum((holds(check(ruled(statistic, rule)).program, Random(number)) for number in range(2)), Counter[str]())
    assert tried["changed"], tried


SOURCES = {"u": "u.z", "w": "(jumlah w.z)", "v": "v.g"}


@pytest.mark.parametrize("asked", SOURCES)
@pytest.mark.parametrize("beside", ["u", "w"])
def test_what_is_sought_where_a_rule_asks_for_a_row(asked, beside):
    """Cells of sources with other keys are moved together: a key was looked for that one of them has not."""
    text = f"""
dimensi unsur
  a, b

dimensi bagian
  c, d

sumber u per tahun, unsur daftar
  kolom z bilangan 0..5 boleh kosong

sumber v per tahun
  kolom g bilangan 0..5

sumber w per tahun, unsur, bagian daftar
  kolom z bilangan 0..5 boleh kosong

indikator skor per unsur
  satuan angka
  arah naik
  rumus jika ada {asked} maka {SOURCES[beside]} + v.g selain itu v.g
"""
    tried = sum((holds(check(text).program, Random(number), together=True) for number in range(4)), Counter[str]())
    assert tried["changed"], tried


def ruled(statistic: str, rule: str) -> str:
    """One statistic under a rule of its own, and one whose column has the rule."""
    of_column = rule if rule.endswith("7") else ""
    return f"""dimensi unsur "Unsur"
  a, b, c

sumber n "N" per tahun, unsur
  kolom x angka 0..100 boleh kosong
  kolom y angka 0..100 boleh kosong {of_column}

indikator sendiri
  satuan angka 0..300
  arah naik
  rumus {statistic} n.x {rule}

indikator kolom_nya
  satuan angka 0..300
  arah naik
  rumus {statistic} n.y
"""


@pytest.mark.parametrize(
    "numbers", [range(1), pytest.param(range(1, 12), marks=pytest.mark.soak)], ids=["some", "many"]
)
@pytest.mark.parametrize("folder", ["kemensos", "undp"])
def test_what_is_sought_of_shipped_indicators(folder, numbers):
    tried = sum((holds(checked_in(folder), Random(number)) for number in numbers), Counter[str]())
    assert tried["changed"], tried


@pytest.mark.soak
def test_what_is_sought_of_the_indicators_of_many_regulations(somewhere: int):
    assert holds(checked_in("nasional"), Random(somewhere))["really"]


def checked_in(folder: str) -> Program:
    return check_places([ROOT / "indicator_specs" / folder]).program


@pytest.mark.soak
def test_what_is_sought_in_many_random_specs(somewhere: int):
    tried: Counter[str] = Counter()
    for seed in range(somewhere, somewhere + SOAK):
        tried += spec_holds(seed)
    assert all(tried[claim] > 50 for claim in ("specs", "one less", "nearer", "impossible", "changed", "really")), tried
