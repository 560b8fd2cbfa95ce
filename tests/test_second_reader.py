"""The documents are tested as a reader would: `second_reader` was written from the words of docs/language.md, and agrees on random specs and facts.

Where the two do not agree, one of three is at fault: the product, the reader, or a sentence of the page that can be read in both ways.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from second_reader.compared import Compared, compare, results_of, without_refused
from second_reader.spec_text import spec_text
from second_reader.worlds import a_world

PRODUCT = ("iku_dsl", "iku_engine", "iku_cli")


def compared(seeds: Iterable[int], folder: Path, *, with_rules: bool) -> Compared:
    """What came of all worlds together; at the first difference it stops, and says which world that is."""
    results, features = 0, Counter[str]()
    for seed in seeds:
        kept = without_refused(a_world(seed, with_rules=with_rules))
        if kept is None:
            continue
        world, program = kept
        (folder / str(seed)).mkdir()
        found = compare(world, results_of(world, program, folder / str(seed)))
        told = "\n".join(map(str, found.differences[:5]))
        assert not found.differences, (
            f"seed {seed}: {len(found.differences)} of {found.results}\n{told}\n{spec_text(world)}"
        )
        results += found.results
        features += found.features
    return Compared(results, features, ())


# Of the ordinary run, fewer of what takes a while to come up at random.
FEATURES = """
a result that is value; a result that is missing; a result that is not-applicable; a result that is error; outside all versions; versions
sum of many; average of many; minimum of many; maximum of many; median of many; over a set; over all rows; many members of an indicator; count
weighted sum by weights; weighted average by weights; weighted sum by a column; weighted average by a column
value of another indicator; achievement of another indicator; indicator [previous]; indicator [this]; indicator [to]
column [previous]; column [this]; column [to]; of a complete source; of a register source; column computed row by row
column that is consolidated: sum; column that is consolidated: average; column that is consolidated: last
column that is consolidated: minimum; column that is consolidated: maximum; column that is partial
if; has; = missing; round(); abs(); minimum(); maximum(); average(); median(); guard; guard that holds; let; rounded
achievement that is value; achievement that is missing; achievement that is not-applicable; named target; a category; possible categories
"""
RULES = """
when missing 0 at a column; when missing last at a column; when missing error at a column
when not loaded 0 at a column; when not loaded last at a column; achievement that is error
when missing 0 behind many rows; when missing skip behind many rows; when missing error behind many rows; when missing reweight behind many rows
when not loaded 0 behind many rows; when not loaded skip behind many rows; when not loaded error behind many rows
when not applicable 0 behind many rows; when not applicable skip behind many rows; when not applicable error behind many rows
when missing 0 behind weights; when missing skip behind weights; when missing reweight behind weights
when not loaded 0 behind weights; when not loaded skip behind weights; when not loaded reweight behind weights
when not applicable 0 behind weights; when not applicable skip behind weights; when not applicable reweight behind weights
"""


def named(features: str) -> set[str]:
    return {each.strip() for line in features.splitlines() for each in line.split(";") if each.strip()}


def rare(found: Compared, features: str, least: int) -> dict[str, int]:
    """The features that fewer results have than wanted."""
    return {each: found.features[each] for each in sorted(named(features)) if found.features[each] < least}
