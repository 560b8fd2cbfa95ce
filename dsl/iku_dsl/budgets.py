"""How much work a spec may ask for, counted in steps and sizes and never in seconds: the same answer on every machine.

Every budget stands in this one table, with what it counts and why it is what it is. What runs out is told: a proof as not proven,
anything else as `too-large`; it is never taken for proven. `docs/security.md` shows the table, and a test holds both together.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Budget:
    """The most there may be of what is counted, and why it is so much."""

    most: int
    counts: str
    why: str


BUDGETS: dict[str, Budget] = {
    "worlds": Budget(
        300,
        "small worlds of facts that one search for a counter-example looks at",
        "of the specs shipped and of the corpus, every counter-example is met in the first 40",
    ),
    "world": Budget(
        40_000,
        "expressions, rows and elements looked at in one small world; one that needs more is left out",
        "half a second",
    ),
    "search": Budget(
        40_000,
        "expressions and rows looked at in one search",
        "300 worlds of a formula of 130 parts; half a second",
    ),
    "search-least": Budget(
        400,
        "steps that a search has even where those before it took nearly all",
        "ten worlds of a formula of 40 parts",
    ),
    "searches": Budget(
        400_000,
        "steps of all searches of one proof; each has an eighth of what is left",
        "about 3 s; the specs shipped take 60,000 at most",
    ),
    "question": Budget(
        20_000,
        "steps to bound one number: forms, and the rules of their rows, looked at",
        "half a second; a rule of the specs shipped takes 2,600 at most",
    ),
    "questions": Budget(
        200_000,
        "the same for all numbers of one proof",
        "about 5 s; all specs shipped together take 9,100",
    ),
    "questions-each": Budget(
        20,
        "beside that for each indicator: people who write more rules ask more",
        "an ordinary indicator takes 8",
    ),
    "bits": Budget(
        262_144,
        "binary digits of a numerator or denominator; a value beyond is an error, the end of a range beyond is none",
        "79,000 decimal digits: an average of 10,000 unlike fractions of six digits still fits; squaring doubles them each time",
    ),
    "results": Budget(
        2_000_000,
        "results of an indicator in a period where members of several dimensions are combined, whoever lists them",
        "each keeps 2 KB and more; 83,000 villages in 12 months and both sexes",
    ),
    "bits-on-the-way": Budget(
        4_194_304,
        "the same of a part of a sum, before it is known what becomes of all of it",
        "an average of 200,000 unlike fractions of six digits; adding two such takes a second",
    ),
    "compared": Budget(
        100_000,
        "names that are compared with one that nothing has, to say what was probably meant",
        "a second; the specs shipped declare 600 names",
    ),
    "problems": Budget(
        2_000,
        "problems that are told; errors come before warnings, and it is said how many more there are",
        "nobody reads more at once; each takes 25 KB to be drawn",
    ),
    "trace": Budget(
        20_000,
        "numbers in the traces that one `eval` draws for people; the others are there for the asking",
        "400 pages; the traces of all specs shipped together have fewer",
    ),
    "cells": Budget(
        400_000,
        "parts of rules, each as often as the members listed in the specs make it come up: entities, weights, rows that are due",
        "a part keeps 1 KB for its trace, a result 2, a row that is due 4, a weighed term 12: 400 MB",
    ),
}


def most(name: str) -> int:
    """How much there may be of something."""
    return BUDGETS[name].most


class Effort:
    """Steps that may still be taken; what asks for more is told no."""

    __slots__ = ("left",)

    def __init__(self, steps: int) -> None:
        self.left = steps

    def spend(self, steps: int = 1) -> bool:
        """Take some steps; whether there were so many."""
        self.left -= steps
        return self.left >= 0

    @property
    def gone(self) -> bool:
        """Whether nothing is left."""
        return self.left <= 0
