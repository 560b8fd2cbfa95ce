"""Nouns and verbs of the English sentences agree with the numbers before them: `1 row is`, `2 rows are`; every table is read."""

from __future__ import annotations

import importlib
import pkgutil
import re
from collections.abc import Iterator
from fractions import Fraction
from string import Formatter

import pytest

import iku_cli
import iku_dsl
import iku_engine
from iku_cli.messages import message
from iku_dsl.problem import say
from iku_dsl.wording import agreeing, render
from iku_engine.wording import TEXTS as ENGINE

# What may follow a place and ends like a plural: verbs of one that is named before them, and words that are no nouns.
VERBS = (
    "is has was does needs lies starts belongs reads gives divides uses runs holds goes falls says covers knows follows takes "
    "names leaves exceeds fits comes changes becomes looks breaks its this always less as unless exists lists counts stands lets"
)
SINGULAR = frozenset(VERBS.split())
AFTER_ONE = re.compile(r"(?<![\w.#/-])1(?!\d)\)? ((?:[a-z-]+ ){0,2}?)([a-z]+s|are|have|were|do|people|children)\b")
# Between a place and its noun stand no such words: what follows them is of something else.
BETWEEN = frozenset(
    [
        "of",
        "is",
        "are",
        "in",
        "for",
        "to",
        "from",
        "at",
        "by",
        "on",
        "with",
        "and",
        "or",
        "that",
        "which",
        "has",
        "was",
        "the",
        "a",
        "its",
        "than",
        "it",
        "where",
        "so",
    ]
)
# What stands in the place is no number, or the verb is of something that stands before it.
NO_NUMBER = frozenset(
    {
        "fact-keys", "file-columns", "missing.members", "period-mismatch", "period-mismatch.given", "period-mismatch.which",
        "report.alt.category", "verify.rows", "versions-mixed.example", "versions-overlap.example", "weights-sum.equal",
    }
)  # fmt: skip


def tables() -> Iterator[tuple[str, str, str]]:
    """Every table of sentences in the packages: its module, the key, and the English text."""
    for package in (iku_dsl, iku_engine, iku_cli):
        for found in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            if (
                "wording" in found.name
                or "sentences" in found.name
                or ".texts" in found.name
                or ".messages" in found.name
            ):
                module = importlib.import_module(found.name)
                for table in vars(module).values():
                    if isinstance(table, dict):
                        for key, both in table.items():
                            if isinstance(both, tuple) and len(both) == 2 and all(isinstance(one, str) for one in both):
                                yield found.name, str(key), both[1]


def with_one(text: str) -> str:
    """The sentence where every place holds a single thing."""
    names = {name for _, name, _, _ in Formatter().parse(text) if name}
    return text.format_map({name: agreeing("1", 1) for name in names})


def disagreeing(text: str) -> list[str]:
    return [
        found.group(0)
        for found in AFTER_ONE.finditer(with_one(text))
        if found.group(2) not in SINGULAR and not BETWEEN.intersection(found.group(1).split())
    ]


def test_every_sentence_agrees_with_one() -> None:
    every = {(key, text) for _, key, text in tables() if "{" in text and "{{" not in text}
    assert len(every) > 300
    found = {key: wrong[0] for key, text in every if (wrong := disagreeing(text))}
    assert {key: wrong for key, wrong in found.items() if key not in NO_NUMBER} == {}
    assert found.keys() >= NO_NUMBER, "what is left out is needed"


def test_what_would_not_agree_is_found() -> None:
    for text in (
        "{count} values are missing",
        "of {total} more rows",
        "{n} are given",
        "{count} small mistakes",
        "{a} of {b} files",
    ):
        assert disagreeing(text), text
    for text in ("{count} {count:value is|values are} missing", "{source} is not loaded", "{n} of the others"):
        assert not disagreeing(text), text


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (1, "1 value is missing"),
        (2, "2 values are missing"),
        (0, "0 values are missing"),
        (21, "21 values are missing"),
    ],
)
def test_numbers_agree(value: int, said: str) -> None:
    assert render(say("missing.cells", count=value), "en", ENGINE) == said
    assert render(say("missing.cells", count=value), "id", ENGINE) == f"{value} nilai kosong"


def test_lists_agree_with_how_many_they_are() -> None:
    assert render(say("missing.not-loaded", source=("A 2025",)), "en", ENGINE) == "A 2025 is not loaded"
    assert render(say("missing.not-loaded", source=("A 2025", "B")), "en", ENGINE) == "A 2025, B are not loaded"


def test_the_command_line_agrees_too() -> None:
    assert message("import.read", "en", count=1) == "1 row"
    assert message("import.read", "en", count=Fraction(3)) == "3 rows"
