"""The charts of an indicator as data: what is drawn in the browser, and the same as a table."""

from iku_cli.reports.page.charts.chart import Chart
from iku_cli.reports.page.charts.of import charts_of

__all__ = ["Chart", "charts_of"]
