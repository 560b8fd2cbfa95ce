"""The report as one HTML page that needs nothing else: no network, no other file."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from iku_cli.reports.gather import Report


def make(report: Report) -> bytes:
    """The page in UTF-8."""
    from iku_cli.reports.page.page import page

    return page(report).encode()
