"""A store with which somebody tampered at random is found by what `docs/security.md` says, or that page says that nothing finds it."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator

import pytest
from console_blocks import ROOT
from tampered_stores import HIDDEN, HIDINGS, KINDS, Copies, Kind, busy_ministry, hidden

from iku_engine.errors import StoreError
from iku_engine.ledger.heads import Head, head_of, missing
from iku_engine.ledger.verify import Verifier

PAGE = (ROOT / "docs" / "security.md").read_text(encoding="utf-8")
MANY = 300


@pytest.fixture(scope="module")
def copies(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Copies, Head]]:
    """A store to tamper with, and its head as it was noted before."""
    folder = tmp_path_factory.mktemp("store")
    ministry, other = busy_ministry(folder), busy_ministry(tmp_path_factory.mktemp("other"))
    other.store.close()
    head = head_of(ministry.store)
    ministry.store.close()
    made = Copies(folder, ministry, other.folder / "iku.db")
    yield made, head
    made.close()


def found_by(copies: Copies, head: Head) -> set[str]:
    """By what a store is found out: verifying, what that tells beside, or the head that was noted."""
    try:
        found = Verifier(copies.store).verify()
        with copies.store.reading() as connection:
            lacks = any(missing(connection, copies.store.schema, [head], "noted"))
    except StoreError:
        return {"verify"}  # the store says by itself that it cannot be read
    return {name for name, there in (("verify", found.faults), ("told", found.told), ("head", lacks)) if there}


def tried(kind: Kind, seed: int, copies: Copies, head: Head) -> str:
    """Empty where a store was found by what it must be, else what was done with it."""
    copies.put("now")
    did = kind.tamper(random.Random(seed), copies)
    by = found_by(copies, head)
    fits = kind.by in by if kind.by in ("verify", "told", "head") else not by
    return "" if fits else f"{kind.name} (seed {seed}): {did}: found by {by or 'nothing'}, not by {kind.by}"


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_each_kind_is_found_by_what_it_must_be(copies: tuple[Copies, Head], kind: Kind) -> None:
    assert tried(kind, 20261129, *copies) == ""


@pytest.mark.parametrize("made", HIDDEN)
@pytest.mark.parametrize("how", HIDINGS)
def test_what_the_catalog_hides_is_found(copies: tuple[Copies, Head], how: str, made: str) -> None:
    store, head = copies
    store.put("now")
    hidden(store.raw, made, "fact_espm", how)
    assert "verify" in found_by(store, head)


@pytest.mark.soak
def test_many_at_random_are_found(copies: tuple[Copies, Head], somewhere: int) -> None:
    draw = random.Random(somewhere)
    seeds = [(draw.choice(KINDS), draw.randrange(10**9)) for _ in range(MANY)]
    assert [said for kind, seed in seeds if (said := tried(kind, seed, *copies))] == []


def test_a_store_that_nobody_touched_is_whole(copies: tuple[Copies, Head]) -> None:
    made, head = copies
    made.put("now")
    assert found_by(made, head) == set()


def test_the_page_says_of_each_kind_what_finds_it() -> None:
    told = dict(
        re.findall(
            r"^\| ([a-z ]+) \| `(\w+)`", PAGE.split("## What is found by what")[1].split("\n## ")[0], re.MULTILINE
        )
    )
    assert told == {kind.name: kind.by if kind.by in ("verify", "told", "head") else "nothing" for kind in KINDS}
