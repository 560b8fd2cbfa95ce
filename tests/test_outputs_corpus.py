"""What the program prints, writes and stores is what it was, byte for byte: by hashes of the corpus of outputs, `outputs.txt`.

A change that is meant to change an output writes them anew with IKU_UPDATE_GOLDENS=1 (and `-m soak` for those of the larger worlds).
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

import pytest
from outputs_corpus import TABLES, digests
from outputs_worlds import FEW, WORLDS, World

HASHES = Path(__file__).parent / "outputs.txt"
UPDATE = os.environ.get("IKU_UPDATE_GOLDENS") == "1"
HOW = """These outputs are not what they were: {changed}.
To see how, write them by the code before and by this one, and compare:
  python tests/outputs_corpus.py FOLDER {worlds}
  diff -r FOLDER-BEFORE FOLDER-NOW
Libraries that write SQL, tables and workbooks have a part in them: another version of one may be the reason.
If it is meant to be so, IKU_UPDATE_GOLDENS=1 writes {file} anew."""


def known() -> dict[str, str]:
    """The hash of each world and command."""
    lines = HASHES.read_text(encoding="ascii").splitlines() if HASHES.exists() else []
    return {name: digest for digest, _, name in (line.partition(" ") for line in lines)}


def hold(worlds: Sequence[World]) -> None:
    """Hold what worlds put out to the hashes that are kept, or write these where that is asked."""
    found = {name: digest for digest, _, name in (line.partition(" ") for line in digests(worlds))}
    names = {world.name for world in worlds}
    if UPDATE:
        kept = {name: digest for name, digest in known().items() if name.partition(" ")[0] not in names}
        lines = (f"{digest} {name}\n" for name, digest in sorted({**kept, **found}.items()))
        HASHES.write_text("".join(lines), encoding="ascii")
    before = {name: digest for name, digest in known().items() if name.partition(" ")[0] in names}
    changed = sorted(name for name in {*before, *found} if before.get(name) != found.get(name))
    where = " ".join(sorted({name.partition(" ")[0] for name in changed}))
    assert not changed, HOW.format(changed=", ".join(changed), worlds=where, file=HASHES.name)


def test_outputs_of_some_worlds_are_what_they_were() -> None:
    """The texts, and of facts one world that each command runs in."""
    hold([world for world in FEW if world.name in ("texts", "write_judged-few")])


@pytest.mark.soak
def test_outputs_of_all_worlds_are_what_they_were() -> None:
    hold(WORLDS)


def test_no_two_rows_or_worlds_have_one_name() -> None:
    """Else one output would be written in place of another."""
    for names in ([world.name for world in WORLDS], *([row.name for row in table] for table in TABLES.values())):
        assert sorted(names) == sorted(set(names))


def test_every_world_that_there_is_has_its_hashes() -> None:
    assert {name.partition(" ")[0] for name in known()} == {world.name for world in WORLDS}
