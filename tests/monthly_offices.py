"""Offices that send a file for each month, of figures that a year sums up."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from iku_dsl.checking.check import check_files
from iku_dsl.keywords import Language
from iku_dsl.period import Grain, Period, read_period
from iku_dsl.problem import SourceFile
from iku_engine.evaluating.evaluate import evaluate
from iku_engine.facts.withdrawing import withdraw
from iku_engine.importing.importing import import_file
from iku_engine.migrate.opening import open_store
from iku_engine.staging.report import ImportReport
from iku_engine.wording import say_it

MONTHLY = """
dimension unit key code

source s per {grain}, unit register
  column x number 0.. digits 0 consolidate sum partial because "as far as it came"

{indicators}
"""
INDICATOR = """
indicator of_{grain} per {grain}
  unit number
  direction higher
  formula sum s.x
"""


class Office:
    """A store that takes in a file for each period of 2025, with a figure for each unit."""

    def __init__(self, folder: Path, url: str = "", grain: str = "month") -> None:
        self.folder, self.url, self.grain = folder, url or f"sqlite:///{folder}/iku.db", grain
        self.batches: dict[int, int] = {}
        self._open(MONTHLY)

    def _open(self, spec: str) -> None:
        of = "".join(INDICATOR.replace("{grain}", one) for one in Grain if not one.finer_than(Grain(self.grain)))
        self.file = SourceFile("s.iku", spec.replace("{grain}", self.grain).replace("{indicators}", of))
        checked = check_files([self.file])
        assert not checked.errors, [problem.id for problem in checked.errors]
        self.program = checked.program
        self.store = open_store(self.url, self.program, user="siti")

    def reopen(self, spec: str) -> None:
        """The same store by another spec."""
        self.store.close()
        self._open(spec)

    def load(self, index: int, figures: Sequence[int], title: str = "", year: int = 2025) -> ImportReport:
        """The file of a period."""
        path = self.folder / f"s{index}.csv"
        rows = "".join(f"U{at:04},{figure}\n" for at, figure in enumerate(figures))
        path.write_text(f"{title}unit,x\n{rows}", encoding="utf-8")
        return self.take_in(path, index, year)

    def take_in(self, path: Path, index: int, year: int = 2025) -> ImportReport:
        """A file for a period."""
        grain = self.program.sources["s"].grain
        assert grain is not None
        period = Period(year, index, grain)
        report = import_file(self.store, self.program, path, "s", user="siti", period=period)
        assert report.batch is not None
        self.batches[index] = report.batch
        return report

    def take_back(self, index: int) -> None:
        """The file of a period goes."""
        withdraw(self.store, self.program, self.batches[index], user="siti", reason="r")

    def beside(self, period: str, language: Language = "en") -> list[str]:
        """What is told beside the result of a period."""
        asked = read_period(period)
        assert asked is not None
        made = evaluate(self.store, self.program, specs="", indicators=[f"of_{asked.grain}"], periods=[asked])
        return [say_it(note, language) for note in made.results[0].notes]


def told(report: ImportReport, key: str) -> list[str]:
    """What an import tells of its figures, by what shows it."""
    return [one.value for one in report.doubted if one.reason.key == key]
