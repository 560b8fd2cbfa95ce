"""Files that say of their figures that they are those from the beginning of the year on, where a year is the sum of its parts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from iku_dsl.expression import Reduction
from iku_dsl.period import Grain
from iku_dsl.problem import say
from iku_engine.facts.reading.dates import MONTHS
from iku_engine.facts.reading.opened import Opened
from iku_engine.facts.relations import Relation
from iku_engine.facts.report import RejectedCell

LONGEST = 500  # letters of a title
_MONTH_NAMES = "|".join(sorted(MONTHS, key=len, reverse=True))
_UNTIL = (  # `s.d. Februari`, `sampai dengan Triwulan II`, with the name behind it
    r"(?i)(?<!\w)(?:s ?[./]? ?d\.?|sampai dengan|sampai|hingga|up to|through) (?:(?:tanggal|bulan|month) )?(?:\d{1,2} )?"
    rf"(?P<name>{_MONTH_NAMES}|triwulan|tw|quarter|semester)\b"
)
_MONTH = rf"(?i)(?<!\w)(?:{_MONTH_NAMES})(?!\w)"
_compiled = cache(re.compile)  # when first asked: few files are monthly and summed


def so_far(text: str) -> bool:
    """Whether a text says that figures are those up to a month; not where it names the same month before, as a stretch of days does."""
    if len(text) > LONGEST:
        return False
    said = " ".join(text.split())
    found = _compiled(_UNTIL).search(said)
    if found is None:
        return False
    before = {MONTHS.get(one.group().casefold()) for one in _compiled(_MONTH).finditer(said[: found.start()])}
    return MONTHS.get(found["name"].casefold()) not in before or found["name"].casefold() not in MONTHS


def summed_so_far(opened: Opened, relation: Relation) -> Iterator[RejectedCell]:
    """The first text beside the rows of a file that says so, for each column that a year sums up; nothing of yearly sources."""
    if relation.grain is None or relation.grain is Grain.YEAR:
        return
    summed = [
        column
        for column in relation.columns.values()
        if column.consolidation is not None and column.consolidation.reduction is Reduction.SUM
    ]
    texts = [(opened.header_row, text) for text in (opened.sheet, *opened.note.split("\n"))]
    texts += [(line, text) for line, cells in opened.above for text in cells]
    texts += [(opened.header_row, text) for head in opened.heads for text in head]
    for line, text in texts if summed else ():
        if so_far(text):
            for column in summed:
                yield RejectedCell(line, column.name, text.strip(), say("row.so-far", column=column.title))
            return
