"""For want of which periods, that were never loaded, a part of a statement is missing: told from what it reads, not from rows."""

from __future__ import annotations

from functools import reduce

from iku_dsl.records import record
from iku_engine.results.beside import NOTHING, Unloaded, all_lacking


@record
class Lacks:
    """What an expression lacks in an element where it is missing: certainly all of `sure`, and nothing but what is `possible`.

    `nowhere`: no element has it (or where it does not apply, that is all that is known of it).
    """

    sure: Unloaded = NOTHING
    possible: Unloaded = NOTHING
    nowhere: bool = False

    @property
    def exact(self) -> bool:
        """Whether every element lacks the same, so that none of them need be looked at."""
        return self.sure == self.possible

    @property
    def sometimes(self) -> Lacks:
        """The same of what is known of some elements, though a part of it is known of none: a range may have decided it."""
        return Lacks(self.sure, self.possible)

    @property
    def perhaps(self) -> Lacks:
        """The same where something else may have been lacking first."""
        return Lacks(NOTHING, self.possible)


LOADED = Lacks()


def never(lacking: Unloaded) -> Lacks:
    """Of what is in periods that were never loaded."""
    return Lacks(lacking, lacking, nowhere=True)


def of_parts(*parts: Lacks) -> Lacks:
    """Of what is missing where one of its parts is, and lacks what these do; parts that are always there are not given.

    A part that no element has is always among those that are missing; of the others one at least may be.
    """
    if not parts:
        return LOADED
    certain = [part.sure for part in parts if part.nowhere]
    of_each = reduce(frozenset.intersection, (part.sure for part in parts))
    possible = all_lacking(part.possible for part in parts)
    return Lacks(all_lacking((*certain, of_each)), possible, any(part.nowhere for part in parts))
