"""`report`: indicators over the years as a file that people take away.

Its format goes by the suffix of the file; what makes it is imported when it is asked for.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, cast

import click

from iku_cli.options import Depth, command, option
from iku_cli.session.session import Session
from iku_cli.terminal.arguments import moment_of, one_period
from iku_cli.terminal.faults import Fault
from iku_cli.terminal.streams import echo

if TYPE_CHECKING:
    from iku_cli.reports.gather import Report

MOST_YEARS = 100


@command
@click.argument("indicators", nargs=-1, metavar="[INDICATOR]...")
@option("--period", required=True, metavar="PERIOD", help="help.report.period")
@option(
    "--to", "to", required=True, type=click.Path(path_type=Path), metavar="FILE.html|.xlsx|.docx", help="help.report.to"
)
@option("--years", type=click.IntRange(1, MOST_YEARS), default=5, metavar="N", help="help.report.years")
@option("--title", default="", metavar="TEXT", help="help.report.title")
@option("--as-of", metavar="DATE|TIME", help="help.as-of")
@option("--engine", metavar="NAME", help="help.engine")
@option("--depth", type=Depth(), default="100", metavar="N|all", help="help.report.depth")
def report(
    session: Session,
    indicators: tuple[str, ...],
    period: str,
    to: Path,
    years: int,
    title: str,
    as_of: str | None,
    engine: str | None,
    depth: int | None,
) -> int:
    """Evaluate, keep the run, and write the file; 1 where a result is an error. A report that exists is replaced as a whole."""
    from iku_engine.writing import REPORTS, may_write, write_file

    asked, form = one_period(period), format_of(to)
    again = REPORTS[to.suffix.casefold()]
    may_write(to, again)
    specs = session.specs()
    if specs is None:
        return 1
    from iku_cli.reports.gather import Question, gather
    from iku_engine.results.evaluation import State

    listed = None if form.whole else depth
    question = Question(indicators, asked, years, title.strip(), listed, moment_of(as_of), engine)
    with session.progress(session.say("eval.running", period=period)) as progress:
        found = gather(session, specs, question, datetime.now().astimezone(), progress)
    with session.waiting(session.say("report.running", file=to)):
        content = form.make(found)
        write_file(to, content, again)
    if session.as_json:
        from iku_cli.reports.gather import report_document

        session.give(report_document(found, form.name, to, content))
    else:
        _tell(session, found, to, len(content))
    return 1 if any(result.state is State.ERROR for result in found.evaluation.results) else 0


def _tell(session: Session, found: Report, to: Path, size: int) -> None:
    from iku_dsl.rounding import rounded
    from iku_dsl.wording import SIGNS, in_digits

    megabytes = in_digits(rounded(Fraction(size, 1_000_000), 2), 2, SIGNS[session.language])
    echo(session.say("report.written", file=to, count=len(found.indicators), size=megabytes))
    if found.run is not None:
        session.note(session.say("eval.kept", run=found.run))


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
    ".docx": Format("docx", "iku_cli.reports.cards", ("docx",)),
}


def format_of(path: Path) -> Format:
    """The format of a file. Errors: `Fault` (2) for a suffix that is none, (3) where the extra is not installed."""
    found = FORMATS.get(path.suffix.casefold())
    if found is None:
        raise Fault("report.suffix", file=path, known=", ".join(FORMATS))
    if any(find_spec(name) is None for name in found.needs):
        raise Fault("report.extra", status=3, file=path, extra=EXTRA)
    return found
