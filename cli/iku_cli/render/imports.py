"""What an import did, file by file: the rows add up, and each rejected row says where, what, why, and a guess."""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Sequence
from pathlib import Path

from iku_cli.messages import message
from iku_cli.messages.sentences import named, one_line
from iku_cli.render import saying
from iku_cli.render.beside import completeness_text
from iku_cli.render.layout import NAME, QUIET, Drawing, Line, drawn, wrap
from iku_dsl.keywords import Language
from iku_dsl.period import stretches
from iku_dsl.records import record
from iku_dsl.wording import SIGNS
from iku_engine.errors import EngineError
from iku_engine.reading.style import decimals_by
from iku_engine.results.beside import declared
from iku_engine.staging.figures import SHOWN as PERIODS
from iku_engine.staging.figures import ChangedPeriod, ManyChangesError
from iku_engine.staging.report import ImportReport, PreviewRow, RejectedCell, Taken

COLUMNS = 8  # of figures whose control totals are told
COMPLETE = 6  # incomplete periods that are told
NAMED = 10  # rows of a kind that are listed
NEW = 60  # new members that are listed: a province has no more parts, and the country no more provinces
REPLACES = {"correct": "import.undoes", "retract": "import.undoes.retraction"}  # by the kind of an earlier batch
RUNS = 6  # runs of rows that are no data
SHOWN = 20  # rejected rows that are listed


@record
class Outcome:
    """One file: its report (kept, or only looked at), or what kept all of it out."""

    file: str
    target: str
    report: ImportReport | None = None
    error: EngineError | None = None
    kept: bool = True

    @property
    def status(self) -> int:
        """The exit status that this file asks for."""
        if self.error is not None:
            return self.error.exit_status
        return 1 if self.report is not None and self.report.rejected_total else 0


def draw_imports(outcomes: Sequence[Outcome], dry_run: bool, language: Language, width: int) -> Drawing:
    """All files, one after another."""
    lines: list[Line] = []
    for outcome in outcomes:
        lines += [line for text in _texts(outcome, dry_run, language) for line in _wrapped(*text, width)]
    return drawn(lines)


def _wrapped(text: str, style: str, indent: int, width: int) -> Iterator[Line]:
    for n, line in enumerate(wrap(text, width - indent - 2)):
        yield ((" " * (indent + (2 if n else 0)) + line, style),)


def _texts(outcome: Outcome, dry_run: bool, language: Language) -> Iterator[tuple[str, str, int]]:
    """Each line of a file's report: its text, style and indentation."""
    yield f"{one_line(outcome.file)} → {one_line(outcome.target)}", NAME, 0
    if outcome.error is not None:
        why = saying.reason(outcome.error.text, language)
        yield message("import.refused", language, why=why), "bold red", 2
        if isinstance(outcome.error, ManyChangesError):
            for line in changes_text(outcome.error.changes, language):
                yield line, "yellow", 4
        return
    report = outcome.report
    assert report is not None
    yield _rows(report, language), "", 2
    for text in _besides(report, language):
        yield text, QUIET, 2
    for text in changes_text([one for one in report.changes if one.many], language):
        yield text, "yellow", 2
    if dry_run and report.preview:
        yield message("import.preview", language), "", 2
        for row in report.preview:
            yield _understood(row, language), QUIET, 4
    if not outcome.kept:
        yield message("import.dry-run" if dry_run else "import.strict", language), "bold yellow", 2
    for rejected in report.rejected[:SHOWN]:
        yield _rejected(rejected, language), "yellow", 2
    more = report.rejected_total - min(SHOWN, len(report.rejected))
    if more > 0:
        yield message("import.more", language, count=more), QUIET, 2
    yield from _doubted(report, language)
    if report.rejected_total and outcome.kept:
        yield (
            message("import.quarantine", language, count=report.rejected_total, source=one_line(outcome.target)),
            QUIET,
            2,
        )
        if report.earlier:
            yield (
                message("import.other" if report.other else "import.earlier", language, count=report.earlier),
                "yellow",
                4,
            )


def changes_text(changes: Sequence[ChangedPeriod], language: Language) -> Iterator[str]:
    """What changes of what was known, period by period, with the first figures."""
    for one in changes[:PERIODS]:
        key = (
            "import.changes.members" if one.members else "import.changes" if one.period is None else "import.changes.of"
        )
        yield message(key, language, rows=one.rows, known=one.known, period=one.period)
        if one.lost:
            yield "  " + message("import.changes.lost", language, rows=one.lost)
        for change in one.examples:
            before, after = (
                message("state.missing", language) if value is None else saying.scalar(value, change.shown, language)
                for value in (change.before, change.after)
            )
            told = {"keys": one_line(", ".join(change.keys)) or "-", "column": one_line(change.column)}
            yield "  " + message("import.change", language, **told, before=before, after=after)
    if len(changes) > PERIODS:
        yield message("import.changes.more", language, count=len(changes) - PERIODS)


