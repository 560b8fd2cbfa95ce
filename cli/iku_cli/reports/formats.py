"""The formats of a report by the suffix of its file; a format's room is imported when it is asked for."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, cast

from iku_cli.terminal.faults import Fault

if TYPE_CHECKING:
    from iku_cli.reports.gather import Report

EXTRA = "reports"


@dataclass(frozen=True, slots=True)
class Format:
    """One format: its name in JSON, the room whose `make` gives the bytes of the file, and the packages of the extra that it needs.

    A `whole` one needs all members of every set, whatever `--depth` says.
    """

    name: str
    room: str
    needs: tuple[str, ...] = ()
    whole: bool = False

    def make(self, report: Report) -> bytes:
        """The whole file of a report."""
        room = importlib.import_module(self.room)
        return cast("Callable[[Report], bytes]", room.make)(report)


FORMATS: Mapping[str, Format] = {
    ".html": Format("html", "iku_cli.reports.page", ("jinja2",)),
    ".xlsx": Format("xlsx", "iku_cli.reports.workbook", ("xlsxwriter",), whole=True),
    ".docx": Format("docx", "iku_cli.reports.document", ("docx",)),
}


def format_of(path: Path) -> Format:
    """The format of a file. Errors: `Fault` (2) for a suffix that is none, (3) where the extra is not installed."""
    found = FORMATS.get(path.suffix.casefold())
    if found is None:
        raise Fault("report.suffix", file=path, known=", ".join(FORMATS))
    if any(find_spec(name) is None for name in found.needs):
        raise Fault("report.extra", status=3, file=path, extra=EXTRA)
    return found
