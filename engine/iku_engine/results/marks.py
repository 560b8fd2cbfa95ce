"""Marks: what is to be known of a figure before somebody relies on it. A mark of whatever a result was made of is a mark of the result."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum

from iku_dsl.problem import Text, say
from iku_dsl.records import record


class MarkKind(StrEnum):
    """Why a figure is marked, in the order in which marks are told."""

    ILLUSTRATIVE = "illustrative"  # made up for a demonstration, as its file says
    DECLARED = "declared"  # whatever else a file says of its data
    AS_PRINTED = "as-printed"  # computed with the figures as they are printed, without corrections
    AS_KNOWN = "as-known"  # computed from the facts that were known at a time, without those that came later
    INEXACT = "inexact"  # a root, a logarithm, a power: computed to some digits
    NEAR_END = "near-end"  # so near to where a rounding, category or comparison turns that digits decide which are not computed
    RULE = "by-rule"  # a rule of the spec filled what was missing, or left it out
    PARTIAL = "partial"  # made from those sub-periods or rows that there are, or ranked beside some that are not known
    NOT_LOADED_FILLED = "not-loaded-filled"  # a rule of the spec filled a period that was never loaded


_ORDER = {kind: place for place, kind in enumerate(MarkKind)}
_ILLUSTRATIVE = ("ilustratif", "illustrative")
OF_DATA = (MarkKind.ILLUSTRATIVE, MarkKind.DECLARED)  # said of the facts, not of how they were computed with


@record
class Part:
    """A part that something is made from: of a source or indicator `there` of `total` of its rows, months …; `unit` says which."""

    of: str
    unit: str
    there: int
    total: int


@record
class Mark:
    """A mark: its kind, and what it says beside that: the word as the file has it, a sentence of the engine, or nothing more."""

    kind: MarkKind
    text: Text | str = ""
    part: Part | None = None

    @property
    def code(self) -> str:
        """The word of a file as it was written, else the kind: what programs compare."""
        return self.text if isinstance(self.text, str) and self.text else self.kind.value


INEXACT = Mark(MarkKind.INEXACT)
NEAR_END = Mark(MarkKind.NEAR_END)
RULE = Mark(MarkKind.RULE)
NOT_LOADED_FILLED = Mark(MarkKind.NOT_LOADED_FILLED)
AS_PRINTED = Mark(MarkKind.AS_PRINTED)


def declared(word: str) -> Mark:
    """The mark that a word after `# tanda:` gives to the facts of a file."""
    return Mark(MarkKind.ILLUSTRATIVE if word.casefold() in _ILLUSTRATIVE else MarkKind.DECLARED, word)


def as_known(at: datetime) -> Mark:
    """The mark of what is computed from the facts as they were known at a time."""
    return Mark(MarkKind.AS_KNOWN, say("mark.as-known", at=local_time(at)))


def local_time(at: datetime) -> str:
    """A time as people say it, where we are: a minute is said of its end, any other time to the second."""
    whole = (at.second, at.microsecond) == (59, 999_999)
    return at.astimezone().strftime("%Y-%m-%d %H:%M" if whole else "%Y-%m-%d %H:%M:%S")


def together(*groups: Iterable[Mark]) -> tuple[Mark, ...]:
    """The marks of several things, each once, by kind and then as they came."""
    marks = dict.fromkeys(mark for group in groups for mark in group)
    return tuple(sorted(marks, key=lambda mark: _ORDER[mark.kind]))


def partial(part: Part) -> Mark:
    """The mark of what is made from a part."""
    unit = say(f"many.{part.unit}", count=part.total)
    text = say("mark.part", of=part.of, unit=unit, there=part.there, total=part.total)
    return Mark(MarkKind.PARTIAL, text, part)
