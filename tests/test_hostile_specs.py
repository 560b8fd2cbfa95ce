"""Whatever a text says, `check` answers and the formatter keeps it: specs at random, specs with mistakes, and no specs at all."""

import os
import subprocess
import sys
from collections import Counter
from pathlib import Path
from random import Random

import pytest
from format_laws import kept
from hostile import examine
from hypothesis import HealthCheck, Phase, example, given, settings
from hypothesis import strategies as st
from spec_mutations import MARKS, NUMBERS, WORDS, declarations, mutated, parted, specs
from typed_specs import write

from iku_dsl.checking.check import Checked, check_files
from iku_dsl.problem import SourceFile

SUITE = settings(deadline=None, phases=(Phase.explicit, Phase.generate))
# A failure names the number that the text was drawn from: give it to `drawn` or `mistaken`.
SOAK = settings(deadline=None, phases=(Phase.explicit, Phase.generate), suppress_health_check=list(HealthCheck))
SEED = st.integers(0, 2**32 - 1)
PIECES = st.lists(
    st.one_of(
        st.sampled_from((*WORDS, *MARKS, *NUMBERS, "\n  ", " ", "a", "é", "\u2028", "\x00", "😀")), st.text(max_size=4)
    )
).map("".join)
BYTES = st.binary(max_size=400).map(lambda data: data.decode("utf-8", "ignore").replace("\r", "\n"))


def drawn(seed: int) -> str:
    """A spec that means something."""
    return write(Random(seed))


def mistaken(seed: int) -> str:
    """A real spec, a declaration of one, or one at random, with a few mistakes."""
    random = Random(seed)
    base = random.choice((random.choice(declarations()), random.choice(declarations()), write(random)))
    if random.random() < 0.05:
        base = random.choice(specs())
    return mutated(base, random, random.randint(1, 4))


def answered(text: str) -> None:
    examine(text)
    kept(text)


@settings(SUITE, max_examples=4)
@given(SEED)
def test_specs_at_random(seed: int) -> None:
    answered(drawn(seed))


@settings(SUITE, max_examples=8)
@given(SEED)
def test_specs_with_mistakes(seed: int) -> None:
    answered(mistaken(seed))


@settings(SUITE, max_examples=8)
@given(st.one_of(PIECES, BYTES, st.text()))
@example("")
@example("\ufeffindikator i\n")
@example('indikator "\u0000" \x1b[31m\n')
@example("indikator i\u2028  rumus 1\u0085  arah naik\x0b\x0c")
@example("rumus ٣ + ५ * ²\n")
def test_texts_that_are_no_specs(text: str) -> None:
    answered(text)


@pytest.mark.soak
@settings(SOAK, max_examples=1500)
@given(SEED)
def test_many_specs_at_random(seed: int) -> None:
    answered(drawn(seed))


@pytest.mark.soak
@settings(SOAK, max_examples=6000)
@given(SEED)
def test_many_specs_with_mistakes(seed: int) -> None:
    answered(mistaken(seed))


@pytest.mark.soak
@settings(SOAK, max_examples=4000)
@given(st.one_of(PIECES, BYTES, st.text()))
def test_many_texts_that_are_no_specs(text: str) -> None:
    answered(text)


# ---- several files


def told(checked: Checked) -> Counter[object]:
    """What is wrong and where; a hint may name whichever name is as near as another."""
    return Counter((problem.id, problem.message, problem.span) for problem in checked.problems)


def in_any_order(text: str, random: Random) -> None:
    """Each declaration in a file of its own: in which order the files are read is no matter, unless a name is declared twice."""
    files = [SourceFile(f"{place:03}.iku", part) for place, part in enumerate(parted(text))]
    other = random.sample(files, len(files))
    first, second = told(check_files(files)), told(check_files(other))
    if "duplicate-name" not in {id for id, *_ in first | second}:
        assert first == second


@settings(SUITE, max_examples=8)
@given(SEED)
@example(595)
def test_files_in_any_order(seed: int) -> None:
    in_any_order(mistaken(seed) if seed % 3 else drawn(seed), Random(seed))


@pytest.mark.soak
@settings(SOAK, max_examples=2000)
@given(SEED)
def test_many_files_in_any_order(seed: int) -> None:
    in_any_order(mistaken(seed) if seed % 3 else drawn(seed), Random(seed))


def test_a_lost_head_in_one_file_excuses_no_line_of_another() -> None:
    files = [SourceFile("a.iku", "indikator (\n"), SourceFile("b.iku", "  arah naik\n")]
    for order in (files, files[::-1]):
        assert [problem.id for problem in check_files(order).problems] == ["unexpected-text", "misplaced"]


# ---- the same again


SAID = """
from hostile import check
from spec_mutations import declarations
for problem in check("".join(declarations()[::7])).problems:
    print(problem)
"""


def test_the_same_text_is_answered_in_the_same_words() -> None:
    """In another process, too, where the members of a set come in another order."""
    said = {
        subprocess.run(
            [sys.executable, "-c", SAID],
            env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": str(Path(__file__).parent)},
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(said) == 1
    assert said != {b""}
