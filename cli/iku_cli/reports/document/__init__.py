"""The document: the cards of the indicators as their specs say them, and the annex of a performance report."""

from iku_cli.reports.document.document import make

__all__ = ["make"]
