"""In-spec tests: given facts as text, given values of indicators, and what is expected."""

from __future__ import annotations

from dataclasses import field
from datetime import date
from fractions import Fraction
from typing import Literal

from iku_dsl.period import Period
from iku_dsl.program.columns import Declared
from iku_dsl.records import record
from iku_dsl.source import NOWHERE, Span

Value = Fraction | str | bool | date | Period | None


@record
class GivenFacts:
    """Facts given to a test: rows by column name; a column named by a grain holds periods; `loaded` were loaded without rows."""

    name: str
    columns: tuple[str, ...]
    rows: tuple[tuple[GivenCell, ...], ...]
    span: Span = field(default=NOWHERE, compare=False)
    loaded: tuple[Period, ...] = ()


@record
class GivenCell:
    """One given cell as text, None where it is missing. A `number` is written as the language has it, other text as a file may."""

    text: str | None
    span: Span = field(default=NOWHERE, compare=False)
    not_applicable: bool = False
    number: bool = False


@record
class GivenValue:
    """What the result of an indicator is taken to be in a period for an entity, whatever its facts say.

    `value` is in the indicator's unit, None where a `state` stands in its place.
    """

    indicator: str
    period: Period
    keys: tuple[str, ...] = ()
    state: Literal["", "missing", "not-applicable"] = ""
    value: Fraction | None = None
    span: Span = field(default=NOWHERE, compare=False)


ExpectedPart = Literal["value", "band", "achievement", "rank", "bounds", "comparison", "let", "refused"]


@record
class Expectation:
    """What a test expects: of which indicator and entity, which part (`let` by name), and the outcome.

    `refused` expects of the given rows that one is refused, with `keys` one that has them: of no indicator, and without an outcome.
    `state` is set for a state (`missing`, `not-applicable`, `error`); else `value` (and `high` for a stretch) or `category`.
    """

    indicator: str
    part: ExpectedPart
    keys: tuple[str, ...] = ()
    let: str = ""
    which: str = ""
    state: Literal["", "missing", "not-applicable", "error"] = ""
    value: Fraction | None = None
    high: Fraction | None = None
    category: str = ""
    tolerance: Fraction = Fraction(0)
    text: str = ""
    span: Span = field(default=NOWHERE, compare=False)


@record(kw_only=True)
class Test(Declared):
    """An in-spec test: `given` facts, given `values` of indicators, and what is expected of an indicator in a period."""

    indicator: str
    period: Period
    given: tuple[GivenFacts, ...] = ()
    values: tuple[GivenValue, ...] = ()
    expectations: tuple[Expectation, ...] = ()
