"""Every message with a mark in each of its words: what commands answer is the same but for the marks, so none of them reads a message."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from unittest.mock import patch

import pytest
from outputs_corpus import outputs
from outputs_worlds import FEW, WORLDS, World

from iku_cli.messages import sentences
from iku_dsl import texts
from iku_engine import wording

TABLES = (texts.TEXTS, wording.TEXTS, sentences._EVERY)
MARK = "§"
ANSWER = re.compile(r"^\$ ([^\n]*)\n(.*?)^--- (?:stderr\n.*?^--- )?status (\d+)$", re.M | re.S)
SEALED = re.compile(r"[0-9a-f]{64}")  # over what was told, too, as an event keeps its words
few = [world for world in FEW if world.table == "facts"]


def marked(text: str) -> str:
    """A message with a mark before each word; what is filled in stays as it is."""
    parts = re.split(r"(\{[^{}]*\})", text)
    return "".join(part if part.startswith("{") else re.sub(r"\b(?=[^\W\d])", MARK, part) for part in parts)


@contextmanager
def all_marked() -> Iterator[None]:
    with ExitStack() as patches:
        for one in TABLES:
            patches.enter_context(patch.dict(one, {key: tuple(map(marked, both)) for key, both in one.items()}))
        yield


def answers(world: World) -> list[tuple[str, str, str]]:
    """Of each command of a world what it was, the document that it answered without its hashes, and its status."""
    found = [answer for _, text in outputs(world) for answer in ANSWER.findall(text)]
    return [
        (command, SEALED.sub("", said.replace(MARK, "")) if "--json" in command else "", status)
        for command, said, status in found
    ]


def depends_on_none(world: World) -> None:
    plain = answers(world)
    with all_marked():
        assert MARK in wording.TEXTS["missing.no-row"][0]
        told = answers(world)
    assert sum(bool(document) for _, document, _ in plain) >= 5
    for one, other in zip(plain, told, strict=True):
        assert one == other


@pytest.mark.few("write_judged-few")
@pytest.mark.parametrize("world", few, ids=lambda world: world.name)
def test_no_answer_depends_on_a_message(world: World) -> None:
    depends_on_none(world)


@pytest.mark.soak
@pytest.mark.parametrize(
    "world", [world for world in WORLDS if world not in FEW and world.table != "texts"], ids=lambda world: world.name
)
def test_no_answer_of_larger_worlds_does(world: World) -> None:
    depends_on_none(world)
