"""The whole checked program."""

from __future__ import annotations

from collections.abc import Mapping

from iku_dsl.period import Period
from iku_dsl.program.indicators import Indicator
from iku_dsl.program.lookups import Dimension, Scale, Table
from iku_dsl.program.sources import Profile, Source
from iku_dsl.program.tests import Test
from iku_dsl.records import record


@record
class Program:
    """A whole spec set. `indicators` holds the versions of each name, in order of their periods."""

    dimensions: Mapping[str, Dimension]
    sources: Mapping[str, Source]
    tables: Mapping[str, Table]
    scales: Mapping[str, Scale]
    profiles: Mapping[str, Profile]
    indicators: Mapping[str, tuple[Indicator, ...]]
    tests: tuple[Test, ...]

    def version(self, name: str, period: Period) -> Indicator | None:
        """The version of an indicator in a period, None where there is none."""
        return next((version for version in self.indicators[name] if period in version.effective), None)