def _doubted(report: ImportReport, language: Language) -> Iterator[tuple[str, str, int]]:
    if report.doubted_total:
        yield message("import.doubted", language, count=report.doubted_total), "", 2
    for doubt in report.doubted[:SHOWN]:
        yield _rejected(doubt, language), "yellow", 4
    more = report.doubted_total - min(SHOWN, len(report.doubted))
    if more > 0:
        yield message("import.more", language, count=more), QUIET, 4


def _rows(report: ImportReport, language: Language) -> str:
    """`1284 baris = 1280 diterima + 0 sama + 4 ditolak`."""
    not_data = sum(one.count for one in report.not_data)
    return message(
        "import.rows.beside" if not_data else "import.rows",
        language,
        rows=report.rows,
        accepted=report.accepted,
        identical=report.identical,
        rejected=report.rejected_total,
        not_data=not_data,
    )


def _not_data(report: ImportReport, language: Language) -> str:
    """`bukan data: baris jumlah (12, 20), tanda tangan (24 .. 29)`."""
    parts = [
        message(f"import.beside.{one.kind}", language, rows=_ranges(one.rows, one.count)) for one in report.not_data
    ]
    return message("import.beside", language, parts=", ".join(parts))


def _ranges(rows: Sequence[int], count: int) -> str:
    """`2, 5 .. 9`; of many the first few, and how many there are."""
    runs: list[list[int]] = []
    for row in rows:
        if runs and row == runs[-1][1] + 1:
            runs[-1][1] = row
        else:
            runs.append([row, row])
    texts = [str(low) if low == high else f"{low} .. {high}" for low, high in runs[:RUNS]]
    return ", ".join([*texts, *([f"… {count}"] if len(runs) > RUNS or count > len(rows) else [])])


def _understood(row: PreviewRow, language: Language) -> str:
    """`baris 4: 2025 · daerah 11.01 · penerima 87.5%`."""
    parts = [str(row.period)] if row.period is not None else []
    for cell in row.cells:
        if not cell.applies:
            shown = message("state.not-applicable", language)
        elif cell.value is None:
            shown = message("state.missing", language)
        else:
            shown = " ".join(filter(None, (saying.scalar(cell.value, cell.shown, language), cell.shown.unit)))
        parts.append(f"{one_line(cell.column)} {shown}")
    return f"{message('import.row', language, row=row.row)}: {' · '.join(parts)}"


def taken_text(taken: Taken, language: Language) -> str:
    """What a file was taken for, on one line."""
    delimiter = message("import.taken.tab", language) if taken.delimiter == "\t" else taken.delimiter
    named = {"encoding": taken.encoding.upper().removesuffix("-SIG"), "delimiter": delimiter, "sheet": taken.sheet}
    parts = [message(f"import.taken.{taken.kind}", language, row=taken.header_row, **named)]
    if taken.numbers in ("id", "en", "mixed"):
        parts.append(message(f"import.taken.numbers.{taken.numbers}", language))
    if taken.mapping:
        constants = ", ".join(one_line(f"{name} = {text}") for name, text in taken.constants)
        by_map = message(f"import.taken.mapping.{taken.mapping}", language)
        parts.append(f"{by_map} ({constants})" if constants else by_map)
    return "; ".join(parts)


def _besides(report: ImportReport, language: Language) -> Iterator[str]:
    if report.taken is not None:
        yield taken_text(report.taken, language)
    for column, text in report.points:
        yield message(f"import.{decimals_by(text)}", language, column=named(column), text=named(text))
    for earlier in report.replaces:
        what = {"file": earlier.file, "rows": earlier.rows}
        who = {"batch": earlier.batch, "user": earlier.user or "-", "day": saying.day(earlier.at, SIGNS[language])}
        yield message(REPLACES.get(earlier.kind, "import.replaces"), language, **what, **who)
    if report.notes:
        yield message("import.notes", language, count=report.notes)
    if report.not_data:
        yield _not_data(report, language)
    if any(one.kind == "table" for one in report.not_data):
        yield message("import.other-table", language, row=next(o.rows[0] for o in report.not_data if o.kind == "table"))
    for new in report.new_members:
        shown = ", ".join(map(one_line, new.members[:NEW])) + (", …" if new.count > NEW else "")
        yield message("import.new-members", language, count=new.count, dimension=one_line(new.label), members=shown)
        if new.count > NEW:
            yield message("import.new-members.all", language, source=one_line(report.target))
    if report.recognised > report.respelled:
        yield message("import.recognised", language, count=report.recognised - report.respelled)
    if report.respelled:
        yield message("import.respelled", language, count=report.respelled)
    if report.by_letters[0]:
        count, text = report.by_letters
        yield message("import.by-letters", language, count=count, text=one_line(text))
    if report.hidden:
        yield message("import.hidden", language, rows=_ranges(report.hidden, len(report.hidden)))
    if report.struck:
        yield message("import.struck", language, rows=_ranges(report.struck, len(report.struck)))
    if report.hidden_columns:
        yield message("import.hidden-columns", language, columns=", ".join(map(named, report.hidden_columns)))
    if report.hidden_sheets:
        sheets = ", ".join(map(one_line, report.hidden_sheets))
        yield message("import.hidden-sheets", language, sheets=sheets, count=len(report.hidden_sheets))
    if report.left_out:
        yield message("import.left-out", language, columns=", ".join(map(named, report.left_out)))
    if report.filters:
        yield message("import.filtered", language, ranges=", ".join(map(one_line, report.filters)))
    if report.absent.count:
        yield _absent(report, language)
    if report.absent.periods:
        periods, file = ", ".join(stretches(report.absent.periods)), one_line(Path(report.file).name)
        yield message("import.absent.periods", language, periods=periods, count=report.absent.of_periods, file=file)
    if report.mended:
        yield message("import.mended", language, count=report.mended)
    if report.untouched:
        yield message("import.untouched", language, count=report.untouched)
    for one in report.moved[:NAMED]:
        before, now = (one_line(" · ".join(parts)) for parts in (one.before, one.now))
        yield message("import.moved", language, place=one.place, before=before, now=now, row=one.row)
    if len(report.moved) > NAMED:
        yield message("import.moved.more", language, count=len(report.moved) - NAMED)
    for one in report.known_again[:NAMED]:
        before, now = (one_line(" · ".join(parts)) for parts in (one.before, one.now))
        yield message("import.known-again", language, place=one.place, before=before, now=now, row=one.row)
    if report.known_again_total > NAMED:
        yield message("import.known-again.more", language, count=report.known_again_total - NAMED)
    if report.seen_before:
        yield message("import.seen", language)
    if report.periods:
        yield message("import.periods", language, periods=periods_text([str(period) for period in report.periods]))
    if report.totals:
        yield _totals(report, language)
    if report.completeness:
        yield message("import.complete", language, text=_complete(report, language))
    if report.late:
        periods = periods_text([str(period) for period in report.late])
        yield message("import.late", language, periods=periods, count=len(report.late))
    yield from saying.marks(map(declared, report.marks), language)


