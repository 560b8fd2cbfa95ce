"""A report to the bytes of its workbook: summary, arithmetic, members, facts, weights, bands, definitions.

The summary: one row a result, live beside what the engine says, and whether both agree.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Mapping, Sequence
from fractions import Fraction

from iku_cli.documents.evaluation import result_object, trace_size
from iku_cli.render import saying
from iku_cli.render.beside import FACETS, RESTATED, shared
from iku_cli.render.result import target_ends, target_text, title, value_text
from iku_cli.reports.gather import Report
from iku_cli.reports.workbook.book import Book, Sheet, format_of, number_formula
from iku_cli.reports.workbook.calculation import Calculation
from iku_cli.reports.workbook.places import Places
from iku_dsl.budgets import Effort, most
from iku_dsl.period import Period
from iku_dsl.program import Program, Scale
from iku_dsl.wording import SIGNS
from iku_engine.results.evaluation import Result, Shown, State
from iku_engine.results.judge import band_of
from iku_engine.writing import REPORT_MARK

HEADS = (
    "what",
    "formula",
    "operation",
    "value",
    "exact",
    "displayed",
    "unit",
    "place",
    "binary",
    "note",
    "low",
    "high",
)
WIDTHS = (60, 46, 14, 18, 22, 14, 12, 26, 6, 70, 18, 18)


def make(report: Report) -> bytes:
    """The whole file. Every result stands in the summary; its number is the end of a chain of formulas that begins at its facts."""
    book = Book(report.language)
    book.file.set_properties({"category": REPORT_MARK, "subject": report.head})
    say = book.say
    about = book.sheet(say("book.about"), (), (28, 110))
    summary = Summary(book)
    heads = [say(f"book.{head}") for head in HEADS]
    calculation = book.sheet(say("book.calculation"), heads, WIDTHS, say("book.calculation.note"))
    conditions = book.sheet(say("book.conditions"), heads, WIDTHS, say("book.conditions.note"))
    places = Places(book, report.program)
    arithmetic = Calculation(book, places, calculation, conditions)
    traced = _traced(report)
    for reported in report.indicators:
        for result in reported.results:
            cell = achieved = None
            if id(result) in traced and not arithmetic.full(result.trace):
                arithmetic.head(title(result, report.language))
                cell = arithmetic.write(result.trace, result.label)
                target = next((target for target in result.targets if not target.name), None)
                if target is not None and target.trace is not None:
                    achieved = arithmetic.write(target.trace, result.label)
            summary.add(
                result, cell, achieved, places, arithmetic.ends_of(result) if cell is not None else (None, None)
            )
        summary.rank(report.program)
    write_definitions(book, report)
    write_about(about, report)
    summary.sheet.sheet.activate()
    return book.content()


def _traced(report: Report) -> set[int]:
    """The results whose arithmetic is written: as many as anybody waits for, the latest periods first."""
    room, traced = Effort(most("arithmetic")), set()
    for result in sorted(report.evaluation.results, key=lambda result: -result.period.year):
        if trace_size(result) <= room.left:
            room.spend(trace_size(result))
            traced.add(id(result))
    return traced


def write_about(sheet: Sheet, report: Report) -> None:
    """Title, period, run, hashes; what is exact here and what is not."""
    say = sheet.book.say
    evaluation = report.evaluation
    sheet.sheet.set_row(0, 24)
    sheet.text(0, 0, report.title, bold=True, font_size=16)
    sheet.row = 2
    lines = [
        ("book.period", ", ".join(map(str, report.periods))),
        ("book.made", f"{report.made:%Y-%m-%d %H:%M} {report.user}".strip()),
        ("book.run", str(report.run or "")),
        ("book.engine", evaluation.engine),
        ("book.specs", evaluation.specs),
        ("book.hash", evaluation.facts),
        ("book.head", report.head),
        ("book.marks", "; ".join(saying.marks(report.marks, report.language))),
        *(("book.beside.final", text) for text in shared(evaluation.results, RESTATED, report.language)),
        *(("book.note", saying.reason(note, report.language)) for note in report.caveats),
        *(("book.how", say(f"book.how.{place}")) for place in ("live", "binary", "rounding", "text", "missing")),
    ]
    for key, text in lines:
        if text:
            sheet.text(sheet.row, 0, say(key), bold=True)
            sheet.text(sheet.row, 1, text, text_wrap=True)
            sheet.row += 1


def write_definitions(book: Book, report: Report) -> None:
    """One row an indicator: what it means, how it is worked out, on what it rests, who answers for it."""
    say = book.say
    heads = ["indicator", "name", "goal", "definition", "formula", "basis", "owner", "corrections"]
    sheet = book.sheet(
        say("book.definitions"), [say(f"book.{head}") for head in heads], (46, 24, 40, 70, 40, 50, 30, 60)
    )
    for reported in report.indicators:
        declared, prose = reported.declared, reported.declared.prose
        latest = reported.results[-1] if reported.results else None
        corrections = (
            [f"{one.name} {one.used} ({one.printed}): {one.reason}" for one in latest.corrections] if latest else []
        )
        texts = (
            declared.title, declared.name, prose.goal, prose.definition.strip(), declared.formula.text, "\n".join(prose.basis),
            prose.responsible, "\n".join(corrections),
        )  # fmt: skip
        for column, text in enumerate(texts):
            sheet.text(sheet.row, column, text, text_wrap=True)
        sheet.row += 1


SUMMARY_HEADS = (
    "indicator", "key", "member", "period", "state", "value", "unit", "displayed", "exact", "agrees", "category", "category.engine",
    "category.label", "target", "achievement", "achievement.displayed", "rank", "low", "high", "why",
    *(f"beside.{facet.key}" for facet in FACETS),
)  # fmt: skip
SUMMARY_WIDTHS = (40, 10, 24, 9, 12, 12, 9, 11, 16, 8, 10, 10, 18, 10, 11, 12, 11, 18, 18, 44, *(30 for _ in FACETS))
BESIDE_FROM = 20  # the first column of what is told beside a result
WRAPPED = frozenset({0, 2, 12, 19, *range(BESIDE_FROM, BESIDE_FROM + len(FACETS))})
BESIDE = frozenset({6, 19})  # texts right of a number, which stands at its cell's right
VALUE, EXACT, AGREES, CATEGORY, TARGET, ACHIEVEMENT, RANK, LOW, HIGH = 5, 8, 9, 10, 13, 14, 16, 17, 18
CLOSE = "1E-12"


class Summary:
    """The first sheet with numbers; `add` appends a row."""

    def __init__(self, book: Book) -> None:
        self.book = book
        self._placed: list[Placed] = []
        heads = [book.say(f"book.{head}") for head in SUMMARY_HEADS]
        self.sheet = book.sheet(book.say("book.summary"), heads, SUMMARY_WIDTHS, book.say("book.summary.note"))

    def add(
        self,
        result: Result,
        cell: str | None,
        achieved: str | None,
        places: Places,
        ends: tuple[str | None, str | None],
    ) -> None:
        """A result with the cells of its value and its ends on the sheet of the arithmetic, None where there was no room for them."""
        sheet, row = self.sheet, self.sheet.row
        sheet.row += 1
        self._placed.append((row, result))
        language = self.book.language
        document = result_object(result, language, traced=False)
        displayed = value_text(result, language, unit=False).rstrip("%") if document["value"] is not None else ""
        texts = {
            0: result.label, 1: " · ".join(result.key), 2: " · ".join(result.key_labels), 3: str(result.period),
            4: saying.state_word(result.state, language), 6: document["unit"], 7: displayed, EXACT: document["exact"],
            19: saying.reason(result.reason, language) if result.reason is not None else "",
            **{BESIDE_FROM + n: "; ".join(facet.say(result, language, SIGNS[language])) for n, facet in enumerate(FACETS)},
        }  # fmt: skip
        for column, text in texts.items():
            sheet.text(
                row, column, str(text or ""), text_wrap=column in WRAPPED, indent=int(column in BESIDE), align="left"
            )
        if result.state is State.VALUE and result.value is not None:
            shown = format_of(result.shown, str(document["value"]))
            if cell is not None:
                sheet.formula(row, VALUE, cell, result.value, shown, bold=True)
            else:
                sheet.formula(row, VALUE, number_formula(result.value), result.value, shown, bold=True)
            self._agrees(row, result.value)
        self._judged(row, result, document, places)
        self._achieved(row, result, document, achieved)
        if result.bounds is not None:
            shown = format_of(result.shown)
            for column, end, where in zip((LOW, HIGH), (result.bounds.low, result.bounds.high), ends, strict=True):
                if end is not None and where is not None:
                    sheet.formula(row, column, where, end, shown)
                elif end is not None:
                    sheet.scalar(row, column, end, result.shown)

    def rank(self, program: Program) -> None:
        """The ranks of the results since the last call: those of one indicator."""
        write_ranks(self.sheet, RANK, VALUE, self._placed, program)
        self._placed = []

    def _agrees(self, row: int, value: Fraction) -> None:
        """Whether the live number is the engine's, to the digits that a cell has."""
        cell, exact = self.sheet.ref(row, VALUE, self.sheet), number_formula(value)
        yes, no = (self.book.say(f"book.{word}").replace('"', "") for word in ("same", "differs"))
        test = f"ABS({cell}-({exact}))<={CLOSE}*MAX(1,ABS({exact}))"
        self.sheet.formula(row, AGREES, f'IF({test},"{yes}","{no}")', yes, "General")

    def _judged(self, row: int, result: Result, document: Mapping[str, object], places: Places) -> None:
        """The category by the bands where it is that of the value; one that was capped, or is of the achievement, as it is."""
        category = document["category"]
        if not isinstance(category, dict):
            return
        self.sheet.text(row, 11, str(category["id"] or " / ".join(category["possible"])))
        self.sheet.text(row, 12, str(category["label"] or ""), text_wrap=True)
        version = places.program.version(result.indicator, result.period)
        scale = places.program.scales.get(version.scale) if version is not None else None
        if scale is not None and self._by_bands(scale, result) and isinstance(category["id"], str):
            formula = places.category(scale, self.sheet.ref(row, VALUE))
            self.sheet.formula(row, CATEGORY, formula, category["id"], "General")

    @staticmethod
    def _by_bands(scale: Scale, result: Result) -> bool:
        if result.value is None or result.state is not State.VALUE or result.category is None:
            return False
        band = band_of(scale, result.value)
        return band is not None and band.name == result.category.id and result.category.certain

    def _achieved(self, row: int, result: Result, document: Mapping[str, object], cell: str | None) -> None:
        target = next((target for target in result.targets if not target.name), None)
        achievement = document["achievement"]
        if target is not None and target.value is not None:
            if target.sign or target.high is not None:
                self.sheet.text(row, TARGET, target_text(target, result, self.book.language, unit=False), align="right")
            else:
                shown = format_of(result.shown, target_ends(target, result)[0])
                self.sheet.formula(row, TARGET, number_formula(target.value), target.value, shown)
        if isinstance(achievement, dict):
            exact = Fraction(achievement["exact"])
            shown = format_of(Shown(percent=True), achievement["value"])
            self.sheet.formula(row, ACHIEVEMENT, cell or number_formula(exact), exact, shown)
            signs = SIGNS[self.book.language]
            self.sheet.text(row, ACHIEVEMENT + 1, saying.display(exact, Shown(percent=True), signs=signs))


