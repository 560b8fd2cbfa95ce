"""An evaluation as the bytes of a CSV or Parquet file: one row a result, each number as displayed and exact."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Sequence
from importlib.util import find_spec
from pathlib import Path

from iku_cli.documents.evaluation import result_object
from iku_cli.messages.sentences import lines_visible
from iku_cli.render.beside import COMPLETENESS, MARKS, NOTES, RESTATED
from iku_cli.terminal.faults import Fault
from iku_dsl.keywords import Language
from iku_dsl.program import Program
from iku_dsl.wording import OF_SPECS
from iku_engine.results.evaluation import Evaluation, Result
from iku_engine.results.records import Row, Value, key_columns, rows, to_arrow
from iku_engine.spreadsheets import computed

COMPUTED = frozenset(
    {
        "value", "exact", "low", "high", "target", "target_exact", "target_high", "target_high_exact", "achievement",
        "achievement_exact", "published", "published_exact", "computed", "computed_exact",
        "final_exact",
    }
)  # fmt: skip
BEFORE_KEYS = ("indicator", "label", "period")
AFTER_KEYS = (
    "state", "value", "exact", "unit", "low", "high", "tight", "category", "category_label", "category_certain",
    "category_possible", "target", "target_exact", "target_high", "target_high_exact", "reached", "achievement",
    "achievement_exact", "rank", "published", "published_exact", "computed", "computed_exact", "verdict", "missing",
    "reason", "marks", "marks_text", "notes", "completeness", "status", "status_run", "status_user", "status_at", "status_reason",
    "final_exact", "changed",
)  # fmt: skip


def maker_of(path: Path) -> Callable[[Program, Evaluation, Language], bytes]:
    """What makes a file of this suffix. Errors: `Fault` (2) for one that is none, (3) where pyarrow is not installed."""
    match path.suffix.casefold():
        case ".csv":
            return csv_bytes
        case ".parquet":
            if find_spec("pyarrow") is None:
                raise Fault("export.extra", status=3, file=path, extra="duckdb")
            return parquet_bytes
        case _:
            raise Fault("export.suffix", file=path, known=".csv, .parquet")


def displayed_rows(program: Program, evaluation: Evaluation, language: Language) -> list[Row]:
    """The rows of `iku_engine.results.records`, with what `--json` displays: `value`, `target`, …, and `reason` and `notes` in words."""
    found = rows(program, evaluation)
    return [row | _displayed(result, language) for row, result in zip(found, evaluation.results, strict=True)]


def columns_of(program: Program, evaluation: Evaluation) -> list[str]:
    """All columns in their order: what it is of, the keys, what it is."""
    keys = (name for one in key_columns(program, evaluation) for name in (one.key, one.label))
    return [*BEFORE_KEYS, *keys, *AFTER_KEYS]


def csv_bytes(program: Program, evaluation: Evaluation, language: Language) -> bytes:
    """UTF-8 with a header, an empty cell where there is nothing; a text that a spreadsheet would compute gets `'` in front."""
    names = columns_of(program, evaluation)
    members = {name for one in key_columns(program, evaluation) for name in (one.key, one.label)}
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(names)
    for row in displayed_rows(program, evaluation, language):
        writer.writerow([_cell(row[name], name in COMPUTED, name in members) for name in names])
    return text.getvalue().encode("utf-8", "backslashreplace")


def parquet_bytes(program: Program, evaluation: Evaluation, language: Language) -> bytes:
    """The same columns; numbers are texts, since no column type holds a fraction exactly. Texts are as they are."""
    import pyarrow as pa
    from pyarrow import parquet

    sink = pa.BufferOutputStream()
    table = to_arrow(columns_of(program, evaluation), displayed_rows(program, evaluation, language))
    parquet.write_table(table, sink)
    return bytes(sink.getvalue().to_pybytes())


def _displayed(result: Result, language: Language) -> Row:
    document = result_object(result, language, traced=False)
    target, achievement = document["target"], document["achievement"]
    official = sorted(
        zip(result.comparisons, _list(document["comparisons"]), strict=True), key=lambda one: not one[0].official
    )
    compared = official[0][1] if official else None
    return {
        "value": _text(document["value"]),
        "target": _value(target),
        "target_high": _value(_part(target, "high")),
        "achievement": _value(achievement),
        "published": _value(_part(compared, "published")),
        "computed": _value(_part(compared, "computed")),
        "reason": _text(document["reason"]),
        "marks_text": "; ".join(MARKS.say(result, language, OF_SPECS)) or None,
        "notes": "; ".join(NOTES.say(result, language, OF_SPECS)) or None,
        "completeness": "; ".join(COMPLETENESS.say(result, language, OF_SPECS)) or None,
        "changed": "; ".join(RESTATED.say(result, language, OF_SPECS)) or None,
    }


def _list(value: object) -> Sequence[object]:
    return value if isinstance(value, list) else ()


def _part(value: object, name: str) -> object:
    return value.get(name) if isinstance(value, dict) else None


def _value(number: object) -> str | None:
    return _text(_part(number, "value"))


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None


def _cell(value: Value, number: bool, member: bool) -> str:
    """Members are as they are, so that they are found again in other files; in prose, what steers a terminal is shown as its escape."""
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case str() if not number:
            shown = value if member else lines_visible(value)
            return f"'{shown}" if computed(value) else shown
        case _:
            return str(value)
