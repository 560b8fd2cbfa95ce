"""One chart: its kind and data for the browser, what it shows in words, and the table of the same numbers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from iku_cli.messages import message
from iku_cli.messages.visible import one_line
from iku_dsl.keywords import Language
from iku_engine.results.evaluation import Shown

MANY = 24  # as in `drawings.js`: beyond it bars are thin and names are cut


@dataclass(frozen=True, slots=True)
class Chart:
    """`alt` is what somebody hears who does not see it; `head` and `rows` are its numbers as displayed, the first cell of a row its name.

    In `data` places on an axis are decimal texts (`coordinate`); every label and every number that is read is a text already.
    """

    kind: str
    title: str
    alt: str
    data: Mapping[str, object]
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    note: str = ""

    @property
    def long(self) -> bool:
        """Whether it has so many parts that it wants the page's whole width."""
        return len(self.rows) > MANY


def unit_word(shown: Shown, language: Language) -> str:
    """What an axis is called: the unit's word, per cent, or just value."""
    if shown.percent:
        return message("report.axis.percent", language)
    return one_line(shown.unit) or message("report.axis.value", language)