Placed = tuple[int, Result]  # the row of a result, and the result
DECIMALS = 12  # to which values are compared, as binary numbers differ behind them


def write_ranks(sheet: Sheet, column: int, values: int, placed: Sequence[Placed], program: Program) -> None:
    """The ranks of one indicator into `column`, from the values in the column `values`; a rank of anything else as the number it is."""
    by_period: dict[Period, list[Placed]] = defaultdict(list)
    for row, result in placed:
        by_period[result.period].append((row, result))
    for period, own in by_period.items():
        first, last = own[0][0], own[-1][0]
        ranked = [(row, result) for row, result in own if result.rank is not None]
        way = _way([result for _, result in own], period, program) if last - first + 1 == len(own) else None
        ordered = (
            sorted(one.value for _, one in own if one.value is not None and one.state is State.VALUE) if way else []
        )
        span = sheet.span(first, last, values, sheet)
        for row, result in ranked:
            assert result.rank is not None
            if way is None or not _counted(result, ordered, way):
                sheet.scalar(row, column, Fraction(result.rank))
                continue
            cell = sheet.ref(row, values, sheet)
            less = f"{span}-{cell}" if way > 0 else f"{cell}-{span}"
            counted = f"SUMPRODUCT(ISNUMBER({span})*(ROUND(({less})/MAX(1,ABS({cell})),{DECIMALS})>0))"
            sheet.formula(row, column, f"1+{counted}", Fraction(result.rank), "General")


def _way(results: Sequence[Result], period: Period, program: Program) -> int | None:
    """1 where the highest value comes first, -1 where the lowest does; None where not all values are ranked, or not by themselves."""
    version = program.version(results[0].indicator, period)
    if version is None or version.ranking is None or version.ranking.by is not None:
        return None
    if any(result.value is not None and result.state is State.VALUE and result.rank is None for result in results):
        return None
    return 1 if version.ranking.highest_first else -1


def _counted(result: Result, ordered: Sequence[Fraction], way: int) -> bool:
    """Whether as many values are ahead of a result as its rank says: those that differ by more than the half of what ROUND leaves.

    They are found among all of them in order, since each is asked for its own place.
    """
    if result.value is None or result.rank is None:
        return False
    least = max(Fraction(1), abs(result.value)) / (2 * 10**DECIMALS)
    if way > 0:
        ahead = len(ordered) - bisect_right(ordered, result.value + least)
    else:
        ahead = bisect_left(ordered, result.value - least)
    return ahead + 1 == result.rank
