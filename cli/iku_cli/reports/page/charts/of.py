"""Which charts an indicator has: one product a file, asked for in the order of the page."""

from __future__ import annotations

from collections.abc import Iterator

from iku_cli.reports.gather import Reported
from iku_cli.reports.page.charts.chart import Chart
from iku_cli.reports.page.charts.contribution import contribution
from iku_cli.reports.page.charts.groups import groups
from iku_cli.reports.page.charts.spread import by_category, spread
from iku_cli.reports.page.charts.trend import trend
from iku_cli.reports.page.charts.weights import weights
from iku_dsl.keywords import Language

CHARTS = (trend, contribution, weights, by_category, spread, groups)


def charts_of(one: Reported, language: Language) -> Iterator[Chart]:
    """The charts for which there is something to draw."""
    for draw in CHARTS:
        yield from draw(one, language)
