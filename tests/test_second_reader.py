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