def _absent(report: ImportReport, language: Language) -> str:
    """The rows that an earlier reading of the file brought and this one lacks, with what takes the first back."""
    first = report.absent.rows[0]
    several = len({one.period for one in report.absent.rows}) > 1
    parts = []
    for one in report.absent.rows[:NAMED]:
        keys = ", ".join(map(named, [str(one.period)] * several + list(one.keys)))
        parts.append(message("import.absent.row", language, keys=keys, row=one.row, batch=one.batch))
    period = ["--period", str(first.period)] if first.period is not None else []
    command = shlex.join(["iku-engine", "facts", "retract", report.target, *first.keys, *period])
    rows = ", ".join(parts) + (", …" if report.absent.count > NAMED else "")
    file = one_line(report.absent.file or Path(report.file).name)
    return message(
        "import.absent.of" if report.absent.file else "import.absent",
        language,
        count=report.absent.count,
        file=file,
        rows=rows,
        command=f"{one_line(command)} --reason …",
    )


def _totals(report: ImportReport, language: Language) -> str:
    """`total kontrol: realisasi 7200000 (1250000 .. 3250000)`: of percentages the ends alone, as their sum says nothing."""
    parts = []
    for one in report.totals[:COLUMNS]:
        least, total, greatest = (saying.scalar(n, one.shown, language) for n in (one.least, one.total, one.greatest))
        ends = least if least == greatest else f"{least} .. {greatest}"
        text = ends if one.shown.percent or one.figures == 1 else f"{total} ({ends})"
        parts.append(f"{named(one.column)} {text}")
    more = len(report.totals) - len(parts)
    return message("import.totals.more" if more else "import.totals", language, parts="; ".join(parts), count=more)


def _complete(report: ImportReport, language: Language) -> str:
    """`2024: 551 dari 552 baris …; 2023 dan 4 periode lain lengkap`: what is lacking first, of many periods the last few."""
    lacking = [known for known in report.completeness if known.there < known.expected or known.undecided]
    whole = [known for known in report.completeness if known not in lacking]
    said = [(known.period, completeness_text(known, language)) for known in lacking[-COMPLETE:]]
    parts = [f"{period}: {text}" if period is not None else text for period, text in said]
    if len(lacking) > COMPLETE:
        parts.append(message("import.complete.lacking", language, count=len(lacking) - COMPLETE))
    if len(whole) == 1:
        period = whole[0].period
        parts.append(f"{f'{period}: ' if period is not None else ''}{completeness_text(whole[0], language)}")
    elif whole:
        periods = periods_text([str(known.period) for known in whole])
        parts.append(message("import.complete.whole", language, periods=periods))
    return "; ".join(parts)


def periods_text(periods: Sequence[str]) -> str:
    """All of a few periods; of many the first and the last."""
    return ", ".join(periods) if len(periods) <= 6 else f"{periods[0]} .. {periods[-1]} ({len(periods)})"


def _rejected(rejected: RejectedCell, language: Language) -> str:
    parts = [message("import.row", language, row=rejected.row)]
    if rejected.column:
        parts.append(one_line(rejected.column))
    if rejected.value:
        parts.append(f"“{one_line(rejected.shown)}”")
    text = f"{', '.join(parts)}: {saying.reason(rejected.reason, language)}"
    return text if rejected.guess is None else f"{text} ({saying.reason(rejected.guess, language)})"
