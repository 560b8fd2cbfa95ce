"""The calculation workbook: every indicator's arithmetic as live formulas, from the cells of its facts to its category."""

from iku_cli.reports.workbook.workbook import make

__all__ = ["make"]
