"""The whole checked program."""

from __future__ import annotations

from collections.abc import Mapping

from iku_dsl.period import ByStart, Period
from iku_dsl.program.indicators import Indicator
from iku_dsl.program.lookups import Dimension, Scale, Table
from iku_dsl.program.sources import Profile, Source
from iku_dsl.program.tests import Test
from iku_dsl.records import record


class _Kept:
    """What a program looked up once. It is no field: it is neither compared nor written, and a changed program starts without."""

    __slots__ = ("_by_start",)
    _by_start: dict[str, ByStart]  # by the name of an indicator, when its versions are effective


@record
class Program(_Kept):
    """A whole spec set. `indicators` holds the versions of each name, as they are declared."""

    dimensions: Mapping[str, Dimension]
    sources: Mapping[str, Source]
    tables: Mapping[str, Table]
    scales: Mapping[str, Scale]
    profiles: Mapping[str, Profile]
    indicators: Mapping[str, tuple[Indicator, ...]]
    tests: tuple[Test, ...]

    def version(self, name: str, period: Period) -> Indicator | None:
        """The version of an indicator in a period, None where there is none."""
        versions = self.indicators[name]
        try:
            kept = self._by_start
        except AttributeError:
            kept = {}
            object.__setattr__(self, "_by_start", kept)
        if name not in kept:  # once, as thousands of periods may be asked for of thousands of versions
            kept[name] = ByStart([version.effective for version in versions])
        place = kept[name].holding(period)
        return versions[place] if place is not None else None
